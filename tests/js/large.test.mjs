// Layers of very many channels: what is stored, what is kept, what is left of a sum.

import assert from "node:assert/strict";
import test from "node:test";
import { Layer } from "../../convlab/widgets/static/numbers/layer.js";
import { limitsOf } from "../../convlab/widgets/static/numbers/limits.js";
import { upTo } from "../../convlab/widgets/static/numbers/range.js";
import { stairsOf } from "../../convlab/widgets/static/numbers/stairs.js";
import { legalValues, settle } from "../../convlab/widgets/static/numbers/state.js";
import { STAIRCASE } from "../../convlab/widgets/static/scene/staircase.js";
import { layerOf, START } from "./made.mjs";

test("the map of a kernel without a few channels is the sum of the others", () => {
  const { layer } = layerOf(80, 9, { size: 5 });
  layer.configure({ ...START, in_channels: 80, out_channels: 9, muted: [3, 70] });
  const few = [1, 3, 40];
  const rest = layer.sumWithout(2, few);
  for (let i = 0; i < rest.length; i++) {
    let sum = 0;
    for (let c = 0; c < 80; c++) if (![...few, 70].includes(c)) sum += layer.partial(2, c)[i];
    assert.ok(Math.abs(rest[i] - sum) < 1e-3);
  }
});

test("a map of many channels is that of the channels there are now", () => {
  const { layer, state } = layerOf(80, 9, { size: 5 });
  for (const in_channels of [80, 70, 80, 66]) {
    layer.configure({ ...state, in_channels });
    const sum = layer.sum(4);
    const parts = upTo(0, in_channels).map((c) => layer.partial(4, c)[7]);
    assert.ok(Math.abs(sum[7] - parts.reduce((a, b) => a + b, 0)) < 1e-3, String(in_channels));
  }
});

test("a layer of one group each holds its own slices alone, and makes the same maps", () => {
  const [count, size] = [10, 6];
  const some = (n) => Float32Array.from({ length: n }, (_, i) => ((i * 5) % 13) - 6);
  const few = some(count * 9);
  const whole = new Float32Array(count * count * 9);
  for (let o = 0; o < count; o++) {
    whole.set(few.subarray(9 * o, 9 * o + 9), (o * count + o) * 9);
  }
  const arrays = { x: some(count * size ** 2), bias: some(count) };
  const shapes = { xShape: [count, size, size], weightShape: [count, count, 3, 3] };
  const state = { ...START, in_channels: count, out_channels: count, groups: count };
  const [one, other] = [few, whole].map((weight) => new Layer({ ...arrays, ...shapes, weight }));
  for (const layer of [one, other]) layer.configure(state);
  assert.deepEqual(one.outputs(), other.outputs());
  assert.deepEqual(one.cells(2, 3), other.cells(2, 3));
  assert.deepEqual(one.peaks(), other.peaks());
  assert.deepEqual(limitsOf(one.given), limitsOf(other.given));
});

test("maps that find no more room are forgotten: memory is bounded", () => {
  const { layer } = layerOf(1, 1, { size: 6 });
  layer.oh = layer.ow = 4096; // 16 million numbers: four such maps fill the room
  for (let n = 1; n <= 9; n++) {
    layer.makeRoom(1);
    layer.partials.set(n, new Float32Array(0));
    assert.ok(layer.partials.size <= 4 && layer.kept <= 1 << 26);
  }
});

test("a staircase of very many channels has the inspected one among its stairs", () => {
  const { layer, state } = layerOf(200, 1, { size: 5 });
  const picked = { ...state, row: 1, col: 2 };
  const sums = layer.subtotals(0, 1, 2);
  const total = sums.reduce((a, b) => a + b, 0);
  for (const in_channel of [0, 17, 199]) {
    const { stairs, sum } = stairsOf(layer, { ...picked, in_channel });
    assert.equal(stairs.length, 32);
    assert.equal(sum, total);
    assert.deepEqual(
      stairs.flatMap(({ channels }) => channels).sort((a, b) => a - b),
      upTo(0, 200),
    );
    assert.ok(stairs.some(({ channels }) => channels.length === 1 && channels[0] === in_channel));
    const reached = STAIRCASE.reach(in_channel, picked, layer);
    const now = stairsOf(layer, { ...picked, ...reached }).stairs[reached.step - 1];
    assert.deepEqual(now.channels, [in_channel]);
    assert.equal(now.value, sums[in_channel]);
  }
});

test("a layer of which no other slices are stored keeps its counts", () => {
  const spec = { x_shape: [400, 4, 4], weight_shape: [800, 400, 1, 1], slices: 1 };
  const state = settle({ ...START, in_channels: 7, out_channels: 9, groups: 1 }, spec);
  assert.deepEqual([state.in_channels, state.out_channels, state.groups], [400, 800, 400]);
  for (const [trait, only] of Object.entries({
    in_channels: 400,
    out_channels: 800,
    groups: 400,
  })) {
    assert.deepEqual(legalValues(trait, state, spec), [only]);
  }
  assert.ok(legalValues("groups", state, { ...spec, slices: 400 }).length > 1);
});
