"""WrongConvolutions: the layer beside what it is often taken for."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets

from .. import figures
from ..conv import contributions, conv2d
from ..ideas import IDEAS, wrong
from ..ledger import PixelLedger
from ..run import ledger
from ..show import channel_names as named
from ..show import shared_limit, slice_limit
from ..sizes import ShapeError
from ._arrays import check_layer, real, scale_end, to_bytes
from ._state import read, set_together, written
from .base import Widget
from .modules import css, esm

STATE = ("idea", "out_channel", "row", "col")
ON_COLOURS = ("stays RGB", "grey first")
FEW = 5  # channels whose lines a still has room for
TIE = 1e-5  # rounding must not decide which of two numbers counts


class WrongConvolutions(Widget):
    """One kernel at work: its feature map, what a wrong idea expects instead, and how far off.

    x ``(c, h, w)``, a photo ``(3, h, w)`` in [0, 1] or 2 to 128 maps; weight
    ``(c_out, c, kh, kw)`` and bias ``(c_out,)`` or None, of which kernel ``out_channel`` is shown.
    ``idea`` is one of ``convlab.ideas.IDEAS``: "mean", "largest", "one channel", "shared slice",
    and of 3 channels "stays RGB" and "grey first" too. Without ``row`` and ``col`` it starts where
    the idea and the layer differ most. All four are traits, and ``state`` is all of them as one
    line; ``output``, ``wrong`` and ``difference`` are what is on screen, as arrays.
    Raises ShapeError for what does not fit, ValueError for an idea that is not there.

    >>> x = np.random.default_rng(0).random((3, 6, 6)).round(2)
    >>> view = WrongConvolutions(x, np.ones((1, 3, 3, 3)), idea="mean")
    >>> view
    WrongConvolutions: the layer beside “Mean, not sum”
    >>> np.allclose(view.wrong(), view.output / 3)  # 3 channels
    True
    """

    module = "wrong.js"
    _esm = esm(module)
    _css = css("tokens.css", "explorer.css", "wrong.css")

    _x = traitlets.Bytes().tag(sync=True)
    _weight = traitlets.Bytes().tag(sync=True)
    _bias = traitlets.Bytes().tag(sync=True)
    _spec = traitlets.Dict().tag(sync=True)

    idea = traitlets.Enum(tuple(IDEAS), "stays RGB").tag(sync=True)
    out_channel = traitlets.Int(0).tag(sync=True)
    row = traitlets.Int(0).tag(sync=True)
    col = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        x: Any,
        weight: Any,
        bias: Any = None,
        *,
        idea: str | None = None,
        out_channel: int = 0,
        row: int | None = None,
        col: int | None = None,
        stride: int = 1,
        padding: int = 0,
        dilation: int = 1,
        channel_names: Sequence[str] | None = None,
        limit: float | None = None,
        state: str = "",
    ):
        given = dict(idea=idea, out_channel=out_channel, row=row, col=col)
        given |= read(state, self.traits(), STATE)
        x, weight = real("x", x), real("weight", weight)
        steps = dict(stride=stride, padding=padding, dilation=dilation)
        check_layer(x, weight, bias, steps | {"groups": 1})
        if len(x) == 1:
            raise ShapeError(
                "x has 1 channel: nothing is added up there, and every idea is the layer itself; "
                "repeat a grey photo with x.repeat(3, axis=0)"
            )
        self._arrays = (
            x.astype(np.float32),
            weight.astype(np.float32),
            None if bias is None else real("bias", bias).astype(np.float32),
        )
        self._steps = steps
        spec = dict(
            x_shape=x.shape,
            weight_shape=weight.shape,
            has_bias=bias is not None,
            steps=steps,
            channel_names=named(len(x), channel_names),
            limit=scale_end(limit),
            slice_limit=slice_limit(weight),
            ideas={name: IDEAS[name]._asdict() for name in self._choices()},
        )
        super().__init__(
            _x=to_bytes(x),
            _weight=to_bytes(weight),
            _spec=spec,
            idea=given["idea"] or self._choices()[0],
            _bias=to_bytes(np.zeros(len(weight)) if bias is None else bias),
            out_channel=given["out_channel"],
        )
        size = abs(self.difference[0])
        most = divmod(int(np.argmax(size > size.max() - TIE)), size.shape[1])
        for name, place in zip(("row", "col"), most, strict=True):
            setattr(self, name, place if given[name] is None else given[name])

    @property
    def state(self) -> str:
        """What is shown, as one line; ``WrongConvolutions(…, state=…)`` brings it back."""
        return " ".join(f"{name}={written(getattr(self, name))}" for name in STATE)

    @state.setter
    def state(self, line):
        set_together(self, read(line, self.traits(), STATE), STATE)

    @property
    def output(self) -> np.ndarray:
        """The kernel's feature map, ``(1, h_out, w_out)``."""
        x, weight, bias = self._arrays
        one = slice(self.out_channel, self.out_channel + 1)
        return conv2d(x, weight[one], None if bias is None else bias[one], **self._steps)

    def wrong(self, idea: str | None = None) -> np.ndarray:
        """What an idea, or the one on screen, expects: ``(1, …)``, for "stays RGB" ``(3, …)``."""
        return wrong(idea or self.idea, *self._arrays, out_channel=self.out_channel, **self._steps)

    @property
    def difference(self) -> np.ndarray:
        """Idea less layer, ``(1, h_out, w_out)``: of three numbers the one that is farthest off."""
        off = self.wrong() - self.output
        size = abs(off)
        first = (size > size.max(axis=0) - TIE).argmax(axis=0)
        return np.take_along_axis(off, first[None], axis=0)

    @property
    def ledger(self) -> PixelLedger:
        """The picked pixel of the layer, worked out in full."""
        return ledger(
            *self._arrays,
            self.out_channel,
            self.row,
            self.col,
            channel_names=self._spec["channel_names"],
            **self._steps,
        )

    @property
    def _limit(self):
        """Where colours end, as on screen: one limit for all that is compared."""
        x, weight, _ = self._arrays
        y, off = self.output, self.difference
        one = slice(self.out_channel, self.out_channel + 1)
        signed = [] if self.idea == "stays RGB" else [self.wrong()]
        layer = shared_limit(contributions(x, weight[one], **self._steps), y)
        return self._spec["limit"] or max(layer, shared_limit(y, off, *signed))

    def _choices(self):
        """The ideas that so many channels can give."""
        colours = len(self._arrays[0]) == 3
        return [name for name in IDEAS if colours or name not in ON_COLOURS]

    @traitlets.validate("idea")
    def _valid_idea(self, proposal):
        if proposal.value not in self._choices():
            raise ShapeError(
                f'idea "{proposal.value}" is about 3 channels, and x has {len(self._arrays[0])}: '
                f"choose from {', '.join(self._choices())}"
            )
        return proposal.value

    @traitlets.validate("out_channel", "row", "col")
    def _valid_place(self, proposal):
        ends = dict(zip(("out_channel", "row", "col"), (0, *self.output.shape[1:]), strict=True))
        ends["out_channel"] = len(self._arrays[1])
        last = ends[proposal.trait.name] - 1
        if not 0 <= proposal.value <= last:
            raise ShapeError(f"{proposal.trait.name} must be 0 to {last}, got {proposal.value}")
        return proposal.value

    def still(self) -> bytes:
        """A PNG of what is on screen, for wherever no widget can live."""
        if len(self._arrays[0]) > FEW:
            maps = np.concatenate([self.output, self.wrong(), self.difference])
            names = ["the layer", IDEAS[self.idea].title, "idea − layer"]
            return figures.png(figures.feature_maps(maps, self._limit, names))
        return figures.png(
            figures.wrong_ideas(
                *self._arrays,
                self.out_channel,
                self.row,
                self.col,
                ideas=[self.idea],
                channel_names=self._spec["channel_names"],
                limit=self._limit,
                **self._steps,
            )
        )

    def __repr__(self):
        return f"WrongConvolutions: the layer beside {IDEAS[self.idea].title}"
