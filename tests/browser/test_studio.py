"""The Studio in JupyterLab: pictures chosen, painted and refused; what is on screen is NumPy's."""

import io
import json
import os
import signal
import struct
import zlib

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from convlab import Studio, conv2d, images, kernels
from tests.browser.lab import KERNEL_READY, PANEL
from tests.browser.plain import opened as opened_plain
from tests.browser.plain import point, shown, unfold, unfolded

pytestmark = pytest.mark.browser

SHAPES = "import json; print(json.dumps([s.x.shape, s.output.shape, s.source, s.bank]))"


def opened(open_notebook, settings="", **options):
    notebook = open_notebook([f"from convlab import Studio\ns = Studio({settings})\ns"], **options)
    root = notebook.output().locator(".cl-studio")
    expect(root.locator("canvas.cl-maps")).to_be_visible()
    return notebook, root


FOLDS = {"source": "picture", "bank": "kernels", "padding_mode": "layer"}


def choose(root, control, value):
    """One of a Studio's radio buttons, behind its fold."""
    choice = f'[data-control="{control}"][value="{value}"]'
    unfolded(root, FOLDS[control]).locator(choice).check()


def in_python(notebook, what):
    notebook.page.wait_for_timeout(400)
    return np.array(json.loads(notebook.kernel(f"import json; print(json.dumps({what}.tolist()))")))


def slide(root, trait, key, times=1):
    unfolded(root, "layer").locator(f'[data-control="{trait}"]').focus()
    for _ in range(times):
        root.page.keyboard.press(key)


def test_settings_give_numpys_maps(open_notebook, axe):
    notebook, root = opened(open_notebook)
    bank = kernels.bank("teaching")
    want = conv2d(images.coffee(64), bank.weight[:2], bank.bias[:2])
    np.testing.assert_allclose(shown(root), want, atol=1e-5)
    slide(root, "kernel_size", "ArrowRight")
    slide(root, "stride", "ArrowRight")
    slide(root, "padding", "ArrowRight", 3)
    slide(root, "dilation", "ArrowRight")
    slide(root, "out_channels", "ArrowRight")
    for control, value in (
        ("source", "chelsea"),
        ("bank", "blur"),
        ("padding_mode", "reflect"),
    ):
        choose(root, control, value)
    slide(root, "out_channels", "End")
    x, box = images.chelsea(64), kernels.SLICES["box_blur"]
    weight = np.vstack([np.eye(3), images.LUMINANCE])[:, :, None, None] * box
    want = conv2d(x, weight, stride=2, padding=3, dilation=2, padding_mode="reflect")
    expect(root.locator(".cl-result .cl-count")).to_contain_text("4 kernels")
    np.testing.assert_allclose(shown(root), want, atol=1e-5)
    np.testing.assert_allclose(in_python(notebook, "s.output"), want, atol=1e-5)
    assert axe(notebook.page, ".cl-studio") == []
    ledger = root.evaluate("el => el.convlab.ledger()")
    total = notebook.kernel("print(s.ledger.total)")
    assert ledger["total"] == pytest.approx(float(total), abs=1e-5)
    assert ledger["total"] == pytest.approx(sum(ledger["subtotals"]) + ledger["bias"], abs=1e-6)


