// Where the colour scales of a whole layer end: decided once, by all of its channels and kernels as
// they were given, so that no slider, step or edit moves a colour. convlab/scene/limits.py says the
// same.

import { Layer, slicesStored } from "./layer.js";
import { movesOf, outputSizes, placeRead } from "./moves.js";
import { clamp, isWithin, upTo } from "./range.js";
import { isWhole, largestOf, limitOfSizes, ROOT, STRAIGHT } from "./show.js";

/** @import { Ends, LayerArrays, Limits, Pair, Range, Steps } from "../types.js" */
/** @typedef {Omit<Limits, "perMap">} FixedLimits  what no state changes */

export const ROOT_FROM = 9; // channels: so many partial maps in one sum leave each of them small
const MANY = 9; // kernels: no picture holds all their partial maps and sums

// The work that it may take: what goes beyond is sampled.
const PAIRS = 65536; // of a kernel and a channel
const PARTS = 5e5; // numbers of partial maps
const PRODUCTS = 1e7;

/**
 * Whether all numbers of a layer are whole and few.
 * @param {Pick<LayerArrays, "x" | "weight" | "bias">} arrays
 */
export const isSmallAndWhole = ({ x, weight, bias }) =>
  x.length <= 4096 && [x, weight, bias].every(isWhole);

/** @typedef {{arrays: LayerArrays, steps: string, limits: FixedLimits}} Known */

const known = /** @type {WeakMap<Float32Array, Known>} */ (new WeakMap()); // by weight

/**
 * The scales of a layer, worked out once.
 * @param {LayerArrays} arrays  as given
 * @param {Steps} steps  as given
 * @returns {FixedLimits}
 */
export function limitsOf(arrays, steps = { stride: 1, padding: 0, dilation: 1 }) {
  const { x, weight, bias } = arrays;
  const before = known.get(weight);
  const key = JSON.stringify(steps);
  const isSame = before?.steps === key && before.arrays.x === x && before.arrays.bias === bias;
  if (isSame) return before.limits;
  const limits = fixedLimits(arrays, steps);
  known.set(weight, { arrays, steps: key, limits });
  return limits;
}

/**
 * @param {LayerArrays} arrays
 * @param {Steps} steps
 * @returns {FixedLimits}
 */
function fixedLimits(arrays, steps) {
  return {
    input: inputRange(arrays.x),
    slices: sliceLimit(arrays),
    ...(arrays.ends ?? endsOf(arrays, steps)),
    root: arrays.xShape[0] >= ROOT_FROM,
    peaks: peaksOf(arrays),
  };
}

/**
 * Where the scales of maps and of partial maps end: most of the work.
 * @param {LayerArrays} arrays
 * @param {Steps} steps
 * @returns {Ends}
 */
function endsOf(arrays, steps) {
  const whole = isSmallAndWhole(arrays);
  const root = arrays.xShape[0] >= ROOT_FROM;
  const isMany = arrays.weightShape[0] >= MANY;
  /** @param {Float32Array} sizes */
  const limitOf = (sizes) => {
    if (root) return limitOfSizes(sizes, ROOT, isMany ? 0.02 : 0);
    return whole ? Math.max(1, Math.round(largestOf(sizes))) : limitOfSizes(sizes, STRAIGHT, 0.02);
  };
  const { all, parts } = sizesOf(arrays, steps);
  const maps = limitOf(all);
  const own = limitOf(parts);
  const isWashedOut = own <= maps * (root ? (isMany ? 1 / 4 : 1 / 16) : 1 / 10);
  const farthest = { farthest: largestOf(all), farthestPart: largestOf(parts) };
  return { maps, parts: isWashedOut ? own : maps, ...farthest };
}

/**
 * The ends of the one scale of all inputs, from black to white. White is the largest, at least 1 if
 * none is below 0: an end that is rounded up, from 6 to 10, leaves faint channels all but black.
 * @param {Float32Array} x
 * @returns {Range}
 */
function inputRange(x) {
  let low = 0;
  let high = 0;
  for (let i = 0; i < x.length; i++) {
    if (x[i] < low) low = x[i];
    if (x[i] > high) high = x[i];
  }
  return low < 0 ? [low, high] : [0, Math.max(1, high)];
}

