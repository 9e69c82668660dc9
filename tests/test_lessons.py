"""What holds for every lesson: a notebook and a module of one name, found and not listed."""

import base64
import re
from collections import Counter
from pathlib import Path

import nbformat
import numpy as np
import pytest

from convlab import exercises, figures, lessons
from convlab.figures.base.style import text_width
from convlab.figures.openings import CLAIM
from convlab.lessons.opening import WIDTH
from convlab.quiz import QUESTIONS
from scripts.headings import FOLDED

ROOT = Path(__file__).resolve().parents[1]
MODULES = lessons.modules()
TESTS = {path.stem for path in (ROOT / "tests/lessons").glob("test_*.py")}

each_lesson = pytest.mark.parametrize("name", MODULES)


def functions_of(name, prefix):
    return [thing for thing in vars(MODULES[name]) if thing.startswith(prefix)]


def test_every_notebook_has_a_module_and_the_other_way_round():
    notebooks = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert notebooks == [*MODULES], "03-many-out.ipynb wants convlab/lessons/lesson_03_many_out.py"


def test_every_test_of_a_lesson_is_named_after_it():
    assert {f"test_{name.replace('-', '_')}" for name in MODULES} >= TESTS


@each_lesson
def test_has_tests_of_its_own(name):
    test = f"test_{name.replace('-', '_')}"
    if test not in TESTS:
        pytest.skip(f"no tests/lessons/{test}.py works out again what this lesson says")


@each_lesson
def test_its_notebook_asks_every_question_and_calls_every_check(name):
    notebook = (ROOT / f"notebooks/{name}.ipynb").read_text(encoding="utf-8")
    for ask in functions_of(name, "ask_"):
        id = ask.removeprefix("ask_").replace("_", "-")
        assert id in QUESTIONS
        assert f'Quiz(\\"{id}\\")' in notebook
    for check in functions_of(name, "check_"):
        assert f"exercises.{check}(" in notebook


@each_lesson
def test_opens_with_its_claim_as_a_picture(name):
    """Title, set-up, picture, and then what one will do; the words are the picture's own."""
    cells = nbformat.read(ROOT / f"notebooks/{name}.ipynb", as_version=4).cells
    title, set_up, picture, _ = cells[:4]
    assert title.source.startswith("# ") and "\n" not in title.source
    assert "import" in set_up.source and picture.source == f'figures.opening("{name[:2]}")'
    (shown,) = picture.outputs
    assert shown.data["text/plain"] == MODULES[name].opening().words
    assert len(base64.b64decode(shown.data["image/png"])) <= 45_000


@each_lesson
def test_its_claim_and_picture_stay_on_the_card(name):
    """A claim is a line, with one part in bold; no box crosses an edge."""
    opening = MODULES[name].opening()
    assert opening.claim.count("**") in (2, 4)
    plain, bold = (" ".join(opening.claim.split("**")[at::2]) for at in (0, 1))
    assert text_width(plain, CLAIM) + text_width(bold, CLAIM, bold=True) <= WIDTH
    for box in opening.boxes:
        assert 0 <= box.x <= WIDTH and box.y >= 0
        data = getattr(box, "data", getattr(box, "values", np.zeros((0, 0))))
        assert box.x + data.shape[-1] * getattr(box, "scale", getattr(box, "cell", 0)) <= WIDTH


def test_a_lesson_that_is_not_there_has_no_opening():
    with pytest.raises(ValueError, match=r"no lesson '99': choose from \['00', '01'"):
        figures.opening("99")


def answers_in_figures():
    """Each question whose right answer is a number, a shape or a line of code, and its lesson."""
    for name in MODULES:
        for ask in functions_of(name, "ask_"):
            id = ask.removeprefix("ask_").replace("_", "-")
            if re.fullmatch(r"[\d,.−]+|.*\(.*\)", QUESTIONS[id].answer.text):
                yield name, id


@pytest.mark.parametrize("name, id", [*answers_in_figures()])
def test_a_reader_without_a_kernel_gets_the_answer(name, id):
    cells = nbformat.read(ROOT / f"notebooks/{name}.ipynb", as_version=4).cells
    (asked,) = (i for i, cell in enumerate(cells) if f'Quiz("{id}")' in cell.source)
    answer, below = QUESTIONS[id].answer.text, ""
    for cell in cells[asked + 1 :]:
        below += cell.source + "".join(str(output) for output in cell.get("outputs", ()))
    assert re.search(rf"(?<![\w,.]){re.escape(answer)}(?!\w|[.,]\d)", below), answer


def minutes(notebook):
    """How long a lesson takes to read: 200 words a minute, and time to look and to predict.

    A quarter of a minute for each cell of code with what it shows, half a minute for each question.
    What is folded is not counted, nor are exercises done.
    """
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    prose = re.sub(r"\]\([^)]*\)", "]", FOLDED.sub("", prose))
    words = re.findall(r"[^\W_][\w’'.,×−/]*", prose)
    questions = sum("Quiz(" in source for source in code) + prose.count("**Predict")
    return len(words) / 200 + len(code) / 4 + questions / 2


@each_lesson
def test_says_how_long_it_takes(name):
    notebook = nbformat.read(ROOT / f"notebooks/{name}.ipynb", as_version=4)
    introduction = "".join(cell.source for cell in notebook.cells[:4])
    (said,) = re.findall(r"\bAbout (\d+) minutes\b", introduction)
    assert int(said) == max(5 * round(minutes(notebook) / 5), 5)
    assert int(said) <= 15 or re.search("sections? can be read alone", introduction)


@pytest.mark.parametrize("prefix", ["ask_", "check_"])
def test_no_two_lessons_offer_the_same_name(prefix):
    offered = Counter(thing for name in MODULES for thing in functions_of(name, prefix))
    assert offered.most_common(1)[0][1] == 1
    assert len(offered) == len(QUESTIONS if prefix == "ask_" else dir(exercises))
