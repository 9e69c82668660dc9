"""What happens inside: gradients, and windows as columns."""

from collections.abc import Callable

import numpy as np

from ..conv import conv2d
from ._judge import judge


def check_kernel_gradient(function: Callable) -> None:
    """Check ``kernel_gradient(x, error)``: what every weight of one kernel gets back.

    The reader's function gets x (c, h, w) and error (h_out, w_out), how the loss changes with
    each number of the kernel's map; the answer is (c, h − h_out + 1, w − w_out + 1).

    >>> check_kernel_gradient(lambda x, error: conv2d(x[:, None], error[None, None])[:, 0] / 12)
    not yet: kernel_gradient(an array of shape (3, 5, 6), an array of shape (3, 4))[0, 0, 0] should
    be 22, yours is 1.833 (different in 26 of 27 places). All your numbers are 0.08333 × the right
    ones.
    """

    def right(x, error):
        return conv2d(x[:, None], error[None, None])[:, 0]

    rng = np.random.default_rng(6)
    judge(
        "kernel_gradient",
        function,
        cases=[
            (rng.integers(0, 9, (3, 5, 6)), rng.integers(-5, 6, (3, 4))),
            (rng.integers(0, 9, (2, 4, 4)), rng.integers(-5, 6, (3, 3))),
        ],
        right=right,
        ideas={
            "That adds the channels: each slice learns from its own channel alone.": lambda x, error: (
                right(x, error).sum(axis=0)
            ),
            "That is the mean over the places: the chain rule adds them up.": lambda x, error: (
                right(x, error) / error.size
            ),
            "That is 2 × the sum: error is the loss's slope already, so nothing is left to double.": lambda x, error: (
                2 * right(x, error)
            ),
            "That is the step, not the slope: minus comes in when the weights are moved.": lambda x, error: (
                -right(x, error)
            ),
            "That turns the error map round: it lies on the channel as it is.": lambda x, error: (
                right(x, error[::-1, ::-1])
            ),
            "Each slice comes out turned round: weight (u, v) meets x from (u, v) on.": lambda x, error: (
                right(x, error)[:, ::-1, ::-1]
            ),
            "That gives every slice the gradient of the first: each has its own channel.": lambda x, error: (
                right(x[[0] * len(x)], error)
            ),
            "Every weight gets the sum of all errors there: that is the bias's gradient.": lambda x, error: (
                np.full(right(x, error).shape, error.sum())
            ),
        },
        praise="every slice: its own channel under the same error map, all places added",
    )


def check_column(function: Callable) -> None:
    """Check ``column(x, k, n)``: column n of im2col, the window at place n as one line of numbers.

    The reader's function gets x (c, h, w); places are counted along the rows of the map. The
    answer has the shape (c · k · k,).

    >>> check_column(lambda x, k, n: x[:, :k, :k].ravel())
    not yet: column(an array of shape (2, 4, 5), 2, 9) should be [11, 12, 16, 17, 31, 32, 36, 37],
    yours is [ 0,  1,  5,  6, 20, 21, 25, 26]. That is always the first window: place n is a row and
    a column of the map.
    """

    def window(x, k, row, col):
        return x[:, row : row + k, col : col + k]

    def right(x, k, n):
        return window(x, k, *divmod(n, x.shape[2] - k + 1)).ravel()

    picture = np.arange(40).reshape(2, 4, 5)
    judge(
        "column",
        function,
        cases=[(picture, 2, 9), (picture, 3, 4), (np.arange(108).reshape(3, 6, 6), 2, 13)],
        right=right,
        ideas={
            "That is always the first window: place n is a row and a column of the map.": lambda x, k, n: (
                window(x, k, 0, 0).ravel()
            ),
            "Places are counted in the map, which is w − k + 1 wide, not in the picture.": lambda x, k, n: (
                window(x, k, *divmod(n, x.shape[2])).ravel()
            ),
            "That counts places down the columns of the map: they run along its rows.": lambda x, k, n: (
                window(x, k, *divmod(n, x.shape[1] - k + 1)[::-1]).ravel()
            ),
            "Row and column are swapped: divmod gives the row first.": lambda x, k, n: window(
                x, k, *divmod(n, x.shape[2] - k + 1)[::-1]
            ).ravel(),
            "That takes the map for w − k wide: it is one wider, w − k + 1.": lambda x, k, n: (
                window(x, k, *divmod(n, x.shape[2] - k)).ravel()
            ),
            "That is place n − 1: places are counted from 0.": lambda x, k, n: right(x, k, n - 1),
            "That reads each window down its columns: it is read along its rows.": lambda x, k, n: (
                right(x, k, n).reshape(len(x), k, k).swapaxes(1, 2).ravel()
            ),
            "That is the window as it stands: a column is one line of numbers, .ravel().": lambda x, k, n: (
                window(x, k, *divmod(n, x.shape[2] - k + 1))
            ),
            "That is one channel: the column goes on through the windows of all of them.": lambda x, k, n: (
                right(x[:1], k, n)
            ),
            "Those are the right numbers, channels innermost: a kernel's row is channel by "
            "channel.": lambda x, k, n: right(x, k, n).reshape(len(x), -1).T.ravel(),
            "Those are windows side by side: they overlap, one pixel further at each place.": lambda x, k, n: (
                window(x, k, *np.multiply(k, divmod(n, x.shape[2] // k))).ravel()
            ),
        },
        praise="place n, its window through all channels, in one line; the kernel does the rest",
    )
