"""The channel grid: a row for each kernel, a column for each input channel; a row adds up."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from ..show import decimals_of, number
from ..sizes import pads
from .columns import columns
from .ink import CHANNEL, CHIPS, INK, INK_2, KERNEL, QUIET
from .many import draw_long_row, draw_thumbnails
from .paper import Page, Picture
from .worked import Worked, sentence, work_out

VIEWS = ("both", "slice", "partial map", "running sum")


def channel_grid(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] | str = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    out_channel: int | None = None,
    row: int | None = None,
    col: int | None = None,
    channel_names: Sequence[str] | None = None,
    view: str | None = None,
    limit: float | None = None,
    heading: bool = True,
) -> Picture:
    """The picture of a layer: every slice, every partial map, and how each row adds up.

    x (c_in, h, w), weight (c_out, c_in / groups, kh, kw), bias (c_out,) and the options are
    those of `conv2d`. `out_channel` picks a row; with `row` and `col`, a pixel of its map. Above
    8 × 8 channels the slices become thumbnails, none is left out. `view` is "both" (the slice
    and its partial map), "slice", "partial map" or "running sum"; unless given, "both" up to 4
    channels, then "slice". `limit` sets the colour scale ±limit; unless given, `shared_limit`.
    Three channels are called red, green and blue unless `channel_names` says otherwise.

    Raises ShapeError or ValueError for a layer, a pixel or a view that cannot be.

    >>> x, weight, bias = np.ones((3, 6, 6)), np.ones((2, 3, 3, 3)), np.ones(2)
    >>> channel_grid(x, weight, bias, row=0, col=1)
    2 kernels × 3 slices × 3×3 weights + 2 biases = 56 parameters
    x (3, 6, 6) → weight (2, 3, 3, 3), bias (2) → y (2, 4, 4) · 864 multiply-adds
    pixel (0, 1) of map 0: red 9 + green 9 + blue 9 + bias 1 = 28
    """
    options = {
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
        "padding_mode": padding_mode,
    }
    w = work_out(
        x,
        weight,
        bias,
        options,
        out_channel=out_channel,
        row=row,
        col=col,
        names=channel_names,
        limit=limit,
    )
    page = Page(w.twin)
    top = sentence(page, 0, w) + 24 if heading else 0
    view = _view(w, view)
    if len(w.weight) > 8:
        draw_thumbnails(page, top, w)
    elif len(w.x) > 8:
        for o in range(len(w.weight)):
            account = w.account if o == w.out_channel else None
            top = draw_long_row(page, top, replace(w, out_channel=o, account=account))
    else:
        draw_grid(page, top, w, view)
    return page.finish()


def draw_grid(page: Page, top: float, w: Worked, view: str, rows=None) -> float:
    """The inputs, then one row for each kernel (or for `rows` only); returns where it ends."""
    at = columns(w, view)
    y = _inputs(page, top, w, at, view)
    slice_height = at.slice_width if not at.slice_cell else at.slice_cell * w.weight.shape[2]
    if at.slice_cell and w.weight.shape[3] == 1:
        slice_height = 66
    map_height = round(at.map_pixel * w.y.shape[1])
    height = max(slice_height if view in ("both", "slice") else 0, map_height)
    for o in range(len(w.weight)) if rows is None else rows:
        if o == w.out_channel:
            page.band(y, height + 16)
        _row(page, y + 8, height, w, at, view, o)
        y += height + 16
    return y


def _row(page, top, height, w, at, view, o):
    """Kernel o: its slices and partial maps, the plusses, the bias, its map."""
    middle = top + height / 2
    strong = o == w.out_channel
    if len(w.x) <= 4:
        page.text(0, middle - 14, "kernel", 15, KERNEL)
        page.text(0, middle + 8, str(o), 24, KERNEL, bold=True)
    else:
        page.text(0, middle, str(o), 20, KERNEL, bold=True)
    seen = w.channels(o)
    running = np.cumsum(w.parts[o], axis=0)
    for c in range(at.count):
        left = at.left(c)
        if c not in seen:
            page.text(left + at.width / 2, middle, "·", 22, INK_2, align="center")
            continue
        part = w.parts[o, c - seen[0]]
        if view in ("both", "slice"):
            _slice(page, left + at.slice_left, middle, w, at, o, c - seen[0])
        if view == "both" and at.map_cells:
            page.text(left + at.slice_width + 14, middle, "→", 15, INK_2, align="center")
        if view != "slice":
            shown = running[c - seen[0]] if view == "running sum" else part
            name = "running sum" if view == "running sum" else "partial map"
            _map(page, left + at.map_left, middle, shown, w, at, f"{name} {o}, {c}", strong)
        if c + 1 < seen[-1] + 1:
            page.sign(at.sign(c), middle, "+", strong=strong, room=at.plus)
    if w.bias is not None:
        page.sign(at.sign(at.count - 1), middle, "+", strong=strong, room=at.plus)
        page.pill(at.bias, middle, number(w.bias[o], decimals_of(w.bias)))
    page.sign(at.equals, middle, "=", strong=strong)
    _map(page, at.total, middle, w.y[o], w, at, f"map {o}", strong)


def _slice(page, left, middle, w, at, o, c):
    """One kernel slice, its middle line at `middle`."""
    values, limit = w.weight[o, c], w.weight_limit
    kh, kw = values.shape
    label, decimals = f"slice {o}, {c}", decimals_of(w.weight)
    if at.slice_cell and kw == kh == 1:
        page.cells(
            left,
            middle - 33,
            values,
            66,
            66,
            decimals=decimals,
            limit=limit,
            size=24,
            bold=True,
            label=label,
        )
    elif at.slice_cell:
        page.cells(
            left,
            middle - kh * at.slice_cell / 2,
            values,
            at.slice_cell,
            at.slice_cell,
            limit=limit,
            size=16 if at.slice_cell > 22 else 15,
            label=label,
        )
    else:
        pixel = at.slice_width / kw
        page.array(left, middle - kh * pixel / 2, values, pixel, limit=limit, label=label)


def _map(page, left, middle, values, w, at, label, strong):
    """A partial map, running sum or feature map, with the picked pixel in the picked row."""
    pixel, h = at.map_pixel, values.shape[0]
    top = middle - round(h * pixel) / 2
    if at.map_cells:
        page.cells(left, top, values, pixel, pixel, limit=w.limit, size=16, label=label)
    else:
        page.array(left, top, values, pixel, limit=w.limit, label=label)
    if strong and w.account is not None:
        row, col = w.account.row, w.account.col
        size = max(pixel, 4)
        inset = (size - pixel) / 2
        page.ring(left + col * pixel - inset, top + row * pixel - inset, size, size)


def _inputs(page, top, w, at, view):
    """The input channels along the top, each over its column's maps; returns where they end."""
    pixel, (above, left_pad) = at.input_pixel, w.pads
    shown = w.x if not at.map_cells else _padded(w)
    side = round(shown.shape[1] * pixel)
    wide = view == "both" and not at.map_cells and len(w.x) <= 4
    head = 0 if wide else 28 if len(w.x) <= 4 else 20
    for c in range(len(w.x)):
        left = at.left(c)
        picture = left
        if wide:  # centred over the map, so that a window stands over its pixel
            picture += at.map_left - (shown.shape[2] * pixel - w.y.shape[2] * at.map_pixel) / 2
        _channel_head(page, left, top + (0 if wide else head / 2), w, c, wide)
        y = top + head
        if at.map_cells:
            page.hatch(picture, y, side, side)
            inner = picture + left_pad * pixel, y + above * pixel
            page.cells(
                *inner,
                w.x[c],
                pixel,
                pixel,
                limit=w.input_limit,
                top=w.top,
                cells=True,
                size=16,
                label=f"channel {c}",
            )
            for i, j in np.ndindex(shown.shape[1:]):
                inside = 0 <= i - above < w.x.shape[1] and 0 <= j - left_pad < w.x.shape[2]
                if not inside:
                    place = picture + (j + 0.5) * pixel, y + (i + 0.5) * pixel
                    page.text(*place, number(shown[c, i, j]), 16, QUIET, align="center")
        else:
            page.array(
                picture, y, w.x[c], pixel, limit=w.input_limit, top=w.top, label=f"channel {c}"
            )
        if w.account is not None and c in w.account.channels:
            offset = (0, 0) if at.map_cells else (above, left_pad)
            _window_ring(page, picture, y, w, pixel, offset)
    bottom = top + head + side
    if wide and w.colour_names and not w.input_limit:
        half = w.x.shape[1] * pixel / 2
        page.text(0, bottom - half - 12, "photo", 14, INK_2)
        page.colours(0, bottom - half, w.x / w.top, pixel / 2, "photo")
    elif not wide and w.colour_names and not at.map_cells and not w.input_limit:
        page.colours(0, bottom - 44, w.x / w.top, 44 / w.x.shape[2], "photo")
    legend_top = max(top, bottom - 86)
    page.legend(
        at.total, legend_top, w.limit, "signed scale", max(round(at.map_pixel * w.y.shape[2]), 80)
    )
    page.text(at.total, legend_top + 72, "feature maps", 15, INK, bold=True)
    return max(bottom, legend_top + 84) + 8


