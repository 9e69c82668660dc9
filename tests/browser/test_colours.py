"""One scale that stays: neither a weight, nor a step, nor a slider changes any other colour."""

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import ChannelExplorer, images, kernels
from tests.browser.plain import opened, widened

pytestmark = pytest.mark.browser

RNG = np.random.default_rng(8)
BANK = kernels.bank("teaching")
PHOTO = images.coffee(40)


def some(channels, kernel_count, size=12, kernel=3, **settings):
    """A layer of numbers as training leaves them."""
    x = RNG.random((channels, size, size))
    weight = RNG.normal(size=(kernel_count, channels, kernel, kernel)) / 3
    return ChannelExplorer(x, weight, RNG.normal(size=kernel_count), out_channel=1, **settings)


LAYERS = {
    "rgb to four": lambda: ChannelExplorer(PHOTO, BANK.weight[:4], BANK.bias[:4], out_channel=1),
    "eight to eight": lambda: some(8, 8),
    "rgb to many": lambda: some(3, 12),
    "many to two": lambda: some(32, 2),
    "many to many": lambda: some(12, 10),
    "one by one": lambda: some(8, 6, kernel=1),
}

# What every place of a kernel but the first looks like, and every signed scale
COLOURS = """() => {
    const { places, boxes, width } = document.querySelector(".cl-root").convlab;
    const canvas = document.querySelector(".cl-maps"), ratio = canvas.width / width();
    const pen = canvas.getContext("2d");
    const of = ({ x, y, w, h }) => {
        const sides = [x + 1, y + 1, w - 2, h - 2].map(side => Math.round(side * ratio));
        return pen.getImageData(...sides).data.reduce((sum, v, i) => (sum * 31 + v) % 1e9, 7);
    };
    const others = places().filter(one => one.o && ["map", "partial", "tab"].includes(one.role));
    const signed = boxes().filter(({ kind, scheme }) => kind !== "cells" && scheme === "signed");
    return {
        pictures: others.map(one => [one.role, one.o, one.c ?? -1, of(one)].join()),
        scales: [...new Set(signed.map(({ range, root }) => `${range} ${root}`))].sort(),
    };
}"""


def set_traits(page, **traits):
    for name, value in traits.items():
        page.evaluate(
            "([name, value]) => document.querySelector('.convlab-live').model.set(name, value)",
            [name, value],
        )
    page.evaluate("() => new Promise(done => setTimeout(done, 80))")
    return page.evaluate(COLOURS)


@pytest.mark.parametrize("layer", LAYERS)
def test_one_weight_changes_no_other_colour(browser, tmp_path, layer):
    """Here as pixels, at some steps; at every step as numbers in js/colours.test.mjs."""
    explorer = LAYERS[layer]()
    steps = sorted({-1, 0, 1, explorer.in_channels // 2, explorer.in_channels})
    with opened(browser, tmp_path, explorer) as page:
        before = [set_traits(page, step=step) for step in steps]
        assert all(seen["pictures"] for seen in before)
        assert len({str(seen["scales"]) for seen in before}) == 1
        set_traits(page, edits=[0, 25.5, 1, -31])
        assert [set_traits(page, step=step) for step in steps] == before
        page.evaluate(COLOURS)


def test_no_slider_moves_a_scale(browser, tmp_path):
    with opened(browser, tmp_path, LAYERS["rgb to four"]()) as page:
        scales = set_traits(page)["scales"]
        for changes in (
            {"in_channels": 1},
            {"out_channels": 2},
            {"kernel_size": 1, "in_channels": 3},
            {"stride": 3, "padding": 2, "dilation": 2},
            {"muted": [0, 1]},
            {"view": "running sum"},
        ):
            assert set(set_traits(page, **changes)["scales"]) <= set(scales)
        assert set_traits(page, limit=50)["scales"] != scales


def test_a_weight_that_goes_beyond_the_scale_offers_a_wider_one(browser, tmp_path):
    explorer = LAYERS["rgb to four"]()
    explorer.out_channel = 0
    with opened(browser, tmp_path, explorer) as page:
        button, before = page.locator('[data-control="limit"]'), set_traits(page)["scales"]
        expect(button).to_be_hidden()
        set_traits(page, edits=[4, 5])
        expect(button).to_have_text("Rescale to ±10")
        why = page.locator(".cl-why").inner_text()
        explorer.edits = [4, 5]
        beyond = abs(explorer.output[0]) > 3
        most = abs(explorer.output[0]).max()
        assert why == f"Hatched: {beyond.sum():,} of {beyond.size:,} pixels, up to {most:.2f}"
        widened(page, 640)  # less room, and still room for words
        assert page.locator(".cl-why").evaluate("one => one.scrollHeight <= one.clientHeight")
        widened(page, 1280)
        button.click()
        expect(button).to_have_text("Scale as before")
        assert "limit=10" in page.evaluate("document.querySelector('.cl-root').convlab.state()")
        assert set_traits(page)["scales"] == ["10 false"]
        button.click()
        assert set_traits(page)["scales"] == before


# The terms of the account that are not on the screen, or that something of the page lies on
HIDDEN = """() => {
    const { boxes, width } = document.querySelector(".cl-root").convlab;
    const canvas = document.querySelector(".cl-maps"), board = canvas.getBoundingClientRect();
    const zoom = board.width / width();
    const middle = ({ kind, x, y, w, h }) => kind === "pill" ? [x, y] : [x + w / 2, y + h / 2];
    const terms = boxes().filter(({ kind }) => ["swatch", "pill"].includes(kind));
    const hidden = terms.filter(term => {
        const [x, y] = middle(term).map(side => side * zoom);
        return document.elementFromPoint(board.x + x, board.y + y) !== canvas;
    });
    return { count: terms.length, hidden: hidden.map(({ kind, text }) => `${kind} ${text}`) };
}"""


@pytest.mark.parametrize("layer", LAYERS)
def test_every_term_is_in_sight_at_every_width(browser, tmp_path, layer):
    explorer = LAYERS[layer]()
    with opened(browser, tmp_path, explorer, viewport={"width": 390, "height": 2600}) as page:
        for width in (360, 640, 1000, 1920):
            widened(page, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            for step in (-1, explorer.in_channels // 2):
                set_traits(page, step=step)
                seen = page.evaluate(HIDDEN)
                assert seen["count"]
                assert seen["hidden"] == []


@pytest.mark.parametrize("layer", ["rgb to four", "many to two"])
def test_arrows_pick_another_pixel_with_as_many_channels_added(browser, tmp_path, layer):
    with opened(browser, tmp_path, LAYERS[layer]()) as page:
        set_traits(page, step=2)
        page.locator("canvas.cl-maps").press("ArrowLeft")
        line = "() => document.querySelector('.cl-root').convlab.state()"
        state = dict(part.partition("=")[::2] for part in page.evaluate(line).split("&"))
        assert (state["step"], int(state["col"])) == ("2", LAYERS[layer]().col - 1)
