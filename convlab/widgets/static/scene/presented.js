// Up to three channels on a screen for a room: the picked kernel alone, all its numbers in type
// that can be read from afar, the button that plays under the map that it changes.

import { text } from "../numbers/show.js";
import { isWaiting, notesOf, withAccount } from "./account.js";
import { CHIPS, makeBoard } from "./board.js";
import { putProducts, putWeights, putWindow } from "./factors.js";
import { putInput } from "./inputs.js";
import { featureMap, partialMap, putMap } from "./maps.js";

import { ringPixel } from "./rings.js";
import { mapScale } from "./scales.js";
import { putBias, putSign, putSum, putTotal } from "./sums.js";

/** @import { Board, ChannelAccount, ExplorerScene, SceneContext } from "../types.js" */
/** @import { AccountContext } from "./account.js" */

/** The width of a scene for a room full of people; a screen is half as wide again, or more. */
export const PRESENTED = 852;

const HEIGHT = 378;
const CELLS = { x: 92, wide: 168, pitch: 187 };
const MAP = 100; // also the width of a window
const BIAS = 683; // its middle
const END = { x: 732, right: 832 }; // the feature map
const ROWS = { input: 58, map: 10, factors: 121, products: 204, sums: 281, foot: 352 };
const TALL = { factors: 72, products: 66, sums: 46 };

/**
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
export function buildPresented(given) {
  const context = withAccount(given);
  const board = makeBoard();
  board.add("ground", { x: 0, y: 0, w: PRESENTED, h: HEIGHT, colour: "pick-ground" });
  putWords(board, context);
  const last = context.accounts.length - 1;
  for (const [i, one] of context.accounts.entries()) {
    const x = CELLS.x + i * CELLS.pitch;
    putChannel(board, context, one, x);
    if (i < last) putPlus(board, context, x + (CELLS.wide + CELLS.pitch) / 2, one.c);
  }
  putEnd(board, context);
  const { boxes, places, slots } = board;
  return { boxes, places, slots, width: PRESENTED, height: HEIGHT };
}

const LEFT = { x: 21, colour: /** @type {const} */ ("ink-2") };

/** What the lines are. @param {Board} board @param {AccountContext} context */
function putWords(board, context) {
  const { state, layer } = context;
  if (layer.weightShape[0] > 1) {
    const colour = /** @type {const} */ ("kernel");
    board.add("text", { text: "kernel", x: 21, y: 20, colour });
    board.add("text", {
      text: String(state.out_channel),
      x: 21,
      y: 46,
      size: 28,
      bold: true,
      colour,
    });
  }
  for (const [words, y] of /** @type {[string, number][]} */ ([
    ["input →", 76],
    ["partial map", 96],
    ["slice ×", ROWS.factors + 26],
    ["window", ROWS.factors + 46],
    ["products", ROWS.products + TALL.products / 2],
    ["sums", ROWS.sums + TALL.sums / 2],
  ])) {
    board.add("text", { text: words, y, max: 66, ...LEFT });
  }
  const place = `row ${state.row}, column ${state.col}`;
  board.add("text", { text: place, x: CELLS.x, y: ROWS.foot, colour: "pick-ink" });
  const scale = mapScale(context.limits);
  const unnumbered = context.limits.perMap;
  board.add("scale", { x: END.right - 180, y: ROWS.foot - 12, w: 180, unnumbered, ...scale });
  const look = { align: /** @type {const} */ ("right"), colour: LEFT.colour };
  board.add("text", { text: "every map, one scale", x: END.right - 200, y: ROWS.foot, ...look });
}

/**
 * One channel: input and partial map, slice × window, their products, its sum.
 * @param {Board} board
 * @param {AccountContext} context
 * @param {ChannelAccount} one
 * @param {number} x
 */
