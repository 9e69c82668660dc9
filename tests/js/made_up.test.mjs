// Made-up weights and channels are the same as Python's, which stored these.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { madeUpChannels, madeUpWeights } from "../../convlab/widgets/static/numbers/made_up.js";

const { photo, side, layers, channels } = JSON.parse(
  readFileSync(new URL("../cases/made_up.json", import.meta.url)),
);

for (const { seed, weight, bias, ...layer } of layers) {
  test(`${JSON.stringify(layer)}, seed ${seed}`, () => {
    const found = madeUpWeights(layer, seed);
    assert.deepEqual(
      [...found.weight].map((one) => one + 0),
      weight,
    );
    assert.deepEqual(found.bias, Float32Array.from(bias));
  });
}

for (const [n, wanted] of Object.entries(channels)) {
  test(`${n} channels out of a photo`, () => {
    const found = madeUpChannels(Uint8Array.from(photo), side, Number(n));
    assert.deepEqual(
      found,
      Float32Array.from(wanted, (one) => one / 100),
    );
  });
}
