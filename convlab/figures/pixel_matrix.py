"""With 1×1 kernels the grid of slices is a matrix: it multiplies the channels of each pixel."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from ..pixel import PixelLedger
from ..show import adding_decimals, decimals_of, number, rounding
from ..sizes import ShapeError
from .base.page import Page, new_page
from .base.style import BIAS, CHANNEL, CHIPS, INK, INK_2, KERNEL, PICK
from .base.subject import Subject

CELL = WIDE, HIGH = 64, 40


def draw_pixel_matrix(subject: Subject) -> Figure:
    """[slices] × [the pixel's channels] + [biases] = [the pixel's maps], and each line as a sum."""
    run, (row, col) = subject.run, (subject.pixel.row, subject.pixel.col)
    if run.weight.shape[2:] != (1, 1) or max(run.weight.shape) > 8:
        raise ShapeError(
            f"weight has shape {run.weight.shape}, but here kernels are 1×1 and at most 8 of 8 "
            "slices"
        )
    accounts = [run.pixel(o, row, col) for o in range(len(run.weight))]
    decimals = adding_decimals(*((a.terms, a.total) for a in accounts))
    with new_page("\n".join([run.layer.parameters_text, *map(str, accounts)])) as page:
        page.text(0, 12, f"One pixel of every map: row {row}, column {col}", 17, bold=True)
        y = _matrix_times_vector(page, 44, subject, accounts, decimals)
        for a in accounts:
            y = _sum_line(page, y + 14, a, decimals)
        page.band(-8, y + 16)
    return page.figure


def _matrix_times_vector(
    page: Page, top: float, subject: Subject, accounts: Sequence[PixelLedger], decimals: int
) -> float:
    """The four parts side by side, in brackets; returns where they end."""
    run, weight = subject.run, subject.run.weight[:, :, 0, 0]
    height: int = max(weight.shape) * HIGH
    middle, x = top + height / 2, 8
    pixel, maps = accounts[0].windows.reshape(-1, 1), np.array([[a.total] for a in accounts])
    after = "+" if run.bias is not None else "="
    for values, scale, colour, sign, label in (
        (weight, subject.slices, INK, "×", "weight"),
        (pixel, subject.inputs, PICK, after, "pixel"),
        (run.bias, None, INK, "=", "bias"),
        (maps, subject.maps, PICK, "", "maps"),
    ):
        if values is None:
            continue
        rows, cols = values.reshape(len(values), -1).shape
        y = middle - rows * HIGH / 2
        if scale is None:
            _biases(page, x, y, values)
        else:
            bold = label == "maps"
            digits = decimals if bold else decimals_of(values, 3)
            page.cells(x, y, values, CELL, scale, label, decimals=digits, size=17, bold=bold)
        _brackets(page, x, y, cols * WIDE, rows * HIGH, colour)
        x += cols * WIDE
        if sign:
            page.sign(x + 26, middle, sign, strong=True)
        x += 52
    return top + height + 12


def _biases(page: Page, x: float, y: float, biases: np.ndarray) -> None:
    for n, value in enumerate(biases):
        place, text = (x + WIDE / 2, y + (n + 0.5) * HIGH), number(value, decimals_of(biases))
        page.text(*place, text, 17, BIAS, bold=True, align="center")


def _brackets(page: Page, x: float, y: float, w: float, h: float, colour: str) -> None:
    for left in (x - 7, x + w + 5):
        page.box(left, y - 5, 2, h + 10, color=colour)
        inner = left if left < x else left - 6
        page.box(inner, y - 5, 8, 2, color=colour)
        page.box(inner, y + h + 3, 8, 2, color=colour)


def _sum_line(page: Page, top: float, a: PixelLedger, decimals: int) -> float:
    """One map's number as a sum: red 0.213 + green 0.096 + … = 0.313."""
    parts = [*zip([*a.channel_names, "bias"], a.terms, strict=False)]
    if missing := rounding(a.terms, a.total, decimals):
        parts.append(("rounding", missing))
    y = top + 12
    x = page.text(0, y, f"map {a.out_channel}  ", 15, KERNEL, bold=True)
    for n, (name, value) in enumerate(parts):
        colour = CHANNEL if n < len(a.channels) else BIAS if name == "bias" else INK_2
        x = page.text(x, y, "+ ", 15, INK_2) if n else x
        x = page.text(x, y, f"{name} ", 15, CHIPS.get(name, colour))
        x = page.text(x, y, f"{number(value, decimals)} ", 15)
    page.text(x, y, f"= {number(a.total, decimals)}", 15, bold=True)
    return top + 24
