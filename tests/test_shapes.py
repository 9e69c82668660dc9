"""Counts and sizes against published numbers, and layers that cannot be."""

from types import SimpleNamespace

import numpy as np
import pytest

from convlab import ConvLayer, ShapeError, output_size
from convlab.frameworks import weights_of

# Published architectures: layer, input, output, parameters, multiply-adds
PUBLISHED = {
    "VGG-16 conv1-1": (
        ConvLayer(3, 64, 3, padding=1),
        (3, 224, 224),
        (64, 224, 224),
        1_792,
        86_704_128,
    ),
    "AlexNet conv1": (
        ConvLayer(3, 96, 11, stride=4),
        (3, 227, 227),
        (96, 55, 55),
        34_944,
        105_415_200,
    ),
    "LeNet-5 C1": (ConvLayer(1, 6, 5), (1, 32, 32), (6, 28, 28), 156, 117_600),
    "ResNet stem": (
        ConvLayer(3, 64, 7, stride=2, padding=3, bias=False),
        (3, 224, 224),
        (64, 112, 112),
        9_408,
        118_013_952,
    ),
    "MobileNet depthwise": (
        ConvLayer(32, 32, 3, padding=1, groups=32, bias=False),
        (32, 112, 112),
        (32, 112, 112),
        288,
        3_612_672,
    ),
    "MobileNet pointwise": (
        ConvLayer(32, 64, 1, bias=False),
        (32, 112, 112),
        (64, 112, 112),
        2_048,
        25_690_112,
    ),
    "CS231n demo": (ConvLayer(3, 2, 3, stride=2, padding=1), (3, 5, 5), (2, 3, 3), 56, 486),
    "32 to 1": (ConvLayer(32, 1, 3), (32, 10, 10), (1, 8, 8), 289, 18_432),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_counts(name):
    layer, x_shape, y_shape, parameters, macs = PUBLISHED[name]
    assert layer.output_shape(x_shape) == y_shape
    assert layer.output_shape((5, *x_shape)) == (5, *y_shape)
    assert layer.n_parameters == layer.n_weights + layer.n_biases == parameters
    assert layer.n_macs(x_shape) == macs
    assert layer.n_macs((5, *x_shape)) == 5 * macs
    assert layer.parameters_text.endswith(f" = {parameters:,} parameters")
    assert layer.macs_text(x_shape).endswith(f" = {macs:,} multiply-adds")


def test_texts():
    one = ConvLayer(1, 1, 1)
    assert one.parameters_text == "1 kernel × 1 slice × 1×1 weight + 1 bias = 2 parameters"
    grouped = ConvLayer(6, 6, 3, groups=2, bias=False)
    assert grouped.parameters_text == "6 kernels × 3 slices × 3×3 weights = 162 parameters"
    layer = ConvLayer(3, 2, (3, 1), stride=2, padding=(1, 0), dilation=(2, 1))
    assert layer.output_text((3, 9, 8)) == (
        "height ⌊(9 + 1 + 1 − (2×(3 − 1) + 1)) / 2⌋ + 1 = 4, width ⌊(8 − 1) / 2⌋ + 1 = 4"
    )
    assert layer.macs_text((7, 3, 9, 8)).startswith("7 pictures × 2 maps × 4×4 pixels × 3 slices")


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("dilation", [1, 2, 4])
@pytest.mark.parametrize("padding", [0, 1, 5])
def test_output_size_counts_the_places(stride, dilation, padding):
    for size in range(1, 12):
        for kernel in range(1, 5):
            last = size + 2 * padding - dilation * (kernel - 1) - 1  # where the kernel still fits
            places = len(range(0, last + 1, stride))
            options = {"stride": stride, "padding": padding, "dilation": dilation}
            if places:
                assert output_size(size, kernel, **options) == places
            else:
                with pytest.raises(ShapeError, match="does not fit"):
                    output_size(size, kernel, **options)


def test_same_keeps_the_size():
    for kernel in range(1, 8):
        for dilation in range(1, 4):
            assert output_size(9, kernel, padding="same", dilation=dilation) == 9
    assert output_size(9, 4, padding="valid") == 6


def test_output_size_takes_the_words_of_a_layer():
    options = dict(kernel_size=3, stride=2, padding=1, dilation=2)
    assert output_size(9, **options) == ConvLayer(1, 1, **options).output_shape((1, 9, 9))[1]


@pytest.mark.parametrize("padding", [(1, 99), (1, 1), [1], None])
def test_output_size_is_about_one_side(padding):
    with pytest.raises(TypeError, match="padding of one side must be a whole number, got"):
        output_size(5, 3, padding=padding)


@pytest.mark.parametrize(
    "arguments, words",
    [
        ((3, 64, 3, 1, 0, 1, 2), ["groups=2", "in_channels=3", "out_channels=64", "use one of 1"]),
        ((6, 4, 3, 1, 0, 1, 3), ["groups=3", "out_channels=4", "1, 2"]),
        ((0, 4, 3), ["in_channels", "0"]),
        ((3, 2.0, 3), ["out_channels", "2.0"]),
        ((3, 4, 0), ["kernel_size", "0"]),
        ((3, 4, (3, 3, 3)), ["kernel_size", "3 numbers"]),
        ((3, 4, None), ["kernel_size", "None"]),
        ((3, 4, 3, 0), ["stride", "0"]),
        ((3, 4, 3, 2, "same"), ["same", "stride 2"]),
        ((3, 4, 3, 1, "full"), ["padding", "full"]),
        ((3, 4, 3, 1, 0, 0), ["dilation", "0"]),
        ((3, 4, 3, 1, 0, 1, 1, [1, 2]), ["bias", "True or False"]),
        ((3, 4, 3, 1, 0, 1, 1, True, "mirror"), ["padding_mode", "mirror"]),
    ],
)
def test_impossible_layers(arguments, words):
    with pytest.raises((ValueError, TypeError)) as caught:
        ConvLayer(*arguments)
    assert all(word in str(caught.value) for word in words), str(caught.value)


@pytest.mark.parametrize(
    "x_shape, words",
    [
        ((4, 9, 9), ["4 channels", "in_channels=3"]),
        ((9, 9), ["(9, 9)", "channels"]),
        ((3, 9, 2), ["width 3", "2"]),
        ((3, 0, 9), ["at least 1", "0"]),
        ("cat", ["cat"]),
    ],
)
def test_impossible_inputs(x_shape, words):
    with pytest.raises((ValueError, TypeError)) as caught:
        ConvLayer(3, 4, 3).output_shape(x_shape)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_layers_are_values():
    assert ConvLayer(3, 4, 3, padding=1) == ConvLayer(3, 4, (3, 3), 1, [1, 1])
    assert len({ConvLayer(3, 4, 3), ConvLayer(3, 4, [3, 3])}) == 1
    assert ConvLayer(np.int64(3), 4, np.array([3, 5])).weight_shape == (4, 3, 3, 5)
    assert eval(repr(ConvLayer(3, 4, 3, padding="same"))) == ConvLayer(3, 4, 3, padding="same")


@pytest.mark.parametrize(
    "layer, torch_line, keras_line",
    [
        (
            ConvLayer(3, 64, (3, 5), stride=(2, 1), bias=False),
            "nn.Conv2d(3, 64, kernel_size=(3, 5), stride=(2, 1), bias=False)",
            "layers.Conv2D(64, kernel_size=(3, 5), strides=(2, 1), use_bias=False)",
        ),
        (
            ConvLayer(3, 64, 3, padding=1),
            "nn.Conv2d(3, 64, kernel_size=3, padding=1)",
            'layers.Conv2D(64, kernel_size=3, padding="same")',
        ),
        (
            ConvLayer(3, 64, 3, stride=2, padding=1),  # "same" would pad right and below only
            "nn.Conv2d(3, 64, kernel_size=3, stride=2, padding=1)",
            "layers.ZeroPadding2D(1), layers.Conv2D(64, kernel_size=3, strides=2)",
        ),
        (
            ConvLayer(32, 64, 3, padding="same", dilation=2, groups=32),
            'nn.Conv2d(32, 64, kernel_size=3, padding="same", dilation=2, groups=32)',
            "layers.DepthwiseConv2D(kernel_size=3, depth_multiplier=2, "
            'padding="same", dilation_rate=2)',
        ),
        (
            ConvLayer(4, 8, 3, padding="valid", groups=2),
            'nn.Conv2d(4, 8, kernel_size=3, padding="valid", groups=2)',
            "layers.Conv2D(8, kernel_size=3, groups=2)",
        ),
        (
            ConvLayer(3, 8, 3, padding=1, padding_mode="reflect"),
            'nn.Conv2d(3, 8, kernel_size=3, padding=1, padding_mode="reflect")',
            'layers.Conv2D(8, kernel_size=3, padding="same")'
            "  # Keras pads with zeros only: reflect padding is yours to do",
        ),
    ],
)
def test_lines(layer, torch_line, keras_line):
    assert (layer.torch_line, layer.keras_line) == (torch_line, keras_line)
    assert str(layer).splitlines() == [torch_line, keras_line, layer.parameters_text]


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
    module = SimpleNamespace(
        in_channels=4,
        out_channels=8,
        kernel_size=(3, 5),
        stride=(1, 2),
        padding="valid",
        dilation=(1, 1),
        groups=2,
        bias=None,
        padding_mode="zeros",
    )
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
