// Rows that are read as an addition: in each channel's column its slice, its partial map and its
// number at one place, then the bias, and what they come to. All rows of a picture share their
// columns, which never close up. On a phone a row turns downwards, as an addition on paper.

import { decimalsOf, text } from "../numbers/show.js";
import { CHIPS, NOTE, NUMBER, widthOf } from "./board.js";
import { putInput, putInputRange } from "./inputs.js";
import { centreMap, snap } from "./maps.js";
import { ringPixel } from "./rings.js";

/** @import { Layer } from "../numbers/layer.js" */
/** @import { Column, PlacedRow, Term } from "../numbers/rows.js" */
/**
 * @import {
 *   Board, Decimals, MapScale, Numbers, Point, Range, Rectangle, SceneContext, SignedScale,
 * } from "../types.js"
 */

/** The widths of a board; its rows bleed to both edges. */
export const WIDTHS = { wide: 904, middle: 624, phone: 374, room: 804 };
export const LEFT = 8; // the margin
export const TOP = 4; // and the room that a ring needs above a picture

/**
 * What the rows of one picture share.
 * @typedef {object} Shared
 * @property {Layer} layer  the kernel alone
 * @property {Column[]} columns
 * @property {{row: number, col: number}} pixel
 * @property {Float32Array | null} photo  (3, h, w), if x is one
 * @property {Range} input  the scale of inputs
 * @property {number} sliceLimit
 * @property {boolean} root  whether signed scales go by the square root
 * @property {Decimals} decimals  maps: those of the account
 * @property {boolean} hasBias
 * @property {boolean} biased  whether slices have biases of their own under them, in some row
 * @property {boolean} whole  whether all numbers are whole and few
 * @property {number} ratio
 * @property {number} width  of the board
 */

/**
 * A row as it stands on the board.
 * @typedef {PlacedRow & {
 *   name: string[],
 *   strong: boolean,
 *   limit: number,
 * }} ShownRow  name: in two lines; strong: on picked ground, with strong signs
 */

/** @typedef {{name: string, limit: number}} Legend */

/** Where everything stands. @typedef {ReturnType<typeof planOf>} Plan */

const INPUT = 104;
const SLICE = 66;
const PHOTO = 52;

/**
 * How large things are, by the width of a board. `result`: the side of the map that a row comes
 * to; `besides`: what a slice and its map take up beside each other, and the slice alone at most.
 */
const WIDE = {
  ...{ label: 60, sign: 30, bias: 56, pill: 56, gap: 30, result: 100, input: INPUT },
  besides: { cell: 184, slice: 96 },
};
const NARROW = {
  ...{ label: 58, sign: 24, bias: 50, pill: 56, gap: 24, result: 100, input: INPUT },
  besides: null,
};
/** On a screen for a room the rows leave the right to what stands below them elsewhere. */
const ROOM = {
  ...{ label: 44, sign: 22, bias: 46, pill: 46, gap: 20, result: 64, input: 48 },
  besides: { cell: 130, slice: 66 },
};
/** And there of more channels than three, whose slices are colours alone. */
const ROOM_OF_MANY = {
  ...{ label: 44, sign: 18, bias: 46, pill: 46, gap: 18, result: 56, input: 44 },
  besides: { cell: 74, slice: 27 },
};
export const ROOM_ROWS = 642; // how wide they are, there

/** @type {(width: number, count: number) => typeof WIDE | typeof NARROW} */
function lookOf(width, count) {
  if (width === WIDTHS.room) return count > 3 ? ROOM_OF_MANY : ROOM;
  return width === WIDTHS.wide ? WIDE : NARROW;
}

/**
 * @param {Shared} shared
 */
