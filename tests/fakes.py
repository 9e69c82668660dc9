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


def torch_conv2d(weight, bias, *, groups=1, **options):
    """What convlab reads of a ``torch.nn.Conv2d`` with these weights."""
    out_channels, slices, *kernel_size = weight.shape
    settings = {"stride": (1, 1), "padding": (0, 0), "dilation": (1, 1), "padding_mode": "zeros"}
    return SimpleNamespace(
        in_channels=slices * groups,
        out_channels=out_channels,
        kernel_size=tuple(kernel_size),
        groups=groups,
        weight=Tensor(weight),
        bias=None if bias is None else Tensor(bias),
        **settings | options,
    )
