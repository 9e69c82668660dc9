// What one output pixel is the sum of, and the boxes that say so.

import { sentence, soFar } from "../numbers/account.js";
import { upTo } from "../numbers/range.js";
import { counted, text } from "../numbers/show.js";
import { centreMap, featureMap, isWaiting, mapScale, partScale } from "./maps.js";
import { isDilated, PINNED, ringPixel } from "./rings.js";

/**
 * @import {
 *   Board, CellsBox, ChannelAccount, Legend, Limits, MapScale, Numbers, Point, Rectangle,
 *   SceneContext, Sum,
 * } from "../types.js"
 */

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

/** The height of a sum. */
export const SUM = 30;

/** @typedef {{wide: number, tall: number}} Cell  that holds a number of an account */

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

/** Of how many numbers the pixel is the sum. @param {AccountContext} context */
export function notesOf({ accounts, layer, spec }) {
  const products = counted(accounts.length * layer.kh * layer.kw, "product");
  const last = spec.has_bias ? "1 bias, 1 number" : "1 number";
  return [`${products},`, `${counted(accounts.length, "subtotal")},`, last];
}

// ---- Boxes

/**
 * The scale of all maps; of partial maps another one, where they have it.
 * @param {Limits} limits
 * @returns {Legend[]}
 */
export function legendsOf({ maps, parts, root }) {
  if (parts === maps) return [{ words: "all maps", range: maps, root }];
  return [
    { words: "partial maps", range: parts, root },
    { words: "sums, maps", range: maps, root },
  ];
}

/**
 * An operator between two terms.
 * @param {Board} board
 * @param {string} sign
 * @param {Point & {strong: boolean, faded?: boolean, size?: number}} look  size: of a strong one
 */
export function putSign(board, sign, { x, y, strong, faded, size = 26 }) {
  const colour = strong ? "ink" : "ink-2";
  const look = { size: strong ? size : 20, bold: strong, align: /** @type {const} */ ("center") };
  board.add("text", { text: sign, x, y, colour, faded, ...look });
}

/**
 * Numbers of an account; their colours alone where there is no room for figures.
 * @param {Board} board
 * @param {MapScale & Pick<CellsBox, "x" | "y" | "columns" | "faded" | "outside" | "inset"> & {
 *   values: Numbers, cell: Cell, decimals: number, size?: number,
 * }} numbers
 */
export function putFigures(board, { cell, size = 15, ...numbers }) {
  const { wide, tall } = cell;
  const blocks = wide < (numbers.decimals ? 24 : 15);
  const look = { cell: wide, tall, size: Math.min(size, tall - 4), blocks };
  board.add("cells", Object.assign(look, numbers));
}

/**
 * The numbers of a slice, or their colours alone, where it can be pointed at.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {Point & Pick<CellsBox, "size" | "blocks" | "bold"> & {
 *   o: number, c: number, cell: Cell,
 * }} slice
 */
export function putWeights(board, context, { o, c, x, y, cell: { wide, tall }, ...look }) {
  const { layer, limits, decimals } = context;
  const { kw, kh } = layer;
  board.add("cells", {
    values: layer.slice(o, c),
    columns: kw,
    cell: wide,
    tall,
    scheme: "signed",
    range: limits.slices,
    decimals: decimals.weights,
    faded: isWaiting(context, o, c) || layer.muted.has(c),
    x,
    y,
    ...look,
  });
  board.places.push({ role: "slice", o, c, x, y, w: wide * kw, h: tall * kh, scale: wide, tall });
}

/**
 * What a slice sees, in its ring; of a dilated one the numbers stand apart.
 * @param {Board} board
 * @param {AccountContext} context
 * @param {ChannelAccount} one
 * @param {Point & {cell: Cell, size?: number, scheme?: "grey" | "whole"}} place
 */
export function putWindow(board, context, one, { x, y, cell, size, scheme = "grey" }) {
  const { layer, limits, printed, decimals } = context;
  const dilated = isDilated(layer);
  const { outside } = one;
  putFigures(board, {
    values: one.window,
    columns: layer.kw,
    scheme,
    range: limits.input,
    decimals: Math.min(printed, Math.max(2, decimals.input)),
    faded: isFaded(context, one),
    inset: dilated ? 1.5 : 0,
    outside,
    cell,
    size,
    x,
    y,
  });
  const ring = { x, y, w: cell.wide * layer.kw, h: cell.tall * layer.kh };
  board.add("ring", dilated ? { width: 1, halo: 0.5, ...ring } : ring);
}

/**
 * Window × slice, number by number.
 * @param {Board} board
 * @param {AccountContext} context
 * @param {ChannelAccount} one
 * @param {Point & {cell: Cell, size?: number}} place
 */
