"""Questions on kernels that keep to their own channels."""

import math

from .. import kernels
from ..shapes import ConvLayer, ShapeError
from .question import Question, Tiles, right, weights, wrong

LESSON = "05-groups"


def _legal(in_channels, out_channels):
    for groups in range(1, max(in_channels, out_channels) + 1):
        try:
            yield ConvLayer(in_channels, out_channels, 3, groups=groups).groups
        except ShapeError:
            continue


def _divisors(number):
    return [d for d in range(1, number + 1) if number % d == 0]


def _list(numbers):
    return ", ".join(map(str, numbers))


def questions():
    layer = ConvLayer(3, 9, 3, groups=3)
    grid = kernels.many(9, 3).weight
    own = [3 * o + o // 3 for o in range(9)]  # the one slice that each kernel keeps
    yield Question(
        "3-to-9-in-3-groups",
        LESSON,
        "nn.Conv2d(3, 9, kernel_size=3, groups=3): how many weights?",
        (
            wrong(9, "**9 is one slice.** Each of the kernels has its own."),
            wrong(
                27,
                "**27 makes one kernel for each channel.** Here 9 maps come out: three "
                "kernels for each.",
            ),
            right(
                layer.n_weights,
                f"{weights(layer)}. Kernels 0 to 2 read channel 0, 3 to 5 "
                "channel 1, 6 to 8 channel 2.",
                Tiles(
                    "9 kernels, a row each: one slice of three is there",
                    grid.reshape(-1, 3, 3),
                    counted=own,
                    across=3,
                ),
            ),
            wrong(
                ConvLayer(3, 9, 3).n_weights,
                "**243 is the layer without groups.** In a group of one channel a kernel needs "
                "only one slice.",
            ),
        ),
    )
    layer = ConvLayer(6, 6, 3, groups=3)
    per = layer.weight_shape[1]
    seen = range(2 // (6 // 3) * per, 2 // (6 // 3) * per + per)
    yield Question(
        "which-channels",
        LESSON,
        "6 channels in, 6 maps out, groups=3. Which input channels does kernel 2 read?",
        (
            wrong(
                "0 to 5",
                "**That is groups=1.** Each of the 3 groups has only its own 6 / 3 = 2 channels.",
            ),
            wrong("2", "**That is groups=6**, depthwise. With 3 groups a kernel has two slices."),
            right(
                " and ".join(map(str, seen)),
                "Kernels 0 and 1 are group 0 and read channels 0 "
                "and 1; kernels 2 and 3 are the next group: blocks down the diagonal of the grid.",
            ),
            wrong("2 and 5", "**Groups are neighbours.** They do not take every third channel."),
        ),
    )
    yield Question(
        "legal-groups",
        LESSON,
        "12 channels in, 8 maps out. Which numbers of groups are possible?",
        (
            wrong(
                _list(range(1, 9)),
                "**Groups must be equally large.** A number that leaves a remainder is refused.",
            ),
            wrong(
                _list(_divisors(12)),
                "**These divide the input only.** The kernels are shared "
                "out too: 8 of them do not make 3 equal groups.",
            ),
            wrong(
                _list(_divisors(8)),
                "**These divide the output only.** The channels are shared "
                "out too: 12 of them do not make 8 equal groups.",
            ),
            right(
                _list(_legal(12, 8)),
                f"Both 12 and {8} must be divisible: these are the divisors "
                f"of {math.gcd(12, 8)}, the largest number that divides both.",
            ),
        ),
    )
    full, depth, point = (
        ConvLayer(16, 32, 3),
        ConvLayer(16, 16, 3, groups=16),
        ConvLayer(16, 32, 1),
    )
    both = depth.n_weights + point.n_weights
    yield Question(
        "separable-weights",
        LESSON,
        "16 channels to 32 maps: a depthwise 3×3 layer, then a 1×1 layer. How many weights have "
        "the two together?",
        (
            wrong(
                depth.n_weights,
                "**144 is the depthwise half.** The 1×1 layer that mixes the "
                "channels has weights too.",
            ),
            wrong(
                point.n_weights,
                "**512 is the 1×1 half.** The depthwise layer has a slice for each channel.",
            ),
            right(
                both,
                f"{weights(depth)}, and {weights(point)}: together **{both}**, where a full "
                f"layer has {full.n_weights:,}: {full.n_weights / both:.1f} times as many.",
            ),
            wrong(
                full.n_weights,
                "**4,608 is one full 3×3 layer.** Depthwise, a kernel has one "
                "slice; the other layer has 1×1 ones.",
            ),
        ),
        typed=True,
        hint="Count the two layers one by one: kernels × slices × weights in a slice.",
    )
    yield Question(
        "depthwise-cannot",
        LESSON,
        "A depthwise layer on RGB: one slice for each channel, groups=3. "
        "What can no map of it show?",
        (
            wrong("Edges in blue", "**Blue has its own kernel.** It finds them."),
            wrong(
                "Anything diagonal",
                "**A slice looks in any direction.** Direction is a matter of "
                "place, and each slice is 3×3.",
            ),
            right(
                "Where red is brighter than green",
                "That takes two channels in one sum, and here "
                "each map knows one. A 1×1 layer after it can compare them.",
            ),
            wrong(
                "Anything: 3 slices are too few",
                "**Three maps come out**, and each is a map like any other, of one channel.",
            ),
        ),
    )
