// What goes on by itself until a hand stops it: channels added one by one, the window slid over the picture.

import { clamp } from "./state.js";
import { write } from "./controls.js";

/** One more channel; after the last comes the bias, and all is as before.
 * @returns {{changes: object, wait: number}} and the milliseconds until the next; 0: this was the last */
export function addChannel(state) {
  const per = state.in_channels / state.groups,
    step = state.step >= per ? -1 : state.step + 1;
  return { changes: { step }, wait: step < 0 ? 0 : step === per ? 900 : 600 };
}

/** One place on, row by row, or a few in a large map, which would take minutes; the maps are there as far
 * as the window has come. */
export function slideOn(state, { oh, ow }) {
  const places = oh * ow,
    last = places - 1,
    now = state.row * ow + state.col;
  if (state.sliding && now === last) return { changes: { sliding: false }, wait: 0 };
  const at = state.sliding ? Math.min(last, now + Math.ceil(places / 600)) : 0;
  return {
    changes: { sliding: true, row: Math.floor(at / ow), col: at % ow },
    wait: clamp(12000 / places, 40, 500),
  };
}

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
