// More channels than the grid has room for: all kernels as thumbnails, one opened in lines of
// channels.

import { kernelNotes } from "../numbers/words.js";
import {
  featureMap,
  mapScale,
  NOTE,
  partialMap,
  partScale,
  pixelScale,
  putBlocks,
  putMap,
  putScale,
  ringPixel,
  sumMap,
  WIDTH,
} from "./board.js";
import { putInput, rangeWords } from "./inputs.js";

/** @import { Board, Colour, Limits, SceneContext, SignedScale } from "../types.js" */
/** @import { Layer } from "../numbers/layer.js" */

/**
 * Where each kernel has its own scale of slices, the end of kernel o's.
 * @param {Pick<Limits, "peaks" | "slices">} limits
 * @param {number} o
 */
export const ownScale = ({ peaks, slices }, o) => Math.max(peaks[o], slices / 500);

// ---- One kernel opened

const LINE = 16; // channels
const PITCH = 51;
const LEFT = 72;

/**
 * One kernel of many slices, in lines of 16 channels: input, slice, partial map, running sum.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {number} y
 */
export function putBands(board, context, y) {
  const [first, end] = context.layer.range(context.state.out_channel);
  putBandsHead(board, context, y);
  let top = y + 70;
  for (let start = first; start < end; start += LINE) {
    board.add("ground", { x: -8, y: top + 96, w: WIDTH + 16, h: 48, colour: "pick-ground" });
    putLineLabels(board, top);
    for (let c = start; c < Math.min(end, start + LINE); c++) {
      putBandChannel(board, context, c, { x: LEFT + (c - start) * PITCH, y: top });
    }
    top += 212;
  }
  return top - 8;
}

/**
 * @param {Board} board
 * @param {SceneContext} context
 * @param {number} y
 */
function putBandsHead(board, { layer, state, limits }, y) {
  const o = state.out_channel;
  const [first, end] = layer.range(o);
  const name = { text: `kernel ${o}`, x: 0, y: y + 14, size: 17, bold: true };
  board.add("text", { colour: "kernel", ...name });
  const slices = `One slice for each of ${end - first} input channels.`;
  const words = `${slices} Reading along, the partial maps add.`;
  board.add("text", { text: words, x: 0, y: y + 38, max: 560 });
  const range = rangeWords(limits);
  if (range) board.add("text", { text: `Inputs: ${range}.`, x: 0, y: y + 60, ...NOTE });
  /** @type {[name: string, scale: SignedScale][]} */
  const legends = [...partLegends(limits), ["slices", { scheme: "signed", range: limits.slices }]];
  for (const [i, [legend, scale]] of legends.entries()) {
    const x = 580 + 108 * (i + 3 - legends.length);
    board.add("text", { text: legend, x, y: y + 6, ...NOTE });
    putScale(board, limits, { x, y: y + 18, w: 92 }, scale);
  }
}

/**
 * The scales of partial maps and of their sums, which are one unless it would wash them out.
 * @param {Limits} limits
 * @returns {[name: string, scale: SignedScale][]}
 */
const partLegends = (limits) =>
  limits.parts === limits.maps
    ? [["all maps", mapScale(limits)]]
    : [
        ["partial maps", partScale(limits)],
        ["sums", mapScale(limits)],
      ];

/** @type {[lines: string[], y: number, colour: Colour][]} */
const LABELS = [
  [["channel"], 8, "channel"],
  [["input"], 38, "ink-2"],
  [["slice"], 78, "ink-2"],
  [["partial", "map"], 120, "ink-2"],
  [["running", "sum"], 169, "ink-2"],
];

/**
 * @param {Board} board
 * @param {number} top
 */
function putLineLabels(board, top) {
  for (const [lines, middle, colour] of LABELS) {
    for (const [i, words] of lines.entries()) {
      const y = top + middle + (i - (lines.length - 1) / 2) * 19;
      board.add("text", { text: words, x: 0, y, colour, max: LEFT - 4 });
    }
  }
}

/**
 * Channel c of the opened kernel, from its number down to the sum so far.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {number} c
 * @param {{x: number, y: number}} corner
 */
function putBandChannel(board, context, c, { x, y }) {
  const { layer, state, limits } = context;
  const o = state.out_channel;
  const isHere = c === state.in_channel;
  const muted = layer.muted.has(c);
  const waiting = state.step >= 0 && c - layer.range(o)[0] >= state.step;
  const faded = muted || waiting;
  const number = { text: String(c), x: x + 20, y: y + 8, bold: isHere };
  board.add("text", { align: "center", colour: isHere ? "pick-ink" : "channel", ...number });
  putInput(board, context, c, { x, y: y + 18, size: 40 });
  const size = 30 / Math.max(layer.kh, layer.kw);
  putBlocks(board, layer, { o, c, x: x + 5, y: y + 63, size, range: limits.slices, faded });
  if (muted) board.add("hatch", { x, y: y + 100, w: 40, h: 40 });
  else {
    const map = { faded: waiting, ...partialMap(context, o, c) };
    const at = putMap(board, context, map, { role: "partial", o, c, x, y: y + 100, size: 40 });
    if (!waiting) ringPixel(board, at, state);
  }
  const plus = { text: "+", x: x + 45.5, y: y + 120, size: 14, bold: true, faded };
  board.add("text", { align: "center", ...plus });
  const sum = { faded: waiting, ...sumMap(context, o, layer.running(o, c)) };
  putMap(board, context, sum, { role: "partial", o, c, x, y: y + 150, size: 40 });
}

