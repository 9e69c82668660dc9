// Trainer: a hidden kernel to be found by gradient descent. Every step is taken here; what has been
// learned goes back to Python when the descent pauses.

/** @import { Model, Store } from "./store.js" */
/** @import { Scene, TrainerSpec, TrainerState } from "./types.js" */
/** @import { Weight } from "./scene/training.js" */
/** @typedef {TrainerState & {_learned: Float64Array, _losses: Float64Array}} State */
/** @typedef {ReturnType<typeof makeTraining>} Training */

import { Descent, waitAfter } from "./numbers/descent.js";
import { partsOf, plain, remark, sentence, short } from "./numbers/progress.js";
import { upTo, within } from "./numbers/range.js";
import { text } from "./numbers/show.js";
import { Task } from "./numbers/training.js";
import { placeAt } from "./scene/pointing.js";
import { trainerLimits, trainerScene, wholeTraining, whyScene } from "./scene/training.js";
import { ROOM_WIDTH, WIDTHS } from "./scene/training_plan.js";
import { makeStore, numbersIn } from "./store.js";
import { makeBoard } from "./ui/board.js";
import { makeMenu, makeSlider } from "./ui/controls.js";
import { make, makeButton, write } from "./ui/dom.js";
import { makeGlide } from "./ui/glide.js";
import { makeHistory } from "./ui/history.js";
import { keepKeys, openDoor, wantsLessMotion } from "./ui/host.js";
import { makePresent } from "./ui/present.js";
import { printAsPicture } from "./ui/print.js";
import { makeShare, savePicture, viewLine } from "./ui/share.js";
import { makeSlots } from "./ui/slots.js";

const LAYOUT = { widths: WIDTHS, least: 0.86 };
const MAIN = { ...LAYOUT, room: ROOM_WIDTH };
const JUMP = 10; // steps that a press takes where less motion is asked for
/** What can be taken back. */
const LEARNED = /** @type {const} */ (["rate", "seed", "_learned", "_losses"]);
const HELP = "Space plays or pauses, the right arrow takes a step.";
/** @type {[keys: string, what: string][]} */
const KEYS = [
  ["Space", "play"],
  ["→", "one step"],
  ["R", "start again"],
  ["H", "hide what is hidden"],
];

// ---- What is learned, and when

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
 * Steps that are taken one by one, at most one a frame, until a hand stops them or none is left.
 * @param {Descent} descent
 * @param {() => State} state
 * @param {{onStep: () => void, onPause: () => void}} call
 */
function makeRunner(descent, state, { onStep, onPause }) {
  let frame = 0;
  let due = 0; // when the next step is to be taken
  /** @param {number} n @returns {boolean} */
  function take(n) {
    const more = descent.take(n, state().rate);
    onStep();
    return more;
  }
  /** @param {number} now */
  function run(now) {
    frame = requestAnimationFrame(run);
    if (now < due) return;
    const more = take(1);
    due = now + waitAfter(descent.steps, state().pace);
    if (more) return;
    pause();
    onPause();
  }
  function pause() {
    cancelAnimationFrame(frame);
    frame = 0;
  }
  /** So many at once. @param {number} n */
  function jump(n) {
    pause();
    if (!descent.isSpent) take(n);
    onPause();
  }
  function play() {
    due = 0;
    if (!descent.isSpent) frame = requestAnimationFrame(run);
  }
  function toggle() {
    if (wantsLessMotion()) jump(JUMP);
    else if (frame) jump(0);
    else play();
  }
  return { toggle, step: () => jump(1), pause, isRunning: () => frame !== 0 };
}

/**
 * The descent, and what Python knows of it.
 * @param {Model} model
 * @param {TrainerSpec} spec
 * @param {string[]} names  of the traits that a state line holds
 * @param {() => void} onChange
 */
