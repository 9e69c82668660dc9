// Numbers of an account as they are written: with one number of decimals for a whole layer, and in
// such digits that every sum adds up. convlab/scene/digits.py says the same.

import { upTo } from "./range.js";
import { decimalsOf, fewestDecimals, units } from "./show.js";

/** @import { Decimals, LayerArrays } from "../types.js" */
/** @import { Layer } from "./layer.js" */

const SAMPLE = 4096; // so many numbers say how many decimals all take
const EXACT = 3; // decimals that show every product exactly; more would be hard to read
const LARGE = 1e4; // the end of a scale from which on its maps are written in whole numbers
const FEW = 8; // channels: of more, the sums so far are shown

/**
 * How many decimals the figures of a layer take. Those of its accounts are as many as show every
 * product exactly, at least 2 unless all are whole; where that takes more than 3, they are 2, or as
 * many as show two figures of half the scale of its partial maps; none where that goes beyond ten
 * thousand.
 * @param {Pick<LayerArrays, "x" | "weight" | "bias">} arrays
 * @param {number} limit  the end of that scale
 * @returns {Decimals}
 */
export function digitsOf({ x, weight, bias }, limit) {
  const samples = [weight, x, bias].map(sampleOf);
  const [ofWeights, ofInput, ofBiases] = samples.map((numbers) => decimalsOf(numbers, 0, 4));
  const exact = Math.max(ofWeights + ofInput, ofBiases);
  const small = exact > EXACT ? fewestDecimals(limit / 2) : exact && Math.max(2, exact);
  const maps = limit < LARGE ? small : 0;
  // Each factor stands as it is, if it can.
  const most = limit < LARGE && exact <= EXACT ? EXACT : 2;
  const [weights, input] = samples.map((numbers) => decimalsOf(numbers, 0, most));
  const biases = decimalsOf(samples[2], 0, 2);
  return { weights, input, biases, maps };
}

/** Some of the numbers that are not 0, evenly spread. @param {Float32Array} numbers */
function sampleOf(numbers) {
  let count = 0;
  for (let i = 0; i < numbers.length; i++) if (numbers[i] !== 0) count++;
  const step = Math.max(1, Math.ceil(count / SAMPLE));
  const some = new Float32Array(Math.ceil(count / step));
  for (let i = 0, at = 0; i < numbers.length; i++) {
    if (numbers[i] === 0) continue;
    if (at % step === 0) some[at / step] = numbers[i];
    at++;
  }
  return some;
}

/**
 * The parts of a sum in digits that make its total as it is written. Each is rounded; where they
 * then make more or less, those that were rounded furthest the other way are one unit up or down.
 * @param {number[]} parts
 * @param {number} total  in units of the last decimal
 * @param {number} decimals
 * @returns {number[]}
 */
export const inDigits = (parts, total, decimals) =>
  making(
    parts,
    parts.map((part) => units(part, decimals)),
    total,
    decimals,
  );

/**
 * The same of many parts, added one by one: the sums so far are also those that are written, as far
 * as that takes no part that was rounded by less than a fifth of a unit, nor one to or from 0.
 * @param {number[]} parts
 * @param {number} total
 * @param {number} decimals
 */
export function inLevels(parts, total, decimals) {
  let sum = 0;
  let level = 0;
  const shown = parts.map((part) => {
    sum += part;
    const rounded = units(part, decimals);
    const off = level + rounded - sum * 10 ** decimals;
    const way = Math.abs(off) > 0.5 + 1e-6 ? -Math.sign(off) : 0;
    const isMoved = rounded && rounded + way && lostBy(part, rounded, way, decimals) > 2e5;
    level += isMoved ? rounded + way : rounded;
    return isMoved ? rounded + way : rounded;
  });
  return making(parts, shown, total, decimals);
}

/**
 * How far a part was rounded the other way, in millionths of a unit: what a float adds decides
 * nothing.
 * @type {(part: number, shown: number, way: number, decimals: number) => number}
 */
const lostBy = (part, shown, way, decimals) =>
  Math.round(way * (part * 10 ** decimals - shown) * 1e6);

/**
 * The parts as shown, in units of the last decimal, moved as little as makes the total.
 * @param {number[]} parts
 * @param {number[]} shown
 * @param {number} total
 * @param {number} decimals
 */
function making(parts, shown, total, decimals) {
  const missing = shown.reduce((rest, part) => rest - part, total);
  if (!Number.isSafeInteger(missing)) return parts;
  const way = Math.sign(missing);
  const lost = shown.map((part, i) => lostBy(parts[i], part, way, decimals));
  const order = upTo(0, parts.length).filter((i) => lost[i] > 0);
  order.sort((a, b) => lost[b] - lost[a] || a - b);
  const moved = new Set(order.slice(0, Math.abs(missing)));
  return shown.map((part, i) => (moved.has(i) ? part + way : part) / 10 ** decimals);
}

/**
 * A layer whose accounts are written in so many decimals: from products to total they add up.
 * @param {Layer} layer
 * @param {number} decimals
 * @returns {Layer}
 */
export function withDigits(layer, decimals) {
  // A bias half-way between two digits leans to those it is written in: sums then round with it.
  const bias = Float64Array.from(
    layer.bias,
    (value) => value + (units(value, decimals) / 10 ** decimals - value) / 1000,
  );
  /** @type {Map<string, {exact: number[], written: number[]}>} */
  const known = new Map();

  /** @type {(parts: number[], o: number) => number[]} */
  const addingUp = (parts, o) => {
    const sum = parts.reduce((a, b) => a + b, 0);
    const total = units(sum + layer.bias[o], decimals) - units(layer.bias[o], decimals);
    return (parts.length > FEW ? inLevels : inDigits)(parts, total, decimals);
  };
  /** @type {(o: number, row: number, col: number) => {exact: number[], written: number[]}} */
  const pixel = (o, row, col) => {
    const key = [o, row, col].join();
    const found = known.get(key);
    if (found) return found;
    const exact = layer.exactSubtotals(o, row, col);
    const sums = { exact, written: addingUp(exact, o) };
    known.set(key, sums);
    return sums;
  };
  /** @type {Layer["subtotals"]} */
  const subtotals = (...place) => pixel(...place).written;
  /** @type {Layer["subtotals"]} */
  const exactSubtotals = (...place) => pixel(...place).exact;
  /** @type {Layer["account"]} */
  const account = (o, c, row, col) => {
    const exact = layer.account(o, c, row, col);
    const sum = exact.products.reduce((a, b) => a + b, 0);
    const subtotal = subtotals(o, row, col)[c - layer.range(o)[0]];
    const total = units(exact.muted ? sum : subtotal, decimals);
    return { ...exact, products: inDigits(exact.products, total, decimals), subtotal };
  };
  /** @type {Layer["cellsOf"]} */
  const cellsOf = (o, row, col) => addingUp(layer.cellsOf(o, row, col), o);
  const own = { bias, subtotals, exactSubtotals, account, cellsOf };
  return Object.assign(Object.create(layer), own);
}
