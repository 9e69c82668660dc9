"""How many places a kernel has, against counting them; and numbers that are none."""

from contextlib import suppress

import numpy as np
import pytest

from convlab import ConvLayer, ShapeError, output_size
from convlab.sizes import check_x_shape, pads, per_side


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("dilation", [1, 2, 4])
@pytest.mark.parametrize("padding", [0, 1, 5])
def test_output_size_counts_the_places(stride, dilation, padding):
    for size in range(1, 12):
        for kernel in range(1, 5):
            last = size + 2 * padding - dilation * (kernel - 1) - 1  # where the kernel still fits
            places = len(range(0, last + 1, stride))
            options = {"stride": stride, "padding": padding, "dilation": dilation}
            if places:
                assert output_size(size, kernel, **options) == places
            else:
                with pytest.raises(ShapeError, match="does not fit"):
                    output_size(size, kernel, **options)


def test_same_keeps_the_size():
    for kernel in range(1, 8):
        for dilation in range(1, 4):
            assert output_size(9, kernel, padding="same", dilation=dilation) == 9
    assert output_size(9, 4, padding="valid") == 6


def test_output_size_takes_the_words_of_a_layer():
    options = dict(kernel_size=3, stride=2, padding=1, dilation=2)
    assert output_size(9, **options) == ConvLayer(1, 1, **options).output_shape((1, 9, 9))[1]


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("dilation", [1, 2, 4])
@pytest.mark.parametrize("padding", [0, 1, 3])
def test_output_size_of_a_transposed_layer_undoes_a_convolutions(stride, dilation, padding):
    """Those sizes that a convolution would make ``size`` of, told apart by output_padding."""
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    for kernel in range(1, 5):
        found = {}
        for larger in range(1, 40):
            with suppress(ShapeError):
                found.setdefault(output_size(larger, kernel, **options), []).append(larger)
        whole = {size: sizes for size, sizes in found.items() if len(sizes) == stride}
        assert len(whole) > 5
        for size, sizes in whole.items():
            for extra, larger in enumerate(sizes):
                back = output_size(size, kernel, transposed=True, output_padding=extra, **options)
                assert back == larger


def test_output_size_refuses_what_a_transposed_layer_cannot_be():
    with pytest.raises(ShapeError, match=r"nothing is left: along its size 2 .* fill 4.* 2 \+ 2"):
        output_size(2, 3, padding=2, transposed=True)
    with pytest.raises(ValueError, match="output_padding 2 of the size must be smaller than"):
        output_size(2, 3, stride=2, output_padding=2, transposed=True)
    with pytest.raises(ValueError, match="output_padding=1 is an option of transposed layers"):
        output_size(2, 3, stride=2, output_padding=1)
    with pytest.raises(ValueError, match="padding must be a number, in a transposed layer"):
        output_size(2, 3, padding="same", transposed=True)


@pytest.mark.parametrize("padding", [(1, 99), (1, 1), [1], None])
def test_output_size_is_about_one_side(padding):
    with pytest.raises(TypeError, match="padding of one side must be a whole number, got"):
        output_size(5, 3, padding=padding)


def test_one_number_for_each_side():
    assert per_side("stride", 2, 1) == per_side("stride", [2], 1) == (2, 2)
    assert per_side("stride", np.array([3, 4]), 1) == (3, 4)
    assert per_side("stride", np.int8(5), 1, ["length"]) == (5,)
    with pytest.raises(ValueError, match="one for each of height and width, got 3 numbers"):
        per_side("stride", (1, 2, 3), 1)
    with pytest.raises(ValueError, match="stride must be at least 1, got 0"):
        per_side("stride", (1, 0), 1)


@pytest.mark.parametrize("sides", [1, 2, 3])
def test_padding_along_any_number_of_sides(sides):
    layer = (3, 4, 5)[:sides], (1,) * sides, (1,) * sides, "abc"[:sides]
    assert pads("same", *layer) == ((1, 1), (1, 2), (2, 2))[:sides]
    assert pads("valid", *layer) == ((0, 0),) * sides
    assert pads(2, *layer) == pads([2] * sides, *layer) == ((2, 2),) * sides


def test_the_shape_of_x():
    assert check_x_shape([0, 3, 9, 9]) == (0, 3, 9, 9)  # no picture is a batch, too
    assert check_x_shape((3, 9), ["length"]) == (3, 9)
    for bad in ((9, 9), (1, 1, 3, 9, 9), "cat", None):
        with pytest.raises(ShapeError, match=r"x must have shape \(channels, height, width\) or"):
            check_x_shape(bad)
