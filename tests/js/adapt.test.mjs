// A trained weight for other channel counts: the same numbers as Python's, and the same refusals.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { adapt } from "../../convlab/widgets/static/numbers/adapt.js";
import { Refusal } from "../../convlab/widgets/static/numbers/layer_checks.js";

const CASES = JSON.parse(readFileSync(new URL("../cases/adapt.json", import.meta.url)));

for (const { shape, weight, channels, how, made, refused } of CASES) {
  test(`(${shape}) for ${JSON.stringify(channels)} by ${how}`, () => {
    const call = () => adapt(Float32Array.from(weight), shape, channels, how);
    if (refused) {
      assert.throws(call, (error) => error instanceof Refusal && error.message === refused);
      return;
    }
    const answer = call();
    assert.equal(answer.length, made.length);
    for (const [i, value] of answer.entries()) assert.ok(Math.abs(value - made[i]) < 1e-6);
  });
}
