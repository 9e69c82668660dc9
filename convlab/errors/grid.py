"""What a cure does, as a small picture: channels over slices over partial maps, and their sum.

A message holds shapes alone, so its weights are made up. Colours are transparent towards 0: a map
stands on whatever ground the page has, light or dark.
"""

import io
from base64 import b64encode
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .. import kernels, made_up
from ..conv import contributions, conv2d
from ..layer import ConvLayer
from ..show import counted, power_of_ten, shared_limit

Floats = NDArray[Any]

SHOWN = 3  # channels side by side; of more, two and what the others come to
SIDE = 44  # pixels of a picture
SMALL, LARGE = "72px", "96px"  # how large it is shown, and the map; smaller on a phone
MOST = 512  # channels that are worked out for it
RED, BLUE = (222, 70, 72), (58, 142, 216)  # seen on white and on black alike
SAID = {  # beside the channels, and in a sentence
    "times": ("the same picture, {n} times", "Every weight stays as it is."),
    "grey": ("the mean of {old} channels", "The layer stays as it is; colours are lost."),
    "dropped": ("transparency left out", "Every weight stays as it is."),
    "moved": ("the channels, found", "The numbers stay as they are, in another order."),
    "each": ("one picture, one channel", "Each picture gets maps of its own."),
    "summed": ("the channels as they are", "One slice is the sum of all {slices}."),
    "shared": ("the channels as they are", "Each slice is 1/{n} of the old one."),
    "mixed": ("each a sum of yours", "What goes into each sum has to be learned."),
    "new": ("the channels as they are", "It fits, but what the layer had learned is gone."),
}
ALIKE = ({"times", "summed"}, {"grey", "shared"})  # cures that make the same map


class Sizes(NamedTuple):
    """How many channels there are, how many the layer reads, and how large its kernels are."""

    have: int
    reads: int
    kernel: tuple[int, int]


def drawn(what: str, sizes: Sizes) -> bool:
    """Whether there is a picture of such a cure."""
    large = max(sizes.have, sizes.reads) > MOST or max(sizes.kernel) > SIDE // 2
    return what in SAID and not large


def grid_html(what: str, sizes: Sizes) -> str:
    """The picture of a cure, and what it means in a sentence."""
    x, weight = _after(what, sizes)
    partial = contributions(x, weight[None])[0]
    y = partial.sum(axis=0)
    limit, slices = shared_limit(y), shared_limit(weight)
    shown = len(x) if len(x) <= SHOWN else SHOWN - 1
    columns = [
        (_grey(x[c]), _signed(weight[c], slices), _signed(partial[c], limit)) for c in range(shown)
    ]
    if len(x) > shown:
        rest = _signed(partial[shown:].sum(axis=0), limit)
        columns.append((f"{len(x) - shown:,} more:", "their sum", rest))
    beside, below = (
        words.format(n=len(x), old=sizes.have, slices=sizes.reads) for words in SAID[what]
    )
    kernel = counted(len(x), "slice")
    table = _table(columns, _signed(y, limit), f"{beside}, {kernel}, a map", (beside, kernel))
    return f'<p style="margin: 4px 0 8px">{below}</p>\n{table}'


def alike(cures: Sequence[str], sizes: Sizes) -> str:
    """Which cures make the same map, with how much between them, or nothing."""
    for pair in ALIKE:
        if pair <= {*cures}:
            first, second = (_map(what, sizes) for what in sorted(pair))
            places = " and ".join(str(n) for n, what in enumerate(cures, 1) if what in pair)
            apart = power_of_ten(abs(first - second).max())
            reach = f"where it reaches {abs(first).max():.2g}"
            return f"Cures {places} make the same map: largest difference {apart}, {reach}."
    return ""


def _map(what: str, sizes: Sizes) -> Floats:
    x, weight = _after(what, sizes)
    return np.asarray(conv2d(x, weight[None])[0])


