// ChannelExplorer: Python gives x, weight and bias once; everything a hand touches is worked out
// here, in one frame, and goes back to Python's traits after a pause.

import { makeGridView } from "./grid_view.js";
import { Layer } from "./numbers/layer.js";
import { PADDING_MODES } from "./numbers/moves.js";
import {
  aimed,
  changed,
  edited,
  isFixed,
  legalValues,
  settle,
  withEdit,
  withoutEdit,
} from "./numbers/state.js";
import { makeStore } from "./store.js";
import { makeCode } from "./ui/code.js";
import { makeRadios, makeSlider, WINDOW_SLIDERS } from "./ui/controls.js";
import { assign, make } from "./ui/dom.js";
import { makeAround, presentedBy } from "./ui/grid_controls.js";
import { makeHand } from "./ui/hand.js";
import { makeHistory } from "./ui/history.js";
import { keepKeys, openDoor } from "./ui/host.js";
import { makePresent } from "./ui/present.js";
import { viewLine } from "./ui/share.js";

/** @import { Model } from "./store.js" */
/** @import { Drawn, ExplorerSpec, ExplorerState } from "./types.js" */
/** @import { Setting } from "./ui/controls.js" */
/** @import { Hand } from "./ui/hand.js" */
/** @import { Present } from "./ui/present.js" */

/**
 * The state with the layer's numbers, which travel as bytes.
 * @typedef {ExplorerState & {
 *   _x: Float32Array, _weight: Float32Array, _bias: Float32Array, _goal: Float32Array,
 *   _photo: Float32Array,
 * }} Whole
 */

/** What no trait holds. @type {Partial<Whole>} */
const DRAFT = { draft: [] };

const ARRAYS = {
  _x: Float32Array,
  _weight: Float32Array,
  _bias: Float32Array,
  _goal: Float32Array,
  _photo: Float32Array,
};

/** @type {[trait: keyof ExplorerState, label: string, kind: string][]} */
const SLIDERS = [
  ["in_channels", "Input channels", "channel"],
  ["out_channels", "Output channels", "kernel"],
  ["groups", "Groups", "plain"],
  ...WINDOW_SLIDERS,
];

/** What of a state can be taken back: the layer, not what is looked at.
 * @type {(keyof ExplorerState)[]} */
const LAYER = [...SLIDERS.map(([trait]) => trait), "padding_mode", "muted", "edits", "limit"];

/** @param {{model: Model, el: HTMLElement}} given */
export function render({ model, el }) {
  const spec = /** @type {ExplorerSpec} */ (model.get("_spec"));
  /** @type {(keyof ExplorerState)[]} */
  const names = model.get("_names");
  const store = openStore(model, names, spec);
  const state = store.get();
  const line = () => viewLine(names, store.get());
  const root = make("div", "cl-root cl-explorer cl-layer");
  const hand = makeHand(store, () => controls.stop());
  const first = { layer: layerOf(state, spec), spec, state };
  const history = makeHistory(root, store, LAYER, { start: { edits: [] } });
  const weights = { ...history, set: weightSetter(store) };
  const view = makeGridView(first, { root, hand, hasWork: hasSteps(spec), onDraw, weights });
  const present = makePresent({
    model,
    root,
    ...presentedBy(store, hand, spec),
    onChange: view.refresh,
  });
  const around = { line, present, history: history.root };
  const controls = makeControls({ root, spec, store, hand, view, ...around });

  /** @param {Drawn} drawn */
  function onDraw(drawn) {
    controls.update(drawn);
    if (!store.isPending()) view.announce();
  }
  store.subscribe((state, before) => {
    if (state === before) view.announce();
    else if (hasNewNumbers(state, before)) view.show({ state, layer: layerOf(state, spec) });
    else view.show({ state });
  });
  root.append(...controls.elements);
  keepKeys(root);
  el.replaceChildren(root);
  openDoor(root, { ...view.door, state: line });
  view.show({});
  return () => {
    controls.stop();
    present.close();
    view.close();
    store.close();
  };
}

/** @param {Model} model @param {string[]} traits @param {ExplorerSpec} spec */
function openStore(model, traits, spec) {
  /** @type {(next: Whole, before?: Whole) => Whole} */
  const settled = (next, before) =>
    /** @type {Whole} */ (before ? changed(before, next, spec) : settle(aimed(next), spec));
  return makeStore(model, { traits, arrays: ARRAYS, local: DRAFT, settle: settled });
}

/** @param {Whole} state @param {ExplorerSpec} spec */
function layerOf({ _x, _weight, _bias, edits }, { x_shape, weight_shape, kind, ends }) {
  const sizes = { xShape: x_shape, weightShape: weight_shape };
  const given = { x: _x, weight: _weight, bias: _bias, kind, ends, ...sizes };
  return new Layer({ ...given, weight: edited(_weight, edits) }, given);
}

/** @param {Whole} state @param {Whole} before */
const hasNewNumbers = (state, before) =>
  state._x !== before._x ||
  state._weight !== before._weight ||
  state._bias !== before._bias ||
  state.edits !== before.edits;

