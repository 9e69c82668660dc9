// The picked kernel on a phone, downwards: a line for each channel, of more than eight one for all
// others; its terms stand one below the other, the total under a rule.

import { upTo } from "../numbers/range.js";
import { text } from "../numbers/show.js";
import { partsOf } from "../numbers/state.js";
import { placeWords } from "../numbers/words.js";
import {
  inspected,
  isAlone,
  isFaded,
  isWaiting,
  legendsOf,
  putChannelName,
  putGap,
  putPinned,
  withAccount,
} from "./account.js";
import { CHIPS, makeBoard, NOTE } from "./board.js";
import { putFactors, putWeights } from "./factors.js";
import {
  borderedSize,
  putInput,
  putInputNumbers,
  putInputPicture,
  putInputRange,
} from "./inputs.js";
import { centreMap, featureMap, partialMap, putMap, putNumbers, sumMap } from "./maps.js";

import { levelsOf, putBars, putOthersMap, putOthersSum, withOthers } from "./others.js";
import { ringPixel } from "./rings.js";
import { ticked } from "./scales.js";
import { putAdded, putBias, putSign, putSum, putTotal, SUM } from "./sums.js";
import { putThumbs } from "./thumbs.js";

/** @import { Board, ChannelAccount, ExplorerScene, MapData, SceneContext } from "../types.js" */
/** @import { AccountContext, Cell } from "./account.js" */
/** @import { MapSquare } from "./maps.js" */
/** @import { OthersContext } from "./others.js" */

const WIDTH = 390;
const RIGHT = 378;
const TABS = 76; // the height of the kernels to choose from
const GAP = 22; // the room for a plus
const LEAST = 17; // of a cell that holds a small whole number
const MOST = 8; // channels: of more three are opened; and kernels to choose from above
const [BARS, WIDE, WIDEST] = [12, 170, 24]; // where bars begin, their width, the most of one

/**
 * All that is drawn from; x of slice, map and sum are their middles.
 * @typedef {AccountContext & {
 *   others: OthersContext | null,
 *   cell: number,
 *   input: number,
 *   map: number,
 *   line: number,
 *   slice: Cell,
 *   x: {slice: number, map: number, sum: number},
 *   sum: number,
 *   hasMaps: boolean,
 *   running: boolean,
 *   alone: boolean,
 * }} ColumnContext  others: of more than eight channels; cell: its side, where maps and inputs are
 *   few whole numbers, written out, or 0; input, map: their sides; line: the height of a channel's
 *   line; sum: its width
 */

/**
 * @param {SceneContext} given
 * @param {number[]} [tabs]  the kernels to choose from above it, where the maps of all stand below
 * @returns {ExplorerScene}
 */
export function buildColumn(given, tabs) {
  const context = contextOf(given);
  const board = makeBoard();
  let height = putColumn(board, context, tabs ?? upTo(0, given.state.out_channels));
  if (tabs) height = putThumbs(board, context, height + 4, WIDTH);
  const isPinned = given.state.pinned.length > 0 && !context.others;
  if (isPinned) height = putPinned(board, context, height);
  const { boxes, places, slots } = board;
  return { boxes, places, slots, width: WIDTH, height };
}

/**
 * Kernels to choose from, lines, the total, one sum taken apart. Returns where they end.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {number[]} kernels  to choose from
 */
function putColumn(board, context, kernels) {
  const [most] = context.layer.weightShape;
  const y = most > 1 ? putTabs(board, context, kernels, most) : 0;
  /** @type {Parameters<typeof board.add<"ground">>[1]} */
  const ground = { x: 0, y, w: WIDTH, h: 0, colour: "pick-ground" };
  board.add("ground", ground);
  putHeads(board, context, y);
  const lines = putLines(board, context, y + 66);
  const bottom = putApart(board, context, putEnd(board, context, lines));
  ground.h = bottom - y;
  return bottom;
}

