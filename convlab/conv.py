"""Convolution over many channels, in NumPy.

y[o] = bias[o] + Σ_c  x[c] slid over by weight[o, c]: each kernel has one slice for every input
channel, each slice works on its own channel, and the partial maps are added.
"""

import math
from typing import Any

import numpy as np

from ._checks import checked


def conv2d(
    x: Any,
    weight: Any,
    bias: Any = None,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] | str = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> np.ndarray:
    """The feature maps that a convolution layer makes of x.

    x ``(c_in, h, w)`` or ``(n, c_in, h, w)``, weight ``(c_out, c_in / groups, kh, kw)``, bias
    ``(c_out,)``; the answer is ``(c_out, h_out, w_out)``, or ``(n, …)``. Meaning and words are
    those of ``torch.nn.functional.conv2d``, padding modes ("zeros", "reflect", "replicate",
    "circular") those of ``torch.nn.Conv2d``; as there, the kernel is not flipped, so strictly this
    is a cross-correlation. ``padding`` is one number, a pair (height, width), "same" or "valid".

    Floats keep their precision; integers are summed exactly and come back as int64. Raises
    ShapeError, ValueError or TypeError with both numbers and the remedy.

    >>> x = np.ones((3, 5, 5), np.float32)
    >>> weight = np.ones((2, 3, 3, 3), np.float32)
    >>> y = conv2d(x, weight, bias=np.float32([0, 1]))
    >>> y.shape  # 2 kernels; 5 - 3 + 1 = 3
    (2, 3, 3)
    >>> y[:, 0, 0]  # 3 channels × 9 products of 1, and the bias
    array([27., 28.], dtype=float32)
    """
    call = checked(x, weight, bias, stride, padding, dilation, groups, padding_mode)
    kernels, slices, kh, kw = call.weight.shape
    windows = _windows(padded(call), call)  # (n, groups, slices, kh, kw, h_out, w_out)
    columns = windows.reshape(len(windows), groups, slices * kh * kw, math.prod(call.size))
    rows = call.weight.reshape(groups, kernels // groups, slices * kh * kw)
    y = (rows @ columns).reshape(len(windows), kernels, *call.size)
    if call.bias is not None:
        y += call.bias[:, None, None]
    return call.answer(y)


def contributions(
    x: Any,
    weight: Any,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] | str = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> np.ndarray:
    """Every partial map: what each slice makes of its channel, before anything is added.

    Arguments as for ``conv2d``, without bias; the answer is
    ``(…, c_out, c_in / groups, h_out, w_out)``. Its sum over axis −3, plus bias, is ``conv2d``.

    >>> x, weight = np.ones((3, 5, 5)), np.ones((2, 3, 3, 3))
    >>> parts = contributions(x, weight)
    >>> parts.shape  # 2 kernels × 3 slices, each with a map of 3×3
    (2, 3, 3, 3)
    >>> np.array_equal(parts.sum(axis=-3), conv2d(x, weight))
    True
    """
    call = checked(x, weight, None, stride, padding, dilation, groups, padding_mode, partial=True)
    kernels, slices, kh, kw = call.weight.shape
    windows = _windows(padded(call), call)
    columns = windows.reshape(len(windows), groups, slices, kh * kw, math.prod(call.size))
    rows = call.weight.reshape(groups, kernels // groups, slices, kh * kw).swapaxes(1, 2)
    parts = (rows @ columns).swapaxes(2, 3)
    return call.answer(parts.reshape(len(windows), kernels, slices, *call.size))


def conv2d_loops(
    x: Any,
    weight: Any,
    bias: Any = None,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] | str = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> np.ndarray:
    """``conv2d`` as plain loops: to be read, and to check the fast one.

    >>> conv2d_loops(np.ones((3, 5, 5)), np.ones((2, 3, 3, 3))).shape
    (2, 3, 3)
    """
    call = checked(x, weight, bias, stride, padding, dilation, groups, padding_mode)
    x, weight, bias = padded(call), call.weight, call.bias
    (kernels, slices, kh, kw), (down, right), (apart_i, apart_j) = (
        weight.shape, call.stride, call.dilation
    )  # fmt: skip
    y = np.empty((len(x), kernels, *call.size), call.dtype)
    for n, o, row, col in np.ndindex(y.shape):
        first = o // (kernels // call.groups) * slices  # the first channel of this kernel's group
        total = 0 if bias is None else bias.item(o)
        for c in range(slices):
            for i in range(kh):
                for j in range(kw):
                    above, beside = row * down + i * apart_i, col * right + j * apart_j
                    total += x.item(n, first + c, above, beside) * weight.item(o, c, i, j)
        y[n, o, row, col] = total
    return call.answer(y)


def padded(call) -> np.ndarray:
    """x with its rows above and below, columns left and right; x itself when there are none."""
    x, ((above, below), (left, right)) = call.x, call.pads
    if not (above or below or left or right):
        return x
    *lead, h, w = x.shape
    if call.padding_mode == "zeros":
        out = np.zeros((*lead, above + h + below, left + w + right), x.dtype)
        out[..., above : above + h, left : left + w] = x
        return out
    rows = _source(np.arange(-above, h + below), h, call.padding_mode)
    columns = _source(np.arange(-left, w + right), w, call.padding_mode)
    return x[..., rows[:, None], columns]


def _source(index, size, mode):
    """Which row of the picture stands at ``index``, inside it or not."""
    if mode == "circular":
        return index % size
    if mode == "replicate":
        return index.clip(0, size - 1)
    return size - 1 - abs(size - 1 - abs(index))  # reflect: 2 1 [0 1 2] 1 0


def _windows(x, call):
    """All windows as a view: (n, groups, slices, kh, kw, h_out, w_out)."""
    (n, channels, _, _), (_, slices, kh, kw) = x.shape, call.weight.shape
    image, channel, row, column = x.strides
    (down, right), (apart_i, apart_j) = call.stride, call.dilation
    return np.lib.stride_tricks.as_strided(
        x,
        (n, channels // slices if slices else call.groups, slices, kh, kw, *call.size),
        (image, channel * slices, channel, row * apart_i, column * apart_j, row * down,
         column * right),
        writeable=False,
    )  # fmt: skip
