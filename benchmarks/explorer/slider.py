"""From a key press to the picture: the explorer and what notebooks usually do, in turn.

The work is the same for all: 32 input channels of 64×64, 8 kernels of 3×3, and a slider for how
many input channels count; beside them, a canvas that fills one rectangle: what the browser itself
takes. Each step is a real key press in JupyterLab in Chromium; its time ends after the paint of the
frame after which the picture is final. Every tool is stepped in every round, so that a busy machine
is equally busy for all. Ours has a steady hand's next picture ready, so it is stepped to and fro as
well, where it has not. Then ours and the rectangle are dragged, one value further a frame.
"""

import tempfile
import time
from pathlib import Path
from statistics import median

from tests.browser.chromium import chromium
from tests.browser.lab import OpenNotebook, jupyter_lab, write_notebook

from ..conv.timing import machine, machine_line, rounded, save, table

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
MAP = """(() => {
    const { places, width } = document.querySelector(".cl-explorer").convlab;
    return [places().find(({ role }) => role === "map"), width()];
})()"""
TOOLS = {  # name: (cell, the slider, the pictures)
    "ChannelExplorer": (
        "ChannelExplorer(x, weight, in_channels=1)",
        '[data-control="in_channels"]',
        "canvas.cl-maps",
    ),
    "one rectangle": (  # what the browser itself takes
        """import anywidget
class Rectangle(anywidget.AnyWidget):
    _esm = '''export default { render({ el }) {
        el.innerHTML = `<input type="range" min="1" max="32" value="1"
            data-lm-suppress-shortcuts="true"><canvas width="904" height="1408"></canvas>`;
        const [slider, canvas] = el.children, ctx = canvas.getContext("2d", { alpha: false });
        slider.oninput = () => {
            ctx.fillStyle = `hsl(${11 * slider.value} 50% 50%)`;
            ctx.fillRect(0, 0, 300, 300);
        };
        slider.oninput();
    } }'''
Rectangle()""",
        ".jp-OutputArea-output input[type=range]",
        ".jp-OutputArea-output canvas",
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
        ".noUi-handle",
        ".jp-OutputArea-output img",
    ),
    "widgets.Image": (
        "matplotlib.use('agg')\nimport matplotlib.pyplot as plt\n"
        + FIGURE
        + """    data = io.BytesIO()
    fig.savefig(data, format="png")
    picture.value = data.getvalue()
picture = widgets.Image(format="png")
show(None)
slider.observe(show, "value")
widgets.VBox([slider, picture])""",
        ".noUi-handle",
        ".jp-OutputArea-output img",
    ),
    "ipympl": (
        "%matplotlib widget\nimport matplotlib.pyplot as plt\nplt.ioff()\n"
        + FIGURE
        + """    fig.canvas.draw_idle()
slider.observe(show, "value")
widgets.VBox([slider, fig.canvas])""",
        ".noUi-handle",
        ".jp-OutputArea-output canvas",
    ),
}


RUN_LAST = """() => {
    const { content } = window.jupyterapp.shell.currentWidget;
    content.activeCellIndex = content.widgets.length - 1;
    window.jupyterapp.commands.execute('notebook:run-cell');
    return performance.now();
}"""
MOVES = 40  # of the pointer over a map


def middle(values):
    """The median, and what 95 % do not exceed."""
    values = sorted(values)
    return median(values), values[round(0.95 * (len(values) - 1))]


