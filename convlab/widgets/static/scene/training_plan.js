// Where the parts of the Trainer stand: on a desk channels side by side, on a phone one below the
// other, as a written addition. The numbers are Python's, too: convlab/scene/training_plan.py.

/** @import { Point, Rectangle } from "../types.js" */
/** @import { Task } from "../numbers/training.js" */

/** @typedef {Point & {cell: number, tall: number}} Cells  of a slice, each so large */
/** @typedef {Point & {w: number}} Line */
/** @typedef {Point & {align: "left" | "center"}} Aligned */

/**
 * What belongs to one channel.
 * @typedef {object} Block
 * @property {Line & {below: boolean, bare?: boolean}} head  below: how far it is away stands under
 *   its name; bare: a chip is name enough
 * @property {Point | null} plus  before all but the first
 * @property {Cells} slice
 * @property {Cells} gradient
 * @property {Point | null} title  of the gradient, where it has no line of its own
 * @property {Line} size  of the gradient
 */

/**
 * What stands where.
 * @typedef {object} Plan
 * @property {Point} legend  its last words
 * @property {Block[]} blocks
 * @property {{plus: Point, name: Aligned, cell: Rectangle, gradient: Point}} bias
 * @property {Line & {lines: number}} note  what a gradient is
 * @property {Rectangle} curve
 * @property {Point & {size: number, gap: number}} maps
 * @property {number} bottom
 * @property {Rectangle} [play]  where what plays has its place on the board
 */

/** How wide the board can be, in CSS pixels, with a margin of 8 at both sides. */
export const WIDTHS = [904, 616, 374];

const WIDE = { cell: 80, tall: 56, plus: 24, least: 200, bias: 94, map: 110, gap: 36 };
const MIDDLE = { cell: 54, tall: 52, plus: 20, least: 162, bias: 54, map: 88, gap: 24 };
const HEAD = 50; // the middle of the channels' names
const GRADIENT = 24; // how high a number of the gradient is

/** And how wide it is on a screen for a room, without the margins. */
export const ROOM_WIDTH = 804;

/**
 * @param {number} width  one of `WIDTHS`, or `ROOM_WIDTH`
 * @param {Task} task
 * @returns {Plan}
 */
export function planOf(width, task) {
  if (width === ROOM_WIDTH) return planRoom(task);
  if (width === WIDTHS[2]) return planDown(task);
  return width === WIDTHS[0] ? planAcross(task, 888, WIDE) : planAcross(task, 600, MIDDLE);
}

/**
 * Channels side by side.
 * @param {Task} task
 * @param {number} width
 * @param {typeof WIDE} look
 * @returns {Plan}
 */
function planAcross({ channels, kernel }, width, { cell, tall, plus, least, bias, map, gap }) {
  const { kh, kw } = kernel;
  const isTight = width < 800;
  const w = Math.max(kw * cell, least);
  const top = HEAD + (isTight ? 42 : 24);
  const middle = top + (kh * tall) / 2;
  const note = top + kh * tall + 19;
  const slopes = note + (isTight ? 36 : 17);
  const size = slopes + kh * GRADIENT + 15;
  const below = size + 38;
  /** @param {number} c */
  const left = (c) => c * (w + plus);
  const blocks = channels.map((c) => ({
    head: { x: left(c), y: HEAD, w, below: isTight },
    plus: c ? { x: left(c) - plus / 2, y: middle } : null,
    slice: { x: left(c), y: top, cell, tall },
    gradient: { x: left(c), y: slopes, cell, tall: GRADIENT },
    title: null,
    size: { x: left(c), y: size, w },
  }));
  const end = left(channels.length);
  const maps = width - 3 * map - 2 * gap;
  return {
    legend: { x: 289, y: 10 },
    blocks,
    bias: {
      plus: { x: end - plus / 2, y: middle },
      name: { x: end + bias / 2, y: HEAD, align: "center" },
      cell: { x: end, y: middle - tall / 2, w: bias, h: tall },
      gradient: { x: end + bias / 2, y: slopes + (kh * GRADIENT) / 2 },
    },
    note: { x: 0, y: note, w: width, lines: isTight ? 2 : 1 },
    curve: { x: 0, y: below - 8, w: maps - (isTight ? 24 : 46), h: 206 },
    maps: { x: maps, y: below + 19, size: map, gap },
    bottom: below + 206,
  };
}

