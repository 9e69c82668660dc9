// The staircase as a layout: what is built at each width, and what a hand does there.

import { clamp } from "../numbers/range.js";
import { text } from "../numbers/show.js";
import { stairsOf } from "../numbers/stairs.js";
import { ADDING } from "../numbers/state.js";
import { buildLadder } from "./ladder.js";
import { picked } from "./pointing.js";
import { buildPresentedStairs } from "./presented_stairs.js";
import { PRESENTED } from "./room.js";
import { buildStairs } from "./stairs.js";

/** @import { ExplorerState, Layout, PointedPlace, Point } from "../types.js" */
/** @import { Layer } from "../numbers/layer.js" */

/**
 * So many channels added; the one that comes last is looked at.
 * @param {number} step
 * @param {ExplorerState} state
 * @param {Layer} layer
 */
function stepTo(step, state, layer) {
  const { stairs } = stairsOf(layer, state);
  const now = step > stairs.length ? -1 : clamp(step, -1, stairs.length);
  if (now < 1 || stairs[now - 1].channels.length > 1) return { step: now };
  return reach(stairs[now - 1].channels[0], state, layer);
}

/**
 * All channels up to this one added. The stairs of very many are not the same once it is looked at.
 * @param {number} in_channel
 * @param {ExplorerState} state
 * @param {Layer} layer
 */
function reach(in_channel, state, layer) {
  const { stairs } = stairsOf(layer, { ...state, in_channel });
  const own = stairs.findIndex(
    ({ channels }) => channels.length === 1 && channels[0] === in_channel,
  );
  return { in_channel, step: own + 1 };
}

/**
 * What a click on a place does; another pixel or kernel is picked with as many channels added.
 * @param {PointedPlace} place
 * @param {ExplorerState} state
 * @param {Layer} layer
 * @returns {Partial<ExplorerState>}
 */
function pick(place, state, layer) {
  const { step } = state;
  if (place.role === "stair") return stepTo(place.step, state, layer);
  if (place.role === "tab") return { out_channel: place.o, step };
  if (place.role === "handle") return {};
  return { ...picked(place, state, layer), step };
}

/**
 * The handle goes from channel to channel; after the last comes the bias.
 * @param {PointedPlace} place  where the drag began
 * @param {Point} at  where the pointer is
 * @param {ExplorerState} state
 * @param {Layer} layer
 */
function drag(place, at, state, layer) {
  if (place.role !== "handle") return null;
  const along = (place.down ? at.y : at.x) - place.from;
  return stepTo(Math.max(0, Math.round(along / place.pitch)), state, layer);
}

/** How far each key moves the handle. @type {Map<string, number>} */
const KEYS = new Map([
  [",", -1],
  [".", 1],
  ["<", -8],
  [">", 8],
]);

/** And these, too, where a hand was last on the handle or on a stair.
 * @type {Map<string, number>} */
const HELD = new Map([
  ["ArrowLeft", -1],
  ["ArrowUp", -1],
  ["ArrowRight", 1],
  ["ArrowDown", 1],
  ["PageUp", -8],
  ["PageDown", 8],
  ["Home", -Infinity],
  ["End", Infinity],
]);

/** @type {NonNullable<Layout["press"]>} */
function press(key, state, layer, held) {
  const isHeld = held === "handle" || held === "stair";
  const way = KEYS.get(key) ?? (isHeld ? HELD.get(key) : undefined);
  if (!way) return null;
  const { length } = stairsOf(layer, state).stairs;
  const now = state.step < 0 ? length + 1 : state.step;
  return stepTo(Math.max(0, now + way), state, layer);
}

/** @param {string} words */
const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** @type {NonNullable<Layout["say"]>} */
function say(place, state, layer, nameOf) {
  if (place.role === "tab") return `Kernel ${place.o}: a click opens it.`;
  if (place.role === "handle")
    return "Drag, or use arrow keys: channels are added one by one. The bias comes last.";
  if (place.role !== "stair") return null;
  const { stairs, bias } = stairsOf(layer, state);
  if (place.step < 0) return `The bias adds ${text(bias, 2, true)}.`;
  const { channels, value } = stairs[place.step - 1];
  const name = channels.length > 1 ? `the ${channels.length} others` : nameOf(channels[0]);
  const verb = channels.length > 1 ? "add" : "adds";
  return `${capital(name)} ${verb} ${text(value, 2, true)}: a click adds all up to here.`;
}

/** @type {Layout} */
export const STAIRCASE = {
  plays: true,
  guesses: true,
  finds: ["channel"],
  reach,
  orders: { words: "order of adding", options: ADDING.map((order) => [order, order]) },
  idle: "Drag the handle, or click a channel. All are added up to there, in the map, too.",
  build(context) {
    if (context.width === PRESENTED) return buildPresentedStairs(context);
    return context.width === 390 ? buildLadder(context) : buildStairs(context);
  },
  pick,
  drag,
  press,
  say,
};
