"""WrongConvolutions: the layer beside what it is often taken for."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets

from .. import figures
from ..conv import conv2d
from ..figures.ink import slice_limit
from ..ideas import IDEAS, wrong
from ..ledger import PixelLedger, ledger
from ..shapes import ShapeError, counted
from ._arrays import check_layer, real, to_bytes
from ._front import Widget, front_end
from ._state import read, written

STATE = ("idea", "out_channel", "row", "col")
RGB = ("red", "green", "blue")
TIE = 1e-5  # rounding must not decide which of two numbers counts


class WrongConvolutions(Widget):
    """One kernel on one photo: its feature map, what a wrong idea expects instead, and how far off.

    x ``(3, h, w)`` in [0, 1]; weight ``(c_out, 3, kh, kw)`` and bias ``(c_out,)`` or None, of which
    kernel ``out_channel`` is shown. ``idea`` is one of ``convlab.ideas.IDEAS``: "stays RGB",
    "grey first", "mean", "largest", "one channel", "shared slice". Without ``row`` and ``col`` it
    starts where the idea and the layer differ most. All four are traits, and ``state`` is all of
    them as one line; ``output``, ``wrong`` and ``difference`` are what is on screen, as arrays.
    Raises ShapeError for what does not fit, ValueError for an idea that is not there.

    >>> x = np.random.default_rng(0).random((3, 6, 6)).round(2)
    >>> view = WrongConvolutions(x, np.ones((1, 3, 3, 3)), idea="mean")
    >>> view
    WrongConvolutions: the layer beside “Mean, not sum”
    >>> np.allclose(view.wrong(), view.output / 3)  # 3 channels
    True
    """

    _esm = front_end("wrong.js")
    _css = front_end("tokens.css", "explorer.css", "wrong.css")

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
        idea: str = "stays RGB",
        out_channel: int = 0,
        row: int | None = None,
        col: int | None = None,
        stride: int = 1,
        padding: int = 0,
        dilation: int = 1,
        channel_names: Sequence[str] = RGB,
        limit: float | None = None,
        state: str = "",
    ):
        given = dict(idea=idea, out_channel=out_channel, row=row, col=col)
        given |= read(state, self.traits(), STATE)
        x, weight = real("x", x), real("weight", weight)
        steps = dict(stride=stride, padding=padding, dilation=dilation)
        check_layer(x, weight, bias, steps | {"groups": 1})
        names = tuple(map(str, channel_names))
        if len(x) != 3 or len(names) != 3:
            raise ShapeError(
                f"x has {counted(len(x), 'channel')} and channel_names {len(names)}: this view is "
                "about photos of 3; repeat a grey one with x.repeat(3, axis=0)"
            )
        self._arrays = (
            x.astype(np.float32), weight.astype(np.float32),
            None if bias is None else real("bias", bias).astype(np.float32),
        )  # fmt: skip
        self._steps = steps
        spec = dict(
            x_shape=x.shape, weight_shape=weight.shape, has_bias=bias is not None, steps=steps,
            channel_names=names, limit=float(limit or 0),
            slice_limit=slice_limit(weight),
            ideas={name: idea._asdict() for name, idea in IDEAS.items()},
        )  # fmt: skip
        super().__init__(
            _x=to_bytes(x), _weight=to_bytes(weight), _spec=spec, idea=given["idea"],
            _bias=to_bytes(np.zeros(len(weight)) if bias is None else bias),
            out_channel=given["out_channel"],
        )  # fmt: skip
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
        for name, value in read(line, self.traits(), STATE).items():
            setattr(self, name, value)

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
            *self._arrays, self.out_channel, self.row, self.col,
            channel_names=self._spec["channel_names"], **self._steps,
        )  # fmt: skip

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
        return figures.png(
            figures.wrong_ideas(
                *self._arrays, self.out_channel, self.row, self.col, ideas=[self.idea],
                channel_names=self._spec["channel_names"], limit=self._spec["limit"] or None,
                **self._steps,
            )
        )  # fmt: skip

    def __repr__(self):
        return f"WrongConvolutions: the layer beside {IDEAS[self.idea].title}"
