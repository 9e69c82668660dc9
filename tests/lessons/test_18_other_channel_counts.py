"""Lesson 18, worked out by other ways: its numbers, its quiz, its exercise."""

import re

import numpy as np
import pytest

from convlab import ConvLayer, conv2d, exercises, images, kernels
from tests.lessons.by_hand import correlate
from tests.verdict import verdict


def test_the_answers_of_the_quiz(answers):
    assert answers == {
        "grey-into-rgb-layer": "The sum of the three",
        "six-in-how-many-out": "3",
    }


def test_grey_three_times_and_once():
    stem, grey = kernels.trained("stem"), images.to_grey(images.coffee(12))
    thrice = correlate(grey.repeat(3, axis=0), stem.weight)
    assert np.allclose(correlate(grey, stem.weight.sum(1, keepdims=True)), thrice, atol=1e-4)
    assert not np.allclose(correlate(grey, stem.weight[:, :1]), thrice, atol=1e-1)


def test_the_mean_of_three_slices_is_a_third_of_the_layer():
    x = images.coffee(84)
    weight = kernels.trained("stem").weight
    three = conv2d(images.to_grey(x)[[0, 0, 0]], weight)
    mean = conv2d(images.to_grey(x), weight.mean(axis=1, keepdims=True))
    np.testing.assert_allclose(3 * mean, three, atol=1e-4)
    # different means for each colour: the sum is no longer exact
    shifted = images.to_grey(x)[[0, 0, 0]] - np.array([0.485, 0.456, 0.406])[:, None, None]
    summed = weight.sum(axis=1, keepdims=True)
    assert abs(conv2d(shifted[:1], summed) - conv2d(shifted, weight)).max() > 0.1


def test_a_slice_of_zeros_learns():
    # a slice of zeros learns: more weight on alpha changes a map
    x, weight = images.coffee(84), kernels.trained("stem").weight
    alpha = np.concatenate([x, images.chelsea(84)[:1]])
    four = np.pad(weight, [(0, 0), (0, 1), (0, 0), (0, 0)])
    moved = four.copy()
    moved[0, 3, 1, 1] = 1
    change = conv2d(alpha, moved)[0] - conv2d(alpha, four)[0]
    np.testing.assert_allclose(change, alpha[3, 1:-1, 1:-1], atol=1e-4)


def test_reversed_slices_with_a_mean_and_a_spread():
    bgr, weight = images.coffee(20), kernels.trained("stem").weight
    mean, spread = np.array([[0.4, 0.5, 0.6], [0.2, 0.3, 0.25]])[:, :, None, None]
    rgb, turn = bgr[[2, 1, 0]], [2, 1, 0]
    expected = correlate((bgr - mean) / spread, weight)
    reversed_too = (rgb - mean[turn]) / spread[turn]
    np.testing.assert_allclose(correlate(reversed_too, weight[:, turn]), expected, atol=1e-4)
    assert abs(correlate((rgb - mean) / spread, weight[:, turn]) - expected).max() > 1


def test_six_nine_and_ten():
    assert ConvLayer(6, 64, 3).n_weights - ConvLayer(3, 64, 3).n_weights == 64 * 3 * 9 == 1728
    assert 4 + 1 + 4 == 9 and 5 * 9 * 320 == 14_400
    # repeated and × 3/10, as timm does it: of ten slices four are red's
    weight, grey = kernels.trained("stem").weight, images.to_grey(images.coffee(52))
    turns = np.arange(10) % 3
    assert np.bincount(turns).tolist() == [4, 3, 3]
    before = conv2d(grey[[0] * 3], weight)
    rescaled = conv2d(grey[[0] * 10], weight[:, turns] * 0.3)
    assert round(float(rescaled.std() / before.std()), 2) == 1.11
    for how in ("zeros", "mean", "sum", "repeat"):
        maps = conv2d(grey[[0] * 10], kernels.adapt(weight, 10, how))
        np.testing.assert_allclose(maps, before, atol=1e-3)


def test_two_pictures_start_as_one():
    x, weight = images.coffee(20), kernels.trained("stem").weight
    twice = correlate(np.concatenate([x, x]), kernels.adapt(weight, 6, "repeat"))
    np.testing.assert_allclose(twice, correlate(x, weight), atol=1e-4)
    assert np.array_equal(kernels.adapt(weight, 6, "repeat"), np.tile(weight / 2, (1, 2, 1, 1)))


def test_two_of_three_slices():
    weight, grey = kernels.trained("stem").weight, images.to_grey(images.coffee(52))
    before = conv2d(grey[[0] * 3], weight)
    each = [conv2d(grey[[0] * 2], 1.5 * np.delete(weight, drop, axis=1)) for drop in range(3)]
    np.testing.assert_allclose(sum(each) / 3, before, atol=1e-4)
    assert min(abs(y - before).max() for y in each) > 1  # but none is the old map
    assert min(y.std() / before.std() for y in each) > 1.4


def test_optical_flow():
    w = np.random.default_rng(18).normal(size=(64, 3, 7, 7))
    copied = np.stack([w.mean(axis=1)] * 20, axis=1)
    assert 10 * 2 == 20 and copied.shape == (64, 20, 7, 7)
    np.testing.assert_allclose(copied.sum(axis=1), w.sum(axis=1) * 20 / 3)
    assert f"{20 / 3:.2f}" == "6.67" and 20 * 3 == 60


def test_means_lie_along_the_channels():
    x, mean = images.to_grey(images.coffee(8)), np.array([0.4, 0.5, 0.6])
    three = x - mean[:, None, None]
    for c in range(3):
        np.testing.assert_allclose(three[c], x[0] - mean[c])
    with pytest.raises(ValueError, match="broadcast"):
        np.ones((10, 4, 4)) - mean[:, None, None]


