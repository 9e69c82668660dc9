"""The layer beside common ideas of it, and one pixel where they differ."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..ideas import IDEAS, slices_of, strongest, wrong
from ..shapes import ShapeError, counted
from .ink import (
    BIAS,
    CHIPS,
    INK,
    INK_2,
    decimals_of,
    number,
    slice_limit,
)
from .paper import Page, Picture
from .worked import work_out


def wrong_ideas(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    out_channel: int = 0,
    row: int = 0,
    col: int = 0,
    *,
    ideas: Sequence[str] = ("stays RGB", "grey first"),
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] | str = 0,
    dilation: int | tuple[int, int] = 1,
    padding_mode: str = "zeros",
    channel_names: Sequence[str] | None = None,
    limit: float | None = None,
) -> Picture:
    """What the layer does, beside what it is often taken for, and one pixel where they differ.

    x (3, h, w), weight (c_out, 3, kh, kw), bias (c_out,) and the options are those of `conv2d`;
    kernel `out_channel` is shown, and its number at row, col worked out. `ideas`, one to three of
        "stays RGB"     the first slice goes over each channel, and each stays a channel
        "grey first"    the first slice goes over the mean of the channels
        "mean"          the partial maps are averaged, not added
        "largest"       the largest partial map wins at each place
        "one channel"   the channel with the strongest slice is heard alone
        "shared slice"  the first slice goes over each channel, and the results are added

    Raises ValueError for an unknown idea, ShapeError for what does not fit.

    >>> wrong_ideas(np.ones((3, 5, 5)), np.ones((1, 3, 3, 3)), np.ones(1), ideas=["mean"])
    pixel (0, 0) of map 0: red 9 + green 9 + blue 9 + bias 1 = 28
    a common idea, not the layer: “Mean, not sum” 10
    """
    if not 1 <= len(ideas) <= 3 or set(ideas) - set(IDEAS):
        raise ValueError(f"ideas is {list(ideas)}: choose one to three of {list(IDEAS)}")
    options = {
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": 1,
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
    if "stays RGB" in ideas and len(w.x) != 3:
        raise ShapeError(f'x has {counted(len(w.x), "channel")}, but "stays RGB" needs 3')
    taken_for = [_idea(w, idea) for idea in ideas]
    answers = [f"a common idea, not the layer: {title} {result}" for title, *_, result in taken_for]
    page = Page("\n".join([str(w.account), *answers]))
    _panel(page, 0, w, *_layer(w), right=True)
    for n, idea in enumerate(taken_for):
        _panel(page, (n + 1) * 300, w, *idea)
    page.legend(0, page.bottom + 16, w.limit, "signed scale", 112)
    a = w.account
    page.text(
        140, page.bottom - 30, f"Where they differ: row {a.row}, column {a.col}", 17, bold=True
    )
    return page.finish()


def _layer(w):
    """The layer itself: title, formula, slices, map, terms, result."""
    a = w.account
    digits = 2 if decimals_of([*a.subtotals, a.total]) else 0
    terms = [(w.names[c], number(v, digits)) for c, v in zip(a.channels, a.subtotals, strict=True)]
    return (
        "A slice for each, then add",
        "y = Σ w[c] ∗ x[c] + b",
        w.weight[a.out_channel],
        w.y[a.out_channel],
        terms,
        number(a.total, digits),
    )


def _idea(w, idea):
    """A common idea, worked out as if it were true."""
    a, o, about = w.account, w.account.out_channel, IDEAS[idea]
    bias = 0.0 if w.bias is None else float(w.bias[o])
    options = {name: value for name, value in w.options.items() if name != "groups"}

    def at_pixel(idea):
        y = wrong(idea, w.x, w.weight, w.bias, out_channel=o, **options)
        return y, y[:, a.row, a.col]

    y, values = at_pixel(idea)
    if idea == "stays RGB":
        terms = [(f"{n}, alone", _short(v)) for n, v in zip(w.names, values, strict=True)]
        picture, result = y, ", ".join(_short(v) for v in values)
    else:
        picture, result = y[0], _short(values[0])
        if idea == "shared slice":
            named = zip(w.names, at_pixel("stays RGB")[1] - bias, strict=True)
        else:
            heard = w.names[strongest(w.weight[o])]
            words = {"grey first": "grey", "one channel": heard}
            named = [(words.get(idea, idea), values[0] - bias)]
        terms = [(name, _short(v)) for name, v in named]
    slices = slices_of(idea, w.weight[o])
    return about.title, about.formula, slices, picture, terms, result


def _short(value):
    return number(value, 2 if decimals_of([value]) else 0)


def _panel(page, x, w, title, formula, slices, y, terms, result, right=False):
    """One idea: its picture, its formula and slices, and its sum at the picked pixel."""
    a = w.account
    page.text(
        x,
        8,
        "what the layer does" if right else "a common idea, not the layer",
        14,
        INK if right else INK_2,
        bold=right,
    )
    page.text(x, 34, title, 17, bold=True)
    pixel = round(264 / max(y.shape[-2:])) or 264 / max(y.shape[-2:])
    wide = round(y.shape[-1] * pixel)
    if y.ndim == 3:  # three maps taken for red, green and blue
        page.colours(x, 52, (y - y.min()) / (np.ptp(y) or 1), pixel, title)
    else:
        page.array(x, 52, y, pixel, limit=w.limit, label=title)
    page.ring(x + a.col * pixel, 52 + a.row * pixel, max(pixel, 4), max(pixel, 4))
    top = 52 + round(y.shape[-2] * pixel) + 26
    page.text(x, top, formula, 17, INK)
    for n, values in enumerate(slices):
        block = 27 / max(values.shape)
        left = x + wide - (len(slices) - n) * 33 + 6
        page.array(
            left,
            top + 32 - 13,
            values,
            block,
            limit=slice_limit(w.weight),
            label=f"{title}: slice {n}",
        )
    top += 66
    for n, (name, value) in enumerate(terms):
        colour = CHIPS.get(name.split(",")[0], INK)
        page.text(x, top + 26 * n, name, 15, colour)
        page.text(x + wide, top + 26 * n, value, 15, INK, align="right")
    if w.bias is not None and y.ndim == 2:
        row = top + 26 * len(terms)
        page.text(x, row, "bias", 15, BIAS)
        page.text(x + wide, row, _short(w.bias[a.out_channel]), 15, INK, align="right")
    elif y.ndim == 3:
        page.text(x, top + 26 * len(terms), "nothing is added up", 14, INK_2)
    top += 26 * (len(w.x) + 1) - 4
    if y.ndim == 2:
        value = y[a.row, a.col]
        page.swatch(x, top, wide, 40, result, value, w.limit, f"{title}: result")
    else:
        page.text(x + wide / 2, top + 20, result, 20, bold=True, align="center")
    if right:
        page.ring(x, top, wide, 40, thick=3)
