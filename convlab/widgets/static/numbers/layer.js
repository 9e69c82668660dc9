// A layer on the page: its arrays, the counts and steps that are set, and its maps, worked out when
// first asked for and kept.

import { addPartial, pad, sumProducts } from "./convolve.js";
import { movesOf, outputSizes, PLAIN, placeRead } from "./moves.js";
import { isWithin, upTo } from "./range.js";
import { largestOf } from "./show.js";

/**
 * @import {
 *   ChannelAccount, LayerArrays, LayerOptions, Padding, PaddingMode, Pair, Pixel,
 * } from "../types.js"
 */

/**
 * What `map` holds at `key`, made when first asked for.
 * @template V, K
 * @param {Map<K, V>} map
 * @param {K} key
 * @param {() => V} create
 */
function cached(map, key, create) {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}

/**
 * How many slices of each kernel are stored: all of the grid's or, of a layer of so many channels
 * that zeros would be most of it, those that its groups leave.
 * @param {Pick<LayerArrays, "weight" | "weightShape">} arrays
 */
export const slicesStored = ({ weight, weightShape: [kernels, , kh, kw] }) =>
  weight.length / (kernels * kh * kw);

export const MOST_KEPT = 1 << 26; // numbers in maps, 256 MB: of more, those that are kept go
const FEW = 64; // channels: of more, the sums on the way to a map are not kept

/** Counts and options choose from the whole grid of slices: a layer may use fewer channels, fewer
 * kernels, groups, or the middle of each slice. */
export class Layer {
  /**
   * @param {LayerArrays} arrays
   * @param {LayerArrays} given  the same before a hand changed any of them: its scales are these'
   */
  constructor(arrays, given = arrays) {
    const { x, xShape, weight, weightShape, bias, kind = PLAIN } = arrays;
    this.given = given;
    this.kind = kind;
    this.x = x;
    this.xShape = xShape;
    this.weight = weight;
    this.weightShape = weightShape;
    this.bias = bias;
    this.inChannels = xShape[0];
    this.outChannels = weightShape[0];
    this.groups = 1;
    this.stored = slicesStored(arrays);
    this.kh = weightShape[2];
    this.kw = weightShape[3];
    this.ndim = kind.ndim;
    this.transposed = kind.transposed;
    /** @type {Padding} */
    this.padding = 0; // as it is written
    /** @type {Pair} */
    this.stride = [1, 1];
    /** @type {Pair} */
    this.dilation = [1, 1];
    /** @type {[Pair, Pair]} */
    this.pads = [
      [0, 0],
      [0, 0],
    ];
    /** @type {Pair} */
    this.extra = [0, 0];
    /** @type {PaddingMode} */
    this.mode = "zeros";
    this.wide = xShape[2];
    this.oh = 1;
    this.ow = 1;
    this.move({ stride: 1, padding: 0, dilation: 1 });
    /** @type {Set<number>} */
    this.muted = new Set();
    this.geometry = "";
    this.counts = "";
    this.forget();
  }

  /** Forget all maps: the arrays have changed, or the geometry. */
  forget() {
    /** @type {Map<number, Float32Array>} */
    this.channels = new Map(); // channel -> its numbers
    /** @type {Map<number, Float32Array>} */
    this.slices = new Map(); // kernel and channel -> weight[o, c]
    /** @type {Map<number, Float32Array>} */
    this.planes = new Map(); // channel -> padded channel
    /** @type {number[] | null} */
    this.largest = null; // weight of each kernel
    /** @type {{row: number, col: number, at: number[], outside: boolean[]} | null} */
    this.taps = null; // of the last pixel
    /** @type {{key: string, values: Float64Array} | null} */
    this.windows = null; // of all channels at the last pixel
    /** @type {{key: string, counts: string, values: Float64Array} | null} */
    this.wall = null; // what all slices add at the last pixel
    this.forgetMaps();
  }

  /** Forget what the sums of slices and channels make. */
  forgetMaps() {
    /** @type {number} */
    this.kept = 0; // so many numbers, in all maps together
    /** @type {Map<number, Float32Array>} */
    this.partials = new Map(); // kernel and channel -> partial map
    this.forgetSums();
  }

  /** Forget the sums that muted channels change. */
  forgetSums() {
    /** @type {Map<number, Float32Array[]>} */
    this.sums = new Map(); // kernel and its first channel -> running sums from there on
    /** @type {Map<string, Float32Array>} */
    this.whole = new Map(); // kernel of very many channels, and these -> their sum
    /** @type {{key: string, sums: Float32Array[]}} */
    this.ordered = { key: "", sums: [] }; // running sums in the last other order
  }

  /**
   * So many more maps are about to be kept. Memory is bounded: a layer of many channels and kernels
   * has more maps than find room.
   * @param {number} count
   */
  makeRoom(count) {
    const numbers = count * this.oh * this.ow;
    if (this.kept + numbers > MOST_KEPT) this.forgetMaps();
    this.kept += numbers;
  }

