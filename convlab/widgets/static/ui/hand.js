// What a hand does to a channel grid: it goes to the store, and stops what goes on by itself.

/** @import { ExplorerState } from "../types.js" */

/** @typedef {Partial<ExplorerState>} Changes */

/**
 * @typedef {object} Hand
 * @property {(changes: Changes) => void} set  one change of many, under a hand that moves on
 * @property {(changes: Changes) => void} choose  a change that is all: Python learns of it at once
 * @property {() => void} release  the hand has let go
 */

/**
 * @param {{set: (changes: any) => void, commit: () => void}} store
 * @param {() => void} stop  what goes on by itself
 * @returns {Hand}
 */
export function makeHand(store, stop) {
  /** @param {Changes} changes */
  function set(changes) {
    stop();
    store.set({ step: -1, sliding: false, ...changes }); // all channels are added again
  }
  /** @param {Changes} changes */
  function choose(changes) {
    set(changes);
    store.commit();
  }
  return { set, choose, release: store.commit };
}
