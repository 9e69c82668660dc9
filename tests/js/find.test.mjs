// One of very many channels is found by its number, its name or its size.

import assert from "node:assert/strict";
import test from "node:test";
import { found, offersOf, rankingOf } from "../../convlab/widgets/static/numbers/find.js";
import { layerOf } from "./made.mjs";

const ranking = {
  thing: "channel",
  count: 512,
  names: [],
  ranked: [
    { at: 40, value: -3 },
    { at: 7, value: 2 },
    { at: 511, value: 0.5 },
  ],
};

test("a number, a rank or the word before it say which channel is meant", () => {
  for (const [typed, at] of Object.entries({ 511: 511, " 0 ": 0, "channel 9": 9, "#1": 40 })) {
    assert.deepEqual(found(typed, ranking), { at });
  }
  assert.equal(found("# 3", ranking).at, 511);
});

test("what is no channel is answered with those that there are", () => {
  for (const typed of ["512", "-1", "#4", "#0", "edge", "", "2.5"]) {
    const { at, words } = found(typed, ranking);
    assert.equal(at, undefined, typed);
    assert.equal(words, "A channel is 0 to 511, or #1 to #3, the largest first.");
  }
});

test("a name is found whole, then by its beginning, then anywhere", () => {
  const names = ["nir", "red edge", "red", "far red"];
  const named = { ...ranking, names, count: 4 };
  const meant = { red: 2, "RED E": 1, far: 3, edge: 1, ir: 0, 3: 3 };
  for (const [typed, at] of Object.entries(meant)) assert.equal(found(typed, named).at, at, typed);
  assert.match(found("blue", named).words, /0 to 3, has one of their names, or #1/);
});

test("channels are ranked by what they add to the picked pixel, kernels by their totals", () => {
  const { layer, state } = layerOf(12, 10);
  const { out_channel: o, row, col } = { ...state, out_channel: 3, row: 2, col: 5 };
  const channels = rankingOf("channel", layer, { out_channel: o, row, col }, []);
  const sums = layer.subtotals(o, row, col);
  assert.equal(channels.ranked.length, 12);
  assert.equal(Math.abs(channels.ranked[0].value), Math.max(...sums.map(Math.abs)));
  for (const { at, value } of channels.ranked) assert.equal(value, sums[at]);
  const kernels = rankingOf("kernel", layer, { out_channel: o, row, col }, []);
  for (const { at, value } of kernels.ranked) {
    assert.equal(value, layer.pixel(at, row, col).total);
  }
});

test("the largest are offered with their ranks, and all that have names", () => {
  assert.deepEqual(offersOf(ranking, 2)[0], { value: "40", label: "#1: adds −3.00" });
  const many = { ...ranking, ranked: Array.from({ length: 99 }, (_, at) => ({ at, value: 1 })) };
  assert.equal(offersOf(many, 2).length, 50);
  const names = many.ranked.map(({ at }) => `band ${at}`);
  assert.match(offersOf({ ...many, names }, 2)[98].label, /^band 98, #99: adds \+?1.00$/);
});
