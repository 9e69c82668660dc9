"""The Trainer in JupyterLab: its steps are NumPy's, and hands, keys and ears reach all of it."""

import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import conv2d, kernels
from convlab.training import descend, gradient

pytestmark = pytest.mark.browser

BANK = kernels.bank("teaching")
X = np.random.default_rng(0).random((3, 16, 16)).round(2).astype(np.float32)
HIDDEN = BANK.weight[2:3], BANK.bias[2:3]
MAKE = (
    "import numpy as np\nfrom convlab import Trainer, kernels\nb = kernels.bank('teaching')\n"
    "x = np.random.default_rng(0).random((3, 16, 16)).round(2)\n"
    "t = Trainer(x, b.weight[2:3], b.bias[2:3]{})\nt"
)


def opened(open_notebook, settings="", **options):
    notebook = open_notebook([MAKE.format(settings)], **options)
    root = notebook.output().locator(".cl-trainer")
    expect(root).to_be_visible()
    expect(root.locator(".cl-count")).not_to_be_empty()  # painted
    return notebook, root


def read(root, what):
    return root.evaluate(f"el => el.convlab.{what}()")


def start(seed):
    point = np.random.default_rng(seed).normal(0, 0.5, 28).round(2)
    return point[:-1].reshape(1, 3, 3, 3), point[-1:]


def test_steps_are_numpys(open_notebook, axe):
    notebook, root = opened(open_notebook, ", rate=0.05, seed=1")
    for _ in range(5):
        root.locator('[data-action="step"]').click()
    expect(root.locator(".cl-count")).to_contain_text("Step 5:")
    target = conv2d(X, *HIDDEN)
    found = descend(X, target, *start(1), rate=0.05, steps=5)
    learned = np.array(read(root, "learned"))
    np.testing.assert_allclose(learned, np.append(found.weight, found.bias), atol=1e-6)
    np.testing.assert_allclose(read(root, "losses"), found.losses, rtol=1e-5)
    slope = gradient(X, target, found.weight, found.bias)
    np.testing.assert_allclose(
        read(root, "gradient"), np.append(slope.weight, slope.bias), atol=1e-6
    )
    maps = read(root, "maps")
    np.testing.assert_allclose(maps["target"], target.ravel(), atol=1e-6)
    np.testing.assert_allclose(
        maps["error"], (conv2d(X, found.weight, found.bias) - target).ravel(), atol=1e-5
    )
    notebook.page.wait_for_timeout(300)
    back = json.loads(
        notebook.kernel(
            "import json; print(json.dumps([t.steps, t.learned_weight.ravel().tolist()]))"
        )
    )
    assert back[0] == 5
    np.testing.assert_array_equal(back[1], learned[:-1])
    assert axe(notebook.page, ".cl-trainer") == []


PIXELS = """([root, whole]) => {
  const canvas = root.querySelector(".cl-maps");
  const scale = canvas.width / parseFloat(canvas.style.width);
  const [x, y, w, h] = whole
    ? [0, 0, canvas.width, canvas.height]
    : [84, 98, 440, 78].map((v) => v * scale);
  const page = Object.assign(document.createElement("canvas"), { width: w, height: h });
  page.getContext("2d").drawImage(canvas, x, y, w, h, 0, 0, w, h);
  return page.toDataURL();
}"""


def test_a_curve_takes_the_place_of_the_last_and_no_more(open_notebook):
    notebook, root = opened(open_notebook, scale=2)
    canvas = root.element_handle()

    def pixels(whole):
        notebook.page.wait_for_timeout(300)
        return notebook.page.evaluate(PIXELS, [canvas, whole])

    start, hidden = pixels(True), pixels(False)  # all of it; the hidden kernel's row
    for _ in range(3):
        root.locator('[data-action="step"]').click()
        assert pixels(False) == hidden and pixels(True) != start
    root.locator('[data-action="restart"]').click()
    assert pixels(True) == start


def test_play_finds_the_hidden_kernel_and_stops(open_notebook, axe):
    notebook, root = opened(open_notebook, ", pace=100, show_hidden=False", dark=True)
    assert sum(box.get("text") == "?" for box in read(root, "boxes")) == 4  # 3 slices, 1 bias
    root.locator('[data-action="play"]').click()
    expect(root.locator(".cl-verdict")).to_contain_text("Found", timeout=20_000)
    expect(root.locator('[data-action="play"]')).to_have_text("▶ Play")
    np.testing.assert_allclose(read(root, "learned"), np.append(*HIDDEN), atol=0.005)
    root.locator('[data-control="show_hidden"]').check()
    assert axe(notebook.page, ".cl-trainer") == []
    notebook.page.wait_for_timeout(300)
    assert (
        notebook.kernel("print(t.show_hidden, abs(t.learned_weight - t.weight).max() < 0.005)")
        == "True True\n"
    )


def test_a_rate_too_high_is_said_and_stops(open_notebook):
    notebook, root = opened(open_notebook, ", pace=10")
    rate = root.locator('[data-control="rate"]')
    rate.focus()
    for _ in range(2):
        notebook.page.keyboard.press("ArrowRight")
    expect(rate).to_have_attribute("aria-valuetext", "0.5")
    root.locator('[data-action="play"]').click()
    verdict = root.locator(".cl-verdict")
    expect(verdict).to_contain_text("the loss has passed 10³⁰", timeout=10_000)
    losses = read(root, "losses")
    assert losses[-1] >= 1e30 > losses[-2]
    assert np.isfinite(read(root, "learned")).all()
    expect(root.locator('[data-action="step"]')).to_be_disabled()
    notebook.kernel("t.rate = 0.1; t.seed = 2")
    expect(verdict).to_contain_text("A random start")
    np.testing.assert_allclose(read(root, "learned"), np.append(*start(2)))


def test_less_motion_and_keys_alone(open_notebook):
    notebook, root = opened(open_notebook, ", pace=10", reduced_motion="reduce")
    play = root.locator('[data-action="play"]')
    play.focus()
    notebook.page.keyboard.press("Space")
    expect(root.locator(".cl-count")).to_contain_text("Step 10:")
    notebook.page.wait_for_timeout(200)
    expect(root.locator(".cl-count")).to_contain_text("Step 10:")
    canvas = root.locator("canvas.cl-maps")
    canvas.focus()
    for key in (".", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight"):
        notebook.page.keyboard.press(key)
    state = read(root, "state")
    assert (state["channel"], state["row"], state["col"]) == (1, 1, 2)
    picked = re.compile("green, row 1, column 2")
    expect(canvas).to_have_attribute("aria-label", picked)
    notebook.page.wait_for_timeout(300)
    assert notebook.kernel("print(t.channel, t.row, t.col)") == "1 1 2\n"
    cells = [b for b in read(root, "boxes") if b["kind"] == "cells"][5]  # learned, blue
    canvas.click(position={"x": cells["x"] + 0.5 * cells["cell"], "y": cells["y"] + 2.5 * 26})
    notebook.page.wait_for_timeout(300)
    assert notebook.kernel("print(t.channel, t.row, t.col)") == "2 2 0\n"
