// Weights and channels for a layer of which only the counts are known: made up, and always the same
// for the same seed. Python's convlab/made_up.py makes the same numbers.

/** @typedef {() => number} Random  a whole number from 0 to 2³² − 1 */

/**
 * Tommy Ettinger's mulberry32.
 * @param {number} seed
 * @returns {Random}
 */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** One of the numbers 0 to n − 1. @param {Random} random @param {number} n */
const draw = (random, n) => Math.floor((random() / 2 ** 32) * n);

/** The directions of a slope, and of a line: rows, columns. */
const AROUND = [
  ...[[0, 1], [1, 0], [1, 1], [1, -1]], // biome-ignore format: as in Python
  ...[
    [0, -1],
    [-1, 0],
    [-1, -1],
    [-1, 1],
  ],
];

/**
 * A slice of small whole numbers: a slope, a spot, a line, or two places apart.
 * @param {Random} random
 * @param {number} kh
 * @param {number} kw
 * @returns {number[]}
 */
function madeUpSlice(random, kh, kw) {
  const size = kh * kw;
  if (size === 1) return [[-2, -1, 1, 2][draw(random, 4)]];
  const kind = draw(random, 4);
  const which = draw(random, 8);
  if (kind === 3) return apart(random, size);
  const sign = which < 4 ? 1 : -1;
  const [down, right] = AROUND[kind === 0 ? which : which % 4];
  return Array.from({ length: size }, (_, at) => {
    const i = Math.floor(at / kw) - (kh - 1) / 2;
    const j = (at % kw) - (kw - 1) / 2;
    if (kind === 1) return sign * spot(i, j);
    const along = down * i + right * j;
    return kind === 0 ? slope(along) : sign * line(Math.abs(along));
  });
}

/** Up to 2 either way. @param {number} along */
const slope = (along) => Math.sign(along) * Math.min(2, Math.ceil(Math.abs(along)));

/** @param {number} far  from the line */
const line = (far) => (far < 0.75 ? 2 : far < 1.75 ? -1 : 0);

/** @param {number} i @param {number} j  from the middle */
function spot(i, j) {
  const far = Math.abs(i) + Math.abs(j);
  return far < 0.75 ? 4 : far < 1.25 ? -1 : 0;
}

/** @param {Random} random @param {number} size */
function apart(random, size) {
  const slice = Array(size).fill(0);
  const first = draw(random, size);
  slice[first] = 1;
  slice[(first + 1 + draw(random, size - 1)) % size] = -1;
  return slice;
}

/**
 * Weights and biases; `weight` is the whole grid (out, in, kh, kw), zeros where no kernel reads.
 * @param {{in_channels: number, out_channels: number, groups: number, kernel_size: number[]}} layer
 * @param {number} [seed]
 */
export function madeUpWeights({ in_channels, out_channels, groups, kernel_size }, seed = 0) {
  const random = randomFrom(seed);
  const [kh, kw] = kernel_size;
  const [slices, kernels] = [in_channels / groups, out_channels / groups];
  const weight = new Float32Array(out_channels * in_channels * kh * kw);
  for (let o = 0; o < out_channels; o++) {
    const first = Math.floor(o / kernels) * slices;
    for (let c = first; c < first + slices; c++) {
      weight.set(madeUpSlice(random, kh, kw), (o * in_channels + c) * kh * kw);
    }
  }
  const bias = Float32Array.from({ length: out_channels }, () => (draw(random, 19) - 9) / 10);
  return { weight, bias };
}

const FIRST_LAYER = 16; // the seed of the layer that makes channels out of a photo

/**
 * Channels for a layer to read: the photo's own three, its grey, or what a made-up first layer
 * with ReLU makes of it, each up to 1. Numbers are hundredths, so that none differs in Python.
 * @param {Uint8Array} photo  red, green and blue, one after the other, in hundredths
 * @param {number} side  of the photo
 * @param {number} n  channels
 * @returns {Float32Array}
 */
export function madeUpChannels(photo, side, n) {
  if (n === 3) return Float32Array.from(photo, (one) => one / 100);
  const size = side * side;
  const channels = new Float32Array(n * size);
  if (n === 1) {
    return channels.map((_, at) => mean(photo[at], photo[size + at], photo[2 * size + at]) / 100);
  }
  const counts = { in_channels: 3, out_channels: n, groups: 1, kernel_size: [3, 3] };
  const { weight } = madeUpWeights(counts, FIRST_LAYER);
  for (let c = 0; c < n; c++) {
    const map = firstMap(photo, side, weight.subarray(27 * c, 27 * (c + 1)));
    const most = map.reduce((a, b) => Math.max(a, b), 0) || 1;
    for (const [at, value] of map.entries()) {
      channels[c * size + at] = Math.floor((200 * Math.max(0, value) + most) / (2 * most)) / 100;
    }
  }
  return channels;
}

/** To the nearest whole number. @param {number} r @param {number} g @param {number} b */
const mean = (r, g, b) => Math.floor((2 * (r + g + b) + 3) / 6);

/**
 * One map of a 3×3 layer with padding 1, in whole numbers.
 * @param {Uint8Array} photo
 * @param {number} side
 * @param {Float32Array} kernel  3 × 3 × 3
 */
function firstMap(photo, side, kernel) {
  const map = new Int32Array(side * side);
  for (const [at, weight] of kernel.entries()) {
    if (!weight) continue;
    const [down, right] = [(Math.floor(at / 3) % 3) - 1, (at % 3) - 1];
    const from = Math.floor(at / 9) * side * side;
    for (let i = Math.max(0, -down); i < Math.min(side, side - down); i++) {
      for (let j = Math.max(0, -right); j < Math.min(side, side - right); j++) {
        map[i * side + j] += weight * photo[from + (i + down) * side + j + right];
      }
    }
  }
  return map;
}

/**
 * Signals out of pictures: the middle row of each.
 * @param {Float32Array} pictures
 * @param {[h: number, w: number]} sides
 */
export function middleRows(pictures, [h, w]) {
  const from = (h >> 1) * w;
  const count = pictures.length / (h * w);
  const rows = new Float32Array(count * w);
  for (let c = 0; c < count; c++) {
    const at = c * h * w + from;
    rows.set(pictures.subarray(at, at + w), c * w);
  }
  return rows;
}
