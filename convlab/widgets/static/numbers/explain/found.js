// What is found in a message: its numbers, a picture of the axes, cures, and the layer it tells of.

import { counted } from "../show.js";

/** @typedef {(number | null)[]} Shape  null where the message does not say */
/** @typedef {[label: string, cells: string[]][]} Rows  a label, and a cell for each axis */

/**
 * One thing that helps, as code; `needs` is what has to be true for it, or empty. `grid` is what it
 * does to channels and slices, for a picture of it, or empty.
 * @typedef {{title: string, code: string, needs: string, grid: string}} Cure
 */

/**
 * A layer, as far as a message tells it; stride and padding are the defaults.
 * @typedef {object} TalkedOf
 * @property {number} ndim
 * @property {boolean} transposed
 * @property {number} in_channels
 * @property {number} out_channels
 * @property {number[]} kernel_size
 * @property {number[]} padding
 * @property {number} groups
 */

/**
 * What a message means: the same as Python's `Explanation`.
 * @typedef {object} Found
 * @property {string} kind
 * @property {string} cause
 * @property {Shape} [x]
 * @property {Shape} [weight]
 * @property {number} [axis]  of x that is wrong
 * @property {Cure[]} cures
 * @property {TalkedOf} [layer]
 * @property {Rows} rows
 */

/** @typedef {(match: RegExpExecArray) => Found | undefined} Reader */

export const MOST_CURES = 3;
export const N = "(\\d{1,9})";
export const SHAPE = "\\[(\\d{1,9}(?:, \\d{1,9}){0,5})\\]";
export const KERAS_SHAPE = "\\(((?:None|\\d{1,9})(?:, (?:None|\\d{1,9})){0,5})\\)";
export const SIZES = "\\((-?\\d{1,9}(?: x -?\\d{1,9}){0,2})\\)";

/** @type {Record<number, string[]>} in so many dimensions */
export const SIDES = { 1: ["length"], 2: ["height", "width"], 3: ["depth", "height", "width"] };
/** @type {Record<number, string>} one of a batch */
export const ONE = { 1: "signal", 2: "picture", 3: "volume" };

/** @type {(title: string, code: string, needs?: string, grid?: string) => Cure} */
export const cure = (title, code, needs = "", grid = "") => ({ title, code, needs, grid });

/** @param {string} text */
export const numbersIn = (text) => (text.match(/-?\d+/g) ?? []).map(Number);

/** @param {number[]} numbers */
export const by = (numbers) => numbers.join("×");

/** @param {number} count */
export const axesWord = (count) => (count === 1 ? "1 axis" : `${count} axes`);

/** A list as Python writes it. @param {number[]} numbers */
export const listed = (numbers) => `[${numbers.join(", ")}]`;

/** A tuple as Python writes it. @param {(number | string)[]} values */
export const tuple = (values) => `(${values.join(", ")}${values.length === 1 ? "," : ""})`;

/** @param {number[]} numbers */
export const haveNoZero = (numbers) => numbers.every((n) => n !== 0);

/** @param {number[]} numbers */
export const sharedBy = (...numbers) => numbers.reduce((a, b) => divisor(a, b));

/** @type {(a: number, b: number) => number} */
const divisor = (a, b) => (b ? divisor(b, a % b) : a);

/**
 * x above what the layer wants, ≠ between them at the clashes; null is not known.
 * @param {string[]} names
 * @param {(number | string | null)[]} x
 * @param {number[]} clashes
 * @param {string} label
 * @param {(number | string | null)[]} below
 * @param {string[]} [theirNames]
 * @returns {Rows}
 */
export function rowsOf(names, x, clashes, label, below, theirNames = []) {
  const cells = (/** @type {(number | string | null)[]} */ numbers) =>
    numbers.map((n) => (n === null ? "?" : String(n)));
  const marks = x.map((_, n) => (clashes.includes(n) ? "≠" : ""));
  /** @type {Rows} */
  const rows = [
    ["", names],
    ["x", cells(x)],
    ["", marks],
    [label, cells(below)],
  ];
  return theirNames.length ? [...rows, ["", theirNames]] : rows;
}

/**
 * Where the axis of a batch, or of channels, is missing or one too many: x, its last axis under the
 * last name; what it lacks is a dash.
 * @param {number[]} x
 * @param {string[]} names
 */
export function missing(x, names) {
  const more = Math.max(x.length - names.length, 0);
  const less = Math.max(names.length - x.length, 0);
  const all = [...Array(more).fill("?"), ...names];
  const clashes = [...all.keys()].filter((n) => (less ? n >= 1 && n < less : n < more));
  const wanted = [...Array(more).fill("–"), ...Array(all.length - more).fill("any")];
  return rowsOf(all, [...Array(less).fill("–"), ...x], clashes, "layer", wanted);
}

/**
 * A layer of these numbers, if there can be one.
 * @param {number} into
 * @param {number} out
 * @param {number[]} kernel_size
 * @param {{groups?: number, transposed?: boolean, padding?: number[]}} [options]
 * @returns {TalkedOf | undefined}
 */
export function layerOf(into, out, kernel_size, options = {}) {
  const { groups = 1, transposed = false, padding = kernel_size.map(() => 0) } = options;
  const isSound = [into, out, groups, ...kernel_size].every((n) => n > 0);
  if (!isSound || into % groups || out % groups) return undefined;
  const counts = { in_channels: into, out_channels: out, groups };
  return { ...counts, kernel_size, padding, transposed, ndim: kernel_size.length };
}

/** One number where all are the same. @param {number[]} sizes */
const short = (sizes) => (sizes.every((n) => n === sizes[0]) ? String(sizes[0]) : tuple(sizes));

/** The line that PyTorch's users write. @param {TalkedOf} layer */
export function torchLine({ in_channels, out_channels, kernel_size, padding, groups, ...kind }) {
  const name = `nn.Conv${kind.transposed ? "Transpose" : ""}${kind.ndim}d`;
  const options = [
    haveNoZero(padding) || padding.some(Boolean) ? `padding=${short(padding)}` : "",
    groups > 1 ? `groups=${groups}` : "",
  ];
  const given = [in_channels, out_channels, `kernel_size=${short(kernel_size)}`, ...options];
  return `${name}(${given.filter(Boolean).join(", ")})`;
}

/** @param {number} n */
export const channels = (n) => counted(n, "channel");
