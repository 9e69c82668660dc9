"""How a reader's function is judged, and what is said of it."""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np


def judge(
    name: str,
    function: Any,
    cases: Sequence[tuple],
    right: Callable,
    ideas: Mapping[str, Callable] | None = None,
    praise: str = "",
) -> None:
    """Print whether ``function`` gives what ``right`` gives on every case (a tuple of arguments).

    ``ideas``: a sentence about a wrong idea, and the function that it leads to. A sentence is
    printed when its function explains every answer.
    """
    problem = _problem(name, function, cases, right, ideas or {})
    print(f"not yet: {problem}" if problem else f"✓ {praise}")


def _problem(name, function, cases, right, ideas):
    if not callable(function):
        return f"hand over the function itself, {name}, not what it returns."
    answers = []
    for case in cases:
        try:
            answers.append(function(*copy.deepcopy(case)))
        except Exception as error:
            return f"{_call(name, case)} stopped with {type(error).__name__}: {error}"
        if answers[-1] is None:
            return "your function returns None: let it return its answer."

    def as_if(rule):
        return [_same(given, rule(*case)) for given, case in zip(answers, cases, strict=True)]

    agrees = as_if(right)
    if all(agrees):
        return None
    first = agrees.index(False)
    call, wanted = _call(name, cases[first]), _shown(right(*cases[first]))
    off = f"{call} should be {wanted}, yours is {_shown(answers[first])}."
    behind = [idea for idea, slip in ideas.items() if all(as_if(slip))]
    return " ".join([off, *behind[:1]])


def _same(given, wanted):
    """Equal numbers of equal shape, to float32's precision; anything else is different."""
    try:
        given, wanted = np.asarray(given, np.float64), np.asarray(wanted, np.float64)
    except (TypeError, ValueError):
        return False
    return given.shape == wanted.shape and np.allclose(given, wanted, rtol=1e-4, atol=1e-5)


def _call(name, case):
    """The call as a reader would write it, large arrays by their shape."""
    return f"{name}({', '.join(map(_shown, case))})"


def _shown(value):
    if isinstance(value, list | tuple):
        return f"({', '.join(map(_shown, value))})"
    if isinstance(value, np.ndarray) and value.size > 9:
        return f"an array of shape {value.shape}"
    if isinstance(value, np.ndarray):
        text = np.array2string(value, precision=4, separator=", ").replace("\n", "")
    elif isinstance(value, int | np.integer):
        text = f"{value:,}"
    elif isinstance(value, float | np.floating):
        text = f"{value:,.4g}"
    else:
        return repr(value)[:80]
    return text.replace("-", "−")
