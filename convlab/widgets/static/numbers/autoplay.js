// What goes on by itself: channels added one by one, the window slid over the picture.

import { clamp } from "./range.js";

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
