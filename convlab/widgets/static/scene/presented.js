// Up to three channels on a screen for a room: the picked kernel alone, all its numbers in type
// that can be read from afar, the button that plays under the map that it changes.

import { text } from "../numbers/show.js";
import { placeWords } from "../numbers/words.js";
import { isWaiting, notesOf, withAccount } from "./account.js";
import { CHIPS, makeBoard } from "./board.js";
import { putProducts, putWeights, putWindow } from "./factors.js";
import { putInput } from "./inputs.js";
import { centreMap, featureMap, partialMap, putMap } from "./maps.js";
import { ringPixel, windowBoxes } from "./rings.js";
import { PRESENTED, READABLE, STAGE } from "./room.js";
import { legendOf, ticked } from "./scales.js";
import { putArrived, putBias, putSign, putSum, putTotal } from "./sums.js";

/**
 * @import {
 *   Board, ChannelAccount, ExplorerScene, Point, Rectangle, SceneContext,
 * } from "../types.js"
 */
/** @import { AccountContext } from "./account.js" */

/** Of more channels a staircase is made. */
export const MOST = 3;

const LEFT_OF_CELLS = 92;

/**
 * What stands where in a channel's part; x counts from its left edge.
 * @typedef {object} Plan
 * @property {number} [left]  where the first begins
 * @property {number} pitch  from one channel to the next
 * @property {number} wide
 * @property {Point & {size: number}} input
 * @property {number} map  the side of every map
 * @property {{slice: number, window: Point & {w: number}, tall: number}} factors
 * @property {Rectangle} products
 * @property {number} sums  their top
 * @property {number} [sum]  where a sum begins
 * @property {number} bias  the middle of its pill
 */

/** By the number of channels: what one leaves free makes its pictures larger. */
const PLANS = /** @type {Plan[]} */ ([
  {
    ...{ pitch: 466, wide: 430, map: 150, input: { x: 70, y: 10, size: 150 } },
    factors: { slice: 96, window: { x: 124, y: 176, w: 150 }, tall: 93 },
    products: { x: 300, y: 176, w: 130, h: 93 },
    ...{ sums: 286, sum: 280, bias: 600 },
  },
  {
    ...{ pitch: 280, wide: 261, map: 100, input: { x: 62, y: 26, size: 84 } },
    factors: { slice: 90, window: { x: 111, y: 121, w: 150 }, tall: 72 },
    products: { x: 0, y: 204, w: 261, h: 66 },
    ...{ sums: 281, bias: 683 },
  },
  {
    ...{ pitch: 187, wide: 168, map: 100, input: { x: 0, y: 58, size: 52 } },
    factors: { slice: 58, window: { x: 68, y: 121, w: 100 }, tall: 72 },
    products: { x: 0, y: 204, w: 168, h: 66 },
    ...{ sums: 281, bias: 683 },
  },
]);

/** Beside a photo, or the drawing that has its place. @type {Plan} */
const BESIDE = {
  ...{ left: 196, pitch: 160, wide: 140, map: 84, input: { x: 0, y: 56, size: 40 } },
  factors: { slice: 51, window: { x: 62, y: 121, w: 78 }, tall: 72 },
  products: { x: 0, y: 204, w: 140, h: 66 },
  ...{ sums: 281, bias: 699 },
};
const PHOTO = { x: 16, y: 34, size: 164 };
const PENS = 28; // the height of the pens above a drawing

const RIGHT = 832; // of the feature map
const TOP = 10;
const SUM = 46; // how high one is
const FOOT = 352;

/** @typedef {AccountContext & {plan: Plan}} Context */

/** @type {(plan: Plan) => [high: number, low: number]} where signs stand: between maps, and sums */
const middlesOf = ({ map, sums }) => [TOP + map / 2, sums + SUM / 2];

/**
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
export function buildPresented(given) {
  const account = withAccount(given);
  const isBeside = Boolean(given.spec.studio) && account.accounts.length === 3;
  const plan = isBeside ? BESIDE : PLANS[account.accounts.length - 1];
  const context = { ...account, plan };
  const board = makeBoard();
  board.add("ground", { x: 0, y: 0, w: PRESENTED, h: STAGE, colour: "pick-ground" });
  if (isBeside) putPhoto(board, context);
  putWords(board, context, isBeside);
  const { left = LEFT_OF_CELLS } = plan;
  const last = context.accounts.length - 1;
  for (const [i, one] of context.accounts.entries()) {
    const x = left + i * plan.pitch;
    putChannel(board, context, one, x);
    if (i < last) putPlus(board, context, x + (plan.wide + plan.pitch) / 2, one.c);
  }
  putEnd(board, context);
  const { boxes, places, slots } = board;
  return { boxes, places, slots, width: PRESENTED, height: STAGE };
}

const LEFT = { x: 21, colour: /** @type {const} */ ("ink-2") };

