"""One map of many channels: counting, adding up, finding."""

from collections.abc import Callable

import numpy as np

from .. import images
from ..conv import contributions, conv2d
from ..kernels import SLICES
from ..shapes import ConvLayer
from ._judge import judge


def check_parameters(function: Callable) -> None:
    """Check ``parameters(c_in, c_out, k)``: all weights and biases of a layer with k×k slices.

    >>> check_parameters(lambda c_in, c_out, k: c_out * c_in * k * k)
    not yet: parameters(3, 1, 3) should be 28, yours is 27. The biases are missing: each kernel has
    one number that is added at the end.
    """
    judge(
        "parameters",
        function,
        cases=[(3, 1, 3), (3, 64, 3), (32, 1, 3), (6, 16, 5)],
        right=lambda c_in, c_out, k: ConvLayer(c_in, c_out, k).n_parameters,
        ideas={
            "The biases are missing: each kernel has one number that is added at the end.": lambda c_in, c_out, k: (
                c_out * c_in * k * k
            ),
            "That counts one slice a kernel: it has one for each input channel.": lambda c_in, c_out, k: (
                c_out * (k * k + 1)
            ),
            "That counts one kernel: there is one for each output channel.": lambda c_in, c_out, k: (
                c_in * k * k + 1
            ),
            "That is one slice in each kernel, and no bias: a kernel has a slice for each input "
            "channel.": lambda c_in, c_out, k: c_out * k * k,
            "Those are the weights of one kernel: there is one for each output channel, and each "
            "has a bias.": lambda c_in, c_out, k: c_in * k * k,
            "That counts a bias for every slice: a kernel has one, whatever its depth.": lambda c_in, c_out, k: (
                c_out * c_in * (k * k + 1)
            ),
            "That counts a bias for each input channel: each kernel has one.": lambda c_in, c_out, k: (
                c_out * c_in * k * k + c_in
            ),
            "That counts one bias for the layer: each kernel has one.": lambda c_in, c_out, k: (
                c_out * c_in * k * k + 1
            ),
            "A slice is square: it has k × k weights.": lambda c_in, c_out, k: (
                c_out * (c_in * k + 1)
            ),
        },
        praise="kernels × slices × weights, and one bias for each kernel",
    )


def check_best_match(function: Callable) -> None:
    """Check ``best_match(x, kernel)``: the (row, col) at which a map is largest.

    The reader's function gets one channel x (h, w) and one slice kernel (kh, kw).

    >>> check_best_match(lambda x, kernel: None)
    not yet: your function returns None: let it return its answer.
    """

    def place(pick, shift=0):
        def find(x, kernel):
            y = conv2d(x[None], kernel[None, None])[0]
            row, col = np.unravel_index(pick(y), y.shape)
            return row + shift, col + shift

        return find

    right = place(np.argmax)
    drawing, photo = images.diagonals()[0], images.to_grey(images.coffee(24))[0]
    judge(
        "best_match",
        function,
        cases=[
            (drawing, SLICES["diagonal"]),
            (2 * drawing[::-1], SLICES["anti_diagonal"]),
            (photo, SLICES["sobel_y"]),
            (photo, -SLICES["sobel_y"]),
        ],
        right=right,
        ideas={
            "That is the middle of the window: a pixel of the map is counted from the window's "
            "upper left corner.": place(np.argmax, 1),
            "That is (column, row): rows come first.": lambda x, kernel: right(x, kernel)[::-1],
            "That is where the map is lowest, which is the opposite of the pattern.": place(
                np.argmin
            ),
            "A number below 0 is the opposite of the pattern, however large: no abs here.": place(
                lambda y: abs(y).argmax()
            ),
            "That turns the kernel round: it lies on the window as it is.": lambda x, kernel: right(
                x, kernel[::-1, ::-1]
            ),
            "That is the lightest pixel of the picture: look for the largest number of the map.": lambda x, kernel: (
                np.unravel_index(x.argmax(), x.shape)
            ),
            "argmax counts along the rows of the flat map: np.unravel_index makes it a row and a "
            "column.": lambda x, kernel: conv2d(x[None], kernel[None, None]).argmax(),
            "That unravels in the shape of the picture: the map is smaller, and has its own.": lambda x, kernel: (
                np.unravel_index(conv2d(x[None], kernel[None, None]).argmax(), x.shape)
            ),
            "That is the largest number itself: say where it stands.": lambda x, kernel: conv2d(
                x[None], kernel[None, None]
            ).max(),
        },
        praise="the largest number of the map is where the picture is most like the kernel",
    )


