"""Lesson 16, worked out by other ways: its numbers, its quiz, its exercise."""

import numpy as np
import pytest

from convlab import ConvLayer, conv2d, conv_transpose2d, exercises, images, kernels
from tests.lessons.by_hand import places
from tests.verdict import verdict


def test_the_answers_of_the_quiz(answers):
    assert answers == {
        "vit-patches": f"(768, {places(224, 16, 16)}, {places(224, 16, 16)})",
        "transposed-size": [places(14, 3, 2, 1), 13 * 2 + 3 - 2, 13 * 2 + 3 - 2 + 1, 13 * 2 + 3],
    }


def test_a_patch_embedding():
    assert 224 // 16 == 14 and 14 * 14 == 196 and 16 * 16 * 3 == 768
    assert places(224, 16) == 209 and 8 * 8 * 3 == 192
    numbered = np.arange(48 * 48).reshape(1, 48, 48)  # each pixel in exactly one window
    seen = conv2d(numbered == 0, np.ones((1, 1, 8, 8)), stride=8)
    assert seen.sum() == 1 and seen.size == 36


def test_numbers_of_channels_with_a_layer_before():
    c = 48
    assert 4 * (c // 2) == 2 * c and (2 * c) // 4 == c // 2


def test_a_kernel_behind_unshuffle_sees_6x6_pixels():
    lit = np.eye(144).reshape(144, 12, 12)
    down = unshuffle(lit, 2).reshape(144, 4, 6, 6)
    y = conv2d(down, np.ones((1, 4, 3, 3)))
    assert (y[:, 0, 1, 1] > 0).sum() == 6 * 6


def test_what_is_kept():
    x = np.random.default_rng(16).random((1, 8, 8))
    other = x.copy()
    other[:, 1::2] = other[:, :, 1::2] = 0  # three of four pixels
    one = np.ones((1, 1, 1, 1))
    assert np.array_equal(conv2d(x, one, stride=2), conv2d(other, one, stride=2))
    three = np.ones((1, 1, 3, 3))
    assert not np.allclose(conv2d(x, three, stride=2), conv2d(other, three, stride=2))


def test_stamps_by_hand():
    x = np.array([[[0, 1], [2, 3]], [[1, 0], [0, 2]]])
    slices = np.array([[[0, 1], [2, 3]], [[1, -1], [1, 1]]])
    y = np.zeros((2, 3, 3))
    for c, row, col in np.ndindex(2, 2, 2):
        y[c, row : row + 2, col : col + 2] += x[c, row, col] * slices[c]
    assert y[:, 1, 1].tolist() == [4, 3]
    assert np.array_equal(conv_transpose2d(x, slices[:, None])[0], y.sum(axis=0))
    copied = np.pad(x.sum(axis=0), ((0, 1), (0, 1)))  # map 1: a stamp is a copy of its number
    corner = np.array([[1, 0], [0, 0]])
    weight = np.stack([slices, [corner, corner]], axis=1)
    assert np.array_equal(conv_transpose2d(x, weight), [y.sum(axis=0), copied])
    assert copied[1, 1] == 3 + 2


def test_which_sizes_come_down_to_14():
    assert [size for size in range(20, 40) if places(size, 3, 2, 1) == 14] == [27, 28]


def test_output_padding_cuts_less():
    rng = np.random.default_rng(16)
    x, weight = rng.normal(size=(2, 4, 4)), rng.normal(size=(2, 1, 3, 3))
    whole = conv_transpose2d(x, weight, stride=2)  # 9×9
    np.testing.assert_allclose(
        conv_transpose2d(x, weight, stride=2, padding=1, output_padding=1), whole[:, 1:, 1:]
    )


def test_stamps_on_each_place():
    def stamps(k):
        side = 3 * 2 + k
        count = np.zeros(side, int)
        for at in range(0, 8, 2):
            count[at : at + k] += 1
        return count

    assert set(np.outer(stamps(3), stamps(3)).ravel().tolist()) == {1, 2, 4}
    assert set(stamps(4)[2:-2].tolist()) == {2}


def test_a_raw_kernel_meets_every_colour():
    raw = np.tile([[0, 1], [1, 2]], (4, 4))
    assert raw[1, 1] == 2 and raw[1, 2] == 1 and raw[2, 2] == 0
    four = unshuffle(raw[None], 2)
    assert [set(channel.ravel().tolist()) for channel in four] == [{0}, {1}, {1}, {2}]


def test_the_matrix_of_a_layer_and_its_transpose():
    weight = kernels.bank("teaching").weight
    pixels = np.eye(3 * 7 * 7).reshape(-1, 3, 7, 7)
    matrix = conv2d(pixels, weight, stride=2).reshape(147, -1).T  # what the layer does, as a matrix
    y = np.random.default_rng(16).normal(size=(8, 3, 3))
    back = conv_transpose2d(y, weight, stride=2)
    np.testing.assert_allclose(back.ravel(), matrix.T @ y.ravel(), atol=1e-5)


def test_exercise_1():
    layer = ConvLayer(3, 96, 4, stride=4)
    assert layer.output_shape((3, 224, 224)) == (96, 56, 56)
    assert layer.n_parameters == 96 * 48 + 96 == 4704


def test_pytorch_has_the_same_order():
    torch = pytest.importorskip("torch")
    x = images.coffee(12)
    theirs = torch.nn.PixelUnshuffle(2)(torch.tensor(x))
    assert np.array_equal(theirs, unshuffle(x, 2))
    assert np.array_equal(torch.nn.PixelShuffle(2)(theirs), x)
    assert torch.nn.ConvTranspose2d(2, 1, 2).weight.shape == (2, 1, 2, 2)
    halves = torch.nn.ConvTranspose2d(16, 16, 3, groups=2, bias=False)
    x = torch.randn(1, 16, 8, 8)
    parts = zip(x.split(8, 1), halves.weight.split(8), strict=True)
    alone = [torch.nn.functional.conv_transpose2d(part, rows) for part, rows in parts]
    assert halves.weight.shape == (16, 8, 3, 3)
    torch.testing.assert_close(torch.cat(alone, 1), halves(x), atol=1e-5, rtol=1e-4)


def unshuffle(x, r):
    parts = [x[:, i::r, j::r] for i in range(r) for j in range(r)]
    return np.stack(parts, axis=1).reshape(-1, x.shape[1] // r, x.shape[2] // r)


@pytest.mark.parametrize(
    "function, words",
    [
        (unshuffle, "✓ "),
        (lambda x, r: x.reshape(unshuffle(x, r).shape), "reshape alone"),
        (
            lambda x, r: np.concatenate([x[:, i::r, j::r] for i in range(r) for j in range(r)]),
            "take turns",
        ),
        (lambda x, r: unshuffle(x.swapaxes(1, 2), r).swapaxes(1, 2), "down the columns"),
        (
            lambda x, r: np.stack(
                [part for rows in np.split(x, r, axis=1) for part in np.split(rows, r, axis=2)],
                axis=1,
            ).reshape(unshuffle(x, r).shape),
            "r × r parts",
        ),
        (lambda x, r: x[:, ::r, ::r], "keeps one pixel of each square"),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_unshuffle, function)


def test_a_shuffle_behind_1x1_is_a_transposed_layer():
    rng = np.random.default_rng(16)
    x, weight = rng.normal(size=(64, 5, 6)), rng.normal(size=(64, 32, 2, 2))
    assert weight.size == 128 * 64 == 8192
    flat = conv2d(x, weight.transpose(1, 2, 3, 0).reshape(128, 64, 1, 1))
    shuffled = flat.reshape(32, 2, 2, 5, 6).transpose(0, 3, 1, 4, 2).reshape(32, 10, 12)
    assert np.allclose(shuffled, conv_transpose2d(x, weight, stride=2))


def test_tokens_heads_and_the_code_of_an_autoencoder():
    assert (14 * 14, (14 * 14) ** 2, 768 // 12) == (196, 38_416, 64)
    assert (128 * 3 * 3, 8 * 3 * 3, 28 * 28, round(28 * 28 / 72)) == (1152, 72, 784, 11)
    assert 24 * 4 == 2 * 48


def test_bands_of_two_sizes():
    bands = np.arange(4 * 120 * 120).reshape(4, 120, 120)
    small = bands.reshape(4, 60, 2, 60, 2).transpose(0, 2, 4, 1, 3).reshape(16, 60, 60)
    assert np.array_equal(np.sort(small, axis=None), bands.ravel())
    assert np.array_equal(small[1], bands[0, ::2, 1::2])


def test_dilation_leaves_the_feature_stride():
    strided, dilated = (
        ConvLayer(8, 8, 3, stride=2, padding=1),
        ConvLayer(8, 8, 3, padding=2, dilation=2),
    )
    assert 224 // strided.output_shape((8, 14, 14))[1] == 32 == 2**5
    assert 224 // dilated.output_shape((8, 14, 14))[1] == 16
    # from the first weight to the last, in pixels: dilated at 16, or ordinary behind the stride
    assert (3 - 1) * 2 * 16 == (3 - 1) * 32 and 2 * (3 - 1) + 1 == 5


@pytest.mark.parametrize("size, k, stride, padding", [(8, 3, 2, 0), (4, 2, 1, 2), (9, 3, 2, 1)])
def test_an_error_goes_back_through_stride_and_padding(size, k, stride, padding):
    """Nudging each pixel, stamping by a loop, and PyTorch's own gradient."""
    rng = np.random.default_rng(size)
    weight = rng.normal(size=(2, 3, k, k))
    units = np.eye(3 * size**2).reshape(-1, 3, size, size)
    reached = conv2d(units, weight, stride=stride, padding=padding)
    error = rng.normal(size=reached.shape[1:])
    slopes = np.tensordot(reached, error, axes=3).reshape(3, size, size)
    loop = np.zeros((3, size + 2 * padding, size + 2 * padding))
    for o, i, j in np.ndindex(error.shape):
        i, j = stride * i, stride * j
        loop[:, i : i + k, j : j + k] += error[o, i // stride, j // stride] * weight[o]
    inside = slice(padding, padding + size)
    np.testing.assert_allclose(loop[:, inside, inside], slopes, atol=1e-12)
    torch = pytest.importorskip("torch")
    back = torch.nn.functional.conv_transpose2d(
        torch.tensor(error)[None], torch.tensor(weight), stride=stride, padding=padding
    )[0].numpy()
    high = back.shape[1]
    np.testing.assert_allclose(slopes[:, :high, :high], back, atol=1e-12)
    assert not slopes[:, high:].any() and not slopes[:, :, high:].any()


def test_the_padding_that_does_both_at_once():
    for k, p in ((3, 1), (5, 1), (3, 2)):
        assert places(places(12, k, 1, p), k, 1, k - 1 - p) == 12
    assert places(4, 2, 1, 2) == 7 and places(7, 2, 1, 1) == 8 and 8 - 2 * 2 == 4


def test_the_field_grows_by_the_feature_stride():
    """Lit pixels that reach the first number: 7×7 with stride 2, 3×3 with stride 2, 3×3."""
    pixels = np.eye(31)[:, None, None]  # a row of 31 pixels, one lit in each picture
    seen = []
    for k, stride in ((7, 2), (3, 2), (3, 1)):
        pixels = conv2d(pixels, np.ones((1, 1, 1, k)), stride=(1, stride))
        seen.append(int((pixels[:, 0, 0, 0] > 0).sum()))
    assert seen == [7, 7 + 2 * 1 * 2, 11 + 2 * 1 * 4] == [7, 11, 19]


def test_enlarging_first_or_stamping():
    """The same weights, at 28×28 places or at 14×14."""
    assert 64 * 32 * 9 == 18_432
    assert 28 * 28 * 18_432 == 14_450_688 == 4 * 3_612_672 and 14 * 14 * 18_432 == 3_612_672


def test_shared_weights_of_encoder_and_decoder():
    """The transposed layer is the gradient of the layer, so both give one number for x and y."""
    rng = np.random.default_rng(16)
    weight = rng.normal(size=(8, 3, 3, 3))
    x, y = rng.normal(size=(3, 28, 28)), rng.normal(size=(8, 26, 26))
    np.testing.assert_allclose(
        (conv2d(x, weight) * y).sum(), (x * conv_transpose2d(y, weight)).sum()
    )


def test_more_output_padding_than_padding():
    ones = np.ones((1, 3, 3))
    for k, stride, padding, more in ((2, 2, 0, 1), (3, 3, 1, 2)):
        kernel = np.ones((1, 1, k, k))
        settings = dict(stride=stride, padding=padding, output_padding=more)
        y = conv_transpose2d(ones, kernel, np.array([5]), **settings)
        assert (y[0, -1] == 5).all() and (y[0, :, -1] == 5).all()  # the bias alone
    sizes = [3 * (3 - 1) + 3 + more for more in range(3)]  # stride 3: three sizes to choose from
    assert [places(size, 3, 3) for size in sizes] == [3, 3, 3]


def test_biases_of_a_shuffle():
    torch = pytest.importorskip("torch")
    first, second = torch.nn.Conv2d(64, 128, 1), torch.nn.ConvTranspose2d(64, 32, 2, stride=2)
    assert first.weight.numel() == second.weight.numel() == 8192
    assert (first.bias.numel(), second.bias.numel()) == (128, 32)
