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
from ..sizes import ShapeError, whole
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
        Or a batch of one; or signals (c_out, length), with a name for each: without names, two axes
        are those of one map.
    limit : float, optional
        Colours run from −limit to +limit; unless given, `shared_limit`.
    names : c_out strings, optional
        "map 0", "map 1" … unless named otherwise.

    Returns
    -------
    Figure
        With the arrays "map 0", "map 1" …. It names maps that are dead (0 everywhere), constant
        (another number everywhere) or saturated (at the largest of all at more than half of the
        places), if there are any.

    Raises
    ------
    ShapeError, ValueError
        For a y of another shape, names that do not fit, or a limit that is not above 0.

    Examples
    --------
    >>> feature_maps(np.array([[[1, -2]]]))
    y (1, 1, 2): 1 map of 1×2, values from −2 to 1, colours ±2
    """
    y = _maps("y", _one_of(np.asarray(y), names))
    c, h, w = y.shape
    limit = check_limit(limit) or shared_limit(y)
    names = [*map(str, names or (f"map {n}" for n in range(c)))]
    if len(names) != c:
        raise ShapeError(f"names holds {counted(len(names), 'name')} for {counted(c, 'map')}")
    drawn = y if h > 1 else y.repeat(max(1, w // 8), axis=1)  # a signal is high enough to be seen
    place, pixel, room = _places(c, drawn.shape)
    written = np.array_equal(y, y.round()) and pixel >= 22
    states = _states(y)
    ends = f"colours ±{limit_text(limit)}" + _named(states, names)
    with new_page(f"y {y.shape}: {counted(c, 'map')} of {h}×{w}, {_range(y)}, {ends}") as page:
        for n, (values, name) in enumerate(zip(drawn, names, strict=True)):
            left, top = place(n)
            said = f"{name}: {states[n]}" if states[n] else name
            page.text(left, top - 14, said, 15, INK, bold=True, most=room)
            draw = page.cells if written else page.array
            draw(left, top, values, pixel, signed(limit), f"map {n}")
        page.legend(0, page.bottom + 12, signed(limit), "signed scale", 112)
    return page.figure


def feature_colours(y: ArrayLike, maps: Sequence[int] | None = None) -> Figure:
    """Many feature maps as one colour picture, which says what it hides.

    Parameters
    ----------
    y : (c, h, w)
        At least 3 maps; a batch of one goes, too.
    maps : 3 ints, optional
        Of the maps that are red, green and blue; unless given, three mixtures of all maps that keep
        as much of their differences as three can (principal components, PCA). Each is stretched to
        0 … 1.

    Returns
    -------
    Figure
        With the array "colours", (3, h, w).

    Raises
    ------
    ShapeError, ValueError
        For another shape, fewer than 3 maps, or maps that are not there.

    Examples
    --------
    >>> y = np.arange(4 * 6).reshape(4, 2, 3) ** 2 % 7
    >>> feature_colours(y, maps=[3, 0, 1])
    colours of y (4, 2, 3): map 3 is red, map 0 green, map 1 blue, each stretched to 0 … 1; 1 other
    map is hidden
    """
    y = _maps("y", _one_of(np.asarray(y), None)).astype(np.float64)
    c, h, w = y.shape
    if c < 3:
        raise ShapeError(f"y has {counted(c, 'map')}, and colours need 3: figures.feature_maps(y)")
    if maps is None:
        three, kept = _mixtures(y)
        words = f"three mixtures of all {c} maps (PCA), which keep {kept:.0%} of their differences"
        words += "; which map is where is hidden, and so is what other pictures would give"
    else:
        chosen = [whole("maps", o, 0) for o in maps]
        if len(chosen) != 3 or max(chosen) >= c:
            raise ValueError(f"maps takes 3 numbers of 0 to {c - 1}, got {[*maps]}")
        three = y[chosen]
        red, green, blue = chosen
        left = c - len({*chosen})
        verb = "is" if left == 1 else "are"
        hidden = f"{left} other {'map' if left == 1 else 'maps'} {verb} hidden"
        words = f"map {red} is red, map {green} green, map {blue} blue, each stretched to 0 … 1; "
        words += hidden
    low, high = (f(three, axis=(1, 2), keepdims=True) for f in (np.min, np.max))
    colours = (three - low) / np.where(high > low, high - low, 1)
    pixel = max(1, int(400 / max(h, w)))
    with new_page(f"colours of y {y.shape}: {words}") as page:
        page.colours(0, 24, colours, pixel, "colours")
        first, *others = words.split("; ")
        for n, line in enumerate([first, *others]):
            page.text(0, 24 + h * pixel + 20 + 22 * n, line, 14, INK if n == 0 else INK_2)
    return page.figure


def _mixtures(y: np.ndarray) -> tuple[np.ndarray, float]:
    """The first three principal components of maps, and which share of the variance they keep."""
    flat = y.reshape(len(y), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    mixes, size, _ = np.linalg.svd(flat, full_matrices=False)
    size, mixes = np.pad(size, (0, 3)), np.pad(mixes, ((0, 0), (0, 3)))[:, :3]
    signs = np.where(mixes.sum(axis=0) < 0, -1, 1)  # a mixture and its negative are the same
    three = ((mixes * signs).T @ flat).reshape(3, *y.shape[1:])
    total = float((size**2).sum())
    return three, float((size[:3] ** 2).sum() / total) if total else 1.0


def _one_of(y: np.ndarray, names: Sequence[str] | None) -> np.ndarray:
    """Maps without the axis of pictures of a batch of one; signals as maps of one row.

    Two axes with as many names as maps are signals; without names, they are one map.
    """
    if y.ndim == 4 and len(y) == 1:
        y = y[0]
    elif y.ndim == 2 and names is not None and len(names) == len(y):
        y = y[:, None]
    return y


def _states(y: np.ndarray) -> list[str]:
    """What is wrong with each map, or ""."""
    top = y.max()
    found = []
    for values in y:
        if values.size > 1 and values.min() == values.max():
            found.append("constant" if values.flat[0] else "dead")
        else:
            full = top > 0 and (values == top).mean() > 0.5 and not np.array_equal(y, y.round())
            found.append("saturated" if full else "")
    return found


def _named(states: Sequence[str], names: Sequence[str]) -> str:
    """Which maps are dead, constant and saturated, if any."""
    words = ""
    for state in ("dead", "constant", "saturated"):
        those = [name for name, one in zip(names, states, strict=True) if one == state]
        words += f"; {state}: {', '.join(those)}" * bool(those)
    return words


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
