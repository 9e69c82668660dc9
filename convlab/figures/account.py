"""One pixel of one map: slice × window, products, subtotals, bias, and the boxed total."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..ledger import _digits
from ..shapes import counted
from .columns import Columns, columns
from .ink import CHANNEL, CHIPS, INK_2, decimals_of, real, text_width
from .paper import Page, Picture
from .ranking import draw_ranking
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


def draw_account(page: Page, top: float, w: Worked, at: Columns | None = None) -> float:
    """The ledger of the picked pixel, in the columns of the grid above it if they hold it."""
    if at is None or at.count > 4:
        at = columns(w, "both", len(w.account.channels))
    window = _window_cell(w, at)[0] * w.layer.kernel_size[1]
    if at.count > 4 or window > at.width or w.layer.kernel_size[1] > 5:
        return draw_ranking(page, top, w)
    y = _head(page, top, w, at)
    y = _factors(page, y, w, at)
    y = _products(page, y + 12, w, at)
    y = _sums(page, y + 10, w, at)
    page.band(top, y + 10 - top)
    return y + 10


def _head(page, top, w, at):
    a = w.account
    title = f"One pixel of map {a.out_channel}: row {a.row}, column {a.col}"
    terms = [counted(a.products.size, "product"), counted(len(a.channels), "subtotal")]
    terms = ", ".join(terms + ["1 bias"] * (a.bias is not None) + ["1 number"])
    end = page.text(0, top + 20, title, 17, bold=True)
    right = at.total + (max(84, round(at.map_pixel * w.y.shape[2])) if at.map_left else 84)
    if end + 24 + text_width(terms, 14) > right:
        page.text(0, top + 44, terms, 14, INK_2)
        return top + 66
    page.text(right, top + 20, terms, 14, INK_2, align="right")
    return top + 44


def _window_cell(w, at):
    """Width and height of a cell that holds a number of a window, and its decimals."""
    if at.map_cells:
        return at.slice_cell, at.slice_cell, 0
    decimals = decimals_of(w.account.windows)
    signed = decimals > 0 and w.account.windows.min() < 0
    return (34 if decimals else 22) + 8 * signed, 26, decimals


def _spot(at, w, n):
    """The column of the n-th channel that the kernel sees: its own, if the grid's are used."""
    return w.account.channels[n] if at.count == len(w.x) else n


def _right(at, c, w):
    """The right edge of column c's map: windows, products and sums end there."""
    if not at.map_cells:
        return at.left(c) + at.width
    return at.left(c) + at.map_left + round(at.map_pixel * w.y.shape[2])


def _factors(page, y, w, at):
    """Each slice and the window under it: side by side, or one above the other."""
    a, (kh, kw) = w.account, w.layer.kernel_size
    cell, high, decimals = _window_cell(w, at)
    digits = decimals_of(a.weights)
    side = at.slice_cell if at.slice_cell and not digits else 44
    if kw == kh == 1:
        side = 44
    beside = side * kw + 10 + cell * kw <= _right(at, 0, w) - at.left(0)
    height = max(max(high, side if side < 44 else 26) * kh, 44)
    page.text(
        0,
        y + (height / 2 - 11 if beside else height / 2),
        "slice ×" if beside else "slice",
        14,
        INK_2,
    )
    if beside:
        page.text(0, y + height / 2 + 11, "window", 14, INK_2)
    lower = y if beside else y + height + 10
    if not beside:
        page.text(0, lower + high * kh / 2, "× window", 14, INK_2)
    tall = side if side < 44 else 26
    for n, c in enumerate(a.channels):
        left, right = at.left(_spot(at, w, n)), _right(at, _spot(at, w, n), w)
        start = left if beside else right - side * kw
        page.cells(
            start,
            y + (height - tall * kh) / 2,
            a.weights[n],
            side,
            tall,
            decimals=digits,
            limit=w.weight_limit,
            size=14 if digits else 15,
            label=f"slice of {w.names[c]}",
        )
        x = right - cell * kw
        if beside:
            page.text((left + side * kw + x) / 2, y + height / 2, "×", 15, INK_2, align="center")
        page.cells(
            x,
            lower + (height - high * kh) / 2 * beside,
            a.windows[n],
            cell,
            high,
            decimals=decimals,
            limit=w.input_limit,
            top=w.top,
            cells=at.map_cells,
            size=14 if decimals else 15,
            label=f"window of {w.names[c]}",
        )
        if w.options["padding_mode"] == "zeros":
            _outside(page, x, lower + (height - high * kh) / 2 * beside, cell, high, w)
        page.ring(x, lower + (height - high * kh) / 2 * beside, cell * kw, high * kh)
    return lower + max(height if beside else 0, high * kh)


