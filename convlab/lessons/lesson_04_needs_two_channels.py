"""Lesson 04: what one channel cannot show."""

import numpy as np

from .. import images, kernels
from ..conv import conv2d
from ..show import RGB
from .judge import Function, Idea, judge
from .question import Question, Tiles, right, wrong


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

    return Question(
        "One weight each for red, green and blue. Which kernel answers above 0 to red, but not to "
        "white, yellow or magenta?",
        wrong(
            "1, 0, 0",
            "**Red alone is not enough.** White, yellow and magenta hold just as much red: "
            f"{says(1, 0, 0)}.",
        ),
        wrong("1, 1, 1", f"**This is brightness.** White has most of it: {says(1, 1, 1)}."),
        wrong(
            "1, −1, 0",
            f"**This keeps out green, not blue.** Magenta still passes: {says(1, -1, 0)}.",
        ),
        right(
            "1, −1, −1",
            f"What else is in the colour is taken away: {says(1, -1, -1)}. It needs all three "
            "channels.",
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
        ),
    )


FOR_GREY = [
    Idea(
        "The channel axis is gone: keepdims=True leaves it there.",
        lambda weight: weight.sum(axis=1),
    ),
    Idea(
        "That is the mean: grey stands in three channels, and the layer adds up three slices.",
        lambda weight: weight.mean(axis=1, keepdims=True),
    ),
    *(
        Idea(
            f"That keeps the {colour} slice: the layer used to add the other two as well.",
            lambda weight, c=c: weight[:, c : c + 1],
        )
        for c, colour in enumerate(RGB)
    ),
    Idea(
        "That weighs the colours by their brightness: in a grey picture all are equal already.",
        lambda weight: np.tensordot(weight, images.LUMINANCE, axes=(1, 0))[:, None],
    ),
    Idea(
        "That adds the kernels: axis 0 counts those, axis 1 their slices.",
        lambda weight: weight.sum(axis=0, keepdims=True),
    ),
]


def check_for_grey(function: Function) -> None:
    """Check ``for_grey(weight)``: a trained RGB layer's weight, made ready for grey pictures.

    Parameters
    ----------
    function : callable
        The reader's ``for_grey``; it gets weight (c_out, 3, k, k) and returns (c_out, 1, k, k).

    Examples
    --------
    >>> check_for_grey(lambda weight: weight.sum(axis=1))
    not yet: for_grey(an array of shape (4, 3, 3, 3)) should be an array of shape (4, 1, 3, 3),
    yours is an array of shape (4, 3, 3). The channel axis is gone: keepdims=True leaves it there.
    """
    rng = np.random.default_rng(4)
    judge(
        "for_grey",
        function,
        cases=[(rng.integers(-9, 10, (4, 3, 3, 3)),), (rng.integers(-9, 10, (2, 3, 5, 5)),)],
        right=lambda weight: weight.sum(axis=1, keepdims=True),
        ideas=FOR_GREY,
        praise="where all channels are equal, three slices are one: their sum",
    )
