// Your own network in the page: its file is opened here and never leaves the machine. Its
// convolution layers are run on a picture, and stand as a film strip.

import { bytesOf, modelOf } from "./model.js";
import network from "./network.js";
import { madeUpChannels, middleRows } from "./numbers/made_up.js";
import { readOnnx } from "./numbers/own/onnx.js";
import { explorerOf, whyNotOpen } from "./numbers/own/opened.js";
import { run } from "./numbers/own/run.js";
import { readSafetensors } from "./numbers/own/safetensors.js";
import { stripOf } from "./numbers/own/strip.js";
import { Unreadable } from "./numbers/own/tensors.js";
import { pictureOf, workedAlone } from "./numbers/own/weights.js";
import { readPicture } from "./ui/upload.js";

/** @import { Graph } from "./numbers/own/onnx.js" */
/** @import { Maps } from "./numbers/own/operations.js" */
/** @import { Seen } from "./numbers/own/run.js" */

const MOST_BYTES = 300 << 20;
const USUAL_SIDE = 64; // of a picture for a network that takes any
const EXAMPLE = "EfficientNet-Lite0, its first layers";
const MOST_SIDE = 512;
const MOST_SIGNAL = 128; // places of a made-up signal; a longer one is stretched
/** Mean and spread of red, green and blue, as most networks trained on photos want them. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], spread: [0.229, 0.224, 0.225] };

/** @param {HTMLElement} el  the page's part, with a `data-part` for each of its own */
export function render(el) {
  const parts = partsOf(el);
  const { say, run, stop, close } = makeRuns(parts);
  let picture = photoIn(el);
  /** @type {File | undefined} */
  let file;

  function start() {
    if (file) run(file, pictureFor(picture, parts.numbers.value));
  }
  parts.file.addEventListener("change", () => {
    file = parts.file.files?.[0] ?? file;
    start();
  });
  parts.example.addEventListener("click", () => {
    file = new File([bytesOf(el.dataset.example ?? "")], EXAMPLE);
    start();
  });
  parts.picture.addEventListener("change", async () => {
    const [chosen] = parts.picture.files ?? [];
    if (!chosen) return;
    try {
      const { x, shape, words } = await readPicture(chosen);
      picture = { shape, data: x };
      say(words);
      start();
    } catch (error) {
      say(wordsOf(error, chosen.name));
    }
  });
  parts.numbers.addEventListener("change", start);
  parts.stop.addEventListener("click", stop);
  return close;
}

/**
 * Runs of a network on a picture, of which the last one counts; what it saw stands on the page.
 * @param {ReturnType<typeof partsOf>} parts
 */
function makeRuns(parts) {
  let turn = 0; // of all runs, the one that counts
  let end = () => {};

  /** @param {string} words */
  function say(words) {
    parts.status.textContent = words;
  }
  /** @param {File} file @param {ReturnType<typeof pictureFor>} picture */
  async function run(file, picture) {
    const own = ++turn;
    parts.stop.hidden = false;
    try {
      const seen = await layersOf(file, picture, (words) => {
        if (own === turn) say(words);
        return own === turn;
      });
      if (own !== turn && !seen.length) return;
      end();
      end = show(parts.stage, seen, file.name);
      say(summary(seen, file.name));
    } catch (error) {
      if (own === turn) say(wordsOf(error, file.name));
    } finally {
      if (own === turn) parts.stop.hidden = true;
    }
  }
  function stop() {
    turn += 1;
    parts.stop.hidden = true;
    say("Stopped.");
  }
  function close() {
    turn += 1;
    end();
  }
  return { say, run, stop, close };
}

/** @param {HTMLElement} el */
function partsOf(el) {
  /** @param {string} name */
  const part = (name) => /** @type {HTMLElement} */ (el.querySelector(`[data-part="${name}"]`));
  return {
    file: /** @type {HTMLInputElement} */ (part("file")),
    picture: /** @type {HTMLInputElement} */ (part("picture")),
    numbers: /** @type {HTMLSelectElement} */ (part("numbers")),
    example: part("example"),
    stop: part("stop"),
    status: part("status"),
    stage: part("stage"),
  };
}

/** The page's own photo, in hundredths. @param {HTMLElement} el @returns {Maps} */
function photoIn({ dataset }) {
  const bytes = new Uint8Array(bytesOf(dataset.own ?? "").buffer);
  const side = Math.sqrt(bytes.length / 3);
  return { shape: [3, side, side], data: Float32Array.from(bytes, (value) => value / 100) };
}

/** The picture in the numbers that a network was trained on.
 * @type {(picture: Maps, numbers: string) =>
 *   (channels: number, sides: [number, number]) => Maps} */
const pictureFor = (picture, numbers) => (channels, sides) => {
  const { shape, data } = pictureOf(picture, sides);
  const size = sides[0] * sides[1];
  if (channels === 1) {
    const [r, g, b] = [0, 1, 2].map((c) => data.subarray(c * size, (c + 1) * size));
    return { shape: [1, ...sides], data: r.map((v, i) => (v + g[i] + b[i]) / 3) };
  }
  if (channels !== 3) return madeUpFor(picture, channels, sides);
  if (numbers !== "imagenet") return { shape, data };
  const { mean, spread } = IMAGENET;
  const scaled = data.map((v, i) => {
    const c = Math.floor(i / size);
    return (v - mean[c]) / spread[c];
  });
  return { shape, data: scaled };
};

