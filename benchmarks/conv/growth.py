"""How time and memory grow with channels, kernel and picture."""

import math
import tracemalloc
from statistics import linear_regression

from . import ways
from .layers import Layer, Numbers
from .timing import machine, machine_line, rounded, save, seconds, table

SWEEPS = {
    "channels in and out, 32×32, 3×3": [Layer(f"{c}", c, c, 32) for c in (1, 2, 4, 8, 16, 32, 64)],
    "kernel side, 8→8, 64×64": [Layer(f"{k}", 8, 8, 64, k) for k in (1, 3, 5, 7, 9, 11, 15)],
    "picture side, 3→8, 3×3": [Layer(f"{s}", 3, 8, s) for s in (8, 16, 32, 64, 128, 256, 512)],
}


def fastest(call):
    """The best of several short rounds, in µs."""
    times = max(1, int(0.003 / seconds(call, 2)))
    return min(seconds(call, times) for _ in range(9)) * 1e6


def peak(call):
    """Bytes that the call asks for at its worst moment, its answer included."""
    call()
    tracemalloc.start()
    call()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def exponent(sizes, values):
    """Fit ``b`` of value ∝ size^b: least squares on the logarithms of the larger half."""
    half = len(sizes) // 2
    slope, _ = linear_regression(
        [math.log(size) for size in sizes[half:]], [math.log(value) for value in values[half:]]
    )
    return slope


def measure(layers):
    sizes, found = [int(layer.name) for layer in layers], {}
    for layer in layers:
        numbers = Numbers(layer)
        call = ways.ours(numbers)
        found.setdefault("convlab µs", []).append(fastest(call))
        found.setdefault("convlab peak kB", []).append(peak(call) / 1000)
        found.setdefault("output kB", []).append(math.prod(numbers.y_shape) * 4 / 1000)
        try:
            found.setdefault("PyTorch µs", []).append(fastest(ways.torch_conv(numbers)))
        except ImportError:
            found.pop("PyTorch µs", None)
    powers = {name: exponent(sizes, values) for name, values in found.items()}
    return {"sizes": sizes, "values": found, "exponents": powers}


if __name__ == "__main__":
    print(machine_line(machine()))
    everything = {}
    for title, layers in SWEEPS.items():
        found = everything[title] = measure(layers)
        columns = found["values"]
        rows = [[str(s), *(c[i] for c in columns.values())] for i, s in enumerate(found["sizes"])]
        rows.append(["exponent", *found["exponents"].values()])
        table(f"growth with {title}", ["", *columns], rows)
    save("growth", rounded({"sweeps": everything}))
