"""Lesson 15, worked out by other ways: its numbers, its quiz, its messages, its exercise."""

import numpy as np
import pytest

from convlab import ConvLayer, conv2d, exercises, images, kernels
from tests.lessons.by_hand import correlate
from tests.verdict import verdict


def test_the_answers_of_the_quiz(answers):
    assert answers == {
        "u-net-channels": [512, 1024, 1024 + 512, 1024 * 512],
        "squeeze-weights": [256 * 16, 2 * 256 * 16, 256 * 256, 2 * 256 * 16 * 9],
    }


def test_adding_and_concatenating():
    assert (ConvLayer(4, 6, 3).n_weights, ConvLayer(8, 6, 3).n_weights) == (216, 432)


def test_projections_of_resnet_18():
    widths = (64, 128, 256, 512)
    stem, projections, layers = 64 * 3 * 49, 0, 0
    for c_in, c_out in zip((64, *widths), widths, strict=False):
        layers += 9 * c_out * (c_in + 3 * c_out)  # two blocks of two layers
        projections += c_in * c_out if c_in != c_out else 0
    assert projections == 8192 + 32_768 + 131_072 == 172_032
    assert stem + layers + projections == 11_166_912
    assert f"{projections / (stem + layers + projections):.1%}" == "1.5%"


