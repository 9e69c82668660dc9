// The explorer's state: what may be set, what follows from it, and how a layer's numbers are shown.

import { digitsOf } from "./digits.js";
import { isSmallAndWhole, limitsOf } from "./limits.js";
import { hasBorder, movesOf, outputSizes, PLAIN } from "./moves.js";
import { clamp, upTo, within } from "./range.js";
import { decimalsOf } from "./show.js";
import { stepsOf } from "./steps.js";

/**
 * @import {
 *   Aim, CellView, ExplorerSpec, ExplorerState, Pair, Scales, Steps,
 * } from "../types.js"
 */
/** @import { Layer } from "./layer.js" */
/** @import { FixedLimits } from "./limits.js" */
/** @typedef {Pick<ExplorerSpec, "x_shape" | "weight_shape" | "slices" | "steps" | "kind">} Sizes */
/**
 * @typedef {"rows" | "slices" | "many" | "stairs" | "opened" | "wall" | "matrix" | "depthwise"
 *   | "stamps"} LayoutName
 */

/** What the cells of the grid can show. */
export const VIEWS = /** @type {const} */ ([
  "slice and partial map",
  "slice",
  "partial map",
  "running sum",
]);

/** What an explorer can show: of many channels and many kernels also every slice, as a wall. */
export const OVERVIEWS = /** @type {const} */ ([...VIEWS, "wall"]);

/**
 * Which parts of a cell are visible. A running sum below its slice would be taken for its partial
 * map, so it stands there alone.
 * @param {CellView} view
 * @param {boolean} isBeside  whether a map stands beside its slice
 */
export const partsOf = (view, isBeside) => ({
  hasSlice: view !== "partial map" && (isBeside || view !== "running sum"),
  hasMap: view !== "slice",
});

/** In which order channels are added. */
export const ADDING = /** @type {const} */ (["as given", "by size", "shuffled"]);

/** @typedef {Pick<ExplorerSpec, "weight_shape" | "kind" | "x_shape">} LaidOut */
/** @typedef {Pick<ExplorerState, "in_channels" | "out_channels" | "groups">} Counts */

/**
 * How a layer is laid out. The largest layer that a widget can show decides, so that nothing
 * changes wholly under a slider of channels.
 * @param {LaidOut} spec
 * @param {Counts & Partial<Pick<ExplorerState, "view">>} state
 * @returns {LayoutName}
 */
export function layoutOf(spec, state) {
  const { weight_shape, kind } = spec;
  const [kernels, channels, kh, kw] = weight_shape;
  if (kind?.transposed && kind.ndim === 2) {
    return channels <= 3 && kernels <= 8 ? "stamps" : layoutOfCounts(kernels, channels);
  }
  const { in_channels, out_channels, groups } = state;
  const isDepthwise = groups === in_channels && groups === out_channels;
  if (isDepthwise && groups > 8) return "depthwise";
  if (kh * kw === 1 && channels >= 4 && Math.max(channels, kernels) <= 64) return "matrix";
  const isOpened = state.view !== "wall" && canOpen(spec, state);
  return isOpened ? "opened" : layoutOfCounts(kernels, channels);
}

const MOST_OPENED = 128; // kernels or channels
const MOST_NUMBERS = 1 << 24; // in all partial maps: the maps of all kernels are drawn

/**
 * Can some rows of a layer of many channels and many kernels be opened, or is it a wall alone?
 * @param {LaidOut} spec
 * @param {Pick<ExplorerState, "groups">} state
 */
export function canOpen({ weight_shape: [kernels, channels], kind, x_shape }, { groups }) {
  const [, h, w] = x_shape;
  const isUsual = groups === 1 && !kind?.transposed && kind?.ndim !== 1;
  const isSmall = Math.max(kernels, channels) <= MOST_OPENED;
  const isMany = Math.min(kernels, channels) > 8;
  return isUsual && isMany && isSmall && kernels * channels * h * w <= MOST_NUMBERS;
}

/** @type {(kernels: number, channels: number) => LayoutName} */
function layoutOfCounts(kernels, channels) {
  if (channels > 8) return kernels > 8 ? "wall" : "stairs";
  if (kernels > 8) return "many";
  return channels > 3 ? "slices" : "rows";
}

/**
 * A grid that no hand has touched yet.
 * @type {Pick<ExplorerState, "adding" | "shuffle" | "step" | "target" | "spot" | "pinned"
 *   | "order" | "scale" | "large" | "limit" | "edits" | "ask" | "guess" | "draft">}
 */
