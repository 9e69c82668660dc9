"""How a reader's function is judged, and what is said of it."""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

LARGE = 9  # more numbers than this are shown by their shape
NUMBERS = "biuf"  # NumPy's kinds: bool, int, unsigned, float


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
    print(" ".join(f"not yet: {problem}".split()) if problem else f"✓ {praise}")


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
        if callable(answers[-1]):
            return "your function returns a function: are the () of a call missing?"

    def as_if(rule):
        return [_same(given, rule(*case)) for given, case in zip(answers, cases, strict=True)]

    agrees = as_if(right)
    if all(agrees):
        return None
    first = agrees.index(False)
    off = _off(_call(name, cases[first]), answers[first], right(*cases[first]))
    behind = (idea for idea, slip in ideas.items() if all(as_if(slip)))
    hint = next(behind, None) or _pattern(answers, [right(*case) for case in cases])
    return f"{off} {hint}"


def _off(call, given, wanted):
    """What ``given`` should be; if it is large and has the right shape, where it first differs."""
    theirs, right = _numbers(given), _numbers(wanted)
    if theirs is None or theirs.shape != right.shape or right.size <= LARGE:
        return f"{call} should be {_shown(wanted)}, yours is {_shown(given)}."
    places = np.argwhere(~_close(theirs, right, _whole(wanted))).tolist()
    at = tuple(places[0])
    return (
        f"{call}{places[0]} should be {_shown(right[at])}, yours is {_shown(theirs[at])} "
        f"(different in {len(places)} of {right.size} places)."
    )


def _pattern(answers, wanted):
    """What happened to every number alike, in all cases: a sentence, empty if nothing did."""
    pairs = [(_numbers(one), _numbers(other)) for one, other in zip(answers, wanted, strict=True)]
    if any(theirs is None or theirs.shape != right.shape for theirs, right in pairs):
        return ""
    theirs, right = (
        np.concatenate([part.ravel() for part in side]) for side in zip(*pairs, strict=True)
    )
    if not np.isfinite(theirs).all():
        odd = theirs[~np.isfinite(theirs)][0]
        return f"There is {_shown(odd)} among your numbers: is something divided by 0?"
    if not theirs.any():
        return "All your numbers are 0: is the answer ever filled in?"
    at, whole = abs(right).argmax(), all(map(_whole, wanted))
    factor, offset = theirs[at] / right[at], theirs[at] - right[at]
    side = "large" if offset > 0 else "small"
    alike = {
        "Yours has 0 where a number should be below 0: no ReLU here.": np.maximum(right, 0),
        f"All your numbers are {_shown(factor)} × the right ones.": factor * right,
        f"All your numbers are {_shown(abs(offset))} too {side}.": right + offset,
    }
    fits = (sentence for sentence, made in alike.items() if _close(theirs, made, whole).all())
    return next(fits, "")


def _numbers(value):
    """``value`` as an array of float64, None if it does not hold numbers alone."""
    try:
        array = np.asarray(value)
    except Exception:  # whatever an object of the reader's raises
        return None
    return array.astype(np.float64) if array.dtype.kind in NUMBERS else None


def _whole(value):
    """Whether these are counts, or other integers: one too many is wrong, however many."""
    return np.asarray(value).dtype.kind != "f"


def _close(given, wanted, whole):
    """Equal, to float32's precision unless the wanted numbers are whole."""
    return np.isclose(given, wanted, rtol=0 if whole else 1e-4, atol=1e-5)


def _same(given, wanted):
    """Equal numbers of equal shape; anything else is different."""
    given, wanted, whole = _numbers(given), _numbers(wanted), _whole(wanted)
    return given is not None and given.shape == wanted.shape and _close(given, wanted, whole).all()


def _call(name, case):
    """The call as a reader would write it, large arrays by their shape."""
    return f"{name}({', '.join(map(_shown, case))})"


def _shown(value):
    try:
        return _text(value)
    except Exception:  # whatever the repr of an object of the reader's raises
        return f"an object of type {type(value).__name__} that cannot be shown"


def _text(value):
    if isinstance(value, list | tuple):
        numbers = _numbers(value)
        if numbers is not None and numbers.size > LARGE:
            return f"a {type(value).__name__} of shape {numbers.shape}"
        inside = ", ".join(map(_shown, value))
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    if isinstance(value, np.ndarray) and not 0 < value.size <= LARGE:
        odd = "" if value.dtype.kind in NUMBERS else f" and dtype {value.dtype}"
        return f"an array of shape {value.shape}{odd}"
    if isinstance(value, np.ndarray):
        text = np.array2string(value, precision=4, separator=", ")
    elif isinstance(value, int | np.integer):
        text = f"{value:,}"
    elif isinstance(value, float | np.floating):
        text = f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.12g}"
    else:
        return repr(value)[:80]
    return text.replace("-", "−")
