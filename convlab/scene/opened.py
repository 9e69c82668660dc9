"""Many channels into many maps: in each row three channels are opened.

All others are one bar each and one map, their sum. The picked row stands open with its account; the
other maps are small. The browser's is ``static/scene/opened.js``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..show import counted, dead_note, number
from .account import AccountScene, Cell, legends_of
from .boxes import Ground, Pill, Text
from .colours import Scale
from .column import Column, tabs_near
from .context import SceneContext
from .inputs import put_input
from .maps import centre_map, feature_map
from .others import OPENED, Bars, OthersScene, all_added
from .picture import Scene
from .rings import ring_pixel

ROWS = 3  # kernels
LEFT = 60  # where channels begin
SLICE, MAP, CELL, OP = 48, 84, 138, 24  # widths; a cell is a slice and its map
STAIRS, WIDE, WIDEST = 546, 172, 24  # where bars begin, their width, the most of one
REST, BIAS, END = 728, 857, 904  # all others' sum, the middle of biases, feature maps
INPUT, HEAD = 64, 76  # the side of an input, where rows begin
PAD, SUM, SMALL = 8, 28, 64  # above and below, a sum, a map in a row that is not open
OPEN, OTHER = MAP + SUM + 3 * PAD, SMALL + 10  # heights of rows
THUMBS, LEAST, MOST = 126, 28, 36  # where small maps begin, from one to the next
BEFORE_BIAS = (REST + MAP + BIAS - 24) / 2  # the plus


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

    def build(self) -> Scene:
        """Heads, three rows, the other maps."""
        for i, c in enumerate(self.opened):
            self.put_head(c, cell_x(i))
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

    # --- bars ------------------------------------------------------------------------------------

    @cached_property
    def unit(self) -> float:
        """Pixels of 1, the same in all rows."""
        sides = {o: MAP if o == self.o else SMALL for o in self.rows}
        spans = {o: high - low for o in self.rows for low, high in [self.levels(o)]}
        return min(sides[o] / (spans[o] or 1) for o in self.rows)

    @property
    def pitch(self) -> float:
        """The width of a bar."""
        return min(WIDEST, WIDE / (self.context.most[1] - OPENED))

    # --- heads -----------------------------------------------------------------------------------

    def put_head(self, c: int, x: float) -> None:
        """Name and picture of a channel."""
        most = CELL - INPUT - 4
        name = Text(text=self.context.name_of(c), x=x, y=12, size=14, colour="channel", max=most)
        self.add(name)
        if self.is_loudest(c):
            self.add(replace(name, text="loudest here", y=30, colour="ink-2"))
        put_input(self.board, self.context, c, (x + CELL - INPUT, 4, INPUT))

    def is_loudest(self, c: int) -> bool:
        """Whether a channel adds or takes most at the picked pixel."""
        sizes = np.abs(self.layer.exact_subtotals(self.o, self.state.row, self.state.col))
        return bool(sizes[c] > 0 and sizes[c] == sizes.max())

    def put_heads(self) -> None:
        """Above what is the same in all rows."""
        y, rest = HEAD - 14, self.others
        look = Text(text="bias", x=BIAS, y=y, size=14, align="center", colour="bias")
        if rest:
            self.put_heads_of_rest(y)
            middle = REST + MAP / 2
            self.add(replace(look, text="their sum", x=middle, colour="channel"))
        if self.layer.has_bias:
            self.add(look)
        maps = replace(look, text="feature maps", x=END + MAP / 2, colour="ink")
        self.add(replace(maps, bold=True, max=MAP))

    def put_heads_of_rest(self, y: float) -> None:
        """How many channels have a bar, and which."""
        rest, words = self.others, f"{len(self.others):,} more"
        self.add(Text(text=words, x=STAIRS, y=12, bold=True, colour="channel"))
        wide = 9 * len(words) + 2
        note = Text(text="one bar a channel:", x=STAIRS + wide, y=12, size=14, colour="ink-2")
        self.add(replace(note, max=WIDE - wide))
        second = "what it adds at the ringed pixel"
        self.add(replace(note, text=second, x=STAIRS, y=31, max=WIDE))
        first = Text(text=f"channel {rest[0]}", x=STAIRS, y=y, size=14, colour="channel")
        self.add(first)
        end = len(rest) * self.pitch
        if end > 120:
            self.add(replace(first, text=str(rest[-1]), x=STAIRS + end, align="right"))

    # --- rows ------------------------------------------------------------------------------------

    def put_row(self, o: int, y: float) -> float:
        """Kernel o; returns how high its row is."""
        is_open = o == self.o
        high, side, top = (OPEN, MAP, PAD) if is_open else (OTHER, SMALL, (OTHER - SMALL) / 2)
        if is_open:
            self.add(Ground(x=0, y=y, w=self.context.width, h=high, colour="pick-ground"))
        row = Row(o, y + top, side, is_open)
        self.put_label(row)
        for i, c in enumerate(self.opened):
            self.put_cell(row, i, c)
        if self.others:
            end = REST - 4
            self.put_bars(Bars(o, STAIRS, row.y, side, self.unit, self.pitch, end))
            self.put_others_map(o, (REST + (MAP - side) / 2, row.y, side))
        self.put_end(row)
        if is_open:
            self.put_account(y + PAD + MAP + PAD)
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
        layer, x = self.layer, cell_x(i)
        each, one = SLICE / max(layer.kh, layer.kw), layer.kh * layer.kw == 1
        blocks = not one and each < (28 if self.context.decimals.weights else 15)
        place = x, row.middle - each * layer.kh / 2
        size, cell = 22 if one else 15, Cell(each, each)
        self.put_weights(row.o, c, place, cell, size=size, blocks=blocks, bold=one)
        left = x + CELL - (MAP + row.side) / 2
        if not self.put_gap(row.o, c, left, row.y, row.side, row.side):
            scale, marks = self.limits.parts, self.context.is_changed(row.o, in_sum=False)
            label = f"partial map {row.o}, {c}"
            self.put_map(self.layer.partial(row.o, c), row, left, scale, marks, label)
        if i < len(self.opened) - 1 or self.others:
            self.put_sign("+", x + CELL + OP / 2, row.middle, row.is_open)

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
            self.put_sign("+", BEFORE_BIAS, row.middle, row.is_open, waits)
            self.add(Pill(text=words, x=BIAS, y=row.middle, max=48, faded=waits))
        self.put_sign("=", END - 11, row.middle, row.is_open)
        data, marks = feature_map(self.context, o), self.context.is_changed(o)
        x = END + (MAP - row.side) / 2
        self.put_map(data, row, x, self.limits.maps, marks, f"map {o}")

    # --- the account -----------------------------------------------------------------------------

    def put_account(self, y: float) -> None:
        """What each opened channel adds, what all others do, the bias, the pixel."""
        middle, waits = y + SUM / 2, self.state.step >= 0
        words = self.layer.place_words(self.state.row, self.state.col)
        self.add(Text(text=words, x=12, y=middle, size=14, max=100, colour="pick-ink"))
        after = [*self.opened[1:], *self.others[:1]]
        for i, c in enumerate(self.opened):
            self.put_sum(self.accounts[c], (cell_x(i) + CELL - MAP, y, MAP, SUM), 17)
            if i < len(after):
                faded = self.is_waiting(self.o, after[i])
                self.put_sign("+", cell_x(i) + CELL + OP / 2, middle, True, faded)
        if self.others:
            look = Text(text=self.others_words, x=STAIRS, y=middle, size=14, colour="ink-2")
            self.add(replace(look, max=WIDE))
            self.put_others_sum((REST, y, MAP, SUM), 17)
        if self.layer.has_bias:
            self.put_sign("+", BEFORE_BIAS, middle, True, waits)
            self.put_bias(BIAS, middle, 48)
        self.put_sign("=", END - 11, middle, True)
        self.put_total((END, y, MAP, SUM), 17)

    # --- the other kernels -----------------------------------------------------------------------

    def put_thumbs(self, top: float) -> float:
        """Their maps, small; returns where they end."""
        others = [o for o in range(self.layer.out_channels) if o not in self.rows]
        count = self.context.most[0] - ROWS
        line, pitch = lines_of(count)
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


def cell_x(i: int) -> float:
    """Where the i-th channel begins."""
    return LEFT + i * (CELL + OP)


def lines_of(count: int) -> tuple[int, float]:
    """How many maps stand in a line, and from one to the next.

    >>> lines_of(29), lines_of(61)
    ((29, 29.5), (21, 36))
    """
    room = END + MAP - THUMBS
    lines = math.ceil(count / (room // LEAST))
    line = math.ceil(count / lines)
    return line, min(MOST, 2 * room // line / 2)
