// Of many channels few are opened; all others are one bar each, and one map, their sum.

import { upTo } from "../numbers/range.js";
import { text } from "../numbers/show.js";
import { kindsOf } from "../numbers/stairs.js";
import { stepsOf } from "../numbers/steps.js";
import { isWaiting, sumOf, withAccount } from "./account.js";
import { centreMap, mapArea, sumMap } from "./maps.js";
import { ringPixel } from "./rings.js";
import { mapScale } from "./scales.js";

/** @import { Board, ExplorerState, Rectangle, SceneContext } from "../types.js" */
/** @import { AccountContext } from "./account.js" */
/** @import { Square } from "./maps.js" */

const OPENED = 3; // channels, where there is room

/**
 * A scene of few channels and all others. `opened`, `rest`: channels; `adds`: what each channel
 * adds at the picked pixel of some maps, in digits where it is written.
 * @typedef {AccountContext & {
 *   o: number,
 *   opened: number[],
 *   rest: number[],
 *   adds: Map<number, number[]>,
 * }} OthersContext
 */

/** Are so many channels added one by one? @param {number} channels */
export const plays = (channels) => stepsOf(channels) === channels;

/**
 * @param {SceneContext} given
 * @param {number[]} shown  kernels whose channels have bars
 * @param {number} [most]  channels that are opened
 * @returns {OthersContext}
 */
export function withOthers(given, shown, most = OPENED) {
  const { layer, spec } = given;
  // Of very many channels all are added.
  const state = plays(spec.weight_shape[1]) ? given.state : { ...given.state, step: -1 };
  const { out_channel: o, row, col } = state;
  const opened = openedIn(layer.inChannels, state, most);
  const rest = upTo(0, layer.inChannels).filter((c) => !opened.includes(c));
  /** @type {(kernel: number) => number[]} */
  const addsTo = (kernel) =>
    kernel === o ? layer.subtotals(o, row, col) : layer.exactSubtotals(kernel, row, col);
  const adds = new Map(shown.map((kernel) => [kernel, addsTo(kernel)]));
  return { ...withAccount({ ...given, state }), o, opened, rest, adds };
}

/**
 * The first channels; in the place of the last of them that which was picked, or added last.
 * @param {number} count
 * @param {Pick<ExplorerState, "in_channel" | "step">} state
 * @param {number} [most]
 */
export function openedIn(count, { in_channel, step }, most = OPENED) {
  const c = step > 0 ? Math.min(step, count) - 1 : in_channel;
  const first = upTo(0, Math.min(most, count));
  return c < most ? first : [...first.slice(0, -1), c];
}

/**
 * What channel c adds to map o.
 * @type {(context: OthersContext, o: number, c: number) => number}
 */
const addedBy = ({ adds }, o, c) => adds.get(o)?.[c] ?? 0;

/** Those of the others that are added so far. @param {OthersContext} context */
export const othersAdded = (context) =>
  context.rest.filter((c) => !isWaiting(context, context.o, c));

/**
 * The lowest and the highest level of a kernel's bars.
 * @param {OthersContext} context
 * @param {number} o
 */
export function levelsOf(context, o) {
  let [level, low, high] = [0, 0, 0];
  for (const c of context.rest) {
    level += addedBy(context, o, c);
    low = Math.min(low, level);
    high = Math.max(high, level);
  }
  return [low, high];
}

/**
 * A bar for each of all other channels, from the level that those before it have reached, and dots
 * from the last to their sum.
 * @param {Board} board
 * @param {OthersContext} context
 * @param {{o: number, x: number, y: number, side: number, unit: number, pitch: number,
 *   end: number}} place  side: their height; unit: CSS pixels of 1; end: of the dots
 */
export function putBars(board, context, { o, x: left, y, side, unit, pitch, end }) {
  const { rest } = context;
  const [low, high] = levelsOf(context, o);
  const zero = y + side / 2 + ((high + low) / 2) * unit;
  board.add("rule", { x: left, y: zero, dx: rest.length * pitch, dy: 0 });
  const w = pitch > 5 ? pitch - 1 : pitch;
  let level = 0;
  for (const [i, c] of rest.entries()) {
    const x = left + i * pitch;
    board.places.push({ role: "subtotal", o, c, x, y, w: pitch, h: side });
    if (isWaiting(context, o, c)) continue;
    const value = addedBy(context, o, c);
    const top = zero - Math.max(level, level + value) * unit;
    const h = Math.abs(value) * unit;
    if (h < 0.5) board.add("rule", { x, y: top, dx: w, dy: 0, colour: "control" });
    else board.add("bar", { x, y: top, w, h, sign: Math.sign(value) });
    level += value;
  }
  const x = left + othersAdded(context).length * pitch;
  const dots = { x, y: zero - level * unit, dx: end - x, dy: 0 };
  board.add("rule", { width: 1.5, dash: [1.5, 3], ...dots });
}

/**
 * The sum of all other channels' partial maps, as far as they are added.
 * @param {Board} board
 * @param {OthersContext} context
 * @param {number} o
 * @param {Square} square
 */
export function putOthersMap(board, context, o, { x, y, size }) {
  const { layer, state, opened, ratio } = context;
  if (!othersAdded(context).length) {
    const area = mapArea(context, { x, y, w: size, h: size });
    board.add("outline", { x: area.x + 0.5, y: area.y + 0.5, w: area.w - 1, h: area.h - 1 });
    return;
  }
  const few = opened.filter((c) => !isWaiting(context, o, c));
  const sum = state.step < 0 ? layer.sum(o) : layer.running(o, state.step - 1);
  const map = sumMap(context, o, layer.sumWithout(o, few, sum));
  const at = centreMap(board, map, { x, y, size }, ratio);
  if (o === context.o) ringPixel(board, at, state);
}

/** What all other channels do, in words. @param {OthersContext} context */
export function othersWords(context) {
  const { layer, printed, state, o } = context;
  const exact = layer.exactSubtotals(o, state.row, state.col);
  const stairs = othersAdded(context).map((c) => {
    const stair = { channels: [c], value: addedBy(context, o, c), from: 0, to: 0 };
    return { ...stair, exact: exact[c], muted: layer.muted.has(c) };
  });
  const kinds = kindsOf({ stairs, sum: 0 }, printed);
  const said = kinds.map(({ words }) => words.replace(/ channels?/, "")).join(", ");
  return said || "none of them is added yet";
}

/**
 * What all other channels come to at the picked pixel, if any are added.
 * @param {Board} board
 * @param {OthersContext} context
 * @param {Rectangle} box
 * @param {number} size  of the figures
 */
export function putOthersSum(board, context, box, size) {
  const { limits, printed, o } = context;
  const added = othersAdded(context);
  if (!added.length) return;
  const value = sumOf(added.map((c) => addedBy(context, o, c)));
  board.add("swatch", { value, text: text(value, printed), size, ...box, ...mapScale(limits) });
}
