"""All slices of all kernels of a layer, however deep: one tile each, on one scale."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..show import channel_names, counted, decimals_of, number, slice_limit
from ..sizes import ShapeError
from .ink import CHANNEL, CHIPS, INK_2, KERNEL, text_width
from .paper import Page, Picture

WIDTH = 888  # pixels for labels and tiles
LEAST, MOST = 3, 16  # pixels a weight


def slices(
    weight: ArrayLike,
    names: Sequence[str] | None = None,
    limit: float | None = None,
) -> Picture:
    """Every slice as a tile: a row for each kernel, a column for each input channel.

    weight (c_out, c_in / groups, kh, kw)
    names : one for each kernel; "0", "1" … unless named otherwise
    limit : colours run from −limit to +limit; unless given, one that suits all tiles

    Raises ShapeError for slices that would be too small to see, or names that do not fit.

    >>> slices(np.ones((15, 10, 3, 3)))
    weight (15, 10, 3, 3): 15 kernels × 10 slices = 150 tiles, values from 1 to 1, colours ±3
    """
    weight = np.asarray(weight)
    if weight.ndim != 4 or not weight.size:
        raise ShapeError(f"weight has shape {weight.shape}, but needs (c_out, c_in, kh, kw)")
    c_out, c_in, kh, kw = weight.shape
    names = [str(name) for name in (range(c_out) if names is None else names)]
    if len(names) != c_out:
        raise ShapeError(
            f"names holds {counted(len(names), 'name')} for {counted(c_out, 'kernel')}: "
            "name every one"
        )
    label = 16 + max(text_width(name, 14, True) for name in [*names, "channel"])
    gap = 4 if max(kh, kw) == 1 else 8
    pixel = min(MOST, int(((WIDTH - label) / c_in - gap) / kw))
    if pixel < LEAST:
        raise ShapeError(
            f"weight has {c_in} slices a kernel, too many for tiles of {kh}×{kw} that can be seen: "
            "show a part of them, such as weight[:, :32]"
        )
    limit = float(limit or slice_limit(weight))
    digits = decimals_of(weight)
    low, high = (number(v, digits) for v in (weight.min(), weight.max()))
    page = Page(
        f"weight {weight.shape}: {counted(c_out, 'kernel')} × {counted(c_in, 'slice')} = "
        f"{counted(c_out * c_in, 'tile')}, values from {low} to {high}, "
        f"colours ±{number(limit, decimals_of([limit], 6))}"
    )
    wide, high = pixel * kw + gap, max(pixel * kh + gap, 18)
    _channels(page, label, wide, pixel * kw, channel_names(c_in, None))
    for o, name in enumerate(names):
        y = 28 + o * high
        page.text(label - 12, y + pixel * kh / 2, name, 14, KERNEL, bold=True, align="right")
        for c in range(c_in):
            page.array(label + c * wide, y, weight[o, c], pixel, limit=limit, label=f"{o}, {c}")
    page.legend(label, page.bottom + 16, limit, "weights", 112)
    return page.finish()


def _channels(page, label, wide, tile, names):
    """Over the columns: letters for red, green and blue, else as many numbers as have room."""
    if set(names) <= set(CHIPS):
        for c, name in enumerate(names):
            page.chip(label + c * wide + tile / 2 - 14, -4, name[0].upper(), CHIPS[name])
        return
    each = 1 if wide >= 20 else 5
    for c in range(0, len(names), each):
        page.text(label + c * wide + tile / 2, 10, str(c), 14, CHANNEL, align="center")
    page.text(label - 12, 10, "channel", 14, INK_2, align="right")
