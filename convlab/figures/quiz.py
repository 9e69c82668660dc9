"""The still picture of a question: asked, not answered."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from ..lessons.question import Question, Tiles
from ..show import decimals_of
from .ink import INK_2, text_width
from .paper import POINTS, Page

WIDTH = 560
GROUND, CONTROL = "#f5f5f3", "#8a8c92"


def quiz_still(question: Question) -> Figure:
    """The question, its picture and its answers, none of them marked.

    >>> from convlab.quiz import question
    >>> quiz_still(question("3-to-64-maps"))
    A photo with 3 channels goes through 64 kernels. How many maps come out? 21 / 64 / 67 / 192
    """
    asked = "a number" if question.typed else " / ".join(a.text for a in question.answers)
    page = Page(f"{question.text} {asked}")
    y = 13
    for line in _lines(question.text, 18, True):
        page.text(0, y, line, 18, bold=True)
        y += 26
    x, lowest = 0, y
    for tiles in question.pictures:
        right, bottom = _tiles(page, tiles, x, y)
        x, lowest = right + 32, max(lowest, bottom + 12)
    y = lowest if question.pictures else y
    for answer in ("type a number",) if question.typed else question.answers:
        page.box(0, y, WIDTH, 44, color=GROUND)
        if question.typed:
            page.box(12, y + 5, 130, 34, fc="white", ec=CONTROL, lw=1.5 * POINTS)
            page.text(154, y + 22, answer, 14, INK_2)
        else:
            page.axes.add_patch(Circle((25, y + 22), 8, fc="white", ec=CONTROL, lw=2 * POINTS))
            page.text(46, y + 22, answer.text, 18)
        y += 48
    page.text(0, y + 14, "Run this cell to choose and to check. Nothing is marked.", 14, INK_2)
    return page.finish()


def _lines(words, size, bold=False):
    """Words, broken into lines that fit the page."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size, bold) > WIDTH:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _tiles(page: Page, tiles: Tiles, x: float, y: float):
    """A picture with its label; returns where it ends, to the right and below."""
    right = page.text(x, y + 6, tiles.label, 14, INK_2)
    top = y + 24
    values = np.asarray(tiles.values)
    if tiles.scale == "rgb":
        pixel = max(1, 130 // max(values.shape[1:]))
        page.colours(x, top, values, pixel, label=tiles.label)
        return max(right, x + values.shape[2] * pixel), top + values.shape[1] * pixel
    for i, square in enumerate(values):
        h, w = 28 * square.shape[0], 28 * square.shape[1]
        left = x + i * (w + 24)
        page.cells(
            left,
            top,
            square,
            28,
            28,
            decimals=decimals_of(square, 1),
            size=16,
            limit=tiles.limit if tiles.scale == "signed" else None,
            top=tiles.limit,
            cells=tiles.scale != "signed",
            label=f"{tiles.label}: {i}",
        )
        if tiles.names:
            page.text(left + w / 2, top + h + 13, tiles.names[i], 14, INK_2, align="center")
    foot = 26 if tiles.names else 0
    return max(right, left + w), top + h + foot
