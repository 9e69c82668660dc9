"""Where the gradient of a kernel comes from: its channel, the error map, and their products."""

import numpy as np
from numpy.typing import ArrayLike

from ..check import numbers
from ..show import channel_names, counted, decimals_of, number, shared_limit
from ..sizes import ShapeError
from .ink import BIAS, CHANNEL, CHIPS, INK_2
from .paper import Page, Picture

COLUMNS = 120, 310, 500  # channel, error, products; the sums and the slice follow
SIDE = 128


def slice_gradients(x: ArrayLike, error: ArrayLike, row: int = 0, col: int = 0) -> Picture:
    """Each slice's gradient: the error map over its own channel; the bias's: the error's sum.

    x (c_in, h, w), up to 4 channels
    error (h_out, w_out) : how the loss changes with each number of the map
    row, col : the weight of each slice that is worked out

    A weight at (row, col) met the part of its channel that begins there, as large as the map.
    Small whole numbers are written into the cells.

    Raises ShapeError when the shapes do not fit, or for a weight that is not there.

    >>> slice_gradients(np.ones((2, 3, 3)), [[1, 0], [0, -2]], 0, 1)
    error (2, 2) over 2 channels (3, 3): 2 slices of 2×2 gradients
    weight (0, 1): channel 0 −1, channel 1 −1; bias −1
    """
    x, error = (  # in which no product wraps
        np.asarray(numbers(name, value), np.float64) for name, value in (("x", x), ("error", error))
    )
    fits = x.ndim == 3 and error.ndim == 2 and len(x) <= 4
    kh, kw = np.subtract(x.shape[1:], error.shape) + 1 if fits else (0, 0)
    if min(kh, kw) < 1:
        raise ShapeError(
            f"x has shape {x.shape} and error {error.shape}, but x is (c_in, h, w) with up to 4 "
            "channels and error one map of it, (h_out, w_out)"
        )
    if not (0 <= row < kh and 0 <= col < kw):
        raise ShapeError(f"weight ({row}, {col}) is outside a slice of {kh}×{kw}")
    parts = np.lib.stride_tricks.sliding_window_view(x, error.shape, axis=(1, 2))
    slopes = (parts * error).sum(axis=(3, 4), dtype=np.float64)
    products, digits = parts[:, row, col] * error, decimals_of(np.append(slopes, error.sum()))
    names = channel_names(len(x), None)
    sums = [number(s, digits) for s in [*slopes[:, row, col], error.sum()]]
    told = ", ".join(f"{name} {s}" for name, s in zip(names, sums, strict=False))
    page = Page(
        f"error {error.shape} over {counted(len(x), 'channel')} {x.shape[1:]}: "
        f"{counted(len(x), 'slice')} of {kh}×{kw} gradients\n"
        f"weight ({row}, {col}): {told}; bias {sums[-1]}"
    )
    limits = shared_limit(error, products), shared_limit(slopes)
    heads = ("its channel", "error map", "products")
    for left, head in zip(COLUMNS, heads, strict=True):
        page.text(left, 10, head, 14, INK_2)
    page.text(COLUMNS[2] + SIDE + 60, 10, "their sum", 14, INK_2)
    page.text(COLUMNS[2] + SIDE + 148, 10, "gradient of the slice", 14, INK_2)
    draw = _Line(page, limits, (kh, kw), (row, col), digits)
    for c, name in enumerate(names):
        draw.channel(30 + c * (SIDE + 22), name, x[c], error, products[c], slopes[c])
    draw.bias(30 + len(x) * (SIDE + 22), error, sums[-1])
    top = page.bottom + 18
    page.legend(COLUMNS[1], top, limits[0], "error, products", 144)
    page.legend(COLUMNS[2] + SIDE + 148, top, limits[1], "gradient", 112)
    return page.finish()


class _Line:
    """Draws the lines, which share their scales and sizes."""

    def __init__(self, page, limits, size, place, digits):
        self.page, self.limits, self.size, self.place = page, limits, size, place
        self.digits = digits

    def channel(self, top, name, values, error, products, slopes):
        page, middle, (row, col) = self.page, top + SIDE / 2, self.place
        if name in CHIPS:
            page.chip(0, middle - 13, name[0].upper(), CHIPS[name])
        page.text(36 * (name in CHIPS), middle, name, 15, CHANNEL)
        pixel = SIDE / max(values.shape)
        signed = shared_limit(values) if values.min() < 0 else None
        brightest = max(1.0, float(values.max()))
        self.map(COLUMNS[0], top, values, pixel, name, limit=signed, top=brightest)
        page.ring(
            COLUMNS[0] + col * pixel,
            top + row * pixel,
            pixel * error.shape[1],
            pixel * error.shape[0],
        )
        inset = (SIDE - pixel * max(error.shape)) / 2
        for left, shown, sign, label in (
            (COLUMNS[1], error, "×", "error"),
            (COLUMNS[2], products, "=", "products"),
        ):
            page.sign(left - 31, middle, sign, strong=True)
            self.map(left, top + inset, shown, pixel, f"{label} {name}", limit=self.limits[0])
        left = COLUMNS[2] + SIDE
        page.text(left + 20, middle, "→", 20, INK_2, align="center")
        page.text(
            left + 118, middle, number(slopes[row, col], self.digits), 17, bold=True, align="right"
        )
        cell, y = 46 if self.digits else 34, middle - 17 * self.size[0]
        page.cells(
            left + 148,
            y,
            slopes,
            cell,
            34,
            decimals=self.digits,
            limit=self.limits[1],
            size=14,
            label=f"gradient {name}",
        )
        page.ring(left + 148 + col * cell, y + row * 34, cell, 34)

    def map(self, x, y, values, pixel, label, **scale):
        whole = pixel >= 18 and np.array_equal(values, np.round(values))
        if whole:
            self.page.cells(x, y, values, pixel, pixel, cells=True, label=label, **scale)
        else:
            self.page.array(x, y, values, pixel, label=label, **scale)

    def bias(self, top, error, total):
        page = self.page
        middle, pixel = top + SIDE / 2, SIDE / (max(error.shape) + max(self.size) - 1)
        page.text(0, middle, "bias", 15, BIAS, bold=True)
        inset = (SIDE - pixel * max(error.shape)) / 2
        self.map(COLUMNS[1], top + inset, error, pixel, "error", limit=self.limits[0])
        page.text(COLUMNS[2] + SIDE / 2 - 60, middle, "all errors, added", 14, INK_2)
        left = COLUMNS[2] + SIDE
        page.text(left + 20, middle, "→", 20, INK_2, align="center")
        page.text(left + 118, middle, total, 17, bold=True, align="right")
