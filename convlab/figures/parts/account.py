"""One pixel of one map: slice × window, products, subtotals, bias, and the boxed total."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ...show import decimals_of, number
from ..base.page import Page
from ..base.style import CHANNEL, CHIPS, INK_2, cell_width, text_width
from ..base.subject import Subject
from .columns import Columns, columns
from .equation import ring_numbers
from .ranking import draw_ranking


def draw_account(page: Page, top: float, subject: Subject) -> float:
    """How the picked pixel comes about: a column for each channel if they have room, or ranked.

    Returns where it ends.
    """
    cols = columns(subject, "slice and partial map", len(subject.pixel.channels))
    cells = _cells(subject, cols)
    if cols.count > 4 or cells is None:
        return draw_ranking(page, top, subject)
    account = _Account(page, subject, cols, cells)
    y = account.head(top)
    y = account.factors(y)
    y = account.products(y + 12)
    y = account.sums(y + 10) + 10
    page.band(top, y - top)
    return y


class _Cells(NamedTuple):
    """How wide the numbers of each kind stand."""

    slices: float
    windows: float
    products: float
    beside: bool  # each slice and its window side by side, not one above the other


def _decimals(subject: Subject) -> tuple[int, int, int]:
    """Of slices, windows and products: the account's, or as few as show them exactly."""
    a, most = subject.pixel, max(2, subject.decimals)
    return decimals_of(a.weights, most), decimals_of(a.windows, most), subject.decimals


def _cells(subject: Subject, cols: Columns) -> _Cells | None:
    """Cells that hold every number; None if a column has no room for them."""
    a, (kh, kw), decimals = subject.pixel, subject.run.layer.kernel_size, _decimals(subject)
    if max(kh, kw) > 5:
        return None
    arrays = (a.weights, a.windows, a.products)
    widths = [cell_width(values, d) for values, d in zip(arrays, decimals, strict=True)]
    if cols.map_cells:
        widths = [cols.map_pixel] * 3
    if kw == kh == 1:
        widths[0] = max(44, widths[0])
    elif cols.slice_cell and not decimals[0]:
        widths[0] = cols.slice_cell
    room = cols.right(0) - cols.left(0)
    beside = (widths[0] + widths[1]) * kw + 10 <= room
    if not beside:  # so that each number stands under its own
        widths = [max(widths)] * 3
    most = room // kw
    if max(widths) > most + 4:
        return None
    slices, windows, products = (min(width, most) for width in widths)
    return _Cells(slices, windows, products, beside)


