// One input channel as a picture or as numbers: its border hatched, its window ringed.

import { centreMap, NUMBER, pixelScale, snap, THIN, windowBox } from "./board.js";

/**
 * @import { Board, Limits, MapScale, Placement, Point, SceneContext } from "../types.js"
 */
/** @import { Square } from "./board.js" */
/** @import { Columns } from "./columns.js" */

/**
 * The scale of all inputs.
 * @param {Pick<Limits, "input">} limits
 * @param {"grey" | "whole"} unsigned  how numbers without signs are coloured
 * @returns {MapScale}
 */
export const inputScale = ({ input }, unsigned) =>
  input[0] < 0 ? { scheme: "signed", range: input[1] } : { scheme: unsigned, range: input };

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
 * @param {SceneContext & {cols?: Columns | null}} context
 * @param {number} c
 * @param {Square} square
 */
export function putInput(board, context, c, square) {
  const { layer, state } = context;
  const [, h, w] = layer.xShape;
  const put = context.cols?.tiny ? putInputNumbers : putInputMap;
  const at = put(board, context, c, square);
  board.places.push({ role: "input", c, w: w * at.scale, h: h * at.scale, ...at });
  if (layer.muted.has(c) || !layer.reads(state.out_channel, c)) return;
  board.boxes.push(windowBox(layer, at, state, square.size < 60 ? THIN : {}));
}

/**
 * @param {Board} board
 * @param {SceneContext} context
 * @param {number} c
 * @param {Square} square
 * @returns {Placement} of the input's place (0, 0)
 */
function putInputMap(board, { layer, limits, ratio }, c, { x, y, size }) {
  const [, h, w] = layer.xShape;
  const p = layer.padding;
  const scale = pixelScale(size, w + 2 * p, h + 2 * p, ratio);
  const wide = (w + 2 * p) * scale;
  const tall = (h + 2 * p) * scale;
  const left = snap(x + (size - wide) / 2, ratio);
  const top = snap(y + (size - tall) / 2, ratio);
  if (p) board.add("hatch", { x: left, y: top, w: wide, h: tall });
  const at = { x: left + p * scale, y: top + p * scale, scale };
  const faded = layer.muted.has(c);
  const colours = inputScale(limits, "grey");
  board.add("map", { data: layer.channel(c), w, h, ...colours, faded, ...at });
  return at;
}

/**
 * @param {Board} board
 * @param {SceneContext} context
 * @param {number} c
 * @param {Point} corner
 * @returns {Placement} of the input's place (0, 0)
 */
function putInputNumbers(board, { layer, limits, decimals }, c, { x, y }) {
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
    cell: NUMBER,
    size: 16,
    decimals: decimals.input,
    outside,
    ...inputScale(limits, "whole"),
    x,
    y,
    faded: layer.muted.has(c),
  });
  return { x: x + NUMBER * p, y: y + NUMBER * p, scale: NUMBER };
}
