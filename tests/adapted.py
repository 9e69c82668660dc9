"""What ``kernels.adapt`` makes, stored for both languages: ``python -m tests.adapted``."""

import json
from pathlib import Path

import numpy as np

from convlab import kernels

STORED = Path(__file__).parent / "cases/adapt.json"
SHAPES = {(2, 3, 2, 2): 0, (3, 1, 1, 3): 1, (1, 4, 2, 1): 2}  # a seed for each
MANY = [0, 1, 2, 0, 1, 2, 0]
ASKED = [
    *((channels, how) for how in ("zeros", "mean", "sum", "repeat") for channels in (0, 1, 4, 6)),
    *((channels, "split") for channels in ([0], [0, 1, 2, 0], [2, 1, 0], [0, 1, 2, 3, 3], MANY)),
    (3, "copy"),
]


def cases():
    """Each call, and its answer or what refuses it."""
    for shape, seed in SHAPES.items():
        weight = np.random.default_rng(seed).normal(size=shape).astype(np.float32).round(2)
        for channels, how in ASKED:
            case = {"shape": shape, "weight": weight.ravel().tolist()}
            case |= {"channels": channels, "how": how}
            try:
                yield case | {"made": kernels.adapt(weight, channels, how).ravel().tolist()}
            except ValueError as error:
                yield case | {"refused": str(error)}


if __name__ == "__main__":
    lines = [json.dumps(case) for case in cases()]
    STORED.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")
