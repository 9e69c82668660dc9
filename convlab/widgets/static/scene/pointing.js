// What a hand points at: what lies under it, what lights up, what a click or a key picks, and
// words.

import { placesReached, placesUsed } from "../numbers/moves.js";
import { upTo } from "../numbers/range.js";
import { counted, decimalsOf, text } from "../numbers/show.js";
import { placeWords } from "../numbers/words.js";
import { tallOf } from "./maps.js";
import { windowBoxes } from "./rings.js";

/**
 * @import {
 *   CellsBox, ExplorerState, Geometry, MapBox, Place, Placement, Point, PointedPlace, Rectangle,
 *   RingBox, Scene, SlicePlace, TapsBox, Target, TraceBox, WashBox,
 * } from "../types.js"
 */
/** @import { Layer } from "../numbers/layer.js" */
/** @typedef {WashBox | RingBox | TapsBox} LitBox */

/**
 * What is pointed at: kernel, channel and place of an output, an input or a weight.
 * @typedef {Pick<ExplorerState, "target" | "out_channel" | "in_channel" | "spot">} Pointed
 */

export const HELP =
  "Arrow keys move. Page Up and Page Down change the kernel, comma and full stop the channel. " +
  "I points at an input pixel, W at a weight, which Enter opens, O back at the output. " +
  "M mutes the channel, P pins the pixel.";

/** What can be clicked; the first sentence is what can be tapped. */
export const IDLE =
  "Click a pixel of a map or an input, or a weight to type. Drag over a map; arrow keys move on.";

/**
 * What can be clicked; the first sentence alone on a phone, and where there is no mouse what can be
 * tapped. Along a signal are positions.
 * @param {string} words
 * @param {{ndim: number, isNarrow: boolean, hasMouse: boolean}} kind
 */
export function idleWords(words, { ndim, isNarrow, hasMouse }) {
  const named = ndim === 1 ? words.replaceAll("pixel", "position") : words;
  const [first, ...more] = named.split(". ");
  const said = more.length && (isNarrow || !hasMouse) ? `${first}.` : named;
  return hasMouse ? said : said.replace("Click", "Tap").replace("click", "tap");
}

/**
 * What lies under a point of the board: the topmost place, with the map pixel or slice cell there.
 * @param {Pick<Scene, "places">} scene
 * @param {number} x
 * @param {number} y
 * @returns {PointedPlace | null}
 */
export function placeAt({ places }, x, y) {
  const place = places.findLast((p) => x >= p.x && y >= p.y && x < p.x + p.w && y < p.y + p.h);
  if (!place) return null;
  if (!("scale" in place)) return place;
  return {
    ...place,
    row: Math.floor((y - place.y) / tallOf(place)),
    col: Math.floor((x - place.x) / place.scale),
  };
}

// ---- What lights up

/** @typedef {{rows: number[], cols: number[]}} Area  rows and columns of a map */

/**
 * The outputs that an input place reaches.
 * @param {Geometry} layer
 * @param {number[]} spot
 * @returns {Area}
 */
const areaReached = (layer, [row, col]) => ({
  rows: placesReached(layer, 0, row, layer.kh, layer.oh),
  cols: placesReached(layer, 1, col, layer.kw, layer.ow),
});

/**
 * The input places that a weight is laid on.
 * @param {Geometry} layer
 * @param {number[]} spot
 * @returns {Area}
 */
const areaUsed = (layer, [row, col]) => ({
  rows: placesUsed(layer, 0, row, layer.oh, layer.xShape[1]),
  cols: placesUsed(layer, 1, col, layer.ow, layer.xShape[2]),
});

/**
 * How a ring looks that lights up: thin, or as the hand that hovers has it.
 * @param {boolean} hover
 * @param {number} width
 */
const litLook = (hover, width = 1.5) => (hover ? { hover } : { width, halo: 1 });

/**
 * A ring round an area of a map or an input.
 * @param {Placement} place
 * @param {Area} area  of at least one place
 * @param {boolean} hover
 * @returns {RingBox}
 */
