"""The places along one side at which a kernel can stand, for several strides."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from ..show import counted
from ..sizes import ShapeError, whole
from .base.page import Page, new_page
from .base.style import INK, INK_2, KERNEL, PICK_GROUND, QUIET, RULE

CELL, ROW = 28, 22  # a pixel, and the height of a place
GAP = 56  # between two strides
LARGEST = 12  # pixels


def places(size: int, kernel: int, strides: Sequence[int] = (1, 2)) -> Figure:
    """Where along a side of ``size`` pixels a kernel can stand: a bar for each place.

    Parameters
    ----------
    size : int
        1 to 12 pixels.
    kernel : int
        At most ``size``.
    strides : sequence of int
        Each is a drawing of its own.

    Returns
    -------
    Figure
        Pixels that no place reads are hatched.

    Raises
    ------
    ShapeError
        For sizes that are too large, or a kernel larger than the side.

    Examples
    --------
    >>> places(8, 3, strides=(1, 2))
    stride 1: 6 places, at 0, 1, 2, 3, 4, 5
    stride 2: 3 places, at 0, 2, 4; pixel 7 is never read
    """
    size, kernel = whole("size", size, 1), whole("kernel", kernel, 1)
    if size > LARGEST or kernel > size:
        raise ShapeError(
            f"size is {size} and kernel {kernel}, but the figure has room for {LARGEST} pixels and "
            "needs a kernel that fits on them"
        )
    starts = {whole("stride", s, 1): range(0, size - kernel + 1, s) for s in strides}
    words = [_words(stride, size, kernel, at) for stride, at in starts.items()]
    with new_page("\n".join(words)) as page:
        for n, (stride, at) in enumerate(starts.items()):
            _draw(page, n * (size * CELL + GAP), stride, size, kernel, at)
    return page.figure


def _words(stride: int, size: int, kernel: int, starts: range) -> str:
    """One stride in a line."""
    line = f"stride {stride}: {counted(len(starts), 'place')}, at {', '.join(map(str, starts))}"
    missed = _missed(size, kernel, starts)
    if len(missed) == 1:
        return f"{line}; pixel {missed[0]} is never read"
    return f"{line}; pixels {', '.join(map(str, missed))} are never read" if missed else line


def _missed(size: int, kernel: int, starts: range) -> list[int]:
    read = {start + tap for start in starts for tap in range(kernel)}
    return [pixel for pixel in range(size) if pixel not in read]


def _draw(page: Page, x: float, stride: int, size: int, kernel: int, starts: range) -> None:
    """The pixels, and under them a bar for each place."""
    bold = [(f"stride {stride} ", INK, True), (counted(len(starts), "place"), INK_2, False)]
    page.words(x, 8, bold, 17)
    missed = _missed(size, kernel, starts)
    for pixel in range(size):
        left = x + pixel * CELL
        if pixel in missed:
            page.hatch(left, 24, CELL - 2, CELL - 2)
        else:
            page.box(left, 24, CELL - 2, CELL - 2, fc=PICK_GROUND, ec=RULE, lw=0.8)
        page.text(left + CELL / 2 - 1, 37, str(pixel), 14, QUIET, align="center")
    for row, start in enumerate(starts):
        top = 24 + CELL + 6 + row * ROW
        page.box(x + start * CELL, top, kernel * CELL - 2, ROW - 8, fc=KERNEL)
