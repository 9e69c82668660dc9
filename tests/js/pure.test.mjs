// The pure parts of the widgets: numbers as text, sums that add up as printed, scales, counts, layout.

import assert from "node:assert/strict";
import test from "node:test";
import { addsUp, kindsOf, sentence, soFar } from "../../convlab/widgets/static/numbers/account.js";
import { addChannel, slideOn } from "../../convlab/widgets/static/numbers/autoplay.js";
import { outputSize } from "../../convlab/widgets/static/numbers/convolve.js";
import { Layer } from "../../convlab/widgets/static/numbers/layer.js";
import {
  decimalsOf,
  roundUp,
  sharedLimit,
  text,
} from "../../convlab/widgets/static/numbers/show.js";
import {
  changed,
  isSolo,
  legalGroups,
  legalValues,
  mutedToo,
  onward,
  scales,
  settle,
  soloed,
  withEdit,
} from "../../convlab/widgets/static/numbers/state.js";
import { countWords, shapeWords } from "../../convlab/widgets/static/numbers/words.js";
import { fillAtlas } from "../../convlab/widgets/static/paint/atlas.js";
import { matched, merged } from "../../convlab/widgets/static/paint/changes.js";
import { GREYS, inkOn, shade } from "../../convlab/widgets/static/paint/theme.js";
import { featureMap, pixelScale } from "../../convlab/widgets/static/scene/board.js";
import { buildScene } from "../../convlab/widgets/static/scene/explorer.js";
import { lights, placeAt } from "../../convlab/widgets/static/scene/pointing.js";

const START = {
  in_channels: 3,
  out_channels: 4,
  groups: 1,
  kernel_size: 0,
  stride: 1,
  padding: 0,
  dilation: 1,
  out_channel: 0,
  in_channel: 0,
  row: 0,
  col: 0,
  view: "slice and partial map",
  muted: [],
  step: -1,
  target: "output",
  spot: [0, 0],
  pinned: [],
  order: "PyTorch",
  scale: "shared",
  large: false,
};

/** A layer of small whole numbers, configured. */
function layerOf(c, o, { size = 12, kernel = 3, ...state } = {}) {
  const some = (n) => Float32Array.from({ length: n }, (_, i) => ((i * 5) % 13) - 6);
  const layer = new Layer({
    x: some(c * size * size),
    xShape: [c, size, size],
    weight: some(o * c * kernel * kernel),
    weightShape: [o, c, kernel, kernel],
    bias: some(o),
  });
  const full = { ...START, in_channels: c, out_channels: o, ...state };
  layer.configure(full);
  return {
    layer,
    state: full,
    spec: {
      x_shape: layer.xShape,
      weight_shape: layer.weightShape,
      channel_names: [],
      has_bias: true,
      controls: [],
    },
  };
}

test("numbers are written with a real minus, and only a true zero is 0", () => {
  assert.equal(text(-0.5, 2), "−0.50");
  assert.equal(text(1792), "1,792");
  assert.equal(text(0, 3), "0");
  assert.equal(text(0.004, 2), "0.00");
  assert.equal(text(-0.004, 2), "0.00");
  assert.equal(text(0.355, 2), "0.36");
  assert.equal(text(2, 1, true), "+2.0");
});

test("decimals are as many as the values need", () => {
  assert.equal(decimalsOf([1, -2, 0]), 0);
  assert.equal(decimalsOf(Float32Array.from([0.1, -0.3])), 1);
  assert.equal(decimalsOf([1 / 3], 0, 2), 2);
});

test("a ledger shows the fewest decimals that add up, exact ones where there are any", () => {
  assert.deepEqual(addsUp([{ parts: [-5, -1, 2, 1], total: -3 }], true), {
    decimals: 0,
    missing: 0,
  });
  assert.deepEqual(addsUp([{ parts: [0.213, 0.096, 0.004], total: 0.313 }], false), {
    decimals: 3,
    missing: 0,
  });
  const thirds = addsUp([{ parts: [1 / 3, 1 / 3, 1 / 3], total: 1 }], false);
  assert.equal(thirds.decimals, 4);
  assert.ok(Math.abs(thirds.missing - 0.0001) < 1e-12);
});

test("a scale ends at 1, 2, 3 or 5 times a power of ten", () => {
  assert.deepEqual([0.13, 0.2, 2.2, 4, 6, 30].map(roundUp), [0.2, 0.2, 3, 5, 10, 30]);
  assert.equal(sharedLimit([{ data: [1, -6, 2] }], true), 6);
  assert.equal(sharedLimit([{ data: [0.5], offset: 1 }]), 2);
});

