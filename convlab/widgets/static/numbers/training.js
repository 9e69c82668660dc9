// Gradient descent on one kernel: the same steps as convlab/training.py, and words for how it goes.

import { text } from "./show.js";

export const OVERFLOW = 1e30; // a loss beyond this only grows: descent stops

export const NEAR = 0.005; // this close, the learned figures are the hidden ones

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** One kernel over x (C, H, W), in double precision. A point is its C·kh·kw weights, then its bias. */
export class Task {
  /** @param {Float32Array} x @param {number[]} xShape @param {number[]} kernel kh, kw @param {Float64Array} hidden */
  constructor(x, [c, h, w], [kh, kw], hidden) {
    Object.assign(this, { c, h, w, kh, kw, hidden, oh: h - kh + 1, ow: w - kw + 1, taps: kh * kw });
    this.planes = Array.from({ length: c }, (_, i) => x.subarray(i * h * w, (i + 1) * h * w));
    this.places = this.oh * this.ow;
    this.saw = Array.from({ length: c * kh * kw }, (_, i) =>
      this.seen(Math.floor(i / this.taps), Math.floor(i / kw) % kh, i % kw),
    );
    this.target = this.map(hidden);
  }

  /** The part of its channel that one weight touches, (oh, ow): the channel, shifted. */
  seen(c, row, col) {
    return Float64Array.from(
      { length: this.places },
      (_, i) => this.planes[c][(Math.floor(i / this.ow) + row) * this.w + (i % this.ow) + col],
    );
  }

  /** The map that a kernel makes: the sum of weight × what that weight sees, and the bias. */
  map(point) {
    const map = new Float64Array(this.places).fill(point.at(-1));
    this.saw.forEach((part, i) => {
      const weight = point[i];
      for (let at = 0; at < part.length; at++) map[at] += weight * part[at];
    });
    return map;
  }

  /** Loss, maps and gradient. A weight's gradient is 2 · the mean of error × what that weight sees. */
  slope(point) {
    const map = this.map(point),
      error = map.map((v, i) => v - this.target[i]);
    const gradient = new Float64Array(point.length);
    this.saw.forEach((part, i) => {
      gradient[i] = (2 * dot(error, part)) / this.places;
    });
    gradient[point.length - 1] = (2 * error.reduce((a, b) => a + b, 0)) / this.places;
    return { loss: dot(error, error) / this.places, map, error, gradient };
  }

  /** How far the furthest number is from its hidden value. */
  gap(point) {
    return point.reduce((most, v, i) => Math.max(most, Math.abs(v - this.hidden[i])), 0);
  }
}

const RAISED = {
  "-": "⁻",
  0: "⁰",
  1: "¹",
  2: "²",
  3: "³",
  4: "⁴",
  5: "⁵",
  6: "⁶",
  7: "⁷",
  8: "⁸",
  9: "⁹",
};

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
  const loss = losses.at(-1),
    first = losses[0];
  if (steps === 0) return "A random start. Press Play, or take one step.";
  if (!(loss < OVERFLOW)) {
    return (
      `Stopped after ${text(steps)} ${steps === 1 ? "step" : "steps"}: the loss has passed ${powerOf(30)} and only grows. ` +
      `At a rate of ${rate} every step overshoots. Choose a lower one and start again.`
    );
  }
  if (loss > first) {
    return `Diverging: the loss is ${short(loss / first)} times what it was at the start. At this rate every step overshoots. Choose a lower one and start again.`;
  }
  if (gap < NEAR) return "Found: every number is within 0.005 of the hidden kernel’s.";
  if (stopped) return stopped;
  const off = `One number is still ${text(gap, 2)} away from the hidden kernel’s`;
  // Off by a gap, a weight costs gap² times the variance of its pixels, unless others make up for it
  if (loss < 0.01 * first && gap > 0.05 && loss < 0.03 * gap ** 2)
    return `The maps nearly agree. ${off}: in this picture neighbouring pixels are so alike that several kernels make nearly this map.`;
  return `The loss is ${short((100 * loss) / first)} % of what it was at the start. ${off}.`;
}
