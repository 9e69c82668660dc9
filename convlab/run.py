"""A layer with its numbers: x, weight and bias, and all that follows from them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from .check import UNPADDED, Call, check_memory, check_options, checked
from .conv import feature_maps, padded, partial_maps
from .layer import ConvLayer
from .pixel import PixelLedger
from .show import channel_names as names_of
from .show import counted, printable
from .sizes import ONE_OF, AnyOptions, RunOptions, ShapeError, whole

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from typing_extensions import Unpack


class Run:
    """A convolution layer at work on one picture: its maps, its partial maps, any pixel's account.

    Or on one signal, and a transposed layer, too.

    The call is checked once, when it is made; x is padded once, and each kind of map is computed
    once, when asked for.

    Parameters
    ----------
    x : (c_in, h, w) or (c_in, length)
        One picture, or one signal.
    weight, bias, **options
        As for ``conv2d``: stride, padding, dilation, groups, padding_mode. A weight of three axes
        is that of ``conv1d``. With ``transposed=True`` as for ``conv_transpose2d``, and
        output_padding.
    channel_names : c_in strings, optional
        Unless given, three channels of a picture are red, green and blue.

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
    >>> stamps = Run(np.ones((2, 3, 3)), np.ones((2, 1, 3, 3)), stride=2, transposed=True)
    >>> print(stamps.pixel(0, 2, 2))  # where the stamps of four places overlap
    pixel (2, 2) of map 0: channel 0: 4 + channel 1: 4 = 8
    """

    def __init__(
        self,
        x: ArrayLike,
        weight: ArrayLike,
        bias: ArrayLike | None = None,
        *,
        channel_names: Sequence[str] | None = None,
        **options: Unpack[AnyOptions],
    ) -> None:
        check_options(options, RunOptions)
        self._call = call = checked(x, weight, bias, **options)
        if call.batched:
            one, shape = ONE_OF[call.ndim], self._axes(call.x).shape
            raise ShapeError(f"x of shape {shape} is a batch: pass one {one}, x[0]")
        self.x, self.weight, self.bias = self._axes(call.x[0]), self._axes(call.weight), call.bias
        kernels, kernel_size = call.groups * call.each, self.weight.shape[2:]
        layer: dict[str, Any] = {**options, "bias": bias is not None, "ndim": call.ndim}
        self.layer = ConvLayer(len(self.x), kernels, kernel_size, **layer)
        if channel_names is None and (call.ndim == 1 or call.transposed):  # which read no colours
            channel_names = [f"channel {c}" for c in range(len(self.x))]
        self.channel_names = names_of(len(self.x), channel_names)

    def _axes(self, array: np.ndarray) -> np.ndarray:
        """With the axes that the caller's arrays have: a call's signals are pictures of one row."""
        return array[..., 0, :] if self._call.ndim == 1 else array

    def as_conv2d(self) -> Run:
        """The same run, if it is one of ``conv2d``: in two dimensions, and not transposed.

        Raises
        ------
        ShapeError
            For any other kind of layer.
        """
        if self.layer.ndim != 2 or self.layer.transposed:
            raise ShapeError(
                f"a 2-D convolution is needed here, with weight (output channels, input channels "
                f"/ groups, kernel height, kernel width), got {self.layer.torch_line} from weight "
                f"{self.weight.shape}{self._as_row()}"
            )
        return self

    def _as_row(self) -> str:
        """How a signal is given as a picture one row high, if it is one."""
        layer = self.layer
        if layer.ndim != 1 or layer.transposed:
            return ""
        given = ["x[:, None]", "weight[:, :, None]"]
        for name, usual in (("stride", 1), ("padding", 0), ("dilation", 1)):
            value = getattr(layer, name)
            if value != (usual,) and not isinstance(value, str):
                given.append(f"{name}=({usual}, {value[0]})")
        return f": a signal is a picture one row high, {', '.join(given)}"

    def as_pictures(self) -> Run:
        """The same run in two dimensions: a signal is a picture one row high.

        >>> Run(np.ones((2, 9)), np.ones((1, 2, 3)), stride=2).as_pictures().output.shape
        (1, 1, 4)
        """
        layer = self.layer
        if layer.ndim == 2:
            return self
        padding = layer.padding if isinstance(layer.padding, str) else (0, *layer.padding)
        options: AnyOptions = {
            "stride": (1, *layer.stride),
            "padding": padding,
            "dilation": (1, *layer.dilation),
            "groups": layer.groups,
            "padding_mode": layer.padding_mode,
            "transposed": layer.transposed,
            "output_padding": (0, *layer.output_padding),
        }
        x, weight = self.x[:, None], self.weight[:, :, None]
        return Run(x, weight, self.bias, channel_names=self.channel_names, **options)

    @property
    def kernels(self) -> np.ndarray:
        """The weights by kernel, ``(c_out, c_in / groups, …)``: those of a transposed layer too."""
        return kernels_of(self.weight, self.layer.groups, self.layer.transposed)

    @cached_property
    def padded(self) -> np.ndarray:
        """The picture with its padding, in whatever mode; a transposed layer adds none."""
        return self._axes(self._padded_call.x[0])

    @cached_property
    def output(self) -> np.ndarray:
        """The feature maps, ``(c_out, h_out, w_out)``: what ``conv2d`` answers."""
        return feature_maps(self._padded_call)

    @cached_property
    def contributions(self) -> np.ndarray:
        """Every partial map, ``(c_out, c_in / groups, h_out, w_out)``: as ``contributions``."""
        call = self._padded_call
        maps = math.prod((*self.kernels.shape[:2], *call.size))
        check_memory(maps, call.x.size, self.x.dtype)
        return partial_maps(call)

    @cached_property
    def _padded_call(self) -> Call:
        if self._call.transposed:
            return self._call
        return self._call._replace(x=padded(self._call, self._call.x), pads=UNPADDED)

    def pixel(self, out_channel: int, *place: int) -> PixelLedger:
        """How ``output[out_channel, row, col]`` comes about, in float64 or exactly in int64.

        Parameters
        ----------
        out_channel, *place
            Of which map, and where: row and column, or the one place along a signal.

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
        out_channel, *at = self._checked_pixel(out_channel, place)
        channels, (window, taps) = self.layer.channels(out_channel), self._reads(at)
        windows = self.padded[np.ix_(channels, *window)].astype(dtype)
        kernel = self.kernels[out_channel]
        weights = kernel[np.ix_(range(len(kernel)), *taps)].astype(dtype)
        products = windows * weights
        subtotals = products.sum(axis=tuple(range(1, products.ndim)))
        offset = None if self.bias is None else self.bias[out_channel].astype(dtype).item()
        return PixelLedger(
            windows=windows,
            weights=weights,
            products=products,
            subtotals=subtotals,
            bias=offset,
            total=subtotals.sum().item() + (offset or 0),
            out_channel=out_channel,
            place=tuple(at),
            channels=tuple(channels),
            channel_names=tuple(self.channel_names[c] for c in channels),
        )

    def _reads(self, place: Sequence[int]) -> tuple[list[list[int]], list[list[int]]]:
        """Along each side what the output reads of x with its padding, and with which weights."""
        layer = self.layer if self.layer.transposed else replace(self.layer, padding="valid")
        sides = zip(layer.window(*place), layer.taps(*place), self.padded.shape[1:], strict=True)
        pairs = [
            [(n, tap) for n, tap in zip(reads, taps, strict=True) if 0 <= n < end]
            for reads, taps, end in sides
        ]
        return [[n for n, _ in side] for side in pairs], [
            [tap for _, tap in side] for side in pairs
        ]

    def _checked_pixel(self, out_channel: int, place: Sequence[int]) -> list[int]:
        """Map, row and column, each of them one that there is."""
        names = ("out_channel", *{1: ["place"], 2: ["row", "col"]}[self.layer.ndim])
        pixel, ends = (
            (out_channel, *place),
            (len(self.kernels), *self._call.size[-len(names) + 1 :]),
        )
        if len(pixel) != len(names):
            raise ShapeError(
                f"a pixel takes {', '.join(names)}, got {counted(len(pixel), 'number')}"
            )
        places = [whole(name, value, 0) for name, value in zip(names, pixel, strict=True)]
        for name, at, end in zip(names, places, ends, strict=True):
            if at >= end:
                raise ShapeError(f"{name} {at} is outside the output: it has 0 to {end - 1}")
        return places

    def __repr__(self) -> str:
        return printable(f"{self.layer.parameters_text}\n{self.layer.shapes_text(self.x.shape)}")


def kernels_of(weight: np.ndarray, groups: int, transposed: bool) -> np.ndarray:
    """The weights by kernel, ``(c_out, c_in / groups, …)``: those of a transposed layer, too.

    Its weight has the input channels first: ``(c_in, c_out / groups, …)``.
    """
    if not transposed:
        return weight
    by_group = weight.reshape(groups, -1, *weight.shape[1:])
    return by_group.swapaxes(1, 2).reshape(-1, len(weight) // groups, *weight.shape[2:])


def ledger(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None,
    out_channel: int,
    *place: int,
    **options: Unpack[RunOptions],
) -> PixelLedger:
    """How ``conv2d(x, weight, bias, …)[out_channel, row, col]`` comes about.

    Parameters
    ----------
    x, weight, bias, **options
        As for ``Run``: stride, padding, dilation, groups, padding_mode, transposed, output_padding,
        channel_names. Unless they have names, the channels are ``x[0]``, ``x[1]``, …
    out_channel, *place : int
        The pixel: of which map, and where: row and column, or the one place along a signal.

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
    account = Run(x, weight, bias, **options).pixel(out_channel, *place)
    if options.get("channel_names") is not None:
        return account
    return replace(account, channel_names=tuple(f"x[{c}]" for c in account.channels))
