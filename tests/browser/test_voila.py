"""Every widget in Voilà, which runs a notebook and shows what it puts out as a page."""

import pytest
from playwright.sync_api import expect

from tests.browser.lab import write_notebook

pytestmark = pytest.mark.browser

CELLS = [
    """from ipywidgets import Label
from convlab import ChannelExplorer, Quiz, Studio, Trainer, WrongConvolutions, images, kernels
x, bank = images.coffee(24), kernels.bank("teaching")
explorer = ChannelExplorer(x, bank.weight, bank.bias, out_channels=4)
label = Label()
explorer.observe(lambda change: label.set_trait("value", f"Python: {change.new}"), "in_channels")
explorer""",
    "label",
    "Quiz('32-to-1-weights')",
    "WrongConvolutions(x, bank.weight, bank.bias)",
    "Trainer(x, bank.weight[2:3], bank.bias[2:3])",
    "Studio()",
]
WIDGETS = ["explorer", "quiz", "wrongs", "trainer", "studio"]


def test_every_widget_lives_and_its_kernel_answers(browser, lab, lab_root):
    write_notebook(lab_root / "voila.ipynb", CELLS)
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    problems = []
    page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
    # Voilà's page asks other machines for icons and formulas; here it does without.
    page.route(lambda url: not url.startswith(lab), lambda route: route.abort())
    page.goto(f"{lab}/voila/render/voila.ipynb")
    for name in WIDGETS:
        expect(page.locator(f".cl-{name}").first).to_be_visible()
    page.get_by_label("Input channels").first.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".cl-explorer").first).to_contain_text("4 kernels × 2 slices")
    expect(page.get_by_text("Python: 2")).to_be_visible()
    page.context.close()
    assert not problems, "\n".join(problems)
