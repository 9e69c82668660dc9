"""Lesson 07, worked out by other ways: its numbers, its quiz, its exercise."""

import re
from itertools import pairwise

import numpy as np
import pytest

from convlab import ConvLayer, conv2d, exercises, images, kernels
from tests.lessons.by_hand import places
from tests.verdict import verdict


def test_the_answers_of_the_quiz(answers):
    assert answers == {
        "stride-2-size": [places(224, 3, 2), places(224, 3, 2, 1), 113, places(224, 3, 1, 1)],
        "larger-picture": [64 * (27 + 1), 64 * 28 * 7, 64 * 28 * 7 * 7],
        "twice-the-channels": [2, 2 * 2, 2 * 2 * 2],
        "multiplications-of-a-layer": [27, 9 * 900, 27 * places(32, 3) ** 2, 27 * 32 * 32],
    }


def test_half_of_the_kernel_keeps_the_size():
    assert 24 * 5 * 3 * 3 * 2 == 2160
    # half of the kernel keeps the size; an even kernel's spare zero is on the right and below
    assert ConvLayer(1, 1, 4, padding="same").output_shape((1, 52, 52)) == (1, 52, 52)
    assert "52 + 1 + 2 − 4" in ConvLayer(1, 1, 4, padding="same").output_text((1, 52, 52))


def test_operations():
    products, with_bias = 3 * 3 * 3, 27 + 26 + 1
    assert products == 27 and with_bias == 2 * products == 54 and 54 * 900 == 48_600


def test_what_depends_on_what(prose):
    """The table of counts, each mark held to a layer in which that one thing is changed."""
    _, head, _, *rows = re.search(r"\n(\| \| input channels .+?)\n\n", prose, re.S)[0].split("\n")[
        :7
    ]
    columns = [words.strip() for words in head.split("|")[2:-1]]
    plain, x = dict(in_channels=6, out_channels=6, kernel_size=3), (20, 20)
    changed = {
        "input channels": dict(in_channels=12),
        "output channels": dict(out_channels=12),
        "groups": dict(groups=3),
        "kernel size": dict(kernel_size=5),
        "bias": dict(bias=False),
        "height, width": {},
        "stride, padding, dilation": dict(stride=2),
    }

    def counts(change, size=x):
        layer = ConvLayer(**{**plain, **change})
        maps, *sides = layer.output_shape((layer.in_channels, *size))
        work = layer.n_macs((layer.in_channels, *size))
        return sides, maps, layer.n_parameters, work

    for row, words in enumerate(rows):
        marks = [mark.strip() == "✓" for mark in words.split("|")[2:-1]]
        for column, mark in zip(columns, marks, strict=True):
            larger = counts(changed[column], (30, 30) if column == "height, width" else x)
            assert (larger[row] != counts({})[row]) == mark, (words, column)


def test_try_this_watch_that():
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


def test_weights_and_work():
    # weights: 6 channels to 16, and wrong ideas on a larger picture
    assert (16 * 6, ConvLayer(6, 16, 3).n_weights) == (96, 864)
    assert (1792 * 7, 1792 * 49, 224 // 32) == (12_544, 87_808, 7)
    # work: 27 for one number, FLOPs twice as many
    assert ConvLayer(3, 1, 3).n_macs((3, 32, 32)) == 27 * 900 == 48_600 / 2


def test_lenet_and_vgg():
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


def test_a_3d_convolution_over_the_colours():
    # a 3-D convolution over the colours: one place deep, and there the 2-D layer
    x, weight = images.coffee(52), kernels.bank("teaching").weight
    windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3, 3))
    y = np.einsum("dhwcij,ocij->odhw", windows, weight)
    assert y.shape[1] == 1
    np.testing.assert_allclose(y[:, 0], conv2d(x, weight), atol=1e-5)


def test_exercise_1():
    stem = ConvLayer(3, 64, 7, stride=2, padding=3, bias=False)
    assert stem.output_shape((3, 224, 224)) == (64, 112, 112) and stem.n_parameters == 9408
    assert (64 * 112 * 112, stem.n_macs((3, 224, 224))) == (802_816, 118_013_952)


def test_what_pytorch_says():
    torch = pytest.importorskip("torch")
    nn = torch.nn
    with pytest.raises(ValueError, match="not supported for strided"):
        nn.Conv2d(1, 8, 3, stride=2, padding="same")
    dims = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
    assert all(made(16, 32, 5).weight.shape == (32, 16, *(5,) * d) for d, made in dims.items())


def steps(k, size, stride, padding):
    return len(range(0, size + 2 * padding - k + 1, stride))


def multiply_adds(c_in, c_out, k, *along):
    return c_in * c_out * k**2 * steps(k, *along) ** 2


