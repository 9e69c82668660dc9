// While places of an input stamp one by one: the maps as far as their stamps have come. This moves,
// and so Python's scenes do not have it.

import { addPartial } from "../numbers/convolve.js";
import { placesReached } from "../numbers/moves.js";
import { upTo } from "../numbers/range.js";
import { isWaiting } from "./account.js";
import { partialMap, sumMap, tallOf } from "./maps.js";

/** @import { Board, MapData, Placement, SceneContext } from "../types.js" */

/** Do places stamp now, one by one? @param {Pick<SceneContext, "state">} context */
export const isStamping = ({ state }) => Boolean(state.sliding) && state.target === "input";

/**
 * The stamps so far of channel c in map o, added to others.
 * @param {Float32Array | null} base
 * @param {SceneContext} context
 * @param {number} o
 * @param {number} c
 */
function addStamped(base, { layer, state: { spot } }, o, c) {
  const [, , w] = layer.xShape;
  const channel = layer
    .channel(c)
    .slice()
    .fill(0, spot[0] * w + spot[1] + 1);
  return addPartial(base, channel, layer.slice(o, c), layer);
}

/**
 * What channel c's stamps so far add up to in map o.
 * @param {SceneContext} context
 * @param {number} o
 * @param {number} c
 * @returns {MapData}
 */
export const stampedPartial = (context, o, c) => ({
  ...partialMap(context, o, c),
  data: addStamped(null, context, o, c),
});

/**
 * What the stamps so far of all channels that are added make of map o.
 * @param {SceneContext} context
 * @param {number} o
 */
export function stampedMap(context, o) {
  const { layer, state } = context;
  const added = upTo(...layer.range(o)).filter(
    (c) => !layer.muted.has(c) && !isWaiting(context, o, c),
  );
  /** @type {Float32Array | null} */
  let data = null;
  for (const c of added) data = addStamped(data, context, o, c);
  const none = new Float32Array(layer.oh * layer.ow);
  return sumMap(context, o, data ?? none, state.step < 0 ? layer.bias[o] : 0);
}

/**
 * Hatched: the places of a map that no stamp has come to.
 * @param {Board} board
 * @param {SceneContext} context
 * @param {Placement} at  of the map
 */
export function putUntouched(board, { layer, state: { spot } }, at) {
  const { x, y, scale } = at;
  const tall = tallOf(at);
  /** @type {(side: 0 | 1, place: number) => number} how far the stamps up to a place go */
  const endOf = (side, place) => {
    const [kernel, outputs] = side ? [layer.kw, layer.ow] : [layer.kh, layer.oh];
    const ends = upTo(0, place + 1).map(
      (i) => (placesReached(layer, side, i, kernel, outputs).at(-1) ?? -1) + 1,
    );
    return Math.max(0, ...ends);
  };
  const [before, now, right] = [endOf(0, spot[0] - 1), endOf(0, spot[0]), endOf(1, spot[1])];
  const w = (layer.ow - right) * scale;
  const rest = { x: x + right * scale, y: y + before * tall, w, h: (now - before) * tall };
  const below = { x, y: y + now * tall, w: layer.ow * scale, h: (layer.oh - now) * tall };
  for (const area of [rest, below]) if (area.w * area.h > 0) board.add("hatch", area);
}
