// The browser makes the same boxes as Python: the stored scenes in tests/cases/scenes.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { withDigits } from "../../convlab/widgets/static/numbers/digits.js";
import { Layer } from "../../convlab/widgets/static/numbers/layer.js";
import { numbersOf, scales, UNTOUCHED } from "../../convlab/widgets/static/numbers/state.js";
import { PICKED } from "./made.mjs";
import { assertStored } from "./stored.mjs";

const FOLDER = new URL("../cases/scenes/", import.meta.url);
const STATIC = new URL("../../convlab/widgets/static/", import.meta.url);

/** Small whole numbers, −6 to 6. */
const numbers = (count) => Float32Array.from({ length: count }, (_, i) => ((i * 5) % 13) - 6);

/** The layer that a case describes, on the whole grid of slices. */
function layerOf({ channels, kernels, size, kernel, groups, whole, ndim, ...kind }) {
  const [kh, kw] = [kernel, ndim === 1 ? [1, kernel] : [kernel, kernel]].find(Array.isArray);
  const high = ndim === 1 ? 1 : size;
  const per = kh * kw;
  let x = numbers(channels * high * size);
  const slices = channels / groups;
  let few = numbers(kernels * slices * per);
  let bias = numbers(kernels).map((v) => (kind.biased === false ? 0 : v));
  if (!whole) {
    x = x.map((v) => Math.fround(v + 6) * Math.fround(0.4631));
    few = few.map((v) => v * Math.fround(0.0317));
    bias = bias.map((v) => v / 4);
  }
  const by = Math.fround(kind.by ?? 1);
  [few, bias] = [few, bias].map((values) => values.map((v) => v * by));
  const weight = new Float32Array(kernels * channels * per);
  for (let o = 0; o < kernels; o++) {
    const first = Math.floor(o / (kernels / groups)) * slices;
    const own = few.subarray(o * slices * per, (o + 1) * slices * per);
    weight.set(own, (o * channels + first) * per);
  }
  const shapes = { xShape: [channels, high, size], weightShape: [kernels, channels, kh, kw] };
  const { transposed, output_padding } = kind;
  return new Layer({ x, weight, bias, ...shapes, kind: { ndim, transposed, output_padding } });
}

function contextOf(given) {
  const layer = layerOf(given);
  const { channels, kernels, groups, stride, padding, dilation, padding_mode, width, studio } =
    given;
  const steps = { stride, padding, dilation, padding_mode };
  const state = {
    ...UNTOUCHED,
    ...PICKED,
    in_channels: channels,
    out_channels: kernels,
    groups,
    ...steps,
    adding: "as given",
    shuffle: 0,
    ...given.state,
  };
  const spec = {
    x_shape: layer.xShape,
    weight_shape: layer.weightShape,
    kind: layer.kind,
    channel_names: given.names,
    has_bias: true,
    controls: ["view", "play", "tools"],
    photo: studio,
    studio,
  };
  layer.configure(state);
  if (given.scene === "goal") {
    state._goal = numbers(layer.oh * layer.ow);
    spec.goal_shape = [layer.oh, layer.ow];
  }
  if (given.scene === "stairs" && studio) {
    state._photo = numbers(192).map((v) => (v + 6) / 12);
    spec.photo_shape = [3, 8, 8];
  }
  const shown = scales(layer, state, spec, numbersOf(layer, { steps }));
  const written = withDigits(layer, shown.decimals.maps);
  return { ...shown, layer: written, state, spec, ratio: 2, width };
}

const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => /json$/.test(name)) : [];
for (const file of files) {
  const stored = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));
  test(`the boxes of ${file} are Python's`, async () => {
    const { scene } = stored.case;
    const module = await import(new URL(`scene/${scene}.js`, STATIC));
    const build = module[`build${scene[0].toUpperCase()}${scene.slice(1)}`];
    const built = build(contextOf(stored.case));
    assertStored(built, stored);
  });
}
