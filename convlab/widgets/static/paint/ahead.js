// The picture that a steady hand comes to next, painted while the hand still looks at this one.

import { copyPainted } from "./paint.js";

/** Pictures of states on a canvas. paintOn(canvas, state) paints one and returns what it shows; keyOf(state)
 * is a list of all that the picture depends on. Only while the guesses come true is the next one painted: a
 * hand that wanders would pay for each picture twice. */
export function makePictures(canvas, paintOn, keyOf) {
  const spare = document.createElement("canvas"),
    pictures = { show, expect, foreseen: 0 };
  let ready = null,
    next = null,
    steady = true;
  const same = (a, b) => a.every((part, i) => part === b[i]);
  const isReady = (state) => ready && same(ready.key, keyOf(state));
  function show(state) {
    if (next) steady = same(keyOf(next), keyOf(state));
    if (!isReady(state)) return paintOn(canvas, state);
    pictures.foreseen++;
    copyPainted(spare, canvas);
    return ready.picture;
  }
  function prepare() {
    if (!next || isReady(next)) return;
    const picture = paintOn(spare, next);
    ready = { key: keyOf(next), picture };
  }
  /** A state that is likely to be asked for next, or null: painted once the picture of now is on screen.
   * (An idle callback may come 200 ms later: too late.) */
  function expect(state) {
    next = state;
    if (next && steady) requestAnimationFrame(() => setTimeout(prepare));
  }
  return pictures;
}
