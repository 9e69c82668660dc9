"""Lesson 14: series and volumes."""

import numpy as np
from numpy.typing import NDArray

from ..conv import conv1d
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Question, right, wrong

Array = NDArray[np.float64]


def opening() -> Opening:
    """Two sensors, one kernel of two slices, one series."""
    x = np.array([[1, 3, 2, 0, 4, 1, 2, 5], [2, 0, 1, 1, 3, 0, 1, 2]])
    kernel = np.array([[1, 0, -1], [0, 2, 0]])
    y = conv1d(x, kernel[None])
    sheet = Opening("In 1-D a kernel slides **along time only**, and channels are still added.")
    sheet.text(0, 10, "2 channels, such as sensors, 8 moments", 17, "channel", bold=True)
    sheet.text(460, 10, "1 kernel, 2 slices", 17, "kernel", bold=True)
    for c in range(2):
        sheet.numbers(0, 28.0 + 62 * c, x[[c]], 44)
        sheet.sign(400, 50 + 62 * c, "×")
        sheet.slice(460, 28.0 + 62 * c, kernel[[c]], 44, 3)
    sheet.ring(88, 28, 132, 106)
    sheet.sign(526, 81, "+", 24)
    sheet.text(0, 176, "1 map, 8 − 3 + 1 = 6 moments", 17, "ink", bold=True)
    sheet.slice(44, 194, y, 44, 10)
    sheet.ring(132, 194, 44, 44)
    return sheet


def ask_conv1d_on_features() -> Question:
    """Conv1d slides along the last axis, whatever it means."""
    return Question(
        "25 features in an array (10, 1, 25), into nn.Conv1d(1, 8, 3). Along what does the kernel "
        "slide?",
        wrong(
            "Along time",
            "**There is no time in (10, 1, 25).** The last axis holds the features.",
        ),
        wrong(
            "Along nothing: it reads all 25 at once",
            "**Its size is 3.** So it reads three neighbours at a place.",
        ),
        right(
            "Along the features",
            "Conv1d reads (N, C, L): one channel, 25 places. The same three weights meet features "
            "0 to 2, then 1 to 3, and so on.",
        ),
        wrong(
            "It is an error",
            "**Every shape fits.** Only the meaning does not.",
        ),
    )


def _one_series(x: Array, kernel: Array, bias: float) -> Array:
    y: Array = conv1d(x, kernel[None])[0] + bias
    return y


ONE_SERIES = [
    Idea(
        "The channels are still apart: add their partial maps.",
        lambda x, kernel, bias: conv1d(x, kernel[:, None], groups=len(x)) + bias,
    ),
    Idea(
        "The bias is there once for each channel: it joins once, after they are added.",
        lambda x, kernel, bias: _one_series(x, kernel, len(x) * bias),
    ),
    Idea("The bias is missing.", lambda x, kernel, bias: _one_series(x, kernel, 0)),
    Idea(
        "That is the mean of the channels: they are added.",
        lambda x, kernel, bias: _one_series(x, kernel / len(x), bias),
    ),
    Idea(
        "That uses the first slice for every channel: each has its own.",
        lambda x, kernel, bias: _one_series(x, 0 * kernel + kernel[0], bias),
    ),
    Idea(
        "The kernel is flipped: it lies on the window as it is.",
        lambda x, kernel, bias: _one_series(x, kernel[:, ::-1], bias),
    ),
    Idea(
        "One place is missing at the end: there are length − k + 1.",
        lambda x, kernel, bias: _one_series(x, kernel, bias)[:-1],
    ),
]


def check_one_series(function: Function) -> Verdict:
    """Check ``one_series(x, kernel, bias)``: one map of a Conv1d.

    Parameters
    ----------
    function : callable
        The reader's ``one_series``; it gets x (c, length), a kernel (c, k) and its bias.

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> verdict = check_one_series(lambda x, kernel, bias: conv1d(x, kernel[None])[0])
    not yet: one_series([[1, 2, 4], [0, 0, 1]], [[−1, 1], [ 1, 1]], 3) should be [4, 6], yours is
    [1, 3]. The bias is missing.
    """
    rng = np.random.default_rng(14)
    return judge(
        "one_series",
        function,
        cases=[
            (np.array([[1, 2, 4], [0, 0, 1]]), np.array([[-1, 1], [1, 1]]), 3),
            (rng.integers(-9, 10, (4, 12)), rng.integers(-9, 10, (4, 5)), -2),
        ],
        right=_one_series,
        ideas=ONE_SERIES,
        praise="all channels under one window, added, and the bias once",
    )
