"""The layers that are timed, and their numbers."""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from convlab import ConvLayer


class Layer(NamedTuple):
    name: str
    channels: int  # in
    kernels: int  # = channels out
    size: int  # of the square picture
    kernel: int = 3
    batch: int = 1
    stride: int = 1
    dilation: int = 1
    groups: int = 1


TEACHING = [
    Layer("3→1", 3, 1, 32),
    Layer("3→8", 3, 8, 32),
    Layer("32→1", 32, 1, 32),
    Layer("3→64", 3, 64, 32),
    Layer("16→32", 16, 32, 32),
    Layer("3→8, 64×64, 5×5", 3, 8, 64, 5),
    Layer("3→8, 128×128", 3, 8, 128),
    Layer("16→32, 64×64, 1×1", 16, 32, 64, 1),
    Layer("16→32, stride 2", 16, 32, 32, stride=2),
    Layer("16→32, dilation 2", 16, 32, 32, dilation=2),
    Layer("16→32, 4 groups", 16, 32, 32, groups=4),
    Layer("32 depthwise", 32, 32, 32, groups=32),
    Layer("3→8, batch of 8", 3, 8, 32, batch=8),
]

NETWORKS = [
    Layer("64→64, 56×56", 64, 64, 56),
    Layer("128→128, 28×28", 128, 128, 28),
    Layer("256→256, 14×14", 256, 256, 14),
    Layer("3→64, 224×224, 7×7, stride 2", 3, 64, 224, 7, stride=2),
    Layer("3→64, 224×224", 3, 64, 224),
    Layer("32 depthwise, 112×112", 32, 32, 112, groups=32),
    Layer("32 depthwise, 112×112, stride 2", 32, 32, 112, stride=2, groups=32),
    Layer("32→64, 112×112, 1×1", 32, 64, 112, 1),
    Layer("64→128, 56×56, stride 2", 64, 128, 56, stride=2),
    Layer("64→64, 56×56, batch of 8", 64, 64, 56, batch=8),
]

# Batches and the smallest layer say nothing new about partial maps; depthwise has none to tell.
PARTS = [layer for layer in TEACHING if layer.batch == 1][1:11]


class Numbers:
    """x, weight and bias of a layer, float32, and what each way of computing needs of them."""

    def __init__(self, layer: Layer):
        rng = np.random.default_rng(0)
        self.layer = layer
        self.padding = layer.dilation * (layer.kernel // 2)
        self.options = {
            "stride": layer.stride,
            "padding": self.padding,
            "dilation": layer.dilation,
            "groups": layer.groups,
        }
        self.shape = ConvLayer(layer.channels, layer.kernels, layer.kernel, **self.options)
        x_shape = (layer.batch, layer.channels, layer.size, layer.size)
        self.y_shape = self.shape.output_shape(x_shape)
        self.macs = self.shape.n_macs(x_shape)
        self.x = rng.standard_normal(x_shape, np.float32)
        self.weight = rng.standard_normal(self.shape.weight_shape, np.float32)
        self.bias = rng.standard_normal(layer.kernels, np.float32)

    @cached_property
    def padded(self) -> np.ndarray:
        p = self.padding
        return np.pad(self.x, ((0, 0), (0, 0), (p, p), (p, p)))