// ---- Where things stand

/**
 * Eight kernels, the picked one among them.
 * @param {Pick<SceneContext["state"], "out_channel" | "out_channels">} state
 */
export function tabsNear({ out_channel, out_channels }) {
  const start = Math.floor(out_channel / MOST) * MOST;
  return upTo(start, Math.min(start + MOST, out_channels));
}

/** @param {SceneContext} given @returns {ColumnContext} */
function contextOf(given) {
  const { layer, state, whole } = given;
  const { kh, kw, oh, ow } = layer;
  const [channels] = layer.xShape;
  const others = channels > MOST ? withOthers(given, [state.out_channel]) : null;
  const [high, wide] = borderedSize(layer);
  const side = Math.min(28, Math.floor(240 / (wide + kw + ow)));
  const cell = whole && side >= LEAST && !others ? side : 0;
  const isLong = channels > 3 && !others;
  const input = isLong ? 60 : 78;
  const sum = cell ? 64 : 88;
  const slice = cell ? 30 + wide * cell + 18 + (kw * cell) / 2 : 159;
  const map = cell ? slice + ((kw + ow) * cell) / 2 + 18 : 241;
  return {
    ...(others ?? withAccount(given)),
    others,
    cell,
    input,
    map: isLong ? 60 : 75,
    line: cell ? Math.max(40, Math.max(high, kh, oh) * cell) : input,
    slice: sliceCell(layer, cell),
    x: { slice, map, sum: RIGHT - sum / 2 },
    sum,
    hasMaps: partsOf(state.view, true).hasMap && !isAlone(given),
    alone: isAlone(given),
    running: state.view === "running sum",
  };
}

/** @param {SceneContext["layer"]} layer @param {number} cell @returns {Cell} */
function sliceCell({ kh, kw }, cell) {
  const side = cell || (kh * kw === 1 ? 40 : 60 / Math.max(kh, kw));
  return { wide: side, tall: side };
}

// ---- Kernels to choose from

/**
 * Each with its map, beside its number or below it. Returns where they end.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {number[]} kernels
 * @param {number} most  so many there can be
 */
function putTabs(board, context, kernels, most) {
  const { layer, state, ratio } = context;
  const w = Math.min(91.5, (WIDTH - 24) / Math.min(8, most));
  for (const [i, o] of kernels.entries()) {
    const bold = o === state.out_channel;
    const x = 12 + i * w;
    const tab = { x, y: 0, w, h: TABS };
    if (bold) board.add("ground", { colour: "pick-ground", ...tab });
    board.places.push({ role: "tab", o, ...tab });
    const size = bold ? 20 : 17;
    const isBelow = w < 84;
    const number = isBelow
      ? { x: x + w / 2, y: 14, size, align: /** @type {const} */ ("center") }
      : { x: x + 12, y: 38, size: size + 3 };
    board.add("text", { text: String(o), bold, colour: "kernel", ...number });
    const square = isBelow
      ? { x: x + (w - 40) / 2, y: 28, size: 40 }
      : { x: x + 36, y: 13, size: 50 };
    centreMap(board, sumMap(context, o, layer.sum(o), layer.bias[o]), square, ratio);
  }
  return TABS;
}

// ---- Lines

/**
 * Which kernel and which pixel, and what stands in the columns.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {number} top
 */
function putHeads(board, { layer, state, cell, x, hasMaps, running, alone }, top) {
  const name = { text: `kernel ${state.out_channel}`, x: 12, y: top + 22, size: 17, bold: true };
  board.add("text", { colour: "kernel", ...name });
  const place = { text: placeWords(layer, state), x: 102, y: top + 22, max: 180 };
  board.add("text", { colour: "pick-ink", ...place });
  board.slots.push({ what: "play", x: RIGHT - 84, y: top, w: 84, h: 44 });
  const look = { y: top + 54, align: /** @type {const} */ ("center"), ...NOTE };
  if (!cell) board.add("text", { text: "input", x: 77, ...look });
  board.add("text", { text: "slice", x: x.slice, ...look });
  const words = running ? "running sum" : "partial map";
  if (hasMaps) board.add("text", { text: words, x: x.map, ...look });
  if (!alone) board.add("text", { text: "sum", x: x.sum, ...look });
}

