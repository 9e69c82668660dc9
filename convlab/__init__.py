"""See what a convolution layer does with its input and output channels.

NumPy is all that ``import convlab`` needs; what is no convolution itself loads when first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .conv import contributions, conv1d, conv2d, conv_transpose1d, conv_transpose2d
from .frameworks import weights_of
from .sizes import ShapeError, output_size

if TYPE_CHECKING:  # so editors and type checkers see what __getattr__ loads
    from . import exercises, figures, ideas, images, kernels, quiz, training
    from .errors import explain
    from .layer import ConvLayer
    from .loops import conv1d_loops, conv2d_loops, conv_transpose2d_loops
    from .pixel import PixelLedger
    from .run import Run, ledger
    from .widgets import (
        ChannelExplorer,
        NetworkView,
        Quiz,
        Studio,
        Trainer,
        WrongConvolutions,
        interact,
        look,
    )

__all__ = [
    "ChannelExplorer",
    "ConvLayer",
    "NetworkView",
    "PixelLedger",
    "Quiz",
    "Run",
    "ShapeError",
    "Studio",
    "Trainer",
    "WrongConvolutions",
    "contributions",
    "conv1d",
    "conv1d_loops",
    "conv2d",
    "conv2d_loops",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose2d_loops",
    "exercises",
    "explain",
    "figures",
    "ideas",
    "images",
    "interact",
    "kernels",
    "ledger",
    "look",
    "output_size",
    "quiz",
    "training",
    "weights_of",
]

# Where names stand that are neither modules nor widgets
_PLACES = {
    "ConvLayer": "layer",
    "PixelLedger": "pixel",
    "Run": "run",
    "conv1d_loops": "loops",
    "conv2d_loops": "loops",
    "conv_transpose2d_loops": "loops",
    "explain": "errors",
    "ledger": "run",
}

if not TYPE_CHECKING:  # a checker that met it would take any name for a known one

    def __getattr__(name):
        """Load a name on first use: matplotlib and ipywidgets are slow to import."""
        if name not in __all__:
            raise AttributeError(f"module 'convlab' has no attribute {name!r}")
        place = _PLACES.get(name)
        if place is None:
            from importlib.util import find_spec  # slow to import, and seldom needed

            if find_spec(f"convlab.{name}"):
                return import_module(f"convlab.{name}")
        found = globals()[name] = getattr(import_module(f"convlab.{place or 'widgets'}"), name)
        return found


def __dir__() -> list[str]:
    return sorted(__all__)
