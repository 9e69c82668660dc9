// The picture that a steady hand comes to next, painted while the hand still looks at this one.

import { outputSize } from "./convolve.js";
import { clamp, upTo } from "./range.js";
import { decimalsOf, isWhole, roundUp, sharedLimit } from "./show.js";

/** What a hand changes step by step while a layer's maps stay as they are. */
const STEPPED = ["in_channels", "out_channels", "out_channel", "in_channel", "row", "col", "step"];

/** The state that the same step leads to once more; null where nothing has moved, or it can go no further.
 * @param {object} before the state that the last step started from @param {object} state */
export function onward(before, state, spec) {
  const trait = STEPPED.find((t) => state[t] !== before[t]);
  if (!trait) return null;
  const next = settle({ ...state, [trait]: 2 * state[trait] - before[trait] }, spec);
  return next[trait] === state[trait] || next.muted.length < state.muted.length ? null : next;
}

/** Everything that can be set: the traits, in the order of the state line. */
export const TRAITS = [
  "in_channels",
  "out_channels",
  "groups",
  "kernel_size",
  "stride",
  "padding",
  "dilation",
  "out_channel",
  "in_channel",
  "row",
  "col",
  "view",
  "muted",
  "step",
  "target",
  "spot",
  "pinned",
  "order",
  "scale",
  "large",
  "edits",
];

/** The group counts that divide both channel counts. */
export const legalGroups = (state) =>
  upTo(1, Math.min(state.in_channels, state.out_channels) + 1).filter(
    (g) => state.in_channels % g === 0 && state.out_channels % g === 0,
  );

/** What each slider may be set to, given the rest. */
export function legalValues(trait, state, spec) {
  const [, h, w] = spec.x_shape,
    [most, channels, kh, kw] = spec.weight_shape;
  if (trait === "in_channels") return upTo(1, channels + 1);
  if (trait === "out_channels") return upTo(1, most + 1);
  if (trait === "groups") return legalGroups(state);
  const size = state.kernel_size;
  const all = {
    kernel_size: upTo(1, kw + 1).filter((k) => (kw - k) % 2 === 0),
    stride: upTo(1, 5),
    padding: upTo(0, 5),
    dilation: upTo(1, 5),
  }[trait];
  const fits = (value) => {
    const s = { ...state, [trait]: value };
    const k = (own) => (size === 0 ? own : Math.min(own, s.kernel_size || own));
    return (
      Math.min(
        outputSize(h, k(kh), s.stride, s.padding, s.dilation),
        outputSize(w, k(kw), s.stride, s.padding, s.dilation),
      ) >= 1
    );
  };
  const given = [spec.steps?.[trait] ?? all[0], state[trait]]; // a stride of 16 can be left, and come back to
  return [...new Set([...all, ...given])].sort((a, b) => a - b).filter(fits);
}

/** The nearest state that makes sense; what a slider cannot do yet is brought into its range. */
export function settle(state, spec) {
  const s = { ...state };
  s.in_channels = clamp(s.in_channels, 1, spec.x_shape[0]);
  s.out_channels = clamp(s.out_channels, 1, spec.weight_shape[0]);
  s.groups =
    legalGroups(s)
      .filter((g) => g <= s.groups)
      .at(-1) ?? 1;
  const k = (own) => Math.min(own, s.kernel_size || own);
  const oh = outputSize(spec.x_shape[1], k(spec.weight_shape[2]), s.stride, s.padding, s.dilation);
  const ow = outputSize(spec.x_shape[2], k(spec.weight_shape[3]), s.stride, s.padding, s.dilation);
  s.out_channel = clamp(s.out_channel, 0, s.out_channels - 1);
  s.row = clamp(s.row, 0, oh - 1);
  s.col = clamp(s.col, 0, ow - 1);
  const per = s.in_channels / s.groups,
    first = Math.floor(s.out_channel / (s.out_channels / s.groups)) * per;
  s.in_channel = clamp(s.in_channel, first, first + per - 1);
  s.muted = s.muted.filter((c) => c < s.in_channels);
  s.step = clamp(s.step, -1, per);
  const ends = s.target === "weight" ? spec.weight_shape.slice(2).map(k) : spec.x_shape.slice(1);
  s.spot = s.spot.map((at, i) => clamp(at, 0, ends[i] - 1));
  const inside =
    s.pinned.length === 3 && s.pinned.every((at, i) => at >= 0 && at < [s.out_channels, oh, ow][i]);
  s.pinned = inside ? s.pinned : [];
  return s;
}

