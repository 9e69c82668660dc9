// What a Studio shows: a picture and kernels to choose, as a layer of its channels.

import { pad } from "./convolve.js";
import { movesOf, outputSizes } from "./moves.js";
import { clamp, upTo } from "./range.js";
import { aimed, settle } from "./state.js";

/**
 * @import {
 *   ExplorerSpec, ExplorerState, LayerArrays, PaddingMode, Pair, StudioSpec,
 * } from "../types.js"
 */

export const MINE = "my picture";
export const PAINTED = "my drawing";
export const OWN = "my own weights";

/**
 * A Studio's state: what is set, what is picked, and one's own numbers, which travel as bytes.
 * @typedef {Omit<ExplorerState, "stride" | "padding" | "dilation"> & {
 *   stride: number,
 *   padding: number,
 *   dilation: number,
 *   source: string,
 *   bank: string,
 *   padding_mode: PaddingMode,
 *   _own_shape: [kernels: number, kernel_size: number],
 *   _weight: Float32Array,
 *   _bias: Float32Array,
 *   _drawing: Float32Array,
 *   _picture: Float32Array,
 *   _picture_shape: number[],
 * }} Studio  _weight and _bias: empty before there are any
 */

/** @typedef {{x: Float32Array, shape: number[]}} Picture  (c, h, w) */
/** @typedef {{weight: Float32Array, bias: Float32Array}} Kernels */

/**
 * The pictures and kernels that can be chosen.
 * @param {StudioSpec} spec
 * @param {Float32Array} samples  pictures, one after the other
 * @param {Float32Array} banks  for each bank its kernels, then its biases
 */
export function makeChoices(spec, samples, banks) {
  const [most, channels, side] = spec.weight_shape;
  const size = most * channels * side ** 2;
  const pictures = new Map(
    Object.entries(spec.samples).map(([name, { start, shape }]) => {
      const x = samples.subarray(start, start + shape[0] * shape[1] * shape[2]);
      return [name, { x, shape }];
    }),
  );
  const kernels = new Map(
    Object.keys(spec.banks).map((name, i) => {
      const all = banks.subarray(i * (size + most), (i + 1) * (size + most));
      return [name, { weight: all.subarray(0, size), bias: all.subarray(size) }];
    }),
  );
  return {
    /** @param {Studio} state @returns {Picture} */
    pictureOf({ source, _drawing, _picture, _picture_shape }) {
      if (source === PAINTED) return { x: _drawing, shape: [3, spec.drawing, spec.drawing] };
      return pictures.get(source) ?? { x: _picture, shape: _picture_shape };
    },
    /** @param {Studio} state @returns {Kernels} */
    kernelsOf: ({ bank, _weight, _bias }) => kernels.get(bank) ?? { weight: _weight, bias: _bias },
  };
}

// ---- The layer

/** Zeros are the layer's own padding; any other border is part of the picture.
 * @param {Studio} state */
const borderOf = ({ padding, padding_mode }) => (padding_mode === "zeros" ? 0 : padding);

/** The state as the grid takes it, whose picture has its border already.
 * @param {Studio} state @returns {ExplorerState} */
export const gridState = (state) => ({
  ...state,
  padding: state.padding - borderOf(state),
  padding_mode: "zeros",
});

/**
 * @param {Studio} state
 * @param {number[]} shape  of the picture
 * @param {StudioSpec} spec
 * @returns {ExplorerSpec}
 */
export function gridSpec(state, [, h, w], { weight_shape, channel_names, photo }) {
  const border = borderOf(state);
  return {
    x_shape: [weight_shape[1], h + 2 * border, w + 2 * border],
    weight_shape,
    has_bias: true,
    channel_names,
    photo,
    studio: photo,
    controls: ["view", "play", "tools"],
    limit: 0,
  };
}

/**
 * The numbers of the layer on screen: the picture with its border, and 0 for all weights that are
 * not in use.
 * @param {Studio} state
 * @param {Picture} picture
 * @param {Kernels} kernels
 * @param {StudioSpec} spec
 * @returns {LayerArrays}
 */
