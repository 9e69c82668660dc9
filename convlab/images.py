"""Pictures to convolve: two photos, three drawings, and a reader's own file, read safely.

Every picture is a float32 array ``(channels, height, width)`` with values in [0, 1].
Photos are rounded to 0.01, so that sums of printed values add up in the digits printed.
"""

from __future__ import annotations

import io
import os
import reprlib
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageOps

from .sizes import whole

Floats = NDArray[np.float32]
Source = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO

DATA = Path(__file__).parent / "data"
MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 24_000_000
FORMATS = ("PNG", "JPEG", "WEBP")
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
        As ``coffee`` does.

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
    size = _checked(size, 8, 1024)
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
        As for ``red_green_edge``.

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


def load(source: Source, size: int = 256) -> Floats:
    """Read a picture of your own: PNG, JPEG or WebP, at most 8 MB and 24 megapixels.

    Parameters
    ----------
    source : path, bytes or open binary file
        Where the picture is.
    size : int, 8 to 1024
        Pixels that the longer side is shrunk to; it is never enlarged.

    Returns
    -------
    (3, h, w) float32 in [0, 1]
        Red, green and blue, rounded to 0.01. A photo is turned the way its camera was held; what
        is transparent becomes white; grey becomes three equal channels.

    Raises
    ------
    ValueError
        Whatever is wrong with the file, in one sentence.

    Examples
    --------
    >>> file = io.BytesIO()
    >>> Image.new("L", (40, 20), 255).save(file, "PNG")
    >>> load(file.getvalue(), size=10).shape  # 40 × 20 pixels shrunk to 10 × 5
    (3, 5, 10)
    """
    size = _checked(size, 8, 1024)
    data = _read(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damage beside the pixels, as in EXIF
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = _decode(data, size)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValueError("the picture has more than 24 million pixels: shrink it first") from error
    except Exception as error:  # a broken file can fail anywhere inside the decoder
        raise ValueError(
            "this file cannot be read as a picture: it is damaged, or not PNG, JPEG or WebP"
        ) from error
    return _to_array(picture)


def _read(source: Source) -> bytes:
    """The bytes of ``source``, at most MAX_BYTES of them."""
    try:
        if isinstance(source, bytes | bytearray | memoryview):
            data = bytes(source)
        elif isinstance(source, str | os.PathLike):
            with open(source, "rb") as file:
                data = file.read(MAX_BYTES + 1)
        else:
            data = source.read(MAX_BYTES + 1)
    except OSError as error:
        raise ValueError(f"the file cannot be opened: {error.strerror or error}") from error
    except (AttributeError, ValueError) as error:
        raise ValueError("source must be a path, bytes, or an open binary file") from error
    if not isinstance(data, bytes):
        raise ValueError("source gives text, not bytes: open the file with mode 'rb'")
    if len(data) > MAX_BYTES:
        raise ValueError("the file is larger than 8 MB: shrink the picture first")
    return data


def _decode(data: bytes, size: int) -> Image.Image:
    """An upright RGB picture whose longer side is at most ``size`` pixels."""
    file = Image.open(io.BytesIO(data), formats=FORMATS)  # reads the header, no pixels yet
    if file.width * file.height > MAX_PIXELS:
        raise Image.DecompressionBombError
    file.draft(None, (2 * size, 2 * size))  # lets a JPEG decode at a fraction of its size
    picture = _upright(file)
    if picture.mode.startswith("I"):  # 16 bits a pixel: Pillow would clip them at 255
        picture = Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    picture = picture.convert("RGBA" if has_alpha else "RGB")
    picture.thumbnail((size, size), Image.Resampling.LANCZOS)
    if has_alpha:
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture).convert("RGB")
    return picture


def _upright(picture: Image.Image) -> Image.Image:
    """Turned the way the camera was held, if the file's EXIF can be read."""
    picture.load()  # damaged pixels are an error: they fail here
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # damaged EXIF is none, but can fail anywhere inside its reader
        return picture


def _photo(name: str, size: int) -> Floats:
    size = _checked(size, 8, 256)
    with Image.open(DATA / f"{name}.png") as file:
        photo = file.convert("RGB")
    return _to_array(photo.resize((size, size), Image.Resampling.LANCZOS))


def _edge(left: Sequence[float], right: Sequence[float], size: int) -> Floats:
    size = _checked(size, 2, 1024)
    colours = np.array([left, right], dtype=np.float32).T  # (3, 2)
    half = np.arange(size) >= size // 2
    return np.repeat(colours[:, None, half.astype(int)], size, axis=1)


def _to_array(picture: Image.Image) -> Floats:
    return _rounded(np.asarray(picture).transpose(2, 0, 1) / 255)


def _rounded(x: np.ndarray) -> Floats:
    return np.round(x, 2).astype(np.float32)


def _checked(size: int, low: int, high: int) -> int:
    try:
        if (number := whole("size", size, low)) <= high:
            return number
    except (TypeError, ValueError):
        pass
    wrong = reprlib.repr(size)
    raise ValueError(f"size is {wrong}, but must be a whole number from {low} to {high}")
