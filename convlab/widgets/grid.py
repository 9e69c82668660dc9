"""The explorer's whole grid of kernel slices, of which each setting of its sliders uses a part."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..layer import ConvLayer, channels_read
from ..sizes import ShapeError

MOST_ZEROS = 1 << 20  # numbers of a whole grid: of a larger one its groups' slices alone are kept


def stored_grid(weight: NDArray[Any], in_channels: int) -> NDArray[Any]:
    """The slices that are sent: the whole grid, which serves every number of groups.

    Of so many groups that zeros would be most of a large grid, those slices alone that there are.

    >>> stored_grid(np.ones((4, 1, 3, 3)), 2).shape, stored_grid(np.ones((960, 1, 3, 3)), 960).shape
    ((4, 2, 3, 3), (960, 1, 3, 3))
    """
    kernels, slices, *sides = weight.shape
    if slices < in_channels and kernels * in_channels * math.prod(sides) > MOST_ZEROS:
        return weight
    return whole_grid(weight, in_channels)


def whole_grid(weight: NDArray[Any], in_channels: int) -> NDArray[Any]:
    """The weight of a grouped layer as the whole grid: zeros where a kernel reads no channel.

    >>> whole_grid(np.ones((4, 1, 1, 1)), 2)[..., 0, 0].astype(int)  # two groups
    array([[1, 0],
           [1, 0],
           [0, 1],
           [0, 1]])
    """
    kernels, slices, *sides = weight.shape
    grid = np.zeros((kernels, in_channels, *sides), weight.dtype)
    for o in range(kernels):
        grid[o, channels_read(o, weight.shape, in_channels // slices)] = weight[o]
    return grid


def middle(weight: NDArray[Any], kernel_size: int) -> NDArray[Any]:
    """The middle of each slice, as a view; a ``kernel_size`` of 0 leaves the slices as they are.

    >>> middle(np.arange(25).reshape(1, 1, 5, 5), 3)[0, 0, 0]
    array([6, 7, 8])
    """
    kh, kw = (min(side, kernel_size or side) for side in weight.shape[2:])
    top, left = (weight.shape[2] - kh) // 2, (weight.shape[3] - kw) // 2
    return weight[..., top : top + kh, left : left + kw]


def fitting(grid: NDArray[Any], layer: ConvLayer, x_shape: Sequence[int]) -> NDArray[Any]:
    """The slices as they are or, where they have no room in x ``(c, h, w)``, their middle.

    ``layer`` says how they move, whatever the size of its kernels.

    >>> steps = ConvLayer(1, 1, 1, dilation=2)
    >>> fitting(np.ones((1, 1, 5, 5)), steps, (1, 8, 8)).shape  # 2·(4 - 1) + 1 = 7
    (1, 1, 4, 4)
    """
    for size in range(max(grid.shape[2:]), 1, -1):
        part = middle(grid, size)
        try:
            moved = replace(layer, kernel_size=part.shape[-layer.ndim :])
            moved.output_shape((layer.in_channels, *x_shape[-layer.ndim :]))
        except ShapeError:
            continue
        return part
    return middle(grid, 1)


def ordered(kernels: NDArray[Any], layer: ConvLayer) -> NDArray[Any]:
    """Kernels ``(c_out, c_in / groups, kh, kw)`` in the order of the layer's weight.

    A transposed layer has its input channels first.

    >>> ordered(np.ones((4, 3, 2, 2)), ConvLayer(6, 4, 2, groups=2, transposed=True)).shape
    (6, 2, 2, 2)
    """
    if layer.transposed:
        by_group = kernels.reshape(layer.groups, -1, *kernels.shape[1:])
        kernels = by_group.swapaxes(1, 2).reshape(layer.in_channels, -1, *kernels.shape[2:])
    return kernels.reshape(*kernels.shape[:2], *layer.kernel_size)


def used(grid: NDArray[Any], layer: ConvLayer) -> list[NDArray[Any]]:
    """The slices that each kernel uses, ``(in_channels / groups, kh, kw)``, as views."""
    grid = middle(grid, max(layer.kernel_size))
    if grid.shape[1] == layer.in_channels // layer.groups:  # nothing else is stored
        return [*grid[: layer.out_channels]]
    reads = [layer.channels(o) for o in range(layer.out_channels)]
    return [grid[o, own.start : own.stop] for o, own in enumerate(reads)]


def edited(grid: NDArray[Any], edits: Sequence[float]) -> NDArray[Any]:
    """A copy of the grid with some weights changed: ``edits`` is a place, its weight, and so on.

    >>> edited(np.zeros((1, 1, 2, 2)), [3, 0.5])[0, 0, 1]
    array([0. , 0.5])
    """
    if len(edits) % 2:
        raise ShapeError(f"edits come in pairs, a place and its weight; got {len(edits)} numbers")
    grid = grid.copy()
    for place, value in zip(edits[::2], edits[1::2], strict=True):
        if place not in range(grid.size) or not abs(value) <= 1e6:
            raise ShapeError(
                f"edits set weight {place:g} to {value:g}; there are weights 0 to {grid.size - 1}, "
                "and a weight is a number between −1,000,000 and 1,000,000"
            )
        grid.flat[int(place)] = value
    return grid
