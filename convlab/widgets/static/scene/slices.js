// Four to eight channels into a few maps: a row for each kernel, sums under the picked one; beside
// the rows, one of the sums is taken apart.

import { upTo } from "../numbers/range.js";
import { text } from "../numbers/show.js";
import { partsOf } from "../numbers/state.js";
import { placeWords } from "../numbers/words.js";
import {
  inspected,
  isFaded,
  isWaiting,
  legendsOf,
  putChannelName,
  putGap,
  putLargeMap,
  putPinned,
  withAccount,
} from "./account.js";
import { CHIPS, makeBoard } from "./board.js";
import { putFactors, putFigures, putProducts, putWeights, putWindow } from "./factors.js";
import { isLine, putInput, putInputRange, putNarrowInputRange } from "./inputs.js";
import { featureMap, partialMap, putMap, sumMap } from "./maps.js";

import { ringPixel } from "./rings.js";
import { putAdded, putBias, putSign, putSum, putTotal, SUM } from "./sums.js";
import { putThumbs } from "./thumbs.js";

/**
 * @import {
 *   Board, ChannelAccount, ExplorerScene, MapData, Point, SceneContext,
 * } from "../types.js"
 */
/** @import { AccountContext, Cell } from "./account.js" */
/** @import { MapSquare, Square } from "./maps.js" */

/**
 * Where everything stands at one width.
 * @typedef {object} Look
 * @property {number} label  where the columns begin
 * @property {number} span  width of all columns
 * @property {number} op  the room for a plus
 * @property {number} bias
 * @property {number} map  the largest of a row
 * @property {number} input
 * @property {number} panel  where the panel begins; 0: it stands below
 * @property {number} tall  of heads and rows together
 * @property {number} most  of a row that is not picked
 * @property {number} cell  height of a number's cell in the panel
 */

/** @type {Record<number, Look>} */
const LOOKS = {
  1600: {
    label: 48,
    span: 1136,
    op: 18,
    bias: 56,
    map: 80,
    input: 56,
    panel: 1352,
    tall: 690,
    most: 90,
    cell: 26,
  },
  1000: {
    label: 36,
    span: 624,
    op: 18,
    bias: 50,
    map: 78,
    input: 42,
    panel: 818,
    tall: 518,
    most: 90,
    cell: 20,
  },
  640: {
    label: 28,
    span: 488,
    op: 13,
    bias: 38,
    map: 56,
    input: 32,
    panel: 0,
    tall: 504,
    most: 52,
    cell: 0,
  },
};
const LEAST = 40; // the height of a row
const FEW = 52; // the same, where few of many kernels have one
const BESIDE = 130; // a column so wide has slice and map beside each other
const SIGNAL = { name: 20, input: 44, line: 20, map: 56, gap: 4 }; // heights: in the picked row
// figures, the line under them, and the window

/**
 * All that is drawn from. `open`: how the picked row stands, `other`: the height of the others.
 * @typedef {AccountContext & {
 *   look: Look,
 *   isSome: boolean,
 *   channels: number,
 *   pitch: number,
 *   signal: boolean,
 *   beside: boolean,
 *   cell: number,
 *   hasMaps: boolean,
 *   heads: number,
 *   open: {slice: Cell, map: number, high: number},
 *   other: number,
 *   biasX: number,
 *   mapX: number,
 *   sign: number,
 * }} SlicesContext  isSome: whether only some kernels have a row; channels: so many there can be;
 *   signal: whether maps are lines, as wide as their columns; cell: width of slice and map; sign:
 *   the size of operators in the picked row
 */

/**
 * Heads, rows, and the panel beside or below them.
 * @param {SceneContext} given
 * @param {number[]} [shown]  the kernels that have a row, where the maps of all stand below
 * @returns {ExplorerScene}
 */
