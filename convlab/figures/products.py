"""A layer as loops and as a matrix product: where each way puts every number."""

from dataclasses import replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from ..show import counted, number, shared_limit
from ..sizes import ShapeError
from .ink import CHANNEL, INK, INK_2, KERNEL
from .paper import Page, Picture
from .worked import Worked, work_out

CELL = 28
LARGEST = 12  # lines of the matrices, and columns: their numbers have to be read


def loops(
    x: ArrayLike, weight: ArrayLike, out_channel: int = 0, row: int = 0, col: int = 0
) -> Picture:
    """Every product of a layer, in the order in which the loops make it: line after line.

    Arguments as for ``im2col``, with at most 12 numbers in all the maps together. A line is one
    number of a map: its products, channel after channel, and the total that they add up to.

    Raises ShapeError for a larger layer, or a pixel outside the maps.

    >>> loops(np.ones((2, 3, 4)), np.ones((2, 2, 2, 2)), 1, 0, 2)
    12 numbers, one after the other, 8 products each = 96 multiply-adds
    pixel (0, 2) of map 1: channel 0 4 + channel 1 4 = 8
    """
    w = _small(x, weight, out_channel, row, col)
    (c_out, c_in, kh, kw), (high, wide) = w.weight.shape, w.y.shape[1:]
    deep, places = c_in * kh * kw, high * wide
    if w.y.size > LARGEST:
        raise ShapeError(
            f"the maps have {w.y.size} numbers, but the figure holds {LARGEST}: "
            "pass fewer kernels or a smaller picture"
        )
    windows = sliding_window_view(w.x, (kh, kw), axis=(1, 2)).transpose(1, 2, 0, 3, 4)
    products = (windows * w.weight[:, None, None]).reshape(c_out * places, deep)
    page = Page(
        f"{w.y.size} numbers, one after the other, {counted(deep, 'product')} each = "
        f"{counted(products.size, 'multiply-add')}\n{w.account}"
    )
    limit, top = shared_limit(w.y, products), 84
    # What one number needs, at the left.
    page.text(0, 10, f"x {w.x.shape}", 15, CHANNEL, bold=True)
    slices = 76 + w.x.shape[2] * CELL + 40
    page.text(slices, 10, f"kernel {out_channel}", 15, KERNEL, bold=True)
    for c in range(c_in):
        y = top + c * (w.x.shape[1] + 1) * CELL
        middle = y + w.x.shape[1] * CELL / 2
        page.text(0, middle, f"channel {c}", 14, CHANNEL)
        _cells(page, w, 76, y, w.x[c], f"channel {c}")
        page.ring(76 + col * CELL, y + row * CELL, kw * CELL, kh * CELL)
        page.text(slices - 20, middle, "×", 20, INK_2, align="center")
        at = slices, middle - kh * CELL / 2
        page.cells(
            *at, w.weight[out_channel, c], CELL, CELL, limit=w.weight_limit, label=f"slice {c}"
        )
    # All numbers, at the right.
    left = slices + kw * CELL + 200
    totals = left + deep * CELL + 36
    page.text(left, 10, f"{products.size} products, line after line", 15, INK, bold=True)
    for n, (c, i, j) in enumerate(np.ndindex(c_in, kh, kw)):
        page.text(left + (n + 0.5) * CELL, top - 12, f"{i},{j}", 14, INK_2, align="center")
        if i == j == 0:
            middle = left + (n + kh * kw / 2) * CELL
            page.text(middle, top - 34, f"channel {c}", 14, CHANNEL, align="center")
    page.text(totals + CELL / 2, top - 12, "total", 14, INK_2, align="center")
    for o in range(c_out):
        y = top + o * (places * CELL + 12)
        middle = y + places * CELL / 2
        page.text(left - 96, middle, f"kernel {o}", 15, KERNEL, bold=True, align="right")
        page.text(totals + CELL + 16, middle, f"map {o}", 15, INK, bold=True)
        lines = products[o * places : (o + 1) * places]
        page.cells(left, y, lines, CELL, CELL, limit=limit, size=14, label=f"products {o}")
        for c in range(1, c_in):
            page.box(left + c * kh * kw * CELL - 1.5, y, 3, places * CELL, color="white")
        column = w.y[o].reshape(places, 1)
        page.cells(totals, y, column, CELL, CELL, limit=limit, size=14, label=f"totals {o}")
        for n, (i, j) in enumerate(np.ndindex(high, wide)):
            middle = y + (n + 0.5) * CELL
            picked = (o, i, j) == (out_channel, row, col)
            page.text(left - 12, middle, f"place {i},{j}", 14, INK_2, bold=picked, align="right")
            page.text(totals - 18, middle, "=", 15, INK_2, align="center")
            if picked:
                page.ring(left, middle - CELL / 2, deep * CELL, CELL)
                page.ring(totals, middle - CELL / 2, CELL, CELL)
    _sum(page, w, w.weight[out_channel].ravel(), windows[row, col].ravel())
    return page.finish()


