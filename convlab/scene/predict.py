"""What a map will be is guessed on its picture; then the map lies beside it.

Here: the page of every such question, and where a map is largest. The browser's is
``static/scene/predict.js``, and what a guess comes to, its ``numbers/guess.js``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..show import number
from .account import Cell, put_numbers
from .board import CHIPS, Board, BoardScene, width_of
from .boxes import Cells, Chip, Flag, Map, Pill, Point, Rule, Text
from .colours import Colour, Scale
from .context import SceneContext
from .maps import Placement, Square, pixel_scale, snap
from .picture import Scene
from .rings import ring, window_boxes
from .stairs import Rect, nice_step
from .words import Words, put_paragraph


@dataclass(frozen=True)
class Guess:
    """What a guessed place comes to; values are in whole units of their last decimal."""

    values: np.ndarray  # of all places, (oh, ow)
    mine: int
    largest: int
    place: tuple[int, int]  # where it is largest: the guess, if it is as large
    larger: int  # so many places are larger than the guessed one
    idea: str  # the thought behind a miss, or ""


def guess_of(context: SceneContext) -> Guess:
    """The guess of a state, beside the truth."""
    values = units_of_map(context)
    row, col = map(int, context.state.guess)
    mine, largest = int(values[row, col]), int(values.max())
    at = np.unravel_index(int(values.argmax()), values.shape)
    place = (row, col) if mine == largest else (int(at[0]), int(at[1]))
    larger = int((values > mine).sum())
    idea = _idea_of(context, mine, largest, int(values.min()))
    return Guess(values, mine, largest, place, larger, idea)


def units_of_map(context: SceneContext) -> np.ndarray:
    """The picked kernel's map in whole units of the last decimal that is written."""
    layer, o, decimals = context.layer, context.state.out_channel, context.decimals.maps
    exact = layer.sum(o).astype(np.float64) + layer.bias(o)
    return np.sign(exact) * np.floor(np.abs(exact) * 10.0**decimals + 0.5 + 1e-6)


def _idea_of(context: SceneContext, mine: int, largest: int, least: int) -> str:
    """The thought behind a miss, where the numbers show it."""
    layer, o = context.layer, context.state.out_channel
    bias = layer.bias(o) * 10.0**context.decimals.maps
    if mine < 0 and mine <= 0.6 * least:
        return (
            "There the map is close to its smallest value: light lies under weights below 0, "
            "the pattern with its signs reversed."
        )
    slices = [layer.slice(o, c) for c in range(*layer.range(o))]
    even = all(abs(float(one.sum())) <= 0.05 * float(np.abs(one).sum()) for one in slices)
    if even and abs(mine - bias) <= 0.2 * (largest - bias) and mine < largest:
        return (
            "Each slice adds to 0: where the picture is even, light or dark, the map is "
            "close to the bias."
        )
    return ""


def result_words(guess: Guess) -> str:
    """How many places are larger, as a sentence."""
    count, larger = guess.values.size, guess.larger
    if not larger:
        return f"None of {count:,} places is larger than yours."
    verb = "is" if larger == 1 else "are"
    return f"{larger:,} of {count:,} places {verb} larger than yours."


class Look(NamedTuple):
    """Where everything stands at one width."""

    across: bool  # whether slices stand beside each other
    side: float  # of the picture and of the map
    photo: Point
    map: Point
    gap: Point  # of the words about the gap
    chart: tuple[float, float, float]  # left, base, width
    wide: float  # of the words under the chart

    @property
    def slices(self) -> Point:
        """The corner of the first slice's chip."""
        return 12, 122 if self.across else 114

    @property
    def bias(self) -> Point:
        """Its middle."""
        return 74, 230 if self.across else 410

    @property
    def words(self) -> tuple[float, float, float]:
        """Left, middle of the first line, width."""
        return self.gap[0], self.chart[1] + 50, self.wide


