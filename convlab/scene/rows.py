"""Up to three channels: a row for each kernel, the picked one open with its account inside.

The browser's is ``static/scene/rows.js``.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..show import number
from .account import AccountScene, Cell, legends_of, put_numbers
from .board import CHIPS
from .boxes import Absent, Cells, Chip, Ground, Pill, Ring, Rule, Text
from .colours import Colour, Scale
from .context import Account, parts_of
from .inputs import NUMBER, put_input, put_input_numbers, put_input_range
from .maps import FLAT, Placement, centre_map, feature_map
from .picture import Scene
from .rings import ring_pixel, window_boxes
from .thumbs import put_thumbs


class Look(NamedTuple):
    """Where everything stands at one width."""

    label: float  # where cells begin
    cell: float  # of slice and map
    op: float  # the room for a plus
    bias: float
    map: float
    input: float
    beside: bool  # whether a map stands right of its slice in the open row, or below
    photo: tuple[float, float] = (10, 52)  # y, side
    top: float = 0  # where inputs begin
    inset: float = 0  # from where they end to the end of their columns
    open: float = 90  # the most that a slice takes in the open row
    thin: tuple[float, float] = (66, 51)  # and in another
    closed: float = 56  # the height of such a row
    part: float = 50  # the side of its maps


LOOKS = {
    1600: Look(78, 206, 30, 60, 100, 104, True, photo=(36, 52)),
    1000: Look(78, 212, 30, 60, 100, 78, True, inset=11),
    640: Look(46, 112, 20, 70, 100, 78, False, photo=(36, 26)),
}
# The photo stands large before the inputs: it may be one that is painted.
STUDIO = Look(
    *(196, 188, 22, 52, 84, 144, True),
    photo=(30, 176),
    top=62,
    open=78,
    thin=(78, 78),
    closed=96,
    part=84,
)
# Signals are lines: wide, below their slices.
SIGNALS = Look(*(46, 190, 26, 56, 150, 144, False), top=34, closed=66, part=90)
PANEL = 984  # where the account begins beside rows that are all alike
EVEN = 112  # the height of such a row
LEAST = 16  # of a cell with a number in it
NOTES = 48  # of which pixel it is, and of how many numbers, in three lines


class Rows(AccountScene):
    """The scene of a layer of up to three channels and up to eight kernels."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.look = LOOKS[self.context.width]
        if self.context.studio and self.context.width == 1000 and not self.is_tiny:
            self.look = STUDIO
        if self.layer.ndim == 1 and self.context.width == 1000 and not self.is_tiny:
            self.look = SIGNALS
        self.count = self.layer.in_channels

    def build(self) -> Scene:
        """Heads, rows, and the account: inside the picked row, or beside them all."""
        y = self.put_heads()
        bottom = y
        for o in self.shown or range(self.layer.out_channels):
            high = self.row_height(o)
            self.put_row(o, bottom, high)
            bottom += high
        if self.is_alone:
            self.put_maps_name()
        if self.shown:
            bottom = put_thumbs(self.board, self.context, bottom, self.room)
        if self.is_even:
            bottom = max(bottom, self.put_panel())
        if self.state.pinned:
            bottom = self.put_pinned(bottom)
        return Scene(self.context.width, bottom + 8, self.board.boxes, legends_of(self.limits))

    # --- where things stand ------------------------------------------------------------------

    @property
    def is_even(self) -> bool:
        """Whether all rows are alike, the account beside them."""
        return self.context.width == 1600

    @property
    def room(self) -> float:
        """The width of the rows."""
        return PANEL if self.is_even else self.context.width

    @property
    def heads(self) -> float:
        """The height of names and inputs."""
        if self.is_tiny:
            return float(46 + NUMBER * self.layer.plane(0).shape[0])
        return self.look.top + self.look.input + 8

    @cached_property
    def is_tiny(self) -> bool:
        """Whether maps and inputs are few whole numbers, written out."""
        few = self.layer.plane(0).shape[0] <= 9 and self.numbers_width <= self.look.cell
        few = few and self.number_in(False) >= LEAST
        return self.context.whole and few

    @property
    def numbers_width(self) -> float:
        """Of a column in which everything is written out."""
        _, wide = self.layer.plane(0).shape
        both = (self.layer.kw + 1 + self.layer.ow) * NUMBER
        beside = self.look.beside
        below = max(self.layer.kw, self.layer.ow) * NUMBER
        return float(max(wide * NUMBER, both if beside else below))

    def number_in(self, is_open: bool) -> float:
        """The side of a cell with a number: smaller where slice and map share a narrow column."""
        if self.look.beside or is_open:
            return NUMBER
        return min(NUMBER, self.look.cell // (self.layer.kw + self.layer.ow))

    def cell_x(self, c: int) -> float:
        """Where channel c's column begins."""
        return self.look.label + c * (self.look.cell + self.look.op)

    @property
    def end(self) -> float:
        """Where the last column ends."""
        return self.cell_x(self.context.most[1] - 1) + self.look.cell

    @property
    def bias_x(self) -> float:
        """The middle of the biases."""
        return self.end + self.look.op + self.look.bias / 2

    @property
    def map_x(self) -> float:
        """Where the feature maps begin."""
        if self.is_alone:
            return self.look.label + self.part_x
        return self.end + self.look.op + self.look.bias + 24

    @property
    def map_side(self) -> float:
        """The side of a map in the open row."""
        return self.layer.ow * NUMBER if self.is_tiny else self.look.map

    @property
    def part_x(self) -> float:
        """Where a partial map begins in its column, in the open row."""
        if self.look.beside:
            return self.look.cell - self.map_side - 10 * (self.context.width == 1600)
        return (self.look.cell - self.map_side) / 2

    def side_of(self, is_open: bool) -> float:
        """The side of a map in a row."""
        if self.is_tiny:
            return self.number_in(is_open) * self.layer.ow
        return self.map_side if is_open or self.is_even else self.look.part

    def row_height(self, o: int) -> float:
        """The height of kernel o's row."""
        if self.is_even or o != self.state.out_channel:
            return self.other_height
        return self.grid_height + self.account_height + (6 if self.shown else 12)

    @property
    def other_height(self) -> float:
        """The height of a row that is not open."""
        if self.is_even:
            return max(EVEN, self.tiny_height + 16)
        return max(self.look.closed, (self.tiny_height + 12) * self.is_tiny)

    @property
    def tiny_height(self) -> float:
        """Of a row whose numbers are written out."""
        sides = (self.layer.kh, self.layer.oh)
        return NUMBER * max(sides) if self.is_tiny else 0

    @property
    def grid_height(self) -> float:
        """Of slices and maps in the open row."""
        slice_high = self.slice_size(True)[1] * self.layer.kh
        if self.look.beside:
            return max(slice_high, self.map_high) + (8 if self.shown else 16)
        return slice_high + self.map_high + 28

    @property
    def map_high(self) -> float:
        """The height of a map in the open row."""
        if self.is_tiny:
            return self.layer.oh * NUMBER
        return self.look.map * (FLAT if self.layer.ndim == 1 else 1)

    @property
    def account_height(self) -> float:
        """Of windows, products and sums in the open row."""
        rows = self.rows_height
        if not self.look.beside:
            return 2 * rows + 24 + 38 + 22
        return rows + 12 + 38 + (8 if self.shown else 18)

    @property
    def rows_height(self) -> float:
        """Of windows in the open row, and of the notes right of them."""
        rows = self.window_size[1] * self.layer.kh
        return max(rows, NOTES) if self.look.beside else rows

    def slice_size(self, is_open: bool) -> tuple[float, float]:
        """Width and height of a slice's cell."""
        kh, kw = self.layer.kh, self.layer.kw
        if self.is_tiny:
            return self.number_in(is_open), self.number_in(is_open)
        wide, tall = self.slice_room(is_open)
        side = max(kh, kw)
        if kh == kw == 1:
            return min(wide, 66), min(tall, 66)
        wide = min(wide / side, 30 if self.look.beside else wide)
        return wide, min(tall / kh, wide)

    def slice_room(self, is_open: bool) -> tuple[float, float]:
        """The most that a slice may take."""
        if not self.look.beside:
            return (self.look.cell, 60) if is_open else (57, 51)
        if is_open:
            return self.look.open, self.look.open
        return (78, 78) if self.is_even else self.look.thin

    @property
    def window_size(self) -> Cell:
        """Of a window's cell, and of a product's."""
        if self.is_tiny:
            return Cell(NUMBER, NUMBER)
        kh, kw = self.layer.kh, self.layer.kw
        look = self.look
        wide = 114 if self.is_even else min(100, look.open + 10) if look.beside else look.cell
        return Cell(min(wide / kw, 66), min(24, 120 / kh))

    # --- heads ---------------------------------------------------------------------------------

    def put_heads(self) -> float:
        """Names and pictures of the channels; returns where the rows begin."""
        look, side = self.look, self.look.input
        bottom = self.heads
        for c in range(self.count):
            x = self.cell_x(c)
            self.put_name(c, x)
            if self.is_tiny:
                put_input_numbers(self.board, self.context, c, x, 34)
            else:
                left = x + look.cell - side - look.inset
                put_input(self.board, self.context, c, (left, look.top, side))
        if self.context.photo and not self.is_tiny:
            self.put_photo()
        if not self.is_tiny:
            put_input_range(self.board, self.context, 12 if look.beside else 4, side - 62)
        if self.is_alone:
            return bottom  # its maps stand under the input
        middle = self.map_x + self.map_side / 2
        place = min(middle, self.context.width - 58) if not self.is_even else middle
        words = Text(text="feature maps", x=place, y=bottom - 18, bold=True, align="center")
        self.add(words)
        return bottom

    def put_maps_name(self) -> None:
        """Right of the first map, which stands under the input."""
        is_open = self.state.out_channel == 0 and not self.is_even
        high = self.grid_height if is_open else self.row_height(0)
        words = Text(text="feature maps", x=self.end + 20, y=self.heads + high / 2, bold=True)
        self.add(words)

    def put_photo(self) -> None:
        """All channels as one picture; in a large one the window that is read."""
        y, side = self.look.photo
        square, rgb = (12, y, side), Scale("rgb", 0, 1)
        at = centre_map(self.board, self.layer.run.x, rgb, square, self.context.ratio)
        if self.look.top:
            for box in window_boxes(self.layer, at, self.state.row, self.state.col):
                self.add(box)

    def put_name(self, c: int, x: float) -> None:
        """Letter and number of a channel."""
        name = self.context.channel_names[c]
        if self.look.top:
            self.put_name_above(c, x + self.look.cell - self.look.input)
            return
        chip = CHIPS.get(name)
        if chip:
            letter, colour = chip
            hollow = c in self.layer.muted
            self.add(Chip(x=x, y=4, text=letter, colour=colour, hollow=hollow))
        if chip and not self.look.beside:
            return
        words = f"channel {c}" if chip else name
        left, most = (x + 32, 82) if chip else (x, 110)
        if not self.look.beside:
            most = 30
            words = str(c)
        self.add(Text(text=words, x=left, y=17, colour="channel", max=most))

    def put_name_above(self, c: int, x: float) -> None:
        """The same above a large input."""
        name, y = self.context.channel_names[c], self.look.top - 30
        chip = CHIPS.get(name)
        if chip:
            letter, colour = chip
            hollow = c in self.layer.muted
            self.add(Chip(x=x, y=y, text=letter, colour=colour, hollow=hollow))
        words, left, most = (f"channel {c}", x + 32, 82) if chip else (name, x, 110)
        self.add(Text(text=words, x=left, y=y + 13, colour="channel", max=most))

    # --- rows ----------------------------------------------------------------------------------

    def put_row(self, o: int, y: float, high: float) -> None:
        """Kernel o: slices, partial maps, plus signs, bias, feature map."""
        picked = o == self.state.out_channel
        if picked:
            self.add(Ground(x=0, y=y, w=self.room, h=high, colour="pick-ground"))
        is_open = picked and not self.is_even
        tall = self.grid_height if is_open else high
        middle = self.middle(y, tall, is_open)
        self.put_label(o, middle, is_open)
        first, last = self.layer.range(o)
        for c in range(self.count):
            if not first <= c < last:
                self.add(Absent(x=self.cell_x(c) + self.look.cell / 2, y=middle))
                continue
            self.put_cell(o, c, y, tall, is_open)
            if c < last - 1:
                between = self.cell_x(c) + self.look.cell + self.look.op / 2
                self.put_sign("+", between, middle, picked, self.is_waiting(o, c + 1))
        self.put_end(o, middle, picked, is_open)
        if is_open:
            self.put_account(y + self.grid_height + 6)

    def middle(self, y: float, tall: float, is_open: bool) -> float:
        """The height of signs and maps in a row."""
        if not is_open or self.look.beside:
            return y + tall / 2
        return y + tall - 8 - self.map_high / 2

    def put_label(self, o: int, middle: float, is_open: bool) -> None:
        """The kernel's number."""
        two_lines = is_open or self.is_even or bool(self.shown)
        most = self.look.label - 14
        number_ = Text(text=str(o), x=12, y=middle, size=20, bold=True, colour="kernel", max=most)
        if not self.look.beside:
            self.add(replace(number_, size=26 if is_open else 20))
            return
        word = Text(text="kernel", x=12, y=middle, size=14, colour="kernel")
        if two_lines:
            self.add(replace(word, y=middle - 16))
            self.add(replace(number_, y=middle + 9, size=26 if is_open or self.is_even else 20))
        else:
            self.add(word)
            self.add(replace(number_, x=57, max=None))

    def put_cell(self, o: int, c: int, y: float, tall: float, is_open: bool) -> None:
        """Slice (o, c), and what it makes of channel c."""
        x = self.cell_x(c)
        has_slice, has_map = parts_of(self.state.view, beside=True)
        if has_slice or self.is_alone:
            self.put_slice(o, c, x, y, tall, is_open)
        if has_map and not self.is_alone:
            self.put_part(o, c, x, y, tall, is_open)

    def put_slice(self, o: int, c: int, x: float, y: float, tall: float, is_open: bool) -> None:
        """The numbers of a slice, or their colours where numbers have no room."""
        wide, high = self.slice_size(is_open)
        top = y + (tall - high * self.layer.kh) / 2
        if is_open and not self.look.beside:
            top, x = y + 10, x + (self.look.cell - wide * self.layer.kw) / 2
        size = min(24 if self.layer.kw == 1 else 16 if is_open else 15, high - 2)
        blocks = wide < (28 if self.context.decimals.weights else 17) or high < 13
        cell, bold = Cell(wide, high), self.layer.kw == 1
        self.put_weights(o, c, (x, top), cell, size=size, blocks=blocks, bold=bold)

    def put_part(self, o: int, c: int, x: float, y: float, tall: float, is_open: bool) -> None:
        """A partial map or running sum; an outline while it waits."""
        side, middle = self.side_of(is_open), self.middle(y, tall, is_open)
        left = self.part_left(x, is_open)
        high = self.layer.oh * side / self.layer.ow if self.is_tiny else side
        top = middle - high / 2
        self.put_arrow_to(x, left, middle, is_open)
        if not self.put_gap(o, c, left, top, side, high):
            data, scale, marks, label = self.part(o, c)
            picked = o == self.state.out_channel
            self.put_map(data, scale, left, top, side, label, picked, marks)

    def part_left(self, x: float, is_open: bool) -> float:
        """Where a map begins in the column at x."""
        side = self.side_of(is_open)
        if not self.look.beside and not is_open:
            return x + self.look.cell - side
        return x + self.part_x + (self.map_side - side) / 2

    def put_arrow_to(self, x: float, left: float, middle: float, is_open: bool) -> None:
        """From the slice at x to the map right of it, where there is room."""
        if self.look.beside and (is_open or self.is_even):
            between = (x + self.slice_size(is_open)[0] * self.layer.kw + left) / 2
            arrow = Text(text="→", x=between, y=middle, size=14, align="center")
            self.add(replace(arrow, colour="ink-2"))

    def put_map(
        self,
        data: np.ndarray,
        scale: Scale,
        x: float,
        y: float,
        side: float,
        label: str,
        picked: bool,
        marks: bool,
    ) -> None:
        """A map as a picture or as numbers, ringed at the picked pixel."""
        state = self.state
        if self.is_tiny:
            cell = side / self.layer.ow
            size = min(16, cell - 3)
            cells = Cells(x=x, y=y, values=data, colours=scale, cell=cell, size=size, label=label)
            self.add(cells)
            if label.startswith("map "):
                self.placed[int(label[4:])] = Placement(x, y, cell)
            if picked:
                place = x + state.col * cell, y + state.row * cell
                self.add(Ring(x=place[0], y=place[1], w=cell, h=cell))
            return
        square, ratio = (x, y, side), self.context.ratio
        at = centre_map(self.board, data, scale, square, ratio, marks=marks, label=label)
        if label.startswith("map "):
            self.placed[int(label[4:])] = at
        if picked:
            self.add(ring_pixel(at, state.row, state.col))

    def put_end(self, o: int, middle: float, picked: bool, is_open: bool) -> None:
        """The bias, the equals sign and the feature map."""
        side = self.side_of(is_open)
        high = self.layer.oh * side / self.layer.ow if self.is_tiny else side
        left = self.map_x + (self.map_side - side) / 2
        if self.is_alone:
            left = self.part_left(self.cell_x(0), is_open)
            self.put_arrow_to(self.cell_x(0), left, middle, is_open)
        else:
            self.put_bias_of(o, middle, picked)
        data = feature_map(self.context, o)
        scale, marks, top = self.limits.maps, self.context.is_changed(o), middle - high / 2
        self.put_map(data, scale, left, top, side, f"map {o}", picked, marks)

    def put_bias_of(self, o: int, middle: float, picked: bool) -> None:
        """The bias and the equals sign."""
        waits = self.state.step >= 0
        if self.layer.has_bias:
            text = number(self.layer.bias(o), self.context.decimals.biases)
            self.put_sign("+", self.end + self.look.op / 2, middle, picked, waits)
            self.add(Pill(text=text, x=self.bias_x, y=middle, max=self.look.bias, faded=waits))
        self.put_sign("=", self.map_x - 13, middle, picked)

    # --- the account ---------------------------------------------------------------------------

    def put_account(self, y: float) -> None:
        """Windows, products and sums in the columns of the row."""
        look, rows = self.look, self.rows_height
        below = y if look.beside else y + rows + 12
        sums = below + rows + 12
        if look.beside:
            self.add(Text(text="window", x=12, y=y + rows / 2 - 12, colour="ink-2", size=14))
            self.add(Text(text="× slice", x=12, y=y + rows / 2 + 10, colour="ink-2", size=14))
            words = "sum" if self.is_alone else "sums"
            self.add(Text(text=words, x=12, y=sums + 19, colour="ink-2", size=14))
        else:
            self.put_sign("×", 24, y + rows / 2, False)
            self.put_sign("=", 24, below + rows / 2, False)
        down = (rows - self.window_size.tall * self.layer.kh) / 2
        for one in self.accounts:
            self.put_factors(one, y + down, below + down)
            if not self.is_alone:
                self.put_subtotal(one, sums)
        self.put_end_of_sums(sums)
        self.put_notes(y, rows)

    def put_factors(self, one: Account, y: float, below: float) -> None:
        """A channel's window, and its products."""
        cell = self.window_size
        wide, size = cell.wide * self.layer.kw, self.size
        x, beside = self.cell_x(one.c), self.look.beside
        right = x + self.part_x + (self.map_side - wide) / 2
        if beside:
            middle = (x + wide + right) / 2, y + cell.tall * self.layer.kh / 2
            arrow = Text(text="→", x=middle[0], y=middle[1], size=14, align="center")
        else:
            x = right = x + (self.look.cell - wide) / 2
        self.put_window(one, (x, y), cell, size=size, scale=self.window_scale)
        if beside:
            self.add(replace(arrow, colour="ink-2"))
        self.put_products(one, (right, below), cell, size=size)

    @property
    def size(self) -> float:
        """Of the figures of an account."""
        return 16 if self.is_tiny else 15

    @property
    def window_scale(self) -> Scale:
        """Greys on which the figures of a window are read."""
        grey = self.limits.input
        return replace(grey, scheme="whole") if self.is_tiny else grey

    def put_subtotal(self, one: Account, y: float) -> None:
        """A channel's name and its sum, and the plus before the next."""
        o, x = self.state.out_channel, self.cell_x(one.c)
        waits = self.is_waiting(o, one.c + 1)
        wide = max(84, self.map_side) if self.look.beside else self.look.cell
        left = x
        if self.look.beside:
            left += min(self.part_x + (self.map_side - wide) / 2, self.look.cell - wide)
        if self.look.beside:
            name = self.context.channel_names[one.c]
            colour: Colour = CHIPS[name][1] if name in CHIPS else "channel"
            words = Text(text="muted" if one.muted else name, x=x, y=y + 19, max=left - x - 8)
            self.add(replace(words, colour=colour, bold=name in CHIPS))
        place = left, y, wide, 38.0
        self.put_sum(one, place)
        self.put_arrived(one, place)
        if one.c < self.layer.range(o)[1] - 1:
            self.put_sign("+", x + self.look.cell + self.look.op / 2, y + 19, True, waits)

    def put_end_of_sums(self, y: float) -> None:
        """The bias, and the total in its box under the map."""
        waits, middle = self.state.step >= 0, y + 19
        if self.layer.has_bias and not self.is_alone:
            self.put_sign("+", self.end + self.look.op / 2, middle, True, waits)
            self.put_bias(self.bias_x, middle, self.look.bias + 4)
        self.put_sign("=", self.map_x - 13, middle, True)
        wide = max(84, self.map_side)
        self.put_total((self.map_x, y, wide, 38))

    def put_notes(self, y: float, rows: float) -> None:
        """Which pixel, at the right of its windows, and how many numbers make it."""
        state, right = self.state, self.map_x + max(84, self.map_side)
        look = Text(text="", x=right, y=y + 6, align="right", max=right - self.end - 8)
        if self.is_alone:
            most = self.context.width - self.end - 32
            look = Text(text="", x=self.end + 20, y=y + 6, max=most)
        place = self.layer.place_words(state.row, state.col)
        self.add(replace(look, text=place, colour="pick-ink"))
        notes = self.notes
        lines = notes if rows > 68 or self.is_alone else [" ".join(notes[:2]), notes[2]]
        for i, words in enumerate(lines):
            self.add(replace(look, text=words, y=y + 26 + 18 * i, size=14, colour="ink-2"))

    # --- the account beside rows that are all alike ----------------------------------------------

    def put_panel(self) -> float:
        """A line for each channel, the sums in one column, added as on paper."""
        state, right, left = self.state, self.context.width - 16, PANEL + 20
        o = state.out_channel
        ground = Ground(x=PANEL, y=0, w=self.context.width - PANEL, h=0, colour="pick-ground")
        at = len(self.board.boxes)
        head = f"One pixel of map {o}: {self.layer.place_words(state.row, state.col)}"
        self.add(Text(text=head, x=left, y=34, size=17, bold=True))
        self.add(Text(text=" ".join(self.notes), x=left, y=58, size=14, colour="ink-2"))
        lefts = left + 40, left + 168, left + 310
        for title, x in zip(("slice", "window", "products"), lefts, strict=True):
            self.add(Text(text=title, x=x, y=86, size=14, colour="ink-2"))
        self.add(Text(text="sums", x=right, y=86, size=14, colour="ink-2", align="right"))
        y, tall = 100.0, self.window_size[1] * self.layer.kh
        for i, one in enumerate(self.accounts):
            self.put_panel_line(one, y, (left, *lefts), right, first=i == 0)
            y += max(tall, 44) + 24
        if self.layer.has_bias and not self.is_alone:
            self.add(Text(text="bias", x=right - 150, y=y + 8, colour="bias", align="right"))
            self.put_sign("+", right - 130, y + 8, True, state.step >= 0)
            self.put_bias(right - 55, y + 8)
            y += 34
        self.add(Rule(x=right - 145, y=y, dx=145, dy=0, width=2))
        result = Text(text=f"the pixel of map {o}", x=right - 150, y=y + 34, bold=True)
        self.add(replace(result, align="right"))
        self.put_sign("=", right - 130, y + 34, True)
        self.put_total((right - 110, y + 15, 107, 38))
        self.board.boxes.insert(at, replace(ground, h=y + 80))
        return y + 80

    def put_panel_line(
        self, one: Account, y: float, lefts: tuple[float, ...], right: float, *, first: bool
    ) -> None:
        """Slice × window = products → sum of one channel."""
        left, slices, windows, products = lefts
        tall = self.window_size[1] * self.layer.kh
        middle = y + tall / 2
        name = self.context.channel_names[one.c]
        if name in CHIPS:
            letter, colour = CHIPS[name]
            self.add(Chip(x=left, y=middle - 13, text=letter, colour=colour, hollow=one.muted))
        else:
            self.add(Text(text=str(one.c), x=left, y=middle, bold=True, colour="channel"))
        cell, size, faded = self.window_size, self.size, self.is_faded(one)
        decimals, scale = self.context.decimals.weights, self.limits.slices
        place, board = (slices, y), self.board
        put_numbers(board, one.slice, scale, place, cell, decimals, size=size, faded=faded)
        self.put_sign("×", windows - 13, middle, False)
        self.put_window(one, (windows, y), cell, size=size, scale=self.window_scale)
        wide = cell.wide * self.layer.kw
        self.put_sign("=", (windows + wide + products) / 2, middle, False)
        self.put_products(one, (products, y), cell, size=size)
        if self.is_alone:
            return
        box = right - 110, middle - 19, 110.0, 38.0
        self.put_sum(one, box)
        self.put_arrived(one, box)
        sign, strong = ("→", False) if first else ("+", True)
        self.put_sign(sign, right - 130, middle, strong, faded)
