"""A kernel that learns: hidden and learned slices, the three maps, and the loss, step by step."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..check import numbers
from ..conv import conv2d
from ..show import channel_names, counted, decimals_of, number, shared_limit
from ..sizes import ShapeError
from ..training import gradient
from .ink import CHANNEL, CHIPS, INK_2, KERNEL, RULE
from .paper import Page, Picture

COLOURS = (KERNEL, "#a8540a", "#00646e", "#8c2f6b")
CEILING = 1e30  # where a curve that blows up ends
FLOOR = 1e-16  # and where one that sinks does: beyond is rounding, another on each machine


def loss_curve(losses: np.ndarray | Mapping[str, np.ndarray]) -> Picture:
    """The loss at each step, on a log scale.

    losses : (steps + 1,), one curve; or up to 4 of them by name, ``{"rate 0.1": losses, …}``

    Raises ShapeError for more curves or one without losses, ValueError for a loss that is NaN.

    >>> loss_curve({"rate 0.1": [2, 0.5, 0.25], "rate 0.5": [2, 8, 32]})
    rate 0.1: loss 2 at step 0, 0.25 at step 2; rate 0.5: loss 2 at step 0, 32 at step 2
    """
    curves = losses if isinstance(losses, Mapping) else {"": losses}
    if not 1 <= len(curves) <= len(COLOURS):
        raise ShapeError(
            f"losses holds {counted(len(curves), 'curve')}, but the figure tells 1 to "
            f"{len(COLOURS)} apart: draw some of them"
        )
    curves = {str(name): _losses(curve) for name, curve in curves.items()}
    ends = [
        f"{name}: " * bool(name) + f"loss {c[0]:.3g} at step 0, "
        f"{f'{c[-1]:.3g}' if c[-1] >= FLOOR else f'under {FLOOR:g}'} at step {len(c) - 1:,}"
        for name, c in curves.items()
    ]
    page = Page("; ".join(ends))
    _curves(page, 0, 0, 560, 300, curves)
    return page.finish()


def _losses(curve):
    curve = np.asarray(numbers("losses", curve), np.float64)
    if curve.ndim != 1 or not curve.size:
        raise ShapeError(
            f"losses has shape {curve.shape}, but a curve is (steps + 1,), one loss or more: "
            "pass descend(…).losses"
        )
    if np.isnan(curve).any():
        step = np.isnan(curve).argmax()
        raise ValueError(f"losses is NaN at step {step}: draw what comes before, losses[:{step}]")
    return curve


def training(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike,
    learned_weight: ArrayLike,
    learned_bias: ArrayLike,
    losses: Sequence[float],
    channel_names: Sequence[str] | None = None,
) -> Picture:
    """How far gradient descent has come: what it looks for, what it has, what is wrong with it.

    x : (c_in, h, w)
    weight (1, c_in, kh, kw), bias (1,) : the hidden kernel; learned_… the one found so far
    losses : (steps + 1,)

    >>> x, hidden = np.ones((3, 5, 5)), np.ones((1, 3, 3, 3))
    >>> training(x, hidden, [0], 0.9 * hidden, [0], [729, 7.29])
    step 1: loss 7.29; the number furthest off is 0.1 away from the hidden kernel's
    """
    weight, learned_weight, losses = map(np.asarray, (weight, learned_weight, losses))
    maps = [
        conv2d(x, w, np.asarray(b))[0] for w, b in ((learned_weight, learned_bias), (weight, bias))
    ]
    gap = max(abs(weight - learned_weight).max(), abs(np.subtract(bias, learned_bias)).max())
    head = f"Step {len(losses) - 1:,}: loss {losses[-1]:.3g}"
    page = Page(
        f"step{head[4:]}; the number furthest off is {gap:.2g} away from the hidden kernel's"
    )
    page.text(0, 16, head, 24)
    slope = gradient(x, maps[1][None], learned_weight, np.asarray(learned_bias, np.float64))
    steepest = max(abs(slope.weight).max(), abs(slope.bias).max())
    limit = max(1.0, abs(weight).max())
    power = int(np.floor(np.log10(steepest or 1)))
    unit = 10.0**power  # figures from −9.9 to 9.9
    # Colours say how much is left of the gradient that a kernel of zeros has
    first = gradient(x, maps[1][None], 0.0 * weight, np.zeros(1)).weight
    _slices(
        page,
        52,
        np.asarray(x),
        channel_names,
        [
            ("hidden", weight, bias, limit, decimals_of(weight)),
            ("learned", learned_weight, learned_bias, limit, 2),
            (
                f"gradient|× {_power(power)}" if power else "gradient",
                slope.weight / unit,
                slope.bias / unit,
                shared_limit(first) / unit,
                1,
            ),
        ],
    )
    _curves(page, 600, 52, 288, 330, {"": losses})
    _maps(page, 420, *maps)
    return page.finish()


def _slices(page, top, x, names, rows):
    """The channels, and under them a row of slices for each of `rows`, its bias at the end."""
    names = channel_names(len(x), names)
    place = [92 + c * 146 for c in range(len(x))]  # room for three cells of 42, and a gap
    for c, (left, name) in enumerate(zip(place, names, strict=True)):
        if name in CHIPS:
            page.chip(left, top, name[0].upper(), CHIPS[name])
        else:
            page.text(left, top + 12, name.removeprefix("channel ")[:6], 14, CHANNEL)
        pixel = 72 / max(x.shape[1:])
        limit = abs(x).max() if x.min() < 0 else None
        page.array(
            left + 126 - pixel * x.shape[2], top, x[c], pixel, limit=limit, label=f"channel {c}"
        )
    top += 88
    for name, slices, bias, limit, decimals in rows:
        kh, kw = slices.shape[2:]
        high = max(26 * kh, 44)
        middle = top + high / 2
        name, *units = name.split("|")
        page.text(0, middle - 10 * len(units), name, 15, KERNEL, bold=True)
        for words in units:
            page.text(0, middle + 10, words, 14, INK_2)
        for c, left in enumerate(place):
            page.cells(
                left + 126 - 42 * kw,
                middle - 13 * kh,
                slices[0, c],
                42,
                26,
                size=14,
                decimals=decimals,
                limit=limit,
                label=f"{name} slice {c}",
            )
        page.pill(place[-1] + 160, middle, number(bias[0], decimals or decimals_of(bias)))
        top += high + 16


def _maps(page, top, now, target):
    """map − target = error, on one scale."""
    limit, pixel = shared_limit(target), 180 / max(now.shape)
    for i, (name, values) in enumerate(
        (("map now", now), ("target map", target), ("error", now - target))
    ):
        page.text(i * 220, top + 10, name, bold=True)
        page.array(i * 220, top + 28, values, pixel, limit=limit, label=name)
        if i:
            page.sign(i * 220 - 20, top + 118, "−="[i - 1], strong=True)
    page.legend(660, top + 28, limit, "signed scale")


def _curves(page, x, y, width, height, curves):
    """Curves on a log scale, in a box of this size, with decades as lines."""
    shown = {name: np.clip(curve, FLOOR, CEILING) for name, curve in curves.items()}
    logs = {name: np.log10(curve) for name, curve in shown.items()}
    low = int(np.floor(min(c.min() for c in logs.values())))
    high = max(low + 1, int(np.ceil(max(c.max() for c in logs.values()))))
    steps = max(1, *(len(c) - 1 for c in logs.values()))
    left, top, wide, tall = x + 52, y + 34, width - 52, height - 66
    page.text(x, y + 10, "loss", bold=True)
    page.text(x + width, y + 10, "log scale", 14, INK_2, align="right")
    for n in range(low, high + 1, -(-(high - low) // 7)):
        line = top + tall * (high - n) / (high - low)
        page.box(left, line - 0.5, wide, 1, color=RULE)
        page.text(left - 8, line, _power(n), 14, INK_2, align="right")
    page.text(left, y + height - 10, "step 0", 14, INK_2)
    page.text(x + width, y + height - 10, f"{steps:,}", 14, INK_2, align="right")
    names = x + 64
    for (name, curve), colour in zip(logs.items(), COLOURS, strict=False):
        across = left + wide * np.arange(len(curve)) / steps
        down = top + tall * (high - curve) / (high - low)
        page.axes.plot(across, down, color=colour, lw=1.8)
        names = 20 + page.text(names, y + 10, name, 14, colour, bold=True)
    page.reach(x + width, y + height)


def _power(n):
    """10ⁿ in figures: 0.1, 100, 1e-9."""
    return f"{10.0**n:g}" if -3 <= n <= 3 else f"1e{n}"
