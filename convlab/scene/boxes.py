"""The kinds of boxes, one class each: what ``widgets/static/types.js`` calls by the same names.

Lengths are CSS pixels from the upper left corner of a scene.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .colours import Colour, Numbers, Scale

Align = Literal["left", "center", "right"]
Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class _At:
    x: float
    y: float
    faded: bool = False  # not added yet, or left out
    label: str = ""  # by which a figure's arrays are found: see ``figures.arrays_of``


@dataclass(frozen=True, kw_only=True)
class _Area(_At):
    w: float
    h: float


@dataclass(frozen=True, kw_only=True)
class Ground(_Area):
    """A plain rectangle."""

    colour: Colour


@dataclass(frozen=True, kw_only=True)
class Text(_At):
    """A line of words whose middle is ``y``; longer than ``max``, it is set narrower."""

    text: str
    size: float = 15
    bold: bool = False
    align: Align = "left"
    colour: Colour = "ink"
    max: float | None = None
    turned: bool = False  # a quarter to the left


@dataclass(frozen=True, kw_only=True)
class Map(_At):
    """An (h, w) map as pixels, each ``scale`` wide; of "rgb", (3, h, w)."""

    data: Numbers
    scale: float
    colours: Scale
    marks: bool = False  # whether what lies beyond its scale is hatched
    tall: float | None = None  # of a place; as wide as it is, unless given


@dataclass(frozen=True, kw_only=True)
class Trace(_At):
    """A (1, n) map as a line; signed numbers are filled to zero, each in its colour."""

    data: Numbers
    wide: float
    high: float
    colours: Scale
    marks: bool = False  # as a map has them; lengths end where the scale does


@dataclass(frozen=True, kw_only=True)
class Cells(_At):
    """Numbers written in cells of their colours."""

    values: Numbers  # (rows, columns)
    colours: Scale
    cell: float
    tall: float | None = None  # of a cell; as wide as it is, unless given
    size: float = 15
    bold: bool = False
    decimals: int = 0
    outside: NDArray[np.bool_] | None = None  # which of them are padding
    copied: bool = False  # those show other places' numbers, and are hatched at the edge
    inset: float = 0
    blocks: bool = False  # colours without numbers


@dataclass(frozen=True, kw_only=True)
class Chip(_At):
    """The letter of a colour channel, 26 by 26."""

    hollow: bool = False
    text: str
    colour: Colour


@dataclass(frozen=True, kw_only=True)
class Swatch(_Area):
    """A sum, in its colour."""

    value: float
    text: str
    colours: Scale
    size: float = 22


@dataclass(frozen=True, kw_only=True)
class Pill(_At):
    """A bias; (x, y) is the middle."""

    text: str
    max: float | None = None


@dataclass(frozen=True, kw_only=True)
class Hatch(_Area):
    """Padding, or what is left out of a sum."""


@dataclass(frozen=True, kw_only=True)
class Legend(_At):
    """The legend of a signed scale; ``unnumbered``: with signs alone."""

    w: float
    colours: Scale
    unnumbered: bool = False
    beyond: bool = False  # whether its ends are the colours of larger numbers, too


@dataclass(frozen=True, kw_only=True)
class Bar(_Area):
    """A bar of a chart, in the colour of its sign."""

    sign: int


@dataclass(frozen=True, kw_only=True)
class Line(_Area):
    """A line through points, counted from its corner, with a dot at its end."""

    points: tuple[Point, ...]


@dataclass(frozen=True, kw_only=True)
class Rule(_At):
    """A straight line from (x, y) by (dx, dy)."""

    dx: float
    dy: float
    width: float = 1
    colour: Colour = "ink"
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Contour(_At):
    """Where an (h, w) map reaches ``level``: a line between the middles of its pixels."""

    data: Numbers
    scale: float
    level: float
    colour: Colour
    width: float = 1.5
    dash: tuple[float, ...] = ()
    casing: Colour | None = None  # of a wider line under it


@dataclass(frozen=True, kw_only=True)
class Flag(_At):
    """A number reversed on ink, or ``outlined``, its point at (x, y)."""

    text: str
    size: float = 26
    side: Literal["left", "right"] = "right"  # of (x, y), on which it stands
    outlined: bool = False


@dataclass(frozen=True, kw_only=True)
class Handle(_At):
    """The disc that is dragged along a line, or down; (x, y) is the middle."""

    down: bool = False


@dataclass(frozen=True, kw_only=True)
class Absent(_At):
    """A dot where a kernel has no slice; (x, y) is the middle."""


@dataclass(frozen=True, kw_only=True)
class Outline(_Area):
    """The place of a map that is not there yet."""


@dataclass(frozen=True, kw_only=True)
class Ring(_Area):
    """A frame round a rectangle: a line of ``width`` between two of ``halo``."""

    width: float = 2
    halo: float = 1.5
    colour: Colour | None = None  # amber unless given


@dataclass(frozen=True, kw_only=True)
class Taps(_Area):
    """A dilated window: a frame, and a mark on each of the places that it reads."""

    scale: float
    spacing: float
    across: int
    down: int


@dataclass(frozen=True, kw_only=True)
class Dots(_At):
    """Numbers (rows, columns) as dots of ink, whose areas say how large they are.

    At ±``range`` a dot fills its place, which is ``pitch`` wide.
    """

    data: Numbers
    pitch: float
    range: float


@dataclass(frozen=True, kw_only=True)
class Paint(_At):
    """Places (h, w) that a hand has painted, hatched, or the ``edge`` round them alone."""

    data: NDArray[np.bool_]
    scale: float
    edge: bool = False


Box: TypeAlias = (
    "Ground | Text | Map | Trace | Cells | Swatch | Pill | Chip | Hatch | Legend | Bar | Line"
    " | Rule | Contour | Flag | Handle | Absent | Outline | Ring | Taps | Dots | Paint"
)
