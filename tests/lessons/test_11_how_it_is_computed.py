"""Lesson 11, worked out by other ways: its numbers, its quiz, its exercise."""

import ast
import inspect
import json
import re
from pathlib import Path

import numpy as np
import pytest

from convlab import ConvLayer, conv2d, conv2d_loops, conv_transpose2d, exercises
from tests.lessons.by_hand import places
from tests.verdict import verdict

ROOT = Path(__file__).resolve().parents[2]


def test_the_answers_of_the_quiz(answers):
    assert answers == {
        "shape-of-the-matrix": "(3, 784)",
        "work-saved": "None",
    }


def test_how_much_work():
    layer = ConvLayer(64, 64, 3, padding=1)
    assert layer.n_macs((64, 56, 56)) == 64 * 64 * 9 * 56 * 56 == 115_605_504


def test_digits_and_rims():
    """How exact the two kinds of numbers are, and two ways to pad that give one shape."""
    assert [np.finfo(kind).precision + 1 for kind in ("f4", "f8")] == [7, 16]
    rng = np.random.default_rng(0)
    x, w = rng.normal(0, 10, (64, 20, 20)), rng.normal(0, 10, (8, 64, 3, 3))
    apart = sum(conv2d(x[[c]], w[:, [c]]) for c in range(64))
    assert 0 < abs(conv2d(x, w) - apart).max() < 0.000000001
    keras = conv2d(np.pad(x, ((0, 0), (0, 1), (0, 1))), w, stride=2)
    pytorch = conv2d(x, w, padding=1, stride=2)
    assert keras.shape == pytorch.shape and not np.allclose(keras, pytorch)
    shifted = conv2d(np.pad(x, ((0, 0), (1, 1), (1, 1)))[:, 1:, 1:], w, stride=2)
    np.testing.assert_allclose(keras, shifted)


def test_a_kernel_for_each_place():
    """Laid out as PyTorch's unfold lays columns, weights of their own at each place by loops."""
    rng = np.random.default_rng(11)
    x, weight = rng.normal(size=(3, 6, 7)), rng.normal(size=(2, 3, 4, 5, 3, 3))
    windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(1, 2))
    y = np.einsum("chwij,ochwij->ohw", windows, weight)
    for o, i, j in np.ndindex(y.shape):
        alone = conv2d(x[:, i : i + 3, j : j + 3], weight[o, :, i, j][None])
        np.testing.assert_allclose(y[o, i, j], alone[0, 0, 0])
    assert 50 * 50 == 2500 and 216 * 2500 == 540_000


def test_transforms_of_an_fft_layer():
    channels, slices, maps = 3, 8 * 3, 8
    assert ConvLayer(3, 8, 3).weight_shape[:2] == (maps, channels) and slices == 24


def test_one_line_of_the_loops():
    # one line of the loops: total, x, n, first, c, above, beside, weight, o, c, i, j
    (line,) = re.findall(r"total \+= .+", inspect.getsource(conv2d_loops))
    names = [node for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Name)]
    assert len(names) == 12


def test_the_small_layer():
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


def test_a_matrix_of_filters():
    assert (16 * 7 * 7, 36 * 36, 3 * 16) == (784, 1296, 48)
    assert ConvLayer(16, 3, 7).output_shape((16, 42, 42)) == (3, 36, 36)
    # stride 3: windows of 3×3 side by side
    assert ConvLayer(1, 1, 3, stride=3).n_macs((1, 9, 9)) == 81


def test_winograd():
    # Winograd: 4 products for 6, so 16 for 36
    assert (2 * 3) ** 2 / 4**2 == 36 / 16 == 2.25
    assert [np.dot([1, 2, 3], [2, 0, 4]), np.dot([2, 3, 4], [2, 0, 4])] == [14, 20]


