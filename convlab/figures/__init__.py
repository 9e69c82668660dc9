"""Figures of layers, pixels and maps; each function returns a Figure that a notebook shows once."""

from ..show import shared_limit
from .account import dot_product
from .backward import slice_gradients
from .compare import wrong_ideas
from .descent import loss_curve, training
from .grid import channel_grid
from .grouped import groups_side_by_side, own_slices
from .many import many_out, running_sum
from .named import named_parts
from .paper import drawn, png
from .products import im2col, loops, unrolled_rows
from .receptive import receptive_field
from .simple import channels, feature_maps, sliding
from .still import explorer_still
from .tiles import slices
from .weights import pixel_matrix, weight_tensor

__all__ = [
    "channel_grid",
    "channels",
    "dot_product",
    "drawn",
    "explorer_still",
    "feature_maps",
    "groups_side_by_side",
    "im2col",
    "loops",
    "loss_curve",
    "many_out",
    "named_parts",
    "own_slices",
    "pixel_matrix",
    "png",
    "receptive_field",
    "running_sum",
    "shared_limit",
    "slice_gradients",
    "slices",
    "sliding",
    "training",
    "unrolled_rows",
    "weight_tensor",
    "wrong_ideas",
]
