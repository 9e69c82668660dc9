"""Numbers that the lessons say in words, where no cell beside them prints the same number.

One test for each lesson; the numbers are written as they stand in its prose.
"""

import contextlib
import io
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from convlab import ConvLayer, contributions, conv2d, images, kernels

LESSONS = Path(__file__).resolve().parents[1] / "notebooks"


def test_00_start_here():
    # three pictures
    assert (ConvLayer(3, 1, 3).n_weights, ConvLayer(3, 1, 3).n_biases) == (27, 1)
    assert (ConvLayer(3, 64, 3).n_weights, 64 * 3) == (1728, 192)
    assert ConvLayer(32, 1, 3).n_weights == 288
    maps, coffee = kernels.stem_maps(images.coffee(84)), kernels.trained("coffee").weight
    silent = abs(contributions(maps, coffee)[0]).max(axis=(1, 2)) == 0
    assert np.flatnonzero(silent).tolist() == [11, 16, 20, 28, 31]
    assert ConvLayer(4, 4, 3).n_weights - ConvLayer(3, 4, 3).n_weights == 36
    assert ConvLayer(4, 4, 3).n_biases == ConvLayer(3, 4, 3).n_biases == 4
    # try this, watch that
    assert [ConvLayer(3, n, 3).n_parameters for n in (3, 8)] == [84, 224]
    assert ConvLayer(3, 3, 3, groups=3).n_parameters == 30
    # exercise 1
    layer = ConvLayer(64, 128, 3)
    assert layer.weight_shape[:2] == (128, 64)
    assert (layer.n_weights, layer.n_parameters) == (73_728, 73_856)
    assert (64 * 9, 64 * 9 + 1, 128 * 9 + 128, 64 * 128) == (576, 577, 1280, 8192)


def test_01_one_channel():
    # a window to work out by hand, and the wrong ways to do it
    window, slice_ = np.array([[2, 0, 1], [1, 2, 0], [0, 1, 2]]), kernels.SLICES["diagonal"]
    products = window * slice_
    assert (products.sum(), products.max(), window.sum()) == (6, 2, 9)
    # strokes: one perfect falling diagonal, lower right; a rising one, lower left
    x = images.diagonals()
    falling, rising = (
        conv2d(x, kernels.SLICES[name][None, None])[0] for name in ("diagonal", "anti_diagonal")
    )
    assert np.argwhere(falling == 3).tolist() == [[8, 8]] and falling.size == 100
    assert np.argwhere(rising == rising.max()).tolist() == [[7, 0]]
    assert falling[7, 0] == 1 and falling[:3, :3].max() == 2
    # strict: a rising stroke, two pixels of three, and where the drawing matches best
    strict = 2 * slice_ - 1
    pair = np.diag([1, 1, 0])
    assert ((strict * np.eye(3)[::-1]).sum(), (strict * pair).sum()) == (-1, 2)
    y = conv2d(images.diagonals(), strict[None, None])[0]
    assert np.argwhere(y == y.max()).tolist() == [[8, 8]]
    # as it lies, turned round, and two sums multiplied
    row, taps = np.array([3, 1, 2]), np.array([1, 0, 2])
    assert (row @ taps, row @ taps[::-1], row.sum() * taps.sum()) == (7, 8, 18)
    # only the full cross reaches 5: over all 512 windows of 0s and 1s
    cross = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
    windows = (np.arange(512)[:, None] >> np.arange(9) & 1).reshape(-1, 3, 3)
    answers = (windows * cross).sum(axis=(1, 2))
    assert answers.max() == 5
    assert all((windows[answers == 5] >= cross).ravel())
    # six kernels of 5×5, and kernels on a grey photo
    assert (ConvLayer(1, 6, 5).n_weights, ConvLayer(1, 32, 3).n_weights) == (150, 288)
    photo, sobel = images.to_grey(images.coffee(52)), kernels.SLICES["sobel_x"][None, None]
    y = conv2d(photo, sobel)
    # the rim of the cup: lighter, then darker; elsewhere next to nothing
    assert y[0, 18, 6] > 2 and y[0, 18, 8] < -1
    assert np.median(abs(y)) < 0.2
    # mirrored: the map is mirrored too, and every sign changes
    np.testing.assert_allclose(conv2d(photo[..., ::-1], sobel), -y[..., ::-1], atol=1e-6)
    blur = kernels.SLICES["blur"][None, None]
    assert np.array_equal(blur, blur[..., ::-1, ::-1])
    assert np.array_equal(kernels.SLICES["sobel_y"], np.rot90(sobel[0, 0], -1))


