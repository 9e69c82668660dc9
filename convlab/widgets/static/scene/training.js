// Where everything of the Trainer stands: what is learned beside what is hidden, the gradient in
// register below it, the loss, the maps; and why one weight moves. Python has the same boxes in
// convlab/scene/training.py.

import {
  gradientDigits,
  numberText,
  plain,
  powerText,
  remark,
  sentence,
  short,
  sizeOf,
} from "../numbers/progress.js";
import { upTo } from "../numbers/range.js";
import { largestOf, limitText, roundUp, sharedLimit, text } from "../numbers/show.js";
import { CHIPS, captioned, makeBoard, NOTE } from "./board.js";
import { putCurve } from "./curve.js";
import { pixelScale, snap } from "./maps.js";
import { legible } from "./room.js";
import { planOf, ROOM_WIDTH } from "./training_plan.js";

/** @import { Board, Box, MapData, MapScale, Picture, Point, Rectangle } from "../types.js" */
/** @import { Progress } from "../numbers/progress.js" */
/** @import { Distance, Slope, Task } from "../numbers/training.js" */
/** @import { Block, Plan } from "./training_plan.js" */

/** @typedef {{channel: number, row: number, col: number}} Weight  where a weight stands */

/**
 * All that the picture is made of.
 * @typedef {object} TrainerContext
 * @property {Task} task
 * @property {Float64Array} point  what has been learned
 * @property {Float64Array} bars  where its bars are, on their way there
 * @property {Slope} now  what it makes
 * @property {number[]} losses  on the way
 * @property {Distance} away  from what is hidden
 * @property {ReturnType<typeof trainerLimits>} limits
 * @property {number} ratio  device pixels a CSS pixel
 * @property {Weight | null} picked
 * @property {string[]} names  of the channels
 * @property {MapScale} input  the scale of the picture
 * @property {number} rate
 * @property {boolean} reveal  whether the hidden kernel is to be seen
 * @property {number} width  one of `WIDTHS`, or `ROOM_WIDTH`
 */

const FAR = 0.05; // from its hidden value, a number is bold

/**
 * Where scales end, fixed from the target and the start: nothing that is learned moves them.
 * @param {Task} task
 * @param {Float64Array} start
 */
export function trainerLimits(task, start) {
  const { gradient } = task.slope(start);
  const sizes = task.channels.map((c) => sizeOf(task.slice(gradient, c)));
  return {
    maps: sharedLimit([{ data: task.target }]),
    bars: 1.1 * roundUp(largestOf(start, largestOf(task.hidden))),
    gradient: roundUp(largestOf(gradient, 1e-12)),
    size: roundUp(largestOf(sizes, 1e-12)),
  };
}

/**
 * Everything but why a weight moves.
 * @param {TrainerContext} context
 */
export function trainerScene(context) {
  const { task, width, losses } = context;
  const plan = planOf(width, task);
  const board = makeBoard();
  putLegend(board, context, plan);
  for (const [c, block] of plan.blocks.entries()) putChannel(board, context, block, c);
  putBias(board, context, plan);
  putGradientNote(board, context, plan);
  putCurve(board, plan.curve, losses);
  putMaps(board, context, plan);
  if (plan.play) board.slots.push({ what: "play", ...plan.play });
  const boxes = width === ROOM_WIDTH ? legible(board.boxes) : board.boxes;
  return framed({ ...board, boxes }, width, plan.bottom);
}

const CAPTION = 76; // how high the words above a saved picture are

/**
 * Everything, under its sentence: what the page says in elements of its own.
 * @param {TrainerContext} context
 * @param {Progress} progress
 * @returns {Picture}
 */
export function wholeTraining(context, progress) {
  const { picked, width } = context;
  const scenes = [trainerScene(context), ...(picked ? [whyScene({ ...context, picked })] : [])];
  let height = CAPTION;
  /** @type {Box[]} */
  const boxes = [];
  for (const scene of scenes) {
    boxes.push(...captioned(scene, height, []).boxes);
    height += scene.height;
  }
  const most = { x: 8, max: width - 16 };
  const head = [
    { text: plain(sentence(progress)), y: 24, size: 24, ...most },
    { text: remark(progress), y: 54, colour: /** @type {const} */ ("ink-2"), ...most },
  ];
  return captioned({ width, height, boxes }, 0, head);
}

/**
 * With a margin at both sides.
 * @param {Board} board
 * @param {number} width
 * @param {number} height
 */
function framed({ boxes, places, slots }, width, height) {
  for (const one of [...boxes, ...places, ...slots]) one.x += 8;
  return { boxes, places, slots, width, height };
}

// ---- Learned, hidden, still to go

/**
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {Plan} plan
 */
