"""What a figure of a layer shows: a run, the pixel picked in it, its colours and its words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from inspect import Parameter, signature
from typing import Any, ParamSpec

import numpy as np
from matplotlib.colors import Colormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ...check import check_options
from ...pixel import PixelLedger
from ...run import Run
from ...scene.context import SceneContext, State, context_of
from ...scene.limits import Limits, limits_of
from ...show import RGB, counted, own_scales, slice_limit
from ...sizes import RunOptions, ShapeError
from .page import Page
from .style import BIAS, CHANNEL, GREY, INK, INK_2, KERNEL, PALE, Scale, signed

P = ParamSpec("P")


class LayerOptions(RunOptions, total=False):
    """The options of a run, and the end of its maps' scale."""

    limit: float | None


def takes_options(known: type) -> Callable[[Callable[P, Figure]], Callable[P, Figure]]:
    """A figure that takes ``known`` options, too; for another one, it lists all that it takes."""

    def decorate(function: Callable[P, Figure]) -> Callable[P, Figure]:
        named = {n: p.default for n, p in signature(function).parameters.items() if n != "options"}
        own = [name for name, default in named.items() if default is not Parameter.empty]

        @wraps(function)
        def checked(*args: P.args, **keywords: P.kwargs) -> Figure:
            options = {name: value for name, value in keywords.items() if name not in named}
            check_options(options, known, *own)
            return function(*args, **keywords)

        return checked

    return decorate


# out_channel, row, col; without the last two no pixel is picked, without the first no kernel
Pick = tuple[int | None, int | None, int | None]


