"""Many channels into many maps: in each row three channels are opened.

All others are one bar each and one map, their sum. The picked row stands open with its account; the
other maps are small. The browser's is ``static/scene/opened.js``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..show import counted, dead_note, number
from .account import AccountScene, Cell, legends_of
from .boxes import Ground, Pill, Text
from .colours import Scale
from .column import Column, tabs_near
from .context import SceneContext
from .inputs import put_input
from .maps import centre_map, feature_map
from .others import Bars, OthersScene, all_added
from .picture import Scene
from .rings import ring_pixel


class Look(NamedTuple):
    """Where everything stands at one width."""

    opened: int  # channels
    left: float  # where they begin
    slice: float  # its side
    map: float  # in the open row
    small: float  # and in another
    cell: float  # a slice and its map
    op: float  # the room for a plus
    input: float
    stairs: float  # where bars begin
    wide: float  # the width of all
    rest: float  # where the map of all others begins
    bias: float  # the middle of biases
    end: float  # where feature maps begin

    @property
    def before_bias(self) -> float:
        """Where the plus before the bias stands."""
        return (self.rest + self.map + self.bias - 24) / 2


LOOKS = {
    1000: Look(3, 60, 48, 84, 64, 138, 24, 64, 546, 172, 728, 857, 904),
    640: Look(2, 52, 42, 66, 44, 112, 18, 50, 312, 94, 416, 521, 562),
}
ROWS = 3  # kernels
WIDEST = 24  # a bar
HEAD = 76  # where rows begin
PAD, SUM = 8, 28  # above and below, a sum
THUMBS, LEAST, MOST = 126, 28, 36  # where small maps begin, from one to the next
NARROW = 120  # so wide is no room for words under each other


@dataclass(frozen=True)
class Row:
    """A row as it is drawn: where its maps begin, and how large they are."""

    o: int
    y: float
    side: float
    is_open: bool

    @property
    def middle(self) -> float:
        """Of its maps."""
        return self.y + self.side / 2


def opened_rows(context: SceneContext) -> AccountScene:
    """The scene of a layer of many channels and many maps: rows, or on a phone a column."""
    if context.width == 390:
        return Column(all_added(context), tabs_near(context))
    return Opened(all_added(context))


class Opened(OthersScene):
    """The scene of a layer of many channels and many maps, in rows."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.look = LOOKS[min(1000, self.context.width)]
        self.most_opened = self.look.opened

    def build(self) -> Scene:
        """Heads, three rows, the other maps."""
        for i, c in enumerate(self.opened):
            self.put_head(c, self.cell_x(i))
        self.put_heads()
        y: float = HEAD
        for o in self.rows:
            y += self.put_row(o, y)
        height = self.put_thumbs(y + 4)
        return Scene(self.context.width, height, self.board.boxes, legends_of(self.limits))

    # --- which channels and kernels --------------------------------------------------------------

    @property
    def ratio(self) -> float:
        """Device pixels in one of the scene."""
        return self.context.ratio

    @property
    def rows(self) -> range:
        """The kernels that have a row."""
        count = self.layer.out_channels
        first = max(0, min(self.o, count - ROWS))
        return range(first, min(count, first + ROWS))

    def cell_x(self, i: int) -> float:
        """Where the i-th channel begins."""
        return self.look.left + i * (self.look.cell + self.look.op)

    def plus_x(self, i: int) -> float:
        """The plus after the i-th channel."""
        return self.cell_x(i) + self.look.cell + self.look.op / 2

    # --- bars ------------------------------------------------------------------------------------

    @cached_property
    def unit(self) -> float:
        """Pixels of 1, the same in all rows."""
        sides = {o: self.look.map if o == self.o else self.look.small for o in self.rows}
        spans = {o: high - low for o in self.rows for low, high in [self.levels(o)]}
        return min(sides[o] / (spans[o] or 1) for o in self.rows)

    @property
    def pitch(self) -> float:
        """The width of a bar."""
        return min(WIDEST, self.look.wide / (self.context.most[1] - self.look.opened))

    # --- heads -----------------------------------------------------------------------------------

    def put_head(self, c: int, x: float) -> None:
        """Name and picture of a channel."""
        most = self.look.cell - self.look.input - 4
        name = Text(text=self.context.name_of(c), x=x, y=12, size=14, colour="channel", max=most)
        self.add(name)
        if self.is_loudest(c):
            words = "loudest here" if self.look.wide > NARROW else "loudest"
            self.add(replace(name, text=words, y=30, colour="ink-2"))
        put_input(
            self.board, self.context, c, (x + self.look.cell - self.look.input, 4, self.look.input)
        )

    def is_loudest(self, c: int) -> bool:
        """Whether a channel adds or takes most at the picked pixel."""
        sizes = np.abs(self.layer.exact_subtotals(self.o, self.state.row, self.state.col))
        return bool(sizes[c] > 0 and sizes[c] == sizes.max())

    def put_heads(self) -> None:
        """Above what is the same in all rows."""
        y, rest = HEAD - 14, self.others
        look = Text(text="bias", x=self.look.bias, y=y, size=14, align="center", colour="bias")
        if rest:
            self.put_heads_of_rest(y)
            middle = self.look.rest + self.look.map / 2
            self.add(replace(look, text="their sum", x=middle, colour="channel"))
        if self.layer.has_bias:
            self.add(look)
        words = "feature maps" if self.look.wide > NARROW else "maps"
        maps = replace(look, text=words, x=self.look.end + self.look.map / 2, colour="ink")
        self.add(replace(maps, bold=True, max=self.look.map))

    def put_heads_of_rest(self, y: float) -> None:
        """How many channels have a bar, and which."""
        rest, words, x, wide = self.others, f"{len(self.others):,} more", *self.look[8:10]
        self.add(Text(text=words, x=x, y=12, bold=True, colour="channel"))
        first = 9 * len(words) + 2 if wide > NARROW else 0
        note = Text(text="one bar each:", x=x, y=31, size=14, colour="ink-2", max=wide)
        if wide > NARROW:
            one = replace(note, text="one bar a channel:", x=x + first, y=12, max=wide - first)
            self.add(one)
            note = replace(note, text="what it adds at the ringed pixel")
        self.add(note)
        words = f"channel {rest[0]}" if wide > NARROW else str(rest[0])
        name = Text(text=words, x=x, y=y, size=14, colour="channel")
        self.add(name)
        end = len(rest) * self.pitch
        if end >= 0.7 * wide:
            self.add(replace(name, text=str(rest[-1]), x=x + end, align="right"))

    # --- rows ------------------------------------------------------------------------------------

    def put_row(self, o: int, y: float) -> float:
        """Kernel o; returns how high its row is."""
        is_open = o == self.o
        side, top = (self.look.map, PAD) if is_open else (self.look.small, 5)
        high = side + SUM + 3 * PAD if is_open else side + 10
        if is_open:
            self.add(Ground(x=0, y=y, w=self.context.width, h=high, colour="pick-ground"))
        row = Row(o, y + top, side, is_open)
        self.put_label(row)
        for i, c in enumerate(self.opened):
            self.put_cell(row, i, c)
        if self.others:
            end = self.look.rest - 4
            self.put_bars(Bars(o, self.look.stairs, row.y, side, self.unit, self.pitch, end))
            self.put_others_map(o, (self.look.rest + (self.look.map - side) / 2, row.y, side))
        self.put_end(row)
        if is_open:
            self.put_account(y + PAD + self.look.map + PAD)
        return high

    def put_label(self, row: Row) -> None:
        """The kernel's number."""
        word = Text(text="kernel", x=12, y=row.middle - 16, size=14, colour="kernel")
        self.add(word)
        size = 26 if row.is_open else 20
        look = replace(word, text=str(row.o), y=row.middle + 9, size=size, bold=True, max=44)
        self.add(look)

    def put_cell(self, row: Row, i: int, c: int) -> None:
        """Slice and partial map of the i-th channel that is opened, and the plus after it."""
        layer, x = self.layer, self.cell_x(i)
        each, one = self.look.slice / max(layer.kh, layer.kw), layer.kh * layer.kw == 1
        blocks = not one and each < (28 if self.context.decimals.weights else 14)
        place = x, row.middle - each * layer.kh / 2
        size, cell = 22 if one else min(15, each - 1), Cell(each, each)
        self.put_weights(row.o, c, place, cell, size=size, blocks=blocks, bold=one)
        left = x + self.look.cell - (self.look.map + row.side) / 2
        if not self.put_gap(row.o, c, left, row.y, row.side, row.side):
            scale, marks = self.limits.parts, self.context.is_changed(row.o, in_sum=False)
            label = f"partial map {row.o}, {c}"
            self.put_map(self.layer.partial(row.o, c), row, left, scale, marks, label)
        if i < len(self.opened) - 1 or self.others:
            self.put_sign("+", x + self.look.cell + self.look.op / 2, row.middle, row.is_open)

    def put_map(
        self, data: np.ndarray, row: Row, x: float, scale: Scale, marks: bool, label: str
    ) -> None:
        """A map of a row, ringed at the picked pixel."""
        square, ratio = (x, row.y, row.side), self.ratio
        at = centre_map(self.board, data, scale, square, ratio, marks=marks, label=label)
        if row.is_open:
            self.add(ring_pixel(at, self.state.row, self.state.col))

    def put_end(self, row: Row) -> None:
        """The bias, the equals sign and the feature map."""
        waits, o = self.state.step >= 0, row.o
        if self.layer.has_bias:
            words = number(self.layer.bias(o), self.context.decimals.biases)
            self.put_sign("+", self.look.before_bias, row.middle, row.is_open, waits)
            self.add(Pill(text=words, x=self.look.bias, y=row.middle, max=48, faded=waits))
        self.put_sign("=", self.look.end - 11, row.middle, row.is_open)
        data, marks = feature_map(self.context, o), self.context.is_changed(o)
        x = self.look.end + (self.look.map - row.side) / 2
        self.put_map(data, row, x, self.limits.maps, marks, f"map {o}")

    # --- the account -----------------------------------------------------------------------------

    def put_account(self, y: float) -> None:
        """What each opened channel adds, what all others do, the bias, the pixel."""
        middle, waits = y + SUM / 2, self.state.step >= 0
        words = self.layer.place_words(self.state.row, self.state.col)
        room, wide = self.look.left + self.look.cell - self.look.map - 14, self.look.wide
        lines = [words] if wide > NARROW else re.split("(?<=,) ", words)
        self.put_words(lines, Text(text="", x=12, y=middle, max=room, colour="pick-ink"))
        after = [*self.opened[1:], *self.others[:1]]
        for i, c in enumerate(self.opened):
            left = self.cell_x(i) + self.look.cell - self.look.map
            self.put_sum(self.accounts[c], (left, y, self.look.map, SUM), 17)
            if i < len(after):
                faded = self.is_waiting(self.o, after[i])
                self.put_sign("+", self.plus_x(i), middle, True, faded)
        if self.others:
            words = self.others_words
            lines = [words] if wide > NARROW else in_two(words)
            look = Text(text="", x=self.look.stairs, y=middle, max=wide, colour="ink-2")
            self.put_words(lines, look)
            self.put_others_sum((self.look.rest, y, self.look.map, SUM), 17)
        if self.layer.has_bias:
            self.put_sign("+", self.look.before_bias, middle, True, waits)
            self.put_bias(self.look.bias, middle, 48)
        self.put_sign("=", self.look.end - 11, middle, True)
        self.put_total((self.look.end, y, self.look.map, SUM), 17)

    def put_words(self, lines: list[str], look: Text) -> None:
        """Words in one line, or in two; ``look.y``: their middle."""
        for i, words in enumerate(lines):
            y = look.y + 16 * i - 8 * (len(lines) - 1)
            self.add(replace(look, text=words, size=14, y=y))

    # --- the other kernels -----------------------------------------------------------------------

    def put_thumbs(self, top: float) -> float:
        """Their maps, small; returns where they end."""
        others = [o for o in range(self.layer.out_channels) if o not in self.rows]
        count = self.context.most[0] - ROWS
        line, pitch = self.lines_of(count)
        if others:
            words = f"{counted(len(others), 'more kernel')},"
            label = Text(text=words, x=12, y=top + pitch / 2 - 9, size=14, colour="kernel")
            label = replace(label, max=THUMBS - 20)
            self.add(label)
            self.add(replace(label, text=counted(len(others), "more map"), y=label.y + 18))
        for i, o in enumerate(others):
            square = THUMBS + i % line * pitch, top + i // line * pitch, pitch - 3
            data, marks, ratio = (
                feature_map(self.context, o),
                self.context.is_changed(o),
                self.ratio,
            )
            maps = self.limits.maps
            centre_map(self.board, data, maps, square, ratio, marks=marks, label=f"map {o}")
        bottom = top + math.ceil(count / line) * pitch + 4
        note = dead_note(self.layer.weight)
        if not note:
            return bottom
        most = self.context.width - 24
        self.add(Text(text=note, x=12, y=bottom + 10, max=most, colour="ink-2"))
        return bottom + 24

    def lines_of(self, count: int) -> tuple[int, float]:
        """How many maps stand in a line, and from one to the next."""
        room = self.look.end + self.look.map - THUMBS
        lines = math.ceil(count / (room // LEAST))
        line = math.ceil(count / lines)
        return line, min(MOST, 2 * room // line / 2)


def in_two(words: str) -> list[str]:
    """A list in words, in two lines where it has more than two parts.

    >>> in_two("26 lift, 23 lower, 12 say nothing")
    ['26 lift, 23 lower', '12 say nothing']
    """
    parts = words.split(", ")
    return [", ".join(some) for some in (parts[:2], parts[2:]) if some]
