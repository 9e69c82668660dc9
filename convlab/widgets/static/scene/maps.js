// The maps of a layer in a scene: which one stands where, on which scale, how large its pixels are.

import { largestOf, roundUp } from "../numbers/show.js";
import { isChanged } from "../numbers/state.js";
import { NUMBER } from "./board.js";
import { mapScale, partScale } from "./scales.js";

/**
 * @import {
 *   Board, Limits, MapData, MapPlace, PartialPlace, Placement, Point, Rectangle, SceneContext,
 *   SignedScale,
 * } from "../types.js"
 */

/**
 * How many CSS pixels one map pixel takes: a whole number of device pixels, where that fills the
 * box well (or stands out of it by a hair). One pixel alone leaves room for the ring round it.
 * @param {number} box  the side that there is room for
 * @param {number} w
 * @param {number} h
 * @param {number} ratio
 */
export function pixelScale(box, w, h, ratio) {
  if (w === 1 && h === 1) return Math.floor(0.9 * box * ratio) / ratio;
  const most = (box * ratio) / Math.max(w, h);
  if (most < 0.95) return most / ratio;
  const whole = Math.floor(most * 1.06);
  return (whole >= 0.75 * most ? whole : most) / ratio;
}

/**
 * A signed map of this layer, on the scale of all sums or, if asked for, on its own.
 * @param {Pick<SceneContext, "layer" | "limits">} context
 * @param {Float32Array} data  (oh, ow)
 * @param {number} offset  added to each value
 * @param {SignedScale} scale
 * @returns {MapData}
 */
export function signedMap({ layer, limits }, data, offset = 0, scale = mapScale(limits)) {
  const range = limits.perMap ? roundUp(largestOf(data, 0, offset)) : scale.range;
  const { scheme, root } = scale;
  return { data, offset, w: layer.ow, h: layer.oh, scheme, range, root };
}

/**
 * A map that the picked pixel belongs to: what a hand has moved beyond its scale is marked, and
 * while the window slides there are as many places as it has come to.
 * @param {SceneContext} context
 * @param {number} o
 * @param {MapData} map
 * @param {boolean} isSum
 * @returns {MapData & {marks: boolean}}
 */
function shown({ layer, state }, o, map, isSum) {
  const marks = isChanged(state, layer, o, isSum);
  if (!state.sliding || state.target !== "output") return Object.assign(map, { marks });
  return Object.assign(map, { marks, reached: state.row * layer.ow + state.col + 1 });
}

/**
 * What channel c gives to map o.
 * @param {SceneContext} context
 * @param {number} o
 * @param {number} c
 */
export function partialMap(context, o, c) {
  const { layer, limits } = context;
  return shown(context, o, signedMap(context, layer.partial(o, c), 0, partScale(limits)), false);
}

/**
 * A sum of kernel o's partial maps.
 * @param {SceneContext} context
 * @param {number} o
 * @param {Float32Array} data  (oh, ow)
 * @param {number} offset  added to each value
 */
export function sumMap(context, o, data, offset = 0) {
  return shown(context, o, signedMap(context, data, offset), true);
}

/**
 * Feature map o as it stands: while channels are added, their sum so far, and the bias comes last.
 * @param {SceneContext} context
 * @param {number} o
 */
export function featureMap(context, o) {
  const { layer } = context;
  const { step } = context.state;
  if (step < 0) return sumMap(context, o, layer.sum(o), layer.bias[o]);
  if (step === 0) return sumMap(context, o, new Float32Array(layer.oh * layer.ow));
  const [first] = layer.range(o);
  return sumMap(context, o, layer.running(o, first + step - 1));
}

/**
 * Where there is room for a map; `high`: of a signal that stands at the top, whatever its width.
 * @typedef {Point & {size: number, high?: number}} Square
 */

/**
 * Which map of the layer stands in a square: a feature map, or one that channel c has a part in.
 * @typedef {Square & ({role: "map", o: number}
 *   | {role: "partial", o: number, c: number})} MapSquare
 */

/**
 * The nearest edge of a device pixel.
 * @param {number} v
 * @param {number} ratio
 */
export const snap = (v, ratio) => Math.round(v * ratio) / ratio;

/**
 * A map in the middle of a square; returns where it lies.
 * @param {Board} board
 * @param {MapData} map
 * @param {Square} square
 * @param {number} ratio
 * @returns {Placement}
 */
