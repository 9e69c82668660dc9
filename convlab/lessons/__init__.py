"""The lessons: one module for each, with its questions and the checks of its exercises.

The name of a lesson's notebook leads to all that belongs to the lesson::

    notebooks/03-many-out.ipynb                 what a learner reads
    convlab/lessons/lesson_03_many_out.py       its opening, what its cells ask and check
    tests/lessons/test_03_many_out.py           what it says, worked out once more

In a lesson's module ``opening()`` returns its claim as a picture, an `Opening`. Every function
``ask_…()`` returns a `Question`, whose id is the rest of the name: ``ask_3_to_64_maps`` makes the
question of ``convlab.Quiz("3-to-64-maps")``. Every function ``check_…(function)`` judges what a
reader wrote, prints what it found, and returns it. A lesson may have several of them, or none.
Nothing lists the lessons: this folder is read, in order, and `convlab.quiz`, `convlab.exercises`
and `convlab.figures.opening` offer what is found.
"""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

PREFIX = "lesson_"


def modules() -> dict[str, ModuleType]:
    """The module of each lesson by the name of its notebook, in the order of the lessons.

    Examples
    --------
    >>> modules()["03-many-out"].__name__
    'convlab.lessons.lesson_03_many_out'
    """
    names = sorted(found.name for found in iter_modules(__path__))
    return {
        name.removeprefix(PREFIX).replace("_", "-"): import_module(f"{__name__}.{name}")
        for name in names
        if name.startswith(PREFIX)
    }


def functions(prefix: str) -> dict[str, Callable[..., Any]]:
    """All functions of the lessons whose names begin with ``prefix``, in the order of the lessons.

    Examples
    --------
    >>> [name for name in functions("check_") if "map" in name]
    ['check_all_maps']
    """
    return {
        name: thing
        for module in modules().values()
        for name, thing in vars(module).items()
        if name.startswith(prefix)
    }
