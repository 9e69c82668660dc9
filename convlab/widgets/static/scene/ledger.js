// One output pixel, written out: windows, slices, products, one subtotal per channel, bias, total.
// It stands under the grid, in the grid's own columns, and it adds up in the digits shown.

import { kindsOf, partsOf, printedIn, soFar } from "../numbers/account.js";
import { counted, text } from "../numbers/show.js";
import { NOTE, PINNED, WIDTH } from "./board.js";
import { putColumns } from "./ledger_columns.js";
import { putInspected, putSubtotals } from "./ledger_line.js";
import { putRanked } from "./ledger_ranked.js";

/** @import { Board, Pixel, SceneContext, Sum, TextBox } from "../types.js" */
/** @import { Kind } from "../numbers/account.js" */
/** @import { Columns } from "./columns.js" */
/** @import { ColumnsContext, LedgerContext } from "./ledger_cells.js" */
/** @typedef {SceneContext & {cols: Columns | null}} GivenContext */

/**
 * What has been put: where it ends, where in a column a subtotal has its middle, and the rows that
 * are not in the grid's columns.
 * @typedef {{bottom: number, middle: number, through: [top: number, bottom: number]}} Put
 */

/**
 * The ledger of the picked pixel. Returns the next y, and which rows are not in the grid's columns.
 * @param {Board} board
 * @param {GivenContext} given
 * @param {number} y
 * @returns {{bottom: number, through: [top: number, bottom: number]}}
 */
export function putLedger(board, given, y) {
  const { layer, state } = given;
  const pixel = soFar(layer.pixel(state.out_channel, state.row, state.col), state.step);
  /** @type {Parameters<typeof board.add<"ground">>[1]} */
  const ground = { x: -8, y, w: WIDTH + 16, h: 0, colour: "pick-ground" };
  board.add("ground", ground);
  board.slots.push({ what: "title", x: 0, y: y + 8, w: 560, h: 28 });
  const kinds = given.cols ? [] : kindsOf(pixel.channels);
  const context = {
    ...given,
    pixel,
    printed: printedIn(given.decimals.maps, { parts: partsOf(pixel), total: pixel.total }),
  };
  const put = given.cols
    ? putInColumns(board, { ...context, cols: given.cols }, y)
    : putBelow(board, context, kinds, y);
  let { bottom } = put;
  if (state.pinned.length) bottom = putPinned(board, context, bottom + 16, put.middle);
  ground.h = bottom + 16 - y;
  return { bottom: ground.y + ground.h, through: put.through };
}

/**
 * Are all channels written out, or one of them?
 * @param {GivenContext} context
 */
function isFull({ layer, cols }) {
  if (!cols || cols.count > 3 || layer.kw > 3) return false;
  return cols.tiny ? cols.beside : cols.w >= 184;
}

/**
 * While channels have columns: in full, or one of them written out and the subtotals of all.
 * @param {Board} board
 * @param {ColumnsContext} context
 * @param {number} y
 * @returns {Put}
 */
function putInColumns(board, context, y) {
  const { cols, printed } = context;
  let { bottom, middle, through } = isFull(context)
    ? { ...putColumns(board, context, y), through: throughOf(y, y + 44) }
    : putLine(board, context, y);
  const words = { text: countsOf(context), x: WIDTH, y: y + 23, max: 380 };
  board.add("text", { align: "right", colour: "ink-2", ...words });
  if (printed.missing) {
    const rounding = `rounding ${text(printed.missing, printed.decimals)}`;
    const at = { x: cols.right - 104, y: bottom + 12 };
    board.add("text", { text: rounding, ...at, ...NOTE, align: "right" });
    bottom += 20;
  }
  return { bottom, middle, through };
}

/** @type {(y: number, bottom: number) => [number, number]} */
const throughOf = (y, bottom) => [y + 2, bottom];

/**
 * @param {Board} board
 * @param {ColumnsContext} context
 * @param {number} y
 * @returns {Put}
 */
