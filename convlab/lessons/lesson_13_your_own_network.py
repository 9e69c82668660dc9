"""Lesson 13: the maps of a network of one's own."""

import numpy as np
from numpy.typing import NDArray

from .. import images, kernels
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Question, right, wrong


def opening() -> Opening:
    """A photo, and the 32 maps that a trained first layer makes of it."""
    x = images.coffee(52)
    maps = kernels.stem_maps(x)
    sheet = Opening("The maps of any layer can be taken out: **one picture for each channel**.")
    sheet.photo(0, 62, x, 168)
    sheet.sign(192, 146, "→")
    for c, y in enumerate(maps):
        sheet.grey(216 + 82 * (c % 8), 76.0 * (c // 8), y / 6, 65)
    return sheet


Array = NDArray[np.float64]


def ask_first_channel_of_a_hook() -> Question:
    """Pictures come first, then channels."""
    return Question(
        "A hook gives y of shape (1, 2048, 7, 7). Which line is the first channel as a picture?",
        wrong("y[0]", "**That is the first picture, with all 2,048 maps.**"),
        wrong("y[:, 0]", "**The axis of pictures is still there**: (1, 7, 7)."),
        wrong(
            "y[0, :, :, 0]",
            "**That is channel 0 where channels stand last.** Here they are the second axis.",
        ),
        right("y[0, 0]", "Picture 0, channel 0: 7 rows and 7 columns are left."),
    )


def _loudest(maps: Array, n: int) -> NDArray[np.intp]:
    order: NDArray[np.intp] = maps.std(axis=(1, 2)).argsort()
    return order[::-1][:n]


LOUDEST = [
    Idea(
        "The smallest come first: reverse the order with [::-1].",
        lambda maps, n: maps.std(axis=(1, 2)).argsort()[:n],
    ),
    Idea(
        "Those have the largest mean: the spread is std.",
        lambda maps, n: maps.mean(axis=(1, 2)).argsort()[::-1][:n],
    ),
    Idea(
        "Those have the largest single number: the spread is std, over all places.",
        lambda maps, n: maps.max(axis=(1, 2)).argsort()[::-1][:n],
    ),
    Idea(
        "Those are the spreads themselves: argsort says which maps they belong to.",
        lambda maps, n: np.sort(maps.std(axis=(1, 2)))[::-1][:n],
    ),
    Idea(
        "Those are all maps in order: the first n are wanted.",
        lambda maps, n: _loudest(maps, len(maps)),
    ),
    Idea(
        "The right maps, but in the order of their numbers: the largest spread comes first.",
        lambda maps, n: np.sort(_loudest(maps, n)),
    ),
]


def check_loudest(function: Function) -> Verdict:
    """Check ``loudest(maps, n)``: the maps with the largest spread.

    Parameters
    ----------
    function : callable
        The reader's ``loudest``; it gets maps (c, h, w) and how many are wanted.

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> verdict = check_loudest(lambda maps, n: maps.std(axis=(1, 2)).argsort()[:n])
    not yet: loudest(an array of shape (6, 3, 4), 3) should be [5, 1, 3], yours is [2, 4, 0]. The
    smallest come first: reverse the order with [::-1].
    """
    rng = np.random.default_rng(13)
    sizes = np.array([1, 5, 0.1, 2, 0.5, 8])[:, None, None]
    first = rng.normal(size=(6, 3, 4)) * sizes + rng.normal(0, 20, (6, 1, 1))
    second = rng.normal(size=(9, 5, 5)) * rng.permutation(9)[:, None, None]
    return judge(
        "loudest",
        function,
        cases=[(first, 3), (second, 4)],
        right=_loudest,
        ideas=LOUDEST,
        praise="one spread for each map, and the largest first",
    )
