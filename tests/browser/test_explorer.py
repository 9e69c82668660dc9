"""ChannelExplorer in real JupyterLab: what a hand does, and whether every number is NumPy's."""

import json
import re
from urllib.parse import parse_qsl

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import ChannelExplorer, images, kernels, ledger
from convlab.widgets.modules import LOADER, sources
from tests.browser.lab import in_notebook_7
from tests.browser.plain import point, shown, unfold

pytestmark = pytest.mark.browser

SET_UP = """import numpy as np
import convlab
from convlab import ChannelExplorer, images, kernels"""
RGB = """bank = kernels.bank("teaching")
controls = ("in_channels", "out_channels", "groups", "view", "play", "code", "tools")
e = ChannelExplorer(images.coffee(52), bank.weight, bank.bias, out_channels=4, out_channel=2,
    row=21, col=41, controls=controls)
e"""

# The page's own frame and timer come first, in turn.
NEXT_FRAME = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
FORESEEN = "el => el.convlab.foreseen()"
# How many pictures there are once a channel is added: one that fades would be one more.
PICTURES = """el => {
    el.querySelector('[data-control="play"]').click();
    return el.querySelectorAll('.cl-board canvas').length;
}"""
LEDGER = "el => el.convlab.ledger()"
DRAWN = """el => JSON.stringify(el.convlab.boxes()
    .filter(b => (b.kind === 'map' || b.kind === 'cells') && b.scheme === 'signed')
    .map(b => Array.from(b.data ?? b.values, v => v + (b.offset ?? 0))))"""
WRITTEN = """el => el.convlab.boxes()
    .filter(b => 'text' in b || (b.kind === 'ring' && b.width === 3))
    .map(({ kind, text, x, y, h }) => ({ kind, text, x, y, h }))"""


# How many pixels of the canvas are not what a canvas painted from nothing shows.
STALE = """async (el, [loader, sources]) => {
    const loadModule = new Function(`${loader}; return loadModule`)();
    const { paint } = await loadModule(sources, 'paint/paint.js');
    const { readTheme } = await loadModule(sources, 'paint/theme.js');
    const shown = el.querySelector('.cl-maps'), fresh = document.createElement('canvas');
    const { width, height } = shown, board = el.convlab.width();
    const ratio = width / board;
    const scene = { boxes: el.convlab.boxes(), width: board, height: height / ratio };
    paint(fresh, scene, readTheme(el), ratio, document.createElement('canvas'));
    const [a, b] = [shown, fresh].map(
        c => new Uint32Array(c.getContext('2d').getImageData(0, 0, width, height).data.buffer));
    return a.reduce((n, pixel, i) => n + (pixel !== b[i]), 0);
}"""
PAINTER = [LOADER, sources("paint/paint.js", "paint/theme.js")]


def explorer(notebook, i=-1):
    root = notebook.output(i).locator(".cl-explorer")
    expect(root).to_be_visible()
    return root


def settled(notebook, root):
    """The state on screen, once it is committed and Python knows."""
    notebook.page.wait_for_timeout(400)
    state = root.evaluate("el => el.convlab.state()")
    assert notebook.kernel("print(e.state)").strip() == state
    return dict(parse_qsl(state, keep_blank_values=True))


def rgb(root):
    """What Python makes of the state on screen."""
    bank = kernels.bank("teaching")
    state = root.evaluate("el => el.convlab.state()")
    return ChannelExplorer(images.coffee(52), bank.weight, bank.bias, state=state)


def drawn(root):
    """The numbers of every map, and of all cells, that have a sign."""
    return [np.array(numbers) for numbers in json.loads(root.evaluate(DRAWN))]


def assert_drawn(y, found):
    """A map is a picture on the canvas, or figures in cells."""
    assert any(m.size == y.size and np.allclose(m, y.ravel(), atol=1e-4) for m in found)


