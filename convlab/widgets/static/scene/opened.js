// Many channels into many maps: in each row three channels are opened, all others are one bar each
// and one map, their sum. The picked row stands open with its account; the other maps are small.

import { upTo } from "../numbers/range.js";
import { counted, term, text } from "../numbers/show.js";
import { deadNote, placeWords } from "../numbers/words.js";
import { isWaiting, legendsOf, putGap, sumOf } from "./account.js";
import { makeBoard, NOTE } from "./board.js";
import { buildColumn, tabsNear } from "./column.js";
import { putWeights } from "./factors.js";
import { putInput } from "./inputs.js";
import { centreMap, featureMap, partialMap, putMap } from "./maps.js";
import {
  levelsOf,
  openedIn,
  othersWords,
  plays,
  putBars,
  putOthersMap,
  putOthersSum,
  withOthers,
} from "./others.js";
import { picked } from "./pointing.js";
import { ringPixel } from "./rings.js";
import { putBias, putSign, putSum, putTotal } from "./sums.js";
import { WALL } from "./wall.js";

/**
 * @import {
 *   Board, Colour, ExplorerScene, ExplorerState, Layout, Point, PointedPlace, SceneContext,
 * } from "../types.js"
 */
/** @import { Layer } from "../numbers/layer.js" */
/** @import { OthersContext } from "./others.js" */

/**
 * Where everything stands at one width.
 * @typedef {object} Look
 * @property {number} opened  channels
 * @property {number} left  where they begin
 * @property {number} slice  its side
 * @property {number} map  in the open row
 * @property {number} small  and in another
 * @property {number} cell  a slice and its map
 * @property {number} op  the room for a plus
 * @property {number} input
 * @property {[mute: number, solo: number]} buttons  their widths
 * @property {number} stairs  where bars begin
 * @property {number} wide  the width of all
 * @property {number} rest  where the map of all others begins
 * @property {number} bias  the middle of biases
 * @property {number} end  where feature maps begin
 */

/** @type {Record<number, Look>} */
const LOOKS = {
  1000: {
    ...{ opened: 3, left: 60, slice: 48, map: 84, small: 64, cell: 138, op: 24, input: 64 },
    ...{ buttons: [38, 32], stairs: 546, wide: 172, rest: 728, bias: 857, end: 904 },
  },
  640: {
    ...{ opened: 2, left: 52, slice: 42, map: 66, small: 44, cell: 112, op: 18, input: 50 },
    ...{ buttons: [31, 27], stairs: 312, wide: 94, rest: 416, bias: 521, end: 562 },
  },
};
const ROWS = 3; // kernels
const WIDEST = 24; // a bar
const HEAD = 76; // where rows begin
const [PAD, SUM] = [8, 28]; // above and below, a sum
const [THUMBS, LEAST, MOST] = [126, 28, 36]; // where small maps begin, from one to the next
const NARROW = 120; // so wide is no room for words under each other

/**
 * All that is drawn from. `shown`: the kernels that have a row; `unit`: CSS pixels of 1 in bars;
 * `pitch`: from one bar to the next.
 * @typedef {OthersContext & {
 *   look: Look,
 *   shown: number[],
 *   unit: number,
 *   pitch: number,
 * }} OpenedContext
 */

/** @typedef {{o: number, y: number, side: number, isOpen: boolean, middle: number}} Row */

/**
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
export function buildOpened(given) {
  const { width, state } = given;
  if (width === 390) return buildColumn(given, tabsNear(state));
  const context = contextOf(given);
  const board = makeBoard();
  for (const [i, c] of context.opened.entries()) putHead(board, context, c, cellX(context, i));
  putHeads(board, context);
  let y = HEAD;
  for (const o of context.shown) y += putRow(board, context, o, y);
  const height = putThumbs(board, context, y + 4);
  const { boxes, places, slots } = board;
  const legends = legendsOf(context.limits);
  return { boxes, places, slots, legends, width: context.width, height };
}

/** @param {SceneContext} given @returns {OpenedContext} */
function contextOf(given) {
  const { out_channel: o, out_channels: count } = given.state;
  const look = LOOKS[Math.min(1000, given.width)];
  const first = Math.max(0, Math.min(o, count - ROWS));
  const shown = upTo(first, Math.min(count, first + ROWS));
  const pitch = Math.min(WIDEST, look.wide / (given.spec.weight_shape[1] - look.opened));
  const context = withOthers(given, shown, look.opened);
  const units = shown.map((kernel) => {
    const [low, high] = levelsOf(context, kernel);
    return (kernel === o ? look.map : look.small) / (high - low || 1);
  });
  return { ...context, look, shown, pitch, unit: Math.min(...units) };
}

