"""conv2d and contributions: what they promise beyond the stored cases, and what they refuse."""

import tracemalloc
from fractions import Fraction

import numpy as np
import pytest

from convlab import (
    ConvLayer,
    Run,
    ShapeError,
    contributions,
    conv1d,
    conv1d_loops,
    conv2d,
    conv2d_loops,
    conv_transpose1d,
    conv_transpose2d,
    conv_transpose2d_loops,
)

BOTH = pytest.mark.parametrize("function", [conv2d, contributions, conv2d_loops])


def zeros(*shape, dtype=float):
    return np.zeros(shape, dtype)


# Bad calls: arguments, then the words that the refusal has to hold.
REFUSED = {
    "x is 2-D": (zeros(6, 6), zeros(2, 1, 3, 3), {}, ["x", "2-D", "(6, 6)", "x[None]"]),
    "x is 1-D": (zeros(6), zeros(2, 1, 3, 3), {}, ["x", "1-D", "3-D"]),
    "x is 5-D": (zeros(1, 1, 3, 6, 6), zeros(2, 3, 3, 3), {}, ["x", "5-D", "4-D"]),
    "x is a number": (3.0, zeros(2, 3, 3, 3), {}, ["x", "0-D"]),
    "x is None": (None, zeros(2, 3, 3, 3), {}, ["x", "None"]),
    "x is bytes": (b"cat", zeros(2, 3, 3, 3), {}, ["x", "bytes"]),
    "x is a dict": ({"x": 1}, zeros(2, 3, 3, 3), {}, ["x", "dict"]),
    "x is ragged": ([[[1, 2], [3]]], zeros(2, 1, 1, 1), {}, ["x", "equal length"]),
    "x holds None": ([[[1, None]]], zeros(2, 1, 1, 1), {}, ["x", "object"]),
    "x holds fractions": ([[[Fraction(1, 2)]]], zeros(2, 1, 1, 1), {}, ["x", "object"]),
    "x holds dates": (zeros(3, 6, 6, dtype="M8[s]"), zeros(2, 3, 3, 3), {}, ["x", "datetime"]),
    "x has records": (zeros(3, 6, 6, dtype="i4,f4"), zeros(2, 3, 3, 3), {}, ["x", "dtype"]),
    "x has no rows": (zeros(3, 0, 6), zeros(2, 3, 1, 1), {"padding": 1}, ["x", "(3, 0, 6)"]),
    "channels last": (zeros(32, 32, 3), zeros(8, 3, 5, 5), {}, ["32", "3", "transpose(2, 0, 1)"]),
    "batch of channels last": (
        zeros(2, 32, 32, 3),
        zeros(8, 3, 5, 5),
        {},
        ["32", "3", "transpose(0, 3, 1, 2)"],
    ),
    "RGBA": (zeros(4, 9, 9), zeros(8, 3, 3, 3), {}, ["4", "3", "x[..., :3, :, :]"]),
    "grey": (zeros(1, 9, 9), zeros(8, 3, 3, 3), {}, ["1 channel", "3", "np.repeat"]),
    "one slice for RGB": (zeros(3, 9, 9), zeros(8, 1, 3, 3), {}, ["3", "1", "groups=3"]),
    "weight as in Keras": (zeros(3, 32, 32), zeros(3, 3, 3, 64), {}, ["64", "32", "Keras"]),
    "Keras, other channels": (zeros(16, 9, 9), zeros(3, 3, 16, 8), {}, ["16", "3", "Keras"]),
    "weight is 3-D": (zeros(3, 6, 6), zeros(3, 3, 3), {}, ["weight", "3-D", "weight[None]"]),
    "a Linear's rows": (zeros(5, 4), zeros(7, 4, 1, 1), {}, ["on 4 features? x.T[:, None] makes"]),
    "a Linear's row": (zeros(4), zeros(7, 4, 1, 1), {}, ["on 4 features? x[:, None, None] is"]),
    "a grey picture": (zeros(5, 4), zeros(7, 1, 3, 3), {}, ["x[None] makes it one channel"]),
    "too few slices": (zeros(8, 6, 6), zeros(8, 2, 3, 3), {"groups": 2}, ["2 = 4", "8 / 2"]),
    "groups do not divide": (zeros(4, 6, 6), zeros(6, 1, 3, 3), {"groups": 4}, ["4", "6"]),
    "groups of 0": (zeros(3, 6, 6), zeros(2, 3, 3, 3), {"groups": 0}, ["groups", "0"]),
    "groups is a pair": (zeros(3, 6, 6), zeros(2, 3, 3, 3), {"groups": (1, 2)}, ["groups", "(1"]),
    "stride is text": (zeros(3, 6, 6), zeros(2, 3, 3, 3), {"stride": "2"}, ["stride", "'2'"]),
    "stride is a float array": (
        zeros(3, 6, 6),
        zeros(2, 3, 3, 3),
        {"stride": np.array([1.0, 2.0])},
        ["stride", "1.0"],
    ),
    "stride is empty": (zeros(3, 6, 6), zeros(2, 3, 3, 3), {"stride": ()}, ["stride", "0 numbers"]),
    "stride of 0": (zeros(3, 6, 6), zeros(2, 3, 3, 3), {"stride": 0}, ["stride", "1", "0"]),
    "stride is a flag": (zeros(3, 6, 6), zeros(2, 3, 3, 3), {"stride": np.True_}, ["True", "bool"]),
    "stride beyond everything": (
        zeros(3, 6, 6),
        zeros(2, 3, 3, 3),
        {"stride": 10**5000},
        ["stride", "2**63"],
    ),
    "stride of a million numbers": (
        zeros(3, 6, 6),
        zeros(2, 3, 3, 3),
        {"stride": [1] * 10**6},
        ["stride", "1000000"],
    ),
    "padding below 0": (zeros(3, 6, 6), zeros(2, 3, 3, 3), {"padding": -1}, ["padding", "-1"]),
    "padding with sides": (
        zeros(3, 6, 6),
        zeros(2, 3, 3, 3),
        {"padding": ((1, 1), (2, 2))},
        ["padding", "(1, 1)"],
    ),
    "padding is loud": (zeros(3, 6, 6), zeros(2, 3, 3, 3), {"padding": "SAME"}, ["SAME", "same"]),
    "padding beyond memory": (
        zeros(3, 6, 6),
        zeros(2, 3, 3, 3),
        {"padding": 10**6},
        ["GB", "less padding"],
    ),
    "dilation too wide": (zeros(3, 6, 9), zeros(2, 3, 3, 3), {"dilation": 3}, ["7", "6", "height"]),
    "kernel too wide": (zeros(3, 9, 6), zeros(2, 3, 3, 7), {}, ["7", "6", "width"]),
    "mode unknown": (
        zeros(3, 6, 6),
        zeros(2, 3, 3, 3),
        {"padding_mode": "mirror"},
        ["mirror", "reflect"],
    ),
    "mode is None": (zeros(3, 6, 6), zeros(2, 3, 3, 3), {"padding_mode": None}, ["None", "zeros"]),
    "reflects too far": (
        zeros(3, 4, 9),
        zeros(2, 3, 3, 3),
        {"padding": 4, "padding_mode": "reflect"},
        ["4", "at most 3", "height"],
    ),
    "wraps too far": (
        zeros(3, 9, 4),
        zeros(2, 3, 3, 3),
        {"padding": 5, "padding_mode": "circular"},
        ["5", "at most 4", "width"],
    ),
    "integers too large": (
        np.full((1, 3, 3), 2**62),
        np.full((1, 1, 3, 3), 2),
        {},
        ["int64", "astype(float)"],
    ),
    "uint64 beyond int64": (
        np.full((1, 3, 3), 2**63, np.uint64),
        zeros(1, 1, 3, 3, dtype=int),
        {},
        ["9.22e+18", "int64", "astype(float)"],
    ),
}


