"""More channels than have room for figures: long rows in lines of 16, many rows as thumbnails."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..show import counted, decimals_of, number, shared_limit, slice_limit
from .ink import BIAS, CHANNEL, INK, INK_2, KERNEL, PICK, PICK_GROUND, PICK_INK
from .paper import Page, Picture
from .ranking import draw_ranking
from .worked import Worked, sentence, work_out

LINE = 16  # channels of a long row, one under the other four ways
LABEL, PITCH, SIDE = 84, 51, 40


def running_sum(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    out_channel: int = 0,
    row: int | None = None,
    col: int | None = None,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] | str = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    channel_names: Sequence[str] | None = None,
    limit: float | None = None,
    heading: bool = True,
) -> Picture:
    """How many channels become one map: each input, its slice, its partial map, the sum so far.

    x (c_in, h, w), weight (c_out, c_in / groups, kh, kw), bias (c_out,) and the options are
    those of `conv2d`; kernel `out_channel` is shown, lines of 16 channels one below the other.
    With `row` and `col`, that pixel's subtotals follow, ranked.

    Raises ShapeError for a kernel or a pixel that is not there.

    >>> running_sum(np.ones((32, 5, 5)), np.ones((1, 32, 3, 3)), np.ones(1))
    1 kernel × 32 slices × 3×3 weights + 1 bias = 289 parameters
    x (32, 5, 5) → weight (1, 32, 3, 3), bias (1) → y (1, 3, 3) · 2,592 multiply-adds
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
    y = draw_long_row(page, sentence(page, 0, w) + 20 if heading else 0, w)
    if w.account is not None:
        draw_ranking(page, y + 8, w)
    else:
        _end_of_the_sum(page, y + 8, w)
    return page.finish()


def many_out(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    out_channel: int | None = None,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] | str = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    limit: float | None = None,
    heading: bool = True,
) -> Picture:
    """Many kernels at a glance: the slices of each, and the map it makes, eight a line.

    x (c_in, h, w), weight (c_out, c_in / groups, kh, kw), bias (c_out,) and the options are
    those of `conv2d`; `out_channel` is marked. When the largest kernel is more than 10 times the
    smallest, each kernel's slices are drawn on a scale of their own, and the figure says so.

    >>> many_out(np.ones((3, 8, 8)), np.ones((64, 3, 3, 3)), np.ones(64))
    64 kernels × 3 slices × 3×3 weights + 64 biases = 1,792 parameters
    x (3, 8, 8) → weight (64, 3, 3, 3), bias (64) → y (64, 6, 6) · 62,208 multiply-adds
    """
    options = {
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
        "padding_mode": padding_mode,
    }
    w = work_out(x, weight, bias, options, out_channel=out_channel, limit=limit)
    page = Page(w.twin)
    draw_thumbnails(page, sentence(page, 0, w) + 20 if heading else 0, w)
    return page.finish()


def draw_long_row(page: Page, top: float, w: Worked) -> float:
    """One kernel over many channels, in lines of 16; returns where the lines end."""
    o, seen = w.out_channel, w.channels(w.out_channel)
    running = np.cumsum(w.parts[o], axis=0, dtype=np.float64)
    sum_limit, weight_limit = shared_limit(running), slice_limit(w.weight[o])
    page.text(0, top + 14, f"kernel {o}", 17, KERNEL, bold=True)
    for n, (title, limit) in enumerate(
        [("maps", w.limit), ("running sum", sum_limit), ("slices", weight_limit)]
    ):
        page.legend(LABEL + LINE * PITCH - 340 + n * 117, top - 8, limit, title, 100)
    y = top + 62
    for start in range(0, len(seen), LINE):
        channels = range(start, min(start + LINE, len(seen)))
        y = _line(page, y, w, channels, running, sum_limit, weight_limit)
    return y


def _line(page, top, w, channels, running, sum_limit, weight_limit):
    """Up to 16 channels: number, input, slice, partial map, running sum."""
    o, first = w.out_channel, w.channels(w.out_channel)[0]
    in_pixel, pixel = SIDE / max(w.x.shape[1:]), SIDE / max(w.y.shape[1:])
    kh, kw = w.layer.kernel_size
    block = 30 / max(kh, kw)
    page.text(0, top, "channel", 14, CHANNEL)
    rows = {"input": 36, "slice": 80, "partial map": 126, "running": 167, "sum": 185}
    for name, y in rows.items():
        page.text(0, top + y, name, 14, INK_2)
    page.band(top + 126 - 24, 48)
    strongest = None
    if w.account is not None:
        strongest = int(np.argmax(abs(w.account.subtotals)))
    for n, c in enumerate(channels):
        left, picked = LABEL + n * PITCH, c == strongest
        page.text(
            left + SIDE / 2,
            top,
            str(first + c),
            15,
            PICK_INK if picked else CHANNEL,
            bold=picked,
            align="center",
        )
        for values, y, size, limit, label in (
            (w.x[first + c], 36, in_pixel, w.input_limit, f"channel {first + c}"),
            (w.weight[o, c], 80, block, weight_limit, f"slice {o}, {first + c}"),
            (w.parts[o, c], 126, pixel, w.limit, f"partial map {o}, {first + c}"),
            (running[c], 176, pixel, sum_limit, f"running sum {o}, {first + c}"),
        ):
            high, wide = (side * size for side in values.shape)
            page.array(
                left + (SIDE - wide) / 2,
                top + y - high / 2,
                values,
                size,
                limit=limit,
                top=w.top,
                label=label,
            )
        if w.account is not None:
            _small_rings(page, left, top, w, in_pixel, pixel)
        if c + 1 < len(w.weight[o]) or w.bias is not None:
            page.text(
                left + SIDE + (PITCH - SIDE) / 2, top + 126, "+", 14, bold=True, align="center"
            )
    return top + 228


