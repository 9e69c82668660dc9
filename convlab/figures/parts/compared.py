"""The numbers of a picture of ideas: what stands in each row, on which scale, in which digits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ...ideas import IDEAS, strongest, wrong
from ...run import Run
from ...scene.addition import WIDTH, Column, Row, Term
from ...scene.colours import signed
from ...scene.context import SceneContext, State, context_of
from ...scene.digits import Decimals
from ...scene.limits import ROOT_FROM, Limits, input_scale
from ...show import (
    adding_decimals,
    decimals_of,
    limit_of_sizes,
    number,
    root_up,
    rounding,
    shared_limit,
    slice_limit,
)
from ..base.subject import Subject

MOST = 5  # columns: of more channels the loudest four, and the others in one
APART = 3  # times: beyond, two rows share no scale
TIE = 1e-5  # rounding must not decide which of two numbers is larger


@dataclass
class Compared:
    """A kernel at work, and ideas of it, worked out as if they were true."""

    subject: Subject
    ideas: Sequence[str]
    limit: float | None = None  # the end of the one scale, unless it follows from the maps

    def __post_init__(self) -> None:
        a, run = self.subject.pixel, self.subject.run
        self.row, self.col, self.names = a.row, a.col, run.channel_names
        self.kernel = run.weight[a.out_channel]
        self.parts = run.contributions[a.out_channel]
        self.y = run.output[[a.out_channel]]
        self.bias = None if run.bias is None else float(run.bias[a.out_channel])

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the kernel: they stay the same at all places."""
        count = len(self.parts)
        if count <= MOST:
            return [Column(name, (c,)) for c, name in enumerate(self.names)]
        order = np.argsort(-abs(self.parts).sum(axis=(1, 2)), kind="stable")
        own = order[: MOST - 1].tolist()
        if (most := strongest(self.kernel)) not in own:
            own[-1] = most
        others = tuple(c for c in range(count) if c not in own)
        return [
            *(Column(self.names[c], (c,)) for c in sorted(own)),
            Column(f"{len(others)} more", others),
        ]

    # --- rows --------------------------------------------------------------------------------

    @cached_property
    def layer_row(self) -> Row:
        """What the layer does."""
        return self._row("the layer", self._terms(self.parts, self.kernel), self.y)

    def row_of(self, idea: str) -> Row:
        """What an idea takes for it."""
        maps, count, first = self.maps(idea), len(self.parts), self.kernel[[0] * len(self.kernel)]
        if idea == "stays RGB":
            row = self._row(idea, self._terms(maps, first), maps, "and")
            return replace(row, bias=None)
        if idea == "grey first":
            mean, grey = self.subject.run.x.mean(axis=0), maps[0] - (self.bias or 0)
            terms = [Term(grey=mean, note=f"the mean of {count}"), Term(first[0], grey), None]
            return replace(self._row(idea, terms, maps, ""), signs=["∗", "", ""])
        if idea == "mean":
            row = self._row(idea, self._terms(self.parts / count, self.kernel), maps)
            return replace(row, divided=count)
        if idea == "largest":
            terms = self._terms(self.parts, self.kernel, np.max)
            return replace(self._row(idea, terms, maps, "or"), wins=True)
        if idea == "one channel":
            s = strongest(self.kernel)
            one = Term(self.kernel[s], self.parts[s])
            terms = [one if channels == (s,) else None for _, channels in self.columns]
            return self._row(idea, terms, maps, "")
        alone = self._wrong("stays RGB", biased=False)
        return self._row(idea, self._terms(alone, first), maps)

    def maps(self, idea: str) -> np.ndarray:
        """What an idea comes to, (1, h, w); of "stays RGB" (3, h, w)."""
        return self._wrong(idea)

    def _wrong(self, idea: str, *, biased: bool = True) -> np.ndarray:
        run, names = self.subject.run, ("stride", "padding", "dilation", "padding_mode")
        options = {name: getattr(run.layer, name) for name in names}
        bias, o = run.bias if biased else None, self.subject.pixel.out_channel
        return wrong(idea, run.x, run.weight, bias, out_channel=o, **options)

    def _terms(
        self, maps: np.ndarray, slices: np.ndarray, how: Callable[..., np.ndarray] = np.sum
    ) -> list[Term | None]:
        """A term for each column: channels without one of their own are one term."""
        return [
            Term(slices[channels[0]], maps[channels[0]])
            if len(channels) == 1
            else Term(None, how(maps[list(channels)], axis=0))
            for _, channels in self.columns
        ]

    def _row(self, label: str, terms: list[Term | None], maps: np.ndarray, sign: str = "+") -> Row:
        signs = [*[sign] * (len(terms) - 1), ""]
        strong = label == "the layer"
        title = label if strong else IDEAS[label].title
        name = ("the", "layer" if strong else "idea")
        return Row(name, terms, signs, self.bias, maps, signed(1), strong=strong, label=title)

    # --- scales and digits -------------------------------------------------------------------

    @cached_property
    def limits(self) -> tuple[float, dict[str, float]]:
        """The end of the one scale, and of those of ideas that are of quite another size."""
        layer = _arrays(self.layer_row)
        if self.limit:
            return self.limit, {}
        shared, own = self._limit(*layer), dict[str, float]()
        for idea in IDEAS:
            if idea in ("stays RGB", "grey first") and len(self.parts) != 3:
                continue
            arrays = _arrays(self.row_of(idea))
            ratio = _usual_size(arrays) / _usual_size(layer)
            if max(ratio, 1 / ratio) > APART * 1.05:
                own[idea] = self._limit(*arrays)
            else:
                shared = max(shared, self._limit(*layer, *arrays))
        return shared, own

    def _limit(self, *arrays: np.ndarray) -> float:
        """Where the scale of these maps ends: as in the explorer."""
        if len(self.parts) < ROOT_FROM:
            return shared_limit(*arrays)
        sizes = np.abs(np.concatenate([np.ravel(one) for one in arrays]))
        return limit_of_sizes(sizes.astype(np.float64), root_up, 0)

    @cached_property
    def rows(self) -> list[Row]:
        """The layer's row and those of the ideas, with their scales."""
        shared, own = self.limits
        root = len(self.parts) >= ROOT_FROM
        layer = replace(self.layer_row, colours=signed(shared, root=root))
        ends = {idea: own.get(idea, shared) for idea in self.ideas}
        return [
            layer,
            *(
                replace(self.row_of(idea), colours=signed(end, root=root))
                for idea, end in ends.items()
            ),
        ]

    @cached_property
    def decimals(self) -> int:
        """In which all that is written of the picked place adds up."""
        sums = [found for row in self.rows if (found := row.sum(self.row, self.col))]
        y = float(self.y[0, self.row, self.col])
        gaps = [float(self.off(idea)[self.row, self.col]) for idea in self.ideas]
        return adding_decimals(*sums, *(([y + gap, -y], gap) for gap in gaps))

    @property
    def rounding(self) -> dict[str, float]:
        """What the sum of each row lacks as printed."""
        sums = {row.label: row.sum(self.row, self.col) for row in self.rows}
        return {name: rounding(*one, self.decimals) for name, one in sums.items() if one}

    def off(self, idea: str) -> np.ndarray:
        """How far an idea is off, (h, w): of its numbers the one that is farthest off."""
        gap = self.maps(idea) - self.y
        size = abs(gap)
        first = (size > size.max(axis=0) - TIE).argmax(axis=0)
        return np.asarray(np.take_along_axis(gap, first[None], axis=0)[0])

    def answers(self, idea: str) -> str:
        """What an idea says at the picked place: one number, or three."""
        values = self.maps(idea)[:, self.row, self.col].tolist()
        return ", ".join(number(value, self.decimals) for value in values)

    @property
    def context(self) -> SceneContext:
        """The kernel alone, as scenes are built from it."""
        run, o = self.subject.run, self.subject.pixel.out_channel
        one = Run(
            run.x,
            run.weight[[o]],
            None if run.bias is None else run.bias[[o]],
            channel_names=run.channel_names,
            stride=run.layer.stride,
            padding=run.layer.padding,
            dilation=run.layer.dilation,
            padding_mode=run.layer.padding_mode,
        )
        slices = signed(slice_limit(run.weight))
        limits = Limits(input_scale(run.x), slices, signed(1), signed(1))
        context = context_of(one, State(row=self.row, col=self.col), limits=limits, width=WIDTH)
        biases = 0 if run.bias is None else decimals_of(run.bias)
        weights = decimals_of(run.weight)
        decimals = Decimals(weights, context.decimals.input, biases, self.decimals)
        return replace(context, decimals=decimals)


def _arrays(row: Row) -> list[np.ndarray]:
    """All signed maps in a row."""
    parts = [term.map for term in row.terms if term is not None and term.map is not None]
    return [*parts, *([] if len(row.maps) > 1 else row.maps)]


def _usual_size(arrays: list[np.ndarray]) -> float:
    """98 of a hundred numbers are no larger than this."""
    sizes = np.sort(np.abs(np.concatenate([np.ravel(one) for one in arrays])))
    return float(sizes[int(0.98 * (len(sizes) - 1))])
