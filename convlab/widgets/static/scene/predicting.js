// Guessing what a map will be, as layouts: what a hand does there.

import { endingOf, endingWords, widened } from "../numbers/ending.js";
import { guessOf, resultWords } from "../numbers/guess.js";
import { paintedOf, paintOf, shareWords, stroked } from "../numbers/painted.js";
import { clamp } from "../numbers/range.js";
import { text } from "../numbers/show.js";
import { stairsOf } from "../numbers/stairs.js";
import { buildBelow } from "./below.js";
import { buildEnding, stepOf } from "./ending.js";
import { keyed, picked } from "./pointing.js";
import { buildPredict } from "./predict.js";

/** @import { ExplorerState, Layout, Point, PointedPlace } from "../types.js" */
/** @import { Layer } from "../numbers/layer.js" */

/** What every question has in common, on a layer of up to three channels. */
const ASKED = /** @type {const} */ ({
  most: 1000,
  asks: true,
  told: "Nothing is recorded. Escape takes the guess back, Page Down asks about the next kernel.",
});

/**
 * The place whose window lies there, and at the edge of the picture the nearest.
 * @param {PointedPlace} place
 * @param {ExplorerState} state
 * @param {Layer} layer
 */
function nearest(place, state, layer) {
  const { row = 0, col = 0 } = place.role === "guess" ? place : picked(place, state, layer);
  return { row: clamp(row, 0, layer.oh - 1), col: clamp(col, 0, layer.ow - 1) };
}

/** @param {PointedPlace} place @param {ExplorerState} state */
const isAnswerable = (place, { guess }) =>
  !guess.length && (place.role === "guess" || place.role === "input");

/**
 * What arrows and the keys of the kernel do; no other key of the grid does anything.
 * @param {string} key
 * @param {ExplorerState} state
 * @param {Layer} layer
 * @returns {Partial<ExplorerState> | null}
 */
function moved(key, state, layer) {
  if (key === "m" || key === "p") return {};
  const changes = keyed(key, { ...state, target: "output" }, layer);
  if (!changes) return null;
  if ("out_channel" in changes) return { ...changes, guess: [], draft: [] };
  return "row" in changes && !state.guess.length ? { ...changes, target: "output" } : {};
}

// ---- Where a map is largest

/**
 * A click guesses; after the guess it does nothing.
 * @param {PointedPlace} place
 * @param {ExplorerState} state
 * @param {Layer} layer
 * @returns {Partial<ExplorerState>}
 */
function pickLargest(place, state, layer) {
  if (!isAnswerable(place, state)) return {};
  const { row, col } = nearest(place, state, layer);
  return guessed(row, col);
}

/** @type {(row: number, col: number) => Partial<ExplorerState>} */
const guessed = (row, col) => ({ target: "output", row, col, guess: [row, col] });

/**
 * Arrows move the window, Enter guesses, Escape takes the guess back.
 * @type {NonNullable<Layout["press"]>}
 */
function pressLargest(key, state, layer) {
  const isGuessed = state.guess.length > 0;
  if (key === "Enter") return isGuessed ? {} : guessed(state.row, state.col);
  if (key === "Escape") return { guess: [] };
  return moved(key, state, layer);
}

/** @type {Layout} */
export const PREDICT = {
  ...ASKED,
  build: buildPredict,
  idle:
    "A click on the picture guesses. Arrow keys move the window, Enter guesses, Escape takes it " +
    "back. Page Down asks about the next kernel.",
  pick: pickLargest,
  press: pressLargest,
  say(place, { out_channel }) {
    if (place.role !== "guess") return null;
    const { row, col } = place;
    return `Row ${row}, column ${col}: a click says that map ${out_channel} is largest here.`;
  },
  /** What is asked, or what the guess came to, for who does not see it. */
  tell(state, layer, decimals) {
    const guess = guessOf(layer, state, decimals);
    const { out_channel, row, col } = state;
    if (guess) return `${resultWords(guess)} ${guess.idea}`.trim();
    const here = `Row ${row}, column ${col}: Enter guesses it.`;
    return `Where will map ${out_channel} be largest? ${here}`;
  },
};

// ---- Where a map is below 0

/**
 * Paint from the last place of the hand to this one: a stroke that began on paint takes it off.
 * @param {PointedPlace} place  where it began, with the paint that there was
 * @param {ExplorerState} state
 * @param {Layer} layer
 * @param {{row: number, col: number}} to
 */
function strokeTo(place, state, layer, to) {
  const began = nearest(place, state, layer);
  const isFirst = began.row === to.row && began.col === to.col;
  const from = isFirst ? to : state;
  const before = "draft" in place ? place.draft : state.draft;
  const value = isPainted(before, layer, began) ? 0 : 1;
  const stroke = { from: [from.row, from.col], to: [to.row, to.col], value };
  const draft = stroked(state.draft, layer, /** @type {any} */ (stroke));
  return { target: /** @type {const} */ ("output"), ...to, draft };
}

/** @type {(draft: number[], layer: Layer, at: {row: number, col: number}) => boolean} */
function isPainted(draft, layer, { row, col }) {
  let end = 0;
  const at = row * layer.ow + col;
  const run = draft.findIndex((length) => {
    end += length;
    return at < end;
  });
  return run % 2 === 1;
}

/** @type {NonNullable<Layout["drag"]>} */
function dragBelow(place, at, state, layer) {
  if (!isAnswerable(place, state) || place.role !== "guess") return null;
  const here = { row: (at.y - place.y) / place.scale, col: (at.x - place.x) / place.scale };
  const to = {
    row: clamp(Math.floor(here.row), 0, layer.oh - 1),
    col: clamp(Math.floor(here.col), 0, layer.ow - 1),
  };
  return strokeTo(place, state, layer, to);
}