class Stepper:
    """One tool in a notebook of its own, its slider under the keyboard."""

    def __init__(self, browser, address, name, path, tools=TOOLS):
        _, slider, self.pictures = tools[name]
        self.name, self.times = name, []
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        page = self.page = context.new_page()
        page.add_init_script(path=Path(__file__).with_name("probe.js"))
        self.received = 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._count))
        self.notebook = OpenNotebook(page, address, path)
        self.notebook.run_all()
        page.wait_for_selector(slider)
        self.first, self.first_kB = self._open()
        self.slider = page.locator(slider).first
        self.slider.scroll_into_view_if_needed()
        page.wait_for_timeout(2000)

    def _count(self, payload):
        self.received += len(payload)

    def _open(self):
        """The last cell once more, all else loaded: ms to its first picture, and kB that came."""
        self.page.evaluate("selector => probe.watch(selector)", self.pictures)
        self.page.wait_for_function("() => probe.changes.length")
        before = self.received
        self.page.evaluate("selector => probe.watch(selector)", "no picture yet")
        began = self.page.evaluate(RUN_LAST)
        self.page.evaluate("selector => probe.watch(selector)", self.pictures)
        self.page.wait_for_timeout(3000)
        self.page.wait_for_function("() => probe.changes.length")  # a busy machine takes longer
        first = self.page.evaluate("() => probe.changes.at(-1)") - began
        self.watch("")
        return first, (self.received - before) / 1000

    def seen(self, act, quiet):
        """Milliseconds from the event that ``act`` makes to the last new picture."""
        self.page.evaluate("() => probe.reset()")
        act()
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            self.page.wait_for_timeout(50)
            last = self.page.evaluate(
                "() => probe.changes.length ? [probe.changes.at(-1) - probe.events[0],"
                " performance.now() - probe.changes.at(-1)] : null"
            )
            if last and last[1] > quiet:
                return last[0]
        raise TimeoutError(f"{self.name}: no new picture in 10 s")

    def round(self, keys):
        self.watch(self.pictures)
        self.slider.focus()
        for key in keys:
            # Quiet for as long as twice the slowest step so far, and at least 0.3 s
            quiet = max([300, *(2 * t for t in self.times)])
            self.times.append(self.seen(lambda key=key: self.page.keyboard.press(key), quiet))
        self.watch("")

    def watch(self, selector):
        """Look for new pictures in what ``selector`` finds; for "" not at all."""
        self.page.bring_to_front()
        self.page.evaluate("selector => probe.watch(selector)", selector)
        self.page.wait_for_timeout(100)  # the first look finds a picture that is not new

    def drag(self):
        """Pictures and frames a second while the slider moves by one value a frame."""
        self.watch(self.pictures)
        found = self.slider.evaluate("(slider, seconds) => probe.drag(slider, seconds)", DRAG)
        self.page.wait_for_timeout(3000)  # what has queued up
        self.watch("")
        return found

    def turns(self):
        """Steps to and fro: none is like the last one, so none is painted ahead."""
        self.times = []
        self.slider.press("End")
        self.page.wait_for_timeout(500)
        self.round(["ArrowLeft", "ArrowRight"] * STEPS)
        return dict(zip(("turn_ms", "turn_p95_ms"), middle(self.times[1:]), strict=True))

    def costs(self):
        """Milliseconds of handler and drawing, of the last 256 pictures of ours."""
        return self.page.evaluate("document.querySelector('.cl-explorer').convlab.costs()")

    def hover(self):
        """From a move of the pointer over a map to the windows lit in all inputs."""
        self.slider.press("End")  # all channels, wherever the drag has ended
        self.page.wait_for_timeout(500)
        self.watch("canvas.cl-overlay")
        box = self.page.locator("canvas.cl-maps").first.bounding_box()
        place, wide = self.page.evaluate(MAP)
        zoom, times = box["width"] / wide, []
        for n in range(MOVES):  # another pixel of the map each time
            row, col = 8.5 + n % 5, 8.5 + n % 8
            x = box["x"] + zoom * (place["x"] + col * place["scale"])
            y = box["y"] + zoom * (place["y"] + row * place["scale"])
            times.append(self.seen(lambda x=x, y=y: self.page.mouse.move(x, y), 100))
        return dict(zip(("hover_ms", "hover_p95_ms"), middle(times[4:]), strict=True))

    def result(self):
        median_ms, p95_ms = middle(self.times)
        return {
            "tool": self.name,
            "median_ms": median_ms,
            "p95_ms": p95_ms,
            "received_kB": self.received / 1000,
            "first_ms": self.first,
            "first_kB": self.first_kB,
        }


def from_disk(browser, folder):
    """The same explorer in a page of its own: ms from opening it to the first picture, its kB."""
    scope = {}
    exec(f"{DATA}\nexplorer = {TOOLS['ChannelExplorer'][0]}", scope)
    file = folder / "page.html"
    scope["explorer"].save_page(file)
    times = []
    for _ in range(5):
        page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
        page.add_init_script(path=Path(__file__).with_name("probe.js"))
        page.add_init_script("probe.watch('canvas.cl-maps')")
        page.goto(file.as_uri())
        page.wait_for_function("() => probe.changes.length")
        times.append(page.evaluate("() => probe.changes[0]"))
        page.context.close()
    return {"disk_ms": median(times), "disk_kB": file.stat().st_size / 1000}


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
        ours = steppers[0]
        costs = [ours.costs()]
        for stepper, result in zip(steppers[:2], results[:2], strict=True):
            result |= stepper.drag()
        costs.append(ours.costs()[len(costs[0]) :])
        results[0] |= ours.turns() | ours.hover() | from_disk(browser, folder)
        results[0] |= dict(zip(("draw_ms", "drag_draw_ms"), map(median, costs), strict=True))
    return results


if __name__ == "__main__":
    print(machine_line(machine()))
    with tempfile.TemporaryDirectory() as folder:
        results = measure(Path(folder))
    ours = results[0]
    table(
        "32 × 8 channels of 64×64: a step of the slider, and the first picture of a cell",
        ["", "median ms", "p95 ms", "× ours", "kB received", "first ms", "kB"],
        [
            [
                r["tool"],
                r["median_ms"],
                r["p95_ms"],
                r["median_ms"] / ours["median_ms"],
                r["received_kB"],
                r["first_ms"],
                r["first_kB"],
            ]
            for r in results
        ],
    )
    print(
        f"ours: handler and drawing {ours['draw_ms']:.1f} ms a step after a rest, "
        f"{ours['drag_draw_ms']:.1f} in a drag (medians); a step to and fro "
        f"{ours['turn_ms']:.0f} ms (p95 {ours['turn_p95_ms']:.0f}); "
        f"pictures and frames a second in a drag: "
        + "; ".join(
            f"{r['tool']} {r['pictures']:.0f} of {r['frames']:.0f}, 95 % of these within "
            f"{r['slow_frame_ms']:.0f} ms"
            for r in results[:2]
        )
        + "; "
        f"pointer to lit windows {ours['hover_ms']:.0f} ms (p95 {ours['hover_p95_ms']:.0f}); "
        f"from disk, first picture after {ours['disk_ms']:.0f} ms of a page of "
        f"{ours['disk_kB']:,.0f} kB"
    )
    save("slider", rounded({"tools": results}))
