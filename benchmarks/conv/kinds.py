"""conv1d and conv_transpose2d beside PyTorch's, on the CPU."""

from .layers import SIGNALS, STAMPS
from .timing import machine, machine_line, rounded, save
from .torch import measure

if __name__ == "__main__":
    print(machine_line(machine()))
    try:
        found = [
            measure(f"conv1d, {len(SIGNALS)} layers", SIGNALS),
            measure(f"conv_transpose2d, {len(STAMPS)} layers", STAMPS),
        ]
        save("kinds", rounded({"tables": found}))
    except ImportError as missing:
        print(f"skipped: {missing}. This table needs PyTorch, `pip install torch`.")
