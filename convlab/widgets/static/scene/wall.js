// Many channels into many maps: every slice is a cell of a wall, the picked row is opened below.

import { clamp, upTo } from "../numbers/range.js";
import { counted, percent, term, text } from "../numbers/show.js";
import { kindsOf, orderOf, stairsOf } from "../numbers/stairs.js";
import { stepsOf } from "../numbers/steps.js";
import { placeWords } from "../numbers/words.js";
import { makeBoard } from "./board.js";
import { inputScale } from "./inputs.js";
import { centreMap, putMap, sumMap, tallOf } from "./maps.js";
import { picked } from "./pointing.js";
import { isCopied, ringPixel, THIN, windowBoxes } from "./rings.js";
import { legendOf, mapScale } from "./scales.js";

/**
 * @import {
 *   Board, CellsBox, ChannelAccount, Colour, ExplorerScene, ExplorerState, Layout, MapScale,
 *   Numbers, Orders, Placement, Point, PointedPlace, Rectangle, SceneContext,
 * } from "../types.js"
 */
/** @import { Layer } from "../numbers/layer.js" */
/** @import { Square } from "./maps.js" */

/**
 * Where everything stands at one width.
 * @typedef {object} Look
 * @property {number} left  of the wall
 * @property {number} side  of the wall
 * @property {[x: number, y: number]} account  of one cell of the wall, taken apart
 * @property {[x: number, y: number, w: number]} chart  of the picked row; 0: it has no room
 * @property {[x: number, y: number, side: number]} lens  on a part of a large wall
 * @property {[x: number, y: number, side: number]} map  of the picked kernel
 * @property {number} row  where the picked row begins
 * @property {number} loudest  channels that it shows
 */

/** @type {Record<number, Look>} */
const LOOKS = {
  1000: lookOf(44, 384, [482, 0], [482, 150, 242], [482, 176, 176], [748, 174, 240], 424, 6),
  640: lookOf(44, 384, [12, 436], [0, 0, 0], [476, 266, 128], [476, 50, 152], 566, 3),
  390: lookOf(34, 320, [12, 584], [0, 0, 0], [196, 392, 144], [12, 392, 160], 744, 6),
};
const LARGE = 128; // kernels or channels: a wall of more is read through a lens
const LENS = 16; // cells along a side of it
const INSPECTED = /** @type {const} */ ({ width: 1.5, halo: 1, colour: "ink" });
const TOP = 35; // of the wall
const HIGH = 100; // of the open row
const BELOW = [12, 418]; // the wall: of the cell that is taken apart beside an addition
const ADDED = 8; // channels of a group that are all added in one column
const COLUMN = { x: 518, y: 46, pitch: 47, height: 528 }; // of that addition
export const LINE = 46; // of a line of it on a phone
const NEAR = 56; // room for a channel's number over a large wall

/**
 * @param {number} left
 * @param {number} side
 * @param {Look["account"]} account
 * @param {Look["chart"]} chart
 * @param {Look["lens"]} lens
 * @param {Look["map"]} map
 * @param {number} row
 * @param {number} loudest
 * @returns {Look}
 */
function lookOf(left, side, account, chart, lens, map, row, loudest) {
  return { left, side, account, chart, lens, map, row, loudest };
}

/** @typedef {{channels: number[], value: number}} Share  what some channels add */

/**
 * All that is drawn from.
 * @typedef {SceneContext & {
 *   look: Look,
 *   o: number,
 *   own: Float64Array,
 *   precise: Float64Array,
 *   totals: number[],
 *   rows: number[],
 *   columns: number[],
 *   ordered: boolean,
 *   cell: number,
 *   tall: number,
 *   isLarge: boolean,
 *   account: ChannelAccount,
 *   loudest: number[],
 *   rest: number[],
 *   shares: Share[],
 *   printed: number,
 * }} WallContext  own: what each channel adds to the picked kernel's pixel, as it is written;
 *   precise: what every slice adds; rows, columns: kernels and channels in the order of the wall;
 *   ordered: by size; cell, tall: the width and the height of a cell; rest: all channels but the
 *   loudest
 * @typedef {Pick<WallContext, "layer" | "o" | "own" | "precise">} Cells
 */

/**
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
export function buildWall(given) {
  const context = contextOf(given);
  const board = makeBoard();
  putWall(board, context);
  putMarks(board, context);
  putCell(board, context);
  const height = isAdded(context) ? putGroup(board, context) : putPicked(board, context);
  const { boxes, places, slots } = board;
  const { limits } = context;
  const sums = legendOf("sums", limits);
  const one = legendOf("one channel", limits, "parts");
  const legends = limits.parts === limits.maps ? [sums] : [one, sums];
  return { boxes, places, slots, legends, width: context.width, height };
}

/**
 * The picked kernel: its channels as bars or through a lens, its map, its row. Returns where it
 * ends.
 * @param {Board} board
 * @param {WallContext} context
 */
function putPicked(board, context) {
  if (context.isLarge) putLens(board, context);
  else if (context.look.chart[2]) putChart(board, context);
  putPickedMap(board, context);
  return isNarrow(context) ? putLadder(board, context) : putRow(board, context);
}

/**
 * @param {SceneContext} given
 * @param {Record<number, Look>} looks
 * @returns {WallContext}
 */
export function contextOf(given, looks = LOOKS) {
  const { layer, state, width } = given;
  const look = looks[Math.min(1000, width)];
  const o = state.out_channel;
  const cells = cellsAt(layer, state);
  const order = orderOfWall(cells, state);
  const size = sizeOfCell(layer, look);
  const account = layer.account(o, state.in_channel, state.row, state.col);
  const read = upTo(...layer.range(o));
  const sums = read.map((c) => cells.precise[o * layer.inChannels + c]);
  const loudest = orderOf(sums, "by size", 0)
    .slice(0, look.loudest)
    .map((i) => read[i]);
  const rest = read.filter((c) => !loudest.includes(c));
  const context = { ...given, look, ...cells, ...order, ...size, account, loudest, rest };
  const shares = sharesOf(context);
  return { ...context, shares, printed: context.decimals.maps };
}

/**
 * Cells are square. Those of a large wall fill its place, each way.
 * @param {Layer} layer
 * @param {Look} look
 */