@BOTH
@pytest.mark.parametrize("name", REFUSED)
def test_refuses_clearly(function, name):
    assert_refused(function, *REFUSED[name])


def assert_refused(function, x, weight, options, words):
    """The call is an error of ours that has these words."""
    with pytest.raises((ValueError, TypeError)) as caught:
        function(x, weight, **options)
    text = str(caught.value)
    assert all(word in text for word in words), text
    assert len(text) < 500 and "\n" not in text
    assert caught.traceback[-1].path.parent.name == "convlab"


def transposed_contributions(x, weight, **options):
    return contributions(x, weight, transposed=True, **options)


ONE_SIDE = conv1d, conv1d_loops
STAMPS = conv_transpose2d, conv_transpose2d_loops, transposed_contributions
# The same for the other kinds of layers, each through these functions
REFUSED_KINDS = {
    "a Conv1d's channels": (
        (*ONE_SIDE, contributions),
        zeros(1, 80, 300),
        zeros(12, 128, 3),
        {},
        ["Conv1d", "80 channels", "reads 128"],
    ),
    "a Conv1d in conv2d": (
        (conv2d, conv2d_loops),
        zeros(1, 80, 300),
        zeros(12, 128, 3),
        {},
        ["a Conv1d with 80 channels where 128 are expected", "conv1d computes it"],
    ),
    "a fitting Conv1d in conv2d": (
        (conv2d,),
        zeros(80, 300),
        zeros(12, 80, 3),
        {},
        ["that is a Conv1d, and conv1d computes it"],
    ),
    "a Conv2d in conv1d": (
        ONE_SIDE,
        zeros(3, 9, 9),
        zeros(4, 3, 3, 3),
        {},
        ["weight must be 3-D", "that is a Conv2d, and conv2d computes it"],
    ),
    "one kernel of a Conv2d": ((contributions,), zeros(3, 9, 9), zeros(3, 3, 3), {}, ["3-D"]),
    "a batch for one kernel": (
        (contributions, conv1d),
        zeros(2, 3, 9, 9),
        zeros(3, 3, 3),
        {},
        ["x must be 2-D", "4-D", "weight[None]"],
    ),
    "one channel": (ONE_SIDE, zeros(9), zeros(4, 1, 3), {}, ["1-D", "signals", "x[None]"]),
    "one kernel": (ONE_SIDE, zeros(4, 9), zeros(4, 3), {}, ["2-D", "weight[None] makes it one"]),
    "channels last": (ONE_SIDE, zeros(99, 8), zeros(4, 8, 3), {}, ["99", "x.transpose(1, 0)"]),
    "a batch, channels last": (
        ONE_SIDE,
        zeros(2, 99, 8),
        zeros(4, 8, 3),
        {},
        ["length, channels", "x.transpose(0, 2, 1)"],
    ),
    "signals without channels": (ONE_SIDE, zeros(99, 30), zeros(4, 1, 3), {}, ["x[:, None]"]),
    "depthwise": (ONE_SIDE, zeros(8, 9), zeros(8, 1, 3), {}, ["groups=8"]),
    "Keras' order in one dimension": (
        ONE_SIDE,
        zeros(16, 9),
        zeros(3, 16, 32),
        {},
        ["length 32", "weight.transpose(2, 1, 0)"],
    ),
    "too short": (ONE_SIDE, zeros(8, 3), zeros(4, 8, 5), {}, ["length 5", "length 3"]),
    "no signal": (ONE_SIDE, zeros(8, 0), zeros(4, 8, 5), {}, ["(8, 0)", "no signal"]),
    "a pair": (ONE_SIDE, zeros(8, 9), zeros(4, 8, 5), {"stride": (1, 2)}, ["one number, got 2"]),
    "reflects too far": (
        ONE_SIDE,
        zeros(8, 3),
        zeros(4, 8, 5),
        {"padding": 3, "padding_mode": "reflect"},
        ["length 3", "at most 2"],
    ),
    "three dimensions": (
        (conv2d, contributions, conv1d, Run),
        zeros(3, 9, 9, 9),
        zeros(4, 3, 3, 3, 3),
        {},
        ["3-D layer", "ConvLayer(…, ndim=3) counts"],
    ),
    "weight in conv2d's order": (
        STAMPS,
        zeros(3, 9, 9),
        zeros(8, 3, 3, 3),
        {},
        ["3 channels", "takes 8", "first number", "weight.swapaxes(0, 1)"],
    ),
    "stamps of another number": (
        STAMPS,
        zeros(5, 9, 9),
        zeros(8, 3, 3, 3),
        {},
        ["5 channels", "takes 8", "first number", "input channels"],
    ),
    "stamps, channels last": (STAMPS, zeros(9, 9, 4), zeros(4, 2, 3, 3), {}, ["(2, 0, 1)"]),
    "stamps of Keras": (STAMPS, zeros(4, 9, 9), zeros(3, 3, 8, 4), {}, ["Keras", "(3, 2, 0, 1)"]),
    "stamps of a slice": (STAMPS[:2], zeros(4, 9, 9), zeros(4, 3, 3), {}, ["weight[:, None]"]),
    "groups do not divide": (
        STAMPS,
        zeros(4, 9, 9),
        zeros(4, 3, 3, 3),
        {"groups": 3},
        ["groups=3", "4 input channels"],
    ),
    "same": (
        STAMPS,
        zeros(4, 9, 9),
        zeros(4, 3, 3, 3),
        {"padding": "same"},
        ["padding", "height and width", "transposed", "same"],
    ),
    "output_padding of a stride": (
        STAMPS,
        zeros(4, 9, 9),
        zeros(4, 3, 3, 3),
        {"stride": (2, 3), "output_padding": (1, 3)},
        ["output_padding 3", "width", "stride 3"],
    ),
    "all cut off": (
        STAMPS,
        zeros(4, 2, 9),
        zeros(4, 3, 3, 3),
        {"padding": 2},
        ["nothing is left", "height 2", "fill 4", "2 + 2", "less padding"],
    ),
    "a mode": (
        STAMPS,
        zeros(4, 9, 9),
        zeros(4, 3, 3, 3),
        {"padding_mode": "circular"},
        ["transposed", "circular"],
    ),
    "beyond memory": (STAMPS, zeros(4, 9, 9), zeros(4, 3, 3, 3), {"stride": 10**6}, ["GB"]),
    "no kernel": (STAMPS, zeros(4, 9, 9), zeros(4, 0, 3, 3), {}, ["(4, 0, 3, 3)", "no kernel"]),
    "a ConvTranspose1d": (
        STAMPS[:2],
        zeros(1, 80, 300),
        zeros(80, 12, 3),
        {},
        ["that is a ConvTranspose1d, and conv_transpose1d computes it"],
    ),
    "a ConvTranspose2d": (
        (conv_transpose1d,),
        zeros(80, 9, 9),
        zeros(80, 12, 3, 3),
        {},
        ["that is a ConvTranspose2d, and conv_transpose2d computes it"],
    ),
    "output_padding without stamps": (
        (contributions, Run),
        zeros(4, 9, 9),
        zeros(4, 4, 3, 3),
        {"output_padding": 1, "stride": 2},
        ["output_padding=1", "transposed=True"],
    ),
    "transposed by half": (
        (contributions, Run),
        zeros(4, 9, 9),
        zeros(4, 4, 3, 3),
        {"transposed": 1},
        ["transposed must be True or False", "1"],
    ),
}


