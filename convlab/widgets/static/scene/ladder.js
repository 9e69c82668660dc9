// The staircase on a phone: a line for each channel, its stair lying down.

import { text } from "../numbers/show.js";
import { kindsOf, levelAt } from "../numbers/stairs.js";
import { placeWords } from "../numbers/words.js";
import { makeBoard, widthOf } from "./board.js";
import { putInputPicture } from "./inputs.js";
import { partialMap, putBlocks, putMap } from "./maps.js";
import { legendOf, ticked } from "./scales.js";
import {
  biasWords,
  contextOf,
  hasBiasLine,
  isEnd,
  LINE,
  niceStep,
  putContourWords,
  putFactorsBelow,
  putGrowingMap,
  putKindsDown,
  putTabs,
  titleOf,
} from "./stairs.js";

/** @import { Board, ExplorerScene, SceneContext } from "../types.js" */
/** @import { Stair } from "../numbers/stairs.js" */
/** @import { StairsContext } from "./stairs.js" */

const STUCK = 216; // height of the map and the level, which stay in sight
const LEFT = 134; // of the stairs
const RIGHT = 322;
const TOP = 246; // of the first line, under the top of the picked ground
const NAME = 18; // more, where the line of the bias says what it is

/** @typedef {StairsContext & {top: number, unit: number}} LadderContext */

/**
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
export function buildLadder(given) {
  const stairs = contextOf(given);
  const { low, high } = stairs.staircase;
  const unit = (RIGHT - LEFT) / (high - low || 1);
  const top = stairs.y + TOP + (hasBiasLine(stairs.staircase, unit) ? NAME : 0);
  const context = { ...stairs, top, unit };
  const board = makeBoard();
  putSummary(board, context);
  const bottom = putLines(board, context);
  putHandle(board, context);
  const height = putAccount(board, context, bottom + 12);
  const { boxes, places, slots } = board;
  return { boxes, places, slots, width: 390, height, sticks: stairs.y + STUCK };
}

/** @type {(context: LadderContext, level: number) => number} */
const levelX = ({ staircase, unit }, level) => LEFT + (level - staircase.low) * unit;

/**
 * The map, and the level that is reached.
 * @param {Board} board
 * @param {LadderContext} context
 */
function putSummary(board, context) {
  const { layer, y, state, limits, staircase } = context;
  board.add("ground", { x: 0, y, w: 390, h: STUCK, colour: "pick-ground" });
  if (y > 6) putTabs(board, context);
  const map = putGrowingMap(board, context, { x: 12, y: y + 8, size: 200 });
  const [title, count] = titleOf(context);
  board.add("text", { text: title, x: 224, y: y + 16, size: 16, bold: true, max: 154 });
  board.add("text", { text: count, x: 224, y: y + 38, colour: "ink-2", max: 154 });
  const place = placeWords(layer, state);
  board.add("text", { text: place, x: 224, y: y + 58, colour: "pick-ink", max: 154 });
  const level = text(levelAt(staircase, state.step), context.decimals.maps);
  board.add("text", { text: level, x: 224, y: y + 94, size: 36, bold: true, max: 154 });
  board.add("scale", { x: 224, y: y + 122, w: 154, ...ticked(legendOf("", limits)) });
  putContourWords(board, map, context, { x: 224, y: y + 172, w: 154 });
}

/** @type {[words: string, x: number][]} */
const HEADS = [
  ["ch", 8],
  ["in", 34],
  ["slice", 60],
  ["map", 98],
];

/**
 * The head, the levels, a line for each channel. Returns where they end.
 * @param {Board} board
 * @param {LadderContext} context
 */
function putLines(board, context) {
  const { top, staircase, spec } = context;
  const look = { y: top - 20, size: 14, colour: /** @type {const} */ ("ink-2") };
  for (const [words, x] of HEADS) board.add("text", { text: words, x, ...look });
  board.add("text", { text: "total", x: 378, align: "right", ...look });
  const lines = staircase.stairs.length + Number(spec.has_bias);
  const bottom = top + lines * LINE;
  putLevels(board, context, bottom);
  for (const i of staircase.stairs.keys()) putLine(board, context, i, top + i * LINE);
  if (spec.has_bias) putBiasRung(board, context, bottom - LINE);
  return bottom;
}

