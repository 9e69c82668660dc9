// Numbers of an account as they are written: with one number of decimals for a whole layer, and in
// such digits that every sum adds up. convlab/scene/digits.py says the same.

import { decimalsOf, fewestDecimals, units } from "./show.js";

/** @import { Decimals, LayerArrays, Numbers } from "../types.js" */
/** @import { Layer } from "./layer.js" */

const SAMPLE = 4096; // so many numbers say how many decimals all take
const EXACT = 3; // decimals that show every product exactly; more would be hard to read

/**
 * How many decimals the figures of a layer take. Those of its accounts are as many as show every
 * product exactly, at least 2 unless all are whole; where that takes more than 3, they are 2, or as
 * many as show two figures of half the scale of its maps.
 * @param {Pick<LayerArrays, "x" | "weight" | "bias">} arrays
 * @param {number} limit  the end of the scale of maps
 * @returns {Decimals}
 */
export function digitsOf({ x, weight, bias }, limit) {
  const samples = [weight, x, bias].map(sampleOf);
  const [weights, input, biases] = samples.map((numbers) => decimalsOf(numbers, 0, 2));
  const [ofWeights, ofInput, ofBiases] = samples.map((numbers) => decimalsOf(numbers, 0, 4));
  const exact = Math.max(ofWeights + ofInput, ofBiases);
  const maps = exact > EXACT ? fewestDecimals(limit / 2) : exact && Math.max(2, exact);
  return { weights, input, biases, maps };
}

/** Some of the numbers that are not 0, evenly spread. @param {Float32Array} numbers */
function sampleOf(numbers) {
  const some = numbers.filter((value) => value !== 0);
  const step = Math.ceil(some.length / SAMPLE);
  return step > 1 ? some.filter((_, i) => i % step === 0) : some;
}

/**
 * The parts of a sum in digits that make its total as it is written. Each is rounded; where they
 * then make more or less, those that were rounded furthest the other way are one unit up or down.
 * @param {Numbers} parts
 * @param {number} total  in units of the last decimal
 * @param {number} decimals
 * @returns {number[]}
 */
export function inDigits(parts, total, decimals) {
  const one = 10 ** decimals;
  const shown = Array.from(parts, (part) => units(part, decimals));
  let missing = shown.reduce((rest, part) => rest - part, total);
  if (!Number.isSafeInteger(missing)) return Array.from(parts);
  const way = Math.sign(missing);
  if (way) {
    // How far each was rounded the other way, in millionths: what a float adds decides nothing.
    const lost = shown.map((part, i) => Math.round(way * (parts[i] * one - part) * 1e6));
    const order = shown.map((_, i) => i).filter((i) => lost[i] > 0);
    for (const i of order.sort((a, b) => lost[b] - lost[a] || a - b)) {
      if (!missing) break;
      shown[i] += way;
      missing -= way;
    }
  }
  return shown.map((part) => part / one);
}

/**
 * A layer whose accounts are written in so many decimals: from products to total they add up.
 * @param {Layer} layer
 * @param {number} decimals
 * @param {number} picked  the kernel whose cells are
 * @returns {Layer}
 */
export function withDigits(layer, decimals, picked) {
  // A bias half-way between two digits leans to those it is written in: sums then round with it.
  const bias = Float64Array.from(
    layer.bias,
    (value) => value + (units(value, decimals) / 10 ** decimals - value) / 1000,
  );
  /** @type {Map<string, number[]>} */
  const known = new Map();

  /** @type {(parts: number[], o: number) => number[]} */
  const addingUp = (parts, o) => {
    const sum = parts.reduce((a, b) => a + b, 0);
    const total = units(sum + layer.bias[o], decimals) - units(layer.bias[o], decimals);
    return inDigits(parts, total, decimals);
  };
  /** @type {Layer["subtotals"]} */
  const subtotals = (o, row, col) => {
    const key = [o, row, col].join();
    const sums = known.get(key) ?? addingUp(layer.subtotals(o, row, col), o);
    known.set(key, sums);
    return sums;
  };
  /** @type {Layer["account"]} */
  const account = (o, c, row, col) => {
    const exact = layer.account(o, c, row, col);
    const sum = exact.products.reduce((a, b) => a + b, 0);
    const subtotal = subtotals(o, row, col)[c - layer.range(o)[0]];
    const total = units(exact.muted ? sum : subtotal, decimals);
    return { ...exact, products: inDigits(exact.products, total, decimals), subtotal };
  };
  /** @type {Layer["cells"]} */
  const cells = (y, x) => {
    const values = layer.cells(y, x);
    const from = picked * layer.inChannels;
    const row = Array.from(values.subarray(from, from + layer.inChannels));
    values.set(addingUp(row, picked), from);
    return values;
  };
  return Object.assign(Object.create(layer), { bias, subtotals, account, cells });
}
