"""Questions on how a layer is computed."""

from ..shapes import ConvLayer
from .question import Question, right, wrong

LESSON = "11-how-it-is-computed"


def questions():
    layer, side = ConvLayer(3, 1, 3), 32 - 3 + 1
    yield Question(
        "multiplications-of-a-layer",
        LESSON,
        "One kernel of 3×3 on a (3, 32, 32) picture, no padding. How many multiplications?",
        (
            wrong(layer.n_weights, "**27 makes one number.** The map has 30×30 of them."),
            wrong(
                9 * side**2,
                "**8,100 takes one slice.** The kernel has one for each of the 3 channels.",
            ),
            right(
                layer.n_macs((3, 32, 32)),
                f"**{layer.n_weights} weights** × **{side}×{side} places**: each weight is used "
                "once at each place.",
            ),
            wrong(
                27 * 32**2,
                "**27,648 has 32×32 places.** A 3×3 window fits in 30 places along 32 pixels.",
            ),
        ),
        typed=True,
        hint="The products that one number of the map takes, times the numbers in the map.",
    )
    filters = ConvLayer(16, 3, 7)
    rows, columns = filters.out_channels, filters.n_weights // filters.out_channels
    yield Question(
        "shape-of-the-matrix",
        LESSON,
        "Three 7×7 filters on 16 channels, written as a matrix with one row a filter. Which shape?",
        (
            wrong((3, 16), "**This is the 1×1 case.** Here a slice holds 49 weights, not 1."),
            wrong((3, 49), "**This takes one slice.** A filter has one for each of 16 channels."),
            right((rows, columns), f"**3 filters**, each 16 × 7 × 7 = **{columns} weights**."),
            wrong((48, 49), "**Each slice has a row of its own here.** So nothing would be added."),
        ),
    )
    yield Question(
        "work-saved",
        LESSON,
        "One matrix product makes a layer hundreds of times faster than loops in Python. How many "
        "multiply-adds does it save?",
        (
            wrong(
                "All but a hundredth",
                "**The time does not count multiply-adds.** They are the smaller part of it.",
            ),
            wrong(
                "Those of overlapping windows",
                "**Overlapping windows share pixels, not products.** Each pixel meets another "
                "weight in each.",
            ),
            wrong("Those with a 0", "**It multiplies zeros too.** To ask first would cost more."),
            right("None", "Every product is made. What it saves is all that happens in between."),
        ),
    )
