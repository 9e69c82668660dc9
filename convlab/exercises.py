"""Check what a reader wrote: one ``check_…`` for each exercise of the notebooks.

A check runs the reader's function on a few cases with known answers and prints one line,
"✓ …" or "not yet: …". Where a wrong answer is what a common idea gives, it names the idea. It
returns nothing and never raises for what a reader hands in.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from . import images
from .conv import contributions, conv2d
from .kernels import SLICES
from .shapes import ConvLayer


def check_parameters(function: Callable) -> None:
    """Check ``parameters(c_in, c_out, k)``: all weights and biases of a layer with k×k slices.

    >>> check_parameters(lambda c_in, c_out, k: c_out * c_in * k * k)
    not yet: parameters(3, 1, 3) should be 28, yours is 27. The biases are missing: each kernel has
    one number that is added at the end.
    """
    _judge(
        "parameters", function,
        cases=[(3, 1, 3), (3, 64, 3), (32, 1, 3), (6, 16, 5)],
        right=lambda c_in, c_out, k: ConvLayer(c_in, c_out, k).n_parameters,
        ideas={
            "The biases are missing: each kernel has one number that is added at the end.":
                lambda c_in, c_out, k: c_out * c_in * k * k,
            "That counts one slice a kernel: it has one for each input channel.":
                lambda c_in, c_out, k: c_out * (k * k + 1),
            "That counts one kernel: there is one for each output channel.":
                lambda c_in, c_out, k: c_in * k * k + 1,
            "That counts a bias for every slice: a kernel has one, whatever its depth.":
                lambda c_in, c_out, k: c_out * c_in * (k * k + 1),
        },
        praise="kernels × slices × weights, and one bias for each kernel",
    )  # fmt: skip


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
    _judge(
        "best_match", function,
        cases=[(drawing, SLICES["diagonal"]), (2 * drawing[::-1], SLICES["anti_diagonal"]),
               (photo, SLICES["sobel_y"])],
        right=right,
        ideas={
            "That is the middle of the window: a pixel of the map is counted from the window's "
            "upper left corner.": place(np.argmax, 1),
            "That is (column, row): rows come first.": lambda x, kernel: right(x, kernel)[::-1],
            "That is where the map is lowest, which is the opposite of the pattern.":
                place(np.argmin),
            "A number below 0 is the opposite of the pattern, however large: no abs here.":
                place(lambda y: abs(y).argmax()),
            "That is the lightest pixel of the picture: look for the largest number of the map.":
                lambda x, kernel: np.unravel_index(x.argmax(), x.shape),
            "argmax counts along the rows of the flat map: np.unravel_index makes it a row and a "
            "column.": lambda x, kernel: conv2d(x[None], kernel[None, None]).argmax(),
        },
        praise="the largest number of the map is where the picture is most like the kernel",
    )  # fmt: skip


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
    _judge(
        "pixel", function,
        cases=[(rng.integers(0, 9, (3, 6, 7)), rng.integers(-3, 4, (3, 3, 3)), 2, 1, 3),
               (rng.integers(0, 9, (5, 5, 5)), rng.integers(-3, 4, (5, 2, 2)), -4, 2, 1)],
        right=right,
        ideas={
            "The bias is missing: it is added once, at the end.":
                lambda x, kernel, bias, row, col: products(x, kernel, row, col).sum(),
            "That adds the bias once for each channel: it comes once, after the sum.":
                lambda x, kernel, bias, row, col: right(x, kernel, bias * len(x), row, col),
            "That adds the bias to every product: it comes once, after the sum.":
                lambda x, kernel, bias, row, col: right(x, kernel, bias * kernel.size, row, col),
            "That is a mean over the channels: their subtotals are added, not averaged.":
                lambda x, kernel, bias, row, col: right(x, kernel / len(x), bias, row, col),
            "That is a number for each channel: add those up, too.":
                lambda x, kernel, bias, row, col:
                    products(x, kernel, row, col).sum(axis=(1, 2)) + bias,
            "That uses the first slice for every channel: each channel has a slice of its own.":
                lambda x, kernel, bias, row, col: right(x, kernel[[0] * len(x)], bias, row, col),
            "That looks at the first channel only: all of them count.":
                lambda x, kernel, bias, row, col: right(x[:1], kernel[:1], bias, row, col),
            "Rows come before columns, in x as in the arguments.":
                lambda x, kernel, bias, row, col: right(x, kernel, bias, col, row),
            "The window begins at (row, col): that is its corner, not its middle.":
                lambda x, kernel, bias, row, col: right(x, kernel, bias, row - 1, col - 1),
        },
        praise="every channel under its own slice, all products added, and the bias once",
    )  # fmt: skip


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
    _judge(
        "all_maps", function,
        cases=[(rng.integers(0, 9, (3, 6, 6)), rng.integers(-3, 4, (4, 3, 3, 3)),
                np.array([1, -2, 3, 0])),
               (rng.integers(0, 9, (4, 5, 4)), rng.integers(-3, 4, (3, 4, 2, 2)),
                np.array([5, 0, -1]))],
        right=conv2d,
        ideas={
            "Those are the partial maps, one for each slice: add each kernel's along the input "
            "channels.": lambda x, weight, bias: contributions(x, weight),
            "Those are the partial maps in a row: add each kernel's along the input channels.":
                lambda x, weight, bias: np.concatenate(contributions(x, weight)),
            "The biases are missing: each map is moved by the bias of its kernel.":
                lambda x, weight, bias: conv2d(x, weight),
            "That moves the columns, not the maps: bias[:, None, None] is one number for a map.":
                lambda x, weight, bias: conv2d(x, weight) + bias,
            "That adds the bias to every partial map: it comes once, after the sum.":
                lambda x, weight, bias: conv2d(x, weight) + len(x) * each(bias),
            "That averages over the input channels: partial maps are added.":
                lambda x, weight, bias: contributions(x, weight).mean(axis=1) + each(bias),
            "That adds the kernels of each channel: a map is the sum over the channels of a "
            "kernel.": lambda x, weight, bias: contributions(x, weight).sum(axis=0),
        },
        praise="one row, one sum, one bias, one map; and the maps in a stack",
    )  # fmt: skip


def check_channels_read(function: Callable) -> None:
    """Check ``channels_read(c_in, c_out, groups, o)``: the input channels that kernel o reads.

    The answer is a list of channel numbers, in order.

    >>> check_channels_read(lambda c_in, c_out, groups, o: list(range(c_in)))
    not yet: channels_read(6, 6, 3, 2) should be (2, 3), yours is (0, 1, 2, 3, 4, 5). That is
    groups=1: with groups a kernel reads its own group's channels only.
    """

    def right(c_in, c_out, groups, o):
        slices = c_in // groups
        first = o // (c_out // groups) * slices
        return list(range(first, first + slices))

    _judge(
        "channels_read", function,
        cases=[(6, 6, 3, 2), (8, 12, 4, 7), (3, 9, 3, 8), (12, 8, 2, 5), (4, 6, 1, 3)],
        right=right,
        ideas={
            "That is groups=1: with groups a kernel reads its own group's channels only.":
                lambda c_in, c_out, groups, o: list(range(c_in)),
            "That is depthwise: a kernel reads c_in / groups channels, which can be several.":
                lambda c_in, c_out, groups, o: [o * c_in // c_out],
            "That is the channel of the kernel's own number: out may be more than in, and a group "
            "more than one channel.": lambda c_in, c_out, groups, o: [o],
            "That is the number of the group: it has c_in / groups channels.":
                lambda c_in, c_out, groups, o: o // (c_out // groups),
            "That takes channels at even steps: those of a group are neighbours.":
                lambda c_in, c_out, groups, o: list(range(o // (c_out // groups), c_in, groups)),
            "That is how many channels it reads: say which.":
                lambda c_in, c_out, groups, o: c_in // groups,
            "Those are the kernels of the group: its channels are c_in / groups of the c_in.":
                lambda c_in, c_out, groups, o: right(c_out, c_out, groups, o),
            "That shares out the channels by c_in only: kernel o is in group o // (c_out / "
            "groups).": lambda c_in, c_out, groups, o: right(c_in, c_in, groups, o),
        },
        praise="the kernel's group first, then that group's channels",
    )  # fmt: skip


def check_merged(function: Callable) -> None:
    """Check ``merged(first, second)``: the one 1×1 layer that two in a row amount to.

    The reader's function gets first (middle, in, 1, 1) and second (out, middle, 1, 1), and
    returns a weight (out, in, 1, 1).

    >>> check_merged(lambda first, second: second[:, :, 0, 0] @ first[:, :, 0, 0])
    not yet: merged(an array of shape (4, 5, 1, 1), an array of shape (5, 4, 1, 1)) should be an
    array of shape (5, 5, 1, 1), yours is an array of shape (5, 5). That is the matrix: a weight has
    two more axes, matrix[:, :, None, None].
    """

    def product(left, right):
        return np.tensordot(left[:, :, 0, 0], right[:, :, 0, 0], axes=1)

    def right(first, second):
        return product(second, first)[:, :, None, None]

    rng = np.random.default_rng(6)
    _judge(
        "merged", function,
        cases=[(rng.integers(-3, 4, (4, 5, 1, 1)), rng.integers(-3, 4, (5, 4, 1, 1))),
               (rng.integers(-3, 4, (4, 4, 1, 1)), rng.integers(-3, 4, (4, 4, 1, 1)))],
        right=right,
        ideas={
            "That is the matrix: a weight has two more axes, matrix[:, :, None, None].":
                lambda first, second: product(second, first),
            "That lets second work before first: the matrix that works first stands on the right.":
                lambda first, second: product(first, second)[:, :, None, None],
            "That is turned over: rows are kernels, columns are input channels.":
                lambda first, second: right(first, second).swapaxes(0, 1),
            "That multiplies weight by weight: each number of out × in is a sum over the channels "
            "in the middle.": lambda first, second: second * first.swapaxes(0, 1),
            "That is the first layer alone: second still has to work on what it makes.":
                lambda first, second: first,
            "That is the second layer alone: it reads what first has made.":
                lambda first, second: second,
        },
        praise="two matrices in a row are one matrix, the later one on the left",
    )  # fmt: skip


def check_for_grey(function: Callable) -> None:
    """Check ``for_grey(weight)``: a trained RGB layer's weight, made ready for grey pictures.

    The reader's function gets weight (c_out, 3, k, k); the answer is (c_out, 1, k, k).

    >>> check_for_grey(lambda weight: weight.sum(axis=1))
    not yet: for_grey(an array of shape (4, 3, 3, 3)) should be an array of shape (4, 1, 3, 3),
    yours is an array of shape (4, 3, 3). The channel axis is gone: keepdims=True leaves it there.
    """
    rng = np.random.default_rng(4)
    _judge(
        "for_grey", function,
        cases=[(rng.integers(-9, 10, (4, 3, 3, 3)),), (rng.integers(-9, 10, (2, 3, 5, 5)),)],
        right=lambda weight: weight.sum(axis=1, keepdims=True),
        ideas={
            "The channel axis is gone: keepdims=True leaves it there.":
                lambda weight: weight.sum(axis=1),
            "That is the mean: grey stands in three channels, and the layer adds up three slices.":
                lambda weight: weight.mean(axis=1, keepdims=True),
            "That keeps the red slice: the layer used to add the other two as well.":
                lambda weight: weight[:, :1],
            "That weighs the colours by their brightness: in a grey picture all are equal already.":
                lambda weight:
                    np.tensordot(weight, images.LUMINANCE, axes=(1, 0))[:, None],
            "That adds the kernels: axis 0 counts those, axis 1 their slices.":
                lambda weight: weight.sum(axis=0, keepdims=True),
        },
        praise="where all channels are equal, three slices are one: their sum",
    )  # fmt: skip


def check_multiply_adds(function: Callable) -> None:
    """Check ``multiply_adds(c_in, c_out, k, size, stride, padding)``: the work of a layer.

    Kernels and pictures are square, k and size are their sides.

    >>> check_multiply_adds(lambda c_in, c_out, k, size, stride, padding: c_out * c_in * k * k)
    not yet: multiply_adds(3, 1, 3, 32, 1, 0) should be 24,300, yours is 27. Those are the weights:
    each of them works once at every place.
    """

    def right(c_in, c_out, k, size, stride, padding):
        layer = ConvLayer(c_in, c_out, k, stride=stride, padding=padding)
        return layer.n_macs((c_in, size, size))

    def side(k, size, stride, padding):
        return (size + 2 * padding - k) // stride + 1

    _judge(
        "multiply_adds", function,
        cases=[(3, 1, 3, 32, 1, 0), (3, 64, 7, 224, 2, 3), (16, 8, 5, 28, 2, 1)],
        right=right,
        ideas={
            "Those are the weights: each of them works once at every place.":
                lambda c_in, c_out, k, size, stride, padding: c_out * c_in * k * k,
            "That takes as many places as the picture has pixels: count where the kernel fits.":
                lambda c_in, c_out, k, size, stride, padding: c_out * c_in * (k * size) ** 2,
            "That is one slice at every place: a kernel has one for each input channel.":
                lambda c_in, c_out, k, size, stride, padding:
                    c_out * (k * side(k, size, stride, padding)) ** 2,
            "That is one kernel: there is one for each output channel.":
                lambda c_in, c_out, k, size, stride, padding:
                    c_in * (k * side(k, size, stride, padding)) ** 2,
            "Those are the numbers that come out: each of them costs one whole kernel.":
                lambda c_in, c_out, k, size, stride, padding:
                    c_out * side(k, size, stride, padding) ** 2,
            "That counts one side of the maps: places have rows and columns.":
                lambda c_in, c_out, k, size, stride, padding:
                    c_out * c_in * k * k * side(k, size, stride, padding),
            "Padding is laid on both sides: 2 × padding.":
                lambda c_in, c_out, k, size, stride, padding:
                    c_out * c_in * (k * ((size + padding - k) // stride + 1)) ** 2,
            "The padding is missing: it makes the picture larger on both sides.":
                lambda c_in, c_out, k, size, stride, _: right(c_in, c_out, k, size, stride, 0),
            "The stride is missing: with stride 2 the kernel skips every other place.":
                lambda c_in, c_out, k, size, _, padding: right(c_in, c_out, k, size, 1, padding),
            "Those are the steps: the place where the kernel starts counts, too (+ 1).":
                lambda c_in, c_out, k, size, stride, padding:
                    c_out * c_in * (k * (side(k, size, stride, padding) - 1)) ** 2,
            "Those are FLOPs: a multiplication and an addition are one multiply-add.":
                lambda c_in, c_out, k, size, stride, padding:
                    2 * right(c_in, c_out, k, size, stride, padding),
        },
        praise="as many numbers as the maps have, and one whole kernel for each",
    )  # fmt: skip


def check_counts(function: Callable) -> None:
    """Check ``counts(c_in, c_out, groups)``: (kernels, slices, feature maps) of a layer.

    Slices are those of all kernels together.

    >>> check_counts(lambda c_in, c_out, groups: (c_out, c_in // groups, c_out))
    not yet: counts(3, 64, 1) should be (64, 192, 64), yours is (64, 3, 64). Those are the slices of
    one kernel: count those of all.
    """

    def slices(c_in, c_out, groups):
        return c_out * (c_in // groups)

    _judge(
        "counts", function,
        cases=[(3, 64, 1), (32, 1, 1), (6, 12, 3), (32, 32, 32)],
        right=lambda *layer: (layer[1], slices(*layer), layer[1]),
        ideas={
            "Those are partial maps: a kernel adds them, and makes one feature map.":
                lambda *layer: (layer[1], slices(*layer), slices(*layer)),
            "Those are partial maps, and without groups: a kernel makes one feature map.":
                lambda *layer: (layer[1], layer[0] * layer[1], layer[0] * layer[1]),
            "With groups a kernel has a slice only for each channel of its group.":
                lambda *layer: (layer[1], layer[0] * layer[1], layer[1]),
            "That is the other use of the word: here a kernel is the whole block that makes one "
            "map.": lambda *layer: (slices(*layer), slices(*layer), layer[1]),
            "That is the other use of the word, and without groups: here a kernel is the whole "
            "block that makes one map.":
                lambda *layer: (layer[0] * layer[1], layer[0] * layer[1], layer[1]),
            "Those are the slices of one kernel: count those of all.":
                lambda *layer: (layer[1], layer[0] // layer[2], layer[1]),
            "There is a kernel for each output channel, not for each input channel.":
                lambda *layer: (layer[0], slices(*layer), layer[1]),
        },
        praise="a kernel for each map, and in it a slice for each channel that it reads",
    )  # fmt: skip


def check_mosaic(function: Callable) -> None:
    """Check ``mosaic(weight)``: all slices of a layer as the tiles of one picture.

    The reader's function gets weight (c_out, c_in, k, k); the answer is (c_out · k, c_in · k).

    >>> check_mosaic(lambda weight: weight.reshape(len(weight) * weight.shape[2], -1))
    not yet: mosaic(an array of shape (2, 3, 2, 2)) should be an array of shape (4, 6), yours is an
    array of shape (4, 6). The shape is right, but reshape alone lays whole slices out as rows: the
    row of a slice has to come before the channel.
    """

    def right(weight):
        return np.block([list(kernel) for kernel in weight])

    _judge(
        "mosaic", function,
        cases=[(np.arange(24).reshape(2, 3, 2, 2),), (np.arange(216).reshape(4, 6, 3, 3),)],
        right=right,
        ideas={
            "The shape is right, but reshape alone lays whole slices out as rows: the row of a "
            "slice has to come before the channel.":
                lambda weight: weight.reshape(right(weight).shape),
            "That has a row of tiles for each channel: a row is a kernel, a column is a channel.":
                lambda weight: right(weight.swapaxes(0, 1)),
            "Each slice is mirrored at its diagonal: rows stay rows.":
                lambda weight: right(weight.swapaxes(2, 3)),
            "That is the mean of each kernel's slices: plus and minus cancel in it.":
                lambda weight: np.concatenate(weight.mean(axis=1)),
            "That is the sum of each kernel's slices: plus and minus cancel in it.":
                lambda weight: np.concatenate(weight.sum(axis=1)),
            "All slices stand in one column: the channels of a kernel go side by side.":
                lambda weight: np.concatenate(np.concatenate(weight)),
        },
        praise="a row for each kernel, a column for each channel, and nothing hidden",
    )  # fmt: skip


def check_kernel_gradient(function: Callable) -> None:
    """Check ``kernel_gradient(x, error)``: what every weight of one kernel gets back.

    The reader's function gets x (c, h, w) and error (h_out, w_out), how the loss changes with
    each number of the kernel's map; the answer is (c, h − h_out + 1, w − w_out + 1).

    >>> check_kernel_gradient(lambda x, error: conv2d(x[:, None], error[None, None])[:, 0] / 12)
    not yet: kernel_gradient(an array of shape (3, 5, 6), an array of shape (3, 4)) should be an
    array of shape (3, 3, 3), yours is an array of shape (3, 3, 3).
    """

    def right(x, error):
        return conv2d(x[:, None], error[None, None])[:, 0]

    rng = np.random.default_rng(6)
    _judge(
        "kernel_gradient", function,
        cases=[(rng.integers(0, 9, (3, 5, 6)), rng.integers(-5, 6, (3, 4))),
               (rng.integers(0, 9, (2, 4, 4)), rng.integers(-5, 6, (3, 3)))],
        right=right,
        ideas={
            "That adds the channels: each slice learns from its own channel alone.":
                lambda x, error: right(x, error).sum(axis=0),
            "That is the mean over the places: the chain rule adds them up.":
                lambda x, error: right(x, error) / error.size,
            "That is 2 × the sum: error is the loss's slope already, so nothing is left to double.":
                lambda x, error: 2 * right(x, error),
            "That is the step, not the slope: minus comes in when the weights are moved.":
                lambda x, error: -right(x, error),
            "That turns the error map round: it lies on the channel as it is.":
                lambda x, error: right(x, error[::-1, ::-1]),
            "That gives every slice the gradient of the first: each has its own channel.":
                lambda x, error: right(x[[0] * len(x)], error),
            "Every weight gets the sum of all errors there: that is the bias's gradient.":
                lambda x, error: np.full(right(x, error).shape, error.sum()),
        },
        praise="every slice: its own channel under the same error map, all places added",
    )  # fmt: skip


def check_field_width(function: Callable) -> None:
    """Check ``field_width(layers)``: how many pixels wide one number of the last layer sees.

    The reader's function gets layers, a list of (kernel size, stride), the first layer first.

    >>> check_field_width(lambda layers: sum(kernel for kernel, stride in layers))
    not yet: field_width(((3, 1), (3, 1), (3, 1))) should be 7, yours is 9. That lays the windows
    side by side: neighbours overlap, so a 3×3 layer adds 2.
    """

    def right(layers):
        width = 1
        for kernel, stride in reversed(layers):
            width = (width - 1) * stride + kernel
        return width

    _judge(
        "field_width", function,
        cases=[([(3, 1), (3, 1), (3, 1)],), ([(3, 2), (5, 1), (3, 1)],), ([(7, 2), (3, 2)],)],
        right=right,
        ideas={
            "That lays the windows side by side: neighbours overlap, so a 3×3 layer adds 2.":
                lambda layers: sum(kernel for kernel, _ in layers),
            "That multiplies the sizes: neighbouring windows overlap.":
                lambda layers: np.prod([kernel for kernel, _ in layers]),
            "The strides are missing: after stride 2, neighbours are 2 pixels apart.":
                lambda layers: right([(kernel, 1) for kernel, _ in layers]),
            "That starts at the picture: begin with one number of the last layer and go back.":
                lambda layers: right(layers[::-1]),
            "That is the last layer's window: each number in it has seen a window of its own.":
                lambda layers: layers[-1][0],
            "One too few: n steps from pixel to pixel make n + 1 pixels.":
                lambda layers: right(layers) - 1,
        },
        praise="back from one number, layer by layer, and each stride spreads what it finds",
    )  # fmt: skip


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
    _judge(
        "column", function,
        cases=[(picture, 2, 9), (picture, 3, 4), (np.arange(108).reshape(3, 6, 6), 2, 13)],
        right=right,
        ideas={
            "That is always the first window: place n is a row and a column of the map.":
                lambda x, k, n: window(x, k, 0, 0).ravel(),
            "Places are counted in the map, which is w − k + 1 wide, not in the picture.":
                lambda x, k, n: window(x, k, *divmod(n, x.shape[2])).ravel(),
            "That counts places down the columns of the map: they run along its rows.":
                lambda x, k, n: window(x, k, *divmod(n, x.shape[1] - k + 1)[::-1]).ravel(),
            "That is the window as it stands: a column is one line of numbers, .ravel().":
                lambda x, k, n: window(x, k, *divmod(n, x.shape[2] - k + 1)),
            "That is one channel: the column goes on through the windows of all of them.":
                lambda x, k, n: right(x[:1], k, n),
            "Those are the right numbers, channels innermost: a kernel's row is channel by "
            "channel.": lambda x, k, n: right(x, k, n).reshape(len(x), -1).T.ravel(),
            "Those are windows side by side: they overlap, one pixel further at each place.":
                lambda x, k, n:
                    window(x, k, *np.multiply(k, divmod(n, x.shape[2] // k))).ravel(),
        },
        praise="place n, its window through all channels, in one line; the kernel does the rest",
    )  # fmt: skip


# What every check does with a function


def _judge(
    name: str,
    function: Any,
    cases: Sequence[tuple],
    right: Callable,
    ideas: Mapping[str, Callable] | None = None,
    praise: str = "",
) -> None:
    """Print whether ``function`` gives what ``right`` gives on every case (a tuple of arguments).

    ``ideas``: a sentence about a wrong idea, and the function that it leads to. A sentence is
    printed when its function explains every answer.
    """
    problem = _problem(name, function, cases, right, ideas or {})
    print(f"not yet: {problem}" if problem else f"✓ {praise}")


def _problem(name, function, cases, right, ideas):
    if not callable(function):
        return f"hand over the function itself, {name}, not what it returns."
    answers = []
    for case in cases:
        try:
            answers.append(function(*copy.deepcopy(case)))
        except Exception as error:
            return f"{_call(name, case)} stopped with {type(error).__name__}: {error}"
        if answers[-1] is None:
            return "your function returns None: let it return its answer."

    def as_if(rule):
        return [_same(given, rule(*case)) for given, case in zip(answers, cases, strict=True)]

    agrees = as_if(right)
    if all(agrees):
        return None
    first = agrees.index(False)
    call, wanted = _call(name, cases[first]), _shown(right(*cases[first]))
    off = f"{call} should be {wanted}, yours is {_shown(answers[first])}."
    behind = [idea for idea, slip in ideas.items() if all(as_if(slip))]
    return " ".join([off, *behind[:1]])


def _same(given, wanted):
    """Equal numbers of equal shape, to float32's precision; anything else is different."""
    try:
        given, wanted = np.asarray(given, np.float64), np.asarray(wanted, np.float64)
    except (TypeError, ValueError):
        return False
    return given.shape == wanted.shape and np.allclose(given, wanted, rtol=1e-4, atol=1e-5)


def _call(name, case):
    """The call as a reader would write it, large arrays by their shape."""
    return f"{name}({', '.join(map(_shown, case))})"


def _shown(value):
    if isinstance(value, list | tuple):
        return f"({', '.join(map(_shown, value))})"
    if isinstance(value, np.ndarray) and value.size > 9:
        return f"an array of shape {value.shape}"
    if isinstance(value, np.ndarray):
        text = np.array2string(value, precision=4, separator=", ").replace("\n", "")
    elif isinstance(value, int | np.integer):
        text = f"{value:,}"
    elif isinstance(value, float | np.floating):
        text = f"{value:,.4g}"
    else:
        return repr(value)[:80]
    return text.replace("-", "−")
