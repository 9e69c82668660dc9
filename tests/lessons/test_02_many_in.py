"""Lesson 02, worked out by other ways: its numbers, its quiz, its exercise."""

import numpy as np
import pytest

from convlab import ConvLayer, contributions, conv2d, exercises, ideas, images, kernels
from convlab.quiz import question
from tests.lessons.by_hand import correlate, places
from tests.verdict import verdict


def test_the_answers_of_the_quiz(answers):
    assert answers == {
        "32-to-1-weights": [9, 32, 1 * 32 * 9, 32 * 32 * 9],
        "how-many-biases": [1, 3, 32, 32 * 3, 32 * places(32, 5) ** 2],
        "same-slice-for-all": "Which channel something is in",
        "ones-on-three-channels": "48",
    }


def test_two_pixels_by_hand():
    # by hand: what is right, and the wrong ways to it
    x = np.array([[[1, 2, 0], [0, 1, 3]], [[0, 1, 1], [2, 0, 1]], [[2, 0, 1], [1, 1, 0]]])
    weight = np.array([[[[1, 0], [0, 1]], [[0, -1], [1, 0]], [[2, 0], [0, -1]]]])
    subtotals = contributions(x, weight)[0, :, 0]
    assert subtotals.T.tolist() == [[2, 1, 3], [5, -1, 0]]
    assert conv2d(x, weight, np.array([1])).ravel().tolist() == [7, 5]
    assert (subtotals[:, 0] + 1).sum() == 9 and subtotals[:, 0].mean() + 1 == 3


def test_ones_on_deeper_and_deeper_inputs():
    square = np.array([[[1, 2], [6, 7]]])
    deep = {c: conv2d(np.repeat(square, c, 0), np.ones((1, c, 2, 2))).item() for c in (1, 3, 512)}
    assert (deep[1], deep[3], deep[512]) == (16, 48, 512 * 16) and 512 * 4 == 2048


def test_tied_slices():
    assert (ConvLayer(3, 1, 3).n_parameters, 3 * (9 + 1)) == (28, 30)
    assert (ConvLayer(3, 1, 5).n_weights, ConvLayer(1, 1, 5).n_weights) == (75, 25)
    photo, weight = images.coffee(52), kernels.bank("teaching").weight
    tied, total = weight[[2]][:, [0, 0, 0]], photo.sum(0, keepdims=True)
    np.testing.assert_allclose(conv2d(photo, tied), conv2d(total, weight[[2], :1]), atol=1e-5)


def test_sum_not_mean():
    photo, weight = images.coffee(52), kernels.bank("teaching").weight
    parts = contributions(photo, weight)[2, :, 21, 41]
    assert parts.round(2).tolist() == pytest.approx([2.28, -0.6, -0.07])
    mean = contributions(photo, weight)[2].mean(axis=0)
    np.testing.assert_allclose(conv2d(photo, weight / 3)[2], mean, atol=1e-5)
    assert ConvLayer(4, 1, 3).n_weights == 36


def test_the_bias_once():
    layer = ConvLayer(3, 32, 5)
    assert layer.n_parameters == (3 * 25 + 1) * 32 == 2432
    assert np.prod(layer.output_shape((3, 32, 32))) == 28 * 28 * 32 == 25_088
    assert layer.n_weights + 25_088 == 27_488


def test_grey_or_rgb():
    # grey or RGB; the text says two ideas' numbers too
    photo, (weight, bias, _) = images.coffee(52), kernels.bank("teaching")
    rim = contributions(photo, weight)[2, :, 16, 6]
    assert (rim.sum() + bias[2]).round(2) == np.float32(-0.48)
    grey = conv2d(photo.mean(0, keepdims=True), weight[[2], :1], bias[[2]])
    assert grey[0, 16, 6].round(2) == np.float32(2.28)
    counts = ConvLayer(3, 3, 3), ConvLayer(3, 3, 3, groups=3)
    assert [(c.n_weights, c.n_parameters) for c in counts] == [(81, 84), (27, 30)]


def test_32_to_1():
    # 32 to 1: dead channels, and what is said before the bias
    assert (ConvLayer(32, 1, 3).n_weights, ConvLayer(32, 32, 3).n_weights) == (288, 9216)
    dead = abs(kernels.trained("stem").weight).max(axis=(1, 2, 3)) < 1e-4
    assert np.flatnonzero(dead).tolist() == [11, 16, 28, 31]
    channels, coffee = kernels.stem_maps(images.coffee(84)), kernels.trained("coffee")
    assert not channels[dead].any()
    assert channels[20].any() and not coffee.weight[0, 20].any()
    assert [round((c * 9) ** -0.5, 3) for c in (3, 512)] == [0.192, 0.015]  # first weights
    assert (conv2d(channels, coffee.weight) > 0).mean() > 0.99
    assert conv2d(channels, coffee.weight)[0].shape == (40, 40)
    here = contributions(channels, coffee.weight)[0, :, 16, 19]
    assert here.argmax() == 18 and round(float(here.max()), 2) == 2.89
    assert contributions(channels, coffee.weight).max() + coffee.bias[0] < 0  # none of them alone


