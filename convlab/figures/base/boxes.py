"""A scene as a figure: each kind of box painted as the browser paints it, light or dark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.image import AxesImage
from matplotlib.patches import Circle, FancyBboxPatch, Polygon, Rectangle

from ...scene import boxes as kinds
from ...scene.boxes import Box, Text
from ...scene.colours import Colour, Scale, signed
from ...scene.picture import Scene
from ...show import legend_ticks, number
from .page import POINTS, NotebookFigure
from .png import DPI
from .settings import own_settings
from .style import UNCUT, fitted, font, ink_on, norm, position, text_width
from .theme import THEMES, ThemeName, colour_map

PAINT = 14  # half CSS pixels from one line of paint to the next
FADED = 0.28  # how much is left of what is not added yet


def draw_scene(scene: Scene, alt_text: str, theme: ThemeName = "light") -> NotebookFigure:
    """A scene as a figure, a pixel for each of its CSS pixels."""
    with own_settings():
        figure = NotebookFigure(dpi=DPI, facecolor=THEMES[theme]["bg"])
        figure.alt_text = alt_text
        FigureCanvasAgg(figure)
        figure.set_size_inches(scene.width / DPI, scene.height / DPI)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set(xlim=(0, scene.width), ylim=(scene.height, 0))
        brush = Brush(axes, theme)
        for box in scene.boxes:
            PAINTERS[type(box)](brush, box)
    if theme == "light":
        figure.drawn_dark = partial(draw_scene, scene, alt_text, "dark")
    return figure


class Brush:
    """Paints boxes on axes in the order in which they come."""

    def __init__(self, axes: Axes, theme: ThemeName) -> None:
        self.axes, self.name, self.theme = axes, theme, THEMES[theme]
        self.count = 0

    def put(self, artist: Any, alpha: float | None = None) -> None:
        """One of matplotlib's shapes, over all that is there."""
        artist.set(zorder=self.next(), alpha=alpha, clip_path=UNCUT, clip_on=False)
        self.axes.add_artist(artist)

    def shade(self, value: float, scale: Scale) -> tuple[float, ...]:
        """The colour of one number."""
        colours = colour_map(scale.scheme, self.name)
        return tuple(colours(float(position(np.array(value), scale))))

    def rectangle(self, x: float, y: float, w: float, h: float, faded: bool, **look: Any) -> None:
        """A plain rectangle; ``look`` is matplotlib's."""
        self.put(Rectangle((x, y), w, h, **{"lw": 0, **look}), FADED if faded else None)

    def text(self, box: Text, colour: str | None = None) -> None:
        """A line of words; of another ``colour`` than the theme's where it stands on one."""
        text, size = fitted(box.text, box.size, box.bold, box.max)
        ink = colour or self.theme[box.colour]
        words = self.axes.text(box.x, box.y, text, color=ink, clip_path=UNCUT)
        words.set(ha="center" if box.turned else box.align, va="center_baseline")
        words.set(fontproperties=font(box.bold, text), fontsize=size * POINTS, parse_math=False)
        words.set(rotation=90 * box.turned, zorder=self.next(), alpha=FADED if box.faded else None)

    def centred(
        self,
        words: str,
        middle: tuple[float, float],
        colour: str,
        *,
        size: float = 15,
        bold: bool = True,
        most: float | None = None,
        faded: bool = False,
    ) -> None:
        """Words round a point."""
        x, y = middle
        look = Text(text=words, x=x, y=y, size=size, bold=bold, max=most, faded=faded)
        self.text(replace(look, align="center"), colour)

    def next(self) -> int:
        """What comes after all that is painted."""
        self.count += 1
        return self.count

    def image(
        self,
        place: tuple[float, float, float, float],
        data: np.ndarray,
        scale: Scale,
        faded: bool,
        label: str = "",
    ) -> None:
        """Numbers in their colours on a rectangle (x, y, width, height)."""
        x, y, w, h = place
        image = AxesImage(self.axes, extent=(x, x + w, y + h, y), interpolation="antialiased")
        if scale.scheme == "rgb":
            data = np.moveaxis(position(data, scale), 0, -1)
        else:
            image.set(cmap=colour_map(scale.scheme, self.name), norm=norm(scale))
        image.set(data=data, label=label)
        image.set(zorder=self.next(), alpha=FADED if faded else None)
        self.axes.add_image(image)

    def line(
        self,
        points: Any,
        *,
        width: float,
        colour: str,
        dash: tuple[float, ...] = (),
        faded: bool = False,
    ) -> None:
        """A line through points."""
        xs, ys = np.transpose(points)
        (drawn,) = self.axes.plot(xs, ys, color=colour, lw=width * POINTS, zorder=self.next())
        drawn.set_solid_capstyle("butt")
        drawn.set_alpha(FADED if faded else None)
        if dash:
            drawn.set_linestyle((0, tuple(length / width for length in dash)))


