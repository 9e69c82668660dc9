// Files of networks, and the networks at work: held to ONNX' own reference and to safetensors.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { readOnnx } from "../../convlab/widgets/static/numbers/own/onnx.js";
import { run } from "../../convlab/widgets/static/numbers/own/run.js";
import { readSafetensors } from "../../convlab/widgets/static/numbers/own/safetensors.js";
import { Unreadable } from "../../convlab/widgets/static/numbers/own/tensors.js";

const read = (name) =>
  JSON.parse(readFileSync(new URL(`../cases/own/${name}.json`, import.meta.url), "utf8"));
const bytesOf = (code) => new Uint8Array(Buffer.from(code, "base64"));
const mapsOf = ({ shape, data }) => ({
  shape: shape.length === 2 ? [shape[0], 1, shape[1]] : shape,
  data: Float32Array.from(data),
});
const { cases } = read("onnx");

for (const { name, file, x, layers } of cases) {
  test(`${name}: each layer makes what ONNX' own reference makes`, () => {
    const graph = readOnnx(bytesOf(file));
    const seen = [...run(graph, mapsOf(x))];
    assert.deepEqual(
      seen.map((one) => [one.name, one.reason]),
      layers.map((one) => [one.name, ""]),
    );
    for (const [i, layer] of layers.entries()) {
      const { shape, data } = mapsOf(layer);
      assert.deepEqual(seen[i].output.shape, shape, layer.name);
      for (const [at, value] of data.entries()) {
        const error = Math.abs(seen[i].output.data[at] - value);
        assert.ok(error <= 1e-4 * Math.max(1, Math.abs(value)), `${layer.name} ${at}: ${error}`);
      }
    }
  });
}

test("a .safetensors file gives the numbers that were saved", () => {
  const { file, tensors } = read("safetensors");
  const found = readSafetensors(bytesOf(file));
  assert.deepEqual([...found.keys()].sort(), Object.keys(tensors).sort());
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    assert.deepEqual(found.get(name).shape, shape);
    const numbers = data.map((value) => (value === "inf" ? Number.POSITIVE_INFINITY : value));
    for (const [at, value] of found.get(name).read().entries()) {
      const error = Math.abs(value - numbers[at]);
      assert.ok(value === numbers[at] || error < 1e-6 * Math.abs(value), `${name} ${at}`);
    }
  }
});

test("a file that is cut short, or another, is refused in a sentence", () => {
  const whole = bytesOf(cases[0].file);
  const cut = [1, 20, whole.length >> 1, whole.length - 3].map((end) => whole.subarray(0, end));
  const others = [new Uint8Array(), new Uint8Array(40).fill(255), new TextEncoder().encode("{}")];
  for (const bytes of [...cut, ...others]) {
    for (const reader of [readOnnx, readSafetensors]) {
      assert.throws(
        () => {
          const graph = reader(bytes);
          if (graph.inputs) for (const _ of run(graph, mapsOf(cases[0].x)));
        },
        (error) => error instanceof Unreadable,
      );
    }
  }
});

test("any change of a byte is refused or read, and never hangs", () => {
  const whole = bytesOf(cases[3].file);
  for (let at = 0; at < whole.length; at += 7) {
    for (const byte of [0, 127, 255]) {
      const bytes = whole.slice();
      bytes[at] = byte;
      try {
        readOnnx(bytes);
      } catch (error) {
        assert.ok(error instanceof Unreadable, `${at}: ${error}`);
      }
    }
  }
});
