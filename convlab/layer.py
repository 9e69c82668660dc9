"""A convolution layer as numbers, and its geometry: what an output reads, what an input reaches.

All arithmetic of groups and windows stands here, written for one side and used along each.
"""

import math
import reprlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

from . import frameworks
from .show import counted
from .sizes import (
    SIDES,
    Padding,
    Pads,
    PerSide,
    ShapeError,
    check_padding_mode,
    check_x_shape,
    checked_places,
    pads,
    per_side,
    whole,
)

Side = tuple[str, int, int, int, int, tuple[int, int]]


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

    _sides: ClassVar[Sequence[str]] = SIDES  # what the kernel slides along

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: PerSide,
        stride: PerSide = 1,
        padding: Padding = 0,
        dilation: PerSide = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
    ) -> None:
        kernel_size = per_side("kernel_size", kernel_size, 1, self._sides)
        stride = per_side("stride", stride, 1, self._sides)
        dilation = per_side("dilation", dilation, 1, self._sides)
        if not isinstance(padding, str):
            padding = per_side("padding", padding, 0, self._sides)
        pads(padding, kernel_size, stride, dilation, self._sides)  # or it says what is wrong
        check_padding_mode(padding_mode)
        if not isinstance(bias, bool):
            raise TypeError(f"bias must be True or False, got {reprlib.repr(bias)}")
        in_channels = whole("in_channels", in_channels, 1)
        out_channels = whole("out_channels", out_channels, 1)
        groups = whole("groups", groups, 1)
        both = math.gcd(in_channels, out_channels)
        if both % groups:
            legal = [n for n in range(1, min(both, 10_000) + 1) if both % n == 0]
            raise ShapeError(
                f"groups={groups} must divide in_channels={in_channels} and "
                f"out_channels={out_channels}: use one of {reprlib.repr(legal)[1:-1]}"
            )
        vars(self).update(  # frozen attributes cannot be set one by one
            in_channels=in_channels,
            out_channels=out_channels,
            kernel_size=kernel_size,
            stride=stride,
            padding=padding,
            dilation=dilation,
            groups=groups,
            bias=bias,
            padding_mode=padding_mode,
        )

    # Geometry

    @property
    def pads(self) -> Pads:
        """What padding adds before and after x: (above, below), (left, right)."""
        return pads(self.padding, self.kernel_size, self.stride, self.dilation, self._sides)

    def channels(self, out_channel: int) -> range:
        """The input channels that a kernel reads: all of them, or those of its group.

        >>> ConvLayer(6, 4, 3, groups=2).channels(3)  # kernels 2 and 3 are the second group's
        range(3, 6)
        """
        if whole("out_channel", out_channel, 0) >= self.out_channels:
            kernels = f"0 to {self.out_channels - 1}"
            raise ShapeError(f"there is no kernel {out_channel}: the layer has {kernels}")
        return channels_read(out_channel, self.weight_shape, self.groups)

    def window(self, *place: int) -> tuple[range, ...]:
        """The rows and columns of x that the output at (row, column) reads.

        What is below 0, or beyond the side of x, is padding.

        >>> rows, columns = ConvLayer(1, 1, 3, padding=1, dilation=(1, 2)).window(0, 4)
        >>> [*rows], [*columns]
        ([-1, 0, 1], [3, 5, 7])
        """
        windows = self.kernel_size, self.stride, self.dilation, self.pads
        place = self._checked_place(place)
        return tuple(places_read(*side) for side in zip(place, *windows, strict=True))

    def reached(self, *place: int, x_shape: Sequence[int]) -> tuple[list[int], ...]:
        """The rows and columns of y that read x at (row, column).

        >>> ConvLayer(1, 1, 3, stride=(1, 2)).reached(2, 2, x_shape=(1, 5, 5))
        ([0, 1, 2], [0, 1])
        """
        n = len(self._sides)
        ends = self.output_shape(x_shape)[-n:]
        windows = self.kernel_size, self.stride, self.dilation, self.pads
        place = self._checked_place(place, x_shape[-n:])
        return tuple(places_reached(*side) for side in zip(place, ends, *windows, strict=True))

    def _checked_place(self, place: Sequence[int], sizes: Sequence[int] = ()) -> tuple[int, ...]:
        """A place by one number along each side, from 0 and below ``sizes`` if they are known."""
        if len(place) != len(self._sides):
            numbers = f"one for each of {' and '.join(self._sides)}"
            raise ShapeError(f"a place takes {numbers}, got {counted(len(place), 'number')}")
        names = [f"the place along {side}" for side in self._sides]
        place = tuple(whole(name, at, 0) for name, at in zip(names, place, strict=True))
        for name, at, size in zip(names, place, sizes, strict=False):
            if at >= size:
                raise ShapeError(f"{name} must be 0 to {size - 1}, got {at}")
        return place

    def output_shape(self, x_shape: Sequence[int]) -> tuple[int, ...]:
        """Shape of y for x of shape ``(c_in, h, w)`` or ``(n, c_in, h, w)``.

        >>> ConvLayer(3, 64, 3, stride=2, padding=1).output_shape((3, 224, 224))
        (64, 112, 112)
        """
        *batch, channels = check_x_shape(x_shape, self._sides)[: -len(self._sides)]
        if channels != self.in_channels:
            raise ShapeError(
                f"x of shape {tuple(x_shape)} has {counted(channels, 'channel')}, but the layer "
                f"has in_channels={self.in_channels}; the order of x is "
                f"({', '.join(('channels', *self._sides))})"
            )
        return *batch, self.out_channels, *(checked_places(*s) for s in self._along(x_shape))

    def _along(self, x_shape: Sequence[int]) -> Iterator[Side]:
        """The arguments of ``checked_places`` for each side of x."""
        numbers = self.kernel_size, self.stride, self.dilation, self.pads
        return zip(self._sides, x_shape[-len(self._sides) :], *numbers, strict=True)

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

    def output_text(self, x_shape: Sequence[int]) -> str:
        """The arithmetic behind ``output_shape``.

        >>> print(ConvLayer(3, 64, 3, stride=2, padding=1).output_text((3, 224, 200)))
        height ⌊(224 + 1 + 1 − 3) / 2⌋ + 1 = 112, width ⌊(200 + 1 + 1 − 3) / 2⌋ + 1 = 100
        """
        sums = []
        places = self.output_shape(x_shape)[-len(self._sides) :]
        for n, side_numbers in zip(places, self._along(x_shape), strict=True):
            side, size, kernel, stride, dilation, (before, after) = side_numbers
            span = f"{kernel}" if dilation == 1 else f"({dilation}×({kernel} − 1) + 1)"
            inside = f"{size}" + f" + {before} + {after}" * bool(before or after) + f" − {span}"
            inside = inside if stride == 1 else f"⌊({inside}) / {stride}⌋"
            sums.append(f"{side} {inside} + 1 = {n}")
        return ", ".join(sums)

    def n_macs(self, x_shape: Sequence[int]) -> int:
        """Multiply-adds for one pass over x: every number of y costs one whole kernel.

        >>> ConvLayer(3, 4, 3).n_macs((3, 52, 52))
        270000
        """
        return math.prod(self.output_shape(x_shape)) * math.prod(self.weight_shape[1:])

    def macs_text(self, x_shape: Sequence[int]) -> str:
        """The product behind ``n_macs``.

        >>> ConvLayer(3, 4, 3).macs_text((3, 52, 52))
        '4 maps × 50×50 pixels × 3 slices × 3×3 weights = 270,000 multiply-adds'
        """
        shape = self.output_shape(x_shape)
        *batch, maps = shape[: -len(self._sides)]
        places = shape[-len(self._sides) :]
        pictures = f"{counted(batch[0], 'picture')} × " if batch else ""
        return (
            f"{pictures}{counted(maps, 'map')} × {_by(places, 'pixel')}"
            f" × {self._kernel_text} = {counted(self.n_macs(x_shape), 'multiply-add')}"
        )

    def shapes_text(self, x_shape: Sequence[int]) -> str:
        """What goes in and comes out, what differs from the defaults, and the work.

        >>> print(ConvLayer(3, 2, 3, stride=2).shapes_text((3, 5, 5)))
        x (3, 5, 5) → weight (2, 3, 3, 3), bias (2) → y (2, 2, 2) · stride 2 · 216 multiply-adds
        """
        bias = f", bias ({self.out_channels})" if self.bias else ""
        y_shape = self.output_shape(x_shape)
        shapes = f"x {tuple(x_shape)} → weight {self.weight_shape}{bias} → y {y_shape}"
        settings = [f"{name} {value}".replace('"', "") for name, value in self._settings.items()]
        return " · ".join([shapes, *settings, counted(self.n_macs(x_shape), "multiply-add")])

    @property
    def _kernel_text(self) -> str:
        return f"{counted(self.weight_shape[1], 'slice')} × {_by(self.kernel_size, 'weight')}"

    # The same layer in other libraries

    @property
    def torch_line(self) -> str:
        """The layer as PyTorch writes it, with what differs from the defaults.

        >>> ConvLayer(3, 64, 3, padding=1).torch_line
        'nn.Conv2d(3, 64, kernel_size=3, padding=1)'
        """
        return _call(
            f"nn.Conv{len(self._sides)}d",
            f"{self.in_channels}, {self.out_channels}",
            f"kernel_size={_short(self.kernel_size)}",
            *(f"{name}={value}" for name, value in self._settings.items()),
            self.groups > 1 and f"groups={self.groups}",
            not self.bias and "bias=False",
            self.padding_mode != "zeros" and f'padding_mode="{self.padding_mode}"',
        )

    @property
    def keras_line(self) -> str:
        """The layer as Keras writes it; padding that Keras has no word for comes first.

        Keras takes the number of input channels from its input, pads with ``"valid"`` or
        ``"same"`` only, and says depthwise with a class of its own.

        >>> ConvLayer(3, 64, 3, padding=1).keras_line
        'layers.Conv2D(64, kernel_size=3, padding="same")'
        """
        depthwise = self.groups > 1 and self.groups == self.in_channels
        multiplier = self.out_channels // self.in_channels
        settings = self._settings
        line = _call(
            f"layers.{'Depthwise' * depthwise}Conv{len(self._sides)}D",
            not depthwise and f"{self.out_channels}",
            f"kernel_size={_short(self.kernel_size)}",
            depthwise and multiplier > 1 and f"depth_multiplier={multiplier}",
            "stride" in settings and f"strides={settings['stride']}",
            self._keeps_size and 'padding="same"',
            "dilation" in settings and f"dilation_rate={settings['dilation']}",
            self.groups > 1 and not depthwise and f"groups={self.groups}",
            not self.bias and "use_bias=False",
        )
        if not any(map(sum, self.pads)):
            return line
        if self.padding_mode != "zeros":
            mode = f"{self.padding_mode} padding is yours to do"
            return f"{line}  # Keras pads with zeros only: {mode}"
        if self._keeps_size:
            return line
        return f"layers.ZeroPadding{len(self._sides)}D({settings['padding']}), {line}"

    @property
    def _settings(self) -> dict[str, str]:
        """Stride, padding and dilation as written, unless they are the defaults."""
        defaults = {"stride": 1, "padding": 0, "dilation": 1}
        given = {name: getattr(self, name) for name in defaults}
        return {name: _short(v) for name, v in given.items() if {*v} != {defaults[name]}}

    @property
    def _keeps_size(self) -> bool:
        """Whether Keras says "same" for the padding; with a stride, its "same" is another."""
        if self.padding == "same" or max(self.stride) > 1 or not any(map(sum, self.pads)):
            return self.padding == "same"
        return self.pads == replace(self, padding="same").pads

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


