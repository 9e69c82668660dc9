// The browser's one convolver: one input channel with one kernel slice makes one partial map,
// and the rest is sums. The cases that hold NumPy's conv2d hold this file too.

/** Length of an output axis; below 1 when the window does not fit.
 * @param {number} size @param {number} kernel @param {number} stride
 * @param {number} padding @param {number} dilation */
export function outputSize(size, kernel, stride, padding, dilation) {
  return Math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
}

/** Which input place a padded place shows, along one axis; -1 is a padded zero. */
function source(i, size, mode) {
  if (i >= 0 && i < size) return i;
  if (mode === "replicate") return i < 0 ? 0 : size - 1;
  if (mode === "circular") return (i + size) % size;
  if (mode === "reflect") return i < 0 ? -i : 2 * size - 2 - i;
  return -1;
}

/** One channel (h, w) with its border, as (h + 2p, w + 2p). */
export function pad(plane, h, w, padding, mode = "zeros") {
  if (padding === 0) return plane;
  const wide = w + 2 * padding;
  const out = new Float32Array((h + 2 * padding) * wide);
  for (let i = 0, at = 0; i < h + 2 * padding; i++) {
    const row = source(i - padding, h, mode);
    for (let j = 0; j < wide; j++, at++) {
      const col = source(j - padding, w, mode);
      if (row >= 0 && col >= 0) out[at] = plane[row * w + col];
    }
  }
  return out;
}

/** base + (one padded channel correlated with one slice); without base, the partial map itself.
 * Each value is summed in double precision and rounded once, when it is stored.
 * @returns {Float32Array} (oh, ow) */
export function addPartial(base, padded, wide, slice, kh, kw, stride, dilation, oh, ow) {
  const out = new Float32Array(oh * ow);
  if (kh === 3 && kw === 3) {
    // the common slice, written out: three times as fast as the loop
    const [a, b, c, d, e, f, g, h, i] = slice;
    const one = dilation,
      two = 2 * dilation;
    for (let row = 0, at = 0; row < oh; row++) {
      let p = row * stride * wide,
        q = p + dilation * wide,
        r = q + dilation * wide;
      for (let col = 0; col < ow; col++, at++, p += stride, q += stride, r += stride) {
        const sum =
          a * padded[p] +
          b * padded[p + one] +
          c * padded[p + two] +
          d * padded[q] +
          e * padded[q + one] +
          f * padded[q + two] +
          g * padded[r] +
          h * padded[r + one] +
          i * padded[r + two];
        out[at] = base ? base[at] + sum : sum;
      }
    }
    return out;
  }
  for (let row = 0, at = 0; row < oh; row++) {
    for (let col = 0; col < ow; col++, at++) {
      let sum = base ? base[at] : 0;
      for (let u = 0, tap = 0; u < kh; u++) {
        let p = (row * stride + u * dilation) * wide + col * stride;
        for (let v = 0; v < kw; v++, tap++, p += dilation) sum += slice[tap] * padded[p];
      }
      out[at] = sum;
    }
  }
  return out;
}

/** What `map` holds at `key`, made when first asked for. */
function kept(map, key, create) {
  if (!map.has(key)) map.set(key, create());
  return map.get(key);
}

/** A layer whose maps are worked out when first asked for, and kept.
 * x (C, H, W), weight (O, C, K, L): the whole grid; groups and channel counts choose from it. */
export class Layer {
  /** @param {{x: Float32Array, xShape: number[], weight: Float32Array, weightShape: number[],
   *           bias: Float32Array}} arrays */
  constructor(arrays) {
    Object.assign(this, arrays);
    this.muted = new Set();
    this.options = "";
    this.forget();
  }