export function putProducts(board, context, one, { x, y, cell, size }) {
  const { layer, limits, printed } = context;
  const look = { columns: layer.kw, decimals: printed, faded: isFaded(context, one) };
  putFigures(board, { values: one.products, ...partScale(limits), ...look, cell, size, x, y });
}

/**
 * What a channel adds, in its colour; hatched where it is muted.
 * @param {Board} board
 * @param {AccountContext} context
 * @param {ChannelAccount} one
 * @param {Rectangle} box
 * @param {number} size  of the figures
 */
export function putSum(board, context, one, box, size = 22) {
  const { limits, printed } = context;
  const { c, subtotal, muted } = one;
  const sum = { value: subtotal, text: text(subtotal, printed), faded: isFaded(context, one) };
  if (muted) board.add("hatch", { ...box });
  else board.add("swatch", { ...sum, ...partScale(limits), ...box, size });
  board.places.push({ role: "subtotal", c, ...box });
}

/**
 * The pixel itself in its box.
 * @param {Board} board
 * @param {AccountContext} context
 * @param {Rectangle} box
 * @param {number} size
 */
export function putTotal(board, { limits, terms, printed }, box, size = 22) {
  const value = sumOf(terms);
  board.add("swatch", { value, text: text(value, printed), ...mapScale(limits), ...box, size });
  board.add("ring", { width: 3, ...box });
}

/**
 * The bias of the picked kernel in the digits of the account.
 * @param {Board} board
 * @param {AccountContext} context
 * @param {Point & {max?: number}} place
 */
export function putBias(board, { layer, state, printed }, place) {
  const words = text(layer.bias[state.out_channel], printed);
  board.add("pill", { text: words, faded: state.step >= 0, ...place });
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
  const place = { w: map.w * at.scale, h: map.h * at.scale, ...at };
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

/**
 * What the products add up to, in the ink of the frame.
 * @param {Board} board
 * @param {AccountContext} context
 * @param {ChannelAccount} one
 * @param {Point & {w: number}} line
 */
export function putAdded(board, context, one, { x, y, w }) {
  const waits = isFaded(context, one) ? "not added yet" : "they add up to";
  const words = one.muted ? "muted: nothing is added" : waits;
  board.add("text", { text: words, x, y: y + SUM / 2, size: 14, colour: "ink-2", max: w - 74 });
  const box = { x: x + w - 68, y, w: 66, h: SUM };
  putSum(board, context, one, box, 17);
  board.add("ring", { halo: 0.5, colour: "ink", ...box });
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
  const words = `pinned: map ${o}, row ${row}, column ${col}: ${account}`;
  board.add("text", { text: words, x: 12, y: y + 18, max: width - 24 });
  return y + 32;
}

/**
 * Slice × window = products of one channel, with words above.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {ChannelAccount} one
 * @param {Point & {wide: number, gap: number, printed: number}} span  wide: of each of the three
 */
export function putFactors(board, context, one, { x, y, wide, gap, printed }) {
  const { layer, limits, state, decimals } = context;
  const { c, slice, window, outside, products } = one;
  const { kw, kh } = layer;
  const [cell, tall] = [wide / kw, Math.min(26, 84 / kh)];
  const size = Math.min(15, tall - 4, cell / 2.6);
  /** @type {Omit<CellsBox, "kind" | "values" | "x" | "y" | "scheme" | "range">} */
  const look = { columns: kw, cell, tall, size, blocks: size < 9 };
  const { input, slices } = limits;
  const h = tall * kh;
  const top = y + 18 + (84 - h) / 2;
  const few = Math.min(printed, Math.max(2, decimals.input));
  const figures = Math.min(printed, decimals.weights);
  const inset = isDilated(layer) ? 1.5 : 0;
  const lists = [
    { words: "slice", values: slice, scheme: "signed", range: slices, decimals: figures },
    {
      words: "window",
      values: window,
      scheme: "grey",
      range: input,
      decimals: few,
      outside,
      inset,
    },
    { words: "products", values: products, ...partScale(limits), decimals: printed },
  ];
  for (const [i, { words, ...list }] of lists.entries()) {
    const left = x + i * (wide + gap);
    board.add("text", { text: words, x: left, y: y + 5, size: 14, colour: "ink-2" });
    board.add("cells", /** @type {any} */ ({ x: left, y: top, ...list, ...look }));
    if (!i) continue;
    const sign = { x: left - gap / 2, y: y + 60, align: /** @type {const} */ ("center") };
    board.add("text", { text: "×="[i - 1], size: 18, colour: "ink-2", ...sign });
  }
  const ring = { x: x + wide + gap, y: top, w: wide, h };
  board.add("ring", inset ? { width: 1, halo: 0.5, ...ring } : ring);
  const place = { x, y: top, w: wide, h, scale: cell, tall };
  board.places.push({ role: "slice", o: state.out_channel, c, ...place });
}
