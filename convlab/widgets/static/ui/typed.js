// A number to type. What is none leaves the value as it was, and is answered beside the field.

import { clamp } from "../numbers/range.js";
import { readTyped } from "../numbers/typed.js";
import { assign, make, unique, write } from "./dom.js";

/** @import { Field } from "../numbers/typed.js" */

/**
 * A field for a number, which arrow keys nudge. Its note stands beside it as long as it is true.
 * @param {object} options
 * @param {string} options.label
 * @param {Field} options.field  what can be typed
 * @param {number} [options.step]  of an arrow key
 * @param {Record<string, string>} [options.look]  more attributes
 * @param {(value: number) => void} options.onValue
 */
export function makeTyped({ label, field, step = 1, look = {}, onValue }) {
  const note = make("span", "cl-beside", { role: "status", id: unique("typed"), hidden: "" });
  const kind = field.whole ? { inputmode: "numeric" } : {};
  const input = make("input", "cl-number", {
    ...{ type: "text", autocomplete: "off", spellcheck: "false", "aria-label": label },
    ...kind,
    ...look,
    onchange: () => take(input.value),
    oninput: () => say(""),
    onkeydown,
  });
  let now = 0;
  let { low, high } = field;

  /** @param {string} typed */
  function take(typed) {
    const { value = now, words = "" } = readTyped(typed, { ...field, low, high }, now);
    input.value = String(value);
    say(words);
    if (value !== now) onValue(value);
  }
  /** @param {KeyboardEvent} event */
  function onkeydown(event) {
    const by = { ArrowUp: step, ArrowDown: -step }[event.key];
    if (event.key === "Enter") take(input.value);
    else if (event.key === "Escape") forget();
    else if (by) nudge(by);
    else return;
    event.preventDefault();
  }
  /** What was typed, and what was said of it. */
  function forget() {
    input.value = String(now);
    say("");
  }
  /** @param {number} by */
  function nudge(by) {
    const { value = now } = readTyped(input.value, { ...field, low, high }, now);
    const next = clamp(Number((value + by).toPrecision(6)), low, high);
    input.value = String(next);
    say("");
    if (next !== now) onValue(next);
  }
  /** @param {string} words */
  function say(words) {
    if (words && !note.isConnected) input.after(note);
    write(note, words);
    note.hidden = !words;
    assign(input, { ariaInvalid: Boolean(words) });
    if (!words) return input.removeAttribute("aria-describedby");
    input.setAttribute("aria-describedby", note.id);
    note.style.setProperty("--cl-left", `${input.offsetLeft}px`);
    note.style.setProperty("--cl-top", `${input.offsetTop + input.offsetHeight + 4}px`);
  }
  /**
   * Set from outside. A note on another value, or on a range that is no more, is no longer true.
   * @type {(value: number, least?: number, most?: number) => void}
   */
  const update = (value, least = low, most = high) => {
    if (value !== now || least !== low || most !== high) say("");
    [now, low, high] = [value, least, most];
    if (!input.matches(":focus")) input.value = String(now);
  };
  return { input, forget, update };
}
