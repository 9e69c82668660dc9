"""What the error of a convolution layer means: its axes, where they clash, and what helps.

A message is searched for the words of PyTorch, Keras, TensorFlow and JAX, and never evaluated.
"""

import re
import sys
from collections.abc import Iterable
from dataclasses import replace

from ..sizes import ShapeError
from . import keras, others, torch_axes, torch_channels, torch_rest
from .found import Explanation

LONGEST = 20_000  # characters of a message that are read

KINDS = {
    "channels": "x has other channels than the layer reads (PyTorch, Keras, TensorFlow, JAX)",
    "axes": "x has too few or too many axes (PyTorch, Keras, JAX)",
    "size": "the kernel is larger than x, or nothing is left of a transposed layer's maps",
    "groups": "groups do not divide the channels or the kernels (PyTorch, Keras, TensorFlow, JAX)",
    "dtype": "x and the layer have different dtypes or devices (PyTorch, TensorFlow, JAX)",
    "type": "x is no tensor, but an array, a list or nothing (PyTorch)",
    "bias": "bias has not one number for each kernel (PyTorch)",
    "padding": 'reflected padding is too wide, or "same" meets a stride (PyTorch)',
    "convlab": "convlab's own errors, which say the remedy themselves",
}

READERS = [
    (re.compile(words), reader)
    for words, reader in [
        *torch_channels.READERS,
        *torch_axes.READERS,
        *torch_rest.READERS,
        *keras.READERS,
        *others.READERS,
    ]
]


def explain(error: str | BaseException | None = None) -> Explanation:
    """What the error of a convolution layer means, and what helps.

    It knows messages of PyTorch about Conv1d, Conv2d, Conv3d and their transposed layers, of Keras,
    TensorFlow and JAX. What it does not know, it says, with a list of what it knows.

    Parameters
    ----------
    error : str or exception, optional
        A message, alone or in a whole traceback, or an exception, with those it was raised from;
        otherwise the last exception, as in a notebook after a cell that failed.

    Returns
    -------
    Explanation
        Printed, it shows the axes of x above those of the layer, ≠ where they clash, the cause,
        and cures as code. ``kind``, ``x_shape``, ``weight_shape``, ``axis``, ``cause``, ``cures``
        and ``layer`` have the same for programs.

    Raises
    ------
    TypeError
        For anything that is no text.

    Examples
    --------
    >>> error = explain("Given groups=1, weight of size [64, 3, 7, 7], expected "
    ...     "input[8, 24, 24, 3] to have 3 channels, but got 24 channels instead")
    >>> print(error)
              batch  channels  height   width
    x             8        24      24       3
                            ≠
    weight       64         3       7       7
            kernels    slices  height   width
    <BLANKLINE>
    x has 24 channels, but each kernel of the layer has 3 slices and reads 3 channels.
    The last axis of x is 3: channels seem to stand there.
    <BLANKLINE>
    1. Put the channels where the layer looks for them:
        x = x.movedim(-1, -3)
    >>> error.layer.weight_shape, error.axis
    ((64, 3, 7, 7), 1)
    """
    if error is None:
        error = sys.exc_info()[1] or getattr(sys, "last_value", None)
        if error is None:
            return Explanation("", "No exception has happened yet: give explain a message.")
    if not isinstance(error, (str, BaseException)):
        raise TypeError(
            f"error must be a message or an exception, got {type(error).__name__}; "
            "explain() takes the last exception"
        )
    texts = [error] if isinstance(error, str) else [*_messages(error)]
    found = next(filter(None, map(_read, texts)), None)
    if found is None and isinstance(error, ShapeError):
        found = Explanation(texts[0], texts[0], "convlab")
    return found or _unknown(texts[0])


def _messages(error: BaseException) -> Iterable[str]:
    """What an exception says, and those that it was raised from."""
    link: BaseException | None = error
    for _ in range(8):
        if link is None:
            return
        try:
            yield str(link)
        except Exception:  # an exception that cannot even be printed
            yield type(link).__name__
        link = link.__cause__ or link.__context__


def _unknown(message: str) -> Explanation:
    known = "\n".join(f"- {words}" for words in KINDS.values())
    return Explanation(message, f"I do not know this message. I know these kinds:\n{known}")


def _read(message: str) -> Explanation | None:
    """The explanation of the first kind whose words are in a message."""
    text = " ".join(message[:LONGEST].split())  # also where it was wrapped
    for pattern, reader in READERS:
        if match := pattern.search(text):
            found = reader(match)
            if found:
                return replace(found, message=message)
    return None