/**
 * Small whole weights have a limit of at least 3, so that a 1 looks the same everywhere. Zeros are
 * left out: a grouped layer would be all zeros, as one grid of slices.
 * @param {LayerArrays} arrays
 */
function sliceLimit({ weight, weightShape: [out_channels, in_channels] }) {
  if (isWhole(weight)) return largestOf(weight, 3);
  const per = weight.length / out_channels;
  const kernels = spread(out_channels, Math.floor(PAIRS / in_channels));
  const sizes = new Float32Array(kernels.length * per);
  let count = 0;
  for (const o of kernels) {
    for (let at = o * per; at < (o + 1) * per; at++) {
      if (weight[at] !== 0) sizes[count++] = Math.abs(weight[at]);
    }
  }
  return limitOfSizes(sizes.subarray(0, count), STRAIGHT, 0.02);
}

/**
 * The largest weight of each kernel.
 * @param {LayerArrays} arrays
 */
const peaksOf = ({ weight, weightShape: [out_channels] }) => {
  const per = weight.length / out_channels;
  return upTo(0, out_channels).map((o) => largestOf(weight.subarray(o * per, (o + 1) * per)));
};

// ---- The numbers of all maps

/**
 * The sizes of the numbers in the partial maps, and in the sums that they make: the running ones
 * and, with the bias, the feature maps. A slice without any weight makes neither. Of large layers
 * some kernels and places, evenly spread. `all` are the partial maps' and then the sums'.
 * @param {LayerArrays} arrays
 * @param {Steps} steps
 */
function sizesOf(arrays, steps) {
  const [out_channels, in_channels, kh, kw] = arrays.weightShape;
  const layer = new Layer(arrays);
  const kernel_size = fittingSize(layer, steps);
  const groups = in_channels / slicesStored(arrays);
  layer.configure({ in_channels, out_channels, groups, kernel_size, ...steps });
  const kernels = spread(out_channels, Math.floor(PAIRS / in_channels));
  const pairs = kernels.length * in_channels;
  const places = sampled(
    layer.oh * layer.ow,
    Math.floor(Math.min(PARTS / pairs, PRODUCTS / (pairs * kh * kw))),
  );
  const windows = upTo(0, in_channels).map((c) => windowsOf(layer, c, places));
  const most = pairs * places.length; // partial maps; running sums are as many, maps come to that
  const all = new Float32Array(2 * most + kernels.length * places.length);
  const ends = { parts: 0, sums: most };
  for (const o of kernels) addKernel(layer, o, windows, all, ends);
  all.copyWithin(ends.parts, most, ends.sums);
  const count = ends.parts + ends.sums - most;
  return { all: all.subarray(0, count), parts: all.subarray(0, ends.parts) };
}

/**
 * The middle of a slice that its own steps leave room for; 0 is all of it.
 * @param {Layer} layer
 * @param {Steps} steps
 */
function fittingSize({ kind, xShape, weightShape: [, , kh, kw] }, steps) {
  /** @type {(size: number) => boolean} */
  const fits = (size) => {
    /** @type {Pair} */
    const kernel = [Math.min(size, kh), Math.min(size, kw)];
    return Math.min(...outputSizes(xShape.slice(1), kernel, movesOf(steps, kernel, kind))) >= 1;
  };
  const most = Math.max(kh, kw);
  return fits(most) ? 0 : (upTo(1, most).findLast(fits) ?? 0);
}

/**
 * What kernel o makes at all places, appended to the sizes.
 * @param {Layer} layer
 * @param {number} o
 * @param {Float32Array[]} windows  of each channel
 * @param {Float32Array} sizes
 * @param {{parts: number, sums: number}} ends  where the sizes of each end
 */
