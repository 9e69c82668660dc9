"""All channels that a file has: of pictures, of TIFFs with many pages, of NumPy's arrays."""

from __future__ import annotations

import io
import zipfile
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageSequence

from .files import DAMAGED, FORMATS, MAX_BYTES, MAX_PIXELS, REFUSED, Source, decoded, read
from .pixels import Floats, checked_size, shrunk, upright

MAX_ARRAY = 256 * 1024 * 1024  # bytes
READ = (b"II*\0", b"MM\0*", b"\x93NUMPY", b"PK\x03\x04")  # here, though not by `load`
COLOURS = {
    "L": ("grey",),
    "F": ("grey",),
    "LA": ("grey", "alpha"),
    "RGB": ("red", "green", "blue"),
    "RGBA": ("red", "green", "blue", "alpha"),
    "CMYK": ("cyan", "magenta", "yellow", "black"),
}
DEPTH = (
    "Pillow reads 8 of the {bits} bits of each colour. For all of them make an array: "
    'np.save("x.npy", {reader}), then images.load_channels("x.npy").'
)
OTHER_TIFF = (
    "this TIFF is damaged, or of a kind that Pillow does not read, such as one with 5 channels a "
    'pixel. Make an array of it: np.save("x.npy", tifffile.imread("x.tif")), then '
    'images.load_channels("x.npy").'
)
READERS = {"PNG": 'cv2.imread("x.png", -1)[..., ::-1]', "TIFF": 'tifffile.imread("x.tif")'}


class Channels(NamedTuple):
    """What a file holds: ``x`` (channels, h, w), and a name for each channel."""

    x: Floats
    names: tuple[str, ...]


def load_channels(source: Source, size: int = 256) -> Channels:
    """Read every channel of a file: what a layer with its own number of channels takes.

    Pictures (PNG, JPEG, WebP, TIFF) keep their channels: 1 if grey, 4 with alpha or for print. A
    TIFF of several grey pages has a channel for each. ``.npy`` holds (h, w) or (channels, h, w);
    at most 4 of something on the last axis, if these are fewer than on the first, are taken for
    channels. ``.npz`` may hold a named (h, w) for each channel.

    Parameters
    ----------
    source : path, bytes or open binary file
        Where it is; an array may have 256 MB, a picture as for `load`.
    size : int, 8 to 1024
        As for `load`.

    Returns
    -------
    Channels
        ``x`` (channels, h, w) float32, not rounded, and ``names`` for ``channel_names=…``. Bytes
        and 16-bit values become 0 to 1; other numbers stay as they are.

    Raises
    ------
    FileNotFoundError
        Where there is no such file.
    ValueError
        What is wrong with the file, or an array whose channels may be its first axis or its last.

    Examples
    --------
    >>> file = io.BytesIO()
    >>> np.savez(file, red=np.zeros((20, 40)), near_infrared=np.ones((20, 40)))
    >>> x, names = load_channels(file.getvalue(), size=10)
    >>> x.shape, names
    ((2, 5, 10), ('red', 'near_infrared'))
    """
    size = checked_size(size, 8, 1024)
    data = read(source, MAX_ARRAY)
    for at, head, words in REFUSED:
        if head not in READ and data[at:].startswith(head):
            raise ValueError(words)
    if data.startswith(b"\x93NUMPY"):
        x, names = _of_array(_array(data), "")
    elif data.startswith(b"PK"):
        x, names = _of_archive(data)
    else:
        x, names = _of_picture(data)
    return Channels(np.ascontiguousarray(shrunk(x, size).transpose(2, 0, 1), np.float32), names)


def _scaled(array: np.ndarray) -> np.ndarray:
    """Bytes and 16-bit values as 0 to 1, other numbers as they are."""
    if array.dtype in (np.uint8, np.uint16):
        return array / np.float32(np.iinfo(array.dtype).max)
    return array.astype(np.float64)


def _array(data: bytes) -> np.ndarray:
    """The array in a .npy file."""
    try:
        array: np.ndarray = np.load(io.BytesIO(data), allow_pickle=False)
    except Exception as error:  # a broken file can fail anywhere inside the reader
        raise ValueError(
            "this .npy file cannot be read: it is damaged, or holds objects instead of numbers"
        ) from error
    if array.dtype.kind not in "buif":
        raise ValueError(f"the array holds {array.dtype}, but a picture is made of real numbers")
    if array.size > MAX_PIXELS:
        raise ValueError(f"the array has {array.size:,} numbers; the most is 24 million")
    return array


