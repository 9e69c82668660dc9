// The channel grid, where all of it fits: one row per kernel, one column per input channel; reading
// along a row adds.

import { text } from "../numbers/show.js";
import { partsOf } from "../numbers/state.js";
import {
  CHIPS,
  centreMap,
  featureMap,
  NOTE,
  NUMBER,
  partialMap,
  putMap,
  putNumbers,
  putScale,
  ringPixel,
  sumMap,
  WIDTH,
  widthOf,
} from "./board.js";
import { putInput, putInputRange } from "./inputs.js";

/** @import { Board, Colour, Point, SceneContext, TextBox } from "../types.js" */
/** @import { Columns } from "./columns.js" */
/** @typedef {SceneContext & {cols: Columns}} GridContext */

/**
 * The weight's axes by their numbers, as they run on the grid, in the order that a library uses.
 * Returns the next y.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {number} y
 */
export function putAxes(board, { state, spec }, y) {
  if (!spec.controls.includes("code")) return y;
  const [out, channel, row, column] = state.order === "Keras" ? [3, 2, 0, 1] : [0, 1, 2, 3];
  /** @type {[x: number, words: string, colour: Colour][]} */
  const lines = [
    [0, `axis ${out} ↓ kernels`, "kernel"],
    [168, `axis ${channel} → input channels`, "channel"],
    [392, `axes ${row}, ${column}: rows and columns of a slice`, "ink-2"],
  ];
  for (const [x, words, colour] of lines) {
    board.add("text", { text: words, x, y: y + 8, size: 14, colour, max: 380 });
  }
  return y + 32;
}

/**
 * The grid of these kernels, heads included. Returns the next y.
 * @param {Board} board
 * @param {GridContext} context
 * @param {number[]} rows
 * @param {number} y
 */
export function putGrid(board, context, rows, y) {
  let top = putHeads(board, context, y) + 8;
  const high = rowHeight(context);
  for (const o of rows) {
    putRow(board, context, { o, y: top, high });
    top += high + 16;
  }
  return top + 8;
}

// ---- Heads

/**
 * Channel heads and pictures along the top, the legend over the maps. Returns the next y.
 * @param {Board} board
 * @param {GridContext} context
 * @param {number} y
 */
function putHeads(board, context, y) {
  const { layer, cols, state } = context;
  const isAside = cols.beside && !cols.tiny; // the words stand left of the picture, or above it
  const top = isAside ? y : y + 30;
  const putHead = isAside ? putHeadAside : cols.tiny ? putHeadOfNumbers : putHeadAbove;
  const inset = isAside ? cols.w - 102 : cols.tiny ? 0 : (cols.w - cols.input) / 2;
  for (let c = 0; c < state.in_channels; c++) {
    putHead(board, context, c, y);
    putInput(board, context, c, { x: cols.x(c) + inset, y: top, size: cols.input });
  }
  const tall = cols.tiny ? NUMBER * (layer.xShape[1] + 2 * layer.padding) : cols.input;
  const bottom = top + tall;
  if (isAside && context.spec.photo) putPhoto(board, context, bottom);
  if (cols.tiny && layer.padding) putPaddingLegend(board, context, bottom);
  if (!cols.tiny) putInputRange(board, context.limits, { x: 0, y: bottom - 52 });
  putLegend(board, context, bottom);
  return bottom + 16;
}

/** @type {(c: number, name: string) => string} its name; a colour stands on a chip beside it */
const labelOf = (c, name) => (name && !CHIPS.has(name) ? name : `channel ${c}`);

/**
 * @param {Board} board
 * @param {GridContext} context
 * @param {number} c
 * @param {Point} corner
 * @returns {boolean} whether the channel has a chip
 */
function putChip(board, { layer, spec }, c, { x, y }) {
  const chip = CHIPS.get(spec.channel_names[c]);
  if (chip) board.add("chip", { x, y, hollow: layer.muted.has(c), ...chip });
  return Boolean(chip);
}

/**
 * Where the page puts the buttons of channel c: the second so far right of the first, or below.
 * @param {Board} board
 * @param {GridContext} context
 * @param {number} c
 * @param {Point & {w: number, right: number, down: number}} first
 */
