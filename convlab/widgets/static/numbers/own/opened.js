// A layer of a network as the traits of its explorer: what Python would send of it.

import { UNTOUCHED, VIEWS } from "../state.js";
import { layerOf } from "./run.js";

/** @import { Maps } from "./operations.js" */
/** @import { Options, Seen } from "./run.js" */

const MOST_CHANNELS = 4096;
const MOST_BYTES = 64 << 20; // of x and weight together
const RGB = ["red", "green", "blue"];
const LARGE = 64; // channels or kernels: a wall of more is read by size …
const FEW = 8; // … but for one that is so narrow

/** One number where both sides are alike, and for a signal.
 * @type {(sides: number[], ndim: number) => number | number[]} */
const short = ([down, across], ndim) => (ndim === 1 || down === across ? across : [down, across]);

/** Why no explorer takes a layer, or "". @param {Seen} seen */
export function whyNotOpen({ reason, x, weight, output }) {
  if (reason || !x || !weight || !output) return reason;
  const [channels, kernels] = [x.shape[0], output.shape[0]];
  const most = Math.max(channels, kernels);
  if (most > MOST_CHANNELS) return `an explorer shows up to 4,096 channels, and here are ${most}`;
  const bytes = 4 * (x.data.length + weight.data.length);
  if (bytes <= MOST_BYTES) return "";
  return `x and weight are ${Math.round(bytes / 2 ** 20)} MB, and an explorer takes 64`;
}

/**
 * @param {Seen} seen  that can be opened
 * @returns {{plain: Record<string, unknown>, parts: Record<string, Float32Array>}}
 */
export function explorerOf(seen) {
  const layer = layerOf(seen);
  const { ndim, transposed, groups, output_padding, ...options } = /** @type {Options} */ (
    seen.options
  );
  const x = /** @type {Maps} */ (seen.x);
  const steps = Object.fromEntries(
    Object.entries(options).map(([name, sides]) => [name, short(sides, ndim)]),
  );
  const [, , kh, kw] = layer.weightShape;
  const [row, col] = [layer.oh >> 1, layer.ow >> 1];
  const loudest = layer
    .pixel(0, row, col)
    .channels.reduce((a, b) => (Math.abs(b.subtotal) > Math.abs(a.subtotal) ? b : a));
  const { inChannels: in_channels, outChannels: out_channels } = layer;
  const counts = [in_channels, out_channels];
  const isLarge = Math.max(...counts) > LARGE && Math.min(...counts) > FEW;
  const first = {
    ...{ in_channels, out_channels, groups, kernel_size: 0, ...steps, padding_mode: "zeros" },
    ...{ out_channel: 0, in_channel: loudest.c, row, col, view: VIEWS[0], muted: [] },
    ...UNTOUCHED,
    adding: isLarge ? "by size" : "as given",
  };
  const isRgb = in_channels === 3 && ndim === 2 && !transposed;
  const spec = {
    ...{ x_shape: x.shape, weight_shape: [out_channels, in_channels, kh, kw] },
    ...{ slices: layer.stored, has_bias: Boolean(seen.bias), limit: 0 },
    ...{ channel_names: isRgb ? RGB : [], controls: ["view", "play", "slide", "code", "tools"] },
    kind: { ndim, transposed, output_padding: short(output_padding, ndim) },
    steps: { ...steps, padding_mode: "zeros" },
    photo: isRgb && x.data.every((value) => value >= 0 && value <= 1),
  };
  return {
    plain: { _spec: spec, _names: Object.keys(first), ...first },
    parts: { _x: layer.x, _weight: layer.weight, _bias: layer.bias },
  };
}