def test_sizes_of_a_u_net():
    assert [358 // 2, 179 // 2, 89 // 2, 2 * 44] == [179, 89, 44, 88]
    assert 352 % 8 == 360 % 8 == 0 and 358 % 8


def test_gates():
    assert 256 * (65 * 9 + 1) == 4 * 64 * (65 * 9 + 1) == 150_016


def test_three_ways_in_parallel_with_a_batch_norm():
    rng = np.random.default_rng(15)
    x, three, one = (rng.normal(size=s) for s in ((2, 6, 6), (2, 2, 3, 3), (2, 2, 1, 1)))
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    ways = correlate(padded, three) + correlate(x, one) + x
    whole = three + np.pad(one + np.eye(2)[:, :, None, None], [(0, 0)] * 2 + [(1, 1)] * 2)
    np.testing.assert_allclose(ways, correlate(padded, whole))
    factor, offset = rng.normal(size=(2, 2, 1, 1))  # a trained batch norm behind the 3×3 layer
    normed = factor * correlate(padded, three) + offset
    np.testing.assert_allclose(normed, correlate(padded, factor[..., None] * three) + offset)


def test_factors_of_channels():
    softmax = np.exp(np.arange(256.0) / 100)
    assert np.isclose((softmax / softmax.sum()).sum(), 1)
    maps = kernels.stem_maps(images.coffee(84))
    diagonal = np.diag(np.arange(32.0))[:, :, None, None]
    by_matrix = conv2d(maps, diagonal)
    np.testing.assert_allclose(by_matrix, maps * np.arange(32)[:, None, None], atol=1e-4)


def test_flattened():
    assert (10 * 28 * 28, 10 * 44 * 44) == (7840, 19_360)


def test_complex_numbers_are_tied_slices():
    rng = np.random.default_rng(15)
    a, b, c, d = (rng.normal(size=s) for s in [(1, 6, 6)] * 2 + [(1, 1, 3, 3)] * 2)
    tied = np.block([[[[c]], [[-d]]], [[[d]], [[c]]]]).reshape(2, 2, 3, 3)
    y = correlate(np.concatenate([a, b]), tied)
    np.testing.assert_allclose(y[0], (correlate(a, c) - correlate(b, d))[0])
    np.testing.assert_allclose(y[1], (correlate(a, d) + correlate(b, c))[0])
    assert tied.size == 2 * (c.size + d.size)


def test_branches_of_an_inception_block():
    x = np.random.default_rng(15).normal(size=(4, 28, 28))
    for k in (1, 3, 5):
        assert correlate(
            np.pad(x, ((0, 0), (k // 2,) * 2, (k // 2,) * 2)), np.ones((2, 4, k, k))
        ).shape == (2, 28, 28)
    assert 64 + 128 + 32 + 32 == 256


def test_twelve_channels_in_four_groups():
    x = np.arange(12).reshape(12, 1, 1)
    dealt = x.reshape(4, 3, 1, 1).swapaxes(0, 1).reshape(12, 1, 1).ravel()
    assert dealt.tolist() == [3 * g + n for n in range(3) for g in range(4)]


def test_exercise_1():
    assert 64 + 32 == 96 and 96 + 32 == 128 and ConvLayer(96, 32, 3).n_weights == 27_648


def test_what_pytorch_says(prose):
    torch = pytest.importorskip("torch")
    zeros = torch.zeros
    calls = [
        lambda: zeros(1, 4, 5, 5) + zeros(1, 8, 5, 5),
        lambda: torch.cat([zeros(1, 4, 88, 88), zeros(1, 4, 89, 89)], 1),
    ]
    for call in calls:
        with pytest.raises(RuntimeError) as caught:
            call()
        assert f"`{caught.value}`" in prose
    assert (zeros(1, 1, 5, 5) + zeros(1, 8, 5, 5)).shape == (1, 8, 5, 5)
    for size in (7, 9):
        pooled = torch.nn.AdaptiveAvgPool2d(1)(zeros(2, 10, size, size))
        assert pooled.shape == (2, 10, 1, 1) and pooled.flatten(1).shape == (2, 10)


def shuffle(x, groups):
    size = len(x) // groups
    return np.stack([x[g * size + n] for n in range(size) for g in range(groups)])


@pytest.mark.parametrize(
    "function, words",
    [
        (shuffle, "✓ "),
        (lambda x, groups: x, "The order is as it was"),
        (lambda x, groups: shuffle(x, len(x) // groups), "That is the way back"),
        (lambda x, groups: np.concatenate(np.split(x, groups)[::-1]), "as a whole"),
        (lambda x, groups: shuffle(x, groups).reshape(-1, groups, *x.shape[1:]), "still there"),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_shuffle, function)


def test_a_complex_layer_is_a_real_one_with_tied_slices():
    rng = np.random.default_rng(15)
    x, w = (rng.normal(size=shape) + 1j * rng.normal(size=shape) for shape in ((5, 5), (3, 3)))
    tied = np.array([[w.real, -w.imag], [w.imag, w.real]])  # 4 slices, of which 2 are free
    real, imaginary = conv2d(np.stack([x.real, x.imag]), tied)
    by_hand = sum(w[u, v] * x[u : u + 3, v : v + 3] for u in range(3) for v in range(3))
    assert np.allclose(real + 1j * imaginary, by_hand)


def test_a_factor_for_each_place():
    assert 2 * 7 * 7 == 98
    torch = pytest.importorskip("torch")
    assert torch.nn.Conv2d(2, 1, 7, padding=3, bias=False).weight.numel() == 98


@pytest.mark.parametrize("stride", [1, 2, 4])
def test_maps_move_along_by_the_stride(stride):
    """A patch far from the rim: its map moves with it if the stride divides the shift."""
    rng, x = np.random.default_rng(16), np.zeros((1, 40, 40))
    x[0, 12:20, 12:20] = rng.random((8, 8))
    weight = rng.normal(size=(1, 1, 3, 3))
    y = correlate(x, weight)[0, ::stride, ::stride].clip(0)
    for by in (1, 2, 4):
        moved = correlate(np.roll(x, by, 2), weight)[0, ::stride, ::stride].clip(0)
        assert np.isclose(moved.mean(), y.mean()) == (by % stride == 0)
        assert np.allclose(moved, np.roll(y, by // stride, 1)) == (by % stride == 0)
    assert 2**5 == 32  # a ResNet halves five times


def test_densenet_resnext_shufflenet():
    for c_in, narrow, alone in (
        (64, 45_056, 18_432),
        (224, 65_536, 64_512),
        (992, 163_840, 285_696),
    ):
        assert (c_in * 128 + 128 * 32 * 9, c_in * 32 * 9) == (narrow, alone)
    pays = [c for c in range(1, 1000) if c * 128 + 128 * 32 * 9 < c * 32 * 9]
    assert pays[0] == 231 and 64 + 6 * 32 == 256
    assert (512 * 512 // 8 * 9, 512 * 512 * 9) == (294_912, 2_359_296)
    assert 24 + 216 == 240


def test_offsets_and_a_code():
    assert (2 * 9, 4 * 2 * 9, 2 * 9 + 9) == (18, 72, 27)
    assert [64 + (layer - 1) * 32 for layer in (1, 2, 6)] == [64, 96, 224]
