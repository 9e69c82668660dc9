"""How far a descent has come: the sentence above it, and its numbers as they are shown.

What ``static/numbers/progress.js`` says, in Python.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..show import RAISED, number
from ..training import OVERFLOW

NEAR = 0.005  # this close, the learned figures are the hidden ones


class Distance(NamedTuple):
    """How far learned numbers are from the hidden ones."""

    mean: float  # over all of them
    worst: float
    channels: tuple[float, ...]  # the mean over each channel's slice


def distance(point: np.ndarray, hidden: np.ndarray, channels: int) -> Distance:
    """How far a point, which is weights and then a bias, is from the hidden one.

    >>> distance(np.array([1.0, 3, 0]), np.array([0, 1, 0]), 2)
    Distance(mean=1.0, worst=2.0, channels=(1.0, 2.0))
    """
    away = np.abs(point - hidden)
    means = away[:-1].reshape(channels, -1).mean(axis=1)
    return Distance(float(away.mean()), float(away.max()), tuple(means.tolist()))


@dataclass(frozen=True)
class Progress:
    """What there is to say about a descent."""

    count: int  # of numbers to find
    losses: Sequence[float]  # at the start, then after each step
    away: Distance
    reveal: bool = True  # whether the hidden kernel may be spoken of
    is_over: bool = False  # whether all the steps that there are have been taken


# --- numbers -----------------------------------------------------------------------------------


def power_of(power: int) -> str:
    """A power of ten with its exponent raised.

    >>> power_of(-7)
    '10⁻⁷'
    """
    return "10" + str(power).translate(RAISED)


def power_text(power: int) -> str:
    """A power of ten as an axis names it.

    >>> power_text(-2), power_text(3), power_text(4)
    ('0.01', '1,000', '10⁴')
    """
    return number(10.0**power, max(0, -power)) if -2 <= power <= 3 else power_of(power)


def short(value: float) -> str:
    """About three figures.

    >>> short(0.0214), short(1.5), short(-3.2e-7), short(np.inf)
    ('0.0214', '1.50', '−3.2 × 10⁻⁷', '∞')
    """
    if not math.isfinite(value):
        return "∞"
    if value == 0:
        return "0"
    power = math.floor(math.log10(abs(value)))
    if 0.001 <= abs(value) < 1e5:
        return number(value, max(0, min(5, 2 - power)))
    return f"{number(value / 10.0**power, 1)} × {power_of(power)}"


def number_text(value: float) -> str:
    """A learned number: two decimals, as long as it is an everyday one.

    >>> number_text(-0.5), number_text(1e6)
    ('−0.50', '1.0 × 10⁶')
    """
    return number(value, 2) if abs(value) < 100 else short(value)


def gradient_digits(gradient: np.ndarray) -> tuple[int, int]:
    """How the numbers of a gradient are written: in units of which power of ten, and its decimals.

    >>> gradient_digits(np.array([5.8, 0.1])), gradient_digits(np.array([0.006, 0]))
    ((0, 1), (0, 3))
    """
    largest = float(np.abs(gradient).max())
    power = math.floor(math.log10(largest)) if largest > 0 else 0
    return (power, 1) if power >= 2 else (0, max(1, min(3, 1 - power)))


# --- the axes of the loss ----------------------------------------------------------------------

FEWEST = 1e-16  # beyond is rounding, another on each machine
DECADES = 7


class Axes(NamedTuple):
    """From where to where the axes of the loss go, in steps and in powers of ten."""

    steps: int
    low: int
    high: int

    @property
    def every(self) -> int:
        """So many decades stand between two lines."""
        return (self.high - self.low) // DECADES


def log_of(loss: float) -> float:
    """A loss as a power of ten."""
    return math.log10(max(FEWEST, min(10 * OVERFLOW, loss)))


def loss_axes(losses: Sequence[float]) -> Axes:
    """The axes follow from the first loss, and grow where the curve would leave them.

    >>> loss_axes([42.1, 5.0])
    Axes(steps=100, low=-5, high=2)
    >>> loss_axes([42.1] * 101 + [1e-7])
    Axes(steps=200, low=-12, high=2)
    """
    logs = [log_of(loss) for loss in losses]
    steps = 100
    while len(losses) - 1 > steps:
        steps *= 2
    high = math.ceil(logs[0])
    low = high - DECADES
    while min(logs) < low:
        low -= DECADES
    while max(logs) > high:
        high += DECADES
    return Axes(steps, low, high)


# --- words; what is important stands between two ** --------------------------------------------


def sentence(progress: Progress) -> str:
    """The sentence above everything.

    >>> sentence(Progress(28, [42.1], Distance(0.871, 2.8, (1, 1, 1))))
    'Step 0: the 28 numbers are **0.87** away on average, the worst **2.80**'
    """
    first, last, away = progress.losses[0], progress.losses[-1], progress.away
    step = f"Step {number(len(progress.losses) - 1)}"
    if not last < OVERFLOW:
        return f"{step}: **stopped**. The loss has passed {power_of(30)}."
    if last > first:
        return f"{step}: the loss **grows**. It is {short(last / first)} times the first."
    if away.worst < NEAR:
        near = f"within {NEAR} of the hidden kernel’s"
        return f"{step}: **found**. All {progress.count} numbers are {near}."
    if not progress.reveal:
        return f"{step}: the loss is **{short(last)}**."
    mean, worst = number_text(away.mean), number_text(away.worst)
    numbers = f"the {progress.count} numbers"
    return f"{step}: {numbers} are **{mean}** away on average, the worst **{worst}**"


def remark(progress: Progress) -> str:
    """What it means, in small."""
    losses, gap = progress.losses, progress.away.worst
    first, last = losses[0], losses[-1]
    if last > first:
        return "At this rate every step overshoots. Choose a lower one, and start again."
    if gap < NEAR:
        return "Nothing is left to learn. Another start, or another rate?"
    if progress.is_over:
        return f"Paused: {number(len(losses) - 1)} steps are enough for a lesson."
    if len(losses) == 1:
        return "A random start."
    # Off by a gap, a weight costs gap² times the variance of its pixels, unless others make up
    if gap > 0.05 and last <= 0.01 * first and last <= 0.03 * gap**2:
        return (
            "The maps nearly agree. Neighbouring pixels are so alike that many kernels make "
            "nearly this map."
        )
    return f"The loss is {short(100 * last / first)} % of what it was at the start."


def plain(words: str) -> str:
    """Words without the marks of what is important."""
    return words.replace("**", "")
