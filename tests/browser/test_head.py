"""What stands around a layer's grid: in few lines, in sight, still, and within a finger's reach."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import ChannelExplorer, images, kernels
from convlab.widgets.explorer import CONTROLS
from tests.browser.plain import opened, point, unfold, widened

pytestmark = pytest.mark.browser

BANK = kernels.bank("teaching")
X = images.coffee(40)
RNG = np.random.default_rng(3)


def rgb(**settings):
    return ChannelExplorer(X, *BANK[:2], **{"out_channels": 4, **settings})


LAYERS = {
    "rgb": rgb,
    "all controls": lambda: rgb(controls=CONTROLS),
    "one channel": lambda: ChannelExplorer(X[:1], BANK.weight[:3, :1], BANK.bias[:3]),
    "eight": lambda: ChannelExplorer(RNG.random((8, 24, 24)), *kernels.many(8, 8)[:2]),
    "many to one": lambda: ChannelExplorer(RNG.random((32, 24, 24)), *kernels.many(1, 32)[:2]),
    "many to many": lambda: ChannelExplorer(RNG.random((64, 24, 24)), *kernels.many(64, 64)[:2]),
}
HEIGHTS = """() => ['.cl-head', '.cl-board', '.cl-foot'].map(
    one => document.querySelector(one).getBoundingClientRect()
).map(({ top, height }) => [top, height])"""
WIDER = """() => [...document.querySelectorAll('.cl-root *')].filter((one) => {
    const { width, right } = one.getBoundingClientRect();
    return width && right > innerWidth + 0.5 && !one.closest('.cl-hidden');
}).map(one => one.outerHTML.slice(0, 90))"""
MARGINS = """() => {
    const { left, right } = document.querySelector('.cl-board').getBoundingClientRect();
    return [left, document.documentElement.clientWidth - right];
}"""
SMALL = """() => [...document.querySelectorAll('.cl-head, .cl-foot')].flatMap(
    part => [...part.querySelectorAll('button, input, select')]).filter((one) => {
    const { width, height } = (one.closest('label') ?? one).getBoundingClientRect();
    return height && (height < 44 || width < 44) && !one.matches('[type=radio]');
}).map(one => one.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize("name", LAYERS)
def test_the_head_is_low_and_nothing_moves_under_a_hand(browser, tmp_path, name):
    with opened(browser, tmp_path, LAYERS[name]()) as page:
        before = page.evaluate(HEIGHTS)
        assert before[0][1] <= (150 if name == "all controls" else 118)
        for slider in page.locator(".cl-slider input:enabled").all():
            for key in ("ArrowLeft", "ArrowLeft", "Home", "End", "ArrowLeft"):
                if slider.is_enabled() and slider.is_visible():
                    slider.press(key)
                    page.wait_for_timeout(30)
                    assert page.evaluate(HEIGHTS)[:2][0] == before[0]
                    assert page.evaluate(HEIGHTS)[1][0] == before[1][0]


@pytest.mark.parametrize("name", LAYERS)
def test_nothing_is_wider_than_a_window(browser, tmp_path, name):
    with opened(browser, tmp_path, LAYERS[name](), viewport={"width": 640, "height": 800}) as page:
        for width in (640, 840, 1000, 1400, 1920):
            widened(page, width)
            fits(page, width)


@pytest.mark.parametrize("name", LAYERS)
def test_nothing_is_wider_than_a_phone(browser, tmp_path, name):
    window = {"viewport": {"width": 344, "height": 800}, "has_touch": True}
    with opened(browser, tmp_path, LAYERS[name](), **window) as page:
        more = page.locator('[data-control="more"]')
        for width in (344, 390, 520, 560):
            widened(page, width)
            fits(page, width)
            if width < 520:
                assert page.evaluate(SMALL) == []
                unfold(page.locator(".cl-root"))
                fits(page, width)
                assert page.evaluate(SMALL) == []
                more.click()


# Buttons whose words are wider than they are
SPILT = """() => [...document.querySelectorAll('.cl-board > .cl-small')].filter((one) => {
    const words = document.createRange();
    words.selectNodeContents(one);
    return words.getBoundingClientRect().width > one.getBoundingClientRect().width;
}).map((one) => one.textContent)"""


def fits(page, width):
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert page.evaluate(WIDER) == []
    assert page.evaluate(SPILT) == []
    left, right = page.evaluate(MARGINS)  # alone on its page, it stands in the middle
    assert left == pytest.approx(right, abs=1)


TOUCHED = """() => [...document.querySelectorAll('.cl-board > .cl-small')].filter((one) => {
    const { left, top, width, height } = one.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const reached = [-21, 21].map(down => document.elementFromPoint(x, y + down));
    return width && reached.some(other => other !== one);
}).map(one => one.outerHTML.slice(0, 90))"""


def test_small_buttons_of_a_channel_are_touched_as_large(browser, tmp_path):
    window = {"viewport": {"width": 390, "height": 1400}, "has_touch": True}
    with opened(browser, tmp_path, rgb(), **window) as page:
        small = page.locator(".cl-board > .cl-small")
        assert small.count() >= 2 and small.first.bounding_box()["height"] <= 30
        assert page.evaluate(TOUCHED) == []


# Of each button what is drawn, and what is touched as it: see layer.css.
TARGETS = """() => [...document.querySelectorAll(
    ".cl-root :is(button, select, summary, input, label:has(> input))"
)].filter((one) => one.checkVisibility() && !one.closest(".cl-hidden") && !one.matches("label *"))
    .map((one) => {
        const { width, height } = one.getBoundingClientRect();
        const more = getComputedStyle(one, "::before");
        const out = more.position === "absolute" ? (one.currentCSSZoom ?? 1) : 0;
        const [tall, wide] = [["top", "bottom"], ["left", "right"]].map((sides) =>
            out ? sides.reduce((all, side) => all - out * parseFloat(more[side]), 0) : 0);
        return [width, height, width + wide, height + tall, one.outerHTML.slice(0, 90)];
    })"""
# What is written in less than 12 pixels of the screen, on the board or beside it.
TINY = """() => {
    const root = document.querySelector(".cl-root");
    const { width } = root.querySelector(".cl-maps").getBoundingClientRect();
    const zoom = width / root.convlab.width();
    const boxes = root.convlab.boxes().filter((box) => !box.blocks && box.size * zoom < 11.99);
    const elements = [...root.querySelectorAll("*")].filter((one) => one.checkVisibility()
        && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
        && parseFloat(getComputedStyle(one).fontSize) * (one.currentCSSZoom ?? 1) < 11.99);
    return [...boxes, ...elements].map((one) => one.text ?? one.textContent ?? one.kind);
}"""
X_8, X_32 = np.random.default_rng(4).random((8, 24, 24)), np.ones((32, 9, 9))
MUTED = {
    "rows": lambda: rgb(muted=[1], limit=0.1),
    "slices": lambda: ChannelExplorer(
        RNG.random((8, 24, 24)), *kernels.many(8, 8)[:1], muted=[2, 5]
    ),
    "stairs": lambda: ChannelExplorer(RNG.random((32, 9, 9)), *kernels.many(1, 32)[:1], muted=[4]),
    "asked": lambda: rgb(ask="largest"),
}


@pytest.mark.parametrize("name", MUTED)
@pytest.mark.parametrize("least, widths", [(24, (1280, 900, 640, 560)), (44, (420, 390, 360, 274))])
def test_every_button_is_large_enough(browser, tmp_path, name, least, widths):
    """24 pixels each way for a pointer, 44 for a finger, at every width, and with all unfolded.

    Nor is anything written in less than 12 pixels on a phone, or in its notebook's 274.
    """
    window = {"viewport": {"width": widths[0], "height": 1200}, "has_touch": least == 44}
    small = set()
    with opened(browser, tmp_path, MUTED[name](), **window) as page:
        for _ in ("folded", "unfolded"):
            for width in widths:
                widened(page, width)
                targets = page.evaluate(TARGETS)
                assert len(targets) > 3
                if least == 44:
                    assert page.evaluate(TINY) == []
                    assert page.evaluate("document.documentElement.scrollWidth") <= width
                for *drawn, wide, tall, words in targets:
                    if min(drawn) < 23.9 or tall < least - 0.1 or wide < least - 0.1:
                        small.add((words, round(wide), round(tall), *map(round, drawn), width))
            unfold(page)
    assert small == set()


def test_sentence_and_sliders_stay_in_sight_while_the_grid_scrolls(browser, tmp_path):
    with opened(browser, tmp_path, rgb(), viewport={"width": 1000, "height": 400}) as page:
        page.mouse.move(500, 300)
        page.mouse.wheel(0, 200)
        page.wait_for_timeout(200)
        (head, height), (board, _), (foot, low) = page.evaluate(HEIGHTS)
        assert head == 0 and board < height and foot + low == 400
        at = point(page.locator(".cl-root"), "map", o=3, row=5, col=5)
        page.locator("canvas.cl-maps").hover(position=at)
        expect(page.locator(".cl-readout")).to_contain_text("Feature map 3, row 5, column 5")


STUCK = """() => {
    const [stuck, all] = [".cl-stuck", ".cl-maps"].map(one => document.querySelector(one));
    const { width, height } = stuck;
    const [a, b] = [stuck, all].map(
        one => one.getContext("2d").getImageData(0, 0, width, height).data);
    const { top, bottom } = stuck.getBoundingClientRect();
    const under = document.querySelector(".cl-head").getBoundingClientRect().bottom;
    return [top - under, bottom, a.every((value, i) => value === b[i])];
}"""


def test_on_a_phone_the_map_stays_in_sight_while_its_channels_are_added(browser, tmp_path):
    view = LAYERS["many to one"]()
    window = {"viewport": {"width": 390, "height": 760}, "has_touch": True}
    with opened(browser, tmp_path, view, **window) as page:
        root = page.locator(".cl-root")
        page.mouse.move(200, 600)
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(200)
        gap, bottom, same = page.evaluate(STUCK)
        assert abs(gap) < 1 and bottom < 400 and same
        handle = next(
            p for p in root.evaluate("el => el.convlab.places()") if p["role"] == "handle"
        )
        board = page.locator("canvas.cl-maps").bounding_box()
        at = {
            side: board[side] + handle[side] + handle[size] / 2
            for side, size in (("x", "w"), ("y", "h"))
        }
        send = page.context.new_cdp_session(page).send
        for kind, up in (("Start", 0), ("Move", 60), ("Move", 120), ("End", 120)):
            points = [] if kind == "End" else [{"x": at["x"], "y": at["y"] - up}]
            send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
            page.wait_for_timeout(40)
        line = root.evaluate("el => el.convlab.state()")
        assert 0 < int(re.search(r"step=(-?\d+)", line)[1]) < 32  # and the page did not scroll
        assert abs(page.evaluate(STUCK)[0]) < 1 and page.evaluate(STUCK)[2]
        stuck = page.locator(".cl-stuck")
        stuck.tap(position={"x": 60, "y": 60})
        picked = root.evaluate("el => el.convlab.state()")
        assert re.search(r"row=\d+&col=\d+", picked)[0] != re.search(r"row=\d+&col=\d+", line)[0]


def test_the_value_under_a_pointer_is_told(browser, tmp_path):
    view = rgb()
    with opened(browser, tmp_path, view) as page:
        root, canvas = page.locator(".cl-root"), page.locator("canvas.cl-maps")
        readout = page.locator(".cl-readout")
        expect(readout).to_contain_text("Click a pixel of a map or an input, or a weight to")

        def told(role, **place):
            canvas.hover(position=point(root, role, **place))
            value = re.match(r"(−?[\d.]+) · ", readout.inner_text())[1]
            return float(value.replace("−", "-"))

        assert told("map", o=1, row=7, col=9) == pytest.approx(view.output[1, 7, 9], abs=0.006)
        assert told("input", c=2, row=7, col=9) == pytest.approx(X[2, 7, 9], abs=0.006)
        weight = told("slice", o=3, c=1, row=1, col=1)
        assert weight == view.weight[3, 1, 1, 1]
        page.mouse.move(1200, 990)
        expect(readout).to_contain_text("Click a pixel")


def test_by_buttons_and_a_menu_where_a_page_is_narrow(browser, tmp_path, axe):
    window = {"viewport": {"width": 360, "height": 800}, "has_touch": True}
    with opened(browser, tmp_path, rgb(controls=CONTROLS), dark=True, **window) as page:
        count = page.locator(".cl-count")
        page.get_by_role("button", name="fewer input channels").tap()
        expect(count).to_contain_text("4 kernels × 2 slices")
        page.get_by_role("button", name="more output channels").tap()
        expect(count).to_contain_text("5 kernels × 2 slices")
        assert page.get_by_role("button", name="fewer groups").count() == 0
        page.locator('[data-control="more"]').tap()
        page.locator('[data-menu="view"]').select_option("running sum")
        page.wait_for_timeout(300)
        state = page.evaluate("() => document.querySelector('.cl-root').convlab.state()")
        assert "view=running+sum" in state
        assert axe(page, ".cl-root") == []


def test_order_of_adding(browser, tmp_path, axe):
    with opened(browser, tmp_path, LAYERS["many to one"]()) as page:
        state = "() => document.querySelector('.cl-root').convlab.state()"
        expect(page.locator('[data-control="view"]')).to_have_count(0)
        page.get_by_label("by size", exact=True).check()
        assert "adding=by+size&shuffle=0" in page.evaluate(state)
        page.get_by_label("shuffled", exact=True).check()
        page.get_by_label("shuffled", exact=True).click()  # again: another order
        assert "adding=shuffled&shuffle=1" in page.evaluate(state)
        assert axe(page, ".cl-root") == []


def test_without_colours_of_ones_own(browser, tmp_path, axe):
    with opened(browser, tmp_path, rgb(), forced_colors="active") as page:
        thumb = page.locator('[data-control="in_channels"]')
        assert thumb.evaluate("el => getComputedStyle(el).appearance") == "auto"
        gradient = page.locator(".cl-gradient")
        assert "gradient" in gradient.evaluate("el => getComputedStyle(el).backgroundImage")
