// Where everything of the trainer stands: slices, channels, maps, and the reason for one step.

import { upTo } from "../numbers/range.js";
import { decimalsOf, largestOf, roundUp, sharedLimit, text } from "../numbers/show.js";
import { powerOf, short, unitOf } from "../numbers/training.js";
import { CHIPS, centreMap, makeBoard, NOTE, WIDTH } from "./board.js";
import { putCurve } from "./curve.js";

/** @import { Board, MapData, MapScale, Rectangle, TextBox } from "../types.js" */
/** @import { Slope, Task } from "../numbers/training.js" */

const LEFT = 84;
const CELL = 42;
const TALL = 26;
const WIDE = 126; // of a slice of 3 × 3
const COLUMN = 146;
const CURVE = 600; // where the curve begins
const NARROW = 600;

/**
 * All that the picture is made of.
 * @typedef {object} TrainerContext
 * @property {Task} task
 * @property {Float64Array} point  what has been learned
 * @property {Slope} now  what it makes
 * @property {number[]} losses  on the way
 * @property {ReturnType<typeof trainerLimits>} limits
 * @property {number} ratio  device pixels a CSS pixel
 * @property {{channel: number, row: number, col: number}} picked  a weight
 * @property {string[]} names  of the channels
 * @property {MapScale} input
 * @property {number} rate
 * @property {boolean} reveal  whether the hidden kernel is to be seen
 * @property {boolean} narrow
 */

/**
 * The colour scales: all keep theirs, whatever is learned; the gradient that of a kernel of zeros.
 * @param {Task} task
 */
export function trainerLimits(task) {
  const zeros = new Float64Array(task.hidden.length);
  return {
    maps: sharedLimit([{ data: task.target }]),
    slices: roundUp(largestOf(task.hidden, 1)),
    gradient: roundUp(largestOf(task.slope(zeros).gradient, 1e-12)),
  };
}

/**
 * Everything on the canvas.
 * @param {TrainerContext} context
 */
export function trainerScene(context) {
  const { narrow } = context;
  const board = makeBoard();
  const width = narrow ? NARROW : WIDTH;
  const slices = putSlices(board, context, putChannels(board, context));
  const curve = narrow
    ? { x: 0, y: slices + 4, w: width, h: 190 }
    : { x: CURVE, y: 0, w: width - CURVE, h: slices - 16 };
  putCurve(board, curve, context.losses);
  const maps = putMaps(board, context, slices + (narrow ? 210 : 0) + 8);
  const bottom = putReason(board, context, maps + 8);
  const { boxes, places } = board;
  for (const one of [...boxes, ...places]) one.x += 8;
  return { boxes, places, width: width + 16, height: bottom + 2 };
}

// ---- Channels and slices

/**
 * The channels over their slices, with the ring of what the picked weight has touched. Returns the
 * next y.
 * @param {Board} board
 * @param {TrainerContext} context
 */
function putChannels(board, { task, names, picked, input, ratio }) {
  for (let c = 0; c < task.c; c++) {
    const x = LEFT + c * COLUMN;
    const chip = CHIPS.get(names[c]);
    const name = names[c]?.slice(0, 6) || String(c);
    if (chip) board.add("chip", { x, y: 4, ...chip });
    else board.add("text", { text: name, x, y: 17, size: 14, colour: "channel" });
    const map = { data: task.planes[c], w: task.w, h: task.h, ...input };
    const at = centreMap(board, map, { x: x + WIDE - 78, y: 4, size: 78 }, ratio);
    if (c !== picked.channel) continue;
    board.add("ring", {
      x: at.x + picked.col * at.scale,
      y: at.y + picked.row * at.scale,
      w: task.ow * at.scale,
      h: task.oh * at.scale,
    });
  }
  const x = LEFT + task.c * COLUMN + 28;
  board.add("text", { text: "bias", x, y: 70, size: 14, align: "center", colour: "bias" });
  return 98;
}

/**
 * The hidden kernel, the learned one and the gradient. Returns the next y.
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {number} y
 */
function putSlices(board, context, y) {
  const { task, point, now, limits, reveal } = context;
  const { hidden } = task;
  const learned = unitOf(point, true); // very large figures are written in a power of ten
  const gradient = unitOf(now.gradient, false);
  /** @type {SliceRow[]} */
  const rows = [
    {
      label: ["hidden", "kernel"],
      values: reveal ? hidden : null,
      range: limits.slices,
      unit: 0,
      decimals: decimalsOf(hidden.subarray(0, -1), 0, 2),
      biasDecimals: decimalsOf(hidden.subarray(-1), 0, 2),
    },
    {
      label: learned ? ["learned", unitWords(learned)] : ["learned", "kernel"],
      values: point,
      range: limits.slices,
      unit: learned,
      decimals: learned ? 1 : 2,
      biasDecimals: learned ? 1 : 2,
    },
    {
      label: gradient ? ["gradient", unitWords(gradient)] : ["gradient"],
      values: now.gradient,
      range: limits.gradient,
      unit: gradient,
      decimals: 1,
      biasDecimals: 1,
    },
  ];
  let top = y;
  for (const row of rows) top = putSliceRow(board, context, row, top);
  return top;
}