@pytest.mark.parametrize(
    "name, function", [(name, f) for name, case in REFUSED_KINDS.items() for f in case[0]]
)
def test_refuses_every_kind_clearly(name, function):
    assert_refused(function, *REFUSED_KINDS[name][1:])


@pytest.mark.parametrize("function", [contributions, conv2d_loops])
@pytest.mark.parametrize("name", ["strides", "partial", "unknown"])
def test_an_unknown_option_is_told_which_there_are(function, name):
    known = "stride, padding, dilation, padding_mode, groups"
    known += ", transposed, output_padding" * (function is contributions)
    with pytest.raises(TypeError, match=f"^there is no option '{name}': choose from {known}$"):
        function(zeros(3, 6, 6), zeros(2, 3, 3, 3), **{name: 2})


@pytest.mark.parametrize(
    "bias, words",
    [
        (zeros(3), ["bias", "2 kernels", "3 numbers"]),
        (zeros(1), ["bias", "2 kernels", "1 number"]),
        (zeros(2, 1), ["bias", "(2,)", "(2, 1)"]),
        (0.5, ["bias", "2 kernels", "()"]),
        ("ab", ["bias", "str"]),
        ([1, None], ["bias", "object"]),
    ],
)
@pytest.mark.parametrize("function", [conv2d, conv2d_loops])
def test_refuses_bias(function, bias, words):
    with pytest.raises((ValueError, TypeError)) as caught:
        function(zeros(3, 6, 6), zeros(2, 3, 3, 3), bias)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_refuses_what_turns_into_no_array():
    class Tensor:
        def __array__(self, dtype=None, copy=None):
            raise RuntimeError("call detach first")

    with pytest.raises(TypeError, match=r"x must be an array of numbers.*detach"):
        conv2d(Tensor(), zeros(2, 3, 3, 3))


