"""A network of one's own at work on one picture: what each of its convolution layers got and gave.

Neither PyTorch nor Keras is imported: a model is read by its attributes, and watched while it runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..check import drawable
from ..run import Run
from . import keras, pytorch
from .seen import Network, SeenLayer, no_layer, not_finite

__all__ = ["Network", "SeenLayer", "observe"]


def observe(model: Any, x: Any = None, name: str | None = None, *, fold: bool = False) -> Network:
    """Run a model on x once, and keep what its convolution layers got and gave.

    The model runs as in ``model.eval()``, without gradients, and is left as it was, even when it
    raises an error. Functions such as ``torch.nn.functional.conv2d`` are no layers, and not seen.

    Parameters
    ----------
    model : torch.nn.Module or keras.Model
        Layers may be nested, and called several times: then they are "conv", "conv (call 2)", ….
        Or a dict of a `Run` for each name: layers of your own, each with its x.
    x : array or tensor, or a tuple or a dict of them
        One picture, or a batch, of which the first is kept, with its axes as the model takes them:
        ``(c, h, w)`` for PyTorch, ``(h, w, c)`` for Keras. A tuple or a dict is handed on as
        several arguments, without an axis of pictures being added.
    name : str, optional
        Of the one layer to keep, such as "layer4.1.conv2".
    fold : bool
        Whether a batch norm that follows a layer is folded into its weight and bias; the layer's
        output is then that of the batch norm.

    Returns
    -------
    Network
        Its layers by name, in the order of their calls.

    Raises
    ------
    TypeError, ValueError
        For what is no such model or picture, an x that is NaN or infinite somewhere, a name that is
        not there, and what would take more than 1 GB of memory.

    Examples
    --------
    >>> run = Run([[[1] * 5] * 5] * 3, [[[[1] * 3] * 3] * 3] * 2)
    >>> observe({"first": run})
    Your layers on x (3, 5, 5): 1 convolution layer
    0  first  3 → 2  3×3, y (2, 3, 3), 2 dead
    >>> observe(print, [[1]])
    Traceback (most recent call last):
    TypeError: look takes a model of PyTorch or Keras, got builtin_function_or_method
    """
    if isinstance(model, Mapping):
        return _of_runs(model, name)
    model = getattr(model, "_orig_mod", model)  # without torch.compile, which may skip the hooks
    if hasattr(model, "get_weights"):  # first: on PyTorch, a layer of Keras is a Module, too
        watch = keras.watch
    elif hasattr(model, "named_modules"):
        watch = pytorch.watch
    else:
        raise TypeError(f"look takes a model of PyTorch or Keras, got {type(model).__name__}")
    layers, shape = watch(model, x, name, fold)
    return Network(type(model).__name__, shape, layers)


def _of_runs(runs: Mapping[str, Run], name: str | None) -> Network:
    """Layers that convlab computes itself."""
    others = [key for key, run in runs.items() if not isinstance(run, Run)]
    if others or not runs:
        what = f"{others[0]!r} is none" if others else "it is empty"
        raise TypeError(f"a dict that look takes holds a Run for each name; {what}")
    if name is not None and name not in runs:
        raise ValueError(no_layer(name, [*runs]))
    for key, run in runs.items():
        drawable(f"x of {key!r}", run.x)
    layers = [
        SeenLayer(
            name=key,
            kind="Run",
            layer=run.layer,
            input=run.x,
            output=run.output,
            weight=run.weight,
            bias=run.bias,
            reason=not_finite(run.output),
        )
        for key, run in runs.items()
        if name in (None, key)
    ]
    return Network("Your layers", next(iter(runs.values())).x.shape, layers)
