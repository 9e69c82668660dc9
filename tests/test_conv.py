"""conv2d and contributions: what they promise beyond the stored cases, and what they refuse."""

from fractions import Fraction

import numpy as np
import pytest

from convlab import ConvLayer, ShapeError, contributions, conv2d, conv2d_loops

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
    x, weight, options, words = REFUSED[name]
    with pytest.raises((ValueError, TypeError)) as caught:
        function(x, weight, **options)
    text = str(caught.value)
    assert all(word in text for word in words), text
    assert len(text) < 500 and "\n" not in text
    assert caught.traceback[-1].path.parent.name == "convlab"


@pytest.mark.parametrize("function", [contributions, conv2d_loops])
@pytest.mark.parametrize("name", ["strides", "partial", "unknown"])
def test_an_unknown_option_is_told_which_there_are(function, name):
    known = "stride, padding, dilation, padding_mode, groups"
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


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
@pytest.mark.parametrize("name", LARGE)
def test_large(name, dtype):
    """Against shifted pictures, one weight at a time; whole numbers leave no room for tolerance."""
    x_shape, weight_shape, options = LARGE[name]
    rng = np.random.default_rng(11)
    x = rng.integers(0, 9, x_shape).astype(dtype)
    weight = rng.integers(-4, 5, weight_shape).astype(dtype)
    bias = rng.integers(-9, 9, len(weight)).astype(dtype)
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
