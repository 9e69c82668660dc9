"""Kernels: the numbers they are known by, and the trained ones against PyTorch's outputs."""

from pathlib import Path

import numpy as np
import pytest

from convlab import ConvLayer, ShapeError, contributions, conv2d, images, kernels
from tests.fakes import Tensor, keras_layer, torch_conv2d

TRUE = Path(__file__).parent / "data" / "trained_outputs.npz"


def flat(value):
    """A picture with no structure at all."""
    return np.full((3, 9, 9), value, np.float32)


@pytest.mark.parametrize("name", kernels.SLICES)
def test_slices_are_three_by_three_float32(name):
    assert kernels.SLICES[name].shape == (3, 3) and kernels.SLICES[name].dtype == np.float32


@pytest.mark.parametrize(
    "name, total",
    [
        *(("identity", 1), ("shift", 1), ("box_blur", 1), ("blur", 1), ("sharpen", 1)),
        *(("sobel_x", 0), ("sobel_y", 0), ("laplacian", 0)),
    ],
)
def test_blurs_keep_brightness_and_edges_ignore_it(name, total):
    assert kernels.SLICES[name].sum() == pytest.approx(total, abs=1e-6)


def test_the_diagonal_slice_finds_the_perfect_diagonal_lower_right():
    y = conv2d(images.diagonals(), kernels.SLICES["diagonal"][None, None])[0]
    assert y.max() == 3 and (y == 3).sum() == 1
    row, col = np.unravel_index(y.argmax(), y.shape)
    assert row > y.shape[0] / 2 and col > y.shape[1] / 2


def test_teaching_bank_can_be_added_in_the_head():
    weight, bias, names = kernels.bank("teaching")
    assert weight.shape == (8, 3, 3, 3) and bias.shape == (8,) and len(set(names)) == 8
    assert np.array_equal(weight, weight.round())
    np.testing.assert_allclose(bias * 10, (bias * 10).round(), atol=1e-6)
    for kernel in weight:
        slices = {channel.tobytes() for channel in kernel}
        assert len(slices) == 3, "the slices of a kernel differ"


def test_teaching_kernels_find_what_they_are_named_for():
    bank = kernels.bank("teaching")
    plain = bank._replace(bias=np.zeros(8, np.float32))
    response = {
        name: conv2d(image, plain.weight)[:, 3, 3]
        for name, image in {
            "grey": flat(0.5),
            "red": flat(1) * [[[1]], [[0]], [[0]]],
            "green": flat(1) * [[[0]], [[1]], [[0]]],
            "blue": flat(1) * [[[0]], [[0]], [[1]]],
        }.items()
    }
    np.testing.assert_allclose(response["grey"], 0, atol=1e-6)  # nothing there to find
    for kernel, colour in [(2, "red"), (4, "green"), (5, "blue")]:
        others = {"red", "green", "blue"} - {colour}
        assert response[colour][kernel] > 0 > max(response[o][kernel] for o in others) - 1e-6
        assert colour in bank.names[kernel]

    ramp = np.arange(9, dtype=np.float32) / 8 * flat(1)  # lighter to the right
    up, down, mirrored = ramp.swapaxes(1, 2)[:, ::-1], ramp.swapaxes(1, 2), ramp[:, :, ::-1]
    assert conv2d(ramp, plain.weight)[0].min() > 0 > conv2d(mirrored, plain.weight)[0].max()
    assert conv2d(up, plain.weight)[1].min() > 0 > conv2d(down, plain.weight)[1].max()
    corner = mirrored + up  # lightest upper left
    assert conv2d(corner, plain.weight)[6].min() > 0 > conv2d(2 - corner, plain.weight)[6].max()
    spot = flat(0)
    spot[:, 4, 4] = 1
    assert conv2d(spot, plain.weight)[3].argmax() == 3 * 7 + 3


def test_the_last_teaching_kernel_sees_colour_edges_and_no_brightness_edges():
    kernel = kernels.bank("teaching").weight[7:]
    assert conv2d(images.red_green_edge(), kernel).max() > 1
    np.testing.assert_allclose(conv2d(images.brightness_edge(), kernel), 0, atol=1e-6)


def test_rgb_to_grey_is_the_luminance():
    weight, bias, _ = kernels.bank("rgb_to_grey")
    x = images.coffee(32)
    np.testing.assert_allclose(conv2d(x, weight, bias), images.to_grey(x), atol=0.00501)


