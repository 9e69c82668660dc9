"""All that a scene is built from: a layer at work, what is set by hand, scales and digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np

from ..conv import conv2d, conv_transpose2d
from ..run import Run
from ..show import units
from .digits import FEW, Decimals, digits_of, in_digits, in_levels
from .limits import Limits, limits_of, small_and_whole

View = Literal["slice and partial map", "slice", "partial map", "running sum"]
VIEWS: tuple[View, ...] = get_args(View)
# Of many channels and many kernels also every slice, as a cell.
Overview = Literal[View, "wall"]
OVERVIEWS: tuple[Overview, ...] = (*VIEWS, "wall")


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
    target: str = "output"  # what is pointed at: an output, an input or a weight
    spot: Sequence[int] = (0, 0)  # and where
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
        self.given = run  # whose signals are pictures of one row here
        self.run, self.muted = run.as_pictures(), frozenset(muted)
        self.decimals, self.picked = decimals, picked
        layer = self.run.layer
        self.in_channels, self.out_channels = layer.in_channels, layer.out_channels
        self.groups, self.transposed = layer.groups, layer.transposed
        self.ndim = run.layer.ndim
        self.kh, self.kw = layer.kernel_size
        self.x_shape = self.run.x.shape
        _, self.oh, self.ow = layer.output_shape(self.x_shape)
        self.has_bias = run.bias is not None
        self._sums: dict[tuple[int, tuple[int, ...]], np.ndarray] = {}
        self._subtotals: dict[tuple[int, int, int], list[float]] = {}

    @cached_property
    def weight(self) -> np.ndarray:
        """All slices by kernel, (c_out, c_in / groups, kh, kw)."""
        return self.run.kernels

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
        return np.asarray(self.weight[o, c - self.range(o)[0]])

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
            empty = np.zeros((self.oh, self.ow), self.run.x.dtype)
            self._sums[key] = self._added(o, channels) if channels else empty
        return self._sums[key]

    def _added(self, o: int, channels: tuple[int, ...]) -> np.ndarray:
        n = [c - self.range(o)[0] for c in channels]
        x, slices, layer = self.run.padded[list(channels)], self.weight[o, n], self.run.layer
        moves: dict[str, Any] = {"stride": layer.stride, "dilation": layer.dilation}
        if not self.transposed:
            return np.asarray(conv2d(x, slices[None], **moves)[0])
        moves |= {"padding": layer.padding, "output_padding": layer.output_padding}
        return np.asarray(conv_transpose2d(x, slices[:, None], **moves)[0])

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
        values = self.exact_cells(row, col).copy()
        values[self.picked] = self._adding_up(values[self.picked].tolist(), self.picked)
        return values

    def exact_cells(self, row: int, col: int) -> np.ndarray:
        """The same, in no digits."""
        windows = self.windows(range(self.in_channels), row, col)
        windows[list(self.muted)] = 0
        values = np.zeros((self.out_channels, self.in_channels))
        kernels = self.out_channels // self.groups
        for first in range(0, self.out_channels, kernels):
            own = slice(*self.range(first))
            weight = self.weight[first : first + kernels]
            values[first : first + kernels, own] = np.einsum("ocij,cij->oc", weight, windows[own])
        return values

    def windows(self, channels: Sequence[int], row: int, col: int) -> np.ndarray:
        """What channels hold where a slice lies, (channels, kh, kw): their borders with them.

        In a transposed layer the places whose stamps put each weight there; 0 where none does.
        """
        (rows, cols), planes = self.places_read(row, col), self.run.padded[list(channels)]
        above, before = self.pads
        ends = planes.shape[1:]
        rows, cols = (rows + above).clip(0, ends[0] - 1), (cols + before).clip(0, ends[1] - 1)
        windows = planes[:, rows[:, None], cols].astype(np.float64)
        return windows * ~self.outside(row, col) if self.transposed else windows

    def places_read(self, row: int, col: int) -> tuple[np.ndarray, np.ndarray]:
        """The rows and columns of x that meet each row and column of a slice at an output pixel.

        Beyond x they are padding. In a transposed layer those that stamp it there, and −1 where
        there are none.
        """
        layer = self.run.layer
        if not self.transposed:
            rows, cols = (np.array(side) for side in layer.window(row, col))
            return rows, cols
        rows, cols = np.full(self.kh, -1), np.full(self.kw, -1)
        reads, taps = layer.window(row, col), layer.taps(row, col)
        for all_places, places, own in zip((rows, cols), reads, taps, strict=True):
            all_places[list(own)] = list(places)
        return rows, cols

    def _adding_up(self, parts: list[float], o: int) -> list[float]:
        """What the channels add to a pixel of map o, in digits that add up with its bias."""
        bias = self._bias(o)
        total = units(sum(parts) + bias, self.decimals) - units(bias, self.decimals)
        return (in_levels if len(parts) > FEW else in_digits)(parts, total, self.decimals)

    def subtotals(self, o: int, row: int, col: int) -> list[float]:
        """What each channel that kernel o reads adds to one output pixel; muted ones nothing."""
        key = o, row, col
        if key not in self._subtotals:
            self._subtotals[key] = self._adding_up(self.exact_subtotals(o, row, col), o)
        return self._subtotals[key]

    def exact_subtotals(self, o: int, row: int, col: int) -> list[float]:
        """The same, in no digits."""
        pixel = self.run.pixel(o, row, col)
        pairs = zip(pixel.channels, pixel.subtotals.tolist(), strict=True)
        return [0.0 if c in self.muted else float(value) for c, value in pairs]

    @cached_property
    def pads(self) -> tuple[int, int]:
        """How far the border reaches above and left of a channel."""
        if self.transposed:
            return 0, 0
        (above, _), (before, _) = self.run.layer.pads
        return above, before

    @property
    def is_copied(self) -> bool:
        """Whether the border shows numbers of the channel, and not zeros."""
        return self.run.layer.padding_mode != "zeros"

    @property
    def is_dilated(self) -> bool:
        """Whether a window leaves out places between those that it reads."""
        dilated = max(self.run.layer.dilation) > 1 and self.kh * self.kw > 1
        return dilated and not self.transposed

    def place_words(self, row: int, col: int) -> str:
        """Where a pixel is: along a signal its position alone."""
        return f"position {col}" if self.ndim == 1 else f"row {row}, column {col}"

    def account(self, o: int, c: int, row: int, col: int) -> Account:
        """What channel c adds at one output pixel."""
        [window] = self.windows([c], row, col)
        weights = self.slice(o, c).astype(np.float64)
        muted, products = c in self.muted, window * weights
        subtotal = self.subtotals(o, row, col)[c - self.range(o)[0]]
        total = units(products.sum() if muted else subtotal, self.decimals)
        shown = in_digits(products.ravel().tolist(), total, self.decimals)
        return Account(
            c=c,
            window=window,
            outside=self.outside(row, col),
            slice=weights,
            products=np.reshape(shown, products.shape),
            subtotal=subtotal,
            muted=muted,
        )

    def outside(self, row: int, col: int) -> np.ndarray:
        """Which places of a window lie in the padding, or have no stamp there, (kh, kw)."""
        _, h, w = self.x_shape
        rows, cols = self.places_read(row, col)
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
    made_of: np.ndarray | None = None  # the photo that the channels come from, (3, h, w)
    goal: np.ndarray | None = None  # the map that the picked one is to match, (oh, ow)

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
        reordered = state.adding != "as given" and self.most[0] <= FEW
        return o in self.edited or (in_sum and bool(state.muted or reordered))

    def name_of(self, c: int) -> str:
        """What channel c is called."""
        return self.channel_names[c] if self.channel_names else f"channel {c}"


def context_of(
    run: Run,
    state: State,
    *,
    width: int = 1000,
    limits: Limits | None = None,
    decimals: Decimals | None = None,
    ratio: float = 2,
    largest: Sequence[int] = (),
    edited: frozenset[int] = frozenset(),
    studio: bool = False,
) -> SceneContext:
    """The context of a run, its scales and digits as they follow from its numbers.

    ``limits`` and ``decimals`` are those of the whole layer, if the run is a part of it; ``edited``
    are the kernels that a hand has changed. In a ``studio`` the photo stands large.
    """
    x, names, limits = run.x, run.channel_names, limits or limits_of(run)
    decimals = decimals or digits_of(x, run.weight, run.bias, limits.parts.high)
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
