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

    def __str__(self):
        names = [*self.channel_names, "bias"][: len(self.channels) + (self.bias is not None)]
        values = [*self.subtotals.tolist(), self.bias][: len(names)]
        shown, total, rounding = _digits(values, self.total)
        terms = [f"{name} {value}" for name, value in zip(names, shown, strict=True)]
        terms += [f"rounding {rounding}"] if rounding else []
        place = f"pixel ({self.row}, {self.col}) of map {self.out_channel}"
        return f"{place}: {' + '.join(terms)} = {total}"


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


def _digits(values, total):
    """The terms and their total as text that adds up in the digits shown, and what is left over.

    Whole numbers stay whole. Otherwise 2 decimals; 3, then 4, when the rounded terms do not make
    the rounded total; and when they still do not, the difference is named.
    """
    everything = [*values, total]
    if all(value == int(value) for value in everything if np.isfinite(value)):
        return [f"{value:.0f}" for value in values], f"{total:.0f}", ""
    for decimals in (2, 3, 4):
        # + 0.0 makes a rounded -0.0 a plain 0.0
        shown = [f"{round(value, decimals) + 0.0:.{decimals}f}" for value in everything]
        if not np.isfinite(total):
            return shown[:-1], shown[-1], ""
        *units, whole_sum = (int(text.replace(".", "")) for text in shown)
        missing = whole_sum - sum(units)
        if not missing:
            break
    return shown[:-1], shown[-1], f"{missing / 10**decimals:.{decimals}f}" if missing else ""
