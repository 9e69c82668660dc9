// Guessing where a map is largest: what a hand does there, and what the guess comes to.

import assert from "node:assert/strict";
import test from "node:test";
import { endingOf, endingWords, widened } from "../../convlab/widgets/static/numbers/ending.js";
import { compared, goalWords, worstOfBlocks } from "../../convlab/widgets/static/numbers/goal.js";
import { guessOf, resultWords } from "../../convlab/widgets/static/numbers/guess.js";
import { maskOf, paintedOf, runsOf } from "../../convlab/widgets/static/numbers/painted.js";
import { changed } from "../../convlab/widgets/static/numbers/state.js";
import { layoutFor } from "../../convlab/widgets/static/scene/explorer.js";
import { placeAt } from "../../convlab/widgets/static/scene/pointing.js";
import { leaving } from "../../convlab/widgets/static/scene/predicting.js";
import { layerOf, sceneOf } from "./made.mjs";

const asked = (more = {}) => layerOf(1, 2, { ask: "largest", ...more });

/** What lies at a place of the picture, in places of the input. */
function pointAt(made, row, col) {
  const scene = sceneOf(made);
  const { x, y, scale } = scene.places.find(({ role }) => role === "input");
  return placeAt(scene, x + (col + 0.5) * scale, y + (row + 0.5) * scale);
}

test("a click guesses the place whose window has its middle there", () => {
  for (const options of [{}, { padding: 1 }, { stride: 2 }, { dilation: 2 }]) {
    const made = asked(options);
    const { layer, state, spec } = made;
    const { pick } = layoutFor(spec, state);
    const [[stride], [[padding]], [dilation]] = [layer.stride, layer.pads, layer.dilation];
    const middle = (at) => at * stride - padding + dilation; // of a window 3 wide
    const place = pointAt(made, middle(2), middle(3));
    assert.equal(place.role, "guess");
    assert.deepEqual(pick(place, state, layer).guess, [2, 3], JSON.stringify(options));
  }
});

test("at the edge of the picture a click guesses the nearest place", () => {
  const made = asked();
  const { layer, state, spec } = made;
  const { pick } = layoutFor(spec, state);
  assert.deepEqual(pick(pointAt(made, 0, 0), state, layer).guess, [0, 0]);
  assert.deepEqual(pick(pointAt(made, 11, 5), state, layer).guess, [9, 4]);
});

test("after the guess the picture takes no other, until it is taken back", () => {
  const made = asked({ guess: [1, 1] });
  const { layer, state, spec } = made;
  const { pick, press } = layoutFor(spec, state);
  const map = sceneOf(made).places.find(({ role }) => role === "map");
  assert.deepEqual(pick({ ...map, row: 5, col: 5 }, state, layer), {});
  assert.deepEqual(press("Enter", state, layer), {});
  assert.deepEqual(press("ArrowUp", state, layer), {});
  assert.deepEqual(press("Escape", state, layer), { guess: [] });
});

test("arrows move the window, Enter guesses, another kernel is another question", () => {
  const { layer, state, spec } = asked({ row: 4, col: 6 });
  const { press } = layoutFor(spec, state);
  const moved = changed(state, press("ArrowLeft", state, layer), spec);
  assert.deepEqual([moved.row, moved.col], [4, 5]);
  assert.deepEqual(press("Enter", moved, layer).guess, [4, 5]);
  assert.deepEqual(press("PageDown", state, layer), { out_channel: 1, guess: [], draft: [] });
  assert.deepEqual(press("m", state, layer), {}); // what would change the question is away
  assert.equal(press("Tab", state, layer), null);
});

test("no value of the map is on screen before the guess", () => {
  const { boxes, places } = sceneOf(asked());
  assert.ok(!boxes.some(({ kind, scheme }) => kind === "map" && scheme === "signed"));
  assert.ok(!places.some(({ role }) => role === "map" || role === "partial"));
});

