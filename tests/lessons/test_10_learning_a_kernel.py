"""Lesson 10, worked out by other ways: its numbers, its quiz, its exercise."""

import numpy as np
import pytest

from convlab import ConvLayer, conv2d, exercises, images, kernels, training
from tests.lessons.by_hand import correlate
from tests.verdict import verdict


def test_the_answers_of_the_quiz(answers):
    assert answers == {
        "numbers-to-learn": [9 + 1, 3 * 9, 3 * 9 + 1, 3 * 9 + 3],
        "sum-of-gradients": "The sum of the 2,500",
        "bias-gradients": [1, 4, 4 * 3, 4 * 50 * 50],
        "equal-kernels": "They stay equal",
        "empty-channel": "It stays as it was",
    }


BANK = kernels.bank("teaching")
HIDDEN, BIAS = BANK.weight[[2]], BANK.bias[[2]]
ZEROS = 0 * HIDDEN, 0 * BIAS
X = np.random.default_rng(0).normal(size=(3, 24, 24)).round(1)
TARGET = conv2d(X, HIDDEN, BIAS)
PHOTO = images.coffee(36)
WANTED = conv2d(PHOTO, HIDDEN, BIAS)


def test_the_game():
    # 28 numbers, the loss of zeros, two pulls on one weight
    assert ConvLayer(3, 1, 3).n_parameters == 28
    assert BANK.names[0] == "dark left, light right" and BANK.names[2] == "red, not green or blue"
    assert (TARGET**2).mean() == pytest.approx(6.49, abs=0.005) and TARGET.size == 484
    assert (2 * -2 * 1, 2 * -4 * 2, (-4 - 16) / 2) == (-4, -16, -10)
    nudged = ((0.01 - 2) ** 2 + (0.02 - 4) ** 2) / 2
    assert nudged == pytest.approx(10 - 0.09975)


def test_a_gradient_by_hand_and_on_the_photo():
    # a slice's gradient by hand, and on the photo: all below 0, red's most; many places
    parts = np.array([[[0, 2], [1, 0]], [[1, 0], [0, 1]]])
    assert (parts * [[1, 0], [-2, 1]]).sum((1, 2)).tolist() == [-2, 2]
    slope = training.gradient(PHOTO, WANTED, *ZEROS).weight[0].mean(axis=(1, 2))
    assert slope[0] < slope[1] < slope[2] < 0 and WANTED.size > 1000
    nudge = np.zeros_like(HIDDEN)
    nudge[0, 0, 1, 1] = 0.001
    up, down = (((conv2d(PHOTO, kernel) - WANTED) ** 2).mean() for kernel in (nudge, -nudge))
    assert round((up - down) / 0.002, 3) == -0.673


def test_the_first_gradient_and_100_steps():
    # the first gradient is the hidden kernel times −2, but for one weight; 100 steps find all
    first = training.gradient(X, TARGET, *ZEROS).weight
    assert 0.53 < abs(first + 2 * HIDDEN).max() < 0.54
    runs = {rate: training.descend(X, TARGET, *ZEROS, rate, 100) for rate in (0.02, 0.1, 0.5, 0.8)}
    assert abs(runs[0.1].weight - HIDDEN).max() < 5e-7
    assert min(runs, key=lambda rate: runs[rate].losses[-1]) == 0.5
    assert len(str(int(runs[0.8].losses[-1]))) == 24 and runs[0.02].losses[-1] < 0.01
    largest = training.largest_rate(X), training.largest_rate(images.coffee(24))
    assert [round(rate, 2) for rate in largest] == [0.69, 0.16]
    for seed in range(3):  # the trainer's other starts
        start = np.random.default_rng(seed).normal(0, 0.5, 28).round(2)
        found = training.descend(X, TARGET, start[:27].reshape(HIDDEN.shape), start[27:], 0.1, 300)
        assert abs(found.weight - HIDDEN).max() < 1e-6


def test_on_the_photo_another_kernel_does_as_well():
    # the photo: a good map, another kernel; red and green, neighbours, all alike
    found = training.descend(PHOTO, WANTED, *ZEROS, 0.1, 300)
    assert found.losses[-1] < 0.02 * found.losses[0]
    assert abs(found.weight - HIDDEN).max().round(2) == pytest.approx(0.72)
    for a, b in ((PHOTO[0, :, 1:], PHOTO[0, :, :-1]), (PHOTO[0], PHOTO[1])):
        assert np.corrcoef(a.ravel(), b.ravel())[0, 1] > 0.75
    same = X[[0, 0, 2]]
    found = training.descend(same, conv2d(same, HIDDEN, BIAS), *ZEROS, 0.1, 300)
    assert np.array_equal(found.weight[0, 0], found.weight[0, 1]) and found.losses[-1] < 1e-12
    np.testing.assert_allclose(found.weight[0, 0], HIDDEN[0, :2].mean(0), atol=1e-6)


