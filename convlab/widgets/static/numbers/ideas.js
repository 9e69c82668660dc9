// What a layer is often taken for, worked out as if it were true: the twin of Python's ideas.py.

import { addsUp, roundingOf } from "./account.js";
import { Layer } from "./layer.js";
import { upTo } from "./range.js";
import { decimalsOf, sharedLimit, text } from "./show.js";

/** @import { Colour, Idea, LayerArrays, Steps, WrongSpec, WrongState } from "../types.js" */

const TIE = 1e-5; // rounding must not decide which of two numbers counts, nor the sign of one

// ---- Maps

/**
 * One kernel, and what every idea makes of it. Maps are (oh, ow), slices (kh, kw).
 * @typedef {object} Worked
 * @property {number} bias
 * @property {number} oh
 * @property {number} ow
 * @property {Float32Array[]} slices  one for each channel
 * @property {number} strongest  the channel whose slice has the largest weights
 * @property {Float32Array[]} parts  each channel under its own slice
 * @property {Float32Array[]} alone  each channel under the first slice
 * @property {Float32Array} grey  the mean of all channels under the first slice
 * @property {Float32Array} averaged  the mean of the parts
 * @property {Float32Array} largest  the largest of the parts
 * @property {Float32Array} y  what the layer makes
 * @property {Float32Array} rgb  three maps that are taken for a picture
 * @property {Record<string, Float32Array[]>} maps  of an idea: one, or of "stays RGB" one a channel
 * @property {Record<string, Float32Array[]>} used  the slices that an idea works with
 * @property {Map<string, Float32Array>} differences  of ideas that were asked for
 * @property {Map<string, number>} limits  of ideas that were asked for
 */

/**
 * Kernel o of a layer on x, and what every idea makes of it.
 * @param {LayerArrays & {steps: Steps}} task  weight (O, C, kh, kw)
 * @param {number} o
 * @returns {Worked}
 */
export function workOut(task, o) {
  const { x, weight } = task;
  const c = task.xShape[0];
  const bias = task.bias[o];
  const kernel = cut(task.weightShape[0], weight)[o];
  const slices = cut(c, kernel);
  const s = strongestOf(slices);
  const real = oneKernel(x, kernel, task);
  const shared = oneKernel(x, joined(slices.map(() => slices[0])), task);
  const parts = upTo(0, c).map((i) => real.partial(0, i));
  const alone = upTo(0, c).map((i) => shared.partial(0, i));
  /** @type {(map: Float32Array) => Float32Array} */
  const withBias = (map) => map.map((v) => v + bias);
  const made = {
    alone,
    parts,
    grey: oneKernel(combine(cut(c, x), mean), slices[0], task).partial(0, 0),
    averaged: combine(parts, mean),
    largest: combine(parts, (values) => Math.max(...values)),
  };
  const three = alone.map(withBias);
  return {
    ...made,
    bias,
    oh: real.oh,
    ow: real.ow,
    slices,
    strongest: s,
    y: withBias(real.sum(0)),
    rgb: joined(three),
    maps: {
      "stays RGB": three,
      "grey first": [withBias(made.grey)],
      mean: [withBias(made.averaged)],
      largest: [withBias(made.largest)],
      "one channel": [withBias(parts[s])],
      "shared slice": [withBias(shared.sum(0))],
    },
    used: slicesUsed(slices, s),
    differences: new Map(),
    limits: new Map(),
  };
}

/**
 * The slices that each idea works with.
 * @param {Float32Array[]} slices
 * @param {number} strongest
 * @returns {Record<string, Float32Array[]>}
 */
function slicesUsed(slices, strongest) {
  const first = slices.map(() => slices[0]);
  return {
    "stays RGB": first,
    "grey first": [slices[0]],
    mean: slices,
    largest: slices,
    "one channel": [slices[strongest]],
    "shared slice": first,
  };
}

/**
 * One kernel's layer, without a bias: of as many channels as the kernel has slices.
 * @param {Float32Array} x
 * @param {Float32Array} weight
 * @param {Pick<LayerArrays, "xShape" | "weightShape"> & {steps: Steps}} task
 */
