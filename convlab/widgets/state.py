"""A view as one line of text: ``in_channels=3&view=running+sum&muted=0%2C2``.

The browser writes the same line with ``URLSearchParams``; it can end a link.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

import numpy as np
import traitlets

Traits = Mapping[str, traitlets.TraitType[Any, Any]]


def write(settings: Mapping[str, Any]) -> str:
    """The line that says these settings.

    >>> write({"in_channels": 3, "view": "running sum", "muted": [0, 2], "large": True})
    'in_channels=3&view=running+sum&muted=0%2C2&large=true'
    """
    return urlencode({name: _text(value) for name, value in settings.items()})


def read(line: str, traits: Traits) -> dict[str, Any]:
    """The settings that a line says, each of the kind that its trait takes.

    A line of an older version is read, too: ``in_channels=3 large=True``.

    Raises
    ------
    ValueError
        For a name that is not one of ``traits``, or a value of another kind than the trait's.

    Examples
    --------
    >>> read("row=3&muted=0,2", {"row": traitlets.Int(), "muted": traitlets.List(traitlets.Int())})
    {'row': 3, 'muted': [0, 2]}
    """
    settings = {}
    for name, text in parse_qsl("&".join(line.split()), keep_blank_values=True):
        if name not in traits:
            raise ValueError(f"state holds {name!r}; it may set {', '.join(traits)}")
        try:
            settings[name] = _value(text, traits[name])
        except ValueError as error:
            raise ValueError(f"state sets {name} to {text!r}; it takes {error}") from None
    return settings


def _text(value: Any) -> str:
    """A value as JavaScript's ``String`` writes it."""
    if isinstance(value, (list, tuple)):
        return ",".join(map(_text, value))
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, float):
        return str(value)
    if value == 0 or 1e-6 <= abs(value) < 1e21:
        return np.format_float_positional(value + 0.0, trim="-")  # 2, not 2.0; 0, not -0
    return repr(value).replace("e-0", "e-")  # 1e-7


def _value(text: str, trait: traitlets.TraitType[Any, Any]) -> Any:
    """What a text says; the error says what would be taken."""
    if isinstance(trait, traitlets.Enum):
        return _word(text, {_text(value): value for value in trait.values or ()})
    if isinstance(trait, traitlets.Bool):
        return _word(text.lower(), {"true": True, "false": False})
    if isinstance(trait, traitlets.List):
        return _numbers(text, float if isinstance(trait._trait, traitlets.Float) else int)
    if isinstance(trait, traitlets.Int):
        numbers = _numbers(text, int)
        if len(numbers) != 1:
            raise ValueError("one number")
        return numbers[0]
    return text


def _word(text: str, values: Mapping[str, Any]) -> Any:
    if text not in values:
        raise ValueError(f"one of {', '.join(values)}")
    return values[text]


def _numbers(text: str, kind: type[int] | type[float]) -> list[int] | list[float]:
    try:
        return [kind(number) for number in text.split(",") if number]
    except ValueError:
        raise ValueError("whole numbers" if kind is int else "numbers") from None
