"""Every question that learners asked has an answer in the notebooks, and COVERAGE.md says where."""

import re

import pytest

from scripts.coverage import NEXT, ROOT, answers, page, questions, saved_text

ANSWERS = answers()
ASKED = questions() | questions(NEXT)
KEYS = {
    name: questions(ROOT / f"tests/data/{name}.txt") for name in ("keys", "next_keys")
}  # their lines have the same form
MUST = KEYS["keys"] | KEYS["next_keys"]


def test_there_are_as_many_questions_as_were_collected():
    asked = questions()
    assert len(asked) == 109 and list(asked) == sorted(asked)
    assert all(re.fullmatch(r"[qxf]\d{3}", id) for id in asked)
    assert len(set(asked.values())) == 109


def test_what_learners_ask_next_is_none_of_these():
    asked = questions(NEXT)
    assert list(asked) == [f"n{i + 1:03}" for i in range(len(asked))] and len(asked) >= 20
    assert len({*ASKED.values()}) == len(ASKED) == 109 + len(asked)


@pytest.mark.parametrize("id, words", ASKED.items(), ids=list(ASKED))
def test_is_answered(id, words):
    assert ANSWERS.get(id), f"no cell of a notebook is tagged {id}: {words}"


@pytest.mark.parametrize("id, keys", MUST.items(), ids=list(MUST))
def test_the_saved_answer_says_what_it_must(id, keys):
    """Words and numbers without which it would be no answer, seen without a kernel, unfolded."""
    text = " ".join("\n".join(map(saved_text, ANSWERS[id])).split())
    missing = [key for key in keys.split(" | ") if key not in text]
    assert not missing, f"{ANSWERS[id]} do not say {missing}"


def test_every_question_has_its_keys():
    assert list(KEYS["keys"]) == list(questions())
    assert list(KEYS["next_keys"]) == list(questions(NEXT))


@pytest.mark.parametrize("id", ASKED)
def test_the_answer_has_a_heading_of_its_own(id):
    """It does not stand among the bullets at the end of a lesson, nor folded in an exercise."""
    named = {answer.section for answer in ANSWERS[id]}
    assert named - {"In practice", "Exercises", "On your own", "Next"}


def test_no_cell_answers_a_question_that_nobody_asked():
    tags = {tag for tag in ANSWERS if re.fullmatch(r"[qxfn]\d+", tag)}
    assert tags <= set(ASKED)


def test_the_page_is_up_to_date():
    saved = (ROOT / "COVERAGE.md").read_text(encoding="utf-8")
    assert saved == page(), "write it afresh: python -m scripts.coverage > COVERAGE.md"
