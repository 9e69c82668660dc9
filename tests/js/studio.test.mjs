// What a Studio shows of what is chosen in it.

import assert from "node:assert/strict";
import test from "node:test";
import { Layer } from "../../convlab/widgets/static/numbers/layer.js";
import { upTo } from "../../convlab/widgets/static/numbers/range.js";
import { layoutOf, scales } from "../../convlab/widgets/static/numbers/state.js";
import * as studio from "../../convlab/widgets/static/numbers/studio.js";
import { START } from "./made.mjs";

const SPEC = {
  samples: { dots: { start: 0, shape: [3, 8, 9] }, stripes: { start: 216, shape: [3, 10, 8] } },
  banks: { edges: [2, 3], blur: [1, 5] },
  weight_shape: [4, 3, 5, 5],
  channel_names: ["red", "green", "blue"],
  photo: true,
  offered: {
    out_channels: [1, 2, 3, 4],
    kernel_size: [1, 3, 5],
    stride: [1, 2, 3, 4],
    padding: [0, 1, 2, 3, 4],
    dilation: [1, 2, 3, 4],
  },
  drawing: 2,
  padding_modes: ["zeros", "reflect"],
};
const counted = (n) => Float32Array.from(upTo(0, n));
const CHOICES = studio.makeChoices(SPEC, counted(216 + 240), counted(2 * (300 + 4)));
const STATE = {
  ...START,
  in_channels: 3,
  source: "dots",
  bank: "edges",
  out_channels: 2,
  kernel_size: 3,
  padding_mode: "zeros",
  _drawing: counted(12),
  _picture: counted(3 * 64),
  _picture_shape: [3, 8, 8],
  _weight: counted(300),
  _bias: counted(4),
};
const stateOf = (changes) => ({ ...STATE, ...changes });

test("each source is its picture, each bank its kernels and biases", () => {
  const picture = (source) => {
    const { x, shape } = CHOICES.pictureOf(stateOf({ source }));
    return [x.length, x[0], shape];
  };
  assert.deepEqual(picture("dots"), [216, 0, [3, 8, 9]]);
  assert.deepEqual(picture("stripes"), [240, 216, [3, 10, 8]]);
  assert.deepEqual(picture(studio.PAINTED), [12, 0, [3, 2, 2]]);
  assert.deepEqual(picture(studio.MINE), [192, 0, [3, 8, 8]]);
  const { weight, bias } = CHOICES.kernelsOf(stateOf({ bank: "blur" }));
  assert.deepEqual([weight.length, weight[0], [...bias]], [300, 304, [604, 605, 606, 607]]);
  assert.equal(CHOICES.kernelsOf(stateOf({ bank: studio.OWN })).weight, STATE._weight);
  assert.equal(CHOICES.kernelsOf(STATE).weight, CHOICES.kernelsOf(STATE).weight);
});

/** The layer on screen, and its numbers. */
function layerOf(state) {
  const arrays = studio.layerArrays(
    state,
    CHOICES.pictureOf(state),
    CHOICES.kernelsOf(state),
    SPEC,
  );
  const layer = new Layer(arrays);
  layer.configure(studio.gridState(state));
  return { layer, arrays };
}

test("the colours of a picture under a bank stay, whatever the sliders take of it", () => {
  const limits = (changes) => {
    const state = stateOf(changes);
    const picture = CHOICES.pictureOf(state);
    const kernels = CHOICES.kernelsOf(state);
    const given = studio.givenArrays(picture, kernels, SPEC);
    const layer = new Layer(studio.layerArrays(state, picture, kernels, SPEC), given);
    const grid = studio.gridState(state);
    layer.configure(grid);
    return scales(layer, grid, studio.gridSpec(state, picture.shape, SPEC)).limits;
  };
  const wanted = limits({});
  assert.deepEqual(limits({ out_channels: 1, kernel_size: 1, padding: 2, stride: 2 }), wanted);
  assert.deepEqual(limits({ padding: 1, padding_mode: "reflect" }), wanted);
  assert.notDeepEqual(limits({ bank: "blur" }), wanted);
});

test("weights that are not in use are 0", () => {
  const { layer, arrays } = layerOf(stateOf({ out_channels: 2, kernel_size: 3 }));
  const kernel = [6, 7, 8, 11, 12, 13, 16, 17, 18]; // the middle of 5 × 5
  assert.deepEqual([...layer.slice(0, 0)], kernel);
  assert.deepEqual(
    [...layer.slice(1, 2)],
    kernel.map((v) => v + 75 + 50),
  );
  assert.equal(arrays.weight.filter((v) => v).length, 2 * 3 * 9);
  assert.deepEqual([...arrays.bias], [300, 301, 0, 0]);
});

test("a border of zeros is the layer's padding; any other is part of the picture", () => {
  const zeros = layerOf(stateOf({ padding: 2 }));
  assert.equal(zeros.arrays.x, CHOICES.pictureOf(STATE).x);
  assert.deepEqual([zeros.layer.padding, zeros.layer.xShape], [2, [3, 8, 9]]);
  const state = stateOf({ padding: 2, padding_mode: "reflect" });
  const { layer, arrays } = layerOf(state);
  assert.deepEqual([layer.padding, layer.xShape], [0, [3, 12, 13]]);
  assert.deepEqual([...arrays.x.subarray(2 * 13, 3 * 13)], [2, 1, ...upTo(0, 9), 7, 6]);
  assert.deepEqual([layer.oh, layer.ow], [zeros.layer.oh, zeros.layer.ow]);
  assert.deepEqual(studio.gridSpec(state, [3, 8, 9], SPEC).x_shape, [3, 12, 13]);
});

