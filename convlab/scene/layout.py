"""Which layers are laid out how; the browser's rule is in ``numbers/state.js``."""

from collections.abc import Sequence
from typing import Literal

from ..layer import ConvLayer

Layout = Literal[
    "rows", "slices", "many", "stairs", "opened", "wall", "matrix", "depthwise", "stamps"
]
MOST_OPENED = 128  # kernels or channels
MOST_NUMBERS = 1 << 24  # in all partial maps: the maps of all kernels are drawn


def layout_of(weight_shape: Sequence[int], layer: ConvLayer, places: int, view: str = "") -> Layout:
    """How a layer is laid out, of a grid of slices of shape ``(c_out, c_in, kh, kw)``.

    ``places`` are those of a channel. The largest layer that a widget can show decides, so that
    nothing changes wholly under a slider of channels.

    >>> layout_of((1, 32, 3, 3), ConvLayer(3, 1, 3), 64)  # a slider is at 3 of 32 channels
    'stairs'
    >>> layout_of((32, 64, 3, 3), ConvLayer(64, 32, 3), 1936)
    'opened'
    """
    kernels, channels, *sides = weight_shape
    if layer.transposed and layer.ndim == 2:
        return _layout_of_stamps(kernels, channels)
    if 8 < layer.groups == layer.in_channels == layer.out_channels:
        return "depthwise"
    if max(sides) == 1 and channels >= 4 and max(channels, kernels) <= 64:
        return "matrix"
    if view != "wall" and _can_open(kernels, channels, layer, places):
        return "opened"
    return _layout_of_counts(kernels, channels)


def _can_open(kernels: int, channels: int, layer: ConvLayer, places: int) -> bool:
    """Whether some rows of a layer of many channels and many kernels can be opened."""
    usual = layer.groups == 1 and not layer.transposed and layer.ndim == 2
    fits = 8 < min(kernels, channels) <= max(kernels, channels) <= MOST_OPENED
    return usual and fits and kernels * channels * places <= MOST_NUMBERS


def _layout_of_counts(kernels: int, channels: int) -> Layout:
    if channels > 8:
        return "wall" if kernels > 8 else "stairs"
    if kernels > 8:
        return "many"
    return "slices" if channels > 3 else "rows"


def _layout_of_stamps(kernels: int, channels: int) -> Layout:
    few = channels <= 3 and kernels <= 8
    return "stamps" if few else _layout_of_counts(kernels, channels)
