// The pieces of a ledger: windows, slices and products as cells, signs, the bias and the total.

import { text } from "../numbers/show.js";
import { isDilated, mapScale, partScale, widthOf } from "./board.js";
import { inputScale } from "./inputs.js";

/**
 * @import {
 *   Board, CellsBox, ChannelAccount, MapScale, Pixel, Point, Printed, Rectangle, SceneContext,
 *   SignedScale,
 * } from "../types.js"
 */
/** @import { Columns } from "./columns.js" */

/**
 * What a ledger is built from: a pixel and how its account is printed.
 * @typedef {SceneContext & {
 *   cols: Columns | null,
 *   pixel: Pixel,
 *   printed: Printed,
 * }} LedgerContext  cols: null where channels have no columns
 */

/** @typedef {LedgerContext & {cols: Columns}} ColumnsContext */

/**
 * Numbers as cells of one width.
 * @typedef {MapScale & {cell: number, size: number, decimals: number, tall?: number}} CellLook
 */

/**
 * How all these numbers stand in cells of one width: 14 px high where they have decimals.
 * @param {number[]} values
 * @param {number} decimals
 * @param {number} most  the widest a cell can be
 */
function fitted(values, decimals, most) {
  const size = decimals ? 14 : 15;
  const widest = Math.max(...values.map((v) => widthOf(text(v, decimals))));
  const cell = Math.min(most, Math.max(28, Math.ceil((widest * size) / 15) + 8));
  return { decimals, size, cell };
}

/**
 * Slices, windows and products of these channels as cells. Whole numbers and tenths stay what they
 * are; all others take the decimals of the account.
 * @param {LedgerContext} context
 * @param {ChannelAccount[]} channels
 * @param {number} most  the widest a cell can be
 * @returns {{slice: CellLook, window: CellLook, products: CellLook}}
 */
export function factorsOf({ decimals, limits, cols, printed }, channels, most) {
  /** @type {(part: "slice" | "window" | "products", d: number) => ReturnType<typeof fitted>} */
  const fit = (part, d) =>
    fitted(
      channels.flatMap((channel) => channel[part]),
      d < 2 ? d : printed.decimals,
      most,
    );
  return {
    slice: { scheme: "signed", range: limits.slices, ...fit("slice", decimals.weights) },
    window: {
      ...inputScale(limits, cols?.tiny ? "whole" : "grey"),
      ...fit("window", decimals.input),
    },
    products: { ...partScale(limits), ...fit("products", printed.decimals) },
  };
}

/**
 * A window in its ring. The numbers of a dilated one stand with space around them, in a thin frame:
 * they are no neighbours.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {ChannelAccount} channel
 * @param {CellLook & Point & {tall: number, faded?: boolean}} look
 */
export function putWindow(board, { layer }, { window, outside }, look) {
  const { kh, kw } = layer;
  const dilated = isDilated(layer);
  const cells = { values: window, outside, columns: kw, ...look };
  board.add("cells", dilated ? { inset: 1.5, ...cells } : cells);
  const ring = { x: look.x, y: look.y, w: kw * look.cell, h: kh * look.tall };
  board.add("ring", dilated ? { width: 1, halo: 0.5, ...ring } : ring);
}

/**
 * What one channel adds, in the colour that its partial map has there; or a sum of several, on the
 * scale of sums.
 * @param {Board} board
 * @param {LedgerContext} context
 * @param {number} value
 * @param {Rectangle & {size?: number, faded?: boolean}} look
 * @param {SignedScale} scale
 */
export function putSum(board, { limits, printed }, value, look, scale = partScale(limits)) {
  board.add("swatch", { value, text: text(value, printed.decimals), ...scale, ...look });
}

/**
 * The pixel's total, boxed.
 * @param {Board} board
 * @param {LedgerContext} context
 * @param {Rectangle} box
 */
export function putTotal(board, context, box) {
  putSum(board, context, context.pixel.total, box, mapScale(context.limits));
  board.add("ring", { width: 3, halo: 1.5, ...box });
}

/**
 * A sign between two sums.
 * @param {Board} board
 * @param {string} sign
 * @param {Point & {size: number, faded?: boolean}} look
 */
export function putSign(board, sign, look) {
  board.add("text", { text: sign, ...look, bold: true, align: "center" });
}

/** @type {(cols: Columns) => number} the size of the signs between columns */
const signSize = ({ gap }) => (gap < 20 ? 16 : gap < 30 ? 22 : 26);

/**
 * The plus after a channel's column.
 * @param {Board} board
 * @param {Columns} cols
 * @param {ChannelAccount} channel
 * @param {number} y
 */
export function putPlus(board, cols, { c, muted, waiting }, y) {
  const x = cols.x(c) + cols.w + cols.gap / 2;
  putSign(board, "+", { x, y, size: signSize(cols), faded: muted || waiting });
}

/**
 * What comes after the subtotals, in the grid's columns: plus, bias, equals and the total. Returns
 * the next y.
 * @param {Board} board
 * @param {ColumnsContext} context
 * @param {number} y
 */
export function putEnd(board, context, y) {
  const { cols, pixel, printed, spec } = context;
  const middle = y + 20;
  if (spec.has_bias) {
    const faded = pixel.waiting;
    const x = (cols.end + cols.mapX) / 2;
    const words = text(pixel.bias, printed.decimals);
    putSign(board, "+", { x: cols.end + cols.gap / 2, y: middle, size: signSize(cols), faded });
    board.add("pill", { text: words, x, y: middle, max: 2 * (cols.mapX - 24 - x), faded });
  }
  putSign(board, "=", { x: cols.mapX - 15, y: middle, size: 26 });
  putTotal(board, context, { x: cols.mapX, y, w: cols.right - cols.mapX, h: 40 });
  return y + 40;
}
