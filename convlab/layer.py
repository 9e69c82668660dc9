"""A convolution layer as numbers, and its geometry: what an output reads, what an input reaches.

All arithmetic of groups, windows and sizes stands here, written for one axis and used along each.
"""

import math
import reprlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import frameworks
from .show import counted
from .sizes import (
    SIDES,
    Padding,
    PerAxis,
    ShapeError,
    check_padding_mode,
    check_x_shape,
    checked_places,
    pads,
    pair,
    whole,
)

Axis = tuple[str, int, int, int, int, tuple[int, int]]


@dataclass(frozen=True, init=False)
class ConvLayer:
    """A 2-D convolution layer as numbers, in the order and words of ``torch.nn.Conv2d``.

    Parameters
    ----------
    in_channels, out_channels
        At least 1, and multiples of ``groups``.
    kernel_size, stride, padding, dilation
        One number or a pair (height, width), kept as a pair; ``padding`` may also be ``"same"``
        or ``"valid"``.
    groups
        In how many groups the channels are split; each kernel reads its own group's.
    bias
        Whether a number is added to each map.
    padding_mode
        ``"zeros"``, ``"reflect"``, ``"replicate"`` or ``"circular"``.

    Raises
    ------
    ShapeError, ValueError, TypeError
        For a layer that cannot be.

    Examples
    --------
    >>> layer = ConvLayer(3, 64, 3)
    >>> layer.weight_shape  # 64 kernels, each with one 3×3 slice for every input channel
    (64, 3, 3, 3)
    >>> print(layer)
    nn.Conv2d(3, 64, kernel_size=3)
    layers.Conv2D(64, kernel_size=3)
    64 kernels × 3 slices × 3×3 weights + 64 biases = 1,792 parameters
    """

    in_channels: int
    out_channels: int
    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...] | str
    dilation: tuple[int, ...]
    groups: int
    bias: bool
    padding_mode: str

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: PerAxis,
        stride: PerAxis = 1,
        padding: Padding = 0,
        dilation: PerAxis = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
    ) -> None:
        vars(self).update(  # the attributes cannot be set one by one: they are frozen
            in_channels=whole("in_channels", in_channels, 1),
            out_channels=whole("out_channels", out_channels, 1),
            groups=whole("groups", groups, 1),
            kernel_size=pair("kernel_size", kernel_size, 1),
            stride=pair("stride", stride, 1),
            dilation=pair("dilation", dilation, 1),
            bias=bias,
            padding_mode=padding_mode,
        )
        around = pads(padding, self.kernel_size, self.stride, self.dilation)
        named = isinstance(padding, str)
        vars(self)["padding"] = padding if named else tuple(before for before, _ in around)
        if not isinstance(bias, bool):
            raise TypeError(f"bias must be True or False, got {reprlib.repr(bias)}")
        check_padding_mode(padding_mode)
        both = math.gcd(self.in_channels, self.out_channels)
        if both % self.groups:
            legal = [n for n in range(1, min(both, 10_000) + 1) if both % n == 0]
            raise ShapeError(
                f"groups={self.groups} must divide in_channels={self.in_channels} and "
                f"out_channels={self.out_channels}: use one of {reprlib.repr(legal)[1:-1]}"
            )

    # Geometry

    @property
    def pads(self) -> tuple[tuple[int, int], ...]:
        """What padding adds before and after x: (above, below), (left, right)."""
        return pads(self.padding, self.kernel_size, self.stride, self.dilation)

    def channels(self, out_channel: int) -> range:
        """The input channels that a kernel reads: all of them, or those of its group.

        >>> ConvLayer(6, 4, 3, groups=2).channels(3)  # kernels 2 and 3 are the second group's
        range(3, 6)
        """
        return channels_read(out_channel, self.weight_shape, self.groups)

    def window(self, *place: int) -> tuple[range, ...]:
        """The places of x that the output at ``place`` reads, along each axis.

        A place below 0, or beyond the side of x, is padding.

        >>> rows, columns = ConvLayer(1, 1, 3, padding=1, dilation=(1, 2)).window(0, 4)
        >>> [*rows], [*columns]
        ([-1, 0, 1], [3, 5, 7])
        """
        axes = zip(place, self.kernel_size, self.stride, self.dilation, self.pads, strict=True)
        return tuple(places_read(*axis[:4], before=axis[4][0]) for axis in axes)

    def reached(self, *place: int, x_shape: tuple[int, ...]) -> tuple[range, ...]:
        """The places of y that read x at ``place``, along each axis.

        >>> rows, columns = ConvLayer(1, 1, 3, stride=(1, 2)).reached(2, 2, x_shape=(1, 5, 5))
        >>> [*rows], [*columns]  # rows 0, 1 and 2 read row 2; columns 0 and 1 read column 2
        ([0, 1, 2], [0, 1])
        """
        ends = self.output_shape(x_shape)[-len(place) :]
        axes = zip(
            place, self.kernel_size, self.stride, self.dilation, self.pads, ends, strict=True
        )
        return tuple(places_reached(*axis[:4], before=axis[4][0], end=axis[5]) for axis in axes)

    def output_shape(self, x_shape: tuple[int, ...]) -> tuple[int, ...]:
        """Shape of y for x of shape ``(c_in, h, w)`` or ``(n, c_in, h, w)``.

        >>> ConvLayer(3, 64, 3, stride=2, padding=1).output_shape((3, 224, 224))
        (64, 112, 112)
        """
        *batch, channels, _, _ = check_x_shape(x_shape)
        if channels != self.in_channels:
            raise ShapeError(
                f"x of shape {tuple(x_shape)} has {counted(channels, 'channel')}, but the layer "
                f"has in_channels={self.in_channels}; the order of x is (channels, height, width)"
            )
        return *batch, self.out_channels, *(checked_places(*axis) for axis in self._axes(x_shape))

    def _axes(self, x_shape: tuple[int, ...]) -> Iterator[Axis]:
        """Side, size, kernel, stride, dilation and pads, for each axis of x."""
        sides = x_shape[-len(self.kernel_size) :]
        return zip(
            SIDES, sides, self.kernel_size, self.stride, self.dilation, self.pads, strict=True
        )

    # Counts, and the sums behind them

    @property
    def weight_shape(self) -> tuple[int, ...]:
        """``(out_channels, in_channels / groups, kernel height, kernel width)``."""
        return self.out_channels, self.in_channels // self.groups, *self.kernel_size

    @property
    def n_weights(self) -> int:
        """All weights of all kernels."""
        return math.prod(self.weight_shape)

    @property
    def n_biases(self) -> int:
        """One for each kernel, or none."""
        return self.out_channels if self.bias else 0

    @property
    def n_parameters(self) -> int:
        """Weights and biases."""
        return self.n_weights + self.n_biases

    @property
    def parameters_text(self) -> str:
        """The sum behind ``n_parameters``, each factor named.

        >>> ConvLayer(3, 4, 3).parameters_text
        '4 kernels × 3 slices × 3×3 weights + 4 biases = 112 parameters'
        """
        biases = f" + {counted(self.n_biases, 'bias')}" if self.bias else ""
        return (
            f"{counted(self.out_channels, 'kernel')} × {self._kernel_text}{biases}"
            f" = {counted(self.n_parameters, 'parameter')}"
        )

    def output_text(self, x_shape: tuple[int, ...]) -> str:
        """The arithmetic behind ``output_shape``.

        >>> print(ConvLayer(3, 64, 3, stride=2, padding=1).output_text((3, 224, 200)))
        height ⌊(224 + 1 + 1 − 3) / 2⌋ + 1 = 112, width ⌊(200 + 1 + 1 − 3) / 2⌋ + 1 = 100
        """
        sums = []
        places = self.output_shape(x_shape)[-len(self.kernel_size) :]
        for n, axis in zip(places, self._axes(x_shape), strict=True):
            side, size, kernel, stride, dilation, (before, after) = axis
            span = f"{kernel}" if dilation == 1 else f"({dilation}×({kernel} − 1) + 1)"
            inside = f"{size}" + f" + {before} + {after}" * bool(before or after) + f" − {span}"
            inside = inside if stride == 1 else f"⌊({inside}) / {stride}⌋"
            sums.append(f"{side} {inside} + 1 = {n}")
        return ", ".join(sums)

    def n_macs(self, x_shape: tuple[int, ...]) -> int:
        """Multiply-adds for one pass over x: every number of y costs one whole kernel.

        >>> ConvLayer(3, 4, 3).n_macs((3, 52, 52))
        270000
        """
        return math.prod(self.output_shape(x_shape)) * math.prod(self.weight_shape[1:])

    def macs_text(self, x_shape: tuple[int, ...]) -> str:
        """The product behind ``n_macs``.

        >>> ConvLayer(3, 4, 3).macs_text((3, 52, 52))
        '4 maps × 50×50 pixels × 3 slices × 3×3 weights = 270,000 multiply-adds'
        """
        *batch, maps, rows, columns = self.output_shape(x_shape)
        pictures = f"{counted(batch[0], 'picture')} × " if batch else ""
        return (
            f"{pictures}{counted(maps, 'map')} × {rows}×{columns} pixel{'s' * (rows * columns > 1)}"
            f" × {self._kernel_text} = {counted(self.n_macs(x_shape), 'multiply-add')}"
        )

    def shapes_text(self, x_shape: tuple[int, ...]) -> str:
        """What goes in and comes out, what differs from the defaults, and the work.

        >>> print(ConvLayer(3, 2, 3, stride=2).shapes_text((3, 5, 5)))
        x (3, 5, 5) → weight (2, 3, 3, 3), bias (2) → y (2, 2, 2) · stride 2 · 216 multiply-adds
        """
        bias = f", bias ({self.out_channels})" if self.bias else ""
        shapes = f"x {x_shape} → weight {self.weight_shape}{bias} → y {self.output_shape(x_shape)}"
        settings = [f"{name} {value}".replace('"', "") for name, value in frameworks.settings(self)]
        return " · ".join([shapes, *settings, counted(self.n_macs(x_shape), "multiply-add")])

    @property
    def _kernel_text(self) -> str:
        _, slices, kh, kw = self.weight_shape
        return f"{counted(slices, 'slice')} × {kh}×{kw} weight{'s' * (kh * kw > 1)}"

    # The same layer in other libraries

    @property
    def torch_line(self) -> str:
        """The layer as PyTorch writes it: ``nn.Conv2d(3, 64, kernel_size=3)``."""
        return frameworks.torch_line(self)

    @property
    def keras_line(self) -> str:
        """The layer as Keras writes it: ``layers.Conv2D(64, kernel_size=3)``."""
        return frameworks.keras_line(self)

    @classmethod
    def from_torch(cls, module: Any) -> "ConvLayer":
        """The numbers of your own ``torch.nn.Conv2d``; ``weights_of`` gives its weights."""
        return cls(**frameworks.read_torch(module))

    @classmethod
    def from_keras(cls, layer: Any) -> "ConvLayer":
        """The numbers of your own, built, Keras ``Conv2D`` or ``DepthwiseConv2D``."""
        return cls(**frameworks.read_keras(layer))

    def __str__(self) -> str:
        return f"{self.torch_line}\n{self.keras_line}\n{self.parameters_text}"


def channels_read(out_channel: int, weight_shape: tuple[int, ...], groups: int) -> range:
    """Which input channels a kernel reads: groups come one after the other, in x as in weight."""
    kernels, slices = weight_shape[:2]
    group = out_channel // (kernels // groups)
    return range(group * slices, (group + 1) * slices)


def places_read(place: int, kernel: int, stride: int, dilation: int, before: int = 0) -> range:
    """Which places along one axis of x the output at ``place`` reads, one for each weight."""
    first = place * stride - before
    return range(first, first + dilation * (kernel - 1) + 1, dilation)


def places_reached(
    place: int, kernel: int, stride: int, dilation: int, before: int, end: int
) -> range:
    """Which of the ``end`` places along one axis of y read the input at ``place``."""
    found = [n for n in range(end) if place in places_read(n, kernel, stride, dilation, before)]
    step = found[1] - found[0] if len(found) > 1 else 1
    return range(found[0], found[-1] + 1, step) if found else range(0)
