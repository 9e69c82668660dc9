"""One input channel as a picture or as numbers: its border hatched, its window ringed.

The browser's is ``static/scene/inputs.js``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..show import input_words, limit_text
from .board import Board
from .boxes import Cells, Hatch, Map, Outline, Text, Trace
from .colours import Scale
from .context import SceneContext, SceneLayer
from .maps import Placement, Square, is_waiting, line_in, pixel_scale, put_trace, snap
from .rings import ring, window_boxes

NUMBER = 28  # the side of a cell that holds a small whole number


def put_input_range(board: Board, context: SceneContext, x: float, y: float) -> None:
    """Which grey is which number, where it is not 0 to 1: a scale 46 pixels wide, 44 high.

    Signals are lines, and have none.
    """
    grey = context.limits.input
    low, high = grey.low, grey.high
    if not has_range(context):
        return
    shades = np.array([[high], [(2 * high + low) / 3], [(high + 2 * low) / 3], [low]])
    board.add(Map(x=x, y=y, scale=11, data=shades, colours=grey, label="scale of inputs"))
    board.add(Outline(x=x + 0.5, y=y + 0.5, w=10, h=43))
    for middle, end in ((8, high), (37, low)):
        words = Text(text=limit_text(end), x=x + 14, y=y + middle, size=14, colour="ink-2", max=32)
        board.add(words)


def put_narrow_input_range(board: Board, context: SceneContext, x: float, y: float) -> None:
    """The same 28 pixels wide, 42 high: its numbers above and below it."""
    grey = context.limits.input
    low, high = grey.low, grey.high
    if not has_range(context):
        return
    shades = np.array([[low, (high + 2 * low) / 3, (2 * high + low) / 3, high]])
    board.add(Map(x=x, y=y + 16, scale=7, data=shades, colours=grey, label="scale of inputs"))
    board.add(Outline(x=x + 0.5, y=y + 16.5, w=27, h=6))
    look = Text(text=limit_text(high), x=x + 28, y=y + 7, size=14, colour="ink-2", max=28)
    board.add(replace(look, align="right"))
    board.add(replace(look, text=limit_text(low), x=x, y=y + 33))


def has_range(context: SceneContext) -> bool:
    """Whether inputs are grey on another scale than 0 to 1, which is to be shown."""
    grey = context.limits.input
    return not is_line(context.layer) and bool(input_words(grey.low, grey.high))


def is_line(layer: SceneLayer) -> bool:
    """Whether the channels of a layer are drawn as lines."""
    _, high, wide = layer.x_shape
    return bool(high == 1 < wide)


def put_input(
    board: Board,
    context: SceneContext,
    c: int,
    square: Square,
    high: float | None = None,
) -> Placement:
    """Input channel c in a square (x, y, side), with the window of the picked pixel.

    ``high``: of a signal that stands at the top, whatever its width. Returns where it lies.
    """
    layer, limits, ratio = context.layer, context.limits, context.ratio
    x, y, side = square
    above, before = layer.pads
    tall, wide = layer.plane(c).shape
    if is_line(layer):
        return put_signal(board, context, c, square, high)
    scale = pixel_scale(side, wide, tall, ratio)
    left = snap(x + (side - wide * scale) / 2, ratio)
    top = snap(y + (side - tall * scale) / 2, ratio)
    if (tall, wide) != layer.x_shape[1:]:
        board.add(Hatch(x=left, y=top, w=wide * scale, h=tall * scale))
    at = Placement(left + before * scale, top + above * scale, scale)
    faded, data = _is_faded(context, c), layer.channel(c)
    label = f"channel {c}"
    if layer.is_copied:
        border = Map(x=left, y=top, scale=scale, data=layer.plane(c), colours=limits.input)
        board.add(replace(border, faded=True))
    board.add(
        Map(
            x=at.x,
            y=at.y,
            scale=scale,
            data=data,
            colours=limits.input,
            faded=faded,
            label=label,
        )
    )
    put_window(board, context, c, at, thin=side < 60)
    return at


def put_signal(
    board: Board,
    context: SceneContext,
    c: int,
    square: Square,
    tall: float | None = None,
) -> Placement:
    """A signal as a line, the places of its border hatched."""
    layer, grey = context.layer, context.limits.input
    x, y, side = square
    (_, across), (_, before), (_, _, w) = layer.plane(c).shape, layer.pads, layer.x_shape
    scale, (top, high) = side / across, line_in(y, side, tall)
    if across > w:
        board.add(Hatch(x=x, y=top, w=side, h=high))
    line = Trace(x=x, y=top, wide=side, high=high, data=layer.plane(c), colours=grey)
    if layer.is_copied:
        board.add(replace(line, faded=True))
    line = replace(line, x=x + before * scale, wide=w * scale, data=layer.channel(c))
    faded, label = _is_faded(context, c), f"channel {c}"
    at = put_trace(board, replace(line, faded=faded, label=label))
    put_window(board, context, c, at, thin=side < 60)
    return at


def put_input_numbers(
    board: Board, context: SceneContext, c: int, x: float, y: float, cell: float = NUMBER
) -> None:
    """The same as numbers, its border with it."""
    layer, grey = context.layer, context.limits.input
    plane = layer.plane(c)
    above, before = layer.pads
    (tall, wide), (_, h, w) = plane.shape, layer.x_shape
    rows, cols = np.arange(tall) - above, np.arange(wide) - before
    outside = ((rows < 0) | (rows >= h))[:, None] | ((cols < 0) | (cols >= w))
    board.add(
        Cells(
            x=x,
            y=y,
            values=plane,
            colours=Scale("whole", grey.low, grey.high),
            cell=cell,
            size=min(16, cell - 3),
            decimals=context.decimals.input,
            outside=outside if outside.any() else None,
            copied=layer.is_copied,
            faded=_is_faded(context, c),
            label=f"channel {c}",
        )
    )
    at = Placement(x + cell * before, y + cell * above, cell)
    put_window(board, context, c, at)


def _is_faded(context: SceneContext, c: int) -> bool:
    """Whether a channel is muted, or not yet added to the picked map."""
    o = context.state.out_channel
    waits = context.layer.reads(o, c) and is_waiting(context, o, c)
    return c in context.layer.muted or waits


def put_window(
    board: Board, context: SceneContext, c: int, at: Placement, *, thin: bool = False
) -> None:
    """The window of the picked pixel, where the picked kernel reads the channel."""
    layer, state = context.layer, context.state
    if c in layer.muted or not layer.reads(state.out_channel, c):
        return
    if layer.transposed and state.target == "input":  # the place whose stamp is shown
        row, col = state.spot
        w, h = max(at.scale, 3), max(at.high, 3)
        x, y = at.x + col * at.scale - (w - at.scale) / 2, at.y + row * at.high - (h - at.high) / 2
        board.add(ring(x, y, w, h, thin=thin or at.scale < 1.5))
    else:
        for box in window_boxes(layer, at, state.row, state.col, thin=thin):
            board.add(box)
