"""Layers whose scales are stored in ``cases/show.json``: ``js/made.mjs`` makes the same numbers."""

import numpy as np

from convlab import Run


def pattern(count):
    """Small whole numbers, −6 to 6."""
    return (np.arange(count) * 5 % 13 - 6).astype(np.float32)


def run_of(case):
    """A case's layer at work."""
    c, o, size, kernel = (case[name] for name in ("channels", "kernels", "size", "kernel"))
    slices = c // case.get("groups", 1)
    x, weight, bias = pattern(c * size**2), pattern(o * slices * kernel**2), pattern(o)
    x_by, x_plus, weight_by, bias_by = map(np.float32, case.get("by", (1, 0, 1, 1)))
    return Run(
        (x + x_plus).reshape(c, size, size) * x_by,
        weight.reshape(o, slices, kernel, kernel) * weight_by,
        bias * bias_by,
        **{
            name: case[name] for name in ("stride", "padding", "dilation", "groups") if name in case
        },
    )