export function planOf(shared) {
  const { columns, layer, width, hasBias, biased } = shared;
  const count = columns.length;
  const look = lookOf(width, count);
  const isRoom = width === WIDTHS.room;
  const { label, result, input } = look;
  const end = 2 * look.sign + result + (hasBias ? look.bias : -look.sign);
  const room = width - 2 * LEFT - label - end;
  const beside = count <= 3 || isRoom ? look.besides : null;
  const besides = Boolean(beside);
  const gap = beside ? look.gap : count <= 3 || look === WIDE ? 24 : 16;
  const widest = beside ? beside.cell : result;
  const cell = Math.min(widest, Math.floor((room - (count - 1) * gap) / count));
  const slice = sliceOf(shared, beside ? beside.slice : cell);
  const mapless = layer.oh * layer.ow === 1;
  const between = isRoom ? 4 : 8;
  const map = mapless ? 0 : besides ? Math.min(result, cell - slice.w - between) : cell;
  const written = isWritten(shared, map || result);
  const under = biased && !besides ? 36 : 0;
  const body = besides ? Math.max(map, slice.h) : slice.h + under + (mapless ? 0 : 8 + map);
  const left = LEFT + label;
  /** @type {(i: number) => number} where column i begins */
  const x = (i) => left + i * (cell + gap);
  const last = x(count - 1) + cell;
  const biasX = last + look.sign + look.bias / 2;
  const resultX = hasBias ? biasX + look.bias / 2 + look.sign : last + look.sign;
  return {
    ...{ besides, gap, cell, slice, map, mapless, written, under, body, x, last, biasX, resultX },
    ...{ result, input, pill: look.pill, edge: isRoom ? ROOM_ROWS : width },
    signs: { after: look.sign, bias: last + look.sign / 2, equals: resultX - look.sign / 2 },
    right: resultX + result,
  };
}

/**
 * How a slice is written: with figures, where they have room.
 * @param {Pick<Shared, "layer" | "columns" | "decimals">} shared
 * @param {number} most  so wide it may be
 */
function sliceOf({ layer, columns, decimals }, most) {
  const { kh, kw } = layer;
  if (kh * kw === 1) return { cell: 44, tall: 44, w: 44, h: 44, size: 18, figures: true };
  const weights = columns.flatMap(({ channels: [c] }) => [...layer.slice(0, c)]);
  const widest = Math.max(...weights.map((v) => widthOf(text(v, decimals.weights))));
  const wanted = Math.max(22, Math.ceil(widest) + (decimals.weights ? 6 : 1));
  const figures = kh <= 5 && most > 30 && wanted * kw <= Math.max(most, SLICE);
  const block = Math.max(1, Math.floor(Math.min(SLICE, most) / Math.max(kh, kw)));
  const cell = figures ? Math.min(wanted, Math.floor(most / kw)) : block;
  const tall = figures ? Math.min(22, cell) : block;
  return { cell, tall, w: cell * kw, h: tall * kh, size: cell < 22 ? 13 : 15, figures };
}

/**
 * Are maps so small, of whole numbers, that these are written out?
 * @param {Pick<Shared, "layer" | "whole">} shared
 * @param {number} side  that a map has room for
 */
const isWritten = ({ layer: { oh, ow }, whole }, side) => whole && Math.max(oh, ow) * 24 <= side;

// ---- The head: the photo and the channels, with the window that is read

/**
 * Returns where it ends.
 * @param {Board} board
 * @param {Shared} shared
 * @param {Legend[]} legends
 * @param {number} y
 * @returns {number}
 */
