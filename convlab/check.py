"""Is this call a convolution at all? Every refusal names the argument, both numbers, the remedy."""

import math
import reprlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from .frameworks import array_of
from .refusals import (
    Shape,
    about_axes,
    about_channels,
    about_nothing,
    about_order,
    about_transposed_channels,
)
from .show import counted
from .sizes import (
    SIDES_OF,
    AnyOptions,
    ConvOptions,
    Pads,
    ShapeError,
    TransposedOptions,
    check_no_padding_mode,
    check_padding_mode,
    check_transposed,
    checked_stamped,
    cuts,
    n_places,
    no_place,
    output_pads,
    pads,
    per_side,
    whole,
)

FLOATS = np.dtype(np.float32), np.dtype(np.float64)
LIMIT = 2 << 30  # bytes that one call may ask for


class Call(NamedTuple):
    """The arguments of a convolution, checked: arrays in one native dtype, numbers in pairs.

    A signal is a picture one row high, so that there is one kind of sums for both.
    """

    x: np.ndarray  # (n, c_in, h, w)
    weight: np.ndarray  # (c_out, c_in / groups, kh, kw); transposed (c_in, c_out / groups, kh, kw)
    bias: np.ndarray | None  # (c_out,)
    stride: Shape
    pads: Pads  # (above, below), (left, right); transposed: of y, cut off
    dilation: Shape
    groups: int
    padding_mode: str
    size: Shape  # (h_out, w_out)
    dtype: np.dtype  # of the answer
    batched: bool  # False: x came without its first axis
    ndim: int = 2  # 1: x and weight came without rows
    transposed: bool = False

    @property
    def each(self) -> int:
        """How many kernels a group has."""
        return self.weight.shape[1] if self.transposed else len(self.weight) // self.groups

    def answer(self, y: np.ndarray) -> np.ndarray:
        """``y`` in the dtype and with the axes that the caller expects."""
        if self.ndim == 1:
            y = y[..., 0, :]
        y = y if self.batched else y[0]
        return y if y.dtype == self.dtype else y.astype(self.dtype)


def checked_conv(
    x: Any,
    weight: Any,
    bias: Any,
    partial: bool = False,
    ndim: int = 2,
    /,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
    padding_mode: Any = "zeros",
    **unknown: Any,
) -> Call:
    """The call, checked; ``partial`` says that every partial map is wanted, not their sums.

    ``unknown`` are options that ``conv2d`` does not have: they are refused by name.
    """
    if unknown:
        check_options(unknown, ConvOptions)
    move = "permute" if hasattr(x, "permute") else "transpose"  # as PyTorch calls it, and NumPy
    x, weight = numbers("x", x), numbers("weight", weight)
    x_shape, weight_shape, sides = x.shape, weight.shape, SIDES_OF[ndim]
    if x.ndim not in (ndim + 1, ndim + 2) or weight.ndim != ndim + 2:
        raise ShapeError(about_axes(x_shape, weight_shape, ndim))
    if 0 in x_shape or 0 in weight_shape:
        check_something(x_shape, weight_shape, 0, ndim)
    c_in, (c_out, slices) = x_shape[-1 - ndim], weight_shape[:2]
    stride = per_side("stride", stride, 1, sides)
    dilation = per_side("dilation", dilation, 1, sides)
    groups = whole("groups", groups, 1)
    if c_in != slices * groups or c_out % groups:
        raise ShapeError(about_channels(x_shape, weight_shape, groups, move))
    around = pads(padding, weight_shape[2:], stride, dilation, sides)
    if not isinstance(padding_mode, str) or padding_mode != "zeros":
        check_border(padding_mode, x_shape, around)

    if ndim == 1:
        x, weight = x[..., None, :], weight[..., None, :]
        stride, dilation, around = (1, *stride), (1, *dilation), ((0, 0), *around)
    (height, width), (kh, kw) = x.shape[-2:], weight.shape[2:]
    (above, below), (left, right) = around
    high, wide = above + height + below, left + width + right
    rows = n_places(high, kh, stride[0], dilation[0])
    columns = n_places(wide, kw, stride[1], dilation[1])
    if rows < 1 or columns < 1:
        side = -2 if rows < 1 else -1
        raise ShapeError(_about_place(x_shape, weight_shape, side, dilation, around))
    batched = len(x_shape) == ndim + 2
    maps = c_out * rows * columns * (slices if partial else 1) * (len(x) if batched else 1)
    x, weight, bias, dtype = _in_one_dtype(x, weight, bias, c_out, maps, c_in * high * wide)
    return Call(
        x if batched else x[None],
        weight,
        bias,
        # One place makes any stride a stride of 1, one weight any dilation.
        (stride[0] if rows > 1 else 1, stride[1] if columns > 1 else 1),
        around,
        (dilation[0] if kh > 1 else 1, dilation[1] if kw > 1 else 1),
        groups,
        padding_mode,
        (rows, columns),
        dtype,
        batched,
        ndim,
    )


