"""Lesson 01, worked out by other ways: its numbers, its quiz, its exercise."""

import numpy as np
import pytest

from convlab import ConvLayer, Studio, conv2d, exercises, images, kernels
from convlab.quiz import question
from tests.lessons.by_hand import binary_windows
from tests.verdict import verdict


def test_the_answers_of_the_quiz(answers):
    assert answers == {
        "window-under-slice": "6",
        "flipped-or-not": [3 * 1 + 1 * 0 + 2 * 2, 3 * 2 + 1 * 0 + 2 * 1, (3 + 1 + 2) * (1 + 0 + 2)],
        "best-match": "C",
        "edge-on-a-wall": [0.5 * (-1 + 1 - 2 + 2 - 1 + 1), 0.5, 0.5 * (1 + 1 + 2 + 2 + 1 + 1)],
    }


def test_a_window_by_hand():
    window, slice_ = np.array([[2, 0, 1], [1, 2, 0], [0, 1, 2]]), kernels.SLICES["diagonal"]
    products = window * slice_
    assert (products.sum(), products.max(), window.sum()) == (6, 2, 9)


def test_strokes():
    x = images.diagonals()
    falling, rising = (
        conv2d(x, kernels.SLICES[name][None, None])[0] for name in ("diagonal", "anti_diagonal")
    )
    assert np.argwhere(falling == 3).tolist() == [[8, 8]] and falling.size == 100
    assert np.argwhere(rising == rising.max()).tolist() == [[7, 0]]
    assert falling[7, 0] == 1 and falling[:3, :3].max() == 2


def test_a_strict_slice():
    # strict: a rising stroke, two pixels of three, and where the drawing matches best
    strict = 2 * kernels.SLICES["diagonal"] - 1
    pair = np.diag([1, 1, 0])
    assert ((strict * np.eye(3)[::-1]).sum(), (strict * pair).sum()) == (-1, 2)
    y = conv2d(images.diagonals(), strict[None, None])[0]
    assert np.argwhere(y == y.max()).tolist() == [[8, 8]]


def test_as_it_lies_turned_round_and_two_sums_multiplied():
    row, taps = np.array([3, 1, 2]), np.array([1, 0, 2])
    assert (row @ taps, row @ taps[::-1], row.sum() * taps.sum()) == (7, 8, 18)


def test_numpy_and_scipy_flip():
    x, column = np.arange(10).reshape(5, 2), np.array([1, 2])
    assert (x[:2].T @ column).tolist() == [4, 7] and (x[:2].T @ column[::-1]).tolist() == [2, 5]
    by_columns = [np.convolve(line, column, mode="valid").tolist() for line in x.T]
    assert np.transpose(by_columns)[0].tolist() == [2, 5]
    signal = pytest.importorskip("scipy.signal")
    flipped = signal.convolve(x, column[:, None], mode="valid")
    assert flipped.tolist() == np.transpose(by_columns).tolist()
    as_it_lies = conv2d(x[None], column[None, None, :, None])[0]
    assert np.array_equal(signal.correlate(x, column[:, None], mode="valid"), as_it_lies)


def test_only_the_full_cross_reaches_5():
    cross = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
    windows = binary_windows()
    answers = (windows * cross).sum(axis=(1, 2))
    assert answers.max() == 5
    assert all((windows[answers == 5] >= cross).ravel())


def test_kernels_on_a_grey_photo():
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


def test_windows_and_slices():
    for id, total in (("window-under-slice", 6), ("flipped-or-not", 7), ("edge-on-a-wall", 0)):
        window, weights = (np.array(tiles.values) for tiles in question(id).pictures)
        assert (window * weights).sum() == total
    slice_, windows = (np.array(p.values) for p in question("best-match").pictures)
    scores = [(slice_[0] * w).sum() for w in windows]
    assert scores == [3 - 6, 1 - 2, 3, 2]


def a_map(x, kernel):
    return conv2d(x[None], kernel[None, None])[0]


def best_match(x, kernel):
    (h, w), (kh, kw) = x.shape, kernel.shape
    places = np.ndindex(h - kh + 1, w - kw + 1)
    return max(places, key=lambda at: (x[at[0] :, at[1] :][:kh, :kw] * kernel).sum())


