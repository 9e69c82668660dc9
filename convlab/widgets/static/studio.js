// Studio: the channel grid over your own picture, drawing and weights.

import { makeGridView } from "./grid_view.js";
import { Layer } from "./numbers/layer.js";
import { upTo } from "./numbers/range.js";
import { UNTOUCHED } from "./numbers/state.js";
import {
  givenArrays,
  gridSpec,
  gridState,
  layerArrays,
  legalSteps,
  MINE,
  makeChoices,
  OWN,
  PAINTED,
  pixelUnder,
  settleStudio,
  windowOn,
} from "./numbers/studio.js";
import { makeStore, numbersIn } from "./store.js";
import { makeRadios, makeSlider, WINDOW_SLIDERS } from "./ui/controls.js";
import { assign, make, makeButton, write } from "./ui/dom.js";
import { makeDrawing } from "./ui/drawing.js";
import { makeFolds } from "./ui/folds.js";
import { makeAround, presentedBy } from "./ui/grid_controls.js";
import { makeHand } from "./ui/hand.js";
import { makeHistory } from "./ui/history.js";
import { keepKeys, openDoor } from "./ui/host.js";
import { makePresent } from "./ui/present.js";
import { viewLine } from "./ui/share.js";
import { makeTyped } from "./ui/typed.js";
import { readPicture } from "./ui/upload.js";
import { WEIGHT } from "./ui/weight_field.js";

/** @import { Model, Store } from "./store.js" */
/** @import { Kernels, Picture, Studio } from "./numbers/studio.js" */
/** @import { Subject } from "./paint/painter.js" */
/** @import { Drawn, StudioSpec } from "./types.js" */
/** @import { Hand } from "./ui/hand.js" */

/** @typedef {ReturnType<typeof makeChoices>} Choices */
/** @typedef {ReturnType<typeof makeGridView>} View */

const SHAPES = ["_own_shape", "_picture_shape"];

const ARRAYS = {
  _weight: Float32Array,
  _bias: Float32Array,
  _drawing: Float32Array,
  _picture: Float32Array,
};

const SLIDERS = /** @type {const} */ ([["out_channels", "Kernels", "kernel"], ...WINDOW_SLIDERS]);

/** What can be taken back; a drawing has strokes of its own to take back. */
const LAYER = /** @type {const} */ ([
  ...["bank", "_weight", "_bias", "_own_shape", "out_channels", "kernel_size"],
  ...["stride", "padding", "dilation", "padding_mode", "muted", "limit"],
]);

const HOW_TO_TYPE =
  "To change a weight, click its number in a slice, or press W, arrows and Enter there; " +
  "then type, or arrow up and down.";

const RULE = "PNG, JPEG or WebP, at most 8 MB. The picture is read by this notebook alone.";

const OF_PYTHON =
  "A file holds red, green and blue. Another picture of as many channels as this one is given " +
  "in Python: studio.x = ….";

/** @param {{model: Model, el: HTMLElement}} given */
export function render({ model, el }) {
  const spec = /** @type {StudioSpec} */ (model.get("_spec"));
  const choices = readChoices(model, spec);
  /** @type {(keyof Studio)[]} */
  const names = model.get("_names");
  const store = openStore(model, names, choices, spec);
  const line = () => viewLine(names, store.get());
  const kernels = makeKernels(spec, store, choices);
  const parts = [makePictures(spec, store), kernels, makeSteps(spec, store, choices)];
  const grid = makeGrid({ model, store, spec, choices, parts, edit: kernels.edit, line });
  const result = make("div", "cl-result", {}, grid.root);
  const root = make("div", "cl-root cl-studio", {}, result);
  keepKeys(root);
  el.replaceChildren(root);
  openDoor(root, doorOf(store, names, choices, grid.door));
  grid.draw();
  return () => {
    grid.close();
    store.close();
  };
}

/** @param {Model} model @param {StudioSpec} spec */
function readChoices(model, spec) {
  /** @param {string} trait */
  const floats = (trait) => numbersIn(model.get(trait), Float32Array);
  return makeChoices(spec, floats("_samples"), floats("_banks"));
}

/**
 * @param {Model} model
 * @param {string[]} names
 * @param {Choices} choices
 * @param {StudioSpec} spec
 * @returns {Store<Studio>}
 */
function openStore(model, names, choices, spec) {
  /** @type {(next: Studio, before?: Studio) => Studio} */
  const settle = (next, before) => {
    const settled = settleStudio(next, choices.pictureOf(next).shape, spec, before);
    if (!before || settled.bank !== OWN) return settled;
    return { ...settled, _own_shape: [settled.out_channels, settled.kernel_size] };
  };
  // What the grid can show that Python has no trait for
  const local = { ...UNTOUCHED, in_channels: spec.weight_shape[1], groups: 1 };
  return makeStore(model, { traits: [...names, ...SHAPES], arrays: ARRAYS, local, settle });
}

