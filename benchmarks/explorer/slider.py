"""From a key press to the picture: the explorer and what notebooks usually do, in turn.

The work is the same for all: 32 input channels of 64×64, 8 kernels of 3×3, and a slider for how
many input channels count. Each step is a real key press in JupyterLab in Chromium; its time ends
after the paint of the first frame with a new picture. Every tool is stepped in
every round, so that a busy machine is equally busy for all.
"""

import tempfile
import time
from pathlib import Path
from statistics import median

from tests.browser.lab import OpenNotebook, chromium, jupyter_lab, write_notebook

from ..conv.timing import machine, rounded, said, save, table

ROUNDS, STEPS, DRAG = 4, 6, 3.0  # rounds; key presses a round; seconds
DATA = """import io
import ipywidgets as widgets
import matplotlib
import numpy as np
from convlab import ChannelExplorer, conv2d, kernels
x = np.random.default_rng(0).random((32, 64, 64), np.float32)
weight = kernels.many(8, 32).weight
def maps(n):
    return conv2d(x[:n], weight[:, :n])"""
FIGURE = """fig, axes = plt.subplots(2, 4, figsize=(8, 4), dpi=100)
drawn = [ax.imshow(y, vmin=-9, vmax=9) for ax, y in zip(axes.flat, maps(1))]
for ax in axes.flat: ax.axis("off")
slider = widgets.IntSlider(min=1, max=32, value=1)
def show(change):
    for image, y in zip(drawn, maps(slider.value)): image.set_data(y)
"""
TOOLS = {  # name: (cell, the slider, the pictures)
    "ChannelExplorer": (
        "ChannelExplorer(x, weight, in_channels=1)",
        '[data-control="in_channels"]', "canvas.cl-maps",
    ),
    "interact + matplotlib": (
        """%matplotlib inline
import matplotlib.pyplot as plt
@widgets.interact(n=widgets.IntSlider(min=1, max=32, value=1))
def show(n):
    fig, axes = plt.subplots(2, 4, figsize=(8, 4))
    for ax, y in zip(axes.flat, maps(n)):
        ax.imshow(y, vmin=-9, vmax=9); ax.axis("off")
    plt.show()""",
        ".noUi-handle", ".jp-OutputArea-output img",
    ),
    "widgets.Image": (
        "matplotlib.use('agg')\nimport matplotlib.pyplot as plt\n" + FIGURE
        + """    data = io.BytesIO()
    fig.savefig(data, format="png")
    picture.value = data.getvalue()
picture = widgets.Image(format="png")
show(None)
slider.observe(show, "value")
widgets.VBox([slider, picture])""",
        ".noUi-handle", ".jp-OutputArea-output img",
    ),
    "ipympl": (
        "%matplotlib widget\nimport matplotlib.pyplot as plt\nplt.ioff()\n" + FIGURE
        + """    fig.canvas.draw_idle()
slider.observe(show, "value")
widgets.VBox([slider, fig.canvas])""",
        ".noUi-handle", ".jp-OutputArea-output canvas",
    ),
}  # fmt: skip


class Stepper:
    """One tool in a notebook of its own, its slider under the keyboard."""

    def __init__(self, browser, address, name, path):
        _, slider, pictures = TOOLS[name]
        self.name, self.times = name, []
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        page = self.page = context.new_page()
        page.add_init_script(path=Path(__file__).with_name("probe.js"))
        self.received = 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._count))
        self.notebook = OpenNotebook(page, address, path)
        self.notebook.run_all()
        page.wait_for_selector(slider)
        page.evaluate("selector => { probe.selector = selector; }", pictures)
        page.wait_for_function("() => probe.changes.length")
        self.slider = page.locator(slider).first
        self.slider.scroll_into_view_if_needed()
        page.wait_for_timeout(2000)

    def _count(self, payload):
        self.received += len(payload)

    def step(self, key, quiet):
        self.page.evaluate("() => probe.reset()")
        self.page.keyboard.press(key)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            self.page.wait_for_timeout(50)
            last = self.page.evaluate(
                "() => probe.changes.length ? [probe.changes.at(-1) - probe.keys[0],"
                " performance.now() - probe.changes.at(-1)] : null"
            )
            if last and last[1] > quiet:
                return last[0]
        raise TimeoutError(f"{self.name}: no new picture 10 s after a key press")

    def round(self, keys):
        self.page.bring_to_front()
        self.slider.focus()
        # Quiet for as long as twice the slowest step so far, and at least 0.3 s
        for key in keys:
            self.times.append(self.step(key, max([300, *(2 * t for t in self.times)])))

    def drag(self):
        """Pictures and frames a second while the slider moves through 31 values a second."""
        self.page.bring_to_front()
        found = self.slider.evaluate("(slider, seconds) => probe.drag(slider, seconds)", DRAG)
        self.page.wait_for_timeout(3000)  # what has queued up
        return found

    def result(self):
        times = sorted(self.times)
        return {
            "tool": self.name,
            "median_ms": median(times),
            "p95_ms": times[round(0.95 * (len(times) - 1))],
            "received_kB": self.received / 1000,
        }


def measure(folder):
    (folder / "home").mkdir()
    for i, (cell, _, _) in enumerate(TOOLS.values()):
        write_notebook(folder / f"{i}.ipynb", [DATA, cell])
    with jupyter_lab(folder, folder / "home") as address, chromium() as browser:
        steppers = []
        for i, name in enumerate(TOOLS):
            try:
                steppers.append(Stepper(browser, address, name, f"{i}.ipynb"))
            except Exception as missing:  # a peer that is not installed, or did not start
                print(f"left out: {name}: {str(missing).splitlines()[0]}")
        for stepper in steppers:
            stepper.round(["ArrowRight"] * 4)  # warm up
            stepper.times.clear()
            stepper.received = 0
        for _ in range(ROUNDS):
            for stepper in steppers:
                stepper.round(["ArrowRight"] * STEPS)
        results = [stepper.result() for stepper in steppers]
        results[0] |= steppers[0].drag()
        results[0]["draw_ms"] = median(
            steppers[0].page.evaluate("document.querySelector('.cl-explorer').convlab.costs()")
        )
    return results


if __name__ == "__main__":
    print(said(machine()))
    with tempfile.TemporaryDirectory() as folder:
        results = measure(Path(folder))
    ours = results[0]
    table(
        "one step of the slider, 32 × 8 channels of 64×64",
        ["", "median ms", "p95 ms", "× ours", "kB received"],
        [
            [r["tool"], r["median_ms"], r["p95_ms"], r["median_ms"] / ours["median_ms"],
             r["received_kB"]]
            for r in results
        ],
    )  # fmt: skip
    print(
        f"ours: handler and drawing {ours['draw_ms']:.1f} ms a step (median); dragged over 31 "
        f"values a second, {ours['pictures']:.0f} pictures and {ours['frames']:.0f} frames a second"
    )
    save("slider", rounded({"tools": results}))
