"""Where kernels come from: gradient descent on the mean squared error of a layer's maps."""

from __future__ import annotations

import reprlib
import sys
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .check import numbers
from .conv import conv2d
from .run import Run
from .show import counted
from .sizes import ShapeError, whole

Floats = NDArray[np.float64]

OVERFLOW = 1e30  # a loss beyond this only grows: descent has gone wrong and stops


class Gradient(NamedTuple):
    """The loss of a layer, and how it changes with each of the layer's numbers.

    Attributes
    ----------
    loss : float
        The mean of (y − target)² over all places of all maps.
    weight : (c_out, c_in, kh, kw)
        dloss / dweight.
    bias : (c_out,)
        dloss / dbias.

    Examples
    --------
    >>> gradient([[[1, 2]]], [[[2, 4]]], [[[[1]]]], [0]).weight  # 2 · mean(−1·1, −2·2)
    array([[[[-5.]]]])
    """

    loss: float
    weight: Floats
    bias: Floats


class Descent(NamedTuple):
    """What ``descend`` found.

    Attributes
    ----------
    weight, bias : (c_out, c_in, kh, kw), (c_out,)
        Both after the last step.
    losses : (steps + 1,)
        Before each step, and after the last.

    Examples
    --------
    >>> descend([[[1, 2]]], [[[2, 4]]], [[[[0]]]], [0], rate=0.1, steps=2).losses.round(3)
    array([10.   ,  1.06 ,  0.173])
    """

    weight: Floats
    bias: Floats
    losses: Floats


class Pair(NamedTuple):
    """What ``descend_behind`` found: a layer of kernels, and the numbers that read its maps.

    Attributes
    ----------
    weight : (hidden, c_in, kh, kw)
    reader : (hidden,)
        How much of each map is added up.
    losses : (steps + 1,)
        As those of a ``Descent``.

    Examples
    --------
    >>> Pair._fields
    ('weight', 'reader', 'losses')
    """

    weight: Floats
    reader: Floats
    losses: Floats


def gradient(x: ArrayLike, target: ArrayLike, weight: ArrayLike, bias: ArrayLike) -> Gradient:
    """The loss of ``conv2d(x, weight, bias)`` against ``target``, and its gradient.

    A weight has touched one shifted part of its input channel, so its gradient is 2 · the mean of
    error × that part. All of them at once are a convolution again: of every channel, with the
    error map as the kernel. Computed in float64.

    Parameters
    ----------
    x : (c_in, h, w)
        One picture.
    target : (c_out, h − kh + 1, w − kw + 1)
        The maps that are wanted.
    weight : (c_out, c_in, kh, kw)
        The kernels as they are.
    bias : (c_out,)
        And their biases.

    Returns
    -------
    Gradient
        The loss, and how it changes with each weight and each bias.

    Raises
    ------
    ShapeError
        When shapes do not fit.

    Examples
    --------
    >>> x, kernel = np.ones((3, 5, 5)), np.zeros((1, 3, 3, 3))
    >>> found = gradient(x, np.ones((1, 3, 3)), kernel, np.zeros(1))
    >>> found.loss, found.weight.shape, found.bias  # the error is −1 everywhere
    (1.0, (1, 3, 3, 3), array([-2.]))
    """
    return _gradient(*_checked(x, target, weight, bias))


def descend(
    x: ArrayLike, target: ArrayLike, weight: ArrayLike, bias: ArrayLike, rate: float, steps: int
) -> Descent:
    """Walk downhill: ``steps`` times, move every number by −``rate`` × its gradient.

    Parameters
    ----------
    x, target, weight, bias
        As for ``gradient``; they are not changed.
    rate : float
        The learning rate, above 0. Too large a rate overshoots: see ``largest_rate``.
    steps : int
        At least 0.

    Returns
    -------
    Descent
        It stops early, and ``losses`` is shorter, once the loss has passed 1e30.

    Raises
    ------
    ShapeError
        When the shapes do not fit each other.
    ValueError
        For a rate or steps out of range.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(3, 12, 12))
    >>> hidden = np.random.default_rng(1).normal(size=(1, 3, 3, 3))
    >>> start = np.zeros((1, 3, 3, 3)), np.zeros(1)
    >>> found = descend(x, conv2d(x, hidden), *start, rate=0.2, steps=100)
    >>> bool(abs(found.weight - hidden).max() < 1e-3), found.losses.shape
    (True, (101,))
    """
    picture, wanted, weights, biases = _checked(x, target, weight, bias)
    rate, steps = _checked_rate(rate), whole("steps", steps, 0)
    losses = []
    for step in range(steps + 1):
        slope = _gradient(picture, wanted, weights, biases)
        losses.append(slope.loss)
        if step == steps or not slope.loss < OVERFLOW:
            break
        weights = weights - rate * slope.weight
        biases = biases - rate * slope.bias
    return Descent(weights, biases, np.array(losses))


