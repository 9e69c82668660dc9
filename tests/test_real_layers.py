"""The layers of PyTorch and Keras themselves, where they are installed; each test says which."""

import os

import numpy as np
import pytest

import convlab
from convlab import ChannelExplorer, ConvLayer, Run, kernels
from convlab.frameworks import separated, weights_of
from tests.test_frameworks import answer

torch = pytest.importorskip("torch")
prune = pytest.importorskip("torch.nn.utils.prune")
nn = torch.nn

LAYERS = {
    "Conv1d": (lambda: nn.Conv1d(4, 6, 3, 2, padding=1, groups=2), (4, 20)),
    "Conv1d of modes": (lambda: nn.Conv1d(4, 6, 3, padding=1, padding_mode="circular"), (4, 20)),
    "Conv2d": (lambda: nn.Conv2d(3, 8, (3, 5), stride=(2, 1), padding=1, dilation=2), (3, 20, 19)),
    "depthwise": (lambda: nn.Conv2d(6, 12, 3, groups=6, bias=False), (6, 9, 9)),
    "same": (lambda: nn.Conv2d(3, 8, 4, padding="same", padding_mode="reflect"), (3, 9, 9)),
    "ConvTranspose1d": (lambda: nn.ConvTranspose1d(4, 6, 4, stride=2, padding=1), (4, 9)),
    "ConvTranspose2d": (
        lambda: nn.ConvTranspose2d(4, 6, 3, 2, 1, output_padding=1, groups=2, dilation=2),
        (4, 7, 6),
    ),
    "half": (lambda: nn.Conv2d(3, 8, 3).half(), (3, 9, 9)),
    "bfloat16": (lambda: nn.Conv2d(3, 8, 3).bfloat16(), (3, 9, 9)),
    "float64": (lambda: nn.Conv2d(3, 8, 3).double(), (3, 9, 9)),
    "channels last": (lambda: nn.Conv2d(3, 8, 3).to(memory_format=torch.channels_last), (3, 9, 9)),
    "frozen": (lambda: nn.Conv2d(3, 8, 3).requires_grad_(False), (3, 9, 9)),
    "subclass": (lambda: type("Mine", (nn.Conv2d,), {})(3, 8, 3), (3, 9, 9)),
    "weight_norm": (lambda: parametrised(nn.utils.parametrizations.weight_norm), (3, 9, 9)),
    "spectral_norm": (lambda: parametrised(nn.utils.parametrizations.spectral_norm), (3, 9, 9)),
    "pruned": (lambda: pruned(nn.Conv2d(3, 8, 3)), (3, 9, 9)),
    "lazy, called once": (lambda: called(nn.LazyConv2d(8, 3)), (3, 9, 9)),
    "lazy transposed": (lambda: called(nn.LazyConvTranspose2d(8, 3)), (3, 9, 9)),
}


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


def parametrised(norm):
    layer = norm(nn.Conv2d(3, 8, 3))
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.mul_(1.5)
    return layer


def pruned(layer):
    """Half its weights and biases masked; what is left was trained further."""
    for name in ("weight", "bias"):
        prune.l1_unstructured(layer, name, 0.5)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.mul_(1.5)
    return layer


def called(layer):
    layer(torch.ones(1, 3, 9, 9))
    return layer


def state_of(module):
    return {name: value.clone() for name, value in module.state_dict().items()}, module.training


@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")
@pytest.mark.parametrize("name", LAYERS)
def test_torch_layer(name):
    """The layer, its weights and its answer; and it is left as it was."""
    make, shape = LAYERS[name]
    module = make()
    before, training = state_of(module)
    layer, (weight, bias) = ConvLayer.from_torch(module), weights_of(module)
    after, still = state_of(module)
    assert still == training and all(torch.equal(before[k], after[k]) for k in before)
    names = [f"nn.{cls.__name__}(" for cls in type(module).__mro__]
    assert layer.torch_line.startswith(tuple(names))
    assert weight.shape == layer.weight_shape and weight.flags.c_contiguous
    dtype = next(module.parameters()).dtype
    x = torch.randn(2, *shape, dtype=dtype)
    with torch.no_grad():
        wanted = module.eval()(x).double().numpy()
    y = answer(layer, x, weight, bias)
    rough = dtype in (torch.half, torch.bfloat16)
    np.testing.assert_allclose(y, wanted, atol=5e-2 if rough else 1e-5)


