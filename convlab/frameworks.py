"""A learner's own PyTorch or Keras layer, read by its attributes: neither library is imported."""

import copy
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

TORCH = "a torch.nn.Conv2d or its like (1d, 3d, Transpose, Linear)"
SETTINGS = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups")


# PyTorch


def read_torch(module: Any) -> dict[str, Any]:
    """The arguments of ConvLayer for a layer of PyTorch; ``nn.Linear`` is one of 1×1."""
    _check_torch(module)
    bias = getattr(module, "bias", None) is not None
    if _is_linear(module):
        sizes = {"in_channels": module.in_features, "out_channels": module.out_features}
        return {**sizes, "kernel_size": 1, "bias": bias}
    transposed = bool(getattr(module, "transposed", False))
    return {
        **{name: getattr(module, name) for name in SETTINGS},
        "bias": bias,
        "padding_mode": getattr(module, "padding_mode", "zeros"),
        "ndim": len(module.kernel_size),
        "transposed": transposed,
        "output_padding": module.output_padding if transposed else 0,
    }


def _is_linear(module: Any) -> bool:
    return hasattr(module, "in_features") and hasattr(module, "out_features")


def _check_torch(module: Any) -> None:
    """Refuse what is no layer of these kinds, and what has no numbers yet."""
    if isinstance(module, type):
        raise TypeError(f"from_torch reads a layer; {module.__name__} is a class: make one of it")
    missing = [name for name in SETTINGS if not hasattr(module, name)]
    if missing and not _is_linear(module):
        raise TypeError(
            f"from_torch reads {TORCH}, got {type(module).__name__}, which lacks {missing[0]}"
            + _inside(module)
        )
    if not (module.in_features if missing else module.in_channels):
        raise ValueError(
            f"this {type(module).__name__} does not know its input channels before its first call: "
            "call it once, on a picture such as it will get"
        )
    if callable(getattr(type(module), "weight", None)):  # not read: a parametrisation may learn
        raise TypeError(
            f"this {type(module).__name__} is quantised: it keeps whole numbers and a scale. Read "
            "the layer that it was made of, or its weight().dequantize() as an array"
        )


def _inside(module: Any) -> str:
    """What to say about a whole model, or about a layer of the other library."""
    if hasattr(module, "get_weights"):
        return "; from_keras reads the layers of Keras"
    if not hasattr(module, "named_modules"):
        return ""
    layers = [name for name, inner in module.named_modules() if hasattr(inner, "in_channels")]
    names = [name for name in layers if name]
    if not names:
        return ""
    first = ", ".join(names[:3]) + ", …" * (len(names) > 3)
    return f'. It is made of {first}: pick one, model.get_submodule("{names[0]}")'


def _torch_weights(module: Any) -> tuple[np.ndarray, np.ndarray | None]:
    _check_torch(module)
    weight, bias = (_parameter(module, name) for name in ("weight", "bias"))
    weight = array_of(weight)
    if _is_linear(module):
        weight = weight[:, :, None, None]
    return weight, None if bias is None else array_of(bias)


def _parameter(module: Any, name: str) -> Any:
    """The weight or the bias that the next call would use, without changing the module.

    Pruning and the older ``weight_norm`` work it out before each call, from other parameters. A
    parametrisation works it out whenever it is read, and some learn at that, in training mode.
    """
    for hook in getattr(module, "_forward_pre_hooks", {}).values():
        if hasattr(hook, "apply_mask") and getattr(hook, "_tensor_name", "") == name:
            return hook.apply_mask(module)
        if hasattr(hook, "compute_weight") and getattr(hook, "name", "") == name:
            if hasattr(hook, "do_power_iteration") or hasattr(hook, "n_power_iterations"):
                return hook.compute_weight(module, do_power_iteration=False)
            return hook.compute_weight(module)
    parts = getattr(module, "parametrizations", None)
    if parts is None or name not in parts:
        return getattr(module, name)
    training = [(part, part.training) for part in parts[name].modules()]
    try:
        parts[name].eval()
        return getattr(module, name)
    finally:
        for part, was in training:
            part.training = was


