// A number to type. What is none leaves the value as it was, and is answered beside the field.

import { clamp } from "../numbers/range.js";
import { readTyped } from "../numbers/typed.js";
import { assign, make, unique, write } from "./dom.js";

/** @import { Field } from "../numbers/typed.js" */

/** @param {KeyboardEvent} event */
export const isUndo = ({ key, ctrlKey, metaKey, shiftKey, altKey }) =>
  (ctrlKey || metaKey) && !shiftKey && !altKey && key.toLowerCase() === "z";

/**
 * What is typed, and what Escape brings back.
 * @param {(value: number) => void} onValue
 */
function makeNumber(onValue) {
  return {
    now: 0,
    kept: 0,
    /** @param {number} value */
    set(value) {
      if (value === this.now) return;
      this.now = value;
      onValue(value);
    },
    keep() {
      this.kept = this.now;
    },
  };
}

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
  const text = { type: "text", autocomplete: "off", spellcheck: "false", "aria-label": label };
  const input = make("input", "cl-number", { ...text, ...kind, ...look });
  const { say, isSaid } = makeNote(input);
  const number = makeNumber(onValue);
  let { low, high } = field;

  const read = () => readTyped(input.value, { ...field, low, high }, number.now);
  const begin = () => number.keep();
  /** Is what stands there a number? Then it stays. */
  function keep() {
    const { value = number.now, words = "" } = read();
    input.value = String(value);
    say(words);
    number.set(value);
    number.keep();
    return !words;
  }
  /** What was typed, and what was said of it. */
  function forget() {
    input.value = String(number.now);
    say("");
  }
  /** All since the value that was kept. */
  function drop() {
    number.set(number.kept);
    forget();
  }
  /** @param {number} steps @param {boolean} isSmall */
  function nudge(steps, isSmall) {
    const { value = number.now } = read();
    const by = steps * stepOf(field, step, number.kept, isSmall);
    const next = clamp(Number((value + by).toPrecision(6)), low, high);
    input.value = String(next);
    say("");
    number.set(next);
  }
  /**
   * Set from outside. A note on another value, or on a range that is no more, is no longer true.
   * @type {(value: number, least?: number, most?: number) => void}
   */
  const update = (value, least = low, most = high) => {
    const isNew = value.toPrecision(6) !== number.now.toPrecision(6);
    if (isNew || least !== low || most !== high) say("");
    if (isNew || !input.matches(":focus")) [number.now, input.value] = [value, String(value)];
    if (isNew) number.keep(); // Escape brings this back, and not what it took the place of
    [low, high] = [least, most];
  };
  input.addEventListener("focus", begin);
  input.addEventListener("change", keep);
  input.addEventListener("input", () => {
    say("");
    if (isLive) number.set(read().value ?? number.now);
  });
  const isTouched = () => number.now !== number.kept || input.value !== String(number.now);
  listenToKeys(input, { keep, drop, nudge, isTouched });
  return { input, begin, keep, forget, isRefused: isSaid, update };
}

/** @type {(field: Field, step: number | undefined, kept: number, isSmall: boolean) => number} */
function stepOf({ whole }, step, kept, isSmall) {
  if (whole) return 1;
  return (step ?? (Number.isInteger(kept) ? 1 : 0.1)) / (isSmall ? 10 : 1);
}

/**
 * @param {HTMLInputElement} input
 * @param {object} acts
 * @param {() => void} acts.keep
 * @param {() => void} acts.drop
 * @param {(steps: number, isSmall: boolean) => void} acts.nudge
 * @param {() => boolean} acts.isTouched  whether there is anything to drop
 */
function listenToKeys(input, { keep, drop, nudge, isTouched }) {
  input.addEventListener("keydown", (event) => {
    const steps = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === "Enter") keep();
    else if (event.key === "Escape") drop();
    else if (steps) nudge(steps, event.shiftKey);
    else if (isUndo(event) && isTouched()) drop();
    else return;
    event.preventDefault();
  });
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
