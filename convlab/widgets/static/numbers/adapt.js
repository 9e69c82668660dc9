// A trained weight for another number of input channels: the same as Python's kernels.adapt.

import { Refusal } from "./layer_checks.js";
import { counted } from "./show.js";

/** Each way, and on which pictures all maps stay as they were. */
export const WAYS = {
  zeros: "whatever the new channels hold",
  mean: "where all channels are equal",
  sum: "where all channels are equal",
  repeat: "where the old channels come again and again, in their order",
  split: "where each new channel holds what its old one held",
};

/** @typedef {keyof typeof WAYS} Way */

/**
 * @param {Float32Array} weight
 * @param {number[]} shape  (c_out, c_in, …)
 * @param {number | number[]} channels  how many; for "split" the old channel of each
 * @param {Way} how
 * @returns {Float32Array} (c_out, new channels, …)
 * @throws {Refusal} for channels that this way cannot make
 */
export function adapt(weight, [out, old, ...kernel], channels, how) {
  const shares = sharesOf(old, channels, how);
  const places = kernel.reduce((a, b) => a * b, 1);
  const made = new Float32Array(out * shares.length * places);
  for (let o = 0, at = 0; o < out; o++) {
    for (const share of shares) {
      for (let place = 0; place < places; place++, at++) {
        const first = o * old * places + place;
        made[at] = share.reduce((sum, part, c) => sum + part * weight[first + c * places], 0);
      }
    }
  }
  return made;
}

/**
 * How much of each old slice goes into each new one.
 * @param {number} old
 * @param {number | number[]} channels
 * @param {Way} how
 * @returns {number[][]} (new channels, old channels)
 */
export function sharesOf(old, channels, how) {
  if (!Object.hasOwn(WAYS, how)) {
    throw new Refusal(`how must be one of ${Object.keys(WAYS).join(", ")}, got '${how}'`);
  }
  if (how === "repeat" || how === "split") {
    const holds = oldChannels(old, channels, how);
    const times = (/** @type {number} */ c) => holds.filter((held) => held === c).length;
    return holds.map((held) => row(old, (c) => (c === held ? 1 / times(c) : 0)));
  }
  const count = whole("channels", channels, 1);
  if (how === "sum") return rows(count, () => row(old, () => 1 / count));
  checkMore(old, count, how);
  const own = (/** @type {number} */ n, /** @type {number} */ c) => Number(n === c);
  if (how === "zeros") return rows(count, (n) => row(old, (c) => own(n, c)));
  const less = old / count;
  return rows(count, (n) => row(old, (c) => (n < old ? own(n, c) : 1 / old) * less));
}

/** @type {(count: number, make: (n: number) => number[]) => number[][]} */
const rows = (count, make) => Array.from({ length: count }, (_, n) => make(n));

/** @type {(count: number, make: (c: number) => number) => number[]} */
const row = (count, make) => Array.from({ length: count }, (_, c) => make(c));

/**
 * Which of the old channels each new one holds.
 * @param {number} old
 * @param {number | number[]} channels
 * @param {"repeat" | "split"} how
 */
export function oldChannels(old, channels, how) {
  if (how === "repeat") {
    const count = whole("channels", channels, 1);
    checkMore(old, count, how);
    return row(count, (n) => n % old);
  }
  const holds = [channels].flat().map((c) => whole("an old channel", c, 0));
  const beyond = holds.find((c) => c >= old);
  if (beyond !== undefined) {
    throw new Refusal(`channels names channel ${beyond}, but weight has 0 to ${old - 1}`);
  }
  const missing = row(old, (c) => c).find((c) => !holds.includes(c));
  if (missing !== undefined) {
    throw new Refusal(
      `channels [${brief(holds)}] leaves out channel ${missing}: every old channel must come at ` +
        "least once, or the maps change; weight[:, channels] does that",
    );
  }
  return holds;
}

/** As Python shortens a list. @param {number[]} numbers */
const brief = (numbers) =>
  [...numbers.slice(0, 6), ...(numbers.length > 6 ? ["..."] : [])].join(", ");

/** @param {string} name @param {unknown} value @param {number} least */
function whole(name, value, least) {
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw new Refusal(`${name} must be a whole number, got ${value}`);
  }
  if (value < least) throw new Refusal(`${name} must be at least ${least}, got ${value}`);
  return value;
}

/** @param {number} old @param {number} count @param {Way} how */
function checkMore(old, count, how) {
  if (count >= old) return;
  throw new Refusal(
    `how='${how}' adds channels, but weight has ${counted(old, "channel")} and channels is ` +
      `${count}: how="sum" makes fewer of them, and weight[:, :${count}] drops the others`,
  );
}