  /** Take the counts and steps of a state; keep what is still true of it. */
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
    const [, h, w] = this.xShape;
    const [, , kh, kw] = this.weightShape;
    const geometry = [kernel_size, stride, padding, dilation, padding_mode].join();
    Object.assign(this, {
      inChannels: in_channels,
      outChannels: out_channels,
      groups,
      stride,
      padding,
      dilation,
      mode: padding_mode,
    });
    // A smaller kernel is the middle of the stored one.
    this.kh = kernel_size ? Math.min(kernel_size, kh) : kh;
    this.kw = kernel_size ? Math.min(kernel_size, kw) : kw;
    this.oh = outputSize(h, this.kh, stride, padding, dilation);
    this.ow = outputSize(w, this.kw, stride, padding, dilation);
    if (geometry !== this.geometry) this.forget();
    this.geometry = geometry;
    if (muted.join() !== [...this.muted].join()) this.sums = new Map();
    this.muted = new Set(muted);
  }

  forget() {
    this.channels = new Map(); // channel -> its numbers
    this.slices = new Map(); // "o,c" -> weight[o, c]
    this.planes = new Map(); // channel -> padded channel
    this.partials = new Map(); // "o,c" -> partial map
    this.sums = new Map(); // "o,first" -> running sums from the kernel's first channel on
  }

  /** Kernel o's first input channel and the one after its last: all of them unless grouped. */
  range(o) {
    const per = this.inChannels / this.groups;
    const group = Math.floor(o / (this.outChannels / this.groups));
    return [group * per, (group + 1) * per];
  }

  sees(o, c) {
    const [first, end] = this.range(o);
    return c >= first && c < end;
  }

  /** x[c]: (h, w). */
  channel(c) {
    const size = this.xShape[1] * this.xShape[2];
    return kept(this.channels, c, () => this.x.subarray(c * size, (c + 1) * size));
  }

  plane(c) {
    return kept(this.planes, c, () =>
      pad(this.channel(c), this.xShape[1], this.xShape[2], this.padding, this.mode),
    );
  }

  /** weight[o, c]: (kh, kw). */
  slice(o, c) {
    return kept(this.slices, `${o},${c}`, () => {
      const [, all, kh, kw] = this.weightShape;
      const start = (o * all + c) * kh * kw;
      if (this.kh === kh && this.kw === kw) return this.weight.subarray(start, start + kh * kw);
      const top = (kh - this.kh) >> 1,
        left = (kw - this.kw) >> 1;
      return Float32Array.from(
        { length: this.kh * this.kw },
        (_, i) => this.weight[start + (top + Math.floor(i / this.kw)) * kw + left + (i % this.kw)],
      );
    });
  }

  /** Where weight (o, c, u, v) stands among all that are stored. */
  indexOf(o, c, u, v) {
    const [, all, kh, kw] = this.weightShape;
    return ((o * all + c) * kh + u + ((kh - this.kh) >> 1)) * kw + v + ((kw - this.kw) >> 1);
  }

  add(base, o, c) {
    return addPartial(
      base,
      this.plane(c),
      this.xShape[2] + 2 * this.padding,
      this.slice(o, c),
      this.kh,
      this.kw,
      this.stride,
      this.dilation,
      this.oh,
      this.ow,
    );
  }

  /** What channel c gives to map o. */
  partial(o, c) {
    return kept(this.partials, `${o},${c}`, () => this.add(null, o, c));
  }

  /** The sum of kernel o's partial maps from its first channel to channel c, muted ones left out.
   * One more channel is one more step; a sum made before costs nothing. Never subtract. */
  running(o, c) {
    const [first] = this.range(o);
    const sums = kept(this.sums, `${o},${first}`, () => []);
    for (let n = sums.length; n <= c - first; n++) {
      const before = n ? sums[n - 1] : null;
      if (!this.muted.has(first + n)) sums.push(this.add(before, o, first + n));
      else sums.push(before ?? new Float32Array(this.oh * this.ow));
    }
    return sums[c - first];
  }

  /** Feature map o without its bias. */
  sum(o) {
    return this.running(o, this.range(o)[1] - 1);
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

  /** One output pixel in full: for each channel that kernel o sees, its window, slice, products
   * and subtotal; places of a window that lie in the padding are marked. */
  pixel(o, row, col) {
    const [, h, w] = this.xShape;
    const wide = w + 2 * this.padding;
    const [first, end] = this.range(o);
    const channels = [];
    for (let c = first; c < end; c++) {
      const plane = this.plane(c),
        slice = Array.from(this.slice(o, c));
      const window = [],
        outside = [];
      for (let u = 0; u < this.kh; u++) {
        for (let v = 0; v < this.kw; v++) {
          const i = row * this.stride + u * this.dilation,
            j = col * this.stride + v * this.dilation;
          window.push(plane[i * wide + j]);
          outside.push(
            i < this.padding || i >= h + this.padding || j < this.padding || j >= w + this.padding,
          );
        }
      }
      const muted = this.muted.has(c);
      const products = window.map((value, i) => value * slice[i]);
      const subtotal = muted ? 0 : products.reduce((a, b) => a + b, 0);
      channels.push({ c, window, outside, slice, products, subtotal, muted });
    }
    const bias = this.bias[o];
    return {
      o,
      row,
      col,
      channels,
      bias,
      total: channels.reduce((a, ch) => a + ch.subtotal, bias),
    };
  }
}
