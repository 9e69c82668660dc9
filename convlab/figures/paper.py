"""A page measured in pixels, and the figure that comes of it.

A `Page` is one set of axes over a whole figure, 1 unit = 1 pixel, origin at the top left. Every
array drawn on it keeps its numbers and a label, see `drawn`.
"""

import io
import math

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import FancyBboxPatch, Rectangle

from ..show import decimals_of, number
from .ink import (
    BIAS,
    BIAS_GROUND,
    DIVERGING,
    GREY,
    GREY_CELLS,
    HALO,
    INK,
    INK_2,
    PICK,
    PICK_GROUND,
    QUIET,
    RULE,
    font,
    ink_on,
    pill_width,
    text_width,
)
from .palette import in_few_colours

DPI = 80
POINTS = 72 / DPI  # matplotlib measures text and lines in points, we in pixels


class Picture(Figure):
    """A figure that a notebook shows once, as the same bytes every time, and with its text twin.

    It belongs to no global state: nothing to close, and nothing is shown twice.
    """

    twin = ""

    def __repr__(self):
        return self.twin

    def _repr_png_(self):
        return png(self)


def png(figure: Figure, *, scale: int = 1) -> bytes:
    """The figure as PNG, 80 · scale dots an inch: equal bytes for equal figures.

    >>> png(Page("nothing").finish()).startswith(b"\\x89PNG")
    True
    """
    with rc_context({"text.hinting": "none"}):
        raw = io.BytesIO()
        figure.savefig(raw, format="raw", dpi=DPI * scale)
    width, height = (figure.get_size_inches() * DPI * scale).round().astype(int)
    rgba = np.frombuffer(raw.getvalue(), np.uint8).reshape(height, width, 4)
    photos = any(image.get_array().ndim == 3 for axes in figure.axes for image in axes.images)
    file = io.BytesIO()
    in_few_colours(rgba, 96 if photos else 24).save(file, "PNG", optimize=True)
    return file.getvalue()


def drawn(figure: Figure) -> dict[str, np.ndarray]:
    """The arrays in a figure, by label: the very numbers its colours stand for.

    >>> page = Page("one map")
    >>> page.array(0, 0, [[1, -2]], 20, limit=2, label="map 0")
    >>> drawn(page.finish())
    {'map 0': array([[ 1, -2]])}
    """
    images = [image for axes in figure.axes for image in axes.images]
    return {image.get_label(): np.asarray(image.get_array()) for image in images}