@pytest.mark.fault(
    "Numbers and arrays",
    "A layer of PyTorch does more than its weights say",
    "It is refused, and the refusal says so.",
)
def test_a_forward_of_its_own_is_not_shown_as_that_of_its_weights():
    class Centred(nn.Conv2d):
        def forward(self, x):
            return self._conv_forward(x, self.weight - self.weight.mean((1, 2, 3), True), None)

    layer, x = Centred(3, 8, 3), torch.rand(3, 9, 9)
    assert ConvLayer.from_torch(layer).n_weights == 216
    with pytest.raises(
        ValueError, match=r"Centred has a forward\(\) of its own instead of torch.nn.Conv2d's"
    ):
        ChannelExplorer.from_torch(layer, x)
    plain = type("Plain", (nn.Conv2d,), {})(3, 8, 3)
    for module in (plain, nn.Conv2d(3, 8, 3), parametrised(nn.utils.parametrizations.weight_norm)):
        with torch.no_grad():
            wanted = module(x).numpy()
        explorer = ChannelExplorer.from_torch(module, x)
        np.testing.assert_allclose(explorer.output, wanted, atol=1e-5)


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize("norm", ["weight_norm", "spectral_norm"])
def test_older_norms_are_worked_out_afresh(norm):
    """They change the weight before each call: until then it is that of the last one."""
    module = getattr(nn.utils, norm)(nn.Conv2d(3, 8, 3)).eval()
    module(torch.zeros(1, 3, 9, 9))
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.mul_(1.5)
    before, _ = state_of(module)
    weight, bias = weights_of(module)
    after, _ = state_of(module)
    assert all(torch.equal(before[k], after[k]) for k in before)
    x = torch.randn(3, 9, 9)
    y = convlab.conv2d(x, weight, bias)
    with torch.no_grad():
        np.testing.assert_allclose(y, module(x).numpy(), rtol=1e-4, atol=1e-5)


def test_a_linear_layer_is_one_of_1x1():
    module = nn.Linear(5, 7)
    x = torch.randn(5, 4, 3)
    assert ConvLayer.from_torch(module) == ConvLayer(5, 7, 1)
    wanted = module(x.movedim(0, -1)).movedim(-1, 0).detach().numpy()
    np.testing.assert_allclose(convlab.conv2d(x, *weights_of(module)), wanted, atol=1e-5)


@pytest.mark.parametrize(
    "make, shape",
    [
        (lambda: nn.Conv2d(3, 8, 7, stride=2, padding=3, bias=False), (3, 20, 20)),
        (lambda: nn.Conv2d(3, 8, 3, dtype=torch.bfloat16), (3, 9, 9)),
        (lambda: nn.Conv1d(3, 8, 3, padding_mode="circular", padding=1), (3, 30)),
        (lambda: nn.Conv3d(3, 8, 3), (3, 5, 5, 5)),
        (lambda: nn.ConvTranspose2d(3, 8, 3, stride=2), (3, 9, 9)),
        (lambda: nn.Conv2d(3, 8, 3).requires_grad_(False), (3, 9, 9)),
    ],
)
def test_adapted_layers_answer_the_same(make, shape):
    """By PyTorch itself, on the pictures that each way names; the old layer is left as it was."""
    module = make()
    before, _ = state_of(module)
    x = torch.randn(2, *shape).to(module.weight.dtype)
    grey = x[:, :1]
    pictures = {
        ("zeros", 4): (torch.cat([x, torch.randn_like(grey)], 1), x),
        ("sum", 1): (grey, grey.expand(-1, 3, *shape[1:])),
        ("mean", 5): (grey.expand(-1, 5, *shape[1:]), grey.expand(-1, 3, *shape[1:])),
        ("repeat", 6): (torch.cat([x, x], 1), x),
        ("split", (0, 1, 2, 0)): (x[:, [0, 1, 2, 0]], x),
    }
    for (how, channels), (new, old) in pictures.items():
        made = kernels.adapt(module, channels, how)
        assert type(made) is type(module) and made.in_channels == new.shape[1]
        assert made.weight.dtype == module.weight.dtype
        assert made.weight.requires_grad == module.weight.requires_grad
        rough = module.weight.dtype == torch.bfloat16
        torch.testing.assert_close(
            made(new), module(old), atol=5e-2 if rough else 1e-5, rtol=5e-2 if rough else 1e-4
        )
        if made.weight.requires_grad:
            made(new).sum().backward()  # it can be trained on
            assert made.weight.grad.shape == made.weight.shape
    after, _ = state_of(module)
    assert module.in_channels == 3 and all(torch.equal(before[k], after[k]) for k in before)
    assert module.weight.grad is None


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_adapt_refuses_layers_that_it_would_spoil():
    for layer, words in (
        (nn.Conv2d(4, 8, 3, groups=2), "groups=2"),
        (parametrised(nn.utils.parametrizations.weight_norm), "remove_parametrizations"),
        (nn.LazyConv2d(8, 3), "before its first call"),
        (pruned(nn.Conv2d(3, 8, 3)), r'prune\.remove\(layer, "weight"\)'),
        (nn.utils.weight_norm(nn.Conv2d(3, 8, 3)), r"remove_weight_norm\(layer\)"),
        (nn.utils.spectral_norm(nn.Conv2d(3, 8, 3)), r"remove_spectral_norm\(layer\)"),
        (nn.Linear(3, 8), r"convolution layers, got Linear: adapt\(layer\.weight, …\)"),
        (nn.Sequential(nn.Conv2d(3, 8, 3)), r'pick one, model\.get_submodule\("0"\)'),
    ):
        with pytest.raises((ValueError, TypeError), match=words):
            kernels.adapt(layer, 4)


