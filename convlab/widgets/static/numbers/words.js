// What is said of a layer above its picture: the counts, the shapes, the work.

import { counted, deadKernels, text } from "./show.js";

/** @import { Geometry, Order } from "../types.js" */

/**
 * The counts, factor by factor: [words, class], a sign without a class. With groups, slices are
 * slices per kernel.
 * @param {Geometry} layer
 * @param {boolean} hasBias
 * @returns {[words: string, kind?: "kernel" | "channel" | "weight" | "bias"][]}
 */
export function countWords({ outChannels, inChannels, groups, kh, kw }, hasBias) {
  const slices = inChannels / groups;
  const weights = outChannels * slices * kh * kw;
  return [
    [counted(outChannels, "kernel"), "kernel"],
    [" × "],
    [counted(slices, "slice"), "channel"],
    [" × "],
    [`${kh}×${kw} ${kh * kw === 1 ? "weight" : "weights"}`, "weight"],
    ...(hasBias ? biasWords(outChannels) : []),
    [" = "],
    [counted(weights + (hasBias ? outChannels : 0), "parameter"), "weight"],
  ];
}

/**
 * @param {number} n
 * @returns {[words: string, kind?: "bias"][]}
 */
const biasWords = (n) => [[" + "], [counted(n, "bias"), "bias"]];

/**
 * What goes in and what comes out.
 * @param {Geometry} layer
 * @param {Order} order  of axes
 */
export function mapWords({ outChannels, inChannels, oh, ow, xShape: [, h, w] }, order) {
  /** @type {(n: number, rows: number, columns: number) => string} */
  const maps = (n, rows, columns) =>
    `(${(order === "Keras" ? [rows, columns, n] : [n, rows, columns]).join(", ")})`;
  return `x ${maps(inChannels, h, w)} → y ${maps(outChannels, oh, ow)}`;
}

/**
 * How much a layer multiplies and holds.
 * @param {Geometry} layer
 */
export function workWords({ outChannels, inChannels, groups, kh, kw, oh, ow }) {
  const numbers = outChannels * oh * ow;
  const products = counted(numbers * (inChannels / groups) * kh * kw, "multiply-add");
  return `${products} · ${bytesWords(4 * numbers)} of maps`;
}

/**
 * The shapes and the work, in one line, in the order of axes that a library uses.
 * @param {Geometry & {x: Float32Array, weight: Float32Array}} layer
 * @param {boolean} hasBias
 * @param {Order} order
 */
export function shapeWords(layer, hasBias, order = "PyTorch") {
  const { outChannels, inChannels, groups, kh, kw, oh, ow, padding } = layer;
  const [, h, w] = layer.xShape;
  const keras = order === "Keras";
  /** @type {(n: number, rows: number, columns: number) => string} */
  const maps = (n, rows, columns) =>
    `(${(keras ? [rows, columns, n] : [n, rows, columns]).join(", ")})`;
  const slices = inChannels / groups;
  const axes = keras ? [kh, kw, slices, outChannels] : [outChannels, slices, kh, kw];
  const border = `, padded to ${maps(inChannels, h + 2 * padding, w + 2 * padding)}`;
  const bias = hasBias ? `, bias (${outChannels})` : "";
  const shapes = [
    `x ${maps(inChannels, h, w)}${padding ? border : ""}`,
    `${keras ? "kernel" : "weight"} (${axes.join(", ")})${bias}`,
    `y ${maps(outChannels, oh, ow)}`,
  ];
  const words = [shapes.join(" → "), workWords(layer), sizeWords(layer), memoryWords(layer)];
  return words.filter(Boolean).join(" · ");
}

/**
 * How the output's height follows from the input's, where it is not plain; it breaks nowhere.
 * @param {Geometry} layer
 */
function sizeWords({ xShape, kh, oh, stride, padding, dilation }) {
  if (stride === 1 && !padding && dilation === 1) return "";
  const reach = dilation > 1 ? `${dilation}·(${kh} − 1) − 1` : kh;
  const words = `size ⌊(${xShape[1]} + 2·${padding} − ${reach}) / ${stride}⌋ + 1 = ${oh}`;
  return words.replaceAll(" ", "\u00a0");
}

/**
 * What a large layer takes of the page.
 * @param {{x: Float32Array, weight: Float32Array}} layer
 */
function memoryWords({ x, weight }) {
  const bytes = x.byteLength + weight.byteLength;
  return bytes > 1 << 20 ? `${text(bytes / 1e6, 1)} MB of numbers in this page` : "";
}

/** @param {number} bytes */
function bytesWords(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${text(bytes / 1000)} kB` : `${text(bytes / 1e6, 1)} MB`;
}

/**
 * Which kernels have next to no weights, in words; nothing if none has.
 * @param {number[]} peaks
 */
export function deadNote(peaks) {
  const dead = deadKernels(peaks);
  if (!dead.length) return "";
  const kernels = `${dead.length === 1 ? "Kernel" : "Kernels"} ${dead.join(", ")}`;
  return `${kernels}: next to no weights, so the map is one constant.`;
}