/**
 * A line for each channel, and a plus between two. Returns where the bias stands.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {number} top
 */
function putLines(board, context, top) {
  const { layer, state, accounts, line } = context;
  if (context.others) return putFewLines(board, context, context.others, top);
  const o = state.out_channel;
  const [first, end] = layer.range(o);
  let y = top;
  for (let c = 0; c < state.in_channels; c++) {
    if (c < first || c >= end) {
      putAbsent(board, context, c, y);
      y += 30;
      continue;
    }
    putLine(board, context, accounts[c - first], y);
    y += line + GAP;
    putGivenName(board, context, c, y - GAP / 2);
    if (c < end - 1) putPlus(board, context, y - GAP / 2, isWaiting(context, o, c + 1));
  }
  return end === state.in_channels ? y : y + GAP;
}

/**
 * A line for each channel that is opened, and one for all others. Returns where the bias stands.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {OthersContext} others
 * @param {number} top
 */
function putFewLines(board, context, others, top) {
  const { accounts, line } = context;
  const { opened, rest, o } = others;
  let y = top;
  for (const [i, c] of opened.entries()) {
    putLine(board, context, accounts[c], y);
    y += line + GAP;
    putGivenName(board, context, c, y - GAP / 2);
    const next = opened[i + 1] ?? rest[0];
    if (next !== undefined) putPlus(board, context, y - GAP / 2, isWaiting(context, o, next));
  }
  if (!rest.length) return y;
  putOthers(board, context, others, y);
  return y + line + GAP;
}

/**
 * A bar for each of all other channels, the sum of their maps, and what they add.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {OthersContext} others
 * @param {number} y
 */
function putOthers(board, context, others, y) {
  const { x, map, line, sum, hasMaps, layer } = context;
  const { rest, o } = others;
  const words = `${text(rest.length)} more: one bar each`;
  board.add("text", {
    text: words,
    x: BARS,
    y: y - GAP / 2,
    size: 14,
    colour: "channel",
    max: WIDE,
  });
  const [low, high] = levelsOf(others, o);
  const unit = map / (high - low || 1);
  const pitch = Math.min(WIDEST, WIDE / (layer.xShape[0] - others.opened.length));
  const middle = y + line / 2;
  const end = (hasMaps ? x.map - map / 2 : RIGHT - sum) - 20;
  const bars = { o, x: BARS, y: middle - map / 2, side: map, unit, pitch, end };
  putBars(board, others, bars);
  if (hasMaps) {
    putSign(board, "=", { x: x.map - map / 2 - 9, y: middle, strong: false });
    putOthersMap(board, others, o, { x: x.map - map / 2, y: middle - map / 2, size: map });
  }
  putOthersSum(board, others, { x: RIGHT - sum, y: middle - 22, w: sum, h: 44 }, 22);
}

/**
 * Between two maps, and between two sums.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {number} y
 * @param {boolean} faded
 */
function putPlus(board, { x, hasMaps, running }, y, faded) {
  const look = { y, strong: true, faded, size: 22 };
  if (hasMaps && !running) putSign(board, "+", { x: x.map, ...look });
  putSign(board, "+", { x: x.sum, ...look });
}

/**
 * A channel that the kernel does not read: its place stays, with a dot for its slice.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {number} c
 * @param {number} y
 */
function putAbsent(board, context, c, y) {
  putName(board, context, c, y + 13);
  const faded = context.layer.muted.has(c);
  putInputPicture(board, context, c, { x: 64, y, size: 26, faded });
  board.add("absent", { x: context.x.slice, y: y + 13 });
}

