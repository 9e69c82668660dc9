"""The browser says of an error what Python says; the stored answers are those of this version."""

import json
import re

import numpy as np
import pytest

from tests.explained import MESSAGES, MORE, STORED, said
from tests.node import run_module

CASES = json.loads(STORED.read_text("utf-8"))
SCRIPT = """
const { explain, notesOf } = await import(given.module);
const said = given.messages.map((message) => {
  const found = explain(message);
  if (found?.rows.length) found.notes = notesOf(found);
  return { message, said: found };
});
console.log(JSON.stringify(said));
"""
MODULE = STORED.parents[2] / "convlab/widgets/static/numbers/explain.js"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["message"][:60].replace("\n", " "))
def test_what_is_stored_is_what_is_said(case):
    assert said(case["message"]) == case, "write it afresh: python -m tests.explained"


def test_every_message_is_stored():
    assert [case["message"] for case in CASES] == [*MESSAGES, *MORE]


def test_both_languages_read_any_numbers_alike():
    """The stored messages with other numbers, few of which occur often, so that axes agree."""
    rng = np.random.default_rng(25)
    usual = [0, 1, 1, 1, 2, 3, 3, 3, 4, 7, 8, 9, 16, 24, 32, 64, 224, 784, 3072, 123456789]

    def other(message):
        keep = rng.random()  # of its numbers
        return re.sub(
            r"(?<![\w-])\d+(?![\w-])",
            lambda n: n[0] if rng.random() < keep else str(rng.choice(usual)),
            message,
        )

    messages = [other(one) for one in MESSAGES + MORE for _ in range(20)]
    ours = [*map(said, messages)]
    assert sum("said" in one for one in ours) > len(messages) / 2
    given = {"module": MODULE.as_uri(), "messages": messages}
    for mine, theirs in zip(ours, run_module(SCRIPT, given), strict=True):
        assert mine == theirs
