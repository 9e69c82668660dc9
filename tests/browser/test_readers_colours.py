"""Contrast themes and pages that run from right to left."""

import io

import numpy as np
import pytest
from PIL import Image

from convlab import ChannelExplorer, Studio, Trainer, WrongConvolutions, images, kernels
from tests.browser.plain import opened, unfolded

pytestmark = pytest.mark.browser
X = images.coffee(40)
BANK = kernels.bank("teaching")
WIDGETS = {
    "explorer": lambda: ChannelExplorer(X, BANK.weight[:2], BANK.bias[:2]),
    "studio": Studio,
    "trainer": lambda: Trainer(images.diagonals(), np.eye(3)[None, None]),
    "wrong": lambda: WrongConvolutions(X, BANK.weight, BANK.bias),
}


def picture(locator):
    return np.asarray(Image.open(io.BytesIO(locator.screenshot())).convert("RGB"))


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("name", WIDGETS)
@pytest.mark.fault(
    "Eyes, hands and settings",
    "A contrast theme replaces all colours",
    "Sliders are seen, and a pressed button looks pressed.",
)
def test_sliders_and_buttons_are_seen_in_a_contrast_theme(browser, tmp_path, name, scheme):
    colours = {"forced_colors": "active", "color_scheme": scheme}
    with opened(browser, tmp_path, WIDGETS[name](), **colours) as page:
        page.wait_for_timeout(300)
        if name == "studio":
            unfolded(page.locator(".cl-root").first, "layer")
        sliders = [one for one in page.locator("input[type=range]").all() if one.is_visible()]
        assert sliders
        for slider in sliders:
            assert len(np.unique(picture(slider).reshape(-1, 3), axis=0)) > 1
        buttons = page.locator("button[aria-pressed=false]").all()
        for button in (one for one in buttons[:3] if one.is_visible()):
            page.mouse.move(0, 0)
            before = picture(button)
            button.evaluate("button => button.setAttribute('aria-pressed', 'true')")
            assert not np.array_equal(picture(button), before)
            button.evaluate("button => button.setAttribute('aria-pressed', 'false')")


@pytest.mark.parametrize("name", WIDGETS)
@pytest.mark.fault(
    "Eyes, hands and settings",
    "A page runs from right to left",
    "The widgets show the same picture.",
)
def test_a_page_from_right_to_left_shows_the_same(browser, tmp_path, name):
    with opened(browser, tmp_path, WIDGETS[name]()) as page:
        root = page.locator(".cl-root").first
        page.wait_for_timeout(500)
        before = picture(root)
        page.evaluate("document.documentElement.dir = 'rtl'")
        page.wait_for_timeout(300)
        after = picture(root)
        assert after.shape == before.shape
        differs = (np.abs(after.astype(int) - before) > 32).mean()
        assert differs < 1e-5  # the edge of a letter, perhaps