def test_two_kernels():
    # two kernels: twins, twins read differently, different ones, which find both
    both = BANK.weight[[0, 2]]
    total = conv2d(X, both).clip(0).sum(axis=0)
    a, b = np.random.default_rng(1).normal(0, 0.5, (2, 3, 3, 3)).round(2)
    stuck, parted, apart = (
        training.descend_behind(X, total, np.array(start), reader, 0.02, 1000)
        for start, reader in (([a, a], [1, 1]), ([a, a], [1, 0.5]), ([a, b], [1, 1]))
    )
    assert np.array_equal(*stuck.weight) and stuck.losses[-1].round(2) == 1.26
    assert abs(stuck.losses[-1] - stuck.losses[-500]) < 1e-6
    assert parted.losses[-1] < 0.05 and apart.losses[-1] < 1e-4
    np.testing.assert_allclose(apart.weight * apart.reader[:, None, None, None], both, atol=0.01)


def test_exercise_1():
    assert (ConvLayer(64, 128, 3).n_weights, ConvLayer(64, 128, 3).n_biases) == (73_728, 128)


def test_gradients():
    rng = np.random.default_rng(0)
    x, w, target = rng.normal(size=(3, 6, 6)), rng.normal(size=(2, 3, 3, 3)), 0.5
    x[2] = 0
    w[1] = w[0]
    error = correlate(x, w) - target

    def slope(place, step=1e-5):
        more, less = w.copy(), w.copy()
        more[place] += step
        less[place] -= step
        loss = [((correlate(x, v) - target) ** 2).sum() / 2 for v in (more, less)]
        return (loss[0] - loss[1]) / (2 * step)

    each = [error[0, i, j] * x[1, i + 2, j] for i, j in np.ndindex(4, 4)]
    assert slope((0, 1, 2, 0)) == pytest.approx(sum(each))  # the sum over all places
    assert slope((0, 1, 2, 0)) == pytest.approx(slope((1, 1, 2, 0)))  # equal kernels, equal slopes
    assert slope((0, 2, 1, 1)) == pytest.approx(0, abs=1e-6)  # an empty channel moves nothing


def test_how_large_weights_start():
    bounds = [1 / (c_in * 9) ** 0.5 for c_in in (3, 32, 512)]
    assert [round(bound, 5) for bound in bounds] == [0.19245, 0.05893, 0.01473]
    assert round(512 * 9 / 27) == 171 and round(3**-0.5, 3) == 0.577
    torch = pytest.importorskip("torch")
    layers = torch.nn.Conv2d(3, 64, 3), torch.nn.Conv2d(64, 64, 3, groups=8)
    for layer, fan_in in zip(layers, (27, 8 * 9), strict=True):
        for numbers in (layer.weight, layer.bias):
            largest = abs(numbers).max().item()
            assert 0.9 / fan_in**0.5 < largest <= 1 / fan_in**0.5


def test_two_layers_of_zeros():
    torch = pytest.importorskip("torch")
    first, second = (torch.nn.Conv2d(4, 4, 1, bias=False) for _ in range(2))
    for zero in ((first, second), (second,)):
        torch.nn.init.normal_(first.weight)
        for layer in zero:
            torch.nn.init.zeros_(layer.weight)
        loss = (second(first(torch.randn(1, 4, 3, 3))) - 1).square().mean()
        gradients = torch.autograd.grad(loss, [first.weight, second.weight])
        assert [bool(g.any()) for g in gradients] == [False, len(zero) == 1]


def test_back_to_the_input():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(10)
    weight, error = rng.normal(size=(16, 3, 3, 3)), rng.normal(size=(16, 3, 3))
    back = conv2d(error, weight[:, :, ::-1, ::-1].swapaxes(0, 1), padding=2)
    x = torch.zeros(1, 3, 5, 5, dtype=torch.float64, requires_grad=True)
    y = torch.nn.functional.conv2d(x, torch.tensor(weight))
    (slopes,) = torch.autograd.grad((y[0] * torch.tensor(error)).sum(), [x])
    np.testing.assert_allclose(slopes[0], back)
    # the formula, for one pixel: c = 1, i = 2, j = 3
    terms = [
        error[o, 2 - u, 3 - v] * weight[o, 1, u, v]
        for o, u, v in np.ndindex(16, 3, 3)
        if 0 <= 2 - u < 3 and 0 <= 3 - v < 3
    ]
    assert sum(terms) == pytest.approx(back[1, 2, 3])
    transposed = torch.nn.functional.conv_transpose2d(
        torch.tensor(error)[None], torch.tensor(weight)
    )
    np.testing.assert_allclose(transposed[0], back)


