"""Lesson 09: a trained network."""

import numpy as np

from .. import kernels
from ..layer import ConvLayer
from .examples import counted_slices, one_by_one, slices_of
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Question, Tiles, right, weights, wrong


def opening() -> Opening:
    """All 32 kernels of a trained first layer, as three slices each."""
    stem = kernels.trained("stem")
    sheet = Opening("Trained kernels look for edges, colours and blurs, and **some are dead**.")
    for o, kernel in enumerate(stem.weight):
        left, top = 109.8 * (o % 8), 64.0 * (o // 8)
        dead = bool(np.abs(kernel).max() < 0.01)
        name = f"{o} dead" if dead else str(o)
        sheet.text(left, top + 7, name, 14, "ink" if dead else "ink-2", dead)
        limit = 1 if dead else float(np.abs(kernel).max())
        sheet.slices(left, top + 19, kernel, 11, 2, limit)
    return sheet


def ask_dead_kernel() -> Question:
    """A kernel without weights makes a map of its bias."""
    stem = kernels.trained("stem")
    dead = [o for o in range(32) if abs(stem.weight[o]).max() < 1e-5]
    return Question(
        f"In a trained first layer {len(dead)} of the 32 kernels have weights that are as good as "
        "0. What is in the map of such a kernel, before ReLU?",
        wrong(
            "A copy of the photo",
            "**A copy takes one weight of 1.** Zeros let nothing through.",
        ),
        wrong("Noise", "**Nothing random happens here.** The same sum is made at every place."),
        right(
            "The bias, at every place",
            "All products are as good as 0, so only the bias is left. In this network it is "
            "below 0, and ReLU makes the map 0.",
        ),
        wrong(
            "No map: it is skipped",
            "**It is worked out like the others.** The shape of y does not know which kernels are "
            "useful.",
        ),
    )


DEPTHWISE = ConvLayer(32, 32, 3, groups=32)


def ask_depthwise_32() -> Question:
    """Depthwise, every kernel has one slice."""
    return Question(
        "The second trained layer is depthwise: 32 maps in, 32 out, 3×3, groups=32. How many "
        "weights?",
        wrong(
            9,
            "**9 is one slice.** Each of the 32 maps has a slice of its own.",
            counted_slices("one slice", one_by_one(32, [0])),
        ),
        right(
            kernels.trained("depthwise").weight.size,
            f"{weights(DEPTHWISE)}, the grid's diagonal.",
            counted_slices("32 kernels of one slice", one_by_one(32), total=weights(DEPTHWISE)),
        ),
        wrong(
            kernels.trained("stem").weight.size,
            "**864 is the layer before it.** That one reads three channels of a photo.",
        ),
        wrong(
            ConvLayer(32, 32, 3).n_weights,
            "**9,216 is a full layer.** Depthwise, a kernel has one slice instead of 32.",
            counted_slices("32 kernels of 32 slices", [range(32)] * 32),
        ),
        slices=slices_of(kernels.trained("depthwise").weight),
    )


def ask_deep_kernel_picture() -> Question:
    """A deep kernel is shown slice by slice, on one scale."""
    coffee = kernels.trained("coffee").weight[0]
    return Question(
        "How do you show a kernel with 32 slices without hiding anything?",
        wrong(
            "As one RGB picture",
            "**RGB has room for three slices.** It can show a kernel of a first layer, hardly its "
            "signs, and no deeper one.",
        ),
        wrong(
            "As the mean of its slices",
            "**A mean hides the signs.** A slice of +1 and one of −1 become nothing.",
        ),
        right(
            f"As {len(coffee)} tiles, on one signed scale",
            "One tile for each slice, and the same colours for the same numbers in all of them.",
            Tiles("one kernel of 32 slices", coffee, limit=0.1),
        ),
        wrong(
            "As the brightest place of its map",
            "**That is a picture, not the kernel.** It tells what the kernel liked in one photo.",
        ),
    )


def _mosaic(weight: np.ndarray) -> np.ndarray:
    return np.block([list(kernel) for kernel in weight])


MOSAIC = [
    Idea(
        "The shape is right, but reshape alone lays whole slices out as rows: the row of a slice "
        "has to come before the channel.",
        lambda weight: weight.reshape(_mosaic(weight).shape),
    ),
    Idea(
        "That has a row of tiles for each channel: a row is a kernel, a column is a channel.",
        lambda weight: _mosaic(weight.swapaxes(0, 1)),
    ),
    Idea(
        "Each slice is mirrored at its diagonal: rows stay rows.",
        lambda weight: _mosaic(weight.swapaxes(2, 3)),
    ),
    Idea(
        "That is the mean of each kernel's slices: plus and minus cancel in it.",
        lambda weight: np.concatenate(weight.mean(axis=1)),
    ),
    Idea(
        "That is the sum of each kernel's slices: plus and minus cancel in it.",
        lambda weight: np.concatenate(weight.sum(axis=1)),
    ),
    Idea(
        "All slices stand in one row: each kernel begins a new one.",
        lambda weight: np.concatenate(np.concatenate(weight), axis=1),
    ),
    Idea(
        "All slices stand in one column: the channels of a kernel go side by side.",
        lambda weight: np.concatenate(np.concatenate(weight)),
    ),
]


def check_mosaic(function: Function) -> Verdict:
    """Check ``mosaic(weight)``: all slices of a layer as the tiles of one picture.

    Parameters
    ----------
    function : callable
        The reader's ``mosaic``; it gets weight (c_out, c_in, k, k) and returns
        (c_out · k, c_in · k).

    Returns
    -------
    Verdict
        True or false, and why.

    Examples
    --------
    >>> verdict = check_mosaic(lambda weight: weight.reshape(len(weight) * weight.shape[2], -1))
    not yet: mosaic(an array of shape (2, 3, 2, 2))[0, 2] should be 4, yours is 2 (different in 16
    of 24 places). The shape is right, but reshape alone lays whole slices out as rows: the row of a
    slice has to come before the channel.
    """
    return judge(
        "mosaic",
        function,
        cases=[(np.arange(24).reshape(2, 3, 2, 2),), (np.arange(216).reshape(4, 6, 3, 3),)],
        right=_mosaic,
        ideas=MOSAIC,
        praise="a row for each kernel, a column for each channel, and nothing hidden",
    )