test("ink is black or white, whichever reads better", () => {
  assert.equal(inkOn([255, 255, 255]), "#000000");
  assert.equal(inkOn([5, 48, 97]), "#ffffff");
  const theme = { steps: { grey: GREYS } };
  assert.deepEqual(shade(0.5, { scheme: "grey", range: [0, 1] }, theme), {
    css: "rgb(128,128,128)",
    ink: "#000000",
  });
  assert.deepEqual(shade(-3, { scheme: "grey", range: [0, 1] }, theme), {
    css: "rgb(0,0,0)",
    ink: "#ffffff",
  });
});

test("map pixels are whole device pixels where the box allows", () => {
  assert.equal(pixelScale(100, 50, 50, 1), 2);
  assert.equal(pixelScale(104, 52, 52, 2), 2);
  assert.equal(pixelScale(100, 256, 256, 1), 100 / 256);
});

test("output sizes: 224, kernel 7, stride 2, padding 3 is 112, as in ResNet's first layer", () => {
  assert.equal(outputSize(224, 7, { stride: 2, padding: 3, dilation: 1 }), 112);
  assert.equal(outputSize(5, 3, { stride: 1, padding: 0, dilation: 3 }), -1);
});

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

test("the counts are those of the layer: 3 to 64 has 1,792 parameters, 32 to 1 has 289", () => {
  const words = (layer, bias = true) =>
    countWords(layer, bias)
      .map(([w]) => w)
      .join("");
  assert.equal(
    words(layerOf(3, 64).layer),
    "64 kernels × 3 slices × 3×3 weights + 64 biases = 1,792 parameters",
  );
  assert.equal(
    words(layerOf(32, 1).layer),
    "1 kernel × 32 slices × 3×3 weights + 1 bias = 289 parameters",
  );
  assert.equal(
    words(layerOf(6, 6, { groups: 2 }).layer),
    "6 kernels × 3 slices × 3×3 weights + 6 biases = 168 parameters",
  );
  assert.equal(
    words(layerOf(2, 1, { kernel: 1 }).layer, false),
    "1 kernel × 2 slices × 1×1 weight = 2 parameters",
  );
  assert.match(
    shapeWords(layerOf(3, 4, { size: 52 }).layer, true),
    /^x \(3, 52, 52\) → weight \(4, 3, 3, 3\), bias \(4\) → y \(4, 50, 50\) · 270,000 multiply-adds · 40 kB of maps$/,
  );
});

/** Every box has a place on the board and a size. */
function assertPlaced(scene, what) {
  for (const box of scene.boxes) {
    const sizes = ["x", "y", "w", "h"].filter((key) => key in box).map((key) => box[key]);
    assert.ok(
      sizes.every(Number.isFinite) && box.x >= -1 && box.x <= scene.width,
      `${what}: ${box.kind} at ${sizes}`,
    );
  }
}

test("small whole numbers are written out, their total in a box", () => {
  const { layer, state, spec } = layerOf(3, 2, { size: 5, padding: 1, stride: 2 });
  const scene = buildScene({ layer, state, spec, ratio: 1, ...scales(layer, state, spec) });
  assertPlaced(scene, "5×5");
  const { x, w, text: total } = scene.boxes.filter((box) => box.kind === "swatch").at(-1);
  assert.equal(total, text(layer.pixel(0, 0, 0).total));
  assert.ok(
    w > 40 && scene.boxes.some((box) => box.kind === "ring" && box.width === 3 && box.x === x),
  );
  const inputs = scene.boxes.filter((box) => box.kind === "cells" && box.outside?.length === 49);
  assert.equal(inputs.length, 3); // 5 + 2 · 1 places a side, the padding marked
});

test("no channel and no kernel is ever dropped from the picture", () => {
  for (const [c, o] of [
    [1, 1],
    [3, 8],
    [8, 8],
    [9, 1],
    [32, 1],
    [3, 32],
    [32, 8],
    [64, 64],
  ]) {
    const { layer, state, spec } = layerOf(c, o);
    const scene = buildScene({ layer, state, spec, ratio: 2, ...scales(layer, state, spec) });
    const roles = (role, key) =>
      new Set(scene.places.filter((p) => p.role === role).map((p) => p[key]));
    assert.equal(roles("map", "o").size, o, `${c} to ${o}: maps`);
    assert.equal(roles("input", "c").size, c, `${c} to ${o}: inputs`);
    const slices = new Set(
      scene.places.filter((p) => p.role === "slice").map((p) => `${p.o},${p.c}`),
    );
    assert.equal(slices.size, c * o, `${c} to ${o}: slices`);
    assertPlaced(scene, `${c} to ${o}`);
  }
});

