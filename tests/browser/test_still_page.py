"""A saved page where no script may run, and on paper: the picture is there, whole."""

import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from playwright.sync_api import expect

from convlab import ChannelExplorer, Quiz, Studio, Trainer, WrongConvolutions, images, kernels
from tests.browser.plain import opened, served

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
BANK = kernels.bank("teaching")
X = images.coffee(40)
WIDGETS = {
    "explorer": lambda: ChannelExplorer(X, BANK.weight[:4], BANK.bias[:4]),
    "studio": Studio,
    "wrong": lambda: WrongConvolutions(X, BANK.weight[:4], BANK.bias[:4]),
    "trainer": lambda: Trainer(X, BANK.weight[:1], BANK.bias[:1]),
    "quiz": lambda: Quiz("32-to-1-weights"),
}
POLICIES = ["sandbox", "script-src 'self' 'unsafe-inline'", "default-src 'none'; img-src data:"]


@pytest.fixture(params=POLICIES)
def policy(request):
    return request.param


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for name, make in WIDGETS.items():
        make().save_page(folder / f"{name}.html")
    return folder


def check_still(page):
    expect(page.locator(".cl-root")).to_have_count(0)
    still = page.locator(".convlab-live img")
    assert still.evaluate("image => image.naturalWidth") > 500
    expect(page.get_by_text("This is a still picture")).to_be_visible()


@pytest.mark.fault(
    "Pages that may not",
    "A server's policy forbids scripts or modules from memory in a saved page",
    "The still picture and a sentence stand there.",
)
def test_a_page_under_a_policy(browser, pages, policy):
    with served(pages, policy) as address:
        page = browser.new_page()
        for name in WIDGETS:
            page.goto(f"{address}/{name}.html")
            check_still(page)
        page.close()


@pytest.mark.fault(
    "Pages that may not",
    "JavaScript is off",
    "The still picture and a sentence stand there.",
)
def test_a_page_without_scripts(browser, pages):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto((pages / "explorer.html").as_uri())
        check_still(page)


def test_a_page_that_lives_says_nothing_of_a_still_picture(browser, tmp_path):
    with opened(browser, tmp_path, WIDGETS["explorer"](), drawn=True) as page:
        expect(page.locator(".convlab-live figure")).to_have_count(0)


def test_a_page_tells_its_frame_how_high_it_is(browser, pages):
    """The frame and the script are those that the lecturer is given to copy."""
    lecturer = (ROOT / "LECTURER.md").read_text("utf-8")
    code = re.search(r"<iframe.*?</script>", lecturer, re.DOTALL)[0]
    code = code.replace("https://HOST/rgb-to-four-maps", "explorer")
    (pages / "course.html").write_text(f"<!doctype html><body>{code}", "utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((pages / "course.html").as_uri())
    inside = page.frame_locator("iframe")
    inside.locator(".cl-root").wait_for()

    def heights():
        page.wait_for_timeout(300)
        return page.evaluate("document.querySelector('iframe').clientHeight"), inside.locator(
            "html"
        ).evaluate("page => page.offsetHeight")

    framed, whole = heights()
    assert framed == whole != 1000
    inside.locator('[data-control="more"]').click()
    framed, larger = heights()
    assert framed == larger > whole
    page.close()


def paper(page):
    """The first sheet and how many there are, A4 upright, at a pixel a point."""
    margin = dict.fromkeys(["top", "right", "bottom", "left"], "1cm")
    file = page.pdf(format="A4", print_background=True, margin=margin)
    sheets = pypdfium2.PdfDocument(BytesIO(file))
    return np.asarray(sheets[0].render(scale=1).to_pil().convert("L")), len(sheets)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["explorer", "studio", "wrong", "trainer"])
@pytest.mark.fault(
    "Pages that may not",
    "A live page is printed",
    "The whole board is on the sheet, light, with margins.",
)
def test_on_paper_the_board_is_whole(browser, tmp_path, name, dark):
    with opened(browser, tmp_path, WIDGETS[name](), dark=dark, drawn=True) as page:
        live = page.locator(".cl-root").first.bounding_box()
        sheet, count = paper(page)
        assert count == 1
        ink = np.argwhere(sheet < 128)
        left, right = ink[:, 1].min(), ink[:, 1].max()
        assert left > 10 and right < sheet.shape[1] - 10  # margins on both sides: nothing is cut
        assert right - left > 0.8 * (sheet.shape[1] - 60)
        assert np.median(sheet) > 240  # light, whatever the screen is
        expect(page.locator(".cl-printed")).to_have_count(0)
        assert page.locator(".cl-root").first.bounding_box() == live
