// What stands where: boxes to paint and places to point at.

import assert from "node:assert/strict";
import test from "node:test";
import { sentence, soFar } from "../../convlab/widgets/static/numbers/account.js";
import { Layer } from "../../convlab/widgets/static/numbers/layer.js";
import { upTo } from "../../convlab/widgets/static/numbers/range.js";
import { text } from "../../convlab/widgets/static/numbers/show.js";
import { kindsOf } from "../../convlab/widgets/static/numbers/stairs.js";
import { buildScene, layoutFor, widthIn } from "../../convlab/widgets/static/scene/explorer.js";
import { featureMap, pixelScale } from "../../convlab/widgets/static/scene/maps.js";
import {
  IDLE,
  idleWords,
  keyed,
  lights,
  picked,
  placeAt,
  pointedWords,
  targetWords,
  valueAt,
} from "../../convlab/widgets/static/scene/pointing.js";
import { contextOf, floatsOf, layerOf, sceneOf } from "./made.mjs";

test("map pixels are whole device pixels where the box allows", () => {
  assert.equal(pixelScale(100, 50, 50, 1), 2);
  assert.equal(pixelScale(104, 52, 52, 2), 2);
  assert.equal(pixelScale(100, 256, 256, 1), 100 / 256);
  assert.equal(pixelScale(100, 1, 1, 1), 90); // room for its ring
});

test("what can be clicked is short on a phone, and a position along a signal", () => {
  const mouse = { ndim: 2, isNarrow: false, hasMouse: true };
  assert.equal(idleWords(IDLE, mouse), IDLE);
  const first = "Click a pixel of a map or an input, or a weight to type.";
  assert.equal(idleWords(IDLE, { ...mouse, isNarrow: true }), first);
  const signal = first.replace("pixel", "position");
  assert.equal(idleWords(IDLE, { ...mouse, ndim: 1, isNarrow: true }), signal);
  assert.equal(idleWords(IDLE, { ...mouse, hasMouse: false }), first.replace("Click", "Tap"));
  assert.equal(idleWords("Click it.", { ...mouse, hasMouse: false }), "Tap it.");
});

test("a scene is built for one of four widths, and drawn as large as there is room", () => {
  const drawn = (room) => {
    const { width, zoom } = widthIn(room, {});
    assert.ok(width * zoom <= room + 1e-9, `nothing scrolls in ${room}`);
    return [width, Math.round(100 * zoom)];
  };
  assert.deepEqual(drawn(344), [390, 88]); // a phone 360 wide
  assert.deepEqual(drawn(519), [390, 133]);
  assert.deepEqual(
    [drawn(520), drawn(839)],
    [
      [640, 81],
      [640, 131],
    ],
  );
  assert.deepEqual(
    [drawn(840), drawn(1399)],
    [
      [1000, 84],
      [1000, 115],
    ],
  );
  assert.deepEqual(
    [drawn(1400), drawn(2560)],
    [
      [1600, 88],
      [1600, 115],
    ],
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
  const made = layerOf(3, 2, { size: 5, padding: 1, stride: 2 });
  const scene = sceneOf(made);
  assertPlaced(scene, "5×5");
  const { x, w, text: total } = scene.boxes.filter((box) => box.kind === "swatch").at(-1);
  assert.equal(total, text(made.layer.pixel(0, 0, 0).total));
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
    const isBoth = c > 8 && o > 8;
    const scene = sceneOf(layerOf(c, o), isBoth ? { view: "wall" } : {}, 2);
    const roles = (role, key) =>
      new Set(scene.places.filter((p) => p.role === role).map((p) => p[key]));
    if (isBoth) {
      const isWall = ({ kind, w, h }) => kind === "map" && w === c && h === o;
      assert.equal(scene.boxes.filter(isWall).length, 1, `${c} to ${o}: a cell for each slice`);
      continue;
    }
    const hasStairs = c > 8 && o <= 8; // which show one kernel at a time, the others as tabs
    const hasTabs = o > 8 || (hasStairs && o > 1); // of many kernels, few have a row
    assert.equal(roles(hasTabs ? "tab" : "map", "o").size, o, `${c} to ${o}: maps`);
    assert.equal(roles("input", "c").size, c, `${c} to ${o}: inputs`);
    const slices = new Set(
      scene.places.filter((p) => p.role === "slice").map((p) => `${p.o},${p.c}`),
    );
    const rows = hasStairs ? 1 : roles("row", "o").size;
    assert.ok(o > 8 ? rows > 1 : rows === (hasStairs ? 1 : o), `${c} to ${o}: rows`);
    assert.equal(slices.size, c * rows, `${c} to ${o}: slices`);
    assertPlaced(scene, `${c} to ${o}`);
  }
});

