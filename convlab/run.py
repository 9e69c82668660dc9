"""A layer with its numbers: x, weight and bias, and all that follows from them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from .check import Call, check_memory, check_options, checked
from .conv import UNPADDED, feature_maps, padded, partial_maps
from .layer import ConvLayer
from .ledger import PixelLedger
from .show import channel_names as names_of
from .sizes import ConvOptions, RunOptions, ShapeError, whole

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from typing_extensions import Unpack


class Run:
    """A convolution layer at work on one picture: its maps, its partial maps, any pixel's account.

    The call is checked once, when it is made; x is padded once, and each kind of map is computed
    once, when asked for.

    Parameters
    ----------
    x : (c_in, h, w)
        One picture.
    weight, bias, **options
        As for ``conv2d``: stride, padding, dilation, groups, padding_mode.
    channel_names : c_in strings, optional
        Unless given, three channels are red, green and blue.

    Attributes
    ----------
    layer : ConvLayer
        The layer as numbers.
    x, weight, bias : arrays
        As given, in the one dtype that the sums are made in.

    Raises
    ------
    ShapeError, ValueError, TypeError
        For a call that is no convolution of one picture, or names that do not fit.

    Examples
    --------
    >>> run = Run(np.ones((3, 5, 5)), np.ones((2, 3, 3, 3)), np.ones(2))
    >>> run.output.shape, run.contributions.shape  # 2 maps; 2 × 3 partial maps
    ((2, 3, 3), (2, 3, 3, 3))
    >>> print(run.pixel(1, 0, 2))
    pixel (0, 2) of map 1: red 9 + green 9 + blue 9 + bias 1 = 28
    """

    def __init__(
        self,
        x: ArrayLike,
        weight: ArrayLike,
        bias: ArrayLike | None = None,
        *,
        channel_names: Sequence[str] | None = None,
        **options: Unpack[ConvOptions],
    ) -> None:
        check_options(options, RunOptions)
        call = checked(x, weight, bias, **options)
        if call.batched:
            raise ShapeError(f"x of shape {call.x.shape} is a batch: pass one picture, x[0]")
        self._call = call
        self.x, self.weight, self.bias = call.x[0], call.weight, call.bias
        shape = len(self.x), len(self.weight), self.weight.shape[2:]
        self.layer = ConvLayer(*shape, bias=bias is not None, **options)
        self.channel_names = names_of(len(self.x), channel_names)

    @cached_property
    def padded(self) -> np.ndarray:
        """The picture with its padding, in whatever mode, ``(c_in, …)``."""
        return padded(self._call, self.x)

    @cached_property
    def output(self) -> np.ndarray:
        """The feature maps, ``(c_out, h_out, w_out)``: what ``conv2d`` answers."""
        return feature_maps(self._padded_call)

    @cached_property
    def contributions(self) -> np.ndarray:
        """Every partial map, ``(c_out, c_in / groups, h_out, w_out)``: as ``contributions``."""
        maps = math.prod((*self.weight.shape[:2], *self._call.size))
        check_memory(maps, self.padded.size, self.x.dtype)
        return partial_maps(self._padded_call)

    @cached_property
    def _padded_call(self) -> Call:
        return self._call._replace(x=self.padded[None], pads=UNPADDED)

    def pixel(self, out_channel: int, row: int, col: int) -> PixelLedger:
        """How ``output[out_channel, row, col]`` comes about, in float64 or exactly in int64.

        Raises
        ------
        ShapeError
            For a pixel outside the output.
        TypeError
            For complex numbers.
        """
        dtype = np.int64 if self._call.dtype.kind == "i" else np.float64
        if self._call.dtype.kind == "c":
            raise TypeError(f"a ledger needs real numbers, got dtype {self._call.dtype}")
        out_channel, row, col = self._checked_pixel(out_channel, row, col)
        channels = self.layer.channels(out_channel)
        window = replace(self.layer, padding="valid").window(row, col)  # of x with its padding
        windows = self.padded[np.ix_(channels, *window)].astype(dtype)
        weights = self.weight[out_channel].astype(dtype)
        products = windows * weights
        subtotals = products.sum(axis=(1, 2))
        offset = None if self.bias is None else self.bias[out_channel].astype(dtype).item()
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
            channels=tuple(channels),
            channel_names=tuple(self.channel_names[c] for c in channels),
        )

    def _checked_pixel(self, *pixel: int) -> list[int]:
        """Map, row and column, each of them one that there is."""
        names, ends = ("out_channel", "row", "col"), (len(self.weight), *self._call.size)
        places = [whole(name, value, 0) for name, value in zip(names, pixel, strict=True)]
        for name, place, end in zip(names, places, ends, strict=True):
            if place >= end:
                raise ShapeError(f"{name} {place} is outside the output: it has 0 to {end - 1}")
        return places

    def __repr__(self) -> str:
        return f"{self.layer.parameters_text}\n{self.layer.shapes_text(self.x.shape)}"


def ledger(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None,
    out_channel: int,
    row: int,
    col: int,
    **options: Unpack[RunOptions],
) -> PixelLedger:
    """How ``conv2d(x, weight, bias, …)[out_channel, row, col]`` comes about.

    Parameters
    ----------
    x, weight, bias, **options
        As for ``Run``: stride, padding, dilation, groups, padding_mode, channel_names. Unless they
        have names, the channels are ``x[0]``, ``x[1]``, …
    out_channel, row, col : int
        The pixel: of which map, and where.

    Returns
    -------
    PixelLedger
        Its sums are made in float64, or exactly in int64.

    Raises
    ------
    ShapeError, ValueError, TypeError
        For a layer or a pixel that cannot be.

    Examples
    --------
    >>> x = np.array([[[4, 1]], [[0, 2]], [[1, 1]]])  # 3 channels of 1×2
    >>> weight = np.array([1, -1, 1]).reshape(1, 3, 1, 1)
    >>> print(ledger(x, weight, np.array([1]), 0, 0, 1, channel_names=("red", "green", "blue")))
    pixel (0, 1) of map 0: red 1 + green -2 + blue 1 + bias 1 = 1
    """
    account = Run(x, weight, bias, **options).pixel(out_channel, row, col)
    if options.get("channel_names") is not None:
        return account
    return replace(account, channel_names=tuple(f"x[{c}]" for c in account.channels))
