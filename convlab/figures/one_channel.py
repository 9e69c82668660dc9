"""One channel under one slice: the window, the products, and the place in the map."""

import numpy as np
from matplotlib.figure import Figure

from ..show import decimals_of, number
from .base.page import Page, new_page
from .base.style import CHANNEL, INK, INK_2, pill_width, pixel_size
from .base.subject import Subject
from .parts.equation import draw_equation


def draw_sliding(subject: Subject) -> Figure:
    """The picture, the slice and the map; below, the sum of one place."""
    a, shapes = subject.pixel, subject.run.layer.shapes_text(subject.run.x.shape)
    with new_page(f"{shapes}\n{a}") as page:
        bottom = _pictures(page, subject)
        page.text(0, bottom + 32, f"row {a.row}, column {a.col} of the map", 17, bold=True)
        x, middle, end = draw_equation(page, 0, bottom + 56, subject, 0)
        if a.bias is not None:
            _add_bias(page, x, middle, subject)
        page.band(bottom + 8, end + 16 - bottom)
    return page.figure


def _pictures(page: Page, subject: Subject) -> float:
    """The picture with its window, the slice, and the map with its pixel."""
    run, a, head = subject.run, subject.pixel, 28
    (h, w), (high, wide), (kh, kw) = run.x.shape[1:], run.output.shape[1:], run.weight.shape[2:]
    written = max(h, w) <= 14 and all(np.array_equal(v, v.round()) for v in (run.x, run.output))
    pixel = 24 if written else pixel_size(run.x.shape, 240)
    (above, _), (before, _) = run.layer.pads
    height, width = np.multiply(run.padded.shape[1:], pixel).tolist()
    bottom: float = head + height + 12
    page.text(0, 10, f"picture {h}×{w}", 15, CHANNEL)
    if run.padded.shape != run.x.shape:
        page.hatch(0, head, width, height)
    place = before * pixel, head + above * pixel
    draw = page.cells if written else page.array
    draw(*place, run.x[0], pixel, subject.inputs, "picture")
    subject.ring_window(page, *place, pixel)
    x, middle = width + 40, head + height / 2
    digits = decimals_of(run.weight)
    cell, corner = (44 if digits else 28, 28), (x, middle - 14 * kh)
    page.text(x, 10, f"slice {kh}×{kw}", 15, INK_2)
    page.cells(*corner, run.weight[0, 0], cell, subject.slices, "slice", decimals=digits, size=15)
    x += cell[0] * kw + 48
    page.text(x - 24, middle, "→", 20, INK_2, align="center")
    page.text(x, 10, f"map {high}×{wide}", 15, INK, bold=True)
    top, fits = middle - high * pixel / 2, subject.inputs.low == 0 and abs(run.output).max() < 100
    draw = page.cells if written and fits else page.array
    draw(x, top, run.output[0], pixel, subject.maps, "map")
    page.ring_place(x, top, pixel, a.row, a.col)
    page.legend(x + wide * pixel + 24, head, subject.maps, "signed scale", 90)
    return bottom


def _add_bias(page: Page, x: float, middle: float, subject: Subject) -> None:
    """+ bias = total, behind the subtotal that ends at x."""
    a, decimals = subject.written, subject.decimals
    bias = number(a.terms[-1], decimals)
    half = max(28, pill_width(bias) / 2)
    page.sign(x + 20, middle, "+", strong=True)
    page.pill(x + 40 + half, middle, bias)
    x += 80 + 2 * half
    page.sign(x - 20, middle, "=", strong=True)
    page.swatch((x, middle - 20, 96, 40), a.total, subject.maps, "total", decimals=decimals)
