"""All slices of all kernels of a layer, however deep: one tile each, on one scale."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..show import channel_names, counted, decimals_of, limit_text, range_text, slice_limit
from ..sizes import ShapeError
from .base.page import Page, new_page
from .base.style import CHANNEL, CHIPS, INK, INK_2, KERNEL, signed, text_width
from .base.subject import check_limit

WIDTH = 888  # pixels for labels and tiles
LEAST, MOST = 3, 16  # pixels a weight


def slices(
    weight: ArrayLike, names: Sequence[str] | None = None, limit: float | None = None
) -> Figure:
    """Every slice as a tile: a row for each kernel, a column for each input channel.

    Parameters
    ----------
    weight : (c_out, c_in / groups, kh, kw), or (c_out, c_in) of bools
        Bools say which slices there are: a square for each, a dot where there is none.
    names : c_out strings, optional
        "0", "1" … unless named otherwise.
    limit : float, optional
        Colours run from −limit to +limit; unless given, one that suits all tiles.

    Returns
    -------
    Figure
        With the arrays "0, 0", "0, 1" …: kernel and channel. Of bools there are none.

    Raises
    ------
    ShapeError, ValueError
        For slices that would be too small to see, or names or a limit that do not fit.

    Examples
    --------
    >>> slices(np.ones((15, 10, 3, 3)))
    weight (15, 10, 3, 3): 15 kernels × 10 slices = 150 tiles, values from 1 to 1, colours ±3
    >>> slices([[True, True, False], [False, True, True]])
    2 kernels on 3 channels: 4 slices, 2 gaps
    """
    weight = np.asarray(weight)
    bools = weight.dtype == bool
    if weight.ndim != (2 if bools else 4) or not weight.size:
        needed = "(c_out, c_in)" if bools else "(c_out, c_in, kh, kw)"
        raise ShapeError(f"weight has shape {weight.shape}, but needs {needed}")
    c_out, c_in = weight.shape[:2]
    names = [str(name) for name in (range(c_out) if names is None else names)]
    if len(names) != c_out:
        raise ShapeError(
            f"names holds {counted(len(names), 'name')} for {counted(c_out, 'kernel')}: "
            "name every one"
        )
    left = 16 + max(text_width(name, 14, True) for name in [*names, "channel"])
    if bools:
        return _which(weight, names, left)
    kh, kw = weight.shape[2:]
    pixel, gap = _pixel(weight, left)
    limit = check_limit(limit) or slice_limit(weight)
    with new_page(_alt_text(weight, limit)) as page:
        wide, high = pixel * kw + gap, max(pixel * kh + gap, 18)
        _channels(page, left, wide, pixel * kw, channel_names(c_in))
        for o, name in enumerate(names):
            y = 28 + o * high
            page.text(left - 12, y + pixel * kh / 2, name, 14, KERNEL, bold=True, align="right")
            for c in range(c_in):
                page.array(left + c * wide, y, weight[o, c], pixel, signed(limit), f"{o}, {c}")
        page.legend(left, page.bottom + 16, signed(limit), "weights", 112)
    return page.figure


def _which(there: np.ndarray, names: Sequence[str], left: float) -> Figure:
    """A square for each slice that there is, a dot for each that there is not."""
    side, pitch, (c_out, c_in), slices = MOST, MOST + 4, there.shape, int(there.sum())
    counts = f"{counted(slices, 'slice')}, {counted(there.size - slices, 'gap')}"
    with new_page(f"{counted(c_out, 'kernel')} on {counted(c_in, 'channel')}: {counts}") as page:
        _channels(page, left, pitch, side, channel_names(c_in))
        for o, name in enumerate(names):
            y = 28 + o * pitch + side / 2
            page.text(left - 12, y, name, 14, KERNEL, bold=True, align="right")
            for c in range(c_in):
                if there[o, c]:
                    page.box(left + c * pitch, y - side / 2, side, side, fc=INK_2)
                else:
                    page.text(left + c * pitch + side / 2, y, "·", 15, INK_2, align="center")
            words = f"{counted(int(there[o].sum()), 'slice')}"
            page.text(left + c_in * pitch + 12, y, words, 14, INK)
    return page.figure


def _pixel(weight: np.ndarray, left: float) -> tuple[int, int]:
    """Pixels a weight, and between two tiles, so that all fit on a line."""
    _, c_in, kh, kw = weight.shape
    gap = 4 if max(kh, kw) == 1 else 8
    pixel = min(MOST, int(((WIDTH - left) / c_in - gap) / kw))
    if pixel < LEAST:
        raise ShapeError(
            f"weight has {c_in} slices a kernel, too many for tiles of {kh}×{kw} that can be seen: "
            "show a part of them, such as weight[:, :32]"
        )
    return pixel, gap


def _alt_text(weight: np.ndarray, limit: float) -> str:
    kernels, slices = weight.shape[:2]
    values = range_text(weight, decimals_of(weight))
    tiles = f"{counted(kernels, 'kernel')} × {counted(slices, 'slice')} = "
    tiles += counted(kernels * slices, "tile")
    ends = f"colours ±{limit_text(limit)}"
    return f"weight {weight.shape}: {tiles}, {values}, {ends}"


def _channels(page: Page, left: float, wide: float, tile: float, names: tuple[str, ...]) -> None:
    """Over the columns: letters for red, green and blue, else as many numbers as have room."""
    if set(names) <= set(CHIPS):
        for c, name in enumerate(names):
            page.chip(left + c * wide + tile / 2 - 14, -4, name)
        return
    for c in range(0, len(names), 1 if wide >= 20 else 5):
        page.text(left + c * wide + tile / 2, 10, str(c), 14, CHANNEL, align="center")
    page.text(left - 12, 10, "channel", 14, INK_2, align="right")
