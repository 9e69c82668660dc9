"""Colours and fonts.

Unsigned numbers (pictures) are grey, signed ones (slices, products, maps) blue to red with 0 in
the middle; amber means picked.
"""

import math
import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.colors import Colormap, FuncNorm, LinearSegmentedColormap, Normalize
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.path import Path
from matplotlib.textpath import text_to_path
from matplotlib.transforms import IdentityTransform, TransformedPath
from numpy.typing import ArrayLike

from ...scene import colours
from ...scene.limits import input_scale
from ...show import number

INK, INK_2, RULE, GROUND = "#1a1b1e", "#55575c", "#d5d6d9", "#f5f5f3"
KERNEL, CHANNEL, BIAS, BIAS_GROUND = "#5b3aa6", "#00646e", "#8c2f6b", "#f8ecf3"
PICK, HALO, PICK_INK, PICK_GROUND = "#f2a900", "#141414", "#7a4c00", "#fff6e0"
FAINT, QUIET = "#8a8c92", "#5f6166"  # a 0 on black, and a 0 in a signed cell
CURVES = (KERNEL, "#a8540a", CHANNEL, BIAS)
CHIPS = {"red": "#b3261e", "green": "#1b7439", "blue": "#1f55c0"}
INKS = (KERNEL, CHANNEL, BIAS, PICK, PICK_INK, *CURVES, *CHIPS.values())  # whatever is no grey

_STOPS = "053061 2166ac 4393c3 92c5de d1e5f0 f1f1ef fddbc7 f4a582 d6604d b2182b 67001f"
# 31 and 32 steps: finer than an eye tells apart, coarse enough for a small PNG with a palette
DIVERGING = LinearSegmentedColormap.from_list("signed", ["#" + s for s in _STOPS.split()], 31)
GREY = LinearSegmentedColormap.from_list("grey", ["#000000", "#ffffff"], 32)
PALE = LinearSegmentedColormap.from_list("pale", ["#8c8d90", "#e6e7ea"])  # black text can be read

# Installed ones only, or matplotlib complains; DejaVu Sans comes with it and has every sign
_WANTED = ("Segoe UI", "Roboto", "Helvetica Neue", "Arial", "Liberation Sans")
_FAMILY = (
    *sorted(set(_WANTED) & set(fontManager.get_font_names()), key=_WANTED.index),
    "DejaVu Sans",
)
# What lies on axes as large as their figure is not cut at their edge: given as a clip path to what
# does not clip, this keeps matplotlib from making one for each word and cell, a third of its time.
UNCUT = TransformedPath(Path.unit_rectangle(), IdentityTransform())
LEAST = 11  # pixels of a letter, below which words are cut short


class Scale(NamedTuple):
    """Which colour a number has: `low` that of one end of `colours`, `high` that of the other."""

    colours: Colormap
    low: float
    high: float
    root: bool = False  # whether it goes by the square root of a number's size, from 0 both ways


def position(values: ArrayLike, scale: Scale | colours.Scale) -> np.ndarray:
    """Where values stand between the ends of a scale, 0 to 1.

    >>> position([-2, 0, 0.5], Scale(DIVERGING, -2, 2, root=True))
    array([0.  , 0.5 , 0.75])
    """
    values = np.asarray(values, np.float64)
    if scale.root:
        size = np.sqrt(np.abs(values) / scale.high)
        return np.asarray(np.clip((np.sign(values) * size + 1) / 2, 0, 1))
    share = (values - scale.low) / ((scale.high - scale.low) or 1)
    return np.asarray(np.clip(share, 0, 1))


def norm(scale: Scale | colours.Scale) -> Normalize:
    """The same for matplotlib."""
    if not scale.root:
        return Normalize(scale.low, scale.high)
    return FuncNorm(
        (lambda v: position(v, scale), lambda p: np.sign(p - 0.5) * (2 * p - 1) ** 2 * scale.high),
        scale.low,
        scale.high,
    )


def signed(limit: float, *, root: bool = False) -> Scale:
    """Blue to red within ±limit."""
    return Scale(DIVERGING, -limit, limit, root)


def unsigned(top: float, *, pale: bool = False) -> Scale:
    """Black to white from 0 to `top`; pale, every cell is light enough for black figures."""
    return Scale(PALE if pale else GREY, 0, top or 1)


def scale_of(x: np.ndarray, *, pale: bool = False) -> Scale:
    """Of a picture: grey, also below 0; unless some are, black is 0 and white at least 1."""
    ends = input_scale(x)
    return Scale(PALE if pale else GREY, ends.low, ends.high)


