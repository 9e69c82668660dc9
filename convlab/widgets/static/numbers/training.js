// Gradient descent on one kernel: the same steps as convlab/training.py, and words for how it goes.

import { upTo } from "./range.js";
import { largestOf, text } from "./show.js";

export const OVERFLOW = 1e30; // a loss beyond this only grows: descent stops

export const NEAR = 0.005; // this close, the learned figures are the hidden ones

/**
 * @param {Float64Array} a
 * @param {Float64Array} b  as long
 */
function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * What a kernel makes of the picture, and how its loss changes with each number of it.
 * @typedef {object} Slope
 * @property {number} loss  the mean of error²
 * @property {Float64Array} map  (oh, ow)
 * @property {Float64Array} error  map − target, (oh, ow)
 * @property {Float64Array} gradient  as long as a point
 */

/** One kernel over x (C, H, W), in double precision. A point is its weights, then its bias. */
export class Task {
  /**
   * @param {Float32Array} x
   * @param {[c: number, h: number, w: number]} xShape
   * @param {[kh: number, kw: number]} kernel
   * @param {Float64Array} hidden  the point to be found
   */
  constructor(x, [c, h, w], [kh, kw], hidden) {
    this.c = c;
    this.h = h;
    this.w = w;
    this.kh = kh;
    this.kw = kw;
    this.hidden = hidden;
    this.oh = h - kh + 1;
    this.ow = w - kw + 1;
    this.taps = kh * kw;
    this.places = this.oh * this.ow;
    this.planes = upTo(0, c).map((i) => x.subarray(i * h * w, (i + 1) * h * w));
    /** What each weight touches, in the order of a point. */
    this.touched = upTo(0, c * this.taps).map((i) => this.part(i));
    this.target = this.map(hidden);
  }

  /**
   * Where a weight stands in a point.
   * @param {number} channel
   * @param {number} row
   * @param {number} col
   */
  indexOf(channel, row, col) {
    return (channel * this.kh + row) * this.kw + col;
  }

  /**
   * The part of its channel that a weight touches, (oh, ow): the channel, shifted.
   * @param {number} weight  its place in a point
   */
  part(weight) {
    const plane = this.planes[Math.floor(weight / this.taps)];
    const down = Math.floor(weight / this.kw) % this.kh;
    const right = weight % this.kw;
    return Float64Array.from({ length: this.places }, (_, i) => {
      const row = Math.floor(i / this.ow) + down;
      return plane[row * this.w + (i % this.ow) + right];
    });
  }

  /**
   * The map that a kernel makes: the sum of weight × what that weight touches, and the bias.
   * @param {Float64Array} point
   */
  map(point) {
    const map = new Float64Array(this.places).fill(point[point.length - 1]);
    this.touched.forEach((part, i) => {
      const weight = point[i];
      for (let at = 0; at < part.length; at++) map[at] += weight * part[at];
    });
    return map;
  }

  /**
   * A weight's gradient is 2 · the mean of error × what that weight touches.
   * @param {Float64Array} point
   * @returns {Slope}
   */
  slope(point) {
    const map = this.map(point);
    const error = map.map((v, i) => v - this.target[i]);
    const gradient = new Float64Array(point.length);
    this.touched.forEach((part, i) => {
      gradient[i] = (2 * dot(error, part)) / this.places;
    });
    gradient[point.length - 1] = (2 * error.reduce((a, b) => a + b, 0)) / this.places;
    return { loss: dot(error, error) / this.places, map, error, gradient };
  }

  /**
   * How far the furthest number is from its hidden value.
   * @param {Float64Array} point
   */
  gap(point) {
    return point.reduce((most, v, i) => Math.max(most, Math.abs(v - this.hidden[i])), 0);
  }
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * "10⁻⁷"
 * @param {number} n
 */
export function powerOf(n) {
  const digits = String(n).replace(/./g, (digit) => (digit === "-" ? "⁻" : RAISED[Number(digit)]));
  return `10${digits}`;
}

/**
 * About three figures: 0.0214, 1.5, 3.2 × 10⁻⁷.
 * @param {number} value
 */
export function short(value) {
  if (!Number.isFinite(value)) return "∞";
  if (value === 0) return "0";
  const power = Math.floor(Math.log10(Math.abs(value)));
  const isEveryday = Math.abs(value) >= 0.001 && Math.abs(value) < 1e5;
  if (isEveryday) return text(value, Math.max(0, Math.min(5, 2 - power)));
  return `${text(value / 10 ** power, 1)} × ${powerOf(power)}`;
}

/**
 * The power of ten in whose units these values show two or three figures; 0 for everyday ones.
 * @param {Float64Array} values
 * @param {boolean} everyday  whether values below 100 are everyday ones
 */
export function unitOf(values, everyday) {
  const largest = largestOf(values);
  if (largest === 0 || (everyday && largest < 100)) return 0;
  return Math.max(-12, Math.floor(Math.log10(largest)));
}

/**
 * How far a descent has come.
 * @typedef {object} Run
 * @property {number} steps
 * @property {number} rate
 * @property {number[]} losses  of the start, then after each step
 * @property {number} gap  of the furthest number from its hidden value
 * @property {string} stopped  why it has stopped, or ""
 */

/**
 * How it is going, in a sentence or two.
 * @param {Run} run
 */
export function verdict({ steps, rate, losses, gap, stopped }) {
  const first = losses[0];
  const loss = losses[losses.length - 1];
  if (steps === 0) return "A random start. Press Play, or take one step.";
  if (!(loss < OVERFLOW)) return overflowWords(steps, rate);
  if (loss > first) {
    return (
      `Diverging: the loss is ${short(loss / first)} times what it was at the start. ` +
      "At this rate every step overshoots. Choose a lower one and start again."
    );
  }
  if (gap < NEAR) return "Found: every number is within 0.005 of the hidden kernel’s.";
  if (stopped) return stopped;
  const away = `One number is still ${text(gap, 2)} away from the hidden kernel’s`;
  if (nearlyAgrees(loss, first, gap)) {
    return (
      `The maps nearly agree. ${away}: in this picture neighbouring pixels are so alike ` +
      "that several kernels make nearly this map."
    );
  }
  return `The loss is ${short((100 * loss) / first)} % of what it was at the start. ${away}.`;
}

/** @type {(steps: number, rate: number) => string} */
const overflowWords = (steps, rate) =>
  `Stopped after ${text(steps)} ${steps === 1 ? "step" : "steps"}: ` +
  `the loss has passed ${powerOf(30)} and only grows. ` +
  `At a rate of ${rate} every step overshoots. Choose a lower one and start again.`;

/**
 * Off by a gap, a weight costs gap² times the variance of its pixels, unless others make up for it.
 * @type {(loss: number, first: number, gap: number) => boolean}
 */
const nearlyAgrees = (loss, first, gap) =>
  gap > 0.05 && loss < 0.01 * first && loss < 0.03 * gap ** 2;
