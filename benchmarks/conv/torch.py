"""conv2d beside ``torch.nn.functional.conv2d`` on the CPU."""

import numpy as np

from . import ways
from .layers import NETWORKS, TEACHING, Numbers
from .timing import compare, geometric_mean, machine, machine_line, rounded, save, table


def measure(title, layers, ours=ways.ours, theirs=ways.torch_conv):
    rows, found = [], []
    for layer in layers:
        numbers = Numbers(layer)
        one, other = ours(numbers), theirs(numbers)
        np.testing.assert_allclose(one(), other().numpy(), rtol=1e-3, atol=1e-3)
        timed = compare(one, other, rounds=15 if numbers.macs < 3e8 else 7)
        found.append({"layer": layer.name, **timed})
        rows.append([layer.name, timed["ours_us"], timed["theirs_us"], timed["ratio"]])
    ratios = [entry["ratio"] for entry in found]
    rows.append(["geometric mean, and the largest", None, geometric_mean(ratios), max(ratios)])
    table(f"{title}: convlab / PyTorch", ["", "convlab µs", "PyTorch µs", "ratio"], rows)
    return {"title": title, "mean": geometric_mean(ratios), "largest": max(ratios), "layers": found}


if __name__ == "__main__":
    print(machine_line(machine()))
    try:
        found = [
            measure("13 teaching layers", TEACHING),
            measure("10 layers of real networks", NETWORKS),
        ]
        save("torch", rounded({"tables": found}))
    except ImportError as missing:
        print(f"skipped: {missing}. This table needs PyTorch, `pip install torch`.")
