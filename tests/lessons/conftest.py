"""What the tests of a lesson know of it, from the name of their own file."""

from pathlib import Path

import nbformat
import pytest

from convlab import lessons
from convlab.quiz import QUESTIONS

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


@pytest.fixture
def lesson(request):
    """03-many-out in tests/lessons/test_03_many_out.py."""
    return request.path.stem.removeprefix("test_").replace("_", "-")


@pytest.fixture
def notebook(lesson):
    return nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4)


@pytest.fixture
def prose(notebook):
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


@pytest.fixture
def on_your_own(notebook):
    """The cell with the harder problem and its folded answer."""
    (cell,) = (cell for cell in notebook.cells if cell.source.startswith("## On your own\n"))
    return cell.source


@pytest.fixture
def answers(lesson):
    """For each question all its answers if they are numbers, else the right one as it is shown."""
    found = {}
    for name in vars(lessons.modules()[lesson]):
        if name.startswith("ask_"):
            id = name.removeprefix("ask_").replace("_", "-")
            question = QUESTIONS[id]
            values = [answer.value for answer in question.answers]
            numbers = all(isinstance(value, int | float) for value in values)
            found[id] = values if numbers else question.answer.text
    return found
