"""ChannelExplorer: every kernel run over all input channels, summed into each map, to be moved."""

import math
import reprlib
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from ..check import check_border, drawable
from ..frameworks import beside_weights, own_forward, weights_of
from ..layer import ConvLayer
from ..run import Run, kernels_of
from ..scene.context import OVERVIEWS
from ..scene.layout import layout_of
from ..scene.staircase import steps_of
from ..scene.wall import LARGE
from ..show import RGB
from ..show import channel_names as names_of
from ..sizes import PADDING_MODES, SIDES_OF, Padding, PerSide, ShapeError, per_side, whole
from .asking import ASKS, AT_A_GLANCE, answers, checked_ask, checked_guess, map_of_goal
from .base import Arrays, LayerWidget, checks, inside, setting
from .grid import edited, fitting, middle, ordered, stored_grid, used
from .modules import css, esm
from .transfer import Floats, check_drawable, check_room, from_bytes, scale_end, to_bytes

SLIDERS = ("in_channels", "out_channels", "groups", "kernel_size", "stride", "padding", "dilation")
CONTROLS = (*SLIDERS, "padding_mode", "view", "play", "slide", "code", "tools")
DEFAULT = ("in_channels", "out_channels", "groups", "view", "play", "slide", "tools")
ADDING = ("as given", "by size", "shuffled")
STEPS = {"stride": 1, "padding": 0, "dilation": 1}  # the least, and what is usual
ONE_OR_EACH = [traitlets.Int(), traitlets.List(traitlets.Int())]  # as PyTorch writes both sides
OR_WORD = [*ONE_OR_EACH, traitlets.Enum(("same", "valid"))]