def test_painting_by_pointer_and_by_keys(open_notebook, axe):
    notebook, root = opened(open_notebook, "source='my drawing'", dark=True)
    before = in_python(notebook, "s.x")
    root.locator('[data-control="brush"][value="yellow"]').check()
    grid = root.locator('[data-control="drawing"]')
    cell = grid.bounding_box()["width"] / 16
    grid.click(position={"x": 7.3 * cell, "y": 12.3 * cell})
    for key in ("7", "ArrowDown", "ArrowLeft", "Space"):
        notebook.page.keyboard.press(key)
    expect(grid).to_have_attribute(
        "aria-label",
        "Drawing of 16 × 16 cells. Row 13, column 6 is cyan. "
        "Arrow keys move, space paints cyan, 1 to 7 take a colour, U undoes.",
    )
    x = in_python(notebook, "s.x")
    assert x[:, 12, 7].tolist() == [1, 1, 0]
    assert x[:, 13, 6].tolist() == [0, 1, 1]
    assert [int(i) for i in notebook.kernel("print(s.row, s.col)").split()] == [12, 5]
    np.testing.assert_allclose(shown(root), in_python(notebook, "s.output"), atol=1e-5)
    assert axe(notebook.page, ".cl-studio") == []
    notebook.page.keyboard.press("u")
    assert in_python(notebook, "s.x")[:, 13, 6].tolist() == before[:, 13, 6].tolist()
    root.locator('[data-action="clear"]').click()
    assert not in_python(notebook, "s.x").any()
    for _ in range(2):
        root.locator('[data-action="undo"]').click()
    np.testing.assert_array_equal(in_python(notebook, "s.x"), before)
    expect(root.locator('[data-action="undo"]')).to_be_disabled()


def scale_of(page):
    return page.evaluate("""() => document.querySelector(".cl-root").convlab.boxes()
        .filter(box => box.kind === "map" && box.scheme === "signed").map(box => box.range)""")


def test_the_pen_is_the_pick_and_colours_stay_until_it_lifts(browser, tmp_path):
    bank = np.ones((1, 3, 3, 3))
    studio = Studio(None, bank, source="my drawing")
    with opened_plain(browser, tmp_path, studio) as page:
        root = page.locator(".cl-studio")
        root.locator('[data-action="clear"]').click()
        page.wait_for_timeout(100)
        box = root.locator('[data-control="drawing"]').bounding_box()
        cell, before = box["width"] / 16, scale_of(page)
        page.mouse.move(box["x"] + 4.5 * cell, box["y"] + 7.5 * cell)
        page.mouse.down()
        page.mouse.move(box["x"] + 9.5 * cell, box["y"] + 9.5 * cell, steps=40)
        page.wait_for_timeout(100)
        picked = root.evaluate("el => el.convlab.state()")
        assert (picked["row"], picked["col"]) == (8, 8)  # its window's middle is under the pen
        assert shown(root).max() > 3 and scale_of(page) == before
        page.mouse.up()
        page.wait_for_timeout(100)
        assert scale_of(page) != before


def test_one_fold_is_open_at_a_time(browser, tmp_path):
    with opened_plain(browser, tmp_path, Studio()) as page:
        root = page.locator(".cl-studio")
        at = root.locator(".cl-board").bounding_box()
        for name, said in (
            ("picture", "coffee"),
            ("kernels", "edges"),
            ("layer", "3×3, stride 1, no padding"),
        ):
            button = root.locator(f'[data-fold="{name}"]')
            expect(button).to_contain_text(said)
            button.click()
            expect(root.locator(".cl-panel:visible")).to_have_count(1)
            assert root.locator(".cl-board").bounding_box() == at  # it lies over what is below
        slide(root, "padding", "ArrowRight", 2)
        expect(button).to_contain_text("3×3, stride 1, padding 2")
        page.keyboard.press("Escape")
        expect(root.locator(".cl-panel:visible")).to_have_count(0)
        expect(button).to_be_focused()
        button.click()
        root.locator("canvas.cl-maps").click(position=point(root, "map", o=0, row=3, col=3))
        expect(root.locator(".cl-panel:visible")).to_have_count(0)


