"""A widget that fills the screen, for a room: all of it in sight, in type for the back row."""

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import ChannelExplorer, Quiz, Studio, Trainer, WrongConvolutions, images, kernels
from tests.browser.plain import opened, unfold

pytestmark = pytest.mark.browser

BANK = kernels.bank("teaching")
ONE = BANK.weight[2:3], BANK.bias[2:3]
X = images.coffee(40)
RNG = np.random.default_rng(3)
SCREENS = [(1280, 720), (1920, 1080)]
READABLE = 28 / 1080  # the least height of type, of the screen's


def many(o, c, **settings):
    layer = RNG.random((c, 24, 24)), *kernels.many(o, c)[:2]
    return ChannelExplorer(*layer, **settings)


WIDGETS = {
    "rows": lambda: ChannelExplorer(X, *BANK[:2], out_channels=4),
    "slices": lambda: many(8, 8),
    "many": lambda: ChannelExplorer(X, *kernels.many(32, 3)[:2]),
    "stairs": lambda: many(1, 32, step=20),
    "opened": lambda: many(64, 64),
    "wall": lambda: many(64, 64, view="wall"),
    "predict": lambda: ChannelExplorer(X, *BANK[:2], ask="largest"),
    "studio": lambda: Studio(source="my drawing"),
    "trainer": lambda: Trainer(X, *ONE, steps=9),
    "wrong": lambda: WrongConvolutions(X, *BANK[:2], idea="mean"),
    "one": lambda: ChannelExplorer(X[:1], BANK.weight[:2, :1], BANK.bias[:2]),
    "quiz": lambda: Quiz("32-to-1-weights"),
}
FOR_A_ROOM = ["rows", "one", "many", "stairs", "trainer", "wrong"]  # with scenes of their own
INSIDE = """() => {
    const root = document.querySelector(".cl-present");
    const keys = root.querySelector(".cl-keys").getBoundingClientRect();
    const kinds = ".cl-board, .cl-count, .cl-question, .cl-choices, .cl-head .cl-button";
    const all = [...root.querySelectorAll(kinds)];
    const boxes = all.map(one => one.getBoundingClientRect()).filter(({ width }) => width);
    const { width, height, x, y } = root.getBoundingClientRect();
    return {
        root: [x, y, width, height],
        keys: [keys.left, keys.right, keys.bottom],
        left: Math.min(...boxes.map(({ left }) => left)),
        right: Math.max(...boxes.map(({ right }) => right)),
        top: Math.min(...boxes.map(({ top }) => top)),
        bottom: Math.max(...boxes.map(({ bottom }) => bottom)) - keys.top,
        scrolls: root.scrollHeight - root.clientHeight,
    };
}"""
SIZES = """() => {
    const { convlab } = document.querySelector(".cl-root");
    const { width } = document.querySelector("canvas.cl-maps").getBoundingClientRect();
    const zoom = width / (convlab.width?.() ?? 804);
    const kinds = ["text", "cells", "swatch", "pill"];
    const shown = convlab.boxes().filter(({ kind, blocks }) => kinds.includes(kind) && !blocks);
    return shown.map(box => (box.size ?? 15) * zoom);
}"""


@pytest.mark.parametrize("screen", SCREENS, ids=str)
@pytest.mark.parametrize("name", WIDGETS)
def test_all_of_it_is_on_one_screen(browser, tmp_path, name, screen):
    wide, high = screen
    view = WIDGETS[name]()
    view.present = True
    with opened(browser, tmp_path, view, viewport={"width": wide, "height": high}) as page:
        page.wait_for_timeout(250)
        found = page.evaluate(INSIDE)
        assert found["root"] == pytest.approx([0, 0, wide, high], abs=1)
        assert found["keys"] == pytest.approx([0, wide, high], abs=2)
        assert found["left"] >= -1 and found["right"] <= wide + 1
        for button in page.locator(".cl-head button:visible").all():  # none is cut off
            box = button.bounding_box()
            assert box["x"] + box["width"] <= wide
        assert found["top"] >= -1 and found["bottom"] <= 1 and found["scrolls"] <= 0
        if name in FOR_A_ROOM:
            assert min(page.evaluate(SIZES)) >= READABLE * high
            canvas = page.locator("canvas.cl-maps").first.bounding_box()
            assert canvas["width"] > 0.93 * wide


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_what_an_answer_means_is_read_from_the_back_row(browser, tmp_path, screen):
    """The row of the idea and that of the layer fill the screen, and none of it is cut off."""
    wide, high = screen
    view = Quiz("rgb-one-kernel")
    view.present = True
    with opened(browser, tmp_path, view, viewport={"width": wide, "height": high}) as page:
        page.get_by_label("An RGB picture").check()
        page.get_by_role("button", name="Check").click()
        expect(page.locator(".cl-feedback canvas")).to_be_visible()
        page.wait_for_function(
            "high => document.querySelector('.cl-feedback canvas').clientWidth * 14 / 804"
            " * document.querySelector('.cl-feedback canvas').currentCSSZoom >= high",
            arg=READABLE * high,
        )
        found = page.evaluate(INSIDE)
        assert found["bottom"] <= 1 and found["right"] <= wide + 1 and found["scrolls"] <= 0
        expect(page.get_by_role("button", name="Try again")).to_be_visible()


