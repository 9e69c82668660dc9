"""Pictures to convolve: two photos, three drawings, and a reader's own file, read safely.

Every picture is a float32 array ``(channels, height, width)`` with values in [0, 1].
Photos are rounded to 0.01, so that sums of printed values add up in the digits printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image

from .arrays import load_channels
from .files import MAX_BYTES, load
from .pixels import Floats, checked_size

__all__ = [
    "LUMINANCE",
    "MAX_BYTES",
    "brightness_edge",
    "chelsea",
    "coffee",
    "colour_bars",
    "diagonals",
    "load",
    "load_channels",
    "red_green_edge",
    "to_grey",
]

DATA = Path(__file__).parents[1] / "data"
LUMINANCE = (0.299, 0.587, 0.114)  # how bright red, green and blue look: ITU-R BT.601

_STROKES = """
............
.#......#...
..#.....#...
........#...
.....#......
............
.......#....
..#.........
.#......#...
#..#.....#..
....#.....#.
............
"""

_BARS = ("11001100", "11110000", "10101010")  # where red, green and blue are 1


def coffee(size: int = 256) -> Floats:
    """A cup of espresso on a red saucer, seen from above.

    Photograph by Rachel Michetti, CC0 (convlab/data/LICENSES.md).

    Parameters
    ----------
    size : int, 8 to 256
        Pixels a side of the square.

    Returns
    -------
    (3, size, size) float32 in [0, 1]
        Red, green and blue, rounded to 0.01.

    Raises
    ------
    ValueError
        For a size out of range.

    Examples
    --------
    >>> coffee(52).shape  # 3 channels: red, green, blue
    (3, 52, 52)
    """
    return _photo("coffee", size)


def chelsea(size: int = 256) -> Floats:
    """The face of a cat, green eyes and whiskers.

    Photograph by Stéfan van der Walt, CC0 (convlab/data/LICENSES.md).

    Parameters
    ----------
    size : int, 8 to 256
        As for ``coffee``.

    Returns
    -------
    (3, size, size) float32 in [0, 1]
        Its red, green and blue.

    Examples
    --------
    >>> chelsea(64).shape
    (3, 64, 64)
    """
    return _photo("chelsea", size)


def colour_bars(size: int = 48) -> Floats:
    """Eight upright bars: white, yellow, cyan, green, magenta, red, blue, black.

    Parameters
    ----------
    size : int, 8 to 1024, a multiple of 8
        Pixels a side of the square; a bar is size / 8 wide.

    Returns
    -------
    (3, size, size) float32
        Each value 0 or 1.

    Raises
    ------
    ValueError
        When size is out of range or not a multiple of 8.

    Examples
    --------
    >>> colour_bars(8)[:, 0]  # a row of each channel: which bars hold red, green, blue
    array([[1., 1., 0., 0., 1., 1., 0., 0.],
           [1., 1., 1., 1., 0., 0., 0., 0.],
           [1., 0., 1., 0., 1., 0., 1., 0.]], dtype=float32)
    """
    size = checked_size(size, 8, 1024)
    if size % 8:
        raise ValueError(f"size is {size}, but 8 bars of whole pixels need a multiple of 8")
    bars = np.array([[*row] for row in _BARS], dtype=np.float32)
    return bars.repeat(size // 8, axis=1)[:, None].repeat(size, axis=1)


def diagonals() -> Floats:
    r"""White strokes on black: one perfect ``\`` of three pixels, lower right, and partial ones.

    A kernel ``np.eye(3)`` counts how many of its three pixels are there: 3 at one place only, in
    the lower right corner.

    Returns
    -------
    (1, 12, 12) float32
        Each value 0 or 1.

    Examples
    --------
    >>> int(diagonals()[0, 8:11, 8:11].trace())  # 3 of 3
    3
    >>> int(diagonals()[0, 8:11, 2:5].trace())  # lower left: 2 of 3
    2
    """
    rows = _STROKES.split()
    return np.array([[[pixel == "#" for pixel in row] for row in rows]], dtype=np.float32)


def red_green_edge(size: int = 24) -> Floats:
    """Red on the left, green on the right, equally bright: grey sees nothing here.

    Both halves have the same mean over the channels, 1/3, and the same luminance, 0.371: red
    falls by 0.473, and the only way to make up for that in both sums is 0.185 more green and 0.288
    more blue.

    Parameters
    ----------
    size : int, 2 to 1024
        Pixels a side of the square; the edge is in the middle.

    Returns
    -------
    (3, size, size) float32 in [0, 1]
        Red, green and blue.

    Examples
    --------
    >>> red_green_edge(4)[:, 0]
    array([[0.75 , 0.75 , 0.277, 0.277],
           [0.25 , 0.25 , 0.435, 0.435],
           [0.   , 0.   , 0.288, 0.288]], dtype=float32)
    """
    return _edge((0.75, 0.25, 0.0), (0.277, 0.435, 0.288), size)


def brightness_edge(size: int = 24) -> Floats:
    """Light grey on the left, dark grey on the right, no colour.

    Its red channel is that of ``red_green_edge``: in red alone the two pictures are the same.

    Parameters
    ----------
    size : int, 2 to 1024
        Height and width, as for ``red_green_edge``.

    Returns
    -------
    (3, size, size) float32 in [0, 1]
        Three equal channels.

    Examples
    --------
    >>> np.array_equal(brightness_edge()[0], red_green_edge()[0])
    True
    """
    return _edge((0.75,) * 3, (0.277,) * 3, size)


def to_grey(x: ArrayLike) -> Floats:
    """The luminance of a picture: 0.299 red + 0.587 green + 0.114 blue, at every pixel.

    The weights are those of ITU-R BT.601.

    Parameters
    ----------
    x : (3, h, w) in [0, 1]
        Red, green and blue.

    Returns
    -------
    (1, h, w) float32 in [0, 1]
        Rounded to 0.01.

    Raises
    ------
    ValueError
        When x has not 3 channels.

    Examples
    --------
    >>> to_grey(colour_bars(8))[0, 0]
    array([1.  , 0.89, 0.7 , 0.59, 0.41, 0.3 , 0.11, 0.  ], dtype=float32)
    """
    x = np.asarray(x)
    if x.ndim != 3 or len(x) != 3:
        raise ValueError(
            f"x has shape {x.shape} but to_grey needs (3, h, w): "
            "an RGBA picture? drop alpha with x[:3]"
        )
    return _rounded(np.tensordot([LUMINANCE], x.astype(np.float64), axes=1))


def _photo(name: str, size: int) -> Floats:
    size = checked_size(size, 8, 256)
    with Image.open(DATA / f"{name}.png") as file:
        photo = file.convert("RGB")
    photo = photo.resize((size, size), Image.Resampling.LANCZOS)
    return _rounded(np.asarray(photo).transpose(2, 0, 1) / 255)


def _edge(left: Sequence[float], right: Sequence[float], size: int) -> Floats:
    size = checked_size(size, 2, 1024)
    colours = np.array([left, right], dtype=np.float32).T  # (3, 2)
    half = np.arange(size) >= size // 2
    return np.repeat(colours[:, None, half.astype(int)], size, axis=1)


def _rounded(x: np.ndarray) -> Floats:
    return np.round(x, 2).astype(np.float32)
