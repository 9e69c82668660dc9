// What is pointed at: rings round a pixel of a map, and round what it reads of an input.

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
export function ringPixel(board, { x, y, scale }, { row, col }, look = {}) {
  const side = Math.max(scale, 3);
  const nudge = (side - scale) / 2;
  board.add("ring", {
    x: x + col * scale - nudge,
    y: y + row * scale - nudge,
    w: side,
    h: side,
    ...(scale < 1.5 ? THIN : {}),
    ...look,
  });
}

/**
 * Does a window leave out places between those that it reads?
 * @param {Geometry} layer
 */
export const isDilated = ({ dilation, kh, kw }) => dilation > 1 && kh * kw > 1;

/**
 * The window of one output pixel on an input, as one box: a ring, or if dilated a thin frame and a
 * mark on each place that is read.
 * @param {Geometry} layer
 * @param {Placement} at  where the input's place (0, 0) lies
 * @param {{row: number, col: number}} pixel
 * @param {Partial<RingBox>} look
 * @returns {RingBox | TapsBox}
 */
export function windowBox(layer, { x, y, scale }, { row, col }, look = {}) {
  const { stride, dilation, padding, kh, kw } = layer;
  const window = {
    x: x + (col * stride - padding) * scale,
    y: y + (row * stride - padding) * scale,
    w: (dilation * (kw - 1) + 1) * scale,
    h: (dilation * (kh - 1) + 1) * scale,
  };
  if (!isDilated(layer)) return { kind: "ring", ...window, ...look };
  const spacing = dilation * scale;
  return { kind: "taps", ...window, scale, spacing, across: kw, down: kh, hover: look.hover };
}
