// What both languages show in the same way: tests/cases/show.json, which test_show.py reads, too.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { addsUp } from "../../convlab/widgets/static/numbers/account.js";
import { codeLines } from "../../convlab/widgets/static/numbers/code.js";
import {
  counted,
  deadKernels,
  decimalsOf,
  isWhole,
  needOwnScales,
  sharedLimit,
  text,
} from "../../convlab/widgets/static/numbers/show.js";
import { countWords } from "../../convlab/widgets/static/numbers/words.js";

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

each("sums", ({ sums, decimals, missing }) => {
  const given = sums.map(([parts, total]) => ({ parts, total }));
  const whole = sums.every(([parts, total]) => isWhole([...parts, total]));
  assert.deepEqual(addsUp(given, whole), { decimals, missing });
});

each("limits", (counts, wanted) => {
  const values = counts.flatMap(([value, times]) => Array(times).fill(value));
  assert.equal(sharedLimit([{ data: Float32Array.from(values) }], isWhole(values)), wanted);
});

each("kernels", ({ peaks, dead, own }) => {
  assert.deepEqual(deadKernels(peaks), dead);
  assert.equal(needOwnScales(peaks), own);
});

each("layers", ({ layer, counts, torch, keras }) => {
  const { in_channels, out_channels, kernel_size, bias = true, ...rest } = layer;
  const geometry = {
    inChannels: in_channels,
    outChannels: out_channels,
    kh: kernel_size[0],
    kw: kernel_size[1],
    groups: 1,
    stride: 1,
    padding: 0,
    dilation: 1,
    ...rest,
  };
  const words = countWords(geometry, bias).map(([word]) => word);
  assert.equal(words.join(""), counts);
  assert.deepEqual(codeLines(geometry, bias), { PyTorch: torch, Keras: keras });
});
