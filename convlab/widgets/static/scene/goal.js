// A map to be matched: the goal, the map as it is, and how far apart they are, above the layer.

import { compared, goalWords, worstOfBlocks } from "../numbers/goal.js";
import { makeBoard, NOTE, NUMBER } from "./board.js";
import { putFigures } from "./factors.js";
import { centreMap } from "./maps.js";
import { BUTTONS } from "./predict.js";
import { ringPixel } from "./rings.js";
import { mapScale } from "./scales.js";
import { putParagraph } from "./words.js";

/** @import {
 *   Board, ExplorerScene, Layout, MapData, Placement, Point, SceneContext,
 * } from "../types.js" */
/** @import { Compared } from "../numbers/goal.js" */

const SIDE = 116; // of each map
const PITCH = 124; // from one map to the next
const INK = /** @type {const} */ ("ink");
const TOP = 34; // of the maps

/** @typedef {SceneContext & {board: Board, found: Compared | null}} Context */

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
    build: (context) => stacked(buildGoal(context), layout.build(context)),
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
  const { layer, state, width, spec } = given;
  const board = makeBoard();
  const context = { ...given, board, found: compared(given) };
  const o = state.out_channel;
  ["the goal", `map ${o}, yours`, "difference"].forEach((words, i) => {
    const look = { size: 14, bold: i < 2, colour: i < 2 ? INK : NOTE.colour };
    board.add("text", { text: words, x: 12 + i * PITCH, y: TOP - 14, ...look });
  });
  const [h = 0, w = 0] = spec.goal_shape ?? [];
  if (state._goal) putMapBeside(context, 0, { data: state._goal, w, h, ...mapScale(given.limits) });
  const size = { w: layer.ow, h: layer.oh, ...mapScale(given.limits) };
  putMapBeside(context, 1, { data: layer.sum(o), offset: layer.bias[o], ...size });
  if (context.found) putDifference(context, context.found);
  const bottom = putWords(context);
  board.add("rule", { x: 12, y: bottom, dx: width - 24, dy: 0, colour: "rule" });
  const { boxes, places, slots } = board;
  return { boxes, places, slots, width, height: bottom + 6 };
}

/**
 * A map, and on it the place where both are farthest apart.
 * @type {(context: Context, i: number, map: MapData) => void}
 */
function putMapBeside(context, i, map) {
  const { board, found, ratio } = context;
  const square = { x: 12 + i * PITCH, y: TOP, size: SIDE };
  const isWritten = context.whole && Math.max(map.w, map.h) * NUMBER <= SIDE;
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
function putDifference({ board, layer }, { gaps, isMatched }) {
  const none = { data: new Float64Array(1), w: 1, h: 1 };
  const dots = isMatched ? none : worstOfBlocks(gaps, layer);
  const { data, w, h } = dots;
  const pitch = SIDE / Math.max(h, w);
  const x = 12 + 2 * PITCH;
  const edge = { x: x - 1, y: TOP - 1, w: w * pitch + 2, h: h * pitch + 2 };
  board.add("ground", { colour: "rule", ...edge });
  board.add("ground", { colour: "bg", x, y: TOP, w: w * pitch, h: h * pitch });
  const range = Math.max(...data, 1e-9);
  board.add("dots", { x, y: TOP, data, w, h, pitch, range });
}

/**
 * What is to be done, and how far it is done. Returns where all ends.
 * @param {Context} context
 */
function putWords(context) {
  const { board, width, state, found } = context;
  const isWide = width >= 1000;
  const { x, y } = isWide ? { x: 12 + 3 * PITCH + 12, y: 20 } : { x: 12, y: TOP + SIDE + 24 };
  const room = width - 12 - x;
  board.add("text", { text: "Make this map", x, y, size: 20, bold: true });
  const how = `Mute channels or type other weights until map ${state.out_channel} is the goal.`;
  const next = putParagraph(board, [{ text: how }], { x, y: y + 28, width: room });
  const [head, ...rest] = goalWords(context, found);
  const runs = [{ text: head, bold: true }, ...rest.map((words) => ({ text: words }))];
  const end = putParagraph(board, runs, { x, y: next + 20, width: room });
  board.slots.push({ what: "leave", x, y: end + 12, w: 140, h: BUTTONS });
  return Math.max(TOP + SIDE + 12, end + 12 + BUTTONS + 8);
}
