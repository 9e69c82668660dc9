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
  assert.deepEqual(one.exactCells(2, 3), other.exactCells(2, 3));
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

test("what all slices add at a pixel is what each of their accounts comes to", () => {
  const transposed = { kind: { ndim: 2, transposed: true, output_padding: 0 }, stride: 2 };
  /** @type {[kernel: number, state: object][]} */
  const layers = [
    [3, { padding: 1, stride: 2, muted: [1, 4] }],
    [1, { groups: 2 }],
    [5, { kernel_size: 3, dilation: 2, padding: 2, padding_mode: "reflect" }],
    [3, { ...transposed, in_channels: 4, out_channels: 5 }],
  ];
  for (const [kernel, { kind, ...changes }] of layers) {
    const made = layerOf(6, 8, { kernel });
    const layer = new Layer({ ...made.layer.given, kind });
    layer.configure({ ...made.state, ...changes });
    const { inChannels, outChannels, oh, ow } = layer;
    for (const [row, col] of [
      [0, 0],
      [oh - 1, ow - 2],
      [2, 1],
    ]) {
      const cells = Array.from(layer.exactCells(row, col));
      for (const o of upTo(0, outChannels)) {
        const sums = upTo(0, inChannels).map((c) =>
          layer.reads(o, c) ? layer.account(o, c, row, col).subtotal : 0,
        );
        assert.deepEqual(cells.slice(o * inChannels, (o + 1) * inChannels), sums);
        assert.deepEqual(layer.cellsOf(o, row, col), sums);
        assert.deepEqual(layer.subtotals(o, row, col), sums.slice(...layer.range(o)));
      }
    }
  }
});

test("a step to another pixel makes no other wall, and one of other counts is its own", () => {
  const { layer, state } = layerOf(80, 9, { size: 5 });
  const first = layer.exactCells(0, 0);
  assert.equal(layer.exactCells(1, 2), first);
  for (const changes of [{ in_channels: 40, out_channels: 8 }, { groups: 1 }]) {
    layer.configure({ ...state, ...changes });
    const { inChannels, outChannels } = layer;
    const sums = upTo(0, outChannels).flatMap((o) => layer.subtotals(o, 1, 2));
    assert.deepEqual(Array.from(layer.exactCells(1, 2)), sums);
    assert.equal(sums.length, inChannels * outChannels);
  }
});
