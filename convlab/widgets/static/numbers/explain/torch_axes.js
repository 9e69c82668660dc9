// PyTorch: x has too few or too many axes, the kernel is larger than x, or no map is left.

import {
  axesWord,
  by,
  cure,
  haveNoZero,
  MOST_CURES,
  missing,
  numbersIn,
  ONE,
  rowsOf,
  SHAPE,
  SIDES,
  SIZES,
} from "./found.js";
import { keras } from "./keras_cures.js";

/** @import { Cure, Reader } from "./found.js" */

const AXES =
  "Expected \\dD \\(unbatched\\) or \\dD \\(batched\\) input to (?:Lazy)?[Cc]onv(_?[tT]ranspose)?" +
  `([123])d, but got input of size: (?:torch\\.Size\\()?${SHAPE}`;
const OLD_AXES =
  `Expected \\d-dimensional input for \\d-dimensional weight ${SHAPE}, but got \\d-dimensional ` +
  `input of size ${SHAPE} instead`;
const SIZE =
  `Calculated padded input size per channel: ${SIZES}\\. Kernel size: ${SIZES}\\. Kernel size ` +
  "can't be greater";
const NOTHING_LEFT =
  `Given input size per channel: ${SIZES}\\. Calculated output size per channel: ${SIZES}\\. ` +
  "Output size is too small";

/** @type {Reader} */
function readAxes([, isTransposed, sides, xText]) {
  const [ndim, x, transposed] = [Number(sides), numbersIn(xText), Boolean(isTransposed)];
  if (!haveNoZero(x) || x.length === ndim + 1 || x.length === ndim + 2) return undefined;
  const names = ["batch", "channels", ...SIDES[ndim]];
  const kind = `Conv${transposed ? "Transpose" : ""}${ndim}d`;
  const cures = x.length <= ndim ? tooFew(x, ndim) : tooMany(x, ndim, transposed);
  const cause =
    `x has ${axesWord(x.length)}, but ${kind} takes ${ndim + 1}, (${names.slice(1).join(", ")}), ` +
    `or ${ndim + 2}, with a batch before them.` +
    (cures.length ? "" : " I cannot tell from the numbers which axis is which.");
  return { kind: "axes", cause, x, cures, rows: missing(x, names) };
}

/** @param {number[]} x @param {number} ndim */
function tooFew(x, ndim) {
  const cures = [];
  const last = x[x.length - 1];
  if (x.length === ndim) {
    const one = ONE[ndim];
    const expand = `x = x.expand(layer.in_channels, ${x.join(", ")})`;
    cures.push(
      cure(`Write the channel axis of one ${one}`, "x = x[None]", "layer.in_channels == 1"),
    );
    cures.push(cure(`Show each input channel the same ${one}`, expand));
  }
  for (const count of [1, 3]) {
    const side = Math.floor(Math.sqrt(Math.floor(last / count)));
    if (ndim !== 2 || side <= 3 || count * side ** 2 !== last) continue;
    const title = `If each row is a flattened picture, ${count} × ${side} × ${side} = ${last}`;
    const code = `x = x.reshape(-1, ${count}, ${side}, ${side})`;
    cures.push(cure(title, code, `layer.in_channels == ${count}`));
  }
  return cures;
}

/** @type {(x: number[], ndim: number, transposed: boolean) => Cure[]} */
function tooMany(x, ndim, transposed) {
  if (x.length !== ndim + 3) return [];
  const at = `layer.in_channels == ${x[2]}`;
  const cures =
    x[0] === 1
      ? [cure("Leave out the axis of 1", "x = x[0]", at)]
      : [cure("Make one batch of the first two axes", "x = x.flatten(0, 1)", at)];
  if (ndim === 3) return cures;
  const more = `nn.Conv${transposed ? "Transpose" : ""}${ndim + 1}d`;
  const code = `layer = ${more}(layer.in_channels, layer.out_channels, layer.kernel_size[0])`;
  const least = Math.min(...x.slice(2));
  const fits = transposed ? "" : ` and layer.kernel_size[0] <= ${least}`;
  const title = `Take a layer that slides along all of ${SIDES[ndim + 1].join(" and ")}`;
  return [...cures, cure(title, code, `layer.in_channels == ${x[1]}${fits}`)];
}