def test_02_many_in():
    # by hand: what is right, and the wrong ways to it
    x = np.array([[[1, 2, 0], [0, 1, 3]], [[0, 1, 1], [2, 0, 1]], [[2, 0, 1], [1, 1, 0]]])
    weight = np.array([[[[1, 0], [0, 1]], [[0, -1], [1, 0]], [[2, 0], [0, -1]]]])
    subtotals = contributions(x, weight)[0, :, 0]
    assert subtotals.T.tolist() == [[2, 1, 3], [5, -1, 0]]
    assert conv2d(x, weight, np.array([1])).ravel().tolist() == [7, 5]
    assert (subtotals[:, 0] + 1).sum() == 9 and subtotals[:, 0].mean() + 1 == 3
    # ones on 1, 2 / 6, 7
    square = np.array([[[1, 2], [6, 7]]])
    deep = {c: conv2d(np.repeat(square, c, 0), np.ones((1, c, 2, 2))).item() for c in (1, 3, 512)}
    assert (deep[1], deep[3], deep[512]) == (16, 48, 512 * 16) and 512 * 4 == 2048
    # 27 + 1, and tied slices
    assert (ConvLayer(3, 1, 3).n_parameters, 3 * (9 + 1)) == (28, 30)
    assert (ConvLayer(3, 1, 5).n_weights, ConvLayer(1, 1, 5).n_weights) == (75, 25)
    photo, (weight, bias, _) = images.coffee(52), kernels.bank("teaching")
    tied, total = weight[[2]][:, [0, 0, 0]], photo.sum(0, keepdims=True)
    np.testing.assert_allclose(conv2d(photo, tied), conv2d(total, weight[[2], :1]), atol=1e-5)
    # sum, not mean
    parts = contributions(photo, weight)[2, :, 21, 41]
    assert parts.round(2).tolist() == pytest.approx([2.28, -0.6, -0.07])
    mean = contributions(photo, weight)[2].mean(axis=0)
    np.testing.assert_allclose(conv2d(photo, weight / 3)[2], mean, atol=1e-5)
    assert ConvLayer(4, 1, 3).n_weights == 36
    # the bias once
    layer = ConvLayer(3, 32, 5)
    assert layer.n_parameters == (3 * 25 + 1) * 32 == 2432
    assert np.prod(layer.output_shape((3, 32, 32))) == 28 * 28 * 32 == 25_088
    assert layer.n_weights + 25_088 == 27_488
    # grey or RGB; the text says two ideas' numbers too
    rim = contributions(photo, weight)[2, :, 16, 6]
    assert (rim.sum() + bias[2]).round(2) == np.float32(-0.48)
    grey = conv2d(photo.mean(0, keepdims=True), weight[[2], :1], bias[[2]])
    assert grey[0, 16, 6].round(2) == np.float32(2.28)
    counts = ConvLayer(3, 3, 3), ConvLayer(3, 3, 3, groups=3)
    assert [(c.n_weights, c.n_parameters) for c in counts] == [(81, 84), (27, 30)]
    # 32 to 1: dead channels, and what is said before the bias
    assert (ConvLayer(32, 1, 3).n_weights, ConvLayer(32, 32, 3).n_weights) == (288, 9216)
    dead = abs(kernels.trained("stem").weight).max(axis=(1, 2, 3)) < 1e-4
    assert np.flatnonzero(dead).tolist() == [11, 16, 28, 31]
    channels, coffee = kernels.stem_maps(images.coffee(84)), kernels.trained("coffee")
    assert not channels[dead].any()
    assert (conv2d(channels, coffee.weight) > 0).mean() > 0.99
    assert conv2d(channels, coffee.weight)[0].shape == (40, 40)
    assert contributions(channels, coffee.weight).max() + coffee.bias[0] < 0  # none of them alone
    # exercise 1, and in practice
    layer = ConvLayer(16, 1, 5)
    assert (layer.n_weights, layer.n_parameters) == (400, 401)
    assert layer.output_shape((16, 28, 28)) == (1, 24, 24)
    steps = ConvLayer(9, 1, 3, padding=1)
    assert steps.weight_shape[:2] == (1, 9)
    assert steps.output_shape((5, 9, 30, 10)) == (5, 1, 30, 10)


