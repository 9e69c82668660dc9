// A layer read out of text: held to stored cases, to itself on random layers, and to any text.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { checkedLayer, torchLine } from "../../convlab/widgets/static/numbers/layer_checks.js";
import { readLayer } from "../../convlab/widgets/static/numbers/layer_text.js";
import { randomFrom } from "../../convlab/widgets/static/numbers/made_up.js";
import { anyLayer } from "./any_layer.mjs";

const CASES = JSON.parse(readFileSync(new URL("../cases/layer_text.json", import.meta.url)));
const random = randomFrom(2026);
const below = (n) => random() % n;
const one = (list) => list[below(list.length)];

for (const { text, says, note = "", refused, unfinished } of CASES) {
  test(`"${text}"`, () => {
    const found = readLayer(text);
    if (refused) assert.deepEqual(found, { error: refused });
    else if (unfinished) assert.deepEqual(Object.keys(found), ["unfinished"]);
    else assert.deepEqual(found, { layer: checkedLayer(says), note });
  });
}

test("each beginning of a layer's line is unfinished, or a layer", () => {
  const line = "nn.Conv2d(64, 32, 3, padding=1)";
  for (let end = 0; end < line.length; end++) {
    assert.deepEqual(
      Object.keys(readLayer(line.slice(0, end))),
      ["unfinished"],
      line.slice(0, end),
    );
  }
});

test("the line of any layer is read as that layer", () => {
  for (let n = 0; n < 2000; n++) {
    const layer = anyLayer(below, ["zeros", "reflect", "circular"]);
    assert.deepEqual(readLayer(torchLine(layer)), { layer, note: "" });
  }
});

const PIECES = [
  ...["nn.", "Conv2d", "Conv2D", "Transpose", "(", ")", "[", "]", ",", "=", " ", "->", "→", "×"],
  ...["3", "64", "-1", "1e9", "3.5", "0", "None", "True", "'same'", '"', "'", "groups", "padding"],
  ...["kernel_size", "{", "}", ":", "\n", "\0", "İ", "𝒳", "<script>", "input_shape"],
  ...["(None, 30, 30, 32)", "896", "[1, 64, 7, 7]", "9,408", "Separable", "Depthwise", "in", "to"],
];

test("any text is a layer that can be, a refusal in words, or unfinished", () => {
  const kinds = new Set();
  for (let n = 0; n < 20_000; n++) {
    const text = Array.from({ length: below(14) }, () => one(PIECES)).join("");
    const found = readLayer(text);
    if ("layer" in found) assert.deepEqual(checkedLayer(found.layer), found.layer, text);
    else assert.ok((found.error ?? found.unfinished).length > 10, text);
    kinds.add(Object.keys(found)[0]);
  }
  assert.deepEqual([...kinds].sort(), ["error", "layer", "unfinished"]);
});

test("a text is read fast, however long or deep it is", () => {
  const long = ["(".repeat(1e6), "1".repeat(1e6), "64 ".repeat(1e5), `nn.Conv2d${" ".repeat(1e6)}`];
  const deep = ["nn.Conv2d(", "nn.Conv2d([[[[[[[[", "64 - ", "in ", "[1,", "3x", "1,1,"];
  const start = performance.now();
  for (const text of [...long, ...deep.map((piece) => piece.repeat(200))]) readLayer(text);
  assert.ok(performance.now() - start < 500);
});
