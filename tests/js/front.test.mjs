// What the first page says of a layer, and the links that lead to its views.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { answer, countLine } from "../../convlab/widgets/static/numbers/answer.js";
import { checkedLayer } from "../../convlab/widgets/static/numbers/layer_checks.js";
import { codeOf, layerOf } from "../../convlab/widgets/static/numbers/layer_code.js";
import { readView, writeView } from "../../convlab/widgets/static/numbers/link.js";
import { randomFrom } from "../../convlab/widgets/static/numbers/made_up.js";
import { anyLayer } from "./any_layer.mjs";

const CASES = JSON.parse(readFileSync(new URL("../cases/answers.json", import.meta.url)));
const random = randomFrom(16);
const below = (n) => random() % n;

for (const { layer, count, answer: said } of CASES) {
  test(`says of ${count} what Python says`, () => {
    const checked = checkedLayer(layer);
    assert.deepEqual(answer(checked), said);
    assert.equal(countLine(checked), count);
    assert.deepEqual(layerOf(codeOf(checked)), checked);
  });
}

test("a link's code is short, and leads back to any layer", () => {
  assert.equal(
    codeOf(checkedLayer({ in_channels: 64, out_channels: 32, kernel_size: 3 })),
    "64-32-3",
  );
  for (let n = 0; n < 1000; n++) {
    const layer = anyLayer(below);
    assert.deepEqual(layerOf(codeOf(layer)), layer);
  }
});

const FIRST = { row: 3, limit: 0, view: "slice", large: false, muted: [], spot: [0, 0] };
const CHOICES = { view: ["slice", "partial map"] };

test("a view is written by what differs, and read back", () => {
  assert.equal(writeView(FIRST, FIRST), "");
  const view = { ...FIRST, row: 7, view: "partial map", large: true, muted: [0, 2] };
  const line = writeView(view, FIRST);
  assert.equal(line, "v=1&row=7&view=partial+map&large=true&muted=0%2C2");
  const { row, view: shown, large, muted } = view;
  assert.deepEqual(readView(line, FIRST, CHOICES), {
    changes: { row, view: shown, large, muted },
    problem: "",
  });
});

test("what a link asks for and there is not is said, and the rest is taken", () => {
  const { changes, problem } = readView("v=1&row=2&view=x&constructor=1&muted=a", FIRST, CHOICES);
  assert.deepEqual(changes, { row: 2 });
  assert.equal(problem, "This link asks for what is not here: view=x and 2 more.");
  const next = readView("v=2&row=2", FIRST, CHOICES);
  assert.deepEqual(next.changes, {});
  assert.match(next.problem, /version 2; this page reads 1/);
});

test("no link breaks a view", () => {
  const pieces = ["row", "limit", "view", "muted", "spot", "__proto__", "=", "&", ",", "-", "1"];
  pieces.push("1e999", "NaN", "Infinity", "%00", "%", "0x10", "slice", "true", "v", "2", ".5", "<");
  for (let n = 0; n < 20_000; n++) {
    const line = Array.from({ length: below(12) }, () => pieces[below(pieces.length)]).join("");
    const { changes } = readView(line, FIRST, CHOICES);
    for (const [key, value] of Object.entries(changes)) {
      assert.equal(typeof value, typeof FIRST[key], line);
      for (const number of [value].flat().filter((one) => typeof one === "number")) {
        assert.ok(Math.abs(number) <= 1e6, line);
      }
    }
    assert.ok(
      Object.keys(changes).every((key) => Object.hasOwn(FIRST, key)),
      line,
    );
  }
});