def test_03_many_out():
    # rows are apart: three of four kernels; a column is not
    photo, (weight, bias, _) = images.coffee(52), kernels.bank("teaching")
    y = conv2d(photo, weight[:4], bias[:4])
    np.testing.assert_allclose(conv2d(photo, weight[:3], bias[:3]), y[:3], atol=1e-6)
    assert not np.allclose(conv2d(photo[:2], weight[:4, :2], bias[:4]), y, atol=0.1)
    assert [ConvLayer(3, n, 3).n_parameters for n in (4, 64)] == [112, 1792]
    assert (64 * 3, 64 * 27) == (192, ConvLayer(3, 64, 3).n_weights) == (192, 1728)
    # as many filters as people asked about
    assert (ConvLayer(3, 10, 3).n_weights, ConvLayer(6, 16, 3).n_weights) == (270, 864)
    assert (ConvLayer(1, 32, 3).n_parameters, ConvLayer(1, 6, 5).n_parameters) == (320, 156)
    assert ConvLayer(1, 6, 5).output_shape((1, 28, 28)) == (6, 24, 24)
    # Keras's order
    order = (3, 2, 0, 1)
    assert np.transpose(np.zeros((3, 3, 3, 64)), order).shape == ConvLayer(3, 64, 3).weight_shape
    # CS231n by hand, and with other steps
    x, weight, bias = kernels.cs231n()
    red, green, blue = contributions(x, weight, stride=2, padding=1)[0, :, 1, 2].tolist()
    assert red == -1 * 2 - 1 * 1 - 1 * 2 and green == -1 * 1 + 1 * 0
    assert blue == -1 * 2 + 1 * 2 + 1 * 2 and red + green + blue + bias[0] == -3
    two, one = (conv2d(x, weight, bias, stride=s, padding=1) for s in (2, 1))
    assert two.size == 18 and np.array_equal(one[:, ::2, ::2], two) and one.shape == (2, 5, 5)
    assert conv2d(x, weight, bias, stride=2).shape == (2, 2, 2)
    # exercise 1, and in practice: both channel counts doubled
    lenet = ConvLayer(6, 16, 5)
    assert (lenet.n_parameters, 16 * 6) == (16 * (6 * 25 + 1), 96) == (2416, 96)
    assert lenet.output_shape((6, 14, 14)) == (16, 10, 10)
    small, large = ConvLayer(6, 16, 5), ConvLayer(12, 32, 5)
    assert large.n_weights == 4 * small.n_weights
    assert large.n_macs((12, 14, 14)) == 4 * small.n_macs((6, 14, 14))


def test_03_your_own_layer():
    """The ten lines for a layer from PyTorch, which only their own test can run."""
    torch = pytest.importorskip("torch")
    notebook = nbformat.read(LESSONS / "03-many-out.ipynb", as_version=4)
    (fence,) = (
        found
        for cell in notebook.cells
        for found in re.findall(r"```python\n(import numpy.*?)```", cell.source, re.DOTALL)
    )
    torch.manual_seed(0)
    space, printed = {}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(fence, space)
    lines = printed.getvalue().splitlines()
    assert lines[0] == "nn.Conv2d(3, 64, kernel_size=3)" and lines[-1] == "True"