/**
 * The letter of a channel, or its number.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {number} c
 * @param {number} y
 */
function putName(board, context, c, y) {
  const { layer, spec, cell } = context;
  const chip = CHIPS.get(spec.channel_names[c]);
  if (chip && !cell) {
    board.add("chip", { x: 8, y: y - 13, hollow: layer.muted.has(c), ...chip });
    return;
  }
  const colour = c === inspected(context).c ? "pick-ink" : "channel";
  board.add("text", { text: String(c), x: 17, y, bold: true, align: "center", colour });
}

/**
 * Below a line, what its channel is called, if it has a name and no letter.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {number} c
 * @param {number} y
 */
function putGivenName(board, context, c, y) {
  const name = context.spec.channel_names[c];
  if (!name || CHIPS.has(name) || name === `channel ${c}`) return;
  const colour = c === inspected(context).c ? "pick-ink" : "channel";
  board.add("text", { text: name, x: 12, y, size: 14, colour, max: 128 });
}

/**
 * Input × slice = partial map, and what it adds at the picked pixel.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {ChannelAccount} one
 * @param {number} y
 */
function putLine(board, context, one, y) {
  const { layer, state, x, cell, line, input, map, slice, running, hasMaps } = context;
  const { c } = one;
  const o = state.out_channel;
  const middle = y + line / 2;
  const look = { y: middle, strong: false, faded: isFaded(context, one) };
  putName(board, context, c, middle);
  if (cell) {
    const high = borderedSize(layer)[0] * cell;
    putInputNumbers(board, context, c, { x: 30, y: middle - high / 2, cell });
  } else putInput(board, context, c, { x: 77 - input / 2, y, size: input });
  const left = x.slice - (slice.wide * layer.kw) / 2;
  putSign(board, "×", { x: left - 9, ...look });
  putSlice(board, context, c, { x: left, y: middle - (slice.tall * layer.kh) / 2 });
  const side = cell ? layer.ow * cell : map;
  if (hasMaps) {
    putSign(board, running ? "→" : "=", { x: x.map - side / 2 - 9, ...look });
    putPart(board, context, { role: "partial", o, c, x: x.map - side / 2, y: middle, size: side });
  } else if (!cell && !context.alone) putSign(board, "→", { x: x.map, ...look });
  if (context.alone) return;
  const box = { x: RIGHT - context.sum, y: middle - 22, w: context.sum, h: 44 };
  putSum(board, context, one, box);
  if (one === inspected(context)) board.add("ring", { halo: 0.5, colour: "ink", ...box });
}

/**
 * The numbers of a slice, or their colours where numbers have no room.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {number} c
 * @param {{x: number, y: number}} corner
 */
function putSlice(board, context, c, corner) {
  const { layer, state, decimals, slice: cell } = context;
  const size = layer.kw * layer.kh === 1 ? 22 : Math.min(15, cell.tall - 2);
  const blocks = cell.wide < (decimals.weights ? 28 : 15);
  putWeights(board, context, { o: state.out_channel, c, cell, size, blocks, ...corner });
}

/**
 * A partial map or running sum; an outline while it waits.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {MapSquare & {role: "partial", c: number}} place  y: its middle
 */
function putPart(board, context, place) {
  const { layer, cell, running } = context;
  const { o, c, x, size: w } = place;
  const h = cell ? layer.oh * cell : w;
  const y = place.y - h / 2;
  if (putGap(board, context, { o, c }, { x, y, w, h })) return;
  const sum = () => sumMap(context, o, layer.running(o, c));
  const map = running ? sum() : partialMap(context, o, c);
  putPicture(board, context, map, { ...place, y }, cell);
}

/**
 * A map as a picture, or as numbers in cells, ringed at the picked pixel.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {MapData} map
 * @param {MapSquare} square
 * @param {number} cell
 */