def _of_array(array: np.ndarray, name: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """(h, w, channels) and names, from an array of 2 or 3 axes."""
    if array.ndim == 2:
        array = array[..., None]
    elif array.ndim != 3 or not array.size:
        raise ValueError(
            f"the array has shape {array.shape}, but a picture is (h, w) or (channels, h, w): "
            "pick one of several, such as array[0]"
        )
    elif array.shape[2] > 4 or array.shape[0] <= array.shape[2]:
        _check_channels_first(*array.shape)
        array = np.moveaxis(array, 0, 2)
    count = array.shape[2]
    if count == 3 and not name:
        return _scaled(array), COLOURS["RGB"]
    names = [name] if name and count == 1 else [f"{name or 'channel'} {c}" for c in range(count)]
    return _scaled(array), tuple(names)


def _check_channels_first(first: int, second: int, last: int) -> None:
    """Refuse what may as well be (h, w, channels): a square, or sides far longer than the last."""
    is_square = 4 < first == second != last
    if is_square or 4 * last <= min(first, second):
        raise ValueError(
            f"an array of shape {(first, second, last)} looks like height, width, channels: use "
            f"x.transpose(2, 0, 1), or if it is {first} channels, np.savez(file, *x) says so"
        )


def _of_archive(data: bytes) -> tuple[np.ndarray, tuple[str, ...]]:
    """(h, w, channels) and names, from the arrays of a .npz file, one after the other."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = [entry for entry in archive.infolist() if entry.filename.endswith(".npy")]
        total = sum(entry.file_size for entry in entries)
        files = {} if total > MAX_ARRAY else {e.filename[:-4]: archive.read(e) for e in entries}
    except Exception as error:
        raise ValueError("this .npz file cannot be read: it is damaged") from error
    if not files:
        what = f"{total >> 20} MB; the most is 256 MB" if entries else "no array"
        raise ValueError(f"the .npz file holds {what}")
    several = len(files) > 1
    parts = [_of_array(_array(body), name * several) for name, body in files.items()]
    shapes = {name: part.shape[:2] for name, (part, _) in zip(files, parts, strict=True)}
    if len(set(shapes.values())) > 1:
        raise ValueError(f"the arrays of one picture have one height and width, but got {shapes}")
    return (
        np.concatenate([part for part, _ in parts], axis=2),
        tuple(name for _, names in parts for name in names),
    )


def _of_picture(data: bytes) -> tuple[np.ndarray, tuple[str, ...]]:
    """(h, w, channels) and names, from a picture file."""
    read(data, MAX_BYTES)
    try:
        picture, orientation = decoded(data, (*FORMATS, "TIFF"))
    except ValueError as error:
        if str(error) == DAMAGED and data.startswith(READ[:2]):
            raise ValueError(OTHER_TIFF) from error
        raise
    _keeps_its_depth(picture, data)
    if getattr(picture, "n_frames", 1) > 1 and picture.format == "TIFF":
        return _of_pages(picture)
    x, names = _of_page(picture)
    return upright(x, orientation), names


def _keeps_its_depth(picture: Image.Image, data: bytes) -> None:
    """Refuse what Pillow reads at 8 bits a colour, though the file has 16."""
    bits = 8
    if picture.format == "PNG" and picture.mode not in ("I;16", "I"):
        bits = data[24]
    elif picture.format == "TIFF" and picture.mode in ("RGB", "RGBA", "CMYK"):
        bits = max(picture.tag_v2.get(258, (8,)))  # type: ignore[attr-defined]  # BitsPerSample
    if bits > 8:
        raise ValueError(DEPTH.format(bits=bits, reader=READERS[str(picture.format)]))


def _of_page(picture: Image.Image) -> tuple[np.ndarray, tuple[str, ...]]:
    """(h, w, channels) and names, from one decoded picture."""
    if "transparency" in picture.info:
        picture = picture.convert("RGBA")
    if picture.mode.startswith("I"):  # 16 bits of grey, or what an old Pillow makes of them
        deep = np.asarray(picture)[..., None]
        if deep.min(initial=0) >= 0 and deep.max(initial=0) <= 65535:
            deep = deep.astype(np.uint16)
        return _scaled(deep), COLOURS["L"]
    if picture.mode not in COLOURS:
        modes = {"1": "L", "PA": "RGBA", "La": "LA", "RGBa": "RGBA"}
        picture = picture.convert(modes.get(picture.mode, "RGB"))
    x = np.asarray(picture)
    return _scaled(x.reshape(*x.shape[:2], -1)), COLOURS[picture.mode]


def _of_pages(picture: Image.Image) -> tuple[np.ndarray, tuple[str, ...]]:
    """A channel for each page of a TIFF."""
    count: int = picture.n_frames  # type: ignore[attr-defined]
    if picture.width * picture.height * count > MAX_PIXELS:
        raise ValueError("the pages have more than 24 million pixels: shrink them first")
    pages = [_of_page(page)[0] for page in ImageSequence.Iterator(picture)]
    if {page.shape for page in pages} != {(*pages[0].shape[:2], 1)}:
        raise ValueError(
            "the pages of this TIFF are not all grey and of one size: save one of them"
        )
    return np.concatenate(pages, axis=2), tuple(f"page {i}" for i in range(count))