function addKernel(layer, o, windows, sizes, ends) {
  const inSlice = upTo(0, layer.kh * layer.kw).map((k) =>
    layer.indexOf(0, 0, Math.floor(k / layer.kw), k % layer.kw),
  );
  const stored = layer.weightShape[2] * layer.weightShape[3];
  const count = windows[0].length / inSlice.length;
  const part = new Float64Array(count);
  const sum = new Float64Array(count);
  let slices = 0;
  for (const c of upTo(...layer.range(o))) {
    const from = layer.cell(o, c) * stored;
    if (!multiply(windows[c], layer.weight, from, inSlice, part)) continue;
    addSizes(part, 0, sizes, ends.parts);
    ends.parts += count;
    for (let p = 0; p < count; p++) sum[p] += part[p];
    if (slices++ === 0) continue; // the sum of one slice is its partial map
    addSizes(sum, 0, sizes, ends.sums);
    ends.sums += count;
  }
  addSizes(sum, layer.bias[o], sizes, ends.sums);
  ends.sums += count;
}

/** @type {(map: Float64Array, bias: number, sizes: Float32Array, from: number) => void} */
function addSizes(map, bias, sizes, from) {
  for (let p = 0; p < map.length; p++) sizes[from + p] = Math.abs(map[p] + bias);
}

/**
 * The sums of window × slice at all places; returns whether the slice has any weight.
 * @param {Float32Array} windows  weight by weight, the places of each together
 * @param {Float32Array} weight
 * @param {number} from  where the slice begins in it
 * @param {number[]} inSlice  where each weight stands from there on
 * @param {Float64Array} out
 */
function multiply(windows, weight, from, inSlice, out) {
  const count = out.length;
  let hasWeight = false;
  out.fill(0);
  for (let k = 0, at = 0; k < inSlice.length; k++) {
    const value = weight[from + inSlice[k]];
    if (value === 0) {
      at += count;
      continue;
    }
    hasWeight = true;
    for (let p = 0; p < count; p++, at++) out[p] += value * windows[at];
  }
  return hasWeight;
}

/**
 * What lies under the slice at some places of channel c, weight by weight.
 * @param {Layer} layer
 * @param {number} c
 * @param {Float64Array} places
 */
function windowsOf(layer, c, places) {
  const { kh, kw } = layer;
  const windows = new Float32Array(kh * kw * places.length);
  const put = layer.transposed ? putStamped : putWindows;
  for (let k = 0; k < kh * kw; k++) {
    put(layer, layer.plane(c), k, places, windows.subarray(k * places.length));
  }
  return windows;
}

/**
 * What weight k meets at these places.
 * @param {Layer} layer
 * @param {Float32Array} plane
 * @param {number} k
 * @param {Float64Array} places
 * @param {Float32Array} into
 */
function putWindows({ kw, stride, dilation, ow, wide }, plane, k, places, into) {
  const [down, across] = stride;
  const from = Math.floor(k / kw) * dilation[0] * wide + (k % kw) * dilation[1];
  for (let p = 0; p < places.length; p++) {
    const row = Math.floor(places[p] / ow);
    into[p] = plane[from + row * down * wide + (places[p] - row * ow) * across];
  }
}

/** The same in a transposed layer: 0 where nothing stamps it. @type {typeof putWindows} */
function putStamped(layer, plane, k, places, into) {
  const [, h, w] = layer.xShape;
  for (let p = 0; p < places.length; p++) {
    const row = Math.floor(places[p] / layer.ow);
    const i = placeRead(layer, 0, row, Math.floor(k / layer.kw));
    const j = placeRead(layer, 1, places[p] - row * layer.ow, k % layer.kw);
    into[p] = isWithin(i, h) && isWithin(j, w) ? plane[i * w + j] : 0;
  }
}

/**
 * So many of the numbers 0 … end − 1, evenly spread; all of them, if that is not many.
 * @param {number} end
 * @param {number} most
 */
function spread(end, most) {
  const count = clamp(most, 1, end);
  return upTo(0, count).map((i) => Math.floor((i * end) / count));
}

const GOLDEN = 0.6180339887498949;

/**
 * So many of a map's places, in no order and in no pattern of rows or columns; all, if not many.
 * @param {number} end
 * @param {number} most
 */
function sampled(end, most) {
  if (end <= most) return Float64Array.from({ length: end }, (_, i) => i);
  const count = Math.max(4, most);
  return Float64Array.from({ length: count }, (_, i) =>
    Math.floor((((i + 0.5) * GOLDEN) % 1) * end),
  );
}
