"""The picture with which a lesson opens: its claim, and what states it at a glance.

A lesson's module has a function ``opening()``, which returns an `Opening`; ``figures.opening``
draws it. Lengths are pixels from the upper left corner of a sheet that is `WIDTH` wide.
"""

from collections.abc import Sequence

import numpy as np

from ..scene.boxes import (
    Absent,
    Align,
    Box,
    Cells,
    Chip,
    Ground,
    Map,
    Outline,
    Pill,
    Ring,
    Rule,
    Text,
)
from ..scene.colours import Colour, Numbers, Scale, signed
from ..show import RGB

WIDTH = 872
GREY, RGB_SCALE, PALE = Scale("grey", 0, 1), Scale("rgb", 0, 1), Scale("whole", 0, 9)
CHIPS: dict[str, Colour] = {"red": "red", "green": "green", "blue": "blue"}


class Opening:
    """A claim, in which **words** may be bold, and the boxes that state it.

    Examples
    --------
    >>> opening = Opening("A kernel is as deep as the input: **it has a slice for each channel**.")
    >>> opening.slice(0, 0, np.ones((3, 3)), 20)  # its cells, and a frame
    >>> opening.words, len(opening.boxes)
    ('A kernel is as deep as the input: it has a slice for each channel.', 2)
    """

    def __init__(self, claim: str) -> None:
        self.claim = claim
        self.boxes: list[Box] = []

    @property
    def words(self) -> str:
        """The claim without its marks."""
        return self.claim.replace("**", "")

    def photo(self, x: float, y: float, picture: Numbers, side: float) -> None:
        """A (3, h, w) picture in its colours."""
        self._map(x, y, picture, side, RGB_SCALE)

    def grey(self, x: float, y: float, channel: Numbers, side: float) -> None:
        """One channel, (h, w), from black to white."""
        self._map(x, y, channel, side, GREY)

    def map(self, x: float, y: float, values: Numbers, side: float, limit: float) -> None:
        """A signed (h, w) map: blue below 0, red above."""
        self._map(x, y, values, side, signed(limit))
        self.frame(x, y, side, side)

    def slice(
        self,
        x: float,
        y: float,
        weight: Numbers,
        cell: float,
        limit: float = 1.7,
        *,
        written: bool | None = None,
    ) -> None:
        """A slice as coloured cells in a frame; large ones have their numbers, unless told."""
        written = cell >= 20 if written is None else written
        look = signed(limit)
        self.boxes.append(
            Cells(x=x, y=y, values=weight, colours=look, cell=cell, blocks=not written)
        )
        height, width = weight.shape
        self.frame(x, y, width * cell, height * cell)

    def numbers(self, x: float, y: float, values: Numbers, cell: float = 34) -> None:
        """Whole numbers, written on grey."""
        self.boxes.append(Cells(x=x, y=y, values=values, colours=PALE, cell=cell, inset=1))

    def chip(self, x: float, y: float, name: str) -> None:
        """The letter of a colour."""
        self.boxes.append(Chip(x=x, y=y, text=name[0].upper(), colour=CHIPS[name]))

    def sign(self, x: float, y: float, sign: str, size: float = 34) -> None:
        """An operator, round (x, y)."""
        bold = sign in "+="
        size = size if bold else min(size, 26)
        self.text(x, y, sign, size, "ink" if bold else "ink-2", bold, "center")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 15,
        colour: Colour = "ink-2",
        bold: bool = False,
        align: Align = "left",
    ) -> None:
        """A line of words whose middle is at y."""
        self.boxes.append(
            Text(x=x, y=y, text=text, size=size, colour=colour, bold=bold, align=align)
        )

    def pill(self, x: float, y: float, text: str) -> None:
        """A bias, round (x, y)."""
        self.boxes.append(Pill(x=x, y=y, text=text))

    def ring(self, x: float, y: float, width: float, height: float) -> None:
        """An amber frame."""
        self.boxes.append(Ring(x=x, y=y, w=width, h=height))

    def ground(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A plain rectangle."""
        self.boxes.append(Ground(x=x, y=y, w=width, h=height, colour=colour))

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """A thin line round a rectangle."""
        self.boxes.append(Outline(x=x, y=y, w=width, h=height))

    def line(
        self, start: tuple[float, float], end: tuple[float, float], colour: Colour = "ink-2"
    ) -> None:
        """A straight line."""
        dx, dy = np.subtract(end, start).tolist()
        self.boxes.append(Rule(x=start[0], y=start[1], dx=dx, dy=dy, width=1.5, colour=colour))

    def absent(self, x: float, y: float) -> None:
        """A dot where there is no slice."""
        self.boxes.append(Absent(x=x, y=y))

    def slices(
        self, x: float, y: float, kernel: Numbers, cell: float, gap: float, limit: float = 1.7
    ) -> None:
        """All slices of a kernel, side by side."""
        for c, weight in enumerate(kernel):
            self.slice(x + c * (len(weight[0]) * cell + gap), y, weight, cell, limit)

    def colour_channels(self, xs: Sequence[float], y: float, picture: Numbers, side: float) -> None:
        """Red, green and blue of a picture, each with its letter."""
        for x, name, channel in zip(xs, RGB, picture, strict=True):
            self.chip(x, y, name)
            self.grey(x + 34, y, channel, side)

    def _map(self, x: float, y: float, values: Numbers, side: float, colours: Scale) -> None:
        scale = side / values.shape[-1]
        self.boxes.append(Map(x=x, y=y, data=values, scale=scale, colours=colours))
