"""What one number, some layers deep, has seen of the picture."""

from collections.abc import Sequence

import numpy as np

from ..layer import ConvLayer
from ..sizes import ShapeError
from .ink import INK, INK_2, PICK_GROUND, PICK_INK, RULE
from .paper import Page, Picture

LARGEST = 33  # pixels a side


def receptive_field(layers: Sequence[ConvLayer]) -> Picture:
    """From the picture to one number of the last layer: which pixels it depends on, and how often.

    layers : one after the other; their kernel_size, stride and dilation count, channels do not.
    Each cell says in how many ways its number reaches the picked one: not at all where it is empty.

    Raises ShapeError without layers, or for a field of more than 33 × 33 pixels.

    >>> receptive_field([ConvLayer(3, 8, 3), ConvLayer(8, 8, 3)])
    1 number of layer 2 ← 3×3 numbers of layer 1 ← 5×5 pixels of the picture
    """
    ways = _ways(layers)
    sizes = [f"{len(down)}×{len(across)}" for down, across in ways]
    places = ["pixels of the picture"]
    places += [f"numbers of layer {n}" for n in range(1, len(layers))]
    seen = [f"{size} {place}" for size, place in zip(sizes, places, strict=False)]
    page = Page(" ← ".join([f"1 number of layer {len(layers)}", *reversed(seen)]))
    tall = max(len(down) for down, _ in ways) + 2
    room = sum(len(across) + 2 for _, across in ways)
    cell = min(24, (888 - 72 * len(layers)) // room)
    x, middle = 0, 48 + cell * tall / 2
    for n, (down, across) in enumerate(ways):
        if n:
            kh, kw = layers[n - 1].kernel_size
            page.text(x + 28, middle - 18, f"{kh}×{kw}", 15, INK_2, align="center")
            page.text(x + 28, middle, "→", 20, INK_2, align="center")
            if (stride := max(layers[n - 1].stride)) > 1:
                page.text(x + 28, middle + 20, f"stride {stride}", 14, INK_2, align="center")
            x += 56
        size = "1 number" if n == len(layers) else sizes[n]
        page.text(x, 8, f"layer {n}" if n else "picture", 15, INK, bold=True)
        page.text(x, 28, size, 15, PICK_INK)
        page.reach(x + 64, 0)
        _field(page, x, middle, np.outer(down, across), cell)
        x += max(cell * (len(across) + 2), 64) + 16
    return page.finish()


def _ways(layers):
    """For the picture and each layer: in how many ways a row, and a column, is seen."""
    if not layers:
        raise ShapeError("layers holds 0 layers: give at least 1 ConvLayer")
    ways = [(np.ones(1, int), np.ones(1, int))]
    for layer in reversed(layers):
        steps = zip(ways[0], layer.kernel_size, layer.stride, layer.dilation, strict=True)
        ways.insert(0, tuple(_before(*step) for step in steps))
    largest = max(map(len, ways[0]))
    if largest > LARGEST:
        raise ShapeError(
            f"the field is {largest} pixels wide, but {LARGEST} can be drawn: take fewer layers"
        )
    return ways


def _before(ways, kernel, stride, dilation):
    """The ways of one axis, one layer earlier: each number passes its own on to its window."""
    reach = (kernel - 1) * dilation + 1
    earlier = np.zeros((len(ways) - 1) * stride + reach, int)
    for place, count in enumerate(ways):
        earlier[place * stride : place * stride + reach : dilation] += count
    return earlier


def _field(page, x, middle, ways, cell):
    """The cells that are seen, in their ring, and one cell of what lies around them."""
    rows, cols = ways.shape
    top = middle - cell * (rows + 2) / 2
    for (i, j), count in np.ndenumerate(np.pad(ways, 1)):
        left, upper = x + j * cell, top + i * cell
        page.box(left, upper, cell, cell, fc=PICK_GROUND if count else "white", ec=RULE, lw=0.6)
        if count and cell >= 20:
            page.text(left + cell / 2, upper + cell / 2, f"{count}", 14, PICK_INK, align="center")
    page.ring(x + cell, top + cell, cols * cell, rows * cell)