@dataclass
class _Account:
    """The account of a pixel on a page, in the columns of the grid above it."""

    page: Page
    subject: Subject
    cols: Columns
    cells: _Cells

    def __post_init__(self) -> None:
        self.pixel, self.decimals = self.subject.written, _decimals(self.subject)
        self.kh, self.kw = self.subject.run.layer.kernel_size
        self.tall = self.cols.map_pixel if self.cols.map_cells else 26  # a window's cell

    @cached_property
    def width(self) -> int:
        """Of a subtotal, and of the total: the map's, or more where the numbers need it."""
        numbers = [number(v, self.decimals[2]) for v in (*self.pixel.subtotals, self.pixel.total)]
        longest = max(text_width(text, 22, bold=True) for text in numbers)
        return max(84, self.cols.map_width, math.ceil(longest) + 10)

    def head(self, top: float) -> float:
        """Which pixel, and of how many numbers it is the sum; returns where its columns begin."""
        page, a, terms = self.page, self.pixel, self.subject.terms_text
        title = f"One pixel of map {a.out_channel}: row {a.row}, column {a.col}"
        end = page.text(0, top + 20, title, 17, bold=True)
        right = self.cols.total + self.width
        if end + 24 + text_width(terms, 14) > right:
            page.text(0, top + 44, terms, 14, INK_2)
            return top + 66
        page.text(right, top + 20, terms, 14, INK_2, align="right")
        return top + 44

    def factors(self, y: float) -> float:
        """Each slice and the window under it: side by side, or one above the other."""
        page, cells, tall = self.page, self.cells, 26.0
        if cells.slices == self.cols.slice_cell:
            tall = cells.slices
        height = max(max(self.tall, tall) * self.kh, 44)
        middle, lower = y + height / 2, y if cells.beside else y + height + 10
        window = lower + (height - self.tall * self.kh) / 2 * cells.beside
        self.name_factors(middle, window)
        for n, name in enumerate(self.pixel.channel_names):
            end = self.cols.right(n)
            right = end - cells.windows * self.kw
            left = self.cols.left(n) if cells.beside else end - cells.slices * self.kw
            place, cell = (left, middle - tall * self.kh / 2), (cells.slices, tall)
            scale, label = self.subject.slices, f"slice of {name}"
            page.cells(*place, self.pixel.weights[n], cell, scale, label, decimals=self.decimals[0])
            if cells.beside:
                between = (left + cells.slices * self.kw + right) / 2
                page.text(between, middle, "×", 15, INK_2, align="center")
            self.window(right, window, n)
        return lower + max(height * cells.beside, self.tall * self.kh)

    def name_factors(self, middle: float, window: float) -> None:
        """What the rows of slices and of windows are, at the left."""
        page = self.page
        if self.cells.beside:
            page.text(0, middle - 11, "slice ×", 14, INK_2)
            page.text(0, middle + 11, "window", 14, INK_2)
            return
        page.text(0, middle, "slice", 14, INK_2)
        room = self.cols.right(0) - self.cells.windows * self.kw - 8
        words = ["× window"] if text_width("× window", 14) <= room else ["×", "window"]
        for n, word in enumerate(words, 1):
            offset = 18 * (n - (len(words) + 1) / 2)
            page.text(0, window + self.tall * self.kh / 2 + offset, word, 14, INK_2)

    def window(self, x: float, y: float, n: int) -> None:
        """What the n-th slice sees, in its ring; hatched where that is padding of zeros."""
        page, run, cell = self.page, self.subject.run, (self.cells.windows, self.tall)
        scale = self.subject.pale_inputs if self.cols.map_cells else self.subject.inputs
        label = f"window of {self.pixel.channel_names[n]}"
        page.cells(x, y, self.pixel.windows[n], cell, scale, label, decimals=self.decimals[1])
        rows, columns = run.layer.window(self.pixel.row, self.pixel.col)
        h, w = run.x.shape[1:]
        if run.layer.padding_mode == "zeros":
            for i, j in np.ndindex(self.kh, self.kw):
                if not (0 <= rows[i] < h and 0 <= columns[j] < w):
                    page.hatch(x + j * cell[0], y + i * cell[1], *cell, over=True)
        ring_numbers(page, x, y, cell, self.subject)

    def products(self, y: float) -> float:
        """The products under their windows."""
        page, a, width, digits = self.page, self.pixel, self.cells.products, self.decimals[2]
        page.text(0, y + self.tall * self.kh / 2, "products", 14, INK_2)
        for n, name in enumerate(a.channel_names):
            right, products = self.cols.right(n), a.products[n]
            place, cell = (right - width * self.kw, y), (width, self.tall)
            label = f"products of {name}"
            page.cells(*place, products, cell, self.subject.parts, label, decimals=digits)
        return y + self.tall * self.kh

    def sums(self, y: float) -> float:
        """Subtotals under the partial maps, the bias, and the total in its box under the map."""
        page, a, cols, subject = self.page, self.pixel, self.cols, self.subject
        longest = max(text_width(name, 15, bold=True) for name in a.channel_names)
        beside = cols.left(0) + longest + 4 <= cols.right(0) - self.width
        y += 0 if beside else 22
        middle, size, digits = y + 20, (self.width, 40), self.decimals[2]
        page.text(0, middle, "sums", 14, INK_2)
        for n, (name, value) in enumerate(zip(a.channel_names, a.subtotals, strict=True)):
            x = cols.right(n) - self.width
            place = (cols.left(n), middle) if beside else (x, y - 10)
            room = None if beside else cols.width + cols.plus - 8
            page.text(*place, name, 15, CHIPS.get(name, CHANNEL), bold=True, most=room)
            label = f"subtotal of {name}"
            page.swatch((x, y, *size), value, subject.parts, label, decimals=digits)
            if n + 1 < len(a.channels):
                page.sign(cols.sign(n), middle, "+", strong=True)
        if a.bias is not None:
            page.sign(cols.sign(cols.count - 1), middle, "+", strong=True)
            page.pill(cols.bias, middle, number(a.bias, digits))
        page.sign(cols.equals, middle, "=", strong=True)
        box = cols.total, y, *size
        page.swatch(box, a.total, subject.maps, "total", decimals=digits, total=True)
        return y + 42
