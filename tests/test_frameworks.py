"""A reader's own layers, by their attributes and by Keras' stored answers; no library is needed.

``test_real_layers.py`` has the libraries' own.
"""

import json
import warnings
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import convlab
from convlab import ChannelExplorer, ConvLayer
from convlab.frameworks import in_pytorchs_way, separated, weights_of
from tests.fakes import Tensor, keras_layer, torch_conv2d, torch_module

DATA = Path(__file__).parent / "data"
KERAS = json.loads((DATA / "keras.json").read_text(encoding="utf-8"))["layers"]
ARRAYS = dict(np.load(DATA / "keras.npz"))


def answer(layer, x, weight, bias):
    """What our function for such a layer makes of x (n, c, …)."""
    kind = f"conv{'_transpose' * layer.transposed}{layer.ndim}d"
    names = ("stride", "padding", "dilation", "groups")
    names += ("output_padding",) if layer.transposed else ("padding_mode",)
    options = {name: getattr(layer, name) for name in names}
    return getattr(convlab, kind)(x, weight, bias, **options)


def stored(n):
    """The n-th stored layer of Keras, its input with channels first, and its answer so."""
    case = KERAS[n]
    settings = {k: tuple(v) if isinstance(v, list) else v for k, v in case["read"].items()}
    weights = [ARRAYS[f"w{n}_{i}"] for i in range(case["n_weights"])]
    first = [np.moveaxis(ARRAYS[f"{name}{n}"], -1, 1) for name in "xy"]
    return keras_layer(case["kind"], weights, **settings), *first


@pytest.mark.parametrize("n", range(len(KERAS)), ids=lambda n: f"{n}-{KERAS[n]['kind']}")
def test_keras_own_answers(n):
    keras, x, y = stored(n)
    parts = separated(keras) if KERAS[n]["kind"].startswith("Separable") else [keras]
    for part in parts:
        layer = ConvLayer.from_keras(part)
        weight, bias = weights_of(part)
        assert weight.shape == layer.weight_shape and (bias is not None) == layer.bias
        assert layer.output_shape(x.shape)[0] == len(x)
        x = answer(layer, x, weight, bias)
    np.testing.assert_allclose(x, y, atol=2e-5)


def test_from_keras():
    kernel = np.arange(5 * 3 * 2 * 8).reshape(5, 3, 2, 8)
    keras = keras_layer("Conv2D", [kernel, np.ones(8)], groups=2, padding="same")
    assert ConvLayer.from_keras(keras) == ConvLayer(4, 8, (5, 3), padding="same", groups=2)
    weight, bias = weights_of(keras)
    assert weight.shape == (8, 2, 5, 3) and bias.shape == (8,)
    assert weight[6, 1, 4, 2] == kernel[4, 2, 1, 6]


def test_from_keras_depthwise():
    kernel = np.arange(3 * 3 * 4 * 2).reshape(3, 3, 4, 2)
    keras = keras_layer("DepthwiseConv2D", [kernel], depth_multiplier=2, strides=(2, 2))
    assert ConvLayer.from_keras(keras) == ConvLayer(4, 8, 3, stride=2, groups=4, bias=False)
    weight, bias = weights_of(keras)
    assert weight.shape == (8, 1, 3, 3) and bias is None
    assert weight[2 * 3 + 1, 0, 1, 2] == kernel[1, 2, 3, 1]  # channel 3, its second kernel


def test_from_keras_transposed():
    kernel = np.arange(4 * 4 * 2 * 8).reshape(4, 4, 2, 8)
    settings = dict(strides=(2, 2), padding="same", output_padding=None)
    keras = keras_layer("Conv2DTranspose", [kernel], **settings)
    layer = ConvLayer(8, 2, 4, stride=2, padding=1, bias=False, transposed=True)
    assert ConvLayer.from_keras(keras) == layer
    assert weights_of(keras)[0][7, 1, 3, 2] == kernel[3, 2, 1, 7]


