// Labelled native inputs, the same in every widget.

import { clamp } from "../numbers/range.js";
import { assign, make, makeButton, unique, write } from "./dom.js";

/**
 * A number, or what is written in the place of one: a pair, or a word.
 * @typedef {number | number[] | string} Setting
 */

/**
 * @template {Setting} [V=number]
 * @typedef {object} Slider
 * @property {HTMLElement} root
 * @property {HTMLInputElement} input
 * @property {(value: V, values: V[], note?: string) => void} update  set from outside:
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

/** Ticks stand on a slider whose few values are not whole numbers in a row.
 * @param {Setting[]} values */
const wantsTicks = (values) =>
  values.length > 1 &&
  values.length <= 12 &&
  values.some((v, i) => i && v !== Number(values[i - 1]) + 1);

/** @param {Setting} value */
const written = (value) => (Array.isArray(value) ? `(${value.join(", ")})` : String(value));

/**
 * A slider over the values that are legal now. One legal value leaves its name, the reason and the
 * value. A count has buttons too, for fingers, where a page is narrow.
 * @template {Setting} V
 * @param {string} trait
 * @param {string} label
 * @param {string} kind  what it counts, and so its colour: "channel", "kernel" or "plain"
 * @param {(value: V) => void} onInput  with every value under the hand
 * @param {() => void} [onRelease]  when the hand lets go
 * @returns {Slider<V>}
 */
export function makeSlider(trait, label, kind, onInput, onRelease) {
  const { name, note, input, ticks, output } = makeSliderParts(trait, label);
  const track = make("span", "cl-track", {}, ticks, input);
  const [fewer, more] = kind === "plain" ? [] : makeSteppers(label, step);
  const parts = [name, note, track, ...(fewer ? [fewer, output, more] : [output])];
  const root = make("div", `cl-slider cl-${kind}`, { "data-slider": trait }, ...parts);
  /** @type {V[]} */
  let values = [];
  let filled = "";

  input.addEventListener("input", () => onInput(values[input.valueAsNumber]));
  // No "change" comes when the hand lets go where it began.
  if (onRelease)
    for (const end of ["change", "pointerup"]) input.addEventListener(end, () => onRelease());

  /** @param {number} by */
  function step(by) {
    onInput(values[clamp(input.valueAsNumber + by, 0, values.length - 1)]);
    onRelease?.();
  }
  /** @param {V[]} legal */
  const offer = (legal) => {
    if (JSON.stringify(legal) === JSON.stringify(values)) return;
    values = legal;
    input.max = String(Math.max(1, values.length - 1));
    output.style.minWidth = `${written(values[values.length - 1]).length}ch`;
    ticks.replaceChildren(...(wantsTicks(values) ? values : []).map(() => make("span")));
    root.classList.toggle("cl-one", values.length < 2);
  };
  /** @type {Slider<V>["update"]} */
  const update = (value, legal, words = "") => {
    offer(legal);
    const said = written(value);
    const at = values.findIndex((other) => written(other) === said);
    const fill = `${(100 * at) / Math.max(1, values.length - 1)}%`;
    const ariaValueText = words ? `${said}, ${words}` : said;
    assign(input, { disabled: values.length < 2, value: at, ariaValueText });
    if (fewer) {
      assign(fewer, { disabled: at <= 0 });
      assign(more, { disabled: at >= values.length - 1 });
    }
    if (fill !== filled) input.style.setProperty("--fill", fill);
    filled = fill;
    write(output, said);
    write(note, words);
  };
  return { root, input, update };
}

/**
 * @param {string} trait
 * @param {string} label
 */
function makeSliderParts(trait, label) {
  const id = unique("slider");
  const [first] = label.split(" "); // in a narrow page a count is called by it alone
  const rest = make("span", "cl-wordy", {}, label.slice(first.length));
  return {
    name: make("label", "", { for: id }, first, rest),
    note: make("span", "cl-note"),
    input: make("input", "", { type: "range", id, min: 0, step: 1, "data-control": trait }),
    ticks: make("span", "cl-ticks", { "aria-hidden": "true" }),
    output: make("output", "cl-value", { for: id }),
  };
}

/**
 * Two buttons that a finger can hit.
 * @param {string} label  of what they count
 * @param {(by: number) => void} onStep
 */
function makeSteppers(label, onStep) {
  const what = label.toLowerCase();
  return /** @type {const} */ ([
    ["−", "fewer", -1],
    ["+", "more", 1],
  ]).map(([sign, words, by]) =>
    makeButton(sign, () => onStep(by), { "aria-label": `${words} ${what}` }, "cl-stepper"),
  );
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
 * One of a few words: radio buttons and, where a page is narrow, a menu.
 * @template {string} V
 * @param {string} trait
 * @param {string} legend
 * @param {readonly (readonly [value: V, label: string])[]} options
 * @param {(value: V) => void} onPick  also when the one that is chosen is chosen again
 * @param {string} prefix  of what the menu says
 */
export function makeChoice(trait, legend, options, onPick, prefix = "") {
  const choices = options.map(([value, label]) => make("option", "", { value }, prefix + label));
  const onchange = () => onPick(/** @type {V} */ (menu.value));
  const look = { "aria-label": legend, "data-menu": trait, onchange };
  const menu = make("select", "cl-select", look, ...choices);
  const values = options.map(([value]) => value);
  const radios = makeRadios(trait, legend, values, onPick);
  radios.inputs.forEach((input, i) => {
    input.nextSibling?.replaceWith(options[i][1]);
    input.addEventListener("click", () => input.dataset.chosen && onPick(values[i]));
  });
  /** @param {V} value */
  const update = (value) => {
    radios.update(value);
    assign(menu, { value });
    for (const input of radios.inputs) assign(input.dataset, { chosen: input.checked ? "1" : "" });
  };
  return { root: make("div", "cl-options", {}, menu, radios.root), update };
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
