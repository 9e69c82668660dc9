"""Lesson 01: a window, a slice and their sum."""

import numpy as np

from .. import images, kernels
from ..conv import conv2d
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Question, Tiles, right, sum_of_products, wrong


def opening() -> Opening:
    """Falling strokes, a falling diagonal, and where they agree."""
    x, slice_ = images.diagonals(), kernels.SLICES["diagonal"]
    y = conv2d(x, slice_[None, None])[0]
    row, col = np.unravel_index(y.argmax(), y.shape)
    sheet = Opening("The map is large where the picture **looks like the kernel**.")
    sheet.grey(0, 0, x[0], 240)
    sheet.ring(20 * float(col), 20 * float(row), 60, 60)
    sheet.sign(286, 120, "×")
    sheet.slice(332, 60, slice_, 40)
    sheet.sign(498, 120, "=")
    for place, value in np.ndenumerate(y):
        sheet.slice(544 + 24 * place[1], 24 * place[0], value.reshape(1, 1), 24, 3.5)
    sheet.ring(544 + 24 * float(col), 24 * float(row), 24, 24)
    return sheet


def _pair(window: np.ndarray, weights: np.ndarray, top: float) -> tuple[Tiles, Tiles]:
    """A window, in grey up to ``top``, and the slice that lies over it."""
    return (
        Tiles("the window", window[None], "grey", top, numbers=True),
        Tiles("the slice", weights[None], limit=3, numbers=True),
    )


def ask_window_under_slice() -> Question:
    """All products of a window and a slice are added into one number."""
    window = np.array([[2, 0, 1], [1, 2, 0], [0, 1, 2]])
    diagonal = kernels.SLICES["diagonal"]
    products = window * diagonal
    return Question(
        "The slice lies over this window. Which number does it give?",
        wrong(
            products.max(),
            f"**{products.max():.0f} keeps the largest product.** That is max pooling. A "
            "convolution adds all nine.",
        ),
        right(
            sum_of_products([window], [diagonal]),
            "Multiply each number with the weight over it, then add all nine products: 2 + 2 + 2 = "
            f"**{sum_of_products([window], [diagonal]):.0f}**. It is a dot product.",
        ),
        wrong(
            window.sum(),
            f"**{window.sum()} adds the whole window.** The weights decide what counts: where the "
            "weight is 0, nothing does.",
        ),
        wrong(
            "a 3×3 grid of numbers",
            "**Those are the nine products.** One step is missing: they are added, and one place "
            "of the map gets one number.",
        ),
        pictures=_pair(window, diagonal, 2),
    )


def ask_flipped_or_not() -> Question:
    """A layer does not flip its slices."""
    row, taps = np.array([3, 1, 2]), np.array([1, 0, 2])
    total = sum_of_products([[row]], [[taps]])
    return Question(
        "A slice of 1×3 lies over three numbers. What does a convolution layer give?",
        right(
            total,
            f"3 × 1 + 1 × 0 + 2 × 2 = **{total:.0f}**. Each weight meets the number under it, as "
            "it lies.",
        ),
        wrong(
            sum_of_products([[row]], [[taps[::-1]]]),
            "**8 flips the slice first.** Convolution in mathematics does that; PyTorch, "
            "Keras and we do not. The exact word is cross-correlation.",
        ),
        wrong(
            row.sum() * taps.sum(),
            "**18 adds first and then multiplies.** It is products first: each number with its own "
            "weight.",
        ),
        pictures=_pair(row[None], taps[None], 3),
    )


