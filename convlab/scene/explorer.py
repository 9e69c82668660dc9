"""The explorer's whole picture: which module lays out which layers.

The browser's is ``static/scene/explorer.js``.
"""

from __future__ import annotations

from collections.abc import Callable

from .below import build_below
from .column import build_column
from .context import SceneContext
from .depthwise import build_depthwise
from .ladder import build_ladder
from .layout import Layout, layout_of
from .many import build_many
from .matrix import build_matrix
from .picture import Scene
from .predict import build_predict
from .rows import build_rows
from .slices import build_slices
from .stairs import build_stairs
from .wall import build_wall


def build_scene(context: SceneContext) -> Scene:
    """The scene of a layer."""
    if asked := ASKED.get(context.state.ask):
        return asked(context)
    layout = layout_of(context.grid, context.layer.run.layer)
    phone = ON_A_PHONE.get(layout) if context.width == 390 else None
    return (phone or BUILDERS[layout])(context)


Build = Callable[[SceneContext], Scene]

BUILDERS: dict[Layout, Build] = {
    "rows": build_rows,
    "slices": build_slices,
    "many": build_many,
    "stairs": build_stairs,
    "depthwise": build_depthwise,
    "matrix": build_matrix,
    "wall": build_wall,
}

# What takes their place while something is asked.
ASKED: dict[str, Build] = {"largest": build_predict, "below": build_below}

# What goes downwards in a scene of its own.
ON_A_PHONE: dict[Layout, Build] = {
    "rows": build_column,
    "slices": build_column,
    "stairs": build_ladder,
}