function oneKernel(x, weight, { xShape: [, h, w], weightShape: [, , kh, kw], steps }) {
  const channels = weight.length / (kh * kw);
  const xShape = [channels, h, w];
  const weightShape = [1, channels, kh, kw];
  const layer = new Layer({ x, xShape, weight, weightShape, bias: new Float32Array(1) });
  layer.configure({ in_channels: channels, out_channels: 1, groups: 1, kernel_size: 0, ...steps });
  return layer;
}

/**
 * An array as n pieces of one length.
 * @param {number} n
 * @param {Float32Array} values
 */
function cut(n, values) {
  const length = values.length / n;
  return upTo(0, n).map((i) => values.subarray(i * length, (i + 1) * length));
}

/** @type {(maps: Float32Array[]) => Float32Array} */
const joined = (maps) => Float32Array.from(maps.flatMap((map) => [...map]));

/**
 * Place by place, one number made of those of all maps.
 * @param {Float32Array[]} maps
 * @param {(values: number[]) => number} how
 */
const combine = (maps, how) => maps[0].map((_, i) => how(maps.map((map) => map[i])));

/** @type {(values: number[]) => number} */
const sum = (values) => values.reduce((a, b) => a + b, 0);

/** @type {(values: number[]) => number} */
const mean = (values) => sum(values) / values.length;

/**
 * The channel whose slice has the largest weights.
 * @param {Float32Array[]} slices
 */
function strongestOf(slices) {
  const sizes = slices.map((slice) => sum([...slice].map(Math.abs)));
  return sizes.indexOf(Math.max(...sizes));
}

// ---- How far an idea is from the layer

/**
 * At each place, of the idea's numbers the one that is farthest off, less the layer's.
 * @param {Worked} worked
 * @param {string} idea
 */
export function difference(worked, idea) {
  const known = worked.differences.get(idea);
  if (known) return known;
  const maps = worked.maps[idea];
  const found = worked.y.map((value, i) => {
    let most = maps[0][i] - value;
    for (const map of maps) {
      if (Math.abs(map[i] - value) > Math.abs(most) + TIE) most = map[i] - value;
    }
    return most;
  });
  worked.differences.set(idea, found);
  return found;
}

/**
 * The place of the largest difference: the first in reading order.
 * @param {Worked} worked
 * @param {string} idea
 */
export function farthest(worked, idea) {
  const sizes = difference(worked, idea).map(Math.abs);
  let at = 0;
  sizes.forEach((size, i) => {
    if (size > sizes[at] + TIE) at = i;
  });
  return { row: Math.floor(at / worked.ow), col: at % worked.ow };
}

/**
 * One limit for what is compared: the layer, its partial maps, the idea and the difference.
 * @param {Worked} worked
 * @param {string} idea
 */
export function limitOf(worked, idea) {
  const known = worked.limits.get(idea);
  if (known) return known;
  const { y, parts, maps } = worked;
  /** @type {(...maps: Float32Array[]) => number} */
  const over = (...maps) => sharedLimit(maps.map((data) => ({ data })));
  const signed = idea === "stays RGB" ? [] : maps[idea]; // a picture of three maps shows no signs
  // The larger of the two, so that the layer keeps its colours from idea to idea wherever it can.
  const limit = Math.max(over(y, ...parts), over(y, difference(worked, idea), ...signed));
  worked.limits.set(idea, limit);
  return limit;
}

/**
 * Why an idea is wrong, and what more there is to say: its own words, but for those that follow
 * from the numbers.
 * @param {Worked} worked
 * @param {string} idea
 * @param {Pick<Idea, "why">} about
 * @returns {[why: string, also: string]}
 */
export function reason({ y, maps, parts, bias }, idea, { why }) {
  if (idea !== "mean") return [why, ""];
  const divided = `The sum is divided by ${parts.length}`;
  if (!bias) return [`${divided}: the same map, paler. Larger weights make up for it.`, ""];
  /** @type {(v: number) => number} */
  const sign = (v) => (Math.abs(v) > TIE ? Math.sign(v) : 0);
  const turned = y.filter((v, i) => sign(v) * sign(maps.mean[0][i]) < 0).length;
  const percent = Math.round((100 * turned) / y.length);
  return [
    `${divided}, the bias is not: the map fades towards ${text(bias, decimalsOf([bias]))}.`,
    percent ? `; ${percent}\u00a0% of the map changes sign` : "",
  ];
}

