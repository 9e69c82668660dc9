// All feature maps of a layer, small: a click opens a kernel.

import { counted } from "../numbers/show.js";
import { deadNote } from "../numbers/words.js";
import { centreMap, featureMap, tallOf } from "./maps.js";

/** @import { Board, SceneContext } from "../types.js" */

const LEFT = 46; // where they begin
const TITLE = 26; // the height of their title
const GAP = 3; // between two of them
const LEAST = 28; // from one to the next
const NOTE = 24; // the height of a line of words

/** @param {SceneContext} context which kernels have next to no weights */
const noteOf = ({ limits, state }) => deadNote(limits.peaks.slice(0, state.out_channels));

/**
 * How high the maps stand in this width.
 * @param {SceneContext} context
 * @param {number} width
 */
export function thumbsHeight(context, width) {
  const { line, pitch } = linesIn(context.layer.weightShape[0], width);
  const lines = Math.ceil(context.layer.weightShape[0] / line);
  return TITLE + lines * pitch + (noteOf(context) ? NOTE : 0) + 6;
}

/**
 * Every map from (0, y) on, in this width. Returns where they end.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {number} y
 * @param {number} width
 */
export function putThumbs(board, context, y, width) {
  const { out_channels: count, out_channel } = context.state;
  const bottom = y + thumbsHeight(context, width);
  const { line, pitch } = linesIn(context.layer.weightShape[0], width);
  const words = `${counted(count, "kernel")}, ${counted(count, "map")}`;
  board.add("text", { text: words, x: 12, y: y + 13, bold: true, colour: "kernel" });
  const size = pitch - GAP;
  for (let o = 0; o < count; o++) {
    const x = LEFT + (o % line) * pitch;
    const top = y + TITLE + Math.floor(o / line) * pitch;
    if (o % line === 0) {
      const look = { size: 14, align: /** @type {const} */ ("right") };
      board.add("text", {
        text: String(o),
        x: LEFT - 8,
        y: top + size / 2,
        colour: "kernel",
        ...look,
      });
    }
    const map = featureMap(context, o);
    const at = centreMap(board, map, { x, y: top, size }, context.ratio);
    const ring = { x: at.x, y: at.y, w: map.w * at.scale, h: map.h * tallOf(at) };
    if (o === out_channel) board.add("ring", { width: 2, halo: 0.5, ...ring });
    board.places.push({ role: "tab", o, x, y: top, w: pitch, h: pitch });
  }
  const note = noteOf(context);
  const place = { x: 12, y: bottom - 14, max: width - 24 };
  if (note) board.add("text", { text: note, colour: "ink-2", ...place });
  return bottom;
}

/**
 * How many maps stand in a line, a multiple of 4, and from one to the next; lines are about equally
 * long.
 * @param {number} count
 * @param {number} width
 */
function linesIn(count, width) {
  const room = width - LEFT - 12;
  const most = 4 * Math.max(1, Math.floor(room / (4 * LEAST)));
  const lines = Math.ceil(count / most);
  const line = 4 * Math.ceil(count / lines / 4);
  return { line, pitch: Math.min(52, Math.floor(room / line)) };
}
