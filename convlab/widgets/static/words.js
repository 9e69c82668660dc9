// What the page says of a layer: counts, shapes, and the lines to paste.

import { text } from "./paint.js";

/** The counts, factor by factor: [words, class]. With groups, slices are slices per kernel. */
export function countWords(layer, hasBias) {
  const { outChannels: o, inChannels: c, groups, kh, kw } = layer;
  const n = (v, one, more) => `${text(v)} ${v === 1 ? one : more}`;
  const slices = c / groups;
  const weights = o * slices * kh * kw;
  return [
    [n(o, "kernel", "kernels"), "kernel"], [" × "], [n(slices, "slice", "slices"), "channel"], [" × "],
    [`${kh}×${kw} ${kh * kw === 1 ? "weight" : "weights"}`, "weight"],
    ...(hasBias ? [[" + "], [n(o, "bias", "biases"), "bias"]] : []),
    [" = "], [n(weights + (hasBias ? o : 0), "parameter", "parameters"), "weight"],
  ];
}

/** The shapes and the work, in one line, in the order of axes that a library uses. */
export function shapeWords(layer, hasBias, order = "PyTorch") {
  const { outChannels: o, inChannels: c, groups, kh, kw, oh, ow, stride, padding, dilation } = layer;
  const [, h, w] = layer.xShape;
  const keras = order === "Keras";
  const maps = (n, rows, columns) => `(${(keras ? [rows, columns, n] : [n, rows, columns]).join(", ")})`;
  const axes = keras ? [kh, kw, c / groups, o] : [o, c / groups, kh, kw];
  const padded = padding ? `, padded to ${maps(c, h + 2 * padding, w + 2 * padding)}` : "";
  const work = o * oh * ow * (c / groups) * kh * kw;
  const size = stride > 1 || padding || dilation > 1
    ? `size ⌊(${h} + 2·${padding} − ${dilation > 1 ? `${dilation}·(${kh} − 1) − 1` : kh}) / ${stride}⌋ + 1 = ${oh}` : "";
  const bytes = 4 * o * oh * ow;  // float32
  const memory = bytes < 1000 ? `${bytes} bytes` : bytes < 1e6 ? `${text(bytes / 1000)} kB` : `${text(bytes / 1e6, 1)} MB`;
  const held = 4 * (layer.x.length + layer.weight.length);
  const sent = held > 1 << 20 ? ` · ${text(held / 1e6, 1)} MB of numbers in this page` : "";
  return `x ${maps(c, h, w)}${padded} → ${keras ? "kernel" : "weight"} (${axes.join(", ")})${hasBias ? `, bias (${o})` : ""}`
    + ` → y ${maps(o, oh, ow)} · ${text(work)} multiply-adds · ${memory} of maps${size && " · "}${size.replaceAll(" ", "\u00a0")}${sent}`;
}

/** What the axes of the weight mean, in each library's order. */
export const axisWords = (order) => (order === "Keras" ? "kernel[row, column, input channel, output channel]; pictures are (row, column, channel)"
  : "weight[output channel, input channel, row, column]; pictures are (channel, row, column)");

/** The layer as PyTorch and as Keras would write it: the same lines as Python's ConvLayer. */
export function codeLines(layer, hasBias) {
  const { outChannels: o, inChannels: c, groups, kh, kw, stride, padding, dilation } = layer;
  const size = kh === kw ? kh : `(${kh}, ${kw})`;
  const some = (parts) => parts.filter(Boolean).join(", ");
  const torch = `nn.Conv2d(${some([c, o, `kernel_size=${size}`, stride > 1 && `stride=${stride}`, padding && `padding=${padding}`,
    dilation > 1 && `dilation=${dilation}`, groups > 1 && `groups=${groups}`, !hasBias && "bias=False"])})`;
  const depthwise = groups > 1 && groups === c;
  const same = stride === 1 && padding > 0 && [kh, kw].every((k) => 2 * padding === dilation * (k - 1));
  const keras = `layers.${depthwise ? "Depthwise" : ""}Conv2D(${some([!depthwise && o, `kernel_size=${size}`,
    depthwise && o > c && `depth_multiplier=${o / c}`, stride > 1 && `strides=${stride}`, same && 'padding="same"',
    dilation > 1 && `dilation_rate=${dilation}`, groups > 1 && !depthwise && `groups=${groups}`, !hasBias && "use_bias=False"])})`;
  return { PyTorch: torch, Keras: padding && !same ? `layers.ZeroPadding2D(${padding}), ${keras}` : keras };
}
