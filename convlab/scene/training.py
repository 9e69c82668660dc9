"""Where everything of the Trainer stands: what ``static/scene/training.js`` has, in Python."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ..run import Run
from ..show import limit_text, number, round_up, shared_limit
from ..training import gradient
from .board import CHIPS, Board
from .boxes import Bar, Box, Cells, Chip, Ground, Legend, Map, Pill, Text
from .colours import Scale, signed
from .curve import put_curve
from .head import moved
from .maps import pixel_scale, snap
from .picture import Scene
from .progress import (
    Distance,
    Progress,
    distance,
    gradient_digits,
    number_text,
    plain,
    power_text,
    remark,
    sentence,
    short,
)
from .rings import ring
from .training_plan import Area, Block, Plan, Row, Stretch, plan_of

FAR = 0.05  # from its hidden value, a number is bold
NOTE = Text(text="", x=0, y=0, size=14, colour="ink-2")  # small grey words
STRONG = Text(text="", x=0, y=0, bold=True)


class Weight(NamedTuple):
    """Where a weight stands."""

    channel: int
    row: int
    col: int


class Limits(NamedTuple):
    """Where scales end, fixed from the target and the start: nothing that is learned moves them."""

    maps: float
    bars: float
    gradient: float
    size: float


@dataclass(frozen=True, eq=False)
class TrainerContext:
    """All that the picture is made of. A point is the weights, then the bias."""

    shape: tuple[int, int, int]  # of the kernel: channels, rows, columns
    hidden: np.ndarray
    point: np.ndarray  # what has been learned
    gradient: np.ndarray
    target: np.ndarray  # (oh, ow)
    now: np.ndarray  # the map of the point
    losses: Sequence[float]
    limits: Limits
    names: Sequence[str]  # of the channels
    rate: float = 0.1
    reveal: bool = True  # whether the hidden kernel is to be seen
    picked: Weight | None = None
    saw: np.ndarray | None = None  # what the picked weight has touched, (oh, ow)
    input: Scale = field(default=Scale("grey", 0, 1))  # of the picture
    is_over: bool = False  # whether no step is left to take
    width: int = 904  # one of ``WIDTHS``
    ratio: float = 2

    @cached_property
    def away(self) -> Distance:
        """How far it is from what is hidden."""
        return distance(self.point, self.hidden, self.shape[0])

    @property
    def progress(self) -> Progress:
        """What there is to say about it."""
        return Progress(len(self.point), self.losses, self.away, self.reveal, self.is_over)

    def slice(self, point: np.ndarray, c: int) -> np.ndarray:
        """Channel c's part of a point, (kh, kw)."""
        return np.asarray(point[:-1].reshape(self.shape)[c])


def trainer_limits(
    target: np.ndarray, hidden: np.ndarray, start: np.ndarray, gradient: np.ndarray, channels: int
) -> Limits:
    """The limits of a descent that began at ``start``, where the loss had this gradient."""
    sizes = np.linalg.norm(gradient[:-1].reshape(channels, -1), axis=1)
    return Limits(
        maps=shared_limit(target),
        bars=1.1 * round_up(float(np.abs([hidden, start]).max()) or 1.0),
        gradient=round_up(max(float(np.abs(gradient).max()), 1e-12)),
        size=round_up(max(float(sizes.max()), 1e-12)),
    )


Kernel = tuple[ArrayLike, ArrayLike]  # weight (1, channels, kh, kw) and bias (1,)


def descent_context(
    x: np.ndarray,
    hidden: Kernel,
    learned: Kernel,
    losses: Sequence[float],
    *,
    start: Kernel | None = None,
    picked: Weight | None = None,
    **look: Any,
) -> TrainerContext:
    """What there is to draw of a descent towards a hidden kernel.

    Parameters
    ----------
    x : (channels, h, w)
    hidden, learned : (weight, bias)
    losses : (steps + 1,)
    start : (weight, bias), optional
        Where it began; unless given, at what is learned.
    picked : Weight, optional
    **look
        More of the context's fields, such as ``rate``.
    """
    weight = np.asarray(hidden[0])
    target, now = (np.asarray(Run(x, *kernel).output) for kernel in (hidden, learned))
    slope, first = (gradient(x, target, *kernel) for kernel in (learned, start or learned))
    kernels = hidden, learned, start or learned
    points = [np.append(*kernel).astype(np.float64) for kernel in kernels]
    channels, kh, kw = weight.shape[1:]
    saw = None
    if picked:
        (c, u, v), (oh, ow) = picked, target.shape[1:]
        saw = x[c, u : u + oh, v : v + ow]
    return TrainerContext(
        shape=(channels, kh, kw),
        hidden=points[0],
        point=points[1],
        gradient=np.append(slope.weight, slope.bias),
        target=target[0],
        now=now[0],
        losses=losses,
        limits=trainer_limits(
            target, points[0], points[2], np.append(first.weight, first.bias), channels
        ),
        picked=picked,
        saw=saw,
        input=Scale("grey", min(0.0, float(x.min())), max(1.0, float(x.max()))),
        **look,
    )


