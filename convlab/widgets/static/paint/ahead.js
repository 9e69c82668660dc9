// The picture that a steady hand comes to next, painted while the hand still looks at this one.

import { copyPainted } from "./paint.js";

/**
 * @template S, P
 * @typedef {object} Pictures  of states S, of which painting gives P
 * @property {(state: S) => P} show  a state's picture
 * @property {(state: S | null) => void} expect  a state that is likely to be asked for next
 * @property {number} foreseen  how many were ready when they were asked for
 */

/**
 * Pictures of states on a canvas. Only while the guesses come true is the next one painted: a hand
 * that wanders would pay for each picture twice.
 * @template S, P
 * @param {HTMLCanvasElement} canvas
 * @param {(canvas: HTMLCanvasElement, state: S) => P} paintOn  paints a state, and returns what it
 *   shows
 * @param {(state: S) => unknown[]} keyOf  all that a picture depends on
 * @returns {Pictures<S, P>}
 */
export function makePictures(canvas, paintOn, keyOf) {
  const spare = document.createElement("canvas");
  const pictures = { show, expect, foreseen: 0 };
  /** @type {{key: unknown[], picture: P} | null} */
  let ready = null;
  /** @type {S | null} */
  let next = null;
  let isSteady = true;

  /** @type {(a: unknown[], b: unknown[]) => boolean} */
  const isSame = (a, b) => a.every((part, i) => part === b[i]);

  /** @param {S} state */
  function show(state) {
    const key = keyOf(state);
    if (next) isSteady = isSame(keyOf(next), key);
    if (!ready || !isSame(ready.key, key)) return paintOn(canvas, state);
    pictures.foreseen++;
    copyPainted(spare, canvas);
    return ready.picture;
  }

  function prepare() {
    if (!next) return;
    if (ready && isSame(ready.key, keyOf(next))) return;
    const picture = paintOn(spare, next);
    ready = { key: keyOf(next), picture };
  }

  /**
   * Painted once the picture of now is on screen. (An idle callback may come 200 ms later: too
   * late.)
   * @param {S | null} state
   */
  function expect(state) {
    next = state;
    if (next && isSteady) requestAnimationFrame(() => setTimeout(prepare));
  }
  return pictures;
}
