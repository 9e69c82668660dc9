// A map to be matched: the goal, the map as it is, and how far apart they are, above the layer.

import { compared, goalWords, worstOfBlocks } from "../numbers/goal.js";
import { makeBoard, NOTE, NUMBER } from "./board.js";
import { putFigures } from "./factors.js";
import { centreMap } from "./maps.js";
import { BUTTONS, putSlices } from "./predict.js";
import { ringPixel } from "./rings.js";
import { PRESENTED, READABLE, STAGE } from "./room.js";
import { mapScale } from "./scales.js";
import { putParagraph } from "./words.js";

/** @import {
 *   Board, ExplorerScene, Layout, MapData, Placement, Point, SceneContext,
 * } from "../types.js" */
/** @import { Compared } from "../numbers/goal.js" */

const INK = /** @type {const} */ ("ink");

/**
 * Where the maps stand, and how large they are.
 * @typedef {object} Look
 * @property {number} left  of the first
 * @property {number} top
 * @property {number} side
 * @property {number} pitch  from one to the next
 * @property {number} head  how far above them their names stand
 * @property {number} small  the size of small words
 */

/** @type {Look} */
const USUAL = { left: 12, top: 34, side: 116, pitch: 124, head: 14, small: NOTE.size };
/** @type {Look} */
const IN_A_ROOM = { left: 140, top: 92, side: 220, pitch: 237, head: 20, small: READABLE };

/** @typedef {SceneContext & {board: Board, look: Look, found: Compared | null}} Context */

/**
 * A layout under the map that its picked map is to match.
 * @param {Layout} layout
 * @returns {Layout}
 */
export function matching(layout) {
  const known = layouts.get(layout);
  if (known) return known;
  /** @type {Layout} */
  const made = {
    ...layout,
    build: (context) =>
      context.width === PRESENTED
        ? buildPresentedGoal(context)
        : stacked(buildGoal(context), layout.build(context)),
    tell: (state, layer, decimals, spec) => {
      const given = { layer, state, spec, decimals: { ...NONE, maps: decimals } };
      return goalWords(given, compared(given)).join(" ");
    },
  };
  layouts.set(layout, made);
  return made;
}

/** Those that were made. @type {Map<Layout, Layout>} */
const layouts = new Map();

/** No decimals are asked for but those of maps. */
const NONE = { weights: 0, input: 0, biases: 0 };

/** A scene under another. @type {(head: ExplorerScene, scene: ExplorerScene) => ExplorerScene} */
function stacked(head, scene) {
  const dy = head.height;
  const boxes = scene.boxes.map((box) => ({ ...box, y: box.y + dy }));
  const places = scene.places.map((place) => {
    const moved = { ...place, y: place.y + dy };
    return "down" in moved && moved.down ? { ...moved, from: moved.from + dy } : moved;
  });
  const slots = scene.slots.map((slot) => ({ ...slot, y: slot.y + dy }));
  return {
    ...scene,
    height: dy + scene.height,
    boxes: [...head.boxes, ...boxes],
    places: [...head.places, ...places],
    slots: [...head.slots, ...slots],
    sticks: 0, // the goal is above what would stay in sight
  };
}

/**
 * The goal, the map, the difference, and what it comes to in words.
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
export function buildGoal(given) {
  const board = makeBoard();
  const { width } = given;
  const context = { ...given, board, look: USUAL, found: compared(given) };
  putMaps(context);
  const bottom = putWords(context);
  board.add("rule", { x: 12, y: bottom, dx: width - 24, dy: 0, colour: "rule" });
  const { boxes, places, slots } = board;
  return { boxes, places, slots, width, height: bottom + 6 };
}

/**
 * In a room: the slices of the kernel, and all three maps, large.
 * @param {SceneContext} given
 * @returns {ExplorerScene}
 */
function buildPresentedGoal(given) {
  const board = makeBoard();
  const context = { ...given, board, look: IN_A_ROOM, found: compared(given) };
  const { state, layer } = given;
  const o = state.out_channel;
  const [first, end] = layer.range(o);
  const slice = Math.min(72, 280 / (end - first) - 10);
  const places = { slices: { x: 21, y: 92 }, across: false, bias: { x: 72, y: 352 } };
  putSlices({ ...context, o, look: { ...places, slice, small: READABLE } });
  putMaps(context);
  const width = PRESENTED - 2 * 21;
  const [how, ...found] = runsOf(context);
  board.add("text", { text: "Make this map", x: 21, y: 18, size: 24, bold: true });
  putParagraph(board, [how], { x: 21, y: 46, width });
  putParagraph(board, found, { x: IN_A_ROOM.left, y: 334, width: 540 });
  board.slots.push({ what: "leave", x: 698, y: 328, w: 136, h: 38 });
  return {
    boxes: board.boxes,
    places: board.places,
    slots: board.slots,
    width: PRESENTED,
    height: STAGE,
  };
}

