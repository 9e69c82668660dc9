// The ledger of up to three channels, in the grid's columns: slice and window, side by side or one
// above the other; products below; subtotals under the partial maps.

import { text } from "../numbers/show.js";
import { CHIPS, NOTE, widthOf } from "./board.js";
import { factorsOf, putEnd, putPlus, putSum, putWindow } from "./ledger_cells.js";

/** @import { Board, ChannelAccount, Colour } from "../types.js" */
/** @import { Columns } from "./columns.js" */
/** @import { CellLook, ColumnsContext } from "./ledger_cells.js" */

/**
 * Where the parts of a channel's account stand.
 * @typedef {object} Plan
 * @property {CellLook & {tall: number}} slice
 * @property {CellLook & {tall: number}} window
 * @property {CellLook & {tall: number}} products
 * @property {boolean} aside  whether the slice stands left of its window, or above
 * @property {number} rows  how high each of them is
 * @property {number} end  where they end, from the left edge of a column
 * @property {number} wide  of a subtotal
 * @property {{slice: number, window: number, products: number, sums: number}} y
 */

/**
 * @param {ColumnsContext} context
 * @param {number} top
 * @returns {Plan}
 */
function planOf(context, top) {
  const { cols, layer, pixel, exact, decimals } = context;
  const { tiny } = cols;
  const { kh, kw } = layer;
  const tall = tiny ? 28 : 24;
  const rows = kh * tall;
  const most = tiny ? 28 : Math.floor((cols.w + 8) / kw);
  const factors = factorsOf(context, pixel.channels, most);
  const room = windowRoom(context);
  const aside = tiny || (cols.beside && cols.slice + 14 + kw * room <= cols.w);
  const cells = cellWidths(cols, factors, aside ? room : null);
  const end = aside ? cols.slice + (tiny ? 28 + kw * 28 : 120) : (cols.w + kw * cells.window) / 2;
  const window = aside && exact ? { ...factors.window, decimals: decimals.input } : factors.window;
  const second = aside ? top : top + rows + 12;
  const third = second + rows + 14;
  return {
    slice: { ...factors.slice, tall, cell: cells.slice, ...(tiny && { size: 15 }) },
    window: { ...window, tall, cell: cells.window, ...(tiny && { size: 16 }) },
    products: { ...factors.products, tall, cell: cells.products, ...(tiny && { size: 16 }) },
    aside,
    rows,
    end,
    wide: tiny ? kw * 28 : aside ? 100 : 112,
    y: { slice: top, window: second, products: third, sums: third + rows + 14 },
  };
}

/**
 * How wide a cell of a window beside its slice is. Decided by the layer, not by this pixel's
 * numbers, or the next pixel's account would look all different.
 * @param {ColumnsContext} context
 */
function windowRoom({ limits, exact, decimals }) {
  const ends = limits.input.map((end) => text(end, exact ? decimals.input : 4));
  return Math.max(34, Math.ceil((Math.max(...ends.map(widthOf)) * 14) / 15) + 4);
}

/**
 * How wide cells are.
 * @param {Columns} cols
 * @param {{slice: CellLook, window: CellLook, products: CellLook}} factors
 * @param {number | null} room  for a cell of a window beside its slice; null: all parts stand one
 *   below the other, in cells of one width
 */
function cellWidths(cols, { slice, window, products }, room) {
  if (cols.tiny) return { slice: 28, window: 28, products: 28 };
  if (room !== null)
    return { slice: cols.cell, window: room, products: Math.max(42, products.cell) };
  const alike = Math.max(42, slice.cell, window.cell, products.cell);
  return { slice: alike, window: alike, products: alike };
}

/**
 * Returns the next y, and where in its column a subtotal has its middle.
 * @param {Board} board
 * @param {ColumnsContext} context
 * @param {number} y
 * @returns {{bottom: number, middle: number}}
 */
export function putColumns(board, context, y) {
  const plan = planOf(context, y + 48);
  const { channels } = context.pixel;
  putLabels(board, plan);
  for (const channel of channels) {
    putFactors(board, context, plan, channel);
    putSubtotal(board, context, plan, channel);
    const isLast = channel === channels[channels.length - 1];
    if (!isLast) putPlus(board, context.cols, channel, plan.y.sums + 20);
  }
  return { bottom: putEnd(board, context, plan.y.sums), middle: plan.end - plan.wide / 2 };
}

/**
 * @param {Board} board
 * @param {Plan} plan
 */
function putLabels(board, { aside, rows, y }) {
  const half = rows / 2;
  /** @type {[lines: string[], y: number][]} */
  const labels = aside
    ? [[rows < 40 ? ["slice × x"] : ["slice ×", "window"], y.slice + half]]
    : [
        [["slice"], y.slice + half],
        [["×", "window"], y.window + half],
      ];
  labels.push([["products"], y.products + half], [["sums"], y.sums + 20]);
  for (const [lines, middle] of labels) {
    for (const [i, words] of lines.entries()) {
      const at = { x: 0, y: middle + (i - (lines.length - 1) / 2) * 22 };
      board.add("text", { text: words, ...at, ...NOTE, max: aside ? 56 : 52 });
    }
  }
}

/**
 * Slice × window = products.
 * @param {Board} board
 * @param {ColumnsContext} context
 * @param {Plan} plan
 * @param {ChannelAccount} channel
 */
function putFactors(board, context, { slice, window, products, aside, rows, end, y }, channel) {
  const { cols, layer } = context;
  const columns = layer.kw;
  const x = cols.x(channel.c);
  const right = x + end;
  const faded = channel.muted || channel.waiting;
  const left = aside ? x : right - columns * slice.cell;
  board.add("cells", { values: channel.slice, columns, ...slice, x: left, y: y.slice, faded });
  const windowX = right - columns * window.cell;
  if (aside) {
    const between = { x: (x + cols.slice + windowX - 3) / 2, y: y.slice + rows / 2 };
    board.add("text", { text: "×", ...between, align: "center", colour: "ink-2" });
  }
  putWindow(board, context, channel, { x: windowX, y: y.window, faded, ...window });
  board.add("cells", {
    values: channel.products,
    columns,
    ...products,
    x: right - columns * products.cell,
    y: y.products,
    faded,
  });
}

/**
 * A channel's name and its sum.
 * @param {Board} board
 * @param {ColumnsContext} context
 * @param {Plan} plan
 * @param {ChannelAccount} channel
 */
function putSubtotal(board, context, { end, wide, y }, { c, subtotal, muted, waiting }) {
  const { cols, spec } = context;
  const x = cols.x(c);
  const left = x + end - wide;
  const name = spec.channel_names[c];
  const isColour = CHIPS.has(name);
  const words = isColour ? name : name ? name.slice(0, 9) : `channel ${c}`;
  board.add("text", {
    text: muted ? "muted" : words,
    x,
    y: y.sums + 20,
    bold: isColour,
    size: isColour ? 15 : 14,
    colour: isColour ? /** @type {Colour} */ (name) : "channel",
    max: left - x - 6,
  });
  putSum(board, context, subtotal, { x: left, y: y.sums, w: wide, h: 40, faded: waiting });
}