@pytest.mark.parametrize(
    "function, words",
    [
        (multiply_adds, "✓ "),
        (lambda c_in, c_out, k, size, s, p: c_in * c_out * k * k, "Those are the weights"),
        (lambda c_in, c_out, k, size, s, p: c_in * c_out * k * k * size**2, "as the picture has"),
        (lambda c_in, c_out, *rest: multiply_adds(1, c_out, *rest), "one slice at every place"),
        (lambda c_in, c_out, *rest: multiply_adds(c_in, 1, *rest), "That is one kernel"),
        (lambda c_in, c_out, *rest: c_out * steps(*rest) ** 2, "numbers that come out"),
        (lambda c_in, c_out, k, *rest: c_in * c_out * k * k * steps(k, *rest), "rows and columns"),
        (lambda *layer: multiply_adds(*layer[:3], layer[3] - layer[5], *layer[4:]), "both sides"),
        (lambda *layer: multiply_adds(*layer[:5], 0), "padding is missing"),
        (lambda *layer: multiply_adds(*layer[:4], 1, layer[5]), "stride is missing"),
        (lambda c_in, c_out, k, *rest: c_in * c_out * (k * (steps(k, *rest) - 1)) ** 2, "(+ 1)"),
        (lambda *layer: 2 * multiply_adds(*layer), "Those are FLOPs"),
        (
            lambda i, o, k, size, s, p: i * o * (k * (1 + (size + 2 * p - k) / s)) ** 2,
            "Places are whole: what is left over after the last step is rounded down, //.\n",
        ),
        (
            lambda *layer: multiply_adds(*layer[:4], 1, 0),
            "Padding and stride are missing: both change how many places there are.\n",
        ),
        (
            lambda i, o, k, *rest: multiply_adds(i, o, k, *rest) + o * steps(k, *rest) ** 2,
            "That counts the biases: they are added, not multiplied.\n",
        ),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_multiply_adds, function)


def test_same_with_a_stride_begins_at_0_in_keras():
    # 112 places and one zero behind, or one zero on both sides: the same windows, a pixel apart
    x = np.random.default_rng(7).normal(size=(1, 224, 224))
    keras = conv2d(np.pad(x, ((0, 0), (0, 1), (0, 1))), np.ones((1, 1, 3, 3)), stride=2)
    torch = conv2d(x, np.ones((1, 1, 3, 3)), stride=2, padding=1)
    assert keras.shape == torch.shape == (1, 112, 112)
    moved = np.pad(x, ((0, 0), (1, 0), (1, 0)))[:, :224, :224]  # right and down by a pixel
    again = conv2d(np.pad(moved, ((0, 0), (0, 1), (0, 1))), np.ones((1, 1, 3, 3)), stride=2)
    np.testing.assert_allclose(again[:, :, :-1][:, :-1], torch[:, :, :-1][:, :-1])
    np.testing.assert_allclose(keras[0, 0, 0], x[0, :3, :3].sum())


def test_the_summary_of_keras():
    assert [32 * (c * 16 + 1) for c in (3, 32)] == [1_568, 16_416]
    assert (32 - 4 + 1, 29 // 2) == (29, 14)


def test_where_9216_comes_from():
    sides = [28, places(28, 3), places(26, 3), places(24, 2, stride=2)]
    assert sides == [28, 26, 24, 12] and 64 * 12 * 12 == 9216


def test_a_dense_layer_from_map_to_map():
    numbers = 256 * 256 * 3, 256 * 256 * 60
    assert numbers == (196_608, 3_932_160) and round(numbers[0] * numbers[1] / 1e9) == 773
    assert ConvLayer(3, 60, 5).n_parameters == 60 * (3 * 25 + 1) == 4560
    assert 64 * (3 * 32 * 32 + 1) == 196_672


def test_the_arrays_of_get_weights():
    assert (32 * 9 + 32, 64 * 32 * 9, 64 * 32 * 9 + 64) == (320, 18_432, 18_496)
    assert 64 * 5 * 5 == 1600  # 28 - 3 + 1 = 26, pooled 13, 11, pooled 5


def test_memory_of_maps():
    sides = [(200, 300), (100, 150), (50, 75), (25, 38)]
    for before, after in pairwise(sides):
        assert after == tuple(places(side, 3, 2, 1) for side in before)
    maps = [c * h * w for c, (h, w) in zip((3, 100, 200, 400), sides, strict=True)]
    assert 4 * (maps[1] + maps[2]) == 9_000_000 and round(4 * 50 * sum(maps) / 1e6) == 562
    assert 100 * 28 + 200 * 901 + 400 * 1801 == 903_400


def test_even_kernels():
    assert [places(52, 4, 1, p) for p in (0, 1, 2)] == [49, 51, 53]
    assert places(52, 4, 2, 1) == 26


def test_edges_of_a_frame_of_zeros(prose):
    """By hand: at the left rim the window's left column is 0, so the sum is 1 + 2 + 1."""
    white, sobel = np.ones((6, 6)), np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    rim = (np.pad(white, 1)[1:4, 0:3] * sobel).sum(), (np.pad(white, 1)[1:4, 5:8] * sobel).sum()
    assert rim == (4, -4)
    torch = pytest.importorskip("torch")
    x = torch.zeros(1, 3, 128, 36)
    reflect, replicate = (
        torch.nn.Conv2d(3, 8, 93, padding=46, padding_mode=mode)
        for mode in ("reflect", "replicate")
    )
    with pytest.raises(RuntimeError) as caught:
        reflect(x)
    assert str(caught.value).split(": ", 1)[1] in prose
    assert replicate(x).shape == (1, 8, 128, 36)
    assert places(7, 5, 1, 0) == 3 and places(7, 5, 1, 2) == 7  # dilation 2 spans 5


def test_which_layers_change_the_number_of_channels():
    torch = pytest.importorskip("torch")
    nn, x = torch.nn, torch.zeros(2, 64, 8, 8)
    after = {
        nn.Conv2d(64, 128, 1): 128,
        nn.Conv2d(64, 64 * 3, 3, groups=64): 64 * 3,
        nn.ConvTranspose2d(64, 32, 2): 32,
        nn.MaxPool2d(2): 64,
        nn.Upsample(scale_factor=2): 64,
        nn.BatchNorm2d(64): 64,
        nn.PixelShuffle(2): 16,
        nn.PixelUnshuffle(2): 256,
        nn.AdaptiveAvgPool2d(1): 64,
        nn.Flatten(): 64 * 8 * 8,
    }
    for layer, channels in after.items():
        assert layer(x).shape[1] == channels, layer
