// The state: what may be set, what follows from it, and what goes on by itself.

import assert from "node:assert/strict";
import test from "node:test";
import {
  addChannel,
  filmOf,
  slideOn,
  stampOn,
} from "../../convlab/widgets/static/numbers/autoplay.js";
import { rescaling } from "../../convlab/widgets/static/numbers/beyond.js";
import { Layer } from "../../convlab/widgets/static/numbers/layer.js";
import {
  aimed,
  changed,
  edited,
  isChanged,
  isSolo,
  legalGroups,
  legalValues,
  mutedToo,
  nextWeight,
  numbersOf,
  onward,
  scales,
  settle,
  soloed,
  withEdit,
  withoutEdit,
} from "../../convlab/widgets/static/numbers/state.js";
import { layerOf, START } from "./made.mjs";

/** A layer of 3 → 4, as it was given and once a hand has set some weights. */
function editedLayer(edits) {
  const { layer, state, spec } = layerOf(3, 4);
  const { x, xShape, weight, weightShape, bias } = layer;
  const given = { x, xShape, weight, weightShape, bias };
  const changed = new Layer({ ...given, weight: edited(weight, edits) }, given);
  const full = { ...state, edits };
  changed.configure(full);
  return { layer: changed, state: full, spec };
}

/** Where the scales of a layer end in a state. */
function endsOf({ layer, state, spec }, changes = {}) {
  const now = { ...state, ...changes };
  layer.configure(now);
  const { input, slices, maps, parts, root } = scales(layer, now, spec).limits;
  return { input, slices, maps, parts, root };
}

test("no slider, step or edit moves a scale", () => {
  const made = editedLayer([]);
  const given = endsOf(made);
  for (const changes of [
    { in_channels: 1, out_channels: 1 },
    { stride: 2, padding: 3, dilation: 2 },
    { kernel_size: 1, muted: [0, 2], step: 1 },
    { out_channel: 3, view: "running sum" },
  ]) {
    assert.deepEqual(endsOf(made, changes), given, JSON.stringify(changes));
  }
  const typed = editedLayer([0, 100, 107, -0.5]);
  assert.equal(typed.layer.weight[0], 100);
  assert.deepEqual(endsOf(typed), given);
  assert.equal(numbersOf(typed.layer).decimals.weights, 1); // what was typed is shown
  assert.notEqual(endsOf(made).maps, scales(new Layer(typed.layer), typed.state, {}).limits.maps);
});

test("a hand or an author ends the scale of maps, and partial maps go with it", () => {
  const made = editedLayer([]);
  assert.deepEqual(
    [endsOf(made, { limit: 9 }).maps, endsOf(made, { limit: 9 }).parts, endsOf(made).maps],
    [9, 9, 140],
  );
  const limits = scales(made.layer, made.state, { ...made.spec, limit: 7 }).limits;
  assert.deepEqual([limits.maps, limits.parts, limits.slices], [7, 7, 6]);
});

test("what a hand has changed is marked where it lies beyond its scale, and nothing else", () => {
  const { layer, state } = editedLayer([]);
  const marked = (changes) =>
    [true, false].map((isSum) =>
      [0, 1, 2, 3].filter((o) => isChanged({ ...state, ...changes }, layer, o, isSum)),
    );
  const all = [0, 1, 2, 3];
  assert.deepEqual(marked({}), [[], []]);
  assert.deepEqual(marked({ edits: [0, 5, 27, 1, 53, 0] }), [
    [0, 1],
    [0, 1],
  ]);
  assert.deepEqual(marked({ muted: [1] }), [all, []]);
  assert.deepEqual(marked({ adding: "by size" }), [all, []]);
});

test("a map that a hand has moved beyond its scale offers a wider one, and the way back", () => {
  const offer = ({ layer, state, spec }, changes = {}) => {
    const now = { ...state, ...changes };
    layer.configure(now);
    const { limits, decimals } = scales(layer, now, spec);
    return rescaling(layer, now, limits, decimals);
  };
  const made = editedLayer([0, 40]); // on inputs up to 6: up to 240, and what the others add
  assert.equal(offer(editedLayer([])), null);
  const { limit, words, why, stays } = offer(made);
  assert.equal(stays, "The scale stays at ±140 while you type.");
  assert.deepEqual([limit, words], [300, "Rescale to ±300"]);
  const beyond = [...made.layer.sum(0)].filter((v) => Math.abs(v + made.layer.bias[0]) > 140);
  const most = Math.max(...beyond.map((v) => Math.abs(v + made.layer.bias[0])));
  assert.ok(why.startsWith(`Hatched: ${beyond.length} of 100 pixels, up to `));
  assert.ok(why.endsWith(String(most)));
  assert.deepEqual(offer(made, { limit }).limit, 0);
  assert.equal(offer(made, { out_channel: 1 }), null); // it is another kernel's
});

