// One slice for each channel: a line for each kernel, the picked one taken apart below.

import { upTo, within } from "../numbers/range.js";
import { counted, deadKernels, decimalsOf as decimalsIn, text } from "../numbers/show.js";
import { placeWords } from "../numbers/words.js";
import { makeBoard } from "./board.js";
import { inputScale } from "./inputs.js";
import { centreMap, putMap, sumMap, tallOf } from "./maps.js";
import { picked } from "./pointing.js";
import { isCopied, ringPixel, THIN, windowBoxes } from "./rings.js";
import { legendOf, mapScale } from "./scales.js";

/**
 * @import {
 *   Board, ChannelAccount, Colour, ExplorerScene, Layout, MapScale, Point, PointedPlace,
 *   SceneContext,
 * } from "../types.js"
 */
/** @import { Layer } from "../numbers/layer.js" */

/**
 * Where everything stands at one width.
 * @typedef {object} Look
 * @property {number} columns  of lines
 * @property {boolean} beside  whether map and key are right of the lines, or below
 * @property {number} wide  of a window, slice or product in the open line
 * @property {number} open  the height of the open line
 */

/** @type {Record<number, Look>} */
const LOOKS = {
  1000: { columns: 3, beside: true, wide: 144, open: 122 },
  640: { columns: 2, beside: false, wide: 112, open: 198 },
  390: { columns: 1, beside: false, wide: 104, open: 224 },
};
const LINE = 34.5; // from one line to the next
const PITCH = 242; // from one column to the next
const TOP = 30; // of the first line
const KEY = 112; // the side of the picture of where slices stand
const MOST = 33; // kernels that all have a line
const PAGE = 30; // lines where there are more kernels
const MOSAIC = { w: 244, h: 150 }; // the picture of all kernels then
const NOTE =
  "Each kernel has one slice and sees one channel. " +
  "Nothing is added across channels; only the bias is.";

/**
 * @typedef {SceneContext & {
 *   look: Look,
 *   o: number,
 *   isLarge: boolean,
 *   shown: number[],
 *   lines: number,
 *   peaks: number[],
 *   account: ChannelAccount,
 *   printed: number,
 * }} LinesContext  isLarge: there are more kernels than lines; shown: those that have one; peaks:
 *   the largest weight of each kernel
 */

/**
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
export function buildDepthwise(given) {
  const context = contextOf(given);
  const { look, width, limits, shown } = context;
  const board = makeBoard();
  for (let column = 0; column < look.columns; column++) putHeads(board, context, column * PITCH);
  for (const o of shown) putLine(board, context, o);
  const end = TOP + context.lines * LINE;
  const ends = look.beside
    ? putNotes(board, context, { x: 742, y: putSide(board, context, { x: 742, y: 13 }) })
    : putSide(board, context, { x: 12, y: putNotes(board, context, { x: 12, y: end }) + 20 });
  const height = putOpen(board, context, Math.max(end, ends));
  const legends = [legendOf("maps", limits)];
  const { boxes, places, slots } = board;
  return { boxes, places, slots, legends, width, height, note: NOTE };
}

/** @param {SceneContext} given @returns {LinesContext} */
function contextOf(given) {
  const { layer, state, width } = given;
  const look = LOOKS[Math.min(1000, width)];
  const o = state.out_channel;
  const most = layer.weightShape[0];
  const isLarge = most > MOST;
  const lines = Math.ceil((isLarge ? PAGE : most) / look.columns);
  const first = isLarge ? Math.floor(o / PAGE) * PAGE : 0;
  const shown = upTo(first, Math.min(layer.outChannels, first + (isLarge ? PAGE : most)));
  const account = layer.account(o, o, state.row, state.col);
  const printed = given.decimals.maps;
  return { ...given, look, o, isLarge, shown, lines, peaks: layer.peaks(), account, printed };
}

/**
 * What is to be said of the lines, and of the scales of slices. Returns where it ends.
 * @param {Board} board
 * @param {LinesContext} context
 * @param {Point} corner
 */
function putNotes(board, { peaks, isLarge, shown, layer }, { x, y }) {
  const dead = deadKernels(peaks).filter((o) => shown.includes(o));
  const ends = `${text(shown[0])} to ${text(shown[shown.length - 1])}`;
  const lines = ["each slice on its own scale"];
  if (isLarge) lines.unshift(`kernels ${ends} of ${text(layer.outChannels)}`);
  if (dead.length) lines.push(`${dead.join(", ")}: all but 0`);
  const look = { x, size: 14, max: 246, colour: /** @type {const} */ ("ink-2") };
  for (const [i, words] of lines.entries()) {
    board.add("text", { text: words, y: y + 20 * (i + 1), ...look });
  }
  return y + 20 * lines.length + 8;
}

