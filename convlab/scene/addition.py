"""Rows that are read as an addition: the layer, and what it is taken for, in the same columns.

The browser's is ``static/scene/addition.js``; a saved picture has its widest form.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..show import number
from .board import CHIPS, Board, width_of
from .boxes import Absent, Align, Box, Cells, Chip, Ground, Legend, Map, Pill, Ring, Swatch, Text
from .colours import Colour, Scale
from .context import SceneContext
from .inputs import NUMBER, put_input, put_input_numbers, put_input_range
from .maps import Placement, Square, centre_map, snap
from .picture import LegendOf
from .rings import ring_pixel

WIDTH, LEFT = 904, 8  # of the board, whose rows bleed to both edges; and the margin
TOP = 4  # the room that a ring needs above a picture
RESULT, INPUT, SLICE, PHOTO = 100, 104, 66, 52  # the sides of maps and slices
SUM = 32  # how high a sum is
LABEL, SIGN, BIAS = 60, 30, 56  # how wide the columns beside the channels' are


class Column(NamedTuple):
    """One channel, or all those without a column of their own."""

    name: str
    channels: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Term:
    """What stands in a column: a slice and its map, or a picture that is read in their place."""

    slice: np.ndarray | None = None
    map: np.ndarray | None = None
    grey: np.ndarray | None = None
    note: str = ""


@dataclass(frozen=True, eq=False)
class Row:
    """Terms, the signs after them, and what they come to: a map, or three taken for a picture."""

    name: tuple[str, str]
    terms: list[Term | None]
    signs: list[str]
    bias: float | None
    maps: np.ndarray  # (1, h, w), or (3, h, w)
    colours: Scale
    wins: bool = False  # whether the largest alone counts
    divided: int = 1
    strong: bool = False
    label: str = ""

    def values(self, row: int, col: int) -> list[float | None]:
        """The number of each term at a place."""
        maps = [None if term is None else term.map for term in self.terms]
        return [None if one is None else float(one[row, col]) for one in maps]

    def counts(self, row: int, col: int) -> list[bool]:
        """Which of them are in the sum."""
        values = self.values(row, col)
        most = max((value for value in values if value is not None), default=None)
        first = values.index(most)
        return [
            value is not None and (not self.wins or i == first) for i, value in enumerate(values)
        ]

    def sum(self, row: int, col: int) -> tuple[list[float], float] | None:
        """What is added at a place, and its total; what is divided is rounded once, as a whole."""
        if len(self.maps) > 1:
            return None
        both = zip(self.values(row, col), self.counts(row, col), strict=True)
        parts = [value for value, counts in both if counts and value is not None]
        parts = [sum(parts)] if self.divided > 1 else parts
        biases = [] if self.bias is None else [self.bias]
        return [*parts, *biases], float(self.maps[0, row, col])


@dataclass(frozen=True)
class Look:
    """How a slice is written: with figures, where they have room."""

    cell: float
    tall: float
    size: float
    figures: bool


class Addition:
    """Rows on a board.

    Parameters
    ----------
    context : SceneContext
        The kernel alone, and the picked place; its decimals of maps are those of the account.
    columns : list of Column
    photo : (3, h, w), optional
    rounding : dict
        What the sum of a row lacks as printed, by its label.
    """

    def __init__(
        self,
        context: SceneContext,
        columns: list[Column],
        photo: np.ndarray | None,
        rounding: dict[str, float],
    ) -> None:
        self.context, self.columns, self.photo = context, columns, photo
        self.layer, self.state, self.ratio = context.layer, context.state, context.ratio
        self.has_bias = context.layer.has_bias
        self.rounding = rounding
        self.board = Board()
        self.add = self.board.add

    # --- where things stand ------------------------------------------------------------------

    @property
    def besides(self) -> bool:
        """Whether a map stands right of its slice, or below it."""
        return len(self.columns) <= 3

    @property
    def gap(self) -> float:
        """Between two columns, for a sign."""
        return 30 if self.besides else 24

    @cached_property
    def cell(self) -> float:
        """The width of a column."""
        count = len(self.columns)
        end = 2 * SIGN + RESULT + (BIAS if self.has_bias else -SIGN)
        room = WIDTH - 2 * LEFT - LABEL - end
        return min(184 if self.besides else RESULT, (room - (count - 1) * self.gap) // count)

    @cached_property
    def look(self) -> Look:
        """Of slices."""
        layer, decimals = self.layer, self.context.decimals.weights
        if layer.kh * layer.kw == 1:
            return Look(44, 44, 18, True)
        most = 96 if self.besides else self.cell
        weights = [layer.slice(0, channels[0]) for _, channels in self.columns]
        widest = max(width_of(number(float(v), decimals)) for v in np.ravel(weights))
        wanted = max(22, -(-widest // 1) + (6 if decimals else 1))
        figures = layer.kh <= 5 and wanted * layer.kw <= max(most, SLICE)
        block = max(1, min(SLICE, most) // max(layer.kh, layer.kw))
        cell = min(wanted, most // layer.kw) if figures else block
        tall = min(22, cell) if figures else block
        return Look(cell, tall, 13 if cell < 22 else 15, figures)

    @property
    def slice_size(self) -> tuple[float, float]:
        """Width and height of a slice."""
        return self.look.cell * self.layer.kw, self.look.tall * self.layer.kh

    @property
    def map(self) -> float:
        """The side of a partial map; 0 if it is one number."""
        if self.layer.oh * self.layer.ow == 1:
            return 0
        return min(RESULT, self.cell - self.slice_size[0] - 8) if self.besides else self.cell

    @property
    def body(self) -> float:
        """How high slices and maps are."""
        tall = self.slice_size[1]
        if self.besides:
            return max(self.map, tall)
        return tall + (8 + self.map if self.map else 0)

    def x(self, i: int) -> float:
        """Where column i begins."""
        return LEFT + LABEL + i * (self.cell + self.gap)

    @property
    def last(self) -> float:
        """Where the last column ends."""
        return self.x(len(self.columns) - 1) + self.cell

    @property
    def bias_x(self) -> float:
        """The middle of the biases."""
        return self.last + SIGN + BIAS / 2

    @property
    def result_x(self) -> float:
        """Where the maps begin that rows come to."""
        return self.bias_x + BIAS / 2 + SIGN if self.has_bias else self.last + SIGN

    # --- the head ----------------------------------------------------------------------------

    def put_head(self, legends: list[LegendOf], y: float) -> float:
        """The photo and the channels; returns where the head ends."""
        side = INPUT if self.besides else self.cell
        top = y if self.besides else y + 34
        for i, column in enumerate(self.columns):
            x = self.x(i)
            if self.besides:
                left = x + self.cell - (self.map or side) / 2 - side / 2
                self._put_channel(column, (left, top, side))
                self._put_name(column, x, top + 42, left - x - 6, below=True)
            else:
                self._put_channel(column, (x, top, side))
                self._put_name(column, x, y, self.cell, below=False)
        bottom = top + side
        self._put_photo(bottom - PHOTO)
        first = bottom - INPUT + (0 if len(legends) > 1 else 42)
        for i, legend in enumerate(legends):
            at = first + 56 * i
            self.add(_quiet(legend.words, self.result_x, at + 6, most=RESULT))
            self.add(Legend(x=self.result_x, y=at + 18, w=RESULT, colours=legend.colours))
        return bottom + 16

    def _put_channel(self, column: Column, square: Square) -> None:
        if len(column.channels) > 1:
            return
        (x, y, side), (c, *_) = square, column.channels
        _, h, w = self.layer.x_shape
        if self.context.whole and max(h, w) * NUMBER <= side + 8:
            left, top = x + (side - w * NUMBER) / 2, y + (side - h * NUMBER) / 2
            put_input_numbers(self.board, self.context, c, left, top)
        else:
            put_input(self.board, self.context, c, square)

    def _put_name(self, column: Column, x: float, y: float, w: float, *, below: bool) -> None:
        chip = CHIPS.get(column.name)
        words = f"channel {column.channels[0]}" if chip else column.name
        name = Text(text=words, x=x, y=y + (44 if below else 13), size=14, colour="channel", max=w)
        if chip:
            letter, colour = chip
            self.add(Chip(x=x, y=y, text=letter, colour=colour))
            if not below:
                name = replace(name, x=x + 32, max=w - 32)
        if not chip or below or w >= 90:
            self.add(name)

    def _put_photo(self, y: float) -> None:
        if self.photo is None:
            put_input_range(self.board, self.context, LEFT, y + PHOTO - 44)
            return
        self.add(_quiet("photo", LEFT, y - 14))
        square = LEFT, y, PHOTO
        centre_map(self.board, self.photo, Scale("rgb", 0, 1), square, self.ratio, label="photo")

    # --- a row -------------------------------------------------------------------------------

    def put_row(self, row: Row, y: float) -> float:
        """A row; returns where it ends."""
        top = y + 8
        sums = top + self.body + 6
        missing = self.rounding.get(row.label, 0)
        bottom = sums + SUM + (30 if missing else 10)
        if row.strong:
            self.add(Ground(x=0, y=y, w=WIDTH, h=bottom - y, colour="pick-ground"))
        middle = top + self.body / 2 if self.besides else sums - 6 - self.map / 2
        for i, name in enumerate(row.name):
            line = middle + 21 * (i - 0.5)
            self.add(Text(text=name, x=LEFT, y=line, bold=True, max=52))
        for i in range(len(row.terms)):
            self._put_term(row, i, top, sums)
            at = self.x(i) + self.cell + self.gap / 2
            for line in self._sign_lines(row, middle, sums):
                self._put_sign(row, row.signs[i], at, self.gap, line)
        self._put_bias(row, middle, sums)
        self._put_result(row, middle, sums)
        if missing:
            words = f"rounding {number(missing, self.context.decimals.maps)}"
            self.add(_quiet(words, self.result_x + RESULT, sums + SUM + 14, "right"))
        return bottom

    def _sign_lines(self, row: Row, middle: float, sums: float) -> list[float]:
        if not self.map:
            return [sums + SUM / 2]
        return [middle] if "∗" in row.signs else [middle, sums + SUM / 2]

    def _put_sign(self, row: Row, sign: str, x: float, w: float, y: float) -> None:
        if not sign:
            return
        word, size = len(sign) > 1, 22.0
        bold = row.strong and not word
        size = 15 if word else 26 if bold else 22
        colour: Colour = "ink" if bold else "ink-2"
        look = Text(text=sign, x=x, y=y, size=size, bold=bold, colour=colour, max=w - 2)
        self.add(replace(look, align="center"))

    def _put_term(self, row: Row, i: int, top: float, sums: float) -> None:
        x, term = self.x(i), row.terms[i]
        left = x + self.cell - self.map if self.besides else x + (self.cell - self.map) / 2
        up = top + (self.body - self.map) / 2 if self.besides else top + self.body - self.map
        if term is None:
            middle = top + self.body / 2 if self.besides else up + self.map / 2
            self.add(Absent(x=x + self.cell / 2, y=middle))
            return
        faded = not self.counts(row)[i] and row.wins
        wide, tall = self.slice_size
        spare = max(0, SLICE - wide) if self.besides else self.cell - wide
        corner = x + spare / 2, top + (self.body - tall) / 2 if self.besides else top
        if term.slice is not None:
            self.add(self._slice(term.slice, corner, f"{row.label}: slice {i}"))
        if term.note:
            middle = corner[0] + wide / 2 if self.besides else x + self.cell / 2
            note = _quiet(term.note, middle, corner[1] + tall / 2, "center")
            self.add(replace(note, max=84 if self.besides else self.cell))
        self._put_term_map(row, i, (left, up, self.map), faded=faded)
        value = row.values(self.state.row, self.state.col)[i]
        if value is not None:
            w = self.map or self.cell
            at = left if self.besides and self.map else x + (self.cell - w) / 2
            box = self._swatch(row, value, (at, sums, w), row.divided)
            self.add(replace(box, faded=faded))

    def _slice(self, values: np.ndarray, corner: tuple[float, float], label: str) -> Cells:
        look, (x, y) = self.look, corner
        return Cells(
            x=x,
            y=y,
            values=values,
            colours=self.context.limits.slices,
            cell=look.cell,
            tall=None if look.tall == look.cell else look.tall,
            size=look.size,
            bold=self.layer.kh * self.layer.kw == 1,
            decimals=self.context.decimals.weights,
            blocks=not look.figures,
            label=label,
        )

    def counts(self, row: Row) -> list[bool]:
        """Which terms of a row are in its sum at the picked place."""
        return row.counts(self.state.row, self.state.col)

    def _put_term_map(self, row: Row, i: int, square: Square, *, faded: bool) -> None:
        term = row.terms[i]
        if not self.map or term is None:
            return
        if term.grey is not None:
            scale = self.context.limits.input
            centre_map(self.board, term.grey, scale, square, self.ratio, label="grey")
        if term.map is not None:
            self._put_map(term.map, row.colours, square, f"{row.label}: map {i}", faded=faded)

    def _put_map(
        self,
        data: np.ndarray,
        colours: Scale,
        square: Square,
        label: str,
        *,
        faded: bool = False,
    ) -> None:
        if self.context.whole and max(data.shape) * 24 <= (self.map or RESULT):
            at = self._put_figures(data, colours, square, label, faded=faded)
        else:
            board = Board()
            at = centre_map(board, data, colours, square, self.ratio, faded=faded, label=label)
            (drawn,) = board.boxes
            assert isinstance(drawn, Map)
            self.add(replace(drawn, marks=True))
        found = ring_pixel(at, self.state.row, self.state.col)
        self.add(replace(found, width=1.5, halo=1) if at.scale < 4 else found)

    def _put_figures(
        self,
        data: np.ndarray,
        colours: Scale,
        square: Square,
        label: str,
        *,
        faded: bool,
    ) -> Placement:
        """Few whole numbers, written out in the middle of a square."""
        (h, w), (x, y, side) = data.shape, square
        cell = min(NUMBER, side // max(h, w))
        at = Placement(x + (side - w * cell) / 2, y + (side - h * cell) / 2, cell)
        look = Cells(x=at.x, y=at.y, values=data, colours=colours, cell=cell, label=label)
        self.add(replace(look, faded=faded))
        return at

    def _swatch(
        self, row: Row, value: float, place: tuple[float, float, float], divided: int = 1
    ) -> Swatch:
        x, y, w = place
        words = number(value * divided, self.context.decimals.maps)
        return Swatch(
            x=x,
            y=y,
            w=w,
            h=SUM,
            value=value,
            text=f"{words} ÷ {divided}" if divided > 1 else words,
            colours=row.colours,
            size=17 if w < 80 or divided > 1 else 20,
        )

    def _put_bias(self, row: Row, middle: float, sums: float) -> None:
        if not self.has_bias or len(row.maps) > 1:
            return
        decimals = self.context.decimals
        lines = [(middle, decimals.biases)] if self.map else []
        for y, digits in [*lines, (sums + SUM / 2, decimals.maps)]:
            self._put_sign(row, "+", self.last + SIGN / 2, SIGN, y)
            self.add(Pill(text=number(row.bias or 0, digits), x=self.bias_x, y=y, max=56))

    def _put_result(self, row: Row, middle: float, sums: float) -> None:
        x = self.result_x
        square = x, snap(middle - RESULT / 2, self.ratio), RESULT
        if len(row.maps) > 1:
            self._put_picture(row, square, sums)
            return
        for y in [middle, sums + SUM / 2] if self.map else [sums + SUM / 2]:
            self._put_sign(row, "=", x - SIGN / 2, SIGN, y)
        if self.map:
            self._put_map(row.maps[0], row.colours, square, row.label)
        total = float(row.maps[0, self.state.row, self.state.col])
        self.add(self._swatch(row, total, (x, sums, RESULT)))
        if row.strong:
            self.add(Ring(x=x, y=sums, w=RESULT, h=SUM, width=3, halo=1.5))

    def _put_picture(self, row: Row, square: Square, sums: float) -> None:
        ends = Scale("rgb", float(row.maps.min()), float(row.maps.max()))
        centre_map(self.board, row.maps, ends, square, self.ratio, label=row.label)
        middle = square[0] + RESULT / 2, sums + SUM / 2
        words = f"{len(row.maps)} numbers"
        box = Text(text=words, x=middle[0], y=middle[1], size=17, bold=True)
        self.add(replace(box, align="center"))

    @property
    def boxes(self) -> list[Box]:
        """All that is on the board."""
        return self.board.boxes


def _quiet(
    words: str, x: float, y: float, align: Align = "left", *, most: float | None = None
) -> Text:
    return Text(text=words, x=x, y=y, size=14, align=align, colour="ink-2", max=most)
