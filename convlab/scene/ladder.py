"""The staircase on a phone: a line for each channel, its stair lying down.

The browser's is ``static/scene/ladder.js``.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property

from ..show import number
from .board import width_of
from .boxes import Bar, Ground, Handle, Map, Outline, Rule, Text
from .colours import Colour
from .maps import centre_map
from .picture import Scene
from .staircase import Stair
from .stairs import LINE, Stairs, nice_step


class Ladder(Stairs):
    """The staircase on a phone: a line for each channel, its stair lying down."""

    LEFT, RIGHT = 134, 322  # of the stairs
    TOP = 252  # of the first line

    def build(self) -> Scene:
        """The map and the total, the lines, and the account under them."""
        self.put_summary()
        bottom = self.put_lines()
        self.put_ladder_handle()
        y = self.put_ladder_account(bottom + 12)
        return Scene(390, y, self.board.boxes)

    @cached_property
    def unit(self) -> float:
        """How many pixels 1 takes."""
        return (self.RIGHT - self.LEFT) / ((self.staircase.high - self.staircase.low) or 1)

    def level_x(self, level: float) -> float:
        """Where a level lies."""
        return self.LEFT + (level - self.staircase.low) * self.unit

    @property
    def top(self) -> float:
        """Of the first line; above it is room for what the bias' line says, if there is one."""
        return self.TOP + self.y - 6 + (18 if self.has_bias_line else 0)

    @property
    def bias_x(self) -> float:
        """Where the level lies that the bias brings to 0."""
        return self.level_x(-self.staircase.bias)

    def put_summary(self) -> None:
        """The map, and the level that is reached."""
        y, state = self.y, self.state
        self.add(Ground(x=0, y=y, w=390, h=216, colour="pick-ground"))
        if y > 6:
            self.put_tabs()
        data = self.put_growing_map(12, y + 8, 200)
        title, count = self.title
        self.add(Text(text=title, x=224, y=y + 16, size=16, bold=True, max=154))
        self.add(Text(text=count, x=224, y=y + 38, colour="ink-2", max=154))
        place = self.layer.place_words(state.row, state.col)
        self.add(Text(text=place, x=224, y=y + 58, colour="pick-ink", max=154))
        level = number(self.staircase.level(state.step), self.decimals)
        self.add(Text(text=level, x=224, y=y + 94, size=36, bold=True, max=154))
        self.put_legend(224, y + 122, 154)
        self.put_contour_words(data, 224, y + 172, 154)

    def put_lines(self) -> float:
        """The head, the levels, a line for each channel; returns where they end."""
        y, look = self.top - 20, Text(text="", x=0, y=self.top - 20, size=14, colour="ink-2")
        for words, left in (("ch", 8), ("in", 34), ("slice", 60), ("map", 98)):
            self.add(replace(look, text=words, x=left))
        self.add(replace(look, text="total", x=378, align="right"))
        lines = len(self.staircase.stairs) + self.layer.has_bias
        bottom = self.top + lines * LINE
        step = nice_step(((self.staircase.high - self.staircase.low) or 1) / 4)
        for n in range(
            math.ceil(self.staircase.low / step), math.floor(self.staircase.high / step) + 1
        ):
            x = self.level_x(n * step)
            is_hidden = self.has_bias_line and abs(x - self.bias_x) < 9
            colour: Colour = "rule" if n else "ink"
            rule = Rule(x=x, y=self.top - 8, dx=0, dy=bottom - self.top + 8, colour=colour)
            self.add(replace(rule, width=1 if n else 1.5))
            if is_hidden:
                continue
            decimals = math.ceil(-math.log10(step) - 1e-9) if step < 1 else 0
            mark = replace(look, text=number(n * step, decimals), x=x, y=y, align="center")
            self.add(replace(mark, bold=not n))
        if self.has_bias_line:
            self.put_bias_level(bottom)
        for i in range(len(self.staircase.stairs)):
            self.put_line(i, self.top + i * LINE)
        if self.layer.has_bias:
            self.put_bias_rung(bottom - LINE)
        return bottom

    def put_bias_level(self, bottom: float) -> None:
        """The level that the bias brings to 0, and above it what that is."""
        y, (words, _) = self.top - 30, self.bias_words
        line = Rule(x=self.bias_x, y=y, dx=0, dy=bottom - y, width=1.5)
        self.add(replace(line, colour="bias", dash=(6, 4)))
        half = 0.43 * width_of(words)
        x = min(max(self.bias_x, 8 + half), 382 - half)
        self.add(Text(text=words, x=x, y=y - 8, size=14, align="center", colour="bias"))

    def put_line(self, i: int, y: float) -> None:
        """The i-th channel: number, input, slice, partial map, its stair, the level after it."""
        layer, o = self.layer, self.state.out_channel
        stair, waiting = self.staircase.stairs[i], i >= self.count
        here = i == self.count - 1 and self.state.step > 0
        channels, middle = stair.channels, y + LINE / 2
        words = f"+{len(channels)}" if len(channels) > 1 else str(channels[0])
        colour: Colour = "pick-ink" if here else "channel"
        look = Text(text=words, x=26, y=middle, size=14, bold=here, align="right")
        self.add(replace(look, colour=colour, faded=waiting))
        if len(channels) == 1:
            (c,) = channels
            faded, ratio = waiting or c in layer.muted, self.context.ratio
            square, grey, label = (34.0, y + 2, 20.0), self.limits.input, f"channel {c}"
            data = layer.channel(c)
            centre_map(self.board, data, grey, square, ratio, faded=faded, label=label)
            block = Map(
                x=63,
                y=y + 3,
                data=layer.slice(o, c),
                scale=18 / max(layer.kh, layer.kw),
                colours=self.limits.slices,
                faded=faded,
                label=f"slice {o}, {c}",
            )
            self.add(block)
            if faded:
                self.add(Outline(x=98.5, y=y + 2.5, w=19, h=19))
            else:
                scale, label = self.limits.parts, f"partial map {o}, {c}"
                part, square = layer.partial(o, c), (98, y + 2, 20)
                marks = self.context.is_changed(o, in_sum=False)
                centre_map(self.board, part, scale, square, ratio, marks=marks, label=label)
        if not waiting:
            self.put_rung(stair, y)

    def put_rung(self, stair: Stair, y: float) -> None:
        """A stair lying down, and the level after it."""
        x, w = self.level_x(min(stair.start, stair.end)), abs(stair.value) * self.unit
        end = self.level_x(stair.end)
        if w < 0.75:
            self.add(Rule(x=end, y=y + 3, dx=0, dy=18, width=2, colour="control"))
        else:
            self.add(Bar(x=x, y=y + 3, w=w, h=18, sign=1 if stair.value > 0 else -1))
        self.add(Rule(x=end, y=y + 21, dx=0, dy=6, width=1.5))
        level = Text(text=number(stair.end, 2), x=378, y=y + LINE / 2, size=14, align="right")
        self.add(replace(level, colour="ink-2"))

    def put_bias_rung(self, y: float) -> None:
        """The bias, the last line."""
        stairs, waits = self.staircase, self.state.step >= 0
        look = Text(text="bias", x=34, y=y + LINE / 2, bold=not waits, faded=waits)
        self.add(replace(look, colour="bias"))
        if waits:
            return
        x, w = self.level_x(min(stairs.sum, stairs.total)), abs(stairs.bias) * self.unit
        self.add(Ground(x=x, y=y + 3, w=w, h=18, colour="bias"))
        words = number(stairs.bias, self.decimals)
        bias = Text(text=words, x=118, y=y + LINE / 2, size=14, align="right", colour="bias")
        self.add(replace(bias, bold=True))

    def put_ladder_handle(self) -> None:
        """A line across, the disc on it, and the level that is reached."""
        lines = len(self.staircase.stairs) + self.layer.has_bias if self.is_end else self.count
        y = self.top + lines * LINE
        self.add(Rule(x=0, y=y, dx=390, dy=0, width=2))
        self.add(Handle(x=250, y=y, down=True))
        words = number(self.staircase.level(self.state.step), self.decimals)
        w = width_of(words) * 17 / 15 + 12
        self.add(Ground(x=384 - w, y=y - 26, w=w, h=26, colour="ink"))
        level = Text(text=words, x=384 - w / 2, y=y - 13, size=17, bold=True, align="center")
        self.add(replace(level, colour="bg"))

    def put_ladder_account(self, y: float) -> float:
        """What the lines come to, or what the channel at the handle adds; returns the end."""
        state = self.state
        if self.is_end:
            self.put_kinds_down(12, y + 8, 366)
            count = len(self.staircase.kinds(self.decimals)) + self.layer.has_bias
            return y + 8 + 32 * count + 52
        if not self.count or len(self.last.channels) > 1:
            return y + 8
        name = self.context.name_of(self.last.channels[0])
        look = Text(text=name, x=12, y=y + 14, bold=True, colour="pick-ink", max=140)
        self.add(look)
        place = f"at {self.layer.place_words(state.row, state.col)}"
        self.add(replace(look, text=place, x=378, bold=False, align="right", max=200))
        self.put_factors_below(12, y + 32, 366)
        return y + 32 + 156
