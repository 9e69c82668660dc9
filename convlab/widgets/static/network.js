// NetworkView: the layers of a network as a film strip; the picked one stands open below it, as an
// explorer of its own that Python sends when it is picked.

/** @import { Model, Store } from "./store.js" */
/** @import { LayerPlace, NetworkSpec, SmallMap, StripLayer } from "./types.js" */

import explorer from "./explorer.js";
import { modelOf } from "./model.js";
import { clamp } from "./numbers/range.js";
import { placeAt } from "./scene/pointing.js";
import { buildStrip, firstFrame, framesOf } from "./scene/strip.js";
import { makeStore } from "./store.js";
import { makeBoard } from "./ui/board.js";
import { make, write } from "./ui/dom.js";
import { keepKeys, openDoor } from "./ui/host.js";

import { makeShare, savePicture, viewLine } from "./ui/share.js";

/** @typedef {{layer: number, first: number}} NetworkState */

/**
 * An opened layer: what is said of it, the traits of its explorer, and where its bytes are.
 * @typedef {object} Opened
 * @property {string[]} words
 * @property {Record<string, unknown>} plain
 * @property {Record<string, [at: number, length: number]>} parts
 */

const LAYOUT = { widths: [1000, 640, 390], least: 0.84 };
const STEPS = 127; // of a small map's colours, each way
const WAIT = 4000; // milliseconds until Python is taken to be away
const HELP =
  "Arrow keys pick a layer, Home and End the first and the last, Enter goes into it. There " +
  "Escape comes back, and square brackets pick the layer before and the next.";
/** @type {Record<string, number>} */
const ARROWS = { ArrowLeft: -1, ArrowUp: -1, "[": -1, ArrowRight: 1, ArrowDown: 1, "]": 1 };

// ---- What Python sends

/** @param {ArrayBufferView | ArrayBufferLike} bytes @param {number} at @param {number} length */
function partOf(bytes, at, length) {
  const { buffer, byteOffset } = ArrayBuffer.isView(bytes) ? bytes : new Uint8Array(bytes);
  return new DataView(buffer, byteOffset + at, length);
}

/** The small maps of each layer: a byte for each value, by the end of its map's scale.
 * @param {Model} model @param {NetworkSpec} spec @returns {SmallMap[][]} */
function readMaps(model, { layers, shapes }) {
  const bytes = model.get("_maps");
  let at = 0;
  return shapes.map((some, n) =>
    some.map(([h, w], i) => {
      const { buffer, byteOffset } = partOf(bytes, at, h * w);
      at += h * w;
      const scale = Math.fround(layers[n].limits[i] / STEPS);
      const data = Float32Array.from(new Int8Array(buffer, byteOffset, h * w), (v) => v * scale);
      return { data, w, h };
    }),
  );
}

// ---- The opened layer

/**
 * The picked layer below the strip: what is said of it, and its explorer, or its maps.
 * @param {Model} model
 * @param {StripLayer[]} layers
 */
function makeOpened(model, layers) {
  const words = make("div", "cl-about");
  const place = make("div", "cl-inner");
  const root = make("section", "cl-opened", {}, words, place);
  let shown = "";
  /** @type {undefined | (() => void)} */
  let end;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {string[]} lines */
  const say = (...lines) =>
    words.replaceChildren(...lines.map((line) => make("p", "cl-shapes", {}, line)));

  /** @param {number} n */
  function show(n) {
    const opened = /** @type {Record<string, Opened>} */ (model.get("_opened"))[n];
    const { name, path } = layers[n];
    const whole = path ? `${path}.${name}` : name;
    root.setAttribute("aria-label", `layer ${n}, ${whole}`);
    const next = `${n} ${Boolean(opened)}`;
    if (next === shown) return;
    clear();
    shown = next;
    if (opened) return void open(opened, whole);
    say(`Opening ${whole} …`);
    const away = `This page does not hold ${whole}. In Python, view.explorer("${whole}") opens it.`;
    timer = setTimeout(() => say(away), WAIT);
  }
  /** @param {Opened} opened @param {string} name */
  function open({ words: lines, plain, parts }, name) {
    say(...lines);
    const bytes = Object.entries(parts).map(([trait, [at, length]]) => [
      trait,
      partOf(model.get("_numbers"), at, length),
    ]);
    /** @type {Record<string, any>} */
    const sent = { ...plain, ...Object.fromEntries(bytes) };
    if (sent.picture) place.replaceChildren(pictureOf(sent.picture, `maps of ${name}`));
    else if (sent._spec) end = explorer.render({ model: modelOf(sent), el: place });
  }
  function focus() {
    /** @type {HTMLElement | null} */ (place.querySelector("canvas[tabindex]"))?.focus();
  }
  function clear() {
    clearTimeout(timer);
    end?.();
    end = undefined;
    place.replaceChildren();
  }
  return { root, show, focus, close: clear };
}

