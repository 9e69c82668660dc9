"""A transposed layer of few channels: each place of an input stamps its slice, and stamps add.

The browser's is ``static/scene/stamps.js``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..show import counted, fewest_decimals, number
from .account import AccountScene, Cell, legends_of, put_numbers
from .boxes import Cells, Ground, Ring, Rule, Text
from .inputs import put_input, put_input_numbers
from .maps import Placement, Square, centre_map, feature_map
from .picture import Scene
from .rings import ring, ring_pixel

HEAD = 22  # above the pictures of a channel
GAP = 34  # below them, for the plus
TABS = 62
LINE = 36  # of the account
FEW = 6  # products that a line of the account spells out
LEAST = 18  # the side of a cell that holds a number


class Look(NamedTuple):
    """Where things stand: the left edge and the side of each square."""

    input: tuple[float, float]
    slice: tuple[float, float]
    stamp: tuple[float, float]
    partial: tuple[float, float]
    map: tuple[float, float]


LOOKS = {
    640: Look((12, 78), (112, 78), (212, 78), (318, 116), (470, 158)),
    1000: Look((12, 112), (154, 112), (296, 112), (448, 182), (706, 282)),
}


@dataclass
class Stamps(AccountScene):
    """The stamps on a board."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.look = LOOKS[640 if self.context.width == 640 else 1000]
        self.wide = 640 if self.context.width == 640 else 1000
        self.o = self.state.out_channel

    def build(self) -> Scene:
        """Kernels to choose from, a line for each channel, their sum, the account of a pixel."""
        top = self.put_tabs() if self.context.most[0] > 1 else 0.0
        y = top
        channels = range(*self.layer.range(self.o))
        for c in channels:
            y = self.put_channel(c, y, is_first=c == channels[0])
        self.put_map(top, y)
        y = self.put_account(max(y, top + HEAD + self.look.map[1] + 72) + 4)
        if self.state.pinned:
            y = self.put_pinned(y)
        return Scene(self.wide, y, self.board.boxes, legends_of(self.limits))

    # --- numbers -----------------------------------------------------------------------------

    @cached_property
    def read(self) -> tuple[list[int], list[int]]:
        """The rows and columns of an input whose stamps reach the picked pixel."""
        sides = self.layer.places_read(self.state.row, self.state.col)
        rows, cols = (
            sorted(int(i) for i in side if 0 <= i < size)
            for side, size in zip(sides, self.layer.x_shape[1:], strict=True)
        )
        return rows, cols

    @cached_property
    def place(self) -> tuple[int, int] | None:
        """The place of an input whose stamp is shown: the one that is pointed at.

        Or one whose stamp reaches the picked pixel.
        """
        if self.state.target == "input":
            row, col = self.state.spot
            return row, col
        rows, cols = self.read
        return (rows[len(rows) // 2], cols[len(cols) // 2]) if rows and cols else None

    def stamp(self, c: int) -> np.ndarray | None:
        """The slice times the value at that place."""
        if self.place is None:
            return None
        return self.layer.slice(self.o, c) * float(self.layer.channel(c)[self.place])

    def cell(self, side: float, rows: int, cols: int) -> float:
        """The side of a cell of so many in a square, if they are few whole numbers; or 0."""
        cell = float(min(36, side // max(rows, cols)))
        return cell if self.context.whole and cell >= LEAST else 0

    # --- boxes -------------------------------------------------------------------------------

    def put_tabs(self) -> float:
        """The kernels to choose from, each with its map; returns where they end."""
        wide = min(110, (self.wide - 24) / self.context.most[0])
        for o in range(self.layer.out_channels):
            x, picked = 12 + o * wide, o == self.o
            if picked:
                self.add(Ground(x=x, y=0, w=wide, h=TABS - 8, colour="pick-ground"))
            name = Text(text=str(o), x=x + 10, y=27, size=20, bold=picked, colour="kernel")
            self.add(name)
            square, scale = (x + 32, 5, 44), self.limits.maps
            centre_map(self.board, self.layer.map(o), scale, square, self.context.ratio)
        return TABS

    def put_channel(self, c: int, y: float, *, is_first: bool) -> float:
        """Input × slice = stamp → partial map; returns where the next channel begins."""
        look, middle = self.look, y + HEAD + self.look.partial[1] / 2
        name = self.context.channel_names[c]
        room = look.slice[0] - 24 - look.input[0]
        self.add(Text(text=name, x=12, y=y + 9, bold=True, colour="channel", max=room))
        h, w = self.layer.oh, self.layer.ow
        if is_first:
            heads = (("slice", look.slice), ("stamp", look.stamp), ("partial map", look.partial))
            for words, (x, side) in heads:
                text = f"partial map, {h}×{w}" if words == "partial map" else words
                self.add(Text(text=text, x=x, y=y + 9, size=14, colour="ink-2", max=side))
        else:
            x, side = look.partial
            self.put_sign("+", x + side / 2, y - GAP / 2 + 4, strong=True)
        self.put_input(c, middle)
        self.put_between("×", look.input, look.slice, middle)
        self.put_slice(c, middle)
        self.put_between("=", look.slice, look.stamp, middle)
        self.put_stamp(c, middle)
        self.put_between("→", look.stamp, look.partial, middle)
        self.put_partial(c, y + HEAD)
        return y + HEAD + look.partial[1] + GAP

    def put_between(
        self, sign: str, left: tuple[float, float], right: tuple[float, float], y: float
    ) -> None:
        """A sign in the middle between two squares."""
        self.put_sign(sign, (left[0] + left[1] + right[0]) / 2, y, strong=False)

    def put_input(self, c: int, middle: float) -> None:
        """The input, with a ring round the places whose stamps reach the pixel."""
        (x, side), (_, h, w) = self.look.input, self.layer.x_shape
        if cell := self.cell(side, h, w):
            left, top = x + (side - cell * w) / 2, middle - cell * h / 2
            put_input_numbers(self.board, self.context, c, left, top, cell)
            at = Placement(left, top, cell)
        else:
            at = put_input(self.board, self.context, c, (x, middle - side / 2, side))
        if c not in self.layer.muted:
            self.put_shown(at)

    def put_shown(self, at: Placement) -> None:
        """Ink round the place whose stamp is shown, where it is one of several."""
        if self.state.target == "input" or self.place is None:
            return
        if len(self.read[0]) * len(self.read[1]) > 1:
            (row, col), (w, h) = self.place, (at.scale, at.high)
            frame = Ring(x=at.x + col * w, y=at.y + row * h, w=w, h=h, width=1.5, halo=0.5)
            self.add(replace(frame, colour="ink"))

    def put_slice(self, c: int, middle: float) -> None:
        """The slice."""
        (x, side), (kh, kw) = self.look.slice, (self.layer.kh, self.layer.kw)
        cell = min(36, side / max(kh, kw))
        place = x + (side - cell * kw) / 2, middle - cell * kh / 2
        blocks = cell < (24 if self.context.decimals.weights else 15)
        size = min(15, cell - 4)
        self.put_weights(self.o, c, place, Cell(cell, cell), size=size, blocks=blocks)

    def put_stamp(self, c: int, middle: float) -> None:
        """The slice times the value of a place, in the ring of that place.

        Or with a ring round the number that falls on the picked pixel.
        """
        stamp, (x, side) = self.stamp(c), self.look.stamp
        if stamp is None:
            words = Text(text="none", x=x + side / 2, y=middle, align="center", colour="ink-2")
            self.add(words)
            return
        kh, kw = stamp.shape
        cell = min(36, side / max(kh, kw))
        left, top = x + (side - cell * kw) / 2, middle - cell * kh / 2
        faded = c in self.layer.muted or self.is_waiting(self.o, c)
        scale = self.limits.parts
        decimals = min(self.decimals, fewest_decimals(scale.high / 2))
        put_numbers(self.board, stamp, scale, (left, top), Cell(cell, cell), decimals, faded=faded)
        frame = Ring(x=left, y=top, w=cell * kw, h=cell * kh)
        if self.tap is None:
            self.add(frame)
            return
        self.add(replace(frame, width=1.5, halo=0.5, colour="ink"))
        row, col = self.tap
        self.add(ring(left + col * cell, top + row * cell, cell, cell, thin=cell < 16))

    @property
    def tap(self) -> tuple[int, int] | None:
        """Which number of the stamp falls on the picked pixel."""
        if self.state.target == "input" or self.place is None:
            return None
        sides = self.layer.places_read(self.state.row, self.state.col)
        row, col = (list(side).index(at) for side, at in zip(sides, self.place, strict=True))
        return row, col

    def put_partial(self, c: int, y: float) -> None:
        """What the channel's stamps add up to, with the stamp that is shown."""
        x, side = self.look.partial
        if self.put_gap(self.o, c, x, y, side, side):
            return
        data, label = self.layer.partial(self.o, c), f"partial map {self.o}, {c}"
        at = self.put_numbered(data, (x, y, side), is_sum=False, label=label)
        self.put_rings(at)

    def put_numbered(
        self, data: np.ndarray, square: Square, *, is_sum: bool, label: str
    ) -> Placement:
        """A map in numbers, if it is small and whole; else as a picture."""
        (x, y, side), (h, w) = square, data.shape
        scale = self.limits.maps if is_sum else self.limits.parts
        cell = self.cell(side, h, w)
        if not cell:
            marks = self.context.is_changed(self.o, in_sum=is_sum)
            ratio = self.context.ratio
            return centre_map(self.board, data, scale, square, ratio, marks=marks, label=label)
        left, top = x + (side - cell * w) / 2, y + (side - cell * h) / 2
        look = Cells(x=left, y=top, values=data, colours=scale, cell=cell, size=min(16, cell - 3))
        self.add(replace(look, decimals=self.decimals, label=label))
        return Placement(left, top, cell)

    def put_rings(self, at: Placement) -> None:
        """The stamp of the place that is pointed at, or the picked pixel."""
        if self.state.target != "input" or self.place is None:
            self.add(ring_pixel(at, self.state.row, self.state.col))
            return
        reached = self.layer.run.layer.reached(*self.place, x_shape=self.layer.x_shape)
        if all(reached):
            (top, bottom), (left, right) = ((side[0], side[-1] + 1) for side in reached)
            x, y = at.x + left * at.scale, at.y + top * at.scale
            w, h = (right - left) * at.scale, (bottom - top) * at.scale
            self.add(ring(x, y, w, h, thin=at.scale < 6))

    def put_map(self, top: float, bottom: float) -> None:
        """= the map of the picked kernel, and how stamps lie."""
        x, side = self.look.map
        left, wide = self.look.partial
        y = top + HEAD
        self.put_sign("=", (left + wide + x) / 2, y + side / 2, strong=True)
        words = f"map {self.o}, {self.layer.oh}×{self.layer.ow}"
        self.add(Text(text=words, x=x, y=top + 9, bold=True, max=side))
        data = feature_map(self.context, self.o)
        at = self.put_numbered(data, (x, y, side), is_sum=True, label=f"map {self.o}")
        self.placed[self.o] = at
        self.put_rings(at)
        for i, line in enumerate(self.overlap_words):
            look = Text(text=line, x=x, y=y + side + 16 + 19 * i, size=14, colour="ink-2", max=side)
            self.add(look)

    @property
    def overlap_words(self) -> tuple[str, str, str]:
        """How far stamps lie apart, and what they do there."""
        layer = self.layer.run.layer
        strides, sides = layer.stride, zip(layer.kernel_size, layer.dilation, strict=True)
        spare = [d * (k - 1) + 1 - s for (k, d), s in zip(sides, strides, strict=True)]
        first = f"Stride {_short(strides)}, kernel {_short(layer.kernel_size)}:"
        if min(spare) > 0:
            return first, f"stamps overlap by {_by(spare)}.", "There they add."
        if max(spare) == min(spare) == 0:
            return first, "stamps lie edge to edge,", "and none overlap."
        if max(spare) < 0:
            return first, "between stamps there is", f"a gap of {_by([-n for n in spare])}."
        return first, "stamps overlap along one", "side alone. There they add."

    # --- the account -------------------------------------------------------------------------

    def put_account(self, y: float) -> float:
        """Which stamps reach the picked pixel, and what they add up to; returns where it ends."""
        high = 44 + LINE * (len(self.accounts) + self.layer.has_bias) + 52
        self.add(Ground(x=0, y=y, w=self.wide, h=high, colour="pick-ground"))
        rows, cols = self.read
        stamps = counted(len(rows) * len(cols), "stamp")
        reach = "reaches" if len(rows) * len(cols) == 1 else "reach"
        place = self.layer.place_words(self.state.row, self.state.col)
        words = f"Map {self.o}, {place}: {stamps} of each channel {reach} it"
        self.add(Text(text=words, x=12, y=y + 22, bold=True, max=self.wide - 24))
        down = y + 44
        for i, one in enumerate(self.accounts):
            self.put_line(one.c, down + LINE * i, is_first=i == 0)
        down += LINE * len(self.accounts)
        if self.layer.has_bias:
            self.add(Text(text="bias", x=12, y=down + 16, colour="bias"))
            self.put_sign("+", self.wide - 148, down + 16, strong=True, size=20)
            self.put_bias(self.wide - 66, down + 16, 108)
            down += LINE
        self.add(Rule(x=self.wide - 132, y=down + 2, dx=120, dy=0))
        self.put_sign("=", self.wide - 148, down + 26, strong=True, size=20)
        self.put_total((self.wide - 120, down + 9, 108, 34), 18)
        return y + high

    def put_line(self, c: int, y: float, *, is_first: bool) -> None:
        """The products of a channel's stamps at the pixel, and their sum."""
        one, o = self.accounts[c - self.layer.range(self.o)[0]], self.o
        name = self.context.channel_names[c]
        self.add(Text(text=name, x=12, y=y + 16, colour="channel", max=92))
        faded = one.muted or self.is_waiting(o, c)
        words, room = self.products_words(c), self.wide - 112 - 196
        self.add(Text(text=words, x=112, y=y + 16, max=room, faded=faded))
        if not is_first:
            self.put_sign("+", self.wide - 148, y + 16, strong=True, size=20)
        self.put_sum(one, (self.wide - 120, y + 2, 108, 28), 17)

    def products_words(self, c: int) -> str:
        """``2 × 1 + 3 × −1``: values of the input times the weights that they stamp there."""
        one = self.accounts[c - self.layer.range(self.o)[0]]
        if one.muted:
            return "muted: nothing is added"
        decimals = min(self.decimals, max(2, self.context.decimals.input))
        pairs = [
            f"{number(float(value), decimals)} × {number(float(weight), self.weights)}"
            for value, weight, outside in zip(
                one.window.ravel(), one.slice.ravel(), one.outside.ravel(), strict=True
            )
            if not outside
        ]
        if not pairs:
            return "no stamp reaches it: 0"
        return " + ".join(pairs) if len(pairs) <= FEW else counted(len(pairs), "product")

    @property
    def weights(self) -> int:
        """The decimals of weights."""
        return min(self.decimals, self.context.decimals.weights)


def _short(pair: tuple[int, ...]) -> str:
    """``2``, or ``(2, 1)``."""
    return str(pair[0]) if len({*pair}) == 1 else f"({pair[0]}, {pair[1]})"


def _by(pair: list[int]) -> str:
    """``1``, or ``1 and 2``."""
    return str(pair[0]) if len({*pair}) == 1 else f"{pair[0]} and {pair[1]}"
