// Whole numbers in a row, and values kept inside bounds.

/**
 * first, first + 1, … end - 1
 * @param {number} first
 * @param {number} end
 */
export function upTo(first, end) {
  const list = [];
  for (let i = first; i < end; i++) list.push(i);
  return list;
}

/** @type {(value: number, low: number, high: number) => number} */
export const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

/**
 * The nearest of the places 0, 1, … end - 1.
 * @type {(value: number, end: number) => number}
 */
export const within = (value, end) => clamp(value, 0, end - 1);

/** @type {(value: number, end: number) => boolean} is it one of the places 0, 1, … end - 1? */
export const isWithin = (value, end) => Number.isInteger(value) && value >= 0 && value < end;
