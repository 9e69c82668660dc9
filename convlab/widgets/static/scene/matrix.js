// 1×1 kernels: a matrix of weights times the values of one pixel, the picked row opened below.

import { upTo } from "../numbers/range.js";
import { counted, text } from "../numbers/show.js";
import { placeWords } from "../numbers/words.js";
import { makeBoard } from "./board.js";
import { inputScale } from "./inputs.js";
import { centreMap, putMap, sumMap, tallOf } from "./maps.js";
import { picked } from "./pointing.js";
import { ringPixel, THIN, windowBoxes } from "./rings.js";
import { legendOf, mapScale } from "./scales.js";
import {
  contextOf as contextOfWall,
  isNarrow,
  isOne,
  LINE,
  putFrames,
  putLadder,
  putSign,
  putSwatch,
  rowOf,
  scaleOfParts,
} from "./wall.js";

/**
 * @import {
 *   Board, ExplorerScene, Layout, MapScale, Point, PointedPlace, Rectangle, SceneContext, Views,
 * } from "../types.js"
 */
/** @import { Share, WallContext } from "./wall.js" */

/** @type {Record<number, import("./wall.js").Look>} */
const LOOKS = {
  1000: lookOf(42, 704, 885, 372, 8),
  640: lookOf(34, 460, 12, 0, 4),
  390: lookOf(30, 348, 12, 0, 6),
};
const TOP = 72; // of the matrix
const DEEP = 288; // the most that its rows take

/** Where products stand in the open row: the first, from one to the next, and how wide they are.
 * @type {Record<number, {left: number, pitch: number, wide: number}>} */
const PRODUCTS = {
  1000: { left: 72, pitch: 84, wide: 66 },
  640: { left: 68, pitch: 78, wide: 60 },
};

/**
 * What of a wall's look a matrix has.
 * @param {number} left
 * @param {number} side
 * @param {number} map
 * @param {number} row
 * @param {number} loudest
 * @returns {import("./wall.js").Look}
 */
function lookOf(left, side, map, row, loudest) {
  /** @type {[number, number, number]} */
  const none = [0, 0, 0];
  const places = { chart: none, lens: none, map: /** @type {typeof none} */ ([map, 30, 105]) };
  return { left, side, account: [0, 0], ...places, row, loudest };
}

/**
 * @typedef {WallContext & {pitch: number, high: number, end: number}} MatrixContext  pitch, high:
 *   of a cell of the matrix; end: where its columns end
 * @typedef {Point & {across: number}} Grid  of small maps
 */

/**
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
export function buildMatrix(given) {
  const context = contextOf(given);
  const board = makeBoard();
  putInputs(board, context);
  putMatrix(board, context);
  const height = putRest(board, context, TOP + context.high * context.layer.outChannels + 8);
  const { limits } = context;
  const legends = [
    { words: "weights", range: limits.slices, root: false },
    legendOf("maps", limits),
  ];
  const { boxes, places, slots } = board;
  return { boxes, places, slots, legends, width: context.width, height };
}

/** @param {SceneContext} given @returns {MatrixContext} */
function contextOf(given) {
  const { layer } = given;
  const wall = contextOfWall({ ...given, state: { ...given.state, adding: "as given" } }, LOOKS);
  const [kernels, channels] = layer.weightShape;
  const pitch = Math.min(44, Math.floor((2 * wall.look.side) / channels) / 2);
  const high = Math.min(28, Math.floor((2 * DEEP) / kernels) / 2);
  const end = wall.look.left + pitch * layer.inChannels;
  return { ...wall, state: given.state, pitch, high, end };
}

/**
 * What stands beside and below the matrix. Returns where it ends.
 * @param {Board} board
 * @param {MatrixContext} context
 * @param {number} bottom
 */
function putRest(board, context, bottom) {
  if (context.width >= 640) putOutputs(board, context);
  if (context.width >= 1000) {
    putMaps(board, context);
    return putProducts(board, context, Math.max(bottom, 300));
  }
  putSmallMap(board, context, bottom);
  if (!isNarrow(context)) return putProducts(board, context, bottom + 140);
  const below = { ...context, look: { ...context.look, row: bottom + 140 } };
  return putLadder(board, below, putLine);
}

/** @type {(context: WallContext, c: number) => number} what channel c holds at the picked pixel */
const valueAt = ({ layer, state }, c) => layer.window(c, state.row, state.col).window[0];

/**
 * The channels, and the values of the picked pixel in an amber frame.
 * @param {Board} board
 * @param {MatrixContext} context
 */
