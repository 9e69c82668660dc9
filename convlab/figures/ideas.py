"""The layer beside common ideas of it, and one pixel where they differ."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from ..ideas import IDEAS, slices_of, strongest, wrong
from ..show import adding_decimals, counted, number, rounding, slice_limit
from ..sizes import ShapeError
from .base.page import Page, new_page
from .base.style import BIAS, CHIPS, INK, INK_2, pixel_size, signed
from .base.subject import Subject


class Panel(NamedTuple):
    """The layer, or a common idea of it, and what it comes to at the picked pixel."""

    title: str
    formula: str
    slices: np.ndarray
    y: np.ndarray  # (h, w), or three maps taken for red, green and blue
    terms: list[tuple[str, float]]  # with their names: they add up to …
    results: list[float]  # … one number; or they are three, and nothing is added up

    @property
    def sums(self) -> list[tuple[list[float], float]]:
        """What has to add up, as `adding_decimals` takes it."""
        if len(self.results) > 1:
            return [([value], value) for value in self.results]
        return [([value for _, value in self.terms], self.results[0])]

    def result(self, decimals: int) -> str:
        """One number, or three."""
        return ", ".join(number(value, decimals) for value in self.results)

    def lines(self, decimals: int) -> list[tuple[str, str, str]]:
        """What stands under the slices: a name, a number and a colour each."""
        terms, colours = [*self.terms], {"bias": BIAS, "rounding": INK_2, **CHIPS}
        if len(self.results) == 1 and (missing := rounding(*self.sums[0], decimals)):
            terms.append(("rounding", missing))
        lines = [
            (name, number(value, decimals), colours.get(name.split(",")[0], INK))
            for name, value in terms
        ]
        return lines + [("nothing is added up", "", INK_2)] * (len(self.results) > 1)


def draw_ideas(subject: Subject, ideas: Sequence[str]) -> Figure:
    """The layer and then its ideas, side by side; under them, where they differ."""
    if not 1 <= len(ideas) <= 3 or set(ideas) - set(IDEAS):
        raise ValueError(f"ideas is {list(ideas)}: choose one to three of {list(IDEAS)}")
    if "stays RGB" in ideas and len(subject.run.x) != 3:
        channels = counted(len(subject.run.x), "channel")
        raise ShapeError(f'x has {channels}, but "stays RGB" needs 3')
    a, wrong = subject.pixel, [_idea(subject, idea) for idea in ideas]
    panels = [_layer(subject), *wrong]
    decimals = adding_decimals(*(one for panel in panels for one in panel.sums))
    answers = [f"a common idea, not the layer: {p.title} {p.result(decimals)}" for p in wrong]
    most = max(len(panel.lines(decimals)) for panel in panels)
    with new_page("\n".join([str(a), *answers])) as page:
        for n, panel in enumerate(panels):
            _draw(page, n * 300, subject, panel, decimals, most, true=not n)
        page.legend(0, page.bottom + 16, subject.maps, "signed scale", 112)
        place = f"Where they differ: row {a.row}, column {a.col}"
        page.text(140, page.bottom - 30, place, 17, bold=True)
    return page.figure


def _layer(subject: Subject) -> Panel:
    """The layer itself."""
    a, run = subject.pixel, subject.run
    return Panel(
        "A slice for each, then add",
        "y = Σ w[c] ∗ x[c] + b",
        run.weight[a.out_channel],
        run.output[a.out_channel],
        [*zip([*a.channel_names, "bias"], a.terms, strict=False)],
        [a.total],
    )


def _idea(subject: Subject, idea: str) -> Panel:
    """A common idea, worked out as if it were true."""
    a, names, about = subject.pixel, subject.run.channel_names, IDEAS[idea]
    weight = subject.run.weight[a.out_channel]
    y = _wrong(subject, idea, subject.run.bias)
    results = y[:, a.row, a.col].tolist()
    if idea == "stays RGB":
        terms = [(f"{name}, alone", value) for name, value in zip(names, results, strict=True)]
    else:
        adds = "stays RGB" if idea == "shared slice" else idea
        words = {"grey first": "grey", "one channel": names[strongest(weight)]}
        names = names if idea == "shared slice" else (words.get(idea, idea),)
        terms = [*zip(names, _wrong(subject, adds)[:, a.row, a.col].tolist(), strict=True)]
        terms += [] if a.bias is None else [("bias", float(a.bias))]
    maps = y if len(y) > 1 else y[0]
    return Panel(about.title, about.formula, slices_of(idea, weight), maps, terms, results)


def _wrong(subject: Subject, idea: str, bias: np.ndarray | None = None) -> np.ndarray:
    """The maps that an idea makes, (1, h, w) or (c, h, w)."""
    run, names = subject.run, ("stride", "padding", "dilation", "padding_mode")
    options = {name: getattr(run.layer, name) for name in names}
    o = subject.pixel.out_channel
    return wrong(idea, run.x, run.weight, bias, out_channel=o, **options)


def _draw(
    page: Page, x: float, subject: Subject, panel: Panel, decimals: int, most: int, *, true: bool
) -> None:
    """One panel: its picture, its formula and slices, and its sum at the picked pixel."""
    a, y = subject.pixel, panel.y
    kind = "what the layer does" if true else "a common idea, not the layer"
    page.text(x, 8, kind, 14, INK if true else INK_2, bold=true)
    page.text(x, 34, panel.title, 17, bold=True)
    pixel = pixel_size(y.shape, 264)
    height, width = (round(side * pixel) for side in y.shape[-2:])
    if y.ndim == 3:
        page.colours(x, 52, (y - y.min()) / (np.ptp(y) or 1), pixel, panel.title)
    else:
        page.array(x, 52, y, pixel, subject.maps, panel.title)
    page.ring_place(x, 52, pixel, a.row, a.col)
    top = 52 + height + 26
    page.text(x, top, panel.formula, 17, INK)
    scale = signed(slice_limit(subject.run.weight))
    for n, values in enumerate(panel.slices):
        left, block = x + width - (len(panel.slices) - n) * 33 + 6, 27 / max(values.shape)
        page.array(left, top + 19, values, block, scale, f"{panel.title}: slice {n}")
    top += 66
    for n, (name, value, colour) in enumerate(panel.lines(decimals)):
        page.text(x, top + 26 * n, name, 15 if value else 14, colour)
        page.text(x + width, top + 26 * n, value, 15, INK, align="right")
    top += 26 * most - 4
    box, label = (x, top, width, 40), f"{panel.title}: result"
    if y.ndim == 2:
        page.swatch(box, panel.results[0], subject.maps, label, decimals=decimals, total=true)
    else:
        place, words = (x + width / 2, top + 20), panel.result(decimals)
        page.text(*place, words, 20, bold=True, align="center")
