"""Lesson 19, worked out by other ways: the numbers of its short answers, and the messages."""

import numpy as np
import pytest

from convlab import conv2d, images, kernels
from tests.lessons.by_hand import places


def test_weights_and_views_of_kernel_sizes():
    assert [64 * 64 * k * k for k in (3, 5, 7)] == [36_864, 102_400, 200_704]
    assert 3 * 36_864 == 110_592 and (3 * 64 * 49, 64 * 64 * 49) == (9408, 200_704)
    assert places(places(32, 7, 2, 3), 3, 2, 1) == 8
    assert (3 * 9 * 32, 32 * 9 * 64, 3 * 9 * 32 + 32 * 9 * 64) == (864, 18_432, 19_296)
    assert 2 * 64 * 64 * 9 == 73_728
    assert 3 + 2 * (3 - 1) == 7  # what two layers of 3×3 see, the first with stride 2
    assert places(places(224, 3, 2, 1), 3, 2, 1) == places(224, 7, 4, 3) == 56


def test_wider_or_deeper():
    assert (128 * 27 + 128, 64 * 27 + 64, 64 * 64 * 9 + 64) == (3584, 1792, 36_928)
    assert 1792 + 36_928 == 38_720 and places(5, 3) == 3 and places(3, 3) == 1  # it sees 5×5


def test_filters_side_by_side():
    assert 50 + 100 + 150 + 4 * 200 == 1100


def test_counts_of_alphas():
    assert conv2d(images.coffee(18), kernels.bank("teaching").weight).size == 8 * 16 * 16 == 2048


def test_shared_layers():
    assert (64 * 27 + 64, 2 * 64 * 28, 64 * 6 * 9 + 64) == (1792, 3584, 3520)


def test_stride_dilation_pooling():
    assert (places(56, 3, 2, 1), places(56, 5, 1, 2)) == (28, 56)  # dilation 2 spans 5
    assert 128 * 64 * 9 + 128 == 73_856


def test_live_weights_of_the_stem():
    live = [o for o in range(32) if o not in (11, 16, 28, 31)]
    assert len(live) * 27 == 756
    assert all(w not in (-1, 0, 1) for w in kernels.trained("stem").weight[live].ravel())


def test_a_sum_grows_with_the_root():
    """9 · c products, each of variance 1."""
    assert [round((9 * c) ** 0.5, 1) for c in (3, 32, 512)] == [5.2, 17.0, 67.9]


def test_channels_left_out():
    """The four that matter most, each channel's part worked out apart from the others."""
    maps, kernel = kernels.stem_maps(images.coffee(84)), kernels.trained("coffee")
    lost = [
        abs(conv2d(one[None] - one.mean(), kernel.weight[:, [c]])).mean()
        for c, one in enumerate(maps)
    ]
    assert sorted(range(32), key=lambda c: -lost[c])[:4] == [18, 23, 14, 10]
    assert [c for c in range(32) if lost[c] < 1e-6] == [11, 16, 20, 28, 31]


def test_what_notations_mean():
    assert (64 * 28, 64 * (64 * 9 + 1), 128 * (64 * 9 + 1)) == (1792, 36_928, 73_856)
    assert 256 * 64 == 16_384 and 256 * 16 == 4096
    rounded = [[-(-c * w // 8) * 8 for c in (64, 128, 1024)] for w in (0.25, 0.5, 0.75)]
    assert rounded == [[16, 32, 256], [32, 64, 512], [48, 96, 768]]
    assert min(1024, 768) * 0.75 == 576


def test_four_places_of_784():
    assert round(4 / (28 * 28), 4) == 0.0051


def test_symmetric_kernels_get_symmetric_gradients():
    torch = pytest.importorskip("torch")
    from torch.nn.functional import conv2d as functional

    torch.manual_seed(0)
    w, x = torch.randn(8, 3, 3, 3, requires_grad=True), torch.randn(2, 3, 10, 10)
    even = (w + w.flip(-1)) / 2
    even.retain_grad()
    (functional(x, even) ** 2).sum().backward()
    assert torch.equal(even, even.flip(-1))
    torch.testing.assert_close(w.grad, w.grad.flip(-1))
    torch.testing.assert_close(w.grad, (even.grad + even.grad.flip(-1)) / 2)


def test_weights_that_are_standardised():
    weight = kernels.many(8, 3).weight
    for kernel in weight:
        own = (kernel - kernel.mean()) / kernel.std()
        assert own.mean() == pytest.approx(0, abs=1e-6) and own.std() == pytest.approx(1, abs=1e-5)


def test_which_pooling_is_global():
    rng = np.random.default_rng(15)
    small, large = rng.normal(size=(2, 14, 14)), rng.normal(size=(2, 42, 42))
    weight = np.full((2, 1, 14, 14), 1 / 196)
    np.testing.assert_allclose(
        conv2d(small, weight, stride=14, groups=2)[:, 0, 0], small.mean(axis=(1, 2))
    )
    assert conv2d(large, weight, stride=14, groups=2).shape == (2, 3, 3)
    torch = pytest.importorskip("torch")
    nn, x = torch.nn, torch.tensor(large)
    assert torch.equal(nn.AvgPool2d(1)(x), x) and nn.AvgPool2d(14)(x).shape == (2, 3, 3)
    assert nn.AdaptiveAvgPool2d(1)(x).shape == nn.AdaptiveMaxPool2d(1)(x).shape == (2, 1, 1)


def test_grouped_out_of_depthwise():
    assert (64 * 4, 64 * 4 * 9) == (256, 2304) and 4 * 224 == 896