@pytest.mark.parametrize(
    "size, stride, said",
    [
        ((3,), 2, "Keras then cuts off the last place"),
        ((3, 4), 2, "Keras then cuts off the last row"),
        ((5, 5), 2, "Keras then cuts off the last row and the last column"),
        ((4, 4), 2, ""),
        ((2, 3), 3, ""),
    ],
)
def test_keras_uneven_cuts(size, stride, said):
    """Its "same" cuts the full maps so that they are stride times as long, less of it before."""
    rng = np.random.default_rng(0)
    kernel, x = rng.random((*size, 2, 3)), rng.random((3, *[6] * len(size)))
    moves = dict(strides=(stride,) * len(size), padding="same", output_padding=None)
    given = keras_layer(f"Conv{len(size)}DTranspose", [kernel, np.arange(2.0)], **moves)
    plain, same, note = in_pytorchs_way(given, x)
    assert note == said and same is x and (plain is given) == (not said)
    y = answer(ConvLayer.from_keras(plain), x, *weights_of(plain))
    full = np.zeros((2, *(5 * stride + k for k in size)))
    for at in np.ndindex(x.shape[1:]):
        window = tuple(slice(n * stride, n * stride + k) for n, k in zip(at, size, strict=True))
        stamp = np.moveaxis(kernel, -1, 0) * x[(..., *at)].reshape(3, *[1] * (len(size) + 1))
        full[(..., *window)] += np.moveaxis(stamp.sum(0), -1, 0)
    cuts = [max(k - stride, 0) // 2 for k in size]
    wanted = full[(..., *(slice(c, c + 6 * stride) for c in cuts))]
    wanted = wanted + np.arange(2.0).reshape(2, *[1] * len(size))
    np.testing.assert_allclose(y[tuple(map(slice, wanted.shape))], wanted, rtol=1e-6)


def test_from_keras_subclass_and_volume():
    made = type(keras_layer("Conv3D", [np.ones((3, 3, 3, 2, 4))]))
    mine = type("MyConv", (made,), {})
    layer = mine(weights=[np.ones((3, 3, 3, 2, 4))])
    assert ConvLayer.from_keras(layer) == ConvLayer(2, 4, 3, ndim=3, bias=False)


def test_from_torch_reads_attributes():
    module = torch_conv2d(np.ones((8, 2, 3, 5)), None, stride=(1, 2), padding="valid", groups=2)
    assert ConvLayer.from_torch(module) == ConvLayer(
        4, 8, (3, 5), stride=(1, 2), padding="valid", groups=2, bias=False
    )


@pytest.mark.parametrize("ndim", [1, 2, 3])
@pytest.mark.parametrize("transposed", [False, True])
def test_from_torch_of_every_kind(ndim, transposed):
    weight, bias = np.arange(6.0 * 2**ndim).reshape(6, 1, *[2] * ndim), np.arange(6.0)
    moves = dict(stride=(2,) * ndim, padding=(1,) * ndim, dilation=(1,) * ndim)
    if transposed:
        moves |= dict(transposed=True, output_padding=(1,) * ndim)
    module = torch_module(weight, bias, groups=3, **moves)
    sizes = (6, 3) if transposed else (3, 6)
    layer = ConvLayer(*sizes, 2, groups=3, ndim=ndim, **moves)
    assert ConvLayer.from_torch(module) == layer
    assert layer.weight_shape == weight.shape
    for got, wanted in zip(weights_of(module), (weight, bias), strict=True):
        np.testing.assert_array_equal(got, wanted)
        assert got is not wanted and got.flags.c_contiguous


def test_from_torch_linear():
    weight = np.arange(6.0).reshape(2, 3)
    module = SimpleNamespace(in_features=3, out_features=2, weight=Tensor(weight), bias=None)
    assert ConvLayer.from_torch(module) == ConvLayer(3, 2, 1, bias=False)
    np.testing.assert_array_equal(weights_of(module)[0], weight.reshape(2, 3, 1, 1))


def test_dtypes_and_devices():
    class BFloat16(Tensor):
        dtype = "torch.bfloat16"

        def numpy(self):
            raise TypeError("Got unsupported ScalarType BFloat16")

        def float(self):
            return Tensor(self.array.astype(np.float32))

    module = torch_conv2d(np.ones((2, 1, 3, 3)), None)
    module.weight = BFloat16(module.weight.array)
    assert weights_of(module)[0].dtype == np.float32
    module.weight.device = SimpleNamespace(type="meta")
    with pytest.raises(ValueError, match=r"meta device.*no numbers"):
        weights_of(module)


def test_tensors_are_arrays_everywhere():
    x, weight = Tensor(np.ones((1, 3, 3))), Tensor(np.ones((1, 1, 3, 3)))
    assert convlab.conv2d(x, weight).item() == convlab.Run(x, weight).output.item() == 9


def test_pictures_of_pillow_are_refused_with_both_ways():
    from PIL import Image

    with pytest.raises(TypeError, match=r"x is a picture of Pillow, 8 wide and 4 high.*transpose"):
        convlab.conv2d(Image.new("RGB", (8, 4)), np.ones((1, 3, 3, 3)))


class Model:
    """As much of a whole model as is read to say which layers it has."""

    def named_modules(self):
        names = ("", "features", "features.0", "features.1", "features.2", "features.3")
        layer, box = torch_conv2d(np.ones((2, 1, 3, 3)), None), SimpleNamespace()
        return [(name, layer if "." in name else box) for name in names]


class Pool:
    """A layer without channels of its own."""

    kernel_size = 2

    def named_modules(self):
        return [("", self)]


SEPARABLE = keras_layer("SeparableConv2D", [np.ones((3, 3, 2, 1)), np.ones((1, 1, 2, 4))])
KERAS_MODEL = SimpleNamespace(layers=[SimpleNamespace(name="a"), SEPARABLE], get_weights=list)
SEPARABLE.name = "block1"
STRIDED = dict(strides=(2, 2), padding="same")


@pytest.mark.parametrize(
    "read, layer, words",
    [
        (ConvLayer.from_torch, "cat", ["torch.nn.Conv2d", "str"]),
        (weights_of, None, ["Conv2d", "NoneType"]),
        (ConvLayer.from_torch, Model(), ["Model", "features.0, features.1, features.2, …"]),
        (ConvLayer.from_torch, Model(), ['model.get_submodule("features.0")']),
        (ConvLayer.from_torch, Pool(), ["Pool, which lacks in_channels\n"]),
        (ConvLayer.from_torch, Model, ["Model is a class: make one of it"]),
        (ConvLayer.from_torch, SEPARABLE, ["SeparableConv2D", "from_keras"]),
        (ConvLayer.from_keras, torch_conv2d(np.ones((2, 1, 3, 3)), None), ["from_torch"]),
        (ConvLayer.from_keras, "cat", ["Conv2D", "str"]),
        (ConvLayer.from_keras, keras_layer("Conv2D", []), ["no weights yet", "build"]),
        (ConvLayer.from_keras, SEPARABLE, ["two layers", "convlab.frameworks.separated(layer)"]),
        (ConvLayer.from_keras, KERAS_MODEL, ['model.get_layer("block1")']),
        (weights_of, SEPARABLE, ["two layers"]),
        (
            ConvLayer.from_keras,
            keras_layer("Conv2D", [np.ones((3, 3, 1, 1))], **STRIDED),
            ["same", "(2, 2)", "ZeroPadding2D"],
        ),
        (
            ConvLayer.from_keras,
            keras_layer("Conv1D", [np.ones((5, 1, 1))], padding="causal", dilation_rate=(2,)),
            ["causal", "ZeroPadding1D((8, 0))"],
        ),
        (
            ConvLayer.from_keras,
            keras_layer("Conv2DTranspose", [np.ones((3, 3, 1, 1))], output_padding=None, **STRIDED),
            ["same", "3 and strides 2", "0 before and 1 after", "Cropping2D"],
        ),
    ],
)
def test_refuses_other_layers(read, layer, words):
    with pytest.raises((ValueError, TypeError)) as caught:
        read(layer)
    said = f"{caught.value}\n"
    assert all(word in said for word in words), said


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"in_channels": 0}, ["LazyConv2d", "before its first call", "call it once"]),
        ({"weight": lambda self: None}, ["quantised", "dequantize()"]),
    ],
)
def test_refuses_layers_without_numbers(changes, words):
    module = torch_conv2d(np.ones((2, 1, 3, 3)), None)
    methods = {name: value for name, value in changes.items() if callable(value)}
    settings = vars(module) | changes
    lazy = type("LazyConv2d", (SimpleNamespace,), methods)(
        **{name: value for name, value in settings.items() if name not in methods}
    )
    for read in (ConvLayer.from_torch, weights_of):
        with pytest.raises((ValueError, TypeError)) as caught:
            read(lazy)
        assert all(word in str(caught.value) for word in words), str(caught.value)


def test_the_explorer_says_what_a_layer_does_beside_its_weights():
    weight, x = np.ones((2, 3, 3, 3)), np.ones((3, 5, 5))
    kernel, bias = weight.transpose(2, 3, 1, 0), np.ones(2)

    def relu(y):
        return y

    with pytest.warns(UserWarning, match="this Conv2D ends in relu: its maps are shown as they"):
        explorer = ChannelExplorer.from_keras(
            keras_layer("Conv2D", [kernel, bias], activation=relu), x
        )
    assert explorer.output.min() == 28
    with pytest.warns(UserWarning, match="has a forward hook, and what its weights make is shown"):
        ChannelExplorer.from_torch(torch_module(weight, None, _forward_hooks={0: relu}), x)
    # hooks of PyTorch's own, which work out the weight that is shown
    norm = SimpleNamespace(name="weight", compute_weight=lambda module: Tensor(2 * weight))
    module = torch_module(weight, None, _forward_pre_hooks={0: norm})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert ChannelExplorer.from_torch(module, x).output.min() == 54
