"""What a widget takes: arrays that can be drawn, as bytes for the browser and back."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ..check import numbers
from ..conv import conv2d
from ..layer import ConvLayer
from ..show import channel_names, counted
from ..sizes import ShapeError, whole

MOST = 128  # channels each way: beyond, a canvas may be higher than browsers make it
LIMIT = 256 << 20  # bytes of partial maps in the browser


def whole_grid(weight: np.ndarray, in_channels: int) -> np.ndarray:
    """The weight of a grouped layer as the whole grid: zeros where a kernel sees no channel."""
    kernels, slices, *k = weight.shape
    groups = in_channels // slices
    grid = np.zeros((kernels, in_channels, *k), weight.dtype)
    for o in range(kernels):
        first = o // (kernels // groups) * slices
        grid[o, first : first + slices] = weight[o]
    return grid


def check_layer(x: np.ndarray, weight: np.ndarray, bias: Any, settings: dict[str, Any]) -> None:
    """The layer as given, or an error that says what does not fit, or does not fit the screen."""
    steps = {name: settings[name] for name in ("stride", "padding", "dilation")}
    for name, value in steps.items():
        whole(name, value, 0 if name == "padding" else 1)
    # The whole grid of slices serves every number of groups, each keeping its diagonal blocks.
    full = weight.ndim == 4 and x.ndim == 3 and weight.shape[1] == len(x)
    size = whole("kernel_size", settings.get("kernel_size", 0), 0) or max(weight.shape, default=1)
    edges = ((k - min(k, size)) // 2 for k in weight.shape[-2:])
    rows, cols = (slice(edge, k - edge) for edge, k in zip(edges, weight.shape[-2:], strict=True))
    conv2d(x, weight[..., rows, cols], bias, **steps, groups=1 if full else settings["groups"])
    if x.ndim != 3:
        raise ShapeError(f"x of shape {x.shape} is a batch; an explorer shows one: pass x[0]")
    if len(x) > MOST:
        raise ShapeError(
            f"x has {counted(len(x), 'channel')}; an explorer shows up to {MOST}, and the sum of "
            "fewer would not be this layer's: see convlab.contributions, which has them all"
        )
    if len(weight) > MOST:
        raise ShapeError(
            f"weight has {counted(len(weight), 'kernel')}; an explorer shows up to {MOST}. Kernels "
            f"do not depend on each other: pass weight[:{MOST}] and bias[:{MOST}], which "
            "weights_of(layer) gives for a layer of your own"
        )
    for name, array in (("x", x), ("weight", weight)):
        if not array.size:
            raise ShapeError(f"{name} of shape {array.shape} holds no number: nothing can be drawn")
    check_size(len(weight), *x.shape)


def check_size(kernels: int, channels: int, h: int, w: int) -> None:
    """That so many partial maps of h × w numbers find room in the browser."""
    size = 4 * kernels * channels * h * w
    if size > LIMIT:
        raise ShapeError(
            f"{kernels} × {channels} partial maps of {h}×{w} numbers take {size / 2**20:,.0f} MB "
            f"in the browser, above {LIMIT >> 20} MB: use a smaller picture, less padding or fewer "
            "channels"
        )


def edited(grid: np.ndarray, edits: Sequence[float]) -> np.ndarray:
    """A copy of the grid with these weights changed: place, new weight, place, new weight, …"""
    grid = grid.copy()
    if len(edits) % 2:
        raise ShapeError(f"edits come in pairs, a place and its weight; got {len(edits)} numbers")
    for place, value in zip(edits[::2], edits[1::2], strict=True):
        if place not in range(grid.size) or not abs(value) <= 1e6:
            raise ShapeError(
                f"edits set weight {place:g} to {value:g}; there are weights 0 to {grid.size - 1}, "
                "and a weight is a number between −1,000,000 and 1,000,000"
            )
        grid.flat[int(place)] = value
    return grid


def real(name: str, value: Any) -> np.ndarray:
    """``value`` as an array of real, finite numbers."""
    value = numbers(name, value)
    with np.errstate(over="ignore"):
        drawn = value.dtype.kind != "c" and np.isfinite(value.astype(np.float32)).all()
    if not drawn:
        raise ValueError(f"{name} must hold real, finite numbers to be drawn; see np.nan_to_num")
    return value


def chosen(name: str, given: Iterable[str], there_are: Sequence[str]) -> tuple[str, ...]:
    """The words given, each of them one that there is."""
    given = tuple(given)
    for word in set(given).difference(there_are):
        raise ValueError(f"{name} holds {word!r}; there are {', '.join(there_are)}")
    return given


def scale_end(limit: float | None) -> float:
    """The end of the colour scale as the browser takes it; 0: it follows from what is shown."""
    if limit is not None and not (np.isscalar(limit) and 0 < float(limit) < np.inf):
        raise ValueError(f"limit must be a number above 0, or None, got {limit!r}")
    return float(limit or 0)


def named(names: Sequence[str] | None, channels: int) -> tuple[str, ...]:
    """A name for each input channel; three are red, green and blue, others have none."""
    return channel_names(channels, names) if names or channels == 3 else ()


def same_shape(name: str, value: Any, now: np.ndarray) -> np.ndarray:
    """``value`` checked to take the place of ``now``."""
    value = real(name, value)
    if value.shape != now.shape:
        raise ShapeError(
            f"{name} on screen has shape {now.shape}, got {value.shape}: "
            "make a new ChannelExplorer for another shape"
        )
    return value


def between(proposal: Any, low: int, high: int) -> int:
    """What a trait is to be set to, or an error that says what it may be."""
    name, value = proposal.trait.name, proposal.value
    if not low <= value <= high:
        raise ShapeError(f"{name} must be {low} to {high} here, got {value}")
    return value


def to_bytes(array: Any) -> bytes:
    """As float32, row by row: how arrays travel to the browser."""
    return np.ascontiguousarray(array, np.float32).tobytes()


def floats(data: bytes, shape: tuple[int, ...]) -> np.ndarray:
    """What ``to_bytes`` sent, as an array of one's own."""
    return np.frombuffer(data, np.float32).reshape(shape).copy()


def one_number(name: str, value: Any, layer: ConvLayer) -> int:
    """The one number for height and width that the widget's sliders hold."""
    if value == "valid":
        return 0
    if value == "same":
        spare = zip(layer.dilation, layer.kernel_size, strict=True)
        value = tuple(d * (k - 1) / 2 for d, k in spare)
    if value[0] != value[1] or value[0] != int(value[0]):
        raise ValueError(f"an explorer takes one {name} for height and width, got {value}")
    return int(value[0])