def assert_maps(root, reference):
    """Every feature map and the ledger on screen are what NumPy makes of the same layer."""
    want, got = reference.output, shown(root)
    assert got.shape == want.shape
    np.testing.assert_allclose(got, want, rtol=0, atol=1e-5 * max(1, np.ptp(want)))
    found = drawn(root)
    is_wall = min(want.shape[0], len(reference.x)) > 8  # which has the picked map alone
    for y in want[reference.out_channel :][:1] if is_wall else want:
        assert_drawn(y, found)
    account, pixel = root.evaluate(LEDGER), reference.ledger
    audible = [i for i, c in enumerate(pixel.channels) if c not in reference.muted]
    products = np.reshape(account["products"], pixel.products.shape)
    np.testing.assert_allclose(products[audible], pixel.products[audible], atol=1e-4)
    np.testing.assert_allclose(account["subtotals"], pixel.subtotals, atol=1e-4)
    assert account["total"] == pytest.approx(pixel.total, abs=1e-4)
    assert want[pixel.out_channel, pixel.row, pixel.col] == pytest.approx(pixel.total, abs=1e-4)


def number(text):
    return float(text.replace("−", "-").replace(",", ""))


def assert_adds_up(root):
    """The account's figures, as painted, add up to its boxed total in the digits shown."""
    boxes = root.evaluate(WRITTEN)
    sums = [b for b in boxes if b["kind"] == "swatch"]
    words = [b["text"] for b in boxes if b["kind"] == "text"]
    rounding = [number(w.split()[1]) for w in words if w.startswith("rounding")]
    (ring,) = (b for b in boxes if b["kind"] == "ring")  # round the total
    middle = ring["y"] + ring["h"] / 2

    def off(box):
        """How far a box is from the middle of the total's line."""
        return abs(box["y"] + (box.get("h") or 0) / 2 - middle)

    line = [b for b in sums if off(b) < 2]
    down = [b for b in sums if b["y"] <= ring["y"] and abs(b["x"] - ring["x"]) < 8]
    terms = line if len(line) > 1 else down  # in a line, or as on paper
    (total,) = (number(b["text"]) for b in terms if b["x"] == ring["x"] and b["y"] == ring["y"])
    parts = [number(b["text"]) for b in terms if (b["x"], b["y"]) != (ring["x"], ring["y"])]
    pills = sorted((b for b in boxes if b["kind"] == "pill"), key=off)
    bias = number(pills[0]["text"]) if pills else 0
    assert round(sum(parts) + bias + sum(rounding) - total, 6) == 0


def drag(page, slider, fraction):
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.98, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * fraction, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()


def test_rgb_by_keyboard_and_mouse(open_notebook, axe):
    notebook = open_notebook([SET_UP, RGB])
    root, page = explorer(notebook), notebook.page
    assert_maps(root, rgb(root))
    assert_adds_up(root)
    count = root.locator(".cl-count")
    assert count.inner_text() == "4 kernels × 3 slices × 3×3 weights + 4 biases = 112 parameters"
    words = root.locator("p.cl-hidden")
    twin = ledger(
        images.coffee(52),
        *kernels.bank("teaching")[:2],
        2,
        21,
        41,
        channel_names=("red", "green", "blue"),
    )
    assert words.inner_text().replace("−", "-") == str(twin)

    slider = root.locator('[data-control="in_channels"]')
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert settled(notebook, root)["in_channels"] == "1"
    assert count.inner_text() == "4 kernels × 1 slice × 3×3 weights + 4 biases = 40 parameters"
    assert_maps(root, rgb(root))
    page.keyboard.press("End")
    drag(page, root.locator('[data-control="out_channels"]'), 0.99)
    assert settled(notebook, root)["out_channels"] == "8"
    assert count.inner_text() == "8 kernels × 3 slices × 3×3 weights + 8 biases = 224 parameters"
    assert_maps(root, rgb(root))

    canvas = root.locator("canvas.cl-maps")
    canvas.click(position=point(root, "map", o=5, row=7, col=9))
    state = settled(notebook, root)
    assert [state[k] for k in ("out_channel", "row", "col")] == ["5", "7", "9"]
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "PageUp"):
        page.keyboard.press(key)
    state = settled(notebook, root)
    assert [state[k] for k in ("out_channel", "row", "col")] == ["4", "8", "11"]
    assert_maps(root, rgb(root))
    assert_adds_up(root)
    assert axe(page, ".cl-explorer") == []


