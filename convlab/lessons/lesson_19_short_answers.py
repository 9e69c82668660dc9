"""Lesson 19: short answers, each to be read alone."""

from .. import images, kernels
from ..conv import conv2d
from .opening import Opening


def opening() -> Opening:
    """The grid of a small layer, and in words what its rows, columns and slices are."""
    sheet = Opening("**Rows are kernels, columns are channels.** Most answers begin here.")
    photo, weight = images.coffee(34), kernels.bank("teaching").weight[[0, 2, 3]]
    for c, channel in enumerate(photo):
        sheet.grey(40 + 92.0 * c, 0, channel, 46)
    for o, (kernel, y) in enumerate(zip(weight, conv2d(photo, weight), strict=True)):
        top = 62 + 58.0 * o
        for c, one in enumerate(kernel):
            sheet.slice(40 + 92.0 * c, top, one, 15, written=False)
            sheet.sign(109 + 92.0 * c, top + 23, "=" if c == len(kernel) - 1 else "+", 24)
        sheet.map(316, top, y, 46, 2)
    sheet.ring(32, 116, 338, 54)
    sheet.text(402, 23, "a column: one input channel", 17)
    sheet.text(402, 143, "a row: one kernel, added up to one map", 17, "kernel", bold=True)
    return sheet
