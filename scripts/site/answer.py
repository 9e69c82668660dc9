"""What a layer does with its channels, in four sentences with its own numbers.

The page's script says the same of any layer (``static/numbers/answer.js``); this is for the layer
that stands there first, and where there is no script.
"""

import re
from math import prod

from convlab import ConvLayer
from convlab.show import counted

Said = tuple[str, str]  # heading and sentence


def answer(layer: ConvLayer) -> list[Said]:
    """Four sentences: what a kernel is, what is done with its results, how many, at what cost.

    >>> [heading for heading, _ in answer(ConvLayer(3, 64, 3, padding=1))]
    ['3 slices a kernel', 'The results are added', '64 kernels, 64 maps', '1,792 parameters']
    """
    return [_slices(layer), _sums(layer), _kernels(layer), _parameters(layer)]


def marked(heading: str) -> str:
    """A heading as HTML: slices in the channels' colour, kernels in their own.

    >>> marked("64 kernels, 64 maps")
    '<span class="kernel">64 kernels</span>, 64 maps'
    """
    kinds = {"slice": "channel", "kernel": "kernel"}

    def mark(found: re.Match[str]) -> str:
        return f'<span class="{kinds[found[1]]}">{found[0]}</span>'

    return re.sub(r"[\d,]+ (slice|kernel)s?", mark, heading)


def _slices(layer: ConvLayer) -> Said:
    slices = layer.in_channels // layer.groups
    per_kernel = slices * prod(layer.kernel_size)
    heading, grouped = f"{counted(slices, 'slice')} a kernel", layer.groups > 1
    if slices == 1:
        read = "that it reads" if grouped else "that comes in"
        weights = counted(per_kernel, "weight")
        return heading, f"One slice for the one channel {read}: {weights} in a kernel."
    each = "that its group reads" if grouped else "that comes in"
    own = f"with its own {_size(layer)}: {per_kernel:,} in a kernel."
    return heading, f"One slice for each channel {each}, each {own}"


def _size(layer: ConvLayer) -> str:
    word = "weight" if prod(layer.kernel_size) == 1 else "weights"
    return f"{'×'.join(map(str, layer.kernel_size))} {word}"


def _sums(layer: ConvLayer) -> Said:
    slices, bias = layer.in_channels // layer.groups, " and a bias" * layer.bias
    if slices == 1:
        alone = "and a bias make one map" if layer.bias else "is the map"
        return (
            "Nothing is added to it",
            f"A kernel reads one channel: its one partial map {alone}.",
        )
    how = "makes a partial map of its own channel"
    if layer.transposed:
        how = "is stamped at each place of its own channel"
    words = f"Each slice {how}. {slices:,} partial maps{bias} add up to 1 map."
    return "The results are added", words


def _kernels(layer: ConvLayer) -> Said:
    kernels = counted(layer.out_channels, "kernel")
    maps = f"{kernels}, {counted(layer.out_channels, 'map')}"
    if layer.groups > 1:
        return maps, _groups(layer)
    several = f"all {layer.in_channels:,} channels"
    read = "the one channel" if layer.in_channels == 1 else several
    if layer.out_channels == 1:
        return maps, f"The one kernel reads {read}, so one map comes out."
    return maps, f"Each kernel reads {read}. The kernels share nothing but their input."


def _groups(layer: ConvLayer) -> str:
    channels, kernels = layer.in_channels // layer.groups, layer.out_channels // layer.groups
    own = f"{counted(kernels, 'kernel')} {'reads' if kernels == 1 else 'read'}"
    read = "one channel" if channels == 1 else f"{channels:,} channels"
    return f"There are {layer.groups:,} groups: in each, {own} {read} and no other."


def _parameters(layer: ConvLayer) -> Said:
    kernels, slices = layer.out_channels, layer.in_channels // layer.groups
    factors = f"{kernels:,} × {slices:,} × {prod(layer.kernel_size):,}"
    bias = f" and {counted(kernels, 'bias')}" if layer.bias else " and no bias"
    words = f"{factors} weights{bias}. The size of the picture does not matter."
    return counted(layer.n_parameters, "parameter"), words
