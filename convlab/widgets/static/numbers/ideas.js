// What a layer is often taken for, worked out as if it were true: the twin of Python's ideas.py.

import { addsUp } from "./account.js";
import { Layer } from "./convolve.js";
import { decimalsOf, sharedLimit, text, units } from "./show.js";

/** One kernel's layer over some channels. */
function oneKernel(x, xShape, slices, [kh, kw], steps) {
  const layer = new Layer({
    x,
    xShape,
    weight: slices,
    weightShape: [1, xShape[0], kh, kw],
    bias: new Float32Array(1),
  });
  layer.configure({ in_channels: xShape[0], out_channels: 1, groups: 1, kernel_size: 0, ...steps });
  return layer;
}

const plus = (map, bias) => map.map((v) => v + bias);

const combine = (maps, how) => maps[0].map((_, i) => how(maps.map((map) => map[i])));

const joined = (maps) => Float32Array.from(maps.flatMap((map) => [...map]));

const TIE = 1e-5; // rounding must not decide which of two numbers counts, nor the sign of one

const sum = (values) => values.reduce((a, b) => a + b, 0);

/** The channel whose slice has the largest weights. */
const strongest = (slices) => {
  const sizes = slices.map((slice) => sum([...slice].map(Math.abs)));
  return sizes.indexOf(Math.max(...sizes));
};

/** Kernel o of a layer on x, and what every idea makes of it.
 * task: {x, xShape, weight, weightShape, bias, steps}. maps of an idea: one, or for "stays RGB" one a channel. */
export function workOut({ x, xShape, weight, weightShape, bias: biases, steps }, o) {
  const [c, h, w] = xShape,
    [, , kh, kw] = weightShape,
    size = kh * kw,
    bias = biases[o];
  const kernel = weight.slice(o * c * size, (o + 1) * c * size);
  const cut = (n, from, length) =>
    Array.from({ length: n }, (_, i) => from.subarray(i * length, (i + 1) * length));
  const channels = cut(c, x, h * w),
    slices = cut(c, kernel, size),
    s = strongest(slices);
  const firsts = Float32Array.from({ length: c * size }, (_, i) => kernel[i % size]);
  const real = oneKernel(x, xShape, kernel, [kh, kw], steps);
  const shared = oneKernel(x, xShape, firsts, [kh, kw], steps);
  const mean = oneKernel(
    combine(channels, (v) => sum(v) / c),
    [1, h, w],
    slices[0],
    [kh, kw],
    steps,
  );
  const parts = channels.map((_, i) => real.partial(0, i)),
    alone = channels.map((_, i) => shared.partial(0, i));
  const grey = mean.partial(0, 0),
    averaged = combine(parts, (v) => sum(v) / c),
    largest = combine(parts, (v) => Math.max(...v));
  return {
    bias,
    channels,
    slices,
    strongest: s,
    oh: real.oh,
    ow: real.ow,
    parts,
    alone,
    grey,
    averaged,
    largest,
    y: plus(real.sum(0), bias),
    apart: {},
    limits: {},
    rgb: joined(alone.map((map) => plus(map, bias))), // three maps taken for a picture
    maps: {
      "stays RGB": alone.map((map) => plus(map, bias)),
      "grey first": [plus(grey, bias)],
      mean: [plus(averaged, bias)],
      largest: [plus(largest, bias)],
      "one channel": [plus(parts[s], bias)],
      "shared slice": [plus(shared.sum(0), bias)],
    },
    used: {
      "stays RGB": slices.map(() => slices[0]),
      "grey first": [slices[0]],
      mean: slices,
      largest: slices,
      "one channel": [slices[s]],
      "shared slice": slices.map(() => slices[0]),
    },
  };
}

/** How far an idea is from the layer: at each place, of its numbers the one that is farthest off, less y. */
export function difference({ y, maps, apart }, idea) {
  apart[idea] ??= y.map((value, i) => {
    let most = maps[idea][0][i] - value;
    for (const map of maps[idea])
      if (Math.abs(map[i] - value) > Math.abs(most) + TIE) most = map[i] - value;
    return most;
  });
  return apart[idea];
}

/** The place of the largest difference: the first in reading order. */
export function farthest(worked, idea) {
  const sizes = difference(worked, idea).map(Math.abs);
  let at = 0;
  sizes.forEach((v, i) => {
    if (v > sizes[at] + TIE) at = i;
  });
  return { row: Math.floor(at / worked.ow), col: at % worked.ow };
}

/** One limit for what is compared: the layer, its partial maps, the idea and the difference. */
export function limitOf(worked, idea) {
  const { y, parts, maps, limits } = worked,
    over = (...some) => sharedLimit(some.map((data) => ({ data })));
  const signed = idea === "stays RGB" ? [] : maps[idea]; // three maps in one have no sign to show
  // Of the two the larger, so that the layer keeps its colours from idea to idea wherever it can
  return (limits[idea] ??= Math.max(
    over(y, ...parts),
    over(y, difference(worked, idea), ...signed),
  ));
}

