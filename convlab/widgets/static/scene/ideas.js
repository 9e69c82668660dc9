// The layer beside what it is often taken for: maps side by side, and the account of one place.

import { difference, linesFor, reason } from "../numbers/ideas.js";
import { within } from "../numbers/range.js";
import { text } from "../numbers/show.js";

/**
 * @import { Box, MapData, MapPlace, Placement, Range, Rectangle, Scene, WrongSpec, WrongState }
 *   from "../types.js"
 */
/** @import { Line, Seen, Worked } from "../numbers/ideas.js" */

export const LEFT = 8;
export const BOARD = 904; // wide enough for three maps side by side
export const NARROW = 592; // for two
const MAP = 264;
const PITCH = MAP + 48; // from one panel to the next
const LINE = 26;
const BLOCK = 21; // the longer side of a slice beside words

/**
 * All that the picture is made of.
 * @typedef {object} IdeasContext
 * @property {Worked} worked
 * @property {Float32Array | null} photo  (3, h, w), if x is one
 * @property {boolean} rounds  whether there is to be room for a line that says what was rounded
 * @property {WrongSpec} spec
 * @property {WrongState} state
 * @property {Seen} seen
 * @property {number} limit  of the one scale
 * @property {number} ratio  device pixels a CSS pixel
 * @property {number} board  how wide it is: BOARD or NARROW
 */

/**
 * Where everything stands. Panels begin at `top`s of their own, and these are counted from there.
 * @typedef {object} Plan
 * @property {boolean} narrow
 * @property {number} scale  of maps
 * @property {number} wide  of a panel
 * @property {number} formula
 * @property {number} lines  of the account
 * @property {number} total
 * @property {number} photo  where the photo begins, from the very top
 * @property {number} below  where in a narrow board the third panel begins
 */

/**
 * @param {IdeasContext} context
 * @returns {Plan}
 */
function planOf({ worked, rounds, spec, ratio, board }) {
  const { oh, ow } = worked;
  const most = (MAP * ratio) / Math.max(oh, ow);
  const scale = (most >= 1.5 ? Math.floor(most) : most) / ratio;
  const rows = linesFor(spec.x_shape[0]) + (rounds ? 1 : 0);
  const formula = 52 + oh * scale + 30;
  const lines = formula + 34;
  const total = lines + LINE * rows - 6;
  const photo = total + 68;
  return {
    narrow: board < BOARD,
    scale,
    wide: ow * scale > 220 ? ow * scale : MAP,
    formula,
    lines,
    total,
    photo,
    below: photo + 136,
  };
}

/**
 * Boxes to paint and maps to point at.
 * @param {IdeasContext} context
 * @returns {Scene}
 */
export function ideasScene(context) {
  const { photo, spec, ratio, board, limit } = context;
  const plan = planOf(context);
  /** @type {Box[]} */
  const boxes = [];
  const places = [
    putLayer(boxes, context, plan),
    putIdea(boxes, context, plan),
    putDifference(boxes, context, plan),
  ];
  const shrink = photoScale(spec, ratio);
  if (photo) putPhoto(boxes, context, { x: LEFT, y: plan.photo, scale: shrink });
  const [, h, w] = spec.x_shape;
  putWords(boxes, context, plan, LEFT + (photo ? w * shrink + 24 : 0));
  const legend = plan.narrow
    ? { x: LEFT + PITCH, y: plan.below + 56 }
    : { x: LEFT + 2 * PITCH + plan.wide - 112, y: plan.photo + 4 };
  boxes.push({ kind: "scale", scheme: "signed", range: limit, w: 112, ...legend });
  const height = plan.narrow
    ? differenceTotal(context, plan) + 48
    : plan.photo + Math.max(88, photo ? h * shrink + 8 : 0);
  return { boxes, places, width: board, height };
}

// ---- Panels

/**
 * A map with what makes it: title, formula, slices, and the account of the picked place.
 * @typedef {object} Panel
 * @property {number} x
 * @property {number} y
 * @property {string} label
 * @property {string} title
 * @property {string} formula
 * @property {MapData} map
 * @property {Float32Array[]} slices  beside the formula, where there is room for them
 * @property {Line[]} lines
 * @property {boolean} [strong]  whether the label is
 */

/**
 * What the layer does. Returns the map to point at.
 * @param {Box[]} boxes
 * @param {IdeasContext} context
 * @param {Plan} plan
 * @returns {MapPlace}
 */
function putLayer(boxes, context, plan) {
  const { worked, spec, seen } = context;
  /** @type {Panel} */
  const panel = {
    x: LEFT,
    y: 0,
    label: "what the layer does",
    title: "A slice for each, then add",
    formula: "y = Σ w[c] ∗ x[c] + b",
    map: signedMap(context, worked.y),
    slices: isFew(spec) ? worked.slices : [],
    lines: seen.layer,
    strong: true,
  };
  const place = putPanel(boxes, context, plan, panel);
  const total = { x: LEFT, y: plan.total, w: plan.wide, h: 40 };
  putTotal(boxes, context, seen.y, total);
  boxes.push({ kind: "ring", ...total, width: 3, halo: 1.5 });
  return place;
}

