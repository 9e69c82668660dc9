// What goes on by itself: channels added one by one, the window slid over the picture. Each step is
// what changes in the state, and the milliseconds until the next; 0: this was the last.

import { stepsOf } from "./steps.js";

/** @import { ExplorerState } from "../types.js" */
/** @typedef {{changes: Partial<ExplorerState>, wait: number}} AutoStep */

/**
 * One more channel; after the last comes the bias, and all is as before.
 * @param {Pick<ExplorerState, "in_channels" | "groups" | "step">} state
 * @returns {AutoStep}
 */
export function addChannel(state) {
  const last = stepsOf(state.in_channels / state.groups);
  const step = state.step >= last ? -1 : state.step + 1;
  return { changes: { step }, wait: step < 0 ? 0 : step === last ? 900 : 600 };
}

const LONGEST = 12000; // milliseconds of a film, without its end
const SHORTEST = 40; // of one picture: more are not shown
const HELD = 2500; // the last

/**
 * All pictures of a layer whose channels are added one by one, and how long each is shown.
 * @param {Pick<ExplorerState, "in_channels" | "groups">} layer
 * @returns {AutoStep[]}
 */
export function filmOf(layer) {
  /** @type {AutoStep[]} */
  const steps = [];
  do steps.push(addChannel({ ...layer, step: steps.at(-1)?.changes.step ?? -1 }));
  while (steps.at(-1)?.wait);
  const whole = steps.reduce((sum, { wait }) => sum + wait, 0);
  const pace = Math.min(1, LONGEST / whole);
  const held = (/** @type {number} */ wait) => (wait ? Math.max(SHORTEST, wait * pace) : HELD);
  return steps.map(({ changes, wait }) => ({ changes, wait: held(wait) }));
}

const SLOW = 6; // places that a hand could follow, half a second each
const FASTER = 0.8; // each place after them takes so much of the one before
const FAST = { wait: 40, steps: 250 }; // milliseconds; in so many steps all are passed

/**
 * How long place `now` of so many is shown, and how many places on the next one is: the first can
 * be followed one by one, then it goes faster, and in a large map several at once.
 * @param {number} now
 * @param {number} places
 */
function paceOf(now, places) {
  const wait = Math.max(FAST.wait, 500 * FASTER ** Math.max(0, now - SLOW));
  const isFast = wait === FAST.wait;
  return { wait, stride: isFast ? Math.ceil(places / FAST.steps) : 1 };
}

/**
 * One place on, row by row, slowly at first; the maps are there as far as the window has come.
 * @param {Pick<ExplorerState, "row" | "col" | "sliding">} state
 * @param {{oh: number, ow: number}} layer
 * @returns {AutoStep}
 */
export function slideOn({ row, col, sliding }, { oh, ow }) {
  const places = oh * ow;
  const last = places - 1;
  const now = row * ow + col;
  if (sliding && now === last) return { changes: { sliding: false }, wait: 0 };
  const next = sliding ? Math.min(last, now + paceOf(now, places).stride) : 0;
  const { wait } = paceOf(next, places);
  return { changes: { sliding: true, row: Math.floor(next / ow), col: next % ow }, wait };
}

/**
 * In a transposed layer one place of the input on, at the same pace: its stamp is shown, and the
 * maps are there as far as stamps have come. After the last an output is pointed at again.
 * @param {Pick<ExplorerState, "target" | "spot">} state
 * @param {{xShape: number[]}} layer
 * @returns {AutoStep}
 */
export function stampOn({ target, spot: [row, col] }, { xShape: [, h, w] }) {
  const last = h * w - 1;
  const now = target === "input" ? row * w + col : -1;
  if (now === last) return { changes: { target: "output", sliding: false }, wait: 0 };
  const next = now < 0 ? 0 : Math.min(last, now + paceOf(now, h * w).stride);
  const { wait } = paceOf(next, h * w);
  const spot = [Math.floor(next / w), next % w];
  return { changes: { target: "input", spot, sliding: true }, wait };
}
