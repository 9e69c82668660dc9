"""Many channels at one pixel: ranked bars, three sums, and the channel that matters most."""

import numpy as np

from ..show import adding_decimals, counted, decimals_of, number, rounding
from .ink import (
    BIAS,
    DIVERGING,
    INK,
    INK_2,
    PICK_GROUND,
    PICK_INK,
    cell_width,
    pill_width,
    text_width,
)
from .paper import Page
from .worked import Worked

ADDS, TAKES = DIVERGING(0.8), DIVERGING(0.2)
WIDTH = 888  # pixels of a line


def draw_ranking(page: Page, top: float, w: Worked) -> float:
    """Many channels at one pixel: ranked bars, three sums, and the channel that matters most."""
    a, n = w.account, int(np.argmax(abs(w.account.subtotals)))
    kinds = _kinds(a.subtotals)
    sums = [float(members.sum()) for members, _ in kinds] + a.terms[len(a.channels) :]
    digits = adding_decimals((sums, a.total), (a.products[n], a.subtotals[n]))
    terms = [counted(a.products.size, "product"), counted(len(a.channels), "subtotal")]
    terms += ["1 bias"] * (a.bias is not None) + ["1 number"]
    page.text(0, top + 20, f"One pixel: {', '.join(terms)}", 17, bold=True)
    y = _bars(page, top + 56, w, 660, digits)
    _whole_map(page, 700, top + 14, w, digits)
    y = _three_sums(page, y + 16, w, kinds, sums, digits)
    y = _strongest(page, y + 24, w, n, digits)
    page.band(top, y + 12 - top)
    return y + 12


def _kinds(subtotals):
    """Those that add, take away and say nothing, with words for each; nothing is 0.0000."""
    signs, kinds = np.sign(subtotals.round(4)), []
    nothing = "next to nothing" if subtotals[signs == 0].any() else "nothing"
    for sign, verb, rest in ((1, "add", ""), (-1, "take", " away"), (0, "say", f" {nothing}")):
        some = subtotals[signs == sign]
        if len(some):
            count = len(some) if kinds else counted(len(some), "channel")
            kinds.append((some, f"{count} {verb}{'s' * (len(some) == 1)}{rest}"))
    return kinds


def _bars(page, top, w, width, digits):
    """One bar for each channel, from the one that adds most to the one that takes away most."""
    a = w.account
    order = np.argsort(-a.subtotals, kind="stable")
    slot = min(width / len(order), 60)
    high = max(a.subtotals.max(), 0)
    span = (high - min(a.subtotals.min(), 0)) or 1
    zero = top + 150 * high / span
    strongest = order[np.argmax(abs(a.subtotals[order]))]
    for n, c in enumerate(order):
        value = a.subtotals[c]
        height = 150 * abs(value) / span
        x = n * slot + slot * 0.15
        page.box(
            x,
            zero - height if value > 0 else zero,
            slot * 0.7,
            height,
            color=ADDS if value > 0 else TAKES,
        )
        if slot >= 8 * len(str(max(a.channels))) or n in (0, len(order) - 1):
            colour = PICK_INK if c == strongest else INK_2
            label, middle = str(a.channels[c]), max(n * slot + slot / 2, 8)
            page.text(middle, top + 184, label, 14, colour, bold=c == strongest, align="center")
    page.box(0, zero - 0.5, slot * len(order), 1, color=INK_2)
    _bar_numbers(page, top, a.subtotals[order], slot, span, digits)
    page.text(0, top + 208, "input channel, ranked by what it adds at this pixel", 14, INK_2)
    return top + 220


def _bar_numbers(page, top, values, slot, span, digits):
    """The two largest, above their bars, and the smallest, below its bar."""
    first = text_width(number(values[0], digits, plus=True), 15, True)
    near = len(values) > 1 and slot < first + 4 and values[0] - values[1] < span / 8
    for n, value in enumerate(values[: 1 if near else 2]):
        if value > span / 10:
            y = top + 150 * (values[0] - value) / span - 10
            page.text((n + 0.15) * slot, y, number(value, digits, plus=True), 15, bold=True)
    if values[-1] < -span / 10:
        right = (len(values) - 0.15) * slot
        page.text(right, top + 161, number(values[-1], digits), 15, bold=True, align="right")


def _whole_map(page, x, top, w, digits):
    """The feature map that this pixel is part of."""
    a, (h, width) = w.account, w.y.shape[1:]
    pixel = 200 // max(h, width) or 200 / max(h, width)
    page.text(x, top + 6, f"sum of {counted(len(a.channels), 'partial map')}", 14)
    if a.bias is not None:
        bias = number(a.bias, digits)
        half = pill_width(bias) / 2
        middle = page.text(x, top + 30, "+ bias", 14) + 6 + half
        page.pill(middle, top + 30, bias)
        page.text(middle + half + 6, top + 30, "= map", 14)
    y = top + 52
    page.array(x, y, w.y[a.out_channel], pixel, limit=w.limit, label=f"map {a.out_channel}")
    page.ring(x + a.col * pixel, y + a.row * pixel, max(pixel, 4), max(pixel, 4))


