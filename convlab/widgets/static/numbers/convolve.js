// The browser's one convolution: one input channel under one kernel slice makes one partial map,
// and the rest is sums. The cases that hold NumPy's conv2d hold this file too.

/** @import { Geometry, PaddingMode, Steps } from "../types.js" */

/**
 * Length of an output axis; below 1 when the window does not fit.
 * @param {number} size  of the input
 * @param {number} kernel
 * @param {Steps} steps
 */
export function outputSize(size, kernel, { stride, padding, dilation }) {
  return Math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
}

/**
 * Which input place a padded place shows, along one axis; -1 is a padded zero.
 * @param {number} i  counted from the first place of the input, so that padding is below 0
 * @param {number} size
 * @param {PaddingMode} mode
 */
function source(i, size, mode) {
  if (i >= 0 && i < size) return i;
  if (mode === "replicate") return i < 0 ? 0 : size - 1;
  if (mode === "circular") return (i + size) % size;
  if (mode === "reflect") return i < 0 ? -i : 2 * size - 2 - i;
  return -1;
}

/**
 * One channel with its border, as (h + 2p, w + 2p); without padding the channel itself.
 * @param {Float32Array} plane
 * @param {number[]} shape  (h, w)
 * @param {number} padding
 * @param {PaddingMode} mode
 */
export function pad(plane, [h, w], padding, mode = "zeros") {
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

/**
 * base + (one padded channel correlated with one slice); without base, the partial map itself.
 * Each value is summed in double precision and rounded once, when it is stored.
 * @param {Float32Array | null} base  (oh, ow)
 * @param {Float32Array} plane  (h + 2p, w + 2p)
 * @param {Float32Array} slice  (kh, kw)
 * @param {Geometry} layer
 * @returns {Float32Array} (oh, ow)
 */
export function addPartial(base, plane, slice, layer) {
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
  const { stride, dilation, oh, ow } = layer;
  const wide = layer.xShape[2] + 2 * layer.padding;
  const out = new Float32Array(oh * ow);
  const one = dilation;
  const two = 2 * dilation;
  for (let row = 0, at = 0; row < oh; row++) {
    let p = row * stride * wide; // the window's upper left place, and those below it
    let q = p + dilation * wide;
    let r = q + dilation * wide;
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

/** @type {typeof addPartial} */
function addPartialAny(base, plane, slice, layer) {
  const { kh, kw, stride, dilation, oh, ow } = layer;
  const wide = layer.xShape[2] + 2 * layer.padding;
  const out = new Float32Array(oh * ow);
  for (let row = 0, at = 0; row < oh; row++) {
    for (let col = 0; col < ow; col++, at++) {
      let sum = base ? base[at] : 0;
      for (let u = 0, tap = 0; u < kh; u++) {
        let p = (row * stride + u * dilation) * wide + col * stride;
        for (let v = 0; v < kw; v++, tap++, p += dilation) sum += slice[tap] * plane[p];
      }
      out[at] = sum;
    }
  }
  return out;
}