def test_colour_opponents_say_nothing_of_middle_grey():
    weight, bias, _ = kernels.bank("colour_opponents")
    np.testing.assert_allclose(conv2d(flat(0.5), weight, bias), 0, atol=1e-6)


def test_unknown_names_list_the_known_ones():
    with pytest.raises(ValueError, match=r"teaching.*rgb_to_grey"):
        kernels.bank("sobel")
    with pytest.raises(ValueError, match=r"stem.*coffee"):
        kernels.trained("vgg")


def test_many_is_whole_small_and_the_same_every_time():
    first, again = kernels.many(8, 32), kernels.many(8, 32)
    assert first.weight.shape == (8, 32, 3, 3) and np.array_equal(first.weight, again.weight)
    assert set(np.unique(first.weight)) == {-2, -1, 0, 1, 2}
    assert set(np.unique(kernels.many(8, 32, 1).weight)) == {-2, -1, 0, 1, 2}
    assert not first.weight.sum(axis=(2, 3)).any()
    assert kernels.many(64, 8).weight.any(axis=(2, 3)).all()  # no slice is blank
    assert np.abs(first.bias).max() <= 1
    assert not np.array_equal(first.weight, kernels.many(8, 32, seed=1).weight)


@pytest.mark.parametrize(
    "sizes, words",
    [
        ((2, 3, (3, 3)), r"kernel_size must be a whole number, got \(3, 3\)"),
        ((2, 3, 0), "kernel_size must be at least 1, got 0"),
        ((2.0, 3), "out_channels must be a whole number, got 2.0"),
        ((2, 0), "in_channels must be at least 1, got 0"),
    ],
)
def test_many_refuses_what_is_no_count(sizes, words):
    with pytest.raises((TypeError, ValueError), match=words):
        kernels.many(*sizes)


def cs231n_by_hand():
    """Both maps, added up with plain Python integers."""
    x, weight, bias = (a.astype(int) for a in kernels.cs231n())
    padded = np.zeros((3, 7, 7), int)
    padded[:, 1:6, 1:6] = x
    return [
        [
            [
                sum(
                    int(padded[c, 2 * i + u, 2 * j + v] * weight[o, c, u, v])
                    for c in range(3)
                    for u in range(3)
                    for v in range(3)
                )
                + int(bias[o])
                for j in range(3)
            ]
            for i in range(3)
        ]
        for o in range(2)
    ]


def test_cs231n_numbers():
    expected = [
        [[-5, -3, -3], [-1, 3, -3], [-3, 1, 1]],
        [[-2, -3, 6], [-1, -6, 1], [0, 4, -4]],
    ]
    assert cs231n_by_hand() == expected
    x, weight, bias = kernels.cs231n()
    assert conv2d(x, weight, bias, stride=2, padding=1).tolist() == expected


# --- trained ---------------------------------------------------------------------------------


def test_trained_layers_give_what_pytorch_gives():
    """Stored: PyTorch's convolution, batch norm (not folded) and ReLU6 on `coffee(24)`."""
    depthwise, pointwise = kernels.trained("depthwise"), kernels.trained("pointwise")
    stem_maps = kernels.stem_maps(images.coffee(24))
    depthwise_maps = conv2d(stem_maps, depthwise.weight, depthwise.bias, padding=1, groups=32).clip(
        0, 6
    )
    pointwise_maps = conv2d(depthwise_maps, pointwise.weight, pointwise.bias)
    with np.load(TRUE) as true:
        np.testing.assert_allclose(stem_maps, true["stem"], atol=1e-4)
        np.testing.assert_allclose(depthwise_maps, true["depthwise"], atol=1e-4)
        np.testing.assert_allclose(pointwise_maps, true["pointwise"], atol=1e-4)
        assert np.ptp(true["pointwise"]) > 1


def test_the_stem_refuses_odd_sides():
    with pytest.raises(ShapeError, match=r"\(3, 85, 84\).* even sides: image\[:, :84, :84\]"):
        kernels.stem_maps(np.ones((3, 85, 84)))
    with pytest.raises(ShapeError, match=r"\(84, 84\), but the stem needs \(3, h, w\)"):
        kernels.stem_input(np.ones((84, 84)))


def test_four_stem_kernels_are_dead():
    stem = kernels.trained("stem")
    norms = np.sqrt((stem.weight**2).sum((1, 2, 3)))
    assert np.flatnonzero(norms < 1e-3).tolist() == [11, 16, 28, 31]
    assert (stem.bias[[11, 16, 28, 31]] < 0).all()  # so ReLU6 leaves nothing but 0


