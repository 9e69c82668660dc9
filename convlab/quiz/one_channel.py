"""Questions on a window, a slice and their sum."""

import numpy as np

from .. import kernels
from .question import Question, Tiles, one, right, wrong

LESSON = "01-one-channel"


def questions():
    window = np.array([[2, 0, 1], [1, 2, 0], [0, 1, 2]])
    diagonal = kernels.SLICES["diagonal"]
    products = window * diagonal
    yield Question(
        "window-under-slice",
        LESSON,
        "The slice lies over this window. Which number does it give?",
        (
            wrong(
                products.max(),
                f"**{products.max():.0f} keeps the largest product.** That is max "
                "pooling. A convolution adds all nine.",
            ),
            right(
                one([window], [diagonal]),
                "Multiply each number with the weight over it, then add "
                f"all nine products: 2 + 2 + 2 = **{one([window], [diagonal]):.0f}**. It is a dot "
                "product.",
            ),
            wrong(
                window.sum(),
                f"**{window.sum()} adds the whole window.** The weights decide what "
                "counts: where the weight is 0, nothing does.",
            ),
            wrong(
                "a 3×3 grid of numbers",
                "**Those are the nine products.** One step is missing: "
                "they are added, and one place of the map gets one number.",
            ),
        ),
        _pair(window, diagonal, 2),
    )
    row, taps = np.array([3, 1, 2]), np.array([1, 0, 2])
    yield Question(
        "flipped-or-not",
        LESSON,
        "A slice of 1×3 lies over three numbers. What does a convolution layer give?",
        (
            right(
                one([[row]], [[taps]]),
                "3 × 1 + 1 × 0 + 2 × 2 = "
                f"**{one([[row]], [[taps]]):.0f}**. Each weight meets the number under "
                "it, as it lies.",
            ),
            wrong(
                one([[row]], [[taps[::-1]]]),
                "**8 turns the slice round first.** "
                "Convolution in mathematics does that; PyTorch, Keras and we do not. The exact "
                "word is cross-correlation.",
            ),
            wrong(
                row.sum() * taps.sum(),
                "**18 adds first and multiplies then.** It is products "
                "first: each number with its own weight.",
            ),
        ),
        _pair(row[None], taps[None], 3),
    )
    seeker = 2 * diagonal - 1
    windows = np.array(
        [
            [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
            [[0, 0, 1], [0, 1, 0], [1, 0, 0]],
            [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            [[1, 0, 0], [0, 1, 0], [0, 0, 0]],
        ]
    )
    found = [one([w], [seeker]) for w in windows]
    names = tuple("ABCD")
    best = names[int(np.argmax(found))]
    yield Question(
        "best-match",
        LESSON,
        "The slice has 1 on its diagonal and −1 elsewhere. Which window gives the largest number?",
        (
            wrong(
                "A",
                "**A is the brightest, not the best match.** It has the 3 pixels of the "
                "diagonal, and 6 more that the weights −1 count against it: 3 − 6 = −3.",
            ),
            wrong(
                "B",
                "**B is the mirror image.** The slice is not turned round: it meets one pixel "
                "of its diagonal, in the middle, and 2 others: 1 − 2 = −1.",
            ),
            right(
                best,
                f"All three pixels lie under a 1, and none under a −1: **{max(found):.0f}**. "
                "The map tells how well each place matches.",
            ),
            wrong("D", "**D is a partial match.** It has 2 of the three pixels: 2."),
        ),
        (
            Tiles("the slice", seeker[None], limit=3, numbers=True),
            Tiles("the windows", windows, "grey", 1, numbers=True, names=names),
        ),
    )
    sobel = kernels.SLICES["sobel_x"]
    wall = np.full((3, 3), 0.5)
    yield Question(
        "edge-on-a-wall",
        LESSON,
        "An edge slice slides over an evenly grey wall: every pixel is 0.5. What is in the map?",
        (
            right(
                abs(one([wall], [sobel])),
                "Left and right cancel: the weights add up to 0, so a "
                "window without change gives **0**. Edges are found where it is not even.",
            ),
            wrong(
                0.5,
                "**0.5 is the wall itself.** The map does not show the picture; it says how "
                "much edge there is.",
            ),
            wrong(
                one([wall], [abs(sobel)]),
                "**4 forgets the signs.** Three weights are negative and "
                "take away what the others add.",
            ),
        ),
        _pair(wall, sobel, 1),
    )


def _pair(window, weights, top):
    """A window, in grey up to ``top``, and the slice that lies over it."""
    return (
        Tiles("the window", window[None], "grey", top, numbers=True),
        Tiles("the slice", weights[None], limit=3, numbers=True),
    )
