"""Questions on kernels of one pixel."""

import numpy as np

from .. import images
from ..conv import conv2d
from ..shapes import ConvLayer
from .question import Question, Tiles, right, weights, wrong

LESSON = "06-one-by-one"


def questions():
    layer, scalars = ConvLayer(3, 2, 1), ConvLayer(3, 3, 1, groups=3)
    yield Question(
        "1x1-weights",
        LESSON,
        "3 channels in, 2 maps out, kernels of 1×1. How many weights?",
        (
            wrong(
                2,
                "**2 is one for each kernel.** A 1×1 kernel is as deep as the input, like any "
                "other.",
            ),
            wrong(
                scalars.n_weights,
                "**3 multiplies each channel by a number.** That is the "
                "depthwise 1×1 layer; it mixes nothing.",
            ),
            right(
                layer.n_weights,
                f"{weights(layer)}: a matrix of 2 rows and 3 columns, multiplied "
                "with the channels of each pixel.",
            ),
            wrong(
                ConvLayer(3, 2, 3).n_weights,
                "**54 is the layer with 3×3 kernels.** Here every slice is one number.",
            ),
        ),
    )
    layer = ConvLayer(256, 64, 1)
    yield Question(
        "256-to-64",
        LESSON,
        "256 maps go through 64 kernels of 1×1. How many maps come out?",
        (
            wrong(256 // 64, "**4 shares the maps out.** Every kernel reads all that go in."),
            right(
                layer.output_shape((256, 56, 56))[0],
                "**64 kernels**, one map each: every one a "
                f"weighted sum of all 256, with {layer.n_weights:,} weights in all.",
            ),
            wrong(256, "**256 keeps every map.** A kernel makes one map out of all of them."),
            wrong(
                layer.n_weights,
                "**16,384 counts products.** Each kernel adds its 256 into one map.",
            ),
        ),
    )
    pixel, w, b = np.array([8, 2, 1]), np.array([2, -1, 1]), -3
    value = conv2d(pixel[:, None, None], w.reshape(1, 3, 1, 1), np.array([b])).item()
    yield Question(
        "1x1-on-a-pixel",
        LESSON,
        "A pixel is red 8, green 2, blue 1. A 1×1 kernel has the weights 2, −1, 1 and the bias −3. "
        "What does it give?",
        (
            wrong(
                "13, −5, −2",
                "**This treats each channel alone.** The three products are added, "
                "and the bias comes once.",
            ),
            wrong(
                (pixel * w).sum() / 3 + b,
                "**2 takes the mean.** The products are added; nothing is divided.",
            ),
            right(
                value,
                f"8 × 2 + 2 × (−1) + 1 × 1 − 3 = **{value}**. One row of a matrix times the "
                "pixel, and the bias.",
            ),
            wrong((pixel * w).sum(), "**15 leaves the bias out.** It comes last, once."),
        ),
    )
    photo = images.coffee(20)
    rows = {
        "1 everywhere": np.ones((3, 3)),
        "⅓ everywhere": np.full((3, 3), 1 / 3),
        "1 on the diagonal, 0 elsewhere": np.eye(3),
        "1, 2, 3 on the diagonal": np.diag([1, 2, 3]),
    }
    made = {name: conv2d(photo, m[:, :, None, None]) for name, m in rows.items()}
    same = next(name for name, y in made.items() if np.allclose(y, photo, atol=1e-6))
    ideas = {
        "1 everywhere": "**Each map would be red + green + blue.** Three times the same.",
        "⅓ everywhere": "**Each map would be the mean of the three.** A grey picture, three times.",
        "1, 2, 3 on the diagonal": "**Nothing is mixed, but green and blue grow.** Each channel is "
        "multiplied by its own number.",
    }
    yield Question(
        "1x1-identity",
        LESSON,
        "Three 1×1 kernels on RGB, no bias: a 3×3 matrix, a row for each kernel. Which one gives "
        "the photo back?",
        tuple(
            right(
                name,
                "Map 0 is red, map 1 green, map 2 blue. It is the identity matrix.",
                Tiles("what comes out", made[name], "rgb", 1),
            )
            if name == same
            else wrong(name, ideas[name], Tiles("what comes out", made[name].clip(0, 1), "rgb", 1))
            for name in rows
        ),
    )
    yield Question(
        "1x1-edge",
        LESSON,
        "Can a 1×1 kernel find where dark meets light?",
        (
            wrong(
                "Yes: it sees all channels",
                "**All channels, at one place.** An edge is a difference between two places.",
            ),
            right(
                "No: it sees one pixel at a time",
                "Shuffle the pixels and its map is shuffled the "
                "same way. It can tell colours, not shapes.",
            ),
            wrong(
                "Yes, if there are enough of them",
                "**They all see the same single pixel.** More "
                "kernels mix its channels in more ways.",
            ),
            wrong(
                "No: it only makes a copy, scaled",
                "**That is so for one input channel.** With "
                "three it mixes them: red minus green, for example.",
            ),
        ),
    )
