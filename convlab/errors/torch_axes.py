"""PyTorch's messages about too few or too many axes, and about sizes."""

import math
import re
from collections.abc import Sequence

from ..sizes import ONE_OF, SIDES_OF
from .found import (
    MOST_CURES,
    SHAPE,
    SIZES,
    Cure,
    Explanation,
    Reader,
    Rows,
    axes,
    by,
    keras_padded,
    numbers,
    rows_of,
)


def _torch_axes(match: re.Match[str]) -> Explanation | None:
    """Read "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size"."""
    transposed, ndim, x = bool(match[1]), int(match[2]), numbers(match[3])
    if ndim not in SIDES_OF or not all(x) or len(x) in (ndim + 1, ndim + 2):
        return None
    names = ("batch", "channels", *SIDES_OF[ndim])
    one = f"({', '.join(names[1:])})"
    kind = f"Conv{'Transpose' * transposed}{ndim}d"
    cause = (
        f"x has {axes(len(x))}, but {kind} takes {ndim + 1}, {one}, or {ndim + 2}, with a batch "
        "before them."
    )
    cures = _too_few(x, ndim) if len(x) <= ndim else _too_many(x, ndim, transposed)
    if not cures:
        cause += " I cannot tell from the numbers which axis is which."
    return Explanation("", cause, "axes", x, None, None, cures, None, missing(x, names))


def missing(x: tuple[int, ...], names: tuple[str, ...]) -> Rows:
    """x, its last axis under the last name; what it lacks is a dash, what it has too much a ?."""
    more, less = max(len(x) - len(names), 0), max(len(names) - len(x), 0)
    names = ("?",) * more + names
    clashes = range(1, less) if less else range(more)
    wanted = ["–"] * more + ["any"] * (len(names) - more)
    return rows_of(names, ("–",) * less + x, clashes, "layer", wanted)