/**
 * All that stands around the grid, of what `spec.controls` asks for.
 * @param {object} given
 * @param {HTMLElement} given.root
 * @param {ExplorerSpec} given.spec
 * @param {ReturnType<typeof openStore>} given.store
 * @param {Hand} given.hand
 * @param {ReturnType<typeof makeGridView>} given.view
 * @param {() => string} given.line  of the view
 * @param {HTMLElement} given.history
 * @param {Present} given.present
 */
function makeControls({ spec, store, view, ...given }) {
  const { controls } = spec;
  const sliders = makeSliders(spec, given.hand);
  const code = makeCode((order) => given.hand.choose({ order }));
  const modes = makeModes(given.hand);
  const around = makeAround({
    ...given,
    spec,
    store,
    view,
    controls,
    widget: "ChannelExplorer",
    sliders: sliders.elements,
    // below the grid: it comes and goes with the padding, and nothing above it moves
    below: [
      ...(controls.includes("padding_mode") ? [modes.root] : []),
      ...(controls.includes("code") ? [code.root] : []),
    ],
  });
  /** @param {Drawn} drawn */
  function update(drawn) {
    const { state, layer } = drawn;
    sliders.update(state);
    modes.update(state, layer);
    code.update(layer, spec.has_bias, state.order);
    around.update(drawn);
  }
  return { elements: around.elements, update, stop: around.stop };
}

/**
 * What the padding holds, where there is any.
 * @param {Hand} hand
 */
function makeModes(hand) {
  const words = "What the padding holds";
  const radios = makeRadios("padding_mode", words, PADDING_MODES, (padding_mode) =>
    hand.choose({ padding_mode }),
  );
  const name = make("span", "cl-note", { "aria-hidden": "true" }, "padding holds");
  const root = make("div", "cl-part-of-bar cl-modes", {}, name, radios.root);
  /** @type {(state: ExplorerState, layer: Layer) => void} */
  const update = ({ padding_mode }, { pads, transposed }) => {
    assign(root, { hidden: transposed || pads.flat().every((n) => n === 0) });
    radios.update(padding_mode);
  };
  return { root, update };
}

/** @param {string} trait */
const isCount = (trait) => trait.endsWith("channels") || trait === "groups";

/** Does an explorer let the kernel's steps be set?
 * @param {ExplorerSpec} spec */
const hasSteps = ({ controls }) => WINDOW_SLIDERS.some(([trait]) => controls.includes(trait));

/**
 * The sliders of the layer, each over what is legal now: in one line, or the counts in one and the
 * kernel's steps in another.
 * @param {ExplorerSpec} spec
 * @param {Hand} hand
 */
function makeSliders(spec, hand) {
  const [most, channels] = spec.weight_shape;
  const isOne = most * channels === 1; // then no count can ever be another
  const asked = spec.controls.filter((name) => !isOne || !isCount(name));
  const sliders = SLIDERS.filter(([trait]) => asked.includes(trait)).map(([trait, label, kind]) => {
    /** @param {Setting} value */
    const set = (value) => hand.set({ [trait]: value });
    const slider = makeSlider(trait, label, kind, set);
    return { trait, ...slider };
  });
  const isFirst = ({ trait = "" }) => sliders.length <= 4 || isCount(trait);
  const lines = [sliders.filter(isFirst), sliders.filter((slider) => !isFirst(slider))];
  const elements = lines
    .filter((line) => line.length)
    .map((line) => make("div", "cl-line-of", {}, ...line.map(({ root }) => root)));

  /** @param {ExplorerState} state */
  const update = (state) => {
    for (const slider of sliders) {
      const legal = legalValues(slider.trait, state, spec);
      const value = /** @type {Setting} */ (state[slider.trait]);
      const isWhole = slider.trait === "kernel_size" && value === 0; // as large as it was given
      const note = legal.length > 1 ? "" : whyOne(slider.trait, legal[0], spec);
      slider.update(isWhole ? legal[legal.length - 1] : value, legal, note);
    }
  };
  return { elements, update };
}

/** @type {(trait: string, value: Setting, spec: ExplorerSpec) => string} why it has one value */
function whyOne(trait, value, spec) {
  if (isFixed(spec) && isCount(trait)) return "as given";
  if (trait === "groups") return "only 1 divides both";
  return trait.endsWith("channels") ? "this layer has 1" : `only ${value} fits`;
}

/**
 * What sets a weight by hand; one that is as it was given is no longer set by hand.
 * @param {ReturnType<typeof openStore>} store
 * @returns {(value: number, place: number) => void}
 */
const weightSetter = (store) => (value, place) => {
  const { edits, _weight } = store.get();
  const isGiven = Math.fround(value) === Math.fround(Number(_weight[place].toPrecision(6)));
  store.set({ edits: isGiven ? withoutEdit(edits, place) : withEdit(edits, place, value) });
};

export default { render };
