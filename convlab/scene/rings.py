"""What is pointed at: rings round a pixel of a map, and round what it reads of an input.

The browser's is ``static/scene/rings.js``.
"""

from __future__ import annotations

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
