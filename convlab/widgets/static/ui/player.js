// Buttons that start and stop what goes on by itself.

import { make, write } from "./dom.js";
import { wantsLessMotion } from "./host.js";

/**
 * @typedef {object} Move  what a button plays, step by step
 * @property {HTMLButtonElement} button
 * @property {readonly [string, string]} words  on the button while nothing is played; in a narrow
 *   page the first of them alone
 * @property {() => {changes: object, wait: number}} next  wait: milliseconds, 0 after the last step
 */

/**
 * Where less motion is asked for, each press is one step.
 * @param {Record<string, Move>} moves
 * @param {(changes: any) => void} apply
 * @param {() => void} onStop  a hand has stopped it
 */
export function makePlayer(moves, apply, onStop) {
  /** @type {string | null} */
  let playing = null;
  let timer = 0;

  /** @type {(name: string, once?: boolean) => void} */
  function play(name, once = false) {
    stop();
    const { changes, wait } = moves[name].next();
    if (wait && !once) {
      playing = name;
      timer = window.setTimeout(() => play(name), wait);
    }
    apply(changes);
  }
  function stop() {
    clearTimeout(timer);
    playing = null;
  }
  function update() {
    for (const [name, { button, words }] of Object.entries(moves)) {
      const [first, rest] = playing === name ? ["❚❚ Stop", ""] : words;
      write(button.children[0], first);
      write(button.children[1], rest);
    }
  }
  for (const [name, { button, words }] of Object.entries(moves)) {
    const [first, rest] = words;
    button.replaceChildren(make("span"), make("span", "cl-wordy"));
    // It stays as wide with other words on it.
    Object.assign(button.dataset, { longest: first + rest, shortest: "❚❚ Stop" });
    button.addEventListener("click", () => {
      if (playing === name) onStop();
      else play(name, wantsLessMotion());
    });
  }
  return { stop, update };
}
