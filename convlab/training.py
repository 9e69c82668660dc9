"""Where kernels come from: gradient descent on the mean squared error of a layer's maps."""

import reprlib
import sys
from numbers import Real
from typing import NamedTuple

import numpy as np

from .check import numbers
from .conv import conv2d
from .show import counted
from .sizes import ShapeError, whole

OVERFLOW = 1e30  # a loss beyond this only grows: descent has gone wrong and stops


class Gradient(NamedTuple):
    """The loss of a layer, and how it changes with each of the layer's numbers.

    loss : float    the mean of (y − target)² over all places of all maps
    weight : (c_out, c_in, kh, kw)    dloss / dweight
    bias : (c_out,)                   dloss / dbias

    >>> gradient([[[1, 2]]], [[[2, 4]]], [[[[1]]]], [0]).weight  # 2 · mean(−1·1, −2·2)
    array([[[[-5.]]]])
    """

    loss: float
    weight: np.ndarray
    bias: np.ndarray


class Pair(NamedTuple):
    """What `descend_behind` found: a layer of kernels, and the weights that read its maps.

    weight : (hidden, c_in, kh, kw)
    reader : (hidden,)    how much of each map is added up
    losses : (steps + 1,)    before each step, and after the last

    >>> Pair._fields
    ('weight', 'reader', 'losses')
    """

    weight: np.ndarray
    reader: np.ndarray
    losses: np.ndarray


class Descent(NamedTuple):
    """What `descend` found.

    weight : (c_out, c_in, kh, kw) and bias : (c_out,)    after the last step
    losses : (steps + 1,)    before each step, and after the last

    >>> descend([[[1, 2]]], [[[2, 4]]], [[[[0]]]], [0], rate=0.1, steps=2).losses.round(3)
    array([10.   ,  1.06 ,  0.173])
    """

    weight: np.ndarray
    bias: np.ndarray
    losses: np.ndarray


