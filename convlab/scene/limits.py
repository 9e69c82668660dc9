"""Where the colour scales of a whole layer end.

They are decided once, by all of its channels and kernels as they were given, so that no slider,
step or edit moves a colour. ``widgets/static/numbers/limits.js`` says the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..run import Run
from ..show import limit_of_sizes, root_up, round_up, slice_limit
from .colours import Scale, signed
from .picture import LegendOf

ROOT_FROM = 9  # channels: so many partial maps in one sum leave each of them small
MANY = 9  # kernels: no picture holds all their partial maps and sums
GOLDEN = 0.6180339887498949

# The work that it may take: what goes beyond is sampled.
PAIRS = 65536  # of a kernel and a channel
PARTS = 500_000  # numbers of partial maps
PRODUCTS = 10_000_000


@dataclass(frozen=True)
class Limits:
    """The scales of a layer, each from one end to the other."""

    input: Scale  # always grey, also below 0
    slices: Scale
    maps: Scale  # running sums and feature maps
    parts: Scale  # partial maps: the same, unless a few loud channels would wash out the rest
    farthest: tuple[float, float] = (0, 0)  # the largest number of all; of partial maps

    def legend(self, words: str, *, of_parts: bool = False) -> LegendOf:
        """What a legend says of the maps' scale, or of that of partial maps."""
        scale = self.parts if of_parts else self.maps
        farthest = self.farthest[of_parts and self.parts != self.maps]
        return LegendOf(words, scale, farthest > scale.high * (1 + 1e-6))

    def ending_at(self, limit: float | None) -> Limits:
        """The same with another end of the maps' scale, unless there is none."""
        if not limit:
            return self
        own = self.parts.high if self.parts != self.maps else limit
        root = self.maps.root
        parts = signed(min(own, limit), root=root)
        return replace(self, maps=signed(limit, root=root), parts=parts)


def limits_of(run: Run) -> Limits:
    """The scales of a layer.

    Those of maps are straight up to 8 channels, so that no more than 2 % of all numbers in partial
    maps, running sums and feature maps lie beyond, and end at 1, 2, 3 or 5 × 10ⁿ; small whole
    numbers all lie within. From 9 channels on colours go by the square root and end at 0.5 × 4ⁿ;
    all numbers lie within, or of more than 8 kernels 98 % of them.

    >>> x, weight = np.ones((1, 3, 3)), np.ones((2, 1, 3, 3)) / 4
    >>> limits_of(Run(x, weight)).maps  # 9 · 1/4 = 2.25
    Scale(scheme='signed', low=-3.0, high=3.0, root=False)
    """
    run = run.as_pictures()
    root, many = len(run.x) >= ROOT_FROM, len(run.kernels) >= MANY
    parts, sums = sizes_of(run)
    maps, own = _limit(run, np.concatenate([parts, sums])), _limit(run, parts)
    washed_out = own <= maps * ((1 / 4 if many else 1 / 16) if root else 1 / 10)
    return Limits(
        input=input_scale(run.x),
        slices=signed(slice_limit(run.kernels[_kernels(run)])),
        maps=signed(maps, root=root),
        parts=signed(own if washed_out else maps, root=root),
        farthest=(max(_largest(parts), _largest(sums)), _largest(parts)),
    )


def _largest(sizes: NDArray[np.float64]) -> float:
    return float(sizes.max(initial=0))


def input_scale(x: np.ndarray) -> Scale:
    """The one scale of all inputs, from black to white: the largest, or 1 if none is below 0.

    An end that is rounded up, from 6 to 10, would leave faint channels all but black.

    >>> input_scale(np.array([0, 0.5])).high, input_scale(np.array([-2.0, 0.5])).high
    (1.0, 0.5)
    """
    low, high = min(0.0, float(x.min())), max(0.0, float(x.max()))
    return Scale("grey", low, high if low else max(1.0, high))


