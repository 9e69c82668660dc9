"""The channel grid: a row for each kernel, a column for each input channel; a row adds up."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ...scene.context import View, parts_of
from ...show import decimals_of, number
from ..base.page import Page
from ..base.style import CHANNEL, CHIPS, INK, INK_2, KERNEL, QUIET, Scale
from ..base.subject import Subject
from .columns import Columns, columns


def draw_grid(
    page: Page, top: float, subject: Subject, view: View, rows: Iterable[int] | None = None
) -> float:
    """The inputs, then a row for each kernel (or for `rows` only); returns where it ends."""
    grid = _Grid(page, subject, columns(subject, view), view)
    y = grid.inputs(top)
    for o in range(len(subject.run.weight)) if rows is None else rows:
        if o == subject.out_channel:
            page.band(y, grid.height + 16)
        grid.row(y + 8, o)
        y += grid.height + 16
    return y


@dataclass
class _Grid:
    """A grid on a page: what is drawn, in which columns."""

    page: Page
    subject: Subject
    cols: Columns
    view: View

    @property
    def parts(self) -> tuple[bool, bool]:
        """Whether cells show slices, and whether they show maps."""
        return parts_of(self.view, beside=self.cols.count <= 4)

    @property
    def height(self) -> float:
        """Of a row."""
        cols, (shows_slice, _) = self.cols, self.parts
        if cols.stacked:
            return cols.slice_height + 4 + cols.map_height
        return max(cols.slice_height * shows_slice, cols.map_height)

    def row(self, top: float, o: int) -> None:
        """Kernel o: its slices and partial maps, the plusses, the bias, its map."""
        page, run, cols, middle = self.page, self.subject.run, self.cols, top + self.height / 2
        strong = o == self.subject.out_channel
        if cols.count <= 4:
            page.text(0, middle - 14, "kernel", 15, KERNEL)
            page.text(0, middle + 8, str(o), 24, KERNEL, bold=True)
        else:
            page.text(0, middle, str(o), 20, KERNEL, bold=True)
        channels = run.layer.channels(o)
        for c in range(cols.count):
            if c not in channels:
                place = cols.left(c) + cols.width / 2, middle
                page.text(*place, "·", 22, INK_2, align="center")
                continue
            self.cell(top, o, c, c - channels[0])
            if c < channels[-1]:
                page.sign(cols.sign(c), middle, "+", strong=strong, room=cols.plus)
        if run.bias is not None:
            page.sign(cols.sign(cols.count - 1), middle, "+", strong=strong, room=cols.plus)
            page.pill(cols.bias, middle, number(run.bias[o], decimals_of(run.bias)))
        page.sign(cols.equals, middle, "=", strong=strong)
        self.map(cols.total, middle, run.output[o], self.subject.maps, f"map {o}", strong)

    def cell(self, top: float, o: int, c: int, n: int) -> None:
        """The n-th slice of kernel o, what it makes of channel c, or both."""
        run, cols, left = self.subject.run, self.cols, self.cols.left(c)
        middles = [top + self.height / 2] * 2
        if cols.stacked:
            middles = [top + cols.slice_height / 2, top + self.height - cols.map_height / 2]
        shows_slice, shows_map = self.parts
        if shows_slice:
            self.slice(left + cols.slice_left, middles[0], run.weight[o, n], f"slice {o}, {n}")
        if not shows_map:
            return
        if shows_slice and cols.map_cells and not cols.stacked:
            arrow = left + cols.slice_width + 14
            self.page.text(arrow, middles[1], "→", 15, INK_2, align="center")
        values, name, scale = run.contributions[o, n], "partial map", self.subject.parts
        if self.view == "running sum":
            values, name = run.contributions[o, : n + 1].sum(axis=0), self.view
            scale = self.subject.maps
        picked = o == self.subject.out_channel
        self.map(left + cols.map_left, middles[1], values, scale, f"{name} {o}, {c}", picked)

    def slice(self, left: float, middle: float, values: np.ndarray, label: str) -> None:
        """One kernel slice, its middle line at `middle`."""
        cell, (kh, kw), scale = self.cols.slice_cell, values.shape, self.subject.slices
        if not cell:
            pixel = self.cols.slice_width / max(kh, kw)
            left += (self.cols.slice_width - kw * pixel) / 2
            return self.page.array(left, middle - kh * pixel / 2, values, pixel, scale, label)
        single = kh == kw == 1
        decimals = decimals_of(self.subject.run.weight)
        size = 24 if single else 16 if cell > 22 else 15
        at = left, middle - kh * cell / 2
        self.page.cells(*at, values, cell, scale, label, decimals=decimals, size=size, bold=single)

    def map(
        self, left: float, middle: float, values: np.ndarray, scale: Scale, label: str, picked: bool
    ) -> None:
        """A partial map, running sum or feature map, with the picked pixel in the picked row."""
        pixel, account = self.cols.map_pixel, self.subject.account
        top = middle - self.cols.map_height / 2
        if self.cols.map_cells:
            self.page.cells(left, top, values, pixel, scale, label, size=16)
        else:
            self.page.array(left, top, values, pixel, scale, label)
        if picked and account is not None:
            self.page.ring_place(left, top, pixel, account.row, account.col)

    @property
    def wide(self) -> bool:
        """Whether a channel's name has room beside its picture, and need not stand above it."""
        slices_beside = self.cols.map_left > 0 and not self.cols.stacked
        return slices_beside and not self.cols.map_cells

    def inputs(self, top: float) -> float:
        """The input channels along the top, each over its column's maps; returns where they end."""
        page, cols, run = self.page, self.cols, self.subject.run
        y = top + (0 if self.wide else 28 if cols.count <= 4 else 20)
        for c in range(cols.count):
            self.channel_name(cols.left(c), top, c)
            self.channel(cols.left(c), y, c)
        x = run.padded if cols.map_cells else run.x
        bottom: float = y + round(x.shape[1] * cols.input_pixel)
        self.photo(bottom)
        if not cols.map_cells:
            page.grey_range(0, bottom - 52, self.subject.inputs)
        padding = cols.map_cells and run.padded.shape != run.x.shape
        legend = max(top + 40 * padding, bottom - 86)
        if padding:
            page.hatch(cols.total, legend - 40, 28, 28)
            page.text(cols.total + 34, legend - 26, "padding", 14, INK_2)
        page.legend(cols.total, legend, self.subject.maps, "signed scale", max(cols.map_width, 80))
        page.text(cols.total, legend + 72, "feature maps", 15, INK, bold=True)
        return max(bottom, legend + 84) + 8

    def channel_name(self, left: float, top: float, c: int) -> None:
        """Letter and number of a channel: beside its picture, or on one line above it."""
        page, cols, name = self.page, self.cols, self.subject.run.channel_names[c]
        words = f"channel {c}" if name in CHIPS else name
        if self.cols.count > 4:
            middle = left + self.cols.width / 2
            page.text(middle, top + 8, str(c), 15, CHANNEL, bold=True, align="center")
        elif not self.wide:
            page.channel(left, top + 14, name, words, most=cols.width + cols.plus - 8)
        else:
            if name in CHIPS:
                page.chip(left, top, name)
            picture = self.subject.run.x.shape[2] * cols.input_pixel
            room = cols.map_left + (cols.map_width - picture) / 2 - 8
            page.text(left, top + (40 if name in CHIPS else 12), words, 15, CHANNEL, most=room)

    def channel(self, left: float, y: float, c: int) -> None:
        """An input channel, with the window of the picked pixel: as numbers, or as a picture."""
        page, subject, cols, pixel = self.page, self.subject, self.cols, self.cols.input_pixel
        x, account = subject.run.x[c], subject.account
        if cols.map_cells:
            left, y = self.padding(left, y, c)
            scale = subject.pale_inputs
            page.cells(left, y, x, pixel, scale, f"channel {c}", size=16)
        else:
            if self.parts[1]:  # centred, so that a window stands over its pixel
                left += cols.map_left + (cols.map_width - x.shape[1] * pixel) / 2
            page.array(left, y, x, pixel, subject.inputs, f"channel {c}")
        if account is not None and c in account.channels:
            subject.ring_window(page, left, y, pixel)

    def padding(self, left: float, y: float, c: int) -> tuple[float, float]:
        """What surrounds a channel, as numbers on a hatch; returns where the channel begins."""
        page, run, pixel = self.page, self.subject.run, self.cols.input_pixel
        padded, ((above, _), (before, _)) = run.padded[c], run.layer.pads
        page.hatch(left, y, padded.shape[1] * pixel, padded.shape[0] * pixel)
        for (i, j), value in np.ndenumerate(padded):
            if not (0 <= i - above < run.x.shape[1] and 0 <= j - before < run.x.shape[2]):
                place = left + (j + 0.5) * pixel, y + (i + 0.5) * pixel
                page.text(*place, number(value), 16, QUIET, align="center")
        return left + before * pixel, y + above * pixel

    def photo(self, bottom: float) -> None:
        """The picture in colour, small, at the left of its channels."""
        photo = self.subject.photo
        if photo is None or self.cols.map_cells:
            return
        pixel = self.cols.input_pixel / 2 if self.wide else 44 / photo.shape[2]
        top = bottom - photo.shape[1] * pixel if self.wide else bottom - 44
        if self.wide:
            self.page.text(0, top - 12, "photo", 14, INK_2)
        self.page.colours(0, top, photo, pixel, "photo")
