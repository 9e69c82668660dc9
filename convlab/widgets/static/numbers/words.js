// What is said of a layer above its picture: the counts, the shapes, the work.

import { MOST_KEPT } from "./layer.js";
import { placeRead, source } from "./moves.js";
import { isWithin, upTo } from "./range.js";
import { counted, deadKernels, text } from "./show.js";

/** @import { Geometry, Order, Pair } from "../types.js" */

/**
 * The counts, factor by factor: [words, class], a sign without a class. With groups, slices are
 * slices per kernel.
 * @param {Geometry} layer
 * @param {boolean} hasBias
 * @returns {[words: string, kind?: "kernel" | "channel" | "weight" | "bias"][]}
 */
export function countWords(layer, hasBias) {
  const { outChannels, inChannels, groups, kh, kw } = layer;
  const slices = inChannels / groups;
  const weights = outChannels * slices * kh * kw;
  return [
    [counted(outChannels, "kernel"), "kernel"],
    [" × "],
    [counted(slices, "slice"), "channel"],
    [" × "],
    [`${sides(layer, [kh, kw]).join("×")} ${kh * kw === 1 ? "weight" : "weights"}`, "weight"],
    ...(hasBias ? biasWords(outChannels) : []),
    [" = "],
    [counted(weights + (hasBias ? outChannels : 0), "parameter"), "weight"],
  ];
}

/**
 * What a layer has of two sides: those of a signal are its length alone.
 * @param {Pick<Geometry, "ndim">} layer
 * @param {Pair} pair
 */
const sides = ({ ndim }, [h, w]) => (ndim === 1 ? [w] : [h, w]);

/**
 * A shape, with the channels first or, as in Keras, last.
 * @param {Order} order
 * @param {number[]} channels
 * @param {number[]} sizes
 */
const shape = (order, channels, sizes) =>
  `(${(order === "Keras" ? [...sizes, ...channels] : [...channels, ...sizes]).join(", ")})`;

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
export function mapWords(layer, order) {
  const { outChannels, inChannels, oh, ow, xShape } = layer;
  const x = shape(order, [inChannels], sides(layer, [xShape[1], xShape[2]]));
  return `x ${x} → y ${shape(order, [outChannels], sides(layer, [oh, ow]))}`;
}

/**
 * How much a layer multiplies and holds.
 * @param {Geometry} layer
 */
export function workWords(layer) {
  const { outChannels, inChannels, groups, kh, kw, oh, ow, xShape } = layer;
  const numbers = outChannels * oh * ow;
  const stamps = (inChannels * xShape[1] * xShape[2] * outChannels) / groups;
  const windows = (numbers * inChannels) / groups;
  const products = counted((layer.transposed ? stamps : windows) * kh * kw, "multiply-add");
  return `${products} · ${bytesWords(4 * numbers)} of maps`;
}

/**
 * The shapes and the work, in one line, in the order of axes that a library uses.
 * @param {Geometry & {x: Float32Array, weight: Float32Array}} layer
 * @param {boolean} hasBias
 * @param {Order} order
 */
export function shapeWords(layer, hasBias, order = "PyTorch") {
  const { outChannels, inChannels, groups, kh, kw, oh, ow, pads, transposed } = layer;
  const [, h, w] = layer.xShape;
  const [[above, below], [left, right]] = pads;
  const isPadded = !transposed && above + below + left + right > 0;
  const whole = shape(order, [inChannels], sides(layer, [h + above + below, w + left + right]));
  const axes = transposed ? [inChannels, outChannels / groups] : [outChannels, inChannels / groups];
  const weight = shape(order, order === "Keras" ? axes.toReversed() : axes, sides(layer, [kh, kw]));
  const bias = hasBias ? `, bias (${outChannels})` : "";
  const x = shape(order, [inChannels], sides(layer, [h, w]));
  const shapes = [
    `x ${x}${isPadded ? `, padded to ${whole}` : ""}`,
    `${order === "Keras" ? "kernel" : "weight"} ${weight}${bias}`,
    `y ${shape(order, [outChannels], sides(layer, [oh, ow]))}`,
  ];
  const words = [shapes.join(" → "), workWords(layer), sizeWords(layer), memoryWords(layer)];
  return words.filter(Boolean).join(" · ");
}

/**
 * How the output's size follows from the input's, where it is not plain; it breaks nowhere.
 * @param {Geometry} layer
 */
