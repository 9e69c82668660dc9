"""Sizes: whole numbers, one for each side of a picture, padding, and how many places a kernel has.

Standard library only: nothing here touches a picture or a weight.
"""

import operator
import reprlib
from collections.abc import Sequence
from typing import Any, TypedDict

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")
SIDES = ("height", "width")  # what a kernel slides along; a layer of one axis has but one
BELOW = 1 << 63  # where sizes end that NumPy can count

PerSide = int | Sequence[int]  # one number for height and width, or one for each
Padding = int | Sequence[int] | str  # … or "same", or "valid"
Pads = tuple[tuple[int, int], ...]  # before and after, along each side


class WindowOptions(TypedDict, total=False):
    """How a kernel moves over its input; the meaning is that of ``conv2d``."""

    stride: PerSide
    padding: Padding
    dilation: PerSide
    padding_mode: str


class ConvOptions(WindowOptions, total=False):
    """All options of ``conv2d``."""

    groups: int


class RunOptions(ConvOptions, total=False):
    """And what the input channels are called."""

    channel_names: Sequence[str] | None


class ShapeError(ValueError):
    """Two sizes do not fit together; the message names both and the remedy.

    Examples
    --------
    >>> try:
    ...     output_size(2, 3)
    ... except ShapeError as error:
    ...     print(error)
    the kernel does not fit: its size 3, but the input has size 2.
    Use a smaller kernel, less dilation or more padding.
    """


def whole(name: str, value: Any, least: int) -> int:
    """``value`` as an int of at least ``least``; True, 2.0 and "2" are refused."""
    if type(value) is int and least <= value < BELOW:
        return value
    if hasattr(value, "tolist"):  # NumPy's integers, and arrays of one
        value = value.tolist()
    if isinstance(value, (bool, list)) or not hasattr(value, "__index__"):
        raise TypeError(
            f"{name} must be a whole number, got {reprlib.repr(value)} ({type(value).__name__})"
        )
    number = operator.index(value)
    if abs(number) >= BELOW:
        raise ValueError(f"{name} must be below 2**63, got a number of {number.bit_length()} bits")
    if number < least:
        raise ValueError(f"{name} must be at least {least}, got {number}")
    return number


def per_side(name: str, value: Any, least: int, sides: Sequence[str] = SIDES) -> tuple[int, ...]:
    """``value`` for each side: one number for all of them, or one for each.

    >>> per_side("stride", 2, least=1), per_side("stride", (2, 1), least=1)
    ((2, 2), (2, 1))
    """
    if type(value) is int and least <= value < BELOW:
        return (value,) * len(sides)
    if hasattr(value, "tolist"):
        value = value.tolist()
    if not isinstance(value, (tuple, list)):
        value = (value,)
    if len(value) not in (1, len(sides)):
        raise ValueError(
            f"{name} must be one number, or one for each of {' and '.join(sides)}, "
            f"got {len(value)} numbers: {reprlib.repr(value)}"
        )
    numbers = tuple(whole(name, number, least) for number in value)
    return numbers if len(numbers) == len(sides) else numbers * len(sides)


