"""One kernel over many channels, in lines of 16: input, slice, partial map, sum so far."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...show import counted, decimals_of, input_words, number
from ..base.page import Page
from ..base.style import BIAS, CHANNEL, INK, INK_2, KERNEL, PICK_INK, Scale, pixel_size
from ..base.subject import Subject

LINE = 16  # channels side by side
LEFT, PITCH, SIDE = 84, 51, 40
INPUT, SLICE, MAP, SUM = 36, 80, 126, 176  # the middles of what stands in a line


def draw_long_row(page: Page, top: float, subject: Subject, o: int) -> float:
    """Kernel o in lines of 16 channels; returns where they end."""
    row = _LongRow(page, subject, o)
    page.text(0, top + 14, f"kernel {o}", 17, KERNEL, bold=True)
    scales = {"all maps": subject.maps, "slices": subject.slices_of(o)}
    if subject.parts != subject.maps:
        scales = {"partial maps": subject.parts, "sums": subject.maps, "slices": scales["slices"]}
    left = LEFT + LINE * PITCH - 106 - 117 * (len(scales) - 1)
    for n, (title, scale) in enumerate(scales.items()):
        page.legend(left + n * 117, top - 8, scale, title)
    if words := input_words(subject.inputs.low, subject.inputs.high):
        page.text(LEFT, top + 14, f"Inputs: {words}.", 14, INK_2)
    y, count = top + 62, subject.run.weight.shape[1]
    for start in range(0, count, LINE):
        row.line(y, range(start, min(start + LINE, count)))
        y += 228
    return y


def draw_end_of_row(page: Page, top: float, subject: Subject, o: int) -> None:
    """The last step of a long row: sum of all partial maps + bias = feature map."""
    run, y = subject.run, subject.run.output[o]
    pixel = pixel_size(y.shape, 160)
    width, height = y.shape[1] * pixel, y.shape[0] * pixel
    middle = top + 8 + height / 2
    page.band(top, height + 24)
    total = run.contributions[o].sum(axis=0, dtype=np.float64)
    x = page.text(0, middle, f"sum of {counted(run.weight.shape[1], 'partial map')}", 15) + 12
    page.array(x, top + 12, total, pixel, subject.maps, f"sum {o}")
    x += width + 24
    if run.bias is not None:
        page.sign(x, middle, "+", strong=True)
        x = page.text(x + 20, middle, "bias", 15, BIAS) + 42
        page.pill(x, middle, number(run.bias[o], decimals_of(run.bias)))
        x += 56
    page.sign(x, middle, "=", strong=True)
    page.array(x + 24, top + 12, y, pixel, subject.maps, f"map {o}")
    page.text(x + 36 + width, middle, f"map {o}", 15, INK, bold=True)


@dataclass
class _LongRow:
    """One kernel's channels on a page, in lines."""

    page: Page
    subject: Subject
    o: int

    @cached_property
    def running(self) -> np.ndarray:
        """The sum of the first partial maps, then of one more, and so on."""
        return np.cumsum(self.subject.run.contributions[self.o], axis=0, dtype=np.float64)

    @cached_property
    def strongest(self) -> int | None:
        """The channel that adds or takes away most at the picked pixel, if this row holds it."""
        account = self.subject.account
        if account is None or account.out_channel != self.o:
            return None
        return account.channels[int(np.argmax(abs(account.subtotals)))]

    def line(self, top: float, slices: range) -> None:
        """Up to 16 channels: number, input, slice, partial map, running sum."""
        page, run, channels = self.page, self.subject.run, self.subject.run.layer.channels(self.o)
        page.text(0, top, "channel", 14, CHANNEL)
        names = {"input": INPUT, "slice": SLICE, "partial map": MAP}
        for name, y in {**names, "running": SUM - 9, "sum": SUM + 9}.items():
            page.text(0, top + y, name, 14, INK_2)
        page.band(top + MAP - 24, 48)
        for place, n in enumerate(slices):
            left, picked = LEFT + place * PITCH, channels[n] == self.strongest
            ink = PICK_INK if picked else CHANNEL
            words, middle = str(channels[n]), left + SIDE / 2
            page.text(middle, top, words, 15, ink, bold=picked, align="center")
            self.channel(left, top, n, channels[n])
            if n < channels[-1] - channels[0] or run.bias is not None:
                plus = left + (SIDE + PITCH) / 2
                page.text(plus, top + MAP, "+", 14, bold=True, align="center")

    def channel(self, left: float, top: float, n: int, c: int) -> None:
        """One channel with its slice, the n-th: the four arrays, one above the other."""
        run, subject, o = self.subject.run, self.subject, self.o
        slices, parts = subject.slices_of(o), subject.parts
        x, part = run.x[c], run.contributions[o, n]
        at = self.array(left, top + INPUT, x, SIDE, subject.inputs, f"channel {c}")
        self.array(left, top + SLICE, run.weight[o, n], 30, slices, f"slice {o}, {c}")
        of_map = self.array(left, top + MAP, part, SIDE, parts, f"partial map {o}, {c}")
        self.array(left, top + SUM, self.running[n], SIDE, subject.maps, f"running sum {o}, {c}")
        account = subject.account
        if account is not None and account.out_channel == o:
            subject.ring_window(self.page, *at, small=True)
            x, y, pixel = of_map
            x, y = x + account.col * pixel, y + account.row * pixel
            self.page.window(x, y, pixel, (1, 1), small=True)

    def array(
        self, left: float, middle: float, values: np.ndarray, side: float, scale: Scale, label: str
    ) -> tuple[float, float, float]:
        """An array in a square of `side`; returns where it stands and pixels a value."""
        pixel = side / max(values.shape)
        height, width = (pixel * n for n in values.shape)
        x, y = left + (SIDE - width) / 2, middle - height / 2
        self.page.array(x, y, values, pixel, scale, label)
        return x, y, pixel
