"""Lesson 00, worked out by other ways: its numbers, its quiz, its exercise."""

import numpy as np
import pytest

from convlab import ConvLayer, contributions, exercises, images, kernels
from tests.lessons.by_hand import correlate
from tests.verdict import verdict


def test_the_answers_of_the_quiz(answers):
    assert answers == {
        "rgb-one-kernel": "1 map of signed numbers",
        "one-more-map": "1 kernel of 3 slices",
        "one-more-channel": [0, 3 * 3, 3 * 9, 4 * 1 * 9],
        "mute-green": "Each loses what its green slice gave",
    }


def test_three_pictures():
    assert (ConvLayer(3, 1, 3).n_weights, ConvLayer(3, 1, 3).n_biases) == (27, 1)
    assert (ConvLayer(3, 64, 3).n_weights, 64 * 3) == (1728, 192)
    assert ConvLayer(32, 1, 3).n_weights == 288
    maps, coffee = kernels.stem_maps(images.coffee(84)), kernels.trained("coffee").weight
    silent = abs(contributions(maps, coffee)[0]).max(axis=(1, 2)) == 0
    assert np.flatnonzero(silent).tolist() == [11, 16, 20, 28, 31]
    assert ConvLayer(4, 4, 3).n_weights - ConvLayer(3, 4, 3).n_weights == 36
    assert ConvLayer(4, 4, 3).n_biases == ConvLayer(3, 4, 3).n_biases == 4


def test_try_this_watch_that():
    assert [ConvLayer(3, n, 3).n_parameters for n in (3, 8)] == [84, 224]
    assert ConvLayer(3, 3, 3, groups=3).n_parameters == 30


def test_exercise_1():
    layer = ConvLayer(64, 128, 3)
    assert layer.weight_shape[:2] == (128, 64)
    assert (layer.n_weights, layer.n_parameters) == (73_728, 73_856)
    assert (64 * 9, 64 * 9 + 1, 128 * 9 + 128, 64 * 128) == (576, 577, 1280, 8192)


def test_a_kernel_on_rgb_makes_one_signed_map():
    bank = kernels.bank("teaching")
    y = correlate(images.coffee(12), bank.weight[2:3])
    assert len(y) == 1 and y.min() < 0.5 < y.max() + bank.bias[2] + 0.5
    green = correlate(images.coffee(12)[1:2], bank.weight[:4, 1:2])
    assert (abs(green).max(axis=(1, 2)) > 0).all()  # muting it changes each of the 4 maps


def parameters(c_in, c_out, k):
    return c_out * (c_in * k * k + 1)


@pytest.mark.parametrize(
    "function, words",
    [
        (parameters, "✓ "),
        (lambda c_in, c_out, k: c_in * c_out * k**2, "biases are missing"),
        (lambda c_in, c_out, k: c_out * (k**2 + 1), "one slice a kernel"),
        (lambda c_in, c_out, k: c_in * k**2 + 1, "one kernel"),
        (lambda c_in, c_out, k: c_in * c_out * (k**2 + 1), "a bias for every slice"),
        (
            lambda c_in, c_out, k: c_out * k**2,
            "That is one slice in each kernel, and no bias: a kernel has a slice for each input "
            "channel.\n",
        ),
        (
            lambda c_in, c_out, k: c_in * k**2,
            "Those are the weights of one kernel: there is one for each output channel, and each "
            "has a bias.\n",
        ),
        (
            lambda c_in, c_out, k: c_in * (c_out * k**2 + 1),
            "That counts a bias for each input channel: each kernel has one.\n",
        ),
        (
            lambda c_in, c_out, k: c_in * c_out * k**2 + 1,
            "That counts one bias for the layer: each kernel has one.\n",
        ),
        (
            lambda c_in, c_out, k: c_out + c_out * c_in * k,
            "A slice is square: it has k × k weights.\n",
        ),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_parameters, function)
