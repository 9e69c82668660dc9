"""Lesson 04: what one channel cannot show."""

import numpy as np
from numpy.typing import NDArray

from .. import images, kernels
from ..conv import conv2d
from ..show import RGB
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Example, Question, Row, Tiles, right, wrong


def opening() -> Opening:
    """An edge that grey does not have, and that red and green have together."""
    x, kernel = images.red_green_edge(24), kernels.bank("teaching").weight[[7]]
    grey, edge = images.to_grey(x), kernels.SLICES["sobel_x"][None, None]
    sheet = Opening("This edge is in the **difference** of two channels: a kernel must read both.")
    for top, words in ((0, "first made grey"), (168, "red and green kept apart")):
        sheet.photo(0, top, x, 144)
        sheet.text(186, top + 14, words, 17, "ink", bold=True)
        sheet.sign(166, top + 72, "→")
    sheet.grey(186, 36, grey[0], 108)
    sheet.sign(324, 90, "×")
    sheet.slice(354, 54, edge[0, 0], 24, 4)
    sheet.sign(480, 90, "=")
    sheet.map(520, 14, conv2d(grey, edge)[0], 132, 3)
    sheet.text(676, 80, "0 everywhere", 20, "ink", bold=True)
    for c in range(2):
        sheet.chip(186 + 152 * c, 226, RGB[c])
        sheet.slice(220 + 152 * c, 204, kernel[0, c], 24, 4)
        sheet.sign((324, 480)[c], 240, "+="[c])
    sheet.map(520, 174, conv2d(x, kernel)[0], 132, 3)
    sheet.text(676, 240, "an edge", 20, "ink", bold=True)
    return sheet


Array = NDArray[np.float64]


def ask_edge_in_grey() -> Question:
    """Grey has lost what only the colours show."""
    edge = images.red_green_edge(24)
    sobel = kernels.SLICES["sobel_x"]
    on_grey = conv2d(images.to_grey(edge), sobel[None, None])
    on_both = conv2d(edge, np.stack([sobel, -sobel, 0 * sobel])[None])
    return Question(
        "Red on the left, green on the right, equally bright. Made grey first, what does an edge "
        "kernel find?",
        wrong(
            "The edge, three times weaker",
            "**Grey has no weaker copy of it.** Both sides have become the same grey.",
        ),
        wrong(
            "The edge, with its sign changed",
            "**A sign needs a difference.** Left and right are the same grey.",
        ),
        right(
            "Nothing",
            "The two sides weigh the same in grey: the map is 0 everywhere. A kernel with a slice "
            "for red and another for green sees the edge at once.",
            Tiles("edge slice on grey", on_grey, limit=3),
            Tiles("one kernel on red and green", on_both, limit=3),
        ),
        pictures=(Tiles("the picture", edge, "rgb", 1),),
    )


def ask_red_only() -> Question:
    """One colour alone takes weights of both signs."""
    colours = {"red": (1, 0, 0), "white": (1, 1, 1), "yellow": (1, 1, 0), "magenta": (1, 0, 1)}

    def says(*kernel: int) -> str:
        y = {name: np.dot(kernel, colour) for name, colour in colours.items()}
        return ", ".join(f"{name} {value}" for name, value in y.items()).replace("-", "−")

    def one(*kernel: int) -> Row:
        return Row("layer", np.reshape(kernel, (3, 1, 1)))

    return Question(
        "One weight each for red, green and blue. Which kernel answers above 0 to red, but not to "
        "white, yellow or magenta?",
        wrong(
            "1, 0, 0",
            "**Red alone is not enough.** White, yellow and magenta hold just as much red: "
            f"{says(1, 0, 0)}.",
            one(1, 0, 0),
        ),
        wrong(
            "1, 1, 1",
            f"**This is brightness.** White has most of it: {says(1, 1, 1)}.",
            one(1, 1, 1),
        ),
        wrong(
            "1, −1, 0",
            f"**This keeps out green, not blue.** Magenta still passes: {says(1, -1, 0)}.",
            one(1, -1, 0),
        ),
        right(
            "1, −1, −1",
            f"What else is in the colour is taken away: {says(1, -1, -1)}. It needs all three "
            "channels.",
            Row(),
        ),
        example=Example(
            np.transpose([[*colours.values()]], (2, 0, 1)),
            np.reshape([1, -1, -1], (1, 3, 1, 1)),
            name="the kernel",
            says=f"The places are {', '.join(colours)}.",
        ),
    )


