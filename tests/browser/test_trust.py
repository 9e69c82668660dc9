"""Hostile words, much use, sleep and colour blindness, in pages without a kernel."""

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from convlab import (
    ChannelExplorer,
    Quiz,
    Run,
    Studio,
    Trainer,
    WrongConvolutions,
    conv2d,
    images,
    look,
)
from convlab.quiz import Question, right, wrong
from tests.browser.plain import opened, point, shown, unfold

pytestmark = pytest.mark.browser

RNG = np.random.default_rng(0)
X, WEIGHT = RNG.random((3, 12, 12)), RNG.normal(size=(2, 3, 3, 3))
TAG, SCRIPT = '<img src=x onerror="hostile=1">', "</script><script>hostile=1</script>"
HOSTILE = [TAG, SCRIPT, 'a\u202e" onclick="hostile=1']


@pytest.mark.fault(
    "Hostile words",
    "Names of channels and layers, questions and answers, and a page's title hold tags and scripts",
    "Nothing ran, nothing was asked of anybody, and every name stands there letter by letter.",
)
def test_hostile_words_are_words(browser, tmp_path):
    asked = Question(f"How many? {TAG}", wrong(5, f"**No.** {SCRIPT}"), right(3, f"**Yes.** {TAG}"))
    named = {TAG: Run(X, WEIGHT, None), SCRIPT: Run(X, WEIGHT, None)}
    explorer = ChannelExplorer(X, WEIGHT, None, channel_names=HOSTILE)
    with opened(browser, tmp_path, explorer, Quiz(asked), look(named)) as page:
        quiz = page.locator(".cl-quiz")
        expect(quiz).to_contain_text(f"How many? {TAG}")
        quiz.get_by_text("5", exact=True).click()
        quiz.locator('[data-control="check"]').click()
        expect(quiz).to_contain_text(f"No. {SCRIPT}")
        unfold(page.locator(".cl-explorer").first)
        for name in HOSTILE:
            said = page.get_by_label(name.replace("\u202e", ""))  # what turns words round is gone
            expect(said.first).to_be_attached()
        expect(page.get_by_label(f"layer 0, {TAG}")).to_be_attached()
        assert page.evaluate("window.hostile") is None
        assert page.locator("img").count() == 0
    file = tmp_path / "titled.html"
    explorer.save_page(file, title=f"</title>{SCRIPT}")
    page = browser.new_page()
    page.goto(file.as_uri())
    page.locator(".cl-root").wait_for()
    assert page.title() == f"</title>{SCRIPT}" and page.evaluate("window.hostile") is None
    page.close()


WIDGETS = {
    "explorer": lambda: ChannelExplorer(X, WEIGHT, None),
    "studio": Studio,
    "trainer": lambda: Trainer(images.diagonals(), np.eye(3)[None, None]),
    "wrong": lambda: WrongConvolutions(X, WEIGHT, None),
    "quiz": lambda: Quiz("3-to-64-maps"),
    "network": lambda: look({"a": Run(X, WEIGHT, None)}),
}
# Show each widget so many times more, as a cell does that is run again and again
DISPLAY = """async ([modules, times]) => {
    for (const [i, place] of document.querySelectorAll(".convlab-live").entries()) {
        const { default: widget } = await loadModule(window.convlab, modules[i]);
        for (let n = 0; n < times; n++) {
            const el = document.body.appendChild(document.createElement("div"));
            const end = widget.render({ model: place.model, el });
            if (n % 10 === 0) await new Promise((done) => setTimeout(done, 20));  // let it paint
            end();
            el.remove();
        }
    }
}"""


def held(cdp):
    """What the page holds once its rubbish is gone: nodes, listeners, bytes of its heap."""
    for _ in range(3):
        cdp.send("HeapProfiler.collectGarbage")
    found = {one["name"]: one["value"] for one in cdp.send("Performance.getMetrics")["metrics"]}
    return np.array([found[name] for name in ("Nodes", "JSEventListeners", "JSHeapUsedSize")])


@pytest.mark.fault(
    "Time and load",
    "Every widget is displayed 200 times in one page, as by a cell that is run again and again",
    "The page holds as many elements and listeners as before, and no more memory.",
)
def test_what_is_displayed_200_times_leaves_nothing(browser, tmp_path):
    widgets = [make() for make in WIDGETS.values()]
    modules = [widget.module for widget in widgets]
    with opened(browser, tmp_path, *widgets, fresh=True) as page:
        expect(page.locator(".cl-root").nth(len(widgets) - 1)).to_be_visible()
        cdp = page.context.new_cdp_session(page)
        cdp.send("Performance.enable")
        page.evaluate(DISPLAY, [modules, 10])
        before = held(cdp)
        page.evaluate(DISPLAY, [modules, 190])
        nodes, listeners, heap = held(cdp) - before
        assert nodes < 190 and listeners < 190  # one of a widget's would be 190
        assert heap < 6_000_000  # x and weight of one explorer take more, 190 times