function putButtons(board, { state }, c, { x, y, w, right, down }) {
  if (state.in_channels === 1) return;
  board.slots.push({ what: "mute", c, x, y, w, h: 24 });
  board.slots.push({ what: "solo", c, x: x + right, y: y + down, w, h: 24 });
}

/**
 * At the right end of a column's head.
 * @param {Board} board
 * @param {GridContext} context
 * @param {number} c
 * @param {number} y
 */
function putButtonsAfterName(board, context, c, y) {
  const end = context.cols.x(c) + context.cols.w;
  putButtons(board, context, c, { x: end - 96, y: y + 1, w: 47, right: 49, down: 0 });
}

/**
 * Chip, name and buttons one below the other.
 * @param {Board} board
 * @param {GridContext} context
 * @param {number} c
 * @param {number} y
 */
function putHeadAside(board, context, c, y) {
  const { cols, spec } = context;
  const x = cols.x(c);
  const hasChip = putChip(board, context, c, { x, y });
  board.add("text", {
    text: labelOf(c, spec.channel_names[c]),
    x,
    y: y + (hasChip ? 40 : 13),
    size: 14,
    colour: "channel",
    max: cols.slice + 12,
  });
  putButtons(board, context, c, { x, y: y + 53, w: 56, right: 0, down: 27 });
}

/** Chip, name and, where there is room, buttons on one line. @type {typeof putHeadAside} */
function putHeadOfNumbers(board, context, c, y) {
  const { cols, spec } = context;
  const x = cols.x(c);
  const hasChip = putChip(board, context, c, { x, y });
  const hasButtons = cols.w >= 196 && spec.controls.includes("play");
  const indent = hasChip ? 34 : 0;
  board.add("text", {
    text: labelOf(c, spec.channel_names[c]),
    x: x + indent,
    y: y + 13,
    colour: "channel",
    max: cols.w - indent - (hasButtons ? 98 : 0),
  });
  if (hasButtons) putButtonsAfterName(board, context, c, y);
}

/** Name and buttons on one line, or the name alone in the middle. @type {typeof putHeadAside} */
function putHeadAbove(board, context, c, y) {
  const { layer, cols, spec } = context;
  const x = cols.x(c);
  const name = spec.channel_names[c];
  /** @type {{y: number, bold: boolean, colour: Colour}} */
  const look = { y: y + 12, bold: true, colour: layer.muted.has(c) ? "ink-2" : "channel" };
  if (cols.w >= 184) {
    board.add("text", { text: name || `channel ${c}`, x, max: cols.w - 102, ...look });
    putButtonsAfterName(board, context, c, y);
  } else {
    const words = name && widthOf(name) < cols.w ? name : String(c);
    board.add("text", { text: words, x: x + cols.w / 2, align: "center", ...look });
  }
}

/**
 * All channels as the one photo that they are.
 * @param {Board} board
 * @param {GridContext} context
 * @param {number} bottom
 */
function putPhoto(board, { layer, ratio }, bottom) {
  const [, h, w] = layer.xShape;
  board.add("text", { text: "photo", x: 0, y: bottom - 64, ...NOTE });
  /** @type {[number, number]} */
  const range = [0, 1];
  const square = { x: 0, y: bottom - 52, size: 52 };
  centreMap(board, { data: layer.x, w, h, scheme: "rgb", range }, square, ratio);
}

/**
 * @param {Board} board
 * @param {GridContext} context
 * @param {number} bottom
 */
function putPaddingLegend(board, { cols }, bottom) {
  board.add("hatch", { x: cols.mapX, y: bottom - 182, w: NUMBER, h: NUMBER });
  board.add("text", { text: "padding", x: cols.mapX + 34, y: bottom - 168, ...NOTE });
}

/**
 * @param {Board} board
 * @param {GridContext} context
 * @param {number} bottom
 */
function putLegend(board, { cols, limits }, bottom) {
  const x = cols.right - 100;
  const words = limits.perMap ? "own scales" : "signed scale";
  board.add("text", { text: words, x, y: bottom - 77, ...NOTE, max: 100 });
  putScale(board, limits, { x, y: bottom - 64, w: 100 });
  board.add("text", { text: "feature maps", x, y: bottom - 9, bold: true, max: 100 });
}

