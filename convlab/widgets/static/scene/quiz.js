// Where the squares of a quiz picture stand.

import { tileValues } from "../numbers/quiz.js";
import { upTo } from "../numbers/range.js";

/** @import { Box, MapScale, Picture, Point, Tiles } from "../types.js" */

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
