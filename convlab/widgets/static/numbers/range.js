// Whole numbers in a row, and values kept inside bounds.

/** first, first + 1, … end - 1 */
export function upTo(first, end) {
  const list = [];
  for (let i = first; i < end; i++) list.push(i);
  return list;
}

export const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

/** The nearest of the places 0, 1, … end - 1. */
export const within = (value, end) => clamp(value, 0, end - 1);