/** Where the i-th channel begins. @type {(context: OpenedContext, i: number) => number} */
const cellX = ({ look }, i) => look.left + i * (look.cell + look.op);

// ---- Heads

/**
 * Name, buttons and picture of a channel.
 * @param {Board} board
 * @param {OpenedContext} context
 * @param {number} c
 * @param {number} x
 */
function putHead(board, context, c, x) {
  const { spec, layer, look } = context;
  const [mute, solo] = look.buttons;
  const max = look.cell - look.input - 4;
  const name = spec.channel_names[c] || `channel ${c}`;
  board.add("text", { text: name, x, y: 12, size: 14, colour: "channel", max });
  if (isLoudest(context, c)) {
    const words = look.wide > NARROW ? "loudest here" : "loudest";
    board.add("text", { text: words, x, y: 30, max, ...NOTE });
  }
  putInput(board, context, c, { x: x + look.cell - look.input, y: 4, size: look.input });
  if (layer.inChannels === 1) return;
  board.slots.push({ what: "mute", c, x, y: 42, w: mute, h: 24 });
  board.slots.push({ what: "solo", c, x: x + mute + 1, y: 42, w: solo, h: 24 });
}

/**
 * Does channel c add or take most at the picked pixel?
 * @param {OpenedContext} context
 * @param {number} c
 */
function isLoudest({ layer, state, o }, c) {
  const sizes = layer.exactSubtotals(o, state.row, state.col).map(Math.abs);
  return sizes[c] > 0 && sizes.every((size) => size <= sizes[c]);
}

/** Above what is the same in all rows. @param {Board} board @param {OpenedContext} context */
function putHeads(board, context) {
  const { rest, spec, look } = context;
  const y = HEAD - 14;
  const middle = { y, size: 14, align: /** @type {const} */ ("center") };
  if (rest.length) {
    putHeadOfBars(board, context, y);
    const sum = { text: "their sum", x: look.rest + look.map / 2 };
    board.add("text", { colour: "channel", ...sum, ...middle });
  }
  if (spec.has_bias) board.add("text", { text: "bias", x: look.bias, colour: "bias", ...middle });
  const words = look.wide > NARROW ? "feature maps" : "maps";
  const maps = { text: words, x: look.end + look.map / 2, bold: true, max: look.map };
  board.add("text", { ...maps, ...middle });
}

/**
 * How many channels have a bar, and which.
 * @param {Board} board
 * @param {OpenedContext} context
 * @param {number} y
 */
function putHeadOfBars(board, { rest, pitch, look: { stairs: x, wide } }, y) {
  const words = `${text(rest.length)} more`;
  board.add("text", { text: words, x, y: 12, bold: true, colour: "channel" });
  const isWide = wide > NARROW;
  const first = isWide ? 9 * words.length + 2 : 0;
  const one = isWide ? { text: "one bar a channel:", y: 12 } : { text: "one bar each:", y: 31 };
  board.add("text", { x: x + first, max: wide - first, ...one, ...NOTE });
  const second = "what it adds at the ringed pixel";
  if (isWide) board.add("text", { text: second, x, y: 31, max: wide, ...NOTE });
  const channel = { y, size: 14, colour: /** @type {const} */ ("channel") };
  const from = isWide ? `channel ${rest[0]}` : String(rest[0]);
  board.add("text", { text: from, x, ...channel });
  const end = rest.length * pitch;
  if (end < 0.7 * wide) return;
  const last = { text: String(rest[rest.length - 1]), x: x + end };
  board.add("text", { align: "right", ...last, ...channel });
}