export function buildSlices(given, shown) {
  const context = contextOf(given, Boolean(shown));
  const { look, width, state } = context;
  const board = makeBoard();
  /** @type {Parameters<typeof board.add<"ground">>[1]} */
  const ground = { x: look.panel, y: 0, w: width - look.panel, h: 0, colour: "pick-ground" };
  if (look.panel) board.add("ground", ground);
  let bottom = putRows(board, context, shown ?? upTo(0, state.out_channels));
  if (!look.panel) bottom = putBelow(board, context, bottom);
  if (shown) bottom = putThumbs(board, context, bottom, look.panel || width);
  if (look.panel) {
    bottom = Math.max(bottom, putPanel(board, context));
    ground.h = bottom;
  }
  if (state.pinned.length) bottom = putPinned(board, context, bottom);
  const { boxes, places, slots } = board;
  return { boxes, places, slots, legends: legendsOf(context.limits), width, height: bottom };
}

/**
 * What heads and the picked row take, the height of another row, and the width of all.
 * @param {SceneContext} given
 */
export function slicesHeights(given) {
  const context = contextOf(given, true);
  const { heads, open, other, look, width } = context;
  return { used: heads + highOf(open.high), other, room: look.panel || width };
}

/**
 * Returns where the rows end.
 * @param {Board} board
 * @param {SlicesContext} context
 * @param {number[]} kernels
 */
function putRows(board, context, kernels) {
  putHeads(board, context);
  let y = context.heads;
  for (const o of kernels) {
    putRow(board, context, o, y);
    y += rowHeight(context, o);
  }
  return y + 4;
}

// ---- Where things stand

/**
 * @param {SceneContext} given
 * @param {boolean} isSome
 * @returns {SlicesContext}
 */
function contextOf(given, isSome) {
  const { layer, width, state } = given;
  const look = LOOKS[width];
  const [kernels, channels] = layer.weightShape; // the most that there can be
  const count = isSome ? 1 : kernels;
  const pitch = look.span / channels;
  const beside = pitch >= BESIDE;
  const signal = isLine(layer) && layer.ow > 1;
  const cell = signal ? pitch - look.op : Math.min(pitch - look.op, beside ? 150 : 84);
  const hasMaps = partsOf(state.view, true).hasMap;
  const heads = signal ? SIGNAL.name + SIGNAL.input + 8 : look.input + 4;
  const row = { beside, cell, hasMaps, isCrowded: count > 6 };
  const open = signal ? openSignal(layer, row) : openRow(layer, row);
  const room = look.tall - heads - highOf(open.high);
  const most = Math.min(look.most, beside || signal ? open.map + 8 : 64);
  const each = isSome ? FEW : Math.floor(room / Math.max(1, count - 1));
  return {
    ...withAccount(given),
    look,
    isSome,
    channels,
    pitch,
    signal,
    beside,
    cell,
    hasMaps,
    heads,
    open,
    other: Math.max(LEAST, Math.min(most, each)),
    biasX: look.label + look.span + look.bias / 2,
    mapX: look.label + look.span + look.bias + 18,
    sign: look.panel ? 22 : 20,
  };
}

/** @type {(open: number) => number} the height of the picked row, of its slices and maps */
const highOf = (open) => 6 + open + 6 + SUM + 8;

/**
 * A cell of the picked row's slices, the side of its partial maps (0: it has none), and how high
 * both stand together.
 * @param {SceneContext["layer"]} layer
 * @param {{beside: boolean, cell: number, hasMaps: boolean, isCrowded: boolean}} given
 */
function openRow(layer, { beside, cell, hasMaps, isCrowded }) {
  const slice = sliceCell({ layer, beside, cell }, isCrowded ? 48 : 60);
  const room = beside ? cell - slice.wide * layer.kw - 6 : cell;
  const map = hasMaps ? Math.min(room, beside || !isCrowded ? 84 : 60) : 0;
  const high = slice.tall * layer.kh;
  return { slice, map, high: beside ? Math.max(high, map) : high + (hasMaps ? map + 4 : 0) };
}

/**
 * The same of a signal: a slice, the line that it makes and the window stand one below the other,
 * each as wide as the column.
 * @type {typeof openRow}
 */
function openSignal(layer, { cell, hasMaps, isCrowded }) {
  const { line, gap } = SIGNAL;
  const map = isCrowded ? SIGNAL.map - 8 : SIGNAL.map;
  const high = 2 * line + gap + (hasMaps ? map + 2 * gap : 0);
  return { slice: { wide: cell / layer.kw, tall: line }, map: hasMaps ? map : 0, high };
}

