"""Memory beyond the output, and the page faults of a fresh process."""

import math
import subprocess
import sys

from .growth import peak
from .layers import NETWORKS, TEACHING, Numbers
from .timing import machine, machine_line, rounded, save, table
from .ways import ours

# In a process of its own: how many pages of memory the first and a later call ask of the system.
FAULTS = """
import resource
from benchmarks.conv import layers, ways
numbers = layers.Numbers(next(l for l in layers.TEACHING + layers.NETWORKS if l.name == {layer!r}))
call, counts = ways.{way}(numbers), []
for _ in range(10):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    call()
    counts.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
print(counts[0], counts[-1])
"""


def faults(layer, way):
    code = FAULTS.format(layer=layer.name, way=way)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return [int(word) for word in ran.stdout.split()] or [None, None]


if __name__ == "__main__":
    print(machine_line(machine()))
    found, rows = [], []
    for layer in TEACHING + NETWORKS:
        numbers = Numbers(layer)
        beyond = (peak(ours(numbers)) - math.prod(numbers.y_shape) * 4) / 1e6
        side = layer.size + 2 * numbers.padding
        room = layer.channels * side * side * 4 / 1e6 + 0.5
        counts = [*faults(layer, "ours"), *faults(layer, "torch_conv")]
        found.append({"layer": layer.name, "beyond_mb": beyond, "goal_mb": room, "faults": counts})
        rows.append([layer.name, beyond, room, *counts])
    heads = ["", "beyond output MB", "padded + 0.5 MB", "faults: first", "tenth"]
    heads += ["PyTorch: first", "tenth"]
    table("memory beyond the output, and page faults of a fresh process", heads, rows)
    save("memory", rounded({"layers": found}))
