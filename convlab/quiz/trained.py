"""Questions on a trained network."""

import numpy as np

from .. import images, kernels
from ..conv import conv2d
from ..shapes import ConvLayer
from .question import Question, Tiles, right, weights, wrong

LESSON = "09-trained-kernels"


def questions():
    stem = kernels.trained("stem")
    layer = ConvLayer(3, 32, 3, stride=2)
    dead = [o for o in range(32) if abs(stem.weight[o]).max() < 1e-5]
    photo = images.coffee(52)
    yield Question(
        "dead-kernel",
        LESSON,
        f"In a trained first layer {len(dead)} of the 32 kernels have weights that are as good as "
        "0. What is in the map of such a kernel, before ReLU?",
        (
            wrong(
                "A copy of the photo",
                "**A copy takes one weight of 1.** Zeros let nothing through.",
            ),
            wrong("Noise", "**Nothing random happens here.** The same sum is made at every place."),
            right(
                "The bias, at every place",
                "All products are 0 but for a hair, so only the bias is left. In "
                "this network it is below 0, and ReLU makes the map 0. Training left these kernels "
                "behind.",
            ),
            wrong(
                "No map: it is skipped",
                "**It is worked out like the others.** The shape of y does "
                "not know which kernels are useful.",
            ),
        ),
    )
    point = kernels.trained("pointwise").weight
    yield Question(
        "depthwise-32",
        LESSON,
        "The second trained layer is depthwise: 32 maps in, 32 out, 3×3, groups=32. "
        "How many weights?",
        (
            wrong(9, "**9 is one slice.** Each of the 32 maps has a slice of its own."),
            right(
                kernels.trained("depthwise").weight.size,
                f"{weights(ConvLayer(32, 32, 3, groups=32))}, the grid's diagonal.",
            ),
            wrong(
                layer.n_weights,
                "**864 is the layer before it.** That one reads three channels of a photo.",
            ),
            wrong(
                ConvLayer(32, 32, 3).n_weights,
                "**9,216 is a full layer.** Depthwise, a kernel has one slice instead of 32.",
            ),
        ),
    )
    yield Question(
        "deep-kernel-picture",
        LESSON,
        "How do you show a kernel with 32 slices without hiding anything?",
        (
            wrong(
                "As one RGB picture",
                "**RGB has room for three slices.** It can show a kernel of a "
                "first layer, hardly its signs, and no deeper one.",
            ),
            wrong(
                "As the mean of its slices",
                "**A mean hides the signs.** A slice of +1 and one of −1 become nothing.",
            ),
            right(
                f"As {point.shape[1]} tiles, on one signed scale",
                "One tile for each slice, and the "
                "same colours for the same numbers in all of them.",
                Tiles("one kernel of 32 slices", kernels.trained("coffee").weight[0], limit=0.1),
            ),
            wrong(
                "As the brightest place of its map",
                "**That is a picture, not the kernel.** It "
                "tells what the kernel liked in one photo.",
            ),
        ),
    )
    grey = images.to_grey(photo)
    options = {
        "the mean of the three": stem.weight.mean(1, keepdims=True),
        "the red one": stem.weight[:, :1],
        "the sum of the three": stem.weight.sum(1, keepdims=True),
    }
    wanted = conv2d(np.repeat(grey, 3, axis=0), stem.weight)
    best = min(options, key=lambda name: abs(conv2d(grey, options[name]) - wanted).max())
    ideas = {
        "the mean of the three": "**The mean is a third of it.** Three grey channels would have "
        "been added, not averaged.",
        "the red one": "**Red's slice is one part of three.** Grey would have gone through the "
        "green and the blue slice too.",
    }
    yield Question(
        "grey-into-rgb-layer",
        LESSON,
        "A trained layer expects RGB. For grey photos you want the same maps from one channel, as "
        "if grey stood in all three. Which slice replaces the three?",
        (
            *(
                right(
                    name[0].upper() + name[1:],
                    "Every channel holds the same number g: "
                    "w₀g + w₁g + w₂g = (w₀ + w₁ + w₂)g. No training needed.",
                )
                if name == best
                else wrong(name[0].upper() + name[1:], ideas[name])
                for name in options
            ),
            wrong(
                "None: train it again",
                "**Nothing new has to be learned.** The three slices can be made into one.",
            ),
        ),
    )
