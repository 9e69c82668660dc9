"""Many channels at one pixel: ranked bars, three sums, and the channel that matters most."""

import numpy as np

from ..ledger import _digits
from ..shapes import counted
from .ink import BIAS, DIVERGING, INK, INK_2, PICK_INK, decimals_of, number, real
from .paper import Page
from .worked import Worked

ADDS, TAKES = DIVERGING(0.8), DIVERGING(0.2)


def draw_ranking(page: Page, top: float, w: Worked) -> float:
    """Many channels at one pixel: ranked bars, three sums, and the channel that matters most."""
    a = w.account
    terms = [counted(a.products.size, "product"), counted(len(a.channels), "subtotal")]
    terms += ["1 bias"] * (a.bias is not None) + ["1 number"]
    page.text(0, top + 20, f"One pixel: {', '.join(terms)}", 17, bold=True)
    y = _bars(page, top + 56, w, 660)
    _whole_map(page, 700, top + 14, w)
    y = _three_sums(page, y + 16, w)
    y = _strongest(page, y + 24, w)
    page.band(top, y + 12 - top)
    return y + 12


def _bars(page, top, w, width):
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
    _bar_numbers(page, top, a.subtotals[order], slot, span)
    page.text(0, top + 208, "input channel, ranked by what it adds at this pixel", 14, INK_2)
    return top + 220


def _bar_numbers(page, top, values, slot, span):
    """The two largest, above their bars, and the smallest, below its bar."""
    digits = 2 if decimals_of(values) else 0
    near = len(values) > 1 and slot < 60 and values[0] - values[1] < span / 8
    for n, value in enumerate(values[: 1 if near else 2]):
        if value > span / 10:
            y = top + 150 * (values[0] - value) / span - 10
            page.text((n + 0.15) * slot, y, number(value, digits, plus=True), 15, bold=True)
    if values[-1] < -span / 10:
        right = (len(values) - 0.15) * slot
        page.text(right, top + 161, number(values[-1], digits), 15, bold=True, align="right")


def _whole_map(page, x, top, w):
    """The feature map that this pixel is part of."""
    a, (h, width) = w.account, w.y.shape[1:]
    pixel = 200 // max(h, width) or 200 / max(h, width)
    page.text(x, top + 6, f"sum of {counted(len(a.channels), 'partial map')}", 14)
    if a.bias is not None:
        page.text(x, top + 30, "+ bias", 14)
        text = number(a.bias, decimals_of(w.bias))
        page.pill(x + 82, top + 30, text)
        page.text(x + 122, top + 30, "= map", 14)
    y = top + 52
    page.array(x, y, w.y[a.out_channel], pixel, limit=w.limit, label=f"map {a.out_channel}")
    page.ring(x + a.col * pixel, y + a.row * pixel, max(pixel, 4), max(pixel, 4))


def _three_sums(page, y, w):
    """What adds, what takes away, what says nothing, the bias, and the total in its box."""
    a = w.account
    nothing = abs(a.subtotals) < 0.005
    kinds = [
        (a.subtotals[~nothing & (a.subtotals > 0)], "{} add", "{} adds"),
        (a.subtotals[~nothing & (a.subtotals < 0)], "{} take away", "{} takes away"),
        (a.subtotals[nothing], "{} say nothing", "{} says nothing"),
    ]
    kinds = [kind for kind in kinds if len(kind[0])]
    values = [float(kind[0].sum()) for kind in kinds]
    shown, total, rounding = _digits(values + ([] if a.bias is None else [a.bias]), a.total)
    x, first = 0, True
    for (members, many, one), value, text in zip(kinds, values, shown, strict=False):
        if x:
            page.sign(x - 20, y + 38, "+", strong=True)
        words = (one if len(members) == 1 else many).format(
            counted(len(members), "channel") if first else len(members)
        )
        page.text(x, y + 8, words, 14, INK_2)
        page.swatch(x, y + 20, 112, 38, text, value, w.limit, words)
        x, first = x + 152, False
    if a.bias is not None:
        page.sign(x - 20, y + 38, "+", strong=True)
        page.text(x + 36, y + 8, "bias", 14, BIAS, align="center")
        page.pill(x + 36, y + 39, real(shown[-1]), 18)
        x += 112
    page.sign(x - 20, y + 38, "=", strong=True)
    page.text(x + 4, y + 8, f"row {a.row}, column {a.col}", 14, INK_2)
    page.swatch(x + 4, y + 20, 112, 38, total, a.total, w.limit, "total")
    page.ring(x + 4, y + 20, 112, 38, thick=3)
    if rounding:
        page.text(x + 132, y + 39, f"rounding {real(rounding)}", 14, INK_2)
    return y + 60


def _strongest(page, y, w):
    """The channel that matters most here: its slice × its window = products → subtotal."""
    a, (kh, kw) = w.account, w.layer.kernel_size
    n = int(np.argmax(abs(a.subtotals)))
    adds = a.subtotals[n] >= 0
    middle = y + 13 * kh
    page.text(0, middle - 10, w.names[a.channels[n]], 15, PICK_INK, bold=True)
    page.text(0, middle + 12, "adds most" if adds else "takes away most", 14, INK_2)
    if kw <= 5:
        draw_equation(page, 136, y, w, n)
    return y + 26 * kh


def draw_equation(page: Page, x: float, y: float, w: Worked, n: int) -> float:
    """The n-th channel at the picked pixel: slice × window = products → subtotal."""
    a, (kh, kw) = w.account, w.layer.kernel_size
    middle, name = y + 13 * kh, w.names[a.channels[n]]
    arrays = [
        ("slice", a.weights[n], w.weight_limit, "×"),
        ("window", a.windows[n], w.input_limit, "="),
        ("products", a.products[n], w.limit, "→"),
    ]
    for what, values, limit, sign in arrays:
        decimals = decimals_of(values)
        cell = 46 if decimals else 28
        page.cells(
            *(x, y, values, cell, 26),
            **{"decimals": decimals, "limit": limit, "top": w.top},
            size=14 if decimals else 15,
            label=f"{what} of {name}",
        )
        if what == "window":
            page.ring(x, y, cell * kw, 26 * kh)
        x += cell * kw + 40
        page.text(x - 20, middle, sign, 20, INK, align="center")
    value, digits = a.subtotals[n], 2 if decimals_of(a.subtotals) else 0
    text = number(value, digits)
    page.swatch(x, middle - 20, 96, 40, text, value, w.limit, f"subtotal of {name}")
    return x + 96