// ---- Rows

/**
 * Kernel o. Returns how high its row is.
 * @param {Board} board
 * @param {OpenedContext} context
 * @param {number} o
 * @param {number} y
 */
function putRow(board, context, o, y) {
  const { look } = context;
  const isOpen = o === context.o;
  const [side, top] = isOpen ? [look.map, PAD] : [look.small, 5];
  const high = isOpen ? side + SUM + 3 * PAD : side + 10;
  const ground = { x: 0, y, w: context.width, h: high };
  if (isOpen) board.add("ground", { colour: "pick-ground", ...ground });
  board.places.push({ role: "row", o, x: 0, y, w: look.left, h: high });
  const row = { o, y: y + top, side, isOpen, middle: y + top + side / 2 };
  putLabel(board, row);
  for (const [i, c] of context.opened.entries()) putCell(board, context, row, i, c);
  if (context.rest.length) {
    const { pitch, unit } = context;
    const bars = { o, x: look.stairs, y: row.y, side, unit, pitch, end: look.rest - 4 };
    putBars(board, context, bars);
    putOthersMap(board, context, o, { x: look.rest + (look.map - side) / 2, y: row.y, size: side });
  }
  putEnd(board, context, row);
  if (isOpen) putAccount(board, context, y + PAD + look.map + PAD);
  return high;
}

/** @param {Board} board @param {Row} row */
function putLabel(board, { o, middle, isOpen }) {
  const kernel = { x: 12, colour: /** @type {const} */ ("kernel") };
  board.add("text", { text: "kernel", y: middle - 16, size: 14, ...kernel });
  const size = isOpen ? 26 : 20;
  board.add("text", { text: String(o), y: middle + 9, size, bold: true, max: 44, ...kernel });
}

/**
 * Slice and partial map of the i-th channel that is opened, and the plus after it.
 * @param {Board} board
 * @param {OpenedContext} context
 * @param {Row} row
 * @param {number} i
 * @param {number} c
 */
function putCell(board, context, { o, y, side, isOpen, middle }, i, c) {
  const { layer, decimals, opened, rest, look } = context;
  const { kh, kw } = layer;
  const x = cellX(context, i);
  const each = look.slice / Math.max(kh, kw);
  const cell = { wide: each, tall: each };
  const isOne = kh * kw === 1;
  const blocks = !isOne && each < (decimals.weights ? 28 : 14);
  const figures = { size: isOne ? 22 : Math.min(15, each - 1), blocks, bold: isOne };
  const top = middle - (each * kh) / 2;
  putWeights(board, context, { o, c, x, y: top, cell, ...figures });
  const left = x + look.cell - (look.map + side) / 2;
  if (!putGap(board, context, { o, c }, { x: left, y, w: side, h: side })) {
    const square = { x: left, y, size: side };
    const map = partialMap(context, o, c);
    const at = putMap(board, context, map, { role: "partial", o, c, ...square });
    if (isOpen) ringPixel(board, at, context.state);
  }
  if (i === opened.length - 1 && !rest.length) return;
  putSign(board, "+", { x: x + look.cell + look.op / 2, y: middle, strong: isOpen });
}

/**
 * The bias, the equals sign and the feature map.
 * @param {Board} board
 * @param {OpenedContext} context
 * @param {Row} row
 */
function putEnd(board, context, { o, y, side, isOpen, middle }) {
  const { layer, spec, state, decimals, look } = context;
  const faded = state.step >= 0;
  if (spec.has_bias) {
    const words = text(layer.bias[o], decimals.biases);
    putSign(board, "+", {
      x: (look.rest + look.map + look.bias - 24) / 2,
      y: middle,
      strong: isOpen,
      faded,
    });
    board.add("pill", { text: words, x: look.bias, y: middle, max: 48, faded });
  }
  putSign(board, "=", { x: look.end - 11, y: middle, strong: isOpen });
  const square = { x: look.end + (look.map - side) / 2, y, size: side };
  const at = putMap(board, context, featureMap(context, o), { role: "map", o, ...square });
  if (isOpen) ringPixel(board, at, state);
}