test("a map is pointed at where it is painted", () => {
  const scene = sceneOf(layerOf(3, 2));
  const map = scene.places.find((p) => p.role === "map" && p.o === 1);
  const hit = placeAt(scene, map.x + 4.5 * map.scale, map.y + 2.5 * map.scale);
  assert.deepEqual([hit.role, hit.o, hit.row, hit.col], ["map", 1, 2, 4]);
  assert.equal(placeAt(scene, -50, -50), null);
});

test("while channels are added, the boxed total is what the map shows there", () => {
  const made = layerOf(3, 2, { groups: 1, out_channel: 1, row: 4, col: 7 });
  const { layer, spec } = made;
  const pixel = layer.pixel(1, 4, 7),
    [a, b, c] = pixel.channels.map((ch) => ch.subtotal);
  for (const [step, want] of [
    [0, 0],
    [1, a],
    [2, a + b],
    [3, a + b + c],
    [-1, a + b + c + layer.bias[1]],
  ]) {
    const context = contextOf(made, { step });
    const { data, offset } = featureMap(context, 1);
    assert.equal(data[4 * layer.ow + 7] + offset, want);
    assert.equal(soFar(pixel, step).total, want);
    const { boxes } = buildScene(context);
    assert.equal(boxes.filter(({ kind }) => kind === "swatch").at(-1).value, want);
    assert.equal(
      boxes.filter(({ kind, faded }) => kind === "swatch" && !faded).length,
      1 + (step < 0 ? 3 : step),
    );
  }
  const said = (step) => sentence({ spec }, soFar(pixel, step));
  assert.match(said(0), /: nothing yet = 0$/);
  assert.equal(said(1), `pixel (4, 7) of map 1: channel 0: ${text(a)} = ${text(a)}`);
});

/** A layer of each layout.
 * @type {[layout: string, channels: number, kernels: number, more?: object][]} */
const OF_EACH = [
  ["rows", 2, 2],
  ["rows", 3, 4, { size: 30 }],
  ["slices", 6, 4],
  ["many", 3, 12],
  ["many", 6, 12],
  ["stairs", 12, 1],
  ["stairs", 12, 3],
  ["opened", 12, 12],
  ["wall", 12, 12, { view: "wall" }],
  ["wall", 12, 12, { groups: 4 }],
  ["matrix", 12, 9, { kernel: 1 }],
  ["depthwise", 12, 12, { groups: 12 }],
];
const PLACES = ["map", "partial"];

test("while the window slides, maps of every layout end where it has come to", () => {
  for (const [name, c, o, more] of OF_EACH) {
    const seen = layerOf(c, o, { ...more, sliding: true, row: 1, col: 2 });
    const count = seen.layer.ow + 3;
    for (const width of [390, 640, 1000, 1600]) {
      const scene = sceneOf(seen, {}, 1, width);
      const { oh, ow } = seen.layer;
      const isMap = ({ kind, w, h, columns, values, scheme }) =>
        scheme === "signed" &&
        ((kind === "map" && w === ow && h === oh) ||
          (kind === "cells" && columns === ow && values.length === oh * ow));
      const maps = scene.boxes.filter(isMap);
      assert.ok(maps.length && maps.every(({ reached }) => reached === count), `${name} ${width}`);
      assert.ok(!scene.boxes.some(({ kind }) => kind === "contour"), "what is to come is not told");
      for (const place of scene.places.filter(({ role }) => PLACES.includes(role))) {
        const there = { ...place, row: 1, col: 2 };
        if (valueAt(scene, there) === null) continue; // an outline or a hatch
        assert.equal(valueAt(scene, { ...there, col: 3 }), null);
        assert.equal(valueAt(scene, { ...there, row: 2, col: 0 }), null);
      }
    }
  }
});