def test_takes_what_can_be_an_array():
    class Tensor:
        def __array__(self, dtype=None, copy=None):
            return np.ones((1, 3, 3), np.float32)

    assert conv2d(Tensor(), np.ones((1, 1, 3, 3), np.float32)).item() == 9
    assert conv2d([[[1, 2]]], [[[[3, 4]]]]).item() == 11


@BOTH
@pytest.mark.parametrize(
    "x, weight, answer",
    [
        ("float32", "float32", "float32"),
        ("float64", "float32", "float64"),
        ("float16", "float16", "float16"),
        ("uint8", "float32", "float32"),
        (">f4", ">f4", "float32"),
        ("uint8", "int8", "int64"),
        ("bool", "bool", "int64"),
        ("complex64", "float32", "complex64"),
    ],
)
def test_dtypes(function, x, weight, answer):
    y = function(np.ones((2, 3, 3), x), np.ones((1, 2, 3, 3), weight))
    assert y.dtype == answer and y.dtype.isnative
    assert y.sum() == 18


KINDS = pytest.mark.parametrize(
    "function, ndim",
    [
        (conv1d, 1),
        (conv1d_loops, 1),
        (conv_transpose1d, 1),
        (conv_transpose2d, 2),
        (conv_transpose2d_loops, 2),
        (transposed_contributions, 2),
        (contributions, 1),
    ],
)


