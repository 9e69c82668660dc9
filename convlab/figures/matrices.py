"""A layer as loops and as matrix products: where each way puts every number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.lib.stride_tricks import sliding_window_view

from ..show import counted, number, shared_limit
from ..sizes import ShapeError
from .base.page import Page, new_page
from .base.style import CHANNEL, INK, INK_2, KERNEL, signed
from .base.subject import Subject

CELL = 28
LEFT = 76  # where the channels begin, and the kernels
LARGEST = 12  # lines of the matrices, and columns: their numbers have to be read


def draw_loops(subject: Subject) -> Figure:
    """Every product in the order in which the loops make it, a line for each number of a map."""
    _check_small(subject)
    run = subject.run
    (c_out, c_in, kh, kw), places = run.weight.shape, run.output[0].size
    if run.output.size > LARGEST:
        raise ShapeError(
            f"the maps have {run.output.size} numbers, but the figure holds {LARGEST}: "
            "pass fewer kernels or a smaller picture"
        )
    windows = sliding_window_view(run.x, (kh, kw), axis=(1, 2)).transpose(1, 2, 0, 3, 4)
    products = (windows * run.weight[:, None, None]).reshape(c_out, places, c_in * kh * kw)
    deep = counted(products.shape[2], "product")
    alt_text = (
        f"{run.output.size} numbers, one after the other, {deep} each = "
        f"{counted(products.size, 'multiply-add')}\n{subject.account}"
    )
    with new_page(alt_text) as page:
        sheet = _Sheet(page, subject)
        sheet.window_and_kernel(84)
        slices = LEFT + run.x.shape[2] * CELL + 40
        sheet.products(slices + kw * CELL + 200, 84, products)
        sheet.sum()
    return page.figure


def draw_im2col(subject: Subject) -> Figure:
    """Windows as columns, kernels as rows: their product is all feature maps, laid out flat."""
    _check_small(subject)
    run, a = subject.run, subject.pixel
    (c_out, c_in, kh, kw), (high, wide) = run.weight.shape, run.output.shape[1:]
    windows = sliding_window_view(run.x, (kh, kw), axis=(1, 2))  # (c_in, high, wide, kh, kw)
    windows = windows.transpose(0, 3, 4, 1, 2).reshape(-1, high * wide)
    deep, places, place = *windows.shape, a.row * wide + a.col
    macs = counted(run.layer.n_macs(run.x.shape), "multiply-add")
    alt_text = f"weight {(c_out, deep)} @ windows {windows.shape} = maps {(c_out, places)} · {macs}"
    with new_page(f"{alt_text}\n{a}") as page:
        sheet = _Sheet(page, subject)
        heads = [(f"channel {c}", kh * kw) for c in range(c_in)]
        left, top, bottom = sheet.kernels(run.weight.reshape(c_out, deep), deep, heads)
        sheet.channels(top, (a.row, a.col), (kh, kw))
        page.text(left, 10, f"windows as columns {windows.shape}", 15, CHANNEL, bold=True)
        page.text(left - 12, top - 12, "place", 14, INK_2, align="right")
        sheet.indices(left, top, np.ndindex(high, wide))
        for c in range(c_in):
            middle = top + (c + 0.5) * kh * kw * CELL
            page.text(left - 12, middle, f"channel {c}", 14, CHANNEL, align="right")
        sheet.matrix(left, top, windows, "windows", kh * kw)
        page.ring(left + place * CELL, top, CELL, deep * CELL)
        sheet.product(left, bottom, run.output.reshape(c_out, places))
        page.ring(LEFT, bottom + a.out_channel * CELL, deep * CELL, CELL)
        page.ring(left + place * CELL, bottom + a.out_channel * CELL, CELL, CELL)
        for o, x in enumerate(sheet.maps(left + places * CELL, bottom)):
            if o == a.out_channel:
                page.ring_place(x, bottom, CELL, a.row, a.col)
        sheet.sum()
    return page.figure


def draw_unrolled_rows(subject: Subject) -> Figure:
    """Each row of x written kw times, each a step further: kh rows make one row of the maps."""
    _check_small(subject)
    run, row = subject.run, subject.pixel.row
    (c_out, c_in, kh, kw), rows, wide = run.weight.shape, run.x.shape[1], run.output.shape[2]
    deep, each = c_in * kh * kw, c_in * kw
    if rows * each > LARGEST:
        raise ShapeError(
            f"x has {rows} rows of {each} lines each, but the figure holds {LARGEST} lines: "
            "pass fewer rows or channels"
        )
    lines = sliding_window_view(run.x, kw, axis=2)  # (c_in, rows, wide, kw)
    lines = lines.transpose(1, 3, 0, 2).reshape(rows * each, wide)
    alt_text = (
        f"{counted(rows, 'row')}, each written {counted(kw, 'time')} = {lines.shape}\n"
        f"weight {(c_out, deep)} @ rows {row} to {row + kh - 1} {(deep, wide)} = "
        f"row {row} of the maps {(c_out, wide)}"
    )
    with new_page(alt_text) as page:
        sheet = _Sheet(page, subject)
        matrix = run.weight.transpose(0, 2, 3, 1).reshape(c_out, deep)
        heads = [(f"slice row {i}", each) for i in range(kh)]
        left, top, bottom = sheet.kernels(matrix, rows * each, heads)
        sheet.channels(top, (row, 0), (kh, run.x.shape[2]))
        page.text(left, 10, f"unrolled rows {lines.shape}", 15, CHANNEL, bold=True)
        sheet.name_lines(left, top, row)
        sheet.matrix(left, top, lines, "unrolled rows", each)
        page.ring(left, top + row * each * CELL, wide * CELL, deep * CELL)
        sheet.product(left, bottom, run.output[:, row])
        page.ring(left, bottom, wide * CELL, c_out * CELL)
        for x in sheet.maps(left + max(wide * CELL, 90), bottom):
            page.ring(x, bottom + row * CELL, wide * CELL, CELL)
    return page.figure


def _check_small(subject: Subject) -> None:
    """Refuse a layer whose numbers cannot all be written down."""
    x, weight, y = subject.run.x, subject.run.weight, subject.run.output
    if max(weight[0].size, y[0].size, len(weight)) > LARGEST:
        raise ShapeError(
            f"weight {weight.shape} on x {x.shape} has kernels of "
            f"{counted(weight[0].size, 'weight')} and maps of {counted(y[0].size, 'place')}, "
            f"but the figure holds {LARGEST} of each: pass a smaller layer"
        )
    if not all(np.array_equal(a, a.round()) for a in (x, weight)):
        raise ValueError("x and weight need whole numbers here: round them")


@dataclass
class _Sheet:
    """A page with all numbers of a small layer on it."""

    page: Page
    subject: Subject

    def channels(self, top: float, corner: tuple[int, int], size: tuple[int, int]) -> None:
        """Every channel, upper left, with a ring round what is looked at."""
        page, x = self.page, self.subject.run.x
        page.text(0, 10, f"x {x.shape}", 15, CHANNEL, bold=True)
        for c, values in enumerate(x):
            y = top + c * (x.shape[1] + 1) * CELL
            page.text(0, y + len(values) * CELL / 2, f"channel {c}", 14, CHANNEL)
            page.cells(LEFT, y, values, CELL, self.subject.pale_inputs, f"channel {c}")
            (row, col), (h, w) = np.multiply(corner, CELL), np.multiply(size, CELL)
            page.ring(LEFT + col, y + row, w, h)

    def window_and_kernel(self, top: float) -> None:
        """What one number needs: the window in each channel, and the slice that meets it."""
        page, run, a = self.page, self.subject.run, self.subject.pixel
        (kh, kw), (_, h, w) = run.layer.kernel_size, run.x.shape
        self.channels(top, (a.row, a.col), (kh, kw))
        left = LEFT + w * CELL + 40
        page.text(left, 10, f"kernel {a.out_channel}", 15, KERNEL, bold=True)
        for c, values in enumerate(run.weight[a.out_channel]):
            middle = top + c * (h + 1) * CELL + h * CELL / 2
            page.text(left - 20, middle, "×", 20, INK_2, align="center")
            place = left, middle - kh * CELL / 2
            page.cells(*place, values, CELL, self.subject.slices, f"slice {c}")

    def products(self, left: float, top: float, products: np.ndarray) -> None:
        """All products (kernels, places, weights), line after line, and their totals."""
        page, (_, places, deep) = self.page, products.shape
        _, c_in, kh, kw = self.subject.run.weight.shape
        scale = signed(shared_limit(self.subject.run.output, products))
        totals = left + deep * CELL + 36
        page.text(left, 10, f"{products.size} products, line after line", 15, INK, bold=True)
        page.text(totals + CELL / 2, top - 12, "total", 14, INK_2, align="center")
        self.indices(left, top, (place for _, *place in np.ndindex(c_in, kh, kw)))
        for c in range(c_in):
            middle = left + (c + 0.5) * kh * kw * CELL
            page.text(middle, top - 34, f"channel {c}", 14, CHANNEL, align="center")
        for o, lines in enumerate(products):
            y, height = top + o * (places * CELL + 12), places * CELL
            middle = y + height / 2
            page.text(left - 96, middle, f"kernel {o}", 15, KERNEL, bold=True, align="right")
            page.text(totals + CELL + 16, middle, f"map {o}", 15, INK, bold=True)
            page.cells(left, y, lines, CELL, scale, f"products {o}", size=14)
            for c in range(1, c_in):
                page.box(left + c * kh * kw * CELL - 1.5, y, 3, height, color="white")
            column = self.subject.run.output[o].reshape(-1, 1)
            page.cells(totals, y, column, CELL, scale, f"totals {o}", size=14)
            self.places(o, left, totals, y)

    def places(self, o: int, left: float, totals: float, top: float) -> None:
        """Which place of map o each line is, and rings round the picked one."""
        page, a = self.page, self.subject.pixel
        for n, place in enumerate(np.ndindex(*self.subject.run.output.shape[1:])):
            y, picked = top + n * CELL, (o, *place) == (a.out_channel, a.row, a.col)
            words = "place {},{}".format(*place)
            page.text(left - 12, y + CELL / 2, words, 14, INK_2, bold=picked, align="right")
            page.text(totals - 18, y + CELL / 2, "=", 15, INK_2, align="center")
            if picked:
                page.ring(left, y, totals - 36 - left, CELL)
                page.ring(totals, y, CELL, CELL)

    def kernels(
        self, matrix: np.ndarray, tall: int, heads: Sequence[tuple[str, int]]
    ) -> tuple[float, float, float]:
        """The kernels as rows, lower left, under a matrix of `tall` lines that stands at the right.

        heads : what columns are, and how many
        Returns where the other matrix begins, its left and its top, and where the kernels do.
        """
        page, (c_out, deep), top = self.page, matrix.shape, 56
        y = top + tall * CELL + 44
        page.text(0, y - 34, f"kernels as rows {matrix.shape}", 15, KERNEL, bold=True)
        page.cells(LEFT, y, matrix, CELL, self.subject.slices, "kernels")
        x = LEFT
        for name, many in heads:
            page.text(x + many / 2 * CELL, y - 12, name, 14, CHANNEL, align="center")
            if x > LEFT:
                page.box(x - 1.5, y, 3, c_out * CELL, color="white")
            x += many * CELL
        for o in range(c_out):
            page.text(0, y + (o + 0.5) * CELL, f"kernel {o}", 15, KERNEL)
        return LEFT + deep * CELL + 104, top, y

    def indices(self, left: float, top: float, places: Iterable[Sequence[int]]) -> None:
        """A place over each column."""
        for n, (i, j) in enumerate(places):
            middle = left + (n + 0.5) * CELL
            self.page.text(middle, top - 12, f"{i},{j}", 14, INK_2, align="center")

    def matrix(self, x: float, y: float, values: np.ndarray, label: str, every: int) -> None:
        """Numbers of the picture, with a gap after every few lines."""
        self.page.cells(x, y, values, CELL, self.subject.pale_inputs, label)
        for line in range(every, len(values), every):
            self.page.box(x, y + line * CELL - 1.5, values.shape[1] * CELL, 3, color="white")

    def name_lines(self, left: float, top: float, row: int) -> None:
        """What the unrolled lines are: rows at the left, of the picked window in bold."""
        page, run = self.page, self.subject.run
        (_, c_in, kh, kw), (_, rows, _), wide = run.weight.shape, run.x.shape, run.output.shape[2]
        for i in range(rows):
            middle, bold = top + (i + 0.5) * c_in * kw * CELL, row <= i < row + kh
            page.text(left - 12, middle, f"row {i}", 14, CHANNEL, bold=bold, align="right")
        for n, (j, c) in enumerate([*np.ndindex(kw, c_in)] * rows):
            place = left + wide * CELL + 12, top + (n + 0.5) * CELL
            page.text(*place, f"channel {c}" + f", from column {j}" * bool(j), 14, INK_2)

    def product(self, x: float, y: float, values: np.ndarray) -> None:
        """The product, where each kernel's row meets each column."""
        self.page.cells(x, y, values, CELL, self.subject.maps, "product", size=14)

    def maps(self, x: float, y: float) -> list[float]:
        """The same numbers, row by row as maps; returns where each begins."""
        page, (c_out, _, wide) = self.page, self.subject.run.output.shape
        page.text(x + 28, y + c_out * CELL / 2, "→", 20, INK_2, align="center")
        starts = [x + 56 + o * (max(wide * CELL, 50) + 20) for o in range(c_out)]
        for o, left in enumerate(starts):
            page.text(left, y - 12, f"map {o}", 15, INK, bold=True)
            values, scale = self.subject.run.output[o], self.subject.maps
            page.cells(left, y, values, CELL, scale, f"map {o}", size=14)
        return starts

    def sum(self) -> None:
        """Row times column at the picked pixel, in full."""
        page, a = self.page, self.subject.pixel
        y = page.bottom + 16
        page.band(y, 44)
        factors = zip(a.weights.ravel(), a.windows.ravel(), strict=True)
        terms = [f"{'−' if w < 0 else '+'} {number(abs(w))}·{number(v)}" for w, v in factors]
        x = page.text(0, y + 22, f"map {a.out_channel}, place {a.row},{a.col}:  ", 15, KERNEL)
        x = page.text(x, y + 22, f"{' '.join(terms).removeprefix('+ ')} = ", 15)
        page.text(x, y + 22, number(a.total), 17, bold=True)
