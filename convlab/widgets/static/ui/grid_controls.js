// What stands around a channel grid: counts, the picked pixel and weight, what plays, tools.

import { addChannel, slideOn } from "../numbers/autoplay.js";
import { upTo } from "../numbers/range.js";
import { VIEWS } from "../numbers/state.js";
import { countWords, shapeWords } from "../numbers/words.js";
import { makeRadios, makeScrubber } from "./controls.js";
import { assign, make, makeButton, write } from "./dom.js";
import { fadeOut, makePlayer } from "./player.js";
import { makeShare } from "./share.js";
import { makeTyped } from "./typed.js";

/** @import { Layer } from "../numbers/layer.js" */
/** @import { ExplorerState, Order } from "../types.js" */
/** @import { Changes, Hand } from "./hand.js" */

/** What a weight or a bias can be. */
export const WEIGHT = { thing: "A weight", low: -1e6, high: 1e6 };

/** The layer's counts, factor by factor, and its shapes. */
export function makeCounts() {
  const count = make("p", "cl-count");
  const shapes = make("p", "cl-shapes");

  /** @type {(layer: Layer, hasBias: boolean, order: Order) => void} */
  const update = (layer, hasBias, order) => {
    const words = countWords(layer, hasBias);
    if (!count.firstChild)
      count.append(...words.map(([, kind]) => make(kind ? "b" : "span", kind && `cl-${kind}`)));
    words.forEach(([factor], i) => {
      write(count.children[i], factor);
    });
    write(shapes, shapeWords(layer, hasBias, order));
  };
  return { count, shapes, update };
}

/**
 * What the cells of the grid show.
 * @param {Hand} hand
 */
export function makeViews(hand) {
  const radios = makeRadios("view", "What the cells show", VIEWS, (view) => hand.choose({ view }));
  /** @param {ExplorerState} state */
  const update = (state) => {
    assign(radios.root, { hidden: state.in_channels > 8 }); // lines of channels show everything
    radios.update(state.view);
  };
  return { root: radios.root, update };
}

/**
 * Buttons that add channel by channel and slide the window, and how many channels are added.
 * @param {object} options
 * @param {{get: () => ExplorerState, set: (changes: Partial<any>) => void}} options.store
 * @param {Hand} options.hand
 * @param {HTMLCanvasElement} options.canvas
 * @param {boolean} options.hasBias
 */
export function makePlaying({ store, hand, canvas, hasBias }) {
  let size = { oh: 1, ow: 1 };
  const play = makeButton("", () => {}, { "data-control": "play" });
  const slide = makeButton("", () => {}, { "data-control": "slide" });
  const moves = {
    play: {
      button: play,
      words: "▶ Add channel by channel",
      fades: true,
      next: () => addChannel(store.get()),
    },
    slide: {
      button: slide,
      words: "▶ Slide the window",
      next: () => slideOn(store.get(), size),
    },
  };
  /** @type {(changes: Changes, fades: boolean) => void} */
  const apply = (changes, fades) => {
    if (fades) fadeOut(canvas);
    store.set(changes);
  };
  const player = makePlayer(moves, apply, () => hand.choose({}));
  const added = makeScrubber("step", "Channels added", (step) => hand.set({ step }));
  const adding = make("div", "cl-player", {}, play, added.input, added.output);

  /** @type {(state: ExplorerState, layer: Layer) => void} */
  const update = ({ in_channels, groups, step }, layer) => {
    size = layer;
    const most = in_channels / groups;
    const all = hasBias ? "all + bias" : "all";
    player.update();
    added.update(step, [...upTo(0, most + 1), -1], step >= 0 ? `${step} of ${most}` : all);
  };
  return { adding, slide, stop: player.stop, update };
}

/**
 * The weight that is pointed at, to be typed over or nudged by arrow keys.
 * @param {(value: number, place: number) => void} onEdit  place: among all weights of the layer
 */
export function makeWeightField(onEdit) {
  let place = 0;
  const look = { "data-control": "weight" };
  const onValue = (/** @type {number} */ value) => onEdit(value, place);
  const typed = makeTyped({ label: "this weight", field: WEIGHT, look, onValue });
  const { input } = typed;
  input.classList.add("cl-edit");

  /** @type {(state: ExplorerState, layer: Layer) => void} */
  const update = ({ target, out_channel, in_channel, spot: [row, col] }, layer) => {
    const hidden = target !== "weight";
    if (hidden && !input.hidden) typed.forget();
    assign(input, { hidden });
    if (hidden) return;
    // What is being typed is this weight's, even if a click on another one ends the typing.
    const at = layer.indexOf(out_channel, in_channel, row, col);
    if (!input.matches(":focus") && at !== place) {
      typed.forget();
      place = at;
    }
    typed.update(Number(layer.weight[place].toPrecision(6)));
  };
  return { input, update };
}

/**
 * The ledger's title: the picked pixel's map, row and column, to be typed over or pinned.
 * @param {Hand} hand
 * @param {() => void} pin
 */
export function makePixelTitle(hand, pin) {
  /** @type {(trait: keyof ExplorerState, label: string) => ReturnType<typeof makePlace>} */
  const place = (trait, label) =>
    makePlace(trait, label, (value) => hand.choose({ [trait]: value }));
  const map = place("out_channel", "map");
  const row = place("row", "row");
  const col = place("col", "column");
  const button = makeButton("pin", pin, { "data-control": "pinned" }, "cl-pin");
  const words = ["One pixel of map ", map.input, ": row ", row.input, ", column ", col.input];
  const root = make("div", "cl-title", {}, ...words, button);

  /** @type {(state: ExplorerState, layer: Layer) => void} */
  const update = (state, layer) => {
    map.update(state.out_channel, state.out_channels - 1);
    row.update(state.row, layer.oh - 1);
    col.update(state.col, layer.ow - 1);
  };
  return { root, update };
}

/**
 * One of the first whole numbers to type, inside a sentence.
 * @param {string} trait
 * @param {string} label
 * @param {(value: number) => void} onValue
 */
function makePlace(trait, label, onValue) {
  const field = { thing: `A ${label} number`, low: 0, high: 0, whole: true };
  const typed = makeTyped({ label, field, look: { "data-control": trait }, onValue });

  /** @type {(value: number, high: number) => void} */
  const update = (value, high) => {
    typed.update(value, 0, high);
    typed.input.style.width = `max(24px, ${String(high).length}ch + 8px)`;
  };
  return { input: typed.input, update };
}

/**
 * The colour scale, large type, and what a reader takes along.
 * @param {object} options
 * @param {{get: () => ExplorerState}} options.store
 * @param {Hand} options.hand
 * @param {string} options.widget  its Python class
 * @param {() => void} options.save  give the reader its picture
 * @param {() => string} options.line  of its view
 */
export function makeTools({ store, hand, widget, save, line }) {
  const root = makeShare(widget, save, line);
  const scales = /** @type {const} */ (["shared", "each map"]);
  const scaling = makeRadios("scale", "Colour scale", scales, (scale) => hand.choose({ scale }));
  const enlarge = () => hand.choose({ large: !store.get().large });
  const large = makeButton("Large type", enlarge, { "data-control": "large" });
  root.prepend(make("span", "cl-note", {}, "Colour scale"), scaling.root, large);

  /** @param {ExplorerState} state */
  const update = (state) => {
    scaling.update(state.scale);
    assign(large, { ariaPressed: state.large });
  };
  return { root, update };
}
