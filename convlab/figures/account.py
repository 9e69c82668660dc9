"""One pixel of one map: slice × window, products, subtotals, bias, and the boxed total."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ..show import counted, decimals_of, number
from .columns import columns
from .ink import CHANNEL, CHIPS, INK_2, cell_width, text_width
from .paper import Page, Picture
from .ranking import draw_ranking, note_rounding, ring_numbers
from .worked import Worked, work_out


def dot_product(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    out_channel: int = 0,
    row: int = 0,
    col: int = 0,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] | str = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    channel_names: Sequence[str] | None = None,
    limit: float | None = None,
) -> Picture:
    """How one output number comes about: windows, slices, products, subtotals, bias, total.

    x (c_in, h, w), weight (c_out, c_in / groups, kh, kw), bias (c_out,) and the options are
    those of `conv2d`; the pixel is y[out_channel, row, col]. Up to 4 channels every product is
    written out; above, the channels are ranked and the one that matters most is opened.

    Raises ShapeError for a pixel outside the output.

    >>> dot_product(np.ones((3, 5, 5)), np.ones((2, 3, 3, 3)), np.ones(2), 1, 0, 2)
    2 kernels × 3 slices × 3×3 weights + 2 biases = 56 parameters
    x (3, 5, 5) → weight (2, 3, 3, 3), bias (2) → y (2, 3, 3) · 486 multiply-adds
    pixel (0, 2) of map 1: red 9 + green 9 + blue 9 + bias 1 = 28
    """
    options = {
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
        "padding_mode": padding_mode,
    }
    w = work_out(
        x,
        weight,
        bias,
        options,
        out_channel=out_channel,
        row=row,
        col=col,
        names=channel_names,
        limit=limit,
    )
    page = Page(w.twin)
    draw_account(page, 0, w)
    return page.finish()


class Cells(NamedTuple):
    """How wide the numbers of each kind stand."""

    slices: float
    windows: float
    products: float
    beside: bool  # each slice and its window side by side, not one above the other


def draw_account(page: Page, top: float, w: Worked) -> float:
    """The ledger of the picked pixel: a column for each channel if they have room, or a ranking."""
    at = columns(w, "both", len(w.account.channels))
    cells = _cells(w, at)
    if at.count > 4 or cells is None:
        return draw_ranking(page, top, w)
    y = _head(page, top, w, at)
    y = _factors(page, y, w, at, cells)
    y = _products(page, y + 12, w, at, cells)
    y = _sums(page, y + 10, w, at)
    page.band(top, y + 10 - top)
    return y + 10


def _head(page, top, w, at):
    a = w.account
    title = f"One pixel of map {a.out_channel}: row {a.row}, column {a.col}"
    terms = [counted(a.products.size, "product"), counted(len(a.channels), "subtotal")]
    terms = ", ".join(terms + ["1 bias"] * (a.bias is not None) + ["1 number"])
    end = page.text(0, top + 20, title, 17, bold=True)
    right = at.total + _swatch(w, at)
    if end + 24 + text_width(terms, 14) > right:
        page.text(0, top + 44, terms, 14, INK_2)
        return top + 66
    page.text(right, top + 20, terms, 14, INK_2, align="right")
    return top + 44


def _decimals(w):
    """Of slices, windows and products: the account's, or as few as show them exactly."""
    a, most = w.account, max(2, w.decimals)
    return decimals_of(a.weights, most), decimals_of(a.windows, most), w.decimals


def _cells(w, at):
    """Cells that hold every number; None if a column has no room for them."""
    a, (kh, kw) = w.account, w.layer.kernel_size
    if max(kh, kw) > 5:
        return None
    room, digits = _right(at, 0, w) - at.left(0), _decimals(w)
    widths = [*map(cell_width, (a.weights, a.windows, a.products), digits)]
    if at.map_cells:
        widths = [at.slice_cell] * 3
    if kw == kh == 1:
        widths[0] = max(44, widths[0])
    elif at.slice_cell and not digits[0]:
        widths[0] = at.slice_cell
    beside = (widths[0] + widths[1]) * kw + 10 <= room
    if not beside:  # so that each number stands under its own
        widths = [max(widths)] * 3
    most = room // kw
    if max(widths) > most + 4:
        return None
    return Cells(*(min(width, most) for width in widths), beside)


def _right(at, c, w):
    """The right edge of column c's map: windows, products and sums end there."""
    if not at.map_cells:
        return at.left(c) + at.width
    return at.left(c) + at.map_left + round(at.map_pixel * w.y.shape[2])


def _swatch(w, at):
    """The width of a subtotal, and of the total: the map's, or more where the numbers need it."""
    a = w.account
    numbers = [number(value, w.decimals) for value in (*a.subtotals, a.total)]
    longest = max(text_width(text, 22, bold=True) for text in numbers)
    return max(84, round(at.map_pixel * w.y.shape[2]), math.ceil(longest) + 10)


