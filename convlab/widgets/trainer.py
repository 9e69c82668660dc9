"""Trainer: a hidden kernel, to be found by gradient descent while you watch."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets

from .. import figures
from ..conv import conv2d
from ..show import counted
from ..sizes import ShapeError, whole
from ..training import Descent, Gradient, descend, gradient
from ._arrays import real
from ._state import read, set_together, written
from .base import Widget
from .modules import css, esm

RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
PACES = (1, 10, 100)
SEEDS = 10
MOST_STEPS = 10_000  # so that Python can take them again for a state line
STATE = ("rate", "pace", "seed", "steps", "channel", "row", "col", "show_hidden")


class Trainer(Widget):
    """One kernel learns: play, pause or step, and watch its slices approach the hidden ones.

    x ``(c_in, h, w)`` with 1 to 3 channels of at most 64 × 64; weight ``(1, c_in, k, k)``, the
    hidden kernel, k from 1 to 3; bias ``(1,)`` or None for 0. The target map is
    ``conv2d(x, weight, bias)``. The learner starts from random numbers, another set for each
    ``seed`` from 0 to 9, and follows the gradient at the learning ``rate``, ``pace`` steps a frame.
    Steps are taken in the browser, in float64; whenever they pause, ``learned_weight``,
    ``learned_bias`` and ``losses`` hold what `convlab.training.descend` would give, and ``steps``
    how many were taken. To begin with some, give ``steps`` (0 to 10,000) or a ``state`` line.
    Raises ShapeError for arrays that do not fit, ValueError for values that are not drawn.

    >>> x = np.random.default_rng(0).random((3, 16, 16))
    >>> trainer = Trainer(x, np.ones((1, 3, 3, 3)), rate=0.05)
    >>> trainer
    Trainer: 28 numbers to find, step 0
    >>> trainer.learned_weight.shape, trainer.target.shape  # 16 - 3 + 1 = 14
    ((1, 3, 3, 3), (1, 14, 14))
    >>> later = Trainer(x, np.ones((1, 3, 3, 3)), rate=0.05, steps=300)
    >>> later.losses.shape, bool(later.losses[-1] < 1e-4 * later.losses[0])
    ((301,), True)
    """

    module = "trainer.js"
    _esm = esm(module)
    _css = css("tokens.css", "explorer.css", "trainer.css")

    _x = traitlets.Bytes().tag(sync=True)
    _hidden = traitlets.Bytes().tag(sync=True)  # weights, then the bias, as float64
    _starts = traitlets.Bytes().tag(sync=True)  # as many for each seed
    _spec = traitlets.Dict().tag(sync=True)
    _learned = traitlets.CBytes().tag(sync=True)  # weights, then the bias
    _losses = traitlets.CBytes().tag(sync=True)
    _sent = traitlets.Int(0).tag(sync=True)  # counts what Python has set of these two

    rate = traitlets.Enum(RATES, 0.1).tag(sync=True)
    pace = traitlets.Enum(PACES, 1).tag(sync=True)
    seed = traitlets.Int(0, min=0, max=SEEDS - 1).tag(sync=True)
    channel = traitlets.Int(0).tag(sync=True)  # the weight whose gradient is spelled out
    row = traitlets.Int(0).tag(sync=True)
    col = traitlets.Int(0).tag(sync=True)
    show_hidden = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self,
        x: Any,
        weight: Any,
        bias: Any = None,
        *,
        rate: float = 0.1,
        seed: int = 0,
        pace: int = 1,
        show_hidden: bool = True,
        steps: int = 0,
        channel_names: Sequence[str] | None = None,
        state: str = "",
    ):
        x, weight = real("x", x).astype(np.float32), real("weight", weight).astype(np.float32)
        conv2d(x, weight, bias)  # refuses, with the remedy, what does not fit
        bias = np.zeros(1, np.float32) if bias is None else real("bias", bias).astype(np.float32)
        _, c_in, *kernel = weight.shape
        if x.ndim != 3 or c_in > 3 or max(x.shape[1:]) > 64:
            raise ShapeError(
                f"x has shape {x.shape}; a Trainer shows 1 to 3 channels of at most 64 × 64: "
                "pass a part or a smaller picture"
            )
        if len(weight) != 1 or max(kernel) > 3:
            raise ShapeError(
                f"weight has shape {weight.shape}; a Trainer hides one kernel with slices of up "
                "to 3×3: pass weight[:1]"
            )
        names = channel_names or (("red", "green", "blue") if c_in == 3 else ())
        names = tuple(map(str, names))
        if names and len(names) != c_in:
            raise ShapeError(
                f"channel_names holds {counted(len(names), 'name')} for "
                f"{counted(c_in, 'channel')} of x: name every one"
            )
        self._arrays = tuple(array.astype(np.float64) for array in (x, weight, bias))
        hidden = np.append(weight, bias).astype(np.float64)
        starts = np.stack([_start(seed, hidden.size) for seed in range(SEEDS)])
        high = float(max(1, abs(x).max()))
        signed, grey = dict(scheme="signed", range=high), dict(scheme="grey", range=[0, high])
        spec = dict(
            most_steps=MOST_STEPS,
            x_shape=list(x.shape),
            kernel_size=kernel,
            channel_names=list(names),
            seeds=SEEDS,
            rates=list(RATES),
            paces=list(PACES),
            input=signed if x.min() < 0 else grey,
        )
        super().__init__(
            _x=x.tobytes(),
            _hidden=hidden.tobytes(),
            _starts=starts.tobytes(),
            _spec=spec,
            rate=rate,
            seed=seed,
            pace=pace,
            show_hidden=show_hidden,
        )
        self._go(steps)
        if state:
            self.state = state

    @property
    def x(self) -> np.ndarray:
        """The picture, ``(c_in, h, w)``."""
        return self._arrays[0]

    @property
    def weight(self) -> np.ndarray:
        """The hidden kernel, ``(1, c_in, k, k)``."""
        return self._arrays[1]

    @property
    def bias(self) -> np.ndarray:
        """The hidden bias, ``(1,)``."""
        return self._arrays[2]

    @property
    def target(self) -> np.ndarray:
        """The map that is wanted, ``(1, h_out, w_out)``."""
        return conv2d(*self._arrays)

    @property
    def learned_weight(self) -> np.ndarray:
        """The kernel as learned so far, ``(1, c_in, k, k)``."""
        return self._point()[:-1].reshape(self.weight.shape)

    @property
    def learned_bias(self) -> np.ndarray:
        """The bias as learned so far, ``(1,)``."""
        return self._point()[-1:]

    @property
    def losses(self) -> np.ndarray:
        """The loss at the start and after each step, ``(steps + 1,)``."""
        return np.frombuffer(self._losses)

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return len(self.losses) - 1

    @property
    def gradient(self) -> Gradient:
        """The loss now and its gradient: where the next step leads down from."""
        return gradient(self.x, self.target, self.learned_weight, self.learned_bias)

    @property
    def state(self) -> str:
        """What is set and picked as one line; ``Trainer(…, state=…)`` brings it back.

        It brings the numbers back to the last digit if all steps were taken at the rate of now.
        """
        return " ".join(f"{name}={written(getattr(self, name))}" for name in STATE)

    @state.setter
    def state(self, line):
        settings = read(line, self.traits() | {"steps": traitlets.Int()}, STATE)
        steps = settings.pop("steps", None)
        set_together(self, settings, settings)
        if steps is not None:
            self._go(steps)

    def _go(self, steps):
        """As many steps from the start, at the rate of now."""
        if not 0 <= whole("steps", steps, 0) <= MOST_STEPS:
            raise ValueError(f"steps must be 0 to {MOST_STEPS:,}, got {steps:,}")
        point = _start(self.seed, self.weight.size + 1)
        found = descend(
            self.x, self.target, point[:-1].reshape(self.weight.shape), point[-1:], self.rate, steps
        )
        with self.hold_sync():
            self._learned = np.append(found.weight, found.bias).tobytes()
            self._losses = found.losses.tobytes()
            self._sent += 1

    def _point(self):
        return np.frombuffer(self._learned)

    @traitlets.observe("seed")
    def _restart(self, change):
        # The browser sends the start of a new seed along with the seed
        point = self._point()
        if self.steps > 0 or not np.array_equal(point, _start(self.seed, point.size)):
            self._go(0)

    @traitlets.validate("channel", "row", "col")
    def _valid_place(self, proposal):
        ends = dict(zip(("channel", "row", "col"), self.weight.shape[1:], strict=True))
        last = ends[proposal.trait.name] - 1
        if not 0 <= proposal.value <= last:
            raise ShapeError(f"{proposal.trait.name} must be 0 to {last}, got {proposal.value}")
        return proposal.value

    def still(self) -> bytes:
        """A PNG for wherever no widget can live: what is on screen; before any step, 300 on."""
        found = Descent(self.learned_weight, self.learned_bias, self.losses)
        if not self.steps:
            found = descend(self.x, self.target, *found[:2], self.rate, 300)
        return figures.png(
            figures.training(*self._arrays, *found, self._spec["channel_names"] or None)
        )

    def __repr__(self):
        return f"Trainer: {counted(self.weight.size + 1, 'number')} to find, step {self.steps:,}"


def _start(seed, size):
    """Random weights, with two decimals so that the figures on screen are all there is."""
    return np.random.default_rng(seed).normal(0, 0.5, size).round(2)
