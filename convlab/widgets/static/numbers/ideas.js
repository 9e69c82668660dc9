// What a layer is often taken for, worked out as if it were true: the twin of Python's ideas.py.

import { joined } from "./joined.js";
import { Layer } from "./layer.js";
import { ROOT_FROM } from "./limits.js";
import { upTo } from "./range.js";
import { decimalsOf, isWhole, limitOfSizes, ROOT, sharedLimit, text } from "./show.js";

/** @import { Idea, LayerArrays, Steps } from "../types.js" */

const TIE = 1e-5; // rounding must not decide which of two numbers counts, nor the sign of one

// ---- Maps

/**
 * One kernel, and what every idea makes of it. Maps are (oh, ow), slices (kh, kw).
 * @typedef {object} Worked
 * @property {number} bias
 * @property {number} oh
 * @property {number} ow
 * @property {Float32Array[]} slices  one for each channel
 * @property {number} strongest  the channel whose slice has the largest weights
 * @property {Float32Array[]} parts  each channel under its own slice
 * @property {Float32Array[]} alone  each channel under the first slice
 * @property {Float32Array} mixed  the mean of all channels
 * @property {Float32Array} grey  that mean under the first slice
 * @property {Float32Array} y  what the layer makes
 * @property {Float32Array} rgb  three maps that are taken for a picture
 * @property {Record<string, Float32Array[]>} maps  of an idea: one, or of "stays RGB" one a channel
 * @property {Map<string, Float32Array>} differences  of ideas that were asked for
 * @property {Layer} layer  the kernel as a layer of its own, without a bias
 */

/**
 * Kernel o of a layer on x, and what every idea makes of it.
 * @param {LayerArrays & {steps: Steps}} task  weight (O, C, kh, kw)
 * @param {number} o
 * @returns {Worked}
 */
export function workOut(task, o) {
  const { x, weight } = task;
  const c = task.xShape[0];
  const bias = task.bias[o];
  const kernel = cut(task.weightShape[0], weight)[o];
  const slices = cut(c, kernel);
  const s = strongestOf(slices);
  const real = oneKernel(x, kernel, task);
  const first = slices.map(() => slices[0]);
  const shared = oneKernel(x, joined(first, Float32Array), task);
  const parts = upTo(0, c).map((i) => real.partial(0, i));
  const alone = upTo(0, c).map((i) => shared.partial(0, i));
  /** @type {(map: Float32Array) => Float32Array} */
  const withBias = (map) => map.map((v) => v + bias);
  const mixed = combine(cut(c, x), mean);
  const grey = oneKernel(mixed, slices[0], task).partial(0, 0);
  const three = alone.map(withBias);
  return {
    parts,
    alone,
    mixed,
    grey,
    bias,
    oh: real.oh,
    ow: real.ow,
    slices,
    strongest: s,
    y: withBias(real.sum(0)),
    rgb: joined(three, Float32Array),
    maps: {
      "stays RGB": three,
      "grey first": [withBias(grey)],
      mean: [withBias(combine(parts, mean))],
      largest: [withBias(combine(parts, largestOf))],
      "one channel": [withBias(parts[s])],
      "shared slice": [withBias(shared.sum(0))],
    },
    differences: new Map(),
    layer: real,
  };
}

/**
 * One kernel's layer, without a bias: of as many channels as the kernel has slices.
 * @param {Float32Array} x
 * @param {Float32Array} weight
 * @param {Pick<LayerArrays, "xShape" | "weightShape"> & {steps: Steps}} task
 */
function oneKernel(x, weight, { xShape: [, h, w], weightShape: [, , kh, kw], steps }) {
  const channels = weight.length / (kh * kw);
  const xShape = [channels, h, w];
  const weightShape = [1, channels, kh, kw];
  const layer = new Layer({ x, xShape, weight, weightShape, bias: new Float32Array(1) });
  layer.configure({ in_channels: channels, out_channels: 1, groups: 1, kernel_size: 0, ...steps });
  return layer;
}

/**
 * An array as n pieces of one length.
 * @param {number} n
 * @param {Float32Array} values
 */
function cut(n, values) {
  const length = values.length / n;
  return upTo(0, n).map((i) => values.subarray(i * length, (i + 1) * length));
}

/**
 * Place by place, one number made of those of all maps.
 * @param {Float32Array[]} maps
 * @param {(values: number[]) => number} how
 */
export const combine = (maps, how) => maps[0].map((_, i) => how(maps.map((map) => map[i])));

/** @type {(values: number[]) => number} */
const largestOf = (values) => Math.max(...values);

/** @type {(values: number[]) => number} */
export const sum = (values) => values.reduce((a, b) => a + b, 0);

/** @type {(values: number[]) => number} */
const mean = (values) => sum(values) / values.length;

/**
 * The channel whose slice has the largest weights.
 * @param {Float32Array[]} slices
 */
function strongestOf(slices) {
  const sizes = slices.map((slice) => sum([...slice].map(Math.abs)));
  return sizes.indexOf(Math.max(...sizes));
}

// ---- How far an idea is from the layer

/**
 * At each place, of the idea's numbers the one that is farthest off, less the layer's.
 * @param {Worked} worked
 * @param {string} idea
 */
