// What a hand has moved beyond the scale that stays, and where a scale would end that holds it.

import { upTo } from "./range.js";
import { counted, largestOf, limitText, ROOT, STRAIGHT, text } from "./show.js";
import { isChanged } from "./state.js";

/** @import { Decimals, ExplorerState, Limits } from "../types.js" */
/** @import { Layer } from "./layer.js" */

/**
 * A scale to choose instead: its end, 0 for the one of the layer as given; why, and what holds
 * until then.
 * @typedef {{limit: number, words: string, why: string, stays: string}} Rescaling
 */

/**
 * What the picked kernel's maps offer: a scale that holds them, where a hand has moved them beyond
 * theirs; or the layer's own, once another has been chosen.
 * @param {Layer} layer
 * @param {ExplorerState} state
 * @param {Limits} limits
 * @param {Decimals} decimals
 * @returns {Rescaling | null}
 */
export function rescaling(layer, state, limits, decimals) {
  const o = state.out_channel;
  if (isChanged(state, layer, o, true) && state.scale === "shared") {
    const { largest, count, pixels, most } = extentOf(layer, o, limits.maps);
    const limit = (limits.root ? ROOT : STRAIGHT).up(largest);
    if (count && limit > limits.maps) {
      const size = text(most, Math.min(2, decimals.maps));
      const why = `Hatched: ${text(count)} of ${counted(pixels, "pixel")}, up to ${size}`;
      const stays = `The scale stays at ±${limitText(limits.maps)} while you type.`;
      return { limit, words: `Rescale to ±${limitText(limit)}`, why, stays };
    }
  }
  return state.limit ? { limit: 0, words: "Scale as before", why: "", stays: "" } : null;
}

/**
 * How far the maps of kernel o go: the largest number in any of them; of the feature map how many
 * pixels lie beyond the end of a scale, and the one that is farthest from 0.
 * @param {Layer} layer
 * @param {number} o
 * @param {number} end
 */
function extentOf(layer, o, end) {
  const map = layer.sum(o);
  const bias = layer.bias[o];
  let count = 0;
  let most = 0;
  for (const sum of map) {
    const value = sum + bias;
    if (Math.abs(value) > end * (1 + 1e-6)) count++;
    if (Math.abs(value) > Math.abs(most)) most = value;
  }
  const audible = upTo(...layer.range(o)).filter((c) => !layer.muted.has(c));
  const largest = audible.reduce(
    (far, c) => largestOf(layer.partial(o, c), far),
    largestOf(map, Math.abs(most)),
  );
  return { largest, count, pixels: map.length, most };
}
