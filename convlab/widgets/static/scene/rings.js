// What is pointed at: rings round a pixel of a map, and round what it reads of an input.

import { placeRead } from "../numbers/moves.js";
import { isWithin, upTo } from "../numbers/range.js";

/** @import { Board, Geometry, Placement, RingBox, TapsBox } from "../types.js" */

/** How the ring of the pinned pixel differs from that of the picked one. */
export const PINNED = /** @type {const} */ ({ colour: "ink", width: 1.5 });

/** How a ring looks on places that are small. */
export const THIN = { width: 1.5, halo: 0.5 };

/**
 * Ring round one pixel of a map.
 * @param {Board} board
 * @param {Placement} at  where the map lies
 * @param {{row: number, col: number}} pixel
 * @param {Partial<RingBox>} look
 */
export function ringPixel(board, { x, y, scale, tall = scale }, { row, col }, look = {}) {
  const [w, h] = [Math.max(scale, 3), Math.max(tall, 3)];
  board.add("ring", {
    x: x + col * scale - (w - scale) / 2,
    y: y + row * tall - (h - tall) / 2,
    w,
    h,
    ...(scale < 1.5 ? THIN : {}),
    ...look,
  });
}

/**
 * Does the border show numbers of the channel, and not zeros?
 * @param {Geometry} layer
 */
export const isCopied = ({ mode, transposed }) => mode !== "zeros" && !transposed;

/**
 * Does a window leave out places between those that it reads?
 * @param {Geometry} layer
 */
export const isDilated = ({ dilation, kh, kw, transposed }) =>
  !transposed && Math.max(...dilation) > 1 && kh * kw > 1;

/**
 * The window of one output pixel on an input: a ring, or if dilated a thin frame and a mark on each
 * place that is read. In a transposed layer round the places whose stamps reach it, if there are
 * any: each alone where they lie apart.
 * @param {Geometry} layer
 * @param {Placement} at  where the input's place (0, 0) lies
 * @param {{row: number, col: number}} pixel
 * @param {Partial<RingBox>} look
 * @returns {(RingBox | TapsBox)[]}
 */
export function windowBoxes(layer, { x, y, scale, tall = scale }, { row, col }, look = {}) {
  const [rows, cols] = [readAlong(layer, 0, row), readAlong(layer, 1, col)];
  if (!rows.length || !cols.length) return [];
  if (layer.transposed && (hasGaps(rows) || hasGaps(cols))) {
    const places = rows.flatMap((i) => cols.map((j) => ({ x: x + j * scale, y: y + i * tall })));
    return places.map((place) => ({ kind: "ring", ...place, w: scale, h: tall, ...look }));
  }
  const window = {
    x: x + cols[0] * scale,
    y: y + rows[0] * tall,
    w: (cols[cols.length - 1] - cols[0] + 1) * scale,
    h: (rows[rows.length - 1] - rows[0] + 1) * tall,
  };
  if (!isDilated(layer) || tall !== scale) return [{ kind: "ring", ...window, ...look }];
  const spacing = Math.min(...layer.dilation) * scale;
  const taps = { scale, spacing, across: layer.kw, down: layer.kh, hover: look.hover };
  return [{ kind: "taps", ...window, ...taps }];
}

/** Do places lie apart? @param {number[]} places */
const hasGaps = (places) => places.some((at, i) => i > 0 && at - places[i - 1] > 1);

/**
 * Along one side, the places that an output reads, or whose stamps reach it.
 * @param {Geometry} layer
 * @param {0 | 1} side
 * @param {number} at
 */
function readAlong(layer, side, at) {
  const kernel = side ? layer.kw : layer.kh;
  const size = layer.xShape[side + 1];
  const all = upTo(0, kernel).map((tap) => placeRead(layer, side, at, tap));
  const read = layer.transposed ? all.filter((i) => isWithin(i, size)) : all;
  return read.sort((a, b) => a - b);
}
