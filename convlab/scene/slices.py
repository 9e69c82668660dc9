"""Four to eight channels into a few maps: a row for each kernel, sums under the picked one.

Beside the rows, one of the sums is taken apart. The browser's is ``static/scene/slices.js``.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from ..show import number
from .account import SUM, AccountScene, Cell, Span, legends_of, put_factors, put_numbers
from .board import CHIPS
from .boxes import Absent, Chip, Ground, Pill, Ring, Text
from .colours import Numbers, Scale
from .context import parts_of
from .inputs import is_line, put_input, put_input_range, put_narrow_input_range
from .maps import Square, centre_map, feature_map
from .picture import Scene
from .rings import ring_pixel
from .thumbs import put_thumbs


class Look(NamedTuple):
    """Where everything stands at one width."""

    label: float  # where the columns begin
    span: float  # width of all columns
    op: float  # the room for a plus
    bias: float
    map: float  # the largest of a row
    input: float
    panel: float  # where the panel begins; 0: it stands below
    tall: float  # of heads and rows together
    most: float  # of a row that is not picked
    cell: float  # height of a number's cell in the panel


LOOKS = {
    1600: Look(48, 1136, 18, 56, 80, 56, 1352, 690, 90, 26),
    1000: Look(36, 624, 18, 50, 78, 42, 818, 518, 90, 20),
    640: Look(28, 488, 13, 38, 56, 32, 0, 504, 52, 0),
}
LEAST = 40  # the height of a row
FEW = 52  # the same, where few of many kernels have one
BESIDE = 130  # a column so wide has slice and map beside each other


class Signal(NamedTuple):
    """Heights of a signal: in the picked row figures, the line under them, and the window."""

    name: float = 20
    input: float = 44
    line: float = 20
    map: float = 56
    gap: float = 4


SIGNAL = Signal()


class Slices(AccountScene):
    """The scene of a layer of four to eight channels and up to eight kernels."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.look = LOOKS[self.context.width]
        self.rows = [*self.shown] or [*range(self.layer.out_channels)]
        kernels, channels = self.context.most
        self.count = 1 if self.shown else kernels  # so many rows there can be, if not few of many
        self.pitch = self.look.span / channels
        self.beside = self.pitch >= BESIDE
        # whether maps are lines, as wide as their columns
        self.signal = is_line(self.layer) and self.layer.ow > 1
        self.cell = self.pitch - self.look.op
        if not self.signal:
            self.cell = min(self.cell, 150 if self.beside else 84)

    def build(self) -> Scene:
        """Heads, rows, and the panel beside or below them."""
        look, width = self.look, self.context.width
        ground = Ground(x=look.panel, y=0, w=width - look.panel, h=0, colour="pick-ground")
        if look.panel:
            self.add(ground)
        bottom = self.put_rows()
        if not look.panel:
            bottom = self.put_below(bottom)
        if self.shown:
            bottom = put_thumbs(self.board, self.context, bottom, self.room)
        if look.panel:
            bottom = max(bottom, self.put_panel())
            self.board.boxes[0] = replace(ground, h=bottom)
        if self.state.pinned:
            bottom = self.put_pinned(bottom)
        return Scene(width, bottom, self.board.boxes, legends_of(self.limits))

    def put_rows(self) -> float:
        """Heads and rows; returns where they end."""
        self.put_heads()
        y = self.heads
        for o in self.rows:
            self.put_row(o, y)
            y += self.row_height(o)
        return y + 4

    # --- where things stand ------------------------------------------------------------------

    @property
    def heads(self) -> float:
        """The height of names and inputs."""
        return SIGNAL.name + SIGNAL.input + 8 if self.signal else self.look.input + 4

    @property
    def room(self) -> float:
        """The width of the rows."""
        return self.look.panel or self.context.width

    @property
    def has_maps(self) -> bool:
        """Whether the picked row has maps, besides slices."""
        return parts_of(self.state.view, beside=True)[1]

    @property
    def is_crowded(self) -> bool:
        """Whether there are so many rows that the picked one is lower."""
        return self.count > 6

    @cached_property
    def open_slice(self) -> Cell:
        """Of a slice's cell in the picked row."""
        if self.signal:
            return Cell(self.cell / self.layer.kw, SIGNAL.line)
        return self.slice_cell(48 if self.is_crowded else 60)

    @cached_property
    def open_map(self) -> float:
        """The side of a partial map in the picked row, the height of a line; 0 if it has none."""
        if self.signal:
            return (SIGNAL.map - (8 if self.is_crowded else 0)) * self.has_maps
        room = self.cell - self.open_slice.wide * self.layer.kw - 6 if self.beside else self.cell
        most = 84 if self.beside or not self.is_crowded else 60
        return min(room, most) if self.has_maps else 0

    @property
    def open_height(self) -> float:
        """Of slices and maps in the picked row."""
        if self.signal:
            lines = 2 * SIGNAL.line + SIGNAL.gap
            return lines + (self.open_map + 2 * SIGNAL.gap) * self.has_maps
        high = self.open_slice.tall * self.layer.kh
        if self.beside:
            return max(high, self.open_map)
        return high + (self.open_map + 4 if self.has_maps else 0)

    @cached_property
    def other_height(self) -> float:
        """The height of a row that is not open."""
        room = self.look.tall - self.heads - self.row_height(self.state.out_channel)
        most = min(self.look.most, self.open_map + 8 if self.beside or self.signal else 64)
        each = FEW if self.shown else room // max(1, self.count - 1)
        return max(LEAST, min(most, each))

    def row_height(self, o: int) -> float:
        """The height of kernel o's row."""
        if o != self.state.out_channel:
            return self.other_height
        return 6 + self.open_height + 6 + SUM + 8

    def slice_cell(self, high: float) -> Cell:
        """Of a slice's cell, where there is so much height."""
        kh, kw = self.layer.kh, self.layer.kw
        if kh == kw == 1:
            return Cell(min(40, high), min(40, high))
        wide = 0.46 * (self.cell - 6) // kw if self.beside else self.cell / kw
        return Cell(min(wide, 20 if self.beside else 28), min(20, high / kh))

    def x(self, c: int) -> float:
        """Where channel c's column begins."""
        return self.look.label + c * self.pitch

    def plus_x(self, c: int) -> float:
        """The middle of the plus after channel c."""
        return self.x(c) + (self.pitch + self.cell) / 2

    @property
    def bias_x(self) -> float:
        """The middle of the biases."""
        return self.look.label + self.look.span + self.look.bias / 2

    @property
    def map_x(self) -> float:
        """Where the feature maps begin."""
        return self.look.label + self.look.span + self.look.bias + 18

    # --- heads ---------------------------------------------------------------------------------

    def put_heads(self) -> None:
        """Numbers and pictures of the channels."""
        side = self.look.input
        for c in range(self.layer.in_channels):
            x = self.x(c)
            self.put_name(c, x)
            if self.signal:
                square = x, SIGNAL.name, self.cell
                put_input(self.board, self.context, c, square, SIGNAL.input)
            else:
                put_input(self.board, self.context, c, (x + self.cell - side, 0, side))
        if self.look.panel:
            put_narrow_input_range(self.board, self.context, 2, 0)
        middle = SIGNAL.name + SIGNAL.input / 2 if self.signal else side / 2
        if self.layer.has_bias:
            self.add(Text(text="bias", x=self.bias_x, y=middle, align="center", colour="bias"))
        x = self.map_x + self.look.map / 2
        self.add(Text(text="map", x=x, y=middle, bold=True, align="center"))

    def put_name(self, c: int, x: float) -> None:
        """The number of a channel; where there is room its letter, or its name."""
        chip, name = CHIPS.get(self.context.name_of(c)), self.context.name_of(c)
        middle, most = self.look.input / 2, self.cell - self.look.input - 6
        if self.signal:
            middle, most = SIGNAL.name / 2, self.cell
        if chip and most >= 26:
            letter, colour = chip
            hollow = c in self.layer.muted
            self.add(Chip(x=x, y=middle - 13, text=letter, colour=colour, hollow=hollow))
            return
        words = name if most >= 60 else str(c)
        here = c == self.state.in_channel
        look = Text(text=words, x=x, y=middle, colour="channel", bold=True, max=most)
        self.add(replace(look, colour="pick-ink") if here else look)

    # --- rows ----------------------------------------------------------------------------------

    def put_row(self, o: int, y: float) -> None:
        """Kernel o: slices or maps, plus signs, bias, feature map; sums if it is picked."""
        picked, high = o == self.state.out_channel, self.row_height(o)
        if picked:
            self.add(Ground(x=0, y=y, w=self.room, h=high, colour="pick-ground"))
        top = y + 6
        middle = self.middle(top) if picked else y + high / 2
        size = 26 if picked else 20
        label = Text(
            text=str(o), x=4 if self.shown else 10, y=middle, size=size, bold=True, colour="kernel"
        )
        self.add(replace(label, max=self.look.label - (6 if self.shown else 12)))
        first, last = self.layer.range(o)
        for c in range(self.layer.in_channels):
            if not first <= c < last:
                self.add(Absent(x=self.x(c) + self.cell / 2, y=middle))
                continue
            if picked:
                self.put_open_cell(o, c, top)
            else:
                self.put_closed_cell(o, c, y, high)
            if c < last - 1:
                self.put_sign(
                    "+", self.plus_x(c), middle, picked, self.is_waiting(o, c + 1), self.sign
                )
        self.put_end(o, y, middle)
        if picked:
            self.put_sums(top + self.open_height + 6)

    def middle(self, top: float) -> float:
        """The height of the signs in the picked row: that of its maps."""
        if self.signal and self.has_maps:
            return top + SIGNAL.line + SIGNAL.gap + self.open_map / 2
        if self.beside or self.signal or not self.has_maps:
            return top + self.open_height / 2
        return top + self.open_height - self.open_map / 2

    def put_open_cell(self, o: int, c: int, top: float) -> None:
        """Slice and map of the picked row, one below the other or side by side."""
        if self.signal:
            self.put_open_signal(o, c, top)
            return
        x, cell, high = self.x(c), self.open_slice, self.open_height
        tall, wide = cell.tall * self.layer.kh, cell.wide * self.layer.kw
        if self.beside:
            self.put_slice(o, c, (x, top + (high - tall) / 2), cell)
            side = self.open_map
            self.put_map(o, c, (x + self.cell - side, top + (high - side) / 2, side))
            return
        self.put_slice(o, c, (x + (self.cell - wide) / 2, top), cell)
        side = self.open_map
        self.put_map(o, c, (x + (self.cell - side) / 2, top + high - side, side))

    def put_open_signal(self, o: int, c: int, y: float) -> None:
        """The same of a signal, and the window under them."""
        x, cell = self.x(c), self.open_slice
        self.put_slice(o, c, (x, y), cell)
        below = y + SIGNAL.line + SIGNAL.gap
        self.put_map(o, c, (x, below, self.cell), self.open_map)
        one = self.accounts[c - self.layer.range(o)[0]]
        bottom = y + self.open_height - SIGNAL.line
        self.put_window(one, (x, bottom), cell, size=min(14, cell.wide / 2.2))

    def put_closed_cell(self, o: int, c: int, y: float, high: float) -> None:
        """Slice and map of another row where both have room, else one of the two."""
        view, cell, x = self.state.view, self.slice_cell(high - 5), self.x(c)
        room = self.cell - cell.wide * self.layer.kw - 6 if self.beside else self.cell
        side = room if self.signal else min(high - 4, room)
        tall = min(SIGNAL.map, high - 8) if self.signal else side
        has_slice, _ = parts_of(view, beside=self.beside)
        if has_slice:
            left = 0 if self.beside else (self.cell - cell.wide * self.layer.kw) / 2
            self.put_slice(o, c, (x + left, y + (high - cell.tall * self.layer.kh) / 2), cell)
        if self.beside or not has_slice:
            left = self.cell - side if self.beside else (self.cell - side) / 2
            self.put_map(o, c, (x + left, y + (high - tall) / 2, side), tall)

    @property
    def sign(self) -> float:
        """The size of the operators in the picked row."""
        return 22 if self.look.panel else 20

    def put_slice(self, o: int, c: int, place: tuple[float, float], cell: Cell) -> None:
        """The numbers of a slice, or their colours where numbers have no room."""
        least = 21 if self.signal else 28
        blocks = cell.wide < (least if self.context.decimals.weights else 15) or cell.tall < 13
        size = 22 if self.layer.kh == self.layer.kw == 1 else min(14, 0.75 * cell.wide)
        self.put_weights(o, c, place, cell, size=size, blocks=blocks)

    def put_map(self, o: int, c: int, square: Square, high: float | None = None) -> None:
        """A partial map or running sum; an outline while it waits."""
        if not self.has_maps:
            return
        x, y, side = square
        if not self.put_gap(o, c, x, y, side, high or side):
            data, scale, marks, label = self.part(o, c)
            self.put_picture(o, data, scale, square, marks, label, high)

    def put_picture(
        self,
        o: int,
        data: Numbers,
        scale: Scale,
        square: Square,
        marks: bool,
        label: str,
        high: float | None = None,
    ) -> None:
        """A map, ringed at the picked pixel if its kernel is picked."""
        ratio = self.context.ratio
        at = centre_map(self.board, data, scale, square, ratio, marks=marks, label=label, high=high)
        if label.startswith("map "):
            self.placed.setdefault(o, at)
        if o == self.state.out_channel:
            self.add(ring_pixel(at, self.state.row, self.state.col))

    def put_end(self, o: int, y: float, middle: float) -> None:
        """The bias, the equals sign and the feature map."""
        picked, last = o == self.state.out_channel, self.context.most[1] - 1
        if self.layer.has_bias:
            text, waits = (
                number(self.layer.bias(o), self.context.decimals.biases),
                self.state.step >= 0,
            )
            self.put_sign("+", self.plus_x(last), middle, picked, waits, self.sign)
            pill = Pill(text=text, x=self.bias_x, y=middle, max=self.look.bias, faded=waits)
            self.add(pill)
        self.put_sign("=", self.map_x - 9, middle, picked, size=self.sign)
        data, marks = feature_map(self.context, o), self.context.is_changed(o)
        if self.signal:
            tall = min(SIGNAL.map, self.row_height(o) - 8)
            square = self.map_x, middle - tall / 2, self.look.map
            self.put_picture(o, data, self.limits.maps, square, marks, f"map {o}", tall)
            return
        high = self.open_height if picked else self.row_height(o) - 4
        side = min(self.look.map, high)
        top = y + 6 + high - side if picked else y + 2 + (high - side) / 2
        square = self.map_x + (self.look.map - side) / 2, top, side
        self.put_picture(o, data, self.limits.maps, square, marks, f"map {o}")

    def put_sums(self, y: float) -> None:
        """What each channel adds at the picked pixel, the bias, and the total under the map."""
        look, middle, waits = self.look, y + SUM / 2, self.state.step >= 0
        size = 17 if self.cell >= 56 else 15
        for one in self.accounts:
            self.put_sum(one, (self.x(one.c), y, self.cell, SUM), size)
            if one is not self.accounts[-1]:
                faded = self.is_waiting(self.state.out_channel, one.c + 1)
                self.put_sign("+", self.plus_x(one.c), middle, True, faded, self.sign)
            if one is self.inspected:
                self.put_frame(one.c, y - 6 - self.open_height, y + SUM)
        if self.layer.has_bias:
            last = self.context.most[1] - 1
            self.put_sign("+", self.plus_x(last), middle, True, waits, self.sign)
            self.put_bias(self.bias_x, middle, look.bias)
        self.put_sign("=", self.map_x - 9, middle, True, size=self.sign)
        self.put_total((self.map_x, y, look.map, SUM), size)

    def put_frame(self, c: int, top: float, bottom: float) -> None:
        """The ink frame round a channel's column, which the panel takes apart."""
        frame = Ring(x=self.x(c), y=top, w=self.cell, h=bottom - top, width=2, halo=0.5)
        self.add(replace(frame, colour="ink"))

    # --- the sum that is taken apart ----------------------------------------------------------

    def put_panel(self) -> float:
        """Right of the rows: the map, and the sum in the frame taken apart; returns its end."""
        x = self.look.panel + 12
        wide = self.context.width - 12 - x
        self.put_title(x, 16, wide)
        self.put_large_map((x, 30, wide))
        y = 30 + wide + 8
        self.put_channel_name(x, y + 12, 70)
        one, kh = self.inspected, self.layer.kh
        tall = max(14, min(self.look.cell, 3 * self.look.cell / kh))
        cell, size = Cell(wide / self.layer.kw, tall), min(15, tall - 3)
        decimals, scale = self.context.decimals.weights, self.limits.slices
        y += 30
        self.put_words("slice", "", x, y)
        place, faded = (x, y + 11), self.is_faded(one)
        board, values = self.board, one.slice
        put_numbers(board, values, scale, place, cell, decimals, size=size, faded=faded)
        y += 11 + tall * kh + 11
        self.put_words("window", "×", x, y)
        self.put_window(one, (x, y + 11), cell, size=size)
        y += 11 + tall * kh + 11
        count = kh * self.layer.kw
        self.put_words(f"{count} of {count * len(self.accounts)} products", "=", x, y)
        self.put_products(one, (x, y + 11), cell, size=size)
        y += 11 + tall * kh + 6
        self.put_added(one, x, y, wide)
        return y + SUM + 8

    def put_title(self, x: float, y: float, wide: float) -> None:
        """Which map and which of its pixels."""
        state = self.state
        self.add(Text(text=f"map {state.out_channel}", x=x, y=y, bold=True, max=54))
        place = self.layer.place_words(state.row, state.col)
        look = Text(text=place, x=x + wide, y=y, align="right", colour="pick-ink")
        self.add(replace(look, max=wide - 58))

    def put_words(self, words: str, sign: str, x: float, y: float) -> None:
        """What stands below, and the sign before it."""
        look = Text(text=words, x=x + 18 if sign else x, y=y, size=14, colour="ink-2")
        if sign:
            self.add(replace(look, text=sign, x=x + 6, size=18, align="center"))
        self.add(look)

    def put_below(self, y: float) -> float:
        """Under the rows, in a narrow window: the map left, the sum taken apart right of it."""
        side, left = 160, 188
        ground = Ground(x=0, y=y, w=self.context.width, h=side + 46, colour="pick-ground")
        self.add(ground)
        self.put_title(12, y + 18, side)
        self.put_large_map((12, y + 34, side))
        self.put_channel_name(left, y + 18, 120)
        one, wide = self.inspected, self.context.width - 12 - left
        span = Span(left, y + 38, (wide - 48) / 3, 24)
        put_factors(self.board, self.context, one, self.decimals, span)
        put_input_range(self.board, self.context, left, y + side - 2)
        self.put_added(one, left + wide - 184, y + side + 4, 184)
        return y + side + 46