def test_a_picture_of_four_channels_has_four_slices_in_each_kernel(browser, tmp_path):
    x = np.random.default_rng(0).normal(50, 20, (4, 16, 20)).round()
    studio = Studio(x, channel_names=["red", "green", "blue", "infrared"])
    with opened_plain(browser, tmp_path, studio) as page:
        root = page.locator(".cl-studio")
        count = root.locator(".cl-result .cl-count")
        expect(count).to_contain_text("2 kernels × 4 slices")
        np.testing.assert_allclose(shown(root), conv2d(x, studio.weight, studio.bias), atol=1e-3)
        picture = unfolded(root, "picture")
        expect(picture.locator('[data-control="source"]')).to_have_count(1)
        expect(picture.locator('[data-action="upload"]')).to_have_count(0)
        expect(picture).to_contain_text("studio.x = …")
        choose(root, "bank", "blur")
        slide(root, "out_channels", "End")
        slide(root, "kernel_size", "ArrowRight")
        slide(root, "padding", "ArrowRight", 2)
        choose(root, "padding_mode", "reflect")
        expect(count).to_contain_text("4 kernels × 4 slices × 5×5")
        studio.state = "bank=blur&out_channels=4&kernel_size=5&padding=2&padding_mode=reflect"
        np.testing.assert_allclose(shown(root), studio.output, atol=1e-3)


@pytest.mark.parametrize("width", [390, 640])
def test_a_drawing_without_a_place_in_the_grid_stands_above_it(browser, tmp_path, width):
    window = {"viewport": {"width": width, "height": 844}, "has_touch": True}
    with opened_plain(browser, tmp_path, Studio(source="my drawing"), **window) as page:
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        box = page.locator('[data-control="drawing"]').bounding_box()
        assert box["y"] + box["height"] <= page.locator(".cl-board").bounding_box()["y"] + 1
        if width == 390:
            assert box["width"] == pytest.approx(358, abs=1)
            pens = page.locator(".cl-pens label").all()
            assert min(pen.bounding_box()["width"] for pen in pens) >= 44
            page.mouse.move(200, 700)
            page.mouse.wheel(0, 300)
            page.wait_for_timeout(150)
            head = page.locator(".cl-head").bounding_box()
            stays = page.locator('[data-control="drawing"]').bounding_box()
            assert 0 < stays["y"] - head["y"] - head["height"] < 70
        unfolded(page.locator(".cl-studio"), "picture")
        panel = page.locator(".cl-panel:visible")
        expect(panel.get_by_role("radio", name="my drawing")).to_be_visible()
        assert panel.evaluate("one => one.scrollWidth <= one.clientWidth")  # each choice is there


def test_weights_and_biases_are_typed_and_nudged(open_notebook):
    notebook, root = opened(open_notebook, "source='red/green edge', bank='all zeros'")
    box = root.evaluate(
        "el => el.convlab.boxes().find(b => b.kind === 'cells' && b.scheme === 'signed')"
    )
    canvas = root.locator("canvas.cl-maps")
    cell, tall = box["cell"], box.get("tall", box["cell"])
    canvas.click(position={"x": box["x"] + 1.5 * cell, "y": box["y"] + 0.5 * tall})
    field = root.locator('[data-control="weight"]')
    expect(field).to_be_focused()
    notebook.page.keyboard.type("2")
    notebook.page.keyboard.press("Enter")
    notebook.page.keyboard.press("ArrowUp")
    bias = unfolded(root, "kernels").locator('[data-control="bias"]').first
    bias.fill("-0.5")
    bias.press("Enter")
    weight = in_python(notebook, "s.weight")
    assert weight[0, 0, 0, 1] == 3 and np.count_nonzero(weight) == 1
    want = in_python(notebook, "s.output")
    assert want[0, 0, 0] == pytest.approx(3 * 0.75 - 0.5)  # red, left of the edge
    np.testing.assert_allclose(shown(root), want, atol=1e-6)
    expect(root.locator('[data-control="bank"][value="my own weights"]')).to_be_checked()
    bias.fill("1e9")
    bias.press("Enter")
    expect(root.locator(".cl-biases .cl-beside")).to_have_text(
        "A bias is a number between −1,000,000 and 1,000,000. It stays −0.5."
    )
    expect(bias).to_have_value("-0.5")
    notebook.kernel("s.bank = 'edges'; s.stride = 2")
    bank = kernels.bank("teaching")
    want = conv2d(images.red_green_edge(24), bank.weight[:2], bank.bias[:2], stride=2)
    notebook.page.wait_for_timeout(300)
    np.testing.assert_allclose(shown(root), want, atol=1e-5)


