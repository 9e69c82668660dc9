// Where will the sum of one pixel end? Its level is guessed; then the staircase climbs to it.

import { endingOf, endingWords, wayOff, widened } from "../numbers/ending.js";
import { clamp, upTo } from "../numbers/range.js";
import { text } from "../numbers/show.js";
import { stairsOf } from "../numbers/stairs.js";
import { placeWords } from "../numbers/words.js";
import { makeBoard, NOTE, widthOf } from "./board.js";
import { putFactors } from "./factors.js";
import { putInputPicture } from "./inputs.js";
import { putBlocks } from "./maps.js";
import { BUTTONS, putButtons, putName } from "./predict.js";
import { PRESENTED, READABLE, STAGE } from "./room.js";
import {
  chartOf,
  clear,
  columnX,
  contextOf,
  covered,
  endFlag,
  hits,
  levelY,
  niceStep,
  putBiasLine,
  putBiasWords,
  putChart,
  putRules,
  putStrip,
} from "./stairs.js";
import { putParagraph } from "./words.js";

/** @import { Board, ExplorerScene, Rectangle, SceneContext } from "../types.js" */
/** @import { Ending } from "../numbers/ending.js" */
/** @import { Chart, Look, StairsContext } from "./stairs.js" */

const FEW = 3; // channels: there is room for their weights and windows
const FIGURES = 112; // the height of a channel's weights and window

/** Channels whose pictures would be smaller in a strip stand in lines of their own. */
const LEAST = 11;
const GALLERY = { pitch: 33, size: 28, line: 82 };

/** What all widths have in common. */
const TALL = /** @type {const} */ ({ bias: 36, top: 110, tall: 244, panel: "below" });

/**
 * Of many channels; those of a few have their figures beside them.
 * @type {Record<number, Look>}
 */
const LOOKS = {
  1000: { ...TALL, ground: 1000, left: 56, span: 790, end: 882, widest: 48 },
  640: { ...TALL, ground: 640, left: 56, span: 424, end: 516, widest: 40 },
  390: { ...TALL, ground: 390, left: 48, span: 212, end: 296, widest: 24 },
  [PRESENTED]: {
    ...{ ...TALL, ground: PRESENTED, left: 78, span: 636, end: 760, widest: 40 },
    small: READABLE,
  },
};
const IN_A_ROOM = { size: 17, few: 28, bottom: 254, figures: 90 };

/**
 * @typedef {StairsContext & {
 *   board: Board,
 *   isTold: boolean,
 *   isFew: boolean,
 *   ending: Ending,
 *   mine: number,
 *   endX: number,
 *   chart: Chart,
 * }} Context  mine: the guessed level; endX: where the staircase ends
 */

/**
 * The end of a pixel's sum as a question, and once it is guessed the staircase.
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
export function buildEnding(given) {
  const board = makeBoard();
  const isTold = given.state.guess.length > 0;
  const state = { ...given.state, step: isTold ? -1 : 0 };
  const top = putQuestion(board, given) + (given.width === PRESENTED ? 2 : 10);
  const context = askedOf({ ...given, state, width: Math.min(1000, given.width) }, board, top);
  const { y } = context;
  if (context.bare) putGallery(context, top);
  putStrip(board, context);
  const flag = flagOf(context);
  context.reserved = [flag];
  if (isTold) {
    putChart(board, context);
    putGap(context);
  } else {
    putRules(board, context, context.chart);
    if (given.spec.has_bias) {
      putBiasLine(board, context, context.chart);
      putBiasWords(board, context, context.chart, [flag]);
    }
  }
  putMine(context, flag);
  const chart = y + context.look.top + context.look.tall + 12;
  const bottom = context.isFew ? putAllFigures(context, chart) : chart;
  const end = putResult(context, bottom + 14);
  const height = given.width === PRESENTED ? STAGE : end;
  const { boxes, places, slots } = board;
  const asked = places.filter(({ role }) => isTold || role === "level" || role === "slice");
  return { boxes, places: asked, slots, width: given.width, height };
}

/**
 * @param {SceneContext} given
 * @param {Board} board
 * @param {number} top
 * @returns {Context}
 */