  /**
   * Take the counts and options of a state; keep the maps that are still true of it.
   * @param {LayerOptions} options
   */
  configure({
    in_channels,
    out_channels,
    groups,
    kernel_size,
    stride,
    padding,
    dilation,
    padding_mode = "zeros",
    muted = [],
  }) {
    const [, , kh, kw] = this.weightShape;
    this.inChannels = in_channels;
    this.outChannels = out_channels;
    this.groups = groups;
    this.mode = padding_mode;
    this.kh = kernel_size ? Math.min(kernel_size, kh) : kh;
    this.kw = kernel_size ? Math.min(kernel_size, kw) : kw;
    this.move({ stride, padding, dilation });
    const steps = [stride, padding, dilation].map(String);
    const geometry = [kernel_size, ...steps, padding_mode].join(" ");
    if (geometry !== this.geometry) this.forget();
    this.geometry = geometry;
    const counts = [in_channels, out_channels, groups].join();
    if (counts !== this.counts) this.largest = null;
    this.counts = counts;
    if (muted.join() !== [...this.muted].join()) this.forgetSums();
    this.muted = new Set(muted);
  }

  /**
   * Take how the kernel moves, as it is written, and what follows from it.
   * @param {import("../types.js").Steps} steps
   */
  move(steps) {
    /** @type {Pair} */
    const kernel = [this.kh, this.kw];
    const moves = movesOf(steps, kernel, this.kind);
    this.padding = steps.padding;
    this.stride = moves.stride;
    this.dilation = moves.dilation;
    this.pads = moves.pads;
    this.extra = moves.extra;
    this.wide = this.xShape[2] + (this.transposed ? 0 : moves.pads[1][0] + moves.pads[1][1]);
    [this.oh, this.ow] = outputSizes(this.xShape.slice(1), kernel, moves);
  }

  /**
   * Kernel o's first input channel and the one after its last: all of them unless grouped.
   * @param {number} o
   * @returns {[first: number, end: number]}
   */
  range(o) {
    const per = this.inChannels / this.groups;
    const group = Math.floor(o / (this.outChannels / this.groups));
    return [group * per, (group + 1) * per];
  }

  /** @type {(o: number, c: number) => boolean} */
  reads(o, c) {
    const [first, end] = this.range(o);
    return c >= first && c < end;
  }

  /**
   * x[c]: (h, w).
   * @param {number} c
   */
  channel(c) {
    const size = this.xShape[1] * this.xShape[2];
    return cached(this.channels, c, () => this.x.subarray(c * size, (c + 1) * size));
  }

  /**
   * x[c] with its border, `wide` places a row. A transposed layer adds none: its padding is cut
   * off the maps.
   * @param {number} c
   */
  plane(c) {
    if (this.transposed) return this.channel(c);
    const shape = this.xShape.slice(1);
    return cached(this.planes, c, () => pad(this.channel(c), shape, this.pads, this.mode));
  }

  /**
   * weight[o, c]: (kh, kw), the middle of the stored slice.
   * @param {number} o
   * @param {number} c
   */
  slice(o, c) {
    return cached(this.slices, this.cell(o, c), () => {
      const [, , kh, kw] = this.weightShape;
      const size = this.kh * this.kw;
      if (this.kh === kh && this.kw === kw) {
        return this.weight.subarray(this.cell(o, c) * size, (this.cell(o, c) + 1) * size);
      }
      return Float32Array.from(
        { length: size },
        (_, i) => this.weight[this.indexOf(o, c, Math.floor(i / this.kw), i % this.kw)],
      );
    });
  }

  /**
   * The place of (o, c) among all slices that are stored.
   * @param {number} o
   * @param {number} c
   */
  cell(o, c) {
    const isWhole = this.stored === this.weightShape[1];
    return o * this.stored + c - (isWhole ? 0 : this.range(o)[0]);
  }

  /**
   * Where weight (o, c, u, v) stands among all that are stored.
   * @param {number} o
   * @param {number} c
   * @param {number} u
   * @param {number} v
   */
  indexOf(o, c, u, v) {
    const [, , kh, kw] = this.weightShape;
    const top = (kh - this.kh) >> 1;
    const left = (kw - this.kw) >> 1;
    return (this.cell(o, c) * kh + u + top) * kw + v + left;
  }

  /** The largest weight of each kernel, of the slices that it uses. */
  peaks() {
    this.largest ??= upTo(0, this.outChannels).map((o) =>
      upTo(...this.range(o)).reduce((most, c) => largestOf(this.slice(o, c), most), 0),
    );
    return this.largest;
  }

