"""Predictions to make before an answer appears: the questions, and the idea behind each answer.

Every right number is computed from a layer. Each wrong answer is one that people give, and says
which idea leads to it.
"""

from . import (
    computing,
    deeper,
    groups,
    learning,
    many_in,
    many_out,
    one_by_one,
    one_channel,
    shapes_and_counts,
    start,
    trained,
    two_channels,
    words,
)
from .question import Answer, Question, Tiles

__all__ = ["QUESTIONS", "Answer", "Question", "Tiles", "question"]

#: All questions by id, in the order of the lessons.
QUESTIONS: dict[str, Question] = {
    q.id: q
    for lesson in (
        start,
        one_channel,
        many_in,
        many_out,
        two_channels,
        groups,
        one_by_one,
        shapes_and_counts,
        deeper,
        trained,
        learning,
        computing,
        words,
    )
    for q in lesson.questions()
}


def question(id: str) -> Question:
    """The question with this id.

    Raises ValueError for an id that is not there, and names those that look like it.

    >>> question("32-to-1-weights").answer.text
    '288'
    """
    if id in QUESTIONS:
        return QUESTIONS[id]
    words = set(str(id).split("-"))
    near = [known for known in QUESTIONS if words & set(known.split("-"))]
    raise ValueError(f"there is no question {id!r}: choose from {near or list(QUESTIONS)}")