def own_forward(module: Any) -> str:
    """What a subclass does by a function of its own instead of its library's, or nothing.

    The maps of such a layer need not be those of its weights.
    """
    name = "call" if hasattr(module, "get_weights") else "forward"
    home = ("torch.nn.modules.conv", "torch.nn.modules.linear", "keras.src.layers")
    kind: Any = next((cls for cls in type(module).__mro__ if cls.__module__.startswith(home)), None)
    if kind is None or getattr(type(module), name) is getattr(kind, name):
        return ""
    library = "keras.layers" if name == "call" else "torch.nn"
    return f"a {name}() of its own instead of {library}.{kind.__name__}'s"


def beside_weights(layer: Any) -> str:
    """What a layer may do to its maps beside its weights, as a sentence, or nothing."""
    kind = type(layer).__name__
    activation = getattr(layer, "activation", None)
    name = getattr(activation, "__name__", type(activation).__name__)
    if hasattr(layer, "get_weights") and activation is not None and name != "linear":
        return f"this {kind} ends in {name}: its maps are shown as they are before that"
    hooks = [*getattr(layer, "_forward_hooks", {}).values()]
    hooks += getattr(layer, "_forward_pre_hooks", {}).values()
    if all(hasattr(hook, "apply_mask") or hasattr(hook, "compute_weight") for hook in hooks):
        return ""
    return (
        f"this {kind} has a forward hook, and what its weights make is shown without it: if the "
        "hook changes what goes in or comes out, look(layer, x) says how far the maps differ"
    )


def array_of(tensor: Any) -> np.ndarray:
    """A tensor of PyTorch as an array of its own; of what NumPy does not have, the numbers."""
    tensor = tensor.detach()
    if getattr(getattr(tensor, "device", None), "type", "") == "meta":
        raise ValueError(
            "this tensor is on the meta device: it has a shape and no numbers. Give one that has; "
            'of a layer, load the weights, or layer.to_empty(device="cpu") makes some'
        )
    tensor = tensor.cpu()
    if getattr(tensor, "is_sparse", False):
        tensor = tensor.to_dense()
    if getattr(tensor, "is_quantized", False):
        tensor = tensor.dequantize()
    if "float8" in (dtype := str(getattr(tensor, "dtype", ""))) or "bfloat16" in dtype:
        tensor = tensor.float()
    return np.array(tensor.numpy(), order="C")


def widened(array: np.ndarray) -> np.ndarray:
    """An array as it is, or as float32 if NumPy does not have its numbers, such as bfloat16."""
    foreign = array.dtype.kind == "V" and "float" in array.dtype.name
    return array.astype(np.float32) if foreign else array


def is_layer(value: Any) -> bool:
    """Whether this is a layer or a model of PyTorch or Keras."""
    return hasattr(value, "kernel_size") or any(
        callable(getattr(value, name, None)) for name in ("named_modules", "get_weights")
    )


def ungrouped_weight(module: Any) -> tuple[np.ndarray, bool]:
    """The weight of a layer of PyTorch whose input channels may change, and if it is transposed."""
    if hasattr(module, "get_weights"):
        axes = (*range(2, 2 + len(getattr(module, "kernel_size", "hw"))), 1, 0)
        raise TypeError(
            "adapt makes layers of PyTorch; of a Keras layer adapt weights_of(layer)[0], and give "
            f"its .transpose{axes} to a new layer's set_weights"
        )
    _check_torch(module)
    if _is_linear(module):
        raise TypeError(
            f"adapt makes convolution layers, got {type(module).__name__}: adapt(layer.weight, …) "
            "is the weight of a new one"
        )
    if module.groups > 1:
        raise ValueError(
            f"adapt changes layers of one group, got groups={module.groups}: there another number "
            "of input channels is another number of groups or of kernels"
        )
    if hasattr(module, "parametrizations") or _parameter(module, "weight") is not module.weight:
        raise ValueError(
            f"the weight of this {type(module).__name__} is worked out from other parameters: "
            f"first make it one of its own, with torch.nn.utils.{_undoing(module)}"
        )
    return array_of(module.weight), bool(getattr(module, "transposed", False))