/**
 * A cell of a slice that may be so high.
 * @param {Pick<SlicesContext, "layer" | "beside" | "cell">} context
 * @param {number} high
 * @returns {Cell}
 */
function sliceCell({ layer: { kh, kw }, beside, cell }, high) {
  if (kh * kw === 1) return { wide: Math.min(40, high), tall: Math.min(40, high) };
  const wide = beside
    ? Math.min(20, Math.floor((0.46 * (cell - 6)) / kw))
    : Math.min(28, cell / kw);
  return { wide, tall: Math.min(20, high / kh) };
}

/** @type {(context: SlicesContext, o: number) => number} */
const rowHeight = ({ state, open, other }, o) =>
  o === state.out_channel ? highOf(open.high) : other;

/** @type {(context: SlicesContext, c: number) => number} where channel c's column begins */
const columnX = ({ look, pitch }, c) => look.label + c * pitch;

/** @type {(context: SlicesContext, c: number) => number} the middle of the plus after channel c */
const plusX = (context, c) => columnX(context, c) + (context.pitch + context.cell) / 2;

// ---- Heads

/**
 * Numbers and pictures of the channels.
 * @param {Board} board
 * @param {SlicesContext} context
 */
function putHeads(board, context) {
  const { look, state, spec, cell, biasX, mapX, signal } = context;
  const side = look.input;
  for (let c = 0; c < state.in_channels; c++) {
    const x = columnX(context, c);
    putName(board, context, c, x);
    const line = { x, y: SIGNAL.name, size: cell, high: SIGNAL.input };
    putInput(board, context, c, signal ? line : { x: x + cell - side, y: 0, size: side });
  }
  if (look.panel) putNarrowInputRange(board, context, { x: 2, y: 0 });
  const y = signal ? SIGNAL.name + SIGNAL.input / 2 : side / 2;
  const align = /** @type {const} */ ("center");
  if (spec.has_bias) board.add("text", { text: "bias", x: biasX, y, align, colour: "bias" });
  board.add("text", { text: "map", x: mapX + look.map / 2, y, bold: true, align });
}

/**
 * The number of a channel; where there is room its letter, or its name.
 * @param {Board} board
 * @param {SlicesContext} context
 * @param {number} c
 * @param {number} x
 */
function putName(board, { layer, spec, state, look, cell, signal }, c, x) {
  const name = spec.channel_names[c] || `channel ${c}`;
  const chip = CHIPS.get(name);
  const y = signal ? SIGNAL.name / 2 : look.input / 2;
  const max = signal ? cell : cell - look.input - 6;
  if (chip && max >= 26) {
    board.add("chip", { x, y: y - 13, hollow: layer.muted.has(c), ...chip });
    return;
  }
  const words = max >= 60 ? name : String(c);
  const colour = c === state.in_channel ? "pick-ink" : "channel";
  board.add("text", { text: words, x, y, colour, bold: true, max });
}

// ---- Rows

/**
 * Kernel o: slices or maps, plus signs, bias, feature map; sums if it is picked.
 * @param {Board} board
 * @param {SlicesContext} context
 * @param {number} o
 * @param {number} y
 */
function putRow(board, context, o, y) {
  const { state, layer, look, width, open, cell, sign, isSome } = context;
  const isPicked = o === state.out_channel;
  const high = rowHeight(context, o);
  const ground = { x: 0, y, w: look.panel || width, h: high };
  if (isPicked) board.add("ground", { colour: "pick-ground", ...ground });
  board.places.push({ role: "row", o, x: 0, y, w: look.label, h: high });
  const top = y + 6;
  const middle = isPicked ? middleOf(context, top) : y + high / 2;
  const [x, max] = isSome ? [4, look.label - 6] : [10, look.label - 12];
  const label = { text: String(o), x, y: middle, bold: true, max };
  board.add("text", { size: isPicked ? 26 : 20, colour: "kernel", ...label });
  const [first, last] = layer.range(o);
  for (let c = 0; c < state.in_channels; c++) {
    if (c < first || c >= last) {
      board.add("absent", { x: columnX(context, c) + cell / 2, y: middle });
      continue;
    }
    if (isPicked) putOpenCell(board, context, c, top);
    else putClosedCell(board, context, { o, c, y, high });
    if (c === last - 1) continue;
    const faded = isWaiting(context, o, c + 1);
    putSign(board, "+", {
      x: plusX(context, c),
      y: middle,
      strong: isPicked,
      faded,
      size: sign,
    });
  }
  putEnd(board, context, { o, y, high, middle });
  if (isPicked) putSums(board, context, top + open.high + 6);
}