LOOKS = {
    1000: Look(False, 350, (168, 112), (550, 112), (12, 510), (168, 572, 732), 700),
    640: Look(False, 240, (140, 112), (388, 112), (12, 450), (136, 522, 492), 616),
    390: Look(True, 350, (20, 278), (20, 672), (20, 1050), (20, 1190, 350), 350),
}
SLICE = 84  # the side of a slice
TALL = 68  # the height of the chart
BIN = 8  # about so wide is a bar
SPILL = 1.04  # so many times as large as its room a picture may be
EDGE = 10  # how far a flag may stand out from its map
BUTTONS = 44  # the height of the page's buttons


def put_name(board: Board, context: SceneContext, c: int, place: Point) -> None:
    """The letter of a channel, or its number."""
    x, y = place
    name = context.name_of(c)
    if name in CHIPS:
        letter, colour = CHIPS[name]
        board.add(Chip(x=x, y=y, text=letter, colour=colour))
    else:
        board.add(Text(text=str(c), x=x + 8, y=y + 14, bold=True, colour="channel"))


@dataclass
class Asked(BoardScene):
    """A question about a map on a board: what all of them share."""

    hint = "click, or arrow keys and Enter"
    third = "the gap"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.o = self.context.state.out_channel
        self.look = LOOKS[min(1000, self.context.width)]
        self.decimals = self.context.decimals.maps
        self.is_told = len(self.context.state.guess) > 0
        _, self.h, self.w = self.layer.x_shape
        self.stride, _ = self.layer.run.layer.stride  # the same both ways, or nothing is asked

    # What each question has of its own

    def question(self) -> tuple[str, str]:
        """What is asked, and how it is answered."""
        raise NotImplementedError

    def cover(self) -> tuple[str, ...]:
        """What stands in the map's place before the guess."""
        raise NotImplementedError

    def note(self) -> tuple[str, str]:
        """What the chart shows, or will show."""
        raise NotImplementedError

    def result(self) -> list[Words]:
        """What the guess comes to, as sentences; before it, how to go on."""
        raise NotImplementedError

    def put_guess(self, picture: Placement, middles: Placement) -> None:
        """The guess on a picture, and with it the truth; before it, the hand's place."""
        raise NotImplementedError

    def put_truth(self, at: Placement) -> None:
        """The guess and the truth on the map."""
        raise NotImplementedError

    def put_chart(self) -> None:
        """How far the guess is from the truth."""
        raise NotImplementedError

    # What they share

    def build(self) -> Scene:
        """The question, the slices, the picture, the map, and how far the guess is from it."""
        self.put_question(min(1000, self.context.width) - 24)
        self.put_slices()
        self.put_head("1", "your guess", self.look.photo, late=False)
        self.put_head("2", "the map", self.look.map, late=True)
        for data, colours, c, square in self.pictures:
            self.put_picture(data, colours, c, square)
        if self.is_told:
            self.put_map()
        else:
            self.put_cover()
        x, y = self.look.gap
        self.put_head("3", self.third, (x, y + 20), late=True)
        self.put_gap_note(x, y + 22)
        if self.is_told:
            self.put_chart()
        else:
            left, base, width = self.look.chart
            self.add(Rule(x=left, y=base, dx=width, dy=0, dash=(6, 5), colour="control"))
        return Scene(self.context.width, self.put_result(), self.board.boxes)

    def put_question(self, width: float) -> None:
        """What is asked, and how it is answered."""
        question, how = self.question()
        self.add(Text(text=question, x=12, y=26, size=24, bold=True))
        put_paragraph(self.board, [Words(how)], (12, 58, width))

    def put_head(self, count: str, words: str, corner: Point, *, late: bool) -> None:
        """A number and what stands below it; what comes late is grey until then."""
        (x, y), waits = corner, late and not self.is_told
        colour: Colour = "ink-2" if waits else "ink"
        self.add(Text(text=f"{count}  {words}", x=x, y=y - 20, bold=True, colour=colour))
        if not late and not self.is_told and self.look.side >= 350:
            hint = Text(text=self.hint, x=x + self.look.side, y=y - 20)
            self.add(replace(hint, size=14, align="right", colour="ink-2"))

    # --- the kernel ------------------------------------------------------------------------------

    def put_slices(self) -> None:
        """Every slice of the kernel with its channel's name, and the bias."""
        layer, decimals = self.layer, self.context.decimals
        x, y = self.look.slices
        self.add(Text(text="its slices", x=x, y=y - 18, size=14, colour="ink-2"))
        cell = min(28, SLICE / max(layer.kh, layer.kw))
        for i, c in enumerate(range(*layer.range(self.o))):
            left = x + (SLICE + 38) * i * self.look.across
            top = y + (SLICE + 10) * i * (not self.look.across)
            put_name(self.board, self.context, c, (left, top))
            values, place = layer.slice(self.o, c), (left + 34, top)
            put_numbers(
                self.board, values, self.limits.slices, place, Cell(cell, cell), decimals.weights
            )
        if layer.has_bias:
            x, y = self.look.bias
            self.add(Text(text="+ bias", x=12, y=y, colour="bias"))
            self.add(Pill(text=number(layer.bias(self.o), decimals.biases), x=x + 20, y=y, max=80))

    # --- the picture -----------------------------------------------------------------------------

    @cached_property
    def pictures(self) -> list[tuple[np.ndarray, Scale, int, tuple[float, float, float]]]:
        """What is pointed at: a photo, or each channel that the kernel reads, under each other."""
        first, end = self.layer.range(self.o)
        (x, y), side = self.look.photo, self.look.side
        if self.context.photo and (first, end) == (0, 3):
            return [(self.layer.run.x, Scale("rgb", 0, 1), 0, (x, y, side))]
        each = (side - 10 * (end - first - 1)) / (end - first)
        return [
            (self.layer.channel(c), self.limits.input, c, (x, y + (c - first) * (each + 10), each))
            for c in range(first, end)
        ]

    def place_in(self, square: Square) -> tuple[Placement, Placement]:
        """Where a picture lies in a square, and where on it windows have their middles."""
        (x, y, side), layer = square, self.layer
        most = max(self.w, layer.ow * self.stride, self.h, layer.oh * self.stride)
        scale = pixel_scale(side, most, most, self.context.ratio)
        if scale * most > side * SPILL:
            fits = side * self.context.ratio / most
            scale = (math.floor(fits) or fits) / self.context.ratio
        left = snap(x + (side - self.w * scale) / 2, self.context.ratio)
        top = snap(y + (side - self.h * scale) / 2, self.context.ratio)
        above, before = layer.pads
        apart, dilation = layer.run.layer.dilation
        right = (dilation * (layer.kw - 1) + 1 - self.stride) / 2 - before
        down = (apart * (layer.kh - 1) + 1 - self.stride) / 2 - above
        middles = Placement(left + right * scale, top + down * scale, scale * self.stride)
        return Placement(left, top, scale), middles

    def put_picture(self, data: np.ndarray, colours: Scale, c: int, square: Square) -> None:
        """A picture with the window of the place that would be picked, or the place guessed."""
        at, middles = self.place_in(square)
        label = "photo" if colours.scheme == "rgb" else f"channel {c}"
        self.add(Map(x=at.x, y=at.y, scale=at.scale, data=data, colours=colours, label=label))
        self.put_guess(at, middles)

    def put_window(self, at: Placement) -> None:
        """The window of the place where the hand is."""
        for box in window_boxes(self.layer, at, self.state.row, self.state.col):
            self.add(box)

    # --- the map ---------------------------------------------------------------------------------

    def put_cover(self) -> None:
        """The place of the map before the guess."""
        (x, y), side = self.look.map, self.look.side
        look = Rule(x=x, y=y, dx=side, dy=0, dash=(6, 5), colour="control")
        for far in (0.5, side - 0.5):
            self.add(replace(look, y=y + far))
            self.add(replace(look, x=x + far, dx=0, dy=side))
        for i, words in enumerate(("covered until you have guessed", *self.cover())):
            middle = y + side / 2 - 36 + 22 * i + 6 * (i > 0)
            text = Text(text=words, x=x + side / 2, y=middle, size=14, colour="ink-2")
            self.add(replace(text, align="center", max=side - 16))

    def put_map(self) -> None:
        """The map, the guess and the truth on it."""
        (x, y), side = self.look.map, self.look.side
        _, at = self.place_in((x, y, side))
        data, colours = self.layer.map(self.o), self.limits.maps
        marks = self.context.is_changed(self.o)
        look = Map(x=at.x, y=at.y, scale=at.scale, data=data, colours=colours, marks=marks)
        self.add(replace(look, label=f"map {self.o}"))
        self.put_truth(at)

    # --- the gap ---------------------------------------------------------------------------------

    def put_gap_note(self, x: float, y: float) -> None:
        """What the chart shows."""
        lines = self.note()
        for i, words in enumerate([" ".join(lines)] if self.look.across else lines):
            self.add(Text(text=words, x=x, y=y + 18 * i, size=14, colour="ink-2", max=350))

    def put_result(self) -> float:
        """The sentence, and room for the page's buttons; returns where all ends."""
        x, y, width = self.look.words
        end = put_paragraph(self.board, self.result(), (x, y, width))
        is_beside = self.look.side == 350 and not self.look.across
        return max(end, y + 26) + 8 if is_beside else end + BUTTONS + 24


