"""A lesson's claim as one picture, on a card."""

from dataclasses import replace

from matplotlib.figure import Figure

from .. import lessons
from ..lessons.opening import WIDTH, Opening
from ..scene.boxes import Box, Cells, Ground, Map, Outline, Ring, Text
from ..scene.picture import Scene
from .base.boxes import draw_scene
from .base.style import text_width

MARGIN = 24
CLAIM = 24  # the size of its letters


def opening(lesson: str) -> Figure:
    """The claim of a lesson as one picture: how its notebook begins.

    Parameters
    ----------
    lesson : str
        The number of the lesson, "00" to "18".

    Returns
    -------
    Figure
        Its words are the claim.

    Raises
    ------
    ValueError
        For a lesson that is not there.

    Examples
    --------
    >>> opening("02")
    Each slice works on its own channel, and the results are added.
    """
    found = {name[:2]: module for name, module in lessons.modules().items()}
    if lesson not in found:
        raise ValueError(f"there is no lesson {lesson!r}: choose from {list(found)}")
    stated: Opening = found[lesson].opening()
    figure = draw_scene(_card(stated), stated.words)
    figure.sharp = True
    return figure


def _card(stated: Opening) -> Scene:
    """The picture, and under it the claim; framed, and not quite white: it glares on no page."""
    boxes = [replace(box, x=box.x + MARGIN, y=box.y + MARGIN) for box in stated.boxes]
    claim = max(_bottom(box) for box in boxes) + 14 + CLAIM
    width, height = WIDTH + 2 * MARGIN, claim + CLAIM / 2 + MARGIN
    card: list[Box] = [
        Ground(x=0, y=0, w=width, h=height, colour="ground"),
        Outline(x=0.5, y=0.5, w=width - 1, h=height - 1),
    ]
    return Scene(width, height, [*card, *boxes, *_words(stated.claim, claim)])


def _words(claim: str, y: float) -> list[Box]:
    """A line of words, every second part of which is bold."""
    x, found = float(MARGIN), list[Box]()
    for at, part in enumerate(claim.split("**")):
        found.append(Text(x=x, y=y, text=part, size=CLAIM, bold=at % 2 == 1))
        x += text_width(part, CLAIM, at % 2 == 1)
    return found


def _bottom(box: Box) -> float:
    """Where a box ends."""
    if isinstance(box, Map):
        return box.y + box.scale * float(box.data.shape[-2])
    if isinstance(box, Cells):
        return box.y + (box.tall or box.cell) * len(box.values)
    if isinstance(box, Ground | Outline | Ring):
        return box.y + box.h
    return box.y