/**
 * What an idea makes: one map with its total, or three that are taken for a picture. Returns the
 * map to point at.
 * @type {typeof putLayer}
 */
function putIdea(boxes, context, plan) {
  const { worked, spec, state, seen } = context;
  const { title, formula } = spec.ideas[state.idea];
  const maps = worked.maps[state.idea];
  /** @type {Panel} */
  const panel = {
    x: LEFT + PITCH,
    y: 0,
    label: "a common idea, not the layer",
    title,
    formula,
    map: maps.length > 1 ? rgbMap(worked) : signedMap(context, maps[0]),
    slices: isFew(spec) ? worked.used[state.idea] : [],
    lines: seen.wrong,
  };
  const place = putPanel(boxes, context, plan, panel);
  if (seen.answers.length === 1) {
    const total = { x: panel.x, y: plan.total, w: plan.wide, h: 40 };
    putTotal(boxes, context, seen.answers[0], total);
  } else {
    boxes.push({
      kind: "text",
      text: answersOf(seen),
      x: panel.x + plan.wide / 2,
      y: plan.total + 21,
      size: 20,
      bold: true,
      align: "center",
    });
  }
  return place;
}

/**
 * How far the two are apart; in a narrow board below them. Returns the map to point at.
 * @type {typeof putLayer}
 */
function putDifference(boxes, context, plan) {
  const { worked, state, seen } = context;
  /** @type {Panel} */
  const panel = {
    x: plan.narrow ? LEFT : LEFT + 2 * PITCH,
    y: plan.narrow ? plan.below : 0,
    label: "the same scale",
    title: "How far they are apart",
    formula: "idea − layer",
    map: signedMap(context, difference(worked, state.idea)),
    slices: [],
    lines: seen.gap,
  };
  const place = putPanel(boxes, context, plan, panel);
  const total = { x: panel.x, y: differenceTotal(context, plan), w: plan.wide, h: 40 };
  putTotal(boxes, context, seen.off, total);
  return place;
}

/** @type {(context: IdeasContext, plan: Plan) => number} where the difference's total stands */
const differenceTotal = ({ seen }, { narrow, below, lines, total }) =>
  narrow ? below + lines + LINE * seen.gap.length : total;

/** @type {(spec: WrongSpec) => boolean} beside a formula there is room for three slices */
const isFew = (spec) => spec.x_shape[0] <= 3;

/** @type {(context: IdeasContext, data: Float32Array) => MapData} */
const signedMap = ({ worked, limit }, data) => ({
  data,
  w: worked.ow,
  h: worked.oh,
  scheme: "signed",
  range: limit,
});

/** @type {(worked: Worked) => MapData} three maps as a picture, from their lowest to highest */
const rgbMap = ({ rgb, ow, oh }) => {
  const range = rgb.reduce(
    ([low, high], v) => /** @type {Range} */ ([Math.min(low, v), Math.max(high, v)]),
    /** @type {Range} */ ([Infinity, -Infinity]),
  );
  return { data: rgb, w: ow, h: oh, scheme: "rgb", range };
};

/**
 * Returns where the map lies.
 * @param {Box[]} boxes
 * @param {IdeasContext} context
 * @param {Plan} plan
 * @param {Panel} panel
 * @returns {MapPlace}
 */
function putPanel(boxes, context, { scale, formula, lines, wide }, panel) {
  const { row, col } = context.state;
  const { x, y, label, title, strong = false } = panel;
  const right = x + wide;
  const colour = strong ? "ink" : "ink-2";
  boxes.push({ kind: "text", text: label, x, y: y + 8, size: 14, bold: strong, colour });
  boxes.push({ kind: "text", text: title, x, y: y + 34, size: 17, bold: true, max: MAP });
  const top = y + 52;
  const { map } = panel;
  boxes.push({ kind: "map", x, y: top, scale, ...map });
  const side = Math.max(3, scale);
  const pixel = { x: x + col * scale, y: top + row * scale, w: side, h: side };
  boxes.push({ kind: "ring", ...pixel });
  const [kh, kw] = context.spec.weight_shape.slice(2);
  const pitch = kw * (BLOCK / Math.max(kh, kw)) + 4;
  /** @type {(i: number) => number} where slice i begins: the last ends at the right */
  const along = (i) => right - (panel.slices.length - i) * pitch + 4;
  const words = { text: panel.formula, x, y: y + formula, max: along(0) - 10 - x };
  boxes.push({ kind: "text", ...words });
  for (const [i, slice] of panel.slices.entries()) {
    putBlock(boxes, context, slice, { x: along(i), y: y + formula - 12 });
  }
  for (const [i, line] of panel.lines.entries()) {
    putLine(boxes, context, line, { x, y: y + lines + LINE * i, right });
  }
  const o = context.state.out_channel;
  return { role: "map", o, x, y: top, w: map.w * scale, h: map.h * scale, scale };
}

