"""Every widget in a page opened from disk, with no kernel and no Python: it works in full."""

import io
import re
from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import ChannelExplorer, Quiz, Studio, Trainer, WrongConvolutions, images, kernels
from tests.browser.plain import opened, point, shown, unfold, unfolded

pytestmark = pytest.mark.browser

BANK = kernels.bank("teaching")
X = images.coffee(40)


# How many bytes of a strip, but for the rule at its edge, are not those of the canvas beneath
def press(page, selector, *keys):
    page.locator(selector).first.focus()
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_timeout(250)


def test_quiz(browser, tmp_path, axe):
    with opened(browser, tmp_path, Quiz("rgb-one-kernel")) as page:
        check = page.locator('[data-control="check"]')
        for answer in ("An RGB picture", "A grey photo"):
            page.get_by_text(answer, exact=True).click()
            check.dblclick()  # the second click takes nothing away
            expect(page.locator(".cl-wrong .cl-mark")).to_have_text("not yet")
            # The wrong idea over the layer, in one picture
            canvas = page.locator(".cl-feedback canvas")
            assert "Your idea: " in canvas.get_attribute("aria-label")
            assert "The layer: red 2.28 + " in canvas.get_attribute("aria-label")
            check.click()
        show = page.locator('[data-control="show"]')
        show.click()
        expect(page.locator(".cl-right")).to_contain_text("1 map of signed numbers")
        expect(show).to_be_hidden()
        check.click()  # "Ask again" begins anew
        page.get_by_text("A grey photo", exact=True).click()
        check.click()
        expect(show).to_be_hidden()
        assert axe(page, ".cl-root") == []


SPILLS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("width", [1280, 640, 390, 360])
@pytest.mark.parametrize("id, answer", [("rgb-one-kernel", 2), ("32-to-1-weights", 0)])
def test_a_quiz_at_every_width(browser, tmp_path, axe, id, answer, width):
    """Nothing spills over, options are equal and as high as a finger, and what is drawn fits."""
    size = {"width": width, "height": 900}
    with opened(browser, tmp_path, Quiz(id), viewport=size, has_touch=width < 400) as page:
        page.locator(".cl-option").nth(answer).click()
        page.locator('[data-control="check"]').click()
        page.wait_for_timeout(200)
        assert page.evaluate(SPILLS) == 0
        edges = [page.locator(".cl-option").nth(i).bounding_box() for i in range(4)]
        assert len({round(edge["height"]) for edge in edges}) == 1
        assert len({round(edge["width"]) for edge in edges}) == 1
        assert edges[0]["height"] >= 44
        lines = len({edge["y"] for edge in edges})
        assert lines == (4 if width < 540 else 2 if width == 640 or answer else 1)
        for canvas in page.locator(".cl-feedback canvas").all():
            edge = canvas.bounding_box()
            assert edge["x"] >= 0 and edge["x"] + edge["width"] <= width
        if width < 400:
            for button in page.locator(".cl-actions button:visible").all():
                assert button.bounding_box()["height"] >= 44
        assert axe(page, ".cl-root") == []
        page.locator('[data-control="explorer"]').click()
        expect(page.locator(".cl-quiz .cl-explorer canvas.cl-maps")).to_be_visible()
        page.wait_for_timeout(200)
        assert page.evaluate(SPILLS) == 0
        page.evaluate("() => document.querySelector('.convlab-live').end()")


def test_explorer(browser, tmp_path, axe):
    explorer = ChannelExplorer(X, *BANK[:2], out_channels=4)
    with opened(browser, tmp_path, explorer) as page:
        press(page, '[data-control="in_channels"]', "ArrowLeft")
        press(page, '[data-control="out_channels"]', "End")
        explorer.in_channels, explorer.out_channels = 2, 8
        np.testing.assert_allclose(shown(page), explorer.output, atol=1e-5)
        assert axe(page, ".cl-root") == []