def _channel_head(page, left, y, w, c, wide):
    """Letter chip and number of a channel: beside its picture, or on one line above it."""
    chip = w.colour_names and len(w.x) <= 4
    name = w.names[c] if not w.colour_names else f"channel {c}"
    if wide:
        if chip:
            page.chip(left, y, w.names[c][0].upper(), CHIPS[w.names[c]])
        page.text(left, y + (40 if chip else 12), name, 15, CHANNEL)
    elif len(w.x) <= 4:
        if chip:
            page.chip(left, y - 14, w.names[c][0].upper(), CHIPS[w.names[c]])
        page.text(left + 36 * chip, y, name, 15, CHANNEL)
    else:
        page.text(left + 33, y - 2, str(c), 15, CHANNEL, bold=True, align="center")


def _window_ring(page, left, top, w, pixel, offset):
    """Amber round what the picked pixel sees in one input channel."""
    account, (sh, sw) = w.account, w.layer.stride
    x = left + (account.col * sw - offset[1]) * pixel
    y = top + (account.row * sh - offset[0]) * pixel
    page.window(x, y, pixel, w.layer.kernel_size, w.layer.dilation)


def _padded(w):
    """x with its padding, in whatever mode."""
    modes = {"zeros": "constant", "replicate": "edge", "circular": "wrap", "reflect": "reflect"}
    layer = w.layer
    around = pads(layer.padding, layer.kernel_size, layer.stride, layer.dilation)
    return np.pad(w.x, ((0, 0), *around), mode=modes[layer.padding_mode])


def _view(w, view):
    if view is None:
        return "both" if len(w.x) <= 4 else "slice"
    if view not in VIEWS:
        raise ValueError(f"there is no view {view!r}: choose from {list(VIEWS)}")
    return view