function putPicture(board, context, map, square, cell) {
  const at = cell
    ? putNumbers(board, context, map, square, cell)
    : putMap(board, context, map, square);
  ringPixel(board, at, context.state);
}

// ---- The total

/**
 * The bias, a rule, the total, the map. Returns where it ends.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {number} top
 */
function putEnd(board, context, top) {
  const { state, spec, x, hasMaps, sum, alone } = context;
  const o = state.out_channel;
  const hasBias = spec.has_bias && !alone;
  const y = hasBias ? top + 36 : top;
  if (hasBias) putBiases(board, context, top);
  const left = hasMaps ? x.map - 38 : x.sum - 50;
  board.add("rule", { x: left, y, dx: RIGHT - left, dy: 0, width: 2 });
  putSign(board, "=", { x: x.sum, y: y + 18, strong: true });
  putTotal(board, context, { x: RIGHT - sum, y: y + 36, w: sum, h: 46 });
  putSign(board, "←", { x: RIGHT - sum - 20, y: y + 59, strong: false });
  for (const [i, words] of ["this pixel", `of map ${o}`].entries()) {
    const place = { x: RIGHT, y: y + 104 + 20 * i, align: /** @type {const} */ ("right") };
    board.add("text", { text: words, colour: "pick-ink", ...place });
  }
  return putLegends(board, context, putFeatureMap(board, context, y + 14) + 10);
}

/**
 * The bias under the maps and under the sums, each after its plus.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {number} y
 */
function putBiases(board, context, y) {
  const { layer, state, x, hasMaps, running, decimals, sum } = context;
  const faded = state.step >= 0;
  const middle = y + 14;
  putPlus(board, context, y - GAP / 2, faded);
  board.add("text", { text: "bias", x: x.slice, y: middle, align: "center", colour: "bias" });
  if (hasMaps && !running) {
    const words = text(layer.bias[state.out_channel], decimals.biases);
    board.add("pill", { text: words, x: x.map, y: middle, max: 75, faded });
  }
  putBias(board, context, { x: x.sum, y: middle, max: sum });
}

/**
 * The picked feature map. Returns where it ends.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {number} y
 */
function putFeatureMap(board, context, y) {
  const { layer, state } = context;
  const o = state.out_channel;
  const cell = context.cell ? Math.min(28, 200 / Math.max(layer.ow, layer.oh)) : 0;
  const square = { role: /** @type {const} */ ("map"), o, x: 38, y, size: 200 };
  putPicture(board, context, featureMap(context, o), square, cell);
  return y + (cell ? Math.max(120, layer.oh * cell) : 200);
}

/**
 * The scales. Returns where they end.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {number} top
 */
function putLegends(board, { limits }, top) {
  const legends = legendsOf(limits);
  for (const [i, legend] of legends.entries()) {
    const y = top + 40 * i;
    const words = legends.length > 1 ? legend.words : "every map, one scale";
    board.add("scale", { x: 38, y, w: 150, ...ticked(legend) });
    board.add("text", { text: words, x: 202, y: y + 7, colour: "ink-2", max: 176 });
  }
  return top + 40 * legends.length;
}

/**
 * The sum in the ink frame, taken apart. Returns where it ends.
 * @param {Board} board
 * @param {ColumnContext} context
 * @param {number} y
 */
function putApart(board, context, y) {
  const { printed } = context;
  const one = inspected(context);
  board.add("rule", { x: 12, y, dx: RIGHT - 12, dy: 0, colour: "rule" });
  putChannelName(board, context, one.c, { x: 12, y: y + 22, max: 120 });
  putInputRange(board, context, { x: 12, y: y + 148 });
  putFactors(board, context, one, { x: 12, y: y + 44, wide: 106, gap: 24, printed });
  putAdded(board, context, one, { x: RIGHT - 184, y: y + 154, w: 184 });
  return y + 154 + SUM + 12;
}
