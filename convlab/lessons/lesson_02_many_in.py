"""Lesson 02: how many channels become one map."""

from dataclasses import replace

import numpy as np

from .. import kernels
from ..conv import contributions, conv2d
from ..layer import ConvLayer
from ..show import RGB, counted, number
from .examples import (
    all_kernels,
    coffee_example,
    coffee_kernel,
    counted_biases,
    counted_slices,
    one_by_one,
    photo_example,
    slices_of,
)
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import (
    Example,
    Question,
    Row,
    Tiles,
    parameters,
    right,
    sum_of_products,
    weights,
    wrong,
)


def opening() -> Opening:
    """One kernel's three slices, their partial maps, and the sum."""
    x, weight, bias = coffee_kernel()
    sheet = Opening("Each slice works on its own channel, and the results are **added**.")
    for c, part in enumerate(contributions(x, weight)[0]):
        left = 196.0 * c
        sheet.chip(left, 0, RGB[c])
        sheet.slice(left, 34, weight[0, c], 22)
        sheet.sign(left + 74, 67, "×")
        sheet.grey(left + 82, 10, x[c], 88)
        sheet.map(left, 112, part, 168, 3)
        sheet.sign(left + 182, 196, "+")
    sheet.pill(620, 196, number(bias[0], 1))
    sheet.sign(676, 196, "=")
    sheet.text(704, 94, "1 feature map", 17, "ink", bold=True)
    sheet.map(704, 112, conv2d(x, weight, bias)[0], 168, 3)
    return sheet


def ask_32_to_1_weights() -> Question:
    """A kernel has a slice for every input channel."""
    layer = ConvLayer(32, 1, 3)
    coffee = kernels.trained("coffee").weight[0]
    return Question(
        "32 channels go in, 1 map comes out, kernels are 3×3. How many weights does the layer "
        "have?",
        wrong(
            9,
            "**9 counts one slice.** The kernel has one slice for each input channel, and there "
            "are 32.",
            counted_slices("one slice, and 31 channels that nothing reads", one_by_one(32, [0])),
        ),
        wrong(
            32,
            "**32 counts slices, not weights.** Each slice holds 3×3 of them.",
            counted_slices("32 slices, and one weight in each", one_by_one(32), 1),
        ),
        right(
            layer.n_weights,
            f"{weights(layer)}. And **1 bias**: {layer.n_parameters} parameters. The 32 partial "
            "maps are added to make the one map.",
            replace(
                counted_slices(
                    "a slice of its own for each channel, and what they make is added",
                    one_by_one(32),
                    total=weights(layer),
                ),
                note="The running count stands under each slice; and "
                f"**{counted(layer.n_biases, 'bias')}**: {layer.n_parameters} parameters.",
            ),
        ),
        wrong(
            9216,
            "**9,216 makes 32 kernels of 32 slices.** That many kernels make 32 maps; here 1 map "
            "comes out.",
            counted_slices("32 kernels of 32 slices, which make 32 maps", [range(32)] * 32),
        ),
        example=coffee_example(),
        slices=coffee,
    )


def ask_how_many_biases() -> Question:
    """Every kernel has one bias."""
    layer = ConvLayer(3, 32, 5)
    places = int(np.prod(layer.output_shape((3, 32, 32))))
    units = all_kernels(32, 3)
    total = "**32 kernels** × **1 bias** = **32 biases**"
    return Question(
        "A 32×32 RGB picture goes through 32 kernels of 5×5. How many biases are there?",
        wrong(
            1,
            "**1 for the whole layer is too few.** Each kernel has its own.",
            counted_biases("one bias", units, [1] + [0] * 31),
        ),
        wrong(
            3,
            "**3 is one for each colour.** Three numbers added to one sum are one number: the bias "
            "comes after the channels are added.",
            counted_biases("one bias for each colour", units, [3] + [0] * 31),
        ),
        right(
            layer.n_biases,
            f"{parameters(layer)}. One bias for each kernel, added to every number of its map.",
            counted_biases("one bias for each kernel", units, [1] * 32, total=total),
        ),
        wrong(
            96,
            "**96 gives every slice one.** The slices of a kernel share one sum, and one bias is "
            "added to it.",
            counted_biases("one bias for each slice", units, [3] * 32),
        ),
        wrong(
            places,
            f"**{places:,} gives every place one.** A kernel is the same wherever it stands, and "
            "so is its bias.",
        ),
        slices=slices_of(kernels.many(32, 3, 5).weight),
    )


def ask_same_slice_for_all() -> Question:
    """Slices differ, so that a kernel can tell the channels apart."""
    return Question(
        "In one kernel the slices for red, green and blue are the same. What can it not tell?",
        right(
            "Which channel something is in",
            "It works on red + green + blue. Swap red and blue in the picture: its map does not "
            "change. That is why slices differ.",
        ),
        wrong(
            "Where something is",
            "**Places are kept.** Each number of the map still belongs to one window.",
        ),
        wrong(
            "Light from dark",
            "**The sum of the channels is brightness.** That is about all this kernel sees.",
        ),
        wrong(
            "Nothing: slices are always the same",
            "**A kernel's slices differ.** Each channel has its own 9 weights: 27 in all, not 9 "
            "used three times.",
            Row("shared slice"),
        ),
        example=photo_example(),
    )