/** A PNG as an image, in its own size of two pixels a CSS pixel.
 * @param {DataView<ArrayBuffer>} bytes @param {string} alt */
function pictureOf(bytes, alt) {
  const src = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
  const image = make("img", "cl-picture", { src, alt });
  image.addEventListener("load", () => {
    image.style.width = `${image.naturalWidth / 2}px`;
    URL.revokeObjectURL(src);
  });
  return image;
}

// ---- The widget

/** @param {{model: Model, el: HTMLElement}} view */
export function render({ model, el }) {
  /** @type {NetworkSpec} */
  const spec = model.get("_spec");
  /** @type {string[]} */
  const names = model.get("_names");
  const maps = readMaps(model, spec);
  const count = spec.layers.length;
  let width = LAYOUT.widths[0]; // of the scene that is shown
  /** @type {Store<NetworkState>} */
  const store = makeStore(model, {
    traits: names,
    settle: (next, before) => settled(next, before, width, count),
  });

  const board = makeBoard({ description: "layers of a network", layout: LAYOUT, build, onPaint });
  const opened = makeOpened(model, spec.layers);
  const share = makeShare("look", save, () => viewLine(names, store.get()));
  const announcement = make("p", "cl-hidden", { "aria-live": "polite" });
  const parts = [board.root, opened.root, share, announcement];
  const root = make("div", "cl-root cl-explorer cl-network", {}, ...parts);
  listen(board, opened, store, count, () => framesOf(width));
  keepKeys(root);
  const follow = () => opened.show(store.get().layer);
  store.subscribe((state, before) => {
    board.request();
    if (state === before || !store.isPending()) follow();
  });
  model.on("change:_opened", follow);
  el.replaceChildren(root);
  follow();
  openDoor(root, { state: store.get, boxes: () => board.view()?.scene.boxes, width: () => width });

  /** @param {number} room @param {number} ratio */
  function build(room, ratio) {
    width = room;
    const { layer: picked, first } = store.get();
    const { title, about, note, layers } = spec;
    return buildStrip({ title, about, note, layers, maps, picked, first, width, ratio });
  }
  function onPaint() {
    const { layer } = store.get();
    const words = describe(spec.layers[layer], count);
    board.canvas.setAttribute("aria-label", `${spec.title.join(", ")}. ${words} ${HELP}`);
    if (!store.isPending()) write(announcement, words);
  }
  function save() {
    const { scene, theme } = board.view() ?? {};
    if (scene && theme) savePicture({ scene, theme, name: "convlab-network.png" });
  }
  return () => {
    model.off?.("change:_opened", follow);
    opened.close();
    board.close();
    store.close();
  };
}

/** The picked layer has a frame, if a hand has picked it.
 * @param {NetworkState} next
 * @param {NetworkState | undefined} before
 * @param {number} width  of the strip
 * @param {number} count  layers */
function settled(next, before, width, count) {
  const { across, down } = framesOf(width);
  const layer = clamp(next.layer, 0, count - 1);
  let first = clamp(next.first, 0, count - 1);
  if (before && before.layer !== layer) {
    if (layer < first) first = layer;
    if (layer >= first + across * down) first = layer - across * down + 1;
  }
  return { layer, first: before ? firstFrame(width, first, count) : first };
}

