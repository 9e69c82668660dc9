"""The site, from disk and from a server: live widgets, navigation and search, and no request."""

import html
import json
import re
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import ConvLayer, conv1d, conv2d, made_up
from scripts.make_site import LESSONS
from scripts.site.markdown import anchors
from scripts.site.questions import questions
from tests.browser.plain import LIVE, quiet, served, shown, window

pytestmark = pytest.mark.browser

QUESTION = "questions/one-slice-reused-for-every-channel.html"
WIDTHS = [320, 390, 768, 1280]


@pytest.fixture
def address(site, request):
    """Where the site begins: on disk, or where a test asks for it on a server, too."""
    if getattr(request, "param", "disk") == "disk":
        yield site.as_uri()
    else:
        with served(site) as url:
            yield url


from_disk_and_server = pytest.mark.parametrize("address", ["disk", "server"], indirect=True)


@pytest.fixture
def open_page(browser, address):
    """Pages that at their end must have asked no other for anything, without errors."""
    with ExitStack() as stack:

        def start(**options):
            page = stack.enter_context(window(browser, **options))
            stack.enter_context(quiet(page, address))
            return page

        yield start


@pytest.fixture
def page(open_page):
    return open_page()


def maps_of(layer, **settings):
    """What NumPy makes of the first page's made-up numbers."""
    weight, bias = made_up.weights(layer)
    bias = bias if layer.bias else None
    return conv2d(made_up.channels(layer.in_channels), weight, bias, **settings)


def put(page, text):
    """Type a layer into the first page's box."""
    page.get_by_role("textbox", name="Your layer").fill(text)


# ---- The first page


@from_disk_and_server
def test_the_first_page_shows_its_layer_and_the_one_that_is_typed(page, address, axe):
    page.goto(f"{address}/index.html")
    root = page.locator(".cl-explorer")
    expect(root).to_contain_text("64 kernels × 3 slices × 3×3 weights + 64 biases = 1,792")
    y = maps_of(ConvLayer(3, 64, 3, padding=1), padding=1)
    np.testing.assert_allclose(shown(page), y, atol=1e-4)
    put(page, "layers.Conv2D(8, 5, strides=2, use_bias=False, input_shape=(32, 32, 16))")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "16 channels in, 8 out: what does the kernel do?"
    )
    expect(root).to_contain_text("8 kernels × 16 slices × 5×5 weights = 3,200 parameters")
    y = maps_of(ConvLayer(16, 8, 5, bias=False), stride=2)
    np.testing.assert_allclose(shown(page), y, atol=1e-4)
    expect(page.locator(".answer")).to_contain_text("16 partial maps add up to 1 map")
    assert axe(page, "body") == []


def test_what_is_not_a_layer_says_why_and_the_last_one_stays(page, address):
    page.goto(f"{address}/index.html")
    heading = page.get_by_role("heading", level=1)
    put(page, "nn.Conv2d(64, 32, 3, groups=3)")
    said = page.locator("#layer-problem")
    expect(said).to_contain_text("groups=3 must divide in_channels=64 and out_channels=32: use")
    expect(heading).to_contain_text("3 channels in, 64 out")
    put(page, "nn.Conv2d(64, 32, 3, groups=")
    expect(said).to_be_empty()
    put(page, "nn.Conv2d(64, 32, 3, groups=2)")
    expect(heading).to_contain_text("64 channels in, 32 out")


def test_who_listens_hears_which_layer_was_typed(page, address):
    page.goto(f"{address}/index.html")
    heard = page.locator('[role="status"][data-part="told"]')
    page.locator(".cl-explorer").wait_for()
    expect(heard).to_be_empty()
    put(page, "64 -> 32")
    expect(heard).to_have_text(ConvLayer(64, 32, 3, padding=1).parameters_text)
    put(page, "2048 -> 512")
    expect(heard).to_contain_text("128 channels each way, not for 2,048")


