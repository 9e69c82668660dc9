// Parts of what can be set, each behind a button that says what is set: one is open at a time.

import { assign, make, unique, write } from "./dom.js";

/**
 * @typedef {object} Fold
 * @property {string} name
 * @property {string} label
 * @property {HTMLElement} body
 */

/**
 * What is open lies over what stands below; Escape closes it, and so does focus elsewhere.
 * @param {Fold[]} folds
 * @param {HTMLElement[]} others  at the end of the bar
 */
export function makeFolds(folds, ...others) {
  const made = folds.map(({ name, label, body }, i) => {
    const id = unique("fold");
    const value = make("b", "cl-wordy");
    const look = { type: "button", "data-fold": name, "aria-controls": id, onclick: () => turn(i) };
    const sign = make("span", "", { "aria-hidden": "true" }, "▾");
    const button = make("button", "cl-fold", look, make("span", "", {}, label), value, sign);
    return { button, value, panel: make("div", "cl-panel", { id }, body) };
  });
  const bar = make("div", "cl-fold-bar", {}, ...made.map(({ button }) => button), ...others);
  const panels = made.map(({ panel }) => panel);
  const root = make("div", "cl-folds", { onfocusout: leave, onkeydown: close }, bar, ...panels);
  show(-1);

  /** @param {number} open  its place; -1: none */
  function show(open) {
    made.forEach(({ button, panel }, i) => {
      assign(button, { ariaExpanded: i === open });
      assign(panel, { hidden: i !== open });
    });
  }
  /** @param {number} i */
  const turn = (i) => show(panels[i].hidden ? i : -1);
  /** @param {FocusEvent} event */
  function leave({ relatedTarget }) {
    const to = /** @type {Node | null} */ (relatedTarget);
    if (to && !root.contains(to)) show(-1);
  }
  /** @param {KeyboardEvent} event */
  function close({ key }) {
    const open = panels.findIndex((panel) => !panel.hidden);
    if (key !== "Escape" || open < 0) return;
    show(-1);
    made[open].button.focus();
  }
  /** What is set in each. @param {string[]} words */
  const update = (words) => {
    for (const [i, one] of words.entries()) write(made[i].value, one);
  };
  return { root, update };
}
