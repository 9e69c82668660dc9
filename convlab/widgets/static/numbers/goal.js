// A map beside the one that it is to match.

import { upTo } from "./range.js";
import { text } from "./show.js";

/** @import { SceneContext } from "../types.js" */

/** @typedef {Pick<SceneContext, "layer" | "state" | "spec" | "decimals">} Given */

/**
 * @typedef {object} Compared
 * @property {Float64Array} gaps  how far apart they are at each place
 * @property {number} agree  so many places are the same in the decimals that are written
 * @property {boolean} isMatched  whether all are
 * @property {number} row  of the place where they are farthest apart
 * @property {number} col
 */

/**
 * The picked map beside the goal; null if they are not of one size.
 * @param {Given} given
 * @returns {Compared | null}
 */
export function compared({ layer, state: { _goal: goal, out_channel: o }, spec, decimals }) {
  const { oh, ow } = layer;
  if (!goal || String(spec.goal_shape) !== String([oh, ow])) return null;
  const [sum, bias] = [layer.sum(o), layer.bias[o]];
  const gaps = new Float64Array(oh * ow);
  const least = 0.5 * 10 ** -decimals.maps;
  let [agree, worst] = [0, 0];
  for (let i = 0; i < gaps.length; i++) {
    gaps[i] = Math.abs(sum[i] + bias - goal[i]);
    if (gaps[i] < least) agree++;
    if (gaps[i] > gaps[worst]) worst = i;
  }
  const place = { row: Math.floor(worst / ow), col: worst % ow };
  return { gaps, agree, isMatched: agree === gaps.length, ...place };
}

const ACROSS = 29; // dots at most

/**
 * The largest of each block, so that there are few enough for dots.
 * @param {Float64Array} gaps
 * @param {{oh: number, ow: number}} layer
 */
export function worstOfBlocks(gaps, { oh, ow }) {
  const block = Math.ceil(Math.max(oh, ow) / ACROSS);
  const [h, w] = [Math.ceil(oh / block), Math.ceil(ow / block)];
  const data = new Float64Array(h * w);
  for (const row of upTo(0, oh)) {
    for (const col of upTo(0, ow)) {
      const at = Math.floor(row / block) * w + Math.floor(col / block);
      data[at] = Math.max(data[at], gaps[row * ow + col]);
    }
  }
  return { data, w, h };
}

/**
 * How far the map is from its goal, as sentences.
 * @param {Given} given
 * @param {Compared | null} found
 */
export function goalWords({ layer, state, spec, decimals: { maps } }, found) {
  const { oh, ow } = layer;
  const goal = state._goal;
  if (!found || !goal) {
    const size = (spec.goal_shape ?? [0, 0]).join(" × ");
    return [`The goal is ${size}, and this map is ${oh} × ${ow}.`];
  }
  const count = text(found.gaps.length);
  if (found.isMatched) return [`Matched: all ${count} places agree.`];
  const { row, col, agree } = found;
  const at = row * ow + col;
  const o = state.out_channel;
  const mine = text(layer.sum(o)[at] + layer.bias[o], maps);
  const wanted = text(goal[at], maps);
  return [
    `${text(agree)} of ${count} places agree.`,
    `Farthest apart at row ${row}, column ${col}: yours is ${mine}, the goal ${wanted}.`,
  ];
}