/** @type {(context: SlicesContext, top: number) => number} the height of signs and maps */
function middleOf({ beside, open, signal }, top) {
  if (signal && open.map) return top + SIGNAL.line + SIGNAL.gap + open.map / 2;
  return beside || signal || !open.map ? top + open.high / 2 : top + open.high - open.map / 2;
}

/**
 * Slice and map of the picked row, one below the other or side by side.
 * @param {Board} board
 * @param {SlicesContext} context
 * @param {number} c
 * @param {number} top
 */
function putOpenCell(board, context, c, top) {
  const { layer, state, beside, cell, signal } = context;
  const { slice, map, high } = context.open;
  const o = state.out_channel;
  const x = columnX(context, c);
  if (signal) return putOpenSignal(board, context, c, { x, y: top });
  const [wide, tall] = [slice.wide * layer.kw, slice.tall * layer.kh];
  const left = beside ? 0 : (cell - wide) / 2;
  const down = beside ? (high - tall) / 2 : 0;
  putSlice(board, context, { o, c, x: x + left, y: top + down, cell: slice });
  const right = beside ? cell - map : (cell - map) / 2;
  const lower = beside ? (high - map) / 2 : high - map;
  putPart(board, context, { role: "partial", o, c, x: x + right, y: top + lower, size: map });
}

/**
 * The same of a signal, and the window under them.
 * @param {Board} board
 * @param {SlicesContext} context
 * @param {number} c
 * @param {Point} corner
 */
function putOpenSignal(board, context, c, { x, y }) {
  const { state, cell, accounts, layer } = context;
  const { slice, map, high } = context.open;
  const o = state.out_channel;
  putSlice(board, context, { o, c, x, y, cell: slice });
  const below = y + SIGNAL.line + SIGNAL.gap;
  putPart(board, context, { role: "partial", o, c, x, y: below, size: cell, high: map });
  const one = accounts[c - layer.range(o)[0]];
  const size = Math.min(14, slice.wide / 2.2);
  putWindow(board, context, one, { x, y: y + high - SIGNAL.line, cell: slice, size });
}

/**
 * Slice and map of another row where both have room, else one of the two.
 * @param {Board} board
 * @param {SlicesContext} context
 * @param {{o: number, c: number, y: number, high: number}} row
 */
function putClosedCell(board, context, { o, c, y, high }) {
  const { layer, state, beside, cell, signal } = context;
  const slice = sliceCell(context, high - 5);
  const x = columnX(context, c);
  const wide = slice.wide * layer.kw;
  const size = roomBeside(context, wide, high);
  const { hasSlice } = partsOf(state.view, beside);
  if (hasSlice) {
    const left = beside ? 0 : (cell - wide) / 2;
    const top = y + (high - slice.tall * layer.kh) / 2;
    putSlice(board, context, { o, c, x: x + left, y: top, cell: slice });
  }
  if (hasSlice && !beside) return;
  const left = beside ? cell - size : (cell - size) / 2;
  const tall = signal ? Math.min(SIGNAL.map, high - 8) : size;
  const corner = { x: x + left, y: y + (high - tall) / 2 };
  putPart(board, context, { role: "partial", o, c, size, high: tall, ...corner });
}

/** The width of a map beside a slice, or alone.
 * @type {(context: SlicesContext, slice: number, high: number) => number} */
function roomBeside({ beside, cell, signal, layer }, slice, high) {
  const room = beside ? cell - slice - 6 : cell;
  return signal && layer.ow > 1 ? room : Math.min(high - 4, room);
}

/**
 * The numbers of a slice, or their colours where numbers have no room.
 * @param {Board} board
 * @param {SlicesContext} context
 * @param {Point & {o: number, c: number, cell: Cell}} slice
 */