def gradient(x: np.ndarray, target: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> Gradient:
    """The loss of ``conv2d(x, weight, bias)`` against ``target``, and its gradient.

    x : (c_in, h, w)
    target : (c_out, h − kh + 1, w − kw + 1)    the maps that are wanted
    weight : (c_out, c_in, kh, kw), bias : (c_out,)

    A weight has touched one shifted part of its input channel, so its gradient is 2 · the mean of
    error × that part. All of them at once are a convolution again: of every channel, with the
    error map as the kernel. Computed in float64.

    Returns a Gradient.
    Raises ShapeError when the shapes do not fit each other.

    >>> x, kernel = np.ones((3, 5, 5)), np.zeros((1, 3, 3, 3))
    >>> found = gradient(x, np.ones((1, 3, 3)), kernel, np.zeros(1))
    >>> found.loss, found.weight.shape, found.bias  # the error is −1 everywhere
    (1.0, (1, 3, 3, 3), array([-2.]))
    """
    return _gradient(*_ready(x, target, weight, bias))


def descend(
    x: np.ndarray,
    target: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray,
    rate: float,
    steps: int,
) -> Descent:
    """Walk downhill: ``steps`` times, move every number by −``rate`` × its gradient.

    x, target, weight, bias : as for `gradient`; they are not changed
    rate : float > 0, the learning rate    too large a rate overshoots: see `largest_rate`
    steps : int >= 0

    Returns a Descent. It stops early, and ``losses`` is shorter, once the loss has passed 1e30.
    Raises ShapeError when the shapes do not fit, ValueError for a rate or steps out of range.

    >>> x = np.random.default_rng(0).normal(size=(3, 12, 12))
    >>> hidden = np.random.default_rng(1).normal(size=(1, 3, 3, 3))
    >>> start = np.zeros((1, 3, 3, 3)), np.zeros(1)
    >>> found = descend(x, conv2d(x, hidden), *start, rate=0.2, steps=100)
    >>> bool(abs(found.weight - hidden).max() < 1e-3), found.losses.shape
    (True, (101,))
    """
    x, target, weight, bias = _ready(x, target, weight, bias)
    (rate, steps), losses = _positive(rate, steps), []
    for _ in range(steps):
        slope = _gradient(x, target, weight, bias)
        losses.append(slope.loss)
        if not slope.loss < OVERFLOW:
            return Descent(weight, bias, np.array(losses))
        weight = weight - rate * slope.weight
        bias = bias - rate * slope.bias
    losses.append(_gradient(x, target, weight, bias).loss)
    return Descent(weight, bias, np.array(losses))


def descend_behind(
    x: np.ndarray,
    target: np.ndarray,
    weight: np.ndarray,
    reader: np.ndarray,
    rate: float,
    steps: int,
) -> Pair:
    """Walk downhill with two layers: kernels, ReLU, and one number that reads each map.

    x : (c_in, h, w)
    target : (h − kh + 1, w − kw + 1)    the sum of reader[k] × ReLU(map k) that is wanted
    weight : (hidden, c_in, kh, kw), reader : (hidden,); no biases; they are not changed
    rate : float > 0, the learning rate
    steps : int >= 0

    What reaches kernel k on the way back is the error × reader[k], where map k is above 0: so
    kernels that are equal and are read equally take equal steps.

    Returns a Pair.
    Raises ShapeError when the shapes do not fit, ValueError for a rate or steps out of range.

    >>> x = np.random.default_rng(0).normal(size=(3, 8, 8))
    >>> twins = np.ones((2, 3, 3, 3))
    >>> found = descend_behind(x, np.ones((6, 6)), twins, [1, 1], rate=0.001, steps=5)
    >>> np.array_equal(*found.weight), bool(found.losses[-1] < found.losses[0])
    (True, True)
    """
    reader = np.asarray(numbers("reader", reader), np.float64)
    maps = np.repeat(np.asarray(target)[None], len(weight), axis=0)
    x, maps, weight, _ = _ready(x, maps, weight, np.zeros(len(weight)))
    if reader.shape != weight.shape[:1]:
        raise ShapeError(
            f"reader has shape {reader.shape} but weight has {len(weight)} kernels: one for each"
        )
    (rate, steps), target, losses = _positive(rate, steps), maps[0], []
    for step in range(steps + 1):
        y = conv2d(x, weight).clip(0)
        error = np.tensordot(reader, y, 1) - target
        losses.append((error**2).mean())
        if step < steps:
            back = 2 / error.size * error * reader[:, None, None] * (y > 0)
            slopes = conv2d(x[:, None], back[:, None]).swapaxes(0, 1)
            reader = reader - rate * 2 * (error * y).mean((1, 2))
            weight = weight - rate * slopes
    return Pair(weight, reader, np.array(losses))


def largest_rate(x: np.ndarray, kernel_size: int = 3) -> float:
    """The learning rate from which on descent with one kernel over ``x`` overshoots for good.

    x : (c_in, h, w)
    kernel_size : int >= 1, pixels

    Returns 2 / λ, where λ is the largest eigenvalue of the loss's second derivatives,
    2 · mean(window ⊗ window): the curvature in the steepest direction.
    Raises ShapeError for another shape, ValueError for NaN or infinity in x.

    >>> round(largest_rate(np.ones((3, 8, 8))), 3)  # 27 ones and the bias's 1: λ = 2 · 28
    0.036
    """
    x = np.asarray(numbers("x", x), np.float64)
    k = whole("kernel_size", kernel_size, 1)
    if x.ndim != 3 or min(x.shape[1:]) < k:
        raise ShapeError(f"x must be (c_in, h, w) with sides of {k} or more, got shape {x.shape}")
    if odd := x.size - np.isfinite(x).sum():
        raise ValueError(
            f"x is NaN or infinite at {counted(odd, 'place')} of {x.size:,}, so no rate is right: "
            "np.nan_to_num(x) makes it finite"
        )
    windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(1, 2))
    seen = np.moveaxis(windows, 0, 2).reshape(-1, len(x) * k * k)  # a row for each place
    seen = np.column_stack([seen, np.ones(len(seen))])
    return float(2 / np.linalg.eigvalsh(2 * seen.T @ seen / len(seen))[-1])


def _gradient(x, target, weight, bias):
    error = conv2d(x, weight, bias) - target
    # (c_in, 1, h, w) with (c_out, 1, h_out, w_out) makes (c_in, c_out, kh, kw)
    slopes = conv2d(x[:, None], error[:, None]).swapaxes(0, 1)
    scale = 2 / error.size
    return Gradient(float((error**2).mean()), scale * slopes, scale * error.sum((1, 2)))


def _positive(rate, steps):
    rate = rate.tolist() if hasattr(rate, "tolist") else rate  # NumPy's numbers
    if not (isinstance(rate, Real) and 0 < rate <= sys.float_info.max):
        raise ValueError(f"rate must be a number above 0, got {reprlib.repr(rate)}: try 0.1")
    return float(rate), whole("steps", steps, 0)


def _ready(x, target, weight, bias):
    named = dict(x=x, target=target, weight=weight, bias=bias)
    x, target, weight, bias = (
        np.asarray(numbers(name, value), np.float64) for name, value in named.items()
    )
    y = conv2d(x, weight, bias)  # refuses, with the remedy, what does not fit
    if x.ndim != 3:
        raise ShapeError(f"x of shape {x.shape} is a batch; descent here takes one: pass x[0]")
    if target.shape != y.shape:
        raise ShapeError(
            f"target has shape {target.shape} but x {x.shape} with weight {weight.shape} makes "
            f"{y.shape}: target is conv2d of the same x with the kernel to be found"
        )
    return x, target, weight, bias
