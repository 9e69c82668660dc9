"""Stored scenes: layers and states, and the boxes that both languages make of them.

``python -m tests.scenes`` writes ``tests/cases/scenes/`` anew from Python's.
"""

import json
import math
import re
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np

from convlab import ConvLayer, Run
from convlab.scene.column import Column
from convlab.scene.context import State, context_of
from convlab.scene.explorer import ASKED, LAYOUTS
from convlab.scene.goal import Goal
from convlab.scene.ladder import Ladder
from convlab.widgets.grid import ordered
from tests.stored import scene_data

FOLDER = Path(__file__).parent / "cases/scenes"
# By their modules' names
SCENES = {
    **LAYOUTS,
    "column": Column,
    "ladder": Ladder,
    "predict": ASKED["largest"],
    "below": ASKED["below"],
    "ending": ASKED["end"],
    "goal": Goal,
}


@dataclass
class Case:
    """A layer of made-up numbers, a state of it, and the module in ``scene/`` that draws it."""

    scene: str
    channels: int
    kernels: int
    size: int = 12
    kernel: int | list[int] = 3
    groups: int = 1
    stride: int | list[int] = 1
    padding: int | list[int] | str = 0
    dilation: int | list[int] = 1
    padding_mode: str = "zeros"
    ndim: int = 2
    transposed: bool = False
    output_padding: int = 0
    whole: bool = True  # or numbers with many decimals
    names: tuple[str, ...] = ()
    width: int = 1000
    studio: bool = False  # whether its picture is a photo that stands large
    state: dict = field(default_factory=dict)
    biased: bool = True  # or its biases are all 0
    by: float = 1  # what its weights and biases are multiplied by

    @property
    def name(self) -> str:
        """Of its file."""
        step = "".join(f"-{key}-{value}" for key, value in self.state.items())
        kernel = "x".join(map(str, np.atleast_1d(self.kernel)))
        size = f"{self.channels}-{self.kernels}-{'t' * self.transposed}k{kernel}{self.moves}"
        size += "-studio" * self.studio + "-unbiased" * (not self.biased)
        size += "-small" * (self.by < 1)
        return re.sub(r"[^\w-]+", "-", f"{self.scene}-{size}-{self.width}{step}").strip("-")

    @property
    def moves(self) -> str:
        """What is unlike in its two sides, of a border that mirrors, and of a signal."""
        sides = (self.stride, self.padding, self.dilation)
        modes = [self.padding_mode] * (self.padding_mode != "zeros") + ["1d"] * (self.ndim == 1)
        return "".join(f"-{side}" for side in [*sides, *modes] if not isinstance(side, int))

    def build(self):
        """The scene that Python makes."""
        given = {"width": self.width, "studio": self.studio}
        context = context_of(self.run(), State(**self.state), **given)
        context = replace(context, photo=self.studio)
        if self.scene == "stairs" and self.studio:  # a photo of which its channels are made
            context = replace(context, made_of=(numbers(192).reshape(3, 8, 8) + 6) / 12)
        if self.scene == "goal":
            shape = context.layer.oh, context.layer.ow
            context = replace(context, goal=numbers(math.prod(shape)).reshape(shape))
        return SCENES[self.scene](context).build()

    def run(self):
        """The layer at work; node makes the same numbers, see ``tests/js/scenes.test.mjs``."""
        slices = self.channels // self.groups
        x = numbers(self.channels * self.size**self.ndim)
        x = x.reshape(-1, *[self.size] * self.ndim)
        kernel = [self.kernel] * self.ndim if isinstance(self.kernel, int) else self.kernel
        weight = numbers(self.kernels * slices * math.prod(kernel))
        weight = weight.reshape(self.kernels, slices, *kernel)
        bias = numbers(self.kernels) * self.biased
        if not self.whole:
            x, weight, bias = (x + 6) * np.float32(0.4631), weight * np.float32(0.0317), bias / 4
        weight, bias = weight * np.float32(self.by), bias * np.float32(self.by)
        names = ("stride", "padding", "dilation", "groups", "padding_mode")
        options = {name: getattr(self, name) for name in (*names, "transposed", "output_padding")}
        if self.transposed:
            sizes = (self.channels, self.kernels, kernel)
            weight = ordered(
                weight, ConvLayer(*sizes, groups=self.groups, transposed=True, ndim=self.ndim)
            )
        called = self.names or tuple(f"channel {c}" for c in range(self.channels))
        return Run(x, weight, bias, channel_names=called, **options)


USUAL = {"biased": True, "by": 1}


