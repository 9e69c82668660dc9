"""Numbers as people type them, in every field for one: read, or answered beside the field."""

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import ChannelExplorer, Studio, kernels
from tests.browser.plain import opened, shown, unfolded

pytestmark = pytest.mark.browser
X = np.random.default_rng(0).random((3, 14, 14)).round(2).astype(np.float32)
BANK = kernels.bank("teaching")


def pick_a_weight(page):
    page.locator("canvas.cl-maps").focus()
    page.keyboard.press("w")
    page.keyboard.press("Enter")
    return page.locator('[data-control="weight"]')


def beside(field):
    """The note, if it is the one that the field refers to, and stands near it."""
    note = field.page.locator(f"#{field.get_attribute('aria-describedby')}")
    one, other = field.bounding_box(), note.bounding_box()
    below = other["y"] - one["y"] - one["height"]
    above = one["y"] - other["y"] - other["height"]
    assert abs(one["x"] - other["x"]) < 8 and 0 <= max(below, above) < 12
    return note


def test_a_weight(browser, tmp_path, axe):
    with opened(browser, tmp_path, ChannelExplorer(X, BANK.weight[:2], BANK.bias[:2])) as page:
        field = pick_a_weight(page)
        for typed, weight in (("0,5", "0.5"), ("−1/4", "-0.25"), ("1.234,5", "1234.5"), ("2", "2")):
            field.fill(typed)
            field.press("Enter")
            expect(field).to_have_value(weight)
        before = shown(page, "outputs()")
        for typed in ("abc", "", "1e999", "1,000"):
            field.fill(typed)
            field.press("Enter")
            expect(beside(field)).to_contain_text("It stays 2.")
            expect(field).to_have_value("2")
        np.testing.assert_array_equal(shown(page, "outputs()"), before)
        assert axe(page, ".cl-root") == []
        field.press("ArrowUp")  # the note speaks of a 2 that is no more
        expect(page.locator(".cl-beside")).to_be_hidden()
        expect(field).to_have_value("3")
        field.fill("12")
        field.press("Escape")
        expect(field).to_have_value("3")


def test_a_place(browser, tmp_path):
    many = np.concatenate([BANK.weight] * 2)
    with opened(browser, tmp_path, ChannelExplorer(X, many)) as page:
        page.get_by_role("button", name="more controls").click()
        row = page.locator('input[data-control="row"]')
        for typed in ("3,5", "", "99", "-1"):
            row.fill(typed)
            row.press("Enter")
            words = "A row number is a whole number from 0 to 11."
            expect(beside(row)).to_contain_text(words)
        row.fill("5")
        row.press("Enter")
        expect(row).to_have_value("5")
        assert "row=5" in page.evaluate("document.querySelector('.cl-root').convlab.state()")
        expect(page.locator(".cl-beside")).to_be_hidden()


def test_a_bias(browser, tmp_path):
    with opened(browser, tmp_path, Studio(bank="blur")) as page:
        root = unfolded(page.locator(".cl-root").first, "kernels")
        bias = root.locator('[data-control="bias"]').first
        bias.fill("0,5")
        bias.press("Tab")
        expect(bias).to_have_value("0.5")
        bias.fill("a half")
        bias.press("Tab")
        expect(beside(bias)).to_contain_text("A bias is a number between")
        page.locator('[data-control="bank"][value="edges"]').check()
        expect(page.locator(".cl-beside").first).to_be_hidden()  # another bias stands there now