def test_ones_own_weights_are_not_lost_without_a_word(open_notebook):
    notebook, root = opened(open_notebook, "bank='all zeros', kernel_size=5")
    page, said = notebook.page, root.locator('[data-status="weights"]')
    mine = root.locator('[data-control="bank"][value="my own weights"]')
    field = root.locator('[data-control="weight"]')

    def type_weight(words):
        field.fill(words)
        field.press("Enter")
        page.wait_for_timeout(250)

    expect(mine).to_be_disabled()
    root.locator("canvas.cl-maps").focus()
    for key in ("w", "ArrowUp", "ArrowUp", "Enter"):  # the middle of the first row, of five
        page.keyboard.press(key)
    expect(field).to_be_focused()  # in the frame after the one that draws which weight it is
    type_weight("0.5")
    expect(said).to_have_text("These are your own weights now: “all zeros”, changed.")
    for words in ("1e9", ""):
        type_weight(words)
        beside = root.locator(".cl-board .cl-beside")
        expect(beside).to_contain_text("between −1,000,000 and 1,000,000. It stays 0.5.")
        expect(field).to_have_value("0.5")
    # A smaller size shows the middle of each slice; another bank is shown beside it
    slide(root, "kernel_size", "Home")
    assert in_python(notebook, "s.weight").tolist() == [[[[0]]] * 3]
    choose(root, "bank", "edges")
    np.testing.assert_allclose(
        in_python(notebook, "s.weight"), kernels.bank("teaching").weight[:2], atol=1e-6
    )
    choose(root, "bank", "my own weights")
    assert in_python(notebook, "s.weight").shape == (1, 3, 1, 1)
    slide(root, "kernel_size", "End")
    weight = in_python(notebook, "s.weight")
    assert weight[0, 0, 0, 2] == 0.5 and np.count_nonzero(weight) == 1
    np.testing.assert_allclose(shown(root), in_python(notebook, "s.output"), atol=1e-5)
    # Python sees them come and go as the hand does
    notebook.kernel("s.bank = 'blur'")
    expect(root.locator(".cl-result .cl-count")).to_contain_text("2 kernels")
    notebook.kernel("s.bank = 'my own weights'")
    expect(root.locator(".cl-result .cl-count")).to_contain_text("5×5 weights")
    # To change another bank takes their place, and says so
    choose(root, "bank", "sharpen")
    bias = root.locator('[data-control="bias"]').first
    bias.fill("2")
    bias.press("Enter")
    expect(said).to_have_text(
        "These are your own weights now: “sharpen”, changed. They take the place of those you had."
    )
    assert in_python(notebook, "s.bias").tolist() == [2, 0]
    assert in_python(notebook, "s.weight").shape == (2, 3, 3, 3)


@pytest.mark.fault(
    "Kernels and servers",
    "A slider is moved while the kernel is busy",
    "The picture follows at once; the kernel hears the last value, once.",
)
def test_a_busy_kernel_hears_the_last_value_alone(open_notebook):
    notebook, root = opened(open_notebook)
    notebook.kernel("seen = []\ns.observe(lambda change: seen.append(change.new), 'dilation')")
    notebook.page.evaluate(f"""() => {{ {PANEL}.sessionContext.session.kernel.requestExecute(
        {{ code: 'import time; time.sleep(3)', store_history: false }}); }}""")
    dilation = unfolded(root, "layer").locator('[data-control="dilation"]')
    dilation.focus()
    for key in ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"] * 8 + ["End"]:
        notebook.page.keyboard.press(key)
    notebook.page.wait_for_timeout(100)
    assert shown(root).shape == (2, 56, 56)  # 64 - 4·2 = 56: on screen at once
    notebook.kernel("pass")  # it has time again: what waited in the page goes out
    notebook.page.wait_for_timeout(500)
    assert notebook.kernel("print(s.output.shape)") == "(2, 56, 56)\n"
    seen = json.loads(notebook.kernel("print(seen)"))
    assert seen[-1] == 4 and len(seen) <= 3, seen


