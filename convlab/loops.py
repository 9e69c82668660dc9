"""Convolution over many channels in plain loops: to be read, and to check the fast one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .check import checked
from .conv import padded
from .layer import channels_read, places_read
from .sizes import ConvOptions

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from typing_extensions import Unpack


def conv2d_loops(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    **options: Unpack[ConvOptions],
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
    call = checked(x, weight, bias, **options)
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