function sizeOfCell({ weightShape: [kernels, channels] }, { side }) {
  const isLarge = Math.max(kernels, channels) > LARGE;
  const square = Math.min(14, Math.floor((2 * side) / Math.max(kernels, channels)) / 2);
  const [cell, tall] = isLarge ? [side / channels, side / kernels] : [square, square];
  return { isLarge, cell: Math.min(14, cell), tall: Math.min(14, tall) };
}

/**
 * What every slice adds at the picked pixel.
 * @param {Layer} layer  in the digits of its accounts
 * @param {ExplorerState} state
 * @returns {Cells}
 */
function cellsAt(layer, { out_channel: o, row, col }) {
  const precise = layer.exactCells(row, col);
  return { layer, o, own: Float64Array.from(layer.cellsOf(o, row, col)), precise };
}

/**
 * What each channel adds to a kernel's pixel: to the picked one's as it is written.
 * @param {Cells} cells
 * @param {number} kernel
 */
export function rowOf({ layer: { inChannels }, o, own, precise }, kernel) {
  return kernel === o ? own : precise.subarray(kernel * inChannels, (kernel + 1) * inChannels);
}

/**
 * Kernels and channels as given, or by size: a wall is not shuffled.
 * @param {Cells} cells
 * @param {ExplorerState} state
 */
function orderOfWall(cells, state) {
  const { layer } = cells;
  const channels = upTo(0, layer.inChannels);
  const kernels = upTo(0, layer.outChannels);
  const totals = kernels.map((o) => sumOf(rowOf(cells, o)) + layer.bias[o]);
  const ordered = state.adding !== "as given";
  if (!ordered) return { rows: kernels, columns: channels, totals, ordered };
  const rows = kernels.sort((a, b) => totals[b] - totals[a] || a - b);
  return { rows, columns: orderOf(loudnessOf(cells), "by size", 0), totals, ordered };
}

/** @param {Float64Array} row */
function sumOf(row) {
  let sum = 0;
  for (let c = 0; c < row.length; c++) sum += row[c];
  return sum;
}

/**
 * The sizes of all that each channel adds, to all kernels together.
 * @param {Cells} cells
 */
function loudnessOf({ layer: { inChannels }, precise }) {
  const loudness = new Float64Array(inChannels);
  for (let i = 0; i < precise.length; i += inChannels) {
    for (let c = 0; c < inChannels; c++) loudness[c] += Math.abs(precise[i + c]);
  }
  return Array.from(loudness);
}

/** @param {Omit<WallContext, "shares" | "printed">} context @returns {Share[]} */
function sharesOf({ own, loudest, rest }) {
  const shares = loudest.map((c) => ({ channels: [c], value: own[c] }));
  if (!rest.length) return shares;
  const value = rest.reduce((sum, c) => sum + own[c], 0);
  return [...shares, { channels: rest, value }];
}

/** Does the picked row go downwards? @param {SceneContext} context */
export const isNarrow = ({ width }) => width === 390;

/** The scale of what one channel adds. @param {SceneContext} context */
export const scaleOfParts = ({ limits: { parts, root } }) =>
  /** @type {const} */ ({ scheme: "signed", range: parts, root });

// ---- The wall

/**
 * Cells, the inputs above them, the totals right of them.
 * @param {Board} board
 * @param {WallContext} context
 */
function putWall(board, context) {
  const { look, layer, limits, columns, rows, cell, tall, totals, state } = context;
  const { inChannels, outChannels } = layer;
  const x = look.left;
  const [wide, high] = [cell * inChannels, tall * outChannels];
  putHeads(board, context, wide, high);
  const light = columns.map((c) => lightOf(layer, c, state));
  const across = { w: inChannels, h: 1, cell, tall: 12, x, y: 20 };
  putStrip(board, context, light, across, inputScale(limits, "grey"));
  board.add("outline", { x: x - 0.5, y: 19.5, w: wide + 1, h: 13 });
  board.add("text", { text: "=", x: x + wide + 14, y: 26, align: "center", colour: "ink-2" });
  putCells(board, context, x);
  const sums = rows.map((o) => totals[o]);
  const down = { w: 1, h: outChannels, cell: 16, tall, x: x + wide + 16, y: TOP };
  putStrip(board, context, sums, down, mapScale(limits));
  const place = { x, y: TOP, w: wide + 32, h: high, scale: cell };
  board.places.push({ role: "wall", ...place, ...(tall === cell ? {} : { tall }) });
}

/**
 * A line of colours: those of a large wall are too narrow to be painted one by one.
 * @param {Board} board
 * @param {WallContext} context
 * @param {number[]} values
 * @param {Point & {w: number, h: number, cell: number, tall: number}} strip
 * @param {MapScale} colours
 */
function putStrip(board, { isLarge }, values, { w, h, cell, tall, x, y }, colours) {
  const cells = { values, columns: w, cell, blocks: true, x, y, tall };
  if (!isLarge) return board.add("cells", { ...cells, ...colours });
  const lines = upTo(0, h).map((i) => Float64Array.from(values.slice(i * w, (i + 1) * w)));
  const strip = loudestOf(lines, upTo(0, w), cell, tall);
  board.add("map", { ...strip, x, y, ...colours });
}

/**
 * What stands along two sides of the wall.
 * @param {Board} board
 * @param {WallContext} context
 * @param {number} wide
 * @param {number} high
 */
function putHeads(board, context, wide, high) {
  const { look, layer, ordered, isLarge, columns, cell, state } = context;
  const kind = layer.transposed ? "mean" : "how";
  const by = isLarge && ordered ? ", loudest first" : "";
  const words = `${counted(layer.inChannels, "input")}${by}: ${kind} light at the pixel`;
  const isFirst = isLarge && columns.indexOf(state.in_channel) * cell < NEAR;
  const x = look.left + (isFirst ? NEAR : 0);
  const max = wide - (isLarge ? NEAR : 0);
  board.add("text", { text: words, x, y: 8, size: 14, colour: "channel", max });
  const each = `a row each${isLarge && ordered ? ", by total" : ""}`;
  const turned = { text: `${counted(layer.outChannels, "kernel")}, ${each}`, x: 11, size: 14 };
  const [from, to] = besideNumber(context, high);
  const place = { y: (from + to) / 2, turned: true, max: to - from };
  board.add("text", { colour: "kernel", ...turned, ...place });
}