def test_three_ways_of_pointing(open_notebook):
    notebook = open_notebook([SET_UP, RGB])
    root, page = explorer(notebook), notebook.page
    canvas, readout = root.locator("canvas.cl-maps"), root.locator(".cl-readout")
    canvas.click(position=point(root, "slice", o=1, c=2, row=0, col=2))
    state = settled(notebook, root)
    picked = [state[k] for k in ("target", "out_channel", "in_channel", "spot")]
    assert picked == ["weight", "1", "2", "0,2"]
    page.mouse.move(0, 0)
    expect(readout).to_contain_text("weight[1, 2, 0, 2] is laid on 2,500 of 2,704 places of blue")
    wash = [b for b in root.evaluate("el => el.convlab.boxes()") if b["kind"] == "wash"]
    assert [len(wash[0]["rows"]), len(wash[0]["cols"]), wash[0]["cols"][0]] == [50, 50, 2]
    edit = root.locator('[data-control="weight"]')
    before = edit.input_value()
    edit.fill("1e9")
    edit.press("Enter")
    expect(root.locator(".cl-beside")).to_contain_text("between −1,000,000 and 1,000,000")
    assert edit.input_value() == before
    edit.fill("-4")
    edit.press("Enter")
    settled(notebook, root)
    assert notebook.kernel("print(e.weight[1, 2, 0, 2])") == "-4.0\n"
    state = root.evaluate("el => el.convlab.state()")
    assert f"&edits={1 * 27 + 2 * 9 + 2}%2C-4&" in state
    assert_maps(root, rgb(root))  # from the given weights and that line

    canvas.click(position=point(root, "input", c=0, row=0, col=10))
    state = settled(notebook, root)
    assert [state[k] for k in ("target", "in_channel", "spot")] == ["input", "0", "0,10"]
    page.mouse.move(0, 0)
    expect(readout).to_contain_text("reaches 3 pixels in each of 4 maps")  # top edge: one row only
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    page.keyboard.press("ArrowDown")
    state = settled(notebook, root)
    assert state["target"] == "output"
    assert state["pinned"] == f"1,{int(state['row']) - 1},{state['col']}"


def test_mute_solo_play_and_views(open_notebook):
    notebook = open_notebook([SET_UP, RGB], reduced_motion="reduce")
    root = explorer(notebook)
    mute = root.locator('button[data-control="muted"]', has_text="mute")
    mute.nth(1).click()
    assert settled(notebook, root)["muted"] == "1"
    assert mute.nth(1).get_attribute("aria-pressed") == "true"
    assert_maps(root, rgb(root))
    assert_adds_up(root)
    root.locator('button[data-control="muted"]', has_text="solo").nth(0).click()
    assert settled(notebook, root)["muted"] == "1,2"
    assert_maps(root, rgb(root))
    root.locator('button[data-control="muted"]', has_text="solo").nth(0).click()
    play = root.locator('[data-control="play"]')
    for step in ("0", "1", "2", "3", "-1"):  # bias last, then as before
        play.click()
        assert settled(notebook, root)["step"] == step
        if step == "2":
            sums = rgb(root).contributions[2, :2].sum(axis=0)
            assert_drawn(sums, drawn(root))
    still = root.evaluate(PICTURES)
    notebook.page.emulate_media(reduced_motion="no-preference")
    assert root.evaluate(PICTURES) == still  # numbers switch: none is seen through another
    play.click()
    assert settled(notebook, root)["step"] in ("0", "1")  # stopped, and stays there
    for view in ("slice", "partial map", "running sum"):
        root.get_by_label(view, exact=True).check()
        assert settled(notebook, root)["view"] == view
    parts = rgb(root).contributions.cumsum(axis=1)
    found = drawn(root)
    for o, c in np.ndindex(4, 3):
        assert_drawn(parts[o, c], found)


