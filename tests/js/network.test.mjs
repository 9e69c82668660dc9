// The film strip of a network: the boxes that Python makes, too, and what can be pointed at.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { placeAt } from "../../convlab/widgets/static/scene/pointing.js";
import { buildStrip, firstFrame, framesOf } from "../../convlab/widgets/static/scene/strip.js";
import { noise } from "./made.mjs";
import { assertStored } from "./stored.mjs";

const CASES = new URL("../cases/network/", import.meta.url);

/** A stored network with the maps that tests/strips.py gives it. */
function read(name) {
  const { given, scene } = JSON.parse(readFileSync(new URL(name, CASES), "utf8"));
  const maps = given.layers.map(({ limits }, n) =>
    limits.map((_, i) => ({ data: noise(12, 3 * n + i), w: 4, h: 3 })),
  );
  return { strip: { ...given, maps }, scene };
}

for (const name of readdirSync(CASES)) {
  test(`the strip ${name}`, () => {
    const { strip, scene } = read(name);
    assertStored(buildStrip(strip), scene);
  });
}

test("each layer can be pointed at on the skyline, and those with a frame there", () => {
  const { strip } = read("twenty.json");
  const scene = buildStrip(strip);
  const layers = scene.places.map(({ n }) => n);
  assert.deepEqual(new Set(layers), new Set(strip.layers.map(({ number }) => number)));
  for (const place of scene.places) {
    assert.equal(placeAt(scene, place.x + 9, place.y + place.h / 2)?.n, place.n);
  }
});

test("as many frames as there is room for", () => {
  assert.deepEqual(framesOf(1000), { across: 7, down: 1, side: 124 });
  assert.deepEqual(framesOf(390), { across: 2, down: 2, side: 174 });
  assert.deepEqual(
    [0, 9, 19].map((first) => firstFrame(1000, first, 20)),
    [0, 9, 13],
  );
  assert.equal(firstFrame(1000, 3, 5), 0);
});
