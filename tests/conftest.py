"""What holds for every test: no screen, no clock for hypothesis, and workers that all have work."""

import os
import subprocess
from pathlib import Path

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
LITE = ("tests/browser/test_jupyterlite.py", "tests/test_lite.py")  # one build is for both


ROOT = Path(__file__).resolve().parents[1]
SITE_PYTHON = ROOT / ".tools/site/bin/python"  # JupyterLite has an environment of its own
# The wheels that convlab needs are downloaded for the site alone
BUILD = """
import pathlib, sys
from scripts.make_student import as_saved
from scripts.site import lite
lite.fetch_wheels = lambda folder: None
lite.python_in_the_browser(pathlib.Path(sys.argv[1]), as_saved(), "It needs convlab.")
"""


@pytest.fixture(scope="session")
def jupyterlite(tmp_path_factory):
    """The folder of a built JupyterLite, without the wheels of others."""
    if not SITE_PYTHON.exists():
        reason = "no JupyterLite: `make .tools/site/made` installs it"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    target = tmp_path_factory.mktemp("site") / "lite"
    subprocess.run([SITE_PYTHON, "-c", BUILD, target], cwd=ROOT, check=True, capture_output=True)
    return target


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            if nodeid.startswith(LITE):
                return "lite"
            one_by_one = nodeid.startswith(SPREAD) and not nodeid.startswith(SHARED)
            return nodeid if one_by_one else nodeid.partition("::")[0]

    config.option.loadscopereorder = False  # as collected: the browser's, which are slow, first
    return Scheduling(config, log)


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    n_skipped = sum("no Chromium or Chrome" in str(report.longrepr) for report in skipped)
    if n_skipped:
        terminalreporter.section("not tested", yellow=True)
        terminalreporter.line(
            f"{n_skipped} tests in a real browser: the widgets in JupyterLab and elsewhere, every"
            " notebook in JupyterLab, saved pages, the site. There is no Chromium or Chrome."
        )
