"""See what a convolution layer does with its input and output channels.

NumPy is all that ``import convlab`` needs; figures and widgets load when first used.
"""

from importlib import import_module

from .conv import contributions, conv2d, conv2d_loops
from .frameworks import weights_of
from .ledger import PixelLedger, ledger
from .shapes import ConvLayer, ShapeError, output_size

# Loaded on first use: matplotlib and the widgets are slow to import.
_LATER = {
    "ChannelExplorer": "widgets",
    "Quiz": "widgets",
    "Studio": "widgets",
    "Trainer": "widgets",
    "WrongConvolutions": "widgets",
    "exercises": None,
    "figures": None,
    "ideas": None,
    "images": None,
    "interact": "widgets",
    "kernels": None,
    "quiz": None,
    "training": None,
}

__all__ = [
    "ChannelExplorer",
    "ConvLayer",
    "PixelLedger",
    "Quiz",
    "ShapeError",
    "Studio",
    "Trainer",
    "WrongConvolutions",
    "contributions",
    "conv2d",
    "conv2d_loops",
    "exercises",
    "figures",
    "ideas",
    "images",
    "interact",
    "kernels",
    "ledger",
    "output_size",
    "quiz",
    "training",
    "weights_of",
]


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module 'convlab' has no attribute {name!r}")
    module = import_module(f".{_LATER[name] or name}", __name__)
    return getattr(module, name) if _LATER[name] else module


def __dir__() -> list[str]:
    return sorted(__all__)