test("a slider offers what fits into the picture", () => {
  const shape = [3, 8, 9];
  assert.deepEqual(studio.legalSteps("dilation", stateOf({ kernel_size: 5 }), shape, SPEC), [1]);
  assert.deepEqual(studio.legalSteps("dilation", STATE, shape, SPEC), [1, 2, 3]);
  assert.deepEqual(studio.legalSteps("kernel_size", stateOf({ dilation: 3 }), shape, SPEC), [1, 3]);
  assert.deepEqual(
    studio.legalSteps("padding", stateOf({ kernel_size: 5, dilation: 3 }), shape, SPEC),
    [3, 4],
  );
});

test("windows that do not fit get closer, and what is picked is kept inside", () => {
  const changes = { kernel_size: 5, dilation: 3, row: 60, col: 60, out_channel: 3 };
  const { dilation, row, col, out_channel } = studio.settleStudio(
    stateOf(changes),
    [3, 8, 9],
    SPEC,
  );
  assert.deepEqual([dilation, row, col, out_channel], [1, 3, 4, 1]);
  const border = { padding: 4, padding_mode: "reflect", target: "input", spot: [15, 99] };
  const settled = studio.settleStudio(stateOf(border), [3, 8, 9], SPEC);
  assert.deepEqual([settled.padding, settled.padding_mode], [4, "reflect"]);
  assert.deepEqual(settled.spot, [15, 16]); // 8 + 2·4 rows, 9 + 2·4 columns, with the border
});

test("a picked place comes back once there is room for it again", () => {
  const shape = [3, 8, 9];
  const set = (before, changes) =>
    studio.settleStudio({ ...before, ...changes }, shape, SPEC, before);
  let state = studio.settleStudio(stateOf({ row: 5, col: 6, out_channel: 1 }), shape, SPEC);
  for (const stride of [2, 4]) state = set(state, { stride });
  state = set(state, { out_channels: 1 });
  assert.deepEqual([state.row, state.col, state.out_channel], [1, 1, 0]);
  state = set(state, { stride: 1 });
  assert.deepEqual([state.row, state.col], [5, 6]);
  state = set(state, { stride: 4 });
  state = set(state, { row: 0 }); // a hand has picked anew
  state = set(state, { stride: 1, out_channels: 2 });
  assert.deepEqual([state.row, state.col, state.out_channel], [0, 6, 1]);
});

test("a pen picks the pixel whose window is nearest round it", () => {
  const windows = (state, n) => {
    const last =
      (n + 2 * state.padding - state.dilation * (state.kernel_size - 1) - 1) / state.stride;
    return upTo(0, Math.floor(last) + 1).map((row) => {
      const { y, h } = studio.windowOn({ ...state, row, col: 0 });
      return y + (h - 1) / 2; // its middle
    });
  };
  for (const changes of [{}, { stride: 2 }, { padding: 2, dilation: 3 }, { kernel_size: 5 }]) {
    const state = stateOf(changes);
    const middles = windows(state, 16);
    for (let at = 0; at < 16; at++) {
      const { row, col } = studio.pixelUnder([at, 15 - at], state, 16);
      const far = (i, place) => Math.abs(middles[i] - place);
      assert.equal(far(row, at), Math.min(...middles.map((_, i) => far(i, at))));
      assert.equal(far(col, 15 - at), Math.min(...middles.map((_, i) => far(i, 15 - at))));
    }
  }
});

for (const [channels, layout] of [
  [4, "slices"],
  [10, "stairs"],
]) {
  test(`a picture of ${channels} channels has as many slices in each kernel`, () => {
    const spec = {
      ...SPEC,
      ...{ samples: {}, banks: { edges: [2, 3] }, weight_shape: [4, channels, 5, 5] },
      ...{ channel_names: [], photo: false },
    };
    const size = 4 * channels * 25;
    const choices = studio.makeChoices(spec, counted(0), counted(size + 4));
    const changes = { source: studio.MINE, in_channels: channels, padding: 1, muted: [channels] };
    const mine = { _picture: counted(channels * 80), _picture_shape: [channels, 8, 10] };
    const before = stateOf({ ...changes, ...mine, in_channel: 99, padding_mode: "reflect" });
    const state = studio.settleStudio(before, mine._picture_shape, spec);
    assert.deepEqual([state.in_channel, state.muted], [channels - 1, []]);
    const [picture, kernels] = [choices.pictureOf(state), choices.kernelsOf(state)];
    const grid = studio.gridSpec(state, picture.shape, spec);
    assert.deepEqual(grid.x_shape, [channels, 10, 12]);
    assert.deepEqual([grid.photo, grid.studio, grid.channel_names], [false, false, []]);
    assert.equal(layoutOf(grid, studio.gridState(state)), layout);
    const layer = new Layer(studio.layerArrays(state, picture, kernels, spec));
    layer.configure(studio.gridState(state));
    const [kernel, last] = [1, channels - 1];
    const middle = (kernel * channels + last) * 25 + 12;
    assert.deepEqual(layer.slice(kernel, last)[4], middle);
    assert.equal(layer.pixel(kernel, 3, 4).channels.length, channels);
    let sum = size + kernel;
    for (let c = 0; c < channels; c++) {
      for (const [i, j] of upTo(0, 9).map((at) => [Math.floor(at / 3), at % 3])) {
        const weight = (kernel * channels + c) * 25 + (i + 1) * 5 + j + 1;
        sum += weight * (c * 80 + (2 + i) * 10 + 3 + j); // pixel (3, 4), less a border of 1
      }
    }
    assert.ok(Math.abs(layer.pixel(kernel, 3, 4).total - sum) <= 1e-6 * sum);
  });
}
