"""Lesson 17: the order of axes, and what error messages say of it."""

import numpy as np
from numpy.typing import NDArray

from ..scene.colours import Colour
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Question, right, wrong


def opening() -> Opening:
    """A message's two shapes, one under the other, and where they clash."""
    sheet = Opening("For groups=1, compare the **second** numbers: slices and channels must agree.")
    columns = {
        "": ("weight", "input"),
        "kernels | pictures": (64, 8),
        "slices | channel": (3, 1),
        "height": (7, 224),
        "width": (7, 224),
    }
    sheet.ground(340, 0, 170, 176, "ink")
    for at, (words, pair) in enumerate(columns.items()):
        column, clash = 60.0 + 182 * at, at == 2
        ink: Colour = "bg" if clash else "ink"
        for row, one in enumerate(pair):
            y, word = 28.0 + 96 * row, words.split(" | ")[row * ("|" in words)]
            if at:
                sheet.text(column, y, str(one), 34, ink, True, "center")
                sheet.text(column, y + 30, word, 15, "bg" if clash else "ink-2", align="center")
            else:
                sheet.text(0, y, str(one), 20, ink, True)
    sheet.text(424, 88, "≠", 28, "bg", True, "center")
    return sheet


Array = NDArray[np.float64]


def ask_read_the_error() -> Question:
    """What PyTorch says when a grey picture meets an RGB layer."""
    return Question(
        "“Given groups=1, weight of size [64, 3, 7, 7], expected input[8, 1, 224, 224] to have 3 "
        "channels, but got 1 channels instead.” What is wrong?",
        wrong(
            "There are 8 pictures, not 64",
            "**64 counts kernels.** How many pictures go in at once is free.",
        ),
        wrong(
            "The kernels are too large",
            "**7×7 fits into 224×224 well.** The message is about the second number of each list.",
        ),
        right(
            "The pictures are grey",
            "weight[o] has **3 slices**, x has 1 channel. Repeat the grey channel three times, or "
            "build the layer with in_channels=1.",
        ),
        wrong(
            "groups must be 3",
            "**groups=1 is the default.** With 3 groups the kernels would have one slice, and the "
            "pictures would still need three channels.",
        ),
    )


def ask_hwc_to_chw() -> Question:
    """Channels go to the front by transpose, not by reshape."""
    return Question(
        "A photo is an array of shape (224, 224, 3). The layer wants (3, 224, 224). Which line is "
        "right?",
        wrong(
            "photo.reshape(3, 224, 224)",
            "**The shape is right, the pixels are not.** reshape re-cuts the same row of numbers: "
            "colours and places get scrambled.",
        ),
        right(
            "photo.transpose(2, 0, 1)",
            "It moves the channel axis to the front: x[c, i, j] is photo[i, j, c].",
        ),
        wrong(
            "photo.T",
            "**.T reverses all axes.** The channels come first, but rows and columns are "
            "swapped: the picture lies on its side.",
        ),
        wrong(
            "photo[None]",
            "**That adds an axis in front.** The three colours are still at the back.",
        ),
    )


def ask_read_the_1d_error() -> Question:
    """What PyTorch says when a speech model gets too few frequency bands."""
    return Question(
        "“weight of size [1280, 128, 3], expected input[1, 80, 3000] to have 128 channels, but got "
        "80 channels instead.” A Conv1d on sound. What is wrong?",
        right(
            "The input has 80 bands, the model reads 128",
            "Second number beside second number: the kernels have **128 slices**, and 80 channels "
            "came. The channels of this input are its frequency bands.",
        ),
        wrong(
            "3000 time steps are too many",
            "**The number of places is free.** The kernels slide along time as they slide over a "
            "picture.",
        ),
        wrong(
            "There must be 1280 bands",
            "**1280 counts kernels.** It says how many maps come out.",
        ),
        wrong(
            "An axis is missing",
            "**One recording, channels, time: all three are there.** In one dimension there is no "
            "height.",
        ),
    )


def _to_channels_first(photos: Array) -> Array:
    return photos.transpose(0, 3, 1, 2)


def _recut(photos: Array) -> Array:
    n, h, w, c = photos.shape
    return photos.reshape(n, c, h, w)


TO_CHANNELS_FIRST = [
    Idea(
        "reshape gives the right shape and scrambles the pixels: move the axis with transpose.",
        _recut,
    ),
    Idea(
        "Rows and columns are swapped, each picture lies on its side: keep 1 before 2.",
        lambda photos: photos.transpose(0, 3, 2, 1),
    ),
    Idea(
        ".T reverses all axes, and the pictures come last: they stay in front.",
        lambda photos: photos.T,
    ),
    Idea(
        "That is the way back, from channels first: the channels stand last in photos.",
        lambda photos: photos.transpose(0, 2, 3, 1),
    ),
    Idea(
        "That is the first picture: return all of them.",
        lambda photos: photos[0].transpose(2, 0, 1),
    ),
    Idea(
        "The channels stand before the pictures: the axis of pictures stays in front.",
        lambda photos: photos.transpose(3, 0, 1, 2),
    ),
]


def check_to_channels_first(function: Function) -> Verdict:
    """Check ``to_channels_first(photos)``: (n, h, w, c) to (n, c, h, w).

    Parameters
    ----------
    function : callable
        The reader's ``to_channels_first``; it gets an array (n, h, w, c).

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> verdict = check_to_channels_first(lambda photos: photos.swapaxes(1, 3))
    not yet: to_channels_first(an array of shape (2, 3, 3, 3))[0, 0, 0, 1] should be 16, yours is 21
    (different in 32 of 54 places). Rows and columns are swapped, each picture lies on its side:
    keep 1 before 2.
    """
    rng = np.random.default_rng(17)
    return judge(
        "to_channels_first",
        function,
        cases=[(rng.integers(0, 100, shape),) for shape in ((2, 3, 3, 3), (2, 4, 5, 3))],
        right=_to_channels_first,
        ideas=TO_CHANNELS_FIRST,
        praise="the channel axis moves, and no pixel leaves its place",
    )
