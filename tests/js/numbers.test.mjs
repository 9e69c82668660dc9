// Numbers as text, sums that add up as printed, scales, counts, one layer.

import assert from "node:assert/strict";
import test from "node:test";
import { addsUp, sentence } from "../../convlab/widgets/static/numbers/account.js";
import { movesOf, outputSizes } from "../../convlab/widgets/static/numbers/moves.js";
import {
  decimalsOf,
  roundUp,
  sharedLimit,
  text,
} from "../../convlab/widgets/static/numbers/show.js";
import { borderWords, countWords, shapeWords } from "../../convlab/widgets/static/numbers/words.js";
import { layerOf } from "./made.mjs";

test("numbers are written with a real minus, and only a true zero is 0", () => {
  assert.equal(text(-0.5, 2), "−0.50");
  assert.equal(text(1792), "1,792");
  assert.equal(text(0, 3), "0");
  assert.equal(text(0.004, 2), "0.00");
  assert.equal(text(-0.004, 2), "0.00");
  assert.equal(text(0.355, 2), "0.36");
  assert.equal(text(2, 1, true), "+2.0");
});

test("decimals are as many as the values need", () => {
  assert.equal(decimalsOf([1, -2, 0]), 0);
  assert.equal(decimalsOf(Float32Array.from([0.1, -0.3])), 1);
  assert.equal(decimalsOf([1 / 3], 0, 2), 2);
});

test("a ledger shows the fewest decimals that add up, exact ones where there are any", () => {
  assert.deepEqual(addsUp([{ parts: [-5, -1, 2, 1], total: -3 }], true), {
    decimals: 0,
    missing: 0,
  });
  assert.deepEqual(addsUp([{ parts: [0.213, 0.096, 0.004], total: 0.313 }], false), {
    decimals: 3,
    missing: 0,
  });
  const thirds = addsUp([{ parts: [1 / 3, 1 / 3, 1 / 3], total: 1 }], false);
  assert.equal(thirds.decimals, 4);
  assert.ok(Math.abs(thirds.missing - 0.0001) < 1e-12);
});

test("a scale ends at 1, 2, 3 or 5 times a power of ten", () => {
  assert.deepEqual([0.13, 0.2, 2.2, 4, 6, 30].map(roundUp), [0.2, 0.2, 3, 5, 10, 30]);
  assert.equal(sharedLimit([{ data: [1, -6, 2] }], true), 6);
  assert.equal(sharedLimit([{ data: [0.5], offset: 1 }]), 2);
});

test("output sizes: 224, kernel 7, stride 2, padding 3 is 112, as in ResNet's first layer", () => {
  const sizes = (sides, kernel, steps) => outputSizes(sides, kernel, movesOf(steps, kernel));
  const steps = { stride: 1, padding: 0, dilation: 1 };
  assert.deepEqual(sizes([224, 200], [7, 5], { ...steps, stride: 2, padding: 3 }), [112, 101]);
  assert.deepEqual(sizes([5, 9], [3, 3], { ...steps, dilation: 3 }), [-1, 3]);
  assert.deepEqual(sizes([9, 9], [3, 2], { stride: [2, 1], padding: [1, 0], dilation: 1 }), [5, 8]);
  assert.deepEqual(sizes([7, 8], [4, 3], { ...steps, padding: "same", dilation: [1, 2] }), [7, 8]);
});

test("a muted channel leaves the sum, in the map and in the ledger", () => {
  const { layer, state } = layerOf(3, 2);
  const green = layer.partial(1, 1)[0],
    all = layer.outputs().data[100];
  layer.configure({ ...state, muted: [1] });
  assert.equal(layer.outputs().data[100], all - green);
  assert.equal(layer.pixel(1, 0, 0).total, all - green);
});

test("the counts are those of the layer: 3 to 64 has 1,792 parameters, 32 to 1 has 289", () => {
  const words = (layer, bias = true) =>
    countWords(layer, bias)
      .map(([w]) => w)
      .join("");
  assert.equal(
    words(layerOf(3, 64).layer),
    "64 kernels × 3 slices × 3×3 weights + 64 biases = 1,792 parameters",
  );
  assert.equal(
    words(layerOf(32, 1).layer),
    "1 kernel × 32 slices × 3×3 weights + 1 bias = 289 parameters",
  );
  assert.equal(
    words(layerOf(6, 6, { groups: 2 }).layer),
    "6 kernels × 3 slices × 3×3 weights + 6 biases = 168 parameters",
  );
  assert.equal(
    words(layerOf(2, 1, { kernel: 1 }).layer, false),
    "1 kernel × 2 slices × 1×1 weight = 2 parameters",
  );
  const shapes = "x (3, 52, 52) → weight (4, 3, 3, 3), bias (4) → y (4, 50, 50)";
  assert.equal(
    shapeWords(layerOf(3, 4, { size: 52 }).layer, true),
    `${shapes} · 270,000 multiply-adds · 40 kB of maps`,
  );
});

test("what is not plain about a layer's shapes is said, in either library's order", () => {
  const { layer } = layerOf(3, 4, { size: 7, padding: 1, stride: 2 });
  assert.equal(
    shapeWords(layer, false, "Keras").replaceAll("\u00a0", " "),
    "x (7, 7, 3), padded to (9, 9, 3) → kernel (3, 3, 3, 4) → y (4, 4, 4)" +
      " · 1,728 multiply-adds · 256 bytes of maps · size ⌊(7 + 2·1 − 3) / 2⌋ + 1 = 4",
  );
});

test("the ledger as a sentence names every channel, the bias and the total", () => {
  const { layer, spec } = layerOf(3, 1);
  const pixel = layer.pixel(0, 1, 2);
  const words = sentence({ spec: { ...spec, channel_names: ["red", "green", "blue"] } }, pixel);
  const [red, green, blue] = pixel.channels.map(({ subtotal }) => text(subtotal));
  const sum = `red ${red} + green ${green} + blue ${blue} + bias −6 = ${text(pixel.total)}`;
  assert.equal(words, `pixel (1, 2) of map 0: ${sum}`);
});

test("what a window holds beyond the picture is said, and from where", () => {
  const words = (row, col, options) =>
    borderWords(layerOf(1, 1, { padding: [2, 1], ...options }).layer, { row, col });
  assert.equal(words(2, 1, {}), "");
  assert.equal(words(0, 1, {}), "Hatched: padding, which is 0.");
  const modes = {
    reflect: "the border mirrors: rows −2, −1 show rows 2, 1, column −1 shows column 1",
    replicate: "the border repeats the edge: rows −2, −1 show rows 0, 0, column −1 shows column 0",
    circular:
      "the border goes on at the other side: rows −2, −1 show rows 10, 11, " +
      "column −1 shows column 11",
  };
  for (const [padding_mode, said] of Object.entries(modes)) {
    assert.equal(words(0, 0, { padding_mode }), `Hatched: ${said}.`);
  }
});
