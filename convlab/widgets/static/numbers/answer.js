// What a layer does with its channels, in four sentences with its own numbers. Python says the same
// where there is no script (scripts/site/answer.py); tests/cases/answers.json holds both together.

import { countsOf, placesOf } from "./layer_checks.js";
import { counted, text } from "./show.js";

/** @import { LayerText } from "./layer_checks.js" */
/** @typedef {[heading: string, sentence: string]} Said */

/** @param {LayerText} layer */
const sizeWords = (layer) => {
  const places = placesOf(layer);
  return `${layer.kernel_size.join("×")} ${places === 1 ? "weight" : "weights"}`;
};

/** The counts, factor by factor. @param {LayerText} layer */
export function countLine(layer) {
  const { slices, parameters } = countsOf(layer);
  const kernels = counted(layer.out_channels, "kernel");
  const size = layer.ndim === 1 ? counted(placesOf(layer), "weight") : sizeWords(layer);
  const bias = layer.bias ? ` + ${counted(layer.out_channels, "bias")}` : "";
  const factors = `${kernels} × ${counted(slices, "slice")} × ${size}`;
  return `${factors}${bias} = ${counted(parameters, "parameter")}`;
}

/**
 * Four sentences: what a kernel is, what is done with its results, how many, and what it costs.
 * @param {LayerText} layer
 * @returns {Said[]}
 */
export function answer(layer) {
  return [ofSlices(layer), ofSums(layer), ofKernels(layer), ofParameters(layer)];
}

/** @param {LayerText} layer @returns {Said} */
function ofSlices(layer) {
  const { slices, perKernel } = countsOf(layer);
  const heading = `${counted(slices, "slice")} a kernel`;
  const own = `with its own ${sizeWords(layer)}: ${text(perKernel)} in a kernel.`;
  if (slices === 1) {
    const read =
      layer.groups > 1 ? "the one channel that it reads" : "the one channel that comes in";
    return [heading, `One slice for ${read}: ${counted(perKernel, "weight")} in a kernel.`];
  }
  const each = layer.groups > 1 ? "that its group reads" : "that comes in";
  return [heading, `One slice for each channel ${each}, each ${own}`];
}

/** @param {LayerText} layer @returns {Said} */
function ofSums(layer) {
  const { slices } = countsOf(layer);
  const bias = layer.bias ? " and a bias" : "";
  if (slices === 1) {
    const alone = layer.bias ? "and a bias make one map" : "is the map";
    return ["Nothing is added to it", `A kernel reads one channel: its one partial map ${alone}.`];
  }
  const how = layer.transposed
    ? "Each slice is stamped at each place of its own channel."
    : "Each slice makes a partial map of its own channel.";
  return ["The results are added", `${how} ${text(slices)} partial maps${bias} add up to 1 map.`];
}

/** @param {LayerText} layer @returns {Said} */
function ofKernels(layer) {
  const { in_channels, out_channels, groups } = layer;
  const maps = `${counted(out_channels, "kernel")}, ${counted(out_channels, "map")}`;
  if (groups > 1) return [maps, groupWords(layer)];
  const all = in_channels === 1 ? "the one channel" : `all ${text(in_channels)} channels`;
  if (out_channels === 1) return [maps, `The one kernel reads ${all}, so one map comes out.`];
  return [maps, `Each kernel reads ${all}. The kernels share nothing but their input.`];
}

/** @param {LayerText} layer */
function groupWords({ in_channels, out_channels, groups }) {
  const [channels, kernels] = [in_channels / groups, out_channels / groups];
  const own = `${counted(kernels, "kernel")} ${kernels === 1 ? "reads" : "read"}`;
  const read = channels === 1 ? "one channel" : `${text(channels)} channels`;
  return `There are ${text(groups)} groups: in each, ${own} ${read} and no other.`;
}

/** @param {LayerText} layer @returns {Said} */
function ofParameters(layer) {
  const { slices, parameters } = countsOf(layer);
  const factors = [layer.out_channels, slices, placesOf(layer)].map((n) => text(n)).join(" × ");
  const bias = layer.bias ? ` and ${counted(layer.out_channels, "bias")}` : " and no bias";
  const size = "The size of the picture does not matter.";
  return [counted(parameters, "parameter"), `${factors} weights${bias}. ${size}`];
}

/** What the layer asks, for the top of a page. @param {LayerText} layer */
export function question({ in_channels, out_channels }) {
  return [counted(in_channels, "channel"), " in, ", text(out_channels), " out:"];
}

const MOST_SHOWN = 128; // channels or kernels

/**
 * Why the explorer cannot show this layer on a picture with this side; nothing if it can.
 * @param {LayerText} layer
 * @param {number} side
 * @param {number[]} sides  of what comes out
 */
export function whyNotShown(layer, side, sides) {
  const { in_channels, out_channels, ndim, padding, padding_mode } = layer;
  const most = Math.max(in_channels, out_channels);
  if (ndim > 2) return `The picture below is of layers with one or two sides, not ${ndim}.`;
  if (most > MOST_SHOWN) {
    return `The picture below has room for ${MOST_SHOWN} channels each way, not for ${text(most)}.`;
  }
  const input = Array(ndim).fill(side).join("×");
  if (Math.min(...sides) < 1) return `The kernel does not fit into the input, ${input}.`;
  const isWide = padding !== "same" && Math.max(...padding) >= side;
  if (padding_mode !== "zeros" && isWide) return `The padding is as wide as the input, ${input}.`;
  return "";
}
