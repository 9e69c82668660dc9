"""Lesson 14, worked out by other ways: its numbers, its quiz, its messages, its exercise."""

import re

import numpy as np
import pytest

from convlab import ConvLayer, conv1d, conv2d, exercises
from tests.lessons.by_hand import places
from tests.verdict import verdict


def test_the_answers_of_the_quiz(answers):
    assert answers == {"conv1d-on-features": "Along the features"}


def test_by_hand():
    pressure, flow = np.array([2, 4, 3]), np.array([0, 1, 2])
    parts = pressure @ [-1, 0, 1], flow @ [1, 1, 1]
    assert parts == (1, 3) and sum(parts) - 2 == 2


def test_places_and_weights():
    assert places(25, 3) == 23 and places(100, 3) == 98 and 8 * (25 * 3 + 1) == 608
    assert places(256, 64) == 193 and (8 * 64, 16 * 22) == (512, 352)


def test_a_temporal_network():
    first, other, shortcut = 100 * (7 * 3 + 1), 100 * (100 * 3 + 1), 100 * (7 + 1)
    assert (first, other, shortcut, 4 * other) == (2200, 30_100, 800, 120_400)
    total = first + other + shortcut + 4 * other
    assert total == 153_500 and total - 500 == 153_000 and 7 * 100 == 700


def test_filters_of_three_sizes_on_text():
    assert [ConvLayer(5, 2, k, ndim=1).n_parameters for k in (2, 3, 4)] == [22, 32, 42]
    assert [2 * (5 * k + 1) for k in (2, 3, 4)] == [22, 32, 42] and 22 + 32 + 42 == 96


def test_volumes():
    assert 4 * 27 * 32 == 3456 and 16 * 16 * 27 == 6912 and 128 * 128 * 9 == 147_456
    assert 16 * 16 * 9 == 2304


def test_a_filter_as_wide_as_the_alphabet():
    # height, width, in, out: each of the 256 filters adds up, along 7 letters, one weight for each
    rng = np.random.default_rng(1)
    letters, filters = rng.integers(70, size=100), rng.integers(-9, 10, (7, 70, 1, 256))
    weight = filters[:, :, 0].transpose(2, 1, 0)
    assert weight.shape == (256, 70, 7) and weight.size == 125_440 and places(100, 7) == 94
    by_letter = [sum(filters[i, letters[at + i], 0] for i in range(7)) for at in range(94)]
    assert np.array_equal(conv1d(np.eye(70)[:, letters], weight), np.transpose(by_letter))


def test_which_layer_knows_the_depth():
    pattern, weight = np.array([1, 2, 1]), np.random.default_rng(0).normal(size=(8, 3)).round(1)
    assert [round(float(weight[depth] @ pattern), 1) for depth in (2, 5)] == [2.4, -2.0]
    assert pattern @ pattern == 6  # wherever it stands


def test_merged_depths_have_a_slice_for_every_pair():
    """Conv3d as a Conv2d on merged channels: most of its slices are zeros, and the others alike."""
    rng = np.random.default_rng(14)
    x, cube = rng.normal(size=(2, 4, 6, 6)), rng.normal(size=(1, 2, 3, 3, 3))  # 2 channels, 4 deep
    windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3, 3), axis=(1, 2, 3))
    volume = np.einsum("cdhwuij,ocuij->odhw", windows, cube)[0]  # 2 depths come out
    weight = np.zeros((2, 2, 4, 3, 3))  # depth out, channel, depth in
    for out, u in np.ndindex(2, 3):
        weight[out, :, out + u] = cube[0, :, u]
    flat = np.lib.stride_tricks.sliding_window_view(x.reshape(8, 6, 6), (3, 3), axis=(1, 2))
    np.testing.assert_allclose(
        np.einsum("chwij,ocij->ohw", flat, weight.reshape(2, 8, 3, 3)), volume
    )


def test_the_table_of_counts(prose):
    said = re.findall(
        r"^\| `(?:Linear|Conv[123]d)` \|.* \| ([\d,]+) \| .+ \|$", prose, re.MULTILINE
    )
    layers = [ConvLayer(16, 32, 3, ndim=sides).n_parameters for sides in (1, 2, 3)]
    assert [int(n.replace(",", "")) for n in said] == [32 * (16 + 1), *layers]