def channels_read(out_channel: int, weight_shape: Sequence[int], groups: int) -> range:
    """Which input channels a kernel reads: groups come one after the other, in x as in weight."""
    kernels, slices = weight_shape[:2]
    group = out_channel // (kernels // groups)
    return range(group * slices, (group + 1) * slices)


def places_read(
    place: int, kernel: int, stride: int, dilation: int, pads: tuple[int, int] = (0, 0)
) -> range:
    """Which places along one side of x the output at ``place`` reads: one for each weight."""
    first = place * stride - pads[0]
    return range(first, first + dilation * (kernel - 1) + 1, dilation)


def places_reached(place: int, end: int, *window: Any) -> list[int]:
    """Which of the ``end`` places along one side of y read x at ``place``; window: as above."""
    return [n for n in range(end) if place in places_read(n, *window)]


def _call(name: str, *arguments: str | Literal[False]) -> str:
    """``name(argument, argument)``, without those that are False."""
    return f"{name}({', '.join(text for text in arguments if text)})"


def _short(value: str | Sequence[int]) -> str:
    """``3`` for ``(3, 3)``; a word in quotes."""
    if isinstance(value, str):
        return f'"{value}"'
    return str(value[0]) if len(set(value)) == 1 else str(tuple(value))


def _by(sides: Sequence[int], thing: str) -> str:
    """``3×3 weights``, ``1×1 weight``."""
    return "×".join(map(str, sides)) + f" {thing}" + "s" * (math.prod(sides) > 1)