/** The room that the picked kernel's number takes left of the wall. @param {number} o */
const numberRoom = (o) => Math.max(22, 9 * String(o).length + 4);

/**
 * From where to where turned words have room left of the wall: above or below the picked kernel's
 * number, if that would stand on them.
 * @param {WallContext} context
 * @param {number} high  of the wall
 */
function besideNumber({ look, o, rows, tall }, high) {
  const end = TOP + high;
  if (look.left - 4 - numberRoom(o) >= 18) return [TOP, end];
  const middle = TOP + (rows.indexOf(o) + 0.5) * tall;
  return middle - TOP > high / 2 ? [TOP, middle - 12] : [middle + 12, end];
}

/**
 * How light a channel is in the middle of the window; transposed: in what reaches it.
 * @param {Layer} layer
 * @param {number} c
 * @param {ExplorerState} state
 */
function lightOf(layer, c, { row, col }) {
  const { window, outside } = layer.window(c, row, col);
  if (!layer.transposed) return window[(layer.kh >> 1) * layer.kw + (layer.kw >> 1)];
  const reaching = window.filter((_, i) => !outside[i]);
  return reaching.reduce((sum, value) => sum + value, 0) / (reaching.length || 1);
}

/**
 * The cells themselves: block by block where groups leave the rest out.
 * @param {Board} board
 * @param {WallContext} context
 * @param {number} x
 */
function putCells(board, context, x) {
  const { layer, cell, tall, ordered } = context;
  const { inChannels, outChannels, groups } = layer;
  if (groups === 1 || ordered) {
    putBlock(board, context, [0, inChannels, 0, outChannels], x);
  } else {
    if (cell >= 8) putAbsent(board, context, x);
    const [high, wide] = [outChannels / groups, inChannels / groups];
    for (let g = 0; g < groups; g++) {
      putBlock(board, context, [g * wide, (g + 1) * wide, g * high, (g + 1) * high], x);
    }
  }
  if (Math.min(cell, tall) >= 5) putGaps(board, context, x);
  if (groups > 1 && !ordered) putFrames(board, layer, { x, y: TOP, cell, tall });
}

/**
 * Hair lines between the cells.
 * @param {Board} board
 * @param {WallContext} context
 * @param {number} x
 */
function putGaps(board, { layer: { inChannels, outChannels }, cell, tall }, x) {
  const [wide, high] = [cell * inChannels, tall * outChannels];
  for (let c = 1; c < inChannels; c++) {
    board.add("rule", { x: x + c * cell, y: TOP, dx: 0, dy: high, colour: "bg" });
  }
  for (let o = 1; o < outChannels; o++) {
    board.add("rule", { x, y: TOP + o * tall, dx: wide, dy: 0, colour: "bg" });
  }
}

const LEAST = 6; // CSS pixels of a side that is framed

/**
 * A frame round the slices of each group.
 * @param {Board} board
 * @param {Pick<Layer, "inChannels" | "outChannels" | "groups">} layer
 * @param {Point & {cell: number, tall: number}} grid  cell, tall: the sides of its cells
 */
export function putFrames(board, { inChannels, outChannels, groups }, { x, y, cell, tall }) {
  const [dx, dy] = [(inChannels / groups) * cell, (outChannels / groups) * tall];
  if (Math.min(dx, dy) < LEAST) return;
  for (let g = 0; g < groups; g++) {
    const [left, top] = [x + g * dx, y + g * dy];
    for (const down of [top, top + dy]) {
      board.add("rule", { x: left, y: down, dx, dy: 0, colour: "control" });
    }
    for (const across of [left, left + dx]) {
      board.add("rule", { x: across, y: top, dx: 0, dy, colour: "control" });
    }
  }
}

/**
 * The cells of some columns and rows.
 * @param {Board} board
 * @param {WallContext} context
 * @param {[left: number, right: number, top: number, bottom: number]} sides
 * @param {number} x
 */
function putBlock(board, context, [left, right, top, bottom], x) {
  const { cell, tall, rows, columns } = context;
  const lines = rows.slice(top, bottom).map((o) => rowOf(context, o).subarray(left, right));
  /** @type {number[]} */
  const places = []; // of these channels, which lie between left and right in any order
  for (let j = left; j < right; j++) places[columns[j] - left] = j - left;
  const block = loudestOf(lines, places, cell, tall);
  const place = { x: x + left * cell, y: TOP + top * tall };
  board.add("map", { ...block, ...place, ...scaleOfParts(context) });
}

/**
 * Dots where kernels have no slice.
 * @param {Board} board
 * @param {WallContext} context
 * @param {number} x
 */
function putAbsent(board, { layer, cell }, x) {
  for (let o = 0; o < layer.outChannels; o++) {
    for (let c = 0; c < layer.inChannels; c++) {
      if (layer.reads(o, c)) continue;
      board.add("absent", { x: x + (c + 0.5) * cell, y: TOP + (o + 0.5) * cell });
    }
  }
}

/** How many cells so wide, or so high, are one point of the wall. @param {number} cell */
const blockOf = (cell) => Math.max(1, Math.ceil(1 / cell));

/**
 * A wall as it can be drawn: of cells that share a point, the loudest.
 * @param {Float64Array[]} lines
 * @param {number[]} places  of the cells of each line, from left to right
 * @param {number} cell
 * @param {number} tall
 */
function loudestOf(lines, places, cell, tall) {
  const [across, down] = [blockOf(cell), blockOf(tall)];
  const [w, h] = [Math.ceil(places.length / across), Math.ceil(lines.length / down)];
  const [scale, height] = [(cell * places.length) / w, (tall * lines.length) / h];
  const size = { w, h, scale, ...(height === scale ? {} : { tall: height }) };
  const data = new Float32Array(w * h);
  const points = Uint16Array.from(places, (j) => Math.floor(j / across));
  for (const [i, line] of lines.entries()) {
    const from = Math.floor(i / down) * w;
    keepLoudest(line, points, data.subarray(from, from + w));
  }
  return { ...size, data };
}

/**
 * Each number of a line on its point, where it is louder than what is there; of two that are as
 * loud the one above 0.
 * @param {Float64Array} line
 * @param {Uint16Array} points
 * @param {Float32Array} loudest
 */
