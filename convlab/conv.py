"""Convolution over many channels, in NumPy.

y[o] = bias[o] + Σ_c  x[c] slid over by weight[o, c]: each kernel has one slice for every input
channel, each slice works on its own channel, and the partial maps are added.

``loops.py`` says it in plain loops. Here one matrix product does many of the sums, by rows or by
blocks (``_fill`` chooses); both only copy numbers to where BLAS wants them. A signal is a picture
one row high. A transposed layer stamps: it goes by phases, each of which is a convolution, or stamp
by stamp (``_stamp`` chooses).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .check import UNPADDED, Call, checked, checked_conv, checked_transposed
from .sizes import AnyOptions, ConvOptions, Padding, PerSide, StampOptions, stamped, stamps_at

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from typing_extensions import Unpack

BLOCK = 416 << 10  # bytes of scratch memory: it has to stay in the cache
LONG = 4 * BLOCK  # of one row, which is not cut into pieces sooner
SMALL = 8 << 10  # numbers of maps: below, a call costs more than its sums


def conv2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: PerSide = 1,
    padding: Padding = 0,
    dilation: PerSide = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> np.ndarray:
    """The feature maps that a convolution layer makes of x.

    Meaning and words are those of ``torch.nn.functional.conv2d``; as there, the kernel is not
    flipped, so strictly this is a cross-correlation.

    Parameters
    ----------
    x : (c_in, h, w) or (n, c_in, h, w)
        A picture, or n of them.
    weight : (c_out, c_in / groups, kh, kw)
        The kernels, each with one slice for every channel that it reads.
    bias : (c_out,), optional
        What is added to each map.
    stride, padding, dilation : int or (height, width)
        ``padding`` may also be ``"same"`` or ``"valid"``.
    groups : int
        In how many groups channels and kernels are split.
    padding_mode : str
        ``"zeros"``, ``"reflect"``, ``"replicate"`` or ``"circular"``, as in ``torch.nn.Conv2d``.

    Returns
    -------
    (c_out, h_out, w_out) or (n, c_out, h_out, w_out)
        Floats keep their precision; integers are summed exactly and come back as int64.

    Raises
    ------
    ShapeError, ValueError, TypeError
        With both numbers and the remedy.

    Examples
    --------
    >>> x = np.ones((3, 5, 5), np.float32)
    >>> weight = np.ones((2, 3, 3, 3), np.float32)
    >>> y = conv2d(x, weight, bias=np.float32([0, 1]))
    >>> y.shape  # 2 kernels; 5 - 3 + 1 = 3
    (2, 3, 3)
    >>> y[:, 0, 0]  # 3 channels × 9 products of 1, and the bias
    array([27., 28.], dtype=float32)
    """
    call = checked_conv(x, weight, bias, False, 2, stride, padding, dilation, groups, padding_mode)
    return feature_maps(call)


def conv1d(
    x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None, **options: Unpack[ConvOptions]
) -> np.ndarray:
    """The feature maps that a convolution layer makes of a signal of many channels.

    Meaning and words are those of ``torch.nn.functional.conv1d``.

    Parameters
    ----------
    x : (c_in, length) or (n, c_in, length)
        A signal, or n of them.
    weight : (c_out, c_in / groups, k)
        The kernels, each with one slice for every channel that it reads.
    bias : (c_out,), optional
        What is added to each map.
    **options
        As for ``conv2d``, each for the one side: stride, padding, dilation, groups, padding_mode.

    Returns
    -------
    (c_out, length_out) or (n, c_out, length_out)
        As ``conv2d``, with the same errors.

    Examples
    --------
    >>> x, weight = np.ones((80, 300)), np.ones((128, 80, 3))  # 80 bands, 300 moments
    >>> conv1d(x, weight, padding=1).shape  # 128 kernels; 300 + 2 - 3 + 1 = 300
    (128, 300)
    """
    return feature_maps(checked_conv(x, weight, bias, False, 1, **options))


def conv_transpose2d(
    x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None, **options: Unpack[StampOptions]
) -> np.ndarray:
    """The feature maps that a transposed convolution layer stamps from x.

    Meaning and words are those of ``torch.nn.functional.conv_transpose2d``: each number of x is
    multiplied with the slices of its channel, the products are put down ``stride`` apart, and
    where they overlap they add.

    Parameters
    ----------
    x : (c_in, h, w) or (n, c_in, h, w)
        A picture, or n of them.
    weight : (c_in, c_out / groups, kh, kw)
        The kernels; here the first number is that of the input channels.
    bias : (c_out,), optional
        What is added to each map.
    **options
        stride, padding, output_padding, dilation: int or (height, width); groups: int. Padding is
        cut off all around; output_padding adds rows below and columns at the right.

    Returns
    -------
    (c_out, h_out, w_out) or (n, c_out, h_out, w_out)
        As ``conv2d``, with the same errors.

    Examples
    --------
    >>> x, weight = np.ones((1, 2, 2)), np.ones((1, 1, 3, 3))
    >>> conv_transpose2d(x, weight, stride=2)[0].astype(int)  # (2 - 1) * 2 + 3 = 5
    array([[1, 1, 2, 1, 1],
           [1, 1, 2, 1, 1],
           [2, 2, 4, 2, 2],
           [1, 1, 2, 1, 1],
           [1, 1, 2, 1, 1]])
    """
    return feature_maps(checked_transposed(x, weight, bias, False, 2, **options))


def conv_transpose1d(
    x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None, **options: Unpack[StampOptions]
) -> np.ndarray:
    """The feature maps that a transposed convolution layer stamps from a signal.

    Parameters
    ----------
    x : (c_in, length) or (n, c_in, length)
        A signal, or n of them.
    weight : (c_in, c_out / groups, k)
        The kernels; here the first number is that of the input channels.
    bias, **options
        As for ``conv_transpose2d``, each for the one side.

    Returns
    -------
    (c_out, length_out) or (n, c_out, length_out)
        As ``conv2d``.

    Examples
    --------
    >>> conv_transpose1d([[1, 2]], [[[1, 1, 1]]], stride=2)  # 1 1 1, and 2 2 2 two places on
    array([[1, 1, 3, 2, 2]])
    """
    return feature_maps(checked_transposed(x, weight, bias, False, 1, **options))


def contributions(x: ArrayLike, weight: ArrayLike, **options: Unpack[AnyOptions]) -> np.ndarray:
    """Every partial map: what each slice makes of its channel, before anything is added.

    Parameters
    ----------
    x, weight, **options
        As for ``conv2d``: stride, padding, dilation, groups, padding_mode. A weight of three axes
        is that of ``conv1d``. With ``transposed=True`` as for ``conv_transpose2d``, and
        output_padding.

    Returns
    -------
    (c_out, c_in / groups, h_out, w_out) or (n, …)
        Their sum over axis −3, plus bias, is ``conv2d``; without h_out, and over axis −2, in one
        dimension.

    Examples
    --------
    >>> x, weight = np.ones((3, 5, 5)), np.ones((2, 3, 3, 3))
    >>> parts = contributions(x, weight)
    >>> parts.shape  # 2 kernels × 3 slices, each with a map of 3×3
    (2, 3, 3, 3)
    >>> np.array_equal(parts.sum(axis=-3), conv2d(x, weight))
    True
    """
    return partial_maps(checked(x, weight, None, True, **options))


def feature_maps(call: Call) -> np.ndarray:
    """``conv2d`` of a checked call, or what its kind of layer answers."""
    n, groups, each = len(call.x), call.groups, call.each
    maps = np.empty((n, groups, each, *call.size), call.weight.dtype)
    if n:
        _fill(maps, call)
    return call.answer(maps.reshape(n, groups * each, *call.size))


def partial_maps(call: Call) -> np.ndarray:
    """``contributions`` of a checked call; its bias is left out."""
    (n, c_in), groups, each = call.x.shape[:2], call.groups, call.each
    slices, (kh, kw) = c_in // groups, call.weight.shape[2:]
    parts = np.empty((n, groups * each, slices, *call.size), call.weight.dtype)
    if kh == kw == 1 and not call.transposed:  # a slice of one weight scales its channel
        weight = call.weight.reshape(groups, each, slices, 1, 1)
        (stride_h, stride_w), (height, width) = call.stride, call.size
        for x, out in zip(call.x, parts, strict=True):
            read = padded(call, x)[:, ::stride_h, ::stride_w][:, :height, :width]
            read = read.reshape(groups, 1, slices, height, width)
            np.multiply(read, weight, out=out.reshape(groups, each, slices, height, width))
        return call.answer(parts)
    for g in range(groups) if parts.size else ():
        rows, columns = slice(g * each, (g + 1) * each), slice(g * slices, (g + 1) * slices)
        # Every channel becomes a group of its own: nothing is added.
        if call.transposed:
            weight = call.weight[columns]
        else:
            weight = call.weight[rows].swapaxes(0, 1).reshape(slices * each, 1, kh, kw)
        block = call._replace(x=call.x[:, columns], weight=weight, bias=None, groups=slices)
        _fill(parts[:, rows].swapaxes(1, 2), block)
    return call.answer(parts)


def _fill(maps: np.ndarray, call: Call) -> None:
    """Fill maps ``(n, groups, kernels of a group, h_out, w_out)``, one of three ways, or stamp.

    A 1×1 kernel reads each place alone: the picture is the matrix. Other layers go row by row,
    but in blocks if the kernels are more than the places of a row, or if they skip rows.
    """
    if call.transposed:
        return _stamp(maps, call)
    n, groups, each, height, width = maps.shape
    _, slices, kh, kw = call.weight.shape
    if kh == kw == 1 and call.pads == UNPADDED and call.size == call.x.shape[2:]:
        x = call.x.reshape(n, groups, slices, height * width)
        maps = maps.reshape(n, groups, each, height * width)
        np.matmul(call.weight.reshape(groups, each, slices), x, out=maps)
        if call.bias is not None:
            maps += call.bias.reshape(groups, each, 1)
    elif slices and (each > width or call.dilation[0] > 1):
        _by_blocks(maps, call)
    elif height == 1 and kw * slices * width * maps.itemsize > LONG:
        _by_columns(maps, call)
    else:
        _by_rows(maps, call)


def _by_columns(maps: np.ndarray, call: Call) -> None:
    """One long row, as that of a signal, in pieces of bounded memory, each by rows."""
    _, slices, _, kw = call.weight.shape
    stride, span = call.stride[1], call.dilation[1] * (kw - 1) + 1
    x, width = padded(call, call.x), maps.shape[-1]
    step = LONG // (kw * slices * maps.itemsize) or 1
    for left in range(0, width, step):
        out = maps[..., left : left + step]
        columns = out.shape[-1]
        part = x[..., left * stride : (left + columns - 1) * stride + span]
        _by_rows(out, call._replace(x=part, pads=UNPADDED, size=(1, columns)))


def _by_rows(maps: np.ndarray, call: Call) -> None:
    """One matrix product makes one row of all maps: see ``_rows``.

    In pieces that stay in the cache: several pictures, or several groups of one, or several rows
    of one group.
    """
    n, groups, each, height, width = maps.shape
    _, slices, kh, kw = call.weight.shape
    matrix = call.weight.transpose(0, 2, 3, 1).reshape(groups, 1, each, kh * kw * slices)
    bias = None if call.bias is None else call.bias.reshape(groups, each, 1, 1)
    stride_h = call.stride[0]
    tall = (height - 1) * stride_h + kh  # rows of padded x
    room = BLOCK // (kw * slices * width * maps.itemsize or 1)  # unrolled rows
    if n * groups * tall <= room:
        return _rows(maps, call, call.x, matrix, bias, 0)
    n_pictures = min(n, room // (tall * groups) or 1)
    n_groups = min(groups, room // tall or 1)
    n_rows = height if tall <= room else min(height, max(1, (room - kh) // stride_h + 1))
    for p in range(0, n, n_pictures):
        for g in range(0, groups, n_groups):
            x = call.x[p : p + n_pictures, g * slices : (g + n_groups) * slices]
            weights = matrix[g : g + n_groups]
            biases = None if bias is None else bias[g : g + n_groups]
            for top in range(0, height, n_rows):
                out = maps[p : p + n_pictures, g : g + n_groups, :, top : top + n_rows]
                _rows(out, call, x, weights, biases, top * stride_h)


def _rows(
    maps: np.ndarray,
    call: Call,
    x: np.ndarray,
    matrix: np.ndarray,
    bias: np.ndarray | None,
    top: int,
) -> None:
    """Rows of maps ``(n, groups, kernels, rows, width)``, from row ``top`` of padded x on.

    A row of the picture is written kw times, each a step further left, so that what a kernel row
    reads at one place stands in one column. The kh rows under a kernel are neighbours in memory
    and the next kh start one row later: no need to write each kh times.
    """
    n, groups, _, rows, width = maps.shape
    _, slices, kh, kw = call.weight.shape
    stride_h, stride_w = call.stride
    x = padded(call, x, top, (rows - 1) * stride_h + kh)

    picture, c, h, w = x.strides  # bytes from one to the next
    lines = n, groups, x.shape[2], kw, slices, width
    steps = picture, slices * c, h, call.dilation[1] * w, c, stride_w * w
    unrolled = np.ndarray(lines, x.dtype, x, 0, steps).copy()  # the only copy

    picture, group, h, _, line, w = unrolled.strides
    seen = n, groups, rows, kh * kw * slices, width
    windows = np.ndarray(seen, x.dtype, unrolled, 0, (picture, group, stride_h * h, line, w))
    np.matmul(matrix, windows, out=maps.swapaxes(2, 3))
    if bias is not None:
        maps += bias


def _by_blocks(maps: np.ndarray, call: Call) -> None:
    """im2col: what every kernel reads, window by window as columns, times the weights.

    In blocks that stay in the cache: rows that make at least some 200 places, of as many channels
    as fit; what each block of channels makes is added. If all fit, the bias is the weight of one
    more line, of ones.
    """
    n, groups, each, height, width = maps.shape
    _, slices, kh, kw = call.weight.shape
    area = kh * kw
    room = BLOCK // (groups * width * maps.itemsize)  # lines, for one row of places
    n_rows = min(height, max(200 // width or 1, room // (slices * area + 1)))
    room //= n_rows
    n_channels = slices if slices * area < room else max(1, (room - each) // area)
    n_pictures = min(n, room // (slices * area + 1) or 1) if n_rows == height else 1
    matrix, ones, bias = call.weight.reshape(groups, each, slices * area), 0, call.bias
    if bias is not None:
        bias = bias.reshape(groups, each, 1)
        if n_channels == slices:
            matrix, ones, bias = np.concatenate([matrix, bias], axis=2), 1, None
    lines = groups * (n_channels * area + ones)
    scratch = np.empty(n_pictures * lines * n_rows * width, maps.dtype)
    for p in range(0, n, n_pictures):
        for top in range(0, height, n_rows):
            out = maps[p : p + n_pictures, :, :, top : top + n_rows]
            windows = _windows(call, call.x[p : p + n_pictures], top, out.shape[3])
            out = out.reshape(*out.shape[:3], -1)
            _multiply(out, matrix, windows, n_channels, ones, scratch)
            if bias is not None:
                out += bias


def _windows(call: Call, x: np.ndarray, top: int, rows: int) -> np.ndarray:
    """A view of padded x, from the windows in row ``top`` of the maps on.

    Its axes: pictures, groups, channels of a group, kh, kw, ``rows``, width of the maps.
    """
    _, slices, kh, kw = call.weight.shape
    (stride_h, stride_w), (dilation_h, dilation_w) = call.stride, call.dilation
    x = padded(call, x, top * stride_h, (rows - 1) * stride_h + (kh - 1) * dilation_h + 1)
    picture, c, h, w = x.strides  # bytes from one to the next
    steps = picture, slices * c, c, dilation_h * h, dilation_w * w, stride_h * h, stride_w * w
    return np.ndarray(
        (len(x), call.groups, slices, kh, kw, rows, call.size[1]), x.dtype, x, 0, steps
    )


def _multiply(
    out: np.ndarray,
    matrix: np.ndarray,
    windows: np.ndarray,
    n_channels: int,
    ones: int,
    scratch: np.ndarray,
) -> None:
    """``out`` = matrix @ the windows as columns, so many channels at a time, and lines of ones."""
    n, groups, slices, kh, kw, _, _ = windows.shape
    area, places = kh * kw, out.shape[3]
    for first in range(0, slices, n_channels):
        block = windows[:, :, first : first + n_channels]
        lines = block.shape[2] * area
        columns = scratch[: n * groups * (lines + ones) * places]
        columns = columns.reshape(n, groups, lines + ones, places)
        columns[:, :, lines:] = 1
        columns[:, :, :lines].reshape(block.shape)[...] = block  # the only copy
        part = matrix[:, :, first * area : first * area + lines + ones]
        if first == 0:
            np.matmul(part, columns, out=out)
        else:
            out += np.matmul(part, columns)


def padded(call: Call, x: np.ndarray, top: int = 0, high: int | None = None) -> np.ndarray:
    """Channels ``(…, h, w)`` with the rows above and below, the columns left and right of them.

    Of the padded rows, ``high`` from ``top`` on, or all.
    """
    (above, below), (left, right) = call.pads
    *channels, h, w = x.shape
    if high is None:
        high = above + h + below
    if not (above or below or left or right):
        return np.ascontiguousarray(x if high == h else x[..., top : top + high, :])
    top -= above  # a row of the picture now
    if call.padding_mode == "zeros":
        out = np.zeros((*channels, high, left + w + right), x.dtype)
        first = -top if top < 0 else 0  # the rows inside the picture
        last = max(first, min(high, h - top))
        inside = x if last - first == h else x[..., first + top : last + top, :]
        out[..., first:last, left : left + w] = inside
        return out
    rows = _source(np.arange(top, top + high), h, call.padding_mode)
    columns = _source(np.arange(-left, w + right), w, call.padding_mode)
    return np.ascontiguousarray(x[..., rows[:, None], columns])


def _source(index: np.ndarray, size: int, mode: str) -> np.ndarray:
    """Which row of the picture stands at ``index``, inside it or not."""
    if mode == "circular":
        return index % size
    if mode == "replicate":
        return index.clip(0, size - 1)
    return size - 1 - abs(size - 1 - abs(index))  # reflect: 2 1 [0 1 2] 1 0


# Transposed: each number of x stamps the slices of its channel, and stamps add


def _stamp(maps: np.ndarray, call: Call) -> None:
    """Fill the maps of a transposed layer, one of two ways.

    Stamp by stamp where maps are small, and where channels are more than the numbers that a place
    stamps (few kernels) or than places (a deep layer on a small picture). And where a weight is no
    finite number: phases pad x with zeros, and 0 × ∞ is no 0. Else by phases.
    """
    n, c_in, height, width = call.x.shape
    fewer = min(math.prod(call.weight.shape[1:]), n * height * width)
    small = maps.size < SMALL or c_in // call.groups >= fewer
    if small or not np.isfinite(call.weight.sum()):
        _by_stamps(maps, call)
    else:
        _by_phases(maps, call)


class _Phase(NamedTuple):
    """Along one side: every stride-th place of the maps, and the convolution that makes them."""

    places: slice  # of the maps
    size: int  # how many
    reads: slice  # of x
    pads: tuple[int, int]  # and how many zeros before and after
    taps: slice  # the weights of a slice, the last first
    dilation: int


def _phases(call: Call, axis: int) -> Iterator[_Phase]:
    """The phases that a stamp reaches."""
    kernel, stride, dilation = call.weight.shape[2 + axis], call.stride[axis], call.dilation[axis]
    end, n_places, cut = call.x.shape[2 + axis], call.size[axis], call.pads[axis]
    for first in sorted({(tap * dilation - cut[0]) % stride for tap in range(kernel)}):
        places = range(first, n_places, stride)
        reads, taps = stamps_at(first, kernel, stride, dilation, cut)  # from the last to the first
        low, high = reads[-1], reads[0] + len(places)
        start, stop = max(low, 0), min(high, end)
        if places and start < stop:
            yield _Phase(
                slice(first, None, stride),
                len(places),
                slice(start, stop),
                (start - low, high - stop),
                slice(taps[-1], None, -taps.step),
                -reads.step if len(reads) > 1 else 1,
            )


def _by_phases(maps: np.ndarray, call: Call) -> None:
    """Every stride-th row and column of the maps is a convolution with stride 1.

    At stride 2 even rows are made by the even rows of the slices, odd rows by the odd ones, and so
    are columns: four convolutions that share out the weights, with slices turned by 180°.
    """
    (n, groups, each), slices = maps.shape[:3], call.x.shape[1] // call.groups
    kernels = call.weight.reshape(groups, slices, each, *call.weight.shape[2:]).swapaxes(1, 2)
    kernels = kernels.reshape(groups * each, slices, *call.weight.shape[2:])
    rows, columns = [*_phases(call, 0)], [*_phases(call, 1)]
    if (sum(row.size for row in rows), sum(column.size for column in columns)) != call.size:
        maps[...] = _offset(call)  # places that no stamp reaches
    for row, column in product(rows, columns):
        phase = call._replace(
            x=call.x[:, :, row.reads, column.reads],
            weight=kernels[:, :, row.taps, column.taps],
            stride=(1, 1),
            pads=(row.pads, column.pads),
            dilation=(row.dilation, column.dilation),
            size=(row.size, column.size),
            transposed=False,
        )
        if call.stride == (1, 1):  # the only one
            _fill(maps, phase)
        else:
            own = np.empty((n, groups, each, *phase.size), maps.dtype)
            _fill(own, phase)
            maps[..., row.places, column.places] = own


def _by_stamps(maps: np.ndarray, call: Call) -> None:
    """One matrix product makes all stamps of a picture; those of each weight are added at once.

    In blocks of kernels that stay in the cache.
    """
    groups, each = maps.shape[1:3]
    (kh, kw), (h, w) = call.weight.shape[2:], call.x.shape[2:]
    slices, area = call.x.shape[1] // groups, kh * kw
    matrix = call.weight.reshape(groups, slices, each * area).swapaxes(1, 2)
    along = zip((kh, kw), (h, w), call.size, call.stride, call.dilation, call.pads, strict=True)
    rows, columns = ([stamped(tap, *side) for tap in range(k)] for k, *side in along)
    n_kernels = BLOCK // (groups * area * h * w * maps.itemsize) or 1
    maps[...] = _offset(call)
    for x, out in zip(call.x, maps, strict=True):
        x = x.reshape(groups, slices, h * w)
        for o in range(0, each, n_kernels):
            stamps = np.matmul(matrix[:, o * area : (o + n_kernels) * area], x)
            stamps = stamps.reshape(groups, -1, kh, kw, h, w)
            maps_of = out[:, o : o + n_kernels]
            for i, (from_rows, to_rows) in enumerate(rows):
                for j, (from_columns, to_columns) in enumerate(columns):
                    maps_of[..., to_rows, to_columns] += stamps[:, :, i, j, from_rows, from_columns]


def _offset(call: Call) -> np.ndarray | int:
    """What maps start from: the biases, or 0."""
    return 0 if call.bias is None else call.bias.reshape(call.groups, call.each, 1, 1)
