"""Lesson 18: trained weights for another number of channels."""

from dataclasses import replace

import numpy as np

from .. import images, kernels
from ..conv import conv2d
from ..layer import ConvLayer
from ..show import RGB
from .examples import photo_example
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Question, Row, right, wrong


def opening() -> Opening:
    """One trained kernel for three, one and four channels, on a grey photo: the same map."""
    grey = images.to_grey(images.coffee(40)).repeat(3, axis=0)
    kernel = kernels.trained("stem").weight[5]
    rows = {
        "trained on RGB": kernel,
        "for grey: added up": kernel.sum(axis=0, keepdims=True),
        "for RGBA: a slice of 0": np.concatenate([kernel, np.zeros((1, 3, 3))]),
    }
    sheet = Opening("Trained slices can be **added up**, or joined by **zeros**: the map stays.")
    for row, (words, slices) in enumerate(rows.items()):
        top, x = 96.0 * row, grey[[0, 1, 2, 0][: len(slices)]]
        sheet.text(0, top + 38, words, 17, "kernel", bold=True)
        for c, weight in enumerate(slices):
            sheet.slice(210 + 124.0 * c, top + 2, weight, 24, 4, written=False)
            sheet.sign(308 + 124.0 * c, top + 38, "+" * (c < len(slices) - 1), 24)
        sheet.sign(720, top + 38, "=")
        sheet.map(760, top, conv2d(x, slices[None])[0], 76, 6)
    return sheet


def ask_grey_into_rgb_layer() -> Question:
    """For a grey picture the three slices of a kernel are added."""
    grey = np.repeat(images.to_grey(images.coffee(52)), 3, axis=0).round(2)
    return Question(
        "A trained layer expects RGB. For grey photos you want the same maps from one channel, as "
        "if grey stood in all three. Which slice replaces the three?",
        wrong(
            "The mean of the three",
            "**The mean is a third of it.** Three grey channels would have been added, not "
            "averaged.",
            Row("mean"),
        ),
        wrong(
            "The red one",
            "**Red's slice is one part of three.** Grey would have gone through the green and the "
            "blue slice too.",
            Row("one channel"),
        ),
        right(
            "The sum of the three",
            "Every channel holds the same number g: w₀g + w₁g + w₂g = (w₀ + w₁ + w₂)g. No training "
            "needed.",
            Row(),
        ),
        wrong(
            "None: train it again",
            "**Nothing new has to be learned.** The three slices can be made into one.",
        ),
        example=replace(photo_example("the kernel"), x=grey),
    )


def ask_six_in_how_many_out() -> Question:
    """The channels that go in say nothing about those that come out."""
    last = ConvLayer(64, 3, 3)
    return Question(
        "A network turns 3 channels into 3: its first layer has 64 kernels, its last has 3. You "
        "set in_channels to 6. How many channels come out?",
        right(
            last.out_channels,
            f"As many as the **last** layer has kernels: **{last.out_channels}**. in_channels only "
            "makes the first layer's kernels deeper.",
        ),
        wrong(6, "**6 takes out for in.** The two are counted separately, in every layer."),
        wrong(64, "**64 is how many maps the first layer makes.** More layers follow."),
        wrong(
            "None: it is an error",
            "**Only the first layer sees the 6.** Its weights need another shape; no other layer's "
            "do.",
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


def check_for_grey(function: Function) -> Verdict:
    """Check ``for_grey(weight)``: a trained RGB layer's weight, made ready for grey pictures.

    Parameters
    ----------
    function : callable
        The reader's ``for_grey``; it gets weight (c_out, 3, k, k) and returns (c_out, 1, k, k).

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> verdict = check_for_grey(lambda weight: weight.sum(axis=1))
    not yet: for_grey(an array of shape (4, 3, 3, 3)) should be an array of shape (4, 1, 3, 3),
    yours is an array of shape (4, 3, 3). The channel axis is gone: keepdims=True leaves it there.
    """
    rng = np.random.default_rng(4)
    return judge(
        "for_grey",
        function,
        cases=[(rng.integers(-9, 10, (4, 3, 3, 3)),), (rng.integers(-9, 10, (2, 3, 5, 5)),)],
        right=lambda weight: weight.sum(axis=1, keepdims=True),
        ideas=FOR_GREY,
        praise="where all channels are equal, three slices are one: their sum",
    )
