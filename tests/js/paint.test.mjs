// Colours and pixels, and what is painted anew.

import assert from "node:assert/strict";
import test from "node:test";
import { fillAtlas } from "../../convlab/widgets/static/paint/atlas.js";
import { covers, matched, merged } from "../../convlab/widgets/static/paint/changes.js";
import { legible } from "../../convlab/widgets/static/paint/legible.js";
import { forgetFont, paintBox } from "../../convlab/widgets/static/paint/painters.js";
import { GREYS, inkOn, shade } from "../../convlab/widgets/static/paint/theme.js";

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

test("what is written is never drawn in less than 12 pixels of the screen", () => {
  const boxes = [
    { kind: "text", text: "small", size: 14 },
    { kind: "text", text: "usual" },
    { kind: "text", text: "large", size: 26 },
    { kind: "cells", size: 13, cell: 30, tall: 20 },
    { kind: "cells", size: 9, cell: 30, tall: 11 },
    { kind: "pill", text: "-0.5" },
    { kind: "scale", w: 150 },
    { kind: "rule" },
  ];
  assert.equal(legible(boxes, 1), boxes);
  const sizes = (zoom) => legible(boxes, zoom).map(({ size }) => size);
  assert.deepEqual(sizes(0.8), [15, undefined, 26, 15, 11, undefined, 15, undefined]);
  assert.deepEqual(sizes(0.75), [16, 16, 26, 16, 11, 16, 16, undefined]);
});

/** Shades of which the n-th is n, from 0 to 510. */
const COUNTED = { steps: { signed: Int32Array.from({ length: 511 }, (_, n) => n) } };

test("a root scale has the root of a value's share, on either side of 0", () => {
  const root = { scheme: "signed", range: 8, root: true };
  const at = (value) => shade(value, root, COUNTED).css;
  const step = (n) => `rgb(${n & 255},${n >> 8},0)`;
  assert.deepEqual([-8, -2, -0.5, 0, 0.5, 2, 8, 99].map(at), [
    ...[0, 128, 191, 255, 319, 383, 510, 510].map(step),
  ]);
  const data = Float32Array.of(-9, -2, 0, 0.5, 2, 8, 6);
  const map = { data, w: 7, h: 1, scale: 1, offset: 0, ...root };
  const steps = (box) => pixelsOf(box, COUNTED)[0].map(([r, g]) => r + 256 * g);
  assert.deepEqual(steps(map), [0, 128, 255, 319, 383, 510, 476]);
  assert.deepEqual(steps({ ...map, offset: 2 })[6], 510);
});

test("what lies beyond a scale is hatched, where a map says so", () => {
  const data = new Float32Array(400).fill(1).fill(-4, 200); // the lower half is beyond
  const map = { data, w: 20, h: 20, scale: 1, scheme: "signed", range: 3 };
  const theme = { steps: { signed: new Int32Array(511) } };
  const hatched = (box) => pixelsOf(box, theme).map((row) => row.filter(([r]) => r === 255).length);
  assert.equal(Math.max(...hatched(map)), 0);
  const counts = hatched({ ...map, marks: true });
  assert.equal(Math.max(...counts.slice(0, 10)), 0);
  assert.ok(counts.slice(10).every((count) => count >= 2 && count < 10));
  assert.ok(hatched({ ...map, marks: true, offset: 2 }).every((count) => count === 0));
});

test("what a sliding window has not come to is hatched, in maps, cells and signals", () => {
  const theme = { ...COUNTED, "pad-ground": "hatched", ground: "#fff", control: "#fff" };
  /** Where a hatch is laid, and how many numbers are written. */
  const paintedBy = (box) => {
    const seen = { hatches: [], words: 0 };
    const pen = {
      fillRect(...place) {
        if (this.fillStyle === "hatched") seen.hatches.push(place);
      },
      fillText: () => seen.words++,
    };
    const any = new Proxy(pen, { get: (own, name) => own[name] ?? (() => {}) });
    paintBox(any, box, theme, { spots: new Map([[box, [0, 0, 1, 1]]]), ratio: 1 });
    return seen;
  };
  const look = { scheme: "signed", range: 3, x: 10, y: 20 };
  const rest = [
    [20, 25, 10, 5], // of the second row two places
    [10, 30, 20, 5], // and the third
  ];
  const map = { kind: "map", data: new Float32Array(12), w: 4, h: 3, scale: 5, ...look };
  assert.deepEqual(paintedBy({ ...map, reached: 6 }).hatches, rest);
  assert.deepEqual(paintedBy(map).hatches, []);
  const cells = { kind: "cells", values: [...map.data], columns: 4, cell: 5, ...look };
  assert.deepEqual(paintedBy({ ...cells, reached: 6 }), { hatches: rest, words: 6 });
  assert.deepEqual(paintedBy(cells), { hatches: [], words: 12 });
  const trace = { kind: "trace", data: new Float32Array(4), wide: 20, high: 8, ...look };
  assert.deepEqual(paintedBy({ ...trace, reached: 3 }).hatches, [[25, 20, 5, 8]]);
});

