// Numbers as people type them: read as they are meant, or refused in words that are true.

import assert from "node:assert/strict";
import test from "node:test";
import { readTyped } from "../../convlab/widgets/static/numbers/typed.js";

const WEIGHT = { thing: "A weight", low: -1e6, high: 1e6 };
const ROW = { thing: "A row number", low: 0, high: 4999, whole: true };

test("a number is read as it is meant", () => {
  const cases = /** @type {[string, number][]} */ ([
    ["0.5", 0.5],
    ["0,5", 0.5],
    [",5", 0.5],
    ["-.5", -0.5],
    ["−0,125", -0.125], // a real minus, and three decimals after a zero
    ["+3", 3],
    [" 7 ", 7],
    ["3.", 3],
    ["1e3", 1000],
    ["2,5e-3", 0.0025],
    ["1/9", 1 / 9],
    ["-2 / 4", -0.5],
    ["1,234.5", 1234.5],
    ["1.234,5", 1234.5],
    ["12 345", 12345],
    ["12'345", 12345],
    ["1,000,000", 1e6],
    ["０．５", 0.5], // full width
    ["٠٫٥", 0.5], // Arabic
    ["۱۲", 12], // Persian
  ]);
  for (const [typed, value] of cases) assert.equal(readTyped(typed, WEIGHT, 0).value, value, typed);
  for (const [typed, value] of /** @type {[string, number][]} */ ([
    ["12", 12],
    ["1,234", 1234],
    ["3.0", 3],
  ]))
    assert.equal(readTyped(typed, ROW, 0).value, value, typed);
});

test("what is no number there is refused, with what goes there and what stays", () => {
  for (const typed of ["", "  ", "abc", "1e999", "-1e7", "1/0", "NaN", "Infinity", "0x10", "1.2.3"])
    assert.equal(
      readTyped(typed, WEIGHT, 0.5).words,
      "A weight is a number between −1,000,000 and 1,000,000. It stays 0.5.",
    );
  for (const typed of ["", "2.5", "2,5", "1/2", "-1", "5000", "row 3"])
    assert.equal(
      readTyped(typed, ROW, 3).words,
      "A row number is a whole number from 0 to 4,999. It stays 3.",
    );
});

test("what can be read in two ways is not guessed", () => {
  const { value, words } = readTyped("1,000", WEIGHT, -0.25);
  assert.equal(value, undefined);
  assert.equal(words, "“1,000” can be read as 1.000 or 1000: type one. It stays −0.25.");
  assert.equal(readTyped("1.000", WEIGHT, 0).value, 1);
  assert.equal(readTyped("1000", WEIGHT, 0).value, 1000);
});
