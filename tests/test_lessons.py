"""Numbers that the lessons say in words, where no cell beside them prints the same number.

One test for each lesson; the numbers are written as they stand in its prose.
"""

import ast
import contextlib
import inspect
import io
import json
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from convlab import ConvLayer, contributions, conv2d, conv2d_loops, ideas, images, kernels, training

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
    sharp = conv2d(photo, kernels.SLICES["sharpen"][None, None])
    assert [float(v.round(2)) for v in (sharp.min(), sharp.max())] == pytest.approx([-1.04, 2.65])
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
    assert channels[20].any() and not coffee.weight[0, 20].any()
    assert [round((c * 9) ** -0.5, 3) for c in (3, 512)] == [0.192, 0.015]  # first weights
    assert (conv2d(channels, coffee.weight) > 0).mean() > 0.99
    assert conv2d(channels, coffee.weight)[0].shape == (40, 40)
    here = contributions(channels, coffee.weight)[0, :, 16, 19]
    assert here.argmax() == 18 and round(float(here.max()), 2) == 2.89
    assert contributions(channels, coffee.weight).max() + coffee.bias[0] < 0  # none of them alone
    # exercise 1, and in practice
    layer = ConvLayer(16, 1, 5)
    assert (layer.n_weights, layer.n_parameters) == (400, 401)
    assert layer.output_shape((16, 28, 28)) == (1, 24, 24)
    steps = ConvLayer(9, 1, 3, padding=1)
    assert steps.weight_shape[:2] == (1, 9)
    assert steps.output_shape((5, 9, 30, 10)) == (5, 1, 30, 10)
    # 32 channels picked, averaged, the largest of them, or one slice for all: no coffee anywhere
    maps, (weight, bias, *_) = kernels.stem_maps(images.coffee(84)), kernels.trained("coffee")
    assert bias.item() == pytest.approx(-5.71, abs=1e-6)
    for idea in ("one channel", "largest", "mean", "shared slice"):
        y = ideas.wrong(idea, maps, weight, bias)
        assert y.size == 1600 and (y < 0).all()


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
    assert ConvLayer(2, 8, 2).output_shape((1, 2, 3, 3)) == (1, 8, 2, 2)
    assert ConvLayer(32, 8, 3).weight_shape[:2] == (8, 32) and 8 * 32 == 256  # slices
    assert ConvLayer(32, 8, 3, groups=8).weight_shape[1] == 4
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


def test_04_needs_two_channels():
    # the colours: what falls and rises, and what is even
    colour, grey = images.red_green_edge(24), images.brightness_edge(24)
    steps = (colour[:, 0, -1] - colour[:, 0, 0]).round(3)
    assert steps.tolist() == pytest.approx([-0.473, 0.185, 0.288])
    # a one-channel kernel: every channel has a grey twin
    for c in range(3):
        kernel = np.zeros((1, 3, 3, 3))
        kernel[0, c] = np.random.default_rng(c).normal(size=(3, 3))
        twin = colour[[c, c, c]]
        np.testing.assert_allclose(conv2d(colour, kernel), conv2d(twin, kernel))
        assert not np.array_equal(colour, twin)
    # by hand, and the idea that adds sizes
    by_hand = np.array([4 * 0.75 - 4 * 0.277, -4 * 0.25 + 4 * 0.435, 2 * 1.892])
    assert by_hand.round(3).tolist() == [1.892, 0.74, 3.784]
    # luminance first is one kernel more, and it fails; blue muted, and red and green swapped
    edge = kernels.SLICES["sobel_x"][:, ::-1]
    both = np.concatenate([colour[:, :12], grey[:, :12]], axis=1)
    rows = np.reshape([images.LUMINANCE, (1, 1, 1), (1, -1, 0), (-1, 1, 0)], (4, 3, 1, 1)) * edge
    y = conv2d(both, rows)[:, [4, 16], 11]
    assert y[0].round(3).tolist() == pytest.approx([0, 1.892], abs=1e-6)
    np.testing.assert_allclose(conv2d(images.to_grey(both), edge[None, None])[0, 16, 11], 1.88)
    no_blue = conv2d(both[:2], rows[:, :2])[:, 4, 11]
    assert no_blue[2] == pytest.approx(2.632) and no_blue[1] > 1
    for muted, at_both in ((1, [1.892, 1.892]), (0, [0.74, -1.892])):
        heard = contributions(both, rows[[2]])[0, [c for c in range(3) if c != muted]]
        assert heard.sum(axis=0)[[4, 16], 11].tolist() == pytest.approx(at_both)
    mirrored = conv2d(colour[..., ::-1], rows)[:, 4, 11]
    assert mirrored[2:].tolist() == pytest.approx([-2.632, 2.632])
    # the same slice for all
    assert (ConvLayer(3, 1, 5).n_weights, ConvLayer(1, 1, 5).n_weights) == (75, 25)
    # on the photo: saucer, rim and shine, coffee
    x, bank = images.coffee(84), kernels.bank("colour_opponents")
    redness, yellowness = conv2d(x, bank.weight, bank.bias)[1:]
    assert redness[56, 70] > np.percentile(redness, 95) and yellowness[33, 33] > 0.4
    assert abs(redness[x.min(0) > 0.9]).max() < 0.1
    assert abs(conv2d(images.to_grey(x)[[0, 0, 0]], bank.weight[1:])).max() < 1e-6
    # lamps: which weights keep everything, and what the last kernel says to other colours
    lamps = np.array([[1, 1, 1], [1, -1, 0], [1, -1, -1]])
    assert np.linalg.matrix_rank(lamps) == 3
    assert (lamps[2] @ np.transpose([(1, 1, 1), (1, 1, 0), (1, 0, 1)])).tolist() == [-1, 0, 0]
    # the mean of three slices is a third of the layer
    weight = kernels.trained("stem").weight
    three = conv2d(images.to_grey(x)[[0, 0, 0]], weight)
    mean = conv2d(images.to_grey(x), weight.mean(axis=1, keepdims=True))
    np.testing.assert_allclose(3 * mean, three, atol=1e-4)
    # different means for each colour: the sum is no longer exact
    shifted = images.to_grey(x)[[0, 0, 0]] - np.array([0.485, 0.456, 0.406])[:, None, None]
    summed = weight.sum(axis=1, keepdims=True)
    assert abs(conv2d(shifted[:1], summed) - conv2d(shifted, weight)).max() > 0.1
    # a slice of zeros learns: more weight on alpha changes a map
    alpha = np.concatenate([x, images.chelsea(84)[:1]])
    four = np.pad(weight, [(0, 0), (0, 1), (0, 0), (0, 0)])
    moved = four.copy()
    moved[0, 3, 1, 1] = 1
    change = conv2d(alpha, moved)[0] - conv2d(alpha, four)[0]
    np.testing.assert_allclose(change, alpha[3, 1:-1, 1:-1], atol=1e-4)