def ask_best_match() -> Question:
    """The map is largest where the picture is most like the slice."""
    seeker = 2 * kernels.SLICES["diagonal"] - 1
    windows = np.array(
        [
            [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
            [[0, 0, 1], [0, 1, 0], [1, 0, 0]],
            [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            [[1, 0, 0], [0, 1, 0], [0, 0, 0]],
        ]
    )
    diagonal = sum_of_products([windows[2]], [seeker])
    return Question(
        "The slice has 1 on its diagonal and −1 elsewhere. Which window gives the largest number?",
        wrong(
            "A",
            "**A is the brightest, not the best match.** It has the 3 pixels of the diagonal, and "
            "6 more that the weights −1 count against it: 3 − 6 = −3.",
        ),
        wrong(
            "B",
            "**B is the mirror image.** The slice is not flipped: it meets one pixel of its "
            "diagonal, in the middle, and 2 others: 1 − 2 = −1.",
        ),
        right(
            "C",
            f"All three pixels lie under a 1, and none under a −1: **{diagonal:.0f}**. The map "
            "tells how well each place matches.",
        ),
        wrong("D", "**D is a partial match.** It has 2 of the three pixels: 2."),
        pictures=(
            Tiles("the slice", seeker[None], limit=3, numbers=True),
            Tiles("the windows", windows, "grey", 1, numbers=True, names=(*"ABCD",)),
        ),
    )


def ask_edge_on_a_wall() -> Question:
    """An edge slice gives 0 where nothing changes."""
    sobel = kernels.SLICES["sobel_x"]
    wall = np.full((3, 3), 0.5)
    return Question(
        "An edge slice slides over an evenly grey wall: every pixel is 0.5. What is in the map?",
        right(
            abs(sum_of_products([wall], [sobel])),
            "Left and right cancel: the weights add up to 0, so a window without change gives "
            "**0**. Edges are found where it is not even.",
        ),
        wrong(
            0.5,
            "**0.5 is the wall itself.** The map does not show the picture; it says how much edge "
            "there is.",
        ),
        wrong(
            sum_of_products([wall], [abs(sobel)]),
            "**4 forgets the signs.** Three weights are negative and take away what the others "
            "add.",
        ),
        pictures=_pair(wall, sobel, 1),
    )


def _map(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The map (h_out, w_out) that one slice makes of one channel."""
    return conv2d(x[None], kernel[None, None]).squeeze(axis=0)


def _highest(y: np.ndarray) -> tuple[int, int]:
    """The (row, col) of the largest number."""
    row, col = np.unravel_index(y.argmax(), y.shape)
    return int(row), int(col)


def _best_match(x: np.ndarray, kernel: np.ndarray) -> tuple[int, int]:
    return _highest(_map(x, kernel))


BEST_MATCH = [
    Idea(
        "That is the middle of the window: a pixel of the map is counted from the window's upper "
        "left corner.",
        lambda x, kernel: np.add(_best_match(x, kernel), 1),
    ),
    Idea("That is (column, row): rows come first.", lambda x, kernel: _best_match(x, kernel)[::-1]),
    Idea(
        "That is where the map is lowest, which is the opposite of the pattern.",
        lambda x, kernel: _highest(-_map(x, kernel)),
    ),
    Idea(
        "A number below 0 is the opposite of the pattern, however large: no abs here.",
        lambda x, kernel: _highest(abs(_map(x, kernel))),
    ),
    Idea(
        "That flips the kernel: it lies on the window as it is.",
        lambda x, kernel: _best_match(x, kernel[::-1, ::-1]),
    ),
    Idea(
        "That is the lightest pixel of the picture: look for the largest number of the map.",
        lambda x, kernel: _highest(x),
    ),
    Idea(
        "argmax counts along the rows of the flat map: np.unravel_index makes it a row and a "
        "column.",
        lambda x, kernel: _map(x, kernel).argmax(),
    ),
    Idea(
        "That unravels in the shape of the picture: the map is smaller, and has its own.",
        lambda x, kernel: np.unravel_index(_map(x, kernel).argmax(), x.shape),
    ),
    Idea(
        "That is the largest number itself: say where it stands.",
        lambda x, kernel: _map(x, kernel).max(),
    ),
]


def check_best_match(function: Function) -> Verdict:
    """Check ``best_match(x, kernel)``: the (row, col) at which a map is largest.

    Parameters
    ----------
    function : callable
        The reader's ``best_match``; it gets one channel x (h, w) and one slice kernel (kh, kw).

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> verdict = check_best_match(lambda x, kernel: None)
    not yet: your function returns None: let it return its answer.
    """
    drawing, photo = images.diagonals()[0], images.to_grey(images.coffee(24))[0]
    return judge(
        "best_match",
        function,
        cases=[
            (drawing, kernels.SLICES["diagonal"]),
            (2 * drawing[::-1], kernels.SLICES["anti_diagonal"]),
            (photo, kernels.SLICES["sobel_y"]),
            (photo, -kernels.SLICES["sobel_y"]),
        ],
        right=_best_match,
        ideas=BEST_MATCH,
        praise="the largest number of the map is where the picture is most like the kernel",
    )
