// The browser makes the same boxes as Python: the stored scenes in tests/cases/scenes.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { Layer } from "../../convlab/widgets/static/numbers/layer.js";
import { numbersOf, scales, UNTOUCHED } from "../../convlab/widgets/static/numbers/state.js";

const FOLDER = new URL("../cases/scenes/", import.meta.url);
const STATIC = new URL("../../convlab/widgets/static/", import.meta.url);

/** What a box leaves out where it is so. */
const USUAL = {
  text: { size: 15, align: "left", colour: "ink" },
  cells: { size: 15, decimals: 0, inset: 0 },
  swatch: { size: 22 },
  ring: { width: 2, halo: 1.5 },
  rule: { width: 1, colour: "ink" },
  contour: { width: 1.5 },
  flag: { size: 26, side: "right" },
};

/** A number with at most 4 decimals, whatever it is in. */
function rounded(value) {
  if (typeof value === "number") return Math.round(value * 1e4) / 1e4 + 0;
  return Array.isArray(value) ? value.map(rounded) : value;
}

/** How many numbers, the least, the greatest, and their mean. */
function summary(values, offset = 0) {
  const all = Array.from(values, (value) => Number(value) + offset);
  const mean = all.reduce((a, b) => a + b, 0) / all.length;
  return [all.length, Math.min(...all), Math.max(...all), mean].map(rounded);
}

/** A box as Python writes it. */
function boxData(box) {
  const { data, values, outside, offset, w, h, columns, ...rest } = box;
  const one = { ...rest };
  if (data) one.data = summary(data, offset);
  else Object.assign(one, { w, h });
  if (values) one.values = summary(values);
  if (outside?.some(Boolean)) one.outside = summary(outside);
  if (one.tall === one.cell) delete one.tall;
  const isSet = ([key, value]) =>
    value !== undefined && value !== false && value !== USUAL[box.kind]?.[key];
  return Object.fromEntries(
    Object.entries(one)
      .filter(isSet)
      .map(([key, value]) => [key, rounded(value)]),
  );
}

/** Small whole numbers, −6 to 6. */
const numbers = (count) => Float32Array.from({ length: count }, (_, i) => ((i * 5) % 13) - 6);

/** The layer that a case describes, on the whole grid of slices. */
function layerOf({ channels, kernels, size, kernel, groups, whole }) {
  let x = numbers(channels * size ** 2);
  const slices = channels / groups;
  let few = numbers(kernels * slices * kernel ** 2);
  let bias = numbers(kernels);
  if (!whole) {
    x = x.map((v) => Math.fround(v + 6) * Math.fround(0.4631));
    few = few.map((v) => v * Math.fround(0.0317));
    bias = bias.map((v) => v / 4);
  }
  const weight = new Float32Array(kernels * channels * kernel ** 2);
  for (let o = 0; o < kernels; o++) {
    const first = Math.floor(o / (kernels / groups)) * slices;
    const own = few.subarray(o * slices * kernel ** 2, (o + 1) * slices * kernel ** 2);
    weight.set(own, (o * channels + first) * kernel ** 2);
  }
  const weightShape = [kernels, channels, kernel, kernel];
  return new Layer({ x, xShape: [channels, size, size], weight, weightShape, bias });
}

function contextOf(given) {
  const layer = layerOf(given);
  const { channels, kernels, groups, stride, padding, dilation, width } = given;
  const steps = { stride, padding, dilation };
  const state = {
    ...UNTOUCHED,
    in_channels: channels,
    out_channels: kernels,
    groups,
    kernel_size: 0,
    stride,
    padding,
    dilation,
    out_channel: 0,
    in_channel: 0,
    row: 0,
    col: 0,
    view: "slice and partial map",
    muted: [],
    adding: "as given",
    shuffle: 0,
    ...given.state,
  };
  const spec = {
    x_shape: layer.xShape,
    weight_shape: layer.weightShape,
    channel_names: given.names,
    has_bias: true,
    controls: ["view", "play", "tools"],
  };
  layer.configure(state);
  const shown = scales(layer, state, spec, numbersOf(layer, { steps }));
  return { layer, state, spec, ratio: 2, width, ...shown };
}

const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => /json$/.test(name)) : [];
for (const file of files) {
  const stored = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));
  test(`the boxes of ${file} are Python's`, async () => {
    const { scene } = stored.case;
    const module = await import(new URL(`scene/${scene}.js`, STATIC));
    const build = module[`build${scene[0].toUpperCase()}${scene.slice(1)}`];
    const built = build(contextOf(stored.case));
    assert.deepEqual([built.width, rounded(built.height)], [stored.width, stored.height]);
    const kinds = (boxes) => boxes.map(({ kind }) => kind);
    assert.deepEqual(kinds(built.boxes), kinds(stored.boxes));
    for (const [i, box] of built.boxes.entries()) {
      assertNear(boxData(box), stored.boxes[i], `box ${i}, ${box.kind}`);
    }
  });
}

/** The same keys and values; numbers are as near as float32 allows. */
function assertNear(found, wanted, where) {
  assert.deepEqual(Object.keys(found).sort(), Object.keys(wanted).sort(), where);
  for (const [key, value] of Object.entries(wanted)) {
    const pairs = Array.isArray(value)
      ? value.map((v, i) => [v, found[key][i]])
      : [[value, found[key]]];
    for (const [a, b] of pairs) {
      if (typeof a !== "number") assert.equal(b, a, `${where}: ${key}`);
      else
        assert.ok(
          Math.abs(a - b) <= 2e-4 * Math.max(1, Math.abs(a)),
          `${where}: ${key} ${b}, not ${a}`,
        );
    }
  }
}
