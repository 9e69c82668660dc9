"""Is this call a convolution at all? Every refusal names the argument, both numbers, the remedy."""

import reprlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from .frameworks import array_of, widened
from .refusals import (
    Shape,
    about_axes,
    about_bias,
    about_channels,
    about_nothing,
    about_order,
    about_transposed_channels,
)
from .sizes import (
    SIDES_OF,
    AnyOptions,
    ConvOptions,
    Pads,
    ShapeError,
    StampOptions,
    check_no_padding_mode,
    check_padding_mode,
    check_transposed,
    checked_stamped,
    cuts,
    no_place,
    output_pads,
    pads,
    per_side,
    places_of,
    whole,
)

FLOATS = np.dtype(np.float32), np.dtype(np.float64)
LIMIT = 2 << 30  # bytes that one call may ask for
UNPADDED = (0, 0), (0, 0)


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
    check_options(unknown, ConvOptions)
    given, x, weight = x, numbers("x", x), numbers("weight", weight)
    x_shape, weight_shape, sides = x.shape, weight.shape, SIDES_OF[ndim]
    batched = len(x_shape) == ndim + 2
    if (not batched and len(x_shape) != ndim + 1) or len(weight_shape) != ndim + 2:
        raise ShapeError(about_axes(x_shape, weight_shape, ndim))
    if 0 in x_shape or 0 in weight_shape:
        check_something(x_shape, weight_shape, 0, ndim)
    stride = per_side("stride", stride, 1, sides)
    dilation = per_side("dilation", dilation, 1, sides)
    groups = whole("groups", groups, 1)
    if x_shape[-1 - ndim] != weight_shape[1] * groups or weight_shape[0] % groups:
        move = "permute" if hasattr(given, "permute") else "transpose"  # in PyTorch, in NumPy
        raise ShapeError(about_channels(x_shape, weight_shape, groups, move))
    around = pads(padding, weight_shape[2:], stride, dilation, sides)
    if not isinstance(padding_mode, str) or padding_mode != "zeros":
        check_border(padding_mode, x_shape, around)
    if ndim == 1:
        x, weight = x[..., None, :], weight[..., None, :]
        stride, dilation, around = (1, *stride), (1, *dilation), ((0, 0), *around)
    size = places_of(x.shape, weight.shape, stride, around, dilation)
    if size[0] < 1 or size[1] < 1:
        raise ShapeError(_about_place(x_shape, weight_shape, size, dilation, around))
    moves, form = (stride, around, dilation), (batched, ndim, False)
    return _call(x, weight, bias, partial, moves, groups, padding_mode, size, form)


def checked_transposed(
    x: Any, weight: Any, bias: Any, partial: bool = False, ndim: int = 2, /, **options: Any
) -> Call:
    """The call of a transposed layer, checked as by ``checked_conv``."""
    padding_mode = options.pop("padding_mode", "zeros")
    check_options(options, StampOptions)
    check_no_padding_mode(padding_mode)
    x, weight = numbers("x", x), numbers("weight", weight)
    x_shape, weight_shape, sides = x.shape, weight.shape, SIDES_OF[ndim]
    if x.ndim not in (ndim + 1, ndim + 2) or weight.ndim != ndim + 2:
        raise ShapeError(about_axes(x_shape, weight_shape, ndim, transposed=True))
    check_something(x_shape, weight_shape, 1, ndim)
    stride = per_side("stride", options.get("stride", 1), 1, sides)
    dilation = per_side("dilation", options.get("dilation", 1), 1, sides)
    groups = whole("groups", options.get("groups", 1), 1)
    if not x_shape[-1 - ndim] == len(weight) == len(weight) // groups * groups:
        raise ShapeError(about_transposed_channels(x_shape, weight_shape, groups))
    around = cuts(options.get("padding", 0), sides)
    extra = output_pads(options.get("output_padding", 0), stride, dilation, sides)
    window = weight_shape[2:], stride, dilation, around, extra
    along = zip(sides, x_shape[-ndim:], *window, strict=True)
    size = tuple(checked_stamped(*side) for side in along)
    if ndim == 1:
        x, weight = x[..., None, :], weight[..., None, :]
        stride, dilation, around, size = (1, *stride), (1, *dilation), ((0, 0), *around), (1, *size)
    moves, form = (stride, around, dilation), (len(x_shape) == ndim + 2, ndim, True)
    return _call(x, weight, bias, partial, moves, groups, "zeros", size, form)