@KINDS
def test_other_kinds_keep_the_same_promises(function, ndim):
    """Dtypes as in conv2d; whole numbers never wrap; not a number stays where it reaches."""
    sides = [3] * ndim
    for dtype, answer in {"float16": "float16", "uint8": "int64", ">f4": "float32"}.items():
        y = function(np.ones((2, *sides), dtype), np.ones((2, 2, *sides), dtype))
        assert y.dtype == answer and y.dtype.isnative and y.flags.c_contiguous
    one = [1] * ndim
    assert function(np.full((1, *one), 2**60 + 1), np.ones((1, 1, *one), int)).item() == 2**60 + 1
    y = function(np.full((1, *one), 1j), np.full((1, 1, *one), 2))
    assert y.item() == 2j
    assert function(zeros(0, 2, *sides), zeros(2, 2, *sides)).shape[0] == 0
    x = np.ones((1, *[9] * ndim))
    x[(0, *[4] * ndim)] = np.nan
    assert np.isnan(function(x, np.ones((1, 1, *sides)), padding=1)).sum() == 3**ndim


@pytest.mark.parametrize("value", [np.inf, np.nan])
@pytest.mark.parametrize("shape", [(8, 6, 6), (1, 2, 2), (2, 40, 40)])
def test_a_stamp_with_infinity_leaves_its_neighbours(value, shape):
    """No place is multiplied with what is not there: 0 × ∞ would be no number."""
    weight = np.ones((shape[0], 3, 3, 3))
    weight[0, 0, 0, 0] = value
    options = {"stride": 2, "padding": 1}
    y = conv_transpose2d(np.ones(shape), weight, **options)
    np.testing.assert_array_equal(y, conv_transpose2d_loops(np.ones(shape), weight, **options))
    assert np.isfinite(y).any()


@BOTH
def test_integers_do_not_wrap(function):
    white = np.full((3, 9, 9), 255, np.uint8)
    assert function(white, np.full((1, 3, 3, 3), 127, np.int8)).sum() == 255 * 127 * 27 * 49
    # beyond 2**53, where float64 skips odd numbers
    assert function(np.full((1, 1, 1), 2**60 + 1), np.ones((1, 1, 1, 1), int)).item() == 2**60 + 1
    # and with int64, of which NumPy makes float64
    y = function(np.full((1, 1, 1), 2**53 + 1, np.uint64), np.ones((1, 1, 1, 1), np.int64))
    assert (y.item(), y.dtype) == (2**53 + 1, np.int64)


@BOTH
def test_groups_may_be_a_small_integer_of_numpys(function):
    x, weight = np.ones((4, 3, 3)), np.ones((300, 2, 3, 3))  # 300 does not fit into a uint8
    y = function(x, weight, groups=np.uint8(2))
    np.testing.assert_array_equal(y, function(x, weight, groups=2))


@BOTH
def test_not_a_number_stays_in_its_windows(function):
    x = np.ones((1, 7, 7))
    x[0, 0, 0] = np.nan
    seen = np.isnan(function(x, np.ones((8, 1, 3, 3)), padding=1)).reshape(8, 7, 7)
    assert (seen.sum(axis=(1, 2)) == 4).all() and seen[:, :2, :2].all()