function sizeWords(layer) {
  const { xShape, kh, kw, oh, ow } = layer;
  const [rows, columns] = [sizeSum(layer, 0, xShape[1], kh), sizeSum(layer, 1, xShape[2], kw)];
  if (!rows && !columns) return "";
  const isOne = layer.ndim === 1 || `${rows} = ${oh}` === `${columns} = ${ow}`;
  const size = `${layer.ndim === 1 ? "length" : "size"} ${columns} = ${ow}`;
  const both = `height ${rows || oh} = ${oh}, width ${columns || ow} = ${ow}`;
  return (isOne ? size : both).replaceAll(" ", "\u00a0");
}

/**
 * The sum behind one side of the output; none where it is plain.
 * @param {Geometry} layer
 * @param {0 | 1} side
 * @param {number} size  of the input
 * @param {number} kernel
 */
function sizeSum({ stride, pads, dilation, transposed, extra }, side, size, kernel) {
  const [step, apart, [before, after]] = [stride[side], dilation[side], pads[side]];
  const around = before === after ? `2·${before}` : `${before} + ${after}`;
  if (transposed) {
    const more = extra[side] ? ` + ${extra[side]}` : "";
    const cut = before + after ? ` − ${around.replace("+", "−")}` : "";
    const reach = apart > 1 ? `${apart}·(${kernel} − 1) + 1` : kernel;
    return `(${size} − 1)·${step} + ${reach}${cut}${more}`;
  }
  if (step === 1 && before + after === 0 && apart === 1) return "";
  const reach = apart > 1 ? `${apart}·(${kernel} − 1) − 1` : kernel;
  return `⌊(${size} + ${around} − ${reach}) / ${step}⌋ + 1`;
}

/**
 * What a large layer takes of the page: all of it is there, and of its maps those looked at last.
 * @param {{x: Float32Array, weight: Float32Array}} layer
 */
function memoryWords({ x, weight }) {
  const bytes = x.byteLength + weight.byteLength;
  if (bytes <= 1 << 20) return "";
  const held = `this page holds all of x and weight, ${text(bytes / 1e6, 1)} MB`;
  return `${held}, and at most ${text((4 * MOST_KEPT) / 1e6)} MB of maps`;
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

/**
 * Where a pixel is, in words: along a signal its position alone.
 * @param {Pick<Geometry, "ndim">} layer
 * @param {{row: number, col: number}} pixel
 */
export const placeWords = ({ ndim }, { row, col }) =>
  ndim === 1 ? `position ${col}` : `row ${row}, column ${col}`;

/** What the border of each mode does, in words. */
const BORDERS = {
  zeros: "padding, which is 0",
  reflect: "the border mirrors",
  replicate: "the border repeats the edge",
  circular: "the border goes on at the other side",
};

/**
 * What the window of an output pixel holds beyond the picture, and from where; nothing if it lies
 * within.
 * @param {Geometry} layer
 * @param {{row: number, col: number}} pixel
 */
export function borderWords(layer, { row, col }) {
  const { mode, transposed, xShape, kh, kw, ndim } = layer;
  if (transposed) return "";
  const isZero = mode === "zeros";
  const shown = [
    sideWords(layer, 0, row, [kh, xShape[1]], "row"),
    sideWords(layer, 1, col, [kw, xShape[2]], ndim === 1 ? "position" : "column"),
  ].filter(Boolean);
  if (!shown.length) return "";
  return `Hatched: ${BORDERS[mode]}${isZero ? "" : `: ${shown.join(", ")}`}.`;
}

/**
 * Along one side, which places of a window lie in the border, and which they show.
 * @param {Geometry} layer
 * @param {0 | 1} side
 * @param {number} at
 * @param {[kernel: number, size: number]} sizes
 * @param {string} name  of a place
 */
function sideWords(layer, side, at, [kernel, size], name) {
  const read = upTo(0, kernel).map((tap) => placeRead(layer, side, at, tap));
  const beyond = read.filter((i) => !isWithin(i, size));
  if (!beyond.length) return "";
  const from = beyond.map((i) => text(source(i, size, layer.mode)));
  const [names, show] = beyond.length > 1 ? [`${name}s`, "show"] : [name, "shows"];
  return `${names} ${beyond.map((i) => text(i)).join(", ")} ${show} ${names} ${from.join(", ")}`;
}
