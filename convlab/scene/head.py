"""What stands above a scene: what the layer counts, its shapes, and the legends of its scales.

On a page these are elements of their own; in a saved picture they are boxes.
"""

from __future__ import annotations

from dataclasses import replace

from ..layer import ConvLayer
from .board import Board
from .boxes import Box, Colour, Legend, LegendOf, Scene, Text

LEFT, HIGH = 12, 84  # the margin, and how high a head with legends is
ADVANCE = 0.56  # of a letter of usual words, by its size

COLOURS: tuple[tuple[str, Colour, bool], ...] = (
    ("kernel", "kernel", True),
    ("slice", "channel", True),
    ("weight", "ink", True),
    ("bias", "bias", True),
    ("parameter", "ink", True),
)


def with_head(scene: Scene, layer: ConvLayer, x_shape: tuple[int, ...]) -> Scene:
    """A scene under its head, as a saved picture has it."""
    board = Board()
    _put_count(board, layer)
    shapes = f"x {x_shape} → y {layer.output_shape(x_shape)}"
    right = scene.width - LEFT
    board.add(Text(text=shapes, x=right, y=22, size=14, colour="ink-2", align="right"))
    down = 44.0
    if scene.legends:
        _put_legends(board, scene.legends, right)
        down = HIGH
    boxes = [*board.boxes, *(moved(box, down) for box in scene.boxes)]
    return replace(scene, height=scene.height + down, boxes=boxes)


def moved(box: Box, down: float) -> Box:
    """The same box, lower."""
    return replace(box, y=box.y + down)


def _put_count(board: Board, layer: ConvLayer) -> None:
    """``4 kernels × 3 slices × 3×3 weights + 4 biases = 112 parameters``, each in its colour."""
    x = float(LEFT)
    for words in _parts(layer.parameters_text):
        colour, bold = _look(words)
        board.add(Text(text=words, x=x, y=20, size=21, bold=bold, colour=colour))
        x += words_width(words, 21, bold=bold) + 6


def _parts(text: str) -> list[str]:
    """The words between the signs, and the signs."""
    parts = text.replace(" × ", "|×|").replace(" + ", "|+|").replace(" = ", "|=|")
    return parts.split("|")


def _look(words: str) -> tuple[Colour, bool]:
    found = ((colour, bold) for key, colour, bold in COLOURS if key in words)
    return next(found, ("ink", False))


def words_width(words: str, size: float, *, bold: bool = False) -> float:
    """About how wide words are, in any usual font.

    >>> round(words_width("3 slices", 21, bold=True))
    80
    """
    narrow = {" ": 0.28, "i": 0.25, "l": 0.25, ",": 0.28, ".": 0.28, "t": 0.3, "r": 0.36}
    wide = {"m": 0.85, "w": 0.75, "×": 0.58}
    letters = sum(narrow.get(letter, wide.get(letter, ADVANCE)) for letter in words)
    return size * letters * (1.06 if bold else 1)


def _put_legends(board: Board, legends: tuple[LegendOf, ...], right: float) -> None:
    """From the right edge, each with its words at its left."""
    for legend in reversed(legends):
        wide = 150 if len(legends) == 1 else 112
        board.add(Legend(x=right - wide, y=46, w=wide, colours=legend.colours))
        words = Text(text=legend.words, x=right - wide - 10, y=52, size=14, colour="ink-2")
        board.add(replace(words, align="right"))
        right -= wide + 26 + words_width(legend.words, 14)
