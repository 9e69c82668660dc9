"""Where the parts of the Trainer stand: what ``static/scene/training_plan.js`` has, in Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .boxes import Align, Point

WIDTHS = (904, 616, 374)  # of the board, with a margin of 8 at both sides
HEAD = 50  # the middle of the channels' names
GRADIENT = 24  # how high a number of the gradient is


class Cells(NamedTuple):
    """Of a slice: where it stands, and how large each of its cells is."""

    x: float
    y: float
    cell: float
    tall: float


class Stretch(NamedTuple):
    """A line that begins at (x, y)."""

    x: float
    y: float
    w: float


class Area(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    w: float
    h: float


class Row(NamedTuple):
    """Maps in a row, from (x, y) on, each with as much room, and what is between them."""

    x: float
    y: float
    size: float
    gap: float


@dataclass(frozen=True)
class Block:
    """What belongs to one channel."""

    head: Stretch
    below: bool  # how far it is away stands under its name
    plus: Point | None  # before all but the first
    slice: Cells
    gradient: Cells
    title: Point | None  # of the gradient, where it has no line of its own
    size: Stretch  # of the gradient


@dataclass(frozen=True)
class Bias:
    """What belongs to the bias."""

    plus: Point
    name: Point
    align: Align  # of its name
    cell: Area
    gradient: Point


@dataclass(frozen=True)
class Plan:
    """What stands where."""

    legend: Point  # its last words
    blocks: list[Block]
    bias: Bias
    note: Stretch  # what a gradient is
    lines: int  # of that note
    curve: Area
    maps: Row
    bottom: float


class Look(NamedTuple):
    """How large things are where channels stand side by side."""

    cell: float
    tall: float
    plus: float
    least: float
    bias: float
    map: float
    gap: float


WIDE = Look(cell=80, tall=56, plus=24, least=200, bias=94, map=110, gap=36)
MIDDLE = Look(cell=54, tall=52, plus=20, least=162, bias=54, map=88, gap=24)


def plan_of(width: int, shape: tuple[int, int, int]) -> Plan:
    """The plan of a board of one of the ``WIDTHS``, for a kernel of this shape."""
    if width == WIDTHS[2]:
        return _plan_down(shape)
    if width == WIDTHS[0]:
        return _plan_across(shape, 888, WIDE)
    return _plan_across(shape, 600, MIDDLE)


def _plan_across(shape: tuple[int, int, int], width: float, look: Look) -> Plan:
    """Channels side by side."""
    channels, kh, kw = shape
    tight = width < 800
    w = max(kw * look.cell, look.least)
    top = HEAD + (42 if tight else 24)
    middle = top + kh * look.tall / 2
    note = top + kh * look.tall + 19
    slopes = note + (36 if tight else 17)
    size = slopes + kh * GRADIENT + 15
    below = size + 38
    lefts = [c * (w + look.plus) for c in range(channels + 1)]
    blocks = [
        Block(
            head=Stretch(x, HEAD, w),
            below=tight,
            plus=(x - look.plus / 2, middle) if x else None,
            slice=Cells(x, top, look.cell, look.tall),
            gradient=Cells(x, slopes, look.cell, GRADIENT),
            title=None,
            size=Stretch(x, size, w),
        )
        for x in lefts[:-1]
    ]
    end = lefts[-1]
    bias = Bias(
        plus=(end - look.plus / 2, middle),
        name=(end + look.bias / 2, HEAD),
        align="center",
        cell=Area(end, middle - look.tall / 2, look.bias, look.tall),
        gradient=(end + look.bias / 2, slopes + kh * GRADIENT / 2),
    )
    maps = width - 3 * look.map - 2 * look.gap
    return Plan(
        legend=(289, 10),
        blocks=blocks,
        bias=bias,
        note=Stretch(0, note, width),
        lines=2 if tight else 1,
        curve=Area(0, below - 8, maps - (24 if tight else 46), 206),
        maps=Row(maps, below + 19, look.map, look.gap),
        bottom=below + 206,
    )


def _plan_down(shape: tuple[int, int, int]) -> Plan:
    """Channels one below the other, each with its gradient beside it: on a phone."""
    channels, kh, _ = shape
    cell, tall, slope, left, gap, size, between = 58, 52, 48, 24, 14, 100, 29
    right = left + 3 * cell + gap
    high = 24 + kh * tall + 46  # of a channel: head, slice, size
    tops = [72 + c * high for c in range(channels + 1)]
    blocks = [
        Block(
            head=Stretch(left, top, 3 * cell),
            below=False,
            plus=(8, top + 20 + kh * tall / 2) if c else None,
            slice=Cells(left, top + 20, cell, tall),
            gradient=Cells(right, top + 20, slope, tall),
            title=(right, top),
            size=Stretch(right, top + 20 + kh * tall + 15, 3 * slope),
        )
        for c, top in enumerate(tops[:-1])
    ]
    end = tops[-1] - 16
    bias = Bias(
        plus=(8, end + tall / 2),
        name=(left + cell + 12, end + tall / 2),
        align="left",
        cell=Area(left, end, cell, tall),
        gradient=(right + slope / 2, end + tall / 2),
    )
    note = end + tall + 24
    curve = note + 48
    maps = curve + 240
    return Plan(
        legend=(0, 32),
        blocks=blocks,
        bias=bias,
        note=Stretch(0, note, 358),
        lines=2,
        curve=Area(0, curve, 358, 200),
        maps=Row(0, maps, size, between),
        bottom=maps + size + 46,
    )
