"""Of many channels few are opened; all others are one bar each, and one map, their sum.

The browser's is ``static/scene/others.js``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..show import number
from .account import AccountScene
from .boxes import Bar, Outline, Rule, Swatch
from .context import SceneContext
from .maps import Square, centre_map, map_area
from .rings import ring_pixel
from .staircase import Stair, Staircase, steps_of

OPENED = 3  # channels, where there is room


class Bars(NamedTuple):
    """Where a kernel's bars stand: how high, one and its pitch, where their dots end."""

    o: int
    x: float
    y: float
    side: float
    unit: float
    pitch: float
    end: float


def all_added(context: SceneContext) -> SceneContext:
    """The same, but that very many channels are never added one by one."""
    channels = context.most[1]
    if steps_of(channels) == channels:
        return context
    return replace(context, state=replace(context.state, step=-1))


class OthersScene(AccountScene):
    """A scene of few channels and all others."""

    most_opened = OPENED

    @property
    def o(self) -> int:
        """The picked kernel."""
        return self.state.out_channel

    @cached_property
    def opened(self) -> list[int]:
        """The first channels; in the place of the last the picked one, or that added last."""
        step, count = self.state.step, self.layer.in_channels
        c = min(step, count) - 1 if step > 0 else self.state.in_channel
        first = list(range(min(self.most_opened, count)))
        return first if c < self.most_opened else [*first[:-1], c]

    @cached_property
    def others(self) -> list[int]:
        """All other channels."""
        return [c for c in range(self.layer.in_channels) if c not in self.opened]

    @property
    def others_added(self) -> list[int]:
        """Those of them that are added so far."""
        return [c for c in self.others if not self.is_waiting(self.o, c)]

    @cached_property
    def adds(self) -> np.ndarray:
        """What every slice adds at the picked pixel, in digits where it is written."""
        return self.layer.cells(self.state.row, self.state.col)

    def levels(self, o: int) -> tuple[float, float]:
        """The lowest and the highest level of a kernel's bars."""
        ends = np.cumsum(self.adds[o, self.others])
        return min(0.0, float(ends.min(initial=0))), max(0.0, float(ends.max(initial=0)))

    def put_bars(self, at: Bars) -> None:
        """A bar for each of all other channels, from the level that those before have reached.

        Dots lead from the last to their sum.
        """
        (low, high), (o, left, top, side, unit, pitch, end) = self.levels(at.o), at
        zero = top + side / 2 + (high + low) / 2 * unit
        self.add(Rule(x=left, y=zero, dx=len(self.others) * pitch, dy=0))
        w, level = pitch - 1 if pitch > 5 else pitch, 0.0
        for i, c in enumerate(self.others):
            if self.is_waiting(o, c):
                continue
            value, x = float(self.adds[o, c]), left + i * pitch
            y, tall = zero - max(level, level + value) * unit, abs(value) * unit
            if tall < 0.5:
                self.add(Rule(x=x, y=y, dx=w, dy=0, colour="control"))
            else:
                self.add(Bar(x=x, y=y, w=w, h=tall, sign=1 if value > 0 else -1))
            level += value
        x = left + len(self.others_added) * pitch
        dots = Rule(x=x, y=zero - level * unit, dx=end - x, dy=0)
        self.add(replace(dots, width=1.5, dash=(1.5, 3)))

    def put_others_map(self, o: int, square: Square) -> None:
        """The sum of all other channels' partial maps, as far as they are added."""
        x, y, side = square
        if not self.others_added:
            x, y, w, h = map_area(self.context, x, y, side, side)
            self.add(Outline(x=x + 0.5, y=y + 0.5, w=w - 1, h=h - 1))
            return
        data, marks = self.layer.summed(o, self.others_added), self.context.is_changed(o)
        scale, ratio, label = self.limits.maps, self.context.ratio, f"their sum {o}"
        at = centre_map(self.board, data, scale, square, ratio, marks=marks, label=label)
        if o == self.o:
            self.add(ring_pixel(at, self.state.row, self.state.col))

    @property
    def others_words(self) -> str:
        """What all other channels do."""
        exact = self.layer.exact_subtotals(self.o, self.state.row, self.state.col)
        muted = self.layer.muted
        stairs = [
            Stair((c,), float(self.adds[self.o, c]), exact[c], 0, 0, c in muted)
            for c in self.others_added
        ]
        kinds = Staircase(tuple(stairs), 0, 0, 0, 0, 0).kinds(self.decimals)
        said = ", ".join(re.sub(" channels?", "", kind.words) for kind in kinds)
        return said or "none of them is added yet"

    def put_others_sum(self, box: tuple[float, float, float, float], size: float) -> None:
        """What all other channels come to at the picked pixel, if any are added."""
        (x, y, w, h), added = box, self.others_added
        if added:
            value = sum(float(self.adds[self.o, c]) for c in added)
            words, maps = number(value, self.decimals), self.limits.maps
            self.add(Swatch(x=x, y=y, w=w, h=h, value=value, text=words, colours=maps, size=size))
