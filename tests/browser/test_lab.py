"""Every notebook, run in JupyterLab in a real browser.

``open_notebook`` itself holds that no cell fails, that the browser's console stays without an
error and that nothing is asked of another machine.
"""

import json
import shutil

import pytest

from tests.browser.lab import CONNECTIONS, PANEL, REPO

pytestmark = pytest.mark.browser
NOTEBOOKS = sorted(path.name for path in (REPO / "notebooks").glob("*.ipynb"))
BACKGROUND = "() => getComputedStyle(document.querySelector('.jp-Notebook')).backgroundColor"


@pytest.mark.fault(
    "Kernels and servers",
    "Server and kernels of JupyterLab ask another machine for anything while all lessons run",
    "Nothing was asked: each such call would have failed, and been noted.",
)
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_cell_runs(open_notebook, axe, name):
    notebook = open_notebook(f"notebooks/{name}")
    assert notebook.failures() == []
    assert axe(notebook.page) == []  # all that stands below cells: widgets, figures, tables
    assert notebook.page.locator(".jp-Notebook [data-mime-type*=stderr]").all_inner_texts() == []


def test_the_first_notebook_runs_in_the_dark_theme(open_notebook):
    notebook = open_notebook("notebooks/00-start-here.ipynb", dark=True)
    red, green, blue = map(int, notebook.page.evaluate(BACKGROUND)[4:-1].split(","))
    assert red + green + blue < 150
    notebook.theme(dark=False)
    assert notebook.page.evaluate(BACKGROUND) == "rgb(255, 255, 255)"
    assert notebook.failures() == []


def test_every_figure_of_a_lesson_follows_the_theme_and_has_words(open_notebook, axe):
    """JupyterLab itself gives a PNG neither."""
    notebook = open_notebook("notebooks/05-groups.ipynb", dark=True)
    images = notebook.page.locator(".jp-OutputArea-output img")
    light, dark = (notebook.page.locator(f".cl-figure.cl-{name}") for name in ("light", "dark"))
    assert images.count() == light.count() + dark.count() >= 8
    shown = "all => all.filter(one => one.checkVisibility()).length"
    assert (light.evaluate_all(shown), dark.evaluate_all(shown)) == (0, dark.count())
    notebook.theme(dark=False)
    assert (light.evaluate_all(shown), dark.evaluate_all(shown)) == (light.count(), 0)
    assert all(len(one.get_attribute("alt")) > 20 for one in images.all())
    assert axe(notebook.page, ".jp-OutputArea-output[data-mime-type='text/html']") == []


def test_what_a_learner_saves_holds_the_widgets(open_notebook, lab_root):
    """With convlab's settings: opened again, they live before any cell is run."""
    notebook = open_notebook(["from convlab import Quiz; Quiz('rgb-one-kernel')"])
    file = lab_root / notebook.page.evaluate(f"() => {PANEL}.context.path")
    for _ in range(20):  # the settings may still be on their way
        notebook.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        saved = json.loads(file.read_text("utf-8"))["metadata"].get("widgets")
        if saved:
            break
        notebook.page.wait_for_timeout(500)
    (state,) = saved.values()
    assert "Quiz" in str(state) and "A grey photo" in str(state)


@pytest.mark.fault(
    "Kernels and servers",
    "A lesson is opened and closed",
    "It does not count as changed.",
)
def test_a_lesson_that_is_opened_does_not_count_as_changed(open_notebook, lab_root):
    """A copy that no other test runs, and JupyterLab has never saved."""
    shutil.copy(REPO / "notebooks/12-glossary.ipynb", lab_root / "opened.ipynb")
    notebook = open_notebook("opened.ipynb", run=False, fresh=True)
    notebook.page.wait_for_timeout(1000)  # what the kernel says of itself is on its way
    model = f"{PANEL}.context.model"
    assert notebook.page.evaluate(f"() => {model}.dirty") is False
    assert notebook.page.evaluate(f"() => {model}.getMetadata('language_info').name") == "python"


@pytest.mark.fault(
    "Kernels and servers",
    "JupyterLab is loaded for the first time",
    "It asks nobody for news or updates, and shows no toast.",
)
def test_nobody_is_asked_for_news_or_updates(open_notebook, lab_root):
    """Neither by the browser nor by the server, when JupyterLab is loaded."""
    notebook = open_notebook(["1"], fresh=True)
    notebook.page.wait_for_timeout(2000)
    assert notebook.page.locator(".Toastify__toast").count() == 0
    assert not (lab_root.parent / "home" / CONNECTIONS).exists()
