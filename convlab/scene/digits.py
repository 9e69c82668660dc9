"""Numbers of an account as they are written.

They have one number of decimals for a whole layer, and such digits that every sum adds up;
``widgets/static/numbers/digits.js`` says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..show import decimals_of, fewest_decimals, units
from .colours import Numbers

SAMPLE = 4096  # so many numbers say how many decimals all take
LARGE = 1e4  # the end of a scale from which on its maps are written in whole numbers
EXACT = 3  # decimals that show every product exactly; more would be hard to read
FEW = 8  # channels: of more, the sums so far are shown


@dataclass(frozen=True)
class Decimals:
    """How many decimals the figures of a layer take."""

    weights: int
    input: int
    biases: int
    maps: int  # of accounts: products, sums and totals


def digits_of(x: Numbers, weight: Numbers, bias: Numbers | None, limit: float) -> Decimals:
    """How many decimals the figures of a layer take; ``limit`` is the end of its scale of parts.

    Those of its accounts are as many as show every product exactly, at least 2 unless all are
    whole; where that takes more than 3, they are 2, or as many as show two figures of half the
    scale of its partial maps; none where that goes beyond ten thousand.

    >>> tenths = np.array([0.1, 0.5])
    >>> digits_of(np.array([0.25]), tenths, None, 3)
    Decimals(weights=1, input=2, biases=0, maps=3)
    >>> digits_of(np.array([0.277]), np.array([2]), None, 3)
    Decimals(weights=0, input=3, biases=0, maps=3)
    >>> digits_of(np.array([1 / 3]), tenths, None, 3).maps
    2
    """
    samples = [_sample(values) for values in (weight, x, np.zeros(1) if bias is None else bias)]
    of_weights, of_inputs, of_biases = (decimals_of(values, 4) for values in samples)
    exact = max(of_weights + of_inputs, of_biases)
    maps = fewest_decimals(limit / 2) if exact > EXACT else max(2, exact) if exact else 0
    weights, inputs, biases = (decimals_of(values) for values in samples)
    if limit >= LARGE:
        return Decimals(weights, inputs, biases, 0)
    if exact <= EXACT:
        weights, inputs = of_weights, of_inputs  # each factor as it is
    return Decimals(weights, inputs, biases, maps)


def _sample(values: Numbers) -> NDArray[np.float64]:
    """Some of the numbers that are not 0, evenly spread."""
    some = values[values != 0]
    return np.asarray(some[:: max(1, -(-some.size // SAMPLE))], np.float64)


def in_digits(parts: Sequence[float], total: int, decimals: int) -> list[float]:
    """The parts of a sum in digits that make its total as it is written.

    ``total`` is in units of the last decimal. Each part is rounded; where they then make more or
    less, those that were rounded furthest the other way are one unit up or down.

    >>> in_digits([1 / 3, 1 / 3, 1 / 3], 100, 2)
    [0.34, 0.33, 0.33]
    """
    return _making(parts, [units(part, decimals) for part in parts], total, decimals)


def in_levels(parts: Sequence[float], total: int, decimals: int) -> list[float]:
    """The same of many parts, added one by one.

    The sums so far are also those that are written, as far as that takes no part that was rounded
    by less than a fifth of a unit, nor one to or from 0.

    >>> in_levels([0.013, 0.013, 0.013, 0.013], 5, 2)  # 0.01, 0.03, 0.04, 0.05
    [0.01, 0.02, 0.01, 0.01]
    """
    total_so_far, level, shown = 0.0, 0, []
    for part in parts:
        total_so_far += part
        rounded = units(part, decimals)
        off = level + rounded - total_so_far * 10.0**decimals
        way = 0 if abs(off) <= 0.5 + 1e-6 else -1 if off > 0 else 1
        if rounded and rounded + way and _lost_by(part, rounded, way, decimals) > 200_000:
            rounded += way
        level += rounded
        shown.append(rounded)
    return _making(parts, shown, total, decimals)


def _lost_by(part: float, shown: int, way: int, decimals: int) -> int:
    """How far a part was rounded the other way, in millionths: less is a float's doing."""
    return int(np.floor(way * (part * 10.0**decimals - shown) * 1e6 + 0.5))  # as JavaScript rounds


def _making(parts: Sequence[float], shown: list[int], total: int, decimals: int) -> list[float]:
    """The parts as shown, in units of the last decimal, moved as little as makes the total."""
    missing = total - sum(shown)
    if abs(missing) > 2**53:
        return list(parts)
    way = (missing > 0) - (missing < 0)
    lost = [_lost_by(part, n, way, decimals) for part, n in zip(parts, shown, strict=True)]
    order = sorted((i for i, far in enumerate(lost) if far > 0), key=lambda i: -lost[i])
    moved = {*order[: abs(missing)]}
    return [(n + way * (i in moved)) / 10.0**decimals for i, n in enumerate(shown)]