def _too_few(x: tuple[int, ...], ndim: int) -> tuple[Cure, ...]:
    cures = []
    if len(x) == ndim:
        one = ONE_OF[ndim]
        needs = "layer.in_channels == 1"
        cures.append(Cure(f"Write the channel axis of one {one}", "x = x[None]", needs))
        title = f"Show each input channel the same {one}"
        cures.append(Cure(title, f"x = x.expand(layer.in_channels, {', '.join(map(str, x))})"))
    for channels in (1, 3):
        side = math.isqrt(x[-1] // channels)
        if ndim == 2 and side > 3 and channels * side**2 == x[-1]:
            title = f"If each row is a flattened picture, {channels} × {side} × {side} = {x[-1]}"
            code = f"x = x.reshape(-1, {channels}, {side}, {side})"
            cures.append(Cure(title, code, f"layer.in_channels == {channels}"))
    return tuple(cures)


def _too_many(x: tuple[int, ...], ndim: int, transposed: bool) -> tuple[Cure, ...]:
    if len(x) != ndim + 3:
        return ()
    cures, at = [], f"layer.in_channels == {x[2]}"
    if x[0] == 1:
        cures.append(Cure("Leave out the axis of 1", "x = x[0]", at))
    else:
        cures.append(Cure("Make one batch of the first two axes", "x = x.flatten(0, 1)", at))
    if ndim < 3:
        at, more = f"layer.in_channels == {x[1]}", f"nn.Conv{'Transpose' * transposed}{ndim + 1}d"
        code = f"layer = {more}(layer.in_channels, layer.out_channels, layer.kernel_size[0])"
        fits = "" if transposed else f" and layer.kernel_size[0] <= {min(x[2:])}"
        title = f"Take a layer that slides along all of {' and '.join(SIDES_OF[ndim + 1])}"
        cures.append(Cure(title, code, at + fits))
    return tuple(cures)


def _torch_old_axes(match: re.Match[str]) -> Explanation | None:
    """Before PyTorch 1.11 a layer took batches only."""
    weight, x = numbers(match[1]), numbers(match[2])
    ndim = len(weight) - 2
    if ndim not in SIDES_OF or len(x) != ndim + 1 or not all((*weight, *x)):
        return None
    sides = SIDES_OF[ndim]
    names = ("batch", "channels", *sides)
    rows = rows_of(names, ("–", *x), [0], "weight", weight, ("kernels", "slices", *sides))
    cause = f"x has {axes(len(x))}, but weight is that of a Conv{ndim}d, which reads a batch here."
    cure = Cure("Make it a batch of one", "x = x[None]", f"layer.in_channels == {x[0]}")
    return Explanation("", cause, "axes", x, weight, None, (cure,), None, rows)


def _torch_size(match: re.Match[str]) -> Explanation | None:
    sizes, kernel = numbers(match[1]), numbers(match[2])
    ndim = len(sizes)
    missing = [max(k - n, 0) for k, n in zip(kernel, sizes, strict=False)]
    if len(kernel) != ndim or min(sizes) < 0 or not any(missing):
        return None
    at = [n for n, lacks in enumerate(missing) if lacks]
    sides = [SIDES_OF[ndim][n] for n in at]
    cause = (
        f"The kernel is larger than x along {' and '.join(sides)}: x is {by(sizes)} with its "
        f"padding, the kernel {by(kernel)} with its dilation. Often strides or pooling before "
        "this layer have made the maps too small."
    )
    rows = rows_of(SIDES_OF[ndim], sizes, at, "kernel", kernel)
    keras = "Exception encountered when calling" in match.string
    if keras:
        cures: tuple[Cure, ...] = (keras_padded(missing),)
    else:
        wanted = [max(n, k) for n, k in zip(sizes, kernel, strict=True)]
        cures = _grow(missing, wanted)
    two = (None, None)
    return Explanation(
        "", cause, "size", (*two, *sizes), (*two, *kernel), 2 + at[0], cures, None, rows
    )


def _grow(missing: Sequence[int], wanted: Sequence[int]) -> tuple[Cure, ...]:
    """Put zeros around x, or make it larger."""
    first = "import torch.nn.functional as F\n"
    ends = [n for lacks in reversed(missing) for n in (lacks // 2, lacks - lacks // 2)]
    axes = -1 - len(wanted)
    size = ", ".join(map(str, wanted)) + "," * (len(wanted) == 1)
    larger = f"x = F.interpolate(x.reshape(-1, *x.shape[{axes}:]), size=({size}))"
    return (
        Cure("Put zeros around x", f"{first}x = F.pad(x, ({', '.join(map(str, ends))}))"),
        Cure("Make x larger", first + larger, "0 not in x.shape"),
    )


def _torch_nothing_left(match: re.Match[str]) -> Explanation | None:
    """Nothing is left of the maps of a transposed layer, because padding cuts it all off."""
    sizes, left = numbers(match[1]), numbers(match[2])
    ndim = len(sizes)
    missing = [max(1 - n, 0) for n in left]
    if len(left) != ndim or min(sizes) < 1 or not any(missing):
        return None
    at = [n for n, lacks in enumerate(missing) if lacks]
    cause = (
        f"x is {by(sizes)}, and the maps of this transposed layer would be {by(left)}: its "
        "padding is cut off the maps, and here nothing is left of them."
    )
    rows = rows_of(SIDES_OF[ndim], sizes, at, "y", left)
    none = ", ".join("0" * ndim) + "," * (ndim == 1)
    cut = Cure("Cut nothing off", f"layer.padding = ({none})")
    cures = (cut, *_grow(missing, [n + m for n, m in zip(sizes, missing, strict=True)]))
    return Explanation(
        "", cause, "size", (None, None, *sizes), None, 2 + at[0], cures[:MOST_CURES], None, rows
    )


READERS: list[tuple[str, Reader]] = [
    (
        r"Expected \dD \(unbatched\) or \dD \(batched\) input to (?:Lazy)?[Cc]onv(_?[tT]ranspose)?"
        rf"([123])d, but got input of size: (?:torch\.Size\()?{SHAPE}",
        _torch_axes,
    ),
    (
        rf"Expected \d-dimensional input for \d-dimensional weight {SHAPE}, but got \d-dimensional "
        rf"input of size {SHAPE} instead",
        _torch_old_axes,
    ),
    (
        rf"Calculated padded input size per channel: {SIZES}\. Kernel size: {SIZES}\. Kernel size "
        "can't be greater",
        _torch_size,
    ),
    (
        rf"Given input size per channel: {SIZES}\. Calculated output size per channel: {SIZES}\. "
        "Output size is too small",
        _torch_nothing_left,
    ),
]
