"""A figure as HTML: with words for who cannot see it, sharp, and dark on a dark page."""

from base64 import b64encode
from html import escape
from string import Template

from .page import NotebookFigure
from .png import png, size_on_page
from .theme import ThemeName

# Only JupyterLab, Notebook and Voilà say `data-jp-theme-light`; and where a page takes away styles,
# as JupyterLab does of a notebook that is not trusted, the dark picture takes no room.
PAGE = """<style>
.cl-figure { max-width: 100%; height: auto !important; }
.cl-figure.cl-dark, [data-jp-theme-light="false"] .cl-figure.cl-light { display: none; }
[data-jp-theme-light="false"] .cl-figure.cl-dark { display: inline; }
</style>
"""
IMAGE = Template(
    '<img class="cl-figure cl-$theme" width="$room" style="width: ${width}px" alt="$words"'
    ' src="data:image/png;base64,$file">\n'
)


def html(figure: NotebookFigure) -> str:
    """The figure as it looks in either theme of a notebook, of which the page shows one."""
    return PAGE + _image(figure, "light") + _image(figure, "dark")


def _image(figure: NotebookFigure, theme: ThemeName) -> str:
    file = png(figure, scale=2, theme=theme, level=6)  # someone waits for it
    width = size_on_page(file)["width"]
    return IMAGE.substitute(
        theme=theme,
        width=width,
        room=width if theme == "light" else 0,
        words=escape(" ".join(figure.alt_text.split())),
        file=b64encode(file).decode(),
    )
