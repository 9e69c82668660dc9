"""Gradient descent against PyTorch's stored answers, finite differences and least squares."""

from pathlib import Path

import numpy as np
import pytest

from convlab import ShapeError, conv2d, images, kernels
from convlab.training import OVERFLOW, descend, gradient, largest_rate

STORED = np.load(Path(__file__).parent / "data" / "descent.npz")  # scripts/store_descent.py
LAYER = [STORED[name] for name in ("x", "target", "weight", "bias")]


def test_gradient_is_autograds():
    found = gradient(*LAYER)
    np.testing.assert_allclose(found.loss, STORED["losses"][0], rtol=1e-12)
    np.testing.assert_allclose(found.weight, STORED["weight_slope"], rtol=1e-12)
    np.testing.assert_allclose(found.bias, STORED["bias_slope"], rtol=1e-12)


def test_steps_are_sgds():
    found = descend(*LAYER, rate=float(STORED["rate"]), steps=int(STORED["steps"]))
    np.testing.assert_allclose(found.losses, STORED["losses"], rtol=1e-12)
    np.testing.assert_allclose(found.weight, STORED["weight_after"], rtol=1e-12)
    np.testing.assert_allclose(found.bias, STORED["bias_after"], rtol=1e-12)


def test_gradient_is_the_slope_of_the_loss():
    x, target, weight, bias = LAYER
    found = gradient(*LAYER)
    for place in ((0, 0, 0, 0), (1, 2, 2, 1)):
        nudge = np.zeros_like(weight)
        nudge[place] = 1e-5
        up, down = (gradient(x, target, weight + s * nudge, bias).loss for s in (1, -1))
        assert found.weight[place] == pytest.approx((up - down) / 2e-5, rel=1e-6)
    up, down = (gradient(x, target, weight, bias + s * np.array([0, 1e-5])).loss for s in (1, -1))
    assert found.bias[1] == pytest.approx((up - down) / 2e-5, rel=1e-6)


def test_the_hidden_kernel_is_found_from_anywhere():
    x = np.random.default_rng(5).random((3, 16, 16))
    bank = kernels.bank("teaching")
    hidden, bias = bank.weight[2:3], bank.bias[2:3]
    target = conv2d(x, hidden, bias)
    for seed in (0, 1):
        start = np.random.default_rng(seed).normal(0, 0.5, hidden.shape)
        found = descend(x, target, start, np.zeros(1), rate=0.1, steps=6000)
        assert abs(found.weight - hidden).max() < 0.01
        assert abs(found.bias - bias).max() < 0.01


def test_a_rate_above_the_largest_blows_up_and_below_never_rises():
    x = images.coffee(24)
    largest = largest_rate(x)
    target = conv2d(x, kernels.bank("teaching").weight[:1])
    start = np.zeros((1, 3, 3, 3)), np.zeros(1)
    calm = descend(x, target, *start, rate=0.99 * largest, steps=300)
    assert (np.diff(calm.losses) < 0).all()
    wild = descend(x, target, *start, rate=1.5 * largest, steps=1000)
    assert len(wild.losses) < 1001
    assert wild.losses[-1] >= OVERFLOW > wild.losses[-2]


def test_what_is_given_stays_as_it_was():
    before = [value.copy() for value in LAYER]
    descend(*LAYER, rate=0.1, steps=3)
    assert all(np.array_equal(*pair) for pair in zip(before, LAYER, strict=True))


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"target": np.ones((2, 4, 5))}, ShapeError, r"\(2, 4, 5\) but .* makes \(2, 5, 5\)"),
        ({"weight": np.ones((2, 4, 3, 2))}, ShapeError, "3 channels"),
        ({"x": np.ones((1, 3, 7, 6))}, ShapeError, r"one picture, x\[0\]"),
        ({"rate": 0}, ValueError, "rate must be a number above 0, got 0"),
        ({"rate": float("nan")}, ValueError, "rate must be"),
        ({"rate": None}, ValueError, "rate must be a number above 0, got None"),
        ({"rate": [0.1, 0.2]}, ValueError, r"rate must be a number above 0, got \[0.1, 0.2\]"),
        ({"rate": 10**400}, ValueError, "rate must be a number above 0, got 1000"),
        ({"steps": -1}, ValueError, "steps must be at least 0, got -1"),
    ],
)
def test_refusals_say_what_is_wrong(change, error, words):
    call = dict(zip(("x", "target", "weight", "bias"), LAYER, strict=True), rate=0.1, steps=1)
    with pytest.raises(error, match=words):
        descend(**call | change)


def test_no_rate_suits_what_is_not_a_number():
    x = np.ones((3, 8, 8))
    x[0, 0, :2] = np.nan, np.inf
    with pytest.raises(ValueError, match=r"infinite at 2 places of 192.* np.nan_to_num\(x\)"):
        largest_rate(x)