def test_the_coffee_kernel_is_positive_exactly_where_there_is_coffee():
    """Judged by the colour of the photo, which the kernel never saw, and by place."""
    weight, bias, _ = kernels.trained("coffee")
    assert weight.shape == (1, 32, 3, 3) and bias.shape == (1,)
    photo = images.coffee(84)
    y = conv2d(kernels.stem_maps(photo), weight, bias)[0]
    assert y.shape == (40, 40)
    assert y[14:17, 12:20].min() > 0.3  # in the middle of the coffee
    yes = np.argwhere(y > 0)
    assert 110 < len(yes) < 160  # 1 place in 12
    assert yes.min(0).tolist() >= [8, 5] and yes.max(0).tolist() <= [20, 26]
    # under the middle of a map pixel's window: orange, where porcelain is white, saucer is red
    red, green, blue = photo[:, 3:83:2, 3:83:2][:, y > 0.2]
    assert np.median(red - blue) > 0.4 and np.median(green / red) > 0.4


def test_few_channels_decide_that_it_is_coffee():
    weight = kernels.trained("coffee").weight
    x = kernels.stem_maps(images.coffee(84))
    subtotals = contributions(x, weight)[0, :, 16, 19]
    order = np.argsort(-abs(subtotals))
    assert order[0] == 18 and subtotals[18] > 2
    assert abs(subtotals[order[6:]]).max() < 0.5
    assert abs(subtotals[[11, 16, 28, 31]]).max() == 0  # the dead channels say nothing


# Another number of input channels


def whole_numbers(*shape, seed=0):
    """Small ones, of which float64 makes exact sums, also of their halves and thirds."""
    return np.random.default_rng(seed).integers(-9, 10, shape).astype(float) * 12


@pytest.mark.parametrize("new", [3, 4, 5, 10])
def test_zeros_keep_every_map(new):
    weight = whole_numbers(4, 3, 3, 3)
    made = kernels.adapt(weight, new, "zeros")
    x = whole_numbers(new, 8, 7, seed=1)
    np.testing.assert_array_equal(made[:, :3], weight)
    np.testing.assert_array_equal(conv2d(x, made), conv2d(x[:3], weight))


@pytest.mark.parametrize("how, counts", [("sum", [1, 2, 3, 4, 10]), ("mean", [3, 4, 6, 10])])
def test_sum_and_mean_keep_the_maps_of_equal_channels(how, counts):
    weight, grey = whole_numbers(4, 3, 3, 3), whole_numbers(1, 8, 7, seed=1)
    for new in counts:
        made = kernels.adapt(weight, new, how)
        assert made.shape == (4, new, 3, 3)
        before, after = conv2d(grey[[0] * 3], weight), conv2d(grey[[0] * new], made)
        np.testing.assert_allclose(after, before, rtol=1e-12, atol=1e-9)
    if how == "sum":
        np.testing.assert_array_equal(kernels.adapt(weight, 1, how)[:, 0], weight.sum(axis=1))
    else:
        np.testing.assert_allclose(
            made[:, 3:], weight.mean(1, keepdims=True).repeat(7, 1) * 0.3, atol=1e-9
        )
        np.testing.assert_allclose(made[:, :3], weight * 0.3)  # all in the same proportion


@pytest.mark.parametrize("new", [3, 4, 5, 6, 10])
def test_repeat_keeps_the_maps_of_repeated_channels(new):
    weight, x = whole_numbers(4, 3, 3, 3), whole_numbers(3, 8, 7, seed=1)
    made = kernels.adapt(weight, new, "repeat")
    twice = np.concatenate([x] * 4)[:new]
    np.testing.assert_allclose(conv2d(twice, made), conv2d(x, weight), rtol=1e-12, atol=1e-9)
    if new == 6:  # as people do it: two sets of slices, halved
        np.testing.assert_array_equal(made, np.concatenate([weight, weight], axis=1) / 2)


@pytest.mark.parametrize("holds", [[0, 1, 2, 0], [2, 1, 0], [1, 0, 2, 1, 1], np.array([0, 1, 2])])
def test_split_keeps_the_maps_where_channels_come_twice(holds):
    weight, x = whole_numbers(4, 3, 3, 3), whole_numbers(3, 8, 7, seed=1)
    made = kernels.adapt(weight, holds, "split")
    np.testing.assert_allclose(conv2d(x[holds], made), conv2d(x, weight), rtol=1e-12, atol=1e-9)
    if len(holds) == 3:  # another order, nothing twice
        np.testing.assert_array_equal(made, weight[:, holds])


