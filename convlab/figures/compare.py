"""The layer beside common ideas of it, and one pixel where they differ."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ..ideas import IDEAS, slices_of, strongest, wrong
from ..show import adding_decimals, counted, number, rounding, slice_limit
from ..sizes import ShapeError
from .ink import BIAS, CHIPS, INK, INK_2
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
    panels = [_layer(w), *(_idea(w, idea) for idea in ideas)]
    digits = adding_decimals(*(one for panel in panels for one in panel.sums))
    answers = [
        f"a common idea, not the layer: {panel.title} {panel.result(digits)}"
        for panel in panels[1:]
    ]
    page = Page("\n".join([str(w.account), *answers]))
    lines = [panel.lines(digits) for panel in panels]
    for n, panel in enumerate(panels):
        _draw(page, n * 300, w, panel, lines[n], digits, max(map(len, lines)), right=not n)
    page.legend(0, page.bottom + 16, w.limit, "signed scale", 112)
    a = w.account
    page.text(
        140, page.bottom - 30, f"Where they differ: row {a.row}, column {a.col}", 17, bold=True
    )
    return page.finish()


class Panel(NamedTuple):
    """The layer, or a common idea of it, and what it comes to at the picked pixel."""

    title: str
    formula: str
    slices: np.ndarray
    y: np.ndarray  # (h, w), or three maps taken for red, green and blue
    terms: list[tuple[str, float]]  # with their names: they add up to …
    results: list[float]  # … one number; or they are three, and nothing is added up

    @property
    def sums(self):
        """What has to add up, as `adding_decimals` takes it."""
        if len(self.results) > 1:
            return [([value], value) for value in self.results]
        return [([value for _, value in self.terms], self.results[0])]

    def result(self, digits):
        return ", ".join(number(value, digits) for value in self.results)

    def lines(self, digits):
        """What stands under the slices: a name, a number and a colour each."""
        terms, colours = [*self.terms], {"bias": BIAS, "rounding": INK_2, **CHIPS}
        if len(self.results) == 1 and (missing := rounding(*self.sums[0], digits)):
            terms.append(("rounding", missing))
        lines = [
            (name, number(value, digits), colours.get(name.split(",")[0], INK))
            for name, value in terms
        ]
        return lines + [("nothing is added up", "", INK_2)] * (len(self.results) > 1)


def _layer(w):
    """The layer itself."""
    a = w.account
    names = [*(w.names[c] for c in a.channels), "bias"]
    return Panel(
        "A slice for each, then add",
        "y = Σ w[c] ∗ x[c] + b",
        w.weight[a.out_channel],
        w.y[a.out_channel],
        [*zip(names, a.terms, strict=False)],
        [a.total],
    )


def _idea(w, idea):
    """A common idea, worked out as if it were true."""
    a, o, about = w.account, w.account.out_channel, IDEAS[idea]
    bias = [] if w.bias is None else [("bias", float(w.bias[o]))]
    options = {name: value for name, value in w.options.items() if name != "groups"}

    def at_pixel(idea, bias=None):
        y = wrong(idea, w.x, w.weight, bias, out_channel=o, **options)
        return y, y[:, a.row, a.col].tolist()

    y, results = at_pixel(idea, w.bias)
    if idea == "stays RGB":
        terms = [(f"{name}, alone", value) for name, value in zip(w.names, results, strict=True)]
    elif idea == "shared slice":
        terms = [*zip(w.names, at_pixel("stays RGB")[1], strict=True), *bias]
    else:
        heard = w.names[strongest(w.weight[o])]
        words = {"grey first": "grey", "one channel": heard}
        terms = [(words.get(idea, idea), at_pixel(idea)[1][0]), *bias]
    y = y if len(y) > 1 else y[0]
    return Panel(about.title, about.formula, slices_of(idea, w.weight[o]), y, terms, results)


def _draw(page, x, w, panel, lines, digits, most, right):
    """One panel: its picture, its formula and slices, and its sum at the picked pixel."""
    a, y, title = w.account, panel.y, panel.title
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
    if y.ndim == 3:
        page.colours(x, 52, (y - y.min()) / (np.ptp(y) or 1), pixel, title)
    else:
        page.array(x, 52, y, pixel, limit=w.limit, label=title)
    page.ring(x + a.col * pixel, 52 + a.row * pixel, max(pixel, 4), max(pixel, 4))
    top = 52 + round(y.shape[-2] * pixel) + 26
    page.text(x, top, panel.formula, 17, INK)
    for n, values in enumerate(panel.slices):
        block = 27 / max(values.shape)
        left = x + wide - (len(panel.slices) - n) * 33 + 6
        page.array(
            left,
            top + 32 - 13,
            values,
            block,
            limit=slice_limit(w.weight),
            label=f"{title}: slice {n}",
        )
    top += 66
    for n, (name, value, colour) in enumerate(lines):
        page.text(x, top + 26 * n, name, 15 if value else 14, colour)
        page.text(x + wide, top + 26 * n, value, 15, INK, align="right")
    top += 26 * most - 4
    result = panel.result(digits)
    if y.ndim == 2:
        page.swatch(x, top, wide, 40, result, panel.results[0], w.limit, f"{title}: result")
    else:
        page.text(x + wide / 2, top + 20, result, 20, bold=True, align="center")
    if right:
        page.ring(x, top, wide, 40, thick=3)