  /**
   * What channel c gives to map o: (oh, ow).
   * @param {number} o
   * @param {number} c
   */
  partial(o, c) {
    return cached(this.partials, this.cell(o, c), () => {
      this.makeRoom(1);
      return addPartial(null, this.plane(c), this.slice(o, c), this);
    });
  }

  /**
   * The sum of kernel o's partial maps from its first channel to channel c, muted ones left out.
   * One more channel is one more step; a sum made before costs nothing. Never subtract.
   * @param {number} o
   * @param {number} c
   */
  running(o, c) {
    const [first] = this.range(o);
    const key = this.cell(o, first);
    const missing = c - first + 1 - (this.sums.get(key)?.length ?? 0);
    if (missing > 0) this.makeRoom(missing);
    /** @type {Float32Array[]} */
    const sums = cached(this.sums, key, () => []);
    for (let n = sums.length; n <= c - first; n++) {
      const before = n ? sums[n - 1] : null;
      if (this.muted.has(first + n)) {
        sums.push(before ?? new Float32Array(this.oh * this.ow));
      } else {
        sums.push(addPartial(before, this.plane(first + n), this.slice(o, first + n), this));
      }
    }
    return sums[c - first];
  }

  /**
   * Feature map o without its bias: (oh, ow).
   * @param {number} o
   */
  sum(o) {
    const [first, end] = this.range(o);
    return end - first > FEW ? this.sumOfMany(o) : this.running(o, end - 1);
  }

  /**
   * The same of very many channels: the sums on the way are not kept.
   * @param {number} o
   */
  sumOfMany(o) {
    return cached(this.whole, [o, ...this.range(o)].join(), () => {
      this.makeRoom(1);
      const audible = upTo(...this.range(o)).filter((c) => !this.muted.has(c));
      /** @type {Float32Array | null} */
      let sum = null;
      for (const c of audible) sum = addPartial(sum, this.plane(c), this.slice(o, c), this);
      return sum ?? new Float32Array(this.oh * this.ow);
    });
  }

  /**
   * Feature map o, without its bias and without what a few channels give to it: (oh, ow).
   * @param {number} o
   * @param {number[]} few
   * @param {Float32Array} sum  or another sum that they are in
   */
  sumWithout(o, few, sum = this.sum(o)) {
    const left = Float64Array.from(sum);
    for (const c of few.filter((c) => !this.muted.has(c))) {
      const part = this.partial(o, c);
      for (let i = 0; i < left.length; i++) left[i] -= part[i];
    }
    return Float32Array.from(left);
  }

  /**
   * The sum of kernel o's partial maps of these channels, added in this order, muted ones left out:
   * (oh, ow). Sums of the same order made before cost nothing.
   * @param {number} o
   * @param {number[]} order  of all channels that it reads
   * @param {number} count  so many of them
   */
  summed(o, order, count) {
    const key = `${o}: ${order.join()}`;
    if (this.ordered.key !== key) {
      this.makeRoom(order.length);
      this.ordered = { key, sums: [] };
    }
    const { sums } = this.ordered;
    for (let n = sums.length; n < count; n++) {
      const c = order[n];
      const before = n ? sums[n - 1] : null;
      sums.push(
        this.muted.has(c)
          ? (before ?? new Float32Array(this.oh * this.ow))
          : addPartial(before, this.plane(c), this.slice(o, c), this),
      );
    }
    return count ? sums[count - 1] : new Float32Array(this.oh * this.ow);
  }

  /** All feature maps, bias added: (out_channels, oh, ow). */
  outputs() {
    const size = this.oh * this.ow;
    const data = new Float32Array(this.outChannels * size);
    for (let o = 0; o < this.outChannels; o++) {
      const sum = this.sum(o);
      for (let i = 0; i < size; i++) data[o * size + i] = sum[i] + this.bias[o];
    }
    return { shape: [this.outChannels, this.oh, this.ow], data };
  }

  /**
   * One output pixel in full: what each channel that kernel o reads adds to it, and the bias.
   * @param {number} o
   * @param {number} row
   * @param {number} col
   * @returns {Pixel}
   */
  pixel(o, row, col) {
    const [first, end] = this.range(o);
    const channels = [];
    for (let c = first; c < end; c++) channels.push(this.account(o, c, row, col));
    const bias = this.bias[o];
    const total = channels.reduce((sum, channel) => sum + channel.subtotal, bias);
    return { o, row, col, channels, bias, total };
  }

  /**
   * What every slice adds at one output pixel, muted channels nothing: (out_channels, in_channels),
   * 0 where there is none. The next pixel's take their place: not to be kept, nor changed.
   * @param {number} row
   * @param {number} col
   */
  exactCells(row, col) {
    const { counts, inChannels, outChannels } = this;
    const key = [row, col, ...this.muted].join();
    if (this.wall?.counts !== counts) {
      this.wall = { key: "", counts, values: new Float64Array(outChannels * inChannels) };
    }
    if (this.wall.key !== key) {
      const windows = this.audibleWindows(row, col);
      for (let o = 0; o < outChannels; o++) {
        this.addUp(o, windows, this.wall.values, o * inChannels + this.range(o)[0]);
      }
      this.wall.key = key;
    }
    return this.wall.values;
  }

