"""How a class answered: a bar for each answer, beside the idea behind it."""

from matplotlib.figure import Figure

from ..lessons.codes import Counted, Tally, idea_of
from ..show import counted
from .base.page import Page, new_page
from .base.style import INK_2, KERNEL, QUIET, RULE
from .quiz import lines_of

WIDTH, LINE = 860, 30
NAME, BAR = 220, 240  # pixels of an answer, and of the longest bar


def draw_tally(tally: Tally) -> Figure:
    """The bars of each question, one below the other.

    Examples
    --------
    >>> draw_tally(Tally((), ()))
    Traceback (most recent call last):
    ValueError: there is no code to count: each is five letters, such as M5P0H
    """
    if not tally.questions:
        unread = f"; not read: {', '.join(tally.unread[:5])}" if tally.unread else ""
        raise ValueError(f"there is no code to count: each is five letters, such as M5P0H{unread}")
    with new_page("\n".join(map(_in_words, tally.questions))) as page:
        y = 12.0
        for one in tally.questions:
            y = _question(page, y, one) + 24
        if tally.unread:
            words = f"not read: {', '.join(tally.unread[:12])}{' …' * (len(tally.unread) > 12)}"
            page.text(0, y, words, 14, INK_2, most=WIDTH)
    return page.figure


def _in_words(one: Counted) -> str:
    answers = [
        f"{answer.text}{' (right)' * answer.right}: {n}"
        for answer, n in zip(one.question.answers, one.counts, strict=True)
    ]
    if one.others:
        answers.append(f"another number: {one.others}")
    return f"{one.question.text}\n{', '.join(answers)}"


def _question(page: Page, y: float, one: Counted) -> float:
    """A question and its bars; returns where they end."""
    for line in lines_of(one.question.text, 17, True, WIDTH):
        page.text(0, y, line, 17, bold=True)
        y += 24
    page.text(0, y, counted(one.total, "answer"), 14, INK_2)
    y += LINE
    most = max(*one.counts, one.others, 1)
    for answer, count in zip(one.question.answers, one.counts, strict=True):
        mark = "✓ " if answer.right else ""
        colour = KERNEL if answer.right else QUIET
        _bar(page, y, mark + answer.text, count, most, colour)
        page.text(NAME + BAR + 60, y, idea_of(answer), 14, INK_2, most=WIDTH - NAME - BAR - 60)
        y += LINE
    if one.others:
        _bar(page, y, "another number", one.others, most, QUIET)
        y += LINE
    return y


def _bar(page: Page, y: float, name: str, count: int, most: int, colour: str) -> None:
    """An answer, its bar, and how many gave it."""
    page.text(0, y, name, 15, bold=name.startswith("✓"), most=NAME - 12)
    wide = BAR * count / most
    page.box(NAME, y - 9, max(wide, 1), 18, fc=colour if count else RULE)
    page.text(NAME + wide + 8, y, f"{count:,}", 15, bold=True)