def _call(
    x: np.ndarray,
    weight: np.ndarray,
    bias: Any,
    partial: bool,
    moves: tuple[Shape, Pads, Shape],
    groups: int,
    padding_mode: str,
    size: Shape,
    form: tuple[bool, int, bool],
) -> Call:
    """The call in the dtype of its sums, if there is room for them.

    ``moves`` are stride, pads and dilation; ``form`` says whether it is batched, its ndim, and
    whether it is transposed.
    """
    stride, around, dilation = moves
    batched, ndim, transposed = form
    x = x if batched else x[None]
    (n, c_in, height, width), (c_out, slices, kh, kw) = x.shape, weight.shape
    if transposed:
        c_out, slices = slices * groups, c_out // groups
    if bias is not None:
        bias = numbers("bias", bias)
        if bias.shape != (c_out,):
            raise ShapeError(about_bias(bias.shape, c_out))
    work, dtype = _dtypes(x, weight, bias)
    maps = n * c_out * size[0] * size[1] * (slices if partial else 1)
    (above, below), (left, right) = UNPADDED if transposed else around
    padded = c_in * (above + height + below) * (left + width + right)
    check_memory(maps, padded, work)
    if not (x.dtype is weight.dtype is work and (bias is None or bias.dtype is work)):
        x, weight = x.astype(work), weight.astype(work)
        bias = None if bias is None else bias.astype(work)
    # One place makes any stride a stride of 1, but of stamps; one weight any dilation.
    if not transposed:
        stride = stride[0] if size[0] > 1 else 1, stride[1] if size[1] > 1 else 1
    dilation = dilation[0] if kh > 1 else 1, dilation[1] if kw > 1 else 1
    return Call(
        x,
        weight,
        bias,
        stride,
        around,
        dilation,
        groups,
        padding_mode,
        size,
        dtype,
        batched,
        ndim,
        transposed,
    )


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
    if array.dtype.kind in "fiubc":
        return array
    if (wide := widened(array)) is not array:
        return wide
    given = f"of shape {array.shape}" if array is value else f"from a {type(value).__name__}"
    layer = hasattr(value, "weight") or hasattr(value, "get_weights")
    cure = ": convlab.weights_of(layer) gives its weight and bias" if layer else ""
    raise TypeError(f"{name} must hold numbers, got dtype {array.dtype} {given}{cure}")


def drawable(name: str, value: Any) -> np.ndarray:
    """``value`` as an array of real, finite numbers."""
    array = numbers(name, value)
    if array.dtype.kind == "c":
        raise ValueError(
            f"{name} must hold real, finite numbers to be drawn, got dtype {array.dtype}: "
            f"{name}.real and abs({name}) are real"
        )
    with np.errstate(over="ignore"):
        finite = np.isfinite(array.astype(np.float32)).all()
    if not finite:
        raise ValueError(f"{name} must hold real, finite numbers to be drawn; see np.nan_to_num")
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
    for name in options:
        if name not in own and name not in known.__annotations__:
            names = ", ".join([*own, *known.__annotations__])
            raise TypeError(f"there is no option {name!r}: choose from {names}")


def _about_place(
    x_shape: Shape, weight_shape: Shape, size: Shape, dilation: Shape, around: Pads
) -> str:
    """Why the kernel has no place along the first side of which ``size`` says so."""
    side = -2 if size[0] < 1 else -1
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
