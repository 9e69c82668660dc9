"""Lesson 13, worked out by other ways: numbers, quiz, messages, code and exercise."""

import re

import numpy as np
import pytest

from convlab import Run, exercises, images, kernels, look
from tests.verdict import verdict

MAPS = kernels.stem_maps(images.coffee(84))


def test_the_answers_of_the_quiz(answers):
    assert answers == {"first-channel-of-a-hook": "y[0, 0]"}
    y = np.zeros((1, 2048, 7, 7))
    shapes = y[0].shape, y[:, 0].shape, y[0, :, :, 0].shape, y[0, 0].shape
    assert shapes == ((2048, 7, 7), (1, 7, 7), (2048, 7), (7, 7))


def test_whom_the_three_orders_name():
    means = MAPS.reshape(32, -1).sum(axis=1) / 1764
    assert sorted(range(32), key=lambda o: -means[o])[:6] == [1, 9, 4, 6, 12, 13]
    assert (MAPS.max(axis=(1, 2)) == 6).sum() > 6  # so the maximum cannot choose
    spreads = [np.sqrt(((m - m.mean()) ** 2).mean()) for m in MAPS.astype(float)]
    assert sorted(range(32), key=lambda o: -spreads[o])[:6] == [6, 0, 27, 21, 5, 26]


def test_three_mixtures():
    flat = MAPS.reshape(32, -1).astype(float)
    spread = np.linalg.eigvalsh(np.cov(flat))[::-1]
    assert f"{spread[:3].sum() / spread.sum():.0%}" == "70%"


def test_only_the_weighted_map_finds_the_coffee():
    weights = kernels.trained("coffee").weight[0].sum(axis=(1, 2))
    weighted = np.einsum("c,chw->hw", weights, MAPS)
    place = tuple(np.argwhere(weighted == weighted.max())[0])
    cup = (slice(10, 24), slice(8, 28))  # where the coffee is
    inside = np.zeros((42, 42), bool)
    inside[cup] = True
    assert inside[place]
    assert not inside[tuple(np.argwhere(MAPS.mean(axis=0) == MAPS.mean(axis=0).max())[0])]
    np.testing.assert_allclose(MAPS.sum(axis=0), 32 * MAPS.mean(axis=0), rtol=1e-5)
    assert 224 / 7 == 32


def test_blank_maps():
    assert [o for o in range(32) if MAPS[o].min() == MAPS[o].max()] == [11, 16, 28, 31]
    bars = kernels.stem_maps(images.colour_bars(48))
    assert ((bars[[3, 20]] > 0).mean(axis=(1, 2)) > 0.1).all()  # alive on another picture


def test_the_gradient_of_a_mean():
    assert [round(w / 49, 5) for w in (2, -1, 0.5)] == [0.04082, -0.02041, 0.0102]


def test_a_gradient_for_each_place_or_their_mean():
    """Behind a mean over places both heat maps are one; behind flatten only one adds up."""
    rng = np.random.default_rng(13)
    maps, weights = rng.random((4, 7, 7)), rng.normal(size=4)
    nudged = np.tensordot(weights, maps, axes=1) / 49  # each gradient is w_c / 49
    assert nudged.sum() == pytest.approx(weights @ maps.mean(axis=(1, 2)))
    gradient = rng.normal(size=(4, 7, 7))
    averaged = np.tensordot(gradient.mean(axis=(1, 2)), maps, axes=1)
    assert abs(averaged.sum() - (gradient * maps).sum()) > 0.5
    below = -abs(gradient.mean(axis=(1, 2)))
    assert (np.tensordot(below, maps, axes=1) <= 0).all()  # nothing is left by a ReLU


