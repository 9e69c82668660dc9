"""What the error of a convolution layer means: its axes, where they clash, and what helps.

A message is searched for the words of PyTorch, Keras, TensorFlow and JAX, and never evaluated.
"""

import math
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from .axes_html import explanation_html
from .layer import ConvLayer
from .show import counted
from .sizes import ONE_OF, SIDES_OF, ShapeError

Shape = tuple[int | None, ...]  # None where the message does not say
Rows = tuple[tuple[str, tuple[str, ...]], ...]  # a label, and a cell for each axis

_USUAL: Any = {"stride": 1, "padding": 0, "dilation": 1, "output_padding": 0}
LONGEST = 20_000  # characters of a message that are read
MOST_CURES = 3
N = r"(\d{1,9})"
SHAPE = r"\[(\d{1,9}(?:, \d{1,9}){0,5})\]"
KERAS_SHAPE = r"\(((?:None|\d{1,9})(?:, (?:None|\d{1,9})){0,5})\)"
SIZES = r"\((-?\d{1,9}(?: x -?\d{1,9}){0,2})\)"

KINDS = {
    "channels": "x has other channels than the layer reads (PyTorch, Keras, TensorFlow, JAX)",
    "axes": "x has too few or too many axes (PyTorch, Keras, JAX)",
    "size": "the kernel is larger than x, or nothing is left of a transposed layer's maps",
    "groups": "groups do not divide the channels or the kernels (PyTorch, Keras, TensorFlow, JAX)",
    "dtype": "x and the layer have different dtypes or devices (PyTorch, TensorFlow, JAX)",
    "type": "x is no tensor, but an array, a list or nothing (PyTorch)",
    "bias": "bias has not one number for each kernel (PyTorch)",
    "padding": 'reflected padding is too wide, or "same" meets a stride (PyTorch)',
    "convlab": "convlab's own errors, which say the remedy themselves",
}


@dataclass(frozen=True)
class Cure:
    """One thing that helps, as code; ``needs`` is what has to be true for it, or empty."""

    title: str
    code: str
    needs: str = ""

    def __str__(self) -> str:
        lines = [self.title + ":", *("    " + line for line in self.code.splitlines())]
        return "\n".join(lines + [f"    # if {self.needs}"] * bool(self.needs))


