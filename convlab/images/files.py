"""A reader's own picture, read safely, with the numbers that the browser reads from it.

Every refusal says in one sentence what is wrong, and what to do: a ValueError, or where no file is
a FileNotFoundError.
"""

from __future__ import annotations

import io
import os
import warnings
from typing import BinaryIO

import numpy as np
from PIL import Image

from .pixels import Floats, checked_size, rounded, shrunk, upright

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 24_000_000
FORMATS = ("PNG", "JPEG", "WEBP")
ORIENTATION = 0x0112  # the tag of EXIF that tells how the camera was held
DAMAGED = "this file cannot be read as a picture: it is damaged, or not PNG, JPEG or WebP"

# What a file of another kind begins with, from which byte on, and what to do with it: the very
# sentences of `static/numbers/pixels.js`.
REFUSED = (
    (4, b"ftyphe", "This is a HEIC photo, as phones take them: export it as JPEG or PNG."),
    (4, b"ftypmif", "This is a HEIC photo, as phones take them: export it as JPEG or PNG."),
    (4, b"ftypavif", "This is an AVIF picture: save it as PNG, JPEG or WebP."),
    (0, b"GIF8", "This is a GIF, which may be animated: save one picture as PNG, JPEG or WebP."),
    (0, b"BM", "This is a BMP picture: save it as PNG, JPEG or WebP."),
    (0, b"II*\0", "This is a TIFF: save it as PNG, or use images.load_channels in Python."),
    (0, b"MM\0*", "This is a TIFF: save it as PNG, or use images.load_channels in Python."),
    (0, b"\x93NUMPY", "This is a NumPy array: use images.load_channels in Python."),
    (0, b"PK\x03\x04", "This is an archive, such as .npz: use images.load_channels in Python."),
    (
        128,
        b"DICM",
        "This is a DICOM file: save its pixels as PNG, or pydicom's pixel_array as .npy.",
    ),
    (0, b"%PDF", "This is a PDF, not a picture: save a page of it as PNG."),
    (0, b"<svg", "This is an SVG drawing, which has no pixels: save it as PNG."),
    (0, b"<?xml", "This is an SVG drawing, which has no pixels: save it as PNG."),
)


def load(source: Source, size: int = 256) -> Floats:
    """Read a picture of your own: PNG, JPEG or WebP, at most 8 MB and 24 megapixels.

    The numbers are those in the file, as PyTorch's loaders have them, and as the widgets read it:
    colour profiles and gamma, which are for screens, change nothing. Of 16 bits a colour the upper
    8 count, and of an animation its first picture. `load_channels` keeps what a file has.

    Parameters
    ----------
    source : path, bytes or open binary file
        Where the picture is.
    size : int, 8 to 1024
        Pixels that the longer side is shrunk to, each the mean of what it covers; it is never
        enlarged.

    Returns
    -------
    (3, h, w) float32 in [0, 1]
        Red, green and blue, rounded to 0.01. A photo is turned the way its camera was held (EXIF);
        what is transparent becomes white; grey becomes three equal channels.

    Raises
    ------
    FileNotFoundError
        Where there is no such file.
    ValueError
        Whatever is wrong with the file, in one sentence.

    Examples
    --------
    >>> file = io.BytesIO()
    >>> Image.new("L", (40, 20), 255).save(file, "PNG")
    >>> load(file.getvalue(), size=10).shape  # 40 × 20 pixels shrunk to 10 × 5
    (3, 5, 10)
    """
    size = checked_size(size, 8, 1024)
    data = read(source, MAX_BYTES)
    refuse(data)
    pixels, orientation = decoded(data, FORMATS)
    x = shrunk(on_white(pixels), size) / 255
    return rounded(upright(x, orientation).transpose(2, 0, 1))


def read(source: Source, most: int) -> bytes:
    """The bytes of ``source``, if they are no more than ``most``."""
    try:
        if isinstance(source, bytes | bytearray | memoryview):
            data = bytes(source)
        elif isinstance(source, str | os.PathLike):
            with open(source, "rb") as file:
                data = file.read(most + 1)
        else:
            data = source.read(most + 1)
    except FileNotFoundError as error:
        raise FileNotFoundError(
            f"there is no file {str(source)!r}, looked for from {os.getcwd()}: put it there, or "
            "give its whole path"
        ) from error
    except OSError as error:
        name = repr(str(source)) if isinstance(source, str | os.PathLike) else "the file"
        raise ValueError(f"{name} cannot be opened: {error.strerror or error}") from error
    except (AttributeError, ValueError) as error:
        raise ValueError("source must be a path, bytes, or an open binary file") from error
    if not isinstance(data, bytes):
        raise ValueError("source gives text, not bytes: open the file with mode 'rb'")
    if len(data) > most:
        raise ValueError(f"the file is larger than {most >> 20} MB: shrink the picture first")
    return data


def refuse(data: bytes) -> None:
    """Say what a file of a known other kind is, and what to do with it."""
    for at, head, words in REFUSED:
        if data[at:].startswith(head):
            raise ValueError(words)


def decoded(data: bytes, formats: tuple[str, ...]) -> tuple[Image.Image, int]:
    """The picture, decoded and not yet upright, and its orientation."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damage beside the pixels, as in EXIF
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            file = Image.open(io.BytesIO(data), formats=formats)  # reads the header, no pixels yet
            if file.width * file.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            if file.info.get("default_image"):
                file.seek(1)  # the animation's own first picture, which browsers show
            file.load()  # damaged pixels are an error: they fail here
            return file, _orientation(file)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValueError("the picture has more than 24 million pixels: shrink it first") from error
    except Exception as error:  # a broken file can fail anywhere inside the decoder
        raise ValueError(DAMAGED) from error


def _orientation(picture: Image.Image) -> int:
    """As EXIF has it, 1 to 8; 1 where it cannot be read."""
    try:
        exif = Image.Exif()
        exif.load(picture.info.get("exif", b""))
        found = exif.get(ORIENTATION, 1)
    except Exception:  # damaged EXIF is no error, but can fail anywhere inside its reader
        return 1
    return found if found in range(1, 9) else 1


def on_white(picture: Image.Image) -> np.ndarray:
    """Red, green and blue, (h, w, 3) bytes; white shines through what is transparent."""
    if picture.mode.startswith("I"):  # 16 bits a pixel: Pillow would clip them at 255
        picture = Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    return np.asarray(picture.convert("RGB"))
