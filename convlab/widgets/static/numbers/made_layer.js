// An explorer of a layer of which only its line is known: weights and channels are made up, and it
// begins in the middle of map 0, at the channel that adds most there.

import { Layer } from "./layer.js";
import { padsOf, Refusal } from "./layer_checks.js";
import { layerOf } from "./layer_code.js";
import { madeUpChannels, madeUpWeights } from "./made_up.js";
import { ADDING, UNTOUCHED, VIEWS } from "./state.js";

/** @import { LayerText } from "./layer_checks.js" */

/** What the words of a view can be. */
export const CHOICES = {
  view: VIEWS,
  adding: ADDING,
  target: ["output", "input", "weight"],
  order: ["PyTorch", "Keras"],
  scale: ["shared", "each map"],
  ask: ["", "largest"],
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
 * @param {LayerText} layer
 * @param {Uint8Array} photo
 * @param {number} side
 */
export function explorerOf(layer, photo, side) {
  const { in_channels, out_channels, groups, kernel_size, stride, dilation, bias } = layer;
  const made = madeUpWeights(layer);
  const x = madeUpChannels(photo, side, in_channels);
  const biases = bias ? made.bias : new Float32Array(out_channels);
  const steps = { stride: stride[0], padding: padsOf(layer)[0], dilation: dilation[0] };
  const [x_shape, weight_shape] = [
    [in_channels, side, side],
    [out_channels, in_channels, ...kernel_size],
  ];
  const numbers = { x, weight: made.weight, bias: biases };
  const own = new Layer({ ...numbers, xShape: x_shape, weightShape: weight_shape });
  own.configure({ in_channels, out_channels, groups, kernel_size: 0, ...steps });
  const [row, col] = [own.oh >> 1, own.ow >> 1];
  const loudest = own
    .pixel(0, row, col)
    .channels.reduce((a, b) => (Math.abs(b.subtotal) > Math.abs(a.subtotal) ? b : a));
  const counts = { in_channels, out_channels, groups, kernel_size: 0, ...steps };
  const picked = { out_channel: 0, in_channel: loudest.c, row, col };
  const first = { ...counts, ...picked, view: VIEWS[0], muted: [], ...UNTOUCHED };
  const isPhoto = in_channels === 3;
  const spec = {
    ...{ x_shape, weight_shape, has_bias: bias, limit: 0, steps, photo: isPhoto },
    channel_names: isPhoto ? RGB : [],
    controls: ["view", "play"],
  };
  const bytes = (/** @type {Float32Array} */ numbers) => new DataView(numbers.buffer);
  const arrays = { _x: bytes(x), _weight: bytes(made.weight), _bias: bytes(biases) };
  return { arrays, plain: { _spec: spec, _names: Object.keys(first) }, first };
}
