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
  OPENED,
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
 *   Board, ExplorerScene, ExplorerState, Layout, Point, PointedPlace, SceneContext,
 * } from "../types.js"
 */
/** @import { Layer } from "../numbers/layer.js" */
/** @import { OthersContext } from "./others.js" */

const ROWS = 3; // kernels
const LEFT = 60; // where channels begin
const [SLICE, MAP, CELL, OP] = [48, 84, 138, 24]; // widths; a cell is a slice and its map
const [STAIRS, WIDE, WIDEST] = [546, 172, 24]; // where bars begin, their width, the most of one
const [REST, BIAS, END] = [728, 857, 904]; // all others' sum, the middle of biases, feature maps
const [INPUT, HEAD] = [64, 76]; // the side of an input, where rows begin
const [PAD, SUM, SMALL] = [8, 28, 64]; // above and below, a sum, a map in a row that is not open
const [OPEN, OTHER] = [MAP + SUM + 3 * PAD, SMALL + 10]; // heights of rows
const [THUMBS, LEAST, MOST] = [126, 28, 36]; // where small maps begin, from one to the next

/**
 * All that is drawn from. `shown`: the kernels that have a row; `unit`: CSS pixels of 1 in bars;
 * `pitch`: from one bar to the next.
 * @typedef {OthersContext & {shown: number[], unit: number, pitch: number}} OpenedContext
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
  for (const [i, c] of context.opened.entries()) putHead(board, context, c, cellX(i));
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
  const first = Math.max(0, Math.min(o, count - ROWS));
  const shown = upTo(first, Math.min(count, first + ROWS));
  const pitch = Math.min(WIDEST, WIDE / (given.spec.weight_shape[1] - OPENED));
  const context = withOthers(given, shown);
  const units = shown.map((kernel) => {
    const [low, high] = levelsOf(context, kernel);
    return (kernel === o ? MAP : SMALL) / (high - low || 1);
  });
  return { ...context, shown, pitch, unit: Math.min(...units) };
}

/** Where the i-th channel begins. @param {number} i */
const cellX = (i) => LEFT + i * (CELL + OP);

// ---- Heads

/**
 * Name, buttons and picture of a channel.
 * @param {Board} board
 * @param {OpenedContext} context
 * @param {number} c
 * @param {number} x
 */
function putHead(board, context, c, x) {
  const { spec, layer } = context;
  const max = CELL - INPUT - 4;
  const name = spec.channel_names[c] || `channel ${c}`;
  board.add("text", { text: name, x, y: 12, size: 14, colour: "channel", max });
  if (isLoudest(context, c)) {
    board.add("text", { text: "loudest here", x, y: 30, max, ...NOTE });
  }
  putInput(board, context, c, { x: x + CELL - INPUT, y: 4, size: INPUT });
  if (layer.inChannels === 1) return;
  board.slots.push({ what: "mute", c, x, y: 42, w: 38, h: 24 });
  board.slots.push({ what: "solo", c, x: x + 40, y: 42, w: 32, h: 24 });
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
  const { rest, spec, pitch } = context;
  const y = HEAD - 14;
  const look = { size: 14, align: /** @type {const} */ ("center") };
  if (rest.length) {
    const words = `${text(rest.length)} more`;
    board.add("text", { text: words, x: STAIRS, y: 12, bold: true, colour: "channel" });
    const wide = 9 * words.length + 2;
    const first = { text: "one bar a channel:", x: STAIRS + wide, y: 12, max: WIDE - wide };
    board.add("text", { ...first, ...NOTE });
    const second = "what it adds at the ringed pixel";
    board.add("text", { text: second, x: STAIRS, y: 31, max: WIDE, ...NOTE });
    const channel = { y, size: 14, colour: /** @type {const} */ ("channel") };
    board.add("text", { text: `channel ${rest[0]}`, x: STAIRS, ...channel });
    const last = { text: String(rest[rest.length - 1]), x: STAIRS + rest.length * pitch };
    if (rest.length * pitch > 120) board.add("text", { align: "right", ...last, ...channel });
    const sum = { text: "their sum", x: REST + MAP / 2, y, colour: channel.colour };
    board.add("text", { ...sum, ...look });
  }
  if (spec.has_bias) board.add("text", { text: "bias", x: BIAS, y, colour: "bias", ...look });
  const maps = { text: "feature maps", x: END + MAP / 2, y, bold: true, max: MAP };
  board.add("text", { ...maps, ...look });
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
  const isOpen = o === context.o;
  const [high, side, top] = isOpen ? [OPEN, MAP, PAD] : [OTHER, SMALL, (OTHER - SMALL) / 2];
  const ground = { x: 0, y, w: context.width, h: high };
  if (isOpen) board.add("ground", { colour: "pick-ground", ...ground });
  board.places.push({ role: "row", o, x: 0, y, w: LEFT, h: high });
  const row = { o, y: y + top, side, isOpen, middle: y + top + side / 2 };
  putLabel(board, row);
  for (const [i, c] of context.opened.entries()) putCell(board, context, row, i, c);
  if (context.rest.length) {
    const { pitch, unit } = context;
    const bars = { o, x: STAIRS, y: row.y, side, unit, pitch, end: REST - 4 };
    putBars(board, context, bars);
    putOthersMap(board, context, o, { x: REST + (MAP - side) / 2, y: row.y, size: side });
  }
  putEnd(board, context, row);
  if (isOpen) putAccount(board, context, y + PAD + MAP + PAD);
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
  const { layer, decimals, opened, rest } = context;
  const { kh, kw } = layer;
  const x = cellX(i);
  const each = SLICE / Math.max(kh, kw);
  const cell = { wide: each, tall: each };
  const isOne = kh * kw === 1;
  const blocks = !isOne && each < (decimals.weights ? 28 : 15);
  const look = { size: isOne ? 22 : 15, blocks, bold: isOne };
  const top = middle - (each * kh) / 2;
  putWeights(board, context, { o, c, x, y: top, cell, ...look });
  const left = x + CELL - (MAP + side) / 2;
  if (!putGap(board, context, { o, c }, { x: left, y, w: side, h: side })) {
    const square = { x: left, y, size: side };
    const map = partialMap(context, o, c);
    const at = putMap(board, context, map, { role: "partial", o, c, ...square });
    if (isOpen) ringPixel(board, at, context.state);
  }
  if (i === opened.length - 1 && !rest.length) return;
  putSign(board, "+", { x: x + CELL + OP / 2, y: middle, strong: isOpen });
}

