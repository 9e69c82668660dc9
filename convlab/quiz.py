"""Predictions to make before an answer appears: the questions, and the idea behind each answer.

Every right number is computed from a layer. Each wrong answer is one that people give, and says
which idea leads to it. The questions stand in the modules of their lessons (`convlab.lessons`);
questions of your own are made with `Question`, `right` and `wrong`, or read from a file by `load`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .lessons import functions
from .lessons.codes import code, tallied
from .lessons.question import Answer, Question, Tiles, right, wrong
from .lessons.question_file import load

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "QUESTIONS",
    "Answer",
    "Question",
    "Tiles",
    "code",
    "load",
    "question",
    "right",
    "tally",
    "wrong",
]


def _asked() -> dict[str, Question]:
    """All questions by id, each of which knows its own."""
    found = {}
    for name, ask in functions("ask_").items():
        one: Question = ask()
        one.id = name.removeprefix("ask_").replace("_", "-")
        found[one.id] = one
    return found


#: All questions by id, in the order of the lessons: ``ask_3_to_64_maps`` makes "3-to-64-maps".
QUESTIONS: dict[str, Question] = _asked()


def question(id: str) -> Question:
    """The question with this id.

    Parameters
    ----------
    id : str
        One of ``QUESTIONS``.

    Returns
    -------
    Question
        Its text, its answers, and the idea behind each.

    Raises
    ------
    ValueError
        For an id that is not there; it names those that look like it.

    Examples
    --------
    >>> question("32-to-1-weights").answer.text
    '288'
    """
    if id in QUESTIONS:
        return QUESTIONS[id]
    words = set(str(id).split("-"))
    near = [known for known in QUESTIONS if words & set(known.split("-"))]
    raise ValueError(f"there is no question {id!r}: choose from {near or list(QUESTIONS)}")


def tally(codes: str | Iterable[str], questions: Iterable[Question] = ()) -> Figure:
    """How a class answered: a bar for each answer, beside the idea behind it.

    Learners hand in the codes of their answers, on paper, in a chat, however they like. Nothing is
    sent anywhere.

    Parameters
    ----------
    codes : str or iterable of str
        What each learner handed in, one a line or one a string; several codes may stand in it, in
        any order and with anything between them. Of two answers to one question the first counts.
    questions : iterable of Question
        Questions of your own that were asked, beside ``QUESTIONS``.

    Returns
    -------
    Figure
        With the counts in its words. Codes that could not be read are named below it.

    Raises
    ------
    ValueError
        If no code can be read.

    Examples
    --------
    >>> asked = question("32-to-1-weights")
    >>> tally([code(asked, 0), code(asked, 0), code(asked, 2)])
    32 channels go in, 1 map comes out, kernels are 3×3. How many weights does the layer have?
    9: 2, 32: 0, 288 (right): 1, 9,216: 0
    """
    from .figures.tally import draw_tally

    return draw_tally(tallied(codes, [*QUESTIONS.values(), *questions]))