def build_training(context: TrainerContext) -> Scene:
    """Everything but why a weight moves."""
    plan, board = plan_of(context.width, context.shape), Board()
    _put_legend(board, context, plan)
    for c, block in enumerate(plan.blocks):
        _put_channel(board, context, block, c)
    _put_bias(board, context, plan)
    _put_gradient_note(board, context, plan)
    put_curve(board, plan.curve, context.losses)
    _put_maps(board, context, plan)
    return _framed(board.boxes, context.width, plan.bottom)


CAPTION = 76  # how high the words above a saved picture are


def whole_training(context: TrainerContext) -> Scene:
    """Everything, under its sentence: what a page says in elements of its own."""
    scenes = [build_training(context), *([build_why(context)] if context.picked else [])]
    board, down = Board(), float(CAPTION)
    _put_caption(board, context)
    for scene in scenes:
        board.boxes += (moved(box, down) for box in scene.boxes)
        down += scene.height
    return Scene(context.width, down, board.boxes)


def _put_caption(board: Board, context: TrainerContext) -> None:
    """The sentence and the remark."""
    most, progress = context.width - 16, context.progress
    board.add(Text(text=plain(sentence(progress)), x=8, y=24, size=24, max=most))
    board.add(Text(text=remark(progress), x=8, y=54, colour="ink-2", max=most))


def _framed(boxes: Iterable[Box], width: float, height: float) -> Scene:
    """With a margin at both sides."""
    return Scene(width, height, [replace(box, x=box.x + 8) for box in boxes])


# --- learned, hidden, still to go --------------------------------------------------------------


def _put_legend(board: Board, context: TrainerContext, plan: Plan) -> None:
    y = 10
    board.add(Bar(x=0, y=y - 5, w=26, h=10, sign=1))
    board.add(replace(NOTE, text="learned", x=34, y=y))
    if not context.reveal:
        return
    board.add(Ground(x=103, y=y - 8, w=3, h=16, colour="ink"))
    board.add(replace(NOTE, text="hidden", x=114, y=y))
    board.add(Ground(x=177, y=y - 1.5, w=26, h=3, colour="ink-2"))
    board.add(replace(NOTE, text="still to go", x=211, y=y))
    x, y = map(int, plan.legend)
    board.add(replace(NOTE, text=f"bold: more than {FAR} away", x=x, y=y))


def _put_channel(board: Board, context: TrainerContext, block: Block, c: int) -> None:
    """A channel: its name, its learned slice, and how the loss changes with it."""
    _put_head(board, context, block, c)
    if block.plus:
        x, y = block.plus
        board.add(replace(STRONG, text="+", x=x, y=y, size=26, align="center"))
    _put_slice(board, context, block, c)
    _put_gradient(board, context, block, c)
    picked = context.picked
    for x, y, cell, tall in (block.slice, block.gradient):
        if picked and picked.channel == c:
            board.add(ring(x + picked.col * cell, y + picked.row * tall, cell, tall))


def _put_head(board: Board, context: TrainerContext, block: Block, c: int) -> None:
    x, y, w = block.head
    name, start = context.names[c], 0
    chip = CHIPS.get(name)
    if chip:
        board.add(Chip(x=x, y=y - 13, text=chip[0], colour=chip[1]))
        name, start = f"channel {c}", 34
    most = w - start - (0 if block.below else 76)
    board.add(Text(text=name, x=x + start, y=y, colour="channel", max=most))
    if not context.reveal:
        return
    right, y = (x + 70, y + 24) if block.below else (x + w, y)
    far = Text(text=number_text(context.away.channels[c]), x=right - 40, y=y, bold=True)
    board.add(replace(far, align="right"))
    board.add(Text(text="away", x=right, y=y, colour="ink-2", align="right"))


def _put_slice(board: Board, context: TrainerContext, block: Block, c: int) -> None:
    x, y, cell, tall = block.slice
    blank, look = np.zeros(context.shape[1:]), signed(1)
    board.add(
        Cells(x=x, y=y, values=blank, colours=look, cell=cell, tall=tall, blocks=True, inset=1)
    )
    for k, (i, j) in enumerate(np.ndindex(blank.shape)):
        place = Area(x + j * cell, y + i * tall, cell, tall)
        _put_number(board, context, place, c * blank.size + k)


