"""Convolution over many channels, in NumPy.

y[o] = bias[o] + Σ_c  x[c] slid over by weight[o, c]: each kernel has one slice for every input
channel, each slice works on its own channel, and the partial maps are added.

``conv2d_loops`` says it in plain loops. The fast functions let one matrix product do many of the
sums, by rows or by blocks (``_fill`` chooses); both only copy numbers to where BLAS wants them.
"""

import math
from typing import Any

import numpy as np

from ._checks import Call, checked

BLOCK = 480 << 10  # bytes of scratch memory: it has to stay in the cache
UNPADDED = (0, 0), (0, 0)


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
    n, kernels = len(call.x), len(call.weight)
    maps = np.empty((n, groups, kernels // groups, *call.size), call.weight.dtype)
    _fill(maps, call)
    return call.answer(maps.reshape(n, kernels, *call.size))


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
    each = kernels // groups
    parts = np.empty((len(call.x), kernels, slices, *call.size), call.weight.dtype)
    if kh == kw == 1:  # a slice of one weight scales its channel
        weight = call.weight.reshape(groups, each, slices, 1, 1)
        (down, right), (height, width) = call.stride, call.size
        for x, out in zip(call.x, parts, strict=True):
            seen = padded(call, x)[:, ::down, ::right][:, :height, :width]
            seen = seen.reshape(groups, 1, slices, height, width)
            np.multiply(seen, weight, out=out.reshape(groups, each, slices, height, width))
        return call.answer(parts)
    for g in range(groups) if slices else ():
        mine, own = slice(g * each, (g + 1) * each), slice(g * slices, (g + 1) * slices)
        # Every channel a group of its own: nothing is added.
        alone = call.weight[mine].swapaxes(0, 1).reshape(slices * each, 1, kh, kw)
        _fill(parts[:, mine].swapaxes(1, 2), call._replace(x=call.x[:, own], weight=alone))
    return call.answer(parts)


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
    weight, bias = call.weight, call.bias
    x = np.array([padded(call, picture) for picture in call.x])
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


def _fill(maps: np.ndarray, call: Call) -> None:
    """Fill maps ``(n, groups, kernels of a group, h_out, w_out)``.

    Row by row unless the rows are short for so many weights, or a dilated kernel skips rows; then
    in blocks. The 20 is measured: 16→32 channels go by rows from a width of 16, 64→64 from 43.
    """
    height, width = call.size
    if call.weight.shape[2:] == (1, 1) and call.x.shape[2:] == call.size and call.pads == UNPADDED:
        # Neighbours do not matter to a 1×1 kernel: several rows are as good as one long one.
        many = next((m for m in (height, 16, 8, 4, 2) if height % m == 0 and m * width < 513), 1)
        size = height, width = height // many, width * many
        call = call._replace(x=call.x.reshape(*call.x.shape[:2], *size), size=size)
        maps = maps.reshape(*maps.shape[:3], *size)
    weights = math.prod(call.weight.shape) // call.groups
    if not weights or (call.dilation[0] == 1 and weights <= 20 * width**2):
        _by_rows(call, maps)
    else:
        _by_blocks(call, maps)


def _by_rows(call, maps):
    """One matrix product makes one row of all maps.

    A row of the picture is written kw times, each a step further left, so that what a kernel row
    sees at one place stands in one column. The kh rows under a kernel are neighbours in memory
    and the next kh start one row later: no need to write each kh times. The bias is the weight
    of one more line, of ones.
    """
    _, groups, each, height, width = maps.shape
    kernels, slices, kh, kw = call.weight.shape
    deep, bias, (down, right), apart = kw * slices, call.bias, call.stride, call.dilation[1]
    lines = deep + (bias is not None)  # that an unrolled row takes
    matrix = np.zeros((kernels, kh, lines), maps.dtype)
    matrix[:, :, :deep] = call.weight.transpose(0, 2, 3, 1).reshape(kernels, kh, deep)
    if bias is not None:
        matrix[:, 0, deep] = bias
    matrix = matrix.reshape(groups, 1, each, kh * lines)

    rows, some, tall = height, groups, (height - 1) * down + kh  # in one piece,
    room = max(2 * kh, BLOCK // (lines * width * maps.itemsize or 1))  # if it has so many rows
    if room < some * tall:
        rows = min(height, max(1, (room - kh) // down + 1))
        tall = (rows - 1) * down + kh
        some = min(groups, room // tall or 1)
    unrolled = np.empty((some, tall, lines, width), maps.dtype)
    if bias is not None:
        unrolled[:, :, deep] = 1
    slots = unrolled[:, :, :deep].reshape(some, tall, kw, slices, width)
    group, row, *line = unrolled.strides
    shape = some, rows, kh * lines, width
    windows = np.ndarray(shape, maps.dtype, unrolled, 0, (group, down * row, *line))
    around = call.pads != UNPADDED
    for x, out in zip(call.x, maps.swapaxes(2, 3), strict=True):
        seen = x if around else np.ascontiguousarray(x)
        for g in range(0, groups, some):
            for top in range(0, height, rows):
                m, n = min(some, groups - g), min(rows, height - top)
                high = (n - 1) * down + kh
                if around:  # these rows only: all of a large picture would leave the cache
                    seen = padded(call, x[g * slices : (g + m) * slices], top * down, high)
                c, h, w = seen.strides
                start = 0 if around else g * slices * c + top * down * h
                steps = slices * c, h, apart * w, c, right * w
                shape = m, high, kw, slices, width
                slots[:m, :high] = np.ndarray(shape, seen.dtype, seen, start, steps)
                to = out[g : g + m, top : top + n]
                np.matmul(matrix[g : g + m], windows[:m, :n], out=to)


def _by_blocks(call, maps):
    """im2col: what every kernel sees, window by window as columns, times the weights.

    In blocks that stay in the cache: rows that make some 200 places, of as many channels as fit;
    what each block of channels makes is added.
    """
    _, groups, each, height, width = maps.shape
    _, slices, kh, kw = call.weight.shape
    (down, right), (apart_i, apart_j), area = call.stride, call.dilation, kh * kw
    matrix = call.weight.reshape(groups, each, slices * area)
    rows = min(height, 200 // width or 1)
    line = groups * rows * width  # numbers
    room = BLOCK // (line * maps.itemsize)  # lines
    some = slices if room >= slices * area else max(1, (room - each) // area)
    columns = np.empty(line * some * area, maps.dtype)
    sums = np.empty(line * each if some < slices else 0, maps.dtype)
    for x, out in zip(call.x, maps, strict=True):
        x = padded(call, x)
        c, h, w = x.strides
        steps = slices * c, c, apart_i * h, apart_j * w, down * h, right * w
        for top in range(0, height, rows):
            to = out[:, :, top : top + rows]
            high = to.shape[2]
            to = to.reshape(groups, each, high * width)
            for first in range(0, slices, some):
                part = matrix[:, :, first * area : (first + some) * area]
                deep = part.shape[2]
                shape = groups, deep // area, kh, kw, high, width
                block = columns[: groups * deep * high * width].reshape(shape)
                block[...] = np.ndarray(shape, x.dtype, x, first * c + top * down * h, steps)
                block = block.reshape(groups, deep, high * width)
                if first == 0:
                    np.matmul(part, block, out=to)
                else:
                    more = sums[: groups * each * high * width].reshape(to.shape)
                    to += np.matmul(part, block, out=more)
        if call.bias is not None:
            out += call.bias.reshape(groups, each, 1, 1)


def padded(call: Call, x: np.ndarray, top: int = 0, high: int | None = None) -> np.ndarray:
    """Channels ``(c, h, w)`` with the rows above and below, the columns left and right of them.

    Of the padded rows, ``high`` from ``top`` on, or all.
    """
    if call.pads == UNPADDED:
        return np.ascontiguousarray(x)
    (above, below), (left, right) = call.pads
    c, h, w = x.shape
    high = above + h + below if high is None else high
    top -= above  # a row of the picture now
    if call.padding_mode == "zeros":
        out = np.zeros((c, high, left + w + right), x.dtype)
        first = max(0, -top)  # the rows inside the picture
        last = max(first, min(high, h - top))
        out[:, first:last, left : left + w] = x[:, first + top : last + top]
        return out
    rows = _source(np.arange(top, top + high), h, call.padding_mode)
    columns = _source(np.arange(-left, w + right), w, call.padding_mode)
    return np.ascontiguousarray(x[:, rows[:, None], columns])


def _source(index, size, mode):
    """Which row of the picture stands at ``index``, inside it or not."""
    if mode == "circular":
        return index % size
    if mode == "replicate":
        return index.clip(0, size - 1)
    return size - 1 - abs(size - 1 - abs(index))  # reflect: 2 1 [0 1 2] 1 0
