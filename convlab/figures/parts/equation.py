"""One channel at the picked pixel: slice × window = products → subtotal."""

from ...show import decimals_of
from ..base.page import Page
from ..base.style import INK, PICK_GROUND, cell_width
from ..base.subject import Subject

WIDTH = 888  # pixels of a line


def draw_equation(
    page: Page, x: float, y: float, subject: Subject, n: int
) -> tuple[float, float, float]:
    """The n-th channel at the picked pixel: slice × window = products → subtotal.

    What is too wide for one line takes two. Returns where it ends at the right, the middle of
    its last line, and where it ends below.
    """
    a, (kh, kw), decimals = subject.written, subject.run.layer.kernel_size, subject.decimals
    name, left, most = a.channel_names[n], x, max(2, decimals)
    for what, values, digits, scale, sign in (
        ("slice", a.weights[n], decimals_of(a.weights[n], most), subject.slices, "×"),
        ("window", a.windows[n], decimals_of(a.windows[n], most), subject.inputs, "="),
        ("products", a.products[n], decimals, subject.parts, "→"),
    ):
        cell = cell_width(values, digits, 46 if digits else 28)
        if what == "products" and x + cell * kw + 40 + 96 > WIDTH:
            x, y = left, y + 26 * kh + 14
        page.cells(x, y, values, (cell, 26), scale, f"{what} of {name}", decimals=digits)
        if what == "window":
            ring_numbers(page, x, y, (cell, 26), subject)
        x += cell * kw + 40
        page.text(x - 20, y + 13 * kh, sign, 20, INK, align="center")
    value, middle, bottom = a.subtotals[n], y + 13 * kh, y + 26 * kh
    box, label = (x, middle - 20, 96, 40), f"subtotal of {name}"
    page.swatch(box, value, subject.parts, label, decimals=decimals)
    return x + 96, middle, max(bottom, middle + 20)


def ring_numbers(
    page: Page, x: float, y: float, cell: tuple[float, float], subject: Subject
) -> None:
    """Amber round a window's numbers; those of a dilated one are no neighbours: gaps part them."""
    (kh, kw), (width, height) = subject.run.layer.kernel_size, cell
    if max(subject.run.layer.dilation) == 1 or kh * kw == 1:
        return page.ring(x, y, width * kw, height * kh)
    for j in range(1, kw):
        page.box(x + j * width - 1.5, y, 3, height * kh, color=PICK_GROUND, zorder=2.5)
    for i in range(1, kh):
        page.box(x, y + i * height - 1.5, width * kw, 3, color=PICK_GROUND, zorder=2.5)
    page.ring(x, y, width * kw, height * kh, thick=1, halo=0.5)