// ---- The account

/**
 * What each opened channel adds at the picked pixel, what all others do, the bias, the pixel.
 * @param {Board} board
 * @param {OpenedContext} context
 * @param {number} y
 */
function putAccount(board, context, y) {
  const { layer, spec, state, accounts, opened, rest, o, look } = context;
  const middle = y + SUM / 2;
  const room = look.left + look.cell - look.map - 14;
  const place = placeWords(layer, state);
  const lines = look.wide > NARROW ? [place] : place.split(/(?<=,) /);
  putWords(board, lines, { x: 12, y: middle, max: room, colour: "pick-ink" });
  const faded = state.step >= 0;
  for (const [i, c] of opened.entries()) {
    putSum(
      board,
      context,
      accounts[c],
      { x: cellX(context, i) + look.cell - look.map, y, w: look.map, h: SUM },
      17,
    );
    if (i === opened.length - 1 && !rest.length) break;
    const waits = isWaiting(context, o, opened[i + 1] ?? rest[0]);
    putSign(board, "+", {
      x: cellX(context, i) + look.cell + look.op / 2,
      y: middle,
      strong: true,
      faded: waits,
    });
  }
  if (rest.length) {
    const { stairs: x, wide: max } = look;
    const words = othersWords(context);
    const all = max > NARROW ? [words] : words.split(/(?<=^[^,]*,[^,]*), /);
    putWords(board, all, { x, y: middle, max, colour: "ink-2" });
    putOthersSum(board, context, { x: look.rest, y, w: look.map, h: SUM }, 17);
  }
  if (spec.has_bias) {
    const x = (look.rest + look.map + look.bias - 24) / 2;
    putSign(board, "+", { x, y: middle, strong: true, faded });
    putBias(board, context, { x: look.bias, y: middle, max: 48 });
  }
  putSign(board, "=", { x: look.end - 11, y: middle, strong: true });
  putTotal(board, context, { x: look.end, y, w: look.map, h: SUM }, 17);
}

/**
 * Words in one line, or in two.
 * @param {Board} board
 * @param {string[]} lines
 * @param {{x: number, y: number, max: number, colour: Colour}} place  y: their middle
 */
function putWords(board, lines, { y, ...place }) {
  for (const [i, words] of lines.entries()) {
    const line = { text: words, size: 14, y: y + 16 * i - 8 * (lines.length - 1) };
    board.add("text", { ...line, ...place });
  }
}

// ---- The other kernels

/**
 * Their maps, small: a click opens one. Returns where they end.
 * @param {Board} board
 * @param {OpenedContext} context
 * @param {number} top
 */
function putThumbs(board, context, top) {
  const { state, spec, shown, ratio, limits } = context;
  const others = upTo(0, state.out_channels).filter((o) => !shown.includes(o));
  const { line, pitch } = linesOf(context, spec.weight_shape[0] - ROWS);
  const words = [`${counted(others.length, "more kernel")},`, counted(others.length, "more map")];
  for (const [i, one] of others.length ? words.entries() : []) {
    const look = { size: 14, colour: /** @type {const} */ ("kernel"), max: THUMBS - 20 };
    board.add("text", { text: one, x: 12, y: top + pitch / 2 - 9 + 18 * i, ...look });
  }
  for (const [i, o] of others.entries()) {
    const place = { x: THUMBS + (i % line) * pitch, y: top + Math.floor(i / line) * pitch };
    centreMap(board, featureMap(context, o), { ...place, size: pitch - 3 }, ratio);
    board.places.push({ role: "tab", o, ...place, w: pitch, h: pitch });
  }
  const bottom = top + Math.ceil((spec.weight_shape[0] - ROWS) / line) * pitch + 4;
  const note = deadNote(limits.peaks.slice(0, state.out_channels));
  if (!note) return bottom;
  board.add("text", {
    text: note,
    x: 12,
    y: bottom + 10,
    max: context.width - 24,
    colour: "ink-2",
  });
  return bottom + 24;
}

