"""What an explorer asks before it shows a layer, and which numbers answer it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from ..layer import ConvLayer
from ..sizes import ShapeError
from .base import inside

ASKS = ("", "largest", "below", "end")
FEW = 3  # channels: so few slices are read at a glance
AT_A_GLANCE = ("largest", "below")  # questions that are answered by reading slices

Sides = Sequence[int]  # rows and columns of a map


def checked_ask(ask: str, channels: int, layer: ConvLayer) -> str:
    """``ask``, if it can be asked of this layer, which has up to so many channels."""
    if ask in AT_A_GLANCE and channels > FEW:
        raise ShapeError(
            f"ask={ask!r} takes a layer of at most {FEW} input channels, whose slices are "
            f"read at a glance; this one has {channels}: give it x[:{FEW}] and "
            f"weight[:, :{FEW}]"
        )
    slides = layer.ndim == 2 and not layer.transposed
    if ask == "end" and not slides:
        raise ShapeError(f"ask='end' takes a Conv2d, whose staircase it is, not {layer.torch_line}")
    if ask in AT_A_GLANCE and not (slides and len({*layer.stride}) == 1):
        raise ShapeError(
            f"ask={ask!r} takes a Conv2d with one stride for height and width, whose windows "
            f"lie on the picture as its map does, not {layer.torch_line}"
        )
    return ask


def checked_guess(ask: str, guess: Sequence[float], sides: Sides) -> list[float]:
    """``guess``, if it answers what is asked of a map of so many rows and columns; or empty.

    >>> checked_guess("largest", [3.0, 5.0], (8, 8))
    [3, 5]
    >>> checked_guess("below", [60, 4], (8, 8))  # the last four places
    [60, 4]
    """
    if not guess:
        return []
    if not ask:
        raise ShapeError(f"guess answers a question: set ask, too, to one of {', '.join(ASKS[1:])}")
    return ANSWERS[ask](guess, sides)


def answers(ask: str, guess: Sequence[float], sides: Sides) -> bool:
    """Whether these numbers answer what is asked."""
    try:
        return bool(checked_guess(ask, guess, sides))
    except ShapeError:
        return False


def _place(guess: Sequence[float], sides: Sides) -> list[float]:
    """A row and a column."""
    if len(guess) != len(sides):
        raise ShapeError(f"guess takes {len(sides)} numbers, got {len(guess)}")
    return [inside("guess", _whole(at), range(n)) for at, n in zip(guess, sides, strict=True)]


def _runs(guess: Sequence[float], sides: Sides) -> list[float]:
    """How many places are not painted, are, are not, … row by row."""
    runs = [_whole(run) for run in guess]
    places = math.prod(sides)
    if min(runs) < 0 or sum(runs) != places:
        raise ShapeError(
            f"guess counts places that are not painted, are, are not, … row by row; they add up to "
            f"{sum(runs):,}, and the map has {places:,}"
        )
    return list(runs)


def _whole(value: float) -> int:
    """A whole number that may come as a float."""
    if value != int(value):
        raise ShapeError(f"guess takes whole numbers, got {value:g}")
    return int(value)


def _level(guess: Sequence[float], sides: Sides) -> list[float]:
    """One number."""
    if len(guess) != 1 or not math.isfinite(guess[0]):
        raise ShapeError(f"guess takes one number, where the sum ends, got {list(guess)}")
    return list(guess)


ANSWERS: dict[str, Callable[[Sequence[float], Sides], list[float]]] = {
    "largest": _place,
    "below": _runs,
    "end": _level,
}
