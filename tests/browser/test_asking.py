"""Predictions on the picture: with a hand, with keys, by touch; light and dark, at every width."""

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import ChannelExplorer, conv2d, figures, images, kernels
from tests.browser.plain import opened, point

pytestmark = pytest.mark.browser
X, BANK = images.coffee(30), kernels.bank("teaching")
LAYER = (X, BANK.weight[:4], BANK.bias[:4])
MAPS = conv2d(*LAYER)
WIDTHS = [(390, True), (640, False), (1040, True), (1640, False)]
SAID = "p[aria-live]"  # what a screen reader is told
DOOR = "document.querySelector('.cl-root').convlab"


def asked(**settings):
    """An explorer that asks about map 1."""
    return ChannelExplorer(*LAYER, **({"out_channel": 1} | settings))


def traits(page):
    """What is set, by name."""
    line = page.evaluate(f"{DOOR}.state()")
    return dict(one.split("=") for one in line.replace("%2C", ",").split("&"))


def on_page(page, spot):
    """A spot of the canvas, as the mouse goes there."""
    box = page.locator("canvas.cl-maps").bounding_box()
    return box["x"] + spot["x"], box["y"] + spot["y"]


def place(page, row, col):
    """Where a place of the picture lies."""
    return on_page(page, point(page.locator(".cl-root"), "guess", row=row, col=col))


@pytest.mark.parametrize(("width", "dark"), WIDTHS)
@pytest.mark.parametrize("ask", ["largest", "below", "end", "match"])
def test_a_question_has_room_and_is_accessible(browser, tmp_path, axe, ask, width, dark):
    widget = asked(goal=[0, 2]) if ask == "match" else asked(ask=ask)
    size = {"width": width, "height": 900}
    with opened(browser, tmp_path, widget, dark=dark, viewport=size) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert axe(page, ".cl-root") == []
        skip = page.locator('[data-control="ask"]')
        expect(skip).to_be_visible()
        skip.click()
        assert traits(page)["ask"] == ""


def test_below_is_painted_and_told(browser, tmp_path):
    with opened(browser, tmp_path, asked(ask="below")) as page:
        page.mouse.move(*place(page, 4, 4))
        page.mouse.down()
        for row, col in ((4, 20), (12, 20)):
            page.mouse.move(*place(page, row, col))
        page.mouse.up()
        page.locator('[data-control="tell"]').click()
        runs = [int(run) for run in traits(page)["guess"].split(",")]
        painted = np.repeat(np.arange(len(runs)) % 2 == 1, runs).reshape(28, 28)
        assert painted[4, 4:21].all() and painted[4:13, 20].all() and not painted[20].any()
        below = MAPS[1].round(2) < 0
        words = f"You found {(painted & below).sum()} of the {below.sum()} places below 0"
        expect(page.locator(SAID)).to_contain_text(words)
        expect(page.locator(".cl-readout")).to_contain_text("Escape takes the guess back")


def test_below_by_touch(browser, tmp_path):
    phone = {"viewport": {"width": 390, "height": 1300}, "has_touch": True}
    with opened(browser, tmp_path, asked(ask="below"), **phone) as page:
        page.touchscreen.tap(*place(page, 10, 10))
        page.locator('[data-control="tell"]').tap()
        assert sum(int(run) for run in traits(page)["guess"].split(",")[1::2]) >= 9


def test_the_end_with_keys_alone(browser, tmp_path):
    with opened(browser, tmp_path, asked(ask="end", row=9, col=12)) as page:
        page.locator("canvas.cl-maps").focus()
        for key in ("PageUp", "ArrowUp", "Enter"):
            page.keyboard.press(key)
        level = float(traits(page)["guess"])
        assert level > 0
        total = f"{MAPS[1, 9, 12]:.2f}".replace("-", "−")
        expect(page.locator(SAID)).to_contain_text(f"The sum ends at {total}")
        page.keyboard.press("Escape")
        page.wait_for_function(f"{DOOR}.state().endsWith('guess=')")


def test_a_staircase_asks_for_its_end_first(browser, tmp_path):
    layer = np.random.default_rng(0).random((12, 20, 20)), *kernels.many(1, 12)[:2]
    with opened(browser, tmp_path, ChannelExplorer(*layer)) as page:
        first = page.get_by_role("button", name="Guess the end first")
        first.click()
        expect(first).to_be_hidden()
        assert traits(page)["ask"] == "end"
        page.locator('[data-control="ask"]').click()
        expect(first).to_be_visible()
        assert traits(page)["ask"] == ""


def test_the_end_is_dragged(browser, tmp_path):
    with opened(browser, tmp_path, asked(ask="end", row=9, col=12)) as page:
        level = next(one for one in page.evaluate(f"{DOOR}.places()") if one["role"] == "level")
        wide = page.locator("canvas.cl-maps").bounding_box()["width"]
        zoom = wide / page.evaluate(f"{DOOR}.width()")
        aims = [share * level["high"] for share in (0, 0.3, 0.6)]
        for aim in aims:
            spot = {"x": zoom * 100, "y": zoom * (level["zero"] - aim * level["unit"])}
            page.mouse.move(*on_page(page, spot))
            page.mouse.down()
        page.mouse.up()
        page.locator('[data-control="tell"]').click()
        assert float(traits(page)["guess"]) == pytest.approx(aims[-1], abs=level["step"])


def test_a_map_is_matched_by_muting(browser, tmp_path):
    with opened(browser, tmp_path, asked(goal=[0, 2])) as page:
        said = page.locator(SAID)
        expect(said).to_contain_text("Farthest apart at row")
        page.get_by_role("button", name="mute green").click()
        expect(said).to_contain_text("Matched: all 784 places agree.")


def test_a_copied_guess_is_read(browser, tmp_path):
    allowed = {"permissions": ["clipboard-read", "clipboard-write"]}
    with opened(browser, tmp_path, asked(ask="largest"), **allowed) as page:
        copy = page.locator('[data-control="copy-guess"]')
        expect(copy).to_be_hidden()
        page.mouse.click(*place(page, 6, 9))
        copy.click()
        expect(copy.locator("xpath=..").locator("[role=status]")).not_to_be_empty()
        text = page.evaluate("() => navigator.clipboard.readText()")
        assert text == "ask=largest&out_channel=1&guess=6,9"
        assert "1 guess: where is map 1 largest?" in repr(figures.guesses(text, *LAYER))


def test_a_map_is_matched_by_typing_weights(browser, tmp_path):
    x = np.array([[[1, 0, 2, 1], [0, 3, 1, 0], [2, 1, 0, 1], [1, 0, 1, 2]]])
    hidden = np.array([[[1, 0], [-1, 2]]])
    widget = ChannelExplorer(x, np.zeros((1, 1, 2, 2)), goal=hidden, limit=8, controls=[])
    with opened(browser, tmp_path, widget) as page:
        page.locator("canvas.cl-maps").focus()
        page.keyboard.press("w")
        for key in ("ArrowUp", "ArrowLeft", "Enter"):
            page.keyboard.press(key)
        field = page.locator('[data-control="weight"]')
        for weight in hidden.ravel():
            expect(field).to_be_focused()
            field.fill(str(weight))
            page.keyboard.press("Tab")
        expect(page.locator(SAID)).to_contain_text("Matched: all 9 places agree.")