def test_the_window_slides_until_it_is_stopped(browser, tmp_path):
    view = ChannelExplorer(X[:, :6, :6], *BANK[:2], out_channels=2, row=3, col=3)
    with opened(browser, tmp_path, view, reduced_motion="reduce") as page:
        slide = page.locator('[data-control="slide"]')
        state = "document.querySelector('.cl-root').convlab.state()"

        def place():
            return re.search(r"row=(\d)&col=(\d)", page.evaluate(state)).groups()

        for picked in ("00", "01", "02", "03", "10"):  # where no motion is wanted, one a press
            slide.click()
            page.wait_for_timeout(50)
            assert place() == tuple(picked)
        page.emulate_media(reduced_motion="no-preference")
        slide.click()
        expect(slide).to_have_text("❚❚ Stop")
        page.wait_for_function(f"() => {state}.includes('row=2')")
        slide.click()
        expect(slide).to_have_text("▶ Slide the window")
        stopped = place()
        page.wait_for_timeout(600)
        assert place() == stopped
        np.testing.assert_allclose(shown(page), view.output, atol=1e-5)


def test_adding_stays_where_it_is_stopped_and_goes_on_from_there(browser, tmp_path):
    view = ChannelExplorer(np.ones((32, 6, 6)), np.ones((1, 32, 3, 3)), [5])
    with opened(browser, tmp_path, view) as page:
        play = page.locator('[data-control="play"]')
        state = "document.querySelector('.cl-root').convlab.state()"

        def step():
            return int(re.search(r"step=(-?\d+)", page.evaluate(state))[1])

        play.click()
        page.wait_for_function(f"() => {state}.includes('step=2')")
        play.click()
        expect(play).to_have_text("▶ Add channel by channel")
        stopped = step()
        page.wait_for_timeout(800)
        assert step() == stopped in (2, 3)
        page.emulate_media(reduced_motion="reduce")  # a press is one step
        play.click()
        assert step() == stopped + 1


SHARPNESS = """() => [...document.querySelectorAll("canvas.cl-maps")].map((canvas) =>
    Math.round(100 * canvas.width / canvas.getBoundingClientRect().width) / 100)"""


def test_on_a_screen_of_finer_pixels_pictures_are_sharp_at_once(browser, tmp_path):
    """Also where a window that is moved there is told of no other size."""
    views = ChannelExplorer(X, *BANK[:2]), WrongConvolutions(X, *BANK[:2])
    with opened(browser, tmp_path, *views, fresh=True) as page:
        page.add_init_script("addEventListener('resize', (e) => e.stopImmediatePropagation())")
        page.reload()
        devtools = page.context.new_cdp_session(page)
        for height, scale in ((1001, 2), (1002, 1), (1003, 1.5)):
            screen = {"width": 1280, "height": height, "deviceScaleFactor": scale, "mobile": False}
            devtools.send("Emulation.setDeviceMetricsOverride", screen)
            sharp = f"() => ({SHARPNESS})().every((one) => Math.abs(one - {scale}) < 0.02)"
            page.wait_for_function(sharp)
        assert len(page.evaluate(SHARPNESS)) == 2


def test_wrong_convolutions(browser, tmp_path, axe):
    view = WrongConvolutions(X, *BANK[:2], out_channel=2)
    with opened(browser, tmp_path, view, dark=True) as page:
        page.get_by_label("mean, not sum", exact=True).check()
        press(page, '[data-control="out_channel"]', "ArrowRight")
        press(page, "canvas.cl-maps", "j", "ArrowDown")
        view.idea, view.out_channel = "mean", 3
        np.testing.assert_allclose(shown(page), view.output, atol=1e-5)
        np.testing.assert_allclose(shown(page, "wrong('mean')"), view.wrong(), atol=1e-5)
        assert axe(page, ".cl-root") == []


BOXES = """() => {
    const { boxes } = document.querySelector(".cl-root").convlab;
    return boxes().map((box) => ({ ...box, data: [...(box.data ?? [])] }));
}"""
STATE = "() => document.querySelector('.cl-root').convlab.state()"


