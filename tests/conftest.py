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

# What shares a slow start stays together on one worker: a file, or the files of a group. Tests that
# open a page of their own are spread over the workers test by test.
SPREAD = "tests/browser/"
GROUPS = {
    # Two that start JupyterLab, and take about as long
    "lessons": "browser/test_firefox browser/test_lab browser/test_own browser/test_site",
    "widgets": "browser/test_explorer browser/test_keys browser/test_named browser/test_present"
    " browser/test_quiz browser/test_studio browser/test_trainer browser/test_voila"
    " browser/test_wrong",
    "lecture": "browser/test_slides",
    "JupyterLite": "browser/test_jupyterlite test_lite",
}
GROUP = {f"tests/{file}.py": name for name, files in GROUPS.items() for file in files.split()}

collect_ignore = ["quick"]
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
            file = nodeid.partition("::")[0]
            return GROUP.get(file) or (nodeid if file.startswith(SPREAD) else file)

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
