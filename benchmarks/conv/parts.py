"""contributions beside PyTorch's trick for partial maps: one group for each channel."""

from . import ways
from .layers import PARTS
from .timing import machine, machine_line, rounded, save
from .torch import measure

if __name__ == "__main__":
    print(machine_line(machine()))
    try:
        title = "partial maps of 10 layers, in PyTorch by a trick"
        found = measure(title, PARTS, ways.ours_parts, ways.torch_parts)
        save("parts", rounded({"tables": [found]}))
    except ImportError as missing:
        print(f"skipped: {missing}. This table needs PyTorch, `pip install torch`.")
