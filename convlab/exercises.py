"""Check what a reader wrote: one ``check_…`` for each exercise of the notebooks.

A check runs the reader's function on a few cases with known answers and prints one line,
"✓ …" or "not yet: …". Of a large array it names the first place that differs; and where a wrong
answer is what a common idea gives, the idea. It never raises for what a reader hands in, and
returns a `Verdict`: true or false, with the line in ``words``. For a grader that wants an error,
``check_…(function).or_raise()``. The checks stand in the modules of their lessons
(`convlab.lessons`).
"""

from collections.abc import Callable
from typing import Any

from .lessons import functions
from .lessons.judge import Verdict

_CHECKS = functions("check_")

__all__ = list(_CHECKS)


def __getattr__(name: str) -> Callable[[Any], Verdict]:
    """The check of this name, from the module of its lesson."""
    if name in _CHECKS:
        return _CHECKS[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
