// What stands between the convolution layers of a network, on the maps of one picture.

import { sizeOf } from "./tensors.js";

/** @import { Node } from "./onnx.js" */

/** @typedef {{shape: number[], data: Float32Array}} Maps  (c, h, w), or any shape of a constant */

/** What a step cannot do here; its message ends "…, which this page cannot do". */
export class Unknown extends Error {}

/** @param {Node} node @param {string} name @param {number[]} usual @returns {number[]} */
export function list(node, name, usual) {
  const value = node.attributes.get(name);
  return Array.isArray(value) ? value : usual;
}

/** @param {Node} node @param {string} name @param {number} usual */
export function number(node, name, usual) {
  const value = node.attributes.get(name);
  return typeof value === "number" ? value : usual;
}

/** @param {(value: number, node: Node) => number} f @returns {Operation} */
const each =
  (f) =>
  ([x], node) => ({ shape: x.shape, data: x.data.map((value) => f(value, node)) });

/** @type {(value: number, low: number, high: number) => number} */
const clip = (value, low, high) => Math.min(Math.max(value, low), high);

/**
 * Two arrays, the sides of 1 repeated as NumPy does; a constant has an axis for the batch, too.
 * @param {(a: number, b: number) => number} f
 * @returns {Operation}
 */
const pairs =
  (f) =>
  ([a, b]) => {
    const [one, two] = [sidesOf(a), sidesOf(b)];
    const shape = one.map((side, n) => Math.max(side, two[n]));
    if ([one, two].some((sides) => sides.some((side, n) => side !== 1 && side !== shape[n]))) {
      throw new Unknown(`shapes (${a.shape}) and (${b.shape})`);
    }
    const [c, h, w] = shape;
    const data = new Float32Array(c * h * w);
    /** @type {(sides: number[], n: number, i: number, j: number) => number} */
    const at = ([d, tall, wide], n, i, j) =>
      ((d > 1 ? n : 0) * tall + (tall > 1 ? i : 0)) * wide + (wide > 1 ? j : 0);
    for (let n = 0, to = 0; n < c; n++)
      for (let i = 0; i < h; i++)
        for (let j = 0; j < w; j++, to++)
          data[to] = f(a.data[at(one, n, i, j)], b.data[at(two, n, i, j)]);
    return { shape, data };
  };

/** The last three sides, with 1 for those that are not there. @param {Maps} maps */
function sidesOf({ shape }) {
  const sides = [1, 1, 1, ...shape].slice(-3);
  if (sizeOf(shape) !== sizeOf(sides)) throw new Unknown(`a shape (${shape})`);
  return sides;
}

/**
 * How a window moves over maps: ONNX' attributes, also in words such as SAME_UPPER.
 * @param {Node} node
 * @param {number[]} kernel
 * @param {number[]} sides  of x
 */
export function movesOf(node, kernel, sides) {
  const n = kernel.length;
  const ones = Array(n).fill(1);
  const [stride, dilation] = [list(node, "strides", ones), list(node, "dilations", ones)];
  const ends = list(node, "pads", Array(2 * n).fill(0));
  let pads = kernel.map((_, side) => [ends[side], ends[side + n]]);
  const auto = node.attributes.get("auto_pad") ?? "NOTSET";
  if (auto === "SAME_UPPER" || auto === "SAME_LOWER") {
    pads = kernel.map((k, side) => {
      const places = Math.ceil(sides[side] / stride[side]);
      const span = (places - 1) * stride[side] + dilation[side] * (k - 1) + 1;
      const all = Math.max(0, span - sides[side]);
      const less = Math.floor(all / 2);
      return auto === "SAME_UPPER" ? [less, all - less] : [all - less, less];
    });
  }
  return { stride, dilation, pads };
}

/**
 * A window over each map, without weights.
 * @param {"largest" | "mean"} kind
 * @returns {Operation}
 */
const pool =
  (kind) =>
  ([x], node) => {
    const [c, h, w] = x.shape;
    const isFlat = list(node, "kernel_shape", []).length === 1;
    const kernel = list(node, "kernel_shape", []);
    const moves = movesOf(node, kernel, isFlat ? [w] : [h, w]);
    const lift = (/** @type {number[]} */ two, /** @type {number} */ usual) =>
      isFlat ? [usual, ...two] : two;
    const [kh, kw] = lift(kernel, 1);
    const [down, across] = lift(moves.stride, 1);
    const [apart, dilation] = lift(moves.dilation, 1);
    const [[above, below], [left, right]] = isFlat ? [[0, 0], ...moves.pads] : moves.pads;
    const round = number(node, "ceil_mode", 0) ? Math.ceil : Math.floor;
    const oh = placesOf(h + above + below, apart * (kh - 1) + 1, down, round, h + above);
    const ow = placesOf(w + left + right, dilation * (kw - 1) + 1, across, round, w + left);
    const counted = number(node, "count_include_pad", 0) === 1;
    const data = new Float32Array(c * oh * ow);
    for (let n = 0, to = 0; n < c; n++)
      for (let i = 0; i < oh; i++)
        for (let j = 0; j < ow; j++, to++) {
          let [most, sum, count] = [Number.NEGATIVE_INFINITY, 0, 0];
          for (let u = 0; u < kh; u++)
            for (let v = 0; v < kw; v++) {
              const [row, col] = [i * down + u * apart - above, j * across + v * dilation - left];
              const isInside = row >= 0 && row < h && col >= 0 && col < w;
              const value = isInside ? x.data[(n * h + row) * w + col] : 0;
              if (isInside) most = Math.max(most, value);
              sum += value;
              count += isInside || (counted && row < h + below && col < w + right) ? 1 : 0;
            }
          data[to] = kind === "largest" ? most : sum / count;
        }
    return { shape: [c, oh, ow], data };
  };

