"""Lesson 06: kernels of one pixel."""

import numpy as np

from .. import images, kernels
from ..conv import conv2d
from ..layer import ConvLayer
from ..show import number
from .examples import all_kernels, counted_slices, slices_of
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Example, Question, Row, Tiles, right, weights, wrong


def opening() -> Opening:
    """Five kernels on four channels: a matrix times one pixel."""
    weight = np.array([[2, 0, -1, 1], [0, 1, 1, 0], [-1, 2, 0, 0], [0, 0, 2, -1], [1, 1, 0, -2]])
    pixel = np.array([[3], [1], [2], [0]])
    sheet = Opening("With 1×1 slices the grid is a **matrix**, and it multiplies every pixel.")
    sheet.text(0, 10, "5 kernels × 4 channels", 17, "kernel", bold=True)
    sheet.slice(0, 32, weight, 44, 3)
    sheet.text(246, 10, "1 pixel, 4 channels", 17, "channel", bold=True)
    sheet.numbers(300, 54, pixel, 44)
    sheet.sign(214, 142, "×")
    sheet.sign(384, 142, "=")
    sheet.text(460, 10, "the same pixel, 5 maps", 17, "ink", bold=True)
    sheet.slice(460, 32, weight @ pixel, 44, 8)
    for row, (o, value) in enumerate(zip(weight, weight @ pixel, strict=True)):
        terms = " + ".join(f"{number(w)} · {p}" for w, p in zip(o, pixel[:, 0], strict=True))
        terms = terms.replace("+ −", "− ")
        sheet.text(530, 54 + 44 * row, f"{terms} = {number(value[0])}", 17)
    return sheet


def ask_1x1_weights() -> Question:
    """A 1×1 layer is a matrix."""
    layer, scalars = ConvLayer(3, 2, 1), ConvLayer(3, 3, 1, groups=3)
    units = all_kernels(2, 3)
    first = [[unit[0], None, None] for unit in units]
    return Question(
        "3 channels in, 2 maps out, kernels of 1×1. How many weights?",
        wrong(
            2,
            "**2 is one for each kernel.** A 1×1 kernel is as deep as the input, like any other.",
            counted_slices("one weight for each kernel", first, 1),
        ),
        wrong(
            scalars.n_weights,
            "**3 multiplies each channel by a number.** That is the depthwise 1×1 layer; it mixes "
            "nothing.",
            counted_slices("one weight for each channel", [units[0]], 1),
        ),
        right(
            layer.n_weights,
            f"{weights(layer)}: a matrix of 2 rows and 3 columns, multiplied with the channels of "
            "each pixel.",
            counted_slices(
                "2 kernels of 3 slices, each of one weight", units, 1, total=weights(layer)
            ),
        ),
        wrong(
            ConvLayer(3, 2, 3).n_weights,
            "**54 is the layer with 3×3 kernels.** Here every slice is one number.",
        ),
        slices=slices_of(kernels.many(2, 3, 1).weight),
    )