def _undoing(module: Any) -> str:
    """What makes a weight that is worked out a parameter again."""
    if hasattr(module, "parametrizations"):
        return 'parametrize.remove_parametrizations(layer, "weight")'
    for hook in module._forward_pre_hooks.values():
        if hasattr(hook, "apply_mask"):
            return 'prune.remove(layer, "weight")'
        if hasattr(hook, "n_power_iterations"):
            return "remove_spectral_norm(layer)"
    return "remove_weight_norm(layer)"


def with_weight(module: Any, weight: np.ndarray) -> Any:
    """A copy of a layer of PyTorch with another weight, and as many input channels as it has."""
    layer, old = copy.deepcopy(module), module.weight
    layer.in_channels = weight.shape[0 if getattr(module, "transposed", False) else 1]
    layer.weight = type(old)(old.detach().new_tensor(weight), requires_grad=old.requires_grad)
    return layer


# Keras

KERAS = [f"Conv{n}D" for n in (1, 2, 3)] + [f"Conv{n}DTranspose" for n in (1, 2, 3)]
KERAS += ["DepthwiseConv1D", "DepthwiseConv2D", "Dense"]


def read_keras(layer: Any) -> dict[str, Any]:
    """The arguments of ConvLayer for a built layer of Keras; ``Dense`` is one of 1×1."""
    kind, kernel = _kind(layer), _keras_kernel(layer)
    *sides, slices, last = kernel.shape
    bias = {"bias": bool(layer.use_bias)}
    if kind == "Dense":
        return {"in_channels": slices, "out_channels": last, "kernel_size": 1, **bias}
    moves: dict[str, Any] = {
        "kernel_size": tuple(sides),
        "stride": tuple(layer.strides),
        "dilation": tuple(layer.dilation_rate),
        "ndim": len(sides),
        **bias,
    }
    if kind.endswith("Transpose"):
        channels = {"in_channels": last, "out_channels": slices, "transposed": True}
        return {**channels, **moves, **_keras_cuts(layer, sides)}
    _check_keras_padding(layer, moves["stride"])
    padding = 0 if layer.padding == "valid" else layer.padding
    depthwise = kind.startswith("Depthwise")
    groups = slices if depthwise else layer.groups
    return {
        "in_channels": slices if depthwise else slices * groups,
        "out_channels": slices * last if depthwise else last,
        **moves,
        "padding": padding,
        "groups": groups,
    }


def _kind(layer: Any) -> str:
    """Which of Keras' layers this is, or which it was made from."""
    names = [cls.__name__ for cls in type(layer).__mro__]
    kind = next((name for name in names if name in KERAS), None)
    if kind:
        return kind
    hint = ""
    if any(name.startswith("SeparableConv") for name in names):
        hint = (
            ", which is two layers: depthwise, pointwise = convlab.frameworks.separated(layer) "
            "gives both"
        )
    elif getattr(layer, "layers", None):
        inner = [part.name for part in layer.layers if "Conv" in type(part).__name__]
        hint = f'. Pick one of its layers, model.get_layer("{inner[0]}")' if inner else ""
    elif hasattr(layer, "in_channels"):
        hint = "; from_torch reads the layers of PyTorch"
    elif hasattr(layer, "layer"):
        hint = f", which is around another layer: its .layer is a {type(layer.layer).__name__}"
    raise TypeError(
        "from_keras reads a built Conv1D, Conv2D, Conv3D, their Transpose, DepthwiseConv1D, "
        f"DepthwiseConv2D or Dense, got {type(layer).__name__}{hint}"
    )


def _keras_kernel(layer: Any) -> np.ndarray:
    weights: list[np.ndarray] = layer.get_weights()
    if not weights:
        raise ValueError(
            "this Keras layer has no weights yet, so its input channels are unknown: "
            "build it first, for RGB with layer.build((None, None, None, 3))"
        )
    if getattr(layer, "quantization_mode", None):
        raise TypeError(
            f"this {type(layer).__name__} is quantised: it keeps whole numbers and a scale. Read "
            "the layer that it was made of"
        )
    if getattr(layer, "lora_enabled", False):  # the kernel of its calls is a sum
        kernel = layer.kernel
        return array_of(kernel) if hasattr(kernel, "detach") else widened(np.asarray(kernel))
    return widened(weights[0])


