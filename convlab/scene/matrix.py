"""1×1 kernels: a matrix of weights times the values of one pixel, the picked row opened below.

The browser's is ``static/scene/matrix.js``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import ClassVar, NamedTuple

import numpy as np

from ..show import counted, number
from .boxes import Absent, Cells, Ground, Pill, Ring, Rule, Text
from .maps import centre_map
from .picture import LegendOf, Scene
from .rings import ring_pixel, window_boxes
from .wall import LINE, Look, Wall

LOOKS = {
    1000: Look(42, 704, (0, 0), (0, 0, 0), (0, 0, 0), (885, 30, 105), 372, 8),
    640: Look(34, 460, (0, 0), (0, 0, 0), (0, 0, 0), (12, 0, 105), 0, 4),
    390: Look(30, 348, (0, 0), (0, 0, 0), (0, 0, 0), (12, 0, 105), 0, 6),
}
TOP = 72  # of the matrix
DEEP = 288  # the most that its rows take


class Products(NamedTuple):
    """Where products stand in the open row: the first, from one to the next, and how wide."""

    left: float
    pitch: float
    wide: float


PRODUCTS = {1000: Products(72, 84, 66), 640: Products(68, 78, 60)}


class Matrix(Wall):
    """Of 1×1 kernels; what it shares with a wall is which channels are loudest."""

    looks: ClassVar[dict[int, Look]] = LOOKS

    def build(self) -> Scene:
        """Inputs, the pixel's values, the matrix, and the picked row."""
        self.put_inputs()
        self.put_matrix()
        bottom = TOP + self.high * self.layer.out_channels + 8
        if not self.is_narrow:
            self.put_outputs()
        if self.context.width == 1000:
            self.put_maps()
            bottom = self.put_products(max(bottom, 300.0))
        else:
            self.put_small_map(bottom)
            self.look = self.look._replace(row=bottom + 140)
            bottom = self.put_ladder() if self.is_narrow else self.put_products(bottom + 140)
        legends = LegendOf("weights", self.limits.slices), self.limits.legend("maps")
        return Scene(self.context.width, bottom, self.board.boxes, legends)

    @cached_property
    def columns(self) -> list[int]:
        """As given."""
        return list(range(self.layer.in_channels))

    @cached_property
    def pitch(self) -> float:
        """From one column to the next."""
        return min(44, math.floor(2 * self.look.side / self.context.most[1]) / 2)

    @cached_property
    def high(self) -> float:
        """Of a row."""
        return min(28, math.floor(2 * DEEP / self.context.most[0]) / 2)

    @property
    def end(self) -> float:
        """Where the matrix ends."""
        return self.look.left + self.pitch * self.layer.in_channels

    def put_inputs(self) -> None:
        """The channels, and the values of the picked pixel in an amber frame."""
        layer, state, x = self.layer, self.state, self.look.left
        side = min(40, self.pitch - 1)
        each = 1 if self.pitch >= 19 else 2 if self.pitch >= 12 else 4
        for c in self.columns:
            left, loud = x + c * self.pitch, c in self.loudest
            if c % each == 0 or (each == 1 and loud):
                look = Text(text=str(c), x=left + side / 2, y=8, size=14, bold=loud)
                self.add(replace(look, align="center", colour="channel"))
            small = min(22, side)
            square, grey = (left + (side - small) / 2, 17, small), self.limits.input
            ratio = self.context.ratio
            data, label = layer.channel(c), f"channel {c}"
            at = centre_map(self.board, data, grey, square, ratio, label=label)
            if small >= 20 and layer.reads(self.o, c):
                boxes = window_boxes(layer, at, state.row, state.col, thin=True)
                self.board.boxes.extend(boxes)
        values = np.array([self.value(c) for c in self.columns])[None]
        cells = Cells(x=x, y=41, values=values, colours=self.limits.input, cell=self.pitch, tall=22)
        decimals = min(1, self.context.decimals.input)
        self.add(replace(cells, size=14, decimals=decimals, blocks=self.pitch < 20))
        self.add(Ring(x=x, y=41, w=self.pitch * layer.in_channels, h=22))
        if self.context.width == 1000:
            place = self.layer.place_words(state.row, state.col)
            self.add(Text(text="input", x=4, y=28, size=14, colour="ink-2", max=34))
            self.add(Text(text="pixel", x=4, y=52, size=14, colour="pick-ink", max=34))
            self.add(Text(text=place, x=885, y=152, colour="pick-ink", max=105))

    def value(self, c: int) -> float:
        """What channel c holds at the picked pixel."""
        account = self.layer.account(self.first_reader(c), c, self.state.row, self.state.col)
        return float(account.window[0, 0])

    def put_matrix(self) -> None:
        """The weights, or weight × value; amber round the picked row, ink round its loudest."""
        layer, x, pitch, high = self.layer, self.look.left, self.pitch, self.high
        kernels, channels = layer.out_channels, layer.in_channels
        wide, deep = pitch * channels, high * kernels
        shows_products = self.state.view == "partial map"
        rows, cols = kernels // layer.groups, channels // layer.groups
        for g in range(layer.groups):
            own, first = range(g * rows, (g + 1) * rows), g * cols
            if shows_products:
                values = self.values[own.start : own.stop, first : first + cols]
            else:
                values = layer.weight[own.start : own.stop, :, 0, 0]
            scale = self.limits.parts if shows_products else self.limits.slices
            place = x + first * pitch, TOP + own.start * high
            cells = Cells(x=place[0], y=place[1], values=values, colours=scale, cell=pitch)
            size, decimals = 14, self.context.decimals.weights
            blocks = pitch < (40 if decimals else 22) or high < 15
            self.add(
                replace(cells, tall=high, inset=0.5, size=size, decimals=decimals, blocks=blocks)
            )
        if layer.groups > 1 and pitch >= 8:
            for o, c in np.ndindex(kernels, channels):
                if not layer.reads(o, c):
                    self.add(Absent(x=x + (c + 0.5) * pitch, y=TOP + (o + 0.5) * high))
        if layer.groups > 1:
            self.put_frames(x, TOP, pitch, high)
        for side, tick in ((x - 4, 5), (x + wide + 4, -5)):
            self.add(Rule(x=side, y=TOP - 3, dx=0, dy=deep + 6, width=2))
            for y in (TOP - 3, TOP + deep + 3):
                self.add(Rule(x=side, y=y, dx=tick, dy=0, width=2))
        self.put_labels()
        y = TOP + self.o * high
        for c in self.loudest if self.rest else ():
            box = x + c * pitch + 1, y + 1, pitch - 2, high - 2
            self.add(Ring(x=box[0], y=box[1], w=box[2], h=box[3], width=1, halo=0.5, colour="ink"))
        self.add(Ring(x=x + self.own[0] * pitch, y=y, w=len(self.own) * pitch, h=high, halo=1))

    def put_labels(self) -> None:
        """The kernels' numbers."""
        each = math.ceil(14 / self.high)
        for o in range(self.layer.out_channels):
            here, y = o == self.o, TOP + (o + 0.5) * self.high
            if here or (o % each == 0 and abs(o - self.o) >= each):
                look = Text(text=str(o), x=self.look.left - 8, y=y, size=16 if here else 14)
                self.add(replace(look, bold=True, align="right", colour="kernel"))

    def put_outputs(self) -> None:
        """The bias of each row, and what it comes to."""
        x, written = self.end + 8, self.high >= 14
        if self.layer.has_bias:
            head = Text(text="bias", x=x + 36, y=52, size=14, align="center", colour="bias")
            self.add(head)
        self.add(Text(text="output", x=x + 94, y=52, size=14, align="center", colour="ink-2"))
        few = 0 if self.context.whole else 1
        for o in range(self.layer.out_channels):
            middle = TOP + (o + 0.5) * self.high
            if self.layer.has_bias and written:
                self.small_sign("+", x + 6, middle)
                words = number(self.layer.bias(o), few)
                look = Text(text=words, x=x + 36, y=middle, size=14, bold=True, align="center")
                self.add(replace(look, colour="bias", max=48))
            if written:
                self.small_sign("=", x + 66, middle)
            total, y = np.array([[self.totals[o]]]), TOP + o * self.high
            cells = Cells(x=x + 73, y=y, values=total, colours=self.limits.maps, cell=46, size=14)
            self.add(replace(cells, tall=self.high, bold=True, decimals=few, blocks=not written))

    def small_sign(self, sign: str, x: float, y: float) -> None:
        """An operator in a dense row."""
        self.add(Text(text=sign, x=x, y=y, size=14, align="center", colour="ink-2"))

    # --- maps ------------------------------------------------------------------------------------

    def put_maps(self) -> None:
        """The picked map, and all of them small."""
        state, ratio, kernels = self.state, self.context.ratio, self.layer.out_channels
        self.add(Text(text=f"map {self.o}", x=885, y=16, bold=True))
        scale = self.limits.maps
        data, label = self.layer.map(self.o), f"map {self.o}"
        square, marks = (885.0, 30.0, 105.0), self.context.is_changed(self.o)
        at = centre_map(self.board, data, scale, square, ratio, marks=marks, label=label)
        self.add(ring_pixel(at, state.row, state.col))
        self.add(Text(text=f"all {kernels} maps", x=885, y=186, colour="ink-2", max=105))
        self.put_thumbs(885.0, 200.0, 4 if self.is_few else 8)

    @property
    def is_few(self) -> bool:
        """Whether all maps have room at more than a glance."""
        return self.context.most[0] <= 16

    def put_thumbs(self, left: float, top: float, across: int) -> None:
        """All maps, small."""
        scale, ratio = self.limits.maps, self.context.ratio
        pitch, side = (28.0, 22.0) if self.is_few else (13.5, 11.0)
        for o in range(self.layer.out_channels):
            x, y = left + o % across * pitch, top + o // across * pitch
            label = "" if o == self.o else f"map {o}"
            data, square, marks = self.layer.map(o), (x, y, side), self.context.is_changed(o)
            centre_map(self.board, data, scale, square, ratio, marks=marks, label=label)
            if o == self.o:
                self.add(Ring(x=x, y=y, w=side, h=side, halo=1))

    def put_small_map(self, y: float) -> None:
        """The picked map under the matrix, in a narrow window, and all of them small."""
        state, ratio, o = self.state, self.context.ratio, self.o
        data, label = self.layer.map(o), f"map {o}"
        square, scale, marks = (12.0, y + 12, 105.0), self.limits.maps, self.context.is_changed(o)
        at = centre_map(self.board, data, scale, square, ratio, marks=marks, label=label)
        self.add(ring_pixel(at, state.row, state.col))
        self.add(Text(text=f"map {self.o}", x=132, y=y + 30, bold=True))
        place = self.layer.place_words(state.row, state.col)
        self.add(Text(text=place, x=132, y=y + 54, colour="pick-ink"))
        words = f"all {self.layer.out_channels} maps"
        note = Text(text=words, x=self.context.width - 12, y=y + 30, align="right", max=120)
        self.add(replace(note, colour="ink-2"))
        self.put_thumbs(132.0, y + 76, (8 if self.is_narrow else 16) * (1 if self.is_few else 2))

    # --- the picked row --------------------------------------------------------------------------

    @property
    def decimals(self) -> int:
        """Of everything that is written out."""
        return self.context.decimals.maps

    def put_products(self, y: float) -> float:
        """Weight × value = product of the loudest channels, all others, the bias, the total."""
        width, places = self.context.width, PRODUCTS[self.context.width]
        self.add(Ground(x=0, y=y, w=width, h=152, colour="pick-ground"))
        count = len(self.own)
        words = f"Row {self.o} × the pixel: {counted(count, 'product')}, 1 bias, 1 number."
        if not self.layer.has_bias:
            words = f"Row {self.o} × the pixel: {counted(count, 'product')}, 1 number."
        head = Text(text=words, x=12, y=y + 17, size=16, bold=True, max=560)
        self.add(head)
        if self.rest:
            note = f"Framed above: the {len(self.loudest)} loudest."
            self.add(Text(text=note, x=width - 12, y=y + 17, colour="ink-2", align="right"))
        for words, middle in (("weight", 63), ("× value", 89), ("product", 121)):
            self.add(Text(text=words, x=12, y=y + middle, size=14, colour="ink-2"))
        for i, (channels, value) in enumerate(self.shares):
            left = places.left + i * places.pitch
            if i:
                self.sign("+", left - 9, y + 121, strong=True)
            self.put_product(channels, value, left, y)
        x = places.left + len(self.shares) * places.pitch
        if self.layer.has_bias:
            self.sign("+", x - 9, y + 121, strong=True)
            bias = Text(text="bias", x=x + 33, y=y + 40, bold=True, align="center", colour="bias")
            self.add(bias)
            words = number(self.layer.bias(self.o), self.decimals)
            self.add(Pill(text=words, x=x + 33, y=y + 121, max=70))
            x += places.pitch
        self.sign("=", x - 9, y + 121, strong=True)
        head = Text(text=f"map {self.o}", x=x + 42, y=y + 40, bold=True, align="center")
        self.add(head)
        self.swatch(x + 4, y + 104, 76, 34, float(self.totals[self.o]), self.limits.maps)
        self.add(Ring(x=x + 4, y=y + 104, w=76, h=34, width=3))
        return y + 152

    def put_product(self, channels: Sequence[int], value: float, x: float, y: float) -> None:
        """One channel's weight × value = product, or the sum of all others."""
        one = len(channels) == 1 and channels[0] in self.loudest
        wide = PRODUCTS[self.context.width].wide
        words = str(channels[0]) if one else f"{len(channels)} more"
        head = Text(text=words, x=x + wide / 2, y=y + 40, bold=True, align="center")
        self.add(replace(head, colour="channel"))
        if one:
            self.put_weight(channels[0], x, y + 51, wide, 24)
            self.put_value(channels[0], x, y + 77, wide, 24)
        else:
            note = Text(text="their sum", x=x + wide / 2, y=y + 76, size=14, align="center")
            self.add(replace(note, colour="ink-2"))
        self.swatch(x, y + 104, wide, 34, value, self.limits.maps)

    def put_weight(self, c: int, x: float, y: float, w: float, h: float) -> None:
        """The picked kernel's weight of channel c."""
        weight, few = self.layer.slice(self.o, c), max(2, self.context.decimals.weights)
        cells = Cells(x=x, y=y, values=weight, colours=self.limits.slices, cell=w, tall=h)
        few = 0 if self.context.whole else few
        self.add(replace(cells, decimals=few, label=f"slice {self.o}, {c}"))

    def put_value(self, c: int, x: float, y: float, w: float, h: float) -> None:
        """What channel c holds at the picked pixel."""
        seen = np.array([[self.value(c)]])
        cells = Cells(x=x, y=y, values=seen, colours=self.limits.input, cell=w, tall=h)
        self.add(replace(cells, decimals=0 if self.context.whole else 2))

    def put_rung(self, channels: Sequence[int], value: float, y: float, *, first: bool) -> None:
        """On a phone: weight × value = product in a line, or the sum of all others."""
        one, middle = len(channels) == 1 and channels[0] in self.loudest, y + LINE / 2
        words = str(channels[0]) if one else f"{len(channels)} more, their sum"
        self.add(Text(text=words, x=12, y=middle, bold=one, colour="channel", max=150))
        if one:
            self.put_weight(channels[0], 52, middle - 15, 74, 30)
            self.sign("×", 140, middle)
            self.put_value(channels[0], 154, middle - 15, 74, 30)
            self.sign("=", 244, middle)
        if not first:
            self.sign("+", 268, middle, strong=True)
        self.swatch(282, y + 5, 96, 36, value, self.limits.maps)