test("in every layout what a hand has moved beyond the scale is marked, and nothing else", () => {
  for (const [name, c, o, more] of OF_EACH) {
    const seen = layerOf(c, o, more);
    const { oh, ow } = seen.layer;
    for (const width of [390, 640, 1000]) {
      /** @type {(changes: object) => boolean[]} */
      const marks = (changes) =>
        sceneOf(seen, changes, 1, width)
          .boxes.filter((box) => box.kind === "map" && box.scheme === "signed")
          .filter((box) => box.w === ow && box.h === oh)
          .map((box) => Boolean(box.marks));
      assert.ok(!marks({}).includes(true), name);
      const isWritten = !marks({}).length; // small whole numbers say themselves what they are
      assert.ok(isWritten || marks({ muted: [c - 1] }).includes(true), `${name} at ${width}`);
    }
  }
});

test("a matrix shows weight × value = product of its picked row at every width", () => {
  const made = layerOf(12, 9, { kernel: 1, out_channel: 4, row: 3, col: 2 });
  for (const width of [390, 640, 1000]) {
    const { boxes, places } = sceneOf(made, {}, 1, width);
    const products = boxes.filter(({ kind }) => kind === "swatch");
    const shown = places.filter(({ role }) => role === "subtotal").map(({ c }) => c);
    assert.ok(shown.length >= 4, `${width}`);
    for (const c of shown) {
      const { slice, window, subtotal } = made.layer.account(4, c, 3, 2);
      const one = boxes.filter(({ kind, columns }) => kind === "cells" && columns === 1);
      const has = (value, scheme) =>
        one.some((box) => box.values[0] === value && box.scheme === scheme);
      assert.ok(has(slice[0], "signed") && has(window[0], "grey"), `channel ${c} at ${width}`);
      assert.ok(products.some(({ value }) => value === subtotal));
    }
    const terms = products.slice(0, -1).reduce((sum, { value }) => sum + value, 0);
    assert.equal(terms + made.layer.bias[4], products.at(-1).value);
  }
});

/** @param {number} c */
const channelName = (c) => `channel ${c}`;

/** What a map, an input or a slice holds at a place, by the layer. */
const HOLDS = {
  map: ({ layer, state }, { o, row, col }) => {
    const { data, offset } = featureMap({ layer, state, limits: { maps: 1 } }, o);
    return data[row * layer.ow + col] + offset;
  },
  partial: ({ layer }, { o, c, row, col }) => layer.partial(o, c)[row * layer.ow + col],
  input: ({ layer }, { c, row, col }) => layer.channel(c)[row * layer.xShape[2] + col],
  slice: ({ layer }, { o, c, row, col }) => layer.slice(o, c)[row * layer.kw + col],
  wall: ({ layer, state }, { row, col }) =>
    row < layer.outChannels && col < layer.inChannels && layer.reads(row, col)
      ? layer.account(row, col, state.row, state.col).subtotal
      : undefined, // a total, or a dot
};