LAYERS = [
    "images.coffee(40), *kernels.many(5, 3)[:2]",
    "images.coffee(40), *kernels.many(2, 3, 5)[:2], stride=2, padding=2",
    "images.coffee(40), *kernels.many(4, 3)[:2], dilation=3",
    "images.coffee(40), *kernels.many(3, 3)[:2], groups=3, padding=1",
    "np.random.default_rng(1).normal(size=(8, 20, 24)), *kernels.many(8, 8)[:2], groups=2",
    "np.random.default_rng(2).normal(size=(8, 20, 24)), kernels.many(8, 8, 1).weight, view='slice'",
    "np.random.default_rng(3).normal(size=(12, 16, 16)), *kernels.many(1, 12)[:2]",
    "np.random.default_rng(4).normal(size=(16, 15, 15)), *kernels.many(16, 16)[:2], groups=16",
    "kernels.stem_input(images.coffee(48)), *kernels.trained('stem')[:2], stride=2",
    "kernels.stem_maps(images.coffee(84)), *kernels.trained('coffee')[:2]",
    "np.random.default_rng(5).random((64, 12, 12)), *kernels.many(64, 64)[:2]",
    "*kernels.cs231n(), stride=2, padding=1, out_channel=0, row=1, col=2",
]


def test_a_dozen_layers(open_notebook, axe):
    """Every map, partial map and figure of twelve layers on screen, one after the other."""
    notebook = open_notebook([SET_UP, *(f"ChannelExplorer({layer})" for layer in LAYERS)])
    for i, layer in enumerate(LAYERS):
        root = explorer(notebook, i + 1)
        reference = eval(f"ChannelExplorer({layer})")
        assert_maps(root, reference)
        assert_adds_up(root)
        parts = reference.contributions
        per = parts.shape[1]
        for o, c in [(0, 0), (len(parts) - 1, per - 1)]:
            seen = o // (len(parts) // reference.groups) * per + c
            got = shown(root, f"partial({o}, {seen})")
            reach = 1e-5 * max(1, np.ptp(parts))
            np.testing.assert_allclose(got, parts[o, c].ravel(), rtol=0, atol=reach)
    assert axe(notebook.page, ".cl-explorer") == []


def test_python_and_screen_say_the_same(open_notebook):
    sliders = '"groups", "kernel_size", "padding"'
    notebook = open_notebook([SET_UP, RGB.replace('"groups"', sliders)])
    root, page = explorer(notebook), notebook.page
    notebook.kernel("e.in_channels = 2; e.out_channels = 6; e.stride = 2")
    expect(root.locator(".cl-count")).to_contain_text("6 kernels × 2 slices")
    assert_maps(root, rgb(root))
    line = settled(notebook, root)
    assert line["stride"] == "2"
    for slider in root.locator(".cl-slider input").all():  # 0 is a value, too
        words, trait = slider.get_attribute("aria-valuetext"), slider.get_attribute("data-control")
        assert words.partition(",")[0] == ("3" if trait == "kernel_size" else line[trait])
    notebook.kernel("e.x = e.x[::-1]; e.weight = -e.weight")
    page.wait_for_timeout(300)
    bank, state = kernels.bank("teaching"), root.evaluate("el => el.convlab.state()")
    x = images.coffee(52)[[1, 0, 2]]  # two channels are on screen
    weight = bank.weight.copy()
    weight[:6, :2] *= -1
    assert_maps(root, ChannelExplorer(x, weight, bank.bias, state=state))
    before = notebook.kernel("print(e.state)").strip()
    notebook.kernel("e.state = 'in_channels=3 stride=1 row=3 col=4 out_channel=1 view=slice'")
    page.wait_for_timeout(300)
    assert root.evaluate("el => el.convlab.state()") != before
    notebook.kernel(f"e.state = {before!r}")
    page.wait_for_timeout(300)
    assert root.evaluate("el => el.convlab.state()") == before
    unfold(root)
    with page.expect_download() as download:
        root.get_by_role("button", name="Save this picture").click()
    assert download.value.suggested_filename == "convlab-2-to-6.png"
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as download:
        root.get_by_role("button", name="Save this film").click()
    assert download.value.suggested_filename == "convlab-2-to-6.gif"
    with images.Image.open(download.value.path()) as film:
        assert film.n_frames == 2 + 2


