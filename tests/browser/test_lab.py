"""Every notebook, run in JupyterLab in a real browser."""

import pytest

from tests.browser.lab import REPO

pytestmark = pytest.mark.browser
NOTEBOOKS = sorted(path.name for path in (REPO / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_cell_runs_and_shows_its_widgets(open_notebook, name):
    notebook = open_notebook(f"notebooks/{name}")
    assert notebook.failures() == []
    assert notebook.page.locator(".jp-RenderedError, .jp-mod-error").count() == 0