/**
 * Arrows move the window, Space paints there or takes the paint off, Enter tells the guess, Escape
 * takes it back.
 * @type {NonNullable<Layout["press"]>}
 */
function pressBelow(key, state, layer) {
  if (key === "Escape") return takenBack(state);
  if (key === "Enter") return state.guess.length ? {} : told(state, layer);
  if (key !== " ") return moved(key, state, layer);
  if (state.guess.length) return {};
  const { row, col } = state;
  const here = { role: /** @type {const} */ ("guess"), o: 0, x: 0, y: 0, w: 0, h: 0, scale: 1 };
  return strokeTo({ ...here, row, col, draft: state.draft }, state, layer, { row, col });
}

/** @type {Layout} */
export const BELOW = {
  ...ASKED,
  build: buildBelow,
  idle:
    "A drag over the picture paints. Arrow keys move the window, Space paints or takes paint " +
    "off, Enter shows the map, Escape takes all back.",
  pick: (place, state, layer) =>
    isAnswerable(place, state) ? strokeTo(place, state, layer, nearest(place, state, layer)) : {},
  drag: dragBelow,
  press: pressBelow,
  say(place, { out_channel, draft }, layer) {
    if (place.role !== "guess" || place.row === undefined || place.col === undefined) return null;
    const { row, col } = place;
    const what = isPainted(draft, layer, { row, col }) ? "painted" : "not painted";
    return `Row ${row}, column ${col}: ${what} as a place where map ${out_channel} is below 0.`;
  },
  tell(state, layer, decimals) {
    const found = paintedOf(layer, state, decimals);
    if (state.guess.length) return shareWords(found);
    const { out_channel, row, col, draft } = state;
    const is = isPainted(draft, layer, { row, col }) ? "painted" : "not painted";
    const here = `Row ${row}, column ${col} is ${is}: Space changes that.`;
    const question = `Where will map ${out_channel} be below 0?`;
    return `${question} ${text(found.count)} places are painted. ${here}`;
  },
};

// ---- Where the sum of a pixel ends

const LEAP = 10; // steps, with Page Up and Page Down

/** How far each key moves the end, in steps. @type {Map<string, number>} */
const WAYS = new Map([
  ["ArrowUp", 1],
  ["ArrowDown", -1],
  ["PageUp", LEAP],
  ["PageDown", -LEAP],
]);

/**
 * The nearest level that can be guessed.
 * @param {number} level
 * @param {{low: number, high: number, step: number}} levels
 * @returns {Partial<ExplorerState>}
 */
function levelled(level, { low, high, step }) {
  const nearest = Math.round(clamp(level, low, high) / step) * step;
  return { draft: [Number(nearest.toFixed(8)) + 0] };
}

/** @type {NonNullable<Layout["drag"]>} */
function dragEnd(place, at, state) {
  if (place.role !== "level" || state.guess.length) return null;
  return levelled((place.zero - at.y) / place.unit, place);
}

/**
 * Up and down move the end, Enter tells the guess, Escape takes it back.
 * @type {NonNullable<Layout["press"]>}
 */
function pressEnd(key, state, layer) {
  if (key === "Escape") return takenBack(state);
  if (key === "Enter") return state.guess.length ? {} : told(state, layer);
  const way = WAYS.get(key);
  if (!way) return keyed(key, state, layer) || key === "m" || key === "p" ? {} : null;
  if (state.guess.length) return {};
  const step = stepOf({ layer, state });
  return levelled((state.draft[0] ?? 0) + way * step, { ...widened(stairsOf(layer, state)), step });
}

/** @type {Layout} */
export const ENDING = {
  ...ASKED,
  build: buildEnding,
  idle:
    "A drag up or down moves the end of the sum. So do arrow keys, Page Up and Page Down by ten " +
    "steps; Enter compares, Escape takes it back.",
  told: "Nothing is recorded. Escape takes the guess back.",
  pick: () => ({}),
  drag: dragEnd,
  press: pressEnd,
  say: ({ role }) => (role === "level" ? "Drag up or down: here you think the sum ends." : null),
  tell(state, layer, decimals) {
    const [level = 0] = paintOf(state);
    const ending = endingOf(stairsOf(layer, state), level, decimals);
    if (state.guess.length) return `${endingWords(ending, decimals)} ${ending.idea}`.trim();
    const { out_channel, row, col } = state;
    const pixel = `map ${out_channel}, row ${row}, column ${col}`;
    return `Where will the sum of ${pixel}, end? Your guess is ${text(level, decimals)}.`;
  },
};

// ---- Guesses in a hand, told and taken back

/**
 * The guess in the hand as the one that is told: where nothing was painted, none at all; where
 * nothing was dragged, 0.
 * @param {ExplorerState} state
 * @param {Layer} layer
 * @returns {Partial<ExplorerState>}
 */
export const told = (state, layer) => ({
  guess: state.draft.length ? state.draft : [state.ask === "end" ? 0 : layer.oh * layer.ow],
});

/**
 * A guess that is in the hand again.
 * @param {ExplorerState} state
 * @returns {Partial<ExplorerState>}
 */
export const takenBack = (state) => ({ guess: [], draft: paintOf(state) });

/**
 * What leaves the question: the layer; after "largest", that pixel taken apart.
 * @param {Layer} layer
 * @param {ExplorerState} state
 * @param {number} decimals
 * @returns {Partial<ExplorerState>}
 */
export function leaving(layer, state, decimals) {
  const found = state.ask === "largest" ? guessOf(layer, state, decimals) : null;
  const { place: [row, col] = [state.row, state.col] } = found ?? {};
  return { ask: "", guess: [], row, col };
}
