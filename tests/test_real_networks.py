"""Whole networks of PyTorch and Keras, where they are installed: each layer's maps by both."""

import copy
import os

import numpy as np
import pytest

from convlab.network import observe

torch = pytest.importorskip("torch")
nn = torch.nn
networks = pytest.importorskip("tests.networks")
NETWORKS, ResNetLike, trained = networks.NETWORKS, networks.ResNetLike, networks.trained


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


def own_hooks(network, x):
    """What a reader keeps by hand: each layer's input and output, by name."""
    network, kept = copy.deepcopy(network).eval(), {}

    def keep(name):
        def hook(layer, inputs, output):
            kept[name] = inputs[0][0].clone().numpy(), output[0].clone().numpy()

        return hook

    for name, layer in network.named_modules():
        if type(layer).__name__.startswith("Conv"):
            layer.register_forward_hook(keep(name))
    with torch.no_grad():
        network(x)
    return kept


@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")
@pytest.mark.parametrize("name", NETWORKS)
def test_every_layer_is_seen_and_has_the_models_maps(name):
    make, shape, count = NETWORKS[name]
    network, x = trained(make()), torch.randn(2, *shape)
    network(x).sum().backward()
    state = copy.deepcopy(network.state_dict())
    grads = [p.grad.clone() for p in network.parameters()]
    found = observe(network, x)
    assert len(found) == count == len(found.shown)
    wanted = own_hooks(network, x)
    assert [layer.name for layer in found] == [*wanted]
    for layer in found:
        np.testing.assert_array_equal(layer.input, wanted[layer.name][0])
        np.testing.assert_array_equal(layer.output, wanted[layer.name][1])
        np.testing.assert_allclose(layer.run.output, layer.output, atol=1e-4)
        assert layer.difference < 1e-4 and "Equals" in layer.difference_text
        again = observe(network, x[0].numpy(), layer.name)[0]
        np.testing.assert_allclose(again.output, layer.output, atol=1e-5)
    assert all(
        torch.equal(a, b)
        for a, b in zip(state.values(), network.state_dict().values(), strict=True)
    )
    assert all(torch.equal(a, p.grad) for a, p in zip(grads, network.parameters(), strict=True))
    assert all(
        m.training and not m._forward_hooks and not m._forward_pre_hooks for m in network.modules()
    )


@pytest.mark.parametrize("name", ["ResNet-18-like", "MobileNet-like", "1-D"])
def test_batch_norm_folded_in(name):
    make, shape, count = NETWORKS[name]
    network, x = trained(make()), torch.randn(1, *shape)
    folded = [layer for layer in observe(network, x, fold=True) if layer.folded]
    assert len(folded) == (1 if name == "1-D" else count)
    modules = dict(network.eval().named_modules())
    for layer in folded:
        with torch.no_grad():
            y = modules[layer.batch_norm.name](modules[layer.name](torch.tensor(layer.input)[None]))
        np.testing.assert_allclose(layer.output, y[0].numpy(), atol=1e-4)
        assert layer.difference < 1e-3 * layer.largest


def test_a_model_that_raises_is_left_as_it_was():
    network = ResNetLike().train()
    network.layer2.eval()
    modes = [m.training for m in network.modules()]
    with pytest.raises(RuntimeError, match="to have 3 channels, but got 1 channels"):
        observe(network, torch.zeros(1, 1, 32, 32))
    assert [m.training for m in network.modules()] == modes and torch.is_grad_enabled()
    assert not any(m._forward_hooks for m in network.modules())


def test_lazy_layers_stay_as_they_are():
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.LazyConv2d(5, 3), nn.Conv2d(5, 2, 3))
    first, lazy, last = observe(network, torch.zeros(3, 9, 9))
    assert first.output.shape == (4, 7, 7) and "not built" in lazy.reason
    assert "not built" in last.reason and network[1].has_uninitialized_params()
    network(torch.zeros(1, 3, 9, 9))
    assert len(observe(network, torch.zeros(3, 9, 9)).shown) == 3


def test_layers_that_cannot_be_shown():
    volumes = nn.Sequential(nn.Conv3d(1, 2, 3), nn.ReLU())
    (one,) = observe(volumes, torch.zeros(1, 5, 5, 5))
    assert "volumes" in one.reason and one.layer.n_parameters == 56 and one.n_macs == 54 * 27
    with torch.device("meta"):
        network = ResNetLike()
    found = observe(network, torch.zeros(3, 32, 32))
    assert {layer.reason for layer in found} == {
        "on the meta device: it has a shape and no numbers"
    }
    assert found["layer4.1.conv2"].output.shape == (32, 1, 1)


