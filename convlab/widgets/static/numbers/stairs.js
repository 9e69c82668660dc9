// One pixel's account as a staircase: in which order its channels are added, and from which level
// to which each one leads.

import { inDigits } from "./digits.js";
import { upTo } from "./range.js";
import { fewestDecimals, largestOf, text, units } from "./show.js";
import { LOUDEST, stepsOf } from "./steps.js";

/** @import { ExplorerState } from "../types.js" */
/** @import { Layer } from "./layer.js" */

/**
 * What some channels add: as it is written, and exactly.
 * @typedef {{channels: number[], value: number, exact: number, muted: boolean}} Part
 */

/** @typedef {Part & {from: number, to: number}} Stair  and the levels that it leads from and to */

/**
 * @typedef {object} Staircase
 * @property {Stair[]} stairs  in the order of adding
 * @property {number} sum  of all channels
 * @property {number} bias
 * @property {number} total  sum and bias
 * @property {number} low  the lowest level, in any order that can be chosen
 * @property {number} high
 */

/**
 * The places 0, 1, … of these values in the order in which they are added.
 * @param {number[]} values
 * @param {ExplorerState["adding"]} adding
 * @param {number} shuffle  says which shuffle
 */
export function orderOf(values, adding, shuffle) {
  const order = upTo(0, values.length);
  if (adding === "by size") {
    return order.sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]) || a - b);
  }
  if (adding === "shuffled") shuffled(order, shuffle);
  return order;
}

/**
 * The same list in an order that follows from a number alone, in both languages: Fisher and Yates'
 * shuffle by the linear congruential generator of Numerical Recipes.
 * @param {number[]} list
 * @param {number} seed
 */
function shuffled(list, seed) {
  let state = (seed + 1) >>> 0;
  for (let last = list.length - 1; last > 0; last--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (last + 1));
    [list[last], list[other]] = [list[other], list[last]];
  }
}

/**
 * The staircase of the picked pixel.
 * @param {Layer} layer
 * @param {Pick<
 *   ExplorerState, "out_channel" | "in_channel" | "row" | "col" | "adding" | "shuffle"
 * >} state
 * @returns {Staircase}
 */
export function stairsOf(layer, state) {
  const { out_channel: o, adding, shuffle } = state;
  const parts = foldedParts(layer, state);
  const values = parts.map((part) => part.value);
  /** @type {(order: ExplorerState["adding"]) => Stair[]} */
  const climb = (order) => stairsIn(orderOf(values, order, shuffle).map((i) => parts[i]));
  const stairs = climb(adding);
  const sum = values.reduce((a, b) => a + b, 0);
  const bias = layer.bias[o];
  const levels = [climb("as given"), climb("by size"), stairs].flatMap((all) =>
    all.map(({ to }) => to),
  );
  const ends = [0, -bias, sum + bias, ...levels];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return { stairs, sum, bias, total: sum + bias, low, high };
}

/**
 * Every channel with what it adds; of very many the loudest, with the inspected one among them, and
 * all others together.
 * @param {Layer} layer
 * @param {Pick<ExplorerState, "out_channel" | "in_channel" | "row" | "col">} state
 * @returns {Part[]}
 */
function foldedParts(layer, { out_channel: o, in_channel: inspected, row, col }) {
  const [first] = layer.range(o);
  const subtotals = layer.subtotals(o, row, col);
  const exact = layer.exactSubtotals(o, row, col);
  const all = subtotals.map((value, i) => {
    return { channels: [first + i], value, exact: exact[i], muted: layer.muted.has(first + i) };
  });
  if (stepsOf(all.length) === all.length) return all;
  const loudest = orderOf(subtotals, "by size", 0).slice(0, LOUDEST);
  const isFound = layer.reads(o, inspected) && !loudest.includes(inspected - first);
  const loud = new Set(isFound ? loudest.with(-1, inspected - first) : loudest);
  const rest = all.filter((_, i) => !loud.has(i));
  const together = {
    channels: rest.flatMap(({ channels }) => channels),
    value: rest.reduce((sum, { value }) => sum + value, 0),
    exact: rest.reduce((sum, { exact }) => sum + exact, 0),
    muted: false,
  };
  return [...all.filter((_, i) => loud.has(i)), together];
}

/** @type {(parts: Part[]) => Stair[]} */
function stairsIn(parts) {
  let level = 0;
  return parts.map((part) => {
    const from = level;
    level += part.value;
    return { ...part, from, to: level };
  });
}

/**
 * The levels that a staircase has reached: all stairs, unless channels are still added.
 * @param {Staircase} staircase
 * @param {number} step
 */
export const levelAt = ({ stairs, total }, step) =>
  step < 0 ? total : step === 0 ? 0 : stairs[Math.min(step, stairs.length) - 1].to;

/**
 * The channels that are added so far, in order.
 * @param {Staircase} staircase
 * @param {number} step
 */
export const channelsAdded = ({ stairs }, step) =>
  stairs.slice(0, step < 0 ? stairs.length : step).flatMap(({ channels }) => channels);

/**
 * What some stairs do, in words, and what they come to.
 * @typedef {{words: string, value: number, muted: boolean}} Kind
 */

/**
 * The stairs by what they do: those that lift, lower, say nothing, are muted; and very many
 * together. Nothing is what is 0 in the most decimals that an account has. Each kind comes to its
 * own sum, not to that of what its stairs are rounded to.
 * @param {Pick<Staircase, "stairs" | "sum">} staircase
 * @param {number} decimals
 * @returns {Kind[]} those that there are
 */
export function kindsOf({ stairs: all, sum }, decimals) {
  const stairs = all.filter(({ channels }) => channels.length === 1);
  const rest = all.find(({ channels }) => channels.length > 1);
  const most = 2 + fewestDecimals(largestOf(stairs.map(({ exact }) => exact)));
  /** @type {(sign: number) => Stair[]} */
  const withSign = (sign) =>
    stairs.filter(({ exact, muted }) => !muted && Math.sign(units(exact, most)) === sign);
  /** @type {[some: Stair[], one: string, more: string][]} */
  const sorts = [
    [withSign(1), "lifts", "lift"],
    [withSign(-1), "lowers", "lower"],
    [withSign(0), "says nothing", "say nothing"],
    [stairs.filter((stair) => stair.muted), "muted", "muted"],
  ];
  const found = sorts.filter(([some]) => some.length);
  const sums = found.map(([some]) => some.reduce((total, { exact }) => total + exact, 0));
  const values = inDigits(sums, units(sum - (rest?.value ?? 0), decimals), decimals);
  const kinds = found.map(([some, one, more], i) => {
    const thing = i ? "" : some.length === 1 ? " channel" : " channels";
    const words = `${some.length}${thing} ${some.length === 1 ? one : more}`;
    return { words, value: values[i], muted: some[0].muted };
  });
  if (!rest) return kinds;
  const words = `${text(rest.channels.length)} more: their sum`;
  return [...kinds, { words, value: rest.value, muted: false }];
}
