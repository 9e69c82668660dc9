"""Every question that learners asked has an answer in the notebooks, and COVERAGE.md says where."""

import re

import pytest

from scripts.coverage import ROOT, answers, page, questions

ANSWERS = answers()


def test_there_are_as_many_questions_as_were_collected():
    asked = questions()
    assert len(asked) == 109 and list(asked) == sorted(asked)
    assert all(re.fullmatch(r"[qxf]\d{3}", id) for id in asked)
    assert len(set(asked.values())) == 109


@pytest.mark.parametrize("id, words", questions().items(), ids=list(questions()))
def test_is_answered(id, words):
    assert ANSWERS.get(id), f"no cell of a notebook is tagged {id}: {words}"


def test_no_cell_answers_a_question_that_nobody_asked():
    tags = {tag for tag in ANSWERS if re.fullmatch(r"[qxf]\d+", tag)}
    assert tags <= set(questions())


def test_the_page_is_up_to_date():
    saved = (ROOT / "COVERAGE.md").read_text(encoding="utf-8")
    assert saved == page(), "write it afresh: python -m scripts.coverage > COVERAGE.md"
