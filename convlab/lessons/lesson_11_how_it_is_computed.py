"""Lesson 11: how a layer is computed."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..layer import ConvLayer
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Question, right, wrong


def opening() -> Opening:
    """A picture of 4×4 as a matrix of windows, and the product."""
    x = np.arange(1, 17).reshape(4, 4) % 10
    slices = np.array([[1, 0, 0, -1], [0, 1, -1, 0]])
    columns = sliding_window_view(x, (2, 2)).reshape(9, 4).T
    sheet = Opening("Each window becomes a column, each kernel a row: **one matrix product**.")
    sheet.text(0, 10, "picture", 17, "channel", bold=True)
    sheet.numbers(0, 28, x, 34)
    sheet.ring(0, 28, 68, 68)
    sheet.sign(168, 96, "→")
    sheet.text(210, 10, "2 kernels, each a row", 17, "kernel", bold=True)
    sheet.slice(210, 62, slices, 34, 2)
    sheet.sign(446, 96, "×")
    sheet.text(490, 10, "9 windows, each a column", 17, "channel", bold=True)
    sheet.numbers(490, 28, columns, 34)
    sheet.ring(490, 28, 34, 136)
    sheet.sign(446, 240, "=")
    sheet.text(490, 190, "2 maps, each a row", 17, "ink", bold=True)
    sheet.slice(490, 206, slices @ columns, 34, 12)
    sheet.ring(490, 206, 34, 68)
    return sheet


def ask_shape_of_the_matrix() -> Question:
    """A layer as a matrix has a row for each filter."""
    filters = ConvLayer(16, 3, 7)
    rows, columns = filters.out_channels, filters.n_weights // filters.out_channels
    return Question(
        "Three 7×7 filters on 16 channels, written as a matrix with one row a filter. Which shape?",
        wrong((3, 16), "**This is the 1×1 case.** Here a slice holds 49 weights, not 1."),
        wrong((3, 49), "**This takes one slice.** A filter has one for each of 16 channels."),
        right((rows, columns), f"**3 filters**, each 16 × 7 × 7 = **{columns} weights**."),
        wrong((48, 49), "**Each slice has a row of its own here.** So nothing would be added."),
    )


def ask_work_saved() -> Question:
    """A matrix product makes every product, only faster."""
    return Question(
        "One matrix product makes a layer hundreds of times faster than loops in Python. How many "
        "multiply-adds does it save?",
        wrong(
            "All but a hundredth",
            "**Multiply-adds are the smaller part of the time.** All of them are still made.",
        ),
        wrong(
            "Those of overlapping windows",
            "**Overlapping windows share pixels, not products.** Each pixel meets another weight "
            "in each.",
        ),
        wrong("Those with a 0", "**It multiplies zeros too.** To ask first would cost more."),
        right("None", "Every product is made. What it saves is all that happens in between."),
    )


def _window(x: np.ndarray, k: int, row: int, col: int) -> np.ndarray:
    """What lies under a kernel of k×k whose corner is at (row, col): (c, k, k)."""
    return x[:, row : row + k, col : col + k]


def _column(x: np.ndarray, k: int, n: int) -> np.ndarray:
    return _window(x, k, *divmod(n, x.shape[2] - k + 1)).ravel()


COLUMN = [
    Idea(
        "That is always the first window: place n is a row and a column of the map.",
        lambda x, k, n: _column(x, k, 0),
    ),
    Idea(
        "Places are counted in the map, which is w − k + 1 wide, not in the picture.",
        lambda x, k, n: _window(x, k, *divmod(n, x.shape[2])).ravel(),
    ),
    Idea(
        "That counts places down the columns of the map: they run along its rows.",
        lambda x, k, n: _window(x, k, *divmod(n, x.shape[1] - k + 1)[::-1]).ravel(),
    ),
    Idea(
        "Row and column are swapped: divmod gives the row first.",
        lambda x, k, n: _window(x, k, *divmod(n, x.shape[2] - k + 1)[::-1]).ravel(),
    ),
    Idea(
        "That takes the map for w − k wide: it is one wider, w − k + 1.",
        lambda x, k, n: _window(x, k, *divmod(n, x.shape[2] - k)).ravel(),
    ),
    Idea("That is place n − 1: places are counted from 0.", lambda x, k, n: _column(x, k, n - 1)),
    Idea(
        "That reads each window down its columns: it is read along its rows.",
        lambda x, k, n: _column(x, k, n).reshape(len(x), k, k).swapaxes(1, 2).ravel(),
    ),
    Idea(
        "That is the window as it stands: a column is one line of numbers, .ravel().",
        lambda x, k, n: _column(x, k, n).reshape(len(x), k, k),
    ),
    Idea(
        "That is one channel: the column goes on through the windows of all of them.",
        lambda x, k, n: _column(x[:1], k, n),
    ),
    Idea(
        "Those are the right numbers, channels innermost: a kernel's row is channel by channel.",
        lambda x, k, n: _column(x, k, n).reshape(len(x), -1).T.ravel(),
    ),
    Idea(
        "Those are windows side by side: they overlap, one pixel further at each place.",
        lambda x, k, n: _window(x, k, *np.multiply(k, divmod(n, x.shape[2] // k))).ravel(),
    ),
]


def check_column(function: Function) -> Verdict:
    """Check ``column(x, k, n)``: column n of im2col, the window at place n as one line of numbers.

    Parameters
    ----------
    function : callable
        The reader's ``column``; it gets x (c, h, w) and returns (c · k · k,). Places are counted
        along the rows of the map.

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> verdict = check_column(lambda x, k, n: x[:, :k, :k].ravel())
    not yet: column(an array of shape (2, 4, 5), 2, 9) should be [11, 12, 16, 17, 31, 32, 36, 37],
    yours is [ 0,  1,  5,  6, 20, 21, 25, 26]. That is always the first window: place n is a row and
    a column of the map.
    """
    picture = np.arange(40).reshape(2, 4, 5)
    return judge(
        "column",
        function,
        cases=[(picture, 2, 9), (picture, 3, 4), (np.arange(108).reshape(3, 6, 6), 2, 13)],
        right=_column,
        ideas=COLUMN,
        praise="place n, its window through all channels, in one line; the kernel does the rest",
    )
