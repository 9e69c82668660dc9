// What one output pixel is the sum of: its account, its names, what is pinned.

import { sentence, soFar } from "../numbers/account.js";
import { upTo } from "../numbers/range.js";
import { counted } from "../numbers/show.js";
import { placeWords } from "../numbers/words.js";
import { centreMap, featureMap, mapArea, tallOf } from "./maps.js";
import { PINNED, ringPixel } from "./rings.js";
import { legendOf } from "./scales.js";

/**
 * @import {
 *   Board, ChannelAccount, Legend, Limits, Point, Rectangle, SceneContext,
 * } from "../types.js"
 */

/** @import { Layer } from "../numbers/layer.js" */
/** @import { Square } from "./maps.js" */

/**
 * A scene in which the picked pixel is taken apart. `terms`: the numbers that are in the total so
 * far; `printed`: the decimals of the account.
 * @typedef {SceneContext & {
 *   accounts: ChannelAccount[],
 *   terms: number[],
 *   printed: number,
 * }} AccountContext
 */

/** @typedef {{wide: number, tall: number}} Cell  that holds a number of an account */

/**
 * Is channel c not yet added to map o, while channels are added one by one?
 * @param {Pick<SceneContext, "layer" | "state">} context
 * @param {number} o
 * @param {number} c
 */
export const isWaiting = ({ layer, state }, o, c) =>
  state.step >= 0 && c - layer.range(o)[0] >= state.step;

/**
 * Where a partial map waits or is muted, what stands in its place. Returns whether it does.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {{o: number, c: number}} map
 * @param {Rectangle} rectangle
 */
export function putGap(board, context, { o, c }, rectangle) {
  const { layer, state } = context;
  const { x, y, w, h } = mapArea(context, rectangle);
  const waits = isWaiting(context, o, c);
  const isMuted = layer.muted.has(c) && state.view !== "running sum";
  if (waits) board.add("outline", { x: x + 0.5, y: y + 0.5, w: w - 1, h: h - 1 });
  else if (isMuted) board.add("hatch", { x, y, w, h });
  return waits || isMuted;
}

/**
 * @param {SceneContext} given
 * @returns {AccountContext}
 */
export function withAccount(given) {
  const { layer, state, spec } = given;
  const o = state.out_channel;
  const accounts = upTo(...layer.range(o)).map((c) => layer.account(o, c, state.row, state.col));
  const added = accounts.filter(({ c }) => !isWaiting(given, o, c));
  const terms = added.map((one) => one.subtotal);
  if (state.step < 0 && spec.has_bias) terms.push(layer.bias[o]);
  return { ...given, accounts, terms, printed: given.decimals.maps };
}

/** @type {(values: number[]) => number} */
export const sumOf = (values) => values.reduce((sum, value) => sum + value, 0);

/**
 * The account of the channel that was added last; of the one that is picked, if all are.
 * @param {Pick<AccountContext, "layer" | "state" | "accounts">} context
 */
export function inspected({ layer, state, accounts }) {
  const [first, end] = layer.range(state.out_channel);
  const c = state.step > 0 ? Math.min(first + state.step, end) - 1 : state.in_channel;
  return accounts[c >= first && c < end ? c - first : 0];
}

/**
 * Is what a channel adds not in the total?
 * @param {SceneContext} context
 * @param {ChannelAccount} one
 */
export const isFaded = (context, { c, muted }) =>
  muted || isWaiting(context, context.state.out_channel, c);

/**
 * Is there one channel, and no bias? Then a partial map is the feature map, and a sum the total.
 * @param {{layer: Pick<Layer, "xShape" | "bias">}} context
 */
export const isAlone = ({ layer }) => layer.xShape[0] === 1 && !layer.bias.some(Boolean);

/** Of how many numbers the pixel is the sum. @param {AccountContext} context */
export function notesOf({ accounts, layer, spec }) {
  const products = counted(accounts.length * layer.kh * layer.kw, "product");
  if (isAlone({ layer })) return [`${products},`, "1 number"];
  const last = spec.has_bias ? "1 bias, 1 number" : "1 number";
  return [`${products},`, `${counted(accounts.length, "subtotal")},`, last];
}

// ---- Boxes

/**
 * The scale of all maps; of partial maps another one, where they have it.
 * @param {Limits} limits
 * @returns {Legend[]}
 */
export function legendsOf(limits) {
  if (limits.parts === limits.maps) return [legendOf("all maps", limits)];
  return [legendOf("partial maps", limits, "parts"), legendOf("sums, maps", limits)];
}

// ---- The sum that is taken apart

/**
 * The picked feature map, large.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {Square} square
 */
export function putLargeMap(board, context, square) {
  const { state, ratio } = context;
  const o = state.out_channel;
  const map = featureMap(context, o);
  const at = centreMap(board, map, square, ratio);
  ringPixel(board, at, state);
  const place = { w: map.w * at.scale, h: map.h * tallOf(at), ...at };
  board.places.push({ role: "map", o, ...place });
}

/**
 * The channel that is looked at, and its buttons.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {number} c
 * @param {Point & {max: number}} place
 */
export function putChannelName(board, { spec, state }, c, { x, y, max }) {
  const name = spec.channel_names[c] || `channel ${c}`;
  board.add("text", { text: name, x, y, bold: true, colour: "pick-ink", max });
  if (state.in_channels === 1) return;
  board.slots.push({ what: "mute", c, x: x + max + 2, y: y - 12, w: 44, h: 24 });
  board.slots.push({ what: "solo", c, x: x + max + 48, y: y - 12, w: 40, h: 24 });
}

// ---- The pinned pixel, and one channel in a line

/**
 * The account of the pinned pixel in words, and a ring on its map. Returns where it ends.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {number} y
 */
export function putPinned(board, context, y) {
  const { layer, state, width } = context;
  const [o, row, col] = state.pinned;
  const map = board.places.find((place) => place.role === "map" && place.o === o);
  if (map?.role === "map") ringPixel(board, map, { row, col }, PINNED);
  const said = sentence(context, soFar(layer.pixel(o, row, col), state.step));
  const account = said.slice(said.indexOf(": ") + 2);
  const words = `pinned: map ${o}, ${placeWords(layer, { row, col })}: ${account}`;
  board.add("text", { text: words, x: 12, y: y + 18, max: width - 24 });
  return y + 32;
}
