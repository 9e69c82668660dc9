"""A reader's own layers, by their attributes; test_against_peers has PyTorch's own."""

import numpy as np
import pytest

from convlab import ConvLayer
from convlab.frameworks import weights_of
from tests.fakes import torch_conv2d


class Conv2D:
    """What convlab reads of a Keras layer, with Keras' order of axes."""

    def __init__(self, kernel, bias=None, **options):
        defaults = {"strides": (1, 1), "padding": "valid", "dilation_rate": (1, 1), "groups": 1}
        vars(self).update({**defaults, **options}, use_bias=bias is not None)
        self.weights = [] if kernel is None else [kernel] if bias is None else [kernel, bias]

    def get_weights(self):
        return self.weights


class DepthwiseConv2D(Conv2D):
    pass


def test_from_keras():
    kernel = np.arange(5 * 3 * 2 * 8).reshape(5, 3, 2, 8)
    keras = Conv2D(kernel, np.ones(8), groups=2, padding="same")
    assert ConvLayer.from_keras(keras) == ConvLayer(4, 8, (5, 3), padding="same", groups=2)
    weight, bias = weights_of(keras)
    assert weight.shape == (8, 2, 5, 3) and bias.shape == (8,)
    assert weight[6, 1, 4, 2] == kernel[4, 2, 1, 6]


def test_from_keras_depthwise():
    kernel = np.arange(3 * 3 * 4 * 2).reshape(3, 3, 4, 2)
    keras = DepthwiseConv2D(kernel, depth_multiplier=2, strides=(2, 2))
    assert ConvLayer.from_keras(keras) == ConvLayer(4, 8, 3, stride=2, groups=4, bias=False)
    weight, bias = weights_of(keras)
    assert weight.shape == (8, 1, 3, 3) and bias is None
    assert weight[2 * 3 + 1, 0, 1, 2] == kernel[1, 2, 3, 1]  # channel 3, its second kernel


def test_from_torch_reads_attributes():
    module = torch_conv2d(np.ones((8, 2, 3, 5)), None, stride=(1, 2), padding="valid", groups=2)
    assert ConvLayer.from_torch(module) == ConvLayer(
        4, 8, (3, 5), stride=(1, 2), padding="valid", groups=2, bias=False
    )


@pytest.mark.parametrize(
    "read, layer, words",
    [
        (ConvLayer.from_torch, "cat", ["torch.nn.Conv2d", "str"]),
        (weights_of, None, ["Conv2d", "NoneType"]),
        (ConvLayer.from_keras, "cat", ["Conv2D", "str"]),
        (ConvLayer.from_keras, Conv2D(None), ["no weights yet", "build"]),
        (
            ConvLayer.from_keras,
            Conv2D(np.ones((3, 3, 1, 1)), strides=(2, 2), padding="same"),
            ["same", "(2, 2)", "ZeroPadding2D"],
        ),
    ],
)
def test_refuses_other_layers(read, layer, words):
    with pytest.raises((ValueError, TypeError)) as caught:
        read(layer)
    assert all(word in str(caught.value) for word in words), str(caught.value)
