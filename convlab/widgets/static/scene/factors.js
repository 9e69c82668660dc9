// Slice × window = products, number by number. Python has them in `scene/account.py`.

import { isFaded, isWaiting } from "./account.js";

import { isCopied, isDilated } from "./rings.js";
import { partScale } from "./scales.js";

/**
 * @import {
 *   Board, CellsBox, ChannelAccount, MapScale, Numbers, Point, SceneContext,
 * } from "../types.js"
 */
/** @import { AccountContext, Cell } from "./account.js" */
/** @typedef {"x" | "y" | "columns" | "faded" | "outside" | "copied" | "inset"} Asked */

const MOST = 2.1; // times as wide as its cell a number can be, and is read

/**
 * Would the longest number of a scale be too narrow to read?
 * @param {{range: number | number[], decimals: number}} numbers
 * @param {number} wide
 */
function isSqueezed({ range, decimals }, wide) {
  const largest = Math.max(1, ...[range].flat().map(Math.abs));
  const digits = Math.floor(Math.log10(largest)) + 1;
  return 9 * (digits + decimals) + 4.8 * (Math.floor((digits - 1) / 3) + 1) > MOST * wide;
}

/**
 * Numbers of an account; their colours alone where there is no room for figures.
 * @param {Board} board
 * @param {MapScale & Pick<CellsBox, Asked> & {
 *   values: Numbers, cell: Cell, decimals: number, size?: number, least?: number,
 * }} numbers  least: smaller figures are not written
 */
export function putFigures(board, { cell, size: most = 15, least = 0, ...numbers }) {
  const { wide, tall } = cell;
  const size = Math.min(most, tall - 4);
  const isTight = size < least || wide < (numbers.decimals ? 24 : 15);
  const look = { cell: wide, tall, size, blocks: isTight || isSqueezed(numbers, wide) };
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
 * @param {Point & {cell: Cell, size?: number, least?: number, scheme?: "grey" | "whole"}} place
 */
export function putWindow(board, context, one, place) {
  const { x, y, cell, size, least, scheme = "grey" } = place;
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
    copied: isCopied(layer),
    cell,
    size,
    least,
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
 * @param {Point & {cell: Cell, size?: number, least?: number}} place
 */
export function putProducts(board, context, one, place) {
  const { layer, limits, printed } = context;
  const look = { columns: layer.kw, decimals: printed, faded: isFaded(context, one) };
  putFigures(board, { values: one.products, ...partScale(limits), ...look, ...place });
}

/**
 * Slice × window = products of one channel, with words above.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {ChannelAccount} one
 * @param {Point & {
 *   wide: number, gap: number, printed: number, asked?: boolean, least?: number,
 * }} span  wide: of each of the three; asked: without the products; least: smaller figures are not
 *   written, nor what each of the three is
 */
export function putFactors(board, context, one, { printed, asked, least = 0, ...span }) {
  const { layer, limits, state, decimals } = context;
  const { c, slice, window, outside, products } = one;
  const { kw, kh } = layer;
  const isLine = kh === 1 && kw > 1;
  const cell = isLine ? Math.min(66, (spanOf(span) - NAMES) / kw) : span.wide / kw;
  const tall = Math.min(26, 84 / kh);
  const size = Math.min(15, tall - 4, Math.max(least, cell / 2.6));
  /** @type {Omit<CellsBox, "kind" | "values" | "x" | "y" | "scheme" | "range">} */
  const look = {
    columns: kw,
    cell,
    tall,
    size,
    blocks: size < Math.max(9, least) || cell < least * 2,
  };
  const { input, slices } = limits;
  const places = [0, 1, 2].map((i) => (isLine ? below : beside)(span, i, tall * kh));
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
      copied: isCopied(layer),
      inset,
    },
    { words: "products", values: products, ...partScale(limits), decimals: printed },
  ];
  for (const [i, { words, ...list }] of lists.slice(0, asked ? 2 : 3).entries()) {
    const { at, name, sign } = places[i];
    const named = { text: words, ...name, size: Math.max(14, least) };
    if (isLine || !least) board.add("text", { ...named, colour: "ink-2" });
    board.add("cells", /** @type {any} */ ({ x: at.x, y: at.y, ...list, ...look }));
    if (!i) continue;
    board.add("text", { text: "×="[i - 1], size: 18, align: "center", colour: "ink-2", ...sign });
  }
  const area = { w: cell * kw, h: tall * kh };
  const ring = { ...places[1].at, ...area };
  board.add("ring", inset ? { width: 1, halo: 0.5, ...ring } : ring);
  const place = { ...places[0].at, ...area, scale: cell, tall };
  board.places.push({ role: "slice", o: state.out_channel, c, ...place });
}

const NAMES = 84; // the width of words left of lines

/** @typedef {Point & {wide: number, gap: number}} Span */

/** The width of all three. @param {Span} span */
const spanOf = ({ wide, gap }) => 3 * wide + 2 * gap;

/**
 * Where the i-th of three lists stands, h high, its name above it and the sign left of it.
 * @param {Span} span
 * @param {number} i
 * @param {number} h
 */
function beside({ x, y, wide, gap }, i, h) {
  const left = x + i * (wide + gap);
  return {
    at: { x: left, y: y + 18 + (84 - h) / 2 },
    name: { x: left, y: y + 5 },
    sign: { x: left - gap / 2, y: y + 60 },
  };
}

/**
 * Of a signal, whose lists are lines: one below the other, sign and name left of each.
 * @type {typeof beside}
 */
function below({ x, y }, i, h) {
  const top = y + 8 + 31 * i;
  const middle = top + h / 2;
  return {
    at: { x: x + NAMES, y: top },
    name: { x: x + (i ? 16 : 0), y: middle },
    sign: { x: x + 6, y: middle },
  };
}
