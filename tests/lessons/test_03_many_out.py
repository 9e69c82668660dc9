"""Lesson 03, worked out by other ways: its numbers, its quiz, its exercise."""

import contextlib
import io
import re

import numpy as np
import pytest

from convlab import ConvLayer, contributions, conv2d, exercises, images, kernels
from convlab.quiz import question
from tests.lessons.by_hand import correlate, numbers_in, places
from tests.verdict import verdict


def test_the_answers_of_the_quiz(answers):
    assert answers == {
        "3-to-64-maps": [64 // 3, 64, 64 + 3, 64 * 3],
        "3-to-64-parameters": [64 * 9 + 64, 64 * 27, 64 * 27 + 64, 64 * 27 + 64 * 3],
        "weight-axes": "(64, 3, 5, 5)",
        "cs231n-shape": "(2, 3, 3)",
        "one-weight-changed": "Map 2 only",
        "64-to-32": "32 kernels each add up all 64 channels",
    }


def test_rows_are_independent():
    # rows are apart: three of four kernels; a column is not
    photo, (weight, bias, _) = images.coffee(52), kernels.bank("teaching")
    y = conv2d(photo, weight[:4], bias[:4])
    np.testing.assert_allclose(conv2d(photo, weight[:3], bias[:3]), y[:3], atol=1e-6)
    assert not np.allclose(conv2d(photo[:2], weight[:4, :2], bias[:4]), y, atol=0.1)
    assert [ConvLayer(3, n, 3).n_parameters for n in (4, 64)] == [112, 1792]
    assert (64 * 3, 64 * 27) == (192, ConvLayer(3, 64, 3).n_weights) == (192, 1728)


def test_as_many_filters_as_people_asked_about():
    assert (ConvLayer(3, 10, 3).n_weights, ConvLayer(6, 16, 3).n_weights) == (270, 864)
    assert (ConvLayer(1, 32, 3).n_parameters, ConvLayer(1, 6, 5).n_parameters) == (320, 156)
    assert ConvLayer(1, 6, 5).output_shape((1, 28, 28)) == (6, 24, 24)
    assert ConvLayer(2, 8, 2).output_shape((1, 2, 3, 3)) == (1, 8, 2, 2)
    assert ConvLayer(32, 8, 3).weight_shape[:2] == (8, 32) and 8 * 32 == 256  # slices
    assert ConvLayer(32, 8, 3, groups=8).weight_shape[1] == 4


def test_the_order_of_keras():
    order = (3, 2, 0, 1)
    assert np.transpose(np.zeros((3, 3, 3, 64)), order).shape == ConvLayer(3, 64, 3).weight_shape


def test_cs231n_by_hand():
    x, weight, bias = kernels.cs231n()
    red, green, blue = contributions(x, weight, stride=2, padding=1)[0, :, 1, 2].tolist()
    assert red == -1 * 2 - 1 * 1 - 1 * 2 and green == -1 * 1 + 1 * 0
    assert blue == -1 * 2 + 1 * 2 + 1 * 2 and red + green + blue + bias[0] == -3
    two, one = (conv2d(x, weight, bias, stride=s, padding=1) for s in (2, 1))
    assert two.size == 18 and np.array_equal(one[:, ::2, ::2], two) and one.shape == (2, 5, 5)
    assert conv2d(x, weight, bias, stride=2).shape == (2, 2, 2)


def test_exercise_1_and_in_practice():
    lenet = ConvLayer(6, 16, 5)
    assert (lenet.n_parameters, 16 * 6) == (16 * (6 * 25 + 1), 96) == (2416, 96)
    assert lenet.output_shape((6, 14, 14)) == (16, 10, 10)
    small, large = ConvLayer(6, 16, 5), ConvLayer(12, 32, 5)
    assert large.n_weights == 4 * small.n_weights
    assert large.n_macs((12, 14, 14)) == 4 * small.n_macs((6, 14, 14))


def test_your_own_layer(prose):
    """The ten lines for a layer from PyTorch, which only their own test can run."""
    torch = pytest.importorskip("torch")
    (fence,) = re.findall(r"```python\n(import numpy.*?)```", prose, re.DOTALL)
    torch.manual_seed(0)
    space, printed = {}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(fence, space)
    lines = printed.getvalue().splitlines()
    assert lines[0] == "nn.Conv2d(3, 64, kernel_size=3)" and lines[-1] == "True"


def test_shapes():
    q = question("weight-axes")
    c_in, c_out, k = numbers_in(q.text)
    assert q.answer.value == (c_out, c_in, k, k)
    q = question("cs231n-shape")
    _, h, w, padding, stride, kh, kw = numbers_in(q.text)
    for answer, around in zip(q.answers[:2], (0, padding), strict=True):
        assert answer.value == (2, places(h, kh, stride, around), places(w, kw, stride, around))


def partial_maps(x, weight):
    each = [[(c[None], s[None, None]) for c, s in zip(x, k, strict=True)] for k in weight]
    return np.array([[correlate(*pair)[0] for pair in row] for row in each])


def all_maps(x, weight, bias):
    return partial_maps(x, weight).sum(axis=1) + np.reshape(bias, (-1, 1, 1))


@pytest.mark.parametrize(
    "function, words",
    [
        (all_maps, "✓ "),
        (lambda x, w, b: partial_maps(x, w), "Those are the partial maps, one"),
        (lambda x, w, b: [part for row in partial_maps(x, w) for part in row], "in a row"),
        (lambda x, w, b: all_maps(x, w, 0 * b), "biases are missing"),
        (lambda x, w, b: partial_maps(x, w).sum(axis=1) + b, "moves the columns"),
        (lambda x, w, b: all_maps(x, w, b * len(x)), "bias to every partial map"),
        (lambda x, w, b: partial_maps(x, w).mean(1) + b[:, None, None], "averages"),
        (lambda x, w, b: partial_maps(x, w).sum(axis=0), "adds the kernels of each channel"),
        (lambda x, w, b: all_maps(x, w, b + b), "That adds the bias twice: once is enough.\n"),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_all_maps, function)


def test_the_filters_of_yolo():
    box, anything, anchors = 4, 1, 3
    counts = [anchors * (classes + box + anything) for classes in (80, 2)]
    assert counts == [255, 21] and box + anything + 80 == 85
    assert ConvLayer(1024, 255, 1).output_shape((1024, 13, 13)) == (255, 13, 13)


def test_a_kernel_that_does_nothing():
    assert ConvLayer(161, 161, 11, ndim=1, bias=False).n_weights == 285_131
    x = np.random.default_rng(3).normal(size=(5, 1, 20))
    ones, identity = np.zeros((5, 5, 1, 11)), np.zeros((5, 5, 1, 11))
    ones[:, :, 0, 5] = 1
    identity[range(5), range(5), 0, 5] = 1
    assert np.allclose(conv2d(x, ones, padding=(0, 5)), x.sum(axis=0))
    assert np.allclose(conv2d(x, identity, padding=(0, 5)), x)
    assert np.allclose(conv2d(x, ones[:, :1], padding=(0, 5), groups=5), x)


def test_boxes_stand_one_behind_the_other():
    y = np.arange(255).reshape(3, 85)
    assert [(box[0], box[-1]) for box in y.tolist()] == [(0, 84), (85, 169), (170, 254)]
    assert 4 + 1 + 80 == 85


def test_a_patchgan_sees_70_pixels():
    field = 1
    for kernel, stride in reversed([(4, 2)] * 3 + [(4, 1)] * 2):
        field = (field - 1) * stride + kernel
    assert field == 70 and ConvLayer(512, 1, 4).n_parameters == 512 * 16 + 1 == 8193
