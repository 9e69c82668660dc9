"""Kernels with a meaning: single slices, small banks, trained ones, and these made deeper."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import frameworks
from .check import numbers
from .conv import conv2d
from .show import counted
from .sizes import ShapeError, whole

DATA = Path(__file__).parent / "data"
Floats = NDArray[np.float32]


class Bank(NamedTuple):
    """The kernels of one layer.

    Attributes
    ----------
    weight : (c_out, c_in / groups, kh, kw) float32
    bias : (c_out,) float32
    names : c_out strings
        What each kernel looks for.

    Examples
    --------
    >>> weight, bias, names = bank("rgb_to_grey")
    >>> weight.shape  # 1 kernel of 3 slices, each a single number
    (1, 3, 1, 1)
    """

    weight: Floats
    bias: Floats
    names: tuple[str, ...]


def _slice(*rows: list[int], scale: float = 1) -> Floats:
    return np.array(rows, dtype=np.float32) * np.float32(scale)


#: Single kernel slices by name, each (3, 3) float32.
SLICES = {
    "identity": _slice([0, 0, 0], [0, 1, 0], [0, 0, 0]),
    "shift": _slice([0, 0, 0], [1, 0, 0], [0, 0, 0]),  # every pixel shows its left neighbour
    "box_blur": _slice([1, 1, 1], [1, 1, 1], [1, 1, 1], scale=1 / 9),
    "blur": _slice([1, 2, 1], [2, 4, 2], [1, 2, 1], scale=1 / 16),
    "sharpen": _slice([0, -1, 0], [-1, 5, -1], [0, -1, 0]),
    "sobel_x": _slice([-1, 0, 1], [-2, 0, 2], [-1, 0, 1]),  # dark left of light
    "sobel_y": _slice([-1, -2, -1], [0, 0, 0], [1, 2, 1]),  # dark above light
    "laplacian": _slice([0, -1, 0], [-1, 4, -1], [0, -1, 0]),
    "diagonal": _slice([1, 0, 0], [0, 1, 0], [0, 0, 1]),
    "anti_diagonal": _slice([0, 0, 1], [0, 1, 0], [1, 0, 0]),
}

# What a kernel looks for and its bias; then a line for each row of its slices, red | green | blue.
_TEACHING = """
    dark left, light right: 0.1
        -1  0  1 |  -1  0  1 |   0  0  0
        -2  0  2 |   0  0  0 |  -1  0  1
        -1  0  1 |  -1  0  1 |   0  0  0
    light above, dark below: -0.1
         1  1  1 |   0  2  0 |   1  0  1
         0  0  0 |   0  0  0 |   0  0  0
        -1 -1 -1 |   0 -2  0 |  -1  0 -1
    red, not green or blue: -0.5
         1  0  0 |   0 -1  0 |   0  0  0
         0  1  0 |   0  0  0 |   0 -1  0
         0  0  1 |   0 -1  0 |   0  0  0
    lighter than its surroundings: 0.2
         0 -1  0 |  -1  0 -1 |   0  0  0
        -1  4 -1 |   0  4  0 |  -1  2 -1
         0 -1  0 |  -1  0 -1 |   0  0  0
    green, not red: 0.3
         0 -1  0 |   0  1  0 |   0  0  0
        -1  0 -1 |   1  1  1 |   0 -1  0
         0 -1  0 |   0  1  0 |   0  0  0
    blue, not red or green: 0.4
         0  0  0 |   0 -1  0 |   0  1  0
        -1  0 -1 |   0  0  0 |   1  0  1
         0  0  0 |   0 -1  0 |   0  1  0
    light falling from the corner: -0.2
         2  1  0 |   1  1  0 |   1  0  0
         1  0 -1 |   1  0 -1 |   0  0  0
         0 -1 -2 |   0 -1 -1 |   0  0 -1
    red left, green right: -0.3
         1  0 -1 |  -1  0  1 |   0  0  0
         2  0 -2 |  -2  0  2 |   0  0  0
         1  0 -1 |  -1  0  1 |   0  0  0
