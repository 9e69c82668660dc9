"""Watching a model of Keras: for one call, each layer's ``call`` also tells what it was given."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..check import drawable
from ..frameworks import array_of, in_pytorchs_way, separated, weights_of, widened
from ..layer import ConvLayer
from . import seen
from .seen import Array, BatchNorm, Keeper, SeenLayer

CONVOLUTION = re.compile(r"(Depthwise|Separable)?Conv[123]D(Transpose)?")


def watch(
    model: Any, x: Any, name: str | None, fold: bool
) -> tuple[list[SeenLayer], tuple[int, ...]]:
    """What the convolution layers of a model got and gave, and the shape of its picture."""
    layers = dict(_layers(model))
    kinds = {path: kind for path, layer in layers.items() if (kind := kind_of(layer))}
    if not kinds:
        raise ValueError(seen.no_convolution(model, "Conv1D, Conv2D, Conv2DTranspose"))
    keeper = Keeper(name, fold)
    only = keeper.only
    if only is not None:  # a separable layer is two
        keeper.only = only if only in kinds else only.rpartition("/")[0]
        if keeper.only not in kinds:
            raise ValueError(seen.no_layer(only, [*kinds]))
    given, shape = _picture(layers[next(iter(kinds))], x)
    if not all(layers[path].built for path in kinds):
        for path, kind in kinds.items():
            why = seen.NOT_REACHED if layers[path].built else seen.NOT_BUILT
            if keeper.keeps(path):
                keeper.add(SeenLayer(name=keeper.named(path), kind=kind, reason=why))
        return keeper.layers, shape
    watcher = _Watcher(keeper)
    with _watched(layers, kinds, watcher):
        model(given)
    return keeper.found(kinds, seen.NOT_CALLED), shape


def kind_of(layer: Any) -> str:
    """The class of a convolution layer, or "" for another."""
    names = [cls.__name__ for cls in type(layer).__mro__]
    return type(layer).__name__ if any(map(CONVOLUTION.fullmatch, names)) else ""


def _layers(model: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """All layers of a model by name, those inside others as "block/conv"."""
    inner = getattr(model, "_layers", None) or getattr(model, "layers", [])
    if not inner and not above:
        yield model.name, model
    for layer in inner:
        path = f"{above}{layer.name}"
        yield path, layer
        yield from _layers(layer, f"{path}/")


def _picture(first: Any, x: Any) -> tuple[Any, tuple[int, ...]]:
    """The model's argument, and the shape of one picture."""
    array = drawable("x", np.asarray(x) if hasattr(x, "getbands") else x)
    ndim = int(next(n for n in kind_of_base(first) if n.isdigit()))
    if array.ndim == ndim + 1:
        array = array[None]
    if array.ndim == ndim + 2 and not len(array):
        raise ValueError(f"x has shape {array.shape}: there is no picture in this batch")
    return array.astype(np.float32), array.shape[1:]


def kind_of_base(layer: Any) -> str:
    """Which of Keras' own layers it is, or was made from."""
    return next(c.__name__ for c in type(layer).__mro__ if CONVOLUTION.fullmatch(c.__name__))


@contextmanager
def _watched(layers: dict[str, Any], kinds: dict[str, str], watcher: _Watcher) -> Iterator[None]:
    """While this lasts, calls of these layers are seen."""
    before: list[tuple[Any, Any]] = []
    try:
        for path, layer in layers.items():
            see = watcher.of(path, layer, kinds.get(path, ""))
            if see is not None and not any(layer is other for other, _ in before):
                before.append((layer, vars(layer).get("call")))
                object.__setattr__(layer, "call", _seeing(layer, see))
        yield
    finally:
        for layer, call in before:
            vars(layer).pop("call")
            if call is not None:
                object.__setattr__(layer, "call", call)


def _seeing(layer: Any, see: Any) -> Any:
    own = layer.call

    def call(x: Any, *args: Any, **named: Any) -> Any:
        y = own(x, *args, **named)
        see(layer, x, y)
        return y

    return call