export function putHead(board, shared, legends, y) {
  const { columns, width } = shared;
  if (width === WIDTHS.phone) return putNarrowHead(board, shared, legends, y);
  const plan = planOf(shared);
  const side = plan.besides ? plan.input : plan.cell;
  const top = plan.besides ? y : y + 34;
  for (const [i, column] of columns.entries()) {
    const x = plan.x(i);
    if (plan.besides) {
      const corner = { x: x + plan.cell - (plan.map || side) / 2 - side / 2, y: top };
      putChannel(board, shared, column, { ...corner, size: side });
      const isLow = side < INPUT; // then a chip is name enough, or a number
      const isMany = column.channels.length > 1; // which have no picture
      const w = isMany ? plan.cell : corner.x - x - 6;
      const short = isLow && w < side && !isMany ? { name: String(column.channels[0]) } : {};
      const name = { x, y: isLow ? top + 11 : top + 42, w, below: !isLow };
      putName(board, CHIPS.has(column.name) ? column : { ...column, ...short }, name);
    } else {
      putChannel(board, shared, column, { x, y: top, size: side });
      putName(board, column, { x, y, w: plan.cell, below: false });
    }
  }
  const bottom = top + side;
  if (width === WIDTHS.room) {
    putRoomHead(board, shared, legends, { x: plan.resultX, y: top });
    return bottom + 8;
  }
  putPhoto(board, shared, bottom - PHOTO);
  putLegends(board, shared, legends, { x: plan.resultX, y: bottom - INPUT });
  return bottom + 16;
}

/** @type {(board: Board, shared: Shared, legends: Legend[], at: Point) => void} */
function putRoomHead(board, shared, legends, { x, y }) {
  for (const [i, legend] of legends.entries()) {
    putLegend(board, shared, legend, { x: x + 100 * i, y, w: 88 });
  }
  const { photo, layer, ratio } = shared;
  if (!photo) return;
  const [, h, w] = layer.xShape;
  const map = { data: photo, w, h, scheme: /** @type {const} */ ("rgb"), range: [0, 1] };
  centreMap(board, /** @type {any} */ (map), { x: LEFT, y: y + 4, size: 40 }, ratio);
}

/** @type {typeof putHead} channels come with their lines, there */
function putNarrowHead(board, shared, legends, y) {
  putPhoto(board, shared, y + 24);
  for (const [i, legend] of legends.entries()) {
    const x = WIDTHS.phone - LEFT - 120 - 136 * (legends.length - 1 - i);
    putLegend(board, shared, legend, { x, y, w: 120 });
  }
  return y + 24 + PHOTO + 12;
}

/** @type {(board: Board, shared: Shared, y: number) => void} the photo, or which grey is what */
function putPhoto(board, { photo, input, layer, ratio }, y) {
  const corner = { x: LEFT, y: y + PHOTO - 44 };
  if (!photo) return putInputRange(board, { layer, limits: { input } }, corner);
  const [, h, w] = layer.xShape;
  const square = { x: LEFT, y, size: PHOTO };
  board.add("text", { text: "photo", x: LEFT, y: y - 14, ...NOTE });
  centreMap(board, { data: photo, w, h, scheme: "rgb", range: [0, 1] }, square, ratio);
}

/** @type {(board: Board, shared: Shared, legends: Legend[], at: Point) => void} */
function putLegends(board, shared, legends, { x, y }) {
  const first = legends.length > 1 ? 0 : 42;
  for (const [i, legend] of legends.entries()) {
    putLegend(board, shared, legend, { x, y: y + first + 56 * i, w: 100 });
  }
}

/** @type {(board: Board, shared: Shared, legend: Legend, at: Point & {w: number}) => void} */
function putLegend(board, { root }, { name, limit }, { x, y, w }) {
  board.add("text", { text: name, x, y: y + 6, ...NOTE, max: w });
  board.add("scale", { x, y: y + 18, w, scheme: "signed", range: limit, root });
}

/**
 * An input channel, with its window; those without a column of their own have none.
 * @param {Board} board
 * @param {Shared} shared
 * @param {Column} column
 * @param {Point & {size: number}} square
 */
function putChannel(board, shared, { channels }, square) {
  if (channels.length > 1) return;
  const { layer, pixel, input, ratio, decimals, whole } = shared;
  const [, h, w] = layer.xShape;
  const tiny = whole && Math.max(h, w) * NUMBER <= square.size + 8;
  const context = /** @type {SceneContext & {cols: any}} */ (
    /** @type {unknown} */ ({
      ...{ layer, ratio, decimals, limits: { input }, cols: { tiny } },
      state: { out_channel: 0, ...pixel },
    })
  );
  const centred = {
    x: square.x + (square.size - w * NUMBER) / 2,
    y: square.y + (square.size - h * NUMBER) / 2,
  };
  putInput(board, context, channels[0], { ...square, ...(tiny ? centred : {}) });
}

