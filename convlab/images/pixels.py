"""Pixels as numbers: shrunk, turned upright and rounded, by rules that the browser has, too.

``static/numbers/pixels.js`` gives the same numbers for the same file.
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..sizes import whole

Floats = NDArray[np.float32]


def checked_size(size: int, low: int, high: int) -> int:
    """``size``, if it is a whole number from ``low`` to ``high``."""
    try:
        if (number := whole("size", size, low)) <= high:
            return number
    except (TypeError, ValueError):
        pass
    wrong = reprlib.repr(size)
    raise ValueError(f"size is {wrong}, but must be a whole number from {low} to {high}")


def rounded(x: ArrayLike) -> Floats:
    """To 0.01, half upwards; what is a hair less than half counts as half."""
    return (np.floor(100 * np.asarray(x, np.float64) + 0.5 + 1e-9) / 100).astype(np.float32)


def shrunk(x: np.ndarray, size: int) -> np.ndarray:
    """The same picture ``(h, w, channels)``, its longer side at most ``size``; never enlarged.

    Each new pixel is the mean of the area that it covers.

    >>> shrunk(np.array([[[0], [2], [4], [6]]]), 2)[..., 0]
    array([[1., 5.]])
    """
    high, wide = x.shape[:2]
    share = min(1, size / max(high, wide))
    for axis, side in enumerate((high, wide)):
        x = _means(x, axis, max(1, int(side * share + 0.5)))
    return x


def _means(x: np.ndarray, axis: int, count: int) -> np.ndarray:
    """``count`` means along an axis, each over an equal stretch of it."""
    if count == x.shape[axis]:
        return x
    along = x.swapaxes(0, axis)
    parts = [np.tensordot(share, along[where], 1) for where, share in _shares(len(along), count)]
    return np.stack(parts).swapaxes(0, axis)


def _shares(n: int, count: int) -> Iterator[tuple[slice, NDArray[np.float64]]]:
    """For each of ``count`` equal stretches of ``n`` pixels: which it covers, and by how much."""
    for i in range(count):
        low, high = i * n / count, (i + 1) * n / count
        first, last = int(low), int(np.ceil(high))
        pixels = np.arange(first, last)
        covered = np.minimum(pixels + 1, high) - np.maximum(pixels, low)
        yield slice(first, last), covered / (high - low)


def upright(x: np.ndarray, orientation: int) -> np.ndarray:
    """A picture ``(h, w, …)`` turned the way its camera was held: EXIF's orientation, 1 to 8.

    >>> upright(np.array([[1, 2]]), 6)  # a quarter clockwise: left becomes top
    array([[1],
           [2]])
    """
    if orientation > 4:
        x = x.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        x = x[:, ::-1]
    if orientation in (3, 4, 7, 8):
        x = x[::-1]
    return x