/**
 * @param {Board} board
 * @param {LadderContext} context
 * @param {number} bottom
 */
function putLevels(board, context, bottom) {
  const { top, staircase, unit } = context;
  const { low, high, bias } = staircase;
  const biasX = hasBiasLine(staircase, unit) ? levelX(context, -bias) : Number.NaN;
  const line = { y: top - 8, dx: 0, dy: bottom - top + 8 };
  const step = niceStep((high - low || 1) / 4);
  for (let n = Math.ceil(low / step); n <= Math.floor(high / step); n++) {
    const x = levelX(context, n * step);
    board.add("rule", { x, width: n ? 1 : 1.5, colour: n ? "rule" : "ink", ...line });
    if (Math.abs(x - biasX) < 9) continue;
    const words = text(n * step, step < 1 ? Math.ceil(-Math.log10(step) - 1e-9) : 0);
    const place = { x, y: top - 20, size: 14, bold: !n, colour: /** @type {const} */ ("ink-2") };
    board.add("text", { text: words, align: "center", ...place });
  }
  if (!Number.isNaN(biasX)) putBiasLevel(board, context, biasX, bottom);
}

/**
 * The level that the bias brings to 0, and above it what that is.
 * @param {Board} board
 * @param {LadderContext} context
 * @param {number} x
 * @param {number} bottom
 */
function putBiasLevel(board, context, x, bottom) {
  const y = context.top - 30;
  const colour = /** @type {const} */ ("bias");
  board.add("rule", { x, y, dx: 0, dy: bottom - y, width: 1.5, colour, dash: [6, 4] });
  const [words] = biasWords(context);
  const half = 0.43 * widthOf(words);
  const middle = Math.min(Math.max(x, 8 + half), 382 - half);
  board.add("text", { text: words, x: middle, y: y - 8, size: 14, align: "center", colour });
}

/**
 * The i-th channel: number, input, slice, partial map, its stair, the level after it.
 * @param {Board} board
 * @param {LadderContext} context
 * @param {number} i
 * @param {number} y
 */
function putLine(board, context, i, y) {
  const { staircase, added, state } = context;
  const stair = staircase.stairs[i];
  const { channels } = stair;
  const waiting = i >= added;
  const isHere = i === added - 1 && state.step > 0;
  const words = channels.length > 1 ? `+${channels.length}` : String(channels[0]);
  const colour = isHere ? "pick-ink" : "channel";
  const look = { size: 14, bold: isHere, align: /** @type {const} */ ("right"), faded: waiting };
  board.add("text", { text: words, x: 26, y: y + LINE / 2, colour, ...look });
  board.places.push({ role: "stair", step: i + 1, x: 0, y, w: 390, h: LINE });
  if (channels.length === 1) putPictures(board, context, channels[0], y, waiting);
  if (!waiting) putRung(board, context, stair, y);
}

/**
 * @param {Board} board
 * @param {LadderContext} context
 * @param {number} c
 * @param {number} y
 * @param {boolean} waiting
 */
function putPictures(board, context, c, y, waiting) {
  const { layer, state, limits } = context;
  const o = state.out_channel;
  const faded = waiting || layer.muted.has(c);
  putInputPicture(board, context, c, { x: 34, y: y + 2, size: 20, faded });
  const size = 18 / Math.max(layer.kh, layer.kw);
  putBlocks(board, layer, { o, c, x: 63, y: y + 3, size, range: limits.slices, faded });
  if (faded) board.add("outline", { x: 98.5, y: y + 2.5, w: 19, h: 19 });
  else {
    const map = partialMap(context, o, c);
    putMap(board, context, map, { role: "partial", o, c, x: 98, y: y + 2, size: 20 });
  }
}

