"""Pictures, maps, and one channel under one slice."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..show import RGB, channel_names, counted, decimals_of, number, shared_limit
from ..sizes import ShapeError
from .ink import CHANNEL, CHIPS, INK, INK_2, pill_width
from .paper import Page, Picture
from .ranking import draw_equation, note_rounding
from .worked import work_out


def channels(x: ArrayLike, names: Sequence[str] | None = None) -> Picture:
    """The channels of a picture side by side, each in grey; a colour photo first, as it is.

    x (c, h, w): unsigned values are grey, black for 0; signed ones blue to red.
    names : one for each channel; three are red, green and blue unless named otherwise.

    >>> channels(np.ones((3, 8, 8)))
    x (3, 8, 8): 3 channels of 8×8, values from 1 to 1
    """
    x = _maps("x", x)
    names = channel_names(len(x), names)
    c, h, w = x.shape
    page = Page(f"x {x.shape}: {counted(c, 'channel')} of {h}×{w}, {_range(x)}")
    limit = shared_limit(x) if x.min() < 0 else None
    top = 1.0 if x.max() <= 1 else float(x.max())
    photo = names == RGB and limit is None
    place, pixel = _places(len(x) + photo, x.shape)
    if photo:
        left, y = place(0)
        page.text(left, y - 14, "photo", 15, INK_2)
        page.colours(left, y, x / top, pixel, "photo")
    for n, (values, name) in enumerate(zip(x, names, strict=True)):
        left, y = place(n + photo)
        if names == RGB:
            page.chip(left, y - 27, name[0].upper(), CHIPS[name])
            left_text = left + 36
        else:
            left_text = left
        page.text(left_text, y - 14, f"channel {n}" if names == RGB else name, 15, CHANNEL)
        page.array(left, y, values, pixel, limit=limit, top=top, label=name)
    if limit:
        page.legend(0, page.bottom + 12, limit, "signed scale", 112)
    return page.finish()


def feature_maps(
    y: ArrayLike, limit: float | None = None, names: Sequence[str] | None = None
) -> Picture:
    """Feature maps side by side, on one signed scale.

    y (c_out, h, w)
    limit : colours run from −limit to +limit; unless given, `shared_limit`
    names : one for each map; "map 0", "map 1" … unless named otherwise.

    >>> feature_maps(np.array([[[1, -2]]]))
    y (1, 1, 2): 1 map of 1×2, values from −2 to 1, colours ±2
    """
    y = _maps("y", y)
    c, h, w = y.shape
    limit = float(limit or shared_limit(y))
    if not limit > 0:
        raise ValueError(f"limit is {limit}, but colours need a limit above 0")
    names = names or [f"map {n}" for n in range(c)]
    if len(names) != c:
        raise ShapeError(f"names holds {counted(len(names), 'name')} for {counted(c, 'map')}")
    shown = number(limit, decimals_of([limit], 6))
    page = Page(f"y {y.shape}: {counted(c, 'map')} of {h}×{w}, {_range(y)}, colours ±{shown}")
    place, pixel = _places(c, y.shape)
    for n, (values, name) in enumerate(zip(y, names, strict=True)):
        left, top = place(n)
        page.text(left, top - 14, str(name), 15, INK, bold=True)
        whole = np.array_equal(y, y.round()) and pixel >= 22
        draw = page.cells if whole else page.array
        sizes = (pixel, pixel) if whole else (pixel,)
        draw(left, top, values, *sizes, limit=limit, label=f"map {n}")
    page.legend(0, page.bottom + 12, limit, "signed scale", 112)
    return page.finish()


def sliding(
    x: ArrayLike,
    kernel_slice: ArrayLike,
    row: int = 0,
    col: int = 0,
    *,
    bias: float | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] | str = 0,
    dilation: int | tuple[int, int] = 1,
    padding_mode: str = "zeros",
) -> Picture:
    """One slice on one channel: the window it sees, the products, and the place in the map.

    x (h, w) or (1, h, w); kernel_slice (kh, kw); the options are those of `conv2d`; row, col is
    the place in the map. Small whole numbers are written into the cells.

    Raises ShapeError for a place outside the map.

    >>> sliding(np.eye(4), np.eye(3), 1, 1)
    x (1, 4, 4) → weight (1, 1, 3, 3) → y (1, 2, 2) · 36 multiply-adds
    pixel (1, 1) of map 0: channel 0 3 = 3
    """
    x, kernel_slice = np.asarray(x), np.asarray(kernel_slice)
    x = x[None] if x.ndim == 2 else x
    if kernel_slice.ndim != 2 or len(x) != 1:
        raise ShapeError(
            f"x has shape {x.shape} and kernel_slice {kernel_slice.shape}: here one channel (h, w) "
            "meets one slice (kh, kw); for more, use channel_grid"
        )
    options = {
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": 1,
        "padding_mode": padding_mode,
    }
    w = work_out(
        x,
        kernel_slice[None, None],
        bias if bias is None else np.ravel(bias),
        options,
        out_channel=0,
        row=row,
        col=col,
    )
    page = Page(f"{w.shapes_text}\n{w.account}")
    bottom = _slide(page, w)
    page.text(
        0, bottom + 32, f"row {w.account.row}, column {w.account.col} of the map", 17, bold=True
    )
    x, middle, end = draw_equation(page, 0, bottom + 56, w, 0, w.decimals)
    if w.bias is not None:
        terms, total, digits = w.account.terms, w.account.total, w.decimals
        bias = number(terms[-1], digits)
        half = max(28, pill_width(bias) / 2)
        page.sign(x + 20, middle, "+", strong=True)
        page.pill(x + 40 + half, middle, bias)
        x += 80 + 2 * half
        page.sign(x - 20, middle, "=", strong=True)
        page.swatch(x, middle - 20, 96, 40, number(total, digits), total, w.limit, "total")
        note_rounding(page, x + 96, middle + 34, terms, total, digits)
    page.band(bottom + 8, end + 16 - bottom)
    return page.finish()


def _slide(page, w):
    """The picture with its window, the slice, and the map with its pixel."""
    (h, width), (high, wide), (kh, kw) = w.x.shape[1:], w.y.shape[1:], w.layer.kernel_size
    whole = all(np.array_equal(a, a.round()) for a in (w.x, w.y)) and max(h, width) <= 14
    pixel = 24 if whole else round(240 / max(h, width)) or 240 / max(h, width)
    above, before = w.pads
    size = (h + 2 * above) * pixel, (width + 2 * before) * pixel
    head, a = 28, w.account
    page.text(0, 10, f"picture {h}×{width}", 15, CHANNEL)
    if above or before:
        page.hatch(0, head, size[1], size[0])
    inner = before * pixel, head + above * pixel
    if whole:
        page.cells(*inner, w.x[0], pixel, pixel, limit=w.input_limit, top=w.top, label="picture")
    else:
        page.array(*inner, w.x[0], pixel, limit=w.input_limit, top=w.top, label="picture")
    down, right = w.layer.stride
    corner = a.col * right * pixel, head + a.row * down * pixel
    page.window(*corner, pixel, (kh, kw), w.layer.dilation)
    x, middle = size[1] + 40, head + size[0] / 2
    digits = decimals_of(w.weight)
    cell = 44 if digits else 28
    page.text(x, 10, f"slice {kh}×{kw}", 15, INK_2)
    page.cells(
        x,
        middle - 14 * kh,
        w.weight[0, 0],
        cell,
        28,
        decimals=digits,
        limit=w.weight_limit,
        label="slice",
    )
    x += cell * kw
    page.text(x + 24, middle, "→", 20, INK_2, align="center")
    x += 48
    page.text(x, 10, f"map {high}×{wide}", 15, INK, bold=True)
    top = middle - high * pixel / 2
    if whole and not w.input_limit and max(abs(w.y).max(), 0) < 100:
        page.cells(x, top, w.y[0], pixel, pixel, limit=w.limit, label="map")
    else:
        page.array(x, top, w.y[0], pixel, limit=w.limit, label="map")
    page.ring(x + a.col * pixel, top + a.row * pixel, max(pixel, 4), max(pixel, 4))
    page.legend(x + wide * pixel + 24, head, w.limit, "signed scale", 90)
    return head + size[0] + 12


def _maps(name, values):
    values = np.asarray(values)
    values = values[None] if values.ndim == 2 else values
    if values.ndim != 3 or not values.size:
        raise ShapeError(f"{name} has shape {values.shape}, but a figure needs (channels, h, w)")
    return values


def _range(values):
    decimals = decimals_of(values) and 2
    low, high = (number(v, decimals) for v in (values.min(), values.max()))
    return f"values from {low} to {high}"


def _places(count, shape):
    """Where the n-th picture stands, and how many pixels a value takes."""
    line = count if count <= 5 else -(-count // 2) if count <= 8 else 8
    side = min(200 if count <= 5 else 150, 888 // line - 16)
    pixel = side / max(shape[1:])
    pixel = int(pixel) if pixel >= 1 else pixel
    pitch = max(round(shape[2] * pixel), 100 if count <= 5 else 0) + 20

    def place(n):
        return n % line * pitch, 30 + n // line * (round(shape[1] * pixel) + 44)

    return place, pixel