/**
 * What tests read back: what the grid shows, the picture, and what is set.
 * @param {Store<Studio>} store
 * @param {(keyof Studio)[]} names
 * @param {Choices} choices
 * @param {View["door"]} door
 */
const doorOf = (store, names, choices, door) => ({
  ...door,
  picture() {
    const { x, shape } = choices.pictureOf(store.get());
    return { shape, data: Array.from(x) };
  },
  state: () => Object.fromEntries(names.map((name) => [name, store.get()[name]])),
});

/** @type {(inputs: HTMLInputElement[], value: string, disabled: boolean) => void} */
function disable(inputs, value, disabled) {
  for (const input of inputs) if (input.value === value) assign(input, { disabled });
}

// ---- The picture

/**
 * A picture to choose, or to take from a file; of other channels than red, green and blue there is
 * none but the reader's own.
 * @param {StudioSpec} spec
 * @param {Store<Studio>} store
 */
function makePictures(spec, store) {
  /** @param {Partial<Studio>} changes */
  const choose = (changes) => {
    store.set(changes);
    store.commit();
  };
  const names = [...Object.keys(spec.samples), ...(spec.photo ? [PAINTED] : []), MINE];
  const sources = makeRadios("source", "Picture", names, (source) => choose({ source }));
  /** @type {(x: Float32Array, shape: number[]) => void} */
  const onPicture = (x, shape) => choose({ source: MINE, _picture: x, _picture_shape: shape });
  const other = spec.photo ? makeUpload(onPicture) : make("p", "cl-note", {}, OF_PYTHON);
  const root = make("div", "", {}, sources.root, other);

  /** @param {Studio} state */
  const update = (state) => {
    sources.update(state.source);
    disable(sources.inputs, MINE, !state._picture.length);
  };
  return { root, update };
}

/**
 * A file to choose, and what is said of it.
 * @param {(x: Float32Array, shape: number[]) => void} onPicture
 */
function makeUpload(onPicture) {
  let reading = 0;
  async function read() {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    const mine = ++reading;
    say("Reading…");
    try {
      const { x, shape, words } = await readPicture(chosen);
      if (mine !== reading) return; // another was chosen meanwhile
      say(words);
      onPicture(x, shape);
    } catch (error) {
      if (mine === reading) say(/** @type {Error} */ (error).message, true);
    } finally {
      if (mine === reading) file.value = ""; // so that it can be chosen again
    }
  }
  /** @type {(words: string, isWrong?: boolean) => void} */
  function say(words, isWrong = false) {
    write(status, words);
    status.classList.toggle("cl-wrong", isWrong);
  }
  const look = { type: "file", accept: "image/png,image/jpeg,image/webp", hidden: "" };
  const file = make("input", "", { ...look, "data-control": "file", onchange: read });
  const open = () => file.click();
  const button = makeButton("Choose a picture…", open, { "data-action": "upload" });
  const status = make("span", "cl-note", { role: "status", "data-status": "picture" }, RULE);
  return make("div", "cl-line", {}, button, file, status);
}

/**
 * The drawing, while it is what is shown. What it paints on is what is picked.
 * @param {number} n  cells a side
 * @param {Store<Studio>} store
 * @param {Hand} hand
 * @param {() => void} onRelease
 */
function makeOwnDrawing(n, store, hand, onRelease) {
  /** @type {(changes: any, at: [row: number, col: number]) => void} */
  const set = (changes, at) => hand.set({ ...changes, ...pixelUnder(at, store.get(), n) });
  const drawing = makeDrawing({
    n,
    onPaint: (x, at) => set({ _drawing: x }, at),
    onMove: (at) => set({}, at),
    onRelease() {
      onRelease();
      store.commit();
    },
  });
  const { root, tools, isDown } = drawing;

  /** @param {Studio} state */
  const update = (state) => {
    const hidden = state.source !== PAINTED;
    for (const one of [root, tools]) assign(one, { hidden });
    if (!hidden) drawing.update(state._drawing, windowOn(state));
  };
  return { root, tools, isDown, update };
}

// ---- The kernels

/**
 * Kernels to choose, and biases to type.
 * @param {StudioSpec} spec
 * @param {Store<Studio>} store
 * @param {Choices} choices
 */
