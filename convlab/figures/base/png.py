"""A figure as a PNG that a saved notebook can carry: in few colours, and always the same bytes."""

import io
import struct
import zlib
from collections.abc import Sequence

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from .dark import DARK, in_theme
from .settings import own_settings
from .style import DIVERGING, INKS
from .theme import ThemeName, colour_map

DPI = 80
EXACT = 96  # colours that stay as they are: inks, the scale of signed numbers, and the commonest
OTHERS = 24, 32, 64  # so many take the place of the others; more where few would be too far off …
GREYS = 24  # and so many the place of other greys, from black to white
FAR = 7.8  # … by so much, of 255, on average
MEMORY = 6  # of zlib, of 9: with less it adapts sooner, and beside photos files are 5 % smaller


def png(figure: Figure, *, scale: int = 1, theme: ThemeName = "light", level: int = 9) -> bytes:
    """The figure as PNG, 80 · scale dots an inch: equal bytes for equal figures.

    Parameters
    ----------
    figure : Figure
        One that the functions of this package return.
    scale : int
        2 for a picture in print, or on a fine screen.
    theme : {"light", "dark"}
        Of the page that it stands on.
    level : int
        Of zlib: 9 for a file that is kept; 6 takes half the time and a sixth more bytes.

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
    raw = io.BytesIO()
    with own_settings(text_hinting="none"), in_theme(figure, theme) as painted:
        painted.savefig(raw, format="raw", dpi=DPI * scale)
    width, height = (figure.get_size_inches() * DPI * scale).round().astype(int)
    rgba = np.frombuffer(raw.getvalue(), np.uint8).reshape(height, width, 4)
    return _file(in_few_colours(rgba[..., :3]), DPI * scale, level)


def _file(image: Image.Image, dots: int, level: int) -> bytes:
    """A picture with a palette as PNG, so many dots an inch."""
    rows = np.pad(np.asarray(image), ((0, 0), (1, 0)))  # each begins with a 0: as it is
    packer = zlib.compressobj(level, memLevel=MEMORY)
    metre = round(dots / 0.0254)
    parts = {
        b"IHDR": struct.pack(">2I5B", *image.size, 8, 3, 0, 0, 0),  # a byte a pixel, a palette
        b"pHYs": struct.pack(">2IB", metre, metre, 1),
        b"PLTE": bytes(image.getpalette() or b""),
        b"IDAT": packer.compress(rows.tobytes()) + packer.flush(),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts.items())


def _chunk(name: bytes, data: bytes) -> bytes:
    """A part of a PNG: its length, its name, what it holds, and the sum that guards it."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def size_on_page(file: bytes) -> dict[str, int]:
    """Width and height of a PNG of ours in CSS pixels, as notebooks want to be told."""
    with Image.open(io.BytesIO(file)) as image:
        scale = max(1, round(image.info.get("dpi", (DPI,))[0] / DPI))
        return {"width": image.width // scale, "height": image.height // scale}


def in_few_colours(
    rgb: np.ndarray, most: int = EXACT, others: Sequence[int] = OTHERS
) -> Image.Image:
    """The same picture with a palette of its own, a third of the bytes.

    Grounds, inks, cells and legends keep their colours to the digit; the others, of photos and of
    the edges of letters, have those that are near them.

    rgb : (height, width, 3), bytes
    most : so many colours stay as they are
    others : so many take the place of the rest; the first that come near enough. With ``most`` and
        GREYS no more than 256, which a palette holds
    """
    packed = _packed(rgb)
    flat = packed.ravel()
    begins = np.append(True, flat[1:] != flat[:-1])  # a run of one colour: most areas are flat
    lengths = np.diff(np.flatnonzero(begins), append=flat.size)
    colours, runs = np.unique(flat[begins], return_inverse=True)
    counts = np.bincount(runs, lengths).astype(int)
    order = np.lexsort((-counts, ~np.isin(colours, _KEPT)))
    exact, rest = order[:most], order[most:]
    palette, entries = _parts(colours[exact]), np.empty(len(colours), np.uint8)
    entries[exact] = range(len(exact))
    if len(rest):
        left = _parts(colours[rest])
        palette = np.concatenate([palette, _few(left, counts[rest], others)])
        entries[rest] = _nearest(left, palette)
    image = Image.fromarray(np.repeat(entries[runs], lengths).reshape(packed.shape), "P")
    image.putpalette(palette.tobytes())
    return image


def _few(colours: np.ndarray, counts: np.ndarray, numbers: Sequence[int]) -> np.ndarray:
    """Few colours for many, (n, 3), greys among them if greys are there.

    colours : (n, 3), bytes
    counts : (n,), how often each is there
    numbers : how many there may be beside greys, from few to many
    """
    grey = _is_grey(colours)
    levels = np.round(np.linspace(0, 255, GREYS if grey.any() else 0)).astype(np.uint8)
    few = levels[:, None].repeat(3, axis=1)
    if grey.all():
        return few
    return np.concatenate([few, _few_hues(colours[~grey], counts[~grey], numbers)])


def _few_hues(colours: np.ndarray, counts: np.ndarray, numbers: Sequence[int]) -> np.ndarray:
    often = np.minimum(counts, 50)  # what fills more counts more
    for most in numbers:
        few = Image.fromarray(np.repeat(colours, often, axis=0)[None]).quantize(
            most, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
        entries = np.asarray(few)[0, np.cumsum(often) - 1]
        used = entries.max() + 1  # an older Pillow pads its palettes
        palette = np.reshape(few.getpalette() or [], (-1, 3))[:used].astype(np.uint8)
        off = abs(palette[entries].astype(int) - colours).mean(axis=1)
        if np.average(off, weights=counts) <= FAR:
            break
    return palette


def _nearest(colours: np.ndarray, palette: np.ndarray) -> np.ndarray:
    """Which of the palette is nearest to each colour; to a grey, which of its greys."""
    one, other = colours.astype(np.float32), palette.astype(np.float32)
    squares = (other**2).sum(axis=1) - 2 * one @ other.T  # but for what is the same in a row
    squares[np.ix_(_is_grey(colours), ~_is_grey(palette))] = np.inf
    return np.asarray(squares.argmin(axis=1), np.uint8)


def _is_grey(colours: np.ndarray) -> np.ndarray:
    return np.asarray((colours == colours[:, :1]).all(axis=1))


def _packed(rgb: np.ndarray) -> np.ndarray:
    """Colours as one number each."""
    red, green, blue = np.moveaxis(np.asarray(rgb, np.uint8), -1, 0)
    packed: np.ndarray = red.astype(np.int32)
    for next_one in (green, blue):  # in place: a picture has millions of places
        packed <<= 8
        packed |= next_one
    return packed


_SCALES = [
    scale(range(scale.N), bytes=True)[:, :3]
    for scale in (DIVERGING, colour_map("signed", "light"), colour_map("signed", "dark"))
]
_INKS = np.multiply([to_rgb(ink) for ink in (*INKS, *DARK.values())], 255).round()
_KEPT = _packed(np.concatenate([*_SCALES, _INKS]))


def _parts(packed: np.ndarray) -> np.ndarray:
    """Red, green and blue, (n, 3), of colours that are one number each."""
    return (packed[:, None] >> (16, 8, 0) & 255).astype(np.uint8)
