"""What a lecturer is given: notebooks to be shown, handouts, lessons without answers."""

import re
from html import unescape

import nbformat
import pytest

from convlab.quiz import question
from scripts import lecture, make_slides
from scripts.make_student import without_answers
from scripts.notebooks import code_cells

LESSONS = sorted((lecture.ROOT / "notebooks").glob("*.ipynb"))
each_lecture = pytest.mark.parametrize("minutes", lecture.LENGTHS)


@each_lecture
def test_the_notebooks_hold_the_plans_of_the_page(minutes):
    """What is saved is what `make lectures` writes today: the page is the one source."""
    assert nbformat.read(lecture.path_of(minutes), as_version=4) == lecture.lecture(minutes)


@each_lecture
def test_a_lecture_has_every_part_and_every_cell_of_its_plan(minutes):
    plan = lecture.section(f"{minutes} minutes")
    parts = lecture.parts(minutes)
    assert sum(part.minutes for part in parts) == minutes
    steps = [step for part in parts for step in part.steps]
    assert [step.code for step in steps if step.code] == lecture.CODE.findall(plan)
    assert "\n".join(step.notes for step in steps).count("Expect these") == plan.count(
        "Expect these"
    )
    text = "".join(cell.source for cell in lecture.lecture(minutes).cells)
    for link in re.findall(r"\]\((\.\./[^)#]+)", text):
        assert (lecture.FOLDER / link).exists()


def test_what_is_asked_in_words_is_for_all_to_read():
    first, *_ = lecture.parts(50)
    assert first.steps[0].asked == ("A layer reads 32 channels and makes 1 map. Draw its kernel.")
    cell = lecture.lecture(50).cells[2].source
    open_, folded, _ = re.split("<details>|</details>", cell)
    assert first.steps[0].asked in open_ and "Keep the papers" in folded


@each_lecture
def test_a_handout_gives_no_answer_away(minutes):
    given, solved = (make_slides.handout(minutes, answers) for answers in (False, True))
    asked = re.findall(r'Quiz\("(.+?)"\)', lecture.section(f"{minutes} minutes"))
    answers = [answer for id in asked for answer in question(id).answers]
    for answer in answers:
        assert f"☐ {answer.text}" in unescape(given)
        assert f"{'☒' if answer.right else '☐'} {answer.text}" in unescape(solved)
    assert "☒" not in given and given.count("☐") == len(answers)
    assert solved.count("☒") == len(asked)


@each_lecture
def test_a_handout_has_the_numbers_that_are_asked_about(minutes):
    sheet = unescape(make_slides.handout(minutes, answers=False))
    asked = re.findall(r'Quiz\("(.+?)"\)', lecture.section(f"{minutes} minutes"))
    pictures = [one for id in asked for one in question(id).pictures if one.numbers]
    assert all("\n".join(one.lines()) in sheet for one in pictures)
    assert sheet.count("<pre>") == len(pictures) == (2 if minutes == 50 else 0)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_without_answers_keeps_all_else(path):
    whole = nbformat.read(path, as_version=4)
    given = without_answers(nbformat.read(path, as_version=4))
    text = "\n".join(cell.source for cell in given.cells)
    assert "details>" not in text and "# solution" not in text
    assert [cell.source for cell in code_cells(given)] == [c.source for c in code_cells(whole)]
    assert headings(given.cells) == headings(whole.cells)


def headings(cells):
    """Those outside of code."""
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return re.findall(r"^#+ .+$", "".join(text.split("```")[::2]), re.MULTILINE)