/**
 * The name of a column: with a chip where it is a colour.
 * @param {Board} board
 * @param {Column} column
 * @param {Point & {w: number, below: boolean}} at  below: whether the number stands under the chip
 */
function putName(board, { name, channels }, { x, y, w, below }) {
  const chip = CHIPS.get(name);
  const words = chip ? `channel ${channels[0]}` : name;
  const look = /** @type {const} */ ({ size: 14, colour: "channel" });
  if (chip) board.add("chip", { ...chip, x, y });
  if (!chip) board.add("text", { text: words, x, y: y + (below ? 44 : 13), max: w, ...look });
  else if (below) board.add("text", { text: words, x, y: y + 44, max: w, ...look });
  else if (w >= 90) board.add("text", { text: words, x: x + 32, y: y + 13, max: w - 32, ...look });
}

// ---- A row

/**
 * Returns where it ends.
 * @param {Board} board
 * @param {Shared} shared
 * @param {ShownRow} row
 * @param {number} y
 * @returns {number}
 */
export function putRow(board, shared, row, y) {
  if (shared.width === WIDTHS.phone) return putDownwards(board, shared, row, y);
  const plan = planOf(shared);
  const top = y + 8;
  const sums = top + plan.body + 6;
  const bottom = sums + SUM + (row.missing ? 30 : 10);
  if (row.strong) putGround(board, plan.edge, y, bottom);
  const middle = plan.besides ? top + plan.body / 2 : sums - 6 - plan.map / 2;
  for (const [i, name] of row.name.entries()) {
    const line = middle + 21 * (i - (row.name.length - 1) / 2);
    board.add("text", { text: name, x: LEFT, y: line, bold: true, max: 52 });
  }
  for (const [i, term] of row.terms.entries()) {
    putTerm(board, shared, row, { i, term, plan, top, sums });
    const sign = { x: plan.x(i) + plan.cell + plan.gap / 2, w: plan.gap };
    for (const y of signLines(plan, row, middle, sums)) putSign(board, row, row.signs[i], sign, y);
  }
  putBias(board, shared, row, { plan, middle, sums });
  putResult(board, shared, row, { plan, middle, sums });
  putRounding(board, shared, row, { x: plan.right, y: sums + SUM + 14 });
  return bottom;
}

/** @type {(board: Board, shared: Shared, row: ShownRow, at: Point) => void} what a sum lacks */
function putRounding(board, { decimals }, { missing }, at) {
  if (!missing) return;
  const words = `rounding ${text(missing, decimals.maps)}`;
  board.add("text", { text: words, align: "right", ...NOTE, ...at });
}

const SUM = 32; // how high a sum is

/** @type {(board: Board, width: number, y: number, bottom: number) => void} */
function putGround(board, width, y, bottom) {
  board.add("ground", { colour: "pick-ground", x: 0, y, w: width, h: bottom - y });
}

/** @type {(plan: Plan, row: ShownRow, middle: number, sums: number) => number[]} */
const signLines = ({ mapless }, row, middle, sums) =>
  mapless ? [sums + SUM / 2] : row.signs.includes("∗") ? [middle] : [middle, sums + SUM / 2];

/**
 * @param {Board} board
 * @param {Pick<ShownRow, "strong">} row
 * @param {string} sign
 * @param {{x: number, w: number}} at  its middle
 * @param {number} y
 */
function putSign(board, { strong }, sign, { x, w }, y) {
  if (!sign) return;
  const isWord = sign.length > 1;
  const bold = strong && !isWord;
  const size = isWord ? 15 : bold ? 26 : 22;
  const colour = bold ? "ink" : "ink-2";
  const words = sign === "and" && w < 24 ? "&" : sign; // where there is no room for the word
  board.add("text", { text: words, x, y, size, bold, align: "center", colour, max: w - 2 });
}

