// The ledger of more channels than there are columns: their subtotals as ranked bars, the map
// itself, and what adds, what takes away, as one line of sums.

import { sumOf } from "../numbers/account.js";
import { counted, text } from "../numbers/show.js";
import { featureMap, mapScale, NOTE, putMap, ringPixel, WIDTH } from "./board.js";
import { putSign, putSum, putTotal } from "./ledger_cells.js";

/** @import { Board, ChannelAccount } from "../types.js" */
/** @import { Kind } from "../numbers/account.js" */
/** @import { LedgerContext } from "./ledger_cells.js" */

const CHART = 640; // the width of all bars

/**
 * Returns the next y.
 * @param {Board} board
 * @param {LedgerContext} context
 * @param {Kind[]} kinds  the channels by what they do
 * @param {number} y
 */
export function putRanked(board, context, kinds, y) {
  const caption = putBars(board, context, y);
  const below = putBigMap(board, context, y);
  const line = Math.max(caption + 28, below - 6);
  putLine(board, context, kinds, line);
  return line + 56;
}

// ---- Bars

/**
 * How the bars of a chart stand.
 * @typedef {object} Chart
 * @property {ChannelAccount[]} ranked  from what adds most to what takes away most
 * @property {number} unit  the height of 1
 * @property {number} pitch  from one bar to the next
 * @property {boolean} labelled  whether there is room for every channel's number
 * @property {boolean} close  whether two values above their bars would touch
 * @property {number} top
 * @property {number} high  of the bars above zero
 * @property {number} zero  where bars begin
 * @property {number} deep  of those below
 */

/**
 * @param {ChannelAccount[]} channels
 * @param {number} y
 * @returns {Chart}
 */
function chartOf(channels, y) {
  const ranked = [...channels].sort((a, b) => b.subtotal - a.subtotal);
  const most = Math.max(0, ranked[0].subtotal);
  const least = Math.min(0, ranked[ranked.length - 1].subtotal);
  const unit = 130 / (most - least || 1); // as high in all, whatever adds and takes away
  const pitch = CHART / ranked.length;
  const labelled = pitch >= 19;
  const isNear = ranked.length > 1 && unit * (ranked[0].subtotal - ranked[1].subtotal) < 18;
  const high = unit * most;
  const deep = -unit * least;
  return {
    ranked,
    unit,
    pitch,
    labelled,
    close: !labelled || isNear,
    top: y + 50,
    high,
    zero: y + 62 + high,
    deep,
  };
}

/**
 * Returns where the caption stands.
 * @param {Board} board
 * @param {LedgerContext} context
 * @param {number} y
 */
function putBars(board, context, y) {
  const chart = chartOf(context.pixel.channels, y);
  for (const i of chart.ranked.keys()) putBar(board, context, chart, i);
  board.add("ground", { x: 0, y: chart.zero - 0.5, w: CHART, h: 1, colour: "control" });
  const caption = chart.zero + chart.deep + (chart.labelled ? 58 : 34);
  const words = "input channel, ranked by what it adds at this pixel";
  board.add("text", { text: words, x: 0, y: caption, ...NOTE });
  return caption;
}

/**
 * The bar of the channel that comes i-th, its number, and its value where it is worth a word.
 * @param {Board} board
 * @param {LedgerContext} context
 * @param {Chart} chart
 * @param {number} i
 */
function putBar(board, context, chart, i) {
  const { unit, pitch, labelled, top, high, zero, deep } = chart;
  const { c, subtotal, muted, waiting } = chart.ranked[i];
  const tall = unit * Math.abs(subtotal);
  const x = i * pitch;
  const w = Math.min(40, pitch - Math.max(1, Math.min(6, pitch / 3)));
  const isVisible = tall >= 0.5;
  if (isVisible) {
    const bar = { x, y: subtotal > 0 ? zero - tall : zero, w, h: tall };
    board.add("bar", { sign: Math.sign(subtotal), faded: muted || waiting, ...bar });
  }
  board.places.push({ role: "subtotal", c, x, y: top, w: pitch, h: high + deep + 62 });
  if (labelled) {
    const isHere = c === context.state.in_channel;
    const number = { text: String(c), x: x + w / 2, y: zero + deep + 34, size: 14, max: pitch - 4 };
    const colour = isHere ? "pick-ink" : "ink-2";
    board.add("text", { align: "center", bold: isHere, colour, ...number });
  }
  const isAdded = subtotal > 0;
  const end = isAdded ? { x, y: zero - tall } : { x: x + w, y: zero + tall };
  if (isVisible && hasValue(chart, i)) putValue(board, context, chart, { i, ...end });
}

