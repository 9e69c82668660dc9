// How a kernel moves over its input. What is set is written as in PyTorch, one number for both
// sides or one for each; here it becomes two, for height and width, and what follows from them.

import { isWithin, upTo } from "./range.js";

/** @import { Kind, Moves, Padding, PaddingMode, Pair, PerSide, Steps } from "../types.js" */

/** What a border can hold. */
export const PADDING_MODES = /** @type {const} */ (["zeros", "reflect", "replicate", "circular"]);

/** A plain layer: of pictures, and not transposed. @type {Kind} */
export const PLAIN = { ndim: 2, transposed: false, output_padding: 0 };

/**
 * One number for height and one for width; a signal has the height `other` wants.
 * @param {PerSide} value
 * @param {Pick<Kind, "ndim">} kind
 * @param {number} other
 * @returns {Pair}
 */
function pair(value, { ndim }, other) {
  const [first, last = first] = Array.isArray(value) ? value : [value];
  return ndim === 1 ? [other, last] : [first, last];
}

/**
 * What the padding adds before and after each side; "same" as much as keeps the sides, and where
 * that is an odd number one more after.
 * @param {Padding} padding
 * @param {Pair} kernel
 * @param {Pair} dilation
 * @param {Pick<Kind, "ndim">} kind
 * @returns {[Pair, Pair]}
 */
function padsOf(padding, kernel, dilation, kind) {
  if (padding !== "same") {
    const [above, left] = pair(padding === "valid" ? 0 : padding, kind, 0);
    return [
      [above, above],
      [left, left],
    ];
  }
  /** @type {(side: 0 | 1) => Pair} */
  const around = (side) => {
    const spare = dilation[side] * (kernel[side] - 1);
    return [Math.floor(spare / 2), Math.ceil(spare / 2)];
  };
  return [around(0), around(1)];
}

/**
 * The moves of a kernel of this size. A transposed layer has more rows and columns at the end only
 * as far as its stride or dilation leaves them open.
 * @param {Steps} steps
 * @param {Pair} kernel
 * @param {Kind} kind
 * @returns {Moves}
 */
export function movesOf({ stride, padding, dilation }, kernel, kind = PLAIN) {
  const [strides, dilations] = [pair(stride, kind, 1), pair(dilation, kind, 1)];
  const extra = pair(kind.output_padding, kind, 0);
  /** @type {(side: 0 | 1) => number} */
  const open = (side) => Math.min(extra[side], Math.max(strides[side], dilations[side]) - 1);
  return {
    stride: strides,
    dilation: dilations,
    pads: padsOf(padding, kernel, dilations, kind),
    transposed: kind.transposed,
    extra: [open(0), open(1)],
  };
}

/**
 * Height and width of the output; below 1 where the kernel does not fit, or nothing is left.
 * @param {number[]} sizes  of the input
 * @param {Pair} kernel
 * @param {Moves} moves
 * @returns {Pair}
 */
export function outputSizes(sizes, kernel, moves) {
  const { stride, dilation, pads, transposed, extra } = moves;
  /** @type {(side: 0 | 1) => number} */
  const along = (side) => {
    const [before, after] = pads[side];
    const reach = dilation[side] * (kernel[side] - 1);
    if (transposed)
      return (sizes[side] - 1) * stride[side] + reach + 1 - before - after + extra[side];
    return Math.floor((sizes[side] + before + after - reach - 1) / stride[side]) + 1;
  };
  return [along(0), along(1)];
}

/**
 * Along one side, the place of the input that weight `tap` meets at output `at`: below 0 or beyond
 * the input it is padding. In a transposed layer the place that stamps this weight there, and no
 * whole number if there is none.
 * @param {Moves} moves
 * @param {0 | 1} side
 * @param {number} at
 * @param {number} tap
 */
export function placeRead({ stride, dilation, pads, transposed }, side, at, tap) {
  const reach = tap * dilation[side];
  if (transposed) return (at + pads[side][0] - reach) / stride[side];
  return at * stride[side] - pads[side][0] + reach;
}

/**
 * Along one side, the outputs that input place i reaches: those whose window holds it or, in a
 * transposed layer, its stamp.
 * @param {Moves} moves
 * @param {0 | 1} side
 * @param {number} i
 * @param {number} kernel
 * @param {number} outputs  so many there are
 */
export function placesReached({ stride, dilation, pads, transposed }, side, i, kernel, outputs) {
  const before = pads[side][0];
  const places = upTo(0, kernel).map((u) => {
    const reach = u * dilation[side];
    return transposed ? i * stride[side] - before + reach : (i + before - reach) / stride[side];
  });
  const reached = places.filter((at) => isWithin(at, outputs));
  return [...new Set(reached)].sort((a, b) => a - b);
}

/**
 * Along one side, the input places that weight u is laid on; those in the padding left out.
 * @param {Moves} moves
 * @param {0 | 1} side
 * @param {number} u
 * @param {number} outputs  so many there are
 * @param {number} size  of the input
 */
export const placesUsed = (moves, side, u, outputs, size) =>
  upTo(0, outputs)
    .map((at) => placeRead(moves, side, at, u))
    .filter((i) => isWithin(i, size));

/**
 * Which input place a place of the border shows, along one side; -1 is a padded zero.
 * @param {number} i  counted from the first place of the input, so that padding is below 0
 * @param {number} size
 * @param {PaddingMode} mode
 */
export function source(i, size, mode) {
  if (i >= 0 && i < size) return i;
  if (mode === "replicate") return i < 0 ? 0 : size - 1;
  if (mode === "circular") return (i + size) % size;
  if (mode === "reflect") return i < 0 ? -i : 2 * size - 2 - i;
  return -1;
}

/**
 * Does the border find in the input all that it shows? A reflection turns back before the far edge,
 * and what is circular goes round once.
 * @param {number[]} sizes  of the input
 * @param {Moves} moves
 * @param {PaddingMode} mode
 */
export const hasBorder = (sizes, { pads }, mode) =>
  sizes.every((size, side) => {
    const most = mode === "reflect" ? size - 1 : mode === "circular" ? size : Infinity;
    return Math.max(...pads[side]) <= most;
  });