function putInputs(board, context) {
  const { layer, look, pitch, limits, ratio, loudest, decimals, state, width, o } = context;
  const x = look.left;
  const side = Math.min(40, pitch - 1);
  const each = pitch >= 19 ? 1 : pitch >= 12 ? 2 : 4;
  const [, h, w] = layer.xShape;
  const small = Math.min(22, side);
  for (const c of context.columns) {
    const left = x + c * pitch;
    if (c % each === 0 || (each === 1 && loudest.includes(c))) {
      const number = { text: String(c), x: left + side / 2, y: 8, size: 14 };
      const bold = loudest.includes(c);
      board.add("text", { align: "center", colour: "channel", bold, ...number });
    }
    const square = { x: left + (side - small) / 2, y: 17, size: small };
    const map = { data: layer.channel(c), w, h, ...inputScale(limits, "grey") };
    const at = centreMap(board, map, square, ratio);
    board.places.push({ role: "input", c, w: w * at.scale, h: h * tallOf(at), ...at });
    if (small >= 20 && layer.reads(o, c)) {
      board.boxes.push(...windowBoxes(layer, at, state, THIN));
    }
  }
  const values = context.columns.map((c) => valueAt(context, c));
  const cells = { values, columns: layer.inChannels, cell: pitch, tall: 22, size: 14 };
  const few = { decimals: Math.min(1, decimals.input), blocks: pitch < 20 };
  board.add("cells", { x, y: 41, ...cells, ...few, ...inputScale(limits, "grey") });
  board.add("ring", { x, y: 41, w: pitch * layer.inChannels, h: 22 });
  if (width < 1000) return;
  board.add("text", { text: "input", x: 4, y: 28, size: 14, colour: "ink-2", max: 34 });
  board.add("text", { text: "pixel", x: 4, y: 52, size: 14, colour: "pick-ink", max: 34 });
  const place = placeWords(layer, state);
  board.add("text", { text: place, x: 885, y: 152, colour: "pick-ink", max: 105 });
}

// ---- The matrix

/** Does the matrix show weight × value? @param {SceneContext} context */
const showsProducts = ({ state: { view } }) => view === "partial map";

/**
 * The weights, or weight × value; amber round the picked row, ink round its loudest.
 * @param {Board} board
 * @param {MatrixContext} context
 */
function putMatrix(board, context) {
  const { layer, look, pitch, high, o, loudest, rest, state } = context;
  const { groups, inChannels, outChannels } = layer;
  for (let g = 0; g < groups; g++) putGroup(board, context, g);
  if (groups > 1 && pitch >= 8) putAbsent(board, context);
  const corner = { x: look.left, y: TOP };
  if (groups > 1) putFrames(board, layer, { ...corner, cell: pitch, tall: high });
  putBrackets(board, context);
  putLabels(board, context);
  const x = look.left;
  const y = TOP + o * high;
  for (const c of rest.length ? loudest : []) {
    const box = { x: x + c * pitch + 1, y: y + 1, w: pitch - 2, h: high - 2 };
    board.add("ring", { width: 1, halo: 0.5, colour: "ink", ...box });
  }
  const [first, end] = layer.range(o);
  const own = { x: x + first * pitch, y, w: (end - first) * pitch, h: high };
  board.add("ring", { halo: 1, ...own });
  const matrix = { x, y: TOP, w: inChannels * pitch, h: outChannels * high };
  board.places.push({ role: "wall", scale: pitch, tall: high, ...matrix });
  if (state.target !== "weight") return;
  const cell = { x: x + state.in_channel * pitch, y: TOP + o * high, w: pitch, h: high };
  const size = { scale: pitch, tall: high };
  board.places.push({ role: "slice", o, c: state.in_channel, ...cell, ...size });
}

/**
 * The weights of one group, or what they add.
 * @param {Board} board
 * @param {MatrixContext} context
 * @param {number} g
 */
function putGroup(board, context, g) {
  const { layer, look, pitch, high, limits, decimals } = context;
  const { groups, inChannels, outChannels } = layer;
  const [rows, columns] = [outChannels / groups, inChannels / groups];
  const [top, left] = [g * rows, g * columns];
  const isProduct = showsProducts(context);
  const list = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const products = rowOf(context, top + i);
    for (let j = 0; j < columns; j++) {
      const c = left + j;
      list[i * columns + j] = isProduct ? products[c] : layer.slice(top + i, c)[0];
    }
  }
  /** @type {MapScale} */
  const scale = isProduct ? scaleOfParts(context) : { scheme: "signed", range: limits.slices };
  const blocks = pitch < (decimals.weights ? 40 : 22) || high < 15;
  const cells = { values: list, columns, cell: pitch, tall: high, inset: 0.5, size: 14, blocks };
  const place = { x: look.left + left * pitch, y: TOP + top * high };
  board.add("cells", { decimals: decimals.weights, ...cells, ...place, ...scale });
}

