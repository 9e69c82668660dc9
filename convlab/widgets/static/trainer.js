// Trainer: a hidden kernel to be found by gradient descent. Every step is taken here; what has been
// learned goes back to Python when the descent pauses.

/** @import { Model, Store } from "./store.js" */
/** @import { TrainerSpec, TrainerState } from "./types.js" */
/** @typedef {TrainerState & {_learned: Float64Array, _losses: Float64Array}} State */

import { Descent } from "./numbers/descent.js";
import { upTo, within } from "./numbers/range.js";
import { text } from "./numbers/show.js";
import { short, Task, verdict } from "./numbers/training.js";
import { captioned } from "./scene/board.js";
import { placeAt } from "./scene/pointing.js";
import { trainerLimits, trainerScene } from "./scene/training.js";
import { makeStore, numbersIn } from "./store.js";
import { makeBoard } from "./ui/board.js";
import { makeSlider } from "./ui/controls.js";
import { make, makeButton, write } from "./ui/dom.js";
import { keepKeys, wantsLessMotion } from "./ui/host.js";
import { makeShare, savePicture, viewLine } from "./ui/share.js";

const LAYOUT = { width: 904, narrow: 616, below: 720, leastZoom: 0.7 };
const HELP = "Arrow keys pick a weight, comma and full stop its channel.";
/** @type {Record<string, [trait: "row" | "col" | "channel", step: number]>} */
const KEYS = {
  ArrowUp: ["row", -1],
  ArrowDown: ["row", 1],
  ArrowLeft: ["col", -1],
  ArrowRight: ["col", 1],
  ",": ["channel", -1],
  ".": ["channel", 1],
};

/** What is to be learned, and where each random start lies.
 * @param {Model} model @param {TrainerSpec} spec */
function readTask(model, spec) {
  /** @param {string} trait */
  const doubles = (trait) => numbersIn(model.get(trait), Float64Array);
  const x = numbersIn(model.get("_x"), Float32Array);
  const task = new Task(x, spec.x_shape, spec.kernel_size, doubles("_hidden"));
  const starts = doubles("_starts");
  const size = starts.length / spec.seeds;
  /** @param {number} seed */
  const startOf = (seed) => starts.slice(seed * size, (seed + 1) * size);
  return { task, startOf };
}

/**
 * Steps that are taken frame by frame until a hand stops them or none is left.
 * @param {Descent} descent
 * @param {() => State} state
 * @param {{onStep: () => void, onPause: () => void}} call
 */
function makeRunner(descent, state, { onStep, onPause }) {
  let frame = 0;
  /** @param {number} n @returns {boolean} */
  function take(n) {
    const more = descent.take(n, state().rate);
    onStep();
    return more;
  }
  function run() {
    frame = 0;
    if (take(state().pace)) frame = requestAnimationFrame(run);
    else onPause();
  }
  function pause() {
    cancelAnimationFrame(frame);
    frame = 0;
  }
  function step() {
    pause();
    take(1);
    onPause();
  }
  function toggle() {
    if (frame) {
      pause();
      onPause();
    } else if (wantsLessMotion()) {
      take(state().pace);
      onPause();
    } else if (!descent.isSpent) frame = requestAnimationFrame(run);
  }
  return { toggle, step, pause, isRunning: () => frame !== 0 };
}

/**
 * Sliders, buttons and words above the board.
 * @param {TrainerSpec} spec
 * @param {{set: (changes: Partial<State>) => void, commit: () => void, toggle: () => void,
 *   step: () => void, restart: () => void}} call
 */
function makeControls(spec, { set, commit, toggle, step, restart }) {
  const rate = makeSlider("rate", "Learning rate", "plain", (v) => set({ rate: v }), commit);
  const pace = makeSlider("pace", "Steps a frame", "plain", (v) => set({ pace: v }), commit);
  const seed = makeSlider("seed", "Random start (seed)", "kernel", (v) => set({ seed: v }), commit);
  const play = makeButton("▶ Play", toggle, { "data-action": "play" });
  const one = makeButton("Step", step, { "data-action": "step" });
  const again = makeButton("↺ Start again", restart, { "data-action": "restart" });
  const show = make("input", "", { type: "checkbox", "data-control": "show_hidden" });
  show.addEventListener("change", () => {
    set({ show_hidden: show.checked });
    commit();
  });
  const count = make("p", "cl-count");
  const status = make("p", "cl-shapes cl-verdict");
  const buttons = make("div", "cl-buttons", {}, play, one, again);
  const check = make("label", "cl-check", {}, show, "show the hidden kernel");
  const roots = [
    make("div", "cl-sliders", {}, rate.root, pace.root, seed.root),
    count,
    status,
    make("div", "cl-bar", {}, buttons, check),
  ];

  /** @type {(state: State, descent: Descent, isRunning: boolean) => void} */
  function update(state, descent, isRunning) {
    rate.update(state.rate, spec.rates);
    pace.update(state.pace, spec.paces);
    seed.update(state.seed, upTo(0, spec.seeds));
    show.checked = state.show_hidden;
    write(play, isRunning ? "❚❚ Pause" : "▶ Play");
    play.disabled = one.disabled = descent.isSpent;
    write(count, `Step ${text(descent.steps)}: loss ${short(descent.now.loss)}`);
    const { steps, losses, note } = descent;
    const gap = descent.task.gap(descent.point);
    write(status, verdict({ steps, rate: state.rate, losses, gap, stopped: note }));
  }
  return { roots, update, words: () => [count, status].map((p) => p.textContent ?? "") };
}

/** The picked weight in words.
 * @param {TrainerSpec} spec @param {State} state @param {Descent} descent */