/**
 * @typedef {object} TermAt
 * @property {number} i
 * @property {Term | null} term
 * @property {Plan} plan
 * @property {number} top
 * @property {number} sums
 */

/** @type {(board: Board, shared: Shared, row: ShownRow, at: TermAt) => void} */
function putTerm(board, shared, row, { i, term, plan, top, sums }) {
  const { cell, slice, besides, map, body } = plan;
  const x = plan.x(i);
  const square = {
    x: x + (besides ? cell - map : (cell - map) / 2),
    y: besides ? top + (body - map) / 2 : top + body - map,
    size: map,
  };
  if (!term) {
    const middle = besides ? top + body / 2 : square.y + map / 2;
    board.add("absent", { x: x + cell / 2, y: middle });
    return;
  }
  const faded = !!row.wins && !row.counts[i];
  const first =
    x + (besides ? Math.max(0, Math.min(SLICE, cell - map) - slice.w) / 2 : (cell - slice.w) / 2);
  const isLow = besides && term.bias === undefined; // in the middle of its map
  const corner = { x: first, y: isLow ? top + (body - slice.h) / 2 : top };
  if (term.slice) putSlice(board, shared, term.slice, plan, { ...corner, faded: !!term.hatched });
  const below = besides
    ? { x: first + slice.w / 2, w: cell - (map || 100) }
    : { x: x + cell / 2, w: cell };
  const under = corner.y + (term.slice ? slice.h + 14 : slice.h / 2);
  putUnder(board, shared, term, { ...below, y: under });
  putTermMap(board, shared, row, term, { ...square, plan, faded });
  const value = row.values[i];
  if (value === null) return;
  const isWhole = shared.width === WIDTHS.room; // as wide as the cell, in large figures
  const w = isWhole ? cell : map || cell;
  const isUnder = besides && map && !isWhole;
  const box = { x: isUnder ? square.x : x + (cell - w) / 2, y: sums, w, h: SUM };
  putTermSum(board, shared, row, { value, faded, ...box });
}

/** @type {(board: Board, shared: Shared, term: Term, at: Point & {w: number}) => void} */
function putUnder(board, { decimals }, { note, bias }, { x, y, w }) {
  const look = /** @type {const} */ ({ size: 14, align: "center", colour: "ink-2" });
  if (note) board.add("text", { text: note, x, y, max: w, ...look });
  if (bias !== undefined)
    board.add("pill", { text: text(bias, decimals.biases), x, y: y + 2, max: w });
}

/**
 * @param {Board} board
 * @param {Shared} shared
 * @param {Float32Array} values
 * @param {Pick<Plan, "slice">} plan
 * @param {Point & {faded: boolean}} corner
 */
function putSlice(board, { layer, sliceLimit, decimals }, values, { slice }, corner) {
  const { cell, tall, size, figures } = slice;
  const digits = Math.max(decimals.weights, decimalsOf(values, 0, 1)); // another idea's weights
  board.add("cells", {
    ...{ values: [...values], columns: layer.kw, cell, tall, size, blocks: !figures },
    ...{ bold: layer.kw * layer.kh === 1, decimals: digits },
    ...{ scheme: "signed", range: sliceLimit, ...corner },
  });
}

/** @typedef {Point & {size: number, plan: Pick<Plan, "written">, faded: boolean}} Square */

/** @type {(board: Board, shared: Shared, row: ShownRow, term: Term, square: Square) => void} */
function putTermMap(board, shared, row, { map, grey, hatched }, { faded, plan, ...square }) {
  if (!square.size) return;
  if (hatched) board.add("hatch", { x: square.x, y: square.y, w: square.size, h: square.size });
  if (grey) {
    const [, h, w] = shared.layer.xShape;
    const data = { data: grey, w, h, scheme: /** @type {const} */ ("grey"), range: shared.input };
    centreMap(board, data, square, shared.ratio);
  }
  if (map) putMap(board, shared, map, { ...square, ...signed(shared, row), plan, faded });
}

