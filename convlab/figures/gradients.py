"""Where the gradient of a kernel comes from: its channel, the error map, and their products."""

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..check import numbers
from ..show import channel_names, counted, decimals_of, number, shared_limit, term
from ..sizes import ShapeError
from .base.page import Page, new_page
from .base.style import BIAS, INK_2, Scale, scale_of, signed

CHANNEL, ERROR, PRODUCTS = 120, 310, 500  # where they begin; the sums and the slice follow
SIDE = 128
SUM = PRODUCTS + SIDE + 118  # where the sums end
SLICE = SUM + 30


def slice_gradients(x: ArrayLike, error: ArrayLike, row: int = 0, col: int = 0) -> Figure:
    """Each slice's gradient: the error map over its own channel; the bias's: the error's sum.

    A weight at (row, col) met the part of its channel that begins there, as large as the map.
    Small whole numbers are written into the cells.

    Parameters
    ----------
    x : (c_in, h, w)
        Up to 4 channels.
    error : (h_out, w_out)
        How the loss changes with each number of the map.
    row, col : int
        The weight of each slice that is worked out.

    Returns
    -------
    Figure
        With the arrays "red", "products red", "gradient red" … and "error".

    Raises
    ------
    ShapeError
        When the shapes do not fit, or for a weight that is not there.

    Examples
    --------
    >>> slice_gradients(np.ones((2, 3, 3)), [[1, 0], [0, -2]], 0, 1)
    error (2, 2) over 2 channels (3, 3): 2 slices of 2×2 gradients
    weight (0, 1): channel 0: −1, channel 1: −1; bias −1
    """
    x, error = (numbers(name, v).astype(float) for name, v in (("x", x), ("error", error)))
    kh, kw = _slice_size(x, error)
    if not (0 <= row < kh and 0 <= col < kw):
        raise ShapeError(f"weight ({row}, {col}) is outside a slice of {kh}×{kw}")
    windows = np.lib.stride_tricks.sliding_window_view(x, error.shape, axis=(1, 2))
    gradients, products = (windows * error).sum(axis=(3, 4)), windows[:, row, col] * error
    names, decimals = channel_names(len(x)), decimals_of(np.append(gradients, error.sum()))
    sums = [number(s, decimals) for s in [*gradients[:, row, col], error.sum()]]
    each = ", ".join(term(name, s) for name, s in zip(names, sums, strict=False))
    alt_text = (
        f"error {error.shape} over {counted(len(x), 'channel')} {x.shape[1:]}: "
        f"{counted(len(x), 'slice')} of {kh}×{kw} gradients\n"
        f"weight ({row}, {col}): {each}; bias {sums[-1]}"
    )
    scales = signed(shared_limit(error, products)), signed(shared_limit(gradients))
    with new_page(alt_text) as page:
        lines = _Lines(page, error, (row, col), decimals, *scales)
        lines.head()
        for c, name in enumerate(names):
            lines.channel(30 + c * (SIDE + 22), name, x[c], products[c], gradients[c])
        lines.bias(30 + len(x) * (SIDE + 22), SIDE / max(x.shape[1:]), sums[-1])
        y = page.bottom + 18
        page.legend(ERROR, y, scales[0], "error, products", 144)
        page.legend(SLICE, y, scales[1], "gradient", 112)
    return page.figure


def _slice_size(x: np.ndarray, error: np.ndarray) -> tuple[int, int]:
    """The size of the slices whose map has this error."""
    if x.ndim == 3 and error.ndim == 2 and len(x) <= 4:
        kh, kw = np.subtract(x.shape[1:], error.shape) + 1
        if min(kh, kw) >= 1:
            return int(kh), int(kw)
    raise ShapeError(
        f"x has shape {x.shape} and error {error.shape}, but x is (c_in, h, w) with up to 4 "
        "channels and error one map of it, (h_out, w_out)"
    )


@dataclass
class _Lines:
    """The lines of the figure, which share an error map, a picked weight and their scales."""

    page: Page
    error: np.ndarray
    place: tuple[int, int]  # row and column of the weight
    decimals: int
    products: Scale  # and of the error
    gradients: Scale

    def head(self) -> None:
        """What stands in the columns."""
        heads = {CHANNEL: "its channel", ERROR: "error map", PRODUCTS: "products"}
        heads |= {PRODUCTS + SIDE + 60: "their sum", SLICE: "gradient of the slice"}
        for left, words in heads.items():
            self.page.text(left, 10, words, 14, INK_2)

    def channel(
        self, top: float, name: str, x: np.ndarray, products: np.ndarray, gradients: np.ndarray
    ) -> None:
        """One channel: the part of it that the weight met × error = products → their sum."""
        page, middle, (row, col) = self.page, top + SIDE / 2, self.place
        page.channel(0, middle, name, name, most=CHANNEL - 8)
        pixel = SIDE / max(x.shape)
        self.map(CHANNEL, top, x, pixel, scale_of(x, pale=_written(x, pixel)), name)
        height, width = np.multiply(self.error.shape, pixel)
        page.ring(CHANNEL + col * pixel, top + row * pixel, width, height)
        inset = (SIDE - max(height, width)) / 2
        for left, values, sign, label in (
            (ERROR, self.error, "×", "error"),
            (PRODUCTS, products, "=", "products"),
        ):
            page.sign(left - 31, middle, sign, strong=True)
            self.map(left, top + inset, values, pixel, self.products, f"{label} {name}")
        self.sum(middle, number(gradients[row, col], self.decimals))
        cell, y = (46 if self.decimals else 34, 34), middle - 17 * len(gradients)
        scale, label = self.gradients, f"gradient {name}"
        page.cells(SLICE, y, gradients, cell, scale, label, decimals=self.decimals, size=14)
        page.ring(SLICE + col * cell[0], y + row * 34, *cell)

    def bias(self, top: float, pixel: float, total: str) -> None:
        """The bias was added everywhere: its gradient is the sum of all errors."""
        page, middle = self.page, top + SIDE / 2
        page.text(0, middle, "bias", 15, BIAS, bold=True)
        inset = (SIDE - pixel * max(self.error.shape)) / 2
        self.map(ERROR, top + inset, self.error, pixel, self.products, "error")
        page.text(PRODUCTS + SIDE / 2 - 60, middle, "all errors, added", 14, INK_2)
        self.sum(middle, total)

    def sum(self, middle: float, total: str) -> None:
        """An arrow, and what the products before it come to."""
        self.page.text(PRODUCTS + SIDE + 20, middle, "→", 20, INK_2, align="center")
        self.page.text(SUM, middle, total, 17, bold=True, align="right")

    def map(
        self, x: float, y: float, values: np.ndarray, pixel: float, scale: Scale, label: str
    ) -> None:
        """A map as numbers where they are whole and have room, else as colours."""
        draw = self.page.cells if _written(values, pixel) else self.page.array
        draw(x, y, values, pixel, scale, label)


def _written(values: np.ndarray, pixel: float) -> bool:
    return pixel >= 18 and np.array_equal(values, np.round(values))
