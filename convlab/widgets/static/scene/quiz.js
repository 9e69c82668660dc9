// Where the squares of a quiz picture stand, and what its answers make of an example.

import { tileValues } from "../numbers/quiz.js";
import { upTo } from "../numbers/range.js";
import { text } from "../numbers/show.js";
import { putHead, putRow, TOP } from "./addition.js";
import { makeBoard } from "./board.js";
import { centreMap } from "./maps.js";

/** @import { SeenAnswer, WorkedExample } from "../numbers/quiz.js" */
/** @import { Box, Example, MapScale, Picture, Point, Tiles } from "../types.js" */
/** @import { Shared } from "./addition.js" */

const WIDE = 560;

/**
 * The boxes of a picture made of squares, for paint().
 * @param {Tiles} tiles
 * @returns {Picture}
 */
export function tileScene(tiles) {
  const plan = planOf(tiles);
  const values = tileValues(tiles);
  const size = values.length / plan.count;
  const boxes = upTo(0, plan.count).flatMap((i) =>
    squareBoxes(tiles, plan, i, values.subarray(i * size, (i + 1) * size)),
  );
  const { x, y } = plan;
  const last = plan.across - 1;
  return {
    boxes,
    width: x(last) + plan.w * plan.cell,
    height: y(Math.ceil(plan.count / plan.across) * plan.across) - plan.gap,
  };
}

/**
 * How squares of h × w cells lie.
 * @typedef {object} Plan
 * @property {number} w
 * @property {number} h
 * @property {number} count
 * @property {boolean} few  whether a square has so few cells that each is a box
 * @property {boolean} written  whether its numbers are written
 * @property {number} cell
 * @property {number} gap
 * @property {number} across  squares in a line
 * @property {(column: number) => number} x
 * @property {(i: number) => number} y
 */

/**
 * @param {Tiles} tiles
 * @returns {Plan}
 */
function planOf({ shape: [n, h, w], values, scale, names, across, together }) {
  const written = typeof values !== "string";
  const count = scale === "rgb" ? 1 : n;
  const few = h * w <= 25;
  const block = count > 64 ? 3 : 5;
  const cell = written ? 28 : few ? block : Math.max(1, Math.floor(130 / Math.max(h, w)));
  const gap = written || !few ? 24 : 2;
  const foot = names.length ? 24 : 0;
  const most = Math.max(1, Math.floor((WIDE + gap) / (w * cell + gap)));
  const line = Math.min(count, across, most);
  /** @type {(column: number) => number} squares that belong together stand closer */
  const x = (column) =>
    column * (w * cell + gap) + (together > 1 ? 6 * Math.floor(column / together) : 0);
  /** @type {(i: number) => number} */
  const y = (i) => Math.floor(i / line) * (h * cell + gap + foot);
  return { w, h, count, few, written, cell, gap, across: line, x, y };
}

/**
 * Square i, filled or an outline, and its name below.
 * @param {Tiles} tiles
 * @param {Plan} plan
 * @param {number} i
 * @param {Float32Array} values
 * @returns {Box[]}
 */
function squareBoxes(tiles, plan, i, values) {
  const { w, h, cell } = plan;
  const at = { x: plan.x(i % plan.across), y: plan.y(i) };
  const isFilled = !tiles.filled || tiles.filled.includes(i);
  const square = isFilled ? [filled(tiles, plan, values, at)] : outline(w * cell, h * cell, at);
  if (!tiles.names.length) return square;
  /** @type {Box} */
  const name = {
    kind: "text",
    text: tiles.names[i],
    x: at.x + (w * cell) / 2,
    y: at.y + h * cell + 13,
    size: 14,
    align: "center",
    colour: "ink-2",
  };
  return [...square, name];
}

/**
 * @param {number} w
 * @param {number} h
 * @param {Point} corner
 * @returns {Box[]}
 */
const outline = (w, h, { x, y }) => [
  { kind: "ground", colour: "control", x, y, w, h },
  { kind: "ground", colour: "bg", x: x + 1, y: y + 1, w: w - 2, h: h - 2 },
];

