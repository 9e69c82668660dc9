"""Lesson 05: kernels that keep to their own channels."""

import math

import numpy as np

from .. import kernels
from ..layer import ConvLayer, channels_read
from .examples import all_kernels, counted_slices, numbered_channels, slices_of
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Question, right, weights, wrong


def opening() -> Opening:
    """The same six kernels on six channels in 1, 3 and 6 groups."""
    weight = kernels.many(6, 6).weight
    sheet = Opening("Groups take slices away: **off the diagonal there is nothing**.")
    for at, groups in enumerate((1, 3, 6)):
        left, layer = 308.0 * at, ConvLayer(6, 6, 3, groups=groups)
        sheet.text(left, 10, f"groups={groups}", 17, "ink", bold=True)
        sheet.text(left + 252, 10, f"{layer.n_weights} weights", 15, align="right")
        for o, c in np.ndindex(6, 6):
            x, y = left + 43 * c, 32.0 + 43 * o
            if c in layer.channels(o):
                sheet.slice(x, y, weight[o, c], 12, 2)
            else:
                sheet.absent(x + 18, y + 18)
    return sheet


def _divisors(number: int) -> str:
    return ", ".join(str(d) for d in range(1, number + 1) if number % d == 0)


def _channels_read(c_in: int, c_out: int, groups: int, o: int) -> list[int]:
    """The input channels that kernel o reads."""
    return list(channels_read(o, (c_out, c_in // groups), groups))


def ask_3_to_9_in_3_groups() -> Question:
    """In a group of one channel a kernel has one slice."""
    layer = ConvLayer(3, 9, 3, groups=3)
    full = all_kernels(9, 3)
    own = [[c if i == o // 3 else None for i, c in enumerate(k)] for o, k in enumerate(full)]
    nothing: list[list[int | None]] = [[None] * 3] * 8
    return Question(
        "nn.Conv2d(3, 9, kernel_size=3, groups=3): how many weights?",
        wrong(
            9,
            "**9 is one slice.** Each of the kernels has its own.",
            counted_slices("one slice", [own[0], *nothing]),
        ),
        wrong(
            27,
            "**27 makes one kernel for each channel.** Here 9 maps come out: three kernels for "
            "each.",
            counted_slices("one kernel for each channel", [own[0], own[3], own[6]]),
        ),
        right(
            layer.n_weights,
            f"{weights(layer)}. Kernels 0 to 2 read channel 0, 3 to 5 channel 1, 6 to 8 channel 2.",
            counted_slices("9 kernels, each with one slice of three", own, total=weights(layer)),
        ),
        wrong(
            ConvLayer(3, 9, 3).n_weights,
            "**243 is the layer without groups.** In a group of one channel a kernel needs only "
            "one slice.",
            counted_slices("9 kernels of 3 slices", full),
        ),
        slices=slices_of(kernels.many(9, 3).weight),
    )


def ask_which_channels() -> Question:
    """Groups are neighbours: blocks down the diagonal of the grid."""
    read = _channels_read(6, 6, 3, 2)
    return Question(
        "6 channels in, 6 maps out, groups=3. Which input channels does kernel 2 read?",
        wrong(
            "0 to 5",
            "**That is groups=1.** Each of the 3 groups has only its own 6 / 3 = 2 channels.",
            numbered_channels("all six", 6, range(6)),
        ),
        wrong(
            "2",
            "**That is groups=6**, depthwise. With 3 groups a kernel has two slices.",
            numbered_channels("one channel", 6, [2]),
        ),
        right(
            " and ".join(map(str, _channels_read(6, 6, 3, 2))),
            "Kernels 0 and 1 are group 0 and read channels 0 and 1; kernels 2 and 3 are the next "
            "group: blocks down the diagonal of the grid.",
            numbered_channels("the two channels of its group", 6, read),
        ),
        wrong(
            "2 and 5",
            "**Groups are neighbours.** They do not take every third channel.",
            numbered_channels("every third channel", 6, [2, 5]),
        ),
        slices=slices_of(kernels.many(1, 6).weight),  # any numbers will do
    )


def ask_legal_groups() -> Question:
    """The number of groups divides both numbers of channels."""
    return Question(
        "12 channels in, 8 maps out. Which numbers of groups are possible?",
        wrong(
            "1, 2, 3, 4, 5, 6, 7, 8",
            "**Groups must be equally large.** A number that leaves a remainder is refused.",
        ),
        wrong(
            _divisors(12),
            "**These divide the input only.** The kernels are shared out too: 8 of them do not "
            "make 3 equal groups.",
        ),
        wrong(
            _divisors(8),
            "**These divide the output only.** The channels are shared out too: 12 of them do not "
            "make 8 equal groups.",
        ),
        right(
            _divisors(math.gcd(12, 8)),
            f"Both 12 and 8 must be divisible: these are the divisors of {math.gcd(12, 8)}, the "
            "largest number that divides both.",
        ),
    )


def ask_separable_weights() -> Question:
    """A depthwise layer and a 1×1 layer have far fewer weights than a full one."""
    full = ConvLayer(16, 32, 3)
    depth, point = ConvLayer(16, 16, 3, groups=16), ConvLayer(16, 32, 1)
    both = depth.n_weights + point.n_weights
    return Question(
        "16 channels to 32 maps: a depthwise 3×3 layer, then a 1×1 layer. How many weights do "
        "the two have together?",
        wrong(
            depth.n_weights,
            "**144 is the depthwise half.** The 1×1 layer that mixes the channels has weights too.",
        ),
        wrong(
            point.n_weights,
            "**512 is the 1×1 half.** The depthwise layer has a slice for each channel.",
        ),
        right(
            both,
            f"{weights(depth)}, and {weights(point)}: together **{both}**, where a full layer has "
            f"{full.n_weights:,}: {full.n_weights / both:.1f} times as many.",
        ),
        wrong(
            full.n_weights,
            "**4,608 is one full 3×3 layer.** Depthwise, a kernel has one slice; the other layer "
            "has 1×1 ones.",
        ),
        hint="Count the two layers one by one: kernels × slices × weights in a slice.",
    )


def ask_depthwise_cannot() -> Question:
    """A depthwise layer compares no two channels."""
    return Question(
        "A depthwise layer on RGB: one slice for each channel, groups=3. What can no map of it "
        "show?",
        wrong("Edges in blue", "**Blue has its own kernel.** It finds them."),
        wrong(
            "Anything diagonal",
            "**A slice looks in any direction.** Direction is a matter of place, and each slice is "
            "3×3.",
        ),
        right(
            "Where red is brighter than green",
            "That takes two channels in one sum, and here each map knows one. A 1×1 layer after it "
            "can compare them.",
        ),
        wrong(
            "Anything: 3 slices are too few",
            "**Three maps come out**, and each is a map like any other, of one channel.",
        ),
    )


CHANNELS_READ = [
    Idea(
        "That is groups=1: with groups a kernel reads its own group's channels only.",
        lambda c_in, c_out, groups, o: list(range(c_in)),
    ),
    Idea(
        "That is depthwise: a kernel reads c_in / groups channels, which can be several.",
        lambda c_in, c_out, groups, o: [o * c_in // c_out],
    ),
    Idea(
        "That is the channel of the kernel's own number: out may be more than in, and a group more "
        "than one channel.",
        lambda c_in, c_out, groups, o: [o],
    ),
    Idea(
        "That is the number of the group: it has c_in / groups channels.",
        lambda c_in, c_out, groups, o: o // (c_out // groups),
    ),
    Idea(
        "That takes channels at even steps: those of a group are neighbours.",
        lambda c_in, c_out, groups, o: list(range(o // (c_out // groups), c_in, groups)),
    ),
    Idea(
        "That takes every groups-th channel, from o % groups on: those of a group are neighbours.",
        lambda c_in, c_out, groups, o: list(range(o % groups, c_in, groups)),
    ),
    Idea(
        "That takes every groups-th channel, from 0 on: those of a group are neighbours.",
        lambda c_in, c_out, groups, o: list(range(0, c_in, groups)),
    ),
    Idea(
        "That is the first group: o says which one it is.",
        lambda c_in, c_out, groups, o: _channels_read(c_in, c_out, groups, 0),
    ),
    Idea(
        "That deals the kernels out in turn: those of a group are neighbours, too.",
        lambda c_in, c_out, groups, o: _channels_read(c_in, groups, groups, o % groups),
    ),
    Idea(
        "That gives each kernel a group of its own: c_out / groups kernels share one.",
        lambda c_in, c_out, groups, o: _channels_read(c_in, groups, groups, o),
    ),
    Idea(
        "That is the first channel of the group: say all of them.",
        lambda c_in, c_out, groups, o: _channels_read(c_in, c_out, groups, o)[0],
    ),
    Idea(
        "That is how many channels it reads: say which.",
        lambda c_in, c_out, groups, o: c_in // groups,
    ),
    Idea(
        "Those are the kernels of the group: its channels are c_in / groups of the c_in.",
        lambda c_in, c_out, groups, o: _channels_read(c_out, c_out, groups, o),
    ),
    Idea(
        "That shares out the channels by c_in only: kernel o is in group o // (c_out / groups).",
        lambda c_in, c_out, groups, o: _channels_read(c_in, c_in, groups, o),
    ),
]


def check_channels_read(function: Function) -> Verdict:
    """Check ``channels_read(c_in, c_out, groups, o)``: the input channels that kernel o reads.

    Parameters
    ----------
    function : callable
        The reader's ``channels_read``, which returns a list of channel numbers, in order.

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> verdict = check_channels_read(lambda c_in, c_out, groups, o: list(range(c_in)))
    not yet: channels_read(6, 6, 3, 2) should be [2, 3], yours is [0, 1, 2, 3, 4, 5]. That is
    groups=1: with groups a kernel reads its own group's channels only.
    """
    return judge(
        "channels_read",
        function,
        cases=[(6, 6, 3, 2), (8, 12, 4, 7), (3, 9, 3, 8), (12, 8, 2, 5), (4, 6, 1, 3)],
        right=_channels_read,
        ideas=CHANNELS_READ,
        praise="the kernel's group first, then that group's channels",
    )
