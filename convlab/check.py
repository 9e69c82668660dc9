"""Is this call a convolution at all? Every refusal names the argument, both numbers, the remedy."""

import reprlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from .show import counted
from .sizes import (
    SIDES,
    ConvOptions,
    Pads,
    ShapeError,
    check_padding_mode,
    n_places,
    no_place,
    pads,
    per_side,
    whole,
)

Shape = tuple[int, ...]

FLOATS = np.dtype(np.float32), np.dtype(np.float64)
LIMIT = 2 << 30  # bytes that one call may ask for


class Call(NamedTuple):
    """The arguments of a convolution, checked: arrays in one native dtype, numbers in pairs."""

    x: np.ndarray  # (n, c_in, h, w)
    weight: np.ndarray  # (c_out, c_in / groups, kh, kw)
    bias: np.ndarray | None  # (c_out,)
    stride: Shape
    pads: Pads  # (above, below), (left, right)
    dilation: Shape
    groups: int
    padding_mode: str
    size: Shape  # (h_out, w_out)
    dtype: np.dtype  # of the answer
    batched: bool  # False: x came as (c_in, h, w)

    def answer(self, y: np.ndarray) -> np.ndarray:
        """``y`` in the dtype and with the axes that the caller expects."""
        y = y if self.batched else y[0]
        return y if y.dtype == self.dtype else y.astype(self.dtype)


def checked(
    x: Any,
    weight: Any,
    bias: Any,
    partial: bool = False,
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
    check_options(unknown, ConvOptions)
    x, weight = numbers("x", x), numbers("weight", weight)
    if x.ndim not in (3, 4) or weight.ndim != 4:
        raise ShapeError(_about_axes(x.shape, weight.shape))
    (c_in, height, width), (c_out, slices, kh, kw) = x.shape[-3:], weight.shape
    if not (height and width and c_out and kh and kw):
        raise ShapeError(_about_nothing(x.shape, weight.shape))
    stride, dilation = per_side("stride", stride, 1), per_side("dilation", dilation, 1)
    groups = whole("groups", groups, 1)
    if c_in != slices * groups or c_out % groups:
        raise ShapeError(_about_channels(x.shape, weight.shape, groups))

    (above, below), (left, right) = around = pads(padding, (kh, kw), stride, dilation)
    high, wide = above + height + below, left + width + right
    rows = n_places(high, kh, stride[0], dilation[0])
    columns = n_places(wide, kw, stride[1], dilation[1])
    if rows < 1 or columns < 1:
        n = 0 if rows < 1 else 1
        text = no_place(SIDES[n], x.shape[-2:][n], weight.shape[-2:][n], dilation[n], around[n])
        raise ShapeError(text + _about_order(x.shape, weight.shape))
    if not isinstance(padding_mode, str) or padding_mode != "zeros":
        _check_padding_mode(padding_mode, x.shape, around)

    bias = None if bias is None else _checked_bias(bias, c_out)
    work, dtype = _dtypes(x, weight, bias)
    batched = x.ndim == 4
    maps = c_out * rows * columns * (slices if partial else 1) * (len(x) if batched else 1)
    check_memory(maps, c_in * high * wide, work)
    if not (x.dtype is weight.dtype is work and (bias is None or bias.dtype is work)):
        x, weight = x.astype(work), weight.astype(work)
        bias = None if bias is None else bias.astype(work)
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
    )


def numbers(name: str, value: Any) -> np.ndarray:
    """``value`` as an array of numbers."""
    array = value if type(value) is np.ndarray else _array(name, value)
    if array.dtype.kind not in "fiubc":
        given = f"of shape {array.shape}" if array is value else f"from a {type(value).__name__}"
        raise TypeError(f"{name} must hold numbers, got dtype {array.dtype} {given}")
    return array


def _array(name: str, value: Any) -> np.ndarray:
    kind = type(value).__name__
    if value is None:
        raise TypeError(f"{name} is None: it must be an array of numbers")
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