export const UNTOUCHED = {
  adding: "as given",
  shuffle: 0,
  step: -1,
  target: "output",
  spot: [0, 0],
  pinned: [],
  order: "PyTorch",
  scale: "shared",
  large: false,
  limit: 0,
  edits: [],
  ask: "",
  guess: [],
  draft: [],
};

// ---- What may be set

/**
 * The group counts that divide both channel counts.
 * @param {Pick<ExplorerState, "in_channels" | "out_channels">} state
 */
export const legalGroups = ({ in_channels, out_channels }) =>
  upTo(1, Math.min(in_channels, out_channels) + 1).filter(
    (groups) => in_channels % groups === 0 && out_channels % groups === 0,
  );

/**
 * The kernel's two sizes, and those of its output, which are below 1 where it does not fit.
 * @param {ExplorerState} state
 * @param {Sizes} spec
 */
function sizesOf(state, { x_shape: [, h, w], weight_shape: [, , kh, kw], kind = PLAIN }) {
  const taken = state.kernel_size || Infinity; // 0: all of each slice
  /** @type {Pair} */
  const kernel = [Math.min(kh, taken), Math.min(kw, taken)];
  const moves = movesOf(state, kernel, kind);
  return { kernel, moves, output: outputSizes([h, w], kernel, moves) };
}

/**
 * Can a layer be shown with this state's kernel and steps?
 * @param {ExplorerState} state
 * @param {Sizes} spec
 */
function isPossible(state, spec) {
  const { output, moves } = sizesOf(state, spec);
  const isOpen = state.padding !== "same" || Math.max(...moves.stride) === 1;
  const [, ...sizes] = spec.x_shape;
  return Math.min(...output) >= 1 && isOpen && hasBorder(sizes, moves, state.padding_mode);
}

/**
 * What the sliders of one number offer, for a slice `k` wide.
 * @type {Record<string, (k: number) => number[]>}
 */
const OFFERED = {
  kernel_size: (k) => upTo(1, k + 1).filter((size) => (k - size) % 2 === 0),
  stride: () => upTo(1, 5),
  padding: () => upTo(0, 5),
  dilation: () => upTo(1, 5),
};

/** @typedef {number | number[] | string} Setting  what a slider is set to */

/**
 * Where a setting stands among others: a pair in the middle of its two numbers, "same" where as
 * many places are added.
 * @param {Setting} value
 * @param {ExplorerState} state
 * @param {Sizes} spec
 */
function rankOf(value, state, spec) {
  if (typeof value === "number") return value;
  if (Array.isArray(value)) return value.reduce((a, b) => a + b) / value.length;
  const { moves } = sizesOf({ ...state, padding: "same" }, spec);
  return moves.pads.flat().reduce((a, b) => a + b) / (spec.kind?.ndim === 1 ? 2 : 4);
}

/**
 * What each slider may be set to, given the rest. A stride of 16, or of (2, 1), that the layer was
 * given can be left and come back to.
 * @param {keyof ExplorerState} trait  one with a slider
 * @param {ExplorerState} state
 * @param {Sizes} spec
 * @returns {Setting[]}
 */
