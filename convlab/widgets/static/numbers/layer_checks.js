// A layer as numbers: what may be set, refused in Python's words, and what follows by counting.

import { counted } from "./show.js";

/**
 * A convolution layer, in PyTorch's words; sizes are one number a side.
 * @typedef {object} LayerText
 * @property {number} in_channels
 * @property {number} out_channels
 * @property {number[]} kernel_size
 * @property {number[]} stride
 * @property {number[] | "same"} padding
 * @property {number[]} dilation
 * @property {number} groups
 * @property {boolean} bias
 * @property {string} padding_mode
 * @property {number} ndim
 * @property {boolean} transposed
 * @property {number[]} output_padding
 */

/** Why a text or its numbers make no layer. */
export class Refusal extends Error {}

export const MODES = ["zeros", "reflect", "replicate", "circular"];
const SIDES = [["length"], ["height", "width"], ["depth", "height", "width"]];
const MOST = 1_000_000; // channels, or places of a size

/**
 * The layer of these arguments, as Python's ConvLayer would take them.
 * @param {Record<string, unknown>} given
 * @returns {LayerText}
 */
export function checkedLayer(given) {
  const ndim = Number(given.ndim ?? 2);
  const transposed = Boolean(given.transposed);
  const in_channels = whole("in_channels", given.in_channels, 1);
  const out_channels = whole("out_channels", given.out_channels, 1);
  const kernel_size = each("kernel_size", given.kernel_size, 1, ndim);
  const { stride: steps = 1, dilation: spread = 1, padding: border = 0, bias = true } = given;
  const stride = each("stride", steps, 1, ndim);
  const dilation = each("dilation", spread, 1, ndim);
  const padding = checkedPadding(border, { ndim, transposed, stride, kernel_size });
  const { groups: parts = 1, padding_mode = "zeros", output_padding: left = 0 } = given;
  const groups = whole("groups", parts, 1);
  if (typeof bias !== "boolean") {
    throw new Refusal(`bias must be True or False, got ${shown(bias)}`);
  }
  if (!MODES.includes(/** @type {string} */ (padding_mode))) {
    const wanted = MODES.join(", ");
    throw new Refusal(`padding_mode must be one of ${wanted}, got ${shown(padding_mode)}`);
  }
  if (transposed && padding_mode !== "zeros") {
    throw new Refusal(
      `a transposed layer has no padding_mode but "zeros", got ${shown(padding_mode)}: its ` +
        "padding is cut off the maps, not added to x",
    );
  }
  checkGroups(groups, in_channels, out_channels);
  const output_padding = checkedOutputPadding(left, {
    ...{ ndim, transposed, stride, dilation },
  });
  const counts = { in_channels, out_channels, groups, bias, ndim, transposed };
  const sizes = { kernel_size, stride, padding, dilation, output_padding };
  return { ...counts, ...sizes, padding_mode: String(padding_mode) };
}

/** A value as Python writes it. @param {unknown} value @returns {string} */
function shown(value) {
  if (typeof value === "string") return `'${value.slice(0, 24)}${value.length > 24 ? "…" : ""}'`;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value === null || value === undefined) return "None";
  if (Array.isArray(value))
    return `(${value.map(shown).join(", ")}${value.length === 1 ? "," : ""})`;
  if (typeof value === "object" && "name" in value) return String(value.name);
  return String(value);
}

const TYPES = { string: "str", boolean: "bool", number: "float", undefined: "NoneType" };

/** @param {string} name @param {unknown} value @param {number} least */
function whole(name, value, least) {
  if (typeof value !== "number" || !Number.isInteger(value)) {
    const kind = value === null ? "NoneType" : Array.isArray(value) ? "tuple" : typeof value;
    const type = TYPES[/** @type {keyof typeof TYPES} */ (kind)] ?? kind;
    const got = type === "object" ? shown(value) : `${shown(value)} (${type})`;
    throw new Refusal(`${name} must be a whole number, got ${got}`);
  }
  if (value < least) throw new Refusal(`${name} must be at least ${least}, got ${value}`);
  if (value > MOST) {
    const most = MOST.toLocaleString("en");
    throw new Refusal(`${name} must be at most ${most} here, got ${value}`);
  }
  return value;
}

/** @param {number} ndim */
const orOneEach = (ndim) => {
  const sides = SIDES[ndim - 1];
  return sides.length > 1 ? `, or one for each of ${sides.join(" and ")}` : "";
};

/**
 * One number for each side.
 * @type {(name: string, value: unknown, least: number, ndim: number) => number[]}
 */
function each(name, value, least, ndim) {
  if (!Array.isArray(value)) return Array(ndim).fill(whole(name, value, least));
  if (value.length !== ndim && value.length !== 1) {
    const got = `got ${counted(value.length, "number")}: ${shown(value)}`;
    throw new Refusal(`${name} must be one number${orOneEach(ndim)}, ${got}`);
  }
  const sides = SIDES[ndim - 1];
  const numbers = value.map((one, i) => {
    const side = value.length > 1 ? ` of the ${sides[i]}` : "";
    return whole(`${name}${side}`, one, least);
  });
  return numbers.length === ndim ? numbers : Array(ndim).fill(numbers[0]);
}

