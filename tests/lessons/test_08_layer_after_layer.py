"""Lesson 08, worked out by other ways: its numbers, its quiz, its exercise."""

import itertools
import re

import numpy as np
import pytest

from convlab import ConvLayer, contributions, conv2d, exercises, images, kernels
from tests.lessons.by_hand import correlate
from tests.verdict import verdict


def test_the_answers_of_the_quiz(answers):
    assert answers == {
        "second-layer-maps": [64 // 32, 64, 32 + 64, 32 * 64],
        "second-layer-parameters": [12 * 9 + 12, 12 * 54, 12 * 54 + 12, 72 * 54 + 72],
        "receptive-field": [3, 1 + 2 + 2 + 2, 3 * 3, 3 * 3 * 3],
        "nothing-between": "Yes, one layer of 5×5",
        "pooling-channels": "(16, 14, 14)",
    }


def test_maps_do_not_multiply():
    second = ConvLayer(32, 64, 3)
    assert second.weight_shape == (64, 32, 3, 3) and second.n_weights == 64 * 288 == 18_432
    assert (ConvLayer(6, 12, 3).n_weights, ConvLayer(6, 12, 3).weight_shape[1:]) == (648, (6, 3, 3))
    assert (ConvLayer(6, 72, 3).n_parameters, ConvLayer(1, 12, 3).n_parameters) == (3960, 120)
    assert 10 * (10 * 9 + 1) == 910 and ConvLayer(4, 1, 3).n_weights == 36


def test_a_corner():
    # a corner: at one place, and not from one map alone
    x = np.pad(np.ones((1, 3, 3), int), ((0, 0), (2, 1), (2, 1)))
    maps = conv2d(x, np.array([[[[-1, -1], [1, 1]]], [[[-1, 1], [-1, 1]]]])).clip(0)
    corner = np.array([[[[0, 1], [0, 0]], [[0, 0], [1, 0]]]])
    assert np.argwhere(conv2d(maps, corner)[0] > 3).tolist() == [[1, 1]]
    assert contributions(maps, corner).max() == 2


def two_layers():
    """The lesson's four maps of the photo, and its second layer, made by hand."""
    weight, bias, _ = kernels.bank("teaching")
    maps = conv2d(images.coffee(52), weight[:4], bias[:4]).clip(0)
    signs = np.reshape([[1, 1, 0, 0], [-1, -1, 2, -1], [1, -1, 0, 0]], (3, 4, 1, 1))
    return maps, signs * (kernels.SLICES["laplacian"] != 0), np.array([-3, -5, 0])


def test_one_map_after_the_other_muted():
    maps, weight, bias = two_layers()
    y = conv2d(maps, weight, bias)
    audible = {c: [n for n in range(4) if n != c] for c in range(4)}
    muted = {c: conv2d(maps[rest], weight[:, rest], bias) for c, rest in audible.items()}
    assert muted[2][1].max() <= -5
    np.testing.assert_allclose(muted[2][[0, 2]], y[[0, 2]])
    assert (abs(muted[0] - y).max(axis=(1, 2)) > 1).all()
    assert y[1, 24, 42] > 0 and y[1, 16, 20] > 0  # saucer, coffee
    parts = contributions(maps.round(2), weight)[1].round(2)
    assert parts[2, 24, 42] == pytest.approx(11.12)
    assert parts[:, 27, 24].tolist() == pytest.approx([-1.9, -0.63, 2.52, -3.44])
    assert y[1, 27, 24] == pytest.approx(-8.45, abs=0.005)


def test_without_relu():
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


def test_receptive_fields():
    # 3, 5, 7, and with stride 2; channels play no part, the pixels say so
    rng = np.random.default_rng(8)
    for steps, width in (([1], 3), ([1, 1], 5), ([1, 1, 1], 7), ([2, 1], 7)):
        lit = np.zeros((11 * 11, 3, 11, 11))
        lit[:, 1] = np.eye(121).reshape(-1, 11, 11)
        for stride in steps:
            lit = conv2d(lit, rng.random((3, 3, 3, 3)), stride=stride)
        assert (lit[:, 2, 0, 0] != 0).sum() == width**2
    three, one = ConvLayer(64, 64, 3, bias=False), ConvLayer(64, 64, 7, bias=False)
    assert (3 * three.n_weights, one.n_weights) == (27 * 64**2, 49 * 64**2) == (110_592, 200_704)


def test_the_order_of_the_maps():
    # both shuffled alike: nothing changes
    maps, weight, _ = two_layers()
    shuffled = conv2d(maps[[2, 0, 3, 1]], weight[:, [2, 0, 3, 1]])
    np.testing.assert_allclose(shuffled, conv2d(maps, weight), atol=1e-4)


def test_halved_and_doubled():
    work = [
        ConvLayer(64 << n, 64 << n, 3, padding=1).n_macs((64 << n, *2 * [56 >> n]))
        for n in range(4)
    ]
    assert work == [work[0]] * 4
    numbers = [(64 << n) * (56 >> n) ** 2 for n in range(4)]
    assert all(before == 2 * after for before, after in itertools.pairwise(numbers))


def test_27_kernels_keep_a_window():
    rng = np.random.default_rng(8)
    kernel = rng.normal(size=(27, 3, 3, 3))  # any 27: as good as surely none is a mix
    maps = conv2d(images.coffee(12), kernel)
    back = np.linalg.solve(kernel.reshape(27, 27), maps.reshape(27, 100))
    windows = np.lib.stride_tricks.sliding_window_view(images.coffee(12), (3, 3, 3))
    np.testing.assert_allclose(back.T, windows.reshape(100, 27), atol=1e-4)
    assert 7 * 7 == 49


def test_two_of_3x3_are_not_any_5x5():
    """Where two 3×3 slices in a row can lead from, all small steps stay in 17 of 25 directions."""
    rng = np.random.default_rng(8)
    first, second = rng.normal(size=(2, 3, 3))

    def merged(first, second):
        return correlate(np.pad(first, 2)[None], second[None, None, ::-1, ::-1]).ravel()

    units = np.eye(9).reshape(9, 3, 3)
    steps = [merged(unit, second) for unit in units] + [merged(first, unit) for unit in units]
    assert 5 * 5 == 25 > 2 * 3 * 3 == len(steps) == 18
    assert np.linalg.matrix_rank(steps) == 17  # larger and smaller by one factor: the same kernel


def test_max_over_channels_and_a_1x1_layer():
    assert ConvLayer(192, 32, 1).n_weights == 6144


def test_batch_norm_and_its_kin():
    assert 2 * ConvLayer(3, 64, 3).out_channels == 128
    y = conv2d(images.coffee(20), kernels.bank("teaching").weight)  # a bias goes with the mean
    np.testing.assert_allclose(
        y - y.mean(axis=(1, 2), keepdims=True),
        (y + 3) - (y + 3).mean(axis=(1, 2), keepdims=True),
        atol=1e-5,
    )
    torch = pytest.importorskip("torch")
    x = torch.randn(2, 8, 6, 6)
    instance = torch.nn.functional.instance_norm(x)
    torch.testing.assert_close(torch.nn.GroupNorm(8, 8)(x), instance)
    layer = torch.nn.functional.layer_norm(x, (8, 6, 6))
    torch.testing.assert_close(torch.nn.GroupNorm(1, 8)(x), layer)
    assert torch.nn.GroupNorm(4, 8).weight.shape == (8,)


def test_exercise_1():
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


def test_two_layers_without_relu_are_one():
    rng = np.random.default_rng(0)
    x, first, second = (rng.normal(size=s) for s in ((2, 9, 9), (3, 2, 3, 3), (2, 3, 3, 3)))
    one = np.zeros((2, 2, 5, 5))
    for u, v, p, q in itertools.product(range(3), repeat=4):
        one[:, :, u + p, v + q] += second[:, :, u, v] @ first[:, :, p, q]
    assert np.allclose(correlate(correlate(x, first), second), correlate(x, one))


def field_width(layers):
    lit = np.eye(60)[:, None, None]  # one pixel of 60 in each row
    for kernel, stride in layers:
        lit = conv2d(lit, np.ones((1, 1, 1, kernel)), stride=(1, stride))
    return (lit[:, 0, 0, 2] > 0).sum()  # how many reach the same number


@pytest.mark.parametrize(
    "function, words",
    [
        (field_width, "✓ "),
        (lambda layers: np.sum(layers, axis=0)[0], "side by side"),
        (lambda layers: np.prod(layers, axis=0)[0], "multiplies the sizes"),
        (lambda layers: field_width([(k, 1) for k, _ in layers]), "strides are missing"),
        (lambda layers: field_width(layers[::-1]), "starts at the picture"),
        (lambda layers: layers[-1][0], "last layer's window"),
        (lambda layers: field_width(layers) - 1, "One too few"),
        (lambda layers: field_width(layers) + 1, "All your numbers are 1 too large.\n"),
        (
            lambda layers: field_width(layers) + np.cumprod([s for _, s in layers]).sum(),
            "That takes n strides for n neighbours: they are n − 1 strides apart.\n",
        ),
        (
            lambda layers: 1 - sum(s for _, s in layers) + sum(k * s for k, s in layers),
            "A stride spreads the windows of the layers after it, not its own.\n",
        ),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_field_width, function)


def test_on_your_own_the_weights_and_the_frame(on_your_own):
    layers = [ConvLayer(i, o, 3, bias=False).n_weights for i, o in ((3, 4), (4, 5), (5, 2))]
    assert layers == [108, 180, 90] and 52**2 - 48**2 == 400
    merged = ConvLayer(3, 2, 7, bias=False).n_weights
    assert f"2 · 3 · 49 = {merged} weights instead of 108 + 180 + 90 = {sum(layers)}" in on_your_own


def test_dilation_widens_the_field():
    y = np.zeros((1, 31, 31))
    y[0, 15, 15] = 1
    widths = []
    for dilation in (1, 2, 4):
        y = conv2d(y, np.ones((1, 1, 3, 3)), padding=dilation, dilation=dilation)
        widths.append(int((y[0].any(axis=0)).sum()))
    assert widths == [3, 7, 15]


def test_what_batch_norm_learns_and_keeps(prose):
    assert "it has 128 parameters. (The running means and variances, 64 each, are kept" in prose
    norm = pytest.importorskip("torch").nn.BatchNorm2d(64)
    assert sum(p.numel() for p in norm.parameters()) == 128
    assert norm.running_mean.numel() == norm.running_var.numel() == 64


def test_what_norms_and_dropout_do(prose):
    torch = pytest.importorskip("torch")
    nn, ones = torch.nn, torch.ones
    for make in (
        lambda: nn.BatchNorm2d(128)(ones(2, 256, 4, 4)),
        lambda: nn.BatchNorm2d(256)(ones(1, 256, 1, 1)),
        lambda: nn.GroupNorm(8, 1),
        lambda: nn.LayerNorm(64)(ones(2, 64, 7, 7)),
    ):
        with pytest.raises((RuntimeError, ValueError)) as caught:
            make()
        words = re.sub(r" \(\d\)|, but got input of.*", "", str(caught.value))
        assert words in prose, words
    x = torch.randn(2, 64, 7, 7)
    places = nn.LayerNorm(64)(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
    assert abs(places.mean(1)).max() < 1e-5 < abs(nn.GroupNorm(1, 64)(x).mean(1)).max()
    torch.manual_seed(0)
    whole, single = nn.Dropout2d(0.5)(ones(4, 64, 5, 5)), nn.Dropout(0.5)(ones(4, 64, 5, 5))
    assert {*whole.unique().tolist()} == {*single.unique().tolist()} == {0, 2}
    assert not whole.std((2, 3)).any() and single.std((2, 3)).all()
    assert nn.Dropout2d(0.5).eval()(x) is x


def test_whose_factors_belong_to_what():
    nn = pytest.importorskip("torch").nn
    assert nn.BatchNorm2d(8).weight.shape == nn.GroupNorm(4, 8).weight.shape == (8,)
    assert nn.LayerNorm([8, 30, 30]).weight.shape == (8, 30, 30)
    assert nn.InstanceNorm2d(8).weight is None
    assert nn.InstanceNorm2d(8, affine=True).weight.shape == (8,)
