"""The layer over common ideas of it, as additions in the same columns, and how far they are apart.

A saved picture is what ``static/scene/ideas.js`` has on screen.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure

from ..ideas import IDEAS
from ..scene.addition import LEFT, TOP, WIDTH, Addition
from ..scene.board import CHIPS
from ..scene.boxes import Cells, Chip, Dots, Ground, Ring, Text
from ..scene.colours import Scale
from ..scene.picture import LegendOf, Scene
from ..scene.words import Words, put_paragraph, words_width
from ..show import RGB, counted, decimals_of, limit_text, number, units
from ..sizes import ShapeError
from .base.boxes import draw_scene
from .base.subject import Subject, check_limit
from .parts.compared import TIE, Compared

DOTS = 208  # the side of the halftone, of at most …
ALONG = 25  # … so many dots along a side


def draw_ideas(subject: Subject, ideas: Sequence[str], limit: float | None = None) -> Figure:
    """The layer and then its ideas, one below the other; of one idea also how far it is off.

    subject, its pixel picked; ideas: one to three of ``IDEAS``; limit: the end of the one scale.
    """
    if not 1 <= len(ideas) <= 3 or set(ideas) - set(IDEAS):
        raise ValueError(f"ideas is {list(ideas)}: choose one to three of {list(IDEAS)}")
    if "stays RGB" in ideas and len(subject.run.x) != 3:
        channels = counted(len(subject.run.x), "channel")
        raise ShapeError(f'x has {channels}, but "stays RGB" needs 3')
    a, compared = subject.pixel, Compared(subject, ideas, check_limit(limit))
    answers = [
        f"a common idea, not the layer: {IDEAS[idea].title} {compared.answers(idea)}"
        for idea in ideas
    ]
    return draw_scene(ideas_scene(compared), "\n".join([str(a), *answers]))


def ideas_scene(compared: Compared) -> Scene:
    """The head, the layer's row and those of the ideas; of one idea, how far it is off."""
    run = compared.subject.run
    photo = run.x if run.channel_names == RGB and run.x.min() >= 0 and run.x.max() <= 1 else None
    addition = Addition(compared.context, compared.columns, photo, compared.rounding)
    layer, *ideas = compared.rows
    legends = [LegendOf("signed scale", layer.colours)]
    if ideas[0].colours != layer.colours and len(ideas) == 1:
        legends = [LegendOf("the layer", layer.colours), LegendOf("the idea", ideas[0].colours)]
    alone = len(ideas) == 1
    top = _put_title(addition, ideas[0].label, 0) if alone else 0
    bottom = addition.put_row(layer, addition.put_head(legends, top + TOP))
    for row in ideas:
        top = bottom + 12 if alone else _put_title(addition, row.label, bottom + 16)
        bottom = addition.put_row(row, top)
    if alone:
        bottom = _put_far(addition, compared, bottom + 12)
    return Scene(WIDTH, bottom + 8, addition.boxes)


def _put_title(addition: Addition, title: str, y: float) -> float:
    """What an idea is called; returns where the title ends."""
    addition.add(Text(text=title, x=LEFT, y=y + 16, size=24, bold=True))
    x = LEFT + words_width(title, 24, bold=True) + 12
    kind = Text(text="a common idea, not the layer", x=x, y=y + 19, colour="ink-2")
    addition.add(kind)
    return y + 48


