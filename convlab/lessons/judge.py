"""How a reader's function is judged, and what is said of it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..show import printable

Function = Callable[..., Any]  # what a reader writes, and what it is compared with

LARGE = 9  # more numbers than this are shown by their shape
NUMBERS = "biuf"  # NumPy's kinds: bool, int, unsigned, float


class Idea(NamedTuple):
    """A wrong idea about an exercise.

    Parameters
    ----------
    hint : str
        What to say to a reader who has it.
    wrong : callable
        The function that it leads to.

    Examples
    --------
    >>> Idea("The bias is missing.", lambda products, bias: sum(products)).wrong([2, 3], 1)
    5
    """

    hint: str
    wrong: Function


@dataclass(frozen=True)
class Verdict:
    """What a check found: true if the reader's function is right, and why.

    A check has printed it already, so a notebook does not show it once more.

    Parameters
    ----------
    right : bool
        Whether all answers are right.
    words : str
        The line that was printed.

    Examples
    --------
    >>> verdict = Verdict(False, "not yet: your function returns None")
    >>> bool(verdict), verdict.words
    (False, 'not yet: your function returns None')
    >>> verdict.or_raise()
    Traceback (most recent call last):
    AssertionError: not yet: your function returns None
    """

    right: bool
    words: str

    def __bool__(self) -> bool:
        return self.right

    def __str__(self) -> str:
        return printable(self.words)

    def _ipython_display_(self) -> None:
        """Show nothing: the line stands there already."""

    def or_raise(self) -> Verdict:
        """The verdict itself if it is true, an ``AssertionError`` with its words if not."""
        if not self.right:
            raise AssertionError(self.words)
        return self


def judge(
    name: str,
    function: Any,
    *,
    cases: Sequence[tuple[Any, ...]],
    right: Function,
    ideas: Sequence[Idea] = (),
    praise: str = "",
) -> Verdict:
    """Print whether a reader's function gives the right answers: "✓ …" or "not yet: …".

    Parameters
    ----------
    name : str
        What the exercise calls the function.
    function : any object
        What the reader handed in; a function, with luck.
    cases : sequence of tuples
        The arguments of each call.
    right : callable
        What a right function does.
    ideas : sequence of Idea
        The hint of the first idea that explains every answer is printed with a wrong answer.
    praise : str
        What is said of a right function.

    Returns
    -------
    Verdict
        The same, to be asked.

    Examples
    --------
    >>> two = Idea("That doubles the side: an area is side × side.", lambda side: 2 * side)
    >>> square = dict(cases=[(3,)], right=lambda side: side**2, ideas=[two])
    >>> verdict = judge("area", lambda side: 2 * side, **square)
    not yet: area(3) should be 9, yours is 6. That doubles the side: an area is side × side.
    >>> bool(verdict)
    False
    """
    problem = _problem(name, function, cases, right, ideas)
    words = " ".join(f"not yet: {problem}".split()) if problem else f"✓ {praise}"
    print(printable(words))
    return Verdict(not problem, words)


def _problem(
    name: str,
    function: Any,
    cases: Sequence[tuple[Any, ...]],
    right: Function,
    ideas: Sequence[Idea],
) -> str:
    """What is wrong with ``function``, empty if nothing is."""
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

    def same_as(rule: Function) -> list[bool]:
        return [_same(given, rule(*case)) for given, case in zip(answers, cases, strict=True)]

    agrees = same_as(right)
    if all(agrees):
        return ""
    first = agrees.index(False)
    difference = _difference(_call(name, cases[first]), answers[first], right(*cases[first]))
    behind = (idea.hint for idea in ideas if all(same_as(idea.wrong)))
    hint = next(behind, None) or _pattern(answers, [right(*case) for case in cases])
    return f"{difference} {hint}"


def _difference(call: str, given: Any, wanted: Any) -> str:
    """What ``given`` should be; if it is large and has the right shape, where it first differs."""
    theirs, right = _numbers(given), np.asarray(wanted)
    if theirs is None or theirs.shape != right.shape or right.size <= LARGE:
        return f"{call} should be {_shown(wanted)}, yours is {_shown(given)}."
    places = np.argwhere(~_close(theirs, right, _whole(wanted))).tolist()
    at = tuple(places[0])
    return (
        f"{call}{places[0]} should be {_shown(float(right[at]))}, yours is {_shown(theirs[at])} "
        f"(different in {len(places)} of {right.size} places)."
    )


def _pattern(answers: Sequence[Any], wanted: Sequence[Any]) -> str:
    """What happened to every number alike, in all cases: a sentence, empty if nothing did."""
    given = [_numbers(answer) for answer in answers]
    if [None if part is None else part.shape for part in given] != list(map(np.shape, wanted)):
        return ""
    theirs, right = _flat(given), _flat(wanted)
    if not np.isfinite(theirs).all():
        strange = theirs[~np.isfinite(theirs)][0]
        return f"There is {_shown(strange)} among your numbers: is something divided by 0?"
    if not theirs.any():
        return "All your numbers are 0: is the answer ever filled in?"
    largest = abs(right).argmax()
    factor, offset = theirs[largest] / right[largest], theirs[largest] - right[largest]
    side = "large" if offset > 0 else "small"
    patterns = {
        "Yours has 0 where a number should be below 0: no ReLU here.": np.maximum(right, 0),
        f"All your numbers are {_shown(factor)} × the right ones.": factor * right,
        f"All your numbers are {_shown(abs(offset))} too {side}.": right + offset,
    }
    whole = all(map(_whole, wanted))
    return next((words for words, y in patterns.items() if _close(theirs, y, whole).all()), "")


def _flat(parts: Sequence[Any]) -> NDArray[np.float64]:
    """All numbers of all parts in one row."""
    return np.concatenate([np.ravel(part) for part in parts]).astype(np.float64)


def _numbers(value: Any) -> NDArray[np.float64] | None:
    """``value`` as an array of float64, None if it does not hold numbers alone."""
    try:
        array = np.asarray(value)
    except Exception:  # whatever an object of the reader's raises
        return None
    return array.astype(np.float64) if array.dtype.kind in NUMBERS else None


def _whole(value: Any) -> bool:
    """Whether these are counts, or other integers: one too many is wrong, however many."""
    return np.asarray(value).dtype.kind != "f"


def _close(given: ArrayLike, wanted: ArrayLike, whole: bool) -> NDArray[np.bool_]:
    """Equal, to float32's precision unless the wanted numbers are whole."""
    return np.isclose(given, wanted, rtol=0 if whole else 1e-4, atol=1e-5)


def _same(given: Any, wanted: Any) -> bool:
    """Equal numbers of equal shape; anything else is different."""
    theirs = _numbers(given)
    if theirs is None or theirs.shape != np.shape(wanted):
        return False
    return bool(_close(theirs, wanted, _whole(wanted)).all())


def _call(name: str, case: tuple[Any, ...]) -> str:
    """The call as a reader would write it, large arrays by their shape."""
    return f"{name}({', '.join(map(_shown, case))})"


def _shown(value: Any) -> str:
    """A value in a few words, whatever it is."""
    try:
        return _text(value)
    except Exception:  # whatever the repr of an object of the reader's raises
        return f"an object of type {type(value).__name__} that cannot be shown"


def _text(value: Any) -> str:
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
        text = f"{value:,.4g}" if -1e4 < value < 1e4 else f"{value:,.12g}"
    else:
        return repr(value)[:80]
    return text.replace("-", "−")
