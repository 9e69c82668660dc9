"""An answer as five letters, and what a hall's letters add up to. Nothing is sent anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .question import LETTERS, Answer, Question

_ALIKE = str.maketrans("OIL", "011")  # as they are read from a note or a wall
_OTHER = len(LETTERS) - 1  # a number was typed that is none of the known answers


def code(question: Question, answer: int) -> str:
    """An answer to a question as five letters: three for the question, one for the answer.

    The last one is for checking. Letters are those that are not taken for others when they are read
    aloud; `tally` reads them.

    Parameters
    ----------
    question : Question
        The question that was asked.
    answer : int
        Which of ``question.answers`` was given, from 0; −1 for a number that is none of them.

    Returns
    -------
    str
        Such as "M5P0H".

    Raises
    ------
    ValueError
        For an answer that the question does not have.

    Examples
    --------
    >>> from convlab.quiz import question
    >>> code(question("32-to-1-weights"), 0)
    'M5P0H'
    """
    if not -1 <= answer < len(question.answers):
        last = len(question.answers) - 1
        raise ValueError(f"answer must be 0 to {last}, or -1 for another, got {answer}")
    body = question.key + LETTERS[answer if answer >= 0 else _OTHER]
    return body + _check(body)


def _check(body: str) -> str:
    """A letter that differs whenever one of the others does."""
    values = (LETTERS.index(letter) for letter in body)
    return LETTERS[sum((2 * i + 1) * value for i, value in enumerate(values)) % len(LETTERS)]


@dataclass(frozen=True)
class Counted:
    """How often each answer to a question was given."""

    question: Question
    counts: tuple[int, ...]  # of each answer, in the order of the page
    others: int  # numbers that are none of them

    @property
    def total(self) -> int:
        """How many answered."""
        return sum(self.counts) + self.others


@dataclass(frozen=True)
class Tally:
    """What all codes say, question by question, and what could not be read."""

    questions: tuple[Counted, ...]
    unread: tuple[str, ...]


def tallied(codes: str | Iterable[str], known: Iterable[Question]) -> Tally:
    """Count the answers in these codes.

    Parameters
    ----------
    codes : str or iterable of str
        What each learner handed in, one a line; a learner may have answered several questions. Of
        two answers to one question the first counts.
    known : iterable of Question
        Those that may have been asked.

    Returns
    -------
    Tally
        The questions that were answered, in the order of ``known``.

    Raises
    ------
    ValueError
        If two of the questions have the same letters.
    """
    by_key: dict[str, Question] = {}
    for question in known:
        other = by_key.setdefault(question.key, question)
        if other is not question:
            same = f"{other.id!r} and {question.id!r}"
            raise ValueError(f"{same} have the same letters: give one of them another id")
    counts = {key: [0] * (len(one.answers) + 1) for key, one in by_key.items()}
    unread: list[str] = []
    for learner in codes.splitlines() if isinstance(codes, str) else codes:
        answered: set[str] = set()
        for word in _words(str(learner)):
            plain = word.translate(_ALIKE)
            key, place = plain[:3], _place(plain, by_key)
            if place is None:
                unread.append(word)
            elif key not in answered:
                counts[key][place] += 1
                answered.add(key)
    found = (
        Counted(by_key[key], tuple(several[:-1]), several[-1])
        for key, several in counts.items()
        if any(several)
    )
    return Tally(tuple(found), tuple(unread))


def _words(line: str) -> Iterable[str]:
    """The codes in a line, in capitals."""
    for run in re.findall(r"[0-9A-Z]+", line.upper()):
        yield from (run[at : at + 5] for at in range(0, len(run), 5))


def _place(word: str, by_key: Mapping[str, Question]) -> int | None:
    """Which answer a code means, −1 for another number; None if it is no code."""
    question = by_key.get(word[:3])
    if question is None or len(word) != 5 or not set(word) <= set(LETTERS):
        return None
    if _check(word[:4]) != word[4]:
        return None
    place = LETTERS.index(word[3])
    if place == _OTHER:
        return -1
    return place if place < len(question.answers) else None


def idea_of(answer: Answer) -> str:
    """What is behind an answer, in a few words: those that are bold at its beginning.

    >>> from .question import wrong
    >>> idea_of(wrong(9, "**9 counts one slice.** The kernel has 32."))
    '9 counts one slice.'
    """
    found = re.match(r"\*\*(.+?)\*\*", answer.why)
    return found[1] if found and not answer.right else ""
