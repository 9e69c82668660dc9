"""A scene: all boxes of a picture, and what its head says of their colours."""

from __future__ import annotations

from dataclasses import dataclass

from .boxes import Box
from .colours import Scale


@dataclass(frozen=True)
class LegendOf:
    """What a legend in the head of a scene says: its words, and the scale that it shows."""

    words: str
    colours: Scale
    beyond: bool = False  # whether its ends are the colours of larger numbers, too


@dataclass(frozen=True)
class Scene:
    """A picture as data: boxes in the order of painting."""

    width: float
    height: float
    boxes: list[Box]
    legends: tuple[LegendOf, ...] = ()
    note: str = ""  # a sentence that stands in its head