function putSlice(board, context, slice) {
  const { layer, decimals, signal } = context;
  const { wide, tall } = slice.cell;
  const size = layer.kw * layer.kh === 1 ? 22 : Math.min(14, 0.75 * wide);
  const blocks = wide < (decimals.weights ? (signal ? 21 : 28) : 15) || tall < 13;
  putWeights(board, context, { size, blocks, ...slice });
}

/**
 * A partial map or running sum; an outline while it waits.
 * @param {Board} board
 * @param {SlicesContext} context
 * @param {Square & {role: "partial", o: number, c: number}} square
 */
function putPart(board, context, square) {
  const { layer, state, hasMaps } = context;
  if (!hasMaps) return;
  const { o, c, x, y, size, high = size } = square;
  if (putGap(board, context, square, { x, y, w: size, h: high })) return;
  const running = state.view === "running sum";
  const sum = () => sumMap(context, o, layer.running(o, c));
  putPicture(board, context, running ? sum() : partialMap(context, o, c), square);
}

/**
 * A map, ringed at the picked pixel if its kernel is picked.
 * @param {Board} board
 * @param {SlicesContext} context
 * @param {MapData} map
 * @param {MapSquare} square
 */
function putPicture(board, context, map, square) {
  const at = putMap(board, context, map, square);
  if (square.o === context.state.out_channel) ringPixel(board, at, context.state);
}

/**
 * The bias, the equals sign and the feature map.
 * @param {Board} board
 * @param {SlicesContext} context
 * @param {{o: number, y: number, high: number, middle: number}} row
 */
function putEnd(board, context, { o, y, high, middle }) {
  const { layer, state, spec, look, decimals, channels, biasX, mapX, open, signal } = context;
  const { sign: size } = context;
  const strong = o === state.out_channel;
  if (spec.has_bias) {
    const faded = state.step >= 0;
    const x = plusX(context, channels - 1);
    putSign(board, "+", { x, y: middle, strong, faded, size });
    const words = text(layer.bias[o], decimals.biases);
    board.add("pill", { text: words, x: biasX, y: middle, max: look.bias, faded });
  }
  putSign(board, "=", { x: mapX - 9, y: middle, strong, size });
  const map = featureMap(context, o);
  if (signal) {
    const tall = Math.min(SIGNAL.map, high - 8);
    const line = { x: mapX, y: middle - tall / 2, size: look.map, high: tall };
    return putPicture(board, context, map, { role: "map", o, ...line });
  }
  const room = strong ? open.high : high - 4;
  const side = Math.min(look.map, room);
  const top = strong ? y + 6 + room - side : y + 2 + (room - side) / 2;
  const corner = { x: mapX + (look.map - side) / 2, y: top };
  putPicture(board, context, map, { role: "map", o, size: side, ...corner });
}

/**
 * What each channel adds at the picked pixel, the bias, and the total under the map.
 * @param {Board} board
 * @param {SlicesContext} context
 * @param {number} y
 */
function putSums(board, context, y) {
  const { look, state, spec, accounts, cell, channels, biasX, mapX, open, sign } = context;
  const middle = y + SUM / 2;
  const size = cell >= 56 ? 17 : 15;
  const strong = true;
  for (const [i, one] of accounts.entries()) {
    const x = columnX(context, one.c);
    putSum(board, context, one, { x, y, w: cell, h: SUM }, size);
    if (i < accounts.length - 1) {
      const faded = isWaiting(context, state.out_channel, one.c + 1);
      putSign(board, "+", { x: plusX(context, one.c), y: middle, strong, faded, size: sign });
    }
    if (one === inspected(context)) putFrame(board, context, x, y - 6 - open.high);
  }
  if (spec.has_bias) {
    const faded = state.step >= 0;
    putSign(board, "+", { x: plusX(context, channels - 1), y: middle, strong, faded, size: sign });
    putBias(board, context, { x: biasX, y: middle, max: look.bias });
  }
  putSign(board, "=", { x: mapX - 9, y: middle, strong, size: sign });
  putTotal(board, context, { x: mapX, y, w: look.map, h: SUM }, size);
}