def ask_blind_slices() -> Question:
    """A slice of zeros does not see its channel."""
    return Question(
        "Two pictures have the same red channel; one is grey, one is coloured. A kernel has zeros "
        "in its green and blue slices. What does it make of them?",
        right(
            "The same map twice",
            "It reads red alone. Whatever differs in green and blue is multiplied by 0.",
        ),
        wrong(
            "A weaker map for the grey one",
            "**Grey is not weaker in red.** Both hold the same red numbers.",
        ),
        wrong(
            "A map for the coloured one only",
            "**A kernel does not see colours.** It sees numbers, channel by channel; red's are the "
            "same in both.",
        ),
        pictures=(
            Tiles("grey", images.brightness_edge(24), "rgb", 1),
            Tiles("coloured", images.red_green_edge(24), "rgb", 1),
        ),
    )


def ask_do_they_cancel() -> Question:
    """What cancels in one kernel can be found by another."""
    rise, fall = np.array([[1]]), np.array([[-1]])
    change = np.stack([2 * rise, 2 * fall])
    same = conv2d(change, np.ones((1, 2, 1, 1), int)).item()
    opposite = conv2d(change, np.array([1, -1]).reshape(1, 2, 1, 1)).item()
    return Question(
        "An edge rises in red and falls in blue. In one kernel the subtotals 2 and −2 add up to "
        f"{same}. Is the edge lost to the layer?",
        wrong(
            "Yes: the sum destroys it",
            "**It is lost in this map, not in the layer.** Other kernels weigh the same channels "
            "with other signs.",
        ),
        right(
            "No: another kernel can find it",
            f"Give its blue slice the opposite sign: 2 × 1 + (−2) × (−1) = **{opposite}**. Weights "
            "are learned, signs included.",
        ),
        wrong(
            "No: the bias brings it back",
            "**The bias adds the same number everywhere.** It cannot show where something is.",
        ),
        wrong(
            "No, if the mean is taken instead",
            "**The mean is this sum, divided.** It cancels just as well.",
            Row("mean"),
        ),
        example=Example(
            change, np.ones((1, 2, 1, 1)), channel_names=("red", "blue"), name="one kernel"
        ),
    )


def _opponent(slice_: Array, plus: int, minus: int, channels: int) -> Array:
    kernel = np.zeros((channels, *slice_.shape))
    kernel[plus], kernel[minus] = slice_, -slice_
    return kernel


OPPONENT = [
    Idea(
        "Both have the same sign: that adds the two channels, and light and dark are all it sees.",
        lambda slice_, plus, minus, channels: abs(_signs(plus, minus, channels)) * slice_,
    ),
    Idea(
        "The signs are the wrong way round: the slice on plus, its negative on minus.",
        lambda slice_, plus, minus, channels: _opponent(slice_, minus, plus, channels),
    ),
    Idea(
        "Channel minus has no slice: that kernel reads one channel alone.",
        lambda slice_, plus, minus, channels: _signs(plus, minus, channels).clip(0) * slice_,
    ),
    Idea(
        "That fills the other channels, too: a channel that should not count has a slice of 0s.",
        lambda slice_, plus, minus, channels: (
            np.where(np.arange(channels) == minus, -1, 1)[:, None, None] * slice_
        ),
    ),
    Idea(
        "That is a whole weight, (1, channels, k, k): return the kernel, without the first axis.",
        lambda slice_, plus, minus, channels: _opponent(slice_, plus, minus, channels)[None],
    ),
    Idea(
        "That has two slices alone: the kernel is as deep as the input, with 0s elsewhere.",
        lambda slice_, plus, minus, channels: np.stack([slice_, -slice_]),
    ),
]


def _signs(plus: int, minus: int, channels: int) -> Array:
    """1 on channel plus, −1 on minus, 0 elsewhere; (channels, 1, 1)."""
    return _opponent(np.ones((1, 1)), plus, minus, channels)


def check_opponent(function: Function) -> Verdict:
    """Check ``opponent(slice_, plus, minus, channels)``: one channel against another.

    Parameters
    ----------
    function : callable
        The reader's ``opponent``; it gets a slice (k, k), two channels and how many channels there
        are, and returns a kernel (channels, k, k).

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> verdict = check_opponent(lambda slice_, plus, minus, channels: np.stack([slice_, -slice_]))
    not yet: opponent([[7, 9, 8], [5, 9, 9], [9, 1, 5]], 0, 1, 3) should be an array of shape (3,
    3, 3), yours is an array of shape (2, 3, 3). That has two slices alone: the kernel is as deep as
    the input, with 0s elsewhere.
    """
    rng = np.random.default_rng(4)
    return judge(
        "opponent",
        function,
        cases=[
            (rng.integers(1, 10, (3, 3)), 0, 1, 3),
            (rng.integers(1, 10, (2, 2)), 3, 0, 5),
        ],
        right=_opponent,
        ideas=OPPONENT,
        praise="two slices with opposite signs, and nothing from the other channels",
    )
