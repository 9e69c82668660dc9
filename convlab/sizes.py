"""Sizes: whole numbers, one for each axis, padding, and how many places a kernel has.

Standard library only: nothing here touches a picture or a weight.
"""

import operator
import reprlib
from collections.abc import Sequence
from typing import Any

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")
SIDES = ("height", "width")  # the axes that a kernel slides along

PerAxis = int | tuple[int, int]  # one number for height and width, or one for each
Padding = int | tuple[int, int] | str  # or "same", or "valid"


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
    padding: Any, kernel_size: Sequence[int], stride: Sequence[int], dilation: Sequence[int]
) -> tuple[tuple[int, int], ...]:
    """What ``padding`` adds before and after x, along each axis.

    >>> pads("same", (3, 4), (1, 1), (1, 1))  # 4 cannot be centred: the extra column is last
    ((1, 1), (1, 2))
    """
    if type(padding) is int and 0 <= padding < 1 << 63:
        return ((padding, padding),) * len(kernel_size)
    if not isinstance(padding, str):
        return tuple((n, n) for n in pair("padding", padding, 0))
    if padding not in ("same", "valid"):
        wanted = 'a number, a pair (height, width), "same" or "valid"'
        raise ValueError(f"padding must be {wanted}, got {reprlib.repr(padding)}")
    if padding == "valid":
        return ((0, 0),) * len(kernel_size)
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
    """Why the kernel has no place along this side of the input; empty if it has one."""
    before, after = pads
    if n_places(before + size + after, kernel, 1, dilation) > 0:
        return ""
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
    if refusal := no_place(side, size, kernel, dilation, pads):
        raise ShapeError(refusal)
    return n_places(size + sum(pads), kernel, stride, dilation)


def output_size(
    size: int,
    kernel_size: int,
    *,
    stride: int = 1,
    padding: int | str = 0,
    dilation: int = 1,
) -> int:
    """Height (or width) of the feature maps for an input of height (or width) ``size``.

    ⌊(size + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1, as in ``torch.nn.Conv2d``

    Parameters
    ----------
    size, kernel_size, stride, dilation
        Of the one side, at least 1.
    padding
        Rows (or columns) added at *each* end, ``"same"`` or ``"valid"``.

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
    around = pads(padding, (kernel,), (stride,), (dilation,))[0]
    return checked_places("size", size, kernel, stride, dilation, around)


def check_x_shape(x_shape: Any) -> tuple[int, ...]:
    """``x_shape`` checked to be (c, h, w) or (n, c, h, w); only n may be 0."""
    if not isinstance(x_shape, (tuple, list)) or len(x_shape) not in (3, 4):
        raise ShapeError(
            "x must have shape (channels, height, width) or (pictures, channels, height, width), "
            f"got {reprlib.repr(x_shape)}"
        )
    least = (0, 1, 1, 1)[-len(x_shape) :]
    return tuple(whole("a side of x", n, m) for n, m in zip(x_shape, least, strict=True))
