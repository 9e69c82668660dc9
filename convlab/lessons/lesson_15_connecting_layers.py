"""Lesson 15: how layers are connected."""

import numpy as np
from numpy.typing import NDArray

from .. import images, kernels
from ..conv import conv2d
from ..layer import ConvLayer
from .judge import Function, Idea, Verdict, judge
from .opening import Opening
from .question import Question, right, wrong


def opening() -> Opening:
    """Two stacks of maps, added and concatenated."""
    x, bank = images.coffee(29), kernels.bank("teaching")
    y = conv2d(x, bank.weight[[0, 1, 2, 4, 3, 6]], bank.bias[[0, 1, 2, 4, 3, 6]])
    first, second = y[:3], y[3:]
    sheet = Opening("Adding keeps the number of channels. **Concatenating counts them together.**")
    sums = {"add": (first + second, "3 + 3 → 3 channels"), "": (y, "3 + 3 → 6 channels")}
    for row, (stack, words) in enumerate(sums.values()):
        top = 130.0 * row
        for maps, left in ((first, 0.0), (second, 198.0), (stack, 446.0)):
            for c, one in enumerate(maps):
                sheet.map(left + 58 * c, top + 26, one, 54, 4)
        sheet.sign(184, top + 53, "+,"[row], 28)
        sheet.sign(406, top + 53, "=" if row == 0 else "→", 28)
        sheet.text(446, top + 10, words, 17, "ink", bold=True)
        sheet.text(0, top + 10, ("add: x + y", "concatenate: cat(x, y)")[row], 17, "channel", True)
    return sheet


Array = NDArray[np.float64]


def ask_u_net_channels() -> Question:
    """Side by side, channels are counted together."""
    below, skipped = 1024, 512
    return Question(
        "In a U-Net the upsampled maps have 1,024 channels, those of the encoder 512. They are "
        "concatenated. How many channels must the next layer read?",
        wrong(skipped, "**512 are the encoder's alone.** Those from below come, too."),
        wrong(
            below,
            "**1,024 are those from below.** In the paper's network they have been halved before.",
        ),
        right(
            below + skipped,
            f"**{below:,}** + **{skipped}** = **{below + skipped:,}**: side by side means that "
            "each kernel of the next layer has a slice for every one of them.",
        ),
        wrong(below * skipped, "**524,288 multiplies.** Concatenating puts one after the other."),
    )


def ask_squeeze_weights() -> Question:
    """Squeeze-and-excitation has two small matrices."""
    down, up = ConvLayer(256, 16, 1, bias=False), ConvLayer(16, 256, 1, bias=False)
    return Question(
        "256 maps, squeezed to 256 / 16 = 16 numbers and back to 256 by two 1×1 layers. How many "
        "weights do the two have together, without biases?",
        wrong(down.n_weights, "**4,096 is one of the two.** There is one down and one up."),
        right(
            down.n_weights + up.n_weights,
            f"256 × 16 + 16 × 256 = **{down.n_weights + up.n_weights:,}**: two matrices, for a map "
            "of one pixel.",
        ),
        wrong(
            ConvLayer(256, 256, 1).n_weights,
            "**65,536 has no narrow part.** One matrix from 256 to 256 would take so many.",
        ),
        wrong(
            9 * (down.n_weights + up.n_weights),
            "**73,728 has kernels of 3×3.** A mean is one number: there is nothing to slide over.",
        ),
        hint="A 1×1 layer has out × in weights, and there are two layers.",
    )


def _shuffle(x: Array, groups: int) -> Array:
    c, h, w = x.shape
    return x.reshape(groups, c // groups, h, w).swapaxes(0, 1).reshape(c, h, w)


SHUFFLE = [
    Idea("The order is as it was: swap the two axes between the reshapes.", lambda x, groups: x),
    Idea(
        "That is the way back: first groups, then the channels of a group.",
        lambda x, groups: _shuffle(x, len(x) // groups),
    ),
    Idea(
        "The groups have changed places as a whole: deal out one channel of each in turn.",
        lambda x, groups: x.reshape(groups, -1, *x.shape[1:])[::-1].reshape(x.shape),
    ),
    Idea(
        "The axis of groups is still there: merge it again with reshape.",
        lambda x, groups: x.reshape(groups, -1, *x.shape[1:]).swapaxes(0, 1),
    ),
]


def check_shuffle(function: Function) -> Verdict:
    """Check ``shuffle(x, groups)``: channels dealt out, one from each group in turn.

    Parameters
    ----------
    function : callable
        The reader's ``shuffle``, a function of x (c, h, w) and of the number of groups.

    Returns
    -------
    Verdict
        Whether it is right, and what it should have answered.

    Examples
    --------
    >>> verdict = check_shuffle(lambda x, groups: x)
    not yet: shuffle([[[0]], [[1]], [[2]], [[3]], [[4]], [[5]]], 2) should be [[[0]], [[3]],
    [[1]], [[4]], [[2]], [[5]]], yours is [[[0]], [[1]], [[2]], [[3]], [[4]], [[5]]]. The order is
    as it was: swap the two axes between the reshapes.
    """
    numbered = np.arange(6).reshape(6, 1, 1)
    return judge(
        "shuffle",
        function,
        cases=[
            (numbered, 2),
            (np.random.default_rng(15).integers(0, 100, (12, 2, 3)), 3),
        ],
        right=_shuffle,
        ideas=SHUFFLE,
        praise="one channel from each group in turn: the next grouped layer sees all groups",
    )
