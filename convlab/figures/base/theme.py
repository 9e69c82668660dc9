"""The colours of both themes by name: the very ones of ``widgets/static/tokens.css``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from matplotlib.colors import Colormap, LinearSegmentedColormap

from ...scene.colours import Colour

ThemeName = Literal["light", "dark"]

# Steps of a scale: finer than an eye tells apart, coarse enough for a PNG with a small palette
STEPS = {"signed": 63, "grey": 24, "whole": 63}


@dataclass(frozen=True)
class Theme:
    """Colours by name, and those of numbers from the least to the most."""

    colours: dict[Colour, str]
    diverging: tuple[str, ...]
    whole: tuple[str, ...]

    def __getitem__(self, name: Colour) -> str:
        return self.colours[name]


def _theme(colours: str, diverging: str, whole: str) -> Theme:
    named = dict(zip(get_args(Colour), _hexes(colours), strict=True))
    return Theme(named, _hexes(diverging), _hexes(whole))


def _hexes(words: str) -> tuple[str, ...]:
    return tuple("#" + one for one in words.split())


THEMES: dict[ThemeName, Theme] = {
    "light": _theme(
        "ffffff f5f5f3 1a1b1e 55575c d5d6d9 8a8c92 f2a900 7a4c00 fff6e0 5b3aa6 00646e 8c2f6b"
        " f8ecf3 b3261e 1b7439 1f55c0 ffffff 141414 ffffff 5f6166 d5d6d9",
        "053061 2166ac 4393c3 92c5de d1e5f0 f1f1ef fddbc7 f4a582 d6604d b2182b 67001f",
        "8c8d90 b9babd e6e7ea",
    ),
    "dark": _theme(
        "111214 1b1c1f ecebe7 aeaeaa 3a3b40 7d7f86 ffc02e ffcf66 241f13 c0acff 62cdd6 f09cc8"
        " 2d1c27 ff8f82 74d595 8fb6ff 111214 000000 111214 a3a4a8 36373b",
        "d9efff 9ccffa 5fa9e6 2f7cbd 23496b 2a2b2e 6a3130 b4453f eb7569 ffac9f ffe4df",
        "424346 848588 c6c7ca",
    ),
}


@cache
def colour_map(scheme: str, theme: ThemeName) -> Colormap:
    """The colours of a kind of scale, from its low end to its high end."""
    stops = {
        "signed": THEMES[theme].diverging,
        "grey": ["#000000", "#ffffff"],  # older matplotlibs take a pair for a colour and its alpha
        "whole": THEMES[theme].whole,
    }
    return LinearSegmentedColormap.from_list(scheme, stops[scheme], STEPS[scheme])