function areaRing({ x, y, scale, tall = scale }, { rows, cols }, hover) {
  /** @type {(list: number[]) => number} */
  const length = (list) => list[list.length - 1] - list[0] + 1;
  return {
    kind: "ring",
    x: x + cols[0] * scale,
    y: y + rows[0] * tall,
    w: length(cols) * scale,
    h: length(rows) * tall,
    ...litLook(hover),
  };
}

/**
 * The places of an area, as one wash and a ring round them all.
 * @param {Placement} place
 * @param {Area} area
 * @param {boolean} hover
 * @returns {LitBox[]}
 */
function areaBoxes(place, area, hover) {
  const { rows, cols } = area;
  if (!rows.length || !cols.length) return [];
  const { x, y, scale, tall } = place;
  return [{ kind: "wash", x, y, scale, tall, rows, cols }, areaRing(place, area, hover)];
}

/**
 * The boxes that light up on a scene for what is pointed at.
 * @param {Place[]} places
 * @param {Layer} layer
 * @param {Pointed} pointed
 * @param {boolean} hover  whether a hand hovers there, or it is picked
 */
export function lights(places, layer, pointed, hover = false) {
  const lit = { output: litByOutput, input: litByInput, weight: litByWeight }[pointed.target];
  return places.flatMap((place) => lit(place, layer, pointed, hover));
}

/**
 * The windows of an output pixel.
 * @param {Place} place
 * @param {Layer} layer
 * @param {Pointed} pointed
 * @param {boolean} hover
 * @returns {LitBox[]}
 */
function litByOutput(place, layer, { out_channel, spot: [row, col] }, hover) {
  if (place.role !== "input" || !layer.reads(out_channel, place.c)) return [];
  return windowBoxes(layer, place, { row, col }, litLook(hover));
}

/** An input place itself, and what it reaches. @type {typeof litByOutput} */
function litByInput(place, layer, { in_channel, spot }, hover) {
  if (place.role === "input" && place.c === in_channel) {
    const [row, col] = spot;
    return [areaRing(place, { rows: [row], cols: [col] }, hover)];
  }
  const isReached = place.role === "map" && layer.reads(place.o, in_channel);
  return isReached ? areaBoxes(place, areaReached(layer, spot), hover) : [];
}

/** A weight itself, and the inputs that it is laid on. @type {typeof litByOutput} */
function litByWeight(place, layer, { out_channel, in_channel, spot }, hover) {
  if (place.role === "input" && place.c === in_channel) {
    return areaBoxes(place, areaUsed(layer, spot), hover);
  }
  if (place.role !== "slice" || place.o !== out_channel || place.c !== in_channel) return [];
  const [row, col] = spot;
  const { x, y, scale } = place;
  const tall = tallOf(place);
  const cell = { x: x + col * scale, y: y + row * tall, w: scale, h: tall };
  return [{ kind: "ring", ...cell, ...litLook(hover, scale < 12 ? 1.5 : 2) }];
}

/**
 * The ring round the very place that the pointer is on.
 * @param {{x: number, y: number, row: number, col: number, scale: number, tall?: number}} place
 * @returns {RingBox}
 */
export function ownRing(place) {
  const { x, y, row, col, scale } = place;
  const tall = tallOf(place);
  const cell = { x: x + col * scale, y: y + row * tall };
  return { kind: "ring", hover: true, ...cell, w: Math.max(3, scale), h: Math.max(3, tall) };
}

/**
 * The cell of the picked weight: where it was clicked, or else where it is drawn largest.
 * @param {Pick<Scene, "places">} scene
 * @param {Pick<ExplorerState, "out_channel" | "in_channel" | "spot">} state
 * @param {Point | null} near
 * @returns {Rectangle | null} null where it is not drawn
 */
export function weightCell({ places }, { out_channel, in_channel, spot }, near) {
  let best = /** @type {SlicePlace | null} */ (null);
  for (const place of places) {
    if (place.role !== "slice" || place.o !== out_channel || place.c !== in_channel) continue;
    if (near && isInside(near, place)) return cellIn(place, spot);
    if (!best || place.scale > best.scale) best = place;
  }
  return best && cellIn(best, spot);
}

/** @type {(at: Point, box: Rectangle) => boolean} */
const isInside = ({ x, y }, box) =>
  x >= box.x && y >= box.y && x < box.x + box.w && y < box.y + box.h;

