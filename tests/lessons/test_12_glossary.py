"""Lesson 12, worked out by other ways: its numbers, its quiz, its exercise."""

import numpy as np
import pytest

from convlab import ConvLayer, exercises
from tests.lessons.by_hand import places
from tests.verdict import verdict


def test_the_answers_of_the_quiz(answers):
    assert answers == {
        "what-is-a-kernel-there": "A square of 3×3",
        "depth-of-a-kernel": [1, 3, 32, 32 * 9],
        "depth-in-depth-out": "nn.Conv2d(96, 256, 5)",
        "neurons-of-a-layer": [96, 55**2, 96 * (3 * 11 * 11 + 1), 96 * places(227, 11, 4) ** 2],
    }


def test_a_1_on_the_second_axis():
    shapes = ConvLayer(1, 64, 3).weight_shape, ConvLayer(64, 64, 3, groups=64).weight_shape
    assert shapes == ((64, 1, 3, 3), (64, 1, 3, 3))


def test_kernel_or_filter():
    # kernel or filter: squares, blocks, maps; CNN Explainer's first layer, and AlexNet's
    assert (ConvLayer(3, 64, 3).n_weights, 3 * 10) == (192 * 9, 30)
    assert (ConvLayer(3, 1, 3).n_weights, 2 * 64) == (27, 128)
    alexnet = ConvLayer(3, 96, 11, stride=4)
    maps = alexnet.output_shape((3, 227, 227))
    assert maps == (96, 55, 55) and alexnet.output_shape((3, 224, 224)) == (96, 54, 54)
    neurons, own = np.prod(maps), np.prod(alexnet.weight_shape[1:]) + 1
    assert (neurons, 55 * 55, own - 1, neurons * own) == (290_400, 3025, 363, 105_705_600)
    assert (alexnet.n_parameters, alexnet.n_weights) == (96 * own, 34_848) == (34_944, 34_848)


def counts(c_in, c_out, groups):
    return c_out, len(range(0, c_out * c_in, groups)), c_out


@pytest.mark.parametrize(
    "function, words",
    [
        (counts, "✓ "),
        (lambda i, o, g: (o, o * i // g, o * i // g), "Those are partial maps: a"),
        (lambda i, o, g: (o, o * i, o * i), "partial maps, and without groups"),
        (lambda i, o, g: (o, o * i, o), "channel of its group"),
        (lambda i, o, g: (o * i // g, o * i // g, o), "other use of the word: here"),
        (lambda i, o, g: (o * i, o * i, o), "other use of the word, and without groups"),
        (lambda i, o, g: (o, i // g, o), "slices of one kernel"),
        (lambda i, o, g: (i, o * i // g, o), "for each output channel"),
        (
            lambda i, o, g: (o // g, o * i // g, o),
            "Those are the kernels of one group: count those of",
        ),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_counts, function)
