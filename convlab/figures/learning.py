"""A kernel that learns: how far it is from what is hidden, and the loss, step by step."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator
from numpy.typing import ArrayLike

from ..check import numbers
from ..scene.progress import plain, remark, sentence
from ..scene.training import Weight, descent_context, whole_training
from ..show import channel_names as names_of
from ..show import counted
from ..sizes import ShapeError
from .base.boxes import draw_scene
from .base.page import POINTS, Page, new_page
from .base.style import CURVES, INK_2, RULE, font

CEILING = 1e30  # where a curve that blows up ends
FLOOR = 1e-16  # and where one that sinks does: beyond is rounding, another on each machine


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
    *,
    start: tuple[ArrayLike, ArrayLike] | None = None,
    rate: float = 0.1,
    show_hidden: bool = True,
    why: tuple[int, int, int] | None = None,
) -> Figure:
    """How far gradient descent has come: what it looks for, what it has, what is wrong with it.

    A bar is a learned number, a tick the hidden one; below stand the gradient, the loss and the
    maps. It is what a `convlab.Trainer` shows.

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
    start : (weight, bias), optional
        Where the descent began: the gradient's colours and bars are measured by the one there.
        Unless given, by the gradient of now.
    rate : float
        The learning rate of the next step.
    show_hidden : bool
        Whether the hidden kernel is to be seen.
    why : (channel, row, col), optional
        A weight, of which the figure then says why it moves.

    Returns
    -------
    Figure
        Its arrays are "map now", "target map" and "error", in this order.

    Examples
    --------
    >>> x, hidden = np.random.default_rng(0).normal(size=(3, 5, 5)), np.ones((1, 3, 3, 3))
    >>> training(x, hidden, [0], 0.9 * hidden, [0], [30, 0.3])
    Step 1: the 28 numbers are 0.10 away on average, the worst 0.10. The loss is 1.00 % of what it
    was at the start.
    """
    context = descent_context(
        np.asarray(x),
        (weight, bias),
        (learned_weight, learned_bias),
        losses,
        start=start,
        names=names_of(len(np.asarray(x)), channel_names),
        rate=rate,
        reveal=show_hidden,
        picked=Weight(*why) if why else None,
    )
    words = sentence(context.progress), remark(context.progress)
    return draw_scene(whole_training(context), f"{plain(words[0]).rstrip('.')}. {words[1]}")


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
