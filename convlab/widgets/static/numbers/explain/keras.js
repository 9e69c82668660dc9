// Keras: channels, axes, sizes and groups.

import {
  axesWord,
  by,
  channels,
  cure,
  haveNoZero,
  KERAS_SHAPE,
  layerOf,
  N,
  numbersIn,
  rowsOf,
  SIDES,
  sharedBy,
  tuple,
} from "./found.js";
import { keras } from "./keras_cures.js";

/** @import { Cure, Reader, Shape } from "./found.js" */

const NUMPY = "import numpy as np\n";
const SIZE =
  `output size would be (?:zero or )?negative\\. Received \`inputs shape=${KERAS_SHAPE}\`, ` +
  `\`kernel shape=${KERAS_SHAPE}\`, \`dilation_rate=([\\[(][\\d ,]{1,40}[\\])])\`, ` +
  "`strides=(\\([\\d ,]{1,40}\\))`, `padding=valid`";

/** @param {string} text @returns {Shape} */
const shapeOf = (text) => text.split(", ").map((n) => (n === "None" ? null : Number(n)));

/** @type {Reader} */
function readChannels(match) {
  const [axis, reads, x] = [Number(match[1]), Number(match[2]), shapeOf(match[3])];
  const ndim = x.length - 2;
  const sides = SIDES[ndim];
  const at = axis < 0 ? x.length + axis : axis;
  const has = x[at];
  if (!sides || ![-1, 1].includes(axis) || !has || has === reads || !reads) return undefined;
  const isLast = axis === -1;
  const names = isLast ? ["batch", ...sides, "channels"] : ["batch", "channels", ...sides];
  const order = `"channels_${isLast ? "last" : "first"}"`;
  const other = isLast ? 1 : -1;
  const isMoved = reads > 1 && x.at(other) === reads;
  const option = isLast ? "" : `, data_format=${order}`;
  return {
    kind: "channels",
    cause:
      `x has ${channels(has)}, but the layer was built for ${reads}. It looks for them on axis ` +
      `${axis}, data_format=${order}.` +
      (isMoved ? `\nAxis ${other} of x is ${reads}: channels seem to stand there.` : ""),
    x,
    axis: at,
    cures: isMoved ? moved(other, axis) : otherChannels(has, reads, axis, ndim, option),
    rows: rowsOf(
      names,
      x,
      [at],
      "layer",
      x.map((_, n) => (n === at ? reads : "any")),
    ),
  };
}

/** @param {number} from @param {number} to */
function moved(from, to) {
  const title = "Put the channels where the layer looks for them";
  return [cure(title, `${NUMPY}x = np.moveaxis(x, ${from}, ${to})`, "", "moved")];
}

/** @type {(has: number, reads: number, axis: number, ndim: number, option: string) => Cure[]} */
function otherChannels(has, reads, axis, ndim, option) {
  const mix = `x = layers.Conv${ndim}D(${reads}, kernel_size=1${option})(x)`;
  const again = "layer = type(layer).from_config(layer.get_config())";
  const title = `Make the layer again, untrained: it is built for ${channels(has)} then`;
  return [
    ...(ndim === 2 ? colours(has, reads, axis) : []),
    cure(`Learn to mix ${channels(has)} into ${reads} first`, mix, "", "mixed"),
    cure(title, again, 'not hasattr(layer, "layers")', "new"),
  ];
}

/** @type {(has: number, reads: number, axis: number) => Cure[]} */
function colours(has, reads, axis) {
  if (has === 1 && reads === 3) {
    const code = `${NUMPY}x = np.repeat(x, 3, axis=${axis})`;
    return [cure("Give the grey picture three equal channels", code, "", "times")];
  }
  if (has === 3 && reads === 1) {
    const code = `${NUMPY}x = np.mean(x, axis=${axis}, keepdims=True)`;
    return [cure("Make the pictures grey", code, "", "grey")];
  }
  if (has !== 4 || reads !== 3) return [];
  const code = axis === -1 ? "x = x[..., :3]" : "x = x[:, :3]";
  return [cure("Keep red, green and blue, without transparency", code, "", "dropped")];
}

