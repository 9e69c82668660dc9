"""The explorer's whole picture: which module lays out which layers.

The browser's is ``static/scene/explorer.js``.
"""

from __future__ import annotations

from collections.abc import Callable

from .below import Below
from .board import BoardScene
from .column import Column
from .context import SceneContext
from .depthwise import Depthwise
from .ending import EndOfSum
from .goal import with_goal
from .ladder import Ladder
from .layout import Layout, layout_of
from .many import rows_of_many
from .matrix import Matrix
from .opened import opened_rows
from .picture import Scene
from .predict import Largest
from .rows import Rows
from .slices import Slices
from .stairs import Stairs
from .stamps import Stamps
from .wall import Wall


def build_scene(context: SceneContext) -> Scene:
    """The scene of a layer."""
    if asked := ASKED.get(context.state.ask):
        return asked(context).build()
    scene = _layout_of(context)(context).build()
    return with_goal(scene, context) if context.state.ask == "match" else scene


def _layout_of(context: SceneContext) -> Make:
    """What lays out a layer at this width."""
    layer, (_, h, w) = context.layer.given.layer, context.layer.x_shape
    layout = layout_of(context.grid, layer, h * w, context.state.view)
    phone = ON_A_PHONE.get(layout) if context.width == 390 else None
    return phone or LAYOUTS[layout]


Make = Callable[[SceneContext], BoardScene]

LAYOUTS: dict[Layout, Make] = {
    "rows": Rows,
    "slices": Slices,
    "many": rows_of_many,
    "stairs": Stairs,
    "depthwise": Depthwise,
    "matrix": Matrix,
    "opened": opened_rows,
    "wall": Wall,
    "stamps": Stamps,
}

# What takes their place while something is asked.
ASKED: dict[str, Make] = {"largest": Largest, "below": Below, "end": EndOfSum}

# What goes downwards in a scene of its own.
ON_A_PHONE: dict[Layout, Make] = {
    "rows": Column,
    "slices": Column,
    "stamps": Column,
    "stairs": Ladder,
}