/** Why an idea is wrong, and what more there is to say: its own words, but for those that follow from the numbers. */
export function reason({ y, maps, parts, bias }, idea, { why }) {
  if (idea !== "mean") return [why, ""];
  const divided = `The sum is divided by ${parts.length}`;
  if (!bias) return [`${divided}: the same map, paler. Larger weights make up for it.`, ""];
  const sign = (v) => (Math.abs(v) > TIE ? Math.sign(v) : 0);
  const turned = Math.round(
    (100 * y.filter((v, i) => sign(v) * sign(maps.mean[0][i]) < 0).length) / y.length,
  );
  return [
    `${divided}, the bias is not: the map fades towards ${text(bias, decimalsOf([bias]))}.`,
    turned ? `; ${turned}\u00a0% of the map changes sign` : "",
  ];
}

const LINES = 5; // for channels: of more than five the four that weigh most, and the rest in one

/** How many lines the longest account takes. */
export const linesFor = (channels) => Math.min(channels, LINES) + 2;

/** The channels that have a line of their own at a place. */
function singled(parts, at) {
  const all = parts.map((_, c) => c),
    size = (c) => Math.abs(parts[c][at]);
  return all.length > LINES
    ? all.sort((a, b) => size(b) - size(a) || a - b).slice(0, LINES - 1)
    : all;
}

/** The account of one place, line by line: of the layer, or of an idea. A line without a value is a
 * remark; quiet lines are shown, but only the others are added up. */
export function account(worked, idea, at, names, hasBias) {
  const { parts, alone, strongest: s, used, slices } = worked;
  const line = (name, value, colour = "ink", more = {}) => ({ name, value, colour, ...more });
  const hue = (c) => ["red", "green", "blue"].find((one) => one === names[c]) ?? "channel";
  const own = singled(parts, at),
    rest = parts.length - own.length;
  const each = (maps, weights, more) => [
    ...own.map((c) => line(names[c], maps[c][at], hue(c), { slice: weights[c], ...more })),
    ...(rest
      ? [
          line(
            `${rest} more`,
            sum(maps.filter((_, c) => !own.includes(c)).map((map) => map[at])),
            "channel",
            more,
          ),
        ]
      : []),
  ];
  const bias = hasBias ? [line("bias", worked.bias, "bias")] : [];
  if (idea === null) return [...each(parts, slices), ...bias];
  if (idea === "stays RGB")
    return [
      ...worked.maps[idea].map((map, c) => line(`${names[c]}, alone`, map[at], hue(c))),
      line("nothing is added up"),
    ];
  if (idea === "grey first")
    return [
      line(`grey = mean of ${names.length} channels`),
      line("grey", worked.grey[at]),
      ...bias,
    ];
  if (idea === "shared slice") return [...each(alone, used[idea]), ...bias];
  if (idea === "one channel") {
    const others = rest
      ? `the other ${names.length - 1}`
      : names.filter((_, c) => c !== s).join(" and ");
    return [
      line(names[s], parts[s][at], hue(s), { slice: slices[s] }),
      line(`${others}: never read`),
      ...bias,
    ];
  }
  const winner = rest ? `, ${names[parts.findIndex((map) => map[at] === worked.largest[at])]}` : ""; // it may have no line
  const [word, map] =
    idea === "mean" ? ["mean", worked.averaged] : [`largest${winner}`, worked.largest];
  return [...each(parts, slices, { quiet: true }), line(word, map[at]), ...bias];
}

const counts = (line) => line.value !== undefined && !line.quiet;

/** Everything that is said about one place, as numbers. */
export function look(worked, spec, { idea, row, col }) {
  const at = row * worked.ow + col;
  const [layer, wrong] = [null, idea].map((one) =>
    account(worked, one, at, spec.channel_names, spec.has_bias),
  );
  const y = worked.y[at],
    answers = worked.maps[idea].map((map) => map[at]),
    off = difference(worked, idea)[at];
  const apart = [
    { name: answers.length > 1 ? "the one farthest off" : "the idea", value: y + off },
    { name: "less the layer", value: -y, less: true },
  ];
  const sums = [
    [layer, y],
    [apart, off],
    ...(answers.length === 1 ? [[wrong, answers[0]]] : []),
  ].map(([lines, total]) => ({ lines, parts: lines.filter(counts).map((l) => l.value), total }));
  const { decimals } = addsUp(sums, false);
  for (const { lines, parts, total } of sums) {
    // what no number of decimals makes whole is said
    const missing = parts.reduce((left, v) => left - units(v, decimals), units(total, decimals));
    if (missing) lines.push({ name: "rounding", value: missing / 10 ** decimals, colour: "ink-2" });
  }
  return { at, layer, wrong, apart, y, answers, off, decimals };
}

/** The same for a screen reader. */
export function twin({ layer, wrong, y, answers, decimals, off }, about, { row, col }) {
  const sum = (some) =>
    some
      .filter(counts)
      .map((l) => `${l.name} ${text(l.value, decimals)}`)
      .join(" + ");
  const said =
    answers.length > 1
      ? `${sum(wrong)}, not added up`.replaceAll(" + ", "; ")
      : `${sum(wrong)} = ${text(answers[0], decimals)}`;
  return `pixel (${row}, ${col}): the layer: ${sum(layer)} = ${text(y, decimals)}. The idea ${about.title}: ${said}. Difference ${text(off, decimals)}`;
}
