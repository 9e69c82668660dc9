"""The weight tensor and its four axes."""

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..show import counted, decimals_of, number, slice_limit
from ..sizes import ShapeError
from .base.page import Page, new_page
from .base.style import CHANNEL, INK, INK_2, KERNEL, signed

CELL = 22
Pick = tuple[int, int, int, int]


def weight_tensor(weight: ArrayLike, pick: Pick = (0, 0, 0, 0)) -> Figure:
    """weight[o, c, i, j]: which kernel, which input channel, which row, which column.

    Parameters
    ----------
    weight : (c_out, c_in / groups, kh, kw)
        Up to 8 × 8 slices of up to 5×5.
    pick : o, c, i, j
        The weight that is pointed at.

    Returns
    -------
    Figure
        With the arrays "slice 0, 0" … and "picked slice".

    Raises
    ------
    ShapeError
        For a weight that is too large to draw, or a pick outside it.

    Examples
    --------
    >>> weight_tensor(np.ones((4, 3, 3, 3)), (2, 1, 0, 1))
    weight (4, 3, 3, 3): 108 weights; weight[2, 1, 0, 1] = 1
    """
    weight = np.asarray(weight)
    _check(weight, pick)
    o, c, i, j = pick
    value = number(weight[pick], decimals_of(weight))
    count = f"weight {weight.shape}: {counted(weight.size, 'weight')}"
    with new_page(f"{count}; weight[{o}, {c}, {i}, {j}] = {value}") as page:
        right = _all_slices(page, weight, pick)
        _one_slice(page, right + 56, weight, pick)
    return page.figure


def _check(weight: np.ndarray, pick: Pick) -> None:
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


def _all_slices(page: Page, weight: np.ndarray, pick: Pick) -> float:
    """Kernels as rows, channels as columns; returns where they end."""
    (c_out, c_in, kh, kw), scale = weight.shape, signed(slice_limit(weight))
    left, top, wide, high = 116, 64, CELL * kw + 14, CELL * kh + 14
    page.text(left, 10, f"channel c = 0 … {c_in - 1}  →", 15, CHANNEL, bold=True)
    page.text(0, top + CELL * kh / 2, "kernel", 15, KERNEL, bold=True)
    page.text(0, top + CELL * kh / 2 + 20, f"o = 0 … {c_out - 1} ↓", 15, KERNEL, bold=True)
    for c in range(c_in):
        middle, bold = left + c * wide + CELL * kw / 2, c == pick[1]
        page.text(middle, 44, str(c), 15, CHANNEL, bold=bold, align="center")
    draw = page.array if decimals_of(weight) else page.cells
    for o in range(c_out):
        y, bold = top + o * high, o == pick[0]
        page.text(left - 14, y + CELL * kh / 2, str(o), 15, KERNEL, bold=bold, align="right")
        for c in range(c_in):
            draw(left + c * wide, y, weight[o, c], CELL, scale, f"slice {o}, {c}")
    page.ring(left + pick[1] * wide, top + pick[0] * high, CELL * kw, CELL * kh)
    return float(left + c_in * wide + 14)


def _one_slice(page: Page, x: float, weight: np.ndarray, pick: Pick) -> None:
    """The picked slice, large, with its rows, columns and the one weight."""
    (o, c, i, j), (kernels, slices, kh, kw), cell, y = pick, weight.shape, 48, 64
    name = [("weight[", INK, True), (str(o), KERNEL, True), (", ", INK, True)]
    name.append((str(c), CHANNEL, True))
    decimals, scale = decimals_of(weight), signed(slice_limit(weight))
    page.words(x, 10, [*name, ("]: one slice", INK, True)], 17)
    page.text(x, 44, f"column j = 0 … {kw - 1}  →", 14, INK_2)
    page.text(x + kw * cell + 14, y + 16, f"row i = 0 … {kh - 1}  ↓", 14, INK_2)
    page.cells(x, y, weight[o, c], cell, scale, "picked slice", decimals=decimals, size=18)
    page.ring(x + j * cell, y + i * cell, cell, cell)
    y += kh * cell + 34
    value = f", {i}, {j}] = {number(weight[pick], decimals)}"
    page.words(x, y, [*name, (value, INK, True)], 17)
    shape = [("shape (", INK_2, False), (counted(kernels, "kernel"), KERNEL, True)]
    shape += [(", ", INK_2, False), (counted(slices, "slice"), CHANNEL, True)]
    shape.append((f", {counted(kh, 'row')}, {counted(kw, 'column')})", INK_2, False))
    page.words(x, y + 28, shape)
