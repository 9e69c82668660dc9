"""What holds for every test: no screen, no clock for hypothesis, and workers that all have work."""

import os

import hypothesis
import matplotlib
import pytest

matplotlib.use("agg")
# In CI the same layers every time; elsewhere new ones, so that somebody meets the odd one.
hypothesis.settings.register_profile("convlab", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("convlab")

# Spread over the workers test by test; the tests of any other file share a slow start, and stay
# together on one worker.
SPREAD = ("tests/browser/", "tests/test_notebooks.py")
SHARED = ("tests/browser/test_site.py",)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            one_by_one = nodeid.startswith(SPREAD) and not nodeid.startswith(SHARED)
            return nodeid if one_by_one else nodeid.partition("::")[0]

    config.option.loadscopereorder = False  # as collected: the browser's, which are slow, first
    return Scheduling(config, log)


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    n_skipped = sum(report.nodeid.startswith("tests/browser/") for report in skipped)
    if n_skipped:
        terminalreporter.section("not tested", yellow=True)
        terminalreporter.line(
            f"{n_skipped} tests in a real browser: the widgets in JupyterLab and elsewhere, every"
            " notebook in JupyterLab, saved pages, the site. There is no Chromium or Chrome."
        )