# --- one small painter for each kind -----------------------------------------------------------


def _ground(brush: Brush, box: kinds.Ground) -> None:
    brush.rectangle(box.x, box.y, box.w, box.h, box.faded, fc=brush.theme[box.colour])


def _text(brush: Brush, box: Text) -> None:
    brush.text(box)


def _map(brush: Brush, box: kinds.Map) -> None:
    h, w = np.multiply(box.data.shape[-2:], (box.tall or box.scale, box.scale))
    brush.image((box.x, box.y, w, h), box.data, box.colours, box.faded, box.label)
    if box.marks:
        _marks(brush, box, (box.x, box.y, w, h))


def _marks(brush: Brush, box: kinds.Map, place: tuple[float, float, float, float]) -> None:
    """A hatch on what lies beyond a map's scale, in the ink that is read on its ends."""
    beyond = np.abs(box.data) > box.colours.high * (1 + 1e-6)
    if not beyond.any():
        return
    x, y, w, h = place
    rows, cols = (np.arange(round(2 * side)) for side in (h, w))  # two pixels a CSS pixel
    under = beyond[np.ix_(rows * len(beyond) // len(rows), cols * beyond.shape[1] // len(cols))]
    hatch = np.zeros((len(rows), len(cols), 4))
    hatch[..., :3] = to_rgb(ink_on(brush.shade(box.colours.high, box.colours)))
    hatch[..., 3] = under & ((rows[:, None] + cols) % 14 <= 2)
    image = AxesImage(brush.axes, extent=(x, x + w, y + h, y), interpolation="antialiased")
    image.set(data=hatch, zorder=brush.next(), label="")
    brush.axes.add_image(image)


def _trace(brush: Brush, box: kinds.Trace) -> None:
    """Lengths go straight, up to the ends of its scale."""
    values, scale = np.asarray(box.data, np.float64).ravel(), box.colours
    down = 1 - (values.clip(scale.low, scale.high) - scale.low) / ((scale.high - scale.low) or 1)
    zero = box.y + box.high * scale.high / ((scale.high - scale.low) or 1)
    levels, pitch = box.y + box.high * down, box.wide / len(values)
    is_signed = scale.scheme == "signed"
    if not is_signed:
        ground = brush.theme["ground"]
        brush.rectangle(box.x, box.y, box.wide, box.high, box.faded, fc=ground)
    brush.rectangle(box.x, zero - 0.5, box.wide, 1, box.faded, fc=brush.theme["control"])
    for i, (value, level) in enumerate(zip(values, levels, strict=True)):
        if is_signed:
            place = box.x + i * pitch, zero, pitch, level - zero
            brush.rectangle(*place, box.faded, fc=brush.shade(float(value), scale))
            if box.marks and abs(value) > scale.high * (1 + 1e-6):
                _stripes(brush, place, box)
    points = [(box.x + (i + 0.5) * pitch, level) for i, level in enumerate(levels)]
    colour, width = brush.theme["ink" if is_signed else "ink-2"], min(1.5, max(0.75, pitch))
    brush.line(points, width=width, colour=colour, faded=box.faded)


def _stripes(brush: Brush, place: tuple[float, float, float, float], box: kinds.Trace) -> None:
    """Stripes across the outer half of a bar, from zero outwards, that its scale cuts off."""
    x, y, w, h = place
    ink = ink_on(brush.shade(box.colours.high, box.colours))
    for far in np.arange(abs(h) - 3, abs(h) / 2, -4):
        brush.rectangle(x, y + np.sign(h) * far - 0.5, w, 1, box.faded, fc=ink)


def _cells(brush: Brush, box: kinds.Cells) -> None:
    tall = box.tall or box.cell
    for (i, j), value in np.ndenumerate(box.values):
        x, y = box.x + j * box.cell, box.y + i * tall
        inset, middle = box.inset, (x + box.cell / 2, y + tall / 2)
        outside = box.outside is not None and box.outside[i, j]
        if outside:
            size = box.cell - 2 * inset, tall - 2 * inset
            _hatched(brush, x + inset, y + inset, *size, box.faded)
            inset = max(inset, 3)  # of a copy an edge stays hatched
        size = box.cell - 2 * inset, tall - 2 * inset
        if outside and not box.copied:
            ink = brush.theme["pad-ink"]
        else:
            colour = brush.shade(float(value), box.colours)
            brush.rectangle(x + inset, y + inset, *size, box.faded, fc=colour)
            quiet = box.colours.scheme == "signed" and value == 0
            ink = brush.theme["pad-ink"] if quiet else ink_on(colour)
        if not box.blocks:
            words, most = number(float(value), box.decimals), box.cell - 3
            brush.centred(
                words, middle, ink, size=box.size, bold=box.bold, most=most, faded=box.faded
            )


def _swatch(brush: Brush, box: kinds.Swatch) -> None:
    colour = brush.shade(box.value, box.colours)
    brush.rectangle(box.x, box.y, box.w, box.h, box.faded, fc=colour)
    middle, ink = (box.x + box.w / 2, box.y + box.h / 2), ink_on(colour)
    brush.centred(box.text, middle, ink, size=box.size, most=box.w - 8, faded=box.faded)


def _pill(brush: Brush, box: kinds.Pill) -> None:
    width = max(28, text_width(box.text, 15, True) + 18)
    width = min(width, box.max) if box.max else width
    left = box.x - width / 2
    _rounded(brush, left, box.y - 14, width, 28, 14, brush.theme["bias-ground"], box.faded)
    ink, middle = brush.theme["bias"], (box.x, box.y)
    brush.centred(box.text, middle, ink, most=width - 8, faded=box.faded)


def _chip(brush: Brush, box: kinds.Chip) -> None:
    fill, edge = brush.theme[box.colour], brush.theme["ink-2"]
    look = {"fc": "none", "ec": edge, "lw": POINTS} if box.hollow else {"lw": 0}
    _rounded(brush, box.x, box.y, 26, 26, 4, fill, box.faded, **look)
    ink = edge if box.hollow else brush.theme["chip-ink"]
    brush.centred(box.text, (box.x + 13, box.y + 13), ink, size=17, faded=box.faded)


def _hatch(brush: Brush, box: kinds.Hatch) -> None:
    _hatched(brush, box.x, box.y, box.w, box.h, box.faded)


def _legend(brush: Brush, box: kinds.Legend) -> None:
    scale = box.colours
    ramp = np.linspace(-1, 1, 2 * round(box.w))[None]
    brush.image((box.x, box.y, box.w, 12), ramp, signed(1), box.faded)
    root = scale.root and not box.unnumbered
    for tick in legend_ticks(scale.high, box.w, root=root, beyond=box.beyond):
        words = tick.words[0] if box.unnumbered else tick.words
        mark, ink = box.x + min(tick.at, box.w - 1), brush.theme["ink-2"]
        brush.rectangle(mark, box.y + 12, 1, 3, box.faded, fc=ink)
        place = Text(text=words, x=box.x + tick.at, y=box.y + 24, size=14, colour="ink-2")
        brush.text(replace(place, align=tick.align, faded=box.faded))


def _bar(brush: Brush, box: kinds.Bar) -> None:
    colour = brush.shade(0.6 * box.sign, Scale("signed", -1, 1))
    brush.rectangle(box.x, box.y, box.w, box.h, box.faded, fc=colour)


def _line(brush: Brush, box: kinds.Line) -> None:
    points, ink = np.add(box.points, (box.x, box.y)), brush.theme["ink"]
    if len(points) > 1:
        brush.line(points, width=2.5, colour=ink, dash=())
    brush.put(Circle(tuple(points[-1]), 5, fc=ink, lw=0))


def _rule(brush: Brush, box: kinds.Rule) -> None:
    points = [(box.x, box.y), (box.x + box.dx, box.y + box.dy)]
    brush.line(points, width=box.width, colour=brush.theme[box.colour], dash=box.dash)


def _contour(brush: Brush, box: kinds.Contour) -> None:
    h, w = box.data.shape
    if not box.data.min() < box.level < box.data.max():
        return
    xs, ys = box.x + (np.arange(w) + 0.5) * box.scale, box.y + (np.arange(h) + 0.5) * box.scale
    if min(box.data.shape) < 2:  # a signal has no contours
        return
    found = brush.axes.contour(xs, ys, box.data, [box.level], alpha=0)
    for line in found.allsegs[0]:
        if len(line) < 8:
            continue
        if box.casing:
            brush.line(line, width=box.width + 2, colour=brush.theme[box.casing], dash=())
        brush.line(line, width=box.width, colour=brush.theme[box.colour], dash=box.dash)
    found.remove()


def _flag(brush: Brush, box: kinds.Flag) -> None:
    toward = 1 if box.side == "right" else -1
    high = box.size * 1.46
    wide, point = text_width(box.text, box.size, True) + 18, high / 4
    outline = [(0, 0), (point, -high / 2), (point + wide, -high / 2)]
    outline += [(point + wide, high / 2), (point, high / 2)]
    corners = [(box.x + toward * dx, box.y + dy) for dx, dy in outline]
    ink, ground = brush.theme["ink"], brush.theme["bg"]
    fill = ground if box.outlined else ink
    brush.put(Polygon(corners, fc=fill, ec=ink, lw=2 * POINTS))
    middle, colour = box.x + toward * (point + wide / 2), ink if box.outlined else ground
    brush.centred(box.text, (middle, box.y), colour, size=box.size)


def _handle(brush: Brush, box: kinds.Handle) -> None:
    ink, ground = brush.theme["ink"], brush.theme["bg"]
    brush.put(Circle((box.x, box.y), 12, fc=ink, lw=0))
    for toward in (-1, 1):
        arrow = [(toward * 3.5, -4), (toward * 7.5, 0), (toward * 3.5, 4)]
        points = [(box.x + dx, box.y + dy) for dx, dy in arrow]
        if box.down:
            points = [(box.x + dy, box.y + dx) for dx, dy in arrow]
        brush.line(points, width=2, colour=ground, dash=())


def _absent(brush: Brush, box: kinds.Absent) -> None:
    brush.rectangle(box.x - 1, box.y - 1, 2, 2, box.faded, fc=brush.theme["control"])


def _outline(brush: Brush, box: kinds.Outline) -> None:
    look = {"fill": False, "ec": brush.theme["rule"], "lw": POINTS}
    brush.rectangle(box.x, box.y, box.w, box.h, box.faded, **look)


def _ring(brush: Brush, box: kinds.Ring) -> None:
    theme = brush.theme
    inner = theme[box.colour or "pick"]
    outer = theme["bg"] if box.colour else theme["halo"]
    out = box.width + box.halo / 2
    for grow, width, colour in ((out, box.halo, outer), (box.width / 2, box.width, inner)):
        place = box.x - grow, box.y - grow, box.w + 2 * grow, box.h + 2 * grow
        lw = width * POINTS
        brush.rectangle(*place, box.faded, fill=False, ec=colour, lw=lw, joinstyle="miter")


def _taps(brush: Brush, box: kinds.Taps) -> None:
    _ring(brush, kinds.Ring(x=box.x, y=box.y, w=box.w, h=box.h, width=1, halo=0.5))
    dot = max(1, min(box.scale, box.spacing - 1.5))
    edge = (box.scale - dot) / 2
    right = (box.w - box.scale) / max(1, box.across - 1)  # from one place to the next
    below = (box.h - box.scale) / max(1, box.down - 1)
    for i, j in np.ndindex(box.down, box.across):
        x, y = box.x + j * right, box.y + i * below
        if box.scale >= 8:
            side = box.scale - 5
            _ring(brush, kinds.Ring(x=x + 2.5, y=y + 2.5, w=side, h=side, width=1.5, halo=1))
            continue
        x, y = x + edge, y + edge
        if box.spacing >= 3:
            around = x - 0.5, y - 0.5, dot + 1, dot + 1
            brush.rectangle(*around, False, fc=brush.theme["halo"])
        brush.rectangle(x, y, dot, dot, False, fc=brush.theme["pick"])


def _dots(brush: Brush, box: kinds.Dots) -> None:
    for (i, j), value in np.ndenumerate(box.data):
        radius = 1.05 / 2 * box.pitch * min(1, abs(value) / box.range) ** 0.5  # the largest touch
        radius = round(4 * radius) / 4  # dots of few sizes make a smaller file
        middle = box.x + (j + 0.5) * box.pitch, box.y + (i + 0.5) * box.pitch
        brush.put(Circle(middle, radius, fc=brush.theme["ink"], lw=0))


def _paint(brush: Brush, box: kinds.Paint) -> None:
    h, w = np.multiply(box.data.shape, box.scale)
    if not box.edge:
        rows, cols = (np.arange(round(2 * side)) for side in (h, w))  # two pixels a CSS pixel
        (tall, wide), y, x = box.data.shape, 2 * box.y, 2 * box.x
        under = box.data[np.ix_(rows * tall // len(rows), cols * wide // len(cols))]
        lines = (rows[:, None] + round(y) + cols + round(x)) % PAINT < 5
        image = np.where(lines[..., None], *(to_rgb(brush.theme[c]) for c in ("ink", "bg")))
        alpha = under * np.where(lines, 1, 0.5)
        look = AxesImage(brush.axes, extent=(box.x, box.x + w, box.y + h, box.y))
        look.set(data=np.dstack([image, alpha]), zorder=brush.next(), label="")
        brush.axes.add_image(look)
    edges = np.add(np.multiply(edges_of(box.data), box.scale), (box.x, box.y))
    inks: tuple[tuple[float, Colour], ...] = (4, "bg"), (2, "ink")
    for width, colour in inks:
        drawn = LineCollection(list(edges), linewidths=width * POINTS, capstyle="projecting")
        drawn.set(color=brush.theme[colour], zorder=brush.next())
        brush.axes.add_collection(drawn, autolim=False)


def edges_of(mask: np.ndarray) -> np.ndarray:
    """The sides between places that are in a mask and places that are not: (n, 2 ends, x and y).

    >>> edges_of(np.array([[True, False]])).tolist()[:2]
    [[[0, 0], [0, 1]], [[1, 0], [1, 1]]]
    """
    wide = np.pad(np.asarray(mask, int), 1)
    rows, cols = np.nonzero(np.diff(wide)[1:-1])
    upright = np.stack([[cols, rows], [cols, rows + 1]]).transpose(2, 0, 1)
    rows, cols = np.nonzero(np.diff(wide, axis=0)[:, 1:-1])
    level = np.stack([[cols, rows], [cols + 1, rows]]).transpose(2, 0, 1)
    return np.concatenate([upright, level])


def _hatched(brush: Brush, x: float, y: float, w: float, h: float, faded: bool) -> None:
    brush.rectangle(x, y, w, h, faded, fc=brush.theme["pad-ground"])
    clip = Rectangle((x, y), w, h, transform=brush.axes.transData)
    for k in range(int((x + y) // 6), int((x + w + y + h) // 6) + 1):
        start, end = (k * 6 - y, y), (k * 6 - y - h, y + h)  # all share one origin
        brush.line([start, end], width=1, colour=brush.theme["hatch"], dash=())
        brush.axes.lines[-1].set_clip_path(clip)


def _rounded(
    brush: Brush,
    x: float,
    y: float,
    w: float,
    h: float,
    radius: float,
    colour: str,
    faded: bool,
    **look: Any,
) -> None:
    corners = f"round,pad=0,rounding_size={radius}"
    patch = FancyBboxPatch((x, y), w, h, **{"fc": colour, "lw": 0, **look}, boxstyle=corners)
    brush.put(patch, FADED if faded else None)


PAINTERS: dict[type[Box], Callable[[Brush, Any], None]] = {
    kinds.Ground: _ground,
    kinds.Text: _text,
    kinds.Map: _map,
    kinds.Trace: _trace,
    kinds.Cells: _cells,
    kinds.Swatch: _swatch,
    kinds.Pill: _pill,
    kinds.Chip: _chip,
    kinds.Hatch: _hatch,
    kinds.Legend: _legend,
    kinds.Bar: _bar,
    kinds.Line: _line,
    kinds.Rule: _rule,
    kinds.Contour: _contour,
    kinds.Flag: _flag,
    kinds.Handle: _handle,
    kinds.Absent: _absent,
    kinds.Outline: _outline,
    kinds.Ring: _ring,
    kinds.Taps: _taps,
    kinds.Dots: _dots,
    kinds.Paint: _paint,
}