@pytest.mark.parametrize("width, down", [(1280, False), (640, False), (390, True), (360, True)])
def test_wrong_convolutions_at_every_width(browser, tmp_path, axe, width, down):
    """Every term of both sums is there, in line or one below the other; maps can be picked from."""
    view = WrongConvolutions(X, *BANK[:2], out_channel=2, idea="shared slice")
    size = {"width": width, "height": 900}
    with opened(browser, tmp_path, view, viewport=size, has_touch=down) as page:
        assert page.evaluate(SPILLS) == 0
        canvas = page.locator("canvas.cl-maps")
        found = page.evaluate(BOXES)
        sums = [box for box in found if box["kind"] == "swatch"]
        assert len(sums) == 8
        for layer in (sums[:4], sums[4:]):
            values = [box["value"] for box in layer]
            assert sum(values[:3]) - 0.5 == pytest.approx(values[3], abs=1e-5)
            across, along = ("x", "y") if down else ("y", "x")
            assert len({box[across] for box in layer}) == 1
            assert sorted(box[along] for box in layer) == [box[along] for box in layer]
        wide = max(box["x"] + box.get("w", 0) for box in sums)
        zoom = canvas.bounding_box()["width"] / {1280: 904, 640: 624}.get(width, 374)
        assert wide * zoom <= width
        *_, last = (b for b in found if b["kind"] == "map" and len(b["data"]) == 38 * 38)
        x, y = (last[side] + n * last["scale"] for side, n in (("x", 4.5), ("y", 9.5)))
        canvas.click(position={"x": x * zoom, "y": y * zoom})
        picked = page.evaluate(STATE)
        assert (picked["row"], picked["col"]) == (9, 4)
        assert axe(page, ".cl-root") == []
        if down:  # for a finger
            small = """() => [...document.querySelectorAll("label, button, input[type=range]")]
                .filter((one) => one.getClientRects().length && one.offsetHeight < 44
                    && !one.classList.contains("cl-hidden") && !one.matches(".cl-slider > label"))
                .map((one) => one.outerHTML)"""
            assert page.evaluate(small) == []


def test_a_picked_place_stays_and_the_farthest_goes_with_the_idea(browser, tmp_path):
    view = WrongConvolutions(X, *BANK[:2], out_channel=2, idea="largest")
    with opened(browser, tmp_path, view) as page:
        jump = page.get_by_role("button", name="Show where it is furthest off")
        expect(jump).to_be_hidden()
        for label, idea in (("one slice for all", "shared slice"), ("mean, not sum", "mean")):
            page.get_by_label(label, exact=True).check()
            view.idea = idea
            picked = page.evaluate(STATE)
            assert (picked["row"], picked["col"]) == (view.row, view.col)
        # A dot is the worst place of its block
        [dots, *_] = [box for box in page.evaluate(BOXES) if box["kind"] == "dots"]
        at = {side: dots[side] + 3.5 * dots["pitch"] for side in ("x", "y")}
        page.locator("canvas.cl-maps").click(position=at)
        picked = page.evaluate(STATE)
        size = abs(view.difference[0])
        assert size[picked["row"], picked["col"]] == size[6:8, 6:8].max()
        page.get_by_label("the largest wins", exact=True).check()
        after = page.evaluate(STATE)
        assert after["idea"] == "largest"
        assert [after[side] for side in ("row", "col")] == [picked[side] for side in ("row", "col")]
        jump.click()
        expect(jump).to_be_hidden()
        expect(page.locator("canvas.cl-maps")).to_be_focused()


@pytest.mark.parametrize("channels, kernels_", [(3, 4), (8, 4), (12, 1), (12, 12)])
def test_explorer_in_a_narrow_page(browser, tmp_path, channels, kernels_):
    """Nothing scrolls sideways, and the total is in sight beside its terms."""
    x = np.random.default_rng(0).normal(size=(channels, 40, 40))
    view = ChannelExplorer(x, *kernels.many(kernels_, channels)[:2])
    with opened(browser, tmp_path, view, viewport={"width": 360, "height": 900}) as page:
        assert page.evaluate(SPILLS) == 0
        boxes = page.evaluate("() => document.querySelector('.cl-root').convlab.boxes()")
        width = page.evaluate("() => document.querySelector('.cl-root').convlab.width()")
        assert all(0 <= b["x"] <= width - b["w"] for b in boxes if b["kind"] == "swatch")


