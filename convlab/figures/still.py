"""What the explorer shows, standing still, for layers of any size."""

from collections.abc import Sequence

from numpy.typing import ArrayLike

from .account import draw_account
from .grid import draw_grid
from .many import draw_long_row, draw_thumbnails
from .paper import Page, Picture
from .worked import sentence, work_out


def explorer_still(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] | str = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    out_channel: int = 0,
    row: int | None = None,
    col: int | None = None,
    channel_names: Sequence[str] | None = None,
    view: str | None = None,
    limit: float | None = None,
) -> Picture:
    """What the explorer shows, standing still: sentence, grid, and the ledger of one pixel.

    Arguments as for `channel_grid`; unless given, the pixel is the middle one. Up to 8 × 8
    channels every slice is drawn. With more inputs the picked kernel is one long row; with more
    outputs all kernels are thumbnails and the picked one is opened.

    >>> import numpy as np
    >>> explorer_still(np.ones((3, 5, 5)), np.ones((1, 3, 3, 3)), row=1, col=1)
    1 kernel × 3 slices × 3×3 weights = 27 parameters
    x (3, 5, 5) → weight (1, 3, 3, 3) → y (1, 3, 3) · 243 multiply-adds
    pixel (1, 1) of map 0: red 9 + green 9 + blue 9 = 27
    """
    options = {
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
        "padding_mode": padding_mode,
    }
    w = work_out(
        x,
        weight,
        bias,
        options,
        out_channel=out_channel,
        row=row,
        col=col,
        names=channel_names,
        limit=limit,
    )
    if w.account is None:
        row, col = w.y.shape[1] // 2, w.y.shape[2] // 2
        w = work_out(
            x,
            weight,
            bias,
            options,
            out_channel=out_channel,
            row=row,
            col=col,
            names=channel_names,
            limit=limit,
        )
    page = Page(w.twin)
    y = sentence(page, 0, w) + 24
    if len(w.weight) > 8 or (len(w.x) > 8 and len(w.weight) > 1):
        y = draw_thumbnails(page, y, w) + 16
    if len(w.x) > 8:
        y = draw_long_row(page, y, w)
    else:
        view = view or ("both" if len(w.x) <= 4 else "slice")
        rows = [w.out_channel] if len(w.weight) > 8 else None
        y = draw_grid(page, y, w, view, rows)
    draw_account(page, y + 16, w)
    return page.finish()
