// Labelled native inputs, the same in every widget.

import { assign, make, unique, write } from "./dom.js";

/**
 * @typedef {object} Slider
 * @property {HTMLElement} root
 * @property {HTMLInputElement} input
 * @property {(value: number, values: number[], note?: string) => void} update  set from outside:
 *   the values it can have, and a note on why they are so few
 */

/**
 * The sliders of how a kernel moves over its input.
 * @type {[trait: "kernel_size" | "stride" | "padding" | "dilation", label: string, kind: string][]}
 */
export const WINDOW_SLIDERS = [
  ["kernel_size", "Kernel size", "plain"],
  ["stride", "Stride", "plain"],
  ["padding", "Padding", "plain"],
  ["dilation", "Dilation", "plain"],
];

/** Ticks stand under the few values of a slider that are not whole numbers in a row.
 * @param {number[]} values */
const wantsTicks = (values) =>
  values.length > 1 && values.length <= 8 && values.some((v, i) => i && v !== values[i - 1] + 1);

/**
 * A slider over the values that are legal now. One legal value leaves it in place, disabled.
 * @param {string} trait
 * @param {string} label
 * @param {string} kind  what it counts, and so its colour: "channel", "kernel" or "plain"
 * @param {(value: number) => void} onInput  with every value under the hand
 * @param {() => void} [onRelease]  when the hand lets go
 * @returns {Slider}
 */
export function makeSlider(trait, label, kind, onInput, onRelease) {
  const id = unique("slider");
  const output = make("output", "cl-value", { for: id });
  const note = make("span", "cl-note");
  const input = make("input", "", { type: "range", id, min: 0, step: 1, "data-control": trait });
  const ticks = make("div", "cl-ticks", { "aria-hidden": "true" });
  const name = make("label", "", { for: id }, label);
  const head = make("div", "cl-slider-head", {}, name, note, output);
  const root = make("div", `cl-slider cl-${kind}`, {}, head, input, ticks);
  /** @type {number[]} */
  let values = [];
  let filled = "";

  input.addEventListener("input", () => onInput(values[input.valueAsNumber]));
  // No "change" comes when the hand lets go where it began.
  if (onRelease)
    for (const end of ["change", "pointerup"]) input.addEventListener(end, () => onRelease());

  /** @param {number[]} legal */
  const offer = (legal) => {
    if (String(legal) === String(values)) return;
    values = legal;
    input.max = String(Math.max(1, values.length - 1));
    const words = wantsTicks(values) ? values.map(String) : [];
    ticks.replaceChildren(...words.map((value) => make("span", "", {}, value)));
  };
  /** @type {Slider["update"]} */
  const update = (value, legal, words = "") => {
    offer(legal);
    const at = values.indexOf(value);
    const fill = `${(100 * at) / Math.max(1, values.length - 1)}%`;
    const ariaValueText = words ? `${value}, ${words}` : value;
    assign(input, { disabled: values.length < 2, value: at, ariaValueText });
    if (fill !== filled) input.style.setProperty("--fill", fill);
    filled = fill;
    write(output, String(value));
    write(note, words);
    [...ticks.children].forEach((tick, i) => {
      tick.classList.toggle("cl-here", i === at);
    });
  };
  return { root, input, update };
}

/**
 * A small slider without a head of its own: what it says stands beside it.
 * @param {string} trait
 * @param {string} label
 * @param {(value: number) => void} onInput
 */
export function makeScrubber(trait, label, onInput) {
  const output = make("span", "cl-note");
  const look = { type: "range", min: 0, step: 1, "aria-label": label, "data-control": trait };
  const input = make("input", "cl-scrub", look);
  /** @type {number[]} */
  let values = [];
  input.addEventListener("input", () => onInput(values[input.valueAsNumber]));

  /** @type {(value: number, legal: number[], words: string) => void} */
  const update = (value, legal, words) => {
    values = legal;
    assign(input, { max: values.length - 1, value: values.indexOf(value), ariaValueText: words });
    write(output, words);
  };
  return { input, output, update };
}

/**
 * One of a few words, as radio buttons.
 * @template {string} V
 * @param {string} trait
 * @param {string} legend
 * @param {readonly V[]} options
 * @param {(value: V) => void} onPick
 */
export function makeRadios(trait, legend, options, onPick) {
  const name = unique("radio");
  const inputs = options.map((value) => {
    const look = { type: "radio", name, value, "data-control": trait };
    return make("input", "", { ...look, onchange: () => onPick(value) });
  });
  const labels = inputs.map((input) => make("label", "", {}, input, input.value));
  const root = make(
    "fieldset",
    "cl-radios",
    {},
    make("legend", "cl-hidden", {}, legend),
    ...labels,
  );

  /** @param {V} value */
  const update = (value) => {
    for (const input of inputs) assign(input, { checked: input.value === value });
  };
  return { root, inputs, update };
}

/**
 * One of several values, as a menu.
 * @param {string} trait
 * @param {string} label
 * @param {string[]} options  what the menu calls each value, by its place
 * @param {(place: number) => void} onPick
 * @param {string} [labelClass]
 */
export function makeMenu(trait, label, options, onPick, labelClass = "") {
  const id = unique("menu");
  const choices = options.map((words, value) => make("option", "", { value }, words));
  const select = make("select", "cl-button cl-menu", { id, "data-control": trait }, ...choices);
  select.addEventListener("change", () => onPick(Number(select.value)));
  const name = make("label", labelClass, { for: id }, label);
  const root = make("span", "cl-choice", {}, name, select);

  /** @param {number} place */
  const update = (place) => assign(select, { value: place });
  return { root, select, update };
}
