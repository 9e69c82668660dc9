// The line that brings a view back: the same bytes as Python's (tests/test_widgets.py).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { viewLine } from "../../convlab/widgets/static/ui/share.js";

const CASES = JSON.parse(readFileSync(new URL("../cases/state.json", import.meta.url), "utf8"));

test("a view is written as Python writes it", () => {
  for (const { state, line } of CASES.written) {
    assert.equal(viewLine(Object.keys(state), state), line);
  }
});
