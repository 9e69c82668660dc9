"""A view as one line of text: what is picked and set, to be brought back exactly."""

from collections.abc import Iterable
from typing import Any

import traitlets

SLIDERS = (
    "in_channels", "out_channels", "groups", "kernel_size", "stride", "padding", "dilation"
)  # fmt: skip
STATE = (
    *SLIDERS, "out_channel", "in_channel", "row", "col", "view", "muted", "step", "target", "spot",
    "pinned", "order", "scale", "large",
)  # fmt: skip


def written(value: Any) -> str:
    """A setting's value as one word."""
    if isinstance(value, list):
        return ",".join(map(str, value))
    if isinstance(value, float):
        return f"{value:g}"
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
        elif isinstance(trait, traitlets.Bool):
            settings[name] = value == "True"
        elif isinstance(trait, traitlets.Unicode):
            settings[name] = value.replace("+", " ")
        elif all(n.lstrip("-").isdecimal() for n in numbers):
            settings[name] = list(map(int, numbers))
            if not isinstance(trait, traitlets.List):
                [settings[name]] = settings[name] or [0]
        else:
            raise ValueError(f"state sets {name} to {value!r}; it takes whole numbers")
    return settings
