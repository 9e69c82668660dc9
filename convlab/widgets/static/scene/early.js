// The grid where it fits, else the overview and one opened kernel; then the ledger. For layers
// whose layout has no module of its own yet.

import { upTo } from "../numbers/range.js";
import { ownScale, putBands, putOverview } from "./bands.js";
import { makeBoard, PINNED, ringPixel, WIDTH } from "./board.js";
import { columnsOf } from "./columns.js";
import { putAxes, putGrid } from "./grid.js";
import { putLedger } from "./ledger.js";

/** @import { Board, ExplorerScene, ExplorerState, SceneContext } from "../types.js" */

const BLEED = 8; // the ground of the picked row stands out by so much on each side

/**
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
export function buildEarly(given) {
  const { state } = given;
  let context = given;
  const hasColumns = state.in_channels <= 8;
  const hasRows = hasColumns && state.out_channels <= 8;
  const board = makeBoard();
  let y = 8;
  if (!hasRows && state.out_channels > 1) {
    y = putOverview(board, context, 8) + 8;
    context = withScaleAbove(context);
  }
  const top = putAxes(board, context, y);
  const rows = hasRows ? upTo(0, state.out_channels) : [state.out_channel];
  const cols = hasColumns ? columnsOf(context, rows) : null;
  const bottom = cols
    ? putGrid(board, { ...context, cols }, rows, top)
    : putBands(board, context, top);
  putPinnedRing(board, state);
  const ledger = putLedger(board, { ...context, cols }, bottom + 8);
  const { boxes, places, slots } = board;
  for (const one of [...boxes, ...places, ...slots]) one.x += BLEED;
  return {
    boxes,
    places,
    slots,
    stays: cols && { top, left: cols.left + 7, right: cols.mapX - 20 },
    through: ledger.through,
    width: WIDTH + 2 * BLEED,
    height: ledger.bottom + 2,
  };
}

/**
 * A kernel that has a scale of its own in the overview has the same when it is opened.
 * @param {SceneContext} context
 */
function withScaleAbove(context) {
  const { limits, state } = context;
  if (!limits.perKernel) return context;
  return { ...context, limits: { ...limits, slices: ownScale(limits, state.out_channel) } };
}

/**
 * @param {Board} board
 * @param {ExplorerState} state
 */
function putPinnedRing(board, { pinned: [o, row, col] }) {
  for (const place of board.places) {
    if (place.role === "map" && place.o === o) ringPixel(board, place, { row, col }, PINNED);
  }
}