def test_exercise_1_and_in_practice():
    layer = ConvLayer(16, 1, 5)
    assert (layer.n_weights, layer.n_parameters) == (400, 401)
    assert layer.output_shape((16, 28, 28)) == (1, 24, 24)
    steps = ConvLayer(9, 1, 3, padding=1)
    assert steps.weight_shape[:2] == (1, 9)
    assert steps.output_shape((5, 9, 30, 10)) == (5, 1, 30, 10)


def test_wrong_ideas_find_no_coffee():
    # 32 channels picked, averaged, the largest of them, or one slice for all: no coffee anywhere
    maps, (weight, bias, *_) = kernels.stem_maps(images.coffee(84)), kernels.trained("coffee")
    assert bias.item() == pytest.approx(-5.71, abs=1e-6)
    for idea in ("one channel", "largest", "mean", "shared slice"):
        y = ideas.wrong(idea, maps, weight, bias)
        assert y.size == 1600 and (y < 0).all()


def test_ones_on_three_channels():
    rgb = np.array(question("ones-on-three-channels").pictures[0].values)
    assert rgb.shape == (3, 2, 2) and rgb.sum() == 48 and rgb[0].sum() == 16


def test_mean_and_shared_slices():
    x, w = np.random.default_rng(0).normal(size=(2, 3, 5, 5))[0], np.arange(27).reshape(1, 3, 3, 3)
    mean = sum(correlate(x[c : c + 1], 3 * w[:, c : c + 1]) for c in range(3)) / 3
    assert np.allclose(mean, correlate(x, w))
    shared = w[:, :1].repeat(3, axis=1)
    assert np.allclose(correlate(x, shared), correlate(x[::-1], shared))
    assert not np.allclose(correlate(x, w), correlate(x[::-1], w))


def window(x, kernel, row, col):
    k = kernel.shape[-1]
    return x[:, row : row + k, col : col + k]


def pixel(x, kernel, bias, row, col):
    return np.vdot(window(x, kernel, row, col), kernel) + bias


@pytest.mark.parametrize(
    "function, words",
    [
        (pixel, "✓ "),
        (lambda x, w, b, i, j: pixel(x, w, 0, i, j), "bias is missing"),
        (lambda x, w, b, i, j: (window(x, w, i, j) * w + b).sum(), "bias to every product"),
        (lambda x, w, b, i, j: pixel(x, w, len(w) * b, i, j), "once for each channel"),
        (lambda x, w, b, i, j: pixel(x, w, 0, i, j) / len(w) + b, "not averaged"),
        (lambda x, w, b, i, j: (window(x, w, i, j) * w).sum((1, 2)) + b, "for each channel"),
        (lambda x, w, b, i, j: pixel(x.sum(0)[None], w[:1], b, i, j), "the first slice for every"),
        (lambda x, w, b, i, j: pixel(x[:1], w[:1], b, i, j), "the first channel only"),
        (lambda x, w, b, i, j: pixel(x, w, b, j, i), "Rows come before columns"),
        (lambda x, w, b, i, j: pixel(x, w, b, i - 1, j - 1), "not its middle"),
        (
            lambda x, w, b, i, j: [
                np.vdot(c, s) for c, s in zip(window(x, w, i, j), w, strict=True)
            ],
            "Those are the subtotals, one for each channel: add them up, and then the bias.\n",
        ),
        (
            lambda x, w, b, i, j: window(x, w, i, j) * w,
            "Those are the products: add them all up, and then the bias.\n",
        ),
        (
            lambda x, w, b, i, j: window(x, w, i, j).sum() * w.sum() + b,
            "That multiplies two sums: each number meets its own weight, and then all are added.\n",
        ),
        (
            lambda x, w, b, i, j: pixel(x, np.rot90(w, 2, (1, 2)), b, i, j),
            "That flips the kernel: it lies on the window as it is.\n",
        ),
        (
            lambda x, w, b, i, j: max(pixel(x, w, b, i, j), 0),
            "Yours has 0 where a number should be below 0: no ReLU here.\n",
        ),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_pixel, function)


def test_on_your_own_kernels_that_a_grey_photo_does_not_see(on_your_own):
    grey = images.to_grey(images.coffee(52))
    windows = np.lib.stride_tricks.sliding_window_view(grey[0], (3, 3)).reshape(-1, 9)
    rank = np.linalg.matrix_rank(windows)
    assert f"rank is {rank}" in on_your_own
    assert f"27 − {rank} = **{27 - rank}** kernels" in on_your_own
    for c in (1, 2):  # 9 slices on red, their negative on green or on blue
        weight = np.zeros((9, 3, 9))
        weight[:, 0], weight[:, c] = np.eye(9), -np.eye(9)
        assert np.allclose(conv2d(grey[[0, 0, 0]], weight.reshape(9, 3, 3, 3)), 0, atol=1e-6)


def test_the_kernel_for_red_is_largest_on_the_saucer():
    x, bank = images.coffee(52), kernels.bank("teaching")
    y = conv2d(x, bank.weight[[2]], bank.bias[[2]])[0]
    rows, cols = np.divmod(np.argsort(y.ravel())[-20:], 50)
    red, green, blue = x[:, rows + 1, cols + 1]
    assert np.median(red / np.maximum(green, blue)) > 3  # a red that is neither green nor blue
    rim = conv2d(x, bank.weight[[2]])[0, 16, 6]  # white: as red as the saucer, but not only red
    assert x[:, 17, 7].min() > 0.9 and rim < 0.1