def _outside(page, x, y, cell, high, w):
    """Hatch over the cells of a window that lie outside the picture."""
    a, (kh, kw) = w.account, w.layer.kernel_size
    rows = a.row * w.layer.stride[0] - w.pads[0] + np.arange(kh) * w.layer.dilation[0]
    cols = a.col * w.layer.stride[1] - w.pads[1] + np.arange(kw) * w.layer.dilation[1]
    for i, j in np.ndindex(kh, kw):
        if not (0 <= rows[i] < w.x.shape[1] and 0 <= cols[j] < w.x.shape[2]):
            page.hatch(x + j * cell, y + i * high, cell, high, over=True)


def _products(page, y, w, at):
    a, (kh, kw) = w.account, w.layer.kernel_size
    decimals = decimals_of(a.products)
    room = (_right(at, 0, w) - at.left(0)) // kw  # the label stands to the left
    cell = at.slice_cell if at.map_cells else min(42, room) if decimals else 28
    high = at.slice_cell if at.map_cells else 26
    page.text(0, y + high * kh / 2, "products", 14, INK_2)
    for n, c in enumerate(a.channels):
        page.cells(
            _right(at, _spot(at, w, n), w) - cell * kw,
            y,
            a.products[n],
            cell,
            high,
            decimals=decimals,
            limit=w.limit,
            size=14 if decimals else 15,
            label=f"products of {w.names[c]}",
        )
    return y + high * kh


def _sums(page, y, w, at):
    """Subtotals under the partial maps, the bias, and the total in its box under the map."""
    a = w.account
    values = [*a.subtotals.tolist(), *([] if a.bias is None else [a.bias])]
    shown, total, rounding = _digits(values, a.total)
    width = max(84, round(at.map_pixel * w.y.shape[2]) if at.map_left else 84)
    longest = max(text_width(w.names[c], 15, bold=True) for c in a.channels)
    beside = at.left(0) + longest + 4 <= _right(at, 0, w) - width
    y += 0 if beside else 22
    middle = y + 20
    page.text(0, middle, "sums", 14, INK_2)
    for n, c in enumerate(a.channels):
        spot = _spot(at, w, n)
        right = _right(at, spot, w)
        name = (at.left(spot), middle) if beside else (right - width, y - 10)
        page.text(*name, w.names[c], 15, CHIPS.get(w.names[c], CHANNEL), bold=True)
        page.swatch(
            right - width,
            y,
            width,
            40,
            shown[n],
            a.subtotals[n],
            w.limit,
            f"subtotal of {w.names[c]}",
        )
        if n + 1 < len(a.channels):
            page.sign(at.sign(spot), middle, "+", strong=True)
    if a.bias is not None:
        page.sign(at.sign(at.count - 1), middle, "+", strong=True)
        page.pill(at.bias, middle, real(shown[-1]))
    page.sign(at.equals, middle, "=", strong=True)
    page.swatch(at.total, y, width, 40, total, a.total, w.limit, "total")
    page.ring(at.total, y, width, 40, thick=3)
    if rounding:
        page.text(at.equals, y + 52, f"rounding {real(rounding)}", 14, INK_2, align="right")
        return y + 60
    return y + 42
