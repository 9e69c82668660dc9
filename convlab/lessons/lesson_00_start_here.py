"""Lesson 00: what a layer makes of a photo."""

from dataclasses import replace

import numpy as np

from .. import images, kernels
from ..conv import contributions, conv2d
from ..layer import ConvLayer
from ..show import number
from .examples import all_kernels, counted_slices, photo_example, slices_of
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Question, Row, right, wrong


def opening() -> Opening:
    """Three kernels on three channels: a row for each map."""
    x, bank = images.coffee(32), kernels.bank("teaching")
    sheet = Opening(
        "A kernel for each map, a slice for each channel: **each row adds up to one map**."
    )
    sheet.colour_channels([0, 200, 400], 0, x, 64)
    for row, o in enumerate((0, 2, 4)):
        top, kernel = 84 + 80 * row, bank.weight[o]
        for c, part in enumerate(contributions(x, kernel[None])[0]):
            sheet.slice(200 * c, top + 10, kernel[c], 16)
            sheet.map(200 * c + 56, top, part, 60, 3)
            sheet.sign(200 * c + 166, top + 30, "+", 28)
        sheet.pill(634, top + 30, number(bank.bias[o], 1))
        sheet.sign(708, top + 30, "=", 28)
        sheet.map(752, top, conv2d(x, kernel[None], bank.bias[[o]])[0], 60, 3)
        sheet.text(844, top + 30, str(row), 20, "kernel", bold=True)
    sheet.text(752, 54, "3 feature maps", 17, "ink", bold=True)
    return sheet


def ask_rgb_one_kernel() -> Question:
    """One kernel makes one map of signed numbers, whatever goes in."""
    brightness = np.zeros((3, 3, 3))
    brightness[:, 1, 1] = np.round(images.LUMINANCE, 1)  # grey, as one kernel
    return Question(
        "An RGB photo goes in: 3 channels. The layer has 1 kernel. What comes out?",
        wrong(
            "An RGB picture",
            "**“3 in, so 3 out.”** The kernel does work on each channel, with a slice for each. "
            "But then the results are added, so red, green and blue are gone.",
            Row("as colours"),
        ),
        wrong(
            "A grey photo",
            "**Grey is one special kernel.** It weighs red, green and blue by how bright they "
            "look. Any other kernel gives numbers above and below 0, and they are no photo.",
            Row("no bias", brightness, photo=True),
        ),
        wrong(
            "3 maps, one for each colour",
            "**3 maps come before the sum.** Each slice makes a partial map of its channel; the "
            "kernel adds them up.",
            Row("not added"),
        ),
        right(
            "1 map of signed numbers",
            "**1 kernel** makes **1 map**, however many channels go in. Blue is below 0, red "
            "above: neither grey nor RGB.",
            Row(),
        ),
        example=photo_example(says="Signed, so neither colour nor grey."),
    )


def ask_one_more_map() -> Question:
    """One more map is one more kernel."""
    layer, wanted = ConvLayer(3, 4, 3), ConvLayer(3, 5, 3)
    return Question(
        "3 channels go in, 4 maps come out. A fifth map is wanted. What does the layer need for "
        "it?",
        wrong(
            "1 slice",
            "**1 slice is not enough for a map.** Every map needs a kernel with a slice for each "
            "input channel, and there are 3.",
            Row("one channel"),
        ),
        wrong(
            "1 slice in every kernel",
            "**That is one more input channel.** It makes every kernel deeper and adds no map.",
        ),
        right(
            f"{wanted.out_channels - 4} kernel of {wanted.weight_shape[1]} slices",
            "One more map is one more kernel: **3 slices** × **3×3** = "
            f"**{wanted.n_weights - layer.n_weights} weights**, and **1 bias**.",
            Row(),
        ),
        wrong(
            "3 kernels",
            "**3 kernels would make 3 maps.** A kernel reads all 3 channels by itself: one slice "
            "for each.",
            Row("not added"),
        ),
        example=photo_example("new kernel"),
    )


