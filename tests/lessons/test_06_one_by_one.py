"""Lesson 06, worked out by other ways: its numbers, its quiz, its exercise."""

import numpy as np
import pytest

from convlab import ConvLayer, conv2d, exercises, images, kernels
from convlab.quiz import question
from tests.lessons.by_hand import numbers_in
from tests.verdict import verdict


def test_the_answers_of_the_quiz(answers):
    assert answers == {
        "1x1-weights": [2, 3, 2 * 3 * 1, 2 * 3 * 9],
        "256-to-64": [256 // 64, 64, 256, 256 * 64],
        "1x1-on-a-pixel": "12",
        "1x1-identity": "1 on the diagonal, 0 elsewhere",
        "1x1-edge": "No: it sees one pixel at a time",
    }


def test_by_hand():
    assert 8 * 2 + 2 * -1 + 1 * 1 - 3 == 16 - 2 + 1 - 3 == 12


def test_the_explorer():
    # the explorer: rim, saucer, red muted, groups
    photo, (weight, bias, _) = images.coffee(52), kernels.bank("colour_opponents")
    y = conv2d(photo, weight, bias)
    assert photo[0, 21, 41] > 4 * photo[1, 21, 41] > 8 * photo[2, 21, 41]  # the red saucer
    assert abs(y[1, 16, 6]) < 0.1 < 0.5 < y[1, 40, 40] and y[1, 35, 10] > 0.4
    no_red = conv2d(photo * [[[0]], [[1]], [[1]]], weight, bias)[1]
    assert no_red.max() <= 0
    assert ConvLayer(3, 3, 1, groups=3).n_weights == 3


def test_the_other_ways_to_write_it():
    photo = images.coffee(52)
    matrix = kernels.bank("one_by_one").weight[:, :, 0, 0]
    y = conv2d(photo, matrix[:, :, None, None])
    np.testing.assert_allclose(np.einsum("oc,chw->ohw", matrix, photo), y, atol=1e-6)
    assert photo[0].size == 2704
    np.testing.assert_allclose((matrix @ photo.reshape(3, 2704)).reshape(y.shape), y, atol=1e-6)


def test_what_the_wrong_matrices_make_of_a_photo():
    photo = images.coffee(52)
    for wrong, made in (
        (np.ones((3, 3)), [photo.sum(axis=0)] * 3),
        (np.full((3, 3), 1 / 3), [photo.mean(axis=0)] * 3),
        (np.diag([1, 2, 3]), [photo[0], 2 * photo[1], 3 * photo[2]]),
        (np.eye(3), photo),
    ):
        np.testing.assert_allclose(conv2d(photo, wrong[:, :, None, None]), made, atol=1e-6)


def test_the_bottleneck():
    assert ConvLayer(256, 64, 1).weight_shape == (64, 256, 1, 1)
    assert 256 * 64 == 16_384 and 16_384 + 64 * 64 * 9 + 16_384 == 69_632
    assert ConvLayer(256, 256, 3).n_weights == 589_824 and round(589_824 / 69_632, 1) == 8.5
    # trained
    assert ConvLayer(32, 16, 1).n_weights == 512 and ConvLayer(32, 16, 3).n_weights == 4608


def test_a_policy_head(prose):
    assert ConvLayer(256, 2, 1).n_weights == 512 and 2 * 19 * 19 == 722
    assert 362 * (722 + 1) == 261_726 and 19 * 19 + 1 == 362
    torch = pytest.importorskip("torch")
    with pytest.raises(RuntimeError) as caught:
        torch.nn.BatchNorm2d(1)(torch.zeros(1, 2, 19, 19))
    assert f"`{caught.value}`" in prose


def test_exercise_1_and_in_practice():
    photo, (weight, bias, _) = images.coffee(52), kernels.bank("colour_opponents")
    layer = ConvLayer(512, 128, 1)
    assert (layer.n_weights, layer.n_parameters) == (65_536, 65_664)
    assert layer.output_shape((512, 14, 14)) == (128, 14, 14)
    assert ConvLayer(512, 512, 1, groups=512).n_weights == 512
    rim = conv2d(photo, weight, bias, padding=1)[:, 0, 0]
    assert rim.tolist() == bias.tolist()
    every_other = conv2d(photo[:, ::2, ::2], weight)
    np.testing.assert_allclose(conv2d(photo, weight, stride=2), every_other, atol=1e-6)


def test_only_the_right_matrix_gives_the_photo_back():
    photo = images.coffee(20)
    for answer in question("1x1-identity").answers:
        (made,) = answer.pictures
        assert answer.right == np.allclose(made.values, photo)


def test_a_pixel_by_hand():
    q = question("1x1-on-a-pixel")
    *pixel, _, _, red, green, blue, bias = numbers_in(q.text)  # the kernel is 1×1
    products = np.multiply(pixel, (red, green, blue))
    alone, mean, right, without = (answer.value for answer in q.answers)
    assert numbers_in(alone) == (products + bias).tolist()
    assert (mean, without) == (products.sum() / 3 + bias, products.sum())
    assert q.answer.value == right == products.sum() + bias
    x = np.random.default_rng(0).normal(size=(3, 16))
    w, order = np.array([[1, -1, 0.5]]), np.random.default_rng(1).permutation(16)
    assert np.allclose(w @ x[:, order], (w @ x)[:, order])


def merged(first, second):
    return np.einsum("omij,mcij->ocij", second, first)


@pytest.mark.parametrize(
    "function, words",
    [
        (merged, "✓ "),
        (lambda first, second: merged(first, second)[:, :, 0, 0], "two more axes"),
        (lambda first, second: merged(second, first), "second work before first"),
        (lambda first, second: merged(first, second).swapaxes(0, 1), "That is transposed"),
        (lambda first, second: first.swapaxes(0, 1) * second, "weight by weight"),
        (lambda first, second: first, "first layer alone"),
        (lambda first, second: second, "second layer alone"),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_merged, function)


def test_on_your_own_how_few_maps_are_enough(on_your_own):
    maps = kernels.stem_maps(images.coffee(84)).astype(float)
    assert maps.shape == (32, 42, 42) and (maps.max(axis=(1, 2)) == 0).sum() == 4
    spread = np.linalg.eigvalsh(np.einsum("aij,bij->ab", maps, maps))[::-1]
    kept = spread.cumsum() / spread.sum()
    assert int((kept < 0.99).sum()) + 1 == 9
    assert f"They keep {kept[8]:.2%}".replace("%", " %") in on_your_own
    assert f"8 keep {kept[7]:.2%}".replace("%", " %") in on_your_own
    assert f"already keeps {kept[0]:.2%}".replace("%", " %") in on_your_own


def test_a_linear_layer_is_a_1x1_layer():
    layers = ConvLayer(64, 128, 1, ndim=1), ConvLayer(64, 128, 1)
    assert [layer.n_weights for layer in layers] == [8_192, 8_192]
    assert layers[0].weight_shape == (128, 64, 1)


def test_two_classes_are_a_difference():
    a, b = np.random.default_rng(6).normal(size=(2, 100))
    np.testing.assert_allclose(1 / (1 + np.exp(a - b)), np.exp(b) / (np.exp(a) + np.exp(b)))


def test_one_by_one_and_fully_connected():
    layer, large = ConvLayer(3, 2, 1), ConvLayer(512, 10, 7)
    assert layer.weight_shape == (2, 3, 1, 1) and (layer.n_weights, layer.n_biases) == (6, 2)
    assert large.n_weights == 512 * 49 * 10 == 250_880
    assert large.output_shape((512, 9, 9)) == (10, 3, 3)
    rng = np.random.default_rng(6)
    x, weight = rng.normal(size=(5, 9, 9)), rng.normal(size=(2, 5, 7, 7))
    flat = weight.reshape(2, -1) @ x[:, 1:8, 2:9].ravel()  # the Linear layer, on one window
    assert np.allclose(conv2d(x, weight)[:, 1, 2], flat)


def test_a_linear_layer_turned_into_a_convolution():
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    linear, conv = torch.nn.Linear(512 * 49, 10), torch.nn.Conv2d(512, 10, 7)
    conv.weight = torch.nn.Parameter(linear.weight.reshape(10, 512, 7, 7))
    conv.bias = linear.bias
    maps = torch.rand(2, 512, 7, 7)
    torch.testing.assert_close(conv(maps).flatten(1), linear(maps.flatten(1)), atol=1e-4, rtol=1e-4)


def test_a_bottleneck_beside_the_block_that_it_replaces():
    narrow = 256 * 64 + 64 * 64 * 9 + 64 * 256
    assert (narrow, 2 * 589_824, round(2 * 589_824 / narrow)) == (69_632, 1_179_648, 17)


def test_a_mask_has_no_channels(prose):
    torch = pytest.importorskip("torch")
    scores, mask = torch.randn(2, 3, 4, 4), torch.randint(3, (2, 1, 4, 4))
    loss = torch.nn.CrossEntropyLoss()
    with pytest.raises(RuntimeError) as caught:
        loss(scores, mask)
    assert f"`{caught.value}`" in prose
    by_hand = -scores.log_softmax(1).gather(1, mask).mean()
    assert torch.isclose(loss(scores, mask.squeeze(1)), by_hand)
    assert scores.argmax(1).shape == (2, 4, 4)


def test_a_layer_on_ycbcr_has_a_twin_on_rgb():
    rng = np.random.default_rng(6)
    rgb, weight = rng.random((3, 7, 7)), rng.normal(size=(4, 3, 3, 3))
    matrix = np.array([[0.299, 0.587, 0.114], [-0.169, -0.331, 0.5], [0.5, -0.419, -0.081]])
    offset = np.array([0, 0.5, 0.5])
    ycbcr = np.einsum("yc,chw->yhw", matrix, rgb) + offset[:, None, None]
    twin = np.einsum("oykl,yc->ockl", weight, matrix)
    bias = (weight.sum(axis=(2, 3)) * offset).sum(axis=1)
    assert np.allclose(conv2d(ycbcr, weight), conv2d(rgb, twin, bias))


def test_planes_of_a_policy_head():
    assert (2 * 8 * 8, 73 * 8 * 8) == (128, 4672)


def test_a_small_change_of_low_rank():
    down, up = ConvLayer(32, 4, 3, bias=False), ConvLayer(4, 64, 1, bias=False)
    assert down.n_weights + up.n_weights == 1408
    assert ConvLayer(32, 64, 3, bias=False).n_weights == 18_432