def test_exercise_1():
    assert 1000 + 2 * 2 - 5 + 1 == 1000 and 128 * (64 * 5 + 1) == 41_088
    layer = ConvLayer(64, 128, 5, padding=2, ndim=1)
    assert layer.n_macs((64, 1000)) == 128_000 * 320 == 40_960_000


def test_what_pytorch_says(prose):
    torch = pytest.importorskip("torch")
    layer, zeros = torch.nn.Conv1d(25, 8, 3), torch.zeros
    for shape in ((10, 1, 25), (10, 100, 25), (2, 1, 25, 100)):
        with pytest.raises(RuntimeError) as caught:
            layer(zeros(shape))
        assert f"`{caught.value}`" in prose
    assert layer(zeros(10, 100, 25).transpose(1, 2)).shape == (10, 8, 98)
    assert layer(zeros(2, 1, 25, 100).squeeze(1)).shape == (2, 8, 98)
    assert layer(zeros(25, 100)).shape == (8, 98)
    assert torch.nn.Conv1d(1, 8, 3)(zeros(10, 1, 25)).shape == (10, 8, 23)


def one_series(x, kernel, bias):
    each = [np.correlate(row, slice_, mode="valid") for row, slice_ in zip(x, kernel, strict=True)]
    return np.sum(each, axis=0) + bias


