// WrongConvolutions: the layer over what it is often taken for, where they differ most.

/** @import { Model, Store } from "./store.js" */
/** @import { WrongSpec, WrongState } from "./types.js" */
/** @import { Kernel, Seen } from "./numbers/compare.js" */
/** @import { IdeasScene } from "./scene/ideas.js" */

import { lookAt, twin, workKernel } from "./numbers/compare.js";
import { difference, farthest } from "./numbers/ideas.js";
import { Layer } from "./numbers/layer.js";
import { upTo, within } from "./numbers/range.js";
import { numbersOf } from "./numbers/state.js";
import { LEFT, WIDTHS } from "./scene/addition.js";
import { captioned } from "./scene/board.js";
import { ideasScene } from "./scene/ideas.js";
import { placeAt } from "./scene/pointing.js";
import { makeStore, numbersIn } from "./store.js";
import { makeBoard } from "./ui/board.js";
import { makeRadios, makeSlider } from "./ui/controls.js";
import { make, makeButton, write } from "./ui/dom.js";
import { makeHistory } from "./ui/history.js";
import { keepKeys, openDoor } from "./ui/host.js";
import { makePresent } from "./ui/present.js";
import { printAsPicture } from "./ui/print.js";
import { makeShare, savePicture, viewLine } from "./ui/share.js";

/** @type {Record<string, [down: number, right: number]>} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const HELP = "Arrow keys move the pixel, J jumps to where they differ most.";
/** @type {[keys: string, what: string][]} */
const KEYS = [
  ["← ↑ ↓ →", "another pixel"],
  ["J", "where they differ most"],
  ["1 2 3 …", "another idea"],
];
const LAYOUT = { widths: [WIDTHS.wide, WIDTHS.middle, WIDTHS.phone], least: 0.9 };

// ---- Numbers

/** The layer that is compared; each kernel is worked out once.
 * @param {Model} model @param {WrongSpec} spec */
function readLayer(model, spec) {
  /** @param {string} trait */
  const floats = (trait) => numbersIn(model.get(trait), Float32Array);
  const [x, weight, bias] = ["_x", "_weight", "_bias"].map(floats);
  const layer = { x, weight, bias, xShape: spec.x_shape, weightShape: spec.weight_shape };
  const facts = numbersOf(new Layer(layer), { steps: spec.steps });
  /** @type {Map<number, Kernel>} */
  const known = new Map();
  /** @param {number} o */
  function kernelOf(o) {
    const found = known.get(o) ?? workKernel({ ...layer, steps: spec.steps }, spec, o);
    known.set(o, found);
    return found;
  }
  return { kernelOf, photo: spec.photo ? x : null, facts };
}

// ---- What can be chosen

/**
 * The ideas, and the words over the picture.
 * @param {WrongSpec} spec
 * @param {(changes: Partial<WrongState>) => void} set
 * @param {() => void} commit
 * @param {() => void} leap  to the place where they differ most
 */
function makeControls(spec, set, commit, leap) {
  const names = Object.keys(spec.ideas);
  const labels = names.map((name) => spec.ideas[name].label);
  const ideas = makeRadios("idea", "A common idea", labels, (label) => {
    set({ idea: names[labels.indexOf(label)] });
    commit();
  });
  const kernels = upTo(0, spec.weight_shape[0]);
  const pickKernel = (/** @type {number} */ out_channel) => set({ out_channel });
  const kernel = makeSlider("out_channel", "Kernel", "kernel", pickKernel, commit);
  const title = make("b");
  const kind = make("span", "", {}, "a common idea, not the layer");
  const head = make("p", "cl-claim", {}, title, " ", kind);
  const question = make("span");
  const same = (spec.photo ? "photo" : "input") + (spec.has_bias ? " and bias" : "");
  const place = make("span");
  const jump = makeButton("Show where it is furthest off", leap, { "data-control": "jump" });
  const roots = [
    make("div", "cl-bar", {}, ideas.root),
    make("div", "cl-bar", {}, head, ...(kernels.length > 1 ? [kernel.root] : [])),
    make("p", "cl-shapes cl-where", {}, question, " ", place, " ", jump),
  ];

  /** @param {WrongState} state @param {boolean} isFarthest */
  function update({ idea, out_channel, row, col }, isFarthest) {
    const about = spec.ideas[idea];
    write(title, about.title);
    question.replaceChildren(`${about.question} `, make("b", "", {}, about.answer));
    const where = isFarthest ? "where the idea is furthest off" : `at row ${row}, column ${col}`;
    write(place, `The same ${same} in both rows, shown ${where}.`);
    jump.hidden = isFarthest;
    ideas.update(about.label);
    kernel.update(out_channel, kernels);
  }
  return { roots, update };
}