/**
 * @param {Tiles} tiles
 * @param {Plan} plan
 * @param {Float32Array} values
 * @param {Point} corner
 * @returns {Box}
 */
function filled({ scale, limit }, { w, h, few, written, cell }, values, corner) {
  /** @type {[number, number]} */
  const range = [0, limit];
  if (!few) {
    /** @type {MapScale} */
    const colours = scale === "signed" ? { scheme: scale, range: limit } : { scheme: scale, range };
    return { kind: "map", data: values, w, h, ...colours, scale: cell, ...corner };
  }
  /** @type {MapScale} */
  const colours = scale === "signed" ? { scheme: scale, range: limit } : { scheme: "whole", range };
  return {
    kind: "cells",
    values: [...values],
    columns: w,
    cell,
    size: 16,
    blocks: !written,
    decimals: values.every(Number.isInteger) ? 0 : 1,
    ...colours,
    ...corner,
  };
}

// ---- What an answer makes of the example

/**
 * The rows of an answer and of the layer, one over the other.
 * @param {object} given
 * @param {Example} given.example
 * @param {WorkedExample} given.found
 * @param {SeenAnswer} given.seen
 * @param {number} given.answer  which
 * @param {Float32Array} given.x
 * @param {number} given.width
 * @param {number} given.ratio
 * @returns {Picture}
 */
export function rowsScene({ example, found, seen, answer, x, width, ratio }) {
  const { limits, facts, worked, columns } = found;
  const board = makeBoard();
  /** @type {Shared} */
  const shared = {
    ...{ layer: worked.layer, columns, pixel: { row: example.row, col: example.col } },
    ...{ photo: example.photo ? x : null, input: facts.limits.input },
    decimals: { ...facts.decimals, maps: seen.decimals },
    ...{ sliceLimit: example.slice_limit, root: limits.root, hasBias: example.has_bias },
    biased: !!seen.idea?.terms.some((term) => term?.bias !== undefined),
    ...{ whole: facts.whole, ratio, width },
  };
  const own = limits.own[answer] ?? limits.shared;
  const hasTwo = seen.idea && own !== limits.shared;
  const legends = hasTwo
    ? [
        { name: example.name.join(" "), limit: limits.shared },
        { name: "your idea", limit: own },
      ]
    : [{ name: "signed scale", limit: limits.shared }];
  let y = putHead(board, shared, legends, TOP);
  if (seen.idea) {
    const idea = { ...seen.idea, name: ["your", "idea"], strong: false, limit: own };
    const decimals = { ...shared.decimals, maps: seen.ownDecimals };
    y = putRow(board, { ...shared, decimals }, idea, y) + 14;
  }
  const layer = { ...seen.layer, name: example.name, strong: true, limit: limits.shared };
  const height = putRow(board, shared, layer, y);
  return { boxes: board.boxes, width, height };
}

/**
 * What the partial maps of counted slices come to: the bias and the feature map.
 * @param {WorkedExample} found
 * @param {number} ratio
 * @returns {Picture}
 */
export function endScene({ worked, limits, facts }, ratio) {
  const board = makeBoard();
  const middle = 50;
  const sign = /** @type {const} */ ({ size: 26, bold: true, align: "center", y: middle });
  const { ow: w, oh: h } = worked;
  board.add("ground", { colour: "pick-ground", x: 0, y: 0, w: 230, h: 100 });
  board.add("text", { text: "+", x: 12, ...sign });
  board.add("pill", { text: text(worked.bias, facts.decimals.biases), x: 62, y: middle });
  board.add("text", { text: "=", x: 112, ...sign });
  /** @type {MapScale} */
  const scale = { scheme: "signed", range: limits.shared, root: limits.root };
  centreMap(board, { data: worked.y, w, h, ...scale }, { x: 130, y: 0, size: 100 }, ratio);
  return { boxes: board.boxes, width: 230, height: 100 };
}
