"""Quizzes in a real JupyterLab: predict, check, try again, by keyboard and by mouse."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CELLS = [
    "import convlab",
    'convlab.Quiz("32-to-1-weights")',
    'convlab.Quiz("3-to-64-parameters")',
]


def state(root):
    return root.evaluate("el => el.convlab.state()")


def test_predict_then_check(open_notebook, axe):
    notebook = open_notebook(CELLS)
    page = notebook.page
    quiz, typed = (notebook.output(i).locator(".cl-quiz") for i in (1, 2))
    check = quiz.locator('[data-control="check"]')
    said = quiz.locator('[role="status"]')
    expect(check).to_be_disabled()
    expect(quiz).to_contain_text("Choose one first. Nothing is marked.")
    assert axe(page, ".cl-quiz") == []

    # By keyboard alone: a wrong answer, and the idea behind it
    quiz.locator("input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(quiz.locator(".cl-wrong")).to_have_text("9not yet")
    expect(said).to_contain_text("Not yet. 9 counts one slice. The kernel has one slice")
    expect(quiz.locator('[data-control="show"]')).to_be_hidden()
    # Arrows stay in the group, and in the widget; a new choice asks anew
    page.keyboard.press("ArrowDown")
    expect(quiz.locator("input").nth(1)).to_be_checked()
    expect(said).to_be_empty()
    page.keyboard.press("Enter")
    assert state(quiz)["tries"] == 2
    expect(check).to_have_text("Try again")
    # "Show me" after two tries; the counted words have the colours of their sliders
    quiz.locator('[data-control="show"]').click()
    expect(quiz.locator(".cl-right")).to_have_text("288the answer")
    expect(said.locator(".cl-kernel")).to_have_text("1 kernel")
    expect(said.locator(".cl-channel")).to_have_text("32 slices")
    expect(said.locator(".cl-bias")).to_have_text("1 bias")
    expect(check).to_be_focused()
    check.click()
    expect(quiz.locator("input").first).to_be_focused()
    quiz.get_by_text("288").click()
    check.click()
    expect(quiz.locator(".cl-right")).to_have_text("288✓ right")
    assert axe(page, ".cl-quiz") == []

    # The other quiz is untouched; it takes a number, and knows which idea led to it
    assert state(typed)["verdict"] == "ask"
    box = typed.locator("input")
    for number, words in (
        ("1e9", None),
        ("17", "Not a number that we expected."),
        ("1,920", "1,920 gives each slice a bias."),
    ):
        box.fill(number)
        box.press("Enter")
        if words:
            expect(typed.locator('[role="status"]')).to_contain_text(f"Not yet. {words}")
        else:
            expect(typed.locator('[data-control="check"]')).to_be_disabled()
    box.fill(" 1792 ")
    box.press("Enter")
    expect(typed.locator(".cl-mark")).to_have_text("✓ right")

    # The pictures follow the theme
    drawn = "el => el.getContext('2d').getImageData(0, 0, 1, 1).data.join()"
    canvas = quiz.locator("canvas").first
    light = canvas.evaluate(drawn)
    notebook.theme(dark=True)
    page.wait_for_timeout(300)
    assert canvas.evaluate(drawn) != light
    assert axe(page, ".cl-quiz") == []