def settled(root, want):
    """Wait until the widget's maps are these."""
    for _ in range(50):
        found = shown(root)
        if found.shape == want.shape and np.allclose(found, want, atol=1e-5):
            return
        root.page.wait_for_timeout(100)
    np.testing.assert_allclose(shown(root), want, atol=1e-5)


@pytest.mark.fault(
    "Time and load",
    "Ten explorers stand in one page, and each is used",
    "Each shows its own maps, to the digits of NumPy's.",
)
def test_ten_explorers_at_once(browser, tmp_path):
    weights = RNG.normal(size=(10, 2, 3, 3, 3))
    explorers = [ChannelExplorer(X, weight, None) for weight in weights]
    with opened(browser, tmp_path, *explorers) as page:
        for root, weight in zip(page.locator(".cl-explorer").all(), weights, strict=True):
            settled(root, conv2d(X, weight))
            root.locator('input[data-control="out_channels"]').press("ArrowLeft")
            settled(root, conv2d(X, weight[:1]))


@pytest.mark.fault(
    "Time and load",
    "The tab sleeps while channels are being added, and wakes up",
    "They go on being added, to the end, and a slider does what it did.",
)
def test_a_tab_that_slept(browser, tmp_path):
    with opened(browser, tmp_path, ChannelExplorer(X, WEIGHT, None), fresh=True) as page:
        root = page.locator(".cl-explorer")
        root.locator('[data-control="play"]').click()
        cdp = page.context.new_cdp_session(page)
        cdp.send("Page.setWebLifecycleState", {"state": "frozen"})
        cdp.send("Page.setWebLifecycleState", {"state": "active"})
        expect(root.locator('[data-control="play"]')).to_contain_text("Add channel by channel")
        assert "step=-1" in root.evaluate("root => root.convlab.state()")
        root.locator('input[data-control="out_channels"]').press("ArrowLeft")
        settled(root, conv2d(X, WEIGHT[:1]))


LEVELS = np.linspace(-1, 1, 21)


def lab(colours):
    """CIE L*a*b* of colours of sRGB, 0 to 255: distances are those that an eye sees."""
    part = np.asarray(colours) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    white = [0.9505, 1, 1.089]
    cubed = linear @ np.transpose(to_xyz) / white
    x, y, z = np.moveaxis(
        np.where(cubed > 0.008856, np.cbrt(cubed), 7.787 * cubed + 16 / 116), -1, 0
    )
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def colours_of_levels(root):
    """What stands on the screen for each of ``LEVELS``, in the map of one line of them."""
    picture = Image.open(io.BytesIO(root.locator("canvas.cl-maps").screenshot())).convert("RGB")
    spots = [point(root, "map", row=1, col=col) for col in range(len(LEVELS))]
    return np.array([picture.getpixel((int(spot["x"]), int(spot["y"]))) for spot in spots])


@pytest.mark.fault(
    "Eyes, hands and settings",
    "Colours are seen as with protanopia, deuteranopia or tritanopia, which Chromium simulates",
    "Plus and minus of the same size differ by more than five times what an eye just tells apart.",
)
@pytest.mark.parametrize("dark", [False, True])
def test_the_sign_is_seen_without_red_green_or_blue(browser, tmp_path, dark):
    x = np.tile(LEVELS, (1, 6, 1))
    explorer = ChannelExplorer(x, np.ones((1, 1, 1, 1)), None, limit=1)
    with opened(browser, tmp_path, explorer, dark=dark, fresh=True) as page:
        root, cdp = page.locator(".cl-explorer"), page.context.new_cdp_session(page)
        seen = {}
        for kind in ("none", "protanopia", "deuteranopia", "tritanopia", "achromatopsia"):
            cdp.send("Emulation.setEmulatedVisionDeficiency", {"type": kind})
            found = lab(colours_of_levels(root))
            seen[kind] = np.linalg.norm(found - found[::-1], axis=1)[abs(LEVELS) > 0.15].min()
        grey = seen.pop("achromatopsia")
        assert min(seen.values()) > 12, seen
        assert len({round(value, 3) for value in seen.values()}) == 4  # it was simulated
        assert grey < 10  # without any colour a number says the sign: docs/ACCESSIBILITY.md
