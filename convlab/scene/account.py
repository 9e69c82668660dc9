"""What one output pixel is the sum of, and the boxes that say so.

The browser's is ``static/scene/account.js``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..show import counted, number, term
from .board import Board, BoardScene
from .boxes import Cells, Hatch, Outline, Pill, Point, Ring, Swatch, Text
from .colours import Colour, Numbers, Scale
from .context import Account, SceneContext
from .limits import Limits
from .maps import Placement, Square, centre_map, feature_map, is_waiting, map_area
from .picture import LegendOf
from .rings import ring_pixel

SUM = 30  # the height of a sum


class Cell(NamedTuple):
    """Width and height of a cell that holds a number of an account."""

    wide: float
    tall: float


class Span(NamedTuple):
    """Where three arrays stand beside each other, each ``wide``, with ``gap`` between them."""

    x: float
    y: float
    wide: float
    gap: float


class Part(NamedTuple):
    """What one channel has in a map, as it is drawn."""

    data: np.ndarray
    scale: Scale
    marks: bool
    label: str


def legends_of(limits: Limits) -> tuple[LegendOf, ...]:
    """The scale of all maps; of partial maps another one, where they have it."""
    if limits.parts == limits.maps:
        return (limits.legend("all maps"),)
    return limits.legend("partial maps", of_parts=True), limits.legend("sums, maps")


def put_numbers(
    board: Board,
    values: Numbers,
    scale: Scale,
    place: tuple[float, float],
    cell: Cell,
    decimals: int,
    *,
    size: float = 15,
    faded: bool = False,
    outside: NDArray[np.bool_] | None = None,
    copied: bool = False,
    inset: float = 0,
) -> None:
    """Numbers of an account; their colours alone where there is no room for figures."""
    (x, y), squeezed = place, _is_squeezed(scale, decimals, cell.wide)
    blocks = cell.wide < (24 if decimals else 15) or squeezed
    look = Cells(x=x, y=y, values=values, colours=scale, cell=cell.wide, tall=cell.tall)
    look = replace(look, size=min(size, cell.tall - 4), decimals=decimals, blocks=blocks)
    board.add(replace(look, faded=faded, outside=outside, copied=copied, inset=inset))


MOST = 2.1  # times as wide as its cell a number can be, and is read


def _is_squeezed(scale: Scale, decimals: int, wide: float) -> bool:
    """Whether the longest number of a scale would be too narrow to read."""
    digits = math.floor(math.log10(max(1, abs(scale.low), abs(scale.high)))) + 1
    return 9 * (digits + decimals) + 4.8 * ((digits - 1) // 3 + 1) > MOST * wide


@dataclass
class AccountScene(BoardScene):
    """A scene in which the picked pixel is taken apart."""

    shown: Sequence[int] = ()  # the kernels that have a row, on a phone a tab; all, unless given

    def __post_init__(self) -> None:
        super().__post_init__()
        self.placed: dict[int, Placement] = {}  # where each feature map lies

    # --- numbers -----------------------------------------------------------------------------

    @cached_property
    def accounts(self) -> list[Account]:
        """What every channel that the picked kernel reads adds at the picked pixel."""
        state = self.state
        channels = range(*self.layer.range(state.out_channel))
        return [self.layer.account(state.out_channel, c, state.row, state.col) for c in channels]

    @property
    def terms(self) -> list[float]:
        """The numbers that are in the total so far."""
        o, waits = self.state.out_channel, self.state.step >= 0
        sums = [one.subtotal for one in self.accounts if not self.is_waiting(o, one.c)]
        return sums if waits or not self.layer.has_bias else [*sums, self.layer.bias(o)]

    @property
    def decimals(self) -> int:
        """Of everything that is written out."""
        return self.context.decimals.maps

    def is_waiting(self, o: int, c: int) -> bool:
        """Whether channel c is not added yet."""
        return is_waiting(self.context, o, c)

    @property
    def inspected(self) -> Account:
        """The account of the channel that was added last; of the one that is picked, if all are."""
        c, step = self.state.in_channel, self.state.step
        first, end = self.layer.range(self.state.out_channel)
        if step > 0:
            c = min(first + step, end) - 1
        return self.accounts[c - first if first <= c < end else 0]

    def is_faded(self, one: Account) -> bool:
        """Whether what a channel adds is not in the total."""
        return one.muted or self.is_waiting(self.state.out_channel, one.c)

    @property
    def notes(self) -> list[str]:
        """Of how many numbers the pixel is the sum."""
        count = len(self.accounts)
        products = counted(count * self.layer.kh * self.layer.kw, "product")
        if self.is_alone:
            return [f"{products},", "1 number"]
        bias = ["1 bias, 1 number"] if self.layer.has_bias else ["1 number"]
        return [f"{products},", f"{counted(count, 'subtotal')},", *bias]

    @property
    def is_alone(self) -> bool:
        """Whether there is one channel, and no bias.

        Then a partial map is the feature map, and a sum the total.
        """
        bias = self.layer.run.bias
        return self.context.most[1] == 1 and (bias is None or not bias.any())

    def part(self, o: int, c: int) -> Part:
        """The partial map of channel c, or the running sum up to it, as the view has it."""
        running = self.state.view == "running sum"
        return Part(
            self.layer.running(o, c) if running else self.layer.partial(o, c),
            self.limits.maps if running else self.limits.parts,
            self.context.is_changed(o, in_sum=running),
            f"{'running sum' if running else 'partial map'} {o}, {c}",
        )

    # --- boxes -------------------------------------------------------------------------------

    def put_sign(
        self,
        sign: str,
        x: float,
        y: float,
        strong: bool,
        faded: bool = False,
        size: float = 26,
    ) -> None:
        """An operator between two terms; ``size``: of a strong one."""
        colour: Colour = "ink" if strong else "ink-2"
        look = Text(text=sign, x=x, y=y, size=size if strong else 20, bold=strong)
        self.add(replace(look, align="center", colour=colour, faded=faded))

    def put_gap(self, o: int, c: int, x: float, y: float, w: float, h: float) -> bool:
        """Where a map waits or is muted, what stands in its place; else False."""
        x, y, w, h = map_area(self.context, x, y, w, h)
        if self.is_waiting(o, c):
            self.add(Outline(x=x + 0.5, y=y + 0.5, w=w - 1, h=h - 1))
            return True
        muted = c in self.layer.muted and self.state.view != "running sum"
        if muted:
            self.add(Hatch(x=x, y=y, w=w, h=h))
        return muted

    def put_weights(
        self,
        o: int,
        c: int,
        place: Point,
        cell: Cell,
        *,
        size: float,
        blocks: bool,
        bold: bool = False,
    ) -> None:
        """The numbers of a slice, or their colours alone."""
        values, decimals = self.layer.slice(o, c), self.context.decimals.weights
        look = Cells(x=place[0], y=place[1], values=values, colours=self.limits.slices, cell=0)
        look = replace(look, cell=cell.wide, tall=cell.tall, size=size, blocks=blocks, bold=bold)
        waits = self.is_waiting(o, c) or c in self.layer.muted
        self.add(replace(look, decimals=decimals, faded=waits, label=f"slice {o}, {c}"))

    def put_window(
        self,
        one: Account,
        place: tuple[float, float],
        cell: Cell,
        *,
        scale: Scale | None = None,
        size: float = 15,
    ) -> None:
        """What a slice sees, in its ring; of a dilated one the numbers stand apart."""
        put_numbers(
            self.board,
            one.window,
            scale or self.limits.input,
            place,
            cell,
            min(self.decimals, max(2, self.context.decimals.input)),
            size=size,
            faded=self.is_faded(one),
            outside=one.outside if one.outside.any() else None,
            copied=self.layer.is_copied,
            inset=1.5 if self.layer.is_dilated else 0,
        )
        (x, y), w, h = place, cell.wide * self.layer.kw, cell.tall * self.layer.kh
        ring = Ring(x=x, y=y, w=w, h=h)
        self.add(replace(ring, width=1, halo=0.5) if self.layer.is_dilated else ring)

    def put_products(
        self, one: Account, place: tuple[float, float], cell: Cell, *, size: float = 15
    ) -> None:
        """Window × slice, number by number."""
        products, scale, look = one.products, self.limits.parts, self.is_faded(one)
        put_numbers(self.board, products, scale, place, cell, self.decimals, size=size, faded=look)

    def put_sum(
        self, one: Account, place: tuple[float, float, float, float], size: float = 22
    ) -> None:
        """What a channel adds, in its colour; hatched where it is muted."""
        x, y, w, h = place
        if one.muted:
            self.add(Hatch(x=x, y=y, w=w, h=h))
            return
        text, faded = number(one.subtotal, self.decimals), self.is_faded(one)
        scale = self.limits.parts
        swatch = Swatch(x=x, y=y, w=w, h=h, value=one.subtotal, text=text, colours=scale)
        self.add(replace(swatch, size=size, faded=faded))

    def put_arrived(self, one: Account, place: tuple[float, float, float, float]) -> None:
        """A frame round the sum of the channel that was added last, while channels are added."""
        if self.state.step > 0 and one is self.inspected:
            x, y, w, h = place
            self.add(Ring(x=x, y=y, w=w, h=h, halo=0.5, colour="ink"))

    def put_total(self, place: tuple[float, float, float, float], size: float = 22) -> None:
        """The pixel itself in its box."""
        (x, y, w, h), total = place, sum(self.terms)
        text, scale = number(total, self.decimals), self.limits.maps
        swatch = Swatch(x=x, y=y, w=w, h=h, value=total, text=text, colours=scale, size=size)
        self.add(swatch)
        self.add(Ring(x=x, y=y, w=w, h=h, width=3))

    def put_bias(self, x: float, y: float, most: float | None = None) -> None:
        """The bias of the picked kernel in the digits of the account."""
        text = number(self.layer.bias(self.state.out_channel), self.decimals)
        self.add(Pill(text=text, x=x, y=y, max=most, faded=self.state.step >= 0))

    # --- the sum that is taken apart ---------------------------------------------------------

    def put_large_map(self, square: Square) -> None:
        """The picked feature map, large."""
        o, context = self.state.out_channel, self.context
        data, scale, marks = feature_map(context, o), self.limits.maps, context.is_changed(o)
        at = centre_map(self.board, data, scale, square, context.ratio, marks=marks)
        self.placed.setdefault(o, at)
        self.add(ring_pixel(at, self.state.row, self.state.col))

    def put_channel_name(self, x: float, y: float, most: float) -> None:
        """The channel that is looked at."""
        name = self.context.name_of(self.inspected.c)
        colour: Colour = "pick-ink"
        self.add(Text(text=name, x=x, y=y, bold=True, colour=colour, max=most))

    def put_added(self, one: Account, x: float, y: float, wide: float) -> None:
        """What the products add up to, in the ink of the frame."""
        muted = "muted: nothing is added"
        waits = "not added yet" if self.is_faded(one) else "they add up to"
        words = muted if one.muted else waits
        look = Text(text=words, x=x, y=y + SUM / 2, size=14, colour="ink-2", max=wide - 74)
        self.add(look)
        self.put_sum(one, (x + wide - 68, y, 66, SUM), 17)
        self.add(Ring(x=x + wide - 68, y=y, w=66, h=SUM, halo=0.5, colour="ink"))

    # --- the pinned pixel --------------------------------------------------------------------

    def put_pinned(self, y: float) -> float:
        """The account of the pinned pixel in words, and a ring on its map; returns the end."""
        o, row, col = self.state.pinned
        if o in self.placed:
            self.add(replace(ring_pixel(self.placed[o], row, col, "ink"), width=1.5))
        account = self.sentence(o, row, col)
        words = f"pinned: map {o}, {self.layer.place_words(row, col)}: {account}"
        self.add(Text(text=words, x=12, y=y + 18, max=self.context.width - 24))
        return y + 32

    def sentence(self, o: int, row: int, col: int) -> str:
        """A pixel's sum in words, as far as its channels are added."""
        layer, step = self.layer, self.state.step
        first, end = layer.range(o)
        channels = range(first, end if step < 0 else min(end, first + step))
        accounts = [layer.account(o, c, row, col) for c in channels]
        terms = [one.subtotal for one in accounts]
        if layer.has_bias and step < 0:
            terms.append(layer.bias(o))
        decimals = self.decimals
        words = [
            term(
                self.context.channel_names[one.c],
                "muted" if one.muted else number(one.subtotal, decimals),
            )
            for one in accounts
        ]
        if layer.has_bias and step < 0:
            words.append(f"bias {number(layer.bias(o), decimals)}")
        return f"{' + '.join(words or ['nothing yet'])} = {number(sum(terms), decimals)}"


