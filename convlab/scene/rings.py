"""What is pointed at: rings round a pixel of a map, and round what it reads of an input.

The browser's is ``static/scene/rings.js``.
"""

from __future__ import annotations

import numpy as np

from .boxes import Ring, Taps
from .colours import Colour
from .context import SceneLayer
from .maps import Placement


def ring(
    x: float, y: float, w: float, h: float, *, thin: bool = False, colour: Colour | None = None
) -> Ring:
    """A ring, ``thin`` on places that are small."""
    width, halo = (1.5, 0.5) if thin else (2, 1.5)
    return Ring(x=x, y=y, w=w, h=h, width=width, halo=halo, colour=colour)


def ring_pixel(at: Placement, row: int, col: int, colour: Colour | None = None) -> Ring:
    """A ring round one pixel of a map."""
    w, h = max(at.scale, 3), max(at.high, 3)
    x = at.x + col * at.scale - (w - at.scale) / 2
    y = at.y + row * at.high - (h - at.high) / 2
    return ring(x, y, w, h, thin=at.scale < 1.5, colour=colour)


def window_boxes(
    layer: SceneLayer, at: Placement, row: int, col: int, *, thin: bool = False
) -> list[Ring | Taps]:
    """The window of one output pixel on an input whose place (0, 0) lies at ``at``.

    In a transposed layer a ring round the places whose stamps reach it, if there are any: each
    alone where they lie apart.
    """
    rows, cols = layer.places_read(row, col)
    if layer.transposed:
        _, h, w = layer.x_shape
        rows, cols = rows[(rows >= 0) & (rows < h)], cols[(cols >= 0) & (cols < w)]
    if not rows.size or not cols.size:
        return []
    if layer.transposed and (_has_gaps(rows) or _has_gaps(cols)):
        places = [
            (at.x + j * at.scale, at.y + i * at.high) for i in sorted(rows) for j in sorted(cols)
        ]
        return [ring(x, y, at.scale, at.high, thin=thin) for x, y in places]
    x, y = float(at.x + cols.min() * at.scale), float(at.y + rows.min() * at.high)
    wide, tall = float(np.ptp(cols) + 1) * at.scale, float(np.ptp(rows) + 1) * at.high
    if not layer.is_dilated or at.tall:
        return [ring(x, y, wide, tall, thin=thin)]
    spacing, (down, across) = min(layer.run.layer.dilation) * at.scale, (layer.kh, layer.kw)
    taps = Taps(x=x, y=y, w=wide, h=tall, scale=at.scale, spacing=spacing, across=across, down=down)
    return [taps]


def _has_gaps(places: np.ndarray) -> bool:
    """Whether places lie apart."""
    return bool((np.diff(np.sort(places)) > 1).any())