/** @type {(place: SlicePlace, spot: number[]) => Rectangle} */
function cellIn(place, [row, col]) {
  const { x, y, scale } = place;
  const tall = tallOf(place);
  return { x: x + col * scale, y: y + row * tall, w: scale, h: tall };
}

// ---- What a click or a key picks

/**
 * What a place points at, as part of a state.
 * @param {PointedPlace} place
 * @param {ExplorerState} state
 * @returns {Pointed}
 */
export function pointed(place, state) {
  /** @type {Target} */
  const target = place.role === "input" ? "input" : place.role === "slice" ? "weight" : "output";
  const { row, col } = place;
  return {
    target,
    out_channel: ("o" in place ? place.o : undefined) ?? state.out_channel,
    in_channel: "c" in place ? place.c : state.in_channel,
    spot: row === undefined || col === undefined ? [] : [row, col],
  };
}

/**
 * What a click on a place picks.
 * @param {PointedPlace} place
 * @param {ExplorerState} state
 * @param {Geometry} layer
 * @returns {Partial<ExplorerState>}
 */
export function picked(place, state, layer) {
  const { target, out_channel, in_channel, spot } = pointed(place, state);
  if (place.role === "row") return { out_channel };
  if (place.role === "subtotal") return { in_channel };
  const [row, col] = spot;
  if (target === "output") return { target, out_channel, in_channel, row, col };
  if (target === "weight") return { target, out_channel, in_channel, spot };
  return { target, in_channel, spot, row: outputAt(layer, 0, row), col: outputAt(layer, 1, col) };
}

/**
 * Along one side, the output whose window has its middle at input place `at`; in a transposed layer
 * the middle of its stamp.
 * @param {Geometry} layer
 * @param {0 | 1} side
 * @param {number} at
 */
function outputAt({ stride, pads, dilation, transposed, kh, kw }, side, at) {
  const half = (dilation[side] * ([kh, kw][side] - 1)) / 2;
  const before = pads[side][0];
  if (transposed) return Math.floor(at * stride[side] - before + half);
  return Math.round((at + before - half) / stride[side]);
}

/**
 * Along one side, the input place in the middle of an output's window; in a transposed layer of
 * those whose stamps reach it.
 * @param {Geometry} layer
 * @param {0 | 1} side
 * @param {number} at
 */
function inputAt({ stride, pads, dilation, transposed, kh, kw }, side, at) {
  const [step, before, size] = [stride[side], pads[side][0], [kh, kw][side]];
  if (transposed) return Math.round((at + before - (dilation[side] * (size - 1)) / 2) / step);
  return at * step - before + dilation[side] * ((size - 1) >> 1);
}

/** How far each arrow key goes, by rows and columns. @type {Map<string, [number, number]>} */
const ARROWS = new Map([
  ["ArrowUp", [-1, 0]],
  ["ArrowDown", [1, 0]],
  ["ArrowLeft", [0, -1]],
  ["ArrowRight", [0, 1]],
]);

/**
 * What a key picks; null for a key that is not ours.
 * @param {string} key
 * @param {ExplorerState} state
 * @param {Geometry} layer
 * @returns {Partial<ExplorerState> | null}
 */
export function keyed(key, state, layer) {
  const { row, col, out_channel, in_channel, target, spot } = state;
  const arrow = ARROWS.get(key);
  if (arrow && target === "output") return { row: row + arrow[0], col: col + arrow[1] };
  if (arrow) return { spot: [spot[0] + arrow[0], spot[1] + arrow[1]] };
  const { kh, kw, oh, ow } = layer;
  switch (key) {
    case "PageUp":
      return { out_channel: out_channel - 1 };
    case "PageDown":
      return { out_channel: out_channel + 1 };
    case "Home":
      return { row: 0, col: 0 };
    case "End":
      return { row: oh - 1, col: ow - 1 };
    case ",":
      return { in_channel: in_channel - 1 };
    case ".":
      return { in_channel: in_channel + 1 };
    case "i":
      return { target: "input", spot: [inputAt(layer, 0, row), inputAt(layer, 1, col)] };
    case "w":
      return { target: "weight", spot: [kh >> 1, kw >> 1] };
    case "o":
    case "Escape":
      return { target: "output" };
    default:
      return null;
  }
}

