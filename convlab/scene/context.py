"""All that a scene is built from: a layer at work, what is set by hand, scales and digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from ..conv import conv2d
from ..run import Run
from ..show import units
from .digits import FEW, Decimals, digits_of, in_digits, in_levels
from .limits import Limits, limits_of, small_and_whole

View = Literal["slice and partial map", "slice", "partial map", "running sum"]
VIEWS: tuple[View, ...] = get_args(View)


def parts_of(view: str, *, beside: bool) -> tuple[bool, bool]:
    """Whether a view shows slices, and whether it shows maps, ``beside`` them or below."""
    has_slice = view != "partial map" and (beside or view != "running sum")
    return has_slice, view != "slice"


@dataclass(frozen=True)
class State:
    """What can be set by hand: the explorer's traits, by the same names."""

    out_channel: int = 0
    in_channel: int = 0
    row: int = 0
    col: int = 0
    view: str = VIEWS[0]
    step: int = -1  # so many channels are added; −1: all, and the bias
    muted: Sequence[int] = ()
    adding: str = "as given"  # in which order
    shuffle: int = 0
    pinned: Sequence[int] = ()
    limit: float = 0  # end of the maps' scale, as a hand has set it; or 0
    ask: str = ""  # what is asked before the layer is shown
    guess: Sequence[float] = ()  # the answer, as numbers; see ``widgets/asking.py``
    draft: Sequence[float] = ()  # a guess that is still in a hand


class SceneLayer:
    """A run, asked for its parts by the names that the browser's layer has for them.

    Its accounts are written in so many ``decimals``: from products to total they add up.
    """

    def __init__(
        self, run: Run, muted: Sequence[int] = (), *, decimals: int = 2, picked: int = 0
    ) -> None:
        self.run, self.muted = run, frozenset(muted)
        self.decimals, self.picked = decimals, picked
        layer = run.layer
        self.in_channels, self.out_channels = len(run.x), len(run.weight)
        self.groups = layer.groups
        (self.kh, self.kw), (self.oh, self.ow) = layer.kernel_size, run.output.shape[1:]
        self.x_shape = run.x.shape
        self.has_bias = run.bias is not None
        self._sums: dict[tuple[int, tuple[int, ...]], np.ndarray] = {}

    def range(self, o: int) -> tuple[int, int]:
        """Kernel o's first input channel and the one after its last."""
        channels = self.run.layer.channels(o)
        return channels.start, channels.stop

    def reads(self, o: int, c: int) -> bool:
        """Whether kernel o has a slice for channel c."""
        return c in self.run.layer.channels(o)

    def channel(self, c: int) -> np.ndarray:
        """An input channel, (h, w)."""
        return np.asarray(self.run.x[c])

    def plane(self, c: int) -> np.ndarray:
        """An input channel with its border."""
        return np.asarray(self.run.padded[c])

    def slice(self, o: int, c: int) -> np.ndarray:
        """Slice (o, c), (kh, kw)."""
        return np.asarray(self.run.weight[o, c - self.range(o)[0]])

    def partial(self, o: int, c: int) -> np.ndarray:
        """What channel c gives to map o, (oh, ow)."""
        return self._sum(o, (c,))

    def running(self, o: int, c: int) -> np.ndarray:
        """The sum of kernel o's partial maps up to channel c, muted ones left out."""
        return self.summed(o, range(self.range(o)[0], c + 1))

    def summed(self, o: int, channels: Sequence[int]) -> np.ndarray:
        """The sum of kernel o's partial maps of these channels, muted ones left out."""
        return self._sum(o, tuple(c for c in channels if c not in self.muted))

    def sum(self, o: int) -> np.ndarray:
        """Feature map o without its bias."""
        return self.running(o, self.range(o)[1] - 1)

    def _sum(self, o: int, channels: tuple[int, ...]) -> np.ndarray:
        """One convolution of these channels alone: no partial map is kept that is not drawn."""
        key = o, channels
        if key not in self._sums:
            n = [c - self.range(o)[0] for c in channels]
            x, weight = self.run.padded[list(channels)], self.run.weight[o, n][None]
            stride, dilation = self.run.layer.stride, self.run.layer.dilation
            empty = np.zeros((self.oh, self.ow), self.run.x.dtype)
            self._sums[key] = conv2d(x, weight, stride=stride, dilation=dilation)[0] if n else empty
        return self._sums[key]

    def bias(self, o: int) -> float:
        """The bias of kernel o; 0 if there is none."""
        bias = self._bias(o)
        # Half-way between two digits it leans to those it is written in: sums then round with it.
        return bias + (units(bias, self.decimals) / 10.0**self.decimals - bias) / 1000

    def _bias(self, o: int) -> float:
        return 0.0 if self.run.bias is None else float(self.run.bias[o])

    def map(self, o: int) -> np.ndarray:
        """Feature map o."""
        return self.sum(o) + self.bias(o)

    def cells(self, row: int, col: int) -> np.ndarray:
        """What every slice adds at one output pixel, (kernels, channels); 0 where there is none."""
        window = replace(self.run.layer, padding="valid").window(row, col)
        windows = self.run.padded[np.ix_(range(self.in_channels), *window)].astype(np.float64)
        windows[list(self.muted)] = 0
        values = np.zeros((self.out_channels, self.in_channels))
        kernels = self.out_channels // self.groups
        for first in range(0, self.out_channels, kernels):
            own = slice(*self.range(first))
            weight = self.run.weight[first : first + kernels]
            values[first : first + kernels, own] = np.einsum("ocij,cij->oc", weight, windows[own])
        values[self.picked] = self._adding_up(values[self.picked].tolist(), self.picked)
        return values

    def _adding_up(self, parts: list[float], o: int) -> list[float]:
        """What the channels add to a pixel of map o, in digits that add up with its bias."""
        bias = self._bias(o)
        total = units(sum(parts) + bias, self.decimals) - units(bias, self.decimals)
        return (in_levels if len(parts) > FEW else in_digits)(parts, total, self.decimals)

    def subtotals(self, o: int, row: int, col: int) -> list[float]:
        """What each channel that kernel o reads adds to one output pixel; muted ones nothing."""
        pixel = self.run.pixel(o, row, col)
        pairs = zip(pixel.channels, pixel.subtotals.tolist(), strict=True)
        sums = [0.0 if c in self.muted else float(value) for c, value in pairs]
        return self._adding_up(sums, o)

    @cached_property
    def pads(self) -> tuple[int, int]:
        """How far the border reaches above and left of a channel."""
        (above, _), (before, _) = self.run.layer.pads
        return above, before

    @property
    def is_dilated(self) -> bool:
        """Whether a window leaves out places between those that it reads."""
        return max(self.run.layer.dilation) > 1 and self.kh * self.kw > 1

    def account(self, o: int, c: int, row: int, col: int) -> Account:
        """What channel c adds to one output pixel."""
        pixel, n = self.run.pixel(o, row, col), c - self.range(o)[0]
        muted, products = c in self.muted, pixel.products[n]
        subtotal = self.subtotals(o, row, col)[n]
        total = units(products.sum() if muted else subtotal, self.decimals)
        shown = in_digits(products.ravel().tolist(), total, self.decimals)
        return Account(
            c=c,
            window=pixel.windows[n],
            outside=self._outside(row, col),
            slice=pixel.weights[n],
            products=np.reshape(shown, products.shape),
            subtotal=subtotal,
            muted=muted,
        )

    def _outside(self, row: int, col: int) -> np.ndarray:
        """Which places of a window lie in the padding, (kh, kw)."""
        _, h, w = self.x_shape
        rows, cols = (np.array(side) for side in self.run.layer.window(row, col))
        beyond_rows, beyond_cols = (rows < 0) | (rows >= h), (cols < 0) | (cols >= w)
        return np.asarray(beyond_rows[:, None] | beyond_cols)