def _put_number(board: Board, context: TrainerContext, cell: Area, i: int) -> None:
    """A number of the kernel: in figures, and as a bar towards its hidden value."""
    x, y, w, h = cell
    value, hidden, most = context.point[i], context.hidden[i], context.limits.bars
    middle, level = x + w / 2, y + 0.625 * h
    far = context.reveal and abs(value - hidden) > FAR
    words = Text(text=number_text(value), x=middle, y=y + 13, bold=bool(far), max=w - 6)
    quiet = context.reveal and not far
    board.add(replace(words, align="center", colour="ink-2" if quiet else "ink"))

    reach = w / 2 - 4.8  # of the longest bar
    bar, goal = (max(-reach, min(reach, v * reach / most)) for v in (value, hidden))
    bias, cut = i == len(context.point) - 1, abs(value) > most
    _put_bar(board, middle, level, bar, bias=bias, cut=bool(cut))
    board.add(Ground(x=middle - 0.5, y=level - 10, w=1, h=20, colour="control"))
    if not context.reveal:
        return
    first, last = sorted((bar, goal))
    if first < last:
        gap = Ground(x=middle + first, y=level - 1.5, w=last - first, h=3, colour="ink-2")
        board.add(gap)
    board.add(Ground(x=middle + goal - 1.5, y=level - 12, w=3, h=24, colour="ink"))


def _put_bar(board: Board, x: float, y: float, length: float, *, bias: bool, cut: bool) -> None:
    """A bar from zero; one that is cut off has a gap before its end."""
    sign = int(math.copysign(1, length)) if length else 0
    ends = [(0, length - 7 * sign), (length - 4 * sign, length)] if cut else [(0, length)]
    for left, right in map(sorted, ends):
        place = Bar(x=x + left, y=y - 8, w=right - left, h=16, sign=sign)
        board.add(Ground(x=place.x, y=place.y, w=place.w, h=16, colour="bias") if bias else place)


# --- the gradient ------------------------------------------------------------------------------


def _put_gradient(board: Board, context: TrainerContext, block: Block, c: int) -> None:
    power, decimals = gradient_digits(context.gradient)
    slopes = context.slice(context.gradient, c)
    x, y, cell, tall = block.gradient
    cells = Cells(
        x=x,
        y=y,
        values=slopes / 10.0**power,
        colours=signed(context.limits.gradient / 10.0**power),
        cell=cell,
        tall=tall,
        size=14,
        decimals=decimals,
    )
    board.add(cells)
    if block.title:
        x, y = block.title
        board.add(replace(NOTE, text="gradient", x=x, y=y))
    _put_size(board, context, block.size, float(np.linalg.norm(slopes)))


def _put_size(board: Board, context: TrainerContext, where: Stretch, pull: float) -> None:
    """How strongly a slice's gradient pulls: a bar, of the longest there was room for at first."""
    power, decimals = gradient_digits(context.gradient)
    words = short(pull) if power else number(pull, decimals)
    x, y, w = where
    track = Ground(x=x + 34, y=y - 4, w=w - 34 - 56, h=8, colour="rule")
    board.add(replace(NOTE, text="size", x=x, y=y))
    board.add(track)
    board.add(replace(track, w=track.w * min(1, pull / context.limits.size), colour="ink"))
    board.add(replace(STRONG, text=words, x=x + w, y=y, align="right", max=54))


def _put_bias(board: Board, context: TrainerContext, plan: Plan) -> None:
    bias = plan.bias
    x, y = bias.plus
    board.add(replace(STRONG, text="+", x=x, y=y, size=26, align="center"))
    x, y = bias.name
    board.add(Text(text="bias", x=x, y=y, align=bias.align, colour="bias"))
    x, y, w, h = bias.cell
    board.add(Ground(x=x, y=y, w=w, h=h, colour="bias-ground"))
    _put_number(board, context, bias.cell, len(context.point) - 1)
    power, decimals = gradient_digits(context.gradient)
    x, y = bias.gradient
    board.add(Pill(text=number(context.gradient[-1] / 10.0**power, decimals), x=x, y=y))


def _put_gradient_note(board: Board, context: TrainerContext, plan: Plan) -> None:
    """What a gradient is, and what the next step makes of it."""
    power, _ = gradient_digits(context.gradient)
    x, y, w = plan.note
    title = f"gradient × {power_text(power)}" if power else "gradient"
    what = "how the loss would change if this number grew."
    then = f"The next step takes {context.rate:g} of it, the other way."
    after = 144 if power else 66
    board.add(replace(STRONG, text=title, x=x, y=y, max=after - 6))
    first = f"{what} {then}" if plan.lines == 1 else what
    board.add(replace(NOTE, text=first, x=x + after, y=y, max=w - after))
    if plan.lines > 1:
        board.add(replace(NOTE, text=then, x=x, y=y + 21, max=w))