def test_a_layer_that_is_too_large_to_be_drawn_has_its_sentences_and_counts(page, address):
    page.goto(f"{address}/index.html")
    put(page, "2048 -> 512")
    expect(page.locator(".count")).to_have_text(ConvLayer(2048, 512, 3, padding=1).parameters_text)
    expect(page.locator(".unseen")).to_contain_text("128 channels each way, not for 2,048")
    expect(page.locator(".cl-explorer")).to_be_hidden()
    page.get_by_role("button", name="32 → 1").click()
    expect(page.locator(".cl-explorer")).to_contain_text("289 parameters")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_the_answer_is_on_the_first_screen(open_page, address, width, height):
    page = open_page(viewport={"width": width, "height": height})
    page.goto(f"{address}/index.html")
    page.locator(".cl-explorer").wait_for()
    seen = page.evaluate("""() => {
        const bottom = (e) => e.getBoundingClientRect().bottom;
        const root = document.querySelector(".cl-root");
        const canvas = root.querySelector("canvas.cl-maps").getBoundingClientRect();
        const zoom = canvas.width / root.convlab.width();
        const first = root.convlab.places().filter((p) => p.role === "partial" && p.o === 0);
        const low = Math.max(...first.map((p) => p.y + p.h));
        return [bottom(document.querySelector(".cl-count")), canvas.top + zoom * low];
    }""")
    assert max(seen) < height


BOARD = """() => {
    const root = document.querySelector(".cl-root");
    const { top, width } = root.querySelector("canvas.cl-maps").getBoundingClientRect();
    const ends = root.convlab.places().map(({ y, h }) => y + h);
    const bottom = top + Math.max(...ends) * (width / root.convlab.width());
    const foot = root.querySelector(".cl-foot").getBoundingClientRect();
    const words = document.querySelector(".answer").getBoundingClientRect();
    return [bottom - foot.top, foot.bottom - innerHeight, foot.bottom - words.top];
}"""


def texts(page, kind):
    """What is written in boxes of a kind."""
    return page.evaluate(
        """kind => document.querySelector(".cl-root").convlab.boxes()
            .filter(box => box.kind === kind).map(({ text }) => text)""",
        kind,
    )


def places(page, role):
    """What can be pointed at, of a role."""
    all_places = page.evaluate("() => document.querySelector('.cl-root').convlab.places()")
    return [place for place in all_places if place["role"] == role]


def hundredths(text):
    return round(100 * float(text.replace("−", "-")))


def test_board_and_account_are_on_the_first_screen_of_a_desk(open_page, address):
    """No foot covers them; the sentences stand below, and what is written adds up."""
    page = open_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{address}/index.html")
    for chip, count in (("3 → 64", "1,792"), ("32 → 1", "289"), ("64 → 32", "18,464")):
        page.get_by_role("button", name=chip, exact=True).click()
        expect(page.locator(".cl-count")).to_contain_text(f"= {count} parameters")
        page.wait_for_function(f"() => ({BOARD})().every((over) => over < 4)")
    *terms, total = map(hundredths, texts(page, "swatch"))
    assert len(terms) == 4  # three channels, and the 61 others together
    bias = hundredths(texts(page, "pill")[1])  # after that of its row
    assert sum(terms) + bias == total
    pixel = maps_of(ConvLayer(64, 32, 3, padding=1), padding=1)[0, 22, 22]
    assert total / 100 == pytest.approx(pixel, abs=0.006)


