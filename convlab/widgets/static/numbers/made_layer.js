// An explorer of a layer of which only its line is known: weights and channels are made up, and it
// begins in the middle of map 0, at the channel that adds most there.

import { Layer } from "./layer.js";
import { padsOf, Refusal } from "./layer_checks.js";
import { codeOf, layerOf } from "./layer_code.js";
import { madeUpChannels, madeUpWeights, middleRows } from "./made_up.js";
import { PADDING_MODES } from "./moves.js";
import { ADDING, OVERVIEWS, UNTOUCHED, VIEWS } from "./state.js";

/** @import { Ends, PaddingMode } from "../types.js" */
/** @import { LayerText } from "./layer_checks.js" */

/** What the words of a view can be. */
export const CHOICES = {
  view: OVERVIEWS,
  adding: ADDING,
  target: ["output", "input", "weight"],
  order: ["PyTorch", "Keras"],
  scale: ["shared", "each map"],
  ask: ["", "largest"],
  padding_mode: PADDING_MODES,
};
const RGB = ["red", "green", "blue"];

/**
 * The layer that a link names; a link that names none says why. An anchor of the page is no link.
 * @param {string} code
 * @returns {{layer?: LayerText, problem: string}}
 */
export function codedLayer(code) {
  if (!/\d/.test(code)) return { problem: "" };
  try {
    return { layer: layerOf(code), problem: "" };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { problem: error.message };
  }
}

/**
 * An explorer of this layer: its arrays as bytes, what never changes, and the view it begins with.
 * @param {LayerText} layer  of one or two sides
 * @param {Uint8Array} photo
 * @param {number} side
 * @param {Record<string, Ends>} [ends]  of the scales of some layers, by their codes
 */
export function explorerOf(layer, photo, side, ends = {}) {
  const { in_channels, out_channels, groups, bias, ndim, transposed, padding_mode } = layer;
  const kernel = ndim === 1 ? [1, ...layer.kernel_size] : layer.kernel_size;
  const made = madeUpWeights({ ...layer, kernel_size: kernel });
  const { x, x_shape } = channelsFor(layer, photo, side);
  const biases = bias ? made.bias : new Float32Array(out_channels);
  const kind = { ndim, transposed, output_padding: perSide(layer.output_padding) };
  const steps = {
    stride: perSide(layer.stride),
    padding: paddingOf(layer),
    dilation: perSide(layer.dilation),
    padding_mode: /** @type {PaddingMode} */ (padding_mode),
  };
  const weight_shape = [out_channels, in_channels, ...kernel];
  const numbers = { x, weight: made.weight, bias: biases, kind };
  const own = new Layer({ ...numbers, xShape: x_shape, weightShape: weight_shape });
  own.configure({ in_channels, out_channels, groups, kernel_size: 0, ...steps });
  const [row, col] = [own.oh >> 1, own.ow >> 1];
  const loudest = own
    .pixel(0, row, col)
    .channels.reduce((a, b) => (Math.abs(b.subtotal) > Math.abs(a.subtotal) ? b : a));
  const counts = { in_channels, out_channels, groups, kernel_size: 0, ...steps };
  const picked = { out_channel: 0, in_channel: loudest.c, row, col };
  const first = { ...counts, ...picked, view: VIEWS[0], muted: [], ...UNTOUCHED };
  const isPhoto = in_channels === 3 && ndim === 2 && !transposed;
  const spec = {
    ...{ x_shape, weight_shape, has_bias: bias, limit: 0, steps, kind, photo: isPhoto },
    ends: ends[codeOf(layer)],
    channel_names: isPhoto ? RGB : [],
    controls: ["view", "play"],
  };
  const bytes = (/** @type {Float32Array} */ numbers) => new DataView(numbers.buffer);
  const arrays = { _x: bytes(x), _weight: bytes(made.weight), _bias: bytes(biases) };
  return { arrays, plain: { _spec: spec, _names: Object.keys(first) }, first };
}

/**
 * The channels that a layer reads; a signal is the middle row of each.
 * @param {LayerText} layer
 * @param {Uint8Array} photo
 * @param {number} side
 */
function channelsFor({ in_channels, ndim }, photo, side) {
  const x = madeUpChannels(photo, side, in_channels);
  if (ndim === 2) return { x, x_shape: [in_channels, side, side] };
  return { x: middleRows(x, [side, side]), x_shape: [in_channels, 1, side] };
}

/** One number where all are the same.
 * @param {number[]} sizes @returns {number | [number, number]} */
const perSide = ([first, last = first]) => (first === last ? first : [first, last]);

/** "same" is a number, unless one end has more of it than the other. @param {LayerText} layer */
function paddingOf(layer) {
  const { padding, kernel_size, dilation } = layer;
  const isUneven = kernel_size.some((k, side) => (dilation[side] * (k - 1)) % 2);
  return padding === "same" && isUneven ? padding : perSide(padsOf(layer));
}