def im2col(
    x: ArrayLike, weight: ArrayLike, out_channel: int = 0, row: int = 0, col: int = 0
) -> Picture:
    """Windows as columns, kernels as rows: their product is all feature maps, laid out flat.

    x (c_in, h, w), weight (c_out, c_in, kh, kw), both of whole numbers, with at most 12 weights in
    a kernel and 12 places in a map; the pixel that is followed stands at row, col of map
    out_channel.

    Raises ShapeError for a larger layer, or a pixel outside the maps.

    >>> im2col(np.ones((2, 3, 4)), np.ones((2, 2, 2, 2)), 1, 0, 2)
    weight (2, 8) @ windows (8, 6) = maps (2, 6) · 96 multiply-adds
    pixel (0, 2) of map 1: channel 0 4 + channel 1 4 = 8
    """
    w = _small(x, weight, out_channel, row, col)
    (c_out, c_in, kh, kw), (high, wide) = w.weight.shape, w.y.shape[1:]
    deep, places, place = c_in * kh * kw, high * wide, row * wide + col
    windows = sliding_window_view(w.x, (kh, kw), axis=(1, 2))  # (c_in, high, wide, kh, kw)
    windows = windows.transpose(0, 3, 4, 1, 2).reshape(deep, places)
    page = Page(
        f"weight {(c_out, deep)} @ windows {windows.shape} = maps {(c_out, places)} · "
        f"{counted(w.layer.n_macs(w.x.shape), 'multiply-add')}\n{w.account}"
    )
    heads = [(c * kh * kw, kh * kw, f"channel {c}") for c in range(c_in)]
    left, top = _corner(page, w.weight.reshape(c_out, deep), deep, heads, w.weight_limit)
    _picture(page, w, top, rows=(row, kh), columns=(col, kw))
    page.text(left, 10, f"windows as columns {windows.shape}", 15, CHANNEL, bold=True)
    for n, (i, j) in enumerate(np.ndindex(high, wide)):
        page.text(left + (n + 0.5) * CELL, top - 12, f"{i},{j}", 14, INK_2, align="center")
    page.text(left - 12, top - 12, "place", 14, INK_2, align="right")
    for c in range(c_in):
        middle = top + (c + 0.5) * kh * kw * CELL
        page.text(left - 12, middle, f"channel {c}", 14, CHANNEL, align="right")
    _cells(page, w, left, top, windows, "windows")
    _gaps(page, left, top, windows.shape, kh * kw)
    page.ring(left + place * CELL, top, CELL, deep * CELL)
    bottom = top + deep * CELL + 44
    _results(page, w, left, bottom, w.y.reshape(c_out, places), place)
    _maps(page, w, left + places * CELL, bottom)
    _sum(page, w, w.weight[out_channel].ravel(), windows[:, place])
    return page.finish()


def unrolled_rows(x: ArrayLike, weight: ArrayLike, row: int = 0) -> Picture:
    """Each row of the picture written kw times, each a step further: kh rows make one of the maps.

    x (c_in, h, w), weight (c_out, c_in, kh, kw), both of whole numbers, with at most 12 weights in
    a kernel and 12 lines in h unrolled rows; row is the row of the maps that is followed.

    Raises ShapeError for a larger layer, or a row outside the maps.

    >>> unrolled_rows(np.ones((2, 3, 4)), np.ones((2, 2, 2, 2)), 1)
    3 rows, each written 2 times = (12, 3)
    weight (2, 8) @ rows 1 to 2 (8, 3) = row 1 of the maps (2, 3)
    """
    w = _small(x, weight, 0, row, 0)
    (c_out, c_in, kh, kw), (_, wide) = w.weight.shape, w.y.shape[1:]
    rows, deep, each = w.x.shape[1], c_in * kh * kw, c_in * kw
    if rows * each > LARGEST:
        raise ShapeError(
            f"x has {rows} rows of {each} lines each, but the figure holds {LARGEST} lines: "
            "pass fewer rows or channels"
        )
    lines = sliding_window_view(w.x, kw, axis=2)  # (c_in, rows, wide, kw)
    lines = lines.transpose(1, 3, 0, 2).reshape(rows * each, wide)
    page = Page(
        f"{counted(rows, 'row')}, each written {counted(kw, 'time')} = {lines.shape}\n"
        f"weight {(c_out, deep)} @ rows {row} to {row + kh - 1} {(deep, wide)} = "
        f"row {row} of the maps {(c_out, wide)}"
    )
    heads = [(i * each, each, f"slice row {i}") for i in range(kh)]
    matrix = w.weight.transpose(0, 2, 3, 1).reshape(c_out, deep)
    left, top = _corner(page, matrix, rows * each, heads, w.weight_limit)
    _picture(page, w, top, rows=(row, kh), columns=(0, w.x.shape[2]))
    page.text(left, 10, f"unrolled rows {lines.shape}", 15, CHANNEL, bold=True)
    for i in range(rows):
        bold = row <= i < row + kh
        middle = top + (i + 0.5) * each * CELL
        page.text(left - 12, middle, f"row {i}", 14, CHANNEL, bold=bold, align="right")
    for n, (j, c) in enumerate([*np.ndindex(kw, c_in)] * rows):
        at = left + wide * CELL + 12, top + (n + 0.5) * CELL
        page.text(*at, f"channel {c}" + f", from column {j}" * bool(j), 14, INK_2)
    _cells(page, w, left, top, lines, "unrolled rows")
    _gaps(page, left, top, lines.shape, each)
    page.ring(left, top + row * each * CELL, wide * CELL, deep * CELL)
    bottom = top + rows * each * CELL + 44
    _results(page, w, left, bottom, w.y[:, row], slice(None))
    _maps(page, w, left + max(wide * CELL, 90), bottom, row)
    return page.finish()


