"""A picture in few colours, for a PNG that a saved notebook can carry."""

import numpy as np
from matplotlib.colors import to_rgb
from PIL import Image

from .ink import BIAS, CHANNEL, CHIPS, DIVERGING, GREY, KERNEL, PICK, PICK_INK


def in_few_colours(rgba: np.ndarray, shades: int) -> Image.Image:
    """The same picture in few colours, a quarter of the bytes: scales and flat grounds stay.

    rgba : (height, width, 4), bytes, all opaque
    shades : so many more for all else, the edges of letters and photos in colour
    """
    codes = np.ascontiguousarray(rgba).view(">u4")[..., 0] >> 8
    place = np.zeros(1 << 24, bool)  # one for each colour there is: no need to sort all pixels
    place[codes] = True
    seen = np.flatnonzero(place)
    place = np.empty(1 << 24, np.int32)
    place[seen] = np.arange(len(seen))
    each = place[codes]
    colours = np.stack([seen >> 16, seen >> 8 & 255, seen & 255], axis=1).astype(np.uint8)
    scales = [cmap(range(cmap.N), bytes=True)[:, :3] for cmap in (DIVERGING, GREY)]
    inks = [to_rgb(ink) for ink in (KERNEL, CHANNEL, BIAS, PICK, PICK_INK, *CHIPS.values())]
    kept = np.concatenate([*scales, np.round(np.multiply(inks, 255))]).astype(np.uint32)
    keep = np.isin(seen, kept @ np.uint32([1 << 16, 1 << 8, 1]))
    corner = each[:-1, :-1]
    even = (corner == each[1:, :-1]) & (corner == each[:-1, 1:]) & (corner == each[1:, 1:])
    counts = np.bincount(corner[even], minlength=len(seen))
    keep[np.argsort(-counts, kind="stable")[: min(40, np.count_nonzero(counts))]] = True
    palette, rest = colours[keep], colours[~keep]
    if len(rest):
        strip = Image.fromarray(rest[None]).quantize(shades, dither=Image.Dither.NONE)
        palette = np.concatenate([palette, np.reshape(strip.getpalette(), (-1, 3))])
    colours, targets = colours.astype(np.float32), palette.astype(np.float32)
    distance = (targets**2).sum(1) - 2 * colours @ targets.T  # exact; less what all have, colours²
    used, index = np.unique(distance.argmin(1), return_inverse=True)
    image = Image.fromarray(index.astype(np.uint8)[each])
    image.putpalette(palette[used].astype(np.uint8).tobytes())
    return image
