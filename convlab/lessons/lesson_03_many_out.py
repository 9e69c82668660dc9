"""Lesson 03: kernels, and the maps they make."""

import numpy as np

from .. import images, kernels
from ..conv import contributions, conv2d
from ..layer import ConvLayer
from .examples import all_kernels, counted_slices, one_by_one, photo_example, slices_of
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Example, Question, Row, parameters, right, weights, wrong


def opening() -> Opening:
    """Four kernels on one photo."""
    x, bank = images.coffee(50), kernels.bank("teaching")
    sheet = Opening("The channels stay the same. **One more kernel makes one more map.**")
    sheet.photo(0, 78, x, 150)
    sheet.sign(180, 153, "→")
    for at, o in enumerate((0, 1, 2, 4)):
        left = 212.0 + 168 * at
        sheet.text(left, 10, f"kernel {at}", 17, "kernel", bold=True)
        sheet.slices(left, 26, bank.weight[o], 14, 6)
        sheet.map(left, 78, conv2d(x, bank.weight[[o]], bank.bias[[o]])[0], 144, 3)
        sheet.text(left, 238, f"map {at}", 17, "ink", bold=True)
    return sheet


LAYER = ConvLayer(3, 64, 3)


def ask_3_to_64_maps() -> Question:
    """As many maps come out as there are kernels."""
    return Question(
        "A photo with 3 channels goes through 64 kernels. How many maps come out?",
        wrong(
            64 // 3,
            "**21 shares the kernels out among the colours.** Every kernel reads all three.",
            Row("one channel"),
        ),
        right(
            LAYER.output_shape((3, 32, 32))[0],
            "**64 kernels**, one map each, however many channels went in.",
            Row(),
        ),
        wrong(64 + 3, "**67 keeps the photo too.** The maps take its place."),
        wrong(
            64 * 3,
            "**192 counts partial maps.** Each slice makes one; the three of a kernel are added "
            "into its one map.",
            Row("not added"),
        ),
        example=photo_example(name="one kernel"),
    )


def ask_3_to_64_parameters() -> Question:
    """Weights are kernels × slices × 3×3, and every kernel has one bias."""
    units = all_kernels(64, 3)
    first = [[unit[0], None, None] for unit in units]
    return Question(
        "nn.Conv2d(3, 64, kernel_size=3): how many parameters, weights and biases together?",
        wrong(
            ConvLayer(1, 64, 3).n_parameters,
            "**640 gives each kernel one slice.** It needs one for each of the 3 channels.",
            counted_slices("64 kernels of one slice, each with a bias", first, biases=1),
        ),
        wrong(
            LAYER.n_weights,
            "**1,728 are the weights.** The biases are still missing: one for each kernel.",
            counted_slices("64 kernels of 3 slices, without a bias", units),
        ),
        right(
            LAYER.n_parameters,
            f"{parameters(LAYER)}.",
            counted_slices(
                "64 kernels of 3 slices, each with a bias",
                units,
                biases=1,
                total=parameters(LAYER),
            ),
        ),
        wrong(
            LAYER.n_weights + 3 * 64,
            "**1,920 gives each slice a bias.** The slices of a kernel are added first; then comes "
            "one bias.",
            counted_slices("64 kernels of 3 slices, each slice with a bias", units, biases=3),
        ),
        slices=slices_of(kernels.many(64, 3).weight),
        hint="Count in this order: kernels, slices in each, weights in each slice. Then the "
        "biases.",
    )


def ask_weight_axes() -> Question:
    """The axes of weight: kernels, slices, rows, columns."""
    layer = ConvLayer(3, 64, 5)
    out, into, kh, kw = layer.weight_shape
    return Question(
        "What is the shape of weight in nn.Conv2d(3, 64, kernel_size=5)?",
        wrong(
            (out, kh, kw),
            "**This has kernels of one slice.** kernel_size names only height and width; the depth "
            "of a kernel is in_channels.",
        ),
        wrong(
            (into, out, kh, kw),
            "**The arguments come in this order, the axes do not.** weight[o] is kernel o, so its "
            "first axis counts kernels.",
        ),
        right(
            layer.weight_shape,
            "weight[o] is kernel o, weight[o, c] its slice for channel c: **64 kernels**, **3 "
            "slices** each, **5×5**.",
        ),
        wrong(
            (kh, kw, into, out),
            "**This is how Keras keeps it.** PyTorch puts the kernels first; the numbers are the "
            "same.",
        ),
    )


def ask_cs231n_shape() -> Question:
    """The kernels decide how many maps there are; stride and padding, how large they are."""
    layer = ConvLayer(3, 2, 3, stride=2, padding=1)
    x, weight, bias = kernels.cs231n()
    return Question(
        "Input 3 × 5 × 5, padding 1, stride 2, two kernels of 3×3. Which shape is y?",
        wrong(
            ConvLayer(3, 2, 3, stride=2).output_shape((3, 5, 5)),
            "**This forgets the padding.** With a border of 1 on every side the input is 7 × 7.",
        ),
        right(
            layer.output_shape((3, 5, 5)),
            "One map for each of the **2 kernels**; along a side ⌊(5 + 2 − 3) / 2⌋ + 1 = 3 places.",
            Row(),
        ),
        wrong(
            (3, 3, 3),
            "**“3 in, so 3 out.”** The sides are right; the number of maps is the number of "
            "kernels.",
            Row("not added"),
        ),
        wrong(
            (6, 3, 3),
            "**This keeps the partial maps.** Two kernels of 3 slices make six, and each kernel "
            "adds its own three.",
            Row("not added"),
        ),
        example=Example(
            x,
            weight[:1],
            float(bias[0]),
            steps={"stride": 2, "padding": 1},
            name="one kernel",
        ),
    )


