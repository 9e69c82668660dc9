"""ipywidgets' sliders have no name; those of convlab's ``interact`` do."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CELLS = [
    "from convlab import interact",
    "@interact(kernel=(0, 7), row=(0, 49))\ndef look(kernel=2, row=21):\n    return kernel, row",
]


def test_sliders_of_interact_are_named(open_notebook, axe):
    notebook = open_notebook(CELLS)
    slider = notebook.page.get_by_role("slider", name="row")
    expect(slider).to_be_visible()
    slider.focus()
    notebook.page.keyboard.press("ArrowRight")
    expect(notebook.output()).to_contain_text("(2, 22)")
    assert axe(notebook.page) == []
    text = notebook.outputs()[1][0]["data"]["text/plain"]
    assert text.startswith("interactive(children=(IntSlider(value=2, description='kernel', max=7)")