def checked_transposed(
    x: Any,
    weight: Any,
    bias: Any,
    partial: bool = False,
    ndim: int = 2,
    /,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
    padding_mode: Any = "zeros",
    **unknown: Any,
) -> Call:
    """The call of a transposed layer, checked as by ``checked_conv``."""
    if unknown:
        check_options(unknown, TransposedOptions)
    check_no_padding_mode(padding_mode)
    x, weight = numbers("x", x), numbers("weight", weight)
    x_shape, weight_shape, sides = x.shape, weight.shape, SIDES_OF[ndim]
    if x.ndim not in (ndim + 1, ndim + 2) or weight.ndim != ndim + 2:
        raise ShapeError(about_axes(x_shape, weight_shape, ndim, transposed=True))
    check_something(x_shape, weight_shape, 1, ndim)
    c_in, each = x_shape[-1 - ndim], weight_shape[1]
    stride = per_side("stride", stride, 1, sides)
    dilation = per_side("dilation", dilation, 1, sides)
    groups = whole("groups", groups, 1)
    if c_in != len(weight) or c_in % groups:
        raise ShapeError(about_transposed_channels(x_shape, weight_shape, groups))
    around = cuts(padding, sides)
    extra = output_pads(output_padding, stride, dilation, sides)
    window = weight_shape[2:], stride, dilation, around, extra
    along = zip(sides, x_shape[-ndim:], *window, strict=True)
    size = tuple(checked_stamped(*side) for side in along)

    if ndim == 1:
        x, weight = x[..., None, :], weight[..., None, :]
        stride, dilation, around, size = (1, *stride), (1, *dilation), ((0, 0), *around), (1, *size)
    batched = len(x_shape) == ndim + 2
    c_out = each * groups
    maps = c_out * math.prod(size) * (c_in // groups if partial else 1)
    maps *= len(x) if batched else 1
    x, weight, bias, dtype = _in_one_dtype(x, weight, bias, c_out, maps, math.prod(x.shape[-3:]))
    x = x if batched else x[None]
    # One weight makes any dilation a dilation of 1.
    dilation = tuple(d if k > 1 else 1 for d, k in zip(dilation, weight.shape[2:], strict=True))
    moves = stride, around, dilation
    return Call(x, weight, bias, *moves, groups, "zeros", size, dtype, batched, ndim, True)


def checked(
    x: Any,
    weight: Any,
    bias: Any,
    partial: bool = False,
    /,
    transposed: Any = False,
    output_padding: Any = 0,
    **options: Any,
) -> Call:
    """The call of any kind of layer, checked: weight's axes say in how many dimensions."""
    check_options(options, AnyOptions)
    weight = numbers("weight", weight)
    ndim = 1 if weight.ndim == 3 else 2
    if transposed is True:
        options["output_padding"] = output_padding
        return checked_transposed(x, weight, bias, partial, ndim, **options)
    check_transposed(transposed, output_padding, SIDES_OF[ndim])
    return checked_conv(x, weight, bias, partial, ndim, **options)


def numbers(name: str, value: Any) -> np.ndarray:
    """``value`` as an array of numbers."""
    array = value if type(value) is np.ndarray else _array(name, value)
    if array.dtype.kind not in "fiubc":
        given = f"of shape {array.shape}" if array is value else f"from a {type(value).__name__}"
        raise TypeError(f"{name} must hold numbers, got dtype {array.dtype} {given}")
    return array


def _array(name: str, value: Any) -> np.ndarray:
    kind = type(value).__name__
    if hasattr(value, "detach"):
        return array_of(value)
    if value is None:
        raise TypeError(f"{name} is None: it must be an array of numbers")
    if hasattr(value, "getbands"):
        cure = 'np.asarray(picture.convert("RGB")).transpose(2, 0, 1) / 255 makes (3, h, w) of it'
        if value.mode == "L":
            cure = "np.asarray(picture)[None] / 255 makes (1, height, width) of it"
        raise TypeError(
            f"{name} is a picture of Pillow, {value.width} wide and {value.height} high: "
            f"convlab.images.load reads its file, {cure}"
        )
    if isinstance(value, (str, bytes)):
        raise TypeError(
            f"{name} must be an array of numbers, got the {kind} "
            f"{reprlib.repr(value)}; convlab.images.load reads a picture from a file"
        )
    try:
        return np.asarray(value)
    except Exception:
        raise TypeError(
            f"{name} must be an array of numbers, but this {kind} cannot be "
            "read as one: lists need rows of equal length, a PyTorch tensor .detach().cpu()"
        ) from None


def _in_one_dtype(
    x: np.ndarray, weight: np.ndarray, bias: Any, c_out: int, maps: int, padded: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None, np.dtype]:
    """The arrays in the dtype of the sums, if there is room for them, and that of the answer."""
    bias = None if bias is None else _checked_bias(bias, c_out)
    work, dtype = _dtypes(x, weight, bias)
    check_memory(maps, padded, work)
    if not (x.dtype is weight.dtype is work and (bias is None or bias.dtype is work)):
        x, weight = x.astype(work), weight.astype(work)
        bias = None if bias is None else bias.astype(work)
    return x, weight, bias, dtype


def _dtypes(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None
) -> tuple[np.dtype, np.dtype]:
    """The dtype to work in, and that of the answer: float stays float, integers never wrap."""
    dtype = x.dtype
    if dtype in FLOATS and dtype is weight.dtype and (bias is None or dtype is bias.dtype):
        return dtype, dtype
    arrays = (x, weight) if bias is None else (x, weight, bias)
    dtype = np.result_type(*(a.dtype for a in arrays))
    if dtype.kind == "f" and any(a.dtype.kind == "f" for a in arrays):  # int64 + uint64 is "f" too
        return np.promote_types(dtype, np.float32), dtype  # half precision is summed in single
    if dtype.kind == "c":
        return dtype, dtype
    # The largest number on the way to any sum: up to 2**53 float64 counts exactly, and is fast.
    peaks = [max(abs(int(a.max())), abs(int(a.min()))) if a.size else 0 for a in arrays]
    peak = max(peaks[0] * peaks[1] * (weight[0].size or 1) + sum(peaks[2:]), *peaks)
    if peak >= 1 << 63:
        raise ValueError(
            f"these integers or their sums could reach {float(peak):.3g}, but int64 ends at "
            "2**63 - 1: pass x.astype(float)"
        )
    return np.dtype(np.float64 if peak < 1 << 53 else np.int64), np.dtype(np.int64)


def check_options(options: Mapping[str, Any], known: type, *own: str) -> None:
    """Refuse what is neither one of a call's ``own`` options nor one of the ``known`` ones."""
    names = [*own, *known.__annotations__]
    for name in options:
        if name not in names:
            raise TypeError(f"there is no option {name!r}: choose from {', '.join(names)}")


def _about_place(
    x_shape: Shape, weight_shape: Shape, side: int, dilation: Shape, around: Pads
) -> str:
    """Why the kernel has no place along this side, counted from the last: −2 or −1."""
    name = SIDES_OF[len(weight_shape) - 2][side]
    text = no_place(name, x_shape[side], weight_shape[side], dilation[side], around[side])
    return text + about_order(x_shape, weight_shape)


def check_something(x_shape: Shape, weight_shape: Shape, kernels: int, ndim: int) -> None:
    """Refuse sides of 0; only channels and pictures may be none. ``kernels`` is their axis."""
    if 0 in x_shape[-ndim:] or 0 in (weight_shape[kernels], *weight_shape[2:]):
        raise ShapeError(about_nothing(x_shape, weight_shape, ndim))


def check_memory(maps: int, padded: int, work: np.dtype) -> None:
    """Refuse a call whose maps and padded x, counted in numbers, would need more than LIMIT."""
    needed = (maps + padded) * work.itemsize
    if needed > LIMIT:
        raise ShapeError(
            f"this call needs {needed / 2**30:,.1f} GB for "
            f"{maps:,} output and {padded:,} padded input numbers; the limit is "
            f"{LIMIT >> 30} GB. Use a smaller picture, fewer channels, less padding, more stride."
        )


def check_border(mode: Any, x_shape: Sequence[int], around: Pads) -> None:
    """Reflection turns back before the far edge, and circular padding goes round once."""
    check_padding_mode(mode)
    n = len(around)
    for side, size, amounts in zip(SIDES_OF[n], x_shape[-n:], around, strict=True):
        reach = {"reflect": size - 1, "circular": size}.get(mode)
        if reach is not None and max(amounts) > reach:
            raise ShapeError(
                f"padding {max(amounts)} is too far for padding_mode={mode!r} on an input of "
                f"{side} {size}: at most {reach}"
            )


def _checked_bias(bias: Any, c_out: int) -> np.ndarray:
    """``bias`` as an array of one number for each kernel."""
    array = numbers("bias", bias)
    if array.shape != (c_out,):
        raise ShapeError(
            f"bias must hold one number for each of the {counted(c_out, 'kernel')}, shape "
            f"({c_out},), got {counted(array.size, 'number')} of shape {array.shape}"
        )
    return array