def test_05_groups():
    # by hand: kernel 1 reads channels 2 and 3
    channel_2, channel_3 = np.array([[2, 0], [1, 1]]), np.array([[1, 0], [0, 2]])
    parts = (channel_2 * [[2, 0], [0, -1]]).sum(), (channel_3 * [[1, 1], [0, 1]]).sum()
    assert parts == (2 * 2 - 1 * 1, 3) and sum(parts) - 2 == 4
    # 6 to 6: a kernel's channels are those that move its map
    layers = {g: ConvLayer(6, 6, 3, groups=g) for g in (1, 2, 3, 6)}
    assert [layer.n_parameters for layer in layers.values()] == [330, 168, 114, 60]
    assert layers[2].n_weights == 162
    works = [layer.n_macs((6, 42, 42)) for layer in layers.values()]
    assert works == [works[0] // g for g in (1, 2, 3, 6)]
    assert channels_seen(6, 6, 3) == [[0, 1], [0, 1], [2, 3], [2, 3], [4, 5], [4, 5]]
    for a, b, legal in ((6, 6, {1, 2, 3, 6}), (6, 5, {1}), (6, 3, {1, 3}), (12, 8, {1, 2, 4})):
        assert legal == {g for g in range(1, 13) if a % g == b % g == 0}
    # AlexNet: convolutions, and the fully connected layers
    dense = (9216 + 1) * 4096 + (4096 + 1) * 4096 + (4096 + 1) * 1000
    assert dense == 58_631_144
    assert 25 * 96 * 256 + 256 == 614_656
    assert ConvLayer(96, 256, 5, groups=2).n_parameters == 25 * 48 * 256 + 256 == 307_456
    assert ConvLayer(384, 256, 3, groups=2).weight_shape[1] == 192
    # 3 to 9, 32 to 64, 4 to 16
    assert channels_seen(3, 9, 3) == [[o // 3] for o in range(9)]
    counts = ConvLayer(3, 9, 3, groups=3), ConvLayer(3, 9, 3)
    assert [c.n_weights for c in counts] == [81, 243]
    assert ConvLayer(32, 64, 3, groups=32).weight_shape == (64, 1, 3, 3)
    assert ConvLayer(4, 16, 3, groups=4).weight_shape == (16, 1, 3, 3)
    with pytest.raises(ValueError, match="groups=64 must divide in_channels=32"):
        ConvLayer(32, 64, 3, groups=64)
    # separable
    assert 16 * 32 * 9 == 4608 and 16 * 9 + 16 * 32 == 144 + 512 == 656
    assert round(4608 / 656, 2) == 7.02 and round(1 / 32 + 1 / 9, 4) == 0.1424
    assert (144 + 16) + (512 + 32) == 160 + 544 == 704 and 4608 + 32 == 4640
    trained = kernels.trained("depthwise").weight, kernels.trained("pointwise").weight
    assert [w.size for w in trained] == [288, 512] and 16 * 32 * 9 == 4608
    two = np.stack([kernels.SLICES["sobel_x"], kernels.SLICES["sobel_y"]]).reshape(2, 9)
    assert np.linalg.matrix_rank(two) == 2
    photo, kernel = images.coffee(24), kernels.bank("teaching").weight[7]  # any one kernel can be
    deep = conv2d(photo, kernel[:, None], groups=3)
    alone = conv2d(deep, np.ones((1, 3, 1, 1)))
    np.testing.assert_allclose(alone, conv2d(photo, kernel[None]), atol=1e-5)
    # other kernels for every picture: the pictures as groups
    rng = np.random.default_rng(0)
    pictures, own = rng.normal(size=(3, 2, 6, 6)), rng.normal(size=(3, 4, 2, 3, 3))
    together = conv2d(pictures.reshape(1, 6, 6, 6), own.reshape(12, 2, 3, 3), groups=3)
    each = [conv2d(picture, weight) for picture, weight in zip(pictures, own, strict=True)]
    np.testing.assert_allclose(together.reshape(3, 4, 4, 4), each)
    # LeNet-5's C3
    assert (6 * (25 * 3 + 1), 9 * (25 * 4 + 1), 25 * 6 + 1) == (456, 909, 151)
    assert 456 + 909 + 151 == 1516 and 16 * (25 * 6 + 1) == 2416
    # exercise 1
    layer = ConvLayer(8, 12, 3, groups=4)
    assert layer.weight_shape == (12, 2, 3, 3)
    assert (layer.n_weights, layer.n_parameters) == (216, 228)
    assert channels_seen(8, 12, 4)[6:9] == [[4, 5]] * 3


def channels_seen(c_in, c_out, groups):
    """For each kernel the input channels that its map depends on: light one channel at a time."""
    lit = np.eye(c_in)[:, :, None, None]  # c_in pictures of one pixel
    y = conv2d(lit, np.ones((c_out, c_in // groups, 1, 1)), groups=groups)[:, :, 0, 0]
    return [np.flatnonzero(column).tolist() for column in y.T]


def test_05_what_pytorch_says():
    """The error messages and remedies that the lesson quotes."""
    torch = pytest.importorskip("torch")
    from torch.nn import Conv2d
    from torch.nn.functional import conv2d as functional

    def zeros(*shape):
        return torch.zeros(shape)

    lesson = nbformat.read(LESSONS / "05-groups.ipynb", as_version=4)
    table = "\n".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown")
    calls = [
        lambda: Conv2d(69, 64, 3, groups=4),
        lambda: Conv2d(64, 73, 3, groups=2),
        lambda: Conv2d(32, 64, 3, groups=64),
        lambda: functional(zeros(1, 4, 8, 8), zeros(5, 2, 3, 3), groups=2),
        lambda: functional(zeros(1, 6, 8, 8), zeros(6, 6, 3, 3), groups=3),
    ]
    said = re.findall(r"^\| .+ \| `(.+)` \| .+ \|$", table, re.MULTILINE)
    assert len(said) == len(calls)
    for call, words in zip(calls, said, strict=True):
        with pytest.raises((ValueError, RuntimeError), match=f"^{re.escape(words)}$"):
            call()
    # one filter on 2,048 channels, four on each of 4: by groups, and as pictures of one channel
    torch.manual_seed(0)
    one, four = torch.randn(1, 1, 2, 2), torch.randn(4, 1, 3, 3)
    views = one.expand(2048, 1, 2, 2)
    assert views.stride()[0] == 0 and views.data_ptr() == one.data_ptr()
    assert views.untyped_storage().nbytes() == 4 * 4
    x = torch.randn(2, 2048, 8, 6)
    y = functional(x, views, stride=2, groups=2048)
    assert y.shape == (2, 2048, 4, 3)
    alone = functional(x.reshape(2 * 2048, 1, 8, 6), one, stride=2).reshape(y.shape)
    torch.testing.assert_close(y, alone)
    x = torch.randn(2, 4, 10, 10)
    y = functional(x, four.repeat(4, 1, 1, 1), groups=4)
    torch.testing.assert_close(y, functional(x.reshape(8, 1, 10, 10), four).reshape(2, 16, 8, 8))


def test_06_one_by_one():
    assert 8 * 2 + 2 * -1 + 1 * 1 - 3 == 16 - 2 + 1 - 3 == 12
    # the explorer: rim, saucer, red muted, groups
    photo, (weight, bias, _) = images.coffee(52), kernels.bank("colour_opponents")
    y = conv2d(photo, weight, bias)
    assert photo[0, 21, 41] > 4 * photo[1, 21, 41] > 8 * photo[2, 21, 41]  # the red saucer
    assert abs(y[1, 16, 6]) < 0.1 < 0.5 < y[1, 40, 40] and y[1, 35, 10] > 0.4
    no_red = conv2d(photo * [[[0]], [[1]], [[1]]], weight, bias)[1]
    assert no_red.max() <= 0
    assert ConvLayer(3, 3, 1, groups=3).n_weights == 3
    # the other ways to write it
    matrix = kernels.bank("one_by_one").weight[:, :, 0, 0]
    y = conv2d(photo, matrix[:, :, None, None])
    np.testing.assert_allclose(np.einsum("oc,chw->ohw", matrix, photo), y, atol=1e-6)
    assert photo[0].size == 2704
    np.testing.assert_allclose((matrix @ photo.reshape(3, 2704)).reshape(y.shape), y, atol=1e-6)
    assert 16 * 7 * 7 == 784 and (42 - 7 + 1) ** 2 == 36 * 36 == 1296
    # what the wrong matrices make of a photo
    for wrong, made in (
        (np.ones((3, 3)), [photo.sum(axis=0)] * 3),
        (np.full((3, 3), 1 / 3), [photo.mean(axis=0)] * 3),
        (np.diag([1, 2, 3]), [photo[0], 2 * photo[1], 3 * photo[2]]),
        (np.eye(3), photo),
    ):
        np.testing.assert_allclose(conv2d(photo, wrong[:, :, None, None]), made, atol=1e-6)
    # 256 to 64, and the bottleneck
    assert ConvLayer(256, 64, 1).weight_shape == (64, 256, 1, 1)
    assert 256 * 64 == 16_384 and 16_384 + 64 * 64 * 9 + 16_384 == 69_632
    assert ConvLayer(256, 256, 3).n_weights == 589_824 and round(589_824 / 69_632, 1) == 8.5
    # trained
    assert ConvLayer(32, 16, 1).n_weights == 512 and ConvLayer(32, 16, 3).n_weights == 4608
    # exercise 1, and in practice
    layer = ConvLayer(512, 128, 1)
    assert (layer.n_weights, layer.n_parameters) == (65_536, 65_664)
    assert layer.output_shape((512, 14, 14)) == (128, 14, 14)
    assert ConvLayer(512, 512, 1, groups=512).n_weights == 512
    rim = conv2d(photo, weight, bias, padding=1)[:, 0, 0]
    assert rim.tolist() == bias.tolist()
    every_other = conv2d(photo[:, ::2, ::2], weight)
    np.testing.assert_allclose(conv2d(photo, weight, stride=2), every_other, atol=1e-6)


def test_07_shapes_and_counts():
    assert 24 * 5 * 3 * 3 * 2 == 2160
    # half of the kernel keeps the size; an even kernel's spare zero is on the right and below
    assert ConvLayer(1, 1, 4, padding="same").output_shape((1, 52, 52)) == (1, 52, 52)
    assert "52 + 1 + 2 − 4" in ConvLayer(1, 1, 4, padding="same").output_text((1, 52, 52))
    # Keras' order: windows of (H, W, C) laid out flat × the kernel as a matrix
    x, kernel = images.coffee(10), np.random.default_rng(0).normal(size=(3, 3, 3, 8))
    windows = np.lib.stride_tricks.sliding_window_view(x.transpose(1, 2, 0), (3, 3, 3)).squeeze(2)
    y = windows.reshape(8, 8, 3 * 3 * 3) @ kernel.reshape(3 * 3 * 3, 8)
    ours = conv2d(x, kernel.transpose(3, 2, 0, 1))
    np.testing.assert_allclose(y.transpose(2, 0, 1), ours, atol=1e-5)
    # try this, watch that: kernel size, stride, padding, dilation
    photo = (3, 28, 28)
    shown = ConvLayer(3, 4, 3, stride=2, padding=1)
    dense = ConvLayer(3, 4, 3, padding=1)
    assert (shown.output_shape(photo)[1], dense.output_shape(photo)[1]) == (14, 28)
    assert dense.n_macs(photo) == 4 * shown.n_macs(photo) and shown.n_parameters == 112
    large, spread = ConvLayer(3, 4, 5, 2, 1), ConvLayer(3, 4, 3, 2, 1, 2)
    assert (large.n_parameters, spread.n_parameters) == (304, 112)
    assert large.output_shape(photo)[1] == spread.output_shape(photo)[1] == 13
    assert ConvLayer(3, 4, 5, 2, 2).output_shape(photo)[1] == 14
    # weights: 6 channels to 16, and wrong ideas on a larger picture
    assert (16 * 6, ConvLayer(6, 16, 3).n_weights) == (96, 864)
    assert (1792 * 7, 1792 * 49, 224 // 32) == (12_544, 87_808, 7)
    # work: 27 for one number, FLOPs twice as many
    assert ConvLayer(3, 1, 3).n_macs((3, 32, 32)) == 27 * 900 == 48_600 / 2
    # LeNet-5, and VGG-16, configuration D; fully connected layers read 16 maps of 5×5, 512 of 7×7
    lenet = [ConvLayer(1, 6, 5), ConvLayer(6, 16, 5)]
    dense = [(16 * 25, 120), (120, 84), (84, 10)]
    work = lenet[0].n_macs((1, 32, 32)) + lenet[1].n_macs((6, 14, 14))
    all_work = work + sum(i * o for i, o in dense)
    parameters = sum(layer.n_parameters for layer in lenet)
    all_parameters = parameters + sum(o * (i + 1) for i, o in dense)
    assert (parameters, all_parameters, work, all_work) == (2572, 61_706, 357_600, 416_520)
    assert f"{parameters / all_parameters:.0%} {work / all_work:.0%}" == "4% 86%"
    assert (round(all_parameters * 4 / 1000), round(6 * 28 * 28 * 4 / 1000)) == (247, 19)
    assert 6 * 28 * 28 > 6 * 14 * 14 + 16 * 10 * 10 + 16 * 5 * 5 + 120 + 84 + 10
    c_in, side, parameters, layers = 3, 224, 0, 0
    for c_out, repeats in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(repeats):
            parameters += ConvLayer(c_in, c_out, 3, padding=1).n_parameters
            c_in, layers = c_out, layers + 1
        side //= 2
    full = sum(o * (i + 1) for i, o in ((512 * side**2, 4096), (4096, 4096), (4096, 1000)))
    assert (layers, parameters, parameters + full) == (13, 14_714_688, 138_357_544)
    assert 0.89 < full / (parameters + full) < 0.91
    # a 3-D convolution over the colours: one place deep, and there the 2-D layer
    x, weight = images.coffee(52), kernels.bank("teaching").weight
    windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3, 3))
    y = np.einsum("dhwcij,ocij->odhw", windows, weight)
    assert y.shape[1] == 1
    np.testing.assert_allclose(y[:, 0], conv2d(x, weight), atol=1e-5)
    # exercise 1
    stem = ConvLayer(3, 64, 7, stride=2, padding=3, bias=False)
    assert stem.output_shape((3, 224, 224)) == (64, 112, 112) and stem.n_parameters == 9408
    assert (64 * 112 * 112, stem.n_macs((3, 224, 224))) == (802_816, 118_013_952)


def test_07_messages_of_pytorch():
    """What the lesson quotes is what PyTorch says; and the shapes that it gives for PyTorch."""
    torch = pytest.importorskip("torch")
    nn, zeros = torch.nn, torch.zeros
    notebook = nbformat.read(LESSONS / "07-shapes-and-counts.ipynb", as_version=4)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    rgb, grey = nn.Conv2d(3, 64, 7), nn.Conv2d(1, 64, 7)
    refused = [
        (rgb, zeros(64, 1, 224, 224)),
        (grey, zeros(4, 3, 262, 262)),
        (rgb, zeros(8, 4, 224, 224)),
        (rgb, zeros(8, 224, 224, 3)),
        (nn.Conv2d(1, 32, 3), zeros(10_000, 28, 28)),
        (nn.Conv2d(1, 8, 3), zeros(224, 224)),
        (rgb, zeros(3, 5, 5)),
        (rgb, zeros(1, 3, 32, 32, dtype=torch.float64)),
        (nn.Sequential(nn.Flatten(), nn.Linear(16 * 5 * 5, 120)), zeros(8, 16, 12, 12)),
    ]
    for layer, x in refused:
        with pytest.raises(RuntimeError) as caught:
            layer(x)
        said = re.sub("^(Given groups=1, |addmm: )", "", str(caught.value))  # addmm: since 2.15
        assert f"`{said}`" in prose, said
    permuted = {"weight": zeros(128, 3, 3, 128), "bias": zeros(128)}
    with pytest.raises(RuntimeError) as caught:
        nn.Conv2d(128, 128, 3).load_state_dict(permuted)
    said = re.search(r"size mismatch for weight: .*\)", str(caught.value)).group()
    assert f"`{said}`" in prose, said
    assert nn.Conv2d(1, 8, 3)(zeros(1, 224, 224)).shape == (8, 222, 222)
    with pytest.raises(ValueError, match="not supported for strided"):
        nn.Conv2d(1, 8, 3, stride=2, padding="same")
    x = zeros(2, 3, 4, 5)
    assert x.stride() == (60, 20, 5, 1)
    assert x.to(memory_format=torch.channels_last).stride() == (60, 1, 15, 3)
    dims = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
    assert all(made(16, 32, 5).weight.shape == (32, 16, *(5,) * d) for d, made in dims.items())
    halves = nn.ConvTranspose2d(16, 16, 3, groups=2, bias=False)
    x = torch.randn(1, 16, 8, 8)
    parts = zip(x.split(8, 1), halves.weight.split(8), strict=True)
    alone = [nn.functional.conv_transpose2d(part, rows) for part, rows in parts]
    assert halves.weight.shape == (16, 8, 3, 3)
    assert torch.allclose(torch.cat(alone, 1), halves(x), atol=1e-5)


def test_08_layer_after_layer():
    # maps do not multiply
    second = ConvLayer(32, 64, 3)
    assert second.weight_shape == (64, 32, 3, 3) and second.n_weights == 64 * 288 == 18_432
    assert (ConvLayer(6, 12, 3).n_weights, ConvLayer(6, 12, 3).weight_shape[1:]) == (648, (6, 3, 3))
    assert (ConvLayer(6, 72, 3).n_parameters, ConvLayer(1, 12, 3).n_parameters) == (3960, 120)
    assert 10 * (10 * 9 + 1) == 910 and ConvLayer(4, 1, 3).n_weights == 36
    # a corner: at one place, and not from one map alone
    x = np.pad(np.ones((1, 3, 3), int), ((0, 0), (2, 1), (2, 1)))
    maps = conv2d(x, np.array([[[[-1, -1], [1, 1]]], [[[-1, 1], [-1, 1]]]])).clip(0)
    corner = np.array([[[[0, 1], [0, 0]], [[0, 0], [1, 0]]]])
    assert np.argwhere(conv2d(maps, corner)[0] > 3).tolist() == [[1, 1]]
    assert contributions(maps, corner).max() == 2
    # on the photo, with one map of layer one muted after the other
    weight, bias, _ = kernels.bank("teaching")
    maps = conv2d(images.coffee(52), weight[:4], bias[:4]).clip(0)
    listen = np.reshape([[1, 1, 0, 0], [-1, -1, 2, -1], [1, -1, 0, 0]], (3, 4, 1, 1))
    hand_made = listen * (kernels.SLICES["laplacian"] != 0)
    y = conv2d(maps, hand_made, np.array([-3, -5, 0]))
    heard = {c: [n for n in range(4) if n != c] for c in range(4)}
    muted = {
        c: conv2d(maps[rest], hand_made[:, rest], np.array([-3, -5, 0]))
        for c, rest in heard.items()
    }
    assert muted[2][1].max() <= -5
    np.testing.assert_allclose(muted[2][[0, 2]], y[[0, 2]])
    assert (abs(muted[0] - y).max(axis=(1, 2)) > 1).all()
    assert y[1, 24, 42] > 0 and y[1, 16, 20] > 0  # saucer, coffee
    parts = contributions(maps.round(2), hand_made)[1].round(2)
    assert parts[2, 24, 42] == pytest.approx(11.12)
    assert parts[:, 27, 24].tolist() == pytest.approx([-1.9, -0.63, 2.52, -3.44])
    assert y[1, 27, 24] == pytest.approx(-8.45, abs=0.005)
    # without ReLU: a row, then whole layers with biases, and the padded border
    row, edge = np.array([[[3, 1, 4, 1, 5]]]), np.array([[[[-1, 1]]]])
    twice = conv2d(conv2d(row, edge), edge)
    assert np.array_equal(twice, conv2d(row, np.array([[[[1, -2, 1]]]])))
    rng, x = np.random.default_rng(8), images.coffee(20)
    one, two = rng.normal(size=(4, 3, 3, 3)), rng.normal(size=(2, 4, 3, 3))
    b_one, b_two = rng.normal(size=4), rng.normal(size=2)
    merged = conv2d(one.swapaxes(0, 1), two[..., ::-1, ::-1], padding=2).swapaxes(0, 1)
    assert (merged.size, one.size, two.size) == (150, 108, 72)
    b_merged = b_two + two.sum(axis=(2, 3)) @ b_one
    layers = conv2d(conv2d(x, one, b_one), two, b_two)
    np.testing.assert_allclose(layers, conv2d(x, merged, b_merged), atol=1e-5)
    padded = conv2d(conv2d(x, one, padding=1), two, padding=1) - conv2d(x, merged, padding=2)
    assert abs(padded).max() > 0.1 and abs(padded[:, 1:-1, 1:-1]).max() < 1e-5
    assert not np.allclose(conv2d(conv2d(x, one).clip(0), two), conv2d(x, merged), atol=0.1)
    # 3, 5, 7, and with stride 2; channels play no part, the pixels say so
    for steps, width in (([1], 3), ([1, 1], 5), ([1, 1, 1], 7), ([2, 1], 7)):
        lit = np.zeros((11 * 11, 3, 11, 11))
        lit[:, 1] = np.eye(121).reshape(-1, 11, 11)
        for stride in steps:
            lit = conv2d(lit, rng.random((3, 3, 3, 3)), stride=stride)
        assert (lit[:, 2, 0, 0] != 0).sum() == width**2
    three, one = ConvLayer(64, 64, 3, bias=False), ConvLayer(64, 64, 7, bias=False)
    assert (3 * three.n_weights, one.n_weights) == (27 * 64**2, 49 * 64**2) == (110_592, 200_704)
    # the order of the maps: both shuffled alike, nothing changes
    shuffled = conv2d(maps[[2, 0, 3, 1]], hand_made[:, [2, 0, 3, 1]])
    np.testing.assert_allclose(shuffled, conv2d(maps, hand_made), atol=1e-4)
    # adding and concatenating, batch norm
    assert (ConvLayer(4, 6, 3).n_weights, ConvLayer(8, 6, 3).n_weights) == (216, 432)
    assert 2 * ConvLayer(3, 64, 3).out_channels == 128
    y = conv2d(images.coffee(20), weight)  # a bias goes with the mean
    np.testing.assert_allclose(
        y - y.mean(axis=(1, 2), keepdims=True),
        (y + 3) - (y + 3).mean(axis=(1, 2), keepdims=True),
        atol=1e-5,
    )
    # exercise 1
    layers = ConvLayer(3, 16, 3), ConvLayer(16, 16, 3), ConvLayer(16, 32, 3)
    assert [layer.n_parameters for layer in layers] == [448, 2320, 4640]
    assert layers[0].output_shape((3, 32, 32)) == (16, 30, 30)
    assert layers[1].output_shape((16, 30, 30)) == (16, 28, 28)
    assert layers[2].output_shape((16, 14, 14)) == (32, 12, 12)
    lit = np.eye(16 * 16).reshape(-1, 1, 16, 16)
    ones = np.ones((1, 1, 3, 3))
    lit = conv2d(conv2d(lit, ones), ones)
    lit = lit.reshape(-1, 1, 6, 2, 6, 2).max(axis=(3, 5))
    assert (conv2d(lit, ones)[:, 0, 1, 1] > 0).sum() == 10**2


def test_09_trained_kernels():
    stem, deep, point = (kernels.trained(n) for n in ("stem", "depthwise", "pointwise"))
    layer = ConvLayer(3, 32, 3, stride=2)
    assert (layer.n_weights, 32 * 3, layer.n_parameters) == (864, 96, 896)
    assert sum(a.size for bank in (stem, deep, point) for a in bank[:2]) == 1744
    # sizes; the dead
    norms, largest = np.sqrt((stem.weight**2).sum((1, 2, 3))), abs(stem.weight).max((1, 2, 3))
    dead = [11, 16, 28, 31]
    live = np.delete(np.arange(32), dead)
    assert (live[norms[live].argmin()], norms.argmax()) == (12, 27)
    assert norms[[12, 27]].round(2).tolist() == pytest.approx([0.45, 32.63])
    assert round(float(largest.max() / largest[live].min())) == 94
    assert round(float(norms[27] / norms[12])) == 72
    assert round(float(largest[dead].max()), 6) == 0.000004 and (stem.bias[dead] < 0).all()
    # kinds: 4 + 6 + 7 + 10, and five left
    flat, most = stem.weight.sum((2, 3)), abs(stem.weight).sum((1, 2, 3))
    kinds = [
        dead,
        [0, 5, 15, 21, 27, 30],
        [3, 4, 7, 18, 19, 20, 23],
        [1, 2, 6, 9, 12, 13, 14, 17, 26, 29],
        [8, 10, 22, 24, 25],
    ]
    assert sorted(np.concatenate(kinds)) == list(range(32))
    _, edges, colours, light, rest = kinds
    share, white = abs(flat).sum(1) / most, abs(flat.sum(1)) / most
    assert all(share[edges] < 0.02) and all((share[colours] > 0.8) & (white[colours] < 0.1))
    assert all(white[light] > 0.3)
    assert not any((share[rest] < 0.02) | (share[rest] > 0.8) | (white[rest] > 0.3))
    assert norms[colours].argmax() == colours.index(20)  # the strongest of them
    against = {20: "GR", 4: "RG", 3: "BR", 23: "RB", 7: "BG", 18: "GB"}  # the first for it
    for o, (plus, minus) in against.items():
        assert (flat[o].argmax(), flat[o].argmin()) == ("RGB".index(plus), "RGB".index(minus))
    assert flat[19].round(1).tolist() == pytest.approx([-5.1, 6.6, -0.9])
    # light and dark: beside grey and blurred; a cross among all windows of 0s and 1s
    photo, blur = images.coffee(84), kernels.SLICES["blur"][None, None]
    soft = conv2d(images.to_grey(photo), blur, stride=2).ravel()
    y = conv2d(kernels.normalise(photo), stem.weight, stride=2)[light]
    alike = dict(zip(light, (np.corrcoef(one.ravel(), soft)[0, 1] for one in y), strict=True))
    assert [o for o in light if alike[o] > 0] == [2, 12, 26, 29]
    assert [round(f(map(abs, alike.values())), 2) for f in (min, max)] == [0.82, 0.99]
    windows = (np.arange(512)[:, None] >> np.arange(9) & 1).reshape(-1, 3, 3)
    cross = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
    answers = (windows * cross).sum((1, 2))
    assert (answers.max(), (answers == 5).sum()) == (5, 16)
    assert (windows[answers == 5] >= cross).all()
    # 15 × 10 tiles; what a mean hides; depthwise; pointwise
    mean = abs(stem.weight[20].mean(0)).mean()
    assert (abs(stem.weight[20]).mean().round(2), mean.round(2)) == pytest.approx((3.86, 0.26))
    assert 15 * 10 == 150
    assert (deep.weight.size, ConvLayer(32, 32, 3).n_weights) == (288, 9216)
    middle = abs(deep.weight[:, 0, 1, 1]) / abs(deep.weight).sum((1, 2, 3)).clip(1e-9)
    assert np.flatnonzero((middle > 0.6) & (middle < 1.01)).tolist() == [
        5,
        8,
        14,
        15,
        20,
        22,
        27,
        30,
        31,
    ]
    assert abs(deep.weight[dead]).max() < 1e-4 and (deep.bias[dead] < 0).all()
    on = [
        (kernels.stem_maps(photo)[[3, 20]] > 0).mean(axis=(1, 2))
        for photo in (images.coffee(48), images.colour_bars(48))
    ]
    assert on[0].max() < 0.05 and on[1].min() > 0.1  # flat for lack of blue and green only
    edges_again = deep.weight[[1, 2, 17]]
    assert (abs(edges_again.sum((1, 2, 3))) < 0.002 * abs(edges_again).sum((1, 2, 3))).all()
    assert abs(point.weight[:, dead]).max() < 1e-5 and abs(point.weight[:, live]).min() > 0.001
    assert (point.weight.size, 288 + 512, ConvLayer(32, 16, 3).n_weights) == (512, 800, 4608)
    # without the dead, all three layers are the same
    assert 4 * 28 + 4 * 10 + 16 * 4 == 216
    first = kernels.stem_maps(images.coffee(24))
    second = conv2d(first, *deep[:2], padding=1, groups=32).clip(0, 6)
    fewer = conv2d(first[live], deep.weight[live], deep.bias[live], padding=1, groups=28).clip(0, 6)
    third = conv2d(second, *point[:2])
    np.testing.assert_allclose(conv2d(fewer, point.weight[:, live], point.bias), third, atol=1e-4)
    with np.load(LESSONS.parent / "tests" / "data" / "trained_outputs.npz") as true:
        for ours, name in ((first, "stem"), (second, "depthwise"), (third, "pointwise")):
            np.testing.assert_allclose(ours, true[name], atol=1e-4)
    # grey; exercise 1; in practice
    assert 64 * 3 == 192 and ConvLayer(3, 64, 7).n_weights == 192 * 49 == 9408
    green, blue = stem.weight[live, 1], stem.weight[live, 2]
    for pair in (green[:, 1, 1:], blue[:, 0, 1:], blue[:, 1, 1:]):
        np.testing.assert_allclose(pair[:, 0], pair[:, 1], rtol=1e-5)


def test_09_batch_norm_has_two_numbers_a_channel():
    torch = pytest.importorskip("torch")
    norm = torch.nn.BatchNorm2d(32)
    assert sum(p.numel() for p in norm.parameters()) == 64


def test_10_how_large_to_start():
    torch = pytest.importorskip("torch")
    for c_in, largest in ((3, 0.19), (32, 0.06)):
        layer = torch.nn.Conv2d(c_in, 500, 3)
        for drawn in (layer.weight, layer.bias):
            bound = 1 / np.sqrt(c_in * 9)
            assert round(bound, 2) == largest and 0.95 * bound < drawn.abs().max() <= bound


def test_12_glossary():
    # a 1 on the second axis
    shapes = ConvLayer(1, 64, 3).weight_shape, ConvLayer(64, 64, 3, groups=64).weight_shape
    assert shapes == ((64, 1, 3, 3), (64, 1, 3, 3))
    # kernel or filter: squares, blocks, maps; CNN Explainer's first layer, and AlexNet's
    assert (ConvLayer(3, 64, 3).n_weights, 3 * 10) == (192 * 9, 30)
    assert (ConvLayer(3, 1, 3).n_weights, 2 * 64) == (27, 128)
    alexnet = ConvLayer(3, 96, 11, stride=4)
    maps = alexnet.output_shape((3, 227, 227))
    assert maps == (96, 55, 55) and alexnet.output_shape((3, 224, 224)) == (96, 54, 54)
    neurons, own = np.prod(maps), np.prod(alexnet.weight_shape[1:]) + 1
    assert (neurons, 55 * 55, own - 1, neurons * own) == (290_400, 3025, 363, 105_705_600)
    assert (alexnet.n_parameters, alexnet.n_weights) == (96 * own, 34_848) == (34_944, 34_848)


def test_12_words_of_pytorch():
    torch = pytest.importorskip("torch")
    norm = torch.nn.BatchNorm2d(64)
    assert sum(p.numel() for p in norm.parameters()) == 128
    assert norm.running_mean.numel() == norm.running_var.numel() == 64
    notebook = nbformat.read(LESSONS / "12-glossary.ipynb", as_version=4)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    with pytest.raises(RuntimeError) as caught:
        torch.nn.BatchNorm2d(32)(torch.zeros(1, 64, 8, 8))
    assert f"`{caught.value}`" in prose


def test_11_how_it_is_computed():
    # how much work
    assert (27 * 30 * 30, 9 * 900, 27 * 32 * 32) == (24_300, 8_100, 27_648)
    assert 2 * 24_300 == 48_600 and 3 * 24_300 == 72_900
    # one line of the loops: total, x, n, first, c, above, beside, weight, o, c, i, j
    (line,) = re.findall(r"total \+= .+", inspect.getsource(conv2d_loops))
    names = [node for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Name)]
    assert len(names) == 12
    # the small layer: its window at place 1,0, its maps, its shapes when it is moved
    x, weight = np.arange(24).reshape(2, 3, 4), np.random.default_rng(2).integers(-1, 2, (2,) * 4)
    assert x[:, 1:3, 0:2].ravel().tolist() == [4, 5, 8, 9, 16, 17, 20, 21]
    y = conv2d(x, weight)
    assert (y[0, 1, 0], y[1, 1, 2]) == (-22, 19)
    assert y[:, 1].tolist() == [[-22, -24, -26], [15, 17, 19]]
    windows = np.lib.stride_tricks.sliding_window_view(x, (2, 2), axis=(1, 2))
    assert (windows == 5).sum() == 4
    work = [
        ConvLayer(c_in, c_out, 2, padding=p).n_macs((c_in, 3, 4))
        for c_in, c_out, p in ((2, 2, 0), (2, 1, 0), (1, 2, 0), (2, 2, 1))
    ]
    assert work == [96, 48, 48, 320]
    assert ConvLayer(2, 2, 2, padding=1).output_shape((2, 3, 4))[1:] == (4, 5)
    # 16 → 3
    assert (16 * 7 * 7, 36 * 36, 3 * 16) == (784, 1296, 48)
    assert ConvLayer(16, 3, 7).output_shape((16, 42, 42)) == (3, 36, 36)
    # stride 3: windows of 3×3 side by side
    assert ConvLayer(1, 1, 3, stride=3).n_macs((1, 9, 9)) == 81
    # Winograd: 4 products for 6, so 16 for 36
    assert (2 * 3) ** 2 / 4**2 == 36 / 16 == 2.25
    assert [np.dot([1, 2, 3], [2, 0, 4]), np.dot([2, 3, 4], [2, 0, 4])] == [14, 20]
    # exercise 1
    layer = ConvLayer(64, 128, 3, padding=1)
    assert (layer.n_weights // 128, np.prod(layer.output_shape((64, 56, 56))[1:])) == (576, 3136)
    assert layer.n_macs((64, 56, 56)) == 128 * 576 * 3136 == 231_211_008


def test_11_what_was_measured():
    """What the lesson says of the saved measurements holds, with room for another machine."""
    results = LESSONS.parent / "benchmarks" / "results"
    peers = json.loads((results / "peers.json").read_text(encoding="utf-8"))
    means = peers["means"]
    assert means["plain loops"] > 100 and means["scipy.signal"] > 10 and means["CS231n im2col"] > 3
    assert 1.5 < means["einsum"] < 3.5 and 1.5 < means["tensordot"] < 3.5
    assert 0.3 < means["one matrix product"] < 0.7
    assert peers["machine"]["threads"] == 1
    ways = ("tensordot", "CS231n im2col", "scipy.signal", "plain loops")
    assert sorted(ways, key=means.get) == list(ways)
    tables = json.loads((results / "torch.json").read_text(encoding="utf-8"))["tables"]
    micros = {e["layer"]: e["theirs_us"] for table in tables for e in table["layers"]}
    assert 0.25 < micros["32 depthwise, 112×112"] / micros["32→64, 112×112, 1×1"] < 0.42
    picture = (32, 112, 112)
    assert round(ConvLayer(32, 32, 3, padding=1, groups=32).n_macs(picture) / 1e6, 1) == 3.6
    assert round(ConvLayer(32, 64, 1).n_macs(picture) / 1e6, 1) == 25.7
    assert round(25.7 / 3.6) == 7


def test_10_learning_a_kernel():
    # the game: 28 numbers, the loss of zeros, two pulls on one weight
    x, bank = np.random.default_rng(0).normal(size=(3, 24, 24)).round(1), kernels.bank("teaching")
    hidden, bias = bank.weight[[2]], bank.bias[[2]]
    assert ConvLayer(3, 1, 3).n_parameters == 28
    assert bank.names[0] == "dark left, light right" and bank.names[2] == "red, not green or blue"
    target, zeros = conv2d(x, hidden, bias), (0 * hidden, 0 * bias)
    assert (target**2).mean() == pytest.approx(6.49, abs=0.005) and target.size == 484
    assert (2 * -2 * 1, 2 * -4 * 2, (-4 - 16) / 2) == (-4, -16, -10)
    nudged = ((0.01 - 2) ** 2 + (0.02 - 4) ** 2) / 2
    assert nudged == pytest.approx(10 - 0.09975)
    # a slice's gradient by hand, and on the photo: all below 0, red's most; many places
    parts = np.array([[[0, 2], [1, 0]], [[1, 0], [0, 1]]])
    assert (parts * [[1, 0], [-2, 1]]).sum((1, 2)).tolist() == [-2, 2]
    photo = images.coffee(36)
    wanted = conv2d(photo, hidden, bias)
    slope = training.gradient(photo, wanted, *zeros).weight[0].mean(axis=(1, 2))
    assert slope[0] < slope[1] < slope[2] < 0 and wanted.size > 1000
    nudge = np.zeros_like(hidden)
    nudge[0, 0, 1, 1] = 0.001
    up, down = (((conv2d(photo, kernel) - wanted) ** 2).mean() for kernel in (nudge, -nudge))
    assert round((up - down) / 0.002, 3) == -0.673
    # the first gradient is the hidden kernel times −2, but for one weight; 100 steps find all
    first = training.gradient(x, target, *zeros).weight
    assert 0.53 < abs(first + 2 * hidden).max() < 0.54
    runs = {rate: training.descend(x, target, *zeros, rate, 100) for rate in (0.02, 0.1, 0.5, 0.8)}
    assert abs(runs[0.1].weight - hidden).max() < 5e-7
    assert min(runs, key=lambda rate: runs[rate].losses[-1]) == 0.5
    assert len(str(int(runs[0.8].losses[-1]))) == 24 and runs[0.02].losses[-1] < 0.01
    largest = training.largest_rate(x), training.largest_rate(images.coffee(24))
    assert [round(rate, 2) for rate in largest] == [0.69, 0.16]
    for seed in range(3):  # the trainer's other starts
        start = np.random.default_rng(seed).normal(0, 0.5, 28).round(2)
        found = training.descend(x, target, start[:27].reshape(hidden.shape), start[27:], 0.1, 300)
        assert abs(found.weight - hidden).max() < 1e-6
    # the photo: a good map, another kernel; red and green, neighbours, all alike
    found = training.descend(photo, wanted, *zeros, 0.1, 300)
    assert found.losses[-1] < 0.02 * found.losses[0]
    assert abs(found.weight - hidden).max().round(2) == pytest.approx(0.72)
    for a, b in ((photo[0, :, 1:], photo[0, :, :-1]), (photo[0], photo[1])):
        assert np.corrcoef(a.ravel(), b.ravel())[0, 1] > 0.75
    same = x[[0, 0, 2]]
    found = training.descend(same, conv2d(same, hidden, bias), *zeros, 0.1, 300)
    assert np.array_equal(found.weight[0, 0], found.weight[0, 1]) and found.losses[-1] < 1e-12
    np.testing.assert_allclose(found.weight[0, 0], hidden[0, :2].mean(0), atol=1e-6)
    # two kernels: twins, twins read differently, different ones, which find both
    both = bank.weight[[0, 2]]
    total = conv2d(x, both).clip(0).sum(axis=0)
    a, b = np.random.default_rng(1).normal(0, 0.5, (2, 3, 3, 3)).round(2)
    stuck, parted, apart = (
        training.descend_behind(x, total, np.array(start), reader, 0.02, 1000)
        for start, reader in (([a, a], [1, 1]), ([a, a], [1, 0.5]), ([a, b], [1, 1]))
    )
    assert np.array_equal(*stuck.weight) and stuck.losses[-1].round(2) == 1.26
    assert abs(stuck.losses[-1] - stuck.losses[-500]) < 1e-6
    assert parted.losses[-1] < 0.05 and apart.losses[-1] < 1e-4
    np.testing.assert_allclose(apart.weight * apart.reader[:, None, None, None], both, atol=0.01)
    # exercise 1
    assert (ConvLayer(64, 128, 3).n_weights, ConvLayer(64, 128, 3).n_biases) == (73_728, 128)
