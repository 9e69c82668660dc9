"""Questions on what one channel cannot show."""

import numpy as np

from .. import images, kernels
from ..conv import conv2d
from .question import Question, Tiles, right, wrong

LESSON = "04-needs-two-channels"


def questions():
    edge = images.red_green_edge(24)
    sobel = kernels.SLICES["sobel_x"]
    on_grey = conv2d(images.to_grey(edge), sobel[None, None])
    on_both = conv2d(edge, np.stack([sobel, -sobel, 0 * sobel])[None])
    yield Question(
        "edge-in-grey",
        LESSON,
        "Red on the left, green on the right, equally bright. Made grey first, what does an edge "
        "kernel find?",
        (
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
                "The two sides weigh the same in grey: the map is 0 everywhere. A kernel with a "
                "slice for red and another for green sees the edge at once.",
                Tiles("edge slice on grey", on_grey, limit=3),
                Tiles("one kernel on red and green", on_both, limit=3),
            ),
        ),
        (Tiles("the picture", edge, "rgb", 1),),
    )
    colours = {"red": (1, 0, 0), "white": (1, 1, 1), "yellow": (1, 1, 0), "magenta": (1, 0, 1)}
    x = np.array(list(colours.values()), float).T[:, None]  # 3 channels of 1 × 4 pixels
    options = {
        "1, 0, 0": (1, 0, 0),
        "1, 1, 1": (1, 1, 1),
        "1, −1, 0": (1, -1, 0),
        "1, −1, −1": (1, -1, -1),
    }
    values = {name: conv2d(x, np.reshape(w, (1, 3, 1, 1)))[0, 0] for name, w in options.items()}
    says = {
        name: ", ".join(
            f"{colour} {v:.0f}".replace("-", "−") for colour, v in zip(colours, y, strict=True)
        )
        for name, y in values.items()
    }
    best = max(values, key=lambda name: values[name][0] - values[name][1:].max())
    ideas = {
        "1, 0, 0": "**Red alone is not enough.** White, yellow and magenta hold just as much red",
        "1, 1, 1": "**This is brightness.** White has most of it",
        "1, −1, 0": "**This keeps out green, not blue.** Magenta still passes",
    }
    yield Question(
        "red-only",
        LESSON,
        "One weight each for red, green and blue. Which kernel answers above 0 to red, but not "
        "to white, yellow or magenta?",
        tuple(
            right(
                name,
                f"What else is in the colour is taken away: {says[name]}. It needs all "
                "three channels.",
            )
            if name == best
            else wrong(name, f"{ideas[name]}: {says[name]}.")
            for name in options
        ),
    )
    yield Question(
        "blind-slices",
        LESSON,
        "Two pictures have the same red channel; one is grey, one is coloured. A kernel has zeros "
        "in its green and blue slices. What does it make of them?",
        (
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
                "**A kernel does not see colours.** It sees "
                "numbers, channel by channel; red's are the same in both.",
            ),
        ),
        (Tiles("grey", images.brightness_edge(24), "rgb", 1), Tiles("coloured", edge, "rgb", 1)),
    )
    rise, fall = np.array([[1]]), np.array([[-1]])
    change = np.stack([2 * rise, 2 * fall])
    same = conv2d(change, np.ones((1, 2, 1, 1), int)).item()
    opposite = conv2d(change, np.array([1, -1]).reshape(1, 2, 1, 1)).item()
    yield Question(
        "do-they-cancel",
        LESSON,
        f"An edge rises in red and falls in blue. In one kernel the subtotals 2 and −2 add up to "
        f"{same}. Is the edge lost to the layer?",
        (
            wrong(
                "Yes: the sum destroys it",
                "**It is lost in this map, not in the layer.** Other "
                "kernels weigh the same channels with other signs.",
            ),
            right(
                "No: another kernel can find it",
                "Give its blue slice the opposite sign: "
                f"2 × 1 + (−2) × (−1) = **{opposite}**. Weights are learned, signs included.",
            ),
            wrong(
                "No: the bias brings it back",
                "**The bias adds the same number everywhere.** It cannot show where something is.",
            ),
            wrong(
                "No, if the mean is taken instead",
                "**The mean is this sum, divided.** It cancels just as well.",
            ),
        ),
    )
