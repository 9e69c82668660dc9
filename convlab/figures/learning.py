"""A kernel that learns: hidden and learned slices, the three maps, and the loss, step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator
from numpy.typing import ArrayLike

from ..check import numbers
from ..conv import conv2d
from ..show import channel_names as names_of
from ..show import counted, decimals_of, number, shared_limit
from ..sizes import ShapeError
from ..training import gradient
from .base.page import POINTS, Page, new_page
from .base.style import CHANNEL, CHIPS, CURVES, INK_2, KERNEL, RULE, font, scale_of, signed

CEILING = 1e30  # where a curve that blows up ends
FLOOR = 1e-16  # and where one that sinks does: beyond is rounding, another on each machine
WEIGHT = 42, 26  # the cell of a weight


def loss_curve(losses: ArrayLike | Mapping[str, ArrayLike]) -> Figure:
    """The loss at each step, on a log scale.

    Parameters
    ----------
    losses : (steps + 1,)
        One curve; or up to 4 of them by name, ``{"rate 0.1": losses, …}``.

    Returns
    -------
    Figure
        One line for each curve.

    Raises
    ------
    ShapeError, ValueError
        For more curves, one without losses, or a loss that is NaN.

    Examples
    --------
    >>> loss_curve({"rate 0.1": [2, 0.5, 0.25], "rate 0.5": [2, 8, 32]})
    rate 0.1: loss 2 at step 0, 0.25 at step 2; rate 0.5: loss 2 at step 0, 32 at step 2
    """
    curves = losses if isinstance(losses, Mapping) else {"": losses}
    if not 1 <= len(curves) <= len(CURVES):
        raise ShapeError(
            f"losses holds {counted(len(curves), 'curve')}, but the figure has colours for 1 to "
            f"{len(CURVES)}: draw some of them"
        )
    found = {str(name): _losses(curve) for name, curve in curves.items()}
    ends = [
        f"{name}: " * bool(name) + f"loss {c[0]:.3g} at step 0, "
        f"{f'{c[-1]:.3g}' if c[-1] >= FLOOR else f'under {FLOOR:g}'} at step {len(c) - 1:,}"
        for name, c in found.items()
    ]
    with new_page("; ".join(ends)) as page:
        _curves(page, 0, 0, 560, 300, found)
    return page.figure


def _losses(curve: ArrayLike) -> np.ndarray:
    curve = numbers("losses", curve).astype(float)
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
) -> Figure:
    """How far gradient descent has come: what it looks for, what it has, what is wrong with it.

    Parameters
    ----------
    x : (c_in, h, w)
    weight, bias : (1, c_in, kh, kw) and (1,)
        The hidden kernel.
    learned_weight, learned_bias : (1, c_in, kh, kw) and (1,)
        The one found so far.
    losses : (steps + 1,)
    channel_names : c_in strings, optional
        Three channels are red, green and blue unless named otherwise.

    Returns
    -------
    Figure
        With the arrays "hidden slice 0", "learned slice 0", "map now", "error" ….

    Examples
    --------
    >>> x, hidden = np.ones((3, 5, 5)), np.ones((1, 3, 3, 3))
    >>> training(x, hidden, [0], 0.9 * hidden, [0], [729, 7.29])
    step 1: loss 7.29; the number furthest off is 0.1 away from the hidden kernel's
    """
    x, weight, bias, curve = map(np.asarray, (x, weight, bias, losses))
    learned_weight, learned_bias = np.asarray(learned_weight), np.asarray(learned_bias)
    target, now = conv2d(x, weight, bias)[0], conv2d(x, learned_weight, learned_bias)[0]
    furthest = max(abs(weight - learned_weight).max(), abs(bias - learned_bias).max())
    head = f"tep {len(curve) - 1:,}: loss {curve[-1]:.3g}"
    away = f"the number furthest off is {furthest:.2g} away from the hidden kernel's"
    limit = max(1.0, abs(weight).max())
    rows = [
        _Row("hidden", weight, bias, limit, decimals_of(weight)),
        _Row("learned", learned_weight, learned_bias, limit, 2),
        _gradient_row(x, target, learned_weight, learned_bias),
    ]
    with new_page(f"s{head}; {away}") as page:
        page.text(0, 16, f"S{head}", 24)
        _slices(page, 52, x, names_of(len(x), channel_names), rows)
        _curves(page, 600, 52, 288, 330, {"": curve})
        _maps(page, 420, now, target)
    return page.figure


@dataclass
class _Row:
    """A kernel as a row of slices, with its bias at the end."""

    name: str
    weight: np.ndarray
    bias: np.ndarray
    limit: float
    decimals: int
    unit: str = ""


def _gradient_row(x: np.ndarray, target: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> _Row:
    """The gradient, in numbers from −9.9 to 9.9 and the power of ten that they are times."""
    slope = gradient(x, target[None], weight, bias.astype(float))
    steepest = max(abs(slope.weight).max(), abs(slope.bias).max())
    power = int(np.floor(np.log10(steepest or 1)))
    unit = 10.0**power
    # Colours say how much is left of the gradient that a kernel of zeros has
    first = gradient(x, target[None], 0.0 * weight, np.zeros(1)).weight
    words = f"× {_power_text(unit)}" if power else ""
    limit = shared_limit(first) / unit
    return _Row("gradient", slope.weight / unit, slope.bias / unit, limit, 1, words)


def _slices(
    page: Page, top: float, x: np.ndarray, names: tuple[str, ...], rows: Sequence[_Row]
) -> None:
    """The channels, and under them a row of slices for each of `rows`."""
    ends = [218 + c * 146 for c in range(len(x))]  # of columns, with room for three cells each
    pixel = 72 / max(x.shape[1:])
    scale = scale_of(x)
    for c, (right, name) in enumerate(zip(ends, names, strict=True)):
        if name in CHIPS:
            page.chip(right - 126, top, name)
        else:
            page.text(right - 126, top + 12, name.removeprefix("channel ")[:6], 14, CHANNEL)
        page.array(right - pixel * x.shape[2], top, x[c], pixel, scale, f"channel {c}")
    top += 88
    for row in rows:
        kh, kw = row.weight.shape[2:]
        height = max(WEIGHT[1] * kh, 44)
        middle = top + height / 2
        page.text(0, middle - 10 * bool(row.unit), row.name, 15, KERNEL, bold=True)
        if row.unit:
            page.text(0, middle + 10, row.unit, 14, INK_2)
        scale, decimals = signed(row.limit), row.decimals
        for c, right in enumerate(ends):
            place, label = (right - WEIGHT[0] * kw, middle - 13 * kh), f"{row.name} slice {c}"
            values = row.weight[0, c]
            page.cells(*place, values, WEIGHT, scale, label, decimals=decimals, size=14)
        bias = number(row.bias[0], row.decimals or decimals_of(row.bias))
        page.pill(ends[-1] + 34, middle, bias)
        top += height + 16


def _maps(page: Page, top: float, now: np.ndarray, target: np.ndarray) -> None:
    """The three maps, map − target = error, on one scale."""
    limit, pixel = shared_limit(target), 180 / max(now.shape)
    maps = {"map now": now, "target map": target, "error": now - target}
    for left, sign, (name, values) in zip((0, 220, 440), " −=", maps.items(), strict=True):
        page.text(left, top + 10, name, bold=True)
        page.array(left, top + 28, values, pixel, signed(limit), name)
        if left:
            page.sign(left - 20, top + 118, sign, strong=True)
    page.legend(660, top + 28, signed(limit), "signed scale")


def _curves(
    page: Page, x: float, y: float, width: float, height: float, curves: Mapping[str, np.ndarray]
) -> None:
    """Curves on a log scale, in a box of this size, with decades as lines."""
    limited = {name: np.clip(curve, FLOOR, CEILING) for name, curve in curves.items()}
    values, steps = np.concatenate([*limited.values()]), max(map(len, limited.values())) - 1
    low, high = np.floor(np.log10(values.min())), np.ceil(np.log10(values.max()))
    axes = page.chart(x + 52, y + 34, width - 52, height - 66)
    axes.set(yscale="log", xlim=(0, max(1, steps)), ylim=(10**low, 10 ** max(high, low + 1)))
    axes.spines[:].set_visible(False)
    axes.set_xticks([])
    axes.yaxis.set_major_locator(LogLocator(numticks=8))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _power_text(value)))
    family, size = font(False).get_family(), 14 * POINTS
    axes.tick_params(length=0, pad=6, labelsize=size, labelcolor=INK_2, labelfontfamily=family)
    axes.grid(axis="y", color=RULE, lw=POINTS, clip_on=False)
    page.text(x, y + 10, "loss", bold=True)
    page.text(x + width, y + 10, "log scale", 14, INK_2, align="right")
    page.text(x + 52, y + height - 10, "step 0", 14, INK_2)
    page.text(x + width, y + height - 10, f"{max(1, steps):,}", 14, INK_2, align="right")
    page.reach(x + width, y + height)
    left = x + 64
    for (name, curve), colour in zip(limited.items(), CURVES, strict=False):
        axes.plot(curve, color=colour, lw=1.8, clip_on=False)
        left = 20 + page.text(left, y + 10, name, 14, colour, bold=True) if name else left


def _power_text(value: float) -> str:
    """A power of ten in figures: 0.1, 100, 1e-9."""
    power = round(np.log10(value))
    return f"{value:g}" if -3 <= power <= 3 else f"1e{power}"
