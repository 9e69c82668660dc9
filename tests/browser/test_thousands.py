"""Layers of very many channels: the account adds up, each channel is reached, memory is bounded."""

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import ChannelExplorer
from tests.browser.plain import opened

pytestmark = pytest.mark.browser

STATE = "document.querySelector('.cl-root').convlab.state()"
TEXTS = """kinds => document.querySelector(".cl-root").convlab.boxes()
    .filter(({ kind, y, x }) => kinds.includes(kind) && y > 430 && x > 100)
    .map(({ text }) => text)"""


def layer(c_in, c_out, kernel, size, **options):
    rng = np.random.default_rng(5)
    loud = rng.gamma(0.6, 1, (c_in, 1, 1))
    x = np.maximum(0, rng.normal(size=(c_in, size, size)) * loud)
    weight = rng.normal(0, 0.05, (c_out, c_in // options.get("groups", 1), kernel, kernel))
    return ChannelExplorer(x, weight, rng.normal(0, 0.1, c_out), **options)


def find(page, thing, typed):
    field = page.get_by_role("combobox", name=f"Find a {thing}")
    field.fill(typed)
    field.press("Enter")
    return field


def picked(page, thing, at):
    """Wait until it is picked, and until the picture is that of it."""
    trait = {"kernel": "out_channel", "channel": "in_channel"}[thing]
    page.wait_for_function(f"() => /(^|&){trait}={at}(&|$)/.test({STATE})")


def written(text):
    return round(100 * float(text.replace("−", "-").replace(",", "")))


def test_512_channels_add_up_and_each_is_reached(browser, tmp_path, axe):
    explorer = layer(512, 512, 3, 7, padding=1, out_channel=3, row=2, col=4)
    with opened(browser, tmp_path, explorer) as page:
        sums = page.evaluate(TEXTS, ["swatch"])
        bias = page.evaluate(TEXTS, ["pill"])[-1]
        *parts, total = map(written, sums)
        assert len(parts) == 7  # the six loudest, and all others
        assert sum(parts) + written(bias) == total
        assert abs(total / 100 - float(explorer.ledger.total)) <= 0.011
        assert "506 more" in page.evaluate(TEXTS, ["text"])

        find(page, "channel", "511")
        picked(page, "channel", 511)
        texts = "document.querySelector('.cl-root').convlab.boxes().map(({ text }) => text)"
        page.wait_for_function(
            f"() => {texts}.includes('kernel 3 × channel 511: one cell of the wall')"
        )
        find(page, "channel", "#1")
        sizes = np.abs(explorer.ledger.subtotals)
        picked(page, "channel", int(sizes.argmax()))
        find(page, "kernel", "511")
        picked(page, "kernel", 511)
        field = find(page, "kernel", "512")
        expect(page.get_by_role("status").filter(has_text="A kernel is 0 to 511")).to_be_visible()
        field.press("Escape")
        expect(field).to_have_value("511")

        canvas = page.locator("canvas.cl-maps")
        canvas.focus()
        for kernel in range(510, 500, -1):
            page.keyboard.press("PageUp")
            picked(page, "kernel", kernel)
        each = 7 * 7 * (1 + 6 + 6)  # a kernel's map, its loudest channels', and painted ahead
        assert page.evaluate("document.querySelector('.cl-root').convlab.kept()") <= 16 * each
        assert axe(page, ".cl-root") == []


@pytest.mark.parametrize("width", [1280, 640, 390])
def test_depthwise_layers_of_many_kernels_are_paged(browser, tmp_path, width):
    explorer = layer(960, 960, 3, 5, groups=960, padding=1)
    with opened(browser, tmp_path, explorer, viewport={"width": width, "height": 900}) as page:
        if width == 390:
            page.locator('[data-control="more"]').click()
        find(page, "kernel", "959")
        picked(page, "kernel", 959)
        page.wait_for_function("""() => document.querySelector(".cl-root").convlab.boxes()
            .some(({ text }) => text?.startsWith("kernels 930 to 959 of 960"))""")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        sent = explorer.get_state()["_weight"]
        assert len(sent) == 4 * 960 * 9  # not the whole grid of 960 × 960 slices
