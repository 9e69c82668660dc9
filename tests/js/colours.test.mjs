// One scale that stays: a weight of one kernel changes nothing that is drawn of another.

import assert from "node:assert/strict";
import test from "node:test";
import { Layer } from "../../convlab/widgets/static/numbers/layer.js";
import { edited } from "../../convlab/widgets/static/numbers/state.js";
import { floatsOf, sceneOf } from "./made.mjs";

/** In each layout one: channels, kernels, settings. */
const LAYERS = {
  "rgb to four": [3, 4],
  "eight to eight": [8, 8],
  "rgb to many": [3, 12],
  "many to two": [32, 2],
  "many to many": [12, 10],
  "one by one": [8, 6, { kernel: 1 }],
};
const EDITS = [0, 25.5, 1, -31]; // of kernel 0, far beyond the scale

/** All that is drawn of every kernel but the first: where, its numbers, its scale. */
function othersIn({ boxes, places }) {
  const maps = new Map();
  for (const box of boxes) if (box.kind === "map") maps.set(`${box.x} ${box.y}`, box);
  return places
    .filter(({ role, o }) => o && ["map", "partial", "tab"].includes(role))
    .map((place) => {
      const { data, offset, range, root, faded } = maps.get(`${place.x} ${place.y}`) ?? {};
      return { ...place, data: data && Array.from(data), offset, range, root, faded };
    });
}

for (const [name, [channels, kernels, settings = {}]] of Object.entries(LAYERS)) {
  for (const width of [390, 640, 1000]) {
    test(`one weight changes no other colour: ${name}, ${width} wide`, () => {
      const made = floatsOf(channels, kernels, { ...settings, out_channel: 1 });
      const { layer } = made;
      const { x, xShape, weight, weightShape, bias } = layer;
      const changed = { x, xShape, weight: edited(weight, EDITS), weightShape, bias };
      const state = { ...made.state, edits: EDITS };
      const after = { ...made, state, layer: new Layer(changed, layer), facts: undefined };
      let drawn = 0;
      for (let step = -1; step <= channels; step++) {
        const others = othersIn(sceneOf(made, { step }, 1, width));
        assert.deepEqual(othersIn(sceneOf(after, { step }, 1, width)), others, `step ${step}`);
        drawn += others.filter(({ data }) => data).length;
      }
      assert.ok(drawn > channels);
    });
  }
}
