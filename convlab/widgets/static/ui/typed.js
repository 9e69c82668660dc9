// A number to type. What is none leaves the value as it was, and is answered beside the field.

import { clamp } from "../numbers/range.js";
import { readTyped } from "../numbers/typed.js";
import { assign, make, unique, write } from "./dom.js";

/** @import { Field } from "../numbers/typed.js" */

/** @param {KeyboardEvent} event */
export const isUndo = ({ key, ctrlKey, metaKey, shiftKey, altKey }) =>
  (ctrlKey || metaKey) && !shiftKey && !altKey && key.toLowerCase() === "z";

/**
 * A field for a number, which arrow keys nudge, and with Shift by a tenth of that. Its note stands
 * beside it as long as it is true.
 * @param {object} options
 * @param {string} options.label
 * @param {Field} options.field  what can be typed
 * @param {number} [options.step]  of an arrow key; 1 for whole numbers, 0.1 for others by default
 * @param {Record<string, string>} [options.look]  more attributes
 * @param {boolean} [options.isLive]  whether each number counts as it is typed, not only the last
 * @param {(value: number) => void} options.onValue
 */
export function makeTyped({ label, field, step, look = {}, isLive = false, onValue }) {
  const kind = field.whole ? { inputmode: "numeric" } : {};
  const input = make("input", "cl-number", {
    ...{ type: "text", autocomplete: "off", spellcheck: "false", "aria-label": label },
    ...kind,
    ...look,
    onfocus: begin,
    onchange: keep,
    oninput,
    onkeydown,
  });
  const { say, isSaid } = makeNote(input);
  let now = 0;
  let kept = 0; // what Escape brings back
  let { low, high } = field;

  const read = () => readTyped(input.value, { ...field, low, high }, now);
  /** @param {number} value */
  function set(value) {
    if (value === now) return;
    now = value;
    onValue(value);
  }
  function begin() {
    kept = now;
  }
  /** Is what stands there a number? Then it stays. */
  function keep() {
    const { value = now, words = "" } = read();
    input.value = String(value);
    say(words);
    set(value);
    kept = now;
    return !words;
  }
  function oninput() {
    say("");
    if (isLive) set(read().value ?? now);
  }
  /** @param {KeyboardEvent} event */
  function onkeydown(event) {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === "Enter") keep();
    else if (event.key === "Escape") drop();
    else if (by) nudge(by * stepOf(event.shiftKey));
    else if (isUndo(event) && (now !== kept || input.value !== String(now))) drop();
    else return;
    event.preventDefault();
  }
  /** @param {boolean} isSmall */
  function stepOf(isSmall) {
    if (field.whole) return 1;
    return (step ?? (Number.isInteger(kept) ? 1 : 0.1)) / (isSmall ? 10 : 1);
  }
  /** What was typed, and what was said of it. */
  function forget() {
    input.value = String(now);
    say("");
  }
  /** All since the value that was kept. */
  function drop() {
    set(kept);
    forget();
  }
  /** @param {number} by */
  function nudge(by) {
    const { value = now } = read();
    const next = clamp(Number((value + by).toPrecision(6)), low, high);
    input.value = String(next);
    say("");
    set(next);
  }
  /**
   * Set from outside. A note on another value, or on a range that is no more, is no longer true.
   * @type {(value: number, least?: number, most?: number) => void}
   */
  const update = (value, least = low, most = high) => {
    const isNew = value.toPrecision(6) !== now.toPrecision(6);
    if (isNew || least !== low || most !== high) say("");
    if (isNew || !input.matches(":focus")) [now, input.value] = [value, String(value)];
    if (isNew) kept = value; // Escape brings this back, and not what it took the place of
    [low, high] = [least, most];
  };
  return { input, begin, keep, forget, isRefused: isSaid, update };
}

/**
 * What is wrong with what stands in a field: below it, or above where there is no more room.
 * @param {HTMLInputElement} input
 */
export function makeNote(input) {
  const note = make("span", "cl-beside", { role: "status", id: unique("typed"), hidden: "" });
  /** @param {string} words  "": nothing is wrong */
  function say(words) {
    if (words && !note.isConnected) input.after(note);
    write(note, words);
    note.hidden = !words;
    assign(input, { ariaInvalid: Boolean(words) });
    if (!words) return input.removeAttribute("aria-describedby");
    input.setAttribute("aria-describedby", note.id);
    place();
  }
  function place() {
    const { clientWidth, clientHeight } = note.offsetParent ?? document.body;
    const { offsetLeft, offsetTop, offsetHeight } = input;
    const below = offsetTop + offsetHeight + 4;
    const fits = below + note.offsetHeight <= clientHeight;
    const left = Math.max(0, Math.min(offsetLeft, clientWidth - note.offsetWidth));
    const top = fits ? below : Math.max(0, offsetTop - note.offsetHeight - 4);
    note.style.setProperty("--cl-left", `${left}px`);
    note.style.setProperty("--cl-top", `${top}px`);
  }
  return { say, isSaid: () => !note.hidden };
}
