// Elements of the page on a scene: a channel's buttons, and what has its place elsewhere where a
// scene has no room for it.

/** @import { Slot } from "../types.js" */

import { assign, make, makeButton } from "./dom.js";

/**
 * @typedef {object} Toggles  what a channel's buttons do
 * @property {(what: "mute" | "solo", c: number) => void} toggle
 * @property {(what: "mute" | "solo", c: number) => boolean} isOn
 * @property {(c: number) => string} nameOf
 */

/** @type {(slot: Slot) => string} */
const keyOf = (slot) => ("c" in slot ? `${slot.what} ${slot.c}` : slot.what);

/**
 * @param {HTMLElement} board  under the elements
 * @param {Map<string, HTMLElement>} guests  those that have a home elsewhere, by their slots
 * @param {Toggles} [toggles]  of a scene that has channels to be muted
 */
export function makeSlots(board, guests, toggles) {
  /** @type {Map<string, ChannelElement>} */
  const own = new Map();
  /** @type {Map<HTMLElement, Comment>} what stands at home while a guest is here */
  const homes = new Map();

  /** @param {Slot} slot */
  function elementOf(slot) {
    if (!("c" in slot) || !toggles) return guests.get(slot.what);
    const key = keyOf(slot);
    const made = own.get(key) ?? makeChannelElement(slot, toggles);
    if (!own.has(key)) board.append(made.root);
    own.set(key, made);
    made.update();
    return made.root;
  }
  /** @param {HTMLElement} guest */
  function fetch(guest) {
    if (guest.parentElement === board) return;
    const home = document.createComment("");
    guest.replaceWith(home);
    homes.set(guest, home);
    board.append(guest);
  }
  /** @param {HTMLElement} guest */
  function sendHome(guest) {
    homes.get(guest)?.replaceWith(guest);
    homes.delete(guest);
    assign(guest.style, { left: "", top: "", width: "", height: "" });
  }
  /** @param {Slot[]} slots */
  function update(slots) {
    /** @type {Set<HTMLElement>} */
    const placed = new Set();
    for (const slot of slots) {
      const element = elementOf(slot);
      if (!element) continue; // the widget does not offer it
      if (!("c" in slot)) fetch(element);
      const [left, top, width, height] = [slot.x, slot.y, slot.w, slot.h].map((n) => `${n}px`);
      assign(element.style, { left, top, width, height });
      placed.add(element);
    }
    for (const { root } of own.values()) assign(root, { hidden: !placed.has(root) });
    for (const guest of [...homes.keys()]) if (!placed.has(guest)) sendHome(guest);
  }
  return { update };
}

/** @typedef {{root: HTMLElement, update: () => void}} ChannelElement */

/**
 * @param {Extract<Slot, {c: number}>} slot
 * @param {Toggles} toggles
 * @returns {ChannelElement}
 */
const makeChannelElement = ({ what, c }, toggles) =>
  what === "channel" ? makeChannelMenu(c, toggles) : makeToggle(what, c, toggles);

/**
 * @param {"mute" | "solo"} what
 * @param {number} c
 * @param {Toggles} toggles
 * @returns {ChannelElement}
 */
function makeToggle(what, c, { toggle, isOn, nameOf }) {
  const look = { "data-control": "muted", "aria-label": `${what} ${nameOf(c)}` };
  const root = makeButton(what, () => toggle(what, c), look, "cl-small");
  return { root, update: () => assign(root, { ariaPressed: isOn(what, c) }) };
}

/**
 * Both buttons of a channel behind one, where there is room for no more.
 * @param {number} c
 * @param {Toggles} toggles
 * @returns {ChannelElement}
 */
function makeChannelMenu(c, toggles) {
  const buttons = /** @type {const} */ (["mute", "solo"]).map((what) =>
    makeToggle(what, c, toggles),
  );
  const list = make("div", "cl-list", { hidden: "" }, ...buttons.map(({ root }) => root));
  const look = { "aria-label": `mute or solo ${toggles.nameOf(c)}` };
  const open = makeButton("⋯", () => show(Boolean(list.hidden)), look, "cl-small");
  const root = make("div", "cl-channel-menu", { onfocusout: leave, onkeydown: close }, open, list);
  show(false);

  /** @param {boolean} isOpen */
  function show(isOpen) {
    list.hidden = !isOpen;
    assign(open, { ariaExpanded: isOpen });
  }
  /** @param {FocusEvent} event */
  function leave({ relatedTarget }) {
    if (!root.contains(/** @type {Node | null} */ (relatedTarget))) show(false);
  }
  /** @param {KeyboardEvent} event */
  function close({ key }) {
    if (key !== "Escape") return;
    show(false);
    open.focus();
  }
  return { root, update: () => buttons.forEach(({ update }) => void update()) };
}
