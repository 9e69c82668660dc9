// Cures in Keras' words.

import { cure, tuple } from "./found.js";

/** Zeros around x, half of what it lacks at each end. @param {number[]} lacks */
function pad(lacks) {
  const ends = lacks.map((n) => tuple([Math.floor(n / 2), n - Math.floor(n / 2)]));
  const all = ends.length === 1 ? ends[0] : tuple(ends);
  return cure("Put zeros around x", `x = layers.ZeroPadding${lacks.length}D(${all})(x)`);
}

export const keras = { pad };
