// An answer as five letters.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { answerCode } from "../../convlab/widgets/static/numbers/answer_code.js";

const cases = JSON.parse(readFileSync(new URL("../cases/codes.json", import.meta.url), "utf-8"));

test("a code is the one that Python makes and reads", () => {
  for (const [, key, answer, code] of cases) assert.equal(answerCode(key, answer), code);
});