/** @type {(shared: Shared, row: Pick<ShownRow, "limit">) => SignedScale} */
const signed = ({ root }, { limit }) => ({ scheme: "signed", range: limit, root });

/**
 * A map of the layer in a square, with the picked place; few whole numbers are written out.
 * @param {Board} board
 * @param {Shared} shared
 * @param {Numbers} data
 * @param {Square & MapScale} look
 */
function putMap(board, shared, data, { x, y, size, plan, faded, ...colours }) {
  const { oh: h, ow: w } = shared.layer;
  const scale = /** @type {MapScale} */ (colours);
  if (plan.written) {
    const cell = Math.min(NUMBER, Math.floor(size / Math.max(h, w)));
    const corner = { x: x + (size - w * cell) / 2, y: y + (size - h * cell) / 2 };
    const look = { columns: w, cell, size: 15, decimals: 0, faded, ...scale, ...corner };
    board.add("cells", { values: [...data], ...look });
    ring(board, shared, { ...corner, scale: cell });
    return;
  }
  const marks = scale.scheme === "signed";
  const map = { data: /** @type {Float32Array} */ (data), w, h, faded, marks, ...scale };
  ring(board, shared, centreMap(board, map, { x, y, size }, shared.ratio));
}

/**
 * A ring round the picked place; the map can be pointed at.
 * @param {Board} board
 * @param {Shared} shared
 * @param {Point & {scale: number}} at
 */
function ring(board, { layer, pixel }, at) {
  const size = { w: layer.ow * at.scale, h: layer.oh * at.scale };
  board.places.push({ role: "map", o: 0, ...at, ...size });
  ringPixel(board, at, pixel, at.scale < 4 ? { width: 1.5, halo: 1 } : {});
}

/** @typedef {Rectangle & {value: number, faded?: boolean, divided?: number}} SumBox */

/**
 * A number in its colour; one that is divided is written as a division.
 * @param {Board} board
 * @param {Shared} shared
 * @param {ShownRow} row
 * @param {SumBox} box
 */
function putSum(board, shared, row, { value, divided = 1, ...box }) {
  const number = text(value * divided, shared.decimals.maps);
  const words = divided > 1 ? `${number} ÷ ${divided}` : number;
  const size = box.w < 80 || divided > 1 ? 17 : 20;
  board.add("swatch", { value, text: words, size, ...signed(shared, row), ...box });
}

/** @type {typeof putSum} of a term */
const putTermSum = (board, shared, row, box) =>
  putSum(board, shared, row, { ...box, divided: row.divided });

/** @typedef {{plan: Plan, middle: number, sums: number}} EndAt  where a row ends */

/** @type {(board: Board, shared: Shared, row: ShownRow, at: EndAt) => void} */
function putBias(board, shared, row, { plan, middle, sums }) {
  if (!shared.hasBias || row.result.words.length) return;
  const { decimals } = shared;
  const w = plan.signs.after;
  const lines = plan.mapless ? [] : [{ y: middle, digits: decimals.biases }];
  for (const { y, digits } of [...lines, { y: sums + SUM / 2, digits: decimals.maps }]) {
    if (row.bias === null) {
      board.add("absent", { x: plan.biasX, y });
      continue;
    }
    putSign(board, row, "+", { x: plan.signs.bias, w }, y);
    board.add("pill", { text: text(row.bias, digits), x: plan.biasX, y, max: plan.pill });
  }
}

/** @type {(board: Board, shared: Shared, row: ShownRow, at: EndAt) => void} */
function putResult(board, shared, row, { plan, middle, sums }) {
  const { result, total } = row;
  const x = plan.resultX;
  const size = plan.result;
  const square = { x, y: snap(middle - size / 2, shared.ratio), size };
  const box = { x, y: sums, w: size, h: SUM };
  if (result.picture) return putPicture(board, shared, result.picture, result.words, square, box);
  if (!result.map)
    return putWords(board, result.words, { x: plan.last + plan.signs.after, y: middle });
  const lines = plan.mapless ? [sums + SUM / 2] : [middle, sums + SUM / 2];
  for (const y of lines) putSign(board, row, "=", { x: plan.signs.equals, w: plan.signs.after }, y);
  const colours = result.scheme
    ? { scheme: result.scheme, range: shared.input }
    : signed(shared, row);
  if (!plan.mapless) {
    putMap(board, shared, result.map, { ...square, plan, faded: false, ...colours });
  }
  putTotal(board, shared, row, { value: total ?? 0, ...box });
}

