// On which scale of colours a map of the layer is shown: see `numbers/limits.js`.

/** @import { Legend, Limits, SignedScale } from "../types.js" */

/**
 * What a legend says of the maps' scale, or of that of partial maps.
 * @param {string} words
 * @param {Limits} limits
 * @param {"maps" | "parts"} which
 * @returns {Legend}
 */
export function legendOf(words, limits, which = "maps") {
  const range = limits[which];
  const isOwn = which === "parts" && limits.parts !== limits.maps;
  const farthest = isOwn ? limits.farthestPart : limits.farthest;
  const beyond = farthest > range * (1 + 1e-6);
  return { words, range, root: limits.root, ...(beyond ? { beyond } : {}) };
}

/**
 * A legend's colours and its numbers, as a `scale` box has them.
 * @param {Pick<Legend, "range" | "root" | "beyond">} legend
 * @returns {SignedScale & {beyond?: boolean}}
 */
export const ticked = ({ range, root, beyond }) => ({
  scheme: "signed",
  range,
  root,
  ...(beyond ? { beyond } : {}),
});

/** @type {(limits: Limits) => SignedScale} of running sums and feature maps */
export const mapScale = ({ maps, root }) => ({ scheme: "signed", range: maps, root });

/** @type {(limits: Limits) => SignedScale} of partial maps, and of the products that they add */
export const partScale = ({ parts, root }) => ({ scheme: "signed", range: parts, root });
