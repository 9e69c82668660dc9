"""Lesson 04, worked out by other ways: its numbers, its quiz, its exercise."""

import numpy as np
import pytest

from convlab import ConvLayer, contributions, conv2d, exercises, images, kernels
from convlab.quiz import question
from tests.lessons.by_hand import correlate, numbers_in
from tests.verdict import verdict


def test_the_answers_of_the_quiz(answers):
    assert answers == {
        "edge-in-grey": "Nothing",
        "red-only": "1, −1, −1",
        "blind-slices": "The same map twice",
        "do-they-cancel": "No: another kernel can find it",
    }


def test_the_colours():
    colour = images.red_green_edge(24)
    steps = (colour[:, 0, -1] - colour[:, 0, 0]).round(3)
    assert steps.tolist() == pytest.approx([-0.473, 0.185, 0.288])


def test_a_one_channel_kernel_has_a_grey_twin():
    colour = images.red_green_edge(24)
    for c in range(3):
        kernel = np.zeros((1, 3, 3, 3))
        kernel[0, c] = np.random.default_rng(c).normal(size=(3, 3))
        twin = colour[[c, c, c]]
        np.testing.assert_allclose(conv2d(colour, kernel), conv2d(twin, kernel))
        assert not np.array_equal(colour, twin)


def test_by_hand():
    # by hand, and the idea that adds sizes
    by_hand = np.array([4 * 0.75 - 4 * 0.277, -4 * 0.25 + 4 * 0.435, 2 * 1.892])
    assert by_hand.round(3).tolist() == [1.892, 0.74, 3.784]


def test_luminance_first_fails():
    # luminance first is one kernel more, and it fails; blue muted, and red and green swapped
    colour, grey = images.red_green_edge(24), images.brightness_edge(24)
    edge = kernels.SLICES["sobel_x"][:, ::-1]
    both = np.concatenate([colour[:, :12], grey[:, :12]], axis=1)
    rows = np.reshape([images.LUMINANCE, (1, 1, 1), (1, -1, 0), (-1, 1, 0)], (4, 3, 1, 1)) * edge
    y = conv2d(both, rows)[:, [4, 16], 11]
    assert y[0].round(3).tolist() == pytest.approx([0, 1.892], abs=1e-6)
    np.testing.assert_allclose(conv2d(images.to_grey(both), edge[None, None])[0, 16, 11], 1.88)
    no_blue = conv2d(both[:2], rows[:, :2])[:, 4, 11]
    assert no_blue[2] == pytest.approx(2.632) and no_blue[1] > 1
    for muted, at_both in ((1, [1.892, 1.892]), (0, [0.74, -1.892])):
        audible = contributions(both, rows[[2]])[0, [c for c in range(3) if c != muted]]
        assert audible.sum(axis=0)[[4, 16], 11].tolist() == pytest.approx(at_both)
    mirrored = conv2d(colour[..., ::-1], rows)[:, 4, 11]
    assert mirrored[2:].tolist() == pytest.approx([-2.632, 2.632])


def test_the_same_slice_for_all():
    assert (ConvLayer(3, 1, 5).n_weights, ConvLayer(1, 1, 5).n_weights) == (75, 25)


def test_on_the_photo():
    # on the photo: saucer, rim and shine, coffee
    x, bank = images.coffee(84), kernels.bank("colour_opponents")
    redness, yellowness = conv2d(x, bank.weight, bank.bias)[1:]
    assert redness[56, 70] > np.percentile(redness, 95) and yellowness[33, 33] > 0.4
    assert abs(redness[x.min(0) > 0.9]).max() < 0.1
    assert abs(conv2d(images.to_grey(x)[[0, 0, 0]], bank.weight[1:])).max() < 1e-6


def test_kernel_20_is_one_of_seven(prose):
    flat = kernels.trained("stem").weight.sum(axis=(2, 3))
    most = abs(kernels.trained("stem").weight).sum(axis=(1, 2, 3))
    weighs = (abs(flat).sum(axis=1) > 0.8 * most) & (abs(flat.sum(axis=1)) < 0.1 * most)
    assert weighs.sum() == 7 and weighs[20] and "finds seven such kernels" in prose
    assert abs(flat[20].sum()) < 0.01 * abs(flat[20]).sum()  # a grey wall: next to nothing


def test_lamps():
    # lamps: which weights keep everything, and what the last kernel says to other colours
    lamps = np.array([[1, 1, 1], [1, -1, 0], [1, -1, -1]])
    assert np.linalg.matrix_rank(lamps) == 3
    assert (lamps[2] @ np.transpose([(1, 1, 1), (1, 1, 0), (1, 0, 1)])).tolist() == [-1, 0, 0]


def test_two_channels():
    edge, plain = images.red_green_edge(8), images.brightness_edge(8)
    sobel = kernels.SLICES["sobel_x"]
    luminance = (edge * np.reshape(images.LUMINANCE, (3, 1, 1))).sum(0, keepdims=True)
    assert abs(correlate(luminance, sobel[None, None])).max() < 1e-6
    both = correlate(edge, np.stack([sobel, -sobel, 0 * sobel])[None])
    assert abs(both).max() > 2
    assert np.array_equal(edge[0], plain[0]) and not np.array_equal(edge, plain)
    colours = np.array([[1, 0, 0], [1, 1, 1], [1, 1, 0], [1, 0, 1]])
    for answer in question("red-only").answers:
        weights = np.array(answer.text.replace("−", "-").split(", "), int)
        red, *others = colours @ weights
        assert answer.right == (red > 0 and max(others) <= 0)
    red, blue, total = numbers_in(question("do-they-cancel").text)
    assert red + blue == total == 0 != red - blue


def opponent(slice_, plus, minus, channels):
    signs = np.eye(channels)[plus] - np.eye(channels)[minus]
    return np.einsum("c,ij->cij", signs, slice_)


@pytest.mark.parametrize(
    "function, words",
    [
        (opponent, "✓ "),
        (lambda s, plus, minus, c: abs(opponent(np.sign(s), plus, minus, c)) * s, "the same sign"),
        (lambda s, plus, minus, c: opponent(s, minus, plus, c), "the wrong way round"),
        (lambda s, plus, minus, c: opponent(s, plus, minus, c).clip(0), "one channel alone"),
        (
            lambda s, plus, minus, c: np.stack([-s if at == minus else s for at in range(c)]),
            "fills the other channels",
        ),
        (lambda s, plus, minus, c: opponent(s, plus, minus, c)[None], "That is a whole weight"),
        (lambda s, plus, minus, c: np.stack([s, -s]), "two slices alone"),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_opponent, function)


def test_on_your_own_what_changes_at_the_two_edges(on_your_own):
    colour, grey = (
        (edge[:, 0, -1] - edge[:, 0, 0]).round(3)
        for edge in (images.red_green_edge(24), images.brightness_edge(24))
    )
    assert "{:.3f}, {:.3f} and {:.3f}".format(*colour).replace("-", "−") in on_your_own
    assert grey[0] == grey[1] == grey[2] < 0


def test_what_grey_saves():
    colour, grey = (ConvLayer(c, 64, 7, bias=False).n_weights for c in (3, 1))
    assert (colour, grey, colour - grey) == (9408, 3136, 6272)
    assert round(100 * 6272 / 11_166_912, 2) == 0.06  # lesson 15 counts ResNet-18
