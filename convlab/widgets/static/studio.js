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
  settleStudio,
} from "./numbers/studio.js";
import { makeStore, numbersIn } from "./store.js";
import { makeRadios, makeSlider, WINDOW_SLIDERS } from "./ui/controls.js";
import { assign, make, makeButton, write } from "./ui/dom.js";
import { makeDrawing } from "./ui/drawing.js";
import { makeAround, makeWeightField, WEIGHT } from "./ui/grid_controls.js";
import { makeHand } from "./ui/hand.js";
import { keepKeys, openDoor } from "./ui/host.js";
import { viewLine } from "./ui/share.js";
import { makeTyped } from "./ui/typed.js";
import { readPicture } from "./ui/upload.js";

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

/** What the grid can show that Python has no trait for.
 * @type {Partial<Studio>} */
const LOCAL = {
  ...UNTOUCHED,
  in_channels: 3,
  groups: 1,
};

const SLIDERS = /** @type {const} */ ([["out_channels", "Kernels", "kernel"], ...WINDOW_SLIDERS]);

const HOW_TO_TYPE =
  "To change a weight, click its number in a slice below, or press W, arrows and Enter there; " +
  "then type, or arrow up and down.";

const RULE = "PNG, JPEG or WebP, at most 8 MB. The picture is read by this notebook alone.";

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
  const grid = makeGrid(store, spec, choices, kernels, line, (state) => {
    for (const part of parts) part.update(state);
  });
  const result = make("div", "cl-result", {}, grid.root);
  const root = make("div", "cl-root cl-studio", {}, ...parts.map((part) => part.root), result);
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
  return makeStore(model, { traits: [...names, ...SHAPES], arrays: ARRAYS, local: LOCAL, settle });
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

/**
 * A named part of what can be set.
 * @param {string} words
 * @param {(HTMLElement)[]} children
 */
const makePart = (words, ...children) =>
  make("div", "cl-part", {}, make("p", "cl-step", {}, words), make("div", "", {}, ...children));

/** @type {(inputs: HTMLInputElement[], value: string, disabled: boolean) => void} */
function disable(inputs, value, disabled) {
  for (const input of inputs) if (input.value === value) assign(input, { disabled });
}

// ---- The picture

/**
 * A picture to choose, to paint, or to take from a file.
 * @param {StudioSpec} spec
 * @param {Store<Studio>} store
 */
function makePictures(spec, store) {
  /** @param {Partial<Studio>} changes */
  const choose = (changes) => {
    store.set(changes);
    store.commit();
  };
  const names = [...Object.keys(spec.samples), PAINTED, MINE];
  const sources = makeRadios("source", "Picture", names, (source) => choose({ source }));
  const upload = makeUpload((x, shape) =>
    choose({ source: MINE, _picture: x, _picture_shape: shape }),
  );
  const drawing = makeOwnDrawing(spec.drawing, store);
  const root = makePart("Picture", sources.root, upload, drawing.root);

  /** @param {Studio} state */
  const update = (state) => {
    sources.update(state.source);
    disable(sources.inputs, MINE, !state._picture.length);
    drawing.update(state);
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
 * The drawing, while it is what is shown.
 * @param {number} side  cells
 * @param {Store<Studio>} store
 */
function makeOwnDrawing(side, store) {
  let shown = /** @type {Float32Array} */ (new Float32Array());
  let canvas = shown; // painted on in place: an array of the state never changes
  const drawing = makeDrawing(
    side,
    () => {
      shown = canvas.slice();
      store.set({ _drawing: shown });
    },
    store.commit,
  );
  const root = make("div", "", {}, drawing.root);

  /** @param {Studio} state */
  const update = ({ source, _drawing }) => {
    root.hidden = source !== PAINTED;
    if (root.hidden) return;
    if (_drawing !== shown) {
      shown = _drawing;
      canvas = shown.slice();
      drawing.replace(canvas);
    }
    drawing.update();
  };
  return { root, update };
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
  const root = makePart("Kernels", banks.root, line, status);

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
    store.commit();
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
  const root = makePart(
    "Layer",
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
 * The channel grid of what is chosen above it, with its own controls.
 * @param {Store<Studio>} store
 * @param {StudioSpec} given
 * @param {Choices} choices
 * @param {ReturnType<typeof makeKernels>} kernels  where a weight is changed
 * @param {() => string} line  of the view
 * @param {(state: Studio) => void} updateParts
 */
function makeGrid(store, given, choices, kernels, line, updateParts) {
  const root = make("div", "cl-root cl-explorer cl-layer");
  const hand = makeHand(store, () => around.stop());
  const subjectOf = makeSubjects(choices, given);
  const view = makeGridView(subjectOf(store.get()), { root, hand, onDraw, onOpen });
  const weight = makeWeightField((value, place) => kernels.edit("weight", value, place));
  const { spec } = subjectOf(store.get());
  const { controls } = spec;
  const around = makeAround({
    root,
    view,
    store,
    hand,
    controls,
    spec,
    weight,
    widget: "Studio",
    line,
  });
  root.append(...around.elements);

  /** @param {Drawn} drawn */
  function onDraw(drawn) {
    around.update(drawn);
    updateParts(store.get());
    if (!store.isPending()) view.announce();
  }
  /** From a weight of a slice straight into the field where it is changed. */
  function onOpen() {
    if (store.get().target !== "weight") return;
    requestAnimationFrame(() => {
      weight.input.focus();
      weight.input.select();
    });
  }
  store.subscribe((state, before) => {
    if (state === before) return view.announce();
    view.show(subjectOf(state));
  });
  const close = () => {
    around.stop();
    view.close();
  };
  return { root, door: view.door, draw: () => view.show({}), close };
}

/**
 * What the grid shows of a state. The layer is the same as long as its numbers are.
 * @param {Choices} choices
 * @param {StudioSpec} given
 * @returns {(state: Studio) => Subject}
 */
function makeSubjects(choices, given) {
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
    const parts = [picture.x, kernels.weight, kernels.bias, ...counts];
    const isNew = parts.some((part, i) => part !== madeOf[i]);
    if (subject && !isWhole(picture)) return subject; // its numbers are here, its shape is to come
    const layer = isNew ? makeLayer(state, picture, kernels, given) : subject.layer;
    madeOf = parts;
    subject = { layer, spec, state: gridState(state) };
    return subject;
  };
}

/** @type {(state: Studio, picture: Picture, kernels: Kernels, spec: StudioSpec) => Layer} */
const makeLayer = (state, picture, kernels, spec) =>
  new Layer(layerArrays(state, picture, kernels, spec), givenArrays(picture, kernels, spec));

/** @param {Picture} picture */
const isWhole = ({ x, shape: [channels, h, w] }) => x.length === channels * h * w;

export default { render };
