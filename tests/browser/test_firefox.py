"""A saved page, the site and JupyterLab in Firefox, where one is installed."""

import numpy as np
import pytest

from convlab import ChannelExplorer, ConvLayer, Quiz, Studio, conv2d, made_up
from tests.browser.firefox import firefox, installed
from tests.browser.lab import KERNEL_READY, OUTPUTS, RUN_ALL, WIDGETS_SHOWN
from tests.browser.plain import page_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not installed(), reason="no Firefox here: Debian's is firefox-esr"),
]

LEFT = "\ue012"  # as WebDriver writes the key
RNG = np.random.default_rng(0)
X, WEIGHT = RNG.random((3, 12, 12)), RNG.normal(size=(2, 3, 3, 3))
MAPS = """() => {
    const { shape, data } = document.querySelector(".cl-root").convlab.outputs();
    return [shape, [...data]];
}"""


@pytest.fixture(scope="module")
def any_tab():
    with firefox() as tab:
        tab.resize(1280, 1000)
        yield tab


@pytest.fixture
def tab(any_tab):
    """A tab whose console has to stay empty."""
    yield any_tab
    assert any_tab.errors == []


def maps(tab, shape):
    """The first widget's maps, once they have this shape."""
    has = f"() => String(({MAPS})()[0]) === '{','.join(map(str, shape))}'"
    tab.wait(has)
    return np.reshape(tab.evaluate(MAPS)[1], shape)


@pytest.mark.fault(
    "Other browsers",
    "A saved page with an explorer, a quiz and a Studio is opened in Firefox from disk",
    "They are live, keys move them, and their maps are NumPy's.",
)
def test_a_saved_page(tab, tmp_path):
    file = tmp_path / "page.html"
    widgets = [ChannelExplorer(X, WEIGHT, None), Quiz("32-to-1-weights"), Studio()]
    file.write_text(page_of(widgets, "light"), "utf-8")
    tab.open(file.as_uri())
    tab.wait("() => document.querySelectorAll('.cl-root').length >= 3")
    np.testing.assert_allclose(maps(tab, (2, 10, 10)), conv2d(X, WEIGHT), atol=1e-5)
    tab.press('[data-control="out_channels"]', LEFT)
    np.testing.assert_allclose(maps(tab, (1, 10, 10)), conv2d(X, WEIGHT[:1]), atol=1e-5)


@pytest.mark.fault(
    "Other browsers",
    "The site's first page is opened in Firefox, and a layer is typed",
    "The layer is drawn, counted, and its maps are NumPy's.",
)
def test_the_site(tab, site):
    tab.open((site / "index.html").as_uri())
    tab.wait("() => document.querySelector('.cl-explorer')")
    tab.evaluate("""() => {
        const box = document.querySelector('[data-part="box"]');
        box.value = "16 -> 8";
        box.dispatchEvent(new Event("input", { bubbles: true }));
    }""")
    layer = ConvLayer(16, 8, 3, padding=1)
    weight, bias = made_up.weights(layer)
    y = conv2d(made_up.channels(16), weight, bias, padding=1)
    np.testing.assert_allclose(maps(tab, y.shape), y, atol=1e-4)
    said = tab.evaluate("() => document.body.textContent")
    assert layer.parameters_text in said


@pytest.mark.fault(
    "Other browsers",
    "Lesson 02 is run in JupyterLab in Firefox",
    "Every cell runs, every widget is live.",
)
def test_a_lesson_in_jupyterlab(any_tab, lab):
    tab = any_tab
    tab.open(f"{lab}/lab/tree/notebooks/02-many-in.ipynb?reset")
    tab.wait(KERNEL_READY)
    tab.evaluate(RUN_ALL, 120)
    tab.wait(WIDGETS_SHOWN)
    outputs = [one for cell in tab.evaluate(OUTPUTS) for one in cell]
    assert [one for one in outputs if one["output_type"] == "error"] == []
    views = sum(
        "application/vnd.jupyter.widget-view+json" in one.get("data", {}) for one in outputs
    )
    assert views > 3
    tab.wait(f"() => document.querySelectorAll('.cl-root').length >= {views}")
    assert [error for error in tab.errors if "convlab" in error or "cl-" in error] == []
