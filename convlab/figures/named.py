"""One kernel's row with a word on every part of it."""

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from ..show import number
from ..sizes import ShapeError
from .base.page import Page, new_page
from .base.style import BIAS, CHANNEL, INK, INK_2, KERNEL, PICK_INK, Scale
from .base.subject import Subject

CELL, ARROW, PLUS = 30, 34, 56  # a number; room for → and for +
INPUTS = 28  # where the channels begin


def draw_named_parts(subject: Subject) -> Figure:
    """Channels; slices and partial maps; products and subtotals: each part with its name."""
    _check_small(subject)
    count = len(subject.run.x)
    with new_page(f"{subject.run.layer.parameters_text}\n{subject.account}") as page:
        parts = _Parts(page, subject)
        for c in range(count):
            parts.channel(c)
            parts.slice(c)
            parts.subtotal(c)
            for y in (parts.slices, parts.products):
                plus = parts.left(c + 1) - PLUS / 2 + 10 * (c == count - 1)
                page.sign(plus, y + parts.half, "+", strong=True)
        parts.kernel(count)
        parts.sums(parts.left(count) + 24)
    return page.figure


def _check_small(subject: Subject) -> None:
    """Refuse a layer whose numbers cannot all be written down."""
    run = subject.run
    arrays = [run.x, run.weight, *([] if run.bias is None else [run.bias])]
    whole = all((array % 1 == 0).all() for array in arrays)
    if len(run.weight) > 1 or not 2 <= len(run.x) <= 3 or max(run.x.shape[1:]) > 4 or not whole:
        raise ShapeError(
            f"x has shape {run.x.shape} and weight {run.weight.shape}, but the figure holds one "
            "kernel on 2 or 3 channels of up to 4×4, in whole numbers: show a part of it, rounded"
        )


@dataclass
class _Parts:
    """The parts of one kernel's row on a page, in three lines."""

    page: Page
    subject: Subject

    def __post_init__(self) -> None:
        run = self.subject.run
        self.a = self.subject.pixel
        self.kh, self.kw = run.layer.kernel_size
        self.slices = INPUTS + run.x.shape[1] * CELL + 70  # where the lines begin
        self.products = self.slices + self.kh * CELL + 100
        self.half = self.kh * CELL / 2

    def left(self, c: int) -> float:
        """Where column c begins."""
        run = self.subject.run
        numbers: int = max(run.x.shape[2] * CELL, (self.kw + run.output.shape[2]) * CELL + ARROW)
        return c * (numbers + PLUS)

    def map(self, x: float, y: float, values: np.ndarray, scale: Scale, label: str) -> None:
        """A map with the picked pixel."""
        self.page.cells(x, y, values, CELL, scale, label)
        self.page.ring_place(x, y, CELL, self.a.row, self.a.col)

    def channel(self, c: int) -> None:
        """An input channel with its window."""
        page, x, left = self.page, self.subject.run.x[c], self.left(c)
        page.words(left, INPUTS - 18, [("channel ", CHANNEL, True), (f"x[{c}]", INK_2, False)])
        page.cells(left, INPUTS, x, CELL, self.subject.pale_inputs, f"x[{c}]")
        self.subject.ring_window(page, left, INPUTS, CELL)
        window = left + self.a.col * CELL, INPUTS + len(x) * CELL + 16
        page.text(*window, "window", 15, PICK_INK, bold=True)

    def slice(self, c: int) -> None:
        """A slice and the partial map that it makes of its channel."""
        page, subject, x, y = self.page, self.subject, self.left(c), self.slices
        weight, part = subject.run.weight[0, c], subject.run.contributions[0, c]
        page.text(x, y - 16, "slice", 15, KERNEL, bold=True)
        page.cells(x, y, weight, CELL, subject.slices, f"weight[0, {c}]")
        x += self.kw * CELL + ARROW
        page.text(x - ARROW / 2, y + self.half, "→", 15, INK_2, align="center")
        y += self.half - len(part) * CELL / 2
        page.text(x, y - 16, "partial map", 15, INK, bold=True)
        self.map(x, y, part, subject.parts, f"partial map {c}")

    def subtotal(self, c: int) -> None:
        """The products under the window, and their sum."""
        page, subject, x, y = self.page, self.subject, self.left(c), self.products
        page.text(x, y - 16, "products", 15, INK, bold=True)
        page.cells(x, y, self.a.products[c], CELL, subject.parts, f"products {c}")
        x += self.kw * CELL + ARROW
        middle, value = y + self.half, self.a.subtotals[c]
        page.text(x - ARROW / 2, middle, "→", 15, INK_2, align="center")
        page.text(x, middle - 38, "subtotal", 15, INK, bold=True)
        box = x, middle - 20, max(subject.run.output.shape[2] * CELL, 52), 40
        page.swatch(box, value, subject.parts, f"subtotal {c}")

    def kernel(self, count: int) -> None:
        """A bracket under all slices: together they are the kernel."""
        page, width, y = self.page, self.kw * CELL, self.slices + self.kh * CELL + 12
        for c in range(count):
            page.box(self.left(c), y, width, 4, fc=KERNEL)
            page.box(self.left(c) + width / 2 - 1, y, 2, 20, fc=KERNEL)
        page.box(width / 2 - 1, y + 18, self.left(count - 1) + 2, 2, fc=KERNEL)
        words = [("kernel ", KERNEL, True), (f"weight[0]: all {count} slices", INK_2, False)]
        page.words(width / 2 + 10, y + 36, words)

    def sums(self, x: float) -> None:
        """What follows the channels in both lines: the bias, and the map or its one number."""
        page, subject, left = self.page, self.subject, x + 72
        bias, total, y = self.a.terms[-1], self.a.total, subject.run.output[0]
        for middle in (self.slices + self.half, self.products + self.half):
            page.text(x, middle - 31, "bias", 15, BIAS, bold=True, align="center")
            page.pill(x, middle, number(bias))
            page.sign(x + 44, middle, "=", strong=True)
        top = self.slices + self.half - len(y) * CELL / 2
        page.words(left, top - 16, [("feature map ", INK, True), ("y[0]", INK_2, False)])
        self.map(left, top, y, subject.maps, "y[0]")
        middle = self.products + self.half
        page.text(left, middle - 38, "one number of the map", 15, INK, bold=True)
        page.swatch((left, middle - 20, 60, 40), total, subject.maps, "total", total=True)
