"""Figures of layers, pixels and maps; each function returns a Figure that a notebook shows once."""

from .account import dot_product
from .grid import channel_grid
from .paper import drawn, png, shared_limit

__all__ = ["channel_grid", "dot_product", "drawn", "png", "shared_limit"]
