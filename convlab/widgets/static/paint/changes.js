// Where two scenes differ, so that only this is painted anew. Pure: lists of boxes in, rectangles out.

/** How far a box is drawn beyond its own place: rings stand around it, text above and below its y. */
const AROUND = { ring: 6, taps: 3, text: 16, pill: 16 };

/** What a box may cover, [left, top, right, bottom] in CSS pixels; rather too much than too little. */
export function covers(b) {
  let { x, y, w = 0, h = 0 } = b;
  const { kind, scale = 1 } = b,
    more = AROUND[kind] ?? 1;
  if (kind === "text" || kind === "pill") {
    w = Math.min(b.max ?? Infinity, (b.text.length + 1) * (b.size ?? 15) * 0.85) + 18;
    x -= b.align === "right" ? w : b.align === "center" || kind === "pill" ? w / 2 : 0;
  } else if (kind === "map") [w, h] = [w * scale, h * scale];
  else if (kind === "cells")
    [w, h] = [b.columns * b.cell, Math.ceil(b.values.length / b.columns) * (b.tall ?? b.cell)];
  else if (kind === "chip") [w, h] = [26, 26];
  else if (kind === "scale") [x, w, h] = [x - 40, w + 80, 34];
  else if (kind === "wash") {
    [x, y] = [x + b.cols[0] * scale, y + b.rows[0] * scale];
    [w, h] = [(b.cols.at(-1) - b.cols[0] + 1) * scale, (b.rows.at(-1) - b.rows[0] + 1) * scale];
  }
  return [x - more, y - more, x + w + more, y + h + more];
}

function isSame(a, b) {
  if (a.kind !== b.kind || a.x !== b.x || a.y !== b.y) return false;
  for (const name in b) if (a[name] !== b[name]) return false;
  for (const name in a) if (!(name in b)) return false;
  return true;
}

/** For each box of a list, which box of the list before is the same, or -1. Both come in the order of
 * painting, so a box is looked for a little beyond the last one that was found; to miss it costs time,
 * no more. */
export function matched(before, after) {
  let next = 0,
    missed = 0;
  return after.map((box) => {
    const end = Math.min(before.length, next + 8 + missed);
    for (let at = next; at < end; at++) {
      if (!isSame(before[at], box)) continue;
      next = at + 1;
      missed = 0;
      return at;
    }
    missed++;
    return -1;
  });
}

export const touches = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Rectangles that cover all of these and do not overlap. */
export function merged(rectangles) {
  const apart = [];
  for (let one of rectangles) {
    for (let i = apart.length - 1; i >= 0; i--) {
      const other = apart[i];
      if (!touches(one, other)) continue;
      one = [
        Math.min(one[0], other[0]),
        Math.min(one[1], other[1]),
        Math.max(one[2], other[2]),
        Math.max(one[3], other[3]),
      ];
      apart[i] = apart.at(-1);
      apart.pop();
      i = apart.length; // it has grown: look at all again
    }
    apart.push(one);
  }
  return apart;
}