@pytest.mark.fault(
    "Kernels and servers",
    "The kernel is restarted, or killed, while a widget is on screen",
    "The widget goes on, its maps are still NumPy's, and it says which cells to run.",
)
@pytest.mark.parametrize("end", ["restarted", "killed"])
def test_it_goes_on_without_its_kernel(open_notebook, end):
    notebook, root = opened(open_notebook)
    said = root.get_by_text("The kernel has ended, and this goes on without it")
    expect(said).to_have_count(0)
    if end == "killed":
        os.kill(int(notebook.kernel("import os; print(os.getpid())")), signal.SIGKILL)
        notebook.page.locator(".jp-Dialog").get_by_role("button", name="Ok").click()
    else:
        notebook.page.evaluate(f"() => {PANEL}.sessionContext.restartKernel()")
    expect(said).to_be_visible()
    notebook.page.wait_for_function(KERNEL_READY)
    choose(root, "source", "colour bars")
    slide(root, "stride", "ArrowRight")
    bank = kernels.bank("teaching")
    want = conv2d(images.colour_bars(48), bank.weight[:2], bank.bias[:2], stride=2)
    notebook.page.wait_for_timeout(250)
    np.testing.assert_allclose(shown(root), want, atol=1e-5)
    notebook.run_all()  # as it says
    expect(said).to_have_count(0)


@pytest.mark.parametrize("width", [1024, 1280, 1920])
def test_large_type_makes_all_of_it_larger(browser, tmp_path, width):
    window = {"width": width, "height": 900}
    with opened_plain(browser, tmp_path, Studio(), viewport=window) as page:
        root, button = page.locator(".cl-studio"), page.locator('[data-control="more"]')
        unfold(root)
        large = page.get_by_role("button", name="Large type")
        before = button.bounding_box()["width"]
        for pressed in ("true", "false"):
            large.click()
            expect(large).to_have_attribute("aria-pressed", pressed)
            page.wait_for_timeout(200)
            # nothing is cut: not the grid in its frame, nor anything at the window's edge
            assert page.locator(".cl-result .cl-frame").evaluate(
                "el => el.scrollWidth <= el.clientWidth"
            )
            assert page.locator(".cl-board").bounding_box()["width"] <= width
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
            wide = button.bounding_box()["width"]
            assert wide == pytest.approx(before * (1.4 if pressed == "true" else 1), rel=0.02)
            high = root.locator(".cl-fold").first.bounding_box()["height"]
            assert high == pytest.approx(32 * (1.4 if pressed == "true" else 1), abs=1)


