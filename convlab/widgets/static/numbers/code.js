// The layer as PyTorch and Keras write it.

/** @import { Geometry, Order, Padding, Pair, PerSide } from "../types.js" */

/**
 * What the axes of the weight mean, in each library's order.
 * @param {Pick<Geometry, "ndim" | "transposed">} layer
 * @param {Order} order
 */
export function axisWords({ ndim, transposed }, order) {
  const isKeras = order === "Keras";
  const channels = ["output channel", "input channel"];
  if (transposed) channels.reverse();
  const sides = ndim === 1 ? ["position"] : ["row", "column"];
  const axes = isKeras ? [...sides, ...channels.toReversed()] : [...channels, ...sides];
  const pictures = isKeras ? [...sides, "channel"] : ["channel", ...sides];
  const one = `${isKeras ? "kernel" : "weight"}[${axes.join(", ")}]`;
  return `${one}; ${ndim === 1 ? "signals" : "pictures"} are (${pictures.join(", ")})`;
}

/**
 * The layer as PyTorch and as Keras would write it: the same lines as Python's ConvLayer.
 * @param {Geometry} layer
 * @param {boolean} hasBias
 * @returns {Record<Order, string>}
 */
export const codeLines = (layer, hasBias) => ({
  PyTorch: torchLine(layer, hasBias),
  Keras: kerasLine(layer, hasBias),
});

/**
 * name(argument, argument, …), without those that are the default.
 * @param {string} name
 * @param {(string | number | false)[]} given
 */
const call = (name, given) => `${name}(${given.filter(Boolean).join(", ")})`;

/**
 * A setting as both libraries write it: one number where both sides have the same, a word in
 * quotes; nothing where it is the default.
 * @param {PerSide | Padding} value
 * @param {number} usual
 * @param {string} name
 */
function setting(value, usual, name) {
  if (typeof value === "string") return value === "valid" ? "" : `${name}="${value}"`;
  const numbers = [value].flat();
  if (numbers.every((n) => n === usual)) return "";
  return `${name}=${short(numbers)}`;
}

/** @param {number[]} numbers */
const short = (numbers) =>
  new Set(numbers).size === 1 ? String(numbers[0]) : `(${numbers.join(", ")})`;

/** @param {Geometry} layer */
const sizeOf = ({ kh, kw, ndim }) => `kernel_size=${short(ndim === 1 ? [kw] : [kh, kw])}`;

/**
 * The numbers of a pair that a layer has sides for.
 * @param {Geometry} layer
 * @param {Pair} pair
 */
const sides = ({ ndim }, [h, w]) => (ndim === 1 ? [w] : [h, w]);

/**
 * @param {Geometry} layer
 * @param {boolean} hasBias
 */
function torchLine(layer, hasBias) {
  const { inChannels, outChannels, groups, ndim, transposed, mode } = layer;
  return call(`nn.Conv${transposed ? "Transpose" : ""}${ndim}d`, [
    inChannels,
    outChannels,
    sizeOf(layer),
    setting(sides(layer, layer.stride), 1, "stride"),
    setting(layer.padding, 0, "padding"),
    setting(sides(layer, layer.extra), 0, "output_padding"),
    setting(sides(layer, layer.dilation), 1, "dilation"),
    groups > 1 && `groups=${groups}`,
    !hasBias && "bias=False",
    mode !== "zeros" && `padding_mode="${mode}"`,
  ]);
}

/**
 * @param {Geometry} layer
 * @param {boolean} hasBias
 */
function kerasLine(layer, hasBias) {
  const { inChannels, outChannels, groups, ndim } = layer;
  if (layer.transposed) return kerasTransposed(layer, hasBias);
  const depthwise = groups > 1 && groups === inChannels;
  const isSame = keepsSize(layer);
  const depth = outChannels / inChannels;
  const line = call(`layers.${depthwise ? "Depthwise" : ""}Conv${ndim}D`, [
    !depthwise && outChannels,
    sizeOf(layer),
    depthwise && depth > 1 && `depth_multiplier=${depth}`,
    setting(sides(layer, layer.stride), 1, "strides"),
    isSame && 'padding="same"',
    setting(sides(layer, layer.dilation), 1, "dilation_rate"),
    groups > 1 && !depthwise && `groups=${groups}`,
    !hasBias && "use_bias=False",
  ]);
  if (!hasPadding(layer)) return line;
  if (layer.mode !== "zeros") {
    return `${line}  # Keras pads with zeros only: ${layer.mode} padding is yours to do`;
  }
  return isSame ? line : `layers.ZeroPadding${ndim}D(${writtenPadding(layer)}), ${line}`;
}

/**
 * What padding cuts off is cropped by a layer of its own: Keras' "same" cuts otherwise.
 * @param {Geometry} layer
 * @param {boolean} hasBias
 */
function kerasTransposed(layer, hasBias) {
  const { outChannels, groups, ndim } = layer;
  const line = call(`layers.Conv${ndim}DTranspose`, [
    outChannels,
    sizeOf(layer),
    setting(sides(layer, layer.stride), 1, "strides"),
    setting(sides(layer, layer.extra), 0, "output_padding"),
    setting(sides(layer, layer.dilation), 1, "dilation_rate"),
    !hasBias && "use_bias=False",
  ]);
  const crops = hasPadding(layer) ? `, layers.Cropping${ndim}D(${writtenPadding(layer)})` : "";
  const note = groups > 1 ? `  # Keras has no groups here: groups=${groups} is yours to do` : "";
  return line + crops + note;
}

/** @param {Geometry} layer */
const hasPadding = ({ pads }) => pads.flat().some((n) => n > 0);

/** @param {Geometry} layer */
const writtenPadding = (layer) => short(sides(layer, [layer.pads[0][0], layer.pads[1][0]]));

/**
 * Does Keras say "same" for the padding? With a stride, its "same" is another.
 * @param {Geometry} layer
 */
function keepsSize({ kh, kw, stride, padding, dilation, pads }) {
  if (padding === "same") return true;
  if (Math.max(...stride) > 1 || !pads.flat().some((n) => n > 0)) return false;
  return [kh, kw].every((k, side) => {
    const spare = dilation[side] * (k - 1);
    return pads[side][0] === Math.floor(spare / 2) && pads[side][1] === Math.ceil(spare / 2);
  });
}
