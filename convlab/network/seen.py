"""What was seen of a network: each convolution layer with its numbers, or why it has none."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..layer import ConvLayer
from ..run import Run
from ..show import counted, power_of_ten, printable
from ..sizes import whole

Array = NDArray[Any]
MOST = 1 << 30  # bytes of inputs, outputs and weights

VOLUMES = "its maps are volumes, which are counted here and not drawn"
DEFORMABLE = "deformable: where it reads its input is computed anew for each place"
NOT_BUILT = "not built before its first call: call the model once, on a picture"
NOT_REACHED = "comes after a layer that is not built yet"
NOT_CALLED = "the model did not call it for this x"
META = "on the meta device: it has a shape and no numbers"
MORE = "The model does more here than this layer's weights say"
ROUGH = {"bfloat16": 2**-7, "float16": 2**-9}  # what a sum may be off by, of what the maps reach
PARTS = "computed by convlab from the layer before it: the model does not give it"


class BatchNorm(NamedTuple):
    """A batch norm as it runs after training: scale · y + shift, for each map."""

    name: str
    scale: Array  # (c_out,)
    shift: Array


@dataclass(eq=False, kw_only=True)
class SeenLayer:
    """A convolution layer at work in its network.

    Attributes
    ----------
    name, kind : str
        As the network calls it, and its class.
    reason : str
        Why it cannot be shown, or "".
    layer : ConvLayer, or None
        The layer as numbers.
    input, output : (c_in, h, w) and (c_out, h_out, w_out), or None
        What it got and gave, without the axis of pictures.
    weight, bias : arrays in PyTorch's order, or None
    batch_norm : BatchNorm, or None
        The one behind it.
    folded : bool
        Whether that is in weight, bias and output.
    activation : str
        What a layer of Keras does to its sums itself, such as "relu", or "".
    """

    name: str
    kind: str
    layer: ConvLayer | None = None
    input: Array | None = None
    output: Array | None = None
    weight: Array | None = None
    bias: Array | None = None
    reason: str = ""
    batch_norm: BatchNorm | None = None
    folded: bool = False
    activation: str = ""
    activate: Callable[[Array], Array] | None = None
    note: str = ""  # what else is to be known
    precision: str = ""  # "bfloat16" or "float16", if the model's numbers are so rough
    alive: NDArray[np.bool_] | None = None  # where ReLU follows: which maps it leaves anything of

    @property
    def run(self) -> Run:
        """The layer with its numbers, as figures and widgets take it.

        Raises
        ------
        ValueError
            For a layer that cannot be shown, with the reason.
        """
        if self.layer is None or self.input is None or self.weight is None or self.reason:
            raise ValueError(f"{self.name} ({self.kind}) cannot be shown: {self.reason}")
        x, weight, bias = (
            None if a is None else a.astype(np.float32) if a.dtype == np.float16 else a
            for a in (self.input, self.weight, self.bias)
        )
        assert x is not None and weight is not None
        return Run(x, weight, bias, **options_of(self.layer))

    @cached_property
    def difference(self) -> float:
        """The largest difference between our maps and the model's, infinite for another shape."""
        ours = self._ours
        assert self.output is not None
        if ours.shape != self.output.shape:
            return math.inf
        theirs = self.output.astype(np.result_type(self.output.dtype, np.float32))
        return float(abs(ours - theirs).max(initial=0))

    @cached_property
    def _ours(self) -> Array:
        """Our maps, after what the layer does to its sums itself."""
        ours = self.run.output
        return ours if self.activate is None else self.activate(ours)

    @property
    def largest(self) -> float:
        """How far the model's maps reach: their largest size."""
        return 0.0 if self.output is None else float(abs(self.output).max(initial=0))

    @property
    def difference_text(self) -> str:
        """Whether our maps are the model's, in a sentence without its full stop."""
        off, most = self.difference, self.largest
        if self.kind == "Run":
            return f"computed by convlab; the maps reach {most:.3g}"
        after = f" after {self.activation}" * bool(self.activation)
        equal = off <= ROUGH.get(self.precision, 1e-3) * max(most, 1e-30) or off == 0
        if equal:
            after += f", rounded to {self.precision}" * bool(self.precision)
            return f"Equals the model's output{after}: {self._how_far}"
        return f"Differs from the model's output{after}: {self._how_far}. {MORE}"

    @property
    def _how_far(self) -> str:
        """How far our maps are from the model's, beside how far those reach."""
        assert self.output is not None
        if math.isinf(self.difference):
            return f"it has shape {self.output.shape}, and that of these weights {self._ours.shape}"
        off = self.difference
        apart = power_of_ten(off) if 0 < off < 1e-3 else f"{off:.2g}"
        return f"largest difference {apart}, where the maps reach {self.largest:.3g}"

    @cached_property
    def spread(self) -> Array:
        """How much each map differs over its places: the standard deviation."""
        if self.output is None:
            return np.zeros(0)
        y = self.output.astype(np.float64)
        spread: Array = y.std(axis=tuple(range(1, y.ndim)))
        return spread

    @property
    def loudest(self) -> list[int]:
        """The maps by their spread over the places, the largest first."""
        return [int(o) for o in np.argsort(-self.spread, kind="stable")]

    @cached_property
    def dead(self) -> tuple[int, ...]:
        """The maps of which nothing is left where ReLU follows, else those that are constant.

        Constant but for rounding: by less than 1/100,000 of what the layer's maps reach.
        """
        if self.output is None or self.reason or not np.isfinite(self.largest):
            return ()
        if self.alive is not None:
            return tuple(np.flatnonzero(~self.alive).tolist())
        flat = self.output.reshape(len(self.output), -1)
        spans = np.ptp(flat.astype(np.float64), axis=1)
        return tuple(np.flatnonzero(spans <= 1e-5 * self.largest).tolist())

    @property
    def n_macs(self) -> int:
        """Multiply-adds for this picture; 0 for a layer that was not called."""
        return (
            0 if self.layer is None or self.input is None else self.layer.n_macs(self.input.shape)
        )

    @property
    def norm_text(self) -> str:
        """What is done with the batch norm behind it, or ""."""
        if self.batch_norm is None:
            return ""
        if self.folded:
            return f"with batch norm {self.batch_norm.name} folded in"
        return f"before batch norm {self.batch_norm.name}"

    def fold(self, output: Array) -> SeenLayer:
        """The layer that does the work of this one and its batch norm, whose output is given."""
        assert self.batch_norm and self.layer and self.weight is not None
        scale, shift = self.batch_norm.scale, self.batch_norm.shift
        weight = self.weight.astype(np.float64)
        if self.layer.transposed:  # (c_in, c_out / groups, …)
            each = weight.shape[1]
            by_group = weight.reshape(self.layer.groups, -1, *weight.shape[1:])
            shape = (self.layer.groups, 1, each) + (1,) * self.layer.ndim
            weight = (by_group * scale.reshape(shape)).reshape(weight.shape)
        else:
            weight = weight * scale.reshape(-1, *(1,) * (weight.ndim - 1))
        bias = shift if self.bias is None else self.bias * scale + shift
        return replace(
            self,
            layer=replaced(self.layer, bias=True),
            weight=weight.astype(np.float32),
            bias=bias.astype(np.float32),
            output=output,
            folded=True,
        )

    def __repr__(self) -> str:
        if self.reason:
            return printable(f"{self.name}: {self.kind}, not shown: {self.reason}")
        run, extra = self.run, " · ".join(part for part in (self.norm_text, self.note) if part)
        lines = [f"{self.name}: {run.layer.parameters_text}", run.layer.shapes_text(run.x.shape)]
        return printable("\n".join([*lines, *[extra] * bool(extra), self.difference_text]))