@BOTH
@pytest.mark.parametrize("kernel", [1, 3])
def test_no_pictures_no_channels(function, kernel):
    assert function(zeros(0, 3, 5, 5), zeros(2, 3, kernel, kernel)).shape[0] == 0
    assert function(zeros(0, 5, 5), zeros(2, 0, kernel, kernel)).sum() == 0
    assert function(zeros(0, 5, 5), zeros(2, 0, kernel, kernel), dilation=2).sum() == 0


# Large enough for every way through the code: rows and blocks, in one piece and in several
LARGE = {
    "rows in blocks": ((3, 200, 200), (4, 3, 3, 3), {"padding": 1}),
    "rows with stride": ((8, 120, 120), (8, 8, 3, 3), {"stride": (3, 2), "padding": 2}),
    "rows of some groups": ((24, 60, 60), (48, 1, 3, 3), {"groups": 24, "padding": "same"}),
    "blocks of rows": ((3, 120, 90), (5, 3, 3, 3), {"dilation": 2, "padding": (2, 1)}),
    "blocks of channels": ((96, 12, 12), (64, 96, 3, 3), {"padding": 1}),
    "blocks of groups": ((2, 64, 9, 40), (64, 32, 3, 3), {"groups": 2, "dilation": 2}),
    "1×1": ((2, 40, 30, 30), (20, 40, 1, 1), {}),
    "1×1 with stride": ((40, 30, 30), (20, 20, 1, 1), {"stride": 3, "groups": 2, "padding": 1}),
}


