"""Counts against published numbers, geometry against brute force, and layers that cannot be."""

from itertools import zip_longest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convlab import ConvLayer, ShapeError, conv2d

RESNET_STEM = ConvLayer(3, 64, 7, stride=2, padding=3, bias=False)
DEPTHWISE = ConvLayer(32, 32, 3, padding=1, groups=32, bias=False)
# Published architectures: layer, sides of the input and of the output, parameters, multiply-adds
PUBLISHED = {
    "VGG-16 conv1-1": (ConvLayer(3, 64, 3, padding=1), 224, 224, 1_792, 86_704_128),
    "AlexNet conv1": (ConvLayer(3, 96, 11, stride=4), 227, 55, 34_944, 105_415_200),
    "LeNet-5 C1": (ConvLayer(1, 6, 5), 32, 28, 156, 117_600),
    "ResNet stem": (RESNET_STEM, 224, 112, 9_408, 118_013_952),
    "MobileNet depthwise": (DEPTHWISE, 112, 112, 288, 3_612_672),
    "MobileNet pointwise": (ConvLayer(32, 64, 1, bias=False), 112, 112, 2_048, 25_690_112),
    "CS231n demo": (ConvLayer(3, 2, 3, stride=2, padding=1), 5, 3, 56, 486),
    "32 to 1": (ConvLayer(32, 1, 3), 10, 8, 289, 18_432),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_counts(name):
    layer, before, after, parameters, macs = PUBLISHED[name]
    x_shape, y_shape = (layer.in_channels, before, before), (layer.out_channels, after, after)
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


@pytest.mark.parametrize(
    "arguments, words",
    [
        ((3, 64, 3, 1, 0, 1, 2), ["groups=2", "in_channels=3", "out_channels=64: use 1"]),
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


small = st.integers(1, 4)


@given(groups=small, slices=small, each=small)
def test_a_kernel_reads_the_channels_of_its_group(groups, slices, each):
    layer = ConvLayer(groups * slices, groups * each, 1, groups=groups)
    in_group, out_group = (np.repeat(range(groups), n).tolist() for n in (slices, each))
    for o in range(layer.out_channels):
        wanted = [c for c in range(layer.in_channels) if in_group[c] == out_group[o]]
        assert [*layer.channels(o)] == wanted
        assert len(wanted) == layer.weight_shape[1]


@st.composite
def layers(draw, *ndims):
    """A layer of one channel, and the shape of an x on which it has places."""
    n = draw(st.sampled_from(ndims))
    kernel, stride, dilation = (draw(st.tuples(*[small] * n)) for _ in range(3))
    padding = draw(st.sampled_from(["same", "valid"]) | st.tuples(*[st.integers(0, 3)] * n))
    stride = (1,) * n if padding == "same" else stride
    layer = ConvLayer(1, 1, kernel, stride, padding, dilation, ndim=n)
    least = (d * (k - 1) + 1 - sum(p) for k, d, p in zip(kernel, dilation, layer.pads, strict=True))
    return layer, (1, *(draw(st.integers(max(1, side), max(1, side) + 7)) for side in least))


def windows_along(layer, n, size):
    """What is read along side n: x's own places, written out with its padding and cut by NumPy."""
    before, after = layer.pads[n]
    axis, kernel = np.arange(-before, size + after), layer.kernel_size[n]
    cut = [axis[at :: layer.dilation[n]][:kernel] for at in range(0, len(axis), layer.stride[n])]
    return [window.tolist() for window in cut if len(window) == kernel]


def along(side, layer, x_shape):
    """What ``side`` finds along each, and places that meet each of an output's at least once."""
    found = [side(layer, n, size) for n, size in enumerate(x_shape[1:])]
    assert layer.output_shape(x_shape) == (1, *map(len, found))
    return found, zip_longest(*map(range, map(len, found)), fillvalue=0)


@given(layers(1, 2, 3))
def test_windows(case):
    layer, x_shape = case
    read, outputs = along(windows_along, layer, x_shape)
    for places in outputs:
        wanted = [windows[place] for windows, place in zip(read, places, strict=True)]
        assert [[*window] for window in layer.window(*places)] == wanted
        assert layer.taps(*places) == tuple(map(range, layer.kernel_size))
    for places in zip_longest(*map(range, x_shape[1:]), fillvalue=0):
        wanted = [
            [n for n, window in enumerate(windows) if place in window]
            for windows, place in zip(read, places, strict=True)
        ]
        assert [*layer.reached(*places, x_shape=x_shape)] == wanted


@given(layers(2), st.data())
def test_an_input_reaches_what_it_lights_up(case, data):
    layer, x_shape = case
    row, col = (data.draw(st.integers(0, side - 1)) for side in x_shape[1:])
    x = np.zeros(x_shape)
    x[0, row, col] = 1
    options = {name: getattr(layer, name) for name in ("stride", "padding", "dilation")}
    y = conv2d(x, np.ones(layer.weight_shape), **options)
    rows, columns = layer.reached(row, col, x_shape=x_shape)
    assert np.argwhere(y[0]).tolist() == [[i, j] for i in rows for j in columns]


@pytest.mark.parametrize(
    "ask, message",
    [
        (lambda layer: layer.channels(64), "there is no kernel 64: the layer has 0 to 63"),
        (lambda layer: layer.channels(-1), "out_channel must be at least 0, got -1"),
        (lambda layer: layer.window(0), "one for each of height and width, got 1 number"),
        (lambda layer: layer.window(0, 1, 2), "one for each of height and width, got 3 numbers"),
        (lambda layer: layer.window(0, -1), "the place along width must be at least 0, got -1"),
        (lambda layer: layer.window(0.5, 1), "the place along height must be a whole number"),
        (lambda layer: layer.reached(x_shape=(3, 5, 6)), "height and width, got 0 numbers"),
        (
            lambda layer: layer.reached(0, 6, x_shape=(3, 5, 6)),
            "the place along width must be 0 to 5, got 6",
        ),
        (lambda layer: layer.reached(0, 0, x_shape=(3, 5)), "x must have shape"),
    ],
)
def test_no_such_kernel_or_place(ask, message):
    with pytest.raises((ValueError, TypeError), match=message):
        ask(ConvLayer(3, 64, 3, padding=1))


@st.composite
def transposed_layers(draw, *ndims):
    """A transposed layer of one channel, and the shape of an x that is not cut off whole."""
    n = draw(st.sampled_from(ndims))
    x_shape, kernel, stride, dilation = (draw(st.tuples(*[small] * n)) for _ in range(4))
    most = [max(s, d) - 1 for s, d in zip(stride, dilation, strict=True)]
    more = draw(st.tuples(*(st.integers(0, m) for m in most)))
    filled = [
        (x - 1) * s + d * (k - 1) + 1 + extra
        for x, k, s, d, extra in zip(x_shape, kernel, stride, dilation, more, strict=True)
    ]
    padding = draw(st.tuples(*(st.integers(0, (side - 1) // 2) for side in filled)))
    options = dict(ndim=n, transposed=True, output_padding=more)
    return ConvLayer(1, 1, kernel, stride, padding, dilation, **options), (1, *x_shape)


def stamps_along(layer, n, size):
    """Along side n: for each output, which places of x fall on it, and with which weights."""
    move = layer.kernel_size[n], layer.stride[n], layer.dilation[n], layer.padding[n]
    kernel, stride, dilation, padding = move
    filled = [[] for _ in range((size - 1) * stride + dilation * (kernel - 1) + 1)]
    for place in range(size):
        for tap in range(kernel):
            filled[place * stride + tap * dilation].append((place, tap))
    filled += [[]] * layer.output_padding[n]
    return filled[padding : len(filled) - padding]


@given(transposed_layers(1, 2, 3))
def test_stamps(case):
    layer, x_shape = case
    filled, outputs = along(stamps_along, layer, x_shape)
    for places in outputs:
        sides = zip(layer.window(*places), layer.taps(*places), x_shape[1:], strict=True)
        read = [[r for r in zip(*side, strict=True) if 0 <= r[0] < end] for *side, end in sides]
        wanted = [stamps[place] for stamps, place in zip(filled, places, strict=True)]
        assert [sorted(side) for side in read] == wanted
    for places in zip_longest(*map(range, x_shape[1:]), fillvalue=0):
        wanted = [
            [n for n, stamps in enumerate(side) if place in [x for x, _ in stamps]]
            for side, place in zip(filled, places, strict=True)
        ]
        assert [*layer.reached(*places, x_shape=x_shape)] == wanted


@given(groups=small, slices=small, each=small)
def test_a_transposed_kernel_reads_the_channels_of_its_group(groups, slices, each):
    sizes = groups * slices, groups * each, 1
    layers = [ConvLayer(*sizes, groups=groups, transposed=t) for t in (True, False)]
    transposed, layer = layers
    assert transposed.weight_shape == (groups * slices, each, 1, 1)
    for o in range(layer.out_channels):
        assert transposed.channels(o) == layer.channels(o)


def test_one_side():
    layer = ConvLayer(2, 4, 5, stride=2, padding=2, ndim=1)
    assert layer.output_shape((2, 100)) == (4, 50) and layer.output_shape((7, 2, 100))[0] == 7
    assert layer.parameters_text == "4 kernels × 2 slices × 5 weights + 4 biases = 44 parameters"
    assert (
        layer.macs_text((7, 2, 100))
        == "7 signals × 4 maps × 50 places × 2 slices × 5 weights = 14,000 multiply-adds"
    )
    assert layer.output_text((2, 100)) == "length ⌊(100 + 2 + 2 − 5) / 2⌋ + 1 = 50"
    assert layer.torch_line == "nn.Conv1d(2, 4, kernel_size=5, stride=2, padding=2)"
    assert layer.keras_line == "layers.ZeroPadding1D(2), layers.Conv1D(4, kernel_size=5, strides=2)"
    with pytest.raises(ValueError, match='padding must be a number, "same" or "valid", got'):
        ConvLayer(2, 4, 5, padding="full", ndim=1)


def test_three_sides_are_counted():
    layer = ConvLayer(3, 16, (3, 5, 5), padding=(1, 2, 2), groups=1, ndim=3)
    assert layer.weight_shape == (16, 3, 3, 5, 5)
    assert layer.output_shape((3, 8, 32, 32)) == (16, 8, 32, 32)
    assert layer.n_parameters == 16 * (3 * 75 + 1)
    assert layer.n_macs((2, 3, 8, 32, 32)) == 2 * 16 * 8 * 32 * 32 * 3 * 75
    assert layer.macs_text((3, 8, 32, 32)).startswith("16 maps × 8×32×32 voxels × 3 slices")
    assert str(layer).splitlines() == [
        "nn.Conv3d(3, 16, kernel_size=(3, 5, 5), padding=(1, 2, 2))",
        'layers.Conv3D(16, kernel_size=(3, 5, 5), padding="same")',
        "16 kernels × 3 slices × 3×5×5 weights + 16 biases = 3,616 parameters",
        "counted only: convlab computes layers of one and of two dimensions",
    ]


@pytest.mark.parametrize("bias", [True, False])
def test_transposed(bias):
    layer = ConvLayer(
        64, 32, 4, stride=2, padding=1, transposed=True, bias=bias, output_padding=(0, 1)
    )
    assert layer.weight_shape == (64, 32, 4, 4)
    assert layer.n_parameters == 64 * 32 * 16 + 32 * bias
    assert layer.n_macs((64, 7, 7)) == 64 * 49 * 32 * 16  # 64·49 numbers, each stamps 32 slices
    assert layer.macs_text((5, 64, 7, 7)) == (
        "5 pictures × 64 channels × 7×7 pixels × 32 slices × 4×4 weights = 8,028,160 multiply-adds"
    )
    assert layer.output_text((64, 7, 7)) == (
        "height (7 − 1)×2 + 4 − 1 − 1 = 14, width (7 − 1)×2 + 4 − 1 − 1 + 1 = 15"
    )
    assert layer.shapes_text((64, 7, 7)).endswith(
        "y (32, 14, 15) · transposed · stride 2 · padding 1 · output_padding (0, 1) "
        "· 1,605,632 multiply-adds"
    )
    same = ConvLayer(64, 32, 4, 2, 1, transposed=True, bias=bias, output_padding=[0, 1])
    assert layer == same and eval(repr(layer)) == layer


@pytest.mark.parametrize(
    "layer, torch_line, keras_line",
    [
        (
            ConvLayer(16, 8, 2, stride=2, transposed=True),
            "nn.ConvTranspose2d(16, 8, kernel_size=2, stride=2)",
            "layers.Conv2DTranspose(8, kernel_size=2, strides=2)",
        ),
        (
            ConvLayer(16, 8, 3, 2, 1, bias=False, transposed=True, output_padding=1, ndim=1),
            "nn.ConvTranspose1d(16, 8, kernel_size=3, stride=2, padding=1, output_padding=1, "
            "bias=False)",
            "layers.Conv1DTranspose(8, kernel_size=3, strides=2, output_padding=1, "
            "use_bias=False), layers.Cropping1D(1)",
        ),
        (
            ConvLayer(16, 8, 3, groups=4, dilation=2, transposed=True, ndim=3),
            "nn.ConvTranspose3d(16, 8, kernel_size=3, dilation=2, groups=4)",
            "layers.Conv3DTranspose(8, kernel_size=3, dilation_rate=2)"
            "  # Keras has no groups here: groups=4 is yours to do",
        ),
        (
            ConvLayer(16, 16, 3, groups=16, ndim=3),  # no DepthwiseConv3D
            "nn.Conv3d(16, 16, kernel_size=3, groups=16)",
            "layers.Conv3D(16, kernel_size=3, groups=16)",
        ),
        (
            ConvLayer(16, 32, 3, groups=16, ndim=1),
            "nn.Conv1d(16, 32, kernel_size=3, groups=16)",
            "layers.DepthwiseConv1D(kernel_size=3, depth_multiplier=2)",
        ),
    ],
)
def test_lines_of_other_kinds(layer, torch_line, keras_line):
    assert (layer.torch_line, layer.keras_line) == (torch_line, keras_line)


@pytest.mark.parametrize(
    "options, words",
    [
        ({"ndim": 4}, ["ndim", "1, 2 or 3", "4"]),
        ({"ndim": 2.0}, ["ndim", "2.0"]),
        ({"ndim": 1, "stride": (1, 2)}, ["stride", "2 numbers"]),
        ({"transposed": 1}, ["transposed", "True or False"]),
        ({"output_padding": 1}, ["output_padding", "transposed=True"]),
        ({"transposed": True, "output_padding": 1}, ["output_padding 1", "stride 1"]),
        ({"transposed": True, "stride": 2, "output_padding": -1}, ["output_padding", "-1"]),
        ({"transposed": True, "padding": "same"}, ["padding", "transposed", "same"]),
        ({"transposed": True, "padding_mode": "reflect"}, ["padding_mode", "reflect", "cut off"]),
    ],
)
def test_impossible_layers_of_other_kinds(options, words):
    with pytest.raises((ValueError, TypeError)) as caught:
        ConvLayer(4, 4, 3, **options)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_padding_must_leave_something():
    layer = ConvLayer(1, 1, 3, padding=2, transposed=True)
    assert layer.output_shape((1, 3, 3)) == (1, 1, 1)
    with pytest.raises(ShapeError, match=r"height 2 the input's stamps fill 4.*cuts off 2 \+ 2"):
        layer.output_shape((1, 2, 3))