class ChannelExplorer(Arrays, LayerWidget):
    """The channel grid of a layer: a row per kernel, a column per input channel, sums at the right.

    The maps are worked out in the browser; ``output``, ``contributions``, ``ledger`` and ``weight``
    are the same as NumPy arrays, to go on working with.

    Parameters
    ----------
    x : array of shape (c_in, h, w) or (c_in, length)
        At most 4,096 channels.
    weight : array of shape (c_out, c_in / groups, kh, kw)
        At most 4,096 kernels; x and weight together at most 64 MB. One of shape (c_out, c_in, kh,
        kw) serves every number of groups. A weight of three axes is that of ``conv1d``.
    bias : array of shape (c_out,), optional
    transposed : bool
        Whether the layer is a transposed one, with a weight (c_in, c_out / groups, kh, kw).
    output_padding : int or pair of int
        How many rows and columns a transposed layer has more, as for ``conv_transpose2d``.
    controls : iterable of str
        The sliders to show (in_channels, out_channels, groups, kernel_size, stride, padding,
        dilation) and "view", "play" (channel by channel), "slide" (the window, over the picture),
        "code" (the PyTorch and Keras lines), "tools" (save, large type).
    channel_names : sequence of str, optional
        One for each input channel; three of a picture are red, green and blue.
    limit : float, optional
        Where the signed colour scale of maps ends; by default it follows from the layer.
    goal : array or list of int, optional
        What is to be made: a map ``(h_out, w_out)``; or the channels that make it, when all others
        are muted; or the kernel ``(c_in / groups, kh, kw)`` that makes it. ``ask`` is then "match".
    photo : array of shape (3, h, w), optional
        From 0 to 1: what the channels were made of. It stands beside the map of a staircase.
    state : str
        A line from ``explorer.state``, which brings back exactly that view.
    **settings
        What is visible first: any of the attributes below.

    Attributes
    ----------
    in_channels, out_channels, groups, kernel_size : int
        The layer. A ``kernel_size`` of 0 leaves the slices as they are, another one their middle.
    stride, padding, dilation : int, or a list of one for height and one for width
        ``padding`` may also be "same".
    padding_mode : str
        What the border holds: "zeros", "reflect", "replicate" or "circular".
    out_channel, row, col, in_channel : int
        The map and its pixel that are picked, and the channel that is looked at. Along a signal
        ``col`` is the place, and ``row`` is 0.
    view : str
        "slice and partial map", "slice", "partial map" or "running sum"; "wall" shows every slice
        of many channels and many kernels as a cell.
    muted : list of int
        Channels that add nothing.
    adding : str
        In which order channels are added: "as given", "by size" or "shuffled".
    shuffle : int
        Which of all shuffled orders.
    step : int
        How many channels are added so far, in that order; -1 for all of them, and the bias.
    ask : str
        What is guessed before the layer is shown; "" shows it at once. "largest" covers the maps
        and asks where that of the picked kernel will be largest: a click on the picture, or Enter,
        guesses, and the map lies beside it. "below" asks where it will be below 0: that is painted.
        Both take layers of up to 3 input channels. "end" asks where the picked pixel's sum will
        end: the end is dragged, then the staircase climbs to it. "match" lays ``goal`` beside the
        picked map, to be made by muting channels and typing weights. Nothing is recorded.
    guess : list of float
        The guess, or empty before it. Of "largest" row and column; of "below" how many places are
        not painted, are, are not, and so on, row by row; of "end" the level.
    present : bool
        Whether it fills the screen, in type for a room: also by the key F, and Esc leaves.

    Examples
    --------
    >>> x, weight = np.ones((3, 8, 8)), np.ones((4, 3, 3, 3))
    >>> explorer = ChannelExplorer(x, weight, out_channels=2)
    >>> explorer
    ChannelExplorer: 2 kernels × 3 slices × 3×3 weights = 54 parameters
    >>> explorer.in_channels = 1  # as moving its slider would
    >>> explorer.output.shape, explorer.layer.n_weights  # 8 - 3 + 1 = 6; 2 · 1 · 9 weights
    ((2, 6, 6), 18)
    """

    module = "explorer.js"
    _esm = esm(module)
    _css = css("tokens.css", "explorer.css", "layer.css")

    # In ``_weight`` is the whole grid as given, zeros where a kernel reads nothing; of very many
    # groups their slices alone.
    _goal = traitlets.Bytes().tag(sync=True)  # the map that is to be matched
    _photo = traitlets.Bytes().tag(sync=True)  # what the channels were made of

    in_channels = setting(traitlets.Int(1))
    out_channels = setting(traitlets.Int(1))
    groups = setting(traitlets.Int(1))
    kernel_size = setting(traitlets.Int(0))
    stride = setting(traitlets.Union(ONE_OR_EACH, default_value=1))
    padding = setting(traitlets.Union(OR_WORD, default_value=0))
    dilation = setting(traitlets.Union(ONE_OR_EACH, default_value=1))
    padding_mode = setting(traitlets.Enum(PADDING_MODES, PADDING_MODES[0]))
    out_channel = setting(traitlets.Int(0))
    in_channel = setting(traitlets.Int(0))
    row = setting(traitlets.Int(0))
    col = setting(traitlets.Int(0))
    view = setting(traitlets.Enum(OVERVIEWS, OVERVIEWS[0]))
    muted = setting(traitlets.List(traitlets.Int()))
    adding = setting(traitlets.Enum(ADDING, ADDING[0]))
    shuffle = setting(traitlets.Int(0))
    step = setting(traitlets.Int(-1))
    target = setting(traitlets.Enum(("output", "input", "weight"), "output"))  # what is pointed at
    spot = setting(traitlets.List(traitlets.Int(), [0, 0], minlen=2, maxlen=2))  # and where
    pinned = setting(traitlets.List(traitlets.Int(), maxlen=3))  # out_channel, row, col
    order = setting(traitlets.Enum(("PyTorch", "Keras"), "PyTorch"))
    scale = setting(traitlets.Enum(("shared", "each map"), "shared"))
    large = setting(traitlets.Bool(False))
    limit = setting(traitlets.Float(0.0))  # end of the maps' scale, as a hand has set it; or 0
    edits = setting(traitlets.List(traitlets.Float()))  # weights set by hand: place, value, …
    ask = setting(traitlets.Enum(ASKS, ""))
    guess = setting(traitlets.List(traitlets.Float()))

    def __init__(
        self,
        x: ArrayLike,
        weight: ArrayLike,
        bias: ArrayLike | None = None,
        *,
        transposed: bool = False,
        output_padding: PerSide = 0,
        controls: Iterable[str] = DEFAULT,
        channel_names: Sequence[str] | None = None,
        limit: float | None = None,
        goal: ArrayLike | None = None,
        photo: ArrayLike | None = None,
        state: str = "",
        **settings: Any,
    ) -> None:
        settings = self._settings(state, settings)
        asked = {} if goal is None else {"ask": settings.pop("ask", "match")}
        x, weight = drawable("x", x), drawable("weight", weight)
        bias = None if bias is None else drawable("bias", bias)
        kind = {"transposed": transposed, "output_padding": output_padding}
        _check_layer(x, weight, bias, settings | kind)
        ndim, kernels = weight.ndim - 2, kernels_of(weight, settings.get("groups", 1), transposed)
        x, grid = lifted(x, 2), stored_grid(lifted(kernels), len(x))
        c_out, c_in = len(grid), len(x)
        colours = c_in == 3 and ndim == 2 and not transposed
        names = names_of(c_in, channel_names) if channel_names or colours else ()
        super().__init__(
            _x=to_bytes(x),
            _weight=to_bytes(grid),
            _bias=to_bytes(np.zeros(c_out) if bias is None else bias),
            _spec=dict(
                x_shape=x.shape,
                weight_shape=(c_out, c_in, *grid.shape[2:]),
                slices=grid.shape[1],
                has_bias=bias is not None,
                channel_names=names,
                controls=_checked_controls(controls),
                limit=scale_end(limit),
                kind=dict(
                    ndim=ndim, transposed=transposed, output_padding=short(output_padding, ndim)
                ),
                steps={n: short(settings.get(n, usual), ndim) for n, usual in STEPS.items()}
                | {"padding_mode": settings.get("padding_mode", PADDING_MODES[0])},
                photo=bool(names == RGB and x.min() >= 0 and x.max() <= 1),
            ),
        )
        self._set({"in_channels": c_in, "out_channels": c_out} | settings)
        if "adding" not in settings and self.groups == 1 and is_large(c_out, c_in):
            self.adding = "by size"  # as given, such a wall looks like noise
        if photo is not None:
            self._take_photo(photo)
        if goal is not None:
            self._take_goal(goal)
            self._set(asked)
        self._pick(settings)

    def _take_goal(self, goal: ArrayLike) -> None:
        """Set the map that is to be matched."""
        checked_ask("match", 1, self.layer, has_goal=True)
        found = map_of_goal(goal, self.out_channel, self._run_on(self.x))
        self._goal = to_bytes(found)
        self._spec = {**self._spec, "goal_shape": found.shape}

    def _take_photo(self, photo: ArrayLike) -> None:
        """Set the picture that the channels were made of."""
        found = drawable("photo", photo)
        if found.ndim != 3 or len(found) != 3 or found.min() < 0 or found.max() > 1:
            raise ValueError(
                f"photo must be (3, h, w) with values from 0 to 1, but is {found.shape} with "
                f"{found.min():g} to {found.max():g}: divide bytes by 255, and move colours to the "
                "front with photo.transpose(2, 0, 1)"
            )
        self._photo = to_bytes(found)
        self._spec = {**self._spec, "photo_shape": found.shape}

    @property
    def _made_of(self) -> Floats | None:
        shape = self._spec.get("photo_shape")
        return None if shape is None else from_bytes(self._photo, shape)

    @property
    def _goal_map(self) -> Floats | None:
        shape = self._spec.get("goal_shape")
        return None if shape is None else from_bytes(self._goal, shape)

    def _pick(self, given: dict[str, Any]) -> None:
        """Where no other place was given: the middle, and the channel that adds most there."""
        _, h, w = self._output_shape()
        hints = self.ask not in AT_A_GLANCE  # those ask for a place
        first = (h // 2, w // 2) if hints else (0, 0)
        self.row = given.get("row", first[0])
        self.col = given.get("col", first[1])
        pixel = self.ledger
        largest = pixel.channels[int(abs(pixel.subtotals).argmax())]
        self.in_channel = given.get("in_channel", largest)

    @classmethod
    def from_torch(cls, module: Any, x: ArrayLike, **settings: Any) -> "ChannelExplorer":
        """Your own ``torch.nn.Conv2d`` on a picture x ``(c_in, h, w)``.

        Warns of a forward hook, whose work is not shown.
        """
        return cls._from(ConvLayer.from_torch(module), module, x, settings)

    @classmethod
    def from_keras(cls, layer: Any, x: ArrayLike, **settings: Any) -> "ChannelExplorer":
        """Your own built Keras layer on x ``(c_in, h, w)``: Keras' picture.transpose(2, 0, 1).

        Warns of an activation: maps are shown as they are before it.
        """
        return cls._from(ConvLayer.from_keras(layer), layer, x, settings)

    @classmethod
    def _from(
        cls, layer: ConvLayer, module: Any, x: ArrayLike, settings: dict[str, Any]
    ) -> "ChannelExplorer":
        if instead := own_forward(module):
            raise ValueError(
                f"{type(module).__name__} has {instead}, so "
                "its maps need not be those of its weights: ChannelExplorer(x, "
                "*weights_of(layer)) shows what these alone make"
            )
        if beside := beside_weights(module):
            warnings.warn(beside, stacklevel=3)
        own: dict[str, Any] = {name: getattr(layer, name) for name in (*STEPS, "groups")}
        own |= {"padding_mode": layer.padding_mode, "transposed": layer.transposed}
        if layer.transposed:
            own["output_padding"] = layer.output_padding
        return cls(x, *weights_of(module), **{"controls": CONTROLS} | own | settings)

    # What is on screen, as arrays

    @property
    def layer(self) -> ConvLayer:
        """The layer on screen, as numbers."""
        return self._layer()

    def _layer(self, **changes: Any) -> ConvLayer:
        names = (*SLIDERS, "padding_mode")
        now = {name: getattr(self, name) for name in names} | changes
        sides = self._spec["weight_shape"][2:]
        size = now.pop("kernel_size")
        legal = _legal_groups(now["in_channels"], now["out_channels"])
        now["groups"] = max(g for g in legal if g <= max(1, now["groups"]))
        kernel = tuple(min(side, size or side) for side in sides)[-self._ndim :]
        kind = self._kind(now["stride"], now["dilation"])
        return ConvLayer(kernel_size=kernel, bias=self._spec["has_bias"], **now, **kind)

    @property
    def _ndim(self) -> int:
        """Along how many sides the kernels slide: 1 or 2."""
        return int(self._spec["kind"]["ndim"])

    def _kind(self, stride: PerSide, dilation: PerSide) -> dict[str, Any]:
        """What no slider sets. More rows and columns there are as far as the steps leave open."""
        kind = self._spec["kind"]
        sides = SIDES_OF[kind["ndim"]]
        given = per_side("output_padding", kind["output_padding"], 0, sides)
        strides, dilations = (
            per_side("stride", stride, 1, sides),
            per_side("dilation", dilation, 1, sides),
        )
        open_ = (max(pair) - 1 for pair in zip(strides, dilations, strict=True))
        return {**kind, "output_padding": tuple(map(min, given, open_))}

    @property
    def x(self) -> Floats:
        """The input channels on screen, ``(in_channels, h, w)``; set it to show another picture."""
        return self._as_given(self._pictures()[: self.in_channels])

    @x.setter
    def x(self, value: ArrayLike) -> None:
        x = self._pictures()
        x[: self.in_channels] = lifted(_same_shape("x", value, self.x), 2)
        self._x = x.tobytes()

    def _pictures(self) -> Floats:
        """All of x; signals as pictures one row high."""
        return from_bytes(self._x, self._spec["x_shape"])

    def _as_given(self, array: Floats) -> Floats:
        """With the axes that the caller's arrays have."""
        return array[..., 0, :] if self._ndim == 1 else array

    @property
    def weight(self) -> Floats:
        """The weight on screen, ``(out_channels, in_channels / groups, kh, kw)``; can be set.

        Of a transposed layer ``(in_channels, out_channels / groups, kh, kw)``, as in PyTorch.
        """
        return ordered(np.stack(used(self._grid(), self.layer)), self.layer)

    @weight.setter
    def weight(self, value: ArrayLike) -> None:
        grid = self._grid()
        weight = _same_shape("weight", value, self.weight)
        kernels = Run(self.x, weight, **self._options).as_pictures().kernels
        for slices, new in zip(used(grid, self.layer), kernels, strict=True):
            slices[...] = new
        self.edits = []
        self._weight = to_bytes(grid)

    def _grid(self) -> Floats:
        """All slices that are stored, with the weights that are set by hand."""
        return edited(self._as_sent, self.edits)

    @property
    def _as_sent(self) -> Floats:
        """All slices that are stored: the whole grid or, of very many groups, theirs."""
        return from_bytes(self._weight, self._stored_shape)

    @property
    def _stored_shape(self) -> tuple[int, ...]:
        kernels, _, *sides = self._spec["weight_shape"]
        return (kernels, self._spec["slices"], *sides)

    @property
    def _fixed_groups(self) -> int:
        """The groups that the layer must have, because no other slices are stored; 0: any."""
        channels, slices = self._spec["weight_shape"][1], self._spec["slices"]
        return 0 if slices == channels else channels // slices

    @property
    def bias(self) -> Floats | None:
        """One number for each kernel, ``(out_channels,)``, or None."""
        if not self._spec["has_bias"]:
            return None
        return from_bytes(self._bias, self._spec["weight_shape"][:1])[: self.out_channels]

    @property
    def _options(self) -> dict[str, Any]:
        """How the layer on screen moves over its input."""
        layer, names = self.layer, (*STEPS, "groups", "padding_mode")
        kind = {"transposed": layer.transposed, "output_padding": layer.output_padding}
        return {name: getattr(layer, name) for name in names} | kind

    def _run_on(self, x: NDArray[Any]) -> Run:
        names = self._spec["channel_names"][: self.in_channels] or None
        return Run(x, self.weight, self.bias, channel_names=names, **self._options)

    @property
    def _numbers(self) -> tuple[Floats, Floats, Floats]:
        bias = from_bytes(self._bias, self._spec["weight_shape"][:1])
        return self._pictures(), self._grid(), bias

    @property
    def _edited(self) -> frozenset[int]:
        each = math.prod(self._stored_shape[1:])
        return frozenset(int(place) // each for place in self.edits[::2])

    @property
    def _given(self) -> Run:
        spec, x = self._spec, self._pictures()
        steps = spec["steps"]
        kernels, channels = spec["weight_shape"][:2]
        kind = self._kind(steps["stride"], steps["dilation"])
        groups = self._fixed_groups or 1
        layer = ConvLayer(channels, kernels, 1, groups=groups, **steps, **kind)
        grid = fitting(self._as_sent, layer, x.shape)
        layer = replace(layer, kernel_size=grid.shape[-self._ndim :])
        names = (*steps, "groups", "transposed", "output_padding")
        options = {name: getattr(layer, name) for name in names}
        bias = from_bytes(self._bias, (kernels,))
        return Run(self._as_given(x), ordered(grid, layer), bias, **options)

    @property
    def _largest(self) -> Sequence[int]:
        return tuple(self._spec["weight_shape"])

    @property
    def contributions(self) -> Floats:
        """What each slice makes of its channel, ``(out_channels, in_channels / groups, …)``."""
        return self._run.contributions

    # What can be set

    def _output_shape(self, **changes: Any) -> tuple[int, int, int]:
        """Maps, rows and columns; a signal has one row."""
        layer, sizes = self._layer(**changes), self._spec["x_shape"][-self._ndim :]
        maps, *rows, cols = layer.output_shape((layer.in_channels, *sizes))
        return maps, rows[0] if rows else 1, cols

    def _places(self) -> dict[str, range]:
        layer, (maps, rows, cols) = self.layer, self._output_shape()
        reads = layer.channels(min(max(self.out_channel, 0), maps - 1))
        pixel = dict(out_channel=range(maps), row=range(rows), col=range(cols))
        return pixel | dict(in_channel=reads, step=range(-1, steps_of(len(reads)) + 1))

    def _pointed(self) -> dict[str, tuple[range, ...]]:
        """Which places there are for what is said by two or three numbers."""
        maps, rows, cols = map(range, self._output_shape())
        kernel = (1, *self.layer.kernel_size)[-2:]
        sides = kernel if self.target == "weight" else self._spec["x_shape"][1:]
        spots = tuple(map(range, sides))
        return {"spot": spots, "pinned": (maps, rows, cols)}

    @checks("in_channels", "out_channels")
    def _check_channels(self, name: str, value: int) -> int:
        most = self._spec["weight_shape"][name == "in_channels"]
        inside(name, value, range(most if self._fixed_groups else 1, most + 1))
        self._check_room(**{name: value})
        return value

    @checks("kernel_size")
    def _check_kernel_size(self, name: str, value: int) -> int:
        inside(name, value, range(max(self._spec["weight_shape"][2:]) + 1))
        self._check_room(kernel_size=value)
        return value

    @checks("stride", "padding", "dilation")
    def _check_steps(self, name: str, value: Padding) -> Padding:
        if not isinstance(value, str):
            value = short(per_side(name, value, STEPS[name], SIDES_OF[self._ndim]), self._ndim)
        value = 0 if value == "valid" else value
        self._check_room(**{name: value})
        return value

    @checks("padding_mode")
    def _check_mode(self, name: str, value: str) -> str:
        self._check_room(padding_mode=value)
        return value

    def _check_room(self, **changes: Any) -> None:
        """That the kernels fit into the picture, and the maps into the browser's memory."""
        layer = self._layer(**changes)
        _, h, w = self._spec["x_shape"]
        layout = layout_of(self._spec["weight_shape"], layer, h * w, self.view)
        kernels = 1 if layout in ("wall", "opened") else layer.out_channels  # one row is open
        slices = layer.in_channels // layer.groups
        check_room(kernels, slices, *self._output_shape(**changes)[1:])
        if not layer.transposed:
            check_border(layer.padding_mode, self._spec["x_shape"][-self._ndim :], layer.pads)

    @checks("groups")
    def _check_groups(self, name: str, value: int) -> int:
        legal = _legal_groups(self.in_channels, self.out_channels)
        if self._fixed_groups and value != self._fixed_groups:
            raise ShapeError(
                f"groups={value}: this layer's weight has the slices of {self._fixed_groups} groups"
                " alone; make a new ChannelExplorer for another number"
            )
        if value not in legal:
            raise ShapeError(
                f"groups={value} does not divide both {self.in_channels} input and "
                f"{self.out_channels} output channels; these do: {legal}"
            )
        return value

    @checks("shuffle")
    def _check_shuffle(self, name: str, value: int) -> int:
        return whole(name, value, 0)

    @checks("limit")
    def _check_limit(self, name: str, value: float) -> float:
        return scale_end(value or None)

    @checks("spot", "pinned")
    def _check_pointed(self, name: str, value: list[int]) -> list[int]:
        there = self._pointed()[name]
        if value and len(value) != len(there):
            raise ShapeError(f"{name} takes {len(there)} numbers, got {len(value)}")
        return [inside(name, at, places) for at, places in zip(value, there, strict=False)]

    @checks("ask")
    def _check_ask(self, name: str, value: str) -> str:
        return checked_ask(
            value, self._spec["weight_shape"][1], self.layer, "goal_shape" in self._spec
        )

    @checks("guess")
    def _check_guess(self, name: str, value: list[float]) -> list[float]:
        return checked_guess(self.ask, value, self._output_shape()[1:])

    @checks("edits")
    def _check_edits(self, name: str, value: list[float]) -> list[float]:
        edited(self._as_sent, value)
        return value

    # What follows

    def _completed(self, settings: Mapping[str, Any]) -> Mapping[str, Any]:
        fewer = settings.get("in_channels", self.in_channels)
        return {"muted": still_muted(self.muted, self.in_channels, fewer)} | dict(settings)

    @traitlets.observe(*SLIDERS, "out_channel", "target", "ask")
    def _settle(self, change: Any) -> None:
        """Keep what is picked inside the layer when it shrinks, as the screen does."""
        self.groups = self.layer.groups
        if change.name == "in_channels" and self._follows:
            self.muted = still_muted(self.muted, change.old, self.in_channels)
        self._keep_inside()
        there = self._pointed()
        spot = zip(self.spot, there["spot"], strict=True)
        self.spot = [min(at, places[-1]) for at, places in spot]
        pinned = zip(self.pinned, there["pinned"], strict=False)
        if any(at not in those for at, those in pinned):
            self.pinned = []
        if not answers(self.ask, self.guess, self._output_shape()[1:]):
            self.guess = []

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.layer.parameters_text}"


def still_muted(muted: list[int], before: int, now: int) -> list[int]:
    """What stays muted of so many channels; when the only audible ones have gone, none.

    >>> still_muted([0, 1], before=3, now=2), still_muted([1, 2], before=3, now=2)
    ([], [1])
    """
    left = [c for c in muted if c < now]
    return [] if len(left) == now < before and len(muted) < before else left


def _legal_groups(in_channels: int, out_channels: int) -> list[int]:
    both = math.gcd(in_channels, out_channels)
    return [n for n in range(1, both + 1) if both % n == 0]


def _check_layer(
    x: NDArray[Any], weight: NDArray[Any], bias: NDArray[Any] | None, given: Mapping[str, Any]
) -> None:
    """The layer as it is given, or an error that says what does not fit."""
    names = (*STEPS, "groups", "padding_mode", "transposed", "output_padding")
    options = {name: given[name] for name in names if name in given}
    size = whole("kernel_size", given.get("kernel_size", 0), 0)
    # The whole grid serves every number of groups, each keeping its diagonal blocks.
    if not given["transposed"] and weight.ndim == x.ndim + 1 and weight.shape[1] == len(x):
        options["groups"] = 1
    if size and weight.ndim in (3, 4):
        part = middle(lifted(weight), size)
        weight = part[..., 0, :] if weight.ndim == 3 else part
    run = Run(x, weight, bias, **options)
    check_drawable(lifted(run.x, 2), run.kernels, run.layer.transposed)


def lifted(array: NDArray[Any], axes: int = 3) -> NDArray[Any]:
    """Signals as pictures one row high: an array of so many axes with one more before its last."""
    return array[..., None, :] if array.ndim == axes else array


def is_large(kernels: int, channels: int) -> bool:
    """Whether a layer is a wall whose cells are too small to be told apart.

    >>> is_large(512, 512), is_large(64, 3)
    (True, False)
    """
    return max(kernels, channels) > LARGE and min(kernels, channels) > 8


def short(value: Any, ndim: int) -> Any:
    """A number for each side as a state holds it: one where all are the same, or a list.

    >>> short((2, 2), 2), short((2, 1), 2), short("same", 2)
    (2, [2, 1], 'same')
    """
    if isinstance(value, str):
        return value
    numbers = per_side("value", value, 0, SIDES_OF[ndim])
    return numbers[0] if len({*numbers}) == 1 else [*numbers]


def _checked_controls(controls: Iterable[str]) -> tuple[str, ...]:
    """The names of controls, or an error that says which there are."""
    if isinstance(controls, str) or not isinstance(controls, Iterable):
        wanted = 'a list of names, such as ["view", "code"]'
        raise TypeError(f"controls must be {wanted}, got {reprlib.repr(controls)}")
    controls = tuple(controls)
    for name in controls:
        if name not in CONTROLS:
            raise ValueError(f"controls holds {name!r}; there are {', '.join(CONTROLS)}")
    return controls


def _same_shape(name: str, value: ArrayLike, now: NDArray[Any]) -> NDArray[Any]:
    """``value`` checked to take the place of ``now``."""
    array = drawable(name, value)
    if array.shape != now.shape:
        raise ShapeError(
            f"{name} on screen has shape {now.shape}, got {array.shape}: "
            "make a new ChannelExplorer for another shape"
        )
    return array
