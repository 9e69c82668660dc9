"""Sizes: whole numbers, one for each side of a picture, padding, and how many places a kernel has.

Standard library only: nothing here touches a picture or a weight.
"""

import math
import operator
import reprlib
from collections.abc import Sequence
from typing import Any, TypedDict

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")
SIDES = ("height", "width")  # what a kernel slides along
SIDES_OF = {1: ("length",), 2: SIDES, 3: ("depth", *SIDES)}  # in so many dimensions
ONE_OF = {1: "signal", 2: "picture", 3: "volume"}  # one of a batch
PLACE_OF = {1: "place", 2: "pixel", 3: "voxel"}  # one number of a map
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


class StampOptions(TypedDict, total=False):
    """All options of ``conv_transpose2d``."""

    stride: PerSide
    padding: PerSide
    output_padding: PerSide
    dilation: PerSide
    groups: int


class AnyOptions(ConvOptions, total=False):
    """The options of every kind of layer, and whether it is transposed."""

    transposed: bool
    output_padding: PerSide


class RunOptions(AnyOptions, total=False):
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
            f"{name} must be one number{_or_one_each(sides)}, got {len(value)} numbers: "
            f"{reprlib.repr(value)}"
        )
    numbers = tuple(whole(name, number, least) for number in value)
    return numbers if len(numbers) == len(sides) else numbers * len(sides)


def _or_one_each(sides: Sequence[str]) -> str:
    return f", or one for each of {' and '.join(sides)}" if len(sides) > 1 else ""


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
        wanted = f'a number{_or_one_each(sides)}, "same" or "valid"'
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


def check_no_padding_mode(mode: Any) -> None:
    """Refuse what is not "zeros" in a transposed layer, whose padding is cut off, not added."""
    check_padding_mode(mode)
    if mode != "zeros":
        raise ValueError(
            f'a transposed layer has no padding_mode but "zeros", got {mode!r}: its padding is '
            "cut off the maps, not added to x"
        )


def n_places(size: int, kernel: int, stride: int, dilation: int) -> int:
    """How many places a kernel has along one side of a padded input; below 1, it does not fit.

    ⌊(size − dilation·(kernel − 1) − 1) / stride⌋ + 1, as in ``torch.nn.Conv2d``
    """
    return (size - dilation * (kernel - 1) - 1) // stride + 1


def places_of(
    x: Sequence[int],
    weight: Sequence[int],
    stride: Sequence[int],
    pads: Pads,
    dilation: Sequence[int],
) -> tuple[int, int]:
    """``n_places`` along both sides, of two shapes; written out, as every ``conv2d`` asks for it.

    >>> places_of((3, 5, 5), (2, 3, 3, 3), (1, 2), ((0, 0), (1, 1)), (1, 1))
    (3, 3)
    """
    (above, below), (left, right) = pads
    rows = above + x[-2] + below - dilation[0] * (weight[-2] - 1) - 1
    columns = left + x[-1] + right - dilation[1] * (weight[-1] - 1) - 1
    return rows // stride[0] + 1, columns // stride[1] + 1


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


def n_stamped(
    size: int, kernel: int, stride: int, dilation: int, pads: tuple[int, int], output_padding: int
) -> int:
    """How many places a transposed layer fills along one side; below 1, padding cuts all away.

    (size − 1)·stride + dilation·(kernel − 1) + 1 − 2·padding + output_padding, as in
    ``torch.nn.ConvTranspose2d``
    """
    # One stamp of 3 weights fills 3, and at stride 2 each further one adds 2: 3, 5, 7
    stamped = (size - 1) * stride + dilation * (kernel - 1) + 1
    return stamped - sum(pads) + output_padding


def stamps_at(
    place: int, kernel: int, stride: int, dilation: int, cut: tuple[int, int] = (0, 0)
) -> tuple[range, range]:
    """Whose stamps reach ``place`` along one side of y: places of x, and the weight that each puts.

    Weight i of the stamp from n falls on n·stride + i·dilation − cut.
    """
    place += cut[0]
    apart = math.gcd(stride, dilation)
    every = stride // apart  # i + every falls on the same place from another n
    for first in range(min(kernel, every)):
        n, left = divmod(place - first * dilation, stride)
        if left == 0:
            taps = range(first, kernel, every)
            earlier = dilation // apart
            return range(n, n - earlier * len(taps), -earlier), taps
    return range(0), range(0)