function makeKernels(spec, store, choices) {
  const names = [...Object.keys(spec.banks), OWN];
  const banks = makeRadios("bank", "Kernels", names, choose);
  const biases = upTo(0, 4).map((o) => makeBias(o, edit));
  const label = make("span", "cl-bias", {}, "Biases");
  const row = make("div", "cl-biases", {}, label, ...biases.map((bias) => bias.input));
  const line = make("div", "cl-line", {}, row, make("span", "cl-note", {}, HOW_TO_TYPE));
  const status = make("p", "cl-note", { role: "status", "data-status": "weights" });
  const root = make("div", "", {}, banks.root, line, status);

  /** @param {string} bank */
  function choose(bank) {
    const [out_channels, kernel_size] = spec.banks[bank] ?? store.get()._own_shape;
    say("");
    store.set({ bank, out_channels, kernel_size });
    store.commit();
  }
  /** Change a number: the kernels on screen become one's own with it. Those of before are not lost
   * without a word.
   * @param {"weight" | "bias"} part @param {number} value @param {number} place */
  function edit(part, value, place) {
    const state = store.get();
    const { weight, bias } = choices.kernelsOf(state);
    const own = { _weight: weight.slice(), _bias: bias.slice() };
    own[`_${part}`][place] = value;
    if (state.bank !== OWN) {
      const lost = state._weight.length ? " They take the place of those you had." : "";
      say(`These are your own weights now: “${state.bank}”, changed.${lost}`);
    }
    store.set({ bank: OWN, ...own });
  }
  const say = (/** @type {string} */ words) => write(status, words);
  /** @param {Studio} state */
  const update = (state) => {
    banks.update(state.bank);
    disable(banks.inputs, OWN, !state._weight.length);
    const { bias } = choices.kernelsOf(state);
    for (const [o, { update }] of biases.entries()) update(bias[o], o >= state.out_channels);
  };
  return { root, update, edit };
}

/**
 * The bias of kernel o.
 * @param {number} o
 * @param {(part: "bias", value: number, place: number) => void} edit
 */
function makeBias(o, edit) {
  const typed = makeTyped({
    label: `bias of kernel ${o}`,
    field: { ...WEIGHT, thing: "A bias" },
    step: 0.1,
    look: { "data-control": "bias" },
    onValue: (value) => edit("bias", value, o),
  });
  /** @type {(value: number, hidden: boolean) => void} */
  const update = (value, hidden) => {
    if (hidden) typed.forget();
    typed.input.hidden = hidden;
    typed.update(Number(value.toPrecision(6)));
  };
  return { input: typed.input, update };
}

// ---- The layer

/**
 * The layer's sliders, and what its padding holds.
 * @param {StudioSpec} spec
 * @param {Store<Studio>} store
 * @param {Choices} choices
 */
function makeSteps(spec, store, choices) {
  const sliders = SLIDERS.map(([trait, label, kind]) => {
    const onInput = (/** @type {number} */ value) => store.set({ [trait]: value });
    return { trait, ...makeSlider(trait, label, kind, onInput, store.commit) };
  });
  const { padding_modes } = spec;
  const modes = makeRadios("padding_mode", "What the padding holds", padding_modes, (mode) => {
    store.set({ padding_mode: mode });
    store.commit();
  });
  const border = make("span", "cl-note");
  const holds = make("span", "cl-note", {}, "padding holds");
  const root = make(
    "div",
    "",
    {},
    make("div", "cl-sliders", {}, ...sliders.map((slider) => slider.root)),
    make("div", "cl-line", {}, holds, modes.root, border),
  );

  /** @param {Studio} state */
  const update = (state) => {
    const { shape } = choices.pictureOf(state);
    for (const { trait, update } of sliders) {
      const legal = legalSteps(trait, state, shape, spec);
      update(state[trait], legal, legal.length < 2 ? `only ${legal[0]} fits` : "");
    }
    modes.update(state.padding_mode);
    write(border, borderWords(state, shape, spec));
  };
  return { root, update };
}

/** @type {(state: Studio, shape: number[], spec: StudioSpec) => string} */
function borderWords(state, shape, spec) {
  if (state.padding_mode === "zeros" || !state.padding) return "";
  const { x_shape } = gridSpec(state, shape, spec);
  const shapes = [shape, x_shape].map((sides) => `(${sides.join(", ")})`);
  return `The border is filled from the picture, and shown with it: ${shapes.join(" → ")}.`;
}

// ---- The grid

/**
 * The channel grid of what is chosen, with its own controls; a drawing has its place in it.
 * @param {object} given
 * @param {Model} given.model
 * @param {Store<Studio>} given.store
 * @param {StudioSpec} given.spec
 * @param {Choices} given.choices
 * @param {Part[]} given.parts  of what can be chosen
 * @param {(part: "weight", value: number, place: number) => void} given.edit
 * @param {() => string} given.line  of the view
 */
