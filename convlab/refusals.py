"""Why a call is no convolution, in words: the argument, both numbers, the remedy."""

import math

from .show import counted
from .sizes import ONE_OF, SIDES_OF

Shape = tuple[int, ...]


def about_axes(x_shape: Shape, weight_shape: Shape, ndim: int, transposed: bool = False) -> str:
    """Why x or weight has the wrong number of axes for a layer of ``ndim`` dimensions."""
    axes, weight_axes = len(x_shape), len(weight_shape)
    other = 3 - ndim  # the dimensions of the other layers that convlab computes
    one_kernel = ndim == 2 and axes == 3 and weight_shape[:1] == x_shape[:1]
    if weight_axes == 5:
        return (
            f"weight of shape {weight_shape} is 5-D, that of a 3-D layer: ConvLayer(…, ndim=3) "
            "counts such a layer, but convlab computes layers of one and of two dimensions only"
        )
    if weight_axes == other + 2 and axes in (other + 1, other + 2) and not one_kernel:
        return _about_dimensions(x_shape, weight_shape, ndim, transposed)
    if axes not in (ndim + 1, ndim + 2):
        one = f"(channels, {', '.join(SIDES_OF[ndim])})"
        cure = _about_linear(x_shape, weight_shape) or ": x[None] makes it one channel" * (
            axes == ndim
        )
        if ndim == 1 and axes == 4 and weight_axes == 3:
            cure = ". Is weight one kernel of a Conv2d? weight[None] makes it 4-D."
        return (
            f"x must be {ndim + 1}-D, {one}, or {ndim + 2}-D, ({ONE_OF[ndim]}s, {one[1:]}, got "
            f"{axes}-D of shape {x_shape}{cure}"
        )
    one = "weight[:, None]" if transposed else "weight[None]"
    return (
        f"{_weight_axes(ndim, transposed)}, got {weight_axes}-D of shape {weight_shape}"
        + f": {one} makes it one kernel" * (weight_axes == ndim + 1)
    )


def _about_linear(x_shape: Shape, weight_shape: Shape) -> str:
    """What to do with the vectors that a Linear takes, whose features come last."""
    features = x_shape[-1] if x_shape else 0
    if weight_shape[1:] != (features, 1, 1) or features < 2 or len(x_shape) > 2:
        return ""
    if len(x_shape) == 1:
        return f". A Linear on {features} features? x[:, None, None] is a picture of one pixel"
    return (
        f". A Linear on {features} features? x.T[:, None] makes each row of x a pixel, one of "
        f"{x_shape[0]} in a row"
    )


def _weight_axes(ndim: int, transposed: bool) -> str:
    channels = "output channels, input channels / groups"
    if transposed:
        channels = "input channels, output channels / groups"
    sides = ", ".join(f"kernel {side}" for side in SIDES_OF[ndim])
    return f"weight must be {ndim + 2}-D, ({channels}, {sides})"


def _about_dimensions(x_shape: Shape, weight_shape: Shape, ndim: int, transposed: bool) -> str:
    """Both x and weight are those of a layer of other dimensions."""
    other = 3 - ndim
    channels, reads = x_shape[-1 - other], weight_shape[0 if transposed else 1]
    kind, function = f"Conv{other}d", f"conv{other}d"
    if transposed:
        kind, function = f"ConvTranspose{other}d", f"conv_transpose{other}d"
    has = f" with {counted(channels, 'channel')} where {reads} are expected"
    return (
        f"{_weight_axes(ndim, transposed)}, got {weight_shape}: with x of shape {x_shape} that is "
        f"a {kind}{has * (channels != reads)}, and {function} computes it"
    )


def about_nothing(x_shape: Shape, weight_shape: Shape, ndim: int) -> str:
    """Why there is no kernel, or no picture."""
    if 0 in weight_shape[2:] or 0 not in x_shape[-ndim:]:
        return f"weight of shape {weight_shape} has a side of 0: it holds no kernel"
    return f"x of shape {x_shape} has a side of 0: there is no {ONE_OF[ndim]}"


def about_channels(
    x_shape: Shape, weight_shape: Shape, groups: int, move: str = "transpose"
) -> str:
    """Why x, weight and groups do not agree about the channels; ``move`` is what moves x's axes."""
    ndim = len(weight_shape) - 2
    c_in, (c_out, slices) = x_shape[-1 - ndim], weight_shape[:2]
    if c_in == slices * groups:
        return (
            f"groups={groups} does not divide the {counted(c_out, 'kernel')} of weight "
            f"{weight_shape}: every group needs as many kernels as the next"
        )
    reads = f"{slices}" if groups == 1 else f"{groups} groups × {slices} = {slices * groups}"
    text = (
        f"x of shape {x_shape} has {counted(c_in, 'channel')}, but weight of shape "
        f"{weight_shape}{', that of a Conv1d,' * (ndim == 1)} reads {reads}: each kernel needs one "
        "slice for every input channel"
    )
    if groups > 1 and c_in % groups:
        text += f" of its group, and groups={groups} does not divide {c_in}."
    elif groups > 1:
        text += f" of its group, {c_in} / {groups} = {c_in // groups}."
    else:
        inside = _about_inside(x_shape, weight_shape)
        last = inside or _about_last(x_shape, slices, ndim, move)
        text += f".{last or _cure(x_shape, weight_shape, ndim)}"
    if ndim == 1 and len(x_shape) == 3 and x_shape[0] == c_out:
        text += " Or is this 3-D weight one kernel of a Conv2d? weight[None] makes it 4-D."
    return text + about_order(x_shape, weight_shape)