def _small_rings(page, left, top, w, in_pixel, pixel):
    """The window in the input and the pixel in the partial map, as small rings."""
    a, layer = w.account, w.layer
    row, col = (a.row * layer.stride[0] - w.pads[0]), (a.col * layer.stride[1] - w.pads[1])
    for y, size, i, j, taps, dilation, (rows, cols) in (
        (36, in_pixel, row, col, layer.kernel_size, layer.dilation, w.x.shape[1:]),
        (126, pixel, a.row, a.col, (1, 1), (1, 1), w.y.shape[1:]),
    ):
        x = left + (SIDE - cols * size) / 2 + j * size
        y = top + y - rows * size / 2 + i * size
        page.window(x, y, size, taps, dilation, thick=1.5, halo=0.5, least=4)


def _end_of_the_sum(page, top, w):
    """The last step: sum of all partial maps + bias = feature map."""
    o, (h, width) = w.out_channel, w.y.shape[1:]
    pixel = round(160 / max(h, width)) or 160 / max(h, width)
    middle = top + 8 + h * pixel / 2
    page.band(top, h * pixel + 24)
    total = w.parts[o].sum(axis=0, dtype=np.float64)
    x = page.text(0, middle, f"sum of {counted(len(w.parts[o]), 'partial map')}", 15) + 12
    page.array(x, top + 12, total, pixel, limit=shared_limit(total), label=f"sum {o}")
    x += width * pixel + 24
    if w.bias is not None:
        page.sign(x, middle, "+", strong=True)
        x = page.text(x + 20, middle, "bias", 15, BIAS) + 42
        page.pill(x, middle, number(w.bias[o], decimals_of(w.bias)))
        x += 56
    page.sign(x, middle, "=", strong=True)
    page.array(x + 24, top + 12, w.y[o], pixel, limit=w.limit, label=f"map {o}")
    page.text(x + 36 + width * pixel, middle, f"map {o}", 15, INK, bold=True)


def draw_thumbnails(page: Page, top: float, w: Worked) -> float:
    """Every kernel's slices above its map, eight a line; returns where they end."""
    sizes = np.abs(w.weight).max(axis=(1, 2, 3))
    alive = sizes > 1e-4
    own = alive.any() and sizes.max() > 10 * sizes[alive].min()
    slices, (kh, kw) = w.weight.shape[1], w.weight.shape[2:]
    block = min(18, (104 - 26 - 3 * slices) / slices) / max(kh, kw) if slices <= 16 else 0
    pixel = 104 / max(w.y.shape[1:])
    pixel = int(pixel) if pixel >= 2 else pixel
    high, wide = (round(side * pixel) for side in w.y.shape[1:])
    strip = slices * (block * kw + 3) - 3
    right = max(wide, 26 + strip)  # where slices and map end
    for o in range(len(w.weight)):
        left, y = o % 8 * 114, top + o // 8 * (high + 44)
        if o == w.out_channel:
            page.box(left - 4, y - 4, 112, high + 36, fc=PICK_GROUND, ec=PICK, lw=2, zorder=-0.8)
        page.text(left, y + 11, str(o), 15, KERNEL, bold=o == w.out_channel)
        limit = max(sizes[o], 1e-4) if own else slice_limit(w.weight)
        for c in range(slices if block else 0):
            x = left + right - strip + c * (block * kw + 3)
            page.array(
                x,
                y + 11 - kh * block / 2,
                w.weight[o, c],
                block,
                limit=limit,
                label=f"slice {o}, {w.channels(o)[c]}",
            )
        page.array(left, y + 26, w.y[o], pixel, limit=w.limit, label=f"map {o}")
    y = top + -(-len(w.weight) // 8) * (high + 44) + 4
    page.legend(0, y, w.limit, "feature maps", 112)
    notes = []
    if own:
        ratio = sizes.max() / sizes[alive].min()
        notes.append(
            f"slices: each kernel on its own scale, because their sizes differ {ratio:,.0f}-fold"
        )
    if not alive.all():
        dead = ", ".join(map(str, np.flatnonzero(~alive)))
        notes.append(f"dead kernels: {dead}. Their weights are all 0, each map is one constant")
    for n, note in enumerate(notes):
        page.text(140, y + 12 + 24 * n, note, 14, INK_2)
    return y + 56