function putLegend(board, { reveal }, { legend }) {
  const y = 10;
  board.add("bar", { x: 0, y: y - 5, w: 26, h: 10, sign: 1 });
  board.add("text", { text: "learned", x: 34, y, ...NOTE });
  if (!reveal) return;
  board.add("ground", { x: 103, y: y - 8, w: 3, h: 16, colour: "ink" });
  board.add("text", { text: "hidden", x: 114, y, ...NOTE });
  board.add("ground", { x: 177, y: y - 1.5, w: 26, h: 3, colour: "ink-2" });
  board.add("text", { text: "still to go", x: 211, y, ...NOTE });
  board.add("text", { text: `bold: more than ${FAR} away`, ...legend, ...NOTE });
}

/**
 * A channel: its name, its learned slice, and how the loss changes with it.
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {Block} block
 * @param {number} c
 */
function putChannel(board, context, block, c) {
  const { task, picked } = context;
  putHead(board, context, block, c);
  if (block.plus) {
    const look = { text: "+", size: 26, bold: true, align: /** @type {const} */ ("center") };
    board.add("text", { ...block.plus, ...look });
  }
  putSlice(board, context, block, c);
  putGradient(board, context, block, c);
  for (const { x, y, cell, tall } of [block.slice, block.gradient]) {
    const { kw, kh } = task.kernel;
    const place = { x, y, w: kw * cell, h: kh * tall };
    board.places.push({ role: "weight", c, scale: cell, tall, ...place });
    if (picked?.channel !== c) continue;
    const at = { x: x + picked.col * cell, y: y + picked.row * tall };
    board.add("ring", { ...at, w: cell, h: tall });
  }
}

/**
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {Block} block
 * @param {number} c
 */
function putHead(board, { names, reveal, away }, { head }, c) {
  const { x, y, w } = head;
  const chip = CHIPS.get(names[c]);
  if (chip) board.add("chip", { x, y: y - 13, ...chip });
  const name = (!chip && names[c]) || `channel ${c}`;
  const start = chip ? 34 : 0;
  const max = w - start - (head.below ? 0 : 76);
  const isNamed = !(chip && head.bare);
  if (isNamed) board.add("text", { text: name, x: x + start, y, colour: "channel", max });
  if (!reveal) return;
  const far = { y: head.below ? y + 24 : y, align: /** @type {const} */ ("right") };
  const right = head.below ? x + 70 : x + w;
  board.add("text", { text: numberText(away.channels[c]), x: right - 40, bold: true, ...far });
  board.add("text", { text: "away", x: right, colour: "ink-2", ...far });
}

const BLANK = upTo(0, 10).map((n) => /** @type {number[]} */ (Array(n).fill(0)));

/**
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {Block} block
 * @param {number} c
 */
function putSlice(board, context, { slice }, c) {
  const { kw, taps } = context.task.kernel;
  const { x, y, cell, tall } = slice;
  const look = { columns: kw, blocks: true, inset: 1, scheme: /** @type {const} */ ("signed") };
  board.add("cells", { values: BLANK[taps], x, y, cell, tall, range: 1, ...look });
  for (const k of upTo(0, taps)) {
    const at = { x: x + (k % kw) * cell, y: y + Math.floor(k / kw) * tall, w: cell, h: tall };
    putNumber(board, context, at, c * taps + k);
  }
}

/**
 * A number of the kernel: in figures, and as a bar towards its hidden value.
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {Rectangle} cell
 * @param {number} i  its place in a point
 */
function putNumber(board, context, cell, i) {
  const { task, point, bars, limits, reveal } = context;
  const { x, y, w, h } = cell;
  const middle = { x: x + w / 2, y: y + 0.625 * h };
  const hidden = task.hidden[i];
  const isFar = reveal && Math.abs(point[i] - hidden) > FAR;
  board.add("text", {
    text: numberText(point[i]),
    x: middle.x,
    y: y + 13,
    bold: isFar,
    align: "center",
    colour: reveal && !isFar ? "ink-2" : "ink",
    max: w - 6,
  });
  const reach = w / 2 - 4.8; // of the longest bar
  /** @param {number} value */
  const along = (value) => Math.max(-reach, Math.min(reach, (value * reach) / limits.bars));
  const isBias = i === point.length - 1;
  putBar(board, middle, along(bars[i]), { isBias, isCut: Math.abs(bars[i]) > limits.bars });
  board.add("ground", { x: middle.x - 0.5, y: middle.y - 10, w: 1, h: 20, colour: "control" });
  if (!reveal) return;
  const [from, to] = [along(bars[i]), along(hidden)].sort((a, b) => a - b);
  const gap = { x: middle.x + from, y: middle.y - 1.5, w: to - from, h: 3 };
  if (gap.w) board.add("ground", { ...gap, colour: "ink-2" });
  const tick = { x: middle.x + along(hidden) - 1.5, y: middle.y - 12, w: 3, h: 24 };
  board.add("ground", { ...tick, colour: "ink" });
}