test("a signal's length that its scale cuts off is striped, where it says so", () => {
  const trace = { kind: "trace", data: Float32Array.of(2, 9, -3, -8), wide: 40, high: 60 };
  const stripes = (box) => {
    let count = 0;
    const pen = {
      fillRect(_x, _y, w, h) {
        if (w < 20 && h === 1) count++;
      },
    };
    const any = new Proxy(pen, { get: (own, name) => own[name] ?? (() => {}) });
    paintBox(any, { x: 0, y: 0, scheme: "signed", range: 3, ...box }, COUNTED, {});
    return count;
  };
  assert.equal(stripes(trace), 0);
  assert.equal(
    stripes({ ...trace, marks: true }),
    2 * stripes({ ...trace, marks: true, range: 8 }),
  );
  assert.ok(stripes({ ...trace, marks: true }) > 0);
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

test("a box is painted anew with all that it may cover", () => {
  const at = { x: 100, y: 50 };
  const map = { kind: "map", ...at, w: 10, h: 5, scale: 2 };
  const cells = { kind: "cells", ...at, values: [1, 2, 3], columns: 2, cell: 20, tall: 10 };
  const wash = { kind: "wash", ...at, scale: 4, rows: [1, 2], cols: [3] };
  const [middle, right] = ["center", "right"].map((align) =>
    covers({ kind: "text", ...at, text: "12", size: 10, align }),
  );
  assert.deepEqual(covers(map), [99, 49, 121, 61]);
  assert.deepEqual(covers(cells), [99, 49, 141, 71]);
  assert.deepEqual(covers(wash), [111, 53, 117, 63]);
  assert.deepEqual([middle[0], middle[2], right[2]], [100 - 21.75 - 16, 121.75 + 16, 116]);
  assert.deepEqual(covers({ kind: "ring", ...at, w: 8, h: 8 }), [94, 44, 114, 64]);
  assert.deepEqual(covers({ kind: "rule", ...at, dx: -9, dy: 20 }), [88, 47, 103, 73]);
  assert.deepEqual(covers({ ...map, kind: "contour" }), [97, 47, 123, 63]);
  assert.deepEqual(covers({ kind: "handle", ...at }), [87, 37, 113, 63]);
  const flag = { kind: "flag", ...at, text: "6.45" };
  assert.ok(covers(flag)[2] > 200 && covers({ ...flag, side: "left" })[0] < 0);
  const upright = covers({ kind: "text", ...at, text: "kernels", turned: true });
  assert.ok(upright[3] - upright[1] > 100 && upright[2] - upright[0] < 40);
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

/** A pen whose letters are half as wide as they are high. */
function plainPen() {
  const drawn = [];
  return {
    drawn,
    font: "",
    measureText(text) {
      return { width: (text.length * Number.parseFloat(this.font.match(/([\d.]+)px/)[1])) / 2 };
    },
    fillText(text) {
      drawn.push([text, Number.parseFloat(this.font.match(/([\d.]+)px/)[1])]);
    },
  };
}

test("words that would be too small to read are cut short, a number never", () => {
  const name = "surface pressure reduced"; // 24 letters: 180 px
  const draw = (text, max) => {
    const pen = plainPen();
    forgetFont();
    const box = /** @type {any} */ ({ kind: "text", text, x: 0, y: 0, max });
    paintBox(pen, box, { ink: "#000", font: "sans" }, new Map());
    return pen.drawn[0];
  };
  assert.deepEqual(draw(name, 200), [name, 15]);
  assert.deepEqual(draw(name, 150), [name, 15]); // set narrower
  assert.deepEqual(draw(name, 66), ["surface pre…", 11]);
  assert.deepEqual(draw(name, 44), ["surface…", 11]);
  assert.deepEqual(draw("−0.0001234", 20), ["−0.0001234", 15]);
});