/**
 * How many maps stand in a line, and from one to the next.
 * @param {OpenedContext} context
 * @param {number} count
 */
function linesOf({ look }, count) {
  const room = look.end + look.map - THUMBS;
  const lines = Math.ceil(count / Math.floor(room / LEAST));
  const line = Math.ceil(count / lines);
  return { line, pitch: Math.min(MOST, Math.floor((2 * room) / line) / 2) };
}

// ---- What a hand does there

/**
 * A click on a bar opens its channel, and while channels are added one by one it adds all up to
 * there; one on a map leaves open which are.
 * @param {PointedPlace} place
 * @param {ExplorerState} state
 * @param {Layer} layer
 * @returns {Partial<ExplorerState>}
 */
function pick(place, state, layer) {
  const { step, in_channel } = state;
  if (place.role === "tab") return { out_channel: place.o, step };
  if (place.role === "partial") return { ...picked(place, state, layer), in_channel, step };
  if (place.role !== "subtotal") return { ...picked(place, state, layer), step };
  const { c } = place;
  return { in_channel: c, step: step < 0 ? step : c + 1 };
}

/** @type {NonNullable<Layout["say"]>} */
function say(place, state, layer, nameOf) {
  if (place.role === "tab") return `Kernel ${place.o}: a click opens it.`;
  if (place.role !== "subtotal") return null;
  const isBar = place.o !== undefined;
  const { c, o = state.out_channel } = place;
  const value = layer.exactSubtotals(o, state.row, state.col)[c];
  const name = nameOf(c);
  const words = `${name.charAt(0).toUpperCase()}${name.slice(1)} adds ${text(value, 2, true)}`;
  return `${words} to map ${o} at this pixel${isBar ? ": a click opens it" : ""}.`;
}

/**
 * The picked row in a sentence, as far as it is added: what is opened, all others together.
 * @type {NonNullable<Layout["tell"]>}
 */
function tell(state, layer, decimals, { channel_names, has_bias, weight_shape }) {
  const { out_channel: o, row, col } = state;
  const step = plays(weight_shape[1]) ? state.step : -1;
  const opened = openedIn(layer.inChannels, { ...state, step });
  const sums = layer.subtotals(o, row, col).slice(0, step < 0 ? undefined : step);
  const others = upTo(0, sums.length).filter((c) => !opened.includes(c));
  const bias = step < 0 ? layer.bias[o] : 0;
  const terms = opened
    .filter((c) => c < sums.length)
    .map((c) => term(channel_names[c] || `channel ${c}`, text(sums[c], decimals)));
  const rest = sumOf(others.map((c) => sums[c]));
  if (others.length) terms.push(term(`${text(others.length)} more`, text(rest, decimals)));
  if (!terms.length) terms.push("nothing yet");
  if (has_bias && step < 0) terms.push(`bias ${text(bias, decimals)}`);
  const total = text(sumOf(sums) + bias, decimals);
  return `pixel (${row}, ${col}) of map ${o}: ${terms.join(" + ")} = ${total}`;
}

/** Some rows, or every slice at once. @type {NonNullable<Layout["views"]>} */
const OVERVIEWS = {
  words: "what is shown",
  options: [
    ["slice and partial map", "rows"],
    ["wall", "wall of all slices"],
  ],
};

/** @type {Layout} */
const ROWS_OPENED = {
  tell,
  build: buildOpened,
  most: 1000,
  plays: true,
  views: OVERVIEWS,
  idle: "Click a bar to open its channel, a small map to open its kernel, a pixel, a weight.",
  pick,
  say,
};
/** @type {Layout} */
const MANY_OPENED = { ...ROWS_OPENED, plays: false };
/** @type {Layout} */
export const WALL_BESIDE = { ...WALL, views: OVERVIEWS };

/** The layout of rows of so many channels. @param {number} channels */
export const openedFor = (channels) => (plays(channels) ? ROWS_OPENED : MANY_OPENED);