@dataclass(frozen=True, repr=False)
class Explanation:
    """What a message means; printed, it is plain text.

    Attributes
    ----------
    message, cause : str
        What was explained, and what is wrong, in words.
    kind : str
        One of ``KINDS``, or ``"unknown"``.
    x_shape, weight_shape : tuple of int or None, or None
        As far as the message tells them. PyTorch writes a batch of 1 where x came without a batch.
    axis : int or None
        Which axis of ``x_shape`` is wrong.
    cures : tuple of Cure
        What helps, each as code in which x is what the layer gets and ``layer`` the layer.
    layer : ConvLayer or None
        The layer, where its weight is known. Stride and padding, and groups of a transposed
        layer, are the defaults: no message tells them.
    """

    message: str
    cause: str
    kind: str = "unknown"
    x_shape: Shape | None = None
    weight_shape: Shape | None = None
    axis: int | None = None
    cures: tuple[Cure, ...] = ()
    layer: ConvLayer | None = None
    rows: Rows = ()

    def __str__(self) -> str:
        cures = [f"{n}. {cure}" for n, cure in enumerate(self.cures, 1)]
        return "\n\n".join(part for part in (_aligned(self.rows), self.cause, *cures) if part)

    def __repr__(self) -> str:
        return str(self)  # where no HTML is shown

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        cures = [(cure.title, cure.code, cure.needs) for cure in self.cures]
        notes = self.kind == "channels" and len(self.rows) == 5 and self.rows[3][0] == "weight"
        return explanation_html(self.message, self.rows, self.cause, cures, notes)

    def explorer(self, **settings: Any) -> Any:
        """The layer live, with as many channels as it takes.

        A message holds shapes alone, so the weights and the channels are made up.

        Parameters
        ----------
        **settings
            As for `ChannelExplorer`.

        Returns
        -------
        ChannelExplorer

        Raises
        ------
        ValueError
            For a layer of three dimensions, which no figure draws, or where no layer is told.

        Examples
        --------
        >>> explain("Given groups=1, weight of size [6, 3, 5, 5], expected input[1, 1, 9, 9] to "
        ...     "have 3 channels, but got 1 channels instead").explorer()
        ChannelExplorer: 6 kernels × 3 slices × 5×5 weights = 450 parameters
        """
        if self.layer is None or self.layer.ndim == 3:
            what = "a layer of three dimensions" if self.layer else "no layer"
            raise ValueError(f"this message tells of {what}: there is nothing to be drawn")
        made_up = import_module("convlab.made_up")  # further down the pipe: when asked for, only
        widget = import_module("convlab.widgets").ChannelExplorer
        layer, sides = self.layer, self.layer.kernel_size
        flat = replace(layer, ndim=2, kernel_size=(1, *sides)[-2:], **_USUAL)
        weight, _ = made_up.weights(flat)
        side = max(44, 2 * max(sides))
        x = made_up.channels(layer.in_channels, side)
        if layer.ndim == 1:
            x, weight = x[:, side // 2], weight[:, :, 0]
        kind = {"transposed": True} if layer.transposed else {}
        return widget(x, weight, groups=layer.groups, **kind, **settings)


def explain(error: str | BaseException | None = None) -> Explanation:
    """What the error of a convolution layer means, and what helps.

    It knows messages of PyTorch about Conv1d, Conv2d, Conv3d and their transposed layers, of Keras,
    TensorFlow and JAX. What it does not know, it says, with a list of what it knows.

    Parameters
    ----------
    error : str or exception, optional
        A message, alone or in a whole traceback, or an exception, with those it was raised from;
        otherwise the last exception, as in a notebook after a cell that failed.

    Returns
    -------
    Explanation
        Printed, it shows the axes of x above those of the layer, ≠ where they clash, the cause,
        and cures as code. ``kind``, ``x_shape``, ``weight_shape``, ``axis``, ``cause``, ``cures``
        and ``layer`` have the same for programs.

    Raises
    ------
    TypeError
        For anything that is no text.

    Examples
    --------
    >>> error = explain("Given groups=1, weight of size [64, 3, 7, 7], expected "
    ...     "input[8, 24, 24, 3] to have 3 channels, but got 24 channels instead")
    >>> print(error)
              batch  channels  height   width
    x             8        24      24       3
                            ≠
    weight       64         3       7       7
            kernels    slices  height   width
    <BLANKLINE>
    x has 24 channels, but each kernel of the layer has 3 slices and reads 3 channels.
    The last axis of x is 3: channels seem to stand there.
    <BLANKLINE>
    1. Put the channels where the layer looks for them:
        x = x.movedim(-1, -3)
    >>> error.layer.weight_shape, error.axis
    ((64, 3, 7, 7), 1)
    """
    if error is None:
        error = sys.exc_info()[1] or getattr(sys, "last_value", None)
        if error is None:
            return Explanation("", "No exception has happened yet: give explain a message.")
    if not isinstance(error, (str, BaseException)):
        raise TypeError(
            f"error must be a message or an exception, got {type(error).__name__}; "
            "explain() takes the last exception"
        )
    texts = [error] if isinstance(error, str) else [*_messages(error)]
    found = next(filter(None, map(_read, texts)), None)
    if found is None and isinstance(error, ShapeError):
        found = Explanation(texts[0], texts[0], "convlab")
    return found or _unknown(texts[0])


def _messages(error: BaseException) -> Iterable[str]:
    """What an exception says, and those that it was raised from."""
    link: BaseException | None = error
    for _ in range(8):
        if link is None:
            return
        try:
            yield str(link)
        except Exception:  # an exception that cannot even be printed
            yield type(link).__name__
        link = link.__cause__ or link.__context__


def _unknown(message: str) -> Explanation:
    known = "\n".join(f"- {words}" for words in KINDS.values())
    return Explanation(message, f"I do not know this message. I know these kinds:\n{known}")


def _read(message: str) -> Explanation | None:
    """The explanation of the first kind whose words are in a message."""
    text = " ".join(message[:LONGEST].split())  # also where it was wrapped
    for pattern, reader in READERS:
        if match := pattern.search(text):
            found = reader(match)
            if found:
                return replace(found, message=message)
    return None


# The picture of the axes


def _aligned(rows: Rows) -> str:
    """Labels at the left, each column as wide as its widest cell."""
    if not rows:
        return ""
    first = max(len(label) for label, _ in rows)
    widths = [max(map(len, column)) for column in zip(*(cells for _, cells in rows), strict=True)]
    lines = []
    for label, cells in rows:
        aligned = (f"  {cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        lines.append(f"{label:<{first}}{''.join(aligned)}".rstrip())
    return "\n".join(lines)


def _rows(
    names: Sequence[str],
    x: Sequence[object],
    clashes: Iterable[int],
    label: str,
    below: Sequence[object],
    their_names: Sequence[str] = (),
) -> Rows:
    """Set x above what the layer wants, ≠ between them at the clashes; None is not known."""

    def cells(numbers: Sequence[object]) -> tuple[str, ...]:
        return tuple("?" if n is None else str(n) for n in numbers)

    at = {*clashes}
    marks = tuple("≠" * (n in at) for n in range(len(x)))
    rows = (("", (*names,)), ("x", cells(x)), ("", marks), (label, cells(below)))
    return (*rows, ("", (*their_names,))) if their_names else rows


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"-?\d+", text))


