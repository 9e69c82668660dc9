"""Questions on how many channels become one map."""

import numpy as np

from .. import kernels
from ..shapes import ConvLayer
from .question import Question, Tiles, one, parameters, right, weights, wrong

LESSON = "02-many-in"


def questions():
    layer = ConvLayer(32, 1, 3)
    coffee = kernels.trained("coffee").weight[0]
    all_32 = Tiles("what the kernel holds: 32 × 9", coffee, limit=0.1)
    yield Question(
        "32-to-1-weights",
        LESSON,
        "32 channels go in, 1 map comes out, kernels are 3×3. "
        "How many weights does the layer have?",
        (
            wrong(
                9,
                "**9 counts one slice.** The kernel has one slice for each input channel, and "
                "there are 32.",
                Tiles("what you counted: 1 × 9", coffee, limit=0.1, counted=[0]),
                all_32,
            ),
            wrong(32, "**32 counts slices, not weights.** Each slice holds 3×3 of them.", all_32),
            right(
                layer.n_weights,
                f"{weights(layer)}. And **1 bias**: "
                f"{layer.n_parameters} parameters. The 32 partial maps are added to make the "
                "one map.",
                Tiles("32 slices, each its own", coffee, limit=0.1),
            ),
            wrong(
                9216,
                "**9,216 makes 32 kernels of 32 slices.** That many kernels make 32 maps; "
                "here 1 map comes out.",
                all_32,
            ),
        ),
    )
    layer = ConvLayer(3, 32, 5)
    places = int(np.prod(layer.output_shape((3, 32, 32))))
    yield Question(
        "how-many-biases",
        LESSON,
        "A 32×32 RGB picture goes through 32 kernels of 5×5. How many biases are there?",
        (
            wrong(1, "**1 for the whole layer is too few.** Each kernel has its own."),
            wrong(
                3,
                "**3 is one for each colour.** Three numbers added to one sum are one number: "
                "the bias comes after the channels are added.",
            ),
            right(
                layer.n_biases,
                f"{parameters(layer)}. One bias for each kernel, added to every number of its map.",
            ),
            wrong(
                96,
                "**96 gives every slice one.** The slices of a kernel share one sum, and one "
                "bias is added to it.",
            ),
            wrong(
                places,
                f"**{places:,} gives every place one.** A kernel is the same wherever it "
                "stands, and so is its bias.",
            ),
        ),
    )
    yield Question(
        "same-slice-for-all",
        LESSON,
        "In one kernel the slices for red, green and blue are the same. What can it not tell?",
        (
            right(
                "Which channel something is in",
                "It works on red + green + blue. Swap red and "
                "blue in the picture: its map does not change. That is why slices differ.",
            ),
            wrong(
                "Where something is",
                "**Places are kept.** Each number of the map still belongs to one window.",
            ),
            wrong(
                "Light from dark",
                "**The sum of the channels is brightness.** That is about all this kernel sees.",
            ),
            wrong(
                "Nothing: slices are always the same",
                "**A kernel's slices differ.** Each "
                "channel has its own 9 weights: 27 in all, not 9 used three times.",
            ),
        ),
    )
    square = np.array([[1, 2], [6, 7]])
    rgb = np.stack([square] * 3)
    yield Question(
        "ones-on-three-channels",
        LESSON,
        "All weights are 1, and the window is the same in all three channels. "
        "Which number comes out?",
        (
            wrong(
                "16, 16, 16", "**These are three subtotals.** One number comes out: they are added."
            ),
            wrong(
                square.sum(),
                "**16 is one channel.** The kernel is as deep as the input and adds all three.",
            ),
            wrong(12, "**12 counts the weights.** Each is multiplied with what lies under it."),
            right(
                one(rgb, np.ones((3, 2, 2))),
                "Twelve products into one number: 16 + 16 + 16 = "
                f"**{one(rgb, np.ones((3, 2, 2))):.0f}**.",
            ),
        ),
        (
            Tiles(
                "the window, in each channel",
                rgb,
                "grey",
                7,
                numbers=True,
                names=("red", "green", "blue"),
            ),
        ),
    )
