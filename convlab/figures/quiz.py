"""The still picture of a question: asked, not answered."""

import numpy as np
from matplotlib.figure import Figure

from ..lessons.question import Question, Tiles
from ..show import decimals_of
from .base.page import POINTS, Page, new_page
from .base.style import FAINT, GROUND, INK_2, signed, text_width, unsigned

WIDTH = 888
ANSWER = 44  # pixels high
LONG = 20  # letters: four answers of more stand on two lines, …
LONGEST = 44  # … and each of more on a line of its own


def quiz_still(question: Question) -> Figure:
    """The question, its picture and its answers, none of them marked.

    Parameters
    ----------
    question : Question

    Returns
    -------
    Figure
        With an array for each square of the picture.

    Examples
    --------
    >>> from convlab.quiz import question
    >>> quiz_still(question("3-to-64-maps"))
    A photo with 3 channels goes through 64 kernels. How many maps come out? 21 / 64 / 67 / 192
    """
    asked = "a number" if question.typed else " / ".join(a.text for a in question.answers)
    with new_page(f"{question.text} {asked}") as page:
        y = 16.0
        for line in lines_of(question.text, 24, True):
            page.text(0, y, line, 24, bold=True)
            y += 32
        x, lowest = 0.0, y
        for tiles in question.pictures:
            right, bottom = _tiles(page, tiles, x, y)
            x, lowest = right + 32, max(lowest, bottom + 12)
        answers: list[str | None] = (
            [None] if question.typed else [answer.text for answer in question.answers]
        )
        across = _across(answers)
        wide = (WIDTH + 8) / across - 8 if answers[0] else WIDTH / 2
        for n, answer in enumerate(answers):
            x, y = n % across * (wide + 8), lowest + n // across * (ANSWER + 8)
            _answer(page, (x, y, wide, ANSWER), answer)
        words = "Run this cell to choose and to check. Nothing is marked."
        page.text(0, page.bottom + 18, words, 14, INK_2)
    return page.figure


def _across(answers: list[str | None]) -> int:
    """How many answers stand on a line, as on screen (``ui/choice.js``)."""
    longest = max(len(answer or "") for answer in answers)
    if longest > LONGEST:
        return 1
    return -(-len(answers) // 2) if len(answers) > 4 or longest > LONG else len(answers)


def _answer(page: Page, box: tuple[float, float, float, float], answer: str | None) -> None:
    """An answer with a button to choose it; None: a field for a number."""
    x, y, wide, tall = box
    page.box(x, y, wide, tall, color=GROUND)
    if answer is None:
        page.box(x + 12, y + 5, 130, 34, fc="white", ec=FAINT, lw=1.5 * POINTS)
        page.text(x + 154, y + 22, "type a number", 14, INK_2)
    else:
        page.circle(x + 25, y + 22, 8, fc="white", ec=FAINT, lw=2 * POINTS)
        page.text(x + 46, y + 22, answer, 16)


def lines_of(words: str, size: float, bold: bool = False, width: float = WIDTH) -> list[str]:
    """Words, broken into lines that fit the page."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size, bold) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _tiles(page: Page, tiles: Tiles, x: float, y: float) -> tuple[float, float]:
    """A picture with its label; returns where it ends, to the right and below."""
    right, top = page.text(x, y + 6, tiles.label, 14, INK_2), y + 24
    values = np.asarray(tiles.values)
    if tiles.scale == "rgb":
        pixel = max(1, 130 // max(values.shape[1:]))
        page.colours(x, top, values, pixel, label=tiles.label)
        return max(right, x + values.shape[2] * pixel), top + values.shape[1] * pixel
    scale = signed(tiles.limit) if tiles.scale == "signed" else unsigned(tiles.limit, pale=True)
    left = x
    for i, square in enumerate(values):
        h, w = 28 * square.shape[0], 28 * square.shape[1]
        decimals, label = decimals_of(square, 1), f"{tiles.label}: {i}"
        page.cells(left, top, square, 28, scale, label, decimals=decimals, size=16)
        if tiles.names:
            page.text(left + w / 2, top + h + 13, tiles.names[i], 14, INK_2, align="center")
        left += w + 24
    return max(right, left - 24), top + h + (26 if tiles.names else 0)