// ---- Rows

/**
 * A kernel's row: where it stands, and how high it is.
 * @typedef {{o: number, y: number, high: number}} Row
 */

/** @type {(context: GridContext) => {w: number, h: number}} the room that a map takes */
const mapRoom = ({ layer, cols: { tiny, box } }) =>
  tiny ? { w: NUMBER * layer.ow, h: NUMBER * layer.oh } : { w: box, h: box };

/** @param {GridContext} context */
function rowHeight(context) {
  const { cols, state } = context;
  const { hasSlice, hasMap } = partsOf(state.view, cols.beside);
  const slice = hasSlice ? cols.tallSlice : 0;
  if (cols.beside) return Math.max(slice, mapRoom(context).h);
  return Math.max(cols.box, slice + (hasMap ? cols.box : 0) + (hasSlice && hasMap ? 4 : 0));
}

/**
 * How the signs of a row look.
 * @param {GridContext} context
 * @param {Row} row
 * @returns {Pick<TextBox, "size" | "bold" | "align" | "y" | "colour">}
 */
function signLook({ cols, state }, { o, y, high }) {
  const isPicked = o === state.out_channel;
  const size = cols.gap < 20 ? 16 : cols.gap < 30 ? 18 : isPicked ? 26 : 22;
  const colour = isPicked ? "ink" : "ink-2";
  return { size, bold: isPicked, align: "center", y: y + high / 2, colour };
}

/**
 * Kernel o: slice, partial map, +, …, bias, =, map.
 * @param {Board} board
 * @param {GridContext} context
 * @param {Row} row
 */
function putRow(board, context, row) {
  const { layer, cols, state } = context;
  const { o, y, high } = row;
  const ground = { x: -8, w: WIDTH + 16, y: y - 8, h: high + 16 };
  if (o === state.out_channel) board.add("ground", { colour: "pick-ground", ...ground });
  board.places.push({ role: "row", o, x: -8, w: cols.left, y: y - 8, h: high + 16 });
  putRowHead(board, context, row);
  for (let c = 0; c < state.in_channels; c++) {
    if (layer.reads(o, c)) putCell(board, context, row, c);
    else putNothing(board, context, row, c);
  }
  putRowEnd(board, context, row);
}

/**
 * @param {Board} board
 * @param {GridContext} context
 * @param {Row} row
 */
function putRowHead(board, { cols }, { o, y, high }) {
  const middle = y + high / 2;
  const isRoomy = cols.count <= 3 && high >= 60;
  if (isRoomy) {
    const word = { text: "kernel", x: 0, y: middle - 15, size: 14, max: 52 };
    board.add("text", { colour: "kernel", ...word });
  }
  board.add("text", {
    text: String(o),
    x: 0,
    y: isRoomy ? middle + 10 : middle,
    size: isRoomy ? 24 : 20,
    bold: true,
    colour: "kernel",
  });
}

/**
 * Where kernel o does not see channel c.
 * @param {Board} board
 * @param {GridContext} context
 * @param {Row} row
 * @param {number} c
 */
function putNothing(board, { cols }, { y, high }, c) {
  const x = cols.x(c) + cols.w / 2;
  board.add("text", { text: "·", x, y: y + high / 2, align: "center", colour: "ink-2" });
}

/**
 * A cell of a row, whose map is not added yet if it is waiting.
 * @typedef {Row & {c: number, waiting: boolean, faded: boolean}} Cell
 */

/**
 * What channel c has in kernel o's row, and the plus before the next.
 * @param {Board} board
 * @param {GridContext} context
 * @param {Row} row
 * @param {number} c
 */