/**
 * Pick a pixel by pointer or keys.
 * @param {ReturnType<typeof makeBoard>} board
 * @param {Store<WrongState>} store
 * @param {() => void} leap
 * @param {() => number} columns  of a map
 */
function listen({ canvas, view, pointOf }, store, leap, columns) {
  /** @param {PointerEvent} event */
  function pick(event) {
    const scene = /** @type {IdeasScene | undefined} */ (view()?.scene);
    const { x, y } = pointOf(event);
    const place = scene && placeAt(scene, x, y);
    if (place?.role !== "map" || place.row === undefined || place.col === undefined) return;
    const { row, col } = place;
    store.set(
      scene && isDots(scene, place) ? placeOfDot(scene, columns(), row, col) : { row, col },
    );
  }
  canvas.addEventListener("pointerdown", pick);
  canvas.addEventListener("pointermove", (event) => event.buttons && pick(event));
  canvas.addEventListener("pointerup", store.commit);
  canvas.addEventListener("keydown", (event) => {
    const { row, col } = store.get();
    const step = ARROWS[event.key];
    if (step) store.set({ row: row + step[0], col: col + step[1] });
    else if (event.key === "j") leap();
    else return;
    event.preventDefault();
  });
}

/** @type {(scene: IdeasScene, place: {x: number, y: number}) => boolean} */
const isDots = ({ dots }, { x, y }) => x === dots.x && y === dots.y;

/** A dot stands for the worst place of its block.
 * @type {(scene: IdeasScene, columns: number, row: number, col: number) => Partial<WrongState>} */
function placeOfDot({ halftone: { across, worst } }, columns, row, col) {
  const at = worst[row * across + col];
  return { row: Math.floor(at / columns), col: at % columns };
}

// ---- The widget

/** @param {{model: Model, el: HTMLElement}} view */
export function render({ model, el }) {
  /** @type {WrongSpec} */
  const spec = model.get("_spec");
  /** @type {string[]} */
  const names = model.get("_names");
  const { store, kernel, seen, build, isFarthest } = compare(model, spec, names);
  const controls = makeControls(spec, store.set, store.commit, leap);
  const layout = { ...LAYOUT, room: WIDTHS.room };
  const board = makeBoard({ description: "maps to compare", layout, build, onPaint });
  const root = make("div", "cl-root cl-explorer cl-wrongs");
  const history = makeHistory(root, store, /** @type {(keyof WrongState)[]} */ (names));
  const fill = { keys: KEYS, press, onChange: board.request, wide: WIDTHS.room };
  const present = makePresent({ model, root, ...fill });
  const shot = () => shotOf(spec.ideas, store.get().idea, board.view());
  const save = () => savePicture(shot());
  const line = () => viewLine(names, store.get());
  const share = makeShare("WrongConvolutions", save, line, history.root, present.button);
  const announcement = make("p", "cl-hidden", { "aria-live": "polite" });
  const parts = [...controls.roots, board.root, share, announcement, present.bar];
  root.append(...parts);
  keepKeys(root);
  listen(board, store, leap, () => kernel().worked.ow);
  store.subscribe(board.request);
  const unprint = printAsPicture(root, shot);
  el.replaceChildren(root);

  /** On a screen that it fills. @param {string} key */
  function press(key) {
    const idea = Object.keys(spec.ideas)[Number(key) - 1];
    if (!idea) return false;
    store.set({ idea });
    store.commit();
    return true;
  }
  function leap() {
    board.canvas.focus(); // the button goes: it has done what it is for
    store.set(farthest(kernel().worked, store.get().idea));
    store.commit();
  }
  function onPaint() {
    const state = store.get();
    controls.update(state, isFarthest(state));
    if (store.isPending()) return; // it is announced when it is committed
    const words = twin(seen(), kernel().columns, spec.ideas[state.idea], state);
    write(announcement, words);
    board.canvas.setAttribute("aria-label", `${words}. ${HELP}`);
  }

  const scene = () => board.view()?.scene;
  openDoor(root, doorOf(store, kernel, seen, scene));
  return () => {
    unprint();
    present.close();
    board.close();
    store.close();
  };
}