// ---- The account of one place

/**
 * A line of an account. One without a value is a remark; a quiet one is not added up.
 * @typedef {object} Line
 * @property {string} name
 * @property {number} [value]
 * @property {Colour} [colour]  of the name
 * @property {boolean} [quiet]
 * @property {boolean} [less]  written as something that is taken away
 * @property {Float32Array} [slice]
 */

/** @typedef {{lines: Line[], parts: number[], total: number}} LineSum */

const LINES = 5; // for channels: of more than five the four that weigh most, and the rest in one

/**
 * How many lines the longest account takes.
 * @param {number} channels
 */
export const linesFor = (channels) => Math.min(channels, LINES) + 2;

/**
 * The channels that have a line of their own at a place.
 * @param {Float32Array[]} parts
 * @param {number} at
 */
function ownLines(parts, at) {
  const all = parts.map((_, c) => c);
  if (all.length <= LINES) return all;
  /** @type {(c: number) => number} */
  const size = (c) => Math.abs(parts[c][at]);
  return all.sort((a, b) => size(b) - size(a) || a - b).slice(0, LINES - 1);
}

/**
 * The account of one place, line by line: of the layer, or of an idea.
 * @param {Worked} worked
 * @param {string | null} idea  null: the layer
 * @param {number} at  the place in a map
 * @param {Pick<WrongSpec, "channel_names" | "has_bias">} spec
 * @returns {Line[]}
 */
export function account(worked, idea, at, { channel_names: names, has_bias }) {
  const { parts, alone, used, slices } = worked;
  /** @type {Line[]} */
  const bias = has_bias ? [{ name: "bias", value: worked.bias, colour: "bias" }] : [];
  /** @type {(maps: Float32Array[], weights: Float32Array[], more?: Partial<Line>) => Line[]} */
  const each = (maps, weights, more) =>
    channelLines({ maps, weights, at, names, own: ownLines(parts, at) }, more);
  switch (idea) {
    case null:
      return [...each(parts, slices), ...bias];
    case "stays RGB":
      return threeLines(worked, at, names);
    case "grey first":
      return [
        { name: `grey = mean of ${names.length} channels`, colour: "ink" },
        { name: "grey", value: worked.grey[at], colour: "ink" },
        ...bias,
      ];
    case "one channel":
      return [...oneLines(worked, at, names), ...bias];
    case "shared slice":
      return [...each(alone, used[idea]), ...bias];
    default:
      return [
        ...each(parts, slices, { quiet: true }),
        winnerLine(worked, idea, at, names),
        ...bias,
      ];
  }
}

/** @type {(name: string) => Colour} the colour of a channel's name */
const hueOf = (name) => (name === "red" || name === "green" || name === "blue" ? name : "channel");

/**
 * A line for each of the channels `own`, and one for the sum of all others.
 * @param {{maps: Float32Array[], weights: Float32Array[], at: number, names: string[],
 *   own: number[]}} given
 * @param {Partial<Line>} more
 * @returns {Line[]}
 */
function channelLines({ maps, weights, at, names, own }, more = {}) {
  const lines = own.map((c) => ({
    name: names[c],
    value: maps[c][at],
    colour: hueOf(names[c]),
    slice: weights[c],
    ...more,
  }));
  if (own.length === maps.length) return lines;
  const others = maps.filter((_, c) => !own.includes(c)).map((map) => map[at]);
  return [
    ...lines,
    { name: `${others.length} more`, value: sum(others), colour: "channel", ...more },
  ];
}

/**
 * @param {Worked} worked
 * @param {number} at
 * @param {string[]} names
 * @returns {Line[]}
 */
function threeLines({ maps }, at, names) {
  return [
    ...maps["stays RGB"].map((map, c) => ({
      name: `${names[c]}, alone`,
      value: map[at],
      colour: hueOf(names[c]),
    })),
    { name: "nothing is added up", colour: "ink" },
  ];
}

