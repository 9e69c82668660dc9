"""Up to eight channels into many maps: the picked kernel open with its account.

Some kernels that follow have a row, too; the maps of all stand below, to be picked. The browser's
is ``static/scene/many.js``.
"""

from __future__ import annotations

from .account import AccountScene
from .column import Column, tabs_near
from .context import SceneContext
from .rows import Rows
from .slices import Slices
from .thumbs import thumbs_height

TALL = {1600: 690, 1000: 518, 640: 760}  # of a scene, if it can be
MORE = 2  # rows besides that of the picked kernel


def rows_of_many(context: SceneContext) -> AccountScene:
    """The scene of a layer of up to eight channels and more than eight kernels."""
    o, count = context.state.out_channel, context.layer.out_channels
    if context.width == 390:
        return Column(context, tabs_near(context))
    scene = Rows if context.most[1] <= 3 else Slices
    alone = scene(context, [o])
    used = alone.heads + alone.row_height(o) + thumbs_height(context, alone.room)
    more = int((TALL[context.width] - used) // alone.other_height)
    rows = min(count, 1 + max(1, min(MORE, more)))
    first = max(0, min(o, count - rows))
    return scene(context, range(first, first + rows))
