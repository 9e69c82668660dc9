// What a cure does to channels and slices: the small made-up layer that its picture shows, as a
// message holds shapes alone. The same numbers as Python's convlab/errors/grid.py.

import { adapt } from "./adapt.js";
import { Layer } from "./layer.js";
import { madeUpChannels, madeUpWeights } from "./made_up.js";
import { upTo } from "./range.js";
import { counted, largestOf } from "./show.js";

/** @import { Found } from "./explain/found.js" */

/**
 * How many channels there are, how many the layer reads, and how large its kernels are.
 * @typedef {{have: number, reads: number, kernel: number[]}} Sizes
 */
/** @typedef {{x: Float32Array, weight: Float32Array}} After  once the cure is followed */

const MOST = 512; // channels that are worked out
const STEP = 3; // slices, after which their strength begins anew

/** Beside the channels, and in a sentence.
 * @type {Record<string, [beside: string, means: string]>} */
const SAID = {
  times: ["the same picture, {n} times", "Every weight stays as it is."],
  grey: ["the mean of {old} channels", "The layer stays as it is; colours are lost."],
  dropped: ["transparency left out", "Every weight stays as it is."],
  moved: ["the channels, found", "The numbers stay as they are, in another order."],
  each: ["one picture, one channel", "Each picture gets maps of its own."],
  summed: ["the channels as they are", "One slice is the sum of all {slices}."],
  shared: ["the channels as they are", "Each slice is 1/{n} of the old one."],
  mixed: ["each a sum of yours", "What goes into each sum has to be learned."],
  new: ["the channels as they are", "It fits, but what the layer had learned is gone."],
};
/** Cures that make the same map. */
const ALIKE = [
  ["times", "summed"],
  ["grey", "shared"],
];

/**
 * The sizes that a message tells, where it is of the channels of pictures and of a plain layer.
 * @param {Found} found
 * @returns {Sizes | undefined}
 */
export function sizesOf({ kind, x, axis, layer, rows }) {
  if (kind !== "channels" || x?.length !== 4 || axis === undefined) return undefined;
  if (layer && (layer.groups > 1 || layer.transposed)) return undefined;
  const have = x.at(axis);
  const reads = layer ? layer.in_channels : Number(rows[3][1].at(axis));
  return have ? { have, reads, kernel: layer?.kernel_size ?? [3, 3] } : undefined;
}

/**
 * What the picture of a cure shows; undefined where there is none.
 * @param {string} what
 * @param {Sizes} sizes
 * @param {Uint8Array} photo  in hundredths
 */
export function followed(what, sizes, photo) {
  const side = Math.sqrt(photo.length / 3);
  const isLarge = Math.max(sizes.have, sizes.reads) > MOST || Math.max(...sizes.kernel) > side / 2;
  if (!Object.hasOwn(SAID, what) || isLarge) return undefined;
  const { x, weight } = after(what, sizes, photo);
  const layer = layerOf(x, weight, sizes.kernel, side);
  const n = layer.inChannels;
  const [beside, means] = SAID[what].map((words) =>
    words
      .replace("{n}", String(n))
      .replace("{old}", String(sizes.have))
      .replace("{slices}", String(sizes.reads)),
  );
  return { layer, beside, means, kernel: counted(n, "slice") };
}

/** @typedef {NonNullable<ReturnType<typeof followed>>} Followed */

/**
 * Which of these cures make the same map, with how much between them, or nothing.
 * @param {string[]} cures
 * @param {Sizes} sizes
 * @param {Uint8Array} photo
 */
export function alike(cures, sizes, photo) {
  const pair = ALIKE.find((two) => two.every((what) => cures.includes(what)));
  const [first, second] = (pair ?? []).map((what) => followed(what, sizes, photo)?.layer.sum(0));
  if (!first || !second) return "";
  const [one, other] = [...cures.keys()].filter((n) => pair?.includes(cures[n]));
  const apart = largestOf(first.map((value, i) => value - second[i])).toExponential(0);
  const [figure, power] = apart.split("e");
  const most = Number(largestOf(first).toPrecision(2));
  const difference = power === "+0" ? figure : `${figure} × 10${raised(power)}`;
  const words = `Cures ${one + 1} and ${other + 1} make the same map`;
  return `${words}: largest difference ${difference}, where it reaches ${most}.`;
}

