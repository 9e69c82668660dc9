"""The maps of a layer in a scene: which one stands where, and how large its pixels are.

The browser's is ``static/scene/maps.js``.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from .board import Board
from .boxes import Map, Trace
from .colours import Numbers, Scale
from .context import SceneContext

Square = tuple[float, float, float]  # x and y of its upper left corner, and its side
FLAT = 0.6  # the height of a line, by its width


class Placement(NamedTuple):
    """Where a map lies: its upper left corner, and the side of one place.

    Of a signal a place is ``tall`` high.
    """

    x: float
    y: float
    scale: float
    tall: float = 0

    @property
    def high(self) -> float:
        """The height of one place."""
        return self.tall or self.scale


def snap(v: float, ratio: float) -> float:
    """The nearest edge of a device pixel."""
    return math.floor(v * ratio + 0.5) / ratio  # as JavaScript rounds


def pixel_scale(box: float, w: int, h: int, ratio: float) -> float:
    """How many CSS pixels one map pixel takes.

    A whole number of device pixels, where that fills the box well or stands out of it by a hair.
    One pixel alone leaves room for the ring round it.

    >>> pixel_scale(100, 50, 50, 1), pixel_scale(104, 52, 52, 2)
    (2.0, 2.0)
    >>> pixel_scale(100, 1, 1, 1)
    90.0
    """
    if w == h == 1:
        return math.floor(0.9 * box * ratio) / ratio
    most = box * ratio / max(w, h)
    if most < 0.95:
        return most / ratio
    whole = math.floor(most * 1.06)
    return (whole if whole >= 0.75 * most else most) / ratio


def centre_map(
    board: Board,
    data: Numbers,
    colours: Scale,
    square: Square,
    ratio: float,
    *,
    faded: bool = False,
    marks: bool = False,
    label: str = "",
    high: float | None = None,
) -> Placement:
    """A map in the middle of a square (x, y, side); returns where it lies.

    ``high``: of a signal that stands at the top, whatever its width.
    """
    x, y, side = square
    h, w = data.shape[-2:]
    if h == 1 < w:
        top, tall = line_in(y, side, high)
        trace = Trace(x=x, y=top, wide=side, high=tall, data=data, colours=colours)
        return put_trace(board, replace(trace, faded=faded, marks=marks, label=label))
    scale = pixel_scale(side, w, h, ratio)
    left, top = snap(x + (side - w * scale) / 2, ratio), snap(y + (side - h * scale) / 2, ratio)
    look = Map(x=left, y=top, scale=scale, data=data, colours=colours, faded=faded, label=label)
    board.add(replace(look, marks=marks))
    return Placement(left, top, scale)


def line_in(y: float, side: float, high: float | None) -> tuple[float, float]:
    """Where a line begins in its square, and how high it is."""
    return (y, high) if high else (y + side * (1 - FLAT) / 2, side * FLAT)


def map_area(
    context: SceneContext, x: float, y: float, w: float, h: float
) -> tuple[float, float, float, float]:
    """Where a map of the layer is drawn on a rectangle: in its own shape, where it is square."""
    (oh, ow), ratio = (context.layer.oh, context.layer.ow), context.ratio
    if w != h:
        return x, y, w, h
    if oh == 1 < ow:
        top, high = line_in(y, w, None)
        return x, top, w, high
    scale = pixel_scale(w, ow, oh, ratio)
    left, top = snap(x + (w - ow * scale) / 2, ratio), snap(y + (w - oh * scale) / 2, ratio)
    return left, top, ow * scale, oh * scale


def put_trace(board: Board, trace: Trace) -> Placement:
    """A map one row high as a line; returns where it lies."""
    board.add(trace)
    return Placement(trace.x, trace.y, trace.wide / trace.data.shape[-1], trace.high)


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
