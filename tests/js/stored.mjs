// Scenes as they are stored: what tests/stored.py writes of Python's.

import assert from "node:assert/strict";

/** What a box leaves out where it is so. */
const USUAL = {
  text: { size: 15, align: "left", colour: "ink" },
  cells: { size: 15, decimals: 0, inset: 0 },
  swatch: { size: 22 },
  ring: { width: 2, halo: 1.5 },
  rule: { width: 1, colour: "ink" },
  contour: { width: 1.5 },
  flag: { size: 26, side: "right" },
};

/** A number with at most 4 decimals, whatever it is in. */
function rounded(value) {
  if (typeof value === "number") return Math.round(value * 1e4) / 1e4 + 0;
  return Array.isArray(value) ? value.map(rounded) : value;
}

/** How many numbers, the least, the greatest, and their mean. */
function summary(values, offset = 0) {
  const all = Array.from(values, (value) => Number(value) + offset);
  const mean = all.reduce((a, b) => a + b, 0) / all.length;
  return [all.length, Math.min(...all), Math.max(...all), mean].map(rounded);
}

/** A box as Python writes it. */
function boxData(box) {
  const { data, values, outside, offset, w, h, columns, ...rest } = box;
  const one = { ...rest };
  if (data) one.data = summary(data, offset);
  else Object.assign(one, { w, h });
  if (values) one.values = summary(values);
  if (outside?.some(Boolean)) one.outside = summary(outside);
  if (one.tall === one.cell) delete one.tall;
  const isSet = ([key, value]) =>
    value !== undefined && value !== false && value !== USUAL[box.kind]?.[key];
  return Object.fromEntries(
    Object.entries(one)
      .filter(isSet)
      .map(([key, value]) => [key, rounded(value)]),
  );
}

/** The same keys and values; numbers are as near as float32 allows. */
function assertNear(found, wanted, where) {
  if (typeof wanted === "number") {
    const near = 2e-4 * Math.max(1, Math.abs(wanted));
    assert.ok(Math.abs(found - wanted) <= near, `${where}: ${found}, not ${wanted}`);
  } else if (typeof wanted === "object" && wanted !== null) {
    assert.deepEqual(Object.keys(found).sort(), Object.keys(wanted).sort(), where);
    for (const key of Object.keys(wanted)) {
      assertNear(found[key], wanted[key], `${where}, ${key}`);
    }
  } else {
    assert.equal(found, wanted, where);
  }
}

/** The same size and boxes as the stored scene. */
export function assertStored(built, stored) {
  assert.deepEqual([built.width, rounded(built.height)], [stored.width, stored.height]);
  const legend = ({ root, ...one }) => ({ scheme: "signed", ...one, ...(root ? { root } : {}) });
  if (stored.legends) assert.deepEqual((built.legends ?? []).map(legend), stored.legends);
  const kinds = (boxes) => boxes.map(({ kind }) => kind);
  assert.deepEqual(kinds(built.boxes), kinds(stored.boxes));
  for (const [i, box] of built.boxes.entries()) {
    assertNear(boxData(box), stored.boxes[i], `box ${i}, ${box.kind}`);
  }
}
