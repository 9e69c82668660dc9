"""Layers of every kind that an explorer takes, in a page of their own."""

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import ChannelExplorer
from tests.browser.plain import opened, shown

pytestmark = pytest.mark.browser

LAYERS = {
    "rectangle": ((3, 9, 11), (4, 3, 3, 2), dict(stride=(2, 1), padding=(1, 0), dilation=(1, 2))),
    "same": ((2, 9, 11), (3, 2, 4, 3), dict(padding="same")),
    "signal": ((3, 40), (2, 3, 5), dict(stride=2, padding=2, padding_mode="reflect")),
    "many signals": ((12, 40), (10, 12, 3), dict(padding=1)),
    "signals to one": ((12, 40), (1, 12, 3), dict(padding=1)),
    "transposed": ((3, 5, 4), (3, 4, 4, 4), dict(transposed=True, stride=2, padding=1)),
    "many transposed": ((12, 5, 4), (12, 9, 2, 3), dict(transposed=True, stride=(2, 3))),
    "transposed signal": ((2, 9), (2, 2, 4), dict(transposed=True, stride=3)),
}


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", LAYERS)
def test_the_page_works_out_what_python_does(browser, tmp_path, axe, name, width):
    x, weight, options = LAYERS[name]
    rng = np.random.default_rng(2)
    explorer = ChannelExplorer(rng.random(x), rng.normal(size=weight), **options)
    with opened(browser, tmp_path, explorer, viewport={"width": width, "height": 900}) as page:
        outputs = shown(page)
        np.testing.assert_allclose(
            np.reshape(outputs, explorer.output.shape), explorer.output, atol=1e-5
        )
        line = page.evaluate("document.querySelector('.cl-root').convlab.state()")
        assert line == explorer.state
        page.locator(".cl-root canvas:visible").last.focus()
        for key in ("ArrowRight", "ArrowDown", "i", "ArrowLeft", "w", "o", "End"):
            page.keyboard.press(key)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert axe(page, ".cl-root") == []


def test_what_the_padding_holds_is_chosen_and_said(browser, tmp_path):
    rng = np.random.default_rng(2)
    controls = ["padding", "padding_mode", "view", "code"]
    layer = dict(padding=1, controls=controls, row=0, col=0)
    explorer = ChannelExplorer(rng.random((1, 6, 7)), rng.normal(size=(2, 1, 3, 3)), **layer)
    with opened(browser, tmp_path, explorer) as page:
        readout = page.locator(".cl-readout")
        expect(readout).to_have_text("Hatched: padding, which is 0.")
        page.get_by_role("radio", name="reflect").check()
        expect(readout).to_have_text(
            "Hatched: the border mirrors: row −1 shows row 1, column −1 shows column 1."
        )
        explorer.padding_mode = "reflect"
        np.testing.assert_allclose(shown(page), explorer.output, atol=1e-5)
        expect(page.locator(".cl-code")).to_contain_text(
            'padding=1, bias=False, padding_mode="reflect")'
        )
        slider = page.locator('[data-control="padding"]')
        slider.focus()
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_text("padding holds", exact=True)).to_be_hidden()


def test_a_place_shows_its_stamp_and_a_pixel_its_stamps(browser, tmp_path):
    x = np.arange(18.0).reshape(2, 3, 3) % 5
    weight = np.arange(18.0).reshape(2, 1, 3, 3) % 4 - 1
    explorer = ChannelExplorer(x, weight, transposed=True, stride=2, row=2, col=4)
    with opened(browser, tmp_path, explorer) as page:
        texts = """() => document.querySelector(".cl-root").convlab.boxes()
            .flatMap((box) => box.kind === "text" ? [box.text] : [])"""
        found = page.evaluate(texts)
        assert "Map 0, row 2, column 4: 4 stamps of each channel reach it" in found
        pixel = explorer.ledger
        products = [
            f"{x:g} × {w:g}".replace("-", "−")
            for x, w in zip(pixel.windows[0].ravel(), pixel.weights[0].ravel(), strict=True)
        ]
        assert any({*words.split(" + ")} == {*products} for words in found)
        assert page.get_by_role("button", name="Slide the window").count() == 0
        page.locator(".cl-root canvas:visible").last.focus()
        page.keyboard.press("i")
        page.keyboard.press("Home")
        page.wait_for_timeout(300)
        line = page.evaluate("document.querySelector('.cl-root').convlab.state()")
        assert "target=input" in line
        expect(page.locator(".cl-readout")).to_contain_text("reaches 9 pixels in each of 1 map.")