function keepLoudest(line, points, loudest) {
  for (let i = 0; i < line.length; i++) {
    const value = Math.fround(line[i]);
    const size = Math.abs(value);
    const most = Math.abs(loudest[points[i]]);
    if (size > most || (size === most && value > 0)) loudest[points[i]] = value;
  }
}

/**
 * Amber round the picked row, through to its total; ink round the channel.
 * @param {Board} board
 * @param {WallContext} context
 */
function putMarks(board, context) {
  const { look, layer, state, rows, columns, cell, tall, o, ordered } = context;
  const x = look.left;
  const y = TOP + rows.indexOf(o) * tall;
  const [across, high] = [Math.max(4, cell), Math.max(4, tall)];
  const nudge = (high - tall) / 2;
  const left = x + columns.indexOf(state.in_channel) * cell - (across - cell) / 2;
  const [wide, whole] = [cell * layer.inChannels, tall * layer.outChannels];
  const place = channelX(context, left + across / 2, wide);
  const channel = { text: String(state.in_channel), x: place, y: 8, size: 15, bold: true };
  board.add("text", { colour: "channel", align: "center", ...channel });
  const column = { x: left, y: 20, w: across, h: whole + TOP - 20 };
  board.add("ring", { width: 1.5, halo: 1, colour: "ink", ...column });
  if (layer.groups === 1 || ordered) {
    board.add("ring", { x, y: y - nudge, w: wide + 32, h: high, halo: 1 });
  } else {
    const [first, end] = layer.range(o);
    const own = { x: x + first * cell, w: (end - first) * cell };
    board.add("ring", { ...own, y: y - nudge, h: high, halo: 1 });
    board.add("ring", { x: x + wide + 16, y: y - nudge, w: 16, h: high, halo: 1 });
  }
  const middle = y + tall / 2;
  const room = numberRoom(o);
  board.add("ground", { x: x - 4 - room, y: middle - 9, w: room, h: 18, colour: "bg" });
  const kernel = { text: String(o), x: x - 8, y: middle, bold: true };
  board.add("text", { align: "right", colour: "kernel", ...kernel });
}

/**
 * Where the inspected channel's number stands: over its column, unless words stand there.
 * @param {WallContext} context
 * @param {number} middle  of the column
 * @param {number} wide
 */
function channelX({ look, isLarge, width }, middle, wide) {
  const x = look.left;
  if (isLarge) return middle < x + NEAR ? Math.max(x + 14, middle) : x + wide - NEAR / 2 + 6;
  return width > 390 ? Math.max(middle, x + 250) : x + wide - 14;
}

// ---- A lens on a large wall

/**
 * The cells round the inspected one, with their totals, large enough to be told apart.
 * @param {Board} board
 * @param {WallContext} context
 */
function putLens(board, context) {
  const { look, layer, limits, rows, columns, totals, state, o, width } = context;
  const [x, y, side] = look.lens;
  const [row, column] = [rows.indexOf(o), columns.indexOf(state.in_channel)];
  const [w, h] = [Math.min(LENS, columns.length), Math.min(LENS, rows.length)];
  const top = clamp(row - LENS / 2, 0, rows.length - h);
  const left = clamp(column - LENS / 2, 0, columns.length - w);
  const cell = side / LENS;
  const words = `${w} × ${h} cells round the cross`;
  const max = look.chart[2] ? side + 64 : width - 12 - x;
  board.add("text", { text: words, x, y: y - 18, bold: true, max });
  const seen = rows.slice(top, top + h).flatMap((kernel) => {
    const row = rowOf(context, kernel);
    return columns.slice(left, left + w).map((c) => row[c]);
  });
  const data = Float32Array.from(seen);
  board.add("map", { data, w, h, x, y, scale: cell, ...scaleOfParts(context) });
  for (let i = 0; i < h; i++) {
    for (let j = 0; j < w; j++) {
      if (layer.reads(rows[top + i], columns[left + j])) continue;
      const corner = { x: x + j * cell, y: y + i * cell };
      board.add("ground", { ...corner, w: cell, h: cell, colour: "bg" });
      board.add("absent", { x: corner.x + cell / 2, y: corner.y + cell / 2 });
    }
  }
  board.add("ring", { x: x + (column - left) * cell, y, w: cell, h: h * cell, ...INSPECTED });
  const right = x + w * cell + 8;
  const values = rows.slice(top, top + h).map((kernel) => totals[kernel]);
  const sums = { values, columns: 1, cell: 16, tall: cell, blocks: true };
  board.add("cells", { x: right, y, ...sums, ...mapScale(limits) });
  const across = { x, y: y + (row - top) * cell, w: right + 16 - x, h: cell };
  board.add("ring", { ...across, halo: 1 });
  const place = { x, y, w: right + 16 - x, h: h * cell, scale: cell };
  board.places.push({ role: "wall", ...place, first: [top, left] });
  if (look.chart[2]) putLensWords(board, context);
}

/**
 * What stands under the lens.
 * @param {Board} board
 * @param {WallContext} context
 */
function putLensWords(board, context) {
  const { look, cell, tall } = context;
  const [x, y, side] = look.lens;
  const note = { x, size: 14, max: look.chart[2] + 8, colour: /** @type {const} */ ("ink-2") };
  board.add("text", { text: "totals", x: x + side + 32, y: y + 8, size: 14, colour: "ink-2" });
  board.add("text", { text: `${signsOf(context)}.`, x, y: y + side + 20, max: note.max });
  const [across, down] = [blockOf(cell), blockOf(tall)];
  if (across * down === 1) return;
  const point = `One point of the wall: the loudest of ${across} × ${down} cells.`;
  board.add("text", { text: point, y: y + side + 42, ...note });
}

/** How many channels lift, lower, or add next to nothing. @param {WallContext} context */
function signsOf({ layer, o, precise, printed }) {
  const least = 0.5 / 10 ** printed;
  const own = upTo(...layer.range(o)).map((c) => precise[o * layer.inChannels + c]);
  const lift = own.filter((value) => value >= least).length;
  const lower = own.filter((value) => value <= -least).length;
  const few = own.length - lift - lower;
  const parts = [`${text(lift)} lift`, `${text(lower)} lower`];
  if (few) parts.push(`${text(few)} add less than ${text(least, printed + 1)}`);
  return parts.join(", ");
}

// ---- One cell, taken apart

/**
 * Input, window × slice = what the cell adds.
 * @param {Board} board
 * @param {WallContext} context
 */
