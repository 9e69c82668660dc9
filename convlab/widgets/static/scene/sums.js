// What a channel adds, the bias and the total. Python has them in `scene/account.py`.

import { text } from "../numbers/show.js";
import { inspected, isFaded, sumOf } from "./account.js";
import { mapScale, partScale } from "./scales.js";

/** @import { Board, ChannelAccount, Point, Rectangle } from "../types.js" */
/** @import { AccountContext } from "./account.js" */

/** The height of a sum. */
export const SUM = 30;

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
 * A frame round the sum of the channel that was added last, while channels are added.
 * @param {Board} board
 * @param {AccountContext} context
 * @param {ChannelAccount} one
 * @param {Rectangle} box
 */
export function putArrived(board, context, one, box) {
  if (context.state.step <= 0 || one !== inspected(context)) return;
  board.add("ring", { halo: 0.5, colour: "ink", ...box });
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
