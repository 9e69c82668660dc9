// One input channel as a picture or as numbers: its border hatched, its window ringed.

import { limitText } from "../numbers/show.js";
import { isWaiting } from "./account.js";
import { NOTE, NUMBER } from "./board.js";
import { centreMap, lineIn, pixelScale, snap, tallOf, traceAt } from "./maps.js";
import { isCopied, ringPixel, THIN, windowBoxes } from "./rings.js";

/**
 * @import { Board, Limits, MapScale, Placement, Point, SceneContext } from "../types.js"
 */
/** @import { Layer } from "../numbers/layer.js" */
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

/** Are channels drawn as lines? @type {(layer: Pick<Layer, "xShape">) => boolean} */
export const isLine = ({ xShape: [, h, w] }) => h === 1 && w > 1;

/**
 * The same as a scale of its own, from white down to black. Signals are lines, and have none.
 * @param {Board} board
 * @param {{layer: Pick<Layer, "xShape">, limits: Pick<Limits, "input">}} context
 * @param {Point} corner  of 46 × 44 pixels
 */
export function putInputRange(board, { layer, limits: { input } }, { x, y }) {
  const [low, high] = input;
  if (!hasRange({ layer, limits: { input } })) return;
  const at = { x, y, scale: 11, scheme: /** @type {const} */ ("grey"), range: input };
  const data = [high, (2 * high + low) / 3, (high + 2 * low) / 3, low];
  board.add("map", { data, w: 1, h: data.length, ...at });
  board.add("outline", { x: x + 0.5, y: y + 0.5, w: 10, h: 43 });
  board.add("text", { text: limitText(high), x: x + 14, y: y + 8, ...NOTE, max: 32 });
  board.add("text", { text: limitText(low), x: x + 14, y: y + 37, ...NOTE, max: 32 });
}

/**
 * The same 28 pixels wide, 42 high: its numbers above and below it.
 * @param {Board} board
 * @param {{layer: Pick<Layer, "xShape">, limits: Pick<Limits, "input">}} context
 * @param {Point} corner
 */
export function putNarrowInputRange(board, { layer, limits: { input } }, { x, y }) {
  const [low, high] = input;
  if (!hasRange({ layer, limits: { input } })) return;
  const data = [low, (high + 2 * low) / 3, (2 * high + low) / 3, high];
  const look = { scale: 7, scheme: /** @type {const} */ ("grey"), range: input };
  board.add("map", { x, y: y + 16, data, w: data.length, h: 1, ...look });
  board.add("outline", { x: x + 0.5, y: y + 16.5, w: 27, h: 6 });
  const right = { x: x + 28, align: /** @type {const} */ ("right") };
  board.add("text", { text: limitText(high), y: y + 7, ...right, ...NOTE, max: 28 });
  board.add("text", { text: limitText(low), x, y: y + 33, ...NOTE, max: 28 });
}

/**
 * Are inputs grey on another scale than 0 to 1, which is to be shown?
 * @type {(context: {layer: Pick<Layer, "xShape">, limits: Pick<Limits, "input">}) => boolean}
 */
const hasRange = ({ layer, limits }) => !isLine(layer) && Boolean(rangeWords(limits));

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
  board.places.push({ role: "input", c, w: w * at.scale, h: h * tallOf(at), ...at });
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
  const [above, left] = cornerOf(context.layer);
  putCells(board, context, c, { x, y, cell });
  putWindow(board, context, c, { x: x + cell * left, y: y + cell * above, scale: cell }, false);
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
  board.places.push({ role: "input", c, w: w * at.scale, h: h * tallOf(at), ...at });
  if (layer.muted.has(c) || !layer.reads(state.out_channel, c)) return;
  const look = isThin ? THIN : {};
  if (layer.transposed && state.target === "input") {
    const [row, col] = state.spot; // whose stamp is shown
    ringPixel(board, at, { row, col }, look);
  } else board.boxes.push(...windowBoxes(layer, at, state, look));
}

/**
 * Height and width of a channel with its border.
 * @param {Pick<Layer, "xShape" | "pads" | "transposed">} layer
 */
export function borderedSize({ xShape: [, h, w], pads: [rows, cols], transposed }) {
  return transposed ? [h, w] : [h + rows[0] + rows[1], w + cols[0] + cols[1]];
}

/**
 * How far the border reaches above and left of a channel.
 * @param {Pick<Layer, "pads" | "transposed">} layer
 */
const cornerOf = ({ pads: [[above], [left]], transposed }) => (transposed ? [0, 0] : [above, left]);

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
function putInputMap(board, context, c, square) {
  const { x, y, size } = square;
  const { layer, limits, ratio } = context;
  const [, h, w] = layer.xShape;
  const [high, across] = borderedSize(layer);
  const [above, before] = cornerOf(layer);
  if (isLine(layer)) return putSignal(board, context, c, square);
  const scale = pixelScale(size, across, high, ratio);
  const wide = across * scale;
  const tall = high * scale;
  const left = snap(x + (size - wide) / 2, ratio);
  const top = snap(y + (size - tall) / 2, ratio);
  if (high > h || across > w) board.add("hatch", { x: left, y: top, w: wide, h: tall });
  const at = { x: left + before * scale, y: top + above * scale, scale };
  const faded = isFaded(context, c);
  const colours = inputScale(limits, "grey");
  if (isCopied(layer)) {
    const border = { data: layer.plane(c), w: across, h: high, ...colours, faded: true };
    board.add("map", { x: left, y: top, scale, ...border });
  }
  board.add("map", { data: layer.channel(c), w, h, ...colours, faded, ...at });
  return at;
}

/**
 * A signal as a line, the places of its border hatched.
 * @type {typeof putInputMap}
 */
function putSignal(board, context, c, square) {
  const { layer, limits } = context;
  const [, across] = borderedSize(layer);
  const [, before] = cornerOf(layer);
  const [, , w] = layer.xShape;
  const { x, y, wide, high } = lineIn(square);
  const scale = wide / across;
  const colours = inputScale(limits, "grey");
  if (across > w) board.add("hatch", { x, y, w: wide, h: high });
  if (isCopied(layer)) {
    const border = { data: layer.plane(c), w: across, h: 1, ...colours, faded: true };
    traceAt(board, border, { x, y, wide, high });
  }
  const map = { data: layer.channel(c), w, h: 1, ...colours, faded: isFaded(context, c) };
  return traceAt(board, map, { x: x + before * scale, y, wide: w * scale, high });
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
  const [above, left] = cornerOf(layer);
  const [, wide] = borderedSize(layer);
  const values = [...layer.plane(c)];
  const outside = values.map((_, i) => {
    const row = Math.floor(i / wide) - above;
    const col = (i % wide) - left;
    return row < 0 || row >= h || col < 0 || col >= w;
  });
  board.add("cells", {
    values,
    columns: wide,
    cell,
    size: Math.min(16, cell - 3),
    decimals: decimals.input,
    outside,
    copied: isCopied(layer),
    ...inputScale(limits, "whole"),
    x,
    y,
    faded: isFaded(context, c),
  });
}
