// A guess of where a map is largest, and what it comes to.

import { text, units } from "./show.js";

/** @import { ExplorerState } from "../types.js" */
/** @import { Layer } from "./layer.js" */

/**
 * What a guessed place comes to; values are in whole units of their last decimal.
 * @typedef {object} Guess
 * @property {number[]} values  of all places
 * @property {number} mine
 * @property {number} largest
 * @property {number} least
 * @property {[row: number, col: number]} place  where it is largest: the guess, if it is as large
 * @property {number} larger  so many places are larger than the guessed one
 * @property {string} idea  the thought behind a miss, or ""
 */

/**
 * The guess of a state beside the truth; null before it.
 * @param {Layer} layer
 * @param {Pick<ExplorerState, "out_channel" | "guess">} state
 * @param {number} decimals  of maps
 * @returns {Guess | null}
 */
export function guessOf(layer, { out_channel: o, guess: [row, col] = [] }, decimals) {
  if (row === undefined || col === undefined) return null;
  const bias = layer.bias[o];
  const values = Array.from(layer.sum(o), (value) => units(value + bias, decimals));
  let [largest, least] = [values[0], values[0]];
  for (const value of values) {
    largest = Math.max(largest, value);
    least = Math.min(least, value);
  }
  const mine = values[row * layer.ow + col];
  const at = mine === largest ? row * layer.ow + col : values.indexOf(largest);
  const larger = values.filter((value) => value > mine).length;
  const idea = ideaOf(layer, o, { mine, largest, least, bias: bias * 10 ** decimals });
  return { values, mine, largest, least, place: placeOf(at, layer), larger, idea };
}

/** @type {(at: number, layer: Layer) => [row: number, col: number]} */
const placeOf = (at, { ow }) => [Math.floor(at / ow), at % ow];

/**
 * The thought behind a miss, where the numbers show it.
 * @param {Layer} layer
 * @param {number} o
 * @param {Record<"mine" | "largest" | "least" | "bias", number>} values
 */
function ideaOf(layer, o, { mine, largest, least, bias }) {
  if (mine < 0 && mine <= 0.6 * least) {
    return (
      "There the map is close to its smallest value: light lies under weights below 0, " +
      "the pattern with its signs reversed."
    );
  }
  const [first, end] = layer.range(o);
  let isEven = true;
  for (let c = first; c < end; c++) isEven &&= addsToZero(layer.slice(o, c));
  const isSmall = Math.abs(mine - bias) <= 0.2 * (largest - bias) && mine < largest;
  if (!isEven || !isSmall) return "";
  return (
    "Each slice adds to 0: where the picture is even, light or dark, the map is " +
    "close to the bias."
  );
}

/** @param {Iterable<number>} weights */
function addsToZero(weights) {
  let [sum, size] = [0, 0];
  for (const weight of weights) {
    sum += weight;
    size += Math.abs(weight);
  }
  return Math.abs(sum) <= 0.05 * size;
}

/**
 * A guess as a line of text, to be handed in: `figures.guesses` reads it, and it is a view's state.
 * @param {Pick<ExplorerState, "ask" | "out_channel" | "row" | "col" | "guess">} state
 */
export function guessLine({ ask, out_channel, row, col, guess }) {
  const pixel = ask === "end" ? `&row=${row}&col=${col}` : "";
  return `ask=${ask}&out_channel=${out_channel}${pixel}&guess=${guess.join(",")}`;
}

/**
 * How many places are larger, as a sentence.
 * @param {Pick<Guess, "values" | "larger">} guess
 */
export function resultWords({ values, larger }) {
  const count = text(values.length);
  if (!larger) return `None of ${count} places is larger than yours.`;
  const verb = larger === 1 ? "is" : "are";
  return `${text(larger)} of ${count} places ${verb} larger than yours.`;
}
