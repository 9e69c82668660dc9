"""Every notebook, run in JupyterLab in a real browser.

``open_notebook`` itself holds that no cell fails, that the browser's console stays without an
error and that nothing is asked of another machine.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.lab import PANEL, REPO, SHUTDOWN

pytestmark = pytest.mark.browser
NOTEBOOKS = sorted(path.name for path in (REPO / "notebooks").glob("*.ipynb"))
BACKGROUND = "() => getComputedStyle(document.querySelector('.jp-Notebook')).backgroundColor"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_cell_runs(open_notebook, name):
    notebook = open_notebook(f"notebooks/{name}")
    assert notebook.failures() == []
    assert notebook.page.locator(".jp-Notebook [data-mime-type*=stderr]").all_inner_texts() == []


def test_the_first_notebook_runs_in_the_dark_theme(open_notebook):
    notebook = open_notebook("notebooks/00-start-here.ipynb", dark=True)
    red, green, blue = map(int, notebook.page.evaluate(BACKGROUND)[4:-1].split(","))
    assert red + green + blue < 150
    notebook.theme(dark=False)
    assert notebook.page.evaluate(BACKGROUND) == "rgb(255, 255, 255)"
    assert notebook.failures() == []


def test_what_a_learner_saved_lives_when_it_is_opened_again(open_notebook):
    """With the settings of ``make lab``, and no cell run."""
    cell = "from convlab import Quiz; Quiz('rgb-one-kernel')"
    notebook = open_notebook([cell])
    name = notebook.page.evaluate(f"() => {PANEL}.context.path")
    notebook.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    notebook.page.evaluate(SHUTDOWN)
    again = open_notebook(name, run=False)
    again.page.get_by_text("A grey photo", exact=True).click()
    again.page.locator('[data-control="check"]').click()
    expect(again.page.locator(".cl-wrong .cl-mark")).to_have_text("not yet")