@pytest.mark.parametrize("kernels_", [4, 20])
def test_a_finger_opens_kernels_and_takes_sums_apart(browser, tmp_path, axe, kernels_):
    """On a phone; a finger that scrolls picks nothing, and no line of the page is blank."""
    view = ChannelExplorer(X, *kernels.many(kernels_, 3)[:2])
    window = dict(viewport={"width": 390, "height": 900}, has_touch=True)
    with opened(browser, tmp_path, view, **window) as page:
        canvas, state = page.locator("canvas.cl-maps"), "document.querySelector('.cl-root').convlab"
        for place in ({"role": "tab", "o": 2}, {"role": "subtotal", "c": 1}):
            found = page.evaluate(f"{state}.places()")
            hit = next(p for p in found if {**p, **place} == p)
            assert min(hit["w"], hit["h"]) >= 44
            canvas.tap(position={"x": hit["x"] + hit["w"] / 2, "y": hit["y"] + hit["h"] / 2})
            page.wait_for_timeout(250)
        before = page.evaluate(f"{state}.state()")
        assert "&out_channel=2&in_channel=1&" in before
        send = page.context.new_cdp_session(page).send
        for kind, step in [("Start", 0), *(("Move", n) for n in range(1, 16)), ("End", 0)]:
            points = [] if kind == "End" else [{"x": 120, "y": 600 - 12 * step}]
            send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
            page.wait_for_timeout(16)
        assert page.evaluate(f"{state}.state()") == before
        play = page.locator('[data-control="play"]')
        assert play.bounding_box()["height"] >= 44
        expect(page.locator(".cl-controls")).to_be_hidden()  # what it held stands on the scene
        assert axe(page, ".cl-root") == []


@pytest.mark.parametrize("width", [320, 300])
@pytest.mark.parametrize("kind", [WrongConvolutions, Trainer])
def test_no_term_is_cut_where_a_cell_is_narrower_than_a_phone(browser, tmp_path, kind, width):
    """A notebook's cell on a phone has some 300 pixels; what is too wide is drawn smaller."""
    widget = kind(X, BANK.weight[2:3], BANK.bias[2:3])
    with opened(browser, tmp_path, widget, viewport={"width": width, "height": 900}) as page:
        spilt = page.locator(".cl-scroll").first.evaluate(
            "one => one.scrollWidth - one.clientWidth"
        )
        assert spilt <= 0


def test_trainer(browser, tmp_path, axe):
    trainer = Trainer(X, BANK.weight[2:3], BANK.bias[2:3], pace=4)
    with opened(browser, tmp_path, trainer) as page:
        page.locator('[data-action="step"]').click()
        trainer.state = "steps=1"
        learned = np.append(trainer.learned_weight, trainer.learned_bias)
        np.testing.assert_allclose(shown(page, "learned()"), learned, rtol=1e-9)
        page.locator('[data-action="play"]').click()
        page.wait_for_timeout(1500)
        page.locator('[data-action="play"]').click()
        assert shown(page, "losses()")[-1] < 0.5 * trainer.losses[0]
        assert axe(page, ".cl-root") == []