/** @type {typeof putSum} what a row comes to, in amber where it is the layer's */
function putTotal(board, shared, row, box) {
  const { decimals } = shared;
  const { value, ...place } = box;
  if (row.result.scheme) {
    const look = /** @type {const} */ ({ size: 20, bold: true, align: "center" });
    const middle = { x: box.x + box.w / 2, y: box.y + box.h / 2 };
    board.add("text", { text: text(value, decimals.maps), ...middle, ...look });
  } else {
    putSum(board, shared, row, box);
  }
  if (row.strong) board.add("ring", { ...place, width: 3, halo: 1.5 });
}

/**
 * Three maps that are taken for a picture.
 * @param {Board} board
 * @param {Shared} shared
 * @param {Float32Array} data
 * @param {string[]} words
 * @param {Point & {size: number}} square
 * @param {Rectangle} box  where others have a total
 */
function putPicture(board, { layer, ratio }, data, [words], square, box) {
  const ends = data.reduce(
    ([low, high], v) => /** @type {Range} */ ([Math.min(low, v), Math.max(high, v)]),
    /** @type {Range} */ ([Infinity, -Infinity]),
  );
  const map = { data, w: layer.ow, h: layer.oh, scheme: /** @type {const} */ ("rgb"), range: ends };
  centreMap(board, map, square, ratio);
  const look = /** @type {const} */ ({ size: 17, bold: true, align: "center" });
  const middle = { x: box.x + box.w / 2, y: box.y + box.h / 2 };
  board.add("text", { text: words, ...middle, ...look, ...(box.w < 80 ? { max: box.w + 8 } : {}) });
}

/** @type {(board: Board, words: string[], at: Point) => void} */
function putWords(board, words, { x, y }) {
  for (const [i, line] of words.entries()) {
    const middle = y + 25 * (i - (words.length - 1) / 2);
    board.add("text", { text: line, x, y: middle, bold: i === 0 });
  }
}

// ---- The same downwards, a line for each channel

const LINE = 82;
const DOWN = { sign: 18, chip: 34, input: 68, slice: 140, sum: 208, map: 292 };
const SMALL = { input: 64, slice: 60, sum: 76, map: 74 };

/** @type {typeof putRow} */
function putDownwards(board, shared, row, y) {
  const { columns, hasBias } = shared;
  const head = y + 22;
  const hasBiasLine = hasBias && !row.result.words.length;
  const total = head + 22 + LINE * columns.length + (hasBiasLine ? 44 : 0);
  const bottom = total + (row.result.map || row.result.picture ? 100 : 84);
  if (row.strong) putGround(board, shared.width, y, bottom);
  board.add("text", { text: row.name.join(" "), x: LEFT, y: head, size: 17, bold: true });
  const plan = { slice: sliceOf(shared, SMALL.slice), written: isWritten(shared, SMALL.map) };
  for (const [i, column] of columns.entries()) {
    const line = head + 20 + LINE * i;
    putLine(board, shared, row, { i, column, y: line, plan });
  }
  if (hasBiasLine) {
    const middle = total - 24;
    if (row.bias === null) board.add("absent", { x: DOWN.sum + SMALL.sum / 2, y: middle });
    else {
      putSign(board, row, "+", { x: DOWN.sign, w: 30 }, middle);
      const words = text(row.bias, shared.decimals.maps);
      board.add("pill", { text: words, x: DOWN.sum + SMALL.sum / 2, y: middle, max: SMALL.sum });
    }
  }
  putEnd(board, shared, row, { y: total, plan });
  putRounding(board, shared, row, { x: DOWN.map + SMALL.map, y: total + 90 });
  return bottom;
}

