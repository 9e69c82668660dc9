"""Studio: your own picture, drawing and weights, through a small layer."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from ..check import drawable
from ..layer import ConvLayer
from ..run import Run
from ..scene.context import VIEWS
from ..show import RGB, counted
from ..show import channel_names as names_of
from ..sizes import PADDING_MODES, ShapeError
from .base import LayerWidget, checks, setting
from .choices import GRID, MOST, SIDE, banks, first_drawing, samples, stored
from .grid import fitting, middle
from .modules import css, esm
from .transfer import MOST as MOST_CHANNELS
from .transfer import Floats, from_bytes, to_bytes

MINE, PAINTED, OWN = "my picture", "my drawing", "my own weights"
SIDES = 8, 128  # a picture's side, pixels
CHANNELS = 64  # of a picture, at most
SLIDERS = ("out_channels", "kernel_size", "stride", "padding", "dilation")


class Studio(LayerWidget):
    """Try things out: a picture, up to four kernels over its channels, every number visible.

    ``x``, ``weight``, ``bias``, ``output`` and ``ledger`` are what is on screen, as arrays.

    Parameters
    ----------
    x : array of shape (c, h, w), optional
        Your picture, sides of 8 to 128 pixels: ``images.load("me.jpg", 128)``. It has 1 to 64
        channels, and the Studio has as many from then on. Red, green and blue are values in [0, 1];
        beside them pictures, a drawing and a file can be chosen in the widget, which the browser
        alone reads. Other channels hold any numbers, and x is the only picture.
    weight : array of shape (1 to 4, c, k, k), optional
        Your kernels, k 1, 3 or 5. Those that are offered are made for red, green and blue: over
        more channels their slices come again, rescaled, as ``kernels.adapt`` does it.
    bias : array with one number for each kernel, optional
    channel_names : sequence of str, optional
        One for each channel of x; three are red, green and blue.
    state : str
        A line from ``studio.state``, which brings that view back. Your own picture and weights are
        not in it, ``Studio(x, weight, bias, state=line)`` takes them along; nor is a drawing, which
        starts anew.
    **settings
        What is visible first: any of the attributes below.

    Attributes
    ----------
    source : str
        A picture's name, "my drawing" or "my picture".
    bank : str
        The kernels' name, or "my own weights".
    out_channels, kernel_size, stride, padding, dilation : int
    padding_mode : str
        "zeros", "reflect", "replicate" or "circular".
    out_channel, row, col, in_channel, view, muted
        As those of ``ChannelExplorer``.
    present : bool
        Whether it fills the screen, in type for a room: also by the key F, and Esc leaves.

    Raises
    ------
    ShapeError
        For arrays that do not fit, and places that are not there.
    ValueError
        For values and names that do not.

    Examples
    --------
    >>> studio = Studio(bank="blur", padding=1, padding_mode="reflect")
    >>> studio
    Studio: coffee (3, 64, 64), 2 kernels × 3 slices × 3×3 weights + 2 biases = 56 parameters
    >>> studio.weight = np.ones((1, 3, 5, 5))
    >>> studio.output.shape  # 64 + 2·1 - 5 + 1 = 62
    (1, 62, 62)
    >>> Studio(np.ones((4, 9, 9)), channel_names=["red", "green", "blue", "infrared"])
    Studio: my picture (4, 9, 9), 2 kernels × 4 slices × 3×3 weights + 2 biases = 74 parameters
    """

    module = "studio.js"
    _esm = esm(module)
    _css = css("tokens.css", "explorer.css", "layer.css", "studio.css")

    _samples = traitlets.Bytes().tag(sync=True)  # pictures, one after the other
    _banks = traitlets.Bytes().tag(sync=True)  # for each bank (4, c, 5, 5) and (4,)
    # "my own weights", empty before there are any: (4, c, 5, 5), a smaller slice is its middle
    _weight = traitlets.CBytes().tag(sync=True)
    _bias = traitlets.CBytes().tag(sync=True)
    _own_shape = traitlets.List(traitlets.Int(), [1, 3]).tag(sync=True)  # kernels, kernel_size
    _drawing = traitlets.CBytes().tag(sync=True)
    _picture = traitlets.CBytes().tag(sync=True)
    _picture_shape = traitlets.List(traitlets.Int(), [3, 0, 0]).tag(sync=True)

    source = setting(traitlets.Unicode("coffee"))
    bank = setting(traitlets.Unicode("edges"))
    out_channels = setting(traitlets.Int(2, min=1, max=MOST))
    kernel_size = setting(traitlets.Enum((1, 3, 5), 3))
    stride = setting(traitlets.Int(1, min=1, max=4))
    padding = setting(traitlets.Int(0, min=0, max=4))
    dilation = setting(traitlets.Int(1, min=1, max=4))
    padding_mode = setting(traitlets.Enum(PADDING_MODES, "zeros"))
    out_channel = setting(traitlets.Int(0))
    in_channel = setting(traitlets.Int(0))
    row = setting(traitlets.Int(0))
    col = setting(traitlets.Int(0))
    view = setting(traitlets.Enum(VIEWS, VIEWS[0]))
    muted = setting(traitlets.List(traitlets.Int()))

    def __init__(
        self,
        x: ArrayLike | None = None,
        weight: ArrayLike | None = None,
        bias: ArrayLike | None = None,
        *,
        channel_names: Sequence[str] | None = None,
        state: str = "",
        **settings: Any,
    ) -> None:
        settings = self._settings(state, settings)
        if x is None and channel_names is not None:
            raise ValueError("channel_names names the channels of x: pass x, too")
        channels = 3 if x is None else len(_picture(x))
        names = names_of(channels, channel_names) if channel_names or channels == 3 else ()
        is_photo = names == RGB  # as all that a reader could choose, paint or load
        self._pictures, self._offered = samples() if is_photo else {}, banks(channels)
        super().__init__(
            _samples=b"".join(map(to_bytes, self._pictures.values())),
            _banks=b"".join(to_bytes(np.append(*stored(*bank))) for bank in self._offered.values()),
            _drawing=to_bytes(first_drawing()),
            _spec=dict(
                samples=_places_in_bytes(self._pictures),
                banks={
                    name: [min(len(w), 2), w.shape[-1]] for name, (w, _) in self._offered.items()
                },
                weight_shape=(MOST, channels, SIDE, SIDE),
                channel_names=names,
                photo=is_photo,
                offered={name: offered(self.traits()[name]) for name in SLIDERS},
                drawing=GRID,
                padding_modes=list(PADDING_MODES),
            ),
        )
        if x is not None:
            self.x = x
        if weight is not None:
            self.weight = weight
            self.bias = np.zeros(self.out_channels)
        elif bias is not None and settings.get("bank") != OWN:  # the kernels that these are for
            self.bank = settings.pop("bank", self.bank)
        if bias is not None:
            self.bias = bias
        self._set(settings)
        _, rows, cols = self.layer.output_shape(self.x.shape)
        self.row, self.col = settings.get("row", rows // 2), settings.get("col", cols // 2)

    # The picture

    @property
    def x(self) -> NDArray[Any]:
        """The picture on screen, ``(in_channels, h, w)``; set it to show your own.

        Red, green and blue are values in [0, 1].
        """
        return self._picture_of(self.source).copy()

    @x.setter
    def x(self, value: ArrayLike) -> None:
        x = _picture(value)
        if len(x) != self.in_channels:
            raise ShapeError(
                f"x has {counted(len(x), 'channel')}, and this Studio was made for "
                f"{self.in_channels}: make another, Studio(x)"
            )
        if self._is_studio and (x.min() < 0 or x.max() > 1):
            raise ValueError(
                f"x holds {x.min():g} to {x.max():g}; red, green and blue hold 0 to 1: divide "
                "bytes by 255, or name channels of another kind, Studio(x, channel_names=…)"
            )
        self._set({"_picture": to_bytes(x), "_picture_shape": list(x.shape), "source": MINE})

    def _picture_of(self, source: str) -> NDArray[Any]:
        if source == PAINTED and self._is_studio:
            return from_bytes(self._drawing, (3, GRID, GRID))
        if source == MINE and self._picture:
            return from_bytes(self._picture, tuple(self._picture_shape))
        if source == MINE:
            raise ValueError(
                'source "my picture" needs one: set studio.x = images.load(file, 128), or pass x; '
                "a state line holds none"
            )
        if source not in self._pictures:
            there = ", ".join([*self._pictures, PAINTED, MINE] if self._is_studio else [MINE])
            raise ValueError(f"source must be one of {there}, got {source!r}")
        return self._pictures[source]

    # The kernels

    @property
    def weight(self) -> Floats:
        """The kernels, ``(out_channels, in_channels, kernel_size, kernel_size)``.

        Set them, and they are your own. In the shape on screen they keep their biases; another
        shape makes new kernels, whose biases are 0.
        """
        return self._visible(self._kernels_of(self.bank)[0])

    @weight.setter
    def weight(self, value: ArrayLike) -> None:
        new = drawable("weight", value)
        square = new.ndim == 4 and new.shape[2] == new.shape[3] in (1, 3, 5)
        if not square or not 1 <= len(new) <= MOST or new.shape[1] != self.in_channels:
            raise ShapeError(
                f"weight has shape {new.shape}; this Studio takes (1 to {MOST}, "
                f"{self.in_channels}, k, k) with k 1, 3 or 5, a slice for each channel of its x; "
                "Studio(x, weight) takes an x of as many channels as weight has slices"
            )
        weight, bias = self._kernels_of(self.bank)
        if new.shape == self.weight.shape:
            self._visible(weight)[:] = new  # what is not on screen stays as it is
        else:
            weight, bias = stored(new, np.zeros(len(new)))
        self._make_own(weight, bias, len(new), new.shape[-1])

    @property
    def bias(self) -> Floats:
        """One number for each kernel, ``(out_channels,)``; can be set."""
        return self._kernels_of(self.bank)[1][: self.out_channels]

    @bias.setter
    def bias(self, value: ArrayLike) -> None:
        new = drawable("bias", value)
        if new.shape != (self.out_channels,):
            raise ShapeError(
                f"bias must hold one number for each of the {counted(self.out_channels, 'kernel')},"
                f" got shape {new.shape}"
            )
        weight, bias = self._kernels_of(self.bank)
        bias[: self.out_channels] = new
        self._make_own(weight, bias, self.out_channels, self.kernel_size)

    def _make_own(self, weight: Floats, bias: Floats, out_channels: int, kernel_size: int) -> None:
        own = dict(_weight=to_bytes(weight), _bias=to_bytes(bias), bank=OWN)
        self._set(own | dict(out_channels=out_channels, kernel_size=kernel_size))

    def _kernels_of(self, bank: str) -> tuple[Floats, Floats]:
        """All that there are, of which some are visible: ``(4, c, 5, 5)`` and ``(4,)``."""
        if bank == OWN and self._weight:
            return from_bytes(self._weight, self._largest), from_bytes(self._bias, (MOST,))
        if bank == OWN:
            raise ValueError(
                f'bank "my own weights" needs some: set studio.weight, (1 to {MOST}, '
                f"{self.in_channels}, k, k), or pass weight and bias; a state line holds none"
            )
        if bank not in self._offered:
            raise ValueError(f"bank must be one of {', '.join(self._offered)}, got {bank!r}")
        return stored(*self._offered[bank])

    def _visible(self, weight: Floats) -> Floats:
        """The part of (4, c, 5, 5) that is on screen, as a view."""
        return middle(weight[: self.out_channels], self.kernel_size)

    # The layer

    @property
    def in_channels(self) -> int:
        """How many channels the picture has, and each kernel slices; it never changes."""
        return self._largest[1]

    @property
    def _largest(self) -> tuple[int, ...]:
        return tuple(self._spec["weight_shape"])

    @property
    def _is_studio(self) -> bool:
        return bool(self._spec["photo"])

    @property
    def layer(self) -> ConvLayer:
        """The layer on screen, as numbers."""
        return ConvLayer(self.in_channels, self.out_channels, self.kernel_size, **self._steps)

    def _run_on(self, x: NDArray[Any]) -> Run:
        names = self._spec["channel_names"] or None
        return Run(x, self.weight, self.bias, channel_names=names, **self._steps)

    @property
    def _given(self) -> Run:
        """The picture under all kernels of a bank, whatever the sliders take of them."""
        x, (weight, bias) = self._picture_of(self.source), self._kernels_of(self.bank)
        return Run(x, fitting(weight, ConvLayer(len(x), len(weight), 1), x.shape), bias)

    @property
    def _steps(self) -> dict[str, Any]:
        """How the windows go; closer together where they would not fit into the picture."""
        room = min(self._picture_of(self.source).shape[1:]) + 2 * self.padding
        widest = (room - 1) // max(1, self.kernel_size - 1)
        steps = {name: getattr(self, name) for name in ("stride", "padding", "padding_mode")}
        return steps | {"dilation": min(self.dilation, widest)}

    # What can be set, and what follows

    def _places(self) -> dict[str, range]:
        shape = self.layer.output_shape(self._picture_of(self.source).shape)
        places = dict(zip(("out_channel", "row", "col"), map(range, shape), strict=True))
        return places | {"in_channel": range(self.in_channels)}

    @checks("source")
    def _check_source(self, name: str, value: str) -> str:
        self._picture_of(value)
        return value

    @checks("bank")
    def _check_bank(self, name: str, value: str) -> str:
        self._kernels_of(value)
        return value

    def _completed(self, settings: Mapping[str, Any]) -> Mapping[str, Any]:
        bank = settings.get("bank", self.bank)
        return settings if bank == self.bank else self._size_of(bank) | dict(settings)

    def _size_of(self, bank: str) -> dict[str, int]:
        """A bank comes with its own number and size of kernels, your own as they were left."""
        now = [self.out_channels, self.kernel_size]
        size = self._own_shape if bank == OWN else self._spec["banks"].get(bank, now)
        return dict(zip(("out_channels", "kernel_size"), size, strict=True))

    @traitlets.observe("bank", "out_channels", "kernel_size")
    def _follow_bank(self, change: Any) -> None:
        if change.name == "bank" and self._follows:
            self._set(self._size_of(self.bank))
        if self.bank == OWN:
            self._own_shape = [self.out_channels, self.kernel_size]

    @traitlets.observe(
        "source", "out_channels", "kernel_size", "stride", "padding", "dilation", "_picture_shape"
    )
    def _settle(self, change: Any) -> None:
        """Bring what no longer fits back inside, as the screen does."""
        self.dilation = self._steps["dilation"]
        self._keep_inside()

    def __repr__(self) -> str:
        return f"Studio: {self.source} {self.x.shape}, {self.layer.parameters_text}"


def offered(trait: traitlets.TraitType[Any, Any]) -> list[int]:
    """The values that a trait takes.

    >>> offered(traitlets.Int(1, min=1, max=4)), offered(traitlets.Enum((1, 3, 5), 3))
    ([1, 2, 3, 4], [1, 3, 5])
    """
    if isinstance(trait, traitlets.Enum):
        return list(trait.values or ())
    return list(range(int(trait.min), int(trait.max) + 1))  # type: ignore[attr-defined]


def _places_in_bytes(pictures: Mapping[str, NDArray[Any]]) -> dict[str, dict[str, Any]]:
    """Where each picture starts in ``_samples``, counted in numbers, and its shape."""
    starts = np.cumsum([0, *(picture.size for picture in pictures.values())]).tolist()
    return {
        name: {"start": start, "shape": picture.shape}
        for start, (name, picture) in zip(starts, pictures.items(), strict=False)
    }


def _picture(value: ArrayLike) -> NDArray[Any]:
    """``value`` as a picture that some Studio can show."""
    x = drawable("x", value)
    low, high = SIDES
    if x.ndim != 3 or min(x.shape[1:]) < low or max(x.shape[1:]) > high:
        raise ShapeError(
            f"x has shape {x.shape}; a Studio shows (channels, h, w) with sides of {low} to {high}:"
            f" images.load(file, {high}) makes one"
        )
    if len(x) > CHANNELS:
        raise ShapeError(
            f"x has {counted(len(x), 'channel')}; a Studio shows up to {CHANNELS}, such as "
            f"x[:{CHANNELS}], and ChannelExplorer(x, weight) up to {MOST_CHANNELS:,}"
        )
    return x