"""

_COLOURS = {  # 1×1 kernels: bias, then one weight for each of red, green, blue
    "rgb_to_grey": {"brightness": (0.0, 0.299, 0.587, 0.114)},
    "one_by_one": {"brightness": (0.0, 0.3, 0.6, 0.1), "redness": (0.2, 1.0, -0.5, -0.5)},
    "colour_opponents": {
        "light against dark": (-1.5, 1.0, 1.0, 1.0),
        "red against green": (0.0, 1.0, -1.0, 0.0),
        "yellow against blue": (0.0, 0.5, 0.5, -1.0),
    },
}


def bank(name: str) -> Bank:
    """A small layer to teach with, over red, green and blue.

    Parameters
    ----------
    name : str
        One of

        - ``"teaching"``: 8 kernels of 3×3, integer weights, biases in tenths
        - ``"rgb_to_grey"``: 1 kernel of 1×1, luminance (ITU-R BT.601)
        - ``"one_by_one"``: 2 kernels of 1×1, brightness, and how red
        - ``"colour_opponents"``: 3 kernels of 1×1, light-dark, red-green, yellow-blue

    Returns
    -------
    Bank
        weight ``(c_out, 3, k, k)``, bias ``(c_out,)`` and names.

    Raises
    ------
    ValueError
        For any other name.

    Examples
    --------
    >>> bank("teaching").weight.shape  # 8 kernels, each with 3 slices of 3×3
    (8, 3, 3, 3)
    >>> bank("teaching").names[2]
    'red, not green or blue'
    """
    if name == "teaching":
        entries = np.reshape(_TEACHING.strip().splitlines(), (-1, 4))
        heads = (head.strip().split(": ") for head in entries[:, 0])
        names, biases = zip(*heads, strict=True)
        return _bank([_kernel("\n".join(rows)) for rows in entries[:, 1:]], biases, names)
    if name not in _COLOURS:
        raise ValueError(f"there is no bank {name!r}: choose from {['teaching', *_COLOURS]}")
    bias, *weights = np.transpose(list(_COLOURS[name].values()))
    return _bank(np.transpose(weights)[:, :, None, None], bias, _COLOURS[name])


def many(out_channels: int, in_channels: int, kernel_size: int = 3, *, seed: int = 0) -> Bank:
    """As many kernels as asked for, of small random integers: for counting, not for looking.

    Parameters
    ----------
    out_channels, in_channels, kernel_size : int
        At least 1.
    seed : int
        The same seed gives the same kernels.

    Returns
    -------
    Bank
        weight ``(out_channels, in_channels, kernel_size, kernel_size)`` with whole numbers from
        −2 to 2, most of them 0; bias in tenths from −1.0 to 1.0. Larger than 1×1, each slice adds
        up to 0: its partial map shows edges, not brightness.

    Raises
    ------
    TypeError, ValueError
        For a number that is not whole or below 1.

    Examples
    --------
    >>> many(1, 32).weight.shape  # 1 kernel of 32 slices
    (1, 32, 3, 3)
    """
    out_channels = whole("out_channels", out_channels, 1)
    in_channels = whole("in_channels", in_channels, 1)
    kernel_size = whole("kernel_size", kernel_size, 1)
    rng = np.random.default_rng(seed)
    area = kernel_size**2

    def slices(count: int) -> NDArray[np.int64]:
        values: NDArray[np.int64] = rng.choice([0, 1, 2], size=(count, area), p=[0.7, 0.2, 0.1])
        if area == 1:
            values *= rng.choice([-1, 1], size=values.shape)
        else:
            values -= rng.permuted(values, axis=-1)
        return values

    weight = slices(out_channels * in_channels)
    bias = rng.integers(-10, 11, size=out_channels) / 10
    while area > 1 and (blank := ~weight.any(axis=-1)).any():  # would look like a missing slice
        weight[blank] = slices(blank.sum())
    shape = out_channels, in_channels, kernel_size, kernel_size
    return _bank(weight.reshape(shape), bias, [f"kernel {o}" for o in range(out_channels)])


def cs231n() -> tuple[Floats, Floats, Floats]:
    """Small integers for a layer that can be checked by hand: stride 2, padding 1.

    The sizes are those of the demo in Stanford's CS231n course notes; the numbers are fixed.

    Returns
    -------
    x : (3, 5, 5)
    weight : (2, 3, 3, 3)
    bias : (2,)
        All float32 and whole.

    Examples
    --------
    >>> x, weight, bias = cs231n()
    >>> conv2d(x, weight, bias, stride=2, padding=1)[0]  # (5 + 2·1 − 3) / 2 + 1 = 3
    array([[-5., -3., -3.],
           [-1.,  3., -3.],
           [-3.,  1.,  1.]], dtype=float32)
    """
    x = _kernel("""
        2 0 2 0 2 | 1 2 2 2 1 | 0 2 1 0 2
        1 0 2 0 1 | 0 1 2 2 0 | 0 1 2 2 2
        0 0 0 2 2 | 0 0 2 0 1 | 2 2 1 0 2
        0 1 1 1 2 | 2 0 2 2 0 | 1 0 0 0 1
        2 1 1 0 2 | 2 2 2 0 2 | 2 2 0 1 1""")
    kernel_0 = _kernel("""
         1  0 -1 |   0  1  0 |  -1  1  0
         0 -1  0 |   0 -1 -1 |   1  1 -1
        -1 -1  0 |   0 -1  1 |  -1  0  1""")
    kernel_1 = _kernel("""
         1 -1  1 |   0  1  1 |  -1 -1  1
         1  0  0 |   1 -1 -1 |  -1  1  0
         0  1 -1 |   1 -1 -1 |   1 -1  1""")
    return x, np.stack([kernel_0, kernel_1]), np.array([1, 0], dtype=np.float32)


def trained(name: str) -> Bank:
    """Kernels that a network learnt, batch norm folded in.

    The first three are EfficientNet-Lite0's, trained on ImageNet (Apache-2.0, see NOTICE);
    "coffee" was fitted to one photo by scripts/fit_coffee.py.

    Parameters
    ----------
    name : str
        One of

        - ``"stem"``: (32, 3, 3, 3), stride 2, on ``stem_input(image)``, then ReLU6
        - ``"depthwise"``: (32, 1, 3, 3), padding 1, groups 32, on the stem's maps, then ReLU6
        - ``"pointwise"``: (16, 32, 1, 1), on the depthwise maps
        - ``"coffee"``: (1, 32, 3, 3), on ``stem_maps(images.coffee(84))``: is it coffee?

    Returns
    -------
    Bank
        Of float32.

    Raises
    ------
    ValueError
        For another name.

    Examples
    --------
    >>> trained("stem").weight.shape
    (32, 3, 3, 3)
    """
    files = dict.fromkeys(("stem", "depthwise", "pointwise"), "efficientnet_lite0_stem")
    files["coffee"] = "coffee_kernel"
    if name not in files:
        raise ValueError(f"there are no trained kernels {name!r}: choose from {list(files)}")
    with np.load(DATA / f"{files[name]}.npz") as stored:
        weight, bias = stored[f"{name}_weight"], stored[f"{name}_bias"]
    names = ["is it coffee?"] if name == "coffee" else [f"{name} {o}" for o in range(len(bias))]
    return _bank(weight, bias, names)


#: The ways of ``adapt``, and on which pictures the maps stay what they were.
WAYS = {
    "zeros": "whatever the new channels hold",
    "mean": "where all channels are equal",
    "sum": "where all channels are equal",
    "repeat": "where the old channels come again and again, in their order",
    "split": "where each new channel holds what its old one held",
}


def adapt(
    weight: Any, channels: int | Sequence[int], how: str = "zeros", *, transposed: bool = False
) -> Any:
    """A trained weight made ready for another number of input channels.

    Each way keeps every map the same on some pictures:

    - ``"zeros"`` adds slices of 0: the same maps, whatever the new channels hold.
    - ``"sum"`` gives each channel the sum of all slices, divided by the number of channels: the
      same maps where all channels are equal. For one channel it is the sum: grey for colour.
    - ``"mean"`` keeps the slices, adds their mean, and makes all smaller, by old / new channels:
      the same maps where all channels are equal.
    - ``"repeat"`` takes the slices again and again, in their order, each divided by how often it
      comes: the same maps where the channels come again like that, such as two equal photos.
    - ``"split"`` is told which old channel each new one holds, as ``[0, 1, 2, 0]``, and divides
      the slice of a channel that comes twice: the same maps there. It reorders, too:
      ``[2, 1, 0]`` makes BGR of RGB.

    Parameters
    ----------
    weight : (c_out, c_in, kh, kw), (c_out, c_in, k) or a torch.nn.Conv2d and its like
        Of one group. A PyTorch layer stays as it is.
    channels : int or list of int
        How many input channels there shall be; for ``"split"`` the old channel of each.
    how : str
        ``"zeros"``, ``"mean"``, ``"sum"``, ``"repeat"`` or ``"split"``.
    transposed : bool
        Whether weight is ``(c_in, c_out, …)``, that of a transposed layer; a PyTorch layer says so.

    Returns
    -------
    (c_out, channels, kh, kw), or a layer of the same class with ``in_channels`` and weight changed
        In the same dtype, but for whole numbers that had to be divided. The bias needs no change.

    Raises
    ------
    ShapeError, ValueError, TypeError
        For channels that this way cannot make, and for layers of more groups.

    Examples
    --------
    >>> weight = trained("stem").weight  # 32 kernels over red, green and blue
    >>> adapt(weight, 1, "sum").shape, adapt(weight, 4, "zeros").shape
    ((32, 1, 3, 3), (32, 4, 3, 3))
    >>> adapt(np.array([[[6, 4, 2]]]).reshape(1, 3, 1), 6, "repeat").ravel()
    array([3., 2., 1., 3., 2., 1.])
    >>> adapt(np.array([[[6, 4, 2]]]).reshape(1, 3, 1), [0, 1, 2, 0], "split").ravel()
    array([3., 4., 2., 3.])
    """
    if frameworks.is_layer(weight):
        old, transposed = frameworks.ungrouped_weight(weight)
        return frameworks.with_weight(weight, adapt(old, channels, how, transposed=transposed))
    array = numbers("weight", weight)
    if array.ndim < 2 or not array.size:
        raise ShapeError(f"weight has shape {array.shape}, but needs (c_out, c_in, …)")
    axis = 0 if transposed else 1
    shares = _shares(array.shape[axis], channels, how)
    new = np.moveaxis(np.tensordot(array, shares, (axis, 1)), -1, axis)
    divided = array.dtype.kind not in "fc" and bool((shares % 1).any())
    return np.ascontiguousarray(new, np.float64 if divided else array.dtype)


def _shares(old: int, channels: int | Sequence[int], how: str) -> NDArray[np.float64]:
    """How much of each old slice goes into each new one, (new channels, old channels)."""
    if not isinstance(how, str) or how not in WAYS:
        raise ValueError(f"how must be one of {', '.join(WAYS)}, got {reprlib.repr(how)}")
    if how in ("repeat", "split"):
        holds = _old_channels(old, channels, how)
        return np.eye(old)[holds] / np.bincount(holds, minlength=old)[holds, None]
    new = whole("channels", channels, 1)
    if how == "sum":
        return np.full((new, old), 1 / new)
    _check_more(old, new, how)
    if how == "zeros":
        return np.eye(new, old)
    mean = np.full((new - old, old), 1 / old)
    return np.concatenate([np.eye(old), mean]) * (old / new)


def _old_channels(old: int, channels: int | Sequence[int], how: str) -> NDArray[np.intp]:
    """Which of the ``old`` channels each new one holds, if how is "repeat" or "split".

    >>> _old_channels(3, 5, "repeat")
    array([0, 1, 2, 0, 1])
    """
    if how == "repeat":
        new = whole("channels", channels, 1)
        _check_more(old, new, how)
        return np.arange(new) % old
    if not isinstance(channels, (Sequence, np.ndarray)) or isinstance(channels, (str, bytes)):
        raise TypeError(
            'how="split" needs to know which old channel each new one holds, such as '
            f"channels=[{', '.join(map(str, range(old)))}, 0], got {reprlib.repr(channels)}"
        )
    holds = [whole("an old channel", c, 0) for c in channels]
    beyond = [c for c in holds if c >= old]
    if beyond:
        raise ShapeError(f"channels names channel {beyond[0]}, but weight has 0 to {old - 1}")
    if missing := sorted({*range(old)} - {*holds}):
        raise ShapeError(
            f"channels {reprlib.repr(holds)} leaves out channel {missing[0]}: every old channel "
            "must come at least once, or the maps change; weight[:, channels] does that"
        )
    return np.array(holds)


def _check_more(old: int, new: int, how: str) -> None:
    if new < old:
        raise ShapeError(
            f"how={how!r} adds channels, but weight has {counted(old, 'channel')} and channels is "
            f'{new}: how="sum" makes fewer of them, and weight[:, :{new}] drops the others'
        )


def normalise(image: ArrayLike) -> Floats:
    """What the trained network expects in place of 0 … 1: (255 x − 127) / 128.

    Parameters
    ----------
    image : (3, h, w) in [0, 1]
        Red, green, blue.

    Returns
    -------
    (3, h, w) float32 in [−0.99, 1]
        The same picture, on the network's scale.

    Examples
    --------
    >>> normalise(np.array([0, 127 / 255, 1]))
    array([-0.9921875,  0.       ,  1.       ], dtype=float32)
    """
    return ((np.asarray(image, dtype=np.float64) * 255 - 127) / 128).astype(np.float32)


def stem_input(image: ArrayLike) -> Floats:
    """A picture made ready for the trained stem: normalised, one row and column of 0 added.

    Parameters
    ----------
    image : (3, h, w) in [0, 1]
        h and w even.

    Returns
    -------
    (3, h + 1, w + 1) float32
        The stem pads at the bottom and the right only.

    Raises
    ------
    ShapeError
        For another shape.

    Examples
    --------
    >>> stem_input(np.ones((3, 84, 84))).shape  # (85 - 3) // 2 + 1 = 42 maps' pixels a side
    (3, 85, 85)
    """
    x = normalise(image)
    if x.ndim != 3 or len(x) != 3:
        raise ShapeError(
            f"image has shape {x.shape}, but the stem needs (3, h, w): red, green, blue"
        )
    height, width = x.shape[1:]
    if height % 2 or width % 2:
        raise ShapeError(
            f"image has shape {x.shape}, but the stem needs even sides: "
            f"image[:, :{height // 2 * 2}, :{width // 2 * 2}]"
        )
    return np.pad(x, ((0, 0), (0, 1), (0, 1)))


def stem_maps(image: ArrayLike) -> Floats:
    """What the trained first layer makes of a picture: 32 maps, after ReLU6.

    Parameters
    ----------
    image : (3, h, w) in [0, 1]
        As for ``stem_input``.

    Returns
    -------
    (32, h / 2, w / 2) float32 in [0, 6]
        ReLU6 cuts off below 0 and above 6.

    Examples
    --------
    >>> stem_maps(np.ones((3, 84, 84))).shape
    (32, 42, 42)
    """
    stem = trained("stem")
    return conv2d(stem_input(image), stem.weight, stem.bias, stride=2).clip(0, 6)


def _kernel(text: str) -> Floats:
    """Lines such as "1 0 0 | 0 1 0" as an array (slices, rows, columns)."""
    lines = text.strip().splitlines()
    rows = [[part.split() for part in line.split("|")] for line in lines]
    return np.array(rows, dtype=np.float32).swapaxes(0, 1)


def _bank(weight: ArrayLike, bias: ArrayLike, names: Iterable[str]) -> Bank:
    return Bank(np.array(weight, np.float32), np.array(bias, np.float32), tuple(names))
