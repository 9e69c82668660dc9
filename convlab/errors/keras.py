"""Keras' messages: channels, axes, sizes, groups."""

import math
import re
from collections.abc import Iterable

from ..show import counted
from ..sizes import SIDES_OF
from .found import (
    KERAS_SHAPE,
    Cure,
    Explanation,
    N,
    Reader,
    Shape,
    axes,
    by,
    keras_padded,
    layer_of,
    numbers,
    rows_of,
)


def _keras_channels(match: re.Match[str]) -> Explanation | None:
    axis, reads, x = int(match[1]), int(match[2]), _shape(match[3])
    ndim = len(x) - 2
    at = axis % len(x)
    if ndim not in SIDES_OF or axis not in (-1, 1) or not x[at] or x[at] == reads or not reads:
        return None
    c_in, last = x[at] or 0, axis == -1
    names = (
        ("batch", *SIDES_OF[ndim], "channels") if last else ("batch", "channels", *SIDES_OF[ndim])
    )
    wanted = [reads if n == at else "any" for n in range(len(x))]
    order = f'"channels_{"last" if last else "first"}"'
    cause = (
        f"x has {counted(c_in, 'channel')}, but the layer was built for {reads}. It looks for them "
        f"on axis {axis}, data_format={order}."
    )
    other = 1 if last else -1
    if reads > 1 and x[other] == reads:
        cause += f"\nAxis {other} of x is {reads}: channels seem to stand there."
        code = f"import numpy as np\nx = np.moveaxis(x, {other}, {axis})"
        cures = [Cure("Put the channels where the layer looks for them", code, grid="moved")]
    else:
        cures = [*_keras_colours(c_in, reads, axis, ndim)]
        option = "" if last else f", data_format={order}"
        mix = f"x = layers.Conv{ndim}D({reads}, kernel_size=1{option})(x)"
        title = f"Learn to mix {counted(c_in, 'channel')} into {reads} first"
        cures.append(Cure(title, mix, grid="mixed"))
        again = "layer = type(layer).from_config(layer.get_config())"
        title = f"Make the layer again, untrained: it is built for {counted(c_in, 'channel')} then"
        cures.append(Cure(title, again, 'not hasattr(layer, "layers")', "new"))
    rows = rows_of(names, x, [at], "layer", wanted)
    return Explanation("", cause, "channels", x, None, at, tuple(cures), None, rows)


def _shape(text: str) -> Shape:
    return tuple(None if n == "None" else int(n) for n in text.split(", "))


def _keras_colours(c_in: int, reads: int, axis: int, ndim: int) -> Iterable[Cure]:
    first = "import numpy as np\n"
    if ndim == 2 and (c_in, reads) == (1, 3):
        code = f"{first}x = np.repeat(x, 3, axis={axis})"
        yield Cure("Give the grey picture three equal channels", code, grid="times")
    if ndim == 2 and (c_in, reads) == (3, 1):
        code = f"{first}x = np.mean(x, axis={axis}, keepdims=True)"
        yield Cure("Make the pictures grey", code, grid="grey")
    if ndim == 2 and (c_in, reads) == (4, 3):
        code = "x = x[..., :3]" if axis == -1 else "x = x[:, :3]"
        yield Cure("Keep red, green and blue, without transparency", code, grid="dropped")


def _keras_axes(match: re.Match[str]) -> Explanation | None:
    needs, found, x = int(match[1]), int(match[2]), _shape(match[3])
    ndim = needs - 2
    if ndim not in SIDES_OF or found != len(x) or found >= needs:
        return None
    names = ("batch", *SIDES_OF[ndim], "channels")
    cause = f"x has {axes(found)}, but the layer takes {needs}, ({', '.join(names)})."
    cures: tuple[Cure, ...] = ()
    clash = 0
    if found == needs - 1:
        batch = f"layer.input_spec.axes.get(-1) == {x[-1]}"
        cures = (
            Cure("Make it a batch of one", "x = x[None]", batch),
            Cure(
                "Write the channel axis", "x = x[..., None]", "layer.input_spec.axes.get(-1) == 1"
            ),
        )
    lacks = ("–",) * (needs - found)
    rows = rows_of(names, (*lacks, *x), [clash], "layer", ["any"] * needs)
    return Explanation("", cause, "axes", x, None, None, cures, None, rows)