@pytest.mark.parametrize("width", [360, 390, 640, 900, 1280])
def test_a_trainer_fits_any_page(browser, tmp_path, axe, width):
    """No sideways scroll, every number in sight; on a phone fingers hit what they aim at."""
    trainer = Trainer(X, BANK.weight[2:3], BANK.bias[2:3], steps=20, why=True)
    with opened(browser, tmp_path, trainer, viewport={"width": width, "height": 900}) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        canvas = page.locator(".cl-scroll canvas").first
        edge = canvas.bounding_box()
        boxes = page.evaluate("() => document.querySelector('.cl-root').convlab.boxes()")
        wide = max(b["x"] + b.get("w", 0) for b in boxes if b["kind"] in ("ground", "bar"))
        zoom = edge["width"] / (904 if width >= 900 else 616 if width >= 640 else 374)
        assert wide * zoom <= edge["width"]
        slices = [b for b in boxes if b["kind"] == "cells" and b.get("blocks")]
        if width < 640:
            small = page.evaluate("""() => [...document.querySelectorAll(
                ".cl-root button, .cl-root select, .cl-root input[type=range], .cl-check")]
                .filter(one => one.checkVisibility())
                .filter(one => one.getBoundingClientRect().height < 44)
                .map(one => one.outerHTML)""")
            assert small == []
            assert min(slices[0]["cell"], slices[0]["tall"]) * zoom >= 44
        x, y = (slices[1][at] + n * slices[1][side] for at, n, side in AIM)
        canvas.click(position={"x": x * zoom, "y": y * zoom})
        picked = page.evaluate("() => document.querySelector('.cl-root').convlab.state()")
        assert [picked[name] for name in ("channel", "row", "col", "why")] == [1, 0, 2, True]
        assert axe(page, ".cl-root") == []


AIM = [("x", 2.5, "cell"), ("y", 0.5, "tall")]  # at the weight in row 0, column 2


def test_studio(browser, tmp_path, axe):
    studio = Studio(source="my drawing")
    with opened(browser, tmp_path, studio, has_touch=True) as page:
        # A finger draws; it does not scroll
        grid = page.locator('[data-control="drawing"]')
        page.locator('[data-control="brush"][value="red"]').check()
        box = grid.bounding_box()
        cell = box["width"] / 16
        touch = page.context.new_cdp_session(page)
        for kind, col in (("touchStart", 2), ("touchMove", 3), ("touchMove", 4), ("touchEnd", 4)):
            points = [{"x": box["x"] + cell * (col + 0.5), "y": box["y"] + 13.5 * cell}]
            touch.send(
                "Input.dispatchTouchEvent",
                {
                    "type": kind,
                    "touchPoints": [] if kind == "touchEnd" else points,
                },
            )
        page.wait_for_timeout(250)
        x = studio.x
        x[:, 13, 2:5] = np.array([1, 0, 0])[:, None]
        np.testing.assert_array_equal(shown(page, "picture()"), x)
        root = unfolded(page.locator(".cl-root").first, "kernels")
        root.locator('[data-control="bank"][value="sharpen"]').check()
        studio.x, studio.bank = x, "sharpen"
        page.wait_for_timeout(250)
        np.testing.assert_allclose(shown(page), studio.output, atol=1e-5)
        noise = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
        file = tmp_path / "mine.png"
        images.Image.fromarray(noise).save(file)
        page.locator('[data-control="file"]').set_input_files(file)
        expect(page.locator('[data-status="picture"]')).to_have_text("mine.png: 30 × 20 pixels.")
        page.wait_for_timeout(250)
        studio.x = (noise.transpose(2, 0, 1) / 255).round(2)
        np.testing.assert_allclose(shown(page), studio.output, atol=1e-5)
        assert axe(page, ".cl-root") == []


