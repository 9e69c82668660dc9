"""What stands above a scene: what the layer counts, its shapes, and the legends of its scales.

On a page these are elements of their own; in a saved picture they are boxes.
"""

from __future__ import annotations

from dataclasses import replace

from ..layer import ConvLayer
from .board import Board
from .boxes import Box, Legend, Text
from .colours import Colour
from .picture import LegendOf, Scene
from .words import Words, put_paragraph

LEFT = 12  # the margin
SIZE, GAP = 21, 6  # of the sentence's letters; between its words and signs
WIDE = 840  # in a picture narrower than that the shapes have a line of their own
BESIDE = 254  # what a legend and the margins take
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
    right, wide = scene.width - LEFT, scene.width >= WIDE
    shapes = Text(text=_shapes(layer, x_shape), x=LEFT, y=42, size=14, colour="ink-2")
    beside = words_width(shapes.text, 14) + 24 if wide else 0
    below = 0 if wide else 22  # what the shapes take
    _put_count(board, layer, scene.width - 2 * LEFT - beside)
    board.add(replace(shapes, x=right, y=22, align="right") if wide else shapes)
    _put_legends(board, scene.legends, right, 46 + below)
    down: float = (84 if scene.legends else 44) + below
    down = _put_note(board, scene.note, scene.width, down)
    boxes = [*board.boxes, *(moved(box, down) for box in scene.boxes)]
    return replace(scene, height=scene.height + down, boxes=boxes)


def _put_note(board: Board, note: str, width: float, down: float) -> float:
    """A sentence beside the legends, or below them where there is no room; where the head ends."""
    if not note:
        return down
    if width >= WIDE:
        return max(down, put_paragraph(board, [Words(note)], (LEFT, 54, width - BESIDE)))
    return put_paragraph(board, [Words(note)], (LEFT, down + 4, width - 2 * LEFT))


def _shapes(layer: ConvLayer, x_shape: tuple[int, ...]) -> str:
    return f"x {x_shape} → y {layer.output_shape(x_shape)}"


def moved(box: Box, down: float) -> Box:
    """The same box, lower."""
    return replace(box, y=box.y + down)


def _put_count(board: Board, layer: ConvLayer, room: float) -> None:
    """``4 kernels × 3 slices × 3×3 weights + 4 biases = 112 parameters``, each in its colour.

    The letters are smaller where they would take more than the room that there is.
    """
    words = _parts(layer.parameters_text)
    looks = [_look(part) for part in words]

    def widths(size: float) -> list[float]:
        pairs = zip(words, looks, strict=True)
        return [words_width(part, size, bold=bold) for part, (_, bold) in pairs]

    whole = sum(widths(SIZE)) + GAP * (len(words) - 1)
    size = SIZE * min(1, room / whole)
    x = float(LEFT)
    for part, (colour, bold), width in zip(words, looks, widths(size), strict=True):
        board.add(Text(text=part, x=x, y=20, size=size, bold=bold, colour=colour))
        x += width + GAP * size / SIZE


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


def _put_legends(board: Board, legends: tuple[LegendOf, ...], right: float, y: float) -> None:
    """From the right edge, each with its words at its left."""
    wide = 112 if len(legends) > 1 else 150
    for legend in reversed(legends):
        look = Legend(x=right - wide, y=y, w=wide, colours=legend.colours)
        board.add(replace(look, beyond=legend.beyond))
        words = Text(text=legend.words, x=right - wide - 10, y=y + 6, size=14, colour="ink-2")
        board.add(replace(words, align="right"))
        right -= wide + 26 + words_width(legend.words, 14)
