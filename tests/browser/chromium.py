"""The browser that tests drive: an installed Chromium or Chrome, or else Playwright's own.

python -m tests.browser.chromium    # where none is installed, let Playwright download its own
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Error, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
INSTALL = [sys.executable, "-m", "playwright", "install", "chromium"]
PATIENCE = 300  # seconds for some 200 MB
NAMES = (
    "chromium-headless-shell",  # the same engine without a window: a third less work
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)


def installed() -> str | None:
    """Path of an installed Chromium or Chrome, or None; ``$CHROMIUM`` wins."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser. Playwright raises its ``Error`` where none is there or starts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=installed(), args=FLAGS, timeout=60_000
        )
        yield browser
        browser.close()


def starts() -> bool:
    """Whether there is a browser, and it starts."""
    try:
        with chromium():
            return True
    except Error:
        return False


def download() -> str:
    """Let Playwright download its own browser; returns why it could not, or nothing."""
    process = subprocess.Popen(
        INSTALL,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # Playwright downloads in a process of its own
        process.wait()
        return f"not done after {PATIENCE} s"
    if process.returncode == 0:
        return ""
    return next((line for line in said.splitlines() if line.startswith("Error: ")), "it failed")


def main() -> None:
    if installed() or starts():
        return
    print("No Chromium or Chrome is installed: `playwright install chromium` …", flush=True)
    problem = download()
    if problem or not starts():
        print(f"No browser: {problem or 'the one that came does not start'}.")
        print("The browser tests cannot run. Debian, Ubuntu: apt-get install chromium")


if __name__ == "__main__":
    main()
