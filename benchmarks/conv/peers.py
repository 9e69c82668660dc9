"""How many times faster conv2d is than other ways in NumPy and SciPy."""

import numpy as np

from .layers import NETWORKS, TEACHING, Layer, Numbers
from .timing import compare, geometric_mean, machine, machine_line, rounded, save, table
from .ways import PEERS, ours

LAYERS = [Layer("3→8, 12×12", 3, 8, 12), *TEACHING, *NETWORKS[:4]]


def measure():
    found, missing = [], set()
    for layer in LAYERS:
        numbers = Numbers(layer)
        call, times = ours(numbers), {}
        for name, make in PEERS.items():
            try:
                way = None if name in missing else make(numbers)
            except ImportError as error:
                print(f"without {name}: {error}")
                missing.add(name)
                way = None
            if way is None:
                continue
            if name != "one matrix product":
                np.testing.assert_allclose(way(), call(), rtol=1e-3, atol=1e-3)
            slow = name in ("scipy.signal", "plain loops")
            timed = compare(call, way, rounds=3 if slow or numbers.macs > 1e8 else 9)
            times[name] = 1 / timed["ratio"]
        found.append({"layer": layer.name, "times": times})
    return found


if __name__ == "__main__":
    print(machine_line(machine()))
    found = measure()
    of = {
        name: [entry["times"][name] for entry in found if name in entry["times"]] for name in PEERS
    }
    means = {name: geometric_mean(values) for name, values in of.items() if values}
    rows = [[entry["layer"], *(entry["times"].get(name) for name in PEERS)] for entry in found]
    rows.append(["geometric mean", *(means.get(name) for name in PEERS)])
    rows.append(["smallest", *(min(of[name], default=None) for name in PEERS)])
    table("their time / ours (below 1: they are faster)", ["", *PEERS], rows)
    save("peers", rounded({"means": means, "layers": found}))
