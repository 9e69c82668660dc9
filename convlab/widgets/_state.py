"""A view as one line of text: what is picked and set, to be brought back exactly."""

from collections.abc import Iterable
from typing import Any

import traitlets

SLIDERS = ("in_channels", "out_channels", "groups", "kernel_size", "stride", "padding", "dilation")
STATE = (
    *SLIDERS,
    "out_channel",
    "in_channel",
    "row",
    "col",
    "view",
    "muted",
    "step",
    "target",
    "spot",
    "pinned",
    "order",
    "scale",
    "large",
    "edits",
)


def written(value: Any) -> str:
    """A setting's value as one word."""
    if isinstance(value, list):
        return ",".join(map(written, value))
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else repr(value)
    return str(value).replace(" ", "+")


def read(
    line: str, traits: dict[str, traitlets.TraitType], names: Iterable[str] = STATE
) -> dict[str, Any]:
    """A state line as settings; unknown words and values are refused by name."""
    settings = {}
    for word in line.split():
        name, _, value = word.partition("=")
        if name not in names:
            raise ValueError(f"state holds {name!r}; it may set {', '.join(names)}")
        trait = traits[name]
        numbers = [n for n in value.split(",") if n]
        if isinstance(trait, traitlets.Enum):
            meant = [one for one in trait.values if written(one) == value]
            settings[name] = meant[0] if meant else value.replace("+", " ")  # the trait refuses it
        elif isinstance(trait, traitlets.Bool) and value in ("True", "False"):
            settings[name] = value == "True"
        elif isinstance(trait, traitlets.Unicode):
            settings[name] = value.replace("+", " ")
        else:
            kind = float if name == "edits" else int
            try:
                settings[name] = list(map(kind, numbers))
            except ValueError:
                what = "numbers" if kind is float else "whole numbers"
                raise ValueError(f"state sets {name} to {value!r}; it takes {what}") from None
            if not isinstance(trait, traitlets.List):
                if len(numbers) != 1:
                    raise ValueError(f"state sets {name} to {value!r}; it takes one number")
                [settings[name]] = settings[name]
    return settings


def set_together(
    widget: traitlets.HasTraits, settings: dict[str, Any], names: Iterable[str]
) -> None:
    """Set all of these traits or none; what fits only after another is tried again after it.

    names : all that may change with them, put back if one is refused
    """
    before = {name: getattr(widget, name) for name in names}
    with widget.hold_sync():
        refused = _set_in_turns(widget, settings)
        if refused:
            _set_in_turns(widget, before)
            raise refused[0]


def _set_in_turns(widget, left):
    while left:
        refused = {}
        for name, value in left.items():
            try:
                setattr(widget, name, value)
            except (ValueError, TypeError, traitlets.TraitError) as error:
                refused[name] = error
        if len(refused) == len(left):
            return list(refused.values())
        left = {name: left[name] for name in refused}
    return []


def still_muted(muted: list[int], before: int, now: int) -> list[int]:
    """What stays muted of so many channels; when the only ones heard have gone, none.

    >>> still_muted([0, 1], before=3, now=2), still_muted([1, 2], before=3, now=2)
    ([], [1])
    """
    left = [c for c in muted if c < now]
    return [] if len(left) == now < before and len(muted) < before else left