function askedOf(given, board, top) {
  const { state, spec, layer, decimals } = given;
  const stairs = contextOf(given, LOOKS);
  const level = [...state.guess, ...state.draft][0] ?? 0;
  const ending = endingOf(stairs.staircase, level, decimals.maps);
  const staircase = { ...stairs.staircase, ...widened(stairs.staircase) };
  const { length } = staircase.stairs;
  const isFew = layer.xShape[0] <= FEW;
  const isRoom = given.width === PRESENTED;
  const pitch = isFew ? (isRoom || given.width === 640 ? 60 : 70) : stairs.pitch;
  const usual = isRoom ? Math.min(stairs.size, IN_A_ROOM.size) : stairs.size;
  const size = isFew ? (isRoom ? IN_A_ROOM.few : 40) : usual;
  const endX = columnX({ ...stairs, pitch }, length) + (spec.has_bias ? stairs.look.bias : 0);
  const bare = size < LEAST && !isRoom;
  const head = bare ? 41 : 33 + 3 * size + 8;
  const tall = isRoom ? IN_A_ROOM.bottom - head : TALL.tall;
  const look = { ...stairs.look, top: head, tall, end: endX };
  const y = bare ? top + galleryHeight(given.width, length) : top;
  const own = { staircase, pitch, size, look, y, board, isFew, ending, endX, bare };
  const isTold = state.guess.length > 0;
  const mine = ending.mine / 10 ** decimals.maps;
  return { ...stairs, ...own, isTold, mine, chart: chartOf({ ...stairs, ...own }) };
}

/** @type {(width: number) => number} channels in a line of the gallery */
const acrossIn = (width) => Math.floor((width - 24) / GALLERY.pitch);

/** @type {(width: number, count: number) => number} */
const galleryHeight = (width, count) => 30 + GALLERY.line * Math.ceil(count / acrossIn(width));

/**
 * Inputs and slices, large enough to be read, in the order in which they are added.
 * @param {Context} context
 * @param {number} top
 */
function putGallery(context, top) {
  const { board, layer, state, staircase, limits, width } = context;
  const { pitch, size, line } = GALLERY;
  const o = state.out_channel;
  const words = "Each channel's input, and its slice below:";
  board.add("text", { text: words, x: 12, y: top + 8, ...NOTE });
  for (const [i, { channels }] of staircase.stairs.entries()) {
    const across = acrossIn(width);
    const x = 12 + pitch * (i % across);
    const y = top + 26 + line * Math.floor(i / across);
    const [c] = channels;
    const name = channels.length > 1 ? `+${channels.length}` : String(c);
    const look = /** @type {const} */ ({ size: 14, align: "center", colour: "channel" });
    board.add("text", { text: name, x: x + size / 2, y: y + 8, ...look });
    if (channels.length > 1) continue;
    const faded = layer.muted.has(c);
    putInputPicture(board, context, c, { x, y: y + 16, size, faded });
    const block = size / Math.max(layer.kh, layer.kw);
    const place = { o, c, x, y: y + 18 + size, size: block };
    putBlocks(board, layer, { ...place, range: limits.slices, faded });
  }
}

/**
 * The chart of a question, for who drags on it: how much of a level a pixel takes.
 * @param {Pick<SceneContext, "layer" | "state">} context
 */
export function stepOf({ layer, state }) {
  const { low, high } = widened(stairsOf(layer, state));
  return niceStep((high - low || 1) / (TALL.tall - 56));
}

/**
 * What is asked, and how it is answered. Returns where it ends.
 * @type {(board: Board, context: SceneContext) => number}
 */
function putQuestion(board, { layer, state, width }) {
  const isRoom = width === PRESENTED;
  const [x, top] = isRoom ? [21, 18] : [12, 26];
  board.add("text", { text: "Where will this sum end?", x, y: top, size: 24, bold: true });
  const how =
    `It is map ${state.out_channel}, ${placeWords(layer, state)}. Each channel adds ` +
    "what its slice makes of its window; the bias comes last.";
  const runs = [{ text: isRoom ? how : `${how} Drag the end of the sum.` }];
  return putParagraph(board, runs, {
    x,
    y: isRoom ? 44 : 58,
    width: Math.min(1000, width) - 2 * x,
  });
}

/** The guess as a number. @type {(context: Context) => string} */
const written = ({ mine, decimals }) => text(mine, decimals.maps);

/** Where the guess lies, or the end of the chart that it is beyond. @param {Context} context */
function mineY({ chart, mine, y, look }) {
  const top = y + look.top;
  return clamp(levelY(chart, mine), top + 13, top + look.tall - 13);
}

/**
 * Where the guess is written: once the stairs are there, where it hides none.
 * @type {(context: Context) => Rectangle}
 */
