// What both languages show in the same way: tests/cases/show.json, which test_show.py reads, too.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { addsUp, sentence } from "../../convlab/widgets/static/numbers/account.js";
import { codeLines } from "../../convlab/widgets/static/numbers/code.js";
import { digitsOf, inDigits, inLevels } from "../../convlab/widgets/static/numbers/digits.js";
import { Layer } from "../../convlab/widgets/static/numbers/layer.js";
import { limitsOf } from "../../convlab/widgets/static/numbers/limits.js";
import {
  counted,
  deadKernels,
  decimalsOf,
  isWhole,
  legendTicks,
  limitText,
  percent,
  sharedLimit,
  text,
} from "../../convlab/widgets/static/numbers/show.js";
import { layoutOf, partsOf, VIEWS } from "../../convlab/widgets/static/numbers/state.js";
import { countWords, deadNote, shapeWords } from "../../convlab/widgets/static/numbers/words.js";
import { layerOfCase } from "./made.mjs";

const CASES = JSON.parse(readFileSync(new URL("../cases/show.json", import.meta.url)));

/** Each case of a kind, as [what is given …, what is wanted]. */
function each(kind, check) {
  test(kind, () => {
    for (const [...given] of CASES[kind].map((one) => (Array.isArray(one) ? one : [one])))
      check(...given);
  });
}

each("text", (value, decimals, plus, wanted) => assert.equal(text(value, decimals, plus), wanted));

each("counted", (n, thing, wanted) => assert.equal(counted(n, thing), wanted));

each("decimals", (values, most, wanted) => assert.equal(decimalsOf(values, 0, most), wanted));

each("legends", (limit, low, high) => {
  assert.deepEqual([limitText(-limit), limitText(limit, true)], [low, high]);
});

each("ticks", (range, w, root, wanted, beyond) => {
  const ticks = legendTicks({ range, w, root, beyond });
  assert.deepEqual(
    ticks.map(({ at, words, align }) => [at, words, align]),
    wanted,
  );
});

each("percent", (share, wanted) => assert.equal(percent(share), wanted));

each("sums", ({ sums, decimals, missing }) => {
  const given = sums.map(([parts, total]) => ({ parts, total }));
  const whole = sums.every(([parts, total]) => isWhole([...parts, total]));
  assert.deepEqual(addsUp(given, whole), { decimals, missing });
});

each("digits", ({ parts, total, decimals, shown }) => {
  assert.deepEqual(inDigits(parts, total, decimals), shown);
});

each("levels", ({ parts, total, decimals, shown }) => {
  assert.deepEqual(inLevels(parts, total, decimals), shown);
});

each("figures", ({ x, weight, bias, limit, decimals }) => {
  const [a, b, c] = [x, weight, bias].map((values) => Float32Array.from(values));
  assert.deepEqual(digitsOf({ x: a, weight: b, bias: c }, limit), decimals);
});

each("sentences", ({ names, subtotals, bias, pixel: [row, col, o], text: wanted }) => {
  const channels = subtotals.map((subtotal, c) => ({ c, subtotal, muted: false }));
  const total = subtotals.reduce((sum, subtotal) => sum + subtotal, bias ?? 0);
  const pixel = { o, row, col, channels, bias: bias ?? 0, total };
  const spec = { channel_names: names, has_bias: bias !== null };
  assert.equal(sentence({ spec }, pixel), wanted);
});

each("limits", (counts, wanted) => {
  const values = counts.flatMap(([value, times]) => Array(times).fill(value));
  assert.equal(sharedLimit([{ data: Float32Array.from(values) }], isWhole(values)), wanted);
});

each("scales", ({ limits, stride = 1, padding = 0, dilation = 1, ...given }) => {
  const { peaks, farthest, farthestPart, ...found } = limitsOf(layerOfCase(given), {
    stride,
    padding,
    dilation,
  });
  assert.equal(peaks.length, given.kernels);
  assert.ok(0 < farthestPart && farthestPart <= farthest);
  const input = found.input.map((end) => Math.round(end * 1e6) / 1e6);
  assert.deepEqual({ ...found, input }, limits);
});

test("scales that were worked out beforehand are taken as they are", () => {
  const arrays = { x: Float32Array.of(1, 2), xShape: [1, 1, 2], weight: Float32Array.of(4) };
  const layer = { ...arrays, weightShape: [1, 1, 1, 1], bias: Float32Array.of(0) };
  assert.equal(limitsOf(layer).maps, 8);
  const told = { ...layer, weight: Float32Array.of(4), ends: { maps: 7, parts: 6 } };
  const { maps, parts, slices } = limitsOf(told);
  assert.deepEqual({ maps, parts, slices }, { maps: 7, parts: 6, slices: 4 });
});

each("kernels", ({ peaks, dead, notes }) => {
  assert.deepEqual(deadKernels(peaks), dead);
  assert.equal(deadNote(peaks), notes.find((note) => note.startsWith("Kernel")) ?? "");
});

each("layers", ({ layer: options, counts, torch, keras, x_shape, shapes }) => {
  const { bias = true, ...rest } = options;
  const layer = layerOf(rest, x_shape);
  const factors = countWords(layer, bias).map(([word]) => word);
  assert.equal(factors.join(""), counts);
  assert.deepEqual(codeLines(layer, bias), { PyTorch: torch, Keras: keras });
  if (!shapes) return;
  const [, settings] = shapes.match(/ → y \([\d, ]+\)( · .+)? · /); // not said here
  const words = shapeWords(layer, bias).replace(/, padded to \([\d, ]+\)/, "");
  assert.ok(words.startsWith(`${shapes.replace(settings ?? "", "")} · `), words);
});

/** A layer of zeros, configured. */
function layerOf({ in_channels, out_channels, kernel_size, ...given }, x_shape) {
  const { ndim = 2, transposed = false, output_padding = 0, ...steps } = given;
  const picture = (sizes) => (ndim === 1 ? [1, ...sizes] : sizes);
  const xShape = [in_channels, ...picture(x_shape?.slice(1) ?? Array(ndim).fill(9))];
  const weightShape = [out_channels, in_channels, ...picture(kernel_size)];
  const zeros = (shape) => new Float32Array(shape.reduce((a, b) => a * b));
  const arrays = { x: zeros(xShape), xShape, weight: zeros(weightShape), weightShape };
  const kind = { ndim, transposed, output_padding };
  const layer = new Layer({ ...arrays, bias: zeros([out_channels]), kind });
  const defaults = { groups: 1, stride: 1, padding: 0, dilation: 1 };
  layer.configure({ in_channels, out_channels, kernel_size: 0, ...defaults, ...steps });
  return layer;
}

each("layouts", ({ weight_shape, counts, layout, transposed = false, ...more }) => {
  const [in_channels, out_channels, groups] = counts;
  const { ndim = 2, side = 8, view } = more;
  const kind = { ndim, transposed, output_padding: 0 };
  const spec = { weight_shape, kind, x_shape: [in_channels, ndim === 1 ? 1 : side, side] };
  assert.equal(layoutOf(spec, { in_channels, out_channels, groups, view }), layout);
});

test("views", () => {
  const parts = (view, isBeside) => Object.values(partsOf(view, isBeside));
  const found = VIEWS.map((view) => ({
    view,
    beside: parts(view, true),
    below: parts(view, false),
  }));
  assert.deepEqual(found, CASES.views);
});
