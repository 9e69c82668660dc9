// The site's first page: a line of text is read as a layer, and that layer is shown at once, with
// made-up weights on made-up channels, its counts and what it does in four sentences.

import { render as renderExplorer } from "./explorer.js";
import { modelOf } from "./model.js";
import { answer, countLine, question, whyNotShown } from "./numbers/answer.js";
import { outputSides, torchLine } from "./numbers/layer_checks.js";
import { codeOf } from "./numbers/layer_code.js";
import { readLayer } from "./numbers/layer_text.js";
import { readView, writeView } from "./numbers/link.js";
import { CHOICES, codedLayer, explorerOf } from "./numbers/made_layer.js";
import { makeTour } from "./ui/tour.js";

/** @import { LayerText } from "./numbers/layer_checks.js" */
/** @import { Model } from "./store.js" */
/** @import { Ends } from "./types.js" */

/**
 * What the page gives: the photo's red, green and blue in hundredths, where the scales of some
 * layers end, by their codes, and a function that is told when the view has changed.
 * @typedef {object} Given
 * @property {HTMLElement} el
 * @property {Uint8Array} photo
 * @property {Record<string, Ends>} [ends]
 * @property {(line: string) => void} onView
 */

const FIRST = "nn.Conv2d(3, 64, 3, padding=1)";
const PAUSE = 700; // milliseconds after the last key, before who listens hears of the layer

/** @param {Given} given */
export function render({ el, ...given }) {
  const parts = partsOf(el);
  const stage = makeStage(parts, given);
  const tell = teller(parts);

  /** What is typed is read at each key; the last layer stays while it says none. */
  function read() {
    const found = readLayer(parts.box.value);
    const isLayer = "layer" in found;
    parts.box.setAttribute("aria-invalid", String("error" in found));
    parts.problem.textContent = "error" in found ? found.error : "";
    const said = isLayer ? found.note : "unfinished" in found ? found.unfinished : "";
    parts.hint.replaceChildren(...(said ? [said] : parts.usual));
    if (!isLayer) return;
    tour?.leave();
    stage.show(found.layer);
    tell();
  }
  /** @param {string} hash */
  function follow(hash) {
    const [code, line = ""] = hash.split("?");
    const { layer, problem } = codedLayer(code);
    if (!layer) read();
    if (problem || layer) parts.problem.textContent = problem;
    if (!layer) return;
    parts.box.value = torchLine(layer);
    stage.show(layer, line);
  }
  parts.box.addEventListener("input", read);
  for (const chip of parts.chips) {
    chip.addEventListener("click", () => {
      parts.box.value = chip.dataset.layer ?? "";
      read();
    });
  }
  const beats = /** @type {HTMLElement | null} */ (el.querySelector(".tour"));
  const { beat: said, stage: picture } = parts;
  const tour = beats && makeTour(beats, { follow, step: stage.step, said, picture });
  if (!parts.box.value) parts.box.value = FIRST;
  follow(location.hash.slice(1));
  return { follow };
}

/** Says the layer that is shown, once the typing rests. @param {Parts} parts */
function teller({ told, count, unseen }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      told.textContent = `${count.textContent} ${unseen.textContent}`.trim();
    }, PAUSE);
  };
}

/**
 * Where a layer is shown: in words, and alive if it can be.
 * @param {Parts} parts
 * @param {Omit<Given, "el">} given
 */
function makeStage(parts, { photo, ends, onView }) {
  const side = Math.sqrt(photo.length / 3);
  let shown = ""; // which layer, and which view of it
  let end = () => {};
  /** @type {Model | undefined} */
  let model;

  /** @param {LayerText} layer @param {string} [line]  of a view of it */
  function show(layer, line = "") {
    const code = codeOf(layer);
    if (shown === `${code}?${line}`) return;
    shown = `${code}?${line}`;
    end();
    say(parts, layer);
    const why = whyNotShown(layer, side, outputSides(layer, Array(layer.ndim).fill(side)));
    parts.stage.hidden = why !== "";
    parts.unseen.textContent = why;
    end = why ? () => {} : open(layer, code, line);
    if (why) onView(code);
  }
  /** @type {(layer: LayerText, code: string, line: string) => () => void} */
  function open(layer, code, line) {
    const { arrays, plain, first } = explorerOf(layer, photo, side, ends);
    const { changes, problem } = readView(line, first, CHOICES);
    if (problem) parts.problem.textContent = problem;
    const own = modelOf({ ...plain, ...first, ...changes, ...arrays });
    const view = () => {
      const state = Object.fromEntries(Object.keys(first).map((key) => [key, own.get(key)]));
      onView([code, writeView(state, first)].filter(Boolean).join("?"));
    };
    own.save_changes = view;
    model = own;
    const close = renderExplorer({ model: own, el: parts.stage });
    view();
    return close;
  }
  return { show, step: (/** @type {number} */ n) => model?.set("step", n) };
}

/** The elements of the page that change. @param {HTMLElement} el */
function partsOf(el) {
  /** @param {string} name */
  const part = (name) => /** @type {HTMLElement} */ (el.querySelector(`[data-part="${name}"]`));
  const box = /** @type {HTMLTextAreaElement} */ (part("box"));
  const names = /** @type {const} */ ([
    ...["question", "answer", "count", "stage", "hint", "problem", "beat", "told", "unseen"],
  ]);
  const parts = Object.fromEntries(names.map((name) => [name, part(name)]));
  /** @type {NodeListOf<HTMLElement>} */
  const chips = el.querySelectorAll("[data-layer]");
  const usual = Array.from(part("hint").childNodes);
  const own = /** @type {Record<typeof names[number], HTMLElement>} */ (parts);
  return { ...own, box, chips, usual };
}

/** @typedef {ReturnType<typeof partsOf>} Parts */

/** Say what this layer does. @param {Parts} parts @param {LayerText} layer */
function say(parts, layer) {
  const [into, between, out, colon] = question(layer);
  const [channels, kernels] = [mark("channel", into), mark("kernel", out)];
  parts.question.replaceChildren(channels, between, kernels, colon);
  parts.count.textContent = countLine(layer);
  const said = answer(layer);
  for (const [i, one] of Array.from(parts.answer.children).entries()) {
    const [heading, sentence] = said[i];
    one.children[0].replaceChildren(...marked(heading));
    one.children[1].textContent = sentence;
  }
}

/** Slices in the channels' colour, kernels in their own. @param {string} heading */
const marked = (heading) =>
  heading.split(/([\d,]+ (?:slice|kernel)s?)/).map((words, i) => {
    if (i % 2 === 0) return words;
    return mark(words.includes("slice") ? "channel" : "kernel", words);
  });

/** @param {string} kind @param {string} text */
function mark(kind, text) {
  const span = document.createElement("span");
  span.className = kind;
  span.textContent = text;
  return span;
}

export default { render };
