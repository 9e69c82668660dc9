"""The pieces that every scene of maps is made of: what ``static/scene/board.js`` has, in Python."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from .boxes import Box, Colour, Map, Numbers, Ring, Scale, Taps
from .context import SceneContext, SceneLayer

CHIPS: dict[str, tuple[str, Colour]] = {
    "red": ("R", "red"),
    "green": ("G", "green"),
    "blue": ("B", "blue"),
}


class Placement(NamedTuple):
    """Where a map lies: its upper left corner, and the side of one place."""

    x: float
    y: float
    scale: float


@dataclass
class Board:
    """What a scene is put together on."""

    boxes: list[Box] = field(default_factory=list)

    def add(self, box: Box) -> None:
        """Paint this box over those that are there."""
        self.boxes.append(box)


def snap(v: float, ratio: float) -> float:
    """The nearest edge of a device pixel."""
    return math.floor(v * ratio + 0.5) / ratio  # as JavaScript rounds


def pixel_scale(box: float, w: int, h: int, ratio: float) -> float:
    """How many CSS pixels one map pixel takes.

    A whole number of device pixels, where that fills the box well or stands out of it by a hair.

    >>> pixel_scale(100, 50, 50, 1), pixel_scale(104, 52, 52, 2)
    (2.0, 2.0)
    """
    most = box * ratio / max(w, h)
    if most < 0.95:
        return most / ratio
    whole = math.floor(most * 1.06)
    return (whole if whole >= 0.75 * most else most) / ratio


def width_of(label: str) -> float:
    """Width of a number at 15 px in the widest usual font."""
    return sum(4.8 if letter in ".," else 9 for letter in label)


def centre_map(
    board: Board,
    data: Numbers,
    colours: Scale,
    square: tuple[float, float, float],
    ratio: float,
    *,
    faded: bool = False,
    marks: bool = False,
    label: str = "",
) -> Placement:
    """A map in the middle of a square (x, y, side); returns where it lies."""
    x, y, side = square
    h, w = data.shape[-2:]
    scale = pixel_scale(side, w, h, ratio)
    left, top = snap(x + (side - w * scale) / 2, ratio), snap(y + (side - h * scale) / 2, ratio)
    look = Map(x=left, y=top, scale=scale, data=data, colours=colours, faded=faded, label=label)
    board.add(replace(look, marks=marks))
    return Placement(left, top, scale)


def feature_map(context: SceneContext, o: int) -> np.ndarray:
    """Feature map o as it stands: while channels are added, their sum so far; the bias last."""
    layer, step = context.layer, context.state.step
    if step < 0:
        return layer.map(o)
    if step == 0:
        return np.zeros((layer.oh, layer.ow))
    return layer.running(o, layer.range(o)[0] + step - 1)


def is_waiting(context: SceneContext, o: int, c: int) -> bool:
    """Whether channel c is not yet added to map o, while channels are added one by one."""
    step = context.state.step
    return step >= 0 and c - context.layer.range(o)[0] >= step


# --- rings -------------------------------------------------------------------------------------


def ring(
    x: float, y: float, w: float, h: float, *, thin: bool = False, colour: Colour | None = None
) -> Ring:
    """A ring, ``thin`` on places that are small."""
    width, halo = (1.5, 0.5) if thin else (2, 1.5)
    return Ring(x=x, y=y, w=w, h=h, width=width, halo=halo, colour=colour)


def ring_pixel(at: Placement, row: int, col: int, colour: Colour | None = None) -> Ring:
    """A ring round one pixel of a map."""
    side = max(at.scale, 3)
    nudge = (side - at.scale) / 2
    x, y = at.x + col * at.scale - nudge, at.y + row * at.scale - nudge
    return ring(x, y, side, side, thin=at.scale < 1.5, colour=colour)


def window_box(
    layer: SceneLayer, at: Placement, row: int, col: int, *, thin: bool = False
) -> Ring | Taps:
    """The window of one output pixel on an input whose place (0, 0) lies at ``at``."""
    rows, cols = layer.run.layer.window(row, col)
    x, y = at.x + cols.start * at.scale, at.y + rows.start * at.scale
    w, h = (cols[-1] - cols[0] + 1) * at.scale, (rows[-1] - rows[0] + 1) * at.scale
    if not layer.is_dilated:
        return ring(x, y, w, h, thin=thin)
    spacing, (down, across) = layer.run.layer.dilation[0] * at.scale, (layer.kh, layer.kw)
    return Taps(x=x, y=y, w=w, h=h, scale=at.scale, spacing=spacing, across=across, down=down)