function putCell(board, context) {
  const { look, layer, state, account, o, limits, decimals, printed, width, spec } = context;
  const [x, y] = isAdded(context) ? BELOW : look.account;
  const c = state.in_channel;
  const narrow = isNarrow(context);
  const name = spec.channel_names[c] || `channel ${c}`;
  const words = `kernel ${o} × ${name}: one cell of the wall`;
  board.add("text", { text: words, x, y: y + 8, max: Math.min(width - x, COLUMN.x) - 12 });
  const side = narrow ? 70 : 84;
  putInput(board, context, c, { x, y: y + 26, size: side });
  const room = narrow ? { w: 112, h: 70 } : { w: 141, h: 84 };
  const left = x + side + 24;
  const middle = y + 26 + side / 2;
  putSign(board, "→", left - 12, middle);
  const h = Math.min(room.h, 66 * layer.kh);
  const w = Math.min(room.w, 66 * layer.kw);
  const window = { x: left, y: middle - h / 2, w, h };
  const few = Math.min(printed, Math.max(2, decimals.input));
  const border = { outside: account.outside, copied: isCopied(layer) };
  const seen = { values: account.window, decimals: few, ...border, ...inputScale(limits, "grey") };
  putNumbers(board, layer, seen, window);
  board.add("ring", window);
  putSign(board, "×", left + w + 14, middle);
  const slice = { ...window, x: left + w + 28, w: Math.min(narrow ? 84 : 90, 66 * layer.kw) };
  /** @type {MapScale} */
  const scale = { scheme: "signed", range: limits.slices };
  putNumbers(
    board,
    layer,
    { values: layer.slice(o, c), decimals: decimals.weights, ...scale },
    slice,
  );
  board.places.push({
    role: "slice",
    o,
    c,
    ...slice,
    scale: slice.w / layer.kw,
    tall: h / layer.kh,
  });
  const box = narrow
    ? { x: left, y: y + 104, w: 112, h: 32 }
    : { x: slice.x + slice.w + 34, y: middle - 21, w: 92, h: 42 };
  if (narrow) putSign(board, "=", left - 12, y + 120);
  else putSign(board, "=", slice.x + slice.w + 16, middle);
  putSwatch(board, context, account.subtotal, box, scaleOfParts(context));
  putFrame(board, box);
}

/**
 * An input channel with the window on it.
 * @param {Board} board
 * @param {WallContext} context
 * @param {number} c
 * @param {Square} square
 */
function putInput(board, { layer, limits, ratio, state }, c, square) {
  const [, h, w] = layer.xShape;
  const map = { data: layer.channel(c), w, h, ...inputScale(limits, "grey") };
  const at = centreMap(board, map, square, ratio);
  board.places.push({ role: "input", c, w: w * at.scale, h: h * tallOf(at), ...at });
  board.boxes.push(...windowBoxes(layer, at, state, THIN));
}

/**
 * Numbers on a rectangle, or their colours where they have no room.
 * @param {Board} board
 * @param {Layer} layer
 * @param {MapScale & Pick<CellsBox, "values" | "decimals" | "outside" | "copied">} numbers
 * @param {Rectangle} box
 */
function putNumbers(board, { kh, kw }, numbers, { x, y, w, h }) {
  const cell = Math.min(66, w / kw);
  const tall = Math.min(66, h / kh);
  const size = Math.min(15, tall - 4);
  const blocks = cell < (numbers.decimals ? 24 : 15) || size < 9;
  board.add("cells", { x, y, columns: kw, cell, tall, size, blocks, ...numbers });
}

/** @type {(board: Board, sign: string, x: number, y: number, strong?: boolean) => void} */
export function putSign(board, sign, x, y, strong = false) {
  /** @type {Colour} */
  const colour = strong ? "ink" : "ink-2";
  const size = strong ? 22 : 18;
  board.add("text", { text: sign, x, y, size, bold: strong, align: "center", colour });
}

/**
 * A sum in its colour.
 * @param {Board} board
 * @param {WallContext} context
 * @param {number} value
 * @param {Rectangle} box
 * @param {ReturnType<typeof mapScale>} scale
 */
export function putSwatch(board, { printed }, value, box, scale) {
  board.add("swatch", { value, text: text(value, printed), size: 17, ...box, ...scale });
}

/** Ink round what is inspected. @type {(board: Board, box: Rectangle) => void} */
const putFrame = (board, box) => board.add("ring", { width: 2, halo: 0.5, colour: "ink", ...box });

// ---- The picked row, ranked

/**
 * A bar for each channel of the row, from what lifts most to what lowers most.
 * @param {Board} board
 * @param {WallContext} context
 */
function putChart(board, context) {
  const { look, layer, own: cells, o, state } = context;
  const [x, y, wide] = look.chart;
  const [first, end] = layer.range(o);
  const own = layer.groups > 1 ? `: channels ${first} to ${end - 1}` : "";
  board.add("text", { text: `row ${o}${own}, ranked`, x, y: y + 8, bold: true, max: wide + 8 });
  const sums = Array.from(cells.subarray(first, end));
  sums.sort((a, b) => b - a);
  const high = Math.max(sums[0], 0);
  const low = Math.min(sums[sums.length - 1], 0);
  const unit = 150 / (high - low || 1);
  const pitch = wide / sums.length;
  const zero = y + 34 + high * unit;
  for (const [i, value] of sums.entries()) {
    const h = Math.abs(value) * unit;
    if (h < 0.5) continue;
    const w = Math.max(0.5, pitch - (pitch > 3 ? 1 : 0));
    const bar = { x: x + i * pitch, y: value > 0 ? zero - h : zero, w, h };
    board.add("bar", { sign: value > 0 ? 1 : -1, ...bar });
  }
  board.add("rule", { x, y: zero, dx: wide, dy: 0 });
  const note = { size: 14, colour: /** @type {const} */ ("ink-2") };
  const most = { text: `highest ${text(sums[0], 2)}`, x: x + wide, y: Math.min(y + 40, zero - 10) };
  board.add("text", { align: "right", ...most, ...note });
  const least = `lowest ${text(sums[sums.length - 1], 2)}`;
  board.add("text", { text: least, x, y: Math.max(y + 178, zero + 12), ...note });
  const staircase = stairsOf(layer, state);
  const kinds = kindsOf(staircase, context.decimals.maps).map((kind) => kind.words);
  const words = stepsOf(sums.length) < sums.length ? signsOf(context) : kinds.join(", ");
  board.add("text", { text: `${words}.`, x, y: y + 216, max: wide + 8 });
}