  /**
   * What each channel adds to one output pixel of map o: those cells of a row, 0 where there is no
   * slice.
   * @param {number} o
   * @param {number} row
   * @param {number} col
   */
  cellsOf(o, row, col) {
    const from = o * this.inChannels;
    return Array.from(this.exactCells(row, col).subarray(from, from + this.inChannels));
  }

  /**
   * What each channel that kernel o reads adds to one output pixel; muted ones nothing.
   * @param {number} o
   * @param {number} row
   * @param {number} col
   */
  subtotals(o, row, col) {
    return this.exactSubtotals(o, row, col);
  }

  /**
   * The same, in no digits.
   * @param {number} o
   * @param {number} row
   * @param {number} col
   */
  exactSubtotals(o, row, col) {
    const [first, end] = this.range(o);
    const sums = new Float64Array(end - first);
    this.addUp(o, this.audibleWindows(row, col), sums, 0);
    return Array.from(sums);
  }

  /**
   * The sums of window × slice of the channels that kernel o reads, into `sums` from `at` on.
   * @param {number} o
   * @param {Float64Array} windows
   * @param {Float64Array} sums
   * @param {number} at
   */
  addUp(o, windows, sums, at) {
    const size = this.weightShape[2] * this.weightShape[3];
    const [first, end] = this.range(o);
    const from = this.cell(o, first);
    const slices = this.weight.subarray(from * size, (from + end - first) * size);
    const own = windows.subarray(first * size, end * size);
    sumProducts(own, slices, sums.subarray(at, at + end - first));
  }

  /**
   * What lies under the slices of all channels at one output pixel, each number where its weight
   * stands in a stored slice; 0 round smaller kernels, and in muted channels. The last are kept.
   * @param {number} row
   * @param {number} col
   */
  audibleWindows(row, col) {
    const { inChannels, kh, kw, muted } = this;
    const key = [row, col, inChannels, ...muted].join();
    if (this.windows?.key === key) return this.windows.values;
    const size = this.weightShape[2] * this.weightShape[3];
    const inSlice = upTo(0, kh * kw).map((k) => this.indexOf(0, 0, Math.floor(k / kw), k % kw));
    const values = new Float64Array(inChannels * size);
    for (const c of upTo(0, inChannels).filter((c) => !muted.has(c))) {
      const { window } = this.window(c, row, col);
      for (let k = 0; k < window.length; k++) values[c * size + inSlice[k]] = window[k];
    }
    this.windows = { key, values };
    return values;
  }

  /**
   * What channel c adds to one output pixel: its window, the slice, products and their sum.
   * @param {number} o
   * @param {number} c
   * @param {number} row
   * @param {number} col
   * @returns {ChannelAccount}
   */
  account(o, c, row, col) {
    const slice = Array.from(this.slice(o, c));
    const muted = this.muted.has(c);
    const { window, outside } = this.window(c, row, col);
    const products = window.map((value, i) => value * slice[i]);
    const subtotal = muted ? 0 : products.reduce((a, b) => a + b, 0);
    return { c, window, outside, slice, products, subtotal, muted };
  }

  /**
   * What channel c holds under the window of an output pixel, and which places are padding. In a
   * transposed layer: the places whose stamps put each weight there, and which weights none does.
   * @param {number} c
   * @param {number} row
   * @param {number} col
   */
  window(c, row, col) {
    if (this.taps?.row !== row || this.taps.col !== col) this.taps = this.tapsAt(row, col);
    const { at, outside } = this.taps;
    const plane = this.plane(c);
    return { window: at.map((i) => (i < 0 ? 0 : plane[i])), outside };
  }

  /**
   * Where the numbers under a window stand in a channel with its border, in each; -1: nowhere.
   * @param {number} row
   * @param {number} col
   */
  tapsAt(row, col) {
    const [, h, w] = this.xShape;
    const at = [];
    const outside = [];
    const [above, left] = this.transposed ? [0, 0] : [this.pads[0][0], this.pads[1][0]];
    for (let u = 0; u < this.kh; u++) {
      const i = placeRead(this, 0, row, u);
      for (let v = 0; v < this.kw; v++) {
        const j = placeRead(this, 1, col, v);
        const isOutside = !isWithin(i, h) || !isWithin(j, w);
        const isNothing = isOutside && this.transposed;
        at.push(isNothing ? -1 : (i + above) * this.wide + j + left);
        outside.push(isOutside);
      }
    }
    return { row, col, at, outside };
  }
}