def _limit(run: Run, sizes: NDArray[np.float64]) -> float:
    """Where a signed scale of these sizes ends."""
    if len(run.x) >= ROOT_FROM:
        return limit_of_sizes(sizes, root_up, 0.02 if len(run.kernels) >= MANY else 0)
    if small_and_whole(run):
        return max(1.0, float(sizes.max(initial=0)))
    return limit_of_sizes(sizes, round_up, 0.02)


def small_and_whole(run: Run) -> bool:
    """Whether all numbers of a layer are whole and few."""
    arrays = [run.x, run.weight, *([] if run.bias is None else [run.bias])]
    return run.x.size <= 4096 and all(np.array_equal(a, np.round(a)) for a in arrays)


# --- the numbers of all maps -------------------------------------------------------------------


def sizes_of(run: Run) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The sizes of the numbers in the partial maps, and in the sums that they make.

    The sums are the running ones and, with the bias, the feature maps. A slice without any weight
    makes neither. Of large layers some kernels and places, evenly spread.
    """
    kernels = _kernels(run)
    pairs, weights = len(kernels) * len(run.x), math.prod(run.layer.kernel_size)
    _, oh, ow = run.layer.output_shape(run.x.shape)
    most = int(min(PARTS / pairs, PRODUCTS / (pairs * weights)))
    windows = _windows(run, np.array(np.divmod(_sampled(oh * ow, most), ow)))
    all_kernels = run.kernels
    parts, sums = [], []
    for o in kernels:
        own = run.layer.channels(o)
        slices = all_kernels[o].reshape(len(own), -1, 1).astype(np.float64)
        audible = slices.any(axis=(1, 2))
        part = (windows[own.start : own.stop][audible] @ slices[audible])[..., 0]
        running = part.cumsum(axis=0)
        bias = 0.0 if run.bias is None else float(run.bias[o])
        total = part.sum(axis=0) + bias
        parts.append(part.ravel())
        sums += [running[1:].ravel(), total]  # the sum of one slice is its partial map
    return np.abs(np.concatenate(parts)), np.abs(np.concatenate(sums))


def _kernels(run: Run) -> list[int]:
    """Some kernels, evenly spread; all of them, if they are not many."""
    end = run.layer.out_channels
    count = min(max(PAIRS // len(run.x), 1), end)
    return [i * end // count for i in range(count)]


def _sampled(end: int, most: int) -> NDArray[np.int64]:
    """So many of a map's places, in no pattern of rows or columns; all, if they are not many."""
    if end <= most:
        return np.arange(end)
    steps = np.arange(max(4, most)) + 0.5
    return np.asarray(steps * GOLDEN % 1 * end).astype(np.int64)


def _windows(run: Run, places: NDArray[np.int64]) -> NDArray[np.float64]:
    """What lies under a slice at these places, (rows, columns): (c_in, places, weights)."""
    layer = run.layer
    if layer.transposed:
        return _stamps(run, places)
    kh, kw = layer.kernel_size
    first = places * np.reshape(layer.stride, (2, 1))
    rows = first[0, :, None, None] + np.arange(kh)[:, None] * layer.dilation[0]
    cols = first[1, :, None, None] + np.arange(kw) * layer.dilation[1]
    windows = run.padded[:, rows, cols]
    return windows.reshape(*windows.shape[:2], -1).astype(np.float64)


def _stamps(run: Run, places: NDArray[np.int64]) -> NDArray[np.float64]:
    """The same of a transposed layer: the places that stamp each weight there, 0 if none does."""
    layer, inside, read = run.layer, [], []
    sides = zip(
        layer.kernel_size, layer.stride, layer.dilation, layer.pads, run.x.shape[1:], strict=True
    )
    for at, (kernel, stride, dilation, (cut, _), size) in zip(places, sides, strict=True):
        n, between = np.divmod(at[:, None] + cut - np.arange(kernel) * dilation, stride)
        inside.append((between == 0) & (n >= 0) & (n < size))
        read.append(n.clip(0, size - 1))
    there = inside[0][:, :, None] & inside[1][:, None]
    windows = run.x[:, read[0][:, :, None], read[1][:, None]] * there
    return np.asarray(windows.reshape(*windows.shape[:2], -1), np.float64)