/**
 * The picked kernel's map.
 * @param {Board} board
 * @param {WallContext} context
 */
function putPickedMap(board, context) {
  const { look, state, layer, o } = context;
  const [x, y, size] = look.map;
  board.add("text", { text: `map ${o}`, x, y: y - 16, bold: true });
  const beside = Math.max(64, 50 + 10 * String(o).length);
  const at = size < 200 ? { x, y: y + size + 14 } : { x: x + beside, y: y - 16 };
  const place = placeWords(layer, state);
  board.add("text", { text: place, colour: "pick-ink", max: size, ...at });
  const map = sumMap(context, o, layer.sum(o), layer.bias[o]);
  const lies = putMap(board, context, map, { role: "map", o, x, y, size });
  ringPixel(board, lies, state);
}

// ---- The picked row, opened

/** How much of all lifting and lowering the loudest are. @param {WallContext} context */
function shareOf({ layer, o, precise, loudest }) {
  const size = (/** @type {number} */ c) => Math.abs(precise[o * layer.inChannels + c]);
  const all = upTo(...layer.range(o)).reduce((sum, c) => sum + size(c), 0);
  const loud = loudest.reduce((sum, c) => sum + size(c), 0);
  return percent(loud / (all || 1));
}

/**
 * The loudest channels, one column for all others, the bias, the total. Returns where it ends.
 * @param {Board} board
 * @param {WallContext} context
 */
export function putRow(board, context) {
  const { look, width, o, shares } = context;
  const y = look.row;
  board.add("ground", { x: 0, y, w: width, h: HIGH, colour: "pick-ground" });
  if (width >= 1000) {
    board.add("text", { text: `Row ${o}`, x: 12, y: y + 18, size: 17, bold: true });
    const first = `${context.loudest.length} loudest, being`;
    const lines = [first, `${shareOf(context)} of lifting`, "and lowering"];
    for (const [i, words] of lines.entries()) {
      const note = { x: 12, y: y + 41 + 19 * i, size: 14, max: 108 };
      board.add("text", { text: words, colour: "ink-2", ...note });
    }
  }
  let x = width >= 1000 ? 126 : 12;
  for (const [i, share] of shares.entries()) {
    if (i) {
      putSign(board, "+", x - 9, y + 80, true);
      putSign(board, "+", x - 9, y + 42);
    }
    x += putShare(board, context, share, { x, y }) + 18;
  }
  putTotal(board, context, { x, y });
  return y + HIGH;
}

/** @type {(context: WallContext, share: Share) => boolean} is it one of the loudest channels? */
export const isOne = ({ loudest }, { channels }) =>
  channels.length === 1 && loudest.includes(channels[0]);

/**
 * One channel of the open row, or all others. Returns how wide it is.
 * @param {Board} board
 * @param {WallContext} context
 * @param {Share} share
 * @param {{x: number, y: number}} corner
 */
function putShare(board, context, share, { x, y }) {
  const { layer, limits, state, o } = context;
  const [c] = share.channels;
  const one = isOne(context, share);
  const w = one ? 77 : 88;
  const words = one ? String(c) : `${text(share.channels.length)} more`;
  const head = { text: words, x: x + w / 2, y: y + 10, bold: true };
  board.add("text", { align: "center", colour: "channel", ...head });
  if (one) putSlice(board, context, c, { x, y: y + 27 });
  else {
    const note = { x, size: 14, colour: /** @type {const} */ ("ink-2") };
    board.add("text", { text: "their", y: y + 34, ...note });
    board.add("text", { text: "sum", y: y + 51, ...note });
  }
  putPart(board, context, share, { x: x + w - 40, y: y + 22, size: 40 });
  const box = { x, y: y + 66, w, h: 28 };
  putSwatch(board, context, share.value, box, mapScale(limits));
  if (one) board.places.push({ role: "subtotal", c, ...box });
  if (one && c === state.in_channel && layer.reads(o, c)) putFrame(board, box);
  return w;
}

/**
 * @param {Board} board
 * @param {WallContext} context
 * @param {number} c
 * @param {{x: number, y: number}} corner
 */
function putSlice(board, { layer, limits, o }, c, corner) {
  const { kh, kw } = layer;
  const scale = 30 / Math.max(kh, kw);
  const map = { data: layer.slice(o, c), w: kw, h: kh, scale };
  board.add("map", { scheme: "signed", range: limits.slices, ...map, ...corner });
  const place = { w: kw * scale, h: kh * scale, scale, ...corner };
  board.places.push({ role: "slice", o, c, ...place });
}

/**
 * What some channels give to the picked map.
 * @param {Board} board
 * @param {WallContext} context
 * @param {Share} share
 * @param {Square} square
 */
function putPart(board, context, share, square) {
  const { layer, o, loudest, state } = context;
  const [c] = share.channels;
  const one = isOne(context, share) || isAdded(context);
  const muted = one && layer.muted.has(c);
  const empty = new Float32Array(layer.oh * layer.ow);
  const data = one ? layer.partial(o, c) : layer.sumWithout(o, loudest);
  const map = sumMap(context, o, muted ? empty : data);
  const at = one
    ? putMap(board, context, map, { role: "partial", o, c, ...square })
    : centreMap(board, map, square, context.ratio);
  ringPixel(board, at, state);
}

/**
 * The bias, the equals sign and the total in its box.
 * @param {Board} board
 * @param {WallContext} context
 * @param {{x: number, y: number}} corner
 */
