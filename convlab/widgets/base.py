"""What every widget shares."""

from pathlib import Path

import anywidget

from . import _page


class Widget(anywidget.AnyWidget):
    """A view that leaves a picture of itself, ``still()``, wherever nothing can run."""

    module: str  # its file in static/

    def still(self) -> bytes:
        """What is on screen as a PNG."""
        raise NotImplementedError

    def saved(self) -> dict[str, bytes | str]:
        """What a saved page shows in the widget's place, by MIME type."""
        return {"image/png": self.still()}

    def save_page(self, path: str | Path, *, title: str = "", theme: str = "auto") -> None:
        """Write what is on screen as a web page that lives with no Python and asks for no network.

        path : str or Path    such as "rgb-to-four-maps.html"; what stands there is replaced
        title : str           what the browser's tab says; by default what the widget says of itself
        theme : str           "light", "dark" or "auto", the reader's own

        To be opened from disk, put on a course's site, or shown in a slide by an ``<iframe>``. What
        a hand changes in it stays in the reader's page. Raises ValueError for another theme, or a
        path that does not end in .html or .htm.

        >>> import pathlib, tempfile
        >>> from convlab import Quiz
        >>> file = pathlib.Path(tempfile.mkdtemp(), "quiz.html")
        >>> Quiz("32-to-1-weights").save_page(file)
        >>> "288" in file.read_text("utf-8")
        True
        """
        if theme not in ("auto", "light", "dark"):
            raise ValueError(f"theme must be 'auto', 'light' or 'dark', got {theme!r}")
        path = Path(path)
        if path.suffix not in (".html", ".htm"):
            raise ValueError(f"path must end in .html, as browsers expect, got {str(path)!r}")
        title = title or repr(self).partition("\n")[0]
        path.write_text(_page.page(self, title, theme), "utf-8")

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {"text/plain": repr(self), **(data or {}), **self.saved()}, metadata