/**
 * The ink frame round a channel's column, which the panel takes apart.
 * @param {Board} board
 * @param {SlicesContext} context
 * @param {number} x
 * @param {number} y
 */
function putFrame(board, { cell, open }, x, y) {
  const frame = { x, y, w: cell, h: open.high + 6 + SUM };
  board.add("ring", { width: 2, halo: 0.5, colour: "ink", ...frame });
}

// ---- The sum that is taken apart

/**
 * Right of the rows: the map, and the sum in the frame taken apart. Returns where it ends.
 * @param {Board} board
 * @param {SlicesContext} context
 */
function putPanel(board, context) {
  const { look, width, layer, limits, decimals } = context;
  const { kh, kw } = layer;
  const x = look.panel + 12;
  const w = width - 12 - x;
  putTitle(board, context, { x, y: 16, w });
  putLargeMap(board, context, { x, y: 30, size: w });
  const one = inspected(context);
  putChannelName(board, context, one.c, { x, y: 50 + w, max: 70 });
  const tall = Math.max(14, Math.min(look.cell, (3 * look.cell) / kh));
  const cell = { wide: w / kw, tall };
  const size = Math.min(15, tall - 3);
  const [slices, windows, products] = [0, 1, 2].map((i) => 68 + w + i * (22 + tall * kh));
  putWords(board, "slice", "", { x, y: slices });
  const faded = isFaded(context, one);
  const figures = { columns: kw, decimals: decimals.weights, cell, size, faded };
  const scale = { scheme: /** @type {const} */ ("signed"), range: limits.slices };
  putFigures(board, { values: one.slice, ...scale, ...figures, x, y: slices + 11 });
  const at = { x, y: slices + 11, w, h: tall * kh, scale: cell.wide, tall };
  board.places.push({ role: "slice", o: context.state.out_channel, c: one.c, ...at });
  putWords(board, "window", "×", { x, y: windows });
  putWindow(board, context, one, { x, y: windows + 11, cell, size });
  const all = context.accounts.length * kh * kw;
  putWords(board, `${kh * kw} of ${all} products`, "=", { x, y: products });
  putProducts(board, context, one, { x, y: products + 11, cell, size });
  const y = products + 11 + tall * kh + 6;
  putAdded(board, context, one, { x, y, w });
  return y + SUM + 8;
}

/**
 * Which map and which of its pixels.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {Point & {w: number}} line
 */
function putTitle(board, { layer, state }, { x, y, w }) {
  board.add("text", { text: `map ${state.out_channel}`, x, y, bold: true, max: 54 });
  const place = placeWords(layer, state);
  const look = { y, align: /** @type {const} */ ("right"), max: w - 58 };
  board.add("text", { text: place, x: x + w, colour: "pick-ink", ...look });
}

/**
 * What stands below, and the sign before it.
 * @param {Board} board
 * @param {string} words
 * @param {string} sign
 * @param {Point} start
 */
function putWords(board, words, sign, { x, y }) {
  const colour = /** @type {const} */ ("ink-2");
  if (sign) board.add("text", { text: sign, x: x + 6, y, size: 18, align: "center", colour });
  board.add("text", { text: words, x: sign ? x + 18 : x, y, size: 14, colour });
}

/**
 * Under the rows, in a narrow window: the map left, the sum taken apart right of it. Returns where
 * it ends.
 * @param {Board} board
 * @param {SlicesContext} context
 * @param {number} y
 */
function putBelow(board, context, y) {
  const [side, left] = [160, 188];
  const { width, printed } = context;
  const high = side + 46;
  board.add("ground", { x: 0, y, w: width, h: high, colour: "pick-ground" });
  putTitle(board, context, { x: 12, y: y + 18, w: side });
  putLargeMap(board, context, { x: 12, y: y + 34, size: side });
  const one = inspected(context);
  putChannelName(board, context, one.c, { x: left, y: y + 18, max: 120 });
  const w = width - 12 - left;
  const span = { x: left, y: y + 38, wide: (w - 48) / 3, gap: 24, printed };
  putFactors(board, context, one, span);
  putInputRange(board, context, { x: left, y: y + side - 2 });
  putAdded(board, context, one, { x: left + w - 184, y: y + side + 4, w: 184 });
  return y + high;
}