def _put_far(addition: Addition, compared: Compared, y: float) -> float:
    (idea,) = compared.ideas
    off = compared.off(idea)
    here = float(abs(off[compared.row, compared.col]))
    place = f"row {compared.row}, column {compared.col}"
    agrees = here < 0.5 * 10.0**-compared.decimals
    far = f"Off by {number(here, compared.decimals)} at {place}"
    words = f"No difference at {place}" if agrees else far
    addition.add(Text(text=words, x=LEFT, y=y + 13, size=17, bold=True))
    top = y + 38
    block = -(-max(off.shape) // ALONG)
    sizes = _worst(abs(off), block)
    _put_halftone(addition, compared, sizes, block, top)
    words_end = _put_reasons(addition, compared, sizes, block, top + 6)
    return max(top + DOTS + 2, words_end, _put_windows(addition, 648, top))


def _worst(sizes: np.ndarray, block: int) -> np.ndarray:
    """The largest number of each block."""
    rows, cols = (-(-side // block) for side in sizes.shape)
    whole = np.zeros((rows * block, cols * block))
    whole[: sizes.shape[0], : sizes.shape[1]] = sizes
    return np.asarray(whole.reshape(rows, block, cols, block).max(axis=(1, 3)))


def _put_halftone(
    addition: Addition, compared: Compared, sizes: np.ndarray, block: int, y: float
) -> None:
    pitch, x = DOTS // max(sizes.shape), LEFT
    h, w = sizes.shape[0] * pitch, sizes.shape[1] * pitch
    addition.add(Ground(x=x, y=y, w=w + 2, h=h + 2, colour="rule"))
    addition.add(Ground(x=x + 1, y=y + 1, w=w, h=h, colour="bg"))
    end = float(sizes.max()) or 1.0
    addition.add(Dots(x=x + 1, y=y + 1, data=sizes, pitch=pitch, range=end))
    at = x + 1 + compared.col // block * pitch, y + 1 + compared.row // block * pitch
    addition.add(Ring(x=at[0], y=at[1], w=pitch, h=pitch, width=2, halo=1))


def _put_reasons(
    addition: Addition, compared: Compared, sizes: np.ndarray, block: int, y: float
) -> float:
    (idea,), layer = compared.ideas, compared.rows[0]
    off, place = compared.off(idea), (LEFT + DOTS + 24.0, y, 372.0)
    dot = f"the worst of {block}×{block} places" if block > 1 else "one place"
    head = Words("How far the idea is off, place by place.", True)
    runs = [head, Words(f"More ink, further off. Each dot is {dot}.")]
    key = put_paragraph(addition.board, runs, place) + 18
    _put_key(addition, sizes, compared.decimals, place[0], key)
    most = layer.colours.high / 10
    percent = int(np.floor(100 * (abs(off) > most + TIE).mean() + 0.5))
    places = f"of the {off.size:,} places it is off by more than {limit_text(most)}."
    share = [Words("At"), Words(f"{percent}\u00a0%", True), Words(places)]
    following = put_paragraph(addition.board, share, (place[0], key + 36, place[2])) + 20
    why = _reason(compared, idea)
    because = [Words("Why:", True), Words(why[0].lower() + why[1:])]
    return put_paragraph(addition.board, because, (place[0], following, place[2]))


def _put_key(addition: Addition, sizes: np.ndarray, decimals: int, x: float, y: float) -> None:
    end, pitch = float(sizes.max()) or 1.0, DOTS // max(sizes.shape)
    for i, share in enumerate((0.25, 0.5, 1)):
        left, size = x + 8 + 100 * i, np.array([[share * end]])
        addition.add(Dots(x=left, y=y - pitch / 2, data=size, pitch=pitch, range=end))
        label = number(share * units(end, decimals) / 10.0**decimals, decimals)
        addition.add(Text(text=label, x=left + pitch + 6, y=y, size=14, colour="ink-2"))


def _reason(compared: Compared, idea: str) -> str:
    """Why an idea is wrong: its own words, but for those that follow from the numbers."""
    if idea != "mean":
        return IDEAS[idea].why
    divided = f"The sum is divided by {len(compared.parts)}"
    if not compared.bias:
        return f"{divided}: the same map, paler. Larger weights make up for it."
    signs = [np.sign(np.where(abs(y) > TIE, y, 0)) for y in (compared.y, compared.maps("mean"))]
    percent = int(np.floor(100 * (signs[0] * signs[1] < 0).mean() + 0.5))
    also = f" {percent}\u00a0% of the map changes sign." if percent else ""
    towards = number(compared.bias, decimals_of(compared.bias, 4))
    return f"{divided}, the bias is not: the map fades towards {towards}.{also}"


def _put_windows(addition: Addition, x: float, y: float) -> float:
    """What the slices read at the picked place; returns where it ends."""
    layer, context = addition.layer, addition.context
    w, h, apart = 3 * 41, 3 * 23, 8
    head = Text(text="what all slices read there", x=x, y=y - 25, colour="ink-2")
    addition.add(head)
    own = [column for column in addition.columns if len(column.channels) == 1]
    for i, (name, (c, *_)) in enumerate(own):
        top = y + i * (h + apart)
        middle = top + h / 2
        if chip := CHIPS.get(name):
            addition.add(Chip(x=x, y=middle - 13, text=chip[0], colour=chip[1]))
        else:
            label = Text(text=str(c), x=x + 13, y=middle, size=14, bold=True, colour="channel")
            addition.add(replace(label, align="center"))
        account = layer.account(0, c, context.state.row, context.state.col)
        cell, grey = w / layer.kw, context.limits.input
        addition.add(
            Cells(
                x=x + 34,
                y=top,
                values=account.window,
                colours=Scale("grey", grey.low, grey.high),
                cell=cell,
                tall=h / layer.kh,
                size=14,
                decimals=context.decimals.input,
                outside=account.outside if account.outside.any() else None,
                blocks=cell < 30,
                label=f"window of {name}",
            )
        )
        addition.add(Ring(x=x + 34, y=top, w=w, h=h, width=2, halo=1))
    return y + len(own) * (h + apart)
