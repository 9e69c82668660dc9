// What is said of an error: the same as Python says, word by word.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { explain, KINDS, notesOf } from "../../convlab/widgets/static/numbers/explain.js";

const CASES = JSON.parse(readFileSync(new URL("../cases/explained.json", import.meta.url)));
/** Without what is undefined, and with the notes of its axes. */
function told(found) {
  if (!found) return undefined;
  const notes = found.rows.length ? notesOf(found) : undefined;
  return JSON.parse(JSON.stringify({ ...found, notes }));
}

for (const [n, { message, said }] of CASES.entries()) {
  test(`message ${n}: ${message.trim().slice(0, 80)}`, () => {
    assert.deepEqual(told(explain(message)), said);
    if (said) assert.ok(said.kind in KINDS);
  });
}

test("no text is too long, or takes long", () => {
  const begin = "Given groups=1, weight of size [";
  for (const text of ["9, ".repeat(50_000), begin.repeat(5_000), "\n".repeat(50_000)]) {
    assert.equal(explain(begin + text), undefined);
  }
});
