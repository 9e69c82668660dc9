"""The Trainer in JupyterLab: its steps are NumPy's, and hands, keys and ears reach all of it."""

import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import Trainer, conv2d, kernels
from convlab.training import descend, gradient
from tests.browser import plain

pytestmark = pytest.mark.browser

BANK = kernels.bank("teaching")
X = np.random.default_rng(0).random((3, 16, 16)).round(2).astype(np.float32)
HIDDEN = BANK.weight[2:3], BANK.bias[2:3]
MAKE = (
    "import numpy as np\nfrom convlab import Trainer, kernels\nb = kernels.bank('teaching')\n"
    "x = np.random.default_rng(0).random((3, 16, 16)).round(2)\n"
    "t = Trainer(x, b.weight[2:3], b.bias[2:3]{})\nt"
)


NOISE = MAKE.replace(".random((3, 16, 16))", ".normal(size=(3, 16, 16))")  # is learned soon


def opened(open_notebook, settings="", make=MAKE, **options):
    notebook = open_notebook([make.format(settings)], **options)
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
  const target = root.convlab.boxes().filter((box) => box.kind === "map")[1];
  const size = [target.w, target.h].map((n) => n * target.scale);
  const [x, y, w, h] = whole
    ? [0, 0, canvas.width, canvas.height]
    : [target.x, target.y, ...size].map((v) => Math.round(v * scale));
  const page = Object.assign(document.createElement("canvas"), { width: w, height: h });
  page.getContext("2d").drawImage(canvas, x, y, w, h, 0, 0, w, h);
  return page.toDataURL();
}"""


def test_a_curve_takes_the_place_of_the_last_and_no_more(browser, tmp_path):
    with plain.opened(browser, tmp_path, Trainer(X, *HIDDEN), device_scale_factor=2) as page:
        root = page.locator(".cl-trainer")

        def pixels(whole):
            page.wait_for_timeout(300)
            return page.evaluate(PIXELS, [root.element_handle(), whole])

        start, target = pixels(True), pixels(False)  # all of it; the map that is wanted
        for _ in range(3):
            root.locator('[data-action="step"]').click()
            assert pixels(False) == target and pixels(True) != start
        root.locator('[data-action="restart"]').click()
        assert pixels(True) == start


def test_play_finds_the_hidden_kernel_and_stops(open_notebook, axe):
    settings = ", pace=4, rate=0.2, show_hidden=False"
    notebook, root = opened(open_notebook, settings, make=NOISE, dark=True)
    words = [box["text"] for box in read(root, "boxes") if box["kind"] == "text"]
    assert not {"hidden", "still to go", "away"} & {*words}
    root.locator('[data-action="play"]').click()
    expect(root.locator(".cl-count")).to_contain_text("found", timeout=20_000)
    expect(root.locator('[data-action="play"]')).to_have_text("▶ Play")
    np.testing.assert_allclose(read(root, "learned"), np.append(*HIDDEN), atol=0.005)
    root.locator('[data-control="show_hidden"]').check()
    assert axe(notebook.page, ".cl-trainer") == []
    notebook.page.wait_for_timeout(300)
    assert (
        notebook.kernel("print(t.show_hidden, abs(t.learned_weight - t.weight).max() < 0.005)")
        == "True True\n"
    )


WATCH = """async seconds => {
  const root = document.querySelector(".cl-trainer"), seen = [];
  const end = performance.now() + 1000 * seconds;
  for (let steps = 0; performance.now() < end; ) {
    const now = await new Promise(requestAnimationFrame);
    const taken = root.convlab.losses().length - 1;
    if (taken !== steps) seen.push([now, taken - steps]);
    steps = taken;
  }
  return seen;
}"""


def test_the_first_steps_can_be_watched(open_notebook):
    """Half a second each, and never two in one frame."""
    notebook, root = opened(open_notebook)
    root.locator('[data-action="play"]').focus()
    notebook.page.keyboard.press("Space")
    seen = notebook.page.evaluate(WATCH, 3.2)
    assert {steps for _, steps in seen} == {1}
    gaps = np.diff([now for now, _ in seen])
    assert len(seen) >= 5 and 480 < np.median(gaps) < 600
    notebook.page.keyboard.press("Space")  # where the keys are: it pauses
    taken = len(read(root, "losses"))
    notebook.page.wait_for_timeout(700)
    assert len(read(root, "losses")) == taken
    root.locator('[data-control="pace"]').select_option("4×")
    notebook.page.keyboard.press("Tab")
    root.locator("canvas.cl-maps").first.focus()
    notebook.page.keyboard.press("Space")
    seen = notebook.page.evaluate(WATCH, 2)
    assert {steps for _, steps in seen[1:]} == {1} and len(seen) > 12


def test_nothing_but_what_changes_moves_under_a_step(open_notebook):
    """Axes, scales and places stay; bars arrive where the numbers are."""
    notebook, root = opened(open_notebook, ", rate=0.05")

    def fixed():
        boxes = read(root, "boxes")
        maps = [(b["x"], b["y"], b["range"]) for b in boxes if b["kind"] in ("map", "scale")]
        cells = [(b["x"], b["y"], b["range"]) for b in boxes if b["kind"] == "cells"]
        axis = [b["text"] for b in boxes if b["kind"] == "text" and b.get("align") == "right"]
        return maps, cells, [words for words in axis if not re.fullmatch(r"[\d.]+", words)]

    before, height = fixed(), root.bounding_box()["height"]
    for _ in range(6):
        root.locator('[data-action="step"]').click()
    notebook.page.wait_for_timeout(300)
    assert fixed() == before
    assert root.bounding_box()["height"] == height
    learned, bars = read(root, "learned"), [b for b in read(root, "boxes") if b["kind"] == "bar"]
    assert [b["sign"] for b in bars[1:]] == [np.sign(value) for value in learned[:-1]]
    unit = bars[1]["w"] / abs(learned[0])
    for bar, value in zip(bars[1:], learned, strict=False):
        assert bar["w"] == pytest.approx(abs(value) * unit, abs=0.01)


def test_a_rate_too_high_is_said_and_stops(open_notebook):
    notebook, root = opened(open_notebook, ", pace=4")
    rate = root.locator('[data-control="rate"]')
    rate.focus()
    for _ in range(2):
        notebook.page.keyboard.press("ArrowRight")
    expect(rate).to_have_attribute("aria-valuetext", "0.5")
    root.locator('[data-action="play"]').click()
    said, remark = root.locator(".cl-count"), root.locator(".cl-remark")
    expect(said).to_contain_text("grows", timeout=10_000)
    expect(said).to_contain_text("The loss has passed 10³⁰", timeout=30_000)
    expect(remark).to_contain_text("Choose a lower one")
    losses = read(root, "losses")
    assert losses[-1] >= 1e30 > losses[-2]
    assert np.isfinite(read(root, "learned")).all()
    expect(root.locator('[data-action="step"]')).to_be_disabled()
    notebook.kernel("t.rate = 0.1; t.seed = 2")
    expect(remark).to_contain_text("A random start")
    np.testing.assert_allclose(read(root, "learned"), np.append(*start(2)))


def test_less_motion_and_keys_alone(open_notebook):
    notebook, root = opened(open_notebook, reduced_motion="reduce")
    play = root.locator('[data-action="play"]')
    expect(play).to_have_text("▶ 10 steps")
    play.focus()
    notebook.page.keyboard.press("Space")
    expect(root.locator(".cl-count")).to_contain_text("Step 10:")
    notebook.page.wait_for_timeout(700)
    expect(root.locator(".cl-count")).to_contain_text("Step 10:")
    canvas = root.locator("canvas.cl-maps").first
    canvas.focus()
    notebook.page.keyboard.press("ArrowRight")
    expect(root.locator(".cl-count")).to_contain_text("Step 11:")
    expect(canvas).to_have_attribute("aria-label", re.compile("Step 11: the 28 numbers are"))


def test_a_weight_says_why_it_moves(open_notebook, axe):
    notebook, root = opened(open_notebook, ", steps=3")
    reason = root.locator(".cl-why canvas")
    expect(reason).to_be_hidden()
    root.locator('[data-control="why"]').select_option("green, row 1, column 2")
    expect(reason).to_be_visible()
    expect(reason).to_have_attribute("aria-label", re.compile("green, row 1, column 2"))
    notebook.page.wait_for_timeout(300)
    assert notebook.kernel("print(t.why, t.channel, t.row, t.col)") == "True 1 1 2\n"
    error = np.reshape(read(root, "maps")["error"], (14, 14))
    slope = 2 * (error * X[1, 1:15, 2:16]).mean()
    assert read(root, "gradient")[9 + 3 + 2] == pytest.approx(slope)
    words = [box.get("text", "") for box in read(root, "boxes")]
    way = "larger, so it goes down" if slope > 0 else "smaller, so it goes up"
    assert any(way in one for one in words)
    assert axe(notebook.page, ".cl-trainer") == []
    cells = [b for b in read(root, "boxes") if b["kind"] == "cells" and b.get("blocks")][2]
    at = {"x": cells["x"] + 0.5 * cells["cell"], "y": cells["y"] + 2.5 * cells["tall"]}
    root.locator("canvas.cl-maps").first.click(position=at)
    notebook.page.wait_for_timeout(300)
    assert notebook.kernel("print(t.why, t.channel, t.row, t.col)") == "True 2 2 0\n"
    root.locator("canvas.cl-maps").first.click(position=at)  # once more: enough
    expect(reason).to_be_hidden()