/** @typedef {Pick<Plan, "slice" | "written">} SmallPlan */

/** @typedef {{i: number, column: Column, y: number, plan: SmallPlan}} LineAt */

/** @type {(board: Board, shared: Shared, row: ShownRow, at: LineAt) => void} */
function putLine(board, shared, row, { i, column, y, plan }) {
  const term = row.terms[i];
  const middle = y + LINE / 2;
  if (i) putSign(board, row, row.signs[i - 1], { x: DOWN.sign, w: 30 }, middle);
  putLineHead(board, shared, column, y);
  if (!term) return board.add("absent", { x: DOWN.slice + SMALL.slice / 2, y: middle });
  const faded = !!row.wins && !row.counts[i];
  const { w, h } = plan.slice;
  const corner = { x: DOWN.slice + (SMALL.slice - w) / 2, y: middle - h / 2 };
  if (term.slice) putSlice(board, shared, term.slice, plan, { ...corner, faded: !!term.hatched });
  const under = term.slice ? { y: y + LINE - 4, w: 64 } : { y: middle, w: 76 };
  putUnder(board, shared, term, { x: DOWN.slice + SMALL.slice / 2, ...under });
  const square = { x: DOWN.map, y: y + 4, size: mapless(shared) ? 0 : SMALL.map };
  putTermMap(board, shared, row, term, { ...square, plan, faded });
  const value = row.values[i];
  if (value === null) return;
  const box = { x: DOWN.sum, y: middle - 17, w: SMALL.sum, h: 34 };
  putTermSum(board, shared, row, { value, faded, ...box });
}

/** @type {(shared: Shared) => boolean} */
const mapless = ({ layer: { oh, ow } }) => oh * ow === 1;

/** @type {(board: Board, shared: Shared, column: Column, y: number) => void} */
function putLineHead(board, shared, column, y) {
  const square = { x: DOWN.input, y: y + (LINE - SMALL.input) / 2, size: SMALL.input };
  const chip = CHIPS.has(column.name);
  if (chip) {
    putName(board, column, { x: DOWN.chip, y: y + LINE / 2 - 13, w: 30, below: false });
    return putChannel(board, shared, column, square);
  }
  const isOne = column.channels.length === 1;
  const middle = isOne ? y + 8 : y + LINE / 2;
  putName(board, column, { x: DOWN.chip, y: middle - 13, w: 98, below: false });
  putChannel(board, shared, column, { x: square.x, y: y + 18, size: 58 });
}

/** @typedef {{y: number, plan: SmallPlan}} TotalAt */

/** @type {(board: Board, shared: Shared, row: ShownRow, at: TotalAt) => void} */
function putEnd(board, shared, row, { y, plan }) {
  const { result, total } = row;
  const right = DOWN.map + SMALL.map;
  const middle = y + 8 + SMALL.map / 2;
  if (!result.map && !result.picture) {
    return putWords(board, result.words, { x: DOWN.slice, y: middle });
  }
  board.add("rule", { x: DOWN.slice, y: y - 1, dx: right - DOWN.slice, dy: 0, width: 2 });
  const square = { x: DOWN.map, y: y + 8, size: mapless(shared) ? 0 : SMALL.map };
  const box = { x: DOWN.sum, y: middle - 20, w: SMALL.sum, h: 40 };
  if (result.picture) return putPicture(board, shared, result.picture, result.words, square, box);
  putSign(board, row, "=", { x: DOWN.sign, w: 30 }, middle);
  const colours = result.scheme
    ? { scheme: result.scheme, range: shared.input }
    : signed(shared, row);
  if (result.map && square.size) {
    putMap(board, shared, result.map, { ...square, plan, faded: false, ...colours });
  }
  putTotal(board, shared, row, { value: total ?? 0, ...box });
}
