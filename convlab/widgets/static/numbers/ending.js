// A guess of where the sum of one pixel ends, and what it comes to.

import { text, units } from "./show.js";

/** @import { Staircase } from "./stairs.js" */

/**
 * What a guessed level comes to; levels are in whole units of their last decimal.
 * @typedef {object} Ending
 * @property {number} mine
 * @property {number} total
 * @property {string} idea  the thought behind a miss, or ""
 */

/**
 * A guessed level beside the truth.
 * @param {Pick<Staircase, "total" | "bias">} staircase
 * @param {number} level
 * @param {number} decimals
 * @returns {Ending}
 */
export function endingOf(staircase, level, decimals) {
  const [mine, total, bias] = [level, staircase.total, staircase.bias].map((v) =>
    units(v, decimals),
  );
  const before = total - bias; // as the figures on screen add up
  const isBefore = bias !== 0 && 2 * Math.abs(mine - before) < Math.abs(mine - total);
  const written = text(before / 10 ** decimals, decimals);
  const idea = isBefore ? `Before the bias the sum is ${written}: yours is near that.` : "";
  return { mine, total, idea };
}

/** How far off a guess is. @type {(ending: Ending) => string} */
export const wayOff = ({ mine, total }) => `too ${mine > total ? "high" : "low"}`;

/**
 * Where the sum ends, and how far off the guess is, as a sentence.
 * @param {Ending} ending
 * @param {number} decimals
 */
export function endingWords(ending, decimals) {
  const { mine, total } = ending;
  /** @type {(value: number) => string} */
  const written = (value) => text(value / 10 ** decimals, decimals);
  if (mine === total) return `The sum ends at ${written(total)}, where you said.`;
  const far = `${written(Math.abs(mine - total))} ${wayOff(ending)}`;
  return `The sum ends at ${written(total)}. You said ${written(mine)}: ${far}.`;
}

const STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10]; // times a power of ten: ends of the chart

/**
 * Ends of a chart that leave room for a guess and do not give the end away.
 * @param {Pick<Staircase, "low" | "high">} staircase
 */
export function widened({ low, high }) {
  const [up, down] = [beyond(1.2 * Math.max(high, 0)), beyond(1.2 * Math.max(-low, 0))];
  return { low: -Math.max(down, up / 4), high: Math.max(up, down / 4) };
}

/** The nearest end that is not less. @param {number} value */
function beyond(value) {
  if (value <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  return (STEPS.find((step) => step * power >= value * (1 - 1e-6)) ?? 10) * power;
}
