"""One kernel's row with a word on every part of it."""

import numpy as np
from numpy.typing import ArrayLike

from ..show import number, slice_limit
from ..sizes import ShapeError
from .ink import BIAS, CHANNEL, INK, INK_2, KERNEL, PICK_INK
from .paper import Page, Picture
from .worked import work_out

CELL, ARROW, PLUS = 30, 34, 56  # a number; room for → and for +


def named_parts(
    x: ArrayLike, weight: ArrayLike, bias: ArrayLike, row: int = 0, col: int = 0
) -> Picture:
    """Channel, window, slice, partial map, kernel, bias, feature map; products and subtotals.

    x (c, h, w), weight (1, c, k, k), bias (1,): small whole numbers, 2 or 3 channels of up to 4×4
    row, col : the pixel of the map that is worked out

    Raises ShapeError for a larger layer, for fractions, or a pixel outside the map.

    >>> named_parts(np.ones((2, 2, 3)), np.ones((1, 2, 2, 2)), np.ones(1))
    1 kernel × 2 slices × 2×2 weights + 1 bias = 9 parameters
    pixel (0, 0) of map 0: channel 0 4 + channel 1 4 + bias 1 = 9
    """
    done = work_out(x, weight, bias, {}, row=row, col=col)
    whole = all((np.asarray(part) % 1 == 0).all() for part in (x, weight, bias))
    if len(done.weight) > 1 or not 2 <= len(done.x) <= 3 or max(done.x.shape[1:]) > 4 or not whole:
        raise ShapeError(
            f"x has shape {done.x.shape} and weight {done.weight.shape}, but the figure holds one "
            "kernel on 2 or 3 channels of up to 4×4, in whole numbers: show a part of it, rounded"
        )
    page = Page(f"{done.layer.parameters_text}\n{done.account}")
    (_, h, w), (k, wide) = done.x.shape, done.weight.shape[2:]
    places = done.y.shape[2] * CELL
    step = max(w * CELL, wide * CELL + ARROW + places) + PLUS
    inputs, slices = 28, 28 + h * CELL + 70
    account = slices + k * CELL + 100
    for c in range(len(done.x)):
        _channel(page, done, c, c * step, inputs)
        _slice(page, done, c, c * step, slices, wide * CELL + ARROW)
        _subtotal(page, done, c, c * step, account, wide * CELL + ARROW, places)
        last = c == len(done.x) - 1
        for y in (slices, account):
            page.sign((c + 1) * step - PLUS / 2 + 10 * last, y + k * CELL / 2, "+", strong=True)
    _kernel(page, slices + k * CELL + 12, [c * step for c in range(len(done.x))], wide * CELL)
    _sums(page, done, len(done.x) * step + 24, slices, account, k * CELL / 2)
    return page.finish()


def _channel(page, done, c, x, y):
    """An input channel with its window."""
    account = done.account
    page.line(x, y - 18, [("channel ", CHANNEL, True), (f"x[{c}]", INK_2, False)])
    page.cells(x, y, done.x[c], CELL, CELL, top=done.top, cells=True, label=f"x[{c}]")
    left, top = x + account.col * CELL, y + account.row * CELL
    kh, kw = done.weight.shape[2:]
    page.ring(left, top, kw * CELL, kh * CELL)
    page.text(left, y + len(done.x[c]) * CELL + 16, "window", 15, PICK_INK, bold=True)


def _slice(page, done, c, x, y, at):
    """A slice and the partial map that it makes of its channel."""
    weight, part = done.weight[0, c], done.parts[0, c]
    page.text(x, y - 16, "slice", 15, KERNEL, bold=True)
    page.cells(x, y, weight, CELL, CELL, limit=slice_limit(done.weight), label=f"weight[0, {c}]")
    middle = y + len(weight) * CELL / 2
    page.text(x + at - ARROW / 2, middle, "→", 15, INK_2, align="center")
    top = middle - len(part) * CELL / 2
    page.text(x + at, top - 16, "partial map", 15, INK, bold=True)
    page.cells(x + at, top, part, CELL, CELL, limit=done.limit, label=f"partial map {c}")
    page.ring(x + at + done.account.col * CELL, top + done.account.row * CELL, CELL, CELL)


def _subtotal(page, done, c, x, y, at, room):
    """The products under the window, and their sum."""
    products, total = done.account.products[c], done.account.subtotals[c]
    page.text(x, y - 16, "products", 15, INK, bold=True)
    page.cells(x, y, products, CELL, CELL, limit=done.limit, label=f"products {c}")
    middle = y + len(products) * CELL / 2
    page.text(x + at - ARROW / 2, middle, "→", 15, INK_2, align="center")
    page.text(x + at, middle - 38, "subtotal", 15, INK, bold=True)
    page.swatch(
        x + at, middle - 20, max(room, 52), 40, number(total, 0), total, done.limit, f"subtotal {c}"
    )


def _kernel(page, y, starts, wide):
    """A bracket under all slices: together they are the kernel."""
    for x in starts:
        page.box(x, y, wide, 4, fc=KERNEL)
        page.box(x + wide / 2 - 1, y, 2, 20, fc=KERNEL)
    page.box(starts[0] + wide / 2 - 1, y + 18, starts[-1] - starts[0] + 2, 2, fc=KERNEL)
    words = [("kernel ", KERNEL, True), (f"weight[0]: all {len(starts)} slices", INK_2, False)]
    page.line(starts[0] + wide / 2 + 10, y + 36, words)


def _sums(page, done, x, slices, account, half):
    """What follows the channels in both rows: the bias, and the map or its one number."""
    bias, total = number(done.bias[0], 0), done.account.total
    for y in (slices + half, account + half):
        page.text(x, y - 31, "bias", 15, BIAS, bold=True, align="center")
        page.pill(x, y, bias)
        page.sign(x + 44, y, "=", strong=True)
    left, top = x + 72, slices + half - len(done.y[0]) * CELL / 2
    words = [("feature map ", INK, True), ("y[0]", INK_2, False)]
    page.line(left, top - 16, words)
    page.cells(left, top, done.y[0], CELL, CELL, limit=done.limit, label="y[0]")
    page.ring(left + done.account.col * CELL, top + done.account.row * CELL, CELL, CELL)
    y = account + half
    page.text(left, y - 38, "one number of the map", 15, INK, bold=True)
    page.swatch(left, y - 20, 60, 40, number(total, 0), total, done.limit, "total")
    page.ring(left, y - 20, 60, 40, thick=3)
