"""A figure as a PNG that a saved notebook can carry: in few colours, and always the same bytes."""

import io
from collections.abc import Sequence
from functools import cache

import numpy as np
from matplotlib import style
from matplotlib.colors import to_rgba_array
from matplotlib.figure import Figure
from PIL import Image

from .style import BIAS_GROUND, DIVERGING, GREY, INKS, PICK_GROUND

DPI = 80
PHOTO_COLOURS = 128  # that a photo may have


def png(figure: Figure, *, scale: int = 1) -> bytes:
    """The figure as PNG, 80 · scale dots an inch: equal bytes for equal figures.

    Parameters
    ----------
    figure : Figure
        One that the functions of this package return.
    scale : int
        2 for a picture in print, or on a fine screen.

    Returns
    -------
    bytes
        What a .png file holds.

    Examples
    --------
    >>> from convlab.figures import feature_maps
    >>> png(feature_maps([[1, -2]]))[1:4]
    b'PNG'
    """
    with style.context(["default", {"text.hinting": "none"}]):
        raw = io.BytesIO()
        figure.savefig(raw, format="raw", dpi=DPI * scale)
    width, height = (figure.get_size_inches() * DPI * scale).round().astype(int)
    rgba = np.frombuffer(raw.getvalue(), np.uint8).reshape(height, width, 4)
    arrays = [np.asarray(image.get_array()) for axes in figure.axes for image in axes.images]
    photos = [array for array in arrays if array.ndim == 3]
    file = io.BytesIO()
    in_few_colours(rgba[..., :3], photos).save(file, "PNG", optimize=True)
    return file.getvalue()


def in_few_colours(rgb: np.ndarray, photos: Sequence[np.ndarray] = ()) -> Image.Image:
    """The same picture with a palette, a third of the bytes.

    rgb : (height, width, 3), bytes
    photos : each (h, w, 3) in [0, 1]; what else is in a figure has colours that are known
    """
    palette = _figure_colours()
    if photos:
        pixels = np.concatenate([np.reshape(photo, (1, -1, 3)) for photo in photos], axis=1)
        few = Image.fromarray(np.uint8(255 * pixels)).quantize(PHOTO_COLOURS)
        more = np.array(few.getpalette()).reshape(-1, 3)
        # Pillow compares colours in steps of 4: nearer ones could take the place of ours
        near = (abs(more[:, None] - palette.astype(int)) < 8).all(axis=2).any(axis=1)
        palette = np.concatenate([palette, more[~near]])
    holder = Image.new("P", (1, 1))
    holder.putpalette(palette.astype(np.uint8).tobytes())
    return Image.fromarray(rgb).quantize(palette=holder, dither=Image.Dither.NONE)


@cache
def _figure_colours() -> np.ndarray:
    """All steps of both scales, the inks, and tints of these for the edges of letters."""
    scales = [cmap(range(cmap.N), bytes=True)[:, :3] for cmap in (DIVERGING, GREY)]
    inks = to_rgba_array(sorted({*INKS}))[:, :3]
    tints = [share * inks + (1 - share) for share in (0.25, 0.5, 0.75)]
    grounds = to_rgba_array([PICK_GROUND, BIAS_GROUND])[:, :3]
    others = np.round(255 * np.concatenate([inks, *tints, grounds])).astype(np.uint8)
    return np.concatenate([*scales, others])
