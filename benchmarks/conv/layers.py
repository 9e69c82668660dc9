"""The layers that are timed, and their numbers."""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from convlab import ConvLayer


class Layer(NamedTuple):
    name: str
    channels: int  # in
    kernels: int  # = channels out
    size: int  # of the square picture, or the length of the signal
    kernel: int = 3
    batch: int = 1
    stride: int = 1
    dilation: int = 1
    groups: int = 1
    ndim: int = 2
    transposed: bool = False


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

SIGNALS = [
    Layer("1→16, 1,000, 5", 1, 16, 1000, 5, ndim=1),
    Layer("16→32, 500", 16, 32, 500, ndim=1),
    Layer("80→384, 3,000", 80, 384, 3000, ndim=1),  # a spectrogram, as in Whisper's first layer
    Layer("1→64, 16,000, 80, stride 4", 1, 64, 16000, 80, stride=4, ndim=1),  # sound itself
    Layer("12→64, 5,000, 15, stride 2", 12, 64, 5000, 15, stride=2, ndim=1),  # a cardiogram
    Layer("64→64, 1,000, dilation 8", 64, 64, 1000, dilation=8, ndim=1),
    Layer("128 depthwise, 1,000, 7", 128, 128, 1000, 7, groups=128, ndim=1),
    Layer("256→256, 200, 1", 256, 256, 200, 1, ndim=1),
    Layer("16→32, 128, batch of 32", 16, 32, 128, batch=32, ndim=1),
]

STAMPS = [
    Layer("8→4, 16×16, stride 2", 8, 4, 16, stride=2, transposed=True),
    Layer("3→8, 32×32", 3, 8, 32, transposed=True),
    Layer("16→32, 32×32, stride 2", 16, 32, 32, stride=2, transposed=True),
    Layer("64→32, 28×28, 2×2, stride 2", 64, 32, 28, 2, stride=2, transposed=True),  # U-Net's
    Layer("128→64, 56×56, 2×2, stride 2", 128, 64, 56, 2, stride=2, transposed=True),
    Layer("512→256, 8×8, 4×4, stride 2", 512, 256, 8, 4, stride=2, transposed=True),  # DCGAN's
    Layer("128→64, 32×32, 4×4, stride 2", 128, 64, 32, 4, stride=2, transposed=True),
    Layer("64→3, 32×32, 4×4, stride 2", 64, 3, 32, 4, stride=2, transposed=True),
    Layer("32 by themselves, 4×4, stride 2", 32, 32, 32, 4, stride=2, groups=32, transposed=True),
    Layer("21→21, 28×28, 16×16, stride 8", 21, 21, 28, 16, stride=8, transposed=True),  # FCN's
    Layer("16→32, stride 2, batch of 8", 16, 32, 32, batch=8, stride=2, transposed=True),
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
        if layer.transposed:  # the maps are stride times as large as x
            self.padding = self.options["padding"] = (layer.kernel - layer.stride + 1) // 2
            more = layer.stride - layer.kernel + 2 * self.padding
            self.options["output_padding"] = more
        kind = {"ndim": layer.ndim, "transposed": layer.transposed}
        self.shape = ConvLayer(layer.channels, layer.kernels, layer.kernel, **self.options, **kind)
        x_shape = (layer.batch, layer.channels, *[layer.size] * layer.ndim)
        self.y_shape = self.shape.output_shape(x_shape)
        self.macs = self.shape.n_macs(x_shape)
        self.x = rng.standard_normal(x_shape, np.float32)
        self.weight = rng.standard_normal(self.shape.weight_shape, np.float32)
        self.bias = rng.standard_normal(layer.kernels, np.float32)

    @cached_property
    def padded(self) -> np.ndarray:
        p = self.padding
        return np.pad(self.x, ((0, 0), (0, 0), *[(p, p)] * self.layer.ndim))