function makeTraining(model, spec, names, onChange) {
  const { task, startOf } = readTask(model, spec);
  const traits = names.filter((name) => name !== "steps"); // these are counted here
  const arrays = { _learned: Float64Array, _losses: Float64Array };
  /** @type {Store<State>} */
  const store = makeStore(model, { traits, arrays, settle });
  const descent = new Descent(task, spec.most_steps);
  const runner = makeRunner(descent, store.get, { onStep: onChange, onPause: commit });
  /** @type {Float64Array | undefined} */
  let sent; // what has been learned, as Python knows it

  /** @param {number} seed */
  function begin(seed) {
    const point = startOf(seed);
    return { _learned: point, _losses: Float64Array.of(task.slope(point).loss) };
  }
  /** A hand that moves the seed begins anew. @param {State} next @param {State} [before] */
  function settle(next, before) {
    const start = before && next.seed !== before.seed ? begin(next.seed) : {};
    return { ...next, ...weightIn(task, next), ...start };
  }
  /** Python learns of what has been found, once the descent pauses. */
  function commit() {
    if (runner.isRunning()) return;
    sent = descent.point.slice();
    store.set({ _learned: sent, _losses: Float64Array.from(descent.losses) });
    store.commit();
  }
  /** @param {Partial<State>} changes */
  function choose(changes) {
    store.set(changes);
    commit();
  }
  function halt() {
    runner.pause();
    commit();
  }
  function restart() {
    store.set(begin(store.get().seed));
    store.commit();
  }
  function load() {
    runner.pause();
    descent.load(store.get()._learned, store.get()._losses);
  }
  store.subscribe((state, before) => {
    if (state._learned !== before._learned && state._learned !== sent) load();
    onChange();
  });
  load();
  /** How far it has come. */
  function progress() {
    const { losses, point, isSpent } = descent;
    const away = task.distance(point);
    const reveal = store.get().show_hidden;
    return { count: point.length, losses, away, reveal, isOver: isSpent };
  }
  return { task, startOf, store, descent, runner, commit, choose, halt, restart, progress };
}

/** The picked weight, one that there is.
 * @param {ReturnType<typeof readTask>["task"]} task @param {State} state */
const weightIn = ({ channels, kernel: { kw, kh } }, { channel, row, col }) => ({
  channel: within(channel, channels.length),
  row: within(row, kh),
  col: within(col, kw),
});

// ---- The page's own elements

/**
 * One line of controls, and the sentence under them.
 * @param {TrainerSpec} spec
 * @param {Training} training
 */
function makeControls(spec, { store, runner, commit, choose, restart, descent, progress }) {
  const { set } = store;
  const playWords = wantsLessMotion() ? `▶ ${JUMP} steps` : "▶ Play";
  const play = makeButton(playWords, runner.toggle, { "data-action": "play" }, "cl-strong");
  const one = makeButton("Step", runner.step, { "data-action": "step", title: "→" });
  const again = makeButton("↺ Start again", restart, { "data-action": "restart" });
  const speeds = spec.paces.map((pace) => `${pace}×`);
  const pace = makeMenu(
    "pace",
    "Pace",
    speeds,
    (i) => choose({ pace: spec.paces[i] }),
    "cl-hidden",
  );
  const setRate = (/** @type {number} */ rate) => set({ rate });
  const rate = makeSlider("rate", "Learning rate", "plain", setRate, commit);
  const seeds = upTo(0, spec.seeds).map(String);
  const seed = makeMenu("seed", "Start", seeds, (seed) => choose({ seed }));
  const show = make("input", "", { type: "checkbox", "data-control": "show_hidden" });
  show.addEventListener("change", () => choose({ show_hidden: show.checked }));
  const check = make("label", "cl-check", {}, show, "show the hidden kernel");
  const count = make("p", "cl-count");
  const status = make("p", "cl-shapes cl-remark");
  let said = "";
  const line = [play, pace.root, one, again, rate.root, seed.root, check];
  const roots = [make("div", "cl-line", {}, ...line), count, status];

  /** @param {string} words */
  function say(words) {
    if (words === said) return;
    said = words;
    const parts = partsOf(words).map((part, i) => (i % 2 ? make("b", "", {}, part) : part));
    count.replaceChildren(...parts);
  }
  function update() {
    const state = store.get();
    rate.update(state.rate, spec.rates);
    pace.update(spec.paces.indexOf(state.pace));
    seed.update(state.seed);
    show.checked = state.show_hidden;
    write(play, runner.isRunning() ? "❚❚ Pause" : playWords);
    play.disabled = one.disabled = descent.isSpent;
    say(sentence(progress()));
    write(status, remark(progress()));
  }
  return { roots, play, update };
}

/** The weights to choose from, by name, in the order of a point.
 * @param {TrainerSpec} spec @param {Task} task */
