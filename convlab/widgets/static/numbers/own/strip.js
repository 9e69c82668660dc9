// A network that was run in the browser as a film strip: what Python's `look` says of one.

import { joined } from "../joined.js";
import { upTo } from "../range.js";
import { counted, limitText, percent, sharedLimit, text } from "../show.js";
import { resized } from "./resized.js";
import { sizeOf } from "./tensors.js";

/** @import { NetworkSpec, StripLayer } from "../../types.js" */
/** @import { Maps } from "./operations.js" */
/** @import { Options, Seen } from "./run.js" */

const SIDES = [112, 56, 56, 56]; // pixels of the loudest maps that are shown
const STEPS = 127; // of a small map's colours, each way
const LINE = 20; // letters of a reason
const FLAT = 1e-5; // of what the layer's maps reach: such a map is constant

/**
 * @param {Seen[]} seen
 * @param {string} model  what the network is called
 * @param {number[]} shape  of the picture
 * @returns {{spec: NetworkSpec, maps: Int8Array}}
 */
export function stripOf(seen, model, shape) {
  const all = seen.map(measured);
  const work = total(all, "macs");
  const layers = all.map((one, n) => layerOf(one, n, work));
  const parameters = total(all, "parameters");
  const maps = total(all, "maps");
  const spec = {
    title: [
      counted(layers.length, "conv layer"),
      counted(parameters, "parameter"),
      `${large(work)} multiply-adds`,
    ],
    about: [
      model,
      `x (${shape.join(", ")})`,
      `${text(total(all, "dead"))} of ${text(maps)} maps are constant here`,
    ],
    note: noteOf(layers, parameters, work),
    layers,
    shapes: all.map(({ small }) =>
      small.map(({ h, w }) => /** @type {[number, number]} */ ([h, w])),
    ),
  };
  const parts = all.flatMap(({ small }) => small.map(({ data }) => data));
  return { spec, maps: joined(parts, Int8Array) };
}

/** @typedef {ReturnType<typeof measured>} Measured */

/** @type {(all: Measured[], what: "macs" | "parameters" | "maps" | "dead") => number} */
const total = (all, what) => all.reduce((sum, one) => sum + one[what], 0);

/** What a layer costs, and its loudest maps. @param {Seen} seen */
function measured(seen) {
  const { output, weight, bias } = seen;
  if (!output || !weight) {
    return { seen, macs: 0, parameters: 0, maps: 0, dead: 0, loudest: [], small: [] };
  }
  const [out, tall, wide] = output.shape;
  const planes = upTo(0, out).map((o) =>
    output.data.subarray(o * tall * wide, (o + 1) * tall * wide),
  );
  const spread = planes.map(spreadOf);
  const loudest = upTo(0, out).sort((a, b) => spread[b] - spread[a]);
  const most = output.data.reduce((high, value) => Math.max(high, Math.abs(value)), 0);
  const places = seen.options?.transposed ? seen.x?.shape.slice(1) : [tall, wide];
  return {
    seen,
    macs: sizeOf(weight.shape) * sizeOf(places ?? []),
    parameters: weight.data.length + (bias?.length ?? 0),
    maps: out,
    dead: tall * wide > 1 ? planes.filter((plane) => spanOf(plane) <= FLAT * most).length : 0,
    loudest,
    small: loudest.slice(0, SIDES.length).map((o, n) => smallOf(planes[o], [tall, wide], SIDES[n])),
  };
}

/** The standard deviation. @param {Float32Array} plane */
function spreadOf(plane) {
  const mean = plane.reduce((sum, value) => sum + value, 0) / plane.length;
  return Math.sqrt(plane.reduce((sum, value) => sum + (value - mean) ** 2, 0) / plane.length);
}

/** @param {Float32Array} plane */
function spanOf(plane) {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of plane) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low;
}

/** A small map in steps of its own scale; a signal is drawn as a picture.
 * @type {(plane: Float32Array, sides: [number, number], side: number) =>
 *   {data: Int8Array, h: number, w: number, limit: number}} */
