// The convolution layers in a file of weights alone, each on channels of its own: what stands
// between them is not in such a file.

import { madeUpChannels, middleRows } from "../made_up.js";
import { resized } from "./resized.js";
import { worked } from "./run.js";

/** @import { Maps } from "./operations.js" */
/** @import { Seen } from "./run.js" */
/** @import { Stored } from "./tensors.js" */

const MANY = 64; // channels: more of them are shown on a smaller picture
const [LARGE_SIDE, SMALL_SIDE] = [44, 14];

/** The weights of convolution layers: three or four axes.
 * @param {Map<string, Stored>} tensors @returns {[name: string, weight: Stored][]} */
const layersIn = (tensors) =>
  [...tensors].filter(([, { shape }]) => [3, 4].includes(shape.length) && !shape.includes(0));

/**
 * Each layer of a file, on the picture if it reads three channels, else on made-up ones.
 * @param {Map<string, Stored>} tensors
 * @param {Maps} picture  (3, h, w)
 * @returns {Generator<Seen>}
 */
export function* workedAlone(tensors, picture) {
  for (const [whole, weight] of layersIn(tensors)) {
    const name = whole.replace(/\.?weight$/, "") || whole;
    const [out, slices, ...sides] = weight.shape;
    const isDepthwise = slices === 1 && out > 1;
    const channels = isDepthwise ? out : slices;
    const ndim = sides.length;
    const kernel = ndim === 1 ? [1, sides[0]] : sides;
    const half = (/** @type {number} */ n) => Math.floor(n / 2);
    const bias = tensors.get(whole.replace(/weight$/, "bias"));
    yield worked({
      name,
      note: noteOf(channels, isDepthwise),
      x: channelsFor(picture, channels, ndim),
      weight: { shape: [out, slices, kernel[0], kernel[1]], data: weight.read() },
      bias: bias && bias.shape[0] === out ? bias.read() : undefined,
      options: {
        ...{ stride: [1, 1], dilation: [1, 1], padding: [half(kernel[0]), half(kernel[1])] },
        ...{ groups: isDepthwise ? out : 1, ndim, transposed: false, output_padding: [0, 0] },
      },
    });
  }
}

/** @type {(channels: number, isDepthwise: boolean) => string} */
function noteOf(channels, isDepthwise) {
  const x = channels === 3 ? "the picture" : "made-up channels";
  const kind = isDepthwise ? "; its kernels have one slice, so it is taken as depthwise" : "";
  return `on ${x}, with stride 1, padded by half the kernel: the file does not say more${kind}`;
}

/** @type {(picture: Maps, channels: number, ndim: number) => Maps} */
function channelsFor(picture, channels, ndim) {
  const side = channels > MANY ? SMALL_SIDE : LARGE_SIDE;
  const { data } = pictureOf(picture, [side, side]);
  const photo = Uint8Array.from(data, (value) => Math.round(100 * value));
  const made = madeUpChannels(photo, side, channels);
  if (ndim === 2) return { shape: [channels, side, side], data: made };
  return { shape: [channels, 1, side], data: middleRows(made, [side, side]) };
}

/** A picture in another size. @type {(picture: Maps, sides: [h: number, w: number]) => Maps} */
export function pictureOf({ shape: [channels, h, w], data }, sides) {
  const size = sides[0] * sides[1];
  const out = new Float32Array(channels * size);
  for (let c = 0; c < channels; c++) {
    out.set(resized(data.subarray(c * h * w, (c + 1) * h * w), [h, w], sides), c * size);
  }
  return { shape: [channels, ...sides], data: out };
}