def whole_arrays(dtype, x_shape, weight_shape, bias_shape):
    """x, weight and bias of whole numbers."""
    rng = np.random.default_rng(11)
    x, weight = rng.integers(0, 9, x_shape), rng.integers(-4, 5, weight_shape)
    return [a.astype(dtype) for a in (x, weight, rng.integers(-9, 9, bias_shape))]


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
@pytest.mark.parametrize("name", LARGE)
def test_large(name, dtype):
    """Against shifted pictures, one weight at a time; whole numbers leave no room for tolerance."""
    x_shape, weight_shape, options = LARGE[name]
    x, weight, bias = whole_arrays(dtype, x_shape, weight_shape, weight_shape[:1])
    parts = contributions(x, weight, **options)
    y = conv2d(x, weight, bias, **options)
    assert y.dtype == parts.dtype == dtype

    layer = ConvLayer(x_shape[-3], len(weight), weight_shape[2:], **options)
    assert y.shape == layer.output_shape(x_shape)
    padding = (1, 1) if layer.padding == "same" else layer.padding  # 3×3 here
    x = np.pad(x, [(0, 0)] * (x.ndim - 2) + [(p, p) for p in padding])
    (down, right), (apart_i, apart_j), (h, w) = layer.stride, layer.dilation, y.shape[-2:]
    slices, each = weight_shape[1], len(weight) // layer.groups
    for o in range(0, len(weight), 7):
        seen = x[..., o // each * slices :, :, :][..., :slices, :, :]
        wanted = 0
        for i, j in np.ndindex(weight_shape[2:]):
            shifted = seen[..., i * apart_i :: down, j * apart_j :: right][..., :h, :w]
            wanted = wanted + shifted * weight[o, :, i, j, None, None]
        np.testing.assert_array_equal(parts[..., o, :, :, :], wanted)
        np.testing.assert_array_equal(y[..., o, :, :], wanted.sum(axis=-3) + bias[o])


def test_no_channels_leave_the_bias():
    y = conv2d(zeros(0, 5, 5), zeros(2, 0, 3, 3), [1, 2])
    assert y[:, 0, 0].tolist() == [1, 2]


def test_answer_is_the_callers_own():
    x, weight = np.ones((1, 4, 4)), np.ones((1, 1, 1, 1))
    y = conv2d(x, weight)
    y[...] = 7
    assert x.max() == 1 and y.flags.writeable and y.flags.c_contiguous


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_each_term_once(dtype):
    """One slice, one channel at a time: the sum of C layers of one channel is the layer."""
    rng = np.random.default_rng(5)
    x, weight = rng.standard_normal((5, 9, 8)), rng.standard_normal((3, 5, 3, 2))
    x, weight = x.astype(dtype), weight.astype(dtype)
    whole, parts = conv2d(x, weight, padding=1), contributions(x, weight, padding=1)
    for c in range(5):
        alone = conv2d(x[c : c + 1], weight[:, c : c + 1], padding=1)
        np.testing.assert_allclose(parts[:, c], alone, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(parts.sum(axis=1), whole, rtol=1e-5, atol=1e-5)


def test_shape_error_is_a_value_error():
    with pytest.raises(ShapeError) as caught:
        conv2d(zeros(2, 6, 6), zeros(2, 3, 3, 3))
    assert isinstance(caught.value, ValueError)


def test_1x1_kernels_beside_a_narrow_picture():
    """Every window but the first lies in the padding or beyond: strides count from its edge."""
    x = np.arange(4.0).reshape(1, 4, 1)
    settings = dict(stride=(1, 4), padding=(0, 1))
    y = conv2d(x, np.ones((1, 1, 1, 1)), **settings)
    np.testing.assert_array_equal(y, np.zeros((1, 4, 1)))  # the one column is the padding's
    np.testing.assert_array_equal(y, conv2d_loops(x, np.ones((1, 1, 1, 1)), **settings))


# Large enough for every way through the code: phases of all ways to convolve, and stamps in blocks
LARGE_STAMPS = {
    "phases by rows": ((4, 50, 60), (4, 4, 3, 3), {"stride": 2, "padding": 1}),
    "one phase": ((8, 40, 40), (8, 8, 3, 3), {}),
    "phases by blocks": ((2, 16, 40, 40), (16, 24, 4, 4), {"stride": 2, "dilation": 3}),
    "phases of groups": ((24, 30, 30), (24, 3, 5, 2), {"stride": (3, 2), "groups": 8}),
    "stride beyond the kernel": ((8, 30, 30), (8, 9, 2, 2), {"stride": (3, 5), "padding": 2}),
    "few kernels": ((96, 20, 20), (96, 2, 3, 3), {"stride": 2, "output_padding": 1}),
    "stamps in blocks": ((64, 12, 12), (64, 96, 4, 4), {"stride": 2, "padding": 1}),
    "stamps of groups": ((2, 32, 5, 6), (32, 40, 3, 3), {"groups": 2, "dilation": 2}),
}


@pytest.mark.parametrize("dtype", ["float32", "int64"])
@pytest.mark.parametrize("name", LARGE_STAMPS)
def test_large_stamps(name, dtype):
    """Against the definition, a weight at a time; whole numbers leave no room for tolerance."""
    x_shape, weight_shape, options = LARGE_STAMPS[name]
    groups = options.get("groups", 1)
    layer = ConvLayer(
        weight_shape[0], weight_shape[1] * groups, weight_shape[2:], transposed=True, **options
    )
    x, weight, bias = whole_arrays(dtype, x_shape, weight_shape, layer.out_channels)
    parts = transposed_contributions(x, weight, **options)
    y = conv_transpose2d(x, weight, bias, **options)
    assert y.dtype == parts.dtype == dtype and y.shape == layer.output_shape(x_shape)

    (down, right), (apart_i, apart_j), (h, w) = layer.stride, layer.dilation, x_shape[-2:]
    (above, _), (left, _) = layer.pads
    whole = np.zeros((*parts.shape[:-2], *(99 + n for n in np.multiply((h, w), layer.stride))))
    for o in range(layer.out_channels):
        for c, channel in enumerate(layer.channels(o)):
            for i, j in np.ndindex(weight_shape[2:]):
                onto = whole[..., o, c, i * apart_i :: down, j * apart_j :: right][..., :h, :w]
                onto += x[..., channel, :, :] * weight[channel, o % weight_shape[1], i, j]
    wanted = whole[..., above:, left:][..., : y.shape[-2], : y.shape[-1]]
    np.testing.assert_array_equal(parts, wanted)
    np.testing.assert_array_equal(y, wanted.sum(axis=-3) + bias[:, None, None])


@pytest.mark.parametrize("stride, dilation", [(1, 1), (4, 3)])
def test_a_long_signal_takes_little_memory(stride, dilation):
    x, weight = np.ones((2, 200_000), np.float32), np.ones((4, 2, 64), np.float32)
    x[1, 77_777] = 0
    tracemalloc.start()
    y = conv1d(x, weight, stride=stride, dilation=dilation)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < y.nbytes + x.nbytes + 2_500_000  # unrolled, x would have 64 times its size
    places = np.arange(y.shape[1]) * stride
    read = places[:, None] + np.arange(64) * dilation
    np.testing.assert_array_equal(y[0], 128 - (read == 77_777).sum(axis=1))