def test_volumes_are_read_and_counted():
    module = nn.Conv3d(3, 8, (1, 3, 3), padding=(0, 1, 1))
    assert ConvLayer.from_torch(module).n_parameters == sum(p.numel() for p in module.parameters())
    assert weights_of(module)[0].shape == (8, 3, 1, 3, 3)


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: nn.LazyConv2d(8, 3), ["LazyConv2d", "before its first call"]),
        (lambda: nn.LazyConv1d(8, 3), ["LazyConv1d", "call it once"]),
        (lambda: nn.LazyLinear(8), ["LazyLinear", "before its first call"]),
        (lambda: nn.MaxPool2d(2), ["torch.nn.Conv2d", "got MaxPool2d, which lacks in_channels"]),
        (lambda: nn.Conv2d, ["Conv2d is a class: make one of it"]),
        (lambda: nn.BatchNorm2d(2), ["torch.nn.Conv2d", "BatchNorm2d"]),
        (
            lambda: nn.Sequential(nn.Sequential(nn.Conv2d(3, 8, 3)), nn.ReLU()),
            ["Sequential", 'model.get_submodule("0.0")'],
        ),
        (lambda: torch.ao.nn.quantized.Conv2d(3, 8, 3), ["quantised", "dequantize"]),
    ],
)
def test_torch_refusals(make, words):
    for read in (ConvLayer.from_torch, weights_of):
        with pytest.raises((ValueError, TypeError)) as caught:
            read(make())
        assert all(word in str(caught.value) for word in words), str(caught.value)
        assert 'get_submodule("")' not in str(caught.value)


def test_no_numbers_on_meta():
    module = nn.Conv2d(3, 8, 3, device="meta")
    assert ConvLayer.from_torch(module) == ConvLayer(3, 8, 3)  # counts need none
    with pytest.raises(ValueError, match="meta device: it has a shape and no numbers"):
        weights_of(module)


def test_tensors_as_they_come():
    module = nn.Conv2d(3, 8, 3)
    x = torch.rand(3, 9, 9, requires_grad=True)
    wanted = module(x).detach().numpy()
    for given in (x, x.to(memory_format=torch.contiguous_format), x.detach().bfloat16().float()):
        y = Run(given, module.weight, module.bias).output
        np.testing.assert_allclose(y, wanted, atol=2e-2 if given is not x else 1e-5)
    sparse = Run(x.detach().to_sparse(), module.weight, module.bias).output
    np.testing.assert_allclose(sparse, wanted, atol=1e-5)
    coarse = torch.quantize_per_tensor(x.detach(), 0.01, 0, torch.quint8)
    coarse = convlab.conv2d(coarse, module.weight, module.bias)
    np.testing.assert_allclose(coarse, wanted, atol=2e-2)
    with pytest.raises(TypeError, match=r"from a Conv2d: convlab\.weights_of\(layer\) gives"):
        Run(x, module)
    half = convlab.conv2d(x.bfloat16(), module.weight, module.bias)
    np.testing.assert_allclose(half, wanted, atol=2e-2)
    with pytest.raises(ValueError, match="is a batch: pass one picture"):
        Run(x[None], module.weight, module.bias)
    with pytest.raises(ValueError, match=r"height, width, channels: use x\.permute"):
        Run(x.movedim(0, -1), module.weight, module.bias)