def _by(numbers: Sequence[int]) -> str:
    return "×".join(map(str, numbers))


# PyTorch: channels


def _torch_channels(match: re.Match[str]) -> Explanation | None:
    transposed = match[1] == "transposed"
    groups = 1 if transposed else int(match[2])
    weight, x = _numbers(match[3]), _numbers(match[4])
    reads, ndim = int(match[5]), len(weight) - 2
    if ndim not in SIDES_OF or len(x) != len(weight) or not all((*x, *weight, groups, reads)):
        return None
    at = weight[:2][::-1] if transposed else weight[:2]
    each, slices = ("kernels", "slices") if not transposed else ("maps", "channels")
    sides = SIDES_OF[ndim]
    rows = _rows(
        ("batch", "channels", *sides), x, [1], "weight", (*at, *weight[2:]), (each, slices, *sides)
    )
    cause = _channels_cause(x, weight, groups, transposed)
    cures = _channels_cures(x, weight, groups, reads, transposed)
    layer = _layer(reads, weight[1 if transposed else 0], weight[2:], groups, transposed)
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
    swapped = _layer(c_out, reads, kernel, 1, transposed)
    if x[1] == c_out and swapped and not small and groups == 1:
        title = "If its input and output channels were meant the other way round, swap them"
        cures.append(Cure(title, f"layer = {swapped.torch_line}"))
    mix = f"x = nn.Conv{ndim}d({x[1]}, {reads}, kernel_size=1)(x)"
    cures.append(Cure(f"Learn to mix {counted(x[1], 'channel')} into {reads} first", mix))
    if 1 < groups == reads and c_out % groups == 0:  # depthwise stays depthwise
        c_out, groups = x[1] * (c_out // groups), x[1]
    groups = math.gcd(groups, x[1], c_out)
    padding = tuple(k // 2 for k in kernel) if small else 0
    new = _layer(x[1], c_out, kernel, groups, transposed, padding)
    if new:
        title = f"Make a layer that reads {counted(x[1], 'channel')}, with your stride and padding"
        cures.append(Cure(title, f"layer = {new.torch_line}"))
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
            return (Cure(title, f"x = x.movedim({axis - len(x)}, {1 - len(x)})"),)
    fits = transposed or all(n >= k for n, k in zip(x[2:], kernel, strict=True))
    if reads > 1 and x[0] == reads and fits:  # (channels, batch, height, width)
        return (Cure(title, "x = x.transpose(0, 1)"),)
    return ()


def _single_channel(x: tuple[int, ...], reads: int) -> Iterable[Cure]:
    """Many pictures without a channel axis look like one picture of many channels."""
    if reads == 1 and x[0] == 1 and x[1] > 4:
        one, sides = ONE_OF[len(x) - 2], ", ".join(map(str, x[2:]))
        title = f"If these are {x[1]:,} {one}s without a channel axis, give each one channel"
        yield Cure(title, f"x = x.reshape(-1, 1, {sides})")


def _colours(x: tuple[int, ...], reads: int, ndim: int, groups: int) -> Iterable[Cure]:
    if ndim != 2 or groups > 1:
        return
    if (x[1], reads) == (4, 3):
        yield Cure("Keep red, green and blue, without transparency", "x = x[..., :3, :, :]")
    if (x[1], reads) == (1, 3):
        yield Cure("Give the grey picture three equal channels", "x = x.repeat_interleave(3, -3)")
    if (x[1], reads) == (3, 1):
        yield Cure("Make the pictures grey", "x = x.mean(-3, keepdim=True)")
    if {x[1], reads} == {1, 3}:
        code = f'from convlab import kernels\nlayer = kernels.adapt(layer, {x[1]}, "sum")'
        yield Cure("Or keep the trained layer, and add up its slices or share them out", code)


def _layer(
    c_in: int,
    c_out: int,
    kernel: tuple[int, ...],
    groups: int = 1,
    transposed: bool = False,
    padding: int | tuple[int, ...] = 0,
) -> ConvLayer | None:
    """A layer of these numbers, if there can be one."""
    ndim = len(kernel)
    try:
        return ConvLayer(
            c_in, c_out, kernel, padding=padding, groups=groups, ndim=ndim, transposed=transposed
        )
    except ValueError:
        return None


# PyTorch: axes


def _torch_axes(match: re.Match[str]) -> Explanation | None:
    """Read "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size"."""
    transposed, ndim, x = bool(match[1]), int(match[2]), _numbers(match[3])
    if ndim not in SIDES_OF or not all(x) or len(x) in (ndim + 1, ndim + 2):
        return None
    names = ("batch", "channels", *SIDES_OF[ndim])
    one = f"({', '.join(names[1:])})"
    kind = f"Conv{'Transpose' * transposed}{ndim}d"
    cause = (
        f"x has {_axes(len(x))}, but {kind} takes {ndim + 1}, {one}, or {ndim + 2}, with a batch "
        "before them."
    )
    cures = _too_few(x, ndim) if len(x) <= ndim else _too_many(x, ndim, transposed)
    if not cures:
        cause += " I cannot tell from the numbers which axis is which."
    return Explanation("", cause, "axes", x, None, None, cures, None, _missing(x, names))


def _axes(number: int) -> str:
    return "1 axis" if number == 1 else f"{number} axes"


def _missing(x: tuple[int, ...], names: tuple[str, ...]) -> Rows:
    """x, its last axis under the last name; what it lacks is a dash, what it has too much a ?."""
    more, less = max(len(x) - len(names), 0), max(len(names) - len(x), 0)
    names = ("?",) * more + names
    clashes = range(1, less) if less else range(more)
    wanted = ["–"] * more + ["any"] * (len(names) - more)
    return _rows(names, ("–",) * less + x, clashes, "layer", wanted)


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
    weight, x = _numbers(match[1]), _numbers(match[2])
    ndim = len(weight) - 2
    if ndim not in SIDES_OF or len(x) != ndim + 1 or not all((*weight, *x)):
        return None
    sides = SIDES_OF[ndim]
    names = ("batch", "channels", *sides)
    rows = _rows(names, ("–", *x), [0], "weight", weight, ("kernels", "slices", *sides))
    cause = f"x has {_axes(len(x))}, but weight is that of a Conv{ndim}d, which reads a batch here."
    cure = Cure("Make it a batch of one", "x = x[None]", f"layer.in_channels == {x[0]}")
    return Explanation("", cause, "axes", x, weight, None, (cure,), None, rows)


# PyTorch and Keras: sizes


def _torch_size(match: re.Match[str]) -> Explanation | None:
    sizes, kernel = _numbers(match[1]), _numbers(match[2])
    ndim = len(sizes)
    missing = [max(k - n, 0) for k, n in zip(kernel, sizes, strict=False)]
    if len(kernel) != ndim or min(sizes) < 0 or not any(missing):
        return None
    at = [n for n, lacks in enumerate(missing) if lacks]
    sides = [SIDES_OF[ndim][n] for n in at]
    cause = (
        f"The kernel is larger than x along {' and '.join(sides)}: x is {_by(sizes)} with its "
        f"padding, the kernel {_by(kernel)} with its dilation. Often strides or pooling before "
        "this layer have made the maps too small."
    )
    rows = _rows(SIDES_OF[ndim], sizes, at, "kernel", kernel)
    keras = "Exception encountered when calling" in match.string
    if keras:
        cures: tuple[Cure, ...] = (_keras_pad(missing),)
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


def _keras_pad(missing: Sequence[int]) -> Cure:
    ends = ", ".join(f"({lacks // 2}, {lacks - lacks // 2})" for lacks in missing)
    ends = ends if len(missing) == 1 else f"({ends})"
    return Cure("Put zeros around x", f"x = layers.ZeroPadding{len(missing)}D({ends})(x)")


def _torch_nothing_left(match: re.Match[str]) -> Explanation | None:
    """Nothing is left of the maps of a transposed layer, because padding cuts it all off."""
    sizes, left = _numbers(match[1]), _numbers(match[2])
    ndim = len(sizes)
    missing = [max(1 - n, 0) for n in left]
    if len(left) != ndim or min(sizes) < 1 or not any(missing):
        return None
    at = [n for n, lacks in enumerate(missing) if lacks]
    cause = (
        f"x is {_by(sizes)}, and the maps of this transposed layer would be {_by(left)}: its "
        "padding is cut off the maps, and here nothing is left of them."
    )
    rows = _rows(SIDES_OF[ndim], sizes, at, "y", left)
    none = ", ".join("0" * ndim) + "," * (ndim == 1)
    cut = Cure("Cut nothing off", f"layer.padding = ({none})")
    cures = (cut, *_grow(missing, [n + m for n, m in zip(sizes, missing, strict=True)]))
    return Explanation(
        "", cause, "size", (None, None, *sizes), None, 2 + at[0], cures[:MOST_CURES], None, rows
    )


# PyTorch: dtypes and types

DTYPES = {
    "double": "float64",
    "float": "float32",
    "half": "float16",
    "bfloat16": "bfloat16",
    "unsigned char": "uint8",
    "byte": "uint8",
    "signed char": "int8",
    "char": "int8",
    "short": "int16",
    "int": "int32",
    "long int": "int64",
    "long": "int64",
    "bool": "bool",
    "complex<float>": "complex64",
    "complexfloat": "complex64",
}


def _torch_dtype(match: re.Match[str]) -> Explanation | None:
    """Input type (double) and bias type (float) should be the same, and its like."""
    x, layer = (_dtype(match[n]) for n in (1, 2))
    if x == layer:
        return None
    what = "a dtype or a device" if "torch." in match[0] else "dtypes"
    cause = f"x is {x}, but the layer's weights are {layer}. PyTorch does not convert {what} here."
    if x == "float64":
        cause += " NumPy makes float64 where nothing else is asked for."
    cures = [Cure("Make x like the weights, dtype and device", "x = x.to(layer.weight)")]
    if x == "uint8":
        title = "Make pictures of whole numbers, 0 to 255, numbers from 0 to 1"
        cures.insert(0, Cure(title, "x = (x / 255).to(layer.weight)"))
    elif x.startswith(("float", "bfloat")):
        cures.append(Cure("Make the layer like x", "layer = layer.to(x.dtype)"))
    elif x.startswith("torch."):
        cures.append(Cure("Make the layer like x", "layer = layer.to(x)"))
    rows = _rows(["dtype"], [x], [0], "layer", [layer])
    return Explanation("", cause, "dtype", None, None, None, tuple(cures), None, rows)


def _dtype(words: str) -> str:
    words = words.removeprefix("c10::")
    return DTYPES.get(words.lower(), words)


def _torch_type(match: re.Match[str]) -> Explanation:
    name = (match[1] or match[2]).rpartition(".")[2]
    cause = f"x is of type {name}, but PyTorch's layers take tensors."
    array = "torch.as_tensor(x, dtype=torch.float32)"
    cures: tuple[Cure, ...] = (Cure("Make a tensor of it", f"x = {array}.to(layer.weight)"),)
    if name == "NoneType":
        cause = "x is None: the function that should have made it returns nothing."
        cures = ()
    elif "Image" in name:
        channels_first = "x.reshape(*x.shape[:2], -1).movedim(-1, 0)"
        code = f"import numpy as np\nx = torch.as_tensor(np.array(x)) / 255\nx = {channels_first}"
        cures = (Cure("Make a tensor of it, channels first", code),)
    return Explanation(
        "", cause, "type", cures=cures, rows=_rows(["type"], [name], [0], "layer", ["Tensor"])
    )


# PyTorch: groups, bias, padding


def _torch_groups_new(match: re.Match[str]) -> Explanation:
    cause = f"{match[1]} is no multiple of groups: each group needs as many channels as the next."
    divisor = "import math\ngroups = math.gcd(groups, in_channels, out_channels)"
    cures = (
        Cure("Take a number of groups that divides both", divisor),
        Cure("Or none: each kernel then reads all channels", "groups = 1"),
    )
    return Explanation("", cause, "groups", cures=cures)


def _torch_groups(match: re.Match[str]) -> Explanation | None:
    groups, weight = int(match[1]), _numbers(match[2])
    if len(weight) - 2 not in SIDES_OF or not all((*weight, groups)):
        return None
    c_out, slices = weight[:2]
    cause = (
        f"weight has {counted(c_out, 'kernel')}, which {groups} groups cannot share evenly: "
        "each group needs as many kernels as the next."
    )
    cures = []
    if c_out > groups:
        fewer = c_out - c_out % groups
        needs = f"x.shape[{1 - len(weight)}] == {groups * slices}"
        cures.append(Cure(f"Keep {fewer} kernels", f"weight = weight[:{fewer}]", needs))
    needs = f"x.shape[{1 - len(weight)}] == {slices}"
    cures.append(Cure("Use no groups: each kernel reads all channels", "groups = 1", needs))
    none = ("",) * (len(weight) - 1)
    rows = (
        ("", ("kernels", "slices", *SIDES_OF[len(weight) - 2])),
        ("weight", tuple(map(str, weight))),
        ("", ("≠", *none)),
        ("groups", (str(groups), *none)),
    )
    return Explanation("", cause, "groups", None, weight, None, tuple(cures), None, rows)


def _torch_bias(match: re.Match[str]) -> Explanation | None:
    weight, needed, bias = _numbers(match[1]), int(match[2]), _numbers(match[3])
    cause = f"bias has shape {bias}, but needs one number for each of {counted(needed, 'kernel')}."
    cures = (
        Cure("Begin with biases of 0", f"bias = torch.zeros({needed})"),
        Cure("Or leave it out", "bias = None"),
    )
    return Explanation("", cause, "bias", None, weight, None, cures)


def _torch_reflect(match: re.Match[str]) -> Explanation | None:
    x, axis = _numbers(match[3]), int(match[2])
    if axis >= len(x) or len(x) - 2 not in SIDES_OF:
        return None
    pad = max(_numbers(match[1]))
    names = ("batch", "channels", *SIDES_OF[len(x) - 2])
    cause = (
        f"x is {x[axis]} along {names[axis]}, and padding {pad} would mirror more of it than there "
        f"is: reflected padding has to be less than {x[axis]}."
    )
    cures = (
        Cure("Pad with zeros", 'layer.padding_mode = "zeros"'),
        Cure("Or with the numbers at the edge", 'layer.padding_mode = "replicate"'),
    )
    below = [str(pad) if n == axis else "" for n in range(len(x))]
    rows = _rows(names, x, [axis], "padding", below)
    return Explanation("", cause, "padding", x, None, axis, cures, None, rows)


def _torch_same(match: re.Match[str]) -> Explanation:
    cause = '"same" keeps the size of x, which a stride does not: PyTorch has no rule for both.'
    cures = (
        Cure(
            "Pad by half the kernel: the size is then divided by the stride, rounded up",
            "padding = kernel_size // 2",
        ),
        Cure("Or leave out the stride", "stride = 1"),
    )
    return Explanation("", cause, "padding", cures=cures)


# Keras


def _keras_channels(match: re.Match[str]) -> Explanation | None:
    axis, reads, x = int(match[1]), int(match[2]), _keras_shape(match[3])
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
        cures = [Cure("Put the channels where the layer looks for them", code)]
    else:
        cures = [*_keras_colours(c_in, reads, axis, ndim)]
        option = "" if last else f", data_format={order}"
        mix = f"x = layers.Conv{ndim}D({reads}, kernel_size=1{option})(x)"
        cures.append(Cure(f"Learn to mix {counted(c_in, 'channel')} into {reads} first", mix))
        again = "layer = type(layer).from_config(layer.get_config())"
        title = f"Make the layer again, untrained: it is built for {counted(c_in, 'channel')} then"
        cures.append(Cure(title, again, 'not hasattr(layer, "layers")'))
    rows = _rows(names, x, [at], "layer", wanted)
    return Explanation("", cause, "channels", x, None, at, tuple(cures), None, rows)


def _keras_shape(text: str) -> Shape:
    return tuple(None if n == "None" else int(n) for n in text.split(", "))


def _keras_colours(c_in: int, reads: int, axis: int, ndim: int) -> Iterable[Cure]:
    first = "import numpy as np\n"
    if ndim == 2 and (c_in, reads) == (1, 3):
        code = f"{first}x = np.repeat(x, 3, axis={axis})"
        yield Cure("Give the grey picture three equal channels", code)
    if ndim == 2 and (c_in, reads) == (3, 1):
        yield Cure("Make the pictures grey", f"{first}x = np.mean(x, axis={axis}, keepdims=True)")
    if ndim == 2 and (c_in, reads) == (4, 3):
        code = "x = x[..., :3]" if axis == -1 else "x = x[:, :3]"
        yield Cure("Keep red, green and blue, without transparency", code)


def _keras_axes(match: re.Match[str]) -> Explanation | None:
    needs, found, x = int(match[1]), int(match[2]), _keras_shape(match[3])
    ndim = needs - 2
    if ndim not in SIDES_OF or found != len(x) or found >= needs:
        return None
    names = ("batch", *SIDES_OF[ndim], "channels")
    cause = f"x has {_axes(found)}, but the layer takes {needs}, ({', '.join(names)})."
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
    rows = _rows(names, (*lacks, *x), [clash], "layer", ["any"] * needs)
    return Explanation("", cause, "axes", x, None, None, cures, None, rows)


def _keras_size(match: re.Match[str]) -> Explanation | None:
    x, weight = _keras_shape(match[1]), _numbers(match[2])
    ndim = len(weight) - 2
    if ndim not in SIDES_OF or len(x) != len(weight) or not all(weight):
        return None
    *kernel, slices, c_out = weight
    sides = [n or 0 for n in x[1:-1]]
    dilation, stride = _numbers(match[3]), match[4]
    if len(dilation) != ndim:
        return None
    spans = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    missing = [max(k - n, 0) for k, n in zip(spans, sides, strict=True)]
    if not any(missing):
        return None
    at = [1 + n for n, lacks in enumerate(missing) if lacks]
    names = ("batch", *SIDES_OF[ndim], "channels")
    cause = f"x is {_by(sides)}, and the kernel, {_by(spans)} with its dilation, is larger."
    padded = f'layer = layers.Conv{ndim}D({c_out}, kernel_size={(*kernel,)}, padding="same")'
    cures = (Cure("Pad so that the size stays", padded), _keras_pad(missing))
    rows = _rows(names, x, at, "kernel", ("", *spans, slices))
    layer = _layer(slices, c_out, (*kernel,)) if {*_numbers(stride), *dilation} == {1} else None
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
    groups, channels, x = int(match[1]), int(match[2]), _keras_shape(match[3])
    if not groups or channels % groups == 0:
        return None
    fewer = math.gcd(groups, channels)
    cause = f"{counted(channels, 'channel')} of x cannot be shared evenly by {groups} groups."
    cures = (Cure("Take a number of groups that divides them", f"groups = {fewer}"),)
    return Explanation("", cause, "groups", x, None, None, cures)


# JAX

TF_ORDER = "TensorFlow takes x as (batch, …, channels) and weight as (…, slices, kernels)"
ORDER = "lax.conv takes (batch, channels, …) and (kernels, slices, …) unless dimension_numbers say"


def _jax_channels(match: re.Match[str]) -> Explanation | None:
    channels, groups, slices = (int(n) for n in match.groups())
    if not groups or not slices or channels // groups == slices:
        return None
    cause = (
        f"x (lhs) has {counted(channels, 'channel')} and feature_group_count={groups}, which makes "
        f"{channels // groups} for each kernel, but weight (rhs) has {counted(slices, 'slice')}.\n"
        f"{ORDER} otherwise."
    )
    cures: list[Cure] = [_jax_share()]
    if groups == 1:
        cures = [*_jax_orders(channels, slices)]
    if channels > slices * groups:
        code = f"x = x[:, :{slices * groups}]"
        cures.append(Cure("Leave out channels", code, f"x.shape[1] == {channels}"))
    return Explanation("", cause, "channels", cures=tuple(cures))


def _jax_orders(channels: int, slices: int) -> Iterable[Cure]:
    first = "import jax.numpy as jnp\n"
    title = "Put channels that stand last where lax.conv looks for them"
    needs = f"x.shape[1] == {channels} and x.shape[-1] == {slices}"
    yield Cure(title, f"{first}x = jnp.moveaxis(x, -1, 1)", needs)
    title = "Put a weight of Flax or Keras, (height, width, in, out), into that order"
    needs = f"weight.ndim == 4 and weight.shape[1:3] == ({slices}, {channels})"
    yield Cure(title, f"{first}weight = jnp.transpose(weight, (3, 2, 0, 1))", needs)


def _jax_share() -> Cure:
    share = "x.shape[1] // weight.shape[1]"
    needs = f"x.shape[1] % weight.shape[1] == 0 and weight.shape[0] % ({share}) == 0"
    title = "As many groups as the slices of a kernel fit into the channels"
    return Cure(title, f"feature_group_count = {share}", needs)


def _jax_axes(match: re.Match[str]) -> Explanation:
    x, weight = int(match[1]), int(match[2])
    cause = f"x (lhs) has {_axes(x)}, weight (rhs) {weight}: JAX wants a batch and channels in x."
    cures = (Cure("Make it a batch of one", "x = x[None]"),) * (x == weight - 1)
    return Explanation("", cause, "axes", cures=cures)


def _jax_dtype(match: re.Match[str]) -> Explanation:
    cause = f"x is {match[1]}, weight is {match[2]}; JAX does not convert one to the other here."
    cures = (
        Cure("Make x like weight", "x = x.astype(weight.dtype)"),
        Cure("Make weight like x", "weight = weight.astype(x.dtype)"),
    )
    rows = _rows(["dtype"], [match[1]], [0], "weight", [match[2]])
    return Explanation("", cause, "dtype", cures=cures, rows=rows)


def _jax_groups(match: re.Match[str]) -> Explanation:
    cause = (
        f"feature_group_count has to divide channels and kernels: {match[1]}.\n{ORDER} otherwise."
    )
    return Explanation("", cause, "groups", cures=(_jax_share(),))


# TensorFlow


def _tf_channels(match: re.Match[str]) -> Explanation | None:
    channels, slices = int(match[1]), int(match[2])
    if not channels or not slices or channels == slices:
        return None
    cause = (
        f"x has {counted(channels, 'channel')}, but weight (filters) has "
        f"{counted(slices, 'slice')}.\n{TF_ORDER}."
    )
    order = "(2, 3, 1, 0)"
    weight = "Put a weight of PyTorch, (out, in, height, width), into that order"
    needs = f"len(weight.shape) == 4 and weight.shape[1] == {channels}"
    first = "import tensorflow as tf\n"
    cures = [
        _tf_last(f"x.shape[1] == {slices}"),
        Cure(weight, f"{first}weight = tf.transpose(weight, {order})", needs),
    ]
    if (channels, slices) == (1, 3):
        code = f"{first}x = tf.repeat(x, 3, axis=-1)"
        cures.append(Cure("Give the grey picture three equal channels", code))
    elif channels > slices:
        cures.append(Cure("Leave out channels", f"x = x[..., :{slices}]"))
    return Explanation("", cause, "channels", cures=tuple(cures))


def _tf_last(needs: str) -> Cure:
    code = "import tensorflow as tf\nx = tf.experimental.numpy.moveaxis(x, 1, -1)"
    return Cure("Put channels that stand after the batch last", code, needs)


def _tf_groups(match: re.Match[str]) -> Explanation | None:
    kernels, groups = int(match[1]), int(match[2])
    if not groups or kernels % groups == 0:
        return None
    cause = (
        f"TensorFlow takes as many groups as the slices of weight go into the channels of x: here "
        f"{groups}, and {counted(kernels, 'kernel')} cannot be shared evenly by them.\n{TF_ORDER}."
    )
    cures = (
        _tf_last("x.shape[1] == weight.shape[-2]"),
        Cure("Leave out channels", "x = x[..., : weight.shape[-2]]"),
    )
    return Explanation("", cause, "groups", cures=cures)


def _tf_dtype(match: re.Match[str]) -> Explanation | None:
    x, weight = _dtype(match[1]), _dtype(match[2])
    cause = f"x is {x}, weight is {weight}; TensorFlow does not convert one to the other here."
    first = "import tensorflow as tf\n"
    cures = (
        Cure("Make weight like x", f"{first}weight = tf.cast(weight, x.dtype)"),
        Cure("Make x like weight", f"{first}x = tf.cast(x, weight.dtype)"),
    )
    rows = _rows(["dtype"], [x], [0], "weight", [weight])
    return Explanation("", cause, "dtype", cures=cures, rows=rows)


Reader = Callable[[re.Match[str]], Explanation | None]
_WORDS: list[tuple[str, Reader]] = [
    (
        rf"Given (groups|transposed)={N}, weight of size {SHAPE}, expected input ?{SHAPE} to have "
        rf"{N} channels, but got {N} channels instead",
        _torch_channels,
    ),
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
    (
        r"Input type \(([\w:.<> ]{1,40})\) and (?:bias|weight) type \(([\w:.<> ]{1,40})\) should "
        "be the same",
        _torch_dtype,
    ),
    (r"expected scalar type (\w{1,30}) but found (\w{1,30})", _torch_dtype),
    (
        r"conv(?:_transpose)?[123]d\(\)(?: received an invalid combination of arguments - got "
        r"\(([\w.]{1,80}),|: argument 'input' \(position 1\) must be Tensor, not ([\w.]{1,80}))",
        _torch_type,
    ),
    (r"((?:in|out)_channels) must be divisible by groups", _torch_groups_new),
    (
        rf"Given groups={N}, expected weight to be (?:at least|divisible by) \d{{1,9}} at "
        rf"dimension 0, but got weight of size \[?{SHAPE}",
        _torch_groups,
    ),
    (
        rf"Given (?:transposed=1, )?weight of size {SHAPE}, expected bias to be 1-dimensional with "
        rf"{N} elements, but got bias of size {SHAPE}",
        _torch_bias,
    ),
    (
        r"Padding size should be less than the corresponding input dimension, but got: padding "
        rf"\((\d{{1,9}}, \d{{1,9}})\) at dimension (\d) of input {SHAPE}",
        _torch_reflect,
    ),
    (r"padding='same' is not supported for strided convolutions", _torch_same),
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
    (
        "lhs feature dimension size divided by feature_group_count must equal the rhs input "
        rf"feature dimension size, but {N} // {N} != {N}",
        _jax_channels,
    ),
    (r"convolution requires lhs and rhs ndim to be equal, got (\d) and (\d)", _jax_axes),
    (
        r"conv_general_dilated requires arguments to have the same dtypes, got (\w{1,20}), "
        r"(\w{1,20})",
        _jax_dtype,
    ),
    (
        r"conv_general_dilated (?:feature_group_count must divide lhs feature dimension size|rhs "
        r"output feature dimension size must be a multiple of feature_group_count), but "
        r"(\d{1,9} (?:does not divide|is not a multiple of) \d{1,9})",
        _jax_groups,
    ),
]
_WORDS += [
    (
        "(?:input depth must be evenly divisible by filter depth|input and filter must have the "
        rf"same depth): {N} vs {N}",
        _tf_channels,
    ),
    (rf"output depth must be evenly divisible by number of groups: {N} vs {N}", _tf_groups),
    (
        r"Conv[123]D as input #1\(zero-based\) was expected to be a (\w{1,20}) tensor but is a "
        r"(\w{1,20}) tensor",
        _tf_dtype,
    ),
]
READERS = [(re.compile(words), reader) for words, reader in _WORDS]
