// Slices counted one after the other: so many units in a line, the running count under each. Units
// of one slice are a kernel's own, and what they make is added.

import { tileValues } from "../numbers/quiz.js";
import { text } from "../numbers/show.js";
import { LEFT, WIDTHS } from "./addition.js";
import { makeBoard } from "./board.js";
import { centreMap } from "./maps.js";

/** @import { Board, Count, Picture, Point, SignedScale, Tiles } from "../types.js" */

const MARK = 5; // the side of a bias

/**
 * So many units stand in a line, how large they are, and how far it is from one to the next: the
 * first plan whose line holds them all, or else the last one.
 * @typedef {{across: number, unit: number, pitch: number}} Plan
 */

/** @type {Record<number, Plan[]>} by the width of the board */
const PLANS = {
  [WIDTHS.wide]: [
    { across: 4, unit: 99, pitch: 132 },
    { across: 12, unit: 54, pitch: 72 },
    { across: 16, unit: 36, pitch: 54 },
  ],
  [WIDTHS.room]: [
    { across: 4, unit: 90, pitch: 120 },
    { across: 12, unit: 48, pitch: 64 },
    { across: 16, unit: 33, pitch: 49 },
  ],
  [WIDTHS.middle]: [
    { across: 4, unit: 99, pitch: 132 },
    { across: 8, unit: 45, pitch: 76 },
  ],
  [WIDTHS.phone]: [
    { across: 4, unit: 72, pitch: 90 },
    { across: 8, unit: 33, pitch: 45 },
  ],
};

/** @type {(width: number, units: number) => Plan} */
const planFor = (width, units) =>
  PLANS[width].find(({ across }) => units <= across) ?? PLANS[width][PLANS[width].length - 1];

/** @typedef {SignedScale & {data: Float32Array, w: number, h: number}} PartialMap */

/**
 * @typedef {object} Given
 * @property {Tiles} slices  of the question
 * @property {Count} count
 * @property {PartialMap[]} maps  what each unit's slice makes, if it is to be shown
 * @property {boolean} strong  whether it is the layer's own count
 * @property {number} most  units of this count, or of the one that it stands beside
 * @property {number} width  of the board
 * @property {number} ratio
 */

/**
 * @param {Given} whole
 * @returns {Picture}
 */
export function countScene(whole) {
  const { count, strong, most, width } = whole;
  const maps = width === WIDTHS.room ? [] : whole.maps; // there is no room for them
  const given = { ...whole, maps };
  const board = makeBoard();
  const { across, unit, pitch } = planFor(width, most);
  const lines = linesOf(count, across);
  const heights = lines.map((line) => heightOf(count, line, unit, maps.length > 0));
  const height = heights.reduce((sum, one) => sum + one, 12);
  if (strong) board.add("ground", { colour: "pick-ground", x: 0, y: 0, w: width, h: height });
  let y = 6;
  for (const [n, line] of lines.entries()) {
    for (const [column, i] of line.entries()) {
      const corner = { x: LEFT + column * pitch, y };
      putUnit(board, given, i, { ...corner, unit, pitch, isLast: i === count.units.length - 1 });
    }
    y += heights[n];
  }
  return { boxes: board.boxes, width, height };
}

/** @type {(count: Count, across: number) => number[][]} which units stand in each line */
function linesOf({ units }, across) {
  const lines = Math.ceil(units.length / across);
  return Array.from({ length: lines }, (_, n) =>
    Array.from({ length: Math.min(across, units.length - n * across) }, (_, i) => n * across + i),
  );
}

/**
 * Units of one slice are as high as wide; a few slices beside each other are lower, and so is a
 * line of dots.
 * @param {Count} count
 * @param {number[]} line
 * @param {number} unit
 * @param {boolean} hasMaps
 */
function heightOf({ units, counts, biases }, line, unit, hasMaps) {
  const isEmpty = line.every((i) => counts[i] === null && units[i].every((one) => one === null));
  const { rows, side } = inUnit(units[line[0]].length, unit);
  const body = rows * side + (hasMaps ? 4 + unit : 0);
  const marks = line.some((i) => biases[i]) ? MARK + 4 : 0;
  return isEmpty ? 28 : body + marks + 24;
}

/**
 * How slices lie in a unit: one, a few beside each other, or many in lines.
 * @param {number} count
 * @param {number} unit
 */
function inUnit(count, unit) {
  const across = count <= 4 ? count : Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / across);
  return { across, rows, side: unit / across };
}

/** @typedef {Point & {unit: number, pitch: number, isLast: boolean}} UnitAt */

/** @type {(board: Board, given: Given, i: number, at: UnitAt) => void} */
function putUnit(board, given, i, at) {
  const { count, maps, ratio } = given;
  const { x, y, unit } = at;
  const slices = count.units[i];
  const { across, rows, side } = inUnit(slices.length, unit);
  for (const [n, slice] of slices.entries()) {
    const corner = { x: x + (n % across) * side, y: y + Math.floor(n / across) * side };
    putSlice(board, given, slice, { ...corner, side: side - (across > 1 ? 1 : 0) });
  }
  let bottom = y + rows * side;
  if (maps.length) {
    centreMap(board, maps[i], { x, y: bottom + 4, size: unit }, ratio);
    bottom += 4 + unit;
    putPlus(board, { x: x + (unit + at.pitch) / 2, y: bottom - unit / 2 });
  }
  putCount(board, given, i, { ...at, y: bottom });
}

/** @type {(board: Board, given: Given, i: number, at: UnitAt) => void} its biases, and so far */
function putCount(board, { count, strong }, i, { x, y, unit, pitch, isLast }) {
  for (let n = 0; n < count.biases[i]; n++) {
    const place = { x: x + n * (MARK + 3), y: y + 3, w: MARK, h: MARK };
    board.add("ground", { colour: "bias", ...place });
  }
  const number = count.counts[i];
  if (number === null) return;
  const isEnd = isLast || (!strong && count.counts[i + 1] === null);
  const bold = isEnd || (i === 0 && count.units[0].length === 1);
  const middle = { x: x + unit / 2, y: y + (count.biases[i] ? MARK + 4 : 0) + 12 };
  const look = /** @type {const} */ ({ size: 14, align: "center", max: pitch - 4 });
  board.add("text", {
    text: text(number),
    bold,
    colour: bold ? "ink" : "ink-2",
    ...middle,
    ...look,
  });
}

/** @type {(board: Board, at: Point) => void} */
const putPlus = (board, at) =>
  board.add("text", { text: "+", ...at, size: 15, bold: true, align: "center" });

/**
 * A slice in colours, or a dot where none is read.
 * @param {Board} board
 * @param {Given} given
 * @param {number | null} slice
 * @param {Point & {side: number}} at
 */
function putSlice(board, { slices, ratio }, slice, { x, y, side }) {
  if (slice === null) return board.add("absent", { x: x + side / 2, y: y + side / 2 });
  const [, h, w] = slices.shape;
  const values = valuesOf(slices).subarray(slice * h * w, (slice + 1) * h * w);
  const cell = Math.floor((side * ratio) / Math.max(h, w)) / ratio || side / Math.max(h, w);
  const look = { columns: w, cell, blocks: true };
  const scale = /** @type {const} */ ({ scheme: "signed", range: slices.limit });
  board.add("cells", { values, ...look, ...scale, x, y });
}

/** @type {WeakMap<Tiles, Float32Array>} */
const known = new WeakMap();

/** The numbers of tiles, decoded once. @param {Tiles} tiles */
function valuesOf(tiles) {
  const values = known.get(tiles) ?? tileValues(tiles);
  known.set(tiles, values);
  return values;
}
