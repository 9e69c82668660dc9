"""Many channels into many maps: every slice is a cell of a wall, the picked row is opened below.

The browser's is ``static/scene/wall.js``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar, NamedTuple

import numpy as np

from ..show import counted, number, percent
from .board import BoardScene
from .boxes import Absent, Bar, Cells, Ground, Map, Outline, Pill, Ring, Rule, Swatch, Text
from .colours import Colour, Scale
from .context import Account
from .maps import Square, centre_map
from .picture import Scene
from .rings import ring_pixel, window_boxes
from .staircase import order_of, staircase_of, steps_of


class Look(NamedTuple):
    """Where everything stands at one width."""

    left: float  # of the wall
    side: float  # of the wall
    account: tuple[float, float]  # of one cell of the wall, taken apart
    chart: tuple[float, float, float]  # of the picked row: corner and width; 0: it has no room
    lens: tuple[float, float, float]  # on a part of a large wall: corner and side
    map: tuple[float, float, float]  # of the picked kernel: corner and side
    row: float  # where the picked row begins
    loudest: int  # channels that it shows


LOOKS = {
    1000: Look(44, 384, (482, 0), (482, 150, 242), (482, 176, 176), (748, 174, 240), 424, 6),
    640: Look(44, 384, (12, 436), (0, 0, 0), (476, 266, 128), (476, 50, 152), 566, 3),
    390: Look(34, 320, (12, 584), (0, 0, 0), (196, 392, 144), (12, 392, 160), 744, 6),
}
LARGE = 128  # kernels or channels: a wall of more is read through a lens
LENS = 16  # cells along a side of it
NEAR = 56  # room for a channel's number over a large wall
PITCH, HIGH, LINE = 95, 100, 46  # of a channel in the open row, of that row, of a line on a phone
LEAST = 6  # CSS pixels of a side that is framed
BELOW = 12.0, 418.0  # the wall: of the cell that is taken apart beside an addition
ADDED = 8  # channels of a group that are all added in one column
COLUMN, STEP, BOTTOM = (518.0, 46.0), 47, 528  # of that addition: corner, pitch, where it ends


@dataclass
class Wall(BoardScene):
    """The scene of a layer of many channels and many maps."""

    looks: ClassVar[dict[int, Look]] = LOOKS

    def __post_init__(self) -> None:
        super().__post_init__()
        self.look = self.looks[min(1000, self.context.width)]
        self.size = self.cell, self.each = self._size_of_cell()  # the width and height of one
        self.o = self.state.out_channel
        state = self.state
        self.values = self.layer.cells(state.row, state.col)  # what every slice adds, as written
        self.precise = self.layer.exact_cells(state.row, state.col)
        self.biases = np.array([self.layer.bias(o) for o in range(self.layer.out_channels)])
        self.totals = self.values.sum(axis=1) + self.biases

    def build(self) -> Scene:
        """The wall, one cell taken apart, the picked map, the picked row opened."""
        self.put_wall()
        self.put_marks()
        self.put_cell()
        bottom = self.put_group() if self.is_added else self.put_picked()
        parts, maps = self.limits.parts, self.limits.maps
        one = [self.limits.legend("one channel", of_parts=True)] * (parts != maps)
        legends = [*one, self.limits.legend("sums")]
        return Scene(self.context.width, bottom, self.board.boxes, tuple(legends))

    def put_picked(self) -> float:
        """The picked kernel: its channels as bars or through a lens, its map, its row.

        Returns where it ends.
        """
        if self.is_large:
            self.put_lens()
        elif self.look.chart[2]:
            self.put_chart()
        self.put_map()
        return self.put_ladder() if self.is_narrow else self.put_row()

    @property
    def is_narrow(self) -> bool:
        """Whether the picked row goes downwards."""
        return self.context.width == 390

    # --- the order of rows and columns -----------------------------------------------------------

    @cached_property
    def columns(self) -> list[int]:
        """The channels from left to right: as given, or the loudest first."""
        return order_of(np.abs(self.precise).sum(axis=0).tolist(), self.adding, 0)

    @cached_property
    def rows(self) -> list[int]:
        """The kernels from top to bottom: as given, or by their total."""
        if self.adding == "as given":
            return list(range(self.layer.out_channels))
        return sorted(range(self.layer.out_channels), key=lambda o: -self.totals[o])

    @property
    def adding(self) -> str:
        """By size unless as given: a wall is not shuffled."""
        return "as given" if self.state.adding == "as given" else "by size"

    # --- the wall --------------------------------------------------------------------------------

    @property
    def is_large(self) -> bool:
        """Whether its cells are so small that it is read through a lens."""
        return max(self.context.most) > LARGE

    def _size_of_cell(self) -> tuple[float, float]:
        """Those of a large wall fill its place, each way."""
        kernels, channels = self.context.most
        side = self.look.side
        square = math.floor(2 * side / max(kernels, channels)) / 2
        wide, tall = (side / channels, side / kernels) if self.is_large else (square, square)
        return min(14, wide), min(14, tall)

    @property
    def wide(self) -> float:
        """Of the wall as it is now."""
        return self.cell * self.layer.in_channels

    @property
    def tall(self) -> float:
        """Of the wall as it is now."""
        return self.each * self.layer.out_channels

    TOP = 35  # of the wall

    def put_wall(self) -> None:
        """Cells, the inputs above them, the totals right of them."""
        x, y = self.look.left, self.TOP
        self.put_heads()
        light, across, _ = _loudest(self.light[None, self.columns], self.cell, 1)
        grey = self.limits.input
        self.put_strip(light, x, 20, (across, 12), grey)
        self.add(Outline(x=x - 0.5, y=19.5, w=self.wide + 1, h=13))
        self.add(Text(text="=", x=x + self.wide + 14, y=26, align="center", colour="ink-2"))
        self.put_cells(x, y)
        totals, _, down = _loudest(self.totals[self.rows][:, None], 1, self.each)
        self.put_strip(totals, x + self.wide + 16, y, (16, down), self.limits.maps)

    def put_strip(
        self, values: np.ndarray, x: float, y: float, size: tuple[float, float], scale: Scale
    ) -> None:
        """A line of colours: those of a large wall are too narrow to be painted one by one."""
        wide, tall = size
        if self.is_large:
            self.add(Map(x=x, y=y, data=values, scale=wide, tall=tall, colours=scale))
        else:
            look = Cells(x=x, y=y, values=values, colours=scale, cell=wide, tall=tall)
            self.add(replace(look, blocks=True))

    def put_heads(self) -> None:
        """What stands along two sides of the wall."""
        layer, ordered = self.layer, self.is_large and self.adding != "as given"
        kind = "mean" if layer.transposed else "how"
        by = ", loudest first" if ordered else ""
        words = f"{counted(layer.in_channels, 'input')}{by}: {kind} light at the pixel"
        first = self.columns.index(self.state.in_channel) * self.cell < NEAR
        x = self.look.left + (NEAR if self.is_large and first else 0)
        most = self.wide - (NEAR if self.is_large else 0)
        self.add(Text(text=words, x=x, y=8, size=14, colour="channel", max=most))
        words = f"{counted(layer.out_channels, 'kernel')}, a row each{', by total' * ordered}"
        start, end = self.beside_number
        turned = Text(text=words, x=11, y=(start + end) / 2, size=14, colour="kernel")
        self.add(replace(turned, turned=True, max=end - start))

    @property
    def number_room(self) -> float:
        """The room that the picked kernel's number takes left of the wall."""
        return max(22, 9 * len(str(self.o)) + 4)

    @property
    def beside_number(self) -> tuple[float, float]:
        """From where to where turned words have room left of the wall.

        Above or below the picked kernel's number, if that would stand on them.
        """
        end = self.TOP + self.tall
        if self.look.left - 4 - self.number_room >= 18:
            return self.TOP, end
        middle = self.TOP + (self.rows.index(self.o) + 0.5) * self.each
        above = middle - self.TOP > self.tall / 2
        return (self.TOP, middle - 12) if above else (middle + 12, end)

    @cached_property
    def light(self) -> np.ndarray:
        """How light each channel is in the middle of the window; transposed: in what reaches it."""
        layer, state = self.layer, self.state
        windows = layer.windows(range(layer.in_channels), state.row, state.col)
        if layer.transposed:
            reaching = windows[:, ~layer.outside(state.row, state.col)]
            return reaching.mean(axis=1) if reaching.size else np.zeros(layer.in_channels)
        return np.asarray(windows[:, layer.kh // 2, layer.kw // 2])

    def first_reader(self, c: int) -> int:
        """The first kernel that reads channel c."""
        layer = self.layer
        return c // (layer.in_channels // layer.groups) * (layer.out_channels // layer.groups)

    def put_cells(self, x: float, y: float) -> None:
        """The cells themselves: block by block where groups leave the rest out."""
        layer, cell = self.layer, self.cell
        values = self.values[np.ix_(self.rows, self.columns)]
        if layer.groups == 1 or self.adding != "as given":
            self.put_block(values, x, y)
        else:
            if cell >= 8:
                for o, c in np.ndindex(layer.out_channels, layer.in_channels):
                    if not layer.reads(o, c):
                        self.add(Absent(x=x + (c + 0.5) * cell, y=y + (o + 0.5) * cell))
            high, wide = layer.out_channels // layer.groups, layer.in_channels // layer.groups
            for g in range(layer.groups):
                block = values[g * high : (g + 1) * high, g * wide : (g + 1) * wide]
                self.put_block(block, x + g * wide * cell, y + g * high * self.each)
        if min(self.size) >= 5:
            self.put_gaps(x, y)
        if layer.groups > 1 and self.adding == "as given":
            self.put_frames(x, y, cell, self.each)

    def put_frames(self, x: float, y: float, cell: float, tall: float) -> None:
        """A frame round the slices of each group."""
        layer = self.layer
        dx = layer.in_channels // layer.groups * cell
        dy = layer.out_channels // layer.groups * tall
        if min(dx, dy) < LEAST:
            return
        for g in range(layer.groups):
            line = Rule(x=x + g * dx, y=y + g * dy, dx=dx, dy=0, colour="control")
            for below in (0, dy):
                self.add(replace(line, y=line.y + below))
            for right in (0, dx):
                self.add(replace(line, x=line.x + right, dx=0, dy=dy))

    def put_block(self, values: np.ndarray, x: float, y: float) -> None:
        """The cells of some columns and rows."""
        data, scale, tall = _loudest(values, *self.size)
        self.add(Map(x=x, y=y, data=data, scale=scale, tall=tall, colours=self.limits.parts))

    def put_gaps(self, x: float, y: float) -> None:
        """Hair lines between the cells."""
        look = Rule(x=x, y=y, dx=0, dy=0, colour="bg")
        for c in range(1, self.layer.in_channels):
            self.add(replace(look, x=x + c * self.cell, dy=self.tall))
        for o in range(1, self.layer.out_channels):
            self.add(replace(look, y=y + o * self.each, dx=self.wide))

    def put_marks(self) -> None:
        """Amber round the picked row, through to its total; ink round the channel."""
        x, row = self.look.left, self.rows.index(self.o)
        column = self.columns.index(self.state.in_channel)
        y, high = self.TOP + row * self.each, max(4.0, self.each)
        nudge, wide = (high - self.each) / 2, max(4.0, self.cell)
        left = x + column * self.cell - (wide - self.cell) / 2
        channel = Text(text=str(self.state.in_channel), x=self.channel_x(left + wide / 2), y=8)
        look = replace(channel, size=15, bold=True, colour="channel", align="center")
        self.add(look)
        tall = self.tall + self.TOP - 20
        self.add(Ring(x=left, y=20, w=wide, h=tall, width=1.5, halo=1, colour="ink"))
        if self.layer.groups == 1 or self.adding != "as given":
            self.add(Ring(x=x, y=y - nudge, w=self.wide + 32, h=high, halo=1))
        else:
            first, wide = x + self.own[0] * self.cell, len(self.own) * self.cell
            self.add(Ring(x=first, y=y - nudge, w=wide, h=high, halo=1))
            self.add(Ring(x=x + self.wide + 16, y=y - nudge, w=16, h=high, halo=1))
        kernel = Text(text=str(self.o), x=x - 8, y=y + self.each / 2, bold=True, align="right")
        room = self.number_room
        self.add(Ground(x=x - 4 - room, y=kernel.y - 9, w=room, h=18, colour="bg"))
        self.add(replace(kernel, colour="kernel"))

    def channel_x(self, middle: float) -> float:
        """Where the inspected channel's number stands: over its column, unless words do."""
        x = self.look.left
        if self.is_large:
            return max(x + 14, middle) if middle < x + NEAR else x + self.wide - NEAR / 2 + 6
        return max(middle, x + 250) if self.context.width > 390 else x + self.wide - 14

    # --- a lens on a large wall ------------------------------------------------------------------

    def put_lens(self) -> None:
        """The cells round the inspected one, with their totals, large enough to be told apart."""
        x, y, side = self.look.lens
        row, column = self.rows.index(self.o), self.columns.index(self.state.in_channel)
        rows, top = _around(self.rows, row)
        columns, left = _around(self.columns, column)
        cell, (h, w) = side / LENS, (len(rows), len(columns))
        words = f"{w} × {h} cells round the cross"
        most = side + 64 if self.look.chart[2] else self.context.width - 12 - x
        self.add(Text(text=words, x=x, y=y - 18, bold=True, max=most))
        parts, data = self.limits.parts, self.values[np.ix_(rows, columns)]
        self.add(Map(x=x, y=y, data=data, scale=cell, colours=parts, label="cells"))
        for i, j in np.ndindex(h, w):
            if not self.layer.reads(rows[i], columns[j]):
                at = x + j * cell, y + i * cell
                self.add(Ground(x=at[0], y=at[1], w=cell, h=cell, colour="bg"))
                self.add(Absent(x=at[0] + cell / 2, y=at[1] + cell / 2))
        ring = Ring(x=x + (column - left) * cell, y=y, w=cell, h=h * cell)
        self.add(replace(ring, width=1.5, halo=1, colour="ink"))
        right, totals = x + w * cell + 8, self.totals[rows][:, None]
        look = Cells(x=right, y=y, values=totals, colours=self.limits.maps, cell=16, tall=cell)
        self.add(replace(look, blocks=True))
        self.add(Ring(x=x, y=y + (row - top) * cell, w=right + 16 - x, h=cell, halo=1))
        if self.look.chart[2]:
            self.put_lens_words()

    def put_lens_words(self) -> None:
        """What stands under the lens."""
        x, y, side = self.look.lens
        most = self.look.chart[2] + 8
        note = Text(text="totals", x=x + side + 32, y=y + 8, size=14, colour="ink-2")
        self.add(note)
        self.add(Text(text=f"{self.signs}.", x=x, y=y + side + 20, max=most))
        across, down = map(_block, self.size)
        if across * down > 1:
            words = f"One point of the wall: the loudest of {across} × {down} cells."
            self.add(replace(note, text=words, x=x, y=y + side + 42, max=most))

    @property
    def signs(self) -> str:
        """How many channels lift, lower, or add next to nothing."""
        least, own = 0.5 / 10**self.decimals, self.precise[self.o, list(self.own)]
        lift, lower = int((own >= least).sum()), int((own <= -least).sum())
        words = f"{lift:,} lift, {lower:,} lower"
        if few := own.size - lift - lower:
            words += f", {few:,} add less than {number(least, self.decimals + 1)}"
        return words

    # --- one cell, taken apart -------------------------------------------------------------------

    @cached_property
    def account(self) -> Account:
        """What the inspected channel adds."""
        return self.layer.account(self.o, self.state.in_channel, self.state.row, self.state.col)

    @property
    def decimals(self) -> int:
        """Of everything that is written out."""
        return self.context.decimals.maps

    def put_cell(self) -> None:
        """Input, window × slice = what the cell adds."""
        x, y = BELOW if self.is_added else self.look.account
        state, account, layer = self.state, self.account, self.layer
        c = state.in_channel
        words = f"kernel {self.o} × {self.context.name_of(c)}: one cell of the wall"
        self.add(Text(text=words, x=x, y=y + 8, max=min(self.context.width - x, COLUMN[0]) - 12))
        side = 84 if not self.is_narrow else 70
        self.put_input(c, (x, y + 26, side))
        room = (141, 84) if not self.is_narrow else (112, 70)
        wide, tall = min(room[0], 66 * layer.kw), min(room[1], 66 * layer.kh)
        left = x + side + 24
        middle = y + 26 + side / 2
        top = middle - tall / 2
        self.sign("→", left - 12, middle)
        few = min(self.decimals, max(2, self.context.decimals.input))
        self.put_numbers(
            account.window, self.limits.input, left, top, wide, tall, few, account.outside
        )
        self.add(Ring(x=left, y=top, w=wide, h=tall))
        self.sign("×", left + wide + 14, middle)
        slices, side = left + wide + 28, min(90 if not self.is_narrow else 84, 66 * layer.kw)
        few = self.context.decimals.weights
        self.put_numbers(layer.slice(self.o, c), self.limits.slices, slices, top, side, tall, few)
        if self.is_narrow:
            self.sign("=", left - 12, y + 120)
            box = left, y + 104, 112.0, 32.0
        else:
            self.sign("=", slices + side + 16, middle)
            box = slices + side + 34, middle - 21, 92, 42
        self.swatch(*box, account.subtotal, self.limits.parts)
        self.frame(*box)

    def put_input(self, c: int, square: Square) -> None:
        """An input channel with the window on it."""
        data, ratio = self.layer.channel(c), self.context.ratio
        grey, label = self.limits.input, f"channel {c}"
        at = centre_map(self.board, data, grey, square, ratio, label=label)
        for box in window_boxes(self.layer, at, self.state.row, self.state.col, thin=True):
            self.add(box)

    def put_numbers(
        self,
        values: np.ndarray,
        scale: Scale,
        x: float,
        y: float,
        w: float,
        h: float,
        decimals: int,
        outside: np.ndarray | None = None,
    ) -> None:
        """Numbers on a rectangle, or their colours where they have no room."""
        rows, columns = values.shape
        cell, tall = min(66, w / columns), min(66, h / rows)
        size = min(15, tall - 4)
        blocks = cell < (24 if decimals else 15) or size < 9
        cells = Cells(x=x, y=y, values=values, colours=scale, cell=cell, tall=tall, size=size)
        border = outside if outside is not None and outside.any() else None
        copied = outside is not None and self.layer.is_copied
        look = replace(cells, decimals=decimals, outside=border, copied=copied, blocks=blocks)
        self.add(look)

    def sign(self, sign: str, x: float, y: float, *, strong: bool = False) -> None:
        """An operator."""
        colour: Colour = "ink" if strong else "ink-2"
        look = Text(text=sign, x=x, y=y, size=22 if strong else 18, bold=strong, align="center")
        self.add(replace(look, colour=colour))

    def swatch(self, x: float, y: float, w: float, h: float, value: float, scale: Scale) -> None:
        """A sum in its colour."""
        text = number(value, self.decimals)
        self.add(Swatch(x=x, y=y, w=w, h=h, value=value, text=text, colours=scale, size=17))

    def frame(self, x: float, y: float, w: float, h: float) -> None:
        """Ink round what is inspected."""
        self.add(Ring(x=x, y=y, w=w, h=h, width=2, halo=0.5, colour="ink"))

    # --- the picked row, ranked ------------------------------------------------------------------

    @property
    def own(self) -> range:
        """The channels that the picked kernel reads."""
        return range(*self.layer.range(self.o))

    @property
    def kinds_text(self) -> str:
        """How many channels lift, lower, say nothing."""
        if steps_of(len(self.own)) < len(self.own):
            return f"{self.signs}."
        staircase = staircase_of(self.layer, self.state)
        return ", ".join(kind.words for kind in staircase.kinds(self.decimals)) + "."

    def put_chart(self) -> None:
        """A bar for each channel of the row, from what lifts most to what lowers most."""
        x, y, wide = self.look.chart
        own = self.own
        group = f": channels {own[0]} to {own[-1]}" if self.layer.groups > 1 else ""
        words = f"row {self.o}{group}, ranked"
        self.add(Text(text=words, x=x, y=y + 8, bold=True, max=wide + 8))
        values = sorted((float(self.values[self.o, c]) for c in self.own), reverse=True)
        high, low = max(values[0], 0.0), min(values[-1], 0.0)
        unit, pitch = 150 / ((high - low) or 1), wide / len(values)
        zero = y + 34 + high * unit
        for i, value in enumerate(values):
            tall = abs(value) * unit
            if tall >= 0.5:
                top, w = zero - tall * (value > 0), max(0.5, pitch - (1 if pitch > 3 else 0))
                sign = 1 if value > 0 else -1
                self.add(Bar(x=x + i * pitch, y=top, w=w, h=tall, sign=sign))
        self.add(Rule(x=x, y=zero, dx=wide, dy=0))
        note = Text(text="", x=x, y=0, size=14, colour="ink-2")
        words = f"highest {number(values[0], 2)}"
        self.add(replace(note, text=words, x=x + wide, y=min(y + 40, zero - 10), align="right"))
        least = f"lowest {number(values[-1], 2)}"
        self.add(replace(note, text=least, y=max(y + 178, zero + 12)))
        self.add(Text(text=self.kinds_text, x=x, y=y + 216, max=wide + 8))

    def put_map(self) -> None:
        """The picked kernel's map."""
        x, y, side = self.look.map
        state, o = self.state, self.o
        self.add(Text(text=f"map {o}", x=x, y=y - 16, bold=True))
        beside = max(64, 50 + 10 * len(str(o)))
        place = Text(text=self.layer.place_words(state.row, state.col), x=x + beside, y=y - 16)
        if side < 200:
            place = replace(place, x=x, y=y + side + 14)
        self.add(replace(place, colour="pick-ink", max=side))
        data, ratio, scale = self.layer.map(o), self.context.ratio, self.limits.maps
        square, label, marks = (x, y, side), f"map {o}", self.context.is_changed(o)
        at = centre_map(self.board, data, scale, square, ratio, marks=marks, label=label)
        self.add(ring_pixel(at, state.row, state.col))

    # --- the picked row, opened ------------------------------------------------------------------

    @cached_property
    def loudest(self) -> list[int]:
        """The channels that add or take most, the loudest first."""
        values = [float(self.precise[self.o, c]) for c in self.own]
        order = order_of(values, "by size", 0)[: self.look.loudest]
        return [self.own[i] for i in order]

    @cached_property
    def rest(self) -> list[int]:
        """All other channels that the kernel reads."""
        return [c for c in self.own if c not in {*self.loudest}]

    @cached_property
    def shares(self) -> list[tuple[list[int], float]]:
        """The loudest channels one by one, and all others together, with what they add."""
        shares = [([c], float(self.values[self.o, c])) for c in self.loudest]
        if self.rest:
            shares.append((self.rest, float(self.values[self.o, self.rest].sum())))
        return shares

    @property
    def share(self) -> str:
        """How much of all lifting and lowering the loudest are."""
        sizes = np.abs(self.precise[self.o, list(self.own)])
        loud = np.abs(self.precise[self.o, self.loudest])
        return percent(float(loud.sum() / (sizes.sum() or 1)))

    def put_row(self) -> float:
        """The loudest channels, one column for all others, the bias, the total."""
        y, wide = self.look.row, self.context.width if self.context.width < 1000 else 1000
        left = 126 if wide == 1000 else 12
        self.add(Ground(x=0, y=y, w=self.context.width, h=HIGH, colour="pick-ground"))
        if wide == 1000:
            self.add(Text(text=f"Row {self.o}", x=12, y=y + 18, size=17, bold=True))
            first = f"{len(self.loudest)} loudest, being"
            for i, words in enumerate((first, f"{self.share} of lifting", "and lowering")):
                note = Text(text=words, x=12, y=y + 41 + 19 * i, size=14, colour="ink-2")
                self.add(replace(note, max=108))
        x = float(left)
        for i, (channels, value) in enumerate(self.shares):
            if i:
                self.sign("+", x - 9, y + 80, strong=True)
                self.sign("+", x - 9, y + 42)
            x += self.put_share(channels, value, x, y) + 18
        self.put_total(x, y)
        return y + HIGH

    def put_share(self, channels: Sequence[int], value: float, x: float, y: float) -> float:
        """One channel of the open row, or all others; returns how wide it is."""
        one = len(channels) == 1 and channels[0] in self.loudest
        w = 77 if one else 88
        words = str(channels[0]) if one else f"{len(channels):,} more"
        self.add(
            Text(text=words, x=x + w / 2, y=y + 10, bold=True, align="center", colour="channel")
        )
        if one:
            (c,) = channels
            data, side = self.layer.slice(self.o, c), max(self.layer.kh, self.layer.kw)
            block = Map(x=x, y=y + 27, data=data, scale=30 / side, colours=self.limits.slices)
            self.add(replace(block, label=f"slice {self.o}, {c}"))
        else:
            note = Text(text="their", x=x, y=y + 34, size=14, colour="ink-2")
            self.add(note)
            self.add(replace(note, text="sum", y=y + 51))
        self.put_part(channels, (x + w - 40, y + 22, 40))
        box = x, y + 66, w, 28
        self.swatch(*box, value, self.limits.maps)
        if one and channels[0] == self.state.in_channel:
            self.frame(*box)
        return w

    def put_part(self, channels: Sequence[int], square: Square) -> None:
        """What these channels give to the picked map."""
        data, ratio, c = self.layer.summed(self.o, channels), self.context.ratio, channels[0]
        label = f"partial map {self.o}, {c}" if len(channels) == 1 else "their sum"
        scale, marks = self.limits.maps, self.context.is_changed(self.o)
        at = centre_map(self.board, data, scale, square, ratio, marks=marks, label=label)
        self.add(ring_pixel(at, self.state.row, self.state.col))

    def put_total(self, x: float, y: float) -> None:
        """The bias, the equals sign and the total in its box."""
        right = self.context.width - 12 if self.context.width < 1000 else 988
        if self.layer.has_bias:
            self.sign("+", x - 9, y + 80, strong=True)
            self.sign("+", x - 9, y + 42)
            bias = self.layer.bias(self.o)
            head = Text(text="bias", x=x + 29, y=y + 10, bold=True, align="center")
            self.add(replace(head, colour="bias"))
            few = number(bias, self.context.decimals.biases)
            self.add(Pill(text=few, x=x + 29, y=y + 42, max=58))
            self.add(Pill(text=number(bias, self.decimals), x=x + 29, y=y + 80, max=62))
            x += 76
        self.sign("=", x - 9, y + 80, strong=True)
        self.sign("=", x - 9, y + 42)
        w, left = min(140, right - x - 6), x + 4
        head = Text(text=f"map {self.o}", x=left + w / 2, y=y + 10, bold=True, align="center")
        self.add(head)
        square, ratio = (left + w / 2 - 20, y + 22, 40), self.context.ratio
        scale, marks = self.limits.maps, self.context.is_changed(self.o)
        at = centre_map(self.board, self.layer.map(self.o), scale, square, ratio, marks=marks)
        self.add(ring_pixel(at, self.state.row, self.state.col))
        self.swatch(left, y + 66, w, 28, float(self.totals[self.o]), self.limits.maps)
        self.add(Ring(x=left, y=y + 66, w=w, h=28, width=3))

    # --- the picked row of a group, as an addition -----------------------------------------------

    @property
    def is_added(self) -> bool:
        """Whether the picked kernel sees so few channels that all are added in one column."""
        small = not self.is_large and self.layer.groups > 1 and len(self.own) <= ADDED
        return small and self.context.width >= 1000

    def put_group(self) -> float:
        """A line for each channel that the kernel sees, the bias, the total; where it ends."""
        x, y = COLUMN
        first, last = self.own[0], self.own[-1]
        self.add(Ground(x=x, y=0, w=self.context.width - x, h=BOTTOM, colour="pick-ground"))
        which = f"adds channels {first} to {last}" if first < last else f"sees channel {first}"
        words = f"Row {self.o} is in group {first // len(self.own)}: it {which}"
        self.add(Text(text=words, x=x + 16, y=14, bold=True, max=326))
        words = self.layer.place_words(self.state.row, self.state.col)
        place = Text(text=words, x=988, y=14, align="right", colour="pick-ink", max=136)
        self.add(place)
        heads = ("input", x + 72), ("slice", x + 151), ("partial map", x + 226), ("sum", 943.0)
        for words, middle in heads:
            head = Text(text=words, x=middle, y=36, size=14, align="center", colour="ink-2")
            self.add(head)
        for c in self.own:
            self.put_term(c, y + (c - first) * STEP)
        self.put_group_total(y + len(self.own) * STEP)
        return BOTTOM

    def put_term(self, c: int, y: float) -> None:
        """One channel: input × slice = partial map, and what that is at the picked pixel."""
        layer, (x, _), middle = self.layer, COLUMN, y + 22
        look = Text(text=str(c), x=x + 40, y=middle, bold=True, align="right", colour="channel")
        self.add(look)
        self.put_input(c, (x + 52, y + 2, 40))
        self.sign("×", x + 105, middle)
        cell, tall = min(22, 66 / layer.kw), min(14, 42 / layer.kh)
        decimals = self.context.decimals.weights
        small = tall < 14 or cell < (24 if decimals else 15)
        corner = x + 151 - cell * layer.kw / 2, middle - tall * layer.kh / 2
        values, scale = layer.slice(self.o, c), self.limits.slices
        cells = Cells(x=corner[0], y=corner[1], values=values, colours=scale, cell=cell, tall=tall)
        self.add(replace(cells, size=14, decimals=decimals, blocks=small))
        self.sign("=", x + 195, middle)
        self.put_part([c], (x + 206, y + 2, 40))
        if c > self.own[0]:
            self.sign("+", 882, middle, strong=True)
        box = 898, y + 5, 90, 34
        self.swatch(*box, float(self.values[self.o, c]), self.limits.maps)
        if c == self.state.in_channel:
            self.frame(*box)

    def put_group_total(self, y: float) -> None:
        """The bias, a rule, the map and its pixel."""
        x, o, context = COLUMN[0], self.o, self.context
        if self.layer.has_bias:
            self.add(Text(text="bias", x=866, y=y + 12, align="right", colour="bias"))
            self.sign("+", 882, y + 12, strong=True)
            self.add(Pill(text=number(self.layer.bias(o), self.decimals), x=943, y=y + 12, max=88))
        self.add(Rule(x=868, y=y + 27, dx=120, dy=0, width=2))
        data, square, scale = self.layer.map(o), (x + 206, y + 26, 80), self.limits.maps
        marks, label = context.is_changed(o), f"map {o}"
        at = centre_map(self.board, data, scale, square, context.ratio, marks=marks, label=label)
        self.add(ring_pixel(at, self.state.row, self.state.col))
        middle = y + 56
        self.add(Text(text=label, x=x + 196, y=middle, align="right", bold=True))
        self.sign("=", 882, middle, strong=True)
        self.swatch(900, middle - 19, 86, 38, float(self.totals[o]), scale)
        self.add(Ring(x=900, y=middle - 19, w=86, h=38, width=3))

    # --- the picked row on a phone ---------------------------------------------------------------

    def put_ladder(self) -> float:
        """The same row, a line for each; returns where it ends."""
        y, lines = self.look.row, len(self.shares) + self.layer.has_bias + 1
        self.add(Ground(x=0, y=y, w=390, h=lines * LINE + 46, colour="pick-ground"))
        self.add(Text(text=f"Row {self.o}", x=12, y=y + 18, size=17, bold=True))
        words = f"{len(self.loudest)} loudest: {self.share} of lifting and lowering"
        note = Text(text=words, x=378, y=y + 18, size=14, align="right", colour="ink-2")
        self.add(replace(note, max=292))
        y += 36
        for i, (channels, value) in enumerate(self.shares):
            self.put_rung(channels, value, y, first=i == 0)
            y += LINE
        if self.layer.has_bias:
            self.sign("+", 268, y + LINE / 2, strong=True)
            words = number(self.layer.bias(self.o), self.decimals)
            self.add(Pill(text=words, x=328, y=y + LINE / 2, max=92))
            self.add(Text(text="bias", x=12, y=y + LINE / 2, bold=True, colour="bias"))
            y += LINE
        self.add(Rule(x=256, y=y, dx=122, dy=0, width=2))
        self.sign("=", 268, y + LINE / 2 + 2, strong=True)
        box = 282, y + 6, 93, 36
        self.swatch(*box, float(self.totals[self.o]), self.limits.maps)
        self.add(Ring(x=box[0], y=box[1], w=box[2], h=box[3], width=3))
        self.add(Text(text=f"map {self.o}", x=12, y=y + LINE / 2, bold=True))
        return y + LINE + 10

    def put_rung(self, channels: Sequence[int], value: float, y: float, *, first: bool) -> None:
        """A line of the open row."""
        one, middle = len(channels) == 1 and channels[0] in self.loudest, y + LINE / 2
        words = str(channels[0]) if one else f"{len(channels):,} more, their sum"
        self.add(Text(text=words, x=12, y=middle, bold=one, colour="channel", max=150))
        if one:
            (c,) = channels
            ratio, label = self.context.ratio, f"channel {c}"
            square, data = (56, y + 4, 38), self.layer.channel(c)
            centre_map(self.board, data, self.limits.input, square, ratio, label=label)
            side = max(self.layer.kh, self.layer.kw)
            block = Map(
                x=112,
                y=y + 8,
                data=self.layer.slice(self.o, c),
                scale=30 / side,
                colours=self.limits.slices,
            )
            self.add(block)
            self.sign("×", 103, middle)
            self.sign("=", 156, middle)
        self.put_part(channels, (170, y + 3, 40))
        if not first:
            self.sign("+", 268, middle, strong=True)
        self.swatch(282, y + 5, 96, 36, value, self.limits.maps)


def _around(order: Sequence[int], at: int) -> tuple[list[int], int]:
    """Those of an order that stand round a place, and the place of the first of them."""
    first = max(0, min(at - LENS // 2, len(order) - LENS))
    return [*order[first : first + LENS]], first


def _block(cell: float) -> int:
    """How many cells are one point of a wall of cells that are so wide, or so high."""
    return max(1, math.ceil(1 / cell))


def _loudest(values: np.ndarray, cell: float, tall: float) -> tuple[np.ndarray, float, float]:
    """A wall as it can be drawn: of cells that share a point, the loudest; and a point's size.

    Of two that are as loud, the one above 0.
    """
    across, down = _block(cell), _block(tall)
    high, wide = math.ceil(values.shape[0] / down), math.ceil(values.shape[1] / across)
    size = cell * values.shape[1] / wide, tall * values.shape[0] / high
    padded = np.zeros((high * down, wide * across))
    padded[: values.shape[0], : values.shape[1]] = values
    blocks = padded.reshape(high, down, wide, across).swapaxes(1, 2).reshape(high, wide, -1)
    most, least = blocks.max(axis=2), blocks.min(axis=2)
    return np.where(most >= -least, most, least), *size