def ask_one_more_channel() -> Question:
    """One more channel makes every kernel one slice deeper."""
    layer, deeper = ConvLayer(3, 4, 3), ConvLayer(4, 4, 3)
    kernel, new = layer.n_weights // 4, deeper.n_weights - layer.n_weights
    added = [[None, None, None, kernel[3]] for kernel in all_kernels(4, 4)]
    none: list[list[int | None]] = [[None] * 4] * 4
    total = f"**4 kernels** × **1 slice** × **3×3** = **{new} weights**"
    return Question(
        "4 kernels of 3×3 read 3 channels. Now 4 channels go in. How many weights are new?",
        wrong(
            0,
            "**0 shares old slices.** Every slice belongs to one channel; a new channel needs new "
            "slices.",
            counted_slices("no new slice", none),
        ),
        wrong(
            9,
            "**9 is one slice.** Every kernel gets one, and there are 4 kernels.",
            counted_slices("one new slice", [added[0], *none[1:]]),
        ),
        wrong(
            kernel,
            f"**{kernel} is one more kernel.** That would make one more map. A new channel makes "
            "each of the 4 kernels one slice deeper.",
            counted_slices("one kernel of 3 slices", [[0, 1, 2, None], *none[1:]]),
        ),
        right(
            new,
            f"**4 kernels** × **1 slice** × **3×3** = **{new} weights**. There are still 4 maps.",
            counted_slices("a new slice in each of the 4 kernels", added, total=total),
        ),
        slices=slices_of(kernels.many(4, 4).weight),
    )


def ask_mute_green() -> Question:
    """A map is a sum over all channels, and has no colour of its own."""
    return Question(
        "In the explorer you mute the green channel. What happens to the 3 feature maps?",
        wrong(
            "Map 1, the green one, goes blank",
            "**Maps have no colours.** Map 1 is what kernel 1 found in all channels; that it is "
            "number 1 like green is an accident.",
            Row(),
        ),
        right(
            "Each loses what its green slice gave",
            "Every kernel has a slice for green. Muting takes one partial map out of each sum; the "
            "bias stays.",
            Row(),
        ),
        wrong(
            "They turn pink",
            "**The maps are not RGB.** Take green out of a photo and it turns pink; a map is one "
            "number at each place, coloured by its sign.",
            Row(),
        ),
        wrong(
            "Nothing: maps are made already",
            "**The sum is made from the channels on show.** Leave one out and there is less to "
            "add.",
            Row("all channels"),
        ),
        example=replace(photo_example(), muted=(1,)),
    )


PARAMETERS = [
    Idea(
        "The biases are missing: each kernel has one number that is added at the end.",
        lambda c_in, c_out, k: c_out * c_in * k * k,
    ),
    Idea(
        "That counts one slice a kernel: it has one for each input channel.",
        lambda c_in, c_out, k: c_out * (k * k + 1),
    ),
    Idea(
        "That counts one kernel: there is one for each output channel.",
        lambda c_in, c_out, k: c_in * k * k + 1,
    ),
    Idea(
        "That is one slice in each kernel, and no bias: a kernel has a slice for each input "
        "channel.",
        lambda c_in, c_out, k: c_out * k * k,
    ),
    Idea(
        "Those are the weights of one kernel: there is one for each output channel, and each has a "
        "bias.",
        lambda c_in, c_out, k: c_in * k * k,
    ),
    Idea(
        "That counts a bias for every slice: a kernel has one, whatever its depth.",
        lambda c_in, c_out, k: c_out * c_in * (k * k + 1),
    ),
    Idea(
        "That counts a bias for each input channel: each kernel has one.",
        lambda c_in, c_out, k: c_out * c_in * k * k + c_in,
    ),
    Idea(
        "That counts one bias for the layer: each kernel has one.",
        lambda c_in, c_out, k: c_out * c_in * k * k + 1,
    ),
    Idea("A slice is square: it has k × k weights.", lambda c_in, c_out, k: c_out * (c_in * k + 1)),
]


def check_parameters(function: Function) -> Verdict:
    """Check ``parameters(c_in, c_out, k)``: all weights and biases of a layer with k×k slices.

    Parameters
    ----------
    function : callable
        The reader's ``parameters``, which returns a whole number.

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> verdict = check_parameters(lambda c_in, c_out, k: c_out * c_in * k * k)
    not yet: parameters(3, 1, 3) should be 28, yours is 27. The biases are missing: each kernel has
    one number that is added at the end.
    """
    return judge(
        "parameters",
        function,
        cases=[(3, 1, 3), (3, 64, 3), (32, 1, 3), (6, 16, 5)],
        right=lambda c_in, c_out, k: ConvLayer(c_in, c_out, k).n_parameters,
        ideas=PARAMETERS,
        praise="kernels × slices × weights, and one bias for each kernel",
    )