function putTotal(board, context, { x: left, y }) {
  const { layer, spec, o, width, decimals, printed, limits, totals, state, ratio } = context;
  const right = width < 1000 ? width - 12 : 988;
  let x = left;
  if (spec.has_bias) {
    putSign(board, "+", x - 9, y + 80, true);
    putSign(board, "+", x - 9, y + 42);
    const bias = layer.bias[o];
    const head = { text: "bias", x: x + 29, y: y + 10, bold: true };
    board.add("text", { align: "center", colour: "bias", ...head });
    board.add("pill", { text: text(bias, decimals.biases), x: x + 29, y: y + 42, max: 58 });
    board.add("pill", { text: text(bias, printed), x: x + 29, y: y + 80, max: 62 });
    x += 76;
  }
  putSign(board, "=", x - 9, y + 80, true);
  putSign(board, "=", x - 9, y + 42);
  x += 4;
  const w = Math.min(140, right - x - 2);
  const head = { text: `map ${o}`, x: x + w / 2, y: y + 10, bold: true };
  board.add("text", { align: "center", ...head });
  const map = sumMap(context, o, layer.sum(o), layer.bias[o]);
  const at = centreMap(board, map, { x: x + w / 2 - 20, y: y + 22, size: 40 }, ratio);
  ringPixel(board, at, state);
  const box = { x, y: y + 66, w, h: 28 };
  putSwatch(board, context, totals[o], box, mapScale(limits));
  board.add("ring", { width: 3, ...box });
}

// ---- The picked row of a group, as an addition

/**
 * Does the picked kernel see so few channels that all are added in one column?
 * @param {WallContext} context
 */
const isAdded = ({ layer, isLarge, width, o }) => {
  const [first, end] = layer.range(o);
  return width >= 1000 && !isLarge && layer.groups > 1 && end - first <= ADDED;
};

/**
 * A line for each channel that the kernel sees, the bias, the total. Returns where it ends.
 * @param {Board} board
 * @param {WallContext} context
 */
function putGroup(board, context) {
  const { layer, o, width, state } = context;
  const { x, y, pitch, height } = COLUMN;
  const [first, end] = layer.range(o);
  board.add("ground", { x, y: 0, w: width - x, h: height, colour: "pick-ground" });
  const group = Math.floor(first / (end - first));
  const which = end - first > 1 ? `adds channels ${first} to ${end - 1}` : `sees channel ${first}`;
  const title = `Row ${o} is in group ${group}: it ${which}`;
  board.add("text", { text: title, x: x + 16, y: 14, bold: true, max: 326 });
  const place = { text: placeWords(layer, state), x: 988, y: 14, max: 136 };
  board.add("text", { align: "right", colour: "pick-ink", ...place });
  /** @type {[words: string, middle: number][]} */
  const heads = [
    ["input", x + 72],
    ["slice", x + 151],
    ["partial map", x + 226],
    ["sum", 943],
  ];
  for (const [words, middle] of heads) {
    const head = { text: words, x: middle, y: 36, size: 14 };
    board.add("text", { align: "center", colour: "ink-2", ...head });
  }
  for (const c of upTo(first, end)) putTerm(board, context, c, y + (c - first) * pitch);
  putGroupTotal(board, context, y + (end - first) * pitch);
  return height;
}

/**
 * One channel: input × slice = partial map, and what that is at the picked pixel.
 * @param {Board} board
 * @param {WallContext} context
 * @param {number} c
 * @param {number} y
 */
function putTerm(board, context, c, y) {
  const { layer, o, state, own, limits, decimals } = context;
  const { x } = COLUMN;
  const middle = y + 22;
  const number = { text: String(c), x: x + 40, y: middle, bold: true };
  board.add("text", { align: "right", colour: "channel", ...number });
  putInput(board, context, c, { x: x + 52, y: y + 2, size: 40 });
  putSign(board, "×", x + 105, middle);
  const { kh, kw } = layer;
  const [cell, tall] = [Math.min(22, 66 / kw), Math.min(14, 42 / kh)];
  const isSmall = tall < 14 || cell < (decimals.weights ? 24 : 15);
  const box = { x: x + 151 - (cell * kw) / 2, y: middle - (tall * kh) / 2 };
  const slice = { values: layer.slice(o, c), decimals: decimals.weights, range: limits.slices };
  const look = { columns: kw, cell, tall, size: 14, blocks: isSmall, ...box };
  board.add("cells", { scheme: "signed", ...slice, ...look });
  const size = { w: cell * kw, h: tall * kh, scale: cell, tall };
  board.places.push({ role: "slice", o, c, ...box, ...size });
  putSign(board, "=", x + 195, middle);
  putPart(board, context, { channels: [c], value: 0 }, { x: x + 206, y: y + 2, size: 40 });
  if (c > layer.range(o)[0]) putSign(board, "+", 882, middle, true);
  const sum = { x: 898, y: y + 5, w: 90, h: 34 };
  putSwatch(board, context, own[c], sum, mapScale(limits));
  board.places.push({ role: "subtotal", c, ...sum });
  if (c === state.in_channel) putFrame(board, sum);
}

/**
 * The bias, a rule, the map and its pixel.
 * @param {Board} board
 * @param {WallContext} context
 * @param {number} y
 */
function putGroupTotal(board, context, y) {
  const { layer, o, spec, printed, totals, limits, state } = context;
  const { x } = COLUMN;
  if (spec.has_bias) {
    board.add("text", { text: "bias", x: 866, y: y + 12, align: "right", colour: "bias" });
    putSign(board, "+", 882, y + 12, true);
    board.add("pill", { text: text(layer.bias[o], printed), x: 943, y: y + 12, max: 88 });
  }
  board.add("rule", { x: 868, y: y + 27, dx: 120, dy: 0, width: 2 });
  const map = sumMap(context, o, layer.sum(o), layer.bias[o]);
  const at = putMap(board, context, map, { role: "map", o, x: x + 206, y: y + 26, size: 80 });
  ringPixel(board, at, state);
  const middle = y + 56;
  board.add("text", { text: `map ${o}`, x: x + 196, y: middle, align: "right", bold: true });
  putSign(board, "=", 882, middle, true);
  const box = { x: 900, y: middle - 19, w: 86, h: 38 };
  putSwatch(board, context, totals[o], box, mapScale(limits));
  board.add("ring", { width: 3, ...box });
}

// ---- The picked row on a phone

/**
 * The same row, a line for each. Returns where it ends.
 * @param {Board} board
 * @param {WallContext} context
 * @param {typeof putRung} putLine
 */
