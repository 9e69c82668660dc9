"""A network as a film strip: what each layer costs, and some of its layers with their maps.

The browser's is ``static/scene/strip.js``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from .board import Board, width_of
from .boxes import Ground, Hatch, Ring, Rule, Text
from .colours import Colour, signed
from .maps import Square, centre_map
from .picture import Scene
from .rings import ring

LEFT, GAP = 12, 17  # the margin; between two frames
LABELS = 104  # the column of labels
FRAME = 124  # the width of a frame, but for a phone's
LINE = 70  # layers in a line of the skyline
BAR = 50  # the height of the longest bar
NARROW = 480  # below, a phone


@dataclass(frozen=True)
class StripLayer:
    """A layer in words, as they stand on the strip."""

    number: int
    path: str  # the names of what it is in
    name: str
    channels: tuple[str, ...]  # in and out, or nothing
    kind: str
    size: str  # of a map, "112×112"
    macs: int
    parameters: int
    facts: tuple[str, ...]  # dead maps, parameters, share of the work; or why it is not shown
    dead: bool
    loudest: tuple[str, str]  # "map 20", "±50"
    limits: tuple[float, ...]  # of the maps
    shown: bool


@dataclass(frozen=True)
class Strip:
    """All that the film strip is built from."""

    title: tuple[str, ...]  # its parts
    about: tuple[str, ...]
    note: str
    layers: Sequence[StripLayer]
    maps: Sequence[Sequence[np.ndarray]]  # of each layer, the loudest first
    picked: int
    first: int  # of those that have a frame
    width: float
    ratio: float

    @property
    def narrow(self) -> bool:
        """Whether it is for a phone."""
        return self.width < NARROW


def build_strip(strip: Strip) -> Scene:
    """The whole strip: what it says of the network, the skyline, and the frames."""
    board = Board()
    y = _put_head(board, strip)
    y = _put_skyline(board, strip, y)
    y = _put_frames(board, strip, y)
    return Scene(strip.width, y, board.boxes)


def frames_of(width: float) -> tuple[int, int, float]:
    """How many frames stand in a line, in how many lines, and how wide they are.

    >>> frames_of(1000), frames_of(390)
    ((7, 1, 124), (2, 2, 174))
    """
    room = width - 2 * LEFT
    if width < NARROW:
        return 2, 2, (room - GAP) // 2
    return int((room + GAP) // (FRAME + GAP)), 1, FRAME


def first_frame(width: float, first: int, count: int) -> int:
    """The layer in the first frame, so that as many have one as there is room for."""
    across, down, _ = frames_of(width)
    return max(0, min(first, count - across * down))


def _put_head(board: Board, strip: Strip) -> float:
    """What it is; returns where it ends."""
    room = strip.width - 2 * LEFT
    titles = strip.title if strip.narrow else (" · ".join(strip.title),)
    abouts = strip.about if strip.narrow else (" · ".join(strip.about),)
    y, (size, pitch) = 16.0, (20, 28) if strip.narrow else (24, 32)
    for words in titles:
        board.add(Text(text=words, x=LEFT, y=y, size=size, bold=True, max=room))
        y += pitch
    for words in abouts:
        board.add(Text(text=words, x=LEFT, y=y, size=14, colour="ink-2", max=room))
        y += 22
    return y


@dataclass(frozen=True)
class _Line:
    """A line of the skyline: where its layers stand."""

    x: float
    y: float
    pitch: float
    first: int
    count: int

    def at(self, n: int) -> float:
        return self.x + (n - self.first) * self.pitch


def _put_skyline(board: Board, strip: Strip, y: float) -> float:
    """All layers side by side; returns where they end."""
    count, left = len(strip.layers), LEFT + (0 if strip.narrow else LABELS)
    lines = -(-count // LINE)
    per = -(-count // lines)
    pitch = min(56, (strip.width - LEFT - left) // per)
    if strip.narrow:
        words = "up: multiply-adds, down: parameters, dot: dead maps"
        board.add(Text(text=words, x=LEFT, y=y + 8, size=14, colour="ink-2", max=strip.width - 24))
        y += 22
    for n in range(lines):
        first = n * per
        line = _Line(left, y, pitch, first, min(per, count - first))
        y = _put_line(board, strip, line)
    if strip.note:
        x, room = left, strip.width - LEFT - left
        board.add(Text(text=strip.note, x=x, y=y + 8, size=14, colour="ink-2", max=room))
        y += 24
    return y + 8


def _put_line(board: Board, strip: Strip, line: _Line) -> float:
    """One line of the skyline; returns where it ends."""
    side = line.pitch - (6 if line.pitch >= 30 else 1)
    thumbs = line.y + 24
    counts = thumbs + (side + 6 if side >= 6 else 0)
    zero = counts + (22 if line.pitch >= 30 else 0) + BAR
    dots = zero + BAR + 10
    layers = strip.layers[line.first : line.first + line.count]
    if line.first <= strip.picked < line.first + line.count:
        x, h = line.at(strip.picked), dots - line.y - 14
        board.add(Ground(x=x, y=line.y + 22, w=line.pitch, h=h, colour="pick-ground"))
    _put_brackets(board, layers, line)
    if not strip.narrow:
        rows: list[tuple[str, float, Colour]] = [("map size", line.y + 8, "ink-2")]
        if side >= 6:
            rows.append(("loudest map", thumbs + side / 2, "ink-2"))
        if line.pitch >= 30:
            rows.append(("maps", counts + 8, "ink-2"))
        rows += [("multiply-adds", zero - 16, "ink"), ("parameters", zero + 14, "ink-2")]
        rows.append(("dead maps", dots, "ink-2"))
        for words, at, colour in rows:
            board.add(Text(text=words, x=LEFT, y=at, size=14, colour=colour, max=LABELS - 12))
    most = max(1, *(one.macs for one in strip.layers))
    heaviest = max(1, *(one.parameters for one in strip.layers))
    for one in layers:
        x = line.at(one.number)
        if side >= 6:
            _put_thumb(board, strip, one.number, (x, thumbs, side))
        if line.pitch >= 30 and one.channels:
            maps = Text(text=one.channels[1], x=x + side / 2, y=counts + 8, size=14)
            board.add(replace(maps, align="center", colour="kernel", max=line.pitch - 4))
        wide = max(1, line.pitch * 6 // 10)
        bar = x + (side - wide) / 2
        up, down = BAR * one.macs / most, BAR * one.parameters / heaviest
        board.add(Ground(x=bar, y=zero - up, w=wide, h=up, colour="ink"))
        board.add(Ground(x=bar, y=zero + 1, w=wide, h=down, colour="control"))
        if one.dead:
            board.add(Ground(x=x + side / 2 - 1.5, y=dots - 1.5, w=3, h=3, colour="ink"))
    _put_window(board, strip, line, zero + BAR)
    return dots + 14


def _put_brackets(board: Board, layers: Sequence[StripLayer], line: _Line) -> None:
    """Over neighbours whose maps are of one size: that size."""
    for size, group in groupby(layers, key=lambda one: one.size):
        same = list(group)
        x, w = line.at(same[0].number), len(same) * line.pitch - 4
        label = size if width_of(size) <= w else size.partition("×")[0]
        if width_of(label) <= w and size:
            words = Text(text=label, x=x + w / 2, y=line.y + 8, size=14, colour="ink-2")
            board.add(replace(words, align="center"))
        if size:
            board.add(Rule(x=x, y=line.y + 19, dx=w, dy=0, width=2, colour="control"))


def _put_thumb(board: Board, strip: Strip, n: int, square: Square, *, thin: bool = True) -> None:
    """The loudest map of a layer, ringed if it is the picked one."""
    x, y, side = square
    if not strip.layers[n].shown:
        board.add(Hatch(x=x, y=y, w=side, h=side))
        return
    scale = signed(strip.layers[n].limits[0])
    label = f"{strip.layers[n].name}, {strip.layers[n].loudest[0]}"
    centre_map(board, strip.maps[n][0], scale, square, strip.ratio, label=label)
    if n == strip.picked:
        board.add(ring(x, y, side, side, thin=thin))


def _put_window(board: Board, strip: Strip, line: _Line, bottom: float) -> None:
    """A frame round those layers that have one below, unless all have."""
    count = len(strip.layers)
    across, down, _ = frames_of(strip.width)
    first = first_frame(strip.width, strip.first, count)
    start = max(first, line.first)
    end = min(first + across * down, line.first + line.count)
    if across * down < count and start < end:
        x, w = line.at(start) - 3, (end - start) * line.pitch + 5
        frame = Ring(x=x, y=line.y + 22, w=w, h=bottom - line.y - 20, colour="ink")
        board.add(replace(frame, width=1.5, halo=0))


# The frames


def _put_frames(board: Board, strip: Strip, y: float) -> float:
    """Some layers with their maps; returns where they end."""
    across, down, side = frames_of(strip.width)
    count = len(strip.layers)
    first = first_frame(strip.width, strip.first, count)
    shown = range(first, min(first + across * down, count))
    height = _frame_height(side)
    for n in shown:
        line, place = divmod(n - first, across)
        _put_frame(board, strip, n, (LEFT + place * (side + GAP), y + line * (height + 12), side))
    lines = -(-len(shown) // across)
    return y + lines * (height + 12)


def _frame_height(side: float) -> float:
    return 94 + side + _small(side) + 6 + 108


def _small(side: float) -> float:
    """The side of the three small maps."""
    return (side - 10) // 3


def _put_frame(board: Board, strip: Strip, n: int, place: tuple[float, float, float]) -> None:
    """One layer: its names, channels, maps and counts."""
    (x, y, side), one = place, strip.layers[n]
    if n == strip.picked:
        w, h = side + 16, _frame_height(side)
        board.add(Ground(x=x - 8, y=y, w=w, h=h, colour="pick-ground"))
    number = Text(text=str(n), x=x, y=y + 14, size=14, bold=True)
    board.add(number)
    if one.path:
        after = width_of(number.text) + 6
        path = Text(text=one.path, x=x + after, y=y + 14, size=14, colour="ink-2")
        board.add(replace(path, max=side - after))
    board.add(Text(text=one.name, x=x, y=y + 34, bold=True, max=side))
    _put_channels(board, one, x, y + 58)
    board.add(Text(text=one.kind, x=x, y=y + 80, size=14, colour="ink-2", max=side))
    top = y + 94
    _put_thumb(board, strip, n, (x, top, side), thin=False)
    below = top + side + 6 + _small(side)
    if one.shown:
        small = _small(side)
        for i, limit in enumerate(one.limits[1:4]):
            square = (x + i * (small + 5), top + side + 6, small)
            centre_map(board, strip.maps[n][i + 1], signed(limit), square, strip.ratio)
        words, end = one.loudest
        board.add(Text(text=words, x=x, y=below + 14, size=14, colour="kernel"))
        limit_words = Text(text=end, x=x + side, y=below + 14, size=14, colour="ink-2")
        board.add(replace(limit_words, align="right"))
        below += 22
    for i, words in enumerate(one.facts):
        line = Text(text=words, x=x, y=below + 14 + 20 * i, size=14, max=side)
        bold = one.dead and i == 0
        board.add(replace(line, bold=bold, colour="ink" if bold else "ink-2"))


def _put_channels(board: Board, one: StripLayer, x: float, y: float) -> None:
    """``3 → 64``: in and out, in their colours."""
    if not one.channels:
        return
    parts: list[tuple[str, Colour, bool]] = [
        (one.channels[0], "channel", True),
        ("→", "ink-2", False),
        (one.channels[1], "kernel", True),
    ]
    for words, colour, bold in parts:
        board.add(Text(text=words, x=x, y=y, size=20, bold=bold, colour=colour))
        x += 26 if words == "→" else width_of(words) * 4 / 3 + 8
