"""matplotlib under settings of our own, for one drawing at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from matplotlib import style

_DRAWING = RLock()


@contextmanager
def own_settings(**more: object) -> Iterator[None]:
    """Draw under matplotlib's own defaults and ``more``, whatever a reader has set.

    A reader's settings could turn images over, or set all text in TeX. They are the whole process's
    and come back at the end, so two threads that draw take turns.

    Examples
    --------
    >>> from matplotlib import rcParams
    >>> with own_settings(text_hinting="none"):
    ...     rcParams["text.hinting"], rcParams["image.origin"]
    ('none', 'upper')
    """
    given = {name.replace("_", ".", 1): value for name, value in more.items()}
    with _DRAWING, style.context(["default", given]):
        yield
