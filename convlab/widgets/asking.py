"""What an explorer asks before it shows a layer, and which numbers answer it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..check import drawable
from ..layer import ConvLayer
from ..run import Run
from ..sizes import ShapeError
from .base import inside

ASKS = ("", "largest", "below", "end", "match")
FEW = 3  # channels: so few slices are read at a glance
AT_A_GLANCE = ("largest", "below")  # questions that are answered by reading slices

Sides = Sequence[int]  # rows and columns of a map


def map_of_goal(goal: ArrayLike, o: int, run: Run) -> NDArray[np.float32]:
    """The map that kernel o's is to match, ``(oh, ow)``.

    ``goal`` is that map, or the channels that make it when all others are muted, or the kernel
    ``(c_in / groups, kh, kw)`` that makes it.

    >>> run = Run(np.ones((2, 3, 3)), np.ones((1, 2, 3, 3)))
    >>> map_of_goal([1], 0, run), map_of_goal(np.full((2, 3, 3), 2), 0, run)
    (array([[9.]], dtype=float32), array([[36.]], dtype=float32))
    """
    given, shape, kernel = np.asarray(goal), run.output.shape[1:], run.weight[o]
    if given.ndim == 1:
        audible = {inside("goal", _whole(c), range(len(run.x))) for c in given.tolist()}
        x = run.x.copy()
        x[[c for c in range(len(x)) if c not in audible]] = 0
        return _made(run, o, x, kernel)
    if given.shape == kernel.shape:
        return _made(run, o, run.x, drawable("goal", given))
    if given.shape != shape:
        raise ShapeError(
            f"goal must be a map {shape}, a list of channels that make it, or a kernel "
            f"{kernel.shape} that makes it, got shape {given.shape}"
        )
    return drawable("goal", given)


def _made(run: Run, o: int, x: NDArray[Any], kernel: NDArray[Any]) -> NDArray[np.float32]:
    """What one kernel in the place of kernel o makes of x."""
    weight = run.weight.copy()
    weight[o] = kernel
    layer = run.layer
    names = ("stride", "padding", "dilation", "groups", "padding_mode")
    options: Any = {name: getattr(layer, name) for name in names}
    return np.asarray(Run(x, weight, run.bias, **options).output[o], np.float32)


def checked_ask(ask: str, channels: int, layer: ConvLayer, has_goal: bool) -> str:
    """``ask``, if it can be asked of this layer, which has up to so many channels."""
    if ask == "match" and not has_goal:
        raise ShapeError(
            "ask='match' takes a goal: ChannelExplorer(…, goal=…) with a map, or the channels or "
            "the kernel that make it"
        )
    if ask in AT_A_GLANCE and channels > FEW:
        raise ShapeError(
            f"ask={ask!r} takes a layer of at most {FEW} input channels, whose slices are "
            f"read at a glance; this one has {channels}: give it x[:{FEW}] and "
            f"weight[:, :{FEW}]"
        )
    slides = layer.ndim == 2 and not layer.transposed
    if ask in ("end", "match") and not slides:
        raise ShapeError(f"ask={ask!r} takes a Conv2d, not {layer.torch_line}")
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
    if ask not in ANSWERS:
        raise ShapeError(f"guess answers a question: set ask, too, to one of {', '.join(ANSWERS)}")
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
