// Layers and scenes that tests look at.

import { withDigits } from "../../convlab/widgets/static/numbers/digits.js";
import { Layer } from "../../convlab/widgets/static/numbers/layer.js";
import { numbersOf, scales, UNTOUCHED } from "../../convlab/widgets/static/numbers/state.js";
import { buildScene, layoutFor } from "../../convlab/widgets/static/scene/explorer.js";

/** What is picked and shown before anything is touched. */
export const PICKED = {
  kernel_size: 0,
  out_channel: 0,
  in_channel: 0,
  row: 0,
  col: 0,
  view: "slice and partial map",
  muted: [],
};

export const START = {
  in_channels: 3,
  out_channels: 4,
  groups: 1,
  stride: 1,
  padding: 0,
  dilation: 1,
  ...PICKED,
  ...UNTOUCHED,
};

/** A layer of small whole numbers, configured. */
export function layerOf(c, o, { size = 12, kernel = 3, ...state } = {}) {
  const some = (n) => Float32Array.from({ length: n }, (_, i) => ((i * 5) % 13) - 6);
  const layer = new Layer({
    x: some(c * size * size),
    xShape: [c, size, size],
    weight: some(o * c * kernel * kernel),
    weightShape: [o, c, kernel, kernel],
    bias: some(o),
  });
  const full = { ...START, in_channels: c, out_channels: o, ...state };
  layer.configure(full);
  return {
    layer,
    state: full,
    spec: {
      x_shape: layer.xShape,
      weight_shape: layer.weightShape,
      channel_names: [],
      has_bias: true,
      controls: [],
    },
  };
}

/** The layer of a stored case, as one grid of slices: `tests/limits.py` makes the same numbers. */
export function layerOfCase({ channels, kernels, size, kernel, groups = 1, by = [1, 0, 1, 1] }) {
  const some = (n) => Float32Array.from({ length: n }, (_, i) => ((i * 5) % 13) - 6);
  const [xBy, xPlus, weightBy, biasBy] = by.map(Math.fround);
  const slices = channels / groups;
  const weight = new Float32Array(kernels * channels * kernel ** 2);
  for (const [i, value] of some(kernels * slices * kernel ** 2).entries()) {
    const o = Math.floor(i / (slices * kernel ** 2));
    const first = Math.floor(o / (kernels / groups)) * slices;
    weight[i + (o * (channels - slices) + first) * kernel ** 2] = value * weightBy;
  }
  return {
    x: some(channels * size ** 2).map((v) => (v + xPlus) * xBy),
    xShape: [channels, size, size],
    weight,
    weightShape: [kernels, channels, kernel, kernel],
    bias: some(kernels).map((v) => v * biasBy),
  };
}

/** A layer of numbers between 0 and 6 and of weights with many decimals. */
export function floatsOf(c, o, state = {}) {
  const made = layerOf(c, o, state);
  const { layer } = made;
  layer.x = layer.x.map((v, i) => (i % 4 ? (v + 6) * 0.4631 : 0));
  layer.weight = layer.weight.map((v) => v * 0.0317);
  layer.bias = layer.bias.map((v) => v * 0.3779);
  layer.given = layer;
  layer.forget();
  return made;
}

/** All that the scene of a layer is built from, in a state that it is configured for. */
export function contextOf(made, changes = {}, ratio = 1, given = 1000) {
  const { layer, spec } = made;
  const state = { ...made.state, ...changes };
  made.facts ??= numbersOf(layer);
  layer.configure(state);
  const { width = given } = layoutFor(spec, state);
  const shown = scales(layer, state, spec, made.facts);
  const written = withDigits(layer, shown.decimals.maps);
  return { ...shown, layer: written, state, spec, ratio, width };
}

/** Its scene. */
export const sceneOf = (made, changes, ratio, width) =>
  buildScene(contextOf(made, changes, ratio, width));

/** Numbers from −2 to 2 that have nothing to do with each other, as in tests/training_scenes.py. */
export const noise = (count, first = 1) =>
  Float32Array.from({ length: count }, (_, n) => {
    const i = n + first;
    return ((i * (i + 3) * 7919) % 1009) / 252 - 2;
  });
