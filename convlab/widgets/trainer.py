"""Trainer: a hidden kernel, to be found by gradient descent while you watch."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from .. import figures
from ..check import drawable
from ..conv import conv2d
from ..run import Run
from ..scene.progress import Progress, distance, plain, sentence
from ..show import channel_names as names_of
from ..sizes import ShapeError, whole
from ..training import Gradient, descend, gradient
from .base import StateWidget, inside, setting
from .modules import css, esm
from .state import Traits

Doubles = NDArray[np.float64]

RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
PACES = (0.5, 1.0, 2.0, 4.0)
SEEDS = 10
MOST_STEPS = 10_000  # so that Python can take them again for a state line


class Trainer(StateWidget):
    """One kernel learns: play, pause or step, and watch its slices approach the hidden ones.

    The learner starts from random numbers and follows the gradient towards the target map,
    ``conv2d(x, weight, bias)``. Steps are taken in the browser, in float64; whenever they pause,
    ``learned_weight``, ``learned_bias`` and ``losses`` hold what `convlab.training.descend` would
    give.

    Parameters
    ----------
    x : array of shape (c_in, h, w)
        1 to 3 channels of at most 64 × 64.
    weight : array of shape (1, c_in, k, k)
        The hidden kernel, k from 1 to 3.
    bias : array of shape (1,), optional
        The hidden bias; 0 unless given.
    state : str
        A line from ``trainer.state``, which brings that view back; the numbers to the last digit,
        if all steps were taken at the rate of now.
    channel_names : sequence of str, optional
        One for each input channel; three are red, green and blue.
    **settings
        What is set first: any of the attributes below.

    Attributes
    ----------
    rate : float
        The learning rate, one of 0.001 to 2 in steps as 1, 2, 5.
    pace : {0.5, 1, 2, 4}
        How fast Play goes. At 1 each of the first 10 steps stays for half a second, the next 20
        for a fifth, and all others for 60 ms. There is never more than one step a frame.
    seed : int
        0 to 9: which random numbers to start from.
    show_hidden : bool
        Whether the hidden kernel is visible.
    steps : int
        How many were taken, 0 to 10,000.
    channel, row, col : int
        The weight whose gradient is spelled out.
    present : bool
        Whether it fills the screen, in type for a room: also by the key F, and Esc leaves.

    Raises
    ------
    ShapeError
        For arrays that do not fit each other, as for `conv2d`, and places that are not there.
    ValueError
        For values that cannot be drawn.

    Examples
    --------
    >>> x = np.random.default_rng(0).random((3, 16, 16))
    >>> trainer = Trainer(x, np.ones((1, 3, 3, 3)), rate=0.05)
    >>> trainer
    Trainer at step 0: the 28 numbers are 1.03 away on average, the worst 2.16
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
    _learned = traitlets.CBytes().tag(sync=True)  # weights, then the bias
    _losses = traitlets.CBytes().tag(sync=True)
    _sent = traitlets.Int(0).tag(sync=True)  # counts what Python has set of these two

    rate = setting(traitlets.Enum(RATES, 0.1))
    pace = setting(traitlets.Enum(PACES, 1.0))
    seed = setting(traitlets.Int(0, min=0, max=SEEDS - 1))
    channel = setting(traitlets.Int(0))
    row = setting(traitlets.Int(0))
    col = setting(traitlets.Int(0))
    why = setting(traitlets.Bool(False))
    show_hidden = setting(traitlets.Bool(True))

    def __init__(
        self,
        x: ArrayLike,
        weight: ArrayLike,
        bias: ArrayLike | None = None,
        *,
        state: str = "",
        channel_names: Sequence[str] | None = None,
        **settings: Any,
    ) -> None:
        settings = self._settings(state, {"steps": 0, **settings})
        x, weight, bias = _task(x, weight, bias)
        c_in, *sides = weight.shape[1:]
        names = names_of(c_in, channel_names) if channel_names or c_in == 3 else ()
        self._arrays = tuple(array.astype(np.float64) for array in (x, weight, bias))
        starts = np.stack([_start(seed, weight.size + 1) for seed in range(SEEDS)])
        super().__init__(
            _x=x.tobytes(),
            _hidden=np.append(weight, bias).astype(np.float64).tobytes(),
            _starts=starts.tobytes(),
            _spec=dict(
                most_steps=MOST_STEPS,
                x_shape=list(x.shape),
                kernel_size=sides,
                channel_names=list(names),
                seeds=SEEDS,
                rates=list(RATES),
                paces=list(PACES),
                input=_scale(x),
            ),
        )
        self._set(settings)

    @property
    def x(self) -> Doubles:
        """The picture, ``(c_in, h, w)``."""
        return self._arrays[0]

    @property
    def weight(self) -> Doubles:
        """The hidden kernel, ``(1, c_in, k, k)``."""
        return self._arrays[1]

    @property
    def bias(self) -> Doubles:
        """The hidden bias, ``(1,)``."""
        return self._arrays[2]

    @property
    def target(self) -> Doubles:
        """The map that is wanted, ``(1, h_out, w_out)``."""
        return conv2d(*self._arrays)

    @property
    def learned_weight(self) -> Doubles:
        """The kernel as learned so far, ``(1, c_in, k, k)``."""
        return self._point()[:-1].reshape(self.weight.shape)

    @property
    def learned_bias(self) -> Doubles:
        """The bias as learned so far, ``(1,)``."""
        return self._point()[-1:]

    @property
    def losses(self) -> Doubles:
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

    @classmethod
    def state_traits(cls) -> Traits:
        """The traits that ``state`` holds, and how many steps were taken."""
        return {**super().state_traits(), "steps": traitlets.Int()}

    def _set(self, settings: Mapping[str, Any]) -> None:
        settings = dict(settings)
        anew = settings.get("seed", self.seed) != self.seed
        steps = settings.pop("steps", 0 if anew else None)
        if steps is not None:
            inside("steps", whole("steps", steps, 0), range(MOST_STEPS + 1))
        super()._set(settings)
        if steps is not None:
            self._go(steps)

    def _go(self, steps: int) -> None:
        """As many steps from the start, at the rate of now."""
        point = _start(self.seed, self.weight.size + 1)
        start = point[:-1].reshape(self.weight.shape), point[-1:]
        found = descend(self.x, self.target, *start, self.rate, steps)
        with self.hold_sync():
            self._learned = np.append(found.weight, found.bias).tobytes()
            self._losses = found.losses.tobytes()
            self._sent += 1

    def _point(self) -> Doubles:
        return np.frombuffer(self._learned)

    @traitlets.observe("seed")
    def _restart(self, change: Any) -> None:
        if self._follows:
            self._go(0)

    def _places(self) -> dict[str, range]:
        return dict(zip(("channel", "row", "col"), map(range, self.weight.shape[1:]), strict=True))

    def still(self) -> bytes:
        """What is on screen as a PNG, two pixels a CSS pixel."""
        start = _start(self.seed, self.weight.size + 1)
        figure = figures.training(
            self.x,
            self.weight,
            self.bias,
            self.learned_weight,
            self.learned_bias,
            self.losses.tolist(),
            self._spec["channel_names"] or None,
            start=(start[:-1].reshape(self.weight.shape), start[-1:]),
            rate=self.rate,
            show_hidden=self.show_hidden,
            why=(self.channel, self.row, self.col) if self.why else None,
        )
        return figures.png(figure, scale=2)

    def __repr__(self) -> str:
        hidden = np.append(self.weight, self.bias)
        away = distance(self._point(), hidden, len(self.x))
        progress = Progress(hidden.size, self.losses.tolist(), away, self.show_hidden)
        return plain(sentence(progress)).replace("Step", "Trainer at step", 1)