def test_a_bar_opens_its_channel_and_the_wall_is_one_choice_away(page, address):
    page.goto(f"{address}/index.html#64-32-3-p1")
    expect(page.locator(".cl-count")).to_contain_text("18,464")
    wall = page.get_by_role("radio", name="wall of all slices")
    expect(wall).not_to_be_checked()
    [bar, *_] = [place for place in places(page, "subtotal") if place["c"] == 40]
    canvas = page.locator("canvas.cl-maps")
    zoom = canvas.bounding_box()["width"] / 1000
    place = {axis: zoom * (bar[axis] + bar[side] / 2) for axis, side in (("x", "w"), ("y", "h"))}
    canvas.click(position=place)
    page.wait_for_url(re.compile("in_channel=40"))
    assert "channel 40" in texts(page, "text")
    wall.check()
    page.wait_for_url(re.compile("view=wall"))
    page.reload()  # the link holds it
    expect(wall).to_be_checked()
    assert places(page, "wall")
    canvas.press(".")
    page.wait_for_url(re.compile("in_channel=41"))
    page.get_by_role("radio", name="rows").check()
    page.wait_for_function(
        "() => document.querySelector('.cl-root').convlab.places().some(p => p.role === 'tab')"
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_scrolls_sideways_and_the_menu_opens(open_page, address, width):
    page = open_page(viewport={"width": width, "height": 800}, has_touch=True)
    paths = ("index.html", f"notebooks/{LIVE}.html", QUESTION, "search.html?q=bias")
    for path in ("questions/index.html", "decode.html", "channels.html", *paths):
        page.goto(f"{address}/{path}")
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    menu = page.locator(".menu summary")
    menu.tap()
    expect(page.locator(f'.menu a[href$="{LIVE}.html"]')).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(f'.menu a[href$="{LIVE}.html"]').tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("How do 3, or 32, channels")


def test_the_tour_plays_stops_at_a_touch_and_leads_to_its_views(open_page, address):
    page = open_page(reduced_motion="reduce", fresh=True)
    page.clock.install()
    page.goto(f"{address}/index.html")
    said, root = page.locator(".beat"), page.locator(".cl-explorer")
    root.wait_for()
    page.get_by_role("button", name="▶ Play").click()
    expect(said).to_contain_text("1 of 8. One channel comes in.")
    expect(said).to_be_in_viewport()
    expect(root).to_contain_text("1 kernel × 1 slice × 3×3 weights + 1 bias = 10 parameters")
    page.clock.run_for(7600)
    expect(said).to_contain_text("2 of 8. Three channels come in")
    page.locator("canvas.cl-maps").click()
    page.clock.run_for(20_000)
    expect(said).to_contain_text("2 of 8.")
    page.get_by_role("link", name="32 → 1").click()
    expect(said).to_contain_text("That is how 32 features become 1.")
    expect(root).to_contain_text("289 parameters")
    assert "step=32" in root.evaluate("root => root.convlab.state()")
    assert page.locator("#layer-problem").text_content() == ""
    page.get_by_role("link", name="One channel", exact=True).click()
    page.get_by_role("button", name="Go on").click()
    put(page, "5 -> 6")  # the tour makes way
    expect(said).to_be_empty()
    page.clock.run_for(20_000)
    expect(root).to_contain_text("6 kernels × 5 slices")


# ---- Links


@from_disk_and_server
def test_a_link_brings_the_view_back(page, address):
    page.goto(f"{address}/index.html#32-8-3-p1?v=1&out_channel=5&row=7")
    state = page.locator(".cl-root").evaluate("root => root.convlab.state()")
    assert "out_channel=5" in state and "row=7" in state
    expect(page.get_by_role("textbox")).to_have_value("nn.Conv2d(32, 8, 3, padding=1)")
    page.locator("canvas.cl-maps").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url(re.compile(r"#32-8-3-p1\?v=1&out_channel=5&row=8"))


@pytest.mark.parametrize(
    "link",
    [
        "3-64-3-p1?v=1&nothing=1",
        "3-64-3-p1?v=2&row=1",
        "3-64-3-g5",
        "3-64-3-p1?view=%3Cimg%20src%3Dx%3E&row=__proto__",
        "0-0-0",
        "9-%E0%A4%A",
    ],
)
def test_a_link_that_asks_for_what_is_not_there_says_so(page, address, link):
    page.goto(f"{address}/index.html#{link}")
    expect(page.locator(".cl-explorer")).to_be_visible()
    expect(page.locator("#layer-problem")).not_to_be_empty()
    assert page.locator("img[src=x]").count() == 0


def test_a_view_of_a_lesson_is_a_link_and_a_page_alone(page, address, browser):
    page.goto(f"{address}/notebooks/{LIVE}.html#many-in-rgb-explorer?v=1&row=3&col=4")
    place = page.locator("#many-in-rgb-explorer")
    root = place.locator(".cl-explorer")
    assert "row=3&col=4" in root.evaluate("root => root.convlab.state()")
    expect(place).to_be_in_viewport()
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    place.get_by_role("button", name="Copy embed").click()
    line = page.evaluate("window.copied")
    source = re.search(r'src="([^"]+)"', line)[1].replace("&amp;", "&")
    assert source == f"{address}/embed/many-in-rgb-explorer.html#v=1&row=3&col=4"
    page.set_content(line)
    frame = page.frame_locator("iframe")
    state = frame.locator(".cl-explorer").evaluate("root => root.convlab.state()")
    assert "row=3&col=4" in state


def test_a_frame_learns_its_height(page, address, site):
    source = f"{address}/embed/many-in-rgb-explorer.html"
    (site / "frame.html").write_text(
        f'<!doctype html><iframe src="{source}" height="10" width="800"></iframe><script>'
        "addEventListener('message', e => { if (e.data.convlab) "
        "document.querySelector('iframe').height = e.data.convlab.height })</script>"
    )
    page.goto(f"{address}/frame.html")
    page.frame_locator("iframe").locator(".cl-explorer").wait_for()
    page.wait_for_timeout(300)
    height = page.frames[1].evaluate("document.documentElement.scrollHeight")
    assert abs(page.locator("iframe").bounding_box()["height"] - height) < 8


# ---- Questions


@from_disk_and_server
def test_a_question_has_its_answer_its_view_and_a_quiz(page, address, axe):
    page.goto(f"{address}/{QUESTION}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("reused the same kernel weights")
    expect(page.locator(".question")).to_contain_text("25 instead of 75 for 5×5")
    root = page.locator(".cl-explorer")
    expect(root).to_contain_text("28 parameters")
    assert "&view=slice&" in root.evaluate("root => root.convlab.state()")
    y = maps_of(ConvLayer(3, 1, 3, padding=1), padding=1)
    np.testing.assert_allclose(shown(page), y, atol=1e-4)
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.get_by_role("button", name="Copy link").click()
    assert page.evaluate("window.copied") == f"{address}/{QUESTION}#3-1-3-p1?v=1&view=slice"
    quiz = page.locator('[data-module="quiz.js"]')
    quiz.scroll_into_view_if_needed()
    expect(quiz.locator(".cl-quiz")).to_be_visible()
    assert axe(page, "body") == []


@from_disk_and_server
def test_a_pasted_error_is_explained_with_its_layer(page, address, axe):
    page.goto(f"{address}/decode.html")
    box, said = page.get_by_role("textbox", name="The error message"), page.locator(".cl-explained")
    expect(said).to_contain_text("x has 1 channel, but each kernel of the layer has 3 slices")
    expect(page.locator(".cl-clash")).to_have_text("channels1≠3slices")
    expect(page.locator(".cl-explorer")).to_contain_text("64 kernels × 3 slices × 7×7 weights")
    y = maps_of(ConvLayer(3, 64, 7))
    np.testing.assert_allclose(shown(page), y, atol=1e-3)
    assert axe(page, "body") == []
    cure = page.get_by_role("img", name="the same picture, 3 times, 3 slices, a map")
    expect(cure.locator("canvas")).to_have_count(10)  # 3 of each, and their sum
    expect(said).to_contain_text("Cures 1 and 2 make the same map")
    box.fill(
        "Given groups=1, weight of size [8, 4, 5], expected input[1, 6, 30] to have 4 channels, "
        "but got 6 channels instead"
    )
    expect(page.locator(".cl-explorer")).to_contain_text("8 kernels × 4 slices × 5 weights")
    signal = ConvLayer(4, 8, 5, ndim=1)
    y = conv1d(made_up.signals(4), *made_up.weights(signal))
    np.testing.assert_allclose(np.squeeze(shown(page)), y, atol=1e-3)
    box.fill(
        "Given transposed=1, weight of size [8, 4, 3, 3], expected input[1, 6, 9, 9] to have 8 "
        "channels, but got 6 channels instead"
    )
    expect(page.locator(".cl-explorer")).to_contain_text("4 kernels × 8 slices × 3×3 weights")
    page.get_by_role("button", name="no channel axis").click()
    expect(said).to_contain_text("x has 2 axes, but Conv2d takes 3")
    expect(page.locator(".cl-explorer")).to_have_count(0)
    message = "<img src=x onerror=alert(1)> out of memory"
    box.fill(message)
    expect(said).to_contain_text("I do not know this message. I know these kinds:")
    page.reload()  # the link holds what was pasted
    expect(box).to_have_value(message)
    expect(said.locator("li").first).to_contain_text("x has other channels")


@from_disk_and_server
def test_a_trained_layer_is_adapted_to_other_channels(page, address, axe):
    page.goto(f"{address}/channels.html")
    same, code = page.locator('[data-part="same"]'), page.locator('[data-part="code"]')
    expect(same).to_contain_text("whatever the new channels hold: largest difference")
    page.get_by_role("radio", name="sum").check()
    expect(code).to_have_text('layer = kernels.adapt(layer, 1, "sum")')
    expect(page.get_by_role("img", name="Kernel 26: its slices for grey")).to_be_visible()
    page.get_by_role("radio", name="split").check()
    expect(code).to_have_text('layer = kernels.adapt(layer, [0, 1, 2, 0], "split")')
    page.get_by_label("the old channel of each").fill("0, 1")
    expect(page.get_by_role("alert")).to_contain_text("leaves out channel 2")
    assert axe(page, "body") == []


# ---- Lessons


def test_every_lesson_is_there_and_linked(page, address, site):
    page.goto(f"{address}/index.html")
    for name in LESSONS:
        assert (site / "notebooks" / f"{name}.ipynb").exists()
        page.locator(".menu summary").click()
        page.locator(f'.menu a[href$="{name}.html"]').click()
        expect(page.locator("article h1")).to_be_visible()
        # As saved, or alive; some lessons have only words and numbers
        assert page.locator(".cell").count() > 0


@from_disk_and_server
def test_every_widget_of_a_lesson_lives(page, address, axe):
    page.goto(f"{address}/notebooks/{LIVE}.html")
    places = page.locator("[data-live]")
    assert places.count() > 5
    for place in places.all():
        place.scroll_into_view_if_needed()
        expect(place.locator(".cl-root")).to_be_visible()
    for kind in ("cl-explorer", "cl-quiz", "cl-wrongs"):
        assert page.locator(f".{kind}").count() > 0
    quiz = page.locator(".cl-quiz").first
    quiz.get_by_text("12", exact=True).click()
    quiz.locator('[data-control="check"]').click()
    expect(quiz.locator(".cl-wrong .cl-mark")).to_have_text("not yet")
    assert axe(page, "body") == []


@pytest.mark.parametrize(("width", "screen"), [(390, "phone"), (1280, "desk")])
def test_a_still_keeps_the_room_that_its_widget_takes(open_page, address, width, screen):
    page = open_page(viewport={"width": width, "height": 900})
    page.goto(f"{address}/notebooks/{LIVE}.html")
    for stage in page.locator("[data-live] > .stage").all():
        stage.scroll_into_view_if_needed()
        expect(stage.locator(".cl-root")).to_be_visible()
        room = float(stage.evaluate(f"one => one.style.getPropertyValue('--{screen}')"))
        height = stage.bounding_box()["height"]
        assert room == pytest.approx(height, rel=0.15), "python -m scripts.measure_rooms _site"


def test_on_a_phone_a_still_is_as_wide_as_one(browser, address):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{address}/notebooks/{LIVE}.html")
    picture = page.locator("#many-in-rgb-explorer img")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box["height"] > 2 * box["width"]
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_follow_the_page_s_theme(open_page, address, scheme):
    """Each has a twin, of which the one that is not shown is not fetched."""
    page = open_page(color_scheme=scheme)
    page.goto(f"{address}/notebooks/{LIVE}.html")
    shown = page.locator("figure > img:visible")
    expect(shown).to_have_count(page.locator("figure > img").count() // 2)
    sources = shown.evaluate_all("all => all.map(one => one.src)")
    assert sources and {one.endswith("-dark.webp") for one in sources} == {scheme == "dark"}
    assert all(len(one.get_attribute("alt")) > 20 for one in shown.all())


def test_light_and_dark_by_the_page_s_own_switch(open_page, address, axe):
    page = open_page(fresh=True)  # what is chosen stays
    page.goto(f"{address}/index.html")
    root, seen = page.locator(".cl-root").first, []
    for _ in range(2):
        root.wait_for()
        seen.append(root.evaluate("root => getComputedStyle(root).backgroundColor"))
        page.get_by_role("button", name="Light or dark").click()
        page.wait_for_timeout(100)
    assert seen == ["rgb(255, 255, 255)", "rgb(17, 18, 20)"]
    page.get_by_role("button", name="Light or dark").click()
    page.reload()  # the choice stays
    root.wait_for()
    assert root.evaluate("root => getComputedStyle(root).backgroundColor") == "rgb(17, 18, 20)"
    assert axe(page, "body") == []


@pytest.mark.parametrize(
    ("path", "still"),
    [
        ("index.html", ".stage img"),
        (f"notebooks/{LIVE}.html", ".stage img"),
        (QUESTION, ".stage img"),
        *((name, "noscript img") for name in ("decode.html", "channels.html", "own.html")),
    ],
)
@pytest.mark.fault(
    "Pages that may not",
    "JavaScript is off on the site",
    "Words, pictures and menus stay.",
)
def test_without_scripts_the_pictures_and_words_stay(browser, address, path, still):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{path}")
    expect(page.locator(".scripted")).to_be_hidden()
    picture = page.locator(still).first
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible()
    assert len(picture.get_attribute("alt")) > 30
    page.locator(".menu summary").click()
    expect(page.locator(f'.menu a[href$="{LIVE}.html"]')).to_be_visible()
    context.close()


def test_a_policy_without_blobs_lets_widgets_live(browser, site):
    page = browser.new_page()
    with served(site, policy="script-src 'self' 'unsafe-inline'") as address:
        page.goto(f"{address}/notebooks/{LIVE}.html#many-in-rgb-explorer")
        expect(page.locator("#many-in-rgb-explorer .cl-explorer")).to_be_visible()
        page.close()


def test_where_a_script_is_missing_the_still_stays_and_says_why(browser, site):
    page = browser.new_page()
    with served(site) as address:
        page.route("**/live/*.js", lambda route: route.abort())
        page.goto(f"{address}/notebooks/{LIVE}.html#many-in-rgb-explorer")
        place = page.locator("#many-in-rgb-explorer")
        expect(place).to_contain_text("here it stands still")
        expect(place.locator("img")).to_be_visible()
        page.close()


def test_a_layer_can_be_embedded_with_its_box(page, address):
    page.goto(f"{address}/embed/layer.html#32-1-3-p1")
    expect(page.locator(".cl-explorer")).to_contain_text("289 parameters")
    page.get_by_role("button", name="3 → 64").click()
    expect(page.locator(".cl-explorer")).to_contain_text("1,792 parameters")
    assert page.url.endswith("#3-64-3-p1")


def test_printed_and_in_a_contrast_theme(open_page, address):
    page = open_page(forced_colors="active")
    page.goto(f"{address}/index.html")
    page.locator(".cl-explorer").wait_for()
    chip = page.get_by_role("button", name="32 → 1")
    assert chip.evaluate("chip => getComputedStyle(chip).borderTopWidth") == "1px"
    page.emulate_media(media="print")
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator(".answer")).to_be_visible()


def test_buttons_and_links_of_the_shell_are_large_enough_for_a_finger(open_page, address):
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True)
    for path in ("index.html", f"notebooks/{LIVE}.html"):
        page.goto(f"{address}/{path}")
        page.locator(".menu summary").click()
        small = page.evaluate("""() => [...document.querySelectorAll(
            ".top a, .top button, .top summary, .chips button, .take a, .take button, .next a")]
            .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 24)
            .map((e) => e.textContent)""")
        assert small == []


# ---- What is found


@from_disk_and_server
def test_search_needs_no_server(page, address):
    """What is found first for which words: tests/test_search.py."""
    page.goto(f"{address}/index.html")
    page.get_by_role("searchbox").fill("why 64 feature maps")
    page.keyboard.press("Enter")
    first = page.locator("#search-results a").first
    expect(first).to_have_attribute("href", re.compile("notebooks/03-many-out.html"))
    expect(page.locator("#found")).to_have_text("20 sections")
    box = page.get_by_role("searchbox", name="Search for")
    box.fill("depthwise")
    expect(first).to_have_attribute("href", re.compile("notebooks/05-groups.html"))


def test_every_link_inside_leads_somewhere(site):
    pages = {path: path.read_text("utf-8") for path in site.rglob("*.html")}
    ids = {path: anchors(text) for path, text in pages.items()}
    lost = []
    for path, text in pages.items():
        if path.name == "404.html":
            continue
        for link in re.findall(r'<a [^>]*href="([^"]+)"', text):
            file, _, place = unquote(html.unescape(link)).partition("#")
            if re.match(r"[a-z]+:", file) or file.endswith(".ipynb") or "?v=" in place:
                continue
            aim = (path.parent / file.partition("?")[0]).resolve() if file else path
            if not aim.exists() or (place and aim in ids and place not in ids[aim]):
                lost.append(f"{path.relative_to(site)}: {link}")
    assert not lost, "\n".join(lost)


def test_pages_say_what_they_are(site):
    lists = {site / "questions/index.html"}
    pages = {*site.glob("notebooks/*.html"), *site.glob("questions/*.html")} - lists
    assert len(pages) == len(LESSONS) + len(questions())
    for path in [site / "index.html", *sorted(pages)]:
        text = path.read_text("utf-8")
        where = path.relative_to(site)
        assert f'<link rel="canonical" href="https://example.org/convlab/{where}">' in text
        data = re.search(r'<script type="application/ld\+json">(.+?)</script>', text)
        assert json.loads(data[1])["@type"] in ("FAQPage", "LearningResource")
        assert re.search(r'<meta name="description" content="[^"]{40,}">', text)
        address = 'property="og:image" content="https://example.org/convlab/([^"]+[.]png)"'
        assert (site / re.search(address, text)[1]).is_file()
        assert all(len(alt) > 5 for alt in re.findall(r'<img [^>]*alt="([^"]*)"', text))
    assert "https://example.org/convlab/index.html" in (site / "sitemap.xml").read_text()


def test_nothing_is_sent_that_nobody_needs(site):
    names = [path.name for path in site.rglob("*") if path.is_file()]
    assert not [name for name in names if name.endswith(".map") or "fontawesome" in name]
    assert Path(site / ".nojekyll").exists()


# ---- By keys alone

# What is near enough to be woken lives
AWAKE = """() => [...document.querySelectorAll("[data-live]")].every((place) => {
    const { top, bottom } = place.getBoundingClientRect();
    const isNear = top < innerHeight + 700 && bottom > -700;
    return !isNear || place.querySelector(".cl-root");
})"""
FOCUSED = "one => one === document.activeElement"


def tab_to(page, wanted):
    """Press Tab until the focus is there; it is seen wherever it stops."""
    for _ in range(300):
        page.keyboard.press("Tab")
        page.wait_for_function(AWAKE)
        if wanted.count() and wanted.evaluate(FOCUSED):
            expect(wanted).to_be_in_viewport()
            return
    raise AssertionError(f"Tab does not come to {wanted}")


@pytest.mark.fault(
    "Eyes, hands and settings",
    "A lesson of the site is worked through by keys alone, from its first link to the next lesson",
    "Quiz, explorer, folded solution and links are reached by Tab and do what their keys say.",
)
def test_a_lesson_by_keys_alone(page, address):
    page.goto(f"{address}/notebooks/{LIVE}.html")
    page.wait_for_function(AWAKE)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    quiz = page.locator("#many-in-32-quiz .cl-quiz")
    tab_to(page, quiz.locator('[data-control="answer"]').first)
    page.keyboard.press("Space")
    while not quiz.get_by_label("288", exact=True).is_checked():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(quiz.locator(".cl-right")).to_have_text("288✓ right")
    explorer = page.locator("#many-in-32-explorer .cl-explorer")
    tab_to(page, explorer.locator('[data-control="in_channels"]').first)
    page.keyboard.press("ArrowLeft")
    expect(explorer).to_contain_text("31 slices")
    solution = page.locator("article details summary", has_text="Solution").first
    tab_to(page, solution)
    page.keyboard.press("Enter")
    expect(solution.locator("..")).to_have_attribute("open", "")
    tab_to(page, page.locator("nav.next a[rel=next]"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("03-many-out.html$"))