def _after(what: str, sizes: Sizes) -> tuple[Floats, Floats]:
    """The channels and the slices of one kernel once the cure is followed."""
    have, reads, kernel = sizes
    weight = _slopes(reads, kernel)
    if what in ("summed", "shared"):
        return made_up.channels(have, SIDE), kernels.adapt(weight[None], have, "sum")[0]
    if what == "new":
        return made_up.channels(have, SIDE), _slopes(have, kernel, turned=0.25)
    if what == "mixed":
        mix, _ = made_up.weights(ConvLayer(have, reads, 1))
        return conv2d(made_up.channels(have, SIDE), mix), weight
    if what == "grey":
        return made_up.channels(have, SIDE).mean(axis=0, keepdims=True), weight
    alike = what in ("times", "each")
    x = made_up.channels(1 if alike else reads, SIDE)
    return x.repeat(reads, axis=0) if alike else x, weight


def _slopes(n: int, kernel: tuple[int, int], turned: float = 0) -> Floats:
    """A slice for each channel that goes up in a direction of its own; a 1×1 one has one weight."""
    angles = 2 * np.pi * (turned + np.arange(n) * 0.14)[:, None, None]
    i, j = (np.arange(k) - (k - 1) / 2 for k in kernel)
    if kernel == (1, 1):
        return np.asarray(np.cos(angles), np.float32)
    slopes = np.cos(angles) * i[:, None] + np.sin(angles) * j
    strength = 1 / (1 + 0.3 * (np.arange(n) % SHOWN))
    return np.asarray(slopes * strength[:, None, None] / max(kernel), np.float32)


def _table(columns: list[tuple[str, str, str]], y: str, said: str, beside: tuple[str, str]) -> str:
    """Three rows: channels, slices, and partial maps that make the map."""
    n, cells = len(columns), []
    for row, last in enumerate((*beside, y)):
        signs = ["+"] * (n - 1) + ["="] if row == 2 else [""] * n
        for column, sign in zip(columns, signs, strict=True):
            cells += [_cell(column[row], SMALL), f'<b style="font-size: 18px">{sign}</b>']
        cells.append(_cell(last, LARGE, "left"))
    tracks = f"repeat({n}, minmax(0, {SMALL}) 20px) minmax(56px, 1fr)"
    look = f"display: grid; grid-template-columns: {tracks}; gap: 6px 2px; max-width: 420px"
    look += "; align-items: center; text-align: center; font-size: 13px; line-height: 1.3"
    return f'<div role="img" aria-label="{said}" style="{look}">{"".join(cells)}</div>'


def _cell(text: str, size: str, align: str = "center") -> str:
    """Words, or a picture, which is an address of its own bytes."""
    if not text.startswith("data:"):
        look = f"text-align: {align}; padding-left: 8px; overflow-wrap: anywhere"
        return f'<span style="{look}">{text}</span>'
    return f'<img alt="" src="{text}" style="width: min({size}, 100%); {PIXELS}" />'


PIXELS = "max-width: none; margin: 0; justify-self: start; image-rendering: pixelated"


# Pixels


def _grey(channel: Floats) -> str:
    low, high = float(channel.min()), float(channel.max())
    levels = np.rint(255 * (channel - low) / max(high - low, 1e-9)).astype(np.uint8)
    return _address(Image.fromarray(levels, "L"))


def _signed(values: Floats, limit: float) -> str:
    """Red above 0, blue below it, and nothing at 0."""
    rgba = np.empty((*values.shape, 4), np.uint8)
    rgba[..., :3] = np.where(values[..., None] > 0, RED, BLUE)
    rgba[..., 3] = np.rint(15 * np.minimum(abs(values) / limit, 1)) * 17  # few levels: a small file
    return _address(Image.fromarray(rgba, "RGBA"))


def _address(image: Image.Image) -> str:
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return "data:image/png;base64," + b64encode(file.getvalue()).decode()