@pytest.mark.parametrize(
    "module, shape",
    [
        (nn.Conv1d(4, 6, 3, 2, padding=1, groups=2), (2, 4, 20)),
        (nn.Conv2d(3, 8, (3, 5), stride=(2, 1), dilation=2), (2, 3, 20, 19)),
        (nn.Conv3d(3, 8, 3, padding=1), (2, 3, 5, 6, 7)),
        (nn.ConvTranspose1d(4, 6, 3, 2, padding=1), (2, 4, 20)),
        (nn.ConvTranspose2d(4, 6, 3, 2, output_padding=1, groups=2), (2, 4, 7, 6)),
        (nn.ConvTranspose3d(4, 6, 2, 2), (2, 4, 3, 4, 5)),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("bias", [True, False])
def test_as_many_multiply_adds_as_torch_counts(module, shape, bias):
    from torch.utils.flop_counter import FlopCounterMode

    if not bias:
        module = type(module)(**{k: getattr(module, k) for k in settings_of(module)}, bias=False)
    with FlopCounterMode(display=False) as counter:
        y = module(torch.zeros(shape))
    layer = ConvLayer.from_torch(module)
    assert layer.output_shape(shape) == tuple(y.shape) and layer.bias == bias
    assert layer.n_macs(shape) * 2 == counter.get_total_flops()


def settings_of(module):
    names = (
        "in_channels",
        "out_channels",
        "kernel_size",
        "stride",
        "padding",
        "dilation",
        "groups",
    )
    return names + ("output_padding",) * module.transposed


KERAS = [
    ("Conv1D", dict(filters=4, kernel_size=3, padding="same", dilation_rate=2)),
    ("Conv2D", dict(filters=6, kernel_size=(3, 2), strides=(2, 1), groups=2)),
    ("DepthwiseConv1D", dict(kernel_size=3, depth_multiplier=2)),
    ("DepthwiseConv2D", dict(kernel_size=3, depth_multiplier=2, strides=2)),
    ("SeparableConv1D", dict(filters=5, kernel_size=3)),
    ("SeparableConv2D", dict(filters=5, kernel_size=3, padding="same", depth_multiplier=2)),
    ("Conv1DTranspose", dict(filters=3, kernel_size=5, strides=2)),
    ("Conv2DTranspose", dict(filters=3, kernel_size=4, strides=2, padding="same")),
    ("Conv2DTranspose", dict(filters=3, kernel_size=2, strides=3)),
    ("Dense", dict(units=7)),
]


@pytest.fixture(scope="module", name="keras")
def keras_itself():
    os.environ.setdefault("KERAS_BACKEND", "torch")
    return pytest.importorskip("keras")


@pytest.mark.parametrize("kind, options", KERAS, ids=[kind for kind, _ in KERAS])
def test_keras_layer(keras, kind, options):
    x = np.random.default_rng(0).standard_normal((2, *[8] * (1 if "1D" in kind else 2), 4))
    model = getattr(keras.layers, kind)(**options)
    model.build(x.shape)
    model.set_weights([np.random.default_rng(1).random(w.shape) for w in model.get_weights()])
    y = np.moveaxis(x, -1, 1)
    for part in separated(model) if kind.startswith("Separable") else [model]:
        y = answer(ConvLayer.from_keras(part), y, *weights_of(part))
    wanted = keras.ops.convert_to_numpy(model(x.astype(np.float32)))
    np.testing.assert_allclose(y, np.moveaxis(wanted, -1, 1), atol=1e-4)


@pytest.mark.parametrize("k, stride, extra", [(4, 2, None), (6, 2, None), (2, 3, None), (4, 3, 2)])
def test_keras_cuts_as_we_say(keras, k, stride, extra):
    """What "same" is in a transposed layer: as in PyTorch, where both ends lose as much."""
    model = keras.layers.Conv1DTranspose(
        1, k, strides=stride, padding="same", output_padding=extra, use_bias=False
    )
    model.build((1, 4, 1))
    model.set_weights([2.0 ** np.arange(k).reshape(k, 1, 1)])
    x = np.arange(1, 5, dtype=np.float32).reshape(1, 4, 1)
    y = answer(ConvLayer.from_keras(model), x.transpose(0, 2, 1), *weights_of(model))
    np.testing.assert_allclose(y[0, 0], keras.ops.convert_to_numpy(model(x))[0, :, 0])


def test_keras_refusals(keras):
    layers = keras.layers
    for layer, words in (
        (layers.Conv2D(4, 3), "no weights yet"),
        (layers.Conv2D(4, 3, strides=2, padding="same"), "ZeroPadding2D"),
        (layers.Conv1D(4, 3, padding="causal"), r"ZeroPadding1D\(\(2, 0\)\)"),
        (layers.Conv2DTranspose(4, 3, strides=2, padding="same"), "0 before and 1 after"),
        (layers.SeparableConv2D(4, 3), "two layers"),
        (layers.MaxPooling2D(), "got MaxPooling2D"),
    ):
        if words != "no weights yet" and not isinstance(layer, layers.MaxPooling2D):
            layer.build((None, 8, 3) if "1D" in type(layer).__name__ else (None, 8, 8, 3))
        with pytest.raises((ValueError, TypeError), match=words):
            ConvLayer.from_keras(layer)
    model = keras.Sequential([layers.Input((8, 8, 3)), layers.Conv2D(4, 3, name="first")])
    with pytest.raises(TypeError, match=r'model\.get_layer\("first"\)'):
        ConvLayer.from_keras(model)
    with pytest.raises(TypeError, match="from_keras reads the layers of Keras"):
        ConvLayer.from_torch(model.get_layer("first"))


def test_keras_layers_whose_calls_use_other_kernels(keras):
    """One that is fine-tuned by LoRA adds to its kernel; one of bfloat16 is read as float32."""
    x = np.random.default_rng(0).random((3, 9, 9), np.float32)
    for use_bias in (True, False):
        layer = keras.layers.Conv2D(4, 3, use_bias=use_bias)
        layer.build((None, 9, 9, 3))
        layer.enable_lora(2)
        layer.lora_kernel_b.assign(np.ones(layer.lora_kernel_b.shape))
        wanted = keras.ops.convert_to_numpy(layer(x.transpose(1, 2, 0)[None]))[0]
        y = convlab.conv2d(x, *weights_of(layer))
        np.testing.assert_allclose(y, wanted.transpose(2, 0, 1), atol=1e-5)
    layer = keras.layers.Conv2D(4, 3, dtype="bfloat16")
    layer.build((None, 9, 9, 3))
    assert [a.dtype for a in weights_of(layer)] == [np.float32] * 2


def test_numbers_that_numpy_does_not_have():
    """Such arrays come out of Keras, TensorFlow and JAX."""
    ml_dtypes = pytest.importorskip("ml_dtypes")
    x = np.arange(9.0).reshape(1, 3, 3).astype(ml_dtypes.bfloat16)
    y = convlab.conv2d(x, np.ones((1, 1, 3, 3), np.float32))
    assert y.item() == 36 and y.dtype == np.float32


def test_keras_layers_that_are_not_their_weights_maps(keras):
    class Doubled(keras.layers.Conv2D):
        def call(self, x):
            return 2 * super().call(x)

    layer, x = Doubled(4, 3), np.ones((3, 9, 9))
    layer.build((None, 9, 9, 3))
    message = r"Doubled has a call\(\) of its own instead of keras.layers.Conv2D's"
    with pytest.raises(ValueError, match=message):
        ChannelExplorer.from_keras(layer, x)
    plain = type("Plain", (keras.layers.Conv2D,), {})(4, 3)
    plain.build((None, 9, 9, 3))
    assert ChannelExplorer.from_keras(plain, x).output.shape == (4, 7, 7)
    around = keras.layers.SpectralNormalization(keras.layers.Conv2D(4, 3))
    with pytest.raises(TypeError, match=r"around another layer: its \.layer is a Conv2D"):
        ConvLayer.from_keras(around)
    dense = keras.layers.Dense(7)
    dense.build((None, 4))
    dense.quantize("int8")
    with pytest.raises(TypeError, match="this Dense is quantised"):
        ConvLayer.from_keras(dense)


def test_keras_in_the_explorer(keras):
    model = keras.layers.Conv2D(4, 3, activation="relu")
    model.build((None, 9, 9, 3))
    x = np.random.default_rng(0).random((3, 9, 9), np.float32)
    wanted = keras.ops.convert_to_numpy(model(x.transpose(1, 2, 0)[None]))[0].transpose(2, 0, 1)
    with pytest.warns(UserWarning, match="ends in relu: its maps are shown as they are before"):
        output = ChannelExplorer.from_keras(model, x).output
    np.testing.assert_allclose(output.clip(0), wanted, atol=1e-5)