test("what is drawn is what is pointed at", () => {
  const { layer, state, spec } = layerOf(3, 2);
  const scene = buildScene({ layer, state, spec, ratio: 1, ...scales(layer, state, spec) });
  const map = scene.places.find((p) => p.role === "map" && p.o === 1);
  const hit = placeAt(scene, map.x + 4.5 * map.scale, map.y + 2.5 * map.scale);
  assert.deepEqual([hit.role, hit.o, hit.row, hit.col], ["map", 1, 2, 4]);
  assert.equal(placeAt(scene, -50, -50), null);
});

test("the ledger as a sentence names every channel, the bias and the total", () => {
  const { layer, spec } = layerOf(3, 1);
  const pixel = layer.pixel(0, 1, 2);
  const words = sentence({ spec: { ...spec, channel_names: ["red", "green", "blue"] } }, pixel);
  assert.match(
    words,
    /^pixel \(1, 2\) of map 0: red −?[\d,]+ \+ green −?[\d,]+ \+ blue −?[\d,]+ \+ bias −6 = −?[\d,]+$/,
  );
});

test("a muted channel leaves the sum, in the map and in the ledger", () => {
  const { layer, state } = layerOf(3, 2);
  const green = layer.partial(1, 1)[0],
    all = layer.outputs().data[100];
  layer.configure({ ...state, muted: [1] });
  assert.equal(layer.outputs().data[100], all - green);
  assert.equal(layer.pixel(1, 0, 0).total, all - green);
});

test("while channels are added, the boxed total is what the map shows there", () => {
  const { layer, state, spec } = layerOf(3, 2, { groups: 1, out_channel: 1, row: 4, col: 7 });
  const pixel = layer.pixel(1, 4, 7),
    [a, b, c] = pixel.channels.map((ch) => ch.subtotal);
  for (const [step, want] of [
    [0, 0],
    [1, a],
    [2, a + b],
    [3, a + b + c],
    [-1, a + b + c + layer.bias[1]],
  ]) {
    const show = {
      layer,
      state: { ...state, step },
      spec,
      ratio: 1,
      ...scales(layer, state, spec),
    };
    const { data, offset } = featureMap(show, 1);
    assert.equal(data[4 * layer.ow + 7] + offset, want);
    assert.equal(soFar(pixel, step).total, want);
    const { boxes } = buildScene(show);
    assert.equal(boxes.filter(({ kind }) => kind === "swatch").at(-1).value, want);
    assert.equal(
      boxes.filter(({ kind, faded }) => kind === "swatch" && !faded).length,
      1 + (step < 0 ? 3 : step),
    );
  }
  const said = (step) => sentence({ spec }, soFar(pixel, step));
  assert.match(said(0), /: nothing yet = 0$/);
  assert.equal(said(1), `pixel (4, 7) of map 1: channel 0 ${text(a)} = ${text(a)}`);
});

test("the pinned pixel is ringed on its map, in the ink of its line", () => {
  const { layer, state, spec } = layerOf(3, 2, { pinned: [1, 2, 3] });
  const { boxes, places } = buildScene({
    layer,
    state,
    spec,
    ratio: 1,
    ...scales(layer, state, spec),
  });
  const rings = boxes.filter(({ kind, colour }) => kind === "ring" && colour === "ink");
  const map = places.find(({ role, o }) => role === "map" && o === 1);
  assert.deepEqual(
    [rings.length, rings[0].x, rings[0].y],
    [
      2,
      map.x + 3 * map.scale - (rings[0].w - map.scale) / 2,
      map.y + 2 * map.scale - (rings[0].h - map.scale) / 2,
    ],
  );
  assert.ok(
    boxes.some(
      ({ kind, text: words }) =>
        kind === "text" && words.startsWith("pinned: map 1, row 2, column 3"),
    ),
  );
});

test("what waits at the pinned pixel keeps its decimals", () => {
  const { layer, state, spec } = layerOf(3, 2, { pinned: [1, 2, 3], step: 0 });
  layer.bias = Float32Array.of(0.25, 0.5);
  const { boxes } = buildScene({ layer, state, spec, ratio: 1, ...scales(layer, state, spec) });
  assert.ok(
    boxes.some(({ kind, text: words, faded }) => kind === "text" && faded && words === "0.50"),
  );
});