function pickedWords({ channel_names }, { channel, row, col }, { task, point, now }) {
  const i = (channel * task.kh + row) * task.kw + col;
  const name = channel_names[channel] || `channel ${channel}`;
  return (
    `Picked: the weight of ${name}, row ${row}, column ${col}, is ${text(point[i], 2)}, ` +
    `its gradient ${short(now.gradient[i])}.`
  );
}

/**
 * Pick a weight by pointer or keys.
 * @param {ReturnType<typeof makeBoard>} board
 * @param {() => State} state
 * @param {(changes: Partial<State>) => void} pick
 */
function listen({ canvas, view, pointOf }, state, pick) {
  canvas.addEventListener("click", (event) => {
    const scene = view()?.scene;
    const { x, y } = pointOf(event);
    const place = scene && placeAt(scene, x, y);
    if (place?.role === "weight") pick({ channel: place.c, row: place.row, col: place.col });
  });
  canvas.addEventListener("keydown", (event) => {
    const key = KEYS[event.key];
    if (!key) return;
    const [trait, step] = key;
    pick({ [trait]: state()[trait] + step });
    event.preventDefault();
  });
}

/** @param {{model: Model, el: HTMLElement}} view */
function render({ model, el }) {
  /** @type {TrainerSpec} */
  const spec = model.get("_spec");
  /** @type {string[]} */
  const names = model.get("_names");
  const traits = names.filter((name) => name !== "steps"); // these are counted here
  const { task, startOf } = readTask(model, spec);
  const arrays = { _learned: Float64Array, _losses: Float64Array };
  /** @type {Store<State>} */
  const store = makeStore(model, { traits, arrays, settle });
  const descent = new Descent(task, spec.most_steps);
  /** @type {Float64Array | undefined} */
  let sent; // what has been learned, as Python knows it
  const runner = makeRunner(descent, store.get, { onStep: () => board.request(), onPause: commit });

  const { toggle, step } = runner;
  const controls = makeControls(spec, { set: store.set, commit, toggle, step, restart });
  const limits = trainerLimits(task);
  const board = makeBoard({ description: "training", layout: LAYOUT, build, onPaint });
  const share = makeShare("Trainer", save, () =>
    viewLine(names, { ...store.get(), steps: descent.steps }),
  );
  const announcement = make("p", "cl-hidden", { "aria-live": "polite" });
  const parts = [...controls.roots, board.root, share, announcement];
  const root = make("div", "cl-root cl-explorer cl-trainer", {}, ...parts);
  keepKeys(root);
  listen(board, store.get, (changes) => {
    store.set(changes);
    commit();
  });
  store.subscribe(follow);
  el.replaceChildren(root);

  /** @param {number} seed */
  function begin(seed) {
    const point = startOf(seed);
    return { _learned: point, _losses: Float64Array.of(task.slope(point).loss) };
  }
  /** A hand that moves the seed begins anew. @param {State} next @param {State} [before] */
  function settle(next, before) {
    const { channel, row, col, seed } = next;
    const { c, kh, kw } = task;
    const place = { channel: within(channel, c), row: within(row, kh), col: within(col, kw) };
    return { ...next, ...place, ...(before && seed !== before.seed ? begin(seed) : {}) };
  }
  /** Python learns of what has been found, once the descent pauses. */
  function commit() {
    if (runner.isRunning()) return;
    sent = descent.point.slice();
    store.set({ _learned: sent, _losses: Float64Array.from(descent.losses) });
    store.commit();
  }
  function restart() {
    store.set(begin(store.get().seed));
    store.commit();
  }
  /** @param {State} state @param {State} before */
  function follow(state, before) {
    if (state._learned !== before._learned && state._learned !== sent) load();
    board.request();
  }
  function load() {
    runner.pause();
    descent.load(store.get()._learned, store.get()._losses);
  }
  /** @param {number} width @param {number} ratio */
  function build(width, ratio) {
    const { point, now, losses } = descent;
    const { rate, show_hidden } = store.get();
    const narrow = width === LAYOUT.narrow;
    const { channel_names: names, input } = spec;
    const given = { task, point, now, losses, limits, ratio, names, input, rate, narrow };
    return trainerScene({ ...given, picked: store.get(), reveal: show_hidden });
  }
  function onPaint() {
    controls.update(store.get(), descent, runner.isRunning());
    if (runner.isRunning()) return;
    const words = controls.words().join(". ");
    write(announcement, words);
    const picked = pickedWords(spec, store.get(), descent);
    board.canvas.setAttribute("aria-label", `${words} ${picked} ${HELP}`);
  }
  function save() {
    const { scene, theme } = board.view() ?? {};
    if (!scene || !theme) return;
    const [count, status] = controls.words();
    const picture = captioned(scene, 76, [
      { text: count, x: 8, y: 24, size: 24, bold: true },
      { text: status, x: 8, y: 54, colour: "ink-2" },
    ]);
    savePicture(picture, theme, `convlab-step-${descent.steps}.png`);
  }

  Object.assign(root, { convlab: doorOf(descent, store, () => board.view()?.scene) });
  load();
  board.draw();
  return () => {
    runner.pause();
    board.close();
    store.close();
  };
}

/** What tests read: see ARCHITECTURE.md.
 * @param {Descent} descent @param {Store<State>} store
 * @param {() => import("./types.js").Scene | undefined} scene */
function doorOf(descent, store, scene) {
  return {
    learned: () => Array.from(descent.point),
    losses: () => Array.from(descent.losses),
    gradient: () => Array.from(descent.now.gradient),
    maps: () => ({
      target: Array.from(descent.task.target),
      now: Array.from(descent.now.map),
      error: Array.from(descent.now.error),
    }),
    boxes: () => scene()?.boxes,
    state: store.get,
  };
}

export { render };
export default { render };