test("scales are worked out once", () => {
  const made = editedLayer([]);
  assert.equal(endsOf(made).input, endsOf(editedLayerOf(made, [0, 5])).input); // the same list
});

/** The same layer, edited. */
function editedLayerOf({ layer, state, spec }, edits) {
  const { given } = layer;
  return {
    layer: new Layer({ ...given, weight: edited(given.weight, edits) }, given),
    state,
    spec,
  };
}

test("groups are those that divide both channel counts", () => {
  assert.deepEqual(legalGroups({ in_channels: 6, out_channels: 6 }), [1, 2, 3, 6]);
  assert.deepEqual(legalGroups({ in_channels: 3, out_channels: 4 }), [1]);
});

test("a state out of range is settled, never refused", () => {
  const { spec } = layerOf(6, 6);
  const s = settle(
    {
      ...START,
      in_channels: 99,
      out_channels: 4,
      groups: 3,
      out_channel: 9,
      row: -1,
      col: 1e6,
      muted: [2, 7],
      in_channel: 5,
    },
    spec,
  );
  assert.deepEqual(
    [s.in_channels, s.groups, s.out_channel, s.row, s.col, s.muted],
    [6, 2, 3, 0, 9, [2]],
  );
  assert.equal(s.in_channel, 5); // kernel 3 is in the second group: channels 3 to 5
});

test("a stride that no slider has can be left and come back to", () => {
  const { state, spec } = layerOf(3, 2, { size: 40 });
  const given = { ...spec, steps: { stride: 16 } };
  assert.deepEqual(legalValues("stride", { ...state, stride: 16 }, given), [1, 2, 3, 4, 16]);
  assert.deepEqual(legalValues("stride", { ...state, stride: 2 }, given), [1, 2, 3, 4, 16]);
  assert.deepEqual(legalValues("stride", state, spec), [1, 2, 3, 4]);
});

test("the whole of a slice is no kernel size of its own", () => {
  const { state, spec } = layerOf(3, 2, { kernel: 5 });
  for (const kernel_size of [0, 3]) {
    assert.deepEqual(legalValues("kernel_size", { ...state, kernel_size }, spec), [1, 3, 5]);
  }
});

test("when the only audible channels go, the others are audible again", () => {
  const { state, spec } = layerOf(3, 2);
  const muted = (one, in_channels) =>
    changed({ ...state, muted: one }, { in_channels }, spec).muted;
  assert.deepEqual(muted([0, 1], 2), []);
  assert.deepEqual(muted([0, 1, 2], 2), [0, 1]); // all of them, by hand: it stays so
  assert.deepEqual(muted([1, 2], 2), [1]);
});

test("mute adds a channel or takes it back, solo mutes all others or none", () => {
  const state = (...muted) => ({ in_channels: 3, muted });
  assert.deepEqual(mutedToo(0, state(2)), [0, 2]);
  assert.deepEqual(mutedToo(2, state(0, 2)), [0]);
  assert.deepEqual(soloed(1, state()), [0, 2]);
  assert.deepEqual(soloed(1, state(0, 2)), []);
  assert.equal(isSolo(1, state(0, 2)), true);
  assert.equal(isSolo(0, { in_channels: 1, muted: [] }), false);
});

test("a weight set twice is in the view once", () => {
  assert.deepEqual(withEdit(withEdit(withEdit([], 4, 9.5), 17, -2), 4, 3), [4, 3, 17, -2]);
});

test("a weight that is as it was given is not in the view", () => {
  assert.deepEqual(withoutEdit([4, 9.5, 17, -2], 4), [17, -2]);
  assert.deepEqual(withoutEdit([17, -2], 4), [17, -2]);
});

test("one weight comes after the other, up to the end of the kernel", () => {
  const { layer, state } = layerOf(3, 4);
  /** @type {(c: number, spot: number[], way?: 1 | -1) => any} */
  const next = (in_channel, spot, way = 1) =>
    nextWeight({ ...state, in_channel, spot }, layer, way);
  assert.deepEqual(next(0, [1, 2]), { in_channel: 0, spot: [2, 0] });
  assert.deepEqual(next(0, [2, 2]), { in_channel: 1, spot: [0, 0] });
  assert.deepEqual(next(1, [0, 0], -1), { in_channel: 0, spot: [2, 2] });
  assert.equal(next(2, [2, 2]), null);
  assert.equal(next(0, [0, 0], -1), null);
});

