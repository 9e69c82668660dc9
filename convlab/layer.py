"""A convolution layer as numbers, and its geometry: what an output reads, what an input reaches.

All arithmetic of groups and windows stands here, written for one side and used along each.
"""

import math
import reprlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from . import frameworks
from .show import Words, counted, printable
from .sizes import (
    ONE_OF,
    PLACE_OF,
    SIDES_OF,
    Padding,
    Pads,
    PerSide,
    ShapeError,
    check_no_padding_mode,
    check_padding_mode,
    check_transposed,
    check_x_shape,
    checked_places,
    checked_stamped,
    cuts,
    output_pads,
    pads,
    per_side,
    stamps_at,
    whole,
)

Side = tuple[str, int, int, int, int, tuple[int, int]]


@dataclass(frozen=True, init=False)
class ConvLayer:
    """A convolution layer as numbers, in the order and words of ``torch.nn.Conv2d``.

    Layers of one and two dimensions are computed by ``Run``; those of three are counted only.

    Parameters
    ----------
    in_channels, out_channels
        At least 1, and multiples of ``groups``.
    kernel_size, stride, padding, dilation
        One number or a pair (height, width), kept as a pair; ``padding`` may also be ``"same"``
        or ``"valid"``. In other dimensions (length,) or (depth, height, width).
    groups
        In how many groups the channels are split; each kernel reads its own group's.
    bias
        Whether a number is added to each map.
    padding_mode
        ``"zeros"``, ``"reflect"``, ``"replicate"`` or ``"circular"``.
    ndim
        Along how many sides the kernels slide: 1, 2 or 3, as in Conv1d, Conv2d and Conv3d.
    transposed
        Whether it is a transposed layer: each place of x stamps its slices into the maps, and
        stamps add. Its padding is cut off the maps.
    output_padding
        How many rows and columns a transposed layer has more, below and at the right.

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
    >>> ConvLayer(80, 128, 3, ndim=1).torch_line
    'nn.Conv1d(80, 128, kernel_size=3)'
    >>> ConvLayer(64, 32, 2, stride=2, transposed=True).output_shape((64, 14, 14))
    (32, 28, 28)
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
    ndim: int
    transposed: bool
    output_padding: tuple[int, ...]

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
        *,
        ndim: int = 2,
        transposed: bool = False,
        output_padding: PerSide = 0,
    ) -> None:
        if whole("ndim", ndim, 1) not in SIDES_OF:
            raise ValueError(f"ndim must be 1, 2 or 3 dimensions, got {ndim}")
        sides = SIDES_OF[ndim]
        kernel_size = per_side("kernel_size", kernel_size, 1, sides)
        stride = per_side("stride", stride, 1, sides)
        dilation = per_side("dilation", dilation, 1, sides)
        check_transposed(transposed, output_padding, sides)
        output_padding = output_pads(output_padding, stride, dilation, sides)
        if transposed:
            cuts(padding, sides)  # or it says what is wrong
            check_no_padding_mode(padding_mode)
        else:
            pads(padding, kernel_size, stride, dilation, sides)
            check_padding_mode(padding_mode)
        if not isinstance(padding, str):
            padding = per_side("padding", padding, 0, sides)
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
                f"out_channels={out_channels}: use "
                f"{'one of ' * (both > 1)}{reprlib.repr(legal)[1:-1]}"
            )
        checked = locals()  # frozen attributes cannot be set one by one
        vars(self).update({field.name: checked[field.name] for field in fields(self)})

    # Geometry

    @property
    def _sides(self) -> Sequence[str]:
        """What the kernel slides along."""
        return SIDES_OF[self.ndim]

    @property
    def pads(self) -> Pads:
        """What padding adds before and after x: (above, below), (left, right).

        Or what the padding of a transposed layer cuts off the maps there.
        """
        return pads(self.padding, self.kernel_size, self.stride, self.dilation, self._sides)

    def channels(self, out_channel: int) -> range:
        """The input channels that a kernel reads: all of them, or those of its group.

        >>> ConvLayer(6, 4, 3, groups=2).channels(3)  # kernels 2 and 3 are the second group's
        range(3, 6)
        """
        if whole("out_channel", out_channel, 0) >= self.out_channels:
            kernels = f"0 to {self.out_channels - 1}"
            raise ShapeError(f"there is no kernel {out_channel}: the layer has {kernels}")
        return channels_read(out_channel, self.weight_shape, self.groups, self.transposed)

    def window(self, *place: int) -> tuple[range, ...]:
        """The rows and columns of x that the output at (row, column) reads.

        What is below 0, or beyond the side of x, is padding. In a transposed layer nothing is
        there, and the rows and columns are those whose stamps reach the output; the first is
        stamped with the first of ``taps``.

        >>> rows, columns = ConvLayer(1, 1, 3, padding=1, dilation=(1, 2)).window(0, 4)
        >>> [*rows], [*columns]
        ([-1, 0, 1], [3, 5, 7])
        >>> rows, columns = ConvLayer(1, 1, 3, stride=2, transposed=True).window(2, 3)
        >>> [*rows], [*columns]  # row 2 is where the stamps of rows 1 and 0 overlap
        ([1, 0], [1])
        """
        return tuple(reads for reads, _ in self._reads(place))

    def taps(self, *place: int) -> tuple[range, ...]:
        """The rows and columns of a slice that make the output at (row, column): all of them.

        In a transposed layer those that fall there, one for each row and column of ``window``.

        >>> rows, columns = ConvLayer(1, 1, 3, stride=2, transposed=True).taps(2, 3)
        >>> [*rows], [*columns]
        ([0, 2], [1])
        """
        return tuple(taps for _, taps in self._reads(place))

    def _reads(self, place: Sequence[int]) -> Iterator[tuple[range, range]]:
        """For each side what is read of x, and with which weights of a slice."""
        read = stamps_at if self.transposed else places_read_and_taps
        for side in zip(self._checked_place(place), *self._windows, strict=True):
            yield read(*side)

    def reached(self, *place: int, x_shape: Sequence[int]) -> tuple[list[int], ...]:
        """The rows and columns of y that read x at (row, column); in a transposed layer, its stamp.

        >>> ConvLayer(1, 1, 3, stride=(1, 2)).reached(2, 2, x_shape=(1, 5, 5))
        ([0, 1, 2], [0, 1])
        >>> ConvLayer(1, 1, 3, stride=2, transposed=True).reached(0, 1, x_shape=(1, 5, 5))
        ([0, 1, 2], [2, 3, 4])
        """
        ends = self.output_shape(x_shape)[-self.ndim :]
        reach = stamp if self.transposed else places_reached
        place = self._checked_place(place, x_shape[-self.ndim :])
        return tuple(reach(*side) for side in zip(place, ends, *self._windows, strict=True))

    @property
    def _windows(self) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], Pads]:
        return self.kernel_size, self.stride, self.dilation, self.pads

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
        *batch, channels = check_x_shape(x_shape, self._sides)[: -self.ndim]
        if channels != self.in_channels:
            raise ShapeError(
                f"x of shape {tuple(x_shape)} has {counted(channels, 'channel')}, but the layer "
                f"has in_channels={self.in_channels}; the order of x is "
                f"({', '.join(('channels', *self._sides))})"
            )
        if not self.transposed:
            return *batch, self.out_channels, *(checked_places(*s) for s in self._along(x_shape))
        along = zip(self._along(x_shape), self.output_padding, strict=True)
        return *batch, self.out_channels, *(checked_stamped(*s, extra) for s, extra in along)

    def _along(self, x_shape: Sequence[int]) -> Iterator[Side]:
        """The arguments of ``checked_places`` for each side of x."""
        return zip(self._sides, x_shape[-self.ndim :], *self._windows, strict=True)

    # Counts, and the sums behind them

    @property
    def weight_shape(self) -> tuple[int, ...]:
        """``(out_channels, in_channels / groups, kernel height, kernel width)``.

        A transposed layer has ``(in_channels, out_channels / groups, …)``, as in PyTorch.

        >>> ConvLayer(8, 4, 3, transposed=True).weight_shape
        (8, 4, 3, 3)
        """
        first, second = self.out_channels, self.in_channels
        if self.transposed:
            first, second = second, first
        return first, second // self.groups, *self.kernel_size

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
        slices = counted(self.in_channels // self.groups, "slice")
        biases = f" + {counted(self.n_biases, 'bias')}" if self.bias else ""
        return Words(
            f"{counted(self.out_channels, 'kernel')} × {slices} × {self._weights_text}{biases}"
            f" = {counted(self.n_parameters, 'parameter')}"
        )

    def output_text(self, x_shape: Sequence[int]) -> str:
        """The arithmetic behind ``output_shape``.

        >>> print(ConvLayer(3, 64, 3, stride=2, padding=1).output_text((3, 224, 200)))
        height ⌊(224 + 1 + 1 − 3) / 2⌋ + 1 = 112, width ⌊(200 + 1 + 1 − 3) / 2⌋ + 1 = 100
        >>> print(ConvLayer(3, 64, 3, stride=(2, 1), transposed=True).output_text((3, 5, 7)))
        height (5 − 1)×2 + 3 = 11, width 7 − 1 + 3 = 9
        """
        places = self.output_shape(x_shape)[-self.ndim :]
        along = zip(self._along(x_shape), self.output_padding, places, strict=True)
        write = _stamped_sum if self.transposed else _places_sum
        sums = (f"{side[0]} {write(*side[1:], extra)} = {n}" for side, extra, n in along)
        return Words(", ".join(sums))

    def n_macs(self, x_shape: Sequence[int]) -> int:
        """Multiply-adds for one pass over x: every number of y costs one whole kernel.

        Every number of x costs one stamp of each kernel in a transposed layer, also where padding
        cuts it off. Biases are added, not multiplied: they do not count.

        >>> ConvLayer(3, 4, 3).n_macs((3, 52, 52))
        270000
        >>> ConvLayer(3, 4, 3, transposed=True).n_macs((3, 50, 50))
        270000
        """
        y_shape = self.output_shape(x_shape)
        return math.prod(x_shape if self.transposed else y_shape) * math.prod(self.weight_shape[1:])

    def macs_text(self, x_shape: Sequence[int]) -> str:
        """The product behind ``n_macs``.

        >>> ConvLayer(3, 4, 3).macs_text((3, 52, 52))
        '4 maps × 50×50 pixels × 3 slices × 3×3 weights = 270,000 multiply-adds'
        """
        y_shape = self.output_shape(x_shape)
        shape = tuple(x_shape) if self.transposed else y_shape
        *batch, channels = shape[: -self.ndim]
        factors = [counted(n, ONE_OF[self.ndim]) for n in batch]
        factors += [
            counted(channels, "channel" if self.transposed else "map"),
            _by(shape[-self.ndim :], PLACE_OF[self.ndim]),
            counted(self.weight_shape[1], "slice"),
            self._weights_text,
        ]
        return Words(f"{' × '.join(factors)} = {counted(self.n_macs(x_shape), 'multiply-add')}")

    def shapes_text(self, x_shape: Sequence[int]) -> str:
        """What goes in and comes out, what differs from the defaults, and the work.

        >>> print(ConvLayer(3, 2, 3, stride=2).shapes_text((3, 5, 5)))
        x (3, 5, 5) → weight (2, 3, 3, 3), bias (2) → y (2, 2, 2) · stride 2 · 216 multiply-adds
        """
        bias = f", bias ({self.out_channels})" if self.bias else ""
        y_shape = self.output_shape(x_shape)
        shapes = f"x {tuple(x_shape)} → weight {self.weight_shape}{bias} → y {y_shape}"
        settings = [f"{name} {value}".replace('"', "") for name, value in self._settings.items()]
        settings = ["transposed"] * self.transposed + settings
        work = counted(self.n_macs(x_shape), "multiply-add")
        return Words(" · ".join([shapes, *settings, work]))

    @property
    def _weights_text(self) -> str:
        return _by(self.kernel_size, "weight")

    # The same layer in other libraries

    @property
    def torch_line(self) -> str:
        """The layer as PyTorch writes it, with what differs from the defaults.

        >>> ConvLayer(3, 64, 3, padding=1).torch_line
        'nn.Conv2d(3, 64, kernel_size=3, padding=1)'
        """
        return _call(
            f"nn.Conv{'Transpose' * self.transposed}{self.ndim}d",
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
        if self.transposed:
            return self._keras_transposed_line
        # Keras has a depthwise layer in one and two dimensions
        depthwise = self.groups > 1 and self.groups == self.in_channels and self.ndim < 3
        multiplier = self.out_channels // self.in_channels
        settings = self._settings
        line = _call(
            f"layers.{'Depthwise' * depthwise}Conv{self.ndim}D",
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
        return f"layers.ZeroPadding{self.ndim}D({settings['padding']}), {line}"

    @property
    def _keras_transposed_line(self) -> str:
        """What padding cuts off is cropped by a layer of its own: Keras' "same" cuts otherwise."""
        settings = self._settings
        line = _call(
            f"layers.Conv{self.ndim}DTranspose",
            f"{self.out_channels}",
            f"kernel_size={_short(self.kernel_size)}",
            "stride" in settings and f"strides={settings['stride']}",
            "output_padding" in settings and f"output_padding={settings['output_padding']}",
            "dilation" in settings and f"dilation_rate={settings['dilation']}",
            not self.bias and "use_bias=False",
        )
        if "padding" in settings:
            line += f", layers.Cropping{self.ndim}D({settings['padding']})"
        if self.groups > 1:
            line += f"  # Keras has no groups here: groups={self.groups} is yours to do"
        return line

    @property
    def _settings(self) -> dict[str, str]:
        """Stride, padding and dilation as written, unless they are the defaults."""
        defaults = {"stride": 1, "padding": 0, "output_padding": 0, "dilation": 1}
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
        """The numbers of your own ``torch.nn.Conv2d`` or any of its sisters, or ``nn.Linear``.

        ``weights_of`` gives its weights.
        """
        return cls(**frameworks.read_torch(module))

    @classmethod
    def from_keras(cls, layer: Any) -> "ConvLayer":
        """The numbers of your own, built, Keras ``Conv2D`` or any of its sisters, or ``Dense``."""
        return cls(**frameworks.read_keras(layer))

    def __str__(self) -> str:
        lines = [self.torch_line, self.keras_line, self.parameters_text]
        if self.ndim > 2:
            lines.append("counted only: convlab computes layers of one and of two dimensions")
        return printable("\n".join(lines))


