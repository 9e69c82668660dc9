"""A convolution layer as numbers: sizes, weights, work, and what cannot be.

Standard library only: nothing here touches a picture or a weight.
"""

import functools
import math
import operator
import reprlib
from dataclasses import dataclass
from typing import Any

from . import frameworks

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


class ShapeError(ValueError):
    """Two sizes do not fit together; the message names both and the remedy.

    >>> try:
    ...     output_size(2, 3)
    ... except ShapeError as error:
    ...     print(error)
    the kernel does not fit: its size 3, but the input has size 2.
    Use a smaller kernel, less dilation or more padding.
    """


def whole(name: str, value: Any, least: int) -> int:
    """``value`` as an int of at least ``least``; True, 2.0 and "2" are refused."""
    if type(value) is int and least <= value < 1 << 63:
        return value
    if hasattr(value, "tolist"):  # NumPy's integers, and arrays of one
        value = value.tolist()
    if isinstance(value, (bool, list)) or not hasattr(value, "__index__"):
        raise TypeError(
            f"{name} must be a whole number, got {reprlib.repr(value)} ({type(value).__name__})"
        )
    value = operator.index(value)
    if value.bit_length() > 63:
        raise ValueError(f"{name} must be below 2**63, got a number of {value.bit_length()} bits")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, got {value}")
    return value


def pair(name: str, value: Any, least: int) -> tuple[int, int]:
    """``value`` for height and width: one number for both, or two.

    >>> pair("stride", 2, least=1), pair("stride", (2, 1), least=1)
    ((2, 2), (2, 1))
    """
    if type(value) is int and least <= value < 1 << 63:
        return value, value
    if hasattr(value, "tolist"):
        value = value.tolist()
    if not isinstance(value, (tuple, list)):
        value = (value,)
    if len(value) not in (1, 2):
        raise ValueError(
            f"{name} must be one number or a pair (height, width), "
            f"got {len(value)} numbers: {reprlib.repr(value)}"
        )
    return whole(name, value[0], least), whole(name, value[-1], least)


