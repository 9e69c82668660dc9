"""ChannelExplorer: every kernel run over all input channels, summed into each map, to be moved."""

from collections.abc import Iterable, Sequence
from typing import Any

import anywidget
import numpy as np
import traitlets

from .. import figures
from .._checks import numbers
from ..conv import contributions, conv2d
from ..ledger import PixelLedger, ledger
from ..shapes import ConvLayer, ShapeError, counted, whole
from ._front import front_end

CONTROLS = (
    "in_channels", "out_channels", "groups", "kernel_size", "stride", "padding", "dilation",
    "view", "play",
)  # fmt: skip
VIEWS = ("slice and partial map", "slice", "partial map", "running sum")
MOST = 64  # channels a screen can show
LIMIT = 256 << 20  # bytes of maps in the browser


class ChannelExplorer(anywidget.AnyWidget):
    """The channel grid of a layer: a row per kernel, a column per input channel, sums at the right.

    x ``(c_in, h, w)``, weight ``(c_out, c_in / groups, kh, kw)``, or ``(c_out, c_in, kh, kw)`` with
    the slices that fewer groups would use too, bias ``(c_out,)`` or None: at most 64 channels each
    way. ``controls`` names the sliders to show (in_channels, out_channels,
    groups, kernel_size, stride, padding, dilation) and "view" and "play"; every trait can be set
    from Python all the same. ``limit`` fixes the ends of the signed colour scale. The maps are
    worked out in the browser; ``output``, ``contributions`` and ``ledger`` give the same as arrays.

    >>> x, weight = np.ones((3, 8, 8)), np.ones((4, 3, 3, 3))
    >>> explorer = ChannelExplorer(x, weight, out_channels=2)
    >>> explorer
    ChannelExplorer: 2 kernels × 3 slices × 3×3 weights = 54 parameters
    >>> explorer.in_channels = 1  # as a hand on the slider would
    >>> explorer.output.shape, explorer.layer.n_weights  # 8 - 3 + 1 = 6; 2 · 1 · 9 weights
    ((2, 6, 6), 18)
    """

    _esm = front_end(
        "convolve.js", "paint.js", "scene.js", "ledger.js", "many.js", "controls.js", "explorer.js"
    )
    _css = front_end("tokens.css", "explorer.css")

    _x = traitlets.Bytes().tag(sync=True)
    _weight = traitlets.Bytes().tag(sync=True)  # the whole grid, zeros where a kernel sees nothing
    _bias = traitlets.Bytes().tag(sync=True)
    _spec = traitlets.Dict().tag(sync=True)

    in_channels = traitlets.Int(1).tag(sync=True)
    out_channels = traitlets.Int(1).tag(sync=True)
    groups = traitlets.Int(1).tag(sync=True)
    kernel_size = traitlets.Int(0).tag(sync=True)  # 0: as stored; else the middle of each slice
    stride = traitlets.Int(1).tag(sync=True)
    padding = traitlets.Int(0).tag(sync=True)
    dilation = traitlets.Int(1).tag(sync=True)
    out_channel = traitlets.Int(0).tag(sync=True)
    in_channel = traitlets.Int(0).tag(sync=True)
    row = traitlets.Int(0).tag(sync=True)
    col = traitlets.Int(0).tag(sync=True)
    view = traitlets.Enum(VIEWS, VIEWS[0]).tag(sync=True)
    muted = traitlets.List(traitlets.Int()).tag(sync=True)
    step = traitlets.Int(-1).tag(sync=True)  # channels added so far; -1: all of them, and the bias

    def __init__(
        self,
        x: Any,
        weight: Any,
        bias: Any = None,
        *,
        stride: int = 1,
        padding: int = 0,
        dilation: int = 1,
        groups: int = 1,
        in_channels: int | None = None,
        out_channels: int | None = None,
        out_channel: int = 0,
        row: int | None = None,
        col: int | None = None,
        in_channel: int | None = None,
        channel_names: Sequence[str] | None = None,
        view: str = VIEWS[0],
        muted: Iterable[int] = (),
        controls: Iterable[str] = ("in_channels", "out_channels", "groups", "view", "play"),
        limit: float | None = None,
    ):
        x, weight = _real("x", x), _real("weight", weight)
        # The whole grid of slices serves every number of groups, which keep its diagonal blocks.
        whole_grid = weight.ndim == 4 and x.ndim == 3 and weight.shape[1] == len(x)
        conv2d(
            x, weight, bias, stride=stride, padding=padding, dilation=dilation,
            groups=1 if whole_grid else groups,
        )  # fmt: skip
        if x.ndim != 3:
            raise ShapeError(f"x of shape {x.shape} is a batch; an explorer shows one: pass x[0]")
        weight = weight if whole_grid else _whole_grid(weight, groups)
        c_out, c_in = weight.shape[:2]
        for name, count in (("x", c_in), ("weight", c_out)):
            if count > MOST:
                raise ShapeError(
                    f"{name} has {counted(count, 'channel')}; an explorer shows up to {MOST}: "
                    f"pass a part, for example {name}[:{MOST}]"
                )
        controls = tuple(controls)
        for control in controls:
            if control not in CONTROLS:
                raise ValueError(f"controls holds {control!r}; there are {', '.join(CONTROLS)}")
        maps = 4 * c_out * c_in * x[0].size
        if maps > LIMIT:
            raise ShapeError(
                f"{c_out} × {c_in} partial maps of {x.shape[1]}×{x.shape[2]} numbers take "
                f"{maps / 2**20:,.0f} MB in the browser, above {LIMIT >> 20} MB: use a smaller "
                "picture or fewer channels"
            )
        names = tuple(map(str, channel_names or (_RGB if c_in == 3 else ())))
        if names and len(names) != c_in:
            raise ShapeError(
                f"channel_names holds {counted(len(names), 'name')} for "
                f"{counted(c_in, 'channel')} of x: name every one"
            )
        self._arrays = (
            np.array(x, np.float32), np.array(weight, np.float32),
            np.zeros(c_out, np.float32) if bias is None else np.array(bias, np.float32),
        )  # fmt: skip
        self._has_bias = bias is not None
        whole("stride", stride, 1), whole("padding", padding, 0), whole("dilation", dilation, 1)
        settings = dict(
            in_channels=c_in if in_channels is None else in_channels,
            out_channels=c_out if out_channels is None else out_channels,
            groups=groups, stride=stride, padding=padding, dilation=dilation,
            out_channel=out_channel, view=view, muted=list(muted),
        )  # fmt: skip
        photo = c_in == 3 and names == _RGB and 0 <= x.min() and x.max() <= 1
        spec = dict(
            x_shape=list(x.shape), weight_shape=list(weight.shape), has_bias=self._has_bias,
            channel_names=list(names), photo=bool(photo), controls=list(controls),
            limit=float(limit or 0),
        )  # fmt: skip
        super().__init__(
            _x=self._arrays[0].tobytes(), _weight=self._arrays[1].tobytes(),
            _bias=self._arrays[2].tobytes(), _spec=spec, **settings,
        )  # fmt: skip
        _, h, w = self._output_shape()
        self.row = h // 2 if row is None else row
        self.col = w // 2 if col is None else col
        loudest = int(np.argmax(abs(self.ledger.subtotals)))
        self.in_channel = self.ledger.channels[loudest] if in_channel is None else in_channel

    @property
    def layer(self) -> ConvLayer:
        """The layer on screen, as numbers."""
        return self._layer(groups=self.groups)

    def _layer(self, kernel_size=None, **changes):
        size = self.kernel_size if kernel_size is None else kernel_size
        kernel = tuple(min(k, size or k) for k in self._arrays[1].shape[2:])
        return ConvLayer(
            self.in_channels, self.out_channels, kernel, bias=self._has_bias,
            **{name: getattr(self, name) for name in ("stride", "padding", "dilation")} | changes,
        )  # fmt: skip

    @property
    def x(self) -> np.ndarray:
        """The input channels on screen, ``(in_channels, h, w)``."""
        return self._arrays[0][: self.in_channels]

    @property
    def weight(self) -> np.ndarray:
        """The layer's weight, ``(out_channels, in_channels / groups, kh, kw)``."""
        grid = self._arrays[1][: self.out_channels, : self.in_channels]
        kh, kw = self.layer.weight_shape[2:]
        top, left = (grid.shape[2] - kh) // 2, (grid.shape[3] - kw) // 2
        grid = grid[:, :, top : top + kh, left : left + kw]
        rows, columns = self.out_channels // self.groups, self.in_channels // self.groups
        return np.concatenate(
            [
                grid[g * rows : (g + 1) * rows, g * columns : (g + 1) * columns]
                for g in range(self.groups)
            ]
        )

    @property
    def bias(self) -> np.ndarray | None:
        """One number for each kernel, ``(out_channels,)``, or None."""
        return self._arrays[2][: self.out_channels] if self._has_bias else None

    @property
    def output(self) -> np.ndarray:
        """The feature maps on screen, ``(out_channels, h_out, w_out)``; muted channels add nothing."""
        return conv2d(self._heard(), self.weight, self.bias, **self._steps())

    @property
    def contributions(self) -> np.ndarray:
        """What each slice makes of its channel, ``(out_channels, in_channels / groups, …)``."""
        return contributions(self._heard(), self.weight, **self._steps())

    @property
    def ledger(self) -> PixelLedger:
        """The picked pixel, worked out in full."""
        return ledger(
            self._heard(), self.weight, self.bias, self.out_channel, self.row, self.col,
            channel_names=self._spec["channel_names"][: self.in_channels] or None, **self._steps(),
        )  # fmt: skip

    def _heard(self):
        x = self.x.copy()
        x[self.muted] = 0
        return x

    def _steps(self):
        return dict(
            stride=self.stride, padding=self.padding, dilation=self.dilation, groups=self.groups
        )

    def _output_shape(self):
        return self._layer().output_shape(self.x.shape)

    @traitlets.validate("in_channels", "out_channels")
    def _valid_channels(self, proposal):
        most = self._spec["x_shape"][0]
        if proposal.trait.name == "out_channels":
            most = self._spec["weight_shape"][0]
        return _between(proposal, 1, most)

    @traitlets.validate("groups")
    def _valid_groups(self, proposal):
        if proposal.value not in self._legal_groups():
            raise ShapeError(
                f"groups={proposal.value} does not divide both {self.in_channels} input and "
                f"{self.out_channels} output channels; there is {self._legal_groups()}"
            )
        return proposal.value

    @traitlets.validate("kernel_size", "stride", "padding", "dilation")
    def _valid_steps(self, proposal):
        name = proposal.trait.name
        value = whole(name, proposal.value, 0 if name in ("padding", "kernel_size") else 1)
        self._layer(**{name: value}).output_shape(self._spec["x_shape"])  # or says what is wrong
        return value

    @traitlets.validate("out_channel", "in_channel", "row", "col")
    def _valid_place(self, proposal):
        shape = self._output_shape()
        ends = dict(zip(("out_channel", "row", "col"), shape, strict=True))
        return _between(proposal, 0, ends.get(proposal.trait.name, self.in_channels) - 1)

    @traitlets.validate("muted")
    def _valid_muted(self, proposal):
        for c in proposal.value:
            if not 0 <= c < self.in_channels:
                raise ShapeError(f"muted holds {c}; x has channels 0 to {self.in_channels - 1}")
        return sorted(set(proposal.value))

    @traitlets.observe("in_channels", "out_channels", "stride", "padding", "dilation", "groups")
    def _settle(self, change):
        """Keep what is picked inside the layer when it shrinks, as the screen does."""
        self.groups = max(g for g in self._legal_groups() if g <= self.groups)
        self.muted = [c for c in self.muted if c < self.in_channels]
        for name, size in zip(("out_channel", "row", "col"), self._output_shape(), strict=True):
            setattr(self, name, min(getattr(self, name), size - 1))
        self.in_channel = min(self.in_channel, self.in_channels - 1)

    def _legal_groups(self):
        both = self.in_channels, self.out_channels
        return [g for g in range(1, min(both) + 1) if not any(n % g for n in both)]

    def still(self) -> bytes:
        """A PNG of what is on screen, for wherever no widget can live."""
        return figures.png(
            figures.explorer_still(
                self._heard(), self.weight, self.bias, out_channel=self.out_channel,
                row=self.row, col=self.col,
                channel_names=self._spec["channel_names"][: self.in_channels] or None,
                **self._steps(),
            )
        )  # fmt: skip

    def __repr__(self):
        return f"{type(self).__name__}: {self.layer.parameters_text}"

    def _repr_mimebundle_(self, **kwargs):
        """The live view and, for wherever nothing can run, a picture of it."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {"text/plain": repr(self), **(data or {}), "image/png": self.still()}, metadata


_RGB = ("red", "green", "blue")


def _real(name, value):
    value = numbers(name, value)
    if value.dtype.kind == "c" or not np.isfinite(value).all():
        raise ValueError(f"{name} must hold real, finite numbers to be drawn; see np.nan_to_num")
    return value


def _whole_grid(weight, groups):
    """Grouped weights as the whole grid: zeros where a kernel does not see a channel."""
    kernels, slices, *k = weight.shape
    grid = np.zeros((kernels, slices * groups, *k), weight.dtype)
    for o in range(kernels):
        first = o // (kernels // groups) * slices
        grid[o, first : first + slices] = weight[o]
    return grid


def _between(proposal, low, high):
    if not low <= proposal.value <= high:
        raise ShapeError(
            f"{proposal.trait.name} must be {low} to {high} here, got {proposal.value}"
        )
    return proposal.value
