"""Views of a convolution for the notebook: Python is the author, the browser the player."""

from .explorer import ChannelExplorer

__all__ = ["ChannelExplorer"]
