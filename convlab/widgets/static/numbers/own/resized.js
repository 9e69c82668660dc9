// A picture in another size: each new number is the mean of the area that it covers.

import { upTo } from "../range.js";

/**
 * @param {Float32Array} plane
 * @param {[h: number, w: number]} from
 * @param {[h: number, w: number]} to
 */
export function resized(plane, [h, w], [tall, wide]) {
  if (h === tall && w === wide) return plane;
  const [rows, cols] = [stretches(h, tall), stretches(w, wide)];
  const out = new Float32Array(tall * wide);
  for (const [i, down] of rows.entries())
    for (const [j, across] of cols.entries()) {
      let sum = 0;
      for (const [row, much] of down)
        for (const [col, share] of across) sum += much * share * plane[row * w + col];
      out[i * wide + j] = sum;
    }
  return out;
}

/** For each of `count` equal stretches of `n` numbers: which it covers, and by which share.
 * @param {number} n @param {number} count @returns {[at: number, share: number][][]} */
function stretches(n, count) {
  const length = n / count;
  return upTo(0, count).map((i) => {
    const [start, end] = [i * length, Math.min((i + 1) * length, n)];
    const last = Math.min(n, Math.ceil(end - 1e-9));
    return upTo(Math.floor(start + 1e-9), last).map((at) => {
      const share = (Math.min(end, at + 1) - Math.max(start, at)) / length;
      return /** @type {[number, number]} */ ([at, share]);
    });
  });
}
