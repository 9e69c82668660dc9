"""As much of other libraries' layers as convlab reads, so that no test needs those libraries."""

from types import SimpleNamespace


class Tensor:
    """As much of a tensor as is asked for."""

    def __init__(self, array):
        self.array = array

    def detach(self):
        return self

    cpu = detach

    def numpy(self):
        return self.array


def torch_module(weight, bias, *, groups=1, **options):
    """What convlab reads of a convolution layer of PyTorch with these weights."""
    first, second, *kernel_size = weight.shape
    ndim = len(kernel_size)
    channels = (first, second * groups) if options.get("transposed") else (second * groups, first)
    settings = {name: (n,) * ndim for name, n in (("stride", 1), ("padding", 0), ("dilation", 1))}
    return SimpleNamespace(
        in_channels=channels[0],
        out_channels=channels[1],
        kernel_size=tuple(kernel_size),
        groups=groups,
        padding_mode="zeros",
        weight=Tensor(weight),
        bias=None if bias is None else Tensor(bias),
        **settings | options,
    )


torch_conv2d = torch_module


def keras_layer(kind, weights, **options):
    """What convlab reads of a layer of Keras of this kind, with Keras' order of axes."""
    ndim = next((int(letter) for letter in kind if letter.isdigit()), 0)

    class Layer:
        def __init__(self, weights, **options):
            ones = (1,) * ndim
            defaults = {"strides": ones, "padding": "valid", "dilation_rate": ones, "groups": 1}
            if weights:
                defaults["kernel_size"] = weights[0].shape[:-2]
            last = -1 if "Transpose" not in kind else -2
            bias = len(weights) > 1 and weights[-1].shape == weights[-2].shape[last:][:1]
            vars(self).update(defaults | {"use_bias": bias} | options, weights=weights)

        def get_weights(self):
            return self.weights

    Layer.__name__ = kind
    return Layer(weights, **options)
