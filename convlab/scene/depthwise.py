"""One slice for each channel: a line for each kernel, the picked one taken apart below.

The browser's is ``static/scene/depthwise.js``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..show import counted, decimals_of, number
from .board import BoardScene
from .boxes import Cells, Ground, Map, Pill, Ring, Rule, Swatch, Text
from .colours import Colour, Numbers, Scale, signed
from .context import Account
from .maps import centre_map
from .picture import Scene
from .rings import ring_pixel, window_boxes


class Look(NamedTuple):
    """Where everything stands at one width."""

    columns: int  # of lines
    beside: bool  # whether map and key are right of the lines, or below
    wide: float  # of a window, slice or product in the open line


LOOKS = {
    1000: Look(3, True, 144),
    640: Look(2, False, 112),
    390: Look(1, False, 104),
}
LINE, PITCH, TOP = 34.5, 242, 30  # from one line, and one column, to the next; of the first line
KEY = 112  # the side of the picture of where slices stand
MOST = 33  # kernels that all have a line
PAGE = 30  # lines where there are more kernels
MOSAIC = 244, 150  # the picture of all kernels then
NOTE = (
    "Each kernel has one slice and sees one channel. "
    "Nothing is added across channels; only the bias is."
)


@dataclass
class Depthwise(BoardScene):
    """The scene of a layer whose kernels each see one channel."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.look = LOOKS[min(1000, self.context.width)]
        self.o = self.state.out_channel
        self.count = self.layer.out_channels
        most = self.context.most[0]
        self.is_large = most > MOST  # there are more kernels than lines
        self.lines = math.ceil((PAGE if self.is_large else most) / self.look.columns)
        first = self.o // PAGE * PAGE if self.is_large else 0
        last = first + PAGE if self.is_large else most
        self.shown = range(first, min(last, self.count))
        self.peaks = [float(np.abs(kernel).max()) for kernel in self.layer.weight]

    def build(self) -> Scene:
        """The lines, the picked map, where the slices stand, the open line."""
        for column in range(self.look.columns):
            self.put_heads(column * PITCH)
        for o in self.shown:
            self.put_line(o)
        bottom = TOP + self.lines * LINE
        if self.look.beside:
            ends = self.put_notes(742, self.put_side(742, 13))
        else:
            ends = self.put_side(12, self.put_notes(12, bottom) + 20)
        bottom = self.put_open(max(bottom, ends))
        legends = (self.limits.legend("maps"),)
        return Scene(self.context.width, bottom, self.board.boxes, legends, NOTE)

    def put_notes(self, x: float, y: float) -> float:
        """What is to be said of the lines, and of the scales of slices; returns where it ends."""
        for words in self.notes:
            y += 20
            self.add(Text(text=words, x=x, y=y, size=14, colour="ink-2", max=246))
        return y + 8

    @property
    def notes(self) -> list[str]:
        """The same as lines."""
        largest = max(self.peaks)
        dead = [str(o) for o in self.shown if self.peaks[o] <= largest / 500]
        ends = f"{self.shown[0]:,} to {self.shown[-1]:,}"
        part = [f"kernels {ends} of {self.count:,}"] if self.is_large else []
        said = [f"{', '.join(dead)}: all but 0"] if dead else []
        return [*part, "each slice on its own scale", *said]

    def put_heads(self, x: float) -> None:
        """What stands in a line."""
        heads: tuple[tuple[str, float, Colour], ...] = (
            ("input", 50, "ink-2"),
            ("slice", 99, "ink-2"),
            ("bias", 153, "bias"),
            ("map", 210, "ink-2"),
        )
        for words, middle, colour in heads:
            if words != "bias" or self.layer.has_bias:
                look = Text(text=words, x=x + middle, y=14, size=14, align="center")
                self.add(replace(look, colour=colour))

    def put_line(self, o: int) -> None:
        """Kernel o: input * slice + bias = map."""
        i = o - self.shown[0]
        x, y = i // self.lines * PITCH, TOP + i % self.lines * LINE
        here, middle, ratio = o == self.o, y + LINE / 2, self.context.ratio
        if here:
            self.add(Ground(x=x + 2, y=y, w=230, h=LINE, colour="pick-ground"))
        look = Text(text=str(o), x=x + 27, y=middle, bold=True, align="right", colour="kernel")
        self.add(look)
        layer, top = self.layer, y + 1.25
        data, label = layer.channel(o), f"channel {o}"
        grey, square = self.limits.input, (x + 34.0, top, 32.0)
        at = centre_map(self.board, data, grey, square, ratio, label=label)
        if here:
            for box in window_boxes(layer, at, self.state.row, self.state.col, thin=True):
                self.add(box)
        self.put_slice(o, x + 84, y + 2.25)
        self.sign("*", x + 75, middle, here)
        if layer.has_bias:
            self.sign("+", x + 124, middle, here)
            text = number(layer.bias(o), self.context.decimals.biases)
            self.add(Pill(text=text, x=x + 153, y=middle, max=48))
        self.sign("=", x + 184, middle, here)
        square, label = (x + 194.0, top, 32.0), "" if here else f"map {o}"
        data, scale, marks = layer.map(o), self.limits.maps, self.context.is_changed(o)
        at = centre_map(self.board, data, scale, square, ratio, marks=marks, label=label)
        if here:
            self.add(ring_pixel(at, self.state.row, self.state.col))

    def put_slice(self, o: int, x: float, y: float) -> None:
        """A slice on its own scale, as blocks."""
        data = self.layer.slice(o, o)
        scale = 30 / max(self.layer.kh, self.layer.kw)
        largest = max(self.peaks)
        own = signed(self.peaks[o] if self.peaks[o] > largest / 500 else largest or 1)
        self.add(Map(x=x, y=y, data=data, scale=scale, colours=own, label=f"slice {o}, 0"))

    def sign(self, sign: str, x: float, y: float, strong: bool) -> None:
        """An operator."""
        colour: Colour = "ink" if strong else "ink-2"
        look = Text(text=sign, x=x, y=y, size=18, bold=strong, align="center")
        self.add(replace(look, colour=colour))

    # --- beside the lines ------------------------------------------------------------------------

    def put_side(self, x: float, y: float) -> float:
        """The picked map, and where the slices stand in the whole grid; returns the end."""
        state, o, ratio = self.state, self.o, self.context.ratio
        self.add(Text(text=f"map {o}", x=x, y=y, bold=True))
        place = self.layer.place_words(state.row, state.col)
        self.add(Text(text=place, x=x + 62, y=y, colour="pick-ink"))
        data, label, scale = self.layer.map(o), f"map {o}", self.limits.maps
        square, marks = (x, y + 15, 168.0), self.context.is_changed(o)
        at = centre_map(self.board, data, scale, square, ratio, marks=marks, label=label)
        self.add(ring_pixel(at, state.row, state.col))
        put = self.put_mosaic if self.is_large else self.put_key
        if self.look.beside or self.context.width == 390:
            return put(x, y + 204)
        return max(y + 190, put(x + 220, y))

    def put_mosaic(self, x: float, y: float) -> float:
        """What every kernel makes of the picked pixel, a cell for each; returns where it ends."""
        layer, state, count, top = self.layer, self.state, self.count, y + 15
        words = f"all {count:,} maps at this place"
        self.add(Text(text=words, x=x, y=y, colour="ink-2"))
        cell = min(14, math.floor(2 * math.sqrt(math.prod(MOSAIC) / self.context.most[0])) / 2)
        across = int(MOSAIC[0] // cell)
        windows = layer.windows(range(count), state.row, state.col)
        biases = np.array([layer.bias(o) for o in range(count)])
        values = (windows * layer.weight[:, 0]).sum(axis=(1, 2)) + biases
        h, left = divmod(count, across)
        scale, full = self.limits.maps, values[: h * across].reshape(h, across)
        if h:
            self.add(Map(x=x, y=top, data=full, scale=cell, colours=scale, label="all maps"))
        if left:
            rest = values[None, h * across :]
            self.add(Map(x=x, y=top + h * cell, data=rest, scale=cell, colours=scale))
        at = x + self.o % across * cell, top + self.o // across * cell
        self.add(Ring(x=at[0], y=at[1], w=cell, h=cell, halo=1))
        return top + (h + (left > 0)) * cell

    def put_key(self, x: float, y: float) -> float:
        """The whole grid of kernels and channels, of which only the diagonal has slices."""
        count, o = self.count, self.o
        self.add(Text(text=f"where the {count} slices stand", x=x, y=y, colour="ink-2"))
        top, cell = y + 15, KEY / count
        self.add(Ground(x=x, y=top, w=KEY, h=KEY, colour="ground"))
        for i in range(count):
            self.add(Ground(x=x + i * cell, y=top + i * cell, w=cell, h=cell, colour="ink"))
        middle = (o + 0.5) * cell
        self.add(Rule(x=x + middle, y=top, dx=0, dy=middle, colour="channel"))
        self.add(Rule(x=x, y=top + middle, dx=middle, dy=0, colour="kernel"))
        self.add(Ring(x=x + o * cell, y=top + o * cell, w=cell, h=cell, halo=1))
        lines: tuple[tuple[str, Colour, bool], ...] = (
            (f"across: {counted(count, 'channel')}", "channel", False),
            (f"down: {counted(count, 'kernel')}", "kernel", False),
            (f"{count * (count - 1):,} of {count * count:,}", "ink", True),
            ("places have no slice", "ink-2", False),
        )
        for i, (words, colour, bold) in enumerate(lines):
            line = Text(text=words, x=x + KEY + 10, y=top + 14 + 24 * i, size=14, bold=bold)
            self.add(replace(line, colour=colour, max=124))
        return top + KEY

    # --- the open line ---------------------------------------------------------------------------

    @cached_property
    def account(self) -> Account:
        """What the one channel adds."""
        return self.layer.account(self.o, self.o, self.state.row, self.state.col)

    @property
    def decimals(self) -> int:
        """Of everything that is written out."""
        return self.context.decimals.maps

    def put_open(self, y: float) -> float:
        """Window × slice = products → sum + bias = total; returns where it ends."""
        high = {1000: 122, 640: 198, 390: 224}[min(1000, self.context.width)]
        y += 14
        self.add(Ground(x=0, y=y, w=self.context.width, h=high, colour="pick-ground"))
        state, left = self.state, 150.0 if self.look.beside else 12.0
        self.add(Text(text=f"Map {self.o}", x=12, y=y + 19, size=17, bold=True))
        place = self.layer.place_words(state.row, state.col)
        places = (12, y + 44) if self.look.beside else (96, y + 19)
        self.add(Text(text=place, x=places[0], y=places[1], colour="pick-ink", max=140))
        products = counted(self.account.products.size, "product")
        words = f"{products}, 1 bias" if self.layer.has_bias else products
        if self.look.beside:
            self.add(Text(text=words, x=12, y=y + 66, size=14, colour="ink-2"))
            if (name := self.context.name_of(self.o)) != f"channel {self.o}":
                look = Text(text=name, x=12, y=y + 90, bold=True, colour="channel", max=128)
                self.add(look)
        top = y + 12 if self.look.beside else y + 42
        gap = 26 if self.look.beside else 27
        self.put_factors(left, top, self.look.wide, gap)
        if self.look.beside:
            self.put_sum(left + 3 * self.look.wide + 2 * gap + 20, y + 50)
        else:
            self.put_sum(34, top + 112)
        return y + high

    def put_factors(self, x: float, y: float, wide: float, gap: float) -> None:
        """Window × slice = products."""
        account, limits = self.account, self.limits
        few = min(self.decimals, max(2, self.context.decimals.input))
        weights = min(self.decimals, decimals_of(account.slice))
        columns: list[tuple[str, Numbers, Scale, int]] = [
            ("input", account.window, limits.input, few),
            ("slice", account.slice, limits.slices, weights),
            ("products", account.products, limits.maps, self.decimals),
        ]
        cell, tall = wide / self.layer.kw, min(26, 84 / self.layer.kh)
        size, deep = min(15, tall - 4), tall * self.layer.kh
        for i, (words, values, scale, decimals) in enumerate(columns):
            left = x + i * (wide + gap)
            head = Text(text=words, x=left + wide / 2, y=y + 5, size=14, align="center")
            self.add(replace(head, colour="ink-2"))
            cells = Cells(x=left, y=y + 16, values=values, colours=scale, cell=cell, tall=tall)
            cells = replace(cells, size=size, decimals=decimals)
            border = account.outside if i == 0 and account.outside.any() else None
            blocks = cell < (24 if decimals else 15) or size < 9
            copied = i == 0 and self.layer.is_copied
            self.add(replace(cells, outside=border, copied=copied, blocks=blocks))
            if i:
                self.sign("×="[i - 1], left - gap / 2, y + 16 + deep / 2, False)
        self.add(Ring(x=x, y=y + 16, w=wide, h=deep))

    def put_sum(self, x: float, y: float) -> None:
        """→ sum + bias = total."""
        middle = y + 20
        self.sign("→", x - 10, middle, False)
        self.put_swatch(x, y, 84, self.account.subtotal)
        x += 84
        total = self.account.subtotal
        if self.layer.has_bias:
            bias = self.layer.bias(self.o)
            total += bias
            self.sign("+", x + 16, middle, True)
            self.add(Pill(text=number(bias, self.decimals), x=x + 66, y=middle, max=76))
            x += 102
        self.sign("=", x + 14, middle, True)
        self.put_swatch(x + 32, y, 96, total)
        self.add(Ring(x=x + 32, y=y, w=96, h=40, width=3))

    def put_swatch(self, x: float, y: float, w: float, value: float) -> None:
        """A sum in its colour."""
        text, scale = number(value, self.decimals), self.limits.maps
        self.add(Swatch(x=x, y=y, w=w, h=40, value=value, text=text, colours=scale, size=20))