test("the guess is told by how many places are larger", () => {
  const { layer, state } = asked({ guess: [3, 4] });
  const values = Array.from(layer.sum(0), (value) => value + layer.bias[0]);
  const guess = guessOf(layer, state, 0);
  assert.equal(guess.larger, values.filter((value) => value > values[34]).length);
  assert.equal(values[guess.place[0] * 10 + guess.place[1]], Math.max(...values));
  assert.match(resultWords(guess), /^\d+ of 100 places are larger than yours\.$/);
  const best = guessOf(layer, { ...state, guess: guess.place }, 0);
  assert.equal(resultWords(best), "None of 100 places is larger than yours.");
  assert.equal(guessOf(layer, { ...state, guess: [] }, 0), null);
  const [row, col] = guess.place;
  assert.deepEqual(leaving(layer, state, 0), { ask: "", guess: [], row, col });
});

test("a guess that a smaller layer has no place for is gone", () => {
  const { state, spec } = asked({ guess: [9, 9] });
  assert.deepEqual(changed(state, {}, spec).guess, [9, 9]);
  assert.deepEqual(changed(state, { stride: 2 }, spec).guess, []);
});

// ---- Painting where a map is below 0

const painting = (more = {}) => layerOf(1, 2, { ask: "below", ...more });

/** How many places are painted. */
const painted = ({ layer }, { draft }) =>
  maskOf(draft, layer.oh * layer.ow).reduce((sum, one) => sum + one, 0);

test("runs and masks are one and the same", () => {
  for (const runs of [[100], [0, 100], [3, 4, 93], [0, 1, 98, 1]]) {
    const mask = maskOf(runs, 100);
    assert.deepEqual(runsOf(mask), runs);
    assert.equal(maskOf(runs, 100), mask); // the same paint is the same box
  }
});

test("a stroke leaves no gap, and one that begins on paint takes it off", () => {
  const made = painting();
  const { layer, spec } = made;
  let { state } = made;
  const { drag } = layoutFor(spec, state);
  const strokes = (row, cols) => {
    const place = { ...pointAt({ ...made, state }, row + 1, cols[0] + 1) };
    assert.equal(place.role, "guess");
    for (const col of cols) {
      const at = { x: place.x + (col + 0.5) * place.scale, y: place.y + (row + 0.5) * place.scale };
      state = changed(state, drag(place, at, state, layer), spec);
    }
  };
  strokes(2, [1, 8]); // the pointer jumps
  const few = painted(made, state);
  assert.ok(few >= 8 && few < 40, String(few));
  const mask = maskOf(state.draft, 100);
  for (let col = 1; col <= 8; col++) assert.equal(mask[20 + col], 1);
  strokes(2, [1, 4, 8]);
  assert.equal(painted(made, state), 0);
});

/** A layer whose question is answered with keys. */
function atKeys({ layer, spec, state }) {
  const { press } = layoutFor(spec, state);
  const at = {
    state,
    press,
    hit: (key) => {
      at.state = changed(at.state, press(key, at.state, layer), spec);
    },
  };
  return at;
}

test("Space paints with keys, Enter tells, Escape takes back; then nothing more is painted", () => {
  const made = painting({ row: 4, col: 6 });
  const { layer, spec } = made;
  const at = atKeys(made);
  const { hit } = at;
  hit(" ");
  const dab = painted(made, at.state);
  assert.ok(dab >= 1);
  hit(" ");
  assert.equal(painted(made, at.state), 0);
  hit(" ");
  const { draft } = at.state;
  hit("Enter");
  assert.deepEqual(at.state.guess, draft);
  assert.deepEqual(at.press(" ", at.state, layer), {});
  const place = { role: "guess", x: 0, y: 0, w: 100, h: 100, scale: 10, row: 1, col: 1, draft };
  assert.equal(layoutFor(spec, at.state).drag(place, { x: 5, y: 5 }, at.state, layer), null);
  hit("Escape");
  assert.deepEqual([at.state.guess, at.state.draft], [[], draft]);
});

