"""The account of a pixel: it is conv2d's pixel, and it adds up in the digits shown."""

import re
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convlab import ShapeError, conv2d, ledger

# Small whole numbers, in the shape of CS231n's demo
X = np.random.default_rng(231).integers(0, 3, (3, 5, 5))
WEIGHT = np.random.default_rng(232).integers(-1, 2, (2, 3, 3, 3))
BIAS = np.array([1, 0])


def terms(text):
    """The numbers of a ledger's text: terms, and the total."""
    left, total = text.split(": ", 1)[1].rsplit(" = ", 1)
    return [Decimal(term.rsplit(" ", 1)[1]) for term in left.split(" + ")], Decimal(total)


@pytest.mark.parametrize("padding_mode", ["zeros", "reflect", "replicate", "circular"])
@pytest.mark.parametrize("groups", [1, 2])
def test_every_pixel(padding_mode, groups):
    rng = np.random.default_rng(3)
    x, weight = rng.standard_normal((4, 6, 7)), rng.standard_normal((6, 4 // groups, 3, 2))
    bias = rng.standard_normal(6)
    options = {
        "stride": (2, 1),
        "padding": (2, 1),
        "dilation": (1, 2),
        "groups": groups,
        "padding_mode": padding_mode,
    }
    y = conv2d(x, weight, bias, **options)
    for o, row, col in np.ndindex(y.shape):
        account = ledger(x, weight, bias, o, row, col, **options)
        assert account.total == pytest.approx(y[o, row, col], rel=1e-12, abs=1e-12)
        assert account.total == account.subtotals.sum() + account.bias
        np.testing.assert_array_equal(account.products, account.windows * account.weights)
        np.testing.assert_allclose(account.subtotals, account.products.sum(axis=(1, 2)))
        np.testing.assert_array_equal(account.weights, weight[o])
        assert (
            account.channels == tuple(range(4))[o // (6 // groups) * (4 // groups) :][: 4 // groups]
        )


def test_text():
    account = ledger(
        np.array([[[4]], [[1]], [[1]]]),
        np.array([1, -2, 1]).reshape(1, 3, 1, 1),
        np.array([1]),
        0,
        0,
        0,
        channel_names=["red", "green", "blue"],
    )
    assert str(account) == "pixel (0, 0) of map 0: red 4 + green -2 + blue 1 + bias 1 = 4"


def test_whole_numbers_stay_whole():
    account = ledger(X, WEIGHT, BIAS, 1, 2, 1, stride=2, padding=1)
    assert isinstance(account.total, int) and "." not in str(account)
    as_float = ledger(X.astype(np.float32), WEIGHT, BIAS, 1, 2, 1, stride=2, padding=1)
    assert str(as_float) == str(account)


def test_without_bias_and_names():
    account = ledger(np.ones((2, 3, 3)), np.ones((1, 2, 3, 3)), None, 0, 0, 0)
    assert account.bias is None
    assert str(account) == "pixel (0, 0) of map 0: x[0] 9 + x[1] 9 = 18"


@pytest.mark.parametrize(
    "values, text",
    [
        ([0.5, 0.25], "x[0] 0.50 + x[1] 0.25 = 0.75"),
        ([0.004, 0.004], "x[0] 0.004 + x[1] 0.004 = 0.008"),
        ([1.0004, 1.0004, 1.0004], "x[0] 1.00 + x[1] 1.00 + x[2] 1.00 = 3.00"),
        ([0.0014, 0.0014, 0.0024], "x[0] 0.0014 + x[1] 0.0014 + x[2] 0.0024 = 0.0052"),
        ([1 / 3] * 3, "x[0] 0.3333 + x[1] 0.3333 + x[2] 0.3333 + rounding 0.0001 = 1.0000"),
        ([2 / 3] * 3, "x[0] 0.6667 + x[1] 0.6667 + x[2] 0.6667 + rounding -0.0001 = 2.0000"),
        ([-0.001, 1.0], "x[0] -0.001 + x[1] 1.000 = 0.999"),  # 3 decimals are all it has
        ([-0.0001, 1.0], "x[0] 0.00 + x[1] 1.00 = 1.00"),
        ([np.nan, 1.5], "x[0] nan + x[1] 1.50 = nan"),
    ],
)
def test_digits(values, text):
    x = np.array(values).reshape(-1, 1, 1)
    account = ledger(x, np.ones((1, len(values), 1, 1)), None, 0, 0, 0)
    assert str(account).endswith(text)


@given(
    st.lists(st.floats(-99, 99), min_size=1, max_size=40),
    st.none() | st.floats(-9, 9),
)
def test_adds_up_in_the_digits_shown(values, bias):
    x = np.array(values).reshape(-1, 1, 1)
    account = ledger(x, np.ones((1, len(values), 1, 1)), None if bias is None else [bias], 0, 0, 0)
    parts, total = terms(str(account))
    assert sum(parts) == total
    assert abs(total - Decimal(account.total)) <= Decimal("0.00501")
    assert not re.search(r"-0\.?0*\b(?!\.?\d)", str(account))


@pytest.mark.parametrize(
    "arguments, options, words",
    [
        ((X[None], WEIGHT, BIAS, 0, 0, 0), {}, ["batch", "x[0]"]),
        ((X, WEIGHT, BIAS, 2, 0, 0), {}, ["out_channel 2", "0 to 1"]),
        ((X, WEIGHT, BIAS, 0, 3, 0), {}, ["row 3", "0 to 2"]),
        ((X, WEIGHT, BIAS, 0, 0, -1), {}, ["col", "-1"]),
        ((X, WEIGHT, BIAS, 0, 1.0, 0), {}, ["row", "1.0"]),
        ((X, WEIGHT, BIAS, 0, 0, 0), {"channel_names": ["red"]}, ["1 name", "3 channels"]),
        ((X, WEIGHT, BIAS, 0, 0, 0), {"channel_names": 3}, ["list of 3 names", "int"]),
        ((X, WEIGHT, BIAS[:1], 0, 0, 0), {}, ["bias", "2 kernels"]),
        ((X * 1j, WEIGHT, BIAS, 0, 0, 0), {}, ["real", "complex"]),
    ],
)
def test_refuses(arguments, options, words):
    with pytest.raises((ShapeError, ValueError, TypeError)) as caught:
        ledger(*arguments, **options)
    assert all(word in str(caught.value) for word in words), str(caught.value)
