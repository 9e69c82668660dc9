"""All feature maps of a layer, small: a click opens a kernel.

The browser's is ``static/scene/thumbs.js``.
"""

from __future__ import annotations

from dataclasses import replace

from ..show import counted, dead_note
from .board import Board
from .boxes import Ring, Text
from .context import SceneContext
from .maps import centre_map, feature_map

LEFT, TITLE, GAP = 46, 26, 3  # where they begin, the height of their title, between two of them
LEAST = 28  # from one to the next
NOTE = 24  # the height of a line of words


def thumbs_height(context: SceneContext, width: float) -> float:
    """How high the maps stand in this width."""
    line, pitch = lines_in(context.most[0], width)
    note = NOTE if dead_note(context.layer.weight) else 0
    return TITLE + -(-context.most[0] // line) * pitch + note + 6


def put_thumbs(board: Board, context: SceneContext, y: float, width: float) -> float:
    """Every map from (0, y) on, in this width; returns where they end."""
    layer, state, bottom = context.layer, context.state, y + thumbs_height(context, width)
    count, (line, pitch) = layer.out_channels, lines_in(context.most[0], width)
    words = f"{counted(count, 'kernel')}, {counted(count, 'map')}"
    title = Text(text=words, x=12, y=y + 13, bold=True, colour="kernel")
    board.add(title)
    scale, ratio, side = context.limits.maps, context.ratio, pitch - GAP
    for o in range(count):
        x, top = LEFT + o % line * pitch, y + TITLE + o // line * pitch
        if o % line == 0:
            first = replace(title, text=str(o), x=LEFT - 8, y=top + side / 2, size=14, bold=False)
            board.add(replace(first, align="right"))
        data, marks, label = feature_map(context, o), context.is_changed(o), f"map {o}"
        at = centre_map(board, data, scale, (x, top, side), ratio, marks=marks, label=label)
        if o == state.out_channel:
            w, h = layer.ow * at.scale, layer.oh * at.scale
            board.add(Ring(x=at.x, y=at.y, w=w, h=h, width=2, halo=0.5))
    if note := dead_note(layer.weight):
        board.add(Text(text=note, x=12, y=bottom - 14, colour="ink-2", max=width - 24))
    return bottom


def lines_in(count: int, width: float) -> tuple[int, float]:
    """How many maps stand in a line, a multiple of 4, and from one to the next.

    Lines are about equally long.

    >>> lines_in(32, 1000), lines_in(32, 880), lines_in(32, 390)
    ((32, 29), (16, 51), (8, 41))
    """
    room = width - LEFT - 12
    most = 4 * max(1, int(room // (4 * LEAST)))
    lines = -(-count // most)
    line = -(-count // lines // 4) * 4
    return line, min(52, room // line)
