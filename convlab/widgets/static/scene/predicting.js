// Guessing where a map is largest, as a layout: what a hand does there.

import { guessOf, resultWords } from "../numbers/guess.js";
import { clamp } from "../numbers/range.js";
import { keyed, picked } from "./pointing.js";
import { buildPredict } from "./predict.js";

/** @import { ExplorerState, Layout, PointedPlace } from "../types.js" */
/** @import { Layer } from "../numbers/layer.js" */

/**
 * A click guesses the place whose window lies there, and at the edge of the picture the nearest;
 * after the guess it does nothing.
 * @param {PointedPlace} place
 * @param {ExplorerState} state
 * @param {Layer} layer
 * @returns {Partial<ExplorerState>}
 */
function pick(place, state, layer) {
  if (state.guess.length || (place.role !== "guess" && place.role !== "input")) return {};
  const { row = 0, col = 0 } = place.role === "guess" ? place : picked(place, state, layer);
  return guessed(clamp(row, 0, layer.oh - 1), clamp(col, 0, layer.ow - 1));
}

/** @type {(row: number, col: number) => Partial<ExplorerState>} */
const guessed = (row, col) => ({ target: "output", row, col, guess: [row, col] });

/**
 * Arrows move the window, Enter guesses, Escape takes the guess back; no other key of the grid
 * does anything but those that change the kernel.
 * @param {string} key
 * @param {ExplorerState} state
 * @param {Layer} layer
 * @returns {Partial<ExplorerState> | null}
 */
function press(key, state, layer) {
  const isGuessed = state.guess.length > 0;
  if (key === "Enter") return isGuessed ? {} : guessed(state.row, state.col);
  if (key === "Escape") return { guess: [] };
  if (key === "m" || key === "p") return {};
  const changes = keyed(key, { ...state, target: "output" }, layer);
  if (!changes) return null;
  if ("out_channel" in changes) return { ...changes, guess: [] };
  return "row" in changes && !isGuessed ? { ...changes, target: "output" } : {};
}

/**
 * @param {PointedPlace} place
 * @param {ExplorerState} state
 */
function say(place, { out_channel }) {
  if (place.role !== "guess") return null;
  const { row, col } = place;
  return `Row ${row}, column ${col}: a click says that map ${out_channel} is largest here.`;
}

/**
 * What is asked, or what the guess came to, for who does not see it.
 * @param {ExplorerState} state
 * @param {Layer} layer
 * @param {number} decimals
 */
function tell(state, layer, decimals) {
  const guess = guessOf(layer, state, decimals);
  const { out_channel, row, col } = state;
  if (guess) return `${resultWords(guess)} ${guess.idea}`.trim();
  return `Where will map ${out_channel} be largest? Row ${row}, column ${col}: Enter guesses it.`;
}

const IDLE =
  "A click on the picture guesses. Arrow keys move the window, Enter guesses, Escape takes the " +
  "guess back. Page Down asks about the next kernel.";

/** @type {Layout} */
export const PREDICT = {
  build: buildPredict,
  most: 1000,
  asks: true,
  idle: IDLE,
  pick,
  press,
  say,
  tell,
};

/**
 * What leaves the question: the layer, the pixel that is largest taken apart.
 * @param {Layer} layer
 * @param {ExplorerState} state
 * @param {number} decimals
 * @returns {Partial<ExplorerState>}
 */
export function leaving(layer, state, decimals) {
  const { place: [row, col] = [state.row, state.col] } = guessOf(layer, state, decimals) ?? {};
  return { ask: "", guess: [], row, col };
}
