"""WrongConvolutions in a real JupyterLab: what is on screen is what NumPy says."""

import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import WrongConvolutions, conv2d, ideas, images, kernels
from tests.browser.plain import opened, shown

pytestmark = pytest.mark.browser

CELLS = [
    "import json, convlab\nfrom convlab import ideas, images, kernels",
    'bank = kernels.bank("teaching")\n'
    "w = convlab.WrongConvolutions(images.coffee(52), bank.weight, bank.bias, out_channel=2)\nw",
]


def numpy(notebook, what):
    return np.array(json.loads(notebook.kernel(f"print(json.dumps({what}.tolist()))")))


def adds_up(said, count):
    """Every sum on screen adds up in the digits on screen."""
    sums = re.findall(r": ([^:=]+) = (−?\d+\.\d+)", said)
    assert len(sums) == count
    for line in sums:
        parts = re.findall(r"−?\d+(?:\.\d+)?(?= \+|$)", line[0])
        numbers = [round(float(n.replace("−", "-")) * 1e4) for n in [*parts, line[1]]]
        assert sum(numbers[:-1]) == numbers[-1], line


def test_ideas_beside_the_layer(open_notebook, axe):
    notebook = open_notebook(CELLS)
    page, root = notebook.page, notebook.output().locator(".cl-wrongs")
    canvas, said = root.locator("canvas.cl-maps"), root.locator(".cl-hidden[aria-live]")
    expect(root).to_contain_text("Grey, or RGB? Neither.")
    np.testing.assert_allclose(shown(root), numpy(notebook, "w.output"), atol=1e-5)

    for idea, about in ideas.IDEAS.items():
        root.get_by_label(about.label, exact=True).check()
        expect(canvas).to_have_attribute("aria-label", re.compile("The idea “"))
        page.wait_for_timeout(250)
        assert notebook.kernel("print(w.idea)") == f"{idea}\n"
        found = shown(root, f"wrong({idea!r})")
        np.testing.assert_allclose(found, numpy(notebook, "w.wrong()"), atol=1e-5)
        found = shown(root, "difference()")
        np.testing.assert_allclose(found, numpy(notebook, "w.difference"), atol=1e-5)
        adds_up(said.text_content(), 1 + (idea != "stays RGB"))

    # A new idea jumps to where it is farthest off; an arrow and a click pick a pixel, on screen
    # and in Python
    size = abs(shown(root, "difference()")[0])
    state = root.evaluate("el => el.convlab.state()")
    assert size[state["row"], state["col"]] == pytest.approx(size.max(), rel=1e-5)
    canvas.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    place = f"{state['row'] + 1} {state['col'] + 1}\n"
    assert notebook.kernel("print(w.row, w.col)") == place
    x, y = root.evaluate("""el => {
        const box = el.convlab.boxes().findLast((b) => b.kind === "map" && b.marks);
        return [box.x + 3.5 * box.scale, box.y + 7.5 * box.scale];
    }""")
    edge = canvas.bounding_box()
    page.mouse.click(edge["x"] + x * edge["width"] / 904, edge["y"] + y * edge["width"] / 904)
    page.wait_for_timeout(300)
    assert notebook.kernel("print(w.row, w.col)") == "7 3\n"

    # Python moves it, and another kernel is worked out
    notebook.kernel("w.out_channel = 6; w.idea = 'mean'")
    expect(root).to_contain_text("Added, or averaged? Added.")
    np.testing.assert_allclose(shown(root), numpy(notebook, "w.output"), atol=1e-5)
    assert axe(page, ".cl-wrongs") == []
    notebook.theme(dark=True)
    page.wait_for_timeout(300)
    assert axe(page, ".cl-wrongs") == []


BOXES = """kind => document.querySelector(".cl-root").convlab.boxes().filter((b) => b.kind === kind)
    .map(({ value, range, scheme, marks }) => ({ value, range, scheme, marks }))"""


def test_numbers_that_differ_differ_in_colour(browser, tmp_path):
    bank = kernels.bank("teaching")
    layer = images.coffee(52), bank.weight, bank.bias
    view = WrongConvolutions(*layer, out_channel=2, idea="shared slice")
    with opened(browser, tmp_path, view) as page:
        for control in ("one slice for all", "mean, not sum", "one slice for all"):
            page.get_by_label(control, exact=True).check()
            page.wait_for_timeout(250)
            boxes = page.evaluate(BOXES, "swatch")
            assert len(boxes) == 8  # two additions of three channels
            *_, layer = boxes[:4]
            *_, idea = boxes[4:]
            limit = 5  # from idea to idea the layer keeps its colours
            assert abs(layer["value"]) < limit
            assert abs(layer["value"] - idea["value"]) > limit / 5  # seen as different colours
            [legend] = page.evaluate(BOXES, "scale")
            signed = [m for m in page.evaluate(BOXES, "map") if m["scheme"] == "signed"]
            assert {box["range"] for box in (*boxes, *signed, legend)} == {limit}
            beyond = [m for m in signed if m["marks"]]
            assert len(beyond) == len(signed)  # what lies beyond is marked


def test_many_channels_without_a_photo(browser, tmp_path, axe):
    x, coffee = kernels.stem_maps(images.coffee(84)), kernels.trained("coffee")
    with opened(browser, tmp_path, WrongConvolutions(x, *coffee[:2])) as page:
        assert page.get_by_role("radio").count() == 4
        y = conv2d(x, *coffee[:2])
        np.testing.assert_allclose(shown(page), y, atol=1e-4)
        for idea in ("mean", "largest", "one channel", "shared slice"):
            page.get_by_label(ideas.IDEAS[idea].label, exact=True).check()
            np.testing.assert_allclose(
                shown(page, f"wrong({idea!r})"), ideas.wrong(idea, x, *coffee[:2]), atol=1e-4
            )
            canvas = page.locator("canvas.cl-maps")
            for key in ["ArrowDown", "ArrowRight"] * 3:
                canvas.press(key)
                page.wait_for_timeout(250)
                said = canvas.get_attribute("aria-label")
                assert "28 more" in said
                adds_up(said, 2)
        schemes = [box["scheme"] for box in page.evaluate(BOXES, "map")]
        # Four channels and the mark of their range; maps of four and of the others; no photo
        assert schemes == ["grey"] * 5 + ["signed"] * 12
        assert axe(page, ".cl-wrongs") == []
