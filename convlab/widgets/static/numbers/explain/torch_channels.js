// PyTorch: x has other channels than the layer reads.

import { counted, text } from "../show.js";
import {
  channels,
  cure,
  haveNoZero,
  layerOf,
  listed,
  MOST_CURES,
  N,
  numbersIn,
  ONE,
  rowsOf,
  SHAPE,
  SIDES,
  sharedBy,
  torchLine,
} from "./found.js";

/** @import { Cure, Reader } from "./found.js" */

/** @typedef {{x: number[], weight: number[], groups: number, reads: number,
 *   transposed: boolean}} Clash */

export const WORDS =
  `Given (groups|transposed)=${N}, weight of size ${SHAPE}, expected input ?${SHAPE} to have ` +
  `${N} channels, but got ${N} channels instead`;

/** @type {Reader} */
export function read([, option, number, weightText, xText, readsText]) {
  const transposed = option === "transposed";
  const groups = transposed ? 1 : Number(number);
  const [weight, x] = [numbersIn(weightText), numbersIn(xText)];
  const reads = Number(readsText);
  const sides = SIDES[weight.length - 2];
  if (!sides || x.length !== weight.length || !haveNoZero([...x, ...weight, groups, reads])) {
    return undefined;
  }
  const [first, second] = transposed ? [weight[1], weight[0]] : weight;
  const names = transposed ? ["maps", "channels"] : ["kernels", "slices"];
  const below = [first, second, ...weight.slice(2)];
  const all = ["batch", "channels", ...sides];
  const clash = { x, weight, groups, reads, transposed };
  return {
    kind: "channels",
    cause: causeOf(clash),
    x,
    weight,
    axis: 1,
    cures: curesOf(clash),
    layer: layerOf(reads, first, weight.slice(2), { groups, transposed }),
    rows: rowsOf(all, x, [1], "weight", below, [...names, ...sides]),
  };
}

/** @param {Clash} clash */
function causeOf({ x, weight, groups, transposed }) {
  const has = `x has ${channels(x[1])}`;
  let [reads, words] = [weight[1], ""];
  if (transposed) {
    reads = weight[0];
    words =
      `${has}, but the layer reads ${reads}. A transposed layer has its input channels first ` +
      `in weight ${listed(weight)}; here they stand below those of x.`;
  } else if (groups > 1) {
    reads = groups * weight[1];
    words =
      `${has}, but the layer reads ${groups} groups × ${counted(weight[1], "slice")} = ` +
      `${channels(reads)}.`;
  } else {
    words =
      `${has}, but each kernel of the layer has ${counted(reads, "slice")} and reads ` +
      `${channels(reads)}.`;
  }
  if (reads > 1 && x.at(-1) === reads) {
    words += `\nThe last axis of x is ${reads}: channels seem to stand there.`;
  }
  return x[0] === 1 ? `${words}\nIf x came without a batch, PyTorch wrote the 1 before it.` : words;
}

/** What is seen in the numbers first; then what always helps. @param {Clash} clash */
function curesOf(clash) {
  const { x, weight, groups, reads, transposed } = clash;
  const [kernel, ndim] = [weight.slice(2), weight.length - 2];
  const moved = movedCures(x, kernel, reads, transposed);
  if (moved.length) return moved;
  const isSmall = !transposed && x.slice(2).some((n, i) => n < kernel[i]);
  const out = transposed ? weight[1] : weight[0];
  const swapped = layerOf(out, reads, kernel, { transposed });
  const cures = [...singleChannel(x, reads), ...colours(x, reads, ndim, groups)];
  if (x[1] === out && swapped && !isSmall && groups === 1) {
    const title = "If its input and output channels were meant the other way round, swap them";
    cures.push(cure(title, `layer = ${torchLine(swapped)}`, "", "new"));
  }
  const mix = `x = nn.Conv${ndim}d(${x[1]}, ${reads}, kernel_size=1)(x)`;
  cures.push(cure(`Learn to mix ${channels(x[1])} into ${reads} first`, mix, "", "mixed"));
  const made = newLayer(clash, isSmall);
  if (made) {
    const title = `Make a layer that reads ${channels(x[1])}, with your stride and padding`;
    cures.push(cure(title, `layer = ${torchLine(made)}`, "", "new"));
  }
  return cures.slice(0, MOST_CURES);
}

/**
 * A layer that reads x; one that was depthwise stays so.
 * @param {Clash} clash
 * @param {boolean} isSmall
 */
function newLayer({ x, weight, groups, reads, transposed }, isSmall) {
  const kernel = weight.slice(2);
  let [out, parts] = [transposed ? weight[1] : weight[0], groups];
  if (parts > 1 && parts === reads && out % parts === 0) {
    [out, parts] = [x[1] * (out / parts), x[1]];
  }
  const padding = kernel.map((k) => (isSmall ? Math.floor(k / 2) : 0));
  return layerOf(x[1], out, kernel, { groups: sharedBy(parts, x[1], out), transposed, padding });
}

/**
 * Where the channels seem to stand on another axis, as in (height, width, channels).
 * @type {(x: number[], kernel: number[], reads: number, transposed: boolean) => Cure[]}
 */
function movedCures(x, kernel, reads, transposed) {
  const title = "Put the channels where the layer looks for them";
  const fits = (/** @type {number[]} */ sides) =>
    transposed || sides.every((n, i) => n >= kernel[i]);
  if (reads < 2) return [];
  for (let axis = x.length - 1; axis > 1; axis--) {
    const sides = [...x.slice(1, axis), ...x.slice(axis + 1)];
    if (x[axis] === reads && fits(sides)) {
      return [cure(title, `x = x.movedim(${axis - x.length}, ${1 - x.length})`, "", "moved")];
    }
  }
  // (channels, batch, height, width)
  const isFirst = x[0] === reads && fits(x.slice(2));
  return isFirst ? [cure(title, "x = x.transpose(0, 1)", "", "moved")] : [];
}

/** Many pictures without a channel axis look like one picture of many channels.
 * @param {number[]} x @param {number} reads */
function singleChannel(x, reads) {
  if (reads !== 1 || x[0] !== 1 || x[1] <= 4) return [];
  const ones = `${text(x[1])} ${ONE[x.length - 2]}s`;
  const title = `If these are ${ones} without a channel axis, give each one channel`;
  return [cure(title, `x = x.reshape(-1, 1, ${x.slice(2).join(", ")})`, "", "each")];
}

/** @type {(x: number[], reads: number, ndim: number, groups: number) => Cure[]} */
function colours(x, reads, ndim, groups) {
  if (ndim !== 2 || groups > 1) return [];
  const cures = [];
  const pair = `${x[1]} ${reads}`;
  if (pair === "4 3") {
    const code = "x = x[..., :3, :, :]";
    cures.push(cure("Keep red, green and blue, without transparency", code, "", "dropped"));
  }
  if (pair === "1 3") {
    const code = "x = x.repeat_interleave(3, -3)";
    cures.push(cure("Give the grey picture three equal channels", code, "", "times"));
  }
  if (pair === "3 1") {
    cures.push(cure("Make the pictures grey", "x = x.mean(-3, keepdim=True)", "", "grey"));
  }
  if (pair === "1 3" || pair === "3 1") {
    const code = `from convlab import kernels\nlayer = kernels.adapt(layer, ${x[1]}, "sum")`;
    const title = "Or keep the trained layer, and add up its slices or share them out";
    cures.push(cure(title, code, "", x[1] === 1 ? "summed" : "shared"));
  }
  return cures;
}
