"""WrongConvolutions: the layer beside what it is often taken for."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from .. import figures
from ..check import drawable
from ..figures.base.subject import Subject
from ..figures.ideas import draw_ideas
from ..ideas import IDEAS, wrong
from ..pixel import PixelLedger
from ..run import Run
from ..show import RGB, slice_limit
from ..sizes import ShapeError, whole
from .base import Arrays, StateWidget, checks, setting
from .modules import css, esm
from .transfer import check_drawable, check_room, scale_end, to_bytes

ON_COLOURS = ("stays RGB", "grey first")
MOST = 128  # channels and kernels
TIE = 1e-5  # rounding must not decide which of two numbers counts


class WrongConvolutions(Arrays, StateWidget):
    """One kernel at work: its feature map, what a wrong idea expects instead, and how far off.

    ``output``, ``wrong`` and ``difference`` are what is on screen, as arrays.

    Parameters
    ----------
    x : array of shape (c, h, w)
        A photo (3, h, w) in [0, 1], or 2 to 128 maps.
    weight : array of shape (c_out, c, kh, kw)
    bias : array of shape (c_out,), optional
    limit : float, optional
        Where the signed colour scale ends; by default it follows from the maps.
    channel_names : sequence of str, optional
        One for each input channel; three are red, green and blue.
    stride, padding, dilation : int
    state : str
        A line from ``view.state``, which brings that view back.
    **settings
        What is visible first: any of the attributes below.

    Attributes
    ----------
    idea : str
        One of ``convlab.ideas.IDEAS``: "mean", "largest", "one channel", "shared slice", and of 3
        channels "stays RGB" and "grey first", too.
    out_channel : int
        The kernel.
    row, col : int
        The pixel; where the idea and the layer differ most, unless given.
    present : bool
        Whether it fills the screen, in type for a room: also by the key F, and Esc leaves.

    Raises
    ------
    ShapeError
        For what does not fit, and places that are not there.
    ValueError
        For an idea that is not there.

    Examples
    --------
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

    idea = setting(traitlets.Enum(tuple(IDEAS), "stays RGB"))
    out_channel = setting(traitlets.Int(0))
    row = setting(traitlets.Int(0))
    col = setting(traitlets.Int(0))

    def __init__(
        self,
        x: ArrayLike,
        weight: ArrayLike,
        bias: ArrayLike | None = None,
        *,
        limit: float | None = None,
        channel_names: Sequence[str] | None = None,
        stride: int = 1,
        padding: int = 0,
        dilation: int = 1,
        state: str = "",
        **settings: Any,
    ) -> None:
        settings = self._settings(state, settings)
        steps: dict[str, Any] = dict(stride=stride, padding=padding, dilation=dilation)
        for name, value in steps.items():
            whole(name, value, 0 if name == "padding" else 1)
        self._run = run = Run(
            drawable("x", x).astype(np.float32),
            drawable("weight", weight).astype(np.float32),
            None if bias is None else drawable("bias", bias).astype(np.float32),
            channel_names=channel_names,
            **steps,
        ).as_conv2d()
        check_drawable(run.x, run.weight, most=MOST, view="WrongConvolutions")
        check_room(len(run.weight), *run.x.shape)
        if len(run.x) == 1:
            raise ShapeError(
                "x has 1 channel: nothing is added up there, and every idea is the layer itself; "
                "repeat a grey photo with x.repeat(3, axis=0)"
            )
        self._steps = steps
        super().__init__(
            _x=to_bytes(run.x),
            _weight=to_bytes(run.weight),
            _bias=to_bytes(np.zeros(len(run.weight)) if run.bias is None else run.bias),
            _spec=dict(
                x_shape=run.x.shape,
                weight_shape=run.weight.shape,
                has_bias=bias is not None,
                steps=steps,
                channel_names=run.channel_names,
                limit=scale_end(limit),
                slice_limit=slice_limit(run.weight),
                photo=run.channel_names == RGB and bool(run.x.min() >= 0 and run.x.max() <= 1),
                ideas={name: IDEAS[name]._asdict() for name in self._ideas()},
            ),
        )
        self._set({"idea": self._ideas()[0], **settings})
        row, col = self._farthest(self.idea, self.out_channel)
        self._set({"row": row, "col": col, **settings})

    def _farthest(self, idea: str, out_channel: int) -> tuple[int, int]:
        """The pixel where an idea of a kernel and the layer differ most: the first of them."""
        size = abs(self._difference(idea, out_channel)[0])
        row, col = divmod(int(np.argmax(size > size.max() - TIE)), size.shape[1])
        return row, col

    @traitlets.observe("idea", "out_channel")
    def _follow(self, change: Any) -> None:
        """A pixel that was picked stays; the one where they differ most goes with the idea."""
        before = {"idea": self.idea, "out_channel": self.out_channel, change.name: change.old}
        if self._follows and (self.row, self.col) == self._farthest(**before):
            self.row, self.col = self._farthest(self.idea, self.out_channel)

    def _kernel(self, out_channel: int) -> Run:
        """The layer with this kernel alone."""
        run, one = self._run, [out_channel]
        bias = None if run.bias is None else run.bias[one]
        names = run.channel_names
        return Run(run.x, run.weight[one], bias, channel_names=names, **self._steps)

    @property
    def output(self) -> NDArray[np.float32]:
        """The kernel's feature map, ``(1, h_out, w_out)``."""
        return self._kernel(self.out_channel).output

    def wrong(self, idea: str | None = None) -> NDArray[np.float32]:
        """What an idea, or the one on screen, expects: ``(1, …)``, for "stays RGB" ``(3, …)``."""
        return self._wrong(idea or self.idea, self.out_channel)

    def _wrong(self, idea: str, out_channel: int) -> NDArray[np.float32]:
        run = self._run
        return wrong(idea, run.x, run.weight, run.bias, out_channel=out_channel, **self._steps)

    @property
    def difference(self) -> NDArray[np.float32]:
        """Idea less layer, ``(1, h_out, w_out)``: of three numbers the one that is farthest off."""
        return self._difference(self.idea, self.out_channel)

    def _difference(self, idea: str, out_channel: int) -> NDArray[np.float32]:
        off = self._wrong(idea, out_channel) - self._kernel(out_channel).output
        size = abs(off)
        first = (size > size.max(axis=0) - TIE).argmax(axis=0)
        return np.take_along_axis(off, first[None], axis=0)

    @property
    def ledger(self) -> PixelLedger:
        """The picked pixel of the layer, worked out in full."""
        return self._run.pixel(self.out_channel, self.row, self.col)

    def _ideas(self) -> list[str]:
        """The ideas that so many channels can give."""
        return [name for name in IDEAS if len(self._run.x) == 3 or name not in ON_COLOURS]

    @checks("idea")
    def _check_idea(self, name: str, value: str) -> str:
        if value not in self._ideas():
            raise ShapeError(
                f'idea "{value}" is about 3 channels, and x has {len(self._run.x)}: '
                f"choose from {', '.join(self._ideas())}"
            )
        return value

    def _places(self) -> dict[str, range]:
        shape = self._run.layer.output_shape(self._run.x.shape)
        return dict(zip(("out_channel", "row", "col"), map(range, shape), strict=True))

    def still(self) -> bytes:
        """What is on screen as a PNG."""
        subject = Subject.of_run(self._run, (self.out_channel, self.row, self.col))
        figure = draw_ideas(subject, [self.idea], self._spec["limit"] or None)
        return figures.png(figure, scale=2)

    def __repr__(self) -> str:
        return f"WrongConvolutions: the layer beside {IDEAS[self.idea].title}"