/**
 * @param {unknown} padding
 * @param {{ndim: number, transposed: boolean, stride: number[], kernel_size: number[]}} layer
 * @returns {number[] | "same"}
 */
function checkedPadding(padding, { ndim, transposed, stride, kernel_size }) {
  if (typeof padding !== "string") return each("padding", padding, 0, ndim);
  if (padding === "valid" && !transposed) return Array(ndim).fill(0);
  if (transposed) {
    const instead = `, in a transposed layer, which cuts it off: got ${shown(padding)}`;
    throw new Refusal(`padding must be a number${orOneEach(ndim)}${instead}`);
  }
  if (padding !== "same") {
    const wanted = `a number${orOneEach(ndim)}, "same" or "valid"`;
    throw new Refusal(`padding must be ${wanted}, got ${shown(padding)}`);
  }
  if (stride.some((step) => step > 1)) {
    const halves = kernel_size.map((k) => Math.floor(k / 2));
    const steps = short(stride);
    throw new Refusal(
      `padding="same" needs stride 1, got stride ${steps}: give the padding as numbers, for a ` +
        `${kernel_size.join("×")} kernel padding=${short(halves)}`,
    );
  }
  return "same";
}

/** @type {(groups: number, into: number, out: number) => void} */
function checkGroups(groups, into, out) {
  if (into % groups === 0 && out % groups === 0) return;
  const legal = [];
  for (let n = 1; n <= Math.min(into, out) && legal.length < 7; n++) {
    if (into % n === 0 && out % n === 0) legal.push(n);
  }
  const use = legal.length > 6 ? [...legal.slice(0, 6), "..."] : legal;
  throw new Refusal(
    `groups=${groups} must divide in_channels=${into} and out_channels=${out}: use ` +
      (use.length > 1 ? "one of " : "") +
      use.join(", "),
  );
}

/**
 * @param {unknown} given
 * @param {{ndim: number, transposed: boolean, stride: number[], dilation: number[]}} layer
 */
function checkedOutputPadding(given, { ndim, transposed, stride, dilation }) {
  const value = each("output_padding", given, 0, ndim);
  for (const [i, number] of value.entries()) {
    if (!number) continue;
    if (!transposed) {
      throw new Refusal(
        `output_padding=${shown(given)} is an option of transposed layers: ` +
          "say transposed=True, or leave it out",
      );
    }
    if (number >= Math.max(stride[i], dilation[i])) {
      throw new Refusal(
        `output_padding ${number} of the ${SIDES[ndim - 1][i]} must be smaller than its stride ` +
          `${stride[i]} or its dilation ${dilation[i]}: it chooses among the sizes that one ` +
          "stride leaves open",
      );
    }
  }
  return value;
}

// ---- What follows

/** One number where all are the same. @param {number[]} sizes */
export const short = (sizes) =>
  sizes.every((one) => one === sizes[0]) ? String(sizes[0]) : `(${sizes.join(", ")})`;

/** How many places a kernel has. @param {LayerText} layer */
export const placesOf = ({ kernel_size }) => kernel_size.reduce((a, b) => a * b, 1);

/** The numbers of a layer. @param {LayerText} layer */
export function countsOf(layer) {
  const { in_channels, out_channels, groups, bias } = layer;
  const slices = in_channels / groups;
  const perKernel = slices * placesOf(layer);
  const weights = out_channels * perKernel;
  const biases = bias ? out_channels : 0;
  return { slices, perKernel, weights, biases, parameters: weights + biases };
}

/** The padding before each side, also of "same". @param {LayerText} layer */
export const padsOf = ({ padding, kernel_size, dilation }) =>
  padding === "same" ? kernel_size.map((k, i) => Math.floor((dilation[i] * (k - 1)) / 2)) : padding;

/**
 * How large maps come out of pictures with these sides; below 1 where the kernel does not fit.
 * @param {LayerText} layer
 * @param {number[]} sides
 */
export function outputSides(layer, sides) {
  const { kernel_size, stride, padding, dilation, transposed, output_padding } = layer;
  if (padding === "same") return sides;
  return sides.map((side, i) => {
    const reach = dilation[i] * (kernel_size[i] - 1) + 1;
    return transposed
      ? (side - 1) * stride[i] - 2 * padding[i] + reach + output_padding[i]
      : Math.floor((side + 2 * padding[i] - reach) / stride[i]) + 1;
  });
}

/** The line that PyTorch's users write. @param {LayerText} layer */
export function torchLine(layer) {
  const { in_channels, out_channels, kernel_size, stride, padding, dilation, groups } = layer;
  const options = [
    `${in_channels}, ${out_channels}`,
    `${short(kernel_size)}`,
    short(stride) !== "1" && `stride=${short(stride)}`,
    padding === "same" ? 'padding="same"' : short(padding) !== "0" && `padding=${short(padding)}`,
    short(layer.output_padding) !== "0" && `output_padding=${short(layer.output_padding)}`,
    short(dilation) !== "1" && `dilation=${short(dilation)}`,
    groups > 1 && `groups=${groups}`,
    !layer.bias && "bias=False",
    layer.padding_mode !== "zeros" && `padding_mode="${layer.padding_mode}"`,
  ];
  const name = `nn.Conv${layer.transposed ? "Transpose" : ""}${layer.ndim}d`;
  return `${name}(${options.filter(Boolean).join(", ")})`;
}
