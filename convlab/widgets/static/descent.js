// Gradient descent on one kernel: the same steps as convlab/training.py, and words for how it goes.

import { addPartial } from "./convolve.js";
import { text } from "./paint.js";

export const OVERFLOW = 1e30;  // a loss beyond this only grows: descent stops
export const NEAR = 0.005;     // this close, the learned figures are the hidden ones

/** One kernel over x (C, H, W). A point is its C·kh·kw weights, then its bias. */
export class Task {
  /** @param {Float32Array} x @param {number[]} xShape @param {number[]} kernel kh, kw @param {Float64Array} hidden */
  constructor(x, [c, h, w], [kh, kw], hidden) {
    Object.assign(this, { c, h, w, kh, kw, hidden, oh: h - kh + 1, ow: w - kw + 1, taps: kh * kw });
    this.planes = Array.from({ length: c }, (_, i) => x.subarray(i * h * w, (i + 1) * h * w));
    this.target = this.map(hidden);
  }

  /** The map that a kernel makes. */
  map(point) {
    let sum = null;
    for (let c = 0; c < this.c; c++) {
      sum = addPartial(sum, this.planes[c], this.w, point.subarray(c * this.taps, (c + 1) * this.taps), this.kh, this.kw, 1, 1, this.oh, this.ow);
    }
    return sum.map((v) => v + point.at(-1));
  }

  /** Loss, maps and gradient. A weight's gradient is 2 · the mean of error × what that weight saw:
   * each channel convolved with the error map. */
  slope(point) {
    const map = this.map(point);
    const error = map.map((v, i) => v - this.target[i]);
    const n = error.length;
    const gradient = new Float64Array(point.length);
    for (let c = 0; c < this.c; c++) {
      const sums = addPartial(null, this.planes[c], this.w, error, this.oh, this.ow, 1, 1, this.kh, this.kw);
      for (let i = 0; i < this.taps; i++) gradient[c * this.taps + i] = (2 * sums[i]) / n;
    }
    let sum = 0, squares = 0;
    for (const e of error) { sum += e; squares += e * e; }
    gradient[point.length - 1] = (2 * sum) / n;
    return { loss: squares / n, map, error, gradient };
  }

  /** How far the furthest number is from its hidden value. */
  gap(point) {
    return point.reduce((most, v, i) => Math.max(most, Math.abs(v - this.hidden[i])), 0);
  }

  /** The part of its channel that one weight has touched: (oh, ow). */
  seen(c, row, col) {
    return Float32Array.from({ length: this.oh * this.ow }, (_, i) =>
      this.planes[c][(Math.floor(i / this.ow) + row) * this.w + (i % this.ow) + col]);
  }
}

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
export const powerOf = (n) => `10${[...String(n)].map((d) => RAISED[d]).join("")}`;

/** About three figures: 0.0214, 1.5, 3.2 × 10⁻⁷. */
export function short(value) {
  if (!Number.isFinite(value)) return "∞";
  const size = Math.abs(value);
  if (size === 0 || (size >= 0.001 && size < 1e5)) {
    return text(value, size === 0 ? 0 : Math.max(0, Math.min(5, 2 - Math.floor(Math.log10(size)))));
  }
  const power = Math.floor(Math.log10(size));
  return `${text(value / 10 ** power, 1)} × ${powerOf(power)}`;
}

/** The power of ten in whose units these values show two or three figures; 0 for everyday ones. */
export function unitOf(values, everyday) {
  const largest = values.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
  if (largest === 0 || (everyday && largest < 100)) return 0;
  return Math.max(-12, Math.floor(Math.log10(largest)));
}

/** How it is going, in a sentence or two. run: {steps, rate, losses, gap, stopped} */
export function verdict({ steps, rate, losses, gap, stopped }) {
  const loss = losses.at(-1), first = losses[0];
  if (steps === 0) return "A random start. Press Play, or take one step.";
  if (!(loss < OVERFLOW)) {
    return `Stopped after ${text(steps)} ${steps === 1 ? "step" : "steps"}: the loss has passed ${powerOf(30)} and only grows. `
      + `At a rate of ${rate} every step overshoots. Choose a lower one and start again.`;
  }
  if (loss > first) {
    return `Diverging: the loss is ${short(loss / first)} times what it was at the start. At this rate every step overshoots. Choose a lower one and start again.`;
  }
  if (gap < NEAR) return "Found: every number is within 0.005 of the hidden kernel’s.";
  if (stopped) return stopped;
  const off = `One number is still ${text(gap, 2)} away from the hidden kernel’s`;
  if (loss < 0.01 * first && gap > 0.05) return `The maps nearly agree. ${off}: in this picture neighbouring pixels are so alike that several kernels make nearly this map.`;
  return `The loss is ${short((100 * loss) / first)} % of what it was at the start. ${off}.`;
}
