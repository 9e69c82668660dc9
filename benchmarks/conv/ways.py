"""Other ways to the same feature maps, as a learner would write them.

Each takes Numbers and returns a function without arguments that gives y, or None where this way
does not apply; an ImportError says that a library is missing.
"""

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

import convlab
from convlab import contributions, conv2d_loops

from .layers import Numbers

Way = Callable[[], np.ndarray] | None


def name_of(of: Numbers) -> str:
    """The function that computes such a layer, here as in ``torch.nn.functional``."""
    return f"conv_transpose{of.layer.ndim}d" if of.layer.transposed else f"conv{of.layer.ndim}d"


def ours(of: Numbers) -> Way:
    function = getattr(convlab, name_of(of))
    return lambda: function(of.x, of.weight, of.bias, **of.options)


def ours_parts(of: Numbers) -> Way:
    return lambda: contributions(of.x, of.weight, **of.options)


def torch_conv(of: Numbers) -> Way:
    import torch

    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    x, weight, bias = map(torch.from_numpy, (of.x, of.weight, of.bias))
    function = getattr(torch.nn.functional, name_of(of))
    return lambda: function(x, weight, bias, **of.options)


def torch_parts(of: Numbers) -> Way:
    """PyTorch has no partial maps; the trick is one group for each channel, put in order."""
    import torch

    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    x, weight = map(torch.from_numpy, (of.x, of.weight))
    groups, (kernels, slices, kh, kw) = of.layer.groups, weight.shape
    options = {**of.options, "groups": of.layer.channels}

    def way():
        alone = weight.reshape(groups, -1, slices, kh, kw).transpose(1, 2).reshape(-1, 1, kh, kw)
        y = torch.nn.functional.conv2d(x, alone, **options)
        n, _, h, w = y.shape
        y = y.reshape(n, groups, slices, kernels // groups, h, w).transpose(2, 3)
        return y.reshape(n, kernels, slices, h, w).contiguous()

    return way


def sgemm(of: Numbers) -> Way:
    """The limit: one matrix product of the same work and nothing else."""
    groups, deep = of.layer.groups, of.weight[0].size
    weight = of.weight.reshape(groups, -1, deep)
    n, kernels, h, w = of.y_shape
    columns = np.ones((n, groups, deep, h * w), np.float32)
    y = np.empty((n, groups, kernels // groups, h * w), np.float32)
    return lambda: np.matmul(weight, columns, out=y)


def _windows(of):
    """Windows of the padded input, (n, c, h, w, kh, kw): a view."""
    span = of.layer.dilation * (of.layer.kernel - 1) + 1
    windows = sliding_window_view(of.padded, (span, span), axis=(2, 3))
    stride, dilation = of.layer.stride, of.layer.dilation
    return windows[:, :, ::stride, ::stride, ::dilation, ::dilation]


def einsum(of: Numbers) -> Way:
    if of.layer.groups > 1:
        return None
    add = of.bias[:, None, None]
    return lambda: np.einsum("nchwij,ocij->nohw", _windows(of), of.weight, optimize=True) + add


def tensordot(of: Numbers) -> Way:
    if of.layer.groups > 1:
        return None
    add = of.bias[:, None, None]
    axes = (1, 4, 5), (1, 2, 3)
    return lambda: np.tensordot(_windows(of), of.weight, axes).transpose(0, 3, 1, 2) + add


def course_im2col(of: Numbers) -> Way:
    """im2col by index arrays, the way CS231n's assignment does it."""
    if of.layer.groups > 1 or of.layer.dilation > 1:
        return None
    k, step, c = of.layer.kernel, of.layer.stride, of.layer.channels
    n, kernels, h, w = of.y_shape

    def way():
        p = of.padding
        padded = np.pad(of.x, ((0, 0), (0, 0), (p, p), (p, p)))
        channel = np.repeat(np.arange(c), k * k)[:, None]
        down, right = np.divmod(np.tile(np.arange(k * k), c), k)
        top, left = np.divmod(np.arange(h * w), w)
        rows, columns = down[:, None] + step * top, right[:, None] + step * left
        windows = padded[:, channel, rows, columns]  # (n, c·k·k, h·w)
        windows = windows.transpose(1, 2, 0).reshape(c * k * k, -1)
        y = of.weight.reshape(kernels, -1) @ windows + of.bias[:, None]
        return y.reshape(kernels, h, w, n).transpose(3, 0, 1, 2)

    return way


def scipy_channels(of: Numbers) -> Way:
    """scipy.signal, one channel with one slice at a time."""
    from scipy.signal import correlate2d

    if of.layer.groups > 1 or of.layer.dilation > 1:
        return None
    step = of.layer.stride

    def way():
        y = np.empty(of.y_shape, np.float32)
        for n, o in np.ndindex(*y.shape[:2]):
            maps = (
                correlate2d(of.padded[n, c], of.weight[o, c], mode="valid")[::step, ::step]
                for c in range(of.layer.channels)
            )
            y[n, o] = sum(maps) + of.bias[o]
        return y

    return way


def loops(of: Numbers) -> Way:
    if of.macs > 100_000:
        return None
    return lambda: conv2d_loops(of.x, of.weight, of.bias, **of.options)


PEERS = {
    "one matrix product": sgemm,
    "einsum": einsum,
    "tensordot": tensordot,
    "CS231n im2col": course_im2col,
    "scipy.signal": scipy_channels,
    "plain loops": loops,
}