def check_pixel(function: Callable) -> None:
    """Check ``pixel(x, kernel, bias, row, col)``: one number of a map, from all channels.

    The reader's function gets x (c, h, w), one kernel (c, k, k) and its bias, a number.

    >>> check_pixel(lambda x, kernel, bias, row, col: None)
    not yet: your function returns None: let it return its answer.
    """

    def products(x, kernel, row, col):
        kh, kw = kernel.shape[-2:]
        return x[:, row : row + kh, col : col + kw] * kernel

    def right(x, kernel, bias, row, col):
        return conv2d(x, kernel[None])[0, row, col] + bias

    rng = np.random.default_rng(2)
    judge(
        "pixel",
        function,
        cases=[
            (rng.integers(0, 9, (3, 6, 7)), rng.integers(-3, 4, (3, 3, 3)), 2, 1, 3),
            (rng.integers(0, 9, (5, 5, 5)), rng.integers(-3, 4, (5, 2, 2)), -4, 2, 1),
            (rng.integers(0, 9, (2, 4, 4)), rng.integers(-1, 5, (2, 2, 2)), 3, 1, 2),
        ],
        right=right,
        ideas={
            "The bias is missing: it is added once, at the end.": lambda x, kernel, bias, row, col: (
                products(x, kernel, row, col).sum()
            ),
            "That adds the bias once for each channel: it comes once, after the sum.": lambda x, kernel, bias, row, col: (
                right(x, kernel, bias * len(x), row, col)
            ),
            "That adds the bias to every product: it comes once, after the sum.": lambda x, kernel, bias, row, col: (
                right(x, kernel, bias * kernel.size, row, col)
            ),
            "That is a mean over the channels: their subtotals are added, not averaged.": lambda x, kernel, bias, row, col: (
                right(x, kernel / len(x), bias, row, col)
            ),
            "That is a number for each channel: add those up, too.": lambda x, kernel, bias, row, col: (
                products(x, kernel, row, col).sum(axis=(1, 2)) + bias
            ),
            "Those are the subtotals, one for each channel: add them up, and then the bias.": lambda x, kernel, bias, row, col: (
                products(x, kernel, row, col).sum(axis=(1, 2))
            ),
            "Those are the products: add them all up, and then the bias.": lambda x, kernel, bias, row, col: (
                products(x, kernel, row, col)
            ),
            "That multiplies two sums: each number meets its own weight, and then all are added.": lambda x, kernel, bias, row, col: (
                products(x, np.ones_like(kernel), row, col).sum() * kernel.sum() + bias
            ),
            "That turns the kernel round: it lies on the window as it is.": lambda x, kernel, bias, row, col: (
                right(x, kernel[:, ::-1, ::-1], bias, row, col)
            ),
            "That uses the first slice for every channel: each channel has a slice of its own.": lambda x, kernel, bias, row, col: (
                right(x, kernel[[0] * len(x)], bias, row, col)
            ),
            "That looks at the first channel only: all of them count.": lambda x, kernel, bias, row, col: (
                right(x[:1], kernel[:1], bias, row, col)
            ),
            "Rows come before columns, in x as in the arguments.": lambda x, kernel, bias, row, col: (
                right(x, kernel, bias, col, row)
            ),
            "The window begins at (row, col): that is its corner, not its middle.": lambda x, kernel, bias, row, col: (
                right(x, kernel, bias, row - 1, col - 1)
            ),
        },
        praise="every channel under its own slice, all products added, and the bias once",
    )


def check_all_maps(function: Callable) -> None:
    """Check ``all_maps(x, weight, bias)``: a whole layer from its partial maps.

    The reader's function gets x (c_in, h, w), weight (c_out, c_in, k, k) and bias (c_out,).

    >>> check_all_maps(lambda x, weight, bias: contributions(x, weight))
    not yet: all_maps(an array of shape (3, 6, 6), an array of shape (4, 3, 3, 3), [ 1, −2,  3,  0])
    should be an array of shape (4, 4, 4), yours is an array of shape (4, 3, 4, 4). Those are the
    partial maps, one for each slice: add each kernel's along the input channels.
    """

    def each(bias):
        return bias[:, None, None]

    rng = np.random.default_rng(3)
    # 4 maps, 4 columns wide: a bias added along the columns raises no error here
    judge(
        "all_maps",
        function,
        cases=[
            (
                rng.integers(0, 9, (3, 6, 6)),
                rng.integers(-3, 4, (4, 3, 3, 3)),
                np.array([1, -2, 3, 0]),
            ),
            (
                rng.integers(0, 9, (4, 5, 4)),
                rng.integers(-3, 4, (3, 4, 2, 2)),
                np.array([5, 0, -1]),
            ),
        ],
        right=conv2d,
        ideas={
            "Those are the partial maps, one for each slice: add each kernel's along the input "
            "channels.": lambda x, weight, bias: contributions(x, weight),
            "Those are the partial maps in a row: add each kernel's along the input channels.": lambda x, weight, bias: (
                np.concatenate(contributions(x, weight))
            ),
            "The biases are missing: each map is moved by the bias of its kernel.": lambda x, weight, bias: (
                conv2d(x, weight)
            ),
            "That moves the columns, not the maps: bias[:, None, None] is one number for a map.": lambda x, weight, bias: (
                conv2d(x, weight) + bias
            ),
            "That adds the bias to every partial map: it comes once, after the sum.": lambda x, weight, bias: (
                conv2d(x, weight) + len(x) * each(bias)
            ),
            "That adds the bias twice: once is enough.": lambda x, weight, bias: conv2d(
                x, weight, 2 * bias
            ),
            "That averages over the input channels: partial maps are added.": lambda x, weight, bias: (
                contributions(x, weight).mean(axis=1) + each(bias)
            ),
            "That adds the kernels of each channel: a map is the sum over the channels of a "
            "kernel.": lambda x, weight, bias: contributions(x, weight).sum(axis=0),
        },
        praise="one row, one sum, one bias, one map; and the maps in a stack",
    )