def channels_read(
    out_channel: int, weight_shape: Sequence[int], groups: int, transposed: bool = False
) -> range:
    """Which input channels a kernel reads: groups come one after the other, in x as in weight."""
    first, second = weight_shape[:2]
    # (kernels, channels of a group), or (channels, kernels of a group) of a transposed layer
    each, slices = (second, first // groups) if transposed else (first // groups, second)
    group = out_channel // each
    return range(group * slices, (group + 1) * slices)


def places_read(
    place: int, kernel: int, stride: int, dilation: int, pads: tuple[int, int] = (0, 0)
) -> range:
    """Which places along one side of x the output at ``place`` reads: one for each weight."""
    first = place * stride - pads[0]
    return range(first, first + dilation * (kernel - 1) + 1, dilation)


def places_reached(
    place: int, end: int, kernel: int, stride: int, dilation: int, pads: tuple[int, int]
) -> list[int]:
    """Which of the ``end`` places along one side of y read x at ``place``."""
    return [n for n in range(end) if place in places_read(n, kernel, stride, dilation, pads)]


def places_read_and_taps(
    place: int, kernel: int, stride: int, dilation: int, pads: tuple[int, int]
) -> tuple[range, range]:
    """What ``places_read`` says, and with which weights of a slice: with all."""
    return places_read(place, kernel, stride, dilation, pads), range(kernel)


def stamp(
    place: int, end: int, kernel: int, stride: int, dilation: int, pads: tuple[int, int]
) -> list[int]:
    """Which of the ``end`` places along one side of y a transposed layer stamps from x's.

    What a convolution reads at ``place`` of y is what its transposed stamps from ``place`` of x.
    """
    return [n for n in places_read(place, kernel, stride, dilation, pads) if 0 <= n < end]


def _places_sum(
    size: int, kernel: int, stride: int, dilation: int, pads: tuple[int, int], _: int
) -> str:
    """The formula of ``n_places`` with its numbers."""
    before, after = pads
    around = f" + {before} + {after}" * bool(before or after)
    inside = f"{size}{around} − {_span(kernel, dilation)}"
    return f"{inside if stride == 1 else f'⌊({inside}) / {stride}⌋'} + 1"


def _stamped_sum(
    size: int, kernel: int, stride: int, dilation: int, pads: tuple[int, int], extra: int
) -> str:
    """The formula of ``n_stamped`` with its numbers."""
    before, after = pads
    stamps = f"{size} − 1" if stride == 1 else f"({size} − 1)×{stride}"
    around = f" − {before} − {after}" * bool(before or after)
    return f"{stamps} + {_span(kernel, dilation)}{around}{f' + {extra}' * bool(extra)}"


def _span(kernel: int, dilation: int) -> str:
    """Over how many places a slice spreads: ``3``, or ``(2×(3 − 1) + 1)``."""
    return f"{kernel}" if dilation == 1 else f"({dilation}×({kernel} − 1) + 1)"


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
