"""Which layers are laid out how; the browser's rule is in ``numbers/state.js``."""

from collections.abc import Sequence
from typing import Literal

from ..layer import ConvLayer

Layout = Literal["rows", "slices", "many", "stairs", "wall", "matrix", "depthwise", "stamps"]


def layout_of(weight_shape: Sequence[int], layer: ConvLayer) -> Layout:
    """How a layer is laid out, of a grid of slices of shape ``(c_out, c_in, kh, kw)``.

    The largest layer that a widget can show decides, so that nothing changes wholly under a slider
    of channels.

    >>> layout_of((1, 32, 3, 3), ConvLayer(3, 1, 3))  # a slider is at 3 of 32 channels
    'stairs'
    """
    kernels, channels, *sides = weight_shape
    if layer.transposed and layer.ndim == 2:
        return _layout_of_stamps(kernels, channels)
    if 8 < layer.groups == layer.in_channels == layer.out_channels:
        return "depthwise"
    if max(sides) == 1 and channels >= 4 and max(channels, kernels) <= 64:
        return "matrix"
    return _layout_of_counts(kernels, channels)


def _layout_of_counts(kernels: int, channels: int) -> Layout:
    if channels > 8:
        return "wall" if kernels > 8 else "stairs"
    if kernels > 8:
        return "many"
    return "slices" if channels > 3 else "rows"


def _layout_of_stamps(kernels: int, channels: int) -> Layout:
    few = channels <= 3 and kernels <= 8
    return "stamps" if few else _layout_of_counts(kernels, channels)
