// One output pixel as numbers: its parts, the decimals in which they add up as shown, and a sentence.

import { decimalsOf, isWhole, text, units } from "./show.js";

/** What is missing when all of a sum is printed, in units of the last decimal. */
export const off = ({ parts, total }, d) =>
  units(total, d) - parts.reduce((a, v) => a + units(v, d), 0);

/** The fewest decimals in which every sum adds up as printed, and what is missing if none does.
 * Parts that 2 or 3 decimals show exactly are shown exactly.
 * sums: [{parts, total}]; the first is the one that is boxed. */
export function addsUp(sums, whole) {
  const exact = decimalsOf(
    sums.flatMap(({ parts }) => parts),
    2,
  );
  for (const d of whole ? [0] : [2, 3, 4].filter((d) => exact > 3 || d >= exact)) {
    if (sums.every((sum) => off(sum, d) === 0)) return { decimals: d, missing: 0 };
  }
  const d = whole ? 0 : 4;
  return { decimals: d, missing: off(sums[0], d) / 10 ** d };
}

/** A pixel while channels are added one by one: those that wait, and the bias, are not in its total yet. */
export function soFar(pixel, step) {
  if (step < 0) return pixel;
  const channels = pixel.channels.map((ch, i) => ({ ...ch, waiting: i >= step }));
  return { ...pixel, channels, waiting: true, total: total(channels.filter((ch) => !ch.waiting)) };
}

/** The numbers that are in a pixel's total. */
export const partsOf = ({ channels, bias, waiting }) => [
  ...channels.filter((ch) => !ch.waiting).map((ch) => ch.subtotal),
  ...(waiting ? [] : [bias]),
];

const nameOf = (show, c) => show.spec.channel_names[c] || `channel ${c}`;

/** A pixel's numbers as one sentence: the ledger for a screen reader. */
export function sentence(show, pixel) {
  const parts = partsOf(pixel);
  const { decimals, missing } = addsUp([{ parts, total: pixel.total }], isWhole(parts));
  const terms = pixel.channels
    .filter((ch) => !ch.waiting)
    .map((ch) => `${nameOf(show, ch.c)} ${ch.muted ? "muted" : text(ch.subtotal, decimals)}`);
  if (!terms.length) terms.push("nothing yet");
  if (show.spec.has_bias && !pixel.waiting) terms.push(`bias ${text(pixel.bias, decimals)}`);
  if (missing) terms.push(`rounding ${text(missing, decimals)}`);
  return `pixel (${pixel.row}, ${pixel.col}) of map ${pixel.o}: ${terms.join(" + ")} = ${text(pixel.total, decimals)}`;
}

export const count = (n, one, many = `${one}s`) => `${text(n)} ${n === 1 ? one : many}`;

/** The channels of a ranked account in kinds, as [words, channels]: those that add, take away, say nothing,
 * are muted. Nothing is what is 0 in the most decimals that an account has: the counts stay, whichever it shows. */
export function sortedOut(channels) {
  const heard = channels.filter((ch) => !ch.waiting && !ch.muted);
  const says = ({ subtotal }) => (units(subtotal, 4) === 0 ? 0 : Math.sign(subtotal));
  const [adds, takes, rest] = [1, -1, 0].map((sign) => heard.filter((ch) => says(ch) === sign));
  const muted = channels.filter((ch) => !ch.waiting && ch.muted);
  const s = (list) => (list.length === 1 ? "s" : "");
  return [
    [`${count(adds.length, "channel")} add${s(adds)}`, adds],
    [`${takes.length} take${s(takes)} away`, takes],
    [`${rest.length} say${s(rest)} ${total(rest) === 0 ? "" : "next to "}nothing`, rest],
    [`${muted.length} muted`, muted],
  ].filter(([, list]) => list.length);
}

export const total = (channels) => channels.reduce((a, ch) => a + ch.subtotal, 0);
