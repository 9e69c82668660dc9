"""Watching a model of PyTorch, with forward hooks."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import numpy as np

from ..check import drawable, numbers
from ..frameworks import array_of, weights_of
from ..layer import ConvLayer
from . import seen
from .seen import Array, BatchNorm, Keeper, SeenLayer

CONVOLUTION = re.compile(r"(Lazy)?Conv(Transpose)?([123])d|\w*DeformConv\w*")


class _Stop(Exception):
    """The model has come to a layer whose first call would change it."""


def watch(
    model: Any, x: Any, name: str | None, fold: bool
) -> tuple[list[SeenLayer], tuple[int, ...]]:
    """What the convolution layers of a model got and gave, and the shape of its picture."""
    modules = {path or type(module).__name__: module for path, module in model.named_modules()}
    kinds = {path: kind for path, module in modules.items() if (kind := kind_of(module))}
    if not kinds:
        scripted = any("ScriptModule" in cls.__name__ for cls in type(model).__mro__)
        hint = ": TorchScript keeps no layers of its own, take the model that it was made of"
        kinds_text = "Conv1d, Conv2d, ConvTranspose2d"
        raise ValueError(seen.no_convolution(model, kinds_text) + hint * scripted)
    keeper = Keeper(name, fold)
    if keeper.only is not None and keeper.only not in kinds:
        raise ValueError(seen.no_layer(keeper.only, [*kinds]))
    arguments, named, shape = _inputs(modules, kinds, x)
    why = seen.NOT_CALLED
    with _left_as_it_was(model) as hooks, _no_grad():
        watcher = _Watcher(keeper, hooks)
        for path, module in modules.items():
            watcher.hook(path, module, kinds.get(path, ""))
        try:
            model(*arguments, **named)
        except _Stop:
            why = seen.NOT_REACHED
    return keeper.found(kinds, why), shape


def kind_of(module: Any) -> str:
    """The class of a convolution layer, or "" for another module."""
    names = [cls.__name__ for cls in type(module).__mro__]
    return type(module).__name__ if any(map(CONVOLUTION.fullmatch, names)) else ""


@contextmanager
def _left_as_it_was(model: Any) -> Iterator[list[Any]]:
    """As in ``model.eval()``, and a list of hooks; after it all is as before."""
    modes = [(module, module.training) for module in model.modules()]
    hooks: list[Any] = []
    try:
        for module, _ in modes:
            module.training = False  # model.eval() may be one's own, and change weights
        yield hooks
    finally:
        for hook in hooks:
            hook.remove()
        for module, was in modes:
            module.training = was


def _no_grad() -> Any:
    """PyTorch's ``no_grad``: where a model of PyTorch is, PyTorch is loaded."""
    torch = sys.modules.get("torch")
    return torch.no_grad() if torch else nullcontext()


# What goes in


def _inputs(
    modules: dict[str, Any], kinds: dict[str, str], x: Any
) -> tuple[tuple[Any, ...], dict[str, Any], tuple[int, ...]]:
    """The arguments of the model's call, by place and by name, and the shape of the picture."""
    like = next((p for m in modules.values() for p in m.parameters() if _has_numbers(p)), None)
    if isinstance(x, dict):
        named = {name: _tensor(value, like) for name, value in x.items()}
        return (), named, tuple(next(iter(named.values())).shape)
    if isinstance(x, tuple):
        given = tuple(_tensor(value, like) for value in x)
        return given, {}, tuple(given[0].shape)
    first = modules[next(iter(kinds))]
    if hasattr(x, "getbands"):
        grey = getattr(first, "in_channels", 3) == 1
        array = 'convert("L"))[None]' if grey else 'convert("RGB")).transpose(2, 0, 1)'
        raise TypeError(
            f"x is a picture of Pillow: np.asarray(picture.{array} / 255 makes (channels, h, w) of "
            "it; then prepare it as in training"
        )
    if not (_on_meta(x) and (like is None or _on_meta(like))):
        drawable("x", x)
    tensor = _tensor(x, like)
    ndim = len(getattr(first, "kernel_size", (0, 0)))
    _check_channels_first(first, tuple(tensor.shape), ndim)
    if tensor.ndim == ndim + 1:
        tensor = tensor[None]
    if tensor.ndim == ndim + 2 and not len(tensor):
        raise ValueError(f"x has shape {tuple(tensor.shape)}: there is no picture in this batch")
    shape = tuple(tensor.shape)
    return (tensor,), {}, shape[1:] if len(shape) == ndim + 2 else shape


def _has_numbers(parameter: Any) -> bool:
    return not hasattr(parameter, "materialize")  # of a lazy layer


def _tensor(x: Any, like: Any) -> Any:
    """A tensor of the model's device and numbers."""
    if like is None:  # a quantised model keeps its weights elsewhere
        torch = sys.modules.get("torch")
        return torch.tensor(numbers("x", x), dtype=torch.float32) if torch else x
    if hasattr(x, "detach"):
        floats = x.is_floating_point() and like.is_floating_point()
        return x.detach().to(like.device, like.dtype if floats else x.dtype)
    return like.detach().new_tensor(numbers("x", x))


