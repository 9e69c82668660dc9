"""What the tests of the lessons work out without the library."""

import itertools
import re

import numpy as np


def correlate(x, w):
    """The maps of a layer, in loops: x (c, h, w), w (o, c, k, l)."""
    o, c, k, l = w.shape
    rows, columns = x.shape[1] - k + 1, x.shape[2] - l + 1
    y = np.zeros((o, rows, columns))
    for out, i, j in itertools.product(range(o), range(rows), range(columns)):
        y[out, i, j] = sum(
            float(x[a, i + u, j + v]) * float(w[out, a, u, v])
            for a, u, v in itertools.product(range(c), range(k), range(l))
        )
    return y


def places(size, kernel, stride=1, padding=0):
    """Places of a kernel along a side, counted one by one."""
    return len(range(-padding, size + padding - kernel + 1, stride))


def numbers_in(words):
    """All whole numbers of a sentence."""
    return [int(n.replace("−", "-")) for n in re.findall(r"−?\b\d+\b", words)]


def binary_windows():
    """All 512 windows of 3×3 zeros and ones."""
    return (np.arange(512)[:, None] >> np.arange(9) & 1).reshape(-1, 3, 3)