def pads(
    padding: Any,
    kernel_size: tuple[int, int],
    stride: tuple[int, int] = (1, 1),
    dilation: tuple[int, int] = (1, 1),
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Rows above and below, columns left and right, that ``padding`` stands for.

    >>> pads("same", (3, 4))  # an even kernel cannot be centred: the extra column is on the right
    ((1, 1), (1, 2))
    """
    if not isinstance(padding, str):
        height, width = pair("padding", padding, 0)
        return (height, height), (width, width)
    if padding not in ("same", "valid"):
        wanted = 'a number, a pair (height, width), "same" or "valid"'
        raise ValueError(f"padding must be {wanted}, got {reprlib.repr(padding)}")
    if padding == "same" and stride != (1, 1):
        raise ValueError(
            f'padding="same" needs stride 1, got stride {max(stride)}: '
            "give the padding as numbers, for a 3×3 kernel padding=1"
        )
    spare = [d * (k - 1) for d, k in zip(dilation, kernel_size, strict=True)]
    return tuple((n // 2, n - n // 2) if padding == "same" else (0, 0) for n in spare)


def fitted(
    size: int, kernel: int, stride: int, before: int, after: int, dilation: int, side: str
) -> int:
    """How many places a kernel has along one side of a padded input."""
    span = dilation * (kernel - 1) + 1  # 3 weights, dilation 2: # . # . #  = 5
    spare = size + before + after - span
    if spare < 0:
        spread = f" with dilation {dilation} spreads over {span}" if dilation > 1 else ""
        around = f" + {before} + {after} of padding" if before or after else ""
        raise ShapeError(
            f"the kernel does not fit: its {side} {kernel}{spread}, but the input has {side} "
            f"{size}{around}. Use a smaller kernel, less dilation or more padding."
        )
    return spare // stride + 1


def output_size(
    size: int,
    kernel_size: int,
    *,
    stride: int = 1,
    padding: int | str = 0,
    dilation: int = 1,
) -> int:
    """Height (or width) of the feature maps for an input of height (or width) ``size``.

    ⌊(size + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1, as in ``torch.nn.Conv2d``;
    padding is that of one side, ``"same"`` or ``"valid"``. Raises ShapeError if nothing fits.

    >>> output_size(5, 3)  # 5 - 3 + 1
    3
    >>> output_size(5, 3, stride=2, padding=1)  # (5 + 2 - 3) // 2 + 1
    3
    """
    size, kernel = whole("size", size, 1), whole("kernel_size", kernel_size, 1)
    stride, dilation = whole("stride", stride, 1), whole("dilation", dilation, 1)
    padding = padding if isinstance(padding, str) else whole("padding of one side", padding, 0)
    (before, after), _ = pads(padding, (kernel, kernel), (stride, stride), (dilation, dilation))
    return fitted(size, kernel, stride, before, after, dilation, "size")


def counted(number: int, thing: str) -> str:
    """``3 kernels``, ``1 kernel``, ``1,792 parameters``."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s" if thing[-1] != "s" else "es")


@dataclass(frozen=True)
class ConvLayer:
    """A 2-D convolution layer as numbers, in the order and words of ``torch.nn.Conv2d``.

    ``kernel_size``, ``stride``, ``padding`` and ``dilation`` are one number or a pair
    (height, width) and are kept as pairs; ``padding`` may also be ``"same"`` or ``"valid"``.
    A layer that cannot be is refused with ValueError, ShapeError or TypeError.

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
    kernel_size: int | tuple[int, int]
    stride: int | tuple[int, int] = 1
    padding: int | tuple[int, int] | str = 0
    dilation: int | tuple[int, int] = 1
    groups: int = 1
    bias: bool = True
    padding_mode: str = "zeros"

    def __post_init__(self):
        keep = functools.partial(object.__setattr__, self)
        for name in ("in_channels", "out_channels", "groups"):
            keep(name, whole(name, getattr(self, name), 1))
        for name in ("kernel_size", "stride", "dilation"):
            keep(name, pair(name, getattr(self, name), 1))
        amounts = pads(self.padding, self.kernel_size, self.stride, self.dilation)
        if not isinstance(self.padding, str):
            keep("padding", tuple(before for before, _ in amounts))
        if not isinstance(self.bias, bool):
            raise TypeError(f"bias must be True or False, got {reprlib.repr(self.bias)}")
        check_padding_mode(self.padding_mode)
        both = math.gcd(self.in_channels, self.out_channels)
        if both % self.groups:
            legal = [n for n in range(1, min(both, 10_000) + 1) if both % n == 0]
            raise ShapeError(
                f"groups={self.groups} must divide in_channels={self.in_channels} and "
                f"out_channels={self.out_channels}: use one of {reprlib.repr(legal)[1:-1]}"
            )

    @property
    def weight_shape(self) -> tuple[int, int, int, int]:
        """``(out_channels, in_channels / groups, kernel height, kernel width)``."""
        return self.out_channels, self.in_channels // self.groups, *self.kernel_size

    @property
    def n_weights(self) -> int:
        return math.prod(self.weight_shape)

    @property
    def n_biases(self) -> int:
        return self.out_channels if self.bias else 0

    @property
    def n_parameters(self) -> int:
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

    def output_shape(self, x_shape: tuple[int, ...]) -> tuple[int, ...]:
        """Shape of y for x of shape ``(c_in, h, w)`` or ``(n, c_in, h, w)``.

        >>> ConvLayer(3, 64, 3, stride=2, padding=1).output_shape((3, 224, 224))
        (64, 112, 112)
        """
        *batch, channels, height, width = sides_of(x_shape)
        if channels != self.in_channels:
            raise ShapeError(
                f"x of shape {tuple(x_shape)} has {counted(channels, 'channel')}, but the layer "
                f"has in_channels={self.in_channels}; the order of x is (channels, height, width)"
            )
        rows, columns = (fitted(*along) for along in self._along((height, width)))
        return *batch, self.out_channels, rows, columns

    def output_text(self, x_shape: tuple[int, ...]) -> str:
        """The arithmetic behind ``output_shape``.

        >>> print(ConvLayer(3, 64, 3, stride=2, padding=1).output_text((3, 224, 200)))
        height ⌊(224 + 1 + 1 − 3) / 2⌋ + 1 = 112, width ⌊(200 + 1 + 1 − 3) / 2⌋ + 1 = 100
        """
        sums, sides = [], self._along(x_shape[-2:])
        for places, along in zip(self.output_shape(x_shape)[-2:], sides, strict=True):
            size, kernel, stride, before, after, dilation, side = along
            span = f"{kernel}" if dilation == 1 else f"({dilation}×({kernel} − 1) + 1)"
            inside = f"{size}" + f" + {before} + {after}" * bool(before or after) + f" − {span}"
            inside = inside if stride == 1 else f"⌊({inside}) / {stride}⌋"
            sums.append(f"{side} {inside} + 1 = {places}")
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

    @property
    def _kernel_text(self):
        _, slices, kh, kw = self.weight_shape
        return f"{counted(slices, 'slice')} × {kh}×{kw} weight{'s' * (kh * kw > 1)}"

    def _along(self, hw):
        """The arguments of ``fitted`` for height, then width."""
        amounts = pads(self.padding, self.kernel_size, self.stride, self.dilation)
        return zip(
            hw,
            self.kernel_size,
            self.stride,
            *zip(*amounts, strict=True),
            self.dilation,
            ("height", "width"),
            strict=True,
        )

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

    def __str__(self):
        return f"{self.torch_line}\n{self.keras_line}\n{self.parameters_text}"


def check_padding_mode(mode: Any) -> None:
    if not isinstance(mode, str) or mode not in PADDING_MODES:
        wrong = ValueError if isinstance(mode, str) else TypeError
        wanted = ", ".join(PADDING_MODES)
        raise wrong(f"padding_mode must be one of {wanted}, got {reprlib.repr(mode)}")


def sides_of(x_shape: Any) -> tuple[int, ...]:
    """``x_shape`` checked to be (c, h, w) or (n, c, h, w); only n may be 0."""
    if not isinstance(x_shape, (tuple, list)) or len(x_shape) not in (3, 4):
        raise ShapeError(
            "x must have shape (channels, height, width) or (pictures, channels, height, width), "
            f"got {reprlib.repr(x_shape)}"
        )
    least = (0, 1, 1, 1)[-len(x_shape) :]
    return tuple(whole("a side of x", n, m) for n, m in zip(x_shape, least, strict=True))
