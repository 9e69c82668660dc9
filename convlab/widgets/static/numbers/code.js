// The layer as PyTorch and Keras write it.

/** @import { Geometry, Order } from "../types.js" */

/**
 * What the axes of the weight mean, in each library's order.
 * @param {Order} order
 */
export const axisWords = (order) =>
  order === "Keras"
    ? "kernel[row, column, input channel, output channel]; pictures are (row, column, channel)"
    : "weight[output channel, input channel, row, column]; pictures are (channel, row, column)";

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

/** @param {Geometry} layer */
const sizeOf = ({ kh, kw }) => (kh === kw ? kh : `(${kh}, ${kw})`);

/**
 * @param {Geometry} layer
 * @param {boolean} hasBias
 */
function torchLine(layer, hasBias) {
  const { inChannels, outChannels, groups, stride, padding, dilation } = layer;
  return call("nn.Conv2d", [
    inChannels,
    outChannels,
    `kernel_size=${sizeOf(layer)}`,
    stride > 1 && `stride=${stride}`,
    padding > 0 && `padding=${padding}`,
    dilation > 1 && `dilation=${dilation}`,
    groups > 1 && `groups=${groups}`,
    !hasBias && "bias=False",
  ]);
}

/**
 * @param {Geometry} layer
 * @param {boolean} hasBias
 */
function kerasLine(layer, hasBias) {
  const { inChannels, outChannels, groups, kh, kw, stride, padding, dilation } = layer;
  const depthwise = groups > 1 && groups === inChannels;
  const isSame =
    stride === 1 && padding > 0 && [kh, kw].every((k) => 2 * padding === dilation * (k - 1));
  const depth = outChannels / inChannels;
  const line = call(depthwise ? "layers.DepthwiseConv2D" : "layers.Conv2D", [
    !depthwise && outChannels,
    `kernel_size=${sizeOf(layer)}`,
    depthwise && depth > 1 && `depth_multiplier=${depth}`,
    stride > 1 && `strides=${stride}`,
    isSame && 'padding="same"',
    dilation > 1 && `dilation_rate=${dilation}`,
    groups > 1 && !depthwise && `groups=${groups}`,
    !hasBias && "use_bias=False",
  ]);
  return padding && !isSame ? `layers.ZeroPadding2D(${padding}), ${line}` : line;
}