def ask_256_to_64() -> Question:
    """Here, too, as many maps come out as there are kernels."""
    layer = ConvLayer(256, 64, 1)
    return Question(
        "256 maps go through 64 kernels of 1×1. How many maps come out?",
        wrong(256 // 64, "**4 shares the maps out.** Every kernel reads all that go in."),
        right(
            layer.output_shape((256, 56, 56))[0],
            "**64 kernels**, one map each: every one a weighted sum of all 256, with "
            f"{layer.n_weights:,} weights in all.",
        ),
        wrong(256, "**256 keeps every map.** A kernel makes one map out of all of them."),
        wrong(
            layer.n_weights,
            "**16,384 counts products.** Each kernel adds its 256 into one map.",
        ),
    )


def ask_1x1_on_a_pixel() -> Question:
    """One pixel's channels, weighted and added."""
    pixel, w, b = np.array([8, 2, 1]), np.array([2, -1, 1]), -3
    value = conv2d(pixel[:, None, None], w.reshape(1, 3, 1, 1), np.array([b])).item()
    return Question(
        "A pixel is red 8, green 2, blue 1. A 1×1 kernel has the weights 2, −1, 1 and the bias −3. "
        "What does it give?",
        wrong(
            "13, −5, −2",
            "**This treats each channel alone.** The three products are added, and the bias comes "
            "once.",
            Row("each alone"),
        ),
        wrong(
            (pixel * w).sum() / 3 + b,
            "**2 takes the mean.** The products are added; nothing is divided.",
            Row("mean"),
        ),
        right(
            value,
            f"8 × 2 + 2 × (−1) + 1 × 1 − 3 = **{value}**. One row of a matrix times the pixel, and "
            "the bias.",
            Row(),
        ),
        wrong(
            (pixel * w).sum(), "**15 leaves the bias out.** It comes last, once.", Row("no bias")
        ),
        example=Example(pixel[:, None, None], w.reshape(1, 3, 1, 1), b, name="the kernel"),
    )


def ask_1x1_identity() -> Question:
    """The identity matrix gives the photo back."""
    photo = images.coffee(20)

    def made(matrix: np.ndarray) -> Tiles:
        y = conv2d(photo, matrix[:, :, None, None]).clip(0, 1)
        return Tiles("what comes out", y, "rgb", 1)

    return Question(
        "Three 1×1 kernels on RGB, no bias: a 3×3 matrix, a row for each kernel. Which one gives "
        "the photo back?",
        wrong(
            "1 everywhere",
            "**Each map would be red + green + blue.** Three times the same.",
            made(np.ones((3, 3))),
        ),
        wrong(
            "⅓ everywhere",
            "**Each map would be the mean of the three.** A grey picture, three times.",
            made(np.full((3, 3), 1 / 3)),
        ),
        right(
            "1 on the diagonal, 0 elsewhere",
            "Map 0 is red, map 1 green, map 2 blue. It is the identity matrix.",
            made(np.eye(3)),
        ),
        wrong(
            "1, 2, 3 on the diagonal",
            "**Nothing is mixed, but green and blue grow.** Each channel is multiplied by its own "
            "number.",
            made(np.diag([1, 2, 3])),
        ),
    )


def ask_1x1_edge() -> Question:
    """A 1×1 kernel sees no neighbours, so it finds no edge."""
    return Question(
        "Can a 1×1 kernel find where dark meets light?",
        wrong(
            "Yes: it sees all channels",
            "**All channels, at one place.** An edge is a difference between two places.",
        ),
        right(
            "No: it sees one pixel at a time",
            "Shuffle the pixels and its map is shuffled the same way. It can tell colours, not "
            "shapes.",
        ),
        wrong(
            "Yes, if there are enough of them",
            "**They all see the same single pixel.** More kernels mix its channels in more ways.",
        ),
        wrong(
            "No: it only makes a copy, scaled",
            "**That is so for one input channel.** With three it mixes them: red minus green, for "
            "example.",
        ),
    )


def _product(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The matrix product of two 1×1 weights."""
    return np.tensordot(left[:, :, 0, 0], right[:, :, 0, 0], axes=1)


def _merged(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return _product(second, first)[:, :, None, None]


MERGED = [
    Idea(
        "That is the matrix: a weight has two more axes, matrix[:, :, None, None].",
        lambda first, second: _product(second, first),
    ),
    Idea(
        "That lets second work before first: the matrix that works first stands on the right.",
        lambda first, second: _merged(second, first),
    ),
    Idea(
        "That is transposed: rows are kernels, columns are input channels.",
        lambda first, second: _merged(first, second).swapaxes(0, 1),
    ),
    Idea(
        "That multiplies weight by weight: each number of out × in is a sum over the channels in "
        "the middle.",
        lambda first, second: second * first.swapaxes(0, 1),
    ),
    Idea(
        "That is the first layer alone: second still has to work on what it makes.",
        lambda first, second: first,
    ),
    Idea(
        "That is the second layer alone: it reads what first has made.",
        lambda first, second: second,
    ),
]


def check_merged(function: Function) -> Verdict:
    """Check ``merged(first, second)``: the one 1×1 layer that two in a row amount to.

    Parameters
    ----------
    function : callable
        The reader's ``merged``; it gets first (middle, in, 1, 1) and second (out, middle, 1, 1),
        and returns a weight (out, in, 1, 1).

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> verdict = check_merged(lambda first, second: second[:, :, 0, 0] @ first[:, :, 0, 0])
    not yet: merged(an array of shape (4, 5, 1, 1), an array of shape (5, 4, 1, 1)) should be an
    array of shape (5, 5, 1, 1), yours is an array of shape (5, 5). That is the matrix: a weight has
    two more axes, matrix[:, :, None, None].
    """
    rng = np.random.default_rng(6)
    return judge(
        "merged",
        function,
        cases=[
            (rng.integers(-3, 4, (4, 5, 1, 1)), rng.integers(-3, 4, (5, 4, 1, 1))),
            (rng.integers(-3, 4, (4, 4, 1, 1)), rng.integers(-3, 4, (4, 4, 1, 1))),
        ],
        right=_merged,
        ideas=MERGED,
        praise="two matrices in a row are one matrix, the later one on the left",
    )