def options_of(layer: ConvLayer) -> dict[str, Any]:
    """A layer's options as ``Run`` takes them."""
    names = ["stride", "padding", "dilation", "groups"]
    names += ["output_padding", "transposed"] if layer.transposed else ["padding_mode"]
    return {name: getattr(layer, name) for name in names}


def replaced(layer: ConvLayer, **changes: Any) -> ConvLayer:
    """The same layer, but for these."""
    whole_layer = {name: getattr(layer, name) for name in layer.__dataclass_fields__}
    return ConvLayer(**whole_layer | changes)


class Network:
    """A network's convolution layers, in the order of their calls.

    Attributes
    ----------
    model : str
        Its class.
    shape : tuple of int
        Of the picture that it got.
    layers : tuple of SeenLayer
        Those that cannot be shown have a ``reason``; those that were not called come last.
    """

    def __init__(self, model: str, shape: Sequence[int], layers: Sequence[SeenLayer]) -> None:
        self.model, self.shape, self.layers = model, tuple(shape), tuple(layers)

    def __getitem__(self, name: str | int) -> SeenLayer:
        """A layer by its name, or by its place in the order of calls."""
        if not isinstance(name, str):
            return self.layers[whole("layer", name, 0)]
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise ValueError(no_layer(name, [layer.name for layer in self.layers]))

    def __iter__(self) -> Iterator[SeenLayer]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    @property
    def shown(self) -> tuple[SeenLayer, ...]:
        """The layers that can be shown."""
        return tuple(layer for layer in self.layers if not layer.reason)

    def __repr__(self) -> str:
        head = f"{self.model} on x {self.shape}: {counted(len(self), 'convolution layer')}"
        rows = [(str(n), one.name, *_columns(one)) for n, one in enumerate(self.layers)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        return printable("\n".join([head, *lines]))


def _columns(one: SeenLayer) -> tuple[str, str]:
    """A row of the table: channels, then what it makes, or why it is not shown."""
    if one.layer is None:
        return "", f"{one.kind}, not shown: {one.reason}"
    channels = f"{one.layer.in_channels:,} → {one.layer.out_channels:,}"
    if one.reason or one.output is None:
        return channels, f"{one.kind}, not shown: {one.reason}"
    dead = f", {len(one.dead)} dead" * bool(one.dead)
    norm = f", {one.norm_text}" * bool(one.batch_norm)
    return channels, f"{kind_text(one.layer)}, y {one.output.shape}{dead}{norm}"


def above_zero(maps: Array) -> NDArray[np.bool_]:
    """Which maps (c, …) hold a number above 0."""
    return np.asarray((maps > 0).reshape(len(maps), -1).any(axis=1))


def not_finite(maps: Array | None) -> str:
    """That maps hold what is no number, and so can be neither drawn nor compared; or ""."""
    if maps is None:
        return ""
    odd = maps.size - int(np.isfinite(maps).sum())
    return f"its maps are NaN or infinite at {odd:,} of {maps.size:,} places" if odd else ""


def no_tensor(value: Any) -> str:
    """That a layer took or gave something else than one tensor."""
    return f"it takes or gives a {type(value).__name__}, where maps are one tensor"


def precision(tensor: Any) -> str:
    """In which rough numbers a tensor of any library is, or ""."""
    dtype = str(getattr(tensor, "dtype", ""))
    return next((name for name in ROUGH if name in dtype), "")


def kind_text(layer: ConvLayer) -> str:
    """What its kernels are like, in a few words.

    >>> kind_text(ConvLayer(32, 32, 3, 2, groups=32)), kind_text(ConvLayer(8, 8, 1))
    ('3×3 depthwise, stride 2', '1×1')
    """

    def by(sides: Sequence[int]) -> str:
        return "×".join(map(str, sides))

    words = by(layer.kernel_size) if layer.ndim > 1 else f"{layer.kernel_size[0]} wide"
    if layer.transposed:
        words += " transposed"
    if layer.groups > 1:
        depthwise = layer.groups == layer.in_channels == layer.out_channels
        words += " depthwise" if depthwise else f", {layer.groups} groups"
    for name in ("stride", "dilation"):
        sides = getattr(layer, name)
        if max(sides) > 1:
            words += f", {name} {sides[0] if len(set(sides)) == 1 else by(sides)}"
    return words


def no_layer(name: str, names: Sequence[str]) -> str:
    """That there is no such layer, and which are meant."""
    near = difflib.get_close_matches(name, names, 3, 0.4) or names[:3]
    more = ", …" * (len(names) > len(near))
    return f"the model has no convolution layer {name!r}; it has {', '.join(near)}{more}"


def no_convolution(model: Any, kinds: str) -> str:
    """That there is nothing to look at, and what is looked for."""
    return f"{type(model).__name__} holds no convolution layer ({kinds} and their like)"


class Keeper:
    """The layers that were seen so far, and how much memory they take."""

    def __init__(self, name: str | None, fold: bool) -> None:
        self.only = None if name is None else name.partition(" (call ")[0]
        self.wanted, self.fold = name, fold
        self.layers: list[SeenLayer] = []
        self.calls: dict[str, int] = {}
        self.last: tuple[Any, int] | None = None  # a layer's output, and the layer's place
        self._bytes = 0

    def keeps(self, name: str) -> bool:
        """Whether this layer is one that is asked for."""
        return self.only in (None, name)

    def named(self, name: str) -> str:
        """The name of this call of a layer."""
        self.calls[name] = n = self.calls.get(name, 0) + 1
        return name if n == 1 else f"{name} (call {n})"

    def add(self, layer: SeenLayer) -> None:
        """Keep this layer."""
        layer.reason = layer.reason or not_finite(layer.output)
        arrays = (layer.input, layer.output, layer.weight)
        self._bytes += sum(a.nbytes for a in arrays if a is not None)
        if self._bytes > MOST:
            raise ValueError(
                f"the layers' inputs, outputs and weights take more than {MOST >> 30} GB: look at "
                'one layer, look(model, x, "its name"), or at a smaller picture'
            )
        self.layers.append(layer)

    def follows(self, x: Any) -> SeenLayer | None:
        """The layer whose output x is, if it can be shown."""
        if self.last is None or x is not self.last[0]:
            return None
        one = self.layers[self.last[1]]
        return None if one.reason else one

    def found(self, kinds: dict[str, str], why: str) -> list[SeenLayer]:
        """All that was seen, and behind it those that were not called, for this reason."""
        for name, kind in kinds.items():
            if self.keeps(name) and name not in self.calls:
                self.add(SeenLayer(name=name, kind=kind, reason=why))
        if self.wanted is None:
            return self.layers
        one = [layer for layer in self.layers if layer.name == self.wanted]
        if not one:
            n = self.calls.get(self.only or "", 0)
            raise ValueError(f"the model called {self.only} {counted(n, 'time')}")
        return one
