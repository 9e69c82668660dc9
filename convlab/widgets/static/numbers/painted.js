// Where it is painted that a map is below 0, and what the paint comes to.

import { clamp, upTo } from "./range.js";
import { text, units } from "./show.js";

/** @import { ExplorerState } from "../types.js" */
/** @import { Layer } from "./layer.js" */

/**
 * What paint comes to, beside the places where a map is below 0.
 * @typedef {object} Painted
 * @property {Uint8Array} mask  1 where it is painted
 * @property {number} count  so many places are
 * @property {number} below  and so many are below 0
 * @property {number} both
 */

/**
 * Masks that were made last: the same paint is the same box.
 * @type {WeakMap<number[], Uint8Array>}
 */
const known = new WeakMap();

/**
 * The places that are painted: so many are not, so many are, and so on, row by row.
 * @param {number[]} runs  none: nothing is painted
 * @param {number} places
 */
export function maskOf(runs, places) {
  const last = known.get(runs);
  if (last?.length === places) return last;
  const mask = new Uint8Array(places);
  let end = 0;
  for (const [i, length] of runs.entries()) {
    if (i % 2) mask.fill(1, end, end + length);
    end += length;
  }
  known.set(runs, mask);
  return mask;
}

/**
 * What `maskOf` makes a mask of.
 * @param {Uint8Array} mask
 */
export function runsOf(mask) {
  const runs = [0];
  for (const [i, value] of mask.entries()) {
    if (value === (runs.length - 1) % 2) runs[runs.length - 1]++;
    else runs.push(1);
    if (i === 0 && value) runs[0] = 0;
  }
  return runs;
}

/**
 * The paint of a state: what is told, or still in the hand.
 * @param {Pick<ExplorerState, "guess" | "draft">} state
 */
export const paintOf = ({ guess, draft }) => (guess.length ? guess : draft);

/**
 * The paint of a state beside the truth.
 * @param {Layer} layer
 * @param {Pick<ExplorerState, "out_channel" | "guess" | "draft">} state
 * @param {number} decimals  of maps
 * @returns {Painted}
 */
export function paintedOf(layer, state, decimals) {
  const { out_channel: o } = state;
  const mask = maskOf(paintOf(state), layer.oh * layer.ow);
  const found = { mask, count: 0, below: 0, both: 0 };
  const [sum, bias] = [layer.sum(o), layer.bias[o]];
  for (const [i, value] of mask.entries()) {
    const isBelow = Number(units(sum[i] + bias, decimals) < 0);
    found.count += value;
    found.below += isBelow;
    found.both += value & isBelow;
  }
  return found;
}

/**
 * How much of what is below 0 was painted, as sentences.
 * @param {Painted} painted
 */
export function shareWords({ count, below, both }) {
  const percent = Math.round((100 * both) / below);
  const first = below
    ? `You found ${text(both)} of the ${text(below)} places below 0, ${percent} %.`
    : "Nowhere is this map below 0.";
  if (!count) return `${first} You painted none.`;
  const wrong = count - both;
  if (!wrong) return `${first} All of your ${text(count)} are.`;
  return `${first} ${text(wrong)} of your ${text(count)} ${wrong === 1 ? "is" : "are"} not.`;
}

// ---- The brush

/** How far a brush reaches round its middle: a good part of a small map.
 * @type {(layer: Pick<Layer, "oh" | "ow">) => number} */
const reachOf = ({ oh, ow }) => Math.round(Math.min(oh, ow) / 16);

/**
 * The paint after a stroke of the brush from one place to another.
 * @param {number[]} runs
 * @param {Pick<Layer, "oh" | "ow">} layer
 * @param {{from: number[], to: number[], value: 0 | 1}} stroke
 */
export function stroked(runs, layer, { from: [top, left], to: [bottom, right], value }) {
  const mask = maskOf(runs, layer.oh * layer.ow).slice();
  const steps = Math.max(1, Math.abs(bottom - top), Math.abs(right - left));
  for (const step of upTo(0, steps + 1)) {
    const at = step / steps;
    const [row, col] = [top + at * (bottom - top), left + at * (right - left)];
    dab(mask, layer, Math.round(row), Math.round(col), value);
  }
  return runsOf(mask);
}

/**
 * @param {Uint8Array} mask
 * @param {Pick<Layer, "oh" | "ow">} layer
 * @param {number} row
 * @param {number} col
 * @param {0 | 1} value
 */
function dab(mask, { oh, ow }, row, col, value) {
  const reach = reachOf({ oh, ow });
  for (const i of upTo(-reach, reach + 1)) {
    const wide = Math.floor(Math.sqrt((reach + 0.5) ** 2 - i ** 2));
    const y = row + i;
    if (y < 0 || y >= oh) continue;
    const start = clamp(col - wide, 0, ow);
    mask.fill(value, y * ow + start, y * ow + clamp(col + wide + 1, start, ow));
  }
}