export function legalValues(trait, state, spec) {
  const [most, channels, kh, kw] = spec.weight_shape;
  if (isFixed(spec) && trait.endsWith("channels")) return trait[0] === "i" ? [channels] : [most];
  if (isFixed(spec) && trait === "groups") return [state.groups];
  if (trait === "in_channels") return upTo(1, channels + 1);
  if (trait === "out_channels") return upTo(1, most + 1);
  if (trait === "groups") return legalGroups(state);
  const now = /** @type {Setting} */ (state[trait]);
  const given = spec.steps?.[/** @type {keyof Steps} */ (trait)] ?? now;
  const own = [given, now].filter((value) => value); // 0: a padding, which is offered, or the slice
  /** @type {Setting[]} */
  const offered = [...OFFERED[trait](Math.max(kh, kw)), ...own];
  return [...new Map(offered.map((value) => [String(value), value])).values()]
    .map((value) => ({ value, rank: rankOf(value, state, spec) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value)
    .filter((value) => isPossible({ ...state, [trait]: value }, spec));
}

/**
 * Are the counts those that the layer was given? Then the slices that its groups leave out are not
 * stored.
 * @param {Sizes} spec
 */
export const isFixed = ({ slices = 0, weight_shape }) => slices > 0 && slices < weight_shape[1];

/** The nearest counts that there are. @param {ExplorerState} state @param {Sizes} spec */
function countsOf(state, spec) {
  const [most, channels] = spec.weight_shape;
  if (isFixed(spec)) {
    return { in_channels: channels, out_channels: most, groups: channels / (spec.slices ?? 1) };
  }
  const in_channels = clamp(state.in_channels, 1, channels);
  const out_channels = clamp(state.out_channels, 1, most);
  const legal = legalGroups({ in_channels, out_channels });
  const groups = legal.findLast((groups) => groups <= state.groups) ?? 1;
  return { in_channels, out_channels, groups };
}

/**
 * The nearest state that makes sense; what a slider cannot do yet is brought into its range.
 * @param {ExplorerState} state
 * @param {Sizes} spec
 */
export function settle(state, spec) {
  const s = { ...state, ...countsOf(state, spec) };
  const { kernel, output } = sizesOf(s, spec);
  s.out_channel = within(s.out_channel, s.out_channels);
  s.row = within(s.row, output[0]);
  s.col = within(s.col, output[1]);
  const slices = s.in_channels / s.groups;
  const first = Math.floor(s.out_channel / (s.out_channels / s.groups)) * slices;
  s.in_channel = clamp(s.in_channel, first, first + slices - 1);
  s.muted = s.muted.filter((c) => c < s.in_channels);
  s.step = clamp(s.step, -1, stepsOf(slices));
  const ends = s.target === "weight" ? kernel : spec.x_shape.slice(1);
  s.spot = s.spot.map((at, i) => within(at, ends[i]));
  const isInside = isPlace(s.pinned, [s.out_channels, ...output]);
  s.pinned = isInside ? s.pinned : [];
  s.guess = ANSWERS[s.ask](s.guess, output) ? s.guess : [];
  s.draft = ANSWERS[s.ask](s.draft, output) ? s.draft : [];
  return s;
}

/** @type {(place: number[], shape: number[]) => boolean} */
const isPlace = (place, shape) =>
  place.length === shape.length && place.every((at, i) => at >= 0 && at < shape[i]);

/**
 * Whether numbers answer each question, about a map of so many rows and columns.
 * @type {Record<
 *   "" | "largest" | "below" | "end" | "match",
 *   (answer: number[], output: number[]) => boolean
 * >}
 */
export const ANSWERS = {
  "": () => false,
  largest: isPlace,
  below: (runs, [oh, ow]) => runs.reduce((sum, run) => sum + run, 0) === oh * ow,
  end: (level) => level.length === 1 && Number.isFinite(level[0]),
  match: () => false,
};

const AIM = /** @type {const} */ (["out_channel", "in_channel", "row", "col"]);

/**
 * A state in which what was picked is picked again, where a hand has not picked anew: what slides
 * through smaller layers comes back.
 * @template {ExplorerState} S
 * @param {S} next
 * @param {ExplorerState} [before]  the state that a hand has changed
 * @returns {S}
 */
export function aimed(next, before) {
  const aim = /** @type {Aim} */ ({});
  for (const name of AIM) {
    const isKept = before && next[name] === before[name];
    aim[name] = isKept ? (before.aim?.[name] ?? next[name]) : next[name];
  }
  return { ...next, ...aim, aim };
}

/**
 * The state after some changes. When the only audible channels have gone, the others are audible.
 * @param {ExplorerState} state
 * @param {Partial<ExplorerState>} changes
 * @param {Sizes} spec
 */
export function changed(state, changes, spec) {
  const next = settle(aimed({ ...state, ...changes }, state), spec);
  const gone = next.in_channels < state.in_channels && state.muted.length < state.in_channels;
  return gone && next.muted.length === next.in_channels ? { ...next, muted: [] } : next;
}

// ---- What a hand does

/** What a hand changes step by step while a layer's maps stay as they are. */
const STEPPED = /** @type {const} */ ([
  "in_channels",
  "out_channels",
  "out_channel",
  "in_channel",
  "row",
  "col",
  "step",
]);

/**
 * The state that the same step leads to once more; null where nothing has moved, or it can go no
 * further.
 * @param {ExplorerState} before  the state that the last step started from
 * @param {ExplorerState} state
 * @param {Sizes} spec
 */
export function onward(before, state, spec) {
  const trait = STEPPED.find((name) => state[name] !== before[name]);
  if (!trait) return null;
  const next = changed(state, { [trait]: 2 * state[trait] - before[trait] }, spec);
  return next[trait] === state[trait] || next.muted.length < state.muted.length ? null : next;
}

/**
 * The weights set by hand (place, value, place, value, …) once this one is, too.
 * @param {number[]} edits
 * @param {number} place
 * @param {number} value
 */
export function withEdit(edits, place, value) {
  const at = edits.findIndex((other, i) => i % 2 === 0 && other === place);
  return at < 0 ? [...edits, place, value] : edits.with(at + 1, value);
}

/**
 * The weights set by hand once this one is as it was given.
 * @param {number[]} edits
 * @param {number} place
 */
export function withoutEdit(edits, place) {
  const at = edits.findIndex((other, i) => i % 2 === 0 && other === place);
  return at < 0 ? edits : edits.toSpliced(at, 2);
}

/**
 * The weight after the picked one, or before it: row by row, then in the next slice of the kernel;
 * null where the kernel ends.
 * @param {Pick<ExplorerState, "out_channel" | "in_channel" | "spot">} state
 * @param {Pick<Layer, "range" | "kh" | "kw">} layer
 * @param {1 | -1} way
 * @returns {Pick<ExplorerState, "in_channel" | "spot"> | null}
 */
export function nextWeight({ out_channel, in_channel, spot: [row, col] }, layer, way) {
  const { kh, kw } = layer;
  const at = row * kw + col + way;
  if (at >= 0 && at < kh * kw) return { in_channel, spot: [Math.floor(at / kw), at % kw] };
  const [first, end] = layer.range(out_channel);
  const c = in_channel + way;
  if (c < first || c >= end) return null;
  return { in_channel: c, spot: way > 0 ? [0, 0] : [kh - 1, kw - 1] };
}

/**
 * The weights once these are set by hand.
 * @param {Float32Array} weight  as given
 * @param {number[]} edits
 */
export function edited(weight, edits) {
  if (!edits.length) return weight;
  const copy = weight.slice();
  for (let i = 0; i < edits.length; i += 2) copy[edits[i]] = edits[i + 1];
  return copy;
}

const FEW = 8; // kernels: of more, no sums on the way to a map are drawn

/**
 * Has a hand changed a map of kernel o? Then what lies beyond its scale is marked.
 * @param {Pick<ExplorerState, "edits" | "muted" | "adding">} state
 * @param {Pick<Layer, "weight" | "weightShape">} layer
 * @param {number} o
 * @param {boolean} isSum  or a partial map
 */
export function isChanged({ edits, muted, adding }, { weight, weightShape }, o, isSum) {
  const isReordered = adding !== "as given" && weightShape[0] <= FEW;
  if (isSum && (muted.length > 0 || isReordered)) return true;
  const each = weight.length / weightShape[0];
  return edits.some((place, i) => i % 2 === 0 && Math.floor(place / each) === o);
}

/**
 * Is channel c the only audible one?
 * @param {number} c
 * @param {Pick<ExplorerState, "in_channels" | "muted">} state
 */
export const isSolo = (c, { in_channels, muted }) =>
  in_channels > 1 && !muted.includes(c) && muted.length === in_channels - 1;

/**
 * The muted channels once channel c alone is audible, or all of them again.
 * @param {number} c
 * @param {Pick<ExplorerState, "in_channels" | "muted">} state
 */
export const soloed = (c, state) =>
  isSolo(c, state) ? [] : upTo(0, state.in_channels).filter((other) => other !== c);

/**
 * The muted channels once c is muted too, or not any more.
 * @param {number} c
 * @param {Pick<ExplorerState, "muted">} state
 */
export const mutedToo = (c, { muted }) =>
  muted.includes(c) ? muted.filter((other) => other !== c) : [...muted, c].sort((a, b) => a - b);

// ---- How a layer's numbers are shown

const SAMPLE = 4096; // so many numbers say how many decimals all take

/** @typedef {Omit<Scales, "limits"> & {limits: FixedLimits}} Facts  about a layer's numbers */

/**
 * What the layer's numbers alone decide: how many decimals their figures take, and the scales of
 * the layer as it was given.
 * @param {Layer} layer
 * @param {Pick<ExplorerSpec, "steps">} spec
 * @returns {Facts}
 */
export function numbersOf({ x, weight, bias, given }, { steps } = {}) {
  const limits = limitsOf(given, steps);
  const decimals = digitsOf({ x, weight, bias }, limits.parts);
  const exact = decimalsOf(x.subarray(0, SAMPLE), 0, 3) < 3;
  const whole = isSmallAndWhole({ x, weight, bias });
  return { whole, exact, decimals, limits };
}

/**
 * How many decimals the figures take, and the ends of each colour scale. A hand may set the end of
 * the maps' scale, or whoever made the widget.
 * @param {Layer} layer
 * @param {ExplorerState} state
 * @param {Pick<ExplorerSpec, "limit">} spec
 * @param {Facts} facts
 * @returns {Scales}
 */
export function scales(layer, state, spec, facts = numbersOf(layer)) {
  const { maps, parts, ...fixed } = facts.limits;
  const limit = state.limit || spec.limit || maps;
  return {
    ...facts,
    limits: {
      ...fixed,
      maps: limit,
      parts: parts === maps ? limit : Math.min(parts, limit),
      perMap: state.scale === "each map",
    },
  };
}