const PHONE = { cell: 58, tall: 52, slope: 48, left: 24, gap: 14, map: 100, between: 29 };

/**
 * Channels one below the other, each with its gradient beside it.
 * @param {Task} task
 * @returns {Plan}
 */
function planDown({ channels, kernel }) {
  const { kh } = kernel;
  const { cell, tall, slope, left, gap, map, between } = PHONE;
  const right = left + 3 * cell + gap;
  const high = 24 + kh * tall + 46; // of a channel: head, slice, size
  /** @param {number} c */
  const top = (c) => 72 + c * high;
  const blocks = channels.map((c) => ({
    head: { x: left, y: top(c), w: 3 * cell, below: false },
    plus: c ? { x: 8, y: top(c) + 20 + (kh * tall) / 2 } : null,
    slice: { x: left, y: top(c) + 20, cell, tall },
    gradient: { x: right, y: top(c) + 20, cell: slope, tall },
    title: { x: right, y: top(c) },
    size: { x: right, y: top(c) + 20 + kh * tall + 15, w: 3 * slope },
  }));
  const end = top(channels.length) - 16;
  const note = end + tall + 24;
  const curve = note + 48;
  const maps = curve + 240;
  return {
    legend: { x: 0, y: 32 },
    blocks,
    bias: {
      plus: { x: 8, y: end + tall / 2 },
      name: { x: left + cell + 12, y: end + tall / 2, align: "left" },
      cell: { x: left, y: end, w: cell, h: tall },
      gradient: { x: right + slope / 2, y: end + tall / 2 },
    },
    note: { x: 0, y: note, w: 358, lines: 2 },
    curve: { x: 0, y: curve, w: 358, h: 200 },
    maps: { x: 0, y: maps, size: map, gap: between },
    bottom: maps + map + 46,
  };
}

const ROOM = { cell: 46, tall: 52, plus: 20, bias: 54, right: 540, end: 788, map: 70 };

/**
 * On a screen for a room, where all is to be in sight: channels side by side, the rest beside them.
 * @param {Task} task
 * @returns {Plan}
 */
function planRoom({ channels, kernel }) {
  const { kh, kw } = kernel;
  const { cell, tall, plus, bias, right, end, map } = ROOM;
  const w = Math.max(kw * cell, 3 * cell);
  const top = 58;
  const middle = top + (kh * tall) / 2;
  const note = top + kh * tall + 19;
  const slopes = note + 15;
  const size = slopes + kh * 26 + 16;
  /** @param {number} c */
  const left = (c) => c * (w + plus);
  const blocks = channels.map((c) => ({
    head: { x: left(c), y: 40, w, below: false, bare: true },
    plus: c ? { x: left(c) - plus / 2, y: middle } : null,
    slice: { x: left(c), y: top, cell, tall },
    gradient: { x: left(c), y: slopes, cell, tall: 26 },
    title: null,
    size: { x: left(c), y: size, w },
  }));
  const last = left(channels.length);
  return {
    legend: { x: 289, y: 12 },
    blocks,
    bias: {
      plus: { x: last - plus / 2, y: middle },
      name: { x: last + bias / 2, y: 40, align: "center" },
      cell: { x: last, y: middle - tall / 2, w: bias, h: tall },
      gradient: { x: last + bias / 2, y: slopes + (kh * 26) / 2 },
    },
    note: { x: 0, y: note, w: right - 12, lines: 1 },
    curve: { x: right, y: 4, w: end - right, h: 158 },
    maps: { x: right, y: 196, size: map, gap: (end - right - 3 * map) / 2 },
    bottom: 364,
    play: { x: right, y: 324, w: 124, h: 40 },
  };
}