/**
 * A row of slices with the bias.
 * @typedef {object} SliceRow
 * @property {string[]} label
 * @property {Float64Array | null} values  a point; null: its figures are hidden
 * @property {number} range
 * @property {number} unit  the power of ten that its figures count
 * @property {number} decimals
 * @property {number} biasDecimals
 */

/** @type {(unit: number) => string} */
const unitWords = (unit) =>
  unit >= -4 && unit <= 3 ? `× ${text(10 ** unit, Math.max(0, -unit))}` : `× ${powerOf(unit)}`;

/**
 * Returns the next y.
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {SliceRow} row
 * @param {number} y
 */
function putSliceRow(board, context, row, y) {
  const { task } = context;
  const rows = task.kh * TALL;
  const high = Math.max(rows, 44);
  const middle = y + high / 2;
  const top = middle - rows / 2;
  for (const [i, words] of row.label.entries()) {
    board.add("text", {
      text: words,
      x: 0,
      y: middle + (i - (row.label.length - 1) / 2) * 20,
      bold: i === 0,
      size: i ? 14 : 15,
      colour: i ? "ink-2" : "kernel",
    });
  }
  const w = task.kw * CELL;
  for (let c = 0; c < task.c; c++) {
    const box = { x: LEFT + c * COLUMN + WIDE - w, y: top, w, h: rows };
    if (row.values) putSlice(board, context, row, { c, ...box });
    else putHidden(board, box, middle);
    board.places.push({ role: "weight", c, scale: CELL, tall: TALL, ...box });
  }
  const bias = row.values?.at(-1);
  const words = bias === undefined ? "?" : text(bias / 10 ** row.unit, row.biasDecimals);
  board.add("pill", { text: words, x: LEFT + task.c * COLUMN + 28, y: middle });
  return y + high + 16;
}

/**
 * Channel c's slice in its box, with the ring of the picked weight.
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {SliceRow} row
 * @param {Rectangle & {c: number}} box
 */
function putSlice(board, { task, picked }, { values, unit, decimals, range }, { c, x, y }) {
  const slice = values?.subarray(c * task.taps, (c + 1) * task.taps) ?? [];
  board.add("cells", {
    values: Array.from(slice, (v) => v / 10 ** unit),
    columns: task.kw,
    cell: CELL,
    tall: TALL,
    size: 14,
    decimals,
    scheme: "signed",
    range: range / 10 ** unit,
    x,
    y,
  });
  if (c !== picked.channel) return;
  const weight = { x: x + picked.col * CELL, y: y + picked.row * TALL };
  board.add("ring", { w: CELL, h: TALL, ...weight });
}

/**
 * @param {Board} board
 * @param {Rectangle} box
 * @param {number} middle
 */
function putHidden(board, box, middle) {
  board.add("hatch", { ...box });
  const mark = { text: "?", x: box.x + box.w / 2, y: middle, size: 24, bold: true };
  board.add("text", { align: "center", colour: "ink-2", ...mark });
}

// ---- Maps

/** @type {(task: Task, data: Float64Array, range: number) => MapData} */
const signedMap = ({ ow, oh }, data, range) => ({ data, w: ow, h: oh, scheme: "signed", range });

/**
 * map − target = error; the mean of its squares is the loss. Returns the next y.
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {number} y
 */
function putMaps(board, context, y) {
  const { task, now, limits, narrow, ratio } = context;
  const size = narrow ? 168 : 172;
  const middle = y + 28 + size / 2;
  /** @type {(i: number) => number} */
  const column = (i) => i * (narrow ? 210 : 220);
  /** @type {[label: string, data: Float64Array, sign: string][]} */
  const maps = [
    ["map now", now.map, ""],
    ["target map", task.target, "−"],
    ["error", now.error, "="],
  ];
  for (const [i, [label, data, sign]] of maps.entries()) {
    const x = column(i);
    board.add("text", { text: label, x, y: y + 10, bold: true });
    const square = { x, y: y + 28, size };
    centreMap(board, signedMap(task, data, limits.maps), square, ratio);
    if (!sign) continue;
    const look = { x: x - 24, y: middle, size: 26, bold: true };
    board.add("text", { text: sign, ...look, align: "center" });
  }
  if (narrow) return putLossBelow(board, context, y + size + 40, column);
  putLossBeside(board, context, { x: column(3), y, middle });
  return y + 28 + size + 24;
}

/** @type {(context: TrainerContext) => [string, string]} */
const lossWords = ({ now }) => ["the mean of error²,", `over ${text(now.error.length)} places`];

/**
 * Right of the three maps.
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {{x: number, y: number, middle: number}} at  middle: of the maps
 */