@cache
def font(bold: bool, text: str = "") -> FontProperties:
    """The first font of ours that is installed, and others for letters of ``text`` it has not."""
    others = dict.fromkeys(filter(None, map(_other_font, text)))
    return FontProperties(family=[*_FAMILY, *others], weight="bold" if bold else "normal")


@cache
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Pixels that a text takes at `size` pixels a letter."""
    text = drawable(text)
    sized = font(bold, text).copy()
    sized.set_size(size)
    return text_to_path.get_text_width_height_descent(text, sized, ismath=False)[0]


def fitted(
    text: str, size: float, bold: bool = False, most: float | None = None
) -> tuple[str, float]:
    """What is drawn of a text in ``most`` pixels, and how large.

    Smaller; words that would be too small to read are cut short with "…". A number never is.

    >>> fitted("red", 15, most=99)
    ('red', 15)
    """
    text = drawable(text)
    width = text_width(text, size, bold)
    if not most or width <= most:
        return text, size
    if size > LEAST and width * LEAST / size > most and any(map(str.isalpha, text)):
        size, cuts = LEAST, (f"{text[:end].rstrip()}…" for end in range(len(text) - 1, 0, -1))
        text = next((cut for cut in cuts if text_width(cut, size, bold) <= most), "…")
        width = text_width(text, size, bold)
    return text, size * min(1, most / width)


@cache
def drawable(text: str) -> str:
    """The same with an empty box for each letter that no installed font has.

    >>> drawable("red − 1")
    'red − 1'
    """
    return "".join(letter if _is_drawn(letter) else "□" for letter in text)


def _is_drawn(letter: str) -> bool:
    """Marks that join others, and what only says how to set them, are taken for drawn."""
    joins = unicodedata.category(letter) in ("Mn", "Me", "Cf")
    return joins or _has(_FAMILY, letter) or _other_font(letter) is not None


@cache
def _other_font(letter: str) -> str | None:
    """An installed font for a letter that ours has not."""
    if letter.isascii() or _has(_FAMILY, letter):
        return None
    return next((name for name in _others() if _has((name,), letter)), None)


def _others() -> list[str]:
    """Installed fonts, the plain ones for many scripts first, and last what stands for all."""
    names = _regular()
    return sorted(names, key=lambda n: ("Last Resort" in n, not n.startswith("Noto Sans"), n))


@cache
def _has(names: tuple[str, ...], letter: str) -> bool:
    """Whether one of these fonts has the letter."""
    paths = (_regular().get(name) for name in names)
    return any(path and get_font(path).get_char_index(ord(letter)) for path in paths)


@cache
def _regular() -> dict[str, str]:
    """The files of all installed fonts that are neither bold nor slanted, by name."""
    faces = (one for one in fontManager.ttflist if one.style == "normal" and one.weight == 400)
    return {face.name: face.fname for face in faces}


def pill_width(text: str, size: float = 15) -> float:
    """Pixels that a bias takes."""
    return max(text_width(text, size, True) + 16, 28)


def cell_width(values: ArrayLike, decimals: int, least: float = 28) -> float:
    """Pixels of a cell that holds any of these numbers, 14 pixels high, in Arial.

    A wider font is made smaller: layouts do not depend on it.

    >>> cell_width([0.5, 1], 2), cell_width([-0.5, 1], 2)
    (34, 42)
    """
    texts = (number(value, decimals) for value in np.ravel(values))
    wide = {".": 3.9, ",": 3.9, "−": 8.2}
    widest = max(sum(wide.get(sign, 7.8) for sign in text) for text in texts)
    return max(least, math.ceil(widest) + 6)


def pixel_size(shape: tuple[int, ...], side: float) -> float:
    """Pixels for each number of a map of this shape, so that it fits a square of `side`.

    A whole number where that can be, or the numbers would be unevenly large.

    >>> pixel_size((4, 50, 48), 100), pixel_size((4, 500, 48), 100)
    (2, 0.2)
    """
    pixel = side / max(shape[-2:])
    return round(pixel) or pixel


def ink_on(colour: tuple[float, ...]) -> str:
    """White or black, whichever is read more easily on `colour` (WCAG contrast)."""
    channels = np.asarray(colour[:3], np.float64)
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    luminance = linear @ (0.2126, 0.7152, 0.0722)
    return "#ffffff" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else "#000000"
