"""One pixel's account as a staircase: what ``static/numbers/stairs.js`` has, in Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..show import fewest_decimals, units
from .context import SceneLayer, State
from .digits import in_digits

MOST = 64  # channels that have a stair each
LOUDEST = 31  # of more channels, those that still have one


def steps_of(channels: int) -> int:
    """In how many steps channels are added: one each; of very many one for all but the loudest.

    >>> steps_of(64), steps_of(512)
    (64, 32)
    """
    return LOUDEST + 1 if channels > MOST else channels


class Stair(NamedTuple):
    """What some channels add, and the levels that this leads from and to."""

    channels: tuple[int, ...]
    value: float  # as it is written
    exact: float
    start: float
    end: float
    muted: bool = False


@dataclass(frozen=True)
class Staircase:
    """The stairs in the order of adding, and the levels that there are in any order."""

    stairs: tuple[Stair, ...]
    bias: float
    sum: float  # before the bias
    total: float  # and with it
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

    def kinds(self, decimals: int) -> list[Kind]:
        """The stairs by what they do: lift, lower, say nothing, are muted; very many together.

        Each comes to its own sum, not to that of what its stairs are rounded to.
        """
        folded = [stair for stair in self.stairs if len(stair.channels) > 1]
        kinds = [kind for kind in self._by_kind() if kind[2]]
        total = units(self.sum - sum(stair.value for stair in folded), decimals)
        sums = [sum(stair.exact for stair in some) for _, _, some in kinds]
        shown: list[Kind] = []
        for (one, more, some), value in zip(kinds, in_digits(sums, total, decimals), strict=True):
            thing = "" if shown else " channel" if len(some) == 1 else " channels"
            words = f"{len(some)}{thing} {one if len(some) == 1 else more}"
            shown.append(Kind(words, value, some[0].muted))
        words = "{:,} more: their sum"
        return shown + [Kind(words.format(len(one.channels)), one.value, False) for one in folded]

    def _by_kind(self) -> Iterator[tuple[str, str, list[Stair]]]:
        """What one and what several of a kind do; nothing is 0 in the most decimals there are."""
        stairs = [stair for stair in self.stairs if len(stair.channels) == 1]
        most = 2 + fewest_decimals([stair.exact for stair in stairs])
        audible = [stair for stair in stairs if not stair.muted]
        words = (1, "lifts", "lift"), (-1, "lowers", "lower"), (0, "says nothing", "say nothing")
        for sign, one, more in words:
            yield one, more, [s for s in audible if np.sign(units(s.exact, most)) == sign]
        yield "muted", "muted", [stair for stair in stairs if stair.muted]


class Kind(NamedTuple):
    """What some stairs do, in words, and what they come to."""

    words: str
    value: float
    muted: bool


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
    parts = _folded(layer, state)
    values = [part.value for part in parts]

    def climb(adding: str) -> list[Stair]:
        return _stairs([parts[i] for i in order_of(values, adding, state.shuffle)])

    stairs = climb(state.adding)
    total, bias = sum(values), layer.bias(o)
    levels = [one.end for one in (*climb("as given"), *climb("by size"), *stairs)]
    ends = [0.0, -bias, total + bias, *levels]
    return Staircase(tuple(stairs), bias, total, total + bias, min(ends), max(ends))


class Part(NamedTuple):
    """What some channels add."""

    channels: tuple[int, ...]
    value: float  # as it is written
    exact: float
    muted: bool


def _folded(layer: SceneLayer, state: State) -> list[Part]:
    """Every channel with what it adds; of very many the loudest and the inspected; all others."""
    pixel, inspected = (state.out_channel, state.row, state.col), state.in_channel
    first, _ = layer.range(state.out_channel)
    subtotals = layer.subtotals(*pixel)
    parts = [
        Part((first + i,), value, exact, first + i in layer.muted)
        for i, (value, exact) in enumerate(
            zip(subtotals, layer.exact_subtotals(*pixel), strict=True)
        )
    ]
    if steps_of(len(parts)) == len(parts):
        return parts
    loudest = order_of(subtotals, "by size", 0)[:LOUDEST]
    if layer.reads(state.out_channel, inspected) and inspected - first not in loudest:
        loudest[-1] = inspected - first
    loud = {*loudest}
    rest = [part for i, part in enumerate(parts) if i not in loud]
    channels = tuple(c for part in rest for c in part.channels)
    value, exact = sum(part.value for part in rest), sum(part.exact for part in rest)
    together = Part(channels, value, exact, False)
    return [*(parts[i] for i in sorted(loud)), together]


def _stairs(parts: Sequence[Part]) -> list[Stair]:
    level, stairs = 0.0, []
    for channels, value, exact, muted in parts:
        stairs.append(Stair(channels, value, exact, level, level + value, muted))
        level += value
    return stairs
