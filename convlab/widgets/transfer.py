"""Arrays on their way to the browser: what can be drawn there, as float32 bytes, and back."""

from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..show import counted
from ..sizes import ShapeError

MOST = 4096  # channels each way: of a wall of more, a row is less than a tenth of a pixel high
SENT = 64 << 20  # bytes of x and weight that travel to the browser
LIMIT = 256 << 20  # bytes of maps that it keeps

Floats = NDArray[np.float32]


def to_bytes(array: ArrayLike) -> bytes:
    """An array as float32, row by row."""
    return np.ascontiguousarray(array, np.float32).tobytes()


def from_bytes(data: bytes, shape: tuple[int, ...]) -> Floats:
    """What ``to_bytes`` sent, as an array of one's own.

    >>> from_bytes(to_bytes([[1, 2], [3, 4]]), (2, 2))[1]
    array([3., 4.], dtype=float32)
    """
    return np.frombuffer(data, np.float32).reshape(shape).copy()


def check_drawable(
    x: NDArray[Any],
    kernels: NDArray[Any],
    transposed: bool = False,
    *,
    most: int = MOST,
    view: str = "an explorer",
) -> None:
    """That there are not more channels and numbers than there is room for."""
    if len(x) > most:
        raise ShapeError(
            f"x has {counted(len(x), 'channel')}; {view} shows up to {most:,}. "
            f"{_fewer_channels(kernels.shape, len(x), transposed, most)}"
        )
    if len(kernels) > most:
        raise ShapeError(
            f"weight has {counted(len(kernels), 'kernel')}; {view} shows up to {most:,}. "
            f"{_fewer_kernels(most)}"
        )
    check_sent(x, kernels)


def check_sent(x: NDArray[Any], kernels: NDArray[Any]) -> None:
    """That x and weight are not more than may travel to the browser."""
    sizes = 4 * x.size, 4 * kernels.size
    if sum(sizes) <= SENT:
        return
    numbers = " and ".join(f"{size / 2**20:,.0f} MB" for size in sizes)
    fits = (SENT - sizes[0]) * len(kernels) // sizes[1]
    remedy = _fewer_kernels(fits) if fits >= 1 else "Use a smaller picture, such as a part of it"
    raise ShapeError(
        f"x and weight are {numbers} as float32, above the {SENT >> 20} MB that travel to the "
        f"browser. {remedy}"
    )


def _fewer_kernels(most: int) -> str:
    """What to do with a layer of too many kernels."""
    return (
        f"Kernels do not depend on each other: pass weight[:{most}] and bias[:{most}], which "
        "weights_of(layer) gives for a layer of your own"
    )


def _fewer_channels(shape: tuple[int, ...], c_in: int, transposed: bool, most: int) -> str:
    """What to do with a layer of too many channels."""
    kernels, slices = shape[:2]
    shown = 'look(model, x) shows the maps of such a layer, as does look({"a name": Run(…)})'
    if slices < c_in:
        return f"{shown}; of its {c_in // slices} groups any can be shown alone"
    few = f":{most}"
    axes = [few if kernels > most else ":", few]  # those of kernels and of channels
    cut = ", ".join(axes[::-1] if transposed else axes)
    return (
        f"{shown}. To show a part, pass x[{few}] with weight[{cut}]: sums of these channels alone"
    )


def check_room(kernels: int, channels: int, h: int, w: int) -> None:
    """That so many partial maps of h × w numbers, which are seen together, find room there."""
    size = 4 * kernels * channels * h * w
    if size > LIMIT:
        raise ShapeError(
            f"{kernels} × {channels} partial maps of {h}×{w} numbers take {size / 2**20:,.0f} MB "
            f"in the browser, above {LIMIT >> 20} MB: use a smaller picture, less padding or fewer "
            "channels"
        )


def scale_end(limit: float | None) -> float:
    """The end of the colour scale as the browser takes it; 0: it follows from what is visible."""
    if limit is None:
        return 0.0
    if not isinstance(limit, Real) or not 0 < limit < np.inf:
        raise ValueError(f"limit must be a number above 0, or None, got {limit!r}")
    return float(limit)