// ---- Lines

/**
 * What stands in a line.
 * @param {Board} board
 * @param {LinesContext} context
 * @param {number} x
 */
function putHeads(board, { spec }, x) {
  /** @type {[words: string, middle: number, colour: Colour][]} */
  const heads = [
    ["input", 50, "ink-2"],
    ["slice", 99, "ink-2"],
    ["bias", 153, "bias"],
    ["map", 210, "ink-2"],
  ];
  for (const [words, middle, colour] of heads) {
    if (words === "bias" && !spec.has_bias) continue;
    board.add("text", { text: words, x: x + middle, y: 14, size: 14, align: "center", colour });
  }
}

/**
 * Kernel o: input * slice + bias = map.
 * @param {Board} board
 * @param {LinesContext} context
 * @param {number} o
 */
function putLine(board, context, o) {
  const { lines, layer, spec, decimals, state, shown } = context;
  const i = o - shown[0];
  const x = Math.floor(i / lines) * PITCH;
  const y = TOP + (i % lines) * LINE;
  const isHere = o === context.o;
  const middle = y + LINE / 2;
  const line = { x: x + 2, y, w: 230, h: LINE };
  if (isHere) board.add("ground", { colour: "pick-ground", ...line });
  board.places.push({ role: "tab", o, ...line });
  const number = { text: String(o), x: x + 27, y: middle, bold: true };
  board.add("text", { align: "right", colour: "kernel", ...number });
  putInput(board, context, o, { x: x + 34, y: y + 1.25 });
  putSlice(board, context, o, { x: x + 84, y: y + 2.25 });
  putSign(board, "*", x + 75, middle, isHere);
  if (spec.has_bias) {
    putSign(board, "+", x + 124, middle, isHere);
    const bias = text(layer.bias[o], decimals.biases);
    board.add("pill", { text: bias, x: x + 153, y: middle, max: 48 });
  }
  putSign(board, "=", x + 184, middle, isHere);
  const square = { x: x + 194, y: y + 1.25, size: 32 };
  const at = putMap(board, context, mapOf(context, o), { role: "map", o, ...square });
  if (isHere) ringPixel(board, at, state);
}

/** @type {(context: SceneContext, o: number) => import("../types.js").MapData} */
const mapOf = (context, o) => sumMap(context, o, context.layer.sum(o), context.layer.bias[o]);

/** @type {(board: Board, context: LinesContext, c: number, corner: Point) => void} */
function putInput(board, { layer, limits, ratio, state, o }, c, corner) {
  const [, h, w] = layer.xShape;
  const map = { data: layer.channel(c), w, h, ...inputScale(limits, "grey") };
  const at = centreMap(board, map, { size: 32, ...corner }, ratio);
  board.places.push({ role: "input", c, w: w * at.scale, h: h * tallOf(at), ...at });
  if (c === o) board.boxes.push(...windowBoxes(layer, at, state, THIN));
}

/** A slice on its own scale, as blocks. @type {typeof putInput} */
function putSlice(board, { layer, peaks }, o, corner) {
  const { kh, kw } = layer;
  const scale = 30 / Math.max(kh, kw);
  const largest = Math.max(...peaks);
  const range = peaks[o] > largest / 500 ? peaks[o] : largest || 1;
  const map = { data: layer.slice(o, o), w: kw, h: kh, scale, range };
  board.add("map", { scheme: "signed", ...map, ...corner });
  const place = { w: kw * scale, h: kh * scale, scale, ...corner };
  board.places.push({ role: "slice", o, c: o, ...place });
}

/** @type {(board: Board, sign: string, x: number, y: number, strong: boolean) => void} */
function putSign(board, sign, x, y, strong) {
  /** @type {Colour} */
  const colour = strong ? "ink" : "ink-2";
  board.add("text", { text: sign, x, y, size: 18, bold: strong, align: "center", colour });
}

// ---- Beside the lines

/**
 * The picked map, and where the slices stand in the whole grid. Returns where they end.
 * @param {Board} board
 * @param {LinesContext} context
 * @param {Point} corner
 */
function putSide(board, context, { x, y }) {
  const { layer, state, o, look, width } = context;
  board.add("text", { text: `map ${o}`, x, y, bold: true });
  const place = placeWords(layer, state);
  board.add("text", { text: place, x: x + 62, y, colour: "pick-ink" });
  const square = { x, y: y + 15, size: 168 };
  const at = putMap(board, context, mapOf(context, o), { role: "map", o, ...square });
  ringPixel(board, at, state);
  const put = context.isLarge ? putMosaic : putKey;
  if (look.beside || width === 390) return put(board, context, { x, y: y + 204 });
  return Math.max(y + 190, put(board, context, { x: x + 220, y }));
}

