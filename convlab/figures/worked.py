"""A layer worked out once for a figure: partial maps, feature maps, names, limits, the pick."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..conv import contributions, conv2d
from ..layer import ConvLayer
from ..ledger import PixelLedger
from ..run import ledger
from ..show import RGB, adding_decimals, channel_names, counted, shared_limit, slice_limit
from ..sizes import ShapeError, pads
from .ink import BIAS, CHANNEL, INK, INK_2, KERNEL
from .paper import Page


@dataclass(frozen=True)
class Worked:
    """x, weight and bias, and all that follows from them."""

    x: np.ndarray  # (c_in, h, w)
    weight: np.ndarray  # (c_out, c_in / groups, kh, kw)
    bias: np.ndarray | None  # (c_out,)
    options: dict
    layer: ConvLayer
    parts: np.ndarray  # (c_out, c_in / groups, h_out, w_out)
    y: np.ndarray  # (c_out, h_out, w_out)
    names: tuple[str, ...]  # of the input channels
    out_channel: int | None  # the picked row
    account: PixelLedger | None  # of the picked pixel
    limit: float  # of partial maps and maps

    def channels(self, o: int) -> range:
        """The input channels that kernel o sees."""
        slices = self.weight.shape[1]
        first = o // (len(self.weight) // self.options["groups"]) * slices
        return range(first, first + slices)

    @property
    def pads(self) -> tuple[int, int]:
        """Rows of padding above, columns of padding at the left."""
        (above, _), (left, _) = pads(
            self.layer.padding, self.layer.kernel_size, self.layer.stride, self.layer.dilation
        )
        return above, left

    @property
    def colour_names(self) -> bool:
        return self.names == RGB

    @property
    def top(self) -> float:
        """What white stands for in the inputs; signed inputs have a limit instead."""
        return 1.0 if self.x.max() <= 1 else float(self.x.max())

    @property
    def input_limit(self) -> float | None:
        return shared_limit(self.x) if self.x.min() < 0 else None

    @property
    def weight_limit(self) -> float:
        """Of the slices; many kernels differ too much in size to share one."""
        alone = len(self.weight) > 8 and self.out_channel is not None
        return slice_limit(self.weight[self.out_channel] if alone else self.weight)

    @cached_property
    def decimals(self) -> int:
        """In which the picked pixel's account adds up as printed, from products to total."""
        a = self.account
        sums = zip(a.products, a.subtotals, strict=True)
        return adding_decimals((a.terms, a.total), *sums)

    @property
    def shapes_text(self) -> str:
        weight, bias = f"weight {self.weight.shape}", "" if self.bias is None else ", bias "
        bias += "" if self.bias is None else f"({len(self.weight)})"
        settings = [
            f"{name} {value}"
            for name, value in self.options.items()
            if name in ("stride", "padding", "dilation") and value not in (1 - (name == "padding"),)
        ]
        macs = counted(self.layer.n_macs(self.x.shape), "multiply-add")
        return " · ".join(
            [f"x {self.x.shape} → {weight}{bias} → y {self.y.shape}", *settings, macs]
        )

    @property
    def twin(self) -> str:
        """What the figure says, in words."""
        lines = [self.layer.parameters_text, self.shapes_text]
        return "\n".join(lines + [str(self.account)] * (self.account is not None))


def work_out(
    x, weight, bias, options, *, out_channel=None, row=None, col=None, names=None, limit=None
) -> Worked:
    """All that a figure of this layer needs, or the error that says what does not fit."""
    x, weight = np.asarray(x), np.asarray(weight)
    bias = None if bias is None else np.asarray(bias)
    y = conv2d(x, weight, bias, **options)  # refuses, with the remedy, what does not fit
    if x.ndim != 3:
        raise ShapeError(f"x of shape {x.shape} is a batch; a figure shows one picture: pass x[0]")
    names = channel_names(len(x), names)
    account = None
    if (row is None) != (col is None):
        raise ShapeError(f"a pixel needs row and col, got row={row}, col={col}: give both")
    if out_channel is not None or row is not None:
        place = out_channel or 0, row or 0, col or 0
        account = ledger(x, weight, bias, *place, **options, channel_names=names)
        out_channel = account.out_channel
    parts = contributions(x, weight, **options)
    if limit is not None and not limit > 0:
        raise ValueError(f"limit is {limit}, but colours need a limit above 0")
    layer = ConvLayer(
        in_channels=len(x),
        out_channels=len(weight),
        kernel_size=weight.shape[2:],
        bias=bias is not None,
        **options,
    )
    return Worked(
        x=x,
        weight=weight,
        bias=bias,
        options=options,
        layer=layer,
        parts=parts,
        y=y,
        names=names,
        out_channel=out_channel,
        account=account if row is not None else None,
        limit=float(limit or shared_limit(parts, y)),
    )


def sentence(page: Page, y: float, worked: Worked) -> float:
    """`4 kernels × 3 slices × 3×3 weights + 4 biases = 112 parameters`, and the shapes."""
    text = worked.layer.parameters_text
    product, total = text.split(" = ")
    product, *bias = product.split(" + ")
    kernels, slices, weights = product.split(" × ")
    page.line(
        0,
        y + 16,
        [
            (kernels, KERNEL, True),
            (" × ", INK, False),
            (slices, CHANNEL, True),
            (" × ", INK, False),
            (weights, INK, True),
            *(
                (part, colour, bold)
                for b in bias
                for part, colour, bold in ((" + ", INK, False), (b, BIAS, True))
            ),
            (" = ", INK, False),
            (total, INK, True),
        ],
        size=24,
    )
    page.text(0, y + 44, worked.shapes_text, 15, INK_2)
    return y + 56
