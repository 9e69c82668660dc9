"""ChannelExplorer: every kernel run over all input channels, summed into each map, to be moved."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import traitlets

from .. import figures
from ..conv import contributions, conv2d
from ..frameworks import weights_of
from ..layer import ConvLayer
from ..ledger import PixelLedger
from ..run import ledger
from ..show import RGB
from ..sizes import ShapeError, whole
from . import _arrays as arrays
from ._state import SLIDERS, STATE, read, set_together, still_muted, written
from .base import Widget
from .modules import css, esm

CONTROLS = (*SLIDERS, "view", "play", "slide", "code", "tools")
DEFAULT = ("in_channels", "out_channels", "groups", "view", "play", "slide", "tools")
VIEWS = ("slice and partial map", "slice", "partial map", "running sum")


class ChannelExplorer(Widget):
    """The channel grid of a layer: a row per kernel, a column per input channel, sums at the right.

    x ``(c_in, h, w)``; weight ``(c_out, c_in / groups, kh, kw)``, or ``(c_out, c_in, kh, kw)`` with
    the slices that fewer groups would use too; bias ``(c_out,)`` or None. At most 128 channels each
    way. ``in_channels``, ``out_channels``, … say what is shown first; each is a trait, set from
    Python or by hand. ``controls`` names the sliders to show (in_channels, out_channels, groups,
    kernel_size, stride, padding, dilation) and "view", "play" (channel by channel), "slide" (the
    window, over the picture), "code" (the PyTorch and Keras lines), "tools" (save, large type);
    ``limit`` fixes the ends of the signed colour scale; ``state`` is a string from
    ``explorer.state`` that brings back exactly that view.

    The maps are worked out in the browser; ``output``, ``contributions``, ``ledger``, ``weight``
    are the same as NumPy arrays, to go on working with.

    >>> x, weight = np.ones((3, 8, 8)), np.ones((4, 3, 3, 3))
    >>> explorer = ChannelExplorer(x, weight, out_channels=2)
    >>> explorer
    ChannelExplorer: 2 kernels × 3 slices × 3×3 weights = 54 parameters
    >>> explorer.in_channels = 1  # as a hand on the slider would
    >>> explorer.output.shape, explorer.layer.n_weights  # 8 - 3 + 1 = 6; 2 · 1 · 9 weights
    ((2, 6, 6), 18)
    """

    module = "explorer.js"
    _esm = esm(module)
    _css = css("tokens.css", "explorer.css")

    _x = traitlets.Bytes().tag(sync=True)
    # The whole grid, zeros where a kernel sees nothing; a memoryview when it comes from the screen
    _weight = traitlets.CBytes().tag(sync=True)
    _bias = traitlets.Bytes().tag(sync=True)
    _spec = traitlets.Dict().tag(sync=True)  # what never changes: shapes, names, controls

    in_channels = traitlets.Int(1).tag(sync=True)
    out_channels = traitlets.Int(1).tag(sync=True)
    groups = traitlets.Int(1).tag(sync=True)
    kernel_size = traitlets.Int(0).tag(sync=True)  # 0: as given; else the middle of each slice
    stride = traitlets.Int(1).tag(sync=True)
    padding = traitlets.Int(0).tag(sync=True)
    dilation = traitlets.Int(1).tag(sync=True)
    out_channel = traitlets.Int(0).tag(sync=True)  # what is picked: this map's …
    row = traitlets.Int(0).tag(sync=True)
    col = traitlets.Int(0).tag(sync=True)  # … pixel,
    in_channel = traitlets.Int(0).tag(sync=True)  # and the channel looked at
    view = traitlets.Enum(VIEWS, VIEWS[0]).tag(sync=True)
    muted = traitlets.List(traitlets.Int()).tag(sync=True)
    step = traitlets.Int(-1).tag(sync=True)  # channels added so far; -1: all, and the bias
    target = traitlets.Enum(("output", "input", "weight"), "output").tag(sync=True)
    spot = traitlets.List(traitlets.Int(), [0, 0], minlen=2, maxlen=2).tag(sync=True)
    pinned = traitlets.List(traitlets.Int(), maxlen=3).tag(sync=True)  # out_channel, row, col
    order = traitlets.Enum(("PyTorch", "Keras"), "PyTorch").tag(sync=True)
    scale = traitlets.Enum(("shared", "each map"), "shared").tag(sync=True)
    large = traitlets.Bool(False).tag(sync=True)
    edits = traitlets.List(traitlets.Float()).tag(sync=True)  # weights set by hand: place, value, …

    def __init__(
        self,
        x: Any,
        weight: Any,
        bias: Any = None,
        *,
        channel_names: Sequence[str] | None = None,
        controls: Iterable[str] = DEFAULT,
        limit: float | None = None,
        state: str = "",
        **settings: Any,
    ):
        for name in set(settings).difference(STATE):
            raise TypeError(f"ChannelExplorer has no {name!r}; it has {', '.join(STATE)}")
        settings = dict(stride=1, padding=0, dilation=1, groups=1, kernel_size=0) | settings
        settings |= read(state, self.traits())
        x, weight = arrays.real("x", x), arrays.real("weight", weight)
        bias = None if bias is None else arrays.real("bias", bias)
        arrays.check_layer(x, weight, bias, settings)
        grid = arrays.whole_grid(weight, len(x))
        c_out, c_in = grid.shape[:2]
        controls = arrays.chosen("controls", controls, CONTROLS)
        names = arrays.named(channel_names, c_in)
        spec = dict(
            x_shape=x.shape,
            weight_shape=grid.shape,
            has_bias=bias is not None,
            channel_names=names,
            controls=controls,
            limit=arrays.scale_end(limit),
            steps={name: int(settings[name]) for name in ("stride", "padding", "dilation")},
            photo=bool(names == RGB and x.min() >= 0 and x.max() <= 1),
        )
        self._given = np.float32(grid)  # before any edits
        settings = dict(in_channels=c_in, out_channels=c_out) | settings
        place = {name: settings.pop(name, None) for name in ("row", "col", "in_channel")}
        super().__init__(
            _x=arrays.to_bytes(x),
            _weight=arrays.to_bytes(grid),
            _bias=arrays.to_bytes(np.zeros(c_out) if bias is None else bias),
            _spec=spec,
            **settings,
        )
        for name, size in zip(("row", "col"), self._output_shape()[1:], strict=True):
            setattr(self, name, size // 2 if place[name] is None else place[name])
        loudest = self.ledger.channels[int(abs(self.ledger.subtotals).argmax())]
        self.in_channel = loudest if place["in_channel"] is None else place["in_channel"]

    @classmethod
    def from_torch(cls, module: Any, x: Any, **settings: Any) -> "ChannelExplorer":
        """Your own ``torch.nn.Conv2d`` on a picture x ``(c_in, h, w)``."""
        return cls._from(ConvLayer.from_torch(module), module, x, settings)

    @classmethod
    def from_keras(cls, layer: Any, x: Any, **settings: Any) -> "ChannelExplorer":
        """Your own built Keras layer on x ``(c_in, h, w)``: Keras' picture.transpose(2, 0, 1)."""
        return cls._from(ConvLayer.from_keras(layer), layer, x, settings)

    @classmethod
    def _from(cls, layer, module, x, settings):
        if layer.padding_mode != "zeros":
            raise ValueError(f"an explorer pads with zeros, not with {layer.padding_mode!r}")
        steps = {"groups": layer.groups}
        for name in ("stride", "padding", "dilation"):
            steps[name] = arrays.one_number(name, getattr(layer, name), layer)
        return cls(x, *weights_of(module), **{"controls": CONTROLS} | steps | settings)

    @property
    def layer(self) -> ConvLayer:
        """The layer on screen, as numbers."""
        return self._layer(groups=self.groups)

    def _layer(self, kernel_size=None, **changes):
        size = self.kernel_size if kernel_size is None else kernel_size
        kernel = tuple(min(k, size or k) for k in self._spec["weight_shape"][2:])
        return ConvLayer(
            self.in_channels,
            self.out_channels,
            kernel,
            bias=self._spec["has_bias"],
            **{name: getattr(self, name) for name in ("stride", "padding", "dilation")} | changes,
        )

    @property
    def x(self) -> np.ndarray:
        """The input channels on screen, ``(in_channels, h, w)``; set it to show another picture."""
        return arrays.floats(self._x, self._spec["x_shape"])[: self.in_channels]

    @x.setter
    def x(self, value):
        x = arrays.floats(self._x, self._spec["x_shape"])
        x[: self.in_channels] = arrays.same_shape("x", value, self.x)
        self._x = x.tobytes()

    @property
    def weight(self) -> np.ndarray:
        """The weight on screen, ``(out_channels, in_channels / groups, kh, kw)``; can be set."""
        return np.concatenate([grid.copy() for grid in self._blocks(self._grid())])

    @weight.setter
    def weight(self, value):
        grid = self._grid()
        blocks = self._blocks(grid)
        parts = np.split(arrays.same_shape("weight", value, self.weight), len(blocks))
        for block, part in zip(blocks, parts, strict=True):
            block[...] = part
        self._given, self.edits = grid, []
        self._edit(None)

    def _grid(self):
        return arrays.floats(self._weight, self._spec["weight_shape"])

    def _blocks(self, grid):
        """The part of the grid that each group uses, as views."""
        kh, kw = self.layer.kernel_size
        top, left = (grid.shape[2] - kh) // 2, (grid.shape[3] - kw) // 2
        rows, columns = self.out_channels // self.groups, self.in_channels // self.groups
        return [
            grid[
                g * rows : (g + 1) * rows,
                g * columns : (g + 1) * columns,
                top : top + kh,
                left : left + kw,
            ]
            for g in range(self.groups)
        ]

    @property
    def bias(self) -> np.ndarray | None:
        """One number for each kernel, ``(out_channels,)``, or None."""
        if not self._spec["has_bias"]:
            return None
        return arrays.floats(self._bias, self._spec["weight_shape"][:1])[: self.out_channels]

    @property
    def output(self) -> np.ndarray:
        """The feature maps, ``(out_channels, h_out, w_out)``; muted channels add nothing."""
        return conv2d(self._heard(), self.weight, self.bias, **self._steps())

    @property
    def contributions(self) -> np.ndarray:
        """What each slice makes of its channel, ``(out_channels, in_channels / groups, …)``."""
        return contributions(self._heard(), self.weight, **self._steps())

    @property
    def ledger(self) -> PixelLedger:
        """The picked pixel, worked out in full."""
        return ledger(
            self._heard(),
            self.weight,
            self.bias,
            self.out_channel,
            self.row,
            self.col,
            channel_names=self._names(),
            **self._steps(),
        )

    @property
    def state(self) -> str:
        """All that is picked and set, as one line; ``ChannelExplorer(…, state=…)`` restores it."""
        return " ".join(f"{name}={written(getattr(self, name))}" for name in STATE)

    @state.setter
    def state(self, line):
        set_together(self, read(line, self.traits()), STATE)

    def _names(self):
        return self._spec["channel_names"][: self.in_channels] or None

    def _heard(self):
        x = self.x
        x[self.muted] = 0
        return x

    def _steps(self):
        return dict(
            stride=self.stride, padding=self.padding, dilation=self.dilation, groups=self.groups
        )

    def _output_shape(self, **changes):
        x_shape = (self.in_channels, *self._spec["x_shape"][1:])
        return self._layer(**changes).output_shape(x_shape)

    def _legal_groups(self):
        most = math.gcd(self.in_channels, self.out_channels)
        return [g for g in range(1, most + 1) if most % g == 0]

    @traitlets.validate("in_channels", "out_channels")
    def _valid_channels(self, proposal):
        columns = proposal.trait.name == "in_channels"
        value = arrays.between(proposal, 1, self._spec["weight_shape"][columns])
        shown = (self.out_channels, value) if columns else (value, self.in_channels)
        arrays.check_size(*shown, *self._output_shape()[1:])
        return value

    @traitlets.validate("groups")
    def _valid_groups(self, proposal):
        if proposal.value in self._legal_groups():
            return proposal.value
        raise ShapeError(
            f"groups={proposal.value} does not divide both {self.in_channels} input and "
            f"{self.out_channels} output channels; these do: {self._legal_groups()}"
        )

    @traitlets.validate("kernel_size", "stride", "padding", "dilation")
    def _valid_steps(self, proposal):
        name = proposal.trait.name
        value = whole(name, proposal.value, 0 if name in ("padding", "kernel_size") else 1)
        _, h, w = self._output_shape(**{name: value})  # or it says what does not fit
        arrays.check_size(self.out_channels, self.in_channels, h, w)
        return value

    @traitlets.validate("out_channel", "in_channel", "row", "col")
    def _valid_place(self, proposal):
        ends = dict(zip(("out_channel", "row", "col"), self._output_shape(), strict=True))
        return arrays.between(proposal, 0, ends.get(proposal.trait.name, self.in_channels) - 1)

    @traitlets.validate("muted")
    def _valid_muted(self, proposal):
        muted = sorted(set(proposal.value))
        for c in muted:
            if not 0 <= c < self.in_channels:
                raise ShapeError(f"muted holds {c}; x has channels 0 to {self.in_channels - 1}")
        return muted

    @traitlets.validate("edits")
    def _valid_edits(self, proposal):
        arrays.edited(self._given, proposal.value)
        return proposal.value

    @traitlets.observe("edits")
    def _edit(self, change):
        self._weight = arrays.edited(self._given, self.edits).tobytes()

    @traitlets.observe(*SLIDERS)
    def _settle(self, change):
        """Keep what is picked inside the layer when it shrinks, as the screen does."""
        self.groups = max(g for g in self._legal_groups() if g <= self.groups)
        before = change.old if change.name == "in_channels" else self.in_channels
        self.muted = still_muted(self.muted, before, self.in_channels)
        for name, size in zip(("out_channel", "row", "col"), self._output_shape(), strict=True):
            setattr(self, name, min(getattr(self, name), size - 1))
        self.in_channel = min(self.in_channel, self.in_channels - 1)

    def still(self) -> bytes:
        """A PNG of the grid and the picked pixel as they are on screen, all channels added."""
        shown = figures.explorer_still(
            self._heard(),
            self.weight,
            self.bias,
            out_channel=self.out_channel,
            row=self.row,
            col=self.col,
            channel_names=self._names(),
            limit=self._spec["limit"] or None,
            view=None if self.view == VIEWS[0] else self.view,
            **self._steps(),
        )
        return figures.png(shown)

    def __repr__(self):
        return f"{type(self).__name__}: {self.layer.parameters_text}"
