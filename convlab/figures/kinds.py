"""Kernels on RGB sorted into families: three slices each, a row for a family."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..show import counted
from ..sizes import ShapeError
from .base.page import Page, new_page
from .base.style import INK, INK_2, KERNEL, RULE, signed, text_width

WIDTH = 888
CELL, GAP = 8, 3  # a weight, and between two slices
PITCH = 104  # from kernel to kernel
LINE = 56


def families(weight: ArrayLike, members: Mapping[str, Sequence[int]]) -> Figure:
    """Kernels by what they look for, each on a scale of its own.

    Parameters
    ----------
    weight : (c_out, 3, 3, 3)
        A layer that reads red, green and blue.
    members : mapping
        The name of each family, and the numbers of its kernels.

    Returns
    -------
    Figure
        Its arrays are "0, 0", "0, 1" …, by kernel and channel, as those of `slices`.

    Raises
    ------
    ShapeError, ValueError
        For another shape, or a kernel that is not there.

    Examples
    --------
    >>> families(np.ones((4, 3, 3, 3)), {"edges": [0, 2], "dead": [3]})
    edges: 2 kernels, 0, 2
    dead: 1 kernel, 3
    """
    weight = np.asarray(weight, np.float64)
    if weight.shape[1:] != (3, 3, 3):
        raise ShapeError(f"weight has shape {weight.shape}, but needs (c_out, 3, 3, 3)")
    listed = [o for family in members.values() for o in family]
    if not set(listed) <= set(range(len(weight))):
        raise ValueError(f"members names {sorted(listed)}, but there are {len(weight)} kernels")
    words = [
        f"{name}: {counted(len(numbers), 'kernel')}, {', '.join(map(str, numbers))}"
        for name, numbers in members.items()
    ]
    left = 20 + max(text_width(name, 17, True) for name in members)
    across = int((WIDTH - left) // PITCH)
    with new_page("\n".join(words)) as page:
        y = 0.0
        for name, numbers in members.items():
            page.text(0, y + 30, name, 17, INK, bold=True)
            page.text(0, y + 50, str(len(numbers)), 15, INK_2)
            for n, o in enumerate(numbers):
                down, right = divmod(n, across)
                _kernel(page, left + right * PITCH, y + down * LINE, weight[o], o)
            y += LINE * (1 + (len(numbers) - 1) // across) + 12
    return page.figure


def _kernel(page: Page, x: float, y: float, kernel: np.ndarray, number: int) -> None:
    """Three slices under the kernel's number; one without weights stays blank."""
    largest = float(np.abs(kernel).max())
    limit = largest if largest > 1e-3 else 1
    page.text(x, y + 8, str(number), 14, KERNEL)
    for c, weight in enumerate(kernel):
        left = x + c * (3 * CELL + GAP)
        page.box(left - 1, y + 19, 3 * CELL + 2, 3 * CELL + 2, fc=RULE, zorder=-1)
        page.array(left, y + 20, weight, CELL, signed(limit), f"{number}, {c}")