function putChannel(board, context, one, x) {
  const { layer, state, spec } = context;
  const { c } = one;
  const o = state.out_channel;
  const name = spec.channel_names[c] || `channel ${c}`;
  const chip = CHIPS.get(name);
  if (chip) board.add("chip", { x, y: 10, hollow: layer.muted.has(c), ...chip });
  const colour = chip ? chip.colour : "channel";
  board.add("text", { text: name, x, y: chip ? 45 : 32, bold: true, colour, max: 62 });
  putInput(board, context, c, { x, y: ROWS.input, size: 52 });
  const map = { x: x + CELLS.wide - MAP, y: ROWS.map, size: MAP };
  putArrow(board, x + 60, ROWS.input + 26);
  if (isWaiting(context, o, c)) {
    board.add("outline", { x: map.x + 0.5, y: map.y + 0.5, w: MAP - 1, h: MAP - 1 });
  } else if (layer.muted.has(c)) board.add("hatch", { x: map.x, y: map.y, w: MAP, h: MAP });
  else {
    const at = putMap(board, context, partialMap(context, o, c), { role: "partial", o, c, ...map });
    ringPixel(board, at, state);
  }
  putFactors(board, context, one, x);
  const box = { x, y: ROWS.sums, w: CELLS.wide, h: TALL.sums };
  putSum(board, context, one, box, 24);
}

/**
 * Slice × window, and under both their products.
 * @param {Board} board
 * @param {AccountContext} context
 * @param {ChannelAccount} one
 * @param {number} x
 */
function putFactors(board, context, one, x) {
  const { layer, state, decimals } = context;
  const { kh, kw } = layer;
  const tall = TALL.factors / kh;
  const wide = 58 / kw;
  const blocks = wide < (decimals.weights ? 28 : 17);
  const slice = { o: state.out_channel, c: one.c, x, y: ROWS.factors, cell: { wide, tall } };
  putWeights(board, context, { size: Math.min(15, tall - 2), blocks, bold: kw === 1, ...slice });
  const sign = { x: x + 63, y: ROWS.factors + TALL.factors / 2, size: 15, colour: LEFT.colour };
  board.add("text", { text: "×", align: "center", ...sign });
  const left = x + CELLS.wide - MAP;
  putWindow(board, context, one, { x: left, y: ROWS.factors, cell: { wide: MAP / kw, tall } });
  const cell = { wide: CELLS.wide / kw, tall: TALL.products / kh };
  putProducts(board, context, one, { x, y: ROWS.products, cell });
}

/** @type {(board: Board, x: number, y: number) => void} */
const putArrow = (board, x, y) =>
  board.add("text", { text: "→", x, y, align: "center", colour: "ink-2" });

/** Where signs stand between maps, and between sums. */
const MIDDLES = [ROWS.map + MAP / 2, ROWS.sums + TALL.sums / 2];

/**
 * @param {Board} board
 * @param {AccountContext} context
 * @param {number} x
 * @param {number} c  the channel before it
 */
function putPlus(board, context, x, c) {
  const faded = isWaiting(context, context.state.out_channel, c);
  for (const y of MIDDLES) putSign(board, "+", { x, y, strong: true, faded });
}

/**
 * The bias, the map, what plays, and the pixel itself.
 * @param {Board} board
 * @param {AccountContext} context
 */
function putEnd(board, context) {
  const { layer, state, spec, decimals } = context;
  const o = state.out_channel;
  const faded = state.step >= 0;
  const [high, low] = MIDDLES;
  if (spec.has_bias) {
    const plus = CELLS.x + context.accounts.length * CELLS.pitch - 9;
    for (const y of MIDDLES) putSign(board, "+", { x: plus, y, strong: true, faded });
    const words = text(layer.bias[o], decimals.biases);
    board.add("pill", { text: words, x: BIAS, y: high, max: 58, faded });
    board.add("text", { text: "bias", x: BIAS, y: high - 26, align: "center", colour: "bias" });
    putBias(board, context, { x: BIAS, y: low, max: 58 });
  }
  for (const y of MIDDLES) putSign(board, "=", { x: END.x - 14, y, strong: true });
  const map = { role: /** @type {const} */ ("map"), o, x: END.x, y: ROWS.map, size: MAP };
  ringPixel(board, putMap(board, context, featureMap(context, o), map), state);
  if (context.accounts.length > 1) {
    board.slots.push({ what: "play", x: END.x, y: ROWS.factors, w: MAP, h: 40 });
  }
  const look = { x: END.right, align: /** @type {const} */ ("right"), colour: LEFT.colour };
  for (const [i, words] of notesOf(context).entries()) {
    board.add("text", { text: words, y: ROWS.products + 10 + 22 * i, max: 150, ...look });
  }
  putTotal(board, context, { x: END.x, y: ROWS.sums, w: MAP, h: TALL.sums }, 26);
}