export function difference(worked, idea) {
  const known = worked.differences.get(idea);
  if (known) return known;
  const maps = worked.maps[idea];
  const found = worked.y.map((value, i) => {
    let most = maps[0][i] - value;
    for (const map of maps) {
      if (Math.abs(map[i] - value) > Math.abs(most) + TIE) most = map[i] - value;
    }
    return most;
  });
  worked.differences.set(idea, found);
  return found;
}

/**
 * The place of the largest difference: the first in reading order.
 * @param {Worked} worked
 * @param {string} idea
 */
export function farthest(worked, idea) {
  const at = firstLargest(difference(worked, idea), upTo(0, worked.y.length));
  return { row: Math.floor(at / worked.ow), col: at % worked.ow };
}

/**
 * Of these places, that of the largest number.
 * @param {Float32Array} values
 * @param {number[]} places
 */
function firstLargest(values, places) {
  return places.reduce((at, i) => (Math.abs(values[i]) > Math.abs(values[at]) + TIE ? i : at));
}

const DOTS = 25; // at most so many along the longer side

/**
 * How far off an idea is, in dots: for each block of places the worst.
 * @typedef {object} Halftone
 * @property {number} block  places along a side of a block
 * @property {number} across  blocks in a line
 * @property {number[]} worst  the place of each block
 * @property {Float32Array} sizes  how far off it is there
 */

/**
 * @param {Worked} worked
 * @param {string} idea
 * @returns {Halftone}
 */
export function halftone(worked, idea) {
  const { oh, ow } = worked;
  const off = difference(worked, idea);
  const block = Math.ceil(Math.max(oh, ow) / DOTS);
  const across = Math.ceil(ow / block);
  const worst = upTo(0, across * Math.ceil(oh / block)).map((i) => {
    const top = Math.floor(i / across) * block;
    const left = (i % across) * block;
    const rows = upTo(top, Math.min(top + block, oh));
    const cols = upTo(left, Math.min(left + block, ow));
    return firstLargest(
      off,
      rows.flatMap((row) => cols.map((col) => row * ow + col)),
    );
  });
  const sizes = Float32Array.from(worst, (at) => Math.abs(off[at]));
  return { block, across, worst, sizes };
}

/**
 * At how many of a hundred places an idea is off by more than this.
 * @param {Worked} worked
 * @param {string} idea
 * @param {number} most
 */
export function shareBeyond(worked, idea, most) {
  const off = difference(worked, idea);
  const count = off.filter((v) => Math.abs(v) > most + TIE).length;
  return (100 * count) / off.length;
}

/**
 * Why an idea is wrong, and what more there is to say: its own words, but for those that follow
 * from the numbers.
 * @param {Worked} worked
 * @param {string} idea
 * @param {Pick<Idea, "why">} about
 * @returns {string}
 */
export function reason({ y, maps, parts, bias }, idea, { why }) {
  if (idea !== "mean") return why;
  const divided = `The sum is divided by ${parts.length}`;
  if (!bias) return `${divided}: the same map, paler. Larger weights make up for it.`;
  /** @type {(v: number) => number} */
  const sign = (v) => (Math.abs(v) > TIE ? Math.sign(v) : 0);
  const turned = y.filter((v, i) => sign(v) * sign(maps.mean[0][i]) < 0).length;
  const percent = Math.round((100 * turned) / y.length);
  const also = percent ? ` ${percent}\u00a0% of the map changes sign.` : "";
  const towards = text(bias, decimalsOf([bias]));
  return `${divided}, the bias is not: the map fades towards ${towards}.${also}`;
}

// ---- Scales

const APART = 3; // times: beyond, two rows share no scale

/**
 * `own`: of rows with another; `root`: whether they all go by the square root.
 * @typedef {{shared: number, own: Record<string, number>, root: boolean}} Limits
 */

/**
 * Where the colours of rows that are compared end: one limit, in which the layer can be seen beside
 * any of the others, but for rows whose numbers are of quite another size.
 * @param {Float32Array[]} layer  the maps in the layer's row
 * @param {Record<string, Float32Array[]>} others  those in other rows
 * @param {number} channels
 * @returns {Limits}
 */
export function limitsOf(layer, others, channels) {
  const root = channels >= ROOT_FROM;
  const size = usualSize(layer);
  /** @type {(maps: Float32Array[]) => number} */
  const limitFor = (maps) => limitOf(maps, root);
  let shared = limitFor(layer);
  /** @type {Record<string, number>} */
  const own = {};
  for (const [name, maps] of Object.entries(others)) {
    const ratio = usualSize(maps) / size;
    if (Math.max(ratio, 1 / ratio) > APART * 1.05) own[name] = limitFor(maps);
    else shared = Math.max(shared, limitFor([...layer, ...maps]));
  }
  return { shared, own, root };
}

/**
 * Where the scale of these maps ends: as in the explorer.
 * @param {Float32Array[]} maps
 * @param {boolean} root
 */
function limitOf(maps, root) {
  if (root) return limitOfSizes(joined(maps, Float32Array).map(Math.abs), ROOT, 0);
  return sharedLimit(
    maps.map((data) => ({ data })),
    maps.every(isWhole),
  );
}

/**
 * 98 of a hundred numbers are no larger than this.
 * @param {Float32Array[]} maps
 */
function usualSize(maps) {
  const sizes = joined(maps, Float32Array).map(Math.abs).sort();
  return sizes[Math.floor(0.98 * (sizes.length - 1))];
}