function smallOf(plane, [tall, wide], side) {
  const limit = sharedLimit([{ data: plane }]);
  const times = tall === 1 ? Math.max(1, Math.floor(wide / 3)) : 1;
  const [h, w] = [tall * times, wide];
  const share = Math.min(1, side / Math.max(h, w));
  const shorter = (/** @type {number} */ n) => Math.max(1, Math.floor(n * share + 0.5));
  /** @type {[number, number]} */
  const to = [shorter(h), shorter(w)];
  const high = times > 1 ? Float32Array.from({ length: h * w }, (_, i) => plane[i % w]) : plane;
  const values = resized(high, [h, w], to);
  const data = Int8Array.from(values, (v) =>
    Math.max(-STEPS, Math.min(STEPS, Math.round((v / limit) * STEPS))),
  );
  return { data, h: to[0], w: to[1], limit };
}

// ---- In words

/** @type {(one: Measured, number: number, work: number) => StripLayer} */
function layerOf({ seen, macs, parameters, dead, loudest, small }, number, work) {
  const { reason, weight, output, options } = seen;
  const [path, name] = namesOf(seen.name);
  const limits = small.map(({ limit }) => limit);
  const common = { number, path, name, macs, parameters, dead: dead > 0, limits, shown: !reason };
  if (!weight || !output || !options) {
    const facts = wrapped(reason);
    return { ...common, channels: [], kind: "Conv", size: "", facts, loudest: ["", ""] };
  }
  const [c] = seen.x?.shape ?? [0];
  const [out, ...sides] = output.shape;
  return {
    ...common,
    channels: [text(c), text(out)],
    kind: kindOf(weight, options, c, out),
    size: sides.slice(options.ndim === 1 ? 1 : 0).join("×"),
    facts: [
      dead ? `${text(dead)} of ${text(out)} constant` : "none constant",
      counted(parameters, "parameter"),
      `${work ? ((100 * macs) / work).toFixed(1) : "0.0"} % of the work`,
    ],
    loudest: [`map ${loudest[0]}`, `±${limitText(limits[0])}`],
  };
}

/** What its kernels are like. @type {(weight: Maps, options: Options, c: number, out: number) =>
 *   string} */
function kindOf({ shape }, { ndim, transposed, groups, ...steps }, c, out) {
  const kernel = shape.slice(2);
  const words = [ndim === 1 ? `${kernel[1]} wide` : kernel.join("×")];
  if (transposed) words[0] += " transposed";
  if (groups > 1 && groups === c && groups === out) words[0] += " depthwise";
  else if (groups > 1) words.push(`${groups} groups`);
  for (const name of /** @type {const} */ (["stride", "dilation"])) {
    const sides = steps[name].slice(ndim === 1 ? 1 : 0);
    const isSame = new Set(sides).size === 1;
    if (Math.max(...sides) > 1) words.push(`${name} ${isSame ? sides[0] : sides.join("×")}`);
  }
  return words.join(", ");
}

/** What a layer is in, and its own name; a number says nothing without the name before.
 * @param {string} name @returns {[path: string, name: string]} */
function namesOf(name) {
  const path = name.split(".");
  let own = path.pop() ?? "";
  while (path.length && /^\d+$/.test(own.split(".")[0])) own = `${path.pop()}.${own}`;
  return [path.join("."), own];
}

/** @param {string} words  broken into lines */
function wrapped(words) {
  const lines = [""];
  for (const word of words.split(" ")) {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (longer.length > LINE && lines[lines.length - 1]) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.length > 5 ? [...lines.slice(0, 4), `${lines[4]} …`] : lines;
}

/** @param {number} n */
function large(n) {
  if (n >= 1e9) return `${(n / 1e9).toFixed(1)} billion`;
  return n >= 1e6 ? `${(n / 1e6).toFixed(1)} million` : text(n);
}

/** Where the parameters are, and where the work is.
 * @type {(layers: StripLayer[], parameters: number, work: number) => string} */
function noteOf(layers, parameters, work) {
  const count = Math.max(2, Math.round(layers.length / 5));
  if (layers.length < 2 * count || !parameters || !work) return "";
  const last = layers.slice(-count);
  const held = last.reduce((sum, one) => sum + one.parameters, 0) / parameters;
  const done = last.reduce((sum, one) => sum + one.macs, 0) / work;
  const shares = `${percent(held)} of the parameters and do ${percent(done)} of the work`;
  return `The last ${count} layers hold ${shares}.`;
}
