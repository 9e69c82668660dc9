// The staircase on a screen for a room: fewer words, in type that can be read from afar, and the
// button that adds the next channel under the map that it changes.

import { makeBoard } from "./board.js";
import { putFactors } from "./factors.js";
import { PRESENTED, READABLE, STAGE } from "./room.js";
import { legendOf, ticked } from "./scales.js";
import {
  accountOf,
  contextOf,
  isEnd,
  putAddition,
  putChart,
  putContourWords,
  putGrowingMap,
  putKinds,
  putStairSum,
  putStrip,
  putTrack,
  titleOf,
} from "./stairs.js";

/** @import { Board, ExplorerScene, SceneContext } from "../types.js" */
/** @import { Look, StairsContext } from "./stairs.js" */

const GROUND = 630;
const PANEL = { x: GROUND + 12, w: PRESENTED - GROUND - 24 };
const ACCOUNT = 278;
const BOTTOM = 254; // of the chart, from the top of the strip
const FEW = 12; // channels: their pictures are larger

/** @type {Record<number, Look>} */
const LOOKS = {
  [PRESENTED]: {
    ...{ ground: GROUND, left: 74, span: 512, bias: 40, end: 620, widest: 84 },
    ...{ top: 0, tall: 0, panel: "right", small: READABLE },
  },
};

/**
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
export function buildPresentedStairs(given) {
  const usual = contextOf(given, LOOKS);
  const look = LOOKS[PRESENTED];
  const most = usual.staircase.stairs.length > FEW ? 17 : 26;
  const size = Math.min(usual.size, most); // of pictures above the chart
  const top = 41 + 3 * size;
  // no line of kernels: arrows change it
  const context = { ...usual, look: { ...look, top, tall: BOTTOM - top }, size, y: 6 };
  const board = makeBoard();
  const ground = { x: 0, y: 0, w: GROUND, h: STAGE };
  board.add("ground", { ...ground, colour: "pick-ground" });
  putStrip(board, context);
  putChart(board, context);
  putTrack(board, context, ACCOUNT - 15);
  putPanel(board, context);
  if (isEnd(context)) putKinds(board, context, { x: 12, y: ACCOUNT + 10 });
  else if (context.added) putAccount(board, context);
  else {
    const words = "Nothing is added yet: every pixel of the map is 0.";
    board.add("text", { text: words, x: 12, y: ACCOUNT + 50, size: 17 });
  }
  const { boxes, places, slots } = board;
  return { boxes, places, slots, width: PRESENTED, height: STAGE };
}

/**
 * The map that grows, its scale, and what plays.
 * @param {Board} board
 * @param {StairsContext} context
 */
function putPanel(board, context) {
  const { layer, state } = context;
  const { x, w } = PANEL;
  const [title, count] = titleOf(context);
  const kernel = layer.weightShape[0] > 1 ? ` ${state.out_channel}` : "";
  board.add("text", { text: title + kernel, x, y: 16, size: 19, bold: true, max: w });
  board.add("text", { text: count, x, y: 40, colour: "ink-2", max: w });
  const map = putGrowingMap(board, context, { x, y: 54, size: w });
  const legend = ticked(legendOf("", context.limits));
  board.add("scale", { x, y: 60 + w, w, size: READABLE, ...legend });
  putContourWords(board, map, context, { x, y: 106 + w, w, isShort: true });
  board.slots.push({ what: "play", x, y: STAGE - 40, w, h: 38 });
}

/**
 * The channel at the handle: its factors, what they add up to, and the sum as on paper.
 * @param {Board} board
 * @param {StairsContext} context
 */
function putAccount(board, context) {
  const { staircase, added, spec, decimals } = context;
  const { channels } = staircase.stairs[added - 1];
  const [c] = channels;
  const name =
    channels.length > 1 ? `${channels.length} others` : spec.channel_names[c] || "channel";
  const look = { x: 12, bold: true, colour: /** @type {const} */ ("pick-ink"), max: 74 };
  board.add("text", { text: name, y: ACCOUNT + 34, ...look });
  if (channels.length === 1) {
    board.add("text", { text: String(c), y: ACCOUNT + 60, size: 26, ...look });
    const span = { x: 84, y: ACCOUNT - 10, wide: 116, gap: 20, printed: decimals.maps };
    putFactors(board, context, accountOf(context), { ...span, least: READABLE });
  }
  const arrow = { x: 481, y: ACCOUNT + 50, size: 18, colour: /** @type {const} */ ("ink-2") };
  board.add("text", { text: "→", align: "center", ...arrow });
  putStairSum(board, context, { x: 490, y: ACCOUNT + 30, w: 62, h: 40 });
  putAddition(board, context, { x: GROUND - 12, y: ACCOUNT + 24 });
}
