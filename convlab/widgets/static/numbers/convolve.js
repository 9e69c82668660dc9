// The browser's one convolution: one input channel under one kernel slice makes one partial map,
// and the rest is sums. The cases that hold NumPy's conv2d hold this file too.

import { source } from "./moves.js";

/** @import { Geometry, PaddingMode, Pair } from "../types.js" */

/**
 * One channel with its border; without padding the channel itself.
 * @param {Float32Array} plane
 * @param {number[]} shape  (h, w)
 * @param {[Pair, Pair]} pads  before and after each side
 * @param {PaddingMode} mode
 */
export function pad(plane, [h, w], [[above, below], [left, right]], mode = "zeros") {
  if (above + below + left + right === 0) return plane;
  const tall = h + above + below;
  const wide = w + left + right;
  const out = new Float32Array(tall * wide);
  for (let i = 0, at = 0; i < tall; i++) {
    const row = source(i - above, h, mode);
    for (let j = 0; j < wide; j++, at++) {
      const col = source(j - left, w, mode);
      if (row >= 0 && col >= 0) out[at] = plane[row * w + col];
    }
  }
  return out;
}

/**
 * base + (one padded channel correlated with one slice); without base, the partial map itself.
 * Each value is summed in double precision and rounded once, when it is stored.
 * @param {Float32Array | null} base  (oh, ow)
 * @param {Float32Array} plane  with its border
 * @param {Float32Array} slice  (kh, kw)
 * @param {Geometry} layer
 * @returns {Float32Array} (oh, ow)
 */
export function addPartial(base, plane, slice, layer) {
  if (layer.transposed) return addStamps(base, plane, slice, layer);
  const is3x3 = layer.kh === 3 && layer.kw === 3;
  return is3x3
    ? addPartial3x3(base, plane, slice, layer)
    : addPartialAny(base, plane, slice, layer);
}

/**
 * The most usual slice, written out: three times as fast as the loops.
 * @type {typeof addPartial}
 */
function addPartial3x3(base, plane, [a, b, c, d, e, f, g, h, i], layer) {
  const { oh, ow } = layer;
  const [down, stride] = layer.stride;
  const [apart, one] = layer.dilation;
  const wide = layer.wide;
  const out = new Float32Array(oh * ow);
  const two = 2 * one;
  for (let row = 0, at = 0; row < oh; row++) {
    let p = row * down * wide; // the window's upper left place, and those below it
    let q = p + apart * wide;
    let r = q + apart * wide;
    for (let col = 0; col < ow; col++, at++, p += stride, q += stride, r += stride) {
      const sum =
        a * plane[p] +
        b * plane[p + one] +
        c * plane[p + two] +
        d * plane[q] +
        e * plane[q + one] +
        f * plane[q + two] +
        g * plane[r] +
        h * plane[r + one] +
        i * plane[r + two];
      out[at] = base ? base[at] + sum : sum;
    }
  }
  return out;
}

/**
 * Any other slice, at four columns at a time, whose sums do not wait for each other: twice as fast.
 * The last four overlap those before them; what a map of fewer columns has too many falls on the
 * next row, which comes later, or beyond the end, where nothing is kept.
 * @type {typeof addPartial}
 */
function addPartialAny(base, plane, slice, layer) {
  const { kh, kw, oh, ow, wide } = layer;
  const [down, stride] = layer.stride;
  const [apart, dilation] = layer.dilation;
  const out = new Float32Array(oh * ow);
  for (let row = 0; row < oh; row++) {
    for (let done = 0; done < ow; done += 4) {
      const col = Math.max(0, Math.min(done, ow - 4));
      const at = row * ow + col;
      let [a, b, c, d] = base ? [base[at], base[at + 1], base[at + 2], base[at + 3]] : [0, 0, 0, 0];
      for (let u = 0, tap = 0; u < kh; u++) {
        let p = (row * down + u * apart) * wide + col * stride;
        for (let v = 0; v < kw; v++, tap++, p += dilation) {
          const weight = slice[tap];
          a += weight * plane[p];
          b += weight * plane[p + stride];
          c += weight * plane[p + 2 * stride];
          d += weight * plane[p + 3 * stride];
        }
      }
      out[at] = a;
      out[at + 1] = b;
      out[at + 2] = c;
      out[at + 3] = d;
    }
  }
  return out;
}

/**
 * What each channel adds to one place: the sum of its window × its slice. All windows stand one
 * after the other, and so do the slices.
 * @param {Float64Array} windows
 * @param {Float32Array} slices
 * @param {Float64Array} sums  one for each channel: where they go
 * @returns {void}
 */
export function sumProducts(windows, slices, sums) {
  const size = windows.length / sums.length;
  if (size === 9) return sumProducts3x3(windows, slices, sums);
  if (size === 1) {
    for (let c = 0; c < sums.length; c++) sums[c] = windows[c] * slices[c];
    return;
  }
  for (let c = 0, i = 0; c < sums.length; c++) {
    let sum = 0;
    for (const end = i + size; i < end; i++) sum += windows[i] * slices[i];
    sums[c] = sum;
  }
}

/** Again the most usual slice, written out. @type {typeof sumProducts} */
function sumProducts3x3(windows, slices, sums) {
  for (let c = 0, i = 0; c < sums.length; c++, i += 9) {
    sums[c] =
      windows[i] * slices[i] +
      windows[i + 1] * slices[i + 1] +
      windows[i + 2] * slices[i + 2] +
      windows[i + 3] * slices[i + 3] +
      windows[i + 4] * slices[i + 4] +
      windows[i + 5] * slices[i + 5] +
      windows[i + 6] * slices[i + 6] +
      windows[i + 7] * slices[i + 7] +
      windows[i + 8] * slices[i + 8];
  }
}

/**
 * A transposed layer: each place of the channel stamps the slice, times its value; stamps add.
 * @type {typeof addPartial}
 */
function addStamps(base, plane, slice, layer) {
  const { kh, kw, oh, ow } = layer;
  const [, h, w] = layer.xShape;
  const [down, stride] = layer.stride;
  const [apart, dilation] = layer.dilation;
  const [[above], [left]] = layer.pads;
  const sums = base ? Float64Array.from(base) : new Float64Array(oh * ow);
  for (let i = 0, p = 0; i < h; i++) {
    for (let j = 0; j < w; j++, p++) {
      for (let u = 0, tap = 0; u < kh; u++) {
        const row = i * down - above + u * apart;
        let col = j * stride - left;
        for (let v = 0; v < kw; v++, tap++, col += dilation) {
          const isInside = row >= 0 && row < oh && col >= 0 && col < ow;
          if (isInside) sums[row * ow + col] += slice[tap] * plane[p];
        }
      }
    }
  }
  return Float32Array.from(sums);
}
