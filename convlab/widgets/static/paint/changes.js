// Where two scenes differ, so that only this is painted anew. Pure: lists of boxes in, rectangles
// out.

/** @import { Box, FlagBox, PillBox, Point, Rectangle, TextBox } from "../types.js" */

/** @typedef {[left: number, top: number, right: number, bottom: number]} Area */

/**
 * How far a box is drawn beyond its own place: rings stand around it, text above and below its y.
 * @type {Partial<Record<Box["kind"], number>>}
 */
const AROUND = {
  ring: 6,
  taps: 3,
  text: 16,
  pill: 16,
  line: 6,
  rule: 3,
  contour: 3,
  flag: 3,
  paint: 3,
};

/**
 * What a box may cover, in CSS pixels; rather too much than too little.
 * @param {Box} box
 * @returns {Area}
 */
export function covers(box) {
  const { x, y, w, h } = placeOf(box);
  const more = AROUND[box.kind] ?? 1;
  return [x - more, y - more, x + w + more, y + h + more];
}

/**
 * @param {Box} box
 * @returns {Rectangle}
 */
function placeOf(box) {
  const { x, y } = box;
  switch (box.kind) {
    case "text":
      return box.turned
        ? turned(lineOf(box, box.size, "center"), box)
        : lineOf(box, box.size, box.align);
    case "pill":
      return lineOf(box, 15, "center");
    case "map":
      return { x, y, w: box.w * box.scale, h: box.h * (box.tall ?? box.scale) };
    case "contour":
    case "paint":
      return { x, y, w: box.w * box.scale, h: box.h * box.scale };
    case "cells": {
      const rows = Math.ceil(box.values.length / box.columns);
      return { x, y, w: box.columns * box.cell, h: rows * (box.tall ?? box.cell) };
    }
    case "rule": {
      const { dx, dy } = box;
      return { x: x + Math.min(0, dx), y: y + Math.min(0, dy), w: Math.abs(dx), h: Math.abs(dy) };
    }
    case "flag":
      return flagOf(box);
    case "handle":
      return { x: x - 12, y: y - 12, w: 24, h: 24 };
    case "absent":
      return { x: x - 1, y: y - 1, w: 2, h: 2 };
    case "chip":
      return { x, y, w: 26, h: 26 };
    case "scale":
      return { x: x - 40, y, w: box.w + 80, h: 34 };
    case "dots":
      return { x: box.x, y: box.y, w: box.w * box.pitch, h: box.h * box.pitch };
    case "wash": {
      const { rows, cols, scale, tall = scale } = box;
      const [first, last] = [0, -1].map((i) => ({ row: rows.at(i) ?? 0, col: cols.at(i) ?? 0 }));
      return {
        x: x + first.col * scale,
        y: y + first.row * tall,
        w: (last.col - first.col + 1) * scale,
        h: (last.row - first.row + 1) * tall,
      };
    }
    case "trace":
      return { x, y, w: box.wide, h: box.high };
    default:
      return box;
  }
}

/**
 * A line of words has no height: it stands around its y.
 * @param {TextBox | PillBox} box
 * @param {number} size
 * @param {TextBox["align"]} align
 * @returns {Rectangle}
 */
function lineOf({ x, y, text, max = Infinity }, size = 15, align = "left") {
  const w = Math.min(max, (text.length + 1) * size * 0.85) + 18;
  const left = align === "right" ? w : align === "center" ? w / 2 : 0;
  return { x: x - left, y, w, h: 0 };
}

/** A line round a point, upright. @type {(line: Rectangle, point: Point) => Rectangle} */
const turned = ({ x: left, w }, { x, y }) => ({ x, y: y - (x - left), w: 0, h: w });

/** @type {(box: FlagBox) => Rectangle} */
function flagOf({ x, y, text, size = 26, side }) {
  const w = text.length * size * 0.85 + size + 18;
  return { x: side === "left" ? x - w : x, y: y - size, w, h: 2 * size };
}

/**
 * @param {Box} a
 * @param {Box} b
 */
function isSame(a, b) {
  if (a.kind !== b.kind || a.x !== b.x || a.y !== b.y) return false;
  const before = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (a));
  const after = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (b));
  for (const name in after) if (before[name] !== after[name]) return false;
  for (const name in before) if (!(name in after)) return false;
  return true;
}

/**
 * For each box of a list, which box of the list before is the same, or -1. Both come in the order
 * of painting, so a box is looked for a little beyond the last one that was found; to miss it costs
 * time, no more.
 * @param {Box[]} before
 * @param {Box[]} after
 */
export function matched(before, after) {
  let next = 0;
  let missed = 0;
  return after.map((box) => {
    const end = Math.min(before.length, next + 8 + missed);
    for (let at = next; at < end; at++) {
      if (!isSame(before[at], box)) continue;
      next = at + 1;
      missed = 0;
      return at;
    }
    missed++;
    return -1;
  });
}

/** @type {(a: Area, b: Area) => boolean} */
export const touches = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** @type {(a: Area, b: Area) => Area} the smallest rectangle around both */
const around = (a, b) => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
];

/**
 * Rectangles that cover all of these and do not overlap.
 * @param {Area[]} areas
 */
export function merged(areas) {
  /** @type {Area[]} */
  const separate = [];
  for (let one of areas) {
    for (let i = separate.length - 1; i >= 0; i--) {
      if (!touches(one, separate[i])) continue;
      one = around(one, separate[i]);
      separate[i] = separate[separate.length - 1];
      separate.pop();
      i = separate.length; // it has grown: look at all again
    }
    separate.push(one);
  }
  return separate;
}
