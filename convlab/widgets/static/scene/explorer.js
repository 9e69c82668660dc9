// The explorer's whole picture: the grid where it fits, else the overview and one opened kernel;
// then the ledger.

import { upTo } from "../numbers/range.js";
import { captioned, makeBoard, PINNED, ringPixel, WIDTH } from "./board.js";
import { columnsOf } from "./columns.js";
import { putAxes, putGrid } from "./grid.js";
import { putLedger } from "./ledger.js";
import { ownScale, putBands, putOverview } from "./many.js";
import { lights } from "./pointing.js";

/** @import { Board, ExplorerScene, ExplorerState, SceneContext } from "../types.js" */

const BLEED = 8; // the ground of the picked row stands out by so much on each side

/**
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
export function buildScene(given) {
  const { layer, state } = given;
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
  if (state.target !== "output") board.boxes.push(...lights(board.places, layer, state));
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

/**
 * The picture to save: the counts and shapes above it, and the ledger's title in words.
 * @param {ExplorerScene} scene
 * @param {Pick<ExplorerState, "out_channel" | "row" | "col">} state
 * @param {string} count
 * @param {string} shapes
 */
export function explorerPicture(scene, { out_channel, row, col }, count, shapes) {
  const down = 84;
  const title = scene.slots.find(({ what }) => what === "title") ?? { x: 0, y: 0 };
  const text = `One pixel of map ${out_channel}: row ${row}, column ${col}`;
  const at = { x: title.x, y: title.y + down + 14, size: 17, bold: true };
  return captioned(scene, down, [
    { text: count, x: 8, y: 24, size: 24, bold: true, max: WIDTH },
    { text: shapes, x: 8, y: 56, colour: "ink-2", max: WIDTH },
    { text, max: WIDTH, ...at },
  ]);
}