def test_which_slices_a_flip_leaves_alone():
    blur, sobel = kernels.SLICES["blur"], kernels.SLICES["sobel_x"]
    assert np.array_equal(blur[::-1, ::-1], blur) and np.array_equal(sobel[::-1, ::-1], -sobel)


def test_fan_in_and_fan_out():
    assert (64 * 9, 128 * 9) == (576, 1152) and 2**-10 == 1 / 1024
    half = np.random.default_rng(0).normal(size=100_000).clip(0)
    assert (half**2).mean() == pytest.approx(0.5, abs=0.01)  # what ReLU leaves
    torch = pytest.importorskip("torch")
    weight = torch.nn.Conv2d(64, 128, 3).weight
    assert torch.nn.init._calculate_fan_in_and_fan_out(weight) == (576, 1152)
    torch.manual_seed(0)
    torch.nn.init.kaiming_normal_(weight, nonlinearity="relu")
    assert weight.std().item() == pytest.approx((2 / 576) ** 0.5, rel=0.02)


def kernel_gradient(x, error):
    slopes = np.zeros((len(x), *np.subtract(x.shape[1:], error.shape) + 1))
    for c, u, v in np.ndindex(slopes.shape):
        for i, j in np.ndindex(error.shape):
            slopes[c, u, v] += error[i, j] * x[c, i + u, j + v]
    return slopes


@pytest.mark.parametrize(
    "function, words",
    [
        (kernel_gradient, "✓ "),
        (lambda x, e: kernel_gradient(x, e).sum(axis=0), "adds the channels"),
        (lambda x, e: kernel_gradient(x, e) / e.size, "the mean over the places"),
        (lambda x, e: 2 * kernel_gradient(x, e), "left to double"),
        (lambda x, e: -kernel_gradient(x, e), "the step"),
        (lambda x, e: kernel_gradient(x, np.rot90(e, 2)), "flips the error map"),
        (lambda x, e: kernel_gradient(x[:1].repeat(len(x), 0), e), "of the first"),
        (lambda x, e: 0 * kernel_gradient(x, e) + e.sum(), "bias's gradient"),
        (
            lambda x, e: np.rot90(kernel_gradient(x, e), 2, (1, 2)),
            "Each slice comes out flipped: weight (u, v) meets x from (u, v) on.\n",
        ),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_kernel_gradient, function)


def test_on_your_own_no_wall_gives_more_away():
    """Nor one with a colour of its own in each channel."""
    wall = np.full((3, 20, 20), 1.0) * np.array([0.7, 0.2, 0.1])[:, None, None]
    windows = np.lib.stride_tricks.sliding_window_view(wall, (3, 3, 3)).reshape(-1, 27)
    assert np.linalg.matrix_rank(np.pad(windows, ((0, 0), (0, 1)), constant_values=1)) == 1


def test_the_four_weights_are_the_only_ones():
    x = np.array([[1, 0, 2, 1], [0, 3, 1, 0], [2, 1, 0, 1], [1, 0, 1, 2]])
    places = np.array([x[i : i + 2, j : j + 2].ravel() for i in range(3) for j in range(3)])
    assert np.linalg.matrix_rank(places) == 4  # nine equations, one solution


def test_which_channel_makes_which_map():
    weight = np.random.default_rng(10).normal(size=(30, 1, 1, 3))
    assert weight.shape[:2] == ConvLayer(3, 30, 3, groups=3).weight_shape[:2]
    for c in range(3):
        y = conv2d(np.eye(3)[c].reshape(3, 1, 1) * np.ones(5), weight, groups=3)
        assert np.flatnonzero(y.any(axis=(1, 2))).tolist() == [*range(10 * c, 10 * c + 10)]


def test_fans_of_a_depthwise_layer():
    """Each of 4 channels in 4 groups goes into one kernel of 9 weights: 9 products both ways."""
    lit = conv2d(np.eye(4)[:, :, None, None], np.ones((4, 1, 1, 1)), groups=4)
    assert (lit != 0).sum(axis=1).ravel().tolist() == [1] * 4
    torch = pytest.importorskip("torch")
    fans = torch.nn.init._calculate_fan_in_and_fan_out(torch.zeros(4, 1, 3, 3))
    assert fans == (9, 36) and (36 / 9) ** 0.5 == 4**0.5  # √groups
