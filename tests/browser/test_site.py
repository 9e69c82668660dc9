"""The site, from disk and from a server: live widgets, navigation and search, and no request."""

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import conv2d, images, kernels
from scripts.make_site import LESSONS, build
from tests.browser.plain import served, shown

pytestmark = pytest.mark.browser

LIVE = "02-many-in"  # has an explorer, quizzes and wrong convolutions; the others as saved
BANK = kernels.bank("teaching")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    target = tmp_path_factory.mktemp("site") / "_site"
    build(target, [LIVE], lite=False)
    return target


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
def page(browser, address):
    """A page of its own, which at its end must have asked no other for anything, without errors."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page, problems = context.new_page(), []
    here = (address, "data:", "blob:")
    page.on("request", lambda r: r.url.startswith(here) or problems.append(r.url))
    page.on("console", lambda m: m.type == "error" and problems.append(m.text))
    page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
    yield page
    context.close()
    assert not problems, "\n".join(problems)


@from_disk_and_server
def test_the_first_page_answers_and_moves(page, address, axe):
    page.goto(f"{address}/index.html")
    root = page.locator(".cl-explorer")
    expect(root).to_have_count(1)
    page.get_by_role("slider", name="Output channels").focus()
    page.keyboard.press("ArrowLeft")
    expect(root).to_contain_text("3 kernels × 3 slices × 3×3 weights + 3 biases = 84 parameters")
    y = conv2d(images.coffee(52), BANK.weight[:3], BANK.bias[:3])
    np.testing.assert_allclose(shown(page, "outputs()"), y, atol=1e-5 * np.ptp(y))
    assert axe(page, ".convlab-live") == []


def test_every_lesson_is_there_and_linked(page, address, site):
    page.goto(f"{address}/index.html")
    for name in LESSONS:
        assert (site / "notebooks" / f"{name}.ipynb").exists()
        page.locator(f'.bd-sidebar a[href$="{name}.html"]').click()
        expect(page.locator("article h1")).to_be_visible()
        # As saved, or alive; some lessons have only words and numbers
        assert page.locator(".cell_output, .convlab-live").count() > 0


@from_disk_and_server
def test_every_widget_of_a_lesson_lives(page, address, axe):
    page.goto(f"{address}/notebooks/{LIVE}.html")
    places = page.locator(".convlab-live")
    expect(page.locator(".convlab-live > .cl-root")).to_have_count(places.count())
    for kind in ("cl-explorer", "cl-quiz", "cl-wrongs"):
        assert page.locator(f".{kind}").count() > 0
    quiz = page.locator(".cl-quiz").first
    quiz.get_by_text("12", exact=True).click()
    quiz.locator('[data-control="check"]').click()
    expect(quiz.locator(".cl-wrong .cl-mark")).to_have_text("not yet")
    assert axe(page, ".convlab-live") == []


def test_light_and_dark_by_the_page_s_own_switch(page, address):
    page.goto(f"{address}/index.html")
    root = page.locator(".cl-root").first
    seen = set()
    for mode in ("Light", "Dark"):
        page.get_by_label("Color mode").click()
        page.get_by_role("button", name=mode, exact=True).click()
        seen.add(root.evaluate("root => getComputedStyle(root).backgroundColor"))
    assert seen == {"rgb(255, 255, 255)", "rgb(17, 18, 20)"}


def test_search_needs_no_server(page, address):
    page.goto(f"{address}/search.html?q=depthwise")
    found = page.locator("#search-results a")
    expect(found.filter(has_text="keep to its own channels").first).to_be_visible(timeout=10_000)
