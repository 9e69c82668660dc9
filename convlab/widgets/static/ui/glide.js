// Numbers that reach their places in a moment, so that an eye can follow them.

const TIME = 120; // milliseconds

/**
 * @param {Float64Array} first  where they are
 */
export function makeGlide(first) {
  let from = first.slice();
  let goal = from;
  let since = -Infinity;
  let isThere = true;

  /** Where they are now. */
  function at() {
    const share = Math.min(1, (performance.now() - since) / TIME);
    isThere = share === 1;
    return share === 1 ? goal : goal.map((v, i) => from[i] + share * (v - from[i]));
  }
  /** Go there from where they are, or be there `atOnce`.
   * @param {Float64Array} next @param {boolean} atOnce */
  function to(next, atOnce) {
    if (next.every((v, i) => v === goal[i])) return;
    from = at();
    goal = next.slice();
    since = atOnce ? -Infinity : performance.now();
  }
  return { at, to, isMoving: () => !isThere };
}
