"""Work, parameters, mosaics and receptive fields."""

from collections.abc import Callable

import numpy as np

from ..shapes import ConvLayer
from ._judge import judge


def check_multiply_adds(function: Callable) -> None:
    """Check ``multiply_adds(c_in, c_out, k, size, stride, padding)``: the work of a layer.

    Kernels and pictures are square, k and size are their sides.

    >>> check_multiply_adds(lambda c_in, c_out, k, size, stride, padding: c_out * c_in * k * k)
    not yet: multiply_adds(3, 1, 3, 32, 1, 0) should be 24,300, yours is 27. Those are the weights:
    each of them works once at every place.
    """

    def right(c_in, c_out, k, size, stride, padding):
        layer = ConvLayer(c_in, c_out, k, stride=stride, padding=padding)
        return layer.n_macs((c_in, size, size))

    def side(k, size, stride, padding):
        return (size + 2 * padding - k) // stride + 1

    judge(
        "multiply_adds",
        function,
        cases=[(3, 1, 3, 32, 1, 0), (3, 64, 7, 224, 2, 3), (16, 8, 5, 28, 2, 1)],
        right=right,
        ideas={
            "Those are the weights: each of them works once at every place.": lambda c_in, c_out, k, size, stride, padding: (
                c_out * c_in * k * k
            ),
            "That takes as many places as the picture has pixels: count where the kernel fits.": lambda c_in, c_out, k, size, stride, padding: (
                c_out * c_in * (k * size) ** 2
            ),
            "That is one slice at every place: a kernel has one for each input channel.": lambda c_in, c_out, k, size, stride, padding: (
                c_out * (k * side(k, size, stride, padding)) ** 2
            ),
            "That is one kernel: there is one for each output channel.": lambda c_in, c_out, k, size, stride, padding: (
                c_in * (k * side(k, size, stride, padding)) ** 2
            ),
            "Those are the numbers that come out: each of them costs one whole kernel.": lambda c_in, c_out, k, size, stride, padding: (
                c_out * side(k, size, stride, padding) ** 2
            ),
            "That counts one side of the maps: places have rows and columns.": lambda c_in, c_out, k, size, stride, padding: (
                c_out * c_in * k * k * side(k, size, stride, padding)
            ),
            "Padding is laid on both sides: 2 × padding.": lambda c_in, c_out, k, size, stride, padding: (
                c_out * c_in * (k * ((size + padding - k) // stride + 1)) ** 2
            ),
            "The padding is missing: it makes the picture larger on both sides.": lambda c_in, c_out, k, size, stride, _: (
                right(c_in, c_out, k, size, stride, 0)
            ),
            "The stride is missing: with stride 2 the kernel skips every other place.": lambda c_in, c_out, k, size, _, padding: (
                right(c_in, c_out, k, size, 1, padding)
            ),
            "Those are the steps: the place where the kernel starts counts, too (+ 1).": lambda c_in, c_out, k, size, stride, padding: (
                c_out * c_in * (k * (side(k, size, stride, padding) - 1)) ** 2
            ),
            "Places are whole: what is left over after the last step is rounded down, //.": lambda c_in, c_out, k, size, stride, padding: (
                c_out * c_in * (k * ((size + 2 * padding - k) / stride + 1)) ** 2
            ),
            "Padding and stride are missing: both change how many places there are.": lambda c_in, c_out, k, size, stride, padding: (
                right(c_in, c_out, k, size, 1, 0)
            ),
            "That counts the biases: they are added, not multiplied.": lambda c_in, c_out, k, size, stride, padding: (
                c_out * (c_in * k * k + 1) * side(k, size, stride, padding) ** 2
            ),
            "Those are FLOPs: a multiplication and an addition are one multiply-add.": lambda c_in, c_out, k, size, stride, padding: (
                2 * right(c_in, c_out, k, size, stride, padding)
            ),
        },
        praise="as many numbers as the maps have, and one whole kernel for each",
    )


def check_counts(function: Callable) -> None:
    """Check ``counts(c_in, c_out, groups)``: (kernels, slices, feature maps) of a layer.

    Slices are those of all kernels together.

    >>> check_counts(lambda c_in, c_out, groups: (c_out, c_in // groups, c_out))
    not yet: counts(3, 64, 1) should be (64, 192, 64), yours is (64, 3, 64). Those are the slices of
    one kernel: count those of all.
    """

    def slices(c_in, c_out, groups):
        return c_out * (c_in // groups)

    judge(
        "counts",
        function,
        cases=[(3, 64, 1), (32, 1, 1), (6, 12, 3), (32, 32, 32)],
        right=lambda *layer: (layer[1], slices(*layer), layer[1]),
        ideas={
            "Those are partial maps: a kernel adds them, and makes one feature map.": lambda *layer: (
                layer[1],
                slices(*layer),
                slices(*layer),
            ),
            "Those are partial maps, and without groups: a kernel makes one feature map.": lambda *layer: (
                layer[1],
                layer[0] * layer[1],
                layer[0] * layer[1],
            ),
            "With groups a kernel has a slice only for each channel of its group.": lambda *layer: (
                layer[1],
                layer[0] * layer[1],
                layer[1],
            ),
            "That is the other use of the word: here a kernel is the whole block that makes one "
            "map.": lambda *layer: (slices(*layer), slices(*layer), layer[1]),
            "That is the other use of the word, and without groups: here a kernel is the whole "
            "block that makes one map.": lambda *layer: (
                layer[0] * layer[1],
                layer[0] * layer[1],
                layer[1],
            ),
            "Those are the slices of one kernel: count those of all.": lambda *layer: (
                layer[1],
                layer[0] // layer[2],
                layer[1],
            ),
            "There is a kernel for each output channel, not for each input channel.": lambda *layer: (
                layer[0],
                slices(*layer),
                layer[1],
            ),
            "Those are the kernels of one group: count those of all.": lambda *layer: (
                layer[1] // layer[2],
                slices(*layer),
                layer[1],
            ),
        },
        praise="a kernel for each map, and in it a slice for each channel that it reads",
    )


def check_mosaic(function: Callable) -> None:
    """Check ``mosaic(weight)``: all slices of a layer as the tiles of one picture.

    The reader's function gets weight (c_out, c_in, k, k); the answer is (c_out · k, c_in · k).

    >>> check_mosaic(lambda weight: weight.reshape(len(weight) * weight.shape[2], -1))
    not yet: mosaic(an array of shape (2, 3, 2, 2))[0, 2] should be 4, yours is 2 (different in 16
    of 24 places). The shape is right, but reshape alone lays whole slices out as rows: the row of a
    slice has to come before the channel.
    """

    def right(weight):
        return np.block([list(kernel) for kernel in weight])

    judge(
        "mosaic",
        function,
        cases=[(np.arange(24).reshape(2, 3, 2, 2),), (np.arange(216).reshape(4, 6, 3, 3),)],
        right=right,
        ideas={
            "The shape is right, but reshape alone lays whole slices out as rows: the row of a "
            "slice has to come before the channel.": lambda weight: weight.reshape(
                right(weight).shape
            ),
            "That has a row of tiles for each channel: a row is a kernel, a column is a channel.": lambda weight: (
                right(weight.swapaxes(0, 1))
            ),
            "Each slice is mirrored at its diagonal: rows stay rows.": lambda weight: right(
                weight.swapaxes(2, 3)
            ),
            "That is the mean of each kernel's slices: plus and minus cancel in it.": lambda weight: (
                np.concatenate(weight.mean(axis=1))
            ),
            "That is the sum of each kernel's slices: plus and minus cancel in it.": lambda weight: (
                np.concatenate(weight.sum(axis=1))
            ),
            "All slices stand in one row: each kernel begins a new one.": lambda weight: np.hstack(
                np.concatenate(weight)
            ),
            "All slices stand in one column: the channels of a kernel go side by side.": lambda weight: (
                np.concatenate(np.concatenate(weight))
            ),
        },
        praise="a row for each kernel, a column for each channel, and nothing hidden",
    )


def check_field_width(function: Callable) -> None:
    """Check ``field_width(layers)``: how many pixels wide one number of the last layer sees.

    The reader's function gets layers, a list of (kernel size, stride), the first layer first.

    >>> check_field_width(lambda layers: sum(kernel for kernel, stride in layers))
    not yet: field_width([(3, 1), (3, 1), (3, 1)]) should be 7, yours is 9. That lays the windows
    side by side: neighbours overlap, so a 3×3 layer adds 2.
    """

    def right(layers, ends=1):
        width = 1
        for kernel, stride in reversed(layers):
            width = (width - ends) * stride + kernel  # n neighbours: n - 1 strides
        return width

    judge(
        "field_width",
        function,
        cases=[([(3, 1), (3, 1), (3, 1)],), ([(3, 2), (5, 1), (3, 1)],), ([(7, 2), (3, 2)],)],
        right=right,
        ideas={
            "That lays the windows side by side: neighbours overlap, so a 3×3 layer adds 2.": lambda layers: (
                sum(kernel for kernel, _ in layers)
            ),
            "That multiplies the sizes: neighbouring windows overlap.": lambda layers: np.prod(
                [kernel for kernel, _ in layers]
            ),
            "The strides are missing: after stride 2, neighbours are 2 pixels apart.": lambda layers: (
                right([(kernel, 1) for kernel, _ in layers])
            ),
            "That starts at the picture: begin with one number of the last layer and go back.": lambda layers: (
                right(layers[::-1])
            ),
            "That is the last layer's window: each number in it has seen a window of its own.": lambda layers: (
                layers[-1][0]
            ),
            "That takes n strides for n neighbours: they are n − 1 strides apart.": lambda layers: (
                right(layers, ends=0)
            ),
            "A stride spreads the windows of the layers after it, not its own.": lambda layers: (
                1 + sum((kernel - 1) * stride for kernel, stride in layers)
            ),
            "One too few: n steps from pixel to pixel make n + 1 pixels.": lambda layers: (
                right(layers) - 1
            ),
        },
        praise="back from one number, layer by layer, and each stride spreads what it finds",
    )
