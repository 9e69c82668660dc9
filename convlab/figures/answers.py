"""Where in a photo each kernel answers loudest."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..run import Run
from ..sizes import ShapeError
from .base.page import Page, new_page
from .base.style import HALO, INK, INK_2, KERNEL, PICK, RULE, signed

SIDE = 416  # pixels for the photo
LINE = 52  # for each kernel
MOST = 8


def loudest(
    x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None, names: Sequence[str]
) -> Figure:
    """A photo with a numbered window where each kernel answers most; beside it the kernels.

    Parameters
    ----------
    x : (3, h, w) in [0, 1]
        A photo.
    weight : (c_out, 3, k, k)
        At most 8 kernels.
    bias : (c_out,), optional
    names : c_out strings
        What each kernel looks for.

    Returns
    -------
    Figure
        As `slices`, with the arrays "0, 0", "0, 1" ….

    Raises
    ------
    ShapeError
        For another number of channels, too many kernels, or names that do not fit.

    Examples
    --------
    >>> x = np.eye(6).reshape(1, 6, 6).repeat(3, axis=0)
    >>> loudest(x, np.ones((1, 3, 2, 2)), None, ["much light"])
    kernel 0, much light: loudest at row 0, column 0
    """
    run = Run(x, weight, bias)
    if len(run.x) != 3 or len(run.weight) > MOST or len(names) != len(run.weight):
        raise ShapeError(
            f"x has shape {run.x.shape}, weight {run.weight.shape} and names has {len(names)} "
            f"entries: the figure needs a colour photo, at most {MOST} kernels, a name for each"
        )
    # largest as printed with two decimals: of equal ones the first
    places = [np.unravel_index(y.round(2).argmax(), y.shape) for y in run.output]
    at = [(int(row), int(col)) for row, col in places]
    lines = [
        f"kernel {o}, {name}: loudest at row {row}, column {col}"
        for o, (name, (row, col)) in enumerate(zip(names, at, strict=True))
    ]
    with new_page("\n".join(lines)) as page:
        pixel = SIDE // max(run.x.shape[1:])
        page.colours(0, 0, run.x, pixel, "photo")
        for o, (row, col) in enumerate(at):
            _window(page, col * pixel, row * pixel, pixel * run.weight.shape[-1], str(o))
        left = pixel * run.x.shape[2] + 32
        for o, name in enumerate(names):
            _kernel(page, left, o * LINE, run.weight[o], o)
            page.text(left + 158, o * LINE + 10, name, 16, INK)
            page.text(left + 158, o * LINE + 30, "row {}, column {}".format(*at[o]), 14, INK_2)
    return page.figure


def _window(page: Page, x: float, y: float, side: float, number: str) -> None:
    """What the kernel saw, with its number on amber."""
    page.ring(x, y, side, side)
    page.box(x + side + 3, y - 2, 18, 20, fc=PICK, ec=HALO, lw=0.8, zorder=6)
    page.text(x + side + 12, y + 8, number, 15, INK, bold=True, align="center")
    page.axes.texts[-1].set_zorder(7)


def _kernel(page: Page, x: float, y: float, kernel: np.ndarray, number: int) -> None:
    """Its number and its slices."""
    page.text(x, y + 18, str(number), 17, KERNEL, bold=True)
    cell = 36 / len(kernel[0])
    for c, weight in enumerate(kernel):
        left = x + 24 + c * 42
        page.box(left - 1, y - 1, 38, 38, fc=RULE, zorder=-1)
        page.array(left, y, weight, cell, signed(4), f"{number}, {c}")
