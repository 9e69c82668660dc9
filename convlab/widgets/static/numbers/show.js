// Numbers as they are shown: their text, how many decimals, where a colour scale ends.

/** @import { Numbers, SignedScale } from "../types.js" */

/**
 * A value in whole units of its last decimal: 0.355, 2 -> 36. Half goes away from zero, and so does
 * what is a hair less than half because a float32 holds it.
 * @param {number} value
 * @param {number} decimals
 */
export function units(value, decimals) {
  return Math.sign(value) * Math.floor(Math.abs(value) * 10 ** decimals + 0.5 + 1e-6);
}

const POWERS = 1e21; // from here on toFixed() writes a power of ten

/**
 * A number of at least 0 with so many decimals; from 1,000 on, thousands are set apart by commas.
 * (A browser takes longer to load its own formats than to draw a picture.)
 * @param {number} size
 * @param {number} decimals
 */
function digits(size, decimals) {
  const zeros = (0).toFixed(decimals).slice(1);
  const fixed = size < POWERS ? size.toFixed(decimals) : `${BigInt(size)}${zeros}`;
  if (size < 1000) return fixed;
  const [whole, ...part] = fixed.split(".");
  return [whole.replace(/\B(?=(?:\d{3})+$)/g, ","), ...part].join(".");
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * A number with its name before it, kept apart from a number that the name ends in.
 * @param {string} name
 * @param {string} value
 */
export const term = (name, value) => (/\d$/.test(name) ? `${name}: ${value}` : `${name} ${value}`);

/**
 * "−0.50": a real minus sign, a quiet zero, thousands with a comma, from 7 decimals on a power of
 * ten.
 * @param {number} value
 * @param {number} decimals
 * @param {boolean} plus  whether numbers above 0 have a sign
 */
export function text(value, decimals = 0, plus = false) {
  if (value === 0) return "0";
  const power = decimals > 6 ? 3 * Math.floor(decimals / 3) : 0;
  const size = Math.abs(units(value, decimals)) / 10 ** (decimals - power);
  const sign = size === 0 ? "" : value < 0 ? "−" : plus ? "+" : "";
  const ten = power ? `×10⁻${String(power).replace(/\d/g, (digit) => RAISED[Number(digit)])}` : "";
  return sign + digits(size, decimals - power) + ten;
}

/**
 * "1 kernel", "64 kernels", "1,792 biases".
 * @param {number} n
 * @param {string} thing  its name in the singular
 */
export function counted(n, thing) {
  const ending = n === 1 ? "" : thing.endsWith("s") ? "es" : "s";
  return `${text(n)} ${thing}${ending}`;
}

/**
 * The fewest decimals, at least `fewest`, that show every value as it is: at most `most`, or as
 * many as show two figures of the largest.
 * @param {Iterable<number>} values
 * @param {number} fewest
 * @param {number} most
 */
export function decimalsOf(values, fewest = 0, most = 4) {
  const largest = largestOf(Array.from(values));
  const end = largest < 0.1 ? Math.max(most, fewestDecimals(largest)) : most;
  let decimals = fewest;
  for (const value of values) {
    const near = 2e-6 * Math.max(Math.min(1, largest), Math.abs(value)); // a float32 is off by it
    while (decimals < end && Math.abs(value - Number(value.toFixed(decimals))) > near) decimals++;
  }
  return decimals;
}

/**
 * The fewest decimals, 2 to 15, that show two figures of the largest of some numbers.
 * @param {number} largest
 */
export function fewestDecimals(largest) {
  if (!(largest > 0 && largest < 0.1)) return 2;
  return Math.min(15, Math.max(2, 1 - Math.floor(Math.log10(largest * (1 + 1e-6)))));
}

/**
 * An end of a colour scale: three figures of it decide the decimals, at most 6. From a million on
 * it is written with a power of ten.
 * @param {number} limit
 * @param {boolean} plus  whether a limit above 0 has a sign
 */
export function limitText(limit, plus = false) {
  const figures = Number(limit.toPrecision(3));
  if (Math.abs(figures) < 1e6) return text(limit, decimalsOf([figures], 0, 6), plus);
  const [mantissa, exponent] = figures.toExponential().split("e+");
  const power = `10${exponent.replace(/\d/g, (digit) => RAISED[Number(digit)])}`;
  const sign = figures < 0 ? "−" : plus ? "+" : "";
  const times = mantissa.replace("-", "");
  return sign + (times === "1" ? power : `${times}×${power}`);
}

/**
 * A share as a whole percentage; 0 and 100 are said of nothing and of all alone.
 * @param {number} share  0 to 1
 */
export function percent(share) {
  const hair = 1e-9; // sums of the same numbers in another order
  const hundredths = Math.floor(100 * share + 0.5);
  if (hundredths === 0 && share > hair) return "under 1 %";
  if (hundredths === 100 && share < 1 - hair) return "over 99 %";
  return `${hundredths} %`;
}

/**
 * A number that a legend has: how far from its left end, its words, and how they stand there.
 * @typedef {{at: number, words: string, align: "left" | "center" | "right"}} Tick
 */

/**
 * The numbers of a legend `w` pixels wide. One that goes by the square root has L/4 too, and L/16,
 * where there is room: each stands half as far from 0 as the one before. Ends that leave no room
 * for each other are one number.
 * @param {Pick<SignedScale, "range" | "root"> & {w: number, beyond?: boolean}} legend  beyond:
 *   whether its ends are the colours of larger numbers, too
 * @returns {Tick[]} from −range to +range
 */
export function legendTicks({ range, root, w, beyond = false }) {
  const half = w / 2;
  const numbers = [{ out: 1, label: limitText(range) }];
  let free = labelWidth(numbers[0].label) + (beyond ? SIGN : 0); // from the end: what labels take
  if (2 * free + 4 > w) return [{ at: w, words: `±${numbers[0].label}`, align: "right" }];
  for (const out of root ? [0.5, 0.25] : []) {
    const value = range * out ** 2;
    const label = value === 0.5 ? "½" : limitText(value);
    const middle = half * (1 - out);
    const side = labelWidth(label) / 2;
    if (middle - side < free + 4 || middle + side > half - 8) continue;
    numbers.push({ out, label });
    free = middle + side;
  }
  /** @type {(sign: number) => (number: {out: number, label: string}) => Tick} */
  const tick =
    (sign) =>
    ({ out, label }) => ({
      at: half * (1 + sign * out),
      words: (beyond && out === 1 ? (sign < 0 ? "≤ " : "≥ ") : "") + (sign < 0 ? "−" : "+") + label,
      align: out < 1 ? "center" : sign < 0 ? "left" : "right",
    });
  const high = numbers.map(tick(1)).reverse();
  /** @type {Tick[]} */
  const zero = free + 8 <= half ? [{ at: half, words: "0", align: "center" }] : [];
  return [...numbers.map(tick(-1)), ...zero, ...high];
}

/**
 * About how wide a number of a legend is with its sign, 14 px high.
 * @param {string} label
 */
function labelWidth(label) {
  let width = 8;
  for (const letter of label) width += WIDTHS[letter] ?? 8;
  return width;
}

/** @type {Record<string, number>} */
const WIDTHS = { ".": 4, ",": 4, "½": 12 };
const SIGN = 12; // the width of a sign before it, and a space

/** @type {(values: Numbers) => boolean} */
export const isWhole = (values) => values.every((v) => Number.isInteger(v));

/**
 * Round up to 1, 2, 3 or 5 times a power of ten: 0.13 -> 0.2, 4 -> 5. What is not positive gives 1.
 * @param {number} value
 */
export function roundUp(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const step = [1, 2, 3, 5].find((s) => s * power >= value * (1 - 1e-6)) ?? 10;
  return Number((step * power).toPrecision(1));
}

/**
 * The largest size of these numbers, `offset` added to each.
 * @param {Numbers} values
 * @param {number} least  what is answered if none is larger
 * @param {number} offset
 */
export function largestOf(values, least = 0, offset = 0) {
  let largest = least;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] + offset));
  return largest;
}

