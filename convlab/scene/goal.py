"""A map to be matched: the goal, the map as it is, and how far apart they are, above the layer.

The browser's is ``static/scene/goal.js``, and the comparison its ``numbers/goal.js``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from ..show import number
from .account import Cell, put_numbers
from .board import BoardScene
from .boxes import Dots, Ground, Rule, Text
from .context import SceneContext
from .inputs import NUMBER
from .maps import Placement, centre_map
from .picture import Scene
from .predict import BUTTONS
from .rings import ring_pixel
from .words import Words, put_paragraph

SIDE = 116  # of each map
PITCH = 124  # from one map to the next
TOP = 34  # of the maps
ACROSS = 29  # dots at most, each of which has the worst of a block


@dataclass(frozen=True)
class Compared:
    """A map beside its goal."""

    gaps: np.ndarray  # how far apart they are at each place, (oh, ow)
    agree: int  # so many places are the same in the decimals that are written
    row: int  # of the place where they are farthest apart
    col: int

    @property
    def is_matched(self) -> bool:
        """Whether all places are the same."""
        return self.agree == self.gaps.size


def compared(context: SceneContext) -> Compared | None:
    """The picked map beside the goal; None if they are not of one size."""
    layer, o, goal = context.layer, context.state.out_channel, context.goal
    if goal is None or goal.shape != (layer.oh, layer.ow):
        return None
    gaps = np.abs(layer.map(o).astype(np.float64) - goal)
    agree = int((gaps < 0.5 * 10.0**-context.decimals.maps).sum())
    row, col = np.unravel_index(int(gaps.argmax()), gaps.shape)
    return Compared(gaps, agree, int(row), int(col))


def worst_of_blocks(gaps: np.ndarray) -> np.ndarray:
    """The largest of each block, so that there are few enough for dots.

    >>> worst_of_blocks(np.eye(2))
    array([[1., 0.],
           [0., 1.]])
    """
    block = math.ceil(max(gaps.shape) / ACROSS)
    down, across = (math.ceil(side / block) for side in gaps.shape)
    whole = np.zeros((down * block, across * block))
    whole[: gaps.shape[0], : gaps.shape[1]] = gaps
    return np.asarray(whole.reshape(down, block, across, block).max((1, 3)))


def with_goal(scene: Scene, context: SceneContext) -> Scene:
    """A scene under the map that it is to match."""
    head = Goal(context).build()
    below = [replace(box, y=box.y + head.height) for box in scene.boxes]
    return replace(scene, height=head.height + scene.height, boxes=[*head.boxes, *below])


class Goal(BoardScene):
    """The goal, the map, the difference, and what it comes to in words."""

    def build(self) -> Scene:
        """Three maps and a paragraph, beside them where there is room."""
        found, o = compared(self.context), self.state.out_channel
        for i, words in enumerate(("the goal", f"map {o}, yours", "difference")):
            look = Text(text=words, x=12 + i * PITCH, y=TOP - 14, size=14, bold=i < 2)
            self.add(replace(look, colour="ink" if i < 2 else "ink-2"))
        if self.context.goal is not None:
            self.put_map(0, self.context.goal, found, "goal")
        self.put_map(1, self.layer.map(o), found, f"map {o}, yours")
        if found:
            self.put_difference(found)
        bottom = self.put_words(found)
        self.add(Rule(x=12, y=bottom, dx=self.context.width - 24, dy=0, colour="rule"))
        return Scene(self.context.width, bottom + 6, self.board.boxes)

    def put_map(self, i: int, data: np.ndarray, found: Compared | None, label: str) -> None:
        """A map, and on it the place where both are farthest apart."""
        x, scale, ratio = 12 + i * PITCH, self.limits.maps, self.context.ratio
        if self.context.whole and max(data.shape) * NUMBER <= SIDE:
            decimals, cell = self.context.decimals.maps, Cell(NUMBER, NUMBER)
            put_numbers(self.board, data, scale, (x, TOP), cell, decimals)
            at = Placement(x, TOP, NUMBER)
        else:
            square = (x, TOP, SIDE)
            at = centre_map(self.board, data, scale, square, ratio, marks=True, label=label)
        if found and not found.is_matched:
            self.add(ring_pixel(at, found.row, found.col, "ink"))

    def put_difference(self, found: Compared) -> None:
        """How far apart they are, as dots of ink."""
        data = np.zeros((1, 1)) if found.is_matched else worst_of_blocks(found.gaps)
        h, w = data.shape
        pitch, x = SIDE / max(h, w), 12 + 2 * PITCH
        self.add(Ground(x=x - 1, y=TOP - 1, w=w * pitch + 2, h=h * pitch + 2, colour="rule"))
        self.add(Ground(x=x, y=TOP, w=w * pitch, h=h * pitch, colour="bg"))
        end = max(float(data.max()), 1e-9)
        self.add(Dots(x=x, y=TOP, data=data, pitch=pitch, range=end))

    def put_words(self, found: Compared | None) -> float:
        """What is to be done, and how far it is done; returns where all ends."""
        wide = self.context.width >= 1000
        x, y = (12 + 3 * PITCH + 12, 20) if wide else (12, TOP + SIDE + 24)
        width = self.context.width - 12 - x
        self.add(Text(text="Make this map", x=x, y=y, size=20, bold=True))
        how = f"Mute channels or type other weights until map {self.state.out_channel} is the goal."
        below = put_paragraph(self.board, [Words(how)], (x, y + 28, width)) + 20
        end = put_paragraph(self.board, self.result(found), (x, below, width))
        return max(TOP + SIDE + 12, end + 12 + BUTTONS + 8)

    def result(self, found: Compared | None) -> list[Words]:
        """How many places agree, and where they do least."""
        (head, *rest) = goal_words(self.context, found)
        return [Words(head, bold=True), *map(Words, rest)]


def goal_words(context: SceneContext, found: Compared | None) -> list[str]:
    """How far the map is from its goal, as sentences."""
    goal, layer, decimals = context.goal, context.layer, context.decimals.maps
    if found is None or goal is None:
        size = " × ".join(map(str, goal.shape)) if goal is not None else "0 × 0"
        return [f"The goal is {size}, and this map is {layer.oh} × {layer.ow}."]
    count = found.gaps.size
    if found.is_matched:
        return [f"Matched: all {count:,} places agree."]
    row, col = found.row, found.col
    mine = number(float(layer.map(context.state.out_channel)[row, col]), decimals)
    wanted = number(float(goal[row, col]), decimals)
    place = f"row {row}, column {col}"
    return [
        f"{found.agree:,} of {count:,} places agree.",
        f"Farthest apart at {place}: yours is {mine}, the goal {wanted}.",
    ]