/** The state after some changes. When the only channels heard have gone, the others are heard again. */
export function changed(state, changes, spec) {
  const next = settle({ ...state, ...changes }, spec);
  const gone = next.in_channels < state.in_channels && state.muted.length < state.in_channels;
  return gone && next.muted.length === next.in_channels ? { ...next, muted: [] } : next;
}

/** What the layer's numbers alone decide: how many decimals their figures take, and the scales of inputs
 * and slices, so that a weight keeps its colour whatever is shown beside it. Whole numbers stay whole. */
export function numbersOf({ x, weight, weightShape, bias }) {
  const whole = x.length <= 4096 && isWhole([...x]) && isWhole([...weight]) && isWhole([...bias]);
  const decimals = {
    weights: decimalsOf(weight.subarray(0, 4096), 0, 2),
    input: decimalsOf(x.subarray(0, 4096), 0, 2),
    biases: decimalsOf(bias, 0, 2),
    maps: 0,
  };
  const low = x.reduce((a, v) => (v < a ? v : a), 0),
    high = x.reduce((a, v) => (v > a ? v : a), 0);
  const kernel = weight.length / weightShape[0];
  const peaks = upTo(0, weightShape[0]).map((o) =>
    weight.subarray(o * kernel, (o + 1) * kernel).reduce((a, v) => Math.max(a, Math.abs(v)), 0),
  );
  const largest = Math.max(...peaks),
    heard = peaks.filter((most) => most > largest / 500);
  return {
    whole,
    decimals,
    limits: {
      input:
        low < 0
          ? [-1, sharedLimit([{ data: x }])]
          : [0, high <= 1 ? 1 : whole ? high : roundUp(high)],
      slices:
        decimals.weights === 0
          ? Math.max(3, largest)
          : weightShape[1] > 8
            ? sharedLimit([{ data: weight }])
            : largest || 1,
      own_slices: heard.length > 1 && Math.max(...heard) > 10 * Math.min(...heard),
      peaks,
    },
  };
}

/** How many decimals the figures take, and the ends of each colour scale for all that is on show. */
export function scales(layer, state, spec, { whole, decimals, limits } = numbersOf(layer)) {
  const rows = upTo(0, state.out_channels);
  const grid = state.in_channels <= 8 && state.out_channels <= 8 && state.view !== "slice";
  const channels = (o) => upTo(...layer.range(o));
  const maps = rows.map((o) => ({ data: layer.sum(o), offset: layer.bias[o] }));
  for (const o of grid ? rows : [state.out_channel])
    maps.push(...channels(o).map((c) => ({ data: layer.partial(o, c) })));
  const running = channels(state.out_channel).map((c) => ({
    data: layer.running(state.out_channel, c),
  }));
  return {
    whole,
    decimals,
    limits: {
      ...limits,
      maps: spec.limit || sharedLimit(maps, whole),
      sums: sharedLimit(running, whole),
      each: state.scale === "each map",
    },
  };
}

/** The weights set by hand (place, value, place, value, …) once this one is, too. */
export function withEdit(edits, place, value) {
  const at = edits.findIndex((other, i) => i % 2 === 0 && other === place);
  return at < 0 ? [...edits, place, value] : edits.with(at + 1, value);
}

/** Is channel c the only one that is heard? */
export const isSolo = (c, { in_channels, muted }) =>
  in_channels > 1 && !muted.includes(c) && muted.length === in_channels - 1;

/** The muted channels once channel c alone is heard, or all of them again. */
export const soloed = (c, state) =>
  isSolo(c, state) ? [] : upTo(0, state.in_channels).filter((other) => other !== c);

/** The muted channels once c is muted too, or not any more. */
export const mutedToo = (c, { muted }) =>
  muted.includes(c) ? muted.filter((other) => other !== c) : [...muted, c].sort((a, b) => a - b);
