"""One layer in 1, 2, … groups, side by side."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..layer import ConvLayer
from ..show import counted, shared_limit, slice_limit
from ..sizes import ShapeError
from .ink import BIAS, CHANNEL, INK, INK_2, KERNEL
from .paper import Page, Picture
from .worked import Worked, work_out


def groups_side_by_side(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    groups: Sequence[int] = (1, 2, 3, 6),
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] | str = 0,
    dilation: int | tuple[int, int] = 1,
    padding_mode: str = "zeros",
    limit: float | None = None,
) -> Picture:
    """The same layer with its kernels kept to 1, 2, … groups: what is cut away, what is saved.

    x (c_in, h, w) and weight (c_out, c_in, kh, kw) of the ungrouped layer, up to 9 × 9; with
    groups, each kernel keeps the slices of its own group's channels. Each number in `groups`
    divides both channel counts.

    >>> groups_side_by_side(np.ones((2, 4, 4)), np.ones((2, 2, 3, 3)), groups=(1, 2))
    groups 1: 2 kernels × 2 slices × 3×3 weights = 36 parameters, 144 multiply-adds
    groups 2: 2 kernels × 1 slice × 3×3 weights = 18 parameters, 72 multiply-adds
    """
    x, weight = np.asarray(x), np.asarray(weight)
    options = {
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "padding_mode": padding_mode,
    }
    if max(weight.shape[:2]) > 9:
        raise ShapeError(f"weight {weight.shape} has more than 9 × 9 slices: show a part of it")
    works = []
    for count in groups:
        ConvLayer(weight.shape[1], len(weight), weight.shape[2:], groups=count)  # or says why not
        works.append(work_out(x, own_slices(weight, count), bias, {**options, "groups": count}))
    limit = float(limit or shared_limit(*(w.y for w in works)))
    page = Page(
        "\n".join(
            f"groups {w.options['groups']}: {w.layer.parameters_text}, "
            f"{counted(w.layer.n_macs(x.shape), 'multiply-add')}"
            for w in works
        )
    )
    pitch = len(x) * 27 + 84
    for n, w in enumerate(works):
        _group_panel(page, n * max(pitch, 210), w, works[0], limit)
    y = page.bottom + 20
    page.legend(0, y, slice_limit(weight), "slices", 112)
    page.legend(150, y, limit, "feature maps", 112)
    return page.finish()


def own_slices(weight: ArrayLike, groups: int) -> np.ndarray:
    """Of an ungrouped weight, the slices that remain with `groups`: each group's own channels.

    weight (c_out, c_in, kh, kw); returns (c_out, c_in / groups, kh, kw).

    >>> own_slices(np.arange(16).reshape(4, 4, 1, 1), 2)[:, :, 0, 0]
    array([[ 0,  1],
           [ 4,  5],
           [10, 11],
           [14, 15]])
    """
    kernels, slices = len(weight) // groups, weight.shape[1] // groups
    blocks = [
        weight[g * kernels : (g + 1) * kernels, g * slices : (g + 1) * slices]
        for g in range(groups)
    ]
    return np.concatenate(blocks)


def _group_panel(page, x, w: Worked, whole: Worked, limit):
    """One count of groups: the grid of slices with its gaps, the maps, the parameters."""
    count, (c_out, slices) = w.options["groups"], w.weight.shape[:2]
    page.text(x, 10, f"groups = {count}", 17, bold=True)
    sees = f"each kernel sees {'all ' * (count == 1)}{slices}"
    page.text(
        x, 34, sees if slices > 1 or count == 1 else "each sees its own: depthwise", 14, INK_2
    )
    side, (kh, kw) = 24, w.layer.kernel_size
    for c in range(len(w.x)):
        left, pixel = x + 16 + c * 27, side / max(w.x.shape[1:])
        page.array(left, 52, w.x[c], pixel, limit=w.input_limit, top=w.top, label=f"channel {c}")
        page.text(left + 12, 88, str(c), 14, CHANNEL, align="center")
    for o in range(c_out):
        top, seen = 100 + o * 27, w.channels(o)
        page.text(x, top + 12, str(o), 14, KERNEL, bold=True)
        for c in range(len(w.x)):
            left = x + 16 + c * 27
            if c in seen:
                block = side / max(kh, kw)
                page.array(
                    left,
                    top,
                    w.weight[o, c - seen[0]],
                    block,
                    limit=slice_limit(whole.weight),
                    label=f"groups {count}: slice {o}, {c}",
                )
            else:
                page.text(left + 12, top + 11, "·", 15, INK_2, align="center")
        page.array(
            x + 24 + len(w.x) * 27,
            top,
            w.y[o],
            side / max(w.y.shape[1:]),
            limit=limit,
            label=f"groups {count}: map {o}",
        )
    y = 100 + c_out * 27 + 22
    parts = [(str(c_out), KERNEL), (" × ", INK), (str(slices), CHANNEL), (f" × {kh * kw}", INK)]
    parts += [(" + ", INK), (str(c_out), BIAS)] if w.bias is not None else []
    page.line(x, y, [(*part, False) for part in [*parts, (" =", INK)]], 15)
    page.text(x, y + 30, f"{w.layer.n_parameters:,}", 24, bold=True)
    share = w.layer.n_parameters / whole.layer.n_parameters
    page.box(x, y + 48, 180 * share, 8, color=INK)
    page.text(x, y + 72, counted(w.layer.n_macs(w.x.shape), "multiply-add"), 14, INK_2)