/** @type {Reader} */
function readAxes(match) {
  const [needs, found, x] = [Number(match[1]), Number(match[2]), shapeOf(match[3])];
  const sides = SIDES[needs - 2];
  if (!sides || found !== x.length || found >= needs) return undefined;
  const names = ["batch", ...sides, "channels"];
  const last = x.at(-1) === null ? "None" : x.at(-1);
  const spec = "layer.input_spec.axes.get(-1) ==";
  const cures = [
    cure("Make it a batch of one", "x = x[None]", `${spec} ${last}`),
    cure("Write the channel axis", "x = x[..., None]", `${spec} 1`),
  ];
  const lacks = Array(needs - found).fill("–");
  return {
    kind: "axes",
    cause: `x has ${axesWord(found)}, but the layer takes ${needs}, (${names.join(", ")}).`,
    x,
    cures: found === needs - 1 ? cures : [],
    rows: rowsOf(names, [...lacks, ...x], [0], "layer", Array(needs).fill("any")),
  };
}

/** @type {Reader} */
function readSize(match) {
  const [x, weight] = [shapeOf(match[1]), numbersIn(match[2])];
  const ndim = weight.length - 2;
  if (!SIDES[ndim] || x.length !== weight.length || !haveNoZero(weight)) return undefined;
  const kernel = weight.slice(0, ndim);
  const [slices, out] = weight.slice(ndim);
  const sides = x.slice(1, -1).map((n) => n ?? 0);
  const [dilation, strides] = [numbersIn(match[3]), numbersIn(match[4])];
  if (dilation.length !== ndim) return undefined;
  const spans = kernel.map((k, i) => dilation[i] * (k - 1) + 1);
  const lacks = spans.map((k, i) => Math.max(k - sides[i], 0));
  if (!lacks.some(Boolean)) return undefined;
  const at = [...lacks.keys()].filter((n) => lacks[n]).map((n) => n + 1);
  const size = `kernel_size=${tuple(kernel)}, padding="same"`;
  const isPlain = [...strides, ...dilation].every((n) => n === 1);
  return {
    kind: "size",
    cause: `x is ${by(sides)}, and the kernel, ${by(spans)} with its dilation, is larger.`,
    x,
    weight,
    axis: at[0],
    cures: [
      cure("Pad so that the size stays", `layer = layers.Conv${ndim}D(${out}, ${size})`),
      keras.pad(lacks),
    ],
    layer: isPlain ? layerOf(slices, out, kernel) : undefined,
    rows: rowsOf(["batch", ...SIDES[ndim], "channels"], x, at, "kernel", ["", ...spans, slices]),
  };
}

/** @type {Reader} */
function readFilters(match) {
  const [groups, filters] = [Number(match[1]), Number(match[2])];
  if (!groups || !filters || filters % groups === 0) return undefined;
  const more = filters + groups - (filters % groups);
  return {
    kind: "groups",
    cause: `${filters} filters (kernels) cannot be shared evenly by ${groups} groups.`,
    cures: [
      cure(`Take ${more} = ${groups} × ${more / groups} filters`, `filters = ${more}`),
      cure("Or no groups: each kernel then reads all channels", "groups = 1"),
    ],
    rows: [],
  };
}

/** @type {Reader} */
function readGroups(match) {
  const [groups, count, x] = [Number(match[1]), Number(match[2]), shapeOf(match[3])];
  if (!groups || count % groups === 0) return undefined;
  const fewer = sharedBy(groups, count);
  return {
    kind: "groups",
    cause: `${channels(count)} of x cannot be shared evenly by ${groups} groups.`,
    x,
    cures: [cure("Take a number of groups that divides them", `groups = ${fewer}`)],
    rows: [],
  };
}

/** @type {[words: string, reader: Reader][]} */
export const READERS = [
  [
    `expected axis (-?\\d) of input shape to have value ${N}, but received input with shape ` +
      KERAS_SHAPE,
    readChannels,
  ],
  [`expected min_ndim=(\\d), found ndim=(\\d)\\. Full shape received: ${KERAS_SHAPE}`, readAxes],
  [SIZE, readSize],
  [
    "number of filters must be evenly divisible by the number of groups. Received: " +
      `groups=${N}, filters=${N}`,
    readFilters,
  ],
  [
    "number of input channels must be evenly divisible by the number of groups. Received " +
      `groups=${N}, but the input has ${N} channels \\(full input shape is ${KERAS_SHAPE}\\)`,
    readGroups,
  ],
];