/**
 * Dots where kernels have no weight.
 * @param {Board} board
 * @param {MatrixContext} context
 */
function putAbsent(board, { layer, look, pitch, high }) {
  for (let o = 0; o < layer.outChannels; o++) {
    for (let c = 0; c < layer.inChannels; c++) {
      if (layer.reads(o, c)) continue;
      board.add("absent", { x: look.left + (c + 0.5) * pitch, y: TOP + (o + 0.5) * high });
    }
  }
}

/**
 * @param {Board} board
 * @param {MatrixContext} context
 */
function putBrackets(board, { layer, look, high, end }) {
  const deep = high * layer.outChannels;
  for (const [x, dx] of [
    [look.left - 4, 5],
    [end + 4, -5],
  ]) {
    board.add("rule", { x, y: TOP - 3, dx: 0, dy: deep + 6, width: 2 });
    for (const y of [TOP - 3, TOP + deep + 3]) board.add("rule", { x, y, dx, dy: 0, width: 2 });
  }
}

/**
 * The kernels' numbers.
 * @param {Board} board
 * @param {MatrixContext} context
 */
function putLabels(board, { layer, look, high, o: picked }) {
  const each = Math.ceil(14 / high);
  for (let o = 0; o < layer.outChannels; o++) {
    const isHere = o === picked;
    if (!isHere && (o % each || Math.abs(o - picked) < each)) continue;
    const label = { text: String(o), x: look.left - 8, y: TOP + (o + 0.5) * high };
    const size = isHere ? 16 : 14;
    board.add("text", { size, bold: true, align: "right", colour: "kernel", ...label });
  }
}

/**
 * The bias of each row, and what it comes to.
 * @param {Board} board
 * @param {MatrixContext} context
 */
function putOutputs(board, { layer, spec, high, end, totals, limits, whole }) {
  const x = end + 8;
  const isWritten = high >= 14;
  const head = { y: 52, size: 14, align: /** @type {const} */ ("center") };
  if (spec.has_bias) board.add("text", { text: "bias", x: x + 36, colour: "bias", ...head });
  board.add("text", { text: "output", x: x + 94, colour: "ink-2", ...head });
  const few = whole ? 0 : 1;
  for (let o = 0; o < layer.outChannels; o++) {
    const middle = TOP + (o + 0.5) * high;
    const small = { y: middle, size: 14, align: /** @type {const} */ ("center") };
    if (spec.has_bias && isWritten) {
      board.add("text", { text: "+", x: x + 6, colour: "ink-2", ...small });
      const bias = { text: text(layer.bias[o], few), x: x + 36, bold: true, max: 48 };
      board.add("text", { colour: "bias", ...bias, ...small });
    }
    if (isWritten) board.add("text", { text: "=", x: x + 66, colour: "ink-2", ...small });
    const cell = { values: [totals[o]], columns: 1, cell: 46, tall: high, size: 14, bold: true };
    const place = { x: x + 73, y: TOP + o * high };
    const look = { decimals: few, blocks: !isWritten, ...mapScale(limits) };
    board.add("cells", { ...place, ...cell, ...look });
  }
}

// ---- Maps

/** @type {(context: MatrixContext, o: number) => import("../types.js").MapData} */
const mapOf = (context, o) => sumMap(context, o, context.layer.sum(o), context.layer.bias[o]);

/**
 * The picked map, and all of them small.
 * @param {Board} board
 * @param {MatrixContext} context
 */
function putMaps(board, context) {
  const { o: picked, state, layer } = context;
  board.add("text", { text: `map ${picked}`, x: 885, y: 16, bold: true });
  const square = { x: 885, y: 30, size: 105 };
  const at = putMap(board, context, mapOf(context, picked), { role: "map", o: picked, ...square });
  ringPixel(board, at, state);
  const words = { text: `all ${layer.outChannels} maps`, x: 885, y: 186, max: 105 };
  board.add("text", { colour: "ink-2", ...words });
  putThumbs(board, context, { x: 885, y: 200, across: isFew(context) ? 4 : 8 });
}

/** Have all maps room at more than a glance? @param {MatrixContext} context */
const isFew = ({ layer }) => layer.weightShape[0] <= 16;

/**
 * All maps, small.
 * @param {Board} board
 * @param {MatrixContext} context
 * @param {Grid} grid
 */
