"""Many channels at one pixel: ranked bars, three sums, and the channel that matters most."""

import numpy as np

from ...scene.digits import in_digits
from ...show import counted, number, units
from ..base.page import Page
from ..base.style import BIAS, DIVERGING, INK_2, PICK_INK, pill_width, text_width
from ..base.subject import Subject
from .equation import draw_equation

ADDS, TAKES = DIVERGING(0.8), DIVERGING(0.2)
HIGH = 150  # pixels from the longest bar that adds to the longest that takes away


def draw_ranking(page: Page, top: float, subject: Subject) -> float:
    """The picked pixel as ranked bars, as three sums, and by its strongest channel.

    Returns where it ends.
    """
    strongest = int(np.argmax(abs(subject.pixel.subtotals)))
    page.text(0, top + 20, f"One pixel: {subject.terms_text}", 17, bold=True)
    y = _bars(page, top + 56, subject, 660)
    _whole_map(page, 700, top + 14, subject)
    y = _sums(page, y + 16, subject)
    y = _strongest(page, y + 24, subject, strongest)
    page.band(top, y + 12 - top)
    return y + 12


def _kinds(subject: Subject) -> list[tuple[str, float]]:
    """What adds, takes away and says nothing, in words, and what it comes to; nothing is 0.0000."""
    subtotals, decimals = subject.pixel.subtotals, subject.decimals
    signs = np.sign(subtotals.round(4))
    words: list[str] = []
    sums: list[float] = []
    nothing = "next to nothing" if subtotals[signs == 0].any() else "nothing"
    for sign, verb, what in ((1, "add", ""), (-1, "take", " away"), (0, "say", f" {nothing}")):
        some = subtotals[signs == sign]
        if len(some):
            count = len(some) if words else counted(len(some), "channel")
            words.append(f"{count} {verb}{'s' * (len(some) == 1)}{what}")
            sums.append(float(some.sum()))
    total = units(float(subject.written.subtotals.sum()), decimals)
    return [*zip(words, in_digits(sums, total, decimals), strict=True)]


def _bars(page: Page, top: float, subject: Subject, width: float) -> float:
    """One bar for each channel, from the one that adds most to the one that takes away most."""
    a = subject.written
    order = np.argsort(-a.subtotals, kind="stable")
    values, channels = a.subtotals[order], np.asarray(a.channels)[order]
    slot = min(width / len(order), 60)
    span = (max(values[0], 0) - min(values[-1], 0)) or 1
    zero = top + HIGH * max(values[0], 0) / span
    strongest, last = np.argmax(abs(values)), len(order) - 1
    legible = slot >= 8 * len(str(channels.max()))
    for n, (c, value) in enumerate(zip(channels, values, strict=True)):
        height = HIGH * abs(value) / span
        up, colour = (height, ADDS) if value > 0 else (0, TAKES)
        page.box((n + 0.15) * slot, zero - up, slot * 0.7, height, color=colour)
        if legible or n in (0, last):
            bold, middle = bool(n == strongest), max((n + 0.5) * slot, 8)
            ink = PICK_INK if bold else INK_2
            page.text(middle, top + 184, str(c), 14, ink, bold=bold, align="center")
    page.box(0, zero - 0.5, slot * len(order), 1, color=INK_2)
    _bar_numbers(page, top, values, slot, span, subject.decimals)
    page.text(0, top + 208, "input channel, ranked by what it adds at this pixel", 14, INK_2)
    return top + 220


def _bar_numbers(
    page: Page, top: float, values: np.ndarray, slot: float, span: float, decimals: int
) -> None:
    """The two largest, above their bars, and the smallest, below its bar."""
    first = text_width(number(values[0], decimals, plus=True), 15, True)
    near = len(values) > 1 and slot < first + 4 and values[0] - values[1] < span / 8
    for n, value in enumerate(values[: 1 if near else 2]):
        if value > span / 10:
            y = top + HIGH * (values[0] - value) / span - 10
            page.text((n + 0.15) * slot, y, number(value, decimals, plus=True), 15, bold=True)
    if values[-1] < -span / 10:
        right = (len(values) - 0.15) * slot
        page.text(right, top + 161, number(values[-1], decimals), 15, bold=True, align="right")


def _whole_map(page: Page, x: float, top: float, subject: Subject) -> None:
    """The feature map that this pixel is part of."""
    a = subject.pixel
    y = subject.run.output[a.out_channel]
    pixel = 200 // max(y.shape) or 200 / max(y.shape)
    page.text(x, top + 6, f"sum of {counted(len(a.channels), 'partial map')}", 14)
    if a.bias is not None:
        bias = number(a.bias, subject.decimals)
        half = pill_width(bias) / 2
        middle = page.text(x, top + 30, "+ bias", 14) + 6 + half
        page.pill(middle, top + 30, bias)
        page.text(middle + half + 6, top + 30, "= feature map", 14)
    page.array(x, top + 52, y, pixel, subject.maps, f"map {a.out_channel}")
    page.ring_place(x, top + 52, pixel, a.row, a.col)


def _sums(page: Page, y: float, subject: Subject) -> float:
    """What adds, what takes away, what says nothing, the bias, and the total in its box."""
    a, x, decimals = subject.written, 0, subject.decimals
    for words, value in _kinds(subject):
        if x:
            page.sign(x - 20, y + 38, "+", strong=True)
        page.text(x, y + 8, words, 14, INK_2)
        page.swatch((x, y + 20, 112, 38), value, subject.maps, words, decimals=decimals)
        x += 152
    if a.bias is not None:
        page.sign(x - 20, y + 38, "+", strong=True)
        page.text(x + 36, y + 8, "bias", 14, BIAS, align="center")
        page.pill(x + 36, y + 39, number(a.bias, decimals), 18)
        x += 112
    page.sign(x - 20, y + 38, "=", strong=True)
    page.text(x + 4, y + 8, f"row {a.row}, column {a.col}", 14, INK_2)
    box = x + 4, y + 20, 112, 38
    page.swatch(box, a.total, subject.maps, "total", decimals=decimals, total=True)
    return y + 60


def _strongest(page: Page, y: float, subject: Subject, n: int) -> float:
    """The channel that matters most here: its slice × its window = products → subtotal."""
    a, (kh, kw) = subject.pixel, subject.run.layer.kernel_size
    middle = y + 13 * kh
    page.text(0, middle - 10, a.channel_names[n], 15, PICK_INK, bold=True, most=128)
    words = "adds most" if a.subtotals[n] >= 0 else "takes away most"
    page.text(0, middle + 12, words, 14, INK_2)
    if max(kh, kw) <= 5:
        return draw_equation(page, 136, y, subject, n)[2]
    return y + 26 * kh