// ---- Words

/**
 * The number that a scene shows at a place.
 * @param {Pick<Scene, "boxes">} scene
 * @param {PointedPlace} place
 * @returns {number | null} null where it shows none
 */
export function valueAt({ boxes }, place) {
  if (!("scale" in place) || place.row === undefined || place.col === undefined) return null;
  const x = place.x + (place.col + 0.5) * place.scale;
  const y = place.y + (place.row + 0.5) * tallOf(place);
  for (const box of boxes.toReversed()) {
    if (box.kind === "hatch" && isInside({ x, y }, box)) return null;
    const isNumbers = box.kind === "map" || box.kind === "cells" || box.kind === "trace";
    const value = isNumbers ? valueIn(box, x, y) : undefined;
    if (value !== undefined) return value;
  }
  return null;
}

/** @type {(box: MapBox | CellsBox | TraceBox, x: number, y: number) => number | undefined} */
function valueIn(box, x, y) {
  if (box.scheme === "rgb") return undefined; // three numbers
  const { reached = Infinity } = box;
  if (box.kind === "trace") {
    const at = Math.floor(((x - box.x) / box.wide) * box.data.length);
    const isThere = at < reached && y >= box.y && y < box.y + box.high;
    const value = isThere ? box.data[at] : undefined;
    return value === undefined ? value : value + (box.offset ?? 0);
  }
  const isMap = box.kind === "map";
  const [wide, tall] = isMap ? [box.scale, tallOf(box)] : [box.cell, box.tall ?? box.cell];
  const columns = isMap ? box.w : box.columns;
  const col = Math.floor((x - box.x) / wide);
  const row = Math.floor((y - box.y) / tall);
  if (col < 0 || col >= columns || row < 0 || (isMap && row >= box.h)) return undefined;
  const at = row * columns + col;
  const value = at < reached ? (isMap ? box.data : box.values)[at] : undefined;
  return isMap && value !== undefined ? value + (box.offset ?? 0) : value;
}

/**
 * A number as it is said; small ones have more decimals.
 * @param {number} value
 */
export const said = (value) => text(value, decimalsOf([value], 0, Math.abs(value) < 0.1 ? 4 : 2));

/**
 * One sentence about what is pointed at.
 * @param {PointedPlace} place
 * @param {ExplorerState} state
 * @param {Layer} layer
 * @param {(c: number) => string} nameOf
 */
export function pointedWords(place, state, layer, nameOf) {
  switch (place.role) {
    case "row":
      return `Kernel ${place.o}: a click picks it.`;
    case "subtotal":
      return `What ${nameOf(place.c)} adds at this pixel: a click shows its products.`;
    case "partial": {
      const { o, c, row, col } = place;
      const at = placeWords(layer, { row: row ?? 0, col: col ?? 0 });
      return `What ${nameOf(c)} gives to map ${o}, ${at}.`;
    }
    default:
      return targetWords(pointed(place, state), layer, nameOf);
  }
}

/**
 * One sentence about the target of a state.
 * @param {Pointed} pointed
 * @param {Layer} layer
 * @param {(c: number) => string} nameOf
 */
export function targetWords({ target, out_channel: o, in_channel: c, spot }, layer, nameOf) {
  const [row, col] = spot;
  if (target === "weight") {
    const [, h, w] = layer.xShape;
    const { rows, cols } = areaUsed(layer, spot);
    const places = `${text(rows.length * cols.length)} of ${text(h * w)} places of ${nameOf(c)}`;
    return `weight[${o}, ${c}, ${row}, ${col}] is laid on ${places}, and nowhere else.`;
  }
  if (target === "input") {
    const { rows, cols } = areaReached(layer, spot);
    const pixels = counted(rows.length * cols.length, "pixel");
    const maps = upTo(0, layer.outChannels).filter((map) => layer.reads(map, c)).length;
    const reached = `${pixels} in each of ${counted(maps, "map")}`;
    return `Input ${nameOf(c)}, ${placeWords(layer, { row, col })}, reaches ${reached}.`;
  }
  return (
    `Feature map ${o}, ${placeWords(layer, { row, col })}: ` +
    `its windows are lit in every channel that kernel ${o} sees.`
  );
}
