// Many channels into many maps: what stands in rows that are opened, and what a hand does there.

import assert from "node:assert/strict";
import test from "node:test";
import { upTo } from "../../convlab/widgets/static/numbers/range.js";
import { changed } from "../../convlab/widgets/static/numbers/state.js";
import { layoutFor } from "../../convlab/widgets/static/scene/explorer.js";
import { contextOf, floatsOf, layerOf, sceneOf } from "./made.mjs";

const channelName = (c) => `channel ${c}`;
const places = (scene, role, key) =>
  scene.places.filter((place) => place.role === role).map((place) => place[key]);
const swatches = (scene) => scene.boxes.filter(({ kind }) => kind === "swatch");
const wordsOf = (scene) => scene.boxes.flatMap(({ text }) => text ?? []);

for (const [c, o] of [
  [9, 9],
  [12, 40],
  [64, 32],
  [128, 64],
]) {
  test(`${c} to ${o}: each channel is a slice or a bar, each kernel a row or a map`, () => {
    const scene = sceneOf(floatsOf(c, o, { out_channel: 5, in_channel: 7, size: 6 }), {}, 2);
    const opened = new Set(places(scene, "input", "c"));
    assert.deepEqual([...opened], [0, 1, 7]);
    const isBar = (place) => place.role === "subtotal" && place.o === 5;
    const bars = scene.places.filter(isBar);
    assert.deepEqual(
      bars.map((place) => place.c),
      upTo(0, c).filter((one) => !opened.has(one)),
    );
    const rows = places(scene, "row", "o");
    assert.deepEqual(rows, [5, 6, 7]);
    const kernels = [...rows, ...places(scene, "tab", "o")];
    assert.deepEqual(
      kernels.toSorted((a, b) => a - b),
      upTo(0, o),
    );
    assert.ok(wordsOf(scene).includes(`${c - 3} more`));
    const phone = sceneOf(floatsOf(c, o, { out_channel: 5, in_channel: 7, size: 6 }), {}, 2, 390);
    assert.deepEqual(places(phone, "input", "c"), [...opened]);
    assert.equal(phone.places.filter(isBar).length, bars.length);
    assert.deepEqual(new Set(places(phone, "tab", "o")), new Set(upTo(0, o)));
    const half = sceneOf(floatsOf(c, o, { out_channel: 5, in_channel: 7, size: 6 }), {}, 2, 640);
    assert.deepEqual(places(half, "input", "c"), [0, 7]);
    assert.equal(half.places.filter(isBar).length, c - 2);
    for (const { x, w } of half.places) assert.ok(x >= 0 && x + w <= 640);
    for (const { x, y, w, h } of scene.places) {
      assert.ok(x >= 0 && y >= 0 && x + w <= 1000 && y + h <= scene.height);
    }
  });
}

test("the account adds up as written: any pixel, some channels added, some muted", () => {
  for (const [made, steps] of [
    [floatsOf(12, 10), [-1, 0, 1, 2, 3, 7, 12]],
    [layerOf(64, 16, { size: 5 }), [-1, 30]],
    [floatsOf(70, 9, { size: 5 }), [-1]],
  ]) {
    for (const step of steps) {
      for (const place of [{}, { row: 2, col: 1, out_channel: 8 }, { muted: [1, 4] }]) {
        const context = contextOf(made, { step, in_channel: 6, ...place });
        const { layer, decimals, state } = context;
        const width = made.layer.xShape[0] === 64 ? 390 : 1000;
        const scene = layoutFor(context.spec, state, width).build({ ...context, width });
        const all = swatches(scene).slice(0, width === 390 ? -1 : undefined); // one is taken apart
        const { text: total } = all.at(-1);
        const terms = all.slice(0, -1).filter(({ faded }) => !faded);
        const number = (words) => Number(words.replace("−", "-").replaceAll(",", ""));
        const bias = step < 0 ? layer.bias[state.out_channel] : 0;
        const sum = terms.reduce((a, { text }) => a + number(text), 0);
        const least = 10 ** -decimals.maps;
        const rounded = Math.round(bias / least) * least;
        assert.ok(Math.abs(sum + rounded - number(total)) < least / 2, `${step}: ${sum} ${total}`);
        const added = step < 0 ? layer.inChannels : step;
        const real = layer
          .pixel(state.out_channel, state.row, state.col)
          .channels.slice(0, added)
          .reduce((a, { subtotal }) => a + subtotal, bias);
        assert.ok(Math.abs(real - all.at(-1).value) < least, `${step}`);
      }
    }
  }
});

