"""Lesson 20: lines of code that take an axis, and messages; each answer to be read alone."""

from .. import images
from .opening import Opening


def opening() -> Opening:
    """A batch as rows of pictures and columns of channels, and which number of its shape is which.

    Inside a tile lie the rows and the columns of a picture, axes 2 and 3.
    """
    sheet = Opening("In (N, C, H, W) **axis 1 is the channels**: many lines of code ask for it.")
    for n, photo in enumerate((images.coffee(40), images.chelsea(40))):
        for c, channel in enumerate(photo):
            sheet.grey(300 + 120.0 * c, 46 + 120.0 * n, channel, 104)
        sheet.text(284, 98 + 120.0 * n, f"x[{n}]", 17, "kernel", bold=True, align="right")
    for c in range(3):
        sheet.text(352 + 120.0 * c, 20, f"x[:, {c}]", 17, "channel", bold=True, align="center")
    sheet.ring(412, 38, 120, 240)
    sheet.text(0, 98, "axis 0: pictures", 17)
    sheet.text(0, 136, "axis 1: channels", 17, "channel", bold=True)
    sheet.text(0, 174, "axes 2 and 3: places", 17)
    sheet.text(680, 158, "x.shape is (2, 3, 40, 40)", 17)
    return sheet
