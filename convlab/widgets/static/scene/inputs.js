// One input channel as a picture or as numbers: its border hatched, its window ringed.

import { limitText } from "../numbers/show.js";
import { NOTE, NUMBER } from "./board.js";
import { centreMap, isWaiting, pixelScale, snap } from "./maps.js";
import { THIN, windowBox } from "./rings.js";

/**
 * @import { Board, Limits, MapScale, Placement, Point, SceneContext } from "../types.js"
 */
/** @import { Square } from "./maps.js" */

/**
 * The scale of all inputs: grey, whatever their signs, from the least to the greatest.
 * @param {Pick<Limits, "input">} limits
 * @param {"grey" | "whole"} scheme
 * @returns {MapScale}
 */
export const inputScale = ({ input }, scheme) => ({ scheme, range: input });

/**
 * Which numbers black and white are, where it is not 0 and 1.
 * @param {Pick<Limits, "input">} limits
 */
export const rangeWords = ({ input: [low, high] }) =>
  low === 0 && high === 1 ? "" : `black is ${limitText(low)}, white ${limitText(high)}`;

/**
 * The same as a scale of its own, from white down to black.
 * @param {Board} board
 * @param {Pick<Limits, "input">} limits
 * @param {Point} corner  of 46 × 44 pixels
 */
export function putInputRange(board, { input }, { x, y }) {
  const [low, high] = input;
  if (!rangeWords({ input })) return;
  const at = { x, y, scale: 11, scheme: /** @type {const} */ ("grey"), range: input };
  const data = [high, (2 * high + low) / 3, (high + 2 * low) / 3, low];
  board.add("map", { data, w: 1, h: data.length, ...at });
  board.add("outline", { x: x + 0.5, y: y + 0.5, w: 10, h: 43 });
  board.add("text", { text: limitText(high), x: x + 14, y: y + 8, ...NOTE, max: 32 });
  board.add("text", { text: limitText(low), x: x + 14, y: y + 37, ...NOTE, max: 32 });
}

/**
 * Input channel c alone, small: a picture without its border and without a window.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {number} c
 * @param {Square & {faded: boolean}} square
 */
export function putInputPicture(board, { layer, limits, ratio }, c, { faded, ...square }) {
  const [, h, w] = layer.xShape;
  const map = { data: layer.channel(c), w, h, ...inputScale(limits, "grey"), faded };
  const at = centreMap(board, map, square, ratio);
  board.places.push({ role: "input", c, w: w * at.scale, h: h * at.scale, ...at });
}

/**
 * Input channel c in a square, with the window of the picked pixel.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {number} c
 * @param {Square} square
 */
export function putInput(board, context, c, square) {
  const at = putInputMap(board, context, c, square);
  putWindow(board, context, c, at, square.size < 60);
}

/**
 * The same as numbers in cells, its border with it.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {number} c
 * @param {Point & {cell?: number}} corner
 */
export function putInputNumbers(board, context, c, { x, y, cell = NUMBER }) {
  const p = context.layer.padding;
  putCells(board, context, c, { x, y, cell });
  putWindow(board, context, c, { x: x + cell * p, y: y + cell * p, scale: cell }, false);
}

/**
 * The window of the picked pixel, where the picked kernel reads the channel; the channel itself can
 * be pointed at.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {number} c
 * @param {Placement} at  of the input's place (0, 0)
 * @param {boolean} isThin
 */
function putWindow(board, { layer, state }, c, at, isThin) {
  const [, h, w] = layer.xShape;
  board.places.push({ role: "input", c, w: w * at.scale, h: h * at.scale, ...at });
  if (layer.muted.has(c) || !layer.reads(state.out_channel, c)) return;
  board.boxes.push(windowBox(layer, at, state, isThin ? THIN : {}));
}

/**
 * Is a channel muted, or not yet added to the picked map?
 * @param {SceneContext} context
 * @param {number} c
 */
function isFaded(context, c) {
  const { layer, state } = context;
  const o = state.out_channel;
  return layer.muted.has(c) || (layer.reads(o, c) && isWaiting(context, o, c));
}

/**
 * @param {Board} board
 * @param {SceneContext} context
 * @param {number} c
 * @param {Square} square
 * @returns {Placement} of the input's place (0, 0)
 */
function putInputMap(board, context, c, { x, y, size }) {
  const { layer, limits, ratio } = context;
  const [, h, w] = layer.xShape;
  const p = layer.padding;
  const scale = pixelScale(size, w + 2 * p, h + 2 * p, ratio);
  const wide = (w + 2 * p) * scale;
  const tall = (h + 2 * p) * scale;
  const left = snap(x + (size - wide) / 2, ratio);
  const top = snap(y + (size - tall) / 2, ratio);
  if (p) board.add("hatch", { x: left, y: top, w: wide, h: tall });
  const at = { x: left + p * scale, y: top + p * scale, scale };
  const faded = isFaded(context, c);
  const colours = inputScale(limits, "grey");
  board.add("map", { data: layer.channel(c), w, h, ...colours, faded, ...at });
  return at;
}

/**
 * @param {Board} board
 * @param {SceneContext} context
 * @param {number} c
 * @param {Point & {cell: number}} corner
 */
function putCells(board, context, c, { x, y, cell }) {
  const { layer, limits, decimals } = context;
  const [, h, w] = layer.xShape;
  const p = layer.padding;
  const wide = w + 2 * p;
  const values = [...layer.plane(c)];
  const outside = values.map((_, i) => {
    const row = Math.floor(i / wide) - p;
    const col = (i % wide) - p;
    return row < 0 || row >= h || col < 0 || col >= w;
  });
  board.add("cells", {
    values,
    columns: wide,
    cell,
    size: Math.min(16, cell - 3),
    decimals: decimals.input,
    outside,
    ...inputScale(limits, "whole"),
    x,
    y,
    faded: isFaded(context, c),
  });
}
