"""A figure as it looks on a dark page: the same picture, each colour in the other theme's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from matplotlib.artist import Artist
from matplotlib.colors import Colormap, to_hex
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from .style import CURVES, DIVERGING, PALE, ink_on
from .theme import THEMES, ThemeName, colour_map

LIGHT = THEMES["light"]
#: Colours of a light page, and those in their place. One curve's has no name, and bars are as
#: signed numbers are; where two names share a colour, the first one's counts.
DARK = {
    CURVES[1]: "#ffb270",
    **dict(zip(LIGHT.diverging, THEMES["dark"].diverging, strict=True)),
    **{LIGHT[name]: THEMES["dark"][name] for name in reversed(LIGHT.colours)},
}
_MAPS = {DIVERGING.name: colour_map("signed", "dark"), PALE.name: colour_map("whole", "dark")}

#: Of a number on a coloured cell: where it stands in which colours
Grounds = dict[Text, tuple[float, Colormap]]


@contextmanager
def in_theme(figure: Figure, theme: ThemeName) -> Iterator[Figure]:
    """What to paint for a page of this theme: the figure, for now in other colours, or a twin."""
    if theme == "light":
        yield figure
    elif again := getattr(figure, "drawn_dark", None):
        yield again()
    else:
        with _darkened(figure, getattr(figure, "grounds", {})):
            yield figure


@contextmanager
def _darkened(figure: Figure, grounds: Grounds) -> Iterator[None]:
    undo: list[Callable[[], Any]] = []
    try:
        for artist in figure.findobj():
            if isinstance(artist, Text) and artist in grounds:
                at, colours = grounds[artist]
                _swap(artist, "color", ink_on(_twin(colours)(at)), undo)
            else:
                _darken(artist, undo)
        yield
    finally:
        for back in undo:
            back()


def _darken(artist: Artist, undo: list[Callable[[], Any]]) -> None:
    """Give an artist its colours of the dark theme."""
    if isinstance(artist, Patch):
        for name in ("facecolor", "edgecolor"):
            _swap(artist, name, _dark(getattr(artist, f"get_{name}")()), undo)
    elif isinstance(artist, Text | Line2D):
        _swap(artist, "color", _dark(artist.get_color()), undo)
    elif isinstance(artist, AxesImage):
        _swap(artist, "cmap", _twin(artist.get_cmap()), undo)


def _twin(colours: Colormap) -> Colormap:
    """The colours of the same numbers on a dark page: those of pictures stay."""
    return _MAPS.get(colours.name, colours)


def _dark(colour: Any) -> Any:
    return DARK.get(to_hex(colour), colour)


def _swap(artist: Artist, name: str, value: Any, undo: list[Callable[[], Any]]) -> None:
    """Set a property, and leave how to set it back."""
    before = getattr(artist, f"get_{name}")()
    undo.append(lambda: artist.set(**{name: before}))
    artist.set(**{name: value})
