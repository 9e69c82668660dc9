"""Numbers as people type them, in every field for one: read, or answered beside the field."""

from functools import partial

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import ChannelExplorer, Studio, Trainer, WrongConvolutions, kernels
from tests.browser.plain import opened, point, settled, shown, unfolded, widened

pytestmark = pytest.mark.browser
X = np.random.default_rng(0).random((3, 14, 14)).round(2).astype(np.float32)
BANK = kernels.bank("teaching")


def pick_a_weight(page):
    page.locator("canvas.cl-maps").focus()
    page.keyboard.press("w")
    page.keyboard.press("Enter")
    field = page.locator('[data-control="weight"]')
    expect(field).to_be_focused()  # before that, a key is the canvas's
    return field


def beside(field):
    """The note, if it is the one that the field refers to, and stands near it."""
    note = field.page.locator(f"#{field.get_attribute('aria-describedby')}")
    one, other = field.bounding_box(), note.bounding_box()
    below = other["y"] - one["y"] - one["height"]
    above = one["y"] - other["y"] - other["height"]
    assert abs(one["x"] - other["x"]) < 8 and 0 <= max(below, above) < 12
    return note


def test_a_weight(browser, tmp_path, axe):
    with opened(browser, tmp_path, ChannelExplorer(X, BANK.weight[:2], BANK.bias[:2])) as page:
        field = pick_a_weight(page)
        for typed, weight in (("0,5", "0.5"), ("−1/4", "-0.25"), ("1.234,5", "1234.5"), ("2", "2")):
            field.fill(typed)
            field.press("Enter")
            expect(field).to_have_value(weight)
        before = shown(page)
        for typed in ("abc", "", "1e999", "1,000"):
            field.fill(typed)
            field.press("Enter")
            expect(beside(field)).to_contain_text("It stays 2.")
            expect(field).to_have_value("2")
        np.testing.assert_array_equal(shown(page), before)
        assert axe(page, ".cl-root") == []
        field.press("ArrowUp")  # the note speaks of a 2 that is no more
        expect(page.locator(".cl-beside")).to_be_hidden()
        expect(field).to_have_value("3")
        field.press("Enter")
        field.fill("12")
        stays = page.locator(".cl-stays")  # beyond the scale, while one types
        expect(stays).to_contain_text("while you type")
        expect(stays).to_be_visible()
        field.press("Escape")  # what was kept comes back, and the keys go on from the grid
        expect(field).to_have_value("3")
        expect(field).to_be_hidden()
        expect(stays).to_be_hidden()
        expect(page.locator("canvas.cl-maps")).to_be_focused()


def test_a_place(browser, tmp_path):
    many = np.concatenate([BANK.weight] * 2)
    with opened(browser, tmp_path, ChannelExplorer(X, many)) as page:
        page.get_by_role("button", name="more controls").click()
        row = page.locator('input[data-control="row"]')
        for typed in ("3,5", "", "99", "-1"):
            row.fill(typed)
            row.press("Enter")
            words = "A row number is a whole number from 0 to 11."
            expect(beside(row)).to_contain_text(words)
        row.fill("5")
        row.press("Enter")
        expect(row).to_have_value("5")
        assert "row=5" in page.evaluate("document.querySelector('.cl-root').convlab.state()")
        expect(page.locator(".cl-beside")).to_be_hidden()


def test_a_bias(browser, tmp_path):
    with opened(browser, tmp_path, Studio(bank="blur")) as page:
        root = unfolded(page.locator(".cl-root").first, "kernels")
        bias = root.locator('[data-control="bias"]').first
        bias.fill("0,5")
        bias.press("Tab")
        expect(bias).to_have_value("0.5")
        bias.fill("a half")
        bias.press("Tab")
        expect(beside(bias)).to_contain_text("A bias is a number between")
        page.locator('[data-control="bank"][value="edges"]').check()
        expect(page.locator(".cl-beside").first).to_be_hidden()  # another bias stands there now


# ---- In its cell


