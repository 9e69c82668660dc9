// One output pixel as numbers: its parts, the decimals in which they add up as shown, a sentence.

import { upTo } from "./range.js";
import { decimalsOf, fewestDecimals, isWhole, largestOf, term, text, units } from "./show.js";

/**
 * @import { ChannelAccount, Decimals, ExplorerSpec, Pixel, Printed, Sum } from "../types.js"
 */

/**
 * What the printed parts of a sum lack of its printed total: 0 where they add up.
 * @param {Sum} sum
 * @param {number} decimals
 */
export function roundingOf({ parts, total }, decimals) {
  const left = parts.reduce((rest, v) => rest - units(v, decimals), units(total, decimals));
  return left / 10 ** decimals;
}

/**
 * The fewest decimals in which every sum adds up as printed, and what the first lacks if none does:
 * 2 to 4, or so many more that the largest number has two figures. Parts that the first or second
 * of these show exactly are shown exactly.
 * @param {Sum[]} sums  the first is the one that is boxed
 * @param {boolean} whole  whether all their numbers are whole
 * @returns {Printed}
 */
export function addsUp(sums, whole) {
  const choices = whole ? [0] : choicesOf(sums);
  const decimals = choices.find((d) => sums.every((sum) => roundingOf(sum, d) === 0));
  if (decimals !== undefined) return { decimals, missing: 0 };
  const most = choices[choices.length - 1];
  return { decimals: most, missing: roundingOf(sums[0], most) };
}

/** @type {(decimals: number, sum: Sum) => Printed} a sum in so many decimals */
const printedIn = (decimals, sum) => ({ decimals, missing: roundingOf(sum, decimals) });

/** @param {Sum[]} sums */
function choicesOf(sums) {
  const parts = sums.flatMap((sum) => sum.parts);
  const fewest = fewestDecimals(largestOf([...parts, ...sums.map((sum) => sum.total)]));
  const exact = decimalsOf(parts, 2, fewest + 2);
  return upTo(exact < fewest + 2 ? exact : fewest, fewest + 3);
}

/**
 * A pixel while channels are added one by one: those that wait, and the bias, are not in its total.
 * @param {Pixel} pixel
 * @param {number} step  so many channels are added; -1: all, and the bias
 * @returns {Pixel}
 */
export function soFar(pixel, step) {
  if (step < 0) return pixel;
  const channels = pixel.channels.map((channel, i) => ({ ...channel, waiting: i >= step }));
  const added = channels.filter((channel) => !channel.waiting);
  return { ...pixel, channels, waiting: true, total: sumOf(added) };
}

/** @type {(channels: ChannelAccount[]) => number} the sum of their subtotals */
export const sumOf = (channels) => channels.reduce((sum, channel) => sum + channel.subtotal, 0);

/**
 * The numbers that are in a pixel's total.
 * @param {Pixel} pixel
 */
export function partsOf({ channels, bias, waiting }) {
  const added = channels.filter((channel) => !channel.waiting).map((channel) => channel.subtotal);
  return waiting ? added : [...added, bias];
}

/**
 * A pixel's numbers as one sentence: the ledger for a screen reader.
 * @param {{spec: Pick<ExplorerSpec, "channel_names" | "has_bias" | "kind">, decimals?: Decimals}}
 *   context
 *   decimals: of the layer; without them, as few as this account needs
 * @param {Pixel} pixel
 */
export function sentence({ spec, decimals: known }, pixel) {
  const { o, row, col, channels, bias, total, waiting } = pixel;
  const parts = partsOf(pixel);
  const { decimals, missing } = known
    ? printedIn(known.maps, { parts, total })
    : addsUp([{ parts, total }], isWhole(parts));
  const terms = channels
    .filter((channel) => !channel.waiting)
    .map(({ c, muted, subtotal }) => {
      const name = spec.channel_names[c] || `channel ${c}`;
      return term(name, muted ? "muted" : text(subtotal, decimals));
    });
  if (!terms.length) terms.push("nothing yet");
  if (spec.has_bias && !waiting) terms.push(`bias ${text(bias, decimals)}`);
  if (missing) terms.push(`rounding ${text(missing, decimals)}`);
  const sum = `${terms.join(" + ")} = ${text(total, decimals)}`;
  const place = spec.kind?.ndim === 1 ? `position ${col}` : `pixel (${row}, ${col})`;
  return `${place} of map ${o}: ${sum}`;
}
