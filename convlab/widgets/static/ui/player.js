// Buttons that start and stop what goes on by itself.

import { write } from "./controls.js";

/** Buttons that start and stop. moves: {name: {button, words, fades, next(): {changes, wait}}};
 * apply(changes, fades), and stopped() when a hand has stopped it. Where less motion is asked for, each press is one move. */
export function makePlayer(moves, apply, stopped) {
  let timer = 0,
    playing = null;
  for (const [name, { button, words }] of Object.entries(moves)) {
    button.dataset.longest = words; // it stays as wide with other words on it
    button.addEventListener("click", () =>
      playing === name
        ? stopped()
        : play(name, window.matchMedia("(prefers-reduced-motion: reduce)").matches),
    );
  }
  function play(name, once) {
    stop();
    const { changes, wait } = moves[name].next();
    if (wait && !once) [playing, timer] = [name, setTimeout(() => play(name), wait)];
    apply(changes, moves[name].fades && !once);
  }
  function stop() {
    clearTimeout(timer);
    playing = null;
  }
  function update() {
    for (const [name, { button, words }] of Object.entries(moves))
      write(button, playing === name ? "❚❚ Stop" : words);
  }
  return { stop, update };
}
