"""Figures of layers, pixels and maps; each function returns a Figure that a notebook shows once."""

from .account import dot_product
from .grid import channel_grid
from .many import explorer_still, many_out, running_sum
from .paper import drawn, png, shared_limit

__all__ = [
    "channel_grid",
    "dot_product",
    "drawn",
    "explorer_still",
    "many_out",
    "png",
    "running_sum",
    "shared_limit",
]
