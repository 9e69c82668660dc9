// Gradient descent on one kernel: the same steps as convlab/training.py.

import { upTo } from "./range.js";

export const OVERFLOW = 1e30; // a loss beyond this only grows: descent stops

export const NEAR = 0.005; // this close, the learned figures are the hidden ones

/** @param {number[]} values */
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

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

/**
 * How far a point is from the hidden one.
 * @typedef {object} Distance
 * @property {number} mean  over all its numbers
 * @property {number} worst
 * @property {number[]} channels  the mean over each channel's slice
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
    this.hidden = hidden;
    this.channels = upTo(0, c);
    this.kernel = { kh, kw, taps: kh * kw };
    /** The size of its map. */
    this.size = { w: w - kw + 1, h: h - kh + 1 };
    this.places = this.size.w * this.size.h;
    /** What each weight touches, in the order of a point. */
    this.touched = this.channels.flatMap((i) => {
      const plane = x.subarray(i * h * w, (i + 1) * h * w);
      return upTo(0, kh * kw).map((k) => this.part(plane, w, Math.floor(k / kw), k % kw));
    });
    this.target = this.map(hidden);
  }

  /**
   * Where a weight stands in a point.
   * @param {{channel: number, row: number, col: number}} weight
   */
  indexOf({ channel, row, col }) {
    return (channel * this.kernel.kh + row) * this.kernel.kw + col;
  }

  /**
   * Channel c's part of a point, (kh, kw).
   * @param {Float64Array} point
   * @param {number} c
   */
  slice(point, c) {
    const { taps } = this.kernel;
    return point.subarray(c * taps, (c + 1) * taps);
  }

  /**
   * The part of a channel that a weight touches, as large as the map: the channel, shifted.
   * @param {Float32Array} plane
   * @param {number} across  columns of the channel
   * @param {number} down  the weight's row
   * @param {number} right  and its column
   */
  part(plane, across, down, right) {
    const { w } = this.size;
    return Float64Array.from({ length: this.places }, (_, i) => {
      const row = Math.floor(i / w) + down;
      return plane[row * across + (i % w) + right];
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
   * @param {Float64Array} point
   * @returns {Distance}
   */
  distance(point) {
    const away = Array.from(point, (v, i) => Math.abs(v - this.hidden[i]));
    const { taps } = this.kernel;
    const channels = this.channels.map((c) => mean(away.slice(c * taps, (c + 1) * taps)));
    return { mean: mean(away), worst: Math.max(...away), channels };
  }
}