def check_memory(maps: int, padded: int, work: np.dtype) -> None:
    """Refuse a call whose maps and padded x, counted in numbers, would need more than LIMIT."""
    needed = (maps + padded) * work.itemsize
    if needed > LIMIT:
        raise ShapeError(
            f"this call needs {needed / 2**30:,.1f} GB for "
            f"{maps:,} output and {padded:,} padded input numbers; the limit is "
            f"{LIMIT >> 30} GB. Use a smaller picture, fewer channels, less padding, more stride."
        )


def _check_padding_mode(mode: Any, x_shape: Shape, around: Pads) -> None:
    """Reflection turns back before the far edge, and circular padding goes round once."""
    check_padding_mode(mode)
    for side, size, amounts in zip(SIDES, x_shape[-2:], around, strict=True):
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


# What is wrong, in words


def _about_axes(x_shape: Shape, weight_shape: Shape) -> str:
    axes = len(x_shape)
    if axes not in (3, 4):
        return (
            "x must be 3-D, (channels, height, width), or 4-D, (pictures, channels, height, "
            f"width), got {axes}-D of shape {x_shape}"
            + (": x[None] makes it one channel" if axes == 2 else "")
        )
    axes = len(weight_shape)
    return (
        "weight must be 4-D, (output channels, input channels / groups, kernel height, "
        f"kernel width), got {axes}-D of shape {weight_shape}"
        + (": weight[None] makes it one kernel" if axes == 3 else "")
    )


def _about_nothing(x_shape: Shape, weight_shape: Shape) -> str:
    c_out, _, kh, kw = weight_shape
    if not (c_out and kh and kw):
        return f"weight of shape {weight_shape} has a side of 0: it holds no kernel"
    return f"x of shape {x_shape} has a side of 0: there is no picture"


def _about_channels(x_shape: Shape, weight_shape: Shape, groups: int) -> str:
    c_in, (c_out, slices) = x_shape[-3], weight_shape[:2]
    if c_in == slices * groups:
        return (
            f"groups={groups} does not divide the {counted(c_out, 'kernel')} of weight "
            f"{weight_shape}: every group needs as many kernels as the next"
        )
    reads = f"{slices}" if groups == 1 else f"{groups} groups × {slices} = {slices * groups}"
    text = (
        f"x of shape {x_shape} has {counted(c_in, 'channel')}, but weight of shape "
        f"{weight_shape} reads {reads}: each kernel needs one slice for every input channel"
    )
    if groups > 1 and c_in % groups:
        text += f" of its group, and groups={groups} does not divide {c_in}."
    elif groups > 1:
        text += f" of its group, {c_in} / {groups} = {c_in // groups}."
    elif x_shape[-1] == slices:
        order = "(2, 0, 1)" if len(x_shape) == 3 else "(0, 3, 1, 2)"
        text += f". x looks like height, width, channels: use x.transpose{order}."
    elif (c_in, slices) == (4, 3):
        text += ". A picture with transparency? x[..., :3, :, :] keeps red, green and blue."
    elif (c_in, slices) == (1, 3):
        text += ". A grey picture? np.repeat(x, 3, axis=-3) gives it three equal channels."
    elif (c_in, slices) == (3, 1):
        text += ". Make it grey, x.mean(axis=-3, keepdims=True), or one slice a channel, groups=3."
    elif slices == 1 and len(x_shape) == 3 and c_in > 64:
        text += f". {c_in:,} pictures without a channel axis? x[:, None] gives each one channel."
    elif slices == 1:
        text += f". For one slice on each channel use groups={c_in}."
    else:
        text += "."
    return text + _about_order(x_shape, weight_shape)


def _about_order(x_shape: Shape, weight_shape: Shape) -> str:
    """Keras keeps its kernels as (height, width, input channels, output channels)."""
    kh, kw, slices, _ = weight_shape
    if slices == x_shape[-3] and kh == kw <= 11:
        return " Does weight come from Keras? weight.transpose(3, 2, 0, 1) puts it in our order."
    return ""
