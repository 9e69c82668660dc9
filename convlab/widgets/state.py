"""A view as one line of text: ``in_channels=3&view=running+sum&muted=0%2C2``.

The browser writes the same line with ``URLSearchParams``; it can end a link.
"""

import math
import reprlib
import sys
from collections.abc import Iterable, Mapping
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

    A line may begin with the ? or # of a link, and one of an older version is read, too:
    ``in_channels=3 large=True``.

    Raises
    ------
    TypeError
        For what is no line.
    ValueError
        For a name that is not one of ``traits``, or a value of another kind than the trait's.

    Examples
    --------
    >>> read("row=3&muted=0,2", {"row": traitlets.Int(), "muted": traitlets.List(traitlets.Int())})
    {'row': 3, 'muted': [0, 2]}
    """
    if not isinstance(line, str):
        given = f"{reprlib.repr(line)} ({type(line).__name__})"
        raise TypeError(f'state must be a line such as "row=3&view=slice", got {given}')
    settings = {}
    query = "&".join(line.split()).lstrip("?#")
    for name, text in parse_qsl(query, keep_blank_values=True):
        if name not in traits:
            raise ValueError(f"state holds {name!r}; it may set {', '.join(traits)}")
        try:
            settings[name] = _value(text, traits[name])
        except ValueError:
            takes = values_of(traits[name])
            raise ValueError(f"state sets {name} to {text!r}; it takes {takes}") from None
    return settings


def values_of(trait: traitlets.TraitType[Any, Any]) -> str:
    """Which values a trait takes, in words.

    >>> values_of(traitlets.Enum(("", "largest")))
    'one of "", largest'
    >>> values_of(traitlets.Int(1, min=1, max=4)), values_of(traitlets.Enum((1, 3, 5)))
    ('a whole number from 1 to 4', 'one of 1, 3, 5')
    """
    if isinstance(trait, traitlets.Enum):
        return f"one of {', '.join(map(_word_of, trait.values or ()))}"
    if isinstance(trait, traitlets.Union):
        return " or ".join(map(values_of, trait.trait_types))
    if isinstance(trait, traitlets.Bool):
        return "True or False"
    if isinstance(trait, traitlets.List):
        return _list_of(trait)
    if isinstance(trait, traitlets.Int):
        return "a whole number" + _range_of(trait)
    if isinstance(trait, traitlets.Float):
        return "a number"
    return "a text"


def _word_of(value: Any) -> str:
    """A choice as it is named in a list of them: what would be nothing to read, in quotes."""
    return _text(value) or '""'


def _list_of(trait: traitlets.List[Any]) -> str:
    least, most = trait._minlen, trait._maxlen
    count = "" if most == sys.maxsize else f"{most} " if least == most else f"at most {most} "
    kind = "numbers" if isinstance(trait._trait, traitlets.Float) else "whole numbers"
    return f"a list of {count}{kind}"


def _range_of(trait: Any) -> str:
    return "" if trait.max in (None, math.inf) else f" from {trait.min} to {trait.max}"


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
    """What a text says, or a ValueError if the trait takes no such thing."""
    if isinstance(trait, traitlets.Union):
        return _first(text, trait.trait_types)
    if isinstance(trait, traitlets.Enum):
        return _word(text, {_text(value): value for value in trait.values or ()})
    if isinstance(trait, traitlets.Bool):
        return _word(text.lower(), {"true": True, "false": False})
    if isinstance(trait, traitlets.List):
        kind = float if isinstance(trait._trait, traitlets.Float) else int
        return [kind(number) for number in text.split(",") if number]
    if isinstance(trait, traitlets.Int):
        return int(text)
    if isinstance(trait, traitlets.Float):
        return float(text)
    return text


def _word(text: str, values: Mapping[str, Any]) -> Any:
    if text not in values:
        raise ValueError(text)
    return values[text]


def _first(text: str, traits: Iterable[traitlets.TraitType[Any, Any]]) -> Any:
    """What a text says to the first of these traits that takes it."""
    for trait in traits:
        try:
            return _value(text, trait)
        except ValueError:
            continue
    raise ValueError(text)