def _keras_size(match: re.Match[str]) -> Explanation | None:
    x, weight = _shape(match[1]), numbers(match[2])
    ndim = len(weight) - 2
    if ndim not in SIDES_OF or len(x) != len(weight) or not all(weight):
        return None
    *kernel, slices, c_out = weight
    sides = [n or 0 for n in x[1:-1]]
    dilation, stride = numbers(match[3]), match[4]
    if len(dilation) != ndim:
        return None
    spans = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    missing = [max(k - n, 0) for k, n in zip(spans, sides, strict=True)]
    if not any(missing):
        return None
    at = [1 + n for n, lacks in enumerate(missing) if lacks]
    names = ("batch", *SIDES_OF[ndim], "channels")
    cause = f"x is {by(sides)}, and the kernel, {by(spans)} with its dilation, is larger."
    padded = f'layer = layers.Conv{ndim}D({c_out}, kernel_size={(*kernel,)}, padding="same")'
    cures = (Cure("Pad so that the size stays", padded), keras_padded(missing))
    rows = rows_of(names, x, at, "kernel", ("", *spans, slices))
    layer = layer_of(slices, c_out, (*kernel,)) if {*numbers(stride), *dilation} == {1} else None
    return Explanation("", cause, "size", x, weight, at[0], cures, layer, rows)


def _keras_filters(match: re.Match[str]) -> Explanation | None:
    groups, filters = int(match[1]), int(match[2])
    if not groups or not filters or filters % groups == 0:
        return None
    more = filters + groups - filters % groups
    cause = f"{filters} filters (kernels) cannot be shared evenly by {groups} groups."
    cures = (
        Cure(f"Take {more} = {groups} × {more // groups} filters", f"filters = {more}"),
        Cure("Or no groups: each kernel then reads all channels", "groups = 1"),
    )
    return Explanation("", cause, "groups", cures=cures)


def _keras_groups(match: re.Match[str]) -> Explanation | None:
    groups, channels, x = int(match[1]), int(match[2]), _shape(match[3])
    if not groups or channels % groups == 0:
        return None
    fewer = math.gcd(groups, channels)
    cause = f"{counted(channels, 'channel')} of x cannot be shared evenly by {groups} groups."
    cures = (Cure("Take a number of groups that divides them", f"groups = {fewer}"),)
    return Explanation("", cause, "groups", x, None, None, cures)


READERS: list[tuple[str, Reader]] = [
    (
        rf"expected axis (-?\d) of input shape to have value {N}, but received input with shape "
        rf"{KERAS_SHAPE}",
        _keras_channels,
    ),
    (rf"expected min_ndim=(\d), found ndim=(\d)\. Full shape received: {KERAS_SHAPE}", _keras_axes),
    (
        rf"output size would be (?:zero or )?negative\. Received `inputs shape={KERAS_SHAPE}`, "
        rf"`kernel shape={KERAS_SHAPE}`, `dilation_rate=([\[(][\d ,]{{1,40}}[\])])`, "
        r"`strides=(\([\d ,]{1,40}\))`, `padding=valid`",
        _keras_size,
    ),
    (
        "number of filters must be evenly divisible by the number of groups. Received: "
        rf"groups={N}, filters={N}",
        _keras_filters,
    ),
    (
        "number of input channels must be evenly divisible by the number of groups. Received "
        rf"groups={N}, but the input has {N} channels \(full input shape is {KERAS_SHAPE}\)",
        _keras_groups,
    ),
]
