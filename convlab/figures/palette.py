"""A picture in few colours, for a PNG that a saved notebook can carry."""

import numpy as np
from matplotlib.colors import to_rgb
from PIL import Image

from .ink import BIAS, CHANNEL, CHIPS, DIVERGING, GREY, KERNEL, PICK, PICK_INK


def in_few_colours(rgb: np.ndarray, shades: int) -> Image.Image:
    """The same picture in few colours, a quarter of the bytes: scales and flat grounds stay.

    shades : so many more for all else, the edges of letters and photos in colour
    """
    codes = _codes(rgb)
    seen, inverse = np.unique(codes, return_inverse=True)
    colours = np.stack([seen >> 16, seen >> 8 & 255, seen & 255], axis=1).astype(np.uint8)
    scales = [cmap(range(cmap.N), bytes=True)[:, :3] for cmap in (DIVERGING, GREY)]
    inks = [to_rgb(ink) for ink in (KERNEL, CHANNEL, BIAS, PICK, PICK_INK, *CHIPS.values())]
    keep = np.isin(seen, _codes(np.concatenate([*scales, np.round(np.multiply(inks, 255))])))
    corner = codes[:-1, :-1]
    even = (corner == codes[1:, :-1]) & (corner == codes[:-1, 1:]) & (corner == codes[1:, 1:])
    flat, counts = np.unique(corner[even], return_counts=True)
    keep |= np.isin(seen, flat[np.argsort(-counts, kind="stable")[:40]])
    palette, rest = colours[keep], colours[~keep]
    if len(rest):
        strip = Image.fromarray(rest[None]).quantize(shades, dither=Image.Dither.NONE)
        palette = np.concatenate([palette, np.reshape(strip.getpalette(), (-1, 3))])
    distance = ((colours[:, None].astype(np.int32) - palette.astype(np.int32)) ** 2).sum(-1)
    used, index = np.unique(distance.argmin(1), return_inverse=True)
    image = Image.fromarray(index.astype(np.uint8)[inverse].reshape(codes.shape))
    image.putpalette(palette[used].astype(np.uint8).tobytes())
    return image


def _codes(rgb: np.ndarray) -> np.ndarray:
    """One whole number for each colour."""
    return np.asarray(rgb).astype(np.uint32) @ np.uint32([1 << 16, 1 << 8, 1])
