"""Lesson 05, worked out by other ways: its numbers, its quiz, its exercise."""

import re

import numpy as np
import pytest

from convlab import ConvLayer, conv2d, exercises, images, kernels
from convlab.quiz import question
from tests.lessons.by_hand import numbers_in, places
from tests.verdict import verdict


def test_the_answers_of_the_quiz(answers):
    assert answers == {
        "3-to-9-in-3-groups": [9, 3 * 9, 9 * (3 // 3) * 9, 9 * 3 * 9],
        "which-channels": "2 and 3",
        "legal-groups": "1, 2, 4",
        "separable-weights": [16 * 9, 16 * 32, 16 * 9 + 16 * 32, 16 * 32 * 9],
        "depthwise-cannot": "Where red is brighter than green",
    }


def channels_seen(c_in, c_out, groups):
    """For each kernel the input channels that its map depends on: light one channel at a time."""
    lit = np.eye(c_in)[:, :, None, None]  # c_in pictures of one pixel
    y = conv2d(lit, np.ones((c_out, c_in // groups, 1, 1)), groups=groups)[:, :, 0, 0]
    return [np.flatnonzero(column).tolist() for column in y.T]


def test_by_hand():
    # by hand: kernel 1 reads channels 2 and 3
    channel_2, channel_3 = np.array([[2, 0], [1, 1]]), np.array([[1, 0], [0, 2]])
    parts = (channel_2 * [[2, 0], [0, -1]]).sum(), (channel_3 * [[1, 1], [0, 1]]).sum()
    assert parts == (2 * 2 - 1 * 1, 3) and sum(parts) - 2 == 4


def test_6_to_6():
    # 6 to 6: a kernel's channels are those that move its map
    layers = {g: ConvLayer(6, 6, 3, groups=g) for g in (1, 2, 3, 6)}
    assert [layer.n_parameters for layer in layers.values()] == [330, 168, 114, 60]
    assert layers[2].n_weights == 162
    works = [layer.n_macs((6, 42, 42)) for layer in layers.values()]
    assert works == [works[0] // g for g in (1, 2, 3, 6)]
    assert channels_seen(6, 6, 3) == [[0, 1], [0, 1], [2, 3], [2, 3], [4, 5], [4, 5]]
    for a, b, legal in ((6, 6, {1, 2, 3, 6}), (6, 5, {1}), (6, 3, {1, 3}), (12, 8, {1, 2, 4})):
        assert legal == {g for g in range(1, 13) if a % g == b % g == 0}


def test_alexnet():
    # AlexNet: convolutions, and the fully connected layers
    dense = (9216 + 1) * 4096 + (4096 + 1) * 4096 + (4096 + 1) * 1000
    assert dense == 58_631_144
    assert 25 * 96 * 256 + 256 == 614_656
    assert ConvLayer(96, 256, 5, groups=2).n_parameters == 25 * 48 * 256 + 256 == 307_456
    assert ConvLayer(384, 256, 3, groups=2).weight_shape[1] == 192


def test_several_kernels_on_one_channel():
    # 3 to 9, 32 to 64, 4 to 16
    assert channels_seen(3, 9, 3) == [[o // 3] for o in range(9)]
    counts = ConvLayer(3, 9, 3, groups=3), ConvLayer(3, 9, 3)
    assert [c.n_weights for c in counts] == [81, 243]
    assert ConvLayer(32, 64, 3, groups=32).weight_shape == (64, 1, 3, 3)
    assert ConvLayer(4, 16, 3, groups=4).weight_shape == (16, 1, 3, 3)
    with pytest.raises(ValueError, match="groups=64 must divide in_channels=32"):
        ConvLayer(32, 64, 3, groups=64)


def test_separable_layers():
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


def test_other_kernels_for_every_picture():
    # other kernels for every picture: the pictures as groups
    rng = np.random.default_rng(0)
    pictures, own = rng.normal(size=(3, 2, 6, 6)), rng.normal(size=(3, 4, 2, 3, 3))
    together = conv2d(pictures.reshape(1, 6, 6, 6), own.reshape(12, 2, 3, 3), groups=3)
    each = [conv2d(picture, weight) for picture, weight in zip(pictures, own, strict=True)]
    np.testing.assert_allclose(together.reshape(3, 4, 4, 4), each)


def test_a_separable_pair_moves_more_and_does_less():
    pixels = 112 * 112
    full, deep, mix = 64 * 32 * 9 * pixels, 32 * 9 * pixels, 64 * 32 * pixels
    moved = [(32 + 64) * pixels, (32 + 32) * pixels, (32 + 64) * pixels]
    assert [full / moved[0], deep / moved[1]] == [192, 9 / 2] and round(mix / moved[2], 1) == 21.3
    assert round(full / (deep + mix)) == 8  # an eighth of the work
    assert round((moved[1] + moved[2]) / moved[0], 1) == 1.7
    assert round(1 / 8 + 1 / 9, 2) == 0.24 and round(1 / 256 + 1 / 9, 3) == 0.115


def test_lenet_c3():
    assert (6 * (25 * 3 + 1), 9 * (25 * 4 + 1), 25 * 6 + 1) == (456, 909, 151)
    assert 456 + 909 + 151 == 1516 and 16 * (25 * 6 + 1) == 2416
    assert 6 * 3 + 9 * 4 + 6 == 60 and 16 * 6 == 96


def test_exercise_1():
    layer = ConvLayer(8, 12, 3, groups=4)
    assert layer.weight_shape == (12, 2, 3, 3)
    assert (layer.n_weights, layer.n_parameters) == (216, 228)
    assert channels_seen(8, 12, 4)[6:9] == [[4, 5]] * 3


def test_legal_groups():
    q = question("legal-groups")
    c_in, c_out = numbers_in(q.text)
    for answer in q.answers:
        legal = [g for g in range(1, c_in + 1) if c_in % g == 0 and c_out % g == 0]
        assert answer.right == (numbers_in(answer.text) == legal)


def test_what_pytorch_says(prose):
    """The error messages and remedies that the lesson quotes."""
    torch = pytest.importorskip("torch")
    from torch.nn import Conv2d
    from torch.nn.functional import conv2d as functional

    def zeros(*shape):
        return torch.zeros(shape)

    calls = [
        lambda: Conv2d(69, 64, 3, groups=4),
        lambda: Conv2d(64, 73, 3, groups=2),
        lambda: Conv2d(32, 64, 3, groups=64),
        lambda: functional(zeros(1, 4, 8, 8), zeros(5, 2, 3, 3), groups=2),
        lambda: functional(zeros(1, 6, 8, 8), zeros(6, 6, 3, 3), groups=3),
        lambda: functional(zeros(1, 1, 1200, 1920), zeros(3, 1, 11, 11), groups=3),
    ]
    said = re.findall(r"^\| .+ \| `(.+)` \| .+ \|$", prose, re.MULTILINE)
    assert len(said) == len(calls)
    for call, words in zip(calls, said, strict=True):
        with pytest.raises((ValueError, RuntimeError), match=f"^{re.escape(words)}$"):
            call()
    # a window for three colours: a grey picture three times over, or one slice
    grey, window = zeros(1, 1, 20, 20), zeros(1, 1, 11, 11)
    thrice = functional(grey.expand(-1, 3, -1, -1), window.repeat(3, 1, 1, 1), groups=3)
    assert thrice.shape == (1, 3, 10, 10) and functional(grey, window).shape == (1, 1, 10, 10)
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


def test_other_kernels_for_each_picture():
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(5, 3, 8, 8)), rng.normal(size=(5, 4, 3, 3, 3))
    y = conv2d(x.reshape(1, 15, 8, 8), weight.reshape(20, 3, 3, 3), groups=5).reshape(5, 4, 6, 6)
    for picture, own, maps in zip(x, weight, y, strict=True):
        np.testing.assert_allclose(conv2d(picture, own), maps, atol=1e-4)


def test_what_1x3_and_then_3x1_costs_and_can_be():
    assert np.linalg.matrix_rank(np.eye(3)) == 3
    assert places(3, 3) * 3 + 3 * 3 == 3 * 3 + 3 == 12  # a window: three rows, then the column
    c = 8
    assert c * c * 3 + c * c * 3 == 6 * c * c
    rows, columns = np.eye(3).reshape(3, 1, 1, 3), np.eye(3).reshape(1, 3, 3, 1)
    x = np.random.default_rng(0).normal(size=(1, 9, 9))
    diagonal = conv2d(x, np.eye(3).reshape(1, 1, 3, 3))  # by way of three maps in the middle
    np.testing.assert_allclose(conv2d(conv2d(x, rows), columns), diagonal, atol=1e-5)


def channels_read(c_in, c_out, groups, o):
    lit = np.eye(c_in)[:, :, None, None]
    answers = conv2d(lit, np.ones((c_out, c_in // groups, 1, 1)), groups=groups)
    return np.flatnonzero(answers[:, o])


@pytest.mark.parametrize(
    "function, words",
    [
        (channels_read, "✓ "),
        (lambda c_in, c_out, groups, o: channels_read(c_in, c_out, 1, o), "groups=1"),
        (lambda c_in, c_out, groups, o: [o], "the kernel's own number"),
        (lambda c_in, c_out, groups, o: [o * c_in // c_out], "depthwise"),
        (lambda c_in, c_out, groups, o: groups * o // c_out, "the number of the group"),
        (lambda c_in, c_out, groups, o: np.arange(groups * o // c_out, c_in, groups), "even steps"),
        (lambda c_in, c_out, groups, o: c_in // groups, "how many channels"),
        (lambda c_in, c_out, groups, o: channels_read(c_out, c_out, groups, o), "are the kernels"),
        (
            lambda c_in, c_out, groups, o: [c for c in range(c_in) if c % groups == o % groups],
            "That takes every groups-th channel, from o % groups on: those of a group are "
            "neighbours.\n",
        ),
        (
            lambda c_in, c_out, groups, o: [c for c in range(c_in) if c % groups == 0],
            "That takes every groups-th channel, from 0 on: those of a group are neighbours.\n",
        ),
        (
            lambda c_in, c_out, groups, o: range(c_in // groups),
            "That is the first group: o says which one it is.\n",
        ),
        (
            lambda c_in, c_out, groups, o: np.arange(c_in).reshape(groups, -1)[o % groups],
            "That deals the kernels out in turn: those of a group are neighbours, too.\n",
        ),
        (
            lambda c_in, c_out, groups, o: [o * c_in // groups + s for s in range(c_in // groups)],
            "That gives each kernel a group of its own: c_out / groups kernels share one.\n",
        ),
        (
            lambda c_in, c_out, groups, o: channels_read(c_in, c_out, groups, o)[0],
            "That is the first channel of the group: say all of them.\n",
        ),
        (
            lambda c_in, c_out, groups, o: channels_read(c_in, c_out, groups, o) + 1,
            "All your numbers are 1 too large.\n",
        ),
    ],
)
def test_what_the_check_says(function, words):
    assert words in verdict(exercises.check_channels_read, function)


def test_on_your_own_seven_slices_and_no_fewer(on_your_own):
    """A pair with M slices a channel makes columns of rank M at most."""
    rng = np.random.default_rng(0)
    for m in (1, 6):
        deep, mix = rng.normal(size=(3, m, 9)), rng.normal(size=(8, 3, m))
        columns = np.einsum("ocm,cmk->cok", mix, deep)
        assert (np.linalg.matrix_rank(columns) == m).all()
    deep, mix = ConvLayer(3, 21, 3, groups=3, bias=False), ConvLayer(21, 8, 1, bias=False)
    assert (deep.n_weights, mix.n_weights) == (189, 168)
    assert (
        f"{deep.n_weights + mix.n_weights} is *more* than the {8 * 27} of the full layer"
        in on_your_own
    )


def test_a_narrower_network_has_a_quarter_of_the_weights_in_1x1_layers():
    assert 4 * ConvLayer(32, 64, 1).n_weights == ConvLayer(64, 128, 1).n_weights


def test_the_batch_is_not_in_the_weight():
    x, weight = np.random.default_rng(5).normal(size=(4, 3, 6, 6)), kernels.many(8, 3).weight
    assert weight.shape == ConvLayer(3, 8, 3).weight_shape == (8, 3, 3, 3)
    one_by_one = np.stack([conv2d(picture, weight) for picture in x])
    assert np.allclose(conv2d(x, weight), one_by_one)


def test_which_slices_are_spatially_separable():
    column, row = np.array([[1], [2], [1]]), np.array([[-1, 0, 1]])
    assert np.array_equal(kernels.SLICES["sobel_x"], column * row) and column.size + row.size == 6
    ranks = [np.linalg.matrix_rank(kernels.SLICES[name]) for name in ("sobel_x", "laplacian")]
    assert ranks == [1, 2]
    x = np.random.default_rng(5).normal(size=(1, 9, 9))
    twice = conv2d(conv2d(x, column[None, None]), row[None, None])
    assert np.allclose(twice, conv2d(x, kernels.SLICES["sobel_x"][None, None]))


def test_fewer_maps_than_channels_is_not_depthwise():
    narrow, depthwise = (ConvLayer(24, n, 3, groups=n, bias=False) for n in (12, 24))
    assert narrow.weight_shape == (12, 2, 3, 3) and channels_seen(24, 12, 12)[1] == [2, 3]
    assert (narrow.n_weights, 2 * narrow.n_weights, depthwise.n_weights) == (216, 432, 216)


def test_groups_of_unequal_size():
    """3, 3 and 2 kernels on one channel each, or 9 kernels of which one map is dropped."""
    x, weight = images.coffee(12), kernels.many(9, 1).weight
    parts = [conv2d(x[[c]], weight[3 * c : min(3 * c + 3, 8)]) for c in range(3)]
    assert [len(part) for part in parts] == [3, 3, 2]
    wanted = conv2d(x, weight, groups=3)[:8]
    np.testing.assert_allclose(np.concatenate(parts), wanted, atol=1e-5)