/** Before PyTorch 1.11 a layer took batches only. @type {Reader} */
function readOldAxes([, weightText, xText]) {
  const [weight, x] = [numbersIn(weightText), numbersIn(xText)];
  const ndim = weight.length - 2;
  const sides = SIDES[ndim];
  if (!sides || x.length !== ndim + 1 || !haveNoZero([...weight, ...x])) return undefined;
  const has = `x has ${axesWord(x.length)}`;
  return {
    kind: "axes",
    cause: `${has}, but weight is that of a Conv${ndim}d, which reads a batch here.`,
    x,
    weight,
    cures: [cure("Make it a batch of one", "x = x[None]", `layer.in_channels == ${x[0]}`)],
    rows: rowsOf(["batch", "channels", ...sides], ["–", ...x], [0], "weight", weight, [
      ...["kernels", "slices", ...sides],
    ]),
  };
}

/** @type {Reader} */
function readSize(match) {
  const [sizes, kernel] = [numbersIn(match[1]), numbersIn(match[2])];
  const ndim = sizes.length;
  const lacks = sizes.map((n, i) => Math.max(kernel[i] - n, 0));
  if (kernel.length !== ndim || Math.min(...sizes) < 0 || !lacks.some(Boolean)) return undefined;
  const at = placesOf(lacks);
  const along = at.map((n) => SIDES[ndim][n]).join(" and ");
  const wanted = sizes.map((n, i) => Math.max(n, kernel[i]));
  const isKeras = match.input.includes("Exception encountered when calling");
  return {
    kind: "size",
    cause:
      `The kernel is larger than x along ${along}: x is ${by(sizes)} with its padding, the ` +
      `kernel ${by(kernel)} with its dilation. Often strides or pooling before this ` +
      "layer have made the maps too small.",
    x: [null, null, ...sizes],
    weight: [null, null, ...kernel],
    axis: 2 + at[0],
    cures: isKeras ? [keras.pad(lacks)] : grow(lacks, wanted),
    rows: rowsOf(SIDES[ndim], sizes, at, "kernel", kernel),
  };
}

/** Where something is lacking. @param {number[]} lacks */
const placesOf = (lacks) => [...lacks.keys()].filter((n) => lacks[n]);

/** Put zeros around x, or make it larger. @param {number[]} lacks @param {number[]} wanted */
function grow(lacks, wanted) {
  const first = "import torch.nn.functional as F\n";
  const ends = lacks.toReversed().flatMap((n) => [Math.floor(n / 2), n - Math.floor(n / 2)]);
  const size = wanted.join(", ") + (wanted.length === 1 ? "," : "");
  const flat = `x.reshape(-1, *x.shape[${-1 - wanted.length}:])`;
  const larger = `x = F.interpolate(${flat}, size=(${size}))`;
  return [
    cure("Put zeros around x", `${first}x = F.pad(x, (${ends.join(", ")}))`),
    cure("Make x larger", first + larger, "0 not in x.shape"),
  ];
}

/** Nothing is left of the maps of a transposed layer, because padding cuts it all off.
 * @type {Reader} */
function readNothingLeft([, sizesText, leftText]) {
  const [sizes, left] = [numbersIn(sizesText), numbersIn(leftText)];
  const ndim = sizes.length;
  const lacks = left.map((n) => Math.max(1 - n, 0));
  if (left.length !== ndim || Math.min(...sizes) < 1 || !lacks.some(Boolean)) return undefined;
  const at = placesOf(lacks);
  const none = Array(ndim).fill("0").join(", ") + (ndim === 1 ? "," : "");
  const cut = cure("Cut nothing off", `layer.padding = (${none})`);
  const wanted = sizes.map((n, i) => n + lacks[i]);
  return {
    kind: "size",
    cause:
      `x is ${by(sizes)}, and the maps of this transposed layer would be ${by(left)}: its ` +
      "padding is cut off the maps, and here nothing is left of them.",
    x: [null, null, ...sizes],
    axis: 2 + at[0],
    cures: [cut, ...grow(lacks, wanted)].slice(0, MOST_CURES),
    rows: rowsOf(SIDES[ndim], sizes, at, "y", left),
  };
}

/** @type {[words: string, reader: Reader][]} */
export const READERS = [
  [AXES, readAxes],
  [OLD_AXES, readOldAxes],
  [SIZE, readSize],
  [NOTHING_LEFT, readNothingLeft],
];