/** The same list each time: else a photo would be painted anew. @type {[number, number]} */
const UNIT = [0, 1];

/**
 * The photo that the channels are of, or the drawing.
 * @param {Board} board
 * @param {Context} context
 */
function putPhoto(board, { layer, state, ratio }) {
  const [, h, w] = layer.xShape;
  const { x, y, size } = PHOTO;
  const photo = { data: layer.x, w, h, scheme: /** @type {const} */ ("rgb"), range: UNIT };
  const at = centreMap(board, photo, PHOTO, ratio);
  board.boxes.push(...windowBoxes(layer, at, state));
  board.slots.push({ what: "drawing", x, y: y - PENS, w: size, h: size + PENS });
}

/**
 * What the lines are; beside a photo there is room for the lower ones alone.
 * @param {Board} board
 * @param {Context} context
 * @param {boolean} isBeside
 */
function putWords(board, context, isBeside) {
  const { state, layer, plan } = context;
  const { factors, products, left = LEFT_OF_CELLS } = plan;
  const [, low] = middlesOf(plan);
  if (layer.weightShape[0] > 1) putKernel(board, state.out_channel, isBeside ? low - 46 : 20);
  const isOneLine = products.x > 0; // products then stand beside their factors
  const lines = /** @type {[string, number][]} */ ([
    ["input →", 73],
    ["partial", 91],
    ["map", 109],
    ["slice ×", factors.window.y + 26],
    ["window", factors.window.y + 46],
    [isOneLine ? "= products" : "products", products.y + (isOneLine ? 66 : products.h / 2)],
    ["sums", low],
  ]).slice(isBeside ? -2 : 0);
  const x = isBeside ? left - 80 : LEFT.x;
  for (const [words, y] of lines) board.add("text", { text: words, y, max: 66, ...LEFT, x });
  const place = placeWords(layer, state);
  board.add("text", { text: place, x: left, y: FOOT, colour: "pick-ink" });
  const scale = ticked(legendOf("", context.limits));
  const unnumbered = context.limits.perMap;
  const bar = { x: RIGHT - 180, y: FOOT - 12, w: 180, size: READABLE };
  board.add("scale", { ...bar, unnumbered, ...scale });
  const look = { align: /** @type {const} */ ("right"), colour: LEFT.colour };
  board.add("text", { text: "every map, one scale", x: RIGHT - 200, y: FOOT, ...look });
}

/** The number of the picked kernel. @type {(board: Board, o: number, y: number) => void} */
function putKernel(board, o, y) {
  const look = { x: 21, colour: /** @type {const} */ ("kernel") };
  board.add("text", { text: "kernel", y, ...look });
  board.add("text", { text: String(o), y: y + 26, size: 28, bold: true, ...look });
}

/**
 * One channel: input and partial map, slice × window, their products, its sum.
 * @param {Board} board
 * @param {Context} context
 * @param {ChannelAccount} one
 * @param {number} x
 */
function putChannel(board, context, one, x) {
  const { layer, state, spec, plan } = context;
  const { c } = one;
  const o = state.out_channel;
  const side = plan.map;
  const name = spec.channel_names[c] || `channel ${c}`;
  const chip = CHIPS.get(name);
  if (chip) board.add("chip", { x, y: 10, hollow: layer.muted.has(c), ...chip });
  const colour = chip ? chip.colour : "channel";
  board.add("text", { text: name, x, y: chip ? 45 : 32, bold: true, colour, max: 62 });
  const { input } = plan;
  putInput(board, context, c, { ...input, x: x + input.x });
  const map = { x: x + plan.wide - side, y: TOP, size: side };
  putArrow(board, (x + input.x + input.size + map.x) / 2, input.y + input.size / 2);
  if (isWaiting(context, o, c)) {
    board.add("outline", { x: map.x + 0.5, y: map.y + 0.5, w: side - 1, h: side - 1 });
  } else if (layer.muted.has(c)) board.add("hatch", { x: map.x, y: map.y, w: side, h: side });
  else {
    const at = putMap(board, context, partialMap(context, o, c), { role: "partial", o, c, ...map });
    ringPixel(board, at, state);
  }
  putFactors(board, context, one, x);
  const from = plan.sum ?? 0;
  const box = { x: x + from, y: plan.sums, w: plan.wide - from, h: SUM };
  putSum(board, context, one, box, 24);
  putArrived(board, context, one, box);
}