@pytest.mark.parametrize("name", ["rows", "trainer", "quiz"])
def test_a_phone_shows_what_it_always_shows(browser, tmp_path, name):
    """In type as large as ever, with a button to touch that leaves."""
    view = WIDGETS[name]()
    view.present = True
    with opened(browser, tmp_path, view, viewport={"width": 390, "height": 844}) as page:
        expect(page.locator(".cl-present:not(.cl-room)")).to_be_visible()
        assert page.evaluate("() => document.querySelector('.cl-root').scrollWidth <= innerWidth")
        leave = page.get_by_role("button", name="leave")
        box = leave.bounding_box()
        assert box["height"] >= 44 and box["y"] + box["height"] <= 844
        if name != "quiz":
            assert page.locator("canvas.cl-maps").first.bounding_box()["width"] >= 358
        leave.click()
        expect(page.locator(".cl-present")).to_have_count(0)


def test_keys_and_buttons_enter_and_leave(browser, tmp_path, axe):
    with opened(browser, tmp_path, WIDGETS["rows"]()) as page:
        root = page.locator(".cl-root").first
        unfold(root)
        page.get_by_role("button", name="Present").click()
        filled = page.locator(".cl-present")
        expect(filled).to_be_visible()
        assert axe(page, ".cl-root") == []

        def state(name):
            line = root.evaluate("el => el.convlab.state()")
            return dict(part.split("=") for part in line.split("&"))[name]

        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert state("out_channel") == "2"
        for step in ("0", "1", "2", "3", "-1"):
            page.keyboard.press("Space")
            assert state("step") == step
        page.keyboard.press("ArrowLeft")
        assert state("step") == "3"
        # What plays stands under the map that it changes
        play = page.locator(".cl-board [data-control=play]").bounding_box()
        page.locator(".cl-board [data-control=play]").click()
        assert state("step") in ("-1", "0")
        maps = [p for p in root.evaluate("el => el.convlab.places()") if p["role"] == "map"]
        zoom = page.locator("canvas.cl-maps").bounding_box()["width"] / 852
        assert play["x"] == pytest.approx(zoom * maps[0]["x"], abs=zoom * 4)
        page.keyboard.press("Escape")
        expect(filled).to_have_count(0)
        expect(page.get_by_role("button", name="Present")).to_be_focused()
        page.locator("canvas.cl-maps").focus()
        page.keyboard.press("f")
        expect(filled).to_be_visible()
        page.get_by_role("button", name="leave").click()
        expect(filled).to_have_count(0)
        page.locator('[data-control="in_channels"]').press("f")  # letters do nothing to a slider
        expect(filled).to_be_visible()
        page.keyboard.press("Escape")
        expect(filled).to_have_count(0)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_drawing_is_painted_before_the_room(browser, tmp_path):
    studio = Studio(source="my drawing", present=True)
    with opened(browser, tmp_path, studio) as page:
        page.locator('[data-control="drawing"]').focus()
        for key in ("3", "ArrowUp", "ArrowUp", "Space"):
            page.keyboard.press(key)
        page.wait_for_timeout(250)
        x = page.evaluate("document.querySelector('.cl-root').convlab.picture().data")
        assert np.reshape(x, (3, 16, 16))[:, 6, 8].tolist() == [1, 0, 0]
        page.keyboard.press("Escape")
        expect(page.locator(".cl-present")).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True])
def test_in_jupyterlab(open_notebook, axe, dark):
    code = "from convlab import ChannelExplorer, images, kernels\nbank = kernels.bank('teaching')\n"
    code += "e = ChannelExplorer(images.coffee(40), *bank[:2], out_channels=4)\ne"
    notebook = open_notebook([code], dark=dark)
    page, filled = notebook.page, notebook.page.locator(".cl-present")
    notebook.kernel("e.present = True")
    expect(filled).to_be_visible()
    page.wait_for_timeout(250)
    size = page.viewport_size
    box = filled.bounding_box()
    assert [box[side] for side in ("x", "y", "width", "height")] == pytest.approx(
        [0, 0, size["width"], size["height"]], abs=1
    )
    # Nothing of JupyterLab lies over it
    corners = [(5, 5), (size["width"] - 5, 5), (5, size["height"] - 5)]
    over = "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('.cl-present'))"
    assert all(page.evaluate(over, list(corner)) for corner in corners)
    page.keyboard.press("Space")
    page.wait_for_timeout(300)
    assert notebook.kernel("print(e.step, e.present)") == "0 True\n"
    page.keyboard.press("Escape")
    expect(filled).to_have_count(0)
    page.wait_for_timeout(300)
    assert notebook.kernel("print(e.present)") == "False\n"