def test_a_new_theme_leaves_everything_where_it_was(open_notebook):
    notebook = open_notebook([SET_UP, RGB])
    root = explorer(notebook)
    before = root.evaluate("el => el.convlab.boxes().length")
    notebook.theme(dark=True)
    notebook.page.wait_for_timeout(400)
    for strip in (".cl-left", ".cl-right"):
        expect(root.locator(strip)).to_be_hidden()  # for nothing scrolls
    assert root.evaluate("el => el.convlab.boxes().length") == before


def test_themes_width_and_text_size(open_notebook, axe):
    notebook = open_notebook([SET_UP, RGB], dark=True, width=700)
    root, page = explorer(notebook), notebook.page
    ground = "el => getComputedStyle(el).backgroundColor"
    assert root.evaluate(ground) == "rgb(17, 18, 20)"
    assert axe(page, ".cl-explorer") == []
    notebook.theme(dark=False)
    expect(root).to_have_css("background-color", "rgb(255, 255, 255)")
    assert axe(page, ".cl-explorer") == []
    button = root.locator('[data-control="more"]')
    small, room = button.bounding_box(), root.bounding_box()
    assert root.locator(".cl-board").bounding_box()["width"] <= room["width"]
    unfold(root)
    root.locator('[data-control="large"]').click()
    assert settled(notebook, root)["large"] == "true"
    assert button.bounding_box()["width"] > 1.3 * small["width"]
    assert root.locator(".cl-board").bounding_box()["width"] <= room["width"] + 1
    assert re.match(r"\d", root.locator(".cl-count").inner_text())


@pytest.mark.parametrize("scale", [1, 1.5])
def test_what_is_painted_in_parts_is_the_whole_picture(open_notebook, scale):
    stem = "ChannelExplorer(kernels.stem_maps(images.coffee(84)), *kernels.many(9, 32)[:2])"
    notebook = open_notebook([SET_UP, RGB, stem], scale=scale)
    page = notebook.page
    for i, end, press in ((1, "map", "ArrowLeft m p"), (2, "input", "ArrowLeft PageDown m w o")):
        root = explorer(notebook, i)
        canvas = root.locator("canvas.cl-maps")
        for trait in ("in_channels", "out_channels", "groups"):
            slider = root.locator(f'[data-control="{trait}"]')
            for key in ("ArrowLeft", "ArrowLeft", "ArrowRight"):
                if slider.is_enabled():
                    slider.press(key)
                    page.wait_for_timeout(40)
                    assert root.evaluate(STALE, PAINTER) == 0
        canvas.click(position=point(root, end, row=3, col=4))
        for key in press.split():
            canvas.press(key)
            page.wait_for_timeout(40)
            assert root.evaluate(STALE, PAINTER) == 0


def test_a_picture_painted_ahead_is_the_one_that_was_asked_for(open_notebook):
    """A step like the last one finds its picture ready, unless anything else has changed."""
    x, (weight, bias, *_) = kernels.stem_maps(images.coffee(84)), kernels.many(9, 32)
    cell = "e = ChannelExplorer(kernels.stem_maps(images.coffee(84)), *kernels.many(9, 32)[:2])\ne"
    notebook = open_notebook([SET_UP, cell])
    root, page = explorer(notebook), notebook.page
    slider = root.locator('[data-control="in_channels"]')

    def step(key="ArrowRight"):
        slider.press(key)
        page.evaluate(NEXT_FRAME)

    def seen(before):
        """How many pictures were ready from 5 to 11 channels, past the grid's end; all boxes."""
        for key in ["Home", *["ArrowRight"] * 4]:
            step(key)
        ready, boxes = root.evaluate(FORESEEN), []
        for _ in range(6):
            page.evaluate(before)
            step()
            assert root.evaluate(STALE, PAINTER) == 0
            boxes.append(root.evaluate("el => JSON.stringify(el.convlab.boxes())"))
        return root.evaluate(FORESEEN) - ready, boxes

    (ready, ahead), (none, afresh) = seen("0"), seen("dispatchEvent(new Event('resize')), 0")
    assert ready > 3 and none == 0
    assert ahead == afresh

    # Each time a picture is ready, but not of the new theme or the new numbers.
    step()
    notebook.theme(dark=True)
    expect(root).to_have_css("background-color", "rgb(17, 18, 20)")
    step()
    assert root.evaluate(STALE, PAINTER) == 0
    step()
    shown = int(settled(notebook, root)["in_channels"])
    notebook.kernel("e.weight = 2 * e.weight")
    page.wait_for_timeout(300)
    step()
    assert root.evaluate(STALE, PAINTER) == 0
    weight = weight.copy()
    weight[:, :shown] *= 2
    line = root.evaluate("el => el.convlab.state()")
    assert f"in_channels={shown + 1}&" in line
    assert_maps(root, ChannelExplorer(x, weight, bias, state=line))


