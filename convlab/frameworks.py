"""The same layer in other people's words: PyTorch and Keras, written and read.

Neither library is imported: a learner's own layer is read by its attributes.
"""

from typing import Any


def torch_line(layer: Any) -> str:
    """``nn.Conv2d(…)`` for a ConvLayer, with what differs from the defaults."""
    parts = [str(layer.in_channels), str(layer.out_channels)]
    parts.append(f"kernel_size={_short(layer.kernel_size)}")
    parts += [f"{name}={value}" for name, value in settings(layer)]
    if layer.groups > 1:
        parts.append(f"groups={layer.groups}")
    if not layer.bias:
        parts.append("bias=False")
    if layer.padding_mode != "zeros":
        parts.append(f'padding_mode="{layer.padding_mode}"')
    return f"nn.Conv2d({', '.join(parts)})"


def settings(layer: Any) -> list[tuple[str, str]]:
    """Stride, padding and dilation of a ConvLayer as written, unless they are the defaults."""
    defaults = {"stride": 1, "padding": 0, "dilation": 1}
    named = [(name, getattr(layer, name), least) for name, least in defaults.items()]
    return [(name, _short(value)) for name, value, least in named if {*value} != {least}]


def keras_line(layer: Any) -> str:
    """``layers.Conv2D(…)`` for a ConvLayer; padding that Keras has no word for comes first.

    Keras takes the number of input channels from its input, pads with ``"valid"`` or ``"same"``
    only, and says depthwise with a class of its own.
    """
    depthwise = layer.groups > 1 and layer.groups == layer.in_channels
    parts = [] if depthwise else [str(layer.out_channels)]
    parts.append(f"kernel_size={_short(layer.kernel_size)}")
    if depthwise and layer.out_channels > layer.in_channels:
        parts.append(f"depth_multiplier={layer.out_channels // layer.in_channels}")
    if layer.stride != (1, 1):
        parts.append(f"strides={_short(layer.stride)}")
    padding = (0, 0) if layer.padding == "valid" else layer.padding
    # 2 × padding = dilation × (kernel − 1): as much as "same" adds
    spare = [d * (k - 1) for d, k in zip(layer.dilation, layer.kernel_size, strict=True)]
    same = padding == "same" or (
        layer.stride == (1, 1) and padding != (0, 0) and [2 * n for n in padding] == spare
    )
    if same:
        parts.append('padding="same"')
    if layer.dilation != (1, 1):
        parts.append(f"dilation_rate={_short(layer.dilation)}")
    if layer.groups > 1 and not depthwise:
        parts.append(f"groups={layer.groups}")
    if not layer.bias:
        parts.append("use_bias=False")
    line = f"layers.{'Depthwise' * depthwise}Conv2D({', '.join(parts)})"
    if layer.padding_mode != "zeros" and any(spare if padding == "same" else padding):
        return f"{line}  # Keras pads with zeros only: {layer.padding_mode} padding is yours to do"
    if not same and padding != (0, 0):
        line = f"layers.ZeroPadding2D({_short(padding)}), {line}"
    return line


def read_torch(module: Any) -> dict[str, Any]:
    """The arguments of ConvLayer for a ``torch.nn.Conv2d``."""
    names = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation")
    missing = [name for name in (*names, "groups") if not hasattr(module, name)]
    if missing or len(module.kernel_size) != 2 or getattr(module, "transposed", False):
        raise TypeError(
            f"from_torch reads a torch.nn.Conv2d, got {type(module).__name__}"
            + (f", which lacks {missing[0]}" if missing else "")
        )
    return {
        **{name: getattr(module, name) for name in (*names, "groups")},
        "bias": getattr(module, "bias", None) is not None,
        "padding_mode": getattr(module, "padding_mode", "zeros"),
    }


def read_keras(layer: Any) -> dict[str, Any]:
    """The arguments of ConvLayer for a built Keras ``Conv2D`` or ``DepthwiseConv2D``."""
    kernel = _keras_kernel(layer)
    stride, padding = tuple(layer.strides), layer.padding
    if padding == "same" and stride != (1, 1):
        raise ValueError(
            f"Keras' padding=\"same\" with strides={stride} depends on the picture's size: "
            "write it as ZeroPadding2D and a layer without padding"
        )
    kh, kw, slices, last = kernel.shape
    depthwise = hasattr(layer, "depth_multiplier")
    groups = slices if depthwise else layer.groups
    return {
        "in_channels": slices if depthwise else slices * groups,
        "out_channels": slices * last if depthwise else last,
        "kernel_size": (kh, kw),
        "stride": stride,
        "padding": 0 if padding == "valid" else padding,
        "dilation": tuple(layer.dilation_rate),
        "groups": groups,
        "bias": bool(layer.use_bias),
    }


def weights_of(layer: Any) -> tuple[Any, Any]:
    """``(weight, bias)`` of your own PyTorch or Keras layer as NumPy arrays in our order.

    weight has shape ``(c_out, c_in / groups, kh, kw)``, bias ``(c_out,)`` or is None. Keras keeps
    ``(kh, kw, c_in / groups, c_out)``, and its depthwise layer ``(kh, kw, c_in, multiplier)``.
    Raises TypeError for anything but a 2-D convolution, ValueError before it is built.

    >>> weights_of("a layer")
    Traceback (most recent call last):
    TypeError: from_torch reads a torch.nn.Conv2d, got str, which lacks in_channels
    """
    if hasattr(layer, "get_weights"):
        kernel, *rest = (_keras_kernel(layer), *layer.get_weights()[1:])
        kh, kw, slices, last = kernel.shape
        if hasattr(layer, "depth_multiplier"):  # each input channel has `last` kernels of one slice
            kernel = kernel.reshape(kh, kw, 1, slices * last)
        return kernel.transpose(3, 2, 0, 1).copy(), rest[0] if rest else None
    read_torch(layer)
    weight, bias = layer.weight, layer.bias
    return _numpy(weight), None if bias is None else _numpy(bias)


def _keras_kernel(layer):
    if type(layer).__name__ not in ("Conv2D", "DepthwiseConv2D"):
        raise TypeError(
            f"from_keras reads a built Conv2D or DepthwiseConv2D, got {type(layer).__name__}"
        )
    weights = layer.get_weights()
    if not weights:
        raise ValueError(
            "this Keras layer has no weights yet, so its input channels are unknown: "
            "build it first, for RGB with layer.build((None, None, None, 3))"
        )
    return weights[0]


def _numpy(tensor):
    return tensor.detach().cpu().numpy().copy()


def _short(value):
    """``3`` for ``(3, 3)``; a word in quotes."""
    if isinstance(value, str):
        return f'"{value}"'
    return str(value[0]) if value[0] == value[1] else str(tuple(value))