/** How many kernels of a mosaic stand in a line, and how large each is. @param {number} count */
function mosaicOf(count) {
  const cell = Math.min(14, Math.floor(2 * Math.sqrt((MOSAIC.w * MOSAIC.h) / count)) / 2);
  return { cell, across: Math.floor(MOSAIC.w / cell) };
}

/**
 * What every kernel makes of the picked pixel, a cell for each. Returns where it ends.
 * @param {Board} board
 * @param {LinesContext} context
 * @param {Point} corner
 */
function putMosaic(board, { layer, limits, state, o }, { x, y }) {
  const count = layer.outChannels;
  board.add("text", { text: `all ${text(count)} maps at this place`, x, y, colour: "ink-2" });
  const top = y + 15;
  const { cell, across } = mosaicOf(layer.weightShape[0]);
  const values = upTo(0, count).map((i) => {
    const { window } = layer.window(i, state.row, state.col);
    const slice = layer.slice(i, i);
    return window.reduce((sum, value, k) => sum + value * slice[k], 0) + layer.bias[i];
  });
  const [h, left] = [Math.floor(count / across), count % across];
  const block = { w: across, scale: cell, ...mapScale(limits) };
  if (h) board.add("map", { data: values.slice(0, h * across), h, x, y: top, ...block });
  const last = { data: values.slice(h * across), x, y: top + h * cell };
  if (left) board.add("map", { ...block, ...last, h: 1, w: left });
  const lines = h + Number(left > 0);
  const at = { x: x + (o % across) * cell, y: top + Math.floor(o / across) * cell };
  board.add("ring", { ...at, w: cell, h: cell, halo: 1 });
  const place = { x, y: top, w: across * cell, h: lines * cell, scale: cell };
  board.places.push({ role: "wall", ...place });
  return top + lines * cell;
}

/** The kernel at a place of the mosaic. @type {(place: PointedPlace, layer: Layer) => number} */
function kernelAt({ row = 0, col = 0 }, { outChannels, weightShape }) {
  return within(row * mosaicOf(weightShape[0]).across + col, outChannels);
}

/**
 * The whole grid of kernels and channels, of which only the diagonal has slices. Returns where it
 * ends.
 * @param {Board} board
 * @param {LinesContext} context
 * @param {Point} corner
 */
function putKey(board, { layer, o }, { x, y }) {
  const count = layer.outChannels;
  board.add("text", { text: `where the ${count} slices stand`, x, y, colour: "ink-2" });
  const top = y + 15;
  const cell = KEY / count;
  board.add("ground", { x, y: top, w: KEY, h: KEY, colour: "ground" });
  for (const i of upTo(0, count)) {
    const place = { x: x + i * cell, y: top + i * cell, w: cell, h: cell };
    board.add("ground", { colour: "ink", ...place });
  }
  const middle = (o + 0.5) * cell;
  board.add("rule", { x: x + middle, y: top, dx: 0, dy: middle, colour: "channel" });
  board.add("rule", { x, y: top + middle, dx: middle, dy: 0, colour: "kernel" });
  board.add("ring", { x: x + o * cell, y: top + o * cell, w: cell, h: cell, halo: 1 });
  /** @type {[words: string, colour: Colour, bold: boolean][]} */
  const lines = [
    [`across: ${counted(count, "channel")}`, "channel", false],
    [`down: ${counted(count, "kernel")}`, "kernel", false],
    [`${text(count * (count - 1))} of ${text(count * count)}`, "ink", true],
    ["places have no slice", "ink-2", false],
  ];
  for (const [i, [words, colour, bold]] of lines.entries()) {
    const place = { x: x + KEY + 10, y: top + 14 + 24 * i, size: 14, max: 124 };
    board.add("text", { text: words, bold, colour, ...place });
  }
  return top + KEY;
}

// ---- The open line

/**
 * Window × slice = products → sum + bias = total. Returns where it ends.
 * @param {Board} board
 * @param {LinesContext} context
 * @param {number} end  of what stands above
 */