function putCell(board, context, row, c) {
  const { layer, cols, state } = context;
  const { o, y, high } = row;
  const [first, end] = layer.range(o);
  const waiting = state.step >= 0 && c - first >= state.step;
  const faded = layer.muted.has(c) || waiting;
  const cell = { o, y, high, c, waiting, faded };
  const { hasSlice, hasMap } = partsOf(state.view, cols.beside);
  if (hasSlice) putSlice(board, context, cell);
  if (hasSlice && hasMap && cols.tiny) {
    const x = cols.x(c) + cols.slice + 14;
    board.add("text", { text: "→", x, y: y + high / 2, align: "center", colour: "ink-2" });
  }
  if (hasMap) putCellMap(board, context, cell);
  if (c < end - 1) {
    const x = cols.x(c) + cols.w + cols.gap / 2;
    board.add("text", { text: "+", x, faded, ...signLook(context, row) });
  }
}

/**
 * Slice (o, c) in its cell.
 * @param {Board} board
 * @param {GridContext} context
 * @param {Cell} cell
 */
function putSlice(board, context, { o, c, y, high, faded }) {
  const { layer, limits, decimals, cols } = context;
  const { single, tiny, cell, tall } = cols;
  const at = {
    x: cols.x(c) + (cols.beside ? 0 : (cols.w - cols.slice) / 2),
    y: cols.beside ? y + (high - cols.tallSlice) / 2 : y,
  };
  board.add("cells", {
    values: layer.slice(o, c),
    columns: layer.kw,
    cell,
    tall,
    scheme: "signed",
    range: limits.slices,
    decimals: decimals.weights,
    blocks: !cols.figures,
    faded,
    size: single ? 24 : tiny ? 16 : decimals.weights ? 14 : 15,
    bold: single,
    ...at,
  });
  const size = { w: layer.kw * cell, h: layer.kh * tall };
  board.places.push({ role: "slice", o, c, scale: cell, tall, ...at, ...size });
}

/**
 * Partial map (o, c) or the running sum up to it, hatched if it is muted.
 * @param {Board} board
 * @param {GridContext} context
 * @param {Cell} cell
 */
function putCellMap(board, context, { o, c, y, high, waiting }) {
  const { layer, cols, state } = context;
  const room = mapRoom(context);
  const x = cols.x(c) + mapInset(cols);
  const top = y + (cols.beside ? (high - room.h) / 2 : high - cols.box);
  const isSum = state.view === "running sum";
  if (layer.muted.has(c) && !isSum) {
    board.add("hatch", { x, y: top, ...room });
    return;
  }
  const data = isSum ? sumMap(context, o, layer.running(o, c)) : partialMap(context, o, c);
  const map = { faded: waiting, ...data };
  const put = cols.tiny ? putNumbers : putMap;
  const at = put(board, context, map, { role: "partial", o, c, x, y: top, size: cols.box });
  if (o === state.out_channel && !waiting) ringPixel(board, at, state);
}

/** @type {(cols: Columns) => number} how far from its column's left edge a map begins */
const mapInset = ({ beside, tiny, slice, w, box }) => {
  if (!beside) return (w - box) / 2;
  return tiny ? slice + NUMBER : w - (100 + box) / 2;
};

/**
 * The bias, the equals sign and the feature map.
 * @param {Board} board
 * @param {GridContext} context
 * @param {Row} row
 */
function putRowEnd(board, context, row) {
  const { layer, cols, state, decimals, spec } = context;
  const { o, y, high } = row;
  const sign = signLook(context, row);
  if (spec.has_bias) {
    // Its plus stands beside it, however far the kernel's last channel is.
    const faded = state.step >= 0;
    board.add("text", { text: "+", x: cols.end + cols.gap / 2, faded, ...sign });
    board.add("pill", {
      text: text(layer.bias[o], decimals.biases),
      x: (cols.end + cols.mapX) / 2,
      y: y + high / 2,
      faded,
    });
  }
  board.add("text", { text: "=", x: cols.mapX - 15, ...sign });
  const inset = cols.tiny ? 0 : (cols.right - cols.mapX - cols.box) / 2;
  const put = cols.tiny ? putNumbers : putMap;
  const at = put(board, context, featureMap(context, o), {
    role: "map",
    o,
    x: cols.mapX + inset,
    y: y + (high - mapRoom(context).h) / 2,
    size: cols.box,
  });
  if (o === state.out_channel) ringPixel(board, at, state);
}
