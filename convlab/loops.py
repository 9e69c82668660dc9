"""Convolution over many channels in plain loops: to be read, and to check the fast one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .check import checked_conv, checked_transposed
from .conv import padded
from .layer import channels_read, places_read
from .sizes import ConvOptions, StampOptions

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from typing_extensions import Unpack


def conv2d_loops(
    x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None, **options: Unpack[ConvOptions]
) -> np.ndarray:
    """``conv2d`` as plain loops, with the same answers and errors.

    Parameters
    ----------
    x, weight, bias, **options
        As for ``conv2d``: stride, padding, dilation, groups, padding_mode.

    Returns
    -------
    (c_out, h_out, w_out) or (n, c_out, h_out, w_out)
        The feature maps.

    Examples
    --------
    >>> conv2d_loops(np.ones((3, 5, 5)), np.ones((2, 3, 3, 3))).shape
    (2, 3, 3)
    """
    call = checked_conv(x, weight, bias, **options)
    # As objects, numbers are Python's own: whole ones never wrap.
    x, weight = padded(call, call.x).astype(object), call.weight.astype(object)
    bias = np.zeros(len(weight), object) if call.bias is None else call.bias.astype(object)
    (kernels, slices, kh, kw), groups = weight.shape, call.groups
    (stride_h, stride_w), (dilation_h, dilation_w) = call.stride, call.dilation

    y = np.empty((len(x), kernels, *call.size), call.dtype)
    for n, o, row, col in np.ndindex(y.shape):
        first = channels_read(o, weight.shape, groups).start  # channel of this kernel's group
        rows = places_read(row, kh, stride_h, dilation_h)  # of x, under the kernel
        columns = places_read(col, kw, stride_w, dilation_w)
        total = bias[o]
        for c in range(slices):
            for i, x_row in enumerate(rows):
                for j, x_col in enumerate(columns):
                    total += x[n, first + c, x_row, x_col] * weight[o, c, i, j]
        y[n, o, row, col] = total
    return call.answer(y)


def conv1d_loops(
    x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None, **options: Unpack[ConvOptions]
) -> np.ndarray:
    """``conv1d`` as plain loops.

    One loop fewer than in ``conv2d_loops``, as a signal has one side.

    Parameters
    ----------
    x, weight, bias, **options
        stride, padding, dilation, groups and padding_mode, each for the one side.

    Returns
    -------
    (c_out, length_out) or (n, …)
        As ``conv1d``.

    Examples
    --------
    >>> conv1d_loops(np.ones((3, 5)), np.ones((2, 3, 3))).shape
    (2, 3)
    """
    call = checked_conv(x, weight, bias, False, 1, **options)
    # The call's pictures are one row high: without it they are signals again.
    x, weight = (a[:, :, 0].astype(object) for a in (padded(call, call.x), call.weight))
    bias = np.zeros(len(weight), object) if call.bias is None else call.bias.astype(object)
    (kernels, slices, k), groups = weight.shape, call.groups

    y = np.empty((len(x), kernels, call.size[1]), call.dtype)
    for n, o, place in np.ndindex(y.shape):
        first = channels_read(o, weight.shape, groups).start  # channel of this kernel's group
        places = places_read(place, k, call.stride[1], call.dilation[1])  # of x, under the kernel
        total = bias[o]
        for c in range(slices):
            for i, x_place in enumerate(places):
                total += x[n, first + c, x_place] * weight[o, c, i]
        y[n, o, place] = total
    return call.answer(y[:, :, None])


def conv_transpose2d_loops(
    x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None, **options: Unpack[StampOptions]
) -> np.ndarray:
    """``conv_transpose2d`` as plain loops.

    Every number of x stamps the slices of its channel, and stamps add.

    Parameters
    ----------
    x, weight, bias, **options
        stride, padding, output_padding, dilation and groups, as for ``conv_transpose2d``.

    Returns
    -------
    (c_out, h_out, w_out) or (n, …)
        The feature maps, each the sum of all stamps.

    Examples
    --------
    >>> conv_transpose2d_loops(np.ones((3, 5, 5)), np.ones((3, 2, 2, 2)), stride=2).shape
    (2, 10, 10)
    """
    call = checked_transposed(x, weight, bias, **options)
    x, weight = call.x.astype(object), call.weight.astype(object)
    kernels = call.groups * call.each
    bias = np.zeros(kernels, object) if call.bias is None else call.bias.astype(object)
    (h_out, w_out), (kh, kw) = call.size, weight.shape[2:]
    (stride_h, stride_w), (dilation_h, dilation_w) = call.stride, call.dilation
    (above, _), (left, _) = call.pads

    y = np.empty((len(x), kernels, h_out, w_out), object)
    y[...] = bias.reshape(-1, 1, 1)
    for n, o in np.ndindex(y.shape[:2]):
        for c in channels_read(o, weight.shape, call.groups, transposed=True):
            kernel_slice = weight[c, o % call.each]
            for row, col in np.ndindex(x.shape[2:]):  # each place of x stamps the slice
                for i, j in np.ndindex(kh, kw):
                    y_row = row * stride_h + i * dilation_h - above
                    y_col = col * stride_w + j * dilation_w - left
                    if 0 <= y_row < h_out and 0 <= y_col < w_out:  # else padding cuts it off
                        y[n, o, y_row, y_col] += x[n, c, row, col] * kernel_slice[i, j]
    return call.answer(y.astype(call.dtype))
