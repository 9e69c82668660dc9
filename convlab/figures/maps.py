"""Pictures and maps side by side: what goes into a layer, and what comes out."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..show import (
    RGB,
    channel_names,
    counted,
    decimals_of,
    input_words,
    limit_text,
    range_text,
    shared_limit,
)
from ..sizes import ShapeError
from .base.page import new_page
from .base.style import CHIPS, INK, INK_2, scale_of, signed
from .base.subject import check_limit


def channels(x: ArrayLike, names: Sequence[str] | None = None) -> Figure:
    """The channels of a picture side by side, each in grey; a colour photo first, as it is.

    Parameters
    ----------
    x : (c, h, w)
        Unsigned values are grey, black for 0; signed ones blue to red.
    names : c strings, optional
        Three channels are red, green and blue unless named otherwise.

    Returns
    -------
    Figure
        With an array by the name of each channel.

    Raises
    ------
    ShapeError
        For an x of another shape, or names that do not fit.

    Examples
    --------
    >>> channels(np.ones((3, 8, 8)))
    x (3, 8, 8): 3 channels of 8×8, values from 1 to 1
    """
    x = _maps("x", x)
    names = channel_names(len(x), names)
    c, h, w = x.shape
    scale = scale_of(x)
    photo = names == RGB and scale.low == 0
    place, pixel, room = _places(c + photo, x.shape)
    with new_page(f"x {x.shape}: {counted(c, 'channel')} of {h}×{w}, {_range(x)}") as page:
        if photo:
            left, y = place(0)
            page.text(left, y - 14, "photo", 15, INK_2)
            page.colours(left, y, x / scale.high, pixel, "photo")
        for n, (values, name) in enumerate(zip(x, names, strict=True)):
            left, y = place(n + photo)
            words = f"channel {n}" if name in CHIPS else name
            page.channel(left, y - 14, name, words, most=room)
            page.array(left, y, values, pixel, scale, name)
        if scale.low < 0:
            page.text(0, page.bottom + 20, f"grey: {input_words(scale.low, scale.high)}", 14, INK_2)
    return page.figure


def feature_maps(
    y: ArrayLike, limit: float | None = None, names: Sequence[str] | None = None
) -> Figure:
    """Feature maps side by side, on one signed scale.

    Parameters
    ----------
    y : (c_out, h, w)
    limit : float, optional
        Colours run from −limit to +limit; unless given, `shared_limit`.
    names : c_out strings, optional
        "map 0", "map 1" … unless named otherwise.

    Returns
    -------
    Figure
        With the arrays "map 0", "map 1" ….

    Raises
    ------
    ShapeError, ValueError
        For a y of another shape, names that do not fit, or a limit that is not above 0.

    Examples
    --------
    >>> feature_maps(np.array([[[1, -2]]]))
    y (1, 1, 2): 1 map of 1×2, values from −2 to 1, colours ±2
    """
    y = _maps("y", y)
    c, h, w = y.shape
    limit = check_limit(limit) or shared_limit(y)
    names = [*map(str, names or (f"map {n}" for n in range(c)))]
    if len(names) != c:
        raise ShapeError(f"names holds {counted(len(names), 'name')} for {counted(c, 'map')}")
    place, pixel, room = _places(c, y.shape)
    written = np.array_equal(y, y.round()) and pixel >= 22
    ends = f"colours ±{limit_text(limit)}"
    with new_page(f"y {y.shape}: {counted(c, 'map')} of {h}×{w}, {_range(y)}, {ends}") as page:
        for n, (values, name) in enumerate(zip(y, names, strict=True)):
            left, top = place(n)
            page.text(left, top - 14, name, 15, INK, bold=True, most=room)
            draw = page.cells if written else page.array
            draw(left, top, values, pixel, signed(limit), f"map {n}")
        page.legend(0, page.bottom + 12, signed(limit), "signed scale", 112)
    return page.figure


def _maps(name: str, values: ArrayLike) -> np.ndarray:
    """Maps as an array (channels, h, w); one map may come without its axis of channels."""
    values = np.asarray(values)
    values = values[None] if values.ndim == 2 else values
    if values.ndim != 3 or not values.size:
        raise ShapeError(f"{name} has shape {values.shape}, but a figure needs (channels, h, w)")
    return values


def _range(values: np.ndarray) -> str:
    return range_text(values, 2 if decimals_of(values) else 0)


def _places(
    count: int, shape: tuple[int, ...]
) -> tuple[Callable[[int], tuple[float, float]], float, float]:
    """Where the n-th map stands, how many pixels a value takes, and how wide a name can be."""
    line = count if count <= 5 else -(-count // 2) if count <= 8 else 8
    side = min(200 if count <= 5 else 150, 888 // line - 16)
    pixel = side / max(shape[1:])
    pixel = int(pixel) if pixel >= 1 else pixel
    pitch = max(round(shape[2] * pixel), 100 if count <= 5 else 0) + 20

    def place(n: int) -> tuple[float, float]:
        return n % line * pitch, 30 + n // line * (round(shape[1] * pixel) + 44)

    return place, pixel, pitch - 8