def test_fingers_pick_and_scroll(open_notebook):
    """A tap picks; a finger that scrolls the page picks nothing."""
    notebook = open_notebook([SET_UP, RGB], height=900)
    root, page = explorer(notebook), notebook.page
    canvas = root.locator("canvas.cl-maps")
    canvas.scroll_into_view_if_needed()
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    box = canvas.bounding_box()

    def finger(kind, place=None, up=0):
        at = [{"x": box["x"] + place["x"], "y": box["y"] + place["y"] - up}] if place else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    finger("touchStart", point(root, "map", o=1, row=7, col=9))
    finger("touchEnd")
    state = settled(notebook, root)
    assert [state[k] for k in ("out_channel", "row", "col")] == ["1", "7", "9"]
    other = point(root, "map", o=3, row=20, col=20)
    finger("touchStart", other)
    for step in range(1, 6):
        finger("touchMove", other, 20 * step)
    finger("touchEnd")
    assert settled(notebook, root) == state
    touch.detach()


def test_a_step_costs_little(open_notebook):
    """32 × 8 channels of 64×64, key by key: 2 ms, but for what else the machine does."""
    x = np.random.default_rng(0).random((32, 64, 64))
    cell = """e = ChannelExplorer(np.random.default_rng(0).random((32, 64, 64)),
    *kernels.many(8, 32)[:2], in_channels=1)
e"""
    notebook = open_notebook([SET_UP, cell])
    root, page = explorer(notebook), notebook.page
    root.locator('[data-control="in_channels"]').focus()
    for _ in range(31):
        page.keyboard.press("ArrowRight")
        page.evaluate(NEXT_FRAME)
    state = settled(notebook, root)
    assert state["in_channels"] == "32"
    line = root.evaluate("el => el.convlab.state()")
    assert_maps(root, ChannelExplorer(x, *kernels.many(8, 32)[:2], state=line))
    costs = sorted(root.evaluate("el => el.convlab.costs()"))
    assert costs[4] < 2  # the five quickest: what the others waited for is the machine


def test_keys_in_notebook_7(browser, lab, lab_root):
    """Its shortcuts ask the focused element itself whether it wants the key."""
    page = in_notebook_7(browser, lab, lab_root / "seven.ipynb", [SET_UP, RGB])
    root = page.locator(".cl-explorer")
    root.locator('[data-control="in_channels"]').focus()
    page.keyboard.press("ArrowLeft")
    expect(root.locator(".cl-count")).to_contain_text("4 kernels × 2 slices")
    root.locator("canvas.cl-maps").focus()
    for key in ("ArrowDown", "ArrowRight", "PageDown", "m", "p"):
        page.keyboard.press(key)
    page.wait_for_timeout(400)
    state = dict(parse_qsl(root.evaluate("el => el.convlab.state()"), keep_blank_values=True))
    picked = [state[k] for k in ("out_channel", "row", "col", "pinned")]
    assert picked == ["3", "22", "42", "3,22,42"]
    assert state["muted"] == state["in_channel"]
    assert_maps(root, rgb(root))
    page.close()