def _three_sums(page, y, w, kinds, sums, digits):
    """What adds, what takes away, what says nothing, the bias, and the total in its box."""
    a, x = w.account, 0
    for (_, words), value in zip(kinds, sums, strict=False):
        if x:
            page.sign(x - 20, y + 38, "+", strong=True)
        page.text(x, y + 8, words, 14, INK_2)
        page.swatch(x, y + 20, 112, 38, number(value, digits), value, w.limit, words)
        x += 152
    if a.bias is not None:
        page.sign(x - 20, y + 38, "+", strong=True)
        page.text(x + 36, y + 8, "bias", 14, BIAS, align="center")
        page.pill(x + 36, y + 39, number(a.bias, digits), 18)
        x += 112
    page.sign(x - 20, y + 38, "=", strong=True)
    page.text(x + 4, y + 8, f"row {a.row}, column {a.col}", 14, INK_2)
    page.swatch(x + 4, y + 20, 112, 38, number(a.total, digits), a.total, w.limit, "total")
    page.ring(x + 4, y + 20, 112, 38, thick=3)
    return y + 60 + note_rounding(page, x + 116, y + 76, sums, a.total, digits)


def _strongest(page, y, w, n, digits):
    """The channel that matters most here: its slice × its window = products → subtotal."""
    a, kh = w.account, w.layer.kernel_size[0]
    middle = y + 13 * kh
    page.text(0, middle - 10, w.names[a.channels[n]], 15, PICK_INK, bold=True)
    words = "adds most" if a.subtotals[n] >= 0 else "takes away most"
    page.text(0, middle + 12, words, 14, INK_2)
    if max(w.layer.kernel_size) <= 5:
        return draw_equation(page, 136, y, w, n, digits)[2]
    return y + 26 * kh


def note_rounding(page: Page, right: float, y: float, parts, total: float, digits: int) -> int:
    """What rounding leaves out of a printed sum, as a note if anything; returns its height."""
    missing = rounding(parts, total, digits)
    if missing:
        page.text(right, y, f"rounding {number(missing, digits)}", 14, INK_2, align="right")
    return 18 * bool(missing)


def ring_numbers(page: Page, x: float, y: float, cell: float, high: float, w: Worked) -> None:
    """Amber round a window's numbers; those of a dilated one are no neighbours and stand apart."""
    kh, kw = w.layer.kernel_size
    if max(w.layer.dilation) == 1 or kh * kw == 1:
        return page.ring(x, y, cell * kw, high * kh)
    for j in range(1, kw):
        page.box(x + j * cell - 1.5, y, 3, high * kh, color=PICK_GROUND, zorder=2.5)
    for i in range(1, kh):
        page.box(x, y + i * high - 1.5, cell * kw, 3, color=PICK_GROUND, zorder=2.5)
    page.ring(x, y, cell * kw, high * kh, thick=1, halo=0.5)


def draw_equation(
    page: Page, x: float, y: float, w: Worked, n: int, digits: int
) -> tuple[float, float, float]:
    """The n-th channel at the picked pixel: slice × window = products → subtotal.

    What is too wide for one line takes two. Returns where it ends at the right, the middle of
    its last line, and where it ends below.
    """
    a, (kh, kw), name = w.account, w.layer.kernel_size, w.names[w.account.channels[n]]
    most = max(2, digits)
    arrays = [
        ("slice", a.weights[n], decimals_of(a.weights[n], most), w.weight_limit, "×"),
        ("window", a.windows[n], decimals_of(a.windows[n], most), w.input_limit, "="),
        ("products", a.products[n], digits, w.limit, "→"),
    ]
    left = x
    for what, values, decimals, limit, sign in arrays:
        cell = cell_width(values, decimals, 46 if decimals else 28)
        if what == "products" and x + cell * kw + 40 + 96 > WIDTH:
            x, y = left, y + 26 * kh + 14
        page.cells(
            *(x, y, values, cell, 26),
            **{"decimals": decimals, "limit": limit, "top": w.top},
            size=14 if decimals else 15,
            label=f"{what} of {name}",
        )
        if what == "window":
            ring_numbers(page, x, y, cell, 26, w)
        x += cell * kw + 40
        page.text(x - 20, y + 13 * kh, sign, 20, INK, align="center")
    value, middle, bottom = a.subtotals[n], y + 13 * kh, y + 26 * kh
    page.swatch(
        x, middle - 20, 96, 40, number(value, digits), value, w.limit, f"subtotal of {name}"
    )
    bottom += note_rounding(page, x - 40, bottom + 12, a.products[n], value, digits)
    return x + 96, middle, max(bottom, middle + 20)
