"""Quizzes in a real JupyterLab: predict, check, try again, by keyboard and by mouse."""

import pytest
from playwright.sync_api import expect

from convlab import Quiz, quiz
from convlab.lessons.codes import tallied
from tests.browser.plain import opened

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
    said, why = quiz.locator(".cl-feedback"), quiz.locator(".cl-why")
    expect(check).to_be_disabled()
    expect(quiz).to_contain_text("Choose one first. Nothing is marked.")
    assert axe(page, ".cl-quiz") == []

    # By keyboard alone: a wrong answer, and the idea behind it
    quiz.locator("input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(quiz.locator(".cl-wrong")).to_have_text("9not yet")
    expect(why).to_contain_text("Not yet. 9 counts one slice. The kernel has one slice")
    expect(why).to_be_focused()  # it is read aloud, and the keys go on from there
    expect(quiz.locator('[data-control="show"]')).to_be_hidden()
    for key in ("ArrowDown", "b", "d", "d"):  # JupyterLab's own shortcuts keep off
        page.keyboard.press(key)
    expect(why).to_be_focused()
    page.keyboard.press("Tab")
    expect(check).to_be_focused()
    expect(check).to_have_text("Try again")
    page.keyboard.press("Enter")
    expect(said).to_be_empty()
    # Arrows stay in the group, and in the widget
    expect(quiz.locator("input").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(quiz.locator("input").nth(1)).to_be_checked()
    page.keyboard.press("Enter")
    assert state(quiz)["tries"] == 2
    expect(check).to_have_text("Try again")
    # "Show me" after two tries; the counted words have the colours of their sliders
    quiz.locator('[data-control="show"]').click()
    expect(quiz.locator(".cl-right")).to_have_text("288the answer")
    expect(why.locator(".cl-kernel")).to_have_text("1 kernel")
    expect(why.locator(".cl-channel")).to_have_text("32 slices")
    expect(why.locator(".cl-bias")).to_have_text("1 bias")
    expect(why).to_be_focused()
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
            expect(typed.locator(".cl-why")).to_contain_text(f"Not yet. {words}")
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


def test_it_is_shown_in_the_explorer(open_notebook, axe):
    """Below the quiz, its kernel and pixel picked; it lives, and goes with the next try."""
    notebook = open_notebook(["import convlab", 'convlab.Quiz("rgb-one-kernel")'])
    page, quiz = notebook.page, notebook.output().locator(".cl-quiz")
    link = quiz.locator('[data-control="explorer"]')
    expect(link).to_be_hidden()
    quiz.get_by_text("3 maps, one for each colour").click()
    quiz.locator('[data-control="check"]').click()
    expect(quiz.locator(".cl-sum")).to_have_text(
        "1 map, 1 number a place: 2.28 + (−0.60) + (−0.07) + (−0.50) = 1.11, at row 21, column 41. "
        "Signed, so neither colour nor grey."
    )
    expect(link).to_have_attribute("aria-expanded", "false")
    link.focus()
    page.keyboard.press("Enter")
    explorer = quiz.locator(".cl-explorer")
    expect(link).to_have_attribute("aria-expanded", "true")
    picked = explorer.evaluate("el => el.convlab.state()")
    assert "out_channel=0" in picked and "row=21&col=41" in picked
    total = explorer.evaluate("el => el.convlab.ledger().total")
    assert round(total, 4) == 1.11
    explorer.locator("canvas.cl-maps").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(300)
    assert "row=22&col=41" in explorer.evaluate("el => el.convlab.state()")
    assert axe(page, ".cl-quiz") == []
    notebook.theme(dark=True)
    page.wait_for_timeout(300)
    assert axe(page, ".cl-quiz") == []
    quiz.get_by_text("1 map of signed numbers").click()
    expect(explorer).to_have_count(0)
    assert notebook.console_errors == []


def test_answers_become_a_code_that_python_counts(browser, tmp_path, axe):
    """The first answers to all questions on a page; nothing is sent."""
    quizzes = [Quiz(id) for id in ("32-to-1-weights", "3-to-64-parameters")]
    with opened(browser, tmp_path, *quizzes) as page:
        chosen, typed = (page.locator(".cl-quiz").nth(i) for i in (0, 1))
        expect(chosen.locator(".cl-answers")).to_be_hidden()
        for answer in ("9", "288"):  # wrong at first
            chosen.get_by_text(answer, exact=True).click()
            chosen.locator('[data-control="check"]').click()
            summary = chosen.locator('[data-control="answers"]')
            expect(summary).to_be_visible()
            if answer == "9":
                chosen.locator('[data-control="check"]').click()  # try again
        typed.locator("input").fill("17")  # an answer that nobody expects
        typed.locator("input").press("Enter")
        typed.locator('[data-control="answers"]').press("Enter")
        code = typed.locator("[data-answers]")
        expect(code).to_be_visible()
        assert axe(page, ".cl-quiz") == []
        first, _ = code.inner_text().split()
        assert first == quiz.code(quizzes[0].question, 0)
        counted = tallied(code.inner_text(), [one.question for one in quizzes])
        assert [(one.counts, one.others) for one in counted.questions] == [
            ((1, 0, 0, 0), 0),
            ((0,) * len(quizzes[1].question.answers), 1),
        ]
        typed.locator('[data-control="copy-answers"]').click()
        expect(typed.locator(".cl-answers [role=status]")).not_to_be_empty()
