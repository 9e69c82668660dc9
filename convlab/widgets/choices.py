"""What a Studio offers to begin with: pictures, kernels, a drawing."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import images, kernels
from .grid import middle

Array = NDArray[Any]

MOST, SIDE, GRID = 4, 5, 16  # kernels, the largest slice, the paint grid


def samples() -> dict[str, Array]:
    """Pictures by name, each (3, h, w)."""
    return {
        "coffee": images.coffee(64),
        "chelsea": images.chelsea(64),
        "colour bars": images.colour_bars(48),
        "red/green edge": images.red_green_edge(24),
    }


def _in_each_colour(slice_: Array) -> tuple[Array, Array]:
    """Three kernels that do one thing to one channel each, and a fourth that does it to grey."""
    weights = np.vstack([np.eye(3), images.LUMINANCE])
    return weights[:, :, None, None] * slice_, np.zeros(4)


def _stem() -> tuple[Array, Array]:
    """Four trained kernels with the network's normalisation, (255 x − 127) / 128, folded in."""
    weight, bias, _ = kernels.trained("stem")
    chosen = [0, 5, 27, 7]  # three edges, one colour against another
    weight, bias = weight[chosen].astype(np.float64), bias[chosen]
    return weight * 255 / 128, bias - weight.sum((1, 2, 3)) * 127 / 128


def banks(channels: int = 3) -> dict[str, tuple[Array, Array]]:
    """Kernels by name: weight (1 to 4, channels, k, k), bias.

    They are made for red, green and blue. Over more channels their three slices come again, in
    their order, each divided by how often; over fewer, each channel has its part of all three.

    >>> banks(6)["blur"][0][0, :, 0, 0].round(3)  # half of 1/9 for each of the two reds
    array([0.056, 0.   , 0.   , 0.056, 0.   , 0.   ])
    """
    how = "repeat" if channels >= 3 else "sum"
    return {
        name: (kernels.adapt(weight, channels, how), bias)
        for name, (weight, bias) in _for_colours().items()
    }


def _for_colours() -> dict[str, tuple[Array, Array]]:
    teaching, colours = kernels.bank("teaching"), kernels.bank("colour_opponents")
    grey = kernels.bank("rgb_to_grey")
    return {
        "edges": (teaching.weight[[0, 1, 3, 6]], teaching.bias[[0, 1, 3, 6]]),
        "blur": _in_each_colour(kernels.SLICES["box_blur"]),
        "sharpen": _in_each_colour(kernels.SLICES["sharpen"]),
        "opponent colours": (
            np.concatenate([colours.weight, grey.weight]),
            np.append(colours.bias, grey.bias),
        ),
        "trained": _stem(),
        "all zeros": (np.zeros((1, 3, 3, 3)), np.zeros(1)),
    }


def stored(weight: Array, bias: Array) -> tuple[Array, Array]:
    """Kernels in the middle of ``(4, c, 5, 5)`` zeros, biases in ``(4,)``, as float32."""
    grid = np.zeros((MOST, weight.shape[1], SIDE, SIDE), np.float32)
    biases = np.zeros(MOST, np.float32)
    middle(grid[: len(weight)], weight.shape[-1])[...] = weight
    biases[: len(bias)] = bias
    return grid, biases


def first_drawing() -> Array:
    """A red square, a green stroke and a blue one on black: something to start from."""
    x = np.zeros((3, GRID, GRID))
    x[0, 3:7, 3:7] = 1
    x[1, 9, 3:13] = 1
    x[2, range(2, 14), range(13, 1, -1)] = 1
    return x
