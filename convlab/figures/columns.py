"""How wide everything in a channel grid is, so that grid and ledger line up."""

import math
from dataclasses import dataclass

import numpy as np

from ..show import decimals_of, number
from .ink import pill_width
from .worked import Worked


@dataclass(frozen=True)
class Columns:
    """Where everything stands, in pixels: the grid and the ledger below it share it."""

    slice_cell: int  # 0: too many digits or cells for figures
    slice_width: int
    slice_left: int  # from the column's left edge to its slice, which stands in the middle alone
    map_left: int  # from the column's left edge to its map; 0 in views of one thing
    map_pixel: float
    map_cells: bool  # small enough to write the numbers of the maps
    input_pixel: float
    width: int  # of one column
    plus: int  # and of the operator after it
    count: int
    pill: int  # half the width of the longest bias
    label: int = 60

    def left(self, c: int) -> int:
        return self.label + c * (self.width + self.plus)

    def sign(self, c: int) -> float:
        return self.left(c) + self.width + self.plus / 2

    @property
    def bias(self) -> int:
        return self.left(self.count - 1) + self.width + self.plus + self.pill

    @property
    def equals(self) -> int:
        return self.bias + self.pill + 15

    @property
    def total(self) -> int:
        return self.equals + 15


def columns(w: Worked, view: str, count: int | None = None) -> Columns:
    """The widths that suit this layer: figures in every cell while they can be read."""
    count = count or len(w.x)
    (kh, kw), (h, width) = w.weight.shape[2:], w.y.shape[1:]
    whole = all(np.array_equal(a, np.round(a)) for a in (w.x, w.weight, w.y))
    padded_side = max(side + 2 * pad for side, pad in zip(w.x.shape[1:], w.pads, strict=True))
    across = max(kw + 1 + width if view == "both" else 0, padded_side)  # cells of a column
    small = whole and max(h, width) <= 7 and padded_side <= 9 and count * across * 22 <= 720
    cell = 28 if small and count * across * 28 <= 620 else 22
    digits = decimals_of(w.weight)
    legible = max(kh, kw) <= 5 and (not digits or kw == 1)
    slice_width = cell * kw if legible and kw > 1 else 66
    if small:
        map_pixel = input_pixel = cell
        map_width, gap = width * cell, 28
        slice_width = max(slice_width, cell)
    else:
        side = 100 if count <= 3 else 64
        map_pixel = round(side / max(h, width)) or side / max(h, width)
        input_pixel = map_pixel
        map_width, gap = round(map_pixel * width), 18 if count <= 3 else 8
    operator = 30 if count <= 3 else 20 if count <= 6 else 12
    map_left = slice_width + gap if view == "both" else 0
    body = map_left + map_width if view == "both" else slice_width if view == "slice" else map_width
    if view == "both" and count <= 3:
        body = max(body, 184)  # room for a slice beside its window in the ledger
    if view == "slice" and count <= 3:
        body = max(body, 104)  # room for the input above, and its name
    if small:
        body = max(body, cell * padded_side)
    biases = [] if w.bias is None else [number(b, decimals_of(w.bias)) for b in w.bias]
    if w.account and w.account.bias is not None:
        biases.append(number(w.account.bias, w.decimals))
    pill = max([28, *(math.ceil(pill_width(bias) / 2) for bias in biases)])
    widest = 104 if count <= 3 else max(body, 66)
    return Columns(
        slice_cell=cell if legible else 0,
        slice_width=slice_width,
        slice_left=(body - slice_width) // 2 if view == "slice" else 0,
        map_left=map_left,
        map_pixel=map_pixel,
        map_cells=small,
        input_pixel=input_pixel if small else min(input_pixel, widest / max(w.x.shape[1:])),
        width=body,
        plus=operator,
        count=count,
        pill=pill,
    )
