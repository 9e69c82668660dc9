"""One pixel's account as a staircase: what ``static/numbers/stairs.js`` has, in Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..show import units
from .context import SceneLayer, State

MOST = 64  # channels that have a stair each; of more, the loudest and one for the rest
LOUDEST = 31


@dataclass(frozen=True)
class Stair:
    """What some channels add, and the levels that this leads from and to."""

    channels: tuple[int, ...]
    value: float
    start: float
    end: float


@dataclass(frozen=True)
class Staircase:
    """The stairs in the order of adding, and the levels that there are in any order."""

    stairs: tuple[Stair, ...]
    sum: float
    bias: float
    total: float
    low: float
    high: float

    def level(self, step: int) -> float:
        """The level after so many stairs; −1: after all, and the bias."""
        if step < 0:
            return self.total
        return self.stairs[min(step, len(self.stairs)) - 1].end if step else 0.0

    def added(self, step: int) -> list[int]:
        """The channels that are added after so many stairs."""
        stairs = self.stairs[: len(self.stairs) if step < 0 else step]
        return [c for stair in stairs for c in stair.channels]

    def kinds(self) -> list[tuple[str, float]]:
        """The stairs by what they do: those that lift, lower, say nothing, and their sums."""
        found: list[tuple[str, float]] = []
        for sign, verb, what in ((1, "lift", ""), (-1, "lower", ""), (0, "say", " nothing")):
            some = [one for one in self.stairs if np.sign(units(one.value, 4)) == sign]
            count = sum(len(one.channels) for one in some)
            if not count:
                continue
            thing = "" if found else " channel" if count == 1 else " channels"
            words = f"{count}{thing} {verb}{'s' * (count == 1)}{what}"
            found.append((words, sum(one.value for one in some)))
        return found


def order_of(values: Sequence[float], adding: str, shuffle: int) -> list[int]:
    """The places 0, 1, … of these values in the order in which they are added.

    >>> order_of([1, -3, 2], "by size", 0), order_of([1, -3, 2], "shuffled", 0)
    ([1, 2, 0], [1, 2, 0])
    """
    order = list(range(len(values)))
    if adding == "by size":
        return sorted(order, key=lambda i: -abs(values[i]))
    if adding == "shuffled":
        state = (shuffle + 1) % 2**32  # Fisher and Yates' shuffle, the generator of N. Recipes
        for last in range(len(order) - 1, 0, -1):
            state = (state * 1664525 + 1013904223) % 2**32
            other = state * (last + 1) // 2**32
            order[last], order[other] = order[other], order[last]
    return order


def staircase_of(layer: SceneLayer, state: State) -> Staircase:
    """The staircase of the picked pixel."""
    o = state.out_channel
    parts = _folded(layer.subtotals(o, state.row, state.col), layer.range(o)[0])
    values = [value for _, value in parts]

    def climb(adding: str) -> list[Stair]:
        return _stairs([parts[i] for i in order_of(values, adding, state.shuffle)])

    stairs = climb(state.adding)
    total, bias = sum(values), layer.bias(o)
    levels = [one.end for one in (*climb("as given"), *climb("by size"), *stairs)]
    ends = [0.0, -bias, total + bias, *levels]
    return Staircase(tuple(stairs), total, bias, total + bias, min(ends), max(ends))


Part = tuple[tuple[int, ...], float]


def _folded(subtotals: Sequence[float], first: int) -> list[Part]:
    """Every channel with what it adds; of very many the loudest, and all others together."""
    parts: list[Part] = [((first + i,), value) for i, value in enumerate(subtotals)]
    if len(parts) <= MOST:
        return parts
    loud = {*order_of(subtotals, "by size", 0)[:LOUDEST]}
    rest = [part for i, part in enumerate(parts) if i not in loud]
    together = tuple(c for channels, _ in rest for c in channels), sum(v for _, v in rest)
    return [*(parts[i] for i in sorted(loud)), together]


def _stairs(parts: Sequence[Part]) -> list[Stair]:
    level, stairs = 0.0, []
    for channels, value in parts:
        stairs.append(Stair(channels, value, level, level + value))
        level += value
    return stairs