function makeGrid({ model, store, spec: given, choices, parts, edit, line }) {
  const root = make("div", "cl-root cl-explorer cl-layer");
  const hand = makeHand(store, () => around.stop());
  const show = () => view.show(subjectOf(store.get()));
  const drawing = makeOwnDrawing(given.drawing, store, hand, show);
  const history = makeHistory(root, store, LAYER);
  const { weights, isTyping } = makeWeights(edit, history, show);
  const subjectOf = makeSubjects(choices, given, drawing.isDown, isTyping);
  const view = makeGridView(subjectOf(store.get()), { root, hand, onDraw, weights });
  const { spec } = subjectOf(store.get());
  const folds = makeFolds(parts.map(asFold), drawing.tools);
  const present = makePresent({
    model,
    root,
    ...presentedBy(store, hand, spec),
    onChange: view.refresh,
  });
  const around = makeAround({
    root,
    view,
    store,
    hand,
    controls: spec.controls,
    spec,
    history: history.root,
    widget: "Studio",
    line,
    sliders: [folds.root],
    present,
  });
  root.append(...around.elements);
  view.frame.before(drawing.root);
  view.guests.set("drawing", drawing.root);

  /** @param {Drawn} drawn */
  function onDraw(drawn) {
    const state = store.get();
    around.update(drawn);
    for (const part of [...parts, drawing]) part.update(state);
    folds.update([state.source, state.bank, stepsWords(state)]);
    if (!store.isPending()) view.announce();
  }
  store.subscribe((state, before) => {
    if (state === before) return view.announce();
    show();
  });
  const close = () => {
    around.stop();
    present.close();
    view.close();
  };
  return { root, door: view.door, draw: () => view.show({}), close };
}

/**
 * Weights that are typed in the grid: until one is kept, its scales stay.
 * @param {(part: "weight", value: number, place: number) => void} edit
 * @param {{begin: () => void, keep: () => void}} history
 * @param {() => void} show
 */
function makeWeights(edit, history, show) {
  let isTyping = false;
  /** @type {import("./ui/weight_field.js").Weights} */
  const weights = {
    set: (value, place) => edit("weight", value, place),
    begin() {
      isTyping = true;
      history.begin();
    },
    keep() {
      isTyping = false;
      history.keep();
      show();
    },
  };
  return { weights, isTyping: () => isTyping };
}

/** @typedef {{root: HTMLElement, update: (state: Studio) => void}} Part */

const NAMES = ["Picture", "Kernels", "Layer"];

/** @type {(part: Part, i: number) => import("./ui/folds.js").Fold} */
const asFold = ({ root }, i) => ({ name: NAMES[i].toLowerCase(), label: NAMES[i], body: root });

/** How the kernels step, in words. @param {Studio} state */
function stepsWords({ kernel_size, stride, padding, dilation }) {
  const steps = [`${kernel_size}×${kernel_size}`, `stride ${stride}`];
  steps.push(padding ? `padding ${padding}` : "no padding");
  return [...steps, ...(dilation > 1 ? [`dilation ${dilation}`] : [])].join(", ");
}

/**
 * What the grid shows of a state. The layer is the same as long as its numbers are, and its scales
 * as long as a pen is down, or a weight is typed.
 * @param {Choices} choices
 * @param {StudioSpec} given
 * @param {() => boolean} isDown  the pen
 * @param {() => boolean} isTyping  a weight
 * @returns {(state: Studio) => Subject}
 */
function makeSubjects(choices, given, isDown, isTyping) {
  /** @type {Picture} */
  let scaled;
  /** @type {Kernels} */
  let held;
  /** @type {unknown[]} */
  let madeOf = [];
  /** @type {Subject} */
  let subject;
  return (state) => {
    const picture = choices.pictureOf(state);
    const kernels = choices.kernelsOf(state);
    const spec = gridSpec(state, picture.shape, given);
    const { out_channels, kernel_size, padding_mode } = state;
    const counts = [out_channels, kernel_size, padding_mode, String(spec.x_shape)];
    if (!scaled || !isDown()) scaled = picture;
    if (!held || !isTyping() || !held.weight.some(Boolean)) held = kernels;
    const scales = [scaled.x, held.weight];
    const parts = [picture.x, kernels.weight, kernels.bias, ...scales, ...counts];
    const isNew = parts.some((part, i) => part !== madeOf[i]);
    if (subject && !isWhole(picture)) return subject; // its numbers are here, its shape is to come
    const layer = isNew
      ? new Layer(layerArrays(state, picture, kernels, given), givenArrays(scaled, held, given))
      : subject.layer;
    madeOf = parts;
    subject = { layer, spec, state: gridState(state) };
    return subject;
  };
}

/** @param {Picture} picture */
const isWhole = ({ x, shape: [channels, h, w] }) => x.length === channels * h * w;

export default { render };
