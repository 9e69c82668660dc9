"""Every kernel of a layer at a glance: its slices above the map that it makes."""

from ...show import kernel_notes
from ..base.page import Page
from ..base.style import INK_2, KERNEL, PICK, PICK_GROUND
from ..base.subject import Subject

LINE, PITCH, SIDE = 8, 114, 104


def draw_thumbnails(page: Page, top: float, subject: Subject) -> float:
    """All kernels, eight a line, and notes on their sizes; returns where they end."""
    run = subject.run
    (h, w), (kernels, slices, kh, kw) = run.output.shape[1:], run.weight.shape
    # Number and slices stand above the map; more than 16 slices would be too small to see
    block = min(18, (SIDE - 26 - 3 * slices) / slices) / max(kh, kw) if slices <= 16 else 0
    pixel = SIDE / max(h, w)
    pixel = int(pixel) if pixel >= 2 else pixel
    strip = slices * (block * kw + 3) - 3
    right, height = max(round(w * pixel), 26 + strip), round(h * pixel)
    pitch: int = height + 44
    for o, channels in enumerate(map(run.layer.channels, range(kernels))):
        left, y, picked = o % LINE * PITCH, top + o // LINE * pitch, o == subject.out_channel
        if picked:
            frame = left - 4, y - 4, SIDE + 8, height + 36
            page.box(*frame, fc=PICK_GROUND, ec=PICK, lw=2, zorder=-0.8)
        page.text(left, y + 11, str(o), 15, KERNEL, bold=picked)
        for n, c in enumerate(channels if block else ()):
            x = left + right - strip + n * (block * kw + 3)
            values, scale = run.weight[o, n], subject.slices_of(o)
            page.array(x, y + 11 - kh * block / 2, values, block, scale, f"slice {o}, {c}")
        page.array(left, y + 26, run.output[o], pixel, subject.maps, f"map {o}")
    y = top + float(-(-kernels // LINE) * pitch + 4)
    page.legend(0, y, subject.maps, "feature maps", 112)
    for n, note in enumerate(kernel_notes(run.weight)):
        page.text(140, y + 12 + 24 * n, note, 14, INK_2)
    return y + 56