function flagOf(context) {
  const { look, chart, isTold, staircase, pitch } = context;
  const w = (widthOf(`you: ${written(context)}`) * 17) / 15 + 24;
  const first = { x: look.left + 6, y: mineY(context) - 13, w, h: 26 };
  if (!isTold) return first;
  const stairs = [...staircase.stairs.keys()];
  const total = endFlag(context, chart);
  const taken = [total, ...stairs.map((i) => covered(context, chart, i))];
  const beside = stairs
    .map((i) => ({ ...first, x: first.x + i * pitch }))
    .filter((place) => place.x + w < columnX(context, stairs.length))
    .find((place) => !hits(place, taken));
  return beside ?? clear(context, chart, first, [total]);
}

/**
 * The guessed level, and before the truth the handle on it.
 * @type {(context: Context, flag: Rectangle) => void}
 */
function putMine(context, flag) {
  const { board, look, chart, endX, isTold, y } = context;
  const at = mineY(context);
  const line = { x: look.left, y: at, dx: endX + 12 - look.left, dy: 0 };
  board.add("rule", { ...line, width: 2, dash: [2, 4] });
  const words = { text: `you: ${written(context)}`, size: 17, outlined: true };
  board.add("flag", { x: flag.x, y: flag.y + flag.h / 2, side: "right", ...words });
  if (isTold) return;
  board.add("handle", { x: endX, y: at, down: true });
  const { zero, unit, low, high } = chart;
  const levels = { zero, unit, low, high, step: niceStep(1 / unit) };
  const area = { x: 0, y: y + look.top, w: endX + 40, h: look.tall };
  board.places.push({ role: "level", ...levels, ...area });
}

/** A bracket from the guess to the end. @param {Context} context */
function putGap(context) {
  const { board, ending, chart, staircase, endX, decimals, width } = context;
  if (ending.mine === ending.total) return;
  const x = endX + 12;
  const [y, end] = [mineY(context), levelY(chart, staircase.total)];
  board.add("rule", { x, y, dx: 0, dy: end - y, width: 2 });
  for (const level of [y, end]) {
    board.add("rule", { x: x - 5, y: level, dx: 10, dy: 0, width: 2 });
  }
  const gap = text(Math.abs(ending.mine - ending.total) / 10 ** decimals.maps, decimals.maps);
  const look = { x: x + 10, bold: true, max: width - 4 - x - 10 };
  board.add("text", { text: gap, y: (y + end) / 2 - 9, ...look });
  board.add("text", { text: wayOff(ending), y: (y + end) / 2 + 9, ...look });
}

/**
 * Weights and windows of a few channels, beside the chart or below. Returns where they end.
 * @param {Context} context
 * @param {number} bottom
 */
function putAllFigures(context, bottom) {
  const { board, layer, state, width, decimals } = context;
  const isBeside = width > 390;
  const isRoom = width === PRESENTED;
  const [wide, high, least] = isRoom ? [117, IN_A_ROOM.figures, READABLE] : [100, FIGURES, 0];
  const x = isBeside ? context.endX + 138 : 54;
  let y = isBeside ? context.y - (isRoom ? 12 : 0) : bottom;
  for (const c of upTo(...layer.range(state.out_channel))) {
    const one = layer.account(state.out_channel, c, state.row, state.col);
    putName(board, context, c, { x: x - 38, y: y + 18 });
    const span = { x, y, wide, gap: 28, printed: decimals.maps, asked: true, least };
    putFactors(board, context, one, span);
    y += high;
  }
  return Math.max(bottom, y);
}

/**
 * The sentence, and the page's buttons. Returns where all ends.
 * @param {Context} context
 * @param {number} y
 */
function putResult(context, y) {
  const { board, ending, decimals, isTold, width } = context;
  const { idea } = ending;
  const runs = isTold
    ? [{ text: endingWords(ending, decimals.maps), bold: true }, ...(idea ? [{ text: idea }] : [])]
    : [
        { text: `Your guess: ${written(context)}.`, bold: true },
        { text: "Nothing is added yet, and nothing is scored." },
      ];
  const isWide = width >= PRESENTED;
  const room = { x: 21, y, width: 560, line: 22 };
  const usual = { x: 12, y: y + 12, width: isWide ? 700 : width - 24 };
  const end = putParagraph(board, runs, width === PRESENTED ? room : usual);
  const at = { x: isWide ? width - 284 : 12, y: isWide ? y - 10 : end + 12, w: 272, h: BUTTONS };
  putButtons(board, at, isTold ? "again" : "tell");
  return isWide ? Math.max(end, y + 38) + 8 : end + BUTTONS + 24;
}