def _task(
    x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """The picture and what is hidden, as float32, or an error that says what does not fit."""
    x = drawable("x", x).astype(np.float32)
    weight = drawable("weight", weight).astype(np.float32)
    Run(x, weight, bias).as_conv2d()  # or it says what does not fit
    if x.ndim != 3 or len(x) > 3 or max(x.shape[1:]) > 64:
        raise ShapeError(
            f"x has shape {x.shape}; a Trainer shows 1 to 3 channels of at most 64 × 64: "
            "pass a part or a smaller picture"
        )
    if len(weight) != 1 or max(weight.shape[2:]) > 3:
        raise ShapeError(
            f"weight has shape {weight.shape}; a Trainer hides one kernel with slices of up "
            "to 3×3: pass weight[:1]"
        )
    return x, weight, drawable("bias", [0] if bias is None else bias).astype(np.float32)


def _scale(x: NDArray[Any]) -> dict[str, Any]:
    """How the picture is coloured: grey, also below 0."""
    return {"scheme": "grey", "range": [min(0.0, float(x.min())), max(1.0, float(x.max()))]}


def _start(seed: int, size: int) -> Doubles:
    """Random weights, with two decimals so that the figures on screen are all there is."""
    return np.random.default_rng(seed).normal(0, 0.5, size).round(2)
