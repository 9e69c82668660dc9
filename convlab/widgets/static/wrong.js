// WrongConvolutions: the layer beside what it is often taken for, and the place where they differ.

/** @import { Model, Store } from "./store.js" */
/** @import { WrongSpec, WrongState } from "./types.js" */

import { difference, farthest, limitOf, look, twin, workOut } from "./numbers/ideas.js";
import { upTo, within } from "./numbers/range.js";
import { decimalsOf } from "./numbers/show.js";
import { captioned } from "./scene/board.js";
import { ideasScene, LEFT } from "./scene/ideas.js";
import { placeAt } from "./scene/pointing.js";
import { makeStore, numbersIn } from "./store.js";
import { makeBoard } from "./ui/board.js";
import { makeRadios, makeSlider } from "./ui/controls.js";
import { make, makeButton, write } from "./ui/dom.js";
import { keepKeys } from "./ui/host.js";
import { makeShare, savePicture, viewLine } from "./ui/share.js";

/** @type {Record<string, [down: number, right: number]>} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const HELP = "Arrow keys move the pixel, J jumps to where they differ most.";
// Three maps side by side, or two with the third below.
const LAYOUT = { widths: [904, 592], least: 0.8 };

/** The layer that is compared, and what follows from it for each kernel, worked out once.
 * @param {Model} model @param {WrongSpec} spec */
function readLayer(model, spec) {
  /** @param {string} trait */
  const floats = (trait) => numbersIn(model.get(trait), Float32Array);
  const [x, weight, bias] = ["_x", "_weight", "_bias"].map(floats);
  const layer = { x, weight, bias, xShape: spec.x_shape, weightShape: spec.weight_shape };
  const [dx, dw, db] = [x, weight, bias].map((values) => decimalsOf(values, 0, 5));
  /** @type {Map<number, ReturnType<typeof workOut>>} */
  const known = new Map();
  /** @param {number} o */
  function workedOut(o) {
    const worked = known.get(o) ?? workOut({ ...layer, steps: spec.steps }, o);
    known.set(o, worked);
    return worked;
  }
  const photo = spec.x_shape[0] === 3 ? x : null;
  // Four decimals may not add up: then there is room for a line that says so.
  return { photo, rounds: dx + dw > 4 || db > 4, workedOut };
}

/**
 * The question with its answer, and what can be chosen.
 * @param {WrongSpec} spec
 * @param {(changes: Partial<WrongState>) => void} set
 * @param {() => void} commit
 * @param {() => void} leap  to the place where they differ most
 */
function makeControls(spec, set, commit, leap) {
  const kernels = upTo(0, spec.weight_shape[0]);
  const question = make("p", "cl-count");
  const words =
    `${spec.x_shape[0]} channels in, 1 kernel, 1 map: one signed number at each place, ` +
    "blue below 0, red above. It is no picture.";
  const ideas = makeRadios("idea", "A common idea", Object.keys(spec.ideas), (idea) => {
    set({ idea });
    commit();
  });
  const pickKernel = (/** @type {number} */ out_channel) => set({ out_channel });
  const kernel = makeSlider("out_channel", "Kernel", "kernel", pickKernel, commit);
  const jump = makeButton("Jump to where they differ most", leap, { "data-control": "jump" });
  const tools = kernels.length > 1 ? [kernel.root, jump] : [jump];
  const roots = [
    question,
    make("p", "cl-shapes", {}, words),
    make("div", "cl-bar", {}, ideas.root),
    make("div", "cl-bar", {}, ...tools),
  ];

  /** @param {WrongState} state */
  function update(state) {
    const about = spec.ideas[state.idea];
    question.replaceChildren(`${about.question} `, make("b", "", {}, about.answer));
    ideas.update(state.idea);
    kernel.update(state.out_channel, kernels);
  }
  return { roots, update, question: () => question.textContent ?? "" };
}

