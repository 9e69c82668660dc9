"""A network of the reader's own, opened in the site's page: read, run and refused there."""

import base64
import json
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import conv2d, images, kernels
from tests.browser.plain import quiet, shown, window

pytestmark = pytest.mark.browser
CASES = json.loads((Path(__file__).parents[1] / "cases/own/onnx.json").read_text("utf-8"))["cases"]
HOSTILE = b"<img src=x onerror=alert(1)>.weight"


@pytest.fixture
def page(browser, site):
    with window(browser, viewport={"width": 390, "height": 900}) as page, quiet(page):
        page.goto((site / "own.html").as_uri())
        yield page


def opened(page, data, name="model.onnx"):
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.locator('[data-part="file"]').set_input_files(file)
    return page.locator('[data-part="status"]')


def outputs(page):
    return shown(page.locator(".cl-opened .cl-root"))


def test_trained_layers_make_what_numpy_makes_of_them(page, axe):
    page.get_by_role("button", name="Take three trained layers").click()
    expect(page.locator('[data-part="status"]')).to_contain_text("3 convolution layers.")
    photo = np.rint(images.coffee(112) * 100) / 100
    rows = np.repeat(np.repeat(photo, 3, axis=1), 3, axis=2)  # 336: four of them are one of 84
    x = rows.reshape(3, 84, 4, 84, 4).mean(axis=(2, 4))
    stem = kernels.trained("stem")
    first = conv2d(kernels.stem_input(x), stem.weight, stem.bias, stride=2)
    np.testing.assert_allclose(outputs(page), first, atol=2e-3)
    strip = page.locator("canvas.cl-board-canvas, .cl-network canvas").first
    strip.press("End")
    expect(page.locator(".cl-opened")).to_have_attribute(
        "aria-label", "layer 2, blocks.0.pointwise"
    )
    deep, mix = kernels.trained("depthwise"), kernels.trained("pointwise")
    y = conv2d(first.clip(0, 6), deep.weight, deep.bias, padding=1, groups=32).clip(0, 6)
    page.wait_for_function(
        "document.querySelector('.cl-opened .cl-root').convlab.outputs().shape[0] === 16"
    )
    np.testing.assert_allclose(outputs(page), conv2d(y, mix.weight, mix.bias), atol=5e-3)
    assert axe(page, "main") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_file_is_run_on_the_page(page, case):
    said = opened(page, base64.b64decode(case["file"]))
    expect(said).to_have_text(f"model.onnx: {len(case['layers'])} convolution layers.")


def test_what_cannot_be_shown_is_said(page):
    said = opened(page, b"hello", "notes.onnx")
    expect(said).to_contain_text("damaged or cut short")
    said = opened(page, b"hello", "notes.safetensors")
    expect(said).to_have_text("This is no .safetensors file, or it is cut short.")
    header = json.dumps(
        {HOSTILE.decode(): dict(dtype="F32", shape=[2, 3, 1, 1], data_offsets=[0, 24])}
    )
    weights = np.ones(6, np.float32).tobytes()
    said = opened(
        page, len(header).to_bytes(8, "little") + header.encode() + weights, "w.safetensors"
    )
    expect(said).to_have_text("w.safetensors: 1 convolution layer.")
    expect(page.locator(".cl-opened")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("img").count() == 0
