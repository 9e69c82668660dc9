"""A figure as a PNG that a saved notebook can carry: in few colours, and always the same bytes."""

import io

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from .settings import own_settings
from .style import DIVERGING, INKS

DPI = 80
COLOURS = 256  # that a PNG with a palette has
EXACT = 192  # of these: inks and the scale of signed numbers, and the commonest, as they are


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
    with own_settings(text_hinting="none"):
        raw = io.BytesIO()
        figure.savefig(raw, format="raw", dpi=DPI * scale)
    width, height = (figure.get_size_inches() * DPI * scale).round().astype(int)
    rgba = np.frombuffer(raw.getvalue(), np.uint8).reshape(height, width, 4)
    file = io.BytesIO()
    dots = DPI * scale
    in_few_colours(rgba[..., :3]).save(file, "PNG", optimize=True, dpi=(dots, dots))
    return file.getvalue()


def size_on_page(file: bytes) -> dict[str, int]:
    """Width and height of a PNG of ours in CSS pixels, as notebooks want to be told."""
    with Image.open(io.BytesIO(file)) as image:
        scale = max(1, round(image.info.get("dpi", (DPI,))[0] / DPI))
        return {"width": image.width // scale, "height": image.height // scale}


def in_few_colours(rgb: np.ndarray) -> Image.Image:
    """The same picture with a palette of its own, a third of the bytes.

    Grounds, inks, cells and legends keep their colours to the digit; the others, of photos and of
    the edges of letters, have those that are near them.

    rgb : (height, width, 3), bytes
    """
    packed = _packed(rgb)
    colours, places, counts = np.unique(packed, return_inverse=True, return_counts=True)
    order = np.lexsort((-counts, ~np.isin(colours, _KEPT)))
    exact, others = order[:EXACT], order[EXACT:]
    palette, entries = _parts(colours[exact]), np.empty(len(colours), np.uint8)
    entries[exact] = range(len(exact))
    if len(others):
        often = np.repeat(others, np.minimum(counts[others], 50))  # what fills more counts more
        few = Image.fromarray(_parts(colours[often])[None]).quantize(
            COLOURS - EXACT, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
        entries[often] = EXACT + np.asarray(few)[0]
        palette = np.concatenate([palette, np.reshape(few.getpalette() or [], (-1, 3))])
    image = Image.fromarray(entries[places].reshape(packed.shape), "P")
    image.putpalette(palette.astype(np.uint8).tobytes())
    return image


def _packed(rgb: np.ndarray) -> np.ndarray:
    """Colours as one number each."""
    return rgb.astype(np.int32) @ (65536, 256, 1)


_SCALE = DIVERGING(range(DIVERGING.N), bytes=True)[:, :3]
_KEPT = _packed(np.concatenate([_SCALE, np.multiply([to_rgb(ink) for ink in INKS], 255).round()]))


def _parts(packed: np.ndarray) -> np.ndarray:
    """Red, green and blue, (n, 3), of colours that are one number each."""
    return (packed[:, None] >> (16, 8, 0) & 255).astype(np.uint8)
