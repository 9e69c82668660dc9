"""What every scene is put together on. The browser's is ``static/scene/board.js``."""

from __future__ import annotations

from dataclasses import dataclass, field

from .boxes import Box
from .colours import Colour
from .context import SceneContext
from .picture import Scene

CHIPS: dict[str, tuple[str, Colour]] = {
    "red": ("R", "red"),
    "green": ("G", "green"),
    "blue": ("B", "blue"),
}


@dataclass
class Board:
    """What a scene is put together on."""

    boxes: list[Box] = field(default_factory=list)

    def add(self, box: Box) -> None:
        """Paint this box over those that are there."""
        self.boxes.append(box)


@dataclass
class BoardScene:
    """A scene of a layer in the making."""

    context: SceneContext

    def __post_init__(self) -> None:
        context = self.context
        self.board = Board()
        self.add = self.board.add
        self.layer, self.state, self.limits = context.layer, context.state, context.limits

    def build(self) -> Scene:
        """All of it on the board."""
        raise NotImplementedError


def width_of(label: str) -> float:
    """Width of a number at 15 px in the widest usual font."""
    return sum(4.8 if letter in ".," else 9 for letter in label)