def stamped(
    tap: int, size: int, end: int, stride: int, dilation: int, cut: tuple[int, int]
) -> tuple[slice, slice]:
    """Along one side: which of x's ``size`` places put this weight on y, of ``end``, and where."""
    offset = tap * dilation - cut[0]
    first = max(0, -(offset // stride))
    last = max(first, min(size, (end - 1 - offset) // stride + 1))
    return slice(first, last), slice(offset + first * stride, offset + last * stride, stride)


def nothing_left(
    side: str, size: int, kernel: int, stride: int, dilation: int, pads: tuple[int, int]
) -> str:
    """Why a transposed layer has no output along this side, and what to do."""
    before, after = pads
    stamped = n_stamped(size, kernel, stride, dilation, (0, 0), 0)
    return (
        f"nothing is left: along its {side} {size} the input's stamps fill {stamped}, and the "
        f"padding of a transposed layer cuts off {before} + {after}. Use less padding."
    )


def checked_stamped(
    side: str,
    size: int,
    kernel: int,
    stride: int,
    dilation: int,
    pads: tuple[int, int],
    output_padding: int,
) -> int:
    """How many places a transposed layer fills along this side; a ShapeError if there are none."""
    places = n_stamped(size, kernel, stride, dilation, pads, output_padding)
    if places < 1:
        raise ShapeError(nothing_left(side, size, kernel, stride, dilation, pads))
    return places


def cuts(padding: Any, sides: Sequence[str] = SIDES) -> Pads:
    """How much ``padding`` a transposed layer cuts off before and after, along each side."""
    if isinstance(padding, str):
        raise ValueError(
            f"padding must be a number{_or_one_each(sides)}, in a transposed layer, which cuts it "
            f"off: got {reprlib.repr(padding)}"
        )
    return pads(padding, (), (), (), sides)


def output_pads(
    value: Any, stride: Sequence[int], dilation: Sequence[int], sides: Sequence[str] = SIDES
) -> tuple[int, ...]:
    """``output_padding`` for each side: smaller than the stride or the dilation, as in PyTorch."""
    numbers = per_side("output_padding", value, 0, sides)
    for side, number, s, d in zip(sides, numbers, stride, dilation, strict=True):
        if number >= max(s, d):
            raise ValueError(
                f"output_padding {number} of the {side} must be smaller than its stride {s} or "
                f"its dilation {d}: it chooses among the sizes that one stride leaves open"
            )
    return numbers


def output_size(
    size: int,
    kernel_size: int,
    *,
    stride: int = 1,
    padding: int | str = 0,
    dilation: int = 1,
    transposed: bool = False,
    output_padding: int = 0,
) -> int:
    """Height (or width) of the feature maps for an input of height (or width) ``size``.

    ⌊(size + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1, as in ``torch.nn.Conv2d``;
    of a transposed layer (size − 1)·stride + dilation·(kernel_size − 1) + 1 − 2·padding +
    output_padding, as in ``torch.nn.ConvTranspose2d``.

    Parameters
    ----------
    size, kernel_size, stride, dilation : int
        Of this one side, at least 1.
    padding : int or str
        Rows (or columns) added at *each* end, ``"same"`` or ``"valid"``; a number that a transposed
        layer cuts off at each end.
    transposed : bool
        Whether the layer is a transposed one.
    output_padding : int
        How much a transposed layer adds at the end.

    Returns
    -------
    int
        At least 1.

    Raises
    ------
    ShapeError
        If the kernel does not fit, or padding cuts everything off.

    Examples
    --------
    >>> output_size(5, 3)  # 5 - 3 + 1
    3
    >>> output_size(5, 3, stride=2, padding=1)  # (5 + 2 - 3) // 2 + 1
    3
    >>> output_size(3, 3, stride=2, padding=1, transposed=True)  # (3 - 1) * 2 + 3 - 2
    5
    """
    size, kernel = whole("size", size, 1), whole("kernel_size", kernel_size, 1)
    stride, dilation = whole("stride", stride, 1), whole("dilation", dilation, 1)
    padding = padding if isinstance(padding, str) else whole("padding of one side", padding, 0)
    check_transposed(transposed, output_padding, ["size"])
    if transposed:
        (around,) = cuts(padding, ["size"])
        (extra,) = output_pads(output_padding, (stride,), (dilation,), ["size"])
        return checked_stamped("size", size, kernel, stride, dilation, around, extra)
    (around,) = pads(padding, (kernel,), (stride,), (dilation,), ["size"])
    return checked_places("size", size, kernel, stride, dilation, around)


def check_transposed(transposed: Any, output_padding: Any, sides: Sequence[str] = SIDES) -> None:
    """Refuse what is neither True nor False, and output_padding where there is none."""
    if not isinstance(transposed, bool):
        raise TypeError(f"transposed must be True or False, got {reprlib.repr(transposed)}")
    if not transposed and max(per_side("output_padding", output_padding, 0, sides)):
        raise ValueError(
            f"output_padding={reprlib.repr(output_padding)} is an option of transposed layers: "
            "say transposed=True, or leave it out"
        )


def check_x_shape(x_shape: Any, sides: Sequence[str] = SIDES) -> tuple[int, ...]:
    """``x_shape`` checked to be (c, h, w) or (n, c, h, w); only n may be 0."""
    axes = (f"{ONE_OF[len(sides)]}s", "channels", *sides)
    if not isinstance(x_shape, (tuple, list)) or len(x_shape) not in (len(axes) - 1, len(axes)):
        raise ShapeError(
            f"x must have shape ({', '.join(axes[1:])}) or ({', '.join(axes)}), "
            f"got {reprlib.repr(x_shape)}"
        )
    return tuple(
        whole("a side of x", n, int(axis != axes[0]))
        for axis, n in zip(axes[-len(x_shape) :], x_shape, strict=True)
    )