def _about_inside(x_shape: Shape, weight_shape: Shape) -> str:
    """What to do with a picture where the maps of a layer before are wanted."""
    slices = weight_shape[1]
    if len(weight_shape) != 4 or slices <= 4 or about_order(x_shape, weight_shape):
        return ""
    c_in, height, width = x_shape[-3:]
    if c_in not in (1, 3, 4) or width == slices != height:
        return ""
    return (
        " A layer inside a network? Its x is what enters it, not the picture: "
        "convlab.look(model, picture) shows every layer with its own."
    )


def _about_last(x_shape: Shape, channels: int, ndim: int, move: str = "transpose") -> str:
    """What to do if the channels of x come last."""
    if x_shape[-1] != channels:
        return ""
    first = len(x_shape) - 1 - ndim  # where the channels belong: 0, or 1 of a batch
    order = (*range(first), len(x_shape) - 1, *range(first, len(x_shape) - 1))
    return f" x looks like {', '.join(SIDES_OF[ndim])}, channels: use x.{move}{order}."


def _cure(x_shape: Shape, weight_shape: Shape, ndim: int) -> str:
    """What people mean who have so many channels for so many slices."""
    c_in, (c_out, slices) = x_shape[-1 - ndim], weight_shape[:2]
    can_group = c_out % c_in == 0
    if ndim == 2 and (c_in, slices) == (4, 3):
        return " A picture with transparency? x[..., :3, :, :] keeps red, green and blue."
    if ndim == 2 and (c_in, slices) == (1, 3):
        return " A grey picture? np.repeat(x, 3, axis=-3) gives it three equal channels."
    if ndim == 2 and (c_in, slices) == (3, 1):
        only = f", if weight has 3, 6, 9, … kernels, not {c_out}" * (not can_group)
        grey = " Make it grey, x.mean(axis=-3, keepdims=True)"
        return f"{grey}, or one slice a channel, groups=3{only}."
    if slices == 1 and len(x_shape) == ndim + 1 and (c_in > 64 or not can_group):
        return (
            f" {c_in:,} {ONE_OF[ndim]}s without a channel axis? x[:, None] gives each one channel."
        )
    return f" For one slice on each channel use groups={c_in}." * (slices == 1 and can_group)


def about_order(x_shape: Shape, weight_shape: Shape, transposed: bool = False) -> str:
    """Keras keeps its kernels as (height, width, input channels, output channels).

    And those of a transposed layer as (height, width, output channels, input channels).
    """
    *sides, slices, last = weight_shape
    channels = last if transposed else slices
    if channels != x_shape[-1 - len(sides)] or len({*sides}) > 1 or sides[0] > 11:
        return ""
    if len(sides) == 1 and last <= 11:  # as short as a kernel
        return ""
    order = (*range(len(weight_shape))[::-1][:2], *range(len(sides)))
    return f" Does weight come from Keras? weight.transpose{order} puts it in our order."


def about_transposed_channels(x_shape: Shape, weight_shape: Shape, groups: int) -> str:
    """Why x, weight and groups of a transposed layer do not agree about the channels."""
    ndim = len(weight_shape) - 2
    c_in, (first, each) = x_shape[-1 - ndim], weight_shape[:2]
    if c_in == first:
        return (
            f"groups={groups} does not divide the {counted(c_in, 'input channel')} of weight "
            f"{weight_shape}: every group needs as many channels as the next"
        )
    text = (
        f"x of shape {x_shape} has {counted(c_in, 'channel')}, but weight of shape {weight_shape} "
        f"takes {first}: the first number of a transposed layer's weight must be the input "
        f"channels, then come output channels / groups and {' and '.join(SIDES_OF[ndim])}."
    )
    if groups == 1 and each == c_in:
        return f"{text} weight.swapaxes(0, 1) puts it in that order."
    return text + (_about_last(x_shape, first, ndim) or about_order(x_shape, weight_shape, True))


def about_bias(shape: Shape, c_out: int) -> str:
    """Why bias has not one number for each kernel."""
    return (
        f"bias must hold one number for each of the {counted(c_out, 'kernel')}, shape "
        f"({c_out},), got {counted(math.prod(shape), 'number')} of shape {shape}"
    )
