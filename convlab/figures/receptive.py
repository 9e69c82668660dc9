"""What one number, some layers deep, has seen of the picture."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from ..layer import ConvLayer, places_read
from ..sizes import ShapeError
from .base.page import Page, new_page
from .base.style import INK, INK_2, PICK_GROUND, PICK_INK, RULE

LARGEST = 33  # pixels a side


def receptive_field(layers: Sequence[ConvLayer]) -> Figure:
    """From the picture to one number of the last layer: which pixels it depends on, and how often.

    Each cell says in how many ways its number reaches the picked one: not at all where it is empty.

    Parameters
    ----------
    layers : sequence of ConvLayer
        One after the other; their kernel_size, stride and dilation count, channels do not.

    Returns
    -------
    Figure
        Wide enough for all fields side by side.

    Raises
    ------
    ShapeError
        Without layers, or for a field of more than 33 × 33 pixels.

    Examples
    --------
    >>> receptive_field([ConvLayer(3, 8, 3), ConvLayer(8, 8, 3)])
    1 number of layer 2 ← 3×3 numbers of layer 1 ← 5×5 pixels of the picture
    """
    ways = _ways(layers)
    sizes = [f"{len(down)}×{len(across)}" for down, across in ways]
    places = ["pixels of the picture", *(f"numbers of layer {n}" for n in range(1, len(layers)))]
    fields = [f"{size} {place}" for size, place in zip(sizes, places, strict=False)]
    tall = max(len(down) for down, _ in ways) + 2
    room = sum(len(across) + 2 for _, across in ways)
    cell = min(24, (888 - 72 * len(layers)) // room)
    x, middle = 0, 48 + cell * tall / 2
    with new_page(" ← ".join([f"1 number of layer {len(layers)}", *reversed(fields)])) as page:
        for n, (down, across) in enumerate(ways):
            if n:
                _step(page, x + 28, middle, layers[n - 1])
                x += 56
            page.text(x, 8, f"layer {n}" if n else "picture", 15, INK, bold=True)
            page.text(x, 28, "1 number" if n == len(layers) else sizes[n], 15, PICK_INK)
            page.reach(x + 64, 0)
            _field(page, x, middle, np.outer(down, across), cell)
            x += max(cell * (len(across) + 2), 64) + 16
    return page.figure


def _ways(layers: Sequence[ConvLayer]) -> list[tuple[np.ndarray, ...]]:
    """For the picture and each layer: in how many ways a row, and a column, is seen."""
    if not layers:
        raise ShapeError("layers holds 0 layers: give at least 1 ConvLayer")
    ways: list[tuple[np.ndarray, ...]] = [(np.ones(1, int), np.ones(1, int))]
    for layer in reversed(layers):
        axes = zip(ways[0], layer.kernel_size, layer.stride, layer.dilation, strict=True)
        ways.insert(0, tuple(_before(*axis) for axis in axes))
    largest = max(map(len, ways[0]))
    if largest > LARGEST:
        raise ShapeError(
            f"the field is {largest} pixels wide, but {LARGEST} can be drawn: take fewer layers"
        )
    return ways


def _before(ways: np.ndarray, kernel: int, stride: int, dilation: int) -> np.ndarray:
    """The ways of one axis, one layer earlier: each number passes its own on to its window."""
    windows = [places_read(place, kernel, stride, dilation) for place in range(len(ways))]
    earlier = np.zeros(windows[-1][-1] + 1, int)
    for window, count in zip(windows, ways, strict=True):
        earlier[window] += count
    return earlier


def _step(page: Page, x: float, middle: float, layer: ConvLayer) -> None:
    """The layer between two fields."""
    kh, kw = layer.kernel_size
    page.text(x, middle - 18, f"{kh}×{kw}", 15, INK_2, align="center")
    page.text(x, middle, "→", 20, INK_2, align="center")
    if (stride := max(layer.stride)) > 1:
        page.text(x, middle + 20, f"stride {stride}", 14, INK_2, align="center")


def _field(page: Page, x: float, middle: float, ways: np.ndarray, cell: float) -> None:
    """The cells that are seen, in their ring, and one cell of what lies around them."""
    rows, cols = ways.shape
    top = middle - cell * (rows + 2) / 2
    for (i, j), count in np.ndenumerate(np.pad(ways, 1)):
        left, upper = x + j * cell, top + i * cell
        page.box(left, upper, cell, cell, fc=PICK_GROUND if count else "white", ec=RULE, lw=0.6)
        if count and cell >= 20:
            page.text(left + cell / 2, upper + cell / 2, f"{count}", 14, PICK_INK, align="center")
    page.ring(x + cell, top + cell, cols * cell, rows * cell)
