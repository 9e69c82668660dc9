"""What a convolution layer is often taken for, worked out as if it were true."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .conv import contributions
from .sizes import ShapeError


class Idea(NamedTuple):
    """A wrong idea of what a kernel does with its input channels.

    Attributes
    ----------
    label : str
        The idea in two or three words.
    title : str
        As people say it.
    formula : str
        What it comes to.
    question : str
        Which it answers wrongly.
    answer : str
        What is true instead.
    why : str
        What goes wrong.

    Examples
    --------
    >>> IDEAS["mean"].formula
    'y = mean(w[c] ∗ x[c]) + b'
    """

    label: str
    title: str
    formula: str
    question: str
    answer: str
    why: str


#: Six wrong ideas, by name. w is the kernel's first slice, w[s] its strongest.
IDEAS = {
    "stays RGB": Idea(
        "stays colour",
        "“3 in, so 3 out: it stays RGB”",
        "y[c] = w ∗ x[c] + b",
        "Grey, or RGB?",
        "Neither.",
        "Nothing is added up: three numbers where the layer has one.",
    ),
    "grey first": Idea(
        "grey first",
        "“Grey first, then one slice”",
        "y = w ∗ mean(x) + b",
        "Grey, or RGB?",
        "Neither.",
        "Grey has forgotten which channel was which.",
    ),
    "mean": Idea(
        "mean, not sum",
        "“Mean, not sum”",
        "y = mean(w[c] ∗ x[c]) + b",
        "Added, or averaged?",
        "Added.",
        "The sum is divided, the bias is not: the map fades towards the bias.",
    ),
    "largest": Idea(
        "the largest wins",
        "“The largest wins”",
        "y = max(w[c] ∗ x[c]) + b",
        "The largest, or all?",
        "All, added.",
        "What the other channels add or take away is lost.",
    ),
    "one channel": Idea(
        "one is picked",
        "“One channel is picked”",
        "y = w[s] ∗ x[s] + b",
        "One channel, or all?",
        "All, added.",
        "Only the channel with the strongest slice counts; the others are ignored.",
    ),
    "shared slice": Idea(
        "one slice for all",
        "“One slice for all”",
        "y = Σ w ∗ x[c] + b",
        "One slice, or one for each channel?",
        "One for each.",
        "It works on the sum of the channels: swap two of them, and nothing changes.",
    ),
}


def wrong(
    idea: str,
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    out_channel: int = 0,
    **options: Any,
) -> np.ndarray:
    """What a kernel would make of x if the idea were true.

    Parameters
    ----------
    idea : str
        One of ``IDEAS``.
    x : (c, h, w)
        One picture.
    weight : (c_out, c, kh, kw)
        A layer's kernels.
    bias : (c_out,), optional
        And their biases.
    out_channel : int
        Which kernel.
    **options
        stride, padding, dilation and padding_mode, as for ``conv2d``.

    Returns
    -------
    (1, h_out, w_out)
        Or, for "stays RGB", ``(c, h_out, w_out)``.

    Raises
    ------
    ValueError
        For an idea that is not in ``IDEAS``.
    ShapeError
        For what does not fit.

    Examples
    --------
    >>> x, weight = np.ones((3, 3, 3)), np.ones((1, 3, 3, 3))
    >>> wrong("mean", x, weight)  # 27 products of 1; the layer answers 27
    array([[[9.]]])
    """
    x, weight = np.asarray(x), np.asarray(weight)
    if x.ndim != 3 or weight.ndim != 4 or weight.shape[1] != len(x):
        raise ShapeError(
            f"x has shape {x.shape} and weight {weight.shape}: ideas are about one picture "
            "(c, h, w) and kernels (c_out, c, kh, kw) with a slice for each channel"
        )
    kernel = weight[out_channel]
    slices = slices_of(idea, kernel)
    if idea == "grey first":
        x = x.mean(axis=0, keepdims=True)
    elif idea == "one channel":
        x = x[[strongest(kernel)]]
    parts: np.ndarray = contributions(x, slices[None], **options)[0]
    if idea == "mean":
        parts = parts.mean(axis=0, keepdims=True)
    elif idea == "largest":
        parts = parts.max(axis=0, keepdims=True)
    elif idea != "stays RGB":
        parts = parts.sum(axis=0, keepdims=True)
    return parts if bias is None else parts + np.asarray(bias)[out_channel]


def slices_of(idea: str, kernel: np.ndarray) -> np.ndarray:
    """The slices of a kernel that an idea works with.

    Parameters
    ----------
    idea : str
        One of ``IDEAS``.
    kernel : (c, kh, kw)
        One slice for each channel.

    Returns
    -------
    (c, kh, kw) or (1, kh, kw)
        The slices themselves, or what the idea takes for them.

    Examples
    --------
    >>> kernel = np.arange(3).reshape(3, 1, 1)
    >>> slices_of("shared slice", kernel).ravel(), slices_of("one channel", kernel).ravel()
    (array([0, 0, 0]), array([2]))
    """
    if idea not in IDEAS:
        raise ValueError(f"there is no idea {idea!r}: choose from {list(IDEAS)}")
    if idea == "grey first":
        return kernel[:1]
    if idea == "one channel":
        return kernel[[strongest(kernel)]]
    if idea in ("stays RGB", "shared slice"):
        return kernel[:1].repeat(len(kernel), axis=0)
    return kernel


def strongest(kernel: np.ndarray) -> int:
    """The channel whose slice has the largest weights.

    Parameters
    ----------
    kernel : (c, kh, kw)
        One slice for each channel.

    Returns
    -------
    int
        The channel, from 0.

    Examples
    --------
    >>> strongest(np.array([[[1]], [[-3]], [[2]]]))
    1
    """
    return int(np.abs(kernel).sum(axis=(1, 2)).argmax())
