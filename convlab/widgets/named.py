"""ipywidgets' ``interact``, with a name on every slider."""

from typing import Any

import anywidget
import ipywidgets

from .modules import esm


class SliderNames(anywidget.AnyWidget):
    """Nothing to see: it names the sliders beside it for screen readers."""

    _esm = esm("names.js")


class interactive(ipywidgets.interactive):  # type: ignore[misc]
    """Controls and what a function makes of them, the sliders named."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.children += (SliderNames(),)


#: As ``ipywidgets.interact``: ``@interact(kernel=(0, 7))`` above a function makes a slider for it.
interact = interactive.factory()
