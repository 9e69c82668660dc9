// Up to eight channels into many maps: the picked kernel open with its account; some kernels that
// follow have a row, too, and the maps of all stand below, to be picked.

import { upTo } from "../numbers/range.js";
import { buildColumn, tabsNear } from "./column.js";
import { buildRows, rowsHeights } from "./rows.js";
import { buildSlices, slicesHeights } from "./slices.js";
import { thumbsHeight } from "./thumbs.js";

/** @import { ExplorerScene, SceneContext } from "../types.js" */

/** Of a scene, if it can be. @type {Record<number, number>} */
const TALL = { 1600: 690, 1000: 518, 640: 760 };
const MORE = 2; // rows besides that of the picked kernel

/**
 * @param {SceneContext} context
 * @returns {ExplorerScene}
 */
export function buildMany(context) {
  const { width, state, layer } = context;
  const { out_channel: o, out_channels: count } = state;
  if (width === 390) return buildColumn(context, tabsNear(state));
  const isFew = layer.xShape[0] <= 3;
  const { used, other, room } = (isFew ? rowsHeights : slicesHeights)(context);
  const more = Math.floor((TALL[width] - used - thumbsHeight(context, room)) / other);
  const rows = Math.min(count, 1 + Math.max(1, Math.min(MORE, more)));
  const first = Math.max(0, Math.min(o, count - rows));
  return (isFew ? buildRows : buildSlices)(context, upTo(first, first + rows));
}