@dataclass(frozen=True)
class Subject:
    """A run, what is picked in it, and where its scales end."""

    run: Run
    out_channel: int | None  # the picked kernel
    account: PixelLedger | None  # of the picked pixel
    limits: Limits

    @classmethod
    def of(
        cls,
        x: ArrayLike,
        weight: ArrayLike,
        bias: ArrayLike | None,
        options: Mapping[str, Any],
        pick: Pick = (None, None, None),
    ) -> "Subject":
        """A call with some `LayerOptions`, known to be such: checked, padded, convolved once."""
        settings = {**options}
        limit = settings.pop("limit", None)
        return cls.of_run(Run(x, weight, bias, **settings), pick, limit)

    @classmethod
    def of_run(cls, run: Run, pick: Pick, limit: float | None = None) -> "Subject":
        """A run with a picked kernel, and a picked pixel if there are a row and a column.

        ``limit`` is another end of the maps' scale.
        """
        run = run.as_conv2d()
        out_channel, row, col = pick
        if (row is None) != (col is None):
            raise ShapeError(f"a pixel needs row and col, got row={row}, col={col}: give both")
        account = None
        if out_channel is not None or row is not None:
            account = run.pixel(out_channel or 0, row or 0, col or 0)
            out_channel = account.out_channel
        limits = limits_of(run).ending_at(check_limit(limit))
        return cls(run, out_channel, account if row is not None else None, limits)

    def at_pixel(self, row: int, col: int) -> "Subject":
        """The same with another pixel picked."""
        return replace(self, account=self.run.pixel(self.out_channel or 0, row, col))

    @property
    def pixel(self) -> PixelLedger:
        """The account of the picked pixel, in figures that always have one."""
        assert self.account is not None
        return self.account

    @cached_property
    def context(self) -> SceneContext:
        """The run with its picked pixel as a scene has it."""
        a = self.pixel
        state = State(out_channel=a.out_channel, row=a.row, col=a.col)
        return context_of(self.run, state, limits=self.limits)

    @cached_property
    def written(self) -> PixelLedger:
        """The same account as it is written: in `decimals`, in which each sum adds up."""
        a, layer = self.pixel, self.context.layer
        accounts = [layer.account(a.out_channel, c, a.row, a.col) for c in a.channels]
        subtotals = np.array([one.subtotal for one in accounts])
        bias = None if a.bias is None else layer.bias(a.out_channel)
        return replace(
            a,
            products=np.array([one.products for one in accounts]),
            subtotals=subtotals,
            bias=bias,
            total=sum(subtotals.tolist(), bias or 0.0),
        )

    @cached_property
    def inputs(self) -> Scale:
        """The scale of the inputs."""
        return self._grey(GREY)

    @cached_property
    def pale_inputs(self) -> Scale:
        """The same, light enough for black figures."""
        return self._grey(PALE)

    def _grey(self, colours: Colormap) -> Scale:
        return Scale(colours, self.limits.input.low, self.limits.input.high)

    @cached_property
    def maps(self) -> Scale:
        """The scale of running sums and feature maps."""
        return signed(self.limits.maps.high, root=self.limits.maps.root)

    @cached_property
    def parts(self) -> Scale:
        """The scale of partial maps, products and subtotals."""
        return signed(self.limits.parts.high, root=self.limits.parts.root)

    def slices_of(self, o: int) -> Scale:
        """The scale of kernel o's slices: its own, if kernels differ more than 10-fold in size."""
        return signed(self._slice_limits[o])

    @cached_property
    def _slice_limits(self) -> list[float]:
        weight = self.run.weight
        limit = slice_limit(weight)
        own = abs(weight).max(axis=(1, 2, 3)).clip(limit / 500)
        return own.tolist() if own_scales(weight) else [limit] * len(weight)

    @cached_property
    def slices(self) -> Scale:
        """The scale of the slices in a grid, or of the one kernel that many channels open."""
        if self.out_channel is None or max(len(self.run.x), len(self.run.weight)) <= 8:
            return signed(slice_limit(self.run.weight))
        return self.slices_of(self.out_channel)

    @cached_property
    def decimals(self) -> int:
        """Of the picked pixel's account, from products to total."""
        return self.context.decimals.maps

    @property
    def terms_text(self) -> str:
        """Of how many numbers the picked pixel is the sum."""
        a = self.pixel
        terms = [counted(a.products.size, "product"), counted(len(a.channels), "subtotal")]
        return ", ".join([*terms, *["1 bias"] * (a.bias is not None), "1 number"])

    @property
    def photo(self) -> np.ndarray | None:
        """The picture in colour, in [0, 1], if its channels are red, green and blue."""
        colours = self.run.channel_names == RGB and self.inputs.low == 0
        return self.run.x / self.inputs.high if colours else None

    @property
    def alt_text(self) -> str:
        """What the figure says, in words."""
        return f"{self.run}\n{self.account or ''}".rstrip()

    def ring_window(
        self, page: Page, x: float, y: float, pixel: float, *, small: bool = False
    ) -> None:
        """Amber round what the picked pixel reads of a channel that stands at (x, y)."""
        layer = self.run.layer
        rows, cols = layer.window(self.pixel.row, self.pixel.col)
        left, top = x + cols.start * pixel, y + rows.start * pixel
        page.window(left, top, pixel, layer.kernel_size, layer.dilation, small=small)

    def heading(self, page: Page, y: float = 0) -> float:
        """The count of parameters in words, and the shapes; returns where they end."""
        layer = self.run.layer
        product, total = layer.parameters_text.split(" = ")
        product, *biases = product.split(" + ")
        kernels, slices, weights = product.split(" × ")
        parts = [(kernels, KERNEL, True), (" × ", INK, False), (slices, CHANNEL, True)]
        parts += [(" × ", INK, False), (weights, INK, True)]
        for words in biases:
            parts += [(" + ", INK, False), (words, BIAS, True)]
        page.words(0, y + 16, [*parts, (" = ", INK, False), (total, INK, True)], size=24)
        page.text(0, y + 44, layer.shapes_text(self.run.x.shape), 15, INK_2)
        return y + 56


def check_limit(limit: float | None) -> float | None:
    """The end of a colour scale as given, if there can be such a scale."""
    if limit is not None and not limit > 0:
        raise ValueError(f"limit is {limit}, but colours need a limit above 0")
    return limit if limit is None else float(limit)