/**
 * The two that add most, above their bars, and the one that takes most, below its bar.
 * @param {Chart} chart
 * @param {number} i
 */
const hasValue = ({ ranked, close }, i) =>
  ranked[i].subtotal > 0 ? i < (close ? 1 : 2) : i === ranked.length - 1;

/**
 * @param {Board} board
 * @param {LedgerContext} context
 * @param {Chart} chart
 * @param {{i: number, x: number, y: number}} bar  (x, y): a corner of its end
 */
function putValue(board, { printed }, { ranked, labelled }, { i, x, y }) {
  const { c, subtotal } = ranked[i];
  const value = text(subtotal, printed.decimals, true);
  const words = { text: labelled ? value : `${c}: ${value}`, bold: true, size: 14 };
  if (subtotal > 0) board.add("text", { x, y: y - 10, ...words });
  else board.add("text", { x, y: y + 11, align: "right", ...words });
}

// ---- The map itself, large, at the right

/**
 * Returns the next y.
 * @param {Board} board
 * @param {LedgerContext} context
 * @param {number} y
 */
function putBigMap(board, context, y) {
  const { pixel, printed, spec } = context;
  const x = WIDTH - 200;
  const total = pixel.channels.length;
  const added = pixel.channels.filter((channel) => !channel.waiting && !channel.muted).length;
  const some = added < total ? `${added} of ` : "";
  const words = `sum of ${some}${counted(total, "partial map")}`;
  board.add("text", { text: words, x, y: y + 18, size: 14, max: 200 });
  if (spec.has_bias) {
    board.add("text", { text: "+ bias", x, y: y + 42, size: 14 });
    const bias = text(pixel.bias, printed.decimals);
    board.add("pill", { text: bias, x: x + 98, y: y + 41, faded: pixel.waiting });
  }
  const below = y + (spec.has_bias ? 66 : 42);
  board.add("text", { text: "=", x, y: below, size: 14 });
  board.add("text", { text: "feature map", x: x + 16, y: below, size: 14, bold: true });
  const { o } = pixel;
  const square = { x, y: below + 14, size: 200 };
  const at = putMap(board, context, featureMap(context, o), { role: "map", o, ...square });
  ringPixel(board, at, pixel);
  return below + 14 + 200;
}

// ---- The line of sums

/**
 * The sum of each kind of channels, the bias, the total.
 * @param {Board} board
 * @param {LedgerContext} context
 * @param {Kind[]} kinds
 * @param {number} y
 */
function putLine(board, context, kinds, y) {
  const { pixel, printed, spec } = context;
  const middle = y + 36;
  let x = 0;
  /** @type {Kind[]} */
  const nothing = [["nothing yet", []]];
  for (const kind of kinds.length ? kinds : nothing) {
    const faded = kind[1][0]?.muted;
    if (x) putSign(board, "+", { x: x - 21, y: middle, size: 26, faded });
    putKind(board, context, kind, { x, y });
    x += 155;
  }
  if (printed.missing) {
    const words = `rounding ${text(printed.missing, printed.decimals)}`;
    board.add("text", { text: words, x, y: y + 64, ...NOTE });
  }
  if (spec.has_bias) {
    const faded = pixel.waiting;
    const bias = text(pixel.bias, printed.decimals);
    putSign(board, "+", { x: x - 21, y: middle, size: 26, faded });
    board.add("text", { text: "bias", x, y, size: 14, colour: "bias" });
    board.add("pill", { text: bias, x: x + 36, y: middle, max: 80, faded });
    x += 115;
  }
  putSign(board, "=", { x: x - 21, y: middle, size: 26 });
  putTotal(board, context, { x, y: y + 16, w: 112, h: 40 });
}

/**
 * What channels of a kind do, and their sum; of muted ones there is none.
 * @param {Board} board
 * @param {LedgerContext} context
 * @param {Kind} kind
 * @param {{x: number, y: number}} corner
 */
function putKind(board, context, [words, channels], { x, y }) {
  board.add("text", { text: words, x, y, ...NOTE });
  const box = { x, y: y + 16, w: 112, h: 40 };
  if (channels[0]?.muted) board.add("hatch", box);
  else putSum(board, context, sumOf(channels), box, mapScale(context.limits));
}