def test_exercise_1():
    layer = ConvLayer(64, 128, 3, padding=1)
    assert (layer.n_weights // 128, np.prod(layer.output_shape((64, 56, 56))[1:])) == (576, 3136)
    assert layer.n_macs((64, 56, 56)) == 128 * 576 * 3136 == 231_211_008


def test_what_was_measured(prose):
    """What the lesson says of the saved measurements holds, with room for another machine."""
    results = ROOT / "benchmarks" / "results"
    peers = json.loads((results / "peers.json").read_text(encoding="utf-8"))
    means = peers["means"]
    assert means["plain loops"] > 100 and means["scipy.signal"] > 10 and means["CS231n im2col"] > 3
    assert f"about {means['scipy.signal']:.0f} times as long on average" in prose
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


def window(x, k, row, col):
    return x[:, row : row + k, col : col + k]


def column(x, k, n):
    return window(x, k, *divmod(n, x.shape[2] - k + 1)).ravel()


@pytest.mark.parametrize(
    "function, words",
    [
        (column, "✓ "),
        (lambda x, k, n: x[:, :k, :k].ravel(), "always the first window"),
        (lambda x, k, n: x[:, n // x.shape[2] :, n % x.shape[2] :][:, :k, :k].ravel(), "not in"),
        (
            lambda x, k, n: column(x.swapaxes(1, 2), k, n).reshape(-1, k, k).swapaxes(1, 2).ravel(),
            "along its rows",
        ),
        (lambda x, k, n: column(x, k, n).reshape(-1, k, k), ".ravel()"),
        (lambda x, k, n: column(x[:1], k, n), "one channel"),
        (lambda x, k, n: column(x, k, n).reshape(-1, k * k).T.ravel(), "channels innermost"),
        (
            lambda x, k, n: window(x, k, *(k * at for at in divmod(n, x.shape[2] // k))).ravel(),
            "side by side",
        ),
        (
            lambda x, k, n: window(x, k, *reversed(divmod(n, x.shape[2] - k + 1))).ravel(),
            "Row and column are swapped: divmod gives the row first.\n",
        ),
        (
            lambda x, k, n: window(x, k, *divmod(n, x.shape[2] - k)).ravel(),
            "That takes the map for w − k wide: it is one wider, w − k + 1.\n",
        ),
        (lambda x, k, n: column(x, k, n - 1), "That is place n − 1: places are counted from 0.\n"),
        (
            lambda x, k, n: np.einsum("cuv->cvu", column(x, k, n).reshape(-1, k, k)).ravel(),
            "That reads each window down its columns: it is read along its rows.\n",
        ),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_column, function)


def test_numbers_of_10_bits():
    """Rounded by halves of their last bit, as a graphics card's TF32 is."""
    x = np.random.default_rng(0).normal(size=10_000).astype(np.float32)
    short = (x.view(np.uint32) + 0x1000 & 0xFFFFE000).view(np.float32)
    mantissa, exponent = np.frexp(x.astype(float))  # from 0.5 to 1: the leading bit, and 10 more
    rounded = np.floor(abs(mantissa) * 2**11 + 0.5) / 2**11 * np.sign(x)
    assert np.array_equal(short, np.ldexp(rounded, exponent))
    assert 2e-4 < (abs(short - x) / abs(x)).max() < 5e-4  # three digits
    halves = np.array([1 + 2**-10, 1 + 2**-11], np.float16)
    assert halves[0] != 1 and halves[1] == 1  # float16 has as many
    assert 64 * 9 == 576


def test_the_large_matrix_of_a_layer():
    rng = np.random.default_rng(11)
    x, weight = rng.normal(size=(2, 4, 5)), rng.normal(size=(3, 2, 3, 3))
    matrix = np.zeros((3, 2, 3, 2, 4, 5))  # out, place, in, pixel
    for o, i, j, c, u, v in np.ndindex(3, 2, 3, 2, 3, 3):
        matrix[o, i, j, c, i + u, j + v] = weight[o, c, u, v]
    flat = matrix.reshape(18, 40)
    np.testing.assert_allclose(flat @ x.ravel(), conv2d(x, weight).ravel())
    error = rng.normal(size=(3, 2, 3))
    np.testing.assert_allclose(flat.T @ error.ravel(), conv_transpose2d(error, weight).ravel())
    assert (flat[0] != 0).sum() == 2 * 9 and places(28, 3) == 26
    assert (26**2 * 28**2, 26**2 * 9) == (529_984, 6084)


def test_the_columns_beside_the_picture():
    picture, columns = 64 * 58 * 58 * 4, 64 * 9 * 56 * 56 * 4
    assert (round(columns / 1e6, 1), round(picture / 1e6, 1)) == (7.2, 0.9)
