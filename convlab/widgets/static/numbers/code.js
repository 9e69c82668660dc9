// The layer as PyTorch and Keras write it.

/** What the axes of the weight mean, in each library's order. */
export const axisWords = (order) =>
  order === "Keras"
    ? "kernel[row, column, input channel, output channel]; pictures are (row, column, channel)"
    : "weight[output channel, input channel, row, column]; pictures are (channel, row, column)";

/** The layer as PyTorch and as Keras would write it: the same lines as Python's ConvLayer. */
export function codeLines(layer, hasBias) {
  const { outChannels: o, inChannels: c, groups, kh, kw, stride, padding, dilation } = layer;
  const size = kh === kw ? kh : `(${kh}, ${kw})`;
  const some = (parts) => parts.filter(Boolean).join(", ");
  const torch = `nn.Conv2d(${some([
    c,
    o,
    `kernel_size=${size}`,
    stride > 1 && `stride=${stride}`,
    padding && `padding=${padding}`,
    dilation > 1 && `dilation=${dilation}`,
    groups > 1 && `groups=${groups}`,
    !hasBias && "bias=False",
  ])})`;
  const depthwise = groups > 1 && groups === c;
  const same =
    stride === 1 && padding > 0 && [kh, kw].every((k) => 2 * padding === dilation * (k - 1));
  const keras = `layers.${depthwise ? "Depthwise" : ""}Conv2D(${some([
    !depthwise && o,
    `kernel_size=${size}`,
    depthwise && o > c && `depth_multiplier=${o / c}`,
    stride > 1 && `strides=${stride}`,
    same && 'padding="same"',
    dilation > 1 && `dilation_rate=${dilation}`,
    groups > 1 && !depthwise && `groups=${groups}`,
    !hasBias && "use_bias=False",
  ])})`;
  return {
    PyTorch: torch,
    Keras: padding && !same ? `layers.ZeroPadding2D(${padding}), ${keras}` : keras,
  };
}