@dataclass(frozen=True, eq=False)
class Account:
    """What one channel adds at one output pixel: window × slice = products, and their sum."""

    c: int
    window: np.ndarray
    outside: np.ndarray
    slice: np.ndarray
    products: np.ndarray
    subtotal: float
    muted: bool


@dataclass(frozen=True, eq=False)
class SceneContext:
    """A layer, its state, and how both are shown."""

    layer: SceneLayer
    state: State
    decimals: Decimals
    limits: Limits
    whole: bool  # whether all numbers are whole and few
    channel_names: Sequence[str] = ()
    photo: bool = False  # whether x is red, green and blue between 0 and 1
    studio: bool = False  # whether the photo stands large, where it can be painted
    width: int = 1000
    ratio: float = 2
    controls: Sequence[str] = field(default=())
    largest: Sequence[int] = ()  # shape of the whole grid that a widget can show; (): of this one
    edited: frozenset[int] = frozenset()  # kernels in which weights are set by hand

    @property
    def grid(self) -> Sequence[int]:
        """The shape of the largest grid of slices that there can be."""
        layer = self.layer
        return self.largest or (layer.out_channels, layer.in_channels, layer.kh, layer.kw)

    @property
    def most(self) -> tuple[int, int]:
        """The most kernels and channels that there can be: nothing moves under a slider."""
        kernels, channels, *_ = self.grid
        return kernels, channels

    def is_changed(self, o: int, *, in_sum: bool = True) -> bool:
        """Whether a hand has changed a sum of kernel o, or else a partial map.

        What lies beyond the scale of such a map is marked.
        """
        state = self.state
        return o in self.edited or (in_sum and bool(state.muted or state.adding != "as given"))

    def name_of(self, c: int) -> str:
        """What channel c is called."""
        return self.channel_names[c] if self.channel_names else f"channel {c}"


def context_of(
    run: Run,
    state: State,
    *,
    limits: Limits | None = None,
    width: int = 1000,
    ratio: float = 2,
    largest: Sequence[int] = (),
    edited: frozenset[int] = frozenset(),
    decimals: Decimals | None = None,
    studio: bool = False,
) -> SceneContext:
    """The context of a run, its scales and digits as they follow from its numbers.

    ``limits`` and ``decimals`` are those of the whole layer, if the run is a part of it; ``edited``
    are the kernels that a hand has changed. In a ``studio`` the photo stands large.
    """
    x, names, limits = run.x, run.channel_names, limits or limits_of(run)
    decimals = decimals or digits_of(x, run.weight, run.bias, limits.maps.high)
    return SceneContext(
        layer=SceneLayer(run, state.muted, decimals=decimals.maps, picked=state.out_channel),
        state=state,
        decimals=decimals,
        limits=limits.ending_at(state.limit),
        whole=small_and_whole(run),
        channel_names=names,
        photo=names == ("red", "green", "blue") and x.min() >= 0 and x.max() <= 1,
        studio=studio,
        width=width,
        ratio=ratio,
        largest=largest,
        edited=edited,
    )
