"""One output pixel, worked out in full: windows, products, subtotals, bias, total."""

from dataclasses import dataclass

import numpy as np

from .show import adding_decimals, plain_number, printable, rounding, term


@dataclass(frozen=True, eq=False)
class PixelLedger:
    """The account of one output pixel: ``total`` is the sum of ``subtotals`` and ``bias``.

    C is the number of input channels that the kernel reads: all of them, or its group's. In one
    dimension windows, weights and products are (C, k).

    Attributes
    ----------
    windows : (C, kh, kw)
        The patch of each channel under its slice. Of a transposed layer: the places of each channel
        whose stamps reach the pixel, which may be fewer than kh rows and kw columns.
    weights : (C, kh, kw)
        The kernel's slices, or the weights that those stamps put there.
    products : (C, kh, kw)
        windows × weights.
    subtotals : (C,)
        The sum of each channel's products.
    bias
        None: the layer has none.
    total
        The number that the layer answers.
    out_channel, place
        Which pixel of which map this is: ``place`` is (row, col), or (place,) in one dimension.
    channels : (C,)
        Which input channels these are.
    channel_names : (C,)
        And what they are called.

    Examples
    --------
    >>> from convlab import ledger
    >>> account = ledger(np.ones((2, 3, 3)), np.ones((1, 2, 3, 3)), [0.5], 0, 0, 0)
    >>> account.products.shape, account.subtotals, account.bias, account.total
    ((2, 3, 3), array([9., 9.]), 0.5, 18.5)
    """

    windows: np.ndarray
    weights: np.ndarray
    products: np.ndarray
    subtotals: np.ndarray
    bias: float | None
    total: float
    out_channel: int
    place: tuple[int, ...]
    channels: tuple[int, ...]
    channel_names: tuple[str, ...]

    @property
    def row(self) -> int:
        """The pixel's row; a signal has one row, 0."""
        return self.place[0] if len(self.place) > 1 else 0

    @property
    def col(self) -> int:
        """The pixel's column, or the place along a signal."""
        return self.place[-1]

    @property
    def terms(self) -> list[float]:
        """What the total is the sum of: the subtotals, and the bias if there is one."""
        return [*self.subtotals.tolist(), *([] if self.bias is None else [self.bias])]

    def __str__(self) -> str:
        decimals = adding_decimals((self.terms, self.total))
        parts = [*zip([*self.channel_names, "bias"], self.terms, strict=False)]
        if missing := rounding(self.terms, self.total, decimals):
            parts.append(("rounding", missing))
        terms = " + ".join(term(name, plain_number(value, decimals)) for name, value in parts)
        pixel = f"pixel {self.place}" if len(self.place) > 1 else f"place {self.col}"
        place = f"{pixel} of map {self.out_channel}"
        return printable(f"{place}: {terms} = {plain_number(self.total, decimals)}")
