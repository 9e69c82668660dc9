// Numbers as they are shown: their text, how many decimals, where a colour scale ends, counts in words.

/** A value in whole units of its last decimal: 0.355, 2 -> 36. Half goes away from zero. */
export const units = (value, decimals) =>
  Math.sign(value) * Math.floor(Math.abs(value) * 10 ** decimals + 0.5 + 1e-6);

/** "−0.50": a real minus sign, a quiet zero, thousands with a comma. */
export function text(value, decimals = 0, sign = false) {
  if (value === 0) return "0";
  const rounded = Math.abs(units(value, decimals)) / 10 ** decimals;
  let body = rounded.toFixed(decimals);
  if (rounded >= 1000) body = body.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");
  return (rounded === 0 ? "" : value < 0 ? "−" : sign ? "+" : "") + body;
}

/** The fewest decimals, at least `fewest` and at most `most`, that show every value as it is. */
export function decimalsOf(values, fewest = 0, most = 4) {
  let d = fewest;
  for (const value of values) {
    while (
      d < most &&
      Math.abs(value - Number(value.toFixed(d))) > 2e-6 * Math.max(1, Math.abs(value))
    )
      d++;
  }
  return d;
}

/** Round up to 1, 2, 3 or 5 times a power of ten: 0.13 -> 0.2, 4 -> 5. */
export function roundUp(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const step = [1, 2, 3, 5, 10].find((s) => s * power >= value * (1 - 1e-6));
  return Number((step * power).toPrecision(1));
}

/** The limit L of one scale, zero-centred, for all these maps: no more than 2 % of the values lie
 * beyond it, and it is 1, 2, 3 or 5 times a power of ten; for whole numbers the largest itself.
 * maps: [{data, offset}] */
export function sharedLimit(maps, whole = false) {
  const all = maps.reduce((sum, { data }) => sum + data.length, 0),
    step = whole ? 1 : Math.ceil(all / 5000);
  const sizes = new Float32Array(all / step + maps.length);
  let count = 0,
    largest = 0;
  for (const { data, offset = 0 } of maps) {
    for (let i = 0; i < data.length; i += step) {
      const size = Math.abs(data[i] + offset);
      sizes[count++] = size;
      if (size > largest) largest = size;
    }
  }
  if (whole) return Math.max(1, Math.round(largest));
  const few = (limit) => {
    const end = limit * (1 + 1e-6),
      most = 0.02 * count;
    let beyond = 0;
    for (let i = 0; i < count && beyond <= most; i++) if (sizes[i] > end) beyond++;
    return beyond <= most;
  };
  const below = (limit) => roundUp(0.45 * limit); // the next smaller one: 5 -> 3 -> 2 -> 1 -> 0.5
  let limit = roundUp(largest);
  while (limit > largest / 1000 && few(below(limit))) limit = below(limit);
  return limit > largest / 1000 ? limit : roundUp(largest); // all but a few places are 0
}

export const isWhole = (values) => values.every((v) => Number.isInteger(v));

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