test("what stays the same between two scenes is found again", () => {
  const row = Array.from({ length: 40 }, (_, i) => ({
    kind: "text",
    x: 10 * i,
    y: 5,
    text: String(i),
  }));
  const all = row.map((_, i) => i);
  assert.deepEqual(
    matched(
      row,
      row.map((box) => ({ ...box })),
    ),
    all,
  );
  assert.deepEqual(
    matched(
      row,
      row.map((box, i) => (i === 7 ? { ...box, text: "new" } : { ...box })),
    ),
    all.map((i) => (i === 7 ? -1 : i)),
  );
  const added = { kind: "map", x: 3, y: 5, w: 2 };
  assert.deepEqual(matched(row, [...row.slice(0, 3), added, ...row.slice(3)]), [
    ...all.slice(0, 3),
    -1,
    ...all.slice(3),
  ]);
  assert.deepEqual(matched(row, row.slice(2)), all.slice(2));
  assert.deepEqual(matched([], row), all.fill(-1));
});

test("a hand goes on as it went, as far as it can", () => {
  const { state, spec } = layerOf(8, 6),
    to = (changes) => settle({ ...state, ...changes }, spec);
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

test("mute adds a channel or takes it back, solo mutes all others or none", () => {
  const state = (...muted) => ({ in_channels: 3, muted });
  assert.deepEqual(mutedToo(0, state(2)), [0, 2]);
  assert.deepEqual(mutedToo(2, state(0, 2)), [0]);
  assert.deepEqual(soloed(1, state()), [0, 2]);
  assert.deepEqual(soloed(1, state(0, 2)), []);
  assert.equal(isSolo(1, state(0, 2)), true);
  assert.equal(isSolo(0, { in_channels: 1, muted: [] }), false);
});

test("rectangles that overlap become one", () => {
  assert.deepEqual(
    merged([
      [0, 0, 4, 4],
      [10, 0, 14, 4],
      [3, 3, 11, 5],
    ]),
    [[0, 0, 14, 5]],
  );
  assert.deepEqual(
    merged([
      [0, 0, 4, 4],
      [4, 0, 8, 4],
    ]),
    [
      [0, 0, 4, 4],
      [4, 0, 8, 4],
    ],
  );
});

/** The red, green and blue of a box's pixels, as the atlas holds them, row by row. */
function pixelsOf(box, theme) {
  let data;
  const pen = {
    createImageData: (w, h) => ({ data: new Uint8ClampedArray(4 * w * h) }),
    putImageData: (image) => {
      data = image.data;
    },
  };
  const [, , w, h] = fillAtlas({ getContext: () => pen }, [box], theme, 1).get(box);
  return Array.from({ length: h }, (_, i) =>
    Array.from({ length: w }, (_, j) => [
      ...data.subarray(4 * (1024 * i + j), 4 * (1024 * i + j) + 3),
    ]),
  );
}

test("a map's pixels are its values: enlarged by repeating them, shrunk to their means", () => {
  const theme = { steps: { grey: GREYS } },
    grey = (v) => [v, v, v];
  const map = { data: Float32Array.of(0, 1, 2, 3), w: 2, h: 2, scheme: "grey", range: [0, 3] };
  const [top, low] = [[0, 0, 85, 85].map(grey), [170, 170, 255, 255].map(grey)];
  assert.deepEqual(pixelsOf({ ...map, scale: 2 }, theme), [top, top, low, low]);
  assert.deepEqual(pixelsOf({ ...map, scale: 0.5 }, theme), [[grey(128)]]);
  assert.deepEqual(pixelsOf({ ...map, scale: 1, range: [1, 2] }, theme), [
    [0, 0].map(grey),
    [255, 255].map(grey),
  ]);
  const photo = {
    data: Float32Array.of(-1, 0, 1, 1, 0, -9),
    w: 2,
    h: 1,
    scheme: "rgb",
    range: [-1, 1],
    scale: 1,
  };
  assert.deepEqual(pixelsOf(photo, theme), [
    [
      [0, 255, 128],
      [128, 255, 0],
    ],
  ]);
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
  assert.ok(large.length <= 602 && large.at(-1).row === 249 && large.at(-1).col === 249);
});

test("while the window slides, a map shows no place that it has not come to", () => {
  const { layer, state, spec } = layerOf(2, 2, { size: 5, sliding: true, row: 1, col: 0 });
  const { boxes, places } = buildScene({
    layer,
    state,
    spec,
    ratio: 1,
    ...scales(layer, state, spec),
  });
  const maps = places.filter(({ role }) => role === "map" || role === "partial");
  assert.equal(maps.length, 6); // 2 kernels × (2 partial maps and their sum)
  for (const { x, y, scale } of maps) {
    const hidden = (row, col) =>
      boxes.some(
        (b) =>
          b.kind === "ground" &&
          b.colour === "ground" &&
          b.x <= x + (col + 0.5) * scale &&
          b.x + b.w >= x + (col + 0.5) * scale &&
          b.y <= y + (row + 0.5) * scale &&
          b.y + b.h >= y + (row + 0.5) * scale,
      );
    const seen = [0, 1, 2].map((row) => [0, 1, 2].map((col) => !hidden(row, col)));
    assert.deepEqual(seen, [
      [true, true, true],
      [true, false, false],
      [false, false, false],
    ]);
  }
});

test("when the only channels heard go, the others are heard again", () => {
  const { state, spec } = layerOf(3, 2);
  const muted = (one, in_channels) =>
    changed({ ...state, muted: one }, { in_channels }, spec).muted;
  assert.deepEqual(muted([0, 1], 2), []);
  assert.deepEqual(muted([0, 1, 2], 2), [0, 1]); // all of them, by hand: it stays so
  assert.deepEqual(muted([1, 2], 2), [1]);
});

test("a stride that no slider has can be left and come back to", () => {
  const { state, spec } = layerOf(3, 2, { size: 40 });
  const given = { ...spec, steps: { stride: 16 } };
  assert.deepEqual(legalValues("stride", { ...state, stride: 16 }, given), [1, 2, 3, 4, 16]);
  assert.deepEqual(legalValues("stride", { ...state, stride: 2 }, given), [1, 2, 3, 4, 16]);
  assert.deepEqual(legalValues("stride", state, spec), [1, 2, 3, 4]);
});

test("a weight set twice is in the view once", () => {
  assert.deepEqual(withEdit(withEdit(withEdit([], 4, 9.5), 17, -2), 4, 3), [4, 3, 17, -2]);
});

/** A layer of numbers between 0 and 6 and of weights with many decimals. */
function floatsOf(c, o, state = {}) {
  const made = layerOf(c, o, state),
    { layer } = made;
  layer.x = layer.x.map((v, i) => (i % 4 ? (v + 6) * 0.4631 : 0));
  layer.weight = layer.weight.map((v) => v * 0.0317);
  layer.bias = layer.bias.map((v) => v * 0.3779);
  layer.forget();
  return made;
}

const sceneOf = ({ layer, state, spec }, changes = {}) => {
  const one = { ...state, ...changes };
  layer.configure(one);
  return buildScene({ layer, state: one, spec, ratio: 1, ...scales(layer, one, spec) });
};

test("inputs are white at their largest value, in the thumbnails as in the ledger's window", () => {
  const made = floatsOf(32, 1),
    { boxes } = sceneOf(made),
    top = Math.max(...made.layer.x);
  const inputs = boxes.filter(({ kind, scheme }) => kind === "map" && scheme === "grey");
  const window = boxes.find(({ kind, outside }) => kind === "cells" && outside);
  assert.equal(inputs.length, 32);
  assert.deepEqual(
    [...new Set([...inputs, window].map(({ range }) => String(range)))],
    [`0,${top}`],
  );
  // The very same list, or each input would be painted anew in each frame
  assert.equal(
    sceneOf(made, { step: 3 }).boxes.find(({ scheme }) => scheme === "grey").range,
    inputs[0].range,
  );
});

test("a dilated window is a frame and the places it reads, one box for each input", () => {
  const made = layerOf(32, 1),
    dense = sceneOf(made, { row: 1, col: 2 }),
    { boxes, places } = sceneOf(made, { row: 1, col: 2, dilation: 2 });
  const taps = boxes.filter(({ kind }) => kind === "taps"),
    input = places.find(({ role }) => role === "input");
  assert.equal(dense.boxes.filter(({ kind }) => kind === "taps").length, 0);
  assert.deepEqual([taps.length, boxes.length], [32, dense.boxes.length]);
  const { x, y, w, spacing, across, down, scale } = taps[0];
  assert.deepEqual(
    [x, y, w, spacing],
    [input.x + 2 * scale, input.y + scale, 5 * scale, 2 * scale],
  );
  assert.deepEqual([across, down], [3, 3]);
  const hovered = lights(
    places,
    made.layer,
    { target: "output", out_channel: 0, in_channel: 0, spot: [1, 2] },
    true,
  );
  assert.deepEqual(
    hovered.map((box) => [box.kind, box.x, box.hover]),
    taps.map((box) => ["taps", box.x, true]),
  );
  assert.ok(boxes.some(({ kind, outside, inset }) => kind === "cells" && outside && inset)); // apart in the ledger, too
});

test("the last plus stands beside the bias, whatever channels a kernel sees", () => {
  for (const [made, changes] of [
    [layerOf(6, 6), { groups: 2, out_channel: 4 }],
    [layerOf(6, 6), { groups: 6 }],
    [layerOf(3, 2), { in_channels: 1 }],
  ]) {
    const { boxes } = sceneOf(made, changes);
    const pills = boxes.filter(({ kind }) => kind === "pill"),
      plusses = boxes.filter(({ text: words }) => words === "+");
    for (const pill of pills) {
      const before = Math.max(
        ...plusses.filter((b) => b.y === pill.y && b.x < pill.x).map((b) => b.x),
      );
      assert.ok(pill.x - before < 58, `${before} before ${pill.x}`);
      assert.ok(!plusses.some((b) => b.y === pill.y && b.x > pill.x));
    }
    const { in_channels, groups } = { ...made.state, ...changes };
    assert.equal(plusses.length, pills.length * (in_channels / groups)); // one after each slice
  }
});

test("an account of many channels has one number of decimals", () => {
  for (let col = 0; col < 6; col++) {
    const { boxes } = sceneOf(floatsOf(32, 1), { col, in_channel: 5 });
    const written = boxes.flatMap((b) =>
      b.kind === "pill" || b.kind === "swatch" || /^[+−]?\d+\.\d+$/.test(b.text ?? "")
        ? [b.text]
        : [],
    );
    const cells = boxes.filter(({ kind }) => kind === "cells");
    const decimals = new Set([
      ...written.filter((t) => t.includes(".")).map((t) => t.split(".")[1].length),
      ...cells.map((b) => b.decimals),
    ]);
    assert.equal(decimals.size, 1, `column ${col}: ${[...decimals]}`);
    assert.ok(written.length >= 6 && cells.length === 3);
    for (const { values, decimals: d, cell } of cells) {
      for (const v of values)
        assert.ok(8.5 * (text(v, d).length - 1) <= cell, `${text(v, d)} in ${cell}`); // not squeezed
    }
  }
});

test("channels say nothing only if they are 0, and muted ones are called muted", () => {
  const kinds = (...list) =>
    kindsOf(list.map(([subtotal, muted = false]) => ({ subtotal, muted }))).map(([words]) => words);
  assert.deepEqual(kinds([2], [-1], [0], [0]), ["1 channel adds", "1 takes away", "2 say nothing"]);
  assert.deepEqual(kinds([0.004], [0.00001]), ["1 channel adds", "1 says next to nothing"]);
  assert.deepEqual(kinds([2], [3], [0, true], [0, true]), ["2 channels add", "2 muted"]);
  const made = floatsOf(32, 1, { muted: [0, 3] }),
    { boxes, places } = sceneOf(made);
  assert.ok(
    boxes.some(({ text: words }) => words === "2 muted") &&
      boxes.some(({ text: words }) => words === "sum of 30 of 32 partial maps"),
  );
  const slices = places
    .filter(({ role }) => role === "slice")
    .map(({ c, x, y }) => [c, boxes.find((b) => b.kind === "map" && b.x === x && b.y === y)]);
  assert.deepEqual(
    slices.filter(([, box]) => box.faded).map(([c]) => c),
    [0, 3],
  );
});

test("an account shows the products of up to three channels, or says how many it shows", () => {
  const shown = (made) => {
    const { boxes } = sceneOf(made);
    return [
      boxes.filter(({ kind, outside }) => kind === "cells" && outside).length,
      boxes.find((b) => /\d products/.test(b.text ?? "")).text.split(",")[0],
    ];
  };
  assert.deepEqual(shown(floatsOf(3, 1)), [3, "27 products"]);
  assert.deepEqual(shown(floatsOf(3, 12)), [3, "27 products"]);
  assert.deepEqual(shown(floatsOf(4, 1)), [1, "9 of 36 products"]);
  assert.deepEqual(shown(layerOf(3, 1, { kernel: 5 })), [1, "25 of 75 products"]);
});