function putThumbs(board, context, { x: left, y: top, across }) {
  const { o: picked, layer, ratio } = context;
  const [pitch, size] = isFew(context) ? [28, 22] : [13.5, 11];
  for (const o of upTo(0, layer.outChannels)) {
    const x = left + (o % across) * pitch;
    const y = top + Math.floor(o / across) * pitch;
    centreMap(board, mapOf(context, o), { x, y, size }, ratio);
    board.places.push({ role: "tab", o, x, y, w: size, h: size });
    if (o === picked) board.add("ring", { x, y, w: size, h: size, halo: 1 });
  }
}

/**
 * The picked map under the matrix, in a narrow window, and all of them small.
 * @param {Board} board
 * @param {MatrixContext} context
 * @param {number} y
 */
function putSmallMap(board, context, y) {
  const { layer, o, state, width } = context;
  const square = { x: 12, y: y + 12, size: 105 };
  const at = putMap(board, context, mapOf(context, o), { role: "map", o, ...square });
  ringPixel(board, at, state);
  board.add("text", { text: `map ${o}`, x: 132, y: y + 30, bold: true });
  const place = placeWords(layer, state);
  board.add("text", { text: place, x: 132, y: y + 54, colour: "pick-ink" });
  const all = { text: `all ${layer.outChannels} maps`, x: width - 12, y: y + 30, max: 120 };
  board.add("text", { align: "right", colour: "ink-2", ...all });
  const across = (isNarrow(context) ? 8 : 16) * (isFew(context) ? 1 : 2);
  putThumbs(board, context, { x: 132, y: y + 76, across });
}

// ---- The picked row

/**
 * Weight × value = product of the loudest channels, all others, the bias, the total. Returns where
 * it ends.
 * @param {Board} board
 * @param {MatrixContext} context
 * @param {number} y
 */
function putProducts(board, context, y) {
  const { o, layer, shares, spec, rest, loudest, width } = context;
  const { left, pitch } = placesOf(context);
  board.add("ground", { x: 0, y, w: Math.min(1000, width), h: 152, colour: "pick-ground" });
  const [first, end] = layer.range(o);
  const last = spec.has_bias ? "1 bias, 1 number." : "1 number.";
  const words = `Row ${o} × the pixel: ${counted(end - first, "product")}, ${last}`;
  board.add("text", { text: words, x: 12, y: y + 17, size: 16, bold: true, max: 560 });
  if (rest.length) {
    const right = Math.min(1000, width) - 12;
    const note = { text: `Framed above: the ${loudest.length} loudest.`, x: right, y: y + 17 };
    board.add("text", { align: "right", colour: "ink-2", ...note });
  }
  /** @type {[words: string, down: number][]} */
  const labels = [
    ["weight", 63],
    ["× value", 89],
    ["product", 121],
  ];
  for (const [label, down] of labels) {
    board.add("text", { text: label, x: 12, y: y + down, size: 14, colour: "ink-2" });
  }
  for (const [i, share] of shares.entries()) {
    const x = left + i * pitch;
    if (i) putSign(board, "+", x - 9, y + 121, true);
    putProduct(board, context, share, { x, y });
  }
  putEnd(board, context, { x: left + shares.length * pitch, y });
  return y + 152;
}

/** @param {MatrixContext} context */
const placesOf = ({ width }) => PRODUCTS[width >= 1000 ? 1000 : 640];

/**
 * One channel's weight × value = product, or the sum of all others.
 * @param {Board} board
 * @param {MatrixContext} context
 * @param {Share} share
 * @param {{x: number, y: number}} corner
 */
function putProduct(board, context, share, { x, y }) {
  const { limits } = context;
  const { wide } = placesOf(context);
  const [c] = share.channels;
  const one = isOne(context, share);
  const center = { x: x + wide / 2, align: /** @type {const} */ ("center") };
  const words = one ? String(c) : `${share.channels.length} more`;
  board.add("text", { text: words, y: y + 40, bold: true, colour: "channel", ...center });
  if (one) {
    putWeight(board, context, c, { x, y: y + 51, w: wide, h: 24 });
    putValue(board, context, c, { x, y: y + 77, w: wide, h: 24 });
  } else {
    board.add("text", { text: "their sum", y: y + 76, size: 14, colour: "ink-2", ...center });
  }
  const box = { x, y: y + 104, w: wide, h: 34 };
  putSwatch(board, context, share.value, box, mapScale(limits));
  if (one) board.places.push({ role: "subtotal", c, ...box });
}

