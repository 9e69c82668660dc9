// Contours: each point lies where the map reaches the level, and lines part high from low.

import assert from "node:assert/strict";
import test from "node:test";
import { contourLines } from "../../convlab/widgets/static/numbers/contour.js";

/** The map between the middles of its pixels, where a point lies on a side of a square. */
function heightAt({ data, w }, [x, y]) {
  const [left, top] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  const [right, down] = [x - 0.5 - left, y - 0.5 - top];
  assert.ok(right === 0 || down === 0, "on a side");
  const next = right ? top * w + left + 1 : (top + 1) * w + left;
  return (
    data[top * w + left] * (1 - right - down) + (right || down ? data[next] * (right + down) : 0)
  );
}

/** Numbers between −1 and 1, the same in each run. */
function numbers(count, seed) {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    return (state / 2147483647) * 2 - 1;
  });
}

/** How many sides of squares the level lies between. */
function sidesCrossed({ data, w, h }, level) {
  const differ = (a, b) => Number(data[a] > level !== data[b] > level);
  let count = 0;
  for (let i = 0; i < h; i++) {
    for (let j = 0; j < w; j++) {
      if (j + 1 < w) count += differ(i * w + j, i * w + j + 1);
      if (i + 1 < h) count += differ(i * w + j, (i + 1) * w + j);
    }
  }
  return count;
}

const isClosed = (line) => String(line[0]) === String(line.at(-1));

for (const seed of [1, 2, 3, 4, 5]) {
  test(`every side that the level crosses is on one line: map ${seed}`, () => {
    const map = { data: numbers(9 * 7, seed), w: 9, h: 7 };
    const lines = contourLines({ ...map, level: 0.1 });
    for (const point of lines.flat()) assert.ok(Math.abs(heightAt(map, point) - 0.1) < 1e-9);
    const points = lines.flatMap((line) => (isClosed(line) ? line.slice(1) : line));
    assert.equal(points.length, sidesCrossed(map, 0.1));
    assert.equal(new Set(points.map(String)).size, points.length);
    for (const line of lines.filter((line) => !isClosed(line))) {
      for (const [x, y] of [line[0], line.at(-1)]) {
        assert.ok(x === 0.5 || x === 8.5 || y === 0.5 || y === 6.5, "it ends at the border");
      }
    }
  });
}

test("a hill has one closed line round it, as far out as the level says", () => {
  const side = 21;
  const data = Float32Array.from(
    { length: side ** 2 },
    (_, i) => 10 - Math.hypot((i % side) - 10, Math.floor(i / side) - 10),
  );
  const lines = contourLines({ data, w: side, h: side, level: 4 });
  assert.equal(lines.length, 1);
  assert.ok(isClosed(lines[0]));
  for (const [x, y] of lines[0]) assert.ok(Math.abs(Math.hypot(x - 10.5, y - 10.5) - 6) < 0.1);
  const lifted = contourLines({ data, w: side, h: side, offset: 2, level: 6 });
  assert.deepEqual(lifted, lines);
  assert.deepEqual(contourLines({ data, w: side, h: side, level: 11 }), []);
});

test("where two high corners face two low ones, the middle decides which are joined", () => {
  const joined = { data: [3, -1, -1, 3], w: 2, h: 2, level: 0 };
  const apart = { data: [1, -3, -3, 1], w: 2, h: 2, level: 0 };
  const cut = (map) => contourLines(map).map((line) => line.map(([x, y]) => x + y));
  // A line round a corner has x + y the same at both ends if it cuts off the other diagonal.
  for (const [a, b] of cut(joined)) assert.notEqual(a, b);
  for (const [a, b] of cut(apart)) assert.ok(Math.abs(a - b) < 1e-9);
});
