"""Lesson 08: layers in a row."""

import math
from collections.abc import Sequence

import numpy as np

from .. import images, kernels
from ..conv import contributions, conv2d
from ..layer import ConvLayer
from .examples import all_kernels, coffee_example, counted_slices, slices_of
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Question, Row, parameters, right, weights, wrong


def opening() -> Opening:
    """Four maps of layer one, one kernel of layer two, one map."""
    x, bank = images.coffee(38), kernels.bank("teaching")
    maps = np.maximum(conv2d(x, bank.weight[[0, 1, 2, 6]], bank.bias[[0, 1, 2, 6]]), 0)
    kernel = kernels.many(1, 4, seed=3).weight
    sheet = Opening("A kernel of layer two reads **every** map of layer one, and adds them all.")
    sheet.text(0, 10, "4 maps of layer 1, after ReLU", 17, "channel", bold=True)
    sheet.text(
        0, 142, "1 kernel of layer 2, with 4 slices, and its 4 partial maps", 17, "kernel", True
    )
    for c, part in enumerate(contributions(maps, kernel)[0]):
        left = 176.0 * c
        sheet.map(left + 54, 28, maps[c], 72, 3)
        sheet.slice(left, 194, kernel[0, c], 16, 2)
        sheet.map(left + 54, 180, part, 68, 3)
        sheet.sign(left + 153, 218, "+="[c == 3], 28)
    sheet.text(724, 142, "1 map", 17, "ink", bold=True)
    sheet.map(724, 180, conv2d(maps, kernel)[0], 102, 5)
    return sheet


def ask_second_layer_maps() -> Question:
    """Maps do not multiply from layer to layer."""
    first, second = ConvLayer(1, 32, 3), ConvLayer(32, 64, 3)
    out = second.output_shape(first.output_shape((1, 28, 28)))
    return Question(
        "A 28×28 grey picture, 32 kernels, then a layer of 64 kernels, all 3×3. How many maps come "
        "out in the end?",
        wrong(
            64 // 32,
            "**2 divides them up.** Every kernel of layer two reads all maps of layer one.",
            Row("one channel"),
        ),
        right(
            out[0],
            "**64 kernels** in the last layer, one map each. Each is 32 slices deep and adds: "
            f"{weights(second)}. Shape {out}.",
            Row(),
        ),
        wrong(32 + 64, "**96 keeps the first maps.** They are layer two's input and end there."),
        wrong(
            32 * 64,
            "**2,048 counts partial maps.** There are as many inside the layer, but each kernel "
            "adds its 32 into one.",
            Row("not added"),
        ),
        example=coffee_example("one kernel"),
    )


def ask_second_layer_parameters() -> Question:
    """A kernel of the second layer has a slice for every map of the first."""
    layer = ConvLayer(6, 12, 3)
    units = all_kernels(12, 6)
    return Question(
        "nn.Conv2d(1, 6, 3), then nn.Conv2d(6, 12, 3). How many parameters does the second layer "
        "have?",
        wrong(
            ConvLayer(1, 12, 3).n_parameters,
            "**120 gives a kernel one slice.** Six maps come in, so it has six.",
            counted_slices(
                "12 kernels of one slice", [[unit[0], *[None] * 5] for unit in units], biases=1
            ),
        ),
        wrong(
            layer.n_weights,
            "**648 are the weights.** One bias for each kernel comes on top.",
            counted_slices("12 kernels of 6 slices, without a bias", units),
        ),
        right(
            layer.n_parameters,
            f"{parameters(layer)}.",
            counted_slices(
                "12 kernels of 6 slices, each with a bias", units, biases=1, total=parameters(layer)
            ),
        ),
        wrong(
            ConvLayer(6, 72, 3).n_parameters,
            "**3,960 makes 12 maps for each of the six.** There are 12 in total: a kernel adds "
            "over all that come in.",
        ),
        slices=slices_of(kernels.many(12, 6).weight),
        hint="12 kernels, each with a slice for every map of the first layer.",
    )


def ask_receptive_field() -> Question:
    """Every layer of 3×3 adds 2 to the width that a number depends on."""
    size = 1
    for _ in range(3):
        size += 3 - 1
    return Question(
        "Three layers of 3×3 in a row, stride 1. How wide is the part of the picture that one "
        "number of the last maps depends on?",
        wrong(
            3,
            "**3 is what it reads of the maps before it.** Each of those numbers has read 3 pixels "
            "of its own.",
        ),
        right(
            size,
            f"Each layer reaches one pixel further on both sides: 3, 5, **{size}**. Channels play "
            "no part in it.",
        ),
        wrong(9, "**9 puts windows side by side.** They overlap: a layer adds 2 to the width."),
        wrong(27, "**27 multiplies.** That happens only when each layer has stride 3."),
    )


