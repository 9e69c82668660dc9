"""A network's film strip in a page of its own: pick a layer, go into it, come back."""

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import look
from tests.browser.plain import opened, shown
from tests.fakes import Conv2d, Sequential

pytestmark = pytest.mark.browser

SPILLS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def network(layers=12):
    weights = np.random.default_rng(0).normal(size=(layers, 4, 4, 3, 3))
    first = Conv2d(np.random.default_rng(1).normal(size=(4, 3, 3, 3)), padding=(1, 1))
    return Sequential(first, *(Conv2d(w / 6, padding=(1, 1)) for w in weights))


def view_of(layers=12):
    return look(network(layers), np.random.default_rng(2).random((3, 16, 16)))


STATE = "document.querySelector('.cl-network').convlab.state()"


def state(page):
    return page.locator(".cl-network").evaluate("el => el.convlab.state()")


def test_pick_a_layer_go_into_it_and_come_back(browser, tmp_path, axe):
    view = view_of()
    with opened(browser, tmp_path, view) as page:
        strip, said = page.locator(".cl-network canvas").first, page.locator(".cl-about")
        inner = page.locator(".cl-opened .cl-layer")
        expect(said).to_contain_text("0: Equals the model's output: largest difference")
        strip.focus()
        for key, layer in (("ArrowRight", 1), ("End", 12), ("ArrowLeft", 11), ("Home", 0)):
            page.keyboard.press(key)
            page.wait_for_timeout(250)
            assert state(page)["layer"] == layer
        page.keyboard.press("End")
        expect(said).to_contain_text("12: Equals")
        assert state(page) == {"layer": 12, "first": 6}
        np.testing.assert_allclose(shown(inner), view["12"].output, atol=1e-4)
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.closest('.cl-opened') !== null")
        page.keyboard.press("[")
        expect(said).to_contain_text("11: Equals")
        page.locator(".cl-opened canvas[tabindex]").focus()
        page.keyboard.press("Escape")
        assert strip.evaluate("el => el === document.activeElement")
        assert "Layer 11 of 13, 11: 4 to 4, 3×3" in strip.get_attribute("aria-label")
        assert axe(page, ".cl-network") == []


def test_a_click_on_the_skyline_or_on_a_frame(browser, tmp_path):
    with opened(browser, tmp_path, view_of()) as page:
        root, strip = page.locator(".cl-network"), page.locator(".cl-network canvas").first
        rings = "el => el.convlab.boxes().filter(b => b.kind === 'ring' && !b.colour)"
        strip.click(position={"x": 12 + 104 + 56 * 9 + 20, "y": 130})
        page.wait_for_timeout(250)
        assert state(page) == {"layer": 9, "first": 3}
        strip.click(position={"x": 200, "y": 420})  # the second frame
        page.wait_for_timeout(250)
        assert state(page) == {"layer": 4, "first": 3}
        assert len(root.evaluate(rings)) == 2  # on the skyline, and round its frame

        left, top = 12 + 104, 130  # of the skyline, whose columns are 56 wide
        box = strip.bounding_box()
        drag = [(box["x"] + left + 56 * n + 20, box["y"] + top) for n in (5, 7, 12)]
        page.mouse.move(*drag[0])
        page.mouse.down()
        for place in drag[1:]:
            page.mouse.move(*place)
        page.mouse.up()
        page.wait_for_function(f"() => ({STATE}).first === 6")  # 13 layers, seven frames
        assert state(page)["layer"] == 4  # the pick stays


@pytest.mark.parametrize("width", [1280, 700, 390])
@pytest.mark.parametrize("dark", [False, True])
def test_at_every_width(browser, tmp_path, width, dark):
    size = {"width": width, "height": 900}
    with opened(browser, tmp_path, view_of(), viewport=size, dark=dark) as page:
        assert page.evaluate(SPILLS) <= 0
        wide = page.locator(".cl-network").evaluate("el => el.convlab.width()")
        assert wide == {1280: 1000, 700: 640, 390: 390}[width]


def test_a_layer_that_the_page_does_not_hold(browser, tmp_path, monkeypatch):
    monkeypatch.setattr("convlab.widgets.network.PAGE", 1)
    with opened(browser, tmp_path, view_of()) as page:
        page.locator(".cl-network canvas").first.focus()
        page.keyboard.press("ArrowRight")
        said = page.locator(".cl-about")
        expect(said).to_have_text("Opening 1 …")
        words = 'This page does not hold 1. In Python, view.explorer("1") opens it.'
        expect(said).to_have_text(words, timeout=6000)
