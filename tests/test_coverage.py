"""Every question that learners asked has an answer in the notebooks, and COVERAGE.md says where."""

import re

import pytest

from scripts.coverage import ROOT, answers, page, questions, saved_text

ANSWERS = answers()
KEYS = dict(
    line.split(" ", 1) for line in (ROOT / "tests/data/keys.txt").read_text("utf-8").splitlines()
)


def test_there_are_as_many_questions_as_were_collected():
    asked = questions()
    assert len(asked) == 109 and list(asked) == sorted(asked)
    assert all(re.fullmatch(r"[qxf]\d{3}", id) for id in asked)
    assert len(set(asked.values())) == 109


@pytest.mark.parametrize("id, words", questions().items(), ids=list(questions()))
def test_is_answered(id, words):
    assert ANSWERS.get(id), f"no cell of a notebook is tagged {id}: {words}"


@pytest.mark.parametrize("id, keys", KEYS.items(), ids=list(KEYS))
def test_the_saved_answer_says_what_it_must(id, keys):
    """Words and numbers without which it would be no answer, seen without a kernel, unfolded."""
    text = " ".join("\n".join(map(saved_text, ANSWERS[id])).split())
    missing = [key for key in keys.split(" | ") if key not in text]
    assert not missing, f"{ANSWERS[id]} do not say {missing}"


def test_every_question_has_its_keys():
    assert list(KEYS) == list(questions())


@pytest.mark.parametrize("id", questions())
def test_the_answer_has_a_heading_of_its_own(id):
    """It does not stand among the bullets at the end of a lesson, nor folded in an exercise."""
    named = {answer.section for answer in ANSWERS[id]}
    assert named - {"In practice", "Exercises", "On your own", "Next"}


def test_no_cell_answers_a_question_that_nobody_asked():
    tags = {tag for tag in ANSWERS if re.fullmatch(r"[qxf]\d+", tag)}
    assert tags <= set(questions())


def test_the_page_is_up_to_date():
    saved = (ROOT / "COVERAGE.md").read_text(encoding="utf-8")
    assert saved == page(), "write it afresh: python -m scripts.coverage > COVERAGE.md"
