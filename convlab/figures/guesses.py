"""What a class guessed, as one heat map with the truth over it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from ..run import Run
from ..scene.below import mask_of
from ..scene.board import Board
from ..scene.boxes import Bar, Contour, Flag, Rule, Text
from ..scene.colours import Scale
from ..scene.context import SceneContext, State, context_of
from ..scene.ending import widened
from ..scene.maps import Placement, centre_map
from ..scene.picture import Scene
from ..scene.rings import ring
from ..scene.stairs import nice_step
from ..show import counted, number
from ..sizes import RunOptions
from .base.boxes import draw_scene

if TYPE_CHECKING:
    from typing_extensions import Unpack

SIDE, WIDTH = 350, 760  # of a map, and of the figure
TOP = 84  # of the maps
BINS = 40  # of levels


class Asked(NamedTuple):
    """What was asked: of a pixel, row and column are its own, else −1."""

    ask: str
    out_channel: int
    row: int
    col: int


@dataclass(frozen=True)
class Guesses:
    """The answers to one question, and the texts that are none."""

    asked: Asked
    answers: list[list[float]]
    unread: int


def guesses(
    texts: str | Iterable[str],
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    **options: Unpack[RunOptions],
) -> Figure:
    """What a class guessed in an explorer that asks, as one heat map with the truth over it.

    After a guess, the explorer's button *Copy my guess* copies a text. Learners hand in these texts
    however they like, in a chat, on a page. Nothing is sent or recorded anywhere.

    Parameters
    ----------
    texts : str or iterable of str
        One learner's text a line or a string, with anything around it. Of two guesses of one
        learner the first counts.
    x : array of shape (c_in, h, w)
    weight : array of shape (c_out, c_in / groups, kh, kw)
    bias : array of shape (c_out,), optional
        The layer that was asked about, as the explorer had it.
    **options
        ``stride``, ``padding``, ``dilation``, ``groups``, ``padding_mode``, as for ``conv2d``.

    Returns
    -------
    Figure
        Of ``ask="largest"`` and "below" the guesses beside the map, of "end" all levels on a line.

    Raises
    ------
    ValueError
        If none of the texts can be read, or if together they answer more than one question.

    Examples
    --------
    >>> x, weight = np.eye(4)[None], np.ones((1, 1, 1, 1))
    >>> guesses("Ann: ask=largest&out_channel=0&guess=0,0", x, weight)
    1 guess: where is map 0 largest? At the median guess, 0 of 16 places are larger.
    """
    context = context_of(Run(x, weight, bias, **options), State())
    found = _read(texts, context)
    layer, o = context.layer, found.asked.out_channel
    drawn = replace(context, state=replace(context.state, out_channel=o))
    values = layer.map(o).astype(np.float64)
    draw = {"largest": _draw_largest, "below": _draw_below, "end": _draw_end}[found.asked.ask]
    board = Board()
    words = draw(board, drawn, found, values)
    title, _, result = words.partition("? ")
    board.add(Text(text=f"{title}?", x=12, y=22, size=20, bold=True, max=WIDTH - 24))
    unread = f" {counted(found.unread, 'text')} could not be read." if found.unread else ""
    board.add(Text(text=result + unread, x=12, y=50, max=WIDTH - 24))
    height = max(getattr(box, "y", 0) for box in board.boxes) + 24
    tall = TOP + SIDE + 16 if found.asked.ask != "end" else height
    return draw_scene(Scene(WIDTH, tall, board.boxes), words + unread)


# --- texts ---------------------------------------------------------------------------------------


def _read(texts: str | Iterable[str], context: SceneContext) -> Guesses:
    """The guesses in these texts."""
    lines = texts.splitlines() if isinstance(texts, str) else [str(text) for text in texts]
    lines = [line for line in lines if line.strip()]
    read = [one for line in lines if (one := _guess_in(line, context))]
    kinds = Counter(asked for asked, _ in read)
    if len(kinds) > 1:
        several = ", ".join(f"{n} of {_named(asked)}" for asked, n in kinds.most_common())
        raise ValueError(f"texts answers several questions, {several}: give it those of one")
    if not kinds:
        example = '"ask=largest&out_channel=0&guess=3,5"'
        raise ValueError(f"texts holds no guess of this layer: each is such as {example}")
    (asked,) = kinds
    return Guesses(asked, [answer for _, answer in read], len(lines) - len(read))


def _guess_in(line: str, context: SceneContext) -> tuple[Asked, list[float]] | None:
    """The first guess in a line, if it answers a question about this layer."""
    for word in re.findall(r"[^\s\"'<>]*ask=[^\s\"'<>]*", line):
        said = dict(parse_qsl(word.lstrip("?#")))
        try:
            answer = [float(one) for one in said["guess"].split(",")]
            of_pixel = said["ask"] == "end"
            place = [int(said[name]) if of_pixel else -1 for name in ("row", "col")]
            asked = Asked(said["ask"], int(said["out_channel"]), *place)
        except (KeyError, ValueError):
            continue
        if _fits(asked, answer, context):
            return asked, answer
    return None


def _fits(asked: Asked, answer: list[float], context: SceneContext) -> bool:
    """Whether numbers answer a question about this layer."""
    layer, (ask, o, row, col) = context.layer, asked
    if not 0 <= o < layer.out_channels or not np.isfinite(answer).all():
        return False
    if ask == "largest":
        inside = [0 <= at < n for at, n in zip(answer, (layer.oh, layer.ow), strict=False)]
        return len(answer) == 2 and all(inside)
    if ask == "below":
        return min(answer) >= 0 and sum(answer) == layer.oh * layer.ow
    return ask == "end" and len(answer) == 1 and 0 <= row < layer.oh and 0 <= col < layer.ow


def _named(asked: Asked) -> str:
    place = f", row {asked.row}, column {asked.col}" if asked.ask == "end" else ""
    return f"ask={asked.ask!r} of map {asked.out_channel}{place}"


# --- pictures ------------------------------------------------------------------------------------


def _heading(found: Guesses, question: str) -> str:
    return f"{counted(len(found.answers), 'guess')}: {question}?"


def _draw_maps(
    board: Board, context: SceneContext, heat: NDArray[np.float64], values: np.ndarray, words: str
) -> tuple[Placement, Placement]:
    """The heat map, and the true map beside it; returns where they lie."""
    o, right = context.state.out_channel, WIDTH - SIDE - 12
    for x, text in ((12, words), (right, f"map {o}")):
        board.add(Text(text=text, x=x, y=TOP - 10, size=14, colour="ink-2"))
    grey = Scale("grey", 0, max(float(heat.max()), 1e-9))
    heated = centre_map(board, heat, grey, (12, TOP, SIDE), 2, label="guesses")
    scale, square = context.limits.maps, (right, TOP, SIDE)
    return heated, centre_map(board, values, scale, square, 2, label=f"map {o}")


def _draw_largest(board: Board, context: SceneContext, found: Guesses, values: np.ndarray) -> str:
    """Where guesses lie close together; the truth in amber."""
    heat = np.zeros(values.shape)
    reach = max(1, round(min(values.shape) / 16))
    rows, cols = np.indices(values.shape)
    larger = []
    for row, col in found.answers:
        heat += (rows - row) ** 2 + (cols - col) ** 2 <= (reach + 0.5) ** 2
        larger.append(int((values > values[int(row), int(col)]).sum()))
    top, left = np.unravel_index(int(values.argmax()), values.shape)
    for at in _draw_maps(board, context, heat, values, "white: where most of you guessed"):
        side = max(14, at.scale)
        x, y = at.x + (left + 0.5) * at.scale, at.y + (top + 0.5) * at.scale
        board.add(ring(x - side / 2, y - side / 2, side, side))
    o = context.state.out_channel
    median = f"{int(np.median(larger)):,} of {values.size:,} places are larger."
    return f"{_heading(found, f'where is map {o} largest')} At the median guess, {median}"


def _draw_below(board: Board, context: SceneContext, found: Guesses, values: np.ndarray) -> str:
    """How many painted each place; the line on which the map is 0 in amber."""
    heat = np.mean([mask_of(runs, values.shape) for runs in found.answers], axis=0)
    for at in _draw_maps(board, context, heat, values, "white: what all of you painted"):
        line = Contour(x=at.x, y=at.y, scale=at.scale, data=values, level=0, colour="pick")
        board.add(replace(line, casing="halo"))
    below = values < 0
    shares = [f"{100 * heat[one].mean():.0f} %" if one.any() else "–" for one in (below, ~below)]
    heading = _heading(found, f"where is map {context.state.out_channel} below 0")
    some, others = shares
    return f"{heading} On average {some} of you painted a place below 0, {others} another place."


def _draw_end(board: Board, context: SceneContext, found: Guesses, values: np.ndarray) -> str:
    """All guessed levels on a line; the truth in ink."""
    _, o, row, col = found.asked
    truth, levels = float(values[row, col]), np.array(found.answers)[:, 0]
    low, high = widened(min(truth, *levels, 0), max(truth, *levels, 0))
    left, wide, base = 24, WIDTH - 48, 220
    counts, _ = np.histogram(levels, bins=BINS, range=(low, high))
    for i in np.flatnonzero(counts).tolist():
        tall = 110 * int(counts[i]) / int(counts.max())
        sign = 1 if low + (i + 0.5) * (high - low) / BINS > 0 else -1
        x = left + i * wide / BINS
        board.add(Bar(x=x, y=base - tall, w=wide / BINS - 2, h=tall, sign=sign))
    board.add(Rule(x=left, y=base, dx=wide, dy=0))
    step = nice_step((high - low) / 8)
    for n in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1):
        x = left + (n * step - low) / (high - low) * wide
        tick = Text(text=number(n * step, 0 if step >= 1 else 2), x=x, y=base + 16, size=14)
        board.add(replace(tick, align="center", colour="ink-2"))
    x, decimals = left + (truth - low) / (high - low) * wide, context.decimals.maps
    board.add(Rule(x=x, y=base - 130, dx=0, dy=134, width=2))
    written = number(truth, decimals)
    flag = Flag(x=x, y=base - 130, text=written, size=17)
    board.add(replace(flag, side="left") if x > WIDTH - 160 else flag)
    question = f"where does row {row}, column {col} of map {o} end"
    median = number(float(np.median(levels)), decimals)
    return f"{_heading(found, question)} It ends at {written}, and the median guess is {median}."
