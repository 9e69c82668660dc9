// How the columns of the channel grid lie. They are chosen once for the most channels there can be,
// so that they stay where they are while a slider moves.

import { upTo } from "../numbers/range.js";
import { text } from "../numbers/show.js";
import { NUMBER, WIDTH, widthOf } from "./board.js";

/** @import { SceneContext } from "../types.js" */

/**
 * Where a column's slice, map and input stand, and what is right of all columns.
 * @typedef {object} Columns
 * @property {number} count  so many there can be, at most 8
 * @property {boolean} tiny  whether maps and inputs are few whole numbers, written out
 * @property {boolean} single  whether a slice is one weight, written large
 * @property {boolean} figures  whether slices are written as numbers
 * @property {boolean} beside  whether a map stands beside its slice, or below
 * @property {number} cell  width of a cell of a slice
 * @property {number} tall  its height
 * @property {number} slice  width of a slice
 * @property {number} tallSlice  its height
 * @property {number} box  the side that a map has room for
 * @property {number} input  the side that an input has room for
 * @property {number} w  of a column
 * @property {number} gap  between two columns, for a sign
 * @property {number} left  where the first begins
 * @property {number} end  where the last ends
 * @property {(c: number) => number} x  where a channel's column begins
 * @property {number} mapX  where the column of feature maps begins
 * @property {number} right  and where it ends
 */

/**
 * @param {SceneContext} context
 * @param {number[]} rows  the kernels that have a row
 * @returns {Columns}
 */
export function columnsOf(context, rows) {
  const { layer } = context;
  const count = Math.min(8, layer.xShape[0]);
  const gap = count <= 3 ? 30 : count <= 6 ? 20 : 12;
  const tiny = isTiny(context);
  const box = tiny ? NUMBER * layer.ow : count > 3 ? 64 : rows.length <= 4 ? 100 : 76;
  const room = tiny ? 732 - box : count <= 3 ? 612 : 648;
  /** @type {(w: number) => boolean} */
  const fits = (w) => count * w + (count - 1) * gap <= room;
  const cell = tiny ? NUMBER : numberWidth(context, rows);
  let column = columnOf(layer, sliceOf(layer, { cell, figures: true, tiny }), { count, box, fits });
  if (!fits(column.w)) {
    const block = layer.kw > 33 ? 66 / layer.kw : Math.min(10, Math.floor(66 / layer.kw));
    const slice = sliceOf(layer, { cell: block, figures: false, tiny });
    column = columnOf(layer, slice, { count, box, fits });
  }
  const left = tiny ? 56 : 60;
  /** @type {(c: number) => number} */
  const x = (c) => left + c * (column.w + gap);
  const end = x(count - 1) + column.w;
  const mapColumn = tiny ? box : count <= 3 ? 100 : 84;
  const mapX = Math.min(WIDTH - mapColumn, end + 116); // with one or two channels it comes close
  const input = tiny ? wideInput(layer) : count <= 3 ? 104 : Math.min(column.w + gap - 6, 76);
  return { ...column, count, gap, box, left, x, end, mapX, right: mapX + mapColumn, input };
}

/** @type {(layer: SceneContext["layer"]) => number} an input with its border, written as numbers */
const wideInput = ({ xShape, padding }) => NUMBER * (xShape[2] + 2 * padding);

/**
 * Small pictures of few places are shown as their numbers.
 * @param {SceneContext} context
 */
function isTiny({ layer, whole }) {
  if (!whole) return false;
  const [, h, w] = layer.xShape;
  const count = Math.min(8, layer.xShape[0]);
  const side = Math.max(w + 2 * layer.padding, layer.kw + 1 + layer.ow);
  const wide = count * side * NUMBER + (count - 1) * 30;
  return h + 2 * layer.padding <= 8 && wide <= 732 - NUMBER * layer.ow;
}

/**
 * How wide a cell must be for every weight of these kernels.
 * @param {SceneContext} context
 * @param {number[]} rows
 */
function numberWidth({ layer, decimals }, rows) {
  let widest = 0;
  if (layer.kw <= 12) {
    for (const o of rows) {
      for (const c of upTo(...layer.range(o))) {
        for (const weight of layer.slice(o, c)) {
          widest = Math.max(widest, widthOf(text(weight, decimals.weights)));
        }
      }
    }
  }
  return Math.max(22, Math.ceil(widest) + (decimals.weights ? 8 : 4));
}

const SINGLE = 66; // the side of a slice that is one weight

/**
 * The sizes of a slice whose cells are so wide.
 * @param {SceneContext["layer"]} layer
 * @param {{cell: number, figures: boolean, tiny: boolean}} look
 */
function sliceOf({ kh, kw }, { cell, figures, tiny }) {
  const single = kh === 1 && kw === 1 && !tiny;
  if (single && figures) {
    const size = { cell: SINGLE, tall: SINGLE, slice: SINGLE, tallSlice: SINGLE };
    return { single, figures, tiny, ...size };
  }
  const tall = figures && !tiny ? Math.min(26, cell) : cell;
  return { single, figures, tiny, cell, tall, slice: kw * cell, tallSlice: kh * tall };
}

/**
 * The width of a column with such slices, and whether its maps stand beside them.
 * @param {SceneContext["layer"]} layer
 * @param {ReturnType<typeof sliceOf>} slice
 * @param {{count: number, box: number, fits: (w: number) => boolean}} grid
 */
function columnOf(layer, slice, { count, box, fits }) {
  const { tiny } = slice;
  const wide = tiny
    ? Math.max(wideInput(layer), slice.slice + NUMBER + box)
    : slice.slice + 18 + 100;
  const beside = count <= 3 && fits(wide);
  const below = Math.max(slice.slice, box, count <= 3 && !tiny ? 184 : 0);
  return { ...slice, beside, w: beside ? wide : below };
}