/**
 * The goal, the map as it is, and how far apart they are.
 * @param {Context} context
 */
function putMaps(context) {
  const { board, layer, state, spec, limits, look } = context;
  const o = state.out_channel;
  ["the goal", `map ${o}, yours`, "difference"].forEach((words, i) => {
    const ink = { size: look.small, bold: i < 2, colour: i < 2 ? INK : NOTE.colour };
    const at = { x: look.left + i * look.pitch, y: look.top - look.head };
    board.add("text", { text: words, ...at, ...ink });
  });
  const [h = 0, w = 0] = spec.goal_shape ?? [];
  if (state._goal) putMapBeside(context, 0, { data: state._goal, w, h, ...mapScale(limits) });
  const size = { w: layer.ow, h: layer.oh, ...mapScale(limits) };
  putMapBeside(context, 1, { data: layer.sum(o), offset: layer.bias[o], ...size });
  if (context.found) putDifference(context, context.found);
}

/**
 * A map, and on it the place where both are farthest apart.
 * @type {(context: Context, i: number, map: MapData) => void}
 */
function putMapBeside(context, i, map) {
  const { board, found, ratio, look } = context;
  const square = { x: look.left + i * look.pitch, y: look.top, size: look.side };
  const isWritten = context.whole && Math.max(map.w, map.h) * NUMBER <= look.side;
  const marked = { ...map, marks: true };
  const at = isWritten ? putWritten(context, map, square) : centreMap(board, marked, square, ratio);
  if (found && !found.isMatched) ringPixel(board, at, found, { colour: "ink" });
}

/**
 * A small map in numbers. Returns where it lies.
 * @type {(context: Context, map: MapData, square: Point) => Placement}
 */
function putWritten({ board, decimals, limits }, { data, offset = 0, w }, { x, y }) {
  const values = [...data].map((value) => value + offset);
  const cell = { wide: NUMBER, tall: NUMBER };
  const look = { columns: w, cell, decimals: decimals.maps, ...mapScale(limits) };
  putFigures(board, { x, y, values, ...look });
  return { x, y, scale: NUMBER };
}

/** How far apart they are, as dots of ink. @type {(context: Context, found: Compared) => void} */
function putDifference({ board, layer, look }, { gaps, isMatched }) {
  const none = { data: new Float64Array(1), w: 1, h: 1 };
  const dots = isMatched ? none : worstOfBlocks(gaps, layer);
  const { data, w, h } = dots;
  const pitch = look.side / Math.max(h, w);
  const x = look.left + 2 * look.pitch;
  const y = look.top;
  const edge = { x: x - 1, y: y - 1, w: w * pitch + 2, h: h * pitch + 2 };
  board.add("ground", { colour: "rule", ...edge });
  board.add("ground", { colour: "bg", x, y, w: w * pitch, h: h * pitch });
  const range = Math.max(...data, 1e-9);
  board.add("dots", { x, y, data, w, h, pitch, range });
}

/**
 * What is to be done, and how far it is done.
 * @param {Context} context
 * @returns {{text: string, bold?: boolean}[]}
 */
function runsOf(context) {
  const { state, found } = context;
  const how = `Mute channels or type other weights until map ${state.out_channel} is the goal.`;
  const [head, ...rest] = goalWords(context, found);
  return [{ text: how }, { text: head, bold: true }, ...rest.map((words) => ({ text: words }))];
}

/**
 * The same beside the maps, or below them. Returns where all ends.
 * @param {Context} context
 */
function putWords(context) {
  const { board, width, look } = context;
  const { left, top, side, pitch } = look;
  const isWide = width >= 1000;
  const { x, y } = isWide ? { x: left + 3 * pitch + 12, y: 20 } : { x: 12, y: top + side + 24 };
  const room = width - 12 - x;
  board.add("text", { text: "Make this map", x, y, size: 20, bold: true });
  const [how, ...found] = runsOf(context);
  const next = putParagraph(board, [how], { x, y: y + 28, width: room });
  const end = putParagraph(board, found, { x, y: next + 20, width: room });
  board.slots.push({ what: "leave", x, y: end + 12, w: 140, h: BUTTONS });
  return Math.max(top + side + 12, end + 12 + BUTTONS + 8);
}
