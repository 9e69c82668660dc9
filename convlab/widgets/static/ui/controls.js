// Labelled native inputs, the same in every widget.

import { paint } from "../paint/paint.js";

// Every widget on a page loads this file anew; ids and radio groups must differ all the same.
const instance = Math.random().toString(36).slice(2, 8);

let made = 0;

/** A name that no other element of the page has. */
export const unique = (kind) => `cl-${kind}-${instance}-${++made}`;

/** An element with a class, attributes and children; strings become text, never HTML. */
export function make(tag, className = "", attributes = {}, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  // JupyterLab's shortcuts (arrow keys move its cells) stay off whatever can have the keyboard. Notebook 7
  // asks the focused element itself, so it is not enough to say so on the widget.
  if (/^(input|button|canvas|select|textarea)$/.test(tag))
    element.dataset.lmSuppressShortcuts = "true";
  element.append(...children);
  return element;
}

/** Set what differs, and only that: the page is styled and laid out afresh for everything that is set. */
export function assign(target, properties) {
  for (const name in properties)
    if (String(target[name]) !== String(properties[name])) target[name] = properties[name];
}

/** Put new words into an element that holds words only. */
export function write(element, words) {
  const text = element.firstChild ?? element.appendChild(new Text());
  if (text.data !== words) text.data = words;
}

/** A slider over `values` (all whole numbers of a range, or the few that are legal).
 * onInput is called with every value under the hand, onRest, if given, when it lets go.
 * update(value, values, note) sets it from outside; one legal value leaves it in place, disabled. */
export function makeSlider(trait, label, kind, onInput, onRest) {
  const id = unique("slider");
  const shown = make("output", "cl-value", { for: id });
  const note = make("span", "cl-note");
  const input = make("input", "", { type: "range", id, min: 0, step: 1, "data-control": trait });
  const ticks = make("div", "cl-ticks", { "aria-hidden": "true" });
  const root = make(
    "div",
    `cl-slider cl-${kind}`,
    {},
    make("div", "cl-slider-head", {}, make("label", "", { for: id }, label), note, shown),
    input,
    ticks,
  );
  let values = [],
    filled = "";
  input.addEventListener("input", () => onInput(values[input.valueAsNumber]));
  // No "change" comes when the hand lets go where it began.
  if (onRest)
    for (const ended of ["change", "pointerup"]) input.addEventListener(ended, () => onRest());
  const update = (value, legal, words = "") => {
    if (legal.length !== values.length || legal.some((v, i) => v !== values[i])) {
      values = legal;
      input.max = Math.max(1, values.length - 1);
      const few =
        values.length > 1 &&
        values.length <= 8 &&
        values.some((v, i) => i && v !== values[i - 1] + 1);
      ticks.replaceChildren(...(few ? values.map((v) => make("span", "", {}, String(v))) : []));
    }
    const at = values.indexOf(value),
      fill = `${(100 * at) / Math.max(1, values.length - 1)}%`;
    assign(input, {
      disabled: values.length < 2,
      value: at,
      ariaValueText: words ? `${value}, ${words}` : value,
    });
    if (fill !== filled) input.style.setProperty("--fill", (filled = fill));
    write(shown, String(value));
    write(note, words);
    [...ticks.children].forEach((tick, i) => tick.classList.toggle("cl-here", i === at));
  };
  return { root, input, update };
}

/** A small slider without a head of its own: what it says stands beside it. */
export function makeScrubber(trait, label, onInput) {
  const shown = make("span", "cl-note"),
    input = make("input", "cl-scrub", {
      type: "range",
      min: 0,
      step: 1,
      "aria-label": label,
      "data-control": trait,
    });
  let values = [];
  input.addEventListener("input", () => onInput(values[input.valueAsNumber]));
  const update = (value, legal, words) => {
    values = legal;
    assign(input, { max: values.length - 1, value: values.indexOf(value), ariaValueText: words });
    write(shown, words);
  };
  return { input, shown, update };
}

/** One of a few words, as radio buttons. */
export function makeRadios(trait, legend, options, onPick) {
  const name = unique("radio");
  const inputs = options.map((value) =>
    make("input", "", {
      type: "radio",
      name,
      value,
      "data-control": trait,
      onchange: () => onPick(value),
    }),
  );
  const root = make(
    "fieldset",
    "cl-radios",
    {},
    make("legend", "cl-said", {}, legend),
    ...inputs.map((input, i) => make("label", "", {}, input, options[i])),
  );
  return {
    root,
    update: (value) => inputs.forEach((input) => assign(input, { checked: input.value === value })),
  };
}

/** A small whole number to type, inside a sentence. */
export function makeNumber(trait, label, onInput) {
  const input = make("input", "cl-number", {
    type: "number",
    min: 0,
    step: 1,
    "aria-label": label,
    "data-control": trait,
  });
  input.addEventListener("change", () =>
    onInput(Number.isInteger(input.valueAsNumber) ? input.valueAsNumber : null),
  );
  const update = (value, max) => {
    assign(input, { max, value });
    input.style.width = `max(24px, ${String(max).length}ch + 8px)`;
  };
  return { input, update };
}

/** Keys that a widget uses stay in the widget. */
export function keepKeys(root) {
  root.addEventListener("keydown", (event) => {
    if (
      !event.ctrlKey &&
      !event.metaKey &&
      !event.altKey &&
      !(event.shiftKey && event.key === "Enter")
    )
      event.stopPropagation();
  });
}

/** Call back when the page changes its theme; returns what ends the watch. */
export function watchTheme(onChange) {
  const watch = new MutationObserver(onChange);
  for (const page of [document.body, document.documentElement]) {
    watch.observe(page, {
      attributes: true,
      attributeFilter: ["data-jp-theme-light", "data-theme", "class"],
    });
  }
  return () => watch.disconnect();
}

/** Let what a canvas shows now fade, in 120 ms, into what it shows next. */
export function fadeOut(canvas) {
  const { width, height, style } = canvas;
  const ghost = make("canvas", "cl-ghost", {
    width,
    height,
    "aria-hidden": "true",
    style: `width: ${style.width}; height: ${style.height}`,
  });
  ghost.getContext("2d", { alpha: false }).drawImage(canvas, 0, 0);
  canvas.after(ghost);
  ghost.animate([{ opacity: 1 }, { opacity: 0 }], 120).onfinish = () => ghost.remove();
}

/** Give the reader what is on a canvas, as PNG. */
export function download(canvas, name) {
  canvas.toBlob((blob) => {
    const link = make("a", "", { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
}

/** Give the reader a PNG of a scene, twice its size on screen. */
export function savePicture(scene, theme, name) {
  const canvas = document.createElement("canvas");
  paint(canvas, scene, theme, 2, document.createElement("canvas"));
  download(canvas, name);
}
