"""A learner's own PyTorch or Keras layer, read by its attributes: neither library is imported."""

from typing import Any

import numpy as np


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


def weights_of(layer: Any) -> tuple[np.ndarray, np.ndarray | None]:
    """Weight and bias of your own PyTorch or Keras layer, as NumPy arrays in our order.

    Keras keeps ``(kh, kw, c_in / groups, c_out)``, and its depthwise layer
    ``(kh, kw, c_in, multiplier)``.

    Parameters
    ----------
    layer : torch.nn.Conv2d, keras.layers.Conv2D or DepthwiseConv2D
        A Keras layer has to be built.

    Returns
    -------
    weight : (c_out, c_in / groups, kh, kw)
    bias : (c_out,), or None

    Raises
    ------
    TypeError
        For anything but a 2-D convolution.
    ValueError
        For a Keras layer that is not built yet.

    Examples
    --------
    >>> weights_of("a layer")
    Traceback (most recent call last):
    TypeError: from_torch reads a torch.nn.Conv2d, got str, which lacks in_channels
    """
    if hasattr(layer, "get_weights"):
        kernel, bias = _keras_kernel(layer), layer.get_weights()[1:]
        kh, kw, slices, last = kernel.shape
        if hasattr(layer, "depth_multiplier"):  # each input channel has `last` kernels of one slice
            kernel = kernel.reshape(kh, kw, 1, slices * last)
        return kernel.transpose(3, 2, 0, 1).copy(), bias[0] if bias else None
    read_torch(layer)
    return _numpy(layer.weight), None if layer.bias is None else _numpy(layer.bias)


def _keras_kernel(layer: Any) -> np.ndarray:
    if type(layer).__name__ not in ("Conv2D", "DepthwiseConv2D"):
        raise TypeError(
            f"from_keras reads a built Conv2D or DepthwiseConv2D, got {type(layer).__name__}"
        )
    weights: list[np.ndarray] = layer.get_weights()
    if not weights:
        raise ValueError(
            "this Keras layer has no weights yet, so its input channels are unknown: "
            "build it first, for RGB with layer.build((None, None, None, 3))"
        )
    return weights[0]


def _numpy(tensor: Any) -> np.ndarray:
    array: np.ndarray = tensor.detach().cpu().numpy()
    return array.copy()