function putLossBeside(board, context, { x, y, middle }) {
  const [mean, places] = lossWords(context);
  const arrow = { text: "→", x: x - 24, y: middle, size: 22 };
  board.add("text", { align: "center", colour: "ink-2", ...arrow });
  board.add("text", { text: "loss", x, y: y + 10, bold: true });
  board.add("text", { text: mean, x, y: y + 40, ...NOTE });
  board.add("text", { text: places, x, y: y + 60, ...NOTE });
  board.add("text", { text: short(context.now.loss), x, y: middle, size: 24, bold: true });
  putScale(board, context, x, y + 161);
}

/**
 * Below the maps, on one line. Returns the next y.
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {number} y
 * @param {(i: number) => number} column  where a map begins
 */
function putLossBelow(board, context, y, column) {
  const [mean, places] = lossWords(context);
  const middle = y + 18;
  board.add("text", { text: "loss", x: 0, y: middle, bold: true });
  board.add("text", { text: mean, x: 56, y: middle - 10, ...NOTE });
  board.add("text", { text: places, x: 56, y: middle + 10, ...NOTE });
  const loss = short(context.now.loss);
  board.add("text", { text: loss, x: column(1), y: middle, size: 24, bold: true });
  putScale(board, context, column(2), y);
  return y + 52;
}

/**
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {number} x
 * @param {number} y
 */
function putScale(board, { limits }, x, y) {
  board.add("text", { text: "signed scale", x, y, ...NOTE });
  board.add("scale", { x, y: y + 11, w: 100, scheme: "signed", range: limits.maps });
}

// ---- Why the picked weight moves

const SIZE = 120; // of its maps

/**
 * error × what it touched, averaged. Returns the next y.
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {number} y
 */
function putReason(board, context, y) {
  const { narrow, picked, names } = context;
  const high = SIZE + (narrow ? 190 : 68);
  const ground = { x: -8, y, w: (narrow ? NARROW : WIDTH) + 16, h: high };
  board.add("ground", { colour: "pick-ground", ...ground });
  const { channel, row, col } = picked;
  const name = names[channel] || `channel ${channel}`;
  const title = `One weight: ${name}, row ${row}, column ${col}`;
  board.add("text", { text: title, x: 0, y: y + 22, size: 17, bold: true });
  putReasonMaps(board, context, y + 40);
  putReasonWords(board, context, y);
  return y + high;
}

/**
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {number} y
 */
function putReasonMaps(board, { task, now, limits, picked, input, narrow, ratio }, y) {
  const touched = task.touched[task.indexOf(picked.channel, picked.row, picked.col)];
  const product = now.error.map((e, i) => e * touched[i]);
  /** @type {[label: string, map: MapData, sign: "×" | "=" | "→"][]} */
  const maps = [
    ["error", signedMap(task, now.error, limits.maps), "×"],
    ["what it saw", { data: touched, w: task.ow, h: task.oh, ...input }, "="],
    ["error × what it saw", signedMap(task, product, limits.maps), "→"],
  ];
  for (const [i, [label, map, sign]] of maps.entries()) {
    const x = i * (SIZE + 40);
    centreMap(board, map, { x, y, size: SIZE }, ratio);
    board.add("text", { text: label, x, y: y + SIZE + 13, ...NOTE });
    const isArrow = sign === "→"; // to the words, which are beside it
    if (isArrow && narrow) continue;
    board.add("text", {
      text: sign,
      x: x + SIZE + 20,
      y: y + SIZE / 2,
      size: isArrow ? 22 : 26,
      bold: !isArrow,
      align: "center",
      colour: isArrow ? "ink-2" : "ink",
    });
  }
}

/**
 * The gradient, the step, and which way the weight goes.
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {number} y
 */
function putReasonWords(board, { task, now, picked, rate, narrow }, y) {
  const slope = now.gradient[task.indexOf(picked.channel, picked.row, picked.col)];
  const x = narrow ? 0 : 3 * (SIZE + 40);
  const right = narrow ? 440 : WIDTH;
  const lines = upTo(0, 4).map((n) => y + (narrow ? SIZE + 84 : 52) + n * 27);
  /** @type {Pick<TextBox, "x" | "size" | "bold" | "align">} */
  const value = { x: right, size: 17, bold: true, align: "right" };
  board.add("text", { text: "gradient = 2 × mean", x, y: lines[0], ...NOTE });
  board.add("text", { text: short(slope), y: lines[0], ...value });
  board.add("text", { text: `next step: −${rate} × gradient`, x, y: lines[1], ...NOTE });
  board.add("text", { text: short(-rate * slope), y: lines[1], ...value });
  if (slope === 0) return;
  const [loss, way] = slope > 0 ? ["larger", "down"] : ["smaller", "up"];
  const larger = `A larger weight would make the loss ${loss}:`;
  board.add("text", { text: larger, x, y: lines[2] + 10, size: 14 });
  board.add("text", { text: `it goes ${way}.`, x, y: lines[3] + 3, size: 14 });
}