def test_widgets_in_one_page_do_not_disturb_each_other(browser, tmp_path):
    """Two explorers and a Studio: what is done in one is not seen in the others."""
    explorer = ChannelExplorer(X, *BANK[:2], out_channels=4)
    with opened(browser, tmp_path, explorer, Studio(), ChannelExplorer(X, *BANK[:2])) as page:
        roots = page.locator(".convlab-live > .cl-root").all()

        def seen(i):
            return roots[i].evaluate("""el => JSON.stringify([el.convlab.state(),
                el.convlab.boxes(), el.querySelector('.cl-board').getBoundingClientRect().width,
                [...el.querySelectorAll('input')].map(one => [one.value, one.checked])])""")

        def use(i, control, *keys):
            roots[i].locator(f'[data-control="{control}"]').last.focus()
            for key in keys:
                page.keyboard.press(key)

        for i, controls in enumerate((["in_channels"], ["stride", "bank"], ["groups", "view"])):
            others = [j for j in range(3) if j != i]
            before = [seen(j) for j in others], seen(i)
            for control in controls:
                if i == 1:
                    unfolded(roots[i], {"stride": "layer", "bank": "kernels"}[control])
                use(i, control, "ArrowRight", "ArrowLeft", "ArrowLeft")
            roots[i].locator("canvas.cl-maps").focus()
            for key in ("ArrowDown", "m", "p", "w", "Enter"):
                page.keyboard.press(key)
            unfold(roots[i])
            use(i, "large", "Enter")
            page.wait_for_timeout(250)
            assert seen(i) != before[1]
            assert [seen(j) for j in others] == before[0]
        edited, untouched = roots[1].locator('[data-control="weight"]'), seen(0)
        roots[1].locator("canvas.cl-maps").press("Enter")
        edited.fill("7")
        edited.press("Enter")
        page.wait_for_timeout(250)
        assert seen(0) == untouched
        # One that has ended leaves the others as they are
        page.evaluate("() => document.querySelector('.convlab-live').end()")
        unfolded(roots[1], "layer")
        use(1, "stride", "ArrowRight")
        assert roots[1].evaluate("el => el.convlab.state().stride") > 1
        assert seen(0) == untouched


def test_a_hand_and_python_at_the_same_time(browser, tmp_path):
    """What the hand has just set is the hand's; whatever else Python says is seen at once."""
    view = ChannelExplorer(X, *BANK[:2], out_channels=4, row=5, col=6)
    with opened(browser, tmp_path, view) as page:
        # One key, and within the pause Python's changes of the same trait and of two others
        page.evaluate("""async () => {
            const place = document.querySelector(".convlab-live"), { model } = place;
            const slider = place.querySelector('[data-control="in_channels"]');
            slider.value = 1;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            await new Promise(done => setTimeout(done, 50));
            for (const [name, value] of [["in_channels", 1], ["out_channels", 7], ["row", 9]])
                model.set(name, value);
            window.early = place.firstChild.convlab.state();
            await new Promise(done => setTimeout(done, 300));
            window.late = place.firstChild.convlab.state();
            window.committed = ["in_channels", "out_channels", "row"].map(name => model.get(name));
            model.set("in_channels", 3);
            window.last = place.firstChild.convlab.state();
        }""")
        early, late, committed, last = page.evaluate("[early, late, committed, last]")
        assert early.startswith("in_channels=2&out_channels=7&") and "row=9&" in early
        assert late == early and committed == [2, 7, 9]
        assert last.startswith("in_channels=3&")  # no hand is on it any more
        view.state = last
        np.testing.assert_allclose(shown(page), view.output, atol=1e-5)


@pytest.mark.parametrize(
    "widget, index",
    [(ChannelExplorer(X, *BANK[:2]), 9 + 1), (Studio(bank="all zeros"), 25 + 5 + 2)],
)
def test_what_is_typed_is_for_the_weight_it_was_typed_at(browser, tmp_path, widget, index):
    """Even if a click on another weight ends the typing."""
    with opened(browser, tmp_path, widget) as page:
        canvas, field = page.locator("canvas.cl-maps"), page.locator('[data-control="weight"]')
        root = page.locator(".cl-root").first

        def click(row, col):
            canvas.click(position=point(root, "slice", o=0, c=1, row=row, col=col))

        click(0, 1)
        field.fill("7.5")
        click(2, 2)
        expect(field).not_to_have_value("7.5")
        page.wait_for_timeout(250)
        weight, edits = page.evaluate("""() => {
            const { model } = document.querySelector(".convlab-live");
            const weight = new Float32Array(model.get("_weight").buffer);
            return [[...weight], model.get("edits") ?? []];
        }""")
        changed = [i for i, value in enumerate(weight) if value == 7.5]
        assert changed + edits == ([index] if isinstance(widget, Studio) else [index, 7.5])


