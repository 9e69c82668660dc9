"""What is seen of a network, with as much of PyTorch as is asked for; see test_real_networks.py."""

import numpy as np
import pytest

import convlab
from convlab.network import observe
from tests.fakes import (
    BatchNorm2d,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    Module,
    ReLU,
    Sequential,
    Tensor,
    keras_layer,
)


def noise(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def norm(maps, seed=3):
    rng = np.random.default_rng(seed)
    return BatchNorm2d(rng.normal(size=maps), *(rng.uniform(0.5, 2, (2, maps))), noise(maps))


class Shared(Module):
    """Two layers in a block, one of them called twice, and one never."""

    def forward(self, x):
        return self.block.same(self.block.same(self.first(x)))


def shared():
    block = Module(same=Conv2d(noise(4, 4, 3, 3, seed=1), padding=(1, 1)))
    first = Conv2d(noise(4, 3, 3, 3), noise(4, seed=2), stride=(2, 2))
    return Shared(first=first, block=block, spare=Conv2d(noise(4, 4, 1, 1)))


def hooks_of(model):
    return [hook for module in model.modules() for hook in (*module.hooks, *module.before)]


def test_layers_by_name_in_the_order_of_their_calls():
    model, x = shared(), noise(2, 3, 9, 9)
    found = observe(model, x)
    names = [layer.name for layer in found.layers]
    assert names == ["first", "block.same", "block.same (call 2)", "spare"]
    assert len(found) == 4 and found[1] is found["block.same"] and found.shape == (3, 9, 9)
    first, same, again, spare = found
    np.testing.assert_array_equal(first.input, x[0])
    y = convlab.conv2d_loops(x[0], model.first.weight.array, model.first.bias.array, stride=2)
    np.testing.assert_allclose(first.output, y, rtol=1e-5)
    np.testing.assert_array_equal(same.input, first.output)
    np.testing.assert_array_equal(again.input, same.output)
    assert first.layer.torch_line == "nn.Conv2d(3, 4, kernel_size=3, stride=2)"
    assert first.difference < 1e-5 and first.difference_text.startswith("Equals the model's output")
    assert spare.reason == "the model did not call it for this x" and spare.layer is None
    with pytest.raises(ValueError, match=r"spare \(Conv2d\) cannot be shown: the model did not"):
        spare.run  # noqa: B018
    assert [layer.name for layer in found.shown] == names[:3]


def test_one_layer_alone():
    model, x = shared(), noise(3, 9, 9)
    one = observe(model, x, "block.same (call 2)")
    assert [layer.name for layer in one] == ["block.same (call 2)"]
    for name, words in (
        ("block.sam", r"no convolution layer 'block.sam'; it has block\.same"),
        ("first (call 2)", "called first 1 time"),
    ):
        with pytest.raises(ValueError, match=words):
            observe(model, x, name)
    with pytest.raises(ValueError, match="no convolution layer 'layer4'; it has "):
        observe(model, x)["layer4"]


def test_the_table_in_words():
    lines = repr(observe(shared(), noise(3, 9, 9))).splitlines()
    assert lines == [
        "Shared on x (3, 9, 9): 4 convolution layers",
        "0  first                3 → 4  3×3, stride 2, y (4, 4, 4)",
        "1  block.same           4 → 4  3×3, y (4, 4, 4)",
        "2  block.same (call 2)  4 → 4  3×3, y (4, 4, 4)",
        "3  spare                       Conv2d, not shown: the model did not call it for this x",
    ]


@pytest.mark.parametrize("fails", [False, True])
def test_the_model_is_left_as_it_was(fails):
    model = shared()
    model.first.training = False
    before = [module.training for module in model.modules()]
    x = noise(5, 9, 9) if fails else noise(3, 9, 9)
    if fails:
        with pytest.raises(convlab.ShapeError, match="has 5 channels"):
            observe(model, x)
    else:
        observe(model, x)
    assert hooks_of(model) == []
    assert [module.training for module in model.modules()] == before


def test_what_is_written_over_later_is_kept_as_it_was():
    model = Sequential(Conv2d(noise(6, 3, 3, 3)), ReLU())
    model.inner["0"].weight.array[2] = -1
    model.inner["0"].weight.array[4] = 0
    found = observe(model, abs(noise(3, 9, 9)))["0"]
    assert found.output.min() < 0 and found.difference < 1e-5
    assert found.dead == (2, 4)  # all below 0, and 0 itself
    flat = observe(model.inner["0"], abs(noise(3, 9, 9)))[0]
    assert flat.name == "Conv2d" and flat.dead == (4,)  # no ReLU: one constant
    spreads = [float(np.std(flat.output[o])) for o in range(6)]
    assert flat.loudest == sorted(range(6), key=lambda o: -spreads[o])


@pytest.mark.parametrize("transposed", [False, True])
def test_batch_norm_beside_or_folded(transposed):
    if transposed:
        conv = ConvTranspose2d(noise(4, 3, 3, 3), groups=2, stride=(2, 2))
    else:
        conv = Conv2d(noise(6, 4, 3, 3), noise(6, seed=4))
    model, x = Sequential(conv, norm(6), ReLU()), noise(4, 7, 7)
    beside, folded = observe(model, x)["0"], observe(model, x, fold=True)["0"]
    model.training = False
    for module in model.modules():
        module.training = False
    wanted = model.inner["1"](conv(Tensor(x))).array
    assert beside.norm_text == "before batch norm 1" and not beside.folded
    scale, shift = (a[:, None, None] for a in beside.batch_norm[1:])
    np.testing.assert_allclose(beside.output * scale + shift, wanted, rtol=1e-4, atol=1e-5)
    assert folded.folded and folded.norm_text == "with batch norm 1 folded in"
    np.testing.assert_allclose(folded.output, wanted, rtol=1e-4, atol=1e-5)
    assert folded.difference < 1e-4 and folded.layer.bias and beside.difference < 1e-5
    assert (folded.alive == (wanted > 0).any(axis=(1, 2))).all()


def test_signals():
    model = Sequential(Conv1d(noise(5, 2, 4), noise(5), stride=(3,)))
    found = observe(model, noise(2, 30))["0"]
    assert found.input.shape == (2, 30) and found.output.shape == (5, 9)
    assert found.difference < 1e-5 and "4 wide, stride 3, y (5, 9)" in repr(
        observe(model, noise(2, 30))
    )


def test_layers_that_cannot_be_shown_stand_with_the_reason():
    class DeformConv2d(Module):
        def forward(self, x):
            return x

    class Conv3d(Conv2d):
        def forward(self, x):
            return x

    class Quantised(Conv2d):
        def weight(self):
            raise AssertionError("never read")

        def __init__(self):
            super().__init__(noise(3, 3, 1, 1))
            del self.weight

        def forward(self, x):
            return x

    Conv3d.__name__ = "Conv3d"
    model = Sequential(
        Conv2d(noise(3, 3, 1, 1)), DeformConv2d(), Conv3d(noise(2, 3, 1, 1, 1)), Quantised()
    )
    reasons = [layer.reason for layer in observe(model, noise(3, 4, 4))]
    assert reasons[0] == ""
    for reason, word in zip(reasons[1:], ("deformable", "volumes", "quantised"), strict=True):
        assert word in reason


def test_a_layer_that_does_more_than_its_weights():
    class Padded(Conv2d):
        def forward(self, x):
            return super().forward(Tensor(np.pad(x.array, ((0, 0), (0, 0), (1, 1), (1, 1)))))

    class Two(Conv2d):
        def forward(self, x):
            return super().forward(x), x

    kernels, x = noise(4, 3, 3, 3), noise(3, 9, 9)
    (padded,) = observe(Sequential(Padded(kernels)), x)
    assert padded.difference == np.inf and padded.difference_text == (
        "Differs from the model's output: it has shape (4, 9, 9), and that of these weights "
        "(4, 7, 7). The model does more here than this layer's weights say"
    )
    (two,) = observe(Sequential(Two(kernels)), x)
    assert two.reason == "it takes or gives a tuple, where maps are one tensor"


@pytest.mark.parametrize(
    "dtype, off, head",
    [
        ("torch.bfloat16", 4e-3, "Equals the model's output, rounded to bfloat16: largest"),
        ("torch.float16", 4e-3, "Differs from the model's output: largest"),
        ("torch.float16", 1e-3, "Equals the model's output, rounded to float16: largest"),
        ("torch.float32", 2e-3, "Differs from the model's output: largest"),
    ],
)
def test_rough_numbers_may_be_off_by_as_much_as_they_are_rough(dtype, off, head):
    class Rough(Tensor):
        def __getitem__(self, at):
            return Tensor(self.array[at])

    Rough.dtype = dtype

    class Off(Conv2d):
        def forward(self, x):
            y = super().forward(x).array
            return Rough(y + np.float32(off) * abs(y).max())

    (one,) = observe(Sequential(Off(noise(4, 3, 3, 3))), noise(3, 9, 9))
    assert one.difference_text.startswith(head), one.difference_text


def test_a_lazy_layer_is_never_called():
    class LazyConv2d(Module):
        def has_uninitialized_params(self):
            return True

        def forward(self, x):
            raise AssertionError("this would have built it")

    model = Sequential(Conv2d(noise(4, 3, 3, 3)), LazyConv2d(), Conv2d(noise(2, 4, 3, 3)))
    first, lazy, last = observe(model, noise(3, 9, 9))
    assert not first.reason and first.output.shape == (4, 7, 7)
    assert "not built before its first call" in lazy.reason
    assert last.reason == "comes after a layer that is not built yet" and hooks_of(model) == []


def test_meta_has_shapes_and_no_numbers():
    class Meta(Tensor):
        device = type("device", (), {"type": "meta"})()

        def __getitem__(self, at):
            return Meta(self.array[at])

    class Conv2dOnMeta(Conv2d):
        def forward(self, x):
            return Meta(super().forward(x).array)

    (found,) = observe(Sequential(Conv2dOnMeta(noise(4, 3, 3, 3))), noise(3, 9, 9))
    assert found.reason == "on the meta device: it has a shape and no numbers"
    assert found.layer.out_channels == 4 and found.output.shape == (4, 7, 7)
    assert found.dead == ()  # none is known to be constant


class Picture:
    def getbands(self):
        return "RGB"


@pytest.mark.parametrize(
    "x, words",
    [
        (noise(9, 9, 3), r"np\.transpose\(x, \(2, 0, 1\)\)"),
        (noise(2, 9, 9, 3), r"np\.transpose\(x, \(0, 3, 1, 2\)\)"),
        (noise(0, 3, 9, 9), "no picture in this batch"),
        (np.full((3, 9, 9), np.nan), "x must hold real, finite numbers .* np.nan_to_num"),
        (Tensor(np.full((3, 9, 9), np.inf, np.float32)), "x must hold real, finite numbers"),
        (Picture(), r'np\.asarray\(picture\.convert\("RGB"\)\)\.transpose\(2, 0, 1\) / 255'),
        ("cat.png", "x must be an array of numbers"),
    ],
)
def test_pictures_that_are_none(x, words):
    with pytest.raises((ValueError, TypeError), match=words):
        observe(shared(), x)


def test_pictures_as_several_arguments():
    class Two(Module):
        def forward(self, x, mask=None):
            return self.conv(Tensor(x.array * mask.array))

    model, x = Two(conv=Conv2d(noise(4, 3, 3, 3))), noise(1, 3, 9, 9)
    for given in ((x, 2 * x), {"x": x, "mask": 2 * x}, (Tensor(x), Tensor(2 * x))):
        np.testing.assert_allclose(observe(model, given)["conv"].input, 2 * x[0] ** 2, rtol=1e-6)


def test_maps_that_are_no_numbers_stand_with_the_reason():
    broken = noise(4, 3, 3, 3)
    broken[1, 0, 0, 0] = np.nan
    reason = "its maps are NaN or infinite at 49 of 196 places"
    (found,) = observe(Sequential(Conv2d(broken)), noise(3, 9, 9))
    (own,) = observe({"own": convlab.Run(noise(3, 9, 9), broken)})
    assert found.reason == own.reason == reason and found.dead == own.dead == ()
    assert repr(own) == f"own: Run, not shown: {reason}"
    with pytest.raises(ValueError, match="x of 'own' must hold real, finite numbers"):
        observe({"own": convlab.Run(np.full((3, 9, 9), np.inf), broken)})


def test_models_that_are_none():
    for model, words in ((Sequential(ReLU()), "holds no convolution layer"), ("a", "got str")):
        with pytest.raises((ValueError, TypeError), match=words):
            observe(model, noise(3, 9, 9))


def test_layers_of_ones_own():
    first = convlab.Run(noise(3, 9, 9), noise(4, 3, 3, 3), stride=2)
    second = convlab.Run(first.output.clip(0), noise(2, 4, 1, 1), noise(2))
    found = observe({"first": first, "second": second})
    assert [layer.name for layer in found] == ["first", "second"] and found.shape == (3, 9, 9)
    np.testing.assert_array_equal(found["second"].input, first.output.clip(0))
    assert (
        found["second"].difference == 0 and len(observe({"a": first, "b": second}, None, "b")) == 1
    )
    for runs, words in (({}, "it is empty"), ({"a": 3}, "'a' is none")):
        with pytest.raises(TypeError, match=words):
            observe(runs)
    with pytest.raises(ValueError, match="no convolution layer 'c'"):
        observe({"a": first}, None, "c")


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr("convlab.network.seen.MOST", 1 << 10)
    model = shared()
    with pytest.raises(ValueError, match=r'look\(model, x, "its name"\)'):
        observe(model, noise(3, 32, 32))
    assert hooks_of(model) == []


def keras_model(*layers):
    """Layers of Keras, one after the other, each as a name, a layer, and what it computes."""

    class Functional:
        name, built = "model", True

        def __init__(self):
            self.layers = [layer for _, layer, _ in layers]
            for name, layer, call in layers:
                layer.__dict__.update(name=name, built=True, data_format="channels_last")
                type(layer).call = staticmethod(call)

        def get_weights(self):
            raise AssertionError("never read")

        def __call__(self, x):
            for layer in self.layers:
                x = layer.call(x)
            return x

    return Functional()


def last(y):
    return np.moveaxis(y, 1, -1)


def linear(y):
    return y


def relu(y):
    return y.clip(0)


def keras_conv(kernel, bias, activation=linear, **options):
    layer = keras_layer("Conv2D", [kernel, bias], activation=activation, **options)
    pads = dict(padding=options.get("padding", "valid"))

    def call(x):
        y = convlab.conv2d_loops(np.moveaxis(x, -1, 1), kernel.transpose(3, 2, 0, 1), bias, **pads)
        return activation(last(y)).astype(np.float32)

    return layer, call


def test_a_model_of_keras():
    first = keras_conv(noise(3, 3, 3, 4), noise(4), relu, padding="same")
    second = keras_conv(noise(1, 1, 4, 2), noise(2))
    numbers = [np.float32(a) for a in np.random.default_rng(5).uniform(0.5, 2, (4, 2))]
    batch_norm = keras_layer("BatchNormalization", numbers, scale=True, center=True, epsilon=1e-3)
    gamma, beta, mean, var = numbers

    def normed(x):
        return ((x - mean) / np.sqrt(var + 1e-3) * gamma + beta).astype(np.float32)

    layers = ("first", *first), ("second", *second), ("norm", batch_norm, normed)
    model, x = keras_model(*layers), noise(8, 7, 3)
    found = observe(model, x)
    one, two = found
    assert (
        found.shape == (8, 7, 3) and one.input.shape == (3, 8, 7) and one.output.shape == (4, 8, 7)
    )
    np.testing.assert_array_equal(one.input, x.transpose(2, 0, 1))
    assert one.activation == "relu" and one.output.min() == 0 and one.difference < 1e-5
    assert "Equals the model's output after relu" in repr(one)
    assert two.norm_text == "before batch norm norm" and two.difference < 1e-5
    folded = observe(model, x, "second", fold=True)[0]
    wanted = normed(second[1](first[1](x[None])))[0].transpose(2, 0, 1)
    np.testing.assert_allclose(folded.output, wanted, rtol=1e-5)
    assert folded.difference < 1e-4
    assert all("call" not in vars(layer) for layer in model.layers)


def test_a_model_of_keras_that_is_not_built():
    layer, call = keras_conv(noise(3, 3, 3, 4), noise(4))
    model = keras_model(("first", layer, call))
    layer.built = False
    (found,) = observe(model, noise(8, 7, 3))
    assert "not built before its first call" in found.reason
