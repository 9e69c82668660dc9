"""The colours of a scene, by their names in the page's theme, and those of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Page = Literal["bg", "ground", "ink", "ink-2", "rule", "control"]
Picked = Literal["pick", "pick-ink", "pick-ground"]
Part = Literal["kernel", "channel", "bias", "bias-ground"]
Letter = Literal["red", "green", "blue", "chip-ink"]
Around = Literal["halo", "pad-ground", "pad-ink", "hatch"]
Colour = Literal[Page, Picked, Part, Letter, Around]

Numbers: TypeAlias = "NDArray[np.floating] | NDArray[np.integer]"
Scheme = Literal["signed", "grey", "whole", "rgb"]  # "whole": greys on which figures are read


@dataclass(frozen=True)
class Scale:
    """Which colour a number has.

    ``low`` to ``high``, from −limit to +limit where there are signs; ``root``: by the square root
    of the size, so that what is small is seen beside what is large.
    """

    scheme: Scheme
    low: float
    high: float
    root: bool = False


def signed(limit: float, *, root: bool = False) -> Scale:
    """Blue to red within ±limit."""
    return Scale("signed", -limit, limit, root)
