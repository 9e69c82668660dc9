"""Predictions to make before an answer appears: the questions, and the idea behind each answer.

Every right number is computed from a layer. Each wrong answer is one that people give, and says
which idea leads to it. The questions stand in the modules of their lessons (`convlab.lessons`).
"""

from .lessons import functions
from .lessons.question import Answer, Question, Tiles

__all__ = ["QUESTIONS", "Answer", "Question", "Tiles", "question"]

#: All questions by id, in the order of the lessons: ``ask_3_to_64_maps`` makes "3-to-64-maps".
QUESTIONS: dict[str, Question] = {
    name.removeprefix("ask_").replace("_", "-"): ask() for name, ask in functions("ask_").items()
}


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