def _ring_around(at: Placement, place: tuple[int, int]) -> Rect:
    row, col = place
    x, y = at.x + (col + 0.5) * at.scale, at.y + (row + 0.5) * at.scale
    return Rect(x - 11, y - 11, 22, 22)


@dataclass
class Largest(Asked):
    """Where a map of up to three channels is largest, and once it is guessed the truth."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.guess = guess_of(self.context) if self.is_told else None

    @property
    def told(self) -> Guess:
        """The guess, which there is by now."""
        assert self.guess
        return self.guess

    def question(self) -> tuple[str, str]:
        """What is asked, and how it is answered."""
        how = f"Read the slices of kernel {self.o}, then click on the picture. Nothing is scored."
        return f"Where will map {self.o} be largest?", how

    def cover(self) -> tuple[str, ...]:
        """What stands in the map's place before the guess."""
        return "Where do weights above 0 meet light,", "and those below 0 dark?"

    def note(self) -> tuple[str, str]:
        """What the chart shows, or will show."""
        after = f"all {self.layer.oh * self.layer.ow:,} places,", "by their value"
        return after if self.guess else ("between your place", "and the largest")

    def result(self) -> list[Words]:
        """How many places are larger, and the thought behind a miss."""
        if not self.guess:
            how = "The frame is the window that the kernel would read."
            return [Words("No place chosen yet.", bold=True), Words(how)]
        runs = [Words(result_words(self.guess), bold=True), Words(self.guess.idea)]
        return [run for run in runs if run.text]

    def put_guess(self, picture: Placement, middles: Placement) -> None:
        """Both places, or the window."""
        if self.guess:
            self.put_rings(middles)
        else:
            self.put_window(picture)

    def put_rings(self, at: Placement) -> None:
        """The guess in ink, the truth in amber."""
        self.put_ring(at, self.mine, 22, "ink")
        self.put_ring(at, self.told.place, max(12, at.scale))

    @property
    def mine(self) -> tuple[int, int]:
        """The guessed place."""
        row, col = map(int, self.state.guess)
        return row, col

    def put_ring(
        self, at: Placement, place: tuple[int, int], side: float, colour: Colour | None = None
    ) -> None:
        """A ring of a size that can be seen round one place."""
        row, col = place
        x, y = at.x + (col + 0.5) * at.scale, at.y + (row + 0.5) * at.scale
        self.add(ring(x - side / 2, y - side / 2, side, side, colour=colour))

    def put_truth(self, at: Placement) -> None:
        """Both places, and what the map is there."""
        self.put_rings(at)
        self.put_flags(self.told, at)

    def put_flags(self, guess: Guess, at: Placement) -> None:
        """What the map is at both places, on flags that hide neither place nor each other.

        Where that cannot be, the guess has none.
        """
        found = guess.mine == guess.largest
        truth = f"{'you, ' if found else ''}largest {self.written(guess.largest)}"
        sides = self.flags_beside(truth, at, guess.place)
        mine = [] if found else [_ring_around(at, self.mine)]
        first, flag = next((one for one in sides if not one[0].hits(mine)), sides[0])
        self.add(flag)
        if found:
            return
        taken = [_ring_around(at, guess.place), first]
        words = f"you {self.written(guess.mine)}"
        for box, flag in self.flags_beside(words, at, self.mine):
            if not box.hits(taken):
                self.add(flag)
                return

    def flags_beside(
        self, words: str, at: Placement, place: tuple[int, int]
    ) -> list[tuple[Rect, Flag]]:
        """A flag beside a place, on each side that has room; if none has, to the left."""
        row, col = place
        x, y = at.x + (col + 0.5) * at.scale, at.y + (row + 0.5) * at.scale
        w, start = width_of(words) + 24, self.look.map[0]
        one = Flag(text=words, x=x + 14, y=y, size=15, outlined=True)
        right = Rect(x + 14, y - 14, w, 28), replace(one, side="right")
        left = Rect(x - 14 - w, y - 14, w, 28), replace(one, x=x - 14, side="left")
        end = start + self.look.side + EDGE
        inside = [
            (box, flag)
            for box, flag in (right, left)
            if box.x >= start - EDGE and box.x + box.w <= end
        ]
        return inside or [left]

    def written(self, value: float) -> str:
        """A value in units of its last decimal, as it is written."""
        return number(value / 10.0**self.decimals, self.decimals)

    def put_chart(self) -> None:
        """All values of the map as bars, and where two of them are."""
        left, base, width = self.look.chart
        guess = self.told
        low = float(guess.values.min())
        span = max(1.0, float(guess.values.max()) - low)
        self.put_bars(guess, low, span)
        self.add(Rule(x=left, y=base, dx=width, dy=0))
        self.put_ticks(low, span)
        self.put_marks(guess, low, span)

    def put_bars(self, guess: Guess, low: float, span: float) -> None:
        """Bars whose heights go by the root of how many values they are."""
        left, base, width = self.look.chart
        bins = math.floor(width / BIN)
        at = np.minimum(np.floor((guess.values - low) / span * bins), bins - 1).astype(int)
        counts = np.bincount(at.ravel(), minlength=bins)
        pitch, one, colours = width / bins, 10.0**self.decimals, self.limits.maps
        for i in np.flatnonzero(counts).tolist():
            tall = max(2.0, (TALL - 16) * math.sqrt(int(counts[i]) / int(counts.max())))
            value, x = np.array([[(low + (i + 0.5) * span / bins) / one]]), left + i * pitch
            bar = Cells(x=x, y=base - tall, values=value, colours=colours, cell=pitch - 1)
            self.add(replace(bar, tall=tall, blocks=True))

    def put_ticks(self, low: float, span: float) -> None:
        """The numbers below the bars."""
        left, base, width = self.look.chart
        one = 10.0**self.decimals
        step = nice_step(span / one / 8)
        decimals = math.ceil(-math.log10(step) - 1e-9) if step < 1 else 0
        n = math.ceil(low / one / step - 1e-9)
        while n * step <= (low + span) / one + 1e-9:
            x = left + (n * step * one - low) / span * width
            tick = Text(text=number(n * step, decimals), x=x, y=base + 14, size=14)
            self.add(replace(tick, align="center", colour="ink-2"))
            n += 1

    def put_marks(self, guess: Guess, low: float, span: float) -> None:
        """Where the guess is among all values, and where the largest."""
        left, base, width = self.look.chart
        mine, end = left + (guess.mine - low) / span * width, left + width
        top = base - TALL - 8
        last = Text(text="largest", x=end, y=top - 10, bold=True, colour="pick-ink")
        self.add(Rule(x=end, y=top, dx=0, dy=base + 4 - top, width=3, colour="pick"))
        self.add(replace(last, align="right"))
        if guess.mine == guess.largest:
            return
        near = end - mine < 110
        self.add(Rule(x=mine, y=top, dx=0, dy=base + 4 - top, width=2))
        you = Text(text="you", x=mine, y=top - 10 - 18 * near, bold=True)
        self.add(replace(you, align="left" if mine - left < 16 else "center"))
        if near:
            return
        self.add(Rule(x=mine + 4, y=top + 12, dx=end - mine - 8, dy=0))
        words = f"gap {self.written(guess.largest - guess.mine)}"
        self.add(Text(text=words, x=(mine + end) / 2, y=top + 1, bold=True, align="center"))
