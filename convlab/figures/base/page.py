"""A page measured in pixels, and the figure that comes of it.

A `Page` is one set of axes over a whole figure, 1 unit = 1 pixel, origin at the top left. Every
array on it keeps its numbers and a label, see `arrays_of`.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle
from numpy.typing import ArrayLike

from ...show import input_words, legend_ticks, limit_text, number
from .dark import Grounds
from .png import DPI, png, size_on_page
from .settings import own_settings
from .style import (
    BIAS,
    BIAS_GROUND,
    CHANNEL,
    CHIPS,
    DIVERGING,
    FAINT,
    GREY,
    HALO,
    INK,
    INK_2,
    PICK,
    PICK_GROUND,
    QUIET,
    RULE,
    UNCUT,
    Scale,
    fitted,
    font,
    ink_on,
    norm,
    pill_width,
    position,
    signed,
    text_width,
)

MARGIN = 16
POINTS = 72 / DPI  # matplotlib measures text and lines in points, we in pixels

Box = tuple[float, float, float, float]  # left, top, width and height
Words = Sequence[tuple[str, str, bool]]  # (text, colour, bold), one after the other


class NotebookFigure(Figure):
    """A figure that a notebook shows once, as the same bytes every time, and says in words.

    It belongs to no global state: nothing to close, and nothing is shown twice.
    """

    alt_text = ""
    sharp = False  # whether a saved notebook carries it for a fine screen, two dots a pixel
    drawn_dark: Callable[[], Figure] | None = None  # draws it again for the dark theme, …

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.grounds: Grounds = {}  # … or what stands on colours, if its own are changed for that

    def __repr__(self) -> str:
        return self.alt_text

    def _repr_png_(self) -> bytes | tuple[bytes, dict[str, int]]:
        if not self.sharp:
            return png(self)
        file = png(self, scale=2)
        return file, size_on_page(file)


def arrays_of(figure: Figure) -> dict[str, np.ndarray]:
    """The arrays in a figure, by label: the very numbers its colours stand for.

    Parameters
    ----------
    figure : Figure
        One that the functions of this package return.

    Returns
    -------
    dict of arrays
        Also the scales, as the legends show them.

    Examples
    --------
    >>> from convlab.figures import feature_maps
    >>> arrays_of(feature_maps([[1, -2]]))["map 0"]
    array([[ 1, -2]])
    """
    images = [image for axes in figure.axes for image in axes.images]
    return {str(image.get_label()): np.asarray(image.get_array()) for image in images}


@contextmanager
def new_page(alt_text: str) -> "Iterator[Page]":
    """A page to draw on, under settings of our own; at the end it is as large as need be.

    Examples
    --------
    >>> with new_page("one map") as page:
    ...     page.array(0, 0, [[1, -2]], 20, signed(2), "map 0")
    >>> page.figure
    one map
    """
    with own_settings():
        page = Page(alt_text)
        yield page
        page.finish()


class Page:
    """One figure, drawn in pixels from the top left; `new_page` makes one."""

    def __init__(self, alt_text: str):
        self.figure = NotebookFigure(dpi=DPI, facecolor="white")
        self.figure.alt_text = alt_text
        FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.right = self.bottom = 0.0
        self._bands: list[tuple[float, float]] = []

    def finish(self) -> None:
        """Make the figure as large as what is on it and a margin."""
        width = math.ceil(self.right) + 2 * MARGIN
        height = math.ceil(self.bottom) + 2 * MARGIN
        self.figure.set_size_inches(width / DPI, height / DPI)
        self.axes.set(xlim=(-MARGIN, width - MARGIN), ylim=(height - MARGIN, -MARGIN))
        for y, h in self._bands:
            band = Rectangle((-8, y), width - 2 * MARGIN + 16, h, color=PICK_GROUND, lw=0)
            self.axes.add_artist(band).set_zorder(-1)

    def reach(self, x: float, y: float) -> None:
        """Let the figure extend to this place, at least."""
        self.right, self.bottom = max(self.right, x), max(self.bottom, y)

    def band(self, y: float, height: float) -> None:
        """The ground of what is picked, over the whole width."""
        self._bands.append((y, height))
        self.reach(0, y + height - 8)

    def chart(self, x: float, y: float, width: float, height: float) -> Axes:
        """Axes of their own in this box, for a plot."""
        self.reach(x + width, y + height)
        return self.axes.inset_axes((x, y, width, height), transform=self.axes.transData)

    # --- words -------------------------------------------------------------------------------

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 15,
        colour: str = INK,
        *,
        bold: bool = False,
        align: Literal["left", "center", "right"] = "left",
        most: float | None = None,
    ) -> float:
        """Text whose middle line is at y, at most so wide; returns where it ends."""
        text, size = fitted(text, size, bold, most)
        width = text_width(text, size, bold)
        left = x - {"left": 0, "center": width / 2, "right": width}[align]
        words = self.axes.text(x, y, text, color=colour, clip_path=UNCUT)
        words.set(ha=align, va="center_baseline")
        words.set(fontproperties=font(bold, text), fontsize=size * POINTS, parse_math=False)
        self.reach(left + width, y + size / 2)
        return left + width

    def words(self, x: float, y: float, parts: Words, size: float = 15) -> float:
        """Several texts, one after the other; returns where they end."""
        for text, colour, bold in parts:
            x = self.text(x, y, text, size, colour, bold=bold)
        return x

    def sign(
        self, x: float, y: float, sign: str, *, strong: bool = False, room: float = 30
    ) -> None:
        """An operator in a column of its own: bold ink in the picked row, grey elsewhere."""
        size, colour = (26, INK) if strong else (22, INK_2)
        size = size if room >= 20 else 16
        self.text(x, y, sign, size, colour, bold=strong, align="center")

    def pill(self, x: float, y: float, text: str, size: float = 15) -> None:
        """A bias, centred at (x, y)."""
        half = pill_width(text, size) / 2
        self._round(x - half, y - 14, 2 * half, 28, BIAS_GROUND, 14)
        self.text(x, y, text, size, BIAS, bold=True, align="center")

    def chip(self, x: float, y: float, name: str) -> None:
        """A white letter on its colour: R, G or B for "red", "green" or "blue"."""
        self._round(x, y, 28, 24, CHIPS[name], 4)
        self.text(x + 14, y + 12, name[0].upper(), 17, "#ffffff", bold=True, align="center")

    def channel(
        self, x: float, y: float, name: str, words: str, *, most: float | None = None
    ) -> None:
        """A channel's head: its letter, if it is a colour, and words, whose middle line is at y."""
        left = 36 * (name in CHIPS)
        if left:
            self.chip(x, y - 13, name)
        self.text(x + left, y, words, 15, CHANNEL, most=most and most - left)

    # --- numbers -----------------------------------------------------------------------------

    def array(
        self, x: float, y: float, values: ArrayLike, pixel: float, scale: Scale, label: str
    ) -> None:
        """An array as colours, `pixel` pixels a value."""
        h, w = np.multiply(np.shape(values), pixel)
        # "antialiased" is "nearest" whenever a value takes a whole number of pixels
        self._image((x, y, w, h), values, label, scale, "antialiased")

    def colours(self, x: float, y: float, rgb: np.ndarray, pixel: float, label: str) -> None:
        """A (3, h, w) picture in its own colours, values in [0, 1]."""
        h, w = np.multiply(rgb.shape[1:], pixel)
        self._image((x, y, w, h), np.moveaxis(rgb, 0, -1).clip(0, 1), label)

    def cells(
        self,
        x: float,
        y: float,
        values: ArrayLike,
        cell: float | tuple[float, float],
        scale: Scale,
        label: str,
        *,
        decimals: int = 0,
        size: float | None = None,
        bold: bool = False,
    ) -> None:
        """An array as coloured cells, (width, height) or square, with their numbers."""
        size = size or (14 if decimals else 15)
        width, height = np.broadcast_to(cell, 2).tolist()
        values = np.asarray(values)
        rows, cols = values.shape
        self._image((x, y, cols * width, rows * height), values, label, scale)
        for (i, j), value in np.ndenumerate(values):
            text = number(value, decimals)
            most = min(size, size * (width - 2) / text_width(text, size, bold))
            middle = x + (j + 0.5) * width, y + (i + 0.5) * height
            self._figure(middle, text, most, value, scale, bold=bold, quiet=value == 0)

    def swatch(
        self,
        box: Box,
        value: float,
        scale: Scale,
        label: str,
        *,
        decimals: int = 0,
        total: bool = False,
    ) -> None:
        """One number on its colour, in a box (x, y, width, height); a total in a ring."""
        x, y, width, height = box
        self._image(box, [[value]], label, scale)
        text = number(value, decimals)
        most = min(22, 22 * (width - 8) / text_width(text, 22, True))
        self._figure((x + width / 2, y + height / 2), text, most, value, scale, bold=True)
        if total:
            self.ring(*box, thick=3)

    def _figure(
        self,
        middle: tuple[float, float],
        text: str,
        size: float,
        value: float,
        scale: Scale,
        *,
        bold: bool,
        quiet: bool = False,
    ) -> None:
        """A number in the middle of its cell, in the ink that is read on its colour."""
        at = position(value, scale).item()
        ink = ink_on(scale.colours(at))
        colour = _ink_of_zero(scale, ink) if quiet else ink
        self.text(*middle, text, size, colour, bold=bold, align="center")
        if colour == ink:
            self.figure.grounds[self.axes.texts[-1]] = at, scale.colours

    def legend(self, x: float, y: float, scale: Scale, title: str, width: int = 100) -> None:
        """A signed scale from end to end, under its title."""
        self.text(x, y + 8, title, 14, INK_2)
        ramp = np.linspace(-scale.high, scale.high, 2 * width)[None]
        straight = signed(scale.high)
        self._image((x, y + 20, width, 12), ramp, f"scale of {title}", straight)
        for tick in legend_ticks(scale.high, width, root=scale.root):
            self.text(x + tick.at, y + 42, tick.words, 14, INK_2, align=tick.align)
        self.reach(x + width, y + 50)

    def grey_range(self, x: float, y: float, scale: Scale) -> None:
        """Which numbers black and white are, where it is not 0 and 1: 52 pixels wide, 44 high."""
        low, high = scale.low, scale.high
        if not input_words(low, high):
            return
        shades = np.linspace(high, low, 4)[:, None]
        self.array(x, y, shades, 11, scale, "scale of inputs")
        for middle, end in ((8, high), (37, low)):
            words = limit_text(end)
            size = min(14, 14 * 37 / text_width(words, 14))
            self.text(x + 15, y + middle, words, size, INK_2)

    def _image(
        self,
        box: Box,
        values: ArrayLike,
        label: str,
        scale: Scale | None = None,
        how: str = "nearest",
    ) -> None:
        """Values as colours, by a scale unless they are colours."""
        x, y, w, h = box
        image = AxesImage(self.axes, extent=(x, x + w, y + h, y), interpolation=how)
        if scale:
            image.set(cmap=scale.colours, norm=norm(scale))
        image.set(data=np.asarray(values), label=label)
        self.axes.add_image(image)
        self.reach(x + w, y + h)

    # --- shapes ------------------------------------------------------------------------------

    def box(self, x: float, y: float, w: float, h: float, **look: Any) -> None:
        """A rectangle; `look` is matplotlib's."""
        self.axes.add_artist(Rectangle((x, y), w, h, **{"lw": 0, **look}))
        self.reach(x + w, y + h)

    def circle(self, x: float, y: float, radius: float, **look: Any) -> None:
        """A circle round (x, y); `look` is matplotlib's."""
        self.axes.add_patch(Circle((x, y), radius, **look))

    def hatch(self, x: float, y: float, w: float, h: float, *, over: bool = False) -> None:
        """Cells outside the picture: padding; under what is drawn, or over it."""
        self.box(x, y, w, h, fc="white", ec=RULE, hatch="//", zorder=2 if over else -0.5)

    def ring(
        self, x: float, y: float, w: float, h: float, *, thick: float = 2.0, halo: float = 1.5
    ) -> None:
        """Amber with a dark halo: picked."""
        for grow, line, colour in ((thick + halo / 2, halo, HALO), (thick / 2, thick, PICK)):
            box, width = (x - grow, y - grow, w + 2 * grow, h + 2 * grow), line * POINTS
            self.box(*box, fill=False, ec=colour, lw=width, joinstyle="miter", zorder=5)
        self.reach(x + w + thick + halo, y + h + thick + halo)

    def ring_place(self, x: float, y: float, pixel: float, row: int, col: int) -> None:
        """A ring round one number of an array that stands at (x, y)."""
        size = max(pixel, 4)
        left, top = x + (col + 0.5) * pixel, y + (row + 0.5) * pixel
        self.ring(left - size / 2, top - size / 2, size, size)

    def window(
        self,
        x: float,
        y: float,
        pixel: float,
        size: tuple[int, ...],
        dilation: tuple[int, ...] = (1, 1),
        *,
        small: bool = False,
    ) -> None:
        """Amber round the (kh, kw) places that a window reads, `pixel` pixels each, from (x, y).

        A dilated one is a thin frame and a mark on each place: what lies between is not read.
        """
        high, wide = np.multiply(np.subtract(size, 1), dilation) + 1
        if (high, wide) == size:
            grow = max(0, 4 - wide * pixel) / 2 * small
            box = x - grow, y - grow, wide * pixel + 2 * grow, high * pixel + 2 * grow
            return self.ring(*box, thick=1.5 if small else 2, halo=0.5 if small else 1.5)
        self.ring(x, y, wide * pixel, high * pixel, thick=1, halo=0.5)
        down, across = np.multiply(dilation, pixel)
        edge = 0.5 * (min(down, across) >= 3)  # else the marks would run together
        for i, j in np.ndindex(*size):
            left, top = x + j * across, y + i * down
            if pixel >= 8:
                self.ring(left + 2.5, top + 2.5, pixel - 5, pixel - 5, thick=1.5, halo=1)
                continue
            side = pixel + 2 * edge
            self.box(left - edge, top - edge, side, side, fc=HALO, zorder=5)
            self.box(left, top, pixel, pixel, fc=PICK, zorder=5)

    def _round(self, x: float, y: float, w: float, h: float, colour: str, radius: float) -> None:
        corners = f"round,pad=0,rounding_size={radius}"
        self.axes.add_artist(FancyBboxPatch((x, y), w, h, fc=colour, lw=0, boxstyle=corners))


def _ink_of_zero(scale: Scale, ink: str) -> str:
    """A zero is quiet: in a signed cell, and on black."""
    if scale.colours is DIVERGING:
        return QUIET
    return FAINT if scale.colours is GREY and scale.low == 0 else ink
