"""How wide everything in a channel grid is, so that grid and account line up."""

import math
from dataclasses import dataclass

import numpy as np

from ...scene.context import View, parts_of
from ...show import decimals_of, number
from ..base.style import pill_width, pixel_size
from ..base.subject import Subject


@dataclass(frozen=True)
class Columns:
    """Where everything stands, in pixels from the left; slices and maps from their column's."""

    slice_cell: int  # 0: too many digits or cells for figures
    slice_width: int
    slice_height: float
    slice_left: int
    map_pixel: float
    map_width: int
    map_height: int
    map_left: int
    map_cells: bool  # small enough to write the numbers of the maps
    input_pixel: float
    stacked: bool  # slice above partial map, not beside it
    width: int  # of one column
    plus: int  # and of the operator after it
    count: int
    pill: int  # half the width of the longest bias
    label: int = 60

    def left(self, c: int) -> int:
        """Where column c begins."""
        return self.label + c * (self.width + self.plus)

    def right(self, c: int) -> int:
        """Where column c's map ends, and in an account its windows, products and sums."""
        return self.left(c) + (self.map_left + self.map_width if self.map_cells else self.width)

    def sign(self, c: int) -> float:
        """The middle of the operator after column c."""
        return self.left(c) + self.width + self.plus / 2

    @property
    def bias(self) -> int:
        """The middle of the biases."""
        return self.left(self.count - 1) + self.width + self.plus + self.pill

    @property
    def equals(self) -> int:
        """The middle of the equals signs."""
        return self.bias + self.pill + 15

    @property
    def total(self) -> int:
        """Where the feature maps begin."""
        return self.equals + 15


def columns(subject: Subject, view: View, count: int | None = None) -> Columns:
    """The widths that suit this layer: figures in every cell while they can be read.

    count : columns, if not one for each input channel
    """
    run, count = subject.run, count or len(subject.run.x)
    shows_slice, shows_map = parts_of(view, beside=count <= 4)
    both = shows_slice and shows_map
    beside = both and count <= 4
    (kh, kw), (h, width) = run.weight.shape[2:], run.output.shape[1:]
    padded_side = max(run.padded.shape[1:])
    whole = all(np.array_equal(a, np.round(a)) for a in (run.x, run.weight, run.output))
    across = max(kw + 1 + width if beside else 0, padded_side)  # cells of a column
    small = whole and max(h, width) <= 7 and padded_side <= 9 and count * across * 22 <= 720
    cell = 28 if small and count * across * 28 <= 620 else 22
    single = kh == kw == 1
    legible = max(kh, kw) <= 5 and (single or not decimals_of(run.weight))
    slice_cell = 0 if not legible else 66 if single else cell
    slice_width = slice_cell * kw or 66
    map_pixel = cell if small else pixel_size((h, width), 100 if count <= 3 else 64)
    map_width = round(map_pixel * width)
    gap = 28 if small else 18 if count <= 3 else 8
    body = max(slice_width * shows_slice, map_width * shows_map)
    if beside:
        body = slice_width + gap + map_width
    if count <= 3 and shows_slice:
        # Room for a slice beside its window in the account; or for the input above, and its name
        body = max(body, 184 if both else 104)
    if small:
        body = max(body, cell * padded_side)
    widest = 104 if count <= 3 else max(body, 66)
    return Columns(
        slice_cell=slice_cell,
        slice_width=slice_width,
        slice_height=(slice_cell or 66 / max(kh, kw)) * kh,
        slice_left=0 if beside else (body - slice_width) // 2,
        map_pixel=map_pixel,
        map_width=map_width,
        map_height=round(map_pixel * h),
        map_left=slice_width + gap if beside else (body - map_width) // 2 if both else 0,
        map_cells=small,
        input_pixel=map_pixel if small else min(map_pixel, widest / max(run.x.shape[1:])),
        stacked=both and not beside,
        width=body,
        plus=30 if count <= 3 else 20 if count <= 6 else 12,
        count=count,
        pill=_half_a_pill(subject),
    )


def _half_a_pill(subject: Subject) -> int:
    bias, account = subject.run.bias, subject.account
    biases = [] if bias is None else [number(b, decimals_of(bias)) for b in bias]
    if account and account.bias is not None:
        biases.append(number(account.bias, subject.decimals))
    return max([28, *(math.ceil(pill_width(text) / 2) for text in biases)])