def test_numbers_of_all_kinds():
    network = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 4, 3))
    for dtype in (torch.float64, torch.bfloat16, torch.half):
        found = observe(network.to(dtype), np.random.default_rng(0).random((3, 9, 9)))
        assert all(layer.difference <= 0.02 * layer.largest for layer in found)
        rough = "" if dtype == torch.float64 else f", rounded to {str(dtype)[6:]}"
        equal = f"Equals the model's output{rough}: largest"
        assert all(layer.difference_text.startswith(equal) for layer in found)
        assert found["0"].run.output.dtype in (np.float32, np.float64)


def test_a_layer_with_a_forward_of_its_own_differs():
    class Doubled(nn.Conv2d):
        def forward(self, x):
            return 2 * super().forward(x)

    (one,) = observe(Doubled(3, 8, 3), torch.rand(3, 9, 9))
    assert "Differs from the model's output" in repr(one) and "does more here" in repr(one)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_a_model_of_quantised_layers_runs_and_says_so():
    quantisation = torch.ao.quantization
    layers = quantisation.QuantStub(), nn.Conv2d(3, 4, 3), quantisation.DeQuantStub()
    network = nn.Sequential(*layers).eval()
    network.qconfig = quantisation.get_default_qconfig("fbgemm")
    quantisation.prepare(network, inplace=True)
    network(torch.rand(1, 3, 9, 9))
    quantisation.convert(network, inplace=True)
    for x in (torch.rand(3, 9, 9), np.ones((3, 9, 9))):
        (one,) = observe(network, x)
        assert "this Conv2d is quantised" in one.reason


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_a_model_that_is_compiled_or_scripted():
    network, x = nn.Sequential(nn.Conv2d(3, 4, 3)), torch.rand(3, 9, 9)
    found = observe(torch.compile(network), x)
    assert (found.model, found[0].name) == ("Sequential", "0") and found[0].difference < 1e-5
    with pytest.raises(ValueError, match="take the model that it was made of"):
        observe(torch.jit.trace(network, x[None]), x)


@pytest.fixture(scope="module", name="keras")
def keras_itself():
    os.environ.setdefault("KERAS_BACKEND", "torch")
    return pytest.importorskip("keras")


def keras_network(keras):
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Input((33, 32, 3)),
            layers.Conv2D(8, 3, strides=2, padding="same", activation="relu", name="stem"),
            layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, name="depthwise"),
            layers.BatchNormalization(name="norm"),
            layers.ReLU(),
            layers.SeparableConv2D(6, 3, padding="same", strides=2, name="both"),
            keras.Sequential(
                [layers.Conv2D(5, 1, activation="softmax", name="inner")], name="block"
            ),
            layers.Conv2DTranspose(4, 2, strides=2, name="up"),
            layers.Conv2DTranspose(
                3, (3, 4), strides=2, padding="same", activation="relu", name="odd"
            ),
        ]
    )


def test_a_network_of_keras(keras):
    keras.utils.set_random_seed(0)
    network = keras_network(keras)
    weights = [np.random.default_rng(1).uniform(0.1, 1, w.shape) for w in network.get_weights()]
    network.set_weights(weights)
    x = np.random.default_rng(0).random((33, 32, 3), np.float32)
    wanted = keras.ops.convert_to_numpy(network(x[None]))
    found = observe(network, x)
    names = ["stem", "depthwise", "both/depthwise", "both/pointwise", "block/inner", "up", "odd"]
    assert [layer.name for layer in found] == names and len(found.shown) == 7
    for layer in found:
        assert layer.difference <= 1e-5 * max(1, layer.largest), layer
    np.testing.assert_allclose(found["odd"].output, wanted[0].transpose(2, 0, 1), rtol=1e-5)
    assert "Keras then cuts off the last row\nEquals the model's output after relu" in repr(
        found["odd"]
    )
    assert "zeros that padding='same' adds" in repr(found["stem"])
    assert found["depthwise"].norm_text == "before batch norm norm"
    folded = observe(network, x, "depthwise", fold=True)[0]
    assert folded.folded and folded.difference < 1e-3
    assert observe(network, x, "both/pointwise")[0].name == "both/pointwise"
    assert not any("call" in vars(layer) for layer in network.layers)
    after = keras.ops.convert_to_numpy(network(x[None]))
    np.testing.assert_array_equal(after, wanted)