/** How many places a window has; the last of them, rounded up, begins inside x or its padding.
 * @type {(size: number, span: number, step: number, round: (n: number) => number, end: number) =>
 *   number} */
function placesOf(size, span, step, round, end) {
  const places = round((size - span) / step) + 1;
  return (places - 1) * step >= end ? places - 1 : places;
}

/** @type {Operation} */
function globalMean([{ shape, data }]) {
  const [c, h, w] = shape;
  const mean = (/** @type {unknown} */ _, /** @type {number} */ n) =>
    data.subarray(n * h * w, (n + 1) * h * w).reduce((sum, value) => sum + value, 0) / (h * w);
  return { shape: [c, 1, 1], data: Float32Array.from({ length: c }, mean) };
}

/** @type {Operation} */
function batchNorm([x, scale, offset, mean, variance], node) {
  const [, h, w] = x.shape;
  const epsilon = number(node, "epsilon", 1e-5);
  const factors = scale.data.map((s, c) => s / Math.sqrt(variance.data[c] + epsilon));
  const data = x.data.map((value, at) => {
    const c = Math.floor(at / (h * w));
    return (value - mean.data[c]) * factors[c] + offset.data[c];
  });
  return { shape: x.shape, data };
}

/** @type {Operation} */
function concatenate(parts, node) {
  const [, h, w] = parts[0].shape;
  const isAlike = parts.every(({ shape }) => shape[1] === h && shape[2] === w);
  if (number(node, "axis", 1) !== 1 || !isAlike) throw new Unknown("concatenating along a side");
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { shape: [parts.reduce((sum, part) => sum + part.shape[0], 0), h, w], data };
}

/** Each place becomes a square of the same number. @type {Operation} */
function enlarge([x, ...others], node) {
  const factors = others.find((one) => one?.data.length === 4)?.data;
  const [c, h, w] = x.shape;
  const isSize = factors && others.length === 3 && others[2].data === factors;
  const [down, across] = factors
    ? [factors[2] / (isSize ? h : 1), factors[3] / (isSize ? w : 1)]
    : [];
  const isNearest = (node.attributes.get("mode") ?? "nearest") === "nearest";
  const isWhole = down === across && (down === 2 || down === 1);
  if (!isNearest || !isWhole) throw new Unknown("resizing but by 2 to the nearest number");
  const data = new Float32Array(c * h * down * w * down);
  for (let n = 0, to = 0; n < c; n++)
    for (let i = 0; i < h * down; i++)
      for (let j = 0; j < w * down; j++, to++)
        data[to] = x.data[(n * h + Math.floor(i / down)) * w + Math.floor(j / down)];
  return { shape: [c, h * down, w * down], data };
}

/** @typedef {(inputs: Maps[], node: Node) => Maps} Operation */

/** @type {Operation} */
const same = ([x]) => x;

/** @type {Record<string, Operation>} */
export const OPERATIONS = {
  Relu: each((value) => Math.max(value, 0)),
  LeakyRelu: each((value, node) => (value < 0 ? value * number(node, "alpha", 0.01) : value)),
  Elu: each((value, node) => (value < 0 ? number(node, "alpha", 1) * Math.expm1(value) : value)),
  Sigmoid: each((value) => 1 / (1 + Math.exp(-value))),
  Tanh: each(Math.tanh),
  HardSigmoid: each((value, node) =>
    clip(value * number(node, "alpha", 0.2) + number(node, "beta", 0.5), 0, 1),
  ),
  HardSwish: each((value) => value * clip(value / 6 + 0.5, 0, 1)),
  Clip: ([x, low, high], node) => {
    const least = low?.data[0] ?? number(node, "min", Number.NEGATIVE_INFINITY);
    const most = high?.data[0] ?? number(node, "max", Number.POSITIVE_INFINITY);
    return { shape: x.shape, data: x.data.map((value) => clip(value, least, most)) };
  },
  Add: pairs((a, b) => a + b),
  Sub: pairs((a, b) => a - b),
  Mul: pairs((a, b) => a * b),
  Div: pairs((a, b) => a / b),
  MaxPool: pool("largest"),
  AveragePool: pool("mean"),
  GlobalAveragePool: globalMean,
  BatchNormalization: batchNorm,
  Concat: concatenate,
  Resize: enlarge,
  Upsample: enlarge,
  Identity: same,
  Dropout: same,
};