def test_the_code_for_a_network_of_ones_own(prose, capsys):
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    nn = torch.nn

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
            self.layer4 = nn.Sequential(nn.ReLU(), nn.Conv2d(8, 16, 3))

        def forward(self, x):
            return self.layer4(self.conv1(x))

    x = torch.rand(1, 3, 32, 32)
    space = dict(torch=torch, model=Network(), x=x)
    first, second, third, fourth = re.findall(r"^```python\n(?!# )(.+?)^```", prose, re.M | re.S)
    exec(first, space)
    assert space["kept"][0][0, 0].shape == (14, 14) and len(space["kept"]) == 1
    exec(second, space)
    with torch.no_grad():
        space["model"](x)
    assert [*space["seen"]] == ["conv1", "layer4.1"]
    given, made = space["seen"]["layer4.1"]
    assert given.shape == (1, 8, 16, 16) and made.shape == (1, 16, 14, 14)
    exec(third, space)
    assert capsys.readouterr().out == "True\n" and space["explorer"].output.shape == (8, 16, 16)
    exec(fourth, space)
    given, made = space["seen"]["conv1"]
    np.testing.assert_array_equal(space["y"], made[0].numpy())
    np.testing.assert_array_equal(space["view"]["conv1"].input, given[0].numpy())
    assert len(space["view"]) == 2


def test_what_the_strip_shows():
    stem, each = kernels.trained("stem"), kernels.trained("depthwise")
    mixed = kernels.trained("pointwise")
    counts = [bank.weight.size + bank.bias.size for bank in (stem, each, mixed)]
    work = [bank.weight.size * 42 * 42 for bank in (stem, each, mixed)]
    assert counts == [896, 320, 528] and 0.5 < work[0] / sum(work) < 0.55
    run = Run(kernels.stem_input(images.coffee(84)), stem.weight, stem.bias, stride=2)
    after = Run(run.output.clip(0, 6), each.weight, each.bias, padding=1, groups=32)
    view = look({"stem": run, "depthwise": after})
    assert view["stem"].dead == view["depthwise"].dead == (11, 16, 28, 31)


def test_messages_of_pytorch_and_matplotlib(prose):
    pyplot = pytest.importorskip("matplotlib.pyplot")
    with pytest.raises(TypeError) as caught:
        pyplot.imshow(np.zeros((64, 56, 56)))
    pyplot.close("all")
    assert f"`{caught.value}`" in prose
    torch = pytest.importorskip("torch")
    for tensor in (torch.zeros(2, requires_grad=True), torch.zeros(2, dtype=torch.bfloat16)):
        with pytest.raises((RuntimeError, TypeError)) as caught:
            tensor.numpy()
        assert f"`{caught.value}`" in prose
    assert torch.nn.MaxPool2d(2)(torch.zeros(8, 64, 112, 112))[3, 10].shape == (56, 56)


def loudest(maps, n):
    spread = ((maps - maps.mean(axis=(1, 2), keepdims=True)) ** 2).mean(axis=(1, 2))
    return sorted(range(len(maps)), key=lambda o: -spread[o])[:n]


@pytest.mark.parametrize(
    "function, words",
    [
        (loudest, "✓ "),
        (lambda maps, n: loudest(maps, len(maps))[::-1][:n], "The smallest come first"),
        (lambda maps, n: np.argsort(-maps.mean(axis=(1, 2)))[:n], "the largest mean"),
        (lambda maps, n: np.argsort(-maps.max(axis=(1, 2)))[:n], "the largest single number"),
        (lambda maps, n: maps.std(axis=(1, 2))[loudest(maps, n)], "the spreads themselves"),
        (lambda maps, n: loudest(maps, len(maps)), "the first n are wanted"),
        (lambda maps, n: sorted(loudest(maps, n)), "in the order of their numbers"),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_loudest, function)


def test_a_saliency_map_has_no_channels():
    torch = pytest.importorskip("torch")
    x = torch.rand(1, 3, 8, 8).requires_grad_()
    torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.Flatten())(x)[0, 1].backward()
    assert x.grad.shape == (1, 3, 8, 8) and x.grad.abs().amax(dim=1).shape == (1, 8, 8)
