"""Groups, 1×1 kernels and kernels for grey pictures: which channel goes where."""

from collections.abc import Callable

import numpy as np

from .. import images
from ._judge import judge


def check_channels_read(function: Callable) -> None:
    """Check ``channels_read(c_in, c_out, groups, o)``: the input channels that kernel o reads.

    The answer is a list of channel numbers, in order.

    >>> check_channels_read(lambda c_in, c_out, groups, o: list(range(c_in)))
    not yet: channels_read(6, 6, 3, 2) should be [2, 3], yours is [0, 1, 2, 3, 4, 5]. That is
    groups=1: with groups a kernel reads its own group's channels only.
    """

    def right(c_in, c_out, groups, o):
        slices = c_in // groups
        first = o // (c_out // groups) * slices
        return list(range(first, first + slices))

    judge(
        "channels_read",
        function,
        cases=[(6, 6, 3, 2), (8, 12, 4, 7), (3, 9, 3, 8), (12, 8, 2, 5), (4, 6, 1, 3)],
        right=right,
        ideas={
            "That is groups=1: with groups a kernel reads its own group's channels only.": lambda c_in, c_out, groups, o: (
                list(range(c_in))
            ),
            "That is depthwise: a kernel reads c_in / groups channels, which can be several.": lambda c_in, c_out, groups, o: [
                o * c_in // c_out
            ],
            "That is the channel of the kernel's own number: out may be more than in, and a group "
            "more than one channel.": lambda c_in, c_out, groups, o: [o],
            "That is the number of the group: it has c_in / groups channels.": lambda c_in, c_out, groups, o: (
                o // (c_out // groups)
            ),
            "That takes channels at even steps: those of a group are neighbours.": lambda c_in, c_out, groups, o: (
                list(range(o // (c_out // groups), c_in, groups))
            ),
            "That takes every groups-th channel, from o % groups on: those of a group are "
            "neighbours.": lambda c_in, c_out, groups, o: list(range(o % groups, c_in, groups)),
            "That takes every groups-th channel, from 0 on: those of a group are neighbours.": lambda c_in, c_out, groups, o: (
                list(range(0, c_in, groups))
            ),
            "That is the first group: o says which one it is.": lambda c_in, c_out, groups, o: (
                right(c_in, c_out, groups, 0)
            ),
            "That deals the kernels out in turn: those of a group are neighbours, too.": lambda c_in, c_out, groups, o: (
                right(c_in, c_out, groups, o % groups * (c_out // groups))
            ),
            "That gives each kernel a group of its own: c_out / groups kernels share one.": lambda c_in, c_out, groups, o: (
                right(c_in, c_out, groups, o * (c_out // groups))
            ),
            "That is the first channel of the group: say all of them.": lambda c_in, c_out, groups, o: (
                right(c_in, c_out, groups, o)[0]
            ),
            "That is how many channels it reads: say which.": lambda c_in, c_out, groups, o: (
                c_in // groups
            ),
            "Those are the kernels of the group: its channels are c_in / groups of the c_in.": lambda c_in, c_out, groups, o: (
                right(c_out, c_out, groups, o)
            ),
            "That shares out the channels by c_in only: kernel o is in group o // (c_out / "
            "groups).": lambda c_in, c_out, groups, o: right(c_in, c_in, groups, o),
        },
        praise="the kernel's group first, then that group's channels",
    )


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
    judge(
        "merged",
        function,
        cases=[
            (rng.integers(-3, 4, (4, 5, 1, 1)), rng.integers(-3, 4, (5, 4, 1, 1))),
            (rng.integers(-3, 4, (4, 4, 1, 1)), rng.integers(-3, 4, (4, 4, 1, 1))),
        ],
        right=right,
        ideas={
            "That is the matrix: a weight has two more axes, matrix[:, :, None, None].": lambda first, second: (
                product(second, first)
            ),
            "That lets second work before first: the matrix that works first stands on the right.": lambda first, second: (
                product(first, second)[:, :, None, None]
            ),
            "That is turned over: rows are kernels, columns are input channels.": lambda first, second: (
                right(first, second).swapaxes(0, 1)
            ),
            "That multiplies weight by weight: each number of out × in is a sum over the channels "
            "in the middle.": lambda first, second: second * first.swapaxes(0, 1),
            "That is the first layer alone: second still has to work on what it makes.": lambda first, second: (
                first
            ),
            "That is the second layer alone: it reads what first has made.": lambda first, second: (
                second
            ),
        },
        praise="two matrices in a row are one matrix, the later one on the left",
    )


def check_for_grey(function: Callable) -> None:
    """Check ``for_grey(weight)``: a trained RGB layer's weight, made ready for grey pictures.

    The reader's function gets weight (c_out, 3, k, k); the answer is (c_out, 1, k, k).

    >>> check_for_grey(lambda weight: weight.sum(axis=1))
    not yet: for_grey(an array of shape (4, 3, 3, 3)) should be an array of shape (4, 1, 3, 3),
    yours is an array of shape (4, 3, 3). The channel axis is gone: keepdims=True leaves it there.
    """
    rng = np.random.default_rng(4)
    judge(
        "for_grey",
        function,
        cases=[(rng.integers(-9, 10, (4, 3, 3, 3)),), (rng.integers(-9, 10, (2, 3, 5, 5)),)],
        right=lambda weight: weight.sum(axis=1, keepdims=True),
        ideas={
            "The channel axis is gone: keepdims=True leaves it there.": lambda weight: weight.sum(
                axis=1
            ),
            "That is the mean: grey stands in three channels, and the layer adds up three slices.": lambda weight: (
                weight.mean(axis=1, keepdims=True)
            ),
            "That keeps the red slice: the layer used to add the other two as well.": lambda weight: (
                weight[:, :1]
            ),
            "That keeps the green slice: the layer used to add the other two as well.": lambda weight: (
                weight[:, 1:2]
            ),
            "That keeps the blue slice: the layer used to add the other two as well.": lambda weight: (
                weight[:, 2:]
            ),
            "That weighs the colours by their brightness: in a grey picture all are equal already.": lambda weight: (
                np.tensordot(weight, images.LUMINANCE, axes=(1, 0))[:, None]
            ),
            "That adds the kernels: axis 0 counts those, axis 1 their slices.": lambda weight: (
                weight.sum(axis=0, keepdims=True)
            ),
        },
        praise="where all channels are equal, three slices are one: their sum",
    )
