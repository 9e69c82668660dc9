// A trained first layer before and after it reads another number of channels: what goes in, its
// slices, and its maps. The layer pads with one row and column, below and at the right.

import { adapt, oldChannels, WAYS } from "./adapt.js";
import { Layer } from "./layer.js";
import { largestOf } from "./show.js";

/** @import { Way } from "./adapt.js" */

const NAMES = ["red", "green", "blue"];
const GREY = [0.299, 0.587, 0.114]; // of red, green and blue

/**
 * @typedef {object} Half  the layer before, or after
 * @property {string[]} names  of its channels
 * @property {Layer} layer
 * @property {Float32Array} maps
 */
/** @typedef {{before: Half, after: Half, side: number, difference: number,
 *   largest: number}} Made */

/**
 * @param {object} given
 * @param {Uint8Array} given.photo  red, green and blue in hundredths
 * @param {Float32Array} given.weight  (kernels, 3, 3, 3)
 * @param {Float32Array} given.bias
 * @param {number | number[]} given.channels
 * @param {Way} given.how
 * @returns {Made}
 */
export function operate({ photo, weight, bias, channels, how }) {
  const kernels = bias.length;
  const made = adapt(weight, [kernels, 3, 3, 3], channels, how);
  const side = Math.sqrt(photo.length / 3);
  const colours = coloursOf(photo, side);
  const count = made.length / (kernels * 9);
  const { was, now, names } = inputs(colours, channels, how, count);
  const half = (/** @type {Float32Array[]} */ planes, /** @type {Float32Array} */ weight) =>
    halfOf(planes, weight, bias, side);
  const before = { names: was === colours ? NAMES : Array(3).fill("grey"), ...half(was, weight) };
  const after = { names, ...half(now, made) };
  const difference = after.maps.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - before.maps[i])),
    0,
  );
  return { before, after, side, difference, largest: largestOf(before.maps) };
}

/**
 * The photo on the scale of the network, (255 x − 127) / 128.
 * @param {Uint8Array} photo
 * @param {number} side
 */
function coloursOf(photo, side) {
  const places = side * side;
  return NAMES.map((_, c) =>
    Float32Array.from(photo.subarray(c * places, (c + 1) * places), (v) => (2.55 * v - 127) / 128),
  );
}

/**
 * The channels that went in, and those that go in now: such that all maps stay as they were.
 * @param {Float32Array[]} colours
 * @param {number | number[]} channels
 * @param {Way} how
 * @param {number} count
 */
function inputs(colours, channels, how, count) {
  const all = Array.from({ length: count }, (_, n) => n);
  if (how === "sum" || how === "mean") {
    const grey = colours[0].map((_, i) =>
      GREY.reduce((sum, part, c) => sum + part * colours[c][i], 0),
    );
    return { was: [grey, grey, grey], now: all.map(() => grey), names: all.map(() => "grey") };
  }
  if (how === "zeros") {
    const mask = colours[1].map((value) => Number(value < -0.5));
    const now = all.map((n) => colours[n] ?? mask);
    return { was: colours, now, names: all.map((n) => NAMES[n] ?? "mask") };
  }
  const holds = oldChannels(3, channels, how);
  return { was: colours, now: holds.map((c) => colours[c]), names: holds.map((c) => NAMES[c]) };
}

/** @type {(planes: Float32Array[], weight: Float32Array, bias: Float32Array, side: number) =>
 *   {layer: Layer, maps: Float32Array}} */
function halfOf(planes, weight, bias, side) {
  const wide = side + 1;
  const x = new Float32Array(planes.length * wide * wide);
  for (const [c, plane] of planes.entries()) {
    for (let row = 0; row < side; row++) {
      x.set(plane.subarray(row * side, (row + 1) * side), (c * wide + row) * wide);
    }
  }
  const shapes = {
    xShape: [planes.length, wide, wide],
    weightShape: [bias.length, planes.length, 3, 3],
  };
  const layer = new Layer({ x, weight, bias, ...shapes });
  const steps = { kernel_size: 0, stride: 2, padding: 0, dilation: 1 };
  layer.configure({ in_channels: planes.length, out_channels: bias.length, groups: 1, ...steps });
  return { layer, maps: layer.outputs().data };
}

/** "2 × 10⁻⁶". @param {number} value */
export function small(value) {
  if (value === 0) return "0";
  const power = Math.floor(Math.log10(value));
  const raised = [...String(Math.abs(power))].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
  return `${Math.round(value / 10 ** power)} × 10${power < 0 ? "⁻" : ""}${raised}`;
}

/** The sentence on what stays. @param {Made} made @param {Way} how */
export const sameWords = ({ difference, largest }, how) =>
  `The same maps as before, ${WAYS[how]}: largest difference ${small(difference)}, where the ` +
  `maps reach ${largest.toFixed(1)}.`;
