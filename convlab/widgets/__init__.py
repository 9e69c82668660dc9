"""Views of a convolution for the notebook: Python is the author, the browser the player."""

from .explorer import ChannelExplorer
from .quiz import Quiz
from .trainer import Trainer

__all__ = ["ChannelExplorer", "Quiz", "Trainer"]
