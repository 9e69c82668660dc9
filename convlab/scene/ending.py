"""Where will the sum of one pixel end? Its level is guessed; then the staircase climbs to it.

The browser's is ``static/scene/ending.js``, and what a guess comes to, its ``numbers/ending.js``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..show import number, units
from .account import Span, put_factors
from .board import width_of
from .boxes import Flag, Handle, Map, Rule, Text
from .maps import centre_map
from .picture import Scene
from .predict import BUTTONS, put_name
from .staircase import Staircase
from .stairs import Look, Rect, Stairs
from .words import Words, put_paragraph

FEW = 3  # channels: there is room for their weights and windows
FIGURES = 112  # the height of a channel's weights and window
LEAST = 11  # channels whose pictures would be smaller in a strip stand in lines of their own …
GALLERY_PITCH, GALLERY_SIZE, GALLERY_LINE = 33, 28, 82  # … from one to the next, and down
STEPS = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)  # times a power of ten: ends of the chart
LOOKS = {  # of many channels; those of a few have their figures beside them
    1000: Look(1000, 56, 790, 36, 882, 48, 110, 244, True),
    640: Look(640, 56, 424, 36, 516, 40, 110, 244, True),
    390: Look(390, 48, 212, 36, 296, 24, 110, 244, False),
}


@dataclass(frozen=True)
class Ending:
    """What a guessed level comes to; levels are in whole units of their last decimal."""

    mine: int
    total: int
    bias: int
    idea: str  # the thought behind a miss, or ""


def ending_of(staircase: Staircase, level: float, decimals: int) -> Ending:
    """A guessed level beside the truth."""
    levels = level, staircase.total, staircase.bias
    mine, total, bias = (int(units(v, decimals)) for v in levels)
    before = total - bias  # as the figures on screen add up
    is_before = bias != 0 and 2 * abs(mine - before) < abs(mine - total)
    written = number(before / 10.0**decimals, decimals)
    idea = f"Before the bias the sum is {written}: yours is near that." if is_before else ""
    return Ending(mine, total, bias, idea)


def ending_words(ending: Ending, decimals: int) -> str:
    """Where the sum ends, and how far off the guess is, as a sentence."""

    def written(value: int) -> str:
        return number(value / 10.0**decimals, decimals)

    gap = ending.mine - ending.total
    if not gap:
        return f"The sum ends at {written(ending.total)}, where you said."
    far = f"{written(abs(gap))} too {'high' if gap > 0 else 'low'}"
    return f"The sum ends at {written(ending.total)}. You said {written(ending.mine)}: {far}."


def widened(low: float, high: float) -> tuple[float, float]:
    """Ends of a chart that leave room for a guess and do not give the end away.

    >>> widened(-0.7, 6.9)
    (-2.5, 10.0)
    """
    up, down = _beyond(1.2 * max(high, 0)), _beyond(1.2 * max(-low, 0))
    return -max(down, up / 4), max(up, down / 4)


def _beyond(value: float) -> float:
    """The nearest end that is not less."""
    if value <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(value) + 1e-9)
    return next((s for s in STEPS if s * power >= value * (1 - 1e-6)), 10) * power


class EndOfSum(Stairs):
    """The end of a pixel's sum as a question, and once it is guessed the staircase."""

    looks = LOOKS

    def __post_init__(self) -> None:
        given = self.context
        self.wide, self.is_told = given.width, len(given.state.guess) > 0
        state = replace(given.state, step=-1 if self.is_told else 0)
        self.context = replace(given, state=state, width=min(1000, given.width))
        super().__post_init__()
        state, stairs = self.state, self.staircase
        low, high = widened(stairs.low, stairs.high)
        self.staircase = replace(stairs, low=low, high=high)
        level = (*(state.guess or state.draft), 0.0)[0]
        self.ending = ending_of(stairs, level, self.decimals)
        self.is_few = self.context.most[1] <= FEW
        if self.is_few:
            self.pitch = 60 if self.context.width == 640 else 70
            self.size = 40
        end = self.end_x
        self.bare = self.size < LEAST
        top = 41 if self.bare else 33 + 3 * self.size + 8
        self.look = self.look._replace(top=top, end=end)

    @property
    def end_x(self) -> float:
        """Where the staircase ends."""
        return self.x(len(self.staircase.stairs)) + self.look.bias * self.layer.has_bias

    @property
    def mine(self) -> float:
        """The guessed level."""
        return self.ending.mine / 10.0**self.decimals

    @property
    def mine_y(self) -> float:
        """Where it lies, or the end of the chart that it is beyond."""
        top = self.y + self.look.top
        return max(top + 13, min(top + self.look.tall - 13, self.level_y(self.mine)))

    def build(self) -> Scene:
        """The question, the channels, the chart, and what the guess comes to."""
        self.y = self.put_question() + 10
        if self.bare:
            self.y = self.put_gallery(self.y)
        self.put_strip()
        flag = self.flag
        self.reserved = [flag]
        if self.is_told:
            self.put_chart()
            self.put_gap()
        else:
            self.put_rules()
            if self.layer.has_bias:
                self.put_bias_line()
                self.put_bias_words([flag])
        self.put_mine(flag)
        bottom = self.y + self.look.top + self.look.tall + 12
        if self.is_few:
            bottom = self.put_figures(bottom)
        return Scene(self.wide, self.put_result(bottom + 14), self.board.boxes)

    def put_question(self) -> float:
        """What is asked, and how it is answered; returns where it ends."""
        state, width = self.state, self.context.width - 24
        self.add(Text(text="Where will this sum end?", x=12, y=26, size=24, bold=True))
        place = self.layer.place_words(state.row, state.col)
        how = (
            f"It is map {state.out_channel}, {place}. Each channel "
            "adds what its slice makes of its window; the bias comes last. Drag the end of the sum."
        )
        return put_paragraph(self.board, [Words(how)], (12, 58, width))

    def put_gallery(self, top: float) -> float:
        """Inputs and slices, large enough to be read, in their order; returns where they end."""
        words = "Each channel's input, and its slice below:"
        self.add(Text(text=words, x=12, y=top + 8, size=14, colour="ink-2"))
        across = (self.context.width - 24) // GALLERY_PITCH
        stairs = self.staircase.stairs
        for i, stair in enumerate(stairs):
            x, y = 12 + GALLERY_PITCH * (i % across), top + 26 + GALLERY_LINE * (i // across)
            self.put_in_gallery(stair.channels, x, y)
        return top + 30 + GALLERY_LINE * math.ceil(len(stairs) / across)

    def put_in_gallery(self, channels: Sequence[int], x: float, y: float) -> None:
        """A channel's number, input and slice; of several together how many they are."""
        layer, o, size = self.layer, self.state.out_channel, GALLERY_SIZE
        name = f"+{len(channels)}" if len(channels) > 1 else str(channels[0])
        look = Text(text=name, x=x + size / 2, y=y + 8, size=14, align="center")
        self.add(replace(look, colour="channel"))
        if len(channels) > 1:
            return
        (c,) = channels
        faded, square, ratio = c in layer.muted, (x, y + 16, size), self.context.ratio
        data, grey = layer.channel(c), self.limits.input
        centre_map(self.board, data, grey, square, ratio, faded=faded, label=f"channel {c}")
        self.add(
            Map(
                x=x,
                y=y + 18 + size,
                data=layer.slice(o, c),
                scale=size / max(layer.kh, layer.kw),
                colours=self.limits.slices,
                faded=faded,
                label=f"slice {o}, {c}",
            )
        )

    @property
    def flag(self) -> Rect:
        """Where the guess is written: once the stairs are there, where it hides none."""
        w = width_of(f"you: {self.written}") * 17 / 15 + 24
        first = Rect(self.look.left + 6, self.mine_y - 13, w, 26)
        if not self.is_told:
            return first
        count = len(self.staircase.stairs)
        total = [self.end_flag]
        taken = [*total, *(self.covered(i) for i in range(count))]
        places = [first._replace(x=first.x + i * self.pitch) for i in range(count)]
        inside = [place for place in places if place.x + w < self.x(count)]
        beside = next((place for place in inside if not place.hits(taken)), None)
        return beside or self.clear(first, total)

    @property
    def written(self) -> str:
        """The guess as a number."""
        return number(self.mine, self.decimals)

    def put_mine(self, flag: Rect) -> None:
        """The guessed level, and before the truth the handle on it."""
        y, left, end = self.mine_y, self.look.left, self.end_x
        line = Rule(x=left, y=y, dx=end + 12 - left, dy=0, width=2, dash=(2, 4))
        self.add(line)
        words = f"you: {self.written}"
        middle = flag.y + flag.h / 2
        self.add(Flag(x=flag.x, y=middle, text=words, size=17, side="right", outlined=True))
        if not self.is_told:
            self.add(Handle(x=end, y=y, down=True))

    def put_gap(self) -> None:
        """A bracket from the guess to the end."""
        gap = self.ending.mine - self.ending.total
        if not gap:
            return
        x, y, end = self.end_x + 12, self.mine_y, self.level_y(self.staircase.total)
        self.add(Rule(x=x, y=y, dx=0, dy=end - y, width=2))
        for level in (y, end):
            self.add(Rule(x=x - 5, y=level, dx=10, dy=0, width=2))
        words = number(abs(gap) / 10.0**self.decimals, self.decimals)
        middle, most = (y + end) / 2, self.context.width - 4 - x - 10
        look = Text(text=words, x=x + 10, y=middle - 9, bold=True, max=most)
        self.add(look)
        self.add(replace(look, text=f"too {'high' if gap > 0 else 'low'}", y=middle + 9))

    def put_figures(self, bottom: float) -> float:
        """Weights and windows of a few channels, beside the chart or below; returns the end."""
        beside, state = self.look.beside, self.state
        x, y = (self.end_x + 138, self.y) if beside else (54, bottom)
        first, end = self.layer.range(state.out_channel)
        for c in range(first, end):
            one = self.layer.account(state.out_channel, c, state.row, state.col)
            put_name(self.board, self.context, c, (x - 38, y + 18))
            span = Span(x, y, 100, 28)
            put_factors(self.board, self.context, one, self.decimals, span, asked=True)
            y += FIGURES
        return max(bottom, y)

    def put_result(self, y: float) -> float:
        """The sentence, and room for the page's buttons; returns where all ends."""
        runs = [
            Words(f"Your guess: {self.written}.", bold=True),
            Words("Nothing is added yet, and nothing is scored."),
        ]
        if self.is_told:
            runs = [Words(ending_words(self.ending, self.decimals), bold=True)]
            runs += [Words(self.ending.idea)] if self.ending.idea else []
        is_wide = self.context.width == 1000
        width = 700 if is_wide else self.context.width - 24
        end = put_paragraph(self.board, runs, (12, y + 12, width))
        return max(end, y + 38) + 8 if is_wide else end + BUTTONS + 24