function putLine(board, context, y) {
  const line = putInspected(board, context, y + 48) + 16;
  const bottom = putSubtotals(board, context, line);
  return { bottom, middle: context.cols.w / 2, through: throughOf(y, line - 6) };
}

/**
 * Where channels have no columns: their ranks, and one of them written out below.
 * @param {Board} board
 * @param {LedgerContext} context
 * @param {Kind[]} kinds
 * @param {number} y
 * @returns {Put}
 */
function putBelow(board, context, kinds, y) {
  const ranked = putRanked(board, context, kinds, y);
  const bottom = putInspected(board, context, ranked + 20);
  return { bottom, middle: 0, through: throughOf(y, y + 44) };
}

/**
 * "27 products, 3 subtotals, 1 bias, 1 number"
 * @param {LedgerContext} context
 */
function countsOf(context) {
  const { layer, pixel, spec } = context;
  const channels = pixel.channels.length;
  const each = layer.kh * layer.kw;
  const part = isFull(context) || channels === 1 ? "" : `${each} of `;
  const products = `${part}${counted(channels * each, "product")}`;
  const bias = spec.has_bias ? "1 bias, " : "";
  return `${products}, ${counted(channels, "subtotal")}, ${bias}1 number`;
}

// ---- A second pixel, to compare

/**
 * The pinned pixel: its parts under the picked one's, and how far the two are apart. Returns the
 * next y.
 * @param {Board} board
 * @param {LedgerContext} context
 * @param {number} y
 * @param {number} middle  of a part, from the left edge of its column
 */
function putPinned(board, context, y, middle) {
  const { layer, state, cols, pixel } = context;
  const [o, row, col] = state.pinned;
  const other = soFar(layer.pixel(o, row, col), state.step);
  const decimals = context.decimals.maps;
  const gap = text(other.total - pixel.total, decimals, true);
  const words = `pinned: map ${o}, row ${row}, column ${col}; ${gap} against the pixel above`;
  board.add("ring", { x: 3, y: y + 5, w: 8, h: 8, ...PINNED });
  board.add("text", { text: words, x: 22, y: y + 10, ...NOTE });
  const line = { other, decimals, y: y + 34 };
  if (cols) putPinnedColumns(board, { ...context, cols }, line, middle);
  else putPinnedSums(board, line);
  const total = { text: text(other.total, decimals), y: line.y, bold: true };
  const x = cols ? (cols.mapX + cols.right) / 2 : 320;
  board.add("text", { x, align: "center", ...total });
  return line.y + 12;
}

/** @typedef {{other: Pixel, decimals: number, y: number}} PinnedLine */

/**
 * @param {Board} board
 * @param {ColumnsContext} context
 * @param {PinnedLine} line
 * @param {number} middle
 */
function putPinnedColumns(board, { cols, spec }, { other, decimals, y }, middle) {
  /** @type {(value: number, look: Pick<TextBox, "x" | "colour" | "faded">) => void} */
  const put = (value, look) =>
    board.add("text", { text: text(value, decimals), y, align: "center", ...look });
  for (const { c, subtotal, waiting } of other.channels) {
    put(subtotal, { x: cols.x(c) + middle, faded: waiting });
  }
  if (!spec.has_bias) return;
  put(other.bias, { x: (cols.end + cols.mapX) / 2, colour: "bias", faded: other.waiting });
}

/**
 * @param {Board} board
 * @param {PinnedLine} line
 */
function putPinnedSums(board, { other, decimals, y }) {
  const { bias, total, waiting } = other;
  const parts = partsOf(other).length - (waiting ? 0 : 1);
  const sum = text(waiting ? total : total - bias, decimals);
  const words = `${counted(parts, "subtotal")} ${sum}`;
  const all = waiting ? words : `${words} + bias ${text(bias, decimals)}`;
  board.add("text", { text: all, x: 0, y, align: "left" });
}
