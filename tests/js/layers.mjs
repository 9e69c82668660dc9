// Layers as JSON lines in, their feature maps and partial maps out: how Python's tests ask the
// browser's convolver (see test_convolver.py).

import { readFileSync } from "node:fs";
import { Layer } from "../../convlab/widgets/static/numbers/layer.js";

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const { x, xShape, weight, weightShape, bias, kind, state } = JSON.parse(line);
  const layer = new Layer({
    x: Float32Array.from(x),
    xShape,
    weight: Float32Array.from(weight),
    weightShape,
    bias: Float32Array.from(bias),
    kind,
  });
  layer.configure(state);
  const partials = [];
  for (let o = 0; o < layer.outChannels; o++) {
    const [first, end] = layer.range(o);
    for (let c = first; c < end; c++) partials.push(...layer.partial(o, c));
  }
  const { shape, data } = layer.outputs();
  const pixel = layer.pixel(layer.outChannels - 1, shape[1] - 1, shape[2] - 1);
  console.log(
    JSON.stringify({
      shape,
      outputs: [...data],
      partials,
      total: pixel.total,
      products: pixel.channels.map((ch) => ch.products),
    }),
  );
}