/**
 * The bias, the equals sign and the feature map.
 * @param {Board} board
 * @param {OpenedContext} context
 * @param {Row} row
 */
function putEnd(board, context, { o, y, side, isOpen, middle }) {
  const { layer, spec, state, decimals } = context;
  const faded = state.step >= 0;
  if (spec.has_bias) {
    const words = text(layer.bias[o], decimals.biases);
    putSign(board, "+", { x: (REST + MAP + BIAS - 24) / 2, y: middle, strong: isOpen, faded });
    board.add("pill", { text: words, x: BIAS, y: middle, max: 48, faded });
  }
  putSign(board, "=", { x: END - 11, y: middle, strong: isOpen });
  const square = { x: END + (MAP - side) / 2, y, size: side };
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
  const { layer, spec, state, accounts, opened, rest, o } = context;
  const middle = y + SUM / 2;
  const place = { text: placeWords(layer, state), x: 12, y: middle, size: 14, max: 100 };
  board.add("text", { colour: "pick-ink", ...place });
  const faded = state.step >= 0;
  for (const [i, c] of opened.entries()) {
    putSum(board, context, accounts[c], { x: cellX(i) + CELL - MAP, y, w: MAP, h: SUM }, 17);
    if (i === opened.length - 1 && !rest.length) break;
    const waits = isWaiting(context, o, opened[i + 1] ?? rest[0]);
    putSign(board, "+", { x: cellX(i) + CELL + OP / 2, y: middle, strong: true, faded: waits });
  }
  if (rest.length) {
    const look = { x: STAIRS, y: middle, max: WIDE, ...NOTE };
    board.add("text", { text: othersWords(context), ...look });
    putOthersSum(board, context, { x: REST, y, w: MAP, h: SUM }, 17);
  }
  if (spec.has_bias) {
    const x = (REST + MAP + BIAS - 24) / 2;
    putSign(board, "+", { x, y: middle, strong: true, faded });
    putBias(board, context, { x: BIAS, y: middle, max: 48 });
  }
  putSign(board, "=", { x: END - 11, y: middle, strong: true });
  putTotal(board, context, { x: END, y, w: MAP, h: SUM }, 17);
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
  const { line, pitch } = linesOf(spec.weight_shape[0] - ROWS);
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

/** How many maps stand in a line, and from one to the next. @param {number} count */
function linesOf(count) {
  const room = END + MAP - THUMBS;
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

/** Where rows have no room, and there is more than for a column, a wall stands. @type {Layout} */
const ROWS_OPENED = {
  tell,
  build: buildOpened,
  between: WALL,
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
export const WALL_BESIDE = { ...WALL, between: WALL, views: OVERVIEWS };

/** The layout of rows of so many channels. @param {number} channels */
export const openedFor = (channels) => (plays(channels) ? ROWS_OPENED : MANY_OPENED);