export function layerArrays(state, picture, { weight, bias }, spec) {
  return {
    x: withBorder(picture, borderOf(state), state.padding_mode),
    xShape: gridSpec(state, picture.shape, spec).x_shape,
    weight: weight.map((value, i) => (isInUse(i, state, spec) ? value : 0)),
    weightShape: spec.weight_shape,
    bias: bias.map((value, o) => (o < state.out_channels ? value : 0)),
  };
}

/**
 * The picture and all kernels of a bank, whatever the sliders take of them: colour scales follow
 * from these.
 * @param {Picture} picture
 * @param {Kernels} kernels
 * @param {StudioSpec} spec
 * @returns {LayerArrays}
 */
export const givenArrays = ({ x, shape }, { weight, bias }, { weight_shape }) => ({
  x,
  xShape: shape,
  weight,
  weightShape: weight_shape,
  bias,
});

/**
 * Is this one of the weights on screen: in a kernel, and in the middle that its size leaves?
 * @param {number} i
 * @param {Studio} state
 * @param {StudioSpec} spec
 */
function isInUse(i, { out_channels, kernel_size }, { weight_shape: [, channels, side] }) {
  const edge = (side - kernel_size) / 2;
  /** @param {number} at */
  const isInside = (at) => at >= edge && at < side - edge;
  const [row, col] = [Math.floor(i / side) % side, i % side];
  return i < out_channels * channels * side ** 2 && isInside(row) && isInside(col);
}

/** @type {(picture: Picture, border: number, mode: PaddingMode) => Float32Array} */
function withBorder({ x, shape: [channels, h, w] }, border, mode) {
  if (!border) return x;
  /** @type {Pair} */
  const around = [border, border];
  const planes = upTo(0, channels).map((c) =>
    pad(x.subarray(c * h * w, (c + 1) * h * w), [h, w], [around, around], mode),
  );
  return Float32Array.from(planes.flatMap((plane) => [...plane]));
}

// ---- A pen on the picture

/**
 * The pixel whose window is nearest round a place of a picture.
 * @param {[row: number, col: number]} at
 * @param {Studio} state
 * @param {number} n  places along a side of the picture
 */
export function pixelUnder([row, col], state, n) {
  const { kernel_size, stride, padding, dilation } = state;
  /** @type {Pair} */
  const kernel = [kernel_size, kernel_size];
  const before = (dilation * (kernel_size - 1)) / 2 - padding; // from a window's middle
  const [size] = outputSizes([n, n], kernel, movesOf(state, kernel));
  /** @param {number} at */
  const along = (at) => clamp(Math.round((at - before) / stride), 0, size - 1);
  return { row: along(row), col: along(col), target: /** @type {const} */ ("output") };
}

/** The window of the picked pixel, in places of the picture.
 * @param {Studio} state */
export function windowOn({ row, col, kernel_size, stride, padding, dilation }) {
  const side = dilation * (kernel_size - 1) + 1;
  return { x: col * stride - padding, y: row * stride - padding, w: side, h: side };
}

// ---- What may be set

/** @param {Studio} state @param {number[]} shape */
function fits(state, [, ...sizes]) {
  /** @type {Pair} */
  const kernel = [state.kernel_size, state.kernel_size];
  return Math.min(...outputSizes(sizes, kernel, movesOf(state, kernel))) >= 1;
}

/**
 * What a slider may be set to on a picture of this shape.
 * @param {string} trait
 * @param {Studio} state
 * @param {number[]} shape
 * @param {StudioSpec} spec
 */
export const legalSteps = (trait, state, shape, { offered }) =>
  offered[trait].filter((value) => fits({ ...state, [trait]: value }, shape));

/**
 * The nearest state that can be shown on a picture of this shape: windows that do not fit into it
 * get closer, and what is picked is kept inside.
 * @param {Studio} state
 * @param {number[]} shape
 * @param {StudioSpec} spec
 * @param {Studio} [before]  the state that a hand has changed
 * @returns {Studio}
 */
export function settleStudio(state, shape, spec, before) {
  const closer = { ...state };
  while (!fits(closer, shape) && closer.dilation > 1) closer.dilation -= 1;
  const { stride, padding, dilation, padding_mode } = closer;
  const settled = settle(aimed(gridState(closer), before), gridSpec(closer, shape, spec));
  return { ...closer, ...settled, stride, padding, dilation, padding_mode };
}
