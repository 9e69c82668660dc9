"""Figures of layers, pixels and maps; each function returns a Figure that a notebook shows once.

The functions here turn a call into one `Run`, checked, padded and convolved once, and hand it to
the module that draws it. Figures of something else than a layer at work stand whole in theirs.

========================  ====================================================================
``base``                  colours and fonts (``style``), a page in pixels (``page``), its PNG
                          (``png``), its dark twin (``dark``), both as HTML (``html``), a run with
                          its picked pixel and its scales (``subject``)
``parts``                 what several figures are made of: the grid and its columns, long rows,
                          thumbnails, the account of a pixel, its equations and its ranking
``explorer``              channel_grid, explorer_still, running_sum, many_out, dot_product
``one_channel``           sliding
``ideas``, ``groups``     wrong_ideas; groups_side_by_side, own_slices
``matrices``              loops, im2col, unrolled_rows
``pixel_matrix``          pixel_matrix
``named``                 named_parts
``openings``              opening
``adapted``               adapted
``maps``                  channels, feature_colours, feature_maps
``weights``, ``tiles``    weight_tensor; slices
``gradients``             slice_gradients
``learning``              training, loss_curve
``receptive``             receptive_field
``strides``               places
``answers``, ``kinds``    loudest; families
``quiz``, ``guesses``     quiz_still; guesses
========================  ====================================================================
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..layer import ConvLayer
from ..run import Run
from ..scene.context import View
from ..show import counted, shared_limit
from ..sizes import PerSide, ShapeError, WindowOptions
from .adapted import Way, bright, draw_adapted, surgeries
from .answers import loudest
from .base.page import arrays_of
from .base.png import png
from .base.subject import LayerOptions, Subject, check_limit, takes_options
from .explorer import account_figure, grid_figure, long_row_figure, still_figure, thumbnails_figure
from .gradients import slice_gradients
from .groups import draw_groups, own_slices
from .guesses import guesses
from .ideas import draw_ideas
from .kinds import families
from .learning import loss_curve, training
from .maps import channels, feature_colours, feature_maps
from .matrices import draw_im2col, draw_loops, draw_unrolled_rows
from .named import draw_named_parts
from .one_channel import draw_sliding
from .openings import opening
from .pixel_matrix import draw_pixel_matrix
from .receptive import receptive_field
from .strides import places
from .tiles import slices
from .weights import weight_tensor

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = [
    "adapted",
    "arrays_of",
    "channel_grid",
    "channels",
    "dot_product",
    "explorer_still",
    "families",
    "feature_colours",
    "feature_maps",
    "groups_side_by_side",
    "guesses",
    "im2col",
    "loops",
    "loss_curve",
    "loudest",
    "many_out",
    "named_parts",
    "opening",
    "own_slices",
    "pixel_matrix",
    "places",
    "png",
    "receptive_field",
    "running_sum",
    "shared_limit",
    "slice_gradients",
    "slices",
    "sliding",
    "training",
    "unrolled_rows",
    "weight_tensor",
    "wrong_ideas",
]


@takes_options(LayerOptions)
def channel_grid(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    out_channel: int | None = None,
    row: int | None = None,
    col: int | None = None,
    view: View | None = None,
    heading: bool = True,
    **options: "Unpack[LayerOptions]",
) -> Figure:
    """The picture of a layer: every slice, every partial map, and how each row adds up.

    Above 8 × 8 channels the slices become thumbnails, none is left out.

    Parameters
    ----------
    x, weight, bias
        One picture and a layer, as for `conv2d`.
    out_channel, row, col : int, optional
        The row that is picked, and a pixel of its map.
    view : str, optional
        "slice and partial map", which it is unless given, "slice", "partial map" or "running sum".
    heading : bool
        Whether the counts and the shapes stand above it.
    **options
        stride, padding, dilation, groups and padding_mode, as for `conv2d`; channel_names, a name
        for each input channel (three are red, green and blue unless named otherwise); limit:
        colours run from −limit to +limit; unless given, it follows from all of the layer's maps.

    Returns
    -------
    Figure
        "channel 0", "slice 0, 0", "partial map 0, 0", "map 0" … are its arrays, see `arrays_of`.

    Raises
    ------
    ShapeError, ValueError, TypeError
        For a layer, a pixel or a view that cannot be.

    Examples
    --------
    >>> x, weight, bias = np.ones((3, 6, 6)), np.ones((2, 3, 3, 3)), np.ones(2)
    >>> channel_grid(x, weight, bias, row=0, col=1)
    2 kernels × 3 slices × 3×3 weights + 2 biases = 56 parameters
    x (3, 6, 6) → weight (2, 3, 3, 3), bias (2) → y (2, 4, 4) · 864 multiply-adds
    pixel (0, 1) of map 0: red 9 + green 9 + blue 9 + bias 1 = 28
    """
    subject = Subject.of(x, weight, bias, options, (out_channel, row, col))
    return grid_figure(subject, view, heading)


@takes_options(LayerOptions)
def explorer_still(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    out_channel: int = 0,
    row: int | None = None,
    col: int | None = None,
    view: View | None = None,
    **options: "Unpack[LayerOptions]",
) -> Figure:
    """What the explorer shows, standing still: sentence, grid, and the account of one pixel.

    Up to 8 × 8 channels every slice is drawn. With more inputs the picked kernel is one long row;
    with more outputs all kernels are thumbnails and the picked one is opened.

    Parameters
    ----------
    x, weight, bias, view, **options
        As for `channel_grid`.
    out_channel, row, col : int
        The pixel; unless given, the middle of the first map.

    Returns
    -------
    Figure
        With the arrays of `channel_grid`, and those of `dot_product`.

    Examples
    --------
    >>> explorer_still(np.ones((3, 5, 5)), np.ones((1, 3, 3, 3)), row=1, col=1)
    1 kernel × 3 slices × 3×3 weights = 27 parameters
    x (3, 5, 5) → weight (1, 3, 3, 3) → y (1, 3, 3) · 243 multiply-adds
    pixel (1, 1) of map 0: red 9 + green 9 + blue 9 = 27
    """
    subject = Subject.of(x, weight, bias, options, (out_channel, row, col))
    if row is None:
        _, h, w = subject.run.output.shape
        subject = subject.at_pixel(h // 2, w // 2)
    return still_figure(subject, view)


@takes_options(LayerOptions)
def running_sum(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    out_channel: int = 0,
    row: int | None = None,
    col: int | None = None,
    *,
    heading: bool = True,
    **options: "Unpack[LayerOptions]",
) -> Figure:
    """How many channels become one map: each input, its slice, its partial map, the sum so far.

    Lines of 16 channels stand one below the other.

    Parameters
    ----------
    x, weight, bias, heading, **options
        As for `channel_grid`.
    out_channel : int
        The kernel that is shown.
    row, col : int, optional
        A pixel whose subtotals follow, ranked.

    Returns
    -------
    Figure
        With the arrays of `channel_grid`, and "running sum 0, 0" ….

    Raises
    ------
    ShapeError
        For a kernel or a pixel that is not there.

    Examples
    --------
    >>> running_sum(np.ones((32, 5, 5)), np.ones((1, 32, 3, 3)), np.ones(1))
    1 kernel × 32 slices × 3×3 weights + 1 bias = 289 parameters
    x (32, 5, 5) → weight (1, 32, 3, 3), bias (1) → y (1, 3, 3) · 2,592 multiply-adds
    """
    subject = Subject.of(x, weight, bias, options, (out_channel, row, col))
    return long_row_figure(subject, heading)


@takes_options(LayerOptions)
def many_out(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    out_channel: int | None = None,
    *,
    heading: bool = True,
    **options: "Unpack[LayerOptions]",
) -> Figure:
    """Many kernels at a glance: the slices of each, and the map it makes, eight a line.

    When the largest kernel is more than 10 times the smallest, each kernel's slices are drawn on
    a scale of their own, and the figure says so.

    Parameters
    ----------
    x, weight, bias, heading, **options
        As for `channel_grid`.
    out_channel : int, optional
        The kernel that is marked.

    Returns
    -------
    Figure
        With the arrays "slice 0, 0" … and "map 0" ….

    Examples
    --------
    >>> many_out(np.ones((3, 8, 8)), np.ones((64, 3, 3, 3)), np.ones(64))
    64 kernels × 3 slices × 3×3 weights + 64 biases = 1,792 parameters
    x (3, 8, 8) → weight (64, 3, 3, 3), bias (64) → y (64, 6, 6) · 62,208 multiply-adds
    """
    subject = Subject.of(x, weight, bias, options, (out_channel, None, None))
    return thumbnails_figure(subject, heading)


@takes_options(LayerOptions)
def dot_product(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    out_channel: int = 0,
    row: int = 0,
    col: int = 0,
    **options: "Unpack[LayerOptions]",
) -> Figure:
    """How one output number comes about: windows, slices, products, subtotals, bias, total.

    Up to 4 channels every product is written out; above, the channels are ranked and the one that
    matters most is opened.

    Parameters
    ----------
    x, weight, bias, **options
        As for `channel_grid`.
    out_channel, row, col : int
        The number is y[out_channel, row, col].

    Returns
    -------
    Figure
        With the arrays "slice of red", "window of red", "products of red" …, and "total".

    Raises
    ------
    ShapeError
        For a pixel outside the output.

    Examples
    --------
    >>> dot_product(np.ones((3, 5, 5)), np.ones((2, 3, 3, 3)), np.ones(2), 1, 0, 2)
    2 kernels × 3 slices × 3×3 weights + 2 biases = 56 parameters
    x (3, 5, 5) → weight (2, 3, 3, 3), bias (2) → y (2, 3, 3) · 486 multiply-adds
    pixel (0, 2) of map 1: red 9 + green 9 + blue 9 + bias 1 = 28
    """
    return account_figure(Subject.of(x, weight, bias, options, (out_channel, row, col)))


@takes_options(WindowOptions)
def adapted(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    ways: Sequence[Way] = ((1, "sum"), (4, "zeros"), (6, "repeat")),
    *,
    out_channel: int = 0,
    extra: ArrayLike | None = None,
    extra_names: Sequence[str] = ("mask",),
    channel_names: Sequence[str] | None = None,
    **options: "Unpack[WindowOptions]",
) -> Figure:
    """A trained kernel before and after `kernels.adapt`, on pictures where its map stays the same.

    Parameters
    ----------
    x, weight, bias, channel_names, **options
        As for `channel_grid`: the layer as trained, and a picture for it.
    ways : sequence of (channels, how)
        As `kernels.adapt` takes them.
    out_channel : int
        Which kernel is shown.
    extra : (n, h, w), optional
        What channels hold that are added with slices of 0; unless given, where x is bright.
    extra_names : n strings
        What they are called.

    Returns
    -------
    Figure
        With the arrays "as trained: channel 0", "as trained: slice 0", "as trained: map", and for
        each way "3 → 4 zeros: channel 3" …, "3 → 4 zeros: before" and "3 → 4 zeros: map". Slices
        are in the unit that the figure names, as hundredths, if their weights are small.

    Raises
    ------
    ShapeError, ValueError, TypeError
        For a layer that cannot be, or what `kernels.adapt` refuses.

    Examples
    --------
    >>> adapted(np.ones((3, 8, 8)), np.ones((2, 3, 3, 3)), ways=[(1, "sum")])
    A trained layer of 3 channels for 1
    3 → 1, how="sum": Same map as before where all channels are equal: largest difference none
    """
    run = Run(x, weight, bias, channel_names=channel_names, **options).as_conv2d()
    more = bright(run.x) if extra is None else np.asarray(extra)
    if more.ndim != 3 or more.shape[1:] != run.x.shape[1:] or len(more) != len(extra_names):
        raise ShapeError(
            f"extra has shape {more.shape} and {counted(len(extra_names), 'name')}, but x "
            f"{run.x.shape}: it needs (n, {run.x.shape[1]}, {run.x.shape[2]}), and n names"
        )
    run.layer.channels(out_channel)  # or it says which there are
    found = surgeries(run, out_channel, ways, more, extra_names)
    return draw_adapted(run, out_channel, found)


@takes_options(WindowOptions)
def sliding(
    x: ArrayLike,
    kernel_slice: ArrayLike,
    row: int = 0,
    col: int = 0,
    *,
    bias: float | None = None,
    **options: "Unpack[WindowOptions]",
) -> Figure:
    """One slice on one channel: the window it sees, the products, and the place in the map.

    Small whole numbers are written into the cells.

    Parameters
    ----------
    x : (h, w) or (1, h, w)
    kernel_slice : (kh, kw)
    row, col : int
        The place in the map.
    bias : float, optional
        What is added to the sum.
    **options
        stride, padding, dilation and padding_mode, as for `conv2d`.

    Returns
    -------
    Figure
        With the arrays "picture", "slice" and "map".

    Raises
    ------
    ShapeError
        For more than one channel or slice, or a place outside the map.

    Examples
    --------
    >>> sliding(np.eye(4), np.eye(3), 1, 1)
    x (1, 4, 4) → weight (1, 1, 3, 3) → y (1, 2, 2) · 36 multiply-adds
    pixel (1, 1) of map 0: channel 0: 3 = 3
    """
    x, kernel_slice = np.asarray(x), np.asarray(kernel_slice)
    x = x[None] if x.ndim == 2 else x
    if kernel_slice.ndim != 2 or len(x) != 1:
        raise ShapeError(
            f"x has shape {x.shape} and kernel_slice {kernel_slice.shape}: here one channel (h, w) "
            "meets one slice (kh, kw); for more, use channel_grid"
        )
    biases = None if bias is None else np.ravel(bias)
    return draw_sliding(Subject.of(x, kernel_slice[None, None], biases, options, (0, row, col)))


@takes_options(WindowOptions)
def wrong_ideas(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    out_channel: int = 0,
    row: int = 0,
    col: int = 0,
    *,
    ideas: Sequence[str] = ("stays RGB", "grey first"),
    channel_names: Sequence[str] | None = None,
    limit: float | None = None,
    **options: "Unpack[WindowOptions]",
) -> Figure:
    """What the layer does, over what it is often taken for, and one pixel where they differ.

    Parameters
    ----------
    x, weight, bias, channel_names, limit, **options
        As for `channel_grid`, but for groups.
    out_channel, row, col : int
        The kernel that is shown, and the number of its map that is worked out.
    ideas : sequence of str
        One to three of

        - "stays RGB": the first slice goes over each channel, and each stays a channel
        - "grey first": the first slice goes over the mean of the channels
        - "mean": the partial maps are averaged, not added
        - "largest": the largest partial map wins at each place
        - "one channel": the channel with the strongest slice alone makes the map
        - "shared slice": the first slice goes over each channel, and the results are added

    Returns
    -------
    Figure
        The map that a row comes to has the title of its idea as label, the layer's "the layer".

    Raises
    ------
    ValueError, ShapeError
        For an unknown idea, or for what does not fit.

    Examples
    --------
    >>> wrong_ideas(np.ones((3, 5, 5)), np.ones((1, 3, 3, 3)), np.ones(1), ideas=["mean"])
    pixel (0, 0) of map 0: red 9 + green 9 + blue 9 + bias 1 = 28
    a common idea, not the layer: “Mean, not sum” 10
    """
    settings = {**options, "channel_names": channel_names}
    subject = Subject.of(x, weight, bias, settings, (out_channel, row, col))
    return draw_ideas(subject, ideas, limit)


@takes_options(WindowOptions)
def groups_side_by_side(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    groups: Sequence[int] = (1, 2, 3, 6),
    *,
    limit: float | None = None,
    **options: "Unpack[WindowOptions]",
) -> Figure:
    """The same layer with its kernels kept to 1, 2, … groups: what is cut away, what is saved.

    With groups, each kernel keeps the slices of its own group's channels.

    Parameters
    ----------
    x, bias, limit, **options
        As for `channel_grid`.
    weight : (c_out, c_in, kh, kw)
        That of the ungrouped layer, up to 9 × 9 slices.
    groups : sequence of int
        Each divides both channel counts.

    Returns
    -------
    Figure
        With the arrays "groups 1: slice 0, 0", "groups 1: map 0" ….

    Raises
    ------
    ShapeError
        For a larger layer, or groups that do not divide its channels.

    Examples
    --------
    >>> groups_side_by_side(np.ones((2, 4, 4)), np.ones((2, 2, 3, 3)), groups=(1, 2))
    groups 1: 2 kernels × 2 slices × 3×3 weights = 36 parameters, 144 multiply-adds
    groups 2: 2 kernels × 1 slice × 3×3 weights = 18 parameters, 72 multiply-adds
    """
    weight = np.asarray(weight)
    if max(weight.shape[:2]) > 9:
        raise ShapeError(f"weight {weight.shape} has more than 9 × 9 slices: show a part of it")
    subjects = []
    for count in groups:
        ConvLayer(weight.shape[1], len(weight), weight.shape[2:], groups=count)  # or says why not
        grouped = {**options, "groups": count}
        subjects.append(Subject.of(x, own_slices(weight, count), bias, grouped))
    limit = check_limit(limit) or shared_limit(*(subject.run.output for subject in subjects))
    same = [replace(one, limits=one.limits.ending_at(limit)) for one in subjects]
    return draw_groups(same)


def pixel_matrix(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    row: int = 0,
    col: int = 0,
    *,
    stride: PerSide = 1,
    channel_names: Sequence[str] | None = None,
) -> Figure:
    """With 1×1 kernels the grid of slices is a matrix: it multiplies the channels of each pixel.

    Parameters
    ----------
    x : (c_in, h, w)
    weight : (c_out, c_in, 1, 1)
        Up to 8 × 8 slices.
    bias : (c_out,), optional
    row, col : int
        The pixel of all maps whose numbers are shown.
    stride : int or pair
        As for `conv2d`.
    channel_names : c_in strings, optional
        Three channels are red, green and blue unless named otherwise.

    Returns
    -------
    Figure
        With the arrays "weight", "pixel" and "maps".

    Raises
    ------
    ShapeError
        For larger kernels, more channels, or a pixel outside the maps.

    Examples
    --------
    >>> pixel_matrix(np.ones((2, 4, 4)), np.ones((3, 2, 1, 1)))
    3 kernels × 2 slices × 1×1 weight = 6 parameters
    pixel (0, 0) of map 0: channel 0: 1 + channel 1: 1 = 2
    pixel (0, 0) of map 1: channel 0: 1 + channel 1: 1 = 2
    pixel (0, 0) of map 2: channel 0: 1 + channel 1: 1 = 2
    """
    options = {"stride": stride, "channel_names": channel_names}
    return draw_pixel_matrix(Subject.of(x, weight, bias, options, (0, row, col)))


def named_parts(
    x: ArrayLike, weight: ArrayLike, bias: ArrayLike, row: int = 0, col: int = 0
) -> Figure:
    """Channel, window, slice, partial map, kernel, bias, feature map; products and subtotals.

    Parameters
    ----------
    x : (c, h, w)
        2 or 3 channels of up to 4×4, in small whole numbers, as all here.
    weight : (1, c, kh, kw)
    bias : (1,)
    row, col : int
        The pixel of the map that is worked out.

    Returns
    -------
    Figure
        With the arrays "x[0]", "weight[0, 0]", "partial map 0", "products 0", "y[0]" ….

    Raises
    ------
    ShapeError
        For a larger layer, for fractions, or a pixel outside the map.

    Examples
    --------
    >>> named_parts(np.ones((2, 2, 3)), np.ones((1, 2, 2, 2)), np.ones(1))
    1 kernel × 2 slices × 2×2 weights + 1 bias = 9 parameters
    pixel (0, 0) of map 0: channel 0: 4 + channel 1: 4 + bias 1 = 9
    """
    return draw_named_parts(Subject.of(x, weight, bias, {}, (0, row, col)))


def loops(
    x: ArrayLike, weight: ArrayLike, out_channel: int = 0, row: int = 0, col: int = 0
) -> Figure:
    """Every product of a layer, in the order in which the loops make it: line after line.

    A line is one number of a map: its products, channel after channel, and their total.

    Parameters
    ----------
    x, weight, out_channel, row, col
        As for `im2col`, with at most 12 numbers in all the maps together.

    Returns
    -------
    Figure
        With the arrays "products 0", a line for each place, and "totals 0" ….

    Examples
    --------
    >>> loops(np.ones((2, 3, 4)), np.ones((2, 2, 2, 2)), 1, 0, 2)
    12 numbers, one after the other, 8 products each = 96 multiply-adds
    pixel (0, 2) of map 1: channel 0: 4 + channel 1: 4 = 8
    """
    return draw_loops(Subject.of(x, weight, None, {}, (out_channel, row, col)))


def im2col(
    x: ArrayLike, weight: ArrayLike, out_channel: int = 0, row: int = 0, col: int = 0
) -> Figure:
    """Windows as columns, kernels as rows: their product is all feature maps, laid out flat.

    Parameters
    ----------
    x : (c_in, h, w)
        Whole numbers, of which at most 12 places make a map.
    weight : (c_out, c_in, kh, kw)
        Whole numbers, at most 12 in a kernel.
    out_channel, row, col : int
        The pixel that is followed.

    Returns
    -------
    Figure
        With the arrays "kernels", "windows", and "product", which is kernels @ windows.

    Raises
    ------
    ShapeError, ValueError
        For a larger layer, a pixel outside the maps, or fractions.

    Examples
    --------
    >>> im2col(np.ones((2, 3, 4)), np.ones((2, 2, 2, 2)), 1, 0, 2)
    weight (2, 8) @ windows (8, 6) = maps (2, 6) · 96 multiply-adds
    pixel (0, 2) of map 1: channel 0: 4 + channel 1: 4 = 8
    """
    return draw_im2col(Subject.of(x, weight, None, {}, (out_channel, row, col)))


def unrolled_rows(x: ArrayLike, weight: ArrayLike, row: int = 0) -> Figure:
    """Each row of the picture written kw times, each a step further: kh rows make one of the maps.

    Parameters
    ----------
    x, weight
        As for `im2col`, with at most 12 lines in h unrolled rows.
    row : int
        The row of the maps that is followed.

    Returns
    -------
    Figure
        With the arrays "kernels", "unrolled rows" and "product".

    Examples
    --------
    >>> unrolled_rows(np.ones((2, 3, 4)), np.ones((2, 2, 2, 2)), 1)
    3 rows, each written 2 times = (12, 3)
    weight (2, 8) @ rows 1 to 2 (8, 3) = row 1 of the maps (2, 3)
    """
    return draw_unrolled_rows(Subject.of(x, weight, None, {}, (0, row, 0)))


def __dir__() -> list[str]:
    return sorted(__all__)
