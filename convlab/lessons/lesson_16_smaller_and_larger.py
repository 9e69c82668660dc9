"""Lesson 16: smaller maps, larger maps."""

import numpy as np
from numpy.typing import NDArray

from ..layer import ConvLayer
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Question, right, wrong


def opening() -> Opening:
    """Sixteen places of one channel as four places of four, and back."""
    places = np.arange(1, 17).reshape(4, 4)
    sheet = Opening("Places can become channels, and channels places: **nothing is lost**.")
    sheet.text(0, 10, "1 channel of 4×4 places", 17, "channel", bold=True)
    sheet.numbers(0, 30, places, 44)
    for row, col in np.ndindex(2, 2):
        sheet.frame(88.0 * col, 30 + 88.0 * row, 88, 88)
    sheet.ring(0, 30, 88, 88)
    sheet.text(236, 104, "unshuffle →", 17, align="center")
    sheet.text(236, 132, "← shuffle", 17, align="center")
    sheet.text(296, 10, "4 channels of 2×2 places", 17, "channel", bold=True)
    for at, (row, col) in enumerate(np.ndindex(2, 2)):
        sheet.numbers(296 + 144.0 * at, 74, places[row::2, col::2], 44)
        sheet.ring(296 + 144.0 * at, 74, 44, 44)
        sheet.text(340 + 144.0 * at, 180, f"channel {at}", 15, align="center")
    return sheet


Array = NDArray[np.float64]


def ask_vit_patches() -> Question:
    """A vision transformer cuts a photo into patches by a stride."""
    photo, layer = (3, 224, 224), ConvLayer(3, 768, 16, stride=16)
    return Question(
        "nn.Conv2d(3, 768, kernel_size=16, stride=16) on a photo of 224×224. What comes out?",
        wrong(
            ConvLayer(3, 768, 16).output_shape(photo),
            "**That is stride 1**, with a window at every place. Here each window begins where the "
            "last one ended.",
        ),
        wrong(
            (14 * 14, 16, 16),
            "**Those are the patches, cut out.** They are multiplied by the kernels, too.",
        ),
        right(
            layer.output_shape(photo),
            "224 / 16 = 14 patches each way, and one number from each of the **768 kernels** for "
            "every patch.",
        ),
        wrong(
            (3, 14, 14),
            "**That keeps the colours apart.** A kernel reads all three and adds.",
        ),
    )


def ask_transposed_size() -> Question:
    """A transposed layer's padding is cut off."""
    places = {
        (padding, more): ConvLayer(
            64, 32, 3, stride=2, padding=padding, output_padding=more, transposed=True
        ).output_shape((64, 14, 14))[1]
        for padding, more in ((0, 0), (1, 0), (1, 1))
    }
    return Question(
        "nn.ConvTranspose2d(64, 32, kernel_size=3, stride=2, padding=1) on maps of 14×14. How wide "
        "are the maps that come out?",
        wrong(
            ConvLayer(64, 32, 3, stride=2, padding=1).output_shape((64, 14, 14))[1],
            "**7 goes the other way.** A transposed layer with stride 2 makes maps larger.",
        ),
        right(
            places[1, 0],
            f"14 stamps, 2 apart, the last 3 wide: (14 − 1) × 2 + 3 = 29. Padding cuts one off at "
            f"each end: **{places[1, 0]}**.",
        ),
        wrong(
            places[1, 1],
            "**28 would be twice as wide.** It takes output_padding=1, or a kernel of 2 without "
            "padding.",
        ),
        wrong(
            places[0, 0],
            "**29 leaves the padding out.** In a transposed layer it is cut off, on both sides.",
        ),
    )


def _unshuffle(x: Array, r: int) -> Array:
    c, high, wide = x.shape
    squares = x.reshape(c, high // r, r, wide // r, r)
    return squares.transpose(0, 2, 4, 1, 3).reshape(c * r * r, high // r, wide // r)


def _squares(x: Array, r: int, axes: tuple[int, ...]) -> Array:
    """The places of x split into squares, whose axes then stand in this order."""
    c, high, wide = x.shape
    squares = x.reshape(c, high // r, r, wide // r, r).transpose(axes)
    return squares.reshape(c * r * r, high // r, wide // r)


UNSHUFFLE = [
    Idea(
        "reshape alone cuts the row of numbers anew: pixels of one square must come together.",
        lambda x, r: x.reshape(_unshuffle(x, r).shape),
    ),
    Idea(
        "The channels of different colours take turns: all those of channel 0 come first.",
        lambda x, r: _squares(x, r, (2, 4, 0, 1, 3)),
    ),
    Idea(
        "Inside a square you go down the columns: go along its rows.",
        lambda x, r: _squares(x, r, (0, 4, 2, 1, 3)),
    ),
    Idea(
        "That cuts the picture into r × r parts: a channel has one pixel of every small square.",
        lambda x, r: (
            x.reshape(len(x), r, x.shape[1] // r, r, x.shape[2] // r)
            .swapaxes(2, 3)
            .reshape(_unshuffle(x, r).shape)
        ),
    ),
    Idea(
        "That keeps one pixel of each square: the others become channels.",
        lambda x, r: x[:, ::r, ::r],
    ),
]


def check_unshuffle(function: Function) -> Verdict:
    """Check ``unshuffle(x, r)``: squares of r × r pixels into r · r channels.

    Parameters
    ----------
    function : callable
        The reader's ``unshuffle``; it gets x (c, r · h, r · w) and returns (c · r · r, h, w).

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> verdict = check_unshuffle(lambda x, r: x[:, ::r, ::r])
    not yet: unshuffle(an array of shape (1, 4, 4), 2) should be an array of shape (4, 2, 2), yours
    is [[[ 0, 2], [ 8, 10]]]. That keeps one pixel of each square: the others become channels.
    """
    return judge(
        "unshuffle",
        function,
        cases=[
            (np.arange(16).reshape(1, 4, 4), 2),
            (np.random.default_rng(16).integers(0, 100, (2, 6, 9)), 3),
        ],
        right=_unshuffle,
        ideas=UNSHUFFLE,
        praise="every pixel is still there, and each square is one place",
    )