/** @param {string} power */
const raised = (power) =>
  [...power.replace("+", "")].map((one) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(one)]).join("");

/** @type {(what: string, sizes: Sizes, photo: Uint8Array) => After} */
function after(what, { have, reads, kernel }, photo) {
  const side = Math.sqrt(photo.length / 3);
  const channels = (/** @type {number} */ n) => madeUpChannels(photo, side, n);
  const weight = slopes(reads, kernel);
  if (what === "summed" || what === "shared") {
    return { x: channels(have), weight: adapt(weight, [1, reads, ...kernel], have, "sum") };
  }
  if (what === "new") return { x: channels(have), weight: slopes(have, kernel, 0.25) };
  if (what === "mixed") return { x: mixed(channels(have), have, reads, side), weight };
  if (what === "grey") return { x: meanOf(channels(have), have), weight };
  const isOne = what === "times" || what === "each";
  return { x: isOne ? repeated(channels(1), reads) : channels(reads), weight };
}

/** @type {(x: Float32Array, weight: Float32Array, kernel: number[], side: number) => Layer} */
function layerOf(x, weight, kernel, side) {
  const n = x.length / side ** 2;
  const [xShape, weightShape] = [
    [n, side, side],
    [1, n, ...kernel],
  ];
  const layer = new Layer({ x, xShape, weight, weightShape, bias: new Float32Array(1) });
  const counts = { in_channels: n, out_channels: 1, groups: 1, kernel_size: 0 };
  layer.configure({ ...counts, stride: 1, padding: 0, dilation: 1 });
  return layer;
}

/** Sums of channels, by a made-up 1×1 layer.
 * @type {(x: Float32Array, have: number, reads: number, side: number) => Float32Array} */
function mixed(x, have, reads, side) {
  const sizes = { in_channels: have, out_channels: reads, groups: 1, kernel_size: [1, 1] };
  const { weight } = madeUpWeights(sizes);
  const sums = new Float32Array(reads * side ** 2);
  for (let o = 0; o < reads; o++) {
    const layer = layerOf(x, weight.subarray(o * have, (o + 1) * have), [1, 1], side);
    sums.set(layer.sum(0), o * side ** 2);
  }
  return sums;
}

/** @type {(x: Float32Array, n: number) => Float32Array} */
function meanOf(x, n) {
  const places = x.length / n;
  const sumAt = (/** @type {number} */ at) =>
    upTo(0, n).reduce((sum, c) => sum + x[c * places + at], 0);
  return Float32Array.from({ length: places }, (_, at) => sumAt(at) / n);
}

/** @type {(plane: Float32Array, n: number) => Float32Array} */
const repeated = (plane, n) =>
  Float32Array.from({ length: n * plane.length }, (_, at) => plane[at % plane.length]);

/**
 * A slice for each channel that goes up in a direction of its own; a 1×1 one has one weight.
 * @param {number} n
 * @param {number[]} kernel
 * @param {number} [turned]
 */
function slopes(n, [kh, kw], turned = 0) {
  const slices = new Float32Array(n * kh * kw);
  for (let at = 0; at < slices.length; at++) {
    const c = Math.floor(at / (kh * kw));
    const angle = 2 * Math.PI * (turned + c * 0.14);
    const i = (Math.floor(at / kw) % kh) - (kh - 1) / 2;
    const j = (at % kw) - (kw - 1) / 2;
    const strength = 1 / (1 + 0.3 * (c % STEP)) / Math.max(kh, kw);
    const isOne = kh * kw === 1;
    slices[at] = isOne ? Math.cos(angle) : strength * (Math.cos(angle) * i + Math.sin(angle) * j);
  }
  return slices;
}
