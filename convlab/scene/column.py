"""The picked kernel on a phone, downwards: a line for each channel.

Of more than eight three are opened, and all others have one line. Its terms stand one below the
other, the total under a rule. The browser's is ``static/scene/column.js``.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from ..show import number
from .account import SUM, Cell, Span, legends_of, put_factors
from .board import CHIPS
from .boxes import Absent, Cells, Chip, Ground, Legend, Pill, Ring, Rule, Text
from .colours import Numbers, Scale
from .context import Account, SceneContext, parts_of
from .inputs import put_input, put_input_numbers, put_input_range
from .maps import Placement, Square, centre_map, feature_map
from .others import Bars, OthersScene
from .picture import Scene
from .rings import ring_pixel
from .thumbs import put_thumbs

WIDTH, RIGHT = 390, 378
TABS = 76  # the height of the kernels to choose from
SUMS = 88  # the width of a sum
GAP = 22  # the room for a plus
LEAST = 17  # of a cell that holds a small whole number
MOST = 8  # channels: of more three are opened; and kernels to choose from above
BARS, WIDE, WIDEST = 12, 170, 24  # where others' bars begin, their width, the most of one


def tabs_near(context: SceneContext) -> range:
    """Eight kernels, the picked one among them."""
    first = context.state.out_channel // MOST * MOST
    return range(first, min(first + MOST, context.layer.out_channels))


class Column(OthersScene):
    """The scene of one kernel of a layer, 390 wide."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.kernels = [*self.shown] or [*range(self.layer.out_channels)]
        self.first, self.end = self.layer.range(self.state.out_channel)

    def build(self) -> Scene:
        """Kernels to choose from, lines, the total, one sum taken apart."""
        y = self.put_column()
        if self.shown:
            y = put_thumbs(self.board, self.context, y + 4, WIDTH)
        if self.state.pinned and not self.has_others:
            y = self.put_pinned(y)
        return Scene(WIDTH, y, self.board.boxes)

    def put_column(self) -> float:
        """All of it but the pinned pixel; returns where it ends."""
        y = self.put_tabs() if self.context.most[0] > 1 else 0
        ground = Ground(x=0, y=y, w=WIDTH, h=0, colour="pick-ground")
        at = len(self.board.boxes)
        self.add(ground)
        self.put_heads(y)
        bottom = self.put_lines(y + 66)
        bottom = self.put_end(bottom)
        bottom = self.put_apart(bottom)
        self.board.boxes[at] = replace(ground, h=bottom - y)
        return bottom

    # --- where things stand ------------------------------------------------------------------

    @property
    def has_others(self) -> bool:
        """Whether there are so many channels that few are opened."""
        return self.context.most[1] > MOST

    @cached_property
    def cell(self) -> float:
        """The side of a cell, where maps and inputs are few whole numbers, written out; or 0."""
        layer = self.layer
        cells = layer.plane(0).shape[1] + layer.kw + layer.ow
        side = float(min(28, 240 // cells))
        fits = side >= LEAST and not self.has_others
        return side if self.context.whole and fits else 0

    @property
    def is_long(self) -> bool:
        """Whether there are so many channels that their lines are lower."""
        return 3 < self.context.most[1] <= MOST

    @property
    def input(self) -> float:
        """The side of an input."""
        return 60 if self.is_long else 78

    @property
    def map(self) -> float:
        """The side of a partial map."""
        return 60 if self.is_long else 75

    @property
    def line(self) -> float:
        """The height of a channel's line without the plus below it."""
        if self.cell:
            rows = max(self.layer.plane(0).shape[0], self.layer.kh, self.layer.oh)
            return float(max(40, rows * self.cell))
        return self.input

    @property
    def slice_cell(self) -> Cell:
        """Width and height of a slice's cell."""
        if self.cell:
            return Cell(self.cell, self.cell)
        kh, kw = self.layer.kh, self.layer.kw
        if kh == kw == 1:
            return Cell(40, 40)
        side = 60 / max(kh, kw)
        return Cell(side, side)

    @property
    def slice_x(self) -> float:
        """The middle of the slices."""
        if not self.cell:
            return 159
        wide = self.layer.plane(0).shape[1] * self.cell
        return float(30 + wide + 18 + self.layer.kw * self.cell / 2)

    @property
    def map_x(self) -> float:
        """The middle of the partial maps."""
        if not self.cell:
            return 241
        return float(self.slice_x + (self.layer.kw + self.layer.ow) * self.cell / 2 + 18)

    @property
    def sum_x(self) -> float:
        """The middle of the sums."""
        return RIGHT - self.sum_width / 2

    @property
    def sum_width(self) -> float:
        """Of a sum."""
        return 64 if self.cell else SUMS

    # --- kernels to choose from ----------------------------------------------------------------

    def put_tabs(self) -> float:
        """Every kernel with its map; returns where they end."""
        count = min(8, self.context.most[0])
        pitch = min(91.5, (WIDTH - 24) / count)
        for i, o in enumerate(self.kernels):
            self.put_tab(o, 12 + i * pitch, pitch)
        return TABS

    def put_tab(self, o: int, x: float, wide: float) -> None:
        """Kernel o: its number and its map, beside or below it."""
        here = o == self.state.out_channel
        if here:
            self.add(Ground(x=x, y=0, w=wide, h=TABS, colour="pick-ground"))
        size = 20 if here else 17
        if wide < 84:
            label = Text(text=str(o), x=x + wide / 2, y=14, size=size, align="center")
            square = x + (wide - 40) / 2, 28, 40
        else:
            label = Text(text=str(o), x=x + 12, y=38, size=size + 3)
            square = x + 36, 13, 50
        self.add(replace(label, bold=here, colour="kernel"))
        data, scale = self.layer.map(o), self.limits.maps
        marks, ratio = self.context.is_changed(o), self.context.ratio
        centre_map(self.board, data, scale, square, ratio, marks=marks, label=f"map {o}")

    # --- lines ---------------------------------------------------------------------------------

    def put_heads(self, y: float) -> None:
        """Which kernel and which pixel, and what stands in the columns."""
        state = self.state
        name = Text(text=f"kernel {state.out_channel}", x=12, y=y + 22, size=17, bold=True)
        self.add(replace(name, colour="kernel"))
        place = self.layer.place_words(state.row, state.col)
        self.add(Text(text=place, x=102, y=y + 22, colour="pick-ink", max=180))
        look = Text(text="", x=0, y=y + 54, size=14, align="center", colour="ink-2")
        if not self.cell:
            self.add(replace(look, text="input", x=77))
        self.add(replace(look, text="slice", x=self.slice_x))
        if self.has_maps:
            words = "running sum" if self.is_running else "partial map"
            self.add(replace(look, text=words, x=self.map_x))
        if not self.is_alone:
            self.add(replace(look, text="sum", x=self.sum_x))

    @property
    def has_maps(self) -> bool:
        """Whether partial maps are shown."""
        return parts_of(self.state.view, beside=True)[1] and not self.is_alone

    @property
    def is_running(self) -> bool:
        """Whether it is running sums that are shown."""
        return self.state.view == "running sum"

    def put_lines(self, y: float) -> float:
        """A line for each channel, and a plus between two; returns where the bias stands."""
        if self.has_others:
            return self.put_few_lines(y)
        o = self.state.out_channel
        for c in range(self.layer.in_channels):
            if not self.first <= c < self.end:
                self.put_absent(c, y)
                y += 30
                continue
            self.put_line(self.accounts[c - self.first], y)
            y += self.line + GAP
            self.put_given_name(c, y - GAP / 2)
            if c < self.end - 1:
                self.put_plus(y - GAP / 2, self.is_waiting(o, c + 1))
        return y if self.end == self.layer.in_channels else y + GAP

    def put_few_lines(self, y: float) -> float:
        """A line for each channel that is opened, and one for all others; where the bias stands."""
        after = [*self.opened[1:], *self.others[:1]]
        for i, c in enumerate(self.opened):
            self.put_line(self.accounts[c], y)
            y += self.line + GAP
            self.put_given_name(c, y - GAP / 2)
            if i < len(after):
                self.put_plus(y - GAP / 2, self.is_waiting(self.o, after[i]))
        if not self.others:
            return y
        self.put_others(y)
        return y + self.line + GAP

    def put_others(self, y: float) -> None:
        """A bar for each of all other channels, the sum of their maps, and what they add."""
        words, side = f"{len(self.others):,} more: one bar each", self.map
        look = Text(text=words, x=BARS, y=y - GAP / 2, size=14, colour="channel", max=WIDE)
        self.add(look)
        (low, high), middle = self.levels(self.o), y + self.line / 2
        pitch = min(WIDEST, WIDE / (self.context.most[1] - len(self.opened)))
        end = (self.map_x - side / 2 if self.has_maps else RIGHT - self.sum_width) - 20
        unit, top = side / ((high - low) or 1), middle - side / 2
        self.put_bars(Bars(self.o, BARS, top, side, unit, pitch, end))
        if self.has_maps:
            self.put_sign("=", self.map_x - side / 2 - 9, middle, False)
            self.put_others_map(self.o, (self.map_x - side / 2, top, side))
        self.put_others_sum((RIGHT - self.sum_width, middle - 22, self.sum_width, 44), 22)

    def put_plus(self, y: float, waits: bool) -> None:
        """Between two maps, and between two sums."""
        if self.has_maps and not self.is_running:
            self.put_sign("+", self.map_x, y, True, waits, 22)
        self.put_sign("+", self.sum_x, y, True, waits, 22)

    def put_absent(self, c: int, y: float) -> None:
        """A channel that the kernel does not read: its place stays, with a dot for its slice."""
        self.put_name(c, y + 13)
        centre_map(
            self.board,
            self.layer.channel(c),
            self.limits.input,
            (64, y, 26),
            self.context.ratio,
            faded=c in self.layer.muted,
            label=f"channel {c}",
        )
        self.add(Absent(x=self.slice_x, y=y + 13))

    def put_name(self, c: int, y: float) -> None:
        """The letter of a channel, or its number."""
        chip = CHIPS.get(self.context.name_of(c))
        if chip and not self.cell:
            letter, colour = chip
            hollow = c in self.layer.muted
            self.add(Chip(x=8, y=y - 13, text=letter, colour=colour, hollow=hollow))
            return
        look = Text(text=str(c), x=17, y=y, bold=True, align="center", colour="channel")
        here = c == self.inspected.c
        self.add(replace(look, colour="pick-ink") if here else look)

    def put_given_name(self, c: int, y: float) -> None:
        """Below a line, what its channel is called, if it has a name and no letter."""
        name = self.context.name_of(c)
        if name in CHIPS or name == f"channel {c}":
            return
        look = Text(text=name, x=12, y=y, size=14, colour="channel", max=128)
        self.add(replace(look, colour="pick-ink") if c == self.inspected.c else look)

    def put_line(self, one: Account, y: float) -> None:
        """Input × slice = partial map, and what it adds at the picked pixel."""
        c, o, middle = one.c, self.state.out_channel, y + self.line / 2
        faded = self.is_faded(one)
        self.put_name(c, middle)
        if self.cell:
            high = self.layer.plane(0).shape[0] * self.cell
            put_input_numbers(self.board, self.context, c, 30, middle - high / 2, self.cell)
        else:
            put_input(self.board, self.context, c, (77 - self.input / 2, y, self.input))
        wide, tall = self.slice_cell
        w, h = wide * self.layer.kw, tall * self.layer.kh
        x = self.slice_x - w / 2
        self.put_sign("×", x - 9, middle, False, faded)
        self.put_slice(o, c, x, middle - h / 2)
        side = self.layer.ow * self.cell if self.cell else self.map
        if self.has_maps:
            sign = "→" if self.is_running else "="
            self.put_sign(sign, self.map_x - side / 2 - 9, middle, False, faded)
            self.put_part(o, c, middle, side)
        elif not self.cell and not self.is_alone:
            self.put_sign("→", self.map_x, middle, False, faded)
        if self.is_alone:
            return
        box = RIGHT - self.sum_width, middle - 22, self.sum_width, 44
        self.put_sum(one, box)
        if one is self.inspected:
            frame = Ring(x=box[0], y=box[1], w=box[2], h=box[3], halo=0.5, colour="ink")
            self.add(frame)

    def put_slice(self, o: int, c: int, x: float, y: float) -> None:
        """The numbers of a slice, or their colours where numbers have no room."""
        cell, figures = self.slice_cell, self.context.decimals.weights
        size = 22 if self.layer.kh == self.layer.kw == 1 else min(15, cell.tall - 2)
        blocks = cell.wide < (28 if figures else 15)
        self.put_weights(o, c, (x, y), cell, size=size, blocks=blocks)

    def put_part(self, o: int, c: int, middle: float, side: float) -> None:
        """A partial map or running sum; an outline while it waits."""
        high = self.layer.oh * self.cell if self.cell else side
        x, y = self.map_x - side / 2, middle - high / 2
        if not self.put_gap(o, c, x, y, side, high):
            data, scale, marks, label = self.part(o, c)
            self.put_map(data, scale, (x, y, side), self.cell, marks, label)

    def put_map(
        self,
        data: Numbers,
        scale: Scale,
        square: Square,
        cell: float,
        marks: bool,
        label: str,
    ) -> None:
        """A map as a picture, or as numbers in cells, ringed at the picked pixel."""
        (x, y, _), (row, col) = square, (self.state.row, self.state.col)
        if cell:
            size = min(16, cell - 3)
            look = Cells(x=x, y=y, values=data, colours=scale, cell=cell, size=size, label=label)
            self.add(look)
            at = Placement(x, y, cell)
        else:
            ratio = self.context.ratio
            at = centre_map(self.board, data, scale, square, ratio, marks=marks, label=label)
        if label.startswith("map "):
            self.placed[self.state.out_channel] = at
        self.add(ring_pixel(at, row, col))

    # --- the total -----------------------------------------------------------------------------

    def put_end(self, y: float) -> float:
        """The bias, a rule, the total, the map; returns where it ends."""
        layer, o, waits = self.layer, self.state.out_channel, self.state.step >= 0
        if layer.has_bias and not self.is_alone:
            middle = y + 14
            self.put_plus(y - GAP / 2, waits)
            self.add(Text(text="bias", x=self.slice_x, y=middle, align="center", colour="bias"))
            if self.has_maps and not self.is_running:
                text = number(layer.bias(o), self.context.decimals.biases)
                self.add(Pill(text=text, x=self.map_x, y=middle, max=75, faded=waits))
            self.put_bias(self.sum_x, middle, self.sum_width)
            y += 36
        left = self.map_x - 38 if self.has_maps else self.sum_x - 50
        self.add(Rule(x=left, y=y, dx=RIGHT - left, dy=0, width=2))
        self.put_sign("=", self.sum_x, y + 18, True)
        wide, high = self.sum_width, 46
        self.put_total((RIGHT - wide, y + 36, wide, high))
        self.put_sign("←", RIGHT - wide - 20, y + 36 + high / 2, False)
        for i, words in enumerate(("this pixel", f"of map {o}")):
            look = Text(text=words, x=RIGHT, y=y + 104 + 20 * i, align="right", colour="pick-ink")
            self.add(look)
        bottom = self.put_feature_map(y + 14)
        return self.put_legends(bottom + 10)

    def put_feature_map(self, y: float) -> float:
        """The picked feature map; returns where it ends."""
        o, layer = self.state.out_channel, self.layer
        data, scale = feature_map(self.context, o), self.limits.maps
        cell = min(28, 200 / max(layer.ow, layer.oh)) if self.cell else 0
        marks = self.context.is_changed(o)
        self.put_map(data, scale, (38, y, 200), cell, marks, f"map {o}")
        return y + max(120, layer.oh * cell) if cell else y + 200

    def put_legends(self, y: float) -> float:
        """The scales; returns where they end."""
        legends = legends_of(self.limits)
        for legend in legends:
            words = legend.words if len(legends) > 1 else "every map, one scale"
            self.add(Legend(x=38, y=y, w=150, colours=legend.colours, beyond=legend.beyond))
            self.add(Text(text=words, x=202, y=y + 7, colour="ink-2", max=176))
            y += 40
        return y

    def put_apart(self, y: float) -> float:
        """The sum in the ink frame, taken apart; returns where it ends."""
        one = self.inspected
        self.add(Rule(x=12, y=y, dx=RIGHT - 12, dy=0, colour="rule"))
        self.put_channel_name(12, y + 22, 120)
        put_input_range(self.board, self.context, 12, y + 148)
        span = Span(12, y + 44, 106, 24)
        put_factors(self.board, self.context, one, self.decimals, span)
        self.put_added(one, RIGHT - 184, y + 154, 184)
        return y + 154 + SUM + 12