/** Made-up channels with these sides; a signal is the middle row of each.
 * @type {(picture: Maps, channels: number, sides: [number, number]) => Maps} */
function madeUpFor(picture, channels, sides) {
  const isSignal = sides[0] === 1;
  const side = isSignal ? Math.min(sides[1], MOST_SIGNAL) : Math.min(...sides);
  const square = pictureOf(picture, [side, side]).data;
  const photo = Uint8Array.from(square, (value) => Math.round(100 * value));
  const data = madeUpChannels(photo, side, channels);
  if (!isSignal) return pictureOf({ shape: [channels, side, side], data }, sides);
  const rows = middleRows(data, [side, side]);
  return pictureOf({ shape: [channels, 1, side], data: rows }, sides);
}

/**
 * All layers in a file, worked out one after the other, with a rest for the page between them.
 * @param {File} file
 * @param {ReturnType<typeof pictureFor>} picture
 * @param {(words: string) => boolean} tell  whether to go on
 * @returns {Promise<Seen[]>}
 */
async function layersOf(file, picture, tell) {
  if (file.size > MOST_BYTES) {
    throw new Unreadable(
      `${file.name} has ${Math.round(file.size / 2 ** 20)} MB; the most is 300.`,
    );
  }
  tell(`Reading ${file.name} …`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isOnnx = !file.name.toLowerCase().endsWith(".safetensors");
  const steps = isOnnx ? stepsOf(readOnnx(bytes), picture) : alone(bytes, picture);
  /** @type {Seen[]} */
  const seen = [];
  for (const one of steps) {
    seen.push(one);
    if (!tell(`Layer ${seen.length}: ${one.name} …`)) break;
    await new Promise((done) => setTimeout(done));
  }
  if (seen.length) return seen;
  throw new Unreadable(`${file.name} has no convolution layer.`);
}

/** @type {(bytes: Uint8Array, picture: ReturnType<typeof pictureFor>) => Generator<Seen>} */
const alone = (bytes, picture) => workedAlone(readSafetensors(bytes), picture(3, [112, 112]));

/** @type {(graph: Graph, picture: ReturnType<typeof pictureFor>) => Generator<Seen>} */
function stepsOf(graph, picture) {
  const shape = graph.inputs[0]?.shape ?? [];
  const [, channels, ...sides] = shape;
  if (![3, 4].includes(shape.length) || !channels) {
    const found = shape.map((side) => side ?? "any").join(", ");
    throw new Unreadable(
      `This network takes (${found}); this page gives a picture, (1, channels, height, width).`,
    );
  }
  const [w, h = 1] = [...sides].reverse().map((side) => side ?? USUAL_SIDE);
  if (Math.max(h, w) > MOST_SIDE) {
    throw new Unreadable(`This network takes ${h} × ${w}; this page goes up to ${MOST_SIDE}.`);
  }
  return run(graph, picture(channels, [h, w]));
}

/** @param {HTMLElement} stage @param {Seen[]} seen @param {string} name */
function show(stage, seen, name) {
  const shape = seen.find(({ x }) => x)?.x?.shape ?? [];
  const { spec, maps } = stripOf(seen, name, shape);
  const layer = Math.max(
    0,
    seen.findIndex(({ reason }) => !reason),
  );
  const first = { layer, first: 0 };
  const traits = { _spec: spec, _names: Object.keys(first), ...first };
  const model = modelOf({ ...traits, _maps: maps, _opened: {}, _numbers: new Uint8Array() });
  const open = () => {
    const { opened, numbers } = openedOf(seen[model.get("layer")]);
    model.set("_numbers", numbers);
    model.set("_opened", { [model.get("layer")]: opened });
  };
  open();
  model.on("change:layer", open);
  return network.render({ model, el: stage });
}

/** An opened layer as Python sends it: its words, its explorer, and where the bytes are.
 * @param {Seen} seen */
function openedOf(seen) {
  const why = whyNotOpen(seen);
  const words = [why ? `${seen.name} is not shown: ${why}.` : `${seen.name}: ${seen.note}.`];
  if (why) return { opened: { words, plain: {}, parts: {} }, numbers: new Uint8Array() };
  const { plain, parts } = explorerOf(seen);
  const numbers = new Uint8Array(
    Object.values(parts).reduce((sum, part) => sum + part.byteLength, 0),
  );
  let at = 0;
  /** @type {Record<string, [at: number, length: number]>} */
  const where = {};
  for (const [name, part] of Object.entries(parts)) {
    numbers.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    where[name] = [at, part.byteLength];
    at += part.byteLength;
  }
  return { opened: { words, plain, parts: where }, numbers };
}

/** @param {Seen[]} seen @param {string} name */
function summary(seen, name) {
  const hidden = seen.filter(({ reason }) => reason).length;
  const rest = hidden ? `; ${hidden} of them cannot be shown, and say why` : "";
  return `${name}: ${seen.length} convolution ${seen.length === 1 ? "layer" : "layers"}${rest}.`;
}

/** @param {unknown} error @param {string} name */
function wordsOf(error, name) {
  if (error instanceof Unreadable) return error.message;
  if (error instanceof Error && error.constructor === Error) return error.message;
  return `${name} cannot be shown: something in it is unlike what this page knows.`;
}

export default { render };
