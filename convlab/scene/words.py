"""Paragraphs on a board: words set by what they take up in any usual font.

The browser's is ``static/scene/words.js``.
"""

from __future__ import annotations

from typing import NamedTuple

from .board import Board
from .boxes import Text

WIDTHS = {  # of letters that are not as wide as most, by the size of the font
    letter: width
    for letters, width in {
        "ijl'|": 0.22,
        " \u00a0ftI.,:;/!": 0.28,
        "r()-": 0.34,
        "cksvxyzJ": 0.5,
        "ABEKPSVXY": 0.67,
        "CDHNRUGOQ": 0.74,
        "wmMW%": 0.82,
    }.items()
    for letter in letters
}
ADVANCE = 0.556


class Words(NamedTuple):
    """Words of one look."""

    text: str
    bold: bool = False


def words_width(words: str, size: float, *, bold: bool = False) -> float:
    """About how wide words are.

    >>> round(words_width("how far", 15))
    51
    """
    return size * sum(WIDTHS.get(letter, ADVANCE) for letter in words) * (1.06 if bold else 1)


def put_paragraph(board: Board, runs: list[Words], place: tuple[float, float, float]) -> float:
    """Runs of words broken into lines at (x, middle of the first line, width).

    Returns where the last line ends.
    """
    x, down, width = place
    size, line, right = 15.0, 24.0, 0.0
    for words, bold in runs:
        space = words_width(" ", size, bold=bold)
        start, waiting = right, list[str]()
        for word in [*words.split(" "), None]:
            wide = 0.0 if word is None else words_width(word, size, bold=bold)
            breaks = right > 0 and right + wide > width
            if word is None or breaks:
                _put_line(board, " ".join(waiting), (x + start, down), bold=bold)
                waiting = []
            if word is None:
                break
            if breaks:
                down, start, right = down + line, 0.0, 0.0
            waiting.append(word)
            right += wide + space
    return down + line / 2


def _put_line(board: Board, words: str, place: tuple[float, float], *, bold: bool) -> None:
    if words:
        x, y = place
        most = max(1, words_width(words, 15, bold=bold) * 1.05)
        board.add(Text(text=words, x=x, y=y, bold=bold, max=most))