def _small(x, weight, out_channel, row, col) -> Worked:
    """The layer, if it is one whose numbers can all be written down."""
    options = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "padding_mode": "zeros"}
    w = work_out(x, weight, None, options, out_channel=out_channel, row=row, col=col)
    most = max(w.weight[0].size, w.y[0].size, len(w.weight))
    if most > LARGEST:
        raise ShapeError(
            f"weight {w.weight.shape} on x {w.x.shape} has kernels of "
            f"{counted(w.weight[0].size, 'weight')} and maps of {counted(w.y[0].size, 'place')}, "
            f"but the figure holds {LARGEST} of each: pass a smaller layer"
        )
    if not all(np.array_equal(a, a.round()) for a in (w.x, w.weight)):
        raise ValueError("x and weight need whole numbers here: round them")
    # Small integers would wrap in products, and in −(−128)
    return replace(w, x=w.x.astype(np.float64), weight=w.weight.astype(np.float64))


def _corner(page, matrix, tall, heads, limit):
    """The kernels as rows, lower left; returns where the numbers that they meet begin."""
    c_out, deep = matrix.shape
    left, top = 76, 56
    y = top + tall * CELL + 44
    page.text(0, y - 34, f"kernels as rows {matrix.shape}", 15, KERNEL, bold=True)
    page.cells(left, y, matrix, CELL, CELL, limit=limit, label="kernels")
    for first, many, name in heads:
        page.text(left + (first + many / 2) * CELL, y - 12, name, 14, CHANNEL, align="center")
        if first:
            page.box(left + first * CELL - 1.5, y, 3, c_out * CELL, color="white")
    for o in range(c_out):
        page.text(0, y + (o + 0.5) * CELL, f"kernel {o}", 15, KERNEL)
    return left + deep * CELL + 104, top


def _picture(page, w, top, rows, columns):
    """Every channel, upper left, with what is looked at."""
    c_in, h, _ = w.x.shape
    page.text(0, 10, f"x {w.x.shape}", 15, CHANNEL, bold=True)
    for c in range(c_in):
        y = top + c * (h + 1) * CELL
        page.text(0, y + h * CELL / 2, f"channel {c}", 14, CHANNEL)
        _cells(page, w, 76, y, w.x[c], f"channel {c}")
        page.ring(76 + columns[0] * CELL, y + rows[0] * CELL, columns[1] * CELL, rows[1] * CELL)


def _cells(page, w, x, y, values, label):
    page.cells(x, y, values, CELL, CELL, limit=w.input_limit, top=w.top, cells=True, label=label)


def _gaps(page, x, y, shape, every):
    for line in range(every, shape[0], every):
        page.box(x, y + line * CELL - 1.5, shape[1] * CELL, 3, color="white")


def _results(page, w, x, y, values, place):
    """The product, where each kernel's row meets each column."""
    o = w.out_channel
    page.cells(x, y, values, CELL, CELL, limit=w.limit, size=14, label="product")
    if isinstance(place, slice):
        page.ring(x, y, values.shape[1] * CELL, len(values) * CELL)
        return
    page.ring(76, y + o * CELL, w.weight[0].size * CELL, CELL)
    page.ring(x + place * CELL, y + o * CELL, CELL, CELL)


def _maps(page, w, x, y, row=None):
    """The same numbers, row by row as maps, with the place of the product in them."""
    (c_out, _, wide), a = w.y.shape, w.account
    page.text(x + 28, y + c_out * CELL / 2, "→", 20, INK_2, align="center")
    for o in range(c_out):
        left = x + 56 + o * (max(wide * CELL, 50) + 20)
        page.text(left, y - 12, f"map {o}", 15, INK, bold=True)
        page.cells(left, y, w.y[o], CELL, CELL, limit=w.limit, size=14, label=f"map {o}")
        if row is not None:
            page.ring(left, y + row * CELL, wide * CELL, CELL)
        elif o == w.out_channel:
            page.ring(left + a.col * CELL, y + a.row * CELL, CELL, CELL)


def _sum(page, w, weights, window):
    """Row times column, in full."""
    y = page.bottom + 16
    page.band(y, 44)
    terms = [
        f"{'−' if weight < 0 else '+'} {number(abs(weight))}·{number(pixel)}"
        for weight, pixel in zip(weights, window, strict=True)
    ]
    a = w.account
    x = page.text(0, y + 22, f"map {a.out_channel}, place {a.row},{a.col}:  ", 15, KERNEL)
    x = page.text(x, y + 22, f"{' '.join(terms).removeprefix('+ ')} = ", 15)
    page.text(x, y + 22, number(a.total), 17, bold=True)
