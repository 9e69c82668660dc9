// The ledger of more than three channels: one of them written out, and every subtotal under its
// column, while channels have columns.

import { roundingOf } from "../numbers/account.js";
import { text } from "../numbers/show.js";
import { NOTE, WIDTH } from "./board.js";
import { factorsOf, putEnd, putPlus, putSum, putWindow } from "./ledger_cells.js";

/** @import { Board, ChannelAccount, TextBox } from "../types.js" */
/** @import { ColumnsContext, LedgerContext } from "./ledger_cells.js" */

const LEFT = 136; // where the slice begins
const GAP = 26; // for a sign
const SUM = 104; // the width of the subtotal
const TALL = 24; // of a cell

/**
 * The inspected channel: slice × window = products → subtotal, on one line or, if wide, two.
 * Returns the next y.
 * @param {Board} board
 * @param {LedgerContext} context
 * @param {number} y
 */
export function putInspected(board, context, y) {
  const { layer, pixel, state } = context;
  const { channels } = pixel;
  const channel = channels.find(({ c }) => c === state.in_channel) ?? channels[0];
  putInspectedHead(board, context, channel, y);
  const { kh, kw } = layer;
  const rows = kh * TALL;
  const most = Math.floor((WIDTH - LEFT - GAP) / (2 * kw));
  const { slice, window, products } = factorsOf(context, [channel], most);
  const look = { tall: TALL, columns: kw, faded: channel.muted || channel.waiting };
  const next = kw * (slice.cell + window.cell) + 2 * GAP;
  const isOneLine = LEFT + next + kw * products.cell + GAP + SUM <= WIDTH;
  const windowX = LEFT + kw * slice.cell + GAP;
  const productsX = isOneLine ? LEFT + next : LEFT;
  const top = isOneLine ? y : y + rows + 14;
  const sumX = productsX + kw * products.cell + GAP;
  board.add("cells", { values: channel.slice, x: LEFT, y, ...slice, ...look });
  putStep(board, "×", windowX, y + rows / 2);
  putWindow(board, context, channel, { x: windowX, y, ...window, ...look });
  putStep(board, "=", productsX, top + rows / 2);
  board.add("cells", { values: channel.products, x: productsX, y: top, ...products, ...look });
  putStep(board, "→", sumX, top + rows / 2);
  putInspectedSum(board, context, channel, { x: sumX, y: top, rows });
  return top + Math.max(rows, 70);
}

/**
 * The sign before what stands at x.
 * @param {Board} board
 * @param {string} sign
 * @param {number} x
 * @param {number} y
 */
function putStep(board, sign, x, y) {
  board.add("text", { text: sign, x: x - GAP / 2, y, size: 18, align: "center", colour: "ink-2" });
}

/**
 * The channel's number, its name or what it does here, and its buttons, where it has none above.
 * @param {Board} board
 * @param {LedgerContext} context
 * @param {ChannelAccount} channel
 * @param {number} y
 */
function putInspectedHead(board, { spec, pixel }, channel, y) {
  const { c } = channel;
  const title = { text: `channel ${c}`, x: 0, y: y + 10, bold: true };
  board.add("text", { colour: "pick-ink", ...title });
  const words = spec.channel_names[c] || roleOf(channel, pixel.channels);
  board.add("text", { text: words, x: 0, y: y + 33, ...NOTE, max: 120 });
  if (board.slots.some((slot) => "c" in slot && slot.c === c)) return;
  board.slots.push({ what: "mute", c, x: 0, y: y + 46, w: 52, h: 24 });
  board.slots.push({ what: "solo", c, x: 58, y: y + 46, w: 52, h: 24 });
}

/**
 * What is special about a channel of this pixel.
 * @param {ChannelAccount} channel
 * @param {ChannelAccount[]} channels
 */
function roleOf(channel, channels) {
  if (channel.muted) return "muted";
  if (channels.length === 1) return "";
  const ranked = [...channels].sort((a, b) => b.subtotal - a.subtotal);
  if (channel === ranked[0] && channel.subtotal > 0) return "adds most";
  const isLast = channel === ranked[ranked.length - 1];
  return isLast && channel.subtotal < 0 ? "takes away most" : "";
}

/**
 * The subtotal, and below it what the printed products lack of it.
 * @param {Board} board
 * @param {LedgerContext} context
 * @param {ChannelAccount} channel
 * @param {{x: number, y: number, rows: number}} at  rows: how high the products are
 */
function putInspectedSum(board, context, { products, subtotal, muted, waiting }, { x, y, rows }) {
  const { decimals } = context.printed;
  putSum(board, context, subtotal, { x, y: y + (rows - 40) / 2, w: SUM, h: 40, faded: waiting });
  const lost = muted ? 0 : roundingOf({ parts: products, total: subtotal }, decimals);
  if (!lost) return;
  const words = `(rounding ${text(lost, decimals)})`;
  /** @type {Pick<TextBox, "align" | "max">} */
  const look = { align: "right", max: 120 };
  board.add("text", { text: words, x: x + SUM, y: y + rows / 2 + 34, ...NOTE, ...look });
}

/**
 * Up to eight channels: every subtotal under its column. Returns the next y.
 * @param {Board} board
 * @param {ColumnsContext} context
 * @param {number} y
 */
export function putSubtotals(board, context, y) {
  const { cols, pixel } = context;
  const last = pixel.channels[pixel.channels.length - 1];
  for (const channel of pixel.channels) {
    const { c, subtotal, muted, waiting } = channel;
    const faded = muted || waiting;
    const box = { x: cols.x(c), y, w: cols.w, h: 40 };
    putSum(board, context, subtotal, { size: 15, faded, ...box });
    board.places.push({ role: "subtotal", c, ...box });
    if (channel !== last) putPlus(board, cols, channel, y + 20);
  }
  return putEnd(board, context, y);
}