def _check_channels_first(first: Any, shape: tuple[int, ...], ndim: int) -> None:
    """Refuse (h, w, c), the order of pictures elsewhere."""
    wanted = getattr(first, "in_channels", 0)
    if len(shape) not in (ndim + 1, ndim + 2) or wanted not in (1, 3, 4):
        return
    if shape[-1] == wanted != shape[-ndim - 1]:
        order = ", ".join(map(str, (len(shape) - 1, *range(len(shape) - ndim - 1, len(shape) - 1))))
        if len(shape) == ndim + 2:
            order = f"0, {order}"
        raise ValueError(
            f"x has shape {shape}, with its {wanted} channels last, and PyTorch has them before "
            f"the places: pass np.transpose(x, ({order}))"
        )


# What is seen


class _Watcher:
    """The hooks, and what follows on what: a batch norm or a ReLU on a layer."""

    def __init__(self, keeper: Keeper, hooks: list[Any]) -> None:
        self.keeper, self.hooks = keeper, hooks

    def hook(self, path: str, module: Any, kind: str) -> None:
        """Watch this module, if it is one to be watched."""
        names = {cls.__name__ for cls in type(module).__mro__}
        if getattr(module, "has_uninitialized_params", bool)():
            self._stop_before(path, module, kind)
        elif kind and self.keeper.keeps(path):
            self._watch(module, lambda m, x, y: self._layer(path, kind, m, x, y))
        elif "_BatchNorm" in names:
            self._watch(module, lambda m, x, y: self._norm(path, m, x, y))
        elif names & {"ReLU", "ReLU6"}:
            self._watch(module, lambda m, x, y: self._relu(x))

    def _watch(self, module: Any, see: Any) -> None:
        def hook(module: Any, inputs: tuple[Any, ...], named: dict[str, Any], y: Any) -> None:
            x = inputs[0] if inputs else next(iter(named.values()), None)
            see(module, x, y)

        self.hooks.append(module.register_forward_hook(hook, with_kwargs=True))

    def _stop_before(self, path: str, module: Any, kind: str) -> None:
        def stop(*_: Any) -> None:
            if kind and self.keeper.keeps(path):
                name = self.keeper.named(path)
                self.keeper.add(SeenLayer(name=name, kind=kind, reason=seen.NOT_BUILT))
            raise _Stop

        self.hooks.append(module.register_forward_pre_hook(stop, prepend=True))

    def _layer(self, path: str, kind: str, module: Any, x: Any, y: Any) -> None:
        one = SeenLayer(name=self.keeper.named(path), kind=kind)
        try:
            one.layer = None if "DeformConv" in kind else ConvLayer.from_torch(module)
            one.reason, one.precision = _reason(one.layer, x, y), seen.precision(y)
            if one.layer and one.reason in ("", seen.VOLUMES, seen.META):
                one.input, one.output = _first(x, one.layer.ndim), _first(y, one.layer.ndim)
            if not one.reason:
                one.weight, one.bias = weights_of(module)
        except (TypeError, ValueError) as error:
            one.reason = str(error)
        self.keeper.add(one)
        self.keeper.last = (y, len(self.keeper.layers) - 1)

    def _norm(self, path: str, module: Any, x: Any, y: Any) -> None:
        one = self.keeper.follows(x)
        if one is None or self.keeper.last is None or one.layer is None or one.batch_norm:
            return
        found = _batch_norm(path, module)
        if found is None:
            one.note = f"batch norm {path} takes its numbers from the batch: it stays beside"
            return
        one.batch_norm, at = found, self.keeper.last[1]
        if self.keeper.fold:
            self.keeper.layers[at] = one.fold(_first(y, one.layer.ndim))
        self.keeper.last = (y, at)

    def _relu(self, x: Any) -> None:
        one = self.keeper.follows(x)
        if one is not None and one.layer is not None:
            one.alive = seen.above_zero(_first(x, one.layer.ndim))


def _reason(layer: ConvLayer | None, x: Any, y: Any) -> str:
    """Why a layer that was called cannot be shown, or ""."""
    if layer is None:
        return seen.DEFORMABLE
    for tensor in (x, y):
        if not hasattr(tensor, "shape"):
            return seen.no_tensor(tensor)
    if layer.ndim == 3:
        return seen.VOLUMES
    return seen.META if _on_meta(y) else ""


def _on_meta(tensor: Any) -> bool:
    """Whether this is a tensor that has a shape and no numbers."""
    return getattr(getattr(tensor, "device", None), "type", "") == "meta"


def _first(tensor: Any, ndim: int) -> Array:
    """The first picture of a batch, as an array of one's own: what comes later may write on it."""
    if _on_meta(tensor):
        return np.broadcast_to(np.float32(0), tensor.shape[-ndim - 1 :])  # a shape, and no memory
    return array_of(tensor[0] if tensor.ndim == ndim + 2 else tensor)


def _batch_norm(name: str, module: Any) -> BatchNorm | None:
    """A batch norm by the numbers that it learned, or None if it keeps none."""
    if module.running_mean is None:
        return None
    mean, var = (array_of(a).astype(np.float64) for a in (module.running_mean, module.running_var))
    scale = 1 / np.sqrt(var + module.eps)
    if module.weight is not None:
        scale = scale * array_of(module.weight)
    shift = -mean * scale
    return BatchNorm(name, scale, shift if module.bias is None else shift + array_of(module.bias))
