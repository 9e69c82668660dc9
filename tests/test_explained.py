"""The browser says of an error what Python says; the stored answers are those of this version."""

import json
import re

import numpy as np
import pytest

from convlab.errors import grid
from convlab.images import coffee
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


CURES = """
const { followed } = await import(given.static + "/numbers/cures.js");
const photo = Uint8Array.from(given.photo);
console.log(JSON.stringify(given.asked.map(([what, have, reads, kernel]) => {
  const done = followed(what, { have, reads, kernel }, photo);
  if (!done) return null;
  return { said: [done.beside, done.means], map: [...done.layer.sum(0)] };
})));
"""
GREY, RGB, ANY = (1, 3, (7, 7)), (3, 1, (3, 3)), (5, 8, (3, 5))
FOLLOWED = [
    *((what, *GREY) for what in ("times", "summed", "mixed", "new")),
    *((what, *RGB) for what in ("grey", "shared", "mixed", "new")),
    *((what, *ANY) for what in ("moved", "mixed", "new")),
    *[("each", 9, 1, (3, 3)), ("dropped", 4, 3, (1, 1)), ("times", 1, 3, (23, 23))],
    *[("new", 513, 3, (3, 3)), ("", *GREY)],
]


def test_both_languages_follow_a_cure_alike():
    photo = np.rint(coffee(grid.SIDE) * 100).ravel().astype(int).tolist()
    given = {"static": MODULE.parents[1].as_uri(), "photo": photo, "asked": FOLLOWED}
    for (what, *numbers), made in zip(FOLLOWED, run_module(CURES, given), strict=True):
        sizes = grid.Sizes(*numbers)
        assert (made is not None) == grid.drawn(what, sizes)
        if made:
            picture = grid.grid_html(what, sizes)
            assert all(words in picture for words in made["said"]), what
            np.testing.assert_allclose(made["map"], grid._map(what, sizes).ravel(), atol=1e-4)
