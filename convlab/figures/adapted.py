"""A trained kernel before and after it was made ready for another number of channels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from .. import kernels
from ..run import Run
from ..show import counted, decimals_of, number, power_of_ten, shared_limit, slice_limit
from ..sizes import ShapeError
from .base.page import Page, new_page
from .base.style import CHANNEL, CHIPS, GREY, GROUND, INK, INK_2, Scale, pill_width, signed

LEFT, PICTURE, PITCH = 128, 84, 100  # the first column, a picture in it, and the next column
MAPS = LEFT + 6 * PITCH + 112  # where the maps stand
MOST = 64  # channels that can still be told apart
Way = tuple[int | Sequence[int], str]  # channels and how, as `kernels.adapt` takes them
UNITS = ("", "tenths", "hundredths", "thousandths", "ten-thousandths")


@dataclass
class Surgery:
    """One kernel made ready for other channels, at work on a picture that shows what is kept."""

    name: str  # "as trained", "3 → 4"
    how: str
    new: Run
    old: Run  # the kernel as trained, on what it takes for the same picture

    @property
    def channels(self) -> int:
        """How many channels the kernel reads now."""
        return len(self.new.x)

    @cached_property
    def difference(self) -> float:
        """How far the maps lie apart, at most."""
        return float(abs(self.new.output - self.old.output).max())

    @property
    def verdict(self) -> tuple[str, str]:
        """What stays the same, and where, and to which digit."""
        apart = power_of_ten(self.difference) if self.difference else "none"
        return "Same map as before", f" {kernels.WAYS[self.how]}: largest difference {apart}"

    @property
    def action(self) -> str:
        """What was done to the slices."""
        new, old = self.channels, len(self.old.x)
        return {
            "zeros": f"{counted(new - old, 'slice')} of 0",
            "sum": "slices added" + f", ÷ {new}" * (new > 1),
            "mean": f"mean, × {old}/{new}",
            "repeat": "again, shared",
            "split": "shared",
        }[self.how]


#: What training has to do after each way.
TO_LEARN = {
    "zeros": "A slice of 0 says nothing at first. Its gradient is not 0, so it will learn.",
    "sum": "All channels have the same slice, until training tells them apart.",
    "mean": "The new channels have the same slice, until training tells them apart.",
    "repeat": "Slices that come again are alike, until their channels differ.",
    "split": "Slices that come again are alike, until their channels differ.",
}


def surgeries(
    run: Run,
    out_channel: int,
    ways: Sequence[Way],
    extra: NDArray[Any],
    extra_names: Sequence[str],
) -> list[Surgery]:
    """The kernel as trained, and made ready in each way."""
    one = slice(out_channel, out_channel + 1)
    weight, bias = run.weight[one], None if run.bias is None else run.bias[one]
    settings = ("stride", "padding", "dilation", "padding_mode")
    options: Any = {name: getattr(run.layer, name) for name in settings}

    def at_work(x: NDArray[Any], weight: NDArray[Any], names: Sequence[str]) -> Run:
        return Run(x.astype(run.x.dtype), weight, bias, channel_names=names, **options)

    before = at_work(run.x, weight, run.channel_names)
    found = [Surgery("as trained", "", before, before)]
    for channels, how in ways:
        made = kernels.adapt(weight, channels, how)
        x, names, old = _picture(run, channels, how, made.shape[1], extra, extra_names)
        name = f"{len(run.x)} → {made.shape[1]}"
        same = at_work(old, weight, run.channel_names)
        found.append(Surgery(name, how, at_work(x, made, names), same))
    return found


def _picture(
    run: Run,
    channels: int | Sequence[int],
    how: str,
    new: int,
    extra: NDArray[Any],
    extra_names: Sequence[str],
) -> tuple[NDArray[Any], list[str], NDArray[Any]]:
    """A picture of so many channels, their names, and what the layer as trained takes for it."""
    old = len(run.x)
    if how in ("sum", "mean"):  # all channels alike
        grey = run.x.mean(axis=0, keepdims=True)
        return grey.repeat(new, axis=0), ["grey"] * new, grey.repeat(old, axis=0)
    if how == "zeros":
        more = [n % len(extra) for n in range(new - old)]
        names = [*run.channel_names, *(extra_names[n] for n in more)]
        return np.concatenate([run.x, extra[more]]), names, run.x
    holds = np.arange(new) % old if how == "repeat" else np.asarray(channels)
    return run.x[holds], [run.channel_names[c] for c in holds], run.x


def draw_adapted(run: Run, out_channel: int, found: Sequence[Surgery]) -> Figure:
    """A row for the kernel as trained, and one for each way."""
    old, new = found[0].channels, [*dict.fromkeys(str(one.channels) for one in found[1:])]
    counts = " or ".join([", ".join(new[:-1]), new[-1]] if new[1:] else new)
    title = f"A trained layer of {counted(old, 'channel')} for {counts}"
    lines = [f'{one.name}, how="{one.how}": {"".join(one.verdict)}' for one in found[1:]]
    with new_page("\n".join([title, *lines])) as page:
        sheet = _Sheet(page, run, found)
        sheet.heading(title, out_channel)
        y = sheet.as_trained(72)
        for one in found[1:]:
            y = sheet.way(y + 30, one)
        sheet.to_learn(y + 30)
    return page.figure


class _Sheet:
    """The page, and the scales that all its rows share."""

    def __init__(self, page: Page, run: Run, found: Sequence[Surgery]) -> None:
        self.page, self.run, self.found = page, run, found
        self.columns = max(6, max(one.channels for one in found))
        if self.columns > MOST:
            raise ShapeError(f"{self.columns} channels are too many to draw: at most {MOST}")
        self.pitch = PITCH if self.columns == 6 else PITCH * 6 // self.columns
        self.side = PICTURE if self.columns == 6 else self.pitch - 2
        self.greys = _grey(run.x)
        self.limit = shared_limit(*(one.new.output for one in found))
        slices = [one.new.weight for one in found]
        # In a unit in which the largest as trained has two figures and no point: room between all
        most = max(1 - math.floor(math.log10(abs(slices[0]).max() or 1)), 0)
        self.power = min(decimals_of(slices[0], most), len(UNITS) - 1)
        self.slices = signed(10**self.power * max(map(slice_limit, slices)))
        old, *new = (one * 10**self.power for one in slices)
        is_whole = decimals_of(old, 1) == 0  # then a half of it is no whole number
        self.decimals = decimals_of(np.concatenate([np.ravel(w) for w in new]), 1) * is_whole
        self.end = LEFT + 6 * PITCH

    def heading(self, title: str, out_channel: int) -> None:
        """What this is, which kernel, in which unit the slices stand, and the scale of the maps."""
        page, settings = self.page, self.run.layer.shapes_text(self.run.x.shape).split(" · ")[1:-1]
        kernel = f"Kernel {out_channel} of {self.run.layer.out_channels}"
        unit = f" Slices in {UNITS[self.power]}." if self.power and self._written else ""
        page.text(0, 12, title, 24, bold=True)
        maps = " Upper map: as the layer made it before; lower: as it makes it now."
        page.text(0, 40, f"{', '.join([kernel, *settings])}.{unit}{maps}", 15, INK_2)
        page.legend(MAPS, 0, signed(self.limit), "maps", PICTURE)

    @property
    def _written(self) -> bool:
        """Whether numbers have room in the slices."""
        return self.columns == 6 and max(self.run.layer.kernel_size) <= 3

    def as_trained(self, y: float) -> float:
        """The first row, on the ground of what is picked."""
        one, layer = self.found[0], self.run.layer
        self.page.text(0, y + 62, "as trained", 20, bold=True)
        self.page.text(0, y + 88, counted(one.channels, "channel"), 15, INK_2)
        bottom = self.row(y, one)
        self.page.box(-8, y - 12, MAPS + PICTURE + 16, bottom - y + 22, color=GROUND, zorder=-1)
        rows, columns, *_ = layer.weight_shape
        weights = counted(math.prod(layer.kernel_size), "weight")
        text = f"{counted(rows, 'kernel')} × {counted(columns, 'slice')} × {weights}"
        self.page.text(LEFT, bottom + 28, f"{text} = {layer.n_weights:,}", 15, INK_2)
        return bottom + 36

    def way(self, y: float, one: Surgery) -> float:
        """A row, what was done, and what stayed the same."""
        self.page.text(0, y + 62, one.name, 24, bold=True)
        self.page.text(0, y + 88, one.action, 14, INK_2)
        self.page.text(0, y + 110, f'how="{one.how}"', 14, INK_2)
        bottom = self.row(y, one)
        same, where = one.verdict
        self.page.words(LEFT, bottom + 20, [(same, INK, True), (where, INK, False)])
        return bottom + 28

    def row(self, y: float, one: Surgery) -> float:
        """Pictures over slices, the bias, and the map before and after; returns where it ends."""
        page, name, top = self.page, f"{one.name} {one.how}".rstrip(), y + 32
        for c in range(one.channels):
            left = LEFT + c * self.pitch
            self._name(left, y, one, c)
            added = one.how == "zeros" and c >= len(self.run.x)
            greys = _grey(one.new.x[c]) if added else self.greys
            self._fitted(left, top, one.new.x[c], greys, f"{name}: channel {c}")
        below = top + self.side + 8
        middle = below + self.side / 2
        for c in range(self.columns):
            left = LEFT + c * self.pitch
            if c < one.channels:
                self._slice(left, below, one.new.weight[0, c], f"{name}: slice {c}")
            else:
                page.text(left + self.side / 2, middle, "·", 15, INK_2, align="center")
            if 0 < c < one.channels and self.columns == 6:
                page.text(left - 8, middle, "+", 20, bold=True, align="center")
        return max(below + self.side, self._maps(top, middle, one, name))

    def _maps(self, top: float, middle: float, one: Surgery, name: str) -> float:
        """The bias, the map as it was before and, beside the slices, as it is now."""
        low, half = top, PICTURE / 2
        if one.how:
            self.page.text(MAPS - 12, top + half, "before", 15, INK_2, align="right")
            self._map(top, one.old.output[0], f"{name}: before")
        if one.how or self.columns == 6:
            low = top + PICTURE + 8
        self._bias(middle if self.columns == 6 else low + half, one)
        self._map(low, one.new.output[0], f"{name}: map")
        return low + PICTURE

    def _name(self, left: float, y: float, one: Surgery, c: int) -> None:
        """Over a column: a letter for a colour, else its name or its number."""
        name = one.new.channel_names[c]
        if self.columns > 6:
            if c % (1 if self.pitch >= 20 else 5) == 0:
                self.page.text(left + self.side / 2, y + 18, str(c), 14, CHANNEL, align="center")
        elif name in CHIPS:
            self.page.chip(left, y, name)
        else:
            size = min(15, 15 * self.pitch / (8 * len(name)))
            self.page.text(left, y + 12, name, size, CHANNEL, bold=True)

    def _fitted(self, left: float, top: float, x: np.ndarray, scale: Scale, label: str) -> None:
        pixel = self.side / max(x.shape)
        self.page.array(left, top, x, pixel, scale, label)

    def _slice(self, left: float, top: float, weights: np.ndarray, label: str) -> None:
        """A slice as colours, and its weights in it where they have room."""
        cell, values = self.side / max(weights.shape), weights * 10**self.power
        if self._written:
            values = values if self.decimals else values.round()  # the number of its colour
            size = 13 if self.decimals else 15  # so that −0.2 and −0.2 stay two numbers
            where = left, top, values, cell, self.slices, label
            self.page.cells(*where, decimals=self.decimals, size=size)
        else:
            self.page.array(left, top, values, cell, self.slices, label)

    def _bias(self, middle: float, one: Surgery) -> None:
        if one.new.bias is not None:
            text = number(one.new.bias.item(), 1)
            self.page.text(self.end - 8, middle, "+", 20, bold=True, align="center")
            self.page.pill(self.end + 4 + pill_width(text) / 2, middle, text)
        self.page.text(MAPS - 26, middle, "=", 22, bold=True, align="center")

    def _map(self, top: float, values: np.ndarray, label: str) -> None:
        pixel = PICTURE / max(values.shape)
        self.page.array(MAPS, top, values, pixel, signed(self.limit), label)

    def to_learn(self, y: float) -> None:
        """What training has to do after each of the ways."""
        ways = dict.fromkeys(one.how for one in self.found[1:] if one.channels > 1)
        lines = dict.fromkeys(TO_LEARN[how] for how in ways)
        for n, line in enumerate(lines):
            head = [("What must still be learned: ", INK, True)] * (n == 0)
            self.page.words(0, y + 24 * n, [*head, (line, INK, False)], 15)


def bright(x: NDArray[Any]) -> NDArray[Any]:
    """A mask (1, h, w) of 0 and 1: where a picture is brighter than on average."""
    grey = x.mean(axis=0, keepdims=True)
    return np.asarray(grey > grey.mean(), x.dtype)


def _grey(x: NDArray[Any]) -> Scale:
    """Black for the smallest number, white for the largest, also of a prepared picture."""
    low, high = float(x.min()), float(x.max())
    return Scale(GREY, min(low, 0) if low == high else low, max(high, low + 1e-9))