export function putLadder(board, context, putLine = putRung) {
  const { look, spec, shares, o, layer, printed, limits, totals, loudest } = context;
  let y = look.row;
  const lines = shares.length + Number(spec.has_bias) + 1;
  board.add("ground", { x: 0, y, w: 390, h: lines * LINE + 46, colour: "pick-ground" });
  board.add("text", { text: `Row ${o}`, x: 12, y: y + 18, size: 17, bold: true });
  const words = `${loudest.length} loudest: ${shareOf(context)} of lifting and lowering`;
  const note = { text: words, x: 378, y: y + 18, size: 14, max: 292 };
  board.add("text", { align: "right", colour: "ink-2", ...note });
  y += 36;
  for (const [i, share] of shares.entries()) {
    putLine(board, context, share, y, i === 0);
    y += LINE;
  }
  if (spec.has_bias) {
    putSign(board, "+", 268, y + LINE / 2, true);
    board.add("pill", { text: text(layer.bias[o], printed), x: 328, y: y + LINE / 2, max: 92 });
    board.add("text", { text: "bias", x: 12, y: y + LINE / 2, bold: true, colour: "bias" });
    y += LINE;
  }
  board.add("rule", { x: 256, y, dx: 122, dy: 0, width: 2 });
  putSign(board, "=", 268, y + LINE / 2 + 2, true);
  const box = { x: 282, y: y + 6, w: 93, h: 36 };
  putSwatch(board, context, totals[o], box, mapScale(limits));
  board.add("ring", { width: 3, ...box });
  board.add("text", { text: `map ${o}`, x: 12, y: y + LINE / 2, bold: true });
  return y + LINE + 10;
}

/**
 * A line of the open row.
 * @param {Board} board
 * @param {WallContext} context
 * @param {Share} share
 * @param {number} y
 * @param {boolean} isFirst
 */
function putRung(board, context, share, y, isFirst) {
  const { layer, limits, ratio } = context;
  const [c] = share.channels;
  const one = isOne(context, share);
  const middle = y + LINE / 2;
  const words = one ? String(c) : `${text(share.channels.length)} more, their sum`;
  board.add("text", { text: words, x: 12, y: middle, bold: one, colour: "channel", max: 150 });
  if (one) {
    const [, h, w] = layer.xShape;
    const map = { data: layer.channel(c), w, h, ...inputScale(limits, "grey") };
    centreMap(board, map, { x: 56, y: y + 4, size: 38 }, ratio);
    putSlice(board, context, c, { x: 112, y: y + 8 });
    putSign(board, "×", 103, middle);
    putSign(board, "=", 156, middle);
  }
  putPart(board, context, share, { x: 170, y: y + 3, size: 40 });
  if (!isFirst) putSign(board, "+", 268, middle, true);
  const box = { x: 282, y: y + 5, w: 96, h: 36 };
  putSwatch(board, context, share.value, box, mapScale(limits));
  if (one) board.places.push({ role: "subtotal", c, ...box });
}

// ---- What a hand does there

/**
 * The kernel and the channel at a place of the wall, none of them right of it; and the nearest that
 * the kernel reads.
 * @param {PointedPlace} place
 * @param {ExplorerState} state
 * @param {Layer} layer
 */
function cellAt({ row = 0, col = 0, ...place }, state, layer) {
  const { rows, columns } = orderOfWall(cellsAt(layer, state), state);
  const [top, left] = ("first" in place && place.first) || [0, 0];
  const out_channel = rows[Math.min(top + row, rows.length - 1)];
  const [first, end] = layer.range(out_channel);
  const c = columns[left + col];
  const in_channel =
    c >= first && c < end ? c : Math.max(first, Math.min(end - 1, state.in_channel));
  return { out_channel, in_channel, channel: c };
}

/** @type {Orders["options"]} */
const ORDERS = [
  ["as given", "as given"],
  ["by size", "by size"],
];

const SAID = 16; // channels that are all named, to who hears them

/**
 * A row of very many channels in a sentence: the loudest of them, all others together, the total.
 * @type {NonNullable<Layout["tell"]>}
 */
function tell(state, layer, decimals, { channel_names, has_bias }) {
  const { out_channel: o, row, col } = state;
  const [first, end] = layer.range(o);
  const sums = layer.subtotals(o, row, col);
  const bias = layer.bias[o];
  const order = orderOf(sums, "by size", 0);
  const loud = end - first > SAID ? order.slice(0, LOOKS[1000].loudest) : upTo(0, sums.length);
  const rest = upTo(0, sums.length).filter((i) => !loud.includes(i));
  const name = (/** @type {number} */ c) => channel_names[c] || `channel ${c}`;
  const sum = (/** @type {number[]} */ some) => some.reduce((all, i) => all + sums[i], 0);
  const terms = loud.map((i) => term(name(first + i), text(sums[i], decimals)));
  if (rest.length) terms.push(term(`${text(rest.length)} more`, text(sum(rest), decimals)));
  if (has_bias) terms.push(`bias ${text(bias, decimals)}`);
  const total = text(sum(upTo(0, sums.length)) + bias, decimals);
  const place = layer.ndim === 1 ? `position ${col}` : `pixel (${row}, ${col})`;
  return `${place} of map ${o}: ${terms.join(" + ")} = ${total}`;
}

/** @type {Layout} */
export const WALL = {
  tell,
  build: buildWall,
  orders: { words: "order", options: ORDERS },
  finds: ["kernel", "channel"],
  most: 1000,
  note: ({ groups, inChannels, outChannels }) =>
    groups > 1
      ? `${outChannels} kernels in ${groups} groups: each sees ${inChannels / groups} channels.`
      : "",
  idle: "Click a cell of the wall to open it, a pixel of a map or an input. Arrow keys move on.",
  pick(place, state, layer) {
    if (place.role !== "wall") return picked(place, state, layer);
    const { out_channel, in_channel } = cellAt(place, state, layer);
    return { out_channel, in_channel };
  },
  say(place, state, layer, nameOf) {
    if (place.role !== "wall") return null;
    const { out_channel: o, channel: c } = cellAt(place, state, layer);
    const from = o * layer.inChannels;
    const values = layer.exactCells(state.row, state.col);
    if (c === undefined) {
      const row = values.subarray(from, from + layer.inChannels);
      const total = row.reduce((sum, value) => sum + value, layer.bias[o]);
      return `Map ${o} is ${text(total, 2)} at this pixel: a click opens its row.`;
    }
    if (!layer.reads(o, c)) return `Kernel ${o} does not read ${nameOf(c)}.`;
    return `Kernel ${o}, ${nameOf(c)}: its slice adds ${text(values[from + c], 2, true)}.`;
  },
};