/**
 * What is compared, in the state that a hand has brought it to.
 * @param {Model} model
 * @param {WrongSpec} spec
 * @param {string[]} traits
 */
function compare(model, spec, traits) {
  const layer = readLayer(model, spec);
  const { settle, isFarthest } = makePlaces(layer);
  /** @type {Store<WrongState>} */
  const store = makeStore(model, { traits, settle });
  const kernel = () => layer.kernelOf(store.get().out_channel);
  const seen = () => lookAt(kernel(), store.get());
  /** @param {number} width @param {number} ratio */
  function build(width, ratio) {
    const { photo, facts } = layer;
    return ideasScene({ spec, kernel: kernel(), photo, facts, state: store.get(), width, ratio });
  }
  return { store, kernel, seen, build, isFarthest };
}

/** Which place is looked at: one that was picked stays; the one where they differ most goes with
 * the idea and the kernel.
 * @param {ReturnType<typeof readLayer>} layer */
function makePlaces(layer) {
  /** @param {WrongState} state */
  function isFarthest({ out_channel, idea, row, col }) {
    const most = farthest(layer.kernelOf(out_channel).worked, idea);
    return most.row === row && most.col === col;
  }
  /** @type {(next: WrongState, before: WrongState) => boolean} */
  const follows = (next, before) =>
    (next.idea !== before.idea || next.out_channel !== before.out_channel) &&
    next.row === before.row &&
    next.col === before.col &&
    isFarthest(before);
  /** @param {WrongState} next @param {WrongState} [before] @returns {WrongState} */
  function settle(next, before) {
    const { worked } = layer.kernelOf(next.out_channel);
    const place = before && follows(next, before) ? farthest(worked, next.idea) : next;
    const [row, col] = [within(place.row, worked.oh), within(place.col, worked.ow)];
    return { ...next, row, col };
  }
  return { settle, isFarthest };
}

/** The picture to keep or print, under the idea's name.
 * @param {WrongSpec["ideas"]} ideas
 * @param {string} idea
 * @param {{scene: IdeasScene, theme: import("./types.js").Theme} | null} view */
function shotOf(ideas, idea, view) {
  if (!view) return null;
  const head = { text: ideas[idea].title, x: LEFT, y: 24, size: 24, bold: true };
  const name = `convlab-${idea.replaceAll(" ", "-")}.png`;
  return { scene: captioned(view.scene, 56, [head]), theme: view.theme, name };
}

/** What tests read: see ARCHITECTURE.md.
 * @param {Store<WrongState>} store
 * @param {() => Kernel} kernel
 * @param {() => Seen} seen
 * @param {() => import("./types.js").Scene | undefined} scene */
function doorOf(store, kernel, seen, scene) {
  /** @param {ArrayLike<number>[]} maps */
  const stacked = (maps) => {
    const { oh, ow } = kernel().worked;
    const data = Float32Array.from(maps.flatMap((map) => Array.from(map)));
    return { shape: [maps.length, oh, ow], data };
  };
  return {
    outputs: () => stacked([kernel().worked.y]),
    wrong: (/** @type {string} */ idea) => stacked(kernel().worked.maps[idea]),
    difference: () => stacked([difference(kernel().worked, store.get().idea)]),
    ledger: seen,
    boxes: () => scene()?.boxes,
    state: store.get,
  };
}

export default { render };