def random_layer(channels, kernels, size=3, groups=1, **view):
    rng = np.random.default_rng(0)
    x = rng.random((channels, 14, 14)).round(2)
    weight = rng.normal(size=(kernels, channels // groups, size, size)).round(2)
    return ChannelExplorer(x, weight, rng.normal(size=kernels).round(2), groups=groups, **view)


LAYOUTS = {
    "rows": (ChannelExplorer, (X, BANK.weight[:4], BANK.bias[:4])),
    "slices": (random_layer, (8, 4)),
    "many": (random_layer, (3, 16)),
    "stairs": (random_layer, (12, 2)),
    "opened": (random_layer, (16, 16)),
    "wall": (partial(random_layer, view="wall"), (16, 16)),
    "matrix": (random_layer, (8, 6, 1)),
    "depthwise": (random_layer, (12, 12, 3, 12)),
    "studio": (Studio, ()),
}


def over_a_cell(page, field):
    """Whether the field's middle is in the cell of the picked weight, or as near as it can be."""
    box = field.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    return page.evaluate(
        """([x, y]) => {
          const board = document.querySelector(".cl-board").getBoundingClientRect();
          const { places, width } = document.querySelector(".cl-root").convlab;
          const zoom = board.width / width();
          return places().some((p) => p.role === "slice" &&
            Math.abs((x - board.x) / zoom - p.x - p.w / 2) <= p.w / 2 + 24 &&
            Math.abs((y - board.y) / zoom - p.y - p.h / 2) <= p.h / 2 + 24);
        }""",
        [x, y],
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_weight_is_typed_in_its_cell(browser, tmp_path, layout):
    """Each keystroke counts; Escape brings the old weight back, and Ctrl+Z one that was kept."""
    make, given = LAYOUTS[layout]
    with opened(browser, tmp_path, make(*given), viewport={"width": 1280, "height": 900}) as page:
        for width in (1280, 700, 390):
            widened(page, width)
            type_and_undo(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def type_and_undo(page):
    before = shown(page)
    field = pick_a_weight(page)
    assert over_a_cell(page, field)
    page.keyboard.type("7,5")
    settled(page)
    assert not np.allclose(shown(page), before)
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    np.testing.assert_array_equal(shown(page), before)
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.type("-3")
    page.keyboard.press("Enter")
    expect(field).to_have_value("-3")
    page.keyboard.press("Control+z")
    settled(page)
    np.testing.assert_array_equal(shown(page), before)
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()


def edits(page):
    page.wait_for_timeout(200)
    state = page.evaluate("document.querySelector('.cl-root').convlab.state()")
    return dict(part.split("=") for part in state.split("&"))["edits"].replace("%2C", ",")


def test_one_weight_after_the_other(browser, tmp_path, axe):
    """By keys alone; what was changed is in the line of the view, and is taken back."""
    view = ChannelExplorer(X, BANK.weight[:4], BANK.bias[:4])
    with opened(browser, tmp_path, view) as page:
        field = pick_a_weight(page)
        undo, reset = (page.locator(f'[data-control="{name}"]') for name in ("undo", "reset"))
        expect(undo).to_be_hidden()
        field.press("ArrowUp")  # -2 + 1
        field.press("Tab")
        expect(field).to_be_focused()
        expect(field).to_have_attribute("aria-label", "weight[0, 0, 1, 2], of red")
        given = float(field.input_value())
        field.press("Shift+ArrowDown")
        field.press("Enter")
        middle = BANK.weight[0, 0, 1, 1]
        assert edits(page) == f"4,{middle + 1:g},5,{given - 0.1:g}"
        assert axe(page, ".cl-root") == []
        for _ in range(4):
            field.press("Tab")  # the row below, then the next slice
        expect(field).to_have_attribute("aria-label", "weight[0, 1, 0, 0], of green")
        field.press("Shift+Tab")
        expect(field).to_have_attribute("aria-label", "weight[0, 0, 2, 2], of red")
        field.press("Control+z")
        assert edits(page) == f"4,{middle + 1:g}"
        field.press("Escape")
        undo.click()
        assert edits(page) == ""
        expect(undo).to_have_attribute("aria-disabled", "true")
        # A slider counts as a change, too, what is looked at does not
        page.locator('[data-control="out_channels"]').press("ArrowLeft")
        pick_a_weight(page).fill("9")
        page.keyboard.press("Escape")
        field = pick_a_weight(page)
        field.fill("9")
        field.press("Enter")
        assert edits(page) == "4,9"
        view.state = page.evaluate("document.querySelector('.cl-root').convlab.state()")
        assert view.weight[0, 0, 1, 1] == 9
        reset.click()
        assert edits(page) == ""
        np.testing.assert_allclose(shown(page), view_of(4), atol=1e-5)
        undo.click()
        assert edits(page) == "4,9"


def view_of(kernels):
    return ChannelExplorer(X, BANK.weight[:kernels], BANK.bias[:kernels]).output


def test_other_rows_stay_as_they_are(browser, tmp_path):
    """Not a pixel of another kernel's row changes, and the scale stays until a button moves it."""
    with opened(
        browser, tmp_path, ChannelExplorer(X, BANK.weight[:4], BANK.bias[:4], out_channel=2)
    ) as page:
        field = pick_a_weight(page)

        def others():
            return page.evaluate("""() => {
                const boxes = document.querySelector(".cl-root").convlab.boxes();
                const { y } = boxes.find((b) => b.colour === "pick-ground");  // the picked row
                return boxes
                  .filter((b) => b.kind === "map" && b.y < y)
                  .map((b) => [b.x, b.y, b.range, [...b.data]]);
            }""")

        before = others()
        field.fill("50")
        page.wait_for_timeout(100)
        assert others() == before and len(before) > 6
        rescale = page.locator('[data-control="limit"]')
        expect(rescale).to_contain_text("Rescale to ±")
        rescale.click()
        page.wait_for_timeout(100)
        assert others() != before


def test_a_finger_opens_a_weight(browser, tmp_path):
    context = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with opened(
        browser, tmp_path, ChannelExplorer(X, BANK.weight[:2], BANK.bias[:2]), **context
    ) as page:
        root = page.locator(".cl-root").first
        at = point(root, "slice", o=0, c=1, row=1, col=1)
        page.locator("canvas.cl-maps").tap(position=at)
        field = page.locator('[data-control="weight"]')
        expect(field).to_be_focused()
        expect(field).to_have_attribute("aria-label", "weight[0, 1, 1, 1], of green")
        box = field.bounding_box()
        board = page.locator("canvas.cl-maps").bounding_box()
        assert abs(box["x"] + box["width"] / 2 - board["x"] - at["x"]) < 20
        assert abs(box["y"] + box["height"] / 2 - board["y"] - at["y"]) < 20
        field.fill("25")  # beyond the scale: to rescale, undo and slide takes more than a line
        expect(page.locator('[data-control="limit"]')).to_be_visible()
        right = page.locator(".cl-foot .cl-button").evaluate_all(
            "all => Math.max(...all.map(one => one.getBoundingClientRect().right))"
        )
        assert right <= page.viewport_size["width"]


def test_the_studios_scale_stays_while_a_weight_is_typed(browser, tmp_path):
    with opened(browser, tmp_path, Studio(bank="edges")) as page:
        scales = """() => [...new Set(document.querySelector(".cl-root").convlab.boxes()
            .filter((b) => b.kind === "map" && b.scheme === "signed").map((b) => b.range))]"""
        before = page.evaluate(scales)
        field = pick_a_weight(page)
        field.fill("40")
        page.wait_for_timeout(100)
        assert page.evaluate(scales) == before
        field.press("Enter")
        page.wait_for_timeout(100)
        assert max(page.evaluate(scales)) > max(before)


# ---- Undo in the other widgets


def test_undo_in_the_trainer(browser, tmp_path):
    with opened(browser, tmp_path, Trainer(X, BANK.weight[2:3], BANK.bias[2:3])) as page:
        learned = "document.querySelector('.cl-root').convlab.learned()"
        undo, step = (page.locator(f'[data-{name}"]') for name in ('control="undo', 'action="step'))
        first = page.evaluate(learned)
        step.click()
        step.click()
        two = page.evaluate(learned)
        page.locator('[data-action="restart"]').click()
        assert page.evaluate(learned) == first != two
        undo.click()
        assert page.evaluate(learned) == two
        page.locator('[data-action="play"]').click()
        page.wait_for_timeout(700)
        page.keyboard.press("Control+z")  # all that it played, which it stops
        assert page.evaluate(learned) == two
        page.wait_for_timeout(700)
        assert page.evaluate(learned) == two
        undo.click()
        undo.click()
        assert page.evaluate(learned) == first
        expect(page.locator(".cl-count")).to_contain_text("Step 0:")
        expect(undo).to_have_attribute("aria-disabled", "true")


def test_undo_and_reset_in_wrong_convolutions(browser, tmp_path):
    with opened(browser, tmp_path, WrongConvolutions(X, BANK.weight[:2], BANK.bias[:2])) as page:
        state = "document.querySelector('.cl-root').convlab.state()"
        first = page.evaluate(state)
        page.locator("canvas").first.press("ArrowDown")
        page.wait_for_timeout(200)
        second = page.evaluate(state)
        page.locator('[data-control="idea"]').nth(2).check()
        assert page.evaluate(state)["idea"] != first["idea"]
        page.locator('[data-control="undo"]').click()
        assert page.evaluate(state) == second != first
        page.locator('[data-control="reset"]').click()
        assert page.evaluate(state) == first
        page.keyboard.press("Control+z")
        assert page.evaluate(state) == second