def ask_one_weight_changed() -> Question:
    """A kernel makes its own map and no other."""
    return Question(
        "You change one weight in kernel 2 of a layer with 4 kernels. Which maps change?",
        wrong("All 4", "**Kernels share the input, not their weights.** Each works for itself."),
        right(
            "Map 2 only",
            "weight[2] makes y[2] and nothing else. That is why kernels can be added or cut off "
            "without touching the other maps.",
        ),
        wrong(
            "Maps 2 and 3",
            "**Maps are not added up one after the other.** The sum runs over input channels, "
            "inside one kernel.",
        ),
        wrong(
            "Whichever map has that colour",
            "**A map has no colour.** Each comes from all input channels.",
        ),
    )


def ask_64_to_32() -> Question:
    """Fewer maps than channels takes nothing but fewer kernels."""
    pairs = [[2 * pair, 2 * pair + 1] for pair in range(32)]
    total = "**1 kernel** × **64 slices**: 64 partial maps are added to one map"
    return Question(
        "64 channels go in and 32 maps come out. How do they become fewer?",
        wrong(
            "64 kernels work, the 32 best maps stay",
            "**Nothing is thrown away.** No layer makes maps in order to drop them.",
        ),
        wrong(
            "Pairs of channels are merged",
            "**No channel has a partner.** Every map is made from all 64.",
            counted_slices("32 pairs", pairs, 1),
        ),
        wrong(
            "Only the first 32 channels are read",
            "**Every channel is read**, and by every kernel.",
            counted_slices("the first 32 channels", one_by_one(64, range(32)), 1),
        ),
        right(
            f"{ConvLayer(64, 32, 3).weight_shape[0]} kernels each add up all "
            f"{ConvLayer(64, 32, 3).weight_shape[1]} channels",
            f"{weights(ConvLayer(64, 32, 3))}. How many maps come out is the number of kernels: "
            "you choose it, larger or smaller than what goes in.",
            counted_slices(
                "one of the 32 kernels reads all 64 channels", one_by_one(64), 1, total=total
            ),
        ),
        slices=slices_of(kernels.many(1, 64).weight),
    )


ALL_MAPS = [
    Idea(
        "Those are the partial maps, one for each slice: add each kernel's along the input "
        "channels.",
        lambda x, weight, bias: contributions(x, weight),
    ),
    Idea(
        "Those are the partial maps in a row: add each kernel's along the input channels.",
        lambda x, weight, bias: np.concatenate(contributions(x, weight)),
    ),
    Idea(
        "The biases are missing: each map is moved by the bias of its kernel.",
        lambda x, weight, bias: conv2d(x, weight),
    ),
    Idea(
        "That moves the columns, not the maps: bias[:, None, None] is one number for a map.",
        lambda x, weight, bias: conv2d(x, weight) + bias,
    ),
    Idea(
        "That adds the bias to every partial map: it comes once, after the sum.",
        lambda x, weight, bias: conv2d(x, weight, len(x) * bias),
    ),
    Idea(
        "That adds the bias twice: once is enough.",
        lambda x, weight, bias: conv2d(x, weight, 2 * bias),
    ),
    Idea(
        "That averages over the input channels: partial maps are added.",
        lambda x, weight, bias: contributions(x, weight).mean(axis=1) + bias[:, None, None],
    ),
    Idea(
        "That adds the kernels of each channel: a map is the sum over the channels of a kernel.",
        lambda x, weight, bias: contributions(x, weight).sum(axis=0),
    ),
]


def check_all_maps(function: Function) -> Verdict:
    """Check ``all_maps(x, weight, bias)``: a whole layer from its partial maps.

    Parameters
    ----------
    function : callable
        The reader's ``all_maps``; it gets x (c_in, h, w), weight (c_out, c_in, k, k) and
        bias (c_out,).

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> verdict = check_all_maps(lambda x, weight, bias: contributions(x, weight))
    not yet: all_maps(an array of shape (3, 6, 6), an array of shape (4, 3, 3, 3), [ 1, −2,  3,  0])
    should be an array of shape (4, 4, 4), yours is an array of shape (4, 3, 4, 4). Those are the
    partial maps, one for each slice: add each kernel's along the input channels.
    """
    rng = np.random.default_rng(3)
    four, three = np.array([1, -2, 3, 0]), np.array([5, 0, -1])
    return judge(
        "all_maps",
        function,
        cases=[
            # 4 maps, 4 columns wide: a bias added along the columns raises no error here
            (rng.integers(0, 9, (3, 6, 6)), rng.integers(-3, 4, (4, 3, 3, 3)), four),
            (rng.integers(0, 9, (4, 5, 4)), rng.integers(-3, 4, (3, 4, 2, 2)), three),
        ],
        right=conv2d,
        ideas=ALL_MAPS,
        praise="one row, one sum, one bias, one map; and the maps in a stack",
    )