def stored(case, scene):
    """A case and its scene as JSON, one box a line."""
    given = {name: value for name, value in asdict(case).items() if USUAL.get(name) != value}
    data = {"case": given, **scene_data(scene)}
    boxes = ",\n".join(json.dumps(box, ensure_ascii=False) for box in data.pop("boxes"))
    return f'{json.dumps(data, ensure_ascii=False)[:-1]}, "boxes": [\n{boxes}\n]}}\n'


def numbers(count):
    """Small whole numbers, −6 to 6."""
    return (np.arange(count) * 5 % 13 - 6).astype(np.float32)


RGB = {"channels": 3, "kernels": 4, "names": ("red", "green", "blue")}
MANY = {"channels": 12, "kernels": 1, "whole": False}
EIGHT = {"channels": 8, "kernels": 8}
CASES = [
    Case("rows", 1, 3, biased=False, state={"out_channel": 2, "row": 5, "view": "partial map"}),
    Case("rows", 1, 2, biased=False, width=640, size=4, state={"row": 1}),
    Case("rows", 1, 2, biased=False, width=1600, whole=False),
    Case("column", 1, 2, biased=False, width=390, state={"out_channel": 1}),
    Case("rows", 2, 2, size=3, kernel=2, state={"row": 1, "col": 1, "muted": (1,)}),
    Case("rows", **RGB, whole=False, state={"out_channel": 2, "row": 5, "col": 7}),
    Case("rows", **RGB, width=640, state={"step": 2, "muted": (0,)}),
    Case("rows", **RGB, width=1600, whole=False, kernel=5, state={"view": "running sum"}),
    Case("rows", 3, 3, groups=3, dilation=2, padding=2, state={"view": "slice"}),
    Case("rows", 2, 2, size=5, padding=1, stride=2, state={"row": 1, "col": 2}),
    Case("rows", **RGB, state={"pinned": (1, 2, 3), "step": 2}),
    Case("rows", 1, 8, kernel=1, state={"view": "partial map"}),
    Case("rows", **RGB, studio=True, padding=1, state={"row": 4, "out_channel": 1}),
    Case("rows", **RGB, kernel=[3, 2], stride=[2, 1], dilation=[1, 3], whole=False),
    Case("rows", 2, 1, size=5, kernel=[2, 3], padding="same", state={"row": 4, "col": 4}),
    Case("rows", 1, 2, size=4, padding=1, padding_mode="reflect", state={"col": 3}),
    Case("rows", **RGB, padding=[2, 1], padding_mode="circular", whole=False, state={"row": 1}),
    Case("rows", 3, 2, size=40, kernel=5, ndim=1, padding=2, whole=False, state={"col": 7}),
    Case("rows", 2, 3, size=5, transposed=True, stride=2, whole=False, state={"row": 4}),
    Case("predict", **RGB, state={"out_channel": 1, "row": 4, "col": 5}),
    Case("predict", **RGB, whole=False, padding=1, state={"guess": (3, 7)}),
    Case("predict", **RGB, width=640, kernel=5, whole=False, state={"guess": (1, 2)}),
    Case("predict", **RGB, whole=False, state={"guess": (0, 5)}),
    Case("predict", **RGB, width=390, stride=2, state={"guess": (0, 4), "out_channel": 3}),
    Case("predict", 1, 1, size=52, width=640, state={"row": 7, "col": 9}),
    Case("predict", 2, 2, groups=2, width=390, state={"out_channel": 1}),
    Case("predict", 1, 1, size=5, dilation=2, padding=2, state={"guess": (2, 2)}),
    Case("below", **RGB, whole=False, padding=1, state={"draft": (30, 8, 4, 9, 93)}),
    Case("below", **RGB, whole=False, state={"guess": (22, 6, 4, 16, 52), "out_channel": 1}),
    Case("below", **RGB, width=640, kernel=5, whole=False, state={"guess": (64,)}),
    Case("below", 2, 2, width=390, stride=2, state={"guess": (0, 25)}),
    Case("ending", **MANY, state={"draft": (3.5,), "row": 3, "col": 4}),
    Case("ending", **MANY, state={"guess": (-2.4,), "row": 3, "col": 4}),
    Case("ending", 32, 2, width=640, whole=False, state={"guess": (1,), "adding": "by size"}),
    Case("ending", **RGB, whole=False, state={"guess": (4.2,), "out_channel": 2, "row": 1}),
    Case("ending", **RGB, width=390, state={"row": 5, "col": 5}),
    Case("ending", 70, 1, width=390, state={"guess": (40,), "muted": (3,)}),
    Case("goal", **RGB, state={"muted": (1,)}),
    Case("goal", **RGB, width=640, whole=False, size=44, state={"out_channel": 2}),
    Case("goal", 1, 1, width=390, size=5),
    Case("rows", 3, 4, size=1, kernel=1, whole=False),
    Case("rows", 3, 2, kernel=[1, 7], whole=False, state={"row": 3}),
    Case("slices", 4, 6, size=40, ndim=1, whole=False, state={"col": 9}),
    Case("wall", 12, 9, kernel=2, transposed=True, stride=2, whole=False, state={"row": 4}),
    Case("slices", **EIGHT, state={"out_channel": 3, "in_channel": 1, "row": 5, "col": 7}),
    Case("slices", **EIGHT, width=640, state={"step": 3, "view": "partial map"}),
    Case("slices", **EIGHT, width=1600, whole=False, state={"pinned": (1, 2, 3)}),
    Case("slices", 6, 6, groups=3, kernel=5, state={"muted": (2,), "view": "running sum"}),
    Case("slices", 5, 2, dilation=2, padding=2, state={"view": "slice"}),
    Case("slices", 4, 3, kernel=1, state={"in_channel": 2, "step": 4}),
    Case("slices", 4, 3, width=640, names=(*RGB["names"], "alpha"), state={"muted": (0,)}),
    Case("slices", 5, 4, kernel=[1, 4], padding=[0, 2], state={"col": 3}),
    Case("slices", 4, 2, padding=2, padding_mode="replicate", state={"step": 3}),
    Case("slices", 5, 2, size=60, ndim=1, stride=2, state={"pinned": (1, 0, 3)}),
    Case("slices", 8, 8, size=20, ndim=1, width=640, padding=1, state={"step": 3, "col": 4}),
    Case("slices", 4, 3, size=20, ndim=1, kernel=5, width=1600, state={"muted": (1,)}),
    Case("column", 2, 2, size=30, kernel=4, ndim=1, width=390, padding_mode="reflect", padding=3),
    Case("stairs", 10, 1, size=50, ndim=1, padding="same", state={"step": 4, "col": 12}),
    Case("wall", 10, 9, size=50, ndim=1, whole=False, state={"col": 12}),
    Case("wall", 9, 10, size=5, kernel=[2, 3], transposed=True, stride=[2, 3], output_padding=1),
    Case("column", 3, 2, kernel=[4, 2], padding=[2, 1], width=390, state={"row": 1}),
    Case("stairs", 10, 2, kernel=[5, 3], stride=[1, 2], state={"step": 4, "col": 2}),
    Case("wall", 10, 9, kernel=[3, 5], padding=[1, 2], dilation=[1, 2], state={"row": 3}),
    Case("column", **RGB, width=390, whole=False, state={"out_channel": 2, "row": 5, "col": 7}),
    Case("column", **EIGHT, width=390, state={"step": 3, "view": "running sum"}),
    Case("column", 6, 6, width=390, groups=3, state={"out_channel": 2, "muted": (3,)}),
    Case("column", 2, 2, size=5, padding=1, stride=2, width=390, state={"pinned": (0, 1, 2)}),
    Case("column", 4, 2, width=390, names=(*RGB["names"], "infrared"), state={"in_channel": 3}),
    Case("column", 1, 1, kernel=1, width=390, state={"view": "slice"}),
    Case("many", 3, 64, names=RGB["names"], state={"out_channel": 5, "row": 2}),
    Case("many", 2, 12, width=640, state={"out_channel": 11, "step": 1}),
    Case("many", 8, 32, state={"out_channel": 9, "view": "partial map"}),
    Case("many", 6, 40, width=1600, groups=2, whole=False, state={"out_channel": 30}),
    Case("many", 4, 20, width=390, state={"out_channel": 17, "muted": (1,)}),
    Case("stairs", **MANY, state={"row": 3, "col": 4}),
    Case("stairs", **MANY, state={"row": 5, "col": 4}),  # what lifts is not the sum of its stairs
    Case("stairs", **MANY, state={"step": 5, "row": 3, "col": 4}),
    Case("stairs", **MANY, state={"step": 0}),
    Case("stairs", 70, 2, state={"adding": "by size", "out_channel": 1}),
    Case("stairs", 200, 1, size=4, whole=False, state={"in_channel": 3, "step": 7}),
    Case("stairs", 9, 3, width=640, state={"step": 9, "muted": (2,)}),
    Case("opened", 12, 10, whole=False, state={"out_channel": 8, "in_channel": 7, "row": 2}),
    Case("opened", 64, 32, size=8, padding=1, state={"step": 20, "row": 3, "col": 4}),
    Case("opened", 9, 9, state={"step": 2, "muted": (1, 5), "col": 4}),
    Case("opened", 70, 64, size=6, kernel=5, padding=2, biased=False, state={"in_channel": 69}),
    Case("opened", 70, 9, size=5, kernel=1, whole=False, state={"step": 4, "row": 1}),
    Case("opened", 64, 32, size=8, width=640, whole=False, state={"row": 3, "in_channel": 40}),
    Case("opened", 12, 10, width=640, state={"step": 4, "muted": (3,), "out_channel": 9}),
    Case("opened", 12, 10, width=390, whole=False, state={"out_channel": 9, "row": 2}),
    Case("opened", 64, 32, size=8, width=390, state={"step": 20, "muted": (1,), "in_channel": 5}),
    Case("opened", 70, 9, size=5, kernel=1, width=390, state={"step": 4, "view": "slice"}),
    Case("wall", 18, 9, groups=9, kernel=5, state={"out_channel": 2, "in_channel": 5}, whole=False),
    Case("stairs", **MANY, studio=True, state={"step": 2}),
    Case("stairs", 16, 4, studio=True, width=640, whole=False),
    Case("stairs", 16, 4, groups=2, width=640, state={"out_channel": 3, "adding": "shuffled"}),
    Case("stairs", 32, 1, kernel=5, width=1600, whole=False, state={"step": 31}),
    Case("wall", 12, 10, whole=False, state={"out_channel": 7, "in_channel": 4, "row": 2}),
    Case("wall", 12, 12, groups=3, state={"out_channel": 5, "in_channel": 4, "muted": (6,)}),
    Case("wall", 16, 40, width=640, kernel=5, size=8, padding=2, state={"adding": "by size"}),
    Case("wall", 140, 130, size=6, whole=False, state={"out_channel": 7, "in_channel": 139}),
    Case("wall", 600, 150, size=3, kernel=1, whole=False, state={"adding": "by size"}),
    # Cells that share a point are as loud, above 0 and below
    Case("wall", 400, 150, size=3, kernel=1, state={"adding": "by size", "row": 1}),
    Case("wall", 160, 320, size=4, groups=32, width=640, state={"out_channel": 9, "row": 1}),
    Case("wall", 200, 12, size=4, width=390, whole=False, state={"out_channel": 3, "row": 1}),
    Case("stamps", 2, 1, size=4, transposed=True, dilation=2, state={"row": 4, "col": 3}),
    Case("stamps", 2, 1, size=3, stride=2, transposed=True, state={"row": 2, "col": 3}),
    Case("stamps", 2, 1, size=3, stride=2, transposed=True, state={"target": "input"}),
    Case("stamps", 3, 4, size=9, kernel=4, stride=2, padding=1, transposed=True, whole=False),
    Case("stamps", 3, 3, size=5, kernel=2, stride=3, transposed=True, width=640, groups=3),
    Case("stamps", 2, 2, size=4, stride=[1, 2], transposed=True, state={"step": 1, "row": 3}),
    Case("matrix", 16, 12, kernel=1, whole=False, state={"out_channel": 3, "col": 5}),
    Case("matrix", 8, 4, kernel=1, groups=2, state={"view": "partial map", "out_channel": 2}),
    Case("matrix", 40, 20, kernel=1, width=640, whole=False),
    Case("matrix", 10, 9, kernel=1, width=390, state={"row": 4}),
    Case("depthwise", 12, 12, groups=12, whole=False, state={"out_channel": 7, "row": 2}),
    Case("matrix", 9, 12, kernel=1, state={"muted": (2,), "col": 3}),
    Case("depthwise", 9, 9, groups=9, width=640, padding=1),
    Case("depthwise", 10, 10, groups=10, width=640, state={"muted": (4,), "out_channel": 1}),
    Case("depthwise", 9, 9, groups=9, padding=1, padding_mode="reflect"),
    Case("depthwise", 70, 70, groups=70, size=5, whole=False, state={"out_channel": 64}),
    Case("depthwise", 300, 300, groups=300, size=4, width=390, state={"out_channel": 299}),
    Case("wall", 9, 9, padding=1, padding_mode="circular"),
    Case("depthwise", 10, 10, groups=10, width=390, kernel=5, state={"out_channel": 9}),
    Case("wall", 20, 9, width=390, whole=False, state={"col": 3}),
    Case("ladder", **MANY, width=390, state={"step": 7, "row": 2}),
    Case("ladder", **MANY, width=390, state={"row": 5, "col": 4}),
    Case("ladder", 9, 2, width=390, padding=1, state={"out_channel": 1}),
    Case("rows", **RGB, by=0.0004),
    Case("depthwise", 12, 12, groups=12, by=0.0004, state={"row": 2}),
    Case("stamps", 2, 1, size=3, stride=2, transposed=True, by=0.0004, state={"row": 2, "col": 3}),
]


def write(folder, cases):
    """The scenes of all cases, in the place of those that are there."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    for case in cases:
        (folder / f"{case.name}.json").write_text(stored(case, case.build()))


if __name__ == "__main__":
    write(FOLDER, CASES)
