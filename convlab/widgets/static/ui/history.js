// What a hand has changed, to be taken back step by step, or all of it.

import { assign, make, makeButton } from "./dom.js";
import { isUndo } from "./typed.js";

/** @import { Store } from "../store.js" */

/** Of numbers, words and lists. @type {(a: unknown, b: unknown) => boolean} */
const isSame = (a, b) => a === b || String(a) === String(b);

/**
 * Some traits of a store, and what differs of them between two states.
 * @template {object} S
 * @param {Store<S>} store
 * @param {readonly (keyof S)[]} names
 */
function makeWatched(store, names) {
  /** @type {(some: readonly (keyof S)[], state: Partial<S>) => Partial<S>} */
  const only = (some, state) =>
    /** @type {Partial<S>} */ (Object.fromEntries(some.map((name) => [name, state[name]])));
  /** @type {(before: Partial<S>, after: Partial<S>) => (keyof S)[]} */
  const differing = (before, after) => names.filter((name) => !isSame(before[name], after[name]));
  return {
    now: () => only(names, store.get()),
    /** What has been another one. @type {(before: Partial<S>, after: Partial<S>) => Partial<S>} */
    lost: (before, after) => only(differing(before, after), before),
    /** @type {(before: Partial<S>, after: Partial<S>) => boolean} */
    isAnother: (before, after) => differing(before, after).length > 0,
  };
}

/**
 * What each change has replaced. A change is what was committed at once; or all that was changed
 * between begin() and keep(), as while a number is typed.
 * @template {object} S
 * @param {Store<S>} store
 * @param {readonly (keyof S)[]} names  of what can be taken back
 * @param {Partial<S>} start  what Reset brings, where it is not what the store holds at first
 * @param {() => void} onChange
 */
function makePast(store, names, start, onChange) {
  const { now, lost, isAnother } = makeWatched(store, names);
  const first = { ...now(), ...start };
  /** @type {Partial<S>[]} */
  const past = [];
  let last = now();
  let isHeld = false;

  function record() {
    if (!isAnother(last, now())) return;
    past.push(lost(last, now()));
    last = now();
    onChange();
  }
  /** @param {Partial<S>} changes */
  function show(changes) {
    store.set(changes);
    last = now();
    store.commit();
    onChange();
  }
  function undo() {
    if (isHeld) record();
    const changes = past.pop();
    if (changes) show(changes);
  }
  function reset() {
    record();
    if (!isAnother(first, last)) return;
    const changes = lost(first, last);
    past.push(lost(last, { ...last, ...changes }));
    show(changes);
  }
  store.subscribe((state, before) => {
    const isCommit = state === before;
    if (isCommit && !isHeld) record();
    if (!isCommit && !store.isPending()) last = now(); // Python's doing
    onChange();
  });
  /** @param {boolean} on  while it is, all that is changed is one change */
  function hold(on) {
    isHeld = on;
    if (!on) record();
  }
  const canUndo = () => past.length > 0 || isAnother(last, now());
  return { undo, reset, hold, canUndo, canReset: () => isAnother(first, now()) };
}

/**
 * Undo and Reset, for some traits of a store.
 * @template {object} S
 * @param {HTMLElement} root  takes Ctrl+Z
 * @param {Store<S>} store
 * @param {readonly (keyof S)[]} names  of what can be taken back
 * @param {object} [options]
 * @param {Partial<S>} [options.start]  what Reset brings, where the widget was opened with another
 * @param {() => void} [options.halt]  what goes on by itself, before something is taken back
 */
export function makeHistory(root, store, names, { start = {}, halt = () => {} } = {}) {
  const past = makePast(store, names, start, update);
  const undo = makeButton("↶ Undo", goBack, { "data-control": "undo", title: "Ctrl+Z" });
  const reset = makeButton("Reset", startOver, { "data-control": "reset" });
  const buttons = make("span", "cl-history", { hidden: "" }, undo, reset);

  function goBack() {
    halt();
    past.undo();
  }
  function startOver() {
    halt();
    past.reset();
  }
  function update() {
    const [canUndo, canReset] = [past.canUndo(), past.canReset()];
    if (canUndo || canReset) assign(buttons, { hidden: false }); // once there, they stay
    assign(undo, { ariaDisabled: String(!canUndo) });
    assign(reset, { ariaDisabled: String(!canReset) });
  }
  root.addEventListener("keydown", (event) => {
    if (!isUndo(event) || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    goBack();
  });
  update();
  return { root: buttons, undo, begin: () => past.hold(true), keep: () => past.hold(false) };
}