/**
 * The limit L of one scale, zero-centred, for all these maps: no more than 2 % of the values lie
 * beyond it, and it is 1, 2, 3 or 5 times a power of ten; for whole numbers the largest itself.
 * Large maps are sampled.
 * @param {{data: Numbers, offset?: number}[]} maps
 * @param {boolean} whole
 */
export function sharedLimit(maps, whole = false) {
  const { sizes, largest } = sampleSizes(maps, whole ? Infinity : 5000);
  return whole ? Math.max(1, Math.round(largest)) : limitOfSizes(sizes, STRAIGHT, 0.02);
}

/**
 * Where a scale may end: the next such end from a number up, and the next smaller one.
 * @typedef {{up: (value: number) => number, down: (end: number) => number}} Ends
 */

/** 1, 2, 3 and 5 times a power of ten. @type {Ends} */
export const STRAIGHT = { up: roundUp, down: (end) => roundUp(0.45 * end) }; // 5 -> 3 -> 2 -> 1

/** 0.5 · 4ⁿ: what the numbers of a root scale stand for, each step four times the one before. */
export const ROOT = /** @type {Ends} */ ({
  up: (value) => (value > 0 ? 0.5 * 4 ** Math.ceil(Math.log2(2 * value * (1 - 1e-6)) / 2) : 0.5),
  down: (end) => end / 4,
});