@pytest.mark.parametrize(
    "function, words",
    [
        (best_match, "✓ "),
        (lambda x, kernel: np.add(best_match(x, kernel), 1), "the middle of the window"),
        (lambda x, kernel: best_match(x, kernel)[::-1], "rows come first"),
        (lambda x, kernel: best_match(x, -kernel), "the opposite of the pattern"),
        (lambda x, kernel: divmod(abs(a_map(x, kernel)).argmax(), x.shape[1] - 2), "no abs here"),
        (lambda x, kernel: divmod(x.argmax(), x.shape[1]), "the lightest pixel"),
        (lambda x, kernel: a_map(x, kernel).argmax(), "unravel_index"),
        (
            lambda x, kernel: best_match(x, np.rot90(kernel, 2)),
            "That flips the kernel: it lies on the window as it is.\n",
        ),
        (
            lambda x, kernel: divmod(a_map(x, kernel).argmax(), x.shape[1]),
            "That unravels in the shape of the picture: the map is smaller, and has its own.\n",
        ),
        (
            lambda x, kernel: a_map(x, kernel).max(),
            "That is the largest number itself: say where it stands.\n",
        ),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_best_match, function)


def test_on_your_own_what_to_try_in_the_studio():
    studio = Studio(bank="all zeros")
    assert not studio.output.any()
    weight = np.zeros((1, 3, 3, 3))
    weight[0, 0, 1, 1] = 1
    studio.weight = weight
    np.testing.assert_allclose(studio.output[0], studio.x[0, 1:-1, 1:-1], atol=1e-6)

    x = np.zeros((3, 16, 16))
    x[:, range(3), range(3)] = 1  # a falling stroke, white
    x[:, range(10, 13), range(12, 9, -1)] = 1  # and a rising one
    red_only = np.array([1, 0, 0])[None, :, None, None]
    studio = Studio(x, kernels.SLICES["diagonal"] * red_only, [0])
    assert np.argwhere(studio.output[0] == 3).tolist() == [[0, 0]] and studio.output.max() == 3
    studio.bias = [-2.5]
    assert (studio.output > 0).sum() == 1
    x[:2, range(3), range(3)] = 0  # painted over in blue
    studio.x = x
    assert studio.output[0, 0, 0] == -2.5

    studio = Studio(bank="blur")
    before = studio.output
    studio.kernel_size = 5
    np.testing.assert_allclose(studio.output, before[:, 1:-1, 1:-1], atol=1e-6)

    studio = Studio(images.coffee(128))
    studio.weight = np.ones((1, 3, 5, 5)) / 75
    assert studio.output.shape == (1, 124, 124) and studio.output.min() >= 0


def test_sobel_x_is_below_0_inside_the_left_rim_and_outside_the_right_one():
    y = conv2d(images.to_grey(images.coffee(52)), kernels.SLICES["sobel_x"][None, None])[0]
    left, right = y[18, :15], y[18, 25:40]  # across the cup
    assert left.argmin() > left.argmax() and left.min() < -1
    assert right.argmin() > right.argmax() and right.min() < -1


def test_convolution_on_three_axes_turns_the_channels_round():
    x, w = np.arange(75).reshape(3, 5, 5), np.arange(12).reshape(3, 2, 2)

    def convolved(channel, slice_):  # along both axes, as defined: sum of x[i] w[n − i]
        return [
            [
                sum(channel[r + u, c + v] * slice_[1 - u, 1 - v] for u in (0, 1) for v in (0, 1))
                for c in range(4)
            ]
            for r in range(4)
        ]

    apart = sum(np.array(convolved(x[c], w[c])) for c in range(3))
    together = sum(np.array(convolved(x[c], w[2 - c])) for c in range(3))
    assert np.array_equal(apart, conv2d(x, w[None, :, ::-1, ::-1])[0])
    assert np.array_equal(together, conv2d(x, w[None, ::-1, ::-1, ::-1])[0])
    assert (together[0, 0], apart[0, 0], conv2d(x, w[None])[0, 0, 0]) == (1015, 2615, 2681)


def test_what_scipy_says_of_three_axes():
    signal = pytest.importorskip("scipy.signal")
    x, w = np.arange(75).reshape(3, 5, 5), np.arange(12).reshape(3, 2, 2)
    layer, apart = conv2d(x, w[None])[0], conv2d(x, w[None, :, ::-1, ::-1])[0]
    assert np.array_equal(signal.correlate(x, w, "valid")[0], layer)
    assert np.array_equal(signal.convolve(x, w[::-1], "valid")[0], apart)


def test_same_of_scipy_pads_the_channels(prose):
    """Three planes: only in the middle one does each channel meet its own slice."""
    rng = np.random.default_rng(1)
    x, w = rng.normal(size=(3, 5, 5)), rng.normal(size=(3, 2, 2))
    padded = np.pad(x, ((1, 1), (0, 0), (0, 0)))
    planes = [conv2d(padded[at : at + 3], w[None])[0] for at in range(3)]
    wanted = sum(conv2d(x[[c]], w[None, [c]])[0] for c in range(3))
    assert [np.allclose(plane, wanted) for plane in planes] == [False, True, False]
