// Where will a map be below 0? That is painted on its picture; then the map lies beside it.

import { paintedOf, shareWords } from "../numbers/painted.js";
import { text } from "../numbers/show.js";
import { buildAsked, putWindow } from "./predict.js";

/** @import { ExplorerScene, Placement, SceneContext } from "../types.js" */
/** @import { Painted } from "../numbers/painted.js" */
/** @import { AskedContext, Question } from "./predict.js" */

/** @typedef {AskedContext & {found: Painted}} Context */

/**
 * Where a map of up to three channels is below 0, and once it is painted the truth.
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
export const buildBelow = (given) => buildAsked(given, askBelow);

/**
 * @param {AskedContext} asked
 * @returns {Question}
 */
function askBelow(asked) {
  const { layer, state, decimals, isTold, o } = asked;
  const found = paintedOf(layer, state, decimals.maps);
  const context = { ...asked, found };
  const how =
    `Read the slices of kernel ${o}, then paint on the picture. ` +
    "A stroke on paint takes it off.";
  return {
    words: [`Where will map ${o} be below 0?`, how],
    hint: "drag, or arrow keys and Space",
    third: "the share",
    cover: ["Where do weights below 0 meet light,", "and those above 0 dark?"],
    note: isTold
      ? ["of what is below 0", `of all ${text(layer.oh * layer.ow)} places`]
      : ["that you", "have found"],
    result: isTold ? [{ text: shareWords(found), bold: true }] : resultSoFar(found),
    isDraft: !isTold && state.draft.length > 0,
    putGuess(picture, middles) {
      putPaint(context, middles);
      if (isTold) putZero(context, middles);
      else putWindow(context, picture);
    },
    putTruth: (at) => putPaint(context, at, true),
    putChart: () => putShare(context),
  };
}

/** @param {Painted} found */
const resultSoFar = ({ count }) => [
  { text: count ? `${text(count)} places painted.` : "Nothing is painted yet.", bold: true },
  { text: "The frame is the window that the kernel would read." },
];

/**
 * What is painted, or the edge of it alone.
 * @type {(context: Context, at: Placement, edge?: boolean) => void}
 */
function putPaint({ board, layer, found }, at, edge) {
  board.add("paint", { ...at, data: found.mask, w: layer.ow, h: layer.oh, edge });
}

/** The line on which the map is 0. @type {(context: Context, at: Placement) => void} */
function putZero({ board, layer, o }, at) {
  const map = { data: layer.sum(o), offset: layer.bias[o], w: layer.ow, h: layer.oh };
  board.add("contour", { ...at, ...map, level: 0, colour: "pick", casing: "halo" });
}

/**
 * Two bars, one above the other: what is below 0, and what was painted.
 * @param {Context} context
 */
function putShare({ board, look, layer, found }) {
  const { left, base, width } = look.chart;
  const unit = width / (layer.oh * layer.ow);
  const missed = (found.below - found.both) * unit;
  const [start, both] = [left + missed, found.both * unit];
  const truth = { text: `below 0: ${text(found.below)}`, x: left, y: base - 66, size: look.small };
  board.add("text", truth);
  board.add("bar", { x: left, y: base - 56, w: missed, h: 14, sign: -1, faded: true });
  board.add("bar", { x: start, y: base - 56, w: both, h: 14, sign: -1 });
  const x = Math.min(start, left + width - 120);
  board.add("text", { text: `painted: ${text(found.count)}`, x, y: base - 28, size: look.small });
  board.add("ground", { x: start, y: base - 18, w: both, h: 14, colour: "ink" });
  const wrong = (found.count - found.both) * unit;
  const rest = { x: start + both, y: base - 17, w: wrong, h: 12 };
  if (wrong) board.add("ring", { ...rest, width: 1, halo: 0, colour: "ink" });
  board.add("rule", { x: left, y: base, dx: width, dy: 0 });
}
