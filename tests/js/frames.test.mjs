// One picture a frame: the first request at once, all others together in the next frame.

import assert from "node:assert/strict";
import test from "node:test";
import { makeFrames } from "../../convlab/widgets/static/paint/frames.js";

/** Frames that come when they are called for. */
function opened() {
  const queue = [];
  const frame = () => {
    for (const next of queue.splice(0)) next();
  };
  globalThis.requestAnimationFrame = (callback) => queue.push(callback);
  globalThis.cancelAnimationFrame = () => queue.splice(0);
  const screen = { drawn: 0, isReady: true, frame };
  const draw = () => {
    screen.drawn += 1;
  };
  return { screen, ...makeFrames(draw, () => screen.isReady) };
}

test("many requests are two pictures: one at once, one in the next frame", () => {
  const { screen, request } = opened();
  for (let n = 0; n < 5; n++) request();
  assert.equal(screen.drawn, 1);
  screen.frame();
  assert.equal(screen.drawn, 2);
  screen.frame();
  screen.frame();
  assert.equal(screen.drawn, 2);
  request();
  assert.equal(screen.drawn, 3);
});

test("nothing is drawn where there is no place yet, and then at once", () => {
  const { screen, request } = opened();
  screen.isReady = false;
  request();
  screen.frame();
  assert.equal(screen.drawn, 0);
  screen.isReady = true;
  request();
  assert.equal(screen.drawn, 1);
});

test("a view that is closed draws no more", () => {
  const { screen, request, cancel } = opened();
  request();
  request();
  cancel();
  screen.frame();
  assert.equal(screen.drawn, 1);
});
