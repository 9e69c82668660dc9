// What a hand has changed, to be taken back step by step, or all of it.

import { assign, make, makeButton } from "./dom.js";
import { isUndo } from "./typed.js";

/** @import { Store } from "../store.js" */

/** Of numbers, words and lists. @type {(a: unknown, b: unknown) => boolean} */
const isSame = (a, b) => a === b || String(a) === String(b);

/**
 * Undo and Reset, for some traits of a store. A step is what was committed at once; or all that was
 * changed between begin() and keep(), as while a number is typed.
 * @template {object} S
 * @param {HTMLElement} root  takes Ctrl+Z
 * @param {Store<S>} store
 * @param {readonly (keyof S)[]} names  of what can be taken back
 * @param {object} [options]
 * @param {Partial<S>} [options.start]  what Reset brings, where the widget was opened with another
 * @param {() => void} [options.halt]  what goes on by itself, before something is taken back
 */
export function makeHistory(root, store, names, { start, halt = () => {} } = {}) {
  const taken = () =>
    /** @type {Partial<S>} */ (Object.fromEntries(names.map((name) => [name, store.get()[name]])));
  /** @type {(before: Partial<S>, after: Partial<S>) => Partial<S>} what has been another one */
  const differing = (before, after) =>
    /** @type {Partial<S>} */ (
      Object.fromEntries(
        names
          .filter((name) => !isSame(before[name], after[name]))
          .map((name) => [name, before[name]]),
      )
    );
  /** @type {(before: Partial<S>, after: Partial<S>) => boolean} */
  const isAnother = (before, after) => names.some((name) => !isSame(before[name], after[name]));
  const first = { ...taken(), ...start };
  /** @type {Partial<S>[]} */
  const past = [];
  let last = taken();
  let isHeld = false;
  const undo = makeButton("↶ Undo", goBack, { "data-control": "undo", title: "Ctrl+Z" });
  const reset = makeButton("Reset", startOver, { "data-control": "reset" });
  const buttons = make("span", "cl-history", { hidden: "" }, undo, reset);

  function record() {
    if (!isAnother(last, taken())) return;
    past.push(differing(last, taken()));
    last = taken();
    update();
  }
  /** @param {Partial<S>} changes */
  function show(changes) {
    store.set(changes);
    last = taken();
    store.commit();
    update();
  }
  function goBack() {
    halt();
    if (isHeld) record();
    const changes = past.pop();
    if (changes) show(changes);
  }
  function startOver() {
    halt();
    record();
    if (!isAnother(first, last)) return;
    const changes = differing(first, last);
    past.push(differing(last, { ...last, ...changes }));
    show(changes);
  }
  function update() {
    const now = taken();
    const canUndo = past.length > 0 || isAnother(last, now);
    const canReset = isAnother(first, now);
    if (canUndo || canReset) assign(buttons, { hidden: false }); // once there, they stay
    assign(undo, { ariaDisabled: String(!canUndo) });
    assign(reset, { ariaDisabled: String(!canReset) });
  }
  store.subscribe((state, before) => {
    const isCommit = state === before;
    if (isCommit && !isHeld) record();
    if (!isCommit && !store.isPending()) last = taken(); // Python's doing
    update();
  });
  root.addEventListener("keydown", (event) => {
    if (!isUndo(event) || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    goBack();
  });
  update();

  function begin() {
    isHeld = true;
  }
  function keep() {
    isHeld = false;
    record();
  }
  return { root: buttons, undo, begin, keep };
}
