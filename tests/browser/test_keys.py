"""Quiz, WrongConvolutions, Studio and Trainer by keys alone, in JupyterLab and in Notebook 7."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.lab import in_notebook_7

pytestmark = pytest.mark.browser

CELLS = [
    """from convlab import Quiz, Studio, Trainer, WrongConvolutions, images, kernels
bank = kernels.bank("teaching")
layer = bank.weight[2:4], bank.bias[2:4]
one = bank.weight[2:3], bank.bias[2:3]""",
    'Quiz("32-to-1-weights")',
    "WrongConvolutions(images.coffee(52), *layer)",
    'Studio(source="my drawing")',
    "Trainer(images.coffee(40), *one)",
]
# What Tab should stop at: of a group of radio buttons the one that is chosen, or else the first.
STOPS = """el => {
  const all = [...el.querySelectorAll('input, button, select, canvas[tabindex]')].filter((one) =>
    !one.disabled && one.type !== 'file' && one.getClientRects().length);
  const stops = all.filter((one) => {
    if (one.type !== 'radio') return true;
    const group = all.filter(({ name }) => name === one.name);
    return one === (group.find((r) => r.checked) ?? group[0]);
  });
  stops[0].focus();
  return stops.length;
}"""
FOCUS = """el => {
  const one = document.activeElement, css = getComputedStyle(one);
  const edge = css.outlineStyle === 'none' ? getComputedStyle(one.closest('label') ?? one) : css;
  return [el.contains(one), edge.outlineStyle, parseFloat(edge.outlineWidth) >= 2];
}"""
SMALL = """el => [...el.querySelectorAll(
  'input, button, select, canvas[tabindex]'
)].filter((one) => {
  if (one.closest('.cl-title')) return false;  // numbers to type inside a sentence
  const { width, height } = (one.closest('label') ?? one).getBoundingClientRect();
  return height && (height < 24 || width < 24);
}).map((one) => one.outerHTML.slice(0, 100))"""


def state(root):
    return root.evaluate("el => el.convlab.state()")


def tab_through(root):
    """Tab stops at every control and shows where it is; what is to be hit is large enough."""
    page, stops = root.page, root.evaluate(STOPS)
    page.keyboard.press("Shift")  # by keys from here: after a pointer, what is focused has no ring
    for key in ["", *["Tab"] * (stops - 1)]:
        if key:
            page.keyboard.press(key)
        assert root.evaluate(FOCUS) == [True, "solid", True]
    page.keyboard.press("Tab")
    assert not root.evaluate(FOCUS)[0]
    assert root.evaluate(SMALL) == []


def use_all(page):
    """Every widget does what its keys say."""

    def on(root, control, *keys):
        root.locator(f'[data-control="{control}"]').first.focus()
        press(*keys)

    def press(*keys):
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_timeout(250)

    quiz = page.locator(".cl-quiz")
    tab_through(quiz)
    on(quiz, "answer", "Space", "ArrowDown", "ArrowDown", "Enter")
    expect(quiz.locator(".cl-right")).to_have_text("288✓ right")
    tab_through(quiz)

    wrong = page.locator(".cl-wrongs")
    tab_through(wrong)
    on(wrong, "idea", "ArrowDown", "ArrowDown")
    on(wrong, "out_channel", "ArrowRight")
    before = state(wrong)
    assert (before["idea"], before["out_channel"]) == ("mean", 1)
    wrong.locator("canvas").focus()
    press("ArrowLeft" if before["col"] else "ArrowRight")
    assert state(wrong) != before
    on(wrong, "jump", "Enter")
    assert state(wrong) == before
    expect(wrong.locator("canvas")).to_be_focused()
    step = "ArrowUp" if before["row"] else "ArrowDown"
    press(step, "ArrowRight", "ArrowLeft")
    assert state(wrong)["row"] == before["row"] + (1 if step == "ArrowDown" else -1)
    expect(wrong.locator(".cl-hidden[aria-live]")).to_contain_text(
        re.compile(rf"^pixel \({state(wrong)['row']}, {before['col']}\): the layer: ")
    )
    press("j")
    assert state(wrong) == before

    studio = page.locator(".cl-studio")
    tab_through(studio)

    def fold(name):
        studio.locator(f'[data-fold="{name}"]').focus()
        press("Enter")

    on(studio, "drawing", "ArrowUp", "Space")
    expect(studio.locator(".cl-paint [aria-live]")).to_contain_text("Row 7, column 8: white.")
    fold("kernels")
    on(studio, "bank", "ArrowUp", "ArrowDown", "ArrowDown")
    assert state(studio)["bank"] == "blur"
    fold("layer")
    on(studio, "stride", "ArrowRight")
    on(studio, "out_channels", "End")
    assert (state(studio)["stride"], state(studio)["out_channels"]) == (2, 4)
    studio.locator("canvas.cl-maps").focus()
    press("w", "ArrowLeft", "ArrowLeft", "Enter")
    field = studio.locator('[data-control="weight"]')
    expect(field).to_be_focused()
    page.keyboard.type("-3")
    press("Enter", "ArrowUp")
    expect(studio.locator('[data-status="weights"]')).to_have_text(
        "These are your own weights now: “blur”, changed."
    )
    slices = studio.evaluate("el => el.convlab.boxes().map(b => Array.from(b.values ?? []))")
    assert any(values[3:4] == [-2] for values in slices)

    trainer = page.locator(".cl-trainer")
    tab_through(trainer)
    on(trainer, "rate", "ArrowLeft")
    trainer.locator('[data-action="step"]').focus()
    press("Enter", "Space")
    expect(trainer.locator(".cl-hidden[aria-live]")).to_contain_text("Step 2: the")
    trainer.locator("canvas").first.focus()
    press("ArrowRight")
    expect(trainer.locator(".cl-count")).to_contain_text("Step 3:")
    on(trainer, "why", "ArrowDown", "ArrowDown")
    picked = [state(trainer)[name] for name in ("rate", "why", "channel", "row", "col")]
    assert picked == [0.05, True, 0, 0, 1]
    on(trainer, "seed", "ArrowDown")
    on(trainer, "pace", "ArrowUp")
    assert (state(trainer)["seed"], state(trainer)["pace"]) == (1, 0.5)
    trainer.locator('[data-action="restart"]').focus()
    press("Enter")
    expect(trainer.locator(".cl-count")).to_contain_text("Step 0:")


@pytest.mark.fault(
    "Eyes, hands and settings",
    "Quiz, WrongConvolutions, Studio and Trainer are used by keys alone in JupyterLab",
    "Every control is reached, shows that it is, and does what its keys say.",
)
def test_in_jupyterlab(open_notebook, axe):
    notebook = open_notebook(CELLS)
    use_all(notebook.page)
    for dark in (False, True):
        notebook.theme(dark=dark)
        notebook.page.wait_for_timeout(300)
        assert axe(notebook.page) == []


def test_in_notebook_7(browser, lab, lab_root, axe):
    page = in_notebook_7(browser, lab, lab_root / "four.ipynb", CELLS)
    page.locator(".cl-trainer").wait_for()
    use_all(page)
    assert axe(page) == []
    page.close()