/**
 * A stair lying down, and the level after it.
 * @param {Board} board
 * @param {LadderContext} context
 * @param {Stair} stair
 * @param {number} y
 */
function putRung(board, context, { value, from, to }, y) {
  const end = levelX(context, to);
  const w = Math.abs(value) * context.unit;
  const x = levelX(context, Math.min(from, to));
  if (w < 0.75) {
    board.add("rule", { x: end, y: y + 3, dx: 0, dy: 18, width: 2, colour: "control" });
  } else board.add("bar", { x, y: y + 3, w, h: 18, sign: Math.sign(value) });
  board.add("rule", { x: end, y: y + 21, dx: 0, dy: 6, width: 1.5 });
  const look = { size: 14, colour: /** @type {const} */ ("ink-2") };
  board.add("text", { text: text(to, 2), x: 378, y: y + LINE / 2, align: "right", ...look });
}

/**
 * The bias, the last line.
 * @param {Board} board
 * @param {LadderContext} context
 * @param {number} y
 */
function putBiasRung(board, context, y) {
  const { state, staircase } = context;
  const { sum, bias, total } = staircase;
  const waits = state.step >= 0;
  const look = { y: y + LINE / 2, colour: /** @type {const} */ ("bias") };
  board.places.push({ role: "stair", step: -1, x: 0, y, w: 390, h: LINE });
  board.add("text", { text: "bias", x: 34, bold: !waits, faded: waits, ...look });
  if (waits) return;
  const x = levelX(context, Math.min(sum, total));
  const w = Math.abs(bias) * context.unit;
  board.add("ground", { x, y: y + 3, w, h: 18, colour: "bias" });
  const words = { text: text(bias, context.decimals.maps), size: 14, bold: true };
  board.add("text", { x: 118, align: "right", ...words, ...look });
}

/**
 * A line across, the disc on it, and the level that is reached.
 * @param {Board} board
 * @param {LadderContext} context
 */
function putHandle(board, context) {
  const { staircase, spec, state, top, added } = context;
  const lines = isEnd(context) ? staircase.stairs.length + Number(spec.has_bias) : added;
  const y = top + lines * LINE;
  board.add("rule", { x: 0, y, dx: 390, dy: 0, width: 2 });
  board.add("handle", { x: 250, y, down: true });
  const words = text(levelAt(staircase, state.step), context.decimals.maps);
  const w = (widthOf(words) * 17) / 15 + 12;
  board.add("ground", { x: 384 - w, y: y - 26, w, h: 26, colour: "ink" });
  const look = { size: 17, bold: true, align: /** @type {const} */ ("center") };
  board.add("text", { text: words, x: 384 - w / 2, y: y - 13, colour: "bg", ...look });
  const place = { x: 216, y: y - 22, w: 68, h: 44 };
  board.places.push({ role: "handle", from: top, pitch: LINE, down: true, ...place });
}

/**
 * What the lines come to, or what the channel at the handle adds. Returns where it ends.
 * @param {Board} board
 * @param {LadderContext} context
 * @param {number} y
 */
function putAccount(board, context, y) {
  const { layer, staircase, spec, added, state } = context;
  if (isEnd(context)) {
    putKindsDown(board, context, { x: 12, y: y + 8, wide: 366 });
    return (
      y + 8 + 32 * (kindsOf(staircase, context.decimals.maps).length + Number(spec.has_bias)) + 52
    );
  }
  const channels = added ? staircase.stairs[added - 1].channels : [];
  if (channels.length !== 1) return y + 8;
  const [c] = channels;
  const name = spec.channel_names[c] || `channel ${c}`;
  const look = { y: y + 14, colour: /** @type {const} */ ("pick-ink") };
  board.add("text", { text: name, x: 12, bold: true, max: 140, ...look });
  const place = `at ${placeWords(layer, state)}`;
  board.add("text", { text: place, x: 378, align: "right", max: 200, ...look });
  putFactorsBelow(board, context, { x: 12, y: y + 32, wide: 366 });
  return y + 32 + 156;
}
