"""PyTorch's message about channels, from whichever layer."""

import math
import re
from collections.abc import Iterable, Sequence

from ..show import counted
from ..sizes import ONE_OF, SIDES_OF
from .found import MOST_CURES, SHAPE, Cure, Explanation, N, Reader, layer_of, numbers, rows_of


def _torch_channels(match: re.Match[str]) -> Explanation | None:
    transposed = match[1] == "transposed"
    groups = 1 if transposed else int(match[2])
    weight, x = numbers(match[3]), numbers(match[4])
    reads, ndim = int(match[5]), len(weight) - 2
    if ndim not in SIDES_OF or len(x) != len(weight) or not all((*x, *weight, groups, reads)):
        return None
    at = weight[:2][::-1] if transposed else weight[:2]
    each, slices = ("kernels", "slices") if not transposed else ("maps", "channels")
    sides = SIDES_OF[ndim]
    rows = rows_of(
        ("batch", "channels", *sides), x, [1], "weight", (*at, *weight[2:]), (each, slices, *sides)
    )
    cause = _channels_cause(x, weight, groups, transposed)
    cures = _channels_cures(x, weight, groups, reads, transposed)
    layer = layer_of(reads, weight[1 if transposed else 0], weight[2:], groups, transposed)
    return Explanation("", cause, "channels", x, weight, 1, cures, layer, rows)


def _channels_cause(x: Sequence[int], weight: Sequence[int], groups: int, transposed: bool) -> str:
    has = f"x has {counted(x[1], 'channel')}"
    if transposed:
        reads = weight[0]
        text = (
            f"{has}, but the layer reads {reads}. A transposed layer has its input channels first "
            f"in weight {list(weight)}; here they stand below those of x."
        )
    elif groups > 1:
        reads = groups * weight[1]
        text = (
            f"{has}, but the layer reads {groups} groups × {counted(weight[1], 'slice')} = "
            f"{counted(reads, 'channel')}."
        )
    else:
        reads = weight[1]
        text = (
            f"{has}, but each kernel of the layer has {counted(reads, 'slice')} and reads "
            f"{counted(reads, 'channel')}."
        )
    if reads > 1 and x[-1] == reads:
        text += f"\nThe last axis of x is {reads}: channels seem to stand there."
    if x[0] == 1:
        text += "\nIf x came without a batch, PyTorch wrote the 1 before it."
    return text


def _channels_cures(
    x: tuple[int, ...], weight: tuple[int, ...], groups: int, reads: int, transposed: bool
) -> tuple[Cure, ...]:
    """What is seen in the numbers first; then what always helps."""
    kernel, ndim = weight[2:], len(weight) - 2
    moved = _moved(x, kernel, reads, transposed)
    if moved:
        return moved
    small = not transposed and any(n < k for n, k in zip(x[2:], kernel, strict=True))
    cures = [*_single_channel(x, reads), *_colours(x, reads, ndim, groups)]
    c_out = weight[1] if transposed else weight[0]
    swapped = layer_of(c_out, reads, kernel, 1, transposed)
    if x[1] == c_out and swapped and not small and groups == 1:
        title = "If its input and output channels were meant the other way round, swap them"
        cures.append(Cure(title, f"layer = {swapped.torch_line}", grid="new"))
    mix = f"x = nn.Conv{ndim}d({x[1]}, {reads}, kernel_size=1)(x)"
    title = f"Learn to mix {counted(x[1], 'channel')} into {reads} first"
    cures.append(Cure(title, mix, grid="mixed"))
    if 1 < groups == reads and c_out % groups == 0:  # depthwise stays depthwise
        c_out, groups = x[1] * (c_out // groups), x[1]
    groups = math.gcd(groups, x[1], c_out)
    padding = tuple(k // 2 for k in kernel) if small else 0
    new = layer_of(x[1], c_out, kernel, groups, transposed, padding)
    if new:
        title = f"Make a layer that reads {counted(x[1], 'channel')}, with your stride and padding"
        cures.append(Cure(title, f"layer = {new.torch_line}", grid="new"))
    return tuple(cures[:MOST_CURES])


def _moved(
    x: tuple[int, ...], kernel: tuple[int, ...], reads: int, transposed: bool
) -> tuple[Cure, ...]:
    """Where the channels seem to stand on another axis, as in (height, width, channels)."""
    title = "Put the channels where the layer looks for them"
    for axis in range(len(x) - 1, 1, -1):
        sides = (*x[1:axis], *x[axis + 1 :])
        fits = transposed or all(n >= k for n, k in zip(sides, kernel, strict=True))
        if reads > 1 and x[axis] == reads and fits:
            code = f"x = x.movedim({axis - len(x)}, {1 - len(x)})"
            return (Cure(title, code, grid="moved"),)
    fits = transposed or all(n >= k for n, k in zip(x[2:], kernel, strict=True))
    if reads > 1 and x[0] == reads and fits:  # (channels, batch, height, width)
        return (Cure(title, "x = x.transpose(0, 1)", grid="moved"),)
    return ()


def _single_channel(x: tuple[int, ...], reads: int) -> Iterable[Cure]:
    """Many pictures without a channel axis look like one picture of many channels."""
    if reads == 1 and x[0] == 1 and x[1] > 4:
        one, sides = ONE_OF[len(x) - 2], ", ".join(map(str, x[2:]))
        title = f"If these are {x[1]:,} {one}s without a channel axis, give each one channel"
        yield Cure(title, f"x = x.reshape(-1, 1, {sides})", grid="each")


def _colours(x: tuple[int, ...], reads: int, ndim: int, groups: int) -> Iterable[Cure]:
    if ndim != 2 or groups > 1:
        return
    if (x[1], reads) == (4, 3):
        title = "Keep red, green and blue, without transparency"
        yield Cure(title, "x = x[..., :3, :, :]", grid="dropped")
    if (x[1], reads) == (1, 3):
        title = "Give the grey picture three equal channels"
        yield Cure(title, "x = x.repeat_interleave(3, -3)", grid="times")
    if (x[1], reads) == (3, 1):
        yield Cure("Make the pictures grey", "x = x.mean(-3, keepdim=True)", grid="grey")
    if {x[1], reads} == {1, 3}:
        code = f'from convlab import kernels\nlayer = kernels.adapt(layer, {x[1]}, "sum")'
        title = "Or keep the trained layer, and add up its slices or share them out"
        yield Cure(title, code, grid="summed" if x[1] == 1 else "shared")


READERS: list[tuple[str, Reader]] = [
    (
        rf"Given (groups|transposed)={N}, weight of size {SHAPE}, expected input ?{SHAPE} to have "
        rf"{N} channels, but got {N} channels instead",
        _torch_channels,
    ),
]