export function centreMap(board, map, { x, y, size, high }, ratio) {
  if (map.h === 1 && map.w > 1) return traceAt(board, map, lineIn({ x, y, size, high }));
  const scale = pixelScale(size, map.w, map.h, ratio);
  const left = snap(x + (size - map.w * scale) / 2, ratio);
  const top = snap(y + (size - map.h * scale) / 2, ratio);
  board.add("map", { x: left, y: top, scale, ...map });
  return { x: left, y: top, scale };
}

/**
 * Where a map of the layer is drawn on a rectangle: in its own shape, where there is a square.
 * @param {Pick<SceneContext, "layer" | "ratio">} context
 * @param {Rectangle} rectangle
 * @returns {Rectangle}
 */
export function mapArea({ layer: { oh, ow }, ratio }, { x, y, w, h }) {
  if (w !== h) return { x, y, w, h };
  if (oh === 1 && ow > 1) {
    const line = lineIn({ x, y, size: w });
    return { x: line.x, y: line.y, w: line.wide, h: line.high };
  }
  const scale = pixelScale(w, ow, oh, ratio);
  const left = snap(x + (w - ow * scale) / 2, ratio);
  const top = snap(y + (w - oh * scale) / 2, ratio);
  return { x: left, y: top, w: ow * scale, h: oh * scale };
}

/** The height of a line, by its width. */
export const FLAT = 0.6;

/**
 * Where a line lies in its square.
 * @param {Square} square
 * @returns {Point & {wide: number, high: number}}
 */
export function lineIn({ x, y, size, high }) {
  if (high) return { x, y, wide: size, high };
  return { x, y: y + (size * (1 - FLAT)) / 2, wide: size, high: size * FLAT };
}

/**
 * A map one row high as a line.
 * @param {Board} board
 * @param {MapData} map
 * @param {Point & {wide: number, high: number}} place
 * @returns {Placement}
 */
export function traceAt(board, { w, h, ...trace }, place) {
  board.add("trace", { ...place, ...trace });
  const { x, y, wide, high } = place;
  return { x, y, scale: wide / w, tall: high / h };
}

/** @type {(place: {scale: number, tall?: number}) => number} the height of a place */
export const tallOf = (place) => place.tall ?? place.scale;

/**
 * A map that can be pointed at, in the middle of its square; returns where it lies.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {MapData} map
 * @param {MapSquare} square
 */
export function putMap(board, context, map, square) {
  const at = centreMap(board, map, square, context.ratio);
  board.places.push(placeOf(map, square, at));
  return at;
}

/**
 * The same for a small map of whole numbers, written in cells.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {MapData} map
 * @param {MapSquare} square
 * @param {number} cell  its side
 */
export function putNumbers(board, context, map, square, cell = NUMBER) {
  const { data, offset = 0, faded, reached } = map;
  const { x, y } = square;
  board.add("cells", {
    values: [...data].map((v) => v + offset),
    columns: map.w,
    cell,
    size: Math.min(16, cell - 3),
    decimals: context.decimals.maps,
    scheme: "signed",
    range: /** @type {number} */ (map.range),
    x,
    y,
    faded,
    reached,
  });
  const at = { x, y, scale: cell };
  board.places.push(placeOf(map, square, at));
  return at;
}

/**
 * @param {MapData} map
 * @param {MapSquare} square
 * @param {Placement} at
 * @returns {MapPlace | PartialPlace}
 */
function placeOf(map, square, at) {
  const { o } = square;
  const size = { w: map.w * at.scale, h: map.h * tallOf(at) };
  return square.role === "map"
    ? { role: "map", o, ...size, ...at }
    : { role: "partial", o, c: square.c, ...size, ...at };
}

/**
 * A slice as blocks of `size` without figures.
 * @param {Board} board
 * @param {SceneContext["layer"]} layer
 * @param {{o: number, c: number, x: number, y: number, size: number, range: number,
 *   faded?: boolean}} block
 */
export function putBlocks(board, layer, { o, c, x, y, size, range, faded = false }) {
  const { kh, kw } = layer;
  const data = layer.slice(o, c);
  board.add("map", { data, w: kw, h: kh, scale: size, scheme: "signed", range, x, y, faded });
  board.places.push({ role: "slice", o, c, x, y, w: kw * size, h: kh * size, scale: size });
}