function weightsOf({ channel_names: names }, { channels, kernel: { kh, kw } }) {
  return channels.flatMap((channel) =>
    upTo(0, kh * kw).map((k) => {
      const [row, col] = [Math.floor(k / kw), k % kw];
      const name = names[channel] || `channel ${channel}`;
      return { place: { channel, row, col }, name: `${name}, row ${row}, column ${col}` };
    }),
  );
}

/**
 * The question why a weight moves, for one that is chosen, and the picture that answers it.
 * @param {TrainerSpec} spec
 * @param {Training} training
 * @param {(width: number, ratio: number) => Scene} build
 */
function makeWhy(spec, { task, store, descent, choose }, build) {
  const weights = weightsOf(spec, task);
  const options = ["choose a weight, or click it", ...weights.map(({ name }) => name)];
  const label = "Why does a weight move?";
  const menu = makeMenu("why", label, options, (at) => {
    choose(at ? { why: true, ...weights[at - 1].place } : { why: false });
  });
  const onPaint = (/** @type {unknown} */ _, /** @type {HTMLCanvasElement} */ canvas) =>
    canvas.setAttribute("aria-label", words());
  const board = makeBoard({ description: "reason", layout: LAYOUT, build, onPaint });
  const keys = make("span", "cl-note", {}, "Keys: Space plays, → takes one step.");
  const head = make("div", "cl-why-head", {}, menu.root, keys);
  const root = make("div", "cl-why", {}, head, board.root);

  function words() {
    const i = task.indexOf(store.get());
    const value = `${weights[i].name}, is ${text(descent.point[i], 2)}`;
    return `The weight of ${value}, its gradient ${short(descent.now.gradient[i])}.`;
  }
  function update() {
    const { why } = store.get();
    menu.update(why ? 1 + task.indexOf(store.get()) : 0);
    board.root.hidden = !why;
    if (why) board.request();
  }
  const view = () => (store.get().why ? board.view() : null);
  return { root, update, view, close: board.close };
}

/**
 * Pick a weight by a click; by keys, play and step.
 * @param {HTMLElement} root
 * @param {ReturnType<typeof makeBoard>} board
 * @param {Training} training
 */
function listen(root, { canvas, view, pointOf }, { store, runner, choose }) {
  /** @param {MouseEvent} event @returns {Weight | null} */
  function weightAt(event) {
    const scene = view()?.scene;
    const { x, y } = pointOf(event);
    const place = scene && placeAt(scene, x, y);
    if (place?.role !== "weight") return null;
    return { channel: place.c, row: place.row ?? 0, col: place.col ?? 0 };
  }
  canvas.addEventListener("click", (event) => {
    const weight = weightAt(event);
    if (!weight) return;
    const { why, channel, row, col } = store.get();
    const isPicked = weight.channel === channel && weight.row === row && weight.col === col;
    choose({ why: !(why && isPicked), ...weight });
  });
  canvas.addEventListener("pointermove", (event) => {
    canvas.style.cursor = weightAt(event) ? "pointer" : "";
  });
  root.addEventListener("keydown", (event) => {
    const kind = /** @type {HTMLElement} */ (event.target).tagName;
    const isOwn = { " ": kind === "CANVAS", ArrowRight: /CANVAS|BUTTON/.test(kind) }[event.key];
    if (!isOwn) return;
    if (event.key === " ") runner.toggle();
    else runner.step();
    event.preventDefault();
  });
}

/**
 * What keys do on a screen that it fills.
 * @param {Training} training
 */
function pressOf({ store, runner, choose, restart }) {
  /** @type {Record<string, () => void>} */
  const acts = {
    " ": runner.toggle,
    ArrowRight: runner.step,
    r: restart,
    h: () => choose({ show_hidden: !store.get().show_hidden }),
  };
  return (/** @type {string} */ key) => {
    const act = Object.hasOwn(acts, key) && acts[key];
    if (act) act();
    return Boolean(act);
  };
}

// ---- All of it