/**
 * Slice × window, and under both their products.
 * @param {Board} board
 * @param {Context} context
 * @param {ChannelAccount} one
 * @param {number} x
 */
function putFactors(board, context, one, x) {
  const { layer, state, decimals, plan } = context;
  const { factors, products } = plan;
  const { kh, kw } = layer;
  const tall = factors.tall / kh;
  const wide = factors.slice / kw;
  const size = Math.min(READABLE, tall - 2);
  const blocks = size < READABLE || wide < (decimals.weights ? 28 : 17);
  const { y } = factors.window;
  const slice = { o: state.out_channel, c: one.c, x, y, cell: { wide, tall } };
  putWeights(board, context, { size, blocks, bold: kw === 1, ...slice });
  const window = { x: x + factors.window.x, w: factors.window.w };
  putBetween(board, "×", [x + factors.slice, window.x], y + factors.tall / 2);
  const least = READABLE;
  putWindow(board, context, one, { x: window.x, y, cell: { wide: window.w / kw, tall }, least });
  const left = x + products.x;
  if (products.x) putBetween(board, "=", [window.x + window.w, left], y + factors.tall / 2);
  const cell = { wide: products.w / kw, tall: products.h / kh };
  putProducts(board, context, one, { x: left, y: products.y, cell, least });
}

/** @type {(board: Board, sign: string, ends: [number, number], y: number) => void} */
function putBetween(board, sign, [left, right], y) {
  const look = { y, size: 15, align: /** @type {const} */ ("center"), colour: LEFT.colour };
  board.add("text", { text: sign, x: (left + right) / 2, ...look });
}

/** @type {(board: Board, x: number, y: number) => void} */
const putArrow = (board, x, y) =>
  board.add("text", { text: "→", x, y, align: "center", colour: "ink-2" });

/**
 * @param {Board} board
 * @param {Context} context
 * @param {number} x
 * @param {number} c  the channel before it
 */
function putPlus(board, context, x, c) {
  const faded = isWaiting(context, context.state.out_channel, c + 1);
  for (const y of middlesOf(context.plan)) {
    putSign(board, "+", { x, y, strong: true, faded });
  }
}

/**
 * The bias, the map, what plays, and the pixel itself.
 * @param {Board} board
 * @param {Context} context
 */
function putEnd(board, context) {
  const { layer, state, spec, decimals, plan } = context;
  const o = state.out_channel;
  const faded = state.step >= 0;
  const [high, low] = middlesOf(plan);
  const left = RIGHT - plan.map;
  if (spec.has_bias) {
    const plus =
      (plan.left ?? LEFT_OF_CELLS) +
      context.accounts.length * plan.pitch -
      (plan.pitch - plan.wide) / 2;
    for (const y of [high, low]) putSign(board, "+", { x: plus, y, strong: true, faded });
    const words = text(layer.bias[o], decimals.biases);
    board.add("pill", { text: words, x: plan.bias, y: high, max: 58, faded });
    const name = { x: plan.bias, y: high - 26, colour: /** @type {const} */ ("bias") };
    board.add("text", { text: "bias", align: "center", ...name });
    putBias(board, context, { x: plan.bias, y: low, max: 58 });
  }
  for (const y of [high, low]) putSign(board, "=", { x: left - 14, y, strong: true });
  const map = { role: /** @type {const} */ ("map"), o, x: left, y: TOP, size: plan.map };
  ringPixel(board, putMap(board, context, featureMap(context, o), map), state);
  const { y } = plan.factors.window;
  if (context.accounts.length > 1) {
    board.slots.push({ what: "play", x: left, y, w: plan.map, h: 40 });
    const words = { text: "one by one", x: RIGHT, y: y + 58 };
    board.add("text", { ...words, align: "right", colour: LEFT.colour });
  }
  const look = { x: RIGHT, align: /** @type {const} */ ("right"), colour: LEFT.colour };
  const first = plan.sums - 68; // three lines end above the total
  for (const [i, words] of notesOf(context).entries()) {
    board.add("text", { text: words, y: first + 22 * i, max: 150, ...look });
  }
  putTotal(board, context, { x: left, y: plan.sums, w: plan.map, h: SUM }, 26);
}
