// How Python's tests ask the browser's convolver (see test_convolver.py).

import { Layer } from "../../convlab/widgets/static/numbers/layer.js";

/** The feature maps and partial maps of a layer, and its last pixel. */
export function answer({ x, xShape, weight, weightShape, bias, kind, state }) {
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
  return {
    shape,
    outputs: [...data],
    partials,
    total: pixel.total,
    products: pixel.channels.map((ch) => ch.products),
  };
}