def encoded(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def a_png_that_says(width, height):
    """A few bytes that claim to be a large picture."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def patched(data, at, value):
    return data[:at] + value + data[at + len(value) :]


@pytest.mark.fault(
    "Files",
    "Sixteen files that are no picture, are cut short, lie about their size or are too large "
    "are chosen in the Studio; one has a tag for a name",
    "Each is refused in one sentence and the picture before it stays; the name stands there "
    "letter by letter.",
)
def test_pictures_are_read_or_refused_in_one_sentence(open_notebook, axe):
    notebook, root = opened(open_notebook)
    said = root.locator('[data-status="picture"]')
    expect(said).to_contain_text("is read by this notebook alone")
    chooser = root.locator('[data-control="file"]')

    def upload(data, name="photo.png"):
        chooser.set_input_files({"name": name, "mimeType": "image/png", "buffer": data})

    noise = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    photo = Image.fromarray(noise)
    jpeg, webp = encoded(photo, "JPEG"), encoded(photo, "WEBP")
    glass = photo.copy()
    glass.putalpha(128)
    alpha, exact = encoded(glass, "WEBP"), encoded(photo, "WEBP", lossless=True)
    assert [data[12:16] for data in (webp, alpha, exact)] == [b"VP8 ", b"VP8X", b"VP8L"]
    frame = jpeg.index(b"\xff\xc0") + 5  # height and width of the JPEG's frame
    for data, words in [
        (b"", "empty"),
        (b"no picture at all" * 9, "not a PNG, JPEG or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 9, "an SVG drawing, which has no pixels"),
        (encoded(photo, "GIF"), "save one picture as PNG, JPEG or WebP"),
        (encoded(photo, "PNG") + bytes(8 << 20), "the most is 8 MB"),
        (a_png_that_says(12000, 12000), "144 million pixels (12,000 × 12,000)"),
        (patched(jpeg, frame, b"\xea\x60\xea\x60"), "60,000 × 60,000"),
        (patched(webp, 26, b"\xff\x3f\xff\x3f"), "16,383 × 16,383"),
        (patched(alpha, 24, b"\xff\xff\x00\xff\xff\x00"), "65,536 × 65,536"),
        (patched(exact, 21, b"\xff\xff\xff\x0f"), "16,384 × 16,384"),
        (encoded(photo, "PNG")[:60], "damaged"),
        (encoded(photo, "PNG")[:-12], "damaged"),  # all but its end
        (jpeg[: len(jpeg) // 2], "damaged"),
        (a_png_that_says(50, 50), "damaged"),
        (encoded(Image.new("RGB", (6, 6)), "PNG"), "too small or too narrow"),
        (encoded(Image.new("RGB", (2000, 20)), "PNG"), "too small or too narrow"),
    ]:
        upload(data)
        expect(said).to_contain_text(words)
        assert root.evaluate("el => el.convlab.state().source") == "coffee"

    hostile = "<img src=x onerror=alert(1)>.png"
    upload(encoded(photo, "PNG"), hostile)
    expect(said).to_have_text(f"{hostile}: 60 × 40 pixels.")
    assert root.locator("img").count() == 0
    want = (noise.transpose(2, 0, 1) / 255).round(2)
    np.testing.assert_allclose(in_python(notebook, "s.x"), want, atol=1e-6)
    np.testing.assert_allclose(shown(root), in_python(notebook, "s.output"), atol=1e-5)

    turned = Image.new("RGB", (400, 200), "red")
    exif = turned.getexif()
    exif[0x0112] = 6  # held on its side
    for data, text, shape in [
        (encoded(turned, "JPEG", exif=exif), "200 × 400 pixels, shrunk to 64 × 128", [3, 128, 64]),
        (encoded(turned, "WEBP"), "400 × 200 pixels, shrunk to 128 × 64", [3, 64, 128]),
        (encoded(Image.new("RGBA", (30, 20)), "WEBP", lossless=True), "30 × 20", [3, 20, 30]),
        (encoded(photo.convert("L"), "PNG"), "60 × 40", [3, 40, 60]),
        (encoded(photo.convert("P"), "PNG", transparency=0), "60 × 40", [3, 40, 60]),
        (encoded(photo.convert("CMYK"), "JPEG"), "60 × 40", [3, 40, 60]),
    ]:
        upload(data)
        expect(said).to_contain_text(text)
        notebook.page.wait_for_timeout(400)
        assert json.loads(notebook.kernel(SHAPES))[0] == shape
        if "30 × 20" in text:  # wholly transparent: white
            assert (in_python(notebook, "s.x") == 1).all()
    assert axe(notebook.page, ".cl-studio") == []