/**
 * Pick a pixel by pointer or keys.
 * @param {ReturnType<typeof makeBoard>} board
 * @param {Store<WrongState>} store
 * @param {() => void} leap
 */
function listen({ canvas, view, pointOf }, store, leap) {
  /** @param {PointerEvent} event */
  function pick(event) {
    const scene = view()?.scene;
    const { x, y } = pointOf(event);
    const place = scene && placeAt(scene, x, y);
    if (place) store.set({ row: place.row, col: place.col });
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

/** @param {{model: Model, el: HTMLElement}} view */
function render({ model, el }) {
  /** @type {WrongSpec} */
  const spec = model.get("_spec");
  /** @type {string[]} */
  const names = model.get("_names");
  const layer = readLayer(model, spec);
  /** @type {Store<WrongState>} */
  const store = makeStore(model, { traits: names, settle });
  const worked = () => layer.workedOut(store.get().out_channel);
  const seen = () => look(worked(), spec, store.get());

  const controls = makeControls(spec, store.set, store.commit, leap);
  const board = makeBoard({ description: "maps to compare", layout: LAYOUT, build, onPaint });
  const share = makeShare("WrongConvolutions", save, () => viewLine(names, store.get()));
  const announcement = make("p", "cl-hidden", { "aria-live": "polite" });
  const parts = [...controls.roots, board.root, share, announcement];
  const root = make("div", "cl-root cl-explorer cl-wrongs", {}, ...parts);
  keepKeys(root);
  listen(board, store, leap);
  store.subscribe(board.request);
  el.replaceChildren(root);

  /** @param {WrongState} next @returns {WrongState} */
  function settle(next) {
    const { oh, ow } = layer.workedOut(next.out_channel);
    return { ...next, row: within(next.row, oh), col: within(next.col, ow) };
  }
  function leap() {
    store.set(farthest(worked(), store.get().idea));
    store.commit();
  }
  /** @param {number} width @param {number} ratio */
  function build(width, ratio) {
    const state = store.get();
    const limit = spec.limit || limitOf(worked(), state.idea);
    const { photo, rounds } = layer;
    const given = { worked: worked(), seen: seen(), photo, rounds, spec, state, limit };
    return ideasScene({ ...given, ratio, board: width });
  }
  function onPaint() {
    const state = store.get();
    controls.update(state);
    if (store.isPending()) return; // it is announced when it is committed
    const words = twin(seen(), spec.ideas[state.idea], state);
    write(announcement, words);
    board.canvas.setAttribute("aria-label", `${words}. ${HELP}`);
  }
  function save() {
    const name = `convlab-${store.get().idea.replaceAll(" ", "-")}.png`;
    const { scene, theme } = board.view() ?? {};
    const head = { text: controls.question(), x: LEFT, y: 24, size: 24, bold: true };
    if (scene && theme) savePicture(captioned(scene, 48, [head]), theme, name);
  }

  Object.assign(root, { convlab: doorOf(store, worked, seen, () => board.view()?.scene) });
  return () => {
    board.close();
    store.close();
  };
}

/** What tests read: see ARCHITECTURE.md.
 * @param {Store<WrongState>} store
 * @param {() => ReturnType<typeof workOut>} worked
 * @param {() => ReturnType<typeof look>} seen
 * @param {() => import("./types.js").Scene | undefined} scene */
function doorOf(store, worked, seen, scene) {
  /** @param {ArrayLike<number>[]} maps */
  const stacked = (maps) => {
    const { oh, ow } = worked();
    const data = Float32Array.from(maps.flatMap((map) => Array.from(map)));
    return { shape: [maps.length, oh, ow], data };
  };
  return {
    outputs: () => stacked([worked().y]),
    wrong: (/** @type {string} */ idea) => stacked(worked().maps[idea]),
    difference: () => stacked([difference(worked(), store.get().idea)]),
    ledger: seen,
    boxes: () => scene()?.boxes,
    state: store.get,
  };
}

export { render };
export default { render };
