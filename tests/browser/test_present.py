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
READABLE = 22 / 720  # the least height of type, of the screen's


def many(o, c, **settings):
    layer = RNG.random((c, 24, 24)), *kernels.many(o, c)[:2]
    return ChannelExplorer(*layer, **settings)


def of(c, weight, **settings):
    """A layer of c channels with random weights of this shape."""
    return ChannelExplorer(RNG.random((c, 9, 9)), RNG.normal(size=weight).round(1), **settings)


WIDGETS = {
    "rows": lambda: ChannelExplorer(X, *BANK[:2], out_channels=4),
    "one": lambda: ChannelExplorer(X[:1], BANK.weight[:2, :1], BANK.bias[:2]),
    "slices": lambda: many(8, 8),
    "many": lambda: ChannelExplorer(X, *kernels.many(32, 3)[:2]),
    "stairs": lambda: many(1, 32, step=20),
    "opened": lambda: many(64, 64),
    "wall": lambda: many(64, 64, view="wall"),
    "matrix": lambda: of(16, (4, 16, 1, 1)),
    "depthwise": lambda: of(16, (16, 1, 3, 3), groups=16),
    "groups": lambda: of(8, (8, 2, 3, 3), groups=4),
    "transposed": lambda: of(3, (3, 2, 3, 3), transposed=True, stride=2),
    "signal": lambda: ChannelExplorer(RNG.random((3, 40)), RNG.normal(size=(4, 3, 5)).round(1)),
    "largest": lambda: ChannelExplorer(X, *BANK[:2], ask="largest"),
    "largest, guessed": lambda: ChannelExplorer(X, *BANK[:2], ask="largest", guess=[10, 20]),
    "below": lambda: ChannelExplorer(X, *BANK[:2], ask="below"),
    "end": lambda: many(1, 32, ask="end"),
    "end, guessed": lambda: ChannelExplorer(X, *BANK[:2], ask="end", guess=[3.5]),
    "match": lambda: ChannelExplorer(X[:1], np.zeros((1, 1, 2, 2)), goal=np.ones((39, 39))),
    "studio": lambda: Studio(source="my drawing"),
    "photo": lambda: Studio(),
    "trainer": lambda: Trainer(X, *ONE, steps=9),
    "wrong": lambda: WrongConvolutions(X, *BANK[:2], idea="mean"),
    "wrong of many": lambda: WrongConvolutions(RNG.random((32, 12, 12)), *kernels.many(2, 32)[:2]),
    "quiz": lambda: Quiz("32-to-1-weights"),
}
PRESENT = """i => {
    const root = document.querySelectorAll(".cl-keys")[i].parentElement;
    root.dispatchEvent(new KeyboardEvent("keydown", { key: "f", bubbles: true }));
}"""
# Where all that can be seen of it is, and how large its type is: on the canvases what they are told
# to write, on the page what its styles come to.
WATCH = """() => {
    window.written = [];
    const { prototype } = CanvasRenderingContext2D;
    const fillText = prototype.fillText;
    prototype.fillText = function (text, ...rest) {
        const px = parseFloat(/([\\d.]+)px/.exec(this.font)[1]) * this.getTransform().a;
        window.written.push({ canvas: this.canvas, text, px });
        return fillText.call(this, text, ...rest);
    };
}"""
SEEN = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const root = document.querySelector(".cl-present");
    for (let i = 0; i < 4; i++) await frame();
    window.written = [];
    window.dispatchEvent(new Event("resize")); // all is painted anew
    for (let i = 0; i < 4; i++) await frame();
    const onCanvas = window.written
        .filter(({ canvas }) => root.contains(canvas) && canvas.checkVisibility())
        .map(({ text, px }) => ({ text, px: px / devicePixelRatio }));
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const onPage = [];
    while (walk.nextNode()) {
        const node = walk.currentNode;
        const at = node.parentElement;
        const range = document.createRange();
        range.selectNodeContents(node);
        const { width, left, top, right, bottom } = range.getBoundingClientRect();
        if (width < 2 || !node.textContent.trim() || !at.checkVisibility()) continue;
        if (at.closest(".cl-hidden, option")) continue;
        const px = parseFloat(getComputedStyle(at).fontSize) * at.currentCSSZoom;
        onPage.push({ text: node.textContent, px, box: [left, top, right, bottom] });
    }
    const boxOf = (one) => {
        const { left, top, right, bottom } = one.getBoundingClientRect();
        return [left, top, right, bottom];
    };
    const boards = [...root.querySelectorAll(".cl-board, .cl-board > *, button")];
    return {
        root: boxOf(root),
        keys: boxOf(root.querySelector(".cl-keys")),
        parts: boards.filter((one) => one.checkVisibility()).map(boxOf),
        board: boxOf(root.querySelector(".cl-board, .cl-feedback:not(:empty), .cl-choices")),
        scrolls: root.scrollHeight - root.clientHeight,
        onCanvas,
        onPage,
    };
}"""


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_all_of_it_is_on_one_screen_in_type_for_the_back_row(browser, tmp_path, screen):
    """Every kind of widget, one after the other on one page."""
    wide, high = screen
    views = [make() for make in WIDGETS.values()]
    with opened(browser, tmp_path, *views, viewport={"width": wide, "height": high}) as page:
        expect(page.locator(".cl-keys")).to_have_count(len(views))
        page.evaluate(WATCH)
        for i, name in enumerate(WIDGETS):
            page.evaluate(PRESENT, i)
            expect(page.locator(".cl-present.cl-room")).to_be_visible()
            assert_seen(page.evaluate(SEEN), name, wide, high)
            page.keyboard.press("Escape")
            expect(page.locator(".cl-present")).to_have_count(0)


def assert_seen(found, name, wide, high):
    """All of it is in sight, and none of it is small."""
    written = found["onCanvas"] + found["onPage"]
    small = {(one["text"], one["px"]) for one in written if one["px"] < READABLE * high}
    assert not small, (name, small)
    assert found["onCanvas"] or name in ("quiz", "answer")
    assert found["root"] == pytest.approx([0, 0, wide, high], abs=1), name
    left, top, right, bottom = found["keys"]
    assert [left, right, bottom] == pytest.approx([0, wide, high], abs=2), name
    parts = found["parts"] + [one["box"] for one in found["onPage"]]
    for part in parts:
        assert part[0] >= -1 and part[1] >= -1 and part[2] <= wide + 1, (name, part)
        assert part[3] <= high + 1 and found["scrolls"] <= 0, (name, part)
    left, _, right, bottom = found["board"]
    assert bottom <= top + 1 and (right - left > 0.93 * wide or name == "answer"), name


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
            "high => document.querySelector('.cl-feedback canvas').clientWidth * 15 / 804"
            " * document.querySelector('.cl-feedback canvas').currentCSSZoom >= high",
            arg=READABLE * high,
        )
        page.evaluate(WATCH)
        assert_seen(page.evaluate(SEEN), "answer", wide, high)
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
        page.keyboard.press("+")
        assert [state(name) for name in ("out_channels", "out_channel")] == ["5", "4"]
        page.keyboard.press("-")
        assert [state(name) for name in ("out_channels", "out_channel")] == ["4", "3"]
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
    # Its style sheets make nothing small
    page.evaluate(WATCH)
    written = page.evaluate(SEEN)["onPage"]
    assert len(written) > 6 and min(one["px"] for one in written) >= 22
    page.keyboard.press("Space")
    page.wait_for_timeout(300)
    assert notebook.kernel("print(e.step, e.present)") == "0 True\n"
    page.keyboard.press("Escape")
    expect(filled).to_have_count(0)
    page.wait_for_timeout(300)
    assert notebook.kernel("print(e.present)") == "False\n"
