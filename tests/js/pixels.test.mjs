// A reader's picture: what its bytes say, and its pixels shrunk, turned and rounded.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import {
  asChannels,
  makeShrinker,
  refusal,
  statedSize,
  takeOrientation,
} from "../../convlab/widgets/static/numbers/pixels.js";

const cases = JSON.parse(readFileSync(new URL("../cases/files.json", import.meta.url), "utf-8"));
/** @param {string} hex */
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

test("a file of another kind is named, with what to do", () => {
  for (const [, hex, words] of cases.refused) assert.ok(refusal(bytesOf(hex)).includes(words));
  for (const [, hex] of cases.taken) assert.equal(refusal(bytesOf(hex)), "");
});

/** Grey rows as a canvas has them.
 * @param {number[][]} rows */
const pixels = (rows) =>
  rows.map((row) => Uint8ClampedArray.from(row.flatMap((v) => [v, v, v, 255])));

test("each new pixel is the mean of the area that it covers", () => {
  for (const { of, to, gives } of cases.shrunk) {
    const shrinker = makeShrinker([of[0].length, of.length], [to[1], to[0]]);
    pixels(of).forEach((row, y) => {
      shrinker.add(row, y);
    });
    const red = [...shrinker.means()].filter((_, i) => i % 3 === 0);
    for (const [i, value] of gives.flat().entries()) assert.ok(Math.abs(red[i] - value) < 1e-9);
  }
});

test("a picture is turned the way its camera was held", () => {
  const { of, as } = cases.upright;
  const means = Float64Array.from(of.flat().flatMap((v) => [v, v, v].map((n) => 25.5 * n)));
  for (const [orientation, turned] of Object.entries(as)) {
    const { x, shape } = asChannels(means, [of[0].length, of.length], Number(orientation));
    assert.deepEqual(shape, [3, turned.length, turned[0].length]);
    const red = [...x.subarray(0, 6)].map((v) => Math.round(10 * v));
    assert.deepEqual(red, turned.flat());
  }
});

test("values are rounded to 0.01, half upwards", () => {
  for (const [value, rounded] of cases.rounded) {
    const { x } = asChannels(Float64Array.of(value, value, value), [1, 1], 1);
    assert.equal(x[0], Math.fround(rounded));
  }
});

test("bytes that end early, or say nonsense, are no error", () => {
  const jpeg = bytesOf("ffd8ffe1001e4578696600004d4d002a000000080001011200030000000100060000");
  assert.equal(takeOrientation(jpeg.slice()), 6);
  for (let end = 0; end < jpeg.length; end++) {
    const cut = jpeg.slice(0, end);
    assert.equal(statedSize(cut), null);
    assert.ok([1, 6].includes(takeOrientation(cut)));
  }
  const taken = jpeg.slice();
  takeOrientation(taken);
  assert.equal(takeOrientation(taken), 1); // so that no browser turns it once more
});