/**
 * The smallest end beyond which lies no more than a share of these sizes; if all but so few are
 * next to nothing, the one that holds them all.
 * @param {Float32Array} sizes
 * @param {Ends} ends
 * @param {number} share
 */
export function limitOfSizes(sizes, { up, down }, share) {
  const largest = largestOf(sizes);
  if (share === 0 || largest === 0) return up(largest);
  for (let end = up(largest); end > largest / 1000; end = down(end)) {
    if (!fewBeyond(sizes, down(end), share)) return end;
  }
  return up(largest);
}

/**
 * The sizes of about `most` numbers of all these maps, and the largest of them.
 * @param {{data: Numbers, offset?: number}[]} maps
 * @param {number} most
 */
function sampleSizes(maps, most) {
  const all = maps.reduce((sum, { data }) => sum + data.length, 0);
  const step = Math.max(1, Math.ceil(all / most));
  const sizes = new Float32Array(all / step + maps.length);
  let count = 0;
  let largest = 0;
  for (const { data, offset = 0 } of maps) {
    for (let i = 0; i < data.length; i += step) {
      const size = Math.abs(data[i] + offset);
      sizes[count++] = size;
      if (size > largest) largest = size;
    }
  }
  return { sizes: sizes.subarray(0, count), largest };
}

/**
 * Is no more than a share of these sizes beyond the limit?
 * @param {Float32Array} sizes
 * @param {number} limit
 * @param {number} share
 */
function fewBeyond(sizes, limit, share) {
  const end = limit * (1 + 1e-6);
  const most = share * sizes.length;
  let beyond = 0;
  for (let i = 0; i < sizes.length && beyond <= most; i++) if (sizes[i] > end) beyond++;
  return beyond <= most;
}

/**
 * Which kernels have next to no weights, so that their maps are one constant: those whose largest
 * weight is at most 1/500 of the layer's largest.
 * @param {number[]} peaks  the largest weight of each kernel
 */
export function deadKernels(peaks) {
  const largest = Math.max(...peaks);
  return peaks.flatMap((peak, o) => (peak <= largest / 500 ? [o] : []));
}
