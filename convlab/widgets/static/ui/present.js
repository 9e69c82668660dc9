// A widget for a room: it fills the screen, in type that can be read from the back row.

import { assign, make, makeButton } from "./dom.js";

/** @import { Model } from "../store.js" */

/** @typedef {[keys: string, what: string][]} Keys */

/**
 * @typedef {object} Presented
 * @property {Model} model  its `present` says whether the screen is filled
 * @property {HTMLElement} root  what fills it
 * @property {Keys | (() => Keys)} keys  what they do then
 * @property {(key: string) => boolean} [press]  whether it was one of them
 * @property {() => void} [onChange]  it fills the screen now, or no longer
 * @property {number} [wide]  CSS pixels that it is laid out for, and then enlarged as a whole
 */

/** @typedef {ReturnType<typeof makePresent>} Present */

/** What takes keys of its own. */
const TAKERS = "input, select, textarea, .cl-drawing";
/** Of inputs, those that letters do nothing to. */
const NO_LETTERS = "[type=range], [type=radio], [type=checkbox]";
/** The class of a root that fills the screen, and of one that is laid out for a room, too. */
const PRESENT = "cl-present";
export const ROOM = "cl-room";
const LEAST = 640; // CSS pixels: a narrower screen is a phone in a hand, and stays laid out for one
const DESIGN = 853; // the width of a screen, in the pixels that keys and words are laid out for
const LARGEST = 3;
const READABLE = 22 / 15 / 720; // a screen's height: type of 15 pixels is not made smaller than 22
const MARGIN = 24;

/**
 * The button that fills the screen, and the line of keys on it.
 * @param {Presented} presented
 */
export function makePresent({ model, root, keys, press, onChange = () => {}, wide = 0 }) {
  const button = makeButton("Present", () => tell(!isOn), { "data-control": "present" });
  const { bar, say } = makeBar(keys, () => tell(false));
  const fitting = makeFitting({ root, bar, wide, onChange });
  let isOn = false;
  let frame = 0;

  /** @param {boolean} on */
  function tell(on) {
    model.set("present", on);
    model.save_changes?.();
    take();
  }
  function take() {
    const on = Boolean(model.get("present"));
    cancelAnimationFrame(frame);
    if (on === isOn) return;
    if (on && !root.isConnected) frame = requestAnimationFrame(take);
    else fill(on);
  }
  /** @param {boolean} on */
  function fill(on) {
    isOn = on;
    root.classList.toggle(PRESENT, on);
    assign(bar, { hidden: !on });
    assign(button, { ariaPressed: on });
    raise(root, on);
    fitting.set(on);
    onChange();
    const listen = on ? document.addEventListener : document.removeEventListener;
    listen.call(document, "keydown", onKey, true);
    const canvas = /** @type {HTMLElement | null} */ (root.querySelector("canvas.cl-maps"));
    (on && canvas ? canvas : button).focus({ preventScroll: true });
  }
  /** While it fills the screen. @param {Event} event */
  function onKey(event) {
    const on = /** @type {Element} */ (event.composedPath()[0]); // in a shadow root, too
    const key = plainKey(/** @type {KeyboardEvent} */ (event));
    const isTaken = on.matches(TAKERS) || (on.matches("button") && key === " ");
    if (key === "Escape") tell(false);
    else if (!key || isTaken || !press?.(key)) return;
    event.preventDefault();
    event.stopPropagation();
  }
  root.addEventListener("keydown", (event) => {
    const on = /** @type {Element} */ (event.target);
    const isTaken = on.matches(TAKERS) && !on.matches(NO_LETTERS);
    if (!isOn && plainKey(event) === "f" && !isTaken) tell(true);
  });
  model.on("change:present", take);
  take();
  function close() {
    cancelAnimationFrame(frame);
    model.off?.("change:present", take);
    document.removeEventListener("keydown", onKey, true);
    fitting.close();
  }
  return { button, bar, say, isOn: () => isOn, close };
}

