"""One layer in 1, 2, … groups, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..show import counted
from .base.page import Page, new_page
from .base.style import BIAS, CHANNEL, INK, INK_2, KERNEL
from .base.subject import Subject

SIDE, PITCH = 24, 27  # of a slice or a map, and from one to the next


def own_slices(weight: ArrayLike, groups: int) -> np.ndarray:
    """Of an ungrouped weight, the slices that remain with groups: each group's own channels.

    Parameters
    ----------
    weight : (c_out, c_in, kh, kw)
    groups : int
        Divides c_out and c_in.

    Returns
    -------
    (c_out, c_in / groups, kh, kw)

    Examples
    --------
    >>> own_slices(np.arange(16).reshape(4, 4, 1, 1), 2)[:, :, 0, 0]
    array([[ 0,  1],
           [ 4,  5],
           [10, 11],
           [14, 15]])
    """
    weight = np.asarray(weight)
    kernels, slices = len(weight) // groups, weight.shape[1] // groups
    blocks = [
        weight[g * kernels : (g + 1) * kernels, g * slices : (g + 1) * slices]
        for g in range(groups)
    ]
    return np.concatenate(blocks)


def draw_groups(subjects: Sequence[Subject]) -> Figure:
    """A panel for each count of groups, measured by the first one; then the scales."""
    x = subjects[0].run.x
    layers = [subject.run.layer for subject in subjects]
    counts = [
        f"groups {layer.groups}: {layer.parameters_text}, "
        f"{counted(layer.n_macs(x.shape), 'multiply-add')}"
        for layer in layers
    ]
    with new_page("\n".join(counts)) as page:
        for n, subject in enumerate(subjects):
            panel = _Panel(page, n * max(len(x) * PITCH + 84, 210), subject, subjects[0])
            panel.inputs()
            panel.rows()
            panel.parameters()
        y = page.bottom + 20
        page.legend(0, y, subjects[0].slices, "slices", 112)
        page.legend(150, y, subjects[0].maps, "feature maps", 112)
    return page.figure


@dataclass
class _Panel:
    """One count of groups: the grid of slices with its gaps, the maps, the parameters."""

    page: Page
    x: float
    subject: Subject
    whole: Subject  # the layer in one group

    def __post_init__(self) -> None:
        self.run = self.subject.run
        self.count = self.run.layer.groups

    def inputs(self) -> None:
        """How many channels each kernel sees, and all channels."""
        page, x, slices = self.page, self.run.x, self.run.weight.shape[1]
        page.text(self.x, 10, f"groups = {self.count}", 17, bold=True)
        words = f"each kernel sees {'all ' * (self.count == 1)}{slices}"
        if slices == 1 and self.count > 1:
            words = "each sees its own: depthwise"
        page.text(self.x, 34, words, 14, INK_2)
        for c in range(len(x)):
            left, pixel = self.left(c), SIDE / max(x.shape[1:])
            page.array(left, 52, x[c], pixel, self.subject.inputs, f"channel {c}")
            page.text(left + 12, 88, str(c), 14, CHANNEL, align="center")

    def rows(self) -> None:
        """The slices of each kernel, a dot for each channel that it does not see, and its map."""
        page, run, name = self.page, self.run, f"groups {self.count}"
        block, pixel = (SIDE / max(a.shape[-2:]) for a in (run.weight, run.output))
        for o in range(len(run.weight)):
            top, channels = 100 + o * PITCH, run.layer.channels(o)
            page.text(self.x, top + 12, str(o), 14, KERNEL, bold=True)
            for c in range(len(run.x)):
                if c in channels:
                    values, label = run.weight[o, c - channels[0]], f"{name}: slice {o}, {c}"
                    page.array(self.left(c), top, values, block, self.whole.slices, label)
                else:
                    middle = self.left(c) + 12, top + 11
                    page.text(*middle, "·", 15, INK_2, align="center")
            left = self.left(len(run.x)) + 8
            page.array(left, top, run.output[o], pixel, self.whole.maps, f"{name}: map {o}")

    def left(self, c: int) -> float:
        """Where column c begins."""
        return self.x + 16 + c * PITCH

    def parameters(self) -> None:
        """The parameters as a product, as a number, and as a bar; the multiply-adds."""
        page, x, layer, y = self.page, self.x, self.run.layer, 122 + len(self.run.weight) * PITCH
        kernels, slices, kh, kw = layer.weight_shape
        parts = [(kernels, KERNEL), (" × ", INK), (slices, CHANNEL), (f" × {kh * kw}", INK)]
        parts += [(" + ", INK), (kernels, BIAS)] * layer.bias
        page.words(x, y, [(str(part), colour, False) for part, colour in [*parts, (" =", INK)]])
        page.text(x, y + 30, f"{layer.n_parameters:,}", 24, bold=True)
        share = layer.n_parameters / self.whole.run.layer.n_parameters
        page.box(x, y + 48, 180 * share, 8, color=INK)
        macs = counted(layer.n_macs(self.run.x.shape), "multiply-add")
        page.text(x, y + 72, macs, 14, INK_2)
