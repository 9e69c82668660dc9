// What the page says of a layer: counts and shapes.

import { text } from "./paint.js";

/** The counts, factor by factor: [words, class]. With groups, slices are slices per kernel. */
export function countWords(layer, hasBias) {
  const { outChannels: o, inChannels: c, groups, kh, kw } = layer;
  const n = (v, one, more) => `${text(v)} ${v === 1 ? one : more}`;
  const slices = c / groups;
  const weights = o * slices * kh * kw;
  return [
    [n(o, "kernel", "kernels"), "kernel"],
    [" × "],
    [n(slices, "slice", "slices"), "channel"],
    [" × "],
    [`${kh}×${kw} ${kh * kw === 1 ? "weight" : "weights"}`, "weight"],
    ...(hasBias ? [[" + "], [n(o, "bias", "biases"), "bias"]] : []),
    [" = "],
    [n(weights + (hasBias ? o : 0), "parameter", "parameters"), "weight"],
  ];
}

/** The shapes and the work, in one line, in the order of axes that a library uses. */
export function shapeWords(layer, hasBias, order = "PyTorch") {
  const {
    outChannels: o,
    inChannels: c,
    groups,
    kh,
    kw,
    oh,
    ow,
    stride,
    padding,
    dilation,
  } = layer;
  const [, h, w] = layer.xShape;
  const keras = order === "Keras";
  const maps = (n, rows, columns) =>
    `(${(keras ? [rows, columns, n] : [n, rows, columns]).join(", ")})`;
  const axes = keras ? [kh, kw, c / groups, o] : [o, c / groups, kh, kw];
  const padded = padding ? `, padded to ${maps(c, h + 2 * padding, w + 2 * padding)}` : "";
  const work = o * oh * ow * (c / groups) * kh * kw;
  const size =
    stride > 1 || padding || dilation > 1
      ? `size ⌊(${h} + 2·${padding} − ${dilation > 1 ? `${dilation}·(${kh} − 1) − 1` : kh}) / ${stride}⌋ + 1 = ${oh}`
      : "";
  const bytes = 4 * o * oh * ow; // float32
  const memory =
    bytes < 1000
      ? `${bytes} bytes`
      : bytes < 1e6
        ? `${text(bytes / 1000)} kB`
        : `${text(bytes / 1e6, 1)} MB`;
  const held = 4 * (layer.x.length + layer.weight.length);
  const sent = held > 1 << 20 ? ` · ${text(held / 1e6, 1)} MB of numbers in this page` : "";
  return (
    `x ${maps(c, h, w)}${padded} → ${keras ? "kernel" : "weight"} (${axes.join(", ")})${hasBias ? `, bias (${o})` : ""}` +
    ` → y ${maps(o, oh, ow)} · ${text(work)} multiply-adds · ${memory} of maps${size && " · "}${size.replaceAll(" ", "\u00a0")}${sent}`
  );
}