test("a hand goes on as it went, as far as it can", () => {
  const { state, spec } = layerOf(8, 6),
    to = (changes) => settle(aimed({ ...state, ...changes }), spec);
  const from = (changes, then) => onward(to(changes), to({ ...changes, ...then }), spec);
  assert.deepEqual(from({ in_channels: 4 }, { in_channels: 5 }), to({ in_channels: 6 }));
  assert.deepEqual(from({ in_channels: 5 }, { in_channels: 3 }), to({ in_channels: 1 }));
  assert.equal(from({ in_channels: 7 }, { in_channels: 8 }), null);
  assert.equal(from({}, {}), null);
  assert.equal(from({}, { stride: 2 }), null);
  assert.equal(from({ in_channels: 8, muted: [6] }, { in_channels: 7 }), null);
  assert.deepEqual(from({ step: 2 }, { step: 3 }), to({ step: 4 }));
  assert.deepEqual(
    from({ in_channels: 8, step: 2 }, { in_channels: 7, step: -1 }),
    to({ in_channels: 6 }),
  );
});

/** Every state that a move comes to, from this one on until it ends. */
function played(next, state) {
  const seen = [];
  for (let wait = 1; wait && seen.length < 10000; ) {
    const one = next(state);
    wait = one.wait;
    state = { ...state, ...one.changes };
    seen.push(state);
  }
  return seen;
}

test("channels are added one by one, the bias last", () => {
  const steps = (state) => played(addChannel, { ...START, ...state }).map((one) => one.step);
  assert.deepEqual(steps({}), [0, 1, 2, 3, -1]);
  assert.deepEqual(steps({ in_channels: 6, groups: 3 }), [0, 1, 2, -1]);
});

test("the window comes to every place of a small map, row by row from its first", () => {
  const seen = played((state) => slideOn(state, { oh: 3, ow: 2 }), { ...START, row: 1, col: 1 });
  assert.deepEqual(
    seen.slice(0, -1).map(({ row, col }) => [row, col]),
    [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 1],
    ],
  );
  assert.deepEqual(
    seen.map((one) => one.sliding),
    [true, true, true, true, true, true, false],
  );
  const large = played((state) => slideOn(state, { oh: 250, ow: 250 }), START);
  assert.ok(large.length <= 302 && large.at(-1).row === 249 && large.at(-1).col === 249);
});

test("a window slides place by place at first, then fast", () => {
  for (const size of [3, 12, 50, 250]) {
    /** @type {number[]} */
    const waits = [];
    const places = [];
    let state = { ...START, sliding: false };
    do {
      const { changes, wait } = slideOn(state, { oh: size, ow: size });
      state = { ...state, ...changes };
      if (state.sliding) places.push(state.row * size + state.col);
      waits.push(wait);
    } while (waits.at(-1));
    waits.pop();
    assert.deepEqual(places.slice(0, 9), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert.ok(waits.slice(0, 6).every((wait) => wait === 500));
    assert.ok(waits.every((wait, i) => !i || wait <= waits[i - 1]));
    assert.ok(waits.reduce((sum, wait) => sum + wait, 0) < 18000, "seconds, not minutes");
  }
});

test("in a transposed layer place after place stamps, and then an output is pointed at", () => {
  const seen = played((state) => stampOn(state, { xShape: [1, 2, 2] }), START);
  assert.deepEqual(
    seen.map(({ target, spot }) => (target === "input" ? spot : target)),
    [[0, 0], [0, 1], [1, 0], [1, 1], "output"],
  );
  assert.ok(played((state) => stampOn(state, { xShape: [1, 99, 99] }), START).length < 510);
});

test("what is picked comes back after a slide through smaller layers", () => {
  const { state, spec } = layerOf(6, 6);
  let now = changed(state, { row: 7, col: 8, out_channel: 5, in_channel: 4 }, spec);
  for (const n of [5, 3, 1]) now = changed(now, { in_channels: n, out_channels: n }, spec);
  now = changed(now, { stride: 4 }, spec);
  assert.deepEqual([now.row, now.col, now.out_channel, now.in_channel], [2, 2, 0, 0]);
  now = changed(now, { stride: 1, in_channels: 6, out_channels: 6 }, spec);
  assert.deepEqual([now.row, now.col, now.out_channel, now.in_channel], [7, 8, 5, 4]);
});

test("a film has a picture for each channel that is added, and lasts a while, not minutes", () => {
  const layers = [
    [3, 1, 3],
    [32, 1, 32],
    [12, 4, 3],
    [512, 1, 32], // 31 of them, and all others together
  ];
  for (const [in_channels, groups, most] of layers) {
    const film = filmOf({ in_channels, groups });
    assert.deepEqual(
      film.map(({ changes }) => changes.step),
      [...Array.from({ length: most + 1 }, (_, i) => i), -1],
    );
    const moving = film.slice(0, -1).reduce((sum, { wait }) => sum + wait, 0);
    assert.ok(moving <= Math.max(12000, 40 * (most + 1)) + 1e-6 && film.at(-1).wait > 2000);
  }
});