/**
 * A slice without figures.
 * @param {Box[]} boxes
 * @param {IdeasContext} context
 * @param {Float32Array} slice
 * @param {{x: number, y: number}} corner
 */
function putBlock(boxes, { spec }, slice, corner) {
  const [kh, kw] = spec.weight_shape.slice(2);
  boxes.push({
    kind: "cells",
    values: [...slice],
    columns: kw,
    cell: BLOCK / Math.max(kh, kw),
    blocks: true,
    scheme: "signed",
    range: spec.slice_limit,
    ...corner,
  });
}

/**
 * A line of an account: its name, its slice if that has no place beside the formula, its value.
 * @param {Box[]} boxes
 * @param {IdeasContext} context
 * @param {Line} line
 * @param {{x: number, y: number, right: number}} at
 */
function putLine(boxes, context, { name, value, colour, quiet, less, slice }, at) {
  const { spec, seen } = context;
  const { x, y, right } = at;
  if (value === undefined) {
    boxes.push({ kind: "text", text: name, x, y, size: 14, colour: "ink-2", max: right - x });
    return;
  }
  const hasSlice = slice && !isFew(spec);
  const ink = quiet ? "ink-2" : colour;
  const max = hasSlice ? 128 : 180;
  boxes.push({ kind: "text", text: name, x, y, size: 15, colour: ink, max });
  if (hasSlice) putBlock(boxes, context, slice, { x: x + 140, y: y - 11 });
  const number = text(value, seen.decimals);
  boxes.push({
    kind: "text",
    text: less && value > 0 ? `−(${text(-value, seen.decimals)})` : number,
    x: right,
    y,
    align: "right",
    colour: quiet ? "ink-2" : "ink",
  });
}

/**
 * @param {Box[]} boxes
 * @param {IdeasContext} context
 * @param {number} value
 * @param {Rectangle} box
 */
function putTotal(boxes, { seen, limit }, value, box) {
  const words = text(value, seen.decimals);
  boxes.push({ kind: "swatch", scheme: "signed", range: limit, value, text: words, ...box });
}

// ---- Below the panels: the photo, where there is one, and what is to be seen

/**
 * @param {WrongSpec} spec
 * @param {number} ratio
 */
function photoScale({ x_shape: [, h, w] }, ratio) {
  const most = (96 * ratio) / Math.max(h, w);
  return (most >= 1 ? Math.round(most) : most) / ratio;
}

/**
 * The photo, with the window that the kernel stands on.
 * @param {Box[]} boxes
 * @param {IdeasContext} context
 * @param {Placement} at
 */
function putPhoto(boxes, { photo, spec, state }, { x, y, scale }) {
  const [, h, w] = spec.x_shape;
  const [kh, kw] = spec.weight_shape.slice(2);
  const { stride, padding, dilation } = spec.steps;
  /** @type {(at: number, k: number, size: number) => [first: number, end: number]} */
  const reach = (at, k, size) => [
    within(at * stride - padding, size),
    within(at * stride - padding + dilation * (k - 1), size) + 1,
  ];
  const [up, down] = reach(state.row, kh, h);
  const [from, to] = reach(state.col, kw, w);
  const data = /** @type {Float32Array} */ (photo);
  boxes.push({ kind: "map", data, w, h, scheme: "rgb", range: [0, 1], scale, x, y });
  boxes.push({
    kind: "ring",
    x: x + from * scale,
    y: y + up * scale,
    w: (to - from) * scale,
    h: (down - up) * scale,
    width: 1.5,
    halo: 1,
  });
}

/** @type {(seen: Seen) => string} what an idea answers */
const answersOf = ({ answers, decimals }) => answers.map((v) => text(v, decimals)).join(", ");

/**
 * What is to be seen at the picked place, and why the idea is wrong.
 * @param {Box[]} boxes
 * @param {IdeasContext} context
 * @param {Plan} plan
 * @param {number} x
 */
function putWords(boxes, { worked, spec, state, seen, board }, { narrow, photo: y }, x) {
  const { idea, row, col } = state;
  const { decimals, off } = seen;
  const look = { x, max: board - x - (narrow ? LEFT : 130) }; // a long line is set narrower
  const agrees = Math.abs(off) < 0.5 * 10 ** -decimals;
  const far = agrees ? "here they agree" : `they are ${text(Math.abs(off), decimals)} apart`;
  const place = `Row ${row}, column ${col}: ${far}`;
  boxes.push({ kind: "text", text: place, y: y + 14, size: 17, bold: true, ...look });
  const [why, also] = reason(worked, idea, spec.ideas[idea]);
  boxes.push({ kind: "text", text: why, y: y + 42, ...look });
  const answers = `It answers ${answersOf(seen)} where the layer says ${text(seen.y, decimals)}`;
  boxes.push({ kind: "text", text: `${answers}${also}.`, y: y + 68, ...look });
}
