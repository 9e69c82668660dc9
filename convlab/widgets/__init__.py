"""Views of a convolution for the notebook: Python is the author, the browser the player."""

from .explorer import ChannelExplorer
from .named import interact
from .network import NetworkView, look
from .quiz import Quiz
from .studio import Studio
from .trainer import Trainer
from .wrong import WrongConvolutions

__all__ = [
    "ChannelExplorer",
    "NetworkView",
    "Quiz",
    "Studio",
    "Trainer",
    "WrongConvolutions",
    "interact",
    "look",
]