// ---- All kernels

/**
 * How the thumbnails of all kernels lie.
 * @typedef {object} Thumbnails
 * @property {number} line  so many in a line
 * @property {number} pitch  from one to the next
 * @property {number} high  of a line
 * @property {number} size  the side of a map
 * @property {number} head  how high the number and the slices above a map are
 * @property {boolean} beside  whether the slices stand right of the number, or below it
 * @property {number} wide  of a map's pixels, with which number and slices stand flush
 * @property {number} block  the side of a weight
 * @property {number} step  from one slice to the next
 * @property {number} across  slices in a line
 */

/**
 * Chosen for the most channels there can be: nothing moves while channels are added.
 * @param {SceneContext} context
 * @returns {Thumbnails}
 */
function thumbnailsOf({ layer, state, ratio }) {
  const isDense = state.out_channels > 32;
  const size = isDense ? 48 : 96;
  const k = Math.max(layer.kh, layer.kw);
  const most = Math.ceil(layer.xShape[0] / layer.groups);
  const beside = !isDense && most <= 3;
  const strip = beside ? 66 : size; // what a line of slices has room for
  /** @type {(block: number, room: number) => number} */
  const inARow = (block, room) => Math.floor((room + 2) / (block * k + 2));
  // The largest block at which all slices of a kernel stand in its strip, 48 high.
  const block = [6, 4, 3].find((b) => inARow(b, strip) * inARow(b, 46) >= most) ?? 2;
  const step = block * k + 2;
  const across = Math.max(1, inARow(block, strip));
  const head = beside ? Math.max(24, step + 6) : 22 + Math.ceil(most / across) * step + 4;
  const map = layer.ow * pixelScale(size, layer.ow, layer.oh, ratio);
  const wide = Math.max(map, beside ? 66 + 22 : size);
  const line = isDense ? 16 : 8;
  const pitch = isDense ? 56 : 112;
  return { line, pitch, high: head + size + 20, size, head, beside, wide, block, step, across };
}

/**
 * Every kernel as its slices and its map; the picked one is framed. Returns the next y.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {number} y
 */
export function putOverview(board, context, y) {
  const kernels = context.state.out_channels;
  const look = thumbnailsOf(context);
  for (let o = 0; o < kernels; o++) {
    const x = (o % look.line) * look.pitch;
    putThumbnail(board, context, look, { o, x, y: y + Math.floor(o / look.line) * look.high });
  }
  return putNotes(board, context, y + Math.ceil(kernels / look.line) * look.high);
}

/**
 * Kernel o, small.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {Thumbnails} look
 * @param {{o: number, x: number, y: number}} kernel
 */
function putThumbnail(board, context, look, kernel) {
  const { o, x: left, y: top } = kernel;
  const { head, size } = look;
  const isHere = o === context.state.out_channel;
  if (isHere) {
    const ground = { x: left - 5, y: top - 5, w: size + 10, h: head + size + 10 };
    board.add("ground", { colour: "pick-ground", ...ground });
    board.add("ring", { x: left - 3, y: top - 3, w: size + 6, h: head + size + 6, halo: 0.5 });
  }
  board.places.push({ x: left, y: top, w: size, h: head, role: "row", o });
  const x = left + (size - look.wide) / 2;
  board.add("text", { text: String(o), x, y: top + 10, bold: isHere, colour: "kernel" });
  putThumbnailSlices(board, context, look, kernel);
  const square = { x: left, y: top + head, size };
  const at = putMap(board, context, featureMap(context, o), { role: "map", o, ...square });
  if (isHere) ringPixel(board, at, context.state);
}

/** @type {typeof putThumbnail} */
function putThumbnailSlices(board, { layer, limits }, look, { o, x: left, y: top }) {
  const { beside, step, across, size, wide } = look;
  const [first, end] = layer.range(o);
  const range = limits.perKernel ? ownScale(limits, o) : limits.slices;
  const x = beside ? left + (size - wide) / 2 + wide + 2 - (end - first) * step : left;
  const y = beside ? top : top + 22;
  for (let c = first; c < end; c++) {
    const i = c - first;
    putBlocks(board, layer, {
      o,
      c,
      x: x + (i % across) * step,
      y: y + Math.floor(i / across) * step,
      size: look.block,
      range,
    });
  }
}

/**
 * The legend, and what is to be said of scales and of kernels without weights. Returns the next y.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {number} y
 */
function putNotes(board, { limits }, y) {
  board.add("text", { text: "feature maps", x: 0, y: y + 12, colour: "ink-2" });
  putScale(board, limits, { x: 112, y: y + 2, w: 100 });
  const notes = kernelNotes(limits.peaks);
  for (const [i, words] of notes.entries()) {
    const at = { x: 248, y: y + 12 + 22 * i, max: WIDTH - 248 };
    board.add("text", { text: words, ...at, colour: "ink-2" });
  }
  return y + 48 + 14 * Math.max(0, notes.length - 1);
}
