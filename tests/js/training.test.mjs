// A descent: its steps and their pace, what is said of it, and the boxes that Python makes, too.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { Descent, waitAfter } from "../../convlab/widgets/static/numbers/descent.js";
import * as progress from "../../convlab/widgets/static/numbers/progress.js";
import { Task } from "../../convlab/widgets/static/numbers/training.js";
import { trainerLimits, wholeTraining } from "../../convlab/widgets/static/scene/training.js";
import { fitted } from "../../convlab/widgets/static/ui/board.js";
import { makeGlide } from "../../convlab/widgets/static/ui/glide.js";
import { noise } from "./made.mjs";
import { assertStored } from "./stored.mjs";

const CASES = new URL("../cases/", import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, CASES), "utf8"));

/** The descent that a case describes. */
function descentOf({ channels, kernel, size, steps = 0, rate = 0.05 }) {
  const count = channels * kernel[0] * kernel[1];
  const x = noise(channels * size[0] * size[1]);
  const task = new Task(x, [channels, ...size], kernel, Float64Array.from(noise(count + 1)));
  const start = Float64Array.from(noise(count + 1, 9));
  const descent = new Descent(task, 10_000);
  descent.load(start, [task.slope(start).loss]);
  for (let n = 0; n < steps && !descent.isSpent; n++) descent.step(rate);
  return { task, start, descent, x };
}

/** Everything on one picture, as Python saves it. */
function wholeScene(given) {
  const { task, start, descent, x } = descentOf(given);
  const { point, now, losses } = descent;
  const [channel, row, col] = given.why ?? [];
  const away = task.distance(point);
  const context = {
    task,
    point,
    bars: point,
    now,
    losses,
    away,
    limits: trainerLimits(task, start),
    ratio: 2,
    picked: given.why ? { channel, row, col } : null,
    names: given.names,
    input: { scheme: "grey", range: [Math.min(0, ...x), Math.max(1, ...x)] },
    rate: given.rate,
    reveal: given.show_hidden,
    width: given.width,
  };
  const said = { count: point.length, losses, away, reveal: given.show_hidden, isOver: false };
  return wholeTraining(context, said);
}

for (const file of readdirSync(new URL("training/", CASES))) {
  const stored = read(`training/${file}`);
  test(`the boxes of training/${file} are Python's`, () => {
    assertStored(wholeScene(stored.case), stored);
  });
}

const said = read("progress.json");

for (const { progress: one, sentence, remark } of said.words) {
  test(sentence, () => {
    assert.equal(progress.sentence(one), sentence);
    assert.equal(progress.remark(one), remark);
  });
}

test("numbers and axes are written by one rule", () => {
  for (const [value, words] of said.short) assert.equal(progress.short(value), words);
  for (const [value, words] of said.numbers) assert.equal(progress.numberText(value), words);
  for (const [values, power, decimals] of said.gradients) {
    assert.deepEqual(progress.gradientDigits(values), { power, decimals });
  }
  for (const { losses, steps, low, high, every } of said.axes) {
    const curve = losses.flatMap(([loss, times]) => Array(times).fill(loss));
    assert.deepEqual(progress.lossAxes(curve), { steps, low, high, every });
  }
});

test("the first steps can be read, the next ones watched", () => {
  assert.deepEqual(
    [1, 10, 11, 30, 31, 9999].map((steps) => waitAfter(steps, 1)),
    [500, 500, 200, 200, 60, 60],
  );
  assert.equal(waitAfter(1, 4), 125);
  let time = 0;
  for (let steps = 1; steps < 75; steps++) time += waitAfter(steps, 1);
  assert.ok(time > 11_000 && time < 12_500); // 75 steps in 12 s
});

test("a descent pauses once where the kernel is found", () => {
  const { descent } = descentOf({ channels: 1, kernel: [1, 1], size: [9, 9] });
  assert.equal(descent.take(10_000, 0.1), false);
  assert.ok(descent.isFound && !descent.isSpent && descent.steps < 1000);
  assert.equal(descent.take(5, 0.1), true); // once more, and on it goes
});

test("nothing that is learned moves a scale", () => {
  const given = { channels: 2, kernel: [3, 3], size: [8, 8] };
  const [first, later] = [0, 50].map((steps) => descentOf({ ...given, steps }));
  const limits = (one) => trainerLimits(one.task, one.start);
  assert.deepEqual(limits(later), limits(first));
});

test("what is not revealed leaves no trace", () => {
  const { boxes } = wholeScene({ ...read("training/start.json").case, show_hidden: false });
  const words = boxes.filter((box) => box.kind === "text").map((box) => box.text);
  assert.ok(!words.some((one) => /away|hidden|to go/.test(one)));
  const grounds = boxes.filter((box) => box.kind === "ground");
  assert.ok(!grounds.some(({ w, h }) => (w === 3 && h > 10) || h === 3)); // ticks and gaps
  assert.ok(!boxes.some((box) => box.bold && /^−?\d\.\d\d$/.test(box.text)));
});

test("a scene is as wide as there is room for, and made to fit", () => {
  const layout = { widths: [904, 616, 374], least: 0.86 };
  assert.deepEqual(fitted(1200, layout), { width: 904, zoom: 1 });
  assert.deepEqual(fitted(904 * 0.9, layout), { width: 904, zoom: 0.9 });
  assert.deepEqual(fitted(616, layout), { width: 616, zoom: 1 });
  assert.equal(fitted(500, layout).width, 374);
  assert.ok(fitted(500, layout).zoom > 1.3);
  for (const room of [328, 344, 374, 530, 777]) {
    const { width, zoom } = fitted(room, layout);
    assert.ok(width * zoom <= room + 1e-9, `${room}`);
  }
});

test("bars are on their way for a moment, and then where they belong", async () => {
  const glide = makeGlide(Float64Array.of(0, 1));
  assert.deepEqual([...glide.at()], [0, 1]);
  glide.to(Float64Array.of(1, 1), false);
  assert.ok(glide.at()[0] < 1 && glide.isMoving());
  await new Promise((done) => setTimeout(done, 150));
  assert.deepEqual([...glide.at()], [1, 1]);
  assert.ok(!glide.isMoving());
  glide.to(Float64Array.of(5, 5), true);
  assert.deepEqual([...glide.at()], [5, 5]);
});