def _check_keras_padding(layer: Any, stride: Sequence[int]) -> None:
    """Refuse padding that PyTorch has no number for."""
    ndim = len(stride)
    if layer.padding == "same" and max(stride) > 1:
        raise ValueError(
            f"Keras' padding=\"same\" with strides={tuple(stride)} depends on the picture's size: "
            f"look(layer, x) adds its zeros; or write it as ZeroPadding{ndim}D and a layer without "
            "padding"
        )
    if layer.padding == "causal":
        n = layer.dilation_rate[0] * (layer.kernel_size[0] - 1)
        raise ValueError(
            'Keras\' padding="causal" pads before the signal only: look(layer, x) adds its zeros; '
            f"or write it as ZeroPadding1D(({n}, 0)) and a layer without padding"
        )


def _keras_cuts(layer: Any, kernel: Sequence[int]) -> dict[str, Any]:
    """``padding`` and ``output_padding`` of a transposed layer, if PyTorch has numbers for them."""
    extra = layer.output_padding
    extras = (None,) * len(kernel) if extra is None else tuple(extra)
    padding, more = [], []
    sides = zip(kernel, layer.strides, layer.dilation_rate, extras, strict=True)
    for k, stride, dilation, given in sides:
        span = dilation * (k - 1) + 1
        if layer.padding == "valid":  # unless told, at least as long as the strides
            cut = -(max(stride - span, 0) if given is None else given)
        else:
            cut = span - (stride if given is None else span % 2 + given)
        if cut > 0 and cut % 2:
            raise ValueError(
                f'Keras\' padding="same" with kernel size {k} and strides {stride} cuts off '
                f"{cut // 2} before and {cut - cut // 2} after, and PyTorch has no such padding: "
                "look(layer, x) shows what is cut off; or write it as "
                f'padding="valid" and Cropping{len(kernel)}D'
            )
        padding.append(max(cut, 0) // 2)
        more.append(max(-cut, 0))
    return {"padding": tuple(padding), "output_padding": tuple(more)}


def _keras_weights(layer: Any) -> tuple[np.ndarray, np.ndarray | None]:
    kind, kernel = _kind(layer), _keras_kernel(layer)
    bias = widened(layer.get_weights()[1]) if layer.use_bias else None
    if kind == "Dense":
        kernel = kernel[None, None]
    *sides, slices, last = kernel.shape
    if kind.startswith("Depthwise"):  # each input channel has `last` kernels of one slice
        kernel = kernel.reshape(*sides, 1, slices * last)
    n = len(sides)
    return kernel.transpose(n + 1, n, *range(n)).copy(), bias


def separated(layer: Any) -> tuple[Any, Any]:
    """A built ``SeparableConv1D`` or ``SeparableConv2D`` as the two layers that it is.

    ``ConvLayer.from_keras`` and ``weights_of`` read each: the depthwise layer, which has no bias,
    and the one of 1×1, which has the bias.
    """
    depthwise, pointwise, *bias = layer.get_weights()
    ndim = pointwise.ndim - 2
    names = ("strides", "padding", "dilation_rate", "depth_multiplier")
    settings = {name: getattr(layer, name) for name in names}
    ones = {"strides": (1,) * ndim, "dilation_rate": (1,) * ndim, "padding": "valid", "groups": 1}
    return (
        _keras_layer(f"DepthwiseConv{ndim}D", [depthwise], settings | {"use_bias": False}),
        _keras_layer(f"Conv{ndim}D", [pointwise, *bias], ones | {"use_bias": bool(bias)}),
    )


def in_pytorchs_way(layer: Any, x: np.ndarray) -> tuple[Any, np.ndarray, str]:
    """A layer of Keras and its x so that PyTorch has numbers for its padding, and what was done.

    Which zeros ``padding="same"`` adds at strides above 1 depends on the sides of x ``(c, …)``;
    "causal" adds them before a signal. Other layers, and their x, are as they were.
    """
    if _is_transposed(layer):
        return _with_even_cuts(layer, x)
    stride = tuple(layer.strides)
    same = layer.padding == "same" and max(stride) > 1
    if not (same or layer.padding == "causal"):
        return layer, x, ""
    zeros = [(0, 0)]
    sides = zip(x.shape[1:], layer.kernel_size, stride, layer.dilation_rate, strict=True)
    for n, k, step, dilation in sides:
        span = dilation * (k - 1)
        total = max((-(-n // step) - 1) * step + span + 1 - n, 0) if same else span
        before = total // 2 if same else span
        zeros.append((before, total - before))
    names = ("strides", "dilation_rate", "groups", "use_bias")
    settings = {name: getattr(layer, name) for name in names if hasattr(layer, name)}
    plain = _keras_layer(_kind(layer), layer.get_weights(), settings | {"padding": "valid"})
    return plain, np.pad(x, zeros), f"with the zeros that padding={layer.padding!r} adds"


def _with_even_cuts(layer: Any, x: np.ndarray) -> tuple[Any, np.ndarray, str]:
    """A transposed layer of Keras that cuts off as much at the end as before.

    Its maps are one place larger along the sides where ``padding="same"`` cuts off an odd number.
    """
    cuts, extras = [], []
    for k, stride, dilation in zip(
        layer.kernel_size, layer.strides, layer.dilation_rate, strict=True
    ):
        span = dilation * (k - 1) + 1
        cuts.append(max(span - stride, 0) % 2)
        extras.append(stride - span % 2 + cuts[-1])
    if layer.padding != "same" or layer.output_padding is not None or not any(cuts):
        return layer, x, ""
    names = ("strides", "dilation_rate", "padding", "use_bias")
    settings = {name: getattr(layer, name) for name in names} | {"output_padding": tuple(extras)}
    called = ("place",) if len(cuts) == 1 else ("plane", "row", "column")[-len(cuts) :]
    lost = [f"the last {name}" for name, cut in zip(called, cuts, strict=True) if cut]
    plain = _keras_layer(_kind(layer), layer.get_weights(), settings)
    return plain, x, f"Keras then cuts off {' and '.join(lost)}"


def _is_transposed(layer: Any) -> bool:
    return any(cls.__name__.endswith("Transpose") for cls in type(layer).__mro__)


def _keras_layer(kind: str, weights: list[np.ndarray], settings: dict[str, Any]) -> Any:
    """As much of a layer of Keras as is read here."""
    size = weights[0].shape[:-2]
    made = type(kind, (SimpleNamespace,), {"get_weights": lambda self: [*weights]})
    return made(kernel_size=size, **settings)


# Both


def weights_of(layer: Any) -> tuple[np.ndarray, np.ndarray | None]:
    """Weight and bias of your own PyTorch or Keras layer, as NumPy arrays in our order.

    Keras keeps ``(kh, kw, c_in / groups, c_out)``, its depthwise layer ``(kh, kw, c_in,
    multiplier)``, and its transposed layer ``(kh, kw, c_out, c_in)``.

    Parameters
    ----------
    layer : torch.nn.Conv2d, keras.layers.Conv2D and their like
        Of one, two or three dimensions, also transposed, depthwise, or dense (``nn.Linear``,
        ``Dense``). Of any dtype and on any device; a Keras layer has to be built. What the layer
        does beside, such as an activation, is left out.

    Returns
    -------
    weight : (c_out, c_in / groups, kh, kw)
        Of a transposed layer ``(c_in, c_out / groups, kh, kw)``; of a dense one 1×1.
    bias : (c_out,), or None

    Raises
    ------
    TypeError
        For anything but such a layer.
    ValueError
        For a layer that has no numbers yet.

    Examples
    --------
    >>> weights_of("a layer")
    Traceback (most recent call last):
    TypeError: from_torch reads a torch.nn.Conv2d or its like (1d, 3d, Transpose, Linear), got str,
    which lacks in_channels
    """
    return _keras_weights(layer) if hasattr(layer, "get_weights") else _torch_weights(layer)
