"""Weights and channels for a layer of which only the counts are known.

The site's first page makes them up: always the same for the same seed, and in the browser the same.
"""

from collections.abc import Callable
from math import ceil

import numpy as np
from numpy.typing import NDArray

from .images import coffee
from .layer import ConvLayer

Floats = NDArray[np.float32]
Random = Callable[[], int]

FIRST_LAYER = 16  # the seed of the layer that makes channels out of a photo
# The directions of a slope, and of a line: rows, columns
AROUND = ((0, 1), (1, 0), (1, 1), (1, -1), (0, -1), (-1, 0), (-1, -1), (-1, 1))


def random_from(seed: int) -> Random:
    """Tommy Ettinger's mulberry32: whole numbers from 0 to 2**32 - 1.

    >>> random = random_from(0)
    >>> random(), random()
    (1144304738, 1416247)
    """
    state, mask = seed & 0xFFFFFFFF, 0xFFFFFFFF

    def random() -> int:
        nonlocal state
        state = (state + 0x6D2B79F5) & mask
        mixed = (state ^ state >> 15) * (state | 1) & mask
        mixed ^= mixed + ((mixed ^ mixed >> 7) * (mixed | 61)) & mask
        return (mixed ^ mixed >> 14) & mask

    return random


def draw(random: Random, n: int) -> int:
    """One of the numbers 0 to n - 1."""
    return random() * n >> 32


def weights(layer: ConvLayer, seed: int = 0) -> tuple[Floats, Floats]:
    """Small whole weights, and biases in tenths, whether the layer has a bias or not.

    Parameters
    ----------
    layer : ConvLayer
        With one side or two.
    seed : int
        Another one makes other numbers.

    Returns
    -------
    weight : (c_out, c_in / groups, kh, kw) float32
        Of a transposed layer (c_in, c_out / groups, kh, kw); of a signal without kh.
    bias : (c_out,) float32

    Examples
    --------
    >>> weight, bias = weights(ConvLayer(64, 32, 3, padding=1))
    >>> weight.shape, bias.shape
    ((32, 64, 3, 3), (32,))
    """
    random, groups = random_from(seed), layer.groups
    kernels, slices = layer.out_channels, layer.in_channels // groups
    kh, kw = (1, *layer.kernel_size)[-2:]
    weight = [[_slice(random, kh, kw) for _ in range(slices)] for _ in range(kernels)]
    bias = [(draw(random, 19) - 9) / 10 for _ in range(kernels)]
    grid = np.array(weight, np.float32).reshape(groups, -1, slices, *layer.kernel_size)
    if layer.transposed:  # input channels come first, in each group
        grid = grid.swapaxes(1, 2)
    return grid.reshape(layer.weight_shape), np.array(bias, np.float32)


def channels(n: int, side: int = 44) -> Floats:
    """The coffee photo's own three channels, its grey, or n that a made-up first layer makes of it.

    Parameters
    ----------
    n : int
        How many channels.
    side : int
        Pixels a side.

    Returns
    -------
    (n, side, side) float32 in [0, 1]
        Hundredths.

    Examples
    --------
    >>> channels(64).shape
    (64, 44, 44)
    """
    photo = np.rint(coffee(side) * 100).astype(int)
    if n == 3:
        return np.asarray(photo / 100, np.float32)
    if n == 1:
        grey = (2 * photo.sum(axis=0, keepdims=True) + 3) // 6  # to the nearest hundredth
        return np.asarray(grey / 100, np.float32)
    kernels, _ = weights(ConvLayer(3, n, 3), FIRST_LAYER)
    padded = np.pad(photo, ((0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
    maps = np.einsum("cijab,ocab->oij", windows, kernels.astype(int)).clip(0)
    most = np.maximum(maps.max(axis=(1, 2), keepdims=True), 1)
    return np.asarray((200 * maps + most) // (2 * most) / 100, np.float32)


def signals(n: int, length: int = 44) -> Floats:
    """The middle row of each of these ``channels``: (n, length).

    >>> signals(2).shape
    (2, 44)
    """
    return channels(n, length)[:, length // 2]


def _slice(random: Random, kh: int, kw: int) -> list[int]:
    """Small whole numbers: a slope, a spot, a line, or two places apart."""
    size = kh * kw
    if size == 1:
        return [(-2, -1, 1, 2)[draw(random, 4)]]
    kind, which = draw(random, 4), draw(random, 8)
    if kind == 3:
        return _apart(random, size)
    sign = 1 if which < 4 else -1
    down, right = AROUND[which if kind == 0 else which % 4]
    places = [(i - (kh - 1) / 2, j - (kw - 1) / 2) for i in range(kh) for j in range(kw)]
    if kind == 1:
        return [sign * _spot(abs(i) + abs(j)) for i, j in places]
    along = [down * i + right * j for i, j in places]
    return [_slope(one) if kind == 0 else sign * _line(abs(one)) for one in along]


def _slope(along: float) -> int:
    """Up to 2 either way."""
    size = min(2, ceil(abs(along)))
    return size if along > 0 else -size


def _line(far: float) -> int:
    return 2 if far < 0.75 else -1 if far < 1.75 else 0


def _spot(far: float) -> int:
    return 4 if far < 0.75 else -1 if far < 1.25 else 0


def _apart(random: Random, size: int) -> list[int]:
    slice_ = [0] * size
    first = draw(random, size)
    slice_[first] = 1
    slice_[(first + 1 + draw(random, size - 1)) % size] = -1
    return slice_