def descend_behind(
    x: ArrayLike, target: ArrayLike, weight: ArrayLike, reader: ArrayLike, rate: float, steps: int
) -> Pair:
    """Walk downhill with two layers: kernels, ReLU, and one number that reads each map.

    What reaches kernel k on the way back is the error × reader[k], where map k is above 0: so
    kernels that are equal and are read equally take equal steps.

    Parameters
    ----------
    x : (c_in, h, w)
        One picture.
    target : (h − kh + 1, w − kw + 1)
        What the sum of reader[k] × ReLU(map k) should be.
    weight : (hidden, c_in, kh, kw)
        The kernels, without biases; not changed.
    reader : (hidden,)
        How much of each map is added up; not changed.
    rate, steps
        As for ``descend``.

    Returns
    -------
    Pair
        The kernels and the readers after the last step, and the losses.

    Raises
    ------
    ShapeError, ValueError
        As ``descend`` does.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(3, 8, 8))
    >>> twins = np.ones((2, 3, 3, 3))
    >>> found = descend_behind(x, np.ones((6, 6)), twins, [1, 1], rate=0.001, steps=5)
    >>> np.array_equal(*found.weight), bool(found.losses[-1] < found.losses[0])
    (True, True)
    """
    kernels = numbers("weight", weight)
    hidden = len(kernels) if kernels.ndim else 1
    maps = np.repeat(numbers("target", target)[None], hidden, axis=0)
    picture, maps, weights, _ = _checked(x, maps, kernels, np.zeros(hidden))
    readers = numbers("reader", reader).astype(np.float64)
    if readers.shape != (hidden,):
        raise ShapeError(
            f"reader has shape {readers.shape} but weight has {hidden} kernels: one for each"
        )
    rate, steps = _checked_rate(rate), whole("steps", steps, 0)
    losses = []
    for step in range(steps + 1):
        y = conv2d(picture, weights).clip(0)  # the ReLU
        error = np.tensordot(readers, y, 1) - maps[0]
        losses.append((error**2).mean())
        if step < steps:
            back = 2 / error.size * error * readers[:, None, None] * (y > 0)
            readers = readers - rate * 2 * (error * y).mean((1, 2))
            weights = weights - rate * _slopes(picture, back)
    return Pair(weights, readers, np.array(losses))


def largest_rate(x: ArrayLike, kernel_size: int = 3) -> float:
    """The learning rate from which on descent with one kernel over ``x`` overshoots for good.

    Parameters
    ----------
    x : (c_in, h, w)
        One picture.
    kernel_size : int
        Pixels a side, at least 1.

    Returns
    -------
    float
        2 / λ, where λ is the largest eigenvalue of the loss's second derivatives,
        2 · mean(window ⊗ window): the curvature in the steepest direction.

    Raises
    ------
    ShapeError
        For another shape.
    ValueError
        For NaN or infinity in x.

    Examples
    --------
    >>> round(largest_rate(np.ones((3, 8, 8))), 3)  # 27 ones and the bias's 1: λ = 2 · 28
    0.036
    """
    picture: Floats = numbers("x", x).astype(np.float64)
    k = whole("kernel_size", kernel_size, 1)
    if picture.ndim != 3 or min(picture.shape[1:]) < k:
        raise ShapeError(
            f"x must be (c_in, h, w) with sides of {k} or more, got shape {picture.shape}"
        )
    if odd := int(picture.size - np.isfinite(picture).sum()):
        raise ValueError(
            f"x is NaN or infinite at {counted(odd, 'place')} of {picture.size:,}, so no rate is "
            "right: np.nan_to_num(x) makes it finite"
        )
    windows = np.lib.stride_tricks.sliding_window_view(picture, (k, k), axis=(1, 2))
    read = np.moveaxis(windows, 0, 2).reshape(-1, len(picture) * k * k)  # a row for each place
    read = np.column_stack([read, np.ones(len(read))])
    return float(2 / np.linalg.eigvalsh(2 * read.T @ read / len(read))[-1])


def _gradient(x: Floats, target: Floats, weight: Floats, bias: Floats) -> Gradient:
    error = conv2d(x, weight, bias) - target
    scale = 2 / error.size
    return Gradient(float((error**2).mean()), scale * _slopes(x, error), scale * error.sum((1, 2)))


def _slopes(x: Floats, error: Floats) -> Floats:
    """The sum of error × the part of x that each weight has touched, ``(c_out, c_in, kh, kw)``."""
    # (c_in, 1, h, w) with kernels of (c_out, 1, h_out, w_out) makes (c_in, c_out, kh, kw)
    return conv2d(x[:, None], error[:, None]).swapaxes(0, 1)


def _checked_rate(rate: Any) -> float:
    rate = rate.tolist() if hasattr(rate, "tolist") else rate  # NumPy's numbers
    if not (isinstance(rate, (int, float)) and 0 < rate <= sys.float_info.max):
        raise ValueError(f"rate must be a number above 0, got {reprlib.repr(rate)}: try 0.1")
    return float(rate)


def _checked(
    x: ArrayLike, target: ArrayLike, weight: ArrayLike, bias: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    """The four as float64, if target is what conv2d makes of the others."""
    named = {"x": x, "target": target, "weight": weight, "bias": bias}
    arrays = (numbers(name, value).astype(np.float64) for name, value in named.items())
    picture, wanted, weights, biases = arrays
    y = Run(picture, weights, biases).as_conv2d().output  # or it says what does not fit
    if wanted.shape != y.shape:
        raise ShapeError(
            f"target has shape {wanted.shape} but x {picture.shape} with weight {weights.shape} "
            f"makes {y.shape}: target is conv2d of the same x with the kernel to be found"
        )
    return picture, wanted, weights, biases
