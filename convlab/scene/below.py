"""Where will a map be below 0? That is painted on its picture; then the map lies beside it.

The browser's is ``static/scene/below.js``, and what the paint comes to, its ``numbers/painted.js``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .boxes import Bar, Contour, Ground, Paint, Ring, Rule, Text
from .context import SceneContext
from .maps import Placement
from .predict import Asked, units_of_map
from .words import Words

Mask = NDArray[np.bool_]


def mask_of(runs: Sequence[float], shape: tuple[int, int]) -> Mask:
    """Places that are painted: so many are not, so many are, and so on, row by row.

    >>> mask_of([1, 2, 1], (2, 2))
    array([[False,  True],
           [ True, False]])
    """
    painted = np.arange(len(runs)) % 2 == 1
    return np.repeat(painted, np.asarray(runs, int)).reshape(shape)


def runs_of(mask: Mask) -> list[int]:
    """What ``mask_of`` makes a mask of.

    >>> runs_of(np.array([[False, True], [True, False]]))
    [1, 2, 1]
    """
    flat = np.asarray(mask).ravel()
    edges = [0, *(np.flatnonzero(np.diff(flat)) + 1).tolist(), flat.size]
    runs = np.diff(edges).tolist()
    return [0, *runs] if flat[0] else runs


@dataclass(frozen=True)
class Painted:
    """What paint comes to, beside the places where a map is below 0."""

    mask: Mask
    count: int  # places that are painted
    below: int  # places where the map is below 0
    both: int


def painted_of(context: SceneContext, runs: Sequence[float]) -> Painted:
    """The paint of a state, beside the truth."""
    layer = context.layer
    mask = mask_of(runs or [layer.oh * layer.ow], (layer.oh, layer.ow))
    below = units_of_map(context) < 0
    return Painted(mask, int(mask.sum()), int(below.sum()), int((mask & below).sum()))


def share_words(found: Painted) -> str:
    """How much of what is below 0 was painted, as sentences."""
    wrong = found.count - found.both
    if not found.below:
        first = "Nowhere is this map below 0."
    else:
        percent = int(100 * found.both / found.below + 0.5)
        first = f"You found {found.both:,} of the {found.below:,} places below 0, {percent} %."
    if not found.count:
        return f"{first} You painted none."
    if not wrong:
        return f"{first} All of your {found.count:,} are."
    return f"{first} {wrong:,} of your {found.count:,} {'is' if wrong == 1 else 'are'} not."


@dataclass
class Below(Asked):
    """Where a map of up to three channels is below 0, and once it is painted the truth."""

    hint = "drag, or arrow keys and Space"
    third = "the share"

    def question(self) -> tuple[str, str]:
        """What is asked, and how it is answered."""
        how = (
            f"Read the slices of kernel {self.o}, then paint on the picture. "
            "A stroke on paint takes it off."
        )
        return f"Where will map {self.o} be below 0?", how

    def cover(self) -> tuple[str, ...]:
        """What stands in the map's place before the guess."""
        return "Where do weights below 0 meet light,", "and those above 0 dark?"

    def note(self) -> tuple[str, str]:
        """What the chart shows, or will show."""
        all_places = f"of all {self.layer.oh * self.layer.ow:,} places"
        return ("of what is below 0", all_places) if self.is_told else ("that you", "have found")

    def result(self) -> list[Words]:
        """The share, or what is painted yet."""
        if self.is_told:
            return [Words(share_words(self.found), bold=True)]
        count = self.found.count
        words = f"{count:,} places painted." if count else "Nothing is painted yet."
        how = "The frame is the window that the kernel would read."
        return [Words(words, bold=True), Words(how)]

    @cached_property
    def found(self) -> Painted:
        """The paint beside the truth."""
        return painted_of(self.context, self.state.guess if self.is_told else self.state.draft)

    def put_guess(self, picture: Placement, middles: Placement) -> None:
        """The paint, and the window of the hand's place."""
        self.put_paint(middles)
        if self.is_told:
            self.put_zero(middles)
        else:
            self.put_window(picture)

    def put_paint(self, at: Placement, *, edge: bool = False) -> None:
        """What is painted, or the edge of it alone."""
        x, y, scale, _ = at
        self.add(Paint(x=x, y=y, scale=scale, data=self.found.mask, edge=edge))

    def put_zero(self, at: Placement) -> None:
        """The line on which the map is 0."""
        x, y, scale, _ = at
        data = self.layer.map(self.o)
        line = Contour(x=x, y=y, scale=scale, data=data, level=0, colour="pick")
        self.add(replace(line, casing="halo"))

    def put_truth(self, at: Placement) -> None:
        """The paint's edge on the map."""
        self.put_paint(at, edge=True)

    def put_chart(self) -> None:
        """Two bars, one above the other: what is below 0, and what was painted."""
        left, base, width = self.look.chart
        found, unit = self.found, width / (self.layer.oh * self.layer.ow)
        start = found.below - found.both  # what was painted begins where what was missed ends
        self.add(Text(text=f"below 0: {found.below:,}", x=left, y=base - 66, size=14))
        self.add(Bar(x=left, y=base - 56, w=start * unit, h=14, sign=-1, faded=True))
        both = left + start * unit, found.both * unit
        self.add(Bar(x=both[0], y=base - 56, w=both[1], h=14, sign=-1))
        words = f"painted: {found.count:,}"
        x = min(both[0], left + width - 120)
        self.add(Text(text=words, x=x, y=base - 28, size=14))
        self.add(Ground(x=both[0], y=base - 18, w=both[1], h=14, colour="ink"))
        wrong = (found.count - found.both) * unit
        if wrong:
            x = both[0] + both[1]
            self.add(Ring(x=x, y=base - 17, w=wrong, h=12, width=1, halo=0, colour="ink"))
        self.add(Rule(x=left, y=base, dx=width, dy=0))