/**
 * @param {Worked} worked
 * @param {number} at
 * @param {string[]} names
 * @returns {Line[]}
 */
function oneLines({ parts, slices, strongest: s }, at, names) {
  const others =
    parts.length > LINES
      ? `the other ${names.length - 1}`
      : names.filter((_, c) => c !== s).join(" and ");
  return [
    { name: names[s], value: parts[s][at], colour: hueOf(names[s]), slice: slices[s] },
    { name: `${others}: never read`, colour: "ink" },
  ];
}

/**
 * The mean of all parts, or the largest: which may have no line of its own.
 * @param {Worked} worked
 * @param {string} idea
 * @param {number} at
 * @param {string[]} names
 * @returns {Line}
 */
function winnerLine({ parts, averaged, largest }, idea, at, names) {
  if (idea === "mean") return { name: "mean", value: averaged[at], colour: "ink" };
  const winner = parts.findIndex((map) => map[at] === largest[at]);
  const name = parts.length > LINES ? `largest, ${names[winner]}` : "largest";
  return { name, value: largest[at], colour: "ink" };
}

/** @typedef {Line & {value: number}} CountedLine */

/**
 * @param {Line} line
 * @returns {line is CountedLine}
 */
function isCounted(line) {
  return line.value !== undefined && !line.quiet;
}

/** @type {(lines: Line[], total: number) => LineSum} */
const sumOfLines = (lines, total) => ({
  lines,
  parts: lines.filter(isCounted).map((line) => line.value),
  total,
});

/**
 * Everything that is said about one place, as numbers.
 * @typedef {object} Seen
 * @property {number} at  the place in a map
 * @property {Line[]} layer  how the layer comes to its number
 * @property {Line[]} wrong  how the idea comes to its number
 * @property {Line[]} gap  how far the two are apart
 * @property {number} y
 * @property {number[]} answers  of the idea
 * @property {number} off  the answer that is farthest off, less y
 * @property {number} decimals
 */

/**
 * @param {Worked} worked
 * @param {Pick<WrongSpec, "channel_names" | "has_bias">} spec
 * @param {WrongState} state
 * @returns {Seen}
 */
export function look(worked, spec, { idea, row, col }) {
  const at = row * worked.ow + col;
  const layer = account(worked, null, at, spec);
  const wrong = account(worked, idea, at, spec);
  const y = worked.y[at];
  const answers = worked.maps[idea].map((map) => map[at]);
  const off = difference(worked, idea)[at];
  /** @type {Line[]} */
  const gap = [
    { name: answers.length > 1 ? "the one farthest off" : "the idea", value: y + off },
    { name: "less the layer", value: -y, less: true },
  ];
  const sums = [sumOfLines(layer, y), sumOfLines(gap, off)];
  if (answers.length === 1) sums.push(sumOfLines(wrong, answers[0]));
  const { decimals } = addsUp(sums, false);
  for (const sum of sums) {
    // What no number of decimals makes whole is said.
    const missing = roundingOf(sum, decimals);
    if (missing) sum.lines.push({ name: "rounding", value: missing, colour: "ink-2" });
  }
  return { at, layer, wrong, gap, y, answers, off, decimals };
}

/**
 * The same for a screen reader.
 * @param {Seen} seen
 * @param {Pick<Idea, "title">} about
 * @param {WrongState} state
 */
export function twin({ layer, wrong, y, answers, decimals, off }, { title }, { row, col }) {
  /** @type {(v: number) => string} */
  const number = (v) => text(v, decimals);
  /** @type {(lines: Line[], sign: string) => string} */
  const words = (lines, sign) =>
    lines
      .filter(isCounted)
      .map(({ name, value }) => `${name} ${number(value)}`)
      .join(sign);
  const idea =
    answers.length > 1
      ? `${words(wrong, "; ")}, not added up`
      : `${words(wrong, " + ")} = ${number(answers[0])}`;
  return (
    `pixel (${row}, ${col}): the layer: ${words(layer, " + ")} = ${number(y)}. ` +
    `The idea ${title}: ${idea}. Difference ${number(off)}`
  );
}
