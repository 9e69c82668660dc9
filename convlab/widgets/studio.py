"""Studio: your own picture, drawing and weights, through a small layer."""

from typing import Any

import numpy as np
import traitlets

from .. import figures
from ..conv import conv2d
from ..layer import ConvLayer
from ..ledger import PixelLedger
from ..run import ledger
from ..show import counted
from ..sizes import PADDING_MODES, ShapeError
from ._arrays import floats, real, to_bytes
from ._choices import GRID, MOST, SIDE, banks, first_drawing, samples, stored
from ._state import read, written
from .base import Widget
from .modules import css, esm

MINE, PAINTED, OWN = "my picture", "my drawing", "my own weights"
SIDES = 8, 128  # a picture's side, pixels
RGB = ("red", "green", "blue")


class Studio(Widget):
    """Try things out: a picture, up to four kernels over its three channels, every number shown.

    x ``(3, h, w)``, values in [0, 1], sides of 8 to 128 pixels: your picture, for example
    ``images.load("me.jpg", 128)``; one can be chosen in the widget too, where it is read by the
    browser alone. weight ``(1 to 4, 3, k, k)``, k 1, 3 or 5, and bias are your kernels. Every
    setting is a trait: source, bank, out_channels, kernel_size, stride, padding, dilation,
    padding_mode, out_channel, in_channel, row, col, view, muted; ``state`` is all of them as one
    line. ``x``, ``weight``, ``bias``, ``output`` and ``ledger`` are what is on screen, as arrays.
    Raises ShapeError for arrays that do not fit, ValueError for values and names that do not.

    >>> studio = Studio(bank="blur", padding=1, padding_mode="reflect")
    >>> studio
    Studio: coffee (3, 64, 64), 2 kernels × 3 slices × 3×3 weights + 2 biases = 56 parameters
    >>> studio.weight = np.ones((1, 3, 5, 5))
    >>> studio.output.shape  # 64 + 2·1 - 5 + 1 = 62
    (1, 62, 62)
    """

    module = "studio.js"
    _esm = esm(module)
    _css = css("tokens.css", "explorer.css", "studio.css")

    _samples = traitlets.Bytes().tag(sync=True)  # pictures, one after the other
    _banks = traitlets.Bytes().tag(sync=True)  # for each bank (4, 3, 5, 5) and (4,)
    _spec = traitlets.Dict().tag(sync=True)
    # "my own weights", empty before there are any: (4, 3, 5, 5), a smaller slice is its middle
    _weight = traitlets.CBytes().tag(sync=True)
    _bias = traitlets.CBytes().tag(sync=True)
    _own_shape = traitlets.List(traitlets.Int(), [1, 3]).tag(sync=True)  # kernels, kernel_size
    _drawing = traitlets.CBytes().tag(sync=True)
    _picture = traitlets.CBytes().tag(sync=True)
    _picture_shape = traitlets.List(traitlets.Int(), [3, 0, 0]).tag(sync=True)

    source = traitlets.Unicode("coffee").tag(sync=True)
    bank = traitlets.Unicode("edges").tag(sync=True)
    out_channels = traitlets.Int(2, min=1, max=MOST).tag(sync=True)
    kernel_size = traitlets.Enum((1, 3, 5), 3).tag(sync=True)
    stride = traitlets.Int(1, min=1, max=4).tag(sync=True)
    padding = traitlets.Int(0, min=0, max=4).tag(sync=True)
    dilation = traitlets.Int(1, min=1, max=4).tag(sync=True)
    padding_mode = traitlets.Enum(PADDING_MODES, "zeros").tag(sync=True)
    out_channel = traitlets.Int(0).tag(sync=True)
    in_channel = traitlets.Int(0).tag(sync=True)
    row = traitlets.Int(0).tag(sync=True)
    col = traitlets.Int(0).tag(sync=True)
    view = traitlets.Unicode("slice and partial map").tag(sync=True)
    muted = traitlets.List(traitlets.Int(min=0, max=2)).tag(sync=True)

    def __init__(
        self,
        x: Any = None,
        weight: Any = None,
        bias: Any = None,
        *,
        state: str = "",
        **settings: Any,
    ):
        settings |= read(state, self.traits(), SETTINGS)
        for name in settings:
            if name not in SETTINGS:
                raise TypeError(f"Studio has no {name!r}; it has {', '.join(SETTINGS)}")
        self._pictures, self._bank_arrays = samples(), banks()
        starts = np.cumsum([0, *(picture.size for picture in self._pictures.values())]).tolist()
        pictures = {
            name: dict(start=start, shape=picture.shape)
            for start, (name, picture) in zip(starts, self._pictures.items(), strict=False)
        }
        kernels = {
            name: [min(len(w), 2), w.shape[-1]] for name, (w, _) in self._bank_arrays.items()
        }
        super().__init__(
            _samples=b"".join(map(to_bytes, self._pictures.values())),
            _banks=b"".join(to_bytes(np.append(*stored(*b))) for b in self._bank_arrays.values()),
            _drawing=to_bytes(first_drawing()),
            _spec=dict(
                samples=pictures, banks=kernels, drawing=GRID, padding_modes=list(PADDING_MODES)
            ),
        )
        self._follow_bank({"name": "bank"})
        if x is not None:
            self.x = x
            settings = {"source": MINE} | settings
        bank = settings.pop("bank", "edges")
        if bank != OWN:
            self.bank = bank
        if weight is not None:
            self.weight = weight
            self.bias = np.zeros(len(weight))
        if bias is not None:
            self.bias = bias
        if bank == OWN:
            self.bank = OWN  # or it says that there are none
        self._set({"source": "coffee"} | settings)
        _, h, w = self.output.shape
        self._set({"row": h // 2, "col": w // 2} | settings)

    @property
    def state(self) -> str:
        """All that is set and picked as one line; ``Studio(…, state=…)`` brings it back.

        One's own picture and weights are not in it: ``Studio(x, weight, bias, state=line)`` takes
        them along, and without them raises ValueError. Nor is a drawing, which starts anew.
        """
        return " ".join(f"{name}={written(getattr(self, name))}" for name in SETTINGS)

    @state.setter
    def state(self, line):
        self._set(read(line, self.traits(), SETTINGS))

    def _set(self, settings):
        for name, value in settings.items():
            setattr(self, name, value)

    @property
    def x(self) -> np.ndarray:
        """The picture on screen, ``(3, h, w)`` in [0, 1]; set it to show your own."""
        if self.source == PAINTED:
            return floats(self._drawing, (3, GRID, GRID))
        if self.source == MINE:
            return floats(self._picture, self._picture_shape)
        return self._pictures[self.source]

    @x.setter
    def x(self, value):
        value = real("x", value)
        low, high = SIDES
        if (
            value.ndim != 3
            or len(value) != 3
            or not low <= min(value.shape[1:]) <= high >= max(value.shape[1:])
        ):
            raise ShapeError(
                f"x has shape {value.shape}; a Studio shows (3, h, w) with sides of {low} to "
                f"{high}: images.load(file, {high}) makes one"
            )
        if value.min() < 0 or value.max() > 1:
            raise ValueError(
                f"x holds {value.min():g} to {value.max():g}; a picture holds 0 to 1: "
                "divide bytes by 255"
            )
        self._picture, self._picture_shape = to_bytes(value), list(value.shape)
        self.source = MINE

    @property
    def weight(self) -> np.ndarray:
        """The kernels, ``(out_channels, 3, kernel_size, kernel_size)``.

        Set them, and they are your own. In the shape on screen they keep their biases; another
        shape makes new kernels, whose biases are 0.
        """
        return self._shown(self._kernels()[0])

    @weight.setter
    def weight(self, value):
        value = real("weight", value)
        good = value.ndim == 4 and value.shape[2] == value.shape[3] in (1, 3, 5)
        if not good or not 1 <= len(value) <= MOST or value.shape[1] != 3:
            raise ShapeError(
                f"weight has shape {value.shape}; a Studio takes (1 to {MOST}, 3, k, k) with k "
                "1, 3 or 5"
            )
        weight, bias = self._kernels()
        if value.shape == self.weight.shape:
            self._shown(weight)[:] = value  # what is not on screen stays as it is
        else:
            weight, bias = stored(value, np.zeros(len(value)))
        self._own(weight, bias, len(value), value.shape[-1])

    @property
    def bias(self) -> np.ndarray:
        """One number for each kernel, ``(out_channels,)``; can be set."""
        return self._kernels()[1][: self.out_channels]

    @bias.setter
    def bias(self, value):
        value = real("bias", value)
        if value.shape != (self.out_channels,):
            raise ShapeError(
                f"bias must hold one number for each of the {counted(self.out_channels, 'kernel')},"
                f" got shape {value.shape}"
            )
        weight, bias = self._kernels()
        bias[: self.out_channels] = value
        self._own(weight, bias, self.out_channels, self.kernel_size)

    def _own(self, weight, bias, out_channels, kernel_size):
        with self.hold_sync():
            self._weight, self._bias = to_bytes(weight), to_bytes(bias)
            self.bank = OWN
            self.out_channels, self.kernel_size = out_channels, kernel_size

    def _kernels(self):
        """All there are, of which some are shown: ``(4, 3, 5, 5)`` and ``(4,)``."""
        if self.bank == OWN:
            return floats(self._weight, (MOST, 3, SIDE, SIDE)), floats(self._bias, (MOST,))
        return stored(*self._bank_arrays[self.bank])

    def _shown(self, weight):
        """The part of (4, 3, 5, 5) that is on screen, as a view."""
        edge = (SIDE - self.kernel_size) // 2
        middle = slice(edge, SIDE - edge)
        return weight[: self.out_channels, :, middle, middle]

    @property
    def layer(self) -> ConvLayer:
        """The layer on screen, as numbers."""
        return ConvLayer(
            3,
            self.out_channels,
            self.kernel_size,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            padding_mode=self.padding_mode,
        )

    @property
    def output(self) -> np.ndarray:
        """The feature maps, ``(out_channels, h_out, w_out)``; muted channels add nothing."""
        return conv2d(self._heard(), self.weight, self.bias, **self._steps())

    @property
    def ledger(self) -> PixelLedger:
        """The picked pixel, worked out in full."""
        return ledger(
            self._heard(),
            self.weight,
            self.bias,
            *self._pixel(),
            **self._steps(),
            channel_names=RGB,
        )

    def _heard(self):
        x = self.x.copy()
        x[self.muted] = 0
        return x

    def _steps(self):
        names = ("stride", "padding", "dilation", "padding_mode")
        return {name: getattr(self, name) for name in names}

    def _pixel(self):
        """What is picked, kept inside the maps as the screen does."""
        ends = self.layer.output_shape(self.x.shape)
        picked = self.out_channel, self.row, self.col
        return [max(0, min(at, end - 1)) for at, end in zip(picked, ends, strict=True)]

    @traitlets.validate("source", "bank")
    def _valid_choice(self, proposal):
        name, value = proposal.trait.name, proposal.value
        there = [*self._spec["samples"], PAINTED, MINE] if name == "source" else self._spec["banks"]
        if value == MINE and not self._picture and name == "source":
            raise ValueError(
                'source "my picture" needs one: set studio.x = images.load(file, 128), or pass x; '
                "a state line holds none"
            )
        if value == OWN and not self._weight and name == "bank":
            raise ValueError(
                'bank "my own weights" needs some: set studio.weight, (1 to 4, 3, k, k), or pass '
                "weight and bias; a state line holds none"
            )
        if value not in there and not (name == "bank" and value == OWN):
            raise ValueError(f"{name} must be one of {', '.join(there)}, got {value!r}")
        return value

    @traitlets.observe("bank", "out_channels", "kernel_size")
    def _follow_bank(self, change):
        """A bank comes with its own number and size; one's own weights come back as they were."""
        if change["name"] == "bank":
            with self.hold_sync():
                self.out_channels, self.kernel_size = (
                    self._own_shape if self.bank == OWN else self._spec["banks"][self.bank]
                )
        elif self.bank == OWN:
            self._own_shape = [self.out_channels, self.kernel_size]

    @traitlets.observe("source", "kernel_size", "dilation", "padding", "_picture_shape")
    def _settle(self, change):
        """Closer windows where they do not fit into the picture, as the screen does."""
        room = min(self.x.shape[1:]) + 2 * self.padding
        while self.dilation * (self.kernel_size - 1) >= room:
            self.dilation -= 1

    def still(self) -> bytes:
        """A PNG of what is on screen, for wherever no widget can live."""
        o, row, col = self._pixel()
        return figures.png(
            figures.explorer_still(
                self._heard(),
                self.weight,
                self.bias,
                out_channel=o,
                row=row,
                col=col,
                **self._steps(),
            )
        )

    def __repr__(self):
        return f"Studio: {self.source} {self.x.shape}, {self.layer.parameters_text}"


SETTINGS = (
    "source",
    "bank",
    "out_channels",
    "kernel_size",
    "stride",
    "padding",
    "dilation",
    "padding_mode",
    "out_channel",
    "in_channel",
    "row",
    "col",
    "view",
    "muted",
)