/**
 * A bar from zero; one that is cut off has a gap before its end.
 * @param {Board} board
 * @param {Point} zero
 * @param {number} length  below 0 to the left
 * @param {{isBias: boolean, isCut: boolean}} look
 */
function putBar(board, zero, length, { isBias, isCut }) {
  const sign = Math.sign(length);
  const ends = isCut ? [0, length - 7 * sign, length - 4 * sign, length] : [0, length];
  for (let i = 0; i < ends.length; i += 2) {
    const [left, right] = [ends[i], ends[i + 1]].sort((a, b) => a - b);
    const box = { x: zero.x + left, y: zero.y - 8, w: right - left, h: 16 };
    if (isBias) board.add("ground", { ...box, colour: "bias" });
    else board.add("bar", { ...box, sign });
  }
}

// ---- The gradient

/**
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {Block} block
 * @param {number} c
 */
function putGradient(board, context, { gradient, title, size }, c) {
  const { task, now, limits } = context;
  const { power, decimals } = gradientDigits(now.gradient);
  const slice = task.slice(now.gradient, c);
  const { x, y, cell, tall } = gradient;
  board.add("cells", {
    values: Array.from(slice, (v) => v / 10 ** power),
    columns: task.kernel.kw,
    cell,
    tall,
    size: 14,
    decimals,
    scheme: "signed",
    range: limits.gradient / 10 ** power,
    x,
    y,
  });
  if (title) board.add("text", { text: "gradient", ...title, ...NOTE });
  putSize(board, context, size, sizeOf(slice));
}

/**
 * How strongly a slice's gradient pulls, as a bar beside those of the start.
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {Point & {w: number}} size
 * @param {number} pull
 */
function putSize(board, { now, limits }, size, pull) {
  const { power, decimals } = gradientDigits(now.gradient);
  const words = power ? short(pull) : text(pull, decimals);
  const right = size.x + size.w;
  const track = { x: size.x + 34, y: size.y - 4, h: 8 };
  const w = size.w - 34 - 56;
  const full = { ...track, w: w * Math.min(1, pull / limits.size) };
  board.add("text", { text: "size", x: size.x, y: size.y, ...NOTE });
  board.add("ground", { ...track, w, colour: "rule" });
  board.add("ground", { ...full, colour: "ink" });
  board.add("text", { text: words, x: right, y: size.y, bold: true, align: "right", max: 54 });
}

/**
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {Plan} plan
 */
function putBias(board, context, { bias }) {
  const { point, now } = context;
  const { plus, name, cell, gradient } = bias;
  const centred = { align: /** @type {const} */ ("center") };
  board.add("text", { text: "+", ...plus, size: 26, bold: true, ...centred });
  board.add("text", { text: "bias", ...name, colour: "bias" });
  board.add("ground", { ...cell, colour: "bias-ground" });
  putNumber(board, context, cell, point.length - 1);
  const { power, decimals } = gradientDigits(now.gradient);
  const slope = now.gradient[point.length - 1] / 10 ** power;
  board.add("pill", { text: text(slope, decimals), ...gradient });
}

/**
 * What a gradient is, and what the next step makes of it.
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {Plan} plan
 */
function putGradientNote(board, { now, rate }, { note }) {
  const { power } = gradientDigits(now.gradient);
  const { x, y, w, lines } = note;
  const title = power ? `gradient × ${powerText(power)}` : "gradient";
  const what = "how the loss would change if this number grew.";
  const next = `The next step takes ${rate} of it, the other way.`;
  const after = power ? 144 : 66;
  board.add("text", { text: title, x, y, bold: true, max: after - 6 });
  const first = lines === 1 && w > 600 ? `${what} ${next}` : what;
  board.add("text", { text: first, x: x + after, y, max: w - after, ...NOTE });
  if (lines > 1) board.add("text", { text: next, x, y: y + 21, max: w, ...NOTE });
}

// ---- Maps

/** @type {(task: Task, data: Float64Array, range: number) => MapData} */
const signedMap = ({ size }, data, range) => ({ data, ...size, scheme: "signed", range });

/**
 * Maps in a line, with a sign before each but the first.
 * @param {Board} board
 * @param {number} ratio
 * @param {Point & {size: number, gap: number}} where  the first one
 * @param {[sign: string, map: MapData][]} maps
 */
