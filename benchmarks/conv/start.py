"""What a call and an import cost before any arithmetic."""

import os
import subprocess
import sys
from statistics import median

import numpy as np

from convlab import conv2d

from .growth import fastest
from .layers import Layer, Numbers
from .timing import compare, machine, machine_line, rounded, save, table
from .ways import ours, torch_conv

IMPORT = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"


def import_ms(module):
    keep = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}  # compile once, as an install does
    code = [sys.executable, "-c", IMPORT.format(module)]
    ran = subprocess.run(code, env=keep, capture_output=True, text=True, check=True)
    return float(ran.stdout) * 1000


if __name__ == "__main__":
    print(machine_line(machine()))
    numbers = Numbers(Layer("1→1, 5×5", 1, 1, 5))
    found = {"call_us": fastest(ours(numbers))}
    rows = [["conv2d, 1→1, 5×5, µs", found["call_us"]]]
    x, weight = np.ones((1, 5, 5)), np.ones((1, 1, 3, 3))
    rows.append(["the same, float64, no bias, µs", fastest(lambda: conv2d(x, weight))])
    try:
        timed = compare(ours(numbers), torch_conv(numbers))
        found["torch_call_us"] = timed["theirs_us"]
        rows.append(["PyTorch, 1→1, 5×5, µs", timed["theirs_us"]])
    except ImportError as missing:
        print(f"without PyTorch: {missing}")
    import_ms("convlab")
    taken = [(import_ms("convlab"), import_ms("numpy")) for _ in range(15)]
    found["import_ratio"] = median(a / b for a, b in taken)
    rows.append(["import convlab / import numpy", found["import_ratio"]])
    rows.append(["import convlab, ms", median(a for a, _ in taken)])
    table("before any arithmetic", ["", ""], rows)
    save("start", rounded(found))