def ask_nothing_between() -> Question:
    """Two layers with nothing between them are one layer."""
    return Question(
        "Two layers of 3×3 with nothing between them, no ReLU. Could one layer do the same?",
        wrong(
            "No: two see more than one",
            "**One layer with larger kernels sees as much.** Sums of sums are sums.",
        ),
        wrong(
            "Yes, one layer of 3×3",
            "**Its windows are too small.** The two together look at 5×5 pixels.",
        ),
        right(
            f"Yes, one layer of {3 + 3 - 1}×{3 + 3 - 1}",
            "Away from a padded border it gives the same maps, with fixed weights. ReLU between "
            "them is what makes two layers more than one.",
        ),
        wrong(
            "Only if the biases are 0",
            "**Biases do not hinder.** The first layer's are multiplied and added into one bias "
            "for each kernel.",
        ),
    )


def ask_pooling_channels() -> Question:
    """Pooling works within a map."""
    return Question(
        "A layer makes 16 maps of 28×28; then comes max pooling of 2×2. What comes out?",
        wrong(
            (1, 28, 28),
            "**This pools over channels.** Pooling looks at neighbours in one map and keeps maps "
            "apart.",
        ),
        wrong((4, 14, 14), "**This halves channels too.** 2×2 means rows and columns."),
        right(
            (ConvLayer(1, 16, 3).out_channels, 28 // 2, 28 // 2),
            "Each map by itself, 2×2 neighbours into one. The sum over channels is over before it "
            "begins.",
        ),
        wrong((16, 28, 28), "**This keeps the size.** Four neighbours become one number."),
    )


Layers = Sequence[tuple[int, int]]  # (kernel size, stride), the first layer first


def _field_width(layers: Layers, ends: int = 1) -> int:
    width = 1
    for kernel, stride in reversed(layers):
        width = (width - ends) * stride + kernel  # n neighbours: n - 1 strides
    return width


FIELD_WIDTH = [
    Idea(
        "That lays the windows side by side: neighbours overlap, so a 3×3 layer adds 2.",
        lambda layers: sum(kernel for kernel, _ in layers),
    ),
    Idea(
        "That multiplies the sizes: neighbouring windows overlap.",
        lambda layers: math.prod(kernel for kernel, _ in layers),
    ),
    Idea(
        "The strides are missing: after stride 2, neighbours are 2 pixels apart.",
        lambda layers: _field_width([(kernel, 1) for kernel, _ in layers]),
    ),
    Idea(
        "That starts at the picture: begin with one number of the last layer and go back.",
        lambda layers: _field_width(layers[::-1]),
    ),
    Idea(
        "That is the last layer's window: each number in it has seen a window of its own.",
        lambda layers: layers[-1][0],
    ),
    Idea(
        "That takes n strides for n neighbours: they are n − 1 strides apart.",
        lambda layers: _field_width(layers, ends=0),
    ),
    Idea(
        "A stride spreads the windows of the layers after it, not its own.",
        lambda layers: 1 + sum((kernel - 1) * stride for kernel, stride in layers),
    ),
    Idea(
        "One too few: n steps from pixel to pixel make n + 1 pixels.",
        lambda layers: _field_width(layers) - 1,
    ),
]


def check_field_width(function: Function) -> Verdict:
    """Check ``field_width(layers)``: how many pixels wide one number of the last layer sees.

    Parameters
    ----------
    function : callable
        The reader's ``field_width``; it gets a list of (kernel size, stride), the first layer
        first.

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> verdict = check_field_width(lambda layers: sum(kernel for kernel, stride in layers))
    not yet: field_width([(3, 1), (3, 1), (3, 1)]) should be 7, yours is 9. That lays the windows
    side by side: neighbours overlap, so a 3×3 layer adds 2.
    """
    return judge(
        "field_width",
        function,
        cases=[([(3, 1), (3, 1), (3, 1)],), ([(3, 2), (5, 1), (3, 1)],), ([(7, 2), (3, 2)],)],
        right=_field_width,
        ideas=FIELD_WIDTH,
        praise="back from one number, layer by layer, and each stride spreads what it finds",
    )
