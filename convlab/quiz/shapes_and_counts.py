"""Questions on sizes, counts and error messages."""

from ..shapes import ConvLayer
from .question import Question, parameters, right, wrong

LESSON = "07-shapes-and-counts"


def questions():
    layer = ConvLayer(3, 64, 3, stride=2, padding=1)
    x = (3, 224, 224)
    side = layer.output_shape(x)[1]
    yield Question(
        "stride-2-size",
        LESSON,
        "A 224×224 picture, kernels of 3×3, stride 2, padding 1. How wide is a map?",
        (
            wrong(
                ConvLayer(3, 64, 3, stride=2).output_shape(x)[1],
                "**111 leaves the padding out.** "
                "A border of 1 on both sides makes the picture 226 wide.",
            ),
            right(
                side,
                f"⌊(224 + 1 + 1 − 3) / 2⌋ + 1 = **{side}**: 111 steps of 2, and the place "
                "where the kernel starts.",
            ),
            wrong(
                side + 1,
                "**113 rounds up.** The last step would hang over the edge, so it is not taken.",
            ),
            wrong(
                ConvLayer(3, 64, 3, padding=1).output_shape(x)[1],
                "**224 is stride 1.** Stride 2 leaves out every other place.",
            ),
        ),
        typed=True,
        hint="⌊(size + 2 × padding − kernel) / stride⌋ + 1.",
    )
    layer = ConvLayer(3, 64, 3)
    count, per_side = layer.n_parameters, 224 // 32
    yield Question(
        "larger-picture",
        LESSON,
        f"nn.Conv2d(3, 64, 3) has {ConvLayer(3, 64, 3).n_weights:,} weights and 64 biases, for "
        "32×32 pictures. How many parameters has it for 224×224?",
        (
            right(
                count,
                f"{parameters(layer)}. No height and no width in it: the same kernels "
                "stand at more places. The work grows, not the layer.",
            ),
            wrong(
                count * per_side,
                "**12,544 grows with the side.** The kernel takes more steps; it "
                "does not get larger.",
            ),
            wrong(
                count * per_side**2,
                "**87,808 grows with the picture.** That is how a fully "
                "connected layer behaves: there each place has weights of its own.",
            ),
        ),
    )
    yield Question(
        "read-the-error",
        LESSON,
        "“Given groups=1, weight of size [64, 3, 7, 7], expected input[8, 1, 224, 224] to have "
        "3 channels, but got 1 channels instead.” What is wrong?",
        (
            wrong(
                "There are 8 pictures, not 64",
                "**64 counts kernels.** How many pictures go in at once is free.",
            ),
            wrong(
                "The kernels are too large",
                "**7×7 fits into 224×224 well.** The message is about "
                "the second number of each list.",
            ),
            right(
                "The pictures are grey",
                "weight[o] has **3 slices**, x has 1 channel. Repeat the "
                "grey channel three times, or build the layer with in_channels=1.",
            ),
            wrong(
                "groups must be 3",
                "**groups=1 is the usual.** With 3 groups the kernels would "
                "have one slice, and the pictures would still need three channels.",
            ),
        ),
    )
    yield Question(
        "hwc-to-chw",
        LESSON,
        "A photo is an array of shape (224, 224, 3). The layer wants (3, 224, 224). Which line is "
        "right?",
        (
            wrong(
                "photo.reshape(3, 224, 224)",
                "**The shape is right, the pixels are not.** reshape "
                "re-cuts the same row of numbers: colours and places get scrambled.",
            ),
            right(
                "photo.transpose(2, 0, 1)",
                "It moves the channel axis to the front: x[c, i, j] is photo[i, j, c].",
            ),
            wrong(
                "photo.T",
                "**.T turns all axes round.** The channels come first, but rows and "
                "columns are swapped: the picture lies on its side.",
            ),
            wrong(
                "photo[None]",
                "**That adds an axis in front.** The three colours are still at the back.",
            ),
        ),
    )
    work = ConvLayer(32, 32, 3).n_macs((32, 56, 56))
    more = ConvLayer(64, 64, 3).n_macs((64, 56, 56)) / work
    yield Question(
        "twice-the-channels",
        LESSON,
        "You double the input channels and the output channels. How many times as many "
        "multiply-adds?",
        (
            wrong(
                ConvLayer(64, 32, 3).n_macs((64, 56, 56)) / work,
                "**2 doubles one of them.** Deeper kernels, or more kernels; here it is both.",
            ),
            right(
                more,
                "Twice as many kernels, each twice as deep: 2 × 2 = "
                f"**{more:.0f}**. Weights grow in the same way.",
            ),
            wrong(
                8,
                "**8 would double something else as well.** Slices keep their size, and so do "
                "the maps.",
            ),
        ),
    )