function putLine(board, ratio, { x, y, size, gap }, maps) {
  for (const [i, [sign, map]] of maps.entries()) {
    const left = x + i * (size + gap);
    const scale = pixelScale(size, map.w, map.h, ratio);
    board.add("map", { x: snap(left + 8, ratio) - 8, y: snap(y, ratio), scale, ...map });
    if (!i) continue;
    const at = { x: left - gap / 2, y: y + size / 2 };
    board.add("text", { text: sign, ...at, size: 22, align: "center", colour: "ink-2" });
  }
}

/**
 * map − target = error; the mean of its squares is the loss.
 * @param {Board} board
 * @param {TrainerContext} context
 * @param {Plan} plan
 */
function putMaps(board, { task, now, limits, ratio }, { maps }) {
  const { x, y, size, gap } = maps;
  /** @param {number} i */
  const column = (i) => x + i * (size + gap);
  for (const [i, label] of ["map now", "target map", "error"].entries()) {
    board.add("text", { text: label, x: column(i), y: y - 19, bold: i === 0 });
  }
  putLine(board, ratio, maps, [
    ["", signedMap(task, now.map, limits.maps)],
    ["−", signedMap(task, task.target, limits.maps)],
    ["=", signedMap(task, now.error, limits.maps)],
  ]);
  const scale = { scheme: /** @type {const} */ ("signed"), range: limits.maps };
  board.add("scale", { x, y: y + size + 14, w: size, ...scale });
  const same = { text: "the same scale for all three", x: column(1), y: y + size + 20 };
  board.add("text", { ...same, max: 2 * size + gap, ...NOTE });
}

// ---- Why the picked weight moves

/**
 * error × what the weight saw, averaged, is half its gradient.
 * @param {TrainerContext & {picked: Weight}} context
 */
export function whyScene(context) {
  const { task, now, limits, picked, input, ratio, width } = context;
  const board = makeBoard();
  const isWide = width > 700;
  const size = isWide ? 110 : 100;
  const gap = isWide ? 40 : 28;
  const high = 40 + size + (isWide ? 40 : 130);
  board.add("ground", { x: -8, y: 0, w: width, h: high, colour: "pick-ground" });
  board.add("text", {
    text: whyTitle(context),
    x: 0,
    y: 20,
    size: 17,
    bold: true,
    max: width - 16,
  });

  const touched = task.touched[task.indexOf(picked)];
  const product = now.error.map((e, i) => e * touched[i]);
  putLine(board, ratio, { x: 0, y: 40, size, gap }, [
    ["", signedMap(task, now.error, limits.maps)],
    ["×", { data: touched, ...task.size, ...input }],
    ["=", signedMap(task, product, limits.maps)],
  ]);
  const saw = `saw, ${rangeWords(input)}`;
  for (const [i, words] of ["error", saw, "error × saw"].entries()) {
    const x = i * (size + gap);
    board.add("text", { text: words, x, y: 40 + size + 14, max: size + gap - 8, ...NOTE });
  }
  const words = isWide
    ? { x: 3 * (size + gap), y: 52, w: width - 16 - 3 * (size + gap) }
    : { x: 0, y: 40 + size + 48, w: Math.min(440, width - 16) };
  putReason(board, context, words);
  return framed(board, width, high);
}

/** @param {TrainerContext & {picked: Weight}} context */
function whyTitle({ names, picked }) {
  const { channel, row, col } = picked;
  return `One weight: ${names[channel] || `channel ${channel}`}, row ${row}, column ${col}`;
}

/** @param {MapScale} input */
function rangeWords({ range }) {
  const [low, high] = typeof range === "number" ? [-range, range] : range;
  return `${limitText(low)} to ${limitText(high)}`;
}

/**
 * The gradient, the step, and which way the weight goes.
 * @param {Board} board
 * @param {TrainerContext & {picked: Weight}} context
 * @param {Point & {w: number}} where
 */
function putReason(board, { task, now, picked, rate }, { x, y, w }) {
  const slope = now.gradient[task.indexOf(picked)];
  /** @type {[words: string, value: number][]} */
  const sums = [
    ["gradient = 2 × the mean of error × saw", slope],
    [`the next step: −${rate} × the gradient`, -rate * slope],
  ];
  for (const [i, [words, value]] of sums.entries()) {
    const line = { y: y + 27 * i };
    board.add("text", { text: words, x, ...line, max: w - 100, ...NOTE });
    board.add("text", { text: short(value), x: x + w, ...line, bold: true, align: "right" });
  }
  if (slope === 0) return;
  const [loss, way] = slope > 0 ? ["larger", "down"] : ["smaller", "up"];
  const words = `A larger weight would make the loss ${loss}, so it goes ${way}.`;
  board.add("text", { text: words, x, y: y + 62, max: w });
}
