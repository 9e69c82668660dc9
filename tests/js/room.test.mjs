// Scenes for a room: of every kind of layer, in every state, nothing is too small to be read from
// the back row, and all of it is on one screen.

import assert from "node:assert/strict";
import test from "node:test";
import { PRESENTED, READABLE, STAGE } from "../../convlab/widgets/static/scene/room.js";
import { floatsOf, layerOf, sceneOf } from "./made.mjs";

const LAYERS = {
  "one channel": layerOf(1, 2),
  "three channels": layerOf(3, 4),
  "many decimals": floatsOf(3, 2),
  "slices of 5×5": floatsOf(3, 2, { kernel: 5 }),
  "many kernels": layerOf(3, 40),
  "eight channels": layerOf(8, 8),
  "a staircase": floatsOf(32, 2),
  "a wall": floatsOf(64, 64),
  "a wall of very many": layerOf(200, 12),
  "a matrix": floatsOf(32, 16, { kernel: 1 }),
  depthwise: layerOf(32, 32, { groups: 32 }),
  groups: layerOf(8, 8, { groups: 4 }),
};
const STATES = [{}, { step: 0 }, { step: 2 }, { out_channel: 1, adding: "by size" }];
const QUESTIONS = [
  { ask: "largest" },
  { ask: "largest", guess: [2, 3] },
  { ask: "below" },
  { ask: "below", guess: [10, 20, 70] },
  { ask: "end" },
  { ask: "end", guess: [3.5] },
];

/** @type {(box: any) => number} the size of what is written in a box */
function sizeOf({ kind, size, blocks }) {
  if (kind === "text") return size ?? 15;
  if (kind === "cells") return blocks ? Infinity : (size ?? 15);
  if (kind === "scale") return size ?? 14;
  if (kind === "swatch") return size ?? 22;
  return Infinity; // a pill, a chip and a flag have sizes of their own, none below 15
}

function assertRoom(scene, name) {
  const small = scene.boxes.filter((box) => sizeOf(box) < READABLE);
  assert.deepEqual(
    small.map(({ kind, text, size }) => ({ kind, text, size })),
    [],
    name,
  );
  assert.equal(scene.width, PRESENTED, name);
  assert.equal(scene.height, STAGE, name);
  const written = scene.boxes.filter(({ kind }) => kind === "text" || kind === "swatch");
  const cut = [...written, ...scene.slots].filter(
    ({ y, h = READABLE / 2 }) => y < 0 || y + h > STAGE,
  );
  assert.deepEqual(cut, [], name);
}

for (const [name, made] of Object.entries(LAYERS)) {
  test(`${name}, in a room`, () => {
    for (const state of STATES)
      assertRoom(sceneOf(made, state, 1, PRESENTED), JSON.stringify(state));
  });
}

for (const state of QUESTIONS) {
  test(`${JSON.stringify(state)}, in a room`, () => {
    const asked = state.ask === "end" ? Object.values(LAYERS).slice(0, 7) : [layerOf(3, 4)];
    for (const made of asked) assertRoom(sceneOf(made, state, 1, PRESENTED), JSON.stringify(state));
  });
}

test("a map to be matched, in a room", () => {
  for (const made of [layerOf(1, 1), layerOf(3, 4)]) {
    made.spec.goal_shape = [10, 10];
    const state = { ask: "match", _goal: new Float32Array(100) };
    assertRoom(sceneOf(made, state, 1, PRESENTED), "match");
  }
});