for (const [name, c, o, more] of OF_EACH) {
  test(`whatever lies under a pointer is named, and its number said: ${name}, ${c} to ${o}`, () => {
    for (const width of [390, 640, 1000]) {
      const made = floatsOf(c, o, { ...more, row: 1, col: 2, out_channel: 1 % o });
      const scene = sceneOf(made, {}, 1, width);
      const { say, idle = IDLE } = layoutFor(made.spec, made.state);
      assert.match(idle, /^(Click|Drag|Tap) .*\./);
      for (const place of scene.places) {
        const pointed = { ...place, row: 1 % Math.ceil(place.h), col: 0 };
        if ("scale" in place)
          Object.assign(pointed, placeAt({ places: [place] }, ...middleOf(place)));
        const words =
          say?.(pointed, made.state, made.layer, channelName) ??
          pointedWords(pointed, made.state, made.layer, channelName);
        assert.match(words, /^[A-Z].*\.$|^weight\[.*\.$/, place.role);
        const isWeight = name === "matrix" && place.role === "wall";
        const holds = isWeight
          ? made.layer.slice(pointed.row, pointed.col)[0]
          : HOLDS[place.role]?.(made, pointed);
        if (holds === undefined) continue;
        const seen = valueAt(scene, pointed);
        assert.ok(Math.abs(seen - holds) < 1e-4, `${place.role} at ${width}: ${seen}, ${holds}`);
      }
    }
  });
}

test("channels have their names where there are more than eight, too", () => {
  const names = Array.from({ length: 12 }, (_, c) => `band ${c + 1}`);
  const say = (made, place) =>
    layoutFor(made.spec, made.state).say(place, made.state, made.layer, (c) => names[c]);
  const stairs = layerOf(12, 1);
  assert.match(say(stairs, { role: "stair", step: 4 }), /^Band 4 adds /);
  const wall = layerOf(12, 12, { in_channel: 4, view: "wall" });
  wall.spec.channel_names = names;
  assert.match(say(wall, { role: "wall", row: 2, col: 3 }), /^Kernel 2, band 4: /);
  assert.ok(sceneOf(wall).boxes.some(({ text }) => text?.startsWith("kernel 0 × band 5:")));
  const matrix = layerOf(12, 9, { kernel: 1 });
  assert.match(say(matrix, { role: "wall", row: 2, col: 3 }), /^weight\[2, 3\] of band 4 is /);
  const lines = layerOf(12, 12, { groups: 12, out_channel: 2 });
  lines.spec.channel_names = names;
  assert.ok(sceneOf(lines).boxes.some((box) => box.text === "band 3"));
});

test("a wall says where a kernel has no slice, and what a row adds up to", () => {
  const { layer, spec, state } = layerOf(12, 12, { groups: 4, row: 1 });
  const said = (col) =>
    layoutFor(spec, state).say({ role: "wall", row: 1, col }, state, layer, channelName);
  assert.equal(said(7), "Kernel 1 does not read channel 7.");
  const { subtotal } = layer.account(1, 2, 1, 0);
  assert.equal(said(2), `Kernel 1, channel 2: its slice adds ${text(subtotal, 2, true)}.`);
  const { total } = layer.pixel(1, 1, 0);
  assert.equal(said(13), `Map 1 is ${text(total, 2)} at this pixel: a click opens its row.`);
});

/** @param {{x: number, y: number, w: number, h: number}} place */
const middleOf = ({ x, y, w, h }) => [x + w / 2, y + h / 2];

/** A transposed layer of 2 channels and 1 map of small whole numbers. */
function stampsOf(changes = {}) {
  const kind = { ndim: 2, transposed: true, output_padding: 0 };
  const some = (n) => Float32Array.from({ length: n }, (_, i) => ((i * 5) % 7) - 3);
  const shapes = { xShape: [2, 3, 3], weightShape: [1, 2, 3, 3] };
  const layer = new Layer({ x: some(18), weight: some(18), bias: some(1), ...shapes, kind });
  const state = { ...layerOf(2, 1).state, stride: 2, ...changes };
  layer.configure(state);
  const spec = { ...layerOf(2, 1).spec, x_shape: [2, 3, 3], weight_shape: [1, 2, 3, 3], kind };
  return { layer, state, spec };
}

test("stamp by stamp a transposed layer's maps hold the stamps so far, the rest is hatched", () => {
  const spot = [1, 1]; // the fifth place of nine
  const made = stampsOf({ target: "input", sliding: true, spot, step: -1 });
  const scene = sceneOf(made);
  const { layer } = made;
  const written = scene.boxes.filter(({ kind, columns }) => kind === "cells" && columns === 7);
  assert.equal(written.length, 3); // two partial maps, and their sum with the bias
  const total = new Float64Array(49).fill(layer.bias[0]);
  for (const c of [0, 1]) {
    const wanted = new Float64Array(49);
    for (let place = 0; place < 5; place++) {
      const [row, col] = [2 * Math.floor(place / 3), 2 * (place % 3)];
      layer.slice(0, c).forEach((weight, tap) => {
        const at = (row + Math.floor(tap / 3)) * 7 + col + (tap % 3);
        wanted[at] += weight * layer.channel(c)[place];
        total[at] += weight * layer.channel(c)[place];
      });
    }
    assert.deepEqual([...written[c].values], [...wanted]);
  }
  assert.deepEqual([...written[2].values], [...total]);
  const map = scene.places.find(({ role }) => role === "map");
  const isThere = (row, col) => valueAt(scene, { ...map, row, col }) !== null;
  assert.deepEqual(
    [isThere(2, 6), isThere(4, 4), isThere(3, 5), isThere(5, 0)],
    [
      true, // the first three places have been there
      true,
      false,
      false,
    ],
  );
});

test("each place whose stamp reaches a pixel has a ring, and the number that falls on it", () => {
  const { boxes, places } = sceneOf(stampsOf({ stride: 1, dilation: 2, row: 4, col: 3 }));
  const input = places.find(({ role }) => role === "input");
  const rings = boxes.filter(
    ({ kind, colour, w }) => kind === "ring" && !colour && w === input.scale,
  );
  const at = rings
    .filter(({ x, y }) => x >= input.x && y >= input.y && y < input.y + input.h)
    .filter(({ x }) => x < input.x + input.w)
    .map(({ x, y }) => [(y - input.y) / input.scale, (x - input.x) / input.scale]);
  assert.deepEqual(at, [
    [0, 1],
    [2, 1],
  ]);
});

test("a muted map's hatch and a waiting one's outline have its shape at any scale", () => {
  for (const [c, o] of [
    [3, 4],
    [6, 4],
    [12, 1],
  ]) {
    const made = layerOf(c, o, { size: 37 });
    for (const ratio of [1, 1.25, 2]) {
      for (const width of [640, 1000]) {
        const at = { role: "partial", o: 0, c: c - 1 };
        const find = (one) => one.role === at.role && one.o === at.o && one.c === at.c;
        const { x, y, w, h } = sceneOf(made, {}, ratio, width).places.find(find);
        const has = (changes, kind, in_) =>
          sceneOf(made, changes, ratio, width).boxes.some(
            (box) =>
              box.kind === kind &&
              Math.abs(box.x - in_ - x) < 1e-6 &&
              Math.abs(box.y - in_ - y) < 1e-6 &&
              Math.abs(box.w + 2 * in_ - w) < 1e-6 &&
              Math.abs(box.h + 2 * in_ - h) < 1e-6,
          );
        assert.ok(has({ step: 1 }, "outline", 0.5), `${c} to ${o} at ${width}, ${ratio}`);
        if (c < 9) assert.ok(has({ muted: [c - 1] }, "hatch", 0));
      }
    }
  }
});

test("buttons, sums and signs stand clear of one another where all is written in numbers", () => {
  const made = layerOf(2, 2, { size: 3, kernel: 2, row: 1, col: 1 });
  for (const width of [640, 1000]) {
    const { boxes, slots } = sceneOf(made, {}, 1, width);
    const written = boxes
      .filter(({ kind }) => kind === "cells" || kind === "swatch")
      .map(({ x, y, w, h, columns, cell, tall = cell, values }) =>
        w ? { x, y, w, h } : { x, y, w: columns * cell, h: (values.length / columns) * tall },
      );
    const signs = boxes
      .filter(({ text, kind }) => kind === "text" && ["+", "="].includes(text))
      .map(({ x, y }) => ({ x: x - 6, y: y - 6, w: 12, h: 12 }));
    const buttons = slots.filter(({ what }) => what === "mute" || what === "solo");
    assert.ok(buttons.length === 4 && signs.length >= 4);
    for (const one of [...signs, ...buttons]) {
      for (const other of written) {
        const isApart =
          one.x + one.w <= other.x ||
          other.x + other.w <= one.x ||
          one.y + one.h <= other.y ||
          other.y + other.h <= one.y;
        assert.ok(isApart, JSON.stringify([width, one, other]));
      }
    }
  }
});

test("the pinned pixel is ringed on its map, in the ink of its line", () => {
  const { boxes, places } = sceneOf(layerOf(3, 2, { pinned: [1, 2, 3] }));
  const rings = boxes.filter(({ kind, colour }) => kind === "ring" && colour === "ink");
  const map = places.find(({ role, o }) => role === "map" && o === 1);
  assert.deepEqual(
    [rings.length, rings[0].x, rings[0].y],
    [
      1,
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

test("inputs are white at their largest value, in the thumbnails as in the ledger's window", () => {
  const made = floatsOf(32, 1);
  const { boxes } = sceneOf(made, { step: 4 });
  const top = Math.max(...made.layer.x);
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
  const made = layerOf(8, 1),
    dense = sceneOf(made, { row: 1, col: 2 }),
    { boxes, places } = sceneOf(made, { row: 1, col: 2, dilation: 2 });
  const taps = boxes.filter(({ kind }) => kind === "taps"),
    input = places.find(({ role }) => role === "input");
  assert.equal(dense.boxes.filter(({ kind }) => kind === "taps").length, 0);
  assert.deepEqual([taps.length, boxes.length], [8, dense.boxes.length]);
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
  // The ledger's numbers stand apart, too
  assert.ok(boxes.some(({ kind, outside, inset }) => kind === "cells" && outside && inset));
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
  for (let step = 1; step <= 32; step += 5) {
    const { boxes } = sceneOf(floatsOf(32, 1), { col: 3, step });
    const flag = boxes.find(({ kind }) => kind === "flag").text;
    const swatch = boxes.find(({ kind }) => kind === "swatch").text;
    const products = boxes.filter(({ kind }) => kind === "cells").at(-1);
    const decimals = [flag, swatch].map((words) => words.split(".")[1].length);
    assert.deepEqual(decimals, [products.decimals, products.decimals], `step ${step}`);
    for (const { values, decimals: d, cell } of boxes.filter(({ kind }) => kind === "cells")) {
      const widest = Math.max(...values.map((v) => text(v, d).length - 1));
      assert.ok(6.2 * widest <= cell, `${widest} figures are squeezed into ${cell}`);
    }
  }
});

test("channels say nothing only if they are 0, and muted ones are called muted", () => {
  const kinds = (...list) => {
    const stairs = list.map(([exact, muted = false]) => ({ exact, muted, channels: [0] }));
    const sum = list.reduce((total, [exact]) => total + exact, 0);
    return kindsOf({ stairs, sum }, 2).map(({ words }) => words);
  };
  assert.deepEqual(kinds([2], [-1], [0], [0]), ["1 channel lifts", "1 lowers", "2 say nothing"]);
  assert.deepEqual(kinds([0.004], [0.0000001]), ["1 channel lifts", "1 says nothing"]);
  assert.deepEqual(kinds([2], [3], [0, true], [0, true]), ["2 channels lift", "2 muted"]);
  const made = floatsOf(32, 1, { muted: [0, 3] }),
    { boxes, places } = sceneOf(made);
  assert.ok(
    boxes.some(({ text: words }) => words === "2 muted") &&
      boxes.some(({ text: words }) => words === "30 of 32 channels + bias"),
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
  assert.deepEqual(shown(layerOf(3, 1, { kernel: 5 })), [3, "75 products"]);
});

test("four to eight channels: every term is in sight, and they add up as printed", () => {
  const units = (words) => Math.round(Number(words.replace("−", "-").replace(",", "")) * 1e4);
  for (const [made, width] of [
    [floatsOf(8, 8, { out_channel: 3 }), 1000],
    [floatsOf(8, 8, { view: "running sum" }), 640],
    [floatsOf(4, 2, { out_channel: 1, kernel: 5 }), 1600],
    [floatsOf(6, 6, { groups: 3, out_channel: 2, muted: [5] }), 1000],
  ]) {
    const { boxes, places } = sceneOf(made, {}, 2, width);
    const [first, end] = made.layer.range(made.state.out_channel);
    const sums = places.filter(({ role }) => role === "subtotal").slice(0, end - first);
    assert.deepEqual(
      sums.map(({ c }) => c),
      upTo(first, end),
    );
    const {
      y,
      text: total,
      x: right,
      w,
    } = boxes.filter(({ kind }) => kind === "swatch")[end - first];
    const bias = boxes.find((box) => box.kind === "pill" && Math.abs(box.y - y - 15) < 1);
    assert.ok(sums.every((sum, i) => !i || sum.x >= sums[i - 1].x + sums[i - 1].w));
    assert.ok(sums.at(-1).x + sums.at(-1).w < bias.x && bias.x < right && right + w <= width);
    const printed = sums.map((sum) => boxes.find((b) => b.kind === "swatch" && b.x === sum.x));
    const parts = [...printed, bias].reduce((all, one) => all + units(one.text), 0);
    assert.equal(parts, units(total));
    const absent = boxes.filter(({ kind }) => kind === "absent");
    const { groups, out_channels, in_channels } = made.state;
    assert.equal(absent.length, (1 - 1 / groups) * in_channels * out_channels);
  }
});

test("on a phone the picked kernel goes downwards, every term in sight", () => {
  for (const [made, kernels] of [
    [floatsOf(3, 4, { out_channel: 2, padding: 1 }), 4],
    [floatsOf(8, 8, { groups: 4, out_channel: 5 }), 8],
    [layerOf(2, 2, { size: 5, padding: 1, stride: 2 }), 2],
  ]) {
    const { layer, state } = made;
    const { boxes, places, width } = sceneOf(made, {}, 2, 390);
    const [first, end] = layer.range(state.out_channel);
    const sums = places.filter(({ role }) => role === "subtotal").slice(0, end - first);
    const right = ({ x, w }) => x + w;
    assert.equal(width, 390);
    assert.deepEqual(
      sums.map(({ c }) => c),
      upTo(first, end),
    );
    assert.ok(sums.every((sum, i) => !i || sum.y >= sums[i - 1].y + sums[i - 1].h + 20));
    assert.ok([...sums, ...places].every((place) => place.x >= 0 && right(place) <= 378.5));
    const [bias] = boxes.filter(({ kind, x }) => kind === "pill" && x > 300);
    const total = boxes.find(({ kind, width }) => kind === "ring" && width === 3);
    assert.ok(sums.at(-1).y + sums.at(-1).h < bias.y - 14 && bias.y + 14 < total.y);
    const pluses = boxes.filter(({ text, x }) => text === "+" && x > 300);
    assert.equal(pluses.length, sums.length); // one before each but the first, and the bias
    const tabs = places.filter(({ role }) => role === "tab");
    assert.deepEqual(
      tabs.map(({ o }) => o),
      upTo(0, kernels),
    );
    const heads = new Set(places.filter(({ role }) => role === "input").map(({ c }) => c));
    assert.equal(heads.size, state.in_channels);
  }
});

test("of many kernels the picked one and the next have a row; a click on a map opens one", () => {
  for (const [made, width] of [
    [layerOf(3, 64), 1000],
    [layerOf(8, 32), 1000],
    [layerOf(2, 20), 640],
    [layerOf(5, 100), 1600],
  ]) {
    const { spec, layer, state } = made;
    const tabs = (scene) => scene.places.filter(({ role }) => role === "tab");
    const rows = (scene) => scene.places.filter(({ role }) => role === "row").map(({ o }) => o);
    const before = sceneOf(made, {}, 2, width);
    const last = state.out_channels - 1;
    const place = tabs(before)[last];
    assert.equal(place.o, last);
    const pick = layoutFor(spec, state).pick(place, { ...state, step: 1 }, layer);
    assert.deepEqual(pick, { out_channel: last, step: 1 });
    const after = sceneOf(made, pick, 2, width);
    assert.deepEqual(tabs(after), tabs(before)); // no map has moved
    assert.equal(after.height, before.height);
    assert.equal(rows(before)[0], 0);
    assert.equal(rows(after).at(-1), last);
    const right = Math.max(...tabs(before).map(({ x, w }) => x + w));
    assert.ok(right <= width && tabs(before)[0].w >= 28);
  }
});

test("on a phone eight kernels stand above the column, and all maps below it", () => {
  const { places, width } = sceneOf(layerOf(3, 64, { out_channel: 21 }), {}, 2, 390);
  const tabs = places.filter(({ role }) => role === "tab").map(({ o }) => o);
  assert.deepEqual([width, tabs], [390, [...upTo(16, 24), ...upTo(0, 64)]]);
});

test("kernels without weights are named under the maps", () => {
  const made = layerOf(2, 12);
  for (const o of [3, 7]) made.layer.weight.fill(0, 18 * o, 18 * (o + 1));
  const said = (changes) =>
    sceneOf(made, changes).boxes.some(
      ({ text: words }) =>
        words === "Kernels 3, 7: next to no weights, so the map is one constant.",
    );
  assert.deepEqual([said({}), said({ out_channels: 3 })], [true, false]);
});

test("a click on a sum takes it apart; while channels are added, it adds all up to there", () => {
  const made = layerOf(8, 4, { out_channel: 2, in_channel: 1 });
  const { spec, layer } = made;
  const taken = (changes) => {
    const { boxes } = sceneOf(made, changes);
    return boxes.find(({ kind, outside }) => kind === "cells" && outside).values;
  };
  const click = (state) => layoutFor(spec, state).pick({ role: "subtotal", c: 5 }, state, layer);
  assert.deepEqual(click(made.state), { in_channel: 5, step: -1 });
  assert.deepEqual(taken(), layer.account(2, 1, 0, 0).window);
  assert.deepEqual(taken(click(made.state)), layer.account(2, 5, 0, 0).window);
  assert.deepEqual(click({ ...made.state, step: 2 }), { in_channel: 5, step: 6 });
  assert.deepEqual(taken({ step: 2 }), layer.account(2, 1, 0, 0).window); // the second one
});

test("in a small layer, too, what waits is faded", () => {
  const { boxes } = sceneOf(layerOf(2, 1, { size: 5, step: 1 }));
  const cells = boxes.filter(({ kind, outside }) => kind === "cells" && !outside);
  assert.deepEqual(
    cells.slice(0, 4).map(({ faded }) => Boolean(faded)),
    [false, false, true, false], // channel 0's slice and map, channel 1's slice, their sum
  );
  assert.equal(boxes.filter(({ kind }) => kind === "outline").length, 1); // channel 1's map
});

test("a click on an input picks the pixel whose window has its middle there", () => {
  const { layer, state } = layerOf(3, 2, { padding: 1, stride: 2 });
  const place = { role: "input", c: 2, x: 0, y: 0, w: 12, h: 12, scale: 1, row: 4, col: 7 };
  const pick = { target: "input", in_channel: 2, spot: [4, 7], row: 2, col: 4 };
  assert.deepEqual(picked(place, state, layer), pick);
  assert.deepEqual(picked({ role: "row", o: 1 }, state, layer), { out_channel: 1 });
  assert.deepEqual(picked({ role: "subtotal", c: 1 }, state, layer), { in_channel: 1 });
});

test("keys move what is pointed at, and change what that is", () => {
  const { layer, state } = layerOf(3, 2, { row: 2, col: 3, padding: 1 });
  const key = (name, changes) => keyed(name, { ...state, ...changes }, layer);
  assert.deepEqual(key("ArrowUp"), { row: 1, col: 3 });
  assert.deepEqual(key("ArrowRight", { target: "weight", spot: [1, 1] }), { spot: [1, 2] });
  assert.deepEqual(key("i"), { target: "input", spot: [2, 3] });
  assert.deepEqual(key("End"), { row: 11, col: 11 });
  assert.equal(key("constructor"), null);
});

test("arrow keys move the handle of a staircase once a hand was on it, else the pixel", () => {
  const { layer, state, spec } = layerOf(12, 1, { row: 2, col: 3, step: 5 });
  const { press } = layoutFor(spec, state);
  const key = (name, held, step = 5) => press(name, { ...state, step }, layer, held);
  assert.equal(key("ArrowRight", ""), null); // so the pixel moves
  assert.equal(key("ArrowRight", "map"), null);
  for (const held of ["handle", "stair"]) {
    assert.deepEqual(key("ArrowRight", held), { step: 6, in_channel: 5 });
    assert.deepEqual(key("ArrowLeft", held), { step: 4, in_channel: 3 });
    assert.deepEqual(key("PageDown", held), { step: -1 }); // 13: the bias
    assert.deepEqual(key("PageUp", held), { step: 0 });
    assert.deepEqual(key("Home", held), { step: 0 });
    assert.deepEqual(key("End", held, 0), { step: -1 });
    assert.deepEqual(key("ArrowLeft", held, -1), { step: 12, in_channel: 11 });
    assert.equal(key("w", held), null);
  }
  assert.deepEqual(key(".", "map"), { step: 6, in_channel: 5 });
});

test("what is pointed at is said in a sentence", () => {
  const { layer, state } = layerOf(3, 2);
  const nameOf = (c) => `channel ${c}`;
  const words = (changes) => targetWords({ ...state, ...changes }, layer, nameOf);
  assert.equal(
    words({ target: "weight", in_channel: 1, spot: [0, 2] }),
    "weight[0, 1, 0, 2] is laid on 100 of 144 places of channel 1, and nowhere else.",
  );
  assert.equal(
    words({ target: "input", in_channel: 1, spot: [0, 2] }),
    "Input channel 1, row 0, column 2, reaches 3 pixels in each of 2 maps.",
  );
  const partial = { role: "partial", o: 1, c: 2, scale: 1, row: 3, col: 4 };
  assert.equal(
    pointedWords(partial, state, layer, nameOf),
    "What channel 2 gives to map 1, row 3, column 4.",
  );
});