def test_the_picture_and_the_line_to_take_along(browser, tmp_path):
    permissions = {"permissions": ["clipboard-read", "clipboard-write"]}
    for widget, name in (
        (WrongConvolutions(X, *BANK[:2], out_channel=2, idea="mean"), "convlab-mean.png"),
        (Trainer(X, BANK.weight[2:3], BANK.bias[2:3], steps=20), "convlab-step-20.png"),
        (Studio(stride=2), "convlab-3-to-2.png"),
    ):
        with opened(browser, tmp_path, widget, **permissions) as page:
            unfold(page.locator(".cl-root").first)
            with page.expect_download() as saved:
                page.get_by_role("button", name="Save this picture").click()
            assert saved.value.suggested_filename == name
            with images.Image.open(saved.value.path()) as picture:
                assert picture.width >= 1800
            page.get_by_role("button", name="Copy this view").click()
            status = page.locator(".cl-tools [role=status]")
            line = status.text_content()
            expect(status).to_contain_text(re.compile(f"Copied|{re.escape(widget.state)}"))
            if "Copied" in status.text_content():
                line = page.evaluate("() => navigator.clipboard.readText()")
            exec(line, {}, pasted := {})  # in a cell of its own it is no error, either
            assert pasted == {"state": widget.state}


FILMS = {
    "rows": (lambda: ChannelExplorer(X, *BANK[:2], out_channels=4), "convlab-3-to-4.gif", 3),
    "stairs": (lambda: ChannelExplorer(*thirty_two()), "convlab-32-to-1.gif", 32),
    "studio": (Studio, "convlab-3-to-2.gif", 3),
}


def thirty_two():
    return np.random.default_rng(0).random((32, 20, 20)), *kernels.many(1, 32)[:2]


@pytest.mark.parametrize("width", [390, 1000])
@pytest.mark.parametrize("name", FILMS)
def test_a_film_has_a_picture_for_each_channel_that_is_added(browser, tmp_path, name, width):
    widget, file, channels = FILMS[name]
    window = {"viewport": {"width": width + 40, "height": 800}, "has_touch": width < 640}
    with opened(browser, tmp_path, widget(), **window) as page:
        unfold(page.locator(".cl-root").first)
        with page.expect_download() as saved:
            page.locator('[data-control="film"]').click()
        assert saved.value.suggested_filename == file
        pictures = channels + 2  # from none to all, and the bias
        expect(page.locator(".cl-tools")).to_contain_text(f"{file}: {pictures} pictures, ")
        with images.Image.open(saved.value.path()) as film:
            assert (film.format, film.n_frames, film.info.get("loop")) == ("GIF", pictures, 0)
            assert film.width >= 780 and film.info["duration"] > 0
            shots = []
            for i in range(pictures):
                film.seek(i)
                shots.append(np.asarray(film.convert("RGB")))
        assert all((a != b).any() for a, b in pairwise(shots))
        if width == 1000:  # the last is what is on screen, under its head and in fewer colours
            seen = page.locator("canvas.cl-maps").screenshot()
            with images.Image.open(io.BytesIO(seen)) as picture:
                screen = np.asarray(picture.convert("RGB")).astype(int)
            high = min(film.height - 110, len(screen)) - 4
            last = shots[-1].astype(int)
            places = (last[down : down + high] for down in range(40, 110))
            off = min(np.abs(place - screen[:high]).mean() for place in places)
            assert off < 2.5


VIEWS = [
    lambda **view: ChannelExplorer(X, *BANK[:2], **view),
    lambda **view: Studio(source="red/green edge", bank="opponent colours", **view),
    lambda **view: Trainer(X, BANK.weight[:1], BANK.bias[:1], **view),
    lambda **view: WrongConvolutions(X, *BANK[:2], idea="one channel", **view),
]


@pytest.mark.parametrize("make", VIEWS)
def test_a_view_is_copied_as_python_writes_it(browser, tmp_path, make):
    view = make(state="row=2&col=1")
    with opened(browser, tmp_path, view) as page:
        page.evaluate("() => Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        unfold(page.locator(".cl-root").first)
        page.locator('[data-control="copy"]').click()
        tools = page.locator(".cl-tools")
        expect(tools.get_by_role("status")).to_have_text(f'state="{view.state}"')
        assert make(state=view.state).state == view.state