@pytest.mark.parametrize(
    "function, words",
    [
        (one_series, "✓ "),
        (
            lambda x, w, b: np.stack([one_series(x[[c]], w[[c]], b) for c in range(len(x))]),
            "still apart",
        ),
        (lambda x, w, b: one_series(x, w, b * len(x)), "once for each channel"),
        (lambda x, w, b: one_series(x, w, 0), "The bias is missing"),
        (lambda x, w, b: one_series(x, w, 0) / len(x) + b, "the mean of the channels"),
        (lambda x, w, b: one_series(x, [w[0]] * len(x), b), "the first slice for every channel"),
        (lambda x, w, b: one_series(x, w[:, ::-1], b), "flipped"),
        (lambda x, w, b: one_series(x[:, :-1], w, b), "One place is missing"),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_one_series, function)


def test_rows_as_pictures_and_as_channels():
    x, rng = np.random.default_rng(14).normal(size=(22, 30)), np.random.default_rng(15)
    shared, own = rng.normal(size=(1, 1, 1, 5)), rng.normal(size=(22, 1, 5))
    assert (shared.size, own.size) == (5, 110)
    apart = [conv1d(row[None], shared[0])[0] for row in x]
    assert np.allclose(conv2d(x[None], shared)[0], apart)
    apart = [conv1d(row[None], weight[None])[0] for row, weight in zip(x, own, strict=True)]
    assert np.allclose(conv1d(x, own, groups=22), apart)


def test_weights_of_other_channels():
    assert ConvLayer(200, 64, 3, bias=False).n_weights == 64 * 200 * 9 == 115_200
    assert 64 * 3 * 9 == 1728 and 32 * 3 * 9 - 32 * 1 * 9 == 576


def test_a_kernel_one_frame_deep():
    counts = [ConvLayer(16, 16, k, ndim=3, bias=False).n_weights for k in ((1, 3, 3), (3, 1, 1))]
    assert counts == [2304, 768] and ConvLayer(16, 16, 3, bias=False).n_weights == 2304


def test_a_place_as_two_channels():
    side = np.linspace(-1, 1, 5)
    where = np.tile(side, (5, 1)), np.tile(side[:, None], 5)  # column and row of each pixel
    x = np.stack([*np.zeros((3, 5, 5)), *where])
    y = conv2d(x, np.array([0, 0, 0, 0, 1]).reshape(1, 5, 1, 1))[0]
    assert x.shape[0] == 3 + 2 and (y[0] == -1).all() and (y[-1] == 1).all()


def test_columns_of_maps_as_steps_of_time():
    maps = np.arange(2 * 64 * 8 * 100).reshape(2, 64, 8, 100)
    steps = maps.transpose(0, 3, 1, 2).reshape(2, 100, 512)
    assert np.array_equal(steps[1, 7], maps[1, :, :, 7].ravel())
    assert not np.array_equal(maps.reshape(2, 100, 512), steps)


def test_a_plain_series_has_one_channel(prose):
    assert (ConvLayer(1, 1, 3, ndim=1).n_weights, ConvLayer(256, 1, 3, ndim=1).n_weights) == (
        3,
        768,
    )
    torch = pytest.importorskip("torch")
    with pytest.raises(RuntimeError) as caught:
        torch.nn.Conv1d(1, 8, 3)(torch.zeros(10, 256))
    (said,) = re.findall(r"`(expected input\[1, 10, 256\] .+?)`", prose)
    assert said in str(caught.value)


def test_a_causal_layer_does_not_see_the_future():
    rng = np.random.default_rng(16)
    x, weight = rng.normal(size=(2, 30)), rng.normal(size=(1, 2, 3))
    for d in (1, 2, 4):
        y = conv1d(np.pad(x, ((0, 0), (2 * d, 0))), weight, dilation=d)
        cut = conv1d(x, weight, dilation=d, padding=2 * d)[:, : -2 * d]
        assert y.shape == (1, 30) and np.allclose(y, cut)
        for moment in range(30):  # what is added up, with 0 before the first moment
            reads = [moment - 2 * d, moment - d, moment]
            seen = [weight[0, :, i] @ x[:, at] for i, at in enumerate(reads) if at >= 0]
            assert y[0, moment] == pytest.approx(sum(seen))


def test_how_far_back_dilated_layers_see():
    x = np.eye(60)[[10]]
    for d in (1, 2, 4, 8):
        x = conv1d(np.pad(x, ((0, 0), (2 * d, 0))), np.ones((1, 1, 3)), dilation=d)
    moved = np.flatnonzero(x[0])
    assert (moved[0], len(moved)) == (10, 31) and moved[-1] - moved[0] + 1 == 31


def test_inflated_weights_give_the_old_maps_of_a_still_video():
    rng, T = np.random.default_rng(17), 3
    frame, weight = rng.normal(size=(2, 6, 6)), rng.normal(size=(4, 2, 3, 3))
    video = np.stack([frame] * 5, axis=1)  # channel, frame, row, column
    windows = np.lib.stride_tricks.sliding_window_view(video, (T, 3, 3), axis=(1, 2, 3))
    repeated = np.repeat(weight[:, :, None], T, axis=2) / T
    middle = np.zeros_like(repeated)
    middle[:, :, 1] = weight
    for cube in (repeated, middle):
        y = np.einsum("cdhwuij,ocuij->odhw", windows, cube)
        assert y.shape == (4, 3, 4, 4) and np.allclose(y, conv2d(frame, weight)[:, None])
    torch = pytest.importorskip("torch")
    w = torch.tensor(weight)
    assert np.allclose(w[:, :, None].repeat(1, 1, T, 1, 1) / T, repeated)


def test_two_layers_for_each_dilation():
    x = np.eye(60)[[10]]
    for d in (1, 1, 2, 2, 4, 4):
        x = conv1d(np.pad(x, ((0, 0), (2 * d, 0))), np.ones((1, 1, 3)), dilation=d)
    assert len(np.flatnonzero(x)) == 1 + 2 * 14 == 29


def test_ten_kernels_for_each_channel():
    layer = ConvLayer(3, 30, 3, padding=1, groups=3, ndim=1)
    assert layer.weight_shape == (30, 1, 3) and layer.output_shape((3, 5)) == (30, 5)
    lit = np.eye(3)[:, :, None]  # in series c, channel c is lit
    y = conv1d(lit, np.ones((30, 1, 1)), groups=3)[..., 0]
    assert [np.flatnonzero(row).tolist() for row in y] == [
        [*range(10 * c, 10 * c + 10)] for c in range(3)
    ]


def test_a_kernel_that_slides_along_bands():
    slid, read = ConvLayer(1, 8, (7, 3, 3), ndim=3, bias=False), ConvLayer(200, 8, 3, bias=False)
    assert slid.output_shape((1, 200, 20, 20)) == (8, 194, 18, 18)
    assert (slid.n_weights, read.n_weights) == (8 * 7 * 9, 8 * 200 * 9) == (504, 14_400)
