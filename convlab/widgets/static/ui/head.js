// What stands above a channel grid, and stays in sight while it scrolls: sliders, the sentence,
// what is shown and played. And what stands below it: what is pointed at, and quiet tools.

import { assign, make, makeButton, unique } from "./dom.js";

/**
 * @typedef {object} Parts  of a grid's surroundings; what a widget has no use for is left out
 * @property {HTMLElement[]} sliders  those of a line together
 * @property {HTMLElement[]} sentence
 * @property {HTMLElement[]} bar
 * @property {HTMLElement[]} foot
 * @property {HTMLElement[]} rest  behind a button
 */

/**
 * Where a page is narrow, what is not in every hand's way goes behind the button, too.
 * @param {HTMLElement} root
 * @param {Parts} parts
 */
export function makeSurroundings(root, parts) {
  const id = unique("more");
  const rest = make("div", "cl-rest", { id, hidden: "" }, ...parts.rest);
  const look = { "data-control": "more", "aria-label": "more controls", "aria-controls": id };
  const more = makeButton("⋯", () => toggle(Boolean(rest.hidden)), look, "cl-more");
  const sliders = make("div", "cl-lines", {}, ...parts.sliders);
  const bar = make("div", "cl-controls", {}, ...parts.bar);
  const head = make("div", "cl-head", {}, sliders, ...parts.sentence, bar);
  const foot = make("div", "cl-foot", {}, ...parts.foot);
  toggle(false);
  // What sticks to the head's lower edge has to know where that is.
  new ResizeObserver(() => root.style.setProperty("--cl-head", `${head.offsetHeight}px`)).observe(
    head,
  );

  /** @param {boolean} isOpen */
  function toggle(isOpen) {
    rest.hidden = !isOpen;
    assign(more, { ariaExpanded: isOpen });
    root.classList.toggle("cl-open", isOpen);
  }
  /** Put the button and what is behind it where the page has room for it. @param {number} width */
  function update(width) {
    const [place, after] = width < 640 ? [sliders, head] : [foot, foot];
    if (more.parentElement !== place) place.append(more);
    if (width < 640 && rest.parentElement !== head) after.append(rest);
    if (width >= 640 && rest.previousSibling !== foot) foot.after(rest);
  }
  return { head, foot, update };
}