/**
 * The picked kernel's weight of channel c.
 * @param {Board} board
 * @param {WallContext} context
 * @param {number} c
 * @param {Rectangle} box
 */
function putWeight(board, { layer, limits, o, whole, decimals }, c, { x, y, w, h }) {
  const weight = { values: layer.slice(o, c), decimals: whole ? 0 : Math.max(2, decimals.weights) };
  /** @type {MapScale} */
  const scale = { scheme: "signed", range: limits.slices };
  board.add("cells", { x, y, columns: 1, cell: w, tall: h, ...weight, ...scale });
  board.places.push({ role: "slice", o, c, x, y, w, h, scale: w, tall: h });
}

/**
 * What channel c holds at the picked pixel.
 * @type {typeof putWeight}
 */
function putValue(board, context, c, { x, y, w, h }) {
  const seen = { values: [valueAt(context, c)], decimals: context.whole ? 0 : 2 };
  const scale = inputScale(context.limits, "grey");
  board.add("cells", { x, y, columns: 1, cell: w, tall: h, ...seen, ...scale });
}

/**
 * On a phone: weight × value = product in a line of its own, or the sum of all others.
 * @param {Board} board
 * @param {WallContext} context
 * @param {Share} share
 * @param {number} y
 * @param {boolean} isFirst
 */
function putLine(board, context, share, y, isFirst) {
  const [c] = share.channels;
  const one = isOne(context, share);
  const middle = y + LINE / 2;
  const words = one ? String(c) : `${share.channels.length} more, their sum`;
  board.add("text", { text: words, x: 12, y: middle, bold: one, colour: "channel", max: 150 });
  if (one) {
    putWeight(board, context, c, { x: 52, y: middle - 15, w: 74, h: 30 });
    putSign(board, "×", 140, middle);
    putValue(board, context, c, { x: 154, y: middle - 15, w: 74, h: 30 });
    putSign(board, "=", 244, middle);
  }
  if (!isFirst) putSign(board, "+", 268, middle, true);
  const box = { x: 282, y: y + 5, w: 96, h: 36 };
  putSwatch(board, context, share.value, box, mapScale(context.limits));
  if (one) board.places.push({ role: "subtotal", c, ...box });
}

/**
 * The bias, and the total in its box.
 * @param {Board} board
 * @param {MatrixContext} context
 * @param {{x: number, y: number}} corner
 */
function putEnd(board, context, { x: left, y }) {
  const { spec, layer, o, printed, limits, totals } = context;
  let x = left;
  const head = { y: y + 40, bold: true, align: /** @type {const} */ ("center") };
  if (spec.has_bias) {
    putSign(board, "+", x - 9, y + 121, true);
    board.add("text", { text: "bias", x: x + 33, colour: "bias", ...head });
    board.add("pill", { text: text(layer.bias[o], printed), x: x + 33, y: y + 121, max: 70 });
    x += placesOf(context).pitch;
  }
  putSign(board, "=", x - 9, y + 121, true);
  board.add("text", { text: `map ${o}`, x: x + 42, ...head });
  const box = { x: x + 4, y: y + 104, w: 76, h: 34 };
  putSwatch(board, context, totals[o], box, mapScale(limits));
  board.add("ring", { width: 3, ...box });
}

// ---- What a hand does there

/** @param {PointedPlace} place */
const cellOf = ({ row = 0, col = 0 }) => ({ out_channel: row, in_channel: col });

/** @type {Views} */
const VIEWS = {
  words: "matrix shows",
  options: [
    ["slice and partial map", "weights"],
    ["partial map", "weight × value"],
  ],
};

/** @type {Layout} */
export const MATRIX = {
  build: buildMatrix,
  views: VIEWS,
  idle: "Click a weight of the matrix to open its row, or a pixel of a map. Arrow keys move on.",
  most: 1000,
  pick(place, state, layer) {
    if (place.role === "tab") return { out_channel: place.o };
    return place.role === "wall" ? cellOf(place) : picked(place, state, layer);
  },
  say(place, state, layer, nameOf) {
    if (place.role === "tab") return `Map ${place.o}: a click opens its row.`;
    if (place.role !== "wall") return null;
    const { out_channel: o, in_channel: c } = cellOf(place);
    if (!layer.reads(o, c)) return `Kernel ${o} does not read ${nameOf(c)}.`;
    const { slice, subtotal } = layer.account(o, c, state.row, state.col);
    const weight = `weight[${o}, ${c}] of ${nameOf(c)} is ${text(slice[0], 2)}`;
    return `${weight}, and adds ${text(subtotal, 2, true)} at this pixel.`;
  },
};
