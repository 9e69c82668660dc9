"""Layers that several questions are shown with, and slices counted out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .. import images, kernels
from .question import Count, Example, counted_slices

Floats = NDArray[np.float32]


def coffee_kernel() -> tuple[Floats, Floats, Floats]:
    """The cup of coffee, small, and one kernel of the teaching bank with its bias."""
    bank = kernels.bank("teaching")
    return images.coffee(44), bank.weight[[2]], bank.bias[[2]]


def photo_example(name: str = "the layer", says: str = "") -> Example:
    """One kernel on the coffee photo, at a place that is red, not green or blue."""
    bank = kernels.bank("teaching")
    bias = float(bank.bias[2].round(6))
    x = images.coffee(52)
    return Example(x, bank.weight[2:3], bias, (21, 41), name=name, says=says)


def coffee_example(name: str = "the layer") -> Example:
    """32 channels to 1: the kernel that finds the coffee, in the middle of it."""
    bank = kernels.trained("coffee")
    x = kernels.stem_maps(images.coffee(84)).round(2)
    return Example(x, bank.weight, float(bank.bias[0].round(6)), (16, 19), name=name)


def all_kernels(kernels: int, slices: int) -> list[list[int]]:
    """The slices of each kernel, as they are numbered one kernel after the other.

    Examples
    --------
    >>> all_kernels(2, 3)
    [[0, 1, 2], [3, 4, 5]]
    """
    return [list(range(k * slices, (k + 1) * slices)) for k in range(kernels)]


def one_by_one(slices: int, read: Sequence[int] | None = None) -> list[list[int | None]]:
    """Slices as units of their own; of those that are not read there is a dot.

    Examples
    --------
    >>> one_by_one(3, [1])
    [[None], [1], [None]]
    """
    wanted = range(slices) if read is None else read
    return [[c if c in wanted else None] for c in range(slices)]


def slices_of(kernels_of: np.ndarray) -> np.ndarray:
    """All slices of some kernels (c_out, c_in, kh, kw), one after the other."""
    return kernels_of.reshape(-1, *kernels_of.shape[2:])


def counted_biases(
    words: str, units: Sequence[Sequence[int | None]], each: Sequence[int], *, total: str = ""
) -> Count:
    """Biases counted kernel by kernel: so many that each unit has.

    Examples
    --------
    >>> counted_biases("one each", [[0], [1]], [1, 1]).counts
    [1, 2]
    """
    running = np.cumsum(each).tolist()
    counts = [n if own else None for n, own in zip(running, each, strict=True)]
    return Count(words, units, counts, each, total)


def numbered_channels(words: str, channels: int, read: Sequence[int]) -> Count:
    """The channels that a kernel reads, each slice over its number.

    Examples
    --------
    >>> numbered_channels("two of three", 3, [0, 2]).counts
    [0, None, 2]
    """
    units = one_by_one(channels, read)
    return Count(words, units, [c if c in read else None for c in range(channels)])


__all__ = [
    "all_kernels",
    "coffee_example",
    "counted_biases",
    "counted_slices",
    "numbered_channels",
    "one_by_one",
    "photo_example",
    "slices_of",
]
