"""Lesson 12: what others mean by our words."""

from .. import kernels
from ..conv import contributions, conv2d
from ..layer import ConvLayer
from ..show import number
from .examples import coffee_kernel, counted_slices, one_by_one
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Question, parameters, right, weights, wrong


def opening() -> Opening:
    """One kernel's row, with its words."""
    x, weight, bias = coffee_kernel()
    sheet = Opening("Many words, few things: **each name points to a part of one row**.")
    for c, part in enumerate(contributions(x, weight)[0]):
        left = 204.0 * c
        sheet.grey(left + 54, 34, x[c], 84)
        sheet.slice(left, 150, weight[0, c], 16)
        sheet.map(left + 54, 132, part, 126, 3)
        sheet.sign(left + 190, 195, "+", 28)
    sheet.pill(634, 195, number(bias[0], 1))
    sheet.sign(696, 195, "=", 28)
    sheet.map(724, 132, conv2d(x, weight, bias)[0], 126, 3)
    sheet.text(54, 16, "channel", 17, "channel", bold=True)
    sheet.text(0, 216, "slice", 17, "kernel", bold=True)
    sheet.text(54, 274, "partial map", 17, "ink", bold=True)
    sheet.text(634, 230, "bias", 17, "bias", bold=True, align="center")
    sheet.text(724, 274, "feature map", 17, "ink", bold=True)
    sheet.line((0, 300), (456, 300), "kernel")
    sheet.text(0, 320, "kernel, or filter: all its slices", 17, "kernel", bold=True)
    return sheet


def ask_what_is_a_kernel_there() -> Question:
    """Where a square is called a kernel."""
    return Question(
        "An answer in a forum says that nn.Conv2d(3, 64, 3) has 192 kernels. What does it call a "
        "kernel?",
        wrong("A block of 3×3×3", "**There are 64 blocks**, one for each map."),
        wrong("A feature map", "**Maps are what kernels make.** 64 of them come out."),
        right(
            "A square of 3×3",
            f"{weights(ConvLayer(3, 64, 3))}: 64 × 3 = **192** squares, each for one input "
            "channel. Here a square is a slice, and the kernel is the block of three.",
        ),
        wrong("One weight", "**There are more weights:** 192 × 9 = 1,728."),
    )


def ask_depth_of_a_kernel() -> Question:
    """A kernel is as deep as its input, and kernel_size does not say so."""
    deep = ConvLayer(32, 1, 3)
    total = "**1 kernel** × **32 slices**: 32 deep"
    return Question(
        f"kernel_size=3, and weight.shape is {deep.weight_shape}. How deep is the kernel?",
        wrong(
            1,
            "**1 is how many kernels there are.** The first axis counts them.",
            counted_slices("one slice", one_by_one(32, [0]), 1),
        ),
        wrong(3, "**3 is its height, and its width.** Nobody chooses its depth."),
        right(
            deep.weight_shape[1],
            f"As deep as the input: {parameters(deep)}. kernel_size does not say so.",
            counted_slices("32 slices, one behind the other", one_by_one(32), 1, total=total),
        ),
        wrong(
            deep.n_weights,
            "**288 counts its weights**, over all slices, rows and columns.",
            counted_slices("all weights of 32 slices", one_by_one(32)),
        ),
        slices=kernels.trained("coffee").weight[0],
    )


def ask_depth_in_depth_out() -> Question:
    """A volume's depth is its number of channels."""
    return Question(
        "A lecture says: “256 filters of 5×5 on a volume of depth 96.” Which line is that layer?",
        right(
            "nn.Conv2d(96, 256, 5)",
            "The volume's depth is its number of channels, and so the depth of every kernel. A "
            "filter is a kernel, and each makes one of 256 maps.",
        ),
        wrong("nn.Conv2d(256, 96, 5)", "**In comes first**, then out."),
        wrong("nn.Conv2d(1, 256, 5)", "**1 takes the filters to be flat.** They span it all."),
        wrong(
            "nn.Conv3d(96, 256, 5)",
            "**A volume is not a third direction.** The kernel has its depth and slides over rows "
            "and columns only.",
        ),
    )


def ask_neurons_of_a_layer() -> Question:
    """Where one number of a map is called a neuron."""
    alexnet = ConvLayer(3, 96, 11, stride=4)
    maps, high, wide = alexnet.output_shape((3, 227, 227))
    return Question(
        f"AlexNet's first layer has {maps} kernels and makes maps of {high}×{wide}. For CS231n a "
        "neuron is one number of a map. How many neurons are that?",
        wrong(maps, "**96 counts kernels.** For CNN Explainer that is the answer."),
        wrong(high * wide, "**3,025 are those of one map**, which share their weights."),
        wrong(
            alexnet.n_parameters,
            "**34,944 are its parameters**, shared by all places of a map.",
        ),
        right(
            maps * high * wide,
            f"96 × 55 × 55 = **{maps * high * wide:,}**, each with a window of its own. The 3,025 "
            "of one map share their weights.",
        ),
    )


COUNTS = [
    Idea(
        "Those are partial maps: a kernel adds them, and makes one feature map.",
        lambda c_in, c_out, groups: (c_out, c_out * c_in // groups, c_out * c_in // groups),
    ),
    Idea(
        "Those are partial maps, and without groups: a kernel makes one feature map.",
        lambda c_in, c_out, groups: (c_out, c_in * c_out, c_in * c_out),
    ),
    Idea(
        "With groups a kernel has a slice only for each channel of its group.",
        lambda c_in, c_out, groups: (c_out, c_in * c_out, c_out),
    ),
    Idea(
        "That is the other use of the word: here a kernel is the whole block that makes one map.",
        lambda c_in, c_out, groups: (c_out * c_in // groups, c_out * c_in // groups, c_out),
    ),
    Idea(
        "That is the other use of the word, and without groups: here a kernel is the whole block "
        "that makes one map.",
        lambda c_in, c_out, groups: (c_in * c_out, c_in * c_out, c_out),
    ),
    Idea(
        "Those are the slices of one kernel: count those of all.",
        lambda c_in, c_out, groups: (c_out, c_in // groups, c_out),
    ),
    Idea(
        "There is a kernel for each output channel, not for each input channel.",
        lambda c_in, c_out, groups: (c_in, c_out * c_in // groups, c_out),
    ),
    Idea(
        "Those are the kernels of one group: count those of all.",
        lambda c_in, c_out, groups: (c_out // groups, c_out * c_in // groups, c_out),
    ),
]


def check_counts(function: Function) -> Verdict:
    """Check ``counts(c_in, c_out, groups)``: (kernels, slices, feature maps) of a layer.

    Parameters
    ----------
    function : callable
        The reader's ``counts``; the slices are those of all kernels together.

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> verdict = check_counts(lambda c_in, c_out, groups: (c_out, c_in // groups, c_out))
    not yet: counts(3, 64, 1) should be (64, 192, 64), yours is (64, 3, 64). Those are the slices of
    one kernel: count those of all.
    """
    return judge(
        "counts",
        function,
        cases=[(3, 64, 1), (32, 1, 1), (6, 12, 3), (32, 32, 32)],
        right=lambda c_in, c_out, groups: (c_out, c_out * c_in // groups, c_out),
        ideas=COUNTS,
        praise="a kernel for each map, and in it a slice for each channel that it reads",
    )