def test_four_sequences():
    layer = (32, 4, 3, 3, 3)
    assert np.prod(layer) == 32 * 4 * 27 == 3456


def test_who_listens_to_what():
    size = abs(kernels.trained("stem").weight).sum(axis=(2, 3))
    share = size / size.sum(axis=1, keepdims=True)
    assert (
        share[7].argmin() == 0 and share[20].argmin() == 2 and max(share[7, 0], share[20, 2]) < 0.1
    )
    assert share[27].argmax() == 1


def test_exercise_1(prose):
    old, new = ConvLayer(3, 64, 7, bias=False), ConvLayer(5, 64, 7, bias=False)
    assert new.weight_shape == (64, 5, 7, 7)
    assert (new.n_weights, old.n_weights, new.n_weights - old.n_weights) == (15_680, 9408, 6272)


def test_what_pytorch_says(prose):
    torch = pytest.importorskip("torch")
    nn = torch.nn
    assert nn.Conv3d(4, 32, 3).weight.shape == (32, 4, 3, 3, 3)
    with pytest.raises(RuntimeError) as caught:
        nn.Conv2d(9, 320, 3)(torch.zeros(2, 4, 64, 64))
    assert f"`{str(caught.value).removeprefix('Given groups=1, ')}`" in prose
    with pytest.raises(RuntimeError) as caught:  # as torchvision's Normalize does it
        torch.zeros(1, 28, 28).sub_(torch.zeros(3, 1, 1))
    assert f"`{caught.value}`" in prose
    saved = nn.Conv2d(512, 4, 3).state_dict()
    for strict in (True, False):
        with pytest.raises(RuntimeError) as caught:
            nn.Conv2d(512, 3, 3).load_state_dict(saved, strict=strict)
        said = re.sub(r"torch\.Size\(|\)| from checkpoint", "", str(caught.value))
        words = "copying a param with shape [4, 512, 3, 3], the shape in current model is [3, 512"
        assert words in said and words in prose
    old, new = nn.Conv2d(3, 8, 3), nn.Conv2d(1, 8, 3)  # the two lines for a grey layer
    new.weight.data = old.weight.data.sum(dim=1, keepdim=True)
    new.bias.data = old.bias.data
    grey = torch.rand(1, 1, 9, 9)
    torch.testing.assert_close(new(grey), old(grey.expand(-1, 3, -1, -1)))


def for_grey(weight):
    return np.einsum("ocij->oij", weight)[:, None]


@pytest.mark.parametrize(
    "function, words",
    [
        (for_grey, "✓ "),
        (lambda w: for_grey(w)[:, 0], "keepdims"),
        (lambda w: for_grey(w) / 3, "the mean"),
        (lambda w: w[:, [0]], "red slice"),
        (
            lambda w: w[:, [1]],
            "That keeps the green slice: the layer used to add the other two as well.\n",
        ),
        (
            lambda w: w[:, [2]],
            "That keeps the blue slice: the layer used to add the other two as well.\n",
        ),
        (lambda w: np.einsum("ocij,c->oij", w, [0.299, 0.587, 0.114])[:, None], "brightness"),
        (lambda w: np.einsum("ocij->cij", w)[None], "adds the kernels"),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_for_grey, function)


def test_planes_for_pieces_and_for_numbers():
    assert ConvLayer(12, 64, 3, bias=False).n_weights == 64 * 12 * 9 == 6912
    weight = np.random.default_rng(18).normal(size=(2, 3, 3, 3))
    x = np.random.default_rng(19).normal(size=(3, 6, 6))
    before, after = (conv2d(np.stack([*x[:2], np.full((6, 6), age)]), weight) for age in (0, 7))
    assert np.allclose(after - before, 7 * weight[:, 2].sum(axis=(1, 2))[:, None, None])


def test_rows_without_a_gradient_stay():
    torch = pytest.importorskip("torch")
    moved = []
    for decay in (0, 0.1):
        layer = torch.nn.Conv2d(3, 10, 3)
        before = layer.weight.detach().clone()
        step = torch.optim.SGD(layer.parameters(), 0.1, momentum=0.9, weight_decay=decay)
        layer(torch.randn(2, 3, 8, 8)).square().mean().backward()
        layer.weight.grad[:5] = 0
        layer.bias.grad[:5] = 0
        step.step()
        moved.append((layer.weight - before).abs().amax((1, 2, 3)).gt(0).tolist())
    assert moved == [[False] * 5 + [True] * 5, [True] * 10]
    with pytest.raises(RuntimeError, match="leaf"):
        layer.weight[:5].requires_grad = False


def test_a_label_changes_no_weight():
    nn = pytest.importorskip("torch").nn
    layer = nn.Conv2d(3, 64, 7)
    layer.in_channels = 4
    assert layer.weight.shape == (64, 3, 7, 7)
    assert kernels.adapt(layer, 4, "zeros").weight.shape == (64, 4, 7, 7)


def test_five_slices_of_zeros_keep_the_maps():
    rng = np.random.default_rng(18)
    weight, x = rng.normal(size=(6, 4, 3, 3)), rng.normal(size=(9, 8, 8))
    nine = kernels.adapt(weight, 9, "zeros")
    assert nine.shape == (6, 9, 3, 3)
    np.testing.assert_allclose(conv2d(x, nine), conv2d(x[:4], weight))


def test_one_plane_ties_two_slices():
    rng = np.random.default_rng(0)
    mine, yours, w = (rng.normal(size=s) for s in ((1, 8, 8), (1, 8, 8), (4, 1, 3, 3)))
    both = conv2d(np.concatenate([mine, yours]), np.concatenate([w, -w], axis=1))
    np.testing.assert_allclose(conv2d(mine - yours, w), both)
