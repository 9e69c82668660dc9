"""The loss of every step as a curve: what ``static/scene/curve.js`` has, in Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..show import number
from .board import Board
from .boxes import Align, Ground, Line, Text
from .progress import Axes, log_of, loss_axes, power_text, short
from .training_plan import Area

LEFT = 44  # room for the names of decades
TOP = 32
LABEL = 84  # room for the last loss, right of its dot


def put_curve(board: Board, where: Area, losses: Sequence[float]) -> None:
    """The losses with their axes."""
    x, y, w, h = where
    chart, axes = Area(x + LEFT, y + TOP, w - LEFT, h - TOP - 24), loss_axes(losses)
    board.add(Text(text="loss", x=x, y=y + 8, bold=True))
    words = "mean of error², log scale"
    board.add(Text(text=words, x=x + 36, y=y + 8, size=14, colour="ink-2"))
    _put_decades(board, chart, axes)
    _put_steps(board, chart, axes)
    _put_line(board, chart, axes, losses)


def _down(chart: Area, axes: Axes, power: float) -> float:
    return chart.h * (axes.high - power) / (axes.high - axes.low)


def _put_decades(board: Board, chart: Area, axes: Axes) -> None:
    """A line for each decade, or for so many that the axis shows; each second one is named."""
    for n, power in enumerate(range(axes.high, axes.low - 1, -axes.every)):
        at = chart.y + _down(chart, axes, power)
        y = int(at + 0.5) - 0.5  # as JavaScript rounds
        board.add(Ground(x=chart.x, y=y, w=chart.w, h=1, colour="rule"))
        if n % 2:
            continue
        look = Text(text=power_text(power), x=chart.x - 8, y=at, size=14, colour="ink-2")
        board.add(replace(look, align="right"))


def _put_steps(board: Board, chart: Area, axes: Axes) -> None:
    """Names along the steps, two of them where it is narrow."""
    parts = 2 if chart.w < 260 else 4
    for n in range(parts + 1):
        align: Align = "left" if n == 0 else "right" if n == parts else "center"
        words = number(n * axes.steps / parts) if n else "step 0"
        x, y = chart.x + n * chart.w / parts, chart.y + chart.h + 14
        board.add(Text(text=words, x=x, y=y, align=align, size=14, colour="ink-2"))


def _put_line(board: Board, chart: Area, axes: Axes, losses: Sequence[float]) -> None:
    """The line, of many losses at most two points a pixel, and the last loss in figures."""
    last = len(losses) - 1
    stride = max(1, int(last // (2 * chart.w)))
    shown = [*range(0, last, stride), last]
    points = tuple(
        (chart.w * step / axes.steps, _down(chart, axes, log_of(losses[step]))) for step in shown
    )
    board.add(Line(x=chart.x, y=chart.y, w=chart.w, h=chart.h, points=points))
    right, below = points[-1]
    far = right > chart.w - LABEL  # then it stands on the other side of the line
    under = far and losses[last] < losses[0]
    place = Text(
        text=short(losses[last]),
        x=chart.x + right + (-12 if far else 12),
        y=chart.y + max(8, min(chart.h - 8, below + (15 if under else -15))),
        bold=True,
        align="right" if far else "left",
    )
    board.add(place)