def pads(
    padding: Any,
    kernel_size: Sequence[int],
    stride: Sequence[int],
    dilation: Sequence[int],
    sides: Sequence[str] = SIDES,
) -> Pads:
    """How much ``padding`` adds before and after x, along each side.

    >>> pads("same", (3, 4), (1, 1), (1, 1))  # 4 cannot be centred: the extra column is last
    ((1, 1), (1, 2))
    """
    if type(padding) is int and 0 <= padding < BELOW:
        return ((padding, padding),) * len(sides)
    if not isinstance(padding, str):
        return tuple((n, n) for n in per_side("padding", padding, 0, sides))
    if padding not in ("same", "valid"):
        wanted = f'a number, one for each of {" and ".join(sides)}, "same" or "valid"'
        raise ValueError(f"padding must be {wanted}, got {reprlib.repr(padding)}")
    if padding == "valid":
        return ((0, 0),) * len(sides)
    if max(stride) > 1:
        raise ValueError(
            f'padding="same" needs stride 1, got stride {max(stride)}: '
            "give the padding as numbers, for a 3×3 kernel padding=1"
        )
    spare = [d * (k - 1) for d, k in zip(dilation, kernel_size, strict=True)]
    return tuple((n // 2, n - n // 2) for n in spare)


def check_padding_mode(mode: Any) -> None:
    """Refuse what is not one of PADDING_MODES."""
    if not isinstance(mode, str) or mode not in PADDING_MODES:
        wrong = ValueError if isinstance(mode, str) else TypeError
        wanted = ", ".join(PADDING_MODES)
        raise wrong(f"padding_mode must be one of {wanted}, got {reprlib.repr(mode)}")


def n_places(size: int, kernel: int, stride: int, dilation: int) -> int:
    """How many places a kernel has along one side of a padded input; below 1, it does not fit.

    ⌊(size − dilation·(kernel − 1) − 1) / stride⌋ + 1, as in ``torch.nn.Conv2d``
    """
    return (size - dilation * (kernel - 1) - 1) // stride + 1


def no_place(side: str, size: int, kernel: int, dilation: int, pads: tuple[int, int]) -> str:
    """Why a kernel that has no place along this side does not fit, and what to do."""
    before, after = pads
    span = dilation * (kernel - 1) + 1  # 3 weights, dilation 2: # . # . #  = 5
    spread = f" with dilation {dilation} spreads over {span}" if dilation > 1 else ""
    around = f" + {before} + {after} of padding" if before or after else ""
    return (
        f"the kernel does not fit: its {side} {kernel}{spread}, but the input has {side} "
        f"{size}{around}. Use a smaller kernel, less dilation or more padding."
    )


def checked_places(
    side: str, size: int, kernel: int, stride: int, dilation: int, pads: tuple[int, int]
) -> int:
    """How many places a kernel has along this side of the input; a ShapeError if it has none."""
    places = n_places(size + sum(pads), kernel, stride, dilation)
    if places < 1:
        raise ShapeError(no_place(side, size, kernel, dilation, pads))
    return places


def output_size(
    size: int, kernel_size: int, *, stride: int = 1, padding: int | str = 0, dilation: int = 1
) -> int:
    """Height (or width) of the feature maps for an input of height (or width) ``size``.

    ⌊(size + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1, as in ``torch.nn.Conv2d``

    Parameters
    ----------
    size, kernel_size, stride, dilation : int
        Of this one side, at least 1.
    padding : int or str
        Rows (or columns) added at *each* end, ``"same"`` or ``"valid"``.

    Returns
    -------
    int
        At least 1.

    Raises
    ------
    ShapeError
        If the kernel does not fit.

    Examples
    --------
    >>> output_size(5, 3)  # 5 - 3 + 1
    3
    >>> output_size(5, 3, stride=2, padding=1)  # (5 + 2 - 3) // 2 + 1
    3
    """
    size, kernel = whole("size", size, 1), whole("kernel_size", kernel_size, 1)
    stride, dilation = whole("stride", stride, 1), whole("dilation", dilation, 1)
    padding = padding if isinstance(padding, str) else whole("padding of one side", padding, 0)
    (around,) = pads(padding, (kernel,), (stride,), (dilation,), ["size"])
    return checked_places("size", size, kernel, stride, dilation, around)


def check_x_shape(x_shape: Any, sides: Sequence[str] = SIDES) -> tuple[int, ...]:
    """``x_shape`` checked to be (c, h, w) or (n, c, h, w); only n may be 0."""
    axes = ("pictures", "channels", *sides)
    if not isinstance(x_shape, (tuple, list)) or len(x_shape) not in (len(axes) - 1, len(axes)):
        raise ShapeError(
            f"x must have shape ({', '.join(axes[1:])}) or ({', '.join(axes)}), "
            f"got {reprlib.repr(x_shape)}"
        )
    return tuple(
        whole("a side of x", n, int(axis != "pictures"))
        for axis, n in zip(axes[-len(x_shape) :], x_shape, strict=True)
    )
