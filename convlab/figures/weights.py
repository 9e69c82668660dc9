"""The weight tensor: its four axes, and what is left of them when kernels are 1×1."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..run import ledger
from ..show import adding_decimals, counted, decimals_of, number, rounding, slice_limit
from ..sizes import ShapeError
from .ink import BIAS, CHANNEL, CHIPS, INK, INK_2, KERNEL, PICK
from .paper import Page, Picture
from .worked import work_out


def weight_tensor(weight: ArrayLike, pick: tuple[int, int, int, int] = (0, 0, 0, 0)) -> Picture:
    """weight[o, c, i, j]: which kernel, which input channel, which row, which column.

    weight (c_out, c_in / groups, kh, kw), up to 8 × 8 slices of up to 5×5
    pick : o, c, i, j    the weight that is pointed at

    Raises ShapeError for a weight that is too large to draw, or a pick outside it.

    >>> weight_tensor(np.ones((4, 3, 3, 3)), (2, 1, 0, 1))
    weight (4, 3, 3, 3): 108 weights; weight[2, 1, 0, 1] = 1
    """
    weight = np.asarray(weight)
    if weight.ndim != 4 or max(weight.shape[:2]) > 8 or max(weight.shape[2:]) > 5:
        raise ShapeError(
            f"weight has shape {weight.shape}, but the figure holds up to (8, 8, 5, 5): "
            "show a part of it, such as weight[:8, :8]"
        )
    if len(pick) != 4:
        raise ShapeError(f"pick holds {counted(len(pick), 'number')}; a weight has 4: o, c, i, j")
    for name, index, size in zip("ocij", pick, weight.shape, strict=True):
        if not 0 <= index < size:
            raise ShapeError(f"pick: {name} = {index} is outside weight, which has 0 to {size - 1}")
    (c_out, c_in, kh, kw), (o, c, i, j) = weight.shape, pick
    digits, value = decimals_of(weight), weight[pick]
    page = Page(
        f"weight {weight.shape}: {counted(weight.size, 'weight')}; "
        f"weight[{o}, {c}, {i}, {j}] = {number(value, digits)}"
    )
    cell, limit = 22, slice_limit(weight)
    left, top, wide, high = 116, 64, cell * kw + 14, cell * kh + 14
    page.text(left, 10, f"channel c = 0 … {c_in - 1}  →", 15, CHANNEL, bold=True)
    page.text(0, top + cell * kh / 2, "kernel", 15, KERNEL, bold=True)
    page.text(0, top + cell * kh / 2 + 20, f"o = 0 … {c_out - 1} ↓", 15, KERNEL, bold=True)
    for b in range(c_in):
        page.text(
            left + b * wide + cell * kw / 2, 44, str(b), 15, CHANNEL, bold=b == c, align="center"
        )
    for a in range(c_out):
        y = top + a * high
        page.text(left - 14, y + cell * kh / 2, str(a), 15, KERNEL, bold=a == o, align="right")
        for b in range(c_in):
            x = left + b * wide
            if digits:
                page.array(x, y, weight[a, b], cell, limit=limit, label=f"slice {a}, {b}")
            else:
                page.cells(x, y, weight[a, b], cell, cell, limit=limit, label=f"slice {a}, {b}")
    x, y = left + c * wide, top + o * high
    page.ring(x, y, cell * kw, cell * kh)
    _one_slice(page, left + c_in * wide + 70, top, weight, pick, digits, limit)
    return page.finish()


def _one_slice(page, x, y, weight, pick, digits, limit):
    """The picked slice, large, with its rows, columns and the one weight."""
    (o, c, i, j), (kh, kw), cell = pick, weight.shape[2:], 48
    parts = [
        ("weight[", INK, True),
        (str(o), KERNEL, True),
        (", ", INK, True),
        (str(c), CHANNEL, True),
        ("]: one slice", INK, True),
    ]
    page.line(x, 10, parts, 17)
    page.text(x, 44, f"column j = 0 … {kw - 1}  →", 14, INK_2)
    page.text(x + kw * cell + 14, y + 16, f"row i = 0 … {kh - 1}  ↓", 14, INK_2)
    page.cells(
        x, y, weight[o, c], cell, cell, decimals=digits, limit=limit, size=18, label="picked slice"
    )
    page.ring(x + j * cell, y + i * cell, cell, cell)
    y += kh * cell + 34
    parts = [
        ("weight[", INK, True),
        (str(o), KERNEL, True),
        (", ", INK, True),
        (str(c), CHANNEL, True),
        (f", {i}, {j}] = {number(weight[pick], digits)}", INK, True),
    ]
    page.line(x, y, parts, 17)
    shape = [
        ("shape (", INK_2, False),
        (f"{counted(len(weight), 'kernel')}", KERNEL, True),
        (", ", INK_2, False),
        (counted(weight.shape[1], "slice"), CHANNEL, True),
        (f", {counted(kh, 'row')}, {counted(kw, 'column')})", INK_2, False),
    ]
    page.line(x, y + 28, shape, 15)


def pixel_matrix(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    row: int = 0,
    col: int = 0,
    *,
    stride: int | tuple[int, int] = 1,
    channel_names: Sequence[str] | None = None,
) -> Picture:
    """With 1×1 kernels the grid of slices is a matrix: it multiplies the channels of each pixel.

    x (c_in, h, w), weight (c_out, c_in, 1, 1) with up to 8 × 8 slices, bias (c_out,); the
    numbers are those of the pixel row, col of all maps.

    Raises ShapeError for larger kernels, more channels, or a pixel outside the maps.

    >>> pixel_matrix(np.ones((2, 4, 4)), np.ones((3, 2, 1, 1)))
    3 kernels × 2 slices × 1×1 weight = 6 parameters
    pixel (0, 0) of map 0: channel 0 1 + channel 1 1 = 2
    pixel (0, 0) of map 1: channel 0 1 + channel 1 1 = 2
    pixel (0, 0) of map 2: channel 0 1 + channel 1 1 = 2
    """
    weight = np.asarray(weight)
    if weight.ndim != 4 or weight.shape[2:] != (1, 1) or max(weight.shape) > 8:
        raise ShapeError(
            f"weight has shape {weight.shape}, but here kernels are 1×1 and at most 8 of 8 slices"
        )
    options = {"stride": stride, "padding": 0, "dilation": 1, "groups": 1, "padding_mode": "zeros"}
    w = work_out(x, weight, bias, options, out_channel=0, row=row, col=col, names=channel_names)
    accounts = [
        ledger(w.x, w.weight, w.bias, o, row, col, **options, channel_names=w.names)
        for o in range(len(weight))
    ]
    page = Page("\n".join([w.layer.parameters_text, *map(str, accounts)]))
    page.text(0, 12, f"One pixel of every map: row {row}, column {col}", 17, bold=True)
    digits = adding_decimals(*((a.terms, a.total) for a in accounts))
    y = _matrix_times_vector(page, 44, w, accounts, digits)
    for a in accounts:
        y = _sum_line(page, y + 14, w, a, digits)
    page.band(-8, y + 16)
    return page.finish()


def _matrix_times_vector(page, top, w, accounts, digits):
    """[slices] × [the pixel's channels] + [biases] = [the pixel's maps]."""
    c_out, c_in = w.weight.shape[:2]
    cell, tall, height = 64, 40, max(c_out, c_in) * 40
    middle = top + height / 2
    totals = np.array([[a.total] for a in accounts])
    window = accounts[0].windows.reshape(-1, 1)
    columns = [
        (w.weight[:, :, 0, 0], w.weight_limit, INK, "×", "weight"),
        (window, w.input_limit, PICK, "+" if w.bias is not None else "=", "pixel"),
        (None if w.bias is None else w.bias[:, None], None, INK, "=", "bias"),
        (totals, w.limit, PICK, "", "maps"),
    ]
    x = 8
    for values, limit, colour, sign, label in columns:
        if values is None:
            continue
        rows, cols = values.shape
        y = middle - rows * tall / 2
        if label == "bias":
            for n, value in enumerate(values[:, 0]):
                page.text(
                    x + cell / 2,
                    y + (n + 0.5) * tall,
                    number(value, decimals_of(values)),
                    17,
                    BIAS,
                    bold=True,
                    align="center",
                )
        else:
            page.cells(
                x,
                y,
                values,
                cell,
                tall,
                decimals=digits if label == "maps" else decimals_of(values, 3),
                limit=limit,
                top=w.top,
                size=17,
                bold=label == "maps",
                label=label,
            )
        _brackets(page, x, y, cols * cell, rows * tall, colour)
        x += cols * cell
        if sign:
            page.sign(x + 26, middle, sign, strong=True)
        x += 52
    return top + height + 12


def _brackets(page, x, y, w, h, colour):
    for left in (x - 7, x + w + 5):
        page.box(left, y - 5, 2, h + 10, color=colour)
        inner = left if left < x else left - 6
        page.box(inner, y - 5, 8, 2, color=colour)
        page.box(inner, y + h + 3, 8, 2, color=colour)


def _sum_line(page, top, w, a, digits):
    """map 0  red 0.213 + green 0.096 + … = 0.313"""
    parts = [*zip([*w.names, "bias"], a.terms, strict=False)]
    if missing := rounding(a.terms, a.total, digits):
        parts.append(("rounding", missing))
    y = top + 12
    x = page.text(0, y, f"map {a.out_channel}  ", 15, KERNEL, bold=True)
    for n, (name, value) in enumerate(parts):
        colour = CHANNEL if n < len(a.channels) else BIAS if name == "bias" else INK_2
        x = page.text(x, y, "+ " if n else "", 15, INK_2)
        x = page.text(x, y, f"{name} ", 15, CHIPS.get(name, colour))
        x = page.text(x, y, f"{number(value, digits)} ", 15)
    page.text(x, y, f"= {number(a.total, digits)}", 15, bold=True)
    return top + 24
