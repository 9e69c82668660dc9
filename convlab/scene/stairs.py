"""Many channels into a few maps: the picked pixel's account as a staircase, bias last.

Beside it stands the map that grows with it. The browser's is ``static/scene/stairs.js``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..show import counted, fewest_decimals, input_words, limit_text, number
from .account import Span, put_factors
from .board import BoardScene, width_of
from .boxes import (
    Bar,
    Contour,
    Flag,
    Ground,
    Handle,
    Hatch,
    Legend,
    Map,
    Outline,
    Pill,
    Ring,
    Rule,
    Swatch,
    Text,
)
from .colours import Colour, Scale
from .context import Account
from .maps import Placement, centre_map, map_area
from .picture import Scene
from .rings import ring_pixel
from .staircase import Stair, Staircase, staircase_of


class Look(NamedTuple):
    """Where everything stands at one width."""

    ground: float  # width of the picked ground
    left: float  # where the first stair begins
    span: float  # width of all stairs
    bias: float  # width of the bias' column
    end: float  # where the chart ends
    widest: float  # of one channel's column
    top: float  # of the chart
    tall: float  # its height
    beside: bool  # whether the map is right of the stairs, or below


LOOKS = {
    1600: Look(1272, 64, 1152, 44, 1260, 112, 110, 244, True),
    1000: Look(756, 56, 656, 36, 748, 70, 110, 244, True),
    640: Look(640, 60, 528, 36, 624, 56, 100, 256, False),
    390: Look(390, 0, 0, 0, 0, 21, 0, 0, False),  # a ladder: downwards
}
LINE = 24  # the height of a channel's line on a phone
TABS = 60  # the height of a line of kernels to choose from
PHOTO = 63  # the side of the photo beside the map's name
FLAG = 94  # what few channels without a bias leave free, right of them, for the level's flag
FEW = 16


class Rect(NamedTuple):
    """A rectangle by its corner and size."""

    x: float
    y: float
    w: float
    h: float

    def overlaps(self, other: Rect) -> bool:
        """Whether the two have some of their area in common."""
        wide = self.x < other.x + other.w and other.x < self.x + self.w
        return wide and self.y < other.y + other.h and other.y < self.y + self.h

    def hits(self, others: Sequence[Rect]) -> bool:
        """Whether it overlaps any of these."""
        return any(self.overlaps(other) for other in others)


@dataclass
class Stairs(BoardScene):
    """The staircase on a board."""

    looks = LOOKS
    reserved: Sequence[Rect] = ()  # where nothing is written among the stairs
    bare: bool = False  # columns have numbers alone, their pictures stand elsewhere

    def __post_init__(self) -> None:
        super().__post_init__()
        self.look = self.looks[self.context.width]
        self.staircase: Staircase = staircase_of(self.context.layer, self.context.state)
        count, channels = len(self.staircase.stairs), self.context.most[1]
        most = 32 if channels > 64 else channels
        leaves = FLAG if most <= FEW and not self.layer.has_bias else 0
        pitch = math.floor(2 * max(0, self.look.span - leaves) / max(most, count)) / 2
        self.pitch = min(self.look.widest, pitch) or LINE
        step = self.state.step
        self.count = count if step < 0 else min(step, count)  # so many stairs are added
        self.size = min(40, self.pitch - 1) if pitch else 20
        if pitch:  # the chart starts below the pictures
            self.look = self.look._replace(top=max(self.look.top, 41 + 3 * self.size))
        self.y: float = 6 + TABS if self.context.most[0] > 1 else 6

    def build(self) -> Scene:
        """Tabs, the channels, their chart and track, the map that grows, the account."""
        look, y = self.look, self.y
        bottom = y + look.top + look.tall + 24
        below = bottom + 126 if look.beside else bottom
        self.add(Ground(x=0, y=y, w=look.ground, h=below - y, colour="pick-ground"))
        if y > 6:
            self.put_tabs()
        self.put_strip()
        self.put_chart()
        self.put_track(bottom - 12)
        panel = self.put_panel() if look.beside else bottom + 268
        if look.beside:
            self.put_account(bottom + 14)
        else:
            self.put_below(bottom + 14)
        return Scene(self.context.width, max(below, panel), self.board.boxes)

    def x(self, i: int) -> float:
        """Where the i-th column begins."""
        return self.look.left + i * self.pitch

    def picture_x(self, i: int) -> float:
        """Where the pictures of the i-th column begin: in its middle, if it is wide."""
        return self.x(i) + max(0, (self.pitch - 3 - self.size) / 2)

    @property
    def is_end(self) -> bool:
        """Whether all is added."""
        all_stairs = self.state.step >= len(self.staircase.stairs)
        return self.state.step < 0 or (not self.layer.has_bias and all_stairs)

    @property
    def handle_x(self) -> float:
        """Where the handle stands."""
        if self.is_end:
            return self.x(len(self.staircase.stairs)) + self.look.bias * self.layer.has_bias
        return self.x(self.count) - 1

    def sign(self, sign: str, x: float, y: float) -> None:
        """A large operator."""
        self.add(Text(text=sign, x=x, y=y, size=26, bold=True, align="center"))

    def small_sign(self, sign: str, x: float, y: float) -> None:
        """A small one."""
        self.add(Text(text=sign, x=x, y=y, size=18, align="center", colour="ink-2"))

    # --- kernels to choose from ------------------------------------------------------------

    def put_tabs(self) -> None:
        """Every kernel with its map."""
        pitch = min(104, (self.context.width - 8) / self.context.most[0])
        for o in range(self.layer.out_channels):
            here, x = o == self.state.out_channel, 4 + o * pitch
            if here:
                self.add(Ground(x=x, y=6, w=pitch - 4, h=TABS, colour="pick-ground"))
            look = Text(text=str(o), x=x + 8, y=32, size=24 if here else 20, bold=here)
            self.add(replace(look, colour="kernel"))
            square = x + min(40, pitch - 52), 9, 46
            ratio, scale = self.context.ratio, self.limits.maps
            marks, label = self.context.is_changed(o), f"map {o}"
            data = self.layer.map(o)
            centre_map(self.board, data, scale, square, ratio, marks=marks, label=label)

    # --- inputs, slices and partial maps, one above the other --------------------------------

    def put_strip(self) -> None:
        """The columns of all channels, and the bias'."""
        y, size = self.y, self.size
        rows = ("input", y + 27 + size / 2), ("slice", y + 30 + size * 1.5)
        for words, middle in (*rows, ("partial", y + 33 + size * 2.5)) if size >= 11 else ():
            self.add(Text(text=words, x=8, y=middle, colour="ink-2"))
        for i in range(len(self.staircase.stairs)):
            self.put_column(i)
        if self.layer.has_bias:
            here, x = self.state.step < 0, self.x(len(self.staircase.stairs))
            x += self.look.bias / 2 - 1  # left of the handle's line
            bias = Text(text="bias", x=x, y=y + 15, align="center", bold=here, colour="bias")
            self.add(replace(bias, faded=self.fades(not here), max=self.look.bias - 6))

    def put_column(self, i: int) -> None:
        """The i-th channel that is added: its number, input, slice and partial map."""
        layer, size, y, x = self.layer, self.size, self.y, self.picture_x(i)
        channels, waiting = self.staircase.stairs[i].channels, i >= self.count
        self.put_number(i, self.fades(waiting))
        if len(channels) > 1 or self.bare:
            return
        (c,), o = channels, self.state.out_channel
        faded, ratio = self.fades(waiting) or c in layer.muted, self.context.ratio
        square, grey = (x, y + 27, size), self.limits.input
        label = f"channel {c}"
        centre_map(self.board, layer.channel(c), grey, square, ratio, faded=faded, label=label)
        block = (size - 2) / max(layer.kh, layer.kw)
        self.add(
            Map(
                x=x + 1,
                y=y + 31 + size,
                data=layer.slice(o, c),
                scale=block,
                colours=self.limits.slices,
                faded=faded,
                label=f"slice {o}, {c}",
            )
        )
        top = y + 33 + 2 * size
        if waiting or c in layer.muted:
            left, upper, w, h = map_area(self.context, x, top, size, size)
            self.add(Outline(x=left + 0.5, y=upper + 0.5, w=w - 1, h=h - 1))
            return
        data, scale, label = layer.partial(o, c), self.limits.parts, f"partial map {o}, {c}"
        marks = self.context.is_changed(o, in_sum=False)
        centre_map(self.board, data, scale, (x, top, size), ratio, marks=marks, label=label)

    def fades(self, waiting: bool) -> bool:
        """Whether what is not added yet is pale: not what a question is about."""
        return waiting and not self.state.ask

    def put_number(self, i: int, waiting: bool) -> None:
        """The number of the i-th channel, where there is room for it."""
        channels, step = self.staircase.stairs[i].channels, self.state.step
        here = i == self.count - 1 and step > 0
        wide = self.layer.in_channels > 100 and self.pitch < 30  # three digits
        each = 2 if wide else 1 if self.pitch >= 19 else 2 if self.pitch >= 12 else 4
        after = [len(stair.channels) for stair in self.staircase.stairs[i + 1 : i + 2]]
        near = (abs(i - self.count + 1) < each and step > 0) or (wide and max(after, default=1) > 1)
        if len(channels) == 1 and not here and (i % each or (each > 1 and near)):
            return
        words = f"+{len(channels):,}" if len(channels) > 1 else str(channels[0])
        look = Text(
            text=words, x=self.picture_x(i) + self.size / 2, y=self.y + 15, size=14, bold=here
        )
        colour: Colour = "pick-ink" if here else "channel"
        look = replace(look, align="center", colour=colour, faded=waiting)
        if wide and len(channels) > 1:  # its number ends where it does, left of the bias
            look = replace(look, x=self.picture_x(i) + self.size, align="right")
        self.add(look)

    # --- the stairs ----------------------------------------------------------------------------

    @cached_property
    def unit(self) -> float:
        """How many pixels 1 takes."""
        return (self.look.tall - 56) / ((self.staircase.high - self.staircase.low) or 1)

    def level_y(self, level: float) -> float:
        """Where a level lies."""
        return self.y + self.look.top + 24 + (self.staircase.high - level) * self.unit

    def put_chart(self) -> None:
        """Rules, stairs, what the bias will take away, the level that is reached."""
        self.put_rules()
        if self.state.adding != "as given":
            self.put_old_path()
        for i in range(self.count):
            self.put_stair(i)
        if self.layer.has_bias:
            self.put_bias_line()
        taken = [*self.reserved, *(self.covered(i) for i in range(self.count))]
        taken.append(Rect(self.handle_x - 3, 0, 6, 4000))
        taken.append(Rect(0, 0, self.look.left - 10, 4000))
        taken.append(Rect(0, self.level_y(0) - 1, self.look.end, 2))
        if self.state.step < 0 and self.layer.has_bias:
            self.put_bias_bar(taken)
        else:
            self.put_flag(taken)
        if self.layer.has_bias:
            self.put_bias_words(taken)
        for i in range(self.count):
            self.put_label(i, taken)

    def put_rules(self) -> None:
        """The numbers along the side."""
        look, low, high = self.look, self.staircase.low, self.staircase.high
        step = nice_step(((high - low) or 1) / 5)
        n = math.ceil((low - 20 / self.unit) / step)
        while n * step <= high + 20 / self.unit:
            level = n * step
            y = self.level_y(level)
            colour: Colour = "rule" if n else "ink"
            line = Rule(x=look.left - 4, y=y, dx=look.end - look.left + 4, dy=0)
            self.add(replace(line, width=1 if n else 1.5, colour=colour))
            decimals = math.ceil(-math.log10(step) - 1e-9) if step < 1 else 0
            words = Text(text=number(level, decimals), x=look.left - 10, y=y, size=14)
            ink: Colour = "ink-2" if n else "ink"
            self.add(replace(words, bold=not n, colour=ink, align="right"))
            n += 1

    def covered(self, i: int) -> Rect:
        """What the i-th stair covers."""
        stair = self.staircase.stairs[i]
        y, h = self.level_y(max(stair.start, stair.end)), abs(stair.value) * self.unit
        return Rect(self.x(i), y - 2, max(2, self.pitch - 3), h + 4)

    def put_stair(self, i: int) -> None:
        """The i-th stair and the line that carries its level on."""
        stair, x = self.staircase.stairs[i], self.x(i)
        w, h = max(2, self.pitch - 3), abs(stair.value) * self.unit
        y, end = self.level_y(max(stair.start, stair.end)), self.level_y(stair.end)
        if h < 0.75:
            self.add(Rule(x=x, y=end, dx=w, dy=0, width=2, colour="control"))
        else:
            self.add(Bar(x=x, y=y, w=w, h=h, sign=1 if stair.value > 0 else -1))
        self.add(Rule(x=x + w, y=end, dx=self.pitch - w, dy=0, width=1.5))

    def put_old_path(self) -> None:
        """The way by which the same end is reached in the order as given."""
        given = staircase_of(self.layer, replace(self.state, adding="as given")).stairs
        look = Rule(x=0, y=0, dx=0, dy=0, width=1.5, colour="control", dash=(2, 3))
        for i, stair in enumerate(given):
            x, y, end = self.x(i), self.level_y(stair.start), self.level_y(stair.end)
            self.add(replace(look, x=x, y=y, dy=-(stair.end - stair.start) * self.unit))
            self.add(replace(look, x=x, y=end, dx=self.pitch))
        i = math.floor(0.62 * len(given) + 0.5)
        y = self.level_y(given[i - 1].end) + 14
        self.add(Text(text="as given", x=self.x(i), y=y, size=14, colour="ink-2"))

    @property
    def has_bias_line(self) -> bool:
        """Whether the bias is so large that the level which it brings to 0 is drawn."""
        return abs(self.staircase.bias) * self.unit >= 8

    @property
    def bias_words(self) -> tuple[str, str]:
        """What that level is, in words and as a number alone."""
        bias, short = self.staircase.bias, number(abs(self.staircase.bias), 2)
        will, s = ("", "s") if self.state.step < 0 else ("will ", "")
        what = f"take{s} away" if bias < 0 else f"add{s}"
        return f"{short}: as much as the bias {will}{what}", short

    def put_bias_line(self) -> None:
        """The level that the bias brings to 0."""
        look = self.look
        if not self.has_bias_line:
            return
        y = self.level_y(-self.staircase.bias)
        line = Rule(x=look.left - 4, y=y, dx=look.end - look.left + 4, dy=0, width=1.5)
        self.add(replace(line, colour="bias", dash=(6, 4)))

    def put_bias_words(self, taken: list[Rect]) -> None:
        """What that level is, where nothing stands; if there is no room, only its number."""
        look, handle = self.look, self.handle_x
        if not self.has_bias_line:
            return
        y = self.level_y(-self.staircase.bias)
        taken.append(Rect(look.left - 4, y - 1, look.end - look.left + 4, 2))
        for words in self.bias_words:
            w = 0.86 * width_of(words)
            right = look.end - look.bias - w - 40
            lefts = look.left + 8, look.left + 180, right, handle + 6, handle - 6 - w
            inside = [x for x in lefts if look.left <= x <= look.end - w]
            places = [Rect(x, top, w, 18) for x in inside for top in (y - 20, y + 3)]
            place = next((one for one in places if not one.hits(taken)), None)
            if place:
                taken.append(place)
                self.add(Text(text=words, x=place.x, y=place.y + 9, colour="bias"))
                return

    def put_label(self, i: int, taken: list[Rect]) -> None:
        """What a stair adds, under it or over it, if no other stair is as near."""
        stair = self.staircase.stairs[i]
        if abs(stair.value) * self.unit < 22:
            return
        decimals = min(self.decimals, fewest_decimals(stair.value))
        words = number(stair.value, decimals, plus=True)
        w, x = width_of(words), self.x(i)
        center = x + (self.pitch - 3 - w) / 2
        below = self.level_y(min(stair.start, stair.end)) + 5
        above = self.level_y(max(stair.start, stair.end)) - 23
        for top in (below, above):
            if not Rect(center, top - 2.5, w, 23).hits(taken):
                taken.append(Rect(center, top, w, 18))
                self.add(Text(text=words, x=center, y=top + 9, bold=True))
                return

    def put_flag(self, taken: list[Rect]) -> None:
        """The level that is reached, on a flag beside the handle."""
        x, look = self.handle_x, self.look
        level = self.staircase.level(self.state.step)
        y, words = self.level_y(level), number(level, self.decimals)
        w = _flag_width(words, 26)
        right = x + 2 + w <= look.end
        if right:
            rest = look.end - x - 2 - w
            self.add(Rule(x=x + 2 + w, y=y, dx=rest, dy=0, width=1.5, dash=(1.5, 3)))
        self.put_handle_line()
        if right:
            self.add(Flag(x=x + 2, y=y, text=words, size=26))
            taken.append(Rect(x + 2, y - 19, w, 38))
        else:
            self.put_flag_left(x - 4, words, self.clear(Rect(x - 4 - w, y - 19, w, 38)), taken)

    def put_flag_left(self, x: float, words: str, place: Rect, taken: list[Rect]) -> None:
        """The level that is reached, left of the line on which it stands."""
        self.add(Flag(x=x, y=place.y + place.h / 2, text=words, size=26, side="left"))
        taken.append(place)

    def clear(self, flag: Rect, others: Sequence[Rect] = ()) -> Rect:
        """The nearest place over or under a flag's own where it hides no stair, if there is one."""
        top = self.y + self.look.top
        bottom = top + self.look.tall - flag.h
        taken = [*others, *(self.covered(i) for i in range(self.count))]
        for away in range(0, int(self.look.tall), 4):
            for y in (flag.y + away, flag.y - away):
                place = flag._replace(y=y)
                if (not away or top <= y <= bottom) and not place.hits(taken):
                    return place
        return flag

    def put_handle_line(self) -> None:
        """A hair line from the handle up through the stairs and the strip."""
        tall = self.look.top + self.look.tall + 6
        self.add(Rule(x=self.handle_x, y=self.y + 6, dx=0, dy=tall, width=2))

    def put_bias_bar(self, taken: list[Rect]) -> None:
        """At the end: the bias as the last step, from the sum of all channels to the total."""
        stairs, decimals = self.staircase, self.decimals
        x, w = self.x(len(stairs.stairs)), self.look.bias - 8
        y, h = self.level_y(max(stairs.sum, stairs.total)), abs(stairs.bias) * self.unit
        self.add(Ground(x=x + 4, y=y, w=w, h=h, colour="bias"))
        taken.append(Rect(x + 1, y - 2, w + 6, h + 4))
        foot = self.level_y(stairs.total)
        self.add(Rule(x=x + 1, y=foot, dx=w + 6, dy=0, width=3))
        self.put_handle_line()
        words = number(stairs.total, decimals)
        self.put_flag_left(x - 4, words, self.end_flag, taken)
        away = -1 if stairs.sum > stairs.total else 1
        place = x - 2, self.level_y(stairs.sum) + away * 14
        self.put_free(Text(text=number(stairs.sum, decimals), x=place[0], y=place[1]), taken)
        middle = self.level_y((stairs.sum + stairs.total) / 2)
        bias = Text(text=number(stairs.bias, decimals), x=x - 4, y=middle, colour="bias")
        self.put_free(bias, taken)

    @property
    def end_flag(self) -> Rect:
        """What the flag of the total covers, left of the bias."""
        wide = _flag_width(number(self.staircase.total, self.decimals), 26)
        x, y = self.x(len(self.staircase.stairs)) - 4, self.level_y(self.staircase.total)
        return self.clear(Rect(x - wide, y - 19, wide, 38))

    def put_free(self, words: Text, taken: list[Rect]) -> None:
        """Words that end at their place, unless something is there."""
        w = width_of(words.text) * 17 / 15
        place = Rect(words.x - w, words.y - 9, w, 18)
        if not place.hits(taken):
            taken.append(place)
            self.add(replace(words, bold=True, size=17, align="right"))

    def put_track(self, y: float) -> None:
        """The line on which the handle is dragged."""
        left, x = self.look.left, self.handle_x
        end = self.x(len(self.staircase.stairs)) + self.look.bias * self.layer.has_bias
        self.add(Text(text="drag", x=left - 8, y=y, align="right", colour="ink-2"))
        self.add(Rule(x=left, y=y, dx=end - left, dy=0, width=4, colour="rule"))
        self.add(Rule(x=left, y=y, dx=x - left, dy=0, width=4))
        self.add(Handle(x=x, y=y))

    # --- the account under the stairs ------------------------------------------------------------

    @property
    def decimals(self) -> int:
        """Of everything that is written out."""
        return self.context.decimals.maps

    @property
    def last(self) -> Stair:
        """The stair at the handle."""
        return self.staircase.stairs[self.count - 1]

    @property
    def account(self) -> Account:
        """What the channel at the handle adds."""
        state, (c,) = self.state, self.last.channels
        return self.layer.account(state.out_channel, c, state.row, state.col)

    def swatch(self, place: Rect, value: float, size: float = 22) -> None:
        """A sum in its colour."""
        text, (x, y, w, h) = number(value, self.decimals), place
        scale = self.limits.maps
        self.add(Swatch(x=x, y=y, w=w, h=h, value=value, text=text, colours=scale, size=size))

    def put_account(self, y: float) -> None:
        """At the end all kinds of stairs and the bias; before, the channel at the handle."""
        self.add(Rule(x=12, y=y - 4, dx=self.look.ground - 24, dy=0, colour="rule"))
        if self.is_end:
            self.put_kinds(12, y + 8)
        elif self.count:
            self.put_products(y)
        else:
            words = "Nothing is added yet: every pixel of the map is 0."
            self.add(Text(text=words, x=12, y=y + 48, size=17))

    def put_kinds(self, x: float, y: float) -> None:
        """What lifts, what lowers, what says nothing, the bias; and the total in its box."""
        stairs, state, middle = self.staircase, self.state, y + 48
        kinds = stairs.kinds(self.decimals)
        w, gap = (92, 28) if len(kinds) > 3 else (116, 36)
        for i, (words, value, muted) in enumerate(kinds):
            if i:
                self.sign("+", x - gap / 2, middle)
            self.add(Text(text=words, x=x, y=y + 10, colour="ink-2", max=w + gap - 6))
            if muted:
                self.add(Hatch(x=x, y=y + 26, w=w, h=44))
            else:
                self.swatch(Rect(x, y + 26, w, 44), value)
            x += w + gap
        if self.layer.has_bias:
            self.sign("+", x - gap / 2, middle)
            self.add(Text(text="bias", x=x, y=y + 10, colour="bias"))
            self.add(Pill(text=number(stairs.bias, self.decimals), x=x + 40, y=middle, max=84))
            x += 80 + gap
        self.sign("=", x - gap / 2, middle)
        place = self.layer.place_words(state.row, state.col)
        self.add(Text(text=place, x=x, y=y + 8, colour="pick-ink", max=w + 40))
        self.swatch(Rect(x, y + 26, w + 24, 44), stairs.total)
        self.add(Ring(x=x, y=y + 26, w=w + 24, h=44, width=3))

    def put_products(self, y: float) -> None:
        """The channel at the handle: slice × window = products, and the sum as on paper."""
        channels = self.last.channels
        if len(channels) > 1:
            words = f"The sum of the {counted(len(channels), 'other channel')}."
            self.add(Text(text=words, x=12, y=y + 48, size=17))
        else:
            name = self.context.name_of(channels[0])
            look = Text(text=name, x=12, y=y + 14, size=17, bold=True, max=112)
            self.add(replace(look, colour="pick-ink"))
            self.add(Text(text="at the handle", x=12, y=y + 36, colour="ink-2"))
            self.put_factors(134, y + 2, 126, 28)
            self.small_sign("→", 582, y + 62)
            self.swatch(Rect(598, y + 42, 72, 40), self.last.value, 20)
        self.put_addition(self.look.ground - 12, y + 32)

    def put_factors(self, x: float, y: float, wide: float, gap: float) -> None:
        """Slice × window = products of the channel at the handle."""
        span = Span(x, y, wide, gap)
        put_factors(self.board, self.context, self.account, self.decimals, span)

    def put_addition(self, x: float, y: float) -> None:
        """What was there, and the channel, and what is there now, one above the other."""
        last, decimals = self.last, self.decimals
        before = Text(text=number(last.start, decimals), x=x, y=y, align="right")
        self.add(replace(before, colour="ink-2"))
        sign = "−" if last.value < 0 else "+"
        words = f"{sign} {number(abs(last.value), decimals)}"
        self.add(Text(text=words, x=x, y=y + 22, align="right"))
        self.add(Rule(x=x - 62, y=y + 35, dx=62, dy=0, width=1.5))
        result = Text(text=number(last.end, decimals), x=x, y=y + 52, align="right")
        self.add(replace(result, size=20, bold=True))

    # --- the map that grows ----------------------------------------------------------------------

    @property
    def title(self) -> tuple[str, str]:
        """What the map is, and how many channels are in it."""
        stairs, step = self.staircase, self.state.step
        every = counted(len(stairs.added(-1)), "channel")
        if step < 0:
            channels = stairs.added(-1)
            audible = sum(c not in self.layer.muted for c in channels)
            words = f"{audible} of {every}" if audible < len(channels) else every
            return "Feature map", f"{words} + bias" if self.layer.has_bias else words
        return "The map so far", f"{len(stairs.added(self.count))} of {every}"

    def map_so_far(self) -> np.ndarray:
        """The map as it stands."""
        state, o = self.state, self.state.out_channel
        total = self.layer.summed(o, self.staircase.added(self.count))
        return total + self.layer.bias(o) if state.step < 0 else total

    def put_growing_map(self, x: float, y: float, size: float) -> np.ndarray:
        """The map, with the contour of where it is 0, or where the bias will bring it to 0."""
        data, state = self.map_so_far(), self.state
        scale, ratio = self.limits.maps, self.context.ratio
        label, square = f"map {state.out_channel}", (x, y, size)
        marks = self.context.is_changed(state.out_channel)
        at = centre_map(self.board, data, scale, square, ratio, marks=marks, label=label)
        contour = Contour(
            x=at.x, y=at.y, scale=at.scale, data=data, level=self.end_level, width=2, colour="ink"
        )
        if self.waits:
            contour = replace(contour, colour="bias", dash=(5, 3), casing="bg")
        self.add(self.level_line(contour, at) if at.tall else contour)
        self.add(ring_pixel(at, state.row, state.col))
        return data

    def level_line(self, contour: Contour, at: Placement) -> Rule:
        """The level of a map that is a line: a line, too."""
        share = max(-1, min(1, contour.level / self.limits.maps.high))
        line = Rule(x=at.x, y=at.y + at.tall * (1 - share) / 2, dx=at.scale * self.layer.ow, dy=0)
        return replace(line, width=contour.width, colour=contour.colour, dash=contour.dash)

    @property
    def waits(self) -> bool:
        """Whether the bias is still to come."""
        return self.layer.has_bias and self.state.step >= 0

    @property
    def end_level(self) -> float:
        """The level that is 0 in the end."""
        return -self.staircase.bias if self.waits else 0.0

    def put_contour_words(self, data: np.ndarray, x: float, y: float, w: float) -> None:
        """What the contour says, in two lines or three."""
        lines = list(self.contour_words(float(data.max()), w))
        has_line = not lines[0].startswith("No")
        if has_line:
            line = Rule(x=x, y=y, dx=24, dy=0, width=2)
            self.add(replace(line, colour="bias", dash=(5, 3)) if self.waits else line)
        for i, words in enumerate(lines):
            indent = 32 if has_line and not i else 0
            line_y, most = y + 21 * i, w - indent
            self.add(Text(text=words, x=x + indent, y=line_y, colour="ink-2", max=most))

    def contour_words(self, highest: float, w: float) -> Iterator[str]:
        """The lines themselves."""
        level = number(self.end_level, 2)
        if not self.waits:
            yield "here the map is 0"
            if self.staircase.bias < 0 and w >= 160:  # what it leaves, in one line or in two
                kept = f"Only what stood above {number(-self.staircase.bias, 2)}", "stays above 0."
                yield from kept if w < 300 else [" ".join(kept)]
        elif not self.count:
            yield f"at {level} the bias will bring it to 0"
        elif self.staircase.bias < 0 and highest < self.end_level:
            yield f"No pixel has reached {level} yet:"
            yield f"the highest stands at {number(highest, 2)}."
        else:
            yield f"here the sum is {level}"
            yield f"highest pixel {number(highest, 2)}"

    def put_panel(self) -> float:
        """Right of the stairs; returns where it ends."""
        x, y, state = self.look.ground + 12, self.y, self.state
        w = self.context.width - 12 - x
        title, count = self.title
        beside = w - self.put_made_of(x + w, y, PHOTO)
        self.add(Text(text=title, x=x, y=y + 12, size=17, bold=True, max=beside))
        self.add(Text(text=count, x=x, y=y + 35, colour="ink-2", max=beside))
        place = self.layer.place_words(state.row, state.col)
        self.add(Text(text=place, x=x, y=y + 56, colour="pick-ink", max=beside))
        data, below = self.put_growing_map(x, y + 76, w), y + 76 + w + 10
        self.put_legend(x, below, w)
        parts, maps, grey = self.limits.parts, self.limits.maps, self.limits.input
        own = f"of sums; partial maps end at ±{limit_text(parts.high)}"
        lines = ["one scale for every map" if parts == maps else own]
        if words := input_words(grey.low, grey.high):
            lines.append(f"inputs: {words}")
        for i, line in enumerate(lines):
            look = Text(text=line, x=x, y=below + 44 + 18 * i, size=14, max=w)
            self.add(replace(look, colour="ink-2"))
        self.put_contour_words(data, x, below + 82, w)
        return below + 139

    def put_legend(self, x: float, y: float, w: float) -> None:
        """The scale of every map."""
        legend = self.limits.legend("")
        self.add(Legend(x=x, y=y, w=w, colours=legend.colours, beyond=legend.beyond))

    def put_made_of(self, right: float, y: float, side: float) -> float:
        """The photo that the channels come from, if it is known; returns how much it takes."""
        photo = self.context.made_of
        if photo is None:
            return 0
        square = (right - side, y, side)
        centre_map(self.board, photo, Scale("rgb", 0, 1), square, self.context.ratio, label="photo")
        return side + 8

    def put_below(self, y: float) -> None:
        """Under the stairs, in a narrow window: the map left, what is added right."""
        state = self.state
        self.put_made_of(self.context.width - 12, y - 4, 36)
        data = self.put_growing_map(12, y, 200)
        self.put_legend(12, y + 210, 200)
        title, count = self.title
        self.add(Text(text=title, x=236, y=y + 10, size=17, bold=True))
        self.add(Text(text=count, x=366, y=y + 10, colour="ink-2"))
        self.put_contour_words(data, 236, y + 34, 392)
        if self.is_end:
            self.put_kinds_down(236, y + 78)
        elif self.count and len(self.last.channels) == 1:
            name = self.context.name_of(self.last.channels[0])
            look = Text(text=name, x=236, y=y + 86, bold=True, colour="pick-ink", max=100)
            self.add(look)
            place = f"at {self.layer.place_words(state.row, state.col)}"
            self.add(Text(text=place, x=340, y=y + 86, colour="pick-ink", max=160))
            self.put_factors_below(236, y + 104)

    def put_factors_below(self, x: float, y: float, wide: float = 392) -> None:
        """The channel's factors, and under them the sum in one line."""
        self.put_factors(x, y, (wide - 56) / 3, 28)
        self.small_sign("→", x + 12, y + 128)
        last, decimals = self.last, self.decimals
        self.swatch(Rect(x + 30, y + 110, 84, 36), last.value, 20)
        sign = "−" if last.value < 0 else "+"
        value = number(abs(last.value), decimals)
        words = f"{number(last.start, decimals)}  {sign}  {value}  ="
        result, end = number(last.end, decimals), x + wide
        look = Text(text=result, x=end, y=y + 128, size=20, bold=True, align="right")
        self.add(look)
        left = end - width_of(result) * 20 / 15 - 10
        self.add(replace(look, text=words, x=left, bold=False, colour="ink-2"))

    def put_kinds_down(self, x: float, y: float, wide: float = 392) -> None:
        """All kinds of stairs and the bias, one below the other, the total under a rule."""
        stairs, state, right = self.staircase, self.state, x + wide
        for i, (words, value, muted) in enumerate(stairs.kinds(self.decimals)):
            self.add(Text(text=words, x=x, y=y + 14, colour="ink-2"))
            if i:
                self.sign("+", right - 118, y + 14)
            if muted:
                self.add(Hatch(x=right - 100, y=y, w=100, h=28))
            else:
                self.swatch(Rect(right - 100, y, 100, 28), value, 17)
            y += 32
        if self.layer.has_bias:
            self.add(Text(text="bias", x=x, y=y + 14, colour="bias"))
            self.sign("+", right - 118, y + 14)
            bias = number(stairs.bias, self.decimals)
            self.add(Pill(text=bias, x=right - 50, y=y + 14, max=92))
            y += 32
        self.add(Rule(x=right - 130, y=y, dx=130, dy=0, width=2))
        place = self.layer.place_words(state.row, state.col)
        self.add(Text(text=place, x=x, y=y + 24, colour="pick-ink"))
        self.sign("=", right - 118, y + 24)
        self.swatch(Rect(right - 100, y + 8, 97, 32), stairs.total, 20)
        self.add(Ring(x=right - 100, y=y + 8, w=97, h=32, width=3))


def nice_step(least: float) -> float:
    """The nearest of 1, 2, 5 times a power of ten that is not less.

    >>> nice_step(2.3), nice_step(0.02)
    (5.0, 0.02)
    """
    power = 10.0 ** math.floor(math.log10(least) + 1e-9)
    step = next((s for s in (1, 2, 5) if s * power >= least * (1 - 1e-6)), 10)
    return step * power


def _flag_width(words: str, size: float) -> float:
    return width_of(words) * size / 15 + 18 + size * 0.37