test("nothing painted can be a guess, too", () => {
  const made = painting();
  const { layer, state, spec } = made;
  const next = changed(state, layoutFor(spec, state).press("Enter", state, layer), spec);
  assert.deepEqual(next.guess, [100]);
});

test("no value of the map is on screen while it is painted", () => {
  const { boxes, places } = sceneOf(painting({ draft: [40, 10, 50] }));
  assert.ok(!boxes.some(({ kind, scheme }) => kind === "map" && scheme === "signed"));
  assert.ok(!boxes.some(({ kind }) => kind === "contour"));
  assert.ok(!places.some(({ role }) => role === "map" || role === "partial"));
});

test("the paint is told beside the truth", () => {
  const made = painting({ guess: [40, 10, 50] });
  const { layer, state } = made;
  const values = Array.from(layer.sum(0), (value) => value + layer.bias[0]);
  const { count, below, both } = paintedOf(layer, state, 0);
  assert.equal(count, 10);
  assert.equal(below, values.filter((value) => value < 0).length);
  assert.equal(both, values.slice(40, 50).filter((value) => value < 0).length);
});

test("what answers one question does not answer another", () => {
  const { state, spec } = painting({ guess: [40, 10, 50] });
  assert.deepEqual(changed(state, { ask: "largest" }, spec).guess, []);
  assert.deepEqual(changed(state, { stride: 2 }, spec).guess, []);
  assert.deepEqual(changed(state, { ask: "" }, spec).guess, []);
});

// ---- Dragging the end of a sum

const ending = (more = {}) => layerOf(12, 1, { ask: "end", row: 3, col: 4, ...more });

test("the end of the sum goes where it is dragged, in steps, and no further than the chart", () => {
  const made = ending();
  const { layer, state, spec } = made;
  const { drag } = layoutFor(spec, state);
  const place = sceneOf(made).places.find(({ role }) => role === "level");
  const dragged = (level) =>
    drag(place, { x: 50, y: place.zero - level * place.unit }, state, layer).draft[0];
  assert.ok(Math.abs(dragged(12.4) - 12.4) <= place.step / 2);
  assert.equal(Math.abs(dragged(12.4) / place.step) % 1, 0);
  assert.ok(dragged(1e6) <= place.high + place.step);
  assert.ok(dragged(-1e6) >= place.low - place.step);
  const told = { ...state, guess: [3] };
  assert.equal(drag(place, { x: 50, y: 0 }, told, layer), null);
});

test("arrows move the end, Enter tells, Escape takes back", () => {
  const made = ending();
  const { layer } = made;
  const at = atKeys(made);
  const { hit } = at;
  hit("ArrowUp");
  const [step] = at.state.draft;
  assert.ok(step > 0);
  hit("PageUp");
  assert.deepEqual(at.state.draft, [11 * step]);
  hit("ArrowDown");
  hit("Enter");
  assert.deepEqual(at.state.guess, [10 * step]);
  hit("ArrowUp");
  assert.deepEqual(at.state.guess, [10 * step]);
  hit("Escape");
  assert.deepEqual([at.state.guess, at.state.draft], [[], [10 * step]]);
  assert.deepEqual(at.press("m", at.state, layer), {}); // what would change the question is away
  assert.equal(at.press("Tab", at.state, layer), null);
});

test("before the guess there is no stair, no sum, no map", () => {
  for (const made of [ending(), layerOf(3, 4, { ask: "end" })]) {
    const { boxes, places } = sceneOf(made);
    const kinds = new Set(boxes.map(({ kind }) => kind));
    for (const kind of ["bar", "swatch", "contour"]) assert.ok(!kinds.has(kind), kind);
    const { layer } = made;
    const isMap = ({ kind, data }) => kind === "map" && data.length === layer.oh * layer.ow;
    assert.ok(!boxes.some(isMap));
    assert.ok(places.every(({ role }) => role === "level" || role === "slice"));
  }
});