/** @param {{model: Model, el: HTMLElement}} view */
export function render({ model, el }) {
  /** @type {TrainerSpec} */
  const spec = model.get("_spec");
  /** @type {string[]} */
  const names = model.get("_names");
  const training = makeTraining(model, spec, names, () => board.request());
  const { store, descent, runner } = training;
  const picture = makePicture(spec, training);

  const controls = makeControls(spec, training);
  const build = picture.main;
  const board = makeBoard({ description: "training", layout: MAIN, build, onPaint });
  const why = makeWhy(spec, training, picture.why);
  const line = () => viewLine(names, { ...store.get(), steps: descent.steps });
  const root = make("div", "cl-root cl-explorer cl-trainer");
  const { undo } = makeHistory(root, store, LEARNED, { halt: training.halt });
  const fill = { keys: KEYS, press: pressOf(training), onChange: board.request };
  const present = makePresent({ model, root, ...fill, wide: ROOM_WIDTH });
  const slots = makeSlots(board.stage, new Map([["play", controls.play]]));
  const share = makeShare("Trainer", () => savePicture(shot()), line, undo, present.button);
  const announcement = make("p", "cl-hidden", { "aria-live": "polite" });
  const parts = [...controls.roots, board.root, why.root, share, announcement, present.bar];
  root.append(...parts);
  keepKeys(root);
  listen(root, board, training);
  const unprint = printAsPicture(root, shot);
  el.replaceChildren(root);

  /** @param {{scene: ReturnType<typeof trainerScene>}} view */
  function onPaint({ scene }) {
    slots.update(scene.slots);
    controls.update();
    why.update();
    if (picture.isMoving()) board.request();
    if (runner.isRunning()) return;
    const words = wordsOf(training);
    write(announcement, words);
    board.canvas.setAttribute("aria-label", `${words} ${HELP}`);
  }
  /** The picture to keep or print. */
  function shot() {
    const { scene, theme } = board.view() ?? {};
    if (!scene || !theme) return null;
    return { scene: picture.whole(scene.width), theme, name: `convlab-step-${descent.steps}.png` };
  }

  openDoor(root, doorOf(training, board.view, why.view));
  board.draw();
  return () => {
    runner.pause();
    unprint();
    present.close();
    board.close();
    why.close();
    store.close();
  };
}

/**
 * The scenes of what has been learned; their bars are on the way to where they belong.
 * @param {TrainerSpec} spec
 * @param {Training} training
 */
function makePicture(spec, { task, startOf, store, descent, progress }) {
  const glide = makeGlide(descent.point);
  let seed = -1;
  /** @type {ReturnType<typeof trainerLimits>} */
  let limits;
  /** @param {number} width @param {number} ratio */
  function context(width, ratio) {
    const state = store.get();
    if (state.seed !== seed) limits = trainerLimits(task, startOf(state.seed));
    seed = state.seed;
    const { point, now, losses } = descent;
    const { channel_names, input } = spec;
    const { channel, row, col, rate, show_hidden: reveal } = state;
    const { away } = progress();
    const learned = { task, point, bars: glide.at(), now, losses, away, limits };
    return {
      ...learned,
      ratio,
      width,
      names: channel_names,
      input,
      rate,
      reveal,
      picked: { channel, row, col },
    };
  }
  /** @param {number} width @param {number} ratio */
  function main(width, ratio) {
    glide.to(descent.point, wantsLessMotion());
    const given = context(width, ratio);
    return trainerScene({ ...given, picked: store.get().why ? given.picked : null });
  }
  /** @param {number} width @param {number} ratio */
  const why = (width, ratio) => whyScene(context(width, ratio));
  /** To be saved, twice its size. @param {number} width */
  function whole(width) {
    const given = context(width, 2);
    const picked = store.get().why ? given.picked : null;
    return wholeTraining({ ...given, bars: given.point, picked }, progress());
  }
  return { main, why, whole, isMoving: glide.isMoving };
}

/** How far it has come, without a mark. @param {Training} training */
const wordsOf = ({ progress }) => `${plain(sentence(progress()))} ${remark(progress())}`;

/** What tests read: see ARCHITECTURE.md.
 * @param {Training} training
 * @param {...() => {scene: Scene} | null} views */
function doorOf({ descent, store }, ...views) {
  return {
    learned: () => Array.from(descent.point),
    losses: () => Array.from(descent.losses),
    gradient: () => Array.from(descent.now.gradient),
    maps: () => ({
      target: Array.from(descent.task.target),
      now: Array.from(descent.now.map),
      error: Array.from(descent.now.error),
    }),
    boxes: () => views.flatMap((view) => view()?.scene.boxes ?? []),
    state: store.get,
  };
}

export default { render };