class Page:
    """One figure, drawn in pixels from the top left; `finish` cuts it to what was drawn."""

    margin = 16

    def __init__(self, twin: str):
        self.figure = Picture(dpi=DPI, facecolor="white")
        self.figure.twin = twin
        FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.right = self.bottom = 0.0
        self._bands = []

    def finish(self) -> Picture:
        """The figure, as large as what is on it and a margin."""
        width = math.ceil(self.right) + 2 * self.margin
        height = math.ceil(self.bottom) + 2 * self.margin
        self.figure.set_size_inches(width / DPI, height / DPI)
        self.axes.set(
            xlim=(-self.margin, width - self.margin), ylim=(height - self.margin, -self.margin)
        )
        for y, h in self._bands:
            band = Rectangle((-8, y), width - 2 * self.margin + 16, h, color=PICK_GROUND, lw=0)
            self.axes.add_artist(band).set_zorder(-1)
        return self.figure

    def reach(self, x: float, y: float) -> None:
        self.right, self.bottom = max(self.right, x), max(self.bottom, y)

    def band(self, y: float, height: float) -> None:
        """The ground of what is picked, over the whole width."""
        self._bands.append((y, height))
        self.reach(0, y + height - 8)

    def text(
        self, x, y, text, size=15, colour=INK, *, bold=False, align="left", alpha=1.0
    ) -> float:
        """Text whose middle line is at y; returns where it ends."""
        width = text_width(text, size, bold)
        left = x - {"left": 0, "center": width / 2, "right": width}[align]
        self.axes.text(
            x,
            y,
            text,
            color=colour,
            fontproperties=font(bold),
            fontsize=size * POINTS,
            ha=align,
            va="center_baseline",
            parse_math=False,
            alpha=alpha,
        )
        self.reach(left + width, y + size / 2)
        return left + width

    def line(self, x, y, parts, size=15) -> float:
        """Several texts, each (text, colour, bold), one after the other."""
        for text, colour, bold in parts:
            x = self.text(x, y, text, size, colour, bold=bold)
        return x

    def array(self, x, y, values, pixel, *, limit=None, top=1.0, cells=False, label="") -> None:
        """An array as colours, `pixel` pixels a value: signed within ±limit, or grey to `top`."""
        h, w = np.multiply(np.shape(values), pixel)
        self._image(x, y, w, h, values, label, *_tones(limit, top, cells))

    def stretched(self, x, y, width, height, values, limit, label) -> None:
        """A signed array as colours, stretched to a size."""
        self._image(x, y, width, height, values, label, *_tones(limit), smooth=False)

    def colours(self, x, y, rgb, pixel, label="") -> None:
        """A (3, h, w) picture in its own colours, values in [0, 1]."""
        h, w = np.multiply(rgb.shape[1:], pixel)
        self._image(x, y, w, h, np.clip(np.moveaxis(rgb, 0, -1), 0, 1), label, smooth=False)

    def _image(self, x, y, w, h, values, label, cmap=None, norm=None, smooth=True):
        image = AxesImage(
            self.axes,
            cmap=cmap,
            norm=norm,
            extent=(x, x + w, y + h, y),
            # "antialiased" is "nearest" whenever a value takes a whole number of pixels
            interpolation="antialiased" if smooth else "nearest",
        )
        image.set_data(np.asarray(values))
        image.set_label(label)
        self.axes.add_image(image)
        self.reach(x + w, y + h)

    def cells(
        self,
        x,
        y,
        values,
        width,
        height,
        *,
        decimals=0,
        limit=None,
        top=1.0,
        cells=False,
        size=15,
        bold=False,
        label="",
    ) -> None:
        """An array as coloured cells with their numbers; a zero is a quiet 0."""
        values = np.asarray(values)
        rows, cols = values.shape
        cmap, norm = _tones(limit, top, cells)
        self._image(x, y, cols * width, rows * height, values, label, cmap, norm, smooth=False)
        for (i, j), value in np.ndenumerate(values):
            text = number(value, decimals)
            zero = not float(text.replace("−", "-"))
            colour = ink_on(cmap(norm(value)))
            if zero and limit:
                text, colour = "0", QUIET
            elif zero:
                text, colour = "0", colour if cells else "#8a8c92"
            fit = min(size, size * (width - 2) / text_width(text, size, bold))
            middle = x + (j + 0.5) * width, y + (i + 0.5) * height
            self.text(*middle, text, fit, colour, bold=bold, align="center")

    def box(self, x, y, w, h, **style) -> None:
        self.axes.add_artist(Rectangle((x, y), w, h, **{"lw": 0, **style}))
        self.reach(x + w, y + h)

    def swatch(self, x, y, width, height, text, value, limit, label) -> None:
        """One number on its colour."""
        self.stretched(x, y, width, height, np.array([[value]]), limit, label)
        colour = ink_on(DIVERGING((value / limit + 1) / 2))
        size = min(22, 22 * (width - 8) / text_width(text, 22, True))
        middle = x + width / 2, y + height / 2
        self.text(*middle, text, size, colour, bold=True, align="center")

    def ring(self, x, y, w, h, *, thick=2.0, halo=1.5) -> None:
        """Amber with a dark halo: picked."""
        for grow, line, colour in ((thick + halo / 2, halo, HALO), (thick / 2, thick, PICK)):
            corner = (x - grow, y - grow)
            self.axes.add_artist(
                Rectangle(
                    corner,
                    w + 2 * grow,
                    h + 2 * grow,
                    fill=False,
                    ec=colour,
                    lw=line * POINTS,
                    joinstyle="miter",
                    zorder=5,
                )
            )
        self.reach(x + w + thick + halo, y + h + thick + halo)

    def window(self, x, y, pixel, size, dilation=(1, 1), *, least=0, **style) -> None:
        """Amber round the (kh, kw) places that a window reads, `pixel` pixels each, from (x, y).

        A dilated one is a thin frame and a mark on each place: what lies between is not read.
        """
        high, wide = np.multiply(np.subtract(size, 1), dilation) + 1
        if (high, wide) == tuple(size):
            grow = max(0, least - wide * pixel) / 2
            box = x - grow, y - grow, wide * pixel + 2 * grow, high * pixel + 2 * grow
            return self.ring(*box, **style)
        self.ring(x, y, wide * pixel, high * pixel, thick=1, halo=0.5)
        down, across = np.multiply(dilation, pixel)
        for i, j in np.ndindex(*size):
            left, top = x + j * across, y + i * down
            if pixel >= 8:
                self.ring(left + 2.5, top + 2.5, pixel - 5, pixel - 5, thick=1.5, halo=1)
            else:
                edge = 0.5 * (min(down, across) >= 3)  # else they would run together
                self.box(
                    left - edge, top - edge, pixel + 2 * edge, pixel + 2 * edge, fc=HALO, zorder=5
                )
                self.box(left, top, pixel, pixel, fc=PICK, zorder=5)

    def hatch(self, x, y, w, h, *, over=False) -> None:
        """Cells outside the picture: padding; under what is drawn, or over it."""
        self.axes.add_artist(
            Rectangle(
                (x, y), w, h, fc="white", ec=RULE, hatch="//", lw=0, zorder=2 if over else -0.5
            )
        )
        self.reach(x + w, y + h)

    def pill(self, x, y, text, size=15) -> None:
        """A bias, centred at (x, y)."""
        half = pill_width(text, size) / 2
        self.axes.add_artist(
            FancyBboxPatch(
                (x - half, y - 14),
                2 * half,
                28,
                fc=BIAS_GROUND,
                lw=0,
                boxstyle="round,pad=0,rounding_size=14",
            )
        )
        self.text(x, y, text, size, BIAS, bold=True, align="center")

    def sign(self, x, y, sign, *, strong=False, room=30) -> None:
        """An operator in a column of its own: bold ink in the picked row, grey elsewhere."""
        size, colour = (26, INK) if strong else (22, INK_2)
        size = size if room >= 20 else 16
        self.text(x, y, sign, size, colour, bold=strong, align="center")

    def chip(self, x, y, letter, colour) -> None:
        """A white letter on a colour: R, G, B."""
        self.axes.add_artist(
            FancyBboxPatch((x, y), 28, 24, fc=colour, lw=0, boxstyle="round,pad=0,rounding_size=4")
        )
        self.text(x + 14, y + 12, letter, 17, "#ffffff", bold=True, align="center")

    def legend(self, x, y, limit, title, width=100) -> None:
        """The scale from −limit to +limit, under its title."""
        decimals = decimals_of([limit], 6)
        self.text(x, y + 8, title, 14, INK_2)
        ramp = np.linspace(-limit, limit, 2 * width)[None]
        self.stretched(x, y + 20, width, 12, ramp, limit, f"scale of {title}")
        for at, value, align in ((0, -limit, "left"), (0.5, 0, "center"), (1, limit, "right")):
            text = number(value, decimals if value else 0, plus=True)
            self.text(x + at * width, y + 42, text, 14, INK_2, align=align)
        self.reach(x + width, y + 50)


def _tones(limit, top=1.0, cells=False):
    """Colour table and scale of signed values within ±limit, or of unsigned ones up to top."""
    if limit:
        return DIVERGING, Normalize(-limit, limit)
    return GREY_CELLS if cells else GREY, Normalize(0, top or 1)
