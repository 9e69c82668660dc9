"""What holds for every test: figures need no screen, and hypothesis no clock."""

import os

import hypothesis
import matplotlib

matplotlib.use("agg")
# In CI the same layers every time; elsewhere new ones, so that somebody meets the odd one.
hypothesis.settings.register_profile("convlab", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("convlab")
