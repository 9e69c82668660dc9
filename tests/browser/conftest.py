"""Fixtures for tests in a real browser. The helpers themselves are in ``lab.py``."""

import os
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

from scripts.make_site import build
from tests.browser.chromium import chromium, installed
from tests.browser.lab import (
    CONNECTIONS,
    NOT_DRAWN,
    OpenNotebook,
    copy_lessons,
    jupyter_lab,
    write_notebook,
)
from tests.browser.plain import LIVE

LATE = "TimeoutError|expected to|exceeded"  # what Playwright says of a page that was waited for


def pytest_collection_modifyitems(items):
    """Run a browser test once more if a wait ran out; the summary counts it as a rerun."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=LATE))


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium. Without one: a failure where ``CI`` is set, a skip elsewhere."""
    with ExitStack() as stack:
        try:
            running = stack.enter_context(chromium())
        except Error:
            if installed() or "CI" in os.environ:
                raise
            pytest.skip("no Chromium or Chrome: install one, or `playwright install chromium`")
        yield running


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the site, without JupyterLite; of its lessons, ``LIVE`` has live widgets."""
    target = tmp_path_factory.mktemp("site") / "_site"
    build(target, [LIVE], lite=False, address="https://example.org/convlab/")
    return target


@pytest.fixture(scope="session")
def lab_root(tmp_path_factory):
    """The folder JupyterLab shows: a copy, so that the project's own notebooks stay as they are."""
    return copy_lessons(tmp_path_factory.mktemp("lab") / "root")


@pytest.fixture(scope="session")
def lab(lab_root, browser):
    """Address of a running JupyterLab over ``lab_root``; it and its kernels ask nobody else."""
    home = lab_root.parent / "home"
    with jupyter_lab(lab_root, home) as address:
        yield address
    connections = home / CONNECTIONS
    assert not connections.exists(), connections.read_text()


@pytest.fixture(scope="session")
def free():
    """What starts slowly: pages with JupyterLab open, by their scale, and kernels, emptied."""
    return SimpleNamespace(pages=defaultdict(list), kernels=[])


@pytest.fixture
def open_notebook(browser, lab, lab_root, free, request):
    """Open a notebook in JupyterLab, run it all, and give the ``OpenNotebook``.

    ``open_notebook("notebooks/02-many-in.ipynb")`` or ``open_notebook(["import convlab", "…"])``,
    a list of code cells, whose widgets draw no stills. Options: ``dark=False``, ``width=1280`` and
    ``height=1000`` of the window in CSS pixels, ``scale=1`` device pixels a CSS pixel,
    ``run=True``, ``reduced_motion=None``, ``fresh=False``: True for a page and a kernel that no
    other test has used.
    When the test ends, its notebooks must have printed nothing red: no cell in error, no error on
    the browser's console, no request off the machine.
    """
    opened = []

    def start(
        what,
        *,
        dark=False,
        width=1280,
        height=1000,
        scale=1,
        run=True,
        reduced_motion=None,
        fresh=False,
    ) -> OpenNotebook:
        cells = [] if isinstance(what, str) else what
        if cells:
            path = lab_root / f"{request.node.name.partition('[')[0]}-{len(opened)}.ipynb"
            what = write_notebook(path, cells).name
        pages, kernels = free.pages[scale], free.kernels
        used = pages and not fresh
        page = pages.pop() if used else browser.new_page(device_scale_factor=scale)
        kernel = kernels.pop() if kernels and not fresh else None
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(reduced_motion=reduced_motion or "null")
        page.mouse.move(0, 0)
        page.keyboard.press("Shift")  # after a click, focus that a script sets would not show
        notebook = OpenNotebook(page, lab, what, dark=dark, kernel=kernel)
        opened.append((notebook, pages))
        if cells and any("convlab" in cell for cell in cells):
            notebook.kernel(NOT_DRAWN)
        if run:
            notebook.run_all()
        return notebook

    yield start
    problems = []
    for notebook, pages in opened:
        problems += notebook.failures() + notebook.console_errors
        problems += [f"request off the machine: {url}" for url in notebook.outside]
        if kernel := notebook.leave():
            free.kernels.append(kernel)
        if not notebook.page.locator(".jp-Dialog").count():  # what a failed test left open
            pages.append(notebook.page)
    assert not problems, "\n".join(problems)


@pytest.fixture(scope="session")
def axe():
    """``axe(page, selector=".jp-OutputArea-output")``: accessibility violations, one line each.

    Looks inside ``selector`` only (JupyterLab has violations of its own), and raises if nothing
    matches it.
    """

    def violations(page, selector: str = ".jp-OutputArea-output") -> list[str]:
        # A page from disk may not read its style sheets once more, which "preload" does.
        run = Axe().run(
            page, context=selector, options={"preload": False, "resultTypes": ["violations"]}
        )
        found = run.response["violations"]
        return [
            f"{rule['id']} ({rule['impact']}): {node['html'][:200]}"
            for rule in found
            for node in rule["nodes"]
        ]

    return violations
