"""Where no browser is installed: one is asked for, not for long, and what is left out is named."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import chromium

ROOT = Path(__file__).resolve().parents[1]


def test_a_download_that_fails_is_explained(monkeypatch):
    script = "print('Downloading'); print('Error: no such host'); raise SystemExit(1)"
    monkeypatch.setattr(chromium, "INSTALL", [sys.executable, "-c", script])
    assert chromium.download() == "Error: no such host"


def test_a_download_that_hangs_is_given_up(monkeypatch):
    script = "import time; time.sleep(60)"
    monkeypatch.setattr(chromium, "INSTALL", [sys.executable, "-c", script])
    monkeypatch.setattr(chromium, "PATIENCE", 0.5)
    assert chromium.download() == "not done after 0.5 s"


@pytest.fixture
def run(tmp_path):
    """Run a browser test where there is no browser; settings of the environment can be given."""
    environment = {"PATH": "", "HOME": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "tests/browser/test_named.py",
    ]

    def run(**settings):
        found = subprocess.run(
            command, cwd=ROOT, env=environment | settings, capture_output=True, text=True
        )
        return found.returncode, found.stdout

    return run


def test_what_is_skipped_is_said_at_the_end(run):
    code, said = run()
    assert code == 0 and "1 skipped" in said
    assert "= not tested =" in said and "There is no Chromium or Chrome." in said


def test_nothing_is_skipped_in_ci(run):
    code, said = run(CI="true")
    assert code == 1 and "Executable doesn't exist" in said
