"""What is found in a message, and what its readers share."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..layer import ConvLayer
from .html import explanation_html

if TYPE_CHECKING:
    from ..widgets import ChannelExplorer

MOST_CURES = 3
N = r"(\d{1,9})"
SHAPE = r"\[(\d{1,9}(?:, \d{1,9}){0,5})\]"
KERAS_SHAPE = r"\(((?:None|\d{1,9})(?:, (?:None|\d{1,9})){0,5})\)"
SIZES = r"\((-?\d{1,9}(?: x -?\d{1,9}){0,2})\)"

Shape = tuple[int | None, ...]  # None where the message does not say
Rows = tuple[tuple[str, tuple[str, ...]], ...]  # a label, and a cell for each axis


@dataclass(frozen=True)
class Cure:
    """One thing that helps, as code; ``needs`` is what has to be true for it, or empty.

    ``grid`` is what it does to channels and slices, for a picture of it, or empty.
    """

    title: str
    code: str
    needs: str = ""
    grid: str = ""

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
        pictures, said = self._pictures()
        cures = [
            (cure.title, cure.code, cure.needs, picture)
            for cure, picture in zip(self.cures, pictures, strict=True)
        ]
        notes = self.kind == "channels" and len(self.rows) == 5 and self.rows[3][0] == "weight"
        return explanation_html(self.message, self.rows, self.cause, cures, notes, said)

    def _pictures(self) -> tuple[list[str], str]:
        """What each cure does to a picture's channels and a kernel's slices, and a last sentence.

        Where a message tells the channels of pictures, and a layer of one group; else nothing.
        """
        none, axis, layer = [""] * len(self.cures), self.axis, self.layer
        have = None if self.x_shape is None or axis is None else self.x_shape[axis]
        pictures = self.kind == "channels" and len(self.x_shape or ()) == 4
        if have is None or axis is None or not pictures:
            return none, ""
        if layer and (layer.groups > 1 or layer.transposed):
            return none, ""
        from .grid import Sizes, alike, drawn, grid_html  # NumPy and Pillow: when shown, only

        reads = layer.in_channels if layer else int(self.rows[3][1][axis])
        rows, columns = layer.kernel_size if layer else (3, 3)
        sizes = Sizes(have, reads, (rows, columns))
        kinds = [cure.grid for cure in self.cures]
        shown = [grid_html(kind, sizes) if drawn(kind, sizes) else "" for kind in kinds]
        return shown, alike(kinds, sizes) if any(shown) else ""

    def explorer(self, **settings: Any) -> "ChannelExplorer":
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
        >>> from convlab import explain
        >>> explain("Given groups=1, weight of size [6, 3, 5, 5], expected input[1, 1, 9, 9] to "
        ...     "have 3 channels, but got 1 channels instead").explorer()
        ChannelExplorer: 6 kernels × 3 slices × 5×5 weights = 450 parameters
        """
        if self.layer is None or self.layer.ndim == 3:
            what = "a layer of three dimensions" if self.layer else "no layer"
            raise ValueError(f"this message tells of {what}: there is nothing to be drawn")
        from .. import made_up  # NumPy and the widgets: when asked for, only
        from ..widgets import ChannelExplorer

        layer, sides = self.layer, self.layer.kernel_size
        flat = ConvLayer(
            layer.in_channels,
            layer.out_channels,
            (1, *sides)[-2:],
            groups=layer.groups,
            transposed=layer.transposed,
        )
        weight, _ = made_up.weights(flat)
        side = max(44, 2 * max(sides))
        x = made_up.channels(layer.in_channels, side)
        if layer.ndim == 1:
            x, weight = x[:, side // 2], weight[:, :, 0]
        if layer.transposed:
            settings["transposed"] = True
        return ChannelExplorer(x, weight, groups=layer.groups, **settings)


Reader = Callable[[re.Match[str]], Explanation | None]


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


def rows_of(
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


def numbers(text: str) -> tuple[int, ...]:
    """All whole numbers in a text."""
    return tuple(int(n) for n in re.findall(r"-?\d+", text))


def by(numbers: Sequence[int]) -> str:
    """Sizes as people write them: 3×3."""
    return "×".join(map(str, numbers))


def axes(number: int) -> str:
    """How many axes, in words."""
    return "1 axis" if number == 1 else f"{number} axes"


def layer_of(
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


def keras_padded(missing: Sequence[int]) -> Cure:
    """Zeros around x, half of what it lacks at each end."""
    ends = ", ".join(f"({lacks // 2}, {lacks - lacks // 2})" for lacks in missing)
    ends = ends if len(missing) == 1 else f"({ends})"
    return Cure("Put zeros around x", f"x = layers.ZeroPadding{len(missing)}D({ends})(x)")


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


def dtype_of(words: str) -> str:
    """NumPy's name of a dtype that PyTorch or TensorFlow calls otherwise."""
    words = words.removeprefix("c10::")
    return DTYPES.get(words.lower(), words)
