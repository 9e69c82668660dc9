"""The slides of a lecture, opened from disk: every widget is live, alone on the screen."""

import re

import pytest

from scripts import lecture, make_slides
from tests.browser.plain import quiet, window

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def slides():
    return make_slides.slides_of(15)


def sizes(page):
    """How much larger than the screen the page is."""
    return page.evaluate(
        "() => [document.documentElement.scrollWidth - innerWidth,"
        " document.documentElement.scrollHeight - innerHeight]"
    )


@pytest.mark.parametrize("width, height", [(1280, 720), (1920, 1080)])
def test_a_lecture_is_given_by_keys(browser, tmp_path, slides, width, height):
    file = tmp_path / "lecture.html"
    file.write_text(make_slides.deck(slides), "utf-8")
    with window(browser, viewport={"width": width, "height": height}) as page, quiet(page):
        page.goto(file.as_uri())
        page.locator(".cl-root").first.wait_for(state="attached")
        cells = [step.code for part in lecture.parts(15) for step in part.steps if step.code]
        shown = []
        for _ in range(slides.count("<section>")):
            page.wait_for_timeout(300)
            assert max(sizes(page)) <= 0
            presented = page.locator(".cl-present")
            assert presented.count() <= 1
            if presented.count():
                box = presented.bounding_box()
                assert (box["width"], box["height"]) == (width, height)
                (kind,) = re.findall("cl-(explorer|quiz)", presented.get_attribute("class"))
                shown.append(kind)
            page.keyboard.press("PageDown")
        assert shown == ["quiz" if cell.startswith("Quiz") else "explorer" for cell in cells]
        page.keyboard.press("PageUp")
        page.wait_for_timeout(300)
        page.keyboard.press("Escape")
        assert page.locator(".cl-present").count() == 0