/** Pointers pick a layer, and drag the frame on the skyline round those that are seen below.
 * @param {ReturnType<typeof makeBoard>} board
 * @param {Store<NetworkState>} store
 * @param {number} count  layers
 * @param {() => ReturnType<typeof framesOf>} frames */
function listenToPointers(board, store, count, frames) {
  const { canvas } = board;
  /** Where the frame is held. @type {{n: number, first: number, y: number} | null} */
  let held = null;
  let hasMoved = false;

  /** @type {(event: PointerEvent) => LayerPlace | null} */
  function layerAt(event) {
    const { x, y } = board.pointOf(event);
    const scene = board.view()?.scene;
    const place = scene ? placeAt(scene, x, held?.y ?? y) : null;
    return place?.role === "layer" ? place : null;
  }
  /** @param {LayerPlace | null} place */
  function isFramed(place) {
    const { across, down } = frames();
    const from = (place?.n ?? -1) - store.get().first;
    return (
      Boolean(place && !place.frame && count > across * down) && from >= 0 && from < across * down
    );
  }
  /** @param {LayerPlace | null} place */
  function pick(place) {
    if (place && place.n !== store.get().layer) store.set({ layer: place.n });
  }
  /** @param {PointerEvent} event */
  function press(event) {
    const place = layerAt(event);
    if (!place || !isFramed(place)) return pick(place);
    held = { n: place.n, first: store.get().first, y: board.pointOf(event).y };
    hasMoved = false;
    canvas.setPointerCapture(event.pointerId);
  }
  /** @param {PointerEvent} event */
  function move(event) {
    const place = layerAt(event);
    canvas.style.cursor = held || isFramed(place) ? "grab" : "";
    if (!held) return event.buttons ? pick(place) : undefined;
    if (!place) return;
    hasMoved ||= place.n !== held.n;
    const first = held.first + place.n - held.n;
    if (hasMoved && first !== store.get().first) store.set({ first });
  }
  /** @param {PointerEvent} event */
  function release(event) {
    if (held && !hasMoved) pick(layerAt(event)); // it was a click
    held = null;
    store.commit();
  }
  canvas.addEventListener("pointerdown", press);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", () => {
    held = null;
  });
}

/** Pointing at the strip and keys pick a layer, and lead into the opened one and out of it.
 * @param {ReturnType<typeof makeBoard>} board
 * @param {ReturnType<typeof makeOpened>} opened
 * @param {Store<NetworkState>} store
 * @param {number} count  layers
 * @param {() => ReturnType<typeof framesOf>} frames */
function listen(board, opened, store, count, frames) {
  const { canvas } = board;
  listenToPointers(board, store, count, frames);
  canvas.addEventListener("keydown", (event) => {
    const { layer } = store.get();
    if (event.key in ARROWS) store.set({ layer: layer + ARROWS[event.key] });
    else if (event.key === "Home") store.set({ layer: 0 });
    else if (event.key === "End") store.set({ layer: count - 1 });
    else if (event.key === "Enter") opened.focus();
    else return;
    event.preventDefault();
  });
  const inside = /** @param {KeyboardEvent} event */ (event) => {
    if (/** @type {HTMLElement} */ (event.target).tagName === "INPUT") return;
    if (event.key === "Escape") canvas.focus();
    else if (event.key === "[" || event.key === "]")
      store.set({ layer: store.get().layer + ARROWS[event.key] });
    else return;
    event.preventDefault();
  };
  opened.root.addEventListener("keydown", inside, true); // before the explorer keeps its keys
}

/** A layer in words.
 * @param {StripLayer} one @param {number} count */
function describe({ number, path, name, channels, kind, facts, loudest, shown }, count) {
  const whole = path ? `${path}.${name}` : name;
  const about = [channels.join(" to "), kind, ...facts].filter(Boolean).join(", ");
  const most = shown ? `, loudest ${loudest[0]}` : "";
  return `Layer ${number} of ${count}, ${whole}: ${about}${most}.`;
}

export default { render };
