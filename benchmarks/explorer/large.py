"""Layers of very many channels in the explorer: the first picture, a move, the saved page.

Four layers as networks have them, with random weights, beside a canvas that fills one rectangle:
what the browser itself takes. A cell is run in JupyterLab until its picture is seen; then real keys
move the picked pixel (→ and ←) and the picked kernel (Page Down). Every layer is stepped in every
round, so that a busy machine is equally busy for all.
"""

import tempfile
from pathlib import Path

from tests.browser.chromium import chromium
from tests.browser.lab import jupyter_lab, write_notebook

from ..conv.timing import machine, machine_line, rounded, save, table
from .slider import ROUNDS, STEPS, TOOLS, Stepper, middle

GOALS = {"first_ms": 1000, "step_p95_ms": 50}
DATA = """import numpy as np
from convlab import ChannelExplorer
def layer(c_in, c_out, kernel, size, groups=1, **steps):
    rng = np.random.default_rng(0)
    loud = rng.gamma(0.6, 1, (c_in, 1, 1))  # a few channels are louder than the others
    x = np.maximum(0, rng.standard_normal((c_in, size, size)) * loud).astype("f4")
    fan = c_in // groups * kernel**2
    weight = rng.standard_normal((c_out, c_in // groups, kernel, kernel)) * (2 / fan) ** 0.5
    bias = rng.normal(0, 0.1, c_out)
    return ChannelExplorer(x, weight.astype("f4"), bias.astype("f4"), groups=groups, **steps)"""
LAYERS = {
    "512 → 512, 3×3, 28×28": "layer(512, 512, 3, 28, padding=1)",
    "2,048 → 512, 1×1, 7×7": "layer(2048, 512, 1, 7)",
    "960 depthwise, 3×3, 14×14": "layer(960, 960, 3, 14, groups=960, padding=1)",
    "3 → 64, 7×7, stride 2, 224×224": "layer(3, 64, 7, 224, stride=2, padding=3)",
}
CANVAS = "canvas.cl-maps"
CELLS = {name: (cell, CANVAS, CANVAS) for name, cell in LAYERS.items()}
CELLS["one rectangle"] = TOOLS["one rectangle"]


def page_bytes(cell, folder):
    """Of the page that the explorer saves, and of the numbers in it."""
    scope = {}
    exec(f"{DATA}\nexplorer = {cell}", scope)
    explorer, file = scope["explorer"], folder / "page.html"
    explorer.save_page(file)
    sent = [value for value in explorer.get_state().values() if isinstance(value, bytes)]
    return file.stat().st_size, sum(map(len, sent))


def stepped(stepper, keys):
    """The times of these keys alone."""
    before = len(stepper.times)
    stepper.round(keys)
    return stepper.times[before:]


def measure(folder):
    (folder / "home").mkdir()
    for i, (cell, _, _) in enumerate(CELLS.values()):
        write_notebook(folder / f"{i}.ipynb", [DATA, cell])
    with jupyter_lab(folder, folder / "home") as address, chromium() as browser:
        steppers = [
            Stepper(browser, address, name, f"{i}.ipynb", CELLS) for i, name in enumerate(CELLS)
        ]
        pixels, kernels = ({one.name: [] for one in steppers} for _ in range(2))
        for number in range(ROUNDS + 1):  # the first warms up
            for one in steppers:
                found = stepped(one, ["ArrowRight", "ArrowLeft"] * (STEPS // 2))
                more = stepped(one, ["PageDown"] * STEPS) if one.name in LAYERS else []
                if number:
                    pixels[one.name] += found
                    kernels[one.name] += more
    results = []
    for one in steppers:
        found = {"layer": one.name, "first_ms": one.first, "first_kB": one.first_kB}
        found |= dict(zip(("step_ms", "step_p95_ms"), middle(pixels[one.name]), strict=True))
        if one.name in LAYERS:
            names = ("kernel_ms", "kernel_p95_ms")
            found |= dict(zip(names, middle(kernels[one.name]), strict=True))
            page, numbers = page_bytes(LAYERS[one.name], folder)
            found |= {"page_kB": page / 1000, "numbers_kB": numbers / 1000}
        results.append(found)
    return results


if __name__ == "__main__":
    print(machine_line(machine()))
    with tempfile.TemporaryDirectory() as folder:
        results = measure(Path(folder))
    least = results[-1]
    table(
        "very many channels: goals "
        f"first picture {GOALS['first_ms']:,} ms, a step {GOALS['step_p95_ms']} ms p95",
        ["", "first ms", "× rect.", "pixel ms", "p95", "× rect.", "kernel p95", "page kB", "sent"],
        [
            [
                r["layer"],
                r["first_ms"],
                r["first_ms"] / least["first_ms"],
                r["step_ms"],
                r["step_p95_ms"],
                r["step_p95_ms"] / least["step_p95_ms"],
                r.get("kernel_p95_ms"),
                r.get("page_kB"),
                r.get("numbers_kB"),
            ]
            for r in results
        ],
    )
    save("large", rounded({"layers": results}))