class _Watcher:
    """What each layer got and gave, and which batch norm or ReLU follows on it."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    def of(self, path: str, layer: Any, kind: str) -> Any:
        """What to do when this layer is called, if anything."""
        names = {cls.__name__ for cls in type(layer).__mro__}
        if kind:
            if not self.keeper.keeps(path):
                return None
            if "Separable" in kind_of_base(layer):
                return lambda layer, x, y: self._separable(path, kind, layer, x, y)
            return lambda layer, x, y: self._layer(self.keeper.named(path), kind, layer, x, y)
        if "BatchNormalization" in names:
            return lambda layer, x, y: self._norm(path, layer, x, y)
        if "ReLU" in names or getattr(layer.__dict__.get("activation"), "__name__", "") == "relu":
            return lambda layer, x, y: self._relu(x)
        return None

    def _layer(self, name: str, kind: str, layer: Any, x: Any, y: Any) -> None:
        one = SeenLayer(name=name, kind=kind)
        try:
            one.input, one.output = _first(x, layer), _first(y, layer)
            plain, one.input, one.note = in_pytorchs_way(layer, one.input)
            one.layer = ConvLayer.from_keras(plain)
            if one.layer.ndim == 3:
                one.reason = seen.VOLUMES
            else:
                one.weight, one.bias = weights_of(plain)
            _set_activation(one, layer)
            if plain is not layer:
                one.activate = _cut(one)
            one.precision = seen.precision(y)
        except (TypeError, ValueError) as error:
            one.reason = str(error)
        self.keeper.add(one)
        self.keeper.last = (y, len(self.keeper.layers) - 1)

    def _separable(self, path: str, kind: str, layer: Any, x: Any, y: Any) -> None:
        """Both of its layers; between them are the maps that the first one's weights make."""
        name = self.keeper.named(path)
        depthwise, pointwise = separated(layer)
        first = SeenLayer(name=f"{name}/depthwise", kind=kind, note=seen.PARTS)
        plain, first.input, _ = in_pytorchs_way(depthwise, _first(x, layer))
        first.layer = ConvLayer.from_keras(plain)
        first.weight, first.bias = weights_of(plain)
        middle = first.output = first.run.output
        second = SeenLayer(name=f"{name}/pointwise", kind=kind)
        second.input, second.output = middle, _first(y, layer)
        second.layer, second.precision = ConvLayer.from_keras(pointwise), seen.precision(y)
        second.weight, second.bias = weights_of(pointwise)
        _set_activation(second, layer)
        self.keeper.add(first)
        self.keeper.add(second)
        self.keeper.last = (y, len(self.keeper.layers) - 1)

    def _norm(self, path: str, layer: Any, x: Any, y: Any) -> None:
        one = self.keeper.follows(x)
        if one is None or one.batch_norm or one.activation or self.keeper.last is None:
            return
        one.batch_norm, at = _batch_norm(path, layer), self.keeper.last[1]
        if self.keeper.fold:
            self.keeper.layers[at] = one.fold(np.moveaxis(_array(y)[0], -1, 0))
        self.keeper.last = (y, at)

    def _relu(self, x: Any) -> None:
        one = self.keeper.follows(x)
        if one is not None and one.output is not None:
            one.alive = seen.above_zero(np.moveaxis(_array(x)[0], -1, 0))


def _set_activation(one: SeenLayer, layer: Any) -> None:
    """What the layer does to its sums itself."""
    name = getattr(layer.activation, "__name__", type(layer.activation).__name__)
    if name == "linear" or one.output is None:
        return
    one.activation = name

    def activate(y: Array) -> Array:
        """On the axes that Keras has: a softmax goes along its channels."""
        return np.moveaxis(_array(layer.activation(np.moveaxis(y, 0, -1)[None]))[0], -1, 0)

    one.activate = activate
    if name in ("relu", "relu6"):
        one.alive = seen.above_zero(one.output)


def _cut(one: SeenLayer) -> Callable[[Array], Array]:
    """To our maps what Keras does to them: cut off what is beyond its own, then activate."""
    assert one.output is not None
    ends, activate = tuple(slice(n) for n in one.output.shape), one.activate
    return lambda y: activate(y[ends]) if activate else y[ends]


def _array(tensor: Any) -> Array:
    """A tensor of whatever library is beneath Keras, as an array."""
    return array_of(tensor) if hasattr(tensor, "detach") else widened(np.array(tensor))


def _first(tensor: Any, layer: Any) -> Array:
    """The first picture of a batch, with its channels first."""
    last = getattr(layer, "data_format", "channels_last") == "channels_last"
    if not hasattr(tensor, "shape"):
        raise TypeError(seen.no_tensor(tensor))
    one = _array(tensor)[0]
    return np.ascontiguousarray(np.moveaxis(one, -1, 0)) if last else one


def _batch_norm(name: str, layer: Any) -> BatchNorm:
    weights = [np.asarray(w, np.float64) for w in layer.get_weights()]
    mean, var = weights[-2:]
    gamma = weights[0] if layer.scale else 1.0
    scale = gamma / np.sqrt(var + layer.epsilon)
    beta = weights[int(layer.scale)] if layer.center else 0.0
    return BatchNorm(name, scale, beta - mean * scale)