/** A key that is pressed alone; "" for one of the browser's own. @param {KeyboardEvent} event */
const plainKey = ({ key, ctrlKey, metaKey, altKey }) => (ctrlKey || metaKey || altKey ? "" : key);

/**
 * The line of keys, and what they do; `say` brings it up to date.
 * @param {Presented["keys"]} keys
 * @param {() => void} leave
 */
function makeBar(keys, leave) {
  const button = makeButton("Esc", leave, { "aria-label": "leave" }, "cl-key");
  const last = make("span", "", {}, button, " leaves");
  const bar = make("div", "cl-keys", { hidden: "" }, last);
  let said = "";
  function say() {
    const now = typeof keys === "function" ? keys() : keys;
    if (said === String(now)) return;
    said = String(now);
    while (bar.firstChild !== last) bar.firstChild?.remove();
    last.before(
      ...now.map(([key, what]) => make("span", "", {}, make("kbd", "cl-key", {}, key), ` ${what}`)),
    );
  }
  say();
  return { bar, say };
}

/**
 * Put it over all that is on the page, whatever it stands in.
 * @param {HTMLElement} root
 * @param {boolean} on
 */
function raise(root, on) {
  if (on) root.setAttribute("popover", "manual");
  if (on) root.showPopover?.();
  else root.removeAttribute("popover");
}

/**
 * Fits the screen: words and keys by its width; a page of one width as a whole.
 * @param {object} options
 * @param {HTMLElement} options.root
 * @param {HTMLElement} options.bar
 * @param {number} options.wide
 * @param {() => void} options.onChange  a screen that is turned is laid out afresh
 */
function makeFitting({ root, bar, wide, onChange }) {
  const resized = new ResizeObserver(fit);
  let isOn = false;

  function fit() {
    if (!isOn) return;
    const isRoom = innerWidth >= LEAST;
    const hasTurned = isRoom !== root.classList.contains(ROOM);
    root.classList.toggle(ROOM, isRoom);
    root.style.setProperty("--cl-stage", String(isRoom ? innerWidth / DESIGN : 1));
    if (wide && isRoom) enlarge();
    else if (wide) unzoom();
    if (hasTurned) onChange();
  }
  function enlarge() {
    const least = innerWidth / (wide + 2 * MARGIN);
    zoom(least);
    const { top } = root.getBoundingClientRect();
    const ends = Array.from(root.children, (one) =>
      one === bar ? 0 : one.getBoundingClientRect().bottom - top,
    );
    const { height } = bar.getBoundingClientRect();
    const whole = (least * (innerHeight - height)) / Math.max(...ends);
    const times = Math.min(least, Math.max(whole, READABLE * innerHeight), LARGEST);
    zoom(times);
    // What does not fit scrolls out from under the keys
    root.style.paddingBottom = whole < times ? `${height / times}px` : "";
  }
  /** @param {number} times */
  function zoom(times) {
    const side = `${Math.max(MARGIN, (innerWidth / times - wide) / 2)}px`;
    assign(root.style, { zoom: times, paddingLeft: side, paddingRight: side });
    assign(bar.style, { zoom: innerWidth / DESIGN / times });
  }
  /** @param {boolean} on */
  function set(on) {
    isOn = on;
    const watch = () => resized.observe(document.documentElement);
    if (on) watch();
    else resized.disconnect();
    if (on && wide) for (const one of root.children) resized.observe(one);
    if (!on && wide) unzoom();
    if (!on) root.classList.remove(ROOM);
    fit();
  }
  function unzoom() {
    assign(root.style, { zoom: "", paddingLeft: "", paddingRight: "", paddingBottom: "" });
    assign(bar.style, { zoom: "" });
  }
  window.addEventListener("resize", fit);
  const close = () => {
    resized.disconnect();
    window.removeEventListener("resize", fit);
  };
  return { set, close };
}
