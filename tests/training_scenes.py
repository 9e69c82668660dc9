"""Stored scenes of the Trainer: descents, and the boxes that both languages make of them.

``python -m tests.training_scenes`` writes ``tests/cases/training/`` anew from Python's.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from convlab import conv2d
from convlab.scene.training import Weight, descent_context, whole_training
from convlab.training import descend

from .scenes import write

FOLDER = Path(__file__).parent / "cases/training"


@dataclass
class Case:
    """A task of made-up numbers, and a descent in it; node makes the same."""

    name: str  # of its file
    width: int = 904
    channels: int = 3
    kernel: tuple[int, int] = (3, 3)
    size: tuple[int, int] = (9, 11)
    steps: int = 4
    rate: float = 0.05
    names: tuple[str, ...] = ("red", "green", "blue")
    show_hidden: bool = True
    why: tuple[int, int, int] | None = None

    def build(self):
        """The scene that Python makes."""
        return whole_training(self.context())

    def context(self):
        """All that it is made of."""
        shape = (1, self.channels, *self.kernel)
        count = self.channels * self.kernel[0] * self.kernel[1]
        x = noise(self.channels * self.size[0] * self.size[1])
        hidden, start = noise(count + 1), noise(count + 1, 9)
        kernel, begun = ((p[:-1].reshape(shape), p[-1:]) for p in (hidden, start))
        x = x.reshape(self.channels, *self.size)
        found = descend(x, conv2d(x, *kernel), *begun, self.rate, self.steps)
        return descent_context(
            x,
            kernel,
            (found.weight, found.bias),
            found.losses.tolist(),
            start=begun,
            names=self.names,
            rate=self.rate,
            reveal=self.show_hidden,
            picked=Weight(*self.why) if self.why else None,
            width=self.width,
        )


def noise(count, first=1):
    """Numbers from −2 to 2 that have nothing to do with each other."""
    i = np.arange(first, first + count, dtype=np.int64)
    return (i * (i + 3) * 7919 % 1009 / 252 - 2).astype(np.float32)


GREY = {"channels": 1, "names": ("channel 0",)}
CASES = [
    Case("start", steps=0),
    Case("four-steps", why=(1, 0, 2)),
    Case("nothing-revealed", show_hidden=False),
    Case("diverging", rate=2.0, steps=9),
    Case("found", steps=150, rate=0.1, why=(2, 2, 2)),
    Case("middle", width=616, channels=2, kernel=(2, 3), names=("left", "right"), why=(0, 1, 1)),
    Case("phone", width=374, why=(0, 0, 0)),
    Case("phone-grey", width=374, **GREY, kernel=(1, 1), steps=130),
]


if __name__ == "__main__":
    write(FOLDER, CASES)
