"""One output pixel, worked out in full: windows, products, subtotals, bias, total."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._checks import checked
from .conv import padded
from .shapes import ShapeError, counted, whole


@dataclass(frozen=True, eq=False)
class PixelLedger:
    """The account of one output pixel: ``total`` is the sum of ``subtotals`` and ``bias``.

    C is the number of input channels that the kernel sees: all of them, or its group's.

    >>> account = ledger(np.ones((2, 3, 3)), np.ones((1, 2, 3, 3)), [0.5], 0, 0, 0)
    >>> account.products.shape, account.subtotals, account.bias, account.total
    ((2, 3, 3), array([9., 9.]), 0.5, 18.5)
    """

    windows: np.ndarray  # (C, kh, kw): the patch of each channel under its slice
    weights: np.ndarray  # (C, kh, kw): the kernel's slices
    products: np.ndarray  # (C, kh, kw): windows × weights
    subtotals: np.ndarray  # (C,): the sum of each channel's products
    bias: float | int | None  # None: the layer has none
    total: float | int
    out_channel: int
    row: int
    col: int
    channels: tuple[int, ...]  # which input channels these are
    channel_names: tuple[str, ...]  # and what they are called

    @property
    def terms(self) -> list[float | int]:
        """What the total is the sum of: the subtotals, and the bias if there is one."""
        return self.subtotals.tolist() + [self.bias] * (self.bias is not None)

    def __str__(self):
        decimals = adding_decimals((self.terms, self.total))
        names = [*self.channel_names, "bias"][: len(self.terms)]
        parts = [*zip(names, self.terms, strict=True)]
        if missing := rounding(self.terms, self.total, decimals):
            parts.append(("rounding", missing))
        terms = " + ".join(f"{name} {_printed(value, decimals)}" for name, value in parts)
        place = f"pixel ({self.row}, {self.col}) of map {self.out_channel}"
        return f"{place}: {terms} = {_printed(self.total, decimals)}"


def ledger(
    x: Any,
    weight: Any,
    bias: Any,
    out_channel: int,
    row: int,
    col: int,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] | str = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    channel_names: Sequence[str] | None = None,
) -> PixelLedger:
    """How ``conv2d(x, weight, bias, …)[out_channel, row, col]`` comes about.

    x ``(c_in, h, w)``: one picture; the other arguments as for ``conv2d``. ``channel_names`` names
    all c_in channels. Sums are made in float64, or exactly in int64.

    >>> x = np.array([[[4, 1]], [[0, 2]], [[1, 1]]])  # 3 channels of 1×2
    >>> weight = np.array([1, -1, 1]).reshape(1, 3, 1, 1)
    >>> print(ledger(x, weight, np.array([1]), 0, 0, 1, channel_names=("red", "green", "blue")))
    pixel (0, 1) of map 0: red 1 + green -2 + blue 1 + bias 1 = 1
    """
    call = checked(x, weight, bias, stride, padding, dilation, groups, padding_mode)
    if call.batched:
        raise ShapeError(
            f"x of shape {call.x.shape} is a batch; a ledger is about one picture: pass x[0]"
        )
    if call.dtype.kind == "c":
        raise TypeError(f"a ledger needs real numbers, got dtype {call.dtype}")
    kernels, slices, kh, kw = call.weight.shape
    place = []
    ends = (kernels, *call.size)
    for name, value, end in zip(
        ("out_channel", "row", "col"), (out_channel, row, col), ends, strict=True
    ):
        place.append(whole(name, value, 0))
        if place[-1] >= end:
            raise ShapeError(f"{name} {place[-1]} is outside the output: it has 0 to {end - 1}")
    out_channel, row, col = place
    first = out_channel // (kernels // call.groups) * slices
    channels = tuple(range(first, first + slices))
    dtype = np.int64 if call.dtype.kind == "i" else np.float64
    # Where the window starts, and every how many rows and columns it looks
    (top, left), (apart_i, apart_j) = np.multiply((row, col), call.stride).tolist(), call.dilation
    seen = padded(call, call.x[0, first : first + slices])[:, top::apart_i, left::apart_j]
    windows = seen[:, :kh, :kw].astype(dtype)
    weights = call.weight[out_channel].astype(dtype)
    products = windows * weights
    subtotals = products.sum(axis=(1, 2))
    offset = None if call.bias is None else call.bias[out_channel].astype(dtype).item()
    return PixelLedger(
        windows=windows,
        weights=weights,
        products=products,
        subtotals=subtotals,
        bias=offset,
        total=subtotals.sum().item() + (offset or 0),
        out_channel=out_channel,
        row=row,
        col=col,
        channels=channels,
        channel_names=_names(channel_names, channels, len(call.x[0])),
    )


def _names(names, channels, c_in):
    if names is None:
        return tuple(f"x[{c}]" for c in channels)
    try:
        names = tuple(map(str, names))
    except TypeError:
        kind = type(names).__name__
        wanted = f"a list of {counted(c_in, 'name')}"
        raise TypeError(f"channel_names must be {wanted}, got a {kind}") from None
    if len(names) != c_in:
        raise ShapeError(
            f"channel_names holds {counted(len(names), 'name')} for {counted(c_in, 'channel')}: "
            "name every input channel of x"
        )
    return tuple(names[c] for c in channels)


def adding_decimals(*sums: tuple[Any, float]) -> int:
    """The fewest decimals, 2 to 4, in which every sum adds up as printed; 4 if none will do.

    sums : (parts, total) each. Whole numbers take none, and parts that 2 or 3 decimals show
    exactly are shown exactly.

    >>> adding_decimals(([9, 9], 18)), adding_decimals(([0.5, 0.25], 0.75))
    (0, 2)
    >>> adding_decimals(([0.5, 0.25], 0.75), ([0.0014, 0.0014, 0.0024], 0.0052))
    4
    """
    sums = [(np.ravel(parts).tolist(), total) for parts, total in sums]
    shown = [value for parts, total in sums for value in (*parts, total) if np.isfinite(value)]
    if all(value == int(value) for value in shown):
        return 0
    parts = np.array([part for parts, _ in sums for part in parts if np.isfinite(part)], np.float64)
    near = 2e-6 * np.maximum(1, abs(parts))  # a float32 is off by as much
    exact = next((d for d in (2, 3) if (abs(parts - parts.round(d)) <= near).all()), 2)
    return next((d for d in range(exact, 5) if not any(rounding(*s, d) for s in sums)), 4)


def rounding(parts: Any, total: float, decimals: int) -> float:
    """What the printed parts lack to make the printed total: 0 where they add up.

    parts : any shape

    >>> rounding([1 / 3, 1 / 3, 1 / 3], 1, 4)
    0.0001
    """
    values = [*np.ravel(parts).tolist(), total]
    if not np.isfinite(values).all():
        return 0.0
    *units, whole_sum = (int(f"{value:.{decimals}f}".replace(".", "")) for value in values)
    return (whole_sum - sum(units)) / 10**decimals


def _printed(value, decimals):
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text