def _factors(page, y, w, at, cells):
    """Each slice and the window under it: side by side, or one above the other."""
    a, (kh, kw), (digits, decimals, _) = w.account, w.layer.kernel_size, _decimals(w)
    high = at.slice_cell if at.map_cells else 26
    tall = at.slice_cell if cells.slices == at.slice_cell else 26
    height = max(max(high, tall) * kh, 44)
    middle, lower = y + height / 2, y if cells.beside else y + height + 10
    if cells.beside:
        page.text(0, middle - 11, "slice ×", 14, INK_2)
        page.text(0, middle + 11, "window", 14, INK_2)
    else:
        page.text(0, middle, "slice", 14, INK_2)
        room = _right(at, 0, w) - cells.windows * kw - 8
        words = ["× window"] if text_width("× window", 14) <= room else ["×", "window"]
        for n, word in enumerate(words, 1):
            offset = 18 * (n - (len(words) + 1) / 2)
            page.text(0, lower + high * kh / 2 + offset, word, 14, INK_2)
    for n, c in enumerate(a.channels):
        left, right = at.left(n), _right(at, n, w)
        start = left if cells.beside else right - cells.slices * kw
        page.cells(
            start,
            middle - tall * kh / 2,
            a.weights[n],
            cells.slices,
            tall,
            decimals=digits,
            limit=w.weight_limit,
            size=14 if digits else 15,
            label=f"slice of {w.names[c]}",
        )
        x, top = right - cells.windows * kw, lower + (height - high * kh) / 2 * cells.beside
        if cells.beside:
            page.text((left + cells.slices * kw + x) / 2, middle, "×", 15, INK_2, align="center")
        page.cells(
            x,
            top,
            a.windows[n],
            cells.windows,
            high,
            decimals=decimals,
            limit=w.input_limit,
            top=w.top,
            cells=at.map_cells,
            size=14 if decimals else 15,
            label=f"window of {w.names[c]}",
        )
        if w.options["padding_mode"] == "zeros":
            _outside(page, x, top, cells.windows, high, w)
        ring_numbers(page, x, top, cells.windows, high, w)
    return lower + max(height if cells.beside else 0, high * kh)


def _outside(page, x, y, cell, high, w):
    """Hatch over the cells of a window that lie outside the picture."""
    a, (kh, kw) = w.account, w.layer.kernel_size
    rows = a.row * w.layer.stride[0] - w.pads[0] + np.arange(kh) * w.layer.dilation[0]
    cols = a.col * w.layer.stride[1] - w.pads[1] + np.arange(kw) * w.layer.dilation[1]
    for i, j in np.ndindex(kh, kw):
        if not (0 <= rows[i] < w.x.shape[1] and 0 <= cols[j] < w.x.shape[2]):
            page.hatch(x + j * cell, y + i * high, cell, high, over=True)


def _products(page, y, w, at, cells):
    """The products under their windows, and what their rounding leaves out, if anything."""
    a, (kh, kw), digits = w.account, w.layer.kernel_size, w.decimals
    high = at.slice_cell if at.map_cells else 26
    page.text(0, y + high * kh / 2, "products", 14, INK_2)
    bottom = end = y + high * kh
    for n, c in enumerate(a.channels):
        right = _right(at, n, w)
        page.cells(
            right - cells.products * kw,
            y,
            a.products[n],
            cells.products,
            high,
            decimals=digits,
            limit=w.limit,
            size=14 if digits else 15,
            label=f"products of {w.names[c]}",
        )
        note = note_rounding(page, right, bottom + 12, a.products[n], a.subtotals[n], digits)
        end = max(end, bottom + note)
    return end


def _sums(page, y, w, at):
    """Subtotals under the partial maps, the bias, and the total in its box under the map."""
    a, digits = w.account, w.decimals
    width = _swatch(w, at)
    longest = max(text_width(w.names[c], 15, bold=True) for c in a.channels)
    beside = at.left(0) + longest + 4 <= _right(at, 0, w) - width
    y += 0 if beside else 22
    middle = y + 20
    page.text(0, middle, "sums", 14, INK_2)
    for n, (c, value) in enumerate(zip(a.channels, a.subtotals, strict=True)):
        x = _right(at, n, w) - width
        name = (at.left(n), middle) if beside else (x, y - 10)
        page.text(*name, w.names[c], 15, CHIPS.get(w.names[c], CHANNEL), bold=True)
        label = f"subtotal of {w.names[c]}"
        page.swatch(x, y, width, 40, number(value, digits), value, w.limit, label)
        if n + 1 < len(a.channels):
            page.sign(at.sign(n), middle, "+", strong=True)
    if a.bias is not None:
        page.sign(at.sign(at.count - 1), middle, "+", strong=True)
        page.pill(at.bias, middle, number(a.bias, digits))
    page.sign(at.equals, middle, "=", strong=True)
    page.swatch(at.total, y, width, 40, number(a.total, digits), a.total, w.limit, "total")
    page.ring(at.total, y, width, 40, thick=3)
    return y + 42 + note_rounding(page, at.total + width, y + 56, a.terms, a.total, digits)