test("the bars of all rows have one unit, and stay in their rows", () => {
  const made = floatsOf(20, 12, { row: 3, col: 4 });
  const context = contextOf(made, {}, 2);
  const { layer } = context;
  const scene = layoutFor(context.spec, context.state).build(context);
  const bars = scene.boxes.filter(({ kind }) => kind === "bar");
  const unit = [0, 1, 2].flatMap((o) =>
    scene.places
      .filter((place) => place.role === "subtotal" && place.o === o)
      .flatMap(({ x, y, h, c }) => {
        const bar = bars.find((one) => one.x === x && one.y >= y - 0.1 && one.y < y + h);
        const value = (o ? layer.exactSubtotals(o, 3, 4) : layer.subtotals(0, 3, 4))[c];
        if (!bar) return [];
        assert.equal(bar.sign, Math.sign(value));
        assert.ok(bar.y + bar.h <= y + h + 0.1, "it stays in its row");
        return [bar.h / Math.abs(value)];
      }),
  );
  assert.ok(unit.length > 20);
  assert.ok(Math.max(...unit) - Math.min(...unit) < 1e-6);
  const dots = scene.boxes.filter(({ kind, dash }) => kind === "rule" && dash);
  assert.equal(dots.length, 3);
});

test("a click on a bar opens its channel, in a row that is played adds all up to it", () => {
  const { spec, layer, state } = layerOf(12, 10);
  const { pick, say } = layoutFor(spec, state);
  const bar = { role: "subtotal", o: 2, c: 8 };
  assert.deepEqual(pick(bar, state, layer), { in_channel: 8, step: -1 });
  assert.deepEqual(pick(bar, { ...state, step: 4 }, layer), { in_channel: 8, step: 9 });
  const { subtotal } = layer.account(2, 8, 0, 0);
  assert.ok(say(bar, state, layer, channelName).startsWith("Channel 8 adds "));
  assert.ok(say(bar, state, layer, channelName).includes(String(Math.abs(subtotal))));
  const map = { role: "partial", o: 1, c: 0, row: 3, col: 2 };
  const next = changed(
    { ...state, in_channel: 8 },
    pick(map, { ...state, in_channel: 8 }, layer),
    spec,
  );
  assert.deepEqual([next.out_channel, next.in_channel, next.row, next.col], [1, 8, 3, 2]);
  assert.deepEqual(pick({ role: "tab", o: 9 }, state, layer), { out_channel: 9, step: -1 });
});

test("what is announced is what the row shows, as far as it is added", () => {
  const context = contextOf(floatsOf(12, 10, { in_channel: 9, row: 2 }));
  const { layer, spec, state, decimals } = context;
  const { tell } = layoutFor(spec, state);
  const told = (changes) => tell({ ...state, ...changes }, layer, decimals.maps, spec);
  const said = told({});
  assert.match(said, /^pixel \(2, 0\) of map 0: channel 0: /);
  assert.match(said, / \+ channel 1: .* \+ channel 9: .* \+ 9 more .* \+ bias /);
  const [, sum] = said.split(" = ");
  assert.equal(sum, swatches(sceneOf(floatsOf(12, 10, { in_channel: 9, row: 2 }))).at(-1).text);
  const part = told({ step: 5 });
  assert.match(part, /channel 0: .* \+ channel 1: .* \+ channel 4: .* \+ 2 more /);
  assert.ok(!part.includes("bias"));
  assert.match(told({ step: 0 }), /: nothing yet = 0$/);
});

test("the channel that was added last is opened, those that wait have no bar", () => {
  const made = layerOf(12, 10, { size: 6 });
  for (const step of [0, 2, 5, 12]) {
    const scene = sceneOf(made, { step, in_channel: 9 });
    const last = step ? step - 1 : 9;
    assert.deepEqual(places(scene, "input", "c").at(-1), Math.max(2, last));
    const isBar = ({ kind, colour, dy, x }) =>
      kind === "bar" || (kind === "rule" && colour === "control" && dy === 0 && x > 500);
    const rest = upTo(0, step).filter((c) => c > 1 && c !== Math.max(2, last));
    assert.equal(scene.boxes.filter(isBar).length, 3 * rest.length);
  }
});

test("the wall stands one choice away at every width", () => {
  const { spec, state } = layerOf(12, 10);
  const rows = layoutFor(spec, state);
  const wall = layoutFor(spec, { ...state, view: "wall" });
  assert.equal(rows.views, wall.views);
  assert.ok(rows.plays && !wall.plays);
  for (const width of [390, 640, 1000]) assert.equal(layoutFor(spec, state, width), rows);
  assert.ok(!layoutFor(layerOf(70, 9, { size: 4 }).spec, state).plays);
  assert.ok(!layoutFor(spec, { ...state, groups: 2 }).views); // groups are a wall alone
});

test("with few channels left by a slider nothing stands twice, and the rest is gone", () => {
  const made = layerOf(12, 10);
  for (const count of [1, 2, 3, 4]) {
    const scene = sceneOf(made, { in_channels: count, in_channel: 0 });
    assert.deepEqual(places(scene, "input", "c"), upTo(0, Math.min(3, count)));
    assert.equal(wordsOf(scene).includes("1 more"), count === 4);
    assert.equal(wordsOf(scene).includes("their sum"), count === 4);
  }
});