NAMES = 84  # the width of words left of lines


def _beside(span: Span, i: int, h: float) -> tuple[Point, Point, Point]:
    """Where the i-th of three lists stands, h high, its name above it and the sign left of it."""
    left = span.x + i * (span.wide + span.gap)
    top = span.y + 18 + (84 - h) / 2
    return (left, top), (left, span.y + 5), (left - span.gap / 2, span.y + 60)


def _below(span: Span, i: int, h: float) -> tuple[Point, Point, Point]:
    """Of a signal: one below the other, sign and name left of each."""
    top = span.y + 8 + 31 * i
    middle = top + h / 2
    return (span.x + NAMES, top), (span.x + 16 * (i > 0), middle), (span.x + 6, middle)


def put_factors(
    board: Board,
    context: SceneContext,
    one: Account,
    decimals: int,
    span: Span,
    *,
    asked: bool = False,
) -> None:
    """Slice × window = products of one channel, with words above; ``asked``: without products."""
    layer, shown = context.layer, context.decimals
    of_slice, of_window = min(decimals, shown.weights), min(decimals, max(2, shown.input))
    is_line, tall = layer.kh == 1 < layer.kw, min(26, 84 / layer.kh)
    cell = span.wide / layer.kw
    if is_line:
        cell = min(66, (3 * span.wide + 2 * span.gap - NAMES) / layer.kw)
    size = min(15, tall - 4, cell / 2.6)
    places = [(_below if is_line else _beside)(span, i, tall * layer.kh) for i in range(3)]
    limits, outside = context.limits, one.outside
    columns: list[tuple[str, np.ndarray, Scale, int]] = [
        ("slice", one.slice, limits.slices, of_slice),
        ("window", one.window, limits.input, of_window),
        ("products", one.products, limits.parts, decimals),
    ]
    for i, (words, values, scale, figures) in enumerate(columns[: 2 if asked else 3]):
        at, name, middle = places[i]
        board.add(Text(text=words, x=name[0], y=name[1], size=14, colour="ink-2"))
        cells = Cells(x=at[0], y=at[1], values=values, colours=scale, cell=cell, tall=tall)
        cells = replace(cells, size=size, blocks=size < 9, decimals=figures)
        if words == "window":
            inset = 1.5 if layer.is_dilated else 0
            cells = replace(cells, outside=outside if outside.any() else None, inset=inset)
            cells = replace(cells, copied=layer.is_copied)
        board.add(cells)
        if i:
            sign = Text(text="×="[i - 1], x=middle[0], y=middle[1], size=18, align="center")
            board.add(replace(sign, colour="ink-2"))
    (x, y), w, h = places[1][0], cell * layer.kw, tall * layer.kh
    ring = Ring(x=x, y=y, w=w, h=h)
    board.add(replace(ring, width=1, halo=0.5) if layer.is_dilated else ring)