def ask_ones_on_three_channels() -> Question:
    """The subtotals of all channels are added into one number."""
    square = np.array([[1, 2], [6, 7]])
    rgb = np.stack([square] * 3)
    return Question(
        "All weights are 1, and the window is the same in all three channels. Which number comes "
        "out?",
        wrong(
            "16, 16, 16",
            "**These are three subtotals.** One number comes out: they are added.",
            Row("not added"),
        ),
        wrong(
            square.sum(),
            "**16 is one channel.** The kernel is as deep as the input and adds all three.",
            Row("one channel"),
        ),
        wrong(12, "**12 counts the weights.** Each is multiplied with what lies under it.", Row()),
        right(
            sum_of_products(rgb, np.ones((3, 2, 2))),
            "Twelve products into one number: 16 + 16 + 16 = "
            f"**{sum_of_products(rgb, np.ones((3, 2, 2))):.0f}**.",
            Row(),
        ),
        pictures=(Tiles("the window, in each channel", rgb, "grey", 7, numbers=True, names=RGB),),
        example=Example(rgb, np.ones((1, 3, 2, 2))),
    )


def _window(x: np.ndarray, kernel: np.ndarray, row: int, col: int) -> np.ndarray:
    """What lies under a kernel (c, kh, kw) whose corner is at (row, col)."""
    kh, kw = kernel.shape[-2:]
    return x[:, row : row + kh, col : col + kw]


def _pixel(x: np.ndarray, kernel: np.ndarray, bias: int, row: int, col: int) -> np.number:
    total: np.number = conv2d(x, kernel[None])[0, row, col] + bias
    return total


PIXEL = [
    Idea(
        "The bias is missing: it is added once, at the end.",
        lambda x, kernel, bias, *at: (_window(x, kernel, *at) * kernel).sum(),
    ),
    Idea(
        "That adds the bias once for each channel: it comes once, after the sum.",
        lambda x, kernel, bias, row, col: _pixel(x, kernel, bias * len(x), row, col),
    ),
    Idea(
        "That adds the bias to every product: it comes once, after the sum.",
        lambda x, kernel, bias, row, col: _pixel(x, kernel, bias * kernel.size, row, col),
    ),
    Idea(
        "That is a mean over the channels: their subtotals are added, not averaged.",
        lambda x, kernel, bias, row, col: _pixel(x, kernel / len(x), bias, row, col),
    ),
    Idea(
        "That is a number for each channel: add those up, too.",
        lambda x, kernel, bias, *at: (_window(x, kernel, *at) * kernel).sum((1, 2)) + bias,
    ),
    Idea(
        "Those are the subtotals, one for each channel: add them up, and then the bias.",
        lambda x, kernel, bias, *at: (_window(x, kernel, *at) * kernel).sum((1, 2)),
    ),
    Idea(
        "Those are the products: add them all up, and then the bias.",
        lambda x, kernel, bias, *at: _window(x, kernel, *at) * kernel,
    ),
    Idea(
        "That multiplies two sums: each number meets its own weight, and then all are added.",
        lambda x, kernel, bias, *at: _window(x, kernel, *at).sum() * kernel.sum() + bias,
    ),
    Idea(
        "That flips the kernel: it lies on the window as it is.",
        lambda x, kernel, bias, row, col: _pixel(x, kernel[:, ::-1, ::-1], bias, row, col),
    ),
    Idea(
        "That uses the first slice for every channel: each channel has a slice of its own.",
        lambda x, kernel, bias, row, col: _pixel(x, kernel[[0] * len(x)], bias, row, col),
    ),
    Idea(
        "That looks at the first channel only: all of them count.",
        lambda x, kernel, bias, row, col: _pixel(x[:1], kernel[:1], bias, row, col),
    ),
    Idea(
        "Rows come before columns, in x as in the arguments.",
        lambda x, kernel, bias, row, col: _pixel(x, kernel, bias, col, row),
    ),
    Idea(
        "The window begins at (row, col): that is its corner, not its middle.",
        lambda x, kernel, bias, row, col: _pixel(x, kernel, bias, row - 1, col - 1),
    ),
]


def check_pixel(function: Function) -> Verdict:
    """Check ``pixel(x, kernel, bias, row, col)``: one number of a map, from all channels.

    Parameters
    ----------
    function : callable
        The reader's ``pixel``; it gets x (c, h, w), one kernel (c, k, k) and its bias, a number.

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> verdict = check_pixel(lambda x, kernel, bias, row, col: None)
    not yet: your function returns None: let it return its answer.
    """
    rng = np.random.default_rng(2)
    return judge(
        "pixel",
        function,
        cases=[
            (rng.integers(0, 9, (3, 6, 7)), rng.integers(-3, 4, (3, 3, 3)), 2, 1, 3),
            (rng.integers(0, 9, (5, 5, 5)), rng.integers(-3, 4, (5, 2, 2)), -4, 2, 1),
            (rng.integers(0, 9, (2, 4, 4)), rng.integers(-1, 5, (2, 2, 2)), 3, 1, 2),
        ],
        right=_pixel,
        ideas=PIXEL,
        praise="every channel under its own slice, all products added, and the bias once",
    )
