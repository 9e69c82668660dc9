// How far a descent has come: the sentence above it, and its numbers as they are shown. Python says
// the same in convlab/scene/training.py.

import { largestOf, text } from "./show.js";
import { NEAR, OVERFLOW } from "./training.js";

/** @import { Numbers } from "../types.js" */
/** @import { Distance } from "./training.js" */

/**
 * What there is to say about a descent.
 * @typedef {object} Progress
 * @property {number} count  of numbers to find
 * @property {number[]} losses  at the start, then after each step
 * @property {Distance} away
 * @property {boolean} reveal  whether the hidden kernel may be spoken of
 * @property {boolean} isOver  whether all the steps that there are have been taken
 */

// ---- Numbers

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * "10⁻⁷"
 * @param {number} n
 */
function powerOf(n) {
  const digits = String(n).replace(/./g, (digit) => (digit === "-" ? "⁻" : RAISED[Number(digit)]));
  return `10${digits}`;
}

/** A power of ten as an axis names it. @param {number} power */
export const powerText = (power) =>
  power >= -2 && power <= 3 ? text(10 ** power, Math.max(0, -power)) : powerOf(power);

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

/** A learned number: two decimals, as long as it is an everyday one. @param {number} value */
export const numberText = (value) => (Math.abs(value) < 100 ? text(value, 2) : short(value));

/**
 * How the numbers of a gradient are written: in units of a power of ten where they are very large,
 * with more decimals the smaller they are.
 * @param {Numbers} gradient
 */
export function gradientDigits(gradient) {
  const largest = largestOf(gradient);
  const power = largest > 0 ? Math.floor(Math.log10(largest)) : 0;
  if (power >= 2) return { power, decimals: 1 };
  return { power: 0, decimals: Math.max(1, Math.min(3, 1 - power)) };
}

/** How strongly a gradient pulls at these numbers together. @param {Float64Array} gradient */
export const sizeOf = (gradient) => Math.sqrt(gradient.reduce((sum, v) => sum + v * v, 0));

// ---- The axes of the loss

const FEWEST = 1e-16; // beyond is rounding, another on each machine
const DECADES = 7;

/** A loss as a power of ten. @param {number} loss */
export const logOf = (loss) => Math.log10(Math.max(FEWEST, Math.min(10 * OVERFLOW, loss)));

/**
 * From where to where the axes of the loss go, in steps and in powers of ten. They follow from the
 * first loss; only where the curve would leave them they grow, to twice the steps or by as many
 * decades again.
 * @param {number[]} losses
 */
export function lossAxes(losses) {
  const logs = losses.map(logOf);
  let steps = 100;
  while (losses.length - 1 > steps) steps *= 2;
  let high = Math.ceil(logs[0]) + 0; // never −0
  let low = high - DECADES;
  const [least, most] = [Math.min, Math.max].map((end) => logs.reduce((a, b) => end(a, b)));
  while (least < low) low -= DECADES;
  while (most > high) high += DECADES;
  return { steps, low, high, every: (high - low) / DECADES };
}

// ---- Words; what is important stands between two **

/**
 * The sentence above everything.
 * @param {Progress} progress
 */
export function sentence({ count, losses, away, reveal }) {
  const [first, last] = [losses[0], losses[losses.length - 1]];
  const step = `Step ${text(losses.length - 1)}`;
  if (!(last < OVERFLOW)) return `${step}: **stopped**. The loss has passed ${powerOf(30)}.`;
  if (last > first)
    return `${step}: the loss **grows**. It is ${short(last / first)} times the first.`;
  if (away.worst < NEAR) {
    return `${step}: **found**. All ${count} numbers are within ${NEAR} of the hidden kernel’s.`;
  }
  if (!reveal) return `${step}: the loss is **${short(last)}**.`;
  const [mean, worst] = [away.mean, away.worst].map(numberText);
  return `${step}: the ${count} numbers are **${mean}** away on average, the worst **${worst}**`;
}

/**
 * What it means, in small.
 * @param {Progress} progress
 */
export function remark({ losses, away, isOver }) {
  const [first, last] = [losses[0], losses[losses.length - 1]];
  if (last > first) {
    return "At this rate every step overshoots. Choose a lower one, and start again.";
  }
  if (away.worst < NEAR) return "Nothing is left to learn. Another start, or another rate?";
  if (isOver) return `Paused: ${text(losses.length - 1)} steps are enough for a lesson.`;
  if (losses.length === 1) return "A random start.";
  if (nearlyAgrees(last, first, away.worst)) {
    return (
      "The maps nearly agree. Neighbouring pixels are so alike that many kernels make nearly " +
      "this map."
    );
  }
  return `The loss is ${short((100 * last) / first)} % of what it was at the start.`;
}

/**
 * Off by a gap, a weight costs gap² times the variance of its pixels, unless others make up for it.
 * @type {(loss: number, first: number, gap: number) => boolean}
 */
const nearlyAgrees = (loss, first, gap) =>
  gap > 0.05 && loss <= 0.01 * first && loss <= 0.03 * gap ** 2;

/** Without the marks of what is important. @param {string} words */
export const plain = (words) => words.replaceAll("**", "");

/** Parts of words, each second one important. @param {string} words */
export const partsOf = (words) => words.split("**");