test("a guess of the end is told beside it, and whether the bias was forgotten", () => {
  const staircase = { total: 1.19, bias: -5.71 };
  const told = (level) => endingOf(staircase, level, 2);
  assert.equal(endingWords(told(3.5), 2), "The sum ends at 1.19. You said 3.50: 2.31 too high.");
  assert.equal(endingWords(told(-1), 2), "The sum ends at 1.19. You said −1.00: 2.19 too low.");
  assert.equal(endingWords(told(1.19), 2), "The sum ends at 1.19, where you said.");
  assert.equal(told(3.5).idea, "");
  assert.match(told(6.5).idea, /Before the bias the sum is 6.90/);
});

test("the chart's ends leave room on both sides", () => {
  for (const [low, high] of [
    [-0.7, 6.9],
    [0, 30],
    [-12, 0],
    [0, 0],
  ]) {
    const ends = widened({ low, high });
    assert.ok(ends.low <= 1.2 * low && ends.high >= 1.2 * high);
    if (high) assert.ok(ends.low < 0 && ends.high > 0);
  }
});

// ---- Matching a map

/** A layer whose goal is its own map without a channel. */
function withGoal(muted) {
  const made = layerOf(3, 4, { ask: "match", muted });
  made.state._goal = made.layer.sum(0).map((value) => value + made.layer.bias[0]);
  made.spec.goal_shape = [made.layer.oh, made.layer.ow];
  return made;
}

test("a map is matched when the same channels are muted, and only then", () => {
  const made = withGoal([1]);
  const decimals = { maps: 0 };
  const of = (muted) => {
    const { layer, state, spec } = made;
    layer.configure({ ...state, muted });
    const given = { layer, state: { ...state, muted }, spec, decimals };
    return { found: compared(given), words: goalWords(given, compared(given)) };
  };
  assert.ok(of([1]).found.isMatched);
  assert.deepEqual(of([1]).words, ["Matched: all 100 places agree."]);
  const { found, words } = of([]);
  const gaps = Array.from(made.layer.sum(0), (value, i) =>
    Math.abs(value + made.layer.bias[0] - made.state._goal[i]),
  );
  assert.equal(found.gaps[found.row * 10 + found.col], Math.max(...gaps));
  assert.equal(found.agree, gaps.filter((gap) => gap < 0.5).length);
  assert.match(words[1], new RegExp(`^Farthest apart at row ${found.row}, column ${found.col}: `));
});

test("the layer stands under its goal, and is pointed at where it is drawn", () => {
  const made = withGoal([1]);
  const plain = sceneOf(made, { ask: "", muted: [] });
  const asked = sceneOf(made, { ask: "match", muted: [] });
  const dy = asked.height - plain.height;
  assert.ok(dy > 100);
  const below = asked.places.map(({ y, ...place }) => ({ ...place, y: y - dy }));
  assert.deepEqual(below, plain.places);
  assert.ok(asked.slots.some(({ what }) => what === "leave"));
  assert.equal(asked.boxes.at(-1).y, plain.boxes.at(-1).y + dy);
});

test("a goal of another size is said to be one", () => {
  const { layer, state, spec } = withGoal([]);
  const given = { layer, state, spec: { ...spec, goal_shape: [9, 9] }, decimals: { maps: 0 } };
  assert.equal(compared(given), null);
  assert.deepEqual(goalWords(given, null), ["The goal is 9 × 9, and this map is 10 × 10."]);
});

test("dots show the worst of each block", () => {
  const gaps = new Float64Array(60 * 40);
  gaps[59 * 40 + 39] = 3;
  const { data, w, h } = worstOfBlocks(gaps, { oh: 60, ow: 40 });
  assert.deepEqual([w, h], [14, 20]); // blocks of 3 × 3
  assert.deepEqual([data.at(-1), Math.max(...data.slice(0, -1))], [3, 0]);
});