# --- maps --------------------------------------------------------------------------------------

Signed = tuple[str, np.ndarray, Scale, str]  # a sign, a map, its colours and its name


def _put_row(board: Board, ratio: float, row: Row, maps: Sequence[Signed]) -> None:
    """Maps in a row, with a sign before each but the first."""
    for i, (sign, data, colours, label) in enumerate(maps):
        left = row.x + i * (row.size + row.gap)
        h, w = data.shape
        scale = pixel_scale(row.size, w, h, ratio)
        x, y = snap(left + 8, ratio) - 8, snap(row.y, ratio)
        board.add(Map(x=x, y=y, scale=scale, data=data, colours=colours, label=label))
        if i:
            x, y = left - row.gap / 2, row.y + row.size / 2
            board.add(Text(text=sign, x=x, y=y, size=22, align="center", colour="ink-2"))


def _put_maps(board: Board, context: TrainerContext, plan: Plan) -> None:
    """Map − target = error; the mean of its squares is the loss."""
    row, colours = plan.maps, signed(context.limits.maps)
    x, y, size, gap = row
    error = context.now - context.target
    maps = [
        ("", context.now, colours, "map now"),
        ("−", context.target, colours, "target map"),
        ("=", error, colours, "error"),
    ]
    for i, (*_, label) in enumerate(maps):
        place = Text(text=label, x=x + i * (size + gap), y=y - 19, bold=i == 0)
        board.add(place)
    _put_row(board, context.ratio, row, maps)
    board.add(Legend(x=x, y=y + size + 14, w=size, colours=colours))
    same = "the same scale for all three"
    place = replace(NOTE, x=x + size + gap, y=y + size + 20, max=2 * size + gap)
    board.add(replace(place, text=same))


# --- why the picked weight moves ---------------------------------------------------------------


def build_why(context: TrainerContext) -> Scene:
    """Error × what the picked weight saw, averaged, is half its gradient."""
    assert context.picked is not None and context.saw is not None
    board, width = Board(), context.width
    wide = width > 700
    row = Row(0, 40, 110, 40) if wide else Row(0, 40, 100, 28)
    high = 40 + row.size + (40 if wide else 130)
    board.add(Ground(x=-8, y=0, w=width, h=high, colour="pick-ground"))
    title = _why_title(context.picked, context.names)
    board.add(replace(STRONG, text=title, x=0, y=20, size=17, max=width - 16))

    error, colours = context.now - context.target, signed(context.limits.maps)
    maps = [
        ("", error, colours, "error again"),
        ("×", context.saw, context.input, "saw"),
        ("=", error * context.saw, colours, "error × saw"),
    ]
    _put_row(board, context.ratio, row, maps)
    saw = f"saw, {limit_text(context.input.low)} to {limit_text(context.input.high)}"
    step = row.size + row.gap
    for i, words in enumerate(("error", saw, "error × saw")):
        board.add(replace(NOTE, text=words, x=i * step, y=40 + row.size + 14, max=step - 8))
    where = Stretch(3 * step, 52, width - 16 - 3 * step)
    if not wide:
        where = Stretch(0, 40 + row.size + 48, min(440, width - 16))
    _put_reason(board, context, context.picked, where)
    return _framed(board.boxes, width, high)


def _why_title(picked: Weight, names: Sequence[str]) -> str:
    channel, row, col = picked
    return f"One weight: {names[channel]}, row {row}, column {col}"


def _put_reason(board: Board, context: TrainerContext, picked: Weight, where: Stretch) -> None:
    """The gradient, the step, and which way the weight goes."""
    slope = float(context.slice(context.gradient, picked.channel)[picked.row, picked.col])
    x, y, w = where
    sums = {
        "gradient = 2 × the mean of error × saw": slope,
        f"the next step: −{context.rate:g} × the gradient": -context.rate * slope,
    }
    for i, (words, value) in enumerate(sums.items()):
        board.add(replace(NOTE, text=words, x=x, y=y + 27 * i, max=w - 100))
        figure = replace(STRONG, text=short(value), x=x + w, y=y + 27 * i)
        board.add(replace(figure, align="right"))
    if slope:
        loss, way = ("larger", "down") if slope > 0 else ("smaller", "up")
        words = f"A larger weight would make the loss {loss}, so it goes {way}."
        board.add(Text(text=words, x=x, y=y + 62, max=w))
