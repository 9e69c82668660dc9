"""Questions on what others mean by our words."""

from ..shapes import ConvLayer
from .question import Question, parameters, right, weights, wrong

LESSON = "12-glossary"


def questions():
    yield Question(
        "what-is-a-kernel-there",
        LESSON,
        "An answer in a forum says that nn.Conv2d(3, 64, 3) has 192 kernels. What does it call "
        "a kernel?",
        (
            wrong("A block of 3×3×3", "**Of blocks there are 64**, one for each map."),
            wrong("A feature map", "**Maps are what kernels make.** 64 of them come out."),
            right(
                "A square of 3×3",
                f"{weights(ConvLayer(3, 64, 3))}: 64 × 3 = **192** squares, each for one input "
                "channel. Here a square is a slice, and the kernel is the block of three.",
            ),
            wrong("One weight", "**Weights are more:** 192 × 9 = 1,728."),
        ),
    )
    deep = ConvLayer(32, 1, 3)
    yield Question(
        "depth-of-a-kernel",
        LESSON,
        f"kernel_size=3, and weight.shape is {deep.weight_shape}. How deep is the kernel?",
        (
            wrong(1, "**1 is how many kernels there are.** The first axis counts them."),
            wrong(3, "**3 is its height, and its width.** Nobody chooses its depth."),
            right(
                deep.weight_shape[1],
                f"As deep as the input: {parameters(deep)}. kernel_size does not say so.",
            ),
            wrong(deep.n_weights, "**288 counts its weights**, over all slices, rows and columns."),
        ),
    )
    yield Question(
        "depth-in-depth-out",
        LESSON,
        "A lecture says: “256 filters of 5×5 on a volume of depth 96.” Which line is that layer?",
        (
            right(
                "nn.Conv2d(96, 256, 5)",
                "The volume's depth is its number of channels, and so the depth of every kernel. "
                "A filter is a kernel, and each makes one of 256 maps.",
            ),
            wrong("nn.Conv2d(256, 96, 5)", "**In comes first**, then out."),
            wrong("nn.Conv2d(1, 256, 5)", "**1 takes the filters to be flat.** They span it all."),
            wrong(
                "nn.Conv3d(96, 256, 5)",
                "**A volume is not a third direction.** The kernel has its depth and slides over "
                "rows and columns only.",
            ),
        ),
    )
    alexnet = ConvLayer(3, 96, 11, stride=4)
    maps, high, wide = alexnet.output_shape((3, 227, 227))
    yield Question(
        "neurons-of-a-layer",
        LESSON,
        f"AlexNet's first layer has {maps} kernels and makes maps of {high}×{wide}. For CS231n a "
        "neuron is one number of a map. How many neurons are that?",
        (
            wrong(maps, "**96 counts kernels.** For CNN Explainer that is the answer."),
            wrong(high * wide, "**3,025 are those of one map**, which share their weights."),
            wrong(
                alexnet.n_parameters,
                "**34,944 are its parameters**, shared by all places of a map.",
            ),
            right(
                maps * high * wide,
                f"96 × 55 × 55 = **{maps * high * wide:,}**, each with a window of its own. "
                "The 3,025 of one map share their weights.",
            ),
        ),
    )