def test_every_way_is_said_and_tried():
    assert [*kernels.WAYS] == ["zeros", "mean", "sum", "repeat", "split"]
    assert all(f'"{way}"' in kernels.adapt.__doc__ for way in kernels.WAYS)


def test_adapt_keeps_what_it_can():
    weight = kernels.trained("stem").weight
    for how, channels in (("zeros", 4), ("sum", 1), ("mean", 4), ("repeat", 6)):
        made = kernels.adapt(weight, channels, how)
        assert made.dtype == np.float32 and made.flags.c_contiguous and made.flags.writeable
    before = weight.copy()
    kernels.adapt(weight, 3, "zeros")[...] = 0
    np.testing.assert_array_equal(weight, before)
    whole = np.arange(6).reshape(1, 3, 2)
    assert kernels.adapt(whole, 4, "zeros").dtype == whole.dtype
    assert kernels.adapt(whole, 2, "sum").dtype == np.float64
    assert kernels.adapt(whole.astype(np.float16), 2, "sum").dtype == np.float16
    made = kernels.adapt(np.arange(6).reshape(3, 2, 1), 4, "zeros", transposed=True)
    assert made.shape == (4, 2, 1) and made[3].tolist() == [[0], [0]]
    assert kernels.adapt([[[1, 2]], [[3, 4]]], 2, "repeat").tolist() == [
        [[0.5, 1], [0.5, 1]],
        [[1.5, 2], [1.5, 2]],
    ]


@pytest.mark.parametrize(
    "arguments, words",
    [
        ((4, "copy"), ["how", "zeros, mean, sum, repeat, split", "copy"]),
        ((4, None), ["how", "None"]),
        ((2, "zeros"), ["zeros", "3 channels", "2", 'how="sum"', "weight[:, :2]"]),
        ((2, "mean"), ["mean", "2"]),
        ((2, "repeat"), ["repeat", "2"]),
        ((0, "sum"), ["channels", "at least 1", "0"]),
        ((4.0, "zeros"), ["channels", "4.0"]),
        (([0, 1, 2], "zeros"), ["channels", "whole number"]),
        ((4, "split"), ["split", "[0, 1, 2, 0]", "4"]),
        (("012", "split"), ["split", "'012'"]),
        (([0, 1, 3], "split"), ["channel 3", "0 to 2"]),
        (([0, 1, 1], "split"), ["leaves out channel 2", "weight[:, channels]"]),
    ],
)
def test_adapt_refuses(arguments, words):
    with pytest.raises((ValueError, TypeError)) as caught:
        kernels.adapt(np.ones((2, 3, 3, 3)), *arguments)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_adapt_refuses_what_is_no_weight():
    with pytest.raises(ShapeError, match=r"weight has shape \(3,\), but needs \(c_out, c_in"):
        kernels.adapt(np.ones(3), 4)
    with pytest.raises(TypeError, match="weight must be an array of numbers, got the str"):
        kernels.adapt("weight", 4)
    with pytest.raises(TypeError, match=r"of a Keras layer adapt weights_of\(layer\)\[0\]"):
        kernels.adapt(keras_layer("Conv2D", [np.ones((3, 3, 3, 8))]), 4)
    module = torch_conv2d(np.ones((4, 1, 3, 3)), None, groups=4)
    with pytest.raises(ValueError, match="layers of one group, got groups=4"):
        kernels.adapt(module, 8)


def test_adapt_makes_a_layer_of_the_same_class():
    class Parameter(Tensor):
        def __init__(self, array, requires_grad=True):
            super().__init__(array)
            self.requires_grad = requires_grad

        def new_tensor(self, array):
            return array

    module = torch_conv2d(whole_numbers(4, 3, 3, 3), np.ones(4))
    module.weight = Parameter(module.weight.array, requires_grad=False)
    made = kernels.adapt(module, 5, "zeros")
    assert (made.in_channels, module.in_channels, made.weight.requires_grad) == (5, 3, False)
    np.testing.assert_array_equal(made.weight.array, kernels.adapt(module.weight.array, 5))
    assert ConvLayer.from_torch(made) == ConvLayer(5, 4, 3)
    assert made.bias is not module.bias