function putOpen(board, context, end) {
  const { layer, look, width, o, state, account, spec } = context;
  const y = end + 14;
  board.add("ground", { x: 0, y, w: width, h: look.open, colour: "pick-ground" });
  board.add("text", { text: `Map ${o}`, x: 12, y: y + 19, size: 17, bold: true });
  const place = placeWords(layer, state);
  const at = look.beside ? { x: 12, y: y + 44 } : { x: 96, y: y + 19 };
  board.add("text", { text: place, colour: "pick-ink", max: 140, ...at });
  if (look.beside) {
    const products = counted(account.products.length, "product");
    const words = spec.has_bias ? `${products}, 1 bias` : products;
    board.add("text", { text: words, x: 12, y: y + 66, size: 14, colour: "ink-2" });
    const name = spec.channel_names[o];
    const look = { x: 12, y: y + 90, max: 128, colour: /** @type {const} */ ("channel") };
    if (name) board.add("text", { text: name, bold: true, ...look });
  }
  const gap = look.beside ? 26 : 27;
  const corner = look.beside ? { x: 150, y: y + 12 } : { x: 12, y: y + 42 };
  putFactors(board, context, corner, gap);
  const sum = look.beside
    ? { x: 150 + 3 * look.wide + 2 * gap + 20, y: y + 50 }
    : { x: 34, y: y + 154 };
  putSum(board, context, sum);
  return y + look.open;
}

/**
 * Window × slice = products.
 * @param {Board} board
 * @param {LinesContext} context
 * @param {Point} corner
 * @param {number} gap
 */
function putFactors(board, context, { x, y }, gap) {
  const { layer, account, limits, look, printed, decimals, o } = context;
  const { kh, kw } = layer;
  const few = Math.min(printed, Math.max(2, decimals.input));
  const cell = look.wide / kw;
  const tall = Math.min(26, 84 / kh);
  const size = Math.min(15, tall - 4);
  /** @type {MapScale} */
  const slices = { scheme: "signed", range: limits.slices };
  const { window, outside, slice, products } = account;
  const border = { outside, copied: isCopied(layer) };
  const weights = Math.min(printed, decimalsIn(slice, 0, 2));
  const lists = [
    { words: "input", values: window, decimals: few, ...border, ...inputScale(limits, "grey") },
    { words: "slice", values: slice, decimals: weights, ...slices },
    { words: "products", values: products, decimals: printed, ...mapScale(limits) },
  ];
  for (const [i, { words, ...list }] of lists.entries()) {
    const left = x + i * (look.wide + gap);
    const head = { text: words, x: left + look.wide / 2, y: y + 5, size: 14 };
    board.add("text", { align: "center", colour: "ink-2", ...head });
    const blocks = cell < (list.decimals ? 24 : 15) || size < 9;
    board.add("cells", { x: left, y: y + 16, columns: kw, cell, tall, size, blocks, ...list });
    const place = { x: left, y: y + 16, w: look.wide, h: tall * kh, scale: cell, tall };
    if (words === "slice") board.places.push({ role: "slice", o, c: o, ...place });
    if (i) putSign(board, "×="[i - 1], left - gap / 2, y + 16 + (tall * kh) / 2, false);
  }
  board.add("ring", { x, y: y + 16, w: look.wide, h: tall * kh });
}

/**
 * → sum + bias = total.
 * @param {Board} board
 * @param {LinesContext} context
 * @param {Point} corner
 */
function putSum(board, context, { x: left, y }) {
  const { account, layer, spec, o, printed } = context;
  const middle = y + 20;
  putSign(board, "→", left - 10, middle, false);
  putSwatch(board, context, account.subtotal, { x: left, y, w: 84 });
  let x = left + 84;
  let total = account.subtotal;
  if (spec.has_bias) {
    total += layer.bias[o];
    putSign(board, "+", x + 16, middle, true);
    board.add("pill", { text: text(layer.bias[o], printed), x: x + 66, y: middle, max: 76 });
    x += 102;
  }
  putSign(board, "=", x + 14, middle, true);
  putSwatch(board, context, total, { x: x + 32, y, w: 96 });
  board.add("ring", { x: x + 32, y, w: 96, h: 40, width: 3 });
}

/**
 * @param {Board} board
 * @param {LinesContext} context
 * @param {number} value
 * @param {Point & {w: number}} box
 */
function putSwatch(board, { limits, printed }, value, box) {
  const look = { h: 40, size: 20, ...mapScale(limits) };
  board.add("swatch", { value, text: text(value, printed), ...box, ...look });
}

/** @type {Layout} */
export const DEPTHWISE = {
  build: buildDepthwise,
  most: 1000,
  idle: "Click a line to take it apart, or a pixel of a map or an input. Arrow keys move on.",
  finds: ["kernel"],
  pick(place, state, layer) {
    if (place.role === "wall") return { out_channel: kernelAt(place, layer) };
    return place.role === "tab" ? { out_channel: place.o } : picked(place, state, layer);
  },
  say(place, _, layer) {
    if (place.role === "wall") return `Kernel ${kernelAt(place, layer)}: a click takes it apart.`;
    return place.role === "tab" ? `Kernel ${place.o}: a click takes it apart.` : null;
  },
};
